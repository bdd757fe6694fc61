//! What the simulated team does: in working hours it takes up what Today shows, a few moves an hour, each by who may; some
//! drafts wait for days, some of them with the lawyer, who has hours of her own. A person may sit at the manager's desk; then the others do theirs, and hers only where she wants
//! that.
//!
//! Invariant: the team sees only its own pages. Absent: chasing; the clock does it.

use std::collections::BTreeMap;

use app::{
    App,
    agreements::{AcceptOffer, MakeOffer, PrepareAgreement, ProposeTerms, RefuseOffer, SignAgreement},
    attribution::{ConfirmCode, ConfirmLink, LiftCodeFlag},
    briefs::SendBrief,
    campaigns::Drop as LetGoOf,
    content::{Approve, OfferWindow, RequestChanges},
    outreach::SendMessage,
    payments::{ApprovePayout, ListPayments, MakePayout, RecordFailed, RecordPaid, SubmitPayout},
    reports::{DecideStanding, ProposeStanding},
    shipments::{ConfirmDelivery, Ship},
    tracking::{AcceptPost, RequestMending, VerifyPost},
    views::{CollaborationPage, ShowCollaboration, ShowToday, today::TodayMove},
};
use domain::{
    agreements::{ProductTerms, Side, Terms},
    content::{Change, CheckItem, Weight},
    creators::{Platform, Rate},
    ids::{CollaborationId, DeliverableId, Id, PayoutId},
    money::Money,
    moves::What,
    payments::PayableState,
    team::SignOffKind,
    time::{DAY, HOUR, Timestamp, Zone},
    tracking::watch::Odd,
};

use crate::{
    chance::Chance,
    creators::told,
    outside::Outside,
    parameters::{Parameters, TeamHabits},
    programme::{Colleague, Programme},
    repertoire::{index, one_of},
};

/// Who does what the manager may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Desk {
    /// The simulated manager.
    Manned,
    /// A person, and the others where something has waited for so many hours.
    Helped(i64),
    /// A person alone.
    Left,
}

/// The team with what is in its heads.
#[derive(Debug)]
pub struct Office {
    /// Who does what the manager may do.
    pub desk: Desk,
    /// Moves that are left to the person at the desk in any case.
    pub spared: Vec<(CollaborationId, What)>,
    habits: TeamHabits,
    chance: Chance,
    zone: Zone,
    /// Drafts that somebody has put aside until later.
    aside: BTreeMap<String, Timestamp>,
    /// Drafts that the lawyer has seen come, and when she takes them up; by a chance of her own.
    with_lawyer: BTreeMap<String, Timestamp>,
    lawyer: Chance,
    transfers: u32,
    /// How much goes with the provider, by a chance of its own.
    by_provider: f64,
    ways: Chance,
    /// How many edits of live posts are accepted, by a chance of its own.
    edits_accepted: f64,
    posts: Chance,
}

impl Office {
    /// The team of a seed.
    #[must_use]
    pub fn of(parameters: &Parameters, seed: u64) -> Self {
        Self {
            desk: Desk::Manned,
            spared: Vec::new(),
            habits: parameters.team,
            chance: Chance::of(seed, "team"),
            zone: Zone::parse("Europe/London").unwrap_or_else(|_| Zone::utc()),
            aside: BTreeMap::new(),
            with_lawyer: BTreeMap::new(),
            lawyer: Chance::of(seed, "lawyer"),
            transfers: 0,
            by_provider: parameters.payments.by_provider,
            ways: Chance::of(seed, "ways of paying"),
            edits_accepted: parameters.platforms.edits_accepted,
            posts: Chance::of(seed, "changed posts"),
        }
    }

