//! Reads a file of posts: CSV or TSV with headings, a JSON list, or JSON lines.
//!
//! Invariant: no row is lost; each is a post or is refused with its number and why. Absent: guessing columns by their content;
//! a file of posts comes from a tool and has headings.

use serde_json::Value;

use super::NewPost;
use crate::{
    creators::{Platform, counts, import::decode},
    text::{bare, folded},
    time::{Day, Timestamp, Zone},
};

/// The most bytes of a file.
pub const MOST_BYTES: usize = 10_000_000;
/// The most posts of a file.
const MOST_POSTS: usize = 5_000;
/// The longest caption in letters; longer ones are cut.
const MOST_CAPTION: usize = 10_000;

/// Why a file gives no posts at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PostsError {
    /// Nothing in it.
    #[error("The file is empty. Choose one with a row for each post.")]
    Empty,
    /// Too large.
    #[error("The file is larger than 10 MB. Split it and add the parts.")]
    TooLarge,
    /// No text.
    #[error("This is no text file. Save the posts as CSV (UTF-8) or JSON.")]
    NotText,
    /// Broken JSON.
    #[error("The file begins like JSON but cannot be read as JSON. Export it again.")]
    NotJson,
    /// No column says what a post is.
    #[error("No column holds the posts' words or addresses. Name one \"caption\" or \"url\".")]
    NoColumns,
    /// Too many.
    #[error("The file has more than 5,000 posts. Split it and add the parts.")]
    TooMany,
}

/// A row that is no post.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct RefusedPost {
    /// The row's number, the headings being 1; in JSON the place in the list, from 1.
    pub row: u64,
    /// Why.
    pub reason: String,
}

/// What a file holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadPosts {
    /// The posts, in the order of the file.
    pub posts: Vec<NewPost>,
    /// Rows that are none.
    pub refused: Vec<RefusedPost>,
}

/// What a column holds, by its heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Means {
    Platform,
    Url,
    External,
    PostedAt,
    Caption,
    Views,
    Likes,
    Comments,
    Shares,
    Saves,
    PaidLabel,
}

/// Headings and JSON keys, folded and without marks between words.
const HEADINGS: &[(Means, &[&str])] = &[
    (Means::Platform, &["platform", "network", "plattform", "source"]),
    (Means::Url, &["url", "link", "permalink", "posturl", "postlink", "videourl", "address"]),
    (Means::External, &["id", "postid", "mediaid", "videoid", "shortcode"]),
    (
        Means::PostedAt,
        &["postedat", "posted", "date", "datum", "timestamp", "publishedat", "published", "created", "createdat", "time", "takenat"],
    ),
    (Means::Caption, &["caption", "text", "description", "title", "message", "beschreibung", "body", "content"]),
    (Means::Views, &["views", "viewcount", "plays", "playcount", "impressions", "aufrufe", "videoviews"]),
    (Means::Likes, &["likes", "likecount", "likescount", "hearts", "diggcount", "gefaelltmir"]),
    (Means::Comments, &["comments", "commentcount", "commentscount", "kommentare"]),
    (Means::Shares, &["shares", "sharecount", "reposts"]),
    (Means::Saves, &["saves", "savecount", "saved", "bookmarks", "collectcount"]),
    (Means::PaidLabel, &["paidlabel", "paidpartnership", "ispaidpartnership", "ispaid", "branded", "sponsored"]),
];

fn meaning(heading: &str) -> Option<Means> {
    let heading = bare(heading);
    HEADINGS.iter().find(|(_, names)| names.contains(&heading.as_str())).map(|(means, _)| *means)
}

/// Reads a file of posts.
///
/// # Errors
/// When it holds none at all, and why.
pub fn read_posts(bytes: &[u8]) -> Result<ReadPosts, PostsError> {
    if bytes.len() > MOST_BYTES {
        return Err(PostsError::TooLarge);
    }
    let text = decode::decode(bytes).map_err(|error| match error {
        super::super::import::ImportError::Empty => PostsError::Empty,
        _ => PostsError::NotText,
    })?;
    let text = text.text;
    match text.trim_start().chars().next() {
        None => Err(PostsError::Empty),
        Some('[' | '{') => json(text.trim()),
        Some(_) => table(&text),
    }
}

