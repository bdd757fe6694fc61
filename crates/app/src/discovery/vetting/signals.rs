//! The signals, each from what is kept to a value with its evidence.
//!
//! Invariant: too little is unknown and says what to bring; a limit stands in the tables of `domain::discovery::vetting` or in
//! `insight`, and is named in what the signal says. Absent: an order by how bad something is.

mod audience;
mod comments;
mod engagement;
mod followers;
mod posts;
mod topics;

use domain::{
    creators::CreatorPost,
    discovery::vetting::{Evidence, EvidenceKind, Signal},
};

pub(super) use followers::over_time;

use super::{
    material::{Material, named},
    shown,
};

/// So many pieces of evidence stand in a report.
const MOST_EVIDENCE: usize = 12;

/// The signals that are one account's.
pub(super) fn of_account(material: &Material<'_>) -> Vec<Signal> {
    let (substantive, questions, replies) = comments::signals(material);
    let all = [
        followers::suspicious(material),
        engagement::engagement(material),
        substantive,
        questions,
        replies,
        posts::posts_a_week(material),
        posts::sponsored_share(material),
        engagement::sponsored_performance(material),
        followers::growth(material),
        audience::language(material),
        topics::topic_fit(material),
        audience::audience(material),
    ];
    let account = material.account.as_ref().map(named);
    all.into_iter().map(|signal| signal.of_account(account.clone())).collect()
}

/// The signals that are the person's, over all accounts.
pub(super) fn of_person(material: &Material<'_>) -> Vec<Signal> {
    vec![posts::disclosure(material), posts::brand_safety(material)]
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
