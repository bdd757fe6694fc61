//! Today: what waits for you, why, until when, and what happens if nobody acts.
//!
//! Invariant: nothing that is owed is hidden; what is another's is summed below. A move is done in the pane beside the list
//! (`pane`), by the forms of the page that it belongs to, and the next one is open then (`back`).

pub(crate) mod back;
mod pane;

use app::{
    App, Caller, View as _,
    campaigns::CreateCampaign,
    creators::{ListAccess, ListApplications, ListConnections},
    discovery::{ListSearches, SavedSearch},
    frame::allowed,
    outreach::ShowClock,
    payments::ListPayments,
    views::{
        ShowInbox, ShowReviews,
        today::{Begun, ShowToday, TodayMove, TodayPage, Waiting},
    },
};
use axum::{Router, routing::get};
use domain::{
    money::Money,
    moves::{Effort, What},
};
use maud::{Markup, Render, html};

use crate::{
    kernel::{Answer, InBrand, page::go_plain, values::Asks},
    pages::{glance::thumb, said},
    text::{Said, t, tf, tk, tkf},
    ui::{
        Button, Due, Whose,
        button::action_bar,
        figure::sourced,
        moves::{MoveRow, moves_group},
        progress::skeleton,
        shell::{page_head, split, split_pages},
        thumb::Thumb,
        turn::DueState,
        views::{View, segments},
        when,
    },
};

/// Within so many hours a due is at risk.
pub(crate) const RISK_HOURS: i64 = 12;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/b/{slug}", get(first)).route("/b/{slug}/today", get(show))
}

/// Where a person begins in a brand: with what waits for them, or with what the programme brings for who only reads.
pub(super) fn first_place(caller: &Caller) -> &'static str {
    // Who only reviews has nothing on Today but drafts.
    let decides = allowed(&ShowInbox::META, caller) || allowed(&ListPayments::META, caller);
    match (allowed(&ShowToday::META, caller), decides) {
        (true, false) if allowed(&ShowReviews::META, caller) => "reviews",
        (true, _) => "today",
        (false, _) => "reports",
    }
}

async fn first(at: InBrand) -> Answer {
    Ok(go_plain(&at.path(&format!("/{}", first_place(&at.caller)))))
}

async fn show(at: InBrand, asks: Asks) -> Answer {
    let team = asks.get("whose") == "team";
    let page = at.show(ShowToday { team, open: asks.some("open") }).await?;
    let first = page
        .begun
        .as_ref()
        .filter(|begun| at.may_run::<CreateCampaign>() && (!(begun.profile && begun.creators && begun.campaigns) || begun.first.is_some()));
    let body = match first {
        Some(begun) => first_steps(&at, begun),
        None => {
            let searches = if at.may_see::<ListSearches>() { at.show(ListSearches {}).await? } else { Vec::new() };
            let read = match &page.opened {
                Some(opened) => pane::read(&at, opened).await?,
                None => pane::About::Alone,
            };
            shown(
                &at,
                &page,
                (team, asks.some("open").is_some()),
                &searches,
                &pane::Pane { shown: &read, chosen: asks.get("do"), typed: None },
            )
        }
    };
    Ok(at.page(t("today.title"), "today", body))
}

/// The list and what is open of it. `of` says whether the team's moves are listed, and whether somebody opened one.
fn shown(at: &InBrand, page: &TodayPage, of: (bool, bool), searches: &[SavedSearch], pane: &pane::Pane<'_>) -> Markup {
    let (team, chosen) = of;
    let tools = segments(
        t("today.whose"),
        &[
            View { href: at.path("/today"), name: t("today.mine"), count: None, current: !team },
            View { href: at.path("/today?whose=team"), name: t("today.team"), count: None, current: team },
        ],
    );
    let back = chosen.then(|| at.path(&address("/today", team, "")));
    let named = page.opened.as_ref().map(|one| one.entry.name.as_str());
    let open = html! { div.opened id="opened" data-open=[named] { (pane::beside(at, page, team, pane)) } };
    html! {
        (page_head(t("today.title"), about(at, page), tools))
        (split_pages(t("today.list"), list(at, page, searches, team), &opened_label(page), open, back.as_deref()))
        template id="opened-waits" { div.split-body { (skeleton(6)) } }
    }
}

/// Today with a move open, or with none chosen.
fn address(path: &str, team: bool, open: &str) -> String {
    let asks = Asks(if team { vec![("whose".to_owned(), "team".to_owned())] } else { Vec::new() });
    asks.with(path, "open", open)
}

