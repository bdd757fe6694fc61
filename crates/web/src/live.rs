//! Other people's changes: a stream that says when something happened in a brand, so that open pages can show it.
//!
//! Invariant: the stream carries no facts, only that there are new ones; the page asks for them as whoever looks at it. It ends
//! after a while, so that whoever was signed out hears no more, and at once when the program stops. It also tells who else looks
//! at the same thing ([`looking`]). Absent: what they do there.

mod looking;

use std::{
    convert::Infallible,
    sync::LazyLock,
    time::{Duration, Instant},
};

use app::{
    App,
    creators::GetCreator,
    views::{ShowCampaign, ShowCollaboration, ShowInbox, ShowReviews, shell::newest},
};
use axum::{
    Router,
    http::{HeaderMap, StatusCode, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
    routing::get,
};
use futures_util::stream;
use tokio::sync::watch;

use self::looking::Looking;
use crate::kernel::{InBrand, values::Asks};

/// So often the brand's newest event is looked up; one statement on an index.
const EVERY: Duration = Duration::from_secs(3);
/// So long one stream lasts; the browser comes again by itself.
const LASTS: Duration = Duration::from_secs(600);

static ENDING: LazyLock<watch::Sender<bool>> = LazyLock::new(|| watch::Sender::new(false));

/// Ends every stream, so that a program that stops does not wait for its readers.
pub fn end() {
    ENDING.send_replace(true);
}

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/b/{slug}/live", get(listen))
}

/// What one stream remembers.
struct Listening {
    at: InBrand,
    heard: Option<String>,
    looking: Option<Looking>,
    told: Option<Vec<String>>,
    asked: Option<Instant>,
    since: Instant,
    ending: watch::Receiver<bool>,
}

async fn listen(at: InBrand, asks: Asks, headers: HeaderMap) -> Response {
    let wants = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !wants.contains("text/event-stream") {
        return StatusCode::NOT_ACCEPTABLE.into_response();
    }
    let brand = at.brand();
    // Who may not open a page neither sees nor is seen there.
    let place = looking::thing(&brand.brand.slug, asks.get("at")).filter(|place| sees(&at, place));
    let looking = place.map(|place| Looking::begin(brand.id, place, at.signed.id, &at.signed.person.name));
    let listening = Listening { at, heard: None, looking, told: None, asked: None, since: Instant::now(), ending: ENDING.subscribe() };
    let events = stream::unfold(listening, |listening| async move { next(listening).await });
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))).into_response()
}

/// Waits until something is new; nothing when the stream is over.
async fn next(mut listening: Listening) -> Option<(Result<Event, Infallible>, Listening)> {
    loop {
        if *listening.ending.borrow() || listening.since.elapsed() > LASTS {
            return None;
        }
        if let Some(looking) = &listening.looking {
            let others = looking.others();
            if listening.told.as_ref() != Some(&others) {
                let told = serde_json::Value::from(others.clone()).to_string();
                listening.told = Some(others);
                return Some((Ok(Event::default().event("others").data(told)), listening));
            }
        }
        // Somebody who comes or goes is no reason to ask the database.
        let due = listening.asked.map_or(Duration::ZERO, |asked| EVERY.saturating_sub(asked.elapsed()));
        if due.is_zero() {
            listening.asked = Some(Instant::now());
            let mark = newest(listening.at.app(), &listening.at.caller).await.ok()?;
            if listening.heard.as_ref() != Some(&mark) {
                listening.heard = Some(mark.clone());
                return Some((Ok(Event::default().event("newest").data(mark)), listening));
            }
            continue;
        }
        tokio::select! {
            () = tokio::time::sleep(due) => {}
            () = changed(&mut listening.looking) => {}
            _ = listening.ending.changed() => {}
        }
    }
}

/// Whether somebody may open the pages of a room of [`looking::thing`].
fn sees(at: &InBrand, place: &str) -> bool {
    match place.split('/').next() {
        Some("campaigns") => at.may_see::<ShowCampaign>(),
        Some("collaborations") => at.may_see::<ShowCollaboration>(),
        Some("creators") => at.may_see::<GetCreator>(),
        Some("inbox") => at.may_see::<ShowInbox>(),
        Some("reviews") => at.may_see::<ShowReviews>(),
        _ => false,
    }
}

/// Waits until somebody else comes or goes; for ever where nobody can.
async fn changed(looking: &mut Option<Looking>) {
    match looking {
        Some(looking) => looking.changed().await,
        None => std::future::pending().await,
    }
}
