//! A form for anybody, also in a frame on another site, where browsers send no cookie that a forgery token could be bound to.
//!
//! Invariant: used only where nobody is signed in and the operation looks at a token of its own that this installation signed; the
//! guard's look at where a post comes from stands before it. No files, and no more than a form's answers can be: nobody who comes
//! this way is known. Absent: forms that change anything of somebody who is signed in.

use app::App;
use axum::extract::{FromRequest, Request};

use super::{Posted, Refusal, posted};

/// The largest such form, in bytes: all answers at their longest, in letters that take twelve bytes each on the way.
const MOST: usize = 384 * 1024;

/// What such a form sent.
#[derive(Debug, Clone, Default)]
pub struct Open(pub Posted);

impl FromRequest<App> for Open {
    type Rejection = Refusal;
    async fn from_request(request: Request, _app: &App) -> Result<Self, Refusal> {
        posted::urlencoded(request, MOST).await.map(Self)
    }
}
