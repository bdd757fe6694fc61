//! Campaigns: what a brand wants, whom it takes on for it, and what is reserved for each before the rest exists.
//!
//! Invariant: a collaboration's off-ramp is taken once and ends every promise of both sides; only who was let go before anybody asked
//! them comes back on the shortlist.
//! Absent: offers, agreements, content; a collaboration's stage is derived in `journey`, never stored here.

pub mod attrition;
mod taken_over;
pub mod waves;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use taken_over::{Fallen, PostedUnseen, Reached, TakenOver, Thing, UNANSWERED_DAYS};

use crate::{
    creators::Source,
    creators::countries::Country,
    fields::FieldErrors,
    ids::{CampaignId, CreatorId, PersonId},
    money::Currency,
    team::SignOffKind,
    text,
    time::{DAY, Day, HOUR, Timestamp},
};

/// What a campaign is for; its measure of success follows from it (docs/domain.md, Judging results).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Objective {
    /// Reach and engaged views.
    Awareness,
    /// Contribution from sales.
    Sales,
    /// Usable assets.
    Content,
}

impl Objective {
    /// The stable word, as stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Objective::Awareness => "awareness",
            Objective::Sales => "sales",
            Objective::Content => "content",
        }
    }

    /// Reads the stable word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Objective::Awareness, Objective::Sales, Objective::Content].into_iter().find(|objective| objective.as_str() == text)
    }
}

/// Where a campaign stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CampaignState {
    /// Being set up; nobody has been asked.
    #[default]
    Draft,
    /// People are invited and work.
    Running,
    /// Over; nobody new is invited.
    Ended,
}

impl CampaignState {
    /// The stable word, as stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            CampaignState::Draft => "draft",
            CampaignState::Running => "running",
            CampaignState::Ended => "ended",
        }
    }
}

/// A measure, how much of it, and by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Goal {
    /// What is counted, such as `orders`, `active creators`, `views`.
    pub measure: String,
    /// How much.
    pub target: i64,
    /// By the end of this day in the brand's zone.
    pub by: Option<Day>,
}

/// What is planned to be spent, in minor units of the campaign's currency, by line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PlannedBudget {
    /// Fees.
    pub fees: i64,
    /// Product at its stated value.
    pub product: i64,
    /// Shipping.
    pub shipping: i64,
    /// Bonus.
    pub bonus: i64,
    /// Commission, as a planned sum.
    pub commission: i64,
}

impl PlannedBudget {
    /// The whole plan.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.fees.saturating_add(self.product).saturating_add(self.shipping).saturating_add(self.bonus).saturating_add(self.commission)
    }
}

/// One thing that every creator of the campaign makes unless their agreement says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlannedDeliverable {
    /// `reel`, `story`, `tiktok`, `short`, `video`, `ugc_video`, `photo` or words of one's own.
    pub format: String,
    /// `instagram`, `tiktok`, `youtube` or another.
    pub platform: String,
    /// First day on which it may be posted, in the brand's zone.
    pub opens: Day,
    /// Last day, until 23:59.
    pub closes: Day,
}

/// A later posting window of a campaign: what was missed before may be made in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Wave {
    /// What the team calls it; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// First day, in the brand's zone.
    pub opens: Day,
    /// Last day, until 23:59.
    pub closes: Day,
}

/// How drafts are reviewed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ReviewPolicy {
    /// Rounds of changes that the fee includes.
    pub included_rounds: u8,
    /// All of these must sign off.
    pub sign_offs: Vec<SignOffKind>,
    /// Microseconds from submission to the first look.
    pub first_pass: i64,
    /// Microseconds from submission to the last sign-off.
    pub last_sign_off: i64,
}

impl Default for ReviewPolicy {
    /// Two rounds, 24 hours to the first look, 48 to the last sign-off (docs/domain.md, Review and approval; 12h-bis).
    fn default() -> Self {
        Self { included_rounds: 2, sign_offs: vec![SignOffKind::Brand], first_pass: 24 * HOUR, last_sign_off: 48 * HOUR }
    }
}

/// When creators are reminded, in days (docs/domain.md, Moves).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Cadence {
    /// Days after asking until the reminder.
    pub reminder_days: i64,
    /// Days after asking until the final notice with its named deadline.
    pub final_notice_days: i64,
}

impl Default for Cadence {
    fn default() -> Self {
        Self { reminder_days: 3, final_notice_days: 7 }
    }
}

/// How sales are told apart.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TrackingPlan {
    /// Where tracking links lead.
    pub landing_page: String,
    /// What a creator's code takes off, in percent; nothing means no code.
    pub code_percent: Option<u8>,
}

