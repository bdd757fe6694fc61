//! What people see of the room `briefs`.

use domain::{
    briefs::{
        Brief, BriefContent, BriefSent,
        one_read::{self, Finding},
    },
    campaigns::Campaign,
    ids::{BriefId, CampaignId, CollaborationId},
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Agent, Error, Look, Meta, Reach, Result, Route, View,
    operation::{MANAGER, WORKERS, WORKERS_CREATOR},
};

/// A campaign's brief.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GetBrief {
    /// Of which campaign.
    pub campaign: CampaignId,
}

/// The newest version, what could be read better, and the older ones.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct BriefView {
    /// Which version's row; nothing while none is written.
    pub id: Option<BriefId>,
    /// The number again, for `If-Match`; nothing while none is written.
    pub version: Option<i64>,
    /// 1, 2, 3 ...; zero while none is written.
    pub number: i64,
    /// What it says; while none is written, what the brand's profile suggests.
    pub content: BriefContent,
    /// The one-read test.
    pub findings: Vec<Finding>,
    /// Older versions, newest first.
    pub older: Vec<OlderBrief>,
}

/// An older version in short.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct OlderBrief {
    /// Its number.
    pub number: i64,
    /// When it was written.
    pub written_at: Timestamp,
    /// What the version after it changed.
    pub changed_since: Vec<String>,
}

impl View for GetBrief {
    type Answer = BriefView;
    const META: Meta = Meta {
        name: "briefs.get_brief",
        doc: "Shows a campaign's newest brief with the one-read test and what each version changed.",
        route: Route::get("/campaigns/{campaign}/brief"),
        reach: Reach::Brand,
        who: WORKERS,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<BriefView> {
        let brand = look.brand()?;
        let campaign = store::document::find::<Campaign>(look.db(), brand, self.campaign).await?.ok_or(Error::NotFound)?;
        let versions = store::briefs::versions(look.db(), brand, campaign.id).await?;
        let older = versions
            .iter()
            .zip(versions.iter().skip(1))
            .map(|(newer, older)| OlderBrief {
                number: older.value.number,
                written_at: older.value.written_at,
                changed_since: changes(&newer.value, &older.value),
            })
            .collect();
        let newest = versions.into_iter().next();
        let (id, version, number) =
            newest.as_ref().map_or((None, None, 0), |found| (Some(found.id), Some(found.value.number), found.value.number));
        let content = match newest {
            Some(found) => found.value.content,
            None => suggested(look)?,
        };
        Ok(BriefView { id, version, number, findings: one_read::read(&content), content, older })
    }
}

fn changes(newer: &Brief, older: &Brief) -> Vec<String> {
    newer.content.changes_since(&older.content).into_iter().map(str::to_owned).collect()
}

/// What the brand's profile says already, so that nobody types it again.
fn suggested(look: &Look) -> Result<BriefContent> {
    let brand = &look.brand_facts()?.value;
    let profile = &brand.profile;
    Ok(BriefContent {
        brand_values: profile.values.join(". "),
        visual_guidelines: profile.visual_guide.clone(),
        audience: profile.audiences.join(", "),
        benefits: profile.products.iter().flat_map(|product| product.benefits.clone()).collect(),
        // How bad a word is, is for those who vet; a brief says what to leave out.
        do_not_say: profile.left_out().map(|one| one.words.to_owned()).collect(),
        hashtags: vec!["#ad".to_owned()],
        disclosure: "\"Ad\" is the first word of the caption, before any \"more\".".to_owned(),
        approval: "Send a draft before you post. We answer within a day. Two rounds of changes are included.".to_owned(),
        payment: format!("We pay {} days after we have checked that your post is live.", brand.settings.payment_days),
        ..BriefContent::default()
    })
}

/// The brief that was sent to a creator last.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GetSentBrief {
    /// In which collaboration.
    pub collaboration: CollaborationId,
}

/// A brief as its reader sees it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SentBriefView {
    /// Which version, when, and whether it was acknowledged.
    pub sent: BriefSent,
    /// What it says.
    pub content: BriefContent,
    /// What it changed, when another version was sent before.
    pub changed: Vec<String>,
}

impl View for GetSentBrief {
    type Answer = SentBriefView;
    const META: Meta = Meta {
        name: "briefs.get_sent_brief",
        doc: "Shows the brief that was sent to a creator last, and what it changed since the one before.",
        route: Route::get("/collaborations/{collaboration}/brief"),
        reach: Reach::Brand,
        who: WORKERS_CREATOR,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<SentBriefView> {
        let brand = look.brand()?;
        let collaboration = look.collaboration(self.collaboration).await?;
        let mut sendings = store::briefs::sent(look.db(), brand, collaboration.id).await?;
        let sent = sendings.pop().ok_or(Error::NotFound)?.value;
        let versions = store::briefs::versions(look.db(), brand, collaboration.value.campaign).await?;
        let of = |id: BriefId| versions.iter().find(|version| version.id == id).map(|found| &found.value);
        let newer = of(sent.brief).ok_or(Error::NotFound)?;
        let changed = sendings.pop().and_then(|before| of(before.value.brief)).map(|older| changes(newer, older)).unwrap_or_default();
        Ok(SentBriefView { content: newer.content.clone(), changed, sent })
    }
}

/// The one-read test of words that are not saved yet.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct LintBrief {
    /// What it says.
    pub content: BriefContent,
}

impl View for LintBrief {
    type Answer = Vec<Finding>;
    const META: Meta = Meta {
        name: "briefs.lint_brief",
        doc: "Reads a brief as a creator would, once, and says what could be read better.",
        route: Route::post("/briefs/lint"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn show(self, _: &Look) -> Result<Vec<Finding>> {
        Ok(one_read::read(&self.content))
    }
}
