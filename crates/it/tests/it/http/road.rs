//! The whole path by requests alone: a key of the brand, the creator's portal link, a shop's webhooks, a second person.
//!
//! Invariant: figures are worked out by hand from docs/domain.md, sections 8 and 9, never read back. Absent: pages.

use app::{team::CreateApiKey, team::api_keys::NewApiKey};
use axum::http::Method;
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{
    team::Role,
    time::{DAY, HOUR, SECOND},
};
use serde_json::{Value, json};
use store::files::arriving::{self, Owner};

use crate::{
    portal::PICTURE,
    support::{
        PASSWORD, World,
        http::{Program, text},
        real,
    },
};

/// The amount of money in an answer.
#[track_caller]
pub fn minor(money: &Value) -> i64 {
    money["minor"].as_i64().unwrap_or_else(|| panic!("no money: {money}"))
}

/// Pounds, in pence.
fn gbp(minor: i64) -> Value {
    json!({ "minor": minor, "currency": "GBP" })
}

/// How far a programme has come, with whom.
pub struct Road<'a> {
    pub world: &'a World,
    /// The brand's program: a manager's key.
    pub manager: Program,
    /// The program of those who pay: a finance key.
    pub finance: Program,
    /// The creator, by the secret part of her portal link.
    pub creator: Program,
    pub campaign: String,
    pub creator_id: String,
    pub collaboration: String,
    pub deliverables: Vec<String>,
    pub code: String,
    pub slugs: Vec<String>,
    /// With which the shop signs.
    secret: String,
}

/// Makes a key of the first brand and gives a program that holds it.
pub async fn key(world: &World, name: &str, role: Role, scopes: &[&str]) -> (NewApiKey, Program) {
    let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
    let made = world.run(CreateApiKey { name: name.to_owned(), brand: world.brand, role, scopes }).await.expect("a key");
    let program = Program::anonymous(world).with(&made.secret);
    (made, program)
}

/// Every room, which is all that a key may have.
pub const ROOMS: [&str; 16] = [
    "team",
    "creators",
    "discovery",
    "listening",
    "campaigns",
    "outreach",
    "agreements",
    "shipments",
    "briefs",
    "content",
    "tracking",
    "attribution",
    "payments",
    "reports",
    "imports",
    "read",
];

/// An address of the first brand.
pub fn at(rest: &str) -> String {
    format!("/brands/fennel-rye{rest}")
}

