//! Payments: what is owed, what is paid, and the books.

pub mod summary;
