//! Accounts fetched from their platforms: by a person who wants to know now, and by the clock's round.
//!
//! Invariants: every call is counted before it leaves; no transaction is open while a platform is asked; what it answers is written
//! into the same rows as what comes from files. Absent: keys; the room `creators` keeps the connections.

pub mod fetch_account;
pub mod find_channels;
pub mod find_hashtag;
mod gather;
mod keep;
pub mod refresh;

pub use fetch_account::{FetchAccount, FetchedAccount};
pub use find_channels::{ChannelFound, ChannelsFound, FindChannels};
pub use find_hashtag::{FindHashtag, HashtagFound};
pub use refresh::refresh;
