//! Verified accounts and customers in the search: by whose word, in plain language, counted as unknown, and behind their walls.
//!
//! Absent: how lines are read; `domain` has the table.

use app::{
    creators::{GetCreator, ImportCreators, import},
    discovery::{FindCreators, FindScope, FoundCreators},
    listening::{DecideMatch, ImportCustomers, ListMatches},
};
use domain::{creators::Badge, ids::CreatorId, team::Role, time::HOUR};

use super::added;
use crate::support::{World, on_both};

async fn found(world: &World, text: &str) -> FoundCreators {
    let question = FindCreators { text: Some(text.to_owned()), ..FindCreators::default() };
    world.show(question).await.expect("found")
}

fn names(found: &FoundCreators) -> Vec<&str> {
    let mut names: Vec<&str> = found.items.iter().map(|one| one.name.as_str()).collect();
    names.sort_unstable();
    names
}

async fn badge(world: &World, creator: CreatorId) -> Option<Badge> {
    world.show(GetCreator { creator }).await.expect("shown").profiles[0].account.badge.clone()
}

#[test]
fn who_is_verified_by_a_lists_word_is_found_and_who_nobody_spoke_of_is_unknown() {
    on_both(async |world| {
        let list = "Name,Instagram handle,Verified account\n\
                    Anja Vogt,@anja.vogt,ja\nBen Hartley,@ben.hartley,no\nCleo Vance,@cleo.v,\nDora Pine,@dora.p,perhaps\n";
        let done = import::run(&world.app, &world.owner, "list.csv", list.as_bytes(), ImportCreators::default()).await.expect("imported");
        assert_eq!((done.created, done.warned), (4, 1), "{:?}", done.warnings);
        let yes = found(world, "verified creators").await;
        assert_eq!((names(&yes), yes.filters.as_slice()), (vec!["Anja Vogt"], &["verified:yes".to_owned()][..]));
        assert_eq!((yes.unknown[0].name.as_str(), yes.unknown[0].count), ("verified", 2), "unknown is not no");
        assert_eq!(yes.items[0].verified, Some(true));
        let no = found(world, "nicht verifiziert").await;
        assert_eq!((names(&no), no.items[0].verified), (vec!["Ben Hartley"], Some(false)));
        let all = found(world, "").await;
        let counted: Vec<(&str, u64)> =
            all.counts.iter().filter(|facet| facet.name == "verified").map(|facet| (facet.value.as_str(), facet.count)).collect();
        assert!(counted.contains(&("yes", 1)) && counted.contains(&("no", 1)), "{counted:?}");
        let anja = yes.items[0].id;
        let said = badge(world, anja).await.expect("said");
        assert_eq!((said.verified, said.source.as_str()), (true, "list.csv, column \"Verified account\""));

        // The same word again is no news; another word is, and goes back with its list.
        world.clock.advance(HOUR);
        let same = "Name,Instagram handle,Verified\nAnja Vogt,@anja.vogt,TRUE\n";
        let same = import::run(&world.app, &world.owner, "same.csv", same.as_bytes(), ImportCreators::default()).await.expect("imported");
        assert_eq!((same.unchanged, badge(world, anja).await), (1, Some(said.clone())));
        let other = "Name,Instagram handle,Verified\nAnja Vogt,@anja.vogt,0\n";
        let other =
            import::run(&world.app, &world.owner, "other.csv", other.as_bytes(), ImportCreators::default()).await.expect("imported");
        assert_eq!((other.updated, badge(world, anja).await.map(|badge| badge.verified)), (1, Some(false)));
        assert_eq!(found(world, "verified creators").await.total, 0);
        let import = other.id.expect("kept");
        world.run(app::creators::TakeBackImport { import }).await.expect("taken back");
        assert_eq!(badge(world, anja).await, Some(said));
        assert_eq!(names(&found(world, "verified creators").await), ["Anja Vogt"]);
    });
}

