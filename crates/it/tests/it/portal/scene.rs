//! A campaign with one invited creator, and what the team does in between.

use app::{
    agreements::{AcceptOffer, FillForm, MakeOffer, PrepareAgreement, SignAgreement},
    attribution::{ConfirmCode, ConfirmLink, GetTracking},
    briefs::{AcknowledgeBrief, SaveBrief, SendBrief},
    campaigns::{CreateCampaign, Shortlist, StartCampaign},
    content::{Approve, CreateReviewLink, GetReview, RequestChanges},
    creators::{CreateCreator, UpdateCreator},
    outreach::{Invite, RespondToInvitation},
    shipments::Ship,
    tracking::{ListPosts, VerifyPost},
};
use domain::{
    agreements::{AgreedDeliverable, LateTerms, PaymentTerms, ProductTerms, RevisionTerms, Terms, UsageRights},
    briefs::BriefContent,
    campaigns::{Cadence, Campaign, CampaignState, Objective, PlannedBudget, PlannedDeliverable, ReviewPolicy, TrackingPlan},
    content::{Change, CheckItem, Weight},
    creators::{Address, NewCreator, Rate, Source, Tier},
    ids::{CampaignId, CollaborationId, CreatorId, DeliverableId},
    money::{Currency, Money},
    moves::What,
    team::SignOffKind,
    time::Day,
};

use crate::support::World;

/// An invited creator with her link.
pub struct Scene<'a> {
    pub world: &'a World,
    pub campaign: CampaignId,
    pub creator: CreatorId,
    pub collaboration: CollaborationId,
    /// Her own page, without the site.
    pub path: String,
}

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

fn gbp(minor: i64) -> Money {
    Money::new(minor, Currency::GBP)
}

/// An address of the site without the site.
pub fn path_of(link: &str) -> String {
    link.trim_start_matches("https://troupe.example").to_owned()
}

fn campaign() -> Campaign {
    let planned = |format: &str| PlannedDeliverable {
        format: format.into(),
        platform: "instagram".into(),
        opens: day("2026-11-18"),
        closes: day("2026-11-21"),
    };
    Campaign {
        name: "Autumn Repair".into(),
        slug: String::new(),
        objective: Objective::Sales,
        goals: vec![],
        audience: "People with dry skin".into(),
        markets: vec!["GB".into()],
        starts: day("2026-11-02"),
        ends: day("2026-12-06"),
        currency: Currency::GBP,
        budget: PlannedBudget { fees: 2_000_000, product: 100_000, shipping: 50_000, bonus: 0, commission: 500_000 },
        active_creators: 12,
        deliverables: vec![planned("reel"), planned("story")],
        ships_product: true,
        review: ReviewPolicy { sign_offs: vec![SignOffKind::Brand, SignOffKind::Legal], ..ReviewPolicy::default() },
        cadence: Cadence::default(),
        waves: vec![],
        tracking: TrackingPlan { landing_page: "https://shop.example/oat".into(), code_percent: Some(15) },
        owner: None,
        state: CampaignState::Draft,
    }
}

impl<'a> Scene<'a> {
    /// Campaign, creator, shortlist, invitation.
    pub async fn begin(world: &'a World) -> Self {
        let campaign = world.run(CreateCampaign { campaign: campaign() }).await.expect("a campaign").id;
        world.run(StartCampaign { campaign }).await.expect("it runs");
        Self::invited(world, campaign, "Maya Okonkwo", "maya@example.org").await
    }

    /// Another creator of the same campaign.
    pub async fn invited(world: &'a World, campaign: CampaignId, name: &str, email: &str) -> Self {
        Self::invited_speaking(world, campaign, name, email, None).await
    }

    /// The same with the language on the record.
    pub async fn invited_speaking(world: &'a World, campaign: CampaignId, name: &str, email: &str, language: Option<&str>) -> Self {
        let details = NewCreator {
            name: name.into(),
            email: Some(email.into()),
            country: Some("GB".into()),
            language: language.map(str::to_owned),
            ..NewCreator::default()
        };
        let creator = world.run(CreateCreator { creator: details, source: Source::Cold, tier: Tier::Paid }).await.expect("a creator").id;
        let listed =
            world.run(Shortlist { campaign, creators: vec![creator], source: None, again: false }).await.expect("on the shortlist");
        let collaboration = listed[0];
        let invite = Invite {
            collaborations: vec![collaboration],
            template: None,
            subject: "Autumn with us?".into(),
            body: "Hello {{creator.first_name}},\n\nwould you make a reel about our night balm? Your page: {{portal.link}}\n\nNora".into(),
        };
        let sent = world.run(invite).await.expect("invited");
        assert!(sent[0].sent, "{:?}", sent[0].reason);
        world.work().await;
        let path = path_of(&world.letters.last_link_to(email));
        Self { world, campaign, creator, collaboration, path }
    }

