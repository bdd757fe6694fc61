//! `search`: a million made-up creators in the search index and in PostgreSQL, and the same questions to both.
//!
//! Printed: how long the index takes to make and how large it is; p50 and p99 of a question without and with meaning, of the
//! engine underneath alone, and of PostgreSQL (tsvector with GIN, trigrams, b-trees, analysed) where a database is given; how
//! long a change takes until it can be found. Aims: 15 ms at p99 without meaning, 60 ms with, a tenth of PostgreSQL's time for
//! words. People are made up from lists in `search/people.rs` by a counter, so every run asks the same; their channels are as large
//! as real ones (`search/channels.rs`).

mod channels;
mod people;
mod rows;

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use domain::{
    creators::{Country, Tier},
    discovery::{Between, Filters},
};
use insight::search::{Change, Index, Order, Question, Scope};
use serde_json::json;

use people::{BRAND, ORGANISATION, Seed};

const LIMIT_WORDS_MS: f64 = 15.0;
const LIMIT_MEANING_MS: f64 = 60.0;

/// What kind of question it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Words,
    WordsAndFilters,
    Filters,
    Name,
    TypingError,
}

const KINDS: [(Kind, &str); 5] = [
    (Kind::Words, "words"),
    (Kind::WordsAndFilters, "words_and_filters"),
    (Kind::Filters, "filters"),
    (Kind::Name, "name"),
    (Kind::TypingError, "typing_error"),
];

/// Measures and prints: `search [creators] [questions] [--database URL]`.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let numbers: Vec<usize> = arguments.iter().map_while(|text| text.parse().ok()).collect();
    let (creators, asked) = (numbers.first().copied().unwrap_or(1_000_000), numbers.get(1).copied().unwrap_or(1_000));
    let database = arguments.iter().position(|text| text == "--database").and_then(|at| arguments.get(at + 1));
    let folder = std::env::temp_dir().join(format!("troupe-search-bench-{}", std::process::id()));
    let index = Index::open(&folder)?;
    println!("{}", json!({ "bench": "search", "measure": "channels", "source": channels::source() }));
    fill(&index, creators, &folder)?;
    let questions: Vec<(Kind, Question)> = (0..asked).map(question).collect();
    let ours = ask(&questions, |question| index.search(&Question { meaning: false, ..question.clone() }).map(|_| ()).map_err(Into::into))?;
    report("words_only", &ours, LIMIT_WORDS_MS);
    let meaning = ask(&questions, |question| index.search(question).map(|_| ()).map_err(Into::into))?;
    report("with_meaning", &meaning, LIMIT_MEANING_MS);
    let bare = ask(&questions, |question| index.engine_alone(question).map(|_| ()).map_err(Into::into))?;
    report("engine_alone", &bare, LIMIT_WORDS_MS);
    changed(&index)?;
    if let Some(url) = database {
        let runtime = tokio::runtime::Runtime::new()?;
        let theirs = runtime.block_on(rows::measure(url, creators, &questions))?;
        report("postgres", &theirs, LIMIT_WORDS_MS);
        for (kind, name) in KINDS {
            let ratio = percentile(&of(&theirs, kind), 50) / percentile(&of(&ours, kind), 50);
            println!("{}", json!({ "bench": "search", "measure": "postgres_to_ours_p50", "kind": name, "ratio": two(ratio) }));
        }
    }
    drop(index);
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

fn fill(index: &Index, creators: usize, folder: &std::path::Path) -> Result<()> {
    let begun = Instant::now();
    let all: Vec<usize> = (0..creators).collect();
    for chunk in all.chunks(2_000) {
        let changes: Vec<Change> = chunk
            .iter()
            .map(|number| {
                let entry = people::entry(*number);
                Change { creator: entry.creator, entries: vec![entry] }
            })
            .collect();
        index.put(&changes)?;
    }
    index.commit("0.1")?;
    let seconds = begun.elapsed().as_secs_f64();
    let bytes: u64 = std::fs::read_dir(folder)?.filter_map(|entry| entry.ok()?.metadata().ok()).map(|found| found.len()).sum();
    #[allow(clippy::cast_precision_loss)]
    let each = bytes as f64 / creators as f64;
    println!(
        "{}",
        json!({ "bench": "search", "measure": "made", "creators": creators, "seconds": two(seconds), "bytes_a_creator": two(each), "resident_mb": resident() })
    );
    Ok(())
}

