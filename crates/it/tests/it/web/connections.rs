//! The pages of connections: a key put in, an account fetched from the creator's page, somebody new searched for.

use app::creators::CreateCreator;
use domain::creators::{NewCreator, Platform, ProfileInput, Source, Tier};

use super::client::{Answer, Client};
use crate::support::{
    instagram::{APP, OWN, TOKEN},
    on_both_with_instagram, on_both_with_youtube,
    youtube::{KEY, Mood},
};

const PAGE: &str = "/b/fennel-rye/settings/connections";
const MAYA: &str = "UCmayamayamayamayamaya00";

/// After a verb: the page that it leads to, with what it says.
async fn then(client: &mut Client, answer: Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text);
    client.get(&answer.location).await.text
}

#[test]
fn a_key_is_put_in_and_an_account_fetched_on_pages() {
    on_both_with_youtube(async |world, stub| {
        stub.channel(MAYA, "@mayamends", "Maya Mends", Some(45_600));
        let profiles = vec![ProfileInput { platform: Platform::YouTube, handle: "@mayamends".into() }];
        let creator = NewCreator { name: "Maya Okonkwo".into(), profiles, ..NewCreator::default() };
        let id = world.run(CreateCreator { creator, source: Source::Cold, tier: Tier::Paid }).await.expect("created").id;
        let creator = format!("/b/fennel-rye/creators/{id}");
        let mut client = Client::signed_in(world).await;
        assert!(client.get(&creator).await.text.contains("YouTube is not connected."), "the creator's page leads to the key");
        let page = client.get(PAGE).await.text;
        assert!(page.contains("not connected"));
        for platform in ["YouTube", "Instagram", "TikTok"] {
            assert!(page.contains(&format!("Tried against {platform} itself: no.")), "{platform}: {page}");
        }

        let wrong = KEY.replace("77", "78");
        let refused = client.post(&format!("{PAGE}/youtube/key"), &[("key", &wrong)]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("The key is not valid, or was revoked.") && !refused.text.contains(&wrong), "never sent back");
        let connected = client.post(&format!("{PAGE}/youtube/key"), &[("key", KEY)]).await;
        let page = then(&mut client, connected).await;
        assert!(page.contains("YouTube took the key.") && page.contains("…s-77") && !page.contains(KEY));
        assert!(page.contains("2 of 10,000 units spent"), "both tries were counted");

        let action = client.get(&creator).await.text;
        let action = action.split("action=\"").filter_map(|rest| rest.split('"').next()).find(|path| path.ends_with("/fetch"));
        let action = action.expect("a button to fetch").to_owned();
        let fetched = client.post(&action, &[]).await;
        let page = then(&mut client, fetched).await;
        assert!(page.contains("Fetched: 3 numbers, 0 new posts") && page.contains("45,600"), "{page}");
        assert!(page.contains("YouTube’s own interface") && page.contains("From the platform"), "each number says where it is from");
        let before = world.app.db().statements();
        client.get(&creator).await;
        assert!(world.app.db().statements() - before <= 12);

        let bounds = [("daily_units", "100"), ("reserve", "101")];
        let refused = client.post(&format!("{PAGE}/youtube"), &bounds).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("Leave at most what a day grants") && refused.text.contains("value=\"101\""));
        let saved = client.post(&format!("{PAGE}/youtube"), &[("daily_units", "100"), ("reserve", "10"), ("derived", "yes")]).await;
        assert!(then(&mut client, saved).await.contains("of 100 units spent"));

        stub.is(Mood::TooMany(Some(3_600)));
        let tried = client.post(&format!("{PAGE}/youtube/check"), &[]).await;
        assert!(then(&mut client, tried).await.contains("Nothing is asked until"));
        let waits = client.post(&action, &[]).await;
        assert!(then(&mut client, waits).await.contains("YouTube asks us to wait until 1 Sep 2026, 10:00 UTC"));
        let removed = client.post(&format!("{PAGE}/youtube/removal"), &[]).await;
        assert!(then(&mut client, removed).await.contains("The key of YouTube was removed."));
        assert_eq!(client.post(&format!("{PAGE}/myspace/key"), &[("key", KEY)]).await.status, 404);
    });
}

