//! A campaign with creators whose agreements are signed and whose posts are verified: the facts of earlier rooms, put
//! there with their events, so that these stories are about money alone.
//!
//! Invariant: rows and event of a step are written in one operation, so the policies answer as they do for the real one.

use app::{
    Agent, Ctx, Error, Meta, Operation, Reach, Result, Route,
    attribution::{GetTracking, IngestOrder},
    context::About,
    operation::MANAGER_CREATOR,
    payments::{ListPayments, view::PayableView},
};
use domain::{
    agreements::{
        AgreedDeliverable, Agreement, ClockStart, LateTerms, Offer, OfferState, OnboardingForm, PaymentTerms, RevisionTerms, Side,
        Signature, Terms, UsageRights,
    },
    attribution::{Line, OrderStatus},
    campaigns::{Campaign, CampaignState, Collaboration, Objective, PlannedBudget, PlannedDeliverable, TrackingPlan},
    content::{Deliverable, Progress},
    creators::{Creator, Source, Suppression},
    events::Actor,
    files::{ContentHash, StoredFile},
    ids::{AgreementId, CampaignId, CollaborationId, CreatorId, DeliverableId, FileId, Id, OfferId, PostId},
    money::{self, Currency},
    payments::{Budget, PayableKind},
    time::{Day, Timestamp},
    tracking::{Evidence, Post, PostState},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Stored, document};

use crate::support::{World, zone};

/// Pounds, in pence.
pub fn gbp(minor: i64) -> money::Money {
    money::Money::new(minor, Currency::GBP)
}

/// An order of one line, paid when it was placed, without tax and shipping.
pub fn order(number: &str, net: i64, placed_at: Timestamp) -> IngestOrder {
    IngestOrder {
        source: "shop".into(),
        number: number.into(),
        placed_at,
        paid_at: Some(placed_at),
        currency: Currency::GBP,
        lines: vec![Line { id: "a".into(), net }],
        total: net,
        codes: vec![],
        click: None,
        visitor: None,
        new_customer: None,
        referrer: None,
        status: OrderStatus::Paid,
        updated_at: None,
    }
}

/// What earlier rooms do, as one operation each.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub enum Happen {
    Campaign,
    Collaboration { campaign: CampaignId, name: String },
    Offered { collaboration: CollaborationId, fee: i64, deliverables: usize, override_reason: Option<String> },
    Accepted { collaboration: CollaborationId },
    Signed { collaboration: CollaborationId },
    Verified { deliverable: DeliverableId, live_at: Timestamp },
    Ended { collaboration: CollaborationId },
}

