//! Waves on a campaign's table and board: in which a row lies, the choice of one, and the words of a group's heading.
//!
//! Invariant: each row lies in exactly one place: a wave of the campaign, days of its own, or no days yet. An address names a wave
//! by its days, because numbers move when another is planned before it. Absent: the campaign's windows; the domain numbers them.

use app::views::tracker::TrackerRow;
use domain::{
    campaigns::waves::{Numbered, Waves},
    time::Day,
};
use maud::{Markup, Render};

use crate::{
    pages::said,
    text::{t, tf},
    ui::Field,
};

/// Where a row lies, in the order in which groups stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// In the wave of just these days.
    Wave(Day, Day),
    /// On days that lie in no wave.
    Own,
    /// Nothing is agreed yet.
    Undated,
}

impl Place {
    /// As an address writes it; anything else is no place.
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "own" => Some(Place::Own),
            "none" => Some(Place::Undated),
            days => {
                let (opens, closes) = days.split_once('.')?;
                Some(Place::Wave(Day::parse(opens).ok()?, Day::parse(closes).ok()?))
            }
        }
    }

    pub(super) fn word(self) -> String {
        match self {
            Place::Wave(opens, closes) => format!("{opens}.{closes}"),
            Place::Own => "own".to_owned(),
            Place::Undated => "none".to_owned(),
        }
    }

    /// In this wave.
    pub(super) fn within(wave: &Numbered) -> Self {
        Place::Wave(wave.opens, wave.closes)
    }

    /// Where a row of the campaign lies.
    pub(super) fn of(row: &TrackerRow, waves: &Waves) -> Self {
        match &row.deliverable {
            None => Place::Undated,
            Some(made) => waves.holding(made.opens, made.closes).map_or(Place::Own, Place::within),
        }
    }

    /// Its name: "Wave 2, Gifts"; the days of a wave that the campaign does not have any more.
    pub(super) fn words(self, waves: &Waves) -> String {
        match self {
            Place::Wave(opens, closes) => waves.just(opens, closes).map_or_else(|| said::window(opens, closes), named),
            Place::Own => t("waves.own").to_owned(),
            Place::Undated => t("waves.undated").to_owned(),
        }
    }

    /// What stands after its name above a group: "16 to 22 Nov · 7 rows".
    pub(super) fn note(self, rows: usize) -> String {
        let count = said::count(i64::try_from(rows).unwrap_or(i64::MAX), t("waves.row"), t("waves.rows"));
        match self {
            Place::Wave(opens, closes) => format!("{} · {count}", said::window(opens, closes)),
            Place::Own | Place::Undated => count,
        }
    }
}

fn named(wave: &Numbered) -> String {
    let number = tf("waves.wave", &[("number", &wave.number.to_string())]);
    if wave.name.is_empty() { number } else { format!("{number}, {}", wave.name) }
}

/// Whether there is something to choose between: a campaign without later waves has one window.
pub(super) fn are_many(waves: &Waves) -> bool {
    waves.all().len() > 1
}

/// The field of a form that chooses one of them, or all.
pub(super) fn field(waves: &Waves, chosen: Option<Place>) -> Markup {
    let known = |place: &Place| matches!(place, Place::Wave(opens, closes) if waves.just(*opens, *closes).is_some());
    let words = |place: Place| match place {
        Place::Wave(opens, closes) if known(&place) => format!("{}: {}", place.words(waves), said::window(opens, closes)),
        Place::Wave(..) | Place::Own | Place::Undated => place.words(waves),
    };
    // What is asked for is offered too where the campaign has it no more, so that a form does not drop it unseen.
    let gone = chosen.filter(|place| matches!(place, Place::Wave(..)) && !known(place));
    let places = waves.all().iter().map(Place::within).chain(gone).chain([Place::Own, Place::Undated]);
    let all: Vec<(String, String)> = places.map(|place| (place.word(), words(place))).collect();
    let choices: Vec<(&str, &str)> = all.iter().map(|(word, words)| (word.as_str(), words.as_str())).collect();
    let chosen = chosen.map(Place::word).unwrap_or_default();
    Field::select("wave", t("waves.title"), &choices, Some(t("waves.every"))).value(&chosen).render()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waves() -> Waves {
        let campaign = serde_json::from_value(serde_json::json!({
            "name": "Autumn Repair", "objective": "sales", "markets": [], "starts": "2026-11-02", "ends": "2026-12-06",
            "currency": "GBP", "budget": {}, "active_creators": 1, "ships_product": false, "tracking": {}, "owner": null,
            "deliverables": [{ "format": "reel", "platform": "instagram", "opens": "2026-11-02", "closes": "2026-11-08" }],
            "waves": [{ "name": "Gifts", "opens": "2026-11-16", "closes": "2026-11-22" }]
        }));
        Waves::of(&campaign.expect("a campaign"))
    }

    fn wave(opens: &str, closes: &str) -> Place {
        let day = |text| Day::parse(text).expect("a day");
        Place::Wave(day(opens), day(closes))
    }

    fn first() -> Place {
        wave("2026-11-02", "2026-11-08")
    }

    fn gifts() -> Place {
        wave("2026-11-16", "2026-11-22")
    }

    #[test]
    fn an_address_says_a_place_and_anything_else_says_none() {
        for place in [first(), gifts(), Place::Own, Place::Undated] {
            assert_eq!(Place::parse(&place.word()), Some(place));
        }
        assert_eq!(gifts().word(), "2026-11-16.2026-11-22");
        for text in ["", "2", "two", "all", "2026-11-16", "2026-11-16.soon", "2026-11-16.2026-11-22.2026-11-23"] {
            assert_eq!(Place::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_wave_is_said_by_its_number_its_name_and_its_days() {
        let waves = waves();
        assert_eq!((first().words(&waves), gifts().words(&waves)), ("Wave 1".into(), "Wave 2, Gifts".into()));
        assert_eq!(gifts().note(1), "16 to 22 Nov · 1 row");
        assert_eq!(Place::Undated.note(3), "3 rows");
        let field = field(&waves, Some(gifts())).0;
        let chosen = "<option value=\"2026-11-16.2026-11-22\" selected>Wave 2, Gifts: 16 to 22 Nov</option>";
        assert!(field.contains(chosen), "{field}");
        assert!(field.contains("value=\"own\"") && are_many(&waves));
    }

    #[test]
    fn a_wave_that_the_campaign_has_no_more_is_said_by_its_days_and_stays_chosen() {
        let (waves, gone) = (waves(), Place::parse("2026-12-01.2026-12-06").expect("a wave"));
        assert_eq!(gone.words(&waves), "1 to 6 Dec");
        let field = field(&waves, Some(gone)).0;
        assert!(field.contains("<option value=\"2026-12-01.2026-12-06\" selected>1 to 6 Dec</option>"), "{field}");
    }
}
