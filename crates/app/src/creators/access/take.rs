//! A creator connects an account of their own: they are led to the platform's log-in, and come back with a code for tokens.
//!
//! Invariants: whoever comes back brings what was signed for the same creator within the hour; nothing is kept before it is known
//! whose account answered. Absent: the page, and the sentence that says what is read.

use domain::{
    creators::{
        CreatorError, CreatorProfile, Handle, Platform, Profile,
        access::{Access, AccessError, Given},
        connections::quota::Purpose,
        fetching::Failure,
    },
    ids::{AccessId, BrandId, CreatorId, OrganisationId, ProfileId},
    time::{HOUR, Timestamp},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{
    Read,
    creators::{access as rows, connections},
};

use super::{AccessView, SERVICE, connection, sealed};
use crate::{
    Agent, App, Ctx, Error, Look, Meta, Operation, Reach, Result, Rights, Route, View,
    context::About,
    creators::{
        connections::{asking::Asker, connect::hear, tiktok::back_address},
        familiar,
    },
    operation::CREATOR,
    ports::LogIn,
    secrets,
};

/// How long a log-in may take.
const LASTS: i64 = HOUR;

/// What goes to the platform and comes back: for whom the log-in is.
fn state(app: &App, brand: BrandId, creator: CreatorId, now: Timestamp) -> String {
    let once = secrets::token(app.seed());
    app.secrets().sign("log-in", &format!("{brand}:{creator}:{once}"), now.plus(LASTS))
}

/// Whether what came back was signed for this creator in this brand.
fn is_for(app: &App, state: &str, brand: BrandId, creator: CreatorId, now: Timestamp) -> bool {
    let read = app.secrets().read("log-in", state, now);
    read.is_ok_and(|text| text.starts_with(&format!("{brand}:{creator}:")))
}

/// A creator's account, as their page shows it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AccessAccount {
    /// Which.
    pub profile: ProfileId,
    /// Its name, where it is known.
    pub name: Option<String>,
    /// Access to it, also such as has ended.
    pub access: Option<AccessView>,
}

/// What a creator may connect.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AccessOffer {
    /// Where the creator logs in and says what may be read; nothing where the brand cannot connect accounts just now.
    pub address: Option<String>,
    /// Their accounts there.
    pub accounts: Vec<AccessAccount>,
}

/// Shows a creator which accounts of theirs are connected, and where to connect one.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ShowAccess {}

impl View for ShowAccess {
    type Answer = AccessOffer;
    const META: Meta = Meta {
        name: "creators.show_access",
        doc: "Shows a creator which TikTok accounts of theirs are connected, and the address at which they log in to connect one.",
        route: Route::get("/portal/access"),
        reach: Reach::Brand,
        who: CREATOR,
        agent: Agent::Never,
    };

    async fn show(self, look: &Look) -> Result<AccessOffer> {
        let Rights::Creator { id, .. } = look.caller().rights else { return Err(Error::NotFound) };
        let (db, organisation, now) = (look.db(), look.organisation()?, look.now());
        let profiles = store::creators::profiles(db, organisation, &[id]).await?;
        let given = rows::of_creator(db, organisation, id).await?;
        let accounts = profiles.iter().filter(|profile| profile.value.account.platform == SERVICE.platform());
        let accounts = accounts.map(|profile| {
            let access = given.iter().find(|access| access.value.profile == profile.id);
            AccessAccount {
                profile: profile.id,
                name: profile.value.account.handle.as_ref().map(ToString::to_string),
                access: access.map(|access| AccessView::of(&access.value, now)),
            }
        });
        Ok(AccessOffer { address: address(look, id).await?, accounts: accounts.collect() })
    }
}

/// Where a creator logs in; nothing where the installation asks no platform, or by no app.
async fn address(look: &Look, creator: CreatorId) -> Result<Option<String>> {
    let (app, organisation) = (look.app(), look.organisation()?);
    let Some(tiktok) = app.tiktok() else { return Ok(None) };
    let found = connections::connection(look.db(), organisation, SERVICE).await?.map(|found| found.value);
    let Some(found) = found.filter(|found| found.sealed.is_some() && found.refused.is_none()) else { return Ok(None) };
    let Some(sealed) = found.sealed.as_deref() else { return Ok(None) };
    let known = crate::creators::connections::tiktok::opened(app, sealed)?;
    Ok(Some(tiktok.log_in(&known, &back_address(app), &state(app, look.brand()?, creator, look.now()))))
}

