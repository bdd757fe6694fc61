//! A filter on a choice: any of some values, none of them, that something is known or that nothing is. Read from an address,
//! said in words, and built as a control that works without scripts.
//!
//! An address says it by the values, `tier=paid&tier=ambassador`, and where it is not "any of these" by how, `tier.how=not`; so that
//! an address with one value means what it always meant. What a program writes, `tier=!paid,ambassador`, is read too. Invariant:
//! a value that cannot be chosen is left out and named, and never makes the list show less in silence. Absent: which values there are.

use domain::picked::{ANYTHING, LONGEST, MOST, NOTHING, Picked};
use maud::{Markup, Render, html};

use crate::{
    kernel::values::Asks,
    text::{t, tf},
    ui::{Field, choice::tick},
};

/// What follows a filter's name where an address says how its values are meant.
const HOW: &str = ".how";

/// The name under which an address says how.
pub(super) fn how_of(name: &str) -> String {
    format!("{name}{HOW}")
}

/// The filter to which a name of an address belongs, and whether it says how.
pub(super) fn filter_of(name: &str) -> (&str, bool) {
    name.strip_suffix(HOW).map_or((name, false), |filter| (filter, true))
}

/// The values that an address names, as typed, each once.
pub(super) fn values<'a>(asks: &'a Asks, name: &str) -> Vec<&'a str> {
    let all = asks.0.iter().filter(|(one, _)| one == name).flat_map(|(_, value)| value.trim().trim_start_matches('!').split(','));
    let mut values: Vec<&str> = Vec::new();
    for value in all.map(str::trim).filter(|value| !value.is_empty()) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values
}

/// How the values are meant: `not`, `set`, `unset`, or nothing for any of them.
fn how<'a>(asks: &'a Asks, name: &str) -> &'a str {
    match asks.get(&how_of(name)) {
        "" if asks.get(name).starts_with('!') => "not",
        how => how,
    }
}

/// Whether anything is asked of this choice.
pub(super) fn asks_of(asks: &Asks, name: &str) -> bool {
    !values(asks, name).is_empty() || ["set", "unset"].contains(&how(asks, name))
}

/// What an address asks of a choice.
pub(super) struct Read {
    /// What can be read of it; nothing where it asks nothing, or nothing that can be read.
    pub picked: Option<Picked>,
    /// What is said about the rest.
    pub unread: Vec<String>,
}

/// The values that an address names: those that can be asked for, and those that cannot.
fn parted<'a>(asks: &'a Asks, name: &str, unknown: bool, takes: impl Fn(&str) -> bool) -> (Vec<&'a str>, Vec<&'a str>) {
    let all = values(asks, name);
    // Beside other values that something is known says nothing.
    let alone = all.len() == 1;
    all.into_iter().partition(|value| match *value {
        NOTHING => unknown,
        ANYTHING => unknown && alone,
        value => value.chars().count() <= LONGEST && takes(value),
    })
}

/// Reads what is asked of the choice with this name and these words; `takes` says which values there are, and `unknown` whether
/// there may be none.
pub(super) fn read(asks: &Asks, (name, words): (&str, &str), unknown: bool, takes: impl Fn(&str) -> bool) -> Read {
    let how = how(asks, name);
    match how {
        "set" if unknown => return Read { picked: Picked::parse(ANYTHING).ok(), unread: Vec::new() },
        "unset" if unknown => return Read { picked: Picked::parse(NOTHING).ok(), unread: Vec::new() },
        _ => {}
    }
    let (known, wrong) = parted(asks, name, unknown, takes);
    let said = |key: &'static str, typed: &str| tf(key, &[("typed", typed), ("name", words)]);
    let key = if known.is_empty() { "asking.unread.choice" } else { "asking.unread.value" };
    let mut unread: Vec<String> = wrong.iter().take(MOST).map(|value| said(key, value)).collect();
    // Nothing known is no value.
    if known.iter().filter(|value| **value != NOTHING).count() > MOST {
        unread.push(tf("asking.unread.many", &[("count", &MOST.to_string()), ("name", words)]));
    }
    let text = format!("{}{}", if how == "not" { "!" } else { "" }, known.join(","));
    Read { picked: Picked::parse(&text).ok(), unread }
}

