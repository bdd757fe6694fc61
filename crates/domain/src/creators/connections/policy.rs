//! What platforms ask of whoever keeps their data, as data with its sources; and how often accounts are looked at again.
//!
//! Invariant: what a platform limits in time is refreshed before, or goes; a rule stands with who made it. Absent: rules of law.

use std::sync::LazyLock;

use super::{Service, words};
use crate::time::{DAY, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A rule of a platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Whose.
    pub service: Service,
    /// What about: `keep` for how long what was fetched of accounts may be kept, `mention` for posts that name the brand's own
    /// account, `derive` for figures of one's own, `end` for what goes once somebody takes their log-in back.
    pub about: &'static str,
    /// For how many days, where it is about time.
    pub days: Option<i64>,
    /// Who says so, and where.
    pub source: &'static str,
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let lines = include_str!("data/policies.tsv").lines().skip(1).filter(|line| !line.is_empty());
    lines
        .filter_map(|line| {
            let mut cells = line.split('\t');
            let (service, about, days, source) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
            Some(Rule { service: Service::parse(service)?, about, days: days.parse().ok(), source })
        })
        .collect()
});

/// The rules of a service.
pub fn rules(service: Service) -> impl Iterator<Item = &'static Rule> {
    RULES.iter().filter(move |rule| rule.service == service)
}

/// Until when what a service answered now may be kept unless it is refreshed; nothing where it may stay.
#[must_use]
pub fn keep_until(service: Service, now: Timestamp) -> Option<Timestamp> {
    rules(service).find(|rule| rule.about == "keep").and_then(|rule| rule.days).map(|days| now.plus(days * DAY))
}

/// Whether a service lets figures of one's own be worked out from its data only where its terms for them were accepted.
#[must_use]
pub fn asks_about_figures(service: Service) -> bool {
    rules(service).any(|rule| rule.about == "derive")
}

/// Whether what was had by somebody's log-in goes at once when they take it back, and not only when its time is over.
#[must_use]
pub fn goes_with_access(service: Service) -> bool {
    rules(service).any(|rule| rule.about == "end")
}

words! {
    /// How much depends on an account.
    Urgency {
        /// Its creator is in a collaboration that runs.
        Running = "running", "In a running collaboration";
        /// Its creator is on a shortlist.
        Shortlisted = "shortlisted", "Shortlisted";
        /// Everybody else.
        Rest = "rest", "Everybody else";
    }
}

impl Urgency {
    /// After how long an account is looked at again: daily while work runs, weekly while somebody is chosen, and everybody before
    /// the thirty days of the strictest platform are over, with five to spare for days without quota.
    #[must_use]
    pub const fn every(self) -> i64 {
        match self {
            Urgency::Running => DAY,
            Urgency::Shortlisted => 7 * DAY,
            Urgency::Rest => 25 * DAY,
        }
    }

    /// Of how many of the newest posts the comments are read as well.
    #[must_use]
    pub const fn commented(self) -> usize {
        match self {
            Urgency::Running => 3,
            Urgency::Shortlisted => 1,
            Urgency::Rest => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_read_and_has_its_source() {
        let lines = include_str!("data/policies.tsv").lines().count() - 1;
        assert_eq!(RULES.len(), lines);
        assert!(RULES.iter().all(|rule| rule.source.len() > 20));
    }

    #[test]
    fn what_platforms_answer_is_kept_thirty_days_and_everybody_is_looked_at_before() {
        for service in Service::ALL {
            let kept = keep_until(*service, Timestamp(0)).unwrap();
            assert_eq!(kept, Timestamp(30 * DAY), "{service}");
            for urgency in Urgency::ALL {
                assert!(urgency.every() + 5 * DAY <= kept.0, "{urgency} is looked at too late");
            }
        }
        assert!(asks_about_figures(Service::YouTube) && !asks_about_figures(Service::Instagram));
        assert!(Service::ALL.iter().all(|service| goes_with_access(*service) == service.by_log_in()));
        assert!(Urgency::ALL.is_sorted_by_key(|urgency| urgency.every()));
    }
}