impl<'a> Road<'a> {
    /// Brand profile, import of real creators, campaign, shortlist, invitation, and the creator's yes.
    pub async fn begin(world: &'a World) -> Self {
        let (_, manager) = key(world, "Programme", Role::Manager, &ROOMS).await;
        let (_, finance) = key(world, "Books", Role::Finance, &ROOMS).await;
        let profile = json!({ "profile": {
            "values": ["Kind and plain"], "voice": "Warm", "products": [{ "name": "Oat Barrier Cream", "value": gbp(4_130) }],
            "claims": [{ "text": "Heals eczema", "standing": "forbidden" }], "do_not_say": ["cures"], "website": "https://shop.example/",
        }});
        manager.put(&at("/profile"), profile).await.ok();

        let list = real::creators(60);
        let command = json!({ "file_name": "creators.csv", "content": STANDARD.encode(&list), "tier": "paid" });
        let mut dry = command.clone();
        dry["dry_run"] = json!(true);
        let looked = manager.post(&at("/imports/creators"), dry).await.ok();
        assert!(manager.get(&at("/creators")).await.ok()["items"].as_array().expect("a list").is_empty(), "a dry run writes nothing");
        let imported = manager.post(&at("/imports/creators"), command.clone()).await.ok();
        let count = |name: &str| imported[name].as_u64().expect("a count");
        let sum: u64 = ["created", "updated", "merged", "unchanged", "rejected"].into_iter().map(count).sum();
        assert_eq!((count("rows"), sum), (60, 60), "no row is lost: {imported}");
        assert_eq!(looked["created"], imported["created"]);
        let again = manager.post(&at("/imports/creators"), command).await.ok();
        assert_eq!((again["created"].as_u64(), again["updated"].as_u64()), (Some(0), Some(0)), "the same file again changes nothing");

        // A list that nobody wanted goes as it came.
        let list = "Name,Instagram handle\nNot Wanted,@not.wanted.at.all\n";
        let command = json!({ "file_name": "wrong.csv", "content": STANDARD.encode(list) });
        let wrong = manager.post(&at("/imports/creators"), command).await.ok();
        let back = manager.post(&at(&format!("/imports/creators/{}/take-back", text(&wrong["id"]))), json!({})).await.ok();
        assert_eq!((back["removed"].as_u64(), back["changed_since"].as_u64()), (Some(1), Some(0)), "{back}");

        // A tracker of what ran before comes in, and writes to nobody; the same one again changes nothing.
        let sheet = "Name,Handle,Status,Fee,Due date\nOld Friend,@old.friend.of.ours,live,£120,2026-05-01\n";
        let command = json!({ "file_name": "tracker.csv", "content": STANDARD.encode(sheet), "campaign_name": "Before Troupe" });
        let brought = manager.post(&at("/imports/tracker"), command.clone()).await.ok();
        assert_eq!(brought["counts"]["collaborations"], 1, "{brought}");
        let again = manager.post(&at("/imports/tracker"), command).await.ok();
        assert_eq!((&again["counts"]["collaborations"], &again["counts"]["unchanged"]), (&json!(0), &json!(1)), "{again}");
        let back = manager.post(&at(&format!("/imports/tracker/{}/take-back", text(&brought["id"]))), json!({})).await.ok();
        assert_eq!((back["removed"].as_u64(), back["kept"].as_u64()), (Some(1), Some(0)), "{back}");

        let page = manager.get(&at("/creators?limit=1&sort=name")).await.ok();
        let creator_id = text(&page["items"][0]["id"]);
        // What somebody found out by hand: a name to write to, and where.
        let found = manager.get(&at(&format!("/creators/{creator_id}"))).await;
        let etag = found.header("etag").to_owned();
        let details = json!({ "details": { "name": "Maya Okonkwo", "email": "maya@example.org", "country": "GB" }, "tier": "paid" });
        manager.put_with(&at(&format!("/creators/{creator_id}")), &[("if-match", &etag)], details).await.ok();

        let planned = |format: &str| json!({ "format": format, "platform": "instagram", "opens": "2026-09-14", "closes": "2026-09-20" });
        let campaign = json!({ "campaign": {
            "name": "Autumn Repair", "objective": "sales", "goals": [{ "measure": "orders", "target": 100, "by": "2026-10-31" }],
            "audience": "People with dry skin", "markets": ["GB"], "starts": "2026-09-01", "ends": "2026-10-31", "currency": "GBP",
            "budget": { "fees": 500_000, "product": 20_000, "shipping": 5_000, "bonus": 0, "commission": 50_000 },
            "active_creators": 20, "deliverables": [planned("reel"), planned("story")], "ships_product": true,
            "review": { "included_rounds": 2, "sign_offs": ["brand", "legal"] },
            "tracking": { "landing_page": "https://shop.example/oat", "code_percent": 15 },
        }});
        let campaign = manager.post(&at("/campaigns"), campaign).await.id();
        let plan = manager.get(&at(&format!("/campaigns/{campaign}/invitation-plan"))).await.ok();
        assert!(plan.to_string().contains("200"), "20 active of cold people at one in ten are 200 invitations: {plan}");
        manager.post(&at(&format!("/campaigns/{campaign}/start")), json!({})).await.ok();
        let shortlist = json!({ "creators": [creator_id] });
        let listed = manager.post(&at(&format!("/campaigns/{campaign}/collaborations")), shortlist).await.ok();
        let collaboration = text(&listed[0]);
        let invitation = json!({
            "collaborations": [collaboration], "subject": "Autumn with us?",
            "body": "Hello {{creator.first_name}},\n\nwould you make a reel?\n\n{{portal.link}}\n\nNora",
        });
        let outcome = manager.post(&at("/invitations"), invitation).await.ok();
        assert_eq!(outcome[0]["sent"], true, "{outcome}");
        world.work().await;
        let link = world.letters.last_link_to("maya@example.org");
        let creator = Program::anonymous(world).with(link.rsplit('/').next().expect("a secret part"));
        let yes = json!({ "accept": true, "message": "Lovely." });
        creator.post(&at(&format!("/collaborations/{collaboration}/invitation-answer")), yes).await.ok();
        let (deliverables, slugs) = (Vec::new(), Vec::new());
        Self {
            world,
            manager,
            finance,
            creator,
            campaign,
            creator_id,
            collaboration,
            deliverables,
            code: String::new(),
            slugs,
            secret: String::new(),
        }
    }

    fn of(&self, rest: &str) -> String {
        at(&format!("/collaborations/{}{rest}", self.collaboration))
    }

