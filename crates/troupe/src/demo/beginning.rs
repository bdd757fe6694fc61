//! How the demo's programme begins, and how it is found again: the team, the brand's profile, forty creators.
//!
//! Invariant: whatever is written goes through a registered operation. Absent: campaigns; the season has them.

use std::sync::Arc;

use anyhow::{Context, Result, anyhow, ensure};
use app::{App, Asked, Caller, ports::Letter, registry};
use domain::{
    ids::{BrandId, CampaignId, CreatorId, Id, OrganisationId},
    time::Zone,
};
use serde_json::{Value, json};
use world::{
    Parameters,
    chance::Chance,
    outside::Outside,
    programme::{Colleague, Creator, Programme},
    repertoire::Repertoire,
};

use super::{
    brand,
    cast::{self, Found},
};

/// Which world the demo is.
pub(super) const SEED: u64 = 22;
const NORA: &str = "nora@fennelandrye.example";
const TOM: &str = "tom@fennelandrye.example";
const LEA: &str = "lea@counsel.example";

/// Runs a registered operation by its name.
pub(super) async fn run(app: &App, caller: &Caller, name: &str, command: Value) -> Result<Value> {
    let operation = registry::find(name).ok_or_else(|| anyhow!("no operation is called {name}"))?;
    operation.call(app, caller, &Asked::default(), command.clone()).await.map_err(|error| anyhow!("{name}: {error} ({command})"))
}

/// Sets the installation up: people, brand, creators. No campaign yet.
pub(super) async fn begin(app: &App, parameters: &Parameters) -> Result<Programme> {
    let visitor = Caller::visitor();
    // Only the installation of this folder knows it; people come in by links.
    let password = "three warm oat cakes in a tin";
    let set_up = json!({ "organisation": "Fennel & Rye Ltd", "brand": "Fennel & Rye", "zone": "Europe/London", "currency": "GBP", "name": "Nora Lindqvist", "email": NORA, "password": password });
    run(app, &visitor, "team.set_up", set_up).await?;
    let (organisation, _) = store::team::organisations(app.db()).await?.pop().context("no organisation")?;
    let brand = store::team::brands(app.db(), organisation).await?.pop().context("no brand")?.id;
    let nora = colleague(app, organisation, brand, NORA).await?;
    let invite = |name: &str, email: &str, grants: Value| json!({ "name": name, "email": email, "grants": grants });
    let both = json!([{ "brand": brand, "role": "manager", "sign_off": null }, { "brand": brand, "role": "finance", "sign_off": null }]);
    run(app, &nora.caller, "team.invite_person", invite("Tom Abara", TOM, both)).await?;
    let legal = json!([{ "brand": brand, "role": "reviewer", "sign_off": "legal" }]);
    run(app, &nora.caller, "team.invite_person", invite("Lea Hoffmann", LEA, legal)).await?;
    for mail in store::outbox::mails(app.db(), organisation, None, 10).await?.iter().rev() {
        let link = mail.body.split_once("/invitations/").map(|(_, rest)| rest.split_whitespace().next().unwrap_or_default());
        if let Some(token) = link {
            run(app, &visitor, "team.accept_invitation", json!({ "token": token, "password": password })).await?;
        }
    }
    let settings = json!({ "name": "Fennel & Rye", "zone": "Europe/London", "currency": "GBP", "settings": brand::settings() });
    run(app, &nora.caller, "team.update_brand", settings).await?;
    run(app, &nora.caller, "team.update_brand_profile", json!({ "profile": brand::profile() })).await?;
    run(app, &nora.caller, "outreach.save_template", json!({ "content": brand::invitation() })).await?;
    run(app, &nora.caller, "outreach.save_template", json!({ "content": brand::thanks() })).await?;
    import(app, &nora.caller).await?;
    find(app, parameters).await
}

/// The forty creators come in as spreadsheets, by how they were found.
async fn import(app: &App, nora: &Caller) -> Result<()> {
    let (heading, rows) = cast::SHEET.split_once('\n').context("no rows")?;
    for found in Found::ALL {
        let own: Vec<&str> = rows.lines().enumerate().filter(|(row, _)| Found::of(*row) == found).map(|(_, line)| line).collect();
        let content = base64(format!("{heading}\n{}\n", own.join("\n")).as_bytes());
        let (file_name, source, tier) = found.file();
        let command = json!({ "file_name": file_name, "content": content, "source": source, "tier": tier, "dry_run": false });
        let answer = run(app, nora, "creators.import_creators", command).await?;
        ensure!(answer["rejected"] == 0, "the demo's spreadsheet has rejected rows: {answer}");
    }
    Ok(())
}

