//! The creator's record by its forms: notes, files, parcels, and the brand's own fields.

use app::creators::CreateCreator;
use domain::creators::{Source, Tier};

use super::client::{Client, hidden};
use crate::{
    creators::new_creator,
    support::{World, on_both},
};

/// The most statements that a page may send.
const MOST: u64 = 12;

/// A creator's record, as an address.
async fn record(world: &World) -> String {
    let command = CreateCreator { creator: new_creator("Maya Okonkwo"), source: Source::Cold, tier: Tier::Paid };
    format!("/b/fennel-rye/creators/{}", world.run(command).await.expect("added").id)
}

/// A page that costs no more than a page may.
async fn cheap(world: &World, client: &mut Client, path: &str) -> String {
    let before = world.app.db().statements();
    let page = client.get(path).await;
    let sent = world.app.db().statements() - before;
    assert_eq!(page.status, 200, "{path}: {}", page.text);
    assert!(sent <= MOST, "{path} sends {sent} statements");
    let parts: Vec<&str> = path
        .split(['/', '?'])
        .skip(3)
        .filter(|part| !part.contains('='))
        .map(|part| if uuid::Uuid::parse_str(part).is_ok() { "one" } else { part })
        .collect();
    page.keep(&format!("record-{}", parts.join("-")));
    page.text
}

#[test]
fn notes_are_written_on_the_record_and_changed_on_their_page() {
    on_both(async |world| {
        let record = record(world).await;
        let mut client = Client::signed_in(world).await;
        let first = cheap(world, &mut client, &record).await;
        assert!(first.contains("No notes yet."));
        for words in ["Sold by their codes and links", "£0.00"] {
            assert!(first.contains(words), "{words} is missing: {first}");
        }
        let all = format!("{record}/notes/all");
        let empty = client.post(&all, &[("text", " ")]).await;
        assert!(empty.status == 422 && empty.text.contains("This is needed."), "{}", empty.text);
        let long = "é".repeat(4_001);
        let refused = client.post(&all, &[("text", &long)]).await;
        assert!(refused.status == 422 && refused.text.contains(&long) && refused.text.contains("4000"), "what was typed stays");
        let added = client.post(&all, &[("text", "Ask her <b>agent</b> first."), ("pinned", "yes")]).await;
        assert_eq!((added.status, added.location.as_str()), (303, all.as_str()));
        let page = cheap(world, &mut client, &all).await;
        assert!(page.contains("Ask her &lt;b&gt;agent&lt;/b&gt; first.") && page.contains("Pinned") && page.contains("Nora"), "{page}");
        let shown = cheap(world, &mut client, &record).await;
        assert!(shown.contains("Ask her &lt;b&gt;agent") && shown.contains("Pinned") && shown.contains(&all));

        let note = page.split("id=\"note-").nth(1).and_then(|rest| rest.split('"').next()).expect("a note").to_owned();
        let (base, field, version) =
            (format!("{record}/notes/{note}"), format!("words-{note}"), hidden(&page, "version").expect("a version"));
        let refused = client.post(&format!("{base}/words"), &[("version", &version), (&field, "")]).await;
        assert!(refused.status == 422 && refused.text.contains("This is needed."));
        let changed = client.post(&format!("{base}/words"), &[("version", &version), (&field, "Ask her first.")]).await;
        assert_eq!(changed.status, 303, "{}", changed.text);
        let stale = client.post(&format!("{base}/words"), &[("version", &version), (&field, "Never ask.")]).await;
        assert!(stale.status == 422 && stale.text.contains("Never ask."), "{}", stale.text);
        assert_eq!(client.post(&format!("{base}/pin"), &[]).await.status, 303);
        let page = cheap(world, &mut client, &all).await;
        assert!(page.contains("Ask her first.") && page.contains("changed since") && !page.contains(">Pinned<"), "{page}");
        let timeline = cheap(world, &mut client, &format!("{record}/timeline?kind=notes")).await;
        assert!(timeline.contains("Note written") && timeline.contains("Ask her first."), "{timeline}");
        client.headers.push(("accept-language", "de"));
        assert!(cheap(world, &mut client, &all).await.contains("Notizen zu Maya Okonkwo"));
        let version = hidden(&client.get(&all).await.text, "version").expect("a version");
        assert_eq!(client.post(&format!("{base}/removal"), &[("version", &version)]).await.status, 303);
        assert!(cheap(world, &mut client, &all).await.contains("Noch keine Notizen."));
    });
}

