//! `troupe op`, `troupe admin` and `troupe audit`: what whoever runs the machine does by the command line.
//!
//! Invariant: operations run through the same frame as everybody's; the operator is a caller like others.

use std::io::{Read as _, Write as _};

use anyhow::{Context, Result, anyhow, bail};
use app::{
    App, Asked, Caller, Reach,
    registry::{self, Registered},
};
use domain::ids::{BrandId, OrganisationId};
use serde_json::{Value, json};

/// The operator, about a brand when one is named, or when there is only one.
///
/// # Errors
/// When the brand is not there, or nobody has set the installation up.
pub async fn caller(app: &App, brand: Option<&str>) -> Result<Caller> {
    if let Some(name) = brand {
        let Some((organisation, brand)) = app::access::brand(app, name).await? else {
            let mut known = Vec::new();
            for (organisation, _) in store::team::organisations(app.db()).await? {
                known.extend(store::team::brands(app.db(), organisation).await?.into_iter().map(|brand| brand.value.slug));
            }
            bail!("there is no brand \"{name}\"; there is {}", if known.is_empty() { "none yet".to_owned() } else { known.join(", ") });
        };
        return Ok(Caller::operator(Some(organisation), Some(brand)));
    }
    let Some((organisation, brand)) = only_brand(app).await? else { return Ok(Caller::operator(None, None)) };
    Ok(Caller::operator(Some(organisation), brand))
}

async fn only_brand(app: &App) -> Result<Option<(OrganisationId, Option<BrandId>)>> {
    let Some((organisation, _)) = store::team::organisations(app.db()).await?.into_iter().next() else { return Ok(None) };
    let brands = store::team::brands(app.db(), organisation).await?;
    let only = if brands.len() == 1 { brands.first().map(|brand| brand.id) } else { None };
    Ok(Some((organisation, only)))
}

/// A link with which a person of the installation signs in once, within the hour.
///
/// # Errors
/// When nobody has that address.
pub async fn sign_in_link(app: &App, email: &str) -> Result<String> {
    let (organisation, person) =
        store::team::person_by_email(app.db(), email).await?.with_context(|| format!("{email} has no account here"))?;
    let operation = registry::find("team.create_sign_in_link").context("team.create_sign_in_link is not registered")?;
    let answer = operation
        .call(app, &Caller::operator(Some(organisation), None), &Asked::default(), json!({ "person": person.id }))
        .await
        .map_err(|error| anyhow!("{error}"))?;
    Ok(answer["link"].as_str().unwrap_or_default().to_owned())
}

/// Lists every operation; nothing is opened for it.
pub fn list() {
    let mut out = std::io::stdout().lock();
    for registered in registry::all() {
        // Whoever reads only the beginning (`troupe op | head`) has read enough.
        if writeln!(out, "{:<36} {}", registered.meta.name, registered.meta.doc).is_err() {
            return;
        }
    }
}

fn registered(name: &str) -> Result<&'static Registered> {
    registry::find(name).ok_or_else(|| anyhow!("no operation is called \"{name}\"; troupe op lists them"))
}

/// Prints the JSON schema of an operation's command; nothing is opened for it.
///
/// # Errors
/// When there is no such operation.
pub fn schema(name: &str) -> Result<()> {
    println!("{}", serde_json::to_string_pretty(&(registered(name)?.input)())?);
    Ok(())
}

/// Runs an operation.
///
/// # Errors
/// What the operation says, by field.
pub async fn operation(app: &App, name: &str, json: Option<&str>, brand: Option<&str>) -> Result<()> {
    let registered = registered(name)?;
    let command = match json {
        Some("-") => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text)?;
            serde_json::from_str(&text).map_err(|error| anyhow!("standard input is no JSON: {error}"))?
        }
        Some(text) => serde_json::from_str(text).map_err(|error| anyhow!("--json is no JSON: {error}"))?,
        None => Value::Object(serde_json::Map::new()),
    };
    let caller = caller(app, brand).await?;
    if registered.meta.reach == Reach::Brand && caller.brand.is_none() {
        match caller.organisation {
            Some(_) => bail!("{name} is about one brand, and there are several; say which with --brand"),
            None => bail!("nobody has set this installation up yet; run `troupe serve` and open it, or `troupe op team.set_up`"),
        }
    }
    match registered.call(app, &caller, &Asked::default(), command).await {
        Ok(answer) => {
            println!("{}", serde_json::to_string_pretty(&answer)?);
            Ok(())
        }
        Err(error) => bail!("{}: {error}", error.code()),
    }
}

/// Derives every move anew and says whether any row changed.
///
/// # Errors
/// The store's.
pub async fn rebuild(app: &App) -> Result<()> {
    let before = store::moves::everything(app.db()).await?;
    let count = app::journey::rebuild(app.db()).await?;
    let same = store::moves::everything(app.db()).await? == before;
    println!(
        "Derived the moves of {count} collaborations anew; {}.",
        if same { "every row was as it should be" } else { "some rows were not as they should be and are now" }
    );
    Ok(())
}

/// Checks the invariants that rows can show.
///
/// # Errors
/// When any does not hold, after printing each.
pub async fn audit(app: &App) -> Result<()> {
    let problems = app::audit::verify(app.db(), Some(app.files())).await?;
    if problems.is_empty() {
        println!("Everything that was checked holds.");
        return Ok(());
    }
    for problem in &problems {
        println!("{problem}");
    }
    bail!("{} things do not hold", problems.len())
}
