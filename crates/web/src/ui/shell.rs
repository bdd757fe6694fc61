//! The shells: the team's app with its rail, the portal with the brand's head, and lone pages (sign-in, forms, errors).
//!
//! Invariant: each page has one `main` with the id `main`, one h1, and a way past the navigation.
//! Absent: which places a person may go to; the caller lists them.

use maud::{Markup, Render, html};

use super::document::{Head, document};
use super::form::hidden;
use super::icon::{icon, icon_small, mark};
use super::overlay::{MenuItem, Toast, keys};
use super::person::{Kind, Size, avatar};
use super::progress::on_its_way;
use super::turn::{Whose, turn_mark};
use crate::kernel::asked;
use crate::language::{Language, spoken};
use crate::text::{t, tf};

/// One place in the rail or the portal's bar.
#[derive(Debug, Clone)]
pub struct Place<'a> {
    /// Where it is.
    pub href: &'a str,
    /// Its icon.
    pub icon: &'a str,
    /// Its name.
    pub name: &'a str,
    /// How many moves wait there for the reader; none are not shown.
    pub count: u64,
    /// Whether one is there.
    pub current: bool,
    /// The letter after `g` that leads there.
    pub key: Option<char>,
}

/// What the team's rail shows.
#[derive(Debug, Clone)]
pub struct App<'a> {
    /// The brand that is open.
    pub brand: &'a str,
    /// The brands to switch to, and what else belongs there.
    pub brands: &'a [MenuItem<'a>],
    /// Where search is, for who may search.
    pub search: Option<&'a str>,
    /// Where the page hears that something happened.
    pub live: Option<&'a str>,
    /// The places, in their order.
    pub places: &'a [Place<'a>],
    /// The campaigns that run now: address, name, whether one is there.
    pub running: &'a [(&'a str, &'a str, bool)],
    /// Settings, when the person may see them.
    pub settings: Option<Place<'a>>,
    /// Who is signed in.
    pub person: &'a str,
    /// What belongs to the person, before how pages look and the keys.
    pub person_items: &'a [MenuItem<'a>],
    /// Where signing out is posted.
    pub sign_out: &'a str,
    /// What was just done.
    pub toast: Option<Toast<'a>>,
}

/// So many places stand on a phone's bar.
const ON_THE_BAR: usize = 5;

/// A page of the team's app. `page` is what stands in `main`: a page head, then its body.
#[must_use]
pub fn app(title: &str, shell: &App<'_>, page: Markup) -> Markup {
    let places = shell.places.iter().chain(&shell.settings);
    let letters: Vec<(char, &str)> = places.filter_map(|place| place.key.map(|key| (key, place.name))).collect();
    document(
        &Head { title, live: shell.live, ..Head::default() },
        "app",
        html! {
            (rail(shell))
            main.main id="main" { (page) }
            (keys(&letters))
            p.others id="others" role="status" hidden data-one=(t("live.other")) data-more=(t("live.others")) { (icon("eye")) span {} }
            p.toast.live-note id="live-note" role="status" hidden { span { (t("live.changed")) } a href="" { (t("live.show")) } }
            @if let Some(find) = shell.search { (palette(find)) }
            @if let Some(toast) = &shell.toast { (toast) }
        },
    )
}

fn rail(shell: &App<'_>) -> Markup {
    html! {
        nav.rail aria-label=(t("shell.rail")) {
            div.rail-brand {
                details.menu-of {
                    summary aria-haspopup="menu" { (avatar(Kind::Brand, shell.brand, Size::Usual)) span.grow.cut { (shell.brand) } (icon_small("down")) }
                    div.menu { @for item in shell.brands { (item) } }
                }
            }
            @if let Some(search) = shell.search { a.rail-find href=(search) { (icon("search")) (t("shell.search")) span.count { kbd { "/" } } } }
            @for (number, place) in shell.places.iter().enumerate() { (rail_place(place, number >= ON_THE_BAR)) }
            @if !shell.running.is_empty() {
                h4 { (t("shell.running")) }
                @for (href, name, current) in shell.running {
                    a href=(href) aria-current=[current.then_some("page")] { (icon("campaigns")) span.cut { (name) } }
                }
            }
            div.rail-gap {}
            @if let Some(settings) = &shell.settings { (rail_place(settings, true)) }
            (person_menu(shell))
            (bar_more(shell))
        }
    }
}

