//! What each beat of the demo does: one registered operation, or the few that belong together, as the person whose beat
//! it is.
//!
//! Invariant: nothing is written but by operations. Absent: when; the script says it.

use anyhow::{Context, Result, anyhow};
use app::{Asked, Caller, registry};
use domain::{
    ids::{AgreementId, ClickId, CollaborationId, CreatorId, DeliverableId, DraftId, OfferId},
    payments::PayableState,
    time::{MINUTE, Zone},
};
use serde_json::{Value, json};

use super::{Known, Player, id, run};
use crate::demo::{
    brand,
    cast::Part,
    script::{self, Beat, Cue},
    words,
};

/// Files that stand for drafts.
const PICTURES: [(&str, &[u8]); 8] = [
    ("morning.webp", include_bytes!("../pictures/face.webp")),
    ("shelf.webp", include_bytes!("../pictures/shelf.webp")),
    ("hand.webp", include_bytes!("../pictures/hand.webp")),
    ("window.webp", include_bytes!("../pictures/window.webp")),
    ("leaf.webp", include_bytes!("../pictures/leaf.webp")),
    ("bath.webp", include_bytes!("../pictures/bath.webp")),
    ("oats.webp", include_bytes!("../pictures/flat.webp")),
    ("night.webp", include_bytes!("../pictures/night.webp")),
];
const FILM: (&str, &[u8]) = ("morning.mp4", include_bytes!("../pictures/morning.mp4"));

/// What a basket holds, in pence without tax: a jar, both jars, both and the cleanser, a jar and the cleanser ...
const BASKETS: [i64; 7] = [2_400, 5_200, 6_800, 4_000, 7_600, 5_200, 9_200];

/// What an act knows about its beat.
struct Scene {
    cue: Cue,
    part: Part,
    known: Known,
    collaboration: CollaborationId,
    creator_id: CreatorId,
    creator: Caller,
}

impl Player {
    /// Carries out one beat.
    pub(super) async fn beat(&mut self, cue: Cue) -> Result<()> {
        match cue.beat {
            Beat::Plan => return self.plan(cue.campaign).await,
            Beat::EndCampaign => {
                let campaign = self.campaigns.get(cue.campaign).context("not planned")?;
                return self.nora("campaigns.end_campaign", json!({ "campaign": campaign })).await.map(drop);
            }
            Beat::Stray(number) => return self.stray(cue, number).await,
            _ => {}
        }
        let known = self.known[cue.campaign][cue.part].clone();
        let creator_id = known.creator.context("no creator")?;
        let mut creator = Caller::creator(self.organisation, self.brand, creator_id);
        creator.address = "203.0.113.7".into();
        creator.browser = "Mozilla/5.0 (iPhone)".into();
        let part = script::parts(cue.campaign)[cue.part];
        let scene = Scene { cue, part, collaboration: known.collaboration.context("not shortlisted")?, known, creator_id, creator };
        match cue.beat {
            Beat::Plan | Beat::EndCampaign | Beat::Stray(_) => Ok(()),
            Beat::Invite | Beat::SayYes | Beat::Decline | Beat::Ask(_) | Beat::Answer(_) | Beat::Withdraw | Beat::Drop => {
                self.talk(&scene).await
            }
            Beat::Offer | Beat::Counter | Beat::Accept | Beat::Prepare | Beat::CreatorSigns | Beat::BrandSigns => self.agree(&scene).await,
            Beat::Ship | Beat::Arrive | Beat::Confirm | Beat::Brief | Beat::Acknowledge => self.get_ready(&scene).await,
            Beat::Draft(..) | Beat::Changes(_) | Beat::Approve(_) | Beat::Live(_) | Beat::Verify(_) | Beat::OfferWindow => {
                self.make(&scene).await
            }
            Beat::Click(number) => self.click(&scene, number).await.map(drop),
            Beat::Order(number) => self.order(&scene, number).await,
            Beat::Refund => self.refund(&scene).await,
            Beat::MakePayout | Beat::ApprovePayout | Beat::RecordPaid | Beat::DecideStanding => self.settle(&scene).await,
        }
    }

