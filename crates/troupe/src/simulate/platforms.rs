//! Whether the program knows what became of posts: one that vanished or reads otherwise was noticed in time.
//!
//! Invariant: it asks the platforms' own memory and the database, and uses no rule of the program. Absent: mending.

use std::collections::BTreeSet;

use anyhow::Result;
use domain::time::{DAY, Timestamp};
use serde_json::Value;
use store::Read;
use world::platforms::LivePost;

/// The longest time between two looks, and a day for the second that makes it certain.
const NOTICED_WITHIN: i64 = 9 * DAY;
/// For so long posts are watched.
const WATCHED: i64 = 30 * DAY;

/// Posts that turned and that nobody was told of.
pub async fn wrong(db: &impl Read, posts: &[LivePost], now: Timestamp) -> Result<Vec<String>> {
    let (mut verified, mut told) = (BTreeSet::new(), BTreeSet::new());
    let sql = "SELECT p.facts AS facts, d.facts AS made FROM post p JOIN collaboration c ON c.id = p.collaboration JOIN deliverable d ON d.id = p.deliverable \
               WHERE p.state = 'verified' AND c.off IS NULL";
    for row in db.all("post", sql, vec![]).await? {
        let (facts, made): (Value, Value) = (row.json("facts")?, row.json("made")?);
        // A story goes by itself after a day.
        if made["format"] == "story" {
            continue;
        }
        verified.insert(facts["url"].as_str().unwrap_or_default().to_owned());
    }
    let sql = "SELECT p.facts AS facts FROM event e JOIN post p ON p.id = e.subject \
               WHERE e.kind IN ('tracking.post_gone', 'tracking.post_edited', 'tracking.post_undisclosed')";
    for row in db.all("event", sql, vec![]).await? {
        let facts: Value = row.json("facts")?;
        told.insert(facts["url"].as_str().unwrap_or_default().to_owned());
    }
    let overdue = |post: &&LivePost| post.turn.as_ref().is_some_and(|(at, _)| at.plus(NOTICED_WITHIN) <= now.min(post.since.plus(WATCHED)));
    let unnoticed = posts.iter().filter(overdue).filter(|post| verified.contains(&post.url) && !told.contains(&post.url));
    Ok(unnoticed.map(|post| format!("{} has turned and nobody was told", post.url)).collect())
}
