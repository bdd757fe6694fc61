//! Notes about a creator: whose they are, on top or not, told by the timeline, handed out, handed over and erased.

use app::creators::{
    AddNote, EraseCreator, ExportCreator, GetCreator, ListNotes, ListTimeline, MergeCreators, PinNote, RemoveNote, SplitCreators,
    TimelineKind, UpdateNote,
};
use domain::{
    creators::notes,
    ids::{CreatorId, NoteId},
    team::Role,
    time::{HOUR, SECOND},
};

use super::added;
use crate::{
    registry::rows,
    support::{World, code, on_both},
};

fn note(creator: CreatorId, text: &str, pinned: bool) -> AddNote {
    AddNote { creator, text: text.to_owned(), pinned }
}

fn words(note: NoteId, text: &str) -> UpdateNote {
    UpdateNote { note, text: text.to_owned() }
}

/// The notes as they stand, from the top.
async fn standing(world: &World, creator: CreatorId) -> Vec<String> {
    let page = world.show(ListNotes { creator }).await.expect("shown");
    page.items.into_iter().map(|note| note.text).collect()
}

#[test]
fn pinned_notes_stand_on_top_and_only_who_wrote_one_or_an_owner_changes_it() {
    on_both(async |world| {
        let maya = added(world, &world.owner, "Maya Okonkwo").await;
        let (ines, jo) = (world.person("Ines Roth", Role::Manager).await, world.person("Jo Fields", Role::Manager).await);
        let first = world.app.run(&ines, note(maya, " Answers fast. ", false)).await.expect("noted").id;
        world.clock.advance(HOUR);
        let second = world.app.run(&jo, note(maya, "Ask her agent first.", true)).await.expect("noted").id;
        world.clock.advance(HOUR);
        let third = world.app.run(&ines, note(maya, "Met at the fair.", false)).await.expect("noted").id;
        assert_eq!(standing(world, maya).await, ["Ask her agent first.", "Met at the fair.", "Answers fast."]);

        assert_eq!(code(world.app.run(&jo, words(first, "Slow.")).await), "creators.not_your_note");
        assert_eq!(code(world.app.run(&jo, RemoveNote { note: first }).await), "creators.not_your_note");
        world.app.run(&ines, words(first, "Answers within a day.")).await.expect("her own");
        world.run(words(second, "Ask her agent first, always.")).await.expect("an owner");
        world.app.run(&jo, PinNote { note: first, pinned: true }).await.expect("anybody pins");
        world.app.run(&jo, PinNote { note: first, pinned: true }).await.expect("twice is once");
        world.app.run(&ines, RemoveNote { note: third }).await.expect("removed");
        assert_eq!(code(world.app.run(&ines, RemoveNote { note: third }).await), "not_found");
        assert_eq!(standing(world, maya).await, ["Ask her agent first, always.", "Answers within a day."]);

        let seen = world.app.show(&ines, ListNotes { creator: maya }).await.expect("shown").items;
        assert_eq!(
            seen.iter().map(|note| (note.name.as_str(), note.may_change)).collect::<Vec<_>>(),
            [("Jo Fields", false), ("Ines Roth", true)]
        );
        assert!(seen.iter().all(|note| note.edited_at.is_some()));
        let record = world.show(GetCreator { creator: maya }).await.expect("shown");
        assert_eq!((record.notes.len(), record.note_count), (2, 2));

        for wrong in [" ".to_owned(), "a".repeat(notes::LONGEST + 1)] {
            let refused = world.run(note(maya, &wrong, false)).await.expect_err("refused");
            assert!(refused.to_string().starts_with("text: "), "{refused}");
        }
        let (_, elsewhere) = world.other_brand().await;
        assert_eq!(code(world.app.run(&elsewhere, note(maya, "Hello.", false)).await), "not_found");
        assert_eq!(code(world.app.run(&elsewhere, words(first, "Hello.")).await), "not_found");
        assert_eq!(code(world.app.run(&elsewhere, PinNote { note: first, pinned: false }).await), "not_found");
        assert_eq!(code(world.app.run(&elsewhere, RemoveNote { note: first }).await), "not_found");
        assert_eq!(code(world.app.show(&elsewhere, ListNotes { creator: maya }).await), "not_found");
        assert_eq!(
            code(world.app.show(&world.creator(maya), ListNotes { creator: maya }).await),
            "not_found",
            "nobody reads what is said of them"
        );
    });
}

