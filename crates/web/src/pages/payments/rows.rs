//! Payables as rows: commission of one collaboration is one, because it is owed order by order as their times to be sent back end.
//!
//! Invariant: nothing is left out, and a row's sum is that of its parts to the minor unit. Absent: where the rows stand.

use std::collections::BTreeMap;

use app::payments::view::{PayableView, commission_on};
use domain::{
    money::Money,
    payments::PayableKind,
    time::{Day, Timestamp},
};
use maud::{Markup, html};

use crate::{
    heard::heard,
    kernel::InBrand,
    text::{Said, t, tf, within},
    ui::when,
};

/// So many things are named in a line; the fold has all.
const MOST_NAMED: usize = 3;

/// What stands in one row: one thing that is owed, or several parts of a creator's commission.
pub(super) struct Row<'a> {
    pub first: &'a PayableView,
    more: Vec<&'a PayableView>,
}

impl<'a> Row<'a> {
    pub fn all(&self) -> impl Iterator<Item = &'a PayableView> {
        std::iter::once(self.first).chain(self.more.iter().copied())
    }

    pub fn sum(&self) -> Money {
        Money::new(self.all().map(|one| one.amount.minor).sum(), self.first.amount.currency)
    }

    pub fn deducted(&self) -> Money {
        Money::new(self.all().map(|one| one.deducted.minor).sum(), self.first.amount.currency)
    }

    /// The days on which it is due: the first and the last.
    pub fn due(&self) -> (Day, Day) {
        let day = self.first.due;
        self.all().fold((day, day), |(first, last), one| (first.min(one.due), last.max(one.due)))
    }

    pub fn overdue(&self) -> bool {
        self.all().any(|one| one.overdue)
    }

    /// Since when the first of it is owed.
    pub fn since(&self) -> Timestamp {
        self.all().fold(self.first.started_at, |first, one| first.min(one.started_at))
    }

    pub fn what(&self) -> String {
        if self.more.is_empty() { heard(&self.first.what) } else { heard(&commission_on(self.all().map(|one| one.orders).sum())) }
    }

    /// What it is for; several open to each of them.
    pub fn cell(&self, at: &InBrand) -> Markup {
        let to = at.path(&format!("/collaborations/{}", self.first.collaboration));
        html! {
            @if self.more.is_empty() { a href=(to) { (self.what()) } }
            @else {
                details {
                    summary { (self.what()) }
                    ul.plain-list.row-size {
                        @for one in self.all() {
                            li { a href=(to) { (heard(&one.what)) } ", " (when::at(one.started_at, at.zone(), "%-d %b %Y")) ": " (one.amount.said()) }
                        }
                    }
                }
            }
        }
    }
}

fn parted<'a, K: Ord>(payables: impl Iterator<Item = &'a PayableView>, key: impl Fn(&'a PayableView) -> K) -> Vec<Row<'a>> {
    let mut rows: Vec<Row<'a>> = Vec::new();
    let mut places: BTreeMap<K, usize> = BTreeMap::new();
    for one in payables {
        let place = match one.kind {
            PayableKind::Fee | PayableKind::Bonus => rows.len(),
            PayableKind::Commission => *places.entry(key(one)).or_insert(rows.len()),
        };
        match rows.get_mut(place) {
            Some(row) => row.more.push(one),
            None => rows.push(Row { first: one, more: Vec::new() }),
        }
    }
    rows
}

/// Payables as they stand in rows, in their order: commission that is due on one day and wants the same before it can be paid.
pub(super) fn together<'a>(payables: &[&'a PayableView]) -> Vec<Row<'a>> {
    parted(payables.iter().copied(), |one| (one.creator, one.collaboration, one.amount.currency, one.due, &one.missing))
}

/// The same over all their days: a creator's commission of one campaign that stands where it stands.
pub(super) fn by_campaign(payables: &[PayableView]) -> Vec<Row<'_>> {
    parted(payables.iter(), |one| (one.creator, one.collaboration, one.amount.currency, one.state.as_str(), &one.missing))
}

/// What several things are for, in one line: `Fee for 1 deliverable; commission on 41 orders`.
pub(super) fn in_one_line(payables: &[&PayableView]) -> String {
    let (commission, others): (Vec<&PayableView>, Vec<&PayableView>) =
        payables.iter().copied().partition(|one| one.kind == PayableKind::Commission);
    let orders: usize = commission.iter().map(|one| one.orders).sum();
    let commission = (!commission.is_empty()).then(|| heard(&commission_on(orders)));
    let mut all: Vec<String> = others.iter().map(|one| heard(&one.what)).chain(commission).collect();
    for later in all.iter_mut().skip(1) {
        *later = within(later);
    }
    let named = all.iter().take(MOST_NAMED).map(String::as_str).collect::<Vec<_>>().join("; ");
    match all.len().saturating_sub(MOST_NAMED) {
        0 => named,
        more => tf("payments.and_more", &[("what", &named), ("count", &more.to_string())]),
    }
}