/// A campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Campaign {
    /// Its name.
    pub name: String,
    /// Its short name in addresses and in `utm_campaign`; made from the name where it is empty.
    #[serde(default)]
    pub slug: String,
    /// What it is for.
    pub objective: Objective,
    /// What is to be reached.
    #[serde(default)]
    pub goals: Vec<Goal>,
    /// Whom it wants to reach, in words.
    #[serde(default)]
    pub audience: String,
    /// ISO 3166 country codes.
    pub markets: Vec<String>,
    /// First day, in the brand's zone.
    pub starts: Day,
    /// Last day.
    pub ends: Day,
    /// Currency of the budget and of its offers.
    pub currency: Currency,
    /// What is planned to be spent.
    pub budget: PlannedBudget,
    /// How many creators should end up active.
    pub active_creators: u32,
    /// What each of them makes.
    pub deliverables: Vec<PlannedDeliverable>,
    /// Whether product is sent to each.
    pub ships_product: bool,
    /// How drafts are reviewed.
    #[serde(default)]
    pub review: ReviewPolicy,
    /// When creators are reminded.
    #[serde(default)]
    pub cadence: Cadence,
    /// Later posting windows, the earliest first.
    #[serde(default)]
    pub waves: Vec<Wave>,
    /// How sales are told apart.
    pub tracking: TrackingPlan,
    /// Who answers for it and hears of what is late.
    pub owner: Option<PersonId>,
    /// Where it stands; a new one is a draft, whatever stands here.
    #[serde(default)]
    pub state: CampaignState,
}

impl Campaign {
    /// Checks what a person entered.
    ///
    /// # Errors
    /// Names every field that cannot stand.
    pub fn checked(mut self) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        self.name = errors.text("name", &self.name, 120);
        self.slug = text::slug(if self.slug.trim().is_empty() { &self.name } else { &self.slug });
        errors.require(self.starts <= self.ends, "ends", "The last day lies before the first. Choose a later one.");
        errors.require(self.active_creators >= 1, "active_creators", "Say how many creators you want to end up with: at least 1.");
        errors.require(self.active_creators <= 10_000, "active_creators", "Plan at most 10,000 creators in one campaign.");
        errors.require(self.waves.len() <= 20, "waves", "At most 20 waves.");
        for (at, wave) in self.waves.iter_mut().enumerate() {
            wave.name = wave.name.trim().to_owned();
            if wave.name.chars().count() > 60 {
                errors.add(format!("waves.{at}.name"), "Use at most 60 characters.");
            }
            if wave.closes < wave.opens {
                errors.add(format!("waves.{at}.closes"), "The wave closes before it opens.");
            }
        }
        self.waves.sort_by_key(|wave| (wave.opens, wave.closes));
        for (field, days) in
            [("cadence.reminder_days", self.cadence.reminder_days), ("cadence.final_notice_days", self.cadence.final_notice_days)]
        {
            errors.require((1..=60).contains(&days), field, "Remind after 1 to 60 days.");
        }
        errors.require(
            self.cadence.reminder_days < self.cadence.final_notice_days,
            "cadence.final_notice_days",
            "The final notice comes after the reminder. Give it more days.",
        );
        let budget = self.budget;
        for (field, minor) in [
            ("fees", budget.fees),
            ("product", budget.product),
            ("shipping", budget.shipping),
            ("bonus", budget.bonus),
            ("commission", budget.commission),
        ] {
            if minor < 0 {
                errors.add(format!("budget.{field}"), "A budget cannot be negative.");
            }
        }
        errors.require(!self.deliverables.is_empty(), "deliverables", "Name at least one thing to be made.");
        errors.require(self.deliverables.len() <= 20, "deliverables", "At most 20 deliverables for each creator.");
        for (at, planned) in self.deliverables.iter_mut().enumerate() {
            planned.format = planned.format.trim().to_lowercase();
            planned.platform = planned.platform.trim().to_lowercase();
            if planned.format.is_empty() {
                errors.add(format!("deliverables.{at}.format"), "Say what is to be made, such as reel.");
            }
            if planned.platform.is_empty() {
                errors.add(format!("deliverables.{at}.platform"), "Say where it is posted, such as instagram.");
            }
            if planned.opens > planned.closes {
                errors.add(format!("deliverables.{at}.closes"), "The window closes before it opens.");
            }
        }
        // Rules of disclosure are found by the two letters, so "UK" and "United Kingdom" become GB here.
        for market in &mut self.markets {
            match Country::parse(market) {
                Some(country) => country.code().clone_into(market),
                None => errors.add("markets", format!("“{market}” is no country. Write English names or two letters, such as GB.")),
            }
        }
        let page = self.tracking.landing_page.trim().to_owned();
        errors.require(
            page.is_empty() || page.starts_with("https://") || page.starts_with("http://"),
            "tracking.landing_page",
            "Write the whole address, beginning with https://.",
        );
        self.tracking.landing_page = page;
        errors.require(
            self.tracking.code_percent.is_none_or(|percent| (1..=90).contains(&percent)),
            "tracking.code_percent",
            "A code takes off 1 to 90 percent.",
        );
        errors.require(self.review.included_rounds <= 10, "review.included_rounds", "At most 10 rounds.");
        if self.review.sign_offs.is_empty() {
            self.review.sign_offs.push(SignOffKind::Brand);
        }
        self.review.sign_offs.sort();
        self.review.sign_offs.dedup();
        self.goals.retain(|goal| !goal.measure.trim().is_empty());
        errors.ok(self)
    }
}

