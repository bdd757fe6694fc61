//! What a list may be asked, said once: read from its address, shown as filters that can be dropped, and built in a menu.
//!
//! Invariant: what cannot be read is left out of the question and said at its name; a file asks what its page asks. Absent:
//! which rows fit; views say it.

use app::Without;
use axum::{http::header, response::IntoResponse};
use domain::{
    money::{Currency, Money},
    picked::Picked,
    time::Day,
};
use maud::{Markup, Render, html};

use crate::{
    kernel::{
        Answer,
        values::{Asks, with_query},
    },
    language::in_english,
    pages::{picking, said, saved},
    text::{Said, grouped, t, tf, tk},
    ui::{
        Button, Field,
        choice::tick,
        form::hidden,
        overlay::{MenuItem, menu_named},
        section::empty,
        views::{Filter, columns, filters},
        when,
    },
};

/// How a filter is read.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// Any words.
    Words,
    /// A day of the calendar.
    Day,
    /// An amount, in the currency that holds where none is chosen.
    Amount(Currency),
    /// Three letters.
    Currency,
    /// One of these: word and words. Without any, whatever is there is taken.
    Choice(Vec<(String, String)>),
    /// Any of these, or none of them: word and words. Without any, whatever is there is taken.
    Picks(Vec<(String, String)>),
    /// Yes or nothing.
    Yes,
}

/// One thing that may be asked.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    name: &'static str,
    words: &'static str,
    kind: Kind,
}

/// One thing that may be asked.
pub(super) fn asked(name: &'static str, words: &'static str, kind: Kind) -> Asked {
    Asked { name, words, kind }
}

/// Word and words of each, for a choice.
pub(super) fn choice<'a>(all: impl IntoIterator<Item = (&'a str, &'a str)>) -> Kind {
    Kind::Choice(owned(all))
}

/// Word and words of each, for a choice of which several may be asked for, or kept out.
pub(super) fn picks<'a>(all: impl IntoIterator<Item = (&'a str, &'a str)>) -> Kind {
    Kind::Picks(owned(all))
}

fn owned<'a>(all: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<(String, String)> {
    all.into_iter().map(|(word, words)| (word.to_owned(), words.to_owned())).collect()
}

/// The words of one of these.
fn words_of(all: &[(String, String)], typed: &str) -> String {
    all.iter().find(|(word, _)| word == typed).map_or_else(|| typed.to_owned(), |(_, words)| words.clone())
}

/// As controls take them.
fn options(all: &[(String, String)]) -> Vec<(&str, &str)> {
    all.iter().map(|(word, words)| (word.as_str(), words.as_str())).collect()
}

/// The search field's name in every list.
const SEARCH: &str = "q";
/// What stays when a filter is changed: the order, the columns, the way of looking, and of what the list is.
const KEPT: &[&str] = &["sort", "column", "turn", "of", "part"];

/// What an address asks of a list.
pub(super) struct Question<'a> {
    asks: &'a Asks,
    path: String,
    all: Vec<Asked>,
}

impl<'a> Question<'a> {
    /// Of the list at this address, which may be asked all of this.
    pub(super) fn new(asks: &'a Asks, path: String, all: Vec<Asked>) -> Self {
        Self { asks, path, all }
    }

