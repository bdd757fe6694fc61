//! What a brand writes down about a creator, by requests alone.
//!
//! Absent: what the rules refuse; the journeys of creators have that.

use axum::http::Method;
use serde_json::json;

use super::road::{Road, at};
use crate::support::http::text;

impl Road<'_> {
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
