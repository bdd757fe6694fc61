//! Lists of customers and of mentions are taken back within a day: what they alone brought goes, what they changed is as before.
//!
//! Absent: what is taken back part by part; the ground floor has its tests.

use app::listening::{BroughtList, DecideMatch, ImportCustomers, ImportMentions, ListBrought, ListMatches, ListMentions, TakeBackList};
use domain::{
    ids::ListImportId,
    listening::lists::ListKind,
    time::{DAY, HOUR},
};

use super::{list, post, told};
use crate::{
    creators::added,
    registry::rows,
    support::{World, code, on_both},
};

async fn brought(world: &World, kind: ListKind) -> Vec<BroughtList> {
    world.show(ListBrought { kind }).await.expect("listed")
}

async fn newest(world: &World, kind: ListKind) -> ListImportId {
    brought(world, kind).await[0].id
}

async fn back(world: &World, list: ListImportId) -> (u64, u64, u64) {
    let done = world.run(TakeBackList { list }).await.expect("taken back");
    (done.removed, done.restored, done.changed_since)
}

/// The tables of customers as texts, to be compared.
async fn standing(world: &World) -> Vec<String> {
    let kept = ["customer", "customer_account", "match_decision", "mention"];
    rows::all(world).await.into_iter().filter(|line| kept.contains(&line.table.as_str())).map(|line| line.text).collect()
}

#[test]
fn a_list_of_customers_is_taken_back_and_everything_is_as_it_was() {
    on_both(async |world| {
        let maya = added(world, &world.owner, "Maya Okafor").await;
        list(world, "email,name,orders,instagram\nmaya.okafor@creators.example,Maya,4,\nben@shop.example,Ben,2,@ben.h\n").await;
        let customer = world.show(ListMatches::default()).await.expect("listed").items[0].customer;
        world.run(DecideMatch { customer, creator: maya, same: true }).await.expect("decided");
        let before = standing(world).await;
        world.clock.advance(HOUR);
        let wrong = "email,name,orders,instagram\nmaya.okafor@creators.example,Maya O.,9,@maya.o\nben@shop.example,Ben,2,@ben.h\n\
                     cleo@shop.example,Cleo,1,\n";
        let done = list(world, wrong).await;
        assert_eq!((done.created, done.updated, done.unchanged), (1, 1, 1));
        let newest = newest(world, ListKind::Customers).await;
        let (_, elsewhere) = world.other_brand().await;
        assert_eq!(code(world.app.run(&elsewhere, TakeBackList { list: newest }).await), "not_found");
        assert_eq!(back(world, newest).await, (1, 1, 0));
        assert_eq!(standing(world).await, before, "a confirmed match stays with its customer");
        assert_eq!(code(world.run(TakeBackList { list: newest }).await), "listening.already");
        let taken = &brought(world, ListKind::Customers).await[0];
        assert!(!taken.open && taken.list.taken_back.is_some());
    });
}

#[test]
fn what_another_list_said_since_stays_and_a_day_is_the_end() {
    on_both(async |world| {
        list(world, "email,orders\nanna@shop.example,1\nben@shop.example,1\ncleo@shop.example,1\n").await;
        let first = newest(world, ListKind::Customers).await;
        world.clock.advance(HOUR);
        list(world, "email,orders\nanna@shop.example,1\nben@shop.example,7\n").await;
        assert_eq!(back(world, first).await, (1, 0, 2), "whom another list names is not this list's alone");
        assert_eq!(world.show(ListMatches::default()).await.expect("listed").customers, 2);
        let second = newest(world, ListKind::Customers).await;
        world.clock.advance(DAY + 1);
        assert_eq!(code(world.run(TakeBackList { list: second }).await), "listening.too_late");
        assert!(!brought(world, ListKind::Customers).await[0].open);
        world.tick().await;
        assert!(rows::all(world).await.iter().all(|line| line.table != "list_trace"), "what it did is not kept longer");
        let dry = ImportCustomers::of_bytes("dry.csv", b"email\nx@shop.example\n", true);
        world.run(dry).await.expect("looked");
        assert_eq!(brought(world, ListKind::Customers).await.len(), 2, "a look is no list");
    });
}

#[test]
fn a_list_of_mentions_is_taken_back_and_what_a_tool_told_since_stays() {
    on_both(async |world| {
        let now = world.now();
        told(world, vec![post("maya.k", "A1", now)]).await;
        let before = standing(world).await;
        world.clock.advance(HOUR);
        let file = "platform,handle,id,date,text,likes\ninstagram,maya.k,A1,2026-09-01,Soap by Fennel & Rye,40\n\
                    instagram,dora.p,B2,2026-08-30,Soap by Fennel & Rye,3\ninstagram,emil.k,C3,2026-08-30,Soap by Fennel & Rye,3\n";
        world.run(ImportMentions::of_bytes("posts.csv", file.as_bytes(), false)).await.expect("imported");
        world.clock.advance(HOUR);
        let mut again = post("emil.k", "C3", now);
        again.likes = Some(90);
        told(world, vec![again]).await;
        let list = newest(world, ListKind::Mentions).await;
        assert_eq!(back(world, list).await, (1, 1, 1));
        let left = world.show(ListMentions { creator: None, cursor: None, limit: None }).await.expect("listed");
        let handles: Vec<&str> = left.items.iter().map(|one| one.handle.as_str()).collect();
        assert_eq!(handles.len(), 2, "{handles:?}");
        assert!(handles.contains(&"maya.k") && handles.contains(&"emil.k"));
        let after = standing(world).await;
        assert!(before.iter().all(|line| after.contains(line)), "what was known is as before");
    });
}
