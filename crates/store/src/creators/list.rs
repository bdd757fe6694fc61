//! The list of a brand's creators: filtered, sorted, a page at a time.
//!
//! Invariant: only creators whom the brand knows; two statements for a page and its total, and what a creator's row holds is read
//! for those of the page only, because a brand may know a hundred thousand. Absent: an order by fit, which needs a campaign, and one by
//! sales or views, which would have to add them up for everybody.

use domain::{
    creators::{AskedField, AskedHow, Creator, CustomFields, Relationship},
    ids::{BrandId, CreatorId},
    journey::Stage,
    money::Currency,
    picked::Picked,
    text,
};
use sea_orm::Value;

use crate::{
    Read, Result, Row, Stored, Version,
    conditions::{each_count, either, part, picked},
    db::Bind,
    params,
};

/// In which order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// By name.
    #[default]
    Name,
    /// Most followers first.
    Followers,
    /// Whom the brand came to know last first.
    Newest,
    /// The highest last fee in this currency first; fees in others come after all of them.
    Fee(Currency),
    /// By the stage that is shown, that of the newest collaboration that runs; the furthest on the road first.
    Stage,
}

/// Where the page before ended: the sort key of its last row, and which row it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After {
    /// The folded name, or the number in digits.
    pub key: String,
    /// The creator.
    pub id: CreatorId,
}

/// Which creators are asked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// A part of a name, a handle or an address.
    pub query: Option<String>,
    /// With an account on such a platform, by their words.
    pub platform: Option<Picked>,
    /// From such a country, two letters each.
    pub country: Option<Picked>,
    /// Of such a tier, by their words.
    pub tier: Option<Picked>,
    /// With such a tag or topic.
    pub tag: Option<Picked>,
    /// With at least so many followers on one account.
    pub min_followers: Option<i64>,
    /// With at most so many on the largest account.
    pub max_followers: Option<i64>,
    /// Of such a standing, by their words.
    pub standing: Option<Picked>,
    /// Without a standing.
    pub undecided: bool,
    /// With an address, or without one.
    pub has_email: Option<bool>,
    /// Whom nobody may write to (blocked, opted out, or their mail came back), or all others.
    pub suppressed: Option<bool>,
    /// In no campaign of the brand.
    pub in_no_campaign: bool,
    /// With this in the brand's own fields.
    pub fields: Vec<AskedField>,
    /// In which order.
    pub order: Order,
}

/// One creator of the list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The creator.
    pub creator: Stored<Creator>,
    /// What the brand keeps about them.
    pub relationship: Relationship,
    /// The version of what the brand keeps.
    pub relationship_version: Version,
    /// The largest number of followers on one account, of the wanted platform where one is wanted.
    pub followers: Option<i64>,
    /// The sort key, for [`After`].
    pub key: String,
}

/// Of so many that fit, the first few are found soonest in the order of names; of fewer, by looking at all that the brand knows.
const MANY: i64 = 1_000;

/// The conditions of a question and their values; `r` is the relationship and `c` the creator.
struct Query {
    conditions: Vec<String>,
    /// What else an account must be that counts: the wanted platform.
    account: String,
    /// Whether a condition is about the creator's own row.
    of_creator: bool,
    values: Vec<Value>,
}

impl Query {
    fn value(&mut self, value: Value) -> usize {
        self.values.push(value);
        self.values.len()
    }

    fn wants(&mut self, condition: impl Into<String>) {
        self.conditions.push(condition.into());
    }

    /// The largest number of followers on one account that counts; -1 where none is known.
    fn followers(&self) -> String {
        format!("COALESCE((SELECT MAX(p.followers) FROM profile p WHERE p.creator = r.creator{}), -1)", self.account)
    }

    /// That there is an account that counts, with something more.
    fn account_with(&self, more: &str) -> String {
        format!("EXISTS (SELECT 1 FROM profile p WHERE p.creator = r.creator{}{more})", self.account)
    }

    /// The values that are picked, as a list of parameters.
    fn places(&mut self, asked: &Picked) -> String {
        asked.values().iter().map(|value| format!("${}", self.value(value.as_str().bind()))).collect::<Vec<_>>().join(", ")
    }