    fn typed(&self, name: &str) -> &'a str {
        self.asks.get(name)
    }

    /// The currency in which amounts are read: the one that is asked for, or else the list's.
    fn currency_of(&self, otherwise: Currency) -> Currency {
        self.currency("currency").unwrap_or(otherwise)
    }

    fn reads(&self, asked: &Asked) -> bool {
        let typed = self.typed(asked.name);
        match &asked.kind {
            Kind::Words => true,
            Kind::Day => Day::parse(typed).is_ok(),
            Kind::Amount(otherwise) => Money::parse(typed, self.currency_of(*otherwise)).is_ok(),
            Kind::Currency => Currency::parse(typed).is_ok(),
            Kind::Choice(all) => all.is_empty() || all.iter().any(|(word, _)| word == typed),
            Kind::Picks(all) => self.pick(asked, all).picked.is_some(),
            Kind::Yes => typed == "yes",
        }
    }

    fn pick(&self, asked: &Asked, all: &[(String, String)]) -> picking::Read {
        picking::read(self.asks, (asked.name, asked.words), false, |typed| all.is_empty() || all.iter().any(|(word, _)| word == typed))
    }

    /// Whether somebody asked for it, read or not.
    fn is_asked(&self, asked: &Asked) -> bool {
        match &asked.kind {
            Kind::Picks(_) => picking::asks_of(self.asks, asked.name),
            Kind::Words | Kind::Day | Kind::Amount(_) | Kind::Currency | Kind::Choice(_) | Kind::Yes => !self.typed(asked.name).is_empty(),
        }
    }

    /// What is asked and can be read.
    fn on(&self) -> impl Iterator<Item = &Asked> {
        self.all.iter().filter(|asked| self.is_asked(asked) && self.reads(asked))
    }

    fn of(&self, name: &str) -> Option<&'a str> {
        self.on().find(|asked| asked.name == name).map(|asked| self.typed(asked.name))
    }

    /// Words that are asked for.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.of(name).map(str::to_owned)
    }

    /// Any of some words, or none of them.
    pub(super) fn picked(&self, name: &str) -> Option<Picked> {
        self.all.iter().find(|asked| asked.name == name).and_then(|asked| match &asked.kind {
            Kind::Picks(all) => self.pick(asked, all).picked,
            Kind::Words | Kind::Day | Kind::Amount(_) | Kind::Currency | Kind::Choice(_) | Kind::Yes => None,
        })
    }

    /// A day.
    pub(super) fn day(&self, name: &str) -> Option<Day> {
        self.of(name).and_then(|typed| Day::parse(typed).ok())
    }

    /// A currency.
    pub(super) fn currency(&self, name: &str) -> Option<Currency> {
        Currency::parse(self.typed(name)).ok()
    }

    /// An amount, in minor units of the currency that is asked for, or else of this one.
    pub(super) fn minor(&self, name: &str, otherwise: Currency) -> Option<i64> {
        self.of(name).and_then(|typed| Money::parse(typed, self.currency_of(otherwise)).ok()).map(|amount| amount.minor)
    }

    /// Whether something is ticked.
    pub(super) fn yes(&self, name: &str) -> bool {
        self.of(name).is_some()
    }

    /// Whether anything is asked at all, read or not.
    pub(super) fn asks_something(&self) -> bool {
        self.all.iter().any(|asked| self.is_asked(asked))
    }

    /// The pairs of the address that stay when some are asked anew.
    pub(super) fn pairs_without(&self, without: &[&str]) -> Vec<(&'a str, &'a str)> {
        let known = |name: &str| KEPT.contains(&name) || self.all.iter().any(|asked| asked.name == name);
        let pairs = self.asks.0.iter().map(|(name, value)| (name.as_str(), value.trim()));
        let stays = |name: &str| {
            let (filter, how) = picking::filter_of(name);
            known(filter) && !without.contains(&filter) && (!how || picking::asks_of(self.asks, filter))
        };
        pairs.filter(|(name, value)| !value.is_empty() && stays(name)).collect()
    }

    /// The same question to another address, such as the file's.
    pub(super) fn at(&self, path: &str) -> String {
        with_query(path, &self.pairs_without(&[]))
    }

    /// The same question on the same page of the list, to the address of something in it.
    pub(super) fn here(&self, path: &str) -> String {
        let mut pairs = self.pairs_without(&[]);
        pairs.extend((!self.typed("cursor").is_empty()).then(|| ("cursor", self.typed("cursor"))));
        with_query(path, &pairs)
    }

    /// The same question in another order.
    pub(super) fn sorted(&self, sort: &str) -> String {
        let mut pairs = self.pairs_without(&["sort"]);
        pairs.extend((!sort.is_empty()).then_some(("sort", sort)));
        with_query(&self.path, &pairs)
    }

    /// The next page.
    pub(super) fn next(&self, cursor: &str) -> String {
        let mut pairs = self.pairs_without(&[]);
        pairs.push(("cursor", cursor));
        with_query(&self.path, &pairs)
    }

    /// The row of filters that are on with the menu that builds them, and below it what could not be read.
    pub(super) fn row(&self, end: Option<Markup>) -> Markup {
        let on: Vec<(&Asked, (&str, String))> = self.on().map(|asked| (asked, self.said(asked))).collect();
        let shown: Vec<Filter<'_>> = on
            .iter()
            .map(|(asked, (how, value))| Filter {
                name: asked.words,
                how,
                value,
                without: Some(with_query(&self.path, &self.pairs_without(&[asked.name]))),
                guessed: false,
            })
            .collect();
        html! {
            (filters(&shown, menu_named(t("creators.filter"), &[MenuItem::Other(self.builder())]), end))
            @for words in self.all.iter().filter(|asked| self.is_asked(asked)).flat_map(|asked| self.unread(asked)) {
                div.filters { p.note.late role="status" { (words) } }
            }
        }
    }

    /// How a filter is meant, and its value.
    fn said(&self, asked: &Asked) -> (&'static str, String) {
        match &asked.kind {
            Kind::Picks(all) => match self.pick(asked, all).picked {
                Some(picked) => picking::said(&picked, false, |typed| words_of(all, typed)),
                None => ("", String::new()),
            },
            Kind::Words | Kind::Day | Kind::Amount(_) | Kind::Currency | Kind::Choice(_) | Kind::Yes => ("", self.value(asked)),
        }
    }

    fn value(&self, asked: &Asked) -> String {
        let typed = self.typed(asked.name);
        match &asked.kind {
            Kind::Words => typed.to_owned(),
            Kind::Day => Day::parse(typed).map_or_else(|_| typed.to_owned(), |day| when::day(day, "%-d %b %Y")),
            Kind::Amount(otherwise) => {
                Money::parse(typed, self.currency_of(*otherwise)).map_or_else(|_| typed.to_owned(), |amount| amount.said())
            }
            Kind::Currency => typed.to_uppercase(),
            Kind::Choice(all) | Kind::Picks(all) => words_of(all, typed),
            Kind::Yes => t("tracker.yes").to_owned(),
        }
    }

    /// What could not be read of a filter.
    fn unread(&self, asked: &Asked) -> Vec<String> {
        if let Kind::Picks(all) = &asked.kind {
            return self.pick(asked, all).unread;
        }
        if self.reads(asked) {
            return Vec::new();
        }
        let values = [("typed", self.typed(asked.name)), ("name", asked.words)];
        vec![match &asked.kind {
            Kind::Day => tf("asking.unread.day", &values),
            Kind::Amount(_) => tf("asking.unread.amount", &values),
            Kind::Currency => tf("asking.unread.currency", &values),
            Kind::Words | Kind::Choice(_) | Kind::Picks(_) | Kind::Yes => tf("asking.unread.choice", &values),
        }]
    }

    fn builder(&self) -> Markup {
        let fields = || self.all.iter().filter(|asked| asked.name != SEARCH);
        let built: Vec<&str> = fields().map(|asked| asked.name).collect();
        html! {
            form.filter-form.wide.stack.tight method="get" action=(self.path) {
                @for (name, value) in self.pairs_without(&built) { (hidden(name, value)) }
                div.cols.two.tight { @for asked in fields() { (self.field(asked)) } }
                div { (Button::submit(t("creators.filter.do")).primary()) }
            }
        }
    }

    fn field(&self, asked: &Asked) -> Markup {
        let typed = self.typed(asked.name);
        match &asked.kind {
            Kind::Words | Kind::Currency => Field::text(asked.name, asked.words).value(typed).render(),
            Kind::Day => Field::date(asked.name, asked.words).value(typed).render(),
            Kind::Amount(otherwise) => Field::money(asked.name, asked.words, &self.currency_of(*otherwise)).value(typed).render(),
            Kind::Choice(all) => Field::select(asked.name, asked.words, &options(all), Some(t("creators.any"))).value(typed).render(),
            Kind::Picks(all) => picking::boxes(self.asks, (asked.name, asked.words), false, &options(all), |_| false),
            Kind::Yes => tick(asked.name, "yes", asked.words, typed == "yes", None),
        }
    }

    /// What each of the filters leaves out, at most four of them, counted by `count`; for a list that a page narrows itself.
    pub(super) fn offers(&self, count: impl Fn(&str) -> usize) -> Vec<Offer> {
        let each = self.on().take(4).map(|asked| (asked, count(asked.name))).filter(|(_, count)| *count > 0);
        each.map(|(asked, count)| {
            let (how, value) = self.said(asked);
            Offer {
                filter: said_whole(asked.words, how, &value),
                count: count.to_string(),
                href: with_query(&self.path, &self.pairs_without(&[asked.name])),
            }
        })
        .collect()
    }

    /// Nothing fits: what to do. `without` is what each filter leaves out, and `names` which filter of the address a field of the
    /// question is, where they are not called the same.
    pub(super) fn nothing(&self, without: &[Without], names: &[(&str, &str)]) -> Markup {
        let offers = without.iter().filter(|one| one.count > 0).filter_map(|one| {
            let name = names.iter().find(|(field, _)| *field == one.filter).map_or(one.filter.as_str(), |(_, name)| *name);
            let asked = self.on().find(|asked| asked.name == name)?;
            let (how, value) = self.said(asked);
            Some(Offer {
                filter: said_whole(asked.words, how, &value),
                count: counted(one),
                href: with_query(&self.path, &self.pairs_without(&[name])),
            })
        });
        let all: Vec<&str> = self.all.iter().map(|asked| asked.name).collect();
        nothing(t("asking.none"), &offers.collect::<Vec<_>>(), &with_query(&self.path, &self.pairs_without(&all)))
    }
}

