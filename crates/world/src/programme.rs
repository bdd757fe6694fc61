//! How a programme begins: the installation, its team, a brand profile, creators from a spreadsheet, a campaign that is
//! briefed, started, shortlisted and invited.
//!
//! Invariant: all of it by operations. Absent: what happens then.

use std::sync::Arc;

use app::{App, Caller};
use domain::{
    ids::{BrandId, CampaignId, CollaborationId, CreatorId, Id, OrganisationId},
    team::{Grant, Role, SignOffKind},
    time::{DAY, Timestamp, Zone},
};
use serde_json::{Value, json};

use crate::{
    Result, WorldError,
    chance::Chance,
    must,
    outside::Outside,
    parameters::{Parameters, ProgrammePlan, Temperament},
    repertoire::{Repertoire, index},
};

/// Somebody of the team.
#[derive(Debug, Clone)]
pub struct Colleague {
    /// As the program knows them.
    pub caller: Caller,
    /// Their name, as they sign.
    pub name: String,
}

/// A simulated creator.
#[derive(Debug, Clone)]
pub struct Creator {
    /// As the program knows them.
    pub id: CreatorId,
    /// Their name.
    pub name: String,
    /// Where mail goes.
    pub email: String,
    /// Where they live.
    pub zone: Zone,
    /// Their country.
    pub country: String,
    /// Their city.
    pub city: String,
    /// How they are.
    pub kind: String,
    /// What follows from it.
    pub temperament: Temperament,
}

/// What began.
#[derive(Debug, Clone)]
pub struct Programme {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its brand.
    pub brand: BrandId,
    /// Runs it.
    pub manager: Colleague,
    /// Makes payouts.
    pub finance: Colleague,
    /// Approves them.
    pub second: Colleague,
    /// Signs off for legal.
    pub lawyer: Colleague,
    /// Its campaigns.
    pub campaigns: Vec<CampaignId>,
    /// Everybody who may be asked.
    pub creators: Vec<Creator>,
    /// What all of them say.
    pub words: Arc<Repertoire>,
}

fn field<T: serde::de::DeserializeOwned>(answer: &Value, name: &str) -> Result<T> {
    serde_json::from_value(answer[name].clone()).map_err(|error| WorldError::Refused {
        operation: name.to_owned(),
        error: error.to_string(),
        command: answer.to_string(),
    })
}

