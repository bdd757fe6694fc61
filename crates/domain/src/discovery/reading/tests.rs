//! The table of queries, and what holds of every text.

use proptest::prelude::*;

use super::*;
use crate::discovery::Between;

fn today() -> Date {
    jiff::civil::date(2026, 11, 25)
}

const QUERIES: &str = include_str!("queries.tsv");

/// The names of reasons as they stand in the table.
const REASONS: &[(&str, NotUnderstood)] = &[
    ("age", NotUnderstood::AgeIsNotKnown),
    ("gender", NotUnderstood::GenderIsNotKnown),
    ("origin", NotUnderstood::OriginIsNotKept),
    ("ambiguous", NotUnderstood::Ambiguous),
    ("no_bound", NotUnderstood::NoBound),
    ("vague", NotUnderstood::Vague),
    ("contradicts", NotUnderstood::Contradicts),
    ("backwards", NotUnderstood::Backwards),
    ("number", NotUnderstood::UnknownNumber),
    ("amount", NotUnderstood::UnknownAmount),
    ("excludes", NotUnderstood::Excludes),
    ("not_kept", NotUnderstood::NotKept),
    ("too_many", NotUnderstood::TooMany),
    ("unknown_value", NotUnderstood::UnknownValue),
    ("no_word", NotUnderstood::NoWord),
];

/// One query as in the table.
fn row(query: &str) -> [String; 3] {
    let reading = read(query, today());
    let mut filters: Vec<String> = reading
        .filters
        .pairs()
        .into_iter()
        .map(|(name, value)| match reading.currency.filter(|_| name == "fee") {
            Some(currency) => format!("{name}={value} {currency}"),
            None => format!("{name}={value}"),
        })
        .collect();
    filters.sort();
    let refused: Vec<String> = reading
        .not_understood()
        .map(|(part, why)| {
            let name = REASONS.iter().find(|(_, reason)| *reason == why).map_or("?", |(name, _)| name);
            format!("{name}: {}", part.text)
        })
        .collect();
    [filters.join("; "), reading.about.clone(), refused.join(" | ")]
}

