//! The list of a brand's creators: filtered, sorted, a page at a time.
//!
//! Invariant: only creators whom the brand knows; two statements for a page and its total. Absent: an order by fit, which
//! needs a campaign.

use domain::{
    creators::{Creator, Relationship},
    ids::{BrandId, CreatorId},
    text,
};
use sea_orm::Value;

use crate::{Read, Result, Row, Stored, Version, conditions::part, db::Bind, params};

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
    /// With an account on this platform, by its word.
    pub platform: Option<String>,
    /// From this country, two letters.
    pub country: Option<String>,
    /// Of this tier, by its word.
    pub tier: Option<String>,
    /// With this tag or topic.
    pub tag: Option<String>,
    /// With at least so many followers on one account.
    pub min_followers: Option<i64>,
    /// With at most so many on the largest account.
    pub max_followers: Option<i64>,
    /// Of this standing, by its word.
    pub standing: Option<String>,
    /// Without a standing.
    pub undecided: bool,
    /// With an address, or without one.
    pub has_email: Option<bool>,
    /// In no campaign of the brand.
    pub in_no_campaign: bool,
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

struct Query {
    inner: String,
    outer: String,
    values: Vec<Value>,
}

impl Query {
    fn value(&mut self, value: Value) -> usize {
        self.values.push(value);
        self.values.len()
    }
}

fn query(brand: BrandId, wanted: &Wanted) -> Query {
    let mut query = Query { inner: String::new(), outer: "1 = 1".to_owned(), values: params![brand] };
    let mut accounts = "SELECT MAX(p.followers) FROM profile p WHERE p.creator = c.id".to_owned();
    let mut conditions = vec!["r.brand = $1".to_owned()];
    if let Some(platform) = &wanted.platform {
        let at = query.value(platform.bind());
        accounts.push_str(&format!(" AND p.platform = ${at}"));
        conditions.push(format!("EXISTS (SELECT 1 FROM profile p WHERE p.creator = c.id AND p.platform = ${at})"));
    }
    if let Some(country) = &wanted.country {
        conditions.push(format!("c.country = ${}", query.value(country.bind())));
    }
    if let Some(tier) = &wanted.tier {
        conditions.push(format!("r.tier = ${}", query.value(tier.bind())));
    }
    if let Some(tag) = &wanted.tag {
        conditions.push(format!("r.tags LIKE ${} ESCAPE '\\'", query.value(part(&format!("\n{}\n", text::folded(tag))).bind())));
    }
    if let Some(standing) = &wanted.standing {
        conditions.push(format!("r.standing = ${}", query.value(standing.bind())));
    }
    if wanted.undecided {
        conditions.push("r.standing IS NULL".to_owned());
    }
    if let Some(has_email) = wanted.has_email {
        conditions.push(format!("c.email_key IS {}NULL", if has_email { "NOT " } else { "" }));
    }
    if wanted.in_no_campaign {
        conditions.push("NOT EXISTS (SELECT 1 FROM collaboration k WHERE k.brand = $1 AND k.creator = c.id)".to_owned());
    }
    if let Some(words) = wanted.query.as_deref().map(text::folded).filter(|words| !words.is_empty()) {
        let at = query.value(part(words.trim_start_matches('@')).bind());
        conditions.push(format!(
            "(c.name_key LIKE ${at} ESCAPE '\\' OR c.email_key LIKE ${at} ESCAPE '\\' OR EXISTS \
             (SELECT 1 FROM profile p WHERE p.creator = c.id AND p.handle_key LIKE ${at} ESCAPE '\\'))"
        ));
    }
    query.inner = format!(
        "SELECT c.id AS id, c.version AS version, c.facts AS facts, c.name_key AS name_key, r.facts AS relationship, r.version AS relationship_version, \
         r.created_at AS since, COALESCE(({accounts}), -1) AS followers \
         FROM relationship r JOIN creator c ON c.id = r.creator WHERE {}",
        conditions.join(" AND ")
    );
    if let Some(least) = wanted.min_followers {
        let at = query.value(least.bind());
        query.outer.push_str(&format!(" AND followers >= ${at}"));
    }
    if let Some(most) = wanted.max_followers {
        let at = query.value(most.bind());
        query.outer.push_str(&format!(" AND followers <= ${at} AND followers >= 0"));
    }
    query
}

/// How many creators fit.
///
/// # Errors
/// The store's.
pub async fn count(db: &impl Read, brand: BrandId, wanted: &Wanted) -> Result<i64> {
    let Query { inner, outer, values } = query(brand, wanted);
    db.number("relationship", &format!("SELECT COUNT(*) AS n FROM ({inner}) AS found WHERE {outer}"), values).await
}

/// A page of those that fit, in order, after a given one.
///
/// # Errors
/// The store's.
pub async fn page(db: &impl Read, brand: BrandId, wanted: &Wanted, after: Option<&After>, most: i64) -> Result<Vec<Listed>> {
    let mut query = query(brand, wanted);
    let (column, direction, sign) = match wanted.order {
        Order::Name => ("name_key", "", ">"),
        Order::Followers => ("followers", " DESC", "<"),
        Order::Newest => ("since", " DESC", "<"),
    };
    if let Some(after) = after {
        let key = match wanted.order {
            Order::Name => after.key.as_str().bind(),
            Order::Followers | Order::Newest => after.key.parse::<i64>().unwrap_or(i64::MAX).bind(),
        };
        let (key, id) = (query.value(key), query.value(after.id.bind()));
        query.outer.push_str(&format!(" AND ({column} {sign} ${key} OR ({column} = ${key} AND id {sign} ${id}))"));
    }
    let limit = query.value(most.bind());
    let Query { inner, outer, values } = query;
    let sql = format!("SELECT * FROM ({inner}) AS found WHERE {outer} ORDER BY {column}{direction}, id{direction} LIMIT ${limit}");
    db.all("creator", &sql, values).await?.iter().map(|row| read(row, wanted.order)).collect()
}

fn read(row: &Row, order: Order) -> Result<Listed> {
    let followers: i64 = row.get("followers")?;
    let key = match order {
        Order::Name => row.get("name_key")?,
        Order::Followers => followers.to_string(),
        Order::Newest => row.get::<i64>("since")?.to_string(),
    };
    Ok(Listed {
        creator: Stored { id: row.get("id")?, version: Version(row.get("version")?), value: row.json("facts")? },
        relationship: row.json("relationship")?,
        relationship_version: Version(row.get("relationship_version")?),
        followers: (followers >= 0).then_some(followers),
        key,
    })
}
