//! Which creators of a brand connected their account, and whose log-in ends or ended.

use domain::ids::{CreatorId, ProfileId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::creators::{access as rows, connections};

use super::{AccessView, SERVICE};
use crate::{Agent, Look, Meta, Reach, Result, Route, View, operation::MANAGER};

/// The most accounts of one page.
const MOST: i64 = 500;

/// Lists the creators' accounts that can be connected by their own log-in.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ListAccess {}

/// A creator's account.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AccessRow {
    /// Whose.
    pub creator: CreatorId,
    /// Their name.
    pub name: String,
    /// Which account.
    pub profile: ProfileId,
    /// Its name, where it is known.
    pub handle: Option<String>,
    /// Access to it, also such as has ended.
    pub access: Option<AccessView>,
}

/// The page.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AccessPage {
    /// Whether creators can connect their accounts: an owner put an app in, and the platform takes it.
    pub offered: bool,
    /// Accounts: first those whose owner should log in again, then those that are connected, then the others.
    pub accounts: Vec<AccessRow>,
    /// Whether there are more than are shown.
    pub more: bool,
}

impl View for ListAccess {
    type Answer = AccessPage;
    const META: Meta = Meta {
        name: "creators.list_access",
        doc: "Lists the TikTok accounts of the brand's creators: who connected theirs, what they let be read, and whose log-in ends or ended.",
        route: Route::get("/access"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<AccessPage> {
        let (db, organisation, now) = (look.db(), look.organisation()?, look.now());
        let connection = connections::connection(db, organisation, SERVICE).await?.map(|found| found.value);
        let offered =
            look.app().asks(SERVICE) && connection.is_some_and(|connection| connection.sealed.is_some() && connection.refused.is_none());
        let mut known = rows::of_brand(db, organisation, look.brand()?, SERVICE, now, MOST + 1).await?;
        let more = i64::try_from(known.len()).is_ok_and(|count| count > MOST);
        known.truncate(usize::try_from(MOST).unwrap_or(usize::MAX));
        let accounts = known.into_iter().filter(|one| one.record.erased_at.is_none()).map(|one| AccessRow {
            creator: one.creator,
            name: one.record.name,
            profile: one.profile,
            handle: one.account.account.handle.as_ref().map(ToString::to_string),
            access: one.access.as_ref().map(|access| AccessView::of(access, now)),
        });
        Ok(AccessPage { offered, accounts: accounts.collect(), more })
    }
}
