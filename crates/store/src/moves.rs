//! The projection of moves and stages: what `domain::journey` derived, stored beside the facts.
//!
//! Invariant: rewritten whole for a collaboration in the transaction that changed its facts, so that a rebuild
//! gives the same rows. Absent: any way to change one move by itself.

use std::collections::BTreeMap;

use domain::{
    content::Draft,
    ids::{BrandId, CampaignId, CollaborationId, CreatorId, PersonId},
    journey::Stage,
    money::Currency,
    moves::{Move, Turn, What},
    team::{Role, SignOffKind},
    time::Timestamp,
};

use crate::{
    Read, Result, Row, Tx,
    db::{Bind, placeholders, rows},
    params,
};

/// A move with where it belongs.
#[derive(Debug, Clone, PartialEq)]
pub struct MoveRow {
    /// In which campaign.
    pub campaign: CampaignId,
    /// In which collaboration.
    pub collaboration: CollaborationId,
    /// With whom.
    pub creator: CreatorId,
    /// The promise.
    pub open: Move,
    /// Currency of its stake.
    pub currency: Currency,
}

/// What belongs to every move of one collaboration.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Its brand.
    pub brand: BrandId,
    /// Its campaign.
    pub campaign: CampaignId,
    /// Itself.
    pub collaboration: CollaborationId,
    /// Its creator.
    pub creator: CreatorId,
    /// Its currency.
    pub currency: Currency,
}

const COLUMNS: &str = "collaboration, key, campaign, creator, turn, role, not_by, sign_offs, what, subject, since, due, visible_from, stake, currency, detail";

/// What was derived of one collaboration.
#[derive(Debug, Clone)]
pub struct Derived {
    /// Where it belongs.
    pub place: Place,
    /// Its stage.
    pub stage: Stage,
    /// What is open.
    pub moves: Vec<Move>,
}

/// Puts stages and moves of collaborations in place of what was stored.
///
/// # Errors
/// The store's.
pub async fn replace(tx: &Tx, derived: &[Derived]) -> Result<()> {
    for chunk in derived.chunks(100) {
        let mut values = Vec::with_capacity(chunk.len() * 4);
        for Derived { place, stage, .. } in chunk {
            values.extend(params![place.collaboration, place.brand, place.campaign, stage.as_str()]);
        }
        let sql = format!(
            "INSERT INTO stage (collaboration, brand, campaign, stage) VALUES {} \
             ON CONFLICT (collaboration) DO UPDATE SET stage = excluded.stage",
            rows(chunk.len(), 4)
        );
        tx.execute(&sql, values).await?;
        let ids = chunk.iter().map(|one| one.place.collaboration.bind()).collect();
        tx.execute(&format!("DELETE FROM move WHERE collaboration IN ({})", placeholders(1, chunk.len())), ids).await?;
    }
    let all: Vec<(&Place, &Move)> = derived.iter().flat_map(|one| one.moves.iter().map(|open| (&one.place, open))).collect();
    for chunk in all.chunks(100) {
        let mut values = Vec::with_capacity(chunk.len() * 17);
        for (place, open) in chunk {
            values.extend(params![
                place.brand,
                place.collaboration,
                &open.key,
                place.campaign,
                place.creator,
                open.turn.as_str(),
                open.role.map(Role::as_str),
                open.not_by,
                (!open.sign_offs.is_empty()).then(|| words(&open.sign_offs)),
                open.what.as_str(),
                open.subject,
                open.since,
                open.due,
                open.visible_from,
                open.stake,
                place.currency,
                open.detail.clone(),
            ]);
        }
        tx.insert("move", &format!("INSERT INTO move (brand, {COLUMNS}) VALUES {}", rows(chunk.len(), 17)), values).await?;
    }
    Ok(())
}

