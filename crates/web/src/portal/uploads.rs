//! A creator's files in parts, for the script that sends them (assets/js/parts.js): announce, ask how much is here, add a part, forget.
//!
//! Invariant: what an address of an upload answers is what the tus protocol 1.0 says (PATCH at an offset, HEAD for the offset, 409
//! for another one), so that a lost answer is mended by asking. No more than one part is in memory, and of a bounded number of
//! requests; what is not waited for is not read. What was read whole is noted or cleared, whoever hangs up. Absent: the draft; its
//! form names the uploads and makes it.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use app::{App, Caller, Error, portal as links, uploads::parts::Appended};
use axum::{
    body::{Body, Bytes},
    extract::{FromRequestParts, RawPathParams, Request},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use domain::{
    files::{MOST_PART, UploadError},
    ids::{DeliverableId, UploadId},
};
use futures_util::StreamExt;
use tokio::{sync::Semaphore, time::timeout};

use crate::{heard::heard, kernel::Posted};

/// As the protocol calls a part.
const PART: &str = "application/offset+octet-stream";
const OFFSET: &str = "upload-offset";
const LENGTH: &str = "upload-length";

/// So many parts are read at once, each of which may take its whole size of memory.
static PLACES: Semaphore = Semaphore::const_new(64);
/// So many of them of one creator: whoever begins parts and does not send them is not to keep the others out.
const EACH: usize = 8;
/// Of whom parts are being read.
static READING: Mutex<Vec<String>> = Mutex::new(Vec::new());
/// When to ask again for a place, in seconds.
const AGAIN: &str = "5";
/// A part has so long to come; the script then sends a smaller one.
const PATIENCE: Duration = Duration::from_secs(300);

/// One of a creator's places.
struct Turn(String);

impl Turn {
    fn of(caller: &Caller) -> Option<Self> {
        let (key, mut all) = (caller.key(), READING.lock().unwrap_or_else(PoisonError::into_inner));
        if all.iter().filter(|one| **one == key).count() >= EACH {
            return None;
        }
        all.push(key.clone());
        Some(Self(key))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut all = READING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = all.iter().position(|one| *one == self.0) {
            all.swap_remove(at);
        }
    }
}

/// Who sends a file by their link. Their page is not looked up: a part is to cost little.
pub(super) struct Sender {
    app: App,
    caller: Caller,
    token: String,
    about: String,
}

impl FromRequestParts<App> for Sender {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let params = RawPathParams::from_request_parts(parts, app).await.map_err(|_| no(&Error::NotFound))?;
        let param = |wanted: &str| params.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.to_owned()).unwrap_or_default();
        let (token, about) = (param("token"), param("about"));
        match links::caller(app, &token).await {
            Ok(caller) => Ok(Self { app: app.clone(), caller, token, about }),
            // What is wrong with a link their page says.
            Err(Error::Rule { .. }) => Err(no(&Error::NotFound)),
            Err(other) => Err(no(&other)),
        }
    }
}

impl Sender {
    fn upload(&self) -> Result<UploadId, Error> {
        self.about.parse().map_err(|_| Error::NotFound)
    }
}

/// Announces a file: its name and size. Answers where its parts go.
pub(super) async fn begin(sender: Sender, posted: Posted) -> Response {
    let Ok(deliverable) = sender.about.parse::<DeliverableId>() else { return no(&Error::NotFound) };
    let Ok(size) = posted.get("size").parse::<i64>() else { return StatusCode::BAD_REQUEST.into_response() };
    match sender.app.begin_upload(&sender.caller, deliverable, posted.get("name"), size).await {
        Ok(id) => {
            let place = [(header::LOCATION, format!("/c/{}/uploads/{id}", sender.token))];
            (place, at(StatusCode::CREATED, 0)).into_response()
        }
        Err(error) => no(&error),
    }
}

/// How much of a file is here.
pub(super) async fn so_far(sender: Sender) -> Response {
    let found = match sender.upload() {
        Ok(id) => sender.app.upload_so_far(&sender.caller, id).await,
        Err(error) => Err(error),
    };
    match found {
        Ok(so_far) => ([(LENGTH, so_far.size.to_string())], at(StatusCode::OK, so_far.arrived)).into_response(),
        Err(error) => no(&error),
    }
}

