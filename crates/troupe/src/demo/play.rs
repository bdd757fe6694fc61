//! The player of the demo: carries out each beat of the script by a registered operation, as the person whose beat it
//! is, at its time.
//!
//! Invariant: whatever is written goes through the frame with plain commands. Absent: any other way into the database
//! than reading what the last operation made.

use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use app::{App, Asked, Caller, registry};
use domain::{
    campaigns::Campaign,
    ids::{AgreementId, BrandId, CampaignId, ClickId, CollaborationId, CreatorId, DeliverableId, DraftId, OfferId, OrganisationId, PostId},
    payments::PayableState,
    time::{DAY, HOUR, MINUTE, Timestamp},
};
use serde_json::{Value, json};

use super::{
    Time, brand,
    cast::Part,
    script::{self, Beat, Cue},
};

/// Pictures that stand for drafts.
const PICTURES: [(&str, &[u8]); 5] = [
    ("morning.webp", include_bytes!("pictures/face.webp")),
    ("shelf.webp", include_bytes!("pictures/shelf.webp")),
    ("hand.webp", include_bytes!("pictures/hand.webp")),
    ("window.webp", include_bytes!("pictures/leaf.webp")),
    ("bath.webp", include_bytes!("pictures/bath.webp")),
];

/// The team of the demo.
struct Team {
    /// Owner and manager.
    nora: Caller,
    /// Manager and finance: makes payouts.
    tom: Caller,
    /// Legal.
    lea: Caller,
}

/// What is known of one part while it plays.
#[derive(Default, Clone)]
struct Known {
    collaboration: Option<CollaborationId>,
    creator: Option<CreatorId>,
    posts: Vec<Option<PostId>>,
    last_order: Option<String>,
    payout: Option<Value>,
}

/// Plays the whole script.
pub(super) struct Player {
    app: App,
    time: Arc<Time>,
    start: Timestamp,
    organisation: OrganisationId,
    brand: BrandId,
    team: Team,
    campaigns: Vec<CampaignId>,
    known: Vec<Vec<Known>>,
    orders: u32,
}

/// A field of an answer, read as an id.
fn id<T: serde::de::DeserializeOwned>(answer: &Value, field: &str) -> Result<T> {
    serde_json::from_value(answer[field].clone()).with_context(|| format!("no {field} in {answer}"))
}

/// Runs a registered operation by its name.
async fn run(app: &App, caller: &Caller, name: &str, command: Value) -> Result<Value> {
    let operation = registry::find(name).ok_or_else(|| anyhow!("no operation is called {name}"))?;
    operation.call(app, caller, &Asked::default(), command.clone()).await.map_err(|error| anyhow!("{name}: {error} ({command})"))
}

impl Player {
    /// Sets the installation up and brings everybody in.
    pub(super) async fn begin(app: App, time: Arc<Time>, start: Timestamp) -> Result<Self> {
        time.set(start);
        let visitor = Caller::visitor();
        let password = "a demo is not a secret";
        run(&app, &visitor, "team.set_up", json!({ "organisation": "Fennel & Rye Ltd", "brand": "Fennel & Rye", "zone": "Europe/London", "currency": "GBP", "name": "Nora Lindqvist", "email": "nora@fennelandrye.example", "password": password })).await?;
        let (organisation, _) = store::team::organisations(app.db()).await?.into_iter().next().context("no organisation")?;
        let brand = store::team::brands(app.db(), organisation).await?.into_iter().next().context("no brand")?.id;
        let nora = person(&app, organisation, brand, "nora@fennelandrye.example").await?;
        let invite = |name: &str, email: &str, grants: Value| json!({ "name": name, "email": email, "grants": grants });
        let both =
            json!([{ "brand": brand, "role": "manager", "sign_off": null }, { "brand": brand, "role": "finance", "sign_off": null }]);
        run(&app, &nora, "team.invite_person", invite("Tom Abara", "tom@fennelandrye.example", both)).await?;
        let legal = json!([{ "brand": brand, "role": "reviewer", "sign_off": "legal" }]);
        run(&app, &nora, "team.invite_person", invite("Lea Hoffmann", "lea@counsel.example", legal)).await?;
        run(
            &app,
            &nora,
            "team.update_brand",
            json!({ "name": "Fennel & Rye", "zone": "Europe/London", "currency": "GBP", "settings": brand::settings() }),
        )
        .await?;
        run(&app, &nora, "team.update_brand_profile", json!({ "profile": brand::profile() })).await?;
        run(&app, &nora, "outreach.save_template", json!({ "content": brand::invitation() })).await?;
        run(&app, &nora, "outreach.save_template", json!({ "content": brand::thanks() })).await?;
        let team = Team {
            tom: person(&app, organisation, brand, "tom@fennelandrye.example").await?,
            lea: person(&app, organisation, brand, "lea@counsel.example").await?,
            nora,
        };
        let known = (0..2).map(|campaign| vec![Known::default(); script::parts(campaign).len()]).collect();
        let mut player = Self { app, time, start, organisation, brand, team, campaigns: Vec::new(), known, orders: 1_000 };
        player.creators().await?;
        player.campaigns().await?;
        Ok(player)
    }

