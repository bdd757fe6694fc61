//! Applications: what somebody wrote on a brand's public page because they want to work with it, and how it was answered.
//!
//! Invariant: nobody is a creator by applying; a person decides, and what an application says never overwrites what a person
//! entered. Of one address a brand has at most one open application. What looks like spam is marked and held, never dropped.
//! Absent: who it could be among known creators (`same_person` says it), mail, and the page that asks (`page`).

mod answers;
pub mod page;
mod suspicion;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words;
use crate::{
    ids::CreatorId,
    time::{DAY, Timestamp, Zone},
};

pub use answers::{Answers, CheckedAnswers, MOST_LETTERS, read_accounts};
pub use page::{ApplicationPage, Question};
pub use suspicion::{Came, Suspicion, suspicions, words_key};

/// After so many days without a word an unfinished application is remembered to its writer, once.
pub const REMIND_AFTER_DAYS: i64 = 2;
/// After so many days without a word an unfinished application is forgotten.
pub const FORGET_AFTER_DAYS: i64 = 30;
/// Mail at somebody's own request (the link to go on, the receipt) goes so often to one address within a day: anybody can type
/// any address into a public page.
pub const MOST_MAILS_A_DAY: usize = 3;
/// So many earlier versions are kept, so that what somebody else typed under one's address does not push out one's own words.
const MOST_EARLIER: usize = 5;

words! {
    /// The part of the queue in which an application stands.
    Part {
        /// Sent, and nobody has answered.
        New = "new", "New";
        /// Sent, and marked: a person looks at it before it counts as new.
        Held = "held", "Held";
        /// We asked something back.
        Asked = "asked", "Asked";
        /// Accepted or declined.
        Answered = "answered", "Answered";
        /// Begun and not sent.
        Unfinished = "unfinished", "Unfinished";
    }
}

/// What somebody agreed to when they sent their application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Consent {
    /// The words that stood beside the box, as they were shown.
    pub words: String,
    /// When.
    pub at: Timestamp,
}

/// What was written before, under the same address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Earlier {
    /// The answers.
    pub answers: Answers,
    /// Until when they stood.
    pub until: Timestamp,
}

/// Where an application stands. Each state carries the facts that are true only then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum ApplicationState {
    /// Kept to be finished later.
    Unfinished {
        /// When its writer is reminded; nothing once they were, or were left alone.
        remind_at: Option<Timestamp>,
        /// When they were reminded.
        reminded_at: Option<Timestamp>,
        /// When it is forgotten.
        until: Timestamp,
    },
    /// Sent; the brand's turn.
    Sent {
        /// When.
        at: Timestamp,
    },
    /// The brand asked something back; the applicant's turn.
    Asked {
        /// What.
        question: String,
        /// Who asked.
        by: String,
        /// When.
        at: Timestamp,
    },
    /// The applicant is a creator of the brand now.
    Accepted {
        /// Who decided.
        by: String,
        /// When.
        at: Timestamp,
    },
    /// The brand said no.
    Declined {
        /// Who decided.
        by: String,
        /// When.
        at: Timestamp,
        /// What was written to the applicant; nothing when nothing was.
        words: Option<String>,
    },
}

/// An application to one brand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Application {
    /// What is written: what was sent, or what is kept to be finished.
    pub answers: Answers,
    /// What was kept for later after it had been sent, and is not sent yet.
    #[serde(default)]
    pub later: Option<Answers>,
    /// What stood there before, the newest last.
    #[serde(default)]
    pub earlier: Vec<Earlier>,
    /// The language in which it was written, `en` or `de`: mail goes in it.
    pub language: String,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// When its words changed last.
    pub changed_at: Timestamp,
    /// What the applicant agreed to; nothing before it was sent.
    #[serde(default)]
    pub consent: Option<Consent>,
    /// What makes it look like spam.
    #[serde(default)]
    pub suspicions: Vec<Suspicion>,
    /// Whether somebody wrote it by the link that went to its address.
    #[serde(default)]
    pub by_mail: bool,
    /// When mail went to the applicant at their own request, the newest last.
    #[serde(default)]
    pub mailed: Vec<Timestamp>,
    /// As which creator the applicant was taken in.
    #[serde(default)]
    pub creator: Option<CreatorId>,
    /// Where it stands.
    pub state: ApplicationState,
}

