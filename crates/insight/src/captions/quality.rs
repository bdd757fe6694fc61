//! How well captions are read, against labelled rows.
//!
//! Labelled rows go in, a table comes out. Rows that their author marked `(unsure)` are counted with and without.
//!
//! Invariant: pure; a row that cannot be read is an error with its line, never left out.
//! Absent: files, and any use of the labels by the reading itself.

use super::{Caption, Market, Reading, SafetyTopic, Severity, Topic, Verdict, Weakness, read};
use std::collections::BTreeMap;
use std::fmt;

/// One labelled caption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// The row's id.
    pub id: String,
    /// Two letters.
    pub language: String,
    /// Whose rules count.
    pub market: Market,
    /// The platform.
    pub platform: String,
    /// The caption, with its line breaks.
    pub text: String,
    /// Whether it is sponsored.
    pub sponsored: bool,
    /// How well it discloses.
    pub verdict: Verdict,
    /// Its topics, main one first.
    pub topics: Vec<Topic>,
    /// The most serious finding.
    pub safety: Option<(SafetyTopic, Severity)>,
    /// `development` or `held_out`.
    pub split: String,
    /// The author was not sure.
    pub unsure: bool,
}

impl Labelled {
    /// The caption as it is read: its language is given, no platform label is known.
    #[must_use]
    pub fn caption(&self) -> Caption<'_> {
        Caption { text: &self.text, market: self.market, language: Some(&self.language), platform: &self.platform, platform_label: false }
    }
}

/// Reads a labelled table.
///
/// # Errors
///
/// The first line that does not fit, with what is wrong in it.
pub fn labelled(table: &str) -> Result<Vec<Labelled>, String> {
    let rows = table.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty());
    rows.map(|(at, line)| row(line).map_err(|what| format!("line {}: {what}", at + 1))).collect()
}

fn row(line: &str) -> Result<Labelled, String> {
    let cells: Vec<&str> = line.split('\t').collect();
    let &[id, language, market, platform, text, sponsored, disclosure, because, topics, safety, topic, split, why] = cells.as_slice()
    else {
        return Err(format!("{} cells, and there should be 13", cells.len()));
    };
    let verdict = match (disclosure, because) {
        ("not_needed", _) => Verdict::NotNeeded,
        ("clear", _) => Verdict::Clear,
        ("none", _) => Verdict::Missing,
        ("weak", "language") => Verdict::Weak(Weakness::Language),
        ("weak", "word") => Verdict::Weak(Weakness::Word),
        ("weak", "tag_string") => Verdict::Weak(Weakness::TagString),
        ("weak", "position") => Verdict::Weak(Weakness::Position),
        _ => return Err(format!("\"{disclosure}\" with \"{because}\" is no disclosure")),
    };
    let severity = match safety {
        "high" => Some(Severity::High),
        "low" => Some(Severity::Low),
        "none" => None,
        _ => return Err(format!("\"{safety}\" is no level of safety")),
    };
    let safety = severity
        .map(|severity| SafetyTopic::from_name(topic).map(|topic| (topic, severity)).ok_or(format!("\"{topic}\" is no safety topic")));
    Ok(Labelled {
        id: id.to_owned(),
        language: language.to_owned(),
        market: Market::from_country(market).ok_or(format!("\"{market}\" is no market"))?,
        platform: platform.to_owned(),
        text: text.replace("\\n", "\n"),
        sponsored: sponsored == "yes",
        verdict,
        topics: topics.split('|').map(|name| Topic::from_name(name).ok_or(format!("\"{name}\" is no topic"))).collect::<Result<_, _>>()?,
        safety: safety.transpose()?,
        split: split.to_owned(),
        unsure: why.contains("(unsure)"),
    })
}

/// How often a yes was right, wrong and left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hits {
    /// Said and so.
    pub right: u32,
    /// Said and not so.
    pub wrong: u32,
    /// So and not said.
    pub missed: u32,
}

impl Hits {
    fn count(&mut self, said: bool, so: bool) {
        self.right += u32::from(said && so);
        self.wrong += u32::from(said && !so);
        self.missed += u32::from(!said && so);
    }

    /// Of what was said, what is so; 1 where nothing was said.
    #[must_use]
    pub fn precision(&self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    /// Of what is so, what was said; 1 where nothing is.
    #[must_use]
    pub fn recall(&self) -> f64 {
        share(self.right, self.right + self.missed)
    }

    /// The harmonic mean of both.
    #[must_use]
    pub fn f1(&self) -> f64 {
        share(2 * self.right, 2 * self.right + self.wrong + self.missed)
    }
}

fn share(part: u32, whole: u32) -> f64 {
    if whole == 0 { 1.0 } else { f64::from(part) / f64::from(whole) }
}

/// Figures over some rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Rows.
    pub rows: u32,
    /// Is it sponsored.
    pub sponsored: Hits,
    /// Rows whose disclosure (not needed, clear, weak, missing) is right.
    pub disclosure: u32,
    /// Rows that are labelled weak.
    pub weak: u32,
    /// Of those, found weak.
    pub found_weak: u32,
    /// Of those, with the right reason.
    pub because: u32,
    /// Topics.
    pub topics: BTreeMap<Topic, Hits>,
    /// Rows whose main topic is right.
    pub main_topic: u32,
    /// Rows whose level of safety (none, low, high) is right.
    pub safety: u32,
    /// High or not.
    pub high: Hits,
    /// Of the rows with a label other than none and a finding, the finding's topic is right.
    pub safety_topic: u32,
    /// Those rows.
    pub safety_both: u32,
    /// Labelled and found disclosure, and how often.
    pub confusion: BTreeMap<(&'static str, &'static str), u32>,
}

