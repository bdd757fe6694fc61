//! A creator's log-in ends: on their own page, by the team, or because the platform says that it was taken back.
//!
//! Invariant: it ends here whether or not the platform can be told, which hears of it by the outbox once it is sure; what was had by
//! it goes in the same transaction's wake.
//! Absent: what ran out; renewing notices that.

use domain::{
    creators::{
        access::{Access, EndedBy},
        connections::quota::Purpose,
        fetching::Failure,
    },
    ids::{CreatorId, OrganisationId, ProfileId},
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{
    Stored,
    creators::{access as rows, connections},
};

use super::{AccessView, SERVICE, connection, end, may_touch, opened};
use crate::{
    Agent, App, Ctx, Error, Meta, Operation, Reach, Result, Rights, Route,
    creators::connections::asking::Asker,
    operation::{CLOCK, MANAGER_CREATOR},
};

/// What it is called in the outbox that a platform is told that a log-in is over.
pub(crate) const EFFECT: &str = "log_in_end";

/// Ends a creator's log-in to an account of theirs.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EndAccess {
    /// Whose.
    pub creator: CreatorId,
    /// To which account.
    pub profile: ProfileId,
}

impl Operation for EndAccess {
    type Answer = AccessView;
    const META: Meta = Meta {
        name: "creators.end_access",
        doc: "Ends a creator's log-in to an account of theirs, here and at the platform. What was read by it is deleted.",
        route: Route::post("/creators/{creator}/accounts/{profile}/access/end"),
        reach: Reach::Brand,
        who: MANAGER_CREATOR,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<AccessView> {
        may_touch(ctx, self.creator).await?;
        let known = rows::hold(ctx.tx(), ctx.organisation()?, self.profile).await?;
        let known = known.filter(|known| known.value.creator == self.creator).ok_or(Error::NotFound)?;
        let by = if matches!(ctx.caller().rights, Rights::Creator { .. }) { EndedBy::Creator } else { EndedBy::Team };
        let key = app_key(ctx).await?;
        tell(ctx, &known, key.as_deref()).await?;
        // What had ended before, other than by itself, ended then.
        let ended = if ended_on_purpose(&known.value) { known.value } else { end(ctx, known, by).await? };
        Ok(AccessView::of(&ended, ctx.now()))
    }
}

/// The key of the app, sealed, as long as the platform takes it.
async fn app_key(ctx: &Ctx) -> Result<Option<String>> {
    let found = connections::connection(ctx.tx(), ctx.organisation()?, SERVICE).await?;
    Ok(found.filter(|found| found.value.refused.is_none()).and_then(|found| found.value.sealed))
}

/// Puts into the outbox that the platform is told of a log-in that it is over: it hears of it once this is sure. The key of the app
/// goes along, because it may be removed before that; without one nobody can be told, and it ends over there by itself.
async fn tell(ctx: &mut Ctx, known: &Stored<Access>, key: Option<&str>) -> Result<()> {
    let (Some(key), Ok(sealed)) = (key, known.value.usable()) else { return Ok(()) };
    let now = ctx.now();
    // A row is used again by the next log-in, whose end is another one.
    let name = format!("{EFFECT}:{}:{}", known.id, known.version.0);
    ctx.effect(EFFECT, &name, json!({ "sealed": sealed, "profile": known.value.profile, "app": key }), now).await
}

/// The same for the log-ins of creators.
///
/// # Errors
/// The store's.
pub(in crate::creators) async fn tell_later(ctx: &mut Ctx, creators: &[CreatorId]) -> Result<()> {
    let organisation = ctx.organisation()?;
    let key = app_key(ctx).await?;
    for creator in creators {
        for known in rows::of_creator(ctx.tx(), organisation, *creator).await? {
            tell(ctx, &known, key.as_deref()).await?;
        }
    }
    Ok(())
}

/// The same for every log-in that is in force.
///
/// # Errors
/// The store's.
pub(in crate::creators) async fn tell_of_all(ctx: &mut Ctx) -> Result<()> {
    let organisation = ctx.organisation()?;
    let key = app_key(ctx).await?;
    for one in rows::in_force(ctx.tx(), organisation, SERVICE).await? {
        // Somebody may have renewed or ended it in between.
        if let Some(known) = rows::hold(ctx.tx(), organisation, one.value.profile).await? {
            tell(ctx, &known, key.as_deref()).await?;
        }
    }
    Ok(())
}

/// A log-in that ended, as the outbox keeps it until the platform was told.
#[derive(Deserialize)]
pub(crate) struct Over {
    /// Its tokens, sealed.
    sealed: String,
    /// To which account.
    #[serde(default)]
    profile: Option<ProfileId>,
    /// The key of the app at that time, sealed.
    #[serde(default)]
    app: Option<String>,
}

/// Tells the platform that a log-in is over which is kept here no longer. Gives why it is worth another try.
///
/// # Errors
/// The store's, and tokens that cannot be opened.
pub(crate) async fn take_back(app: &App, organisation: OrganisationId, over: &Over) -> Result<Option<String>> {
    // Taking one token back may end every log-in of that account, also one that was given since.
    if let Some(profile) = over.profile
        && rows::of_profile(app.db(), organisation, profile).await?.is_some_and(|known| known.value.holds())
    {
        return Ok(None);
    }
    // Without the app nobody's log-in can be taken back; it ends over there by itself.
    let Ok(connection) = connection(app.db(), organisation).await else { return Ok(None) };
    let asker = match (&connection.sealed, &over.app) {
        (None, Some(key)) => {
            let key = app.secrets().open(key).map_err(Error::Broken)?;
            Asker::with_key(app, organisation, &connection, key, Purpose::People)
        }
        _ => Asker::new(app, organisation, &connection, Purpose::People),
    };
    let asker = match asker {
        Ok(asker) => asker,
        Err(error) => return Ok(connection.sealed.is_some().then(|| error.to_string())),
    };
    let tokens = opened(app, &over.sealed)?;
    let known = asker.tiktok_app()?;
    match asker.ask_tiktok(&known, |tiktok, known| tiktok.revoke(known, &tokens.access)).await? {
        // It tells of tokens that are over as of others that it does not know.
        Ok(())
        | Err(Failure::Ended { .. } | Failure::Missing | Failure::Closed | Failure::Forbidden { .. } | Failure::Unreadable { .. }) => {
            Ok(None)
        }
        Err(failure @ (Failure::Refused { .. } | Failure::QuotaUsed { .. } | Failure::TooMany { .. } | Failure::Unreachable { .. })) => {
            Ok(Some(failure.words(SERVICE)))
        }
    }
}

/// Notes that a creator took their log-in back at the platform.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct NoteLostAccess {
    /// The platform's id of the account.
    pub external: String,
    /// When it was taken back. A log-in that began later is another one.
    pub at: Timestamp,
}

impl Operation for NoteLostAccess {
    type Answer = ();
    const META: Meta = Meta {
        name: "creators.note_lost_access",
        doc: "Notes that a creator took their log-in back at the platform, and lets what was read by it go. The platform's message starts it.",
        route: Route::post("/access/loss"),
        reach: Reach::Organisation,
        who: CLOCK,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<()> {
        let organisation = ctx.organisation()?;
        // Whom nobody knows here, and what has ended already, needs nothing: the platform tells more than once.
        let Some(found) = rows::by_external(ctx.tx(), organisation, SERVICE, &self.external).await? else { return Ok(()) };
        let known = rows::hold(ctx.tx(), organisation, found.value.profile).await?.filter(|known| known.value.external == self.external);
        match known {
            Some(known) if known.value.since <= self.at && !ended_on_purpose(&known.value) => {
                end(ctx, known, EndedBy::Platform).await.map(|_| ())
            }
            _ => Ok(()),
        }
    }
}

/// Whether access was ended by somebody; what ran out may turn out to have been taken back.
fn ended_on_purpose(access: &Access) -> bool {
    access.ended.as_ref().is_some_and(|ended| ended.by != EndedBy::RanOut)
}