/// "Tuesday 17 November · 7 moves, 1 late · £3,850 at stake".
fn about(at: &InBrand, page: &TodayPage) -> Markup {
    let now = at.now();
    let late = page.moves.iter().filter(|entry| entry.promise.due.is_some_and(|due| due < now)).count();
    let count = page.moves.len() + page.sheets.len();
    html! {
        (when::at(now, at.zone(), "%A %-d %B"))
        @if count > 0 {
            " · " @if count == 1 { (t("today.moves.one")) } @else { (tf("today.moves", &[("count", &count.to_string())])) }
            @if late > 0 { ", " span.is-late { (tf("today.late", &[("count", &late.to_string())])) } }
        }
        @if page.more { " · " (t("today.more")) }
        @if let Some(sum) = at_stake(page) {
            " · " (sourced("stake", tf("today.at_stake", &[("sum", &sum.said_short())]), t("today.at_stake.matter"), t("today.at_stake.source")))
        }
    }
}

/// The fees behind the moves, each collaboration once; nothing when they are in several currencies.
fn at_stake(page: &TodayPage) -> Option<Money> {
    let currency = page.moves.iter().find(|entry| entry.promise.stake > 0)?.currency;
    let mut highest = std::collections::BTreeMap::new();
    for entry in page.moves.iter().filter(|entry| entry.promise.stake > 0) {
        if entry.currency != currency {
            return None;
        }
        let stake: &mut i64 = highest.entry(entry.collaboration).or_default();
        *stake = entry.promise.stake.max(*stake);
    }
    Some(Money::new(highest.values().sum(), currency))
}

fn list(at: &InBrand, page: &TodayPage, searches: &[SavedSearch], team: bool) -> Markup {
    let mut groups: Vec<(Effort, Vec<&TodayMove>)> = Vec::new();
    for entry in &page.moves {
        match groups.last_mut() {
            Some((effort, entries)) if *effort == entry.promise.what.effort() => entries.push(entry),
            _ => groups.push((entry.promise.what.effort(), vec![entry])),
        }
    }
    let applied = applications(at);
    let connections = connections(at);
    let accesses = accesses(at);
    html! {
        @if let Some(waiting) = &applied { (waiting) }
        @if let Some(ending) = &connections { (ending) }
        @if let Some(ending) = &accesses { (ending) }
        (sheets(at, page))
        @if page.moves.is_empty() && page.sheets.is_empty() && applied.is_none() && connections.is_none() && accesses.is_none() { (clear(at, page, team)) }
        @for (effort, entries) in &groups {
            (moves_group(tk("effort", effort_word(*effort)), entries.len()))
            @for entry in entries { (row(at, page, entry, team)) }
        }
        @if !page.theirs.is_empty() || !page.clock.is_empty() { (moves_group(t("today.not_yours"), "")) }
        (summed(at, &page.theirs, Whose::Theirs))
        (summed(at, &page.clock, Whose::Clock))
        (found(at, searches))
    }
}

/// Who is new in saved searches: an offer, not a move.
fn found(at: &InBrand, searches: &[SavedSearch]) -> Markup {
    let new: Vec<&SavedSearch> = searches.iter().filter(|search| !search.new.is_empty()).collect();
    html! {
        @if !new.is_empty() { (moves_group(t("today.found"), new.len())) }
        @for search in new {
            @let href = at.path(&format!("/discover?{}", search.query));
            @let why = said::count(i64::try_from(search.new.len()).unwrap_or(0), t("today.found.one"), t("today.found.many"));
            (MoveRow { href: Some(&href), whose: Whose::Ours, name: &search.name, what: "", why: &why, due: None, stake: None, current: false, thumb: None })
        }
    }
}

/// Applications that wait for an answer, in one line: they are nobody's promise in a campaign yet.
fn applications(at: &InBrand) -> Option<Markup> {
    let count = at.shell.applications.filter(|count| *count > 0 && at.may_see::<ListApplications>())?;
    let href = at.path("/applications");
    let name = said::count(count, t("today.applications.one"), t("today.applications"));
    let row = MoveRow {
        href: Some(&href),
        whose: Whose::Ours,
        name: &name,
        what: if count == 1 { t("today.applications.waits") } else { t("today.applications.wait") },
        why: t("today.applications.why"),
        due: None,
        stake: None,
        current: false,
        thumb: None,
    };
    Some(html! { (moves_group(tk("effort", effort_word(Effort::Decide)), count)) (row) })
}

