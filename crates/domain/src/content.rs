//! Content: deliverables, their drafts, and the reviews that lead to an approved version.
//!
//! Invariant: a deliverable has at most one draft under review, and an approved version never changes.
//! Absent on purpose: files' bytes (only their hashes), people's names, whether a message went out.

mod extra;
mod glance;
mod missed;
mod plan;
pub mod pre_check;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    events::{Actor, Event},
    files::StoredFile,
    ids::{CollaborationId, DeliverableId, DraftId},
    team::SignOffKind,
    time::{Calendar, Day, Timestamp, Zone},
};

pub use extra::ExtraRound;
pub use glance::Glance;
pub use missed::{Cause, Missed, OtherDates, Window};
pub use plan::{planned, restarted};

/// One thing to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Deliverable {
    /// Of which collaboration.
    pub collaboration: CollaborationId,
    /// 1, 2, 3 ... within the collaboration.
    pub number: i64,
    /// `reel`, `story`, `tiktok` ...
    pub format: String,
    /// Where it is posted.
    pub platform: String,
    /// Short name in links and `utm_content`; unique in the campaign.
    pub slug: String,
    /// First day of the posting window, in the brand's zone.
    pub opens: Day,
    /// Last day, until 23:59.
    pub closes: Day,
    /// Its share of the fee in minor units.
    pub share: i64,
    /// Where it stands.
    pub state: Progress,
    /// That its deadline passed, while it is so.
    #[serde(default)]
    pub missed: Option<Missed>,
    /// Other dates that the brand would like, while the creator has not answered; until then the agreed ones hold.
    #[serde(default)]
    pub moving: Option<Window>,
    /// Whether its dates are not those of the agreement any more, because the creator said yes to others.
    #[serde(default)]
    pub moved: bool,
}

/// Where a deliverable stands on its way to an approved version. Each state carries the facts that are true only then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Progress {
    /// Waits for a draft.
    Awaiting {
        /// 1 is the first draft; higher after changes were asked for.
        round: u8,
        /// Since when.
        since: Timestamp,
        /// Until when.
        due: Timestamp,
    },
    /// A draft is with the reviewers.
    InReview {
        /// Its round.
        round: u8,
        /// Which.
        draft: DraftId,
        /// Since when.
        since: Timestamp,
        /// Who signed off so far.
        sign_offs: Vec<SignOff>,
    },
    /// Frozen.
    Approved {
        /// Which draft.
        draft: DraftId,
        /// Its files with their hashes, as approved.
        files: Vec<StoredFile>,
        /// Who signed off.
        sign_offs: Vec<SignOff>,
        /// When.
        at: Timestamp,
    },
}

/// One reviewer's yes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignOff {
    /// For whom.
    pub kind: SignOffKind,
    /// Who.
    pub by: Actor,
    /// Their name at the time, for the record.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

/// One numbered version of a deliverable's content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Draft {
    /// Of which deliverable.
    pub deliverable: DeliverableId,
    /// 1, 2, 3 ... within the deliverable.
    pub number: i64,
    /// The round it answers.
    pub round: u8,
    /// Images, videos or documents.
    pub files: Vec<StoredFile>,
    /// Caption or text that is posted with it, or instead of a file.
    pub text: String,
    /// What the creator wrote to the reviewers.
    pub note: String,
    /// When.
    pub submitted_at: Timestamp,
}

/// What a reviewer looks at (docs/domain.md, Review and approval).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckItem {
    /// Claims stand in the brand's library.
    Claims,
    /// Fits what the brand stands for.
    Values,
    /// Disclosure is there and placed rightly.
    Disclosure,
    /// Looks like the brand.
    Visuals,
    /// Sound, light, framing.
    Quality,
}

impl CheckItem {
    /// The whole list, in its order.
    pub const ALL: [CheckItem; 5] = [CheckItem::Claims, CheckItem::Values, CheckItem::Disclosure, CheckItem::Visuals, CheckItem::Quality];

    /// The stable word, as stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            CheckItem::Claims => "claims",
            CheckItem::Values => "values",
            CheckItem::Disclosure => "disclosure",
            CheckItem::Visuals => "visuals",
            CheckItem::Quality => "quality",
        }
    }

    /// What a person ticks.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            CheckItem::Claims => "Claims are ones that we can back up",
            CheckItem::Values => "It fits what the brand stands for",
            CheckItem::Disclosure => "Disclosure is clear and early",
            CheckItem::Visuals => "It looks like the brand",
            CheckItem::Quality => "Sound, light and framing are good",
        }
    }

    /// Reads the stable word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|item| item.as_str() == text)
    }
}

/// How much a comment matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Has to change.
    Must,
    /// Would be better.
    Nice,
}

