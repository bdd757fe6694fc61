//! How the page that is being written was asked for, known for the length of a request so that nobody has to carry it.
//!
//! Invariant: only a look (GET) has an address to come back to; an answer to a form holds what another look at its address does
//! not give, such as what was typed, a preview, or a secret that is shown once. Absent: who asks.

use axum::{extract::Request, http::Method, middleware::Next, response::Response};

tokio::task_local! {
    static LOOKED_AT: Option<String>;
}

/// Remembers the address of a look.
pub(crate) async fn remember(request: Request, next: Next) -> Response {
    let address = request.uri().path_and_query().filter(|_| request.method() == Method::GET).map(|asked| asked.as_str().to_owned());
    LOOKED_AT.scope(address, next.run(request)).await
}

/// The address that gives this page again; nothing for an answer to a form.
#[must_use]
pub fn address() -> Option<String> {
    LOOKED_AT.try_with(Clone::clone).ok().flatten()
}
