//! Moves: every promise is a move. Who must do what by when (docs/domain.md, section 4).
//!
//! Invariant: moves are derived from facts alone; time enters as `visible_from` and `due`, never as "now".
//! Absent: chasing; reminders are the clock's own business and come with it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    ids::PersonId,
    team::{Role, SignOffKind},
    time::Timestamp,
};

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// Somebody of the team, by role.
    Team,
    /// The creator.
    Creator,
    /// The program itself.
    Clock,
}

impl Turn {
    /// The stable word, as stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Turn::Team => "team",
            Turn::Creator => "creator",
            Turn::Clock => "clock",
        }
    }

    /// Reads the stable word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "team" => Turn::Team,
            "creator" => Turn::Creator,
            "clock" => Turn::Clock,
            _ => return None,
        })
    }
}

/// How a team's move is taken up: what it takes, in the order in which Today shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Effort {
    /// A decision with money or people in it.
    Decide,
    /// Something is broken.
    Mend,
    /// Somebody waits for words.
    Answer,
    /// A draft or a post waits to be looked at.
    Review,
    /// A signature.
    Sign,
    /// Something to prepare or send.
    Prepare,
    /// Money to move.
    Pay,
}

macro_rules! whats {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $effort:ident;)+) => {
        /// What has to be done. One word per kind of promise; the words are stored.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum What { $($(#[$doc])* $name,)+ }
        impl What {
            /// Every kind of move.
            pub const ALL: &'static [What] = &[$(What::$name),+];
            /// The stable word, as stored.
            #[must_use]
            pub fn as_str(self) -> &'static str { match self { $(What::$name => $word,)+ } }
            /// Reads the stable word.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> { Some(match text { $($word => What::$name,)+ _ => return None }) }
            /// What it takes.
            #[must_use]
            pub fn effort(self) -> Effort { match self { $(What::$name => Effort::$effort,)+ } }
        }
    };
}

whats! {
    /// Team: write the invitation to somebody on the shortlist.
    Invite = "invite", Prepare;
    /// Creator: say yes or no to an invitation.
    AnswerInvitation = "answer_invitation", Answer;
    /// Team: answer a message.
    Answer = "answer", Answer;
    /// Team: find another address, the last one bounced.
    FindAddress = "find_address", Mend;
    /// Team: make an offer to somebody who said yes.
    MakeOffer = "make_offer", Decide;
    /// Creator: accept, counter or refuse an offer.
    AnswerOffer = "answer_offer", Decide;
    /// Team: accept, counter or refuse the creator's counter-offer.
    AnswerCounter = "answer_counter", Decide;
    /// Team: prepare the agreement from the accepted terms.
    PrepareAgreement = "prepare_agreement", Prepare;
    /// Creator: sign.
    CreatorSigns = "creator_signs", Sign;
    /// Team: sign.
    BrandSigns = "brand_signs", Sign;
    /// Creator: fill in the onboarding form.
    FillForm = "fill_form", Prepare;
    /// Team: ship the product.
    Ship = "ship", Prepare;
    /// Team: record that the parcel arrived.
    ConfirmDelivery = "confirm_delivery", Prepare;
    /// Team: confirm links and code with evidence before the brief leaves.
    ConfirmTracking = "confirm_tracking", Prepare;
    /// Team: send the brief.
    SendBrief = "send_brief", Prepare;
    /// Creator: acknowledge the brief.
    AcknowledgeBrief = "acknowledge_brief", Answer;
    /// Creator: say how a gift is, for which nothing is owed.
    TellUs = "tell_us", Answer;
    /// Creator: upload a draft.
    SubmitDraft = "submit_draft", Prepare;
    /// Team: first look at a draft, then the sign-offs that are still missing.
    ReviewDraft = "review_draft", Review;
    /// Creator: post the approved version.
    Post = "post", Prepare;
    /// Team: offer another window for what was missed, or let it go.
    DecideMissed = "decide_missed", Decide;
    /// Creator: say whether another window suits.
    AnswerWindow = "answer_window", Answer;
    /// Team: check that the post is live as approved.
    VerifyPost = "verify_post", Review;
    /// Team: decide how something goes on that came from a sheet: take it up, or let it rest.
    TakeUp = "take_up", Decide;
    /// Clock: look at a verified post again.
    CheckPost = "check_post", Review;
    /// Team: decide about a post that is gone, edited, or does not say any more that it is an advertisement.
    DecidePost = "decide_post", Mend;
    /// Clock: remind the creator of an open move, or end the waiting.
    Chase = "chase", Answer;
    /// Clock: tell somebody that a move of the team is late.
    Escalate = "escalate", Answer;
    /// Clock: approve a draft that nobody looked at, where the agreement says that silence approves.
    ApproveBySilence = "approve_by_silence", Review;
    /// Clock: end the measuring 30 days after the last post went live, or a gift arrived for which nothing is owed.
    EndMeasuring = "end_measuring", Prepare;
    /// Clock: release the commission when its hold is over.
    ReleaseCommission = "release_commission", Pay;
    /// Team: decide whether the commission of a code that looks leaked is owed.
    DecideLeak = "decide_leak", Decide;
    /// Team (finance): make the payout of what is due.
    MakePayout = "make_payout", Pay;
    /// Team (finance, somebody else): approve the payout.
    ApprovePayout = "approve_payout", Pay;
    /// Team (finance): record that the money went out, or that it failed.
    RecordPayment = "record_payment", Pay;
    /// Clock: look after a payout that is with a provider and has not been heard of.
    CheckPayout = "check_payout", Pay;
    /// Team (finance): ask the provider what became of a payout that nothing else can tell.
    AskProvider = "ask_provider", Pay;
    /// Team: decide the creator's standing.
    DecideStanding = "decide_standing", Decide;
}

