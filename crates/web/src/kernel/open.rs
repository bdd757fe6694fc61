//! A form for anybody, also in a frame on another site, where browsers send no cookie that a forgery token could be bound to.
//!
//! Invariant: used only where nobody is signed in and the operation looks at a token of its own that this installation signed; the
//! guard's look at where a post comes from stands before it. Absent: forms that change anything of somebody who is signed in.

use app::App;
use axum::extract::{FromRequest, Request};

use super::{Posted, Refusal, posted};

/// What such a form sent.
#[derive(Debug, Clone, Default)]
pub struct Open(pub Posted);

impl FromRequest<App> for Open {
    type Rejection = Refusal;
    async fn from_request(request: Request, _app: &App) -> Result<Self, Refusal> {
        posted::read(request).await.map(Self)
    }
}
