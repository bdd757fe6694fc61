//! Files on a creator's record: attached, told, handed out, handed over, taken off and erased with their bytes.

use app::{
    Caller,
    content::KeepFile,
    creators::{
        AddFile, EraseCreator, ExportCreator, GetCreator, ListFiles, ListTimeline, MergeCreators, RemoveFile, SplitCreators, TimelineKind,
    },
    uploads,
};
use domain::{
    creators::AttachmentKind,
    ids::{AttachmentId, CreatorId, FileId},
    team::Role,
    time::HOUR,
};

use super::added;
use crate::{
    registry::rows,
    support::{World, code, on_both},
};

/// Somebody uploads some words as a file of the brand they ask about.
async fn uploaded(world: &World, who: &Caller, name: &str, words: &str) -> FileId {
    let (brand, bytes) = (who.brand.expect("a brand"), bytes::Bytes::from(words.to_owned()));
    let stream = Box::pin(futures_util::stream::once(async move { Ok(bytes) }));
    let receipt = world.app.receive(who, brand, name, stream).await.expect("received");
    world.app.run(who, KeepFile { receipt }).await.expect("kept").id
}

async fn attached(world: &World, creator: CreatorId, name: &str, words: &str) -> AttachmentId {
    let file = uploaded(world, &world.owner, name, words).await;
    let command = AddFile { creator, file: Some(file), receipt: None, kind: AttachmentKind::MediaKit, name: String::new() };
    world.run(command).await.expect("attached").id
}

/// The names of the files as they stand, from the top.
async fn standing(world: &World, creator: CreatorId) -> Vec<String> {
    let page = world.show(ListFiles { creator }).await.expect("shown");
    page.items.into_iter().map(|file| file.name).collect()
}

#[test]
fn a_file_stands_on_one_record_behind_its_wall_and_goes_with_its_bytes() {
    on_both(async |world| {
        let maya = added(world, &world.owner, "Maya Okonkwo").await;
        let ines = world.person("Ines Roth", Role::Manager).await;
        let file = uploaded(world, &ines, "kit.txt", "Maya's media kit").await;
        let command =
            AddFile { creator: maya, file: Some(file), receipt: None, kind: AttachmentKind::MediaKit, name: " Kit of autumn ".into() };
        let kit = world.app.run(&ines, command.clone()).await.expect("attached").id;
        assert_eq!(code(world.app.run(&ines, command).await), "creators.on_record_already");
        world.clock.advance(HOUR);
        attached(world, maya, "invoice 7.txt", "You owe us").await;
        assert_eq!(standing(world, maya).await, ["invoice 7.txt", "Kit of autumn"]);
        let record = world.show(GetCreator { creator: maya }).await.expect("shown");
        assert_eq!((record.file_count, record.files[1].by_name.as_str()), (2, "Ines Roth"));

        let (_, elsewhere) = world.other_brand().await;
        assert_eq!(code(world.app.show(&elsewhere, ListFiles { creator: maya }).await), "not_found");
        assert_eq!(code(world.app.run(&elsewhere, RemoveFile { attachment: kit }).await), "not_found");
        let maya_herself = world.creator(maya);
        assert_eq!(code(world.app.show(&maya_herself, ListFiles { creator: maya }).await), "not_found");
        assert!(uploads::open(&world.app, &maya_herself, file).await.is_err(), "nobody reads what is kept of them");
        assert!(uploads::open(&world.app, &ines, file).await.is_ok());
        let theirs = uploaded(world, &maya_herself, "own.txt", "From Maya").await;
        let command = AddFile { creator: maya, file: Some(theirs), receipt: None, kind: AttachmentKind::Other, name: String::new() };
        let refused = world.run(command).await.expect_err("what she sent belongs to her work");
        assert!(refused.to_string().starts_with("file: "), "{refused}");

        // The same bytes on another record are not taken away from it.
        let jo = added(world, &world.owner, "Jo Fields").await;
        attached(world, jo, "copy.txt", "Maya's media kit").await;
        world.run(RemoveFile { attachment: kit }).await.expect("removed");
        world.tick().await;
        assert_eq!(standing(world, maya).await, ["invoice 7.txt"]);
        assert!(uploads::open(&world.app, &ines, file).await.is_err());
        assert!(world.files.hold(b"Maya's media kit"));
        let copy = world.show(ListFiles { creator: jo }).await.expect("shown").items[0].id;
        world.run(RemoveFile { attachment: copy }).await.expect("removed");
        world.tick().await;
        assert!(!world.files.hold(b"Maya's media kit"), "nothing names these bytes any more");
    });
}

