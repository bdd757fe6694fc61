//! Whom the brands of an organisation write to, and what ends when somebody does not want it.

use app::{
    campaigns::{Cancel, Decline, Drop, GetCampaign, Shortlist},
    creators::{BlockCreator, CreateCreator, GetCreator, SetStanding, SuppressCreator, UnblockCreator, UpdateCreator},
    outreach::{Invite, LogMessage, RespondToInvitation, SendMessage, WriteMessage},
};
use domain::{
    creators::{Source, Standing, Tier},
    ids::{CollaborationId, CreatorId},
    journey::Stage,
    moves::What,
    outreach::{Channel, Direction},
};
use store::moves::Wanted;

use super::{added, campaign, invited, new_creator, shortlisted};
use crate::support::{World, code, on_both, zone};

async fn stage(world: &World, caller: &app::Caller, campaign: domain::ids::CampaignId, id: CollaborationId) -> Stage {
    let found = world.app.show(caller, GetCampaign { campaign }).await.expect("shown");
    found.collaborations.iter().find(|one| one.id == id).expect("there").stage
}

async fn open_moves(world: &World, id: CollaborationId) -> Vec<What> {
    let wanted = Wanted { collaboration: Some(id), ..Wanted::default() };
    let rows = store::moves::open(world.app.db(), world.brand, &wanted, 50).await.expect("read");
    rows.into_iter().map(|row| row.open.what).collect()
}

fn answer(collaboration: CollaborationId, accept: bool, message: &str) -> RespondToInvitation {
    RespondToInvitation { collaboration, accept, message: message.to_owned(), channel: None }
}

fn received(creator: CreatorId, collaboration: CollaborationId, body: &str, automatic: bool) -> LogMessage {
    LogMessage {
        creator,
        collaboration: Some(collaboration),
        direction: Direction::In,
        channel: Channel::Dm,
        subject: String::new(),
        body: body.to_owned(),
        at: None,
        automatic,
    }
}

#[test]
fn an_opt_out_declines_open_invitations_in_every_brand_and_stops_marketing() {
    on_both(async |world| {
        let maya = added(world, &world.owner, "Maya Okonkwo").await;
        let autumn = campaign(world, &world.owner, "Autumn").await;
        let here = invited(world, &world.owner, autumn, &[maya]).await[0];
        let (_, other) = world.other_brand().await;
        assert_eq!(added(world, &other, "Maya Okonkwo").await, maya, "one identity in the organisation");
        let winter = campaign(world, &other, "Winter").await;
        let there = invited(world, &other, winter, &[maya]).await[0];
        world.work().await;
        let mail = world.letters.last_to("maya.okonkwo@creators.example").body;
        assert!(mail.contains("/unsubscribe/"), "{mail}");

        world.app.run(&world.creator(maya), SuppressCreator { creator: maya }).await.expect("opted out");
        assert_eq!(stage(world, &world.owner, autumn, here).await, Stage::Declined);
        assert_eq!(stage(world, &other, winter, there).await, Stage::Declined);
        world.moves_rebuild().await;

        let again = campaign(world, &world.owner, "Again").await;
        let shortlist = Shortlist { campaign: again, creators: vec![maya], source: None, again: false };
        let collaboration = world.run(shortlist).await.expect("shortlisted").remove(0);
        let invite = Invite { collaborations: vec![collaboration], template: None, subject: "Hello".into(), body: "Hello".into() };
        let outcome = world.run(invite).await.expect("answered").remove(0);
        assert!(!outcome.sent && outcome.reason.expect("a reason").contains("opted out"));
        assert!(world.show(GetCreator { creator: maya }).await.expect("shown").no_contact.is_some());
    });
}

#[test]
fn a_block_drops_what_is_open_and_keeps_creators_off_shortlists() {
    on_both(async |world| {
        let (maya, noor) = (added(world, &world.owner, "Maya Okonkwo").await, added(world, &world.owner, "Noor Haddad").await);
        let autumn = campaign(world, &world.owner, "Autumn").await;
        let asked = invited(world, &world.owner, autumn, &[maya, noor]).await;
        assert_eq!(code(world.run(BlockCreator { creator: maya, reason: " ".into() }).await), "creators.no_reason");
        world.run(BlockCreator { creator: maya, reason: "Bought followers".into() }).await.expect("blocked");
        assert_eq!(stage(world, &world.owner, autumn, asked[0]).await, Stage::Dropped);
        assert_eq!(stage(world, &world.owner, autumn, asked[1]).await, Stage::Invited);
        let spring = campaign(world, &world.owner, "Spring").await;
        let refused = world.run(Shortlist { campaign: spring, creators: vec![noor, maya], source: None, again: false }).await;
        assert!(refused.expect_err("refused").to_string().contains("Maya Okonkwo"));
        assert_eq!(world.show(GetCampaign { campaign: spring }).await.expect("shown").collaborations.len(), 0, "nothing half done");
        world.run(UnblockCreator { creator: maya }).await.expect("lifted");
        assert_eq!(code(world.run(UnblockCreator { creator: maya }).await), "creators.not_blocked");

        let set = SetStanding { creator: noor, standing: Some(Standing::Blocked), reason: "Copied a competitor".into() };
        world.run(set).await.expect("set");
        assert_eq!(stage(world, &world.owner, autumn, asked[1]).await, Stage::Dropped);
        world.work().await;
        let told = world.letters.all().into_iter().filter(|letter| letter.subject.starts_with("About ")).count();
        assert_eq!(told, 0, "nobody writes to the blocked");
        world.moves_rebuild().await;
    });
}

