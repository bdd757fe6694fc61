//! Customers are let go of: all at once by a person, and by the clock when no list has named them for 24 months.
//!
//! Invariant: with a customer go the accounts and what was decided about them. Absent: creators; who is known as one stays.

use domain::{listening::KEPT_DAYS, time::DAY};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::listening::{self as rows, customers, mentions};

use crate::{
    Agent, App, Caller, Ctx, Meta, Operation, Reach, Result, Route,
    context::About,
    operation::{CLOCK, MANAGER},
};

/// Lets go of all customers of the brand.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct RemoveCustomers {}

/// How many went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RemovedCustomers {
    /// Customers.
    pub customers: u64,
}

impl Operation for RemoveCustomers {
    type Answer = RemovedCustomers;
    const META: Meta = Meta {
        name: "listening.remove_customers",
        doc: "Removes every customer of the brand with what was decided about them. Creators stay; cannot be taken back.",
        route: Route::post("/customers/removal"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<RemovedCustomers> {
        rows::hold(ctx.tx(), ctx.brand()?).await?;
        let removed = customers::remove_all(ctx.tx(), ctx.brand()?).await?;
        if removed > 0 {
            ctx.note(About::default(), "listening.customers_removed", json!({ "customers": removed })).await?;
        }
        Ok(RemovedCustomers { customers: removed })
    }
}

/// Lets go of customers and mentions that nobody has told of for 24 months.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct EraseExpired {}

impl Operation for EraseExpired {
    type Answer = RemovedCustomers;
    const META: Meta = Meta {
        name: "listening.erase_expired",
        doc: "Erases customers whom no list has named and mentions that nobody has told of for 24 months.",
        route: Route::post("/customers/expiry"),
        reach: Reach::Brand,
        who: CLOCK,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<RemovedCustomers> {
        let (brand, before) = (ctx.brand()?, ctx.now().plus(-KEPT_DAYS * DAY));
        rows::hold(ctx.tx(), brand).await?;
        let removed = customers::remove_expired(ctx.tx(), brand, before).await?;
        let posts = mentions::remove_expired(ctx.tx(), brand, before).await?;
        if removed + posts > 0 {
            ctx.note(About::default(), "listening.expired", json!({ "customers": removed, "mentions": posts })).await?;
        }
        Ok(RemovedCustomers { customers: removed })
    }
}

/// Runs it in every brand where something has expired, and removes lists that somebody looked at and did not bring, and what
/// lists did that cannot be taken back any more.
///
/// # Errors
/// The store's.
pub(crate) async fn expire(app: &App) -> Result<()> {
    if let Err(error) = app.files().clear_until(app.now()).await {
        tracing::error!(%error, "lists that were laid by could not be removed");
    }
    if rows::lists::any_over(app.db(), app.now()).await? {
        let tx = app.db().begin().await?;
        rows::lists::forget_over(&tx, app.now()).await?;
        tx.commit().await?;
    }
    for brand in rows::expired(app.db(), app.now().plus(-KEPT_DAYS * DAY)).await? {
        if let Some(found) = store::team::brand(app.db(), brand).await? {
            app.run(&Caller::clock(found.value.organisation, brand), EraseExpired {}).await?;
        }
    }
    Ok(())
}
