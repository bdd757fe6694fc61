//! An import is taken back within a day.
//!
//! Invariant: who came in with it and upon whom nothing was built is gone; who was known loses what it added, where that still is
//! as it left it; whatever somebody changed since stays, and is counted. Absent: taking back a part of it.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    creators::{
        Creator, CreatorProfile, Import, ImportTakenBack, Measure, Relationship,
        traces::{Touched, Trace},
    },
    ids::{BrandId, CreatorId, ImportId, MetricId, ProfileId, RelationshipId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Stored;

use crate::{Agent, Ctx, Error, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER};

/// How many creators are looked at and written at a time.
const CHUNK: i64 = 500;

/// Takes an import of creators back.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TakeBackImport {
    /// Which.
    pub import: ImportId,
}

impl Operation for TakeBackImport {
    type Answer = ImportTakenBack;
    const META: Meta = Meta {
        name: "creators.take_back_import",
        doc: "Takes an import of creators back, within a day. Who came in with it leaves, what it added to others goes; what was changed since stays.",
        route: Route::post("/imports/creators/{import}/take-back"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<ImportTakenBack> {
        let brand = ctx.brand()?;
        let found = store::creators::import(ctx.tx(), brand, self.import).await?.ok_or(Error::NotFound)?;
        found.value.can_be_taken_back(ctx.now())?;
        let mut done = ImportTakenBack {
            removed: 0,
            restored: 0,
            changed_since: 0,
            by: ctx.caller().actor(),
            name: ctx.caller_name().await?,
            at: ctx.now(),
        };
        people(ctx, self.import, &mut done).await?;
        let import = Import { taken_back: Some(done.clone()), ..found.value.clone() };
        store::document::save(ctx.tx(), brand, found.id, found.version, &import).await?;
        let data = json!({ "file_name": import.file_name, "removed": done.removed, "restored": done.restored, "changed_since": done.changed_since });
        ctx.note(About::default().subject(self.import), "creators.import_taken_back", data).await?;
        Ok(done)
    }
}

/// Takes back what an import did to creators.
pub(crate) async fn people(ctx: &mut Ctx, import: ImportId, done: &mut ImportTakenBack) -> Result<()> {
    let (brand, mut last) = (ctx.brand()?, None);
    loop {
        let traces = store::creators::traces(ctx.tx(), brand, import, last, CHUNK).await?;
        let Some((creator, _)) = traces.last() else { break };
        last = Some(*creator);
        chunk(ctx, traces, done).await?;
    }
    Ok(store::creators::forget_traces(ctx.tx(), brand, import).await?)
}

/// Some creators as they are now.
struct Now {
    creators: BTreeMap<CreatorId, Stored<Creator>>,
    profiles: BTreeMap<CreatorId, Vec<Stored<CreatorProfile>>>,
    relationships: BTreeMap<CreatorId, Stored<Relationship>>,
    /// Upon whom something was built, in which brand.
    built: BTreeSet<(CreatorId, Option<BrandId>)>,
    known_to: BTreeSet<(CreatorId, Option<BrandId>)>,
}

impl Now {
    async fn of(ctx: &Ctx, ids: &[CreatorId]) -> Result<Self> {
        let (tx, organisation) = (ctx.tx(), ctx.organisation()?);
        let mut profiles: BTreeMap<CreatorId, Vec<Stored<CreatorProfile>>> = BTreeMap::new();
        for profile in store::creators::profiles(tx, organisation, ids).await? {
            profiles.entry(profile.value.creator).or_default().push(profile);
        }
        let relationships = store::creators::relationships(tx, ctx.brand()?, ids).await?;
        Ok(Self {
            creators: store::creators::many(tx, organisation, ids).await?,
            profiles,
            relationships: relationships.into_iter().map(|one| (one.value.creator, one)).collect(),
            built: store::creators::built_upon(tx, ids).await?.into_iter().collect(),
            known_to: store::creators::known_to(tx, ids).await?.into_iter().collect(),
        })
    }

    fn built_upon(&self, creator: CreatorId, within: impl Fn(Option<BrandId>) -> bool) -> bool {
        self.built.iter().any(|(of, brand)| *of == creator && within(*brand))
    }
}

/// What a chunk takes away, written together.
#[derive(Default)]
struct Gone {
    creators: Vec<CreatorId>,
    relationships: Vec<RelationshipId>,
    profiles: Vec<ProfileId>,
    numbers: Vec<MetricId>,
    /// Creators who stay and whose rows change.
    stay: Vec<(CreatorId, Trace)>,
}

async fn chunk(ctx: &mut Ctx, traces: Vec<(CreatorId, Trace)>, done: &mut ImportTakenBack) -> Result<()> {
    let ids: Vec<CreatorId> = traces.iter().map(|(id, _)| *id).collect();
    let now = Now::of(ctx, &ids).await?;
    store::creators::tell_changed(ctx.tx(), &ids);
    let (brand, organisation) = (ctx.brand()?, ctx.organisation()?);
    let mut gone = Gone::default();
    for (id, trace) in traces {
        if !trace.is_new() {
            gone.numbers.extend(&trace.numbers);
            gone.stay.push((id, trace));
            continue;
        }
        // Who is not there any more is left out.
        let Some(creator) = now.creators.get(&id) else { continue };
        if now.built_upon(id, |_| true) || !as_left(&now, creator, &trace) {
            done.changed_since += 1;
            continue;
        }
        gone.relationships.extend(trace.relationship.as_ref().map(|(id, _)| *id));
        // Another brand of the organisation knows them meanwhile: they leave this one.
        let elsewhere = now.known_to.iter().any(|(of, to)| *of == id && *to != Some(brand));
        gone.creators.extend((!elsewhere).then_some(id));
        done.removed += 1;
    }
    store::creators::remove_metrics(ctx.tx(), organisation, &gone.numbers).await?;
    let left = newest_followers(ctx, &gone.stay).await?;
    let accounts: Vec<ProfileId> = gone.stay.iter().flat_map(|(_, trace)| &trace.profiles).map(|(id, _)| *id).collect();
    let in_use = store::creators::accounts_in_use(ctx.tx(), organisation, &accounts).await?;
    for (id, trace) in std::mem::take(&mut gone.stay) {
        match restore(ctx, &now, id, &trace, (&left, &in_use), &mut gone).await? {
            Some(true) => done.restored += 1,
            Some(false) => done.changed_since += 1,
            None => {}
        }
    }
    store::creators::remove_relationships(ctx.tx(), brand, &gone.relationships).await?;
    store::creators::remove_profiles(ctx.tx(), organisation, &gone.profiles).await?;
    Ok(store::creators::remove_creators(ctx.tx(), organisation, &gone.creators).await?)
}

/// Whether a creator who came in is exactly as the import left them: every row at its version, and none besides.
fn as_left(now: &Now, creator: &Stored<Creator>, trace: &Trace) -> bool {
    let profiles = now.profiles.get(&creator.id).map_or(&[][..], Vec::as_slice);
    let profile = |row: &Stored<CreatorProfile>| {
        trace.profiles.iter().any(|(id, touched)| *id == row.id && matches!(touched, Touched::New(left) if *left == row.version.0))
    };
    let relationship = match (now.relationships.get(&creator.id), &trace.relationship) {
        (Some(row), Some((id, Touched::New(left)))) => row.id == *id && row.version.0 == *left,
        (None, None) => true,
        _ => false,
    };
    matches!(&trace.creator, Some(Touched::New(left)) if *left == creator.version.0) && profiles.iter().all(profile) && relationship
}

/// The newest number of followers that is left of each account which the import changed.
async fn newest_followers(ctx: &Ctx, stay: &[(CreatorId, Trace)]) -> Result<BTreeMap<ProfileId, i64>> {
    let ids: Vec<ProfileId> = stay.iter().flat_map(|(_, trace)| &trace.profiles).map(|(id, _)| *id).collect();
    let mut newest = BTreeMap::new();
    for (profile, snapshot) in store::creators::metrics(ctx.tx(), ctx.organisation()?, &ids).await? {
        if snapshot.measure == Measure::Followers {
            newest.entry(profile).or_insert(snapshot.value);
        }
    }
    Ok(newest)
}

/// Takes back what was added to a creator who was known. Whether all of it; nothing where they are not there any more.
async fn restore(
    ctx: &mut Ctx,
    now: &Now,
    id: CreatorId,
    trace: &Trace,
    (left, in_use): (&BTreeMap<ProfileId, i64>, &BTreeSet<ProfileId>),
    gone: &mut Gone,
) -> Result<Option<bool>> {
    let (brand, organisation) = (ctx.brand()?, ctx.organisation()?);
    let Some(creator) = now.creators.get(&id) else { return Ok(None) };
    // Who was taken into another record since keeps it as that one has it; a split gives back what stood there before.
    let mut whole = creator.value.merged_into.is_none();
    if let Some(Touched::Changed { before, after }) = &trace.creator {
        let back = creator.value.taken_back(before, after);
        whole &= back.whole;
        if back.value != creator.value {
            store::document::save(ctx.tx(), organisation, id, creator.version, &back.value).await?;
            ctx.touch_creator(id).await?;
        }
    }
    for row in now.profiles.get(&id).into_iter().flatten() {
        match trace.profiles.iter().find(|(of, _)| *of == row.id).map(|(_, touched)| touched) {
            Some(Touched::New(version)) if *version == row.version.0 && !in_use.contains(&row.id) => gone.profiles.push(row.id),
            Some(Touched::New(_)) => whole = false,
            Some(Touched::Changed { before, after }) => {
                let back = row.value.taken_back(row.id, before, after, left.get(&row.id).copied());
                whole &= back.whole;
                if back.value != row.value {
                    store::document::save(ctx.tx(), organisation, row.id, row.version, &back.value).await?;
                }
            }
            None => {}
        }
    }
    let relationship = trace.relationship.as_ref().map(|(_, touched)| touched).zip(now.relationships.get(&id));
    match relationship {
        Some((Touched::New(version), row)) => {
            let untouched = *version == row.version.0 && !now.built_upon(id, |of| of == Some(brand));
            gone.relationships.extend(untouched.then_some(row.id));
            whole &= untouched;
        }
        Some((Touched::Changed { before, after }, row)) => {
            let back = row.value.taken_back(before, after);
            whole &= back.whole;
            if back.value != row.value {
                store::document::save(ctx.tx(), brand, row.id, row.version, &back.value).await?;
            }
        }
        None => {}
    }
    Ok(Some(whole))
}
