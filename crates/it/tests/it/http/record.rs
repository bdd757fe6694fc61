//! What a brand keeps about a creator, by requests alone: notes, files, and fields that it made up.
//!
//! Absent: what the rules refuse; the journeys of creators have that.

use axum::http::Method;
use serde_json::json;

use super::road::{Road, at};
use crate::support::http::text;

impl Road<'_> {
    /// Fields are made up, renamed, filled in, looked for, retired and taken into use again.
    pub async fn fill_in(&self) {
        let fields = at("/fields");
        let made = json!({ "name": "Shirt size", "kind": "choice", "choices": ["S", "M", "L"] });
        let field = self.manager.post(&fields, made.clone()).await.id();
        let twice = self.manager.post(&fields, made).await;
        assert_eq!((twice.refused(422), twice.fields()), ("invalid", vec!["name"]));
        let one = |rest: &str| at(&format!("/fields/{field}{rest}"));
        self.manager.put(&one(""), json!({ "name": "T-shirt", "choices": ["S", "M", "L", "XL"] })).await.ok();
        let own = at(&format!("/creators/{}/fields", self.creator_id));
        let wrong = self.manager.put(&own, json!({ "custom": { "T-shirt": "huge", "Shoes": "38" } })).await;
        assert_eq!((wrong.refused(422), wrong.fields()), ("invalid", vec!["custom.Shoes", "custom.T-shirt"]));
        self.manager.put(&own, json!({ "custom": { "t-shirt": "xl" } })).await.ok();
        let page = self.manager.get(&at(&format!("/creators/{}", self.creator_id))).await.ok();
        assert_eq!((&page["fields"][0]["field"]["name"], &page["fields"][0]["value"]), (&json!("T-shirt"), &json!("XL")));
        let found = self.manager.get(&at("/creators?fields=T-shirt%3DXL")).await.ok();
        assert_eq!((&found["total"], &found["items"][0]["custom"][&field]), (&json!(1), &json!("XL")));
        assert!(found["items"][0]["figures"].is_null(), "figures come where they are asked for");
        let figures = self.manager.get(&at("/creators?fields=T-shirt%3DXL&figures=true")).await.ok()["items"][0]["figures"].clone();
        assert!(figures.is_object() && figures["sales"].is_array(), "{figures}");
        let unread = self.manager.get(&at("/creators?fields=T-shirt%3DXXL")).await;
        assert_eq!((unread.refused(422), unread.fields()), ("invalid", vec!["fields.0"]));
        let grand = self.manager.get(&at("/creators?tier=paid,grand")).await;
        assert_eq!((grand.refused(422), grand.fields()), ("invalid", vec!["tier"]));
        let nowhere = self.manager.get(&at("/creators?country=-&standing=!blocked")).await.ok();
        let anywhere = self.manager.get(&at("/creators?country=*&standing=!blocked")).await.ok();
        let all = self.manager.get(&at("/creators?standing=!blocked")).await.ok();
        let totals = [&nowhere, &anywhere, &all].map(|page| page["total"].as_i64().unwrap_or(-1));
        assert_eq!(totals[0] + totals[1], totals[2], "who has no country is counted once: {totals:?}");
        let empty = self.manager.get(&at("/creators?country=&tag=&platform=&standing=!blocked")).await.ok();
        assert_eq!(empty["total"], all["total"], "an empty text asks nothing");
        let account = self.manager.get(&at("/ledger?account=gold")).await;
        assert_eq!((account.refused(422), account.fields()), ("invalid", vec!["account"]));
        let nobody = self.manager.get(&at("/events?by=somebody")).await;
        assert_eq!((nobody.refused(422), nobody.fields()), ("invalid", vec!["by"]));
        let parcels = at(&format!("/creators/{}/shipping", self.creator_id));
        let half = self.manager.put(&parcels, json!({ "shipping": { "address": { "city": "Leeds" } } })).await;
        assert_eq!(half.fields(), ["shipping.address.name", "shipping.address.lines", "shipping.address.country"]);
        let mut shipping = page["creator"]["shipping"].clone();
        assert_eq!(shipping["address"]["lines"], json!(["1 High Street"]), "as the form said");
        shipping["clothing"] = json!("M");
        self.manager.put(&parcels, json!({ "shipping": shipping })).await.ok();
        self.manager.put(&one("/retirement"), json!({ "retired": true })).await.ok();
        assert_eq!(self.manager.get(&at("/creators")).await.ok()["fields"], json!([]));
        self.manager.put(&one("/retirement"), json!({ "retired": false })).await.ok();
        let file = self.manager.get(&at(&format!("/creators/{}/export", self.creator_id))).await.ok();
        assert!(text(&file["content"]).contains("T-shirt"), "the file says what the field is called");
    }

    /// Files are uploaded and attached; one is taken off again, one stays.
    pub async fn attach(&self) {
        let files = at(&format!("/creators/{}/files", self.creator_id));
        let upload = async |name: &str, words: &str| {
            let sent = self.manager.send(Method::POST, &at("/uploads"), &[("x-file-name", name)], words.as_bytes().to_vec()).await.ok();
            text(&sent["id"])
        };
        let (kit, wrong) = (upload("kit.txt", "What I do").await, upload("wrong.txt", "Somebody else").await);
        let added = self.manager.post(&files, json!({ "file": kit, "kind": "media_kit", "name": "Kit of autumn" })).await;
        added.id();
        let twice = self.manager.post(&files, json!({ "file": kit, "kind": "other" })).await;
        assert_eq!(twice.refused(422), "creators.on_record_already");
        let gone = self.manager.post(&files, json!({ "file": wrong, "kind": "contract" })).await.id();
        self.manager.post(&at(&format!("/creator-files/{gone}/removal")), json!({})).await.ok();
        let left = self.manager.get(&files).await.ok();
        assert_eq!((left["items"].as_array().map(Vec::len), &left["items"][0]["name"]), (Some(1), &json!("Kit of autumn")));
        let bytes = self.manager.get(&at(&format!("/files/{kit}"))).await;
        assert_eq!(bytes.status.as_u16(), 200);
        assert_eq!(self.manager.get(&at(&format!("/files/{wrong}"))).await.status.as_u16(), 404, "taken off is gone");
    }

    /// Notes are written, changed, pinned; one goes again.
    pub async fn write_down(&self) {
        let notes = at(&format!("/creators/{}/notes", self.creator_id));
        let wrong = self.manager.post(&notes, json!({ "text": " " })).await;
        assert_eq!((wrong.refused(422), wrong.fields()), ("invalid", vec!["text"]));
        let note = self.manager.post(&notes, json!({ "text": "Ask her agent first." })).await.id();
        let gone = self.manager.post(&notes, json!({ "text": "Wrong person.", "pinned": true })).await.id();
        let one = |id: &str, rest: &str| at(&format!("/notes/{id}{rest}"));
        self.manager.put(&one(&note, "/pin"), json!({ "pinned": true })).await.ok();
        self.manager.put(&one(&note, ""), json!({ "text": "Ask her agent first, by mail." })).await.ok();
        self.manager.post(&one(&gone, "/removal"), json!({})).await.ok();
        let left = self.manager.get(&notes).await.ok();
        let words: Vec<String> = left["items"].as_array().expect("notes").iter().map(|note| text(&note["text"])).collect();
        assert_eq!(words, ["Ask her agent first, by mail."]);
        assert_eq!(self.creator.send(Method::GET, &notes, &[], vec![]).await.status.as_u16(), 404, "not for who it is about");
    }
}
