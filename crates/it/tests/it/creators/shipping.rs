//! Where product goes and what fits: kept on the record, proposed by the next form and parcel, handed out, joined and erased.

use app::{
    agreements::{AcceptOffer, CorrectForm, FillForm, GetForm},
    campaigns::{CreateCampaign, Shortlist, StartCampaign},
    creators::{EraseCreator, ExportCreator, GetCreator, MergeCreators, SetShipping, Sizes, SplitCreators},
    outreach::{Invite, RespondToInvitation},
    shipments::ListShipments,
};
use domain::{
    campaigns::{Campaign, CampaignState},
    creators::{Address, Shipping},
    ids::CollaborationId,
    team::Role,
};

use super::added;
use crate::{
    portal::scene::Scene,
    registry::rows,
    support::{browser::Browser, code, on_both},
};

fn address(line: &str) -> Address {
    Address {
        name: "Maya Okonkwo".into(),
        lines: vec![line.into()],
        city: "Leeds".into(),
        postcode: "LS1 1AA".into(),
        region: String::new(),
        country: "GB".into(),
    }
}

fn form(collaboration: CollaborationId, address: Option<Address>, sizes: Option<Sizes>) -> FillForm {
    FillForm {
        collaboration,
        legal_name: "Maya Ada Okonkwo".into(),
        address,
        preferences: String::new(),
        sizes,
        payment_method: "Bank transfer".into(),
        payment_account: None,
        tax_country: "GB".into(),
        as_received: true,
    }
}

#[test]
fn the_form_proposes_what_the_record_knows_and_the_record_keeps_what_the_form_says() {
    on_both(async |world| {
        let scene = Scene::begin(world).await;
        let (creator, collaboration) = (scene.creator, scene.collaboration);
        let kept = async || world.show(GetCreator { creator }).await.expect("shown").creator.shipping;
        let wrong = Shipping { address: Some(Address { city: "Leeds".into(), ..Address::default() }), ..Shipping::default() };
        let refused = world.run(SetShipping { creator, shipping: wrong }).await.expect_err("refused").to_string();
        assert!(refused.contains("shipping.address.lines: ") && refused.contains("shipping.address.country: "), "{refused}");
        let known = Shipping { address: Some(address("1 High Street")), clothing: "M".into(), avoid: "Nuts".into(), ..Shipping::default() };
        world.run(SetShipping { creator, shipping: known.clone() }).await.expect("set");
        assert_eq!(kept().await, known);
        let reviewer = world.person("Priya Raman", Role::Reviewer).await;
        assert_eq!(code(world.app.run(&reviewer, SetShipping { creator, shipping: known.clone() }).await), "not_found");
        let (_, elsewhere) = world.other_brand().await;
        assert_eq!(code(world.app.run(&elsewhere, SetShipping { creator, shipping: known.clone() }).await), "not_found");

        let yes = RespondToInvitation { collaboration, accept: true, message: String::new(), channel: None };
        world.run(yes).await.expect("entered");
        scene.offer(42_000).await;
        let offer = store::agreements::offers(world.app.db(), world.brand, collaboration).await.expect("read")[0].id;
        world.run(AcceptOffer { offer, override_reason: None, as_received: true }).await.expect("entered");
        // The creator's own page begins with it.
        let page = Browser::new(world).get(&format!("{}/form/{collaboration}", scene.path)).await;
        page.says(&["1 High Street", "LS1 1AA", "name=\"sizes.clothing\"", "Nuts"]);

        world.run(form(collaboration, None, None)).await.expect("filled in");
        let filled = world.show(GetForm { collaboration }).await.expect("shown");
        assert_eq!(filled.address, known.address, "a program may leave it out");
        assert_eq!(kept().await, known, "and what was not asked stays");
        let long = Sizes { shoes: Some("9".repeat(61)), ..Sizes::default() };
        let refused = world.run(CorrectForm(form(collaboration, Some(address("2 Mill Lane")), Some(long)))).await.expect_err("refused");
        assert!(refused.to_string().starts_with("sizes.shoes: "), "{refused}");
        let sizes = Sizes { clothing: Some("L".into()), shoes: Some("EU 39".into()), avoid: Some(String::new()) };
        world.run(CorrectForm(form(collaboration, Some(address("2 Mill Lane")), Some(sizes)))).await.expect("corrected");
        let newest = Shipping { address: Some(address("2 Mill Lane")), clothing: "L".into(), shoes: "EU 39".into(), ..Shipping::default() };
        assert_eq!(kept().await, newest, "the newest word counts");

        // What the record says later is no matter of a form that was filled in.
        world.run(SetShipping { creator, shipping: known.clone() }).await.expect("set");
        // A correction of something else says nothing new of the address, and what it leaves out of the sizes stays.
        let shoes = Sizes { shoes: Some("EU 40".into()), ..Sizes::default() };
        world.run(CorrectForm(form(collaboration, Some(address("2 Mill Lane")), Some(shoes)))).await.expect("corrected");
        assert_eq!(kept().await, Shipping { shoes: "EU 40".into(), ..known });
        scene.prepare_agreement().await;
        scene.creator_signs().await;
        scene.brand_signs().await;
        scene.ship().await;
        let parcels = world.show(ListShipments { collaboration }).await.expect("shown");
        assert_eq!(parcels[0].shipment.address, address("2 Mill Lane"));
    });
}

