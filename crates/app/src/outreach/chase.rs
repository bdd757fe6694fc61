//! The clock chases a creator: one message for all that is due that day, or the end of waiting.
//!
//! Invariants: every step is decided anew inside the transaction that holds the creator, so that a second clock finds nothing
//! left to do; many creators go together, each as if alone; what
//! must wait (quiet hours, the mailbox's budget) is held back, and what could not go in time is left out and said. Absent:
//! when steps come (`domain::outreach::chase`), and what a missed deadline means for a deliverable (the policies).

use std::collections::BTreeMap;

use domain::{
    creators::Standing,
    ids::{ChaseId, CollaborationId, CreatorId, MessageId},
    journey::chases::{Chased, chased},
    moves::What,
    outreach::{
        Purpose,
        chase::{Planned, Step, Taken, Track},
    },
    time::{Timestamp, Zone},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{
    Stored,
    creators::Creator,
    outreach::chase::{hold, hold_creators, reminded, take, to_chase},
};

use super::{Words, hours, no_contact_in, write};
use crate::{
    Agent, Ctx, Error, Meta, Operation, Reach, Result, Route,
    context::About,
    journey::{Whole, gather},
    operation::CLOCK,
};

mod wording;

/// So many collaborations are looked at in one go.
const MOST: usize = 200;

/// Takes the steps that are due for the creators of collaborations, in all their collaborations of the brand.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Chase {
    /// Whose creators.
    pub collaborations: Vec<CollaborationId>,
    /// Reminders before a deadline that are planned for before this instant go now, because the mailbox could not send them
    /// all then.
    #[serde(default)]
    pub until: Option<Timestamp>,
}

/// What came of it. A creator in neither list is at this moment looked at by another clock.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChaseOutcome {
    /// For whom it was time.
    pub done: Vec<CreatorId>,
    /// For whom nothing is due.
    pub idle: Vec<CreatorId>,
}

impl Operation for Chase {
    type Answer = ChaseOutcome;
    const META: Meta = Meta {
        name: "outreach.chase",
        doc: "Reminds creators of what is open, all of a day in one message, or ends the waiting. Done by the clock; says for whom it was time.",
        route: Route::post("/chases"),
        reach: Reach::Brand,
        who: CLOCK,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<ChaseOutcome> {
        if self.collaborations.len() > MOST {
            return Err(Error::field("collaborations", format!("Name at most {MOST} at once.")));
        }
        let brand = ctx.brand_facts()?.clone();
        let held = hold_creators(ctx.tx(), brand.id, &self.collaborations).await?;
        let creators = store::creators::many(ctx.tx(), ctx.organisation()?, &held).await?;
        let mailbox = Mailbox::look(ctx, &held).await?;
        let ids = to_chase(ctx.tx(), brand.id, &held).await?;
        let wholes = gather(ctx.tx(), &brand, &ids).await?;
        let mut by_creator: BTreeMap<CreatorId, Vec<&Whole>> = BTreeMap::new();
        for whole in &wholes {
            by_creator.entry(whole.collaboration.value.creator).or_default().push(whole);
        }
        let mut outcome = ChaseOutcome::default();
        for creator in held {
            let theirs = by_creator.remove(&creator).unwrap_or_default();
            let known = creators.get(&creator).ok_or(Error::NotFound)?;
            let list = if chase(ctx, &mailbox, known, &theirs, self.until).await? { &mut outcome.done } else { &mut outcome.idle };
            list.push(creator);
        }
        Ok(outcome)
    }
}

/// What must be known of a mailbox and of those it writes to; asked once for all of them.
struct Mailbox {
    /// Mails to creators that left today.
    sent_today: i64,
    /// When a creator last had a reminder.
    reminded: BTreeMap<CreatorId, Timestamp>,
    /// A creator's standing in this brand.
    standing: BTreeMap<CreatorId, Option<Standing>>,
}

impl Mailbox {
    async fn look(ctx: &Ctx, creators: &[CreatorId]) -> Result<Self> {
        let brand = ctx.brand_facts()?;
        let known = store::creators::relationships(ctx.tx(), brand.id, creators).await?;
        Ok(Self {
            sent_today: hours::sent_today(ctx.tx(), brand, ctx.now()).await?,
            reminded: reminded(ctx.tx(), brand.id, creators).await?,
            standing: known.into_iter().map(|found| (found.value.creator, found.value.standing)).collect(),
        })
    }
}

/// Takes one creator's steps. Gives whether it was time for any.
async fn chase(ctx: &mut Ctx, mailbox: &Mailbox, creator: &Stored<Creator>, wholes: &[&Whole], until: Option<Timestamp>) -> Result<bool> {
    let zone = creator.value.zone.clone().unwrap_or(ctx.zone()?);
    let mut due: Vec<Due<'_>> = wholes.iter().flat_map(|whole| due_in(whole, ctx.now(), until)).collect();
    for one in &due {
        for left in &one.left_out {
            note_taken(ctx, one, *left, None, "A newer step was due, or its time was over.", None).await?;
        }
    }
    if due.iter().all(|one| one.step.is_none()) {
        return Ok(due.iter().any(|one| !one.left_out.is_empty()));
    }
    due.retain(|one| one.step.is_some() || one.later_today.is_some());
    if let Some((until, why)) = must_wait(ctx, mailbox, creator.id, &zone)? {
        return wait(ctx, &due, until, why).await;
    }
    say(ctx, mailbox, creator, &zone, &due).await?;
    for one in &due {
        end_waiting(ctx, one).await?;
    }
    Ok(true)
}

/// What is due for one open move.
struct Due<'a> {
    whole: &'a Whole,
    chased: Chased,
    /// The newest step that is due.
    step: Option<Planned>,
    /// Older ones that are left out for it.
    left_out: Vec<Planned>,
    /// A step that is due later on the same day: it goes along.
    later_today: Option<Planned>,
    /// The deadline that a notice sent now names.
    deadline: Timestamp,
}

