//! The tick: finds due moves of the clock and runs the operation of each. Takes no input; safe to run twice, at any
//! time, on any number of nodes.
//!
//! Invariant: it decides nothing; what is due follows from the facts, what it changes are facts; one move that cannot
//! be done does not keep the others waiting: it is put back, longer each time. Creators of one brand are chased together, and
//! one by one where that fails; reminders whose day has no room go earlier. Absent: what a move means; `policies::clock` names the operation of each.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    ids::BrandId,
    moves::What,
    team::Brand,
    time::{HOUR, MINUTE},
};
use store::{
    Stored,
    moves::{DueRow, put_back, put_right},
};

use crate::{
    App, Caller, Result,
    creators::CheckApplications,
    outreach::{Chase, ChaseOutcome, early, hours},
};

/// So many moves in one go.
const BATCH: i64 = 500;
/// So many of them in one transaction: enough that a commit costs little of each, few enough that nobody waits for long.
const TOGETHER: usize = 50;

/// Runs what is due, in one bounded batch. Gives how many moves it carried out.
///
/// # Errors
/// The store's, when what is due cannot be read. A move that fails is logged and due again later.
pub async fn tick(app: &App) -> Result<usize> {
    let mut chases: BTreeMap<BrandId, Vec<DueRow>> = BTreeMap::new();
    let mut others = Vec::new();
    for due in store::moves::due_for_clock(app.db(), app.now(), BATCH).await? {
        match due.row.open.what {
            What::Chase => chases.entry(due.brand).or_default().push(due),
            _ => others.push(due),
        }
    }
    let mut done = 0;
    for (brand, due) in chases {
        let Some(caller) = clock(app, brand).await? else { continue };
        for together in due.chunks(TOGETHER) {
            done += chase(app, &caller, together).await;
        }
    }
    for due in others {
        let Some(caller) = clock(app, due.brand).await? else { continue };
        done += usize::from(end(app, &due, crate::policies::clock(app, &caller, &due.row).await).await);
    }
    done += applications(app).await;
    if let Err(error) = bring_forward(app).await {
        tracing::error!(%error, "reminders could not be brought forward");
    }
    if let Err(error) = crate::listening::expire::expire(app).await {
        tracing::error!(%error, "customers and mentions that nobody told of for long could not be let go of");
    }
    if let Err(error) = crate::uploads::parts::forget_over(app).await {
        tracing::error!(%error, "uploads that were never finished could not be let go of");
    }
    if let Err(error) = crate::uploads::remove_bytes(app).await {
        tracing::error!(%error, "files that were taken off could not be removed");
    }
    app.note_tick();
    Ok(done)
}

/// Reminds people of applications that they did not finish, and forgets what was left for long. They are no moves: nobody promised
/// anything yet. Gives how many were done.
async fn applications(app: &App) -> usize {
    let brands = match store::creators::applications::due_brands(app.db(), app.now()).await {
        Ok(brands) => brands,
        Err(error) => {
            tracing::error!(%error, "unfinished applications could not be read");
            return 0;
        }
    };
    let mut done = 0;
    for brand in brands {
        match applications_of(app, brand).await {
            Ok(count) => done += count,
            Err(error) => tracing::error!(%error, %brand, "unfinished applications could not be looked after"),
        }
    }
    done
}

async fn applications_of(app: &App, brand: BrandId) -> Result<usize> {
    let Some(found) = store::team::brand(app.db(), brand).await? else { return Ok(0) };
    let sent = hours::sent_today(app.db(), &found, app.now()).await?;
    // What is written and has not left takes its part of the budget too.
    let remind = match hours::must_wait_after(&found, sent, &found.value.zone, app.now()) {
        Some(_) => 0,
        None => found.value.settings.mailbox_budget - sent - store::outreach::chase::waiting_to_leave(app.db(), brand).await?,
    };
    let caller = Caller::clock(found.value.organisation, brand);
    let checked = app.run(&caller, CheckApplications { remind }).await?;
    Ok(usize::try_from(checked.reminded + checked.left_alone + checked.forgotten).unwrap_or(0))
}

