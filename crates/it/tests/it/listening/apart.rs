//! What is apart stays apart: posts, accounts and addresses that only look alike; and who went does not come back.
//!
//! Invariant: weights and points are those of docs/domain.md, Warm leads. Absent: pages; `web::leads` has those.

use app::creators::import;
use store::Db;

use super::*;
use crate::support::on_both_reopened;

#[test]
fn a_post_stays_one_whatever_its_platform_is_called() {
    on_both(async |world| {
        let at = world.now().plus(-DAY);
        let nowhere = |platform: Platform, address: &str| NewMention {
            platform,
            id: None,
            url: Some(address.to_owned()),
            ..post("maya.k", "C1", at)
        };
        let reel = "https://www.instagram.com/reel/C1/";
        told(world, vec![nowhere(Platform::Instagram, reel)]).await;
        let other = Platform::parse("ig reels");
        let again = told(world, vec![nowhere(other, reel), post("ben.h", "C2", at)]).await;
        assert_eq!((again.added, again.added + again.renewed + again.unchanged), (1, 2), "the batch is taken: {again:?}");
        // What nobody named before is learnt, and is found there as well as by the old name.
        let video = "https://www.tiktok.com/@maya.k/video/7";
        told(world, vec![nowhere(Platform::unknown(), video)]).await;
        assert_eq!(told(world, vec![nowhere(Platform::TikTok, video)]).await.added, 0);
        assert_eq!(told(world, vec![nowhere(Platform::unknown(), video)]).await.added, 0);
        let page = world.show(ListMentions::default()).await.expect("listed");
        let mut platforms: Vec<String> = page.items.iter().map(|one| one.platform.to_string()).collect();
        platforms.sort();
        assert_eq!(platforms, ["instagram", "instagram", "tiktok"]);
    });
}

#[test]
fn posts_at_one_page_are_apart_and_one_video_is_one() {
    on_both(async |world| {
        let at = world.now().plus(-DAY);
        let of = |platform: Platform, address: &str| NewMention {
            platform,
            id: None,
            url: Some(address.to_owned()),
            ..post("maya.k", "C1", at)
        };
        let story = |rest: &str| of(Platform::parse("facebook"), &format!("https://www.facebook.com/story.php?{rest}"));
        let first = told(world, vec![story("story_fbid=1&id=9"), story("story_fbid=2&id=9"), story("id=9&story_fbid=1&fbclid=x")]).await;
        assert_eq!(first.added, 2, "{first:?}");
        let videos = ["https://youtu.be/A?si=x", "https://www.youtube.com/shorts/A", "https://www.youtube.com/watch?app=desktop&v=A"];
        let second = told(world, videos.iter().map(|address| of(Platform::YouTube, address)).collect()).await;
        assert_eq!(second.added, 1, "{second:?}");
        // An address never makes one of two that have ids of their own.
        let same = |id: &str| NewMention { url: Some("https://www.instagram.com/maya.k/".into()), ..post("maya.k", id, at) };
        let third = told(world, vec![same("I1"), same("I2")]).await;
        assert_eq!(third.added, 2, "{third:?}");
    });
}

#[test]
fn a_post_that_was_told_by_its_address_is_known_by_its_id_from_then_on() {
    on_both(async |world| {
        let at = world.now().plus(-DAY);
        let whole = post("maya.k", "C1", at);
        let (no_id, no_address) = (NewMention { id: None, ..whole.clone() }, NewMention { url: None, ..whole.clone() });
        assert_eq!(told(world, vec![no_id.clone()]).await.added, 1);
        assert_eq!(told(world, vec![whole]).await.unchanged, 1, "it is the same post");
        assert_eq!(told(world, vec![no_address, no_id]).await.added, 0, "by its id alone, and by its address alone");
        assert_eq!(world.show(ListMentions::default()).await.expect("listed").total, 1);
    });
}

#[test]
fn an_address_goes_only_with_the_very_account() {
    on_both(async |world| {
        let names = |handle: &str, id: &str| post(handle, id, world.now().plus(-DAY));
        told(world, vec![names("sam", "A1"), names("kim", "A2"), names("lou", "A3")]).await;
        list(world, "name,email,handle,country\nSam Elsewhere,sam@shop.example,@sam,DE\n").await;
        list(world, "name,email,instagram,country\nKim One,one@shop.example,@kim,DE\nKim Two,two@shop.example,@kim,FR\n").await;
        list(world, "name,email,instagram,country\nLou Sole,lou@shop.example,@lou,DE\n").await;
        let added = async |handle: &str| {
            let lead = LeadKey::parse(&format!("account:instagram:{handle}")).expect("a key");
            let made = world.run(AddLead { lead, tier: None }).await.expect("added").id;
            let creator = world.show(GetCreator { creator: made }).await.expect("shown").creator;
            (creator.name, creator.email, creator.country.map(|country| country.code().to_owned()))
        };
        assert_eq!(added("sam").await, ("@sam".to_owned(), None, None), "a handle somewhere is not this account");
        assert_eq!(added("kim").await, ("@kim".to_owned(), None, None), "whose of the two it is nobody knows");
        let lou = ("Lou Sole".to_owned(), Some("lou@shop.example".to_owned()), Some("DE".to_owned()));
        assert_eq!(added("lou").await, lou);
    });
}