    /// Offer, counter-offer, acceptance, both signatures, form, parcel.
    pub async fn sign(&mut self) {
        let mut terms = self.manager.get(&self.of("/proposed-terms")).await.ok()["terms"].clone();
        terms["fee"] = gbp(34_000);
        terms["commission_points"] = json!(1_200);
        terms["disclosure"] = json!("\"Ad\" first");
        terms["product"] = json!({ "items": "Oat Barrier Cream", "value": gbp(4_130) });
        let low = self.manager.post(&self.of("/offers"), json!({ "terms": terms, "message": "A first one." })).await.id();
        let refusal = json!({ "reason": "Too little for two pieces." });
        self.creator.post(&at(&format!("/offers/{low}/refuse")), refusal).await.ok();
        let offer = self.manager.post(&self.of("/offers"), json!({ "terms": terms, "message": "We loved your series." })).await.ok();
        assert_eq!(offer["number"], 2);
        self.creator.post(&self.of("/counter-offers"), json!({ "fee": gbp(42_000), "message": "For two pieces." })).await.ok();
        let offers = self.manager.get(&self.of("/offers")).await.ok();
        let last = offers.as_array().and_then(|all| all.last()).expect("offers").clone();
        self.manager.post(&at(&format!("/offers/{}/accept", text(&last["id"]))), json!({})).await.ok();

        // £420 fee, £41.30 product and the planned commission of one of twenty creators are reserved, then committed.
        self.manager.post(&self.of("/agreement"), json!({})).await.ok();
        let agreement = self.creator.get(&self.of("/agreement")).await.ok();
        let id = text(&agreement["id"]);
        let hash = find(&agreement, "hash");
        let file = self.creator.get(&at(&format!("/files/{}", find_id(&agreement, "document")))).await;
        assert!(file.status.is_success() && file.header("content-disposition").starts_with("attachment"));
        let document = String::from_utf8_lossy(&file.bytes).into_owned();
        assert!(document.contains("£420.00"), "the document says the fee that was agreed");
        let sign = |name: &str| json!({ "name": name, "hash": hash });
        let forged =
            self.creator.post(&at(&format!("/agreements/{id}/signatures")), json!({ "name": "Maya", "hash": "ab".repeat(32) })).await;
        assert_eq!(forged.status.as_u16(), 422, "nobody signs what they did not read");
        self.creator.post(&at(&format!("/agreements/{id}/signatures")), sign("Maya Okonkwo")).await.ok();
        self.manager.post(&at(&format!("/agreements/{id}/signatures")), sign("Nora Quill")).await.ok();
        let form = json!({
            "legal_name": "Maya Ada Okonkwo", "tax_country": "GB", "payment_method": "Bank transfer",
            "payment_account": "GB33 BUKB 2020 1555 5555 55",
            "address": { "name": "Maya Okonkwo", "lines": ["1 High Street"], "city": "Leeds", "postcode": "LS1 1AA", "country": "GB" },
        });
        self.creator.post(&self.of("/form"), form).await.ok();
        let parcel = json!({
            "items": "Oat Barrier Cream", "value": gbp(4_130), "cost": gbp(420), "carrier": "Royal Mail", "tracking_number": "RM 4471 GB",
        });
        let shipment = self.manager.post(&self.of("/shipments"), parcel).await.id();
        let corrected = json!({ "items": "Oat Barrier Cream", "carrier": "Royal Mail", "tracking_number": "RM 4471 GB" });
        self.manager.put(&at(&format!("/shipments/{shipment}")), corrected).await.ok();
        self.creator.post(&at(&format!("/shipments/{shipment}/delivery")), json!({})).await.ok();
    }