    fn terms(fee: i64) -> Terms {
        let agreed = |format: &str| AgreedDeliverable {
            format: format.into(),
            platform: "instagram".into(),
            opens: day("2026-11-18"),
            closes: day("2026-11-21"),
            price: None,
        };
        Terms {
            fee: gbp(fee),
            commission_points: 1_200,
            product: Some(ProductTerms { items: "Oat Barrier Cream, Rye Night Balm".into(), value: gbp(4_130) }),
            deliverables: vec![agreed("reel"), agreed("story")],
            usage: UsageRights {
                channels: vec!["our website".into(), "our Instagram".into()],
                paid: false,
                territory: "world".into(),
                days: 90,
            },
            code_percent: Some(15),
            disclosure: "“Ad” on screen for 3 seconds from the start, and as the first word of the caption.".into(),
            revisions: RevisionTerms { included_rounds: 2 },
            late: LateTerms::default(),
            payment: PaymentTerms { clock: domain::agreements::ClockStart::VerifiedLive, days: 14 },
            silence_approves: false,
            notes: String::new(),
        }
    }

    pub async fn offer(&self, fee: i64) {
        self.offer_terms(Self::terms(fee)).await;
    }

    async fn offer_terms(&self, terms: Terms) {
        let message = "We loved your winter series.".to_owned();
        let command = MakeOffer { collaboration: self.collaboration, terms, message, override_reason: None, only_if_fair: false };
        self.world.run(command).await.expect("offered");
    }

    pub async fn prepare_agreement(&self) {
        self.world.run(PrepareAgreement { collaboration: self.collaboration }).await.expect("prepared");
    }

    pub async fn creator_signs(&self) {
        let agreement =
            store::agreements::agreement(self.world.app.db(), self.world.brand, self.collaboration).await.expect("read").expect("prepared");
        let command = SignAgreement { agreement: agreement.id, name: "Maya Okonkwo".into(), hash: agreement.value.document.hash.clone() };
        self.world.app.run(&self.world.creator(self.creator), command).await.expect("signed");
    }

    pub async fn brand_signs(&self) {
        let agreement =
            store::agreements::agreement(self.world.app.db(), self.world.brand, self.collaboration).await.expect("read").expect("prepared");
        let command = SignAgreement { agreement: agreement.id, name: "Nora Quill".into(), hash: agreement.value.document.hash.clone() };
        self.world.run(command).await.expect("signed");
    }

    pub async fn ship(&self) {
        let command = Ship {
            collaboration: self.collaboration,
            items: "Oat Barrier Cream, Rye Night Balm".into(),
            value: gbp(4_130),
            cost: gbp(420),
            carrier: "Royal Mail".into(),
            tracking_number: "RM 4471 GB".into(),
            sent_at: None,
        };
        self.world.run(command).await.expect("shipped");
    }

    /// Confirms links and code, writes the brief and sends it.
    pub async fn send_brief(&self) {
        let tracking = self.world.show(GetTracking { collaboration: self.collaboration }).await.expect("tracking");
        for link in tracking.links {
            self.world
                .run(ConfirmLink { link: link.id, note: "it answers".into(), file: None, override_reason: None })
                .await
                .expect("confirmed");
        }
        let code = tracking.code.expect("a code").id;
        self.world.run(ConfirmCode { code, note: "works at the till".into(), file: None, override_reason: None }).await.expect("confirmed");
        self.write_brief().await;
        self.world.run(SendBrief { collaborations: vec![self.collaboration], override_reason: None }).await.expect("sent");
    }

    /// The creator's card names a price.
    pub async fn asks_for(&self, format: &str, minor: i64) {
        let rates = vec![Rate { format: format.into(), price: gbp(minor) }];
        let details = NewCreator {
            name: "Maya Okonkwo".into(),
            email: Some("maya@example.org".into()),
            country: Some("GB".into()),
            rates,
            ..NewCreator::default()
        };
        self.world.run(UpdateCreator { creator: self.creator, details, zone: None, tier: Tier::Paid }).await.expect("changed");
    }

    /// Everything up to an acknowledged brief, entered by the team but for her signature.
    pub async fn producing(&self) {
        self.onboarded(Self::terms(42_000)).await;
        self.ship().await;
        self.send_brief().await;
        self.world.run(AcknowledgeBrief { collaboration: self.collaboration, as_received: true }).await.expect("entered");
    }

