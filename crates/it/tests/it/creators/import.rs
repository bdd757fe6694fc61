//! Imports: no row is lost, nothing is done twice, a dry run writes nothing.

use app::creators::{GetCreator, GetImport, ImportCreators, ImportView, ListCreators, ListImports, NoteCreator, import};
use domain::creators::{Method, Platform};

use crate::support::{World, code, on_both};

/// A list as people keep them: odd headings, the same person twice, a display name, a row that names nobody.
const LIST: &str = "Influencer;Instagram handle;E-mail;Followers;Eng. rate;Country\n\
    Maya Okonkwo;@maya.ok;maya@example.com;48.2K;3,5 %;United Kingdom\n\
    Noor Haddad;@noorh;noor@example.com;1.2M;2,1 %;Jordan\n\
    Maya O.;@Maya.ok;;48.2K;3,5 %;\n\
    ✿ Kids Nina Show;;;#VALOR!;;Brazil\n\
    ;;;900;;\n";

fn counts(view: &ImportView) -> [u64; 6] {
    [view.rows, view.created, view.updated, view.merged, view.unchanged, view.rejected]
}

async fn import(world: &World, file: &str, options: ImportCreators) -> ImportView {
    import::run(&world.app, &world.owner, "list.csv", file.as_bytes(), options).await.expect("imported")
}

async fn total(world: &World) -> i64 {
    world.show(ListCreators::default()).await.expect("listed").total
}

#[test]
fn every_row_is_counted_once_and_the_same_file_again_changes_nothing() {
    on_both(async |world| {
        let dry = import(world, LIST, ImportCreators { dry_run: true, ..ImportCreators::default() }).await;
        assert_eq!(counts(&dry), [5, 3, 0, 1, 0, 1], "{dry:?}");
        assert_eq!((dry.id, total(world).await), (None, 0), "a dry run writes nothing");
        assert!(world.show(ListImports {}).await.expect("listed").is_empty());

        let first = import(world, LIST, ImportCreators::default()).await;
        assert_eq!(counts(&first), [5, 3, 0, 1, 0, 1]);
        assert_eq!(total(world).await, 3);
        let kept = world.show(GetImport { import: first.id.expect("kept") }).await.expect("shown").import;
        assert!(kept.counts.add_up());
        let file = kept.error_file.expect("rejected rows come back");
        assert_eq!((file.name.as_str(), file.media_type.as_str()), ("list-rejected.csv", "text/csv"));

        world.clock.advance(domain::time::DAY);
        let again = import(world, LIST, ImportCreators::default()).await;
        assert_eq!(counts(&again), [5, 0, 0, 1, 3, 1]);
        assert_eq!(total(world).await, 3);
    });
}

#[test]
fn an_older_file_again_says_nothing_new_after_a_newer_one() {
    on_both(async |world| {
        let june = "Instagram handle,Followers\n@maya.ok,48000\n";
        let september = "Instagram handle,Followers\n@maya.ok,51000\n";
        let bring = async |name: &str, file: &str| {
            world.clock.advance(domain::time::DAY);
            let view = import::run(&world.app, &world.owner, name, file.as_bytes(), ImportCreators::default()).await.expect("imported");
            let followers = world.show(ListCreators::default()).await.expect("listed").items[0].followers;
            (counts(&view), followers)
        };
        assert_eq!(bring("june.csv", june).await, ([1, 1, 0, 0, 0, 0], Some(48_000)));
        assert_eq!(bring("september.csv", september).await, ([1, 0, 1, 0, 0, 0], Some(51_000)));
        assert_eq!(bring("june.csv", june).await, ([1, 0, 0, 0, 1, 0], Some(51_000)), "June was told already");
        let mended = "Instagram handle,Followers\n@maya.ok,52000\n";
        assert_eq!(bring("june.csv", mended).await, ([1, 0, 1, 0, 0, 0], Some(52_000)), "the same file with another number is news");
    });
}

#[test]
fn numbers_keep_their_source_and_a_name_never_becomes_a_link() {
    on_both(async |world| {
        import(world, LIST, ImportCreators::default()).await;
        let page = world.show(ListCreators::default()).await.expect("listed");
        let nina = page.items.iter().find(|row| row.name.contains("Nina")).expect("kept by name");
        assert_eq!((nina.accounts[0].handle.as_deref(), nina.accounts[0].url.as_deref()), (None, None));
        let maya = page.items.iter().find(|row| row.name == "Maya Okonkwo").expect("there");
        assert_eq!((maya.followers, maya.accounts.len()), (Some(48_200), 1));
        let view = world.show(GetCreator { creator: maya.id }).await.expect("shown");
        let followers = view.profiles[0].numbers.first().expect("followers");
        assert_eq!((followers.method, followers.exact), (Method::Imported, false), "48.2K is rounded");
        assert_eq!(followers.source, "list.csv, column \"Followers\"");

        world.clock.advance(domain::time::MINUTE);
        let newer = "Instagram handle,Followers\n@maya.ok,51000\n";
        assert_eq!(counts(&import(world, newer, ImportCreators::default()).await), [1, 0, 1, 0, 0, 0]);
        let view = world.show(GetCreator { creator: maya.id }).await.expect("shown");
        assert_eq!((view.profiles[0].account.followers, view.profiles[0].older), (Some(51_000), 1), "older numbers are kept");
        let before: Vec<(i64, &str)> = view.profiles[0].history.iter().map(|one| (one.value, one.source.as_str())).collect();
        assert_eq!(before, [(48_200, "list.csv, column \"Followers\"")], "with who said so");
    });
}

