//! A PDF read back by another program's eyes (`pdftotext`, of Debian's poppler-utils).

use std::{
    io::Write,
    process::{Command, Stdio},
};

/// The text of a PDF in one line; nothing, said loudly, where the program that reads it is not installed.
pub fn said(bytes: &[u8]) -> Option<String> {
    assert!(bytes.starts_with(b"%PDF-"), "this is no PDF");
    let child = Command::new("pdftotext").args(["-layout", "-", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut child) = child else {
        println!("SKIPPED: reading a PDF back: pdftotext (Debian's package poppler-utils) is not installed here");
        return None;
    };
    let mut into = child.stdin.take().expect("a pipe");
    // It reads all before it answers.
    into.write_all(bytes).expect("written");
    drop(into);
    let said = child.wait_with_output().expect("an answer").stdout;
    let said = String::from_utf8_lossy(&said).replace('\u{200b}', "");
    Some(said.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// That a PDF says all of this, wherever its lines end.
#[track_caller]
pub fn says(bytes: &[u8], all: &[&str]) {
    let Some(text) = said(bytes) else { return };
    let run_together = |text: &str| text.split_whitespace().collect::<String>();
    let whole = run_together(&text);
    all.iter().for_each(|words| assert!(whole.contains(&run_together(words)), "it does not say {words:?}:\n{text}"));
}

/// That a PDF says none of this.
#[track_caller]
pub fn says_not(bytes: &[u8], none: &[&str]) {
    let Some(text) = said(bytes) else { return };
    let run_together = |text: &str| text.split_whitespace().collect::<String>();
    let whole = run_together(&text);
    none.iter().for_each(|words| assert!(!whole.contains(&run_together(words)), "it says {words:?}:\n{text}"));
}