/// Holds the stages of collaborations until the end of the transaction: whoever derives them next reads facts that are
/// committed by then. SQLite has one writer and needs nothing.
///
/// # Errors
/// The store's.
pub async fn hold(tx: &Tx, brand: BrandId, ids: &[CollaborationId]) -> Result<()> {
    if tx.for_update().is_empty() {
        return Ok(());
    }
    for chunk in ids.chunks(500) {
        let sql = format!(
            "SELECT collaboration FROM stage WHERE (brand = $1) IS TRUE AND collaboration IN ({}) ORDER BY collaboration{}",
            placeholders(2, chunk.len()),
            tx.for_update()
        );
        tx.all("stage", &sql, std::iter::once(brand.bind()).chain(chunk.iter().map(|id| id.bind())).collect()).await?;
    }
    Ok(())
}

/// Which moves are asked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Only of this side.
    pub turn: Option<Turn>,
    /// Only of this campaign.
    pub campaign: Option<CampaignId>,
    /// Only of this collaboration.
    pub collaboration: Option<CollaborationId>,
    /// Only of this creator.
    pub creator: Option<CreatorId>,
    /// Only what is to be seen by now.
    pub visible_at: Option<Timestamp>,
    /// Only of this kind.
    pub what: Option<What>,
    /// Not of this kind.
    pub but: Option<What>,
    /// Also the clock's telling of late moves, which nobody is shown.
    pub tellings: bool,
}

/// The open moves of a brand: the earliest due first, those without a date last, then by money at stake.
///
/// # Errors
/// The store's.
pub async fn open(db: &impl Read, brand: BrandId, wanted: &Wanted, most: i64) -> Result<Vec<MoveRow>> {
    chosen(db, brand, wanted, most, COLUMNS).await?.iter().map(read).collect()
}

/// An open move with what a list says beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedMove {
    /// The move.
    pub row: MoveRow,
    /// The name of its creator.
    pub creator: String,
    /// The newest draft of what it is about, where it is about something that is made.
    pub draft: Option<Draft>,
}

/// The same, each with the name of its creator and the newest draft of what it is about.
///
/// # Errors
/// The store's.
pub async fn open_named(db: &impl Read, brand: BrandId, wanted: &Wanted, most: i64) -> Result<Vec<NamedMove>> {
    let columns = format!(
        "{COLUMNS}, (SELECT p.name FROM creator p WHERE p.id = move.creator) AS creator_name, \
         (SELECT d.facts FROM draft d WHERE d.deliverable = move.subject AND d.brand = move.brand ORDER BY d.number DESC LIMIT 1) AS draft"
    );
    let rows = chosen(db, brand, wanted, most, &columns).await?;
    let named = |row: &Row| -> Result<NamedMove> {
        Ok(NamedMove {
            row: read(row)?,
            creator: row.get::<Option<String>>("creator_name")?.unwrap_or_default(),
            draft: if row.get::<Option<String>>("draft")?.is_some() { Some(row.json("draft")?) } else { None },
        })
    };
    rows.iter().map(named).collect()
}

async fn chosen(db: &impl Read, brand: BrandId, wanted: &Wanted, most: i64, columns: &str) -> Result<Vec<Row>> {
    let mut sql = format!("SELECT {columns} FROM move WHERE brand = $1");
    let mut values = params![brand];
    let mut add = |column: &str, value: sea_orm::Value| {
        values.push(value);
        sql.push_str(&format!(" AND {column} ${}", values.len()));
    };
    if let Some(turn) = wanted.turn {
        add("turn =", turn.as_str().bind());
    }
    if let Some(campaign) = wanted.campaign {
        add("campaign =", campaign.bind());
    }
    if let Some(collaboration) = wanted.collaboration {
        add("collaboration =", collaboration.bind());
    }
    if let Some(creator) = wanted.creator {
        add("creator =", creator.bind());
    }
    if let Some(at) = wanted.visible_at {
        add("visible_from <=", at.bind());
    }
    if let Some(but) = wanted.but {
        add("what <>", but.as_str().bind());
    }
    match wanted.what {
        Some(what) => add("what =", what.as_str().bind()),
        // Telling of late moves is no promise to anybody; only the clock looks for it.
        None if wanted.tellings => {}
        None => add("what <>", What::Escalate.as_str().bind()),
    }
    add("1 = 1 ORDER BY CASE WHEN due IS NULL THEN 1 ELSE 0 END, due, stake DESC, collaboration, key LIMIT", most.bind());
    db.all("move", &sql, values).await
}

