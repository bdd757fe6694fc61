//! The condition of a list that is asked in many ways, built up one filter at a time.
//!
//! Invariant: what somebody typed is a parameter and never text of a statement; `$1` is the wall. Absent: the lists.

use domain::{ids::BrandId, picked::Picked, text};
use sea_orm::Value;

use crate::{Read, Result, db::Bind};

/// A condition and its parameters, of which the first is `$2`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Conditions {
    all: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    /// A condition whose parameters come after those of others in the same statement.
    pub fn after(values: Vec<Value>) -> Self {
        Self { all: Vec::new(), values }
    }

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

    /// What stands in `column` is what is picked.
    pub fn picks(&mut self, column: &str, asked: Option<&Picked>) {
        if let Some(asked) = asked {
            let places: Vec<String> = asked.values().iter().map(|value| self.value(value.as_str())).collect();
            self.add(picked(column, &places.join(", "), asked));
        }
    }

    /// The collaboration in `column` is of the campaigns of the brand that are picked, each said by its id or its short name.
    pub fn of_campaigns(&mut self, column: &str, asked: Option<&Picked>) {
        if let Some(asked) = asked {
            let of = self.campaigns(asked);
            self.add(picked(column, &format!("SELECT k.id FROM collaboration k WHERE k.brand = $1 AND {of}"), asked));
        }
    }

    /// That the collaboration `k` is of one of the campaigns that are named, whether they are wanted or not.
    pub fn campaigns(&mut self, asked: &Picked) -> String {
        let each: Vec<String> = asked.values().iter().map(|campaign| format!("k.campaign IN ({})", self.campaign(campaign))).collect();
        if each.is_empty() { "1 = 1".to_owned() } else { format!("({})", each.join(" OR ")) }
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

/// How many rows of a brand fit each of some questions, in one statement.
///
/// # Errors
/// The store's.
pub(crate) async fn counts<Q>(
    db: &impl Read,
    brand: BrandId,
    table: &'static str,
    all: &[Q],
    asks: impl Fn(&Q, Conditions) -> Conditions,
) -> Result<Vec<i64>> {
    let (mut values, mut columns) = (Vec::new(), Vec::new());
    for (at, question) in all.iter().enumerate() {
        let asked = asks(question, Conditions::after(values));
        columns.push(format!("(SELECT COUNT(*) FROM {table} WHERE brand = $1 AND {}) AS n{at}", asked.text()));
        values = asked.values();
    }
    values.insert(0, brand.bind());
    each_count(db, table, &columns, values).await
}

/// Several counts of one table in one statement: each column is a question in brackets, named `n0`, `n1` and so on.
///
/// # Errors
/// The store's.
pub(crate) async fn each_count(db: &impl Read, table: &'static str, columns: &[String], values: Vec<Value>) -> Result<Vec<i64>> {
    if columns.is_empty() {
        return Ok(Vec::new());
    }
    let row = db.one(table, &format!("SELECT {}", columns.join(", ")), values).await?;
    row.map_or_else(|| Ok(vec![0; columns.len()]), |row| (0..columns.len()).map(|at| row.get(&format!("n{at}"))).collect())
}

/// That what stands in `column` is what is picked; `values` are the values as a list or as a question, which is not looked at where
/// there are none. What is unknown is none of the values: whoever wants none of them is shown it too, unless they say otherwise.
pub(crate) fn picked(column: &str, values: &str, asked: &Picked) -> String {
    match (asked.is_not(), asked.values().is_empty(), asked.has_nothing()) {
        (false, true, _) => format!("{column} IS NULL"),
        (true, true, _) => format!("{column} IS NOT NULL"),
        (false, false, false) => format!("{column} IN ({values})"),
        (false, false, true) => format!("({column} IN ({values}) OR {column} IS NULL)"),
        (true, false, false) => format!("({column} NOT IN ({values}) OR {column} IS NULL)"),
        (true, false, true) => format!("({column} IS NOT NULL AND {column} NOT IN ({values}))"),
    }
}

/// That one of these ways holds, or none of them where that is asked; a pick without a way fits nothing.
pub(crate) fn either(asked: &Picked, ways: &[String]) -> String {
    let any = if ways.is_empty() { "1 = 0".to_owned() } else { ways.join(" OR ") };
    format!("{}({any})", if asked.is_not() { "NOT " } else { "" })
}

/// A part of a text for LIKE, with its marks taken literally.
pub(crate) fn part(text: &str) -> String {
    format!("%{}%", literal(text))
}

/// A text for LIKE with its marks taken literally.
pub(crate) fn literal(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unknown_is_none_of_the_values() {
        let said = |text: &str| {
            let mut asked = Conditions::default();
            asked.picks("tier", Picked::parse(text).ok().as_ref());
            (asked.text(), asked.values().len())
        };
        for (text, condition, values) in [
            ("a", "tier IN ($2)", 1),
            ("a,b", "tier IN ($2, $3)", 2),
            ("a,-", "(tier IN ($2) OR tier IS NULL)", 1),
            ("!a,b", "(tier NOT IN ($2, $3) OR tier IS NULL)", 2),
            ("!a,-", "(tier IS NOT NULL AND tier NOT IN ($2))", 1),
            ("-", "tier IS NULL", 0),
            ("*", "tier IS NOT NULL", 0),
        ] {
            assert_eq!(said(text), (condition.to_owned(), values), "{text}");
        }
    }

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
