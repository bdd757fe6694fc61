//! Lists of customers and of mentions: kept with what each did, and taken back within a day.
//!
//! Invariants: whom the list alone brought is gone, with what was decided about them; who was known is as before, where they
//! still are as the list left them; whatever another list, a program or a webhook said since stays, and is counted. Absent: taking
//! back a part of a list, and what a webhook told.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    creators::changes::TAKEN_BACK_WITHIN,
    ids::{CustomerId, Id, ListImportId, MentionId},
    listening::{
        Customer, Mention,
        lists::{ListImport, ListKind, ListTakenBack, ListTrace},
    },
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{
    Stored,
    listening::{self as rows, customers, lists, mentions},
};

use crate::{Agent, Ctx, Error, Look, Meta, Operation, Reach, Result, Route, View, context::About, operation::MANAGER};

/// So many are looked at and written at a time.
const CHUNK: i64 = 500;
/// So many lists are shown.
const SHOWN: i64 = 20;

/// What a list said, to be noted.
pub(super) struct Brought<'a> {
    pub(super) kind: ListKind,
    pub(super) file_name: &'a str,
    pub(super) rows: u64,
    pub(super) created: u64,
    pub(super) updated: u64,
}

/// Notes that a list was brought, with what it did.
pub(super) async fn keep<I: Id, T: Serialize>(ctx: &mut Ctx, brought: Brought<'_>, traces: &[(I, ListTrace<T>)]) -> Result<()> {
    let id: ListImportId = ctx.id();
    let list = ListImport {
        kind: brought.kind,
        file_name: brought.file_name.trim().chars().take(200).collect(),
        rows: brought.rows,
        created: brought.created,
        updated: brought.updated,
        by: ctx.caller().actor(),
        name: ctx.caller_name().await?,
        at: ctx.now(),
        taken_back: None,
    };
    store::document::insert(ctx.tx(), ctx.brand()?, id, &list).await?;
    Ok(lists::keep(ctx.tx(), ctx.brand()?, id, traces, ctx.now().plus(TAKEN_BACK_WITHIN)).await?)
}

/// Takes a list of customers or of mentions back.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TakeBackList {
    /// Which.
    pub list: ListImportId,
}

