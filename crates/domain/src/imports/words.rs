//! The words of a tracker's status column, in the languages of the trackers that we met.
//!
//! Invariant: a word is known as a whole or not at all; what is not known is asked. Absent: what follows from a word.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::folded;

/// What a word of a tracker says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// Thought of, and not asked.
    Listed,
    /// Asked, no answer yet.
    Contacted,
    /// Talking about it.
    Talking,
    /// A deal was made.
    Agreed,
    /// It was signed.
    Signed,
    /// Product was sent.
    Shipped,
    /// Work has begun.
    Making,
    /// A draft came.
    DraftIn,
    /// The draft went back with changes.
    Changes,
    /// The draft was approved.
    Approved,
    /// It is live.
    Live,
    /// It is live and paid.
    Paid,
    /// The creator said no.
    Declined,
    /// The creator never answered.
    NoAnswer,
    /// The brand let the creator go.
    Dropped,
    /// It does not happen.
    Cancelled,
    /// It says nothing of where things stand.
    Nothing,
}

impl Said {
    /// All, in the order of the life of a collaboration.
    pub const ALL: [Said; 17] = [
        Said::Listed,
        Said::Contacted,
        Said::Talking,
        Said::Agreed,
        Said::Signed,
        Said::Shipped,
        Said::Making,
        Said::DraftIn,
        Said::Changes,
        Said::Approved,
        Said::Live,
        Said::Paid,
        Said::Declined,
        Said::NoAnswer,
        Said::Dropped,
        Said::Cancelled,
        Said::Nothing,
    ];

    /// The stable word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Said::Listed => "listed",
            Said::Contacted => "contacted",
            Said::Talking => "talking",
            Said::Agreed => "agreed",
            Said::Signed => "signed",
            Said::Shipped => "shipped",
            Said::Making => "making",
            Said::DraftIn => "draft_in",
            Said::Changes => "changes",
            Said::Approved => "approved",
            Said::Live => "live",
            Said::Paid => "paid",
            Said::Declined => "declined",
            Said::NoAnswer => "no_answer",
            Said::Dropped => "dropped",
            Said::Cancelled => "cancelled",
            Said::Nothing => "nothing",
        }
    }

    /// Reads the stable word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|said| said.as_str() == text)
    }

    /// Whether the collaboration left the road.
    #[must_use]
    pub fn is_off(self) -> bool {
        matches!(self, Said::Declined | Said::NoAnswer | Said::Dropped | Said::Cancelled)
    }
}

/// What a person says that a word means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatusMeaning {
    /// The word as it stands in the sheet.
    pub word: String,
    /// What it means.
    pub is: Said,
}

/// A word of the status column with what it is taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatusWord {
    /// The word as it stands in the sheet.
    pub word: String,
    /// On how many rows.
    pub rows: u64,
    /// What it is taken for; nothing where nobody knows it.
    pub is: Option<Said>,
    /// Whether a person said so.
    pub by_hand: bool,
}

