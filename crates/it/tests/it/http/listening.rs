//! Customers, mentions and leads by requests alone; and a listening tool that signs, forges, repeats and comes late.
//!
//! Invariant: figures are worked out by hand. Absent: how matches are judged; the story `listening` has that.

use axum::http::Method;
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::time::{MINUTE, SECOND};
use serde_json::{Value, json};

use super::road::{Road, at};
use crate::support::{
    World,
    http::{Program, Reply, text},
    on_both,
};

/// Posts a message as a listening tool does, signed at a time.
async fn hook(world: &World, brand: &str, secret: &str, id: &str, seconds: i64, body: &Value) -> Reply {
    let body = body.to_string();
    let signer = standardwebhooks::Webhook::new(secret).expect("a secret");
    let signature = signer.sign(id, seconds, body.as_bytes()).expect("signed");
    let stamp = seconds.to_string();
    let headers =
        [("content-type", "application/json"), ("webhook-id", id), ("webhook-timestamp", &stamp), ("webhook-signature", &signature)];
    Program::anonymous(world).send(Method::POST, &format!("/hooks/{brand}/mentions"), &headers, body.into_bytes()).await
}

fn post(id: &str, handle: &str, likes: i64) -> Value {
    json!({ "platform": "instagram", "id": id, "handle": handle, "url": format!("https://www.instagram.com/p/{id}/"),
            "posted_at": "2026-08-30T10:00:00Z", "text": "Soap by Fennel & Rye", "followers": 12_000, "likes": likes })
}

impl Road<'_> {
    /// What the brand hears of people who buy and post.
    pub async fn listen(&self) {
        let list = |text: &str| json!({ "file_name": "customers.csv", "content": STANDARD.encode(text) });
        let customers = "Name,Email,Instagram,Orders\nMaya Ada,maya.second@shop.example,,2\nCleo Vance,cleo@shop.example,@cleo.v,3\n";
        let brought = self.manager.post(&at("/imports/customers"), list(customers)).await.ok();
        assert_eq!((&brought["created"], &brought["refused_count"]), (&json!(2), &json!(0)), "{brought}");
        let (_, owner) = self.session("nora@fennel.example").await;
        let secret = text(&owner.post(&at("/mention-secret"), json!({})).await.ok()["secret"]);
        let now = self.world.now();
        let body = json!({ "type": "mention.created", "timestamp": now.rfc3339(), "data": post("Clead", "cleo.v", 5) });
        let told = hook(self.world, "fennel-rye", &secret, "n1", now.0 / SECOND, &body).await.ok();
        assert_eq!(told["added"], 1, "{told}");
        let more = json!({ "source": "By hand", "mentions": [post("Cdora", "dora.p", 1)] });
        assert_eq!(self.manager.post(&at("/mentions"), more).await.ok()["added"], 1);
        let file = "handle,url,date\n@emil.k,https://www.tiktok.com/@emil.k/video/7,2026-08-30\n";
        let posts = json!({ "file_name": "posts.csv", "content": STANDARD.encode(file) });
        assert_eq!(self.manager.post(&at("/imports/mentions"), posts).await.ok()["mentions"]["added"], 1);

        let leads = self.manager.get(&at("/leads")).await.ok();
        let names: Vec<&str> = leads["items"].as_array().expect("leads").iter().filter_map(|one| one["name"].as_str()).collect();
        assert_eq!(names, ["Cleo Vance", "@dora.p", "@emil.k"], "a customer who posts stands first: {leads}");
        let customer = json!({ "lead": leads["items"][0]["lead"] });
        let cleo = self.manager.post(&at("/leads"), customer).await.id();
        let aside = json!({ "lead": leads["items"][2]["lead"], "name": "Emil", "interested": false });
        self.manager.post(&at("/leads/decisions"), aside).await.ok();
        assert_eq!(self.manager.get(&at("/leads?put_aside=true")).await.ok()["total"], 1);
        let warmth = self.manager.get(&at(&format!("/creators/{cleo}/warmth"))).await.ok();
        assert_eq!((&warmth["bought"][0]["orders"], &warmth["mentions"]), (&json!(3), &json!(1)), "{warmth}");
        let matches = self.manager.get(&at("/customers/matches")).await.ok();
        assert_eq!(matches["items"].as_array().map(Vec::len), Some(1), "{matches}");
        let customer = text(&matches["items"][0]["customer"]);
        let decision = json!({ "creator": cleo, "same": true });
        self.manager.post(&at(&format!("/customers/{customer}/decisions")), decision).await.ok();
        assert_eq!(self.manager.get(&at("/customers/matches?state=confirmed")).await.ok()["items"][0]["creator"], cleo.as_str());
        assert_eq!(self.manager.get(&at("/mentions")).await.ok()["total"], 3);
        self.take_list_back().await;
        // No platform can be asked here; what the clock notes before it would ask of a brand stands there all the same.
        let tx = self.world.app.db().begin().await.expect("begun");
        assert!(store::listening::note_tags_asked(&tx, self.world.brand, now, now).await.expect("noted"));
        tx.commit().await.expect("kept");
    }

    /// A list that was brought by mistake is taken back; what was there before stays.
    async fn take_list_back(&self) {
        let content = STANDARD.encode("email,orders\nwrong@example.com,9\n");
        self.manager.post(&at("/imports/customers"), json!({ "file_name": "wrong.csv", "content": content })).await.ok();
        let lists = self.manager.get(&at("/imports/lists?kind=customers")).await.ok();
        let wrong = lists.as_array().and_then(|all| all.iter().find(|one| one["list"]["file_name"] == "wrong.csv")).expect("listed");
        assert_eq!(wrong["open"], true, "{lists}");
        let take = at(&format!("/imports/lists/{}/take-back", text(&wrong["id"])));
        let done = self.manager.post(&take, json!({})).await.ok();
        assert_eq!((&done["removed"], &done["changed_since"]), (&json!(1), &json!(0)));
        assert_eq!(self.manager.post(&take, json!({})).await.refused(422), "listening.already");
        assert!(self.manager.get(&at("/imports/lists?kind=mentions")).await.ok().is_array());
    }
}

