//! The whole path through the operations themselves, with creators from a real list: from a spreadsheet to paid creators and a
//! report, by everybody whose turn it is, at rest in the end.
//!
//! Invariant: each step is one registered operation by who should run it; at rest means docs/domain.md, section 11. Absent:
//! HTTP and pages; `http` and `portal` go the same way by them.

use app::{
    Caller,
    agreements::{AcceptOffer, CounterOffer, FillForm, GetAgreement, MakeOffer, PrepareAgreement, ProposeTerms, SignAgreement},
    attribution::{ConfirmCode, ConfirmLink, GetTracking, IngestOrder, RecordClick},
    briefs::{AcknowledgeBrief, SaveBrief, SendBrief},
    campaigns::{CreateCampaign, EndCampaign, PlanInvitations, Shortlist, StartCampaign},
    content::{Approve, RequestChanges, SubmitDraft},
    creators::{GetCreator, ListCreators, UpdateCreator, import},
    outreach::{Invite, RespondToInvitation},
    payments::{ApprovePayout, GetLedger, ListPayments, MakePayout, RecordPaid},
    reports::{DecideStanding, ExportCampaignReport, GetCampaignReport},
    shipments::{ConfirmDelivery, ListShipments, Ship},
    team::UpdateBrandProfile,
    tracking::{ReportLive, VerifyPost},
    views::{ShowCollaboration, ShowTracker},
};
use domain::{
    agreements::ProductTerms,
    briefs::BriefContent,
    campaigns::{Campaign, Objective, OffRamp},
    content::{Change, CheckItem, Weight},
    creators::{Address, NewCreator, Standing, Tier},
    ids::{CampaignId, CollaborationId, CreatorId, DeliverableId},
    money::{Currency, Money},
    team::{BrandProfile, Claim, ClaimStanding, Role, SignOffKind},
    time::Day,
};
use serde_json::json;

use crate::{
    http::at_rest,
    support::{World, on_both, real},
};

fn gbp(minor: i64) -> Money {
    Money::new(minor, Currency::GBP)
}

/// How many creators go the whole way, how many say no, and how many never answer.
const WHOLE: usize = 3;
const DECLINE: usize = 2;
const SILENT: usize = 1;

fn campaign() -> Campaign {
    serde_json::from_value(json!({
        "name": "Autumn Repair", "objective": Objective::Sales, "markets": ["GB"], "starts": "2026-09-01", "ends": "2026-10-31",
        "currency": "GBP", "budget": { "fees": 200_000, "product": 20_000, "shipping": 5_000, "bonus": 0, "commission": 50_000 },
        "active_creators": WHOLE, "ships_product": true,
        "deliverables": [{ "format": "reel", "platform": "instagram", "opens": "2026-09-14", "closes": "2026-09-20" }],
        "review": { "included_rounds": 2, "sign_offs": ["brand", "legal"] },
        "tracking": { "landing_page": "https://shop.example/oat", "code_percent": 15 },
    }))
    .expect("a campaign")
}

/// The cast of the story.
struct Path<'a> {
    world: &'a World,
    manager: Caller,
    finance: Caller,
    second: Caller,
    lawyer: Caller,
    campaign: CampaignId,
}

#[test]
fn real_creators_go_from_a_spreadsheet_to_paid_and_reported() {
    on_both(async |world| {
        let path = Path::begin(world).await;
        let creators = path.creators().await;
        let collaborations = path.invited(&creators).await;
        let (whole, others) = collaborations.split_at(WHOLE);
        for (at, (_, collaboration)) in others.iter().enumerate() {
            if at < DECLINE {
                path.answers(*collaboration, creators[WHOLE + at], false).await;
            }
        }
        let mut deliverables = Vec::new();
        for (at, (creator, collaboration)) in whole.iter().enumerate() {
            path.answers(*collaboration, *creator, true).await;
            path.agrees(*creator, *collaboration, fee(at)).await;
            deliverables.push(path.onboards(*creator, *collaboration).await);
        }
        world.clock.set("2026-09-05T09:00:00Z");
        path.brief(whole).await;
        for ((creator, _), deliverable) in whole.iter().zip(&deliverables) {
            path.makes(*creator, *deliverable).await;
        }
        world.clock.set("2026-09-14T11:00:00Z");
        for (at, ((creator, collaboration), deliverable)) in whole.iter().zip(&deliverables).enumerate() {
            path.lives(*creator, *collaboration, *deliverable, at).await;
        }
        path.is_paid(whole).await;
        path.is_judged(whole).await;
        world.run(EndCampaign { campaign: path.campaign }).await.expect("over");
        at_rest(world).await;
        // Nothing is anybody's turn any more.
        let open = store::moves::open(world.app.db(), world.brand, &store::moves::Wanted::default(), 100).await.expect("read");
        assert!(open.is_empty(), "{open:?}");
    });
}