#[test]
fn queries_become_what_the_table_says() {
    let mut wrong = Vec::new();
    for line in QUERIES.lines().filter(|line| !line.starts_with("# ")) {
        let mut cells = line.split('\t');
        let query = cells.next().unwrap_or("");
        let mut filters: Vec<&str> = cells.next().unwrap_or("").split("; ").collect();
        filters.sort_unstable();
        let expected = [filters.join("; "), cells.next().unwrap_or("").to_owned(), cells.next().unwrap_or("").to_owned()];
        let found = row(query);
        if found != expected {
            wrong.push(format!("{query}\n  expected {expected:?}\n  found    {found:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} queries:\n{}",
        wrong.len(),
        QUERIES.lines().filter(|line| !line.starts_with("# ")).count(),
        wrong.join("\n")
    );
}

#[test]
fn the_tables_can_be_read() {
    assert_eq!(lexicon::lexicon().bad, Vec::<String>::new());
    let cities = include_str!("../data/cities.tsv").lines().filter(|line| !line.starts_with("# ")).count();
    assert!(cities >= 400, "{cities}");
    for (word, city) in [("köln", "Cologne"), ("nyc", "NYC"), ("são paulo", "São Paulo"), ("st louis", "St. Louis")] {
        let known = lexicon::lexicon().get(word).and_then(|entry| entry.city.as_ref());
        assert_eq!(known.and_then(|(names, _)| names.first()), Some(&city), "{word}");
    }
}

#[test]
fn no_word_stands_twice_in_a_table_so_that_the_order_of_rows_means_nothing() {
    let words = include_str!("../data/words.tsv").lines().filter_map(|line| line.split('\t').next());
    let cities =
        include_str!("../data/cities.tsv").lines().flat_map(|line| line.split('\t').take(2).collect::<std::collections::BTreeSet<_>>());
    let topics = include_str!("../data/topics.tsv").lines().filter_map(|line| line.split('\t').nth(1)).flat_map(|words| words.split('|'));
    for table in [words.collect::<Vec<_>>(), cities.collect(), topics.collect()] {
        let mut keys: Vec<String> = table.into_iter().filter(|word| !word.starts_with('#') && !word.is_empty()).map(lexicon::key).collect();
        keys.sort();
        let twice: Vec<&str> = keys.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0].as_str()).collect();
        assert_eq!(twice, Vec::<&str>::new());
    }
}

#[test]
fn the_table_is_as_large_and_as_hard_as_it_should_be() {
    let rows: Vec<Vec<&str>> = QUERIES.lines().filter(|line| !line.starts_with("# ")).map(|line| line.split('\t').collect()).collect();
    assert!(rows.len() >= 120);
    assert!(rows.iter().filter(|cells| cells.get(3).is_some_and(|refused| !refused.is_empty())).count() >= 40);
    for (name, _) in REASONS.iter().filter(|(name, _)| *name != "too_many") {
        assert!(rows.iter().any(|cells| cells.get(3).is_some_and(|refused| refused.contains(&format!("{name}:")))), "{name}");
    }
}

#[test]
fn every_filter_can_be_asked_for() {
    // The brand's own fields are chosen, never guessed from words.
    for name in super::super::NAMES.iter().filter(|name| **name != "field") {
        let asked = QUERIES.lines().any(|line| line.split('\t').nth(1).is_some_and(|filters| filters.contains(&format!("{name}="))));
        assert!(asked, "{name}");
    }
}

#[test]
fn days_are_counted_from_the_day_handed_in() {
    for (query, day, name, days) in [
        ("not contacted this year", jiff::civil::date(2026, 1, 1), "not_contacted", "1"),
        ("not contacted this year", jiff::civil::date(2024, 12, 31), "not_contacted", "366"),
        ("not contacted since March", jiff::civil::date(2026, 2, 1), "not_contacted", "338"),
        ("posted this month", jiff::civil::date(2026, 5, 1), "posted_within", "1"),
        ("not contacted in the last 1 month", jiff::civil::date(2026, 3, 31), "not_contacted", "31"),
    ] {
        assert_eq!(read(query, day).filters.pairs(), [(name, days.to_owned())], "{query} on {day}");
    }
}

#[test]
fn the_language_of_the_line_is_told_by_its_small_words() {
    for (query, language) in [
        ("creators in Germany with at least 10k followers", Tongue::English),
        ("Creator aus Deutschland mit mindestens 10k Followern", Tongue::German),
        ("skincare", Tongue::Unclear),
        ("สกินแคร์", Tongue::Unclear),
    ] {
        assert_eq!(read(query, today()).language, language, "{query}");
    }
}

#[test]
fn more_values_than_a_filter_holds_are_refused() {
    let reading = read("in Europe or Latin America", today());
    assert_eq!(
        reading.not_understood().map(|(part, why)| (part.text.as_str(), why)).collect::<Vec<_>>(),
        [("Latin America", NotUnderstood::TooMany)]
    );
}

#[test]
fn reasons_are_sentences() {
    for (name, why) in REASONS {
        assert!(why.says().ends_with('.') && why.says().starts_with(char::is_uppercase), "{name}");
    }
}

/// What holds of every text, whatever stands in it.
fn holds(text: &str) -> Result<(), TestCaseError> {
    let reading = read(text, today());
    let mut end = 0;
    let gap = |from: usize, to: usize| text.get(from..to).is_some_and(|gap| !gap.chars().any(char::is_alphanumeric));
    for part in &reading.parts {
        prop_assert!(part.start >= end && part.start < part.end, "in order: {part:?}");
        prop_assert_eq!(text.get(part.start..part.end), Some(part.text.as_str()));
        prop_assert!(gap(end, part.start), "no word stands outside: {:?}", &reading.parts);
        end = part.end;
    }
    prop_assert!(gap(end, text.len()), "no word stands behind the last part");
    let about: Vec<&str> = reading
        .parts
        .iter()
        .filter(|part| matches!(part.becomes, Becomes::About | Becomes::Topic { .. }))
        .map(|part| part.text.as_str())
        .collect();
    prop_assert_eq!(&reading.about, &about.join(" "));
    let pairs = reading.filters.pairs();
    let (again, unreadable) = Filters::of_pairs(pairs.iter().map(|(name, value)| (*name, value.as_str())));
    prop_assert_eq!((&again, unreadable), (&reading.filters, Vec::new()));
    for (name, value) in &pairs {
        let said: Vec<&String> = reading
            .parts
            .iter()
            .filter_map(|part| match &part.becomes {
                Becomes::Filter { name: of, values } if of == name => Some(values),
                _ => None,
            })
            .flatten()
            .collect();
        let whole = said.contains(&value);
        let ends = value.split_once("..").is_some_and(|(least, most)| {
            let said_by = |end: &str, first: bool| {
                let side = |one: &&String| one.split_once("..").is_some_and(|(a, b)| (if first { a } else { b }) == end);
                end.is_empty() || said.iter().any(side)
            };
            said_by(least, true) && said_by(most, false)
        });
        prop_assert!(whole || ends, "{name}={value} was invented: {:?}", reading.parts);
    }
    for part in &reading.parts {
        if let Becomes::Filter { name, values } = &part.becomes {
            prop_assert!(!values.is_empty() && pairs.iter().any(|(of, _)| of == name), "{part:?} has no filter");
        }
    }
    prop_assert_eq!(reading.currency.is_some(), pairs.iter().any(|(name, _)| *name == "fee"));
    Ok(())
}

/// Pieces of real queries, put together at random.
fn piece() -> impl Strategy<Value = String> {
    let rows: Vec<&'static str> =
        QUERIES.lines().filter(|line| !line.starts_with("# ")).filter_map(|line| line.split('\t').next()).collect();
    let words: Vec<String> = rows.iter().flat_map(|row| row.split_whitespace()).map(str::to_owned).collect();
    prop_oneof![
        6 => prop::sample::select(words),
        2 => prop::sample::select(rows).prop_map(str::to_owned),
        1 => "[0-9.,'%€$£+<>~:#\"-]{1,6}",
        1 => "\\PC{1,4}",
    ]
}

proptest! {
    #[test]
    fn any_text_is_read(text in "\\PC{0,120}") {
        holds(&text)?;
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        holds(&String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn pieces_of_queries_in_any_order_are_read(pieces in prop::collection::vec(piece(), 0..14), glue in prop::sample::select(vec![" ", ", ", "-", "\n", "", " - ", "/"])) {
        holds(&pieces.join(glue))?;
    }

    #[test]
    fn what_follows_a_not_becomes_no_filter(name in prop::sample::select(vec!["in Berlin", "in Germany", "German-speaking", "on TikTok", "micro", "tagged vip", "with an American audience", "ambassadors", "tag:vip", "country:DE", "posts in French", "between 3 and 6 % engagement", "Paris", "EU"]), not in prop::sample::select(vec!["not", "no", "without", "except", "ohne", "nicht", "kein", "außer", "but not", "outside", "dont", "statt", "exclude:"])) {
        let reading = read(&format!("{not} {name}"), today());
        prop_assert!(reading.filters.is_empty() && reading.about.is_empty(), "{:?}", reading);
    }

    #[test]
    fn counts_are_read_as_written(least in 1i64..900_000, more in 0i64..900_000) {
        let most = least + more;
        for text in [format!("{least} to {most} followers"), format!("zwischen {least} und {most} Abonnenten"), format!("followers: {least}-{most}"), format!("at least {} and at most {} subs", crate::text::grouped(least.unsigned_abs()), crate::text::grouped(most.unsigned_abs()))] {
            prop_assert_eq!(read(&text, today()).filters.followers, Between { least: Some(least), most: Some(most) }, "{}", text);
        }
    }
}

#[test]
fn ten_thousand_bytes_of_anything_are_read() {
    for one in [
        "German and ",
        "no ",
        "skincare ",
        "10k-",
        "in Berlin, ",
        "สกินแคร์",
        "🌱",
        "a:",
        "\"",
        "....",
        "not in Berlin or ",
        "x",
        "1 000 ",
        "U.S.",
        "\u{202e}",
        "audience in DE and ",
    ] {
        let text = one.repeat(10_240 / one.len());
        assert!(holds(&text).is_ok(), "{one}");
    }
}