/// On a phone the rail is a bar with so many places; the rest, the brands and the person are behind one more button.
fn bar_more(shell: &App<'_>) -> Markup {
    let rest = || shell.places.iter().skip(ON_THE_BAR).chain(&shell.settings);
    let waiting: u64 = rest().map(|place| place.count).sum();
    html! {
        details.menu-of.rail-more {
            summary aria-haspopup="menu" {
                (icon("more")) (t("shell.more"))
                @if waiting > 0 { span.count.is-ours { (waiting) span.vh { " " (t("shell.moves")) } } }
            }
            div.menu {
                @for place in rest() {
                    a href=(place.href) aria-current=[place.current.then_some("page")] {
                        (icon(place.icon)) (place.name)
                        @if place.count > 0 { span.push.is-ours { (place.count) } }
                    }
                }
                @if shell.brands.len() > 1 { b.menu-name { (t("shell.brands")) } @for item in shell.brands { (item) } }
                b.menu-name { (shell.person) }
                @for item in shell.person_items { (item) }
                (theme_choice())
                (density_choice())
                (language_choice())
                (MenuItem::Post { action: shell.sign_out, words: t("shell.sign_out"), icon: Some("out"), danger: false })
            }
        }
    }
}

fn rail_place(place: &Place<'_>, wide_only: bool) -> Markup {
    html! {
        a.wide-only[wide_only] href=(place.href) aria-current=[place.current.then_some("page")] data-go=[place.key.map(String::from)] {
            (icon(place.icon)) (place.name)
            @if place.count > 0 { span.count.is-ours { (place.count) span.vh { " " (t("shell.moves")) } } }
        }
    }
}

fn person_menu(shell: &App<'_>) -> Markup {
    html! {
        details.menu-of.rail-foot {
            summary aria-haspopup="menu" { (avatar(Kind::Team, shell.person, Size::Small)) span.grow.cut { (shell.person) } kbd { "?" } }
            div.menu {
                @for item in shell.person_items { (item) }
                (theme_choice())
                (density_choice())
                (language_choice())
                button.needs-script type="button" data-shows="keys" { (icon("list")) (t("keys.title")) span.push { kbd { "?" } } }
                (MenuItem::Post { action: shell.sign_out, words: t("shell.sign_out"), icon: Some("out"), danger: false })
            }
        }
    }
}

/// Light, dark, or as the system says; only where scripts run, since the choice is kept in the browser.
#[must_use]
pub fn theme_choice() -> Markup {
    html! {
        div.theme-choice.needs-script {
            span.seg role="group" aria-label=(t("theme.label")) {
                button type="button" data-theme-set="system" aria-pressed="true" { (t("theme.system")) }
                button type="button" data-theme-set="light" aria-pressed="false" { (t("theme.light")) }
                button type="button" data-theme-set="dark" aria-pressed="false" { (t("theme.dark")) }
            }
        }
    }
}

/// How close rows stand; only where scripts run, since the choice is kept in the browser.
#[must_use]
pub fn density_choice() -> Markup {
    html! {
        div.theme-choice.needs-script {
            span.seg role="group" aria-label=(t("density.label")) {
                button type="button" data-density-set="comfortable" aria-pressed="true" { (t("density.comfortable")) }
                button type="button" data-density-set="compact" aria-pressed="false" { (t("density.compact")) }
            }
        }
    }
}

/// In which language the pages are said.
#[must_use]
pub fn language_choice() -> Markup {
    html! {
        // An answer to a form would be lost by looking at its address again.
        @if let Some(back) = asked::address() {
        form.theme-choice method="post" action="/language" {
            (hidden("back", &back))
            span.seg role="group" aria-label=(t("shell.language")) {
                @for one in Language::ALL {
                    button type="submit" name="language" value=(one.tag()) lang=(one.tag()) aria-pressed=(if one == spoken() { "true" } else { "false" }) { (one.own_name()) }
                }
            }
        }
        }
    }
}