impl Operation for TakeBackList {
    type Answer = ListTakenBack;
    const META: Meta = Meta {
        name: "listening.take_back_list",
        doc: "Takes a list of customers or of mentions back, within a day. Whom it alone brought goes, the others are as before; what was said since stays.",
        route: Route::post("/imports/lists/{list}/take-back"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<ListTakenBack> {
        let brand = ctx.brand()?;
        rows::hold(ctx.tx(), brand).await?;
        let found = store::document::find::<ListImport>(ctx.tx(), brand, self.list).await?.ok_or(Error::NotFound)?;
        found.value.can_be_taken_back(ctx.now())?;
        let mut done = ListTakenBack {
            removed: 0,
            restored: 0,
            changed_since: 0,
            by: ctx.caller().actor(),
            name: ctx.caller_name().await?,
            at: ctx.now(),
        };
        match found.value.kind {
            ListKind::Customers => customers_back(ctx, &found, &mut done).await?,
            ListKind::Mentions => mentions_back(ctx, &found, &mut done).await?,
        }
        lists::forget(ctx.tx(), brand, found.id).await?;
        let list = ListImport { taken_back: Some(done.clone()), ..found.value.clone() };
        store::document::save(ctx.tx(), brand, found.id, found.version, &list).await?;
        let data = json!({
            "kind": list.kind, "file_name": list.file_name, "removed": done.removed, "restored": done.restored, "changed_since": done.changed_since,
        });
        ctx.note(About::default().subject(found.id), "listening.list_taken_back", data).await?;
        Ok(done)
    }
}

async fn customers_back(ctx: &Ctx, list: &Stored<ListImport>, done: &mut ListTakenBack) -> Result<()> {
    let (brand, at) = (ctx.brand()?, list.value.at);
    let mut last: Option<CustomerId> = None;
    loop {
        let traces: Vec<(CustomerId, ListTrace<Customer>)> = lists::traces(ctx.tx(), brand, list.id, last, CHUNK).await?;
        let Some((id, _)) = traces.last() else { break };
        last = Some(*id);
        let ids: Vec<CustomerId> = traces.iter().map(|(id, _)| *id).collect();
        let mut now = customers::many(ctx.tx(), brand, &ids).await?;
        let mut gone = Vec::new();
        // Each is kept as long as the list that named them before it says.
        let mut back: BTreeMap<Timestamp, Vec<(CustomerId, String, Customer)>> = BTreeMap::new();
        for (id, trace) in traces {
            // Who asked to be erased since is nowhere.
            let Some(row) = now.remove(&id) else { continue };
            let as_left = row.listed_at == at;
            match trace {
                ListTrace::New { after } if as_left && row.customer.is_as(&after) => {
                    gone.push(id);
                    done.removed += 1;
                }
                ListTrace::New { .. } => done.changed_since += 1,
                // A later list said the same, and its word stands.
                ListTrace::Changed { ref after, .. } if !as_left && row.customer.is_as(after) => done.changed_since += 1,
                ListTrace::Changed { before, told_at, after } => {
                    let (known, whole) = row.customer.known.taken_back(&before.known, &after.known);
                    let source = if row.customer.source == after.source { before.source } else { row.customer.source };
                    let listed_at = if as_left { told_at } else { row.listed_at };
                    back.entry(listed_at).or_default().push((id, row.identity, Customer { known, source }));
                    if whole { done.restored += 1 } else { done.changed_since += 1 }
                }
                ListTrace::Named { told_at } if as_left => back.entry(told_at).or_default().push((id, row.identity, row.customer)),
                ListTrace::Named { .. } => {}
            }
        }
        customers::remove_some(ctx.tx(), brand, &gone).await?;
        for (listed_at, some) in back {
            let ids: Vec<CustomerId> = some.iter().map(|(id, ..)| *id).collect();
            let rows: Vec<(CustomerId, &str, &Customer)> =
                some.iter().map(|(id, identity, customer)| (*id, identity.as_str(), customer)).collect();
            customers::forget_accounts(ctx.tx(), brand, &ids).await?;
            customers::put(ctx.tx(), brand, &rows, listed_at).await?;
        }
    }
    Ok(())
}

async fn mentions_back(ctx: &Ctx, list: &Stored<ListImport>, done: &mut ListTakenBack) -> Result<()> {
    let brand = ctx.brand()?;
    let mut last: Option<MentionId> = None;
    loop {
        let traces: Vec<(MentionId, ListTrace<Mention>)> = lists::traces(ctx.tx(), brand, list.id, last, CHUNK).await?;
        let Some((id, _)) = traces.last() else { break };
        last = Some(*id);
        let ids: Vec<MentionId> = traces.iter().map(|(id, _)| *id).collect();
        let now = mentions::many(ctx.tx(), brand, &ids).await?;
        let places = places_of(ctx, &traces).await?;
        let (mut gone, mut back) = (Vec::new(), Vec::new());
        for (id, trace) in traces {
            let Some(known) = now.get(&id) else { continue };
            match trace {
                ListTrace::New { after } if *known == after => {
                    gone.push(id);
                    done.removed += 1;
                }
                // Its place before may be another's by now.
                ListTrace::Changed { before, after, .. }
                    if *known == after && !places.contains(&(before.platform.to_string(), before.identity.clone(), id)) =>
                {
                    back.push((id, before));
                    done.restored += 1;
                }
                ListTrace::New { .. } | ListTrace::Changed { .. } => done.changed_since += 1,
                ListTrace::Named { .. } => {}
            }
        }
        mentions::remove_some(ctx.tx(), brand, &gone).await?;
        let back: Vec<(MentionId, &Mention)> = back.iter().map(|(id, mention)| (*id, mention)).collect();
        mentions::put(ctx.tx(), brand, &back).await?;
    }
    Ok(())
}

/// Where another mention stands now in the place that one of these had, each with the one that cannot go back there.
async fn places_of(ctx: &Ctx, traces: &[(MentionId, ListTrace<Mention>)]) -> Result<BTreeSet<(String, String, MentionId)>> {
    let moved: Vec<(MentionId, &Mention)> = traces
        .iter()
        .filter_map(|(id, trace)| match trace {
            ListTrace::Changed { before, after, .. } if (&before.platform, &before.identity) != (&after.platform, &after.identity) => {
                Some((*id, before))
            }
            ListTrace::New { .. } | ListTrace::Changed { .. } | ListTrace::Named { .. } => None,
        })
        .collect();
    let told: Vec<Mention> = moved.iter().map(|(_, before)| (*before).clone()).collect();
    let standing = mentions::known(ctx.tx(), ctx.brand()?, &told).await?;
    let mut taken = BTreeSet::new();
    for (id, before) in moved {
        let in_place =
            |row: &mentions::MentionRow| row.id != id && row.mention.platform == before.platform && row.mention.identity == before.identity;
        if standing.iter().any(in_place) {
            taken.insert((before.platform.to_string(), before.identity.clone(), id));
        }
    }
    Ok(taken)
}

/// A list as people see it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct BroughtList {
    /// Which.
    pub id: ListImportId,
    /// What became of it.
    pub list: ListImport,
    /// Whether it can still be taken back.
    pub open: bool,
}

/// The lists that were brought last.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ListBrought {
    /// Lists of what.
    pub kind: ListKind,
}

impl View for ListBrought {
    type Answer = Vec<BroughtList>;
    const META: Meta = Meta {
        name: "listening.list_brought",
        doc: "Lists the newest twenty lists of customers or of mentions that were brought, and whether each can still be taken back.",
        route: Route::get("/imports/lists"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<Vec<BroughtList>> {
        let found = lists::newest(look.db(), look.brand()?, self.kind, SHOWN).await?;
        Ok(found
            .into_iter()
            .map(|one| BroughtList { id: one.id, open: one.value.can_be_taken_back(look.now()).is_ok(), list: one.value })
            .collect())
    }
}