/// A pick as a filter says it: how, and what. `words` says a value, and `unknown` whether there may be none: who asks for none of
/// some values is told that those of whom nothing is known are shown too.
pub(super) fn said(picked: &Picked, unknown: bool, words: impl Fn(&str) -> String) -> (&'static str, String) {
    let mut all: Vec<String> = picked.values().iter().map(|value| words(value)).collect();
    if all.is_empty() {
        return (if picked.is_not() { t("asking.is") } else { t("asking.is_not") }, t("asking.known").to_owned());
    }
    if picked.has_nothing() {
        all.push(t("asking.unknown").to_owned());
    }
    let how = match (picked.is_not(), all.len()) {
        (false, 1) => t("asking.is"),
        (false, _) => t("asking.is_any"),
        (true, 1) => t("asking.is_not"),
        (true, _) => t("asking.is_none"),
    };
    let value = all.join(", ");
    let or_unknown = picked.is_not() && !picked.has_nothing() && unknown;
    (how, if or_unknown { tf("asking.or_unknown", &[("value", &value)]) } else { value })
}

/// The ways in which a choice can be asked, as a select takes them.
fn ways(unknown: bool) -> Vec<(&'static str, &'static str)> {
    let not = if unknown { t("asking.how.not_or_unknown") } else { t("asking.how.not") };
    let mut ways = vec![("", t("asking.how.any")), ("not", not)];
    if unknown {
        ways.extend([("set", t("asking.how.set")), ("unset", t("asking.how.unset"))]);
    }
    ways
}

/// The control of a choice: how, and a box to tick for each value of `all`, and for others that are asked for and that it takes, so
/// that they stay when another filter is set.
pub(super) fn boxes(asks: &Asks, (name, words): (&str, &str), unknown: bool, all: &[(&str, &str)], takes: impl Fn(&str) -> bool) -> Markup {
    let (chosen, how_name, ways) = (values(asks, name), how_of(name), ways(unknown));
    let (known, _) = parted(asks, name, unknown, takes);
    let others = known.into_iter().filter(|value| !all.iter().any(|(one, _)| one == value)).map(|value| match value {
        NOTHING => (value, t("asking.unknown")),
        ANYTHING => (value, t("asking.known")),
        value => (value, value),
    });
    html! {
        div.pick {
            (Field::select(&how_name, words, &ways, None).value(how(asks, name)))
            fieldset.pick-values {
                legend.vh { (words) }
                @for (value, words) in all { (tick(name, value, *words, chosen.contains(value), None)) }
                @for (value, words) in others { (tick(name, value, words, true, None)) }
            }
        }
    }
}

