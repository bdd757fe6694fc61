//! The queue of applications, and one of them with whom it could be.
//!
//! Invariant: a fixed number of statements. Absent: numbers of accounts; they come with imports.

use domain::{
    creators::{
        applications::{Application, ApplicationState, Part, Suspicion},
        identities,
    },
    ids::{ApplicationId, CreatorId},
    time::{Day, Timestamp},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Stored, creators::applications as rows};

pub use super::matching::{MatchReason, MatchView};
use super::{matching, signed_by, wording};
use crate::{
    Agent, Error, Look, Meta, Reach, Result, Route, View, Without,
    operation::MANAGER,
    without::{self, Taken},
};

/// More than so many are not listed at once; the page says so.
const MOST: i64 = 200;

/// Lists applications.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ListApplications {
    /// Which part of the queue; the new ones when nothing is said.
    #[serde(default)]
    pub part: Option<Part>,
    /// Only those that came, or were answered, on this day or later, in the brand's zone.
    #[serde(default)]
    pub from: Option<Day>,
    /// On this day or before.
    #[serde(default)]
    pub until: Option<Day>,
}

/// The filters of the question, as they may be left out.
const FILTERS: &[Taken<rows::Wanted>] =
    &[("from", |wanted| wanted.from.take().is_some()), ("until", |wanted| wanted.before.take().is_some())];

/// One application in a list.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ApplicationRow {
    /// Which.
    pub id: ApplicationId,
    /// Who.
    pub name: String,
    /// Their accounts, as they typed them.
    pub accounts: Vec<String>,
    /// How their words begin.
    pub about: String,
    /// When it came, or was answered.
    pub at: Timestamp,
    /// What looks like spam.
    pub suspicions: Vec<Suspicion>,
    /// Where it stands.
    pub state: ApplicationState,
}

/// A part of the queue.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ApplicationQueue {
    /// Which part.
    pub part: Part,
    /// How many stand in each, on whatever day.
    pub counts: Vec<(Part, i64)>,
    /// Those of this part.
    pub items: Vec<ApplicationRow>,
    /// Whether there are more than are listed.
    pub more: bool,
    /// Whether the page is open; nothing where it was never set up.
    pub open: Option<bool>,
    /// Where none fits: how many would without one of the filters.
    pub without: Vec<Without>,
}

impl View for ListApplications {
    type Answer = ApplicationQueue;
    const META: Meta = Meta {
        name: "creators.list_applications",
        doc: "Lists the applications to the brand: new, held as spam, asked back, answered, unfinished; how many of each.",
        route: Route::get("/applications"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<ApplicationQueue> {
        let (db, brand) = (look.db(), look.brand()?);
        let part = self.part.unwrap_or(Part::New);
        let counts = rows::counts(db, brand).await?;
        let zone = &look.brand_facts()?.value.zone;
        let (from, before) = (self.from.map(|day| day.at(0, 0, zone)), self.until.map(|day| day.plus_days(1).at(0, 0, zone)));
        let wanted = rows::Wanted { part, from, before };
        let found = rows::in_part(db, brand, &wanted, MOST + 1).await?;
        let (filters, less) = without::each(found.is_empty(), &wanted, FILTERS);
        let without = without::counted(filters, rows::fitting(db, brand, &less).await?);
        let most = usize::try_from(MOST).unwrap_or(usize::MAX);
        let more = found.len() > most;
        Ok(ApplicationQueue {
            part,
            counts: Part::ALL.iter().map(|part| (*part, counts.get(part).copied().unwrap_or(0))).collect(),
            items: found.into_iter().take(most).map(row).collect(),
            more,
            open: rows::page(db, brand).await?.map(|page| page.value.open),
            without,
        })
    }
}

/// How much of somebody's words is listed.
const BEGINS: usize = 160;

fn row(found: Stored<Application>) -> ApplicationRow {
    let answers = &found.value.answers;
    let said = [&answers.about, &answers.why, &answers.own].into_iter().find(|text| !text.is_empty());
    ApplicationRow {
        id: found.id,
        name: answers.name.clone(),
        accounts: answers.accounts.iter().map(|one| one.handle.clone()).collect(),
        about: said.map(|text| text.chars().take(BEGINS).collect()).unwrap_or_default(),
        at: found.value.at(),
        suspicions: found.value.suspicions.clone(),
        state: found.value.state,
    }
}

/// Another application of the same address.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct OtherApplication {
    /// Which.
    pub id: ApplicationId,
    /// When it was answered.
    pub at: Timestamp,
    /// How.
    pub state: ApplicationState,
}

/// One application.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ApplicationView {
    /// Which.
    pub id: ApplicationId,
    /// Its version, for `If-Match`.
    pub version: i64,
    /// What was written, and where it stands.
    pub application: Application,
    /// The part of the queue in which it stands.
    pub part: Part,
    /// The accounts as they were understood: addresses, or names where a platform has no addresses that we know.
    pub accounts: Vec<String>,
    /// Who it could be, the likeliest first.
    pub matches: Vec<MatchView>,
    /// The name of the creator as whom the applicant was taken in.
    pub creator: Option<(CreatorId, String)>,
    /// What the same address sent before and was answered.
    pub before: Vec<OtherApplication>,
    /// How a letter with a yes could begin, and one with a no.
    pub letters: [String; 2],
}

/// Shows an application.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GetApplication {
    /// Which.
    pub application: ApplicationId,
}

impl View for GetApplication {
    type Answer = ApplicationView;
    const META: Meta = Meta {
        name: "creators.get_application",
        doc: "Shows an application: what was written, what looks like spam, and which creators it could be, with the reasons.",
        route: Route::get("/applications/{application}"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<ApplicationView> {
        let (db, brand, organisation) = (look.db(), look.brand()?, look.organisation()?);
        let found = store::document::find::<Application>(db, brand, self.application).await?.ok_or(Error::NotFound)?;
        let application = found.value;
        let answers = &application.answers;
        // What is not finished may not be readable yet.
        let profiles = answers.profiles();
        let theirs = identities(&answers.name, Some(&answers.email), &profiles);
        let mut matches = matching::matches(db, organisation, brand, &answers.name, &theirs, application.creator).await?;
        let creator = application.creator.map(|id| {
            let name = matches.iter().find(|one| one.creator == id).map(|one| one.name.clone());
            (id, name.unwrap_or_else(|| answers.name.clone()))
        });
        matches.retain(|one| !one.reasons.is_empty());
        let before = rows::of_address(db, brand, &answers.email_key())
            .await?
            .into_iter()
            .filter(|other| other.id != found.id)
            .map(|other| OtherApplication { id: other.id, at: other.value.at(), state: other.value.state })
            .collect();
        let of = &look.brand_facts()?.value;
        let signed = signed_by(of);
        let (language, name) = (application.language.as_str(), answers.name.as_str());
        Ok(ApplicationView {
            letters: [wording::yes(language, name, &of.name, &signed), wording::no(language, name, &of.name, &signed)],
            accounts: profiles.iter().filter_map(matching::said).collect(),
            id: found.id,
            version: found.version.0,
            part: application.part(),
            matches,
            creator,
            before,
            application,
        })
    }
}