    /// What is done within an hour.
    ///
    /// # Errors
    /// The store's.
    pub async fn work(&mut self, app: &App, programme: &Programme, outside: &Outside, now: Timestamp) -> app::Result<Vec<String>> {
        let hour = now.minute_of_day_in(&self.zone) / 60;
        if now.day_in(&self.zone).is_weekend() || !(self.habits.begins_at..self.habits.ends_at).contains(&hour) {
            return Ok(Vec::new());
        }
        let today = app.show(&programme.manager.caller, ShowToday { team: true, open: None }).await?;
        let mut done = Vec::new();
        for entry in today.moves {
            if done.len() >= self.habits.moves_an_hour {
                break;
            }
            if self.aside.get(&entry.name).is_some_and(|until| *until > now) || !self.takes(&entry, now) {
                continue;
            }
            if entry.promise.sign_offs == [SignOffKind::Legal] && !self.lawyer_looks(&entry.name, now) {
                continue;
            }
            if entry.promise.what == What::ReviewDraft && !self.aside.contains_key(&entry.name) {
                let late = self.chance.happens(self.habits.late_review);
                self.aside.insert(entry.name.clone(), if late { now.plus(self.habits.set_aside * DAY) } else { now });
                if late {
                    continue;
                }
            }
            let outcome = self.take_up(app, programme, outside, &entry, now).await;
            done.push(format!("team: {} for {} {}", entry.promise.what.as_str(), entry.creator_name, told(&outcome)));
            match outcome {
                Err(error @ (app::Error::Store(_) | app::Error::Broken(_))) => return Err(error),
                // Looked at again tomorrow.
                Err(_) => drop(self.aside.insert(entry.name.clone(), now.plus(DAY))),
                Ok(()) => {}
            }
        }
        Ok(done)
    }

    /// Whether the simulated team takes a move up now.
    fn takes(&self, entry: &TodayMove, now: Timestamp) -> bool {
        if self.spared.contains(&(entry.collaboration, entry.promise.what)) {
            return false;
        }
        match self.desk {
            _ if matches!(entry.promise.what, What::MakePayout | What::RecordPayment | What::AskProvider) => true,
            _ if entry.promise.sign_offs == [SignOffKind::Legal] => true,
            Desk::Manned => true,
            // The second pair of eyes is the person's own.
            Desk::Helped(_) if entry.promise.what == What::ApprovePayout => false,
            Desk::Helped(hours) => now.since(entry.promise.visible_from) >= hours * HOUR,
            Desk::Left => false,
        }
    }

