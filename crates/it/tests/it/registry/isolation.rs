//! Walls: nobody reads or changes the rows of another brand, another organisation, or another creator; neither by an
//! operation nor by a view, whichever ids they send (docs/domain.md, section 11, 8).
//!
//! Invariant: every operation is called, also one that is added later; the whole database is compared before and after.
//! Absent: pages and routes; `pages` opens those.

use std::collections::{BTreeMap, BTreeSet};

use app::{Asked, Caller, Error, Reach, Rights, registry, team::CreateBrand};
use domain::{
    ids::{BrandId, CreatorId, DeliverableId, Id, OrganisationId, PersonId},
    money::Currency,
    team::{Brand, Grant, Organisation, Person, Role, SignOffKind},
};
use serde_json::Value;
use store::document;
use uuid::Uuid;

use super::{
    rows::{self, Line},
    values::{self, Ids},
};
use crate::{
    http::road::Road,
    support::{World, on_both, zone},
};

/// Words that stand only in the filled brand's rows.
pub const MARKS: [&str; 6] = ["Autumn Repair", "Maya Ada", "RM 4471", "Kept every deadline", "BUKB", "Lovely."];

/// A brand full of rows of every kind, and strangers.
pub struct Filled<'a> {
    pub road: Road<'a>,
    /// Its rows' ids: those that no stranger may read.
    pub secrets: BTreeSet<String>,
    pub ids: Ids,
    /// Another brand of the same organisation.
    pub other: BrandId,
    /// Its manager.
    pub neighbour: Caller,
    /// A brand of another organisation, and that organisation's owner about it.
    pub foreign: (OrganisationId, BrandId),
    pub stranger: Caller,
    /// Another creator of the filled brand.
    pub jonas: CreatorId,
    /// The last command of each operation that the story ran.
    pub commands: BTreeMap<String, Value>,
}

impl<'a> Filled<'a> {
    /// Runs the whole road, and what it leaves out.
    pub async fn begin(world: &'a World) -> Self {
        let (other, _) = world.other_brand().await;
        let neighbour = world.person_in(other, "Mara Fields", Role::Manager).await;
        let (foreign, stranger) = another_organisation(world).await;
        let mut road = Road::begin(world).await;
        road.sign().await;
        road.make().await;
        road.sell().await;
        road.pay().await;
        road.judge().await;
        road.leave_traces().await;
        // What is hers is known before another creator comes.
        let all = rows::all(world).await;
        let wall = world.brand.to_string();
        let lines: BTreeSet<Line> = all.iter().filter(|line| line.brand.as_ref() == Some(&wall)).cloned().collect();
        let commands = world.app.recorded().into_iter().filter(|one| one.caller.brand != Some(other));
        let commands: BTreeMap<String, Value> = commands.map(|one| (one.operation, one.command)).collect();
        let jonas = road.another_creator("Jonas Brandt", "jonas@example.org").await;
        road.chase().await;
        let filled = rows::all(world).await;
        // What is kept for a day alone is gone by then.
        let kinds: BTreeSet<&str> =
            all.iter().chain(&filled).filter(|line| line.brand.as_ref() == Some(&wall)).map(|line| line.table.as_str()).collect();
        for table in rows::tables_of_brands(world).await {
            assert!(kinds.contains(table.as_str()), "the filled brand has no {table}: the story must make one");
        }
        the_store_knows_where_files_are_named(&filled);
        // Shared over the organisation, so that they are no secret between its brands; between organisations they are.
        let shared = ["creator", "profile", "person", "api_key", "organisation"];
        let ours = world.organisation.to_string();
        let of_organisation = all.iter().filter(|line| shared.contains(&line.table.as_str()) && line.organisation.as_ref() == Some(&ours));
        let maya = road.creator_id.clone();
        let ids = lines.iter().chain(of_organisation.filter(|line| line.table != "creator" || line.id.as_ref() == Some(&maya)));
        let ids = Ids::of(ids);
        let secrets = lines.iter().filter_map(|line| line.id.clone()).filter(|id| *id != wall).collect();
        Self { road, secrets, ids, other, neighbour, foreign, stranger, jonas, commands }
    }

    /// Everything but what belongs to some brands and organisations.
    pub async fn outside_of(&self, brands: &[BrandId], organisations: &[OrganisationId]) -> BTreeSet<Line> {
        let brands: Vec<String> = brands.iter().map(ToString::to_string).collect();
        let organisations: Vec<String> = organisations.iter().map(ToString::to_string).collect();
        let is_in = |list: &[String], wall: &Option<String>| wall.as_ref().is_some_and(|wall| list.contains(wall));
        let all = rows::all(self.road.world).await;
        all.into_iter().filter(|line| !is_in(&brands, &line.brand) && !is_in(&organisations, &line.organisation)).collect()
    }

