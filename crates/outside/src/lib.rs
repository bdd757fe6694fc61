//! Real clients behind the ports of `app`: the clock, mail, web addresses, files, platforms, language models.
//!
//! Invariant: outbound requests leave only through [`fetch`], which guards them, to a platform at the address that the operator names, or
//! by [`model`], which guards them too; what fails says whether another try is worth it. Absent: retries, rows, any decision; the outbox and the operations have them.

pub mod clock;
pub mod fetch;
pub mod files;
pub mod guard;
pub mod instagram;
pub mod mail;
pub mod model;
mod platform;
pub mod tiktok;
pub mod youtube;

pub use clock::SystemClock;
pub use fetch::WebLinks;
pub use files::FolderFiles;
pub use instagram::InstagramApi;
pub use mail::{CapturedMailer, SmtpMailer};
pub use model::ChatModel;
pub use tiktok::TikTokApi;
pub use youtube::YouTubeApi;