/// A filter as a sentence says it: "Country is not Germany".
pub(super) fn said_whole(name: &str, how: &str, value: &str) -> String {
    [name, how, value].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// How many there would be, in words.
pub(super) fn counted(one: &Without) -> String {
    format!("{}{}", grouped(one.count.unsigned_abs()), if one.or_more { "+" } else { "" })
}

/// A filter that may be dropped, and how many there would be.
pub(super) struct Offer {
    /// The filter, in words.
    pub filter: String,
    /// How many fit without it, in words.
    pub count: String,
    /// The list without it.
    pub href: String,
}

/// Nothing fits: which filter to drop and how many that gives, or to drop them all.
pub(super) fn nothing(words: &'static str, offers: &[Offer], all: &str) -> Markup {
    let text = if offers.is_empty() { t("creators.none_so.text") } else { t("asking.none.text") };
    let links = html! {
        @for offer in offers {
            (Button::link(&offer.href, &tf("asking.without", &[("filter", &offer.filter), ("count", &offer.count)])))
        }
        (Button::link(all, t("creators.drop_all")).quiet())
    };
    empty(words, text, links)
}

/// The columns of a list beside its first one.
pub(super) struct Columns<C: 'static> {
    /// Each with its word in addresses.
    pub all: &'static [(C, &'static str)],
    /// What is shown where an address asks for none.
    pub usual: &'static [C],
    /// How one is read, by its word.
    pub words: fn(&str) -> &'static str,
}

