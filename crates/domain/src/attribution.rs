//! Attribution: links, codes, clicks, orders, credit.

pub mod setup;
