//! The words of an agreement, read back out of the very bytes that both sides sign.
//!
//! Invariant: what is read is what `document` wrote, word by word, and its bytes have the hash that was signed; anything else is
//! refused, never guessed. Absent: any other HTML. Rendering the terms anew would not do: names change, and so may our wording.

use domain::files::{ContentHash, StoredFile};
use futures_util::StreamExt;
use sha2::{Digest, Sha256};

use crate::{App, Error, Result};

/// No agreement is longer than this; the longest notes and a hundred deliverables come to a tenth.
const MOST: usize = 4 * 1_024 * 1_024;

/// An agreement in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Its heading: who agrees with whom.
    pub title: String,
    /// Everything below.
    pub passages: Vec<Passage>,
}

/// A piece of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Passage {
    /// A clause's heading with its number.
    Heading(String),
    /// A paragraph; broken lines are kept.
    Paragraph(String),
    /// A table.
    Table {
        /// The heads.
        heads: Vec<String>,
        /// The rows.
        rows: Vec<Vec<String>>,
    },
}

/// The words of a prepared agreement's document. Whether the asker may see it is the caller's to know: they have found the file
/// through a view.
///
/// # Errors
/// When the bytes are gone, are others than the hash says, or were not written by us.
pub async fn words(app: &App, file: &StoredFile) -> Result<Words> {
    let broken = |why: &dyn std::fmt::Display| Error::Broken(format!("{}: {why}", file.hash));
    let mut stream = app.files().open(&file.hash, 0).await.map_err(|error| broken(&error))?;
    let mut bytes = Vec::new();
    while let Some(chunk) = stream.next().await {
        bytes.extend_from_slice(&chunk.map_err(|error| broken(&error))?);
        if bytes.len() > MOST {
            return Err(broken(&"longer than any agreement"));
        }
    }
    if ContentHash::from_digest(&Sha256::digest(&bytes)) != file.hash {
        return Err(broken(&"other bytes than were signed"));
    }
    let text = String::from_utf8(bytes).map_err(|error| broken(&error))?;
    read(&text).ok_or_else(|| broken(&"no agreement of ours"))
}

pub(super) fn read(text: &str) -> Option<Words> {
    let (_, mut rest) = text.split_once("<body>\n")?;
    let title = taken(&mut rest, "h1")?;
    let mut passages = Vec::new();
    while rest != "</body>\n</html>\n" {
        let passage = if rest.starts_with("<h2>") {
            Passage::Heading(taken(&mut rest, "h2")?)
        } else if rest.starts_with("<p>") {
            Passage::Paragraph(taken(&mut rest, "p")?)
        } else {
            table(&mut rest)?
        };
        passages.push(passage);
    }
    Some(Words { title, passages })
}

/// The text of the element that stands next, and the line's end behind it.
fn taken(rest: &mut &str, tag: &str) -> Option<String> {
    let (inner, after) = rest.strip_prefix(&format!("<{tag}>"))?.split_once(&format!("</{tag}>"))?;
    *rest = after.strip_prefix('\n').unwrap_or(after);
    plain(inner)
}

fn table(rest: &mut &str) -> Option<Passage> {
    let (inner, after) = rest.strip_prefix("<table>\n")?.split_once("</table>\n")?;
    *rest = after;
    let (mut heads, mut rows) = (Vec::new(), Vec::new());
    for line in inner.split_terminator("</tr>\n") {
        let mut cells = line.strip_prefix("<tr>")?;
        let (mut row, head) = (Vec::new(), cells.starts_with("<th>"));
        while !cells.is_empty() {
            row.push(taken(&mut cells, if head { "th" } else { "td" })?);
        }
        if head { heads = row } else { rows.push(row) }
    }
    Some(Passage::Table { heads, rows })
}

/// Text as it was before it was escaped.
fn plain(escaped: &str) -> Option<String> {
    const MARKS: [(&str, char); 6] = [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&#39;", '\''), ("<br>", '\n')];
    let mut out = String::with_capacity(escaped.len());
    let mut rest = escaped;
    while let Some(at) = rest.find(['&', '<']) {
        let (before, mark) = rest.split_at(at);
        let (form, letter) = MARKS.into_iter().find(|(form, _)| mark.starts_with(form))?;
        out.push_str(before);
        out.push(letter);
        rest = &mark[form.len()..];
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!doctype html>\n<html>\n<body>\n<h1>Agreement between A &amp; B and C</h1>\n<h2>1. Who agrees</h2>\n\
        <p>They do.<br>Both &lt;of&gt; them.</p>\n<table>\n<tr><th>What</th><th>Where</th></tr>\n<tr><td>Reel</td><td></td></tr>\n</table>\n\
        <p></p>\n</body>\n</html>\n";

    #[test]
    fn what_was_written_is_read_back() {
        let row = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
        let expected = Words {
            title: "Agreement between A & B and C".into(),
            passages: vec![
                Passage::Heading("1. Who agrees".into()),
                Passage::Paragraph("They do.\nBoth <of> them.".into()),
                Passage::Table { heads: row(["What", "Where"]), rows: vec![row(["Reel", ""])] },
                Passage::Paragraph(String::new()),
            ],
        };
        assert_eq!(read(PAGE), Some(expected));
    }

    #[test]
    fn what_is_not_ours_is_refused() {
        for (ours, other) in
            [("<p>They", "<p><b>They</b>"), ("&lt;of", "&nbsp;of"), ("<h1>", "<h3>"), ("</html>\n", "</html>\nmore"), ("<tr><td>", "<td>")]
        {
            assert_eq!(read(&PAGE.replacen(ours, other, 1)), None, "{other}");
        }
        assert_eq!(read(""), None);
    }
}