#[test]
fn who_was_let_go_before_anybody_asked_comes_back_where_that_is_said() {
    on_both(async |world| {
        let (maya, noor) = (added(world, &world.owner, "Maya Okonkwo").await, added(world, &world.owner, "Noor Haddad").await);
        let autumn = campaign(world, &world.owner, "Autumn").await;
        let listed = shortlisted(world, &world.owner, autumn, &[maya, noor]).await;
        for collaboration in &listed {
            world.run(Drop { collaboration: *collaboration, reason: "Another time".into() }).await.expect("dropped");
        }
        let shortlist = |again| Shortlist { campaign: autumn, creators: vec![maya, noor], source: None, again };
        assert_eq!(world.run(shortlist(false)).await.expect("answered"), listed);
        assert_eq!(stage(world, &world.owner, autumn, listed[0]).await, Stage::Dropped, "a person let them go");
        assert_eq!(world.run(shortlist(true)).await.expect("answered"), listed);
        assert_eq!(stage(world, &world.owner, autumn, listed[0]).await, Stage::Shortlisted);
        assert_eq!(stage(world, &world.owner, autumn, listed[1]).await, Stage::Shortlisted);
        world.moves_rebuild().await;
    });
}

#[test]
fn answers_open_and_close_the_teams_moves_and_the_other_side_hears() {
    on_both(async |world| {
        let names = ["Maya Okonkwo", "Noor Haddad", "Ola Berg", "Pia Lund"];
        let mut creators = Vec::new();
        for name in names {
            creators.push(added(world, &world.owner, name).await);
        }
        let autumn = campaign(world, &world.owner, "Autumn").await;
        let asked = invited(world, &world.owner, autumn, &creators).await;
        let again = world.run(Shortlist { campaign: autumn, creators: creators.clone(), source: None, again: false }).await;
        assert_eq!(again.expect("twice is once"), asked);

        world.clock.advance(domain::time::MINUTE);
        world.app.run(&world.creator(creators[0]), answer(asked[0], true, "Yes, gladly")).await.expect("accepted");
        assert_eq!(stage(world, &world.owner, autumn, asked[0]).await, Stage::InConversation);
        assert_eq!(open_moves(world, asked[0]).await, [What::Answer, What::MakeOffer]);
        world.clock.advance(domain::time::MINUTE);
        let send =
            SendMessage { creator: creators[0], collaboration: Some(asked[0]), subject: "Good".into(), body: "An offer follows.".into() };
        world.run(send).await.expect("sent");
        assert_eq!(open_moves(world, asked[0]).await, [What::MakeOffer]);

        world.app.run(&world.creator(creators[1]), answer(asked[1], false, "No time")).await.expect("declined");
        assert_eq!(stage(world, &world.owner, autumn, asked[1]).await, Stage::Declined);
        let spoofed = world
            .app
            .run(&world.creator(creators[1]), Decline { collaboration: asked[2], reason: String::new(), as_received: false })
            .await;
        assert_eq!(code(spoofed), "not_found", "another creator's collaboration");

        world.run(received(creators[2], asked[2], "I am away until Monday", true)).await.expect("logged");
        assert_eq!(open_moves(world, asked[2]).await, [What::AnswerInvitation], "an automatic reply waits for nobody");
        world.run(received(creators[2], asked[2], "What is the fee?", false)).await.expect("logged");
        assert!(open_moves(world, asked[2]).await.contains(&What::Answer));
        world.run(Drop { collaboration: asked[2], reason: "The budget is spent.".into() }).await.expect("dropped");
        world.app.run(&world.creator(creators[3]), WriteMessage { collaboration: None, body: "Hello?".into() }).await.expect("written");
        let cancelled = world.run(Cancel { campaign: autumn, reason: "The product is late.".into() }).await.expect("cancelled");
        assert_eq!(cancelled.ended, [asked[0], asked[3]]);

        world.work().await;
        let heard = |address: &str| world.letters.to(address).into_iter().map(|letter| letter.body).collect::<Vec<_>>().join("\n");
        assert!(heard("ola.berg@creators.example").contains("The budget is spent."));
        assert!(heard("maya.okonkwo@creators.example").contains("The product is late."));
        assert!(!heard("noor.haddad@creators.example").contains("The product is late."), "who declined before hears nothing");
        assert!(heard("nora@fennel.example").contains("Noor Haddad declined"));
        world.moves_rebuild().await;
    });
}

