//! Vetting by requests alone: posts, comments, followers and a decision of the brand's program.
//!
//! Invariant: figures are worked out by hand. Absent: how a signal is worked out; the journey of creators has that.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::road::{Road, at};

/// The signal of a kind in a report.
pub fn signal<'r>(report: &'r Value, kind: &str) -> &'r Value {
    let all = report["signals"].as_array().expect("signals");
    all.iter().find(|one| one["kind"] == kind).unwrap_or_else(|| panic!("no {kind}: {report}"))
}

impl Road<'_> {
    /// What the brand brings before it decides.
    pub async fn vet(&self) {
        let path = |rest: &str| at(&format!("/creators/{}/{rest}", self.creator_id));
        let before = self.manager.get(&path("vetting")).await.ok();
        assert_eq!(signal(&before, "suspicious_followers")["reads"], "unknown", "{before}");
        let file = |name: &str, text: &str| json!({ "file_name": name, "content": STANDARD.encode(text) });
        let comments =
            "id,text,author,reply to,created\n1,Where did you buy it?,ana,,2026-10-01\n2,In the shop,maya,1,2026-10-02\n,,ben,,\n";
        let added = self.manager.post(&path("comments"), file("comments.csv", comments)).await.ok();
        assert_eq!((&added["added"], &added["refused_count"]), (&json!(2), &json!(1)));
        assert_eq!(self.manager.post(&path("comments"), file("again.csv", comments)).await.ok()["known"], 2);
        let share = json!({ "file_name": "Example Audit, October 2026", "share": 184_000, "sampled": 400 });
        assert_eq!(self.manager.post(&path("followers"), share).await.ok()["share"], 184_000);
        let both = json!({ "file_name": "x", "share": 1, "content": "" });
        assert_eq!(self.manager.post(&path("followers"), both).await.refused(422), "invalid");
        let report = self.manager.get(&path("vetting")).await.ok();
        let followers = signal(&report, "suspicious_followers");
        // 18.4 % of 400: above 10 %, at most 25 %.
        assert_eq!((&followers["reads"], &followers["value"]["share"]), (&json!("look_closer"), &json!(184_000)));
        assert_eq!(signal(&report, "substantive_comments")["reads"], "unknown", "two comments are too few");
        let decision =
            json!({ "choice": "with_conditions", "reason": "Lovely. A fixed fee, no commission bonus.", "campaign": self.campaign });
        self.manager.post(&path("vetting/decisions"), decision).await.ok();
        let report = self.manager.get(&path(&format!("vetting?campaign={}", self.campaign))).await.ok();
        assert_eq!(report["decisions"][0]["choice"], "with_conditions");
        assert_eq!(report["campaign"]["id"], json!(self.campaign));
        self.summarise().await;
    }

    /// A language model is set, tried, and writes a summary; what it may read of a line stands in words that the grammar left.
    async fn summarise(&self) {
        let (_, owner) = self.session("nora@fennel.example").await;
        let vetting = at(&format!("/creators/{}/vetting", self.creator_id));
        let write = json!({ "campaign": self.campaign, "language": "en" });
        assert_eq!(self.manager.post(&format!("{vetting}/summary"), write.clone()).await.refused(422), "discovery.no_model");
        let setting = json!({
            "base_url": "https://models.example/v1", "model": "quiet", "key": "sk-made-up-for-the-road-1", "reading": true, "summaries": true,
            "monthly_tokens": 50_000,
        });
        let set = owner.put("/language-model", setting).await.ok();
        assert_eq!((&set["hint"], &set["has_key"]), (&json!("ad-1"), &json!(true)));
        assert!(!set.to_string().contains("sk-made-up"), "{set}");
        owner.post("/language-model/check", json!({})).await.ok();
        assert_eq!(owner.get("/language-model").await.ok()["tokens"], 100);
        let written = self.manager.post(&format!("{vetting}/summary"), write).await.ok();
        assert_eq!((&written["model"], &written["holds"]), (&json!("quiet"), &json!(true)), "{written}");
        let report = self.manager.get(&format!("{vetting}?campaign={}", self.campaign)).await.ok();
        assert_eq!(report["summary"], written);
        let read = self.manager.get(&at("/discover/words?text=cosy%20cabins")).await.ok();
        assert_eq!((&read["model"], &read["filters"]), (&json!("quiet"), &json!([])));
        owner.post("/language-model/removal", json!({})).await.ok();
    }
}
