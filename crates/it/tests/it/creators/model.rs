//! A language model for Discovery: what leaves the house, what is taken of what comes back, and that everything goes on without one.
//!
//! Invariant: what is expected is written by hand; the model is a server of our own. Absent: pages; `web/model.rs` has them.

use std::time::Duration;

use app::{
    creators::{AddPosts, EraseCreator},
    discovery::{CheckModel, ModelView, ReadWords, RemoveModel, SetModel, ShowModel, VetCreator, VettingReport, WordsRead, WriteSummary},
    ports::{LanguageModel, ModelAt, ModelQuestion},
    team::ListEvents,
};
use domain::{
    discovery::model::{ModelFailure, ModelSetting, ReadFilter},
    ids::CreatorId,
    time::SECOND,
};
use serde_json::{Value, json};

use super::added;
use crate::{
    registry::rows,
    support::{
        World, code,
        model::{KEY, ModelStub, Says},
        on_both, on_both_with_model,
    },
};

/// Sets the stub as the organisation's model, for everything.
async fn set(world: &World, stub: &ModelStub, monthly_tokens: i64) -> ModelView {
    let command = SetModel {
        base_url: format!("{}/", stub.base),
        model: "small-1".into(),
        key: Some(KEY.into()),
        reading: true,
        summaries: true,
        monthly_tokens,
    };
    world.run(command).await.expect("set")
}

async fn read(world: &World, text: &str) -> WordsRead {
    world.show(ReadWords { text: text.into() }).await.expect("read")
}

async fn told<T: std::fmt::Debug>(answer: impl Future<Output = app::Result<T>>) -> String {
    answer.await.expect_err("refused").to_string()
}

fn filter(name: &str, value: &str, quote: &str) -> Value {
    json!({ "name": name, "value": value, "quote": quote })
}

/// Somebody with twelve posts that say nothing of a habit.
async fn vetted(world: &World) -> CreatorId {
    let creator = added(world, &world.owner, "Maya Okonkwo").await;
    let rows: String = (1..=12)
        .map(|at| {
            format!("2026-08-{:02},A walk in the rain number {at} and what I read after it,https://instagram.com/p/{at},300,20\n", at * 2)
        })
        .collect();
    let posts = format!("posted at,caption,url,likes,comments\n{rows}");
    world.run(AddPosts::of_bytes(creator, "posts.csv", posts.as_bytes())).await.expect("added");
    creator
}

async fn report(world: &World, creator: CreatorId) -> VettingReport {
    world.show(VetCreator { creator, campaign: None }).await.expect("shown")
}

#[test]
fn a_question_goes_out_whole_and_what_comes_back_is_told_apart() {
    on_both_with_model(async |_, stub| {
        let model = outside::ChatModel::new(&stub.host).expect("a client");
        let at = ModelAt { base_url: stub.base.clone(), model: "small-1".into(), key: Some(KEY.into()) };
        let question = ModelQuestion {
            name: "filters",
            task: "Read.".into(),
            told: "words".into(),
            schema: json!({ "type": "object", "properties": {}, "required": [], "additionalProperties": false }),
            most_tokens: 60,
            within: Duration::from_millis(1_500),
        };
        let fine = model.ask(&at, &question).await;
        assert_eq!((fine.said, fine.tokens), (Ok(json!({ "filters": [] })), Some(250)));
        let heard = stub.heard().remove(0);
        assert_eq!(heard.authorization, format!("Bearer {KEY}"));
        assert_eq!((&heard.body["model"], &heard.body["max_completion_tokens"]), (&json!("small-1"), &json!(60)));
        assert_eq!(heard.body["messages"][1], json!({ "role": "user", "content": "words" }));
        let format = &heard.body["response_format"];
        assert_eq!((&format["type"], &format["json_schema"]["strict"]), (&json!("json_schema"), &json!(true)));
        assert_eq!(format["json_schema"]["schema"], question.schema);

        for (says, why) in [
            (Says::TooMany(20), ModelFailure::TooMany { retry_after: Some(20 * SECOND) }),
            (Says::Refusal, ModelFailure::Declined),
            (Says::Cut, ModelFailure::Cut),
            (Says::Status(404, "model_not_found"), ModelFailure::NoSuchModel),
            (Says::Nothing, ModelFailure::Slow),
        ] {
            stub.says(says.clone());
            assert_eq!(model.ask(&at, &question).await.said, Err(why), "{says:?}");
        }
        for (says, code) in [
            (Says::Text("Sure! {\"filters\":"), "unreadable"),
            (Says::Text("[]"), "unreadable"),
            (Says::Status(503, "overloaded"), "unreachable"),
            (Says::Status(400, "unsupported"), "unable"),
            (Says::Status(429, "insufficient_quota"), "refused"),
        ] {
            stub.says(says.clone());
            let said = model.ask(&at, &question).await.said;
            assert_eq!(said.as_ref().map_err(ModelFailure::code), Err(code), "{says:?}: {said:?}");
        }
        stub.heard();
        stub.says(Says::Older(json!({ "a": 1 })));
        assert_eq!(model.ask(&at, &question).await.said, Ok(json!({ "a": 1 })), "an older server is asked by the older name");
        assert_eq!(stub.heard().len(), 2);
        let nobody = ModelAt { key: Some("sk-another".into()), ..at.clone() };
        let answer = model.ask(&nobody, &question).await;
        assert_eq!((answer.said.map_err(|failure| failure.code()), answer.tokens), (Err("refused"), Some(0)));
        let elsewhere = ModelAt { base_url: "http://127.0.0.1:9/v1".into(), ..at };
        assert!(matches!(model.ask(&elsewhere, &question).await.said, Err(ModelFailure::Unreachable { .. })), "not named, not asked");
    });
}