/// Takes what a creator came back with from the platform's log-in.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct TakeAccess {
    /// What went along to the platform.
    pub state: String,
    /// The code for tokens; nothing where the log-in did not go through.
    #[serde(default)]
    pub code: Option<String>,
    /// The platform's word for what went wrong.
    #[serde(default)]
    pub error: Option<String>,
    /// What the platform gave for the code, before the transaction.
    #[serde(default)]
    #[schemars(skip)]
    pub taken: Option<Taken>,
}

/// What the platform gave for a code.
#[derive(Clone, Serialize, Deserialize)]
pub struct Taken {
    log_in: LogIn,
    /// The account's name, where it may be read.
    handle: Option<Handle>,
    /// Since when the key is there by which it was asked.
    key_since: Timestamp,
}

impl Operation for TakeAccess {
    type Answer = AccessView;
    const META: Meta = Meta {
        name: "creators.take_access",
        doc: "Takes what a creator came back with from TikTok's log-in, and keeps the log-in sealed. Their account is then read by it.",
        route: Route::post("/portal/access"),
        reach: Reach::Brand,
        who: CREATOR,
        agent: Agent::Never,
    };

    async fn prepare(&mut self, before: &Look) -> Result<()> {
        self.taken = None;
        let Rights::Creator { id, .. } = before.caller().rights else { return Err(Error::NotFound) };
        let (app, organisation) = (before.app(), before.organisation()?);
        if !is_for(app, &self.state, before.brand()?, id, before.now()) {
            return Err(AccessError::LogInExpired.into());
        }
        let code = match (self.error.as_deref(), self.code.as_deref()) {
            (None, Some(code)) if !code.is_empty() => code,
            (Some("access_denied"), _) => return Err(AccessError::LogInDenied(SERVICE.label()).into()),
            _ => return Err(AccessError::LogInFailed(SERVICE.label()).into()),
        };
        let connection = connection(before.db(), organisation).await?;
        let asker = Asker::new(app, organisation, &connection, Purpose::People)?;
        let known = asker.tiktok_app()?;
        let back = back_address(app);
        let log_in = match asker.ask_tiktok(&known, |tiktok, app| tiktok.exchange(app, code, &back)).await? {
            Ok(log_in) => log_in,
            // A code is taken once, and for a short time.
            Err(Failure::Ended { .. }) => return Err(AccessError::LogInFailed(SERVICE.label()).into()),
            Err(failure) => return Err(Error::Outside(failure.words(SERVICE))),
        };
        let read = asker.ask_tiktok(&known, |tiktok, _| tiktok.account(&log_in.tokens.access, &log_in.terms.parts)).await?;
        let placed = match read {
            Ok(account) => place(before.db(), organisation, id, &log_in.account, account.handle.as_ref()).await.map(|_| account.handle),
            Err(failure) => Err(Error::Outside(failure.words(SERVICE))),
        };
        let handle = match placed {
            Ok(handle) => handle,
            Err(refused) => {
                // Taking one token back may end every log-in of that account, also one that stands here.
                let held = rows::by_external(before.db(), organisation, SERVICE, &log_in.account).await?;
                if held.is_none_or(|held| !held.value.holds()) {
                    // What is not kept is given back; that it could not be is no news for whoever was refused.
                    let _given_back = asker.ask_tiktok(&known, |tiktok, app| tiktok.revoke(app, &log_in.tokens.access)).await?;
                }
                return Err(refused);
            }
        };
        self.taken = Some(Taken { log_in, handle, key_since: connection.since });
        Ok(())
    }

