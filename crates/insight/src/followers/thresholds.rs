//! The numbers that decide, read from `data/thresholds.tsv`, where each names its source.
//!
//! Invariant: every number of the table is used, and none stands in the code. Absent: settings of a workspace.

use std::sync::OnceLock;

use super::tables::rows;

const TABLE: &str = include_str!("data/thresholds.tsv");

/// The limits of kinds, bands and samples.
#[derive(Clone, Debug, PartialEq)]
pub struct Thresholds {
    /// An account that follows more than this is a mass follower.
    pub mass_follower_over: i64,
    /// An influencer has more followers than this.
    pub influencer_over: i64,
    /// The lower limit of another source.
    pub influencer_over_least: i64,
    /// An influencer follows fewer than this.
    pub influencer_following_under: i64,
    /// The share of suspicious accounts to expect before anything is known.
    pub expected_share: f64,
    /// The good band's end.
    pub good_up_to: f64,
    /// The middle band's end.
    pub closer_up_to: f64,
    /// More mass followers than this share are a warning.
    pub mass_followers_warn_over: f64,
    /// Fewer judged accounts than this give no band.
    pub minimum_sample: usize,
    /// An account of which fewer facts are known is not judged.
    pub minimum_facts: usize,
    /// From these log-odds on, a reason counts as strong.
    pub strong_reason_from: f64,
}

/// The numbers in force.
pub fn thresholds() -> &'static Thresholds {
    static READ: OnceLock<Thresholds> = OnceLock::new();
    READ.get_or_init(|| {
        // A name that the table lacks gives NaN, which no comparison accepts; the test below reads each.
        let number = |name: &str| {
            rows(TABLE).find(|row| row.first() == Some(&name)).and_then(|row| row.get(1)?.parse::<f64>().ok()).unwrap_or(f64::NAN)
        };
        Thresholds {
            mass_follower_over: number("mass_follower_over") as i64,
            influencer_over: number("influencer_over") as i64,
            influencer_over_least: number("influencer_over_least") as i64,
            influencer_following_under: number("influencer_following_under") as i64,
            expected_share: number("expected_share"),
            good_up_to: number("good_up_to"),
            closer_up_to: number("closer_up_to"),
            mass_followers_warn_over: number("mass_followers_warn_over"),
            minimum_sample: number("minimum_sample") as usize,
            minimum_facts: number("minimum_facts") as usize,
            strong_reason_from: number("strong_reason_from"),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_the_numbers_of_the_domain_and_a_source_for_each() {
        let published = Thresholds {
            mass_follower_over: 1500,
            influencer_over: 5000,
            influencer_over_least: 2000,
            influencer_following_under: 1500,
            expected_share: 0.184,
            good_up_to: 0.10,
            closer_up_to: 0.25,
            mass_followers_warn_over: 0.10,
            minimum_sample: 100,
            minimum_facts: 3,
            strong_reason_from: 0.5,
        };
        assert_eq!(thresholds(), &published);
        assert_eq!(rows(TABLE).count(), 11);
        assert!(rows(TABLE).all(|row| row.len() == 3 && !row[2].is_empty()), "each line needs a source");
    }
}
