//! The clock tells people that moves of the team are late: a campaign's owner once for all that is, the organisation's owners
//! on the third working day.
//!
//! Invariant: each is told once; a second clock finds nothing left. Absent: doing the move.

use std::collections::BTreeSet;

use domain::{
    ids::{CollaborationId, CreatorId},
    moves::{Move, Turn, What},
    outreach::escalation::{Level, Told},
    team::Person,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{moves::Wanted, outreach::chase::tell};

use super::tell_team;
use crate::{
    Agent, Ctx, Meta, Operation, Reach, Result, Route,
    context::About,
    journey::{Whole, gather},
    mail::Mail,
    operation::CLOCK,
};

/// At most so many late moves are told of at once.
const MOST: i64 = 200;

/// Tells of what is late in a campaign.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Escalate {
    /// A collaboration of the campaign.
    pub collaboration: CollaborationId,
}

impl Operation for Escalate {
    type Answer = bool;
    const META: Meta = Meta {
        name: "outreach.escalate",
        doc: "Tells the campaign's owner, and on the third working day the organisation's, that moves of the team are late. Done by the clock.",
        route: Route::post("/collaborations/{collaboration}/escalation"),
        reach: Reach::Brand,
        who: CLOCK,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<bool> {
        let found = ctx.collaboration(self.collaboration).await?;
        let brand = ctx.brand_facts()?.clone();
        store::campaigns::hold(ctx.tx(), brand.id, found.value.campaign).await?;
        let wanted = Wanted { campaign: Some(found.value.campaign), what: Some(What::Escalate), ..Wanted::default() };
        let rows = store::moves::open(ctx.tx(), brand.id, &wanted, MOST).await?;
        let ids: BTreeSet<CollaborationId> =
            rows.iter().filter(|row| row.open.due.is_some_and(|due| due <= ctx.now())).map(|row| row.collaboration).collect();
        let ids: Vec<CollaborationId> = ids.into_iter().collect();
        let wholes = gather(ctx.tx(), &brand, &ids).await?;
        let mut told = false;
        for level in [Level::Owner, Level::Organisation] {
            let late = late(&wholes, level, ctx);
            if late.is_empty() {
                continue;
            }
            told = true;
            say(ctx, level, &late).await?;
            for one in &late {
                let note = Told { key: one.open.key.clone(), level, since: one.since };
                tell(ctx.tx(), brand.id, one.whole.collaboration.id, &note, ctx.now()).await?;
                let data = json!({ "for": one.open.key, "to": level });
                ctx.note(About::collaboration(&one.whole.collaboration), "outreach.escalated", data).await?;
            }
        }
        Ok(told)
    }
}

/// A late move.
struct Late<'a> {
    whole: &'a Whole,
    open: Move,
    /// What the telling is about: its due time, or its beginning.
    since: domain::time::Timestamp,
}

fn late<'a>(wholes: &'a [Whole], level: Level, ctx: &Ctx) -> Vec<Late<'a>> {
    let mut late = Vec::new();
    for whole in wholes {
        let moves = domain::journey::moves(&whole.facts);
        let due = moves.iter().filter(|open| open.what == What::Escalate && open.due.is_some_and(|due| due <= ctx.now()));
        for step in due.filter(|step| step.detail.as_deref() == Some(level.as_str())) {
            let key = step.key.splitn(3, ':').nth(2).unwrap_or_default();
            if let Some(open) = moves.iter().find(|open| open.turn == Turn::Team && open.key == key) {
                late.push(Late { whole, open: open.clone(), since: step.since });
            }
        }
    }
    late
}

async fn say(ctx: &mut Ctx, level: Level, late: &[Late<'_>]) -> Result<()> {
    let Some(first) = late.first() else { return Ok(()) };
    let zone = ctx.zone()?;
    // Several payables of one creator are one line, because one payout settles them.
    let mut ids: Vec<CreatorId> = late.iter().map(|one| one.whole.collaboration.value.creator).collect();
    ids.sort();
    ids.dedup();
    let creators = store::creators::many(ctx.tx(), ctx.organisation()?, &ids).await?;
    let mut lines: Vec<String> = Vec::with_capacity(late.len());
    for one in late {
        let creator = creators.get(&one.whole.collaboration.value.creator).map(|found| found.value.name.as_str()).unwrap_or_default();
        let since = one.open.due.unwrap_or(one.open.since).format_in(&zone, "%a %-d %b, %H:%M");
        let line = format!("- {creator}: {}, due {since}", words(one.open.what));
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    let (campaign, brand) = (&first.whole.campaign.value, ctx.brand_facts()?.value.clone());
    let count = if lines.len() == 1 { "A move is late".to_owned() } else { format!("{} moves are late", lines.len()) };
    let subject = format!("{count} in {}", campaign.name);
    let today = format!("{}/b/{}/today?whose=team", ctx.app().settings().base_url, brand.slug);
    let body = format!("These wait for your team in {}:\n\n{}\n\n{today}", campaign.name, lines.join("\n"));
    match level {
        Level::Owner => tell_team(ctx, Some(campaign), "late", subject, body).await,
        Level::Organisation => {
            for owner in owners(ctx).await? {
                let mail = Mail {
                    kind: "late",
                    to: owner,
                    subject: subject.clone(),
                    body: body.clone(),
                    message: None,
                    creator: None,
                    asks: None,
                };
                ctx.mail(mail).await?;
            }
            Ok(())
        }
    }
}

async fn owners(ctx: &Ctx) -> Result<Vec<String>> {
    let people = store::document::list::<Person>(ctx.tx(), ctx.organisation()?, "1 = 1 ORDER BY id", vec![]).await?;
    let owners = people.into_iter().filter(|person| person.value.is_owner && person.value.ended_at.is_none());
    Ok(owners.map(|person| person.value.email).collect())
}

/// What is to be done, as one says it to a colleague.
fn words(what: What) -> &'static str {
    match what {
        What::Answer => "answer a message",
        What::FindAddress => "find another address",
        What::MakeOffer => "make an offer",
        What::AnswerCounter => "answer a counter-offer",
        What::PrepareAgreement => "prepare the agreement",
        What::BrandSigns => "sign the agreement",
        What::Ship => "ship the product",
        What::ConfirmDelivery => "confirm the delivery",
        What::ConfirmTracking => "confirm links and code",
        What::SendBrief => "send the brief",
        What::ReviewDraft => "review a draft",
        What::VerifyPost => "verify a post",
        What::DecidePost => "look at a post that has changed",
        What::DecideLeak => "decide about a leaked code",
        What::MakePayout => "make a payout",
        What::ApprovePayout => "approve a payout",
        What::RecordPayment => "record a payment",
        What::AskProvider => "ask the provider about a payout",
        What::DecideStanding => "decide whether to work together again",
        What::DecideMissed => "decide about what was missed",
        What::TakeUp => "decide how it goes on",
        What::Invite => "invite",
        What::AnswerInvitation
        | What::AnswerOffer
        | What::CreatorSigns
        | What::FillForm
        | What::AcknowledgeBrief
        | What::SubmitDraft
        | What::Post
        | What::AnswerWindow
        | What::TellUs => "wait for the creator",
        What::Chase
        | What::Escalate
        | What::ApproveBySilence
        | What::EndMeasuring
        | What::ReleaseCommission
        | What::CheckPost
        | What::CheckPayout => "wait for the clock",
    }
}
