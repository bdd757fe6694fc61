//! Everything that is kept about a creator, table by table, to be handed out.
//!
//! Invariants: every table that names a creator, an account, a collaboration or a deliverable is here (a test compares with the
//! schema); only rows of the brands that are named, and of the organisation. Absent: bytes of files, and what outbox and sessions
//! keep for a while.

use std::collections::BTreeMap;

use domain::{
    ids::{BrandId, CreatorId, OrganisationId},
    listening::LeadKey,
};
use sea_orm::Value;
use serde_json::{Map, json};
use uuid::Uuid;

use crate::{
    Read, Result, Row,
    db::{Bind, placeholders},
};

/// By what the rows of a table are somebody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// They are the record.
    Id,
    /// They name the creator.
    Creator,
    /// They name one of two.
    Pair(&'static str, &'static str),
    /// They name an account.
    Profile,
    /// They name a collaboration.
    Collaboration,
    /// They name the creator or a collaboration.
    Either,
    /// They name a deliverable.
    Deliverable,
    /// They name an account by platform and handle.
    Handle,
    /// They are a customer who is the creator, as far as more than a name says so and nobody said otherwise.
    Customer(&'static str),
    /// They are decided about them as a lead: as the creator, as an account, as a customer.
    Lead,
}

/// Behind which wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wall {
    Organisation,
    /// The brand's, or of none.
    Brand,
    /// That of the collaboration or deliverable they belong to.
    Through,
}

/// A table: its columns, each with the first letter of what it holds: uuid, text, number, yes or no, json.
struct Table(&'static str, &'static str, Wall, By);

