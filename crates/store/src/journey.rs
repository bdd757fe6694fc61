//! Rows of several rooms at once, for pages that show whole collaborations: one statement, whatever the number.
//!
//! Invariant: every row is reached through a collaboration of the brand, so that no wall is crossed; people over the
//! organisation come with a collaboration or with an id of the same organisation. Absent: what the rows mean together.

pub mod listed;

use std::collections::BTreeMap;

use domain::ids::{BrandId, CampaignId, CollaborationId, CreatorId, DeliverableId, Id, OrganisationId};
use sea_orm::Value;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::{Document, Error, Read, Result, Stored, Version, db::Bind, params};

/// A kind of row that hangs on a collaboration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The collaboration itself.
    Collaboration,
    /// Its stage, as derived.
    Stage,
    /// Its campaign.
    Campaign,
    /// Its creator.
    Creator,
    /// The creator's accounts.
    Profile,
    /// The creator's relationship with the brand.
    Relationship,
    /// Its offers.
    Offer,
    /// Its agreement.
    Agreement,
    /// Its onboarding form.
    Form,
    /// Its parcels.
    Shipment,
    /// Its tracking links.
    Link,
    /// Its code.
    Code,
    /// The versions of its campaign's brief.
    Brief,
    /// Which of them it was sent.
    Sending,
    /// Its deliverables.
    Deliverable,
    /// Their drafts.
    Draft,
    /// Their reviews.
    Review,
    /// Its posts.
    Post,
    /// Its messages.
    Message,
    /// What is owed for it.
    Payable,
    /// The creator's payouts from the brand.
    Payout,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::Collaboration => "collaboration",
            Kind::Stage => "stage",
            Kind::Campaign => "campaign",
            Kind::Creator => "creator",
            Kind::Profile => "profile",
            Kind::Relationship => "relationship",
            Kind::Offer => "offer",
            Kind::Agreement => "agreement",
            Kind::Form => "onboarding_form",
            Kind::Shipment => "shipment",
            Kind::Link => "tracking_link",
            Kind::Code => "promo_code",
            Kind::Brief => "brief",
            Kind::Sending => "brief_sent",
            Kind::Deliverable => "deliverable",
            Kind::Draft => "draft",
            Kind::Review => "review",
            Kind::Post => "post",
            Kind::Message => "message",
            Kind::Payable => "payable",
            Kind::Payout => "payout",
        }
    }

    /// How its rows (`x`) hang on a collaboration (`c`), and what is read of them.
    fn select(self) -> String {
        let word = self.word();
        let joined = |condition: &str| {
            format!(
                "SELECT '{word}' AS kind, x.id AS id, x.version AS version, x.facts AS facts, c.id AS owner FROM collaboration c JOIN {word} x ON {condition}"
            )
        };
        match self {
            Kind::Stage => "SELECT 'stage' AS kind, x.collaboration AS id, c.version AS version, x.stage AS facts, c.id AS owner \
                            FROM collaboration c JOIN stage x ON x.collaboration = c.id"
                .to_owned(),
            Kind::Collaboration => joined("x.id = c.id"),
            Kind::Campaign => joined("x.id = c.campaign"),
            Kind::Creator => joined("x.id = c.creator"),
            Kind::Profile => joined("x.creator = c.creator"),
            Kind::Relationship | Kind::Payout => joined("x.creator = c.creator AND x.brand = c.brand"),
            Kind::Brief => joined("x.campaign = c.campaign"),
            Kind::Draft | Kind::Review => format!(
                "SELECT '{word}' AS kind, x.id AS id, x.version AS version, x.facts AS facts, c.id AS owner \
                 FROM collaboration c JOIN deliverable d ON d.collaboration = c.id JOIN {word} x ON x.deliverable = d.id"
            ),
            Kind::Offer
            | Kind::Agreement
            | Kind::Form
            | Kind::Shipment
            | Kind::Link
            | Kind::Code
            | Kind::Sending
            | Kind::Deliverable
            | Kind::Post
            | Kind::Message
            | Kind::Payable => joined("x.collaboration = c.id"),
        }
    }
}

/// Of which collaborations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// One.
    Collaboration(CollaborationId),
    /// All of a campaign.
    Campaign(CampaignId),
    /// All with a creator in the brand.
    Creator(CreatorId),
    /// All in the brand with the creators of a campaign.
    CreatorsOf(CampaignId),
    /// The one that a deliverable belongs to.
    Deliverable(DeliverableId),
    /// All of the brand.
    Brand,
    /// Those in which a draft waits for its reviewers.
    InReview,
}

impl Scope {
    fn condition(self) -> (&'static str, Option<Value>) {
        match self {
            Scope::Collaboration(id) => ("c.id = $2", Some(id.bind())),
            Scope::Campaign(id) => ("c.campaign = $2", Some(id.bind())),
            Scope::Creator(id) => ("c.creator = $2", Some(id.bind())),
            Scope::CreatorsOf(id) => {
                ("c.creator IN (SELECT w.creator FROM collaboration w WHERE w.brand = $1 AND w.campaign = $2)", Some(id.bind()))
            }
            Scope::Deliverable(id) => ("EXISTS (SELECT 1 FROM deliverable w WHERE w.id = $2 AND w.collaboration = c.id)", Some(id.bind())),
            Scope::Brand => ("1 = 1", None),
            Scope::InReview => ("EXISTS (SELECT 1 FROM deliverable w WHERE w.collaboration = c.id AND w.state = 'in_review')", None),
        }
    }
}

