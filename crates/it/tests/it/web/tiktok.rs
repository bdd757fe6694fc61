//! TikTok on pages: an owner puts the app in, a manager asks, the creator connects and ends it.
//!
//! Absent: what is read; the story `creators` has it.

use app::{
    creators::{ConnectTikTok, ShowAccess},
    discovery::fetching::refresh,
    outreach::CreatePortalLink,
};

use super::client::{Answer, Client};
use crate::{
    creators::tiktok::{MAYA, known},
    support::{
        on_both_with_tiktok,
        tiktok::{ALL, APP},
    },
};

const PAGE: &str = "/b/fennel-rye/settings/connections";
const LIST: &str = "/b/fennel-rye/creators/access";

/// After a verb: the page that it leads to, with what it says.
async fn then(client: &mut Client, answer: Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text);
    client.get(&answer.location).await.text
}

/// The address at TikTok that a page leads to.
fn log_in(page: &str) -> String {
    let found = page.split("href=\"").filter_map(|rest| rest.split('"').next()).find(|href| href.contains("/v2/auth/authorize/"));
    found.expect("a way to log in").replace("&amp;", "&")
}

#[test]
fn the_app_is_put_in_and_a_creator_connects_and_ends_it_on_pages() {
    on_both_with_tiktok(async |world, stub| {
        stub.account(MAYA, "maya.mends", "Maya Mends", 26_779);
        let who = known(world, "Maya Okonkwo", "@maya.mends").await;
        let mut owner = Client::signed_in(world).await;
        let page = owner.get(PAGE).await.text;
        assert!(page.contains("https://troupe.example/connect/tiktok") && page.contains("/api/hooks/fennel-rye/tiktok"), "{page}");
        assert!(owner.get(LIST).await.text.contains("An owner puts in the app first."));
        let wrong = APP.1.replace('0', "1");
        let refused = owner.post(&format!("{PAGE}/tiktok/app"), &[("client_key", APP.0), ("client_secret", &wrong)]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("There is no app with this client key and secret.") && refused.text.contains(APP.0));
        assert!(!refused.text.contains(&wrong), "never sent back");
        let connected = owner.post(&format!("{PAGE}/tiktok/app"), &[("client_key", APP.0), ("client_secret", APP.1)]).await;
        let page = then(&mut owner, connected).await;
        assert!(page.contains("TikTok took the app.") && !page.contains(APP.1));
        let before = world.app.db().statements();
        owner.get(PAGE).await;
        assert!(world.app.db().statements() - before <= 12);
        let creator = format!("/b/fennel-rye/creators/{}", who.0);
        assert!(owner.get(&creator).await.text.contains("TikTok tells of this account only once its creator has connected it."));

        // The link stands on the page once; a mail goes at once.
        let ask = format!("{creator}/access-requests");
        owner.get(LIST).await;
        let made = owner.post(&ask, &[("by_hand", "yes")]).await;
        assert!(made.status == 200 && made.text.contains("/accounts"), "{}", made.text);
        let asked = owner.post(&ask, &[]).await;
        assert!(then(&mut owner, asked).await.contains("The mail is on its way."));

        let link = world.run(CreatePortalLink { creator: who.0 }).await.expect("a link").link;
        let home = link.strip_prefix("https://troupe.example").expect("ours").to_owned();
        let mut maya = Client::new(world);
        assert!(maya.get(&home).await.text.contains(&format!("{home}/accounts")));
        let page = maya.get(&format!("{home}/accounts")).await.text;
        for said in ["Connect your TikTok to Fennel &amp; Rye", "its followers, likes and number of videos", "You can end it at any time"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        // Whoever comes back in another browser, or with what another page signed, connects nothing.
        let path = stub.consents(&log_in(&page), MAYA, ALL);
        assert_eq!(Client::new(world).get(&path).await.status, 410);
        let denied = maya.get(&stub.denies(&log_in(&page))).await;
        assert!(then(&mut maya, denied).await.contains("Nothing was connected, because you said no at TikTok."));
        let page = maya.get(&format!("{home}/accounts")).await.text;
        let back = maya.get(&stub.consents(&log_in(&page), MAYA, "user.info.basic,user.info.profile,user.info.stats")).await;
        assert_eq!(back.location, format!("{home}/accounts"));
        let page = then(&mut maya, back).await;
        assert!(page.contains("Your TikTok is connected.") && page.contains("@maya.mends"), "{page}");
        assert!(page.contains("You kept to yourself: its public videos"), "{page}");
        let path = stub.consents(&log_in(&page), MAYA, ALL);
        let back = maya.get(&path).await;
        assert!(then(&mut maya, back).await.contains("Your TikTok is connected."));
        // The same way once more: the log-in was used.
        maya.get(&format!("{home}/accounts")).await;
        let again = maya.get(&path).await;
        assert!(then(&mut maya, again).await.contains("TikTok did not finish the log-in"));

        refresh(&world.app).await.expect("a round");
        let page = owner.get(&creator).await.text;
        assert!(page.contains("26,779") && page.contains("by the creator’s log-in"), "{page}");
        let before = world.app.db().statements();
        assert!(owner.get(LIST).await.text.contains("Maya Okonkwo"));
        assert!(world.app.db().statements() - before <= 12);

        maya.get(&format!("{home}/accounts")).await;
        let ended = maya.post(&format!("{home}/accounts/{}/end", who.1), &[]).await;
        assert!(then(&mut maya, ended).await.contains("Ended. Nothing is read any more"));
        world.work().await;
        assert!(!stub.stands(MAYA));
        assert!(owner.get(LIST).await.text.contains("Ended by the creator."));
    });
}

#[test]
fn a_manager_ends_a_log_in_and_today_tells_of_one_that_ran_out() {
    on_both_with_tiktok(async |world, stub| {
        stub.account(MAYA, "maya.mends", "Maya Mends", 26_779);
        let who = known(world, "Maya Okonkwo", "@maya.mends").await;
        let app = ConnectTikTok { client_key: APP.0.into(), client_secret: APP.1.into(), said: None };
        world.run(app).await.expect("connected");
        let link = world.run(CreatePortalLink { creator: who.0 }).await.expect("a link").link;
        let home = link.strip_prefix("https://troupe.example").expect("ours").to_owned();
        let offer = world.app.show(&world.creator(who.0), ShowAccess {}).await.expect("shown");
        let mut maya = Client::new(world);
        maya.get(&format!("{home}/accounts")).await;
        let path = stub.consents(&offer.address.expect("an address"), MAYA, ALL);
        let back = maya.get(&path).await;
        assert!(then(&mut maya, back).await.contains("Your TikTok is connected."));

        stub.takes_back(MAYA);
        world.clock.advance(20 * domain::time::HOUR);
        refresh(&world.app).await.expect("a round");
        let mut owner = Client::signed_in(world).await;
        let list = owner.get(LIST).await.text;
        assert!(list.contains("The log-in ran out."), "{list}");
        let today = owner.get("/b/fennel-rye/today").await.text;
        assert!(today.contains("/creators/access"), "Today leads to whom to ask: {today}");
        let page = maya.get(&format!("{home}/accounts")).await.text;
        assert!(page.contains("Connect it again below"), "{page}");
        let end = format!("/b/fennel-rye/creators/{}/accounts/{}/access/end", who.0, who.1);
        let ended = owner.post(&end, &[]).await;
        assert!(then(&mut owner, ended).await.contains("The connection was ended."));
        assert!(!owner.get("/b/fennel-rye/today").await.text.contains("/creators/access"), "seen to");
    });
}
