//! Saves what a tracker became: collaborations with their facts, marked as taken over, in few statements.
//!
//! Invariants: every event is noted as past, so that no policy answers it and no letter follows; what the sheet calls paid is in
//! the books as paid outside, and in the budget as paid. Absent: deciding anything.

use std::collections::{HashMap, HashSet};

use domain::{
    attribution::{
        CodeText,
        setup::{Confirmation, PromoCode},
    },
    campaigns::{Campaign, Collaboration, Off, OffRamp, PostedUnseen, Reached, TakenOver, Thing},
    content::{Deliverable, Draft, Progress, first_draft_due},
    creators::Source,
    ids::{CodeId, CollaborationId, DeliverableId, DraftId, Id, ImportId, LedgerEntryId, PayableId, PostId},
    imports::{Before, Made, MadeState},
    money::{Currency, Money},
    payments::{Expense, Payable, PayableKind, PayableState, Posting},
    text::slug,
    time::{Day, Timestamp, Zone},
    tracking::{Evidence, Post, PostState},
};
use serde_json::json;
use store::payments::ledger::Belongs;

use super::{
    past::{Into, One, Past},
    renew::{self, SpokenFor, insert},
};
use crate::{Ctx, Error, Result, context::About};

/// The funding source of money that was never in these books.
pub(super) const OUTSIDE: &str = "Paid before Troupe";

/// Everything that is saved, gathered.
#[derive(Default)]
struct Rows {
    collaborations: Vec<(CollaborationId, Collaboration)>,
    deliverables: Vec<(DeliverableId, Deliverable)>,
    drafts: Vec<(DraftId, Draft)>,
    posts: Vec<(PostId, Post)>,
    codes: Vec<(CodeId, PromoCode)>,
    payables: Vec<(PayableId, Payable)>,
    postings: Vec<(Vec<LedgerEntryId>, Posting, Belongs)>,
    spoken_for: HashMap<usize, Vec<SpokenFor>>,
}

/// Who takes over, from what, and where.
struct Scene {
    file: String,
    name: String,
    import: ImportId,
    zone: Zone,
    now: Timestamp,
    today: Day,
}

impl Scene {
    fn noon(&self, day: Day) -> Timestamp {
        day.at(12, 0, &self.zone).min(self.now)
    }

    fn source(&self, rows: &[u64]) -> String {
        let rows: Vec<String> = rows.iter().map(ToString::to_string).collect();
        let word = if rows.len() == 1 { "row" } else { "rows" };
        format!("{}, {word} {}", self.file, rows.join(", "))
    }
}

/// Saves all of it.
pub(super) async fn write(ctx: &mut Ctx, file: &str, import: ImportId, mut past: Past) -> Result<()> {
    let brand = ctx.brand()?;
    let scene =
        Scene { file: file.to_owned(), name: ctx.caller_name().await?, import, zone: ctx.zone()?, now: ctx.now(), today: past.today };
    add_campaigns(ctx, &mut past).await?;
    let mut rows = Rows::default();
    let ones = std::mem::take(&mut past.ones);
    let renewed: Vec<_> = ones.iter().filter_map(|one| one.renews.clone()).collect();
    let mut before = renew::take_out(ctx, &renewed).await?;
    for one in &ones {
        let (into, before) = (past.campaigns.get_mut(one.into).ok_or(Error::NotFound)?, before.remove(&one.id));
        let kept = before.as_ref().map(Before::to_keep).transpose().map_err(|error| Error::Broken(error.to_string()))?;
        gather(ctx, &scene, into, (one, before.as_ref(), kept), &mut rows);
    }
    let tx = ctx.tx();
    insert(tx, brand, &rows.collaborations).await?;
    insert(tx, brand, &rows.deliverables).await?;
    insert(tx, brand, &rows.drafts).await?;
    insert(tx, brand, &rows.posts).await?;
    insert(tx, brand, &rows.codes).await?;
    insert(tx, brand, &rows.payables).await?;
    store::payments::ledger::post_all(tx, brand, &rows.postings).await?;
    for (at, told) in std::mem::take(&mut rows.spoken_for) {
        if let Some(into) = past.campaigns.get(at) {
            renew::speak_for(ctx, &scene.file, into.id, &told).await?;
        }
    }
    for (one, (id, collaboration)) in ones.iter().zip(&rows.collaborations) {
        note(ctx, &scene, one, *id, collaboration)?;
    }
    Ok(())
}

