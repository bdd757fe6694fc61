//! Find anything: each role finds what it may run, a verb leads to its form on the page of whom it is about, and nothing of another
//! brand is found.

use std::collections::BTreeSet;

use app::{campaigns::EndCampaign, frame::allowed, outreach::messages::LogMessage, registry};
use domain::{
    outreach::{Channel, Direction},
    team::Role,
};
use web::kernel::values::with_query;

use super::client::{Answer, Client};
use crate::{
    creators::added,
    portal::scene::Scene,
    support::{World, on_both},
};

/// The most statements that a page may send, whatever the number of rows.
const MOST: u64 = 12;
const FIND: &str = "/b/fennel-rye/find";

/// Asks, and sees that it costs no more than any page.
async fn finds(world: &World, client: &mut Client, asks: &[(&str, &str)]) -> Answer {
    let before = world.app.db().statements();
    let page = client.get(&with_query(FIND, asks)).await;
    let sent = world.app.db().statements() - before;
    assert_eq!(page.status, 200, "{asks:?}: {}", page.text);
    assert!(sent <= MOST, "{asks:?} sends {sent} statements");
    page
}

/// Where what was found leads.
fn leads(page: &str) -> Vec<String> {
    let rows = page.split("class=\"palette-row\" href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    rows.map(|href| href.replace("&amp;", "&")).collect()
}

/// What is said about what was found.
fn abouts(page: &str) -> BTreeSet<String> {
    let all = page.split("<span class=\"push cut soft\">").skip(1).filter_map(|rest| rest.split('<').next());
    all.map(str::to_owned).collect()
}

#[test]
fn each_role_finds_what_it_may_run_and_nothing_else() {
    on_both(async |world| {
        let people =
            [("Mara Fields", Role::Manager), ("Finn Hale", Role::Finance), ("Rhea Moss", Role::Reviewer), ("Vic Stone", Role::Viewer)];
        for (name, role) in people {
            let caller = world.person(name, role).await;
            let mut client = Client::new(world);
            client.sign_in(&format!("{}@fennel.example", domain::text::slug(name))).await;
            let (mine, others): (Vec<_>, Vec<_>) = registry::all().iter().partition(|one| allowed(&one.meta, &caller));
            let mine: BTreeSet<&str> = mine.iter().map(|one| one.meta.summary()).collect();
            for one in &others {
                let step = client.get(&with_query(FIND, &[("verb", one.meta.name)])).await;
                assert_eq!(step.status, 404, "{role:?} is asked of whom {} is", one.meta.name);
            }
            for word in ["show", "make", "approve", "pay", "set", "list", "creator", "campaign", "draft", "export", "key", "invit"] {
                let page = client.get(&with_query(FIND, &[("q", word)])).await;
                let said = abouts(&page.text);
                let not = others.iter().filter(|one| !mine.contains(one.meta.summary()) && said.contains(one.meta.summary()));
                let not: Vec<&str> = not.map(|one| one.meta.name).collect();
                assert_eq!(not, Vec::<&str>::new(), "{role:?} finds by {word:?} what is not theirs");
                for href in leads(&page.text).iter().filter(|href| !href.contains("/find?") && !href.contains(".csv")) {
                    let path = href.split('#').next().unwrap_or_default();
                    assert_ne!(client.get(path).await.status, 404, "{role:?} is led by {word:?} to {href}");
                }
            }
            let finds_verb = |page: &str, verb: &str| leads(page).iter().any(|href| href.ends_with(&format!("verb={verb}")));
            let offers = client.get(&with_query(FIND, &[("q", "make an offer")])).await;
            assert_eq!(finds_verb(&offers.text, "agreements.make_offer"), role == Role::Manager, "{role:?}");
            let payouts = client.get(&with_query(FIND, &[("q", "approve the payout")])).await;
            assert_eq!(finds_verb(&payouts.text, "payments.approve_payout"), role == Role::Finance, "{role:?}");
            let drafts = client.get(&with_query(FIND, &[("q", "approve the draft")])).await;
            assert_eq!(finds_verb(&drafts.text, "content.approve"), [Role::Manager, Role::Reviewer].contains(&role), "{role:?}");
            let reports = client.get(&with_query(FIND, &[("q", "show the report of a campaign")])).await;
            assert!(finds_verb(&reports.text, "reports.get_campaign_report"), "{role:?}");
        }
    });
}

#[test]
fn a_verb_asks_of_whom_and_leads_to_its_form() {
    on_both(async |world| {
        let scene = Scene::begin(world).await;
        let mut client = Client::signed_in(world).await;
        let verb = "outreach.respond_to_invitation";
        for asked in ["", "maya", "okonkwo autumn", "Autumn"] {
            let page = finds(world, &mut client, &[("verb", verb), ("q", asked)]).await;
            let form = leads(&page.text).remove(0);
            assert!(form.starts_with(&format!("/b/fennel-rye/collaborations/{}?do=answered", scene.collaboration)), "{asked:?}: {form}");
            assert!(form.ends_with("#do") && page.text.contains("Of whom?"), "{form}");
            let there = client.get(form.split('#').next().unwrap_or_default()).await;
            assert!(there.status == 200 && there.text.contains("id=\"do\""), "{}", there.text);
        }
        let none = finds(world, &mut client, &[("verb", verb), ("q", "lucia")]).await;
        assert!(leads(&none.text).is_empty() && none.text.contains("Nothing fits “lucia”"), "{}", none.text);
        let nobody = finds(world, &mut client, &[("verb", "content.approve")]).await;
        assert!(leads(&nobody.text).is_empty() && nobody.text.contains("Nobody to choose from now."), "{}", nobody.text);

        let creator = format!("/b/fennel-rye/creators/{}", scene.creator);
        for (verb, form) in [
            ("creators.block_creator", format!("{creator}?open=contact#contact")),
            ("creators.set_standing", format!("{creator}?open=standing#standing")),
            ("discovery.vet_creator", format!("{creator}/vetting")),
            ("outreach.send_message", format!("/b/fennel-rye/inbox/{}", scene.creator)),
            ("campaigns.update_campaign", "/b/fennel-rye/campaigns/autumn-repair/edit".to_owned()),
            ("campaigns.drop", format!("/b/fennel-rye/collaborations/{}?do=drop#do", scene.collaboration)),
        ] {
            let page = finds(world, &mut client, &[("verb", verb)]).await;
            assert_eq!(leads(&page.text), [form.as_str()], "{verb}");
            let (path, anchor) = form.split_once('#').unwrap_or((form.as_str(), ""));
            let there = client.get(path).await;
            assert!(there.status == 200 && (anchor.is_empty() || there.text.contains(&format!("id=\"{anchor}\""))), "{form}");
        }
        for unknown in ["creators.no_such_verb", "outreach.chase", "team.list_brands"] {
            assert_eq!(client.get(&with_query(FIND, &[("verb", unknown)])).await.status, 404, "{unknown}");
        }
        let alone = client.get(&with_query(FIND, &[("verb", "creators.create_creator")])).await;
        assert_eq!((alone.status, alone.location.as_str()), (303, "/b/fennel-rye/creators/new"), "what is about nobody asks for nobody");
    });
}

#[test]
fn conversations_are_found_by_their_words_and_campaigns_that_are_over_too() {
    on_both(async |world| {
        let scene = Scene::begin(world).await;
        let mut client = Client::signed_in(world).await;
        let thread = format!("/b/fennel-rye/inbox/{}", scene.creator);
        for asked in ["maya", "night balm", "Autumn with us"] {
            let page = finds(world, &mut client, &[("q", asked)]).await;
            assert!(leads(&page.text).contains(&thread), "{asked}: {}", page.text);
        }
        world.run(EndCampaign { campaign: scene.campaign }).await.expect("ended");
        let page = finds(world, &mut client, &[("q", "autumn rep")]).await;
        assert!(leads(&page.text).contains(&"/b/fennel-rye/campaigns/autumn-repair".to_owned()), "{}", page.text);
        assert!(abouts(&page.text).contains("ended"), "{}", page.text);
    });
}

#[test]
fn nothing_of_another_brand_is_found() {
    on_both(async |world| {
        let (_, other) = world.other_brand().await;
        let ida = added(world, &other, "Ida Holt").await;
        let message = LogMessage {
            creator: ida,
            collaboration: None,
            direction: Direction::In,
            channel: Channel::Email,
            subject: "Plum jam".into(),
            body: "Shall I film it in the pantry?".into(),
            at: None,
            automatic: false,
        };
        world.app.run(&other, message).await.expect("logged");
        world.person("Mara Fields", Role::Manager).await;
        let mut client = Client::new(world);
        client.sign_in("mara-fields@fennel.example").await;
        for asked in ["plum jam", "pantry", "ida holt"] {
            let page = finds(world, &mut client, &[("q", asked)]).await;
            assert!(!page.text.contains(&ida.to_string()), "{asked}: {}", page.text);
            let step = finds(world, &mut client, &[("verb", "outreach.send_message"), ("q", asked)]).await;
            assert!(!step.text.contains(&ida.to_string()), "{asked}: {}", step.text);
            assert_eq!(client.get(&with_query("/b/other-brand/find", &[("q", asked)])).await.status, 404);
        }
        let mut owner = Client::signed_in(world).await;
        for asked in ["plum jam", "pantry", "ida holt"] {
            let page = owner.get(&with_query("/b/other-brand/find", &[("q", asked)])).await;
            assert!(page.text.contains(&format!("/b/other-brand/inbox/{ida}")), "{asked}: {}", page.text);
        }
    });
}
