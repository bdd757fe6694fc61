//! `tick`: how many due moves of the clock are carried out a second, each through its whole operation, in a database with a
//! million open moves.
//!
//! Creators, collaborations and what was asked are real rows, written in bulk; the moves are derived from them as always. Of
//! the collaborations so many are due that the clock reminds of: a mail, a message, a step, events, and moves derived anew.
//! Aims: 1,000 a second on SQLite, 600 on PostgreSQL. The shares: `store` is the time inside statements, beginnings and
//! commits, counted where they are sent; `rule` is the time of the domain's functions on the same facts, measured apart.

use std::{path::Path, time::Instant};

use anyhow::{Context, Result, bail};
use app::{App, Caller};
use domain::{
    campaigns::Collaboration,
    ids::{CollaborationId, CreatorId, Id, MessageId},
    outreach::Message,
    team::Brand,
    time::{HOUR, Timestamp},
};
use serde_json::json;
use store::{Database, Stored, creators::Creator, document};

use crate::house::{begin, call};

/// Each collaboration that waits for an answer has two: the creator's, and the clock's beside it.
const MOVES_EACH: usize = 2;
/// What is written in one transaction.
const CHUNK: usize = 2_000;
const ON_SQLITE: f64 = 1_000.0;
const ON_POSTGRES: f64 = 600.0;

/// A made installation.
struct House {
    app: App,
    owner: Caller,
    brand: Stored<Brand>,
}