#[test]
fn who_was_erased_does_not_come_back_under_what_only_the_shop_knew() {
    on_both(async |world| {
        let maya = added(world, &world.owner, "Maya Tiponi").await;
        let text = "name,email,instagram,tiktok\nM. T.,m.tip.oni+shop@gmail.com,@maya.tiponi,@tiponi.elsewhere\n";
        told(world, vec![post("maya.tiponi", "C1", world.now())]).await;
        let aside = async |key: &str, name: &str| {
            let lead = LeadKey::parse(key).expect("a key");
            world.run(DecideLead { lead, name: name.to_owned(), interested: false }).await.expect("put aside");
        };
        aside("account:instagram:maya.tiponi", "Tiponi").await;
        list(world, text).await;
        let customer = matches(world).await[0].customer;
        aside(&LeadKey::Customer { customer }.text(), "Mrs Tiponi").await;
        aside(&LeadKey::Creator { creator: maya }.text(), "Maya").await;
        let file = world.show(ExportCreator { creator: maya, all_brands: true }).await.expect("a file").content;
        assert!(file.contains("\"lead_decision\"") && file.contains("Mrs Tiponi"), "{file}");

        world.run(EraseCreator { creator: maya, reason: "Asked by mail.".into(), although_owed: false }).await.expect("erased");
        let left: Vec<String> =
            rows::all(world).await.into_iter().filter(|line| line.text.to_lowercase().contains("tiponi")).map(|line| line.table).collect();
        assert_eq!(left, Vec::<String>::new());
        let decided: Vec<String> =
            rows::all(world).await.into_iter().filter(|line| line.table == "lead_decision").map(|line| line.text).collect();
        assert_eq!(decided, Vec::<String>::new());
        // By the shop's address however it is written, and by the account that only the shop knew.
        for again in ["email\nmtiponi@googlemail.com\n", "email\nm.tip.oni+shop@gmail.com\n", "tiktok\n@tiponi.elsewhere\n"] {
            let brought = list(world, again).await;
            assert_eq!((brought.erased, brought.created), (1, 0), "{again}");
        }
        let post = NewMention { platform: Platform::TikTok, ..post("tiponi.elsewhere", "C2", world.now()) };
        assert_eq!(told(world, vec![post]).await.erased, 1);
        let creator = NewCreator { name: "M. T.".into(), email: Some("mtiponi@gmail.com".into()), ..NewCreator::default() };
        let again = world.run(CreateCreator { creator, source: Source::Cold, tier: Tier::Paid }).await.expect("added").id;
        let view = world.show(GetCreator { creator: again }).await.expect("shown");
        assert!(
            view.creator.suppression.opted_out_at.is_some() || view.creator.suppression.blocked.is_some(),
            "{:?}",
            view.creator.suppression
        );
    });
}

#[test]
fn what_was_decided_about_a_customer_goes_with_the_customer() {
    on_both(async |world| {
        let decided = async || rows::all(world).await.into_iter().filter(|line| line.table == "lead_decision").count();
        let aside = async || {
            let (text, tag) = ("name,email,handle\nBea,bea@shop.example,@bea\n", "Bea");
            list(world, text).await;
            let lead = leads(world).await.items[0].lead.clone();
            assert!(matches!(lead, LeadKey::Customer { .. }));
            world.run(DecideLead { lead, name: tag.to_owned(), interested: false }).await.expect("put aside");
            assert_eq!(decided().await, 1);
        };
        aside().await;
        world.run(RemoveCustomers {}).await.expect("removed");
        assert_eq!(decided().await, 0, "removed");
        aside().await;
        world.clock.advance(731 * DAY);
        world.tick().await;
        assert_eq!(decided().await, 0, "expired");
    });
}

