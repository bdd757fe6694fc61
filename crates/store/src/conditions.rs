//! The condition of a list that is asked in many ways, built up one filter at a time.
//!
//! Invariant: what somebody typed is a parameter and never text of a statement; `$1` is the wall. Absent: the lists.

use domain::text;
use sea_orm::Value;

use crate::db::Bind;

/// A condition and its parameters, of which the first is `$2`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Conditions {
    all: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    /// Adds a parameter; gives its place, such as `$3`.
    pub fn value(&mut self, value: impl Bind) -> String {
        self.values.push(value.bind());
        format!("${}", self.values.len() + 1)
    }

    /// Adds what must hold too.
    pub fn add(&mut self, condition: impl Into<String>) {
        self.all.push(condition.into());
    }

    /// `column` compares so with a value, where there is one.
    pub fn compares(&mut self, column: &str, how: &str, value: Option<impl Bind>) {
        if let Some(value) = value {
            let at = self.value(value);
            self.add(format!("{column} {how} {at}"));
        }
    }

    /// The name of the creator whose id is in `column` has these words in it.
    pub fn of_creator(&mut self, column: &str, words: Option<&str>) {
        if let Some(words) = words.map(text::folded).filter(|words| !words.is_empty()) {
            let at = self.value(part(&words));
            self.add(format!("{column} IN (SELECT creator.id FROM creator WHERE creator.name_key LIKE {at} ESCAPE '\\')"));
        }
    }

    /// The collaboration in `column` is of this campaign of the brand, said by its id or its short name.
    pub fn of_campaign(&mut self, column: &str, campaign: Option<&str>) {
        if let Some(campaign) = campaign {
            let at = self.campaign(campaign);
            self.add(format!("{column} IN (SELECT k.id FROM collaboration k WHERE k.brand = $1 AND k.campaign IN ({at}))"));
        }
    }

    /// The ids of the campaign with this id or short name, as a question inside of another.
    pub fn campaign(&mut self, campaign: &str) -> String {
        match campaign.parse::<domain::ids::CampaignId>() {
            Ok(id) => self.value(id),
            Err(_) => {
                let at = self.value(campaign);
                format!("SELECT g.id FROM campaign g WHERE g.brand = $1 AND g.slug = {at}")
            }
        }
    }

    /// An expression has these words in it, however they are written.
    pub fn has_words(&mut self, expressions: &[String], words: Option<&str>) {
        if let Some(words) = words.map(str::trim).filter(|words| !words.is_empty()) {
            let condition = self.words(expressions, words);
            self.add(condition);
        }
    }

    /// That one of some expressions has these words in it, as a condition of its own.
    pub fn words(&mut self, expressions: &[String], words: &str) -> String {
        // A database folds the letters of English alone; the others are asked for as typed, small, and with a capital.
        let small = words.to_lowercase();
        let mut ways = vec![words.to_owned(), small.clone(), text::capitalised(&small)];
        ways.dedup();
        let places: Vec<String> = ways.iter().map(|way| self.value(part(way))).collect();
        let small = self.value(part(&small));
        let each = expressions.iter().map(|expression| {
            let typed = places.iter().map(|at| format!("{expression} LIKE {at} ESCAPE '\\'"));
            typed.chain([format!("LOWER({expression}) LIKE {small} ESCAPE '\\'")]).collect::<Vec<_>>().join(" OR ")
        });
        let any = each.collect::<Vec<_>>().join(" OR ");
        format!("({any})")
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// What holds for every row that fits.
    pub fn text(&self) -> String {
        if self.all.is_empty() { "1 = 1".to_owned() } else { self.all.join(" AND ") }
    }

    /// The parameters from `$2` on.
    pub fn values(self) -> Vec<Value> {
        self.values
    }
}

/// A part of a text for LIKE, with its marks taken literally.
pub(crate) fn part(text: &str) -> String {
    format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_a_parameter() {
        let mut asked = Conditions::default();
        assert_eq!(asked.text(), "1 = 1");
        asked.compares("state", "=", Some("open"));
        asked.compares("due", ">=", None::<&str>);
        asked.of_creator("creator", Some("50%_'; --"));
        assert!(asked.text().starts_with("state = $2 AND creator IN (") && asked.text().contains("LIKE $3"), "{}", asked.text());
        assert!(!asked.text().contains("--") && asked.values().len() == 2);
        assert_eq!(part("50%_\\"), "%50\\%\\_\\\\%");
    }
}