/// One thing to change, where, and whether it is a must.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// What to do, such as "add the product name in the first 3 seconds".
    pub text: String,
    /// Must or nice to have.
    pub weight: Weight,
    /// Where in time, in milliseconds from the start, for moving pictures.
    pub at_ms: Option<i64>,
    /// Where in the picture, in per mille of width and height from the top left.
    pub place: Option<(u16, u16)>,
}

/// What a reviewer decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Changes, one list.
    Changes,
    /// Yes.
    Approved,
}

/// One reviewer's answer to a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Review {
    /// To which draft.
    pub draft: DraftId,
    /// Of which deliverable.
    pub deliverable: DeliverableId,
    /// Decided what.
    pub verdict: Verdict,
    /// For whom, when it was a yes.
    pub kind: Option<SignOffKind>,
    /// What was looked at and found in order.
    pub checked: Vec<CheckItem>,
    /// What to change.
    pub changes: Vec<Change>,
    /// What is paid for it on top, when it goes beyond what was agreed.
    #[serde(default)]
    pub extra: Option<ExtraRound>,
    /// Who.
    pub by: Actor,
    /// Their name at the time.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

/// Why a review verb was refused. The text is shown to the person as it stands.
#[derive(Debug, thiserror::Error, Clone, PartialEq, Eq)]
pub enum ContentError {
    /// No brief acknowledged yet.
    #[error("the brief has not been acknowledged yet, so no draft is expected")]
    NotYet,
    /// Something is under review.
    #[error("a draft is under review; wait for the answer")]
    UnderReview(DraftId),
    /// Done.
    #[error("this has been approved; an approved version never changes")]
    AlreadyApproved,
    /// Nothing there.
    #[error("no draft is waiting for review")]
    NothingToReview,
    /// No files and no text.
    #[error("add a file or write the text")]
    EmptyDraft,
    /// The fee covers no more.
    #[error("all {included} agreed rounds are used; further changes are out of scope and need a fee")]
    RoundsUsed {
        /// How many the agreement includes.
        included: u8,
    },
    /// Beyond the agreement costs something.
    #[error("say what you pay for a round beyond what was agreed")]
    NoFee,
    /// Nothing beyond the agreement was asked for, or it was answered.
    #[error("no request beyond what was agreed is open here")]
    NothingToTakeBack,
    /// A list without a line.
    #[error("say what to change and where")]
    EmptyList,
    /// Signed off before.
    #[error("this kind of sign-off has been given already")]
    AlreadySignedOff,
    /// Nobody asked for it.
    #[error("this campaign asks for no sign-off of this kind")]
    NotAsked,
    /// The list was not worked through.
    #[error("look at every point of the checklist before you approve. Still open: {0}")]
    Unchecked(String),
    /// Its deadline passed before.
    #[error("this is counted as missed already")]
    MissedAlready,
    /// Nothing was missed.
    #[error("this was not missed")]
    NotMissed,
    /// It will not be made.
    #[error("this was let go; it will not be made")]
    LetGo,
    /// Nothing to answer.
    #[error("no other window is offered here")]
    NoWindow,
    /// Days that cannot stand.
    #[error("the window must close after it opens, and not in the past")]
    Window,
    /// Nothing would change.
    #[error("those are its dates already")]
    SameWindow,
    /// Nobody is asked twice.
    #[error("these dates are asked about already, and the creator has not answered")]
    AskedAlready,
    /// Nobody can keep them.
    #[error("these dates are over; say no to them, or write about others")]
    WindowOver,
    /// It is out.
    #[error("this is live already, so its dates stand")]
    LiveAlready,
    /// It is all that is left.
    #[error("this is the last thing that is made here; end the collaboration instead")]
    LastOne,
    /// The draft changed in between.
    #[error("a newer draft is under review; open it before you answer")]
    OtherDraft,
}

/// The creator sent a draft.
#[derive(Debug, Clone, Serialize)]
pub struct DraftSubmitted {
    /// Of what.
    pub deliverable: DeliverableId,
    /// Which.
    pub draft: DraftId,
    /// Its number.
    pub number: i64,
}
impl Event for DraftSubmitted {
    fn kind(&self) -> &'static str {
        "content.draft_submitted"
    }
}

/// A reviewer sent a draft back with one list.
#[derive(Debug, Clone, Serialize)]
pub struct ChangesRequested {
    /// Of what.
    pub deliverable: DeliverableId,
    /// Which draft.
    pub draft: DraftId,
    /// The round that ends here.
    pub round: u8,
    /// What to change.
    pub changes: Vec<Change>,
    /// The next draft is due.
    pub due: Timestamp,
}
impl Event for ChangesRequested {
    fn kind(&self) -> &'static str {
        "content.changes_requested"
    }
}