async fn add_campaigns(ctx: &mut Ctx, past: &mut Past) -> Result<()> {
    let new = past.new_campaigns();
    if new.is_empty() {
        return Ok(());
    }
    let there = store::campaigns::campaigns(ctx.tx(), ctx.brand()?).await?;
    let mut taken: HashSet<String> = there.into_iter().map(|one| one.value.slug).collect();
    for at in 0..past.campaigns.len() {
        let Some(id) = past.campaigns.get(at).map(|into| into.id).filter(|id| new.contains(id)) else { continue };
        let mut campaign = past.campaign(ctx, at)?;
        let wanted = campaign.slug.clone();
        let numbered = |number: u32| if number == 1 { wanted.clone() } else { format!("{}-{number}", wanted.trim_end_matches('-')) };
        campaign.slug = (1..).map(numbered).find(|one| !taken.contains(one)).unwrap_or_default();
        taken.insert(campaign.slug.clone());
        let stored = store::document::insert(ctx.tx(), ctx.brand()?, id, &campaign).await?;
        let data = json!({ "name": campaign.name, "import": past.import });
        ctx.note_past(About::campaign(id).subject(past.import), "campaigns.created", data)?;
        if let Some(into) = past.campaigns.get_mut(at) {
            into.currency = Some(campaign.currency);
            into.known = Some(stored);
        }
    }
    Ok(())
}

/// The wanted short name, or with the first number that is free.
fn free(into: &mut Into, wanted: &str) -> String {
    let numbered = |number: u32| if number == 1 { wanted.to_owned() } else { format!("{wanted}-{number}") };
    let from = into.numbers.get(wanted).copied().unwrap_or(1);
    let free = (from..).find(|number| !into.slugs.contains(&numbered(*number))).unwrap_or(from);
    into.numbers.insert(wanted.to_owned(), free + 1);
    let found = numbered(free);
    into.slugs.insert(found.clone());
    found
}

/// What one was before, and as it keeps that.
type Renewed<'a> = (&'a One, Option<&'a Before>, Option<Box<serde_json::Value>>);

fn gather(ctx: &mut Ctx, scene: &Scene, into: &mut Into, (one, before, kept): Renewed<'_>, rows: &mut Rows) {
    let (deal, currency) = (&one.deal, into.currency.unwrap_or(Currency::EUR));
    let (name, source, listed) = match before {
        Some(Before { collaboration, deliverables, .. }) => {
            into.slugs.retain(|taken| !deliverables.iter().any(|(_, made)| made.slug == *taken));
            (collaboration.slug.clone(), collaboration.source, collaboration.shortlisted_at)
        }
        None => (free(into, &slug(&one.whom.name)), Source::Cold, scene.now),
    };
    let mut collaboration = Collaboration::shortlisted(into.id, one.whom.creator, source, name, listed);
    collaboration.invited_at = (deal.reached >= Reached::Contacted).then(|| deal.contacted.map_or(scene.now, |day| scene.noon(day)));
    collaboration.accepted_at = (deal.reached >= Reached::Talking && deal.off.is_none()).then_some(scene.now);
    collaboration.off = deal.off.map(|ramp| Off { ramp, at: scene.now, reason: one.status.clone() });
    let measured = deal.measured_on().filter(|day| *day <= scene.today);
    collaboration.measured_at = measured.map(|day| scene.noon(day));
    let mut told = TakenOver {
        import: scene.import,
        file: scene.file.clone(),
        rows: one.rows.clone(),
        at: scene.now,
        since: scene.now,
        status: one.status.clone(),
        reached: deal.reached,
        fee: deal.fee,
        unpaid: if deal.reached >= Reached::Agreed { deal.fee - deal.paid } else { 0 },
        things: Vec::new(),
        shipped_at: deal.shipped.map(|day| day.map_or(scene.now, |day| scene.noon(day))),
        delivered_at: deal.delivered.map(|day| day.map_or(scene.now, |day| scene.noon(day))),
        parcel: one.parcel.clone(),
        posted: Vec::new(),
        day: deal.day,
        used: deal.used,
        notes: one.notes.clone(),
        fallen: deal.fallen.clone(),
        past: deal.done && measured.is_some(),
        fingerprint: one.fingerprint.clone(),
        before: kept,
    };
    // Whoever is blocked is not asked for anything: what would go on waits for a person.
    if one.whom.blocked && deal.off.is_none() && !deal.done && !told.is_held() {
        told.fallen.push(domain::campaigns::Fallen::Undated);
    }
    if deal.reached == Reached::Agreed {
        told.things = deal.made.iter().map(|made| thing(into, made)).collect();
    } else {
        for (made, number) in deal.made.iter().zip(1_i64..) {
            let id = make(ctx, scene, into, one, (made, number), rows);
            if let (MadeState::Posted { on }, None) = (made.state, &made.url) {
                told.posted.push(PostedUnseen { deliverable: id, at: scene.noon(on) });
            }
            if made.paid && made.share > 0 {
                pay(ctx, scene, one, made, id, currency, rows);
            }
        }
    }
    if let Some(text) = &deal.code {
        let text = CodeText::of_shop(text);
        let percent =
            into.known.as_ref().and_then(|campaign| campaign.value.tracking.code_percent).or_else(|| percent_of(&text.to_string()));
        let code = PromoCode {
            collaboration: one.id,
            key: text.key(),
            code: text.to_string(),
            percent: percent.unwrap_or(0),
            confirmed: Some(Confirmation::Overridden { evidence: evidence(ctx, scene, one) }),
            flag: None,
        };
        rows.codes.push((ctx.id(), code));
    }
    rows.spoken_for.entry(one.into).or_default().extend(renew::spoken_for(one.id, &told, deal.paid));
    collaboration.taken_over = Some(Box::new(told));
    rows.collaborations.push((one.id, collaboration));
}

