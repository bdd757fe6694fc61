//! Reads a file of comments: CSV or TSV with headings, JSON, or JSON lines; threads of platforms' own answers too.
//!
//! Invariant: no row is lost; each is a comment or is refused with its number and why. Absent: guessing columns by content.

use serde_json::{Map, Value};

use super::NewComment;
use crate::{
    creators::{import, posts::time_of},
    text::{bare, folded},
};

/// The most bytes of a file.
pub const MOST_BYTES: usize = 20_000_000;
/// The most comments of a file.
const MOST_COMMENTS: usize = 20_000;
/// The longest comment in letters; longer ones are cut.
const MOST_TEXT: usize = 5_000;
/// So deep are objects looked into.
const DEEPEST: usize = 6;
/// So many refusals are told one by one.
const MOST_REFUSALS: usize = 500;

/// Why a file gives no comments at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommentsError {
    /// Nothing in it.
    #[error("The file is empty. Choose one with a row for each comment.")]
    Empty,
    /// Too large.
    #[error("The file is larger than 20 MB. Split it and add the parts.")]
    TooLarge,
    /// No text.
    #[error("This is no text file. Save the comments as CSV (UTF-8) or JSON.")]
    NotText,
    /// Broken JSON.
    #[error("The file begins like JSON but cannot be read as JSON. Export it again.")]
    NotJson,
    /// No column has the words.
    #[error("No column holds the words of the comments. Name one \"text\" or \"comment\".")]
    NoColumns,
    /// Too many.
    #[error("The file has more than 20,000 comments. Split it and add the parts.")]
    TooMany,
}

/// A row that is no comment.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct RefusedComment {
    /// The row's number, the headings being 1; in JSON the place in the list, from 1.
    pub row: u64,
    /// Why.
    pub reason: String,
}

/// What a file holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadComments {
    /// The comments, in the order of the file.
    pub comments: Vec<NewComment>,
    /// Rows that are none, at most five hundred.
    pub refused: Vec<RefusedComment>,
    /// How many rows are none.
    pub refused_count: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Means {
    External,
    ReplyTo,
    Post,
    Author,
    Text,
    ByCreator,
    At,
}

/// Headings and JSON keys, folded and without marks between words.
const HEADINGS: &[(Means, &[&str])] = &[
    (Means::External, &["id", "commentid", "cid", "pk"]),
    (Means::ReplyTo, &["replyto", "parent", "parentid", "parentcommentid", "repliesto", "inreplyto", "antwortauf"]),
    (Means::Post, &["post", "posturl", "postlink", "url", "link", "permalink", "video", "videoid", "videourl", "mediaid", "beitrag"]),
    (
        Means::Author,
        &[
            "author",
            "authordisplayname",
            "username",
            "user",
            "name",
            "owner",
            "from",
            "handle",
            "commenter",
            "uniqueid",
            "verfasser",
            "autor",
        ],
    ),
    (Means::Text, &["text", "comment", "message", "textoriginal", "body", "content", "commenttext", "kommentar"]),
    (Means::ByCreator, &["bycreator", "iscreator", "iscreatorreply", "isowner", "isauthor", "fromcreator", "authoriscreator"]),
    (
        Means::At,
        &["at", "created", "createdat", "createdtime", "createtime", "date", "datum", "timestamp", "time", "publishedat", "published"],
    ),
];

fn meaning(heading: &str) -> Option<Means> {
    let heading = bare(heading);
    HEADINGS.iter().find(|(_, names)| names.contains(&heading.as_str())).map(|(means, _)| *means)
}

/// Reads a file of comments.
///
/// # Errors
/// When it holds none at all, and why.
pub fn read_comments(bytes: &[u8]) -> Result<ReadComments, CommentsError> {
    if bytes.len() > MOST_BYTES {
        return Err(CommentsError::TooLarge);
    }
    let text = import::decode::decode(bytes).map_err(|error| match error {
        import::ImportError::Empty => CommentsError::Empty,
        _ => CommentsError::NotText,
    })?;
    match text.text.trim_start().chars().next() {
        None => Err(CommentsError::Empty),
        Some('[' | '{') => json(text.text.trim()),
        Some(_) => table(&text.text),
    }
}