/// Connections to platforms that stop soon, or have stopped, in one line: only an owner can mend them.
fn connections(at: &InBrand) -> Option<Markup> {
    let count = Some(at.shell.connections).filter(|count| *count > 0 && at.may_see::<ListConnections>())?;
    let href = at.path("/settings/connections");
    let name = said::count(count, t("today.connections.one"), t("today.connections"));
    let row = MoveRow {
        href: Some(&href),
        whose: Whose::Ours,
        name: &name,
        what: t("today.connections.what"),
        why: t("today.connections.why"),
        due: None,
        stake: None,
        current: false,
        thumb: None,
    };
    Some(html! { (moves_group(tk("effort", effort_word(Effort::Mend)), count)) (row) })
}

/// Creators' log-ins that end soon or ran out, in one line: whoever writes to them can ask.
fn accesses(at: &InBrand) -> Option<Markup> {
    let count = Some(at.shell.accesses).filter(|count| *count > 0 && at.may_see::<ListAccess>())?;
    let href = at.path("/creators/access");
    let name = said::count(count, t("today.accesses.one"), t("today.accesses"));
    let row = MoveRow {
        href: Some(&href),
        whose: Whose::Ours,
        name: &name,
        what: t("today.accesses.what"),
        why: t("today.accesses.why"),
        due: None,
        stake: None,
        current: false,
        thumb: None,
    };
    Some(html! { (moves_group(tk("effort", effort_word(Effort::Mend)), count)) (row) })
}

/// What waits from trackers, each in one line: its page has the verbs for all of it.
fn sheets(at: &InBrand, page: &TodayPage) -> Markup {
    html! {
        @if !page.sheets.is_empty() { (moves_group(t("today.sheets"), page.sheets.len())) }
        @for sheet in &page.sheets {
            @let href = at.path(&format!("/campaigns/imports/{}", sheet.import));
            @let what = said::count(sheet.count, t("today.sheets.waits"), t("today.sheets.wait"));
            (MoveRow { href: Some(&href), whose: Whose::Ours, name: &sheet.name, what: &what, why: tk("move_else", What::TakeUp.as_str()), due: None, stake: None, current: false, thumb: None })
        }
    }
}

fn clear(at: &InBrand, page: &TodayPage, team: bool) -> Markup {
    let next = page.clock.iter().filter_map(|waiting| waiting.next).min();
    let next = next.map(|next| when::said(next, at.now(), at.zone()));
    html! {
        div.split-body { div.empty {
            p {
                b.ink { @if team { (t("today.clear.team")) } @else { (t("today.clear")) } }
                @if let Some(next) = next { " " (tf("today.clear.clock", &[("when", &next)])) }
            }
            // What "Mine" leaves out, and how many that gives.
            @if !team && page.of_team > 0 {
                p { a href=(at.path("/today?whose=team")) { (said::count(i64::try_from(page.of_team).unwrap_or(i64::MAX), t("today.clear.for_team.one"), t("today.clear.for_team"))) } }
            }
        } }
    }
}

fn effort_word(effort: Effort) -> &'static str {
    match effort {
        Effort::Decide => "decide",
        Effort::Mend => "mend",
        Effort::Answer => "answer",
        Effort::Review => "review",
        Effort::Sign => "sign",
        Effort::Prepare => "prepare",
        Effort::Pay => "pay",
    }
}

/// The sentence of a move from one of the catalogue's groups: `move`, `move_why`, `move_else`.
fn sentence(group: &str, entry: &TodayMove) -> String {
    let stake = Money::new(entry.promise.stake, entry.currency).said_short();
    let detail = said_detail(entry);
    let values = [("stake", stake.as_str()), ("detail", detail.as_str()), ("campaign", entry.campaign.1.as_str())];
    let word = entry.promise.what.as_str();
    match group {
        "move" => tkf("move", word, &values),
        "move_why" => tkf("move_why", word, &values),
        _ => tkf("move_else", word, &values),
    }
}

fn said_detail(entry: &TodayMove) -> String {
    detail_of(entry.promise.what, entry.promise.detail.as_deref().unwrap_or_default())
}