#[test]
fn a_listening_tool_is_heard_only_with_its_own_fresh_signature() {
    on_both(async |world| {
        let made = world.run(app::listening::CreateMentionSecret {}).await.expect("a secret");
        let (now, secret) = (world.now(), made.secret.as_str());
        let seconds = now.0 / SECOND;
        let body = |likes: i64, at: domain::time::Timestamp| json!({ "type": "mention.created", "timestamp": at.rfc3339(), "data": post("C1", "maya.k", likes) });
        let likes = async || {
            let page = world.show(app::listening::ListMentions::default()).await.expect("listed");
            (page.total, page.items.first().and_then(|one| one.likes))
        };

        let unsigned = Program::anonymous(world)
            .send(
                Method::POST,
                "/hooks/fennel-rye/mentions",
                &[("content-type", "application/json")],
                body(1, now).to_string().into_bytes(),
            )
            .await;
        assert_eq!(unsigned.refused(400), "malformed");
        let forged = hook(world, "fennel-rye", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "m1", seconds, &body(1, now)).await;
        assert_eq!(forged.refused(401), "signature_invalid");
        let old = now.plus(-6 * MINUTE);
        let overheard = hook(world, "fennel-rye", secret, "m1", old.0 / SECOND, &body(1, old)).await;
        assert_eq!(overheard.refused(401), "signature_expired");
        // The shop's secret is another one, and so is that of another tenant, who has none yet.
        let shop = world.run(app::attribution::CreateWebhookSecret {}).await.expect("the shop's");
        assert_eq!(hook(world, "fennel-rye", &shop.secret, "m1", seconds, &body(1, now)).await.refused(401), "signature_invalid");
        let (_, other) = world.other_brand().await;
        assert_eq!(hook(world, "other-brand", secret, "m1", seconds, &body(1, now)).await.refused(404), "not_found");
        let theirs = world.app.run(&other, app::listening::CreateMentionSecret {}).await.expect("theirs");
        assert_eq!(hook(world, "fennel-rye", &theirs.secret, "m1", seconds, &body(1, now)).await.refused(401), "signature_invalid");
        assert_eq!(likes().await, (0, None), "nothing was taken");

        let first = hook(world, "fennel-rye", secret, "m1", seconds, &body(5, now)).await.ok();
        assert_eq!(first["added"], 1);
        assert_eq!(
            hook(world, "fennel-rye", secret, "m1", seconds, &body(5, now)).await.ok(),
            first,
            "the same message gives the same answer"
        );
        let again = hook(world, "fennel-rye", secret, "m2", seconds, &body(5, now)).await.ok();
        assert_eq!((&again["added"], &again["unchanged"]), (&json!(0), &json!(1)), "the same post under another message");
        // What was seen earlier arrives later and takes nothing back.
        let earlier = hook(world, "fennel-rye", secret, "m3", seconds, &body(2, now.plus(-MINUTE))).await.ok();
        assert_eq!(earlier["unchanged"], 1, "{earlier}");
        assert_eq!(likes().await, (1, Some(5)));

        let odd = json!({ "type": "post.created", "timestamp": now.rfc3339(), "data": {} });
        assert_eq!(hook(world, "fennel-rye", secret, "m4", seconds, &odd).await.fields(), ["type"]);
        let nobody = json!({ "type": "mention.created", "timestamp": now.rfc3339(), "data": { "mentions": [post("C2", "", 1)] } });
        assert_eq!(hook(world, "fennel-rye", secret, "m5", seconds, &nobody).await.fields(), ["mentions.0.handle"]);
    });
}
