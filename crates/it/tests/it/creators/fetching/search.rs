//! The platform's own search: counted apart, page by page, and who is known already is said.

use app::{
    creators::CreateCreator,
    discovery::{ChannelsFound, FindChannels},
};
use domain::creators::{Country, connections::quota::SEARCHES_A_DAY};

use super::*;
use crate::{
    creators::connections::connect,
    support::{code, on_both_with_youtube, youtube::Mood},
};

async fn search(world: &World, words: &str, page: Option<String>) -> app::Result<ChannelsFound> {
    world.run(FindChannels { words: words.into(), country: Country::by_code("DE"), page, answered: None }).await
}

#[test]
fn channels_are_found_page_by_page_within_a_quota_of_their_own() {
    on_both_with_youtube(async |world, stub| {
        assert_eq!(code(search(world, "mends", None).await), "creators.not_connected");
        let who = maya(world, stub).await;
        for at in 0..60 {
            stub.channel(&format!("UCnumbernumbernumber{at:04}"), &format!("@n{at}"), &format!("Mends {at}"), Some(5));
        }
        connect(world).await;
        fetch(world, who).await.expect("fetched");
        stub.calls();
        let first = search(world, " mends ", None).await.expect("searched");
        assert_eq!((first.channels.len(), first.left, first.reason.clone()), (50, SEARCHES_A_DAY - 1, None));
        let calls = stub.calls();
        assert!(["q=mends", "type=channel", "regionCode=DE"].iter().all(|part| calls[0].contains(part)), "{calls:?}");
        let found = first.channels.iter().find(|one| one.channel.id.as_str() == MAYA).or(None);
        let second = search(world, "mends", first.next.clone()).await.expect("searched");
        assert_eq!((second.channels.len(), second.next.clone()), (11, None));
        let found = found.or_else(|| second.channels.iter().find(|one| one.channel.id.as_str() == MAYA)).expect("Maya");
        assert_eq!((found.known, found.elsewhere), (Some(who.0), None));
        let (_, neighbour) = world.other_brand().await;
        let command = FindChannels { words: "maya".into(), country: None, page: None, answered: None };
        let other = world.app.run(&neighbour, command).await.expect("searched");
        assert_eq!((other.channels[0].known, other.channels[0].elsewhere), (None, Some(who.0)), "another brand knows her");
        assert_eq!(code(search(world, "  ", None).await), "invalid");
        for _ in 3..SEARCHES_A_DAY {
            search(world, "nothing", None).await.expect("searched");
        }
        stub.calls();
        let last = search(world, "nothing", None).await.expect("asked");
        assert_eq!((last.left, last.reason.as_deref(), stub.calls().len()), (0, Some("What may be asked today is used up."), 0));
        assert_eq!(fetch(world, who).await.expect("fetched").outcome, domain::creators::fetching::Outcome::Fetched, "reads are apart");
    });
}

#[test]
fn who_was_found_becomes_a_creator_with_that_channel() {
    on_both_with_youtube(async |world, stub| {
        stub.channel(MAYA, "@mayamends", "Maya Mends", Some(45_600));
        connect(world).await;
        let found = search(world, "maya", None).await.expect("searched").channels.remove(0);
        let handle = format!("https://www.youtube.com/channel/{}", found.channel.id.as_str());
        let profiles = vec![ProfileInput { platform: Platform::YouTube, handle }];
        let creator = NewCreator { name: found.channel.title, profiles, ..NewCreator::default() };
        let made = world.run(CreateCreator { creator, source: Source::Cold, tier: Tier::Paid }).await.expect("created").id;
        let profile = account(world, made).await.account.id;
        fetch(world, (made, profile)).await.expect("fetched");
        let view = account(world, made).await;
        assert_eq!(
            (view.account.followers, view.account.handle.map(|handle| handle.to_string())),
            (Some(45_600), Some("mayamends".into()))
        );
        stub.is(Mood::QuotaExceeded);
        let refused = search(world, "maya", None).await.expect("asked");
        assert_eq!(refused.reason.as_deref(), Some("YouTube says that the day's quota is used."));
        assert_eq!(code(search(world, "maya", None).await), "creators.waiting");
    });
}
