//! The top of a collaboration: who, for what, how it goes, and the score of its deliverables over the stages.
//!
//! Invariant: a figure says where it comes from. Absent: verbs.

use app::views::Found;
use domain::ids::DeliverableId;
use domain::{
    agreements::OfferState,
    content::{Deliverable, Progress},
    journey::Stage,
    moves::Turn,
    payments::payable::PayableState,
    time::{Day, Timestamp},
};
use maud::{Markup, html};

use super::Room;
use crate::{
    pages::said,
    text::{Said, Worded, t, tf, tk, within},
    ui::{
        Whose,
        figure::{Stat, sourced, stats},
        person::{Kind, Size, avatar},
        score::{self, ScoreRow},
        when,
    },
};

/// Name, accounts and figures.
#[must_use]
pub fn entity(room: &Room<'_>) -> Markup {
    let page = room.page;
    let creator = &page.creator;
    let href = room.at.path(&format!("/creators/{}", creator.id));
    html! {
        div.line.entity {
            (avatar(Kind::Creator, &creator.person.name, Size::Huge))
            div.grow {
                h1 { a.plain href=(href) { (creator.person.name) } }
                p.soft.row-size { (about(room)) }
            }
            div.push { (stats(&figures(room))) }
        }
    }
}

fn about(room: &Room<'_>) -> Markup {
    let creator = &room.page.creator;
    let mut parts: Vec<String> = Vec::new();
    if let Some(handle) = creator.profiles.iter().find_map(|profile| profile.account.handle.as_ref()) {
        parts.push(format!("@{handle}"));
    }
    let place = [creator.person.city.clone(), creator.person.country.map(|country| country.code().to_string())];
    let place: Vec<String> = place.into_iter().flatten().collect();
    if !place.is_empty() {
        parts.push(place.join(", "));
    }
    let accounts: Vec<String> = creator
        .profiles
        .iter()
        .filter_map(|profile| {
            Some(format!("{} {}", said::platform(profile.account.platform.as_str()), domain::text::short_count(profile.followers?)))
        })
        .collect();
    if !accounts.is_empty() {
        parts.push(accounts.join(", "));
    }
    if let Some(relationship) = &creator.relationship {
        parts.push(tf("collaboration.tier", &[("tier", &within(relationship.tier.worded()))]));
    }
    html! { (said::stage_words(room.page.stage)) @for part in parts { " · " (part) } }
}

fn figures<'a>(room: &Room<'_>) -> Vec<Stat<'a>> {
    let page = room.page;
    let terms = page.agreement.as_ref().map(|agreement| &agreement.value.terms).or(page.offer().map(|offer| &offer.value.terms));
    let fee = |terms: &domain::agreements::Terms| Stat::new(t("collaboration.fee"), terms.fee.said_short());
    let fee = match (terms, page.offer().map(|offer| &offer.value.state)) {
        (Some(terms), Some(OfferState::Open)) => fee(terms).under(t("collaboration.fee.open")),
        (Some(terms), Some(OfferState::Refused { .. })) => fee(terms).under(t("collaboration.fee.refused")),
        (Some(terms), _) => fee(terms),
        (None, _) => Stat::new(t("collaboration.fee"), html! { span.quiet.light { (t("collaboration.not_offered")) } }),
    };
    let commission = match terms {
        None => html! { span.quiet.light { (t("collaboration.not_offered")) } },
        Some(terms) if terms.commission_points > 0 => html! { (said::percent(terms.commission_points)) },
        Some(_) => html! { (t("collaboration.no_commission")) },
    };
    let commission = Stat::new(t("collaboration.commission"), commission);
    let read = when::said(page.read_at, page.read_at, room.at.zone());
    let orders = sourced(
        "orders",
        crate::text::grouped(page.orders.unsigned_abs()),
        &tf("collaboration.orders.exact", &[("orders", &said::count(page.orders, t("unit.order"), t("unit.orders")))]),
        &tf(
            "collaboration.orders.source",
            &[
                ("sales", &said::exact(page.sales, page.campaign.currency)),
                ("clicks", &said::count(page.clicks, t("unit.click"), t("unit.clicks"))),
                ("read", &read),
            ],
        ),
    );
    let standing = match page.creator.relationship.as_ref().and_then(|relationship| relationship.standing) {
        Some(standing) => html! { (standing.worded()) },
        None => html! { span.quiet { (t("creators.undecided")) } },
    };
    vec![fee, commission, Stat::new(t("collaboration.orders"), orders), Stat::new(t("collaboration.standing"), standing)]
}

