//! The binary: reads the command line, runs one command, and turns what went wrong into one line and an exit code.
//!
//! Absent: everything else; it stands in the library beside it.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let arguments = troupe::cli::Arguments::parse();
    troupe::cli::run(arguments)
}
