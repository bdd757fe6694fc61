//! Somebody new: channels that YouTube's own search finds, and adding one of them as a creator.
//!
//! Invariant: a search costs one of a hundred a day, so that only a press of the button searches, never a look at the page.
//! Absent: judging; who was added is fetched and vetted on their own page.

use app::{
    App,
    creators::CreateCreator,
    discovery::{AddFound, ChannelFound, ChannelsFound, FetchAccount, FindChannels},
};
use axum::{
    Router,
    routing::{get, post},
};
use domain::{
    creators::{ChannelId, Country, NewCreator, Platform, Profile, ProfileInput, Source, Tier},
    ids::{CreatorId, ProfileId},
};
use maud::{Markup, html};

use crate::{
    heard::heard,
    kernel::{Answer, InBrand, Posted, Refusal},
    text::{country, t, tf},
    ui::{
        Button, Field, form,
        section::{Weight, chapter, empty, note},
        shell::crumb_head,
        table::{Column, Table},
        when,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/b/{slug}/discover/channels", get(show).post(find)).route("/b/{slug}/discover/channels/add", post(add))
}

async fn show(at: InBrand) -> Answer {
    at.only::<FindChannels>()?;
    Ok(at.page(t("channels.title"), "discover", page(&at, &Posted::default(), None)))
}

fn page(at: &InBrand, posted: &Posted, found: Option<&ChannelsFound>) -> Markup {
    html! {
        (crumb_head(&[(&at.path("/discover"), t("place.discover"))], t("channels.title"), html! {}))
        div.body.near {
            (form::refusals(&posted.errors))
            (question(at, posted))
            @if let Some(found) = found { div.mt-5 { (answer(at, posted, found)) } }
        }
    }
}

fn question(at: &InBrand, posted: &Posted) -> Markup {
    let countries: Vec<(&str, &str)> =
        Country::all().iter().filter_map(|(code, _)| Some((*code, country(Country::by_code(code)?)))).collect();
    form::post(
        &at.path("/discover/channels"),
        html! {
            p.soft.row-size { (t("channels.about")) }
            div.form-narrow.stack {
                (Field::text("words", t("channels.words")).value(posted.get("words")).errors(&posted.errors).required())
                (Field::select("country", t("channels.country"), &countries, Some(t("channels.anywhere"))).value(posted.get("country")).errors(&posted.errors))
                div { (Button::submit(t("channels.find")).primary()) }
            }
        },
    )
}

fn answer(at: &InBrand, posted: &Posted, found: &ChannelsFound) -> Markup {
    let left = tf("channels.left", &[("count", &found.left.to_string()), ("when", &when::said(found.resets_at, at.now(), at.zone()))]);
    html! {
        @if let Some(reason) = &found.reason { (note(Weight::Late, t("channels.not"), heard(reason))) }
        @else if found.channels.is_empty() { (empty(t("channels.none"), t("channels.none.text"), html! {})) }
        @else { (chapter(t("channels.found"), found.channels.len(), listed(at, &found.channels))) }
        p.about.mt-3 { (left) }
        @if let Some(next) = &found.next {
            (form::post_inline(&at.path("/discover/channels"), html! {
                (form::hidden("words", posted.get("words"))) (form::hidden("country", posted.get("country"))) (form::hidden("page", next))
                (Button::submit(t("channels.more")))
            }))
        }
    }
}

fn listed(at: &InBrand, channels: &[ChannelFound]) -> Markup {
    let columns = [Column::text(t("channels.channel")), Column::unseen(t("channels.add"))];
    let rows = html! {
        @for one in channels {
            @let profile = Profile { channel_id: Some(one.channel.id.clone()), ..Profile::of(Platform::YouTube, None) };
            tr {
                td.wrap {
                    a href=(profile.url().unwrap_or_default()) rel="noopener noreferrer" target="_blank" { (one.channel.title) }
                    @if !one.channel.description.is_empty() { br; span.soft { (one.channel.description) } }
                }
                td.num { (verb(at, one)) }
            }
        }
    };
    html! { div.scrollx { (Table::inset(&columns, rows)) } }
}

fn verb(at: &InBrand, one: &ChannelFound) -> Markup {
    let action = at.path("/discover/channels/add");
    match (one.known, one.elsewhere) {
        (Some(creator), _) => html! { a href=(at.path(&format!("/creators/{creator}"))) { (t("channels.known")) } },
        (None, Some(creator)) => form::post_inline(
            &action,
            html! { (form::hidden("creator", &creator.to_string())) (Button::submit(t("channels.take_up")).small()) },
        ),
        (None, None) => form::post_inline(
            &action,
            html! {
                (form::hidden("channel", one.channel.id.as_str())) (form::hidden("title", &one.channel.title))
                (Button::submit(t("channels.add")).small())
            },
        ),
    }
}

async fn find(at: InBrand, mut posted: Posted) -> Answer {
    let country = posted.word_if("country", Country::by_code);
    let found = match posted.checked() {
        Ok(()) => at.run(FindChannels { words: posted.text("words"), country, page: posted.some("page"), answered: None }).await,
        Err(error) => Err(error),
    };
    match found {
        Ok(found) => Ok(at.page(t("channels.title"), "discover", page(&at, &posted, Some(&found)))),
        Err(app::Error::Rule { message, .. } | app::Error::Outside(message)) => {
            posted.errors.add("", heard(&message));
            Ok(at.page_again(t("channels.title"), "discover", page(&at, &posted, None)))
        }
        Err(error) => {
            posted.refuse(error)?;
            Ok(at.page_again(t("channels.title"), "discover", page(&at, &posted, None)))
        }
    }
}

/// Adds a channel as a creator and fetches it at once; or takes up whom another brand knows.
async fn add(at: InBrand, mut posted: Posted) -> Answer {
    if let Ok(creator) = posted.get("creator").parse::<CreatorId>() {
        at.run(AddFound { creator, tier: Some(Tier::Paid) }).await?;
        return at.done(&format!("/creators/{creator}"), t("channels.added"));
    }
    let channel = ChannelId::youtube(posted.get("channel")).ok_or(Refusal::App(app::Error::NotFound))?;
    let handle = format!("https://www.youtube.com/channel/{}", channel.as_str());
    let creator = NewCreator {
        name: posted.text("title"),
        profiles: vec![ProfileInput { platform: Platform::YouTube, handle }],
        ..NewCreator::default()
    };
    match at.run(CreateCreator { creator, source: Source::Cold, tier: Tier::Paid }).await {
        Ok(made) => {
            let view = at.show(app::creators::GetCreator { creator: made.id }).await?;
            let profile: Option<ProfileId> = view.profiles.first().map(|profile| profile.account.id);
            // Who is added is there, whatever the platform says to it just now; the page tells.
            if let Some(profile) = profile
                && let Err(error) = at.run(FetchAccount { creator: made.id, profile, urgency: None, fetched: None }).await
            {
                return at.done(&format!("/creators/{}", made.id), format!("{} {}", t("channels.added"), heard(&error.to_string())));
            }
            at.done(&format!("/creators/{}", made.id), t("channels.added_fetched"))
        }
        Err(error) => {
            posted.refuse(error)?;
            Ok(at.page_again(t("channels.title"), "discover", page(&at, &posted, None)))
        }
    }
}
