//! Addresses in a comment, also those written so that a filter does not see them.
//!
//! Invariant: two sentences without a space between them ("toll.Danke") are no address.
//! Absent: addresses in words ("bit dot ly"); they are phrases of `data/spam.tsv`.

/// Endings of addresses that are no words of our languages.
const ENDINGS: [&str; 24] = [
    "com", "net", "org", "io", "shop", "store", "xyz", "info", "ly", "gg", "app", "site", "online", "biz", "club", "example", "tv", "ru",
    "cn", "link", "co", "uk", "eu", "gl",
];

/// An address, a mail address, also with "hxxp" for "http".
pub fn is_link(piece: &str) -> bool {
    if piece.len() < 4 || !piece.contains(['.', ':']) {
        return false;
    }
    let piece = piece.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '/').to_ascii_lowercase();
    if piece.starts_with("http:") || piece.starts_with("https:") || piece.starts_with("hxxp") || piece.starts_with("www.") {
        return true;
    }
    let host = piece.split(['/', '?', ':']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let path = piece.contains('/');
    host.rsplit_once('.').is_some_and(|(name, ending)| {
        let named =
            name.len() >= 2 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.')) && !name.contains("..");
        let ends =
            ENDINGS.contains(&ending) || (path && (2..=8).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphabetic()));
        named && ends && name.bytes().any(|byte| byte.is_ascii_alphabetic())
    })
}

#[cfg(test)]
mod tests {
    use super::is_link;

    #[test]
    fn addresses_are_told_from_sentences_and_numbers() {
        for piece in [
            "https://a.example/x",
            "hxxp://a.example",
            "www.shop.example",
            "quickfans.example",
            "tinylnk.example/4ggk",
            "(shop.example)",
            "me@mail.example",
        ] {
            assert!(is_link(piece), "{piece}");
        }
        for piece in ["toll.Danke", "...", "3.50", "1/2", "e.g.", "and/or", "so...com", "10:30", "ok.", "N.A."] {
            assert!(!is_link(piece), "{piece}");
        }
    }
}