    /// Product on its way for which nothing is owed.
    pub async fn given(&self) {
        self.onboarded(Terms { deliverables: vec![], commission_points: 0, code_percent: None, ..Self::terms(0) }).await;
        self.ship().await;
    }

    /// From a yes to terms that both have signed and a form, entered by the team but for her signature.
    async fn onboarded(&self, terms: Terms) {
        let (world, collaboration) = (self.world, self.collaboration);
        let yes = RespondToInvitation { collaboration, accept: true, message: String::new(), channel: None };
        world.run(yes).await.expect("entered");
        self.offer_terms(terms).await;
        let offer = store::agreements::offers(world.app.db(), world.brand, collaboration).await.expect("read")[0].id;
        world.run(AcceptOffer { offer, override_reason: None, as_received: true }).await.expect("entered");
        self.prepare_agreement().await;
        self.creator_signs().await;
        self.brand_signs().await;
        let address = Address {
            name: "Maya Okonkwo".into(),
            lines: vec!["1 High Street".into()],
            city: "Leeds".into(),
            postcode: "LS1 1AA".into(),
            region: String::new(),
            country: "GB".into(),
        };
        let form = FillForm {
            collaboration,
            legal_name: "Maya Ada Okonkwo".into(),
            address: Some(address),
            preferences: String::new(),
            sizes: None,
            payment_method: "Bank transfer".into(),
            payment_account: None,
            tax_country: "GB".into(),
            as_received: true,
        };
        world.run(form).await.expect("entered");
    }

    /// Writes the campaign's brief.
    pub async fn write_brief(&self) {
        let content = BriefContent {
            objective: "Show how the night balm fits into your evening.".into(),
            talking_points: vec!["It is a balm for tight, dry skin.".into(), "Oat and rye, no perfume.".into()],
            brand_values: "Kind and plain.".into(),
            visual_guidelines: "Your own bathroom, evening light.".into(),
            hashtags: vec!["#ad".into()],
            disclosure: "“Ad” on screen for 3 seconds from the start, and as the first word of the caption.".into(),
            approval: "We answer in one day. Two rounds of changes at most.".into(),
            payment: "We pay 14 days after both posts are checked.".into(),
            do_not_say: vec!["heals".into(), "cures eczema".into()],
            flexible: "Story, wording, place, music, how polished.".into(),
            ..BriefContent::default()
        };
        self.world.run(SaveBrief { campaign: self.campaign, content }).await.expect("written");
    }

    pub async fn deliverable(&self, at: usize) -> DeliverableId {
        store::content::of_collaboration(self.world.app.db(), self.world.brand, self.collaboration).await.expect("read")[at].id
    }

    async fn newest(&self, deliverable: DeliverableId) -> domain::ids::DraftId {
        self.world.show(GetReview { deliverable }).await.expect("shown").drafts.last().expect("a draft").id
    }

    pub async fn ask_for_changes(&self, deliverable: DeliverableId, text: &str, weight: Weight) {
        let changes = vec![Change { text: text.into(), weight, at_ms: Some(15_000), place: None }];
        let draft = self.newest(deliverable).await;
        self.world.run(RequestChanges { deliverable, draft, changes }).await.expect("sent back");
    }

    pub async fn review_link(&self, deliverable: DeliverableId, kind: SignOffKind) -> String {
        let command = CreateReviewLink { deliverable, email: "priya@law.example".into(), name: "Priya Raman".into(), kind };
        path_of(&self.world.run(command).await.expect("a link").link)
    }

    pub async fn brand_approves(&self, deliverable: DeliverableId) {
        let draft = self.newest(deliverable).await;
        let command = Approve { deliverable, draft, kind: SignOffKind::Brand, checked: CheckItem::ALL.to_vec() };
        assert!(self.world.run(command).await.expect("signed off").approved);
    }

    pub async fn verify(&self, deliverable: DeliverableId) {
        let posts = self.world.show(ListPosts { collaboration: self.collaboration }).await.expect("posts");
        let post = posts.into_iter().find(|post| post.post.deliverable == deliverable).expect("reported").id;
        self.world.run(VerifyPost { post, note: "seen in the app".into(), file: None, accept_outside: false }).await.expect("verified");
    }

    /// Whether such a move is open.
    pub async fn waits(&self, what: What) -> bool {
        let wanted = store::moves::Wanted { collaboration: Some(self.collaboration), ..Default::default() };
        store::moves::open(self.world.app.db(), self.world.brand, &wanted, 100).await.expect("read").iter().any(|row| row.open.what == what)
    }
}