/// £100, £110, £120.
fn fee(at: usize) -> i64 {
    10_000 + 1_000 * i64::try_from(at).expect("few")
}

impl<'a> Path<'a> {
    async fn begin(world: &'a World) -> Self {
        let manager = world.person("Mara Fields", Role::Manager).await;
        let finance = world.person("Femi Adeyemi", Role::Finance).await;
        let second = world.person("Sam Okoro", Role::Finance).await;
        let lawyer = world.person("Priya Raman", Role::Reviewer).await;
        let profile = BrandProfile {
            values: vec!["Kind and plain".into()],
            claims: vec![Claim { text: "Heals eczema".into(), standing: ClaimStanding::Forbidden }],
            website: "https://shop.example/".into(),
            ..BrandProfile::default()
        };
        world.app.run(&manager, UpdateBrandProfile { profile }).await.expect("a profile");
        let campaign = world.app.run(&manager, CreateCampaign { campaign: campaign() }).await.expect("a campaign").id;
        Self { world, manager, finance, second, lawyer, campaign }
    }

    async fn by<T: app::Operation>(&self, caller: &Caller, command: T) -> T::Answer {
        self.world.app.run(caller, command).await.unwrap_or_else(|error| panic!("{}: {error:?}", T::META.name))
    }

    /// Imports a list, and finds out by hand how six of them are written to.
    async fn creators(&self) -> Vec<CreatorId> {
        let list = real::creators(200);
        let options = import::ImportCreators { tier: Some(Tier::Paid), ..Default::default() };
        let done = import::run(&self.world.app, &self.manager, "creators.csv", &list, options).await.expect("imported");
        assert_eq!(done.rows, 200);
        assert_eq!(done.rows, done.created + done.updated + done.merged + done.unchanged + done.rejected, "no row is lost");
        assert!(done.created > 150, "{}", done.created);
        let mut wanted: ListCreators = serde_json::from_value(json!({})).expect("a question");
        wanted.limit = Some(20);
        let page = self.world.app.show(&self.manager, wanted).await.expect("shown");
        let chosen: Vec<CreatorId> = page.items.iter().map(|one| one.id).take(WHOLE + DECLINE + SILENT).collect();
        for (at, creator) in chosen.iter().enumerate() {
            let known = self.world.app.show(&self.manager, GetCreator { creator: *creator }).await.expect("shown");
            assert!(
                !known.profiles.is_empty() && known.profiles.iter().all(|profile| !profile.numbers.is_empty()),
                "numbers with their source"
            );
            let email = Some(format!("creator-{at}@creators.example"));
            let details = NewCreator { name: known.creator.name.clone(), email, country: Some("GB".into()), ..NewCreator::default() };
            self.by(&self.manager, UpdateCreator { creator: *creator, details, zone: None, tier: Tier::Paid }).await;
        }
        chosen
    }

