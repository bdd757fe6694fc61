//! The creator's pages of one brand: their open moves, and everything that a page about them needs.
//!
//! Invariant: seven statements at most besides the wall, whatever the number of rows; only the creator's own collaborations,
//! and none of them before its invitation was sent; no reminder that was taken back before it left. Absent: pages, words, and
//! anything that is the team's alone.

mod shown;

use std::collections::BTreeMap;

use domain::{
    agreements::{Agreement, Offer, OnboardingForm},
    attribution::setup::{PromoCode, TrackingLink},
    briefs::{Brief, BriefSent},
    campaigns::{Campaign, Collaboration},
    content::{Deliverable, Draft, Review, Verdict},
    creators::connections::Service,
    ids::{BriefId, CollaborationId, DeliverableId, Id, LinkId, PayableId},
    journey::Stage,
    money::Money,
    moves::{Move, What},
    payments::{Payable, PayableState},
    shipments::Shipment,
    tracking::{Post, PostState},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{
    Stored,
    creators::Creator,
    journey::{Kind, Parts, Scope, parts},
    moves::Wanted,
};

pub use shown::*;

use crate::{Agent, Error, Look, Meta, Reach, Result, Rights, Route, View, operation::CREATOR};

/// The kinds of rows that the pages read, in one statement.
const KINDS: [Kind; 16] = [
    Kind::Collaboration,
    Kind::Stage,
    Kind::Campaign,
    Kind::Offer,
    Kind::Agreement,
    Kind::Form,
    Kind::Shipment,
    Kind::Link,
    Kind::Code,
    Kind::Brief,
    Kind::Sending,
    Kind::Deliverable,
    Kind::Draft,
    Kind::Review,
    Kind::Post,
    Kind::Payable,
];

/// The most moves that are read: far beyond what one creator can have open.
const MOST_MOVES: i64 = 500;

/// The creator's own pages of a brand.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ShowPortal {}

impl View for ShowPortal {
    type Answer = PortalView;
    const META: Meta = Meta {
        name: "outreach.show_portal",
        doc: "Shows a creator their own work with a brand: what to do now, what waits for the brand, offers, agreement, brief, drafts, money, messages.",
        route: Route::get("/portal"),
        reach: Reach::Brand,
        who: CREATOR,
        agent: Agent::Never,
    };

    async fn show(self, look: &Look) -> Result<PortalView> {
        let Rights::Creator { id, .. } = look.caller().rights else { return Err(Error::NotFound) };
        let (db, brand) = (look.db(), look.brand_facts()?.clone());
        let creator = store::document::find::<Creator>(db, brand.value.organisation, id).await?.ok_or(Error::NotFound)?;
        let found = parts(db, brand.id, Scope::Creator(id), &KINDS).await?;
        let wanted = Wanted { creator: Some(id), visible_at: Some(look.now()), but: Some(What::TakeUp), ..Wanted::default() };
        let open = store::moves::open(db, brand.id, &wanted, MOST_MOVES).await?;
        let messages = store::outreach::shown_to_creator(db, brand.id, id).await?;
        let mut held: BTreeMap<CollaborationId, Vec<PortalHeld>> = BTreeMap::new();
        for row in store::attribution::credit::held_of_creator(db, brand.id, id).await? {
            let shown = PortalHeld { amount: Money::new(row.minor, row.currency), orders: row.orders, next: row.next };
            held.entry(row.collaboration).or_default().push(shown);
        }
        let clicks = store::attribution::clicks_of_creator(db, brand.id, id).await?;
        let mut moves: BTreeMap<CollaborationId, Vec<Move>> = BTreeMap::new();
        for row in open {
            moves.entry(row.collaboration).or_default().push(row.open);
        }
        let sender = Some(brand.value.settings.sender_name.trim()).filter(|name| !name.is_empty()).unwrap_or(&brand.value.name).to_owned();
        let connects = look.app().asks(Service::TikTok) && {
            let found = store::creators::connections::connection(db, brand.value.organisation, Service::TikTok).await?;
            found.is_some_and(|found| found.value.sealed.is_some())
        };
        Ok(PortalView {
            now: look.now(),
            connects,
            collaborations: collaborations(&found, moves, held, &clicks, &look.app().settings().base_url)?,
            brand: PortalBrand {
                id: brand.id,
                organisation: brand.value.organisation,
                name: brand.value.name,
                slug: brand.value.slug,
                zone: brand.value.zone,
                colour: brand.value.settings.colour,
                logo: brand.value.logo.map(|logo| logo.hash),
                sender,
            },
            creator: PortalCreator {
                id,
                name: creator.value.name,
                email: creator.value.email,
                country: creator.value.country.map(|country| country.code().to_owned()),
                zone: creator.value.zone,
                opted_out_at: creator.value.suppression.opted_out_at,
                shipping: creator.value.shipping,
            },
            messages: messages
                .into_iter()
                .map(|found| PortalMessage {
                    id: found.id,
                    collaboration: found.value.collaboration,
                    direction: found.value.direction,
                    channel: found.value.channel,
                    subject: found.value.subject,
                    body: found.value.body,
                    at: found.value.at,
                })
                .collect(),
        })
    }
}

/// The rows of one kind by their collaboration.
fn grouped<T>(rows: Vec<(CollaborationId, T)>) -> BTreeMap<CollaborationId, Vec<T>> {
    let mut all: BTreeMap<CollaborationId, Vec<T>> = BTreeMap::new();
    for (of, row) in rows {
        all.entry(of).or_default().push(row);
    }
    all
}

fn collaborations(
    found: &Parts,
    mut moves: BTreeMap<CollaborationId, Vec<Move>>,
    mut held: BTreeMap<CollaborationId, Vec<PortalHeld>>,
    clicks: &BTreeMap<LinkId, i64>,
    base_url: &str,
) -> Result<Vec<PortalCollaboration>> {
    let stages = found.stages()?;
    let campaigns: BTreeMap<CollaborationId, Stored<Campaign>> = found.take(Kind::Campaign)?.into_iter().collect();
    let mut offers = grouped(found.take::<Offer>(Kind::Offer)?);
    let mut agreements = grouped(found.take::<Agreement>(Kind::Agreement)?);
    let mut forms = grouped(found.take::<OnboardingForm>(Kind::Form)?);
    let mut shipments = grouped(found.take::<Shipment>(Kind::Shipment)?);
    let mut links = grouped(found.take::<TrackingLink>(Kind::Link)?);
    let mut codes = grouped(found.take::<PromoCode>(Kind::Code)?);
    let briefs: BTreeMap<BriefId, Brief> = found.once::<Brief>(Kind::Brief)?.into_iter().map(|brief| (brief.id, brief.value)).collect();
    let mut sendings = grouped(found.take::<BriefSent>(Kind::Sending)?);
    let mut made = grouped(found.take::<Deliverable>(Kind::Deliverable)?);
    let mut drafts = grouped(found.take::<Draft>(Kind::Draft)?);
    let mut reviews = grouped(found.take::<Review>(Kind::Review)?);
    let mut posts = grouped(found.take::<Post>(Kind::Post)?);
    let mut payables: BTreeMap<CollaborationId, Vec<PortalPayable>> = BTreeMap::new();
    for (of, id, payable) in found.values::<Payable>(Kind::Payable)? {
        payables.entry(of).or_default().push(payable_shown(PayableId::from_uuid(id), &payable));
    }
    let mut all: Vec<PortalCollaboration> = Vec::new();
    for collaboration in found.once::<Collaboration>(Kind::Collaboration)? {
        let id = collaboration.id;
        let mut offers = offers.remove(&id).unwrap_or_default();
        let told = collaboration.value.taken_over.as_deref();
        // What a sheet told of and nobody took up is the team's affair alone; it promises the creator nothing.
        let stands_still = told.is_some_and(domain::campaigns::TakenOver::is_held);
        if (collaboration.value.invited_at.is_none() && offers.is_empty()) || (stands_still && collaboration.value.off.is_none()) {
            continue;
        }
        offers.sort_by_key(|offer| offer.value.number);
        let work = Work {
            drafts: drafts.remove(&id).unwrap_or_default(),
            reviews: reviews.remove(&id).unwrap_or_default(),
            posts: posts.remove(&id).unwrap_or_default(),
            links: links.remove(&id).unwrap_or_default(),
        };
        let mut deliverables: Vec<PortalDeliverable> =
            made.remove(&id).unwrap_or_default().into_iter().map(|found| work.shown(found, clicks, base_url)).collect();
        deliverables.sort_by_key(|shown| shown.deliverable.number);
        let mut parcels = shipments.remove(&id).unwrap_or_default();
        parcels.sort_by_key(|parcel| parcel.value.sent_at);
        let code = codes.remove(&id).unwrap_or_default().into_iter().find(|code| code.value.confirmed.is_some());
        let campaign = campaigns.get(&id);
        let agreement = agreements.remove(&id).unwrap_or_default().into_iter().next().map(agreement_shown);
        let brief = brief_shown(sendings.remove(&id).unwrap_or_default(), &briefs);
        let read = brief.as_ref().is_some_and(|brief| brief.acknowledged_at.is_some());
        let rounds = agreement.as_ref().map(|agreement: &PortalAgreement| agreement.terms.revisions.included_rounds);
        all.push(PortalCollaboration {
            id,
            may_draft: read || told.is_some_and(domain::campaigns::TakenOver::is_making),
            agreed_before: agreement.is_none() && told.is_some_and(domain::campaigns::TakenOver::is_signed),
            rounds: rounds.or(campaign.map(|campaign| campaign.value.review.included_rounds)).unwrap_or_default(),
            campaign: campaign.map(|campaign| campaign.value.name.clone()).unwrap_or_default(),
            stage: stages.get(&id).copied().unwrap_or(Stage::Invited),
            invited_at: collaboration.value.invited_at,
            accepted_at: collaboration.value.accepted_at,
            off: collaboration.value.off.as_ref().map(|off| (off.ramp, off.at)),
            moves: moves.remove(&id).unwrap_or_default(),
            offers: offers.into_iter().map(offer_shown).collect(),
            agreement,
            form: forms.remove(&id).unwrap_or_default().into_iter().next().map(form_shown),
            shipments: parcels.into_iter().map(shipment_shown).collect(),
            brief,
            deliverables,
            code: code.map(|code| (code.value.code, code.value.percent)),
            payables: payables.remove(&id).unwrap_or_default(),
            held: held.remove(&id).unwrap_or_default(),
        });
    }
    all.sort_by_key(|collaboration| std::cmp::Reverse(collaboration.id));
    Ok(all)
}

fn offer_shown(found: Stored<Offer>) -> PortalOffer {
    let Offer { number, by, terms, message, made_at, state, .. } = found.value;
    PortalOffer { id: found.id, number, by, terms, message, made_at, state }
}

fn agreement_shown(found: Stored<Agreement>) -> PortalAgreement {
    let Agreement { terms, document, prepared_at, creator, brand, .. } = found.value;
    PortalAgreement {
        id: found.id,
        terms,
        document,
        prepared_at,
        creator: creator.map(|signature| (signature.name, signature.at)),
        brand: brand.map(|signature| (signature.name, signature.at)),
    }
}

fn form_shown(found: Stored<OnboardingForm>) -> PortalForm {
    let OnboardingForm { legal_name, address, preferences, payment_method, payment_hint, tax_country, completed_at, .. } = found.value;
    PortalForm { version: found.version.0, legal_name, address, preferences, payment_method, payment_hint, tax_country, completed_at }
}

fn shipment_shown(found: Stored<Shipment>) -> PortalShipment {
    let Shipment { items, carrier, tracking_number, sent_at, delivered_at, .. } = found.value;
    PortalShipment { id: found.id, items, carrier, tracking_number, sent_at, delivered_at }
}

fn brief_shown(mut sendings: Vec<Stored<BriefSent>>, briefs: &BTreeMap<BriefId, Brief>) -> Option<PortalBrief> {
    sendings.sort_by_key(|sent| sent.value.number);
    let newest = sendings.pop()?.value;
    let content = briefs.get(&newest.brief)?.content.clone();
    let before = sendings.pop().and_then(|sent| briefs.get(&sent.value.brief)).map(|brief| (brief.number, brief.content.clone()));
    Some(PortalBrief { number: newest.number, content, sent_at: newest.sent_at, acknowledged_at: newest.acknowledged_at, before })
}

fn payable_shown(id: PayableId, payable: &Payable) -> PortalPayable {
    let owed = match payable.state {
        PayableState::Open => PortalOwed::Owed,
        PayableState::Held { .. } => PortalOwed::Held,
        PayableState::InPayout { .. } => PortalOwed::OnItsWay,
        PayableState::Paid { on, .. } | PayableState::PaidOutside { on, .. } => PortalOwed::Paid { on },
    };
    PortalPayable {
        id,
        kind: payable.kind,
        amount: payable.amount,
        deducted: payable.deducted,
        orders: payable.orders.len(),
        started_at: payable.started_at,
        due: payable.due,
        owed,
    }
}

/// What hangs on the deliverables of one collaboration.
struct Work {
    drafts: Vec<Stored<Draft>>,
    reviews: Vec<Stored<Review>>,
    posts: Vec<Stored<Post>>,
    links: Vec<Stored<TrackingLink>>,
}

impl Work {
    fn shown(&self, found: Stored<Deliverable>, clicks: &BTreeMap<LinkId, i64>, base_url: &str) -> PortalDeliverable {
        let id = found.id;
        let mut drafts: Vec<PortalDraft> =
            self.drafts.iter().filter(|draft| draft.value.deliverable == id).map(|draft| self.draft_shown(draft)).collect();
        drafts.sort_by_key(|draft| draft.number);
        let (post, sent_back) = self.post_shown(id);
        let link = self.links.iter().find(|link| link.value.deliverable == id && link.value.confirmed.is_some());
        PortalDeliverable {
            id,
            deliverable: found.value,
            drafts,
            post,
            sent_back,
            link: link.map(|link| format!("{base_url}/go/{}", link.value.slug)),
            clicks: link.and_then(|link| clicks.get(&link.id)).copied().unwrap_or(0),
        }
    }

    fn draft_shown(&self, draft: &Stored<Draft>) -> PortalDraft {
        let mut answers: Vec<&Review> = self.reviews.iter().map(|review| &review.value).filter(|review| review.draft == draft.id).collect();
        answers.sort_by_key(|review| review.at);
        let asked = answers.iter().filter(|review| review.verdict == Verdict::Changes);
        PortalDraft {
            id: draft.id,
            number: draft.value.number,
            round: draft.value.round,
            files: draft.value.files.clone(),
            text: draft.value.text.clone(),
            note: draft.value.note.clone(),
            submitted_at: draft.value.submitted_at,
            changes: asked
                .map(|review| PortalChanges {
                    name: review.name.clone(),
                    at: review.at,
                    changes: review.changes.clone(),
                    extra_fee: review.extra.as_ref().filter(|extra| extra.taken_back_at.is_none()).map(|extra| extra.fee),
                })
                .collect(),
            sign_offs: answers.iter().filter_map(|review| Some((review.name.clone(), review.kind?, review.at))).collect(),
        }
    }

    /// The post that stands, or why the last one does not.
    fn post_shown(&self, id: DeliverableId) -> (Option<PortalPost>, Option<String>) {
        let of = || self.posts.iter().filter(|post| post.value.deliverable == id);
        let stands = of().filter(|post| !matches!(post.value.state, PostState::Rejected { .. })).max_by_key(|post| post.id);
        match stands {
            Some(post) => {
                let shown = PortalPost {
                    id: post.id,
                    url: post.value.url.clone(),
                    live_at: post.value.live_at,
                    reported_at: post.value.reported_at,
                    verified_at: post.value.verified_at(),
                    counted: post.value.newest().map(|newest| PortalCounts {
                        at: newest.at,
                        method: newest.method,
                        counts: post.value.known(),
                    }),
                };
                (Some(shown), None)
            }
            None => {
                let last = of().max_by_key(|post| post.id).map(|post| &post.value.state);
                let reason = match last {
                    Some(PostState::Rejected { reason, .. }) => Some(reason.clone()),
                    Some(PostState::Reported | PostState::Verified { .. }) | None => None,
                };
                (None, reason)
            }
        }
    }
}