fn table(text: &str) -> Result<ReadComments, CommentsError> {
    let first = text.lines().next().unwrap_or_default();
    let delimiter = [b'\t', b';', b','].into_iter().max_by_key(|mark| first.bytes().filter(|byte| byte == mark).count()).unwrap_or(b',');
    let mut rows = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let headings: Vec<Option<Means>> = rows.headers().map_err(|_| CommentsError::NotText)?.iter().map(meaning).collect();
    if !headings.contains(&Some(Means::Text)) {
        return Err(CommentsError::NoColumns);
    }
    let mut read = ReadComments::default();
    for (at, row) in rows.records().enumerate() {
        match row {
            Ok(row) => {
                let cells = headings.iter().zip(row.iter()).filter_map(|(means, cell)| Some(((*means)?, cell.to_owned())));
                read.add(at + 2, cells.collect(), None)?;
            }
            Err(_) => read.refuse(at + 2, "The row cannot be read.".to_owned()),
        }
    }
    read.whole()
}

fn json(text: &str) -> Result<ReadComments, CommentsError> {
    let list = match serde_json::from_str::<Value>(text) {
        Ok(Value::Array(list)) => list,
        Ok(Value::Object(mut one)) => match ["data", "items", "comments"].iter().find_map(|key| one.remove(*key)) {
            Some(Value::Array(list)) => list,
            _ => vec![Value::Object(one)],
        },
        // A line each.
        _ => {
            let lines = text.lines().filter(|line| !line.trim().is_empty()).map(serde_json::from_str::<Value>);
            lines.collect::<Result<_, _>>().map_err(|_| CommentsError::NotJson)?
        }
    };
    let mut read = ReadComments::default();
    for (at, one) in list.iter().enumerate() {
        match one {
            Value::Object(fields) => read.thread(at + 1, fields, None, None, 0)?,
            _ => read.refuse(at + 1, "This is no object with the comment's fields.".to_owned()),
        }
    }
    read.whole()
}

/// The cells of an object and of those inside it, the outer ones first.
fn cells(fields: &Map<String, Value>, depth: usize, found: &mut Vec<(Means, String)>) {
    for (key, value) in fields {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(yes) => yes.to_string(),
            _ => continue,
        };
        found.extend(meaning(key).map(|means| (means, text)));
    }
    for value in fields.values() {
        if let (Value::Object(inner), true) = (value, depth < DEEPEST) {
            cells(inner, depth + 1, found);
        }
    }
}

/// Lists of answers below an object.
fn answers(fields: &Map<String, Value>, depth: usize) -> Vec<&Vec<Value>> {
    let mut found = Vec::new();
    for (key, value) in fields {
        match value {
            Value::Array(list) if ["replies", "comments", "answers", "data"].contains(&key.as_str()) => found.push(list),
            Value::Object(inner) if depth < DEEPEST => found.extend(answers(inner, depth + 1)),
            _ => {}
        }
    }
    found
}

impl ReadComments {
    fn refuse(&mut self, row: usize, reason: String) {
        self.refused_count += 1;
        if self.refused.len() < MOST_REFUSALS {
            self.refused.push(RefusedComment { row: u64::try_from(row).unwrap_or(u64::MAX), reason });
        }
    }

    fn whole(self) -> Result<Self, CommentsError> {
        if self.comments.is_empty() && self.refused.is_empty() { Err(CommentsError::Empty) } else { Ok(self) }
    }

