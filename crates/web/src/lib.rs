//! The pages: what a person sees and does in a browser, rendered by the server.
//!
//! Invariant: a page works without scripts, and nothing in it is inline (neither script nor style), so that the content
//! policy can refuse both. Absent: rules and rows; a page shows views and posts commands.

pub mod assets;
pub mod text;
pub mod ui;
