//! Who asks: anybody ([`Asker`]), a person of the team ([`Signed`]), a person in a brand ([`InBrand`]).
//!
//! Invariant: a brand that is not the person's to see is not found; nobody learns that it exists.
//! Absent: what each may do; every operation and view says so itself.

use app::{
    App, Caller, Operation, View, access,
    frame::allowed,
    team::BrandView,
    views::shell::{self, Shell},
};
use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use domain::{
    ids::{OrganisationId, PersonId},
    team::Person,
    time::{Timestamp, Zone},
};
use maud::Markup;

use super::{Answer, Flash, Page, Refusal, cookies, limits, page};
use crate::ui::{self, overlay::Toast, shell::Place};

/// Anybody, with what is evidence of a signature.
#[derive(Clone)]
pub struct Asker {
    /// The installation.
    pub app: App,
    /// Network address.
    pub address: String,
    /// Browser.
    pub browser: String,
    /// What was just done, if something was.
    pub flash: Option<Flash>,
    /// The session's secret, if one was sent.
    pub session: Option<String>,
    /// Where what was typed while a session ended is found, if something was.
    pub unsent: Option<String>,
}

impl Asker {
    fn of(parts: &Parts, app: &App) -> Self {
        let said = |name: header::HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Self {
            app: app.clone(),
            address: limits::address(parts),
            browser: said(header::USER_AGENT).chars().take(300).collect(),
            flash: Flash::read(app, &parts.headers),
            session: cookies::read(&parts.headers, cookies::SESSION).map(str::to_owned),
            unsent: cookies::read(&parts.headers, cookies::UNSENT).map(str::to_owned),
        }
    }

    /// A caller with this address and browser: `asker.evidence(Caller::visitor())`, or the caller of a signed link.
    #[must_use]
    pub fn evidence(&self, mut caller: Caller) -> Caller {
        caller.address.clone_from(&self.address);
        caller.browser.clone_from(&self.browser);
        caller
    }

    /// A visitor.
    #[must_use]
    pub fn visitor(&self) -> Caller {
        self.evidence(Caller::visitor())
    }

    /// What was just done, as the shells show it.
    #[must_use]
    pub fn toast(&self) -> Option<Toast<'_>> {
        self.flash.as_ref().map(|flash| Toast { words: &flash.words, undo: flash.undo.as_deref() })
    }

    /// A page whose address is a secret (portal, review link), the flash used up.
    #[must_use]
    pub fn private_page(&self, markup: Markup) -> Page {
        Page::new(markup).private().cookie(self.flash.as_ref().and_then(|_| Flash::gone(&self.app)))
    }
}

impl FromRequestParts<App> for Asker {
    type Rejection = Refusal;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        Ok(Self::of(parts, app))
    }
}

/// A person of the team who is signed in.
#[derive(Clone)]
pub struct Signed {
    /// How they ask.
    pub asker: Asker,
    /// As operations and views know them, about no brand yet.
    pub caller: Caller,
    /// Which person.
    pub id: PersonId,
    /// The person.
    pub person: Person,
    /// Their organisation.
    pub organisation: OrganisationId,
}

impl Signed {
    /// The installation.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.asker.app
    }
}

impl FromRequestParts<App> for Signed {
    type Rejection = Refusal;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let asker = Asker::of(parts, app);
        let found = match &asker.session {
            Some(token) => access::person_of(app, token).await?,
            None => None,
        };
        let Some(present) = found else { return Err(sign_in(parts)) };
        let caller = asker.evidence(present.caller());
        Ok(Self { asker, caller, id: present.id, person: present.person, organisation: present.organisation })
    }
}

/// Where to sign in, and what follows: the page itself, or the one that a form stood on.
fn sign_in(parts: &Parts) -> Refusal {
    let from = |headers: &HeaderMap| {
        let referer = headers.get(header::REFERER)?.to_str().ok()?;
        let path = referer.split_once("://")?.1.split_once('/')?.1;
        Some(format!("/{path}"))
    };
    let asked = parts.uri.path_and_query().map(|asked| asked.as_str().to_owned());
    let next = if parts.method == axum::http::Method::GET { asked } else { from(&parts.headers) };
    Refusal::SignIn { next: next.unwrap_or_else(|| "/".to_owned()) }
}

/// A person in one brand: routes under `/b/{slug}`.
#[derive(Clone)]
pub struct InBrand {
    /// Who.
    pub signed: Signed,
    /// As operations and views know them, about this brand.
    pub caller: Caller,
    /// The brand, its switcher and what waits in it.
    pub shell: Shell,
}

impl FromRequestParts<App> for InBrand {
    type Rejection = Refusal;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let signed = Signed::from_request_parts(parts, app).await?;
        let params = RawPathParams::from_request_parts(parts, app).await.map_err(|_| Refusal::App(app::Error::NotFound))?;
        let slug = params.iter().find(|(name, _)| *name == "slug").map(|(_, value)| value.to_owned()).unwrap_or_default();
        let shell = shell::shell(app, &signed.caller, &slug).await?;
        let caller = signed.caller.clone().about(shell.brand.id);
        Ok(Self { signed, caller, shell })
    }
}