impl<C: Copy + PartialEq> Columns<C> {
    /// The columns that an address asks for, in their order; the usual ones where it asks for none.
    pub(super) fn asked(&self, asks: &Asks) -> Vec<C> {
        let asked = |word: &str| asks.0.iter().any(|(name, value)| name == "column" && value == word);
        let chosen: Vec<C> = self.all.iter().filter(|(_, word)| asked(word)).map(|(column, _)| *column).collect();
        if chosen.is_empty() { self.usual.to_vec() } else { chosen }
    }

    /// As it is read.
    pub(super) fn words(&self, column: C) -> &'static str {
        (self.words)(self.all.iter().find(|(one, _)| *one == column).map_or("", |(_, word)| word))
    }

    /// What stands at the end of the filters: the menus of views and of columns, and the file of the `count` that fit.
    pub(super) fn tools(&self, question: &Question<'_>, views: &saved::Tabs<'_>, shown: &[C], count: i64, file: &str) -> Markup {
        let choices: Vec<(&str, &str, bool)> =
            self.all.iter().map(|(column, word)| (*word, (self.words)(word), shown.contains(column))).collect();
        let words = tf("creators.export", &[("count", &grouped(count.unsigned_abs()))]);
        html! {
            (saved::menu(views))
            (columns(&question.path, &choices, &question.pairs_without(&["column"])))
            @if count > 0 { (Button::link(&question.at(file), &words).quiet().small().icon("download")) }
        }
    }

    /// The first line of the file: the first column, those that are shown, and the currency of the amounts. Other programs read
    /// it, so that it is the same in every language.
    pub(super) fn heading(&self, first: impl Fn() -> &'static str, shown: &[C]) -> Vec<String> {
        in_english(|| {
            let named = shown.iter().map(|column| self.words(*column));
            std::iter::once(first()).chain(named).chain([tk("payment_filter", "currency")]).map(str::to_owned).collect()
        })
    }
}

