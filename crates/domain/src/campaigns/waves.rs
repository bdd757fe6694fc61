//! Waves: the posting windows of a campaign with their numbers, and in which of them agreed days lie.
//!
//! Invariant: the window of the plan is a wave too, so that each has its number from 1 in the order of time; windows of the
//! same days are one. Absent: who is offered a later one; `content` and `agreements` say that.

use super::Campaign;
use crate::time::Day;

/// A posting window with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    /// From 1, in the order of time.
    pub number: usize,
    /// What it is called; may be empty.
    pub name: String,
    /// First day.
    pub opens: Day,
    /// Last day.
    pub closes: Day,
}

/// The posting windows of a campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waves {
    all: Vec<Numbered>,
    /// The days of each planned deliverable, which the window of the plan spans.
    planned: Vec<(Day, Day)>,
}

impl Waves {
    /// Of this campaign.
    #[must_use]
    pub fn of(campaign: &Campaign) -> Self {
        let planned: Vec<(Day, Day)> = campaign.deliverables.iter().map(|made| (made.opens, made.closes)).collect();
        let mut all: Vec<(Day, Day, &str)> = campaign.waves.iter().map(|wave| (wave.opens, wave.closes, wave.name.as_str())).collect();
        if let Some((opens, closes)) = span(&planned)
            && !all.iter().any(|(from, to, _)| (*from, *to) == (opens, closes))
        {
            all.push((opens, closes, ""));
        }
        all.sort();
        // Of two with the same days the one that has a name stays.
        all.dedup_by(|later, first| {
            let same = (later.0, later.1) == (first.0, first.1);
            if same && first.2.is_empty() {
                first.2 = later.2;
            }
            same
        });
        let numbered =
            |(at, (opens, closes, name)): (usize, (Day, Day, &str))| Numbered { number: at + 1, name: name.to_owned(), opens, closes };
        Self { all: all.into_iter().enumerate().map(numbered).collect(), planned }
    }

    /// All of them, the earliest first.
    #[must_use]
    pub fn all(&self) -> &[Numbered] {
        &self.all
    }

    /// The one of just these days.
    #[must_use]
    pub fn just(&self, opens: Day, closes: Day) -> Option<&Numbered> {
        self.all.iter().find(|wave| (wave.opens, wave.closes) == (opens, closes))
    }

    /// Whether the campaign itself names just these days.
    #[must_use]
    pub fn names(&self, opens: Day, closes: Day) -> bool {
        self.planned.contains(&(opens, closes)) || self.just(opens, closes).is_some()
    }

    /// The wave in which these days lie: the one of just these days, the plan's for what is planned, otherwise the shortest
    /// that holds them all. Nothing for days that somebody agreed on alone.
    #[must_use]
    pub fn holding(&self, opens: Day, closes: Day) -> Option<&Numbered> {
        let of_plan = || {
            let (from, to) = span(&self.planned).filter(|_| self.planned.contains(&(opens, closes)))?;
            self.just(from, to)
        };
        let shortest = || {
            let holding = self.all.iter().filter(|wave| wave.opens <= opens && closes <= wave.closes);
            holding.min_by_key(|wave| wave.opens.days_until(wave.closes))
        };
        self.just(opens, closes).or_else(of_plan).or_else(shortest)
    }
}

/// From the first day of all to the last.
fn span(days: &[(Day, Day)]) -> Option<(Day, Day)> {
    Some((days.iter().map(|(opens, _)| *opens).min()?, days.iter().map(|(_, closes)| *closes).max()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn campaign(waves: serde_json::Value) -> Campaign {
        serde_json::from_value(serde_json::json!({
            "name": "Autumn Repair", "objective": "sales", "markets": [], "starts": "2026-11-02", "ends": "2026-12-06",
            "currency": "GBP", "budget": {}, "active_creators": 1, "ships_product": false, "tracking": {}, "owner": null,
            "deliverables": [
                { "format": "reel", "platform": "instagram", "opens": "2026-11-02", "closes": "2026-11-06" },
                { "format": "story", "platform": "instagram", "opens": "2026-11-04", "closes": "2026-11-08" }
            ],
            "waves": waves
        }))
        .unwrap()
    }

    #[test]
    fn the_plan_is_the_first_wave_and_the_later_ones_are_numbered_by_time() {
        let later = serde_json::json!([
            { "opens": "2026-11-30", "closes": "2026-12-06", "name": "Gifts" },
            { "opens": "2026-11-16", "closes": "2026-11-22" },
            { "opens": "2026-11-02", "closes": "2026-11-08" }
        ]);
        let waves = Waves::of(&campaign(later));
        let told: Vec<(usize, &str, String)> =
            waves.all().iter().map(|wave| (wave.number, wave.name.as_str(), wave.opens.to_string())).collect();
        let first = (1, "", "2026-11-02".to_owned());
        assert_eq!(told, [first, (2, "", "2026-11-16".to_owned()), (3, "Gifts", "2026-11-30".to_owned())], "the plan's days stand once");
        assert_eq!(Waves::of(&campaign(serde_json::json!([]))).all().len(), 1);
    }

    #[test]
    fn agreed_days_lie_in_the_wave_that_holds_them_and_otherwise_in_none() {
        let later = serde_json::json!([
            { "opens": "2026-11-16", "closes": "2026-11-29" },
            { "opens": "2026-11-16", "closes": "2026-11-22" }
        ]);
        let waves = Waves::of(&campaign(later));
        let number = |opens, closes| waves.holding(day(opens), day(closes)).map(|wave| wave.number);
        for (opens, closes, wave, named) in [
            ("2026-11-04", "2026-11-08", Some(1), true),
            ("2026-11-03", "2026-11-05", Some(1), false),
            ("2026-11-16", "2026-11-22", Some(2), true),
            ("2026-11-17", "2026-11-18", Some(2), false),
            ("2026-11-20", "2026-11-25", Some(3), false),
            ("2026-11-07", "2026-11-17", None, false),
        ] {
            assert_eq!(number(opens, closes), wave, "{opens} to {closes}");
            assert_eq!(waves.names(day(opens), day(closes)), named, "{opens} to {closes}");
        }
    }
}
