//! People: circle for a creator, square for the team, dashed for the assistant, filled for the brand.
//!
//! Invariant: the hue comes from the name alone, as a class, so that a person looks the same on every page.
//! Absent: photographs; a page that has one puts it where the avatar stands.

use maud::{Markup, Render, html};

use super::icon::icon_small;

/// Who is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A creator: a circle with a faint hue.
    Creator,
    /// Somebody of the team, or a guest of theirs: a square.
    Team,
    /// The assistant: a dashed square.
    Bot,
    /// The brand itself, in its colour.
    Brand,
}

/// How large: 20, 26, 40 or 56 px.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Size {
    /// 20 px, inside dense rows.
    Small,
    /// 26 px.
    #[default]
    Usual,
    /// 40 px, at the head of what is open.
    Large,
    /// 56 px, at the head of a person's page.
    Huge,
}

/// The avatar alone; hidden from screen readers, since the name stands beside it.
#[must_use]
pub fn avatar(kind: Kind, name: &str, size: Size) -> Markup {
    let shape = match kind {
        Kind::Creator => "",
        Kind::Team => " team",
        Kind::Bot => " bot",
        Kind::Brand => " brand",
    };
    let size = match size {
        Size::Small => " sm",
        Size::Usual => "",
        Size::Large => " lg",
        Size::Huge => " xl",
    };
    let hue = if kind == Kind::Creator { format!(" h-{}", hue(name)) } else { String::new() };
    html! {
        span class={ "av" (shape) (size) (hue) } aria-hidden="true" {
            @if kind == Kind::Bot { (icon_small("prompt")) } @else { (initials(name)) }
        }
    }
}

/// A person with a name and, at most, one line under it.
#[derive(Debug, Clone)]
pub struct Person<'a> {
    /// The full name.
    pub name: &'a str,
    /// The line under it: a handle, a role, an account.
    pub about: Option<&'a str>,
    /// Who it is.
    pub kind: Kind,
    /// How large the avatar is.
    pub size: Size,
    /// Where a click leads.
    pub href: Option<&'a str>,
    /// Whether the name is the heading of what is open.
    pub heading: bool,
}

impl<'a> Person<'a> {
    /// A creator.
    #[must_use]
    pub fn creator(name: &'a str) -> Self {
        Self { name, about: None, kind: Kind::Creator, size: Size::Usual, href: None, heading: false }
    }

    /// Somebody of the team.
    #[must_use]
    pub fn team(name: &'a str) -> Self {
        Self { kind: Kind::Team, ..Self::creator(name) }
    }

    /// The assistant.
    #[must_use]
    pub fn bot(name: &'a str) -> Self {
        Self { kind: Kind::Bot, ..Self::creator(name) }
    }

    /// With a line under the name.
    #[must_use]
    pub fn about(mut self, about: &'a str) -> Self {
        self.about = Some(about);
        self
    }

    /// With another size.
    #[must_use]
    pub fn size(mut self, size: Size) -> Self {
        self.size = size;
        self
    }

    /// As the heading of what is open, with a larger avatar.
    #[must_use]
    pub fn heading(mut self) -> Self {
        self.heading = true;
        self.size = Size::Large;
        self
    }

    /// As a link.
    #[must_use]
    pub fn href(mut self, href: &'a str) -> Self {
        self.href = Some(href);
        self
    }
}

impl Render for Person<'_> {
    fn render(&self) -> Markup {
        let inner = html! {
            (avatar(self.kind, self.name, self.size))
            span {
                @if self.heading { h2.person-name title=(self.name) { (self.name) } } @else { span.person-name title=(self.name) { (self.name) } }
                @if let Some(about) = self.about { span.person-sub { (about) } }
            }
        };
        html! {
            @if let Some(href) = self.href { a.person href=(href) { (inner) } } @else { span.person { (inner) } }
        }
    }
}

/// One or two letters for a name: the first of the first and of the last word that has a letter; of a brand `F&R` from
/// "Fennel & Rye". A name without any letter gives its first sign, so that nobody's circle is empty.
#[must_use]
pub fn initials(name: &str) -> String {
    let words = name.split_whitespace().filter(|word| matches!(*word, "&" | "+") || word.chars().any(char::is_alphanumeric));
    let words: Vec<&str> = words.collect();
    let letter = |word: &&str| word.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().to_string());
    let letters = match words.as_slice() {
        [first, "&" | "and" | "+", last] => format!("{}&{}", letter(first).unwrap_or_default(), letter(last).unwrap_or_default()),
        [first, .., last] => format!("{}{}", letter(first).unwrap_or_default(), letter(last).unwrap_or_default()),
        [only] => letter(only).unwrap_or_default(),
        [] => String::new(),
    };
    if letters.is_empty() { first_sign(name.trim()) } else { letters }
}

/// The first sign of a text as it is seen: with what colours or joins it, and with both halves of a flag.
fn first_sign(text: &str) -> String {
    const JOINS: char = '\u{200d}';
    let flag = |sign: char| ('\u{1f1e6}'..='\u{1f1ff}').contains(&sign);
    let stays = |sign: char| sign == JOINS || matches!(sign, '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{300}'..='\u{36f}');
    let mut signs = text.chars();
    let Some(first) = signs.next() else { return String::new() };
    let mut seen = String::from(first);
    let (mut before, mut half) = (first, flag(first));
    for sign in signs {
        if !(stays(sign) || before == JOINS || (half && flag(sign))) {
            break;
        }
        half = false;
        seen.push(sign);
        before = sign;
    }
    seen
}

/// A hue in steps of 15 degrees from a name (FNV-1a, so that it never changes between releases).
fn hue(name: &str) -> u64 {
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    (hash >> 17) % 24 * 15
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_those_of_the_design() {
        assert_eq!(initials("Maya Okonkwo"), "MO");
        assert_eq!(initials("Hana Suzuki-Reid"), "HS", "a double name gives its first letter");
        assert_eq!(initials("Fennel & Rye"), "F&R");
        assert_eq!(initials("ångström"), "Å");
        assert_eq!(initials("  "), "");
        assert_eq!(initials("🌿 Maya Okonkwo 🌿"), "MO", "what is no letter is looked past");
        assert_eq!(initials("🌿 Maya 🌿"), "M");
        assert_eq!(initials("مايا أوكونكو"), "مأ");
        assert_eq!(initials("👩🏽\u{200d}🌾 🌿"), "👩🏽\u{200d}🌾", "without a letter the first sign stands, whole");
        assert_eq!(initials("🇬🇧🇮🇪"), "🇬🇧");
        assert_eq!(initials("&"), "&");
    }

    #[test]
    fn every_hue_has_a_class_in_the_style_sheet() {
        let sheet = include_str!("../../assets/css/steps.css");
        assert!(["a", "b", "Maya Okonkwo", ""].iter().all(|name| sheet.contains(&format!(".h-{} ", hue(name)))));
    }
}