/// The stages of the score, by their words in the catalogue.
const STAGES: [&str; 10] =
    ["agreed", "onboarded", "shipped", "briefed", "producing", "in_review", "approved", "live", "measuring", "settled"];

/// The deliverables over the stages. With more than five of them the list beside it has to do.
#[must_use]
pub fn score(room: &Room<'_>) -> Markup {
    let page = room.page;
    let sends = page.agreement.as_ref().is_some_and(|agreement| agreement.value.terms.product.is_some());
    let stages: Vec<&str> = STAGES.into_iter().filter(|stage| sends || *stage != "shipped").collect();
    let rows: Vec<(String, String, usize, Whose, bool, Vec<String>)> = if page.deliverables.is_empty() {
        planned(room, &stages)
    } else {
        page.deliverables.iter().map(|deliverable| row(room, &stages, deliverable)).collect()
    };
    // Until the brief has left, a deliverable is on the way to its stage rather than in it.
    let words = (page.stage < Stage::Briefed || page.stage.is_off()).then(|| said::stage_words(page.stage));
    let sentence: Vec<String> = rows
        .iter()
        .map(|(name, _, at, whose, ..)| {
            let stage = words.unwrap_or_else(|| tk("stage", stages.get(*at).copied().unwrap_or("settled")));
            format!("{name}: {stage}, {}.", within(whose.words()))
        })
        .collect();
    let drawn: Vec<ScoreRow<'_>> = rows
        .iter()
        .map(|(name, about, at, whose, late, dates)| ScoreRow {
            name,
            about,
            at: *at,
            words,
            whose: *whose,
            late: *late,
            dates: dates.clone(),
        })
        .collect();
    let heads: Vec<&str> = stages.iter().map(|stage| tk("stage", stage)).collect();
    html! { @if !drawn.is_empty() && drawn.len() <= 5 { (score::score(t("collaboration.score"), &heads, &drawn, &sentence.join(" "))) } }
}

/// What terms or the campaign plan, before deliverables exist.
fn planned(room: &Room<'_>, stages: &[&str]) -> Vec<(String, String, usize, Whose, bool, Vec<String>)> {
    let page = room.page;
    let turn = page.moves.first();
    let whose = if page.stage.is_off() { Whose::Nobody } else { turn.map_or(Whose::Nobody, |open| Whose::for_team(open.turn)) };
    let late = turn.is_some_and(|open| said::is_late(open, room.at.now()));
    // Before an offer: what the next one would begin with, whose dates can still be kept.
    let terms = page.offer().map(|offer| &offer.value.terms).or_else(|| page.proposed.as_ref().map(|proposed| &proposed.terms));
    let offered = terms.map(|terms| {
        let all = terms.deliverables.iter();
        all.map(|agreed| (agreed.format.clone(), agreed.platform.clone(), agreed.opens, agreed.closes)).collect::<Vec<_>>()
    });
    let made = offered.unwrap_or_else(|| {
        page.campaign.deliverables.iter().map(|plan| (plan.format.clone(), plan.platform.clone(), plan.opens, plan.closes)).collect()
    });
    let agreed = page.offer().and_then(|offer| match offer.value.state {
        OfferState::Accepted { at } => Some(at),
        OfferState::Open | OfferState::Refused { .. } | OfferState::Replaced { .. } => None,
    });
    let at = usize::from(agreed.is_some());
    made.into_iter()
        .map(|(format, platform, opens, closes)| {
            let mut dates = vec![String::new(); stages.len()];
            if let (Some(first), Some(time)) = (dates.first_mut(), agreed) {
                *first = when::date(time, room.at.now(), room.at.zone());
            }
            put(&mut dates, stages, "live", said::window(opens, closes));
            (said::format(&format), posted(&platform, opens, closes), at, whose, late, dates)
        })
        .collect()
}

/// Where and when it is posted.
fn posted(platform: &str, opens: Day, closes: Day) -> String {
    tf("collaboration.posted", &[("platform", &said::platform(platform)), ("window", &said::window(opens, closes))])
}

fn put(dates: &mut [String], stages: &[&str], stage: &str, words: String) {
    if let Some(place) = stages.iter().position(|known| *known == stage).and_then(|at| dates.get_mut(at)) {
        *place = words;
    }
}

