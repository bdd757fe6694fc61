//! What vetting rests on: comments under creators' posts, what is known of their followers, and what people decided.
//!
//! Invariant: comments and samples are facts that all brands of an organisation share; a decision is its brand's own. Each is
//! only added to. Absent: the sampled accounts but for those in the facts.

use std::collections::BTreeSet;

use domain::{
    discovery::vetting::{Decision, comments::CreatorComment, followers::FollowerSample},
    ids::{BrandId, CampaignId, CreatorCommentId, CreatorId, DecisionId, FollowerSampleId, OrganisationId},
};
use sea_orm::Value;

use crate::{
    Document, Read, Result, Stored, Tx,
    db::{Bind, placeholders},
    document, params,
};

impl Document for CreatorComment {
    const TABLE: &'static str = "creator_comment";
    const WALL: &'static str = "organisation";
    type Id = CreatorCommentId;
    type Wall = OrganisationId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("creator", self.creator.bind()),
            ("identity", self.identity.as_str().bind()),
            ("written_at", self.comment.at.bind()),
            ("keep_until", self.keep_until.bind()),
        ]
    }
}

impl Document for FollowerSample {
    const TABLE: &'static str = "follower_sample";
    const WALL: &'static str = "organisation";
    type Id = FollowerSampleId;
    type Wall = OrganisationId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("creator", self.creator.bind()), ("profile", self.profile.bind()), ("at", self.at.bind())]
    }
}

impl Document for Decision {
    const TABLE: &'static str = "vetting_decision";
    const WALL: &'static str = "brand";
    type Id = DecisionId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("creator", self.creator.bind()), ("campaign", self.campaign.bind()), ("at", self.at.bind())]
    }
}

/// The newest comments under a creator's posts, those without a time last.
///
/// # Errors
/// The store's.
pub async fn comments(db: &impl Read, organisation: OrganisationId, creator: CreatorId, most: i64) -> Result<Vec<Stored<CreatorComment>>> {
    let condition = "creator = $2 ORDER BY COALESCE(written_at, 0) DESC, id DESC LIMIT $3";
    document::list(db, organisation, condition, params![creator, most]).await
}

/// Which of these comments of a creator are kept already.
///
/// # Errors
/// The store's.
pub async fn known_comments(
    db: &impl Read,
    organisation: OrganisationId,
    creator: CreatorId,
    identities: &[String],
) -> Result<BTreeSet<String>> {
    let mut known = BTreeSet::new();
    for chunk in identities.chunks(500) {
        let sql = format!(
            "SELECT identity FROM creator_comment WHERE organisation = $1 AND creator = $2 AND identity IN ({})",
            placeholders(3, chunk.len())
        );
        let mut values = params![organisation, creator];
        values.extend(chunk.iter().map(Bind::bind));
        for row in db.all("creator_comment", &sql, values).await? {
            known.insert(row.get("identity")?);
        }
    }
    Ok(known)
}

/// The comments of a creator by how they are known again.
///
/// # Errors
/// The store's.
pub async fn comments_by_identity(
    db: &impl Read,
    organisation: OrganisationId,
    creator: CreatorId,
    identities: &[String],
) -> Result<Vec<Stored<CreatorComment>>> {
    let mut found = Vec::new();
    for chunk in identities.chunks(500) {
        let condition = format!("creator = $2 AND identity IN ({}) ORDER BY id", placeholders(3, chunk.len()));
        let mut values = params![creator];
        values.extend(chunk.iter().map(Bind::bind));
        found.extend(document::list::<CreatorComment>(db, organisation, &condition, values).await?);
    }
    Ok(found)
}

/// Keeps new comments.
///
/// # Errors
/// The store's.
pub async fn keep_comments(tx: &Tx, organisation: OrganisationId, new: &[(CreatorCommentId, &CreatorComment)]) -> Result<()> {
    document::insert_all(tx, organisation, new).await
}

/// What is known last of the followers of each of a creator's accounts, and of none of them; the newest first.
///
/// # Errors
/// The store's.
pub async fn newest_samples(db: &impl Read, organisation: OrganisationId, creator: CreatorId) -> Result<Vec<Stored<FollowerSample>>> {
    let condition = "id IN (SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY profile ORDER BY at DESC, id DESC) AS place \
                     FROM follower_sample WHERE organisation = $1 AND creator = $2) AS ranked WHERE place = 1) ORDER BY at DESC, id DESC";
    document::list(db, organisation, condition, params![creator]).await
}

/// What a brand decided about a creator: for all campaigns or this one first, each part the newest first.
///
/// # Errors
/// The store's.
pub async fn decisions(
    db: &impl Read,
    brand: BrandId,
    creator: CreatorId,
    campaign: Option<CampaignId>,
    most: i64,
) -> Result<Vec<Stored<Decision>>> {
    let of = "creator = $2 ORDER BY CASE WHEN campaign IS NULL OR campaign = $3 THEN 0 ELSE 1 END, at DESC, id DESC LIMIT $4";
    document::list(db, brand, of, params![creator, campaign, most]).await
}