/// Why a verb about an application was refused. The text is shown to the person as it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApplicationError {
    /// The page is off.
    #[error("this brand takes no applications at the moment; nothing was sent. Keep a copy of what you wrote if you want to come back")]
    Closed,
    /// The form was open for too long.
    #[error("this page was open for a long time; look over what you wrote and send it again")]
    FormTooOld,
    /// The form is not one of ours.
    #[error("this form did not come from our page; look over what you wrote and send it again")]
    FormUnknown,
    /// The link does not lead to anything any more.
    #[error("this link does not lead to an application any more; you can begin a new one on the brand's page")]
    LinkOver,
    /// One answer is enough.
    #[error("this application has been answered already")]
    AlreadyAnswered,
    /// Nobody sent it.
    #[error("this application has not been sent yet; only who writes it can finish it")]
    NotSent,
    /// Blocked people are not taken in.
    #[error("{0} is blocked; lift the block first")]
    Blocked(String),
}

impl Application {
    /// Begins one that nothing was kept of yet.
    #[must_use]
    pub fn begin(answers: Answers, language: &str, now: Timestamp, zone: &Zone) -> Self {
        Self {
            answers,
            later: None,
            earlier: Vec::new(),
            language: if language == "de" { "de" } else { "en" }.to_owned(),
            begun_at: now,
            changed_at: now,
            consent: None,
            suspicions: Vec::new(),
            by_mail: false,
            mailed: Vec::new(),
            creator: None,
            state: unfinished(now, zone),
        }
    }

    /// Keeps what is written so far. What was sent already stays as it was sent, with this beside it.
    #[must_use]
    pub fn saved(mut self, answers: Answers, by_mail: bool, now: Timestamp, zone: &Zone) -> Self {
        let stands = self.later.as_ref().unwrap_or(&self.answers);
        if *stands == answers {
            return self;
        }
        if let ApplicationState::Unfinished { reminded_at, .. } = self.state {
            self.replace(answers, by_mail, now);
            self.state = match reminded_at {
                // Reminded once is reminded for good; more words give more time.
                Some(_) => ApplicationState::Unfinished { remind_at: None, reminded_at, until: now.plus(FORGET_AFTER_DAYS * DAY) },
                None => unfinished(now, zone),
            };
        } else {
            self.later = Some(answers);
            self.changed_at = now;
        }
        self
    }

    /// Sends it, or sends it again with other words. The same words again change nothing.
    #[must_use]
    pub fn sent(mut self, answers: Answers, by_mail: bool, consent: Consent, suspicions: Vec<Suspicion>) -> Self {
        let now = consent.at;
        let again = matches!(self.state, ApplicationState::Sent { .. }) && self.answers == answers;
        self.by_mail |= by_mail;
        if again {
            self.later = None;
            return self;
        }
        self.replace(answers, by_mail, now);
        self.later = None;
        self.consent = Some(consent);
        self.suspicions = suspicions;
        self.state = ApplicationState::Sent { at: now };
        self
    }

    fn replace(&mut self, answers: Answers, by_mail: bool, now: Timestamp) {
        if self.answers != answers {
            let before = std::mem::replace(&mut self.answers, answers);
            // Who holds the link of the mail changes their own words; anybody else may not make them vanish.
            if !by_mail {
                self.earlier.push(Earlier { answers: before, until: now });
                let over = self.earlier.len().saturating_sub(MOST_EARLIER);
                self.earlier.drain(..over);
            }
        }
        self.changed_at = now;
    }

    /// Reminds its writer, which happens once; or leaves them alone for good.
    #[must_use]
    pub fn reminded(mut self, wrote: bool, now: Timestamp) -> Self {
        if let ApplicationState::Unfinished { remind_at, reminded_at, .. } = &mut self.state {
            *remind_at = None;
            if wrote {
                *reminded_at = Some(now);
            }
        }
        self
    }