    async fn take_up(&mut self, app: &App, programme: &Programme, outside: &Outside, entry: &TodayMove, now: Timestamp) -> app::Result<()> {
        let manager = &programme.manager.caller;
        let collaboration = entry.collaboration;
        match entry.promise.what {
            What::Answer => {
                let first = entry.creator_name.split(' ').next().unwrap_or_default();
                let body = one_of(&programme.words.answers, &mut self.chance).replace("{first}", first);
                let subject = format!("Re: {}", entry.campaign.1);
                app.run(manager, SendMessage { creator: entry.creator, collaboration: Some(collaboration), subject, body }).await.map(drop)
            }
            What::FindAddress => {
                let reason = "We have no address that works.".to_owned();
                app.run(manager, LetGoOf { collaboration, reason }).await.map(drop)
            }
            What::MakeOffer => self.offer(app, programme, entry).await,
            What::AnswerCounter => {
                let page = page(app, manager, entry).await?;
                let Some(offer) = page.offers.last() else { return Ok(()) };
                let ours = page
                    .offers
                    .iter()
                    .rev()
                    .find(|one| one.value.by == Side::Brand)
                    .map_or(self.habits.fee, |one| one.value.terms.fee.minor);
                let most = (ours as f64 * (1.0 + self.habits.most_more)) as i64;
                if offer.value.terms.fee.minor <= most {
                    app.run(manager, AcceptOffer { offer: offer.id, override_reason: None, as_received: false }).await.map(drop)
                } else {
                    app.run(manager, RefuseOffer { offer: offer.id, reason: String::new(), as_received: false }).await.map(drop)
                }
            }
            What::PrepareAgreement => app.run(manager, PrepareAgreement { collaboration }).await.map(drop),
            What::BrandSigns => {
                let page = page(app, manager, entry).await?;
                let Some(agreement) = page.agreement else { return Ok(()) };
                let hash = agreement.value.document.hash.clone();
                app.run(manager, SignAgreement { agreement: agreement.id, name: programme.manager.name.clone(), hash }).await.map(drop)
            }
            What::Ship => {
                let money = |minor| Money::new(minor, entry.currency);
                let ship = Ship {
                    collaboration,
                    items: programme.words.product.clone(),
                    value: money(self.habits.product_value),
                    cost: money(self.habits.parcel_cost),
                    carrier: programme.words.carrier.clone(),
                    tracking_number: "RM1".into(),
                    sent_at: None,
                };
                app.run(manager, ship).await.map(drop)
            }
            What::ConfirmDelivery => {
                let page = page(app, manager, entry).await?;
                let Some(parcel) = page.shipments.iter().find(|parcel| parcel.value.delivered_at.is_none()) else { return Ok(()) };
                app.run(manager, ConfirmDelivery { shipment: parcel.id, at: None }).await.map(drop)
            }
            What::ConfirmTracking => {
                let page = page(app, manager, entry).await?;
                for link in &page.links {
                    let confirm = ConfirmLink {
                        link: link.id,
                        note: "Opened it: the shop's page answers and keeps the parameters.".into(),
                        file: None,
                        override_reason: None,
                    };
                    app.run(manager, confirm).await?;
                }
                let Some(code) = page.code else { return Ok(()) };
                app.run(
                    manager,
                    ConfirmCode { code: code.id, note: "Tried it in the basket: 15 % off.".into(), file: None, override_reason: None },
                )
                .await
                .map(drop)
            }
            What::SendBrief => app.run(manager, SendBrief { collaborations: vec![collaboration], override_reason: None }).await.map(drop),
            What::ReviewDraft => self.review(app, programme, entry, now).await,
            What::VerifyPost => {
                let page = page(app, manager, entry).await?;
                let post = page.posts.iter().rev().find(|post| Some(post.value.deliverable.0) == entry.promise.subject);
                let Some(post) = post else { return Ok(()) };
                let verify = VerifyPost {
                    post: post.id,
                    note: one_of(&programme.words.seen, &mut self.chance).to_owned(),
                    file: None,
                    accept_outside: true,
                };
                app.run(manager, verify).await.map(drop)
            }
            What::DecidePost => self.changed_post(app, programme, entry).await,
            What::DecideMissed => self.missed(app, programme, entry, now).await,
            What::DecideLeak => {
                let reason = "Looked at the orders: nothing wrong.".to_owned();
                app.run(manager, LiftCodeFlag { collaboration, reason }).await.map(drop)
            }
            What::DecideStanding => {
                let standing = app.show(manager, ProposeStanding { collaboration }).await?.standing;
                app.run(manager, DecideStanding { collaboration, standing, reason: String::new() }).await.map(drop)
            }
            What::MakePayout => pay(app, &programme.finance, entry).await,
            What::ApprovePayout => {
                let payout = PayoutId::from_uuid(entry.promise.subject.unwrap_or_default());
                app.run(&programme.second.caller, ApprovePayout { payout }).await.map(drop)
            }
            What::RecordPayment => {
                let payout = PayoutId::from_uuid(entry.promise.subject.unwrap_or_default());
                if self.ways.happens(self.by_provider) {
                    return app.run(&programme.finance.caller, SubmitPayout { payout }).await.map(drop);
                }
                self.transfers += 1;
                let (paid_on, reference) = (now.day_in(&self.zone), format!("FT-{}-{}", now.0 / HOUR % 100_000, self.transfers));
                app.run(&programme.finance.caller, RecordPaid { payout, paid_on, reference, note: "statement".into() }).await.map(drop)
            }
            What::AskProvider => {
                let payout = PayoutId::from_uuid(entry.promise.subject.unwrap_or_default());
                let finance = &programme.finance.caller;
                match outside.bank.asked_by_phone(&format!("payout-{payout}")) {
                    Some((reference, true)) => {
                        let paid = RecordPaid { payout, paid_on: now.day_in(&self.zone), reference, note: "By phone.".into() };
                        app.run(finance, paid).await.map(drop)
                    }
                    Some((_, false)) | None => {
                        app.run(finance, RecordFailed { payout, reason: "They say that it did not arrive.".into() }).await.map(drop)
                    }
                }
            }
            _ => Ok(()),
        }
    }

