//! The journey whose every call fails once: from an empty database to a paid creator, by the registry's names.
//!
//! Invariant: no act depends on what an earlier run made; ids are read from the answers. Absent: what any of it means; the
//! stories of the rooms have that.

use app::Caller;
use domain::{
    ids::{BrandId, CollaborationId, CreatorId, Id, OrganisationId, PayoutId},
    payments::Payout,
    team::Person,
};
use serde_json::{Value, json};

use super::Troubled;
use crate::{
    http::road::find,
    support::{PASSWORD, http::text},
};

/// The team and its campaign.
pub struct Scene {
    organisation: OrganisationId,
    brand: BrandId,
    owner: Caller,
    campaign: String,
}

fn gbp(minor: i64) -> Value {
    json!({ "minor": minor, "currency": "GBP" })
}

async fn person(house: &Troubled, answer: &Value, brand: Option<BrandId>) -> Caller {
    let id = text(&answer["person"]).parse().expect("an id");
    let (organisation, stored) =
        store::team::person(&house.witness, domain::ids::PersonId::from_uuid(id)).await.expect("read").expect("there");
    let value: Person = stored.value;
    Caller::person(organisation, stored.id, value, brand)
}

impl Scene {
    /// Sets up, with a campaign that runs.
    pub async fn begin(house: &Troubled) -> Self {
        let set_up = json!({ "organisation": "Fennel Foods", "brand": "Fennel & Rye", "zone": "Europe/London", "currency": "GBP",
                             "name": "Nora Quill", "email": "nora@fennel.example", "password": PASSWORD });
        let signed_in = house.act(&Caller::visitor(), "team.set_up", set_up).await;
        let nobody = person(house, &signed_in, None).await;
        let organisation = nobody.organisation.expect("an organisation");
        let brand = store::team::brands(&house.witness, organisation).await.expect("read").remove(0).id;
        let owner = nobody.about(brand);
        let campaign = json!({ "campaign": {
            "name": "Autumn", "objective": "sales", "goals": [], "audience": "Everybody", "markets": ["GB"], "starts": "2026-09-01",
            "ends": "2026-10-31", "currency": "GBP",
            "budget": { "fees": 500_000, "product": 0, "shipping": 0, "bonus": 0, "commission": 50_000 }, "active_creators": 5,
            "deliverables": [{ "format": "reel", "platform": "instagram", "opens": "2026-09-01", "closes": "2026-09-20" }],
            "ships_product": false, "review": { "included_rounds": 2, "sign_offs": ["brand"] },
            "tracking": { "landing_page": "https://shop.example/oat", "code_percent": 15 },
        }});
        let campaign = text(&house.act(&owner, "campaigns.create_campaign", campaign).await["id"]);
        house.act(&owner, "campaigns.start_campaign", json!({ "campaign": campaign })).await;
        Self { organisation, brand, owner, campaign }
    }

    /// A new creator, on the shortlist, invited.
    pub async fn invite(&self, house: &Troubled, name: &str) -> (CollaborationId, CreatorId) {
        let email = format!("{}@creators.example", domain::text::slug(name));
        let details = json!({ "creator": { "name": name, "email": email, "country": "GB" }, "source": "cold", "tier": "paid" });
        let creator = text(&house.act(&self.owner, "creators.create_creator", details).await["id"]);
        let shortlist = json!({ "campaign": self.campaign, "creators": [creator] });
        let listed = house.act(&self.owner, "campaigns.shortlist", shortlist).await;
        let body = "Hello {{creator.first_name}},\n\nwould you make a reel?\n\n{{portal.link}}";
        let invitation = json!({ "collaborations": listed, "template": null, "subject": "Autumn with us?", "body": body });
        house.act(&self.owner, "outreach.invite", invitation).await;
        (text(&listed[0]).parse().expect("an id"), creator.parse().expect("an id"))
    }