    /// Plans, starts, shortlists and writes to them.
    async fn invited(&self, creators: &[CreatorId]) -> Vec<(CreatorId, CollaborationId)> {
        let (app, campaign) = (&self.world.app, self.campaign);
        let plan = app.show(&self.manager, PlanInvitations { campaign }).await.expect("planned");
        // Three active of cold people at one in ten: thirty.
        assert!(serde_json::to_string(&plan).expect("JSON").contains("30"), "{plan:?}");
        self.by(&self.manager, StartCampaign { campaign }).await;
        let listed = self.by(&self.manager, Shortlist { campaign, creators: creators.to_vec(), source: None, again: false }).await;
        let invite = Invite {
            collaborations: listed.clone(),
            template: None,
            subject: "Autumn with us?".into(),
            body: "Hello {{creator.first_name}},\n\nwould you make a reel? {{portal.link}}\n\nMara".into(),
        };
        let sent = self.by(&self.manager, invite).await;
        assert!(sent.iter().all(|one| one.sent), "{sent:?}");
        self.world.work().await;
        assert_eq!(self.world.letters.to("creator-0@creators.example").len(), 1, "one letter each");
        creators.iter().copied().zip(listed).collect()
    }

    async fn answers(&self, collaboration: CollaborationId, creator: CreatorId, accept: bool) {
        let answer = RespondToInvitation { collaboration, accept, message: "Thank you.".into(), channel: None };
        self.by(&self.world.creator(creator), answer).await;
        if !accept {
            let shown = self.world.app.show(&self.manager, ShowCollaboration { collaboration }).await.expect("shown");
            assert_eq!(shown.collaboration.off.map(|off| off.ramp), Some(OffRamp::Declined));
        }
    }

    /// Offer, counter-offer, yes, both signatures.
    async fn agrees(&self, creator: CreatorId, collaboration: CollaborationId, fee: i64) {
        let caller = self.world.creator(creator);
        let mut terms = self.world.app.show(&self.manager, ProposeTerms { collaboration }).await.expect("proposed").terms;
        terms.fee = gbp(fee - 2_000);
        terms.commission_points = 1_000;
        terms.product = Some(ProductTerms { items: "Oat Barrier Cream".into(), value: gbp(4_130) });
        terms.disclosure = "\"Ad\" first".into();
        self.by(
            &self.manager,
            MakeOffer { collaboration, terms, message: "We love it.".into(), override_reason: None, only_if_fair: false },
        )
        .await;
        let counter =
            CounterOffer { collaboration, fee: Some(gbp(fee)), message: "For this much.".into(), terms: None, as_received: false };
        let offer = self.by(&caller, counter).await.id;
        self.by(&self.manager, AcceptOffer { offer, override_reason: None, as_received: false }).await;
        self.by(&self.manager, PrepareAgreement { collaboration }).await;
        let prepared =
            store::agreements::agreement(self.world.app.db(), self.world.brand, collaboration).await.expect("read").expect("there");
        let hash = prepared.value.document.hash;
        for (who, name) in [(&caller, "The Creator"), (&self.manager, "Mara Fields")] {
            self.by(who, SignAgreement { agreement: prepared.id, name: name.into(), hash: hash.clone() }).await;
        }
        let agreement = self.world.app.show(&self.manager, GetAgreement { collaboration }).await.expect("shown");
        assert!(serde_json::to_string(&agreement).expect("JSON").contains(hash.as_str()), "what was signed is what was kept");
    }

    /// Form, parcel, and links and code confirmed. Gives the one thing to be made.
    async fn onboards(&self, creator: CreatorId, collaboration: CollaborationId) -> DeliverableId {
        let caller = self.world.creator(creator);
        let address = Address {
            name: "The Creator".into(),
            lines: vec!["1 High Street".into()],
            city: "Leeds".into(),
            postcode: "LS1 1AA".into(),
            country: "GB".into(),
            ..serde_json::from_value(json!({ "name": "", "lines": [], "city": "", "postcode": "", "country": "GB" })).expect("an address")
        };
        let form = FillForm {
            collaboration,
            legal_name: "The Creator".into(),
            address: Some(address),
            preferences: String::new(),
            sizes: None,
            payment_method: "Bank transfer".into(),
            payment_account: Some("GB33 BUKB 2020 1555 5555 55".into()),
            tax_country: "GB".into(),
            as_received: false,
        };
        self.by(&caller, form).await;
        let ship = Ship {
            collaboration,
            items: "Oat Barrier Cream".into(),
            value: gbp(4_130),
            cost: gbp(420),
            carrier: "Royal Mail".into(),
            tracking_number: String::new(),
            sent_at: None,
        };
        self.by(&self.manager, ship).await;
        let parcel = self.world.app.show(&caller, ListShipments { collaboration }).await.expect("shown").remove(0).id;
        self.by(&caller, ConfirmDelivery { shipment: parcel, at: None }).await;
        let tracking = self.world.app.show(&self.manager, GetTracking { collaboration }).await.expect("shown");
        for link in &tracking.links {
            self.by(&self.manager, ConfirmLink { link: link.id, note: "it answers".into(), file: None, override_reason: None }).await;
        }
        let code = tracking.code.expect("a code").id;
        self.by(&self.manager, ConfirmCode { code, note: "works at the till".into(), file: None, override_reason: None }).await;
        store::content::of_collaboration(self.world.app.db(), self.world.brand, collaboration).await.expect("read")[0].id
    }