    /// Links and code confirmed, brief, drafts with changes, both sign-offs, live posts, verified.
    pub async fn make(&mut self) {
        let clock = &self.world.clock;
        clock.set("2026-09-03T09:00:00Z");
        let brief = json!({ "content": {
            "objective": "Show how the cream fits into your evening.", "talking_points": ["It is for tight, dry skin."],
            "brand_values": "Kind and plain.", "visual_guidelines": "Evening light.", "hashtags": ["#ad"], "disclosure": "\"Ad\" first",
            "approval": "We answer in one day. Two rounds of changes at most.", "payment": "We pay 14 days after both posts are checked.",
        }});
        self.manager.post(&at(&format!("/campaigns/{}/briefs", self.campaign)), brief).await.ok();
        let early = self.manager.post(&at("/briefs/send"), json!({ "collaborations": [self.collaboration] })).await;
        assert_eq!(early.status.as_u16(), 422, "no brief leaves before links and code are confirmed");
        let tracking = self.manager.get(&self.of("/tracking")).await.ok();
        for link in tracking["links"].as_array().expect("links") {
            self.manager.post(&at(&format!("/links/{}/confirmation", text(&link["id"]))), json!({ "note": "it answers" })).await.ok();
            self.slugs.push(text(&link["link"]["slug"]));
        }
        self.code = text(&tracking["code"]["code"]["code"]);
        let code = text(&tracking["code"]["id"]);
        self.manager.post(&at(&format!("/codes/{code}/confirmation")), json!({ "note": "works at the till" })).await.ok();
        self.manager.post(&at("/briefs/send"), json!({ "collaborations": [self.collaboration] })).await.ok();
        self.creator.post(&self.of("/brief/acknowledgement"), json!({})).await.ok();

        let page = self.manager.get(&self.of("")).await.ok();
        self.deliverables = page["deliverables"].as_array().expect("deliverables").iter().map(|one| find(one, "id")).collect();
        assert_eq!(self.deliverables.len(), 2);
        let (_, lawyer) = self.legal().await;
        for deliverable in self.deliverables.clone() {
            let first = self.draft(&deliverable, "Ad. The cream I finished this autumn.").await;
            let changes = json!({ "draft": first, "changes": [{ "text": "Name the product in the first 3 seconds.", "weight": "must" }] });
            self.manager.post(&at(&format!("/deliverables/{deliverable}/change-requests")), changes).await.ok();
            let second = self.draft(&deliverable, "Ad. Oat Barrier Cream, all autumn.").await;
            let all = ["claims", "values", "disclosure", "visuals", "quality"];
            let approval = |kind: &str| json!({ "draft": second, "kind": kind, "checked": all });
            let approvals = at(&format!("/deliverables/{deliverable}/approvals"));
            let of_brand = self.manager.post(&approvals, approval("brand")).await.ok();
            assert_eq!(of_brand["approved"], false, "legal is still missing");
            let foreign = self.manager.post(&approvals, approval("legal")).await;
            assert_eq!(foreign.refused(422), "content.not_your_sign_off");
            assert_eq!(lawyer.post(&approvals, approval("legal")).await.ok()["approved"], true);
            let later = json!({ "text": "A third one." });
            let frozen = self.creator.post(&at(&format!("/deliverables/{deliverable}/drafts")), later).await;
            assert_eq!(frozen.refused(422), "content.already_approved");
        }
        clock.set("2026-09-14T11:00:00Z");
        for (number, deliverable) in self.deliverables.clone().iter().enumerate() {
            let live = json!({ "url": format!("https://www.instagram.com/reel/C{number}/") });
            let posts = at(&format!("/deliverables/{deliverable}/posts"));
            let wrong = self.creator.post(&posts, json!({ "url": "https://www.instagram.com/reel/wrong/" })).await.id();
            self.manager.post(&at(&format!("/posts/{wrong}/rejection")), json!({ "reason": "This is another reel." })).await.ok();
            let post = self.creator.post(&posts, live.clone()).await.id();
            self.creator.put(&at(&format!("/posts/{post}")), live).await.ok();
            self.manager.post(&at(&format!("/posts/{post}/verification")), json!({ "note": "seen in the app" })).await.ok();
            let owed = self.finance.get(&at("/payments")).await.ok()["payables"].as_array().expect("payables").len();
            assert_eq!(owed, number, "a fee for two posts is owed when the last is verified");
        }
    }

    async fn draft(&self, deliverable: &str, words: &str) -> String {
        let name = [("x-file-name", "IMG%201.png"), ("content-type", "application/octet-stream")];
        let file = self.creator.send(Method::POST, &at("/uploads"), &name, PICTURE.to_vec()).await.ok();
        assert_eq!((text(&file["media_type"]).as_str(), text(&file["name"]).as_str()), ("image/png", "IMG 1.png"));
        let draft = json!({ "files": [file["id"]], "text": words });
        self.creator.post(&at(&format!("/deliverables/{deliverable}/drafts")), draft).await.id()
    }

    /// A reviewer with a seat, by the token of a session begun over HTTP.
    async fn legal(&self) -> (String, Program) {
        self.world.person("Priya Raman", Role::Reviewer).await;
        self.session("priya-raman@fennel.example").await
    }

    /// Somebody of the team signs in over HTTP.
    pub async fn session(&self, email: &str) -> (String, Program) {
        let anonymous = Program::anonymous(self.world);
        let token = text(&anonymous.post("/sessions", json!({ "email": email, "password": PASSWORD })).await.ok()["token"]);
        let program = anonymous.with(&token);
        (token, program)
    }