#[test]
fn files_are_attached_listed_downloaded_and_removed() {
    on_both(async |world| {
        let record = record(world).await;
        let mut client = Client::signed_in(world).await;
        assert!(cheap(world, &mut client, &record).await.contains("No files yet."));
        let all = format!("{record}/files");
        cheap(world, &mut client, &all).await;
        let none = client.post(&all, &[("kind", "invoice")]).await;
        assert!(none.status == 422 && none.text.contains("Choose a file."), "{}", none.text);
        let program = client.post_file(&all, &[("kind", "invoice")], ("file", "a.exe", b"MZ\x90\0\x03\0\0\0\x04\0")).await;
        assert!(program.status == 422 && program.text.contains("Send a picture"), "{}", program.text);
        let fields = [("kind", "media_kit"), ("name", "Kit <b>of</b> autumn")];
        let added = client.post_file(&all, &fields, ("file", "kit.pdf", b"%PDF-1.7\nA kit")).await;
        assert_eq!((added.status, added.location.as_str()), (303, all.as_str()), "{}", added.text);
        let page = cheap(world, &mut client, &all).await;
        assert!(page.contains("Kit &lt;b&gt;of&lt;/b&gt; autumn") && page.contains("Media kit") && page.contains("0.1 MB"), "{page}");
        assert!(cheap(world, &mut client, &record).await.contains("Kit &lt;b&gt;of"));
        let id = page.split("id=\"file-").nth(1).and_then(|rest| rest.split('"').next()).expect("a file").to_owned();
        let file = client.get(&format!("{all}/{id}")).await;
        assert_eq!((file.status, file.bytes.as_slice()), (200, &b"%PDF-1.7\nA kit"[..]));
        assert!(file.header("content-disposition").contains("kit.pdf"));
        client.headers.push(("accept-language", "de"));
        assert!(cheap(world, &mut client, &all).await.contains("Dateien zu Maya Okonkwo"));
        let version = hidden(&client.get(&all).await.text, "version").expect("a version");
        assert_eq!(client.post(&format!("{all}/{id}/removal"), &[("version", &version)]).await.status, 303);
        assert!(cheap(world, &mut client, &all).await.contains("Noch keine Dateien."));
        assert_eq!(client.get(&format!("{all}/{id}")).await.status, 404);
    });
}