#[test]
fn somebody_new_is_searched_for_and_added_on_a_page() {
    on_both_with_youtube(async |world, stub| {
        stub.channel(MAYA, "@mayamends", "Maya Mends", Some(45_600));
        let mut client = Client::signed_in(world).await;
        let page = "/b/fennel-rye/discover/channels";
        assert!(client.get("/b/fennel-rye/discover").await.text.contains(page));
        let closed = client.visit_and_post(page, &[("words", "mends")]).await;
        assert_eq!(closed.status, 422);
        assert!(closed.text.contains("YouTube is not connected") && closed.text.contains("value=\"mends\""));
        client.post(&format!("{PAGE}/youtube/key"), &[("key", KEY)]).await;
        stub.calls();
        client.get(page).await;
        assert_eq!(stub.calls().len(), 0, "looking at the page searches nothing");
        let found = client.post(page, &[("words", "mends"), ("country", "GB")]).await;
        assert!(found.text.contains("Maya Mends") && found.text.contains("99 searches are left today"), "{}", found.text);
        let added = client.post(&format!("{page}/add"), &[("channel", MAYA), ("title", "Maya Mends")]).await;
        assert!(then(&mut client, added).await.contains("45,600"), "added and fetched");
        let again = client.post(page, &[("words", "mends")]).await;
        assert!(again.text.contains("Known already"));
        let none = client.post(page, &[("words", "zzz")]).await;
        assert!(none.text.contains("YouTube finds no channel for this."));
    });
}

#[test]
fn instagram_is_connected_renewed_and_asked_on_pages() {
    on_both_with_instagram(async |world, stub| {
        stub.account("17841401441775531", "maya.okonkwo", "Maya Mends", 26_779);
        let profiles = vec![ProfileInput { platform: Platform::Instagram, handle: "@maya.okonkwo".into() }];
        let creator = NewCreator { name: "Maya Okonkwo".into(), profiles, ..NewCreator::default() };
        let id = world.run(CreateCreator { creator, source: Source::Cold, tier: Tier::Paid }).await.expect("created").id;
        let creator = format!("/b/fennel-rye/creators/{id}");
        let mut client = Client::signed_in(world).await;
        assert!(client.get(&creator).await.text.contains("Instagram is not connected."));

        client.get(PAGE).await;
        let fields = [("app_id", APP.0), ("app_secret", APP.1), ("user", OWN.0), ("token", "EAAGanotherTokenThatIsNone")];
        let refused = client.post(&format!("{PAGE}/instagram/token"), &fields).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("The token ended or was taken back.") && refused.text.contains(APP.0));
        assert!(!refused.text.contains(APP.1) && !refused.text.contains("EAAGanotherTokenThatIsNone"), "never sent back");
        let fields = [("app_id", APP.0), ("app_secret", APP.1), ("user", OWN.0), ("token", TOKEN)];
        let connected = client.post(&format!("{PAGE}/instagram/token"), &fields).await;
        let page = then(&mut client, connected).await;
        assert!(page.contains("Instagram took the token.") && page.contains("@fennelandrye") && page.contains("30 of 30"), "{page}");
        assert!(page.contains("/api/hooks/fennel-rye/instagram") && !page.contains(&stub.token()));
        assert_eq!(page.matches("name=\"derived\"").count(), 0, "there is nothing to accept, and YouTube is not connected");
        let before = world.app.db().statements();
        client.get(PAGE).await;
        assert!(world.app.db().statements() - before <= 12);

        let action = client.get(&creator).await.text;
        let action = action.split("action=\"").filter_map(|rest| rest.split('"').next()).find(|path| path.ends_with("/fetch"));
        let action = action.expect("a button to fetch").to_owned();
        let fetched = client.post(&action, &[]).await;
        let page = then(&mut client, fetched).await;
        assert!(page.contains("26,779") && page.contains("Instagram’s own interface"), "{page}");
        stub.remove("maya.okonkwo");
        let gone = client.post(&action, &[]).await;
        assert!(then(&mut client, gone).await.contains("Instagram shows no professional account of this name."));

        stub.tag("T1", "ben.h", "2026-08-30T10:00:00+0000", "Soap by Fennel & Rye");
        client.get("/b/fennel-rye/leads/mentions").await;
        let asked = client.post("/b/fennel-rye/leads/mentions/tags", &[]).await;
        assert!(then(&mut client, asked).await.contains("@ben.h"));

        stub.under("oatmilk", "H1", "Best oat milk");
        let found = client.visit_and_post("/b/fennel-rye/discover/hashtags", &[("tag", "#oatmilk")]).await;
        assert!(
            found.text.contains("Best oat milk") && found.text.contains("29 of 30 new hashtags can still be asked for."),
            "{}",
            found.text
        );
        let none = client.post("/b/fennel-rye/discover/hashtags", &[("tag", "two words")]).await;
        assert_eq!(none.status, 422);

        // What cannot be renewed is told in Today, before it ends.
        stub.renews(false);
        world.clock.advance(47 * domain::time::DAY);
        let mut client = Client::signed_in(world).await;
        assert!(client.get("/b/fennel-rye/settings/connections").await.text.contains("The token ends"));
        stub.renews(true);
        let renewed = client.post(&format!("{PAGE}/instagram/renewal"), &[]).await;
        assert!(then(&mut client, renewed).await.contains("The token was renewed. It ends"));
    });
}