    /// What stands in `column` is what is picked.
    fn picks(&mut self, column: &str, asked: Option<&Picked>) {
        if let Some(asked) = asked {
            let places = self.places(asked);
            self.wants(picked(column, &places, asked));
        }
    }

    /// Has an account on a platform that is picked, or on none of them; on one of several is enough. Where an account on them is
    /// wanted, it alone counts, and who is asked to have followers on it needs no other condition.
    fn on_platforms(&mut self, asked: &Picked, followed: bool) {
        let on = format!(" AND p.platform IN ({})", self.places(asked));
        let mut ways = Vec::new();
        if !asked.values().is_empty() {
            ways.push(self.account_with(&on));
        }
        if asked.has_nothing() {
            ways.push(format!("NOT {}", self.account_with("")));
        }
        let wants_account = !asked.is_not() && !asked.has_nothing();
        if wants_account {
            self.account = on;
        }
        if !(wants_account && followed) {
            self.wants(either(asked, &ways));
        }
    }

    /// Has a tag or topic that is picked, or none of them.
    fn tagged(&mut self, asked: &Picked) {
        let mut ways = Vec::new();
        for tag in asked.values() {
            let at = self.value(part(&format!("\n{}\n", text::folded(tag))).bind());
            ways.push(format!("r.tags LIKE ${at} ESCAPE '\\'"));
        }
        if asked.has_nothing() {
            // Each tag stands between two ends of a line, so that one end is none.
            ways.push("LENGTH(r.tags) < 2".to_owned());
        }
        self.wants(either(asked, &ways));
    }

    fn conditions(&self) -> String {
        self.conditions.join(" AND ")
    }

    /// The statement that counts those who fit.
    fn counted(&self) -> String {
        let creator = if self.of_creator { " JOIN creator c ON c.id = r.creator" } else { "" };
        format!("SELECT COUNT(*) AS n FROM relationship r{creator} WHERE {}", self.conditions())
    }
}

/// What stands in the newest collaboration of a creator that has a row of another table; -1 where none has. `r` is the relationship.
fn newest_of(expression: &str, table: &str, condition: &str) -> String {
    // The signs keep SQLite from walking all that the brand has, as CROSS does.
    format!(
        "COALESCE((SELECT CAST({expression} AS BIGINT) FROM collaboration k CROSS JOIN {table} x WHERE k.creator = r.creator \
         AND (k.brand = $1) IS TRUE AND x.collaboration = k.id AND {condition} ORDER BY k.id DESC LIMIT 1), -1)"
    )
}

/// The last fee that both sides signed for, where it is in the currency at a place of the values.
fn last_fee(currency: usize) -> String {
    let signed = "x.committed + x.accrued + x.paid";
    newest_of(
        &format!("CASE WHEN x.currency = ${currency} THEN {signed} ELSE 0 END"),
        "budget_line",
        &format!("x.line = 'fees' AND {signed} > 0"),
    )
}

/// How far the newest collaboration that runs is on the road.
fn stage_now() -> String {
    let running: Vec<Stage> = Stage::ALL.into_iter().filter(|stage| !stage.is_over()).collect();
    let places: Vec<String> = running.iter().enumerate().map(|(place, stage)| format!("WHEN '{}' THEN {place}", stage.as_str())).collect();
    let words: Vec<String> = running.iter().map(|stage| format!("'{}'", stage.as_str())).collect();
    newest_of(&format!("CASE x.stage {} END", places.join(" ")), "stage", &format!("x.stage IN ({})", words.join(", ")))
}