#[test]
fn a_model_is_off_until_it_is_set_and_its_key_stays_inside() {
    on_both_with_model(async |world, stub| {
        let before = world.show(ShowModel {}).await.expect("shown");
        assert_eq!(
            (before.asks, before.set, before.reading, before.summaries, before.monthly_tokens),
            (true, false, false, false, 200_000)
        );
        assert_eq!(read(world, "creators in Germany, cosy cabins").await, WordsRead::default());
        assert_eq!(code(world.run(CheckModel { asked: None }).await), "not_found");
        assert_eq!(stub.heard().len(), 0, "nothing leaves");

        let view = set(world, stub, 100_000).await;
        assert_eq!((view.base_url.as_str(), view.hint.as_str(), view.by.as_str()), (stub.base.as_str(), "4242", "Nora Quill"));
        for line in rows::all(world).await {
            assert!(!line.text.contains(KEY), "a key in the clear: {}", line.text);
        }
        let events = world.show(ListEvents { limit: Some(200), ..ListEvents::default() }).await.expect("listed");
        assert!(!serde_json::to_string(&events).expect("JSON").contains(KEY));

        stub.says(Says::Json(json!({ "ready": true })));
        // Another model was set while the one before was asked: its answer is none of the new one's.
        let kept = store::discovery::model::setting(world.app.db(), world.organisation).await.expect("read").expect("set").value;
        let other = CheckModel { asked: Some(ModelSetting { model: "small-0".into(), ..kept }) };
        let (asked, now, seed) = (app::Asked::default(), world.now(), world.app.seed());
        assert_eq!(code(world.app.run_at(&world.owner, &asked, other, now, seed).await), "conflict");
        assert_eq!(world.show(ShowModel {}).await.expect("shown").answered_at, None);
        assert!(world.run(CheckModel { asked: None }).await.expect("tried").answered_at.is_some());
        for (says, words) in [
            (Says::Status(503, ""), "a trouble of its own (503)"),
            (Says::Text("Yes."), "not in the shape"),
            (Says::Json(json!({ "yes": 1 })), "another shape"),
            (Says::Status(404, ""), "no such language model"),
        ] {
            stub.says(says.clone());
            let said = told(world.run(CheckModel { asked: None })).await;
            assert!(said.contains(words), "{says:?}: {said}");
        }

        // The key goes to no other address than the one for which it was put in.
        let same = SetModel {
            base_url: stub.base.clone(),
            model: "small-2".into(),
            key: None,
            reading: true,
            summaries: false,
            monthly_tokens: 100_000,
        };
        assert_eq!(world.run(same.clone()).await.expect("set").hint, "4242");
        let moved = world.run(SetModel { base_url: "https://models.example/v1".into(), ..same.clone() }).await.expect("set");
        assert!(!moved.has_key && moved.hint.is_empty() && moved.answered_at.is_none());
        let odd = SetModel { base_url: "models.example".into(), monthly_tokens: 0, ..same };
        assert_eq!(code(world.run(odd).await), "invalid");
        world.run(RemoveModel {}).await.expect("removed");
        assert!(!world.show(ShowModel {}).await.expect("shown").set);
        assert_eq!(code(world.run(RemoveModel {}).await), "not_found");
    });
}

