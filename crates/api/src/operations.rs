//! A route for every registered operation and view.
//!
//! Invariant: a route does the same five things for each: who calls, how, with what; call; answer. Absent: anything
//! that belongs to one operation.

use std::{collections::BTreeMap, sync::Arc};

use app::{Method, Reach, registry::Registered};
use axum::{
    RequestExt, Router,
    body::to_bytes,
    extract::{Query, RawPathParams, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{MethodFilter, MethodRouter, on},
};
use serde_json::Value;

use crate::{Api, asked, caller::identify, input, problem::Problem, shape::Shape};

/// The largest command, in bytes.
pub const MOST_BODY: usize = 2_000_000;
/// The largest command that carries a file, such as an import, in bytes.
pub const MOST_BODY_WITH_FILE: usize = 64_000_000;

/// An operation's path below `/api`.
#[must_use]
pub fn path(registered: &Registered) -> String {
    let route = registered.meta.route.path;
    match registered.meta.reach {
        Reach::Brand => format!("/brands/{{brand}}{route}"),
        Reach::Organisation | Reach::Installation => route.to_owned(),
    }
}

/// All of them.
pub fn routes() -> Router<Api> {
    let mut by_path: BTreeMap<String, MethodRouter<Api>> = BTreeMap::new();
    for registered in app::registry::all().iter().filter(|registered| registered.has_callers()) {
        let shape = Arc::new(Shape::of(registered));
        let handler = async move |State(api): State<Api>, request: Request| answer(&api, registered, &shape, request).await;
        let filter = match registered.meta.route.method {
            Method::Get => MethodFilter::GET,
            Method::Post => MethodFilter::POST,
            Method::Put => MethodFilter::PUT,
        };
        let others = by_path.remove(&path(registered)).unwrap_or_default();
        by_path.insert(path(registered), others.merge(on(filter, handler)));
    }
    by_path.into_iter().fold(Router::new(), |router, (path, methods)| router.route(&path, methods))
}

async fn answer(api: &Api, registered: &'static Registered, shape: &Shape, request: Request) -> Response {
    match call(api, registered, shape, request).await {
        Ok(answer) => written(&answer),
        Err(problem) => problem.into_response(),
    }
}

async fn call(api: &Api, registered: &'static Registered, shape: &Shape, mut request: Request) -> Result<Value, Problem> {
    let params = request.extract_parts::<RawPathParams>().await.map_err(|_| Problem::malformed("This address cannot be read."))?;
    let (brand, path): (Vec<_>, Vec<_>) = params
        .iter()
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .partition(|(name, _)| registered.meta.reach == Reach::Brand && name == "brand");
    let (parts, body) = request.into_parts();
    let caller = identify(api, &registered.meta, &parts, brand.first().map(|(_, text)| text.as_str())).await?;
    api.app.admit(&registered.meta, &caller).await?;
    let asked = asked::asked(&parts.headers)?;
    let command = if registered.meta.route.method == Method::Get {
        let query = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri)
            .map_err(|_| Problem::malformed("The parameters after the question mark cannot be read."))?;
        input::of_query(shape, &path, &query.0)?
    } else {
        let most = if shape.field("file_name").is_some() { MOST_BODY_WITH_FILE } else { MOST_BODY };
        let body = to_bytes(body, most).await.map_err(|_| too_large(most))?;
        input::of_body(shape, &path, &parts.headers, &body)?
    };
    registered.call(&api.app, &caller, &asked, command).await.map_err(|error| Problem::of(error, asked.version.is_some()))
}

/// Says how much may be sent.
pub fn too_large(most: usize) -> Problem {
    let megabytes = most / 1_000_000;
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", format!("A command may have at most {megabytes} MB. Send less at a time."))
}

/// 204 where there is nothing to say; an `ETag` where the answer has a version.
pub fn written(answer: &Value) -> Response {
    if answer.is_null() {
        return StatusCode::NO_CONTENT.into_response();
    }
    let mut response =
        ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], answer.to_string()).into_response();
    if let Some(etag) = asked::etag(answer) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    response
}