    /// Plays every beat in its time, and lets mail leave and the clock tick in between.
    pub(super) async fn play(&mut self) -> Result<()> {
        let mut last_day = i64::MIN;
        for cue in script::cues(self.start) {
            self.time.set(cue.at);
            let day = cue.at.since(self.start) / DAY;
            if day != last_day {
                last_day = day;
                app::tick::tick(&self.app).await?;
            }
            self.beat(cue)
                .await
                .with_context(|| format!("{:?} of {} on day {day}", cue.beat, script::parts(cue.campaign)[cue.part].name))?;
            while app::worker::work(&self.app).await? > 0 {}
        }
        self.time.set(self.start.plus(script::LENGTH * DAY));
        while app::tick::tick(&self.app).await? > 0 {}
        while app::worker::work(&self.app).await? > 0 {}
        Ok(())
    }

    async fn nora(&self, name: &str, command: Value) -> Result<Value> {
        run(&self.app, &self.team.nora, name, command).await
    }

    /// The forty creators come in as a spreadsheet.
    async fn creators(&mut self) -> Result<()> {
        let content = include_str!("creators.csv");
        let answer = self
            .nora(
                "creators.import_creators",
                json!({ "file_name": "creators.csv", "content": base64(content.as_bytes()), "dry_run": false }),
            )
            .await?;
        anyhow::ensure!(answer["rejected"] == 0, "the demo's spreadsheet has rejected rows: {answer}");
        Ok(())
    }

    /// Two campaigns, one over and one running.
    async fn campaigns(&mut self) -> Result<()> {
        let zone = domain::time::Zone::parse("Europe/London")?;
        for number in 0..2 {
            let (opens, closes) = script::WINDOWS[number];
            let day = |days: i64| self.start.plus(days * DAY).day_in(&zone);
            let campaign = plan(number, day(script::BEGINS[number]), day(opens), day(closes))?;
            self.time.set(self.start.plus((script::BEGINS[number] - 1) * DAY + 9 * HOUR));
            let made: CampaignId = id(&self.nora("campaigns.create_campaign", json!({ "campaign": campaign })).await?, "id")?;
            let objective = if number == 0 {
                "Show how the cream calms skin after a day in the sun."
            } else {
                "Show how you mend dry skin when the heating comes on."
            };
            self.nora("briefs.save_brief", json!({ "campaign": made, "content": brand::brief(objective) })).await?;
            self.nora("campaigns.start_campaign", json!({ "campaign": made })).await?;
            let mut creators = Vec::new();
            for (at, part) in script::parts(number).iter().enumerate() {
                let creator = self.creator(part).await?;
                self.known[number][at].creator = Some(creator);
                creators.push(creator);
            }
            let answer = self
                .nora(
                    "campaigns.shortlist",
                    json!({ "campaign": made, "creators": creators, "source": if number == 0 { "cold" } else { "application" } }),
                )
                .await?;
            let ids: Vec<CollaborationId> = serde_json::from_value(answer)?;
            for (at, id) in ids.into_iter().enumerate() {
                self.known[number][at].collaboration = Some(id);
                self.known[number][at].posts = vec![None; script::DELIVERABLES[number]];
            }
            self.campaigns.push(made);
        }
        Ok(())
    }

