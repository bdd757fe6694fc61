//! Payouts that wait for a second person: one table, one verb for all that the reader may approve, and what stays out of it and why.
//!
//! Invariant: the button names the sum and the number of exactly those that it sends along, and what it does stands beside it.
//! Absent: whether they may be approved; the operation says it again.

use app::payments::{
    ApprovePayouts,
    run::PayoutRun,
    view::{PayableView, PaymentsView, PayoutView},
};
use domain::{
    fields::FieldErrors,
    ids::{PayoutId, PersonId},
    money::{Currency, Money},
    payments::{PayableKind, PayableState},
};
use maud::{Markup, Render, html};

use super::{
    Again, again,
    list::{day, errors_of},
    parts::Parts,
    payouts::{about, address, made_of, parts_of, withdrawal},
    rows::{in_one_line, sums},
};
use crate::{
    kernel::{Answer, InBrand, Posted},
    text::{Said, t, tf, tk},
    ui::when,
    ui::{
        Button, Person, Whose,
        figure::{Stat, headline, stats},
        form::{Confirm, hidden, post, post_inline, refusals},
        section::{chapter, facts},
        table::{Column, Table},
        turn::turn,
    },
};

/// The form that approves all at once.
const FORM: &str = "approve-all";
/// So many names are said of those who may approve.
const MOST_NAMED: usize = 3;

/// Approves what the table showed.
pub(super) async fn all(at: InBrand, posted: Posted) -> Answer {
    let payouts: Vec<PayoutId> = posted.ids("payout");
    match at.run_asked(&posted, ApprovePayouts { payouts }).await {
        Ok(run) => at.done("/payments", done(&run)),
        Err(error) => again(&at, FORM, &[], posted, error).await,
    }
}

/// What a run's approval is answered with.
pub(super) fn done(run: &PayoutRun) -> String {
    match run.payouts.len() {
        1 => t("payments.run.approved.one").to_owned(),
        count => tf("payments.run.approved", &[("count", &count.to_string())]),
    }
}

/// What waits, parted for its reader.
pub(super) struct Waiting<'a> {
    /// What one press approves.
    run: Vec<&'a PayoutView>,
    /// What it leaves out: their own, and what is more than a run takes.
    out: Vec<&'a PayoutView>,
}

impl<'a> Waiting<'a> {
    pub fn of(reader: PersonId, view: &'a PaymentsView) -> Self {
        let (run, out) = view.run_of(reader);
        Self { run, out }
    }

    /// How many wait.
    pub fn count(&self) -> usize {
        self.run.len() + self.out.len()
    }

    /// How many of them wait for the reader.
    pub fn theirs(&self) -> usize {
        self.run.len() + self.out.iter().filter(|one| one.may_approve).count()
    }

    /// The table with its button, and what stays out.
    pub fn shown(&self, at: &InBrand, view: &PaymentsView, parts: &Parts<'_>, again: Option<&Again<'_>>) -> Markup {
        let none = FieldErrors::new();
        let refused = |one: &&PayoutView| again.is_some_and(|again| again.form.ends_with(&one.id.to_string()));
        let (out, turn) = parts.of("waiting", &self.out, refused);
        html! {
            (refusals(errors_of(again, FORM, &none)))
            @if !self.run.is_empty() {
                @for currency in currencies(&self.run) { (self.head(view, currency)) }
                (chapter(t("payments.waiting"), four_eyes(view.four_eyes_from), html! {
                    (table(at, view, (&self.run, &self.run), t("payments.waiting"), again))
                    (self.verb(at, view))
                }))
            }
            @if !out.is_empty() {
                @let (name, about) = if self.run.is_empty() { (t("payments.waiting"), four_eyes(view.four_eyes_from)) }
                    else { (t("payments.waiting.others"), tf("payments.waiting.others.note", &[("sum", &sent(&self.out))])) };
                (chapter(name, about, html! {
                    (table(at, view, (out, &self.out), name, again))
                    (turn)
                }))
            }
        }
    }

    /// The figure that the page exists for, and what it is made of.
    fn head(&self, view: &PaymentsView, currency: Currency) -> Markup {
        let run: Vec<&PayoutView> = self.run.iter().copied().filter(|one| one.payout.transfer().amount.currency == currency).collect();
        let parts: Vec<&PayableView> = run.iter().flat_map(|one| parts_of(view, one)).collect();
        let of = |kind: PayableKind| -> i64 { parts.iter().filter(|part| part.kind == kind).map(|part| part.amount.minor).sum() };
        let kinds = [PayableKind::Fee, PayableKind::Commission, PayableKind::Bonus].map(|kind| (kind, of(kind)));
        let mut all = vec![Stat::new(t("payments.payouts"), run.len())];
        all.extend(
            kinds
                .into_iter()
                .filter(|(_, minor)| *minor != 0)
                .map(|(kind, minor)| Stat::new(tk("payable_kind", kind.as_str()), Money::new(minor, currency).said())),
        );
        if let Some(first) = parts.iter().map(|part| part.due).min() {
            all.push(Stat::new(t("payments.first_due"), day(first)));
        }
        html! { div.sum-line { (headline(t("payments.sum.to_approve"), sent(&run))) (stats(&all)) } }
    }