#[test]
fn who_was_put_aside_is_taken_up_again_whatever_they_are_by_then() {
    on_both(async |world| {
        let now = world.now();
        told(world, vec![post("once", "B1", now.plus(-DAY)), post("maya.one", "B2", now.plus(-DAY))]).await;
        let decide =
            async |lead: LeadKey, interested| world.run(DecideLead { lead, name: "Once".into(), interested }).await.expect("decided");
        let aside = async || world.show(ListLeads { put_aside: true, ..ListLeads::default() }).await.expect("listed");
        let account = LeadKey::parse("account:instagram:once").expect("a key");
        decide(account.clone(), false).await;
        world.run(AddLead { lead: account, tier: None }).await.expect("added");
        let lead = aside().await.items[0].lead.clone();
        assert!(matches!(lead, LeadKey::Creator { .. }));
        decide(lead, true).await;
        assert_eq!((aside().await.total, names(&leads(world).await).contains(&"@once")), (0, true));

        // Put aside as a record that another one stands for by now.
        let one = added(world, &world.owner, "Maya One").await;
        decide(LeadKey::Creator { creator: one }, false).await;
        let two = added(world, &world.owner, "Maya Two").await;
        world.run(MergeCreators { creator: two, other: one, note: String::new() }).await.expect("merged");
        let page = aside().await;
        assert_eq!(page.items.iter().map(|one| one.creator).collect::<Vec<_>>(), [Some(two)], "it holds for whoever stands for them");
        decide(page.items[0].lead.clone(), true).await;
        assert_eq!(aside().await.total, 0);
        assert!(leads(world).await.items.iter().any(|one| one.creator == Some(two)));
    });
}

#[test]
fn of_two_words_about_one_match_the_newest_holds_everywhere() {
    for newest in [false, true] {
        on_both(async |world| {
            let one = added(world, &world.owner, "Maya One").await;
            let two = added(world, &world.owner, "Maya Two").await;
            list(world, "name,email,instagram\nMaya Shops,maya.one@creators.example,@maya.two\n").await;
            let customer = matches(world).await[0].customer;
            let decide = async |creator, same| {
                world.clock.advance(DAY);
                world.run(DecideMatch { customer, creator, same }).await.expect("decided")
            };
            decide(one, !newest).await;
            decide(two, newest).await;
            world.run(MergeCreators { creator: two, other: one, note: String::new() }).await.expect("merged");
            let state = async || matches(world).await.iter().map(|one| (one.creator, one.state)).collect::<Vec<_>>();
            let expected = |same: bool| vec![(two, if same { MatchState::Confirmed } else { MatchState::Refused })];
            assert_eq!(state().await, expected(newest));
            let file = async || world.show(ExportCreator { creator: two, all_brands: true }).await.expect("a file").content;
            assert_eq!(file().await.contains("Maya Shops"), newest);
            decide(two, !newest).await;
            assert_eq!(state().await, expected(!newest), "a person may say otherwise");
            assert_eq!(file().await.contains("Maya Shops"), !newest);
        });
    }
}

#[test]
fn creators_who_buy_are_all_leads_with_their_reach() {
    on_both(async |world| {
        let mut creators = "name,email,instagram,followers\n".to_owned();
        let mut customers = "email,orders\n".to_owned();
        for number in 0..510 {
            creators +=
                &format!("Person Number{number},p{number}@web.example,@p.number{number},{}\n", if number == 7 { 12_000 } else { 500 });
            customers += &format!("p{number}@web.example,1\n");
        }
        import::run(&world.app, &world.owner, "list.csv", creators.as_bytes(), ImportCreators::default()).await.expect("imported");
        list(world, &customers).await;
        let page = leads(world).await;
        assert_eq!((page.total, page.bounded), (510, false));
        // A customer, 3, with 10,000 followers or more, 2.
        assert_eq!((page.items[0].name.as_str(), page.items[0].points, page.items[1].points), ("Person Number7", 5, 3));
        let autumn = campaign(world, &world.owner, "Autumn").await;
        invited(world, &world.owner, autumn, &[page.items[0].creator.expect("a creator")]).await;
        let page = leads(world).await;
        assert_eq!((page.total, page.worked_with), (509, 1));
    });
}

#[test]
fn creators_of_an_older_process_are_recognised_after_the_next_start() {
    on_both_reopened(async |world, database| {
        let cleo = NewCreator { name: "Cleo".into(), email: Some("c.leo@gmail.com".into()), ..NewCreator::default() };
        world.run(CreateCreator { creator: cleo, source: Source::Cold, tier: Tier::Paid }).await.expect("added");
        list(world, "name,email\nCleo,cleo@gmail.com\n").await;
        let tx = world.app.db().begin().await.expect("begun");
        tx.execute("UPDATE creator SET mailbox_key = NULL", vec![]).await.expect("as an older process leaves it");
        tx.commit().await.expect("committed");
        assert_eq!(matches(world).await.len(), 0);
        let again = Db::open_made_up(database).await.expect("opened again");
        assert_eq!(matches(world).await.len(), 1);
        again.close().await.expect("closed");
    });
}
