//! What a creator's own words mean without a person reading them: that they want no more mail, or that a machine answered.
//!
//! Invariant: only what they wrote themselves counts, never what they quote; a sentence that says the opposite is no wish to
//! stop. English and German; what is not recognised waits for a person as every message does. Absent: what follows from it.

/// Ends mail where the words before it do not turn it around.
const STOPS: [&str; 24] = [
    "unsubscribe",
    "un-subscribe",
    "unsubcribe",
    "unsuscribe",
    "opt out",
    "opt-out",
    "opt me out",
    "stop emailing",
    "stop e-mailing",
    "stop mailing",
    "stop messaging",
    "stop writing",
    "stop contacting",
    "stop sending",
    "stop spamming",
    "no more mail",
    "no more email",
    "no more e-mail",
    "no more messages",
    "leave me alone",
    "abmelden",
    "abbestellen",
    "austragen",
    "in ruhe lassen",
];
/// Ends mail, and says so with a no of its own.
const FORBIDS: [&str; 19] = [
    "don't email me",
    "don't mail me",
    "don't contact me",
    "don't message me",
    "don't write to me",
    "don't write me",
    "do not email",
    "do not mail me",
    "do not contact",
    "do not write to me",
    "never contact me",
    "never email me",
    "never write to me",
    "keine mails mehr",
    "keine e-mails mehr",
    "keine weiteren mails",
    "keine nachrichten mehr",
    "nicht mehr anschreiben",
    "nicht mehr kontaktieren",
];
/// Ends mail where the sentence ends with it or names a list.
const LEAVES: [&str; 10] = [
    "take me off",
    "remove me",
    "delete me",
    "remove my email",
    "remove my address",
    "delete my email",
    "delete my address",
    "streicht mich",
    "streichen sie mich",
    "nehmt mich",
];
/// Where one stands that one wants to leave.
const LISTS: [&str; 9] = ["list", "mail", "database", "contacts", "newsletter", "subscri", "verteiler", "liste", "datenbank"];
/// Words that turn a wish around when they stand just before it.
const TURNS: [&str; 10] = ["not", "don't", "dont", "didn't", "won't", "never", "nicht", "nie", "niemals", "without"];
/// Words by which somebody asks for another way, not for none.
const ELSEWHERE: [&str; 8] = ["instead", "call me", "new address", "old address", "this address", "lieber", "stattdessen", "ruf mich"];

/// Whether somebody says in their own words that they want no more mail.
#[must_use]
pub fn asks_to_stop(text: &str) -> bool {
    let own = own_words(text).to_lowercase().replace(['’', '‘', '`'], "'");
    own.split(['.', '!', '?', ';', '\n']).any(|sentence| wants_no_more(sentence.trim()))
}

fn wants_no_more(sentence: &str) -> bool {
    if ELSEWHERE.iter().any(|word| sentence.contains(word)) {
        return false;
    }
    let whole = |phrase: &str| {
        sentence.match_indices(phrase).map(|(at, _)| (&sentence[..at], &sentence[at + phrase.len()..])).find(|(before, after)| {
            !before.chars().next_back().is_some_and(char::is_alphanumeric)
                && after.chars().next().is_none_or(|c| !c.is_alphanumeric() || c == 's')
        })
    };
    let turned = |before: &str| before.split_whitespace().rev().take(5).any(|word| TURNS.contains(&word.trim_matches(',')));
    STOPS.iter().any(|phrase| whole(phrase).is_some_and(|(before, _)| !turned(before)))
        || FORBIDS.iter().any(|phrase| whole(phrase).is_some())
        || LEAVES.iter().any(|phrase| {
            whole(phrase).is_some_and(|(before, after)| {
                let rest = after.trim_matches(|c: char| !c.is_alphanumeric());
                let listed = LISTS.iter().any(|list| rest.contains(list)) || phrase.contains("my ");
                !turned(before) && (listed || matches!(rest, "" | "please" | "pls" | "plz" | "thanks" | "thank you" | "bitte"))
            })
        })
}

/// What they wrote themselves: not the letter that they answer, nor what stands under it.
fn own_words(text: &str) -> String {
    let quotes = |line: &str| {
        let line = line.trim();
        line == "--" || line.starts_with("-----") || ((line.starts_with("On ") || line.starts_with("Am ")) && line.ends_with(':'))
    };
    let own = text.lines().take_while(|line| !quotes(line)).filter(|line| !line.trim_start().starts_with('>'));
    own.collect::<Vec<_>>().join("\n")
}

/// Whether a subject says that a machine answered: out of office and the like.
#[must_use]
pub fn answers_by_itself(subject: &str) -> bool {
    const MARKS: [&str; 9] = [
        "automatic reply",
        "auto reply",
        "auto-reply",
        "autoreply",
        "out of office",
        "out of the office",
        "automatische antwort",
        "abwesenheitsnotiz",
        "abwesend:",
    ];
    let subject = subject.to_lowercase();
    MARKS.iter().any(|mark| subject.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_to_stop_are_recognised_in_odd_words() {
        for text in [
            "pls take me off ur list",
            "Unsubscribe",
            "UNSUBCRIBE!!!",
            "Hi,\nplease remove me.\nThanks",
            "stop emailing me",
            "No more emails please",
            "I’d like to opt out of this.",
            "Don’t contact me again",
            "Can you take me off the mailing list?",
            "Please delete my email from your database",
            "leave me alone",
            "Bitte keine Mails mehr",
            "Ich möchte mich abmelden",
            "Streicht mich bitte aus eurem Verteiler",
            "Bitte nicht mehr anschreiben, danke",
            "Newsletter abbestellen",
            "remove me pls\n\nOn Mon, 7 Sep 2026, Nora wrote:\n> would you like to make something with us?",
        ] {
            assert!(asks_to_stop(text), "{text}");
        }
    }

    #[test]
    fn what_only_sounds_like_it_is_none() {
        for text in [
            "please don't stop sending these",
            "I do not want to unsubscribe, I love them",
            "Ich will mich nicht abmelden",
            "Never stop writing to me!",
            "Could you remove me from the second photo?",
            "Take me off guard with the product, I like surprises",
            "Don't email me, call me instead",
            "Please don't write to me at my old address, use the new one",
            "My followers can stop by on Friday",
            "I listed my rates. Is the deadline fixed?",
            "Sounds good!\n\nOn Mon, 7 Sep 2026, Nora wrote:\n> No more messages like this: unsubscribe https://x.example",
            "Yes, gladly.\n--\nMaya\nunsubscribe from my newsletter here",
            "Ich melde mich morgen",
        ] {
            assert!(!asks_to_stop(text), "{text}");
        }
    }

    #[test]
    fn a_machine_says_so_in_its_subject() {
        for (subject, machine) in [
            ("Automatic reply: Autumn Repair", true),
            ("Out of Office Re: our offer", true),
            ("Abwesenheitsnotiz", true),
            ("Re: our offer", false),
            ("My new office", false),
        ] {
            assert_eq!(answers_by_itself(subject), machine, "{subject}");
        }
    }
}