/// Sums by currency, each exact: `£37.10 and €12.00`.
pub(super) fn sums(all: impl Iterator<Item = Money>) -> String {
    let mut sums: Vec<Money> = Vec::new();
    for one in all {
        match sums.iter_mut().find(|sum| sum.currency == one.currency) {
            Some(sum) => sum.minor += one.minor,
            None => sums.push(one),
        }
    }
    sums.iter().map(|sum| sum.said()).collect::<Vec<_>>().join(&format!(" {} ", t("payments.and").trim()))
}

#[cfg(test)]
mod tests {
    use domain::{money::Currency, payments::PayableState};

    use super::*;

    fn owed(kind: PayableKind, creator: u8, due: &str, minor: i64) -> PayableView {
        let id = |number: u8| format!("00000000-0000-0000-0000-0000000000{number:02}");
        PayableView {
            id: id(1).parse().expect("an id"),
            version: 1,
            collaboration: id(creator).parse().expect("an id"),
            campaign: id(1).parse().expect("an id"),
            campaign_name: "Autumn".into(),
            creator: id(creator).parse().expect("an id"),
            creator_name: "Maya".into(),
            kind,
            what: if kind == PayableKind::Commission { commission_on(1) } else { "Fee for 1 deliverable".into() },
            orders: usize::from(kind == PayableKind::Commission),
            amount: Money::new(minor, Currency::GBP),
            deducted: Money::new(0, Currency::GBP),
            started_at: Timestamp(0),
            due: Day::parse(due).expect("a day"),
            overdue: false,
            state: PayableState::Open,
            missing: vec![],
            account: String::new(),
        }
    }

    fn counted(rows: &[Row<'_>]) -> Vec<(usize, i64)> {
        rows.iter().map(|row| (row.all().count(), row.sum().minor)).collect()
    }

    #[test]
    fn commission_of_one_creator_that_is_due_on_one_day_is_one_row() {
        let (today, later) = ("2026-11-28", "2026-12-05");
        let mut blocked = owed(PayableKind::Commission, 1, today, 500);
        blocked.missing = vec!["The form names no account to pay to.".into()];
        let all = [
            owed(PayableKind::Commission, 1, today, 310),
            owed(PayableKind::Fee, 1, today, 42_000),
            owed(PayableKind::Commission, 1, today, 290),
            owed(PayableKind::Commission, 2, today, 100),
            owed(PayableKind::Commission, 1, later, 100),
            owed(PayableKind::Fee, 1, today, 1_000),
            blocked,
        ];
        let lent: Vec<&PayableView> = all.iter().collect();
        let rows = together(&lent);
        assert_eq!(counted(&rows), [(2, 600), (1, 42_000), (1, 100), (1, 100), (1, 1_000), (1, 500)]);
        assert_eq!(rows[0].what(), "Commission on 2 orders");
        assert_eq!(rows.iter().flat_map(|row| row.all()).count(), all.len(), "nothing is left out");

        let rows = by_campaign(&all);
        assert_eq!(counted(&rows), [(3, 700), (1, 42_000), (1, 100), (1, 1_000), (1, 500)], "over all its days");
        let days = |row: &Row<'_>| (row.due().0.to_string(), row.due().1.to_string());
        assert_eq!(days(&rows[0]), (today.to_owned(), later.to_owned()));
        assert_eq!(
            rows.iter().map(|row| row.sum().minor).sum::<i64>(),
            all.iter().map(|one| one.amount.minor).sum::<i64>(),
            "to the penny"
        );
    }

    #[test]
    fn several_things_are_said_in_one_line_and_summed_by_currency() {
        let day = "2026-11-28";
        let fee = owed(PayableKind::Fee, 1, day, 42_000);
        let commission: Vec<PayableView> = (0..41).map(|_| owed(PayableKind::Commission, 1, day, 101)).collect();
        let all: Vec<&PayableView> = std::iter::once(&fee).chain(&commission).collect();
        assert_eq!(in_one_line(&all), "Fee for 1 deliverable; commission on 41 orders");
        assert_eq!(in_one_line(&all[1..2]), "Commission on 1 order");
        assert_eq!(
            in_one_line(&[&fee, &fee, &fee, &fee]),
            "Fee for 1 deliverable; fee for 1 deliverable; fee for 1 deliverable and 1 more"
        );
        assert_eq!(in_one_line(&[]), "");
        let money = all.iter().map(|one| one.amount).chain([Money::new(1_200, Currency::EUR)]);
        assert_eq!(sums(money), "£461.41 and €12.00");
    }
}