    async fn offer(&mut self, app: &App, programme: &Programme, entry: &TodayMove) -> app::Result<()> {
        let manager = &programme.manager.caller;
        let mut terms = app.show(manager, ProposeTerms { collaboration: entry.collaboration }).await?.terms;
        let creator = page(app, manager, entry).await?.creator;
        let platform = creator.profiles.first().map_or(Platform::Instagram, |profile| profile.account.platform.clone());
        let own = match platform {
            Platform::TikTok => Some(("tiktok", "tiktok")),
            Platform::YouTube => Some(("short", "youtube")),
            _ => None,
        };
        if let Some((format, platform)) = own {
            terms.deliverables.truncate(1);
            for made in &mut terms.deliverables {
                (made.format, made.platform) = (format.to_owned(), platform.to_owned());
            }
        }
        let rates = creator.relationship.map(|known| known.rates).unwrap_or_default();
        terms = terms.clone().for_fee(Money::new(self.fee(&rates, &terms), entry.currency));
        terms.commission_points = self.habits.commission_points;
        let value = Money::new(self.habits.product_value, entry.currency);
        terms.product = Some(ProductTerms { items: programme.words.product.clone(), value });
        if self.is_gift(entry.collaboration) {
            terms = terms.for_fee(Money::zero(entry.currency));
            terms.deliverables.clear();
        }
        let today = app.now().day_in(&self.zone);
        for made in &mut terms.deliverables {
            if made.opens < today.plus_days(self.habits.opens_after) {
                (made.opens, made.closes) = (today.plus_days(self.habits.opens_after), today.plus_days(self.habits.closes_after));
            }
        }
        let offer = MakeOffer {
            collaboration: entry.collaboration,
            terms,
            message: one_of(&programme.words.offers, &mut self.chance).to_owned(),
            override_reason: None,
            only_if_fair: false,
        };
        app.run(manager, offer).await.map(drop)
    }

    /// Whether a creator is sent product without obligation; said by the collaboration's own number, so that an offer made
    /// again is the same.
    fn is_gift(&self, collaboration: CollaborationId) -> bool {
        ((collaboration.0.as_u128() % 1_000) as f64) < self.habits.gifts * 1_000.0
    }

    /// What is offered: at the creator's own rates where they have any.
    fn fee(&self, rates: &[Rate], terms: &Terms) -> i64 {
        let dearest = rates.iter().map(|rate| rate.price.minor).max().unwrap_or(self.habits.fee);
        let price = |format: &str| rates.iter().find(|rate| rate.format == format).map(|rate| rate.price.minor);
        // What the card does not name costs a share of what it names, as a story costs a share of a feed post.
        let other = (dearest as f64 * self.habits.unnamed_format / 1_000.0).round() as i64 * 1_000;
        let named = terms.deliverables.iter().filter(|made| price(&made.format).is_some()).count();
        let sum: i64 = terms.deliverables.iter().map(|made| price(&made.format).unwrap_or(other)).sum();
        if named == 0 { self.habits.fee } else { sum }
    }

    /// The brand's word first; the lawyer's comes in her own hours, and some drafts lie with her for days.
    async fn review(&mut self, app: &App, programme: &Programme, entry: &TodayMove, now: Timestamp) -> app::Result<()> {
        let deliverable = DeliverableId::from_uuid(entry.promise.subject.unwrap_or_default());
        let review = app.show(&programme.manager.caller, app::content::GetReview { deliverable }).await?;
        let Some(draft) = review.drafts.last() else { return Ok(()) };
        let bad = !draft.draft.text.starts_with("Ad");
        if bad && review.rounds_left > 0 {
            let wish = programme.words.changes.get(index(programme.words.changes.len(), &mut self.chance)).cloned().unwrap_or_default();
            let change = |text: String, weight| Change { text, weight, at_ms: None, place: None };
            let changes = vec![change(wish.must, Weight::Must), change(wish.nice, Weight::Nice)];
            return app.run(&programme.manager.caller, RequestChanges { deliverable, draft: draft.id, changes }).await.map(drop);
        }
        for (who, kind) in [(&programme.manager, SignOffKind::Brand), (&programme.lawyer, SignOffKind::Legal)] {
            let given = review.reviews.iter().any(|one| one.draft == draft.id && one.kind == Some(kind));
            if review.asked.contains(&kind) && !given && (kind != SignOffKind::Legal || self.lawyer_looks(&entry.name, now)) {
                app.run(&who.caller, Approve { deliverable, draft: draft.id, kind, checked: CheckItem::ALL.to_vec() }).await?;
            }
        }
        Ok(())
    }

