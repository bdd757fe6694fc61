//! An application goes: its writer takes it back, or a manager removes it.
//!
//! Invariant: the words and the mail about them go with it; what stays is that there was one. Absent: erasing a creator, which takes
//! their applications along.

use domain::{
    creators::applications::{ApplicationError, Part},
    ids::ApplicationId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Stored, creators::applications as rows};

use super::{application, read_link};
use crate::{
    Agent, Ctx, Error, Meta, Operation, Reach, Result, Route,
    context::About,
    operation::{ANYBODY, MANAGER},
};

/// Deletes an application, by the link that went to its writer.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WithdrawApplication {
    /// The secret part of the link.
    pub link: String,
}

impl Operation for WithdrawApplication {
    type Answer = ();
    const META: Meta = Meta {
        name: "creators.withdraw_application",
        doc: "Deletes an application that was not answered yet, by the link that went to its writer.",
        route: Route::post("/applications/withdrawals"),
        reach: Reach::Installation,
        who: ANYBODY,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<()> {
        let (brand, id) = read_link(ctx.app(), &self.link, ctx.now())?;
        let brand = store::team::brand(ctx.tx(), brand).await?.ok_or(ApplicationError::LinkOver)?;
        ctx.caller.organisation = Some(brand.value.organisation);
        ctx.brand = Some(brand);
        // Twice is once.
        let found = match application(ctx, id).await {
            Err(Error::NotFound) => return Ok(()),
            found => found?,
        };
        if found.value.part() == Part::Answered {
            return Err(ApplicationError::AlreadyAnswered.into());
        }
        remove(ctx, &found, "creators.application_withdrawn").await
    }
}

/// Removes an application.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RemoveApplication {
    /// Which.
    pub application: ApplicationId,
}

impl Operation for RemoveApplication {
    type Answer = ();
    const META: Meta = Meta {
        name: "creators.remove_application",
        doc: "Removes an application with all its words, such as one that is spam or whose writer asks for it. Nobody is told.",
        route: Route::post("/applications/{application}/removal"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<()> {
        let found = application(ctx, self.application).await?;
        ctx.expect(found.version)?;
        remove(ctx, &found, "creators.application_removed").await
    }
}

/// Removes an application and the words of mail about it.
pub(super) async fn remove(ctx: &mut Ctx, found: &Stored<domain::creators::applications::Application>, event: &str) -> Result<()> {
    let brand = ctx.brand()?;
    store::document::remove(ctx.tx(), brand, found).await?;
    rows::forget_mail(ctx.tx(), brand, &found.value.answers.email).await?;
    ctx.note(About::default().subject(found.id), event, json!({ "part": found.value.part() })).await
}
