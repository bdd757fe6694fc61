//! How many subscribers a made-up YouTube channel has and how often its videos are seen, drawn from real channels' quantiles.
//!
//! Invariant: the same two shares give the same channel wherever the committed table holds, which is where `../shared/data` is
//! not beside this repository or says the same. Absent: any channel; `channels.tsv` keeps 42 numbers, with their source and
//! licence. How many videos a channel has is not in the data, so the views of one are those of all over [`VIDEOS`].

use std::{path::Path, sync::LazyLock};

use anyhow::{Context, Result, ensure};

/// From the smallest to the largest in so many steps.
const STEPS: usize = 20;
/// So many videos a channel is taken to have.
const VIDEOS: i64 = 1_000;
const COMMITTED: &str = include_str!("channels.tsv");

/// Both quantiles and where they are from.
struct Channels {
    source: &'static str,
    subscribers: Vec<i64>,
    views_for_each: Vec<i64>,
}

static CHANNELS: LazyLock<Channels> = LazyLock::new(|| {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/youtube_channels/Channels.csv");
    if !file.is_file() {
        return committed();
    }
    counted(&file).unwrap_or_else(|error| {
        eprintln!("{}: {error:#}; the committed quantiles are taken", file.display());
        committed()
    })
});

/// Where the quantiles of this run are from.
pub(super) fn source() -> &'static str {
    CHANNELS.source
}

/// A channel's subscribers and the views of one of its videos, by two shares from 0 to 1.
pub(super) fn drawn(size: f64, seen: f64) -> (i64, i64) {
    let subscribers = at(&CHANNELS.subscribers, size);
    (subscribers, subscribers.saturating_mul(at(&CHANNELS.views_for_each, seen)) / VIDEOS)
}

fn committed() -> Channels {
    let rows = COMMITTED.lines().filter(|line| !line.starts_with('#')).skip(1);
    let numbers = |line: &str| -> Vec<i64> { line.split('\t').filter_map(|cell| cell.parse().ok()).collect() };
    let rows: Vec<Vec<i64>> = rows.map(numbers).collect();
    let column = |place: usize| rows.iter().filter_map(|row| row.get(place).copied()).collect();
    Channels { source: "committed quantiles", subscribers: column(1), views_for_each: column(2) }
}

/// The quantiles of a file of channels. A channel that hides its subscribers says 0 or nothing.
fn counted(file: &Path) -> Result<Channels> {
    let mut reader = csv::Reader::from_path(file)?;
    let headings = reader.headers()?.clone();
    let place = |name: &str| headings.iter().position(|heading| heading == name).with_context(|| format!("no column {name}"));
    let (subscribers, views) = (place("SubCount")?, place("ViewCount")?);
    let (mut sizes, mut each) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = record?;
        let number = |place: usize| record.get(place).and_then(|cell| cell.parse::<i64>().ok()).filter(|number| *number > 0);
        let Some(size) = number(subscribers) else { continue };
        sizes.push(size);
        each.extend(number(views).map(|views| views / size));
    }
    ensure!(sizes.len() > STEPS && each.len() > STEPS, "there are too few channels in it");
    Ok(Channels { source: "../shared/data/youtube_channels", subscribers: quantiles(sizes), views_for_each: quantiles(each) })
}

fn quantiles(mut all: Vec<i64>) -> Vec<i64> {
    all.sort_unstable();
    (0..=STEPS).filter_map(|step| all.get((all.len() - 1) * step / STEPS).copied()).collect()
}

/// What lies at a share of the whole: between two quantiles by their logarithms, because counts span seven digits.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn at(quantiles: &[i64], share: f64) -> i64 {
    let place = share.clamp(0.0, 1.0) * STEPS as f64;
    let below = place.floor() as usize;
    let one = |at: usize| quantiles.get(at.min(STEPS)).map_or(0.0, |number| (*number as f64).max(1.0).ln());
    let (low, high) = (one(below), one(below + 1));
    (low + (high - low) * (place - place.floor())).exp().round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_quantiles_rise_and_what_is_drawn_lies_between_them() {
        let found = committed();
        for column in [&found.subscribers, &found.views_for_each] {
            assert_eq!(column.len(), STEPS + 1);
            assert!(column.is_sorted() && column.iter().all(|number| *number > 0), "{column:?}");
            assert_eq!((at(column, 0.0), at(column, 1.0)), (column[0], column[STEPS]));
            assert!((column[10]..=column[11]).contains(&at(column, 0.52)));
        }
    }

    #[test]
    fn quantiles_are_of_what_is_there() {
        let all: Vec<i64> = (0..=100).rev().collect();
        assert_eq!(quantiles(all).get(..3), Some(&[0, 5, 10][..]));
    }

    #[test]
    fn the_committed_quantiles_are_those_of_the_data_where_it_is_at_hand() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/youtube_channels/Channels.csv");
        if !file.is_file() {
            println!("SKIPPED: the quantiles of channels were not counted anew: ../shared/data/youtube_channels is not there");
            return;
        }
        let (kept, now) = (committed(), counted(&file).expect("the file is read"));
        assert_eq!((kept.subscribers, kept.views_for_each), (now.subscribers, now.views_for_each));
    }
}