    async fn creator(&self, part: &Part) -> Result<CreatorId> {
        let all =
            store::document::list::<store::creators::Creator>(self.app.db(), self.organisation, "name = $2", store::params![part.name])
                .await?;
        all.first().map(|found| found.id).with_context(|| format!("{} is not in the spreadsheet", part.name))
    }

    async fn beat(&mut self, cue: Cue) -> Result<()> {
        let part = script::parts(cue.campaign)[cue.part];
        let known = self.known[cue.campaign][cue.part].clone();
        let collaboration = known.collaboration.context("not shortlisted")?;
        let creator_id = known.creator.context("no creator")?;
        let mut creator = Caller::creator(self.organisation, self.brand, creator_id);
        creator.address = "203.0.113.7".into();
        creator.browser = "Mozilla/5.0 (iPhone)".into();
        match cue.beat {
            Beat::Invite => {
                let template = brand::invitation();
                self.nora(
                    "outreach.invite",
                    json!({ "collaborations": [collaboration], "subject": template.subject, "body": template.body }),
                )
                .await?;
            }
            Beat::SayYes => {
                run(
                    &self.app,
                    &creator,
                    "outreach.respond_to_invitation",
                    json!({ "collaboration": collaboration, "accept": true, "message": "" }),
                )
                .await?;
            }
            Beat::Decline => {
                let words = "Thank you for thinking of me. I am taking a break from skin care this season.";
                run(
                    &self.app,
                    &creator,
                    "outreach.respond_to_invitation",
                    json!({ "collaboration": collaboration, "accept": false, "message": words }),
                )
                .await?;
            }
            Beat::Offer => self.offer(cue, &part, collaboration).await?,
            Beat::Counter => self.counter(&part, &creator, collaboration).await?,
            Beat::Accept => {
                let offer = self.newest_offer(collaboration).await?;
                let by = if part.counter.is_some() { &self.team.nora } else { &creator };
                run(&self.app, by, "agreements.accept_offer", json!({ "offer": offer })).await?;
            }
            Beat::Prepare => {
                self.nora("agreements.prepare_agreement", json!({ "collaboration": collaboration })).await?;
            }
            Beat::CreatorSigns => self.creator_signs(&part, &creator, collaboration).await?,
            Beat::BrandSigns => {
                let (agreement, hash) = self.agreement(collaboration).await?;
                self.nora("agreements.sign_agreement", json!({ "agreement": agreement, "name": "Nora Lindqvist", "hash": hash })).await?;
            }
            Beat::Ship => self.ship(collaboration).await?,
            Beat::Arrive => {
                let parcels = store::shipments::of_collaboration(self.app.db(), self.brand, collaboration).await?;
                let parcel = parcels.first().context("no parcel")?.id;
                run(&self.app, &creator, "shipments.confirm_delivery", json!({ "shipment": parcel })).await?;
            }
            Beat::Confirm => self.confirm(collaboration).await?,
            Beat::Brief => {
                self.nora("briefs.send_brief", json!({ "collaborations": [collaboration] })).await?;
            }
            Beat::Acknowledge => {
                run(&self.app, &creator, "briefs.acknowledge_brief", json!({ "collaboration": collaboration })).await?;
            }
            Beat::Draft(place, number) => self.draft(cue, &creator, collaboration, place, number).await?,
            Beat::Changes(place) => {
                let (deliverable, draft) = self.under_review(collaboration, place).await?;
                let changes = json!([
                    { "text": "Show the label of the jar in the first 3 seconds.", "weight": "must", "at_ms": 2_000, "place": null },
                    { "text": "The morning light of your first post was lovely. More of it.", "weight": "nice", "at_ms": null, "place": null }
                ]);
                self.nora("content.request_changes", json!({ "deliverable": deliverable, "draft": draft, "changes": changes })).await?;
            }
            Beat::Approve(place) => self.approve(cue, collaboration, place).await?,
            Beat::Live(place) => {
                let deliverable = self.deliverable(collaboration, place).await?;
                let url = format!("https://www.{}.example/{}/{}", "instagram", domain::text::slug(part.name), deliverable);
                let answer = run(&self.app, &creator, "tracking.report_live", json!({ "deliverable": deliverable, "url": url })).await?;
                self.known[cue.campaign][cue.part].posts[place] = Some(id(&answer, "id")?);
            }
            Beat::Verify(place) => {
                let post = known.posts[place].context("no post")?;
                self.nora("tracking.verify_post", json!({ "post": post, "note": "Live as approved, \"Ad\" is the first word." })).await?;
            }
            Beat::Order(number) => self.order(cue, collaboration, number).await?,
            Beat::Refund => self.refund(&known).await?,
            Beat::MakePayout => self.make_payout(cue, creator_id, collaboration).await?,
            Beat::ApprovePayout => {
                let payout = known.payout.context("no payout")?;
                self.nora("payments.approve_payout", json!({ "payout": payout })).await?;
            }
            Beat::RecordPaid => {
                let payout = known.payout.context("no payout")?;
                let paid_on = cue.at.day_in(&domain::time::Zone::utc());
                run(
                    &self.app,
                    &self.team.tom,
                    "payments.record_paid",
                    json!({ "payout": payout, "paid_on": paid_on, "reference": format!("BACS {}", cue.part + 7_301), "note": "Seen on the bank statement of that day." }),
                )
                .await?;
            }
            Beat::Ask(question) => {
                run(&self.app, &creator, "outreach.write_message", json!({ "collaboration": collaboration, "body": question })).await?;
            }
            Beat::Withdraw => {
                run(
                    &self.app,
                    &creator,
                    "campaigns.withdraw",
                    json!({ "collaboration": collaboration, "reason": "I start a new job and cannot promise the dates." }),
                )
                .await?;
            }
            Beat::Drop => {
                self.nora("campaigns.drop", json!({ "collaboration": collaboration, "reason": "No draft by the named deadline." })).await?;
            }
        }
        Ok(())
    }