/// One of the sign-offs was given.
#[derive(Debug, Clone, Serialize)]
pub struct SignedOff {
    /// Of what.
    pub deliverable: DeliverableId,
    /// Which draft.
    pub draft: DraftId,
    /// For whom.
    pub kind: SignOffKind,
    /// Whether it was the last that was missing, so that the version is frozen now.
    pub approved: bool,
}
impl Event for SignedOff {
    fn kind(&self) -> &'static str {
        if self.approved { "content.approved" } else { "content.signed_off" }
    }
}

/// When a first draft is due: 18:00 in the creator's zone six days before the window opens, but never less than a
/// day after it became the creator's turn (docs/domain.md, Default dates).
#[must_use]
pub fn first_draft_due(opens: Day, creator_zone: &Zone, since: Timestamp) -> Timestamp {
    opens.plus_days(-6).at(18, 0, creator_zone).max(since.plus(crate::time::DAY))
}

/// When a revision is due: 18:00 on the next working day after the request, in the creator's zone.
#[must_use]
pub fn revision_due(requested_at: Timestamp, calendar: &Calendar<'_>) -> Timestamp {
    requested_at.day_in(calendar.zone).next_working_day(calendar.holidays).at(18, 0, calendar.zone)
}

impl Deliverable {
    /// The creator sends a draft.
    ///
    /// # Errors
    /// Refused while one is under review, after approval, or without anything in it.
    pub fn submit(
        mut self,
        id: DeliverableId,
        draft_id: DraftId,
        draft: &Draft,
        now: Timestamp,
    ) -> Result<(Self, DraftSubmitted), ContentError> {
        let round = match &self.state {
            Progress::Awaiting { round, .. } => *round,
            Progress::InReview { draft, .. } => return Err(ContentError::UnderReview(*draft)),
            Progress::Approved { .. } => return Err(ContentError::AlreadyApproved),
        };
        if draft.files.is_empty() && draft.text.trim().is_empty() {
            return Err(ContentError::EmptyDraft);
        }
        if self.is_let_go() {
            return Err(ContentError::LetGo);
        }
        self = self.came();
        self.state = Progress::InReview { round, draft: draft_id, since: now, sign_offs: Vec::new() };
        Ok((self, DraftSubmitted { deliverable: id, draft: draft_id, number: draft.number }))
    }

    /// Passes while the creator's next draft is awaited: asked before any file of it goes up.
    ///
    /// # Errors
    /// Refused while one is under review, after approval, or when it was let go.
    pub fn awaits_draft(&self) -> Result<(), ContentError> {
        match &self.state {
            Progress::InReview { draft, .. } => Err(ContentError::UnderReview(*draft)),
            Progress::Approved { .. } => Err(ContentError::AlreadyApproved),
            Progress::Awaiting { .. } if self.is_let_go() => Err(ContentError::LetGo),
            Progress::Awaiting { .. } => Ok(()),
        }
    }

    /// The creator sends a mended draft in place of the one under review, before anybody signed that off. It is the
    /// same round; who answers the older one is told to open the newer.
    ///
    /// # Errors
    /// Refused when another draft or none is under review, a sign-off was given, or nothing is in it.
    pub fn replace_draft(
        mut self,
        id: DeliverableId,
        older: DraftId,
        newer: DraftId,
        draft: &Draft,
        now: Timestamp,
    ) -> Result<(Self, DraftSubmitted), ContentError> {
        let round = match &self.state {
            Progress::Awaiting { .. } => return Err(ContentError::NothingToReview),
            Progress::Approved { .. } => return Err(ContentError::AlreadyApproved),
            Progress::InReview { draft, sign_offs, .. } if *draft != older || !sign_offs.is_empty() => {
                return Err(ContentError::UnderReview(*draft));
            }
            Progress::InReview { round, .. } => *round,
        };
        if draft.files.is_empty() && draft.text.trim().is_empty() {
            return Err(ContentError::EmptyDraft);
        }
        self.state = Progress::InReview { round, draft: newer, since: now, sign_offs: Vec::new() };
        Ok((self, DraftSubmitted { deliverable: id, draft: newer, number: draft.number }))
    }

