//! What a visitor sees before they write: the open page of a brand, or their own application by the link of a mail.
//!
//! Invariant: says nothing of anybody but who holds the link. Absent: changing anything; the operations do that.

use domain::{
    creators::applications::{Answers, ApplicationError, ApplicationPage, ApplicationState, Part},
    files::ContentHash,
    ids::ApplicationId,
    team::Brand,
};
use store::{Stored, creators::applications as rows};

use super::{form_token, read_link, wording};
use crate::{App, Error, Result};

/// A brand's page as a visitor finds it.
#[derive(Debug, Clone)]
pub struct OpenDoor {
    /// The brand's short name in addresses.
    pub slug: String,
    /// The brand's name.
    pub brand: String,
    /// The brand's colour.
    pub colour: Option<String>,
    /// What the brand's logo hashes to; nothing where it has none.
    pub logo: Option<ContentHash>,
    /// How the page is worded; it may be closed.
    pub page: ApplicationPage,
    /// What is agreed to, in the visitor's language.
    pub consent: String,
    /// The proof that the form is ours.
    pub form: String,
}

/// Somebody's own application.
#[derive(Debug, Clone)]
pub struct OwnApplication {
    /// Which.
    pub id: ApplicationId,
    /// What is written.
    pub answers: Answers,
    /// Whether it was sent.
    pub sent: bool,
    /// Whether it was answered, so that nothing can be changed any more.
    pub answered: bool,
    /// What the brand asks.
    pub question: Option<String>,
}

/// The page of the brand with this short name, in a language.
///
/// # Errors
/// Not found where no page was ever set up.
pub async fn page(app: &App, slug: &str, language: &str) -> Result<OpenDoor> {
    let brand = store::team::brand_by_slug(app.db(), slug).await?.ok_or(Error::NotFound)?;
    of(app, brand, language).await
}

async fn of(app: &App, brand: Stored<Brand>, language: &str) -> Result<OpenDoor> {
    let page = rows::page(app.db(), brand.id).await?.ok_or(Error::NotFound)?.value;
    Ok(OpenDoor {
        consent: wording::consent(&page, &brand.value.name, language),
        form: form_token(app, brand.id, app.now()),
        slug: brand.value.slug,
        brand: brand.value.name,
        colour: brand.value.settings.colour,
        logo: brand.value.logo.map(|logo| logo.hash),
        page,
    })
}

/// The application that the link of a mail opens, with its brand's page.
///
/// # Errors
/// That the link leads to nothing any more.
pub async fn by_link(app: &App, token: &str, language: &str) -> Result<(OpenDoor, OwnApplication)> {
    let over = || Error::from(ApplicationError::LinkOver);
    let (brand, id) = read_link(app, token, app.now())?;
    let brand = store::team::brand(app.db(), brand).await?.ok_or_else(over)?;
    let found = store::document::find::<domain::creators::applications::Application>(app.db(), brand.id, id).await?.ok_or_else(over)?.value;
    let question = match &found.state {
        ApplicationState::Asked { question, .. } => Some(question.clone()),
        _ => None,
    };
    let own = OwnApplication {
        id,
        answers: found.to_go_on().clone(),
        sent: found.part() != Part::Unfinished,
        answered: found.part() == Part::Answered,
        question,
    };
    Ok((of(app, brand, language).await?, own))
}