    async fn offer(&self, cue: Cue, part: &Part, collaboration: CollaborationId) -> Result<()> {
        let proposal = registry::find("agreements.propose_terms").context("no proposal of terms")?;
        let answer = proposal
            .call(&self.app, &self.team.nora, &Asked::default(), json!({ "collaboration": collaboration }))
            .await
            .map_err(|error| anyhow!("{error}"))?;
        let mut terms = answer["terms"].clone();
        terms["fee"] = json!(brand::pounds(part.offer));
        terms["commission_points"] = json!(if cue.campaign == 0 { 1_000 } else { 1_200 });
        terms["product"] = json!({ "items": "Oat Barrier Cream, Rye Night Balm", "value": brand::pounds(52) });
        terms["usage"] = json!({ "channels": ["own channels"], "paid": false, "territory": "GB", "days": 90 });
        self.nora("agreements.make_offer", json!({ "collaboration": collaboration, "terms": terms, "message": "We would love to have you in it. Tell me if anything does not fit." })).await?;
        Ok(())
    }

    async fn counter(&self, part: &Part, creator: &Caller, collaboration: CollaborationId) -> Result<()> {
        let asked = part.counter.context("no counter-offer")?;
        let words = format!(
            "I’d love to do this one. £{} is a bit under what I charge with a month of usage though. Could you do £{asked}?",
            part.offer
        );
        run(
            &self.app,
            creator,
            "agreements.counter_offer",
            json!({ "collaboration": collaboration, "fee": brand::pounds(asked), "message": words }),
        )
        .await?;
        Ok(())
    }

    async fn creator_signs(&self, part: &Part, creator: &Caller, collaboration: CollaborationId) -> Result<()> {
        let (agreement, hash) = self.agreement(collaboration).await?;
        run(&self.app, creator, "agreements.sign_agreement", json!({ "agreement": agreement, "name": part.name, "hash": hash })).await?;
        let address = json!({ "name": part.name, "lines": ["12 Harbour Street"], "city": "Leeds", "postcode": "LS1 4XX", "country": "GB" });
        let form = json!({ "collaboration": collaboration, "legal_name": part.name, "address": address, "preferences": "No perfume, please.", "payment_method": "Bank transfer", "payment_account": "20-00-00 55779911", "tax_country": "GB" });
        run(&self.app, creator, "agreements.fill_form", form).await?;
        Ok(())
    }

