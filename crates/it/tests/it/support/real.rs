//! Real lists of creators, where they lie beside the repository.
//!
//! Invariant: a story that makes do with made-up rows says so loudly. Absent: reading them; the import does that.

use std::path::PathBuf;

/// The folder beside the repository that holds published lists.
const LIST: &str = "../shared/data/creators_2022/social media influencers - instagram sep-2022.csv";

/// A list of so many rows with its headings: the first rows of a real one, or made-up ones.
pub fn creators(rows: usize) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(LIST);
    match std::fs::read(&path) {
        Ok(bytes) => first(&String::from_utf8_lossy(&bytes), rows).into_bytes(),
        Err(_) => {
            println!("SKIPPED: real creators are not beside the repository ({LIST}); made-up rows stand in");
            made_up(rows).into_bytes()
        }
    }
}

/// Headings and so many records; a quoted cell may run over lines.
fn first(text: &str, rows: usize) -> String {
    let (mut quoted, mut records) = (false, 0);
    for (at, letter) in text.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '\n' if !quoted => {
                records += 1;
                if records > rows {
                    return text[..=at].to_owned();
                }
            }
            _ => {}
        }
    }
    text.to_owned()
}

fn made_up(rows: usize) -> String {
    let mut text = "S.no,Instagram name,Name,Subscribers,Audience country,Engagement average\n".to_owned();
    for number in 1..=rows {
        text.push_str(&format!("{number},made.up.{number},Made Up {number},{number}.5K,United Kingdom,{}\n", number * 7));
    }
    text
}

#[test]
fn a_cell_that_runs_over_lines_is_one_record() {
    assert_eq!(first("a,\"b\nc\"\n1,2\n3,4\n", 1), "a,\"b\nc\"\n1,2\n");
}