/// Whether a person keeps the clock from a move.
pub(crate) const PAUSED: &str = "(move.what = 'chase' AND EXISTS (SELECT 1 FROM clock_pause pause WHERE pause.brand = move.brand \
    AND (pause.campaign IS NULL OR pause.campaign = move.campaign) AND (pause.creator IS NULL OR pause.creator = move.creator)))";

/// A due move of the clock.
#[derive(Debug, Clone, PartialEq)]
pub struct DueRow {
    /// In which brand.
    pub brand: BrandId,
    /// The move.
    pub row: MoveRow,
    /// How often it could not be done.
    pub tries: i64,
}

/// Due moves of the clock over the whole installation: reminders of what is still to come have the first claim, then the
/// oldest. What a person paused is left where it is, and what could not be done is left until its time comes again.
///
/// # Errors
/// The store's.
pub async fn due_for_clock(db: &impl Read, now: Timestamp, most: i64) -> Result<Vec<DueRow>> {
    let mut all = due(db, BEFORE_DUE, now, most).await?;
    let left = most - i64::try_from(all.len()).unwrap_or(most);
    if left > 0 {
        let rest = "move.turn = 'clock' AND NOT (move.what = 'chase' AND COALESCE(move.detail, '') IN ('early_reminder', 'last_reminder'))";
        all.extend(due(db, rest, now, left).await?);
    }
    Ok(all)
}

/// Due moves of which a condition holds, the oldest first.
async fn due(db: &impl Read, condition: &str, now: Timestamp, most: i64) -> Result<Vec<DueRow>> {
    let columns = COLUMNS.split(", ").map(|column| format!("move.{column} AS {column}")).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT move.brand AS brand, COALESCE(late.tries, 0) AS tries, {columns} FROM move \
         LEFT JOIN clock_trouble late ON late.collaboration = move.collaboration AND late.key = move.key \
         WHERE {condition} AND move.due <= $1 AND (late.until IS NULL OR late.until <= $1) AND NOT {PAUSED} \
         ORDER BY move.due, move.collaboration, move.key LIMIT $2"
    );
    let rows = db.all("move", &sql, params![now, most]).await?;
    rows.iter().map(|row| Ok(DueRow { brand: row.get("brand")?, row: read(row)?, tries: row.get("tries")? })).collect()
}

/// Reminders of work that is still to come, and no others.
const BEFORE_DUE: &str = "move.turn = 'clock' AND move.what = 'chase' AND move.detail IN ('early_reminder', 'last_reminder')";

/// How many creators of each brand are to be reminded before a deadline within a time.
///
/// # Errors
/// The store's.
pub async fn to_remind(db: &impl Read, from: Timestamp, until: Timestamp) -> Result<Vec<(BrandId, i64)>> {
    let sql = format!("SELECT brand, COUNT(DISTINCT creator) AS n FROM move WHERE {BEFORE_DUE} AND due >= $1 AND due < $2 GROUP BY brand");
    db.all("move", &sql, params![from, until]).await?.iter().map(|row| Ok((row.get("brand")?, row.get("n")?))).collect()
}

/// A reminder before a deadline that is planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ahead {
    /// In which collaboration.
    pub collaboration: CollaborationId,
    /// Whom.
    pub creator: CreatorId,
    /// When.
    pub due: Timestamp,
}

