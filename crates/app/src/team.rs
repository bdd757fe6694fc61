//! The room `team`: setting up, signing in, people and their roles, brands, keys.
//!
//! Absent: what the other rooms allow to whom; each operation says so itself.

use domain::{
    ids::{BrandId, OrganisationId, PersonId},
    team::{Brand, Grant, Person, Role},
    time::{DAY, Timestamp},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Read, Stored, Version};

use crate::{
    Caller, Ctx, Error, Result, Rights,
    registry::{Registered, look, op},
    secrets,
};

pub mod accept_invitation;
pub mod api_keys;
pub mod create_brand;
pub mod end_person;
pub mod health;
pub mod invite_person;
pub mod request_password_reset;
pub mod reset_password;
pub mod saved_views;
pub mod sessions;
pub mod set_logo;
pub mod set_roles;
pub mod set_up;
pub mod sign_in;
pub mod sign_out;
pub mod sign_out_person;
pub mod tries;
pub mod update_brand;
pub mod view;

pub use accept_invitation::AcceptInvitation;
pub use api_keys::{CreateApiKey, RevokeApiKey};
pub use create_brand::CreateBrand;
pub use end_person::EndPerson;
pub use health::{RetryOutbox, ShowHealth};
pub use invite_person::InvitePerson;
pub use request_password_reset::RequestPasswordReset;
pub use reset_password::ResetPassword;
pub use saved_views::{ListViews, RemoveView, SaveView, SavedViewRow};
pub use sessions::{EndOtherSessions, EndSession, ListSessions, SessionView};
pub use set_logo::SetLogo;
pub use set_roles::SetRoles;
pub use set_up::SetUp;
pub use sign_in::{CreateSignInLink, SignIn, SignInByLink};
pub use sign_out::SignOut;
pub use sign_out_person::SignOutPerson;
pub use update_brand::{UpdateBrand, UpdateBrandProfile};
pub use view::{GetBrand, ListAccountMail, ListBrands, ListEvents, ListMail, ListOrganisationEvents, ListPeople};

/// How long a session lasts without a sign-in: 30 days.
pub const SESSION: i64 = 30 * DAY;
/// So many characters of the browser's own words are kept with a session.
const BROWSER: usize = 300;

pub(crate) fn registered() -> Vec<Registered> {
    vec![
        op::<SetUp>(),
        op::<SignIn>(),
        op::<SignInByLink>(),
        op::<CreateSignInLink>(),
        op::<SignOut>(),
        op::<EndSession>(),
        op::<EndOtherSessions>(),
        op::<SignOutPerson>(),
        op::<InvitePerson>(),
        op::<AcceptInvitation>(),
        op::<RequestPasswordReset>(),
        op::<ResetPassword>(),
        op::<SetRoles>(),
        op::<EndPerson>(),
        op::<CreateBrand>(),
        op::<UpdateBrand>(),
        op::<UpdateBrandProfile>(),
        op::<SetLogo>(),
        op::<SaveView>(),
        op::<RemoveView>(),
        look::<ListViews>(),
        op::<CreateApiKey>(),
        op::<RevokeApiKey>(),
        op::<RetryOutbox>(),
        look::<ListBrands>(),
        look::<GetBrand>(),
        look::<ListPeople>(),
        look::<ListSessions>(),
        look::<api_keys::ListApiKeys>(),
        look::<ListMail>(),
        look::<ListAccountMail>(),
        look::<ShowHealth>(),
        look::<ListEvents>(),
        look::<ListOrganisationEvents>(),
    ]
}

/// A session that has begun.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SignedIn {
    /// The session's secret: the value of the cookie.
    pub token: String,
    /// Who.
    pub person: PersonId,
    /// Until when.
    pub expires_at: Timestamp,
}

/// A brand as everybody in it sees it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct BrandView {
    /// Which.
    pub id: BrandId,
    /// Its row's version, for `If-Match`.
    pub version: i64,
    /// The brand.
    pub brand: Brand,
}