impl Operation for Happen {
    type Answer = uuid::Uuid;
    const META: Meta = Meta {
        name: "tests.happen",
        doc: "Puts facts of earlier rooms there.",
        route: Route::post("/happen"),
        reach: Reach::Brand,
        who: MANAGER_CREATOR,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<uuid::Uuid> {
        match self {
            Happen::Campaign => campaign(ctx).await,
            Happen::Collaboration { campaign, name } => collaboration(ctx, campaign, &name).await,
            Happen::Offered { collaboration, fee, deliverables, override_reason } => {
                offered(ctx, collaboration, terms(fee, deliverables), override_reason).await
            }
            Happen::Accepted { collaboration } => accepted(ctx, collaboration).await,
            Happen::Signed { collaboration } => signed(ctx, collaboration).await,
            Happen::Verified { deliverable, live_at } => verified(ctx, deliverable, live_at).await,
            Happen::Ended { collaboration } => ended(ctx, collaboration).await,
        }
    }
}

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

fn terms(fee: i64, deliverables: usize) -> Terms {
    let agreed = AgreedDeliverable {
        format: "reel".into(),
        platform: "instagram".into(),
        opens: day("2026-09-01"),
        closes: day("2026-09-20"),
        price: None,
    };
    Terms {
        fee: gbp(fee),
        commission_points: 1_200,
        product: None,
        deliverables: vec![agreed; deliverables],
        usage: UsageRights::default(),
        code_percent: Some(15),
        disclosure: "\"Ad\" first".into(),
        revisions: RevisionTerms { included_rounds: 2 },
        late: LateTerms::default(),
        payment: PaymentTerms { clock: ClockStart::VerifiedLive, days: 14 },
        silence_approves: false,
        notes: String::new(),
    }
}

async fn campaign(ctx: &mut Ctx) -> Result<uuid::Uuid> {
    let planned =
        PlannedDeliverable { format: "reel".into(), platform: "instagram".into(), opens: day("2026-09-01"), closes: day("2026-09-20") };
    let slug = match store::campaigns::slugs(ctx.tx(), ctx.brand()?).await?.len() {
        0 => "autumn-oats".to_owned(),
        before => format!("autumn-oats-{}", before + 1),
    };
    let campaign = Campaign {
        name: "Autumn oats".into(),
        slug,
        objective: Objective::Sales,
        goals: vec![],
        audience: String::new(),
        markets: vec!["GB".into()],
        starts: day("2026-08-20"),
        ends: day("2026-10-31"),
        currency: Currency::GBP,
        budget: PlannedBudget { fees: 100_000, product: 20_000, shipping: 0, bonus: 0, commission: 5_000 },
        active_creators: 2,
        deliverables: vec![planned],
        ships_product: false,
        review: Default::default(),
        cadence: Default::default(),
        waves: vec![],
        tracking: TrackingPlan { landing_page: "https://shop.example/oat?ref=1".into(), code_percent: Some(15) },
        owner: None,
        state: CampaignState::Running,
    };
    let id: CampaignId = ctx.id();
    document::insert(ctx.tx(), ctx.brand()?, id, &campaign).await?;
    Ok(id.uuid())
}

async fn collaboration(ctx: &mut Ctx, campaign: CampaignId, name: &str) -> Result<uuid::Uuid> {
    let creator = Creator {
        name: name.into(),
        email: Some(format!("{}@creators.example", domain::text::slug(name))),
        country: None,
        city: None,
        language: None,
        zone: None,
        manager: None,
        shipping: domain::creators::Shipping::default(),
        suppression: Suppression::default(),
        portal_generation: 0,
        merged_into: None,
        aliases: Vec::new(),
        erased_at: None,
        created_at: ctx.now(),
    };
    let (who, id): (CreatorId, CollaborationId) = (ctx.id(), ctx.id());
    document::insert(ctx.tx(), ctx.organisation()?, who, &creator).await?;
    let mut found = Collaboration::shortlisted(campaign, who, Source::Cold, domain::text::slug(name), ctx.now());
    found.invited_at = Some(ctx.now());
    let stored = document::insert(ctx.tx(), ctx.brand()?, id, &found).await?;
    ctx.note(About::collaboration(&stored), "tests.invited", json!({})).await?;
    Ok(id.uuid())
}

async fn offered(ctx: &mut Ctx, id: CollaborationId, terms: Terms, override_reason: Option<String>) -> Result<uuid::Uuid> {
    let found = ctx.collaboration(id).await?;
    let offer = Offer {
        collaboration: id,
        number: 1,
        by: Side::Brand,
        terms,
        message: String::new(),
        made_at: ctx.now(),
        state: OfferState::Open,
        override_reason: override_reason.clone(),
    };
    let offer_id: OfferId = ctx.id();
    document::insert(ctx.tx(), ctx.brand()?, offer_id, &offer).await?;
    let about = About::collaboration(&found).subject(offer_id);
    ctx.note(about, "agreements.offer_made", json!({ "override_reason": override_reason, "by": "brand", "offer": offer_id })).await?;
    Ok(offer_id.uuid())
}

async fn accepted(ctx: &mut Ctx, id: CollaborationId) -> Result<uuid::Uuid> {
    let (brand, found) = (ctx.brand()?, ctx.collaboration(id).await?);
    let offer = store::agreements::offers(ctx.tx(), brand, id).await?.pop().ok_or(Error::NotFound)?;
    let taken = offer.value.accept(Side::Creator, ctx.now())?;
    document::save(ctx.tx(), brand, offer.id, offer.version, &taken).await?;
    let given = store::events::of_kind(ctx.tx(), brand, id, "agreements.offer_made").await?;
    let reason = given.first().and_then(|made| made.data.get("override_reason").cloned());
    let data = json!({ "override_reason": reason });
    ctx.note(About::collaboration(&found).subject(offer.id), "agreements.offer_accepted", data).await?;
    Ok(offer.id.uuid())
}

async fn signed(ctx: &mut Ctx, id: CollaborationId) -> Result<uuid::Uuid> {
    let (brand, found) = (ctx.brand()?, ctx.collaboration(id).await?);
    let offer = store::agreements::offers(ctx.tx(), brand, id).await?.pop().ok_or(Error::NotFound)?;
    let name =
        |name: &str| Signature { name: name.into(), by: Actor::Clock, at: ctx.now(), address: String::new(), browser: String::new() };
    let document = StoredFile {
        id: FileId::from_uuid(uuid::Uuid::nil()),
        name: "agreement.html".into(),
        media_type: "text/html".into(),
        size: 1,
        hash: ContentHash::parse(&"ab".repeat(32)).expect("a hash"),
    };
    let agreement = Agreement {
        collaboration: id,
        offer: offer.id,
        terms: offer.value.terms.clone(),
        document,
        prepared_at: ctx.now(),
        creator: Some(name("The Creator")),
        brand: Some(name("Nora Quill")),
    };
    let nonce = ctx.random();
    let account = ctx.app().secrets().seal(nonce, "20-00-00 55774417").map_err(Error::Broken)?;
    let form = OnboardingForm {
        collaboration: id,
        legal_name: "The Creator".into(),
        address: None,
        preferences: String::new(),
        payment_method: "bank".into(),
        payment_account: Some(account),
        payment_hint: "…4417".into(),
        tax_country: "GB".into(),
        completed_at: ctx.now(),
    };
    let (agreement_id, form_id): (AgreementId, AgreementId) = (ctx.id(), ctx.id());
    document::insert(ctx.tx(), brand, agreement_id, &agreement).await?;
    document::insert(ctx.tx(), brand, form_id, &form).await?;
    ctx.note(About::collaboration(&found).subject(agreement_id), "agreements.signed", json!({})).await?;
    Ok(agreement_id.uuid())
}

async fn verified(ctx: &mut Ctx, id: DeliverableId, live_at: Timestamp) -> Result<uuid::Uuid> {
    let brand = ctx.brand()?;
    let found = document::find::<Deliverable>(ctx.tx(), brand, id).await?.ok_or(Error::NotFound)?;
    let collaboration = ctx.collaboration(found.value.collaboration).await?;
    let mut made = found.value;
    made.state = Progress::Approved { draft: ctx.id(), files: vec![], sign_offs: vec![], at: ctx.now() };
    document::save(ctx.tx(), brand, id, found.version, &made).await?;
    let evidence = Evidence { note: "seen".into(), file: None, by: Actor::Clock, name: "Nora Quill".into(), at: ctx.now() };
    let post = Post {
        deliverable: id,
        collaboration: collaboration.id,
        url: "https://www.instagram.com/reel/C1/".into(),
        live_at,
        reported_at: ctx.now(),
        reported_by: Actor::Clock,
        check: None,
        state: PostState::Verified { evidence, late: live_at > made.closes.end_in(&ctx.zone()?) },
        watch: Default::default(),
        readings: vec![],
    };
    let post_id: PostId = ctx.id();
    document::insert(ctx.tx(), brand, post_id, &post).await?;
    ctx.note(About::collaboration(&collaboration).subject(post_id), "tracking.post_verified", json!({})).await?;
    Ok(post_id.uuid())
}

async fn ended(ctx: &mut Ctx, id: CollaborationId) -> Result<uuid::Uuid> {
    let found = ctx.collaboration(id).await?;
    let (over, event) = found.value.clone().end(domain::campaigns::OffRamp::Withdrawn, "ill", true, false, ctx.now())?;
    document::save(ctx.tx(), ctx.brand()?, id, found.version, &over).await?;
    ctx.note(About::collaboration(&found), "campaigns.withdrawn", json!({ "reason": event.reason })).await?;
    Ok(id.uuid())
}

/// A creator in the campaign.
pub struct Who {
    pub id: CollaborationId,
    pub creator: CreatorId,
}

impl Who {
    /// When the posting window of every deliverable ends.
    pub fn closes(&self) -> Timestamp {
        day("2026-09-20").end_in(&zone("Europe/London"))
    }
}

/// A world with one campaign.
pub struct Money<'a> {
    pub world: &'a World,
    pub campaign: CampaignId,
}