impl InBrand {
    /// The installation.
    #[must_use]
    pub fn app(&self) -> &App {
        self.signed.app()
    }

    /// The brand.
    #[must_use]
    pub fn brand(&self) -> &BrandView {
        &self.shell.brand
    }

    /// The brand's zone, in which pages say times.
    #[must_use]
    pub fn zone(&self) -> &Zone {
        &self.shell.brand.brand.zone
    }

    /// What time it is.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.app().now()
    }

    /// Whether the person may run an operation here; the registry says it, as it does when the operation is run.
    #[must_use]
    pub fn may_run<T: Operation>(&self) -> bool {
        allowed(&T::META, &self.caller)
    }

    /// Whether the person may see a view here.
    #[must_use]
    pub fn may_see<T: View>(&self) -> bool {
        allowed(&T::META, &self.caller)
    }

    /// Passes for who may run an operation: the guard of a page that is nothing but its form.
    ///
    /// # Errors
    /// Not found.
    pub fn only<T: Operation>(&self) -> Result<(), Refusal> {
        if self.may_run::<T>() { Ok(()) } else { Err(Refusal::App(app::Error::NotFound)) }
    }

    /// An address in this brand: `at.path("/creators")` is `/b/{slug}/creators`.
    #[must_use]
    pub fn path(&self, rest: &str) -> String {
        format!("/b/{}{rest}", self.shell.brand.brand.slug)
    }

    /// Runs an operation as this person in this brand.
    ///
    /// # Errors
    /// What the operation says.
    pub async fn run<T: Operation>(&self, command: T) -> app::Result<T::Answer> {
        self.app().run(&self.caller, command).await
    }

    /// Runs an operation for the row version that a form was filled from.
    ///
    /// # Errors
    /// What the operation says.
    pub async fn run_asked<T: Operation>(&self, posted: &super::Posted, command: T) -> app::Result<T::Answer> {
        self.app().run_asked(&self.caller, &posted.asked(), command).await
    }

    /// Shows a view as this person in this brand.
    ///
    /// # Errors
    /// What the view says.
    pub async fn show<T: View>(&self, question: T) -> app::Result<T::Answer> {
        // The shell has just read the brand behind the caller's wall.
        self.app().show_in(&self.caller, (&self.shell.brand).into(), question).await
    }

    /// A page inside the app's shell. `place` is the rail's place that it belongs to: `today`, `creators`, `campaigns`,
    /// `inbox`, `reviews`, `payments`, `reports`, `settings`, or a running campaign's short name.
    #[must_use]
    pub fn page(&self, title: &str, place: &str, markup: Markup) -> Response {
        self.built(title, place, markup).into_response()
    }

    /// The same page again with what was refused: 422.
    #[must_use]
    pub fn page_again(&self, title: &str, place: &str, markup: Markup) -> Response {
        self.built(title, place, markup).status(StatusCode::UNPROCESSABLE_ENTITY).into_response()
    }

    /// On to a page of this brand, which says what was done.
    ///
    /// # Errors
    /// None; it is a handler's last line.
    pub fn done(&self, rest: &str, words: impl Into<String>) -> Answer {
        Ok(page::go(self.app(), &self.path(rest), Some(Flash::new(words))))
    }

    /// The same, with a way to take it back: where to post to.
    ///
    /// # Errors
    /// None; it is a handler's last line.
    pub fn done_undo(&self, rest: &str, words: impl Into<String>, undo: String) -> Answer {
        Ok(page::go(self.app(), &self.path(rest), Some(Flash { words: words.into(), undo: Some(undo) })))
    }

    /// On to a page that has no form to show what was refused beside: its line says the first of it.
    ///
    /// # Errors
    /// What is not a field's.
    pub fn refused(&self, rest: &str, error: app::Error) -> Answer {
        match error {
            app::Error::Fields(errors) => {
                self.done(rest, errors.0.first().map(|error| crate::heard::heard(&error.message)).unwrap_or_default())
            }
            other => Err(other.into()),
        }
    }

    fn built(&self, title: &str, place: &str, markup: Markup) -> Page {
        let chrome = crate::pages::chrome::Chrome::of(self, place);
        let toast = self.signed.asker.toast();
        let body = chrome.shown(title, toast, markup);
        Page::new(body).cookie(self.signed.asker.flash.as_ref().and_then(|_| Flash::gone(self.app())))
    }
}

/// The places of the rail that a person sees, with their counts.
pub(crate) fn places<'a>(hrefs: &'a [(&'static str, String, u64, char)], current: &str) -> Vec<Place<'a>> {
    hrefs
        .iter()
        .map(|(name, href, count, key)| Place {
            href,
            icon: name,
            name: crate::text::tk("place", name),
            count: *count,
            current: *name == current,
            key: Some(*key),
        })
        .collect()
}

/// The lone page that errors and forms before sign-in use.
#[must_use]
pub fn lone(title: &str, body: Markup) -> Page {
    Page::new(ui::shell::lone(title, body, false)).private()
}
