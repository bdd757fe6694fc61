//! `vetting`: how many accounts, comments and captions are judged a second on one core, and how well.
//!
//! Quality is of both splits of `data/labelled`, and, where the folder `../shared/data` lies beside this repository, of sets of
//! others that nothing here was fitted to. Debug builds are slow: run it with `--release`.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Context, Result, anyhow};
use insight::{
    captions::{self, Caption, Market, Severity},
    comments::{self, Kind, Sentiment, quality_table},
    followers::{self, Account, AccountKind},
};
use serde_json::{Value, json};

/// So long a measure of speed takes at least, in seconds.
const AT_LEAST: f64 = 1.0;

pub(crate) fn run() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let read = |name: &str| std::fs::read_to_string(root.join("data/labelled").join(name)).with_context(|| name.to_owned());
    let comments = quality_table::labelled(&read("comments.tsv")?).map_err(|error| anyhow!("comments.tsv: {error}"))?;
    let captions = captions::quality::labelled(&read("captions.tsv")?).map_err(|error| anyhow!("captions.tsv: {error}"))?;
    speed(&comments, &captions);
    for split in ["development", "held_out"] {
        of_comments(split, comments.iter().filter(|row| row.split == split).collect());
        of_captions(split, captions.iter().filter(|row| row.split == split).collect());
    }
    let shared = root.join("../shared/data");
    if !shared.is_dir() {
        println!("{}", json!({ "bench": "vetting", "measure": "shared sets", "note": "not there" }));
        return Ok(());
    }
    accounts_of_others(&shared.join("fake_accounts/insta_train.csv"))?;
    spam_of_others(&shared.join("comment_spam"))?;
    tweets(&shared.join("tweeteval"))
}

fn line(measure: &str, set: &str, rows: usize, figures: &Value) {
    println!("{}", json!({ "bench": "vetting", "measure": measure, "set": set, "rows": rows, "figures": figures }));
}

/// How often `judge` goes through so many things a second.
fn a_second(things: usize, mut judge: impl FnMut()) -> f64 {
    judge();
    let (begun, mut rounds) = (Instant::now(), 0_u32);
    while begun.elapsed().as_secs_f64() < AT_LEAST {
        judge();
        rounds += 1;
    }
    (f64::from(rounds) * things as f64 / begun.elapsed().as_secs_f64()).round()
}

fn speed(comments: &[quality_table::Labelled], captions: &[captions::quality::Labelled]) {
    let accounts: Vec<Account> = (0..2_000_i64)
        .map(|at| Account {
            username: format!("person{at}x{}", at * 7_919 % 9_973),
            name: Some("Ada Marlow".to_owned()),
            bio: Some("Bakes, reads, walks the dog".to_owned()),
            has_picture: Some(at % 5 > 0),
            followers: Some(at % 900),
            following: Some(at * 3 % 4_000),
            posts: Some(at % 60),
            private: Some(at % 2 == 0),
            ..Account::default()
        })
        .collect();
    let per = a_second(accounts.len(), || {
        std::hint::black_box(followers::estimate(&accounts));
    });
    line("accounts_a_second", "made up", accounts.len(), &json!(per));
    let per = a_second(comments.len(), || {
        for row in comments {
            std::hint::black_box(comments::judge(&row.text, row.language));
        }
    });
    line("comments_a_second", "labelled", comments.len(), &json!(per));
    let per = a_second(captions.len(), || {
        for row in captions {
            std::hint::black_box(captions::read(&row.caption()));
        }
    });
    line("captions_a_second", "labelled", captions.len(), &json!(per));
}

