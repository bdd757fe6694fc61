//! The words that a query is read by: what each does, and the names of places, languages and topics.
//!
//! Invariant: keys are in the form of [`key`]; a row that names an unknown role, country or language fails a test, not a
//! query. Absent: order; nothing depends on which row stands first.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Tongue;
use crate::creators::Country;
use crate::text::folded;

/// What a word does in a query. The names are those of `words.tsv`, whose words explain each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Role {
    Person,
    Stop,
    Or,
    But,
    Not,
    AtLeast,
    AtMost,
    Between,
    From,
    To,
    Until,
    Roughly,
    OrMore,
    OrLess,
    Followers,
    Views,
    Engagement,
    EngagementByViews,
    Growth,
    Sponsored,
    Percent,
    Currency,
    Fee,
    Budget,
    PerPost,
    NotKept,
    PerDay,
    PerWeek,
    PerMonth,
    PerYear,
    Times,
    Posts,
    Posted,
    Active,
    LastPost,
    Often,
    Day,
    Week,
    Month,
    Quarter,
    Year,
    YearsOld,
    Aged,
    Generation,
    Last,
    This,
    Since,
    Within,
    In,
    Ago,
    Recently,
    NamedMonth,
    Contacted,
    Uncontacted,
    Worked,
    Unworked,
    Numeral,
    WorkedWith,
    Email,
    Contactable,
    Verified,
    Customer,
    Audience,
    Mostly,
    Based,
    Speaking,
    Speaks,
    Content,
    Near,
    Gender,
    Origin,
    Vague,
    Degree,
    FastGrowing,
    Size,
    Tier,
    PaidTier,
    Standing,
    Tagged,
    Learn,
    Style,
    Eastern,
    Fixed,
    Platform,
}

#[rustfmt::skip]
const ROLES: &[(&str, Role)] = &[
    ("person", Role::Person), ("stop", Role::Stop), ("or", Role::Or), ("but", Role::But), ("not", Role::Not),
    ("at_least", Role::AtLeast), ("at_most", Role::AtMost), ("between", Role::Between), ("from", Role::From), ("to", Role::To),
    ("until", Role::Until), ("roughly", Role::Roughly), ("or_more", Role::OrMore), ("or_less", Role::OrLess),
    ("followers", Role::Followers), ("views", Role::Views), ("engagement", Role::Engagement), ("engagement_by_views", Role::EngagementByViews), ("growth", Role::Growth),
    ("sponsored", Role::Sponsored), ("percent", Role::Percent), ("currency", Role::Currency), ("fee", Role::Fee),
    ("budget", Role::Budget), ("per_post", Role::PerPost), ("not_kept", Role::NotKept), ("per_day", Role::PerDay),
    ("per_week", Role::PerWeek), ("per_month", Role::PerMonth), ("per_year", Role::PerYear), ("times", Role::Times),
    ("posts", Role::Posts), ("posted", Role::Posted), ("active", Role::Active), ("last_post", Role::LastPost),
    ("often", Role::Often), ("day", Role::Day), ("week", Role::Week), ("month", Role::Month),
    ("quarter", Role::Quarter), ("year", Role::Year), ("years_old", Role::YearsOld), ("aged", Role::Aged),
    ("generation", Role::Generation), ("last", Role::Last), ("this", Role::This), ("since", Role::Since),
    ("within", Role::Within), ("in", Role::In), ("ago", Role::Ago), ("recently", Role::Recently),
    ("named_month", Role::NamedMonth), ("contacted", Role::Contacted), ("uncontacted", Role::Uncontacted),
    ("worked", Role::Worked), ("unworked", Role::Unworked), ("numeral", Role::Numeral), ("worked_with", Role::WorkedWith), ("email", Role::Email), ("contactable", Role::Contactable),
    ("verified", Role::Verified), ("customer", Role::Customer),
    ("audience", Role::Audience), ("mostly", Role::Mostly), ("based", Role::Based), ("speaking", Role::Speaking),
    ("speaks", Role::Speaks), ("content", Role::Content), ("near", Role::Near), ("gender", Role::Gender),
    ("origin", Role::Origin), ("vague", Role::Vague), ("degree", Role::Degree), ("fast_growing", Role::FastGrowing),
    ("size", Role::Size), ("tier", Role::Tier), ("paid_tier", Role::PaidTier), ("standing", Role::Standing),
    ("tagged", Role::Tagged), ("learn", Role::Learn), ("style", Role::Style), ("eastern", Role::Eastern),
    ("fixed", Role::Fixed), ("platform", Role::Platform),
];