    async fn talk(&self, scene: &Scene) -> Result<()> {
        let (collaboration, creator) = (scene.collaboration, &scene.creator);
        let answer = |accept: bool, message: &str| json!({ "collaboration": collaboration, "accept": accept, "message": message });
        match scene.cue.beat {
            Beat::Invite => {
                let template = brand::invitation();
                let command = json!({ "collaborations": [collaboration], "subject": template.subject, "body": template.body });
                self.nora("outreach.invite", command).await?;
            }
            Beat::SayYes => {
                run(&self.app, creator, "outreach.respond_to_invitation", answer(true, "")).await?;
            }
            Beat::Decline => {
                let message = words::DECLINES[scene.cue.campaign % words::DECLINES.len()];
                run(&self.app, creator, "outreach.respond_to_invitation", answer(false, message)).await?;
            }
            Beat::Ask(question) => {
                run(&self.app, creator, "outreach.write_message", json!({ "collaboration": collaboration, "body": question })).await?;
            }
            Beat::Answer(text) => {
                let first = scene.part.name.split(' ').next().unwrap_or_default();
                let campaign = if scene.cue.campaign == 0 { "Summer Calm" } else { "Autumn Repair" };
                let body = format!("Hello {first},\n\n{text}\n\nNora");
                let message = json!({ "creator": scene.creator_id, "collaboration": collaboration, "subject": format!("Re: {campaign}"), "body": body });
                self.nora("outreach.send_message", message).await?;
            }
            Beat::Withdraw => {
                let command = json!({ "collaboration": collaboration, "reason": "I start a new job and cannot promise the dates." });
                run(&self.app, creator, "campaigns.withdraw", command).await?;
            }
            Beat::Drop => {
                self.nora("campaigns.drop", json!({ "collaboration": collaboration, "reason": "No draft by the named deadline." })).await?;
            }
            _ => {}
        }
        Ok(())
    }

    async fn agree(&self, scene: &Scene) -> Result<()> {
        let (collaboration, part, number) = (scene.collaboration, &scene.part, scene.cue.part);
        match scene.cue.beat {
            Beat::Offer => {
                let terms = self.terms(scene).await?;
                let command = json!({ "collaboration": collaboration, "terms": terms, "message": words::offer(number) });
                self.nora("agreements.make_offer", command).await?;
            }
            Beat::Counter => {
                let asked = part.counter.context("no counter-offer")?;
                let message = words::counter(number, part.offer, asked);
                let command = json!({ "collaboration": collaboration, "fee": brand::pounds(asked), "message": message });
                run(&self.app, &scene.creator, "agreements.counter_offer", command).await?;
            }
            Beat::Accept => {
                let all = store::agreements::offers(self.app.db(), self.brand, collaboration).await?;
                let offer: OfferId = all.last().context("no offer")?.id;
                let by = if part.counter.is_some() { &self.team.nora } else { &scene.creator };
                run(&self.app, by, "agreements.accept_offer", json!({ "offer": offer })).await?;
            }
            Beat::Prepare => {
                self.nora("agreements.prepare_agreement", json!({ "collaboration": collaboration })).await?;
            }
            Beat::CreatorSigns => {
                let (agreement, hash) = self.agreement(collaboration).await?;
                let signature = json!({ "agreement": agreement, "name": part.name, "hash": hash });
                run(&self.app, &scene.creator, "agreements.sign_agreement", signature).await?;
                let country = &scene.known.country;
                let city = &scene.known.city;
                let (line, postcode) = words::address(country, city, number);
                let address = json!({ "name": part.name, "lines": [line], "city": city, "postcode": postcode, "country": country });
                let account = format!("20-00-00 5577{:04}", (number * 911 + scene.cue.campaign * 37 + 4_127) % 10_000);
                let form = json!({ "collaboration": collaboration, "legal_name": part.name, "address": address, "preferences": "", "payment_method": "Bank transfer", "payment_account": account, "tax_country": country });
                run(&self.app, &scene.creator, "agreements.fill_form", form).await?;
            }
            Beat::BrandSigns => {
                let (agreement, hash) = self.agreement(collaboration).await?;
                self.nora("agreements.sign_agreement", json!({ "agreement": agreement, "name": "Nora Lindqvist", "hash": hash })).await?;
            }
            _ => {}
        }
        Ok(())
    }

