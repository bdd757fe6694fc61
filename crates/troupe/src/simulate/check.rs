//! Whether what came of a simulated world is right: the invariants of docs/domain.md, section 11, by plain questions to the
//! database.
//!
//! Invariant: nothing here uses an operation, a rule or a view of the program; what it knows of the world it was told. What is
//! cheap is asked after each hour (`check`), what reads more once a day (`whole`). Absent: mending anything; use without a right
//! that covers it, because nobody in the world uses a post anywhere; and the derivation of moves and the chain of events, which
//! only the program itself can repeat (`simulate/derived.rs`).

mod amounts;
mod counts;
mod credit;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use domain::{
    ids::CreatorId,
    time::{DAY, Day, HOUR, Timestamp, Zone},
};
use serde_json::Value;
use store::{Read, params};
use uuid::Uuid;

/// What the checker was told of the world.
pub struct Checker {
    zones: BTreeMap<CreatorId, Zone>,
    brand_zone: Zone,
    brand: Uuid,
    budget: i64,
    seen_mail: Timestamp,
    sent: BTreeMap<Day, i64>,
    reminded: BTreeSet<(CreatorId, Day)>,
    said: BTreeSet<String>,
    others: Option<i64>,
    told: Told,
    brought: credit::Brought,
}

/// What the events told so far. Each is read once, in the order of time: an event never changes.
#[derive(Debug, Default)]
struct Told {
    /// Until when they were read.
    until: Option<Timestamp>,
    /// Who made a payout.
    made: BTreeMap<Uuid, String>,
    approved: BTreeSet<Uuid>,
    settled: BTreeSet<Uuid>,
    /// Payouts by the key under which they went out.
    submitted: BTreeMap<String, Uuid>,
    /// The key under which each payout went out.
    keys: BTreeMap<Uuid, String>,
    /// Since when nobody is at a creator's address.
    bounced: BTreeMap<CreatorId, Timestamp>,
    /// Since when a creator wants no more marketing.
    opted_out: BTreeMap<CreatorId, Timestamp>,
    /// Since when nobody may write to a creator.
    blocked: BTreeMap<CreatorId, Timestamp>,
    /// How often a collaboration left the road.
    left: BTreeMap<Uuid, i64>,
    /// How often each thing happened.
    counts: counts::Counts,
}

/// A post that a person has verified, with its window.
struct Verified {
    url: String,
    live: Timestamp,
    opens: Timestamp,
    closes: Timestamp,
    late: bool,
}

/// The ways off the road.
const OFF: [&str; 5] = ["campaigns.declined", "campaigns.no_response", "campaigns.withdrawn", "campaigns.dropped", "campaigns.cancelled"];

/// How the world is at a check.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// What time it is.
    pub now: Timestamp,
    /// Whether the outside fails.
    pub faulty: bool,
}

impl Checker {
    /// A checker for one brand, with the creators' zones and the mailbox's budget.
    pub fn new(brand: Uuid, brand_zone: Zone, zones: BTreeMap<CreatorId, Zone>, budget: i64) -> Self {
        Self {
            zones,
            brand_zone,
            brand,
            budget,
            seen_mail: Timestamp(i64::MIN),
            sent: BTreeMap::new(),
            reminded: BTreeSet::new(),
            said: BTreeSet::new(),
            others: None,
            told: Told::default(),
            brought: credit::Brought::default(),
        }
    }

    /// Looks at all mail and all events anew, as if none had been seen.
    pub fn again(&mut self) {
        self.told = Told::default();
        self.brought = credit::Brought::default();
        self.seen_mail = Timestamp(i64::MIN);
        self.sent.clear();
        self.reminded.clear();
        self.said.clear();
    }