/// The panel that finds anything; what is found comes from the page at `find`. A verb that asks of whom stands before the field.
fn palette(find: &str) -> Markup {
    html! {
        dialog.palette id="palette" data-find=(find) aria-label=(t("find.title")) {
            form method="get" action=(find) role="search" {
                input type="hidden" name="verb" disabled;
                div.palette-in {
                    (icon("search"))
                    span.palette-verb.cut aria-live="polite" hidden {}
                    label { span.vh { (t("find.label")) } input name="q" type="text" autocomplete="off" placeholder=(t("find.hint")) data-asking=(t("find.of_whom")); }
                    button.btn.quiet.small type="button" data-palette-back hidden { (t("find.all")) }
                }
            }
            (on_its_way(6, html! { div.palette-found aria-live="polite" {} }))
            div.palette-foot { span { kbd { "↑" } " " kbd { "↓" } " " (t("find.choose")) } span { kbd { "↵" } " " (t("keys.open")) } span { kbd { "Esc" } " " (t("keys.leave")) } }
        }
    }
}

/// The head of a page: its name, a line about it, and its tools.
#[must_use]
pub fn page_head(name: &str, about: impl Render, tools: Markup) -> Markup {
    let about = about.render();
    html! {
        header.pagehead {
            h1 { (name) }
            @if !about.0.is_empty() { p { (about) } }
            @if !tools.0.is_empty() { div.pagetools { (tools) } }
        }
    }
}

/// The head of a page inside another: the way to it, and its tools. The page's h1 stands in its body.
#[must_use]
pub fn crumb_head(way: &[(&str, &str)], here: &str, tools: Markup) -> Markup {
    html! {
        header.pagehead.low {
            nav.crumb aria-label=(t("shell.crumb")) {
                @for (href, name) in way { a href=(href) { (name) } (icon_small("right")) }
                span aria-current="page" { (here) }
            }
            @if !tools.0.is_empty() { div.pagetools { (tools) } }
        }
    }
}

/// A list at the left and what is opened at the right.
#[must_use]
pub fn split(list_label: &str, list: Markup, open_label: &str, open: Markup) -> Markup {
    html! {
        div.split {
            section aria-label=(list_label) { (list) }
            section.split-open aria-label=(open_label) { (open) }
        }
    }
}

/// A list, what is open of it, and what is known of that beside it. On a phone one of them is seen: the open one when
/// there is one.
#[must_use]
pub fn split_three(list_label: &str, list: Markup, open_label: &str, open: Markup, beside: Option<Markup>) -> Markup {
    html! {
        div.split.inbox.chosen[beside.is_some()] {
            section aria-label=(list_label) { (list) }
            section.split-open aria-label=(open_label) { (open) }
            @if let Some(beside) = beside { aside.beside { (beside) } }
        }
    }
}

/// The same where the two are two pages on a phone: the list, or what somebody opened with the way back to the list.
#[must_use]
pub fn split_pages(list_label: &str, list: Markup, open_label: &str, open: Markup, back: Option<&str>) -> Markup {
    html! {
        div.split.pages.is-open[back.is_some()] {
            section aria-label=(list_label) { (list) }
            section.split-open aria-label=(open_label) {
                @if let Some(back) = back { a.split-back href=(back) { (icon_small("left")) (t("shell.back")) } }
                (open)
            }
        }
    }
}

/// What a creator's or guest's page shows around its content.
#[derive(Debug, Clone)]
pub struct Portal<'a> {
    /// The brand.
    pub brand: &'a str,
    /// What it is about: the campaign's name.
    pub about: &'a str,
    /// Whose page it is, and how they are drawn; nothing on a public form.
    pub person: Option<(Kind, &'a str)>,
    /// The brand's own colours.
    pub brand_style: Option<&'a str>,
    /// Where the brand's logo is; its initials stand there without one.
    pub logo: Option<&'a str>,
    /// The places at the foot; none on a page with one task.
    pub places: &'a [Place<'a>],
    /// What was just done.
    pub toast: Option<Toast<'a>>,
}