    async fn brief(&self, whole: &[(CreatorId, CollaborationId)]) {
        let content = BriefContent {
            objective: "Show how the cream fits into your evening.".into(),
            talking_points: vec!["It is for tight, dry skin.".into()],
            brand_values: "Kind and plain.".into(),
            visual_guidelines: "Evening light.".into(),
            hashtags: vec!["#ad".into()],
            disclosure: "\"Ad\" first".into(),
            approval: "We answer in one day. Two rounds of changes at most.".into(),
            payment: "We pay 14 days after the post is checked.".into(),
            ..BriefContent::default()
        };
        self.by(&self.manager, SaveBrief { campaign: self.campaign, content }).await;
        let collaborations = whole.iter().map(|(_, collaboration)| *collaboration).collect();
        self.by(&self.manager, SendBrief { collaborations, override_reason: None }).await;
        for (creator, collaboration) in whole {
            self.by(&self.world.creator(*creator), AcknowledgeBrief { collaboration: *collaboration, as_received: false }).await;
        }
    }

    /// A draft, changes, a second draft, both sign-offs.
    async fn makes(&self, creator: CreatorId, deliverable: DeliverableId) {
        let caller = self.world.creator(creator);
        let draft = |text: &str| SubmitDraft {
            deliverable,
            files: vec![],
            text: text.into(),
            note: String::new(),
            replaces: None,
            as_received: false,
        };
        let first = self.by(&caller, draft("The cream.")).await.id;
        let changes = vec![Change { text: "Begin with \"Ad\".".into(), weight: Weight::Must, at_ms: None, place: None }];
        self.by(&self.manager, RequestChanges { deliverable, draft: first, changes }).await;
        let second = self.by(&caller, draft("Ad. The cream.")).await.id;
        let approve = |kind| Approve { deliverable, draft: second, kind, checked: CheckItem::ALL.to_vec() };
        assert!(!self.by(&self.manager, approve(SignOffKind::Brand)).await.approved);
        assert!(self.by(&self.lawyer, approve(SignOffKind::Legal)).await.approved, "both have signed off");
    }

    /// Live, verified, clicked, and bought by code: £50 each, and £10 for every step.
    async fn lives(&self, creator: CreatorId, collaboration: CollaborationId, deliverable: DeliverableId, at: usize) {
        let url = format!("https://www.instagram.com/reel/C{at}/");
        let post = self.by(&self.world.creator(creator), ReportLive { deliverable, url, live_at: None, check: None }).await.id;
        self.by(&self.manager, VerifyPost { post, note: "seen".into(), file: None, accept_outside: false }).await;
        let tracking = self.world.app.show(&self.manager, GetTracking { collaboration }).await.expect("shown");
        let click = RecordClick { slug: tracking.links[0].link.slug.clone(), referrer: String::new(), visitor: format!("v{at}") };
        self.by(&Caller::visitor(), click).await;
        let net = sale(at);
        let code = tracking.code.expect("a code").code.code;
        let order = json!({
            "source": "shop", "number": format!("10{at}"), "placed_at": self.world.now(), "currency": "GBP",
            "lines": [{ "id": "a", "net": net }], "total": net, "codes": [code], "status": "paid",
        });
        let order: IngestOrder = serde_json::from_value(order).expect("an order");
        self.by(&self.manager, order).await;
    }