#[test]
fn an_address_that_does_not_exist_asks_for_another() {
    on_both(async |world| {
        let maya = added(world, &world.owner, "Maya Okonkwo").await;
        world.letters.refuse("maya.okonkwo@creators.example");
        let autumn = campaign(world, &world.owner, "Autumn").await;
        let asked = invited(world, &world.owner, autumn, &[maya]).await[0];
        world.work().await;
        assert!(open_moves(world, asked).await.contains(&What::FindAddress));
        assert_eq!(stage(world, &world.owner, autumn, asked).await, Stage::Invited, "a bounce leaves the stage");
        let send = SendMessage { creator: maya, collaboration: Some(asked), subject: "Again".into(), body: "Again".into() };
        assert_eq!(code(world.run(send).await), "outreach.bounced");

        let details = domain::creators::NewCreator { email: Some("maya@new.example".into()), ..new_creator("Maya Okonkwo") };
        let update = UpdateCreator { creator: maya, details, zone: Some(zone("Africa/Lagos")), tier: Tier::Paid };
        world.run(update).await.expect("updated");
        assert!(!open_moves(world, asked).await.contains(&What::FindAddress));
        world.moves_rebuild().await;
    });
}

#[test]
fn a_creator_is_added_once_and_corrected_without_losing_another_persons_words() {
    on_both(async |world| {
        let maya = added(world, &world.owner, "Maya Okonkwo").await;
        let twice = CreateCreator { creator: new_creator("Maya Okonkwo"), source: Source::Cold, tier: Tier::Paid };
        assert_eq!(code(world.run(twice).await), "creators.already_here");
        let noor = added(world, &world.owner, "Noor Haddad").await;
        let mut details = new_creator("Noor Haddad");
        details.profiles[0].handle = "@maya.okonkwo".into();
        let taken = world.run(UpdateCreator { creator: noor, details: details.clone(), zone: None, tier: Tier::Paid }).await;
        assert!(taken.expect_err("refused").to_string().contains("belongs to another creator"));

        details.profiles[0].handle = "@noor".into();
        let version = world.show(GetCreator { creator: noor }).await.expect("shown").version;
        let asked = app::Asked { version: Some(app::Version(version)), ..app::Asked::default() };
        let corrected = UpdateCreator { creator: noor, details, zone: None, tier: Tier::Ambassador };
        let done = world.app.run_asked(&world.owner, &asked, corrected.clone()).await.expect("corrected");
        let view = world.show(GetCreator { creator: noor }).await.expect("shown");
        assert_eq!((view.version, view.profiles.len()), (done.version, 1));
        assert_eq!(view.profiles[0].account.handle.as_deref(), Some("noor"));
        assert_eq!(code(world.app.run_asked(&world.owner, &asked, corrected).await), "conflict");

        let (_, other) = world.other_brand().await;
        let foreign = UpdateCreator { creator: maya, details: new_creator("Taken over"), zone: None, tier: Tier::Paid };
        assert_eq!(code(world.app.run(&other, foreign).await), "not_found", "another brand does not know her");
        assert_eq!(code(world.app.run(&world.creator(noor), SuppressCreator { creator: maya }).await), "not_found");
    });
}

#[test]
fn who_says_so_in_their_own_words_gets_no_more_marketing_and_a_machine_says_nothing() {
    on_both(async |world| {
        let (maya, jonas) = (added(world, &world.owner, "Maya Okonkwo").await, added(world, &world.owner, "Jonas Weber").await);
        let autumn = campaign(world, &world.owner, "Autumn").await;
        let both = invited(world, &world.owner, autumn, &[maya, jonas]).await;
        world.work().await;
        // A machine's answer is told by its subject, and what stands in it is nobody's wish.
        let away = LogMessage {
            subject: "Automatic reply: away".into(),
            ..received(jonas, both[1], "To unsubscribe, write to my office.", false)
        };
        world.run(away).await.expect("kept");
        assert_eq!(stage(world, &world.owner, autumn, both[1]).await, Stage::Invited);
        assert!(!open_moves(world, both[1]).await.contains(&What::Answer), "nobody waits for an answer");
        assert!(open_moves(world, both[1]).await.contains(&What::Chase), "the cadence goes on");
        world.run(received(jonas, both[1], "please don't stop sending these", false)).await.expect("kept");
        assert!(world.show(GetCreator { creator: jonas }).await.expect("shown").no_contact.is_none());

        world
            .app
            .run(&world.creator(maya), WriteMessage { collaboration: None, body: "pls take me off ur list".into() })
            .await
            .expect("written");
        assert!(world.show(GetCreator { creator: maya }).await.expect("shown").no_contact.is_some());
        assert_eq!(stage(world, &world.owner, autumn, both[0]).await, Stage::Declined);
        world.moves_rebuild().await;
    });
}