    /// The terms as proposed, with this part's fee, window and things to make.
    async fn terms(&self, scene: &Scene) -> Result<Value> {
        let proposal = registry::find("agreements.propose_terms").context("no proposal of terms")?;
        let question = json!({ "collaboration": scene.collaboration });
        let answer = proposal.call(&self.app, &self.team.nora, &Asked::default(), question).await.map_err(|error| anyhow!("{error}"))?;
        let today = self.opens.day_in(&self.zone);
        let (opens, closes) = (today.plus_days(scene.part.window.0), today.plus_days(scene.part.window.1));
        let made = scene.part.makes.iter();
        let mut terms = answer["terms"].clone();
        terms["deliverables"] = made
            .map(|(format, platform)| json!({ "format": format, "platform": platform, "opens": opens, "closes": closes, "price": null }))
            .collect();
        terms["fee"] = json!(brand::pounds(scene.part.offer));
        terms["commission_points"] = json!(if scene.cue.campaign == 0 { 1_000 } else { 1_200 });
        terms["product"] = json!({ "items": "Oat Barrier Cream, Rye Night Balm", "value": brand::pounds(52) });
        terms["usage"] = json!({ "channels": ["own channels"], "paid": false, "territory": "GB", "days": 90 });
        Ok(terms)
    }

    async fn get_ready(&self, scene: &Scene) -> Result<()> {
        let collaboration = scene.collaboration;
        match scene.cue.beat {
            Beat::Ship => {
                let (carrier, cost) = if scene.known.country == "GB" { ("Royal Mail", 495) } else { ("DPD", 1_290) };
                let number = format!("RM{:09}GB", collaboration.0.as_u128() % 1_000_000_000);
                let cost = json!({ "minor": cost, "currency": "GBP" });
                let parcel = json!({ "collaboration": collaboration, "items": "Oat Barrier Cream, Rye Night Balm", "value": brand::pounds(52), "cost": cost, "carrier": carrier, "tracking_number": number });
                self.nora("shipments.ship", parcel).await?;
            }
            Beat::Arrive => {
                let parcels = store::shipments::of_collaboration(self.app.db(), self.brand, collaboration).await?;
                let parcel = parcels.first().context("no parcel")?.id;
                run(&self.app, &scene.creator, "shipments.confirm_delivery", json!({ "shipment": parcel })).await?;
            }
            Beat::Confirm => self.confirm(collaboration).await?,
            Beat::Brief => {
                self.nora("briefs.send_brief", json!({ "collaborations": [collaboration] })).await?;
            }
            Beat::Acknowledge => {
                run(&self.app, &scene.creator, "briefs.acknowledge_brief", json!({ "collaboration": collaboration })).await?;
            }
            _ => {}
        }
        Ok(())
    }

    async fn confirm(&self, collaboration: CollaborationId) -> Result<()> {
        for link in store::attribution::links(self.app.db(), self.brand, collaboration).await? {
            let note = "Opened it: the shop's page answers and keeps the parameters.";
            self.nora("attribution.confirm_link", json!({ "link": link.id, "note": note })).await?;
        }
        if let Some(code) = store::attribution::code(self.app.db(), self.brand, collaboration).await? {
            self.nora("attribution.confirm_code", json!({ "code": code.id, "note": "Tried it in the basket: 15 % off." })).await?;
        }
        Ok(())
    }

    async fn make(&mut self, scene: &Scene) -> Result<()> {
        let Scene { cue, collaboration, .. } = *scene;
        match cue.beat {
            Beat::Draft(place, round) => self.draft(scene, place, round).await?,
            Beat::Changes(place) => {
                let (deliverable, draft) = self.under_review(collaboration, place).await?;
                let (must, nice) = words::changes(cue.part);
                let changes = json!([
                    { "text": must, "weight": "must", "at_ms": 2_000, "place": null },
                    { "text": nice, "weight": "nice", "at_ms": null, "place": null }
                ]);
                self.nora("content.request_changes", json!({ "deliverable": deliverable, "draft": draft, "changes": changes })).await?;
            }
            Beat::OfferWindow => {
                let (opens, closes) = script::OTHER_DAYS;
                let (deliverable, today) = (self.deliverable(collaboration, 0).await?, self.opens.day_in(&self.zone));
                let window = json!({ "deliverable": deliverable, "opens": today.plus_days(opens), "closes": today.plus_days(closes) });
                self.nora("content.offer_window", window).await?;
            }
            Beat::Approve(place) => {
                let (deliverable, draft) = self.under_review(collaboration, place).await?;
                let checked = json!(["claims", "values", "disclosure", "visuals", "quality"]);
                let sign_off = |kind: &str| json!({ "deliverable": deliverable, "draft": draft, "kind": kind, "checked": checked });
                self.nora("content.approve", sign_off("brand")).await?;
                if cue.campaign == 1 {
                    self.time.set(cue.at.plus(4 * MINUTE));
                    run(&self.app, &self.team.lea, "content.approve", sign_off("legal")).await?;
                }
            }
            Beat::Live(place) => {
                let deliverable = self.deliverable(collaboration, place).await?;
                let (format, platform) = scene.part.makes[place];
                let handle = domain::text::slug(scene.part.name).replace('-', "");
                let number = 10_000 + deliverable.0.as_u128() % 90_000;
                let url = format!("https://www.{platform}.example/{handle}/{format}/{number}");
                let answer =
                    run(&self.app, &scene.creator, "tracking.report_live", json!({ "deliverable": deliverable, "url": url })).await?;
                self.known[cue.campaign][cue.part].posts[place] = Some(id(&answer, "id")?);
            }
            Beat::Verify(place) => {
                let post = scene.known.posts[place].context("no post")?;
                self.nora("tracking.verify_post", json!({ "post": post, "note": words::seen(cue.part) })).await?;
            }
            _ => {}
        }
        Ok(())
    }