/// Sends reminders before a deadline a day or more early where the mailbox could not write them all on their day. They are no
/// due moves and are not counted.
async fn bring_forward(app: &App) -> Result<()> {
    let now = app.now();
    for (id, count) in store::moves::to_remind(app.db(), now, early::horizon(now)).await? {
        let Some(brand) = store::team::brand(app.db(), id).await? else { continue };
        if count > brand.value.settings.mailbox_budget
            && let Err(error) = bring_forward_in(app, &brand).await
        {
            tracing::error!(%error, brand = %id, "reminders could not be brought forward");
        }
    }
    Ok(())
}

/// The same in one brand: creators together, and one by one where that fails.
async fn bring_forward_in(app: &App, brand: &Stored<Brand>) -> Result<()> {
    let Some((collaborations, until)) = early::early(app.db(), brand, app.now()).await? else { return Ok(()) };
    let (caller, until) = (Caller::clock(brand.value.organisation, brand.id), Some(until));
    for together in collaborations.chunks(TOGETHER) {
        if app.run(&caller, Chase { collaborations: together.to_vec(), until }).await.is_ok() {
            continue;
        }
        for one in together {
            if let Err(error) = app.run(&caller, Chase { collaborations: vec![*one], until }).await {
                tracing::error!(%error, collaboration = %one, "a reminder could not be brought forward");
            }
        }
    }
    Ok(())
}

async fn clock(app: &App, brand: BrandId) -> Result<Option<Caller>> {
    Ok(store::team::brand(app.db(), brand).await?.map(|brand| Caller::clock(brand.value.organisation, brand.id)))
}

/// Chases the creators of some moves in one transaction, and each in its own where that fails.
async fn chase(app: &App, caller: &Caller, due: &[DueRow]) -> usize {
    let ask = |rows: &[DueRow]| {
        let collaborations: BTreeSet<_> = rows.iter().map(|due| due.row.collaboration).collect();
        Chase { collaborations: collaborations.into_iter().collect(), until: None }
    };
    if let Ok(outcome) = app.run(caller, ask(due)).await {
        return settle(app, due, &outcome).await;
    }
    let mut done = 0;
    for one in due {
        done += match app.run(caller, ask(std::slice::from_ref(one))).await {
            Ok(outcome) => settle(app, std::slice::from_ref(one), &outcome).await,
            Err(error) => usize::from(end(app, one, Err(error)).await),
        };
    }
    done
}

async fn settle(app: &App, due: &[DueRow], outcome: &ChaseOutcome) -> usize {
    let mut done = 0;
    for one in due {
        let did = outcome.done.contains(&one.row.creator);
        if did || outcome.idle.contains(&one.row.creator) {
            done += usize::from(end(app, one, Ok(did)).await);
        }
    }
    done
}

/// Notes what came of a move: one that could not be done is put back. Gives whether it was done.
async fn end(app: &App, due: &DueRow, result: Result<bool>) -> bool {
    let noted = match &result {
        Ok(true) if due.tries == 0 => Ok(()),
        Ok(true) => note(app, due, None).await,
        // Done in between, or refused by a rule that the move does not know of.
        Ok(false) => note(app, due, Some("It was not time.")).await,
        Err(error) => {
            let what = due.row.open.what.as_str();
            tracing::error!(%error, collaboration = %due.row.collaboration, what, "the clock could not do a move");
            note(app, due, Some(&error.to_string())).await
        }
    };
    if let Err(error) = noted {
        tracing::error!(%error, "what became of a move of the clock could not be noted");
    }
    matches!(result, Ok(true))
}

async fn note(app: &App, due: &DueRow, trouble: Option<&str>) -> Result<()> {
    let tx = app.db().begin().await?;
    match trouble {
        Some(reason) => {
            // One minute, two, four ... up to an hour.
            let pause = (MINUTE << due.tries.clamp(0, 6)).min(HOUR);
            put_back(&tx, due.brand, &due.row, app.now().plus(pause), reason).await?;
        }
        None => put_right(&tx, due.brand, &due.row).await?,
    }
    Ok(tx.commit().await?)
}