#[test]
fn what_a_person_entered_stands_against_a_file() {
    on_both(async |world| {
        import(world, LIST, ImportCreators::default()).await;
        let maya =
            world.show(ListCreators { query: Some("maya".to_owned()), ..ListCreators::default() }).await.expect("listed").items.remove(0);
        let notes = NoteCreator { creator: maya.id, notes: "Answers fast.".to_owned(), tags: vec!["skin".to_owned()] };
        world.run(notes).await.expect("noted");
        let other = "Instagram handle,E-mail,Tags,Notes\nmaya.ok,else@example.com,vegan,From the fair\n";
        let view = import(world, other, ImportCreators::default()).await;
        assert_eq!(counts(&view), [1, 0, 1, 0, 0, 0]);
        assert!(view.warnings.iter().any(|warning| warning.message.contains("maya@example.com was kept")), "{:?}", view.warnings);
        let kept = world.show(GetCreator { creator: maya.id }).await.expect("shown");
        assert_eq!(kept.creator.email.as_deref(), Some("maya@example.com"));
        assert_eq!(kept.relationship.notes, "Answers fast.\nFrom the fair");
        assert_eq!(kept.relationship.tags, ["skin", "vegan"]);
    });
}

#[test]
fn another_brands_import_meets_the_same_creators_and_keeps_its_own_notes() {
    on_both(async |world| {
        import(world, LIST, ImportCreators::default()).await;
        let maya =
            world.show(ListCreators { query: Some("@maya".to_owned()), ..ListCreators::default() }).await.expect("listed").items.remove(0);
        world.run(NoteCreator { creator: maya.id, notes: "Our secret".to_owned(), tags: vec![] }).await.expect("noted");
        let (_, other) = world.other_brand().await;
        assert_eq!(code(world.app.show(&other, GetCreator { creator: maya.id }).await), "not_found", "not known there yet");
        assert_eq!(world.app.show(&other, ListCreators::default()).await.expect("listed").total, 0);
        let view = import::run(&world.app, &other, "list.csv", LIST.as_bytes(), ImportCreators::default()).await.expect("imported");
        assert_eq!(counts(&view), [5, 0, 3, 1, 0, 1], "known to the organisation, new to the brand");
        let there = world.app.show(&other, GetCreator { creator: maya.id }).await.expect("shown");
        assert_eq!((there.relationship.notes.as_str(), there.profiles.len()), ("", 1));
        assert!(world.app.show(&other, ListImports {}).await.expect("listed").iter().all(|one| Some(one.id) == view.id));
    });
}

#[test]
fn files_that_are_no_lists_say_so() {
    on_both(async |world| {
        let options = || ImportCreators { platform: Some(Platform::TikTok), ..ImportCreators::default() };
        for (bytes, expected) in [
            (b"".as_slice(), "creators.empty"),
            (b"handle,followers\n".as_slice(), "creators.headings_only"),
            (b"PK\x03\x04 and so on".as_slice(), "creators.damaged"),
            (b"%PDF-1.7".as_slice(), "creators.other_format"),
        ] {
            let refused = import::run(&world.app, &world.owner, "list.csv", bytes, options()).await;
            assert_eq!(code(refused), expected);
        }
        let odd = b"handle,name\n@maya,Maya\n@a,b,c,d\n\"=cmd()\",\xff\xfe\n";
        let view = import::run(&world.app, &world.owner, "odd.csv", odd, options()).await.expect("imported");
        assert_eq!(view.rows, view.created + view.updated + view.merged + view.unchanged + view.rejected);
        assert!(view.rejections.iter().all(|row| !row.reason.is_empty()));
        let page = world.show(ListCreators { platform: Some("tiktok".into()), ..ListCreators::default() }).await.expect("listed");
        assert!(page.items.iter().any(|row| row.accounts[0].url.as_deref() == Some("https://www.tiktok.com/@maya")));
    });
}

#[test]
fn ten_thousand_rows_take_a_bounded_number_of_statements() {
    on_both(async |world| {
        let mut file = String::from("handle,email,followers,avg likes,country\n");
        for number in 0..10_000 {
            file.push_str(&format!("@person{number},p{number}@example.com,{},{},GB\n", 1_000 + number, number));
        }
        let before = world.app.db().statements();
        let view = import(world, &file, ImportCreators { platform: Some(Platform::Instagram), ..ImportCreators::default() }).await;
        let taken = world.app.db().statements() - before;
        assert_eq!(counts(&view), [10_000, 10_000, 0, 0, 0, 0]);
        assert!(taken < 1_500, "{taken} statements for 10,000 rows");
        let before = world.app.db().statements();
        let again = import(world, &file, ImportCreators { platform: Some(Platform::Instagram), ..ImportCreators::default() }).await;
        let taken = world.app.db().statements() - before;
        assert_eq!(counts(&again), [10_000, 0, 0, 0, 10_000, 0]);
        assert!(taken < 500, "{taken} statements for 10,000 rows with nothing new");
    });
}