    /// The creator says no, so that the clock leaves them in peace.
    pub async fn decline(&self, house: &Troubled, collaboration: CollaborationId) {
        let no = json!({ "collaboration": collaboration, "accept": false, "message": "" });
        house.act(&self.owner, "outreach.respond_to_invitation", no).await;
    }
}

/// A creator whose fee is owed.
pub struct Owed {
    scene: Scene,
    /// Who makes payouts, which the owner approves.
    femi: Caller,
    creator: CreatorId,
    payable: Value,
}

impl Owed {
    /// A payout of the fee, made and approved.
    async fn approved(&self, house: &Troubled) -> PayoutId {
        let payout = json!({ "creator": self.creator, "payables": [self.payable], "method": "Marketing GBP" });
        let payout = house.act(&self.femi, "payments.make_payout", payout).await["id"].clone();
        house.act(&self.scene.owner, "payments.approve_payout", json!({ "payout": payout })).await;
        text(&payout).parse().expect("an id")
    }

    /// The same, to be handed to the provider.
    pub async fn sent(&self, house: &Troubled) -> PayoutId {
        let payout = self.approved(house).await;
        house.act(&self.scene.owner, "payments.submit_payout", json!({ "payout": payout })).await;
        payout
    }

    /// It arrived, the provider says.
    async fn settled(&self, house: &Troubled, payout: PayoutId) {
        self.hears(house, payout, json!({ "is": "settled", "reference": "SB-1", "on": "2026-09-01" })).await;
    }

    /// It came back, the provider says, so that the fee is owed again.
    pub async fn returned(&self, house: &Troubled, payout: PayoutId) {
        let news = json!({ "is": "returned", "reference": "SB-1", "reason": "account closed", "on": "2026-09-01" });
        self.hears(house, payout, news).await;
    }

    async fn hears(&self, house: &Troubled, payout: PayoutId, news: Value) {
        let clock = Caller::clock(self.scene.organisation, self.scene.brand);
        house.act(&clock, "payments.record_news", json!({ "payout": payout, "news": news })).await;
    }

    /// Where a payout stands.
    pub async fn is(&self, house: &Troubled, payout: PayoutId) -> &'static str {
        let found = store::document::find::<Payout>(&house.witness, self.scene.brand, payout).await.expect("read");
        found.expect("there").value.as_str()
    }
}

/// The whole way of one creator, whose money comes back once.
pub async fn from_nothing_to_paid(house: &Troubled) {
    let owed = from_nothing_to_owed(house).await;
    let sent = owed.sent(house).await;
    while app::worker::work(&house.app).await.expect("handed over") > 0 {}
    owed.settled(house, sent).await;
    owed.returned(house, sent).await;
    let payout = owed.approved(house).await;
    let paid = json!({ "payout": payout, "paid_on": "2026-09-01", "reference": "FT-1", "note": "statement" });
    house.act(&owed.scene.owner, "payments.record_paid", paid).await;
}