/// How a collaboration left the road.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OffRamp {
    /// The creator said no before agreeing.
    Declined,
    /// The creator never answered.
    NoResponse,
    /// The creator left after agreeing.
    Withdrawn,
    /// The brand let the creator go.
    Dropped,
    /// The campaign does not happen.
    Cancelled,
}

impl OffRamp {
    /// The stable word, as stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            OffRamp::Declined => "declined",
            OffRamp::NoResponse => "no_response",
            OffRamp::Withdrawn => "withdrawn",
            OffRamp::Dropped => "dropped",
            OffRamp::Cancelled => "cancelled",
        }
    }
}

/// An off-ramp taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Off {
    /// Which.
    pub ramp: OffRamp,
    /// When.
    pub at: Timestamp,
    /// Why, in a person's words; may be empty.
    pub reason: String,
}

/// One creator in one campaign: the facts that no other room holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Collaboration {
    /// In which campaign.
    pub campaign: CampaignId,
    /// Who.
    pub creator: CreatorId,
    /// How the creator was found; the attrition plan learns by it.
    pub source: Source,
    /// Short name in addresses; unique in the campaign.
    pub slug: String,
    /// Code reserved for the agreement, when the campaign gives codes.
    pub code: Option<String>,
    /// When the creator was put on the shortlist.
    pub shortlisted_at: Timestamp,
    /// When the invitation was sent.
    pub invited_at: Option<Timestamp>,
    /// When the creator said yes to the invitation.
    pub accepted_at: Option<Timestamp>,
    /// The off-ramp, once taken.
    pub off: Option<Off>,
    /// When the clock ended the measuring.
    pub measured_at: Option<Timestamp>,
    /// What a sheet said of it, where it came from one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_over: Option<Box<TakenOver>>,
}

/// Why a verb about a collaboration was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CollaborationError {
    /// It is over.
    #[error("this collaboration has ended ({0}); nothing more can be done in it")]
    Ended(&'static str),
    /// The invitation went out already.
    #[error("the invitation has been sent already")]
    AlreadyInvited,
    /// No invitation yet.
    #[error("no invitation has been sent yet; invite the creator first")]
    NotInvited,
    /// The creator said yes already.
    #[error("the invitation has been answered already")]
    AlreadyAnswered,
    /// Only after agreeing.
    #[error("nothing has been agreed yet; decline the invitation instead")]
    NothingAgreed,
    /// Only before agreeing.
    #[error("terms have been agreed; withdraw instead")]
    AlreadyAgreed,
    /// Money was already earned.
    #[error("a post is live and verified, or a gift has arrived, so the collaboration runs to its end")]
    AlreadyLive,
}

/// The creator was invited.
#[derive(Debug, Clone, Serialize)]
pub struct Invited {
    /// Who.
    pub creator: CreatorId,
}

/// The collaboration left the road.
#[derive(Debug, Clone, Serialize)]
pub struct Ended {
    /// Who.
    pub creator: CreatorId,
    /// How.
    pub ramp: OffRamp,
    /// Why.
    pub reason: String,
}

impl Collaboration {
    /// A creator put on the shortlist of a campaign.
    #[must_use]
    pub fn shortlisted(campaign: CampaignId, creator: CreatorId, source: Source, slug: String, now: Timestamp) -> Self {
        Self {
            campaign,
            creator,
            source,
            slug,
            code: None,
            shortlisted_at: now,
            invited_at: None,
            accepted_at: None,
            off: None,
            measured_at: None,
            taken_over: None,
        }
    }

    /// Back on the shortlist: who was let go before anybody asked them, here or in a sheet. Nothing for everybody else.
    #[must_use]
    pub fn back_on_shortlist(self, now: Timestamp) -> Option<Self> {
        let let_go = self.off.as_ref().is_some_and(|off| off.ramp == OffRamp::Dropped);
        let asked = self.invited_at.is_some() || self.taken_over.is_some();
        (let_go && !asked).then_some(Self { off: None, shortlisted_at: now, ..self })
    }