    /// Fees after 14 days, commission after its hold: made by one, approved by another, recorded.
    async fn is_paid(&self, whole: &[(CreatorId, CollaborationId)]) {
        for (day, clock) in [("2026-09-28", "2026-09-28T09:00:00Z"), ("2026-10-28", "2026-10-28T10:00:00Z")] {
            // The hold ends on 14 October; the tick that notices may be late.
            self.world.clock.set(clock);
            self.world.tick().await;
            for (at, (creator, _)) in whole.iter().enumerate() {
                let view = self.world.app.show(&self.finance, ListPayments {}).await.expect("shown");
                let open: Vec<_> = view
                    .payables
                    .iter()
                    .filter(|one| one.creator == *creator && one.state == domain::payments::PayableState::Open)
                    .collect();
                let expected = if day == "2026-09-28" { fee(at) } else { sale(at) / 10 };
                assert_eq!((open.len(), open[0].amount, open[0].due), (1, gbp(expected), Day::parse(day).expect("a day")), "{at}");
                let make = MakePayout { creator: *creator, payables: vec![open[0].id], method: "Marketing GBP".into() };
                let payout = self.by(&self.finance, make).await.id;
                self.by(&self.second, ApprovePayout { payout }).await;
                let paid_on = Day::parse(day).expect("a day");
                let paid = RecordPaid { payout, paid_on, reference: format!("FT-{day}-{at}"), note: "statement".into() };
                self.by(&self.finance, paid).await;
            }
        }
        // The clock has let go of the one who never answered.
        let all = store::campaigns::of_campaign(self.world.app.db(), self.world.brand, self.campaign).await.expect("read");
        let silent = all.iter().filter(|one| one.value.off.as_ref().is_some_and(|off| off.ramp == OffRamp::NoResponse));
        assert_eq!(silent.count(), SILENT);
    }

    async fn is_judged(&self, whole: &[(CreatorId, CollaborationId)]) {
        self.world.clock.set("2026-11-20T10:00:00Z");
        self.world.tick().await;
        let ledger = self.world.app.show(&self.finance, GetLedger::default()).await.expect("shown");
        let sum = |name: &str| -> i64 {
            ledger.balances.iter().filter(|one| one.account.to_string().starts_with(name)).map(|one| one.balance.minor).sum()
        };
        // 100 + 110 + 120; a tenth of 50 + 60 + 70.
        assert_eq!((sum("expense:fees"), sum("expense:commission"), sum("creator_payable"), sum("clearing")), (33_000, 1_800, 0, 0));
        assert!(ledger.sums.iter().all(|sum| sum.minor == 0));
        let campaign = self.campaign;
        let report = self.world.app.show(&self.manager, GetCampaignReport { campaign, model: None }).await.expect("shown");
        let totals = report.totals;
        assert_eq!((totals.revenue, totals.orders, totals.clicks, totals.fee, totals.commission), (18_000, 3, 3, 33_000, 1_800));
        assert_eq!((totals.product, totals.shipping), (3 * 4_130, 3 * 420));
        let csv = self.world.app.show(&self.manager, ExportCampaignReport { campaign, model: None }).await.expect("a file").content;
        assert!(csv.lines().any(|line| line.starts_with("All creators of this campaign,,,180.00")), "{csv}");
        for (_, collaboration) in whole {
            let decide =
                DecideStanding { collaboration: *collaboration, standing: Standing::Rebook, reason: "Kept every deadline.".into() };
            self.by(&self.manager, decide).await;
        }
        let tracker = self.world.app.show(&self.manager, ShowTracker { campaign: "autumn-repair".into() }).await.expect("shown");
        let text = serde_json::to_string(&tracker).expect("JSON");
        assert!(text.contains(&format!("{{\"stage\":\"closed\",\"count\":{WHOLE}}}")), "paid and measured: {text}");
    }
}

/// £50, £60, £70.
fn sale(at: usize) -> i64 {
    5_000 + 1_000 * i64::try_from(at).expect("few")
}
