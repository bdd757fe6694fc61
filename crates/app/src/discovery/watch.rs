//! Saved searches are asked again by themselves, and say who fits now and did not before.
//!
//! Invariants: whom a person would find by the same address is who is reported, within the same walls; each once; several
//! processes that ask at once report nobody twice, because the rows have a version. Absent: the mail about it; `digest` has it.

use std::time::Duration;

use domain::{
    discovery::watch::{MOST_WATCHED, SearchWatch},
    ids::{CreatorId, SavedViewId, SearchWatchId},
    team::saved_views::{List, SavedView},
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Stored;

use super::{address::Address, views::customers};
use crate::{
    Agent, App, Caller, Ctx, Done, Error, Look, Meta, Operation, Reach, Result, Route, View,
    context::About,
    operation::{CLOCK, WORKERS},
    team::answers_for,
};

/// Says who fits a saved search.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ReportMatches {
    /// Which saved view.
    pub view: SavedViewId,
    /// Who fits, the best first, at most a thousand.
    pub creators: Vec<CreatorId>,
    /// How many fit in all.
    pub fitting: usize,
}

impl Operation for ReportMatches {
    type Answer = i64;
    const META: Meta = Meta {
        name: "discovery.report_matches",
        doc: "Remembers who fits a saved search and says how many are new. Done by the clock.",
        route: Route::post("/discover/searches/{view}/matches"),
        reach: Reach::Brand,
        who: CLOCK,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<i64> {
        let (brand, now) = (ctx.brand()?, ctx.now());
        let saved = store::document::find::<SavedView>(ctx.tx(), brand, self.view).await?;
        let saved = saved.filter(|saved| saved.value.removed_at.is_none() && saved.value.list == List::Discover).ok_or(Error::NotFound)?;
        let known = store::discovery::watch::of_views(ctx.tx(), brand, &[self.view]).await?.into_iter().next();
        let Some(known) = known else {
            let id: SearchWatchId = ctx.id();
            store::document::insert(
                ctx.tx(),
                brand,
                id,
                &SearchWatch::first(self.view, &saved.value.query, &self.creators, self.fitting, now),
            )
            .await?;
            return Ok(0);
        };
        let (after, new) = known.value.again(&saved.value.query, &self.creators, self.fitting, now);
        store::document::save(ctx.tx(), brand, known.id, known.version, &after).await?;
        if new > 0 {
            let data = json!({ "name": saved.value.name, "new": new });
            ctx.note(About::default().subject(self.view), "discovery.matches_found", data).await?;
        }
        Ok(i64::try_from(new).unwrap_or(i64::MAX))
    }
}

/// Has looked at who is new in a saved search.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SeeMatches {
    /// Which saved view.
    pub view: SavedViewId,
}

impl Operation for SeeMatches {
    type Answer = Done<SavedViewId>;
    const META: Meta = Meta {
        name: "discovery.see_matches",
        doc: "Marks who is new in a saved search as looked at, for everybody who sees that search.",
        route: Route::post("/discover/searches/{view}/seen"),
        reach: Reach::Brand,
        who: WORKERS,
        agent: Agent::May,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<SavedViewId>> {
        let brand = ctx.brand()?;
        let person = answers_for(ctx.tx(), ctx.caller()).await?;
        let seen = store::team::saved_views::of_list(ctx.tx(), brand, List::Discover, person).await?;
        let saved = seen.into_iter().find(|saved| saved.id == self.view).ok_or(Error::NotFound)?;
        let known = store::discovery::watch::of_views(ctx.tx(), brand, &[self.view]).await?;
        for watch in known.into_iter().filter(|watch| !watch.value.new.is_empty()) {
            store::document::save(ctx.tx(), brand, watch.id, watch.version, &watch.value.clone().seen()).await?;
            ctx.note(About::default().subject(self.view), "discovery.matches_seen", json!({ "name": saved.value.name })).await?;
        }
        Ok(Done::new(self.view, saved.version))
    }
}

/// The saved searches, with who is new in each.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ListSearches {}

/// A saved search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SavedSearch {
    /// Which saved view.
    pub id: SavedViewId,
    /// Its name.
    pub name: String,
    /// What it asks, as the address of the page writes it.
    pub query: String,
    /// Who fits now, did not before, and was not looked at, the newest last.
    pub new: Vec<CreatorId>,
    /// How many fitted when it was asked last; of more than a thousand nobody is told as new.
    pub fitting: Option<usize>,
    /// When its outcome last changed; nothing before it was asked for the first time.
    pub changed_at: Option<Timestamp>,
}