fn row(
    room: &Room<'_>,
    stages: &[&str],
    deliverable: &Found<DeliverableId, Deliverable>,
) -> (String, String, usize, Whose, bool, Vec<String>) {
    let page = room.page;
    let made = &deliverable.value;
    let date = |time: Timestamp| when::date(time, room.at.now(), room.at.zone());
    let mut dates = vec![String::new(); stages.len()];
    let mut put = |stage: &str, time: Option<Timestamp>| {
        if let Some(time) = time {
            self::put(&mut dates, stages, stage, date(time));
        }
    };
    let accepted = page.offers.iter().rev().find_map(|offer| match offer.value.state {
        OfferState::Accepted { at } => Some(at),
        OfferState::Open | OfferState::Refused { .. } | OfferState::Replaced { .. } => None,
    });
    put("agreed", accepted);
    let signed = page.agreement.as_ref().and_then(|agreement| agreement.value.signed_at());
    let onboarded = signed.zip(page.form.as_ref().map(|form| form.value.completed_at)).map(|(signed, form)| signed.max(form));
    put("onboarded", onboarded);
    put("shipped", page.shipments.iter().map(|parcel| parcel.value.sent_at).min());
    put("briefed", page.sendings.iter().map(|sent| sent.sent_at).min());
    let acknowledged = page.sendings.iter().filter_map(|sent| sent.acknowledged_at).min();
    put("producing", acknowledged);
    put("in_review", page.drafts_of(deliverable.id).last().map(|draft| draft.value.submitted_at));
    let approved = match &made.state {
        Progress::Approved { at, .. } => Some(*at),
        Progress::Awaiting { .. } | Progress::InReview { .. } => None,
    };
    put("approved", approved);
    let post = page.post_of(deliverable.id);
    put("live", post.map(|post| post.value.live_at));
    let paid = page.payables.iter().find(|owed| owed.payable.deliverables.contains(&deliverable.id));
    if post.is_none() {
        self::put(&mut dates, stages, "live", said::window(made.opens, made.closes));
    }
    match paid.map(|owed| (&owed.payable.state, owed.payable.due)) {
        Some((PayableState::Paid { on, .. } | PayableState::PaidOutside { on, .. }, _)) => {
            self::put(&mut dates, stages, "settled", when::day(*on, "%-d %b"))
        }
        Some((_, due)) => self::put(&mut dates, stages, "settled", format!("≈ {}", when::day(due, "%-d %b"))),
        None => {}
    }
    let verified = post.and_then(|post| post.value.verified_at());
    if verified.is_some()
        && let Some(post) = post
    {
        let ends = post.value.live_at.plus(domain::campaigns::MEASURING);
        self::put(&mut dates, stages, "measuring", tf("collaboration.until", &[("day", &date(ends))]));
    }
    let settled = paid.is_some_and(|owed| owed.payable.state.paid_on().is_some());
    let stage = match &made.state {
        _ if onboarded.is_none() => "onboarded",
        _ if page.sendings.is_empty() && !page.shipments.is_empty() => "briefed",
        _ if page.sendings.is_empty() => {
            if stages.contains(&"shipped") {
                "shipped"
            } else {
                "briefed"
            }
        }
        _ if acknowledged.is_none() => "briefed",
        Progress::Awaiting { .. } => "producing",
        Progress::InReview { .. } => "in_review",
        Progress::Approved { .. } if post.is_none() => "approved",
        Progress::Approved { .. } if verified.is_none() => "live",
        Progress::Approved { .. } if !settled => "measuring",
        Progress::Approved { .. } => "settled",
    };
    let at = if page.stage >= Stage::Settled && !page.stage.is_off() && settled {
        stages.len()
    } else {
        stages.iter().position(|known| *known == stage).unwrap_or_default()
    };
    let own = page
        .moves
        .iter()
        .find(|open| open.subject == Some(deliverable.id.0))
        .or_else(|| page.moves.iter().find(|open| open.subject.is_none()));
    let whose = match own {
        _ if page.stage.is_off() => Whose::Nobody,
        Some(open) => Whose::for_team(open.turn),
        None if settled => Whose::Done,
        None => Whose::for_team(Turn::Clock),
    };
    let late = own.is_some_and(|open| said::is_late(open, room.at.now()));
    let about = posted(&made.platform, made.opens, made.closes);
    (said::format(&made.format), about, at, whose, late, dates)
}
