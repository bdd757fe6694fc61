//! Rows of the room `reports`.
