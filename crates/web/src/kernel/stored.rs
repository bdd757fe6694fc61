//! Stored files on their way to a browser: streamed, from any offset, and never as a page of ours.
//!
//! Invariant: a file is served with a sandboxing policy and as an attachment, so that nothing in it acts as this site;
//! pictures and films still show inside our pages. Absent: whether the asker may see it; the handler has found it
//! through a view.

use app::App;
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::files::StoredFile;
use futures_util::{StreamExt, future};

use super::Answer;

/// Nothing in a stored file may act: no script, no form, no address of ours.
const SEALED: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'; frame-ancestors 'none'";
/// A document that is shown inside one of our own pages.
const FRAMED: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

/// A file as an attachment, or the part of it that a player asks for (RFC 9110, 14: one range).
///
/// # Errors
/// When the bytes cannot be opened.
pub async fn file(app: &App, file: &StoredFile, headers: &HeaderMap) -> Answer {
    let asked = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    let mut answer = match asked.map(|asked| range(asked, file.size)) {
        None | Some(Range::Whole) => part(app, file, 0, file.size, StatusCode::OK).await?,
        Some(Range::Part(from, until)) => {
            let mut answer = part(app, file, from, until, StatusCode::PARTIAL_CONTENT).await?;
            put(&mut answer, header::CONTENT_RANGE, &format!("bytes {from}-{}/{}", until - 1, file.size));
            answer
        }
        Some(Range::Beyond) => {
            let mut answer = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
            put(&mut answer, header::CONTENT_RANGE, &format!("bytes */{}", file.size));
            answer
        }
    };
    put(&mut answer, header::CONTENT_DISPOSITION, &format!("attachment; filename*=UTF-8''{}", super::values::escaped(&file.name)));
    put(&mut answer, header::CONTENT_SECURITY_POLICY, SEALED);
    Ok(answer)
}

/// A picture under an address that names what its bytes hash to, so that a browser may keep it for ever.
///
/// # Errors
/// When the bytes cannot be opened.
pub async fn picture(app: &App, file: &StoredFile) -> Answer {
    let mut answer = part(app, file, 0, file.size, StatusCode::OK).await?;
    put(&mut answer, header::CONTENT_SECURITY_POLICY, SEALED);
    put(&mut answer, header::CACHE_CONTROL, "public, max-age=31536000, immutable");
    Ok(answer)
}

/// A stored HTML document, to be shown in a frame of our own pages.
///
/// # Errors
/// When the bytes cannot be opened.
pub async fn document(app: &App, file: &StoredFile) -> Answer {
    let mut answer = part(app, file, 0, file.size, StatusCode::OK).await?;
    put(&mut answer, header::CONTENT_TYPE, "text/html; charset=utf-8");
    put(&mut answer, header::CONTENT_SECURITY_POLICY, FRAMED);
    Ok(answer)
}

async fn part(app: &App, file: &StoredFile, from: i64, until: i64, status: StatusCode) -> Answer {
    let start = u64::try_from(from).unwrap_or(0);
    let bytes = app.files().open(&file.hash, start).await.map_err(|error| app::Error::Broken(format!("{}: {error}", file.hash)))?;
    let mut left = usize::try_from(until - from).unwrap_or(usize::MAX);
    let bytes = bytes.map(move |chunk| {
        chunk.map(|mut chunk| {
            chunk.truncate(left);
            left -= chunk.len();
            chunk
        })
    });
    let bytes = bytes.take_while(|chunk| future::ready(chunk.as_ref().map_or(true, |chunk| !chunk.is_empty())));
    let mut answer = Response::new(Body::from_stream(bytes));
    *answer.status_mut() = status;
    put(&mut answer, header::CONTENT_TYPE, &file.media_type);
    put(&mut answer, header::CONTENT_LENGTH, &(until - from).to_string());
    put(&mut answer, header::ACCEPT_RANGES, "bytes");
    put(&mut answer, header::ETAG, &format!("\"{}\"", file.hash));
    put(&mut answer, header::CACHE_CONTROL, "private, max-age=3600");
    put(&mut answer, header::REFERRER_POLICY, "no-referrer");
    Ok(answer)
}

fn put(answer: &mut Response, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(name, value);
    }
}

/// What a player asks for: from the first byte, up to but not with the second number.
#[derive(Debug, PartialEq, Eq)]
enum Range {
    Whole,
    Part(i64, i64),
    Beyond,
}

/// Reads `bytes=from-to`, `bytes=from-` and `bytes=-last`; anything else is answered with the whole.
fn range(asked: &str, size: i64) -> Range {
    let Some((from, to)) = asked.trim().strip_prefix("bytes=").filter(|asked| !asked.contains(',')).and_then(|asked| asked.split_once('-'))
    else {
        return Range::Whole;
    };
    let number = |text: &str| text.trim().parse::<i64>().ok().filter(|number| *number >= 0);
    let (from, until) = match (number(from), number(to)) {
        (Some(from), Some(to)) if to >= from => (from, to.saturating_add(1).min(size)),
        (Some(from), None) if to.trim().is_empty() => (from, size),
        (None, Some(last)) if from.trim().is_empty() && last > 0 => ((size - last).max(0), size),
        _ => return Range::Whole,
    };
    if from >= size { Range::Beyond } else { Range::Part(from, until) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_those_of_rfc_9110() {
        assert_eq!(range("bytes=0-499", 10_000), Range::Part(0, 500));
        assert_eq!(range("bytes=9500-", 10_000), Range::Part(9_500, 10_000));
        assert_eq!(range("bytes=-500", 10_000), Range::Part(9_500, 10_000));
        assert_eq!(range("bytes=9900-20000", 10_000), Range::Part(9_900, 10_000));
        assert_eq!(range("bytes=10000-", 10_000), Range::Beyond);
        assert_eq!(range("bytes=0-0,-1", 10_000), Range::Whole);
        assert_eq!(range("items=0-5", 10_000), Range::Whole);
    }
}
