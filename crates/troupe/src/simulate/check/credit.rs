//! 1: who brought each order, told from the codes and clicks alone, against what stands credited.
//!
//! Invariant: an order is read once, because what touched it never changes; it is counted again each time. Absent: other models
//! than the one by which credit is stored; the program's own audit has them all, and is asked in the end.

use std::collections::BTreeMap;

use anyhow::Result;
use domain::time::{DAY, Timestamp};
use serde_json::Value;
use store::{Read, params};
use uuid::Uuid;

/// For so long before an order a click counts.
const WINDOW: i64 = 30 * DAY;

/// Who brought each order that was read so far.
#[derive(Debug, Default)]
pub(super) struct Brought {
    last: Uuid,
    by: BTreeMap<Uuid, Option<Uuid>>,
}

impl Brought {
    /// Orders whose credit is not their value to who brought them, and nothing to anybody else.
    pub(super) async fn wrong(&mut self, db: &impl Read, brand: Uuid) -> Result<Vec<String>> {
        self.read(db, brand).await?;
        let mut wrong = Vec::new();
        let mut uncounted = self.by.clone();
        let sql = "SELECT o.id AS id, o.number AS number, o.net AS net, c.collaboration AS collaboration, c.minor AS minor \
                   FROM shop_order o JOIN credit c ON c.shop_order = o.id WHERE o.brand = $1 ORDER BY o.id, c.collaboration";
        for row in db.all("credit", sql, params![brand]).await? {
            let (id, to): (Uuid, Uuid) = (row.get("id")?, row.get("collaboration")?);
            let (number, net, minor): (String, i64, i64) = (row.get("number")?, row.get("net")?, row.get("minor")?);
            let Some(by) = self.by.get(&id) else { continue };
            let due = if *by == Some(to) { net } else { 0 };
            if minor != due {
                wrong.push(format!("order {number} credits {to} with {minor} where codes and clicks give them {due}"));
            }
            if *by == Some(to) {
                uncounted.remove(&id);
            }
        }
        let left = uncounted.into_iter().filter_map(|(id, by)| Some((id, by?)));
        wrong.extend(left.map(|(id, by)| format!("the order {id} came by {by}, who is not credited with it")));
        Ok(wrong)
    }

    /// Reads the orders that came since. Their ids follow the time at which they were told.
    async fn read(&mut self, db: &impl Read, brand: Uuid) -> Result<()> {
        let sql = "SELECT id, facts FROM shop_order WHERE brand = $1 AND id > $2 ORDER BY id";
        let orders = db.all("shop_order", sql, params![brand, self.last]).await?;
        if orders.is_empty() {
            return Ok(());
        }
        let mut codes: BTreeMap<String, Uuid> = BTreeMap::new();
        let sql = "SELECT collaboration, code_key FROM promo_code WHERE brand = $1 ORDER BY id";
        for row in db.all("promo_code", sql, params![brand]).await? {
            codes.insert(row.get("code_key")?, row.get("collaboration")?);
        }
        for row in orders {
            let (id, facts): (Uuid, Value) = (row.get("id")?, row.json("facts")?);
            self.by.insert(id, by_code(&facts, &codes).or_else(|| by_click(&facts)));
            self.last = id;
        }
        Ok(())
    }
}

/// Whose code stands last on an order, as the shop wrote it.
fn by_code(facts: &Value, codes: &BTreeMap<String, Uuid>) -> Option<Uuid> {
    let mut written = facts["codes"].as_array()?.iter().rev().filter_map(Value::as_str);
    written.find_map(|code| codes.get(&code.trim().to_lowercase()).copied())
}

/// Whose link was clicked last before an order.
fn by_click(facts: &Value) -> Option<Uuid> {
    let placed = moment(&facts["order"]["placed_at"])?;
    let clicks = facts["order"]["clicks"].as_array()?.iter().filter_map(|click| {
        let at = moment(&click["at"])?;
        (0..=WINDOW).contains(&placed.since(at)).then_some((at, id(&click["id"])?, id(&click["collaboration"])?))
    });
    clicks.max().map(|(.., by)| by)
}

fn moment(value: &Value) -> Option<Timestamp> {
    Timestamp::parse(value.as_str()?).ok()
}

fn id(value: &Value) -> Option<Uuid> {
    Uuid::parse_str(value.as_str()?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_code_comes_before_the_last_click_and_an_old_click_counts_for_nothing() {
        let who = |n: u128| Uuid::from_u128(n);
        let codes = BTreeMap::from([("maya15".to_owned(), who(1))]);
        let click = |n: u128, at: &str| json!({ "id": who(n + 10), "collaboration": who(n), "at": at });
        let order = |codes: &[&str], clicks: Vec<Value>| json!({ "codes": codes, "order": { "placed_at": "2026-10-31T12:00:00Z", "clicks": clicks } });
        let near = || vec![click(2, "2026-10-30T12:00:00Z"), click(3, "2026-10-29T12:00:00Z")];
        for (name, facts, by) in [
            ("a code and clicks", order(&["OTHER", " MAYA15"], near()), Some(who(1))),
            ("clicks alone", order(&[], near()), Some(who(2))),
            ("somebody else's code", order(&["OTHER"], near()), Some(who(2))),
            ("thirty-one days", order(&[], vec![click(2, "2026-09-30T12:00:00Z")]), None),
            ("after the order", order(&[], vec![click(2, "2026-10-31T12:00:01Z")]), None),
            ("nothing", order(&[], vec![]), None),
        ] {
            assert_eq!(by_code(&facts, &codes).or_else(|| by_click(&facts)), by, "{name}");
        }
    }
}