    async fn draft(&self, scene: &Scene, place: usize, round: usize) -> Result<()> {
        let deliverable = self.deliverable(scene.collaboration, place).await?;
        let (format, _) = scene.part.makes[place];
        let moving = matches!(format, "tiktok" | "short");
        let (name, bytes) = if moving { FILM } else { PICTURES[(scene.cue.part + place + round) % PICTURES.len()] };
        let stream = Box::pin(futures_util::stream::iter([Ok(bytes.into())]));
        let receipt = self.app.receive(&scene.creator, self.brand, name, stream).await.map_err(|error| anyhow!("{error}"))?;
        let file = run(&self.app, &scene.creator, "content.keep_file", json!({ "receipt": receipt })).await?;
        let text = words::caption(scene.cue.campaign, scene.cue.part + place);
        let note = words::note(round, scene.cue.part + place);
        let draft = json!({ "deliverable": deliverable, "files": [file["id"]], "text": text, "note": note });
        run(&self.app, &scene.creator, "content.submit_draft", draft).await?;
        Ok(())
    }

    /// Somebody follows the creator's link.
    async fn click(&self, scene: &Scene, number: u32) -> Result<ClickId> {
        let links = store::attribution::links(self.app.db(), self.brand, scene.collaboration).await?;
        let slug = &links.first().context("no link")?.value.slug;
        let visitor = format!("visitor-{}-{}-{number}", scene.cue.campaign, scene.cue.part);
        let (_, platform) = scene.part.makes[0];
        let command = json!({ "slug": slug, "referrer": format!("{platform}.example"), "visitor": visitor });
        id(&run(&self.app, &Caller::visitor(), "attribution.record_click", command).await?, "click")
    }

    /// A customer orders: every third one by the link, the others by the code that they remember.
    async fn order(&mut self, scene: &Scene, number: u32) -> Result<()> {
        let cue = scene.cue;
        let mut click = None;
        if number.is_multiple_of(3) {
            self.time.set(cue.at.plus(-9 * MINUTE));
            click = Some(self.click(scene, 1_000 + number).await?);
            self.time.set(cue.at);
        }
        let code = store::attribution::code(self.app.db(), self.brand, scene.collaboration).await?;
        let codes: Vec<String> = code.filter(|_| click.is_none()).map(|code| code.value.code).into_iter().collect();
        self.orders += 1;
        let whole = BASKETS[(usize::try_from(number)? + cue.part * 3) % BASKETS.len()];
        // The code takes 15 % off.
        let net = if codes.is_empty() { whole } else { whole * 85 / 100 };
        self.ingest(cue, net, json!({ "codes": codes, "click": click })).await?;
        self.known[cue.campaign][cue.part].last_order = Some((format!("#{}", self.orders), net));
        Ok(())
    }

    /// Somebody orders whom no creator sent: the shop has customers of its own.
    async fn stray(&mut self, cue: Cue, number: u32) -> Result<()> {
        self.orders += 1;
        let net = BASKETS[usize::try_from(number)? % BASKETS.len()];
        self.ingest(cue, net, json!({ "codes": [], "referrer": "https://search.example/" })).await
    }