/// "MAYA15" takes off fifteen percent, as people name their codes.
fn percent_of(code: &str) -> Option<u8> {
    let digits: String = code.chars().rev().take_while(char::is_ascii_digit).collect::<Vec<_>>().into_iter().rev().collect();
    digits.parse().ok().filter(|percent| (1..=90).contains(percent))
}

/// What is made, with the campaign's own plan where the row names nothing.
fn thing(into: &Into, made: &Made) -> Thing {
    let planned = into.known.as_ref().and_then(|campaign| campaign.value.deliverables.first());
    let or = |own: &str, planned: Option<&str>, usual: &str| {
        if own.is_empty() { planned.unwrap_or(usual).to_owned() } else { own.to_owned() }
    };
    Thing {
        format: or(&made.format, planned.map(|one| one.format.as_str()), "post"),
        platform: or(&made.platform, planned.map(|one| one.platform.as_str()), "instagram"),
        share: made.share,
    }
}

fn evidence(ctx: &Ctx, scene: &Scene, one: &One) -> Evidence {
    let note = format!("Taken over from {}. Nobody looked at it here.", scene.source(&one.rows));
    Evidence { note, file: None, by: ctx.caller().actor(), name: scene.name.clone(), at: scene.now }
}

/// One thing that is made, with its draft and its post as far as the sheet tells of them.
fn make(ctx: &mut Ctx, scene: &Scene, into: &mut Into, one: &One, (made, number): (&Made, i64), rows: &mut Rows) -> DeliverableId {
    let id: DeliverableId = ctx.id();
    let Thing { format, platform, share } = thing(into, made);
    let posted = match made.state {
        MadeState::Posted { on } => Some(on),
        MadeState::Awaiting { .. } | MadeState::InReview | MadeState::Approved { .. } => None,
    };
    let closes = made.due.or(posted).unwrap_or(scene.today);
    let opens = posted.map_or(closes, |on| on.min(closes));
    let draft_day = match made.state {
        MadeState::Awaiting { draft, .. } => draft.filter(|day| *day >= scene.today),
        MadeState::InReview | MadeState::Approved { .. } | MadeState::Posted { .. } => None,
    };
    let due = draft_day.map_or_else(|| first_draft_due(closes, &scene.zone, scene.now), |day| day.at(18, 0, &scene.zone));
    let name = free(into, &slug(&format!("{} {format}", one.whom.name)));
    let state = match made.state {
        MadeState::Awaiting { changes, .. } => Progress::Awaiting { round: if changes { 2 } else { 1 }, since: scene.now, due },
        MadeState::InReview => {
            let draft = draft(ctx, id, scene.now, rows);
            Progress::InReview { round: 1, draft, since: scene.now, sign_offs: Vec::new() }
        }
        MadeState::Approved { on } => {
            let at = on.map_or(scene.now, |day| scene.noon(day));
            Progress::Approved { draft: draft(ctx, id, at, rows), files: Vec::new(), sign_offs: Vec::new(), at }
        }
        MadeState::Posted { on } => {
            let at = scene.noon(on);
            Progress::Approved { draft: draft(ctx, id, at, rows), files: Vec::new(), sign_offs: Vec::new(), at }
        }
    };
    let deliverable = Deliverable {
        collaboration: one.id,
        number,
        format,
        platform,
        slug: name,
        opens,
        closes,
        share,
        state,
        missed: None,
        moving: None,
        moved: false,
    };
    rows.deliverables.push((id, deliverable));
    if let (Some(on), Some(url)) = (posted, &made.url) {
        let live_at = scene.noon(on);
        let late = live_at > closes.end_in(&scene.zone);
        let post = Post {
            deliverable: id,
            collaboration: one.id,
            url: url.clone(),
            live_at,
            reported_at: scene.now,
            reported_by: ctx.caller().actor(),
            check: None,
            state: PostState::Verified { evidence: evidence(ctx, scene, one), late },
            watch: Default::default(),
            readings: Vec::new(),
        };
        rows.posts.push((ctx.id(), post));
    }
    id
}