    async fn ship(&self, collaboration: CollaborationId) -> Result<()> {
        let parcel = json!({ "collaboration": collaboration, "items": "Oat Barrier Cream, Rye Night Balm", "value": brand::pounds(52), "cost": { "minor": 495, "currency": "GBP" }, "carrier": "Royal Mail", "tracking_number": format!("RM{}GB", collaboration.0.as_u128() % 1_000_000_000) });
        self.nora("shipments.ship", parcel).await?;
        Ok(())
    }

    async fn confirm(&self, collaboration: CollaborationId) -> Result<()> {
        for link in store::attribution::links(self.app.db(), self.brand, collaboration).await? {
            self.nora(
                "attribution.confirm_link",
                json!({ "link": link.id, "note": "Opened it: the shop's page answers and keeps the parameters." }),
            )
            .await?;
        }
        if let Some(code) = store::attribution::code(self.app.db(), self.brand, collaboration).await? {
            self.nora("attribution.confirm_code", json!({ "code": code.id, "note": "Tried it in the basket: 15 % off." })).await?;
        }
        Ok(())
    }

    async fn draft(&self, cue: Cue, creator: &Caller, collaboration: CollaborationId, place: usize, number: usize) -> Result<()> {
        let deliverable = self.deliverable(collaboration, place).await?;
        let (name, bytes) = PICTURES[(cue.part + place + number) % PICTURES.len()];
        let stream = Box::pin(futures_util::stream::iter([Ok(bytes.into())]));
        let receipt = self.app.receive(creator, self.brand, name, stream).await.map_err(|error| anyhow!("{error}"))?;
        let file = run(&self.app, creator, "content.keep_file", json!({ "receipt": receipt })).await?;
        let note = if number == 1 {
            "First go. The light in my bathroom is only good until nine."
        } else {
            "Moved the jar right to the front and said the last line again."
        };
        let text = "Ad: my skin when the heating comes on, and what I do about it. #ad #fennelandrye";
        run(
            &self.app,
            creator,
            "content.submit_draft",
            json!({ "deliverable": deliverable, "files": [file["id"]], "text": text, "note": note }),
        )
        .await?;
        Ok(())
    }

    async fn approve(&self, cue: Cue, collaboration: CollaborationId, place: usize) -> Result<()> {
        let checked = json!(["claims", "values", "disclosure", "visuals", "quality"]);
        let (deliverable, draft) = self.under_review(collaboration, place).await?;
        self.nora("content.approve", json!({ "deliverable": deliverable, "draft": draft, "kind": "brand", "checked": checked })).await?;
        if cue.campaign == 1 {
            run(
                &self.app,
                &self.team.lea,
                "content.approve",
                json!({ "deliverable": deliverable, "draft": draft, "kind": "legal", "checked": checked }),
            )
            .await?;
        }
        Ok(())
    }

    /// A customer clicks on the link and orders two hours later, every third one with the code.
    async fn order(&mut self, cue: Cue, collaboration: CollaborationId, number: u32) -> Result<()> {
        let links = store::attribution::links(self.app.db(), self.brand, collaboration).await?;
        let link = links.first().context("no link")?;
        let visitor = format!("visitor-{}-{}-{number}", cue.campaign, cue.part);
        self.time.set(cue.at.plus(-2 * HOUR));
        let answer = run(
            &self.app,
            &Caller::visitor(),
            "attribution.record_click",
            json!({ "slug": link.value.slug, "referrer": "instagram.example", "visitor": visitor }),
        )
        .await?;
        let click: ClickId = id(&answer, "click")?;
        self.time.set(cue.at);
        self.orders += 1;
        let code = store::attribution::code(self.app.db(), self.brand, collaboration).await?;
        let codes: Vec<String> = code.filter(|_| number % 3 == 0).map(|code| code.value.code).into_iter().collect();
        let net = 2_400 + i64::from(number * 37 % 5) * 800;
        let placed = cue.at.plus(-5 * MINUTE);
        let order = json!({ "source": "shop", "number": format!("#{}", self.orders), "placed_at": placed, "paid_at": placed, "currency": "GBP", "lines": [{ "id": "1", "net": net }], "total": net + net / 5 + 395, "codes": codes, "click": click });
        run(&self.app, &Caller::operator(Some(self.organisation), Some(self.brand)), "attribution.ingest_order", order).await?;
        self.known[cue.campaign][cue.part].last_order = Some(format!("#{}", self.orders));
        Ok(())
    }

