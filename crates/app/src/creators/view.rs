//! What people see of one creator, and of imports.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    campaigns::{Campaign, Off},
    creators::{Creator, Import, Likeness, Measure, Purpose, Relationship, Snapshot, can_contact, connections::Service},
    ids::{CampaignId, CollaborationId, CreatorId, ImportId, ProfileId},
    journey::Stage,
    money::Money,
    time::{Day, Timestamp},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{
    Stored,
    creators::{
        connections::Asked,
        kept::{CreatorSums, Kept, kept},
    },
    outreach::chase::ClockPause,
};

use super::{AccountView, AttachmentView, FieldView, NoteView, connections::FetchView, together};
use crate::{
    Agent, Error, Look, Meta, Reach, Result, Route, View,
    frame::allowed,
    operation::{MANAGER, WORKERS},
    outreach::clock::PauseView,
    payments::ListPayables,
};

/// So many older numbers of an account are shown: four months of one that is counted daily.
const MOST_OLDER: usize = 120;

/// An account with its numbers.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ProfileView {
    /// The account.
    pub account: AccountView,
    /// What the account says of itself, where somebody noted it.
    pub bio: Option<String>,
    /// The newest of each number, with its source.
    pub numbers: Vec<Snapshot>,
    /// How many older numbers are kept behind them.
    pub older: i64,
    /// These, the newest first; at most a hundred and twenty.
    pub history: Vec<Snapshot>,
    /// What became of asking the platform for it; nothing where the program cannot ask that platform.
    pub fetching: Option<FetchView>,
}

/// A collaboration, as the creator's page lists it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreatorCollaboration {
    /// Which.
    pub id: CollaborationId,
    /// In which campaign.
    pub campaign: CampaignId,
    /// Its name.
    pub campaign_name: String,
    /// Where it stands.
    pub stage: Stage,
    /// How it left the road.
    pub off: Option<Off>,
    /// Since when.
    pub shortlisted_at: Timestamp,
}

/// A creator as this brand sees them.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreatorView {
    /// Who.
    pub id: CreatorId,
    /// For `If-Match`.
    pub version: i64,
    /// What is shared over the organisation.
    pub creator: Creator,
    /// What this brand keeps.
    pub relationship: Relationship,
    /// The brand's own fields in use, with what stands in them.
    pub fields: Vec<FieldView>,
    /// Its notes: the newest twenty that are pinned, and the newest five others.
    pub notes: Vec<NoteView>,
    /// How many notes there are.
    pub note_count: i64,
    /// The newest five files.
    pub files: Vec<AttachmentView>,
    /// How many files there are.
    pub file_count: i64,
    /// Accounts, the largest first.
    pub profiles: Vec<ProfileView>,
    /// Collaborations in this brand, the newest first.
    pub collaborations: Vec<CreatorCollaboration>,
    /// Why no invitation can go to them; nothing where one can.
    pub no_contact: Option<String>,
    /// When another brand of the organisation last wrote to them; only the day, and not which brand.
    pub contacted_elsewhere: Option<Day>,
    /// Whether a person keeps the clock from reminding them, and the pause.
    pub reminders: Option<PauseView>,
    /// Records that were merged into this one, the newest first; the newest can be split again.
    pub merged: Vec<MergedView>,
    /// What was sold, paid and is owed over all campaigns of the brand; nothing for those who may not see money.
    pub money: Option<CreatorMoney>,
}

/// Sums over all campaigns of a brand, one for each currency in which there is anything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CreatorMoney {
    /// Sales that are credited to their links and codes.
    pub sold: Vec<Money>,
    /// What they were paid.
    pub paid: Vec<Money>,
    /// What is owed to them and not paid yet, with balances of commission; below zero they owe.
    pub owed: Vec<Money>,
}

impl From<CreatorSums> for CreatorMoney {
    fn from(CreatorSums { sold, paid, owed }: CreatorSums) -> Self {
        Self { sold, paid, owed }
    }
}

/// A record that was merged into another one.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct MergedView {
    /// Whose it was.
    pub creator: CreatorId,
    /// The name there.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// What they wrote.
    pub note: String,
    /// What the two had in common.
    pub reasons: Vec<Likeness>,
}

/// One creator.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GetCreator {
    /// Who.
    pub creator: CreatorId,
}