    /// Tells of the newest order, with how its customer came.
    async fn ingest(&self, cue: Cue, net: i64, came: Value) -> Result<()> {
        let placed = cue.at.plus(-MINUTE);
        let mut order = json!({ "source": "shop", "number": format!("#{}", self.orders), "placed_at": placed, "paid_at": placed, "currency": "GBP", "lines": [{ "id": "1", "net": net }], "total": net + net / 5 + 395 });
        if let (Some(order), Value::Object(came)) = (order.as_object_mut(), came) {
            order.extend(came);
        }
        run(&self.app, &Caller::operator(Some(self.organisation), Some(self.brand)), "attribution.ingest_order", order).await.map(drop)
    }

    /// The newest order comes back whole.
    async fn refund(&self, scene: &Scene) -> Result<()> {
        let (number, net) = scene.known.last_order.as_ref().context("no order")?;
        let parts = json!([{ "for": "line", "line": "1", "net": net }]);
        let refund =
            json!({ "source": "shop", "number": number, "refund_number": format!("R{number}"), "at": self.app.now(), "parts": parts });
        run(&self.app, &Caller::operator(Some(self.organisation), Some(self.brand)), "attribution.ingest_refund", refund).await?;
        Ok(())
    }

    async fn settle(&mut self, scene: &Scene) -> Result<()> {
        let cue = scene.cue;
        let payout = || scene.known.payout.clone().context("no payout");
        match cue.beat {
            Beat::MakePayout => {
                let all = store::payments::of_collaboration(self.app.db(), self.brand, scene.collaboration).await?;
                let open = |state: &PayableState| matches!(state, PayableState::Open);
                let payables: Vec<_> = all.iter().filter(|payable| open(&payable.value.state)).map(|payable| payable.id).collect();
                if payables.is_empty() {
                    self.known[cue.campaign][cue.part].payout = None;
                    return Ok(());
                }
                let command = json!({ "creator": scene.creator_id, "payables": payables, "method": "Marketing GBP" });
                let answer = run(&self.app, &self.team.tom, "payments.make_payout", command).await?;
                self.known[cue.campaign][cue.part].payout = Some(answer["id"].clone());
            }
            // Nothing was owed.
            Beat::ApprovePayout | Beat::RecordPaid if scene.known.payout.is_none() => {}
            Beat::ApprovePayout => {
                self.nora("payments.approve_payout", json!({ "payout": payout()? })).await?;
            }
            Beat::RecordPaid => {
                let paid_on = cue.at.day_in(&Zone::utc());
                self.transfers += 1;
                let reference = format!("BACS {}", 7_300 + self.transfers);
                let note = "Seen on the bank statement of that day.";
                let paid = json!({ "payout": payout()?, "paid_on": paid_on, "reference": reference, "note": note });
                run(&self.app, &self.team.tom, "payments.record_paid", paid).await?;
            }
            Beat::DecideStanding => {
                let proposal = registry::find("reports.propose_standing").context("no proposal of a standing")?;
                let question = json!({ "collaboration": scene.collaboration });
                let proposed =
                    proposal.call(&self.app, &self.team.nora, &Asked::default(), question).await.map_err(|error| anyhow!("{error}"))?;
                let decision = json!({ "collaboration": scene.collaboration, "standing": proposed["standing"] });
                self.nora("reports.decide_standing", decision).await?;
            }
            _ => {}
        }
        Ok(())
    }

    async fn agreement(&self, collaboration: CollaborationId) -> Result<(AgreementId, String)> {
        let found = store::agreements::agreement(self.app.db(), self.brand, collaboration).await?.context("no agreement")?;
        Ok((found.id, found.value.document.hash.as_str().to_owned()))
    }

    async fn deliverable(&self, collaboration: CollaborationId, place: usize) -> Result<DeliverableId> {
        Ok(store::content::of_collaboration(self.app.db(), self.brand, collaboration).await?.get(place).context("no deliverable")?.id)
    }

    async fn under_review(&self, collaboration: CollaborationId, place: usize) -> Result<(DeliverableId, DraftId)> {
        let deliverable = self.deliverable(collaboration, place).await?;
        let drafts = store::content::drafts(self.app.db(), self.brand, deliverable).await?;
        Ok((deliverable, drafts.last().context("no draft")?.id))
    }
}
