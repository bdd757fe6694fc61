//! A programme that is driven over HTTP, and what the harness itself knows of it.
//!
//! Invariant: every act has one key, under which it is asked for until it is answered; what was answered is written down here,
//! apart from the database, and nothing else is. Absent: comparing the two.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, OnceLock},
    time::{Duration, Instant},
};

use app::ports::Clock;
use domain::{
    ids::{BrandId, Id},
    time::{HOUR, SECOND, Timestamp, Zone},
};
use serde_json::{Value, json};
use store::{Db, params};

use super::{bank::Bank, client::Client, process::Installation, sink::Sink};
use crate::{
    http::road::{ROOMS, at, find},
    portal::PICTURE,
    support::{PASSWORD, http::text},
};

/// A lease of the outbox that is older than this belongs to a process that was killed; the harness lets it run out by hand.
const LEASE_FOR_THE_DEAD: i64 = 3 * SECOND;
/// How long a mail may take.
const MAIL: Duration = Duration::from_secs(60);

/// What was acknowledged.
#[derive(Debug, Default)]
pub struct Books {
    /// Acts by the kind of event that tells of them.
    pub acts: BTreeMap<&'static str, i64>,
    /// Orders by number, in minor units.
    pub orders: BTreeMap<String, i64>,
    /// Payouts by id, in minor units.
    pub payouts: BTreeMap<String, i64>,
    /// Those of them that were sent with the provider.
    pub sent: BTreeSet<String>,
    /// Creators by address.
    pub creators: BTreeMap<String, String>,
}

/// A set-up installation with a running campaign.
#[derive(Clone)]
pub struct Programme {
    pub books: Arc<Mutex<Books>>,
    pub anonymous: Client,
    owner: Client,
    second: Client,
    pub manager: Client,
    finance: Client,
    shop: String,
    campaign: String,
    pub brand: BrandId,
    pub zone: Zone,
    pub sink: Sink,
    pub db: Db,
    /// With which money is sent, once there is one; until then it is paid by hand.
    pub bank: Arc<OnceLock<Bank>>,
}

/// The account that every creator names.
pub const ACCOUNT: &str = "GB33 BUKB 2020 1555 5555 55";

/// What time it is outside.
pub fn now() -> Timestamp {
    outside::SystemClock.now()
}

/// A zone in which it is about one in the afternoon, so that no mail waits for the morning.
pub fn afternoon() -> Zone {
    let hour = now().minute_of_day_in(&Zone::utc()) / 60;
    // The names of these zones count to the west.
    Zone::parse(&format!("Etc/GMT{:+}", hour - 13).replace("+0", "").replace("-0", "")).expect("a zone")
}

fn gbp(minor: i64) -> Value {
    json!({ "minor": minor, "currency": "GBP" })
}