impl From<Stored<Brand>> for BrandView {
    fn from(found: Stored<Brand>) -> Self {
        Self { id: found.id, version: found.version.0, brand: found.value }
    }
}

impl From<&BrandView> for Stored<Brand> {
    fn from(view: &BrandView) -> Self {
        Self { id: view.id, version: Version(view.version), value: view.brand.clone() }
    }
}

/// A person as the owner sees them.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PersonView {
    /// Which.
    pub id: PersonId,
    /// Their row's version, for `If-Match`.
    pub version: i64,
    /// The person.
    pub person: Person,
    /// Whether they have chosen a password yet.
    pub invited: bool,
}

/// Begins a session for a person.
pub(crate) async fn begin_session(ctx: &mut Ctx, person: PersonId) -> Result<SignedIn> {
    let token = secrets::token(ctx.random());
    // On a stage months pass in minutes; nobody is to be sent out in the middle.
    let lasts = if ctx.app().stage().is_some() { SESSION * 100 } else { SESSION };
    let expires_at = ctx.now().plus(lasts);
    let browser: String = ctx.caller().browser.chars().take(BROWSER).collect();
    store::team::insert_session(ctx.tx(), &secrets::token_hash(&token), person, ctx.now(), expires_at, &browser).await?;
    Ok(SignedIn { token, person, expires_at })
}

/// A person of the caller's organisation.
pub(crate) async fn person(ctx: &Ctx, id: PersonId) -> Result<Stored<Person>> {
    store::document::find::<Person>(ctx.tx(), ctx.organisation()?, id).await?.ok_or(Error::NotFound)
}

/// Keeps a single-use ticket and gives its secret.
pub(crate) async fn ticket(ctx: &mut Ctx, organisation: OrganisationId, kind: &str, subject: &str, lasts: i64) -> Result<String> {
    let token = secrets::token(ctx.random());
    let until = ctx.now().plus(if ctx.app().stage().is_some() { lasts * 100 } else { lasts });
    store::team::insert_ticket(ctx.tx(), &secrets::token_hash(&token), organisation, kind, subject, ctx.now(), until).await?;
    Ok(token)
}

/// Checks that grants name brands of the organisation and hold a sign-off kind exactly where one belongs.
pub(crate) async fn check_grants(ctx: &Ctx, grants: &[Grant]) -> Result<()> {
    let brands = store::team::brands(ctx.tx(), ctx.organisation()?).await?;
    for (at, grant) in grants.iter().enumerate() {
        if !brands.iter().any(|brand| brand.id == grant.brand) {
            return Err(Error::field(format!("grants.{at}.brand"), "There is no such brand."));
        }
        if grant.role == Role::Owner {
            return Err(Error::field(format!("grants.{at}.role"), "Owners own the whole organisation; tick owner instead."));
        }
        if (grant.role == Role::Reviewer) != grant.sign_off.is_some() {
            return Err(Error::field(
                format!("grants.{at}.sign_off"),
                "A reviewer signs off for brand, legal or client; nobody else does.",
            ));
        }
    }
    Ok(())
}

/// Hashes a password.
pub(crate) async fn hashed(password: String, salt: [u8; 16]) -> Result<String> {
    secrets::password_work(move || secrets::hash_password(&password, salt)).await?.map_err(Error::Broken)
}

/// The version of a row that was just saved.
pub(crate) fn saved<T: store::Document>(id: T::Id, version: Version, value: T) -> Stored<T> {
    Stored { id, version, value }
}

/// The person who answers for what a caller does: themselves, or who made the key.
///
/// # Errors
/// The store's.
pub(crate) async fn answers_for(db: &impl Read, caller: &Caller) -> Result<Option<PersonId>> {
    match (&caller.rights, caller.organisation) {
        (Rights::Person { id, .. }, _) => Ok(Some(*id)),
        (Rights::Key { id, .. }, Some(organisation)) => {
            let key = store::document::find::<store::team::ApiKey>(db, organisation, *id).await?.ok_or(Error::NotFound)?;
            Ok(Some(key.value.made_by))
        }
        _ => Ok(None),
    }
}