    /// Whether a command names any of the filled brand's rows.
    fn names_rows(&self, text: &str) -> bool {
        self.secrets.iter().chain([&self.road.creator_id]).any(|id| text.contains(id.as_str()))
    }

    /// The filled brand's ids and words in a text, but for those that whoever asked had sent.
    pub fn leaks(&self, text: &str, sent: &str) -> Vec<String> {
        let found = self.secrets.iter().map(String::as_str).chain(MARKS);
        found.filter(|secret| text.contains(secret) && !sent.contains(secret)).map(str::to_owned).collect()
    }
}

/// A file is let go of where no table of `NAMING` names it: one that is missing there would lose its bytes.
fn the_store_knows_where_files_are_named(all: &BTreeSet<Line>) {
    // A record's own file leaves with its row; the others tell what happened and open nothing.
    let others = ["creator_file", "creator_merge", "event", "idempotency"];
    let files: Vec<String> =
        all.iter().filter(|line| line.table == "file").filter_map(|line| line.id.as_ref()).map(|id| format!("\"{id}\"")).collect();
    let naming: BTreeSet<&str> =
        all.iter().filter(|line| files.iter().any(|file| line.text.contains(file))).map(|line| line.table.as_str()).collect();
    assert!(naming.contains("draft") && naming.contains("agreement"), "the story has files: {naming:?}");
    let known = store::files::NAMING.map(|(table, _)| table);
    let missing: Vec<&&str> = naming.iter().filter(|table| !known.contains(table) && !others.contains(table)).collect();
    assert!(missing.is_empty(), "{missing:?} name files and are not in store::files::NAMING");
}

/// The installation is set up once; a second organisation comes by its rows alone.
async fn another_organisation(world: &World) -> ((OrganisationId, BrandId), Caller) {
    let (organisation, person) = (OrganisationId::from_uuid(Uuid::from_u128(0x51)), PersonId::from_uuid(Uuid::from_u128(0x52)));
    let owner = Person { email: "eve@elsewhere.example".into(), name: "Eve".into(), is_owner: true, grants: vec![], ended_at: None };
    let tx = world.app.db().begin().await.expect("a transaction");
    let made = Organisation { name: "Elsewhere".into(), created_at: world.now() };
    store::team::insert_organisation(&tx, organisation, &made).await.expect("inserted");
    document::insert(&tx, organisation, person, &owner).await.expect("inserted");
    tx.commit().await.expect("committed");
    let caller = Caller::person(organisation, person, owner, None);
    let command = CreateBrand { name: "Elsewhere".to_owned(), zone: zone("Europe/Berlin"), currency: Currency::EUR };
    let brand = world.app.run(&caller, command).await.expect("a brand").id;
    assert!(document::find::<Brand>(world.app.db(), organisation, brand).await.expect("read").is_some());
    ((organisation, brand), caller.about(brand))
}

/// A stranger, and whose rows they may change: their own.
struct Stranger {
    name: &'static str,
    caller: Caller,
    brands: Vec<BrandId>,
    organisations: Vec<OrganisationId>,
    /// Whether not even the name of the brand is theirs to use: everything is not found.
    shut_out: bool,
}

fn strangers(filled: &Filled<'_>) -> Vec<Stranger> {
    let world = filled.road.world;
    let (organisation, brand) = (world.organisation, world.brand);
    let (foreign, elsewhere) = filled.foreign;
    let of = |name, caller: Caller, brands: &[BrandId], organisations: &[OrganisationId], shut_out| Stranger {
        name,
        caller,
        brands: brands.to_vec(),
        organisations: organisations.to_vec(),
        shut_out,
    };
    let maya = CreatorId::from_uuid(Uuid::parse_str(&filled.road.creator_id).expect("an id"));
    let deliverable = DeliverableId::from_uuid(Uuid::parse_str(&filled.road.deliverables[0]).expect("an id"));
    let link =
        Rights::ReviewLink { deliverable, brand: filled.other, kind: SignOffKind::Legal, email: "a@b.example".into(), name: "A".into() };
    let key = Rights::Key {
        id: domain::ids::ApiKeyId::from_uuid(Uuid::from_u128(0x53)),
        brand: filled.other,
        role: Role::Owner,
        scopes: crate::http::road::ROOMS.iter().map(|scope| (*scope).to_owned()).collect(),
    };
    vec![
        of("the owner, in another brand", world.owner.clone().about(filled.other), &[filled.other], &[], false),
        of("a manager of another brand", filled.neighbour.clone(), &[filled.other], &[], false),
        of("a manager of another brand, about this one", filled.neighbour.clone().about(brand), &[], &[], true),
        of("a key of another brand", Caller::new(key.clone(), Some(organisation), Some(filled.other)), &[filled.other], &[], false),
        of("a key of another brand, about this one", Caller::new(key, Some(organisation), Some(brand)), &[], &[], true),
        of("an owner elsewhere", filled.stranger.clone(), &[elsewhere], &[foreign], false),
        of("an owner elsewhere, about this brand", filled.stranger.clone().about(brand), &[], &[], true),
        of("the same creator in another brand's portal", Caller::creator(organisation, filled.other, maya), &[filled.other], &[], false),
        of("a reviewer of another brand by link", Caller::new(link, Some(organisation), Some(filled.other)), &[filled.other], &[], false),
        of("a visitor", Caller::new(Rights::Visitor, Some(organisation), Some(brand)), &[], &[], true),
    ]
}

