//! `pages`: what each main page costs with 50,000 creators, 5,000 collaborations and 1,000,000 events: time, statements, bytes.
//!
//! The demo's three months are copied until they are as many; the pages are served by the real router over HTTP, one reader
//! after the other. Each page stands beside the health route and beside the time that its own statements took, from the same
//! run. Aims: p99 of 25 ms, 12 statements, 150 MB resident. Absent: the clock and the worker, which `tick` measures.

mod many;

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use app::{App, Caller};
use domain::{campaigns::Collaboration, ids::BrandId, time::MINUTE};
use serde_json::json;
use store::Stored;
use troupe::{
    config::Config,
    runtime::{self, Ports},
};

use crate::house::{Still, call, resident};

const CREATORS: usize = 50_000;
const COLLABORATIONS: usize = 5_000;
const EVENTS: usize = 1_000_000;
/// The demo's own.
const IN_A_DEMO: usize = 52;
const TIMES: usize = 200;
const LIMIT_MILLISECONDS: f64 = 25.0;
const LIMIT_STATEMENTS: f64 = 12.0;
const LIMIT_MEGABYTES: f64 = 150.0;

/// `pages [COLLABORATIONS [--data FOLDER]]`; `FOLDER` is kept and used again.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    if let [word, folder, collaborations] = arguments
        && word == "--fill"
    {
        return fill(Path::new(folder), collaborations.parse()?);
    }
    let collaborations: usize = match arguments.first() {
        Some(text) => text.parse().with_context(|| format!("\"{text}\" is no number of collaborations"))?,
        None => COLLABORATIONS,
    };
    let kept = match arguments.get(1..) {
        Some([word, folder]) if word == "--data" => Some(PathBuf::from(folder)),
        _ => None,
    };
    let folder = kept.clone().unwrap_or_else(|| std::env::temp_dir().join(format!("troupe-bench-{}", std::process::id())));
    if !folder.join("many").exists() {
        // In a process of its own, so that what is resident here is what serving takes.
        let begun = Instant::now();
        let own = std::env::current_exe()?;
        let status = Command::new(own).args(["pages", "--fill"]).arg(&folder).arg(collaborations.to_string()).status()?;
        if !status.success() {
            bail!("the programme could not be made");
        }
        eprintln!("bench: filled in {:.0} s", begun.elapsed().as_secs_f64());
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let result = runtime.block_on(measure(&folder));
    if kept.is_none() {
        std::fs::remove_dir_all(&folder)?;
    }
    result
}

fn fill(folder: &Path, collaborations: usize) -> Result<()> {
    let binary = crate::start::build()?;
    std::fs::create_dir_all(folder.parent().unwrap_or(folder))?;
    let status = Command::new(&binary).args(["demo", "--fill-only", "--data"]).arg(folder).stdout(Stdio::null()).status()?;
    if !status.success() {
        bail!("the demo could not be filled");
    }
    let share = collaborations as f64 / COLLABORATIONS as f64;
    let of = |all: usize| (all as f64 * share) as usize;
    let size = many::Size { programmes: collaborations.div_ceil(IN_A_DEMO), creators: of(CREATORS), events: of(EVENTS) };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(many::make(folder, size))?;
    Ok(std::fs::write(folder.join("many"), "Made by the benchmark of pages.\n")?)
}

async fn measure(folder: &Path) -> Result<()> {
    let config = Config { data: folder.to_path_buf(), ..Config::default() };
    let app = runtime::open(&config, Ports::real()).await?;
    let (organisation, _) = store::team::organisations(app.db()).await?.pop().context("no organisation")?;
    let brand = store::team::brands(app.db(), organisation).await?.pop().context("no brand")?;
    let newest = store::events::of_brand(app.db(), brand.id, None, 1).await?;
    let now = newest.first().context("nothing happened")?.at.plus(MINUTE);
    drop(app);
    let app = runtime::open(&config, Ports { clock: Arc::new(Still(now)), ..Ports::real() }).await?;
    let owner = owner(&app).await?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    let router = troupe::serve::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let caller = app::access::by_session(&app, &owner).await?.context("no session")?.about(brand.id);
    let pages = pages(&app, &caller, &brand.value.slug, brand.id).await?;
    eprintln!("bench: {} pages, {TIMES} times each", pages.len());
    let health = timed(&app, port, "/healthz", &owner)?;
    line("health", &health, health.p50);
    for (name, path) in &pages {
        let seen = timed(&app, port, path, &owner).with_context(|| format!("{name}: {path}"))?;
        line(name, &seen, health.p50);
    }
    println!(
        "{}",
        json!({ "bench": "pages", "measure": "resident_megabytes", "value": resident(std::process::id())?.round(), "limit": LIMIT_MEGABYTES })
    );
    Ok(())
}

/// A session of whoever runs the demo.
async fn owner(app: &App) -> Result<String> {
    let link = troupe::operator::sign_in_link(app, "nora@fennelandrye.example").await?;
    let token = link.rsplit('/').next().context("no token in the link")?;
    let signed_in = call(app, &Caller::visitor(), "team.sign_in_by_link", json!({ "token": token })).await?;
    Ok(signed_in["token"].as_str().context("no session")?.to_owned())
}