    /// Everything that is wrong now, with the number of its invariant.
    pub async fn check(&mut self, db: &impl Read, moment: Moment) -> Result<Vec<String>> {
        let mut wrong: Vec<String> = self.events(db).await?.into_iter().map(|text| format!("3: {text}")).collect();
        wrong.extend(books(db).await?.into_iter().map(|text| format!("1: {text}")));
        wrong.extend(self.mail(db, moment).await?.into_iter().map(|text| format!("2: {text}")));
        wrong.extend(self.payouts(db).await?.into_iter().map(|text| format!("3: {text}")));
        wrong.extend(moves(db).await?.into_iter().map(|text| format!("4: {text}")));
        wrong.extend(budgets(db).await?.into_iter().map(|text| format!("5: {text}")));
        wrong.extend(self.posts(db).await?.into_iter().map(|text| format!("6: {text}")));
        wrong.extend(self.endings(db).await?.into_iter().map(|text| format!("7: {text}")));
        wrong.extend(self.walls(db).await?.into_iter().map(|text| format!("8: {text}")));
        wrong.extend(outbox(db).await?.into_iter().map(|text| format!("9: {text}")));
        wrong.extend(overdue(db, moment).await?);
        Ok(wrong)
    }

    /// What reads more than can be asked each hour; after [`Checker::check`] of the same hour.
    pub async fn whole(&mut self, db: &impl Read) -> Result<Vec<String>> {
        let mut wrong: Vec<String> = self.brought.wrong(db, self.brand).await?.into_iter().map(|text| format!("1: {text}")).collect();
        wrong.extend(amounts::wrong(db, self.brand).await?.into_iter().map(|text| format!("5: {text}")));
        wrong.extend(self.early(db).await?.into_iter().map(|text| format!("6: {text}")));
        wrong.extend(self.told.counts.wrong(db, self.brand).await?.into_iter().map(|text| format!("7: {text}")));
        for row in db.all("outbox", "SELECT key FROM outbox WHERE state NOT IN ('waiting', 'leased', 'done', 'dead')", vec![]).await? {
            wrong.push(format!("9: {} is in a state that nobody knows", row.get::<String>("key")?));
        }
        Ok(wrong)
    }

    /// 2: none twice, none at night, none over the budget, one reminder a day, none to an address where nobody is, no marketing
    /// after an opt-out, none at all to who is blocked.
    async fn mail(&mut self, db: &impl Read, moment: Moment) -> Result<Vec<String>> {
        let mut wrong = Vec::new();
        let sql = "SELECT creator, kind, subject, body, recipient, marketing, sent_at FROM mail \
                   WHERE (brand = $3 OR brand IS NULL) AND creator IS NOT NULL AND sent_at > $1 AND sent_at <= $2 ORDER BY sent_at, id";
        for row in db.all("mail", sql, params![self.seen_mail, moment.now, self.brand]).await? {
            let (creator, at): (CreatorId, Timestamp) = (row.get("creator")?, row.get("sent_at")?);
            let (kind, subject, recipient): (String, String, String) = (row.get("kind")?, row.get("subject")?, row.get("recipient")?);
            let what = format!("\"{subject}\" to {recipient} at {at}");
            let zone = self.zones.get(&creator).unwrap_or(&self.brand_zone);
            if !(8 * 60..20 * 60).contains(&at.minute_of_day_in(zone)) && kind != "portal_link" {
                wrong.push(format!("{what} left in quiet hours"));
            }
            let day = at.day_in(&self.brand_zone);
            let count = self.sent.entry(day).or_default();
            *count += 1;
            if *count > self.budget {
                wrong.push(format!("{what} is number {count} of {day}, over the mailbox's budget"));
            }
            if kind == "reminder" && !self.reminded.insert((creator, at.day_in(zone))) {
                wrong.push(format!("{what} is the second reminder of that day"));
            }
            if !self.said.insert(format!("{recipient} {kind} {subject} {}", row.get::<String>("body")?)) {
                wrong.push(format!("{what} was sent before, word for word"));
            }
            let after = |since: &BTreeMap<CreatorId, Timestamp>| since.get(&creator).is_some_and(|since| at > *since);
            if after(&self.told.bounced) {
                wrong.push(format!("{what} went where nobody is"));
            }
            if row.get::<bool>("marketing")? && after(&self.told.opted_out) {
                wrong.push(format!("{what} is marketing to somebody who wants no more"));
            }
            if after(&self.told.blocked) {
                wrong.push(format!("{what} went to somebody who is blocked"));
            }
        }
        self.seen_mail = moment.now;
        Ok(wrong)
    }

