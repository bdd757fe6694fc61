//! What the simulated shop tells: orders by code and by click, refunds, now and then twice, late or out of order.
//!
//! Invariant: every telling is one that a real shop could send. Absent: signatures of webhooks; the tests have them.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use app::{
    App, Caller,
    attribution::{IngestOrder, IngestRefund, RecordClick},
    views::{ShowCollaboration, ShowTracker},
};
use domain::{
    attribution::{Line, OrderStatus, RefundPart},
    ids::{ClickId, CollaborationId, CreatorId},
    journey::Stage,
    money::Currency,
    time::{DAY, HOUR, MINUTE, Timestamp},
};

use crate::{
    chance::Chance,
    creators::told,
    parameters::{CreatorHabits, Faults, ShopHabits},
    programme::Programme,
};

/// Something that the shop has not told yet.
#[derive(Debug, Clone)]
enum Telling {
    Order(Box<IngestOrder>),
    Refund(Box<IngestRefund>),
}

/// The shop with what it has still to tell.
#[derive(Debug)]
pub struct Shop {
    habits: ShopHabits,
    faults: Faults,
    /// Audiences, by which sales differ.
    creators: CreatorHabits,
    seed: u64,
    chance: Chance,
    number: u64,
    later: Vec<(Timestamp, u64, Telling)>,
    /// Where sales come from: link and code of what is live, with how many orders a day come by it.
    live: Vec<(Way, f64)>,
    /// The same by collaboration, as it was when the post was first seen live.
    known: BTreeMap<CollaborationId, Vec<Way>>,
    /// What is lost and edited, and which codes leak, by chances of their own.
    more: Chance,
    coupons: Chance,
}

/// A link and a code by which a customer may come.
type Way = (Option<String>, Option<String>);

impl Shop {
    /// The shop of a seed.
    #[must_use]
    pub fn of(habits: ShopHabits, faults: Faults, creators: CreatorHabits, seed: u64) -> Self {
        Self {
            habits,
            faults,
            creators,
            seed,
            chance: Chance::of(seed, "shop"),
            number: 1_000,
            later: Vec::new(),
            live: Vec::new(),
            known: BTreeMap::new(),
            more: Chance::of(seed, "lost and edited"),
            coupons: Chance::of(seed, "coupons"),
        }
    }

    /// Goes on after orders that were told before, from this number on.
    pub fn goes_on_at(&mut self, number: u64) {
        self.number = self.number.max(number);
    }