impl View for ListSearches {
    type Answer = Vec<SavedSearch>;
    const META: Meta = Meta {
        name: "discovery.list_searches",
        doc: "Lists the saved searches of creators, each with who fits now and did not before.",
        route: Route::get("/discover/searches"),
        reach: Reach::Brand,
        who: WORKERS,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<Vec<SavedSearch>> {
        let brand = look.brand()?;
        let person = answers_for(look.db(), look.caller()).await?;
        let saved = store::team::saved_views::of_list(look.db(), brand, List::Discover, person).await?;
        let ids: Vec<SavedViewId> = saved.iter().map(|view| view.id).collect();
        let watches = store::discovery::watch::of_views(look.db(), brand, &ids).await?;
        let may_know = customers::may_know(look);
        let row = |view: Stored<SavedView>| {
            let told = may_know || !customers::asked_in(&view.value.query);
            let watch = watches.iter().find(|watch| told && watch.value.view == view.id && watch.value.query == view.value.query);
            SavedSearch {
                id: view.id,
                name: view.value.name,
                query: view.value.query,
                new: watch.map(|watch| watch.value.new.iter().map(|(creator, _)| *creator).collect()).unwrap_or_default(),
                fitting: watch.map(|watch| watch.value.fitting),
                changed_at: watch.map(|watch| watch.value.changed_at),
            }
        };
        Ok(saved.into_iter().map(row).collect())
    }
}

/// How long after one round the next begins.
const EVERY: Duration = Duration::from_secs(120);

/// Keeps the search index ready and asks the saved searches again, for as long as the process runs.
pub async fn keep_asking(app: App) {
    loop {
        super::make_ready(&app).await;
        if let Err(error) = ask_again(&app).await {
            tracing::warn!(%error, "the saved searches are asked again in the next round");
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Asks every saved search of the installation once.
///
/// # Errors
/// The store's. A search that fails is passed over.
pub async fn ask_again(app: &App) -> Result<()> {
    // While the index is made, who is not in it yet would be new afterwards.
    if app.keeper().progress().is_some() {
        return Ok(());
    }
    for id in store::discovery::watch::brands(app.db()).await? {
        let Some(brand) = store::team::brand(app.db(), id).await? else { continue };
        let zone = brand.value.zone.clone();
        let caller = Caller::clock(brand.value.organisation, brand.id);
        let look = Look { app: app.clone(), caller: caller.clone(), now: app.now(), brand: Some(brand) };
        let searches = store::discovery::watch::searches(app.db(), id).await?;
        let ids: Vec<SavedViewId> = searches.iter().map(|search| search.id).collect();
        let known = store::discovery::watch::of_views(app.db(), id, &ids).await?;
        for search in searches {
            if let Err(error) = ask(app, &caller, &look, &search, &known).await {
                tracing::warn!(%error, search = %search.id, "a saved search could not be asked");
            }
        }
        super::digest::send_all(app, &caller, id, &zone).await?;
    }
    Ok(())
}

/// Asks one; where the same fit as before, nothing is written.
async fn ask(app: &App, caller: &Caller, look: &Look, search: &Stored<SavedView>, known: &[Stored<SearchWatch>]) -> Result<()> {
    let Address { mut question, campaign, .. } = Address::of_query(&search.value.query);
    if let Some(slug) = campaign {
        // Without the campaign it would ask something else, and find those who are in it.
        let Some(found) = store::campaigns::by_slug(app.db(), look.brand()?, &slug).await? else { return Ok(()) };
        question.campaign = Some(found.id);
    }
    let (creators, fitting) = question.all_ids(look, MOST_WATCHED).await?;
    let same = known.iter().any(|watch| watch.value.view == search.id && !watch.value.changes(&search.value.query, &creators, fitting));
    if !same {
        app.run(caller, ReportMatches { view: search.id, creators, fitting }).await?;
    }
    Ok(())
}