impl<'a> Money<'a> {
    /// Begins the campaign.
    pub async fn begin(world: &'a World) -> Self {
        let campaign = CampaignId::from_uuid(world.run(Happen::Campaign).await.expect("a campaign"));
        Self { world, campaign }
    }

    /// A creator is invited.
    pub async fn collaboration(&self, name: &str) -> Who {
        let happened = self.world.run(Happen::Collaboration { campaign: self.campaign, name: name.into() }).await;
        let id = CollaborationId::from_uuid(happened.expect("a collaboration"));
        let found = document::find::<Collaboration>(self.world.app.db(), self.world.brand, id).await.expect("read").expect("there");
        Who { id, creator: found.value.creator }
    }

    /// The brand makes an offer for one reel.
    pub async fn offer(&self, who: &Who, fee: i64, reason: Option<&str>) -> Result<uuid::Uuid> {
        let override_reason = reason.map(str::to_owned);
        self.world.run(Happen::Offered { collaboration: who.id, fee, deliverables: 1, override_reason }).await
    }

    /// The creator accepts it.
    pub async fn accept(&self, who: &Who) -> Result<uuid::Uuid> {
        self.world.app.run(&self.world.creator(who.creator), Happen::Accepted { collaboration: who.id }).await
    }

    /// A creator with a signed agreement for so many reels.
    pub async fn signed(&self, name: &str, fee: i64, deliverables: usize) -> Who {
        let who = self.collaboration(name).await;
        let offered = Happen::Offered { collaboration: who.id, fee, deliverables, override_reason: None };
        self.world.run(offered).await.expect("offered");
        self.accept(&who).await.expect("accepted");
        self.world.run(Happen::Signed { collaboration: who.id }).await.expect("signed");
        who
    }