/// The way of one creator until their fee is owed.
pub async fn from_nothing_to_owed(house: &Troubled) -> Owed {
    let scene = Scene::begin(house).await;
    let owner = &scene.owner;
    let grants = json!([{ "brand": scene.brand, "role": "finance", "sign_off": null }]);
    let invited = json!({ "email": "femi@fennel.example", "name": "Femi Adeyemi", "is_owner": false, "grants": grants });
    let femi = house.act(owner, "team.invite_person", invited).await;
    let femi = person(house, &json!({ "person": femi["id"] }), Some(scene.brand)).await;

    let (collaboration, creator) = scene.invite(house, "Maya Okonkwo").await;
    let maya = Caller::creator(scene.organisation, scene.brand, creator);
    while app::worker::work(&house.app).await.expect("sent") > 0 {}
    let yes = json!({ "collaboration": collaboration, "accept": true, "message": "Lovely." });
    house.act(&maya, "outreach.respond_to_invitation", yes).await;
    let mut terms = house.show(owner, "agreements.propose_terms", json!({ "collaboration": collaboration })).await["terms"].clone();
    terms["fee"] = gbp(42_000);
    terms["commission_points"] = json!(1_200);
    terms["disclosure"] = json!("\"Ad\" first");
    let offer = json!({ "collaboration": collaboration, "terms": terms, "message": "We loved your series." });
    let offer = house.act(owner, "agreements.make_offer", offer).await["id"].clone();
    house.act(&maya, "agreements.accept_offer", json!({ "offer": offer })).await;
    house.act(owner, "agreements.prepare_agreement", json!({ "collaboration": collaboration })).await;
    let agreement = house.show(&maya, "agreements.get_agreement", json!({ "collaboration": collaboration })).await;
    for (who, name) in [(&maya, "Maya Okonkwo"), (owner, "Nora Quill")] {
        let signature = json!({ "agreement": agreement["id"], "name": name, "hash": find(&agreement, "hash") });
        house.act(who, "agreements.sign_agreement", signature).await;
    }
    let form = json!({
        "collaboration": collaboration, "legal_name": "Maya Okonkwo", "tax_country": "GB", "payment_method": "Bank transfer",
        "payment_account": "GB33 BUKB 2020 1555 5555 55",
        "address": { "name": "Maya Okonkwo", "lines": ["1 High Street"], "city": "Leeds", "postcode": "LS1 1AA", "country": "GB" },
    });
    house.act(&maya, "agreements.fill_form", form).await;
    let tracking = house.show(owner, "attribution.get_tracking", json!({ "collaboration": collaboration })).await;
    house.act(owner, "attribution.check_links", json!({ "collaboration": collaboration })).await;
    house.act(owner, "attribution.confirm_link", json!({ "link": tracking["links"][0]["id"], "note": "it answers" })).await;
    house.act(owner, "attribution.confirm_code", json!({ "code": tracking["code"]["id"], "note": "works" })).await;
    let brief = json!({
        "objective": "Show how it fits into your evening.", "talking_points": ["It is for dry skin."], "brand_values": "Kind.",
        "visual_guidelines": "Evening light.", "hashtags": ["#ad"], "disclosure": "\"Ad\" first", "approval": "We answer in one day.",
        "payment": "We pay 14 days after your post is checked.",
    });
    house.act(owner, "briefs.save_brief", json!({ "campaign": scene.campaign, "content": brief })).await;
    house.act(owner, "briefs.send_brief", json!({ "collaborations": [collaboration] })).await;
    house.act(&maya, "briefs.acknowledge_brief", json!({ "collaboration": collaboration })).await;
    let deliverable = store::content::of_collaboration(&house.witness, scene.brand, collaboration).await.expect("read")[0].id;
    let draft = json!({ "deliverable": deliverable, "text": "Ad. The cream I finished this autumn." });
    let draft = house.act(&maya, "content.submit_draft", draft).await["id"].clone();
    let approval = json!({ "deliverable": deliverable, "draft": draft, "kind": "brand",
                           "checked": ["claims", "values", "disclosure", "visuals", "quality"] });
    house.act(owner, "content.approve", approval).await;
    let live = json!({ "deliverable": deliverable, "url": "https://www.instagram.com/reel/C1/" });
    let post = house.act(&maya, "tracking.report_live", live).await["id"].clone();
    house.act(owner, "tracking.verify_post", json!({ "post": post, "note": "seen in the app" })).await;
    let order = json!({ "source": "shop", "number": "1001", "placed_at": "2026-09-01T08:00:00Z", "currency": "GBP", "total": 5_000,
                        "lines": [{ "id": "a", "net": 5_000 }], "codes": [tracking["code"]["code"]["code"]], "status": "paid" });
    house.act(owner, "attribution.ingest_order", order).await;
    let payable = house.show(&femi, "payments.list_payments", json!({})).await["payables"][0]["id"].clone();
    Owed { scene, femi, creator, payable }
}
