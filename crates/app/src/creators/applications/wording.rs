//! What the program writes to applicants, in the two languages of the page.
//!
//! Invariant: every letter says which brand it is about, why it came, and how to go on or have it deleted. Absent: what a person
//! writes to accept, decline or ask; only how such a letter begins and ends.

use domain::creators::applications::{ApplicationPage, FORGET_AFTER_DAYS};

/// Subject and text.
pub(super) type Letter = (String, String);

fn greeted(language: &str, name: &str) -> String {
    let first = name.split_whitespace().next().unwrap_or_default();
    match (language, first) {
        ("de", "") => "Hallo,".to_owned(),
        ("de", name) => format!("Hallo {name},"),
        (_, "") => "Hello,".to_owned(),
        (_, name) => format!("Hello {name},"),
    }
}

/// What applicants agree to: the brand's own words, or ours.
pub(super) fn consent(page: &ApplicationPage, brand: &str, language: &str) -> String {
    match (page.consent.is_empty(), language) {
        (false, _) => page.consent.clone(),
        (true, "de") => format!(
            "{brand} darf aufbewahren, was ich hier schreibe, um über meine Bewerbung zu entscheiden und mir dazu zu schreiben. Ich kann es jederzeit löschen lassen."
        ),
        (true, _) => format!(
            "{brand} may keep what I write here to decide about my application and to write to me about it. I can have it deleted at any time."
        ),
    }
}

/// The link to go on with what was kept.
pub(super) fn to_finish(language: &str, name: &str, brand: &str, link: &str, signed: &str) -> Letter {
    let hello = greeted(language, name);
    if language == "de" {
        let text = format!(
            "{hello}\n\ndeine Bewerbung bei {brand} ist gespeichert. Hier schreibst du weiter oder löschst sie:\n{link}\n\nWas nicht abgeschickt wird, löschen wir nach {FORGET_AFTER_DAYS} Tagen. Wenn du das nicht warst, musst du nichts tun.\n\n{signed}"
        );
        return (format!("Deine Bewerbung bei {brand}"), text);
    }
    let text = format!(
        "{hello}\n\nyour application to {brand} is saved. Go on with it, or delete it, here:\n{link}\n\nWhat is not sent is deleted after {FORGET_AFTER_DAYS} days. If this was not you, you need not do anything.\n\n{signed}"
    );
    (format!("Your application to {brand}"), text)
}

/// The receipt; `again` when an open application was there before.
pub(super) fn received(language: &str, name: &str, brand: &str, link: &str, again: bool, signed: &str) -> Letter {
    let hello = greeted(language, name);
    if language == "de" {
        let came = if again {
            format!("du hattest dich bei {brand} schon beworben; was du jetzt geschickt hast, steht an der Stelle von früher.")
        } else {
            format!("deine Bewerbung bei {brand} ist angekommen. Wir sehen sie uns an und melden uns.")
        };
        let text = format!("{hello}\n\n{came}\n\nHier kannst du sie ändern oder zurückziehen:\n{link}\n\n{signed}");
        return (format!("Deine Bewerbung bei {brand}"), text);
    }
    let came = if again {
        format!("you had applied to {brand} before; what you sent now stands in its place.")
    } else {
        format!("your application to {brand} has arrived. We look at it and write to you.")
    };
    let text = format!("{hello}\n\n{came}\n\nYou can change or withdraw it here:\n{link}\n\n{signed}");
    (format!("Your application to {brand}"), text)
}

/// The one reminder of what was not finished.
pub(super) fn reminder(language: &str, name: &str, brand: &str, link: &str, postal: &str, signed: &str) -> Letter {
    let hello = greeted(language, name);
    let foot = if postal.trim().is_empty() { String::new() } else { format!("\n\n--\n{}", postal.trim()) };
    if language == "de" {
        let text = format!(
            "{hello}\n\ndu hast eine Bewerbung bei {brand} begonnen. Hier schreibst du weiter:\n{link}\n\nWenn du nicht mehr möchtest, kannst du sie dort löschen. Wir erinnern dich nur dieses eine Mal.\n\n{signed}{foot}"
        );
        return (format!("Deine Bewerbung bei {brand} ist noch nicht abgeschickt"), text);
    }
    let text = format!(
        "{hello}\n\nyou began an application to {brand}. You can finish it here:\n{link}\n\nIf you do not want to any more, you can delete it there. We remind you only this once.\n\n{signed}{foot}"
    );
    (format!("Your application to {brand} is not sent yet"), text)
}

/// A question of the team's.
pub(super) fn question(language: &str, name: &str, brand: &str, question: &str, link: &str, signed: &str) -> Letter {
    let hello = greeted(language, name);
    if language == "de" {
        let text = format!(
            "{hello}\n\nzu deiner Bewerbung bei {brand} haben wir eine Frage:\n\n{question}\n\nAntworte hier, in deiner Bewerbung:\n{link}\n\n{signed}"
        );
        return (format!("Eine Frage zu deiner Bewerbung bei {brand}"), text);
    }
    let text = format!(
        "{hello}\n\nwe have a question about your application to {brand}:\n\n{question}\n\nAnswer it here, in your application:\n{link}\n\n{signed}"
    );
    (format!("A question about your application to {brand}"), text)
}

/// The answer in a person's words.
pub(super) fn answer(language: &str, brand: &str, words: &str) -> Letter {
    let subject = if language == "de" { format!("Deine Bewerbung bei {brand}") } else { format!("Your application to {brand}") };
    (subject, words.to_owned())
}

/// How a yes begins; a person goes on from there.
pub(super) fn yes(language: &str, name: &str, brand: &str, signed: &str) -> String {
    let hello = greeted(language, name);
    if language == "de" {
        return format!(
            "{hello}\n\nschön, dass du dich bei {brand} beworben hast. Wir möchten gern mit dir arbeiten und melden uns, sobald es etwas Passendes gibt.\n\n{signed}"
        );
    }
    format!(
        "{hello}\n\nthank you for applying to {brand}. We would love to work with you and will write as soon as there is something that fits.\n\n{signed}"
    )
}

/// How a no begins; a person goes on from there.
pub(super) fn no(language: &str, name: &str, brand: &str, signed: &str) -> String {
    let hello = greeted(language, name);
    if language == "de" {
        return format!(
            "{hello}\n\ndanke, dass du dich bei {brand} beworben hast. Im Moment passt es für uns nicht, und das sagt nichts über deine Arbeit. Du kannst dich jederzeit wieder bewerben.\n\n{signed}"
        );
    }
    format!(
        "{hello}\n\nthank you for applying to {brand}. It does not fit for us at the moment, which says nothing about your work. You are welcome to apply again.\n\n{signed}"
    )
}
