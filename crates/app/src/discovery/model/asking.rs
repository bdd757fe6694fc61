//! One question to a language model: counted, asked, and the count corrected.
//!
//! Invariants: tokens are taken from the month before the question leaves, as many as it may use at most, so that the month's limit is
//! never passed; what a model says to nobody else is heard here. Absent: asking twice; nobody waits for that.

use domain::{
    discovery::model::{ModelFailure, ModelSetting, month},
    ids::OrganisationId,
};
use serde_json::Value;
use store::discovery::model as rows;

use crate::{
    App, Error, Look, Result,
    ports::{ModelAt, ModelQuestion},
};

/// How many letters a token has at the least, for what a question may use: more letters make fewer tokens, so this counts too many.
const LETTERS_A_TOKEN: usize = 3;

/// Asks an organisation's model one question.
///
/// # Errors
/// The store's, or that this installation asks none. What the model says is in the answer.
pub(super) async fn ask(
    look: &Look,
    organisation: OrganisationId,
    setting: &ModelSetting,
    question: &ModelQuestion,
) -> Result<std::result::Result<Value, ModelFailure>> {
    let app = look.app();
    let port = app.model().ok_or(domain::discovery::model::ModelError::NoModelAsked)?;
    if app.remembered().waits(organisation, look.now()) {
        return Ok(Err(ModelFailure::Waiting));
    }
    let key = setting.sealed.as_deref().map(|sealed| app.secrets().open(sealed)).transpose().map_err(Error::Broken)?;
    let (month, counted) = (month(look.now()), most(question));
    if !spend(app, organisation, &month, counted, setting.monthly_tokens).await? {
        return Ok(Err(ModelFailure::BudgetUsed));
    }
    let at = ModelAt { base_url: setting.base_url.clone(), model: setting.model.clone(), key };
    let answer = port.ask(&at, question).await;
    // Where nobody says how many it took, as many count as it may have.
    let used = answer.tokens.unwrap_or(counted);
    if used != counted {
        let tx = app.db().begin().await?;
        rows::correct(&tx, organisation, &month, counted, used).await?;
        tx.commit().await?;
    }
    match &answer.said {
        Err(ModelFailure::TooMany { retry_after }) => app.remembered().wait(organisation, *retry_after, look.now()),
        // Nobody else waits for one that does not answer.
        Err(ModelFailure::Slow | ModelFailure::Unreachable { .. }) => app.remembered().wait(organisation, None, look.now()),
        _ => {}
    }
    if let Err(failure) = &answer.said {
        tracing::info!(why = failure.code(), model = at.model, "a language model gave no answer");
    }
    Ok(answer.said)
}

/// The most tokens that a question may use, with its answer.
fn most(question: &ModelQuestion) -> i64 {
    let letters = question.task.len() + question.told.len() + question.schema.to_string().len();
    i64::try_from(letters / LETTERS_A_TOKEN).unwrap_or(i64::MAX / 2) + i64::from(question.most_tokens)
}

async fn spend(app: &App, organisation: OrganisationId, month: &str, tokens: i64, limit: i64) -> Result<bool> {
    let tx = app.db().begin().await?;
    let may = rows::spend(&tx, organisation, month, tokens, limit).await?;
    tx.commit().await?;
    Ok(may)
}