    /// Reads what events have told since. 3: a payout is approved by somebody else than made it, and goes out and is paid once.
    async fn events(&mut self, db: &impl Read) -> Result<Vec<String>> {
        let (mut wrong, told) = (Vec::new(), &mut self.told);
        let sql = "SELECT subject, kind, actor, creator, collaboration, data, at FROM event WHERE brand = $1 AND at > $2 ORDER BY at, id";
        for row in db.all("event", sql, params![self.brand, told.until.unwrap_or(Timestamp(i64::MIN))]).await? {
            let (kind, at): (String, Timestamp) = (row.get("kind")?, row.get("at")?);
            told.until = Some(at);
            let payout = row.get::<Option<Uuid>>("subject")?.unwrap_or_default();
            told.counts.note(&kind, payout);
            match kind.as_str() {
                "payments.payout_made" => drop(told.made.insert(payout, row.get("actor")?)),
                "payments.payout_approved" => {
                    told.approved.insert(payout);
                    if told.made.get(&payout) == Some(&row.get("actor")?) {
                        wrong.push(format!("the payout {payout} was approved by who made it"));
                    }
                }
                "payments.payout_settled" if !told.settled.insert(payout) => wrong.push(format!("the payout {payout} was paid twice")),
                "payments.payout_submitted" => {
                    let key = row.json::<Value>("data")?["key"].as_str().unwrap_or_default().to_owned();
                    if told.submitted.insert(key.clone(), payout).is_some() {
                        wrong.push(format!("two payouts went out under {key}"));
                    }
                    match told.keys.insert(payout, key.clone()) {
                        Some(before) if before != key => wrong.push(format!("the payout {payout} went out under {before} and {key}")),
                        _ => {}
                    }
                }
                "outreach.mail_bounced" | "creators.opted_out" | "creators.blocked" | "creators.unblocked" => {
                    let Some(creator) = row.get::<Option<CreatorId>>("creator")? else { continue };
                    let since = match kind.as_str() {
                        "creators.opted_out" => &mut told.opted_out,
                        "outreach.mail_bounced" => &mut told.bounced,
                        _ => &mut told.blocked,
                    };
                    if kind == "creators.unblocked" {
                        since.remove(&creator);
                    } else {
                        since.entry(creator).or_insert(at);
                    }
                }
                "campaigns.shortlisted" => {
                    // Whoever is brought back left before, once; what follows is counted anew.
                    let back = row.get::<Option<Uuid>>("collaboration")?.unwrap_or_default();
                    if told.left.remove(&back).is_some_and(|times| times > 1) {
                        wrong.push(format!("the collaboration {back} ended more than once before it was taken up again"));
                    }
                }
                off if OFF.contains(&off) => {
                    *told.left.entry(row.get::<Option<Uuid>>("collaboration")?.unwrap_or_default()).or_default() += 1
                }
                _ => {}
            }
        }
        Ok(wrong)
    }

    /// The payouts that went out, by their key.
    pub fn submitted(&self) -> &BTreeMap<String, Uuid> {
        &self.told.submitted
    }

    /// 3: what is on its way or arrived was approved.
    async fn payouts(&self, db: &impl Read) -> Result<Vec<String>> {
        let sql = "SELECT id FROM payout WHERE state IN ('approved', 'submitted', 'unknown', 'settled')";
        let ids = db.all("payout", sql, vec![]).await?.iter().map(|row| row.get("id")).collect::<store::Result<Vec<Uuid>>>()?;
        let unapproved = ids.into_iter().filter(|id| !self.told.approved.contains(id));
        Ok(unapproved.map(|id| format!("nobody approved the payout {id}")).collect())
    }

