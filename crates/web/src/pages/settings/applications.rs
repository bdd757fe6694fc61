//! The application page: open or closed, its words, what it asks, and how it stands on the brand's own site.
//!
//! Invariant: the address and the frame's snippet are whole, to be copied as they stand. Absent: who applied; the queue has them.

use app::{
    App,
    creators::{GetApplicationPage, UpdateApplicationPage, applications::ApplicationPageView},
};
use axum::{Router, routing::get};
use domain::creators::{
    Platform,
    applications::{ApplicationPage, Question},
};
use maud::{Markup, html};

use super::tabbed;
use crate::{
    kernel::{Answer, InBrand, Posted, shown},
    language::{Language, spoken},
    text::{platform, t, tf, tk},
    ui::{
        Button, Field,
        choice::{self, some_of},
        form,
        portal::copy,
        section::chapter,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/b/{slug}/settings/applications", get(show).post(save))
}

async fn show(at: InBrand) -> Answer {
    at.only::<UpdateApplicationPage>()?;
    let view = at.show(GetApplicationPage {}).await?;
    let posted = filled(&view);
    Ok(at.page(t("applications.title"), "settings", tabbed(&at, "applications", page(&at, &view, &posted))))
}

fn filled(view: &ApplicationPageView) -> Posted {
    let of = &view.page;
    let others: Vec<&str> = of.platforms.iter().filter(|one| !Platform::KNOWN.contains(one)).map(Platform::as_str).collect();
    let mut posted = Posted::filled([
        ("version", view.version.to_string()),
        ("heading", of.heading.clone()),
        ("text", of.text.clone()),
        ("thanks", of.thanks.clone()),
        ("others", others.join(", ")),
        ("own_question", of.own_question.clone()),
        ("consent", of.consent.clone()),
        ("privacy_url", of.privacy_url.clone()),
        ("sites", of.sites.join("\n")),
    ]);
    if of.open {
        posted.put("open", "yes");
    }
    for one in of.platforms.iter().filter(|one| Platform::KNOWN.contains(one)) {
        posted.put("platforms", one.as_str());
    }
    for one in &of.questions {
        posted.put("questions", one.as_str());
    }
    posted
}

async fn save(at: InBrand, mut posted: Posted) -> Answer {
    at.only::<UpdateApplicationPage>()?;
    match at.run_asked(&posted, UpdateApplicationPage { page: read(&posted) }).await {
        Ok(_) => at.done("/settings/applications", t("application_page.saved")),
        Err(error) => {
            let view = at.show(GetApplicationPage {}).await?;
            posted.refuse_beside(error, &filled(&view))?;
            Ok(at.page_again(t("applications.title"), "settings", tabbed(&at, "applications", page(&at, &view, &posted))))
        }
    }
}

fn read(posted: &Posted) -> ApplicationPage {
    let known = posted.list("platforms").into_iter().map(Platform::parse);
    let others: Vec<Platform> = posted.commas("others").iter().map(|text| Platform::parse(text)).collect();
    ApplicationPage {
        open: posted.ticked("open"),
        heading: posted.text("heading"),
        text: posted.text("text"),
        platforms: known.chain(others).collect(),
        questions: posted.list("questions").into_iter().filter_map(Question::parse).collect(),
        own_question: posted.text("own_question"),
        consent: posted.text("consent"),
        privacy_url: posted.text("privacy_url"),
        thanks: posted.text("thanks"),
        sites: posted.lines("sites"),
    }
}

fn page(at: &InBrand, view: &ApplicationPageView, posted: &Posted) -> Markup {
    let usual = &view.usual_consent[usize::from(spoken() == Language::German)];
    let consent_help = tf("application_page.consent.help", &[("usual", usual)]);
    let heading = tf("apply.heading", &[("brand", &at.brand().brand.name)]);
    let heading_help = tf("application_page.heading.help", &[("usual", &heading)]);
    let names: Vec<(String, String)> = Platform::KNOWN.iter().map(|one| (one.as_str().to_owned(), platform(one.as_str()))).collect();
    let platforms: Vec<choice::Answer<'_>> = names.iter().map(|(value, words)| choice::Answer { value, words, help: None }).collect();
    let questions: Vec<choice::Answer<'_>> = Question::ALL
        .iter()
        .map(|one| choice::Answer { value: one.as_str(), words: tk("apply_question", one.as_str()), help: None })
        .collect();
    let set_up = view.version > 0;
    html! {
        (form::refusals(&posted.errors))
        (form::post(&at.path("/settings/applications"), html! {
            (form::hidden("version", posted.get("version")))
            div.form-wide.stack.loose {
                (chapter(t("application_page.state"), "", html! {
                    div.stack {
                        (choice::tick_beside("open", "yes", t("application_page.open"), posted.ticked("open"), Some(t("application_page.open.help")), &posted.errors))
                        @if set_up {
                            div { p.label { (t("application_page.address")) } div translate="no" { (copy(&view.address, None)) } }
                            p { a href=(format!("/apply/{}", at.brand().brand.slug)) target="_blank" { (t("application_page.look")) } }
                        }
                    }
                }))
                (chapter(t("application_page.wording"), "", html! {
                    div.stack {
                        (shown(Field::text("heading", t("application_page.heading")).optional().help(&heading_help), "heading", posted))
                        (shown(Field::lines("text", t("application_page.text"), 4).optional().help(t("application_page.text.help")), "text", posted))
                        (shown(Field::lines("thanks", t("application_page.thanks"), 2).optional(), "thanks", posted))
                    }
                }))
                (chapter(t("application_page.asks"), "", html! {
                    p.soft.mb-2 { (t("application_page.always")) }
                    div.cols.two {
                        div.stack {
                            (some_of("platforms", t("application_page.platforms"), &platforms, &posted.list("platforms"), &posted.errors))
                            (shown(Field::text("others", t("application_page.others")).optional().help(t("application_page.others.help")), "others", posted))
                        }
                        div.stack {
                            (some_of("questions", t("application_page.questions"), &questions, &posted.list("questions"), &posted.errors))
                            (shown(Field::text("own_question", t("application_page.own")).optional(), "own_question", posted))
                        }
                    }
                }))
                (chapter(t("application_page.consent"), "", html! {
                    div.stack {
                        (shown(Field::lines("consent", t("application_page.consent"), 3).optional().help(&consent_help), "consent", posted))
                        (shown(Field::url("privacy_url", t("application_page.privacy")).optional(), "privacy_url", posted))
                    }
                }))
                (chapter(t("application_page.frame"), "", html! {
                    div.stack {
                        @if set_up { p.soft { (t("application_page.frame.text")) } div translate="no" { (copy(&snippet(view, &heading), None)) } }
                        (shown(Field::lines("sites", t("application_page.sites"), 3).optional().help(t("application_page.sites.help")), "sites", posted))
                    }
                }))
                div.line { (Button::submit(t("application_page.save")).primary()) }
            }
        }))
    }
}

/// What is put into another site: a frame that is high enough for a phone, named for screen readers.
fn snippet(view: &ApplicationPageView, heading: &str) -> String {
    let title = html! { (heading) }.into_string().replace('"', "&quot;");
    format!("<iframe src=\"{}\" title=\"{title}\" width=\"100%\" height=\"1100\" loading=\"lazy\"></iframe>", view.frame_address)
}
