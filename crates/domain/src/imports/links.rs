//! Whose post a link is of.
//!
//! Invariant: a link is refused where it names somebody else than the row's creator, and where two creators share it. Absent: links
//! that name nobody, as most of Instagram's and YouTube's do.

use std::collections::HashMap;

use super::rows::{Refused, Sheet};
use crate::creators::{Handle, import::ImportedCreator, locate, posts::video_of};

/// Whose post an address is, where it is of somebody else than the row's creator: both handles.
pub(super) fn of_another(url: &str, creator: &ImportedCreator) -> Option<(String, String)> {
    let found = locate(url)?;
    let handle = found.handle?;
    let mine: Vec<&Handle> = creator
        .profiles
        .iter()
        .filter(|profile| profile.platform == found.platform)
        .filter_map(|profile| profile.handle.as_ref())
        .collect();
    let own = mine.first()?;
    (!mine.iter().any(|one| one.key() == handle.key())).then(|| (handle.to_string(), own.to_string()))
}

/// How a post is known again under another spelling of its address: without the scheme, `www.` and the last slash, and without what
/// stands behind the question mark where the path names the post.
pub(super) fn post_key(url: &str) -> String {
    if let Some(video) = video_of(url) {
        return format!("youtube.com/watch?v={video}");
    }
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or(rest);
    let (bare, question) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = bare.split_once('/').unwrap_or((bare, ""));
    let host = host.to_lowercase();
    let host = host.strip_prefix("www.").or_else(|| host.strip_prefix("m.")).unwrap_or(&host);
    let path = path.trim_end_matches('/');
    // Elsewhere the question may be what names the post, as in Facebook's `photo/?fbid=1`.
    let by_path = ["instagram.com", "instagr.am", "tiktok.com", "vm.tiktok.com", "vt.tiktok.com"].contains(&host);
    if !by_path && !question.is_empty() { format!("{host}/{path}?{question}") } else { format!("{host}/{path}") }
}

/// One post belongs to one creator: a link in rows of two is refused in the second.
pub(super) fn links_of_others(sheet: &mut Sheet) {
    let mut whose: HashMap<String, (usize, u64)> = HashMap::new();
    let mut bad: Vec<Refused> = Vec::new();
    sheet.rows.retain(|row| {
        for link in &row.links {
            let key = post_key(link).to_lowercase();
            let first = *whose.entry(key).or_insert((row.person, row.row));
            if first.0 != row.person {
                let reason = format!("The post link stands in row {} too, for another creator. A post has one creator.", first.1);
                bad.push(Refused { row: row.row, column: String::new(), reason, cells: row.cells.clone() });
                return false;
            }
        }
        true
    });
    sheet.refused.extend(bad);
    sheet.refused.sort_by_key(|row| row.row);
}

#[cfg(test)]
mod tests {
    use super::post_key;

    #[test]
    fn a_post_is_known_under_every_spelling_of_its_address() {
        let one = |urls: &[&str]| urls.iter().map(|url| post_key(url)).collect::<std::collections::BTreeSet<_>>().len();
        assert_eq!(
            one(&[
                "https://www.instagram.com/reel/C1/",
                "https://instagram.com/reel/C1",
                "http://WWW.Instagram.com/reel/C1/?igsh=abc#top",
                "https://www.instagram.com/reel/C1?utm_source=x",
            ]),
            1
        );
        assert_eq!(
            one(&["https://youtu.be/abc123", "https://www.youtube.com/watch?v=abc123&t=4", "https://m.youtube.com/shorts/abc123"]),
            1
        );
        assert_eq!(one(&["https://www.instagram.com/reel/C1/", "https://www.instagram.com/reel/c1/"]), 2, "letters tell");
        assert_eq!(one(&["https://facebook.com/story.php?story_fbid=1", "https://facebook.com/story.php?story_fbid=2"]), 2);
    }
}
