//! Cells of the creators' table: each stands or is refused by itself, a look changes nothing, and what was changed is taken back.
//!
//! Absent: how a cell is read; the ground floor has its tests. The editor in the cell; a browser test has it.

use app::creators::{
    ChangeCells, GetCreator, TakeBackChange, UpdateCreator,
    change_cells::{Cell, CellsChanged},
};
use domain::{
    creators::{Tier, cells::CellColumn},
    ids::CreatorId,
    time::DAY,
};

use super::{added, new_creator};
use crate::{
    support::{World, code, on_both},
    web::client::{Client, hidden},
};

fn cell(creator: CreatorId, version: Option<i64>, column: CellColumn, text: &str) -> Cell {
    Cell { creator, version, column, text: text.into() }
}

async fn changed(world: &World, cells: Vec<Cell>) -> CellsChanged {
    world.run(ChangeCells { cells, dry_run: false }).await.expect("changed")
}

/// E-mail, country, tier and tags of a creator, and the version of the row.
async fn row(world: &World, creator: CreatorId) -> (String, i64) {
    let view = world.show(GetCreator { creator }).await.expect("shown");
    let country = view.creator.country.map(|country| country.code()).unwrap_or_default();
    let email = view.creator.email.unwrap_or_default();
    (format!("{email} {country} {} {}", view.relationship.tier.as_str(), view.relationship.tags.join("+")), view.version)
}

#[test]
fn good_cells_are_changed_bad_ones_are_refused_and_all_of_it_is_taken_back() {
    on_both(async |world| {
        let anna = added(world, &world.owner, "Anna Berg").await;
        let bo = added(world, &world.owner, "Bo Carlsen").await;
        let (before, version) = row(world, anna).await;
        assert_eq!(before, "anna.berg@creators.example  paid ");
        let cells = vec![
            cell(anna, Some(version), CellColumn::Email, "anna@example.org"),
            cell(anna, Some(version), CellColumn::Country, "Germany"),
            cell(anna, Some(version), CellColumn::Tier, "Ambassador"),
            cell(bo, None, CellColumn::Email, "bo at home"),
            cell(bo, None, CellColumn::Tags, "Bath, Food"),
            cell(bo, None, CellColumn::Tier, "paid"),
        ];
        let seen = world.run(ChangeCells { cells: cells.clone(), dry_run: true }).await.expect("seen");
        assert_eq!((seen.change, seen.changed, seen.creators, seen.refused), (None, 4, 2, 1));
        assert_eq!(row(world, anna).await, (before.clone(), version), "a look changes nothing");

        let done = changed(world, cells).await;
        assert_eq!((done.changed, done.creators, done.refused), (4, 2, 1));
        assert_eq!(done.cells[3].refused.as_deref(), Some("This is no e-mail address. Write it like maya@example.com."));
        assert_eq!((done.cells[5].was.as_str(), done.cells[5].says.as_str()), ("paid", "paid"));
        let (after, now) = row(world, anna).await;
        assert_eq!((after.as_str(), now), ("anna@example.org DE ambassador ", done.cells[0].version));
        assert_eq!(row(world, bo).await.0, "bo.carlsen@creators.example  paid Bath+Food");

        // Somebody changes Bo's tags since; Anna's row goes back, and so does nothing of Bo's.
        changed(world, vec![cell(bo, None, CellColumn::Tags, "Bath")]).await;
        let change = done.change.expect("a change");
        let back = world.run(TakeBackChange { change }).await.expect("taken back");
        assert_eq!((back.creators, back.changed_since), (1, 1));
        assert_eq!((row(world, anna).await.0, row(world, bo).await.0), (before, "bo.carlsen@creators.example  paid Bath".into()));
        let later = changed(world, vec![cell(anna, None, CellColumn::Country, "FR")]).await.change.expect("a change");
        world.clock.advance(DAY + 1);
        assert_eq!(code(world.run(TakeBackChange { change: later }).await), "not_found", "after a day it stands");
        world.moves_rebuild().await;
    });
}

#[test]
fn a_row_that_somebody_changed_meanwhile_keeps_what_they_wrote() {
    on_both(async |world| {
        let anna = added(world, &world.owner, "Anna Berg").await;
        let (_, version) = row(world, anna).await;
        let details = domain::creators::NewCreator { country: Some("FR".into()), ..new_creator("Anna Berg") };
        world.run(UpdateCreator { creator: anna, details, zone: None, tier: Tier::Paid }).await.expect("updated");
        let done = changed(world, vec![cell(anna, Some(version), CellColumn::Country, "DE")]).await;
        let outcome = &done.cells[0];
        assert!(outcome.conflict && done.change.is_none() && done.refused == 1);
        assert_eq!((outcome.says.as_str(), row(world, anna).await.1), ("FR", outcome.version));
        let again = changed(world, vec![cell(anna, Some(outcome.version), CellColumn::Country, "DE")]).await;
        assert_eq!((again.refused, again.cells[0].says.as_str()), (0, "DE"), "with the newer version it stands");
        let (_, other) = world.other_brand().await;
        let cells = vec![cell(anna, None, CellColumn::Tags, "Ours")];
        let stranger = world.app.run(&other, ChangeCells { cells, dry_run: false }).await;
        assert_eq!(code(stranger), "invalid", "another brand does not know her");
    });
}

