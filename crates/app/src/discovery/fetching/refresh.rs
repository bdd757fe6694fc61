//! The clock's round: what may not be kept any longer goes, and accounts are fetched anew, the most important first.
//!
//! Invariants: one process at a time works with a connection; the day's reserve stays for people; a platform that wants to be left
//! alone is. Safe to run twice, at any time, on any number of nodes. Absent: how one account is fetched; that is the operation.

use domain::{
    creators::{
        connections::{
            Service,
            quota::{self, Bucket, Purpose},
        },
        fetching::{AccountFetch, Outcome},
    },
    ids::OrganisationId,
    time::{HOUR, MINUTE},
};
use store::creators::{access as log_ins, connections as rows, retention};
use uuid::Uuid;

use super::FetchAccount;
use crate::{
    App, Caller, Result, Rights,
    creators::{RemoveExpired, Removed, RenewToken, access::renew::renew_next, connections::asking::Asker},
};

/// So many accounts in one go.
const BATCH: i64 = 20;
/// How long a process keeps a connection without a sign of life; one account, or one log-in, takes far less.
const LEASE: i64 = 5 * MINUTE;
/// So many log-ins are renewed in one go.
const RENEWALS: usize = 50;
/// An account costs at least so many units: of YouTube the channel, its list and its videos; Instagram tells all in one answer,
/// TikTok the account and its videos.
const fn least(service: Service) -> i64 {
    match service {
        Service::YouTube => 3,
        Service::Instagram => 1,
        Service::TikTok => 2,
    }
}
/// Refusals that are the connection's, whichever account was asked for.
const OF_CONNECTION: [&str; 4] = ["creators.not_connected", "creators.key_refused", "creators.waiting", "creators.no_way_out"];
/// So often in one go what is over goes, of each organisation.
const ROUNDS: usize = 20;

/// Does one round. Gives how many accounts were fetched and rows removed.
///
/// # Errors
/// The store's, where what is due cannot be read. What fails of one account is noted there and tried again later.
pub async fn refresh(app: &App) -> Result<usize> {
    let mut done = expire(app).await?;
    for (organisation, service) in rows::connected(app.db()).await? {
        if !app.asks(service) {
            continue;
        }
        if let Err(error) = renew(app, organisation, service).await {
            tracing::error!(%error, %organisation, "a token could not be renewed");
        }
        if let Err(error) = renew_log_ins(app, organisation, service).await {
            tracing::error!(%error, %organisation, "log-ins could not be renewed");
        }
        match round(app, organisation, service).await {
            Ok(fetched) => done += fetched,
            Err(error) => tracing::error!(%error, %organisation, "the clock could not fetch by a connection"),
        }
    }
    Ok(done)
}

/// Lets go what may not be kept any longer.
async fn expire(app: &App) -> Result<usize> {
    let mut done = 0;
    for organisation in retention::with_expired(app.db(), app.now()).await? {
        let clock = Caller::new(Rights::Clock, Some(organisation), None);
        for _ in 0..ROUNDS {
            match app.run(&clock, RemoveExpired {}).await {
                Ok(removed) if removed == Removed::default() => break,
                Ok(_) => done += 1,
                Err(error) => {
                    tracing::error!(%error, "what a platform limits in time could not be removed");
                    break;
                }
            }
        }
    }
    Ok(done)
}

/// Fetches what is due by one connection, if nobody else does.
async fn round(app: &App, organisation: OrganisationId, service: Service) -> Result<usize> {
    let Some(connection) = rows::connection(app.db(), organisation, service).await? else { return Ok(0) };
    if connection.value.usable(app.now()).is_err() {
        return Ok(0);
    }
    let limit = quota::limit(Bucket::Reads, Purpose::Clock, connection.value.daily_units, connection.value.reserve);
    let spent = rows::spent(app.db(), organisation, service, quota::day(app.now())).await?;
    let spent: i64 = spent.iter().filter(|one| one.bucket == Bucket::Reads).map(|one| one.units).sum();
    let due = match pace(app, organisation, service).await? {
        0 => return Ok(0),
        most => rows::due(app.db(), organisation, service, app.now(), most).await?,
    };
    if due.is_empty() || spent + least(service) > limit {
        return Ok(0);
    }
    // A key that cannot be opened is the connection's trouble and none of the accounts'.
    Asker::new(app, organisation, &connection.value, Purpose::Clock)?;
    let holder = holder(app);
    let mut done = 0;
    for one in due {
        if !take(app, organisation, service, holder).await? {
            return Ok(done);
        }
        let clock = Caller::clock(organisation, one.brand);
        let command = FetchAccount { creator: one.creator, profile: one.profile, urgency: Some(one.urgency), fetched: None };
        match app.run(&clock, command).await {
            Ok(answer) => {
                done += usize::from(answer.outcome != Outcome::Failed);
                if answer.connection_stopped {
                    break;
                }
            }
            // The key was removed or refused in between, or somebody was told to wait: no account is to blame.
            Err(error) if OF_CONNECTION.contains(&error.code()) => break,
            Err(error) => {
                tracing::error!(%error, profile = %one.profile, "the clock could not fetch an account");
                failed(app, organisation, service, &one, &error.to_string()).await?;
            }
        }
    }
    give_back(app, organisation, service, holder).await?;
    Ok(done)
}