fn json(text: &str) -> Result<ReadPosts, PostsError> {
    let list = match serde_json::from_str::<Value>(text) {
        Ok(Value::Array(list)) => list,
        Ok(Value::Object(mut one)) => match ["data", "items", "posts", "media"].iter().find_map(|key| one.remove(*key)) {
            Some(Value::Array(list)) => list,
            _ => vec![Value::Object(one)],
        },
        // A line each.
        _ => {
            let lines = text.lines().filter(|line| !line.trim().is_empty()).map(serde_json::from_str::<Value>);
            lines.collect::<Result<_, _>>().map_err(|_| PostsError::NotJson)?
        }
    };
    if list.len() > MOST_POSTS {
        return Err(PostsError::TooMany);
    }
    let mut read = ReadPosts::default();
    for (at, one) in list.into_iter().enumerate() {
        let Value::Object(fields) = one else {
            read.refuse(at + 1, "This is no object with the post's fields.");
            continue;
        };
        let cells = fields.iter().filter_map(|(key, value)| {
            let text = match value {
                Value::String(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                Value::Bool(yes) => yes.to_string(),
                _ => return None,
            };
            Some((meaning(key)?, text))
        });
        read.add(at + 1, cells);
    }
    read.whole()
}

fn table(text: &str) -> Result<ReadPosts, PostsError> {
    let first = text.lines().next().unwrap_or_default();
    let delimiter = [b'\t', b';', b','].into_iter().max_by_key(|mark| first.bytes().filter(|byte| byte == mark).count()).unwrap_or(b',');
    let mut rows = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let headings: Vec<Option<Means>> = rows.headers().map_err(|_| PostsError::NotText)?.iter().map(meaning).collect();
    if !headings.iter().flatten().any(|means| matches!(means, Means::Caption | Means::Url)) {
        return Err(PostsError::NoColumns);
    }
    let mut read = ReadPosts::default();
    for (at, row) in rows.records().enumerate() {
        if at >= MOST_POSTS {
            return Err(PostsError::TooMany);
        }
        match row {
            Ok(row) => {
                let cells = headings.iter().zip(row.iter()).filter_map(|(means, cell)| Some(((*means)?, cell.to_owned())));
                read.add(at + 2, cells);
            }
            Err(_) => read.refuse(at + 2, "The row cannot be read."),
        }
    }
    read.whole()
}

impl ReadPosts {
    fn refuse(&mut self, row: usize, reason: &str) {
        self.refused.push(RefusedPost { row: u64::try_from(row).unwrap_or(u64::MAX), reason: reason.to_owned() });
    }

    fn whole(self) -> Result<Self, PostsError> {
        if self.posts.is_empty() && self.refused.is_empty() { Err(PostsError::Empty) } else { Ok(self) }
    }

    fn add(&mut self, row: usize, cells: impl Iterator<Item = (Means, String)>) {
        let mut post = NewPost::default();
        for (means, cell) in cells {
            let cell = cell.trim();
            if cell.is_empty() {
                continue;
            }
            if let Err(reason) = put(&mut post, means, cell) {
                self.refuse(row, &reason);
                return;
            }
        }
        if post.caption.is_empty() && post.url.is_none() && post.external.is_none() {
            self.refuse(row, "The row has neither words nor an address.");
            return;
        }
        self.posts.push(post);
    }
}

fn put(post: &mut NewPost, means: Means, cell: &str) -> Result<(), String> {
    let count = || {
        let found = counts::parse(cell).value().filter(|count| *count >= 0);
        found.map(Some).ok_or_else(|| format!("\"{}\" is no number.", cell.chars().take(40).collect::<String>()))
    };
    match means {
        Means::Platform => post.platform = Some(Platform::parse(cell)),
        Means::Url => {
            let web = cell.starts_with("https://") || cell.starts_with("http://");
            if !web || cell.len() > 2_000 || cell.chars().any(char::is_whitespace) {
                return Err("The address is no web address.".to_owned());
            }
            post.url = Some(cell.to_owned());
        }
        Means::External => post.external = Some(cell.chars().take(200).collect()),
        Means::PostedAt => {
            post.posted_at = Some(time(cell).ok_or_else(|| format!("\"{}\" is no date.", cell.chars().take(40).collect::<String>()))?)
        }
        Means::Caption if post.caption.is_empty() => {
            post.caption = cell.chars().filter(|letter| *letter != '\0').take(MOST_CAPTION).collect()
        }
        Means::Caption => {
            post.caption = format!("{}\n{}", post.caption, cell).chars().filter(|letter| *letter != '\0').take(MOST_CAPTION).collect()
        }
        Means::Views => post.views = count()?,
        Means::Likes => post.likes = count()?,
        Means::Comments => post.comments = count()?,
        Means::Shares => post.shares = count()?,
        Means::Saves => post.saves = count()?,
        Means::PaidLabel => post.paid_label = Some(matches!(folded(cell).as_str(), "true" | "yes" | "1" | "ja")),
    }
    Ok(())
}

/// A time: seconds or milliseconds since 1970, an RFC 3339 time, or a day, which then stands for its noon.
pub(crate) fn time(text: &str) -> Option<Timestamp> {
    if let Ok(number) = text.parse::<i64>() {
        let seconds = if number > 100_000_000_000 { number / 1_000 } else { number };
        return (seconds > 0).then(|| Timestamp(seconds.saturating_mul(1_000_000)));
    }
    let spaced = text.replacen(' ', "T", 1);
    let whole = [text, spaced.as_str()].iter().find_map(|text| text.parse::<jiff::Timestamp>().ok());
    if let Some(at) = whole.or_else(|| format!("{spaced}Z").parse().ok()) {
        return Some(Timestamp(at.as_microsecond()));
    }
    Day::parse(text).ok().map(|day| day.at(12, 0, &Zone::utc()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_row_by_row_and_a_bad_row_says_why() {
        let file = "Date;Caption;Link;Likes;Views\n2026-03-01;Vegan breakfast;https://x.example/p/1;1.2k;12,000\nyesterday;x;;;\n;;;5;\n";
        let read = read_posts(file.as_bytes()).unwrap();
        assert_eq!(read.posts.len(), 1);
        assert_eq!((read.posts[0].likes, read.posts[0].views), (Some(1_200), Some(12_000)));
        assert_eq!(read.refused.iter().map(|one| one.row).collect::<Vec<_>>(), [3, 4]);
        assert!(read.refused[0].reason.contains("yesterday"));
    }

    #[test]
    fn json_of_a_platform_is_read() {
        let file = r#"{"data":[{"id":"17","caption":"Hi","timestamp":"2026-03-01T10:00:00+0000","like_count":3},{"id":"18","caption":"Ho","timestamp":"2026-03-02T10:00:00Z"}, 5]}"#;
        let read = read_posts(file.as_bytes()).unwrap();
        assert_eq!(read.posts.iter().map(|post| post.external.as_deref()).collect::<Vec<_>>(), [Some("17"), Some("18")]);
        assert_eq!(read.posts[0].likes, Some(3));
        assert_eq!(read.posts[1].likes, None, "unknown is not zero");
        assert_eq!(read.refused.len(), 1);
    }

    #[test]
    fn what_holds_no_posts_says_so() {
        assert_eq!(read_posts(b"  "), Err(PostsError::Empty));
        assert_eq!(read_posts(b"[]"), Err(PostsError::Empty));
        assert_eq!(read_posts(b"[{\"caption\": "), Err(PostsError::NotJson));
        assert_eq!(read_posts(b"name,age\nx,1\n"), Err(PostsError::NoColumns));
        assert_eq!(read_posts(b"\x00\x01\x02\x00"), Err(PostsError::NotText));
    }
}
