//! How facts of the domain are said on the team's pages: stages, moves, formats, sums.
//!
//! Invariant: the same fact has the same words everywhere. Absent: the words of one page alone.

use app::views::OpenMove;
use domain::{
    agreements::{ClockStart, Terms, UsageRights},
    journey::Stage,
    money::{Currency, Money},
    moves::What,
    time::{Timestamp, Zone},
};
use maud::{Markup, html};

use crate::ui::{
    Due, Whose,
    turn::{phases, stage, turn},
    when,
};

/// Within so many hours of its end a due is at risk.
pub const RISK_HOURS: i64 = 24;

/// A format as a person says it: `reel` is "Reel".
#[must_use]
pub fn format(word: &str) -> String {
    match word {
        "tiktok" => "TikTok".to_owned(),
        "ugc_video" => "UGC video".to_owned(),
        "ugc_photo" => "UGC photo".to_owned(),
        other => capitalised(&other.replace('_', " ")),
    }
}

/// A platform as it writes itself.
#[must_use]
pub fn platform(word: &str) -> String {
    match word {
        "tiktok" => "TikTok".to_owned(),
        "youtube" => "YouTube".to_owned(),
        other => capitalised(&other.replace('_', " ")),
    }
}

/// With a capital first letter.
#[must_use]
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A stage in words.
#[must_use]
pub fn stage_words(at: Stage) -> &'static str {
    match at {
        Stage::Shortlisted => "Shortlisted",
        Stage::Invited => "Invited",
        Stage::InConversation => "In conversation",
        Stage::Agreed => "Agreed",
        Stage::Onboarded => "Onboarded",
        Stage::Shipped => "Shipped",
        Stage::Briefed => "Briefed",
        Stage::Producing => "Producing",
        Stage::Revising => "Revising",
        Stage::InReview => "In review",
        Stage::Approved => "Approved",
        Stage::Live => "Live",
        Stage::Measuring => "Measuring",
        Stage::Settled => "Settled",
        Stage::Closed => "Closed",
        Stage::Declined => "Declined",
        Stage::NoResponse => "No response",
        Stage::Withdrawn => "Withdrawn",
        Stage::Dropped => "Dropped",
        Stage::Cancelled => "Cancelled",
    }
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

/// What has to be done, short enough for a row of a table.
#[must_use]
pub fn move_words(open: &OpenMove) -> String {
    let detail = open.detail.as_deref().unwrap_or_default();
    let round = detail.rsplit(' ').next().unwrap_or_default();
    match open.what {
        What::Invite => "Invite".into(),
        What::AnswerInvitation => "Answer the invitation".into(),
        What::Answer => "Answer the message".into(),
        What::FindAddress => "Find another address".into(),
        What::MakeOffer => "Make an offer".into(),
        What::AnswerOffer => "Answer the offer".into(),
        What::AnswerCounter => "Answer the counter-offer".into(),
        What::PrepareAgreement => "Prepare the agreement".into(),
        What::CreatorSigns | What::BrandSigns => "Sign the agreement".into(),
        What::FillForm => "Fill in the form".into(),
        What::Ship => "Ship the product".into(),
        What::ConfirmDelivery => "Confirm the delivery".into(),
        What::ConfirmTracking => format!("Confirm links and code, {detail} open"),
        What::SendBrief => "Send the brief".into(),
        What::AcknowledgeBrief => format!("Acknowledge brief {detail}"),
        What::SubmitDraft => format!("Draft {round}"),
        What::ReviewDraft => format!("Review draft {round}"),
        What::Post => "Post it".into(),
        What::VerifyPost => "Verify the post".into(),
        What::EndMeasuring => "Measuring".into(),
        What::ReleaseCommission => "Release the commission".into(),
        What::DecideLeak => "Decide about the commission".into(),
        What::MakePayout => "Make the payout".into(),
        What::ApprovePayout => "Approve the payout".into(),
        What::RecordPayment => "Record the payment".into(),
        What::DecideStanding => "Decide the standing".into(),
    }
}

/// The same as a sentence about a creator: "Maya uploads draft 2".
#[must_use]
pub fn move_sentence(open: &OpenMove, first_name: &str) -> String {
    let detail = open.detail.as_deref().unwrap_or_default();
    let (thing, round) = detail.rsplit_once(' ').unwrap_or((detail, ""));
    let thing = if thing.is_empty() { "content".to_owned() } else { format(thing).to_lowercase() };
    match open.what {
        What::AnswerInvitation => format!("{first_name} answers the invitation"),
        What::AnswerOffer => format!("{first_name} answers the offer"),
        What::CreatorSigns => format!("{first_name} signs the agreement"),
        What::FillForm => format!("{first_name} fills in the form"),
        What::AcknowledgeBrief => format!("{first_name} acknowledges brief {detail}"),
        What::SubmitDraft => format!("{first_name} uploads the {thing}, draft {round}"),
        What::Post => format!("{first_name} posts the {}", format(detail).to_lowercase()),
        What::Invite => format!("Invite {first_name}"),
        What::Answer => format!("Answer {first_name}"),
        What::MakeOffer => format!("Make {first_name} an offer"),
        What::ReviewDraft => format!("Review the {thing}, draft {round}"),
        What::VerifyPost => format!("Verify the {} that {first_name} posted", format(detail).to_lowercase()),
        What::BrandSigns => "Sign for the brand".into(),
        What::EndMeasuring => "The measuring ends".into(),
        What::ReleaseCommission => "Commission is released".into(),
        What::DecideStanding => format!("Decide how to go on with {first_name}"),
        What::DecideLeak => format!("Decide whether {first_name}'s commission is owed"),
        What::FindAddress
        | What::AnswerCounter
        | What::PrepareAgreement
        | What::Ship
        | What::ConfirmDelivery
        | What::ConfirmTracking
        | What::SendBrief
        | What::MakePayout
        | What::ApprovePayout
        | What::RecordPayment => move_words(open),
    }
}

