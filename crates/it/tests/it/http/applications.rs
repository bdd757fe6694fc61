//! An application by requests alone: the brand opens its page, somebody applies, a manager's program answers.
//!
//! Absent: pages; how an applicant is recognised, which the journey of creators has.

use serde_json::json;

use super::road::{Road, at};
use crate::support::http::{Program, text};

impl Road<'_> {
    /// The page is opened; one application is declined, one asked back, one stays; one is withdrawn by nobody's link.
    pub async fn be_applied_to(&self) {
        let page = json!({ "page": {
            "open": true, "platforms": ["instagram", "twitch"], "questions": ["about", "country"], "sites": ["https://shop.example"],
        }});
        self.manager.put(&at("/application-page"), page.clone()).await.ok();
        let view = self.manager.get(&at("/application-page")).await.ok();
        assert_eq!(text(&view["address"]), "https://troupe.example/apply/fennel-rye");
        let wrong = json!({ "page": { "open": true, "platforms": [], "sites": ["no site"] } });
        assert_eq!(self.manager.put(&at("/application-page"), wrong).await.fields(), vec!["platforms", "sites"]);

        let visitor = Program::anonymous(self.world);
        let form = app::creators::applications::form_token(&self.world.app, self.world.brand, self.world.now());
        self.world.clock.advance(domain::time::MINUTE);
        let application = |name: &str| {
            json!({ "brand": "fennel-rye", "form": form, "language": "en", "answers": {
                "name": name, "email": format!("{}@applied.example", name.to_lowercase()), "of_age": true, "consent": true,
                "accounts": [{ "platform": "instagram", "handle": format!("@{}.applies", name.to_lowercase()) }],
                "about": "I bake with oats.",
            }})
        };
        for name in ["Ada", "Ben", "Cleo"] {
            self.world.clock.advance(domain::time::SECOND);
            visitor.post("/applications", application(name)).await.ok();
        }
        let mut half = application("Dora");
        half["answers"]["of_age"] = json!(false);
        assert_eq!(visitor.post("/applications", half.clone()).await.fields(), vec!["of_age"]);
        visitor.post("/applications/drafts", half).await.ok();
        let mut forged = application("Eve");
        forged["form"] = json!("forged");
        assert_eq!(visitor.post("/applications", forged).await.refused(422), "creators.form_unknown");
        let withdrawn = visitor.post("/applications/withdrawals", json!({ "link": "forged" })).await;
        assert_eq!(withdrawn.refused(422), "creators.link_over");

        let queue = self.manager.get(&at("/applications")).await.ok();
        let names: Vec<&str> = queue["items"].as_array().expect("a queue").iter().filter_map(|one| one["name"].as_str()).collect();
        assert_eq!(names, ["Ada", "Ben", "Cleo"]);
        let id = |which: usize| text(&queue["items"][which]["id"]);
        let of = |which: usize, rest: &str| at(&format!("/applications/{}{rest}", id(which)));
        let taken = self.manager.post(&of(0, "/acceptance"), json!({ "tier": "paid" })).await.ok();
        assert_eq!(taken["known"], false);
        self.manager.post(&of(1, "/refusal"), json!({ "message": "Not this time." })).await.ok();
        self.manager.post(&of(2, "/questions"), json!({ "question": "Do you bake for dogs?" })).await.ok();
        let view = self.manager.get(&of(2, "")).await.ok();
        assert_eq!(view["application"]["state"]["is"], "asked");
        let unfinished = self.manager.get(&at("/applications?part=unfinished")).await.ok();
        let dora = text(&unfinished["items"][0]["id"]);
        self.manager.post(&at(&format!("/applications/{dora}/removal")), json!({})).await.ok();
    }
}
