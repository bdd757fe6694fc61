//! The tokens of a creator's log-in are renewed: by the clock in time, or before something is asked with them.
//!
//! Invariant: the newer tokens take the place of the old ones in the transaction that heard of them; a refusal of tokens that
//! somebody renewed meanwhile says nothing. Absent: when it is time; a rule says so.

use domain::{
    creators::{access::EndedBy, connections::quota::Purpose, fetching::Failure},
    ids::{CreatorId, OrganisationId, ProfileId},
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{
    Version,
    creators::{access as rows, connections},
};

use super::{AccessView, SERVICE, connection, end, opened, sealed};
use crate::{
    Agent, App, Caller, Ctx, Error, Look, Meta, Operation, Reach, Result, Route,
    creators::connections::{asking::Asker, connect::hear},
    operation::CLOCK,
    ports::LogIn,
};

/// Renews the tokens of a creator's log-in.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct RenewAccess {
    /// Whose.
    pub creator: CreatorId,
    /// To which account.
    pub profile: ProfileId,
    /// What the platform said, before the transaction.
    #[serde(default)]
    #[schemars(skip)]
    pub said: Option<Said>,
}

/// What a platform said when newer tokens were asked for.
#[derive(Clone, Serialize, Deserialize)]
pub struct Said {
    /// Which state of the log-in was renewed.
    version: Version,
    /// Since when the key is there by which it was asked.
    key_since: Timestamp,
    answer: std::result::Result<LogIn, Failure>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RenewedAccess {
    /// The log-in as it stands now.
    pub access: AccessView,
    /// Why it was not renewed, in words for people, where it will be tried again.
    pub reason: Option<String>,
}

impl Operation for RenewAccess {
    type Answer = RenewedAccess;
    const META: Meta = Meta {
        name: "creators.renew_access",
        doc: "Renews a creator's log-in at a platform. The clock does it in time; a log-in that the platform takes no more has ended.",
        route: Route::post("/creators/{creator}/accounts/{profile}/access/renewal"),
        reach: Reach::Brand,
        who: CLOCK,
        agent: Agent::Never,
    };

    async fn prepare(&mut self, before: &Look) -> Result<()> {
        self.said = None;
        let organisation = before.organisation()?;
        let found = rows::of_profile(before.db(), organisation, self.profile).await?;
        let found = found.filter(|found| found.value.creator == self.creator).ok_or(Error::NotFound)?;
        let tokens = opened(before.app(), found.value.usable()?)?;
        let connection = connection(before.db(), organisation).await?;
        let asker = Asker::new(before.app(), organisation, &connection, Purpose::Check)?;
        let app = asker.tiktok_app()?;
        let answer = asker.ask_tiktok(&app, |tiktok, app| tiktok.renew(app, &tokens.refresh)).await?;
        // Tokens of another account would be read as this one's.
        let answer = match answer {
            Ok(log_in) if log_in.account != found.value.external => Err(Failure::Ended { reason: "It led to another account.".to_owned() }),
            other => other,
        };
        self.said = Some(Said { version: found.version, key_since: connection.since, answer });
        Ok(())
    }

    async fn run(self, ctx: &mut Ctx) -> Result<RenewedAccess> {
        let Said { version, key_since, answer } = self.said.ok_or_else(|| Error::Broken("nothing was asked".to_owned()))?;
        let (organisation, now) = (ctx.organisation()?, ctx.now());
        // The connection first and the log-in after it, as everywhere, so that no two wait for each other.
        if let Some(connection) = connections::hold_connection(ctx.tx(), organisation, SERVICE).await? {
            hear(ctx, connection, Some(key_since), answer.as_ref().err()).await?;
        }
        let known = rows::hold(ctx.tx(), organisation, self.profile).await?.filter(|known| known.value.holds()).ok_or(Error::NotFound)?;
        let reason = answer.as_ref().err().map(|failure| failure.words(SERVICE));
        let changed = match answer {
            Ok(LogIn { tokens, terms, .. }) => {
                let sealed = sealed(ctx, &tokens)?;
                known.value.clone().renewed(sealed, &terms, now)
            }
            // Somebody renewed it meanwhile, and theirs is the newer one.
            Err(_) if known.version != version => return Ok(RenewedAccess { access: AccessView::of(&known.value, now), reason: None }),
            Err(Failure::Ended { .. }) => {
                let ended = end(ctx, known, EndedBy::RanOut).await?;
                return Ok(RenewedAccess { access: AccessView::of(&ended, now), reason: None });
            }
            Err(_) => known.value.clone().not_renewed(now),
        };
        store::document::save(ctx.tx(), organisation, known.id, known.version, &changed).await?;
        Ok(RenewedAccess { access: AccessView::of(&changed, now), reason })
    }
}

/// The clock's round: the log-in whose turn has come first, as long as the connection itself is answered. Gives whether there may be
/// another one.
///
/// # Errors
/// The store's. What fails of one log-in is logged and comes again.
pub(crate) async fn renew_next(app: &App, organisation: OrganisationId) -> Result<bool> {
    let Some(one) = rows::due(app.db(), organisation, SERVICE, app.now(), 1).await?.pop() else { return Ok(false) };
    let connection = connections::connection(app.db(), organisation, SERVICE).await?;
    if connection.is_none_or(|connection| connection.value.usable(app.now()).is_err()) {
        return Ok(false);
    }
    let command = RenewAccess { creator: one.value.creator, profile: one.value.profile, said: None };
    if let Err(error) = app.run(&Caller::clock(organisation, one.value.brand), command).await {
        tracing::error!(%error, profile = %one.value.profile, "a log-in could not be renewed");
        put_off(app, organisation, one.value.profile).await?;
    }
    Ok(true)
}

/// Has a log-in that could not be renewed for a reason of our own come again later, so that it does not keep the others waiting.
async fn put_off(app: &App, organisation: OrganisationId, profile: ProfileId) -> Result<()> {
    let tx = app.db().begin().await?;
    if let Some(known) = rows::hold(&tx, organisation, profile).await?.filter(|known| known.value.holds()) {
        let later = known.value.clone().not_renewed(app.now());
        store::document::save(&tx, organisation, known.id, known.version, &later).await?;
    }
    Ok(tx.commit().await?)
}