#[test]
fn a_badge_of_a_platform_that_the_row_does_not_name_is_told_with_its_row_and_column() {
    on_both(async |world| {
        let list = "Name,TikTok handle,Instagram verified\nAnja Vogt,@anja.vogt,yes\nBen Hartley,@ben.hartley,no\n";
        let done = import::run(&world.app, &world.owner, "list.csv", list.as_bytes(), ImportCreators::default()).await.expect("imported");
        assert_eq!((done.created, done.warned), (2, 1), "{:?}", done.warnings);
        let told = &done.warnings[0];
        assert_eq!((told.row, told.column.as_str()), (2, "Instagram verified"));
        assert!(told.message.contains("no account on Instagram"), "{}", told.message);
        assert_eq!(found(world, "verified creators").await.total, 0);
    });
}

#[test]
fn customers_are_found_with_their_orders_by_who_may_know_and_in_their_own_brand_alone() {
    on_both(async |world| {
        let maya = added(world, &world.owner, "Maya Okafor").await;
        let ben = added(world, &world.owner, "Ben Hartley").await;
        added(world, &world.owner, "Cleo Vance").await;
        let list = "email,orders\nmaya.okafor@creators.example,4\nsomebody@shop.example,9\n";
        world.run(ImportCustomers::of_bytes("customers.csv", list.as_bytes(), false)).await.expect("imported");
        let yes = found(world, "who are customers").await;
        assert_eq!((names(&yes), yes.filters.as_slice()), (vec!["Maya Okafor"], &["customer:yes".to_owned()][..]));
        let customer = yes.items[0].customer.expect("a customer");
        assert_eq!((customer.orders, customer.confirmed), (Some(4), false));
        assert_eq!(names(&found(world, "keine Kunden").await), ["Ben Hartley", "Cleo Vance"]);
        // Whom a person found among the customers counts, and whom they refused does not.
        let by_name = "email,orders,instagram\nb@shop.example,2,\n";
        world.run(ImportCustomers::of_bytes("more.csv", by_name.as_bytes(), false)).await.expect("imported");
        let customers = store::listening::customers::known(world.app.db(), world.brand, &["email:b@shop.example".to_owned()]).await;
        let customer = customers.expect("read").into_values().next().expect("a customer").id;
        world.run(DecideMatch { customer, creator: ben, same: true }).await.expect("decided");
        let yes = found(world, "customers").await;
        assert_eq!(names(&yes), ["Ben Hartley", "Maya Okafor"]);
        let told = yes.items.iter().find(|one| one.id == ben).and_then(|one| one.customer).expect("a customer");
        assert_eq!((told.orders, told.confirmed), (Some(2), true));
        let items = world.show(ListMatches::default()).await.expect("listed").items;
        let one = items.iter().find(|one| one.creator == maya).expect("a match");
        world.run(DecideMatch { customer: one.customer, creator: maya, same: false }).await.expect("decided");
        assert!(!names(&found(world, "customers").await).contains(&"Maya Okafor"));

        let (_, elsewhere) = world.other_brand().await;
        let theirs = FindCreators { filters: vec!["customer:yes".into()], scope: FindScope::Everyone, ..FindCreators::default() };
        let told = world.app.show(&elsewhere, theirs.clone()).await.expect("found");
        assert_eq!((told.total, told.items.len()), (0, 0), "another brand's customers are never told");
        let all = FindCreators { scope: FindScope::Everyone, ..FindCreators::default() };
        assert!(world.app.show(&elsewhere, all.clone()).await.expect("found").items.iter().all(|one| one.customer.is_none()));
        let fay = world.person("Fay Finance", Role::Finance).await;
        let told = world.app.show(&fay, theirs).await.expect("found");
        assert_eq!((told.unread.len(), told.total), (1, 3), "who may not see what creators bought is not told by a filter");
        assert!(world.app.show(&fay, all).await.expect("found").items.iter().all(|one| one.customer.is_none()));
    });
}