/// A figure to three places.
fn three(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

fn of_comments(split: &str, rows: Vec<&quality_table::Labelled>) {
    let sure: Vec<&quality_table::Labelled> = rows.iter().copied().filter(|row| !row.unsure).collect();
    for (set, rows) in [(split.to_owned(), rows), (format!("{split}, without unsure"), sure)] {
        let found = quality_table::Figures::of(rows.iter().copied(), true);
        let kinds: HashMap<&str, Value> = found
            .kinds
            .iter()
            .map(|(kind, score)| (kind.as_str(), json!([three(score.precision()), three(score.recall()), three(score.f1())])))
            .collect();
        let confusion: Vec<Value> =
            found.confusion.iter().map(|((of, taken), count)| json!([of.as_str(), taken.map(Kind::as_str), count])).collect();
        let figures = json!({
            "accuracy": three(found.accuracy()), "macro_f1": three(found.macro_f1()), "precision_recall_f1": kinds,
            "sentiment_macro_recall": three(found.sentiment_recall()), "right_of_language": found.languages,
            "abstained_of": found.abstained, "labelled_taken_for_count": confusion,
        });
        line("comments", &set, rows.len(), &figures);
    }
}

fn of_captions(split: &str, rows: Vec<&captions::quality::Labelled>) {
    let table = captions::quality::measure(rows.iter().copied());
    let share = |part: u32, of: u32| three(f64::from(part) / f64::from(of.max(1)));
    for (set, found) in [(split.to_owned(), &table.all), (format!("{split}, without unsure"), &table.sure)] {
        let confusion: Vec<Value> = found.confusion.iter().map(|((of, taken), count)| json!([of, taken, count])).collect();
        let figures = json!({
            "sponsored_precision_recall_f1": [three(found.sponsored.precision()), three(found.sponsored.recall()), three(found.sponsored.f1())],
            "disclosure_accuracy": share(found.disclosure, found.rows), "weak_reason_right": share(found.because, found.weak),
            "topics_micro_macro_f1": [three(found.micro_f1()), three(found.macro_f1())], "safety_accuracy": share(found.safety, found.rows),
            "high_precision_recall": [three(found.high.precision()), three(found.high.recall())], "labelled_found_count": confusion,
        });
        line("captions", &set, found.rows as usize, &figures);
    }
    let markets: HashMap<&str, f64> =
        table.markets.iter().map(|(market, found)| (market.code(), share(found.disclosure, found.rows))).collect();
    line("disclosure accuracy by market", split, rows.len(), &json!(markets));
}

/// Accounts labelled fake or not: how often a fake one is likelier than a person, and how many people are taken for fakes.
fn accounts_of_others(path: &Path) -> Result<()> {
    let bytes = std::fs::read(path)?;
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let at = reader.headers()?.iter().position(|name| name == "fake").context("no column is named fake")?;
    let mut labels = HashMap::new();
    for record in reader.records() {
        let record = record?;
        labels.insert(record.position().map_or(0, csv::Position::line), record.get(at) == Some("1"));
    }
    let sample = followers::read_sample(&bytes)?;
    let judged = sample.accounts.iter().zip(&sample.rows).filter_map(|(account, row)| Some((followers::judge(account), *labels.get(row)?)));
    let judged: Vec<(followers::Judged, bool)> = judged.collect();
    let (fakes, people): (Vec<_>, Vec<_>) = judged.iter().partition(|(_, fake)| *fake);
    let wins: f64 = fakes
        .iter()
        .flat_map(|(fake, _)| {
            people.iter().map(move |(person, _)| match fake.probability.total_cmp(&person.probability) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            })
        })
        .sum();
    let taken = |of: &[&(followers::Judged, bool)]| of.iter().filter(|(one, _)| one.kind == AccountKind::Suspicious).count();
    let brier =
        judged.iter().map(|(one, fake)| (one.probability - f64::from(u8::from(*fake))).powi(2)).sum::<f64>() / judged.len().max(1) as f64;
    let figures = json!({
        "auc": three(wins / (fakes.len() * people.len()).max(1) as f64), "people": people.len(), "people_taken_for_fakes": taken(&people),
        "fakes": fakes.len(), "fakes_found": taken(&fakes), "brier_at_the_expected_share": three(brier),
    });
    line("accounts", "fake_accounts", judged.len(), &figures);
    Ok(())
}

