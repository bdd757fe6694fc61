//! Rows of the room `creators`.