impl Programme {
    /// Sets the installation up: owner, a second person, keys, a shop, a campaign that runs.
    pub async fn begin(installation: &Installation, sink: &Sink) -> Self {
        let zone = afternoon();
        let anonymous = Client::new(installation.address());
        let command = json!({ "organisation": "Fennel Foods", "brand": "Fennel & Rye", "zone": zone, "currency": "GBP",
                              "name": "Nora Quill", "email": "nora@fennel.example", "password": PASSWORD });
        let owner = anonymous.with(&text(&anonymous.post("/set-up", "set-up", command).await["token"]));
        let settings = json!({ "sender_name": "Nora", "sender_email": "nora@fennel.example", "mailbox_budget": 100_000 });
        let update = json!({ "name": "Fennel & Rye", "zone": zone, "currency": "GBP", "settings": settings });
        owner.put(&at("/settings"), "settings", update).await;
        let brand = text(&owner.get("/brands").await[0]["id"]);
        let db = Db::open(&installation.database).await.expect("the database opens");
        let key = async |name: &str, role: &str| {
            let command = json!({ "name": name, "brand": brand, "role": role, "scopes": ROOMS });
            anonymous.with(&text(&owner.post("/api-keys", name, command).await["secret"]))
        };
        let (manager, finance) = (key("Programme", "manager").await, key("Books", "finance").await);
        let shop = text(&owner.post(&at("/webhook-secret"), "shop", json!({})).await["secret"]);
        let today = now().day_in(&zone);
        let planned = json!({ "format": "reel", "platform": "instagram", "opens": today, "closes": today.plus_days(20) });
        let campaign = json!({ "campaign": {
            "name": "Autumn", "objective": "sales", "goals": [], "audience": "Everybody", "markets": ["GB"], "starts": today,
            "ends": today.plus_days(60), "currency": "GBP",
            "budget": { "fees": 100_000_000, "product": 0, "shipping": 0, "bonus": 0, "commission": 10_000_000 },
            "active_creators": 20, "deliverables": [planned], "ships_product": false,
            "review": { "included_rounds": 2, "sign_offs": ["brand"] },
            "tracking": { "landing_page": "https://shop.invalid/oat", "code_percent": 15 },
        }});
        let campaign = text(&manager.post(&at("/campaigns"), "campaign", campaign).await["id"]);
        let brief = json!({ "content": {
            "objective": "Show how it fits into your evening.", "talking_points": ["It is for dry skin."], "brand_values": "Kind.",
            "visual_guidelines": "Evening light.", "hashtags": ["#ad"], "disclosure": "\"Ad\" first",
            "approval": "We answer in one day.", "payment": "We pay 14 days after your post is checked.",
        }});
        manager.post(&at(&format!("/campaigns/{campaign}/briefs")), "brief", brief).await;
        manager.post(&at(&format!("/campaigns/{campaign}/start")), "start", json!({})).await;
        let brand = BrandId::from_uuid(brand.parse().expect("an id"));
        let begun = Self {
            books: Arc::default(),
            second: owner.clone(),
            owner,
            manager,
            finance,
            shop,
            campaign,
            brand,
            zone,
            sink: sink.clone(),
            db,
            anonymous,
            bank: Arc::default(),
        };
        let second = begun.colleague("Femi Adeyemi", "femi@fennel.example").await;
        Self { second, ..begun }
    }

    /// Somebody else who may approve payouts.
    async fn colleague(&self, name: &str, email: &str) -> Client {
        let grants = json!([{ "brand": self.brand, "role": "finance", "sign_off": null }]);
        let command = json!({ "email": email, "name": name, "is_owner": false, "grants": grants });
        self.owner.post("/people", email, command).await;
        let token = self.link_to(email).await;
        let accepted = json!({ "token": token, "password": PASSWORD });
        self.anonymous.with(&text(&self.anonymous.post("/invitations/accept", email, accepted).await["token"]))
    }