/// How long until a change is found.
fn changed(index: &Index) -> Result<()> {
    let mut times = Vec::new();
    for number in 0..20 {
        let mut entry = people::entry(number);
        entry.bios = vec![format!("changedword{number}")];
        let begun = Instant::now();
        index.put(&[Change { creator: entry.creator, entries: vec![entry] }])?;
        index.commit("0.2")?;
        let found = index.search(&Question { about: format!("changedword{number}"), meaning: false, ..plain() })?;
        anyhow::ensure!(found.total == 1, "a change was not found");
        times.push(begun.elapsed());
    }
    let times = sorted(times);
    println!(
        "{}",
        json!({ "bench": "search", "measure": "change_found_ms", "p50": two(percentile(&times, 50)), "p99": two(percentile(&times, 99)), "limit": 2_000 })
    );
    Ok(())
}

fn plain() -> Question {
    Question {
        organisation: ORGANISATION,
        brand: BRAND,
        scope: Scope::Known,
        about: String::new(),
        near: None,
        filters: Filters::default(),
        only: None,
        without: Vec::new(),
        order: Order::Fit,
        offset: 0,
        limit: 20,
        now: people::TODAY * domain::time::DAY,
        counts: true,
        meaning: true,
    }
}

/// The questions are mixed as people ask: mostly words, with and without filters.
fn question(number: usize) -> (Kind, Question) {
    let mut seed = Seed::new(number as u64 + 77_777_777);
    let kind = match number % 10 {
        0..=2 => Kind::Words,
        3..=5 => Kind::WordsAndFilters,
        6 | 7 => Kind::Filters,
        8 => Kind::Name,
        _ => Kind::TypingError,
    };
    let mut asked = plain();
    if matches!(kind, Kind::Words | Kind::WordsAndFilters) {
        asked.about = people::asked_words(&mut seed);
    }
    if kind == Kind::Name {
        asked.about = people::asked_name(&mut seed);
    }
    if kind == Kind::TypingError {
        asked.about = people::asked_with_error(&mut seed);
    }
    if matches!(kind, Kind::WordsAndFilters | Kind::Filters) {
        let least = [1_000, 5_000, 10_000, 50_000][seed.below(4)];
        asked.filters.followers = Between { least: Some(least), most: Some(least * 8) };
        asked.filters.countries = Country::parse(people::COUNTRIES[seed.below(people::COUNTRIES.len())].0).into_iter().collect();
        if seed.below(2) == 0 {
            asked.filters.engagement_rate = Between::at_least(30_000);
        }
        if seed.below(3) == 0 {
            asked.filters.tiers = vec![Tier::Paid];
        }
        if seed.below(3) == 0 {
            asked.filters.not_contacted_days = Some(180);
        }
    }
    if kind == Kind::Filters {
        asked.order = Order::Followers;
    }
    (kind, asked)
}

type Times = Vec<(Kind, Duration)>;

fn ask(questions: &[(Kind, Question)], mut answer: impl FnMut(&Question) -> Result<()>) -> Result<Times> {
    for (_, question) in questions.iter().take(50) {
        answer(question)?;
    }
    let mut times = Vec::new();
    for (kind, question) in questions {
        let begun = Instant::now();
        answer(question).with_context(|| format!("{:?}", question.about))?;
        times.push((*kind, begun.elapsed()));
    }
    Ok(times)
}

fn of(times: &Times, kind: Kind) -> Vec<Duration> {
    sorted(times.iter().filter(|(of, _)| *of == kind).map(|(_, time)| *time).collect())
}

fn sorted(mut times: Vec<Duration>) -> Vec<Duration> {
    times.sort_unstable();
    times
}

/// In milliseconds.
fn percentile(sorted: &[Duration], percent: usize) -> f64 {
    let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(at).map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
}

fn two(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn report(measure: &str, times: &Times, limit: f64) {
    let all = sorted(times.iter().map(|(_, time)| *time).collect());
    let mut line = json!({
        "bench": "search", "measure": measure, "questions": all.len(),
        "p50_ms": two(percentile(&all, 50)), "p99_ms": two(percentile(&all, 99)), "limit_ms": limit,
    });
    for (kind, name) in KINDS {
        let times = of(times, kind);
        line[name] = json!([two(percentile(&times, 50)), two(percentile(&times, 99))]);
    }
    println!("{line}");
}

/// Resident memory in megabytes, where the system tells.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<u64>().ok().map(|kilobytes| kilobytes / 1_024)
}
