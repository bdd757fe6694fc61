//! How facts of the domain are said on the team's pages: stages, moves, formats, sums.
//!
//! Invariant: the same fact has the same words everywhere. Absent: the words of one page alone.

pub use crate::text::{format, format_within, platform};
use app::views::OpenMove;
pub use domain::text::{capitalised, first_name};
use domain::{
    agreements::{ClockStart, Terms, UsageRights},
    content::Missed,
    journey::Stage,
    money::{Currency, Money},
    time::{Timestamp, Zone},
};
use maud::{Markup, html};

use crate::{
    text::{Said, t, tf, tk, tkf},
    ui::{
        Due, Whose,
        turn::{phases, stage, turn},
        when,
    },
};

/// Who says so, as people call it: a file keeps its name.
pub(crate) fn source(word: &str) -> &str {
    match tk("data_source", word) {
        "" => word,
        words => words,
    }
}

/// Within so many hours of its end a due is at risk.
pub const RISK_HOURS: i64 = 24;

/// A stage in words.
#[must_use]
pub fn stage_words(at: Stage) -> &'static str {
    tk("stage", at.as_str())
}

/// A stage with its four phases: agree, make, show, settle.
#[must_use]
pub fn stage_mark(at: Stage) -> Markup {
    let halves = match at {
        Stage::Shortlisted | Stage::Declined | Stage::NoResponse | Stage::Withdrawn | Stage::Dropped | Stage::Cancelled => 0,
        Stage::Invited | Stage::InConversation => 1,
        Stage::Agreed | Stage::Onboarded | Stage::Shipped => 2,
        Stage::Briefed | Stage::Producing | Stage::Revising | Stage::InReview => 3,
        Stage::Approved => 4,
        Stage::Live => 5,
        Stage::Measuring => 6,
        Stage::Settled => 7,
        Stage::Closed => 8,
    };
    stage(phases(halves), stage_words(at))
}

/// What a move's detail fills into a text: all of it, as a thing, and split into thing and round.
fn filled(open: &OpenMove, name: &str, since: &str, text: impl Fn(&str, &[(&str, &str)]) -> String) -> String {
    let detail = open.detail.as_deref().unwrap_or_default();
    let (thing, round) = detail.rsplit_once(' ').unwrap_or((detail, detail));
    let lower = |thing: &str| if thing.is_empty() { t("said.content").to_owned() } else { format_within(thing) };
    let (thing, whole) = (lower(thing), lower(detail));
    let values = [("detail", detail), ("thing", &thing), ("whole", &whole), ("round", round), ("name", name), ("since", since)];
    text(open.what.as_str(), &values)
}

/// What has to be done, short enough for a row of a table.
#[must_use]
pub fn move_words(open: &OpenMove) -> String {
    filled(open, "", "", |what, values| tkf("move_short", what, values))
}

/// The same as a sentence about a creator: "Maya sends the reel, draft 2".
#[must_use]
pub fn move_sentence(open: &OpenMove, first_name: &str) -> String {
    filled(open, first_name, "", |what, values| tkf("move_said", what, values))
}

/// Why it is somebody's turn, and what follows.
#[must_use]
pub fn move_why(open: &OpenMove, now: Timestamp, zone: &Zone) -> String {
    filled(open, "", &when::said(open.since, now, zone), |what, values| tkf("move_since", what, values))
}

/// Whose turn a move is, with its words; late when its time has passed.
#[must_use]
pub fn move_turn(open: &OpenMove, now: Timestamp) -> Markup {
    turn(Whose::for_team(open.turn), is_late(open, now), move_words(open))
}

/// Whether a move's time has passed.
#[must_use]
pub fn is_late(open: &OpenMove, now: Timestamp) -> bool {
    open.due.is_some_and(|due| due < now)
}

/// Until when, as the team sees it. The clock is never at risk.
#[must_use]
pub fn due(open: &OpenMove, now: Timestamp, zone: &Zone) -> Option<Due> {
    let at = open.due?;
    let risk = if open.turn == domain::moves::Turn::Clock { 0 } else { RISK_HOURS };
    Some(when::due(at, now, zone, risk))
}

/// A sum in a campaign's currency without pence, for lists.
#[must_use]
pub fn short(minor: i64, currency: Currency) -> String {
    Money::new(minor, currency).said_short()
}

/// A sum with pence, for where money moves.
#[must_use]
pub fn exact(minor: i64, currency: Currency) -> String {
    Money::new(minor, currency).said()
}

/// Basis points as per cent: 1,200 is "12 %", 1,250 "12.5 %".
#[must_use]
pub fn percent(points: i64) -> String {
    let (whole, rest) = (points / 100, points % 100);
    match rest {
        0 => format!("{whole} %"),
        rest if rest % 10 == 0 => format!("{whole}.{} %", rest / 10),
        rest => format!("{whole}.{rest:02} %"),
    }
}