impl Figures {
    fn count(&mut self, row: &Labelled, reading: &Reading) {
        let (so, said) = (level(row.verdict), level(reading.disclosure.verdict));
        self.rows += 1;
        self.sponsored.count(reading.sponsored.yes, row.sponsored);
        self.disclosure += u32::from(so == said);
        *self.confusion.entry((so, said)).or_default() += 1;
        if so == "weak" {
            self.weak += 1;
            self.found_weak += u32::from(said == "weak");
            self.because += u32::from(row.verdict == reading.disclosure.verdict);
        }
        for topic in Topic::ALL {
            self.topics.entry(topic).or_default().count(reading.topics.contains(&topic), row.topics.contains(&topic));
        }
        self.main_topic += u32::from(reading.topics.first() == row.topics.first());
        let (finding, labelled) = (reading.safety.first(), row.safety);
        self.safety += u32::from(finding.map(|finding| finding.severity) == labelled.map(|(_, severity)| severity));
        let high = |severity: Option<Severity>| severity == Some(Severity::High);
        self.high.count(high(finding.map(|finding| finding.severity)), high(labelled.map(|(_, severity)| severity)));
        if let (Some(finding), Some((topic, _))) = (finding, labelled) {
            self.safety_both += 1;
            self.safety_topic += u32::from(finding.topic == topic);
        }
    }

    /// Topics, each decision counted alike.
    #[must_use]
    pub fn micro_f1(&self) -> f64 {
        let sum = self.topics.values().fold(Hits::default(), |sum, hits| Hits {
            right: sum.right + hits.right,
            wrong: sum.wrong + hits.wrong,
            missed: sum.missed + hits.missed,
        });
        sum.f1()
    }

    /// Topics, each topic counted alike.
    #[must_use]
    pub fn macro_f1(&self) -> f64 {
        let seen: Vec<f64> = self.topics.values().filter(|hits| hits.right + hits.wrong + hits.missed > 0).map(Hits::f1).collect();
        seen.iter().sum::<f64>() / f64::from(u32::try_from(seen.len()).unwrap_or(u32::MAX).max(1))
    }
}

fn level(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NotNeeded => "not_needed",
        Verdict::Clear => "clear",
        Verdict::Weak(_) => "weak",
        Verdict::Missing => "none",
    }
}

/// All figures of a labelled set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Over all rows.
    pub all: Figures,
    /// Without the rows of which the author was not sure.
    pub sure: Figures,
    /// For each language.
    pub languages: BTreeMap<String, Figures>,
    /// For each market.
    pub markets: BTreeMap<Market, Figures>,
}

/// Reads every row and compares.
#[must_use]
pub fn measure<'a>(rows: impl IntoIterator<Item = &'a Labelled>) -> Table {
    let mut table = Table::default();
    for row in rows {
        let reading = read(&row.caption());
        table.all.count(row, &reading);
        if !row.unsure {
            table.sure.count(row, &reading);
        }
        table.languages.entry(row.language.clone()).or_default().count(row, &reading);
        table.markets.entry(row.market).or_default().count(row, &reading);
    }
    table
}

impl fmt::Display for Table {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "{:<10} {:>5} {:>21} {:>7} {:>7} {:>17} {:>17}",
            "", "rows", "sponsored P/R/F1", "disclos", "because", "topics mic/mac/1st", "safety/high R/P"
        )?;
        let named = [("all".to_owned(), &self.all), ("sure".to_owned(), &self.sure)];
        let languages = self.languages.iter().map(|(language, figures)| (language.clone(), figures));
        let markets = self.markets.iter().map(|(market, figures)| (market.code().to_owned(), figures));
        for (name, figures) in named.into_iter().chain(languages).chain(markets) {
            let Figures { rows, sponsored, disclosure, weak, because, main_topic, safety, high, .. } = figures;
            write!(out, "{name:<10} {rows:>5}   {:.3} {:.3} {:.3}", sponsored.precision(), sponsored.recall(), sponsored.f1())?;
            write!(out, "   {:.3}   {:.3}", share(*disclosure, *rows), share(*because, *weak))?;
            write!(out, "  {:.3} {:.3} {:.3}", figures.micro_f1(), figures.macro_f1(), share(*main_topic, *rows))?;
            writeln!(out, "  {:.3} {:.3} {:.3}", share(*safety, *rows), high.recall(), high.precision())?;
        }
        let because = share(self.all.because, self.all.found_weak);
        writeln!(
            out,
            "because, where weak was found: {because:.3}; safety topic, where both see one: {:.3}",
            share(self.all.safety_topic, self.all.safety_both)
        )?;
        writeln!(out, "disclosure, labelled > found:")?;
        for (name, figures) in [("all", &self.all)].into_iter().chain(self.markets.iter().map(|(market, figures)| (market.code(), figures)))
        {
            let wrong = figures.confusion.iter().filter(|((so, said), _)| so != said);
            let cells: Vec<String> = wrong.map(|((so, said), count)| format!("{so} > {said} {count}")).collect();
            writeln!(out, "  {name}: {} right; {}", figures.disclosure, cells.join(", "))?;
        }
        writeln!(out, "topics, precision recall F1:")?;
        for (topic, hits) in &self.all.topics {
            writeln!(
                out,
                "  {:<15} {:.2} {:.2} {:.2} of {}",
                topic.name(),
                hits.precision(),
                hits.recall(),
                hits.f1(),
                hits.right + hits.missed
            )?;
        }
        Ok(())
    }
}