    /// 7: what left the road has exactly one event that says so since it was last put on a shortlist.
    async fn endings(&self, db: &impl Read) -> Result<Vec<String>> {
        let mut wrong = Vec::new();
        for row in db.all("collaboration", "SELECT id, off FROM collaboration", vec![]).await? {
            let (id, off): (Uuid, Option<String>) = (row.get("id")?, row.get("off")?);
            let events = self.told.left.get(&id).copied().unwrap_or(0);
            if i64::from(off.is_some()) != events {
                wrong.push(format!("the collaboration {id} ended {off:?} with {events} events"));
            }
        }
        Ok(wrong)
    }

    /// 6: what is verified went live before its window was over, or was accepted late.
    async fn posts(&self, db: &impl Read) -> Result<Vec<String>> {
        let outside = self.verified(db).await?.into_iter().filter(|post| post.live > post.closes && !post.late);
        Ok(outside.map(|post| format!("{} is counted outside its window", post.url)).collect())
    }

    /// 6: and not before its window began, which nobody in the world asks to have accepted.
    async fn early(&self, db: &impl Read) -> Result<Vec<String>> {
        let early = self.verified(db).await?.into_iter().filter(|post| post.live < post.opens);
        Ok(early.map(|post| format!("{} is counted before its window", post.url)).collect())
    }

    async fn verified(&self, db: &impl Read) -> Result<Vec<Verified>> {
        let sql = "SELECT post.facts AS post, deliverable.facts AS made FROM post JOIN deliverable ON deliverable.id = post.deliverable \
                   WHERE post.state = 'verified' ORDER BY post.id";
        let rows = db.all("post", sql, vec![]).await?;
        let mut all = Vec::with_capacity(rows.len());
        for row in rows {
            let (post, made): (Value, Value) = (row.json("post")?, row.json("made")?);
            let day = |name: &str| made[name].as_str().and_then(|day| Day::parse(day).ok());
            let live = post["live_at"].as_str().and_then(|at| Timestamp::parse(at).ok());
            if let (Some(live), Some(opens), Some(closes)) = (live, day("opens"), day("closes")) {
                let (opens, closes) = (opens.at(0, 0, &self.brand_zone), closes.end_in(&self.brand_zone));
                all.push(Verified { url: post["url"].to_string(), live, opens, closes, late: post["state"]["late"] == true });
            }
        }
        Ok(all)
    }

    /// 8: nothing that happens in one brand touches another.
    async fn walls(&mut self, db: &impl Read) -> Result<Vec<String>> {
        let tables = ["collaboration", "campaign", "event", "mail", "move", "shop_order", "payable", "payout", "ledger_entry"];
        // Two ranges of an index instead of a look at every row.
        let counts = tables
            .map(|table| format!("(SELECT COUNT(*) FROM {table} WHERE brand < $1) + (SELECT COUNT(*) FROM {table} WHERE brand > $1)"));
        let all = db.number("brand", &format!("SELECT {} AS n", counts.join(" + ")), params![self.brand]).await?;
        let before = *self.others.get_or_insert(all);
        Ok(if all == before { vec![] } else { vec![format!("rows of other brands were {before} and are {all}")] })
    }
}

/// 1: the ledger sums to zero in each currency; an order's credit is its value or nothing.
async fn books(db: &impl Read) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    let sql = "SELECT currency, CAST(SUM(minor) AS BIGINT) AS sum FROM ledger_entry GROUP BY currency HAVING SUM(minor) <> 0";
    for row in db.all("ledger_entry", sql, vec![]).await? {
        wrong.push(format!("the ledger is off by {} {}", row.get::<i64>("sum")?, row.get::<String>("currency")?));
    }
    let sql = "SELECT o.number AS number, o.net AS net, c.sum AS sum FROM shop_order o JOIN \
               (SELECT shop_order, CAST(SUM(minor) AS BIGINT) AS sum FROM credit GROUP BY shop_order) c ON c.shop_order = o.id \
               WHERE c.sum <> o.net ORDER BY o.number";
    for row in db.all("credit", sql, vec![]).await? {
        let (number, net, sum): (String, i64, i64) = (row.get("number")?, row.get("net")?, row.get("sum")?);
        wrong.push(format!("order {number} is worth {net} and {sum} of it is credited"));
    }
    Ok(wrong)
}

