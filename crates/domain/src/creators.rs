//! Creators (types until the room's own file lands).
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
/// Found how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Cold.
    Cold,
}
/// Where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Address {
    /// Lines.
    pub lines: Vec<String>,
}
impl Source {
    /** word */
    #[must_use]
    pub fn as_str(self) -> &'static str {
        "cold"
    }
}