const CELLS: &str = "/b/fennel-rye/creators/cells";

#[test]
fn a_cell_is_changed_where_it_stands_and_a_refusal_comes_back_to_it() {
    on_both(async |world| {
        let anna = added(world, &world.owner, "Anna Berg").await;
        let id = anna.to_string();
        let mut client = Client::signed_in(world).await;
        let list = client.get("/b/fennel-rye/creators?column=email&column=tags").await.text;
        assert!(list.contains(&format!("href=\"/b/fennel-rye/creators/{anna}/edit\"")), "without scripts it leads to the form");
        let (_, version) = row(world, anna).await;
        let version = version.to_string();
        let send = async |client: &mut Client, version: &str, column: &str, text: &str| {
            client.post(CELLS, &[("creator", &id), ("version", version), ("column", column), ("text", text)]).await
        };
        let refused = send(&mut client, &version, "email", "anna at home").await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("This is no e-mail address.") && refused.text.contains("data-text=\"anna.berg@creators.example\""));
        assert_eq!(row(world, anna).await.0, "anna.berg@creators.example  paid ");
        let kept = send(&mut client, &version, "email", "anna@example.org").await;
        assert!(kept.status == 200 && kept.text.contains("data-text=\"anna@example.org\"") && !kept.text.contains("cell-note"));
        let conflict = send(&mut client, &version, "tags", "Mine").await;
        assert_eq!(conflict.status, 422);
        assert!(conflict.text.contains("Somebody changed this creator meanwhile.") && conflict.text.contains("It says now: nothing."));
        assert_eq!(send(&mut client, &version, "name", "Eve").await.status, 404, "not every column is one");

        world.person("Vic Viewer", domain::team::Role::Viewer).await;
        world.person("Rea Viewer", domain::team::Role::Reviewer).await;
        let mut reviewer = Client::new(world);
        reviewer.sign_in("rea-viewer@fennel.example").await;
        let list = reviewer.get("/b/fennel-rye/creators").await.text;
        assert!(!list.contains("data-cell"), "who may not change them gets no editors");
        let token = reviewer.token.clone();
        let tried = reviewer.post_with(CELLS, &[("creator", &id), ("column", "tags"), ("text", "x")], token.as_deref(), &[]).await;
        assert!(tried.status == 404 || tried.status == 403, "{}", tried.status);
    });
}

#[test]
fn a_block_is_shown_before_it_is_pasted_and_taken_back_afterwards() {
    on_both(async |world| {
        let ids = [added(world, &world.owner, "Anna Berg").await, added(world, &world.owner, "Bo Carlsen").await];
        let mut client = Client::signed_in(world).await;
        client.get("/b/fennel-rye/creators").await;
        let mut fields: Vec<(String, String)> = vec![("back".into(), "/creators?q=a".into()), ("beyond".into(), "3".into())];
        for (at, (creator, column, text)) in
            [(ids[0], "country", "Germany"), (ids[0], "tier", "Ambassador"), (ids[1], "country", "Atlantis"), (ids[1], "tier", "Paid")]
                .into_iter()
                .enumerate()
        {
            let (_, version) = row(world, creator).await;
            for (part, value) in
                [("creator", creator.to_string()), ("version", version.to_string()), ("column", column.into()), ("text", text.into())]
            {
                fields.push((format!("cells.{at}.{part}"), value));
            }
        }
        let pairs: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let seen = client.post(&format!("{CELLS}/look"), &pairs).await;
        assert_eq!(seen.status, 200, "{}", seen.text);
        for words in [
            "Cells that change: 2, in rows: 1; Refused, and left as they are: 1; Say it already: 1; 3 had no cell to go to and are left out.",
            "This country is not known.",
            "Germany",
            "Change 2 cells",
        ] {
            assert!(seen.text.contains(words), "{words}: {}", seen.text);
        }
        assert_eq!(row(world, ids[0]).await.0, "anna.berg@creators.example  paid ", "nothing is changed by looking");
        let again: Vec<(String, String)> = fields
            .iter()
            .map(|(name, _)| (name.clone(), hidden(&seen.text, name).unwrap_or_default()))
            .filter(|(name, _)| name != "beyond")
            .collect();
        let pairs: Vec<(&str, &str)> = again.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let done = client.post(&format!("{CELLS}/change"), &pairs).await;
        assert_eq!((done.status, done.location.as_str()), (303, "/b/fennel-rye/creators?q=a"));
        assert_eq!(row(world, ids[0]).await.0, "anna.berg@creators.example DE ambassador ");
        let shown = client.get(&done.location).await.text;
        assert!(shown.contains("Cells changed: 2; refused and left as they were: 1"), "it says so");
        let undo = shown.split("action=\"").filter_map(|rest| rest.split('"').next()).find(|action| action.contains("/take-back"));
        let taken = client.post(&undo.expect("a way back").replace("&amp;", "&"), &[]).await;
        assert_eq!((taken.status, taken.location.as_str()), (303, "/b/fennel-rye/creators?q=a"));
        assert_eq!(row(world, ids[0]).await.0, "anna.berg@creators.example  paid ");
        let none = client.post(&format!("{CELLS}/look"), &[("back", "/creators")]).await;
        assert_eq!(none.status, 303, "nothing to paste leads back with words");
    });
}