#[test]
fn words_that_the_grammar_left_become_filters_that_rest_on_them() {
    on_both_with_model(async |world, stub| {
        set(world, stub, 100_000).await;
        assert_eq!(read(world, "skincare in Germany, 10k to 80k followers").await, WordsRead::default());
        assert_eq!(stub.heard().len(), 0, "what the grammar understands is nobody's to read again");

        stub.says(Says::Json(json!({ "filters": [
            filter("topic", "travel", "cosy cabins"),
            filter("country", "FR", "cosy cabins"),
            filter("language", "de", "Germany"),
            filter("followers", "10000..", "cosy"),
            filter("age", "30..40", "cosy cabins"),
        ] })));
        let line = "creators in Germany, cosy cabins";
        let answer = read(world, line).await;
        let travel = ReadFilter { name: "topic".into(), value: "travel".into(), quote: "cosy cabins".into() };
        assert_eq!(answer, WordsRead { filters: vec![travel], model: Some("small-1".into()), why_not: None });
        let heard = stub.heard().remove(0).body;
        assert_eq!(heard["messages"][1]["content"], json!({ "words": ["cosy cabins"] }).to_string());
        assert!(!heard.to_string().contains("Germany"), "only what was left is sent");
        assert_eq!(read(world, line).await, answer);
        assert_eq!(stub.heard().len(), 0, "the same words are not asked twice");

        // One question after the other fails in its way, and the search goes on.
        for (at, (says, why)) in
            [(Says::Refusal, "declined"), (Says::Cut, "cut"), (Says::Text("no"), "unreadable"), (Says::Status(401, ""), "refused")]
                .into_iter()
                .enumerate()
        {
            stub.says(says);
            let answer = read(world, &format!("cosy cabins and {}", ["larches", "meadows", "rowboats", "beehives"][at])).await;
            assert_eq!((answer.filters.len(), answer.why_not.as_deref()), (0, Some(why)));
        }
        stub.says(Says::TooMany(20));
        assert_eq!(read(world, "cosy fireplaces").await.why_not.as_deref(), Some("too_many"));
        stub.heard();
        stub.says(Says::Json(json!({ "filters": [] })));
        assert_eq!(read(world, "cosy fireplaces").await.why_not.as_deref(), Some("waiting"));
        assert_eq!(stub.heard().len(), 0);
        world.clock.advance(20 * SECOND);
        assert_eq!(read(world, "cosy fireplaces").await.why_not, None);
        stub.says(Says::Status(503, ""));
        assert_eq!(read(world, "cosy rowboats").await.why_not.as_deref(), Some("unreachable"));
        stub.heard();
        assert_eq!(read(world, "cosy rowboats").await.why_not.as_deref(), Some("waiting"), "one that does not answer is left alone too");
        assert_eq!(stub.heard().len(), 0);
        let long = world.show(ReadWords { text: "word ".repeat(300) }).await;
        assert_eq!(code(long), "invalid");
    });
}

#[test]
fn a_month_s_tokens_are_counted_and_never_passed() {
    on_both_with_model(async |world, stub| {
        // A question reserves some thousand and takes 250, as the server says.
        set(world, stub, 3_000).await;
        for word in ["larches", "meadows", "rowboats"] {
            assert_eq!(read(world, &format!("cosy {word}")).await.why_not, None);
        }
        let view = world.show(ShowModel {}).await.expect("shown");
        assert_eq!((view.month.as_str(), view.tokens, view.asked), ("2026-09", 750, 3));
        set(world, stub, 900).await;
        stub.heard();
        assert_eq!(read(world, "cosy beehives").await.why_not.as_deref(), Some("budget_used"));
        assert_eq!(stub.heard().len(), 0, "what might go beyond is not asked");
        world.clock.set("2026-10-01T00:00:00Z");
        set(world, stub, 3_000).await;
        assert_eq!(read(world, "cosy beehives").await.why_not, None);
        // What was refused took nothing.
        stub.says(Says::Status(503, ""));
        assert_eq!(read(world, "cosy orchards").await.why_not.as_deref(), Some("unreachable"));
        assert_eq!(world.show(ShowModel {}).await.expect("shown").tokens, 250);
    });
}