async fn no_operation_reaches_through(filled: &Filled<'_>) {
    let world = filled.road.world;
    let mut wrong = Vec::new();
    let mut asked = 0;
    for stranger in strangers(filled) {
        let before = filled.outside_of(&stranger.brands, &stranger.organisations).await;
        for registered in registry::all().iter().filter(|one| one.meta.reach == Reach::Brand) {
            let name = registered.meta.name;
            // Within the organisation a brand may take up whom another knows; from then on that creator is theirs as well.
            if name == "discovery.add_found" && !stranger.shut_out && stranger.organisations.is_empty() {
                continue;
            }
            let made_up = values::command(registered, &filled.ids);
            // Of the story's commands those that name its rows; making rows of one's own is no trespass.
            let told = filled.commands.get(name).filter(|command| filled.names_rows(&command.to_string()));
            for command in [told, Some(&made_up)].into_iter().flatten() {
                asked += 1;
                let sent = command.to_string();
                let answer = registered.call(&world.app, &stranger.caller, &Asked::default(), command.clone()).await;
                match answer {
                    Ok(value) if stranger.shut_out => wrong.push(format!("{}: {name} was done: {value}", stranger.name)),
                    Ok(value) => {
                        let leaks = filled.leaks(&value.to_string(), &sent);
                        if !leaks.is_empty() {
                            wrong.push(format!("{}: {name} shows {leaks:?}", stranger.name));
                        }
                    }
                    Err(Error::NotFound | Error::SignInFirst) => {}
                    Err(error) if stranger.shut_out => wrong.push(format!("{}: {name} says {error}", stranger.name)),
                    Err(error) => {
                        let leaks = filled.leaks(&error.to_string(), &sent);
                        if !leaks.is_empty() || matches!(error, Error::Broken(_) | Error::Store(_)) {
                            wrong.push(format!("{}: {name} says {error:?}", stranger.name));
                        }
                    }
                }
            }
        }
        let after = filled.outside_of(&stranger.brands, &stranger.organisations).await;
        // A creator whom a neighbour adds belongs to the whole organisation, and the search is told of everybody who changed, with
        // nothing but who; every other new row there would be a trespass.
        let shared = ["creator", "profile", "metric", "creator_change"];
        let new = after.difference(&before).filter(|line| !shared.contains(&line.table.as_str()));
        let changed: Vec<&Line> = before.difference(&after).chain(new).collect();
        if !changed.is_empty() {
            wrong.push(format!("{} changed rows of others: {changed:#?}", stranger.name));
        }
    }
    assert!(asked > 900, "{asked} calls");
    assert!(wrong.is_empty(), "{} walls have holes:\n{}", wrong.len(), wrong.join("\n"));
}

/// The words of a refusal that gives away that the row is there: it must be the same as for one that is not.
async fn hidden_rows_look_as_if_they_never_were(filled: &Filled<'_>) {
    let world = filled.road.world;
    let mut wrong = Vec::new();
    // A creator of the organisation is no secret to its brands (docs/domain.md, Who uses it): they find and take up each other's.
    let tells = |one: &&registry::Registered| one.meta.name != "discovery.add_found";
    for registered in registry::all().iter().filter(|one| one.meta.reach == Reach::Brand && one.has_callers()).filter(tells) {
        let name = registered.meta.name;
        let command = values::command(registered, &filled.ids).to_string();
        // The same command about rows that never were.
        let mut other = command.clone();
        for id in filled.secrets.iter().chain([&filled.road.creator_id]) {
            other = other.replace(id.as_str(), &Uuid::from_u128(0x99).to_string());
        }
        let ask = async |text: &str| {
            let command = serde_json::from_str(text).expect("JSON");
            let answer = registered.call(&world.app, &filled.neighbour, &Asked::default(), command).await;
            answer.map(|_| "done".to_owned()).unwrap_or_else(|error| format!("{error:?}"))
        };
        let (there, never) = (ask(&command).await, ask(&other).await);
        if command != other && there != never {
            wrong.push(format!("{name}: {there} differs from {never}"));
        }
    }
    assert!(wrong.is_empty(), "what is hidden must look as if it never was:\n{}", wrong.join("\n"));
}

