//! One collaboration: where it stands, whose turn it is, everything that happened, and every verb of the team.
//!
//! Invariant: the move that is ours stands in a box with the form that ends it; a refused form comes back with what was
//! typed. Absent: rules; the operations have them.

pub mod aside;
pub mod moves;
pub mod timeline;
pub mod top;
pub mod verbs;

use app::{
    App,
    outreach::SendMessage,
    views::{CollaborationPage, ShowCollaboration},
};
use axum::{Router, extract::Path, response::Response, routing::get};
use domain::ids::CollaborationId;
use maud::{Markup, html};

use crate::{
    kernel::{Answer, InBrand, Posted, Refusal, values::Asks},
    pages::said,
    text::t,
    ui::{
        Button,
        overlay::{MenuItem, menu},
        shell::crumb_head,
    },
};
use verbs::Verb;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/b/{slug}/collaborations/{collaboration}", get(show)).merge(verbs::routes())
}

/// What a page of a collaboration is made from.
pub struct Room<'a> {
    /// Who looks.
    pub at: &'a InBrand,
    /// What is there.
    pub page: &'a CollaborationPage,
    /// The verb whose form is open, when one was chosen.
    pub doing: Option<Verb>,
    /// What was typed into it.
    pub posted: &'a Posted,
    /// The filter of the timeline.
    pub shown: timeline::Shown,
    /// Where the forms stand on another page, what they carry to find back there.
    pub way: Option<&'a Markup>,
}

impl Room<'_> {
    /// The address of this collaboration, with something behind it.
    #[must_use]
    pub fn path(&self, rest: &str) -> String {
        self.at.path(&format!("/collaborations/{}{rest}", self.page.id))
    }

    /// What the creator is called in a sentence.
    #[must_use]
    pub fn first_name(&self) -> &str {
        said::first_name(&self.page.creator.person.name)
    }
}

pub(super) fn id_of(text: &str) -> Result<CollaborationId, Refusal> {
    text.parse().map_err(|_| Refusal::App(app::Error::NotFound))
}

async fn show(at: InBrand, Path((_, collaboration)): Path<(String, String)>, asks: Asks) -> Answer {
    let page = at.show(ShowCollaboration { collaboration: id_of(&collaboration)? }).await?;
    let doing = Verb::parse(asks.get("do"));
    let mut posted = Posted::default();
    for (asked, field) in [("about", "deliverable"), ("opens", "opens"), ("closes", "closes")] {
        if let Some(value) = asks.some(asked) {
            posted.put(field, value);
        }
    }
    if let Some(verb) = doing {
        posted.complete(&verbs::filled(&page, at.zone(), verb));
    }
    let room = Room { at: &at, page: &page, doing, posted: &posted, shown: timeline::Shown::parse(asks.get("show")), way: None };
    Ok(at.page(&page.creator.person.name, &page.campaign.slug, body(&room)))
}

/// The page with a form open and what was typed so far.
pub(super) fn page_open(at: &InBrand, page: &CollaborationPage, doing: Verb, posted: &Posted) -> Response {
    let room = Room { at, page, doing: Some(doing), posted, shown: timeline::Shown::All, way: None };
    at.page(&page.creator.person.name, &page.campaign.slug, body(&room))
}

/// The page again with a form that was refused.
pub(super) async fn page_again(at: &InBrand, collaboration: CollaborationId, doing: Verb, posted: &Posted) -> Answer {
    let page = at.show(ShowCollaboration { collaboration }).await?;
    let room = Room { at, page: &page, doing: Some(doing), posted, shown: timeline::Shown::All, way: None };
    Ok(at.page_again(&page.creator.person.name, &page.campaign.slug, body(&room)))
}

fn body(room: &Room<'_>) -> Markup {
    let page = room.page;
    let campaigns = room.at.path("/campaigns");
    let campaign = room.at.path(&format!("/campaigns/{}", page.campaign.slug));
    let way = [(campaigns.as_str(), t("place.campaigns")), (campaign.as_str(), page.campaign.name.as_str())];
    html! {
        (crumb_head(&way, &page.creator.person.name, tools(room)))
        div.body.near {
            (top::entity(room))
            (top::score(room))
            div.cols.side.mt-5 {
                div.stack.loose { (moves::open(room)) (timeline::chapter(room)) }
                aside.stack.loose { (aside::deliverables(room)) (aside::terms(room)) (aside::tracking(room)) (aside::parcels(room)) (aside::cost(room)) (aside::money(room)) }
            }
        }
    }
}

/// Every verb that may be taken now and is no open move; what ends the collaboration stands last and apart.
fn tools(room: &Room<'_>) -> Markup {
    let verbs: Vec<Verb> = Verb::beside(room.page).into_iter().filter(|verb| verb.may(room.at)).collect();
    if verbs.is_empty() && !room.at.may_run::<SendMessage>() {
        return html! {};
    }
    let conversation = room.at.path(&format!("/inbox/{}", room.page.creator.id));
    let links: Vec<(String, Verb)> = verbs.into_iter().map(|verb| (room.path(&format!("?do={}#do", verb.word())), verb)).collect();
    let link =
        |verb: &Verb, href| MenuItem::Link { href, words: verb.words(), icon: Some(verb.icon()), current: room.doing == Some(*verb) };
    let mut items: Vec<MenuItem<'_>> =
        vec![MenuItem::Link { href: &conversation, words: t("collaboration.conversation"), icon: Some("inbox"), current: false }];
    items.extend(links.iter().filter(|(_, verb)| !verb.ends()).map(|(href, verb)| link(verb, href)));
    if links.iter().any(|(_, verb)| verb.ends()) {
        items.push(MenuItem::Other(html! { hr; }));
    }
    items.extend(links.iter().filter(|(_, verb)| verb.ends()).map(|(href, verb)| link(verb, href)));
    html! {
        @if links.iter().any(|(_, verb)| *verb == Verb::Message) {
            (Button::link(&room.path("?do=message#do"), Verb::Message.words()).icon("message").small())
        }
        (menu(t("collaboration.more_verbs"), &items))
    }
}
