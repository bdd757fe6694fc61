//! What is made and where it is posted: our words for both, as they are stored and as people say them.
//!
//! Invariant: a word of somebody else's is kept and said as it was written, with a capital. Absent: which format fits
//! which platform; people and platforms change that.

use crate::text::{capitalised, folded};

/// Formats with their names, in the order in which they are offered.
pub const FORMATS: [(&str, &str); 11] = [
    ("reel", "Reel"),
    ("story", "Story"),
    ("post", "Post"),
    ("carousel", "Carousel"),
    ("tiktok", "TikTok"),
    ("short", "Short"),
    ("video", "Video"),
    ("livestream", "Livestream"),
    ("photo", "Photo"),
    ("ugc_video", "UGC video"),
    ("ugc_photo", "UGC photo"),
];

/// Platforms with their names, in the order in which they are offered; `none` is content that the creator does not post.
pub const PLATFORMS: [(&str, &str); 9] = [
    ("instagram", "Instagram"),
    ("tiktok", "TikTok"),
    ("youtube", "YouTube"),
    ("pinterest", "Pinterest"),
    ("facebook", "Facebook"),
    ("twitch", "Twitch"),
    ("x", "X"),
    ("blog", "Blog"),
    ("none", "Nowhere: for the brand alone"),
];

/// A format as a person says it: `reel` is "Reel".
#[must_use]
pub fn format_name(word: &str) -> String {
    named(&FORMATS, word)
}

/// A format inside a sentence: "reel", but "TikTok" and "UGC video" as they are.
#[must_use]
pub fn format_within(word: &str) -> String {
    let name = format_name(word);
    if name.chars().filter(|letter| letter.is_uppercase()).count() > 1 { name } else { name.to_lowercase() }
}

/// A platform as it writes itself.
#[must_use]
pub fn platform_name(word: &str) -> String {
    named(&PLATFORMS, word)
}

fn named(names: &[(&str, &str)], word: &str) -> String {
    if let Some((_, name)) = names.iter().find(|(known, _)| known.eq_ignore_ascii_case(word.trim())) {
        return (*name).to_owned();
    }
    capitalised(&word.trim().replace('_', " "))
}

/// Words about a price that say nothing of the format.
const ABOUT_PRICES: &[&str] =
    &["rate", "rates", "price", "prices", "fee", "fees", "cost", "per", "for", "a", "an", "each", "one", "1", "x1"];
/// Platforms that may stand beside a format and do not change it.
const BESIDE: &[&str] = &["ig", "insta", "instagram", "yt", "youtube", "tt", "tiktok"];

/// Our word for the format that a heading of a price list means: "Reel rate", "IG Reels" and "price per reel (£)" are
/// `reel`. Nothing where it names none of ours.
#[must_use]
pub fn format_meant(heading: &str) -> Option<&'static str> {
    let heading = folded(heading);
    let words: Vec<&str> = heading
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty() && !ABOUT_PRICES.contains(word) && !is_currency(word))
        .collect();
    let without_platform: Vec<&str> = words.iter().copied().filter(|word| !BESIDE.contains(word)).collect();
    let on_tiktok = words.iter().any(|word| matches!(*word, "tiktok" | "tt" | "tiktoks"));
    match without_platform.as_slice() {
        [] | ["video" | "videos" | "post" | "posts"] | ["tiktoks"] if on_tiktok => Some("tiktok"),
        ["ugc"] | ["ugc", "video" | "videos"] => Some("ugc_video"),
        ["ugc", "photo" | "photos" | "picture" | "pictures" | "image" | "images"] => Some("ugc_photo"),
        ["feed" | "grid" | "static", "post" | "posts"] => Some("post"),
        ["shorts"] => Some("short"),
        ["stories"] | ["story", "frame" | "frames" | "set"] => Some("story"),
        ["live"] | ["live", "stream"] => Some("livestream"),
        ["dedicated", "video"] => Some("video"),
        [word] => FORMATS.iter().map(|(known, _)| *known).find(|known| word == known || word.strip_suffix('s') == Some(known)),
        _ => None,
    }
}

fn is_currency(word: &str) -> bool {
    matches!(word, "gbp" | "eur" | "usd" | "chf" | "sek" | "dkk" | "nok" | "pln" | "cad" | "aud")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_people_and_platforms_write() {
        assert_eq!(["reel", "tiktok", "ugc_video", "live demo"].map(format_name), ["Reel", "TikTok", "UGC video", "Live demo"]);
        assert_eq!(["reel", "tiktok", "ugc_video"].map(format_within), ["reel", "TikTok", "UGC video"]);
        assert_eq!(["tiktok", "youtube", "bluesky"].map(platform_name), ["TikTok", "YouTube", "Bluesky"]);
    }

    #[test]
    fn a_heading_of_a_price_list_means_a_format() {
        let means = [
            ("Reel rate", Some("reel")),
            ("IG Reels", Some("reel")),
            ("price per reel (£)", Some("reel")),
            ("Instagram Story (GBP)", Some("story")),
            ("Stories", Some("story")),
            ("TikTok", Some("tiktok")),
            ("TikTok video rate", Some("tiktok")),
            ("YouTube Shorts", Some("short")),
            ("UGC", Some("ugc_video")),
            ("UGC photos", Some("ugc_photo")),
            ("rate", None),
            ("Whitelisting fee", None),
        ];
        for (heading, format) in means {
            assert_eq!(format_meant(heading), format, "{heading}");
        }
    }
}
