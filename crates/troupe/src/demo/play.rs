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
    ids::{BrandId, CampaignId, CollaborationId, CreatorId, OrganisationId, PostId},
    time::{DAY, HOUR, Timestamp, Zone},
};
use serde_json::{Value, json};
use world::outside::SimulatedClock;

use super::{
    brand,
    cast::Part,
    script::{self, Beat},
};

mod acts;

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
    country: String,
    city: String,
    posts: Vec<Option<PostId>>,
    last_order: Option<(String, i64)>,
    payout: Option<Value>,
}

/// Plays the whole script.
pub(super) struct Player {
    app: App,
    time: Arc<SimulatedClock>,
    opens: Timestamp,
    zone: Zone,
    organisation: OrganisationId,
    brand: BrandId,
    team: Team,
    campaigns: Vec<CampaignId>,
    known: Vec<Vec<Known>>,
    orders: u32,
    transfers: usize,
}

/// How a creator of the demo was found, which says in which spreadsheet they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    /// They spoke of the brand by themselves.
    Spoke,
    /// The team looked for them for its first campaign.
    LookedFor,
    /// They applied for the second.
    Applied,
    /// They buy there, and have no part yet.
    Buys,
}

impl Found {
    const ALL: [Found; 4] = [Found::Spoke, Found::LookedFor, Found::Applied, Found::Buys];

    fn of(name: &str) -> Self {
        let plays = |campaign: usize| script::parts(campaign).iter().any(|part| part.name == name);
        match (name, plays(0), plays(1)) {
            ("Maya Okonkwo" | "Amara Diallo", ..) => Found::Spoke,
            (_, true, _) => Found::LookedFor,
            (_, false, true) => Found::Applied,
            (_, false, false) => Found::Buys,
        }
    }