#[test]
fn fields_are_made_up_in_the_settings_and_stand_on_forms_record_and_list() {
    on_both(async |world| {
        let record = record(world).await;
        let mut client = Client::signed_in(world).await;
        let settings = "/b/fennel-rye/settings/fields";
        assert!(cheap(world, &mut client, &record).await.contains("Make up fields of your own"));
        assert!(cheap(world, &mut client, settings).await.contains("No fields yet."));
        let refused = client.post(settings, &[("name", "a=b"), ("kind", "choice"), ("choices", "\n")]).await;
        assert!(
            refused.status == 422 && refused.text.contains("Leave out =") && refused.text.contains("Write at least one choice"),
            "{}",
            refused.text
        );
        assert!(refused.text.contains("value=\"a=b\""), "what was typed stays");
        for (name, kind, choices) in [("Shirt size", "choice", "S\nM\nL"), ("Price per hour", "number", ""), ("Last visit", "date", "")] {
            let made = client.post(settings, &[("name", name), ("kind", kind), ("choices", choices)]).await;
            assert_eq!((made.status, made.location.as_str()), (303, settings), "{}", made.text);
        }
        let page = cheap(world, &mut client, settings).await;
        assert!(page.contains("3 of 40") && page.contains("S · M · L"));
        let ids: Vec<String> = page.split("name=\"name-").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect();
        let [size, price, visit] = ids.as_slice() else { panic!("three fields: {ids:?}") };
        let version = hidden(&page, "version").expect("a version");
        let (name, choices) = (format!("name-{size}"), format!("choices-{size}"));
        let renamed: [(&str, &str); 3] = [("version", &version), (&name, "last VISIT"), (&choices, "S\nM")];
        let refused = client.post(&format!("{settings}/{size}"), &renamed).await;
        assert!(refused.status == 422 && refused.text.contains("A field is called so already"), "{}", refused.text);

        let shown = cheap(world, &mut client, &record).await;
        assert!(shown.contains("Price per hour") && shown.contains(&format!("custom.{size}")));
        let version = hidden(&shown, "version").expect("a version");
        let [size_name, price_name, visit_name] = [size, price, visit].map(|id| format!("custom.{id}"));
        let own = format!("{record}/fields");
        let refused = client.post(&own, &[("version", &version), (&size_name, "M"), (&price_name, "a lot")]).await;
        assert!(
            refused.status == 422 && refused.text.contains("value=\"a lot\"") && refused.text.contains("is no number"),
            "{}",
            refused.text
        );
        let saved = client.post(&own, &[("version", &version), (&size_name, "M"), (&price_name, "1,250.50")]).await;
        assert_eq!((saved.status, saved.location.as_str()), (303, record.as_str()), "{}", saved.text);
        let edit = cheap(world, &mut client, &format!("{record}/edit")).await;
        assert!(edit.contains("value=\"1250.5\"") && edit.contains(&visit_name), "{edit}");
        let new: [(&str, &str); 4] = [("name", "Noor Haddad"), ("tier", "paid"), ("source", "cold"), (&visit_name, "2026-09-01")];
        assert!(cheap(world, &mut client, "/b/fennel-rye/creators/new").await.contains("Last visit"));
        assert_eq!(client.post("/b/fennel-rye/creators", &new).await.status, 303);

        let list = "/b/fennel-rye/creators";
        let table = cheap(world, &mut client, &format!("{list}?column=f.{price}&column=f.{visit}")).await;
        assert!(table.contains("1250.5") && table.contains("1 Sep 2026"), "{table}");
        let found = cheap(world, &mut client, &format!("{list}?f.{size}=M")).await;
        assert!(found.contains("1 here") && found.contains("Maya Okonkwo") && found.contains("Shirt size"));
        let found = cheap(world, &mut client, &format!("{list}?f.{visit}.min=2026-08-01")).await;
        assert!(found.contains("1 here") && found.contains("Noor Haddad"));
        let found = cheap(world, &mut client, &format!("{list}?f.{price}.max=many&f.{size}=-")).await;
        assert!(found.contains("One filter is left out.") && found.contains("1 here") && found.contains("Noor Haddad"), "{found}");
        let file = client.get(&format!("{list}/table.csv?column=f.{price}&f.{size}=M")).await;
        assert_eq!(file.text, "Creator,Price per hour\r\nMaya Okonkwo,1250.5\r\n");

        let cells = "Name\tShirt size\nTess Whitcombe\tL";
        let pasted = client.post("/b/fennel-rye/creators/import", &[("source", "cold"), ("tier", "paid"), ("pasted", cells)]).await;
        assert!(
            pasted.status == 200 && pasted.text.contains(&format!("<option value=\"field:{size}\" selected>Shirt size")),
            "{}",
            pasted.text
        );

        let kept = hidden(&pasted.text, "kept").expect("the kept list");
        let is_size = format!("field:{size}");
        let run = [
            ("kept", kept.as_str()),
            ("do", "import"),
            ("source", "cold"),
            ("tier", "paid"),
            ("columns.0.is", "display_name"),
            ("columns.1.is", &is_size),
        ];
        let brought = client.post("/b/fennel-rye/creators/import/run", &run).await;
        assert_eq!(brought.status, 303, "{}", brought.text);

        let retired = client.post(&format!("{settings}/{size}/retirement"), &[("retired", "yes")]).await;
        assert_eq!(retired.status, 303);
        let import = cheap(world, &mut client, &brought.location).await;
        assert!(import.contains("<td>Shirt size</td><td>Shirt size</td>") && !import.contains("Field of your own"), "{import}");
        assert!(!cheap(world, &mut client, &record).await.contains("Shirt size"));
        assert!(cheap(world, &mut client, settings).await.contains("Use again"));
    });
}

#[test]
fn where_parcels_go_is_entered_on_a_page_and_shown_on_the_record() {
    on_both(async |world| {
        let record = record(world).await;
        let mut client = Client::signed_in(world).await;
        assert!(cheap(world, &mut client, &record).await.contains("No address and no sizes yet."));
        let page = cheap(world, &mut client, &format!("{record}/shipping")).await;
        let version = hidden(&page, "version").expect("a version");
        let half = [("version", version.as_str()), ("shipping.address.city", "Leeds"), ("shipping.avoid", "<i>Nuts</i>")];
        let refused = client.post(&format!("{record}/shipping"), &half).await;
        assert!(refused.status == 422 && refused.text.contains("Write street and house number."), "{}", refused.text);
        assert!(refused.text.contains("&lt;i&gt;Nuts"), "what was typed stays");
        let mut whole = half.to_vec();
        whole.extend([
            ("shipping.address.name", "Maya"),
            ("shipping.address.lines", "1 High Street\nFlat 2"),
            ("shipping.address.postcode", "LS1 1AA"),
        ]);
        whole.push(("shipping.address.country", "United Kingdom"));
        let saved = client.post(&format!("{record}/shipping"), &whole).await;
        assert_eq!((saved.status, saved.location.as_str()), (303, record.as_str()), "{}", saved.text);
        let shown = cheap(world, &mut client, &record).await;
        assert!(shown.contains("Maya, 1 High Street, Flat 2, LS1 1AA Leeds, United Kingdom") && shown.contains("&lt;i&gt;Nuts"), "{shown}");
        let stale = client.post(&format!("{record}/shipping"), &whole).await;
        assert!(stale.status == 422 && stale.text.contains("Flat 2"), "who was slower sees both: {}", stale.text);
    });
}
