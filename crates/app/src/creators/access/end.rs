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
    ids::{CreatorId, ProfileId},
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::creators::access as rows;

use super::{AccessView, SERVICE, connection, end, may_touch, opened, reader};
use crate::{
    Agent, Ctx, Error, Look, Meta, Operation, Reach, Result, Rights, Route,
    creators::connections::asking::Asker,
    operation::{CLOCK, MANAGER_CREATOR},
};

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

/// Tells the platform of every log-in, or of those of `only` one creator, that it is over, as far as it answers.
///
/// # Errors
/// The store's, and tokens that cannot be opened.
pub(in crate::creators) async fn take_all_back(before: &Look, only: Option<CreatorId>) -> Result<()> {
    let organisation = before.organisation()?;
    let Ok(connection) = connection(before.db(), organisation).await else { return Ok(()) };
    let Ok(asker) = Asker::new(before.app(), organisation, &connection, Purpose::People) else { return Ok(()) };
    let app = asker.tiktok_app()?;
    let given = match only {
        Some(creator) => rows::of_creator(before.db(), organisation, creator).await?,
        None => rows::in_force(before.db(), organisation, SERVICE).await?,
    };
    for known in given {
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
