//! Accounts fetched from a YouTube of our own: every field, every page, and everything that may go wrong on the way.
//!
//! Invariant: what is expected stands in the stub's own channels; the program's reading of them is not used for it. Absent: keys.

mod clock;
mod fields;
mod mock;
mod search;
mod troubles;

use app::{
    creators::{CreateCreator, GetCreator, ListCreatorPosts, ProfileView},
    discovery::{FetchAccount, FetchedAccount},
};
use domain::{
    creators::{CreatorPost, Measure, NewCreator, Platform, ProfileInput, Source, Tier},
    ids::{CreatorId, ProfileId},
};
use serde_json::json;

use crate::support::{World, youtube::YouTubeStub};

/// Maya's channel.
const MAYA: &str = "UCmayamayamayamayamaya00";

/// Maya with a YouTube account by its handle, and her channel with three videos.
async fn maya(world: &World, stub: &YouTubeStub) -> (CreatorId, ProfileId) {
    stub.channel(MAYA, "@mayamends", "Maya Mends", Some(45_600));
    for (at, id) in ["one", "two", "paid-three"].into_iter().enumerate() {
        let statistics = json!({ "viewCount": format!("{}000", at + 1), "likeCount": format!("{}0", at + 1), "commentCount": "2", "favoriteCount": "0" });
        stub.video(MAYA, id, &format!("2026-08-1{at}T16:00:00Z"), "public", statistics);
    }
    stub.comment("paid-three", "c1", "@ana", "Where did you buy the thread?", Some((MAYA, "In the shop on the corner.")));
    known(world, "Maya Okonkwo", "@mayamends").await
}

/// A creator with an account on YouTube.
async fn known(world: &World, name: &str, handle: &str) -> (CreatorId, ProfileId) {
    let profile = ProfileInput { platform: Platform::YouTube, handle: handle.into() };
    let email = Some(format!("{}@creators.example", domain::text::slug(name)));
    let creator = NewCreator { name: name.into(), email, profiles: vec![profile], ..NewCreator::default() };
    let made = world.run(CreateCreator { creator, source: Source::Cold, tier: Tier::Paid }).await.expect("created");
    (made.id, account(world, made.id).await.account.id)
}

async fn account(world: &World, creator: CreatorId) -> ProfileView {
    world.show(GetCreator { creator }).await.expect("shown").profiles.remove(0)
}

async fn fetch(world: &World, (creator, profile): (CreatorId, ProfileId)) -> app::Result<FetchedAccount> {
    world.run(FetchAccount { creator, profile, urgency: None, fetched: None }).await
}

async fn posts(world: &World, creator: CreatorId) -> Vec<CreatorPost> {
    world.show(ListCreatorPosts { creator, limit: Some(200) }).await.expect("listed")
}

fn number(view: &ProfileView, measure: Measure) -> Option<i64> {
    view.numbers.iter().find(|one| one.measure == measure).map(|one| one.value)
}