impl Due<'_> {
    fn taken_step(&self) -> Option<Planned> {
        self.step.or(self.later_today)
    }

    fn is_end(&self) -> bool {
        self.step.is_some_and(|planned| planned.step == Step::End)
    }
}

fn due_in(whole: &Whole, now: Timestamp, until: Option<Timestamp>) -> Vec<Due<'_>> {
    let facts = &whole.facts;
    let all = chased(facts, &domain::journey::moves(facts));
    let free = all.into_iter().filter(|one| facts.chase.held.get(&one.key).is_none_or(|until| *until <= now));
    free.map(|one| {
        let chase = one.chase(facts);
        let (step, left_out) = chase.due(now);
        let early = |next: &Planned| next.step.is_before_due() && next.at > now && until.is_some_and(|until| next.at < until);
        let step = step.or_else(|| chase.next().filter(early));
        let today = now.day_in(&facts.creator_zone);
        let later = chase.next().filter(|next| next.at > now && next.at.day_in(&facts.creator_zone) == today && next.step != Step::End);
        let deadline = chase.deadline(now);
        Due { whole, step, left_out, later_today: later.filter(|_| step.is_none()), deadline, chased: one }
    })
    .collect()
}

/// Until when nothing may leave now, and why: what holds for all mail, and that a creator hears once a day.
fn must_wait(ctx: &Ctx, mailbox: &Mailbox, creator: CreatorId, zone: &Zone) -> Result<Option<(Timestamp, &'static str)>> {
    let (brand, here) = (ctx.brand_facts()?, ctx.now().day_in(zone));
    if let Some(wait) = hours::must_wait_after(brand, mailbox.sent_today, zone, ctx.now()) {
        return Ok(Some(wait));
    }
    let reminded = mailbox.reminded.get(&creator).is_some_and(|at| *at >= here.at(0, 0, zone));
    Ok(reminded.then(|| (here.plus_days(1).at(8, 0, zone), "They had a reminder today already.")))
}

