//! People of the organisation: who is here with which roles, invitations, sign-in links, signing somebody out, and ends.
//!
//! Invariant: roles are given brand by brand, and the last owner stays. Absent: passwords; each person chooses their own.

use app::{
    App,
    team::{CreateSignInLink, EndPerson, InvitePerson, ListPeople, PersonView, SetRoles, SignOutPerson},
};
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use domain::{
    ids::PersonId,
    team::{Grant, Role, SignOffKind},
};
use maud::{Markup, html};

use super::tabbed;
use crate::{
    kernel::{Answer, InBrand, Posted, Refusal},
    text::{t, tf, tk},
    ui::{
        Button, Field, Person, choice,
        form::{self, Confirm},
        section::{Weight, chapter, note, part},
        table::{Column, Table},
    },
};

/// What can be ticked in a brand: a role, and for whom a reviewer signs off.
const GRANTS: &[(&str, Role, Option<SignOffKind>)] = &[
    ("manager", Role::Manager, None),
    ("finance", Role::Finance, None),
    ("reviewer_brand", Role::Reviewer, Some(SignOffKind::Brand)),
    ("reviewer_legal", Role::Reviewer, Some(SignOffKind::Legal)),
    ("reviewer_client", Role::Reviewer, Some(SignOffKind::Client)),
    ("viewer", Role::Viewer, None),
];

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/settings/people", get(list).post(invite))
        .route("/b/{slug}/settings/people/{person}", get(one).post(set_roles))
        .route("/b/{slug}/settings/people/{person}/sign-in-link", post(sign_in_link))
        .route("/b/{slug}/settings/people/{person}/sign-out", post(sign_out))
        .route("/b/{slug}/settings/people/{person}/end", post(end))
}

async fn list(at: InBrand) -> Answer {
    let people = at.show(ListPeople {}).await?;
    Ok(at.page(t("people.title"), "settings", tabbed(&at, "people", page(&at, &people, &Posted::default()))))
}

fn grant_words(at: &InBrand, view: &PersonView) -> String {
    if view.person.is_owner {
        return t("people.owner").to_owned();
    }
    let said = at.shell.brands.iter().filter_map(|brand| {
        let here = view.person.grants.iter().filter(|grant| grant.brand == brand.id);
        let roles: Vec<&str> = here.map(|grant| tk("grant", grant_word(grant))).collect();
        (!roles.is_empty()).then(|| format!("{}: {}", brand.brand.name, roles.join(", ")))
    });
    said.collect::<Vec<_>>().join(" · ")
}

fn grant_word(grant: &Grant) -> &'static str {
    GRANTS.iter().find(|(_, role, kind)| *role == grant.role && *kind == grant.sign_off).map_or("viewer", |(word, ..)| word)
}

fn page(at: &InBrand, people: &[PersonView], posted: &Posted) -> Markup {
    let columns = [Column::text(t("people.name")), Column::text(t("people.roles")), Column::text(t("people.state"))];
    let rows = html! {
        @for view in people {
            @let href = at.path(&format!("/settings/people/{}", view.id));
            tr {
                td { (Person::team(&view.person.name).about(&view.person.email).href(&href)) }
                td.wrap { (grant_words(at, view)) }
                td.soft {
                    @if view.person.ended_at.is_some() { (t("people.ended")) } @else if view.invited { (t("people.invited")) } @else { (t("people.here")) }
                }
            }
        }
    };
    html! {
        (form::refusals(&posted.errors))
        div.stack.loose {
            (chapter(t("people.title"), people.len(), Table::inset(&columns, rows).tall()))
            (chapter(t("people.invite"), "", html! {
                (form::post(&at.path("/settings/people"), html! {
                    div.form-narrow.stack {
                        (Field::text("name", t("people.name")).value(posted.get("name")).errors(&posted.errors).required())
                        (Field::email("email", t("entry.email")).value(posted.get("email")).errors(&posted.errors).required())
                        (roles_fields(at, posted))
                        div { (Button::submit(t("people.invite.do")).primary()) }
                    }
                }))
            }))
        }
    }
}

/// Owner, or roles by brand.
fn roles_fields(at: &InBrand, posted: &Posted) -> Markup {
    let chosen = posted.list("grants");
    html! {
        (choice::tick("is_owner", "yes", t("people.is_owner"), posted.ticked("is_owner"), Some(t("people.is_owner.help"))))
        @for brand in &at.shell.brands {
            @let values: Vec<String> = GRANTS.iter().map(|(word, ..)| format!("{}:{word}", brand.id)).collect();
            @let options: Vec<choice::Answer<'_>> = GRANTS.iter().zip(&values).map(|((word, ..), value)| choice::Answer { value, words: tk("grant", word), help: Some(tk("grant_help", word)) }).collect();
            (choice::some_of("grants", &tf("people.in_brand", &[("brand", &brand.brand.name)]), &options, &chosen, &posted.errors))
        }
    }
}

/// The ticked roles.
fn grants(posted: &Posted) -> Vec<Grant> {
    let read = |text: &str| {
        let (brand, word) = text.split_once(':')?;
        let (_, role, sign_off) = GRANTS.iter().find(|(known, ..)| *known == word)?;
        Some(Grant { brand: brand.parse().ok()?, role: *role, sign_off: *sign_off })
    };
    posted.list("grants").into_iter().filter_map(read).collect()
}