fn spam_of_others(folder: &Path) -> Result<()> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "csv"));
    files.sort();
    // Right and spam, called spam, spam, all.
    let (mut right, mut called, mut there, mut same, mut rows) = (0_usize, 0_usize, 0_usize, 0_usize, 0_usize);
    for path in files {
        let mut reader = csv::Reader::from_path(path)?;
        let place = |name: &str, heads: &csv::StringRecord| heads.iter().position(|head| head == name);
        let heads = reader.headers()?.clone();
        let (Some(text), Some(label)) = (place("CONTENT", &heads), place("CLASS", &heads)) else { continue };
        for record in reader.records() {
            let record = record?;
            let spam = record.get(label) == Some("1");
            let said =
                comments::judge(record.get(text).unwrap_or_default(), Some(insight::language::Language::English)).kind == Some(Kind::Spam);
            (right, called, there) = (right + usize::from(spam && said), called + usize::from(said), there + usize::from(spam));
            (same, rows) = (same + usize::from(spam == said), rows + 1);
        }
    }
    let share = |part: usize, of: usize| three(part as f64 / of.max(1) as f64);
    line(
        "spam",
        "comment_spam",
        rows,
        &json!({ "accuracy": share(same, rows), "precision": share(right, called), "recall": share(right, there) }),
    );
    Ok(())
}

/// Short texts of others, not comments under posts: how far the rules carry.
fn tweets(folder: &Path) -> Result<()> {
    let read = |task: &str| -> Result<Vec<(String, String)>> {
        let text = std::fs::read_to_string(folder.join(task).join("val_text.txt"))?;
        let labels = std::fs::read_to_string(folder.join(task).join("val_labels.txt"))?;
        Ok(text.lines().map(str::to_owned).zip(labels.lines().map(|label| label.trim().to_owned())).collect())
    };
    let rows = read("sentiment")?;
    let (mut right, mut there) = (HashMap::<&str, usize>::new(), HashMap::<&str, usize>::new());
    for (text, label) in &rows {
        let said = comments::judge(text, Some(insight::language::Language::English)).sentiment.unwrap_or(Sentiment::Neutral);
        let said = match said {
            Sentiment::Negative => "0",
            Sentiment::Neutral => "1",
            Sentiment::Positive => "2",
        };
        *there.entry(label).or_default() += 1;
        *right.entry(label).or_default() += usize::from(said == label);
    }
    let recalls: Vec<f64> = there.iter().map(|(label, all)| right.get(label).copied().unwrap_or(0) as f64 / *all as f64).collect();
    line(
        "sentiment",
        "tweeteval",
        rows.len(),
        &json!({ "macro_recall": three(recalls.iter().sum::<f64>() / recalls.len().max(1) as f64) }),
    );
    for task in ["offensive", "hate"] {
        let rows = read(task)?;
        // Counts of (labelled, said).
        let mut counts = HashMap::<(bool, bool), usize>::new();
        for (text, label) in &rows {
            let caption = Caption { text, market: Market::UnitedStates, language: Some("en"), platform: "x", platform_label: false };
            let said = captions::read(&caption).safety.iter().any(|finding| finding.severity == Severity::High);
            *counts.entry((label == "1", said)).or_default() += 1;
        }
        let of = |labelled, said| counts.get(&(labelled, said)).copied().unwrap_or(0) as f64;
        let f1 = |class: bool| 2.0 * of(class, class) / (2.0 * of(class, class) + of(!class, class) + of(class, !class)).max(1.0);
        let recall = of(true, true) / (of(true, true) + of(true, false)).max(1.0);
        line(
            task,
            "tweeteval",
            rows.len(),
            &json!({ "macro_f1_of_serious": three(f64::midpoint(f1(true), f1(false))), "recall": three(recall) }),
        );
    }
    Ok(())
}