impl Role {
    /// Whether the word, where no rule takes it, only holds others together.
    pub(super) fn is_grammar(self) -> bool {
        matches!(
            self,
            Self::Person
                | Self::Stop
                | Self::Or
                | Self::But
                | Self::AtLeast
                | Self::AtMost
                | Self::Between
                | Self::From
                | Self::To
                | Self::Until
                | Self::Roughly
                | Self::OrMore
                | Self::OrLess
                | Self::This
                | Self::Since
                | Self::Within
                | Self::In
                | Self::Speaks
                | Self::Mostly
        )
    }
}

/// All that is known of a word or phrase.
#[derive(Debug, Default, Clone)]
pub(super) struct Entry {
    /// What it does.
    pub(super) role: Option<Role>,
    /// The value of a role: a platform, a month, a size, a currency.
    pub(super) value: &'static str,
    /// Its language, where it tells one.
    pub(super) tongue: Option<Tongue>,
    /// The countries that it names.
    pub(super) place: Vec<Country>,
    /// The countries whose people it means: "German".
    pub(super) people: Vec<Country>,
    /// A city: its names, and the countries that have one.
    pub(super) city: Option<(Vec<&'static str>, Vec<Country>)>,
    /// A part of a country or a part of the world.
    pub(super) state: bool,
    /// Two letters of a language.
    pub(super) language: Option<&'static str>,
    /// "deutschsprachig": the language is spoken.
    pub(super) spoken: bool,
    /// A topic of the product; empty for a quality that goes before one.
    pub(super) topic: Option<&'static str>,
    /// An ordinary word as well.
    pub(super) careful: bool,
}

/// The tables, read once.
pub(super) struct Lexicon {
    entries: HashMap<String, Entry>,
    forgiven: Vec<(Vec<char>, String)>,
    /// Rows that could not be read; none, as a test says.
    pub(super) bad: Vec<String>,
}

/// The most words of a phrase.
pub(super) const LONGEST: usize = 6;

const WORDS: &str = include_str!("../data/words.tsv");
const COUNTRIES: &str = include_str!("../data/countries.tsv");
const CITIES: &str = include_str!("../data/cities.tsv");
const LANGUAGES: &str = include_str!("../data/languages.tsv");
const TOPICS: &str = include_str!("../data/topics.tsv");
/// Endings of a German adjective.
const ENDINGS: [&str; 6] = ["", "e", "en", "er", "es", "em"];

/// The form in which words are looked up: folded, with hyphens as spaces, without full stops.
pub(super) fn key(text: &str) -> String {
    let text = text.replace(['-', '‐', '‑', '–'], " ").replace('.', "").replace(['’', '‘'], "'");
    folded(&text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lexicon.
pub(super) fn lexicon() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);
    &LEXICON
}

fn rows(table: &'static str) -> impl Iterator<Item = [&'static str; 4]> {
    table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(|line| {
        let mut cells = line.split('\t');
        [(); 4].map(|()| cells.next().unwrap_or(""))
    })
}

impl Lexicon {
    /// What is known of a phrase in the form of [`key`].
    pub(super) fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.get(key)
    }

    /// The keyword of six letters or more that differs from a word by one letter, where exactly one meaning does.
    pub(super) fn forgiven(&self, word: &str) -> Option<&Entry> {
        let letters: Vec<char> = word.chars().collect();
        if !(6..=24).contains(&letters.len()) || !letters.iter().all(|c| c.is_alphabetic()) {
            return None;
        }
        let mut near = self.forgiven.iter().filter(|(known, _)| one_apart(known, &letters)).filter_map(|(_, key)| self.get(key));
        let first = near.next()?;
        near.all(|other| (other.role, other.value) == (first.role, first.value)).then_some(first)
    }

