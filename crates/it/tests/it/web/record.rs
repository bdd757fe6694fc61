//! The creator's record by its forms: notes.

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
    page.text
}

#[test]
fn notes_are_written_on_the_record_and_changed_on_their_page() {
    on_both(async |world| {
        let record = record(world).await;
        let mut client = Client::signed_in(world).await;
        assert!(cheap(world, &mut client, &record).await.contains("No notes yet."));
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
