//! Writes the page of all components, with its style and script, to a folder: `cargo run -p web --example specimen -- FOLDER`.
//! Serve the folder over HTTP to look at it (icons are not loaded from files by browsers).

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

fn main() -> ExitCode {
    let Some(folder) = env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("Say where to write: cargo run -p web --example specimen -- FOLDER");
        return ExitCode::FAILURE;
    };
    match write(&folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Cannot write to {}: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder.join("assets"))?;
    for (address, content) in web::assets::each() {
        let name = address.split('?').next().unwrap_or(address).trim_start_matches('/');
        fs::write(folder.join(name), content)?;
    }
    for (name, page) in web::ui::specimen::pages() {
        fs::write(folder.join(name), page.0)?;
    }
    Ok(())
}