/// What a move is about, a format by its name: "TikTok, draft 1" for a draft, "reel" for a post.
fn detail_of(what: What, detail: &str) -> String {
    match what {
        What::ReviewDraft => match detail.rsplit_once(' ') {
            Some((format, number)) => tf("today.draft", &[("format", &said::format_within(format)), ("number", number)]),
            None => detail.to_owned(),
        },
        What::VerifyPost | What::DecidePost => said::format_within(detail),
        _ => detail.to_owned(),
    }
}

fn due(at: &InBrand, entry: &TodayMove) -> Option<Due> {
    entry.promise.due.map(|due| when::due(due, at.now(), at.zone(), RISK_HOURS))
}

fn row(at: &InBrand, page: &TodayPage, entry: &TodayMove, team: bool) -> Markup {
    let href = at.path(&address("/today", team, &entry.name));
    let stake = (entry.promise.stake > 0).then(|| Money::new(entry.promise.stake, entry.currency).said_short());
    MoveRow {
        href: Some(&href),
        whose: Whose::Ours,
        name: &entry.creator_name,
        what: &sentence("move", entry),
        why: &sentence("move_else", entry),
        due: due(at, entry),
        stake: stake.as_deref(),
        current: page.opened.as_ref().is_some_and(|opened| opened.entry.name == entry.name),
        thumb: picture(at, entry),
    }
    .render()
}

/// What was sent, where the move is about something that was.
fn picture(at: &InBrand, entry: &TodayMove) -> Option<Thumb> {
    let detail = entry.promise.detail.as_deref().unwrap_or_default();
    // A draft's detail ends with its round.
    let format = match detail.rsplit_once(' ') {
        Some((format, round)) if round.parse::<u8>().is_ok() => format,
        _ => detail,
    };
    entry.glance.map(|seen| thumb(at, format, Some(seen)))
}

/// What is not the reader's, in one line.
fn summed(at: &InBrand, all: &[Waiting], whose: Whose) -> Markup {
    let count: i64 = all.iter().map(|waiting| waiting.count).sum();
    if count == 0 {
        return html! {};
    }
    let kind = |what: &str, count: i64| said::count(count, tk("side_one", what), tk("side", what));
    let kinds: Vec<String> = all.iter().map(|waiting| kind(waiting.what.as_str(), waiting.count)).collect();
    let risk: i64 = all.iter().map(|waiting| waiting.at_risk).sum();
    let next = all.iter().filter_map(|waiting| waiting.next).min();
    let (key, due) = match whose {
        Whose::Clock => ("today.clock", next.map(|next| Due::plain(tf("today.next", &[("when", &when::said(next, at.now(), at.zone()))])))),
        _ => ("today.theirs", (risk > 0).then(|| Due::new(tf("today.risk", &[("count", &risk.to_string())]), DueState::Risk))),
    };
    let name = tf(key, &[("count", &count.to_string())]);
    let clock = at.path("/settings/clock");
    let href = (whose == Whose::Clock && at.may_see::<ShowClock>()).then_some(clock.as_str());
    MoveRow { href, whose, name: &name, what: "", why: &kinds.join(", "), due, stake: None, current: false, thumb: None }.render()
}

fn opened_label(page: &TodayPage) -> String {
    match &page.opened {
        Some(opened) => tf("today.opened", &[("name", &opened.entry.creator_name)]),
        None => t("today.nothing_open").to_owned(),
    }
}

fn is_late(at: &InBrand, entry: &TodayMove) -> bool {
    entry.promise.due.is_some_and(|due| due < at.now())
}

/// Where the verb of a move is.
fn where_to_act(at: &InBrand, entry: &TodayMove) -> String {
    let subject = entry.promise.subject.map(|subject| subject.to_string()).unwrap_or_default();
    match entry.promise.what {
        What::ReviewDraft => at.path(&format!("/reviews/{subject}")),
        What::DecideLeak | What::MakePayout | What::ApprovePayout | What::RecordPayment | What::AskProvider => at.path("/payments"),
        What::Answer => at.path(&format!("/inbox?creator={}", entry.creator)),
        What::FindAddress => at.path(&format!("/creators/{}", entry.creator)),
        _ => at.path(&format!("/collaborations/{}", entry.collaboration)),
    }
}

/// One of the first steps: whether it is done, where, what, why, and about how many minutes it takes.
struct FirstStep {
    done: bool,
    href: String,
    name: &'static str,
    why: String,
    minutes: u8,
}