    async fn refund(&self, known: &Known) -> Result<()> {
        let Some(number) = &known.last_order else { return Ok(()) };
        let at = self.app.now();
        let refund = json!({ "source": "shop", "number": number, "refund_number": format!("R{number}"), "at": at, "parts": [{ "for": "line", "line": "1", "net": 2_400 }] });
        run(&self.app, &Caller::operator(Some(self.organisation), Some(self.brand)), "attribution.ingest_refund", refund).await?;
        Ok(())
    }

    async fn make_payout(&mut self, cue: Cue, creator: CreatorId, collaboration: CollaborationId) -> Result<()> {
        let all = store::payments::of_collaboration(self.app.db(), self.brand, collaboration).await?;
        let open = |state: &PayableState| matches!(state, PayableState::Open);
        let payables: Vec<_> = all.iter().filter(|payable| open(&payable.value.state)).map(|payable| payable.id).collect();
        anyhow::ensure!(!payables.is_empty(), "nothing is owed");
        let answer = run(
            &self.app,
            &self.team.tom,
            "payments.make_payout",
            json!({ "creator": creator, "payables": payables, "method": "Bank transfer" }),
        )
        .await?;
        self.known[cue.campaign][cue.part].payout = Some(answer["id"].clone());
        Ok(())
    }

    async fn newest_offer(&self, collaboration: CollaborationId) -> Result<OfferId> {
        Ok(store::agreements::offers(self.app.db(), self.brand, collaboration).await?.last().context("no offer")?.id)
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

/// A campaign of the demo.
fn plan(number: usize, starts: domain::time::Day, opens: domain::time::Day, closes: domain::time::Day) -> Result<Campaign> {
    let deliverable = |format: &str| json!({ "format": format, "platform": "instagram", "opens": opens, "closes": closes });
    let (name, deliverables, budget, orders, active) = if number == 0 {
        (
            "Summer Calm",
            json!([deliverable("reel")]),
            json!({ "fees": 420_000, "product": 60_000, "shipping": 10_000, "bonus": 0, "commission": 40_000 }),
            60,
            8,
        )
    } else {
        (
            "Autumn Repair",
            json!([deliverable("reel"), deliverable("story")]),
            json!({ "fees": 640_000, "product": 80_000, "shipping": 12_000, "bonus": 0, "commission": 80_000 }),
            240,
            14,
        )
    };
    let sign_offs = if number == 0 { json!(["brand"]) } else { json!(["brand", "legal"]) };
    let campaign = json!({
        "name": name, "slug": "", "objective": "sales",
        "goals": [{ "measure": "orders", "target": orders, "by": closes.plus_days(14) }],
        "audience": "People of 22 to 40 with dry or reactive skin", "markets": ["GB", "IE", "DE"],
        "starts": starts, "ends": closes.plus_days(7), "currency": "GBP", "budget": budget, "active_creators": active,
        "deliverables": deliverables, "ships_product": true, "review": { "included_rounds": 2, "sign_offs": sign_offs },
        "cadence": {}, "tracking": { "landing_page": "https://fennelandrye.example/oat-barrier-cream", "code_percent": 15 },
        "owner": null, "state": "draft"
    });
    Ok(serde_json::from_value(campaign)?)
}

async fn person(app: &App, organisation: OrganisationId, brand: BrandId, email: &str) -> Result<Caller> {
    let (_, found) = store::team::person_by_email(app.db(), email).await?.context("no such person")?;
    Ok(Caller::person(organisation, found.id, found.value, Some(brand)))
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