struct RawRow {
    id: Uuid,
    version: i64,
    facts: String,
    of: CollaborationId,
}

/// What was found, by kind; taken out as domain values.
#[derive(Default)]
pub struct Parts(BTreeMap<&'static str, Vec<RawRow>>);

impl Parts {
    /// The rows of a kind with the collaboration that each hangs on, in the order of their ids. A row that hangs on
    /// several collaborations (a creator, a campaign) comes once for each.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when a row does not parse.
    pub fn take<T: Document>(&self, kind: Kind) -> Result<Vec<(CollaborationId, Stored<T>)>> {
        let rows = self.0.get(kind.word()).map(Vec::as_slice).unwrap_or_default();
        rows.iter()
            .map(|row| Ok((row.of, Stored { id: T::Id::from_uuid(row.id), version: Version(row.version), value: parsed(kind, row)? })))
            .collect()
    }

    /// The same without the collaborations, each row once.
    ///
    /// # Errors
    /// As [`Parts::take`].
    pub fn once<T: Document>(&self, kind: Kind) -> Result<Vec<Stored<T>>> {
        let mut all: Vec<Stored<T>> = self.take::<T>(kind)?.into_iter().map(|(_, stored)| stored).collect();
        all.sort_by_key(|stored| stored.id);
        all.dedup_by_key(|stored| stored.id);
        Ok(all)
    }

    /// The rows of a kind as plain values, with the collaboration and the id of each.
    ///
    /// # Errors
    /// As [`Parts::take`].
    pub fn values<T: DeserializeOwned>(&self, kind: Kind) -> Result<Vec<(CollaborationId, Uuid, T)>> {
        let rows = self.0.get(kind.word()).map(Vec::as_slice).unwrap_or_default();
        rows.iter().map(|row| Ok((row.of, row.id, parsed(kind, row)?))).collect()
    }

    /// The stage of each collaboration.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when a word is not known.
    pub fn stages(&self) -> Result<BTreeMap<CollaborationId, domain::journey::Stage>> {
        let rows = self.0.get(Kind::Stage.word()).map(Vec::as_slice).unwrap_or_default();
        rows.iter()
            .map(|row| {
                let stage = domain::journey::Stage::parse(&row.facts);
                stage.map(|stage| (row.of, stage)).ok_or_else(|| corrupt(Kind::Stage, row, "no such stage"))
            })
            .collect()
    }
}

fn parsed<T: DeserializeOwned>(kind: Kind, row: &RawRow) -> Result<T> {
    serde_json::from_str(&row.facts).map_err(|error| corrupt(kind, row, &error.to_string()))
}

fn corrupt(kind: Kind, row: &RawRow, reason: &str) -> Error {
    Error::Corrupt { table: kind.word().to_owned(), column: "facts".to_owned(), id: row.id.to_string(), reason: reason.to_owned() }
}

/// Reads rows of several kinds in one statement.
///
/// # Errors
/// The store's.
pub async fn parts(db: &impl Read, brand: BrandId, scope: Scope, kinds: &[Kind]) -> Result<Parts> {
    let (condition, value) = scope.condition();
    let selects: Vec<String> = kinds.iter().map(|kind| format!("{} WHERE c.brand = $1 AND {condition}", kind.select())).collect();
    let sql = format!("SELECT kind, id, version, facts, owner FROM ({}) parts ORDER BY kind, id", selects.join(" UNION ALL "));
    let mut values = params![brand];
    values.extend(value);
    let mut found = Parts::default();
    for row in db.all("collaboration", &sql, values).await? {
        let word: String = row.get("kind")?;
        let Some(kind) = kinds.iter().find(|kind| kind.word() == word) else { continue };
        let raw = RawRow { id: row.get("id")?, version: row.get("version")?, facts: row.get("facts")?, of: row.get("owner")? };
        found.0.entry(kind.word()).or_default().push(raw);
    }
    Ok(found)
}

/// The amounts of one line of a budget, in minor units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineAmounts {
    /// `fees`, `product`, `shipping`, `bonus` or `commission`.
    pub line: String,
    /// Reserved by accepted terms.
    pub reserved: i64,
    /// Committed by signatures.
    pub committed: i64,
    /// Owed.
    pub accrued: i64,
    /// Paid.
    pub paid: i64,
}

/// What is counted over a campaign or a collaboration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// How many collaborations stand at each stage.
    pub stages: Vec<(domain::journey::Stage, i64)>,
    /// Orders credited to them.
    pub orders: i64,
    /// What they are worth, in minor units, net of refunds.
    pub sales: i64,
    /// Commission on them, in minor units.
    pub commission: i64,
    /// The same by the currency of the orders.
    pub earned: Vec<(domain::money::Currency, i64)>,
    /// Clicks on their links.
    pub clicks: i64,
    /// The budget's lines.
    pub budget: Vec<LineAmounts>,
}

