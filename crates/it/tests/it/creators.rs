//! Creators: lists come in row by row, the brand's walls hold, and nobody is written to who may not be.
//!
//! Absent: how single cells are read; the ground floor has its own tests.

mod applications;
mod audience;
mod badges;
mod bulk;
mod cells;
mod connections;
mod contact;
mod discovery;
mod fetching;
mod fields;
mod files;
mod forgetting;
mod import;
pub mod instagram;
mod list;
mod merging;
mod model;
mod notes;
mod running;
mod sheets;
mod shipping;
pub mod tiktok;
mod undo;
mod vetting;

use app::{
    Caller,
    campaigns::{CreateCampaign, Shortlist, StartCampaign},
    creators::CreateCreator,
    outreach::Invite,
};
use domain::{
    campaigns::{Cadence, Campaign, CampaignState, Objective, PlannedBudget, PlannedDeliverable, ReviewPolicy, TrackingPlan},
    creators::{NewCreator, Platform, ProfileInput, Source, Tier},
    ids::{CampaignId, CollaborationId, CreatorId},
    money::Currency,
    time::Day,
};

use crate::support::World;

/// A creator with an Instagram account and an address of their own.
pub fn new_creator(name: &str) -> NewCreator {
    let handle = domain::text::slug(name).replace('-', ".");
    NewCreator {
        name: name.to_owned(),
        email: Some(format!("{handle}@creators.example")),
        profiles: vec![ProfileInput { platform: Platform::Instagram, handle: format!("@{handle}") }],
        ..NewCreator::default()
    }
}

/// The same, added to a brand.
pub async fn added(world: &World, caller: &Caller, name: &str) -> CreatorId {
    let command = CreateCreator { creator: new_creator(name), source: Source::Cold, tier: Tier::Paid };
    world.app.run(caller, command).await.expect("added").id
}

/// A running campaign of a brand.
pub async fn campaign(world: &World, caller: &Caller, name: &str) -> CampaignId {
    let day = |text: &str| Day::parse(text).expect("a day");
    let campaign = Campaign {
        name: name.to_owned(),
        slug: String::new(),
        objective: Objective::Sales,
        goals: vec![],
        audience: "People with dry skin".to_owned(),
        markets: vec!["GB".to_owned()],
        starts: day("2026-09-01"),
        ends: day("2026-11-30"),
        currency: Currency::GBP,
        budget: PlannedBudget { fees: 500_000, ..PlannedBudget::default() },
        active_creators: 20,
        deliverables: vec![PlannedDeliverable {
            format: "reel".to_owned(),
            platform: "instagram".to_owned(),
            opens: day("2026-10-15"),
            closes: day("2026-10-21"),
        }],
        ships_product: false,
        review: ReviewPolicy::default(),
        cadence: Cadence::default(),
        waves: vec![],
        tracking: TrackingPlan::default(),
        owner: None,
        state: CampaignState::Draft,
    };
    let id = world.app.run(caller, CreateCampaign { campaign }).await.expect("planned").id;
    world.app.run(caller, StartCampaign { campaign: id }).await.expect("started");
    id
}

/// Creators on a campaign's shortlist.
pub async fn shortlisted(world: &World, caller: &Caller, campaign: CampaignId, creators: &[CreatorId]) -> Vec<CollaborationId> {
    let shortlist = Shortlist { campaign, creators: creators.to_vec(), source: Some(Source::Cold), again: false };
    world.app.run(caller, shortlist).await.expect("shortlisted")
}

/// Creators on a campaign's shortlist, invited.
pub async fn invited(world: &World, caller: &Caller, campaign: CampaignId, creators: &[CreatorId]) -> Vec<CollaborationId> {
    let collaborations = shortlisted(world, caller, campaign, creators).await;
    let invite = Invite {
        collaborations: collaborations.clone(),
        template: None,
        subject: "{{brand.name}} and you".to_owned(),
        body: "Hello {{creator.first_name}}, would you like to join {{campaign.name}}? {{portal.link}}".to_owned(),
    };
    let outcomes = world.app.run(caller, invite).await.expect("invited");
    assert!(outcomes.iter().all(|outcome| outcome.sent), "{outcomes:?}");
    collaborations
}
