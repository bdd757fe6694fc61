//! What makes an application look like spam.
//!
//! Invariant: a mark holds an application for a person to look at, and nothing is dropped for it; each mark says what was seen. No
//! riddle is asked of anybody and nobody outside is asked. Absent: how often one address may send; the pages count that.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Answers, words};
use crate::{
    text::folded,
    time::{SECOND, Timestamp},
};

words! {
    /// One thing that was seen.
    Suspicion {
        /// A field that people do not see was filled in.
        Trap = "trap", "Filled in a hidden field";
        /// Sent sooner than anybody can type.
        TooFast = "too_fast", "Sent within seconds";
        /// Many links in free words.
        Links = "links", "Many links";
        /// An address that is thrown away after use.
        Disposable = "disposable", "Throw-away address";
        /// The same words as another application of the brand.
        SameWords = "same_words", "Same words as another";
        /// Somebody who was blocked.
        Blocked = "blocked", "Blocked before";
    }
}

/// How an application came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Came {
    /// When the form was given out; nothing where it came by the link in a mail.
    pub given_at: Option<Timestamp>,
    /// When it was sent.
    pub at: Timestamp,
    /// Whether the field that people do not see was filled in.
    pub trapped: bool,
    /// Whether another application of the brand has the same words.
    pub same_words: bool,
    /// Whether it is, by account or address, somebody who was blocked.
    pub blocked: bool,
}

/// Nobody fills in name, address and account sooner.
const FASTEST: i64 = 4 * SECOND;
/// So many links in free words are usual; the question about work asks for them and is not counted.
const USUAL_LINKS: usize = 2;
/// Where so many links are asked for, more are none.
const USUAL_WORK: usize = 15;
/// From so many letters on the same words are no chance.
const TELLING: usize = 60;

/// Hosts of addresses that are thrown away after use, and parts of names that such hosts have. Our own list, of the best known.
const DISPOSABLE: &str = include_str!("disposable.txt");

/// What is suspicious about answers that came in some way.
#[must_use]
pub fn suspicions(answers: &Answers, came: &Came) -> Vec<Suspicion> {
    let free = [&answers.about, &answers.why, &answers.own, &answers.price, &answers.name].map(|text| links(text)).iter().sum::<usize>();
    let seen = [
        (Suspicion::Trap, came.trapped),
        (Suspicion::TooFast, came.given_at.is_some_and(|given| came.at.since(given) < FASTEST)),
        (Suspicion::Links, free > USUAL_LINKS || links(&answers.work) > USUAL_WORK),
        (Suspicion::Disposable, is_disposable(&answers.email)),
        (Suspicion::SameWords, came.same_words),
        (Suspicion::Blocked, came.blocked),
    ];
    seen.into_iter().filter(|(_, is)| *is).map(|(what, _)| what).collect()
}

/// How many web addresses stand in a text.
fn links(text: &str) -> usize {
    let text = text.to_lowercase();
    text.split_whitespace().map(|word| word.matches("://").count().max(usize::from(word.contains("www.") || word.contains("[url")))).sum()
}

fn is_disposable(email: &str) -> bool {
    let email = folded(email);
    let Some((_, host)) = email.rsplit_once('@') else { return false };
    let mut lines = DISPOSABLE.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.any(|line| match line.strip_prefix('*') {
        Some(part) => host.contains(part),
        None => host == line || host.strip_suffix(line).is_some_and(|before| before.ends_with('.')),
    })
}

/// A short name for what was written in free words, by which the same words are found again; nothing for words too few to tell.
#[must_use]
pub fn words_key(answers: &Answers) -> Option<String> {
    let all = folded(&[&*answers.about, &answers.why, &answers.own].join(" "));
    let plain: String = all.split_whitespace().collect::<Vec<_>>().join(" ");
    // FNV-1a, 64 bits: a chance hit only brings a look by a person.
    let hash = plain.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    (plain.chars().count() >= TELLING).then(|| format!("{hash:016x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn came(seconds: i64) -> Came {
        Came { given_at: Some(Timestamp(0)), at: Timestamp(seconds * SECOND), trapped: false, same_words: false, blocked: false }
    }

    #[test]
    fn each_mark_has_its_reason_and_people_have_none() {
        let usual = Answers {
            name: "Maya".into(),
            email: "maya@example.com".into(),
            about: "I bake. https://maya.example and www.maya.example/two".into(),
            work: "https://a.example https://b.example https://c.example".into(),
            ..Answers::default()
        };
        assert_eq!(suspicions(&usual, &came(40)), []);
        assert_eq!(suspicions(&usual, &Came { given_at: None, ..came(0) }), [], "the link of a mail needs no time");
        assert_eq!(suspicions(&usual, &came(3)), [Suspicion::TooFast]);
        assert_eq!(suspicions(&usual, &Came { trapped: true, blocked: true, ..came(40) }), [Suspicion::Trap, Suspicion::Blocked]);
        let stuffed = Answers { why: "https://x.example http://y.example".into(), ..usual.clone() };
        assert_eq!(suspicions(&stuffed, &came(40)), [Suspicion::Links]);
        for (email, thrown) in [
            ("a@mailinator.com", true),
            ("a@eu.Mailinator.com", true),
            ("a@my-tempmail.example", true),
            ("a@notmailinator.community", true),
            ("a@gmail.com", false),
            ("a@yopmail.community", false),
        ] {
            let found = suspicions(&Answers { email: email.into(), ..usual.clone() }, &came(40));
            assert_eq!(!found.is_empty(), thrown, "{email}");
        }
    }

    #[test]
    fn the_same_words_have_one_key_whatever_their_case_and_few_have_none() {
        let long = "I love your brand and I would be so happy to work with you, please write to me soon";
        let of = |text: &str| words_key(&Answers { about: text.into(), ..Answers::default() });
        assert_eq!(of(long), of(&format!("  {}\n", long.to_uppercase())));
        assert!(of(long).is_some() && of(long) != of(&format!("{long} now")));
        assert_eq!(of("I like oats."), None);
    }
}
