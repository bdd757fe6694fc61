//! In which language a page is said: what the reader chose, otherwise what their browser asks for, otherwise English.
//!
//! Invariant: the language is known for the whole of a request and for nothing else, so that nobody has to carry it. Absent: the
//! words (`text.rs`), and texts that people wrote; those stay as they are.

use crate::kernel::{Posted, cookies, values::own_path};
use app::App;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
    routing::post,
};

/// The cookie that holds what the reader chose.
pub const CHOSEN: &str = "troupe_language";
/// A choice lasts for a year.
const YEAR: i64 = 365 * 24 * 60 * 60;

/// A language that is complete, or one of the two that show to translators and tests what is not: English that looks
/// foreign and is 40 % longer, and the same from right to left. Those are taken from the cookie alone and offered to nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English, the catalogue that every other follows.
    #[default]
    English,
    /// German.
    German,
    /// Made-up words, longer than English.
    Trial,
    /// The same, from right to left.
    TrialFromRight,
}

impl Language {
    /// Those that people choose from.
    pub const ALL: [Language; 2] = [Language::English, Language::German];

    /// Its tag, as in `lang` and `Accept-Language`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::German => "de",
            // As Android names its two.
            Language::Trial => "en-XA",
            Language::TrialFromRight => "ar-XB",
        }
    }

    /// Its name in itself.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::German => "Deutsch",
            Language::Trial | Language::TrialFromRight => "Trial",
        }
    }

    /// Whose numbers, dates and small letters it uses.
    #[must_use]
    pub const fn manner(self) -> domain::language::Language {
        match self {
            Language::German => domain::language::Language::German,
            Language::English | Language::Trial | Language::TrialFromRight => domain::language::Language::English,
        }
    }

    /// The direction of its lines, as in `dir`; nothing for the usual one.
    #[must_use]
    pub const fn direction(self) -> Option<&'static str> {
        match self {
            Language::TrialFromRight => Some("rtl"),
            Language::English | Language::German | Language::Trial => None,
        }
    }

    fn parse(tag: &str) -> Option<Self> {
        let main = tag.split(['-', '_']).next().unwrap_or_default().trim();
        Self::ALL.into_iter().find(|one| one.tag().eq_ignore_ascii_case(main))
    }

    /// What a request asks for. A browser's list is taken in its order of weights; of equal ones the first.
    #[must_use]
    pub fn asked(headers: &HeaderMap) -> Self {
        let trial = |tag: &str| [Self::Trial, Self::TrialFromRight].into_iter().find(|one| one.tag() == tag);
        if let Some(chosen) = cookies::read(headers, CHOSEN).and_then(|tag| trial(tag).or_else(|| Self::parse(tag))) {
            return chosen;
        }
        let list = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let mut best: Option<(Self, f32)> = None;
        for entry in list.split(',') {
            let (tag, rest) = entry.split_once(';').unwrap_or((entry, ""));
            let weight = rest.trim().strip_prefix("q=").map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
            if let Some(language) = Self::parse(tag.trim())
                && weight > best.map_or(0.0, |(_, known)| known)
            {
                best = Some((language, weight));
            }
        }
        best.map(|(language, _)| language).unwrap_or_default()
    }
}

tokio::task_local! {
    static SPOKEN: Language;
}

/// The language of the request that is answered; English outside of one.
#[must_use]
pub fn spoken() -> Language {
    SPOKEN.try_with(|language| *language).unwrap_or_default()
}

/// Says something in English, whatever the reader's language: for files that programs read.
pub fn in_english<T>(say: impl FnOnce() -> T) -> T {
    SPOKEN.sync_scope(Language::English, say)
}

/// Says something in a language, for tests.
#[cfg(test)]
pub fn speaking<T>(language: Language, say: impl FnOnce() -> T) -> T {
    SPOKEN.sync_scope(language, say)
}

/// Answers a request in its language.
pub(crate) async fn listen(request: Request, next: Next) -> Response {
    let language = Language::asked(request.headers());
    SPOKEN.scope(language, next.run(request)).await
}

/// Keeps a choice and goes back to where it was made.
async fn choose(State(app): State<App>, posted: Posted) -> Response {
    let mut answer = Redirect::to(own_path(posted.get("back"))).into_response();
    if let Some(cookie) = Language::parse(posted.get("language")).and_then(|language| cookies::set(&app, CHOSEN, language.tag(), YEAR)) {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}

pub(crate) fn routes() -> axum::Router<App> {
    axum::Router::new().route("/language", post(choose))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(cookie: &str, list: &str) -> Language {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, cookie.parse().expect("a header"));
        headers.insert(header::ACCEPT_LANGUAGE, list.parse().expect("a header"));
        Language::asked(&headers)
    }

    #[test]
    fn a_choice_comes_before_the_browser_and_english_before_nothing() {
        assert_eq!(asked("", "de-AT,de;q=0.9,en;q=0.8"), Language::German);
        assert_eq!(asked("", "fr,en;q=0.5,de;q=0.7"), Language::German);
        assert_eq!(asked("", "en-GB,de"), Language::English);
        assert_eq!(asked("troupe_language=en", "de"), Language::English);
        assert_eq!(asked("troupe_language=xx", "de;q=0"), Language::English);
        assert_eq!((asked("troupe_language=en-XA", ""), asked("", "en-XA")), (Language::Trial, Language::English));
        assert_eq!(asked("", "*;q=0.5, ;,, q"), Language::English);
    }
}