    /// The secret part of the first link in the first mail to an address.
    async fn link_to(&self, address: &str) -> String {
        let begun = Instant::now();
        loop {
            let found = self.sink.to(address).into_iter().find_map(|mail| {
                let link = mail.body.split_whitespace().find(|word| word.starts_with("http://"))?.to_owned();
                link.rsplit('/').next().map(str::to_owned)
            });
            if let Some(secret) = found {
                return secret;
            }
            assert!(begun.elapsed() < MAIL, "no mail to {address}: {:?}", self.sink.to(address));
            self.let_leases_of_the_dead_run_out().await;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Makes what killed processes have leased due, which would be so by itself after two minutes.
    pub async fn let_leases_of_the_dead_run_out(&self) {
        let now = now();
        let lease = 120 * SECOND;
        let sql = "UPDATE outbox SET lease_until = $1 WHERE state = 'leased' AND lease_until > $1 AND lease_until < $2";
        let Ok(tx) = self.db.begin().await else { return };
        let done = tx.execute(sql, params![now, now.plus(lease - LEASE_FOR_THE_DEAD)]).await;
        if done.is_ok() {
            let _ = tx.commit().await;
        }
    }

    /// Notes an act that was acknowledged.
    fn done(&self, kind: &'static str) {
        *self.books.lock().expect("the books").acts.entry(kind).or_default() += 1;
    }

    /// Notes a creator that was added by hand.
    pub fn acknowledged_creator(&self, email: &str, id: &str) {
        self.done("creators.creator_added");
        self.books.lock().expect("the books").creators.insert(email.to_owned(), id.to_owned());
    }

    /// An act under a key of its own, noted once it is acknowledged.
    async fn act(&self, who: &Client, path: &str, name: &str, kind: &'static str, command: Value) -> Value {
        let answer = who.post(path, &format!("{name}:{kind}:{path}"), command).await;
        self.done(kind);
        answer
    }

    /// From an empty page to money that was paid, with one creator.
    pub async fn story(&self, name: &str, fee: i64) {
        let (email, person) = (format!("{name}@creators.example"), format!("Maya {name}"));
        let collaboration = self.invite(name, &email, &person).await;
        let creator = self.anonymous.with(&self.link_to(&email).await);
        let of = |rest: &str| at(&format!("/collaborations/{collaboration}{rest}"));
        let yes = json!({ "accept": true, "message": "Lovely." });
        self.act(&creator, &of("/invitation-answer"), name, "outreach.invitation_accepted", yes).await;
        self.agree(name, &person, &creator, &collaboration, fee).await;
        self.make(name, &creator, &collaboration).await;
        self.pay(name, &collaboration, fee).await;
    }

    /// A new creator, on the shortlist, invited.
    pub async fn invite(&self, name: &str, email: &str, person: &str) -> String {
        let m = &self.manager;
        let details = json!({ "creator": { "name": person, "email": email, "country": "GB" }, "source": "cold", "tier": "paid" });
        let creator = text(&self.act(m, &at("/creators"), name, "creators.creator_added", details).await["id"]);
        self.books.lock().expect("the books").creators.insert(email.to_owned(), creator.clone());
        let list = at(&format!("/campaigns/{}/collaborations", self.campaign));
        let listed = self.act(m, &list, name, "campaigns.shortlisted", json!({ "creators": [creator] })).await;
        let body = "Hello {{creator.first_name}},\n\nwould you make a reel?\n\n{{portal.link}}\n\nNora";
        let invitation = json!({ "collaborations": listed, "subject": "Autumn with us?", "body": body });
        let sent = self.act(m, &at("/invitations"), name, "outreach.invited", invitation).await;
        assert_eq!(sent[0]["sent"], true, "{sent}");
        text(&listed[0])
    }

    async fn agree(&self, name: &str, person: &str, creator: &Client, collaboration: &str, fee: i64) {
        let of = |rest: &str| at(&format!("/collaborations/{collaboration}{rest}"));
        let m = &self.manager;
        let mut terms = m.get(&of("/proposed-terms")).await["terms"].clone();
        terms["fee"] = gbp(fee);
        terms["commission_points"] = json!(1_000);
        terms["disclosure"] = json!("\"Ad\" first");
        let offer = json!({ "terms": terms, "message": "We loved your series." });
        let offer = text(&self.act(m, &of("/offers"), name, "agreements.offer_made", offer).await["id"]);
        self.act(creator, &at(&format!("/offers/{offer}/accept")), name, "agreements.offer_accepted", json!({})).await;
        self.act(m, &of("/agreement"), name, "agreements.prepared", json!({})).await;
        let agreement = creator.get(&of("/agreement")).await;
        let signatures = at(&format!("/agreements/{}/signatures", text(&agreement["id"])));
        let hash = find(&agreement, "hash");
        creator.post(&signatures, name, json!({ "name": person, "hash": hash })).await;
        self.act(m, &signatures, name, "agreements.signed", json!({ "name": "Nora Quill", "hash": hash })).await;
        let form = json!({
            "legal_name": person, "tax_country": "GB", "payment_method": "Bank transfer", "payment_account": ACCOUNT,
            "address": { "name": person, "lines": ["1 High Street"], "city": "Leeds", "postcode": "LS1 1AA", "country": "GB" },
        });
        self.act(creator, &of("/form"), name, "agreements.form_filled", form).await;
    }

    async fn make(&self, name: &str, creator: &Client, collaboration: &str) {
        let of = |rest: &str| at(&format!("/collaborations/{collaboration}{rest}"));
        let m = &self.manager;
        let tracking = m.get(&of("/tracking")).await;
        let (link, code) = (text(&tracking["links"][0]["id"]), text(&tracking["code"]["id"]));
        let said = json!({ "note": "it works" });
        self.act(m, &at(&format!("/links/{link}/confirmation")), name, "attribution.link_confirmed", said.clone()).await;
        self.act(m, &at(&format!("/codes/{code}/confirmation")), name, "attribution.code_confirmed", said).await;
        self.act(m, &at("/briefs/send"), name, "briefs.sent", json!({ "collaborations": [collaboration] })).await;
        self.act(creator, &of("/brief/acknowledgement"), name, "briefs.acknowledged", json!({})).await;
        let page = m.get(&of("")).await;
        let deliverable = find(&page["deliverables"][0], "id");
        let file = self.upload(creator, name).await;
        let draft = json!({ "files": [file], "text": "Ad. The cream I finished this autumn." });
        let drafts = at(&format!("/deliverables/{deliverable}/drafts"));
        let draft = text(&self.act(creator, &drafts, name, "content.draft_submitted", draft).await["id"]);
        let approval = json!({ "draft": draft, "kind": "brand", "checked": ["claims", "values", "disclosure", "visuals", "quality"] });
        self.act(m, &at(&format!("/deliverables/{deliverable}/approvals")), name, "content.approved", approval).await;
        // Nothing answers at such an address, wherever the tests run; a person has seen the post.
        let live = json!({ "url": format!("https://posts.invalid/reel/{name}/") });
        let posts = at(&format!("/deliverables/{deliverable}/posts"));
        let post = text(&self.act(creator, &posts, name, "tracking.post_reported", live).await["id"]);
        let seen = json!({ "note": "seen in the app" });
        self.act(m, &at(&format!("/posts/{post}/verification")), name, "tracking.post_verified", seen).await;
        self.order(name, &text(&tracking["code"]["code"]["code"])).await;
    }

    /// Bytes have no key: told twice, they are kept once and noted twice.
    async fn upload(&self, creator: &Client, name: &str) -> Value {
        let file = format!("{name}.png");
        let headers = [("x-file-name", file.as_str()), ("content-type", "application/octet-stream")];
        let bytes = [PICTURE, name.as_bytes()].concat();
        let reply = creator.until("POST", &format!("/api{}", at("/uploads")), &headers, &bytes).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.json["id"].clone()
    }

    /// An order with the creator's code, which the shop tells twice.
    async fn order(&self, name: &str, code: &str) {
        let number = format!("order-{name}");
        let net = 5_000;
        let at = now();
        let data = json!({ "number": number, "placed_at": at.plus(-HOUR).rfc3339(), "currency": "GBP", "total": net, "codes": [code],
                           "lines": [{ "id": "a", "net": net }], "status": "paid" });
        let body = json!({ "type": "order.created", "timestamp": at.rfc3339(), "data": data }).to_string();
        let signer = standardwebhooks::Webhook::new(&self.shop).expect("a secret");
        let signature = signer.sign(&number, at.0 / SECOND, body.as_bytes()).expect("signed");
        let stamp = (at.0 / SECOND).to_string();
        let headers = [
            ("content-type", "application/json"),
            ("webhook-id", number.as_str()),
            ("webhook-timestamp", &stamp),
            ("webhook-signature", &signature),
        ];
        let told = async || self.anonymous.until("POST", "/api/hooks/fennel-rye/orders", &headers, body.as_bytes()).await;
        let (first, again) = (told().await, told().await);
        assert_eq!((first.status, &first.json), (200, &again.json), "{}", first.text);
        self.books.lock().expect("the books").orders.insert(number, net);
    }

    async fn pay(&self, name: &str, collaboration: &str, fee: i64) {
        let all = self.finance.get(&at("/payments")).await["payables"].as_array().expect("payables").clone();
        let payable = all.iter().find(|one| find(one, "collaboration") == *collaboration).expect("the fee is owed");
        let creator = self.books.lock().expect("the books").creators[&format!("{name}@creators.example")].clone();
        let make = json!({ "creator": creator, "payables": [payable["id"]], "method": "Marketing GBP" });
        let payout = text(&self.act(&self.finance, &at("/payouts"), name, "payments.payout_made", make).await["id"]);
        self.act(&self.second, &at(&format!("/payouts/{payout}/approval")), name, "payments.payout_approved", json!({})).await;
        if self.bank.get().is_some() {
            return self.send(name, payout, fee).await;
        }
        let paid = json!({ "paid_on": now().day_in(&self.zone), "reference": name, "note": "statement" });
        self.act(&self.second, &at(&format!("/payouts/{payout}/payment")), name, "payments.payout_settled", paid).await;
        self.books.lock().expect("the books").payouts.insert(payout, fee);
    }

    /// With the provider. How it ended comes out when the clock looks it up, after the story.
    async fn send(&self, name: &str, payout: String, fee: i64) {
        let submission = at(&format!("/payouts/{payout}/submission"));
        self.act(&self.second, &submission, name, "payments.payout_submitted", json!({})).await;
        // The provider refuses none, so that each that was taken in hand arrives once.
        self.done("payments.payout_settled");
        let mut books = self.books.lock().expect("the books");
        books.sent.insert(payout.clone());
        books.payouts.insert(payout, fee);
    }
}
