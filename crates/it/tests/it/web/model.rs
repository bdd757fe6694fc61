//! The pages of a language model: set and tried, a filter that it read, a summary that it wrote, and all of it without one.

use app::{
    creators::{CreateCreator, ImportCreators, ListCreators, import},
    discovery::SetModel,
};
use domain::{
    creators::{NewCreator, Platform, Source, Tier},
    time::MINUTE,
};
use serde_json::json;

use super::client::{Answer, Client};
use crate::support::{
    World,
    model::{KEY, ModelStub, Says},
    on_both_with_model, pdf,
};

const PAGE: &str = "/b/fennel-rye/settings/model";

/// After a verb: the page that it leads to, with what it says.
async fn then(client: &mut Client, answer: Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text);
    client.get(&answer.location).await.text
}

async fn set(world: &World, stub: &ModelStub) {
    let command = SetModel {
        base_url: stub.base.clone(),
        model: "small-1".into(),
        key: Some(KEY.into()),
        reading: true,
        summaries: true,
        monthly_tokens: 100_000,
    };
    world.run(command).await.expect("set");
}

#[test]
fn a_model_is_set_tried_and_removed_on_its_page() {
    on_both_with_model(async |world, stub| {
        let mut client = Client::signed_in(world).await;
        let empty = client.get(PAGE).await.text;
        for words in [
            "Everything works without one.",
            "none set",
            "What is sent where",
            "Never sent is what is kept here",
            "0 of 200,000 tokens used",
        ] {
            assert!(empty.contains(words), "{words} is missing: {empty}");
        }
        let wrong = [("base_url", "models.example"), ("model", "small-1"), ("key", "sk a"), ("monthly_tokens", "5000"), ("reading", "yes")];
        let refused = client.post(PAGE, &wrong).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("Write the address of the interface") && refused.text.contains("This is no key"));
        assert!(refused.text.contains("value=\"models.example\"") && !refused.text.contains("sk a"), "a key is never sent back");

        let form = [("base_url", stub.base.as_str()), ("model", "small-1"), ("key", KEY), ("monthly_tokens", "100,000")];
        let saved = client.post(PAGE, &form).await;
        let page = then(&mut client, saved).await;
        assert!(page.contains("Saved. Try it") && page.contains("set, asked for nothing") && page.contains("…4242") && !page.contains(KEY));
        stub.says(Says::Status(401, "invalid_api_key"));
        let tried = client.post(&format!("{PAGE}/check"), &[]).await;
        assert!(then(&mut client, tried).await.contains("The key is missing, not valid, or was revoked."));
        stub.says(Says::Json(json!({ "ready": true })));
        let tried = client.post(&format!("{PAGE}/check"), &[]).await;
        let page = then(&mut client, tried).await;
        assert!(page.contains("answered in the shape that is needed") && page.contains("250 of 100,000 tokens used"), "{page}");
        client.headers.push(("accept-language", "de"));
        stub.says(Says::Refusal);
        let tried = client.post(&format!("{PAGE}/check"), &[]).await;
        assert!(then(&mut client, tried).await.contains("Das Sprachmodell will das nicht beantworten."));
        let removed = client.post(&format!("{PAGE}/removal"), &[]).await;
        assert!(then(&mut client, removed).await.contains("Das Sprachmodell wurde entfernt."));
    });
}

