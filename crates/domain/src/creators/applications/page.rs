//! The public page on which people apply to a brand: whether it is open, how it is worded, and what it asks.
//!
//! Invariant: name, e-mail address, an account, consent and being of age are always asked; everything else is the brand's choice
//! and may stay empty. Absent: colour and name; they are the brand's.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    creators::{Platform, words},
    fields::FieldErrors,
};

words! {
    /// What the page may ask beside what it always asks.
    Question {
        /// Where they live.
        Country = "country", "Country";
        /// Their city.
        City = "city", "City";
        /// Who they are and what they make.
        About = "about", "About you";
        /// Why this brand.
        Why = "why", "Why us";
        /// Links to work that they like.
        Work = "work", "Your work";
        /// What they ask for a post.
        Price = "price", "Your price";
    }
}

/// The page of one brand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ApplicationPage {
    /// Whether it takes applications.
    pub open: bool,
    /// The heading; the page's own where it is empty.
    #[serde(default)]
    pub heading: String,
    /// What stands under it.
    #[serde(default)]
    pub text: String,
    /// On which platforms accounts are asked for, in this order.
    pub platforms: Vec<Platform>,
    /// What is asked beside name, address and accounts.
    #[serde(default)]
    pub questions: Vec<Question>,
    /// One question in the brand's own words.
    #[serde(default)]
    pub own_question: String,
    /// What applicants agree to, in the brand's own words; ours where it is empty.
    #[serde(default)]
    pub consent: String,
    /// Where the brand says how it handles personal data.
    #[serde(default)]
    pub privacy_url: String,
    /// What is said after an application was sent; the page's own where it is empty.
    #[serde(default)]
    pub thanks: String,
    /// The sites that may show the page in a frame, such as `https://shop.example`; any site where none is named.
    #[serde(default)]
    pub sites: Vec<String>,
}

impl Default for ApplicationPage {
    fn default() -> Self {
        Self {
            open: false,
            heading: String::new(),
            text: String::new(),
            platforms: Platform::KNOWN.to_vec(),
            questions: vec![Question::Country, Question::About, Question::Work],
            own_question: String::new(),
            consent: String::new(),
            privacy_url: String::new(),
            thanks: String::new(),
            sites: Vec::new(),
        }
    }
}

/// More platforms than that are no choice for a phone.
const MOST_PLATFORMS: usize = 8;

impl ApplicationPage {
    /// Checks and tidies what a person set.
    ///
    /// # Errors
    /// Every field that cannot be taken, with what to do.
    pub fn check(&self) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut text = |field: &str, value: &str, most: usize| {
            let value = value.trim().replace("\r\n", "\n");
            errors.require(value.chars().count() <= most, field, format!("Use at most {most} characters."));
            value
        };
        let heading = text("heading", &self.heading, 120);
        let words = text("text", &self.text, 2_000);
        let own_question = text("own_question", &self.own_question, 300);
        let consent = text("consent", &self.consent, 1_000);
        let thanks = text("thanks", &self.thanks, 500);
        let privacy_url = text("privacy_url", &self.privacy_url, 500);
        let address = privacy_url.is_empty() || privacy_url.starts_with("https://") || privacy_url.starts_with("http://");
        errors.require(address && !privacy_url.contains(char::is_whitespace), "privacy_url", "Write the whole address, with https://.");
        let mut platforms: Vec<Platform> = Vec::new();
        for platform in &self.platforms {
            if *platform != Platform::unknown() && !platforms.contains(platform) {
                platforms.push(platform.clone());
            }
        }
        errors.require(!platforms.is_empty(), "platforms", "Choose at least one platform.");
        errors.require(platforms.len() <= MOST_PLATFORMS, "platforms", format!("Choose at most {MOST_PLATFORMS} platforms."));
        let questions = Question::ALL.iter().copied().filter(|one| self.questions.contains(one)).collect();
        let mut sites = Vec::new();
        for site in self.sites.iter().map(|site| site.trim()).filter(|site| !site.is_empty()) {
            match origin(site) {
                Some(site) if !sites.contains(&site) => sites.push(site),
                Some(_) => {}
                None => errors.add("sites", format!("\"{site}\" is no website. Write it like https://shop.example, one a line.")),
            }
        }
        errors.require(sites.len() <= 20, "sites", "Name at most 20 websites.");
        let open = self.open;
        errors.ok(Self { open, heading, text: words, platforms, questions, own_question, consent, privacy_url, thanks, sites })
    }

    /// Whether a question is asked.
    #[must_use]
    pub fn asks(&self, question: Question) -> bool {
        self.questions.contains(&question)
    }
}

/// The scheme, host and port of a site, as a frame's policy names it; nothing for what is none. Only plain letters come through, so
/// that nobody writes a second directive.
fn origin(text: &str) -> Option<String> {
    let text = text.to_ascii_lowercase();
    let (scheme, rest) = text.split_once("://").unwrap_or(("https", text.as_str()));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (name, port) = host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let is_host = name.split('.').all(plain) && (name.contains('.') || name == "localhost");
    let is_port = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
    (matches!(scheme, "https" | "http") && is_host && is_port).then(|| format!("{scheme}://{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_an_origin_and_nothing_more() {
        for (typed, read) in [
            ("shop.example", Some("https://shop.example")),
            ("https://Shop.example/pages/apply?x=1", Some("https://shop.example")),
            ("http://localhost:3000", Some("http://localhost:3000")),
            ("*", None),
            ("https://*.example", None),
            ("shop.example; script-src *", None),
            ("javascript://shop.example", None),
            ("https://shop.example:0", None),
            ("shop", None),
        ] {
            assert_eq!(origin(typed).as_deref(), read, "{typed}");
        }
    }

    #[test]
    fn everything_wrong_is_said_at_its_field() {
        let wrong = ApplicationPage {
            heading: "x".repeat(121),
            platforms: vec![Platform::unknown()],
            privacy_url: "shop.example/privacy".into(),
            sites: vec!["not a site".into()],
            ..ApplicationPage::default()
        };
        let fields: Vec<String> = wrong.check().unwrap_err().0.into_iter().map(|error| error.field).collect();
        assert_eq!(fields, ["heading", "privacy_url", "platforms", "sites"]);
        let twice = ApplicationPage { platforms: vec![Platform::TikTok, Platform::TikTok], ..ApplicationPage::default() };
        assert_eq!(twice.check().unwrap().platforms, [Platform::TikTok]);
    }
}