    /// The spreadsheet's name, the source and the tier.
    fn file(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Found::Spoke => ("word of mouth.csv", "mention", "ambassador"),
            Found::LookedFor => ("found for summer.csv", "cold", "paid"),
            Found::Applied => ("applications.csv", "application", "paid"),
            Found::Buys => ("customers.csv", "customer", "product_only"),
        }
    }
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
    pub(super) async fn begin(app: App, time: Arc<SimulatedClock>, opens: Timestamp) -> Result<Self> {
        time.set(opens.plus(-script::LENGTH * DAY));
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
        for mail in store::outbox::mails(app.db(), organisation, None, 10).await?.iter().rev() {
            let link = mail.body.split_once("/invitations/").map(|(_, rest)| rest.split_whitespace().next().unwrap_or_default());
            if let Some(token) = link {
                run(&app, &visitor, "team.accept_invitation", json!({ "token": token, "password": password })).await?;
            }
        }
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
        let mut player = Self {
            app,
            time,
            opens,
            zone: Zone::parse("Europe/London")?,
            organisation,
            brand,
            team,
            campaigns: Vec::new(),
            known,
            orders: 1_000,
            transfers: 0,
        };
        player.creators().await?;
        Ok(player)
    }

    /// Plays every beat in its time; in between the clock ticks every hour, and mail leaves.
    pub(super) async fn play(&mut self) -> Result<()> {
        let mut hour = self.opens.plus(-script::LENGTH * DAY).day_in(&self.zone).at(6, 0, &self.zone);
        for cue in script::cues(self.opens, &self.zone) {
            while hour < cue.at {
                self.tick(hour).await?;
                hour = hour.plus(HOUR);
            }
            self.time.set(cue.at);
            let name = script::parts(cue.campaign)[cue.part].name;
            self.beat(cue).await.with_context(|| format!("{:?} of {name} at {}", cue.beat, cue.at.rfc3339()))?;
            // A click and an order write to nobody.
            while !matches!(cue.beat, Beat::Click(_) | Beat::Order(_) | Beat::Stray(_)) && app::worker::work(&self.app).await? > 0 {}
        }
        while hour < self.opens {
            self.tick(hour).await?;
            hour = hour.plus(HOUR);
        }
        self.tick(self.opens).await?;
        while app::worker::work(&self.app).await? > 0 {}
        Ok(())
    }

    /// The clock does what is due at a time, and what it wrote leaves.
    async fn tick(&self, at: Timestamp) -> Result<()> {
        self.time.set(at);
        while app::tick::tick(&self.app).await? > 0 {
            while app::worker::work(&self.app).await? > 0 {}
        }
        Ok(())
    }

    async fn nora(&self, name: &str, command: Value) -> Result<Value> {
        run(&self.app, &self.team.nora, name, command).await
    }

    /// The forty creators come in as spreadsheets, by how they were found.
    async fn creators(&mut self) -> Result<()> {
        let all = include_str!("creators.csv");
        let (heading, rows) = all.split_once('\n').context("no rows")?;
        for found in Found::ALL {
            let own: Vec<&str> = rows.lines().filter(|row| Found::of(row.split(',').next().unwrap_or_default()) == found).collect();
            let content = base64(format!("{heading}\n{}\n", own.join("\n")).as_bytes());
            let (file_name, source, tier) = found.file();
            let command = json!({ "file_name": file_name, "content": content, "source": source, "tier": tier, "dry_run": false });
            let answer = self.nora("creators.import_creators", command).await?;
            anyhow::ensure!(answer["rejected"] == 0, "the demo's spreadsheet has rejected rows: {answer}");
        }
        Ok(())
    }

    /// A campaign is written, briefed and started, and everybody who has a part is shortlisted.
    async fn plan(&mut self, number: usize) -> Result<()> {
        let today = self.opens.day_in(&self.zone);
        let (opens, closes) = script::WINDOWS[number];
        let starts = self.app.now().day_in(&self.zone).plus_days(3);
        let campaign = plan(number, starts, today.plus_days(opens), today.plus_days(closes))?;
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
            let (creator, country, city) = self.creator(part).await?;
            let posts = vec![None; part.makes.len()];
            self.known[number][at] = Known { creator: Some(creator), country, city, posts, ..Known::default() };
            creators.push(creator);
        }
        let shortlist = json!({ "campaign": made, "creators": creators });
        let ids: Vec<CollaborationId> = serde_json::from_value(self.nora("campaigns.shortlist", shortlist).await?)?;
        for (at, id) in ids.into_iter().enumerate() {
            self.known[number][at].collaboration = Some(id);
        }
        self.campaigns.push(made);
        Ok(())
    }

    /// Who has a part, with the country and city that the form will say.
    async fn creator(&self, part: &Part) -> Result<(CreatorId, String, String)> {
        let all =
            store::document::list::<store::creators::Creator>(self.app.db(), self.organisation, "name = $2", store::params![part.name])
                .await?;
        let found = all.first().with_context(|| format!("{} is not in the spreadsheet", part.name))?;
        let country = found.value.country.map_or("GB", |country| country.code()).to_owned();
        Ok((found.id, country, found.value.city.clone().unwrap_or_default()))
    }
}

/// A campaign of the demo.
fn plan(number: usize, starts: domain::time::Day, opens: domain::time::Day, closes: domain::time::Day) -> Result<Campaign> {
    let deliverable = |format: &str| json!({ "format": format, "platform": "instagram", "opens": opens, "closes": closes });
    let (name, deliverables, budget, orders, active) = if number == 0 {
        (
            "Summer Calm",
            json!([deliverable("reel")]),
            json!({ "fees": 400_000, "product": 60_000, "shipping": 10_000, "bonus": 0, "commission": 60_000 }),
            100,
            8,
        )
    } else {
        (
            "Autumn Repair",
            json!([deliverable("reel"), deliverable("story")]),
            json!({ "fees": 860_000, "product": 120_000, "shipping": 20_000, "bonus": 0, "commission": 90_000 }),
            160,
            16,
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