    /// Refuses when the collaboration has left the road.
    ///
    /// # Errors
    /// Says how it ended.
    pub fn running(&self) -> Result<(), CollaborationError> {
        match &self.off {
            Some(off) => Err(CollaborationError::Ended(off.ramp.as_str())),
            None => Ok(()),
        }
    }

    /// The invitation goes out.
    ///
    /// # Errors
    /// Refused when over or invited already.
    pub fn invite(mut self, now: Timestamp) -> Result<(Self, Invited), CollaborationError> {
        self.running()?;
        if self.invited_at.is_some() {
            return Err(CollaborationError::AlreadyInvited);
        }
        self.invited_at = Some(now);
        let event = Invited { creator: self.creator };
        Ok((self, event))
    }

    /// The creator says yes to talking about it.
    ///
    /// # Errors
    /// Refused when over, not invited, or answered already.
    pub fn accept_invitation(mut self, now: Timestamp) -> Result<Self, CollaborationError> {
        self.running()?;
        if self.invited_at.is_none() {
            return Err(CollaborationError::NotInvited);
        }
        if self.accepted_at.is_some() {
            return Err(CollaborationError::AlreadyAnswered);
        }
        self.accepted_at = Some(now);
        // The answer for which it was held back is there.
        if let Some(told) = self.taken_over.as_mut().filter(|told| told.is_held()) {
            told.go_on(now, Reached::Talking);
        }
        Ok(self)
    }

    /// Takes an off-ramp. `agreed` says whether an offer was accepted, `live` whether a post was verified:
    /// declining is for before, withdrawing for after, and what is live and earned runs to its end.
    ///
    /// # Errors
    /// Refused when over already, or when the ramp does not fit.
    pub fn end(
        mut self,
        ramp: OffRamp,
        reason: &str,
        agreed: bool,
        live: bool,
        now: Timestamp,
    ) -> Result<(Self, Ended), CollaborationError> {
        self.running()?;
        match ramp {
            OffRamp::Declined if agreed => return Err(CollaborationError::AlreadyAgreed),
            OffRamp::Declined | OffRamp::NoResponse if self.invited_at.is_none() => return Err(CollaborationError::NotInvited),
            OffRamp::Withdrawn if !agreed => return Err(CollaborationError::NothingAgreed),
            OffRamp::Withdrawn | OffRamp::Dropped | OffRamp::Cancelled | OffRamp::NoResponse if live => {
                return Err(CollaborationError::AlreadyLive);
            }
            OffRamp::Declined | OffRamp::NoResponse | OffRamp::Withdrawn | OffRamp::Dropped | OffRamp::Cancelled => {}
        }
        self.off = Some(Off { ramp, at: now, reason: reason.trim().to_owned() });
        let event = Ended { creator: self.creator, ramp, reason: reason.trim().to_owned() };
        Ok((self, event))
    }
}

/// Whether what was agreed has happened so far that nobody ends it any more: a post is live and verified, or a gift for which
/// nothing is owed has arrived.
#[must_use]
pub fn runs_to_its_end(verified: bool, owes_nothing: bool, arrived: bool) -> bool {
    verified || (owes_nothing && arrived)
}

/// What `journey` needs to know of this room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// See [`Collaboration`].
    pub shortlisted_at: Timestamp,
    /// See [`Collaboration`].
    pub invited_at: Option<Timestamp>,
    /// See [`Collaboration`].
    pub accepted_at: Option<Timestamp>,
    /// See [`Collaboration`].
    pub off: Option<Off>,
    /// See [`Collaboration`].
    pub measured_at: Option<Timestamp>,
    /// Whether the campaign still invites people.
    pub campaign_runs: bool,
    /// Whether the campaign sends product.
    pub ships_product: bool,
    /// How drafts are reviewed.
    pub review: ReviewPolicy,
    /// What a sheet said of it.
    pub taken_over: Option<Box<TakenOver>>,
}

/// What the other rooms need to know of a collaboration.
#[must_use]
pub fn summary(campaign: &Campaign, collaboration: &Collaboration) -> Summary {
    Summary {
        shortlisted_at: collaboration.shortlisted_at,
        invited_at: collaboration.invited_at,
        accepted_at: collaboration.accepted_at,
        off: collaboration.off.clone(),
        measured_at: collaboration.measured_at,
        campaign_runs: campaign.state == CampaignState::Running,
        ships_product: campaign.ships_product,
        review: campaign.review.clone(),
        taken_over: collaboration.taken_over.clone(),
    }
}

/// How long results are measured after the last post went live: 30 days (docs/domain.md, section 3).
pub const MEASURING: i64 = 30 * DAY;

#[cfg(test)]
mod tests;
