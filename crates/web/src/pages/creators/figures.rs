//! The cells of figures in the list of creators: views of the last posts, fit, sales for what was paid, the last fee, the stage now.
//!
//! Invariant: each says where it comes from, and where nothing is known stands a dash with the word for it, never a zero. Absent: the
//! arithmetic; the room has it.

use std::collections::BTreeSet;

use app::creators::{CreatorFigures, CreatorRow, DecidedFit, LastFee, SalesForCost, SeenPosts, StageNow};
use domain::{
    money::{Currency, Money},
    text::short_count,
};
use maud::{Markup, Render, html};

use super::vetting::hundredths;
use crate::{
    heard::heard,
    kernel::InBrand,
    pages::said,
    text::{Said, grouped, t, tf},
    ui::{figure::sourced, picture::spark, when},
};

/// A dash where nothing is there, with the word why.
fn nothing(words: &str) -> Markup {
    html! { span.quiet role="img" aria-label=(words) title=(words) { "–" } }
}

fn of<'a, T>(row: &'a CreatorRow, one: impl Fn(&'a CreatorFigures) -> Option<&'a T>) -> Option<&'a T> {
    row.figures.as_ref().and_then(one)
}

/// The line of views; its numbers are read out, and stand on hover with where they come from.
pub(super) fn views(at: &InBrand, row: &CreatorRow) -> Markup {
    let Some(seen) = of(row, |figures| figures.views.as_ref()) else { return nothing(t("creator_figures.views.none")) };
    let read = seen.posts.iter().map(|post| post.read_at).max();
    let when = read.map(|read| tf("creator_figures.views.when", &[("when", &when::said(read, at.now(), at.zone()))]));
    line(&row.id.to_string(), seen, when)
}

fn line(id: &str, seen: &SeenPosts, when: Option<String>) -> Markup {
    let numbers: Vec<String> = seen.posts.iter().map(|post| grouped(u64::try_from(post.views).unwrap_or(0))).collect();
    let words = [("count", numbers.len().to_string()), ("numbers", numbers.join("; "))];
    let sentence = tf("creator_figures.views", &words.each_ref().map(|(name, value)| (*name, value.as_str())));
    let values: Vec<f64> = seen.posts.iter().map(|post| post.views as f64).collect();
    let drawn = match seen.posts.as_slice() {
        [only] => short_count(only.views).render(),
        _ => spark(&values, &sentence),
    };
    let sources: BTreeSet<&str> = seen.posts.iter().map(|post| said::source(&post.source)).collect();
    let platform = seen.platform.as_ref().map(|platform| heard(platform.label()));
    let rest = platform.into_iter().chain(sources.into_iter().map(str::to_owned)).chain(when).collect::<Vec<_>>().join(", ");
    sourced(&format!("{id}-views"), drawn, &sentence, &rest)
}

/// How well they fitted when somebody last decided about them.
pub(super) fn fit(at: &InBrand, row: &CreatorRow) -> Markup {
    let Some(DecidedFit { fit, campaign, at: decided }) = of(row, |figures| figures.fit.as_ref()) else {
        return nothing(t("creator_figures.fit.none"));
    };
    let when = when::said(*decided, at.now(), at.zone());
    let rest = match campaign {
        Some(campaign) => tf("creator_figures.fit.for", &[("campaign", campaign), ("when", &when)]),
        None => tf("creator_figures.fit.for_all", &[("when", &when)]),
    };
    let known = tf("creator_figures.fit.known", &[("known", &fit.known.to_string())]);
    sourced(&format!("{}-fit", row.id), hundredths(*fit), &known, &rest)
}

/// One unit of a currency.
pub(super) fn one_of(currency: Currency) -> Money {
    Money::new(10_i64.pow(currency.digits()), currency)
}

/// What one unit brought; the heading says of which currency, so that the cell says it where it is another.
fn for_one(one: &SalesForCost, heading: Currency) -> String {
    let each = one.for_one();
    if each.currency == heading { each.said() } else { format!("{} / {}", each.said(), one_of(each.currency).said_short()) }
}

/// What each unit that was paid brought in sales, below the heading of a currency.
pub(super) fn sales(row: &CreatorRow, heading: Currency) -> Markup {
    let all = row.figures.as_ref().map(|figures| figures.sales.as_slice()).unwrap_or_default();
    if all.is_empty() {
        return nothing(t("creator_figures.sales.none"));
    }
    let each = all.iter().map(|one| for_one(one, heading)).collect::<Vec<_>>().join(", ");
    let said = |one: &SalesForCost| tf("creator_figures.sales.of", &[("sales", &one.sales.said()), ("cost", &one.cost.said())]);
    let matter = all.iter().map(said).collect::<Vec<_>>().join(" ");
    sourced(&format!("{}-sales", row.id), each, &matter, t("creator_figures.sales.text"))
}

/// The newest fee that both sides signed for.
pub(super) fn fee(row: &CreatorRow) -> Markup {
    let Some(LastFee { fee, campaign, .. }) = of(row, |figures| figures.last_fee.as_ref()) else {
        return nothing(t("creator_figures.fee.none"));
    };
    let rest = tf("creator_figures.fee.of", &[("campaign", campaign)]);
    sourced(&format!("{}-fee", row.id), fee.said_short(), t("creator_figures.fee.signed"), &rest)
}