/// Begins a programme with so many creators.
///
/// # Errors
/// The first operation that is refused.
pub async fn begin(app: &App, outside: &Outside, seed: u64, now: Timestamp, creators: usize, parameters: &Parameters) -> Result<Programme> {
    let visitor = Caller::visitor();
    let password = "a simulation is not a secret";
    let set_up = json!({ "organisation": "Fennel & Rye Ltd", "brand": "Fennel & Rye", "zone": "Europe/London", "currency": "GBP", "name": "Nora Lindqvist", "email": "nora@fennelandrye.example", "password": password });
    let signed_in = must(app, &visitor, "team.set_up", set_up).await?;
    let owner = session(app, &signed_in).await?;
    let brands = app::views::shell::brands(app, &owner).await.map_err(|error| stuck("brands", &error))?;
    let brand = brands.first().map(|brand| brand.id).ok_or_else(|| stuck("brands", &app::Error::NotFound))?;
    let organisation = owner.organisation.ok_or_else(|| stuck("organisation", &app::Error::NotFound))?;
    let manager = Colleague { name: "Nora Lindqvist".into(), caller: owner.about(brand) };
    let mut team = Vec::new();
    for (name, email, role, sign_off) in [
        ("Tom Abara", "tom@fennelandrye.example", Role::Finance, None),
        ("Ines Duarte", "ines@fennelandrye.example", Role::Finance, None),
        ("Lea Hoffmann", "lea@counsel.example", Role::Reviewer, Some(SignOffKind::Legal)),
    ] {
        let grants = vec![Grant { brand, role, sign_off }];
        must(app, &manager.caller, "team.invite_person", json!({ "name": name, "email": email, "grants": grants })).await?;
        while app::worker::work(app).await.unwrap_or(0) > 0 {}
        let token = outside.mailbox.token_after(email, "/invitations/").unwrap_or_default();
        let accepted = must(app, &visitor, "team.accept_invitation", json!({ "token": token, "password": password })).await?;
        team.push(Colleague { name: name.into(), caller: session(app, &accepted).await?.about(brand) });
    }
    let [finance, second, lawyer]: [Colleague; 3] = team.try_into().map_err(|_| stuck("team", &app::Error::NotFound))?;
    let settings = json!({ "sender_name": "Nora at Fennel & Rye", "sender_email": "nora@fennelandrye.example", "postal_address": "12 Mill Lane, Leeds", "mailbox_budget": 60 });
    let update = json!({ "name": "Fennel & Rye", "zone": "Europe/London", "currency": "GBP", "settings": settings });
    must(app, &manager.caller, "team.update_brand", update).await?;
    // Another brand of the organisation, which nothing that happens here may touch.
    must(app, &manager.caller, "team.create_brand", json!({ "name": "Other Brand", "zone": "Europe/Berlin", "currency": "EUR" })).await?;

    let mut chance = Chance::of(seed, "creators");
    let mut known = (0..creators)
        .map(|number| drawn(number, &mut chance, parameters).map(|one| represented(one, number, seed, parameters)))
        .collect::<Result<Vec<Creator>>>()?;
    for (number, one) in known.iter_mut().enumerate() {
        let handle = format!("{}.{number}", domain::text::slug(&one.name).replace('-', "."));
        let profile = json!({ "platform": "instagram", "handle": format!("@{handle}") });
        let details = json!({ "name": one.name, "email": one.email, "country": one.country, "city": one.city, "profiles": [profile] });
        let made =
            must(app, &manager.caller, "creators.create_creator", json!({ "creator": details, "source": "application", "tier": "paid" }))
                .await?;
        one.id = field(&made, "id")?;
        let zone = json!({ "creator": one.id, "details": details, "zone": one.zone, "tier": "paid" });
        must(app, &manager.caller, "creators.update_creator", zone).await?;
        // Somebody does not exist at the address that is known.
        if Chance::of(seed, &one.email).happens(parameters.faults.mail_bounces) {
            outside.mailbox.nobody_at(&one.email);
        }
    }
    let campaign = campaign(app, &manager, now, creators, &parameters.programme).await?;
    let ids: Vec<CreatorId> = known.iter().map(|one| one.id).collect();
    let listed = must(app, &manager.caller, "campaigns.shortlist", json!({ "campaign": campaign, "creators": ids })).await?;
    let collaborations: Vec<CollaborationId> = serde_json::from_value(listed).unwrap_or_default();
    for chunk in collaborations.chunks(100) {
        let body =
            "Hello {{creator.first_name}},\n\nwe like what you make. Would you like to make something with us?\n\n{{portal.link}}\n\nNora";
        let invitation = json!({ "collaborations": chunk, "subject": "{{campaign.name}} with Fennel & Rye", "body": body });
        must(app, &manager.caller, "outreach.invite", invitation).await?;
    }
    let words = Arc::new(Repertoire { footage: Repertoire::smallest_footage(), ..Repertoire::ours()? });
    Ok(Programme { organisation, brand, manager, finance, second, lawyer, campaigns: vec![campaign], creators: known, words })
}

fn stuck(what: &str, error: &app::Error) -> WorldError {
    WorldError::Refused { operation: what.to_owned(), error: error.to_string(), command: String::new() }
}

/// Whoever has just signed in.
async fn session(app: &App, signed_in: &Value) -> Result<Caller> {
    let token = signed_in["token"].as_str().unwrap_or_default();
    let found = app::access::by_session(app, token).await.map_err(|error| stuck("session", &error))?;
    found.ok_or_else(|| stuck("session", &app::Error::NotFound))
}