    /// Asks something back.
    ///
    /// # Errors
    /// Refused for what is not sent or answered already.
    pub fn asked(mut self, question: String, by: String, now: Timestamp) -> Result<Self, ApplicationError> {
        self.open()?;
        self.state = ApplicationState::Asked { question, by, at: now };
        Ok(self)
    }

    /// Takes the applicant in as a creator.
    ///
    /// # Errors
    /// Refused for what is not sent or answered already.
    pub fn accepted(mut self, creator: CreatorId, by: String, now: Timestamp) -> Result<Self, ApplicationError> {
        self.open()?;
        self.creator = Some(creator);
        self.later = None;
        self.state = ApplicationState::Accepted { by, at: now };
        Ok(self)
    }

    /// Says no.
    ///
    /// # Errors
    /// Refused for what is not sent or answered already.
    pub fn declined(mut self, words: Option<String>, by: String, now: Timestamp) -> Result<Self, ApplicationError> {
        self.open()?;
        self.later = None;
        self.state = ApplicationState::Declined { by, at: now, words };
        Ok(self)
    }

    /// Passes for what waits for an answer.
    ///
    /// # Errors
    /// Refused for what is not sent or answered already.
    pub fn open(&self) -> Result<(), ApplicationError> {
        match self.state {
            ApplicationState::Sent { .. } | ApplicationState::Asked { .. } => Ok(()),
            ApplicationState::Unfinished { .. } => Err(ApplicationError::NotSent),
            ApplicationState::Accepted { .. } | ApplicationState::Declined { .. } => Err(ApplicationError::AlreadyAnswered),
        }
    }

    /// Whether mail at the applicant's own request may still go today; if so it is noted.
    pub fn may_mail(&mut self, now: Timestamp) -> bool {
        self.mailed.retain(|at| now.since(*at) < DAY);
        let may = self.mailed.len() < MOST_MAILS_A_DAY;
        if may {
            self.mailed.push(now);
        }
        may
    }

    /// In which part of the queue it stands.
    #[must_use]
    pub fn part(&self) -> Part {
        match self.state {
            ApplicationState::Unfinished { .. } => Part::Unfinished,
            ApplicationState::Sent { .. } if self.suspicions.is_empty() => Part::New,
            ApplicationState::Sent { .. } => Part::Held,
            ApplicationState::Asked { .. } => Part::Asked,
            ApplicationState::Accepted { .. } | ApplicationState::Declined { .. } => Part::Answered,
        }
    }

    /// When it came, by which the queue is sorted.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        match self.state {
            ApplicationState::Unfinished { .. } => self.changed_at,
            ApplicationState::Sent { at }
            | ApplicationState::Asked { at, .. }
            | ApplicationState::Accepted { at, .. }
            | ApplicationState::Declined { at, .. } => at,
        }
    }

    /// When the clock has to do something about it: remind, or forget.
    #[must_use]
    pub fn due_at(&self) -> Option<Timestamp> {
        match self.state {
            ApplicationState::Unfinished { remind_at, until, .. } => Some(remind_at.map_or(until, |at| at.min(until))),
            ApplicationState::Sent { .. }
            | ApplicationState::Asked { .. }
            | ApplicationState::Accepted { .. }
            | ApplicationState::Declined { .. } => None,
        }
    }

    /// What the form shows to who goes on writing.
    #[must_use]
    pub fn to_go_on(&self) -> &Answers {
        self.later.as_ref().unwrap_or(&self.answers)
    }
}

/// Begun now: its writer hears of it at 10:00 of the brand's (docs/domain.md, Chasing), two days on.
fn unfinished(now: Timestamp, zone: &Zone) -> ApplicationState {
    let remind_at = now.day_in(zone).plus_days(REMIND_AFTER_DAYS).at(10, 0, zone);
    ApplicationState::Unfinished { remind_at: Some(remind_at), reminded_at: None, until: now.plus(FORGET_AFTER_DAYS * DAY) }
}

#[cfg(test)]
mod tests;
