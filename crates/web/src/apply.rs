//! The page on which anybody applies to a brand: `/apply/{brand}`, the same for a frame on another site, and one's own application
//! by the link of a mail.
//!
//! Invariant: works without scripts and without cookies, loses nothing that was typed, and says the same whether or not an address is
//! known. Only `/apply/{brand}/embed` may be framed, by the sites that the brand names. Absent: judging what came; the queue does that.

use app::{
    App, Error,
    creators::{
        SaveApplication, SubmitApplication, WithdrawApplication,
        applications::door::{self, OpenDoor, OwnApplication},
    },
};
use axum::{
    Router,
    extract::Path,
    http::{HeaderValue, StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::{
    creators::{Platform, ProfileInput, applications::Answers},
    fields::FieldErrors,
};

use crate::{
    kernel::{Answer, Asker, Open, Page, Posted, Refusal, guard::CONTENT_POLICY, limits, page::go_plain, values::Asks},
    language::spoken,
    text::t,
};

mod form;

pub(crate) fn routes(app: &App) -> Router<App> {
    Router::new()
        .route("/apply/{slug}", get(show).post(take))
        .route("/apply/{slug}/embed", get(show_framed).post(take_framed))
        .route("/applications/{token}", get(own).post(take_own))
        .route("/applications/{token}/removal", post(withdraw))
        .layer(middleware::from_fn_with_state(app.clone(), limits::public))
}

/// Where somebody writes.
struct Visit {
    asker: Asker,
    door: OpenDoor,
    framed: bool,
    /// The secret part of the link, with what it opens.
    own: Option<(String, OwnApplication)>,
}

impl Visit {
    async fn at_page(asker: Asker, slug: &str, framed: bool) -> Result<Self, Refusal> {
        let door = door::page(&asker.app, slug, spoken().tag()).await?;
        Ok(Self { asker, door, framed, own: None })
    }

    async fn by_link(asker: Asker, token: String) -> app::Result<Self> {
        let (door, own) = door::by_link(&asker.app, &token, spoken().tag()).await?;
        Ok(Self { asker, door, framed: false, own: Some((token, own)) })
    }

    /// Where the form is posted to.
    fn path(&self) -> String {
        match &self.own {
            Some((token, _)) => format!("/applications/{token}"),
            None if self.framed => format!("/apply/{}/embed", self.door.slug),
            None => format!("/apply/{}", self.door.slug),
        }
    }

    /// A page with the headers that its place needs.
    fn answer(&self, status: StatusCode, body: maud::Markup) -> Response {
        let page = Page::new(form::around(self, body)).status(status);
        // A personal link is told to nobody.
        let page = if self.own.is_some() { page.private() } else { page };
        let mut answer = page.into_response();
        if self.framed
            && let Ok(policy) = HeaderValue::from_str(&framing(&self.door.page.sites))
        {
            answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        answer
    }
}

/// The content policy of the page in a frame: the usual one, but for who may frame it.
fn framing(sites: &[String]) -> String {
    let may = if sites.is_empty() { "*".to_owned() } else { sites.join(" ") };
    CONTENT_POLICY.replace("frame-ancestors 'none'", &format!("frame-ancestors {may}"))
}

async fn show(asker: Asker, Path(slug): Path<String>, asks: Asks) -> Answer {
    shown(Visit::at_page(asker, &slug, false).await?, &asks)
}

async fn show_framed(asker: Asker, Path(slug): Path<String>, asks: Asks) -> Answer {
    shown(Visit::at_page(asker, &slug, true).await?, &asks)
}

async fn own(asker: Asker, Path(token): Path<String>, asks: Asks) -> Answer {
    match Visit::by_link(asker, token).await {
        Ok(visit) => shown(visit, &asks),
        Err(error) => over(error),
    }
}

fn shown(visit: Visit, asks: &Asks) -> Answer {
    let body = match asks.get("said") {
        "sent" => form::thanks(&visit),
        "saved" => form::saved(&visit),
        _ => form::page(&visit, &filled(&visit)),
    };
    Ok(visit.answer(StatusCode::OK, body))
}

/// A link that leads nowhere any more, and where to begin anew.
fn over(error: Error) -> Answer {
    match error {
        Error::Rule { message, .. } => {
            let body = form::over(&message);
            Ok(Page::new(crate::ui::shell::lone(t("apply.over"), body, false)).private().status(StatusCode::GONE).into_response())
        }
        other => Err(other.into()),
    }
}

/// The form as it begins: empty, or with what the link opens.
fn filled(visit: &Visit) -> Posted {
    let mut posted = Posted::filled([("form", visit.door.form.clone())]);
    let Some((_, own)) = &visit.own else { return posted };
    let answers = &own.answers;
    for (name, value) in [
        ("name", &answers.name),
        ("email", &answers.email),
        ("country", &answers.country),
        ("city", &answers.city),
        ("about", &answers.about),
        ("why", &answers.why),
        ("work", &answers.work),
        ("price", &answers.price),
        ("own", &answers.own),
    ] {
        posted.put(name, value.clone());
    }
    for (row, account) in answers.accounts.iter().enumerate() {
        posted.put(format!("accounts.{row}.platform"), account.platform.as_str());
        posted.put(format!("accounts.{row}.handle"), account.handle.clone());
    }
    for (name, ticked) in [("of_age", answers.of_age), ("consent", answers.consent)] {
        if ticked {
            posted.put(name, "yes");
        }
    }
    posted
}

async fn take(asker: Asker, Path(slug): Path<String>, Open(posted): Open) -> Answer {
    let visit = Visit::at_page(asker, &slug, false).await?;
    taken(visit, posted).await
}

async fn take_framed(asker: Asker, Path(slug): Path<String>, Open(posted): Open) -> Answer {
    let visit = Visit::at_page(asker, &slug, true).await?;
    taken(visit, posted).await
}

async fn take_own(asker: Asker, Path(token): Path<String>, Open(posted): Open) -> Answer {
    match Visit::by_link(asker, token).await {
        Ok(visit) => taken(visit, posted).await,
        Err(error) => over(error),
    }
}

/// Two may send at the same moment, such as by a double click; the second one finds what the first one kept.
const TRIES: usize = 4;

async fn taken(visit: Visit, mut posted: Posted) -> Answer {
    if !limits::may_apply(&visit.asker.address, &visit.door.slug) {
        posted.errors = FieldErrors::one("", t("apply.too_many"));
        let mut answer = visit.answer(StatusCode::TOO_MANY_REQUESTS, form::page(&visit, &posted));
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("180"));
        return Ok(answer);
    }
    let later = posted.get("do") == "later";
    let mut done = send(&visit, &posted, later).await;
    for _ in 1..TRIES {
        match done {
            Err(Error::Conflict) => done = send(&visit, &posted, later).await,
            _ => break,
        }
    }
    match done {
        Ok(()) => {
            let said = if later { "saved" } else { "sent" };
            Ok(go_plain(&format!("{}?said={said}", visit.path())))
        }
        Err(error) => {
            match error.code() {
                "creators.closed" => return Ok(visit.answer(StatusCode::UNPROCESSABLE_ENTITY, form::closed_with(&visit, &posted))),
                // The words stay, with a form that can be sent.
                "creators.form_too_old" | "creators.form_unknown" => posted.replace("form", visit.door.form.clone()),
                _ => {}
            }
            posted.refuse(error)?;
            Ok(visit.answer(StatusCode::UNPROCESSABLE_ENTITY, form::page(&visit, &posted)))
        }
    }
}

async fn send(visit: &Visit, posted: &Posted, later: bool) -> app::Result<()> {
    let (app, caller) = (&visit.asker.app, visit.asker.visitor());
    let (brand, form, language) = (visit.door.slug.clone(), posted.text("form"), spoken().tag().to_owned());
    let link = visit.own.as_ref().map(|(token, _)| token.clone());
    let answers = read(posted);
    if later {
        return app.run(&caller, SaveApplication { brand, form, link, answers, language, trap: posted.text(form::TRAP) }).await;
    }
    app.run(&caller, SubmitApplication { brand, form, link, answers, language, trap: posted.text(form::TRAP) }).await
}

fn read(posted: &Posted) -> Answers {
    let accounts = posted.rows("accounts").into_iter().map(|row| ProfileInput {
        platform: Platform::parse(posted.get(&format!("accounts.{row}.platform"))),
        handle: posted.text(&format!("accounts.{row}.handle")),
    });
    Answers {
        name: posted.text("name"),
        email: posted.text("email"),
        accounts: accounts.collect(),
        country: posted.text("country"),
        city: posted.text("city"),
        about: posted.text("about"),
        why: posted.text("why"),
        work: posted.text("work"),
        price: posted.text("price"),
        own: posted.text("own"),
        of_age: posted.ticked("of_age"),
        consent: posted.ticked("consent"),
    }
}

async fn withdraw(asker: Asker, Path(token): Path<String>, Open(_): Open) -> Answer {
    match asker.app.run(&asker.visitor(), WithdrawApplication { link: token }).await {
        Ok(()) => Ok(Page::new(crate::ui::shell::lone(t("apply.gone"), form::gone(), false)).private().into_response()),
        Err(error) => over(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_named_sites_may_frame_the_page_and_nothing_else_of_the_policy_changes() {
        assert!(framing(&[]).contains("frame-ancestors *;"));
        let named = framing(&["https://shop.example".to_owned(), "https://www.shop.example".to_owned()]);
        assert!(named.contains("frame-ancestors https://shop.example https://www.shop.example;"));
        assert_eq!(named.replace("https://shop.example https://www.shop.example", "'none'"), CONTENT_POLICY);
    }
}
