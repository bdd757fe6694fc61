//! The search and whom it found: each with the fit, why, and what they last said.
//!
//! Invariant: an estimate, a correction and somebody left out for an unknown number are said. Absent: an order by followers
//! that nobody chose.

use app::{
    campaigns::Shortlist,
    creators::ChangeCreators,
    discovery::{
        AddFound, FacetCount, FindChannels, FindHashtag, FoundCreator, FoundCreators, FoundCustomer, ListSearches, SavedSearch, SeeMatches,
    },
    team::SavedViewRow,
};
use axum::response::{IntoResponse, Redirect};
use domain::{
    discovery,
    ids::{CampaignId, CreatorId, SavedViewId},
    team::saved_views::List,
    text::short_count,
};
use maud::{Markup, PreEscaped, Render, html};

use super::{
    asked::{Asked, PAGE},
    by_model::{self, ByModel},
    filters, own_fields,
};
use crate::{
    heard::heard,
    kernel::{Answer, InBrand, values::Asks},
    pages::{said, saved},
    text::{self, Worded, grouped, t, tf, tk},
    ui::{
        Button, Person,
        figure::sourced,
        form::{self, hidden},
        icon_small,
        overlay::{MenuItem, menu_named},
        progress::on_its_way,
        section::{Weight, empty, note},
        shell::page_head,
        table,
        turn::tag,
        views::{View, segments},
        when,
    },
};

/// The search; a line of plain language becomes its words and filters first, and these stand in the address from then on.
pub(super) async fn show(at: InBrand, asks: Asks) -> Answer {
    let mut asked = Asked::of(&asks);
    if let Some(line) = asks.some("ask") {
        let read = read(&at, &line);
        let by_model = by_model::read(&at, &shortened(&line), &read).await;
        asked = Asked { said: shortened(&line), about: read.searched(), offset: 0, ..by_model.put(asked, read.filters) };
        let path = at.path("/discover");
        return Ok(Redirect::to(&by_model::noted(asked.with(&path, |_| ()), &asked)).into_response());
    }
    let campaign = at.shell.campaigns.iter().find(|campaign| campaign.slug == asked.campaign).map(|campaign| campaign.id);
    let found = match at.show(asked.question(campaign)).await {
        Ok(found) => found,
        Err(app::Error::Fields(errors)) => {
            let words = errors.0.first().map(|error| heard(&error.message)).unwrap_or_default();
            return Ok(at.page_again(
                t("place.discover"),
                "discover",
                html! {
                    (page_head(t("place.discover"), "", html! {}))
                    (question_box(&at, &asked))
                    div.body { (note(Weight::Late, "", words)) }
                },
            ));
        }
        Err(error) => return Err(error.into()),
    };
    let kept = saved::of(&at, List::Discover).await?;
    let searches = if kept.is_empty() { Vec::new() } else { at.show(ListSearches {}).await? };
    Ok(at.page(t("place.discover"), "discover", page(&at, &asked, &found, &kept, &searches)))
}

/// The most letters of a line that are read and kept in an address.
const MOST_LINE: usize = 1_000;

fn shortened(line: &str) -> String {
    line.chars().take(MOST_LINE).collect()
}

fn read(at: &InBrand, line: &str) -> discovery::Reading {
    let brand = &at.shell.brand.brand;
    let mut read = discovery::read(&shortened(line), at.now().day_in(&brand.zone));
    // An amount in another currency is no bound of ours; the page says that it was left out.
    if read.currency.is_some_and(|currency| currency != brand.currency) {
        read.filters.fee = discovery::Between::ANY;
    }
    read
}