#[rustfmt::skip]
const TABLES: &[Table] = &[
    Table("creator", "u:id j:facts", Wall::Organisation, By::Id),
    Table("creator_merge", "u:id j:facts", Wall::Organisation, By::Pair("kept", "taken")),
    Table("kept_apart", "u:one u:other t:by_name n:at", Wall::Organisation, By::Pair("one", "other")),
    Table("profile", "u:id j:facts", Wall::Organisation, By::Creator),
    Table("creator_post", "u:id j:facts", Wall::Organisation, By::Creator),
    Table("creator_comment", "u:id j:facts", Wall::Organisation, By::Creator),
    Table("follower_sample", "u:id j:facts", Wall::Organisation, By::Creator),
    Table("vetting_decision", "u:id u:brand j:facts", Wall::Brand, By::Creator),
    Table("vetting_summary", "u:id u:brand j:facts", Wall::Brand, By::Creator),
    Table("application", "u:id u:brand j:facts", Wall::Brand, By::Creator),
    Table("creator_note", "u:id u:brand j:facts", Wall::Brand, By::Creator),
    Table("creator_file", "u:id u:brand j:facts", Wall::Brand, By::Creator),
    Table("match_decision", "u:id u:brand j:facts", Wall::Brand, By::Creator),
    Table("mention", "u:id u:brand t:platform t:handle t:name t:url n:posted_at t:text n:followers n:views n:likes n:comments t:source n:seen_at", Wall::Brand, By::Handle),
    Table("customer", "u:id u:brand t:name t:email t:country n:orders n:spent t:currency t:first_order t:last_order t:source n:listed_at", Wall::Brand, By::Customer("id")),
    Table("customer_account", "u:customer u:brand t:platform t:handle", Wall::Brand, By::Customer("customer")),
    Table("lead_decision", "u:brand t:subject t:name t:by_name n:at", Wall::Brand, By::Lead),
    Table("metric", "u:profile t:measure n:value t:source t:method n:fetched_at y:exact t:formula", Wall::Organisation, By::Profile),
    Table("profile_fetch", "u:profile j:facts", Wall::Organisation, By::Profile),
    // Without its tokens, which are no words about anybody and open the account to whoever has the installation's key.
    Table("account_access", "u:id u:profile t:service t:external t:parts n:since n:ends_at", Wall::Organisation, By::Creator),
    Table("relationship", "u:id u:brand j:facts", Wall::Brand, By::Creator),
    Table("collaboration", "u:id u:brand j:facts", Wall::Brand, By::Creator),
    Table("stage", "u:collaboration t:stage", Wall::Brand, By::Collaboration),
    Table("message", "u:id u:brand j:facts", Wall::Brand, By::Either),
    Table("mail", "u:id u:brand t:kind t:sender t:recipient t:subject t:body t:state n:created_at n:sent_at", Wall::Brand, By::Creator),
    Table("clock_pause", "u:id u:brand j:facts", Wall::Brand, By::Creator),
    Table("file", "u:id u:brand t:hash t:name t:media_type n:size n:created_at", Wall::Brand, By::Creator),
    Table("upload", "u:id u:brand t:name n:size n:arrived n:until", Wall::Brand, By::Creator),
    Table("offer", "u:id u:brand j:facts", Wall::Brand, By::Collaboration),
    Table("agreement", "u:id u:brand j:facts", Wall::Brand, By::Collaboration),
    Table("onboarding_form", "u:id u:brand j:facts", Wall::Brand, By::Collaboration),
    Table("shipment", "u:id u:brand j:facts", Wall::Brand, By::Collaboration),
    Table("brief_sent", "u:id u:brand j:facts", Wall::Brand, By::Collaboration),
    Table("deliverable", "u:id u:brand j:facts", Wall::Brand, By::Collaboration),
    Table("draft", "u:id u:brand j:facts", Wall::Brand, By::Deliverable),
    Table("review", "u:id u:brand j:facts", Wall::Brand, By::Deliverable),
    Table("post", "u:id u:brand j:facts", Wall::Brand, By::Collaboration),
    Table("tracking_link", "u:id u:brand j:facts", Wall::Brand, By::Collaboration),
    Table("promo_code", "u:id u:brand j:facts", Wall::Brand, By::Collaboration),
    Table("click", "u:link n:at t:referrer", Wall::Brand, By::Collaboration),
    Table("credit", "u:shop_order u:collaboration n:minor t:currency n:placed_at n:commission", Wall::Brand, By::Collaboration),
    Table("carry", "u:id t:currency n:minor u:collaboration t:memo n:at", Wall::Brand, By::Either),
    Table("payable", "u:id u:brand j:facts", Wall::Brand, By::Either),
    Table("payout", "u:id u:brand j:facts", Wall::Brand, By::Creator),
    Table("ledger_entry", "u:posting t:kind t:account n:minor t:currency t:memo n:at", Wall::Brand, By::Either),
    Table("budget_line", "u:collaboration t:line t:currency n:reserved n:committed n:accrued n:paid n:released", Wall::Brand, By::Collaboration),
    Table("standing_decision", "u:id u:brand j:facts", Wall::Brand, By::Either),
    Table("move", "u:collaboration t:key t:turn t:what n:since n:due", Wall::Brand, By::Either),
    Table("asking", "u:collaboration t:key n:at", Wall::Through, By::Collaboration),
    Table("chase", "u:collaboration t:key t:step n:at t:outcome", Wall::Brand, By::Collaboration),
    Table("chase_hold", "u:collaboration t:key n:until t:why", Wall::Through, By::Collaboration),
    Table("clock_trouble", "u:collaboration t:key n:until n:tries t:reason", Wall::Brand, By::Collaboration),
    Table("told", "u:collaboration t:key t:level n:since n:at", Wall::Through, By::Collaboration),
    Table("event", "u:id u:brand t:kind u:collaboration u:subject j:actor j:data n:at", Wall::Brand, By::Either),
];

/// The tables that are looked at.
pub fn tables() -> impl Iterator<Item = &'static str> {
    TABLES.iter().map(|table| table.0)
}

/// Rows as JSON, by their table.
pub type Dossier = BTreeMap<&'static str, Vec<serde_json::Value>>;