/// `tick [MOVES [DUE]] [--database postgres://.../empty]`.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let at = arguments.iter().position(|argument| argument == "--database");
    let url = at.map(|at| arguments.get(at + 1).cloned().context("--database takes a URL")).transpose()?;
    let numbers: Vec<usize> = arguments[..at.unwrap_or(arguments.len())]
        .iter()
        .map(|text| text.parse().with_context(|| format!("\"{text}\" is no number")))
        .collect::<Result<_>>()?;
    let (moves, due) = (numbers.first().copied().unwrap_or(1_000_000), numbers.get(1).copied().unwrap_or(20_000));
    let folder = std::env::temp_dir().join(format!("troupe-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let database = url.map_or_else(|| Database::Sqlite(folder.join("troupe.db")), Database::Postgres);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let result = runtime.block_on(measure(&database, &folder, moves / MOVES_EACH, due));
    std::fs::remove_dir_all(&folder)?;
    result
}

async fn measure(database: &Database, folder: &Path, collaborations: usize, due: usize) -> Result<()> {
    let begun = Instant::now();
    let house = fill(database, folder, collaborations, due).await?;
    let (app, db) = (&house.app, house.app.db());
    // As the loops do it by themselves from time to time.
    db.know_sizes().await?;
    eprintln!("bench: filled in {:.0} s", begun.elapsed().as_secs_f64());
    let rule = rules(&house).await?;
    let (spent, statements) = (db.spent(), db.statements());
    let begun = Instant::now();
    let mut done = 0;
    loop {
        match app::tick::tick(app).await? {
            0 => break,
            more => done += more,
        }
    }
    let seconds = begun.elapsed().as_secs_f64();
    if done != due {
        bail!("{due} moves were due, and {done} were done");
    }
    let store = (db.spent() - spent).as_secs_f64() / seconds;
    let rule = rule * due as f64 / seconds;
    let (name, limit) = match database {
        Database::Sqlite(_) => ("SQLite", ON_SQLITE),
        Database::Postgres(_) => ("PostgreSQL", ON_POSTGRES),
    };
    println!(
        "{}",
        json!({ "bench": "tick", "database": name, "measure": "moves_a_second", "open_moves": collaborations * MOVES_EACH, "due": due,
                "value": (due as f64 / seconds).round(), "limit": limit, "statements_each": (db.statements() - statements) as f64 / due as f64,
                "store_share": store, "rule_share": rule, "rest_share": 1.0 - store - rule })
    );
    Ok(())
}

/// One collaboration by the operations, and many like it by rows.
async fn fill(database: &Database, folder: &Path, collaborations: usize, due: usize) -> Result<House> {
    let now = Timestamp::parse("2026-09-04T11:00:00Z")?;
    let (app, owner) = begin(database, folder, now, None).await?;
    let brand = owner.brand.context("no brand")?;
    let settings = json!({ "sender_name": "Nora", "sender_email": "nora@fennel.example", "mailbox_budget": 100_000 });
    let update = json!({ "name": "Fennel & Rye", "zone": "Europe/London", "currency": "GBP", "settings": settings });
    call(&app, &owner, "team.update_brand", update).await?;
    let campaign = json!({ "campaign": {
        "name": "Autumn", "objective": "sales", "goals": [], "audience": "Everybody", "markets": ["GB"], "starts": "2026-09-01",
        "ends": "2026-10-31", "currency": "GBP", "budget": { "fees": 500_000, "product": 0, "shipping": 0, "bonus": 0, "commission": 0 },
        "active_creators": 5, "ships_product": false, "review": { "included_rounds": 2, "sign_offs": ["brand"] },
        "deliverables": [{ "format": "reel", "platform": "instagram", "opens": "2026-10-01", "closes": "2026-10-20" }],
        "tracking": { "landing_page": "https://shop.example/oat", "code_percent": 15 },
    }});
    let campaign = call(&app, &owner, "campaigns.create_campaign", campaign).await?["id"].clone();
    call(&app, &owner, "campaigns.start_campaign", json!({ "campaign": campaign })).await?;
    let first =
        json!({ "creator": { "name": "Maya 0", "email": "maya0@creators.example", "country": "GB" }, "source": "cold", "tier": "paid" });
    let creator = call(&app, &owner, "creators.create_creator", first).await?["id"].clone();
    let listed = call(&app, &owner, "campaigns.shortlist", json!({ "campaign": campaign, "creators": [creator] })).await?;
    let invitation = json!({ "collaborations": listed, "template": null, "subject": "Autumn with us?",
                             "body": "Hello {{creator.first_name}},\n\nwould you make a reel?\n\n{{portal.link}}" });
    call(&app, &owner, "outreach.invite", invitation).await?;
    while app::worker::work(&app).await? > 0 {}
    let brand = store::team::brand(app.db(), brand).await?.context("no brand")?;
    let house = House { app, owner, brand };
    let (first, of): (CollaborationId, CreatorId) =
        (listed[0].as_str().context("no collaboration")?.parse()?, creator.as_str().context("no creator")?.parse()?);
    many(&house, first, of, collaborations - 1, due, now).await?;
    Ok(house)
}

/// Rows like the first ones. Whoever is due was asked three days ago in the morning, everybody else just now.
async fn many(house: &House, first: CollaborationId, of: CreatorId, count: usize, due: usize, now: Timestamp) -> Result<()> {
    let (db, brand) = (house.app.db(), &house.brand);
    let organisation = brand.value.organisation;
    let creator = document::find::<Creator>(db, organisation, of).await?.context("no creator")?.value;
    let collaboration = document::find::<Collaboration>(db, brand.id, first).await?.context("no collaboration")?.value;
    let message = document::list::<Message>(db, brand.id, "1 = 1 ORDER BY id LIMIT 1", vec![]).await?.pop().context("no message")?.value;
    let mut ids = app::random::Ids::new([3; 32], now);
    let asked = |number: usize| if number <= due { now.plus(-73 * HOUR) } else { now };
    let numbers: Vec<usize> = (1..=count).collect();
    for chunk in numbers.chunks(CHUNK) {
        let (mut creators, mut collaborations, mut messages) = (Vec::new(), Vec::new(), Vec::new());
        for number in chunk {
            let (id, theirs) = (CreatorId::from_uuid(ids.give()), CollaborationId::from_uuid(ids.give()));
            let (name, email) = (format!("Maya {number}"), Some(format!("maya{number}@creators.example")));
            creators.push((id, Creator { name, email, ..creator.clone() }));
            let (slug, at) = (format!("maya-{number}"), asked(*number));
            let theirs_too = Collaboration { creator: id, slug, shortlisted_at: at, invited_at: Some(at), ..collaboration.clone() };
            collaborations.push((theirs, theirs_too));
            messages.push((MessageId::from_uuid(ids.give()), Message { creator: id, collaboration: Some(theirs), at, ..message.clone() }));
        }
        let tx = db.begin().await?;
        document::insert_all(&tx, organisation, &creators.iter().map(|(id, value)| (*id, value)).collect::<Vec<_>>()).await?;
        document::insert_all(&tx, brand.id, &collaborations.iter().map(|(id, value)| (*id, value)).collect::<Vec<_>>()).await?;
        document::insert_all(&tx, brand.id, &messages.iter().map(|(id, value)| (*id, value)).collect::<Vec<_>>()).await?;
        for ((id, _), number) in collaborations.iter().zip(chunk) {
            store::outreach::chase::asked(&tx, brand.id, *id, "answer_invitation", asked(*number)).await?;
        }
        let all: Vec<CollaborationId> = collaborations.iter().map(|(id, _)| *id).collect();
        for few in all.chunks(200) {
            app::journey::derive(&tx, brand, few).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// How many seconds the domain's functions take for one move that is carried out: what is open is derived once to decide and
/// once to store, with the stage.
async fn rules(house: &House) -> Result<f64> {
    let all = store::campaigns::ids_of_brand(house.app.db(), house.brand.id).await?;
    let wholes = app::journey::gather(house.app.db(), &house.brand, &all[..all.len().min(500)]).await?;
    let begun = Instant::now();
    for whole in &wholes {
        let open = domain::journey::moves(&whole.facts);
        let chased = domain::journey::chases::chased(&whole.facts, &open);
        let due: Vec<_> = chased.iter().map(|one| one.chase(&whole.facts).due(house.app.now())).collect();
        std::hint::black_box((open, domain::journey::moves(&whole.facts), domain::journey::stage(&whole.facts), due));
    }
    let _ = &house.owner;
    Ok(begun.elapsed().as_secs_f64() / wholes.len() as f64)
}