    /// Whether everything was told.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.later.is_empty()
    }

    /// What is sold and told within an hour. `faulty` says whether its messages go astray.
    ///
    /// # Errors
    /// The store's.
    pub async fn trade(&mut self, app: &App, programme: &Programme, now: Timestamp, faulty: bool, sells: bool) -> app::Result<Vec<String>> {
        let caller = Caller::operator(Some(programme.organisation), Some(programme.brand));
        let mut done = Vec::new();
        if sells && now.0.rem_euclid(DAY) < HOUR {
            self.live = self.look(app, programme).await?;
        }
        if sells {
            for ((slug, code), a_day) in self.live.clone() {
                for _ in 0..self.chance.times(a_day / 24.0) {
                    self.sell(app, now, faulty, slug.as_deref(), code.as_deref()).await?;
                }
            }
            self.leak(now);
            for _ in 0..self.chance.times(self.habits.unattributed_a_day / 24.0) {
                self.sell(app, now, faulty, None, None).await?;
            }
        }
        self.later.sort_by_key(|(at, number, _)| (*at, *number));
        while self.later.first().is_some_and(|(at, ..)| *at <= now) {
            let (_, number, telling) = self.later.remove(0);
            let outcome = match telling {
                Telling::Order(order) => app.run(&caller, *order).await.map(drop),
                Telling::Refund(refund) => app.run(&caller, *refund).await.map(drop),
            };
            done.push(format!("shop: tells of order {number} {}", told(&outcome)));
            outcome?;
        }
        Ok(done)
    }

    /// Now and then a coupon site finds a code: a burst of orders with it, by old customers whom no link brought.
    fn leak(&mut self, now: Timestamp) {
        if now.0.rem_euclid(DAY) >= HOUR {
            return;
        }
        let codes: BTreeSet<String> = self.live.iter().filter_map(|((_, code), _)| code.clone()).collect();
        for code in codes {
            if !self.coupons.happens(self.habits.leaks) {
                continue;
            }
            for nth in 0..self.habits.leak_orders * 3 {
                self.number += 1;
                let placed_at =
                    now.plus(i64::try_from(nth).unwrap_or(0) * 3 * DAY / i64::try_from(self.habits.leak_orders * 3).unwrap_or(1));
                let order = IngestOrder {
                    source: "shop".into(),
                    number: self.number.to_string(),
                    placed_at,
                    paid_at: Some(placed_at),
                    currency: Currency::GBP,
                    lines: vec![Line { id: "cream".into(), net: self.habits.leak_order }],
                    total: self.habits.leak_order + self.habits.leak_order / 5,
                    codes: vec![code.clone()],
                    click: None,
                    visitor: None,
                    new_customer: Some(false),
                    referrer: Some("https://coupons.example/".into()),
                    status: OrderStatus::Paid,
                    updated_at: None,
                };
                self.later.push((placed_at.plus(HOUR), self.number, Telling::Order(Box::new(order))));
            }
        }
    }

    async fn sell(&mut self, app: &App, now: Timestamp, faulty: bool, slug: Option<&str>, code: Option<&str>) -> app::Result<()> {
        self.number += 1;
        let more = i64::try_from(self.chance.below(self.habits.order_range)).unwrap_or(0);
        let (number, net) = (self.number, self.habits.least_order + more);
        let by_code = self.chance.happens(self.habits.by_code);
        let click: Option<ClickId> = match slug.filter(|_| !by_code || self.chance.happens(self.habits.code_and_click)) {
            Some(slug) => {
                let command = RecordClick { slug: slug.to_owned(), referrer: "instagram.com".into(), visitor: format!("visitor-{number}") };
                Some(app.run(&Caller::visitor(), command).await?.click)
            }
            None => None,
        };
        let placed_at = now.plus(5 * MINUTE);
        let order = IngestOrder {
            source: "shop".into(),
            number: number.to_string(),
            placed_at,
            paid_at: Some(placed_at),
            currency: Currency::GBP,
            lines: vec![Line { id: "cream".into(), net }],
            total: net + net / 5,
            codes: code.filter(|_| by_code).map(str::to_owned).into_iter().collect(),
            click,
            visitor: None,
            new_customer: Some(self.chance.happens(self.habits.new_customers)),
            referrer: None,
            status: OrderStatus::Paid,
            updated_at: None,
        };
        let strays = faulty && self.chance.happens(self.faults.webhook_late);
        let mut delay = if strays { i64::try_from(self.chance.below(self.faults.webhook_hours)).unwrap_or(0) * HOUR } else { 0 };
        if faulty && self.more.happens(self.faults.webhook_lost) {
            delay = self.faults.webhook_lost_days * DAY;
        }
        if self.more.happens(self.habits.edits) {
            let less = net - net / 4;
            let edited = placed_at.plus(HOUR);
            let edit = IngestOrder {
                lines: vec![Line { id: "cream".into(), net: less }],
                total: less + less / 5,
                updated_at: Some(edited),
                ..order.clone()
            };
            self.later.push((edited.plus(2 * HOUR), number, Telling::Order(Box::new(edit))));
        }
        self.later.push((placed_at.plus(HOUR + delay), number, Telling::Order(Box::new(order.clone()))));
        if faulty && self.chance.happens(self.faults.webhook_doubled) {
            self.later.push((placed_at.plus(2 * HOUR + delay), number, Telling::Order(Box::new(order))));
        }
        if self.chance.happens(self.habits.refunds) {
            // Some come back whole, some in part; a refund may be told before its order is.
            let back = if self.chance.happens(self.habits.whole_refunds) { net } else { net / 2 };
            let at = placed_at.plus(i64::try_from(1 + self.chance.below(self.habits.refund_days)).unwrap_or(1) * DAY);
            let parts = vec![RefundPart::Line { line: "cream".into(), net: back }];
            let refund = IngestRefund { source: "shop".into(), number: number.to_string(), refund_number: "R1".into(), at, parts };
            let told_at = if faulty && self.chance.happens(self.faults.webhook_late) { at } else { at.plus(HOUR) };
            self.later.push((told_at, number, Telling::Refund(Box::new(refund.clone()))));
            if faulty && self.chance.happens(self.faults.webhook_doubled) {
                self.later.push((told_at.plus(HOUR), number, Telling::Refund(Box::new(refund))));
            }
        }
        Ok(())
    }

    /// How many orders a day a post of somebody brings.
    fn a_day(&self, programme: &Programme, creator: CreatorId) -> f64 {
        let email = programme.creators.iter().find(|one| one.id == creator).map_or("", |one| one.email.as_str());
        self.habits.orders_a_day * self.creators.audience(self.seed, email).share / self.creators.mean_audience()
    }

    /// Links and codes of what is verified live.
    async fn look(&mut self, app: &App, programme: &Programme) -> app::Result<Vec<(Way, f64)>> {
        let caller = &programme.manager.caller;
        let mut live = Vec::new();
        let is_live = |stage: Stage| matches!(stage, Stage::Measuring | Stage::Settled | Stage::Closed);
        for campaign in &programme.campaigns {
            let tracker = app.show(caller, ShowTracker { campaign: campaign.to_string() }).await?;
            for row in tracker.rows.into_iter().filter(|row| row.first && is_live(row.stage)) {
                let a_day = self.a_day(programme, row.creator);
                let ways = match self.known.entry(row.collaboration) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(new) => {
                        let page = app.show(caller, ShowCollaboration { collaboration: row.collaboration }).await?;
                        let code = page.code.map(|code| code.value.code);
                        new.insert(page.links.into_iter().map(|link| (Some(link.value.slug), code.clone())).collect())
                    }
                };
                live.extend(ways.iter().map(|way| (way.clone(), a_day)));
            }
        }
        Ok(live)
    }
}
