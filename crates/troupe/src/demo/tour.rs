//! The tour: from invitation to report with one creator, in five steps, each done by the person at the desk.
//!
//! Invariant: a step is done when the events say so, and can be done when its move is open. Absent: the words; pages have
//! them.

use anyhow::Result;
use app::{App, ports::TourStep};
use domain::{
    ids::{BrandId, CampaignId, CollaborationId, CreatorId},
    moves::{Turn, What},
    team::SignOffKind,
    time::Timestamp,
};
use store::moves::Wanted;

/// What stands for each step: its word, the move that opens it, and the events that end it.
const STEPS: [(&str, What, &[&str]); 4] = [
    ("invite", What::Invite, &["outreach.invited"]),
    ("offer", What::MakeOffer, &["agreements.offer_made"]),
    ("review", What::ReviewDraft, &["content.approved", "content.changes_requested", "content.signed_off"]),
    ("pay", What::ApprovePayout, &["payments.payout_approved"]),
];

/// With whom, and how far.
#[derive(Debug, Clone)]
pub(super) struct Tour {
    brand: BrandId,
    slug: String,
    creator: CreatorId,
    /// The collaboration that it follows.
    pub(super) collaboration: CollaborationId,
    campaign: String,
    /// The creator's first name.
    pub(super) guide: String,
    /// Whether the report was opened.
    pub(super) read: bool,
}

impl Tour {
    /// The tour of a demo, when its creator has a collaboration in the campaign.
    pub(super) async fn of(
        app: &App,
        brand: (BrandId, String),
        creator: (CreatorId, &str),
        campaigns: &[CampaignId],
    ) -> Result<Option<Self>> {
        for found in store::campaigns::campaigns(app.db(), brand.0).await?.into_iter().filter(|one| campaigns.contains(&one.id)) {
            let all = store::campaigns::of_campaign(app.db(), brand.0, found.id).await?;
            if let Some(followed) = all.iter().find(|one| one.value.creator == creator.0) {
                return Ok(Some(Self {
                    brand: brand.0,
                    slug: brand.1,
                    creator: creator.0,
                    collaboration: followed.id,
                    campaign: found.value.slug,
                    guide: creator.1.split(' ').next().unwrap_or_default().to_owned(),
                    read: false,
                }));
            }
        }
        Ok(None)
    }

    /// What the person at the desk is to do next, whoever helps: the first step that is not done.
    pub(super) fn spared(&self, steps: &[TourStep]) -> Vec<(CollaborationId, What)> {
        let at = steps.iter().position(|step| !step.done);
        at.and_then(|at| STEPS.get(at)).map(|(_, what, _)| (self.collaboration, *what)).into_iter().collect()
    }

    /// The steps as they stand.
    pub(super) async fn steps(&self, app: &App, now: Timestamp) -> Result<Vec<TourStep>> {
        let wanted = Wanted { creator: Some(self.creator), turn: Some(Turn::Team), visible_at: Some(now), ..Wanted::default() };
        let open = store::moves::open(app.db(), self.brand, &wanted, 50).await?;
        let events = store::events::of_collaboration(app.db(), self.brand, self.collaboration, 500).await?;
        let mut steps = Vec::new();
        for (name, what, ends) in STEPS {
            let before = steps.iter().all(|step: &TourStep| step.done);
            // A draft that waits for the person's own look is not reviewed, whatever was said of another.
            let waits = name == "review" && open.iter().any(|row| row.open.what == what && row.open.sign_offs != [SignOffKind::Legal]);
            let ended = !waits && events.iter().any(|event| ends.contains(&event.kind.as_str()));
            let done = ended || (name == "pay" && before && self.paid(app).await?);
            let found = open.iter().find(|row| row.open.what == what && row.collaboration == self.collaboration);
            let href = found.map(|row| self.place(what, row.open.subject)).filter(|_| !done);
            steps.push(TourStep { name, href, done });
        }
        let report = format!("/demo/report?to=/b/{}/campaigns/{}/report", self.slug, self.campaign);
        let ready = steps.iter().all(|step| step.done) && !self.read;
        steps.push(TourStep { name: "report", href: ready.then_some(report), done: self.read });
        Ok(steps)
    }

    /// Whether a payout to the guide was approved.
    async fn paid(&self, app: &App) -> Result<bool> {
        let approved = store::payments::approvals(app.db(), self.brand).await?;
        let payouts = store::payments::payouts(app.db(), self.brand, 50).await?;
        Ok(payouts.iter().any(|payout| payout.value.transfer().creator == self.creator && approved.contains_key(&payout.id)))
    }

    fn place(&self, what: What, subject: Option<uuid::Uuid>) -> String {
        match (what, subject) {
            (What::ReviewDraft, Some(deliverable)) => format!("/b/{}/reviews/{deliverable}", self.slug),
            (What::Invite, _) => format!("/b/{}/campaigns/{}/add#invite", self.slug, self.campaign),
            (What::ApprovePayout, _) => format!("/b/{}/payments", self.slug),
            _ => format!("/b/{}/collaborations/{}", self.slug, self.collaboration),
        }
    }
}
