//! What people decide: whether a customer is a creator, and whom they do not want as a lead.
//!
//! Invariant: a decision stands until a person decides otherwise, whatever lists say later. Absent: consequences for the creator.

use domain::{
    creators::Creator,
    ids::{CreatorId, CustomerId, MatchDecisionId},
    listening::{Decision, LeadKey},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::listening::{self as rows, customers, leads};

use crate::{Agent, Ctx, Done, Error, Meta, Operation, Reach, Result, Route, context::About, creators::familiar, operation::MANAGER};

/// Says whether a customer and a creator are one person.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct DecideMatch {
    /// Which customer.
    pub customer: CustomerId,
    /// Which creator.
    pub creator: CreatorId,
    /// Whether they are one person.
    pub same: bool,
}

impl Operation for DecideMatch {
    type Answer = Done<MatchDecisionId>;
    const META: Meta = Meta {
        name: "listening.decide_match",
        doc: "Confirms that a customer and a creator are one person, or says that they are not; that stands until somebody says otherwise.",
        route: Route::post("/customers/{customer}/decisions"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<MatchDecisionId>> {
        let brand = ctx.brand()?;
        rows::hold(ctx.tx(), brand).await?;
        familiar(ctx, self.creator).await?;
        customers::one(ctx.tx(), brand, self.customer).await?.ok_or(Error::NotFound)?;
        let before = rows::decisions_of(ctx.tx(), brand, self.customer).await?;
        let taken = before.iter().find(|one| one.value.same && one.value.creator != self.creator);
        if let (true, Some(other)) = (self.same, taken) {
            let other = store::document::find::<Creator>(ctx.tx(), ctx.organisation()?, other.value.creator).await?;
            let name = other.map(|found| found.value.name).unwrap_or_default();
            return Err(Error::field("creator", format!("This customer was confirmed to be {name}. Say first that they are not.")));
        }
        let decision =
            Decision { customer: self.customer, creator: self.creator, same: self.same, name: ctx.caller_name().await?, at: ctx.now() };
        let (id, version) = match before.into_iter().find(|one| one.value.creator == self.creator) {
            Some(known) if known.value.same == self.same => return Ok(Done::new(known.id, known.version)),
            Some(known) => (known.id, store::document::save(ctx.tx(), brand, known.id, known.version, &decision).await?),
            None => {
                let id: MatchDecisionId = ctx.id();
                (id, store::document::insert(ctx.tx(), brand, id, &decision).await?.version)
            }
        };
        let about = About::creator(self.creator).subject(id);
        ctx.note(about, "listening.match_decided", json!({ "same": self.same })).await?;
        Ok(Done::new(id, version))
    }
}

/// Puts a lead aside, or takes somebody up again who was put aside.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct DecideLead {
    /// Who.
    pub lead: LeadKey,
    /// As they are called, to be found again among those put aside.
    #[serde(default)]
    pub name: String,
    /// Whether the team is interested.
    pub interested: bool,
}

impl Operation for DecideLead {
    type Answer = ();
    const META: Meta = Meta {
        name: "listening.decide_lead",
        doc: "Puts a warm lead aside as not interesting, or takes up again who was put aside. It holds whatever they post or buy later.",
        route: Route::post("/leads/decisions"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<()> {
        let brand = ctx.brand()?;
        let mut about = About::default();
        match &self.lead {
            LeadKey::Creator { creator } => {
                familiar(ctx, *creator).await?;
                about = About::creator(*creator);
            }
            LeadKey::Customer { customer } => {
                customers::one(ctx.tx(), brand, *customer).await?.ok_or(Error::NotFound)?;
            }
            LeadKey::Account { .. } => {}
        }
        let name: String = self.name.trim().chars().take(200).collect();
        let one = leads::PutAside { subject: self.lead.text(), name, by: ctx.caller_name().await?, at: ctx.now() };
        if leads::decide(ctx.tx(), brand, &one, self.interested).await? {
            ctx.note(about, "listening.lead_decided", json!({ "interested": self.interested })).await?;
        }
        Ok(())
    }
}