/// What a new brand does first, until the first invitation: the brand, its creators, a campaign; then the campaign's own steps,
/// with how far each is.
fn steps(at: &InBrand, begun: &Begun) -> Vec<FirstStep> {
    let step =
        |done: bool, path: &str, name: &'static str, why: String, minutes: u8| FirstStep { done, href: at.path(path), name, why, minutes };
    let mut steps = vec![
        step(begun.profile, "/settings/profile", t("today.step.profile"), t("today.step.profile.text").to_owned(), 5),
        step(begun.creators, "/creators/import", t("today.step.creators"), t("today.step.creators.text").to_owned(), 5),
        step(begun.campaigns, "/campaigns/new", t("today.step.campaign"), t("today.step.campaign.text").to_owned(), 10),
    ];
    let place = |rest: &str| begun.first.as_ref().map_or("/campaigns".to_owned(), |first| format!("/campaigns/{}{rest}", first.slug));
    let (brief, started) = begun.first.as_ref().map_or((false, false), |first| (first.brief, first.started));
    let (listed, how) = match &begun.first {
        Some(first) if first.shortlisted > 0 => {
            let counts = [first.shortlisted, first.target, first.invite].map(|count| count.to_string());
            let said = [("listed", counts[0].as_str()), ("target", counts[1].as_str()), ("invite", counts[2].as_str())];
            (first.shortlisted >= first.invite, tf("today.step.shortlist.so_far", &said))
        }
        _ => (false, t("today.step.shortlist.text").to_owned()),
    };
    steps.extend([
        step(brief, &place("/brief"), t("today.step.brief"), t("today.step.brief.text").to_owned(), 10),
        step(listed, &place("/add"), t("today.step.shortlist"), how, 5),
        step(started, &place(""), t("today.step.start"), t("today.step.start.text").to_owned(), 1),
        step(false, &place("/invite"), t("today.step.invite"), t("today.step.invite.text").to_owned(), 5),
    ]);
    steps
}

/// The first steps as a list, the next one opened beside it, and what this page will hold.
fn first_steps(at: &InBrand, begun: &Begun) -> Markup {
    let steps = steps(at, begun);
    let next = steps.iter().position(|step| !step.done).unwrap_or(0);
    let later = [
        (Whose::Ours, t("today.later.ours"), t("today.later.ours.text")),
        (Whose::Theirs, t("today.later.theirs"), t("today.later.theirs.text")),
        (Whose::Clock, t("today.later.clock"), t("today.later.clock.text")),
    ];
    let list = html! {
        @if let Some(waiting) = applications(at) { (waiting) }
        @if let Some(ending) = connections(at) { (ending) }
        @if let Some(ending) = accesses(at) { (ending) }
        (moves_group(t("today.begin"), ""))
        @for (number, FirstStep { done, href, name, why, minutes }) in steps.iter().enumerate() {
            @let whose = if *done { Whose::Done } else if number == next { Whose::Ours } else { Whose::Nobody };
            // Before there is a campaign its steps lead nowhere yet.
            @let href = (number <= next || begun.first.is_some()).then_some(href.as_str());
            (MoveRow { href, whose, name, what: "", why, due: Some(Due::plain(tf("today.step.minutes", &[("count", &minutes.to_string())]))), stake: None, current: number == next, thumb: None })
        }
        (moves_group(t("today.later"), ""))
        @for (whose, name, why) in later { (MoveRow { href: None, whose, name, what: "", why, due: None, stake: None, current: false, thumb: None }) }
    };
    let FirstStep { href, name, why, .. } = &steps[next];
    let open = html! {
        div.split-body.stack.loose { div { h2 { (name) } p.soft.mt-2 { (why) } } }
        (action_bar(html! { (Button::link(href, name).primary()) }, None))
    };
    html! {
        (page_head(t("today.title"), t("today.first"), html! {}))
        (split(t("today.begin"), list, name, open))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, speaking};

    #[test]
    fn a_format_is_said_by_its_name_within_a_sentence() {
        for what in [What::VerifyPost, What::DecidePost] {
            assert_eq!(["tiktok", "reel"].map(|format| detail_of(what, format)), ["TikTok", "reel"]);
            speaking(Language::German, || assert_eq!(["tiktok", "reel"].map(|format| detail_of(what, format)), ["TikTok", "Reel"]));
        }
        assert_eq!(detail_of(What::ReviewDraft, "tiktok 2"), "TikTok, draft 2");
    }
}
