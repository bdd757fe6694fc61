//! Saved views above a list: a tab for each, and the menu that keeps the list as it is asked now.
//!
//! Invariant: a tab is a link to the list with its question; keeping one leads back to it. Absent: a limit.

use app::{
    App,
    team::{ListViews, RemoveView, SaveView, SavedViewRow},
};
use axum::{Router, extract::Path, routing::post};
use domain::{ids::SavedViewId, team::saved_views::List};
use maud::{Markup, html};

use crate::{
    kernel::{
        Answer, InBrand, Posted, Refusal,
        values::{own_path, with_query},
    },
    text::{t, tf},
    ui::{
        Button, Field,
        choice::tick,
        form::{self, hidden},
        overlay::{MenuItem, menu_named},
        views::{View, views},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/b/{slug}/views", post(save)).route("/b/{slug}/views/{view}/remove", post(remove))
}

/// The saved views of a list that somebody sees; none for who may not keep any.
///
/// # Errors
/// The view's.
pub(super) async fn of(at: &InBrand, list: List) -> Result<Vec<SavedViewRow>, Refusal> {
    if at.may_see::<ListViews>() { Ok(at.show(ListViews { list }).await?) } else { Ok(Vec::new()) }
}

/// What the tabs are made of.
pub(super) struct Tabs<'a> {
    /// Where one is.
    pub at: &'a InBrand,
    /// Which list.
    pub list: List,
    /// Its address without a question.
    pub path: &'a str,
    /// The words of the tab that asks for everything.
    pub all: &'a str,
    /// What is asked now, without the page.
    pub question: &'a [(&'a str, &'a str)],
    /// The saved ones.
    pub kept: &'a [SavedViewRow],
}

impl Tabs<'_> {
    /// What is asked now, as an address writes it.
    fn now(&self) -> String {
        with_query("", self.question).trim_start_matches('?').to_owned()
    }

    /// The view whose question is asked now.
    pub(super) fn current(&self) -> Option<&SavedViewRow> {
        let now = self.now();
        self.kept.iter().find(|view| same(&view.query, &now))
    }
}

/// The tabs, where there is a saved view.
pub(super) fn tabs(of: &Tabs<'_>) -> Markup {
    tabs_with(of, |_| None)
}

/// The same, some with a number.
pub(super) fn tabs_with(of: &Tabs<'_>, count: impl Fn(SavedViewId) -> Option<u64>) -> Markup {
    if of.kept.is_empty() {
        return html! {};
    }
    let current = of.current().map(|view| view.id);
    let mut all = vec![View { href: of.path.to_owned(), name: of.all, count: None, current: of.now().is_empty() }];
    all.extend(of.kept.iter().map(|view| View {
        href: if view.query.is_empty() { of.path.to_owned() } else { format!("{}?{}", of.path, view.query) },
        name: &view.name,
        count: count(view.id),
        current: current == Some(view.id),
    }));
    views(t("saved.views"), &all, html! {})
}

/// The menu that keeps what is asked now, where something is; for the end of the filters.
pub(super) fn menu(of: &Tabs<'_>) -> Markup {
    let now = of.now();
    html! { @if of.at.may_run::<SaveView>() && !now.is_empty() { (menu_named(t("saved.menu"), &[MenuItem::Other(keep(of, &now, of.current()))])) } }
}

/// Whether two questions are the same, in whatever order.
fn same(one: &str, other: &str) -> bool {
    let sorted = |query: &str| {
        let mut pairs: Vec<String> = query.split('&').filter(|pair| !pair.is_empty()).map(str::to_owned).collect();
        pairs.sort();
        pairs
    };
    sorted(one) == sorted(other)
}

fn keep(of: &Tabs<'_>, now: &str, current: Option<&SavedViewRow>) -> Markup {
    let name = current.map(|view| view.name.as_str()).unwrap_or_default();
    html! {
        div.filter-form.stack.tight {
            (form::post(&of.at.path("/views"), html! {
                (hidden("list", of.list.as_str())) (hidden("query", now)) (hidden("path", of.path))
                (Field::text("name", t("saved.name")).value(name).required().help(t("saved.name.help")))
                (tick("shared", "yes", t("saved.shared"), current.is_some_and(|view| view.shared), None))
                @if of.list == List::Discover { (tick("mails", "yes", t("saved.mails"), current.is_some_and(|view| view.mails), Some(t("saved.mails.help")))) }
                div { (Button::submit(t("saved.save")).primary()) }
            }))
            @if let Some(view) = current.filter(|view| view.removable) {
                (form::post(&of.at.path(&format!("/views/{}/remove", view.id)), html! {
                    (hidden("path", of.path))
                    (Button::submit(t("saved.remove")).danger())
                }))
            }
        }
    }
}

/// Where the list of a form is: below this brand, or the brand's first page.
fn list_of(at: &InBrand, posted: &Posted) -> String {
    let asked = own_path(posted.get("path"));
    let below = asked.strip_prefix(&at.path("")).filter(|rest| rest.starts_with('/') && !rest.contains('?'));
    below.unwrap_or("/creators").to_owned()
}

async fn save(at: InBrand, posted: Posted) -> Answer {
    let list = List::parse(posted.get("list")).ok_or(Refusal::App(app::Error::NotFound))?;
    let (path, query) = (list_of(&at, &posted), posted.raw("query"));
    let to = if query.is_empty() { path } else { format!("{path}?{query}") };
    let name = posted.text("name");
    match at.run(SaveView { list, name: name.clone(), query, shared: posted.ticked("shared"), mails: posted.ticked("mails") }).await {
        Ok(_) => at.done(&to, tf("saved.done", &[("name", &name)])),
        Err(error) => at.refused(&to, error),
    }
}

async fn remove(at: InBrand, Path((_, view)): Path<(String, String)>, posted: Posted) -> Answer {
    let view = view.parse().map_err(|_| Refusal::App(app::Error::NotFound))?;
    at.run(RemoveView { view }).await?;
    at.done(&list_of(&at, &posted), t("saved.removed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_the_same_in_any_order() {
        assert!(same("a=1&b=2", "b=2&a=1") && same("", "&"));
        assert!(!same("a=1", "a=1&b=2"));
    }
}