async fn creators_reach_nothing_of_each_other(filled: &Filled<'_>) {
    let world = filled.road.world;
    let jonas = Caller::creator(world.organisation, world.brand, filled.jonas);
    let own: BTreeSet<String> = rows::all(world)
        .await
        .into_iter()
        .filter(|line| line.text.contains(&filled.jonas.to_string()))
        .filter_map(|line| line.id)
        .chain([world.brand.to_string(), filled.road.campaign.clone()])
        .collect();
    let before = rows::all(world).await;
    let mut wrong = Vec::new();
    for registered in registry::all().iter().filter(|one| one.meta.who.contains(&app::Who::Creator)) {
        let name = registered.meta.name;
        let made_up = values::command(registered, &filled.ids);
        for command in [filled.commands.get(name), Some(&made_up)].into_iter().flatten() {
            let sent = command.to_string();
            let takes_ids = filled.names_rows(&sent);
            match registered.call(&world.app, &jonas, &Asked::default(), command.clone()).await {
                Ok(value) => {
                    let text = value.to_string();
                    let foreign = filled.secrets.iter().filter(|id| text.contains(id.as_str()) && !own.contains(*id)).collect::<Vec<_>>();
                    if !foreign.is_empty() || (takes_ids && registered.changes) {
                        wrong.push(format!("{name} gives {text}"));
                    }
                }
                Err(Error::NotFound | Error::Fields(_)) => {}
                // A log-in that somebody else began looks like one that nobody began.
                Err(Error::Rule { code, .. }) if code == "creators.log_in_expired" => {}
                Err(error) => wrong.push(format!("{name} says {error:?}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // What he wrote himself is his; nothing of hers has changed.
    let changed: Vec<Line> = before.symmetric_difference(&rows::all(world).await).cloned().collect();
    let of_others: Vec<&Line> = changed.iter().filter(|line| line.text.contains(&filled.road.creator_id)).collect();
    assert!(of_others.is_empty(), "{of_others:#?}");
}

async fn organisations_reach_nothing_of_each_other(filled: &Filled<'_>) {
    let world = filled.road.world;
    let (foreign, elsewhere) = filled.foreign;
    let before = filled.outside_of(&[elsewhere], &[foreign]).await;
    let mut wrong = Vec::new();
    for registered in registry::all().iter().filter(|one| one.meta.reach == Reach::Organisation) {
        let command = values::command(registered, &filled.ids);
        let sent = command.to_string();
        match registered.call(&world.app, &filled.stranger, &Asked::default(), command).await {
            Ok(value) => {
                let text = value.to_string();
                let leaks = filled.leaks(&text, &sent);
                if !leaks.is_empty() || text.contains("nora@") || text.contains("Fennel") {
                    wrong.push(format!("{} shows {text}", registered.meta.name));
                }
            }
            Err(Error::NotFound | Error::Fields(_)) => {}
            Err(error) => wrong.push(format!("{} says {error:?}", registered.meta.name)),
        }
    }
    let after = filled.outside_of(&[elsewhere], &[foreign]).await;
    let changed: Vec<&Line> = before.symmetric_difference(&after).collect();
    assert!(changed.is_empty(), "{changed:#?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // A grant in a brand of another organisation cannot be given either.
    let grant = Grant { brand: world.brand, role: Role::Manager, sign_off: None };
    let invite = app::team::InvitePerson { email: "m@elsewhere.example".into(), name: "M".into(), is_owner: false, grants: vec![grant] };
    assert_eq!(crate::support::code(world.app.run(&filled.stranger, invite).await), "invalid");
}

#[test]
fn nobody_reads_or_changes_what_is_behind_another_wall() {
    on_both(async |world| {
        let filled = Filled::begin(world).await;
        no_operation_reaches_through(&filled).await;
        hidden_rows_look_as_if_they_never_were(&filled).await;
        creators_reach_nothing_of_each_other(&filled).await;
        organisations_reach_nothing_of_each_other(&filled).await;
    });
}