/// Where they are now, and in what.
pub(super) fn stage(at: &InBrand, row: &CreatorRow) -> Markup {
    let Some(now) = of(row, |figures| figures.stage.as_ref()) else { return nothing(t("creator_figures.stage.none")) };
    standing(&at.path(&format!("/collaborations/{}", now.collaboration)), now)
}

fn standing(href: &str, now: &StageNow) -> Markup {
    html! {
        a href=(href) { (said::stage_words(now.stage)) }
        @if now.others > 0 { " " span.quiet { (tf("creator_figures.stage.more", &[("count", &now.others.to_string())])) } }
        span.person-sub.stage-of title=(now.campaign) { (now.campaign) }
    }
}

/// The same for a file: numbers without what the language adds, nothing where nothing is known.
pub(super) mod plain {
    use super::{CreatorRow, Currency, SalesForCost, hundredths, said};

    pub(in crate::pages::creators) fn views(row: &CreatorRow) -> String {
        let seen = row.figures.iter().filter_map(|figures| figures.views.as_ref()).flat_map(|seen| &seen.posts);
        seen.map(|post| post.views.to_string()).collect::<Vec<_>>().join(" ")
    }

    pub(in crate::pages::creators) fn fit(row: &CreatorRow) -> String {
        row.figures.as_ref().and_then(|figures| figures.fit.as_ref()).map(|known| hundredths(known.fit)).unwrap_or_default()
    }

    pub(in crate::pages::creators) fn sales(row: &CreatorRow, heading: Currency) -> String {
        let each = row.figures.iter().flat_map(|figures| &figures.sales).map(|one| for_one(one, heading));
        each.collect::<Vec<_>>().join(", ")
    }

    pub(super) fn for_one(one: &SalesForCost, heading: Currency) -> String {
        let each = one.for_one();
        let plain = format!("{} {}", each.decimal(), each.currency);
        if each.currency == heading { plain } else { format!("{plain} / 1 {}", each.currency) }
    }

    pub(in crate::pages::creators) fn fee(row: &CreatorRow) -> String {
        let last = row.figures.as_ref().and_then(|figures| figures.last_fee.as_ref());
        last.map(|last| format!("{} {}", last.fee.decimal(), last.fee.currency)).unwrap_or_default()
    }

    pub(in crate::pages::creators) fn stage(row: &CreatorRow) -> String {
        let now = row.figures.as_ref().and_then(|figures| figures.stage.as_ref());
        now.map(|now| format!("{}, {}", said::stage_words(now.stage), now.campaign)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use app::creators::SeenPost;
    use domain::{creators::Platform, journey::Stage, time::Timestamp};

    use super::*;

    fn seen(views: &[i64]) -> SeenPosts {
        let post = |(at, views): (usize, &i64)| SeenPost {
            at: Timestamp(i64::try_from(at).expect("a place")),
            views: *views,
            source: "autumn.csv".to_owned(),
            read_at: Timestamp(9),
        };
        SeenPosts { platform: Some(Platform::TikTok), posts: views.iter().enumerate().map(post).collect() }
    }

    #[test]
    fn a_line_says_its_numbers_and_where_they_come_from() {
        let drawn = line("7", &seen(&[1_200, 48_000, 300]), Some("as of today".to_owned())).0;
        assert!(drawn.contains("<svg class=\"spark\"") && drawn.contains("1,200; 48,000; 300"), "{drawn}");
        assert!(drawn.contains("TikTok, autumn.csv, as of today") && drawn.contains("aria-describedby=\"src-7-views\""), "{drawn}");
        let one = line("7", &seen(&[1_200]), None).0;
        assert!(one.contains(">1.2K<") && !one.contains("<svg"), "one value is no line: {one}");
    }

    #[test]
    fn sales_say_their_currency_where_the_heading_has_another() {
        let paid = |currency| SalesForCost { cost: Money::new(10_000, currency), sales: Money::new(42_000, currency) };
        let (pounds, euros) = (paid(Currency::GBP), paid(Currency::EUR));
        assert_eq!((for_one(&pounds, Currency::GBP), for_one(&euros, Currency::GBP)), ("£4.20".to_owned(), "€4.20 / €1".to_owned()));
        assert_eq!(plain::for_one(&pounds, Currency::GBP), "4.20 GBP");
        assert_eq!(plain::for_one(&euros, Currency::GBP), "4.20 EUR / 1 EUR");
    }

    #[test]
    fn nothing_is_a_dash_with_its_word() {
        let drawn = nothing(t("creator_figures.fee.none")).0;
        assert!(drawn.contains("aria-label=\"no fee so far\"") && !drawn.contains('0'), "{drawn}");
    }

    #[test]
    fn a_stage_names_its_campaign_whatever_it_is_called() {
        for campaign in ["N".repeat(200), "🌿🌿".to_owned(), "حملة الخريف".to_owned(), "<b>".to_owned()] {
            let collaboration = "01890000-0000-7000-8000-000000000001".parse().expect("an id");
            let now = StageNow { collaboration, campaign: campaign.clone(), stage: Stage::Live, others: 2 };
            let drawn = standing("/c/1", &now).0;
            assert!(drawn.contains("href=\"/c/1\"") && drawn.contains("2 more"), "{drawn}");
            assert!(drawn.contains(&format!(">{}<", campaign.replace('<', "&lt;").replace('>', "&gt;"))), "{drawn}");
        }
    }
}
