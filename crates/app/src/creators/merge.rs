//! Two records of one creator become one, and two again.
//!
//! Invariants: nothing is lost: what moved and what both were stands in the merge, so that a split gives it back. Rows that a
//! collaboration brought since the merge follow the collaboration; everything else since stays with the kept one. What later
//! rooms add (the ledger, what ends with a block) follows by policies. Absent: who could be one; `duplicates` proposes.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    creators::{Creator, CreatorError, CreatorProfile, JoinedRelationship, Merge, Relationship, SplitAgain, Standing, may_merge},
    ids::{BrandId, CreatorId, Id, MergeId, RelationshipId},
    team::Role,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Stored, belongings, creators::merging};

use super::{duplicates::compared, familiar, together};
use crate::{Agent, Ctx, Done, Error, Meta, Operation, Reach, Result, Rights, Route, context::About, operation::MANAGER};

/// So many rows one merge moves at most.
const MOST_ROWS: usize = 50_000;

/// Takes another creator's record into this one.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct MergeCreators {
    /// Who stays.
    pub creator: CreatorId,
    /// Whose record is taken in.
    pub other: CreatorId,
    /// Why they are one, in a few words.
    #[serde(default)]
    pub note: String,
}

impl Operation for MergeCreators {
    type Answer = Done<CreatorId>;
    const META: Meta = Meta {
        name: "creators.merge_creators",
        doc: "Takes another creator's record into this one, with everything that belongs to it in all brands. Can be split again.",
        route: Route::post("/creators/{creator}/merge"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CreatorId>> {
        // Whatever is being written about them right now is there before it is handed over; always in the same order.
        for creator in [self.creator.min(self.other), self.creator.max(self.other)] {
            store::creators::hold(ctx.tx(), ctx.organisation()?, creator).await?;
        }
        let found = familiar(ctx, self.creator).await?;
        ctx.expect(found.version())?;
        if self.note.chars().count() > 1_000 {
            return Err(Error::field("note", "Use at most 1,000 characters."));
        }
        let other = taken(ctx, self.other).await?;
        may_merge((self.creator, &found.creator.value), (other.id, &other.value))?;
        let organisation = ctx.organisation()?;
        let own = merging::known_in(ctx.tx(), organisation, self.creator).await?;
        let theirs = merging::known_in(ctx.tx(), organisation, self.other).await?;
        if !theirs.contains_key(&ctx.brand()?) {
            return Err(Error::NotFound);
        }
        may_all(ctx, own.keys().chain(theirs.keys()))?;
        if let Some((brand, name)) = belongings::shared_campaign(ctx.tx(), organisation, self.creator, self.other).await? {
            let name = if brand == ctx.brand()? { name } else { "of another brand".to_owned() };
            return Err(CreatorError::BothInCampaign(name).into());
        }
        if belongings::payout_on_the_way(ctx.tx(), organisation, self.other, None).await? {
            return Err(CreatorError::PayoutOnTheWay(other.value.name).into());
        }
        let reasons = reasons(ctx, &found.creator, &other).await?;
        let rows = belongings::of_creator(ctx.tx(), organisation, self.other).await?;
        if rows.values().map(Vec::len).sum::<usize>() > MOST_ROWS {
            return Err(CreatorError::TooMuch(other.value.name).into());
        }
        let mut moved = rows;
        let mut joined = Vec::new();
        for (brand, row) in &theirs {
            match own.get(brand) {
                Some(kept) => joined.push(join(ctx, *brand, kept, row).await?),
                None => {
                    pass_on(ctx, *brand, row, self.creator).await?;
                    moved.entry(RELATIONSHIP.to_owned()).or_default().push(row.id.uuid());
                }
            }
        }
        belongings::hand_over(ctx.tx(), organisation, &moved, self.other, self.creator).await?;
        let whole = found.creator.value.merged_with(self.other, &other.value);
        let version = store::document::save(ctx.tx(), organisation, self.creator, found.creator.version, &whole).await?;
        let gone = other.value.clone().taken_into(self.creator);
        store::document::save(ctx.tx(), organisation, self.other, other.version, &gone).await?;
        merging::no_longer_apart(ctx.tx(), organisation, (self.creator, self.other)).await?;
        let merge = Merge {
            kept: self.creator,
            taken: self.other,
            reasons,
            note: self.note.trim().to_owned(),
            at: ctx.now(),
            by: ctx.caller_name().await?,
            kept_before: found.creator.value.clone(),
            kept_after: whole.clone(),
            taken_before: other.value.clone(),
            joined,
            moved,
            split: None,
        };
        let id: MergeId = ctx.id();
        store::document::insert(ctx.tx(), organisation, id, &merge).await?;
        touch_all(ctx, &[self.creator]).await?;
        // What one of them may not get any more ends for what the other one had open.
        let stricter = [
            (whole.suppression.blocked.is_some()
                && (found.creator.value.suppression.blocked.is_none() || other.value.suppression.blocked.is_none()))
            .then_some("blocked"),
            (whole.suppression.opted_out_at.is_some()
                && (found.creator.value.suppression.opted_out_at.is_none() || other.value.suppression.opted_out_at.is_none()))
            .then_some("opted_out"),
        ];
        let stricter: Vec<&str> = stricter.into_iter().flatten().collect();
        let not_here: BTreeSet<BrandId> = merge.joined.iter().filter(|one| newly_blocked(one)).map(|one| one.brand).collect();
        let data = |brand: BrandId, here: bool| {
            json!({
                "name": whole.name, "other": self.other, "other_name": other.value.name, "merge": id, "note": merge.note,
                "suppression": if here { stricter.clone() } else { vec![] }, "not_here": not_here.contains(&brand),
            })
        };
        tell(ctx, self.creator, self.other, "creators.merged", theirs.keys().copied().collect(), data).await?;
        let kept = store::creators::relationship(ctx.tx(), ctx.brand()?, self.creator).await?.ok_or(Error::NotFound)?;
        Ok(Done::new(self.creator, together(version, kept.version)))
    }
}

/// Under this name the moved relationships stand in a merge.
const RELATIONSHIP: &str = "relationship";

/// A creator of the organisation who shall be taken in; who was merged already is said to be by the rule.
async fn taken(ctx: &Ctx, id: CreatorId) -> Result<Stored<Creator>> {
    let found = store::document::find::<Creator>(ctx.tx(), ctx.organisation()?, id).await?.ok_or(Error::NotFound)?;
    let stands = merging::stands_for(ctx.tx(), ctx.organisation()?, id).await?.map_or(id, |one| one.id);
    familiar(ctx, stands).await?;
    Ok(found)
}

/// Refuses unless who calls manages every one of these brands. Which ones there are is not said.
fn may_all<'b>(ctx: &Ctx, brands: impl Iterator<Item = &'b BrandId>) -> Result<()> {
    let here = ctx.brand()?;
    let may = |brand: BrandId| match &ctx.caller().rights {
        Rights::Operator => true,
        Rights::Person { person, .. } => person.may(brand, &[Role::Manager]),
        Rights::Key { .. } => brand == here,
        Rights::Creator { .. } | Rights::ReviewLink { .. } | Rights::Clock | Rights::Visitor => false,
    };
    let mut brands = brands.copied();
    if brands.all(may) { Ok(()) } else { Err(CreatorError::OtherBrands.into()) }
}

/// What both have in common now, to be read later.
async fn reasons(ctx: &Ctx, one: &Stored<Creator>, other: &Stored<Creator>) -> Result<Vec<domain::creators::Likeness>> {
    let organisation = ctx.organisation()?;
    let profiles = store::creators::profiles(ctx.tx(), organisation, &[one.id, other.id]).await?;
    let of = |id: CreatorId| -> Vec<CreatorProfile> {
        profiles.iter().filter(|profile| profile.value.creator == id).map(|profile| profile.value.clone()).collect()
    };
    let keys: Vec<String> = [one, other].iter().filter_map(|creator| creator.value.email.as_deref()).map(domain::text::folded).collect();
    let at = merging::at_addresses(ctx.tx(), organisation, &keys).await?;
    let (first, second) = (of(one.id), of(other.id));
    Ok(domain::creators::likeness(compared(&one.value, &first, &at), compared(&other.value, &second, &at)))
}

/// One brand knows both: its words are joined, and the other row is put aside.
async fn join(ctx: &Ctx, brand: BrandId, kept: &Stored<Relationship>, taken: &Stored<Relationship>) -> Result<JoinedRelationship> {
    let after = kept.value.merged_with(&taken.value);
    store::document::save(ctx.tx(), brand, kept.id, kept.version, &after).await?;
    merging::put_aside(ctx.tx(), brand, taken.id).await?;
    Ok(JoinedRelationship {
        brand,
        kept: kept.id,
        kept_before: kept.value.clone(),
        kept_after: after,
        taken: taken.id,
        taken_before: taken.value.clone(),
    })
}

/// Whether a brand that works with one of the two, and not with the other, works with neither from now on.
fn newly_blocked(joined: &JoinedRelationship) -> bool {
    let is_blocked = |one: &Relationship| one.standing == Some(Standing::Blocked);
    is_blocked(&joined.kept_before) != is_blocked(&joined.taken_before)
}

/// A brand's relationship becomes another record's.
async fn pass_on(ctx: &Ctx, brand: BrandId, row: &Stored<Relationship>, to: CreatorId) -> Result<()> {
    let passed = Relationship { creator: to, ..row.value.clone() };
    store::document::save(ctx.tx(), brand, row.id, row.version, &passed).await?;
    Ok(())
}

/// The moves of everything that these are in are derived anew, in all brands.
async fn touch_all(ctx: &mut Ctx, creators: &[CreatorId]) -> Result<()> {
    for (brand, id) in belongings::all_collaborations(ctx.tx(), ctx.organisation()?, creators).await? {
        ctx.touched.entry(brand).or_default().insert(id);
    }
    Ok(())
}

/// Tells it in each brand that it concerns: in the one of who calls first.
async fn tell(
    ctx: &mut Ctx,
    kept: CreatorId,
    other: CreatorId,
    kind: &str,
    brands: BTreeSet<BrandId>,
    data: impl Fn(BrandId, bool) -> serde_json::Value,
) -> Result<()> {
    let here = ctx.brand()?;
    let about = About::creator(kept).subject(other);
    ctx.note(about, kind, data(here, true)).await?;
    for brand in brands.into_iter().filter(|brand| *brand != here) {
        let left = ctx.enter(brand).await?;
        ctx.note(about, kind, data(brand, false)).await?;
        ctx.brand = left;
    }
    Ok(())
}

/// Gives a creator who was merged their own record back.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SplitCreators {
    /// Into whom they were merged.
    pub creator: CreatorId,
    /// Who gets their own record back.
    pub other: CreatorId,
}