    /// A click, orders by the shop's signed messages, and a refund.
    pub async fn sell(&mut self) {
        let (_, owner) = self.session("nora@fennel.example").await;
        self.secret = text(&owner.post(&at("/webhook-secret"), json!({})).await.ok()["secret"]);
        let secret = self.secret.clone();
        let clock = &self.world.clock;
        clock.set("2026-09-14T12:00:00Z");
        let mut shopper = crate::support::browser::Browser::new(self.world);
        let clicked = shopper.get(&format!("/go/{}", self.slugs[0])).await;
        let target = clicked.header("location").to_owned();
        let click = target.split("tc=").nth(1).and_then(|rest| rest.split('&').next()).expect("a click id").to_owned();
        for word in ["utm_source=instagram", "utm_medium=creator", "utm_campaign=autumn-repair", "utm_content="] {
            assert!(target.contains(word), "{target}");
        }
        clock.advance(HOUR);
        // By code: £100 of which £40 come back. By click: £50. By neither: £20.
        let order = |number: &str, net: i64| {
            json!({ "number": number, "placed_at": self.world.now().rfc3339(), "currency": "GBP", "total": net,
                    "lines": [{ "id": "a", "net": net }], "status": "paid" })
        };
        let mut by_code = order("1001", 10_000);
        by_code["codes"] = json!([self.code.to_lowercase()]);
        by_code["lines"] = json!([{ "id": "a", "net": 6_000 }, { "id": "b", "net": 4_000 }]);
        let mut by_click = order("1002", 5_000);
        by_click["click"] = json!(click);
        for (id, data) in [("m1", by_code), ("m2", by_click), ("m3", order("1003", 2_000))] {
            let first = self.hook(&secret, id, "order.created", &data).await.ok();
            assert_eq!(first["outcome"], "recorded");
            assert_eq!(self.hook(&secret, id, "order.created", &data).await.ok(), first, "the same message again gives the same answer");
        }
        let forged = self.hook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "m4", "order.created", &order("1004", 1)).await;
        assert_eq!(forged.refused(401), "signature_invalid");
        clock.advance(DAY);
        let refund = json!({ "number": "1001", "refund_number": "r1", "parts": [{ "for": "line", "line": "b", "net": 4_000 }] });
        assert_eq!(self.hook(&secret, "m5", "order.refunded", &refund).await.ok()["outcome"], "applied");
    }

    async fn hook(&self, secret: &str, id: &str, kind: &str, data: &Value) -> crate::support::http::Reply {
        let now = self.world.now();
        let body = json!({ "type": kind, "timestamp": now.rfc3339(), "data": data }).to_string();
        let seconds = now.0 / SECOND;
        let signer = standardwebhooks::Webhook::new(secret).expect("a secret");
        let signature = signer.sign(id, seconds, body.as_bytes()).expect("signed");
        let stamp = seconds.to_string();
        let headers =
            [("content-type", "application/json"), ("webhook-id", id), ("webhook-timestamp", &stamp), ("webhook-signature", &signature)];
        Program::anonymous(self.world).send(Method::POST, "/hooks/fennel-rye/orders", &headers, body.into_bytes()).await
    }

    /// The fee and, after its hold, the commission: made by a key, approved by a second person, recorded as paid.
    pub async fn pay(&mut self) {
        self.world.person("Femi Adeyemi", Role::Finance).await;
        // 14 days after the verification on Mon 14 Sep: Mon 28 Sep.
        self.owed("fee", 42_000, "2026-09-28").await;
        self.world.clock.set("2026-09-28T09:00:00Z");
        self.pay_out("FT-1", "2026-09-28").await;
        // Held 30 x 24 h from the orders on 14 Sep 13:00 UTC: 14 Oct 13:00 UTC. Then 14 days: 28 Oct.
        self.world.clock.set("2026-10-14T12:59:00Z");
        self.world.tick().await;
        assert_eq!(self.open().await.len(), 0, "still held");
        // A refund at the very end is inside, so that the release follows it.
        self.world.clock.set("2026-10-14T13:01:00Z");
        self.world.tick().await;
        // 12 % of £60 (what the refund left of £100) and of £50: £7.20 + £6.00.
        self.owed("commission", 1_320, "2026-10-28").await;
        self.world.clock.set("2026-10-28T10:00:00Z");
        self.pay_out("FT-2", "2026-10-28").await;
    }

    async fn open(&self) -> Vec<Value> {
        let view = self.finance.get(&at("/payments")).await.ok();
        let open = |one: &&Value| one["state"]["is"] == "open";
        view["payables"].as_array().expect("payables").iter().filter(open).cloned().collect()
    }

    async fn owed(&self, kind: &str, amount: i64, due: &str) {
        let open = self.open().await;
        assert_eq!(open.len(), 1, "{open:?}");
        assert_eq!((text(&open[0]["kind"]).as_str(), minor(&open[0]["amount"]), text(&open[0]["due"]).as_str()), (kind, amount, due));
        assert!(open[0]["missing"].as_array().is_some_and(Vec::is_empty), "{open:?}");
    }

    async fn pay_out(&self, reference: &str, day: &str) {
        let payable = text(&self.open().await[0]["id"]);
        let make = json!({ "creator": self.creator_id, "payables": [payable], "method": "Marketing GBP" });
        let hasty = self.finance.post(&at("/payouts"), make.clone()).await.id();
        self.finance.post(&at(&format!("/payouts/{hasty}/withdrawal")), json!({ "reason": "Wrong account." })).await.ok();
        let run = json!({ "payables": [payable], "method": "Marketing EUR" });
        let run = text(&self.finance.post(&at("/payout-runs"), run).await.ok()["payouts"][0]);
        self.finance.post(&at(&format!("/payouts/{run}/withdrawal")), json!({ "reason": "Wrong account." })).await.ok();
        let payout = self.finance.post_with(&at("/payouts"), &[("idempotency-key", reference)], make.clone()).await.id();
        let again = self.finance.post_with(&at("/payouts"), &[("idempotency-key", reference)], make).await.id();
        assert_eq!(again, payout, "one payout, however often it is asked for");
        let paid = json!({ "paid_on": day, "reference": reference, "note": "statement, line 4" });
        let payment = at(&format!("/payouts/{payout}/payment"));
        assert_eq!(self.finance.post(&payment, paid.clone()).await.refused(422), "payments.state", "nobody has approved it");
        assert_eq!(self.manager.post(&at(&format!("/payouts/{payout}/approval")), json!({})).await.refused(404), "not_found");
        assert_eq!(self.finance.post(&at(&format!("/payouts/{payout}/approval")), json!({})).await.refused(422), "payments.person_needed");
        let (_, second) = self.session("femi-adeyemi@fennel.example").await;
        if reference == "FT-1" {
            second.post(&at(&format!("/payouts/{payout}/approval")), json!({})).await.ok();
        } else {
            let approved = second.post(&at("/payout-runs/approval"), json!({ "payouts": [payout] })).await.ok();
            assert_eq!(text(&approved["payouts"][0]), payout);
        }
        second.post(&payment, paid).await.ok();
    }

    /// What the road itself does not need: templates, words that went another way, a refund after the commission was
    /// released, which is carried.
    pub async fn leave_traces(&mut self) {
        let template =
            json!({ "name": "First", "kind": "invitation", "subject": "Autumn", "body": "Hello {{creator.first_name}} {{portal.link}}" });
        self.manager.post(&at("/templates"), json!({ "content": template })).await.ok();
        let view = json!({ "list": "creators", "name": "Big", "query": "min=10000", "shared": true });
        let view = self.manager.post(&at("/views"), view).await.id();
        assert_eq!(self.manager.get(&at("/views?list=creators")).await.ok()[0]["name"], "Big");
        self.manager.post(&at(&format!("/views/{view}/removal")), json!({})).await.ok();
        self.search_again().await;
        let change = json!({ "creators": [self.creator_id], "add_tags": ["Spring"] });
        let changed = self.manager.post(&at("/creators/changes"), change).await.ok();
        assert_eq!(changed["creators"], 1);
        let back = at(&format!("/creators/changes/{}/take-back", text(&changed["change"])));
        assert_eq!(self.manager.post(&back, json!({})).await.ok()["creators"], 1);
        self.one_person_twice().await;
        let messages = at(&format!("/creators/{}/messages", self.creator_id));
        let call = json!({ "direction": "in", "channel": "call", "subject": "", "body": "She asks for the next season." });
        self.manager.post(&format!("{messages}/log"), call).await.ok();
        self.manager.post(&messages, json!({ "subject": "Next season", "body": "We write in January." })).await.ok();
        let refund = json!({ "number": "1002", "refund_number": "r2", "parts": [{ "for": "line", "line": "a", "net": 5_000 }] });
        let secret = self.secret.clone();
        assert_eq!(self.hook(&secret, "m6", "order.refunded", &refund).await.ok()["outcome"], "applied");
        let carries = self.finance.get(&at("/payments")).await.ok()["carries"].clone();
        // 12 % of £50 was paid already.
        assert_eq!(minor(&carries[0]["balance"]), -600, "{carries}");
        self.world.work().await;
        self.vet().await;
        self.write_down().await;
        self.attach().await;
        self.fill_in().await;
        self.be_applied_to().await;
        self.listen().await;
        self.manager.post(&at("/chase-pauses"), json!({ "creator": self.creator_id, "reason": "On leave" })).await.ok();
        self.begin_to_send().await;
    }

    /// A file of hers is on its way: told to the store as the portal does, because nothing of hers awaits a draft any more.
    async fn begin_to_send(&self) {
        let owner = Owner { brand: self.world.brand, creator: self.creator_id.parse().expect("an id") };
        let id = "01990000-0000-7000-8000-000000000033".parse().expect("an id");
        let tx = self.world.app.db().begin().await.expect("a transaction");
        arriving::insert(&tx, owner, id, "IMG_33.mov", 1_000, self.world.now().plus(DAY)).await.expect("noted");
        tx.commit().await.expect("committed");
    }

    /// A search is kept, asked again by itself, and looked at.
    async fn search_again(&self) {
        let search = json!({ "list": "discover", "name": "All", "query": "scope=known", "shared": true });
        let search = self.manager.post(&at("/views"), search).await.id();
        app::discovery::watch::ask_again(&self.world.app).await.expect("asked");
        let kept = self.manager.get(&at("/discover/searches")).await.ok();
        assert_eq!((&kept[0]["id"], &kept[0]["new"]), (&json!(search), &json!([])), "{kept}");
        self.manager.post(&at(&format!("/discover/searches/{search}/seen")), json!({})).await.ok();
    }

    /// A second record of her is merged and split again, a third is told apart and then asks to be forgotten.
    async fn one_person_twice(&self) {
        let own = |rest: &str| at(&format!("/creators/{}{rest}", self.creator_id));
        let record = |name: &str, email: &str| json!({ "creator": { "name": name, "email": email }, "source": "cold", "tier": "paid" });
        let second = self.manager.post(&at("/creators"), record("Maya Okonkwo", "maya@second.example")).await.id();
        let third = self.manager.post(&at("/creators"), record("Maya Okonko", "maya@third.example")).await.id();
        self.manager.post(&own("/merge"), json!({ "other": second, "note": "She said so." })).await.ok();
        assert_eq!(self.manager.get(&own("")).await.ok()["merged"][0]["creator"], second.as_str());
        self.manager.post(&own("/split"), json!({ "other": second })).await.ok();
        self.manager.post(&own("/apart"), json!({ "other": third })).await.ok();
        assert_eq!(self.manager.get(&at("/duplicates")).await.ok()["items"], json!([]), "told apart, and a name alone is none");
        assert!(self.manager.get(&own("/timeline?limit=200")).await.ok()["items"].as_array().is_some_and(|all| all.len() > 10));
        let file = self.manager.get(&own("/export")).await.ok();
        assert!(text(&file["content"]).contains("Maya Okonkwo"), "{file}");
        let (_, owner) = self.session("nora@fennel.example").await;
        owner.post(&at(&format!("/creators/{third}/erasure")), json!({ "reason": "She asked by mail." })).await.ok();
        assert_eq!(self.manager.get(&at(&format!("/creators/{third}"))).await.ok()["creator"]["email"], Value::Null);
    }

    /// Who was invited and never answers is reminded, once a pause is over.
    pub async fn chase(&self) {
        let pauses = at("/chase-pauses");
        let pause = text(&self.manager.post(&pauses, json!({ "reason": "Trade fair" })).await.ok());
        self.world.clock.advance(4 * DAY);
        self.world.tick().await;
        assert!(self.manager.get(&at("/clock")).await.ok()["ahead"][0]["paused"].as_bool().expect("said"));
        self.manager.post(&format!("{pauses}/{pause}/end"), json!({})).await.ok();
        self.world.tick().await;
        self.world.work().await;
        assert_eq!(self.manager.get(&at("/clock")).await.ok()["done"][0]["step"], "reminder");
        let open = store::moves::open(self.world.app.db(), self.world.brand, &store::moves::Wanted::default(), 1).await.expect("read");
        let tx = self.world.app.db().begin().await.expect("begun");
        store::moves::put_back(&tx, self.world.brand, &open[0], self.world.now(), "It could not be done.").await.expect("noted");
        tx.commit().await.expect("kept");
    }

    /// Another creator of the same campaign, invited.
    pub async fn another_creator(&mut self, name: &str, email: &str) -> domain::ids::CreatorId {
        let command = json!({ "creator": { "name": name, "email": email }, "source": "cold", "tier": "paid" });
        let creator = self.manager.post(&at("/creators"), command).await.id();
        let listed =
            self.manager.post(&at(&format!("/campaigns/{}/collaborations", self.campaign)), json!({ "creators": [creator] })).await.ok();
        let invitation = json!({ "collaborations": listed, "subject": "Autumn with us?", "body": "Hello {{creator.first_name}}" });
        assert_eq!(self.manager.post(&at("/invitations"), invitation).await.ok()[0]["sent"], true);
        self.world.work().await;
        creator.parse().expect("an id")
    }

    /// A key of any brand for every room.
    pub async fn key_of(&self, brand: domain::ids::BrandId, role: Role) -> (NewApiKey, Program) {
        let scopes = ROOMS.iter().map(|scope| (*scope).to_owned()).collect();
        let made = self.world.run(CreateApiKey { name: "Elsewhere".to_owned(), brand, role, scopes }).await.expect("a key");
        let program = Program::anonymous(self.world).with(&made.secret);
        (made, program)
    }

    /// Ledger, budget, report on screen and as CSV, standing.
    pub async fn judge(&mut self) {
        let ledger = self.finance.get(&at("/ledger")).await.ok();
        let balance = |account: &str| -> i64 {
            let all = ledger["balances"].as_array().expect("balances").iter();
            all.filter(|one| one["account"].as_str().is_some_and(|name| name.starts_with(account))).map(|one| minor(&one["balance"])).sum()
        };
        let figures = ["expense:fees", "expense:commission", "creator_payable", "clearing", "cash:Marketing GBP"].map(balance);
        assert_eq!(figures, [42_000, 1_320, 0, 0, -43_320]);
        assert!(ledger["sums"].as_array().expect("sums").iter().all(|sum| minor(sum) == 0));

        let report = self.manager.get(&at(&format!("/campaigns/{}/report", self.campaign))).await.ok();
        let totals = &report["totals"];
        let figure = |name: &str| totals[name].as_i64().expect("a figure");
        // Revenue is net of refunds: 60 + 50. Cost is fee, product, shipping and commission.
        assert_eq!((figure("revenue"), figure("orders"), figure("clicks")), (11_000, 2, 1));
        assert_eq!((figure("fee"), figure("product"), figure("shipping"), figure("commission")), (42_000, 4_130, 420, 1_320));
        assert_eq!((minor(&report["cost"]), minor(&report["refunds"])), (47_870, 4_000));
        assert_eq!((minor(&report["unattributed"]), minor(&report["all_orders"])), (2_000, 13_000));
        let by_last_click = self.manager.get(&at(&format!("/campaigns/{}/report?model=last_click", self.campaign))).await.ok();
        assert_eq!(by_last_click["totals"]["revenue"], 5_000, "without codes only the click counts");
        let exported = self.manager.get(&at(&format!("/campaigns/{}/report/export", self.campaign))).await.ok();
        let csv = text(&exported["content"]);
        let row = csv.lines().nth(1).expect("a row");
        for cell in ["Maya Okonkwo", "110.00", "40.00", "420.00", "41.30", "4.20", "13.20", "478.70", "GBP"] {
            assert!(row.split(',').any(|found| found == cell), "{cell} in {row}");
        }
        self.world.clock.set("2026-11-20T10:00:00Z");
        self.world.tick().await;
        let proposal = self.manager.get(&self.of("/standing-proposal")).await.ok();
        assert_eq!(proposal["standing"], "test", "one creator alone shows nothing: {proposal}");
        let unsaid = self.manager.put(&self.of("/standing"), json!({ "standing": "rebook" })).await;
        assert_eq!((unsaid.refused(422), unsaid.fields()), ("invalid", vec!["reason"]));
        let decided = json!({ "standing": "rebook", "reason": "Kept every deadline." });
        self.manager.put(&self.of("/standing"), decided).await.ok();
        let page = self.manager.get(&self.of("")).await.ok();
        assert_eq!(page["stage"], "closed", "paid and measured");
    }
}

/// The first text of this name, wherever it stands.
#[track_caller]
pub fn find(value: &Value, name: &str) -> String {
    fn within<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
        match value {
            Value::Object(map) => map.get(name).and_then(Value::as_str).or_else(|| map.values().find_map(|inner| within(inner, name))),
            Value::Array(all) => all.iter().find_map(|inner| within(inner, name)),
            _ => None,
        }
    }
    within(value, name).unwrap_or_else(|| panic!("no {name} in {value}")).to_owned()
}

/// The id of the first object of this name.
#[track_caller]
fn find_id(value: &Value, name: &str) -> String {
    fn within<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
        match value {
            Value::Object(map) => {
                map.get(name).filter(|inner| inner.is_object()).or_else(|| map.values().find_map(|inner| within(inner, name)))
            }
            Value::Array(all) => all.iter().find_map(|inner| within(inner, name)),
            _ => None,
        }
    }
    text(&within(value, name).unwrap_or_else(|| panic!("no {name} in {value}"))["id"])
}
