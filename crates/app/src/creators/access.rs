//! Accounts that creators connect themselves, by logging in at the platform: begun on their page, kept, renewed, ended.
//!
//! Invariants: tokens are opened for the call alone and stand nowhere else, no event, no answer and no error holds them; no
//! transaction is open while a platform is asked; what was had by a log-in goes when it is taken back. Absent: what is read with it;
//! the room `discovery` fetches.

pub mod end;
pub mod list;
pub mod renew;
pub mod take;

use domain::{
    creators::{
        access::{Access, AccessError, Ended, EndedBy, Part},
        connections::{Connection, ConnectionError, Service, policy},
    },
    ids::{CreatorId, OrganisationId, ProfileId},
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{
    Read, Stored,
    creators::{access as rows, connections},
};

pub use end::{EndAccess, NoteLostAccess};
pub use list::{AccessPage, AccessRow, ListAccess};
pub use renew::{RenewAccess, RenewedAccess};
pub use take::{AccessAccount, AccessOffer, ShowAccess, TakeAccess};

use crate::{App, Caller, Ctx, Error, Look, Result, context::About, ports::Tokens};

/// The service that is asked by creators' log-ins.
pub(crate) const SERVICE: Service = Service::TikTok;

/// Access as people see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AccessView {
    /// By which service.
    pub service: Service,
    /// To which account.
    pub profile: ProfileId,
    /// Whether it is in force.
    pub holds: bool,
    /// Since when.
    pub since: Timestamp,
    /// What its owner lets be read.
    pub parts: Vec<Part>,
    /// What they keep to themselves.
    pub withheld: Vec<Part>,
    /// Until when, where that is known; before that the owner has to log in again.
    pub ends_at: Option<Timestamp>,
    /// Whether the owner should log in again now: it ends soon, or ran out.
    pub again: bool,
    /// How it ended, where it did.
    pub ended: Option<Ended>,
}

impl AccessView {
    /// Of access.
    #[must_use]
    pub fn of(access: &Access, now: Timestamp) -> Self {
        Self {
            service: access.service,
            profile: access.profile,
            holds: access.holds(),
            since: access.since,
            parts: access.parts.clone(),
            withheld: access.withheld(),
            ends_at: access.ends_at,
            again: access.is_told(now),
            ended: access.ended.clone(),
        }
    }
}

/// By what an account is read.
pub(crate) struct Reader {
    /// The token.
    pub(crate) token: String,
    /// What its owner lets be read.
    pub(crate) parts: Vec<Part>,
}

/// By what an account is read now, renewed before where its time is over or `anew` is said.
///
/// # Errors
/// Says that nobody logged in, that it ended, or that it cannot be renewed just now; the store's.
pub(crate) async fn reader(before: &Look, profile: ProfileId, anew: bool) -> Result<Reader> {
    let found = of(before.db(), before.organisation()?, profile).await?;
    found.value.usable()?;
    let found = if anew || !found.value.is_fresh(before.now()) {
        let clock = Caller::clock(before.organisation()?, before.brand()?);
        let command = RenewAccess { creator: found.value.creator, profile, said: None };
        if let Some(reason) = before.app().run(&clock, command).await?.reason {
            return Err(Error::Outside(reason));
        }
        of(before.db(), before.organisation()?, profile).await?
    } else {
        found
    };
    let tokens = opened(before.app(), found.value.usable()?)?;
    Ok(Reader { token: tokens.access, parts: found.value.parts.clone() })
}

/// Access to an account that its owner gave once.
async fn of(db: &impl Read, organisation: OrganisationId, profile: ProfileId) -> Result<Stored<Access>> {
    Ok(rows::of_profile(db, organisation, profile).await?.ok_or(AccessError::NotGiven(SERVICE.label()))?)
}

/// The tokens, opened.
fn opened(app: &App, sealed: &str) -> Result<Tokens> {
    let text = app.secrets().open(sealed).map_err(Error::Broken)?;
    serde_json::from_str(&text).map_err(|_| Error::Broken("the tokens of a log-in cannot be read".to_owned()))
}

/// The tokens as they are kept.
fn sealed(ctx: &mut Ctx, tokens: &Tokens) -> Result<String> {
    let text = serde_json::to_string(tokens).map_err(|error| Error::Broken(error.to_string()))?;
    let nonce = ctx.random();
    ctx.app().secrets().seal(nonce, &text).map_err(Error::Broken)
}

/// The connection by which log-ins are asked for.
///
/// # Errors
/// Says that there is none.
async fn connection(db: &impl Read, organisation: OrganisationId) -> Result<Connection> {
    let found = connections::connection(db, organisation, SERVICE).await?;
    Ok(found.ok_or(ConnectionError::NotConnected(SERVICE.label()))?.value)
}

/// Ends access: its tokens go, and what was had by it goes where the platform asks for that. What ran out may begin again, so that
/// what was had then stays for its time.
async fn end(ctx: &mut Ctx, known: Stored<Access>, by: EndedBy) -> Result<Access> {
    let (organisation, now) = (ctx.organisation()?, ctx.now());
    let ended = known.value.clone().ended(by, now);
    store::document::save(ctx.tx(), organisation, known.id, known.version, &ended).await?;
    if by != EndedBy::RanOut && policy::goes_with_access(ended.service) {
        rows::let_go(ctx.tx(), organisation, ended.profile, now).await?;
    }
    let data = json!({ "service": ended.service, "profile": ended.profile, "by": by });
    ctx.note(About::creator(ended.creator).subject(ended.creator), "creators.access_ended", data).await?;
    Ok(ended)
}

/// Ends all access by a service.
pub(super) async fn end_all(ctx: &mut Ctx, service: Service, by: EndedBy) -> Result<()> {
    let organisation = ctx.organisation()?;
    for one in rows::in_force(ctx.tx(), organisation, service).await? {
        // Somebody may have renewed or ended it in between.
        if let Some(known) = rows::hold(ctx.tx(), organisation, one.value.profile).await?.filter(|known| known.value.holds()) {
            end(ctx, known, by).await?;
        }
    }
    Ok(())
}

/// A creator whose accounts the caller may touch: one of the brand's, and creators only their own.
async fn may_touch(ctx: &Ctx, creator: CreatorId) -> Result<()> {
    if matches!(ctx.caller().rights, crate::Rights::Creator { id, .. } if id != creator) {
        return Err(Error::NotFound);
    }
    store::creators::relationship(ctx.tx(), ctx.brand()?, creator).await?.ok_or(Error::NotFound)?;
    Ok(())
}