fn page(at: &InBrand, asked: &Asked, found: &FoundCreators, kept: &[SavedViewRow], searches: &[SavedSearch]) -> Markup {
    let (path, pairs) = (at.path("/discover"), asked.pairs());
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let views = saved::Tabs { at, list: List::Discover, path: &path, all: t("discover.scope.everyone"), question: &pairs, kept };
    let current = views.current().map(|view| view.id);
    let search = searches.iter().find(|search| Some(search.id) == current);
    html! {
        @let outside = html! {
            @if crate::pages::leads::opens(at) { (Button::link(&at.path("/leads"), t("leads.title"))) }
            @if at.may_run::<FindChannels>() { (Button::link(&at.path("/discover/channels"), t("channels.title"))) }
            @if at.may_run::<FindHashtag>() { (Button::link(&at.path("/discover/hashtags"), t("hashtags.title"))) }
        };
        (page_head(t("place.discover"), "", outside))
        (saved::tabs_with(&views, |view| count_of(searches, view)))
        (question_box(at, asked))
        (understood(at, asked, found, &views))
        @if let Some(search) = search { (new_ones(at, asked, search)) }
        (on_its_way(12, html! {
            (line(at, asked, found))
            @if found.items.is_empty() { div.body { (nobody(at, asked, found)) } }
            @else { (listed(at, asked, found, search.map(|search| search.new.as_slice()).unwrap_or_default())) }
        }))
    }
}

/// How many are new in a saved search.
fn count_of(searches: &[SavedSearch], view: SavedViewId) -> Option<u64> {
    let new = searches.iter().find(|search| search.id == view).map_or(0, |search| search.new.len());
    u64::try_from(new).ok().filter(|new| *new > 0)
}

/// Who is new in the saved search that is shown, and the button that says they were looked at.
fn new_ones(at: &InBrand, asked: &Asked, search: &SavedSearch) -> Markup {
    html! {
        @if search.fitting.is_some_and(|fitting| fitting > domain::discovery::watch::MOST_WATCHED) {
            div.filters { p.note role="status" { (t("discover.new.too_many")) } }
        }
        @if !search.new.is_empty() {
            div.filters {
                p.note role="status" { (tf("discover.new", &[("count", &grouped(u64::try_from(search.new.len()).unwrap_or(0)))])) }
                @if at.may_run::<SeeMatches>() {
                    (form::post(&at.path("/discover/seen"), html! {
                        (hidden("view", &search.id.to_string()))
                        (hidden("back", &asked.with("/discover", |_| ())))
                        (Button::submit(t("discover.seen")))
                    }))
                }
            }
        }
    }
}

/// The one box.
fn question_box(at: &InBrand, asked: &Asked) -> Markup {
    let kept = asked.pairs().into_iter().filter(|(name, _)| ["scope", "sort", "campaign"].contains(name));
    html! {
        form.ask-form role="search" method="get" action=(at.path("/discover")) {
            @for (name, value) in kept { (hidden(name, &value)) }
            label.ask-box {
                span.vh { (t("discover.ask")) }
                input.voice type="search" id="search" name="ask" maxlength="1000" value=(asked.said) placeholder=(t("discover.ask.example")) autocomplete="off" data-search;
                button.btn type="submit" { (t("discover.ask.do")) }
            }
        }
    }
}