#[test]
fn a_filter_that_a_model_read_is_marked_and_a_failing_one_stops_nothing() {
    on_both_with_model(async |world, stub| {
        let creator = NewCreator { name: "Maya Okonkwo".into(), ..NewCreator::default() };
        world.run(CreateCreator { creator, source: Source::Cold, tier: Tier::Paid }).await.expect("created");
        let mut client = Client::signed_in(world).await;
        let ask = "/b/fennel-rye/discover?ask=creators%20in%20Germany%2C%20cosy%20cabins";
        let plain = client.get(ask).await.location;
        assert!(plain.contains("country=DE") && !plain.contains("by_model") && stub.heard().is_empty(), "{plain}");

        set(world, stub).await;
        stub.says(Says::Json(json!({ "filters": [{ "quote": "cosy cabins", "name": "topic", "value": "travel" }] })));
        let read = client.get(ask).await.location;
        assert!(read.contains("country=DE") && read.contains("topic=travel") && read.contains("q=cosy%20cabins"), "{read}");
        let page = client.get(&read).await;
        assert_eq!((page.status, page.text.matches("read by the model").count()), (200, 1));
        // Whoever drops it has done with it.
        let without = page.text.split("href=\"").filter_map(|rest| rest.split('"').next()).find(|href| {
            href.contains("country=DE")
                && href.contains("q=cosy")
                && !href.contains("topic=")
                && !href.contains("scope=")
                && !href.contains("sort=")
        });
        let without = without.expect("a way to drop it").replace("&amp;", "&");
        assert!(!without.contains("by_model"), "{without}");
        assert!(!client.get(&without).await.text.contains("read by the model"));

        stub.says(Says::Status(503, ""));
        let failed = client.get("/b/fennel-rye/discover?ask=creators%20in%20Germany%2C%20cosy%20meadows").await.location;
        assert!(failed.contains("country=DE") && failed.contains("model_why=unreachable"), "{failed}");
        let page = client.get(&failed).await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains("Read by the grammar alone: the language model did not answer."));
    });
}

#[test]
fn a_summary_is_asked_for_by_a_button_and_says_who_wrote_it() {
    on_both_with_model(async |world, stub| {
        let options = ImportCreators { platform: Some(Platform::Instagram), ..ImportCreators::default() };
        import::run(&world.app, &world.owner, "list.csv", b"handle,name,followers,country\n@maya,Maya,10000,GB\n", options)
            .await
            .expect("imported");
        let id = world.show(ListCreators::default()).await.expect("listed").items[0].id;
        let page = format!("/b/fennel-rye/creators/{id}/vetting");
        let mut client = Client::signed_in(world).await;
        assert!(!client.get(&page).await.text.contains("Write a summary"), "no button without a model");
        set(world, stub).await;
        client.get(&page).await;
        let nothing = client.post(&format!("{page}/summary"), &[]).await;
        assert!(then(&mut client, nothing).await.contains("Nothing is known yet that a summary could rest on"));

        let share = [("source", "Audit, August 2026"), ("share", "18,4 %"), ("sampled", "400")];
        assert_eq!(client.post(&format!("{page}/share"), &share).await.status, 303);
        assert!(client.get(&page).await.text.contains("Write a summary"));
        let says = |text: &str| Says::Json(json!({ "sentences": [{ "text": text, "signals": ["suspicious_followers"] }] }));
        stub.says(says("Half of the followers look suspicious."));
        let thrown = client.post(&format!("{page}/summary"), &[]).await;
        assert!(then(&mut client, thrown).await.contains("a number that does not stand in the signals that it names: Half"));
        stub.says(says("18.4 % of <b>followers</b> look suspicious."));
        let written = client.post(&format!("{page}/summary"), &[]).await;
        assert!(then(&mut client, written).await.contains("Summary written."));

        let before = world.app.db().statements();
        let full = client.get(&page).await.text;
        let sent = world.app.db().statements() - before;
        assert!(sent <= 12, "{sent} statements");
        for words in [
            "18.4 % of &lt;b&gt;followers",
            "(Suspicious followers)",
            "written by a language model",
            "small-1",
            "Nora Quill",
            "Write it anew",
        ] {
            assert!(full.contains(words), "{words} is missing: {full}");
        }
        let paper = client.get(&format!("{page}.pdf")).await;
        pdf::says(&paper.bytes, &["18.4 % of <b>followers</b> look suspicious.", "written by a language model", "small-1", "Nora Quill"]);
        world.clock.advance(MINUTE);
        let share = [("source", "Audit, September 2026"), ("share", "9 %"), ("sampled", "400")];
        assert_eq!(client.post(&format!("{page}/share"), &share).await.status, 303);
        let changed = client.get(&page).await.text;
        assert!(changed.contains("The report has changed since") && !changed.contains("18.4 % of &lt;b&gt;followers"));
        let paper = client.get(&format!("{page}.pdf")).await;
        pdf::says_not(&paper.bytes, &["written by a language model"]);
    });
}