/// How many accounts this go may ask for: fewer, or none, where the service counts by the hour and its hour is nearly used.
async fn pace(app: &App, organisation: OrganisationId, service: Service) -> Result<i64> {
    let Some(most) = quota::an_hour(service) else { return Ok(BATCH) };
    let asked = rows::settled_since(app.db(), organisation, service, app.now().plus(-HOUR)).await?;
    Ok((most - asked).clamp(0, BATCH))
}

/// Has a token renewed whose turn it is, if nobody else does just now.
async fn renew(app: &App, organisation: OrganisationId, service: Service) -> Result<()> {
    let connection = rows::connection(app.db(), organisation, service).await?;
    if connection.is_none_or(|connection| !connection.value.to_renew(app.now())) {
        return Ok(());
    }
    let holder = holder(app);
    if !take(app, organisation, service, holder).await? {
        return Ok(());
    }
    let clock = Caller::new(Rights::Clock, Some(organisation), None);
    let renewed = app.run(&clock, RenewToken { service, said: None }).await;
    give_back(app, organisation, service, holder).await?;
    renewed.map(|_| ())
}

/// Has creators' log-ins renewed whose turn it is, if nobody else does just now: of two who renew one at once, one would end it. The
/// connection is taken anew for each, because a platform that is slow could outlast it otherwise.
async fn renew_log_ins(app: &App, organisation: OrganisationId, service: Service) -> Result<()> {
    if !service.by_log_in() || log_ins::due(app.db(), organisation, service, app.now(), 1).await?.is_empty() {
        return Ok(());
    }
    let holder = holder(app);
    let mut renewed = Ok(true);
    for _ in 0..RENEWALS {
        if !take(app, organisation, service, holder).await? {
            return Ok(());
        }
        renewed = renew_next(app, organisation).await;
        if !matches!(renewed, Ok(true)) {
            break;
        }
    }
    give_back(app, organisation, service, holder).await?;
    renewed.map(|_| ())
}

/// What a process is called while it holds a connection.
fn holder(app: &App) -> Uuid {
    let mut holder = [0; 16];
    holder.iter_mut().zip(app.seed()).for_each(|(byte, random)| *byte = random);
    Uuid::from_bytes(holder)
}

async fn give_back(app: &App, organisation: OrganisationId, service: Service, holder: Uuid) -> Result<()> {
    let tx = app.db().begin().await?;
    rows::give_back(&tx, organisation, service, holder).await?;
    Ok(tx.commit().await?)
}

async fn take(app: &App, organisation: OrganisationId, service: Service, holder: Uuid) -> Result<bool> {
    let now = app.now();
    let tx = app.db().begin().await?;
    let taken = rows::take(&tx, organisation, service, holder, now, now.plus(LEASE)).await?;
    tx.commit().await?;
    Ok(taken)
}

/// Notes that an account could not be fetched for a reason of our own, so that it does not keep the others waiting.
async fn failed(app: &App, organisation: OrganisationId, service: Service, due: &rows::Due, reason: &str) -> Result<()> {
    let tx = app.db().begin().await?;
    let before = rows::fetches(&tx, organisation, &[due.profile]).await?.remove(&due.profile);
    let before = before.unwrap_or_else(|| AccountFetch::never(service, app.now()));
    let failures = before.failures.saturating_add(1);
    let (outcome, reason, tried_at) = (Outcome::Failed, Some(reason.to_owned()), app.now());
    rows::keep_fetch(&tx, organisation, due.profile, &AccountFetch { outcome, reason, tried_at, failures, ..before }).await?;
    Ok(tx.commit().await?)
}
