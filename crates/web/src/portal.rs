//! The creator's pages behind their own signed link: made for a phone, without a password.
//!
//! Invariant: a page shows one view, and says what to do now, by when and how long it takes; what is not this creator's
//! is not found. Absent: rules, and anything that is the team's alone.

mod accounts;
mod agree;
mod brief;
mod dates;
mod draft;
mod form;
mod home;
mod link;
mod money;
mod parcel;
mod posting;
mod sign;
mod talk;
mod terms;
mod uploads;
mod window;
mod words;

pub(crate) use brief::{Around, Says, numbered, parts};
pub(crate) use draft::media;
pub(crate) use words::{format_words, placed, platform_words, window as window_words, zone_words};

use app::{
    App, Caller, Error, Operation, portal as links,
    views::portal::{PortalCollaboration, PortalDeliverable, PortalView, ShowPortal},
};
use axum::{
    Router,
    extract::{FromRequestParts, Path, RawPathParams, State},
    http::{HeaderValue, StatusCode, header, request::Parts},
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::{
    files::ContentHash,
    time::{Timestamp, Zone},
};
use maud::{Markup, html};

use crate::{
    kernel::{Answer, Asker, Flash, Page, Refusal, go, limits, stored},
    text::t,
    ui::{
        brand, icon,
        person::Kind,
        shell::{Place, Portal, portal},
    },
};

/// The creator's pages, and the style sheets of brands' colours and their logos.
pub(crate) fn routes(app: &App) -> Router<App> {
    let pages = Router::new()
        .route("/c/{token}", get(home::show))
        .route("/c/{token}/invitation/{about}", get(agree::invitation).post(agree::respond))
        .route("/c/{token}/offer/{about}", get(agree::offer))
        .route("/c/{token}/offer/{about}/accept", post(agree::accept))
        .route("/c/{token}/offer/{about}/counter", post(agree::counter))
        .route("/c/{token}/offer/{about}/refuse", post(agree::refuse))
        .route("/c/{token}/leave/{about}", get(agree::leaving).post(agree::leave))
        .route("/c/{token}/agreement/{about}", get(sign::show).post(sign::sign))
        .route("/c/{token}/agreement/{about}/document", get(sign::document))
        .route("/c/{token}/agreement/{about}/agreement.pdf", get(sign::pdf))
        .route("/c/{token}/form/{about}", get(form::show).post(form::fill))
        .route("/c/{token}/delivery/{about}", get(parcel::show).post(parcel::arrived))
        .route("/c/{token}/brief", get(brief::newest))
        .route("/c/{token}/brief/{about}", get(brief::show).post(brief::acknowledge))
        .route("/c/{token}/brief/{about}/brief.pdf", get(brief::pdf))
        .route("/c/{token}/work", get(draft::work))
        .route("/c/{token}/draft/{about}", get(draft::show).post(draft::submit))
        .route("/c/{token}/draft/{about}/uploads", post(uploads::begin))
        .route("/c/{token}/uploads/{about}", get(uploads::so_far).patch(uploads::append).delete(uploads::forget))
        .route("/c/{token}/post/{about}", get(posting::show).post(posting::report))
        .route("/c/{token}/window/{about}", get(window::show).post(window::answer))
        .route("/c/{token}/file/{about}", get(draft::file))
        .route("/c/{token}/payments", get(money::show))
        .route("/c/{token}/dates.ics", get(dates::file))
        .route("/c/{token}/messages", get(talk::messages).post(talk::write))
        .route("/c/{token}/opt-out", get(talk::opting_out).post(talk::opt_out))
        .route("/c/{token}/accounts", get(accounts::show))
        .route("/c/{token}/accounts/{about}/end", post(accounts::end))
        .route("/connect/tiktok", get(accounts::back))
        .route("/portal-links", get(link::asking).post(link::ask))
        .layer(middleware::from_fn_with_state(app.clone(), limits::public));
    pages.route("/brand-colours/{name}", get(colours)).route("/brand-logos/{slug}/{hash}", get(logo))
}

/// A creator at one of their pages.
pub(crate) struct Visit {
    /// How they ask.
    pub asker: Asker,
    /// As operations and views know them.
    pub caller: Caller,
    /// The link's secret, which every address of theirs carries.
    pub token: String,
    /// The row that the address names, as text.
    pub about: String,
    /// What is theirs.
    pub view: PortalView,
}

impl FromRequestParts<App> for Visit {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let refused = |refusal: Refusal| refusal.into_response();
        let asker = Asker::from_request_parts(parts, app).await.map_err(refused)?;
        let params = RawPathParams::from_request_parts(parts, app).await.map_err(|_| refused(Error::NotFound.into()))?;
        let param = |wanted: &str| params.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.to_owned()).unwrap_or_default();
        let (token, about) = (param("token"), param("about"));
        Self::by(asker, token, about).await
    }
}

/// Where a page of the portal belongs in the bar at the foot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    /// One of the bar's places, by its word.
    Place(&'static str),
    /// A page with one task and its own action at the thumb: no bar, a way back.
    Task,
}