/// Every main page, about the largest campaign and whoever has most in it.
async fn pages(app: &App, owner: &Caller, slug: &str, brand: BrandId) -> Result<Vec<(&'static str, String)>> {
    let mut largest: Option<(String, Vec<Stored<Collaboration>>)> = None;
    let mut all = 0;
    for campaign in store::campaigns::campaigns(app.db(), brand).await? {
        let in_it = store::campaigns::of_campaign(app.db(), brand, campaign.id).await?;
        all += in_it.len();
        if largest.as_ref().is_none_or(|(_, most)| most.len() < in_it.len()) {
            largest = Some((campaign.value.slug.clone(), in_it));
        }
    }
    let (campaign, in_it) = largest.context("no campaign")?;
    eprintln!("bench: {all} collaborations, {} of them in {campaign}", in_it.len());
    let Stored { id: one, value: Collaboration { creator, .. }, .. } = in_it.get(in_it.len() / 2).context("nobody in it")?;
    let link = call(app, owner, "outreach.create_portal_link", json!({ "creator": creator })).await?;
    let portal =
        link["link"].as_str().and_then(|link| link.split_once("/c/")).map(|(_, token)| format!("/c/{token}")).context("no link")?;
    let b = |path: &str| format!("/b/{slug}{path}");
    let c = |path: &str| format!("/b/{slug}/campaigns/{campaign}{path}");
    Ok(vec![
        ("today", b("/today")),
        ("inbox", b("/inbox")),
        ("thread", b(&format!("/inbox/{creator}"))),
        ("campaigns", b("/campaigns")),
        ("campaign_table", c("")),
        ("campaign_board", c("/board")),
        ("campaign_calendar", c("/calendar")),
        ("campaign_plan", c("/plan")),
        ("campaign_report", c("/report")),
        ("collaboration", b(&format!("/collaborations/{one}"))),
        ("creators", b("/creators")),
        ("creators_filtered", b("/creators?platform=instagram&min=10000&max=80000&country=GB&sort=followers")),
        ("creators_searched", b("/creators?q=maya+7")),
        ("creator", b(&format!("/creators/{creator}"))),
        ("reviews", b("/reviews")),
        ("payments", b("/payments")),
        ("ledger", b("/payments/ledger")),
        ("reports", b("/reports")),
        ("orders", b("/reports/orders")),
        ("find", b("/find?q=maya")),
        ("find_whom", b("/find?verb=outreach.send_message&q=maya")),
        ("find_waiting", b("/find?verb=content.approve&q=maya")),
        ("clock", b("/settings/clock")),
        ("audit", b("/settings/audit")),
        ("mail", b("/settings/mail")),
        ("portal_home", portal.clone()),
        ("portal_payments", format!("{portal}/payments")),
    ])
}

/// What one page took.
struct Seen {
    p50: f64,
    p99: f64,
    statements: f64,
    store: f64,
    bytes: usize,
    requests: usize,
}

fn timed(app: &App, port: u16, path: &str, session: &str) -> Result<Seen> {
    let first = get(port, path, session)?;
    let (statements, spent) = (app.db().statements(), app.db().spent());
    let mut took = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let begun = Instant::now();
        get(port, path, session)?;
        took.push(begun.elapsed().as_secs_f64() * 1_000.0);
    }
    took.sort_by(f64::total_cmp);
    let statements = (app.db().statements() - statements) as f64 / TIMES as f64;
    let store = (app.db().spent() - spent).as_secs_f64() * 1_000.0 / TIMES as f64;
    // What a browser asks for besides: each address of ours once.
    let mut besides: Vec<&str> = first.split("\"/assets/").skip(1).filter_map(|rest| rest.split(['"', '#']).next()).collect();
    besides.sort_unstable();
    besides.dedup();
    Ok(Seen { p50: took[TIMES / 2], p99: took[TIMES * 99 / 100], statements, store, bytes: first.len(), requests: besides.len() + 1 })
}

/// A page, as a browser that is signed in gets it; anything but a page is an error.
fn get(port: u16, path: &str, session: &str) -> Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: troupe_session={session}\r\nAccept: text/html\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    if !answer.starts_with("HTTP/1.1 200") {
        bail!("{}", answer.lines().next().unwrap_or("nothing came back"));
    }
    Ok(answer)
}

fn line(page: &str, seen: &Seen, health: f64) {
    let ratio = |over: f64| (seen.p50 / over * 10.0).round() / 10.0;
    let round = |value: f64| (value * 100.0).round() / 100.0;
    println!(
        "{}",
        json!({ "bench": "pages", "page": page, "p50_ms": round(seen.p50), "p99_ms": round(seen.p99), "limit_ms": LIMIT_MILLISECONDS,
                "statements": seen.statements, "limit_statements": LIMIT_STATEMENTS, "to_health": ratio(health),
                "store_ms": round(seen.store), "to_store": ratio(seen.store.max(0.001)), "bytes": seen.bytes, "requests": seen.requests })
    );
}
