//! Saved views of lists: kept, shared, listed and removed.
//!
//! Invariant: somebody sees their own and what colleagues share; a name is somebody's only once in a list, so that saving
//! it again changes it. Absent: what a list makes of the question.

use domain::{
    ids::SavedViewId,
    team::{
        Role,
        saved_views::{List, SavedView},
    },
    text::folded,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::answers_for;
use crate::{
    Agent, Caller, Ctx, Done, Error, Look, Meta, Operation, Reach, Result, Rights, Route, View, context::About, operation::WORKERS,
};

/// Keeps a list's question under a name.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SaveView {
    /// Of which list.
    pub list: List,
    /// Its name; one of one's own by this name is changed.
    pub name: String,
    /// What the list's address asks: `platform=tiktok&min=10000`.
    #[serde(default)]
    pub query: String,
    /// Whether colleagues see it too.
    #[serde(default)]
    pub shared: bool,
    /// Whether a mail tells of whom it finds anew, once a day at most; for searches of creators.
    #[serde(default)]
    pub mails: bool,
}

impl Operation for SaveView {
    type Answer = Done<SavedViewId>;
    const META: Meta = Meta {
        name: "team.save_view",
        doc: "Keeps the filters, order and columns of a list under a name, for oneself or for everybody in the brand.",
        route: Route::post("/views"),
        reach: Reach::Brand,
        who: WORKERS,
        agent: Agent::May,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<SavedViewId>> {
        let brand = ctx.brand()?;
        let by = answers_for(ctx.tx(), ctx.caller()).await?.ok_or(Error::NotFound)?;
        let view = SavedView {
            list: self.list,
            name: self.name,
            query: self.query,
            shared: self.shared,
            mails: self.mails,
            by,
            created_at: ctx.now(),
            removed_at: None,
        };
        let view = view.checked()?;
        let known = store::team::saved_views::of_list(ctx.tx(), brand, self.list, Some(by)).await?;
        let same = known.into_iter().find(|found| found.value.by == by && folded(&found.value.name) == folded(&view.name));
        let done = match same {
            Some(found) => {
                let view = SavedView { created_at: found.value.created_at, ..view.clone() };
                Done::new(found.id, store::document::save(ctx.tx(), brand, found.id, found.version, &view).await?)
            }
            None => {
                let id: SavedViewId = ctx.id();
                Done::new(id, store::document::insert(ctx.tx(), brand, id, &view).await?.version)
            }
        };
        let data = json!({ "list": view.list, "name": view.name, "shared": view.shared });
        ctx.note(About::default().subject(done.id), "team.view_saved", data).await?;
        Ok(done)
    }
}

/// Removes a saved view.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RemoveView {
    /// Which.
    pub view: SavedViewId,
}

impl Operation for RemoveView {
    type Answer = Done<SavedViewId>;
    const META: Meta = Meta {
        name: "team.remove_view",
        doc: "Removes a saved view: one's own, and for managers what is shared.",
        route: Route::post("/views/{view}/removal"),
        reach: Reach::Brand,
        who: WORKERS,
        agent: Agent::May,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<SavedViewId>> {
        let brand = ctx.brand()?;
        let found = store::document::find::<SavedView>(ctx.tx(), brand, self.view).await?;
        let person = answers_for(ctx.tx(), ctx.caller()).await?;
        let manages = manages(ctx.caller(), brand);
        let open = found.filter(|found| found.value.removed_at.is_none());
        let found = open.filter(|found| found.value.may_be_removed_by(person, manages)).ok_or(Error::NotFound)?;
        let removed = SavedView { removed_at: Some(ctx.now()), ..found.value.clone() };
        let version = store::document::save(ctx.tx(), brand, found.id, found.version, &removed).await?;
        ctx.note(About::default().subject(found.id), "team.view_removed", json!({ "name": removed.name })).await?;
        Ok(Done::new(found.id, version))
    }
}

/// Whether somebody manages the brand.
fn manages(caller: &Caller, brand: domain::ids::BrandId) -> bool {
    match &caller.rights {
        Rights::Person { person, .. } => person.may(brand, &[Role::Manager]),
        Rights::Key { role, .. } => matches!(role, Role::Owner | Role::Manager),
        _ => false,
    }
}

/// The saved views of a list.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ListViews {
    /// Of which list.
    pub list: List,
}

/// A saved view as its list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SavedViewRow {
    /// Which.
    pub id: SavedViewId,
    /// Its name.
    pub name: String,
    /// What it asks.
    pub query: String,
    /// Whether colleagues see it too.
    pub shared: bool,
    /// Whether who saved it gets mail about it.
    pub mails: bool,
    /// Whether the caller may remove it.
    pub removable: bool,
}

impl View for ListViews {
    type Answer = Vec<SavedViewRow>;
    const META: Meta = Meta {
        name: "team.list_views",
        doc: "Lists the saved views of a list: one's own and what colleagues share.",
        route: Route::get("/views"),
        reach: Reach::Brand,
        who: WORKERS,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<Vec<SavedViewRow>> {
        let brand = look.brand()?;
        let person = answers_for(look.db(), look.caller()).await?;
        let manages = manages(look.caller(), brand);
        let found = store::team::saved_views::of_list(look.db(), brand, self.list, person).await?;
        let row = |found: store::Stored<SavedView>| SavedViewRow {
            id: found.id,
            removable: found.value.may_be_removed_by(person, manages),
            name: found.value.name,
            query: found.value.query,
            shared: found.value.shared,
            mails: found.value.mails && person == Some(found.value.by),
        };
        Ok(found.into_iter().map(row).collect())
    }
}