    /// The post of a deliverable went live in time and was verified.
    pub async fn verified(&self, who: &Who, at: usize) {
        self.verified_live_at(who, at, self.world.now()).await;
    }

    /// The post of a deliverable went live then and was verified.
    pub async fn verified_live_at(&self, who: &Who, at: usize, live_at: Timestamp) {
        let deliverables = store::content::of_collaboration(self.world.app.db(), self.world.brand, who.id).await.expect("read");
        self.world.run(Happen::Verified { deliverable: deliverables[at].id, live_at }).await.expect("verified");
    }

    /// The creator withdraws.
    pub async fn end(&self, who: &Who) {
        self.world.run(Happen::Ended { collaboration: who.id }).await.expect("ended");
    }

    /// The campaign's landing page is mended.
    pub async fn lands_on(&self, page: &str) {
        let (db, brand) = (self.world.app.db(), self.world.brand);
        let found = document::find::<Campaign>(db, brand, self.campaign).await.expect("read").expect("there");
        let mut changed = found.value;
        changed.tracking.landing_page = page.into();
        let tx = db.begin().await.expect("a transaction");
        document::save(&tx, brand, found.id, found.version, &changed).await.expect("saved");
        tx.commit().await.expect("committed");
    }

    /// The collaboration as stored.
    pub async fn find(&self, who: &Who) -> Stored<Collaboration> {
        document::find(self.world.app.db(), self.world.brand, who.id).await.expect("read").expect("there")
    }

    /// The campaign's budget.
    pub async fn budget(&self) -> Budget {
        let db = self.world.app.db();
        let campaign = document::find::<Campaign>(db, self.world.brand, self.campaign).await.expect("read").expect("there");
        store::payments::budget::of_campaign(db, self.world.brand, &campaign).await.expect("read")
    }

    /// The offers to a creator.
    pub async fn offers(&self, who: &Who) -> Vec<Stored<Offer>> {
        store::agreements::offers(self.world.app.db(), self.world.brand, who.id).await.expect("read")
    }

    /// How many events of a kind happened.
    pub async fn events(&self, kind: &str) -> usize {
        store::events::everything(self.world.app.db()).await.expect("read").iter().filter(|event| event.kind == kind).count()
    }

    /// The code that the signature made.
    pub async fn code(&self, who: &Who) -> String {
        self.world.show(GetTracking { collaboration: who.id }).await.expect("shown").code.expect("a code").code.code
    }

    /// The short name of the first link that the signature made.
    pub async fn slug(&self, who: &Who) -> String {
        self.world.show(GetTracking { collaboration: who.id }).await.expect("shown").links.remove(0).link.slug
    }

    /// Commission that is or was owed, oldest first.
    pub async fn commissions(&self) -> Vec<PayableView> {
        let mut all = self.world.show(ListPayments {}).await.expect("shown").payables;
        all.retain(|one| one.kind == PayableKind::Commission);
        all.sort_by_key(|one| one.id);
        all
    }

    /// Nothing waits, nothing is wrong, and the moves follow from the facts.
    pub async fn at_rest(&self) {
        self.world.work().await;
        assert_eq!(app::audit::verify(self.world.app.db(), None).await.expect("verified"), Vec::<String>::new());
        self.world.moves_rebuild().await;
        assert_eq!(store::outbox::counts(self.world.app.db(), None).await.expect("read").open, 0, "the outbox is empty");
    }
}
