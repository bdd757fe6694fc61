//! Rows of the room `payments`.
