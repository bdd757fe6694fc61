//! What people see of the language model: what it is set to and what the month has used. Never the key.

use domain::{
    discovery::model::{self, ModelSetting, Sentence, Summary},
    ids::OrganisationId,
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Read, discovery::model as rows};

use crate::{Agent, Look, Meta, Reach, Result, Route, View, operation::OWNER};

/// Shows the language model of the organisation.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ShowModel {}

/// The language model as people see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ModelView {
    /// Whether this installation asks language models at all.
    pub asks: bool,
    /// Whether one is set.
    pub set: bool,
    /// Where its interface is.
    pub base_url: String,
    /// What it is called there.
    pub model: String,
    /// Whether there is a key.
    pub has_key: bool,
    /// The last characters of the key.
    pub hint: String,
    /// Since when it is set so.
    pub since: Option<Timestamp>,
    /// By whom.
    pub by: String,
    /// When it last answered somebody who tried it.
    pub answered_at: Option<Timestamp>,
    /// Whether it reads words of a search that the grammar left.
    pub reading: bool,
    /// Whether it may write summaries of vetting reports.
    pub summaries: bool,
    /// How many tokens a month it may use.
    pub monthly_tokens: i64,
    /// The month that is counted: `2026-11`, in UTC.
    pub month: String,
    /// How many tokens this month has used.
    pub tokens: i64,
    /// By how many questions.
    pub asked: i64,
}

impl ModelView {
    /// Of a setting, or of none.
    ///
    /// # Errors
    /// The store's.
    pub(super) async fn of(
        db: &impl Read,
        organisation: OrganisationId,
        setting: Option<&ModelSetting>,
        asks: bool,
        now: Timestamp,
    ) -> Result<Self> {
        let month = model::month(now);
        let (tokens, asked) = rows::used(db, organisation, &month).await?;
        let setting = setting.filter(|setting| setting.is_set()).cloned();
        let set = setting.is_some();
        let setting = setting.unwrap_or_else(|| ModelSetting { monthly_tokens: model::MONTHLY_TOKENS, ..ModelSetting::default() });
        Ok(Self {
            asks,
            set,
            base_url: setting.base_url,
            model: setting.model,
            has_key: setting.sealed.is_some(),
            hint: setting.hint,
            since: setting.since,
            by: setting.by,
            answered_at: setting.answered_at,
            reading: setting.reading,
            summaries: setting.summaries,
            monthly_tokens: setting.monthly_tokens,
            month,
            tokens,
            asked,
        })
    }
}

impl View for ShowModel {
    type Answer = ModelView;
    const META: Meta = Meta {
        name: "discovery.show_model",
        doc: "Shows the organisation's language model: where it is, what it may be asked, and how much of the month's tokens was used.",
        route: Route::get("/language-model"),
        reach: Reach::Organisation,
        who: OWNER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<ModelView> {
        let (db, organisation) = (look.db(), look.organisation()?);
        let known = rows::setting(db, organisation).await?;
        ModelView::of(db, organisation, known.as_ref().map(|known| &known.value), look.app().model().is_some(), look.now()).await
    }
}

/// A summary as it stands beside its report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SummaryView {
    /// What it says; nothing once the report has changed.
    pub sentences: Vec<Sentence>,
    /// In which language: `en` or `de`.
    pub language: String,
    /// By which model.
    pub model: String,
    /// Who asked for it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Whether the report still says what the summary rests on.
    pub holds: bool,
}

impl SummaryView {
    /// Beside a report whose facts have this digest.
    #[must_use]
    pub fn of(summary: Summary, digest: &str) -> Self {
        let holds = summary.rests_on == digest;
        Self {
            sentences: if holds { summary.sentences } else { Vec::new() },
            language: summary.language,
            model: summary.model,
            by: summary.by,
            at: summary.at,
            holds,
        }
    }
}
