//! A creator's log-in ends: on their own page, by the team, or because the platform says that it was taken back.
//!
//! Invariant: it ends here whether or not the platform could be told; what was had by it goes in the same transaction's wake.
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
use store::creators::access as rows;

use super::{AccessView, SERVICE, connection, end, may_touch, opened, reader};
use crate::{
    Agent, App, Ctx, Error, Look, Meta, Operation, Reach, Result, Rights, Route,
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
    /// Whether the platform could be told, before the transaction.
    #[serde(default)]
    #[schemars(skip)]
    pub told: bool,
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

    async fn prepare(&mut self, before: &Look) -> Result<()> {
        self.told = false;
        may_touch(before, self.creator).await?;
        let organisation = before.organisation()?;
        let found = rows::of_profile(before.db(), organisation, self.profile).await?;
        let found = found.filter(|found| found.value.creator == self.creator).ok_or(Error::NotFound)?;
        if !found.value.holds() {
            return Ok(());
        }
        // Whatever is the matter with the platform, the log-in ends here: without its tokens nothing is read any more.
        let Ok(connection) = connection(before.db(), organisation).await else { return Ok(()) };
        let Ok(asker) = Asker::new(before.app(), organisation, &connection, Purpose::People) else { return Ok(()) };
        // It is taken back by a token that is still taken.
        let Ok(reader) = reader(before, self.profile, false).await else { return Ok(()) };
        let app = asker.tiktok_app()?;
        self.told = asker.ask_tiktok(&app, |tiktok, app| tiktok.revoke(app, &reader.token)).await?.is_ok();
        Ok(())
    }

    async fn run(self, ctx: &mut Ctx) -> Result<AccessView> {
        let known = rows::hold(ctx.tx(), ctx.organisation()?, self.profile).await?;
        let known = known.filter(|known| known.value.creator == self.creator).ok_or(Error::NotFound)?;
        let by = if matches!(ctx.caller().rights, Rights::Creator { .. }) { EndedBy::Creator } else { EndedBy::Team };
        // What had ended before, other than by itself, ended then.
        let ended = if ended_on_purpose(&known.value) { known.value } else { end(ctx, known, by).await? };
        Ok(AccessView::of(&ended, ctx.now()))
    }
}

/// Tells the platform of every log-in that it is over, as far as it answers.
///
/// # Errors
/// The store's, and tokens that cannot be opened.
pub(in crate::creators) async fn take_all_back(before: &Look) -> Result<()> {
    let organisation = before.organisation()?;
    let Ok(connection) = connection(before.db(), organisation).await else { return Ok(()) };
    let Ok(asker) = Asker::new(before.app(), organisation, &connection, Purpose::People) else { return Ok(()) };
    let app = asker.tiktok_app()?;
    for known in rows::in_force(before.db(), organisation, SERVICE).await? {
        let Ok(sealed) = known.value.usable() else { continue };
        let tokens = opened(before.app(), sealed)?;
        let answer = asker.ask_tiktok(&app, |tiktok, app| tiktok.revoke(app, &tokens.access)).await?;
        // One token that is over says nothing of the others.
        if let Err(Failure::Unreachable { .. } | Failure::TooMany { .. } | Failure::QuotaUsed { .. } | Failure::Refused { .. }) = answer {
            break;
        }
    }
    Ok(())
}

/// Puts into the outbox that the platform is told of the log-ins of creators that they are over: it hears of it once this is sure.
///
/// # Errors
/// The store's.
pub(in crate::creators) async fn tell_later(ctx: &mut Ctx, creators: &[CreatorId]) -> Result<()> {
    let organisation = ctx.organisation()?;
    for creator in creators {
        for known in rows::of_creator(ctx.tx(), organisation, *creator).await? {
            if let Ok(sealed) = known.value.usable() {
                let now = ctx.now();
                ctx.effect(EFFECT, &format!("{EFFECT}:{}", known.id), json!({ "sealed": sealed }), now).await?;
            }
        }
    }
    Ok(())
}

/// Tells the platform that a log-in is over which is kept here no longer. Gives why it is worth another try.
///
/// # Errors
/// The store's, and tokens that cannot be opened.
pub(crate) async fn take_back(app: &App, organisation: OrganisationId, sealed: &str) -> Result<Option<String>> {
    // Without the app nobody's log-in can be taken back; it ends over there by itself.
    let Ok(connection) = connection(app.db(), organisation).await else { return Ok(None) };
    let asker = match Asker::new(app, organisation, &connection, Purpose::People) {
        Ok(asker) => asker,
        Err(error) => return Ok(connection.sealed.is_some().then(|| error.to_string())),
    };
    let tokens = opened(app, sealed)?;
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
