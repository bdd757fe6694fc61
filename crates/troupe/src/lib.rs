//! The parts of the binary `troupe`: configuration, putting an installation together, its loops, and its commands.
//!
//! Invariant: the only place that knows every floor. Absent: anything that an operation could do.

pub mod cli;
pub mod config;
pub mod demo;
pub mod import;
pub mod loops;
pub mod operator;
pub mod runtime;
pub mod serve;
pub mod simulate;