/// What the line was read as: filters, what nobody has, and what was not understood.
fn understood(at: &InBrand, asked: &Asked, found: &FoundCreators, views: &saved::Tabs<'_>) -> Markup {
    let said = (!asked.said.is_empty()).then(|| read(at, &asked.said));
    let lost: Vec<(String, &'static str)> = said
        .iter()
        .flat_map(|read| read.not_understood().map(|(part, why)| (part.text.trim().to_owned(), why.says())).collect::<Vec<_>>())
        // What a model made a filter of is said there.
        .filter(|(words, _)| !asked.by_model.iter().filter_map(|one| ByModel::parse(one)).any(|one| one.is_of(words)))
        .collect();
    let foreign = said.as_ref().and_then(|read| read.currency).filter(|currency| *currency != at.shell.brand.brand.currency);
    let unknown = own_fields::unread(found);
    html! {
        div.filters {
            @if asked.asks_something() && !asked.said.is_empty() { span.about { (t("discover.read_as")) } }
            (filters::chips(at, asked, &found.fields))
            (menu_named(t("creators.filter"), &[MenuItem::Other(filters::builder(at, asked, &found.fields))]))
            (saved::menu(views))
        }
        @if asked.said.chars().count() >= MOST_LINE { div.filters { p.note { (t("discover.cut")) } } }
        (by_model::why_not(asked))
        @if !lost.is_empty() || foreign.is_some() || !asked.unreadable.is_empty() || !unknown.is_empty() || !found.corrected.is_empty() || !found.missing.is_empty() {
            ul.read-notes {
                @for (words, why) in &lost { li { b { "“" (words) "”" } " " (heard(why)) } }
                @if let Some(currency) = foreign { li { (tf("discover.foreign", &[("currency", currency.code()), ("ours", at.shell.brand.brand.currency.code())])) } }
                @for typed in &unknown { li { (tf("discover.unread", &[("name", tk("find_filter", own_fields::NAME)), ("typed", typed)])) } }
                @for one in &asked.unreadable { li { (tf("discover.unread", &[("name", tk("find_filter", &one.name)), ("typed", &one.text)])) } }
                @for (written, read) in &found.corrected { li { (tf("discover.corrected", &[("written", written), ("read", read)])) } }
                @if !found.missing.is_empty() { li { (tf("discover.missing", &[("words", &found.missing.join(", "))])) @if !found.items.is_empty() { " " (t("discover.missing.meaning")) } } }
            }
        }
        @if found.customers_unread { div.filters { p.note { (t("discover.customers_unread")) } } }
        @if let Some((done, of)) = found.indexing {
            div.filters { p.note role="status" { (tf("discover.indexing", &[("done", &grouped(u64::try_from(done).unwrap_or(0))), ("of", &grouped(u64::try_from(of).unwrap_or(0)))])) } }
        }
    }
}

/// How many, in which order, among whom.
fn line(at: &InBrand, asked: &Asked, found: &FoundCreators) -> Markup {
    let path = at.path("/discover");
    let scopes = [("", t("discover.scope.everyone")), ("known", t("discover.scope.known")), ("new", t("discover.scope.new"))];
    let scopes: Vec<View<'_>> = scopes
        .into_iter()
        .map(|(word, name)| View {
            href: asked.with(&path, |other| other.scope = word.to_owned()),
            name,
            count: None,
            current: asked.scope == word,
        })
        .collect();
    let orders = [("", t("discover.by_fit")), ("followers", t("discover.by_followers")), ("newest", t("discover.by_newest"))];
    let orders: Vec<View<'_>> = orders
        .into_iter()
        .map(|(word, name)| View {
            href: asked.with(&path, |other| other.sort = word.to_owned()),
            name,
            count: None,
            current: asked.sort == word,
        })
        .collect();
    let left_out: Vec<String> = found
        .unknown
        .iter()
        .map(|one| tf("discover.unknown", &[("count", &grouped(one.count)), ("name", tk("find_filter", &one.name))]))
        .collect();
    html! {
        div.match-line {
            span { b { (said::count(found.total, t("discover.count.one"), t("discover.count.many"))) } @for words in &left_out { " " span.quiet { "· " (words) } } }
            span.push.line {
                (campaigns(at, asked))
                @if at.shell.brands.len() > 1 || asked.scope == "new" { (segments(t("discover.scope"), &scopes)) }
                (segments(t("discover.order"), &orders))
            }
        }
    }
}

fn listed(at: &InBrand, asked: &Asked, found: &FoundCreators, new: &[CreatorId]) -> Markup {
    html! {
        div.body.flush.match-body {
            form.match-list data-rows method="post" action=(at.path("/discover/act")) {
                @let pairs = asked.pairs();
                @let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
                (hidden("back", &crate::kernel::values::with_query("/discover", &pairs)))
                // What Enter presses: never a row's own button.
                button.vh type="submit" name="do" value=(if at.may_run::<ChangeCreators>() { "tag" } else { "like" }) tabindex="-1" aria-hidden="true" {}
                // In an order of its own, such as by followers, they stand between the others.
                @let line = found.items.iter().position(|one| one.less_alike).filter(|_| asked.sort.is_empty());
                @for (place, one) in found.items.iter().enumerate() {
                    @if line == Some(place) { (less_alike()) }
                    (article(at, asked, one, new.contains(&one.id)))
                }
                (more(at, asked, found))
                (bar(at, asked, found))
            }
            (facets(at, asked, found))
        }
    }
}

/// The line below which those stand who are near in meaning alone, and not very.
fn less_alike() -> Markup {
    html! { div.match-less { h2 { (t("discover.less_alike")) } p.about { (t("discover.less_alike.text")) } } }
}

/// One press for one creator: onto the shortlist of the campaign that is looked for, otherwise of one that is chosen there.
fn shortlisting(at: &InBrand, asked: &Asked, one: &FoundCreator) -> Markup {
    if !at.may_run::<Shortlist>() || !(one.known || at.may_run::<AddFound>()) {
        return html! {};
    }
    let campaigns = at.shell.campaigns.as_slice();
    let chosen = campaigns.iter().find(|campaign| campaign.slug == asked.campaign);
    let only = chosen.or(if let [only] = campaigns { Some(only) } else { None });
    let value = |campaign: CampaignId| format!("{}:{campaign}", one.id);
    let spoken = |campaign: &str| tf("discover.shortlist.for", &[("name", &one.name), ("campaign", campaign)]);
    html! {
        @if let Some(only) = only {
            @let spoken = spoken(&only.name);
            button.btn.small type="submit" name="one" value=(value(only.id)) aria-label=(spoken) title=(spoken) { (t("discover.shortlist")) }
        } @else if !campaigns.is_empty() {
            details.menu-of {
                summary.btn.small aria-haspopup="menu" { (t("discover.shortlist")) (icon_small("down")) }
                div.menu {
                    @for campaign in campaigns {
                        button type="submit" name="one" value=(value(campaign.id)) aria-label=(spoken(&campaign.name)) { (campaign.name) }
                    }
                }
            }
        }
    }
}

/// The campaign that is looked for: who fits it comes first, who is in it is left out, and one press puts somebody on its shortlist.
fn campaigns(at: &InBrand, asked: &Asked) -> Markup {
    let path = at.path("/discover");
    let to = |slug: &str| asked.with(&path, |other| other.campaign = slug.to_owned());
    let nobodys = to("");
    let each: Vec<(String, &str, bool)> =
        at.shell.campaigns.iter().map(|campaign| (to(&campaign.slug), campaign.name.as_str(), campaign.slug == asked.campaign)).collect();
    let chosen = each.iter().find(|(_, _, current)| *current).map(|(_, name, _)| *name);
    let words = chosen.map_or_else(|| t("discover.for_campaign").to_owned(), |name| tf("discover.for", &[("campaign", name)]));
    let mut items = vec![MenuItem::Link { href: &nobodys, words: t("discover.for_none"), icon: None, current: chosen.is_none() }];
    items.extend(each.iter().map(|(href, words, current)| MenuItem::Link { href, words, icon: None, current: *current }));
    html! { @if at.may_run::<Shortlist>() && !each.is_empty() { (menu_named(&words, &items)) } }
}

/// The verbs for those who are chosen.
fn bar(at: &InBrand, asked: &Asked, found: &FoundCreators) -> Markup {
    let strangers = found.items.iter().any(|one| !one.known);
    let current = at.shell.campaigns.iter().find(|campaign| campaign.slug == asked.campaign).or(at.shell.campaigns.first());
    table::bulk(
        t("creators.chosen"),
        html! {
            span.bulk-part {
                button.btn type="submit" name="do" value="like" { (t("discover.like_these")) }
                button.btn type="submit" name="do" value="compare" { (t("discover.compare")) }
                @if strangers && at.may_run::<AddFound>() { button.btn type="submit" name="do" value="add" { (t("discover.take_up")) } }
            }
            @if at.may_run::<ChangeCreators>() {
                span.bulk-part {
                    label.line { span.vh { (t("creators.bulk.tag")) }
                        input.input.small name="tag" maxlength="60" placeholder=(t("creators.bulk.tag")) autocomplete="off"; }
                    button.btn type="submit" name="do" value="tag" { (t("creators.bulk.add_tag")) }
                }
            }
            @if at.may_run::<Shortlist>() && !at.shell.campaigns.is_empty() {
                span.bulk-part {
                    label.line {
                        span.vh { (t("creators.campaign")) }
                        select.input.small name="into" {
                            @for campaign in &at.shell.campaigns {
                                option value=(campaign.id) selected[current.is_some_and(|current| current.id == campaign.id)] { (campaign.name) }
                            }
                        }
                    }
                    (Button::submit(t("creators.shortlist")))
                }
            }
        },
    )
}

fn article(at: &InBrand, asked: &Asked, one: &FoundCreator, new: bool) -> Markup {
    let href = at.path(&format!("/creators/{}", one.id));
    let account = one.main_account();
    let handle = account.and_then(|account| account.handle.as_ref()).map(|handle| format!("@{handle}"));
    let about = [handle, account.map(|account| crate::heard::heard(account.platform.label()))]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ");
    let place = [one.city.clone(), one.country.map(|country| text::country(country).to_owned())]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ");
    let person = Person::creator(&one.name).about(&about);
    let words: Vec<&str> = one.words.iter().map(|found| found.word.as_str()).collect();
    html! {
        article.match {
            input.tick type="checkbox" name="like" value=(one.id) aria-label=(tf("table.choose", &[("whom", &one.name)])) data-row;
            div.stack.tight.grow {
                div.line.wrap {
                    @if one.known { (person.href(&href)) } @else { (person) }
                    span.quiet.row-size { (numbers(one)) @if !place.is_empty() { " · " (place) } }
                    @if one.verified == Some(true) { (tag(t("creators.verified"))) }
                    @if let Some(customer) = &one.customer { (tag(customer_words(customer))) }
                    @if one.no_contact.is_some() { (tag(t("creators.not_to_write"))) }
                    @if !one.known { (tag(t("discover.not_ours"))) }
                    @if new { (tag(t("discover.new.tag"))) }
                }
                @if let Some(post) = one.posts.first() {
                    p.voice.match-said translate="no" { "“" (marked(&excerpt(&post.caption, &words), &words)) "”"
                        @if let Some(at_time) = post.posted_at { " " span.about { (when::date(at_time, at.now(), at.zone())) } } }
                } @else if let Some(bio) = &one.bio {
                    p.voice.match-said translate="no" { (marked(&excerpt(bio, &words), &words)) }
                }
                p.row-size.soft { (why(at, asked, one)) }
            }
            div.match-fit {
                @if let Some(fit) = one.fit { (fitting(one, fit)) }
                @if let Some(tier) = one.tier { span.about { (tier.worded()) } }
                @if let Some(written) = one.written_at { span.about { (tf("discover.written", &[("when", &when::date(written, at.now(), at.zone()))])) } }
                (shortlisting(at, asked, one))
            }
        }
    }
}

/// "Customer, 3 orders".
fn customer_words(customer: &FoundCustomer) -> String {
    match customer.orders.and_then(|orders| u64::try_from(orders).ok()) {
        Some(1) => t("discover.customer.one").to_owned(),
        Some(orders) => tf("discover.customer.many", &[("count", &grouped(orders))]),
        None => t("discover.customer").to_owned(),
    }
}

fn numbers(one: &FoundCreator) -> Markup {
    html! {
        @if let Some(followers) = one.followers { (tf("discover.followers", &[("count", &short_count(followers))])) } @else { span.unknown { (t("discover.followers.unknown")) } }
        @if let Some(rate) = one.engagement_rate { " · " (tf("discover.engagement", &[("rate", &filters::percent(rate))])) }
    }
}

fn fitting(one: &FoundCreator, fit: i64) -> Markup {
    let share = text::numerals(format!("{}.{:02}", fit / 1_000, fit % 1_000 / 10));
    let closeness = one.closeness.map(|close| {
        text::numerals(format!("{}{}.{:02}", if close < 0 { "−" } else { "" }, close.abs() / 1_000, close.abs() % 1_000 / 10))
    });
    let rest = match closeness {
        Some(close) => tf("discover.fit.meaning", &[("close", &close)]),
        None => t("discover.fit.words").to_owned(),
    };
    html! { b { (sourced(&format!("fit-{}", one.id), share, &tf("discover.fit", &[("fit", &text::numerals(format!("{}.{:02}", fit / 1_000, fit % 1_000 / 10)))]), &rest)) } }
}

/// Why somebody was found, in words.
fn why(at: &InBrand, asked: &Asked, one: &FoundCreator) -> Markup {
    let mut places: Vec<(&str, Vec<&str>)> = Vec::new();
    for found in &one.words {
        match places.iter_mut().find(|(place, _)| *place == found.place) {
            Some((_, words)) => words.push(&found.word),
            None => places.push((&found.place, vec![&found.word])),
        }
    }
    let said: Vec<&str> = places.iter().filter(|(place, _)| *place == "topic").flat_map(|(_, words)| words.iter().copied()).collect();
    let topics: Vec<&str> = one.topics.iter().map(String::as_str).filter(|topic| !said.contains(topic)).take(4).collect();
    let path = at.path("/discover");
    // The rate and the followers stand beside the name.
    let bounded: Vec<String> = one
        .numbers
        .iter()
        .filter(|(name, _)| !["engagement", "followers"].contains(&name.as_str()))
        .map(|(name, value)| format!("{}: {}", tk("find_filter", name), filters::value_words(at, name, &format!("{value}..{value}"))))
        .collect();
    html! {
        @if !bounded.is_empty() { (bounded.join(" · ")) ". " }
        @for (place, words) in &places { (tk("found_in", place)) ": " b { (words.join(", ")) } ". " }
        @if places.is_empty() && one.closeness.is_some() && !asked.about.is_empty() { (t("discover.by_meaning")) " " }
        @if !topics.is_empty() { @for topic in topics { a.chip-link href=(asked.and(&path, "topic", topic)) { (topic) } " " } }
    }
}

/// A caption shortened around the first of the words.
fn excerpt(text: &str, words: &[&str]) -> String {
    let clean = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let folded = clean.to_lowercase();
    let at = words.iter().filter_map(|word| folded.find(&stem(word))).min().unwrap_or(0);
    let before = clean.char_indices().map(|(index, _)| index).take_while(|index| *index <= at.min(clean.len())).count();
    let from = before.saturating_sub(70);
    let shown: String = clean.chars().skip(from).take(190).collect();
    let cut_end = clean.chars().count() > from + 190;
    format!("{}{}{}", if from > 0 { "… " } else { "" }, shown.trim(), if cut_end { " …" } else { "" })
}

/// The beginning of a word that its forms share.
fn stem(word: &str) -> String {
    let letters = word.chars().count();
    word.chars().take(letters.saturating_sub(2).max(4)).collect()
}

/// A text with the words of the question marked where they begin a word.
fn marked(text: &str, words: &[&str]) -> Markup {
    let stems: Vec<String> = words.iter().map(|word| stem(word)).collect();
    html! {
        @for (at, word) in text.split(' ').enumerate() {
            @if at > 0 { (PreEscaped(" ")) }
            @let bare = word.trim_start_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
            @if stems.iter().any(|stem| bare.starts_with(stem.as_str())) { mark { (word) } } @else { (word) }
        }
    }
}

fn more(at: &InBrand, asked: &Asked, found: &FoundCreators) -> Markup {
    let path = at.path("/discover");
    let address = |offset: i64| {
        let pairs = asked.pairs();
        let offset = offset.to_string();
        let mut pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        pairs.push(("offset", &offset));
        crate::kernel::values::with_query(&path, &pairs)
    };
    html! {
        @if asked.offset > 0 || found.next_offset.is_some() {
            p.more-rows {
                @if asked.offset > 0 { a href=(address((asked.offset - PAGE).max(0))) { (t("discover.before")) } " " }
                @if let Some(next) = found.next_offset { a href=(address(next)) { (t("discover.next")) } }
            }
        }
    }
}

/// What further filters would leave, each a link.
fn facets(at: &InBrand, asked: &Asked, found: &FoundCreators) -> Markup {
    let path = at.path("/discover");
    let of = |name: &str| found.counts.iter().filter(|facet| facet.name == name).take(7).collect::<Vec<_>>();
    let shown = [
        "platform",
        "country",
        "city",
        "audience",
        "topic",
        "language",
        "tier",
        "standing",
        "tag",
        "brand",
        "contactable",
        "worked_with",
        "verified",
    ];
    html! {
        aside.match-facets aria-label=(t("discover.narrow")) {
            @for name in shown {
                (facet(tk("find_filter", name), found, &of(name), |value| (asked.and(&path, name, value), filters::value_words(at, name, value))))
            }
            @for field in &found.fields {
                (facet(&field.name, found, &own_fields::counted(found, field), |value| {
                    (asked.and(&path, own_fields::NAME, value), own_fields::words(&found.fields, value).1)
                }))
            }
        }
    }
}

/// What one further filter would leave, where it would leave out anybody: each value as its address and its words.
fn facet(heading: &str, found: &FoundCreators, values: &[&FacetCount], linked: impl Fn(&str) -> (String, String)) -> Markup {
    let narrows = values.len() > 1 || values.iter().any(|facet| i64::try_from(facet.count).is_ok_and(|count| count < found.total));
    html! {
        @if narrows {
            section.stack.tight {
                h2.label { (heading) }
                ul.facets {
                    @for facet in values {
                        @let (href, words) = linked(&facet.value);
                        li { a href=(href) {
                            span.cut { (words) }
                            span.n { @if found.counts_estimated { "≈ " } (grouped(facet.count)) }
                        } }
                    }
                }
            }
        }
    }
}

fn nobody(at: &InBrand, asked: &Asked, found: &FoundCreators) -> Markup {
    if asked.asks_something() {
        let actions = Button::link(&at.path("/discover"), t("creators.drop_all")).render();
        let text = if found.unknown.is_empty() { t("discover.none_so.text") } else { t("discover.none_so.unknown") };
        return empty(t("discover.none_so"), text, actions);
    }
    let actions = html! {
        @if at.may_run::<app::creators::ImportCreators>() { (Button::link(&at.path("/creators/import"), t("creators.import")).primary()) }
        @if at.may_run::<app::creators::CreateCreator>() { (Button::link(&at.path("/creators/new"), t("creators.add"))) }
    };
    empty(t("discover.none"), t("discover.none.text"), actions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_stands_around_the_word_and_keeps_letters_whole() {
        let text = format!("{} vegane Küche für alle {}", "Ä".repeat(300), "ö".repeat(300));
        let shown = excerpt(&text, &["vegan"]);
        assert!(shown.contains("vegane Küche") && shown.starts_with('…') && shown.ends_with('…'), "{shown}");
        assert_eq!(excerpt("short", &["nothing"]), "short");
    }
}