impl Operation for SplitCreators {
    type Answer = Done<CreatorId>;
    const META: Meta = Meta {
        name: "creators.split_creators",
        doc: "Gives a merged creator their own record back, as it was; what happened since stays with the one it happened to.",
        route: Route::post("/creators/{creator}/split"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CreatorId>> {
        let found = familiar(ctx, self.creator).await?;
        ctx.expect(found.version())?;
        let organisation = ctx.organisation()?;
        let standing = merging::standing(ctx.tx(), organisation, self.creator).await?;
        let place = standing.iter().position(|merge| merge.value.taken == self.other);
        let merge = match place {
            Some(0) => standing.into_iter().next().ok_or(Error::NotFound)?,
            Some(_) => return Err(CreatorError::LaterMerge.into()),
            None => return Err(CreatorError::NotMerged.into()),
        };
        let gone = store::document::find::<Creator>(ctx.tx(), organisation, self.other).await?.ok_or(Error::NotFound)?;
        let known = merging::known_in(ctx.tx(), organisation, self.creator).await?;
        may_all(ctx, known.keys())?;
        let rows = going_back(ctx, &merge.value, &known).await?;
        let payables = rows.get("payable").map(Vec::as_slice).unwrap_or_default();
        if belongings::payout_on_the_way(ctx.tx(), organisation, self.creator, Some(payables)).await? {
            return Err(CreatorError::PayoutOnTheWay(found.creator.value.name).into());
        }
        belongings::hand_over(ctx.tx(), organisation, &rows, self.creator, self.other).await?;
        let (kept, back) = merge.value.taken_apart(&found.creator.value);
        let version = store::document::save(ctx.tx(), organisation, self.creator, found.creator.version, &kept).await?;
        store::document::save(ctx.tx(), organisation, self.other, gone.version, &back).await?;
        let brands = relationships_back(ctx, &merge.value, &known).await?;
        let by = ctx.caller_name().await?;
        merging::keep_apart(ctx.tx(), organisation, (self.creator, self.other), &by, ctx.now()).await?;
        let split = Merge { split: Some(SplitAgain { at: ctx.now(), by }), ..merge.value.clone() };
        store::document::save(ctx.tx(), organisation, merge.id, merge.version, &split).await?;
        touch_all(ctx, &[self.creator, self.other]).await?;
        let data = |_, _| json!({ "name": kept.name, "other": self.other, "other_name": back.name, "merge": merge.id });
        tell(ctx, self.creator, self.other, "creators.split", brands, data).await?;
        let row = store::creators::relationship(ctx.tx(), ctx.brand()?, self.creator).await?;
        Ok(Done::new(self.creator, together(version, row.map_or(store::Version(0), |row| row.version))))
    }
}

/// The rows that the other one brought, and those that their collaborations and accounts brought since; of a brand that knew the
/// other one alone, and works with the kept one on nothing, all that was said.
async fn going_back(ctx: &Ctx, merge: &Merge, known: &BTreeMap<BrandId, Stored<Relationship>>) -> Result<belongings::Rows> {
    let organisation = ctx.organisation()?;
    let collaborations = belongings::collaborations(&merge.moved);
    let mut rows = merge.moved.clone();
    rows.remove(RELATIONSHIP);
    let since = belongings::of_collaborations(ctx.tx(), organisation, merge.kept, &collaborations).await?;
    let files = belongings::files_since(ctx.tx(), organisation, merge.kept, &collaborations, merge.at).await?;
    let accounts = merge.moved.get("profile").cloned().unwrap_or_default();
    let there = belongings::of_accounts(ctx.tx(), organisation, merge.kept, &accounts).await?;
    let mut said = Vec::new();
    let moved = merge.moved.get(RELATIONSHIP).cloned().unwrap_or_default();
    let works = belongings::all_collaborations(ctx.tx(), organisation, &[merge.kept]).await?;
    for (brand, _) in known.iter().filter(|(_, row)| moved.contains(&row.id.uuid())) {
        if !works.iter().any(|(of, id)| of == brand && !collaborations.contains(id)) {
            said.extend(belongings::said_in(ctx.tx(), *brand, merge.kept).await?);
        }
    }
    for (table, ids) in since.into_iter().chain(there).chain(said).chain([("file".to_owned(), files)]) {
        let known = rows.entry(table).or_default();
        let new: Vec<_> = ids.into_iter().filter(|id| !known.contains(id)).collect();
        known.extend(new);
    }
    Ok(rows)
}

/// What brands kept about both is two again; gives the brands that know the other one now.
async fn relationships_back(ctx: &mut Ctx, merge: &Merge, known: &BTreeMap<BrandId, Stored<Relationship>>) -> Result<BTreeSet<BrandId>> {
    let mut brands = BTreeSet::new();
    for joined in &merge.joined {
        if let Some(now) = known.get(&joined.brand).filter(|now| now.id == joined.kept) {
            store::document::save(ctx.tx(), joined.brand, now.id, now.version, &now.value.without(joined)).await?;
        }
        store::document::insert(ctx.tx(), joined.brand, joined.taken, &joined.taken_before).await?;
        brands.insert(joined.brand);
    }
    let moved = merge.moved.get(RELATIONSHIP).cloned().unwrap_or_default();
    for (brand, row) in known.iter().filter(|(_, row)| moved.contains(&row.id.uuid())) {
        pass_on(ctx, *brand, row, merge.taken).await?;
        brands.insert(*brand);
        // A brand that came to work with the kept one since knows both.
        let stays = belongings::all_collaborations(ctx.tx(), ctx.organisation()?, &[merge.kept]).await?;
        if stays.iter().any(|(of, _)| of == brand) {
            let id: RelationshipId = ctx.id();
            let own = Relationship { since: merge.at, ..row.value.clone() };
            store::document::insert(ctx.tx(), *brand, id, &own).await?;
        }
    }
    Ok(brands)
}

/// Says that two creators are not the same person.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct KeepApart {
    /// One.
    pub creator: CreatorId,
    /// The other.
    pub other: CreatorId,
}

impl Operation for KeepApart {
    type Answer = ();
    const META: Meta = Meta {
        name: "creators.keep_apart",
        doc: "Says that two creators are not the same person, so that they are not proposed as one again.",
        route: Route::post("/creators/{creator}/apart"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<()> {
        let (one, other) = (familiar(ctx, self.creator).await?, familiar(ctx, self.other).await?);
        if self.creator == self.other {
            return Err(CreatorError::IntoItself.into());
        }
        let by = ctx.caller_name().await?;
        if !merging::keep_apart(ctx.tx(), ctx.organisation()?, (self.creator, self.other), &by, ctx.now()).await? {
            return Err(CreatorError::ApartAlready.into());
        }
        let data = json!({ "name": one.creator.value.name, "other": self.other, "other_name": other.creator.value.name });
        ctx.note(About::creator(self.creator).subject(self.other), "creators.kept_apart", data).await
    }
}