/// The programme of a demo that was begun.
pub(super) async fn find(app: &App, parameters: &Parameters) -> Result<Programme> {
    let (organisation, _) = store::team::organisations(app.db()).await?.pop().context("no organisation")?;
    let brand = store::team::brands(app.db(), organisation).await?.pop().context("no brand")?.id;
    let nora = colleague(app, organisation, brand, NORA).await?;
    let tom = colleague(app, organisation, brand, TOM).await?;
    let lawyer = colleague(app, organisation, brand, LEA).await?;
    let listed = registry::find("campaigns.list_campaigns").context("no list of campaigns")?;
    let listed = listed.call(app, &nora.caller, &Asked::default(), json!({})).await.map_err(|error| anyhow!("{error}"))?;
    let campaigns = listed.as_array().map(Vec::as_slice).unwrap_or_default().iter().map(|one| id::<CampaignId>(one, "id"));
    let mut words = Repertoire::ours()?;
    words.footage = cast::footage();
    let creators = creators(app, organisation, parameters).await?;
    let campaigns = campaigns.collect::<Result<_>>()?;
    Ok(Programme {
        organisation,
        brand,
        second: nora.clone(),
        manager: nora,
        finance: tom,
        lawyer,
        campaigns,
        creators,
        words: Arc::new(words),
    })
}

/// Everybody of the spreadsheet, in its order, with a temperament of their own.
async fn creators(app: &App, organisation: OrganisationId, parameters: &Parameters) -> Result<Vec<Creator>> {
    let all = store::document::list::<domain::creators::Creator>(app.db(), organisation, "1 = 1", vec![]).await?;
    let mut found = Vec::new();
    for (row, line) in cast::SHEET.lines().skip(1).enumerate() {
        let name = line.split(',').next().unwrap_or_default();
        let known = all.iter().find(|one| one.value.name == name).with_context(|| format!("{name} is not there"))?;
        let email = known.value.email.clone().unwrap_or_default();
        let (kind, temperament) = if row == cast::GUIDE {
            ("star".to_owned(), *parameters.temperament.get("star").context("no star")?)
        } else {
            parameters.draw(&mut Chance::of(SEED, &format!("temperament of {email}")))?
        };
        let country = known.value.country.map_or("GB", |country| country.code()).to_owned();
        found.push(Creator {
            id: CreatorId::from_uuid(known.id.uuid()),
            name: name.to_owned(),
            email,
            zone: Zone::parse(cast::zone(&country))?,
            country,
            city: known.value.city.clone().unwrap_or_default(),
            kind,
            temperament,
        });
    }
    Ok(found)
}

/// Puts what was sent before into the mailboxes, so that people know of it.
pub(super) async fn deliver(app: &App, outside: &Outside, programme: &Programme) -> Result<()> {
    for mail in store::outbox::mails(app.db(), programme.organisation, None, 100_000).await? {
        if matches!(mail.state.as_str(), "sent" | "captured") {
            let key = mail.id.to_string();
            outside.mailbox.put(Letter {
                key,
                from: mail.sender,
                to: mail.recipient,
                subject: mail.subject,
                body: mail.body,
                unsubscribe: None,
            });
        }
    }
    Ok(())
}

async fn colleague(app: &App, organisation: OrganisationId, brand: BrandId, email: &str) -> Result<Colleague> {
    let (_, found) = store::team::person_by_email(app.db(), email).await?.with_context(|| format!("{email} is not there"))?;
    let name = found.value.name.clone();
    Ok(Colleague { caller: Caller::person(organisation, found.id, found.value, Some(brand)), name })
}

/// A field of an answer, read as an id.
pub(super) fn id<T: serde::de::DeserializeOwned>(answer: &Value, field: &str) -> Result<T> {
    serde_json::from_value(answer[field].clone()).with_context(|| format!("no {field} in {answer}"))
}

pub(super) fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
