//! What a calendar shows: whose turns, what is posted, reminders, parcels and money, or only some of them.
//!
//! Invariant: the address says it in one word, `?show=turns,reminders`, so that a calendar can be sent to somebody; the boxes
//! of a form without scripts say the same. Absent: a calendar of nothing; where nothing is chosen everything is shown.

use maud::{Markup, html};

use crate::{
    kernel::values::{Asks, with_query},
    pages::said,
    text::{t, tk, within},
    ui::{
        Button,
        choice::tick,
        form::hidden,
        overlay::{MenuItem, menu_named},
        views::{Filter, chips},
    },
};

/// A kind of thing that happens on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// What is due, and whose turn it is.
    Turns,
    /// Windows and posts.
    Posting,
    /// What the clock will send.
    Reminders,
    /// Product on its way.
    Parcels,
    /// Payments.
    Money,
}

impl Sight {
    pub(super) const ALL: [Sight; 5] = [Sight::Turns, Sight::Posting, Sight::Reminders, Sight::Parcels, Sight::Money];

    fn word(self) -> &'static str {
        match self {
            Sight::Turns => "turns",
            Sight::Posting => "posting",
            Sight::Reminders => "reminders",
            Sight::Parcels => "parcels",
            Sight::Money => "money",
        }
    }

    fn words(self) -> &'static str {
        tk("calendar_sight", self.word())
    }
}

/// What is shown of what somebody may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sights {
    offered: Vec<Sight>,
    chosen: Vec<Sight>,
}

impl Sights {
    /// As the address asks, of these.
    pub(super) fn of(asks: &Asks, offered: Vec<Sight>) -> Self {
        let values = asks.0.iter().filter(|(name, _)| name == "show");
        let asked: Vec<&str> = values.flat_map(|(_, value)| value.split(',')).map(str::trim).collect();
        let mut chosen: Vec<Sight> = offered.iter().copied().filter(|sight| asked.contains(&sight.word())).collect();
        if chosen.is_empty() {
            chosen.clone_from(&offered);
        }
        Self { offered, chosen }
    }

    /// Whether this is shown.
    pub(super) fn shows(&self, sight: Sight) -> bool {
        self.chosen.contains(&sight)
    }

    fn is_all(&self) -> bool {
        self.chosen.len() == self.offered.len()
    }

    /// The calendar of a month with the same things; of this month where it is empty.
    pub(super) fn address(&self, base: &str, month: &str) -> String {
        let words: Vec<&str> = self.chosen.iter().map(|sight| sight.word()).collect();
        let shown = if self.is_all() { String::new() } else { words.join(",") };
        let mut pairs = vec![("month", month), ("show", shown.as_str())];
        pairs.retain(|(_, value)| !value.is_empty());
        with_query(base, &pairs)
    }

    /// What is shown where it is not everything, to be dropped, and the menu that chooses.
    pub(super) fn menu(&self, base: &str, month: &str) -> Markup {
        let form = html! {
            form.filter-form.stack.tight method="get" action=(base) {
                @if !month.is_empty() { (hidden("month", month)) }
                fieldset.stack.tight {
                    legend.label { (t("calendar.show")) }
                    @for sight in &self.offered { (tick("show", sight.word(), sight.words(), self.shows(*sight), None)) }
                }
                div { (Button::submit(t("calendar.show.do")).primary()) }
            }
        };
        let words = said::and(&self.chosen.iter().map(|sight| within(sight.words())).collect::<Vec<_>>());
        let everything = Self { chosen: self.offered.clone(), offered: self.offered.clone() }.address(base, month);
        let chip = Filter { name: t("calendar.only"), how: "", value: &words, without: Some(everything), guessed: false };
        html! {
            @if !self.is_all() { (chips(&[chip])) }
            (menu_named(t("calendar.show"), &[MenuItem::Other(form)]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&str, &str)]) -> Asks {
        Asks(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn one_word_and_ticked_boxes_ask_for_the_same() {
        let of = |pairs: &[(&str, &str)]| Sights::of(&asked(pairs), Sight::ALL.to_vec());
        let linked = of(&[("show", "parcels, turns,nonsense")]);
        assert_eq!(linked, of(&[("month", "2026-11"), ("show", "turns"), ("show", "parcels")]));
        assert!(linked.shows(Sight::Turns) && linked.shows(Sight::Parcels) && !linked.shows(Sight::Money));
        assert_eq!(linked.address("/c", "2026-11"), "/c?month=2026-11&show=turns%2Cparcels");
        for everything in [of(&[]), of(&[("show", "")]), of(&[("show", "nonsense")])] {
            assert!(Sight::ALL.iter().all(|sight| everything.shows(*sight)));
            assert_eq!(everything.address("/c", ""), "/c");
        }
    }

    #[test]
    fn what_somebody_may_not_see_is_neither_offered_nor_shown() {
        let few = Sights::of(&asked(&[("show", "reminders")]), vec![Sight::Turns, Sight::Posting, Sight::Money]);
        assert!(!few.shows(Sight::Reminders) && few.shows(Sight::Turns));
        let menu = few.menu("/c", "2026-11").0;
        assert!(!menu.contains("value=\"reminders\"") && menu.contains("value=\"money\" checked"), "{menu}");
        assert!(menu.contains("name=\"month\" value=\"2026-11\""), "the month stays: {menu}");
    }
}