/// `values` are those of the statement so far, the brand first.
fn query(db: &impl Read, wanted: &Wanted, values: Vec<Value>) -> Query {
    let mut query = Query { conditions: vec!["r.brand = $1".to_owned()], account: String::new(), of_creator: false, values };
    if let Some(platform) = &wanted.platform {
        query.on_platforms(platform, wanted.min_followers.is_some() || wanted.max_followers.is_some());
    }
    query.picks("c.country", wanted.country.as_ref());
    query.picks("r.tier", wanted.tier.as_ref());
    if let Some(tag) = &wanted.tag {
        query.tagged(tag);
    }
    query.picks("r.standing", wanted.standing.as_ref());
    if wanted.undecided {
        query.wants("r.standing IS NULL");
    }
    if let Some(has_email) = wanted.has_email {
        query.wants(format!("c.email_key IS {}NULL", if has_email { "NOT " } else { "" }));
    }
    if let Some(suppressed) = wanted.suppressed {
        let kept = db.field_of("c.facts", "suppression");
        let any = ["blocked", "opted_out_at", "bounced_at"].map(|why| format!("{} IS NOT NULL", db.field_of(&kept, why)));
        let not = if suppressed { "" } else { "NOT " };
        query.wants(format!("{not}({} OR COALESCE(r.standing, '') = 'blocked')", any.join(" OR ")));
    }
    if wanted.in_no_campaign {
        query.wants("NOT EXISTS (SELECT 1 FROM collaboration k WHERE k.brand = $1 AND k.creator = r.creator)");
    }
    for asked in &wanted.fields {
        let stands = db.field_of("r.custom", &asked.field.to_string());
        let number = |expression: &str| if asked.number { format!("CAST({expression} AS NUMERIC)") } else { expression.to_owned() };
        let compared = |query: &mut Query, how: &str, value: &str| {
            // The database learns that it is a text before it reads the number in it.
            let at = query.value(value.bind());
            query.wants(format!("{} {how} {}", number(&stands), number(&format!("CAST(${at} AS TEXT)"))));
        };
        match &asked.how {
            AskedHow::Is(value) => compared(&mut query, "=", value),
            AskedHow::AtLeast(value) => compared(&mut query, ">=", value),
            AskedHow::AtMost(value) => compared(&mut query, "<=", value),
            AskedHow::Has(words) => {
                let at = query.value(part(words).bind());
                query.wants(format!("{stands} LIKE ${at} ESCAPE '\\'"));
            }
            AskedHow::Known(known) => query.wants(format!("{stands} IS {}NULL", if *known { "NOT " } else { "" })),
        }
    }
    let words = wanted.query.as_deref().map(text::folded).filter(|words| !words.is_empty());
    if let Some(words) = &words {
        let at = query.value(part(words.trim_start_matches('@')).bind());
        query.wants(format!(
            "(c.name_key LIKE ${at} ESCAPE '\\' OR c.email_key LIKE ${at} ESCAPE '\\' OR EXISTS \
             (SELECT 1 FROM profile p WHERE p.creator = r.creator AND p.handle_key LIKE ${at} ESCAPE '\\'))"
        ));
    }
    query.of_creator = words.is_some() || wanted.country.is_some() || wanted.has_email.is_some() || wanted.suppressed.is_some();
    // Of the largest account that counts; who has no known number is not within any bounds.
    if let Some(least) = wanted.min_followers {
        let at = query.value(least.bind());
        query.wants(query.account_with(&format!(" AND p.followers >= ${at}")));
    }
    if let Some(most) = wanted.max_followers {
        let at = query.value(most.bind());
        if wanted.min_followers.is_none() {
            query.wants(query.account_with(" AND p.followers IS NOT NULL"));
        }
        query.wants(format!("NOT {}", query.account_with(&format!(" AND p.followers > ${at}"))));
    }
    query
}

/// How many creators fit.
///
/// # Errors
/// The store's.
pub async fn count(db: &impl Read, brand: BrandId, wanted: &Wanted) -> Result<i64> {
    let query = query(db, wanted, params![brand]);
    db.number("relationship", &query.counted(), query.values).await
}

/// How many creators fit, and in the same statement the fields that the brand made up; nothing before the first.
///
/// # Errors
/// The store's.
pub async fn count_with_fields(db: &impl Read, brand: BrandId, wanted: &Wanted) -> Result<(i64, Option<CustomFields>)> {
    let query = query(db, wanted, params![brand]);
    let fields = "SELECT f.facts FROM custom_fields f WHERE f.brand = $1 LIMIT 1";
    let sql = format!("SELECT ({}) AS n, ({fields}) AS fields", query.counted());
    let Some(row) = db.one("relationship", &sql, query.values).await? else { return Ok((0, None)) };
    let known = row.get::<Option<String>>("fields")?.is_some();
    Ok((row.get("n")?, known.then(|| row.json("fields")).transpose()?))
}