#[test]
fn a_receipt_whose_bytes_were_removed_is_no_file() {
    on_both(async |world| {
        let maya = added(world, &world.owner, "Maya Okonkwo").await;
        let kit = attached(world, maya, "kit.txt", "Maya's media kit").await;
        let bytes = bytes::Bytes::from_static(b"Maya's media kit");
        let stream = Box::pin(futures_util::stream::once(async move { Ok(bytes) }));
        let receipt = world.app.receive(&world.owner, world.brand, "kit.txt", stream).await.expect("received");
        world.run(RemoveFile { attachment: kit }).await.expect("removed");
        world.tick().await;
        let refused = world.run(KeepFile { receipt }).await.expect_err("its bytes are gone");
        assert!(refused.to_string().contains("removed meanwhile"), "{refused}");
    });
}

#[test]
fn a_receipt_is_attached_once_and_what_was_refused_goes_with_it() {
    on_both(async |world| {
        let maya = added(world, &world.owner, "Maya Okonkwo").await;
        let received = async |words: &'static str| {
            let stream = Box::pin(futures_util::stream::once(async move { Ok(bytes::Bytes::from_static(words.as_bytes())) }));
            world.app.receive(&world.owner, world.brand, "kit.txt", stream).await.expect("received")
        };
        let add = |receipt: String, name: &str| AddFile {
            creator: maya,
            file: None,
            receipt: Some(receipt),
            kind: AttachmentKind::MediaKit,
            name: name.into(),
        };
        // A form that is sent twice brings its bytes twice.
        let (one, two) = (received("Maya's media kit").await, received("Maya's media kit").await);
        let first = world.run(add(one.clone(), "Kit")).await.expect("attached").id;
        assert_eq!(world.run(add(two, "Kit")).await.expect("the same").id, first);
        assert_eq!(world.run(add(one, "Kit")).await.expect("the same").id, first);
        assert_eq!(standing(world, maya).await, ["Kit"]);

        let refused = received("Something long").await;
        assert_eq!(code(world.run(add(refused.clone(), &"a".repeat(121))).await), "invalid");
        let nothing = AddFile { file: None, receipt: None, ..add(String::new(), "Kit") };
        assert_eq!(code(world.run(nothing).await), "invalid");
        let files = "SELECT COUNT(*) AS n FROM file";
        assert_eq!(store::Read::number(world.app.db(), "file", files, vec![]).await.expect("counted"), 1, "no file is left of it");
        world.tick().await;
        assert!(world.files.hold(b"Something long"), "the receipt is still good");
        world.clock.advance(25 * HOUR);
        world.tick().await;
        assert!(!world.files.hold(b"Something long") && world.files.hold(b"Maya's media kit"));
        assert_eq!(code(world.run(add(refused, "Kit")).await), "invalid", "it is over");
    });
}

#[test]
fn files_are_told_handed_out_handed_over_and_erased_with_their_bytes() {
    on_both(async |world| {
        let (maya, twin) = (added(world, &world.owner, "Maya Okonkwo").await, added(world, &world.owner, "Maya O.").await);
        attached(world, maya, "rates.txt", "Rates of summer").await;
        world.clock.advance(HOUR);
        attached(world, twin, "canal house.txt", "Photographs by the canal").await;
        let asked = ListTimeline { creator: twin, kind: Some(TimelineKind::Changes), cursor: None, limit: None };
        let told = world.show(asked).await.expect("shown").items;
        assert!(told.iter().any(|item| item.event.as_deref() == Some("creators.file_added") && item.text == "canal house.txt"));
        let file = world.show(ExportCreator { creator: twin, all_brands: false }).await.expect("a file");
        assert!(file.content.contains("canal house.txt"));

        world.run(MergeCreators { creator: maya, other: twin, note: String::new() }).await.expect("merged");
        assert_eq!(standing(world, maya).await, ["canal house.txt", "rates.txt"]);
        world.run(SplitCreators { creator: maya, other: twin }).await.expect("split");
        assert_eq!(standing(world, twin).await, ["canal house.txt"]);
        assert_eq!(standing(world, maya).await, ["rates.txt"]);

        world.run(EraseCreator { creator: twin, reason: "Asked by mail.".into(), although_owed: false }).await.expect("erased");
        world.tick().await;
        assert_eq!(standing(world, twin).await, Vec::<String>::new());
        let left: Vec<String> =
            rows::all(world).await.into_iter().filter(|line| line.text.contains("canal")).map(|line| line.table).collect();
        assert_eq!(left, Vec::<String>::new());
        assert!(!world.files.hold(b"Photographs by the canal"), "the bytes are gone too");
        assert!(world.files.hold(b"Rates of summer"));
        let another = uploaded(world, &world.owner, "kit.txt", "Who was that?").await;
        let command = AddFile { creator: twin, file: Some(another), receipt: None, kind: AttachmentKind::Other, name: String::new() };
        assert_eq!(code(world.run(command).await), "creators.erased_already");
    });
}