fn drawn(number: usize, chance: &mut Chance, parameters: &Parameters) -> Result<Creator> {
    let plan = &parameters.programme;
    let missing = || WorldError::Parameters("there are no names or no places".to_owned());
    let (first, last) = (plan.names.len().max(1), plan.surnames.len().max(1));
    let name = plan.names.get(number % first).ok_or_else(missing)?;
    let surname = plan.surnames.get((number / first + number) % last).ok_or_else(missing)?;
    let name = format!("{name} {surname}");
    let name = if number >= first * last { format!("{name} {}", number / (first * last)) } else { name };
    let (city, country, zone) = plan.places.get(index(plan.places.len(), chance)).ok_or_else(missing)?;
    let (kind, temperament) = parameters.draw(chance)?;
    let email = format!("{}.{number}@creators.example", domain::text::slug(&name).replace('-', "."));
    let zone = Zone::parse(zone).unwrap_or_else(|_| Zone::utc());
    let id = CreatorId::from_uuid(Default::default());
    Ok(Creator { id, name, email, zone, country: country.clone(), city: city.clone(), kind, temperament })
}

/// Some have an agent who reads their mail, takes longer and always asks for more, once.
fn represented(one: Creator, number: usize, seed: u64, parameters: &Parameters) -> Creator {
    let habits = parameters.creators;
    if !Chance::of(seed, &format!("agent of {}", one.email)).happens(habits.with_agent) {
        return one;
    }
    let hours = one.temperament.hours * habits.agent_slower;
    let temperament = Temperament { hours, counters: 1.0, counter_more: habits.agent_more, ..one.temperament };
    Creator { email: format!("talent.{number}@agency.example"), kind: format!("{}, by an agent", one.kind), temperament, ..one }
}

async fn campaign(app: &App, manager: &Colleague, now: Timestamp, creators: usize, plan: &ProgrammePlan) -> Result<CampaignId> {
    let zone = Zone::parse("Europe/London").unwrap_or_else(|_| Zone::utc());
    let today = now.day_in(&zone);
    let day = |days: i64| today.plus_days(days);
    let many = i64::try_from(creators).unwrap_or(i64::MAX);
    let active = ((creators as f64 * plan.active) as usize).max(1);
    let campaign = json!({
        "name": "Autumn Repair", "objective": "sales", "goals": [], "audience": "People with dry skin", "markets": ["GB"],
        "starts": today, "ends": day(plan.days), "currency": "GBP",
        "budget": { "fees": many * plan.fees, "product": many * plan.product, "shipping": many * plan.shipping, "bonus": 0, "commission": many * plan.commission },
        "active_creators": active,
        "deliverables": [
            { "format": "reel", "platform": "instagram", "opens": day(plan.reel.0), "closes": day(plan.reel.1) },
            { "format": "story", "platform": "instagram", "opens": day(plan.story.0), "closes": day(plan.story.1) }
        ],
        "ships_product": true, "review": { "included_rounds": 2, "sign_offs": ["brand", "legal"] }, "cadence": {},
        "waves": [{ "opens": day(plan.wave.0), "closes": day(plan.wave.1) }],
        "tracking": { "landing_page": "https://fennelandrye.example/oat", "code_percent": plan.code_percent }, "owner": null
    });
    let made: CampaignId = field(&must(app, &manager.caller, "campaigns.create_campaign", json!({ "campaign": campaign })).await?, "id")?;
    let brief = json!({
        "objective": "Show how you mend dry skin when the heating comes on.",
        "talking_points": ["Show where your skin feels dry.", "Put the cream on in your own way.", "Say what you noticed after a week."],
        "brand_values": "We are kind to skin and plain in words.", "visual_guidelines": "Film in daylight.",
        "hashtags": ["#ad", "#fennelandrye"], "disclosure": "Write \"Ad\" as the first word of the caption, and show it on screen.",
        "approval": "Send your draft in your portal. We answer in 24 hours.", "payment": "We pay 14 days after we have seen your post live.",
        "audience": "People with dry skin.", "benefits": ["It calms dry skin."], "do_not_say": ["miracle"], "references": [],
        "flexible": "The words and the story are yours."
    });
    must(app, &manager.caller, "briefs.save_brief", json!({ "campaign": made, "content": brief })).await?;
    must(app, &manager.caller, "campaigns.start_campaign", json!({ "campaign": made })).await?;
    Ok(made)
}

/// When a world begins: a Monday at nine in London.
#[must_use]
pub fn beginning() -> Timestamp {
    Timestamp::parse("2026-09-07T08:00:00Z").unwrap_or(Timestamp(DAY))
}