/// How many creators fit each of some questions, in one statement.
///
/// # Errors
/// The store's.
pub async fn counts(db: &impl Read, brand: BrandId, all: &[Wanted]) -> Result<Vec<i64>> {
    let (mut values, mut columns) = (params![brand], Vec::new());
    for (at, wanted) in all.iter().enumerate() {
        let asked = query(db, wanted, values);
        columns.push(format!("({}) AS n{at}", asked.counted()));
        values = asked.values;
    }
    each_count(db, "relationship", &columns, values).await
}

/// A page of those that fit, in order, after a given one. `total` is how many fit in all.
///
/// # Errors
/// The store's.
pub async fn page(db: &impl Read, brand: BrandId, wanted: &Wanted, after: Option<&After>, most: i64, total: i64) -> Result<Vec<Listed>> {
    let mut query = query(db, wanted, params![brand]);
    let (column, direction, sign) = match wanted.order {
        Order::Name => ("c.name_key".to_owned(), "", ">"),
        Order::Followers => (query.followers(), " DESC", "<"),
        Order::Newest => ("r.created_at".to_owned(), " DESC", "<"),
        Order::Fee(currency) => {
            let at = query.value(currency.bind());
            (last_fee(at), " DESC", "<")
        }
        Order::Stage => (stage_now(), " DESC", "<"),
    };
    if let Some(after) = after {
        let key = match wanted.order {
            Order::Name => after.key.as_str().bind(),
            Order::Followers | Order::Newest | Order::Fee(_) | Order::Stage => after.key.parse::<i64>().unwrap_or(i64::MAX).bind(),
        };
        let (key, id) = (query.value(key), query.value(after.id.bind()));
        query.wants(format!("({column}, r.creator) {sign} (${key}, ${id})"));
    }
    let limit = query.value(most.bind());
    // CROSS keeps SQLite to the order in which the tables stand here, so that it walks the creators by name and stops in time.
    let from = match wanted.order {
        Order::Name if total > MANY => {
            query.wants("c.organisation = (SELECT organisation FROM brand WHERE id = $1)");
            query.wants("r.creator = c.id");
            "creator c CROSS JOIN relationship r"
        }
        _ => "relationship r JOIN creator c ON c.id = r.creator",
    };
    let id = if from.starts_with("creator") { "c.id" } else { "r.creator" };
    let found = format!(
        "SELECT r.creator AS id, {column} AS place FROM {from} WHERE {} ORDER BY {column}{direction}, {id}{direction} LIMIT ${limit}",
        query.conditions()
    );
    let sql = format!(
        "SELECT c.id AS id, c.version AS version, c.facts AS facts, c.name_key AS name_key, r.facts AS relationship, \
         r.version AS relationship_version, found.place AS place, {} AS followers \
         FROM ({found}) AS found JOIN creator c ON c.id = found.id JOIN relationship r ON r.brand = $1 AND r.creator = found.id \
         ORDER BY found.place{direction}, found.id{direction}",
        query.followers()
    );
    db.all("creator", &sql, query.values).await?.iter().map(|row| read(row, wanted.order)).collect()
}

fn read(row: &Row, order: Order) -> Result<Listed> {
    let followers: i64 = row.get("followers")?;
    let key = match order {
        Order::Name => row.get("name_key")?,
        Order::Followers => followers.to_string(),
        Order::Newest | Order::Fee(_) | Order::Stage => row.get::<i64>("place")?.to_string(),
    };
    Ok(Listed {
        creator: Stored { id: row.get("id")?, version: Version(row.get("version")?), value: row.json("facts")? },
        relationship: row.json("relationship")?,
        relationship_version: Version(row.get("relationship_version")?),
        followers: (followers >= 0).then_some(followers),
        key,
    })
}
