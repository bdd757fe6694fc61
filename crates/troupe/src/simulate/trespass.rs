//! 8: what somebody may not do is tried day by day, and must be refused as if it were not there, and leave nothing behind.
//!
//! Invariant: each of the team tries something each day, each creator once a week; whoever is let in is named. Absent: visitors
//! and keys; the permission tests have every operation against every caller.

use anyhow::Result;
use app::{
    App, Caller, Error,
    briefs::AcknowledgeBrief,
    creators::BlockCreator,
    outreach::{RespondToInvitation, WriteMessage},
    payments::MakePayout,
    reports::EndMeasuring,
    views::ShowToday,
};
use domain::ids::{BrandId, CollaborationId, CreatorId};
use store::{Db, Read, params};
use world::programme::Programme;

/// After so many days it is a creator's turn again.
const TURN: usize = 7;

/// What was wrongly allowed on a day, or left something behind.
pub(super) async fn wrong(app: &App, db: &Db, programme: &Programme, day: u32) -> Result<Vec<String>> {
    let before = everything(db).await?;
    let mut wrong = Vec::new();
    for (who, what, outcome) in tried(app, db, programme, day).await? {
        match outcome {
            Err(Error::NotFound) => {}
            Ok(()) => wrong.push(format!("{who} could {what}")),
            Err(error) => wrong.push(format!("{who} tried to {what} and was told: {error}")),
        }
    }
    let after = everything(db).await?;
    if before != after {
        wrong.push(format!("what was refused has left something behind: {before} before and {after} after"));
    }
    Ok(wrong)
}

type Tried = (String, &'static str, app::Result<()>);

async fn tried(app: &App, db: &Db, programme: &Programme, day: u32) -> Result<Vec<Tried>> {
    let mut all = the_team(app, db, programme).await?;
    let collaborations: Vec<(CollaborationId, CreatorId)> = db
        .all("collaboration", "SELECT id, creator FROM collaboration WHERE brand = $1 ORDER BY id", params![programme.brand])
        .await?
        .iter()
        .map(|row| Ok((row.get("id")?, row.get("creator")?)))
        .collect::<store::Result<_>>()?;
    let day = usize::try_from(day).unwrap_or(0);
    for (nth, creator) in programme.creators.iter().enumerate().filter(|(nth, _)| nth % TURN == day % TURN) {
        let mut theirs = collaborations.iter().cycle().skip(nth + day).take(collaborations.len());
        let Some((collaboration, _)) = theirs.find(|(_, of)| *of != creator.id).copied() else { continue };
        let caller = Caller::creator(programme.organisation, programme.brand, creator.id);
        let (what, outcome) = match (nth + day / TURN) % 3 {
            0 => {
                let yes = RespondToInvitation { collaboration, accept: true, message: String::new(), channel: None };
                ("answer another's invitation", app.run(&caller, yes).await.map(drop))
            }
            1 => {
                let words = WriteMessage { collaboration: Some(collaboration), body: "Is this mine?".into() };
                ("write about another's work", app.run(&caller, words).await.map(drop))
            }
            _ => {
                let read = AcknowledgeBrief { collaboration, as_received: false };
                ("acknowledge another's brief", app.run(&caller, read).await.map(drop))
            }
        };
        all.push((creator.name.clone(), what, outcome));
    }
    Ok(all)
}

/// Each of the team does what their role may not, or looks into another brand.
async fn the_team(app: &App, db: &Db, programme: &Programme) -> Result<Vec<Tried>> {
    let mut all = Vec::new();
    let Some(creator) = programme.creators.first().map(|one| one.id) else { return Ok(all) };
    let block = BlockCreator { creator, reason: "Not mine to say.".into() };
    all.push((programme.finance.name.clone(), "block a creator", app.run(&programme.finance.caller, block).await.map(drop)));
    let payout = MakePayout { creator, payables: vec![], method: "Marketing GBP".into() };
    all.push((programme.lawyer.name.clone(), "make a payout", app.run(&programme.lawyer.caller, payout).await.map(drop)));
    let sql = "SELECT id FROM brand WHERE id <> $1 ORDER BY id LIMIT 1";
    if let Some(row) = db.one("brand", sql, params![programme.brand]).await? {
        let there = programme.second.caller.clone().about(row.get::<BrandId>("id")?);
        let seen = app.show(&there, ShowToday { team: true, open: None }).await.map(drop);
        all.push((programme.second.name.clone(), "see another brand", seen));
    }
    let sql = "SELECT id FROM collaboration WHERE brand = $1 ORDER BY id LIMIT 1";
    if let Some(row) = db.one("collaboration", sql, params![programme.brand]).await? {
        let ended = EndMeasuring { collaboration: row.get("id")? };
        all.push((programme.manager.name.clone(), "do the clock's work", app.run(&programme.manager.caller, ended).await.map(drop)));
    }
    Ok(all)
}

/// How much there is, as one number: rows that would be more, and versions that would be higher.
async fn everything(db: &Db) -> Result<i64> {
    let rows = ["event", "mail", "message", "outbox", "payout", "idempotency"].map(|table| format!("(SELECT COUNT(*) FROM {table})"));
    let versions = ["collaboration", "creator", "relationship"]
        .map(|table| format!("(SELECT CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM {table})"));
    Ok(db.number("event", &format!("SELECT {} + {} AS n", rows.join(" + "), versions.join(" + ")), vec![]).await?)
}
