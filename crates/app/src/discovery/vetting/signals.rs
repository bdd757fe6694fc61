//! The signals, each from what is kept to a value with its evidence.
//!
//! Invariant: too little is unknown and says what to bring; a limit stands in the tables of `domain::discovery::vetting` or in
//! `insight`, and is named in what the signal says. Absent: an order by how bad something is.

mod audience;
mod comments;
mod engagement;
mod followers;
mod posts;

use domain::{
    creators::CreatorPost,
    discovery::vetting::{Evidence, EvidenceKind, Signal},
};

pub(super) use followers::over_time;

use super::{material::Material, shown};

/// So many pieces of evidence stand in a report.
const MOST_EVIDENCE: usize = 12;

/// Every signal, in the order in which people read them.
pub(super) fn all(material: &Material<'_>) -> Vec<Signal> {
    let (substantive, questions, replies) = comments::signals(material);
    vec![
        followers::suspicious(material),
        engagement::engagement(material),
        substantive,
        questions,
        replies,
        posts::posts_a_week(material),
        posts::sponsored_share(material),
        engagement::sponsored_performance(material),
        posts::disclosure(material),
        posts::brand_safety(material),
        followers::growth(material),
        audience::language(material),
        audience::audience(material),
    ]
}

/// A post as evidence.
fn of_post(post: &CreatorPost, text: &str, says: impl Into<String>) -> Evidence {
    Evidence {
        kind: EvidenceKind::Post,
        text: shown(if text.is_empty() { &post.post.caption } else { text }),
        says: says.into(),
        url: post.post.url.clone(),
        at: post.post.posted_at,
        rule: None,
    }
}

#[cfg(test)]
mod tests;
