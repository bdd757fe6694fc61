//! Waves on a campaign's table and board: in which a row lies, the choice of one, and the words of a group's heading.
//!
//! Invariant: each row lies in exactly one place: a wave of the campaign, days of its own, or no days yet. Absent: the
//! campaign's windows; the domain numbers them.

use app::views::tracker::TrackerRow;
use domain::campaigns::waves::{Numbered, Waves};
use maud::{Markup, Render};

use crate::{
    pages::said,
    text::{t, tf},
    ui::Field,
};

/// Where a row lies, in the order in which groups stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// In the wave with this number.
    Wave(usize),
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
            number => number.parse::<usize>().ok().filter(|number| *number > 0).map(Place::Wave),
        }
    }

    pub(super) fn word(self) -> String {
        match self {
            Place::Wave(number) => number.to_string(),
            Place::Own => "own".to_owned(),
            Place::Undated => "none".to_owned(),
        }
    }

    /// Where a row of the campaign lies.
    pub(super) fn of(row: &TrackerRow, waves: &Waves) -> Self {
        match &row.deliverable {
            None => Place::Undated,
            Some(made) => waves.holding(made.opens, made.closes).map_or(Place::Own, |wave| Place::Wave(wave.number)),
        }
    }

    /// Its name: "Wave 2, Gifts".
    pub(super) fn words(self, waves: &Waves) -> String {
        match self {
            Place::Wave(number) => waves.numbered(number).map_or_else(|| numbered(number), named),
            Place::Own => t("waves.own").to_owned(),
            Place::Undated => t("waves.undated").to_owned(),
        }
    }

    /// What stands after its name above a group: "16 to 22 Nov · 7 rows".
    pub(super) fn note(self, waves: &Waves, rows: usize) -> String {
        let count = said::count(i64::try_from(rows).unwrap_or(i64::MAX), t("waves.row"), t("waves.rows"));
        let wave = if let Place::Wave(number) = self { waves.numbered(number) } else { None };
        wave.map_or_else(|| count.clone(), |wave| format!("{} · {count}", said::window(wave.opens, wave.closes)))
    }
}

fn numbered(number: usize) -> String {
    tf("waves.wave", &[("number", &number.to_string())])
}

fn named(wave: &Numbered) -> String {
    if wave.name.is_empty() { numbered(wave.number) } else { format!("{}, {}", numbered(wave.number), wave.name) }
}

/// Whether there is something to choose between: a campaign without later waves has one window.
pub(super) fn are_many(waves: &Waves) -> bool {
    waves.all().len() > 1
}

/// The field of a form that chooses one of them, or all.
pub(super) fn field(waves: &Waves, chosen: Option<Place>) -> Markup {
    let places = waves.all().iter().map(|wave| Place::Wave(wave.number)).chain([Place::Own, Place::Undated]);
    let days = |place: Place| match place {
        Place::Wave(number) => waves.numbered(number).map(|wave| said::window(wave.opens, wave.closes)),
        Place::Own | Place::Undated => None,
    };
    let words = |place: Place| match days(place) {
        Some(days) => format!("{}: {days}", place.words(waves)),
        None => place.words(waves),
    };
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

    #[test]
    fn an_address_says_a_place_and_anything_else_says_none() {
        for place in [Place::Wave(1), Place::Wave(17), Place::Own, Place::Undated] {
            assert_eq!(Place::parse(&place.word()), Some(place));
        }
        for text in ["", "0", "-1", "two", "all"] {
            assert_eq!(Place::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_wave_is_said_by_its_number_its_name_and_its_days() {
        let waves = waves();
        assert_eq!((Place::Wave(1).words(&waves), Place::Wave(2).words(&waves)), ("Wave 1".into(), "Wave 2, Gifts".into()));
        assert_eq!(Place::Wave(2).note(&waves, 1), "16 to 22 Nov · 1 row");
        assert_eq!(Place::Undated.note(&waves, 3), "3 rows");
        let field = field(&waves, Some(Place::Wave(2))).0;
        assert!(field.contains("<option value=\"2\" selected>Wave 2, Gifts: 16 to 22 Nov</option>"), "{field}");
        assert!(field.contains("value=\"own\"") && are_many(&waves));
    }
}