/// Adds a part at the offset that the request names.
pub(super) async fn append(sender: Sender, request: Request) -> Response {
    let Ok(id) = sender.upload() else { return no(&Error::NotFound) };
    if said(request.headers(), "content-type") != Some(PART) {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
    }
    let from = said(request.headers(), OFFSET).and_then(|text| text.parse::<i64>().ok()).filter(|from| *from >= 0);
    let Some(from) = from else { return StatusCode::BAD_REQUEST.into_response() };
    let Sender { app, caller, .. } = sender;
    match app.upload_so_far(&caller, id).await {
        Ok(so_far) if so_far.arrived == from => {}
        Ok(so_far) => return at(StatusCode::CONFLICT, so_far.arrived),
        Err(error) => return no(&error),
    }
    let (Some(turn), Ok(place)) = (Turn::of(&caller), PLACES.try_acquire()) else {
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, AGAIN)]).into_response();
    };
    let bytes = match timeout(PATIENCE, read(request.into_body())).await {
        Ok(Ok(Some(bytes))) => bytes,
        Ok(Ok(None)) => return no(&UploadError::PartTooLarge.into()),
        // It broke off or took too long, and is nobody's any more; a smaller one may arrive.
        Ok(Err(_)) | Err(_) => return StatusCode::REQUEST_TIMEOUT.into_response(),
    };
    let taken = to_its_end(async move {
        let _held = (turn, place);
        app.append_upload(&caller, id, from, bytes).await
    });
    match taken.await {
        Ok(Appended::Here(offset)) => at(StatusCode::NO_CONTENT, offset),
        Ok(Appended::Elsewhere(offset)) => at(StatusCode::CONFLICT, offset),
        Err(error) => no(&error),
    }
}

/// The bytes of a part; nothing where they are more than one may have, and then it is not read on.
async fn read(body: Body) -> Result<Option<Bytes>, axum::Error> {
    let most = usize::try_from(MOST_PART).unwrap_or(usize::MAX);
    let mut pieces = body.into_data_stream();
    let mut bytes = Vec::new();
    while let Some(piece) = pieces.next().await {
        let piece = piece?;
        if bytes.len() + piece.len() > most {
            return Ok(None);
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(Some(bytes.into()))
}

/// Does something to its end, even where who asked for it hangs up meanwhile: bytes that are written by then are noted or cleared.
pub(super) async fn to_its_end<T: Send + 'static>(work: impl Future<Output = app::Result<T>> + Send + 'static) -> app::Result<T> {
    tokio::spawn(work).await.unwrap_or_else(|error| Err(Error::Broken(format!("an upload: {error}"))))
}

fn said<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Forgets a file that is not meant any more.
pub(super) async fn forget(sender: Sender) -> Response {
    let forgotten = match sender.upload() {
        Ok(id) => sender.app.forget_upload(&sender.caller, id).await,
        Err(error) => Err(error),
    };
    match forgotten {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => no(&error),
    }
}

/// How much is here, for nobody to keep.
fn at(status: StatusCode, offset: i64) -> Response {
    (status, [(OFFSET, offset.to_string()), ("cache-control", "no-store".to_owned())]).into_response()
}

/// What was refused, in words that the script shows as they are.
fn no(error: &Error) -> Response {
    let status = match error {
        Error::NotFound | Error::SignInFirst => StatusCode::NOT_FOUND,
        Error::Rule { code, .. } if code == "uploads.too_large" || code == "uploads.part_too_large" => StatusCode::PAYLOAD_TOO_LARGE,
        Error::Fields(_) | Error::Rule { .. } | Error::Malformed(_) | Error::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Conflict => StatusCode::CONFLICT,
        Error::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Error::Outside(_) => StatusCode::BAD_GATEWAY,
        Error::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
        Error::Full => StatusCode::INSUFFICIENT_STORAGE,
        Error::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
    };
    if status.is_server_error() {
        tracing::error!(?error, "a part of an upload could not be taken");
    }
    let message = match error {
        Error::Fields(errors) => errors.0.iter().map(|error| heard(&error.message)).collect::<Vec<_>>().join(" "),
        other => heard(&other.to_string()),
    };
    (status, [(header::CACHE_CONTROL, "no-store")], message).into_response()
}