/// The brand's logo, or its initials. Its name stands beside it, so that the picture says nothing more to who hears the page.
fn brand_mark(shell: &Portal<'_>) -> Markup {
    html! {
        @match shell.logo {
            Some(logo) => { img.brand-logo src=(logo) alt="" height="40" decoding="async"; }
            None => (avatar(Kind::Brand, shell.brand, Size::Usual)),
        }
    }
}

/// A page of the portal. `act` is the bar at the thumb (`portal_act`), inside a form where it submits one.
#[must_use]
pub fn portal(title: &str, shell: &Portal<'_>, body: Markup, act: Option<Markup>) -> Markup {
    document(
        &Head { title, brand_style: shell.brand_style, private: true, ..Head::default() },
        "portal",
        html! {
            div.portal-in {
                header.portal-head {
                    (brand_mark(shell))
                    span { b.portal-brand { (shell.brand) } br; span.quiet { (shell.about) } }
                    @if let Some((kind, name)) = shell.person { span.push.line { span.vh { (name) } (avatar(kind, name, Size::Usual)) } }
                }
                main.portal-body id="main" { (body) }
                @if let Some(act) = act { (act) }
                @if !shell.places.is_empty() {
                    nav.portal-nav aria-label=(t("shell.portal")) {
                        @for place in shell.places {
                            a href=(place.href) aria-current=[place.current.then_some("page")] {
                                (icon(place.icon)) (place.name)
                                @if place.count > 0 { span.vh { (tf("shell.waiting", &[("count", &place.count.to_string())])) } }
                            }
                        }
                    }
                }
            }
            @if let Some(toast) = &shell.toast { (toast) }
        },
    )
}

/// A brand's page for anybody: its name and colour, one task, no scripts. In a frame on the brand's own site the head is left out,
/// because the brand stands around it.
#[must_use]
pub fn open_page(title: &str, shell: &Portal<'_>, framed: bool, body: Markup) -> Markup {
    let head = Head { title, brand_style: shell.brand_style, private: false, live: None, plain: true };
    let class = if framed { "portal framed" } else { "portal" };
    document(
        &head,
        class,
        html! {
            div.portal-in {
                @if !framed {
                    header.portal-head {
                        (brand_mark(shell))
                        span { b.portal-brand { (shell.brand) } br; span.quiet { (shell.about) } }
                    }
                }
                main.portal-body id="main" { (body) }
                @if !framed { footer.portal-languages { (language_choice()) } }
            }
        },
    )
}

/// A page of its own with the mark: sign-in, set-up, a form. With the explanation of turns beside it where wanted.
#[must_use]
pub fn lone(title: &str, body: Markup, explain: bool) -> Markup {
    document(
        &Head { title, private: true, ..Head::default() },
        "",
        html! {
            div.lone.single[!explain] {
                main id="main" { div.lone-in { div.lone-mark { (mark()) b { (t("document.name")) } } (body) (language_choice()) } }
                @if explain { (turns_explained()) }
            }
        },
    )
}

/// How to read Troupe: the three shapes and trouble.
fn turns_explained() -> Markup {
    let lines = [
        (Whose::Ours, false, t("explain.ours"), t("explain.ours.text")),
        (Whose::Theirs, false, t("explain.theirs"), t("explain.theirs.text")),
        (Whose::Clock, false, t("explain.clock"), t("explain.clock.text")),
        (Whose::Ours, true, t("explain.late"), t("explain.late.text")),
    ];
    html! {
        aside.lone-aside aria-label=(t("explain.label")) {
            div.explain {
                p.voice.motto { (t("explain.motto")) }
                div.stack {
                    @for (whose, late, name, text) in lines { div.line.base { (turn_mark(whose, late)) p { b { (name) } " " span.soft { (text) } } } }
                }
            }
        }
    }
}

/// A sheet on the desk, for reports and documents that are printed or sent.
#[must_use]
pub fn paper(head: &Head<'_>, body: Markup) -> Markup {
    document(head, "", html! { main.paper-page id="main" { div.paper-sheet { (body) } } })
}