/// Words by what they say. English, then German.
#[rustfmt::skip]
const KNOWN: [(Said, &[&str]); 16] = [
    (Said::Listed, &["to contact", "to do", "todo", "prospect", "lead", "shortlist", "shortlisted", "longlist", "not contacted", "not started", "idea", "new", "open",
        "zu kontaktieren", "offen", "neu", "idee", "vorgemerkt", "noch nicht kontaktiert", "nicht kontaktiert"]),
    (Said::Contacted, &["contacted", "reached out", "outreach", "outreach sent", "emailed", "e mailed", "email sent", "dm sent", "dmed", "dm d", "messaged", "invited", "invite sent", "pitched", "sent", "awaiting reply", "awaiting response", "waiting for reply", "waiting for response", "followed up", "follow up", "follow up sent", "pending reply",
        "kontaktiert", "angeschrieben", "angefragt", "anfrage gesendet", "anfrage raus", "eingeladen", "mail gesendet", "nachgefasst", "warten auf antwort", "wartet auf antwort", "nachricht gesendet"]),
    (Said::Talking, &["replied", "responded", "interested", "in conversation", "in talks", "in discussion", "talking", "negotiating", "negotiation", "in negotiation", "offer sent", "offer made", "rate received", "rates received", "discussing", "discussing terms",
        "geantwortet", "hat geantwortet", "interessiert", "interesse", "im gespräch", "in gesprächen", "in verhandlung", "verhandeln", "verhandlung", "angebot gesendet", "angebot raus", "preise erhalten"]),
    (Said::Agreed, &["agreed", "confirmed", "booked", "accepted", "yes", "onboarding", "contract sent", "agreement sent", "deal", "deal agreed", "terms agreed", "awaiting signature",
        "zugesagt", "zusage", "bestätigt", "gebucht", "einig", "vereinbart", "vertrag gesendet", "vertrag raus", "vertrag verschickt", "ja"]),
    (Said::Signed, &["signed", "contract signed", "agreement signed", "contracted", "onboarded", "unterschrieben", "vertrag unterschrieben", "unterzeichnet", "vertrag unterzeichnet"]),
    (Said::Shipped, &["shipped", "product sent", "product shipped", "sent product", "gifted", "gift sent", "package sent", "parcel sent", "in transit", "delivered", "product delivered", "product received", "received product", "received",
        "versendet", "versandt", "produkt gesendet", "produkt versendet", "produkt verschickt", "paket verschickt", "verschickt", "unterwegs", "zugestellt", "geliefert", "produkt erhalten", "angekommen"]),
    (Said::Making, &["briefed", "brief sent", "in progress", "in production", "producing", "creating", "content creation", "creating content", "filming", "shooting", "awaiting content", "awaiting draft", "waiting for content", "waiting for draft", "active", "draft due", "content pending",
        "gebrieft", "briefing gesendet", "briefing verschickt", "in arbeit", "in produktion", "in umsetzung", "dreht", "warten auf content", "warten auf entwurf", "aktiv", "läuft"]),
    (Said::DraftIn, &["draft in", "draft received", "draft submitted", "content received", "content submitted", "submitted", "in review", "under review", "reviewing", "awaiting approval", "pending approval", "for approval",
        "entwurf da", "entwurf erhalten", "entwurf eingegangen", "content erhalten", "in prüfung", "in freigabe", "zur freigabe", "wartet auf freigabe", "eingereicht"]),
    (Said::Changes, &["changes requested", "revision", "revisions", "revising", "revision requested", "edits requested", "needs changes", "feedback sent", "reshoot",
        "korrektur", "in korrektur", "änderungen", "änderungen angefragt", "feedback gesendet", "überarbeitung", "in überarbeitung"]),
    (Said::Approved, &["approved", "content approved", "draft approved", "ready to post", "scheduled", "to be posted", "awaiting post", "ready", "awaiting go live",
        "freigegeben", "genehmigt", "abgenommen", "bereit", "geplant", "eingeplant", "wartet auf veröffentlichung"]),
    (Said::Live, &["live", "posted", "published", "content live", "post live", "went live", "awaiting payment", "to pay", "to be paid", "payment pending", "invoice received", "invoiced", "unpaid",
        "veröffentlicht", "gepostet", "online", "live gegangen", "zu zahlen", "zahlung offen", "rechnung erhalten", "wartet auf zahlung"]),
    (Said::Paid, &["paid", "completed", "complete", "done", "finished", "closed", "live and paid", "posted and paid", "live paid", "posted paid", "payment sent",
        "bezahlt", "gezahlt", "abgeschlossen", "erledigt", "fertig", "beendet", "überwiesen", "live und bezahlt"]),
    (Said::Declined, &["declined", "not interested", "no", "rejected", "said no", "passed", "pass", "turned down", "refused",
        "abgelehnt", "abgesagt", "kein interesse", "nein", "absage", "hat abgesagt"]),
    (Said::NoAnswer, &["ghosted", "no reply", "no response", "no answer", "unresponsive", "not responding", "dead", "cold",
        "keine antwort", "keine rückmeldung", "meldet sich nicht", "ghosting", "unbeantwortet", "geghostet"]),
    (Said::Dropped, &["dropped", "removed", "blacklisted", "not a fit", "no fit", "not suitable", "disqualified", "we declined",
        "aussortiert", "passt nicht", "gestrichen", "raus", "entfernt"]),
    (Said::Cancelled, &["cancelled", "canceled", "storniert", "abgebrochen", "gecancelt"]),
];

/// A word without what people decorate it with.
#[must_use]
pub fn folded_status(word: &str) -> String {
    let plain: String = folded(word).chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words that say that something is over, and not that it was paid: where the sheet has a column for that, the column says it.
const OVER: [&str; 9] = ["completed", "complete", "done", "finished", "closed", "abgeschlossen", "erledigt", "fertig", "beendet"];

/// Whether a status says only that it is over.
#[must_use]
pub fn says_only_over(status: &str) -> bool {
    OVER.contains(&folded_status(status).as_str())
}

/// What a word says, where it is known.
#[must_use]
pub fn known(word: &str) -> Option<Said> {
    let word = folded_status(word);
    KNOWN.iter().find(|(_, words)| words.iter().any(|known| folded_status(known) == word)).map(|(said, _)| *said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_trackers_are_known_in_english_and_german() {
        for (word, said) in [
            ("Reached out", Said::Contacted),
            ("✅ Live", Said::Live),
            ("negotiating…", Said::Talking),
            ("CONTRACT SENT", Said::Agreed),
            ("Product sent", Said::Shipped),
            ("draft in", Said::DraftIn),
            ("Approved", Said::Approved),
            ("paid", Said::Paid),
            ("Ghosted 👻", Said::NoAnswer),
            ("declined", Said::Declined),
            ("Angeschrieben", Said::Contacted),
            ("Vertrag unterschrieben", Said::Signed),
            ("Keine Rückmeldung", Said::NoAnswer),
            ("veröffentlicht", Said::Live),
            ("Bezahlt", Said::Paid),
            ("Änderungen angefragt", Said::Changes),
        ] {
            assert_eq!(known(word), Some(said), "{word}");
        }
        for word in ["waiting on Priya", "phase 2", "live?? ask Tom", "42", "paid half"] {
            assert_eq!(known(word), None, "{word}");
        }
    }

    #[test]
    fn no_word_says_two_things() {
        let mut all: Vec<String> = KNOWN.iter().flat_map(|(_, words)| words.iter().map(|word| folded_status(word))).collect();
        all.sort();
        for pair in all.windows(2) {
            assert_ne!(pair[0], pair[1]);
        }
    }
}