/// 4: every unfinished collaboration has an open move.
async fn moves(db: &impl Read) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    let sql = "SELECT s.collaboration AS collaboration, s.stage AS stage FROM stage s JOIN collaboration c ON c.id = s.collaboration \
               WHERE s.stage NOT IN ('closed', 'declined', 'no_response', 'withdrawn', 'dropped', 'cancelled') \
               AND NOT EXISTS (SELECT 1 FROM move WHERE move.collaboration = s.collaboration)";
    for row in db.all("stage", sql, vec![]).await? {
        wrong.push(format!("the collaboration {} is {} and nobody's turn", row.get::<Uuid>("collaboration")?, row.get::<String>("stage")?));
    }
    Ok(wrong)
}

/// 5: what is spoken for stays within the budget or an override; commission only warns.
async fn budgets(db: &impl Read) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    let mut used: BTreeMap<Uuid, (i64, i64)> = BTreeMap::new();
    let sql = "SELECT campaign, line, reserved + committed + accrued + paid AS used, override FROM budget_line";
    for row in db.all("budget_line", sql, vec![]).await? {
        if row.get::<String>("line")? == "commission" {
            continue;
        }
        let beyond = row.get::<Option<String>>("override")?.and_then(|text| serde_json::from_str::<Value>(&text).ok());
        let entry = used.entry(row.get("campaign")?).or_default();
        entry.0 += row.get::<i64>("used")?;
        entry.1 += beyond.and_then(|value| value["beyond"].as_i64()).unwrap_or(0);
    }
    for row in db.all("campaign", "SELECT id, facts FROM campaign", vec![]).await? {
        let facts: Value = row.json("facts")?;
        let planned: i64 = facts["budget"].as_object().map_or(0, |lines| lines.values().filter_map(Value::as_i64).sum());
        if let Some((sum, beyond)) = used.get(&row.get::<Uuid>("id")?)
            && *sum > planned + beyond
        {
            wrong.push(format!("{sum} is spoken for of {planned} in {}", facts["name"]));
        }
    }
    Ok(wrong)
}

/// 9: what was given up says why; a payout of which nobody knows what became is looked up, or somebody asks.
async fn outbox(db: &impl Read) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    for row in db.all("outbox", "SELECT key FROM outbox WHERE state = 'dead' AND COALESCE(last_error, '') = ''", vec![]).await? {
        wrong.push(format!("{} was given up without a reason", row.get::<String>("key")?));
    }
    let sql = "SELECT id FROM payout WHERE state = 'unknown' AND NOT EXISTS \
               (SELECT 1 FROM move WHERE move.subject = payout.id AND move.what IN ('check_payout', 'ask_provider')) ORDER BY id";
    for row in db.all("payout", sql, vec![]).await? {
        wrong.push(format!("nobody looks up what became of the payout {}", row.get::<Uuid>("id")?));
    }
    Ok(wrong)
}

/// 4 and 9: once nothing fails, nothing of the clock is long overdue, and nothing waits to leave for more than a day. Time alone
/// can break it, so that it is asked in hours in which nothing happened too.
pub async fn overdue(db: &impl Read, moment: Moment) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    if moment.faulty {
        return Ok(wrong);
    }
    let sql = "SELECT key, due FROM move WHERE turn = 'clock' AND due <= $1 ORDER BY due, key";
    for row in db.all("move", sql, params![moment.now.plus(-2 * HOUR)]).await? {
        let (key, due): (String, Timestamp) = (row.get("key")?, row.get("due")?);
        wrong.push(format!("4: the clock should have done {key} at {due}"));
    }
    let sql = "SELECT key FROM outbox WHERE state IN ('waiting', 'leased') AND run_at <= $1 ORDER BY key";
    for row in db.all("outbox", sql, params![moment.now.plus(-DAY)]).await? {
        wrong.push(format!("9: {} should have left a day ago", row.get::<String>("key")?));
    }
    Ok(wrong)
}