/// A fee with its commission: "£340 + 12 %".
#[must_use]
pub fn offer_in_short(terms: &Terms) -> String {
    let mut parts = Vec::new();
    if terms.fee.minor > 0 {
        parts.push(terms.fee.said_short());
    }
    if terms.commission_points > 0 {
        parts.push(percent(terms.commission_points));
    }
    if terms.product.is_some() && parts.is_empty() {
        parts.push(t("said.product").to_owned());
    }
    parts.join(" + ")
}

/// When fees are paid: "14 days after verified live".
#[must_use]
pub fn pays(terms: &Terms) -> String {
    let clock = match terms.payment.clock {
        ClockStart::Signed => "signed",
        ClockStart::Approved => "approved",
        ClockStart::VerifiedLive => "verified_live",
    };
    tf("said.pays", &[("days", &terms.payment.days.to_string()), ("from", tk("clock_start", clock))])
}

/// What the brand may do with the content: "organic, own channels, GB, 90 days".
#[must_use]
pub fn usage(rights: &UsageRights) -> String {
    if rights.days == 0 {
        return t("said.usage.none").to_owned();
    }
    let mut parts = vec![if rights.paid { t("said.paid") } else { t("said.organic") }.to_owned()];
    parts.extend(rights.channels.iter().cloned());
    if !rights.territory.is_empty() {
        parts.push(rights.territory.clone());
    }
    parts.push(tf("said.usage.days", &[("days", &rights.days.to_string())]));
    parts.join(", ")
}

/// That a deliverable was missed: open, with another window offered, or let go.
#[must_use]
pub fn missed(missed: &Missed) -> &'static str {
    match (missed.let_go_at, missed.offered) {
        (Some(_), _) => t("missed.let_go"),
        (None, Some(_)) => t("missed.offered"),
        (None, None) => t("missed.open"),
    }
}

/// What was sent to a creator, without the link to their own page: whoever has it is let in, and it is long.
#[must_use]
pub fn letter(text: &str) -> String {
    let own = |word: &str| word.starts_with("http") && word.contains("/c/");
    let word = |word: &str| {
        let bare = word.trim_end();
        if own(bare) { format!("{}{}", t("said.own_page"), &word[bare.len()..]) } else { word.to_owned() }
    };
    text.split_inclusive(char::is_whitespace).map(word).collect()
}

/// How many of a thing: "1 row", "3 rows".
#[must_use]
pub fn count(number: i64, one: &str, many: &str) -> String {
    format!("{} {}", crate::text::grouped(number.unsigned_abs()), if number == 1 { one } else { many })
}

/// A list of two or more as a person says it.
#[must_use]
pub fn and(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => tf("said.and", &[("first", &first.join(", ")), ("last", last)]),
    }
}

/// The window of a deliverable: "18 to 21 Nov".
#[must_use]
pub fn window(opens: domain::time::Day, closes: domain::time::Day) -> String {
    if opens == closes {
        return when::day(closes, "%-d %b");
    }
    let first = if when::day(opens, "%b %Y") == when::day(closes, "%b %Y") { when::day(opens, "%-d") } else { when::day(opens, "%-d %b") };
    tf("said.window", &[("first", &first), ("last", &when::day(closes, "%-d %b"))])
}

/// A line of a CSV file: quoted where needed, and no cell begins a formula.
#[must_use]
pub fn csv_line(cells: &[String]) -> String {
    let cell = |text: &String| {
        let safe = domain::text::safe_cell(text);
        if safe.contains([',', '"', '\n', '\r']) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe.to_string() }
    };
    cells.iter().map(cell).collect::<Vec<_>>().join(",")
}

/// A quiet line that stands where a figure is not known yet.
#[must_use]
pub fn nothing_yet(words: &str) -> Markup {
    html! { p.about { (words) } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{moves::What, time::Day};

    #[test]
    fn every_move_has_its_words() {
        for what in What::ALL {
            assert!(!tk("move_short", what.as_str()).is_empty(), "{what:?} in a row");
            assert!(!tk("move_since", what.as_str()).is_empty(), "{what:?} and why");
        }
    }

    #[test]
    fn a_letter_is_shown_without_the_link_that_lets_one_in() {
        let shown = letter("Hello Noor,\n\nyour page:\nhttps://troupe.example/c/MTc5.DumL\n\nNora, https://fennel.example/care");
        assert_eq!(shown, "Hello Noor,\n\nyour page:\n(link to their page)\n\nNora, https://fennel.example/care");
    }

    #[test]
    fn words_are_those_of_the_design() {
        assert_eq!(format("reel"), "Reel");
        assert_eq!(platform("tiktok"), "TikTok");
        assert_eq!(["reel", "tiktok", "ugc_video"].map(format_within), ["reel", "TikTok", "UGC video"]);
        assert_eq!([1_200, 1_250, 1_255].map(percent), ["12 %", "12.5 %", "12.55 %"]);
        let day = |month, day| Day::new(2026, month, day).expect("a day");
        assert_eq!(window(day(11, 18), day(11, 21)), "18 to 21 Nov");
        assert_eq!(window(day(11, 30), day(12, 6)), "30 Nov to 6 Dec");
        assert_eq!(and(&["a".into(), "b".into(), "c".into()]), "a, b and c");
    }
}