impl View for GetCreator {
    type Answer = CreatorView;
    const META: Meta = Meta {
        name: "creators.get_creator",
        doc: "Shows a creator: accounts, numbers with their sources, what the brand keeps, collaborations.",
        route: Route::get("/creators/{creator}"),
        reach: Reach::Brand,
        who: WORKERS,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<CreatorView> {
        let (db, organisation, brand, id) = (look.db(), look.organisation()?, look.brand()?, self.creator);
        let sees_money = allowed(&ListPayables::META, look.caller());
        let Kept { relationship, notes, note_count, files, file_count, fields, sums } =
            kept(db, brand, id, sees_money).await?.ok_or(Error::NotFound)?;
        let notes = notes.into_iter().map(|note| NoteView::of(note, look.caller())).collect();
        let creator = store::document::find::<Creator>(db, organisation, id).await?.ok_or(Error::NotFound)?;
        let profiles = profiles(look, id).await?;
        let collaborations = collaborations(look, id).await?;
        let merged = match creator.value.aliases.is_empty() {
            true => Vec::new(),
            false => store::creators::merging::standing(db, organisation, id).await?,
        };
        let between = store::outreach::contact(db, organisation, brand, id).await?;
        let zone = look.brand_facts()?.value.zone.clone();
        let paused = between.pause.map(|(id, pause)| {
            let ClockPause { reason, name, since, .. } = pause;
            PauseView { id, campaign_name: None, creator_name: Some(creator.value.name.clone()), reason, name, since }
        });
        let suppression = &creator.value.suppression;
        let contact = can_contact(suppression, relationship.value.standing, creator.value.email.as_deref(), Purpose::Marketing);
        Ok(CreatorView {
            id,
            version: together(creator.version, relationship.version).0,
            no_contact: contact.err().map(|reason| reason.to_string()),
            creator: creator.value,
            fields: FieldView::all(&fields, &relationship.value.custom),
            relationship: relationship.value,
            notes,
            note_count,
            files: files.into_iter().map(AttachmentView::from).collect(),
            file_count,
            profiles,
            collaborations,
            contacted_elsewhere: between.elsewhere.map(|at| at.day_in(&zone)),
            reminders: paused,
            merged: merged
                .into_iter()
                .map(|one| MergedView {
                    creator: one.value.taken,
                    name: one.value.taken_before.name,
                    at: one.value.at,
                    by: one.value.by,
                    note: one.value.note,
                    reasons: one.value.reasons,
                })
                .collect(),
            money: sums.map(Into::into),
        })
    }
}

/// The accounts of a creator.
async fn profiles(look: &Look, creator: CreatorId) -> Result<Vec<ProfileView>> {
    let found = store::creators::connections::accounts_of(look.db(), look.organisation()?, creator).await?;
    let ids: Vec<ProfileId> = found.iter().map(|(profile, _)| profile.id).collect();
    let mut numbers: BTreeMap<ProfileId, Vec<Snapshot>> = BTreeMap::new();
    for (profile, snapshot) in store::creators::metrics(look.db(), look.organisation()?, &ids).await? {
        numbers.entry(profile).or_default().push(snapshot);
    }
    let view = |(profile, asked): (Stored<domain::creators::CreatorProfile>, Asked)| {
        // Of other platforms nothing can be asked.
        let fetching = Service::of(&profile.value.account.platform).map(|_| FetchView::of(asked, look));
        let bio = profile.value.bio.clone();
        let account = AccountView::from(&profile);
        let all = numbers.remove(&account.id).unwrap_or_default();
        let mut seen: BTreeSet<Measure> = BTreeSet::new();
        let (mut newest, mut history): (Vec<Snapshot>, Vec<Snapshot>) = all.into_iter().partition(|snapshot| seen.insert(snapshot.measure));
        newest.sort_by_key(|snapshot| snapshot.measure);
        let older = i64::try_from(history.len()).unwrap_or(i64::MAX);
        history.truncate(MOST_OLDER);
        ProfileView { account, bio, numbers: newest, older, history, fetching }
    };
    Ok(found.into_iter().map(view).collect())
}

async fn collaborations(look: &Look, creator: CreatorId) -> Result<Vec<CreatorCollaboration>> {
    let found = store::campaigns::of_creator(look.db(), look.brand()?, creator).await?;
    let ids: Vec<CampaignId> = found.iter().map(|one| one.value.campaign).collect();
    let campaigns = store::document::list_in::<Campaign, _>(look.db(), look.brand()?, "id", &ids, "id").await?;
    let stages = store::moves::stages_of(look.db(), look.brand()?, &found.iter().map(|one| one.id).collect::<Vec<_>>()).await?;
    let view = |one: Stored<domain::campaigns::Collaboration>| CreatorCollaboration {
        id: one.id,
        campaign: one.value.campaign,
        campaign_name: campaigns
            .iter()
            .find(|campaign| campaign.id == one.value.campaign)
            .map(|found| found.value.name.clone())
            .unwrap_or_default(),
        stage: stages.get(&one.id).copied().unwrap_or(Stage::Shortlisted),
        off: one.value.off,
        shortlisted_at: one.value.shortlisted_at,
    };
    Ok(found.into_iter().map(view).collect())
}

/// An import as people see it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ImportRow {
    /// Which.
    pub id: ImportId,
    /// What became of it.
    pub import: Import,
}

impl From<Stored<Import>> for ImportRow {
    fn from(found: Stored<Import>) -> Self {
        Self { id: found.id, import: found.value }
    }
}

/// The imports of creators in the brand.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ListImports {}

impl View for ListImports {
    type Answer = Vec<ImportRow>;
    const META: Meta = Meta {
        name: "creators.list_imports",
        doc: "Lists the newest 100 imports of creators, with what became of their rows.",
        route: Route::get("/imports/creators"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<Vec<ImportRow>> {
        Ok(store::creators::imports(look.db(), look.brand()?, 100).await?.into_iter().map(Into::into).collect())
    }
}

/// One import of creators.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GetImport {
    /// Which.
    pub import: ImportId,
}

impl View for GetImport {
    type Answer = ImportRow;
    const META: Meta = Meta {
        name: "creators.get_import",
        doc: "Shows one import of creators: counts, how columns were understood, warnings, the file of rejected rows.",
        route: Route::get("/imports/creators/{import}"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<ImportRow> {
        let found = store::creators::import(look.db(), look.brand()?, self.import).await?;
        found.map(Into::into).ok_or(Error::NotFound)
    }
}