/// One open promise of a collaboration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Move {
    /// Unique within the collaboration and stable while the promise stands: the word and its subject.
    pub key: String,
    /// Whose turn.
    pub turn: Turn,
    /// Which of the team, when it is the team's.
    pub role: Option<Role>,
    /// The person who may not do it, though the role fits: four eyes are two people's.
    pub not_by: Option<PersonId>,
    /// The sign-offs that are missing, when it is one of them that is waited for.
    pub sign_offs: Vec<SignOffKind>,
    /// What has to be done.
    pub what: What,
    /// The row it is about (a deliverable, an offer, a payout), when it is about one.
    pub subject: Option<uuid::Uuid>,
    /// When the promise began to be somebody's turn.
    pub since: Timestamp,
    /// Until when, when anything names it.
    pub due: Option<Timestamp>,
    /// Not shown before.
    pub visible_from: Timestamp,
    /// Money at stake in minor units of the campaign's currency.
    pub stake: i64,
    /// The one number or short text that its sentence needs (a round, a version, an amount), or nothing.
    pub detail: Option<String>,
}

impl Move {
    /// A move of the team.
    #[must_use]
    pub fn team(role: Role, what: What, since: Timestamp) -> Self {
        Self { role: Some(role), ..Self::bare(Turn::Team, what, since) }
    }

    /// A move of the creator.
    #[must_use]
    pub fn creator(what: What, since: Timestamp) -> Self {
        Self::bare(Turn::Creator, what, since)
    }

    /// A move of the clock, at an instant.
    #[must_use]
    pub fn clock(what: What, since: Timestamp, at: Timestamp) -> Self {
        Self { due: Some(at), ..Self::bare(Turn::Clock, what, since) }
    }

    /// The row it is about; becomes part of the key.
    #[must_use]
    pub fn about(mut self, subject: uuid::Uuid) -> Self {
        self.key = format!("{}:{subject}", self.what.as_str());
        self.subject = Some(subject);
        self
    }

    /// Until when.
    #[must_use]
    pub fn due(mut self, due: Timestamp) -> Self {
        self.due = Some(due);
        self
    }

    /// Hidden until then.
    #[must_use]
    pub fn visible_from(mut self, from: Timestamp) -> Self {
        self.visible_from = from;
        self
    }

    /// What its sentence needs.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Everybody of its role but this person.
    #[must_use]
    pub fn not_by(mut self, person: Option<PersonId>) -> Self {
        self.not_by = person;
        self
    }

    /// Whoever gives one of these sign-offs.
    #[must_use]
    pub fn sign_offs(mut self, missing: Vec<SignOffKind>) -> Self {
        self.sign_offs = missing;
        self
    }

    /// Money at stake.
    #[must_use]
    pub fn stake(mut self, minor: i64) -> Self {
        self.stake = minor;
        self
    }

    fn bare(turn: Turn, what: What, since: Timestamp) -> Self {
        Self {
            key: what.as_str().to_owned(),
            turn,
            role: None,
            not_by: None,
            sign_offs: Vec::new(),
            what,
            subject: None,
            since,
            due: None,
            visible_from: since,
            stake: 0,
            detail: None,
        }
    }
}

/// Who somebody is to the moves of a brand's team.
#[derive(Debug, Clone)]
pub struct Hands {
    /// Themselves.
    pub person: PersonId,
    /// The roles that they hold in the brand.
    pub roles: Vec<Role>,
    /// The sign-offs that they give in it.
    pub sign_offs: Vec<SignOffKind>,
}

impl Hands {
    /// Whether a move of the team is theirs to make: by role, not barred by four eyes, and one of the sign-offs that are
    /// missing is theirs to give. Takes the three facts apart, since sums of moves know only those.
    #[must_use]
    pub fn may_make(&self, role: Option<Role>, not_by: Option<PersonId>, missing: &[SignOffKind]) -> bool {
        role.is_none_or(|role| self.roles.contains(&role))
            && not_by != Some(self.person)
            && (missing.is_empty() || missing.iter().any(|kind| self.sign_offs.contains(kind)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Id;

    #[test]
    fn a_move_is_theirs_who_can_make_it() {
        let [femi, tom] = [1, 2].map(|id| PersonId::from_uuid(uuid::Uuid::from_u128(id)));
        let hands =
            |person, roles: &[Role], sign_offs: &[SignOffKind]| Hands { person, roles: roles.to_vec(), sign_offs: sign_offs.to_vec() };
        let finance = [Role::Finance];
        assert!(hands(tom, &finance, &[]).may_make(Some(Role::Finance), Some(femi), &[]));
        assert!(!hands(femi, &finance, &[]).may_make(Some(Role::Finance), Some(femi), &[]), "four eyes");
        assert!(!hands(tom, &finance, &[]).may_make(Some(Role::Manager), None, &[]));
        let legal = hands(tom, &[Role::Reviewer], &[SignOffKind::Legal]);
        for (missing, theirs) in [(vec![SignOffKind::Legal], true), (vec![SignOffKind::Brand], false), (vec![], true)] {
            assert_eq!(legal.may_make(Some(Role::Reviewer), None, &missing), theirs, "{missing:?}");
        }
    }
}