async fn invite(at: InBrand, mut posted: Posted) -> Answer {
    let command = InvitePerson {
        email: posted.text("email"),
        name: posted.text("name"),
        is_owner: posted.ticked("is_owner"),
        grants: grants(&posted),
    };
    match at.run(command).await {
        Ok(view) => at.done("/settings/people", tf("people.invite.done", &[("name", &view.person.name), ("email", &view.person.email)])),
        Err(error) => {
            posted.refuse(error)?;
            let people = at.show(ListPeople {}).await?;
            Ok(at.page_again(t("people.title"), "settings", tabbed(&at, "people", page(&at, &people, &posted))))
        }
    }
}

async fn find(at: &InBrand, id: PersonId) -> Result<PersonView, Refusal> {
    let all = at.show(ListPeople {}).await?;
    all.into_iter().find(|view| view.id == id).ok_or(Refusal::App(app::Error::NotFound))
}

async fn one(at: InBrand, Path((_, id)): Path<(String, PersonId)>) -> Answer {
    let view = find(&at, id).await?;
    let posted = filled(&view);
    Ok(at.page(&view.person.name, "settings", tabbed(&at, "people", person_page(&at, &view, &posted, None))))
}

fn filled(view: &PersonView) -> Posted {
    let mut posted = Posted::filled([("version", view.version.to_string())]);
    if view.person.is_owner {
        posted.put("is_owner", "yes");
    }
    for grant in &view.person.grants {
        posted.put("grants", format!("{}:{}", grant.brand, grant_word(grant)));
    }
    posted
}

fn person_page(at: &InBrand, view: &PersonView, posted: &Posted, link: Option<&str>) -> Markup {
    let base = at.path(&format!("/settings/people/{}", view.id));
    html! {
        (form::refusals(&posted.errors))
        div.form-narrow.stack.loose {
            div { (Person::team(&view.person.name).about(&view.person.email).heading()) }
            @if let Some(link) = link {
                (note(Weight::Ours, t("people.link.made"), html! { p.mono.mt-2 { (link) } p.about.mt-2 { (t("people.link.once")) } }))
            }
            @if view.person.ended_at.is_some() {
                p.soft { (t("people.ended.text")) }
            } @else {
                (chapter(t("people.roles"), "", form::post(&base, html! {
                    (form::hidden("version", posted.get("version")))
                    (roles_fields(at, posted))
                    div { (Button::submit(t("people.roles.save")).primary()) }
                })))
                (part(t("people.link"), "", html! {
                    p.row-size.soft { (t("people.link.text")) }
                    div.mt-2 { (form::post_inline(&format!("{base}/sign-in-link"), html! { (Button::submit(t("people.link.do"))) })) }
                }))
                @if view.id != at.signed.id {
                    (part(t("people.sign_out"), "", html! {
                        p.row-size.soft { (t("people.sign_out.text")) }
                        div.mt-2 { (form::post_inline(&format!("{base}/sign-out"), html! { (Button::submit(t("people.sign_out.do"))) })) }
                    }))
                    (part(t("people.end"), "", form::post_inline(&format!("{base}/end"), html! {
                        (form::hidden("version", posted.get("version")))
                        (Button::submit(t("people.end.do")).danger().confirm(Confirm {
                            question: &tf("people.end.ask", &[("name", &view.person.name)]),
                            text: Some(t("people.end.text")),
                            danger: true,
                            ..Confirm::default()
                        }))
                    })))
                }
            }
        }
    }
}

async fn set_roles(at: InBrand, Path((_, id)): Path<(String, PersonId)>, mut posted: Posted) -> Answer {
    let command = SetRoles { person: id, is_owner: posted.ticked("is_owner"), grants: grants(&posted) };
    match at.run_asked(&posted, command).await {
        Ok(view) => at.done("/settings/people", tf("people.roles.saved", &[("name", &view.person.name)])),
        Err(error) => {
            posted.refuse(error)?;
            let view = find(&at, id).await?;
            Ok(at.page_again(&view.person.name, "settings", tabbed(&at, "people", person_page(&at, &view, &posted, None))))
        }
    }
}

/// The link is shown on the page itself, once; no cookie or address carries it on.
async fn sign_in_link(at: InBrand, Path((_, id)): Path<(String, PersonId)>, _posted: Posted) -> Answer {
    let made = at.run(CreateSignInLink { person: id }).await?;
    let view = find(&at, id).await?;
    let posted = filled(&view);
    Ok(at.page(&view.person.name, "settings", tabbed(&at, "people", person_page(&at, &view, &posted, Some(&made.link)))))
}

async fn sign_out(at: InBrand, Path((_, id)): Path<(String, PersonId)>, _posted: Posted) -> Answer {
    let view = find(&at, id).await?;
    at.run(SignOutPerson { person: id }).await?;
    at.done(&format!("/settings/people/{id}"), tf("people.sign_out.done", &[("name", &view.person.name)]))
}

async fn end(at: InBrand, Path((_, id)): Path<(String, PersonId)>, mut posted: Posted) -> Answer {
    match at.run_asked(&posted, EndPerson { person: id }).await {
        Ok(()) => at.done("/settings/people", t("people.end.done")),
        Err(error) => {
            posted.refuse(error)?;
            let view = find(&at, id).await?;
            Ok(at.page_again(&view.person.name, "settings", tabbed(&at, "people", person_page(&at, &view, &posted, None))))
        }
    }
}