/// The reminders before a deadline of a brand within a time, but for what a person paused; the next first.
///
/// # Errors
/// The store's.
pub async fn reminders_ahead(db: &impl Read, brand: BrandId, from: Timestamp, until: Timestamp) -> Result<Vec<Ahead>> {
    let sql = format!(
        "SELECT collaboration, creator, due FROM move WHERE {BEFORE_DUE} AND brand = $1 AND due >= $2 AND due < $3 AND NOT {PAUSED} \
         ORDER BY due, collaboration, key"
    );
    let rows = db.all("move", &sql, params![brand, from, until]).await?;
    rows.iter()
        .map(|row| Ok(Ahead { collaboration: row.get("collaboration")?, creator: row.get("creator")?, due: row.get("due")? }))
        .collect()
}

/// How many creators of a brand the clock writes to before an instant, whatever about.
///
/// # Errors
/// The store's.
pub async fn reminders_today(db: &impl Read, brand: BrandId, until: Timestamp) -> Result<i64> {
    let sql = format!(
        "SELECT COUNT(DISTINCT creator) AS n FROM move WHERE turn = 'clock' AND what = 'chase' AND detail <> 'end' AND brand = $1 \
         AND due < $2 AND NOT {PAUSED}"
    );
    db.number("move", &sql, params![brand, until]).await
}

/// Leaves a due move of the clock alone until an instant, because it could not be done. One that does not stand any more
/// was settled by what happened in between, and one that is due at another time since is another try.
///
/// # Errors
/// The store's.
pub async fn put_back(tx: &Tx, brand: BrandId, row: &MoveRow, until: Timestamp, reason: &str) -> Result<()> {
    let sql = "INSERT INTO clock_trouble (collaboration, key, brand, until, tries, reason) \
               SELECT move.collaboration, move.key, move.brand, CAST($4 AS BIGINT), 1, CAST($5 AS TEXT) FROM move \
               WHERE move.collaboration = $1 AND move.key = $2 AND move.brand = $3 AND COALESCE(move.due, 0) = CAST($6 AS BIGINT) \
               ON CONFLICT (collaboration, key) DO UPDATE SET until = $4, tries = clock_trouble.tries + 1, reason = $5";
    let due = row.open.due.unwrap_or(Timestamp(0));
    tx.execute(sql, params![row.collaboration, &row.open.key, brand, until, reason, due]).await.map(|_| ())
}

/// A move of the clock was done after all, or is not there any more.
///
/// # Errors
/// The store's.
pub async fn put_right(tx: &Tx, brand: BrandId, row: &MoveRow) -> Result<()> {
    let sql = "DELETE FROM clock_trouble WHERE collaboration = $1 AND key = $2 AND brand = $3";
    tx.execute(sql, params![row.collaboration, &row.open.key, brand]).await.map(|_| ())
}

/// How many visible moves of one kind wait for the same people of the team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamCount {
    /// What.
    pub what: What,
    /// For whom.
    pub role: Option<Role>,
    /// But not for this person.
    pub not_by: Option<PersonId>,
    /// For whoever gives one of these sign-offs.
    pub sign_offs: Vec<SignOffKind>,
    /// How many.
    pub count: i64,
}

