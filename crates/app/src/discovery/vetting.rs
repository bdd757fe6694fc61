//! Vetting: what a brand should know of a creator before it works with them, and what people decided.
//!
//! Invariants: each signal is worked out anew from the posts, comments, followers and numbers that are kept, so that it never
//! says more than they do; what is not known is told with what to bring. Deliberately absent: fetching, and a decision by the
//! program.

pub mod add_comments;
pub mod add_followers;
pub mod decide;
mod material;
mod signals;
pub mod view;

pub use add_comments::{AddComments, AddedComments};
pub use add_followers::{AddFollowers, AddedFollowers};
pub use decide::DecideVetting;
pub use view::{CampaignFor, DecisionView, FollowersAt, OfNoAccount, Unread, VetCreator, VettedAccount, VettingReport};

pub(super) use material::caption_of;

use std::borrow::Cow;

/// Fewer posts with words say nothing of a share of them.
pub(super) const LEAST_CAPTIONS: usize = 10;

/// A share from 0 to 1 in millionths.
fn millionths(share: f64) -> i64 {
    // A share that is none is not known, and is never asked for here.
    (share * 1_000_000.0).round().clamp(-1e15, 1e15) as i64
}

/// A share in millionths as a sentence says it: `11.5 %`, `2 %`.
fn percent(millionths: i64) -> String {
    let tenths = (millionths.abs() + 500) / 1_000;
    let sign = if millionths < 0 && tenths > 0 { "-" } else { "" };
    match tenths % 10 {
        0 => format!("{sign}{} %", tenths / 10),
        rest => format!("{sign}{}.{rest} %", tenths / 10),
    }
}

/// So many letters of a text are shown as evidence.
const MOST_SHOWN: usize = 280;

/// A text as evidence shows it.
fn shown(text: &str) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match flat.char_indices().nth(MOST_SHOWN) {
        Some((at, _)) => format!("{}…", flat[..at].trim_end()),
        None => flat,
    }
}

/// Texts one after the other, each once, in their order.
fn listed<'a>(texts: impl Iterator<Item = Cow<'a, str>>) -> String {
    let mut found: Vec<Cow<'a, str>> = Vec::new();
    for text in texts {
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found.join(", ")
}

/// A count as the domain keeps it.
fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_said_in_tenths_of_a_percent() {
        assert_eq!([115_000, 20_000, 1_000_000, 400, 0, -90_400].map(percent), ["11.5 %", "2 %", "100 %", "0 %", "0 %", "-9 %"]);
        assert_eq!(millionths(0.115), 115_000);
    }

    #[test]
    fn long_texts_are_cut_between_letters() {
        let long = "é".repeat(400);
        assert_eq!(shown(&long).chars().count(), MOST_SHOWN + 1);
        assert_eq!(shown(" two\n lines "), "two lines");
    }
}