    /// The one button, with what it does.
    fn verb(&self, at: &InBrand, view: &PaymentsView) -> Markup {
        let (sum, count) = (sent(&self.run), self.run.len().to_string());
        let values = [("sum", sum.as_str()), ("count", count.as_str())];
        let (words, question) = (tf("payments.approve_all", &values), tf("payments.approve_all.ask", &values));
        let what = tf("payments.approve_all.what", &values);
        html! {
            div.cols.side.mt-4 {
                (facts(&self.consequences(view, &what)))
                (post(&at.path("/payments/approve"), html! {
                    @for one in &self.run { (hidden("payout", &one.id.to_string())) }
                    div.line.wrap {
                        (Button::submit(&words).primary().confirm(Confirm { question: &question, text: Some(&what), ..Confirm::default() }))
                    }
                    @if self.run.len() > 1 { p.help { a href=(at.path("/payments/payouts?state=made")) { (t("payments.approve_all.some")) } } }
                }))
            }
        }
    }

    /// What the button does: what, when the money leaves, until when it can be stopped, who is told, and what it leaves alone.
    fn consequences(&self, view: &PaymentsView, what: &str) -> Vec<(&'static str, Markup)> {
        let leaves = match view.provider.as_deref() {
            Some(provider) => tf("payments.approve_all.sent_with", &[("provider", provider)]),
            None => t("payments.approve_all.by_hand").to_owned(),
        };
        let blocked = view.payables.iter().filter(|one| owed(one) && !one.missing.is_empty()).map(|one| one.amount);
        let blocked = sums(blocked);
        let mut left = Vec::new();
        if !self.out.is_empty() {
            left.push(tf("payments.approve_all.others", &[("sum", &sent(&self.out))]));
        }
        if !blocked.is_empty() {
            left.push(tf("payments.approve_all.blocked", &[("sum", &blocked)]));
        }
        let mut all = vec![
            (t("payments.approve_all.does"), html! { (what) }),
            (t("payments.approve_all.leaves"), html! { (leaves) }),
            (t("payments.approve_all.back"), html! { (t("payments.approve_all.back.text")) }),
            (t("payments.approve_all.told"), html! { (t("payments.approve_all.told.text")) }),
        ];
        if !left.is_empty() {
            all.push((t("payments.approve_all.left"), html! { (left.join(" ")) }));
        }
        all
    }
}

/// Whether it is owed and in no payout.
fn owed(one: &PayableView) -> bool {
    matches!(one.state, PayableState::Open | PayableState::Held { .. })
}

/// What payouts send, by currency.
fn sent(all: &[&PayoutView]) -> String {
    sums(all.iter().map(|one| one.payout.transfer().sent()))
}

/// The currencies of payouts, each once.
fn currencies(all: &[&PayoutView]) -> Vec<Currency> {
    let mut found: Vec<Currency> = Vec::new();
    for one in all {
        let currency = one.payout.transfer().amount.currency;
        if !found.contains(&currency) {
            found.push(currency);
        }
    }
    found
}

/// From which sum on a second person is needed.
fn four_eyes(from: Money) -> String {
    if from.minor == 0 { t("payments.four_eyes.always").to_owned() } else { tf("payments.four_eyes", &[("sum", &from.said())]) }
}

/// The table of a part of some payouts; its foot counts all of them.
fn table(
    at: &InBrand,
    view: &PaymentsView,
    (part, all): (&[&PayoutView], &[&PayoutView]),
    caption: &str,
    again: Option<&Again<'_>>,
) -> Markup {
    let columns = [
        Column::text(t("payments.to")),
        Column::text(t("payments.for")),
        Column::text(t("payments.due_on")),
        Column::text(t("payments.people")),
        Column::number(t("payments.amount")),
    ];
    let rows = html! { @for one in part { (row(at, view, one, again)) } };
    let foot = html! { tr { td colspan="4" { (tf("payments.in_all", &[("count", &all.len().to_string())])) } td.num { (sent(all)) } } };
    html! { div.scrollx { (Table::inset(&columns, rows).tall().foot(foot).caption(caption).render()) } }
}