    fn read() -> Self {
        let mut lexicon = Self { entries: HashMap::new(), forgiven: Vec::new(), bad: Vec::new() };
        lexicon.read_words();
        lexicon.read_countries();
        lexicon.read_cities();
        lexicon.read_languages();
        for [topic, words, ..] in rows(TOPICS) {
            for word in words.split('|') {
                lexicon.entry(word).topic = Some(topic);
            }
        }
        lexicon
    }

    fn entry(&mut self, text: &str) -> &mut Entry {
        self.entries.entry(key(text)).or_default()
    }

    fn read_words(&mut self) {
        for [word, role, tongue, value] in rows(WORDS) {
            let Some((_, role)) = ROLES.iter().find(|(name, _)| *name == role) else {
                self.bad.push(format!("{word}: {role}"));
                continue;
            };
            let typing_error = value.ends_with('~');
            let entry = self.entry(word);
            entry.role = Some(*role);
            entry.value = value.trim_end_matches('~');
            entry.tongue = match tongue {
                "en" => Some(Tongue::English),
                "de" => Some(Tongue::German),
                _ => None,
            };
            if typing_error && word.chars().count() >= 6 {
                self.forgiven.push((key(word).chars().collect(), key(word)));
            }
        }
    }

    fn countries(&mut self, codes: &str) -> Vec<Country> {
        let found: Vec<Country> = codes.split(',').filter_map(Country::by_code).collect();
        if found.len() != codes.split(',').count() {
            self.bad.push(codes.to_owned());
        }
        found
    }

    fn read_countries(&mut self) {
        for (code, name) in Country::all() {
            self.entry(name).place = Country::by_code(code).into_iter().collect();
        }
        for [kind, codes, names, _] in rows(COUNTRIES) {
            let countries = if codes.is_empty() { Vec::new() } else { self.countries(codes) };
            for name in names.split('|').filter(|name| !name.is_empty()) {
                match kind {
                    "name" => self.entry(name).place.clone_from(&countries),
                    "people" => self.entry(name).people.clone_from(&countries),
                    "stem" => ENDINGS.iter().skip(1).for_each(|end| self.entry(&format!("{name}{end}")).people.clone_from(&countries)),
                    "state" => self.entry(name).state = true,
                    "careful" => self.entry(name).careful = true,
                    _ => self.bad.push(format!("{kind}: {name}")),
                }
            }
        }
    }

    fn read_cities(&mut self) {
        for [english, german, codes, careful] in rows(CITIES) {
            let countries = self.countries(codes);
            let names: Vec<&'static str> = [english, german].into_iter().filter(|name| !name.is_empty()).collect();
            for name in &names {
                let entry = self.entry(name);
                entry.city = Some((names.clone(), countries.clone()));
                entry.careful |= careful == "careful";
            }
        }
    }

    fn read_languages(&mut self) {
        for [code, names, ..] in rows(LANGUAGES) {
            if code.len() != 2 {
                self.bad.push(code.to_owned());
            }
            for name in names.split('|') {
                self.entry(name).language = Some(code);
                for end in ENDINGS {
                    let entry = self.entry(&format!("{name}sprachig{end}"));
                    (entry.language, entry.spoken, entry.tongue) = (Some(code), true, Some(Tongue::German));
                }
            }
        }
    }
}

/// Whether two words differ by one letter put in, left out, exchanged, or by two neighbours swapped.
fn one_apart(a: &[char], b: &[char]) -> bool {
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.get(same..).unwrap_or(&[]), b.get(same..).unwrap_or(&[]));
    let swapped = matches!((a, b), ([x, y, rest @ ..], [v, w, other @ ..]) if x == w && y == v && rest == other);
    match (a, b) {
        ([_, rest @ ..], [_, other @ ..]) if rest == other => true,
        ([_, rest @ ..], other) if rest == other => true,
        (rest, [_, other @ ..]) if rest == other => true,
        _ => swapped,
    }
}
