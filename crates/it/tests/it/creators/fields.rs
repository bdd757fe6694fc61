//! Fields that a brand made up: filled in, looked for, brought by a list and taken back, merged and split, erased.

use std::collections::BTreeMap;

use app::{
    creators::{
        AddField, CreateCreator, EraseCreator, GetCreator, ImportCreators, ListCreators, ListFields, MergeCreators, RetireField, SetFields,
        SplitCreators, TakeBackImport, UpdateCreator, UpdateField, import,
    },
    discovery::{FindCreators, FindScope, FoundCreators},
};
use domain::{
    creators::{FieldKind, NewCreator, Platform, Source, Tier, custom, import::Column},
    ids::{CreatorId, CustomFieldId},
    team::Role,
};

use super::{added, new_creator};
use crate::{
    registry::rows,
    support::{World, code, on_both},
};

fn typed(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

async fn field(world: &World, name: &str, kind: FieldKind, choices: &[&str]) -> CustomFieldId {
    let choices = choices.iter().map(|choice| (*choice).to_owned()).collect();
    world.run(AddField { name: name.to_owned(), kind, choices }).await.expect("added").id
}

async fn set(world: &World, creator: CreatorId, pairs: &[(&str, &str)]) {
    world.run(SetFields { creator, custom: typed(pairs) }).await.expect("set");
}

/// What stands in the fields of a creator that have something in them.
async fn standing(world: &World, creator: CreatorId) -> Vec<(String, String)> {
    let view = world.show(GetCreator { creator }).await.expect("shown");
    view.fields.into_iter().filter(|one| !one.value.is_empty()).map(|one| (one.field.name, one.value)).collect()
}

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn fields_are_filled_in_and_looked_for_and_other_brands_never_see_them() {
    on_both(async |world| {
        let size = field(world, "Shirt size", FieldKind::Choice, &["S", "M", "L"]).await;
        field(world, "Price per hour", FieldKind::Number, &[]).await;
        field(world, "Last visit", FieldKind::Date, &[]).await;
        field(world, "Has a dog", FieldKind::YesNo, &[]).await;
        field(world, "Nickname", FieldKind::Text, &[]).await;
        let creator = NewCreator { custom: typed(&[("Shirt size", "m"), ("Price per hour", "1.250,50")]), ..new_creator("Maya Okonkwo") };
        let maya = world.run(CreateCreator { creator, source: Source::Cold, tier: Tier::Paid }).await.expect("added").id;
        let noor = added(world, &world.owner, "Noor Haddad").await;
        set(world, maya, &[("Last visit", "2026-08-01"), ("Has a dog", "yes"), ("Nickname", "Ünal 100%_")]).await;
        set(world, noor, &[("Price per hour", "-3"), ("Last visit", "2026-09-01"), ("Nickname", "nono")]).await;
        let known = [
            ("Shirt size", "M"),
            ("Price per hour", "1250.5"),
            ("Last visit", "2026-08-01"),
            ("Has a dog", "yes"),
            ("Nickname", "Ünal 100%_"),
        ];
        assert_eq!(standing(world, maya).await, pairs(&known));

        let found = async |asked: &[&str]| -> Vec<CreatorId> {
            let fields = asked.iter().map(|text| (*text).to_owned()).collect();
            let page = world.show(ListCreators { fields, ..ListCreators::default() }).await.expect("listed");
            assert_eq!(i64::try_from(page.items.len()).expect("few"), page.total);
            page.items.into_iter().map(|row| row.id).collect()
        };
        assert_eq!(found(&["Shirt size=M"]).await, [maya]);
        assert_eq!(found(&[&format!("{size}=M")]).await, [maya], "by its id too");
        assert_eq!(found(&["Shirt size="]).await, [noor]);
        assert_eq!(found(&["Nickname=*"]).await, [maya, noor]);
        assert_eq!(found(&["Nickname=ÜNAL"]).await, [maya]);
        assert_eq!(found(&["Nickname=0%_"]).await, [maya], "marks stand for themselves");
        assert_eq!(found(&["Nickname=%"]).await, [maya]);
        assert_eq!(found(&["Price per hour>=1000"]).await, [maya], "as numbers, not as texts");
        assert_eq!(found(&["Price per hour<=0"]).await, [noor]);
        assert_eq!(found(&["Price per hour>=-3", "Last visit>=2026-08-15"]).await, [noor]);
        assert_eq!(found(&["Has a dog=no"]).await, Vec::<CreatorId>::new());
        let wrong = ListCreators { fields: vec!["Nickname=a".into(), "Shoes=38".into()], ..ListCreators::default() };
        assert!(world.show(wrong).await.expect_err("refused").to_string().starts_with("fields.1: "));

        // What is not named stays, also when the whole record is saved.
        let details = NewCreator { custom: typed(&[("Nickname", "")]), ..new_creator("Maya Okonkwo") };
        world.run(UpdateCreator { creator: maya, details, zone: None, tier: Tier::Paid }).await.expect("saved");
        assert_eq!(standing(world, maya).await, pairs(&known[..4]));
        let details = NewCreator { custom: typed(&[("Has a dog", "maybe")]), ..new_creator("Maya Okonkwo") };
        let refused = world.run(UpdateCreator { creator: maya, details, zone: None, tier: Tier::Paid }).await.expect_err("refused");
        assert!(refused.to_string().starts_with("custom.Has a dog: "), "{refused}");

        world.run(UpdateField { field: size, name: "T-shirt".into(), choices: vec!["M".into()] }).await.expect("renamed");
        assert_eq!(standing(world, maya).await[0], ("T-shirt".to_owned(), "M".to_owned()));
        world.run(RetireField { field: size, retired: true }).await.expect("retired");
        assert_eq!(standing(world, maya).await, pairs(&known[1..4]));
        world.run(RetireField { field: size, retired: false }).await.expect("restored");
        assert_eq!(standing(world, maya).await[0], ("T-shirt".to_owned(), "M".to_owned()), "nothing was taken away");

        let (_, elsewhere) = world.other_brand().await;
        assert!(world.app.show(&elsewhere, ListFields {}).await.expect("shown").fields.is_empty());
        assert_eq!(code(world.app.run(&elsewhere, UpdateField { field: size, name: "Ours".into(), choices: vec![] }).await), "not_found");
        assert_eq!(code(world.app.run(&elsewhere, RetireField { field: size, retired: true }).await), "not_found");
        assert_eq!(code(world.app.run(&elsewhere, SetFields { creator: maya, custom: typed(&[("T-shirt", "M")]) }).await), "not_found");
        let reviewer = world.person("Priya Raman", Role::Reviewer).await;
        assert_eq!(code(world.app.run(&reviewer, SetFields { creator: maya, custom: typed(&[("T-shirt", "M")]) }).await), "not_found");
    });
}

#[test]
fn discover_finds_by_them_and_offers_no_retired_one() {
    on_both(async |world| {
        let size = field(world, "Shirt size", FieldKind::Choice, &["S", "M", "L"]).await;
        let price = field(world, "Price per hour", FieldKind::Number, &[]).await;
        let (maya, noor) = (added(world, &world.owner, "Maya Okonkwo").await, added(world, &world.owner, "Noor Haddad").await);
        let ask = |filters: &[&str]| {
            let filters = filters.iter().map(|text| (*text).to_owned()).collect();
            FindCreators { filters, scope: FindScope::Everyone, ..FindCreators::default() }
        };
        let found = async |filters: &[&str]| -> FoundCreators { world.show(ask(filters)).await.expect("found") };
        let who = |found: &FoundCreators| found.items.iter().map(|one| one.id).collect::<Vec<_>>();
        assert!(found(&[]).await.fields.is_empty(), "nothing stands in them");

        set(world, maya, &[("Shirt size", "M"), ("Price per hour", "12,50")]).await;
        set(world, noor, &[("Shirt size", "L")]).await;
        let all = found(&[]).await;
        assert_eq!(all.fields.iter().map(|one| one.id).collect::<Vec<_>>(), [size, price]);
        let count = |found: &FoundCreators, value: &str| found.counts.iter().find(|one| one.value == value).map(|one| one.count);
        assert_eq!((count(&all, &format!("{size}=m")), count(&all, &format!("{size}=*"))), (Some(1), Some(2)));
        let by_name = found(&["field:shirt size=m"]).await;
        assert_eq!((who(&by_name), by_name.filters), (vec![maya], vec![format!("field:{size}=M")]));
        assert_eq!(who(&found(&[&format!("field:{price}=12,5")]).await), [maya]);
        assert_eq!(found(&["field:Shirt size=M", "field:Shirt size=L"]).await.total, 2);
        assert_eq!(found(&["field:Shirt size=L", "field:Price per hour=*"]).await.total, 0);
        let wrong = found(&["field:Shoes=38", "field:Price per hour=a lot"]).await;
        assert_eq!((wrong.total, wrong.unread.len()), (2, 2), "left out, and said");

        world.run(RetireField { field: size, retired: true }).await.expect("retired");
        let after = found(&[]).await;
        assert_eq!(after.fields.iter().map(|one| one.id).collect::<Vec<_>>(), [price]);
        assert_eq!(count(&after, &format!("{size}=m")), None);
        assert_eq!(found(&["field:Shirt size=M"]).await.unread.len(), 1, "it has no name in use");
        let saved = found(&[&format!("field:{size}=M")]).await;
        assert_eq!((who(&saved), saved.fields.len()), (vec![maya], 2), "a search that was saved before asks the same");

        let (_, elsewhere) = world.other_brand().await;
        let theirs = world.app.show(&elsewhere, ask(&[&format!("field:{price}=12.5")])).await.expect("found");
        assert_eq!((theirs.unread.len(), theirs.counts.iter().filter(|one| one.name == "field").count()), (1, 0));
        assert!(theirs.fields.is_empty());
    });
}

#[test]
fn two_people_at_once_do_not_pass_forty() {
    on_both(async |world| {
        for number in 1..custom::MOST {
            field(world, &format!("Field {number}"), FieldKind::Text, &[]).await;
        }
        let add = |name: &str| world.run(AddField { name: name.to_owned(), kind: FieldKind::Text, choices: vec![] });
        let (one, other) = tokio::join!(add("Last"), add("One too many"));
        let mut codes = [one.map(|_| ()), other.map(|_| ())].map(|result| result.err().map(|error| error.code().to_owned()));
        codes.sort();
        assert!(codes[0].is_none() && matches!(codes[1].as_deref(), Some("invalid" | "conflict")), "{codes:?}");
        let in_use = world.show(ListFields {}).await.expect("shown").fields.len();
        assert_eq!(in_use, custom::MOST);
    });
}

const LIST: &str = "Handle,Shirt size,Dog?,Price per hour\n@maya.okonkwo,L,x,12.50\n@noor,XXL,maybe,a lot\n@kim,S,,\n";

#[test]
fn a_list_brings_them_and_is_taken_back() {
    on_both(async |world| {
        field(world, "Shirt size", FieldKind::Choice, &["S", "M", "L"]).await;
        let dog = field(world, "Has a dog", FieldKind::YesNo, &[]).await;
        let price = field(world, "Price per hour", FieldKind::Number, &[]).await;
        let maya = added(world, &world.owner, "Maya Okonkwo").await;
        set(world, maya, &[("Shirt size", "M")]).await;
        let run = async |options: ImportCreators| import::run(&world.app, &world.owner, "list.csv", LIST.as_bytes(), options).await;
        let usual = ImportCreators { platform: Some(Platform::Instagram), ..ImportCreators::default() };
        let looked = run(ImportCreators { dry_run: true, ..usual.clone() }).await.expect("read");
        let mut columns: Vec<Column> = looked.columns.iter().map(|column| column.column).collect();
        assert!(matches!(columns[1], Column::Field(_)), "headed like a field: {columns:?}");
        assert_eq!(columns[3], Column::Field(price));
        columns[2] = Column::Field(dog);
        let gone = CustomFieldId(uuid::Uuid::from_u128(7));
        let wrong = vec![columns[0], Column::Field(gone), Column::Ignore, Column::Ignore];
        let refused = run(ImportCreators { columns: Some(wrong), ..usual.clone() }).await.expect_err("refused");
        assert!(refused.to_string().starts_with("columns.1: "), "{refused}");

        let done = run(ImportCreators { columns: Some(columns), ..usual.clone() }).await.expect("imported");
        assert_eq!((done.created, done.updated), (2, 1));
        let said = |row: u64| done.warnings.iter().filter(|one| one.row == row).map(|one| one.column.as_str()).collect::<Vec<_>>();
        assert_eq!(said(2), ["Shirt size"], "what a person entered stands: {:?}", done.warnings);
        assert_eq!(said(3), ["Shirt size", "Dog?", "Price per hour"]);
        assert_eq!(standing(world, maya).await, pairs(&[("Shirt size", "M"), ("Has a dog", "yes"), ("Price per hour", "12.5")]));
        let again = run(usual.clone()).await.expect("imported");
        assert_eq!((again.created, again.updated), (0, 0), "the same file again changes nothing");
        assert_eq!(again.columns[2].column, Column::Field(dog), "as last time");
        world.run(RetireField { field: dog, retired: true }).await.expect("retired");
        let seen = run(ImportCreators { dry_run: true, ..usual }).await.expect("read");
        assert_eq!(seen.columns[2].column, looked.columns[2].column, "what is not in use any more is remembered as nothing");
        assert_eq!(seen.columns[1].column, looked.columns[1].column);
        world.run(RetireField { field: dog, retired: false }).await.expect("in use again");

        set(world, maya, &[("Has a dog", "no")]).await;
        let back = world.run(TakeBackImport { import: done.id.expect("an import") }).await.expect("taken back");
        assert_eq!((back.removed, back.changed_since), (2, 1));
        assert_eq!(standing(world, maya).await, pairs(&[("Shirt size", "M"), ("Has a dog", "no")]), "what somebody changed since stays");
    });
}

#[test]
fn they_are_joined_come_apart_and_are_erased() {
    on_both(async |world| {
        field(world, "Nickname", FieldKind::Text, &[]).await;
        field(world, "Met at", FieldKind::Text, &[]).await;
        let (maya, twin) = (added(world, &world.owner, "Maya Okonkwo").await, added(world, &world.owner, "Maya O.").await);
        set(world, maya, &[("Nickname", "Mimi")]).await;
        set(world, twin, &[("Nickname", "Canal Queen"), ("Met at", "The canal")]).await;
        world.run(MergeCreators { creator: maya, other: twin, note: String::new() }).await.expect("merged");
        assert_eq!(standing(world, maya).await, pairs(&[("Nickname", "Mimi"), ("Met at", "The canal")]));
        world.run(SplitCreators { creator: maya, other: twin }).await.expect("split");
        assert_eq!(standing(world, maya).await, pairs(&[("Nickname", "Mimi")]));
        assert_eq!(standing(world, twin).await, pairs(&[("Nickname", "Canal Queen"), ("Met at", "The canal")]));
        world.run(EraseCreator { creator: twin, reason: "Asked by mail.".into(), although_owed: false }).await.expect("erased");
        let left: Vec<String> =
            rows::all(world).await.into_iter().filter(|line| line.text.to_lowercase().contains("canal")).map(|line| line.table).collect();
        assert_eq!(left, Vec::<String>::new());
        assert_eq!(code(world.run(SetFields { creator: twin, custom: typed(&[("Nickname", "Who")]) }).await), "creators.erased_already");
    });
}
