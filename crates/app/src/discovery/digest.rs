//! A mail to a colleague about whom their saved searches find anew: those of their own for which they asked for it.
//!
//! Invariant: at most one a day to a person about a brand, none at night of the brand and none without news; each creator is
//! counted in one mail, and in none once somebody has looked. Absent: names of creators, which an erasure could not take back.

use std::collections::BTreeSet;

use domain::{
    discovery::watch::SearchWatch,
    ids::{BrandId, PersonId},
    team::{Person, Role, saved_views::SavedView},
    time::{Zone, is_quiet},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Read, Stored};

use super::views::customers;
use crate::{Agent, App, Caller, Ctx, Meta, Operation, Reach, Result, Route, context::About, mail::Mail, operation::CLOCK};

/// Writes to somebody about their saved searches.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SendMatches {
    /// To whom.
    pub person: PersonId,
}

/// A search with what is remembered of it.
struct Watched {
    search: Stored<SavedView>,
    watch: Stored<SearchWatch>,
}

/// The searches of a brand with what they found. Those without mail too: it may have been unticked after today's.
async fn watched(db: &impl Read, brand: BrandId) -> Result<Vec<Watched>> {
    let searches = store::discovery::watch::searches(db, brand).await?;
    let ids: Vec<_> = searches.iter().map(|search| search.id).collect();
    let watches = store::discovery::watch::of_views(db, brand, &ids).await?;
    let with = |search: Stored<SavedView>| {
        let watch = watches.iter().find(|watch| watch.value.view == search.id && watch.value.query == search.value.query).cloned()?;
        Some(Watched { search, watch })
    };
    Ok(searches.into_iter().filter_map(with).collect())
}

impl Operation for SendMatches {
    type Answer = i64;
    const META: Meta = Meta {
        name: "discovery.send_matches",
        doc: "Writes to a colleague how many their saved searches found anew, once a day at most. Done by the clock.",
        route: Route::post("/discover/searches/mail"),
        reach: Reach::Brand,
        who: CLOCK,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<i64> {
        let (brand, now) = (ctx.brand_facts()?.clone(), ctx.now());
        let person = store::document::find::<Person>(ctx.tx(), ctx.organisation()?, self.person).await?;
        let works = |person: &Person| person.may(brand.id, &[Role::Manager, Role::Finance, Role::Reviewer]);
        let Some(person) = person.filter(|person| works(&person.value)) else { return Ok(0) };
        let mut all = watched(ctx.tx(), brand.id).await?;
        all.retain(|one| one.search.value.by == self.person);
        let lately = all.iter().any(|one| one.watch.value.mailed_lately(now));
        let knows = person.value.may(brand.id, &[Role::Manager]);
        all.retain(|one| knows || !customers::asked_in(&one.search.value.query));
        all.retain(|one| one.search.value.mails && one.watch.value.to_mail() > 0);
        if lately || all.is_empty() || is_quiet(now, &brand.value.zone) {
            return Ok(0);
        }
        let site = format!("{}/b/{}/discover", ctx.app().settings().base_url, brand.value.slug);
        let told = |one: &Watched| format!("{} in {}", one.watch.value.to_mail(), one.search.value.name);
        let subject = match all.as_slice() {
            [only] => format!("New matches: {}", told(only)),
            _ => format!("New matches in {} saved searches", all.len()),
        };
        let lines: Vec<String> = all.iter().map(|one| format!("- {}\n  {site}?{}", told(one), one.search.value.query)).collect();
        let body = format!(
            "Your saved searches in {} found creators who did not fit before:\n\n{}\n\nYou asked for this mail where you saved the search; \
             it comes once a day at most, and you can untick it there.",
            brand.value.name,
            lines.join("\n")
        );
        let mail = Mail { kind: "matches", to: person.value.email.clone(), subject, body, message: None, creator: None, asks: None };
        ctx.mail(mail).await?;
        let new: usize = all.iter().map(|one| one.watch.value.to_mail()).sum();
        for Watched { watch, .. } in all {
            store::document::save(ctx.tx(), brand.id, watch.id, watch.version, &watch.value.clone().mailed(now)).await?;
        }
        ctx.note(About::default().subject(self.person), "discovery.matches_mailed", json!({ "new": new })).await?;
        Ok(i64::try_from(new).unwrap_or(i64::MAX))
    }
}

/// Writes to everybody in a brand for whom there is news.
pub(super) async fn send_all(app: &App, caller: &Caller, brand: BrandId, zone: &Zone) -> Result<()> {
    if is_quiet(app.now(), zone) {
        return Ok(());
    }
    let news = watched(app.db(), brand).await?;
    let people: BTreeSet<PersonId> =
        news.iter().filter(|one| one.search.value.mails && one.watch.value.to_mail() > 0).map(|one| one.search.value.by).collect();
    for person in people {
        if let Err(error) = app.run(caller, SendMatches { person }).await {
            tracing::warn!(%error, %person, "mail about saved searches waits for the next round");
        }
    }
    Ok(())
}
