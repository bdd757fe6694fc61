//! Applications: what comes in by a brand's public page, and how it is answered.
//!
//! Invariant: a visitor learns nothing of who is known: the same words follow from every application that is taken, and whatever
//! tells more goes to the address itself. However somebody sends one, it is counted (`flow`). Absent: the pages.

use domain::{
    creators::{
        Purpose,
        applications::{Application, ApplicationError, ApplicationPage},
        can_contact,
    },
    ids::{ApplicationId, BrandId},
    text::folded,
    time::{DAY, Timestamp},
};
use store::{Stored, creators::applications as rows};

use crate::{App, Ctx, Error, Result, mail::Mail, secrets::LinkError};

pub mod answer;
pub mod clock;
pub mod door;
pub(crate) mod flow;
mod matching;
pub mod page;
pub mod remove;
pub mod view;
mod wording;
pub mod write;

pub use answer::{AcceptApplication, AcceptedApplication, AskApplicant, DeclineApplication, ToldApplicant};
pub use clock::{CheckApplications, CheckedApplications};
pub use page::{ApplicationPageView, GetApplicationPage, UpdateApplicationPage};
pub use remove::{RemoveApplication, WithdrawApplication};
pub use view::{ApplicationQueue, ApplicationRow, ApplicationView, GetApplication, ListApplications, MatchView};
pub use write::{SaveApplication, SubmitApplication};

/// How long a form that was given out may be sent: whoever leaves it open over a weekend loses nothing.
const FORM_LASTS: i64 = 7 * DAY;
/// How long the link in a mail opens an application; what is forgotten sooner it does not open.
const LINK_LASTS: i64 = 90 * DAY;

/// The proof that a form is ours, with when it was given out.
#[must_use]
pub fn form_token(app: &App, brand: BrandId, now: Timestamp) -> String {
    app.secrets().sign("application form", &format!("{brand}:{}", now.0), now.plus(FORM_LASTS))
}

/// When a form was given out.
fn read_form(app: &App, brand: BrandId, token: &str, now: Timestamp) -> std::result::Result<Timestamp, ApplicationError> {
    let text = app.secrets().read("application form", token, now).map_err(|error| match error {
        LinkError::Forged => ApplicationError::FormUnknown,
        LinkError::Expired => ApplicationError::FormTooOld,
    })?;
    let (of, at) = text.split_once(':').ok_or(ApplicationError::FormUnknown)?;
    match at.parse() {
        Ok(at) if of == brand.to_string() => Ok(Timestamp(at)),
        _ => Err(ApplicationError::FormUnknown),
    }
}

/// The address under which somebody goes on with their application.
fn link(app: &App, brand: BrandId, application: ApplicationId, now: Timestamp) -> String {
    let token = app.secrets().sign("application", &format!("{brand}:{application}"), now.plus(LINK_LASTS));
    format!("{}/applications/{token}", app.settings().base_url)
}

/// Which application a link opens.
fn read_link(app: &App, token: &str, now: Timestamp) -> std::result::Result<(BrandId, ApplicationId), ApplicationError> {
    let text = app.secrets().read("application", token, now).map_err(|_| ApplicationError::LinkOver)?;
    let (brand, application) = text.split_once(':').ok_or(ApplicationError::LinkOver)?;
    let brand = brand.parse().map_err(|_| ApplicationError::LinkOver)?;
    Ok((brand, application.parse().map_err(|_| ApplicationError::LinkOver)?))
}

/// An application of this brand.
async fn application(ctx: &Ctx, id: ApplicationId) -> Result<Stored<Application>> {
    store::document::find(ctx.tx(), ctx.brand()?, id).await?.ok_or(Error::NotFound)
}

/// Goes behind the wall of the brand on whose page a visitor writes, and gives the page if it is open.
async fn enter_page(ctx: &mut Ctx, slug: &str) -> Result<ApplicationPage> {
    let brand = store::team::brand_by_slug(ctx.tx(), slug.trim()).await?.ok_or(Error::NotFound)?;
    open_page(ctx, brand).await
}

/// The same by the link of a mail, with the application that it opens.
async fn enter_link(ctx: &mut Ctx, token: &str) -> Result<(ApplicationPage, Stored<Application>)> {
    let (brand, id) = read_link(ctx.app(), token, ctx.now())?;
    let brand = store::team::brand(ctx.tx(), brand).await?.ok_or(ApplicationError::LinkOver)?;
    let found = store::document::find::<Application>(ctx.tx(), brand.id, id).await?.ok_or(ApplicationError::LinkOver)?;
    Ok((open_page(ctx, brand).await?, found))
}

async fn open_page(ctx: &mut Ctx, brand: Stored<domain::team::Brand>) -> Result<ApplicationPage> {
    let page = rows::page(ctx.tx(), brand.id).await?.ok_or(Error::NotFound)?;
    ctx.caller.organisation = Some(brand.value.organisation);
    ctx.brand = Some(brand);
    if page.value.open { Ok(page.value) } else { Err(ApplicationError::Closed.into()) }
}

/// Why nothing may be written to an address, whoever of the organisation has it; nothing while it may.
async fn must_not_write(ctx: &Ctx, email: &str, purpose: Purpose) -> Result<Option<String>> {
    let organisation = ctx.organisation()?;
    if super::erase::is_erased(ctx.tx(), ctx.app(), organisation, email).await? {
        return Ok(Some("Somebody at this address asked to be erased.".to_owned()));
    }
    for found in store::creators::by_email(ctx.tx(), organisation, &folded(email)).await? {
        let found = match found.value.merged_into {
            None => Some(found),
            Some(_) => store::creators::merging::stands_for(ctx.tx(), organisation, found.id).await?,
        };
        let Some(found) = found else { continue };
        let standing = store::creators::relationship(ctx.tx(), ctx.brand()?, found.id).await?.and_then(|kept| kept.value.standing);
        if let Err(reason) = can_contact(&found.value.suppression, standing, Some(email), purpose) {
            return Ok(Some(reason.to_string()));
        }
    }
    Ok(None)
}

/// Writes to an applicant who is no creator yet.
async fn write_to(ctx: &mut Ctx, kind: &'static str, to: &str, (subject, body): (String, String)) -> Result<()> {
    let mail = Mail { kind, to: to.to_owned(), subject, body, message: None, creator: None, asks: None };
    ctx.mail(mail).await.map(drop)
}

/// Who signs: the sender of the brand's mail, otherwise the brand.
fn signed(ctx: &Ctx) -> Result<String> {
    Ok(signed_by(&ctx.brand_facts()?.value))
}

fn signed_by(brand: &domain::team::Brand) -> String {
    let sender = brand.settings.sender_name.trim();
    if sender.is_empty() { brand.name.clone() } else { sender.to_owned() }
}