/// The control of a choice whose values are typed, with commas between them.
pub(super) fn typed(asks: &Asks, (name, words): (&str, &str), unknown: bool) -> Markup {
    let (chosen, how_name, ways) = (values(asks, name).join(", "), how_of(name), ways(unknown));
    let label = tf("asking.values", &[("name", words)]);
    html! {
        div.pick {
            (Field::select(&how_name, words, &ways, None).value(how(asks, name)))
            (Field::text(name, &label).value(&chosen).render())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(pairs: &[(&str, &str)]) -> Asks {
        Asks(pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    fn of(pairs: &[(&str, &str)]) -> Read {
        read(&asks(pairs), ("tier", "Tier"), true, |value| ["paid", "gifted", "other"].contains(&value))
    }

    #[test]
    fn an_address_with_one_value_means_what_it_always_meant() {
        for (pairs, text) in [
            (vec![("tier", "paid")], "paid"),
            (vec![("tier", "paid"), ("tier", " gifted ")], "paid,gifted"),
            (vec![("tier", "paid, gifted"), ("tier.how", "")], "paid,gifted"),
            (vec![("tier", "paid"), ("tier.how", "not")], "!paid"),
            (vec![("tier", "!paid,-")], "!paid,-"),
            (vec![("tier.how", "set")], "*"),
            (vec![("tier", "paid"), ("tier.how", "unset")], "-"),
            (vec![("tier", "paid"), ("tier.how", "perhaps")], "paid"),
            (vec![("tier", "*")], "*"),
            (vec![("tier", "!*")], "-"),
        ] {
            let read = of(&pairs);
            assert_eq!((read.picked.map(|picked| picked.to_string()), read.unread), (Some(text.to_owned()), vec![]), "{pairs:?}");
        }
        for nothing in [vec![], vec![("tier", " ")], vec![("tier.how", "not")]] {
            assert!(of(&nothing).picked.is_none() && !asks_of(&asks(&nothing), "tier"), "{nothing:?}");
        }
    }

    #[test]
    fn a_value_that_cannot_be_chosen_is_named_and_the_others_stay() {
        let read = of(&[("tier", "paid"), ("tier", "grand"), ("tier.how", "not")]);
        assert_eq!(read.picked.map(|picked| picked.to_string()).as_deref(), Some("!paid"));
        assert!(read.unread.len() == 1 && read.unread[0].contains("grand") && read.unread[0].contains("Tier"), "{:?}", read.unread);
        let read = of(&[("tier", "grand")]);
        assert!(read.picked.is_none() && read.unread.len() == 1);
    }

    #[test]
    fn what_a_pick_cannot_hold_is_named_too() {
        let long = "a".repeat(LONGEST + 1);
        let of = |pairs: &[(&str, &str)]| read(&asks(pairs), ("tag", "Tag"), true, |_| true);
        let read = of(&[("tag", "oats"), ("tag", long.as_str())]);
        assert_eq!(read.picked.map(|picked| picked.to_string()).as_deref(), Some("oats"));
        assert!(read.unread.len() == 1 && read.unread[0].contains(&long), "{:?}", read.unread);
        let read = of(&[("tag", "oats"), ("tag", "*")]);
        assert_eq!(read.picked.map(|picked| picked.to_string()).as_deref(), Some("oats"), "anything is asked for alone");
        assert!(read.unread.len() == 1 && read.unread[0].contains('*'), "{:?}", read.unread);
    }

    #[test]
    fn too_many_values_are_said() {
        let many: Vec<String> = (0..=MOST).map(|number| number.to_string()).collect();
        let read = super::read(&asks(&[("tier", &many.join(","))]), ("tier", "Tier"), true, |_| true);
        assert!(read.picked.is_none() && read.unread.len() == 1);
        let most = format!("{},-", many[1..].join(","));
        let read = super::read(&asks(&[("tier", &most)]), ("tier", "Tier"), true, |_| true);
        assert!(read.picked.is_some() && read.unread.is_empty(), "nothing known is no value");
    }

    #[test]
    fn who_asks_for_none_is_told_that_the_unknown_are_shown() {
        let of = |text: &str, unknown| {
            let (how, value) = said(&Picked::parse(text).expect(text), unknown, str::to_uppercase);
            format!("{how} {value}")
        };
        for (text, unknown, words) in [
            ("gb", true, "is GB"),
            ("gb,de", true, "is any of GB, DE"),
            ("!gb", true, "is not GB (or unknown)"),
            ("!gb,de", true, "is none of GB, DE (or unknown)"),
            ("!gb", false, "is not GB"),
            ("!gb,-", true, "is none of GB, unknown"),
            ("-", true, "is not known"),
            ("*", true, "is known"),
        ] {
            assert_eq!(of(text, unknown), words, "{text}");
        }
    }

    #[test]
    fn the_control_shows_what_is_asked() {
        let asks = asks(&[("tier", "paid"), ("tier.how", "not")]);
        let shown = boxes(&asks, ("tier", "Tier"), false, &[("paid", "Paid"), ("other", "Other")], |_| false).0;
        assert!(shown.contains("name=\"tier.how\"") && shown.contains("<option value=\"not\" selected>"), "{shown}");
        assert!(shown.contains("value=\"paid\" checked") && !shown.contains("value=\"other\" checked"), "{shown}");
        assert!(!shown.contains("value=\"unset\""), "a tier is always known");
    }

    #[test]
    fn what_is_asked_and_has_no_box_gets_one() {
        let asks = asks(&[("platform", "tiktok,threads,-")]);
        let shown = boxes(&asks, ("platform", "Platform"), true, &[("tiktok", "TikTok")], |_| true).0;
        for value in ["tiktok", "threads", "-"] {
            assert_eq!(shown.matches(&format!("value=\"{value}\" checked")).count(), 1, "{value}: {shown}");
        }
        assert!(shown.contains("<span>threads</span>") && shown.contains("<span>unknown</span>"), "{shown}");
        let shown = boxes(&asks, ("platform", "Platform"), false, &[("tiktok", "TikTok")], |_| false).0;
        assert!(!shown.contains("threads") && !shown.contains("value=\"-\""), "what cannot be asked for is left out: {shown}");
    }
}