/// Every row about some creators in some brands. Merges and pairs speak of all brands at once, and are left out where not all are
/// asked for.
///
/// # Errors
/// The store's.
pub async fn about(
    db: &impl Read,
    organisation: OrganisationId,
    brands: &[BrandId],
    whole: bool,
    creators: &[CreatorId],
) -> Result<Dossier> {
    let mut values: Vec<Value> = vec![organisation.bind()];
    let mut list = |ids: Vec<Value>| {
        let from = values.len() + 1;
        values.extend(ids);
        (from..=values.len()).map(|at| format!("${at}")).collect::<Vec<_>>().join(", ")
    };
    let scope = list(brands.iter().map(|id| id.bind()).collect());
    let who = list(creators.iter().map(|id| id.bind()).collect());
    let leads = {
        let mut subjects: Vec<String> = creators.iter().map(|creator| LeadKey::Creator { creator: *creator }.text()).collect();
        subjects.extend(as_customers(db, organisation, brands, creators).await?);
        list(subjects.iter().map(Bind::bind).collect())
    };
    let work = format!("SELECT id FROM collaboration WHERE brand IN ({scope}) AND creator IN ({who})");
    let mut found = Dossier::new();
    for Table(table, columns, wall, by) in TABLES {
        if matches!(by, By::Pair(..)) && !whole {
            continue;
        }
        let walled = match wall {
            Wall::Organisation => "organisation = $1".to_owned(),
            Wall::Brand => format!("(brand IN ({scope}) OR brand IS NULL)"),
            Wall::Through => "$1 = $1".to_owned(),
        };
        let theirs = match by {
            By::Id => format!("id IN ({who})"),
            By::Creator => format!("creator IN ({who})"),
            By::Pair(one, other) => format!("({one} IN ({who}) OR {other} IN ({who}))"),
            By::Profile => format!("profile IN (SELECT id FROM profile WHERE organisation = $1 AND creator IN ({who}))"),
            By::Collaboration => format!("collaboration IN ({work})"),
            By::Either => format!("(collaboration IN ({work}) OR (collaboration IS NULL AND creator IN ({who})))"),
            By::Deliverable => format!("deliverable IN (SELECT id FROM deliverable WHERE collaboration IN ({work}))"),
            By::Handle => crate::erasure::by_handle(&who),
            By::Customer(column) => crate::erasure::is_customer(column, &who),
            By::Lead => format!("(subject IN ({leads}) OR {})", crate::erasure::account_subjects(&who)),
        };
        let columns: Vec<(&str, &str)> = columns.split(' ').filter_map(|column| column.split_once(':')).collect();
        let named = columns.iter().map(|(_, name)| *name).collect::<Vec<_>>().join(", ");
        let sql = format!("SELECT {named} FROM {table} WHERE {walled} AND {theirs}");
        // Each database wants every parameter to be named, and knows the types of these.
        let asked = format!("{sql} AND $1 = $1 AND {0} AND {1} AND {2}", all_named(&scope), all_named(&who), all_named(&leads));
        let rows = db.all(table, &asked, values.clone()).await?;
        let read = rows.iter().map(|row| as_json(row, &columns)).collect::<Result<Vec<_>>>()?;
        if !read.is_empty() {
            found.insert(table, read);
        }
    }
    Ok(found)
}

/// As which customers creators may have been put aside.
async fn as_customers(db: &impl Read, organisation: OrganisationId, brands: &[BrandId], creators: &[CreatorId]) -> Result<Vec<String>> {
    let (who, scope) = (placeholders(2, creators.len()), placeholders(2 + creators.len(), brands.len()));
    let sql = format!("SELECT id FROM customer WHERE brand IN ({scope}) AND {}", crate::erasure::is_customer("id", &who));
    let values = std::iter::once(organisation.bind()).chain(creators.iter().map(|id| id.bind())).chain(brands.iter().map(|id| id.bind()));
    let rows = db.all("customer", &sql, values.collect()).await?;
    rows.iter().map(|row| Ok(LeadKey::Customer { customer: row.get("id")? }.text())).collect()
}

/// A condition that is true and names each parameter of a list.
fn all_named(places: &str) -> String {
    places.split(", ").map(|place| format!("{place} = {place}")).collect::<Vec<_>>().join(" AND ")
}

fn as_json(row: &Row, columns: &[(&str, &str)]) -> Result<serde_json::Value> {
    let mut map = Map::new();
    for (kind, name) in columns {
        let value = match *kind {
            "u" => json!(row.get::<Option<Uuid>>(name)?),
            "n" => json!(row.get::<Option<i64>>(name)?),
            "y" => json!(row.get::<Option<bool>>(name)?),
            "j" => row.json(name)?,
            _ => json!(row.get::<Option<String>>(name)?),
        };
        map.insert((*name).to_owned(), value);
    }
    Ok(serde_json::Value::Object(map))
}