#[test]
fn a_summary_is_held_against_its_signals_and_goes_with_them() {
    on_both_with_model(async |world, stub| {
        let creator = vetted(world).await;
        let write = || WriteSummary { creator, campaign: None, language: Some("en".into()), written: None };
        assert!(told(world.run(write())).await.starts_with("No language model is set"));
        set(world, stub, 100_000).await;
        assert!(report(world, creator).await.summaries);

        for (sentence, signals, words) in [
            ("They post 87 times a week.", json!(["posts_a_week"]), "a number that does not stand"),
            ("They are kind.", json!(["kindness"]), "not in the report: kindness"),
            ("They are kind.", json!([]), "names no signal"),
        ] {
            stub.says(Says::Json(json!({ "sentences": [
                { "text": "They post often.", "signals": ["posts_a_week"] }, { "text": sentence, "signals": signals },
            ] })));
            let said = told(world.run(write())).await;
            assert!(said.contains("thrown away") && said.contains(words), "{said}");
            assert_eq!(report(world, creator).await.summary, None, "nothing of it is kept");
        }
        let heard = stub.heard().pop().expect("asked").body.to_string();
        for word in ["Maya", "okonkwo", "creators.example", "walk in the rain", "instagram.com"] {
            assert!(!heard.contains(word), "{word} is not sent: {heard}");
        }

        stub.says(Says::Json(json!({ "sentences": [
            { "text": "They post  often.", "signals": ["posts_a_week"] },
            { "text": "Nothing is known of their followers.", "signals": ["suspicious_followers", "growth"] },
        ] })));
        let written = world.run(write()).await.expect("written");
        assert_eq!((written.holds, written.model.as_str(), written.by.as_str()), (true, "small-1", "Nora Quill"));
        let kept = report(world, creator).await.summary.expect("kept");
        assert_eq!(kept, written);
        assert_eq!((kept.sentences.len(), kept.sentences[0].text.as_str()), (2, "They post often."));
        let again = world.run(WriteSummary { language: Some("de".into()), ..write() }).await.expect("written");
        assert_eq!(report(world, creator).await.summary.map(|one| one.language), Some(again.language), "the newest stands");

        // Without a model the report is what it was; with other signals the summary is none any more.
        world.run(RemoveModel {}).await.expect("removed");
        assert!(!report(world, creator).await.summaries);
        let more = "posted at,caption,url,likes,comments\n2026-08-30,A new one and another walk,https://instagram.com/p/99,900,70\n";
        world.run(AddPosts::of_bytes(creator, "more.csv", more.as_bytes())).await.expect("added");
        let old = report(world, creator).await.summary.expect("told that there was one");
        assert!(!old.holds && old.sentences.is_empty());

        let mark = "They post often.";
        let stands = async || rows::all(world).await.into_iter().any(|line| line.table == "vetting_summary" && line.text.contains(mark));
        assert!(stands().await);
        world.run(EraseCreator { creator, reason: "Asked by mail.".into(), although_owed: false }).await.expect("erased");
        assert!(!stands().await, "it goes with whom it is about");
    });
}

#[test]
fn nothing_known_is_nothing_to_write_about_and_a_stranger_s_model_is_not_asked() {
    on_both(async |world| {
        let quiet = SetModel {
            base_url: "https://models.example/v1".into(),
            model: "quiet".into(),
            key: None,
            reading: true,
            summaries: false,
            monthly_tokens: 5_000,
        };
        world.run(quiet.clone()).await.expect("set");
        let creator = vetted(world).await;
        let write = WriteSummary { creator, campaign: None, language: None, written: None };
        assert!(told(world.run(write.clone())).await.starts_with("The language model writes no summaries here"));
        world.run(SetModel { summaries: true, ..quiet }).await.expect("set");
        assert_eq!(world.run(write.clone()).await.expect("written").sentences.len(), 1);
        let empty = added(world, &world.owner, "Ben Hartley").await;
        assert!(told(world.run(WriteSummary { creator: empty, ..write.clone() })).await.starts_with("Nothing is known yet"));
        assert_eq!(code(world.run(WriteSummary { language: Some("fr".into()), ..write.clone() }).await), "invalid");
        let (_, other) = world.other_brand().await;
        assert_eq!(code(world.app.run(&other, write).await), "not_found");
    });
}