/// How many visible moves of the team a brand has, by kind and by who can make them. What waits from one tracker counts once: it
/// is one list, on a page of its own.
///
/// # Errors
/// The store's.
pub async fn team_counts(db: &impl Read, brand: BrandId, now: Timestamp) -> Result<TeamCounts> {
    let sql = "SELECT what, role, not_by, sign_offs, CASE WHEN what = 'take_up' THEN COUNT(DISTINCT subject) ELSE COUNT(*) END AS n \
               FROM move WHERE brand = $1 AND turn = 'team' AND visible_from <= $2 \
               GROUP BY what, role, not_by, sign_offs \
               UNION ALL SELECT 'applications', NULL, NULL, NULL, COUNT(*) FROM application WHERE brand = $1 AND part = 'new' \
               UNION ALL SELECT 'application_page', NULL, NULL, NULL, COUNT(*) FROM application_page WHERE brand = $1 \
               UNION ALL SELECT 'connections', NULL, NULL, NULL, COUNT(*) FROM connection c JOIN brand b ON b.organisation = c.organisation \
               WHERE b.id = $1 AND c.told_from <= $2 \
               UNION ALL SELECT 'accesses', NULL, NULL, NULL, COUNT(*) FROM account_access a JOIN relationship r ON r.creator = a.creator \
               WHERE r.brand = $1 AND a.told_from <= $2 \
               ORDER BY 1, 2, 3, 4";
    let rows = db.all("move", sql, params![brand, now]).await?;
    let (mut applications, mut applied, mut connections, mut accesses) = (0, false, 0, 0);
    let mut moves = Vec::new();
    for row in &rows {
        match row.get::<String>("what")?.as_str() {
            "applications" => applications = row.get("n")?,
            "connections" => connections = row.get("n")?,
            "accesses" => accesses = row.get("n")?,
            "application_page" => applied = row.get::<i64>("n")? > 0,
            _ => moves.push(row),
        }
    }
    let moves = moves
        .into_iter()
        .map(|row| {
            Ok(TeamCount {
                what: row.word("what", What::parse)?,
                role: role(row)?,
                not_by: row.get("not_by")?,
                sign_offs: sign_offs(row)?,
                count: row.get("n")?,
            })
        })
        .collect::<Result<_>>()?;
    Ok(TeamCounts { moves, applications, has_page: applied, connections, accesses })
}

/// What waits for a brand's team, in sums, in one statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamCounts {
    /// Moves by kind and by whose they are.
    pub moves: Vec<TeamCount>,
    /// Applications that nobody has answered.
    pub applications: i64,
    /// Whether an application page was ever set up.
    pub has_page: bool,
    /// Connections to platforms that people are told of: a token ends soon, or a key is refused.
    pub connections: i64,
    /// Accounts whose owners have to log in again, or soon.
    pub accesses: i64,
}

/// Sign-offs as one text: their words with commas between.
fn words(kinds: &[SignOffKind]) -> String {
    kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(",")
}

fn sign_offs(row: &Row) -> Result<Vec<SignOffKind>> {
    let text: Option<String> = row.get("sign_offs")?;
    Ok(text.iter().flat_map(|text| text.split(',')).filter_map(SignOffKind::parse).collect())
}

fn role(row: &Row) -> Result<Option<Role>> {
    Ok(row.get::<Option<String>>("role")?.as_deref().and_then(Role::parse))
}

/// How many promises of one kind a side has open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingRow {
    /// Whose turn.
    pub turn: Turn,
    /// What.
    pub what: What,
    /// How many.
    pub count: i64,
    /// The earliest due.
    pub next: Option<Timestamp>,
    /// How many are due before the instant that was asked for.
    pub soon: i64,
}

/// What waits for creators and for the clock, in sums; `soon` ends the time in which a due counts as near.
///
/// # Errors
/// The store's.
pub async fn waiting(db: &impl Read, brand: BrandId, soon: Timestamp) -> Result<Vec<WaitingRow>> {
    let sql = "SELECT turn, what, COUNT(*) AS n, MIN(due) AS next, SUM(CASE WHEN due <= $2 THEN 1 ELSE 0 END) AS near \
               FROM move WHERE brand = $1 AND turn IN ('clock', 'creator') AND what <> 'escalate' GROUP BY turn, what ORDER BY turn, what";
    let rows = db.all("move", sql, params![brand, soon]).await?;
    rows.iter()
        .map(|row| {
            Ok(WaitingRow {
                turn: row.word("turn", Turn::parse)?,
                what: row.word("what", What::parse)?,
                count: row.get("n")?,
                next: row.get("next")?,
                soon: row.get::<Option<i64>>("near")?.unwrap_or(0),
            })
        })
        .collect()
}