#[test]
fn the_form_of_the_next_deal_begins_with_what_the_record_says_now() {
    on_both(async |world| {
        let first = Scene::begin(world).await;
        let found = store::document::find::<Campaign>(world.app.db(), world.brand, first.campaign).await.expect("read").expect("there");
        let again = Campaign { name: "Winter Repair".into(), slug: String::new(), state: CampaignState::Draft, ..found.value };
        let campaign = world.run(CreateCampaign { campaign: again }).await.expect("a campaign").id;
        world.run(StartCampaign { campaign }).await.expect("it runs");
        let shortlist = Shortlist { campaign, creators: vec![first.creator], source: None, again: false };
        let collaboration = world.run(shortlist).await.expect("on the shortlist")[0];
        let invite = Invite {
            collaborations: vec![collaboration],
            template: None,
            subject: "Once more?".into(),
            body: "Hello {{creator.first_name}}, your page: {{portal.link}}".into(),
        };
        assert!(world.run(invite).await.expect("invited")[0].sent);
        let second = Scene { world, campaign, creator: first.creator, collaboration, path: first.path.clone() };
        for scene in [&first, &second] {
            let collaboration = scene.collaboration;
            let yes = RespondToInvitation { collaboration, accept: true, message: String::new(), channel: None };
            world.run(yes).await.expect("entered");
            scene.offer(42_000).await;
            let offer = store::agreements::offers(world.app.db(), world.brand, collaboration).await.expect("read")[0].id;
            world.run(AcceptOffer { offer, override_reason: None, as_received: true }).await.expect("entered");
        }
        world.run(form(first.collaboration, Some(address("1 High Street")), None)).await.expect("filled in");
        let moved = Shipping { address: Some(address("9 Canal Row")), ..Shipping::default() };
        world.run(SetShipping { creator: first.creator, shipping: moved }).await.expect("set");
        let page = Browser::new(world).get(&format!("{}/form/{collaboration}", first.path)).await;
        page.says(&["9 Canal Row", "Maya Ada Okonkwo"]).hides(&["1 High Street"]);
    });
}

#[test]
fn it_is_handed_out_joined_and_erased_as_the_address_for_mail_is() {
    on_both(async |world| {
        let (maya, twin) = (added(world, &world.owner, "Maya Okonkwo").await, added(world, &world.owner, "Maya O.").await);
        let own = Shipping { clothing: "M".into(), ..Shipping::default() };
        let other =
            Shipping { address: Some(address("9 Canal Row")), clothing: "L".into(), avoid: "Canal water".into(), ..Shipping::default() };
        world.run(SetShipping { creator: maya, shipping: own.clone() }).await.expect("set");
        world.run(SetShipping { creator: twin, shipping: other.clone() }).await.expect("set");
        let file = world.show(ExportCreator { creator: twin, all_brands: false }).await.expect("a file");
        assert!(file.content.contains("9 Canal Row") && file.content.contains("Canal water"));
        let kept = async |creator| world.show(GetCreator { creator }).await.expect("shown").creator.shipping;
        world.run(MergeCreators { creator: maya, other: twin, note: String::new() }).await.expect("merged");
        assert_eq!(kept(maya).await, Shipping { clothing: "M".into(), ..other.clone() });
        world.run(SplitCreators { creator: maya, other: twin }).await.expect("split");
        assert_eq!((kept(maya).await, kept(twin).await), (own, other));
        world.run(EraseCreator { creator: twin, reason: "Asked by mail.".into(), although_owed: false }).await.expect("erased");
        let left: Vec<String> = rows::all(world)
            .await
            .into_iter()
            .filter(|line| line.text.contains("anal "))
            .map(|line| format!("{}: {}", line.table, line.text))
            .collect();
        assert_eq!(left, Vec::<String>::new());
        let again = SetShipping { creator: twin, shipping: Shipping::default() };
        assert_eq!(code(world.run(again).await), "creators.erased_already");
    });
}