/// The draft that the sheet tells of. It is not here, and the pages say so where a draft has neither files nor words.
fn draft(ctx: &mut Ctx, deliverable: DeliverableId, at: Timestamp, rows: &mut Rows) -> DraftId {
    let id: DraftId = ctx.id();
    let (text, note) = (String::new(), String::new());
    rows.drafts.push((id, Draft { deliverable, number: 1, round: 1, files: Vec::new(), text, note, submitted_at: at }));
    id
}

/// The sheet calls a share of the fee paid: it is entered as paid outside.
fn pay(ctx: &mut Ctx, scene: &Scene, one: &One, made: &Made, deliverable: DeliverableId, currency: Currency, rows: &mut Rows) {
    let (amount, on) = (Money::new(made.share, currency), made.paid_on.unwrap_or(scene.today));
    let source = scene.source(&one.rows);
    let payable = Payable {
        collaboration: one.id,
        creator: one.whom.creator,
        kind: PayableKind::Fee,
        deliverables: vec![deliverable],
        orders: Vec::new(),
        amount,
        deducted: 0,
        started_at: scene.noon(on),
        due: on,
        state: PayableState::PaidOutside { on, source: source.clone() },
    };
    rows.payables.push((ctx.id(), payable));
    let posting = Posting::paid_outside(Expense::Fees, OUTSIDE, amount);
    let ids = posting.entries().iter().map(|_| ctx.id()).collect();
    let belongs = Belongs { collaboration: Some(one.id), creator: Some(one.whom.creator), memo: format!("Fee, {source}"), at: scene.now };
    rows.postings.push((ids, posting, belongs));
}

fn note(ctx: &mut Ctx, scene: &Scene, one: &One, id: CollaborationId, collaboration: &Collaboration) -> Result<()> {
    // The creator is not named in the event: who came in with this import can leave again with it.
    let about =
        About { collaboration: Some(id), campaign: Some(collaboration.campaign), creator: None, subject: Some(scene.import.uuid()) };
    let data = json!({ "file": scene.file, "rows": one.rows, "status": one.status, "fallen": one.deal.fallen, "reached": one.deal.reached, "renewed": one.renews.is_some() });
    ctx.note_past(about, "imports.collaboration_taken_over", data)?;
    if let Some(off) = &collaboration.off {
        let ramp: OffRamp = off.ramp;
        let data = json!({ "ramp": ramp, "reason": off.reason, "imported": true });
        ctx.note_past(about, &format!("campaigns.{}", ramp.as_str()), data)?;
    }
    Ok(())
}

/// The campaign of a collaboration, for amounts in its currency.
pub(super) async fn currency(ctx: &Ctx, collaboration: &Collaboration) -> Result<Currency> {
    let found = store::document::find::<Campaign>(ctx.tx(), ctx.brand()?, collaboration.campaign).await?.ok_or(Error::NotFound)?;
    Ok(found.value.currency)
}