impl Visit {
    /// By the secret of a link; otherwise the page that says what is wrong with it.
    async fn by(asker: Asker, token: String, about: String) -> Result<Self, Response> {
        let refused = |refusal: Refusal| refusal.into_response();
        let caller = match links::caller(&asker.app, &token).await {
            Ok(caller) => asker.evidence(caller),
            Err(error @ Error::Rule { .. }) => return Err(link::refused(&asker.app, &token, &error).await),
            Err(other) => return Err(refused(other.into())),
        };
        let view = asker.app.show(&caller, ShowPortal {}).await.map_err(|error| refused(error.into()))?;
        Ok(Self { asker, caller, token, about, view })
    }

    /// An address of this creator's.
    pub fn path(&self, rest: &str) -> String {
        format!("/c/{}{rest}", self.token)
    }

    /// Under which name a browser keeps what is typed at a place: the same by each of this creator's links, and nobody else's.
    pub fn keeps_at(&self, place: &str) -> String {
        let whose = format!("{} {} {place}", self.view.brand.id, self.view.creator.id);
        self.asker.app.secrets().digest("kept in the browser", &whose)
    }

    /// The collaboration that the address names.
    pub fn collaboration(&self) -> Result<&PortalCollaboration, Error> {
        self.about.parse().ok().and_then(|id| self.view.collaboration(id)).ok_or(Error::NotFound)
    }

    /// The thing to be made that the address names, with its collaboration.
    pub fn deliverable(&self) -> Result<(&PortalCollaboration, &PortalDeliverable), Error> {
        self.about.parse().ok().and_then(|id| self.view.deliverable(id)).ok_or(Error::NotFound)
    }

    /// The zone in which this creator reads times.
    pub fn zone(&self) -> &Zone {
        self.view.zone()
    }

    /// When the page was asked for.
    pub fn now(&self) -> Timestamp {
        self.view.now
    }

    /// Who writes for the brand.
    pub fn sender(&self) -> &str {
        &self.view.brand.sender
    }

    /// Runs an operation as this creator.
    pub async fn run<T: Operation>(&self, command: T) -> app::Result<T::Answer> {
        self.asker.app.run(&self.caller, command).await
    }

    /// A page; `about` stands under the brand's name.
    pub fn page(&self, at: At, title: &str, about: &str, body: Markup) -> Response {
        self.built(at, title, about, body).into_response()
    }

    /// The same page again with what was refused: 422.
    pub fn again(&self, at: At, title: &str, about: &str, body: Markup) -> Response {
        self.built(at, title, about, body).status(StatusCode::UNPROCESSABLE_ENTITY).into_response()
    }

    /// On to another of the creator's pages, which says what was done.
    pub fn done(&self, rest: &str, words: impl Into<String>) -> Answer {
        Ok(go(&self.asker.app, &self.path(rest), Some(Flash::new(words))))
    }

    fn built(&self, at: At, title: &str, about: &str, body: Markup) -> Page {
        let hrefs = [
            ("home", "", t("portal.place.home")),
            ("brief", "/brief", t("portal.place.brief")),
            ("image", "/work", t("portal.place.work")),
            ("payments", "/payments", t("portal.place.payments")),
            ("message", "/messages", t("portal.place.messages")),
        ]
        .map(|(icon, rest, name)| (icon, self.path(rest), name));
        let places: Vec<Place<'_>> = match at {
            At::Task => Vec::new(),
            At::Place(current) => {
                hrefs.iter().map(|(icon, href, name)| Place { href, icon, name, count: 0, current: *icon == current, key: None }).collect()
            }
        };
        let style = colour_address(self.view.brand.colour.as_deref());
        let logo = logo_address(&self.view.brand.slug, self.view.brand.logo.as_ref());
        let shell = Portal {
            brand: &self.view.brand.name,
            about,
            person: Some((Kind::Creator, &self.view.creator.name)),
            brand_style: style.as_deref(),
            logo: logo.as_deref(),
            places: &places,
            toast: self.asker.toast(),
        };
        let home = self.path("");
        let body = html! {
            @if at == At::Task { a.portal-back href=(home) { (icon("left")) (t("portal.back")) } }
            (body)
        };
        self.asker.private_page(portal(title, &shell, body, None))
    }
}

/// Where the style sheet of a brand's colour is; nothing when it has none.
pub(crate) fn colour_address(colour: Option<&str>) -> Option<String> {
    let digits = colour?.strip_prefix('#')?;
    Some(format!("/brand-colours/{}.css", digits.to_ascii_lowercase()))
}

/// Where a brand's logo is; nothing when it has none.
pub(crate) fn logo_address(slug: &str, hash: Option<&ContentHash>) -> Option<String> {
    hash.map(|hash| format!("/brand-logos/{slug}/{hash}"))
}

/// A brand's logo, for anybody who was shown its address: it stands on a page for anybody.
async fn logo(State(app): State<App>, Path((slug, hash)): Path<(String, String)>) -> Answer {
    let file = app::team::set_logo::logo(&app, &slug, &hash).await?;
    stored::picture(&app, &file).await
}

/// A colour's style sheet: named by the colour, so it may be kept for ever, and says nothing about any brand.
async fn colours(Path(name): Path<String>) -> Response {
    let sheet = name.strip_suffix(".css").and_then(brand::stylesheet);
    let Some(sheet) = sheet else { return StatusCode::NOT_FOUND.into_response() };
    let mut answer = sheet.into_response();
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"));
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    answer
}