/// Counts over a campaign, in one statement.
///
/// # Errors
/// The store's.
pub async fn figures_of_campaign(db: &impl Read, brand: BrandId, campaign: CampaignId) -> Result<Figures> {
    figures(db, brand, "c.campaign = $2", campaign.bind()).await
}

/// Counts over one collaboration, in one statement.
///
/// # Errors
/// The store's.
pub async fn figures_of_collaboration(db: &impl Read, brand: BrandId, collaboration: CollaborationId) -> Result<Figures> {
    figures(db, brand, "c.id = $2", collaboration.bind()).await
}

async fn figures(db: &impl Read, brand: BrandId, condition: &str, value: Value) -> Result<Figures> {
    let sum = |column: &str| format!("CAST(COALESCE(SUM(x.{column}), 0) AS BIGINT)");
    let zero = "CAST(0 AS BIGINT)";
    let of = |kind: &str, table: &str| {
        format!("FROM collaboration c JOIN {table} x ON x.collaboration = c.id WHERE c.brand = $1 AND {condition} {kind}")
    };
    let sql = format!(
        "SELECT 'stage' AS kind, x.stage AS word, COUNT(*) AS one, {zero} AS two, {zero} AS three, {zero} AS four {} \
         UNION ALL SELECT 'credit', x.currency, CAST(SUM(CASE WHEN x.gross > 0 THEN 1 ELSE 0 END) AS BIGINT), {}, {}, {zero} {} \
         UNION ALL SELECT 'click', '', COUNT(*), {zero}, {zero}, {zero} {} \
         UNION ALL SELECT 'budget', x.line, {}, {}, {}, {} {}",
        of("GROUP BY x.stage", "stage"),
        sum("minor"),
        sum("commission"),
        of("GROUP BY x.currency", "credit"),
        of("", "click"),
        sum("reserved"),
        sum("committed"),
        sum("accrued"),
        sum("paid"),
        of("GROUP BY x.line", "budget_line"),
    );
    let mut found = Figures::default();
    for row in db.all("stage", &sql, vec![brand.bind(), value]).await? {
        let kind: String = row.get("kind")?;
        let (one, two, three, four): (i64, i64, i64, i64) = (row.get("one")?, row.get("two")?, row.get("three")?, row.get("four")?);
        match kind.as_str() {
            "stage" => found.stages.push((row.word("word", domain::journey::Stage::parse)?, one)),
            "credit" => {
                found.orders += one;
                found.sales += two;
                found.commission += three;
                found.earned.push((row.word("word", |text| domain::money::Currency::parse(text).ok())?, three));
            }
            "click" => found.clicks = one,
            _ => found.budget.push(LineAmounts { line: row.get("word")?, reserved: one, committed: two, accrued: three, paid: four }),
        }
    }
    found.stages.sort();
    Ok(found)
}

/// How the mails of a creator's messages fared: the message's id and the mail's state.
///
/// # Errors
/// The store's.
pub async fn mail_states(db: &impl Read, brand: BrandId, creator: CreatorId) -> Result<Vec<(domain::ids::MessageId, String)>> {
    let sql = "SELECT mail.message AS message, mail.state AS state FROM mail JOIN message ON message.id = mail.message \
               WHERE message.brand = $1 AND message.creator = $2 ORDER BY mail.created_at, mail.id";
    let rows = db.all("mail", sql, params![brand, creator]).await?;
    rows.iter().map(|row| Ok((row.get("message")?, row.get("state")?))).collect()
}

/// What reviewers decided lately in a brand: the creator's name, the deliverable's format, and the review; newest first.
///
/// # Errors
/// The store's.
pub async fn reviewed_lately(db: &impl Read, brand: BrandId, most: i64) -> Result<Vec<(String, String, domain::content::Review)>> {
    let sql = "SELECT p.name AS name, d.facts AS deliverable, r.facts AS facts FROM review r JOIN deliverable d ON d.id = r.deliverable \
               JOIN collaboration c ON c.id = d.collaboration JOIN creator p ON p.id = c.creator \
               WHERE r.brand = $1 ORDER BY r.at DESC, r.id DESC LIMIT $2";
    let rows = db.all("review", sql, params![brand, most]).await?;
    rows.iter()
        .map(|row| Ok((row.get("name")?, row.json::<domain::content::Deliverable>("deliverable")?.format, row.json("facts")?)))
        .collect()
}

/// A creator whom a brand has a relationship with; another brand's alone is not found.
///
/// # Errors
/// The store's.
pub async fn creator_of_brand(
    db: &impl Read,
    organisation: OrganisationId,
    brand: BrandId,
    creator: CreatorId,
) -> Result<Option<Stored<crate::creators::Creator>>> {
    let condition = "id = $2 AND EXISTS (SELECT 1 FROM relationship r WHERE r.creator = creator.id AND r.brand = $3)";
    Ok(crate::document::list(db, organisation, condition, params![creator, brand]).await?.into_iter().next())
}