    /// Sends the draft back with one clear list; the next draft is due after the agreed turnaround.
    ///
    /// # Errors
    /// Refused when nothing (or another draft) is under review, the list is empty, or the agreed rounds are used
    /// (docs/domain.md, Review and approval: two rounds are included unless the agreement says otherwise).
    pub fn request_changes(
        mut self,
        id: DeliverableId,
        of: DraftId,
        changes: Vec<Change>,
        included_rounds: u8,
        calendar: &Calendar<'_>,
        now: Timestamp,
    ) -> Result<(Self, ChangesRequested), ContentError> {
        let Progress::InReview { round, draft, .. } = self.state else {
            return Err(ContentError::NothingToReview);
        };
        if draft != of {
            return Err(ContentError::OtherDraft);
        }
        let changes: Vec<Change> = changes.into_iter().filter(|change| !change.text.trim().is_empty()).collect();
        if changes.is_empty() {
            return Err(ContentError::EmptyList);
        }
        if round > included_rounds {
            return Err(ContentError::RoundsUsed { included: included_rounds });
        }
        let due = revision_due(now, calendar);
        self.state = Progress::Awaiting { round: round + 1, since: now, due };
        Ok((self, ChangesRequested { deliverable: id, draft, round, changes, due }))
    }

    /// One of the asked sign-offs. With the last one the version is frozen with its files' hashes.
    ///
    /// # Errors
    /// Refused when nothing (or another draft) is under review, the kind is not asked or given already, or a point
    /// of the checklist was not looked at.
    pub fn approve(
        mut self,
        id: DeliverableId,
        of: DraftId,
        sign_off: SignOff,
        asked: &[SignOffKind],
        checked: &[CheckItem],
        files: Vec<StoredFile>,
    ) -> Result<(Self, SignedOff), ContentError> {
        let Progress::InReview { round, draft, since, mut sign_offs } = self.state else {
            return Err(match self.state {
                Progress::Approved { .. } => ContentError::AlreadyApproved,
                Progress::Awaiting { .. } | Progress::InReview { .. } => ContentError::NothingToReview,
            });
        };
        if draft != of {
            return Err(ContentError::OtherDraft);
        }
        if !asked.contains(&sign_off.kind) {
            return Err(ContentError::NotAsked);
        }
        if sign_offs.iter().any(|given| given.kind == sign_off.kind) {
            return Err(ContentError::AlreadySignedOff);
        }
        let missing: Vec<&str> = CheckItem::ALL.into_iter().filter(|item| !checked.contains(item)).map(CheckItem::label).collect();
        if !missing.is_empty() {
            return Err(ContentError::Unchecked(missing.join("; ")));
        }
        let (kind, at) = (sign_off.kind, sign_off.at);
        sign_offs.push(sign_off);
        let approved = asked.iter().all(|kind| sign_offs.iter().any(|given| given.kind == *kind));
        self.state = if approved {
            Progress::Approved { draft, files, sign_offs, at }
        } else {
            Progress::InReview { round, draft, since, sign_offs }
        };
        Ok((self, SignedOff { deliverable: id, draft, kind, approved }))
    }

    /// Nobody answered a draft in time, and the agreement says that silence approves: every missing sign-off is given at
    /// once, and nobody has looked at the checklist.
    ///
    /// # Errors
    /// Refused when nothing is under review.
    pub fn approve_by_silence(
        mut self,
        id: DeliverableId,
        asked: Vec<SignOff>,
        files: Vec<StoredFile>,
    ) -> Result<(Self, SignedOff), ContentError> {
        let Progress::InReview { draft, mut sign_offs, .. } = self.state else { return Err(ContentError::NothingToReview) };
        let missing: Vec<SignOff> = asked.into_iter().filter(|one| !sign_offs.iter().any(|given| given.kind == one.kind)).collect();
        let Some(last) = missing.last() else { return Err(ContentError::NothingToReview) };
        let (kind, at) = (last.kind, last.at);
        sign_offs.extend(missing);
        self.state = Progress::Approved { draft, files, sign_offs, at };
        Ok((self, SignedOff { deliverable: id, draft, kind, approved: true }))
    }
}

/// What `journey` needs to know of one deliverable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Which.
    pub id: DeliverableId,
    /// Its format, for the sentence of a move.
    pub format: String,
    /// Its share of the fee.
    pub share: i64,
    /// First day of its window.
    pub opens: Day,
    /// Last day of its window.
    pub closes: Day,
    /// Where it stands.
    pub state: Progress,
    /// That it was missed.
    pub missed: Option<Missed>,
    /// Other dates that wait for the creator's answer.
    pub moving: Option<Window>,
    /// Whether the creator said yes to other dates.
    pub moved: bool,
}

/// What the other rooms need to know of a deliverable.
#[must_use]
pub fn summary(id: DeliverableId, deliverable: &Deliverable) -> Summary {
    Summary {
        id,
        format: deliverable.format.clone(),
        share: deliverable.share,
        opens: deliverable.opens,
        closes: deliverable.closes,
        state: deliverable.state.clone(),
        missed: deliverable.missed,
        moving: deliverable.moving,
        moved: deliverable.moved,
    }
}

#[cfg(test)]
mod tests;