    /// Whether the lawyer takes a draft up now.
    fn lawyer_looks(&mut self, name: &str, now: Timestamp) -> bool {
        let hour = now.minute_of_day_in(&self.zone) / 60;
        if !(self.habits.lawyer_begins_at..self.habits.lawyer_ends_at).contains(&hour) {
            return false;
        }
        let (habits, lawyer) = (self.habits, &mut self.lawyer);
        let from = *self.with_lawyer.entry(name.to_owned()).or_insert_with(|| {
            let late = lawyer.happens(habits.lawyer_late);
            if late { now.plus(habits.lawyer_sets_aside * DAY) } else { now }
        });
        from <= now
    }

    /// A live post is not as it was: some edits are fine, the rest is asked to be mended, once.
    async fn changed_post(&mut self, app: &App, programme: &Programme, entry: &TodayMove) -> app::Result<()> {
        let manager = &programme.manager.caller;
        let page = page(app, manager, entry).await?;
        let post =
            page.posts.iter().find(|post| Some(post.value.deliverable.0) == entry.promise.subject && post.value.watch.found.is_some());
        let Some((post, found)) = post.and_then(|post| Some((post.id, post.value.watch.found.as_ref()?))) else { return Ok(()) };
        let fine = found.is == Odd::Edited && self.posts.happens(self.edits_accepted);
        if fine || found.asked_at.is_some() {
            return app.run(manager, AcceptPost { post, reason: "Looked at it: fine.".into() }).await.map(drop);
        }
        app.run(manager, RequestMending { post, message: "Please put it back as it was approved.".into() }).await.map(drop)
    }

    async fn missed(&mut self, app: &App, programme: &Programme, entry: &TodayMove, now: Timestamp) -> app::Result<()> {
        let manager = &programme.manager.caller;
        if self.chance.happens(self.habits.offers_again) {
            let deliverable = DeliverableId::from_uuid(entry.promise.subject.unwrap_or_default());
            let today = now.day_in(&self.zone);
            let (opens, closes) = (today.plus_days(self.habits.new_opens_after), today.plus_days(self.habits.new_closes_after));
            let window = OfferWindow { deliverable, opens, closes };
            return app.run(manager, window).await.map(drop);
        }
        let reason = "It did not come.".to_owned();
        let page = page(app, manager, entry).await?;
        let deliverable = DeliverableId::from_uuid(entry.promise.subject.unwrap_or_default());
        let others = page.deliverables.iter().filter(|one| one.id != deliverable && !one.value.is_let_go()).count();
        if others > 0 {
            app.run(manager, app::content::LetGo { deliverable, reason }).await.map(drop)
        } else {
            app.run(manager, LetGoOf { collaboration: entry.collaboration, reason }).await.map(drop)
        }
    }
}

async fn page(app: &App, caller: &app::Caller, entry: &TodayMove) -> app::Result<CollaborationPage> {
    app.show(caller, ShowCollaboration { collaboration: entry.collaboration }).await
}

/// All that is due to one creator goes in one payout.
async fn pay(app: &App, finance: &Colleague, entry: &TodayMove) -> app::Result<()> {
    let view = app.show(&finance.caller, ListPayments {}).await?;
    let due = view
        .payables
        .iter()
        .filter(|one| one.creator == entry.creator && one.state == PayableState::Open && one.missing.is_empty() && one.amount.minor > 0);
    let payables: Vec<_> = due.filter(|one| one.amount.currency == entry.currency).map(|one| one.id).collect();
    if payables.is_empty() {
        return Ok(());
    }
    app.run(&finance.caller, MakePayout { creator: entry.creator, payables, method: "Marketing GBP".into() }).await.map(drop)
}