/// How many collaborations of each campaign of a brand stand at each stage.
///
/// # Errors
/// The store's.
pub async fn stage_counts(db: &impl Read, brand: BrandId) -> Result<BTreeMap<CampaignId, BTreeMap<Stage, usize>>> {
    let sql = "SELECT campaign, stage, COUNT(*) AS n FROM stage WHERE brand = $1 GROUP BY campaign, stage ORDER BY campaign, stage";
    let mut counts: BTreeMap<CampaignId, BTreeMap<Stage, usize>> = BTreeMap::new();
    for row in db.all("stage", sql, params![brand]).await? {
        let count = usize::try_from(row.get::<i64>("n")?).unwrap_or(usize::MAX);
        counts.entry(row.get("campaign")?).or_default().insert(row.word("stage", Stage::parse)?, count);
    }
    Ok(counts)
}

/// Stages of collaborations, in any order. Asks for all of a campaign.
///
/// # Errors
/// The store's.
pub async fn stages(db: &impl Read, brand: BrandId, campaign: Option<CampaignId>) -> Result<Vec<(CampaignId, CollaborationId, Stage)>> {
    let rows = match campaign {
        Some(campaign) => {
            db.all("stage", "SELECT campaign, collaboration, stage FROM stage WHERE brand = $1 AND campaign = $2", params![brand, campaign])
                .await?
        }
        None => db.all("stage", "SELECT campaign, collaboration, stage FROM stage WHERE brand = $1", params![brand]).await?,
    };
    rows.iter().map(|row| Ok((row.get("campaign")?, row.get("collaboration")?, row.word("stage", Stage::parse)?))).collect()
}

/// The stages of collaborations by their ids.
///
/// # Errors
/// The store's.
pub async fn stages_of(db: &impl Read, brand: BrandId, ids: &[CollaborationId]) -> Result<BTreeMap<CollaborationId, Stage>> {
    let mut found = BTreeMap::new();
    for chunk in ids.chunks(500) {
        let sql = format!(
            "SELECT collaboration, stage FROM stage WHERE (brand = $1) IS TRUE AND collaboration IN ({})",
            placeholders(2, chunk.len())
        );
        let mut values = params![brand];
        values.extend(chunk.iter().map(|id| id.bind()));
        for row in db.all("stage", &sql, values).await? {
            found.insert(row.get("collaboration")?, row.word("stage", Stage::parse)?);
        }
    }
    Ok(found)
}

/// Every row of the projection as text, sorted, so that a rebuild can be compared with what stood there.
///
/// # Errors
/// The store's.
pub async fn everything(db: &impl Read) -> Result<Vec<String>> {
    let moves = db.all("move", &format!("SELECT {COLUMNS} FROM move ORDER BY collaboration, key"), vec![]).await?;
    let mut lines: Vec<String> = moves.iter().map(|row| Ok(format!("{:?}", read(row)?))).collect::<Result<_>>()?;
    let stages = db.all("stage", "SELECT collaboration, stage FROM stage ORDER BY collaboration", vec![]).await?;
    for row in stages {
        lines.push(format!("{} {}", row.get::<CollaborationId>("collaboration")?, row.get::<String>("stage")?));
    }
    Ok(lines)
}

fn read(row: &Row) -> Result<MoveRow> {
    let open = Move {
        key: row.get("key")?,
        turn: row.word("turn", Turn::parse)?,
        role: role(row)?,
        not_by: row.get("not_by")?,
        sign_offs: sign_offs(row)?,
        what: row.word("what", What::parse)?,
        subject: row.get("subject")?,
        since: row.get("since")?,
        due: row.get("due")?,
        visible_from: row.get("visible_from")?,
        stake: row.get("stake")?,
        detail: row.get("detail")?,
    };
    Ok(MoveRow {
        campaign: row.get("campaign")?,
        collaboration: row.get("collaboration")?,
        creator: row.get("creator")?,
        open,
        currency: row.get("currency")?,
    })
}