    async fn run(self, ctx: &mut Ctx) -> Result<AccessView> {
        let Rights::Creator { id, .. } = ctx.caller().rights else { return Err(Error::NotFound) };
        let Taken { log_in, handle, key_since } = self.taken.ok_or_else(|| Error::Broken("nothing was asked".to_owned()))?;
        let (organisation, brand, now) = (ctx.organisation()?, ctx.brand()?, ctx.now());
        store::creators::hold(ctx.tx(), organisation, id).await?;
        // Looked at under the lock: whoever was erased meanwhile gets nothing kept.
        if familiar(ctx, id).await?.creator.value.erased_at.is_some() {
            return Err(CreatorError::ErasedAlready.into());
        }
        let profile = match place(ctx.tx(), organisation, id, &log_in.account, handle.as_ref()).await? {
            Place::Known(profile) => profile,
            Place::New(account) => {
                let profile: ProfileId = ctx.id();
                store::document::insert(ctx.tx(), organisation, profile, &CreatorProfile::new(id, profile, account, None)).await?;
                profile
            }
        };
        // The connection first and the log-in after it, as everywhere, so that no two wait for each other.
        if let Some(connection) = connections::hold_connection(ctx.tx(), organisation, SERVICE).await? {
            hear(ctx, connection, Some(key_since), None).await?;
        }
        let known = rows::hold(ctx.tx(), organisation, profile).await?;
        let sealed = sealed(ctx, &log_in.tokens)?;
        let given = Given { creator: id, profile, brand, service: SERVICE, external: log_in.account };
        let access = Access::new(given, sealed, &log_in.terms, now);
        match known {
            Some(known) => {
                store::document::save(ctx.tx(), organisation, known.id, known.version, &access).await?;
            }
            None => {
                let row: AccessId = ctx.id();
                store::document::insert(ctx.tx(), organisation, row, &access).await?;
            }
        }
        rows::fetch_soon(ctx.tx(), organisation, profile).await?;
        let data = json!({ "service": SERVICE, "profile": profile, "parts": access.parts });
        ctx.note(About::creator(id).subject(id), "creators.access_given", data).await?;
        Ok(AccessView::of(&access, now))
    }
}

/// Which account it is that somebody logged in to.
enum Place {
    /// One that is known as theirs.
    Known(ProfileId),
    /// One that is new here.
    New(Profile),
}

/// Which of a creator's accounts answered: the one that was connected before, the one of that name, the only one without a name;
/// otherwise a new one.
///
/// # Errors
/// Says that it is somebody else's here, or that nobody can tell which one it is.
async fn place(db: &impl Read, organisation: OrganisationId, creator: CreatorId, external: &str, handle: Option<&Handle>) -> Result<Place> {
    let anothers = || Error::from(AccessError::AnothersAccount(SERVICE.label()));
    match rows::by_external(db, organisation, SERVICE, external).await? {
        Some(before) if before.value.creator == creator => return Ok(Place::Known(before.value.profile)),
        Some(before) if before.value.holds() => return Err(anothers()),
        // What ended on somebody else's page does not keep the right one out; the name says whose it is.
        _ => {}
    }
    let platform: Platform = SERVICE.platform();
    let own = store::creators::profiles(db, organisation, &[creator]).await?;
    let own: Vec<_> = own.into_iter().filter(|profile| profile.value.account.platform == platform).collect();
    let given = rows::of_creator(db, organisation, creator).await?;
    // An account to which another log-in stands is another one.
    let free = |profile: ProfileId| !given.iter().any(|one| one.value.profile == profile && one.value.holds());
    let Some(handle) = handle else {
        return match own.as_slice() {
            [only] if only.value.account.handle.is_none() && free(only.id) => Ok(Place::Known(only.id)),
            _ => Err(AccessError::NamelessAccount(SERVICE.label()).into()),
        };
    };
    let named = store::creators::profiles_by_handle(db, organisation, &[handle.key()]).await?;
    let named = named.into_iter().find(|profile| profile.value.account.platform == platform);
    if let Some(named) = named {
        return if named.value.creator == creator { Ok(Place::Known(named.id)) } else { Err(anothers()) };
    }
    let nameless: Vec<_> = own.iter().filter(|profile| profile.value.account.handle.is_none() && free(profile.id)).collect();
    Ok(match nameless.as_slice() {
        [only] => Place::Known(only.id),
        _ => Place::New(Profile::of(platform, Some(handle.clone()))),
    })
}