    /// A comment with its answers.
    fn thread(
        &mut self,
        row: usize,
        fields: &Map<String, Value>,
        above: Option<&str>,
        post: Option<&str>,
        depth: usize,
    ) -> Result<(), CommentsError> {
        let mut found = Vec::new();
        cells(fields, 0, &mut found);
        let of = |wanted: Means| found.iter().find(|(means, _)| *means == wanted).map(|(_, text)| text.clone());
        let (own, under) = (of(Means::External), of(Means::Post).or(post.map(str::to_owned)));
        if let (None, Some(post)) = (of(Means::Post), post) {
            found.push((Means::Post, post.to_owned()));
        }
        self.add(row, found, above)?;
        if depth >= DEEPEST {
            return Ok(());
        }
        for answer in answers(fields, 0).into_iter().flatten() {
            if let Value::Object(fields) = answer {
                self.thread(row, fields, own.as_deref(), under.as_deref(), depth + 1)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, row: usize, cells: Vec<(Means, String)>, above: Option<&str>) -> Result<(), CommentsError> {
        if self.comments.len() >= MOST_COMMENTS {
            return Err(CommentsError::TooMany);
        }
        let mut comment = NewComment { reply_to: above.map(str::to_owned), ..NewComment::default() };
        let cut = |cell: &str, most: usize| cell.chars().filter(|letter| *letter != '\0').take(most).collect::<String>();
        for (means, cell) in cells {
            let cell = cell.trim();
            if cell.is_empty() {
                continue;
            }
            match means {
                Means::External if comment.external.is_none() => comment.external = Some(cut(cell, 200)),
                Means::ReplyTo if comment.reply_to.is_none() => comment.reply_to = Some(cut(cell, 200)),
                Means::Post if comment.post.is_none() => comment.post = Some(cut(cell, 500)),
                Means::Author if comment.author.is_empty() => comment.author = cut(cell.trim_start_matches('@'), 120),
                Means::Text if comment.text.is_empty() => comment.text = cut(cell, MOST_TEXT),
                Means::ByCreator => comment.by_creator |= matches!(folded(cell).as_str(), "true" | "yes" | "1" | "ja"),
                Means::At if comment.at.is_none() => match time_of(cell) {
                    Some(at) => comment.at = Some(at),
                    None => {
                        self.refuse(row, format!("\"{}\" is no date.", cut(cell, 40)));
                        return Ok(());
                    }
                },
                // The first cell of a kind counts.
                Means::External | Means::ReplyTo | Means::Post | Means::Author | Means::Text | Means::At => {}
            }
        }
        if comment.text.is_empty() {
            self.refuse(row, "The row has no words.".to_owned());
        } else {
            self.comments.push(comment);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_row_by_row_and_a_bad_row_says_why() {
        let file =
            "comment;author;post url;created\nWhere did you get it?;@ana;https://x.example/p/1;2026-03-01\n;ben;;\nso nice;ben;;soon\n";
        let read = read_comments(file.as_bytes()).unwrap();
        assert_eq!(read.comments.len(), 1);
        assert_eq!((read.comments[0].author.as_str(), read.comments[0].by_creator), ("ana", false));
        assert_eq!(read.refused.iter().map(|one| one.row).collect::<Vec<_>>(), [3, 4]);
        assert!(read.refused[1].reason.contains("soon"));
    }

    #[test]
    fn threads_of_a_platforms_answer_keep_who_answers_whom() {
        let file = r#"{"items":[{"id":"a","snippet":{"videoId":"v1","topLevelComment":{"id":"a","snippet":{"textOriginal":"Vegan?",
            "authorDisplayName":"@ana","publishedAt":"2026-03-01T10:00:00Z"}}},"replies":{"comments":[
            {"id":"a.1","snippet":{"textOriginal":"Yes it is","authorDisplayName":"@me","parentId":"a"}}]}}, 7]}"#;
        let read = read_comments(file.as_bytes()).unwrap();
        assert_eq!(read.comments.iter().map(|one| one.text.as_str()).collect::<Vec<_>>(), ["Vegan?", "Yes it is"]);
        assert_eq!(read.comments[1].reply_to.as_deref(), Some("a"));
        assert_eq!(read.comments[1].post.as_deref(), Some("v1"), "an answer stands under the post of its thread");
        assert_eq!(read.refused_count, 1);
    }

    #[test]
    fn what_holds_no_comments_says_so() {
        assert_eq!(read_comments(b"  "), Err(CommentsError::Empty));
        assert_eq!(read_comments(b"[]"), Err(CommentsError::Empty));
        assert_eq!(read_comments(b"[{\"text\": "), Err(CommentsError::NotJson));
        assert_eq!(read_comments(b"name,age\nx,1\n"), Err(CommentsError::NoColumns));
        assert_eq!(read_comments(b"\x00\x01\x02\x00"), Err(CommentsError::NotText));
        let many = format!("text\n{}", "so nice\n".repeat(20_001));
        assert_eq!(read_comments(many.as_bytes()), Err(CommentsError::TooMany));
    }
}
