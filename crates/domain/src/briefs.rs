//! Briefs: what to make and what to leave out, in one read.
//!
//! Invariant: a version that was sent never changes; a changed brief is a new version and asks again.
//! Absent: who gets it and when (the campaign), and how many pages it fills (`paper` lays it out).

pub mod one_read;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    fields::FieldErrors,
    ids::{BriefId, CampaignId, CollaborationId},
    time::Timestamp,
};

/// What a brief says (docs/domain.md, The brief).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BriefContent {
    /// What it is for.
    pub objective: String,
    /// At most three.
    pub talking_points: Vec<String>,
    /// What the brand stands for.
    pub brand_values: String,
    /// How it should look.
    pub visual_guidelines: String,
    /// With the mark.
    pub hashtags: Vec<String>,
    /// How the advertising is marked.
    pub disclosure: String,
    /// How drafts are approved and changed.
    pub approval: String,
    /// When money moves, in words.
    pub payment: String,
    /// Whom it should reach.
    pub audience: String,
    /// What the product does for people.
    pub benefits: Vec<String>,
    /// Words and claims to leave out.
    pub do_not_say: Vec<String>,
    /// Pages and pictures to look at.
    pub references: Vec<String>,
    /// What is the creator's own choice.
    pub flexible: String,
}

/// One version of a campaign's brief.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Brief {
    /// Of which campaign.
    pub campaign: CampaignId,
    /// 1, 2, 3 ...
    pub number: i64,
    /// What it says.
    pub content: BriefContent,
    /// When it was written.
    pub written_at: Timestamp,
}

impl BriefContent {
    /// Trims everything and drops empty lines.
    ///
    /// # Errors
    /// Names what must be there and is not.
    pub fn checked(self) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        let lines = |list: Vec<String>| -> Vec<String> {
            list.into_iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
        };
        let talking_points = lines(self.talking_points);
        errors.require(!talking_points.is_empty(), "talking_points", "Name at least one talking point.");
        errors.require(talking_points.len() <= 3, "talking_points", "At most three talking points, so that they are heard.");
        let content = Self {
            objective: errors.text("objective", &self.objective, 1_000),
            talking_points,
            brand_values: self.brand_values.trim().to_owned(),
            visual_guidelines: self.visual_guidelines.trim().to_owned(),
            hashtags: lines(self.hashtags).into_iter().map(|tag| if tag.starts_with('#') { tag } else { format!("#{tag}") }).collect(),
            disclosure: errors.text("disclosure", &self.disclosure, 500),
            approval: self.approval.trim().to_owned(),
            payment: self.payment.trim().to_owned(),
            audience: self.audience.trim().to_owned(),
            benefits: lines(self.benefits),
            do_not_say: lines(self.do_not_say),
            references: lines(self.references),
            flexible: self.flexible.trim().to_owned(),
        };
        errors.ok(content)
    }
}

impl BriefContent {
    /// What differs from an earlier version, as the creator is told: the names of the parts, in their order.
    #[must_use]
    pub fn changes_since(&self, earlier: &BriefContent) -> Vec<&'static str> {
        [
            ("objective", self.objective != earlier.objective),
            ("talking points", self.talking_points != earlier.talking_points),
            ("brand values", self.brand_values != earlier.brand_values),
            ("visual guidelines", self.visual_guidelines != earlier.visual_guidelines),
            ("hashtags", self.hashtags != earlier.hashtags),
            ("disclosure", self.disclosure != earlier.disclosure),
            ("approval", self.approval != earlier.approval),
            ("payment", self.payment != earlier.payment),
            ("audience", self.audience != earlier.audience),
            ("benefits", self.benefits != earlier.benefits),
            ("what to leave out", self.do_not_say != earlier.do_not_say),
            ("references", self.references != earlier.references),
            ("what is flexible", self.flexible != earlier.flexible),
        ]
        .into_iter()
        .filter_map(|(part, differs)| differs.then_some(part))
        .collect()
    }
}

/// A brief on its way to one creator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BriefSent {
    /// To whom.
    pub collaboration: CollaborationId,
    /// Which version.
    pub brief: BriefId,
    /// Its number.
    pub number: i64,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// When the creator said that they read it.
    pub acknowledged_at: Option<Timestamp>,
}

/// Why a verb about a brief was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BriefError {
    /// Nothing to send.
    #[error("the campaign has no brief yet; write one first")]
    NoBrief,
    /// Terms first.
    #[error("the agreement has not been signed by both sides and the form is not complete, so the brief cannot leave yet")]
    NotOnboarded,
    /// A gift owes nothing.
    #[error("this is a gift for which nothing is to be made, so it has no brief")]
    Gift,
    /// Links and code first.
    #[error("links and code have not been confirmed yet; confirm them with evidence, or override with a reason")]
    TrackingOpen,
    /// The same version again.
    #[error("this version has been sent already")]
    AlreadySent,
    /// Nothing sent.
    #[error("no brief has been sent yet")]
    NotSent,
    /// Said already.
    #[error("this version has been acknowledged already")]
    AlreadyAcknowledged,
}

impl BriefSent {
    /// The creator has read this version.
    ///
    /// # Errors
    /// Refused twice.
    pub fn acknowledge(mut self, now: Timestamp) -> Result<Self, BriefError> {
        if self.acknowledged_at.is_some() {
            return Err(BriefError::AlreadyAcknowledged);
        }
        self.acknowledged_at = Some(now);
        Ok(self)
    }
}

/// What `journey` needs to know of this room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Whether the campaign has a brief.
    pub written: bool,
    /// The version that was sent last.
    pub number: Option<i64>,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// When that version was acknowledged.
    pub acknowledged_at: Option<Timestamp>,
    /// When any version was acknowledged first.
    pub first_acknowledged_at: Option<Timestamp>,
}

/// What the other rooms need to know: the sendings of one collaboration, in any order.
#[must_use]
pub fn summary<'a>(written: bool, sendings: impl IntoIterator<Item = &'a BriefSent>) -> Summary {
    let all: Vec<&BriefSent> = sendings.into_iter().collect();
    let newest = all.iter().max_by_key(|sent| sent.number);
    Summary {
        written,
        number: newest.map(|sent| sent.number),
        sent_at: newest.map(|sent| sent.sent_at),
        acknowledged_at: newest.and_then(|sent| sent.acknowledged_at),
        first_acknowledged_at: all.iter().filter_map(|sent| sent.acknowledged_at).min(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Id;

    #[test]
    fn a_version_is_acknowledged_once() {
        let id = uuid::Uuid::nil();
        let sent = BriefSent {
            collaboration: CollaborationId::from_uuid(id),
            brief: BriefId::from_uuid(id),
            number: 1,
            sent_at: Timestamp(1),
            acknowledged_at: None,
        };
        let read = sent.acknowledge(Timestamp(2)).unwrap();
        assert_eq!(read.acknowledged_at, Some(Timestamp(2)));
        assert_eq!(read.acknowledge(Timestamp(3)).unwrap_err(), BriefError::AlreadyAcknowledged);
    }

    #[test]
    fn a_changed_brief_says_what_changed() {
        let first = BriefContent { objective: "Show the cream.".into(), ..BriefContent::default() };
        let second = BriefContent { talking_points: vec!["Made from oats.".into()], do_not_say: vec!["cure".into()], ..first.clone() };
        assert_eq!(second.changes_since(&first), ["talking points", "what to leave out"]);
        assert!(second.changes_since(&second).is_empty());
    }
}