/// Why it is somebody's turn, and what follows.
#[must_use]
pub fn move_why(open: &OpenMove, now: Timestamp, zone: &Zone) -> String {
    let since = when::said(open.since, now, zone);
    match open.what {
        What::Invite => format!("On the shortlist since {since}. Nothing was sent yet."),
        What::AnswerInvitation => format!("Invited {since}."),
        What::Answer => format!("The message came {since}. An answer is due within a day."),
        What::FindAddress => format!("Mail came back {since}. Nothing reaches this creator until there is another address."),
        What::MakeOffer => format!("The conversation waits for terms since {since}."),
        What::AnswerOffer => format!("Offered {since}. The sum is reserved once it is accepted."),
        What::AnswerCounter => format!("Came {since}. Accept it, counter it, or refuse it."),
        What::PrepareAgreement => format!("Terms were accepted {since}. The agreement carries them word for word."),
        What::CreatorSigns => format!("Sent {since}, with the link to the portal."),
        What::BrandSigns => format!("The creator signed {since}. With both signatures the sum is committed."),
        What::FillForm => format!("Asked {since}. Address and payment details come with it."),
        What::Ship => format!("Signed and complete since {since}."),
        What::ConfirmDelivery => format!("Sent {since}. Record it when it has arrived."),
        What::ConfirmTracking => "The brief leaves only with links and code that somebody has tried.".into(),
        What::SendBrief => format!("Everything before it is done since {since}. Late briefs cost windows."),
        What::AcknowledgeBrief => format!("Sent {since}. Drafts are expected once it is acknowledged."),
        What::SubmitDraft => format!("Since {since}."),
        What::ReviewDraft => format!("Waits since {since}. The window does not move while it waits."),
        What::Post => format!("Approved {since}. The window closes then."),
        What::VerifyPost => format!("Reported {since}. The fee is owed from the moment it is verified."),
        What::EndMeasuring => "30 days after the last post went live.".into(),
        What::ReleaseCommission => "30 days after the order, so that returns are known.".into(),
        What::DecideLeak => format!("The code looks leaked: {}. Its commission is held.", open.detail.as_deref().unwrap_or_default()),
        What::MakePayout => format!("Owed since {since}."),
        What::ApprovePayout => format!("Made {since}. Somebody other than its maker approves it."),
        What::RecordPayment => format!("Approved {since}. Record when the money has left."),
        What::DecideStanding => format!("Measured and paid since {since}."),
    }
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
    Money::new(minor, currency).short()
}

/// A sum with pence, for where money moves.
#[must_use]
pub fn exact(minor: i64, currency: Currency) -> String {
    Money::new(minor, currency).exact()
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

/// What a creator is called in a sentence.
#[must_use]
pub fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

/// A fee with its commission: "£340 + 12 %".
#[must_use]
pub fn offer_in_short(terms: &Terms) -> String {
    let mut parts = Vec::new();
    if terms.fee.minor > 0 {
        parts.push(terms.fee.short());
    }
    if terms.commission_points > 0 {
        parts.push(percent(terms.commission_points));
    }
    if terms.product.is_some() && parts.is_empty() {
        parts.push("product".to_owned());
    }
    parts.join(" + ")
}

/// When fees are paid: "14 days after verified live".
#[must_use]
pub fn pays(terms: &Terms) -> String {
    let from = match terms.payment.clock {
        ClockStart::Signed => "after both signed",
        ClockStart::Approved => "after the last approval",
        ClockStart::VerifiedLive => "after verified live",
    };
    format!("{} days {from}", terms.payment.days)
}

/// What the brand may do with the content: "organic, own channels, GB, 90 days".
#[must_use]
pub fn usage(rights: &UsageRights) -> String {
    if rights.days == 0 {
        return "none beyond the post".to_owned();
    }
    let mut parts = vec![if rights.paid { "paid and organic".to_owned() } else { "organic".to_owned() }];
    parts.extend(rights.channels.iter().cloned());
    if !rights.territory.is_empty() {
        parts.push(rights.territory.clone());
    }
    parts.push(format!("{} days", rights.days));
    parts.join(", ")
}

/// How many of a thing: "1 row", "3 rows".
#[must_use]
pub fn count(number: i64, one: &str, many: &str) -> String {
    format!("{} {}", domain::text::grouped(number.unsigned_abs()), if number == 1 { one } else { many })
}

/// A list of two or more as a person says it.
#[must_use]
pub fn and(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The window of a deliverable: "18 to 21 Nov".
#[must_use]
pub fn window(opens: domain::time::Day, closes: domain::time::Day) -> String {
    if opens == closes {
        return closes.format("%-d %b");
    }
    let first = if opens.format("%b %Y") == closes.format("%b %Y") { opens.format("%-d") } else { opens.format("%-d %b") };
    format!("{first} to {}", closes.format("%-d %b"))
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
    use domain::time::Day;

    #[test]
    fn words_are_those_of_the_design() {
        assert_eq!(format("reel"), "Reel");
        assert_eq!(platform("tiktok"), "TikTok");
        assert_eq!([1_200, 1_250, 1_255].map(percent), ["12 %", "12.5 %", "12.55 %"]);
        let day = |month, day| Day::new(2026, month, day).expect("a day");
        assert_eq!(window(day(11, 18), day(11, 21)), "18 to 21 Nov");
        assert_eq!(window(day(11, 30), day(12, 6)), "30 Nov to 6 Dec");
        assert_eq!(and(&["a".into(), "b".into(), "c".into()]), "a, b and c");
    }
}