/// A CSV to save: a line of headings, and a line for each row.
pub(super) fn file(name: &str, lines: &[Vec<String>]) -> Answer {
    let text: String = lines.iter().map(|cells| said::csv_line(cells) + "\r\n").collect();
    let name = format!("attachment; filename=\"{name}\"");
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)], text).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(pairs: &[(&str, &str)]) -> Asks {
        Asks(pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    fn all() -> Vec<Asked> {
        vec![
            asked("q", "", Kind::Words),
            asked("from", "", Kind::Day),
            asked("least", "", Kind::Amount(Currency::GBP)),
            asked("currency", "", Kind::Currency),
            asked("state", "", choice([("open", "")])),
            asked("late", "", Kind::Yes),
            asked("kind", "Kind", picks([("fee", "Fee"), ("bonus", "Bonus")])),
        ]
    }

    #[test]
    fn several_values_are_one_filter_and_dropped_together() {
        let asks =
            asks(&[("kind", "fee"), ("kind", "bonus"), ("kind", "loan"), ("kind.how", "not"), ("late", "yes"), ("state.how", "not")]);
        let question = Question::new(&asks, "/x".into(), all());
        assert_eq!(question.picked("kind").map(|picked| picked.to_string()).as_deref(), Some("!fee,bonus"));
        let row = question.row(None).0;
        assert!(row.contains("<b>Fee, Bonus</b>") && row.contains("href=\"/x?late=yes\"") && row.contains("loan"), "{row}");
        assert_eq!(question.at("/x.csv"), "/x.csv?kind=fee&kind=bonus&kind=loan&kind.how=not&late=yes", "how alone asks nothing");
    }

    #[test]
    fn a_list_without_anything_offers_what_gives_something() {
        let asks = asks(&[("kind", "fee"), ("from", "2026-11-01"), ("sort", "newest")]);
        let question = Question::new(&asks, "/x".into(), all());
        let without = [("kind", 0), ("due_from", 1_234), ("elsewhere", 5)].map(|(filter, count)| Without {
            filter: filter.to_owned(),
            count,
            or_more: false,
        });
        let shown = question.nothing(&without, &[("due_from", "from")]).0;
        assert!(shown.contains("1,234") && shown.contains("href=\"/x?kind=fee&amp;sort=newest\""), "{shown}");
        assert_eq!(shown.matches("<a ").count(), 2, "one filter and all of them: {shown}");
    }

    #[test]
    fn what_cannot_be_read_is_no_part_of_the_question() {
        let asks = asks(&[("from", "soon"), ("least", "much"), ("currency", "pounds"), ("state", "gone"), ("late", "maybe")]);
        let question = Question::new(&asks, "/x".into(), all());
        assert_eq!((question.day("from"), question.minor("least", Currency::GBP), question.currency("currency")), (None, None, None));
        assert_eq!((question.text("state"), question.yes("late"), question.on().count()), (None, false, 0));
        assert!(question.asks_something(), "but it is said");
    }

    #[test]
    fn an_amount_is_read_in_the_currency_that_is_asked_for() {
        let yen = asks(&[("least", "1500"), ("currency", "jpy")]);
        assert_eq!(Question::new(&yen, "/x".into(), all()).minor("least", Currency::GBP), Some(1_500));
        let pounds = asks(&[("least", "1,500")]);
        assert_eq!(Question::new(&pounds, "/x".into(), all()).minor("least", Currency::GBP), Some(150_000));
    }

    #[test]
    fn a_question_goes_on_without_what_it_does_not_know() {
        let asks = asks(&[("q", "tea & jam"), ("cursor", "9"), ("other", "1"), ("column", "a"), ("column", "b"), ("sort", "newest")]);
        let question = Question::new(&asks, "/x".into(), all());
        assert_eq!(question.at("/x.csv"), "/x.csv?q=tea%20%26%20jam&column=a&column=b&sort=newest");
        assert_eq!(question.next("7"), "/x?q=tea%20%26%20jam&column=a&column=b&sort=newest&cursor=7");
        assert_eq!(question.sorted(""), "/x?q=tea%20%26%20jam&column=a&column=b");
    }
}
