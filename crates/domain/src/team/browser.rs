//! The browser and the system that a `User-Agent` names, so that people recognise where they are signed in.
//!
//! Invariant: what is given is a name of ours and never a piece of the header, which anybody can write. Absent: versions and
//! devices; browsers do not tell them truly. Whoever hides behind another's name is called by it.

/// What a header names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Browser {
    /// The browser or program, where it is known.
    pub name: Option<&'static str>,
    /// The system that it runs on, where it is known.
    pub system: Option<&'static str>,
}

/// The mark of each browser. Most also name those whose pages they want to be served, so the order decides: whoever builds on
/// another stands before it.
const NAMES: &[(&str, &str)] = &[
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("DuckDuckGo/", "DuckDuckGo"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chromium/", "Chromium"),
    ("HeadlessChrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];

/// The mark of each system; Android says Linux too, and a telephone of Apple's says Mac OS X.
const SYSTEMS: &[(&str, &str)] = &[
    ("iPad", "iPadOS"),
    ("iPhone", "iOS"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
    ("FreeBSD", "FreeBSD"),
    ("OpenBSD", "OpenBSD"),
];

impl Browser {
    /// Reads a `User-Agent`.
    #[must_use]
    pub fn read(header: &str) -> Self {
        let first = |marks: &[(&str, &'static str)]| marks.iter().find(|(mark, _)| header.contains(mark)).map(|(_, name)| *name);
        Self { name: first(NAMES), system: first(SYSTEMS) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_known_by_what_they_call_themselves() {
        // As the browsers' makers publish them.
        let known = [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox", "Linux"),
            ("Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0", "Firefox", "Android"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/145.0 Mobile/15E148 Safari/605.1.15",
                "Firefox",
                "iOS",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
                "Chrome",
                "Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
                "Edge",
                "Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
                "Safari",
                "macOS",
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.7 Mobile/15E148 Safari/604.1",
                "Safari",
                "iPadOS",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0.0.0 Mobile/15E148 Safari/604.1",
                "Chrome",
                "iOS",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; SM-S928B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
                "Samsung Internet",
                "Android",
            ),
            (
                "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
                "Chrome",
                "ChromeOS",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 OPR/126.0.0.0",
                "Opera",
                "Linux",
            ),
        ];
        for (header, name, system) in known {
            assert_eq!(Browser::read(header), Browser { name: Some(name), system: Some(system) }, "{header}");
        }
    }

    #[test]
    fn whatever_else_stands_there_is_not_repeated() {
        assert_eq!(Browser::read("curl/8.11.0"), Browser { name: Some("curl"), system: None });
        assert_eq!(Browser::read("Mozilla/5.0 (Windows NT 10.0)"), Browser { name: None, system: Some("Windows") });
        for odd in ["", "<script>", "python-requests/2.32", "Firefox", "\u{202e}"] {
            assert_eq!(Browser::read(odd), Browser::default(), "{odd:?}");
        }
    }
}
