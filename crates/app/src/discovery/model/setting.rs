//! The language model is set, tried and removed by an owner.
//!
//! Invariants: a key is kept sealed and never goes to another address than the one for which it was put in; the answer to every verb is
//! what people may see of it. Absent: keys of the installation; each organisation has its own.

use std::time::Duration;

use domain::{
    discovery::model::{self, ModelSetting},
    ids::LanguageModelId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Stored, discovery::model as rows};

use super::{ModelView, asking};
use crate::{Agent, Ctx, Error, Look, Meta, Operation, Reach, Result, Route, context::About, operation::OWNER, ports::ModelQuestion};

/// How long whoever tries it waits.
const WITHIN: Duration = Duration::from_secs(20);

/// Sets the organisation's language model.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SetModel {
    /// Where its interface is, an OpenAI-compatible one: `https://api.example.com/v1`.
    pub base_url: String,
    /// What it is called there.
    pub model: String,
    /// The key; nothing keeps the one before, where the address stays.
    #[serde(default)]
    pub key: Option<String>,
    /// Whether it reads words of a search that the grammar left.
    #[serde(default)]
    pub reading: bool,
    /// Whether it may write summaries of vetting reports.
    #[serde(default)]
    pub summaries: bool,
    /// How many tokens a month it may use.
    pub monthly_tokens: i64,
}

impl Operation for SetModel {
    type Answer = ModelView;
    const META: Meta = Meta {
        name: "discovery.set_model",
        doc: "Sets the organisation's language model, what it may be asked, and its tokens a month. The key is kept sealed.",
        route: Route::put("/language-model"),
        reach: Reach::Organisation,
        who: OWNER,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<ModelView> {
        let organisation = ctx.organisation()?;
        if ctx.app().model().is_none() {
            return Err(Error::field("base_url", "This installation asks no language model."));
        }
        let base_url = self.base_url.trim().trim_end_matches('/').to_owned();
        let (name, key) = (self.model.trim().to_owned(), self.key.as_deref().unwrap_or_default().trim().to_owned());
        ModelSetting::checked(&base_url, &name, &key, self.monthly_tokens)?;
        let known = rows::setting(ctx.tx(), organisation).await?;
        let before = known.as_ref().map(|known| known.value.clone()).unwrap_or_default();
        // A key goes to no other address than the one for which somebody put it in.
        let stays = key.is_empty() && before.base_url == base_url;
        let (sealed, hint) = match (stays, key.is_empty()) {
            (true, _) => (before.sealed.clone(), before.hint.clone()),
            (false, true) => (None, String::new()),
            (false, false) => {
                let nonce = ctx.random();
                (Some(ctx.app().secrets().seal(nonce, &key).map_err(Error::Broken)?), model::hint(&key))
            }
        };
        let same = stays && before.model == name;
        let setting = ModelSetting {
            base_url,
            model: name,
            sealed,
            hint,
            reading: self.reading,
            summaries: self.summaries,
            monthly_tokens: self.monthly_tokens,
            since: Some(ctx.now()),
            by: ctx.caller_name().await?,
            answered_at: before.answered_at.filter(|_| same),
        };
        let id = keep(ctx, known, &setting).await?;
        let data = json!({
            "base_url": setting.base_url, "model": setting.model, "reading": setting.reading, "summaries": setting.summaries,
            "monthly_tokens": setting.monthly_tokens,
        });
        ctx.note(About::default().subject(id), "discovery.model_set", data).await?;
        ctx.app().remembered().ask_again(organisation);
        ModelView::of(ctx.tx(), organisation, Some(&setting), true, ctx.now()).await
    }
}

/// Keeps a setting in the organisation's one row.
async fn keep(ctx: &mut Ctx, known: Option<Stored<ModelSetting>>, setting: &ModelSetting) -> Result<LanguageModelId> {
    let organisation = ctx.organisation()?;
    match known {
        Some(known) => {
            store::document::save(ctx.tx(), organisation, known.id, known.version, setting).await?;
            Ok(known.id)
        }
        None => {
            let id = ctx.id::<LanguageModelId>();
            store::document::insert(ctx.tx(), organisation, id, setting).await?;
            Ok(id)
        }
    }
}

/// Tries whether the language model answers.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckModel {
    /// What was asked, before the transaction.
    #[serde(default)]
    #[schemars(skip)]
    pub asked: Option<ModelSetting>,
}

impl Operation for CheckModel {
    type Answer = ModelView;
    const META: Meta = Meta {
        name: "discovery.check_model",
        doc: "Tries whether the organisation's language model answers in the shape that is needed, by one short question.",
        route: Route::post("/language-model/check"),
        reach: Reach::Organisation,
        who: OWNER,
        agent: Agent::May,
    };

    async fn prepare(&mut self, before: &Look) -> Result<()> {
        let organisation = before.organisation()?;
        let known = rows::setting(before.db(), organisation).await?.filter(|known| known.value.is_set()).ok_or(Error::NotFound)?;
        let question = ModelQuestion {
            name: "ready",
            task: "Say whether you are ready, in the shape that is asked for.".to_owned(),
            told: "Are you ready?".to_owned(),
            schema: json!({
                "type": "object", "properties": { "ready": { "type": "boolean" } }, "required": ["ready"], "additionalProperties": false,
            }),
            // A model that thinks before it speaks needs room for that.
            most_tokens: 500,
            within: WITHIN,
        };
        before.app().remembered().ask_again(organisation);
        let said = asking::ask(before, organisation, &known.value, &question).await?;
        let said = said.map_err(|failure| Error::Outside(failure.words()))?;
        if !said["ready"].is_boolean() {
            let failure = model::ModelFailure::Unreadable { reason: "It has another shape than the one that was asked for.".to_owned() };
            return Err(Error::Outside(failure.words()));
        }
        self.asked = Some(known.value);
        Ok(())
    }

    async fn run(self, ctx: &mut Ctx) -> Result<ModelView> {
        let organisation = ctx.organisation()?;
        let known = rows::setting(ctx.tx(), organisation).await?.filter(|known| known.value.is_set()).ok_or(Error::NotFound)?;
        let asked = self.asked.ok_or_else(|| Error::Broken("nothing was asked".to_owned()))?;
        // Somebody set another one while this one was asked.
        if !known.value.is_same_model(&asked) {
            return Err(Error::Conflict);
        }
        let answered = ModelSetting { answered_at: Some(ctx.now()), ..known.value.clone() };
        store::document::save(ctx.tx(), organisation, known.id, known.version, &answered).await?;
        ModelView::of(ctx.tx(), organisation, Some(&answered), true, ctx.now()).await
    }
}

/// Removes the language model.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RemoveModel {}

impl Operation for RemoveModel {
    type Answer = ();
    const META: Meta = Meta {
        name: "discovery.remove_model",
        doc: "Removes the organisation's language model and its key. Nothing is sent any more; summaries that were written stay.",
        route: Route::post("/language-model/removal"),
        reach: Reach::Organisation,
        who: OWNER,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<()> {
        let organisation = ctx.organisation()?;
        let known = rows::setting(ctx.tx(), organisation).await?.filter(|known| known.value.is_set()).ok_or(Error::NotFound)?;
        store::document::save(ctx.tx(), organisation, known.id, known.version, &ModelSetting::default()).await?;
        ctx.note(About::default().subject(known.id), "discovery.model_removed", json!({ "model": known.value.model })).await
    }
}
