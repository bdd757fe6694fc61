//! Bytes by the API: a file comes in as a stream, and goes out as an attachment.
//!
//! Invariant: bytes are never held whole, and never shown by a browser as a page of ours. Absent: whose file it is and
//! what kind; `app::uploads` decides that.

use app::{Asked, Caller, Error, Operation, content::KeepFile, ports::ByteStream, registry, uploads};
use axum::{
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use domain::ids::FileId;
use futures_util::TryStreamExt;
use serde_json::json;

use crate::{Api, caller::identify, operations::written, problem::Problem};

/// The header with the file's name, percent-encoded where it is not plain ASCII.
pub const FILE_NAME: &str = "x-file-name";

/// `POST /api/brands/{brand}/uploads`: the raw bytes become a file of the brand.
pub async fn upload(State(api): State<Api>, Path(brand): Path<String>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    match keep(&api, &brand, &parts, body).await {
        Ok(answer) => written(&answer),
        Err(problem) => problem.into_response(),
    }
}

async fn keep(api: &Api, brand: &str, parts: &Parts, body: Body) -> Result<serde_json::Value, Problem> {
    let registered = registry::find(KeepFile::META.name).ok_or_else(|| Error::Broken("content.keep_file is not registered".to_owned()))?;
    let caller = allowed(api, brand, parts).await?;
    let bytes: ByteStream = Box::pin(body.into_data_stream().map_err(std::io::Error::other));
    let id = caller.brand.ok_or(Error::NotFound)?;
    let receipt = api.app.receive(&caller, id, &name(&parts.headers)?, bytes).await?;
    Ok(registered.call(&api.app, &caller, &Asked::default(), json!({ "receipt": receipt })).await?)
}

/// `GET /api/brands/{brand}/files/{file}`.
pub async fn download(State(api): State<Api>, Path((brand, file)): Path<(String, String)>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    match open(&api, &brand, &file, &parts).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    }
}

async fn open(api: &Api, brand: &str, file: &str, parts: &Parts) -> Result<Response, Problem> {
    let caller = identify(api, &KeepFile::META, parts, Some(brand)).await?;
    let id: FileId = file.parse().map_err(|_| Error::NotFound)?;
    let opened = uploads::open(&api.app, &caller, id).await?;
    let value = |text: &str| HeaderValue::from_str(text).map_err(|_| Error::Broken(format!("file {id} cannot be named in a header")));
    let mut response = Body::from_stream(opened.bytes).into_response();
    let fields = response.headers_mut();
    fields.insert(header::CONTENT_TYPE, value(&opened.file.media_type)?);
    fields.insert(header::CONTENT_LENGTH, HeaderValue::from(opened.file.size));
    fields.insert(header::CONTENT_DISPOSITION, value(&format!("attachment; filename*=UTF-8''{}", encoded(&opened.file.name)))?);
    fields.insert(header::ETAG, value(&format!("\"{}\"", opened.file.hash))?);
    fields.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    fields.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

async fn allowed(api: &Api, brand: &str, parts: &Parts) -> Result<Caller, Problem> {
    let caller = identify(api, &KeepFile::META, parts, Some(brand)).await?;
    api.app.admit(&KeepFile::META, &caller).await?;
    Ok(caller)
}

/// What the file is called, from `X-File-Name`, or from `Content-Disposition` as programs for the command line send it.
fn name(headers: &HeaderMap) -> Result<String, Problem> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(name) = text(HeaderName::from_static(FILE_NAME)) {
        return Ok(decoded(name));
    }
    let disposition = text(header::CONTENT_DISPOSITION).unwrap_or_default();
    let mut parameters = disposition.split(';').filter_map(|part| part.trim().split_once('='));
    if let Some((_, value)) = parameters.clone().find(|(name, _)| name.eq_ignore_ascii_case("filename*")) {
        return Ok(decoded(value.rsplit('\'').next().unwrap_or_default()));
    }
    match parameters.find(|(name, _)| name.eq_ignore_ascii_case("filename")) {
        Some((_, value)) => Ok(value.trim_matches('"').to_owned()),
        None => Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Name the file in the header X-File-Name.")),
    }
}

/// Undoes percent-encoding; a sequence that is none stays as it is.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Percent-encodes everything but the letters, digits and marks of RFC 8187's `attr-char`.
fn encoded(text: &str) -> String {
    use std::fmt::Write;
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_survive_the_headers() {
        let mut headers = HeaderMap::new();
        assert!(name(&headers).is_err());
        headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"a b.png\""));
        assert_eq!(name(&headers).unwrap(), "a b.png");
        headers.insert(
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"x\"; filename*=UTF-8''na%C3%AFve%20file.png"),
        );
        assert_eq!(name(&headers).unwrap(), "naïve file.png");
        headers.insert(HeaderName::from_static(FILE_NAME), HeaderValue::from_static("100%25%zz.png"));
        assert_eq!(name(&headers).unwrap(), "100%%zz.png");
        assert_eq!(encoded("naïve \"file\".png"), "na%C3%AFve%20%22file%22.png");
    }
}
