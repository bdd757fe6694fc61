//! Connections to platforms' own interfaces: keys put in, tried and removed; and what may not be kept any longer.
//!
//! Invariants: a key is opened for the call alone and stands nowhere else, no error and no event holds it; every call is counted
//! before it leaves; no transaction is open while a platform is asked. Absent: the platforms' own words; `outside` reads those.

pub(crate) mod asking;
pub mod connect;
pub mod instagram;
pub mod remove_expired;
pub mod tiktok;
pub mod view;

pub use connect::{CheckConnection, ConnectService, RemoveConnection, UpdateConnection};
pub use instagram::{ConnectInstagram, RenewToken};
pub use remove_expired::{RemoveExpired, Removed};
pub use tiktok::ConnectTikTok;
pub use view::{ConnectionView, ConnectionsView, FetchView, ListConnections};
