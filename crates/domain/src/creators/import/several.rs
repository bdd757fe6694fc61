//! Several accounts in one cell: `IG: @maya / TikTok: @mayatok`, two addresses, `@maya (IG), @mayatok (TT)`.
//!
//! Invariant: a cell is taken apart only where every part is an account by an address, by its platform's name or by `@`, and
//! at least one says its platform itself; anything else stays one text. Absent: what becomes of the accounts.

use super::headings;
use crate::creators::profiles::looks_like_address;
use crate::creators::{Handle, Platform, Profile, locate};

/// The longest cell that is looked at, in bytes.
const MOST: usize = 600;

/// The accounts of a cell that names its platforms; nothing for a plain handle, a single address, or a text. `usual` is the
/// platform of a part that says none.
pub(crate) fn accounts(cell: &str, usual: &Platform) -> Option<Vec<Profile>> {
    if cell.len() > MOST || !cell.contains([':', '@', '/', '(', ' ']) {
        return None;
    }
    let parts = parts(cell);
    let (mut found, mut own, mut addresses) = (Vec::new(), 0, 0);
    let mut before = usual.clone();
    for part in &parts {
        let (platform, handle) = match labelled(part) {
            Some((platform, rest)) => {
                own += 1;
                before = platform.clone();
                (platform, rest)
            }
            None if looks_like_address(part) => {
                addresses += 1;
                (before.clone(), part.as_str())
            }
            None if part.starts_with('@') => (before.clone(), part.as_str()),
            None => return None,
        };
        if looks_like_address(handle) {
            found.push(Profile::from(locate(handle)?));
        } else {
            found.push(Profile::of(platform.clone(), Some(Handle::parse(&platform, handle).ok()?)));
        }
    }
    (own > 0 || addresses > 1 || (addresses == 1 && found.len() > 1)).then_some(found)
}

/// The cell between line breaks, marks and words that join, and between addresses.
fn parts(cell: &str) -> Vec<String> {
    let mut text = cell.replace(['\n', '\r', ';', '|', ',', '·', '•'], "\u{1}");
    for joint in [" / ", " & ", " + ", " and ", " und ", " y ", " et ", " e "] {
        text = text.replace(joint, "\u{1}");
    }
    // "IG:@a/TikTok:@b" has no spaces; an address has its own slashes.
    if !text.contains("//") && !text.contains(".com/") && text.contains('@') {
        text = text.replace('/', "\u{1}");
    }
    let mut all: Vec<String> = Vec::new();
    for part in text.split('\u{1}').map(str::trim).filter(|part| !part.is_empty()) {
        let words: Vec<&str> = part.split_whitespace().collect();
        if words.len() > 1 && words.iter().all(|word| looks_like_address(word)) {
            all.extend(words.into_iter().map(str::to_owned));
        } else {
            all.push(part.to_owned());
        }
    }
    all
}

/// The platform that a part names before or after its handle, and the handle: `IG: @maya`, `TikTok - maya`, `@maya (YT)`.
fn labelled(part: &str) -> Option<(Platform, &str)> {
    let platform = |label: &str| {
        let words = headings::words(label);
        (words.len() == 1)
            .then(|| headings::platform(&words))
            .flatten()
            .or_else(|| label.trim().eq_ignore_ascii_case("tt").then_some(Platform::TikTok))
    };
    let after = |at: usize, length: usize| Some((part.get(..at)?, part.get(at + length..)?.trim()));
    let split = part.find(": ").or_else(|| part.find(':').filter(|_| !part.contains("://"))).and_then(|at| after(at, 1));
    let split = split.or_else(|| part.find(" - ").and_then(|at| after(at, 3))).or_else(|| part.find(" @").and_then(|at| after(at, 1)));
    if let Some((label, rest)) = split
        && let Some(platform) = platform(label)
    {
        return Some((platform, rest)).filter(|(_, rest)| !rest.is_empty());
    }
    let (rest, label) = part.strip_suffix([')', ']'])?.rsplit_once(['(', '['])?;
    Some((platform(label)?, rest.trim())).filter(|(_, rest)| !rest.is_empty())
}

/// Platforms that a cell names, where it names several: `Instagram / TikTok`.
pub(crate) fn platforms(cell: &str) -> Vec<Platform> {
    let parts = cell.split([',', ';', '/', '|', '+', '&', '\n']).map(str::trim).filter(|part| !part.is_empty());
    let known: Vec<Platform> = parts.map(Platform::parse).collect();
    if known.len() > 1 && known.iter().all(|platform| Platform::KNOWN.contains(platform)) { known } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_name_their_platforms_are_taken_apart() {
        for cell in [
            "IG: @maya.ok / TikTok: @mayatok",
            "IG:@maya.ok/TikTok:@mayatok",
            "Instagram - maya.ok; TikTok - mayatok",
            "@maya.ok (IG), @mayatok (TT)",
            "instagram: maya.ok\ntiktok: mayatok",
            "https://www.instagram.com/maya.ok/ https://www.tiktok.com/@mayatok",
            "https://instagram.com/maya.ok, tiktok.com/@mayatok",
            "@maya.ok, TikTok: @mayatok",
            "Insta: https://instagram.com/maya.ok and TikTok: https://www.tiktok.com/@mayatok?lang=en",
        ] {
            let found = accounts(cell, &Platform::Instagram).unwrap_or_default();
            let urls: Vec<String> = found.iter().filter_map(Profile::url).collect();
            assert_eq!(urls, ["https://www.instagram.com/maya.ok/", "https://www.tiktok.com/@mayatok"], "{cell}");
        }
        let one = accounts("TikTok: @mayatok", &Platform::Instagram).unwrap_or_default();
        assert_eq!(one.iter().map(|account| account.platform.as_str()).collect::<Vec<_>>(), ["tiktok"]);
    }

    #[test]
    fn plain_handles_names_and_texts_are_left_whole() {
        for cell in [
            "@maya.ok",
            "maya.ok",
            "Maya & Co",
            "Tom and Jerry",
            "https://www.instagram.com/maya.ok/",
            "@maya.ok / @mayatok",
            "see Instagram: bio link / TikTok: none yet",
            "Note: call her",
            "12:30",
            "IG: ",
        ] {
            assert_eq!(accounts(cell, &Platform::Instagram), None, "{cell}");
        }
        assert_eq!(platforms("Instagram / TikTok"), [Platform::Instagram, Platform::TikTok]);
        assert!(platforms("Instagram").is_empty() && platforms("TikTok, mostly").is_empty());
    }
}
