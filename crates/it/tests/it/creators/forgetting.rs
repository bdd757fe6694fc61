//! Everything about a creator is handed out, and erased so that the books stay whole.

use app::{
    creators::{ChangeCreators, CreateCreator, EraseCreator, ExportCreator, GetCreator, MergeCreators, NoteCreator, SetStanding},
    outreach::SendMessage,
    payments::{ApprovePayout, ListPayments, MakePayout, RecordPaid},
};
use domain::{
    creators::{NewCreator, Source, Tier, changes::Change},
    ids::CreatorId,
    team::Role,
    time::Day,
};
use serde_json::Value;

use super::{added, merging::working};
use crate::{
    money::world::Money,
    registry::rows,
    support::{code, on_both},
};

fn erase(creator: CreatorId, although_owed: bool) -> EraseCreator {
    EraseCreator { creator, reason: "Asked by mail.".to_owned(), although_owed }
}

/// Tables that hold nothing of one creator, or nothing for long.
const NOT_ABOUT_ONE: [&str; 5] = ["creator_change", "idempotency", "import_trace", "session", "ticket"];

#[test]
fn the_file_has_every_table_that_could_be_about_somebody() {
    on_both(async |world| {
        let known: Vec<&str> = store::dossier::tables().collect();
        let names = ["creator", "collaboration", "deliverable", "profile", "kept", "one"];
        for (table, columns) in rows::tables(world.app.db()).await {
            let about = columns.iter().any(|column| names.contains(&column.as_str()));
            assert!(!about || known.contains(&table.as_str()) || NOT_ABOUT_ONE.contains(&table.as_str()), "{table} is not in the file");
        }
        let money = Money::begin(world).await;
        let maya = working(&money).await;
        let read = async |all_brands: bool| -> Value {
            let file = world.show(ExportCreator { creator: maya.creator, all_brands }).await.expect("a file");
            assert_eq!(file.file_name, "maya-o.json");
            serde_json::from_str(&file.content).expect("JSON")
        };
        let file = read(false).await;
        for table in [
            "creator",
            "relationship",
            "collaboration",
            "offer",
            "agreement",
            "onboarding_form",
            "deliverable",
            "post",
            "credit",
            "payable",
            "ledger_entry",
            "event",
        ] {
            assert!(file["rows"][table].as_array().is_some_and(|rows| !rows.is_empty()), "{table}");
        }
        assert_eq!(file["rows"]["onboarding_form"][0]["facts"]["payment_account"], Value::Null, "no account numbers");
        assert_eq!(read(true).await["rows"]["collaboration"], file["rows"]["collaboration"]);
        let manager = world.person("Ines Roth", Role::Manager).await;
        let all = ExportCreator { creator: maya.creator, all_brands: true };
        assert_eq!(code(world.app.show(&manager, all).await), "not_found", "only an owner sees every brand");
        let (_, elsewhere) = world.other_brand().await;
        assert_eq!(code(world.app.show(&elsewhere, ExportCreator { creator: maya.creator, all_brands: false }).await), "not_found");
    });
}

#[test]
fn who_is_erased_is_nowhere_and_the_books_stay() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let maya = working(&money).await;
        world.run(NoteCreator { creator: maya.creator, notes: "Lives by the canal.".into(), tags: vec![] }).await.expect("noted");
        let said = SendMessage {
            creator: maya.creator,
            collaboration: Some(maya.id),
            subject: "Hello".into(),
            body: "Dear Maya O., the canal.".into(),
        };
        world.run(said).await.expect("sent");
        let twin = added(world, &world.owner, "Maya Tiponi").await;
        world.run(MergeCreators { creator: maya.creator, other: twin, note: String::new() }).await.expect("merged");
        world.work().await;

        assert_eq!(code(world.run(erase(maya.creator, false)).await), "creators.still_owed");
        let manager = world.person("Ines Roth", Role::Manager).await;
        assert_eq!(code(world.app.run(&manager, erase(maya.creator, true)).await), "not_found", "an owner alone");
        let payable = world.show(ListPayments {}).await.expect("shown").payables.remove(0).id;
        let payout = world
            .run(MakePayout { creator: maya.creator, payables: vec![payable], method: "Marketing GBP".into() })
            .await
            .expect("made")
            .id;
        assert_eq!(code(world.run(erase(maya.creator, true)).await), "creators.payout_on_the_way");
        let femi = world.person("Femi Adeyemi", Role::Finance).await;
        world.app.run(&femi, ApprovePayout { payout }).await.expect("approved");
        let paid = RecordPaid {
            payout,
            paid_on: Day::parse("2026-09-01").expect("a day"),
            reference: "B-1".into(),
            note: "Line 4 of the statement.".into(),
        };
        world.app.run(&femi, paid).await.expect("paid");
        let ledger = async || -> Vec<String> {
            rows::all(world)
                .await
                .into_iter()
                .filter(|line| ["ledger_entry", "payout", "payable"].contains(&line.table.as_str()))
                .map(|line| line.text)
                .collect()
        };
        let before = ledger().await;

        world.run(erase(maya.creator, false)).await.expect("erased");
        money.at_rest().await;
        assert_eq!(ledger().await, before, "the books stay to the letter");
        let left: Vec<String> = rows::all(world)
            .await
            .into_iter()
            .filter(|line| ["Maya O", "maya-o@", "Tiponi", "tiponi", "canal"].iter().any(|word| line.text.contains(word)))
            .map(|line| format!("{}: {}", line.table, line.text))
            .collect();
        assert_eq!(left, Vec::<String>::new());
        let view = world.show(GetCreator { creator: maya.creator }).await.expect("shown");
        assert!(view.no_contact.is_some() && view.creator.email.is_none() && view.merged.is_empty());
        assert_eq!(code(world.run(erase(maya.creator, false)).await), "creators.erased_already");

        // Nothing is written about them any more: it could not be erased a second time.
        let noted = NoteCreator { creator: maya.creator, notes: "Lived by the canal.".into(), tags: vec![] };
        assert_eq!(code(world.run(noted).await), "creators.erased_already");
        let standing = SetStanding { creator: maya.creator, standing: None, reason: "Maya Tiponi asked.".into() };
        assert_eq!(code(world.run(standing).await), "creators.erased_already");
        let other = added(world, &world.owner, "Bo Carlsen").await;
        let change = Change { add_tags: vec!["canal".into()], ..Change::default() };
        assert_eq!(code(world.run(ChangeCreators { creators: vec![other, maya.creator], change }).await), "invalid");
        let kept = world.show(GetCreator { creator: other }).await.expect("shown").relationship;
        assert_eq!(kept.tags, Vec::<String>::new(), "all or none");

        // The same address comes in again, and is not written to.
        let again = NewCreator { email: Some("Maya.Tiponi@creators.example".into()), name: "M. T.".into(), ..NewCreator::default() };
        let met = world.run(CreateCreator { creator: again, source: Source::Cold, tier: Tier::Paid }).await.expect("met").id;
        assert_ne!(met, maya.creator, "nobody recognises who was erased");
        assert!(world.show(GetCreator { creator: met }).await.expect("shown").creator.suppression.blocked.is_some());
    });
}