/// One payout: who, what for with what opens to its parts and its own verbs, until when, who made it or may approve it, and how much.
fn row(at: &InBrand, view: &PaymentsView, one: &PayoutView, again: Option<&Again<'_>>) -> Markup {
    let parts = parts_of(view, one);
    let account = parts.iter().map(|part| part.account.as_str()).find(|account| !account.is_empty());
    let account =
        account.map_or_else(|| t("payments.account.unknown").to_owned(), |account| tf("payments.account.to", &[("account", account)]));
    let opens = again.is_some_and(|again| again.form.ends_with(&one.id.to_string()));
    let overdue = parts.iter().any(|part| part.overdue);
    html! {
        tr {
            td { (Person::creator(&one.creator_name).about(&account)) }
            td.wrap {
                details.fold-small open[opens] {
                    summary { (in_one_line(&parts)) }
                    div.stack.tight { (made_of(at, view, one)) (about(at, one)) (alone(at, one, again)) (withdrawal(at, one, again)) }
                }
            }
            td.nowrap { @if let Some(due) = parts.iter().map(|part| part.due).min() { span.is-late[overdue] { (day(due)) } } }
            td.wrap {
                @if one.may_approve { (one.made_by) br; small.quiet { (when::time(one.payout.transfer().made_at, at.now(), at.zone())) } }
                @else { (turn(Whose::Theirs, false, waits_for(&one.approvers))) br; small.quiet { (tf("payments.made_by.short", &[("name", &one.made_by)])) } }
            }
            td.num { (one.payout.transfer().sent().said()) }
        }
    }
}

/// Whom a payout waits for that is not the reader's to approve.
fn waits_for(approvers: &[String]) -> String {
    let named: Vec<&str> = approvers.iter().take(MOST_NAMED).map(String::as_str).collect();
    if named.is_empty() {
        return t("payments.waits_for.nobody").to_owned();
    }
    tf("payments.waits_for", &[("names", &named.join(&format!(" {} ", t("payments.or"))))])
}

/// The approval of one payout by itself; what refused it.
fn alone(at: &InBrand, one: &PayoutView, again: Option<&Again<'_>>) -> Markup {
    let (form, none) = (format!("approve-{}", one.id), FieldErrors::new());
    let words = tf("payments.approve", &[("sum", &one.payout.transfer().sent().said())]);
    html! {
        // An address that leads into what is folded unfolds it.
        div id=(form) { (refusals(errors_of(again, &form, &none))) }
        @if one.may_approve {
            (post_inline(&address(at, one, "approve"), html! { (hidden("version", &one.version.to_string())) (Button::submit(&words).small()) }))
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        ids::CreatorId,
        payments::{Payout, payout::Transfer},
        time::{Day, Timestamp},
    };

    use super::*;

    fn id<T: std::str::FromStr>(number: u8) -> T {
        format!("00000000-0000-0000-0000-0000000000{number:02}").parse().ok().expect("an id")
    }

    fn made(by: u8, minor: i64, currency: Currency, may_approve: bool) -> PayoutView {
        let transfer = Transfer {
            creator: id::<CreatorId>(9),
            amount: Money::new(minor, currency),
            withheld: 0,
            payables: vec![],
            source: "Marketing".into(),
            made_by: id(by),
            made_at: Timestamp(0),
            approved: None,
            run: None,
        };
        PayoutView {
            id: id(5),
            version: 1,
            creator_name: "Maya".into(),
            payout: Payout::Made { transfer },
            made_by: "Nora".into(),
            approved_by: None,
            paid_on: None,
            reference: String::new(),
            needs_second: true,
            may_approve,
            approvers: vec![],
        }
    }

    fn view(payouts: Vec<PayoutView>, from: i64) -> PaymentsView {
        PaymentsView {
            today: Day::parse("2026-11-28").expect("a day"),
            four_eyes_from: Money::new(from, Currency::GBP),
            provider: None,
            payables: vec![],
            payouts,
            sums: vec![],
            carries: vec![],
            held: vec![],
        }
    }

    #[test]
    fn one_press_approves_what_others_made_and_leaves_out_ones_own() {
        let (gbp, eur) = (Currency::GBP, Currency::EUR);
        let all = view(vec![made(1, 42_000, gbp, true), made(2, 9_000, gbp, false), made(1, 1_200, eur, true)], 0);
        let waiting = Waiting::of(id(2), &all);
        assert_eq!((sent(&waiting.run), sent(&waiting.out)), ("£420.00 and €12.00".to_owned(), "£90.00".to_owned()));
        assert_eq!((waiting.count(), waiting.theirs()), (3, 2), "one's own is nothing to do");
        assert_eq!(currencies(&waiting.run), [gbp, eur]);
    }

    #[test]
    fn ones_own_goes_along_only_while_the_run_stays_below_the_limit() {
        let all = |from: i64| view(vec![made(1, 30_000, Currency::GBP, true), made(2, 20_000, Currency::GBP, true)], from);
        for (from, run, out) in [(50_001, "£500.00", ""), (50_000, "£300.00", "£200.00")] {
            let all = all(from);
            let waiting = Waiting::of(id(2), &all);
            assert_eq!((sent(&waiting.run), sent(&waiting.out)), (run.to_owned(), out.to_owned()), "{from}");
            assert_eq!(waiting.theirs(), 2, "either way it is theirs to approve");
        }
    }

    #[test]
    fn who_may_is_named_and_that_nobody_may_is_said() {
        let names = ["Nora Quill", "Femi Adeyemi"].map(str::to_owned);
        assert_eq!(waits_for(&names), "Waits for Nora Quill or Femi Adeyemi");
        assert!(waits_for(&[]).contains("Nobody else may approve it"));
    }
}