/// Holds back what is due; a reminder that would come too late is left out, and the team reads it.
async fn wait(ctx: &mut Ctx, due: &[Due<'_>], until: Timestamp, why: &str) -> Result<bool> {
    for one in due {
        let Some(planned) = one.step else { continue };
        let too_late = matches!(one.chased.track, Track::Work { due, .. } if planned.step.is_before_due() && until >= due);
        if too_late {
            note_taken(ctx, one, planned, None, &format!("It could not go in time. {why}"), None).await?;
            let data = json!({ "for": one.chased.key, "step": planned.step, "reason": why });
            ctx.note(About::collaboration(&one.whole.collaboration), "outreach.reminder_dropped", data).await?;
        } else {
            hold(ctx.tx(), ctx.brand()?, one.whole.collaboration.id, &one.chased.key, until, why).await?;
            ctx.touch(one.whole.collaboration.id);
        }
    }
    Ok(true)
}

async fn note_taken(
    ctx: &mut Ctx,
    one: &Due<'_>,
    planned: Planned,
    deadline: Option<Timestamp>,
    outcome: &str,
    message: Option<MessageId>,
) -> Result<()> {
    let id: ChaseId = ctx.id();
    let taken = Taken { step: planned.step, at: ctx.now(), start: one.chased.track.start(), deadline };
    let of = one.whole.collaboration.id;
    let was_held = one.whole.facts.chase.held.contains_key(&one.chased.key);
    take(ctx.tx(), id, ctx.brand()?, of, &one.chased.key, taken, outcome, message, was_held).await?;
    ctx.touch(of);
    Ok(())
}

/// Writes one message with all of it.
async fn say(ctx: &mut Ctx, mailbox: &Mailbox, creator: &Stored<Creator>, zone: &Zone, due: &[Due<'_>]) -> Result<()> {
    let agreed = due.iter().any(|one| one.whole.facts.agreement.agreement.is_some());
    let purpose = if agreed { Purpose::Contract } else { Purpose::Invitation };
    let standing = mailbox.standing.get(&creator.id).copied().flatten();
    let refused = no_contact_in(creator, standing, purpose).map(|reason| Error::from(reason).to_string());
    let mut message = None;
    if refused.is_none() {
        let tongue = ctx.tongue(&creator.value)?;
        let lines = wording::lines(due, zone, tongue);
        if !lines.is_empty() {
            let link = ctx.portal_link(creator.id, &creator.value)?;
            let brand = &ctx.brand_facts()?.value;
            let signed = if brand.settings.sender_name.is_empty() { brand.name.clone() } else { brand.settings.sender_name.clone() };
            let (subject, body) = wording::letter(tongue, &brand.name, creator.value.first_name(), &lines, &link, &signed);
            let collaboration = due.first().map(|one| one.whole.collaboration.id);
            message = Some(write(ctx, creator, Words { collaboration, purpose, kind: "reminder", subject, body, asks: vec![] }).await?);
        }
    }
    for one in due {
        let Some(planned) = one.taken_step() else { continue };
        let named = (planned.step == Step::FinalNotice && refused.is_none()).then_some(one.deadline);
        note_taken(ctx, one, planned, named, refused.as_deref().unwrap_or("sent"), message).await?;
        let data = json!({ "for": one.chased.key, "step": planned.step, "deadline": named, "withheld": refused });
        ctx.note(About::collaboration(&one.whole.collaboration), "outreach.chased", data).await?;
    }
    Ok(())
}

/// When the named deadline has passed: no response, or a missed deliverable, which is for `content` to mark.
async fn end_waiting(ctx: &mut Ctx, one: &Due<'_>) -> Result<()> {
    if !one.is_end() {
        return Ok(());
    }
    match one.chased.track {
        Track::Answer { .. } if one.chased.of.what != What::AnswerWindow => {
            crate::campaigns::no_answer(ctx, one.whole.collaboration.id).await
        }
        Track::Answer { .. } | Track::Work { .. } | Track::Gift { .. } | Track::Question { .. } => {
            let deliverable = one.chased.of.subject.ok_or(Error::NotFound)?;
            let about = About { subject: Some(deliverable), ..About::collaboration(&one.whole.collaboration) };
            ctx.note(about, "outreach.deadline_passed", json!({ "for": one.chased.key })).await
        }
    }
}