#[test]
fn the_record_shows_what_is_pinned_and_the_newest_and_there_is_an_end() {
    on_both(async |world| {
        let maya = added(world, &world.owner, "Maya Okonkwo").await;
        for number in 0..notes::MOST - 1 {
            world.clock.advance(SECOND);
            world.run(note(maya, &format!("Number {number}."), number < 25)).await.expect("noted");
        }
        world.clock.advance(SECOND);
        let (one, other) = tokio::join!(world.run(note(maya, "Number 499.", false)), world.run(note(maya, "Number 499.", false)));
        let mut codes = [code(one), code(other)];
        codes.sort();
        assert!(codes.contains(&"done".to_owned()) && codes != ["done", "done"], "two at once do not pass the end: {codes:?}");
        assert_eq!(code(world.run(note(maya, "One more.", false)).await), "creators.enough_notes");
        let (record, statements) = world.counted(GetCreator { creator: maya }).await;
        assert!(statements <= 10, "{statements} statements");
        let shown: Vec<&str> = record.notes.iter().map(|note| note.text.as_str()).collect();
        assert_eq!((shown[0], shown[19], shown[20], shown[24]), ("Number 24.", "Number 5.", "Number 499.", "Number 495."));
        assert_eq!((shown.len(), record.note_count), (25, 500));
        assert_eq!(standing(world, maya).await.len(), 500, "all of them on their own page");
    });
}

#[test]
fn notes_are_told_handed_out_handed_over_and_erased() {
    on_both(async |world| {
        let (maya, twin) = (added(world, &world.owner, "Maya Okonkwo").await, added(world, &world.owner, "Maya O.").await);
        world.run(note(maya, "Kind to everybody.", false)).await.expect("noted");
        world.clock.advance(HOUR);
        let canal = world.run(note(twin, "Lives by the canal.", true)).await.expect("noted").id;
        world.clock.advance(HOUR);
        world.run(words(canal, "Lives near the canal.")).await.expect("changed");

        let told = async |kind: TimelineKind| {
            let asked = ListTimeline { creator: twin, kind: Some(kind), cursor: None, limit: None };
            let page = world.show(asked).await.expect("shown");
            page.items.into_iter().map(|item| (item.event.unwrap_or_default(), item.text)).collect::<Vec<_>>()
        };
        let pair = |kind: &str, text: &str| (kind.to_owned(), text.to_owned());
        let expected = [pair("creators.note_changed", ""), pair("creators.note_added", "Lives near the canal.")];
        assert_eq!(told(TimelineKind::Notes).await, expected);
        assert!(told(TimelineKind::Changes).await.iter().all(|(kind, _)| !kind.contains("note")), "in one place only");
        let file = world.show(ExportCreator { creator: twin, all_brands: false }).await.expect("a file");
        assert!(file.content.contains("Lives near the canal."));

        world.run(MergeCreators { creator: maya, other: twin, note: String::new() }).await.expect("merged");
        assert_eq!(standing(world, maya).await, ["Lives near the canal.", "Kind to everybody."]);
        world.run(note(maya, "Since the merge.", false)).await.expect("noted");
        world.run(SplitCreators { creator: maya, other: twin }).await.expect("split");
        assert_eq!(standing(world, twin).await, ["Lives near the canal."]);
        assert_eq!(standing(world, maya).await, ["Since the merge.", "Kind to everybody."], "what came since stays");

        world.run(EraseCreator { creator: twin, reason: "Asked by mail.".into(), although_owed: false }).await.expect("erased");
        assert_eq!(standing(world, twin).await, Vec::<String>::new());
        let left: Vec<String> =
            rows::all(world).await.into_iter().filter(|line| line.text.contains("canal")).map(|line| line.table).collect();
        assert_eq!(left, Vec::<String>::new());
        assert_eq!(code(world.run(note(twin, "Who was that?", false)).await), "creators.erased_already");
    });
}

#[test]
fn a_brand_that_knew_the_other_one_alone_keeps_what_it_noted_since() {
    on_both(async |world| {
        let maya = added(world, &world.owner, "Maya Okonkwo").await;
        let (_, elsewhere) = world.other_brand().await;
        let twin = added(world, &elsewhere, "Maya O.").await;
        let both = added(world, &world.owner, "Maya O.").await;
        assert_eq!(both, twin, "one record of the organisation");
        world.run(MergeCreators { creator: maya, other: twin, note: String::new() }).await.expect("merged");
        world.app.run(&elsewhere, note(maya, "Noted meanwhile.", false)).await.expect("noted");
        world.run(SplitCreators { creator: maya, other: twin }).await.expect("split");
        let seen = world.app.show(&elsewhere, ListNotes { creator: twin }).await.expect("shown").items;
        assert_eq!(seen.into_iter().map(|note| note.text).collect::<Vec<_>>(), ["Noted meanwhile."]);
    });
}
