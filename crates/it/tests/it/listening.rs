//! Who buys and who posts: matched whichever came first, decided by people, listed as leads; and let go of.
//!
//! Invariant: weights and points are those of docs/domain.md, Warm leads. Absent: requests and pages; they have stories of their own.

mod apart;
mod instagram;
mod lists;

use app::{
    creators::{BlockCreator, CreateCreator, EraseCreator, ExportCreator, GetCreator, ImportCreators, MergeCreators, UpdateCreator},
    listening::{
        AddLead, AddMentions, AddedMentions, DecideLead, DecideMatch, EraseExpired, GetWarmth, ImportCustomers, ImportMentions,
        ImportedCustomers, LeadPage, ListLeads, ListMatches, ListMentions, MatchView, Paid, RemoveCustomers,
    },
    team::UpdateBrandProfile,
};
use domain::{
    creators::{NewCreator, Platform, Source, Tier},
    ids::CreatorId,
    listening::{LeadKey, MatchReason, MatchState, NewMention},
    team::BrandProfile,
    time::{DAY, Timestamp},
};

use crate::{
    creators::{added, campaign, invited, new_creator},
    money::world::Money,
    registry::rows,
    support::{World, code, on_both},
};

async fn list(world: &World, text: &str) -> ImportedCustomers {
    world.run(ImportCustomers::of_bytes("customers.csv", text.as_bytes(), false)).await.expect("imported")
}

async fn matches(world: &World) -> Vec<MatchView> {
    world.show(ListMatches::default()).await.expect("listed").items
}

async fn leads(world: &World) -> LeadPage {
    world.show(ListLeads::default()).await.expect("listed")
}

fn names(page: &LeadPage) -> Vec<&str> {
    page.items.iter().map(|one| one.name.as_str()).collect()
}

fn post(handle: &str, id: &str, at: Timestamp) -> NewMention {
    NewMention {
        platform: Platform::Instagram,
        handle: handle.to_owned(),
        name: String::new(),
        id: Some(id.to_owned()),
        url: Some(format!("https://www.instagram.com/p/{id}/")),
        posted_at: at,
        text: "Soap by Fennel & Rye".to_owned(),
        followers: None,
        views: None,
        likes: None,
        comments: None,
        seen_at: None,
    }
}

async fn told(world: &World, mentions: Vec<NewMention>) -> AddedMentions {
    world.run(AddMentions { source: "tool".to_owned(), mentions }).await.expect("added")
}

#[test]
fn a_customer_is_recognised_whichever_came_first() {
    on_both(async |world| {
        let maya = added(world, &world.owner, "Maya Okafor").await;
        let text = "Name,Email,Instagram,Country,Orders,Total spent,First order\n\
                    M. O.,maya.okafor@creators.example,,,4,£120.50,2026-03-02\n\
                    Ben H.,,@ben.hartley,,1,,\n\
                    Cleo,c.leo+shop@gmail.com,,,2,,\n";
        let brought = list(world, text).await;
        assert_eq!((brought.rows, brought.created, brought.refused_count), (3, 3, 0));
        let found = matches(world).await;
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].creator, found[0].confidence, found[0].state), (maya, 95, MatchState::Taken));
        let warmth = world.show(GetWarmth { creator: maya }).await.expect("shown");
        let bought = &warmth.bought[0];
        assert_eq!(
            (bought.orders, bought.source.as_str(), bought.reasons.as_slice()),
            (Some(4), "customers.csv", &[MatchReason::Email][..])
        );

        // Creators who come later are recognised at once: by account, and by a mailbox that was written otherwise.
        let ben = added(world, &world.owner, "Ben Hartley").await;
        let cleo = NewCreator { name: "Cleo".into(), email: Some("Cleo@googlemail.com".into()), ..NewCreator::default() };
        let cleo = world.run(CreateCreator { creator: cleo, source: Source::Cold, tier: Tier::Paid }).await.expect("added").id;
        let weight =
            async |creator: CreatorId| matches(world).await.into_iter().find(|one| one.creator == creator).map(|one| one.confidence);
        assert_eq!((weight(ben).await, weight(cleo).await), (Some(85), Some(90)));
        // A new address, and the match is gone with the old one.
        let mut details = new_creator("Maya Okafor");
        details.email = Some("elsewhere@creators.example".into());
        world.run(UpdateCreator { creator: maya, details, tier: Tier::Paid, zone: None }).await.expect("updated");
        assert_eq!(weight(maya).await, None);

        // The same list again changes nothing; nobody stands twice; an older list takes nothing away.
        let again = list(world, text).await;
        assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 3));
        let older = list(world, "Email,Orders\nmaya.okafor@creators.example,1\ncleo@gmail.com,1\n").await;
        assert_eq!((older.updated, older.unchanged), (0, 2));
        assert_eq!(world.show(ListMatches::default()).await.expect("listed").customers, 3);
        let dry = world.run(ImportCustomers::of_bytes("new.csv", b"email\nnew@shop.example\n", true)).await.expect("looked");
        assert_eq!((dry.created, world.show(ListMatches::default()).await.expect("listed").customers), (1, 3), "a look writes nothing");
    });
}

#[test]
fn what_could_be_somebody_else_is_for_a_person_to_decide() {
    on_both(async |world| {
        let both = |name: &str| NewCreator { email: Some("desk@agency.example".into()), country: Some("DE".into()), ..new_creator(name) };
        let mut ids = Vec::new();
        for name in ["Anna Müller", "Lena Maier"] {
            let command = CreateCreator { creator: both(name), source: Source::Cold, tier: Tier::Paid };
            ids.push(world.run(command).await.expect("added").id);
        }
        let (anna, lena) = (ids[0], ids[1]);
        let mut text = "name,email,country\nDesk,desk@agency.example,DE\n".to_owned();
        for number in 1..=40 {
            text += &format!("Anna Müller,anna{number}@web.example,Germany\n");
        }
        list(world, &text).await;
        let all = world.show(ListMatches { limit: Some(200), ..ListMatches::default() }).await.expect("listed").items;
        let desk: Vec<_> = all.iter().filter(|one| one.customer_name == "Desk").collect();
        assert_eq!(
            desk.iter().map(|one| (one.confidence, one.state, one.shared)).collect::<Vec<_>>(),
            [(50, MatchState::Proposed, true); 2]
        );
        let by_name: Vec<_> = all.iter().filter(|one| one.customer_name == "Anna Müller").collect();
        assert_eq!(by_name.len(), 40);
        assert!(by_name.iter().all(|one| one.confidence == 10 && one.state == MatchState::Proposed && one.creator == anna));
        assert!(world.show(GetWarmth { creator: anna }).await.expect("shown").bought.iter().all(|one| !one.state.counts()));

        let customer = desk[0].customer;
        world.run(DecideMatch { customer, creator: lena, same: true }).await.expect("confirmed");
        world.run(DecideMatch { customer, creator: lena, same: true }).await.expect("twice is once");
        let refused = world.run(DecideMatch { customer, creator: anna, same: true }).await;
        assert!(refused.unwrap_err().to_string().contains("Lena Maier"));
        world.run(DecideMatch { customer: by_name[0].customer, creator: anna, same: false }).await.expect("kept apart");
        // Decisions stick when the list comes again.
        list(world, &text).await;
        let state = async |wanted: MatchState| {
            let page = ListMatches { state: Some(wanted), limit: Some(200), ..ListMatches::default() };
            world.show(page).await.expect("listed").items.iter().map(|one| one.creator).collect::<Vec<_>>()
        };
        assert_eq!((state(MatchState::Confirmed).await, state(MatchState::Refused).await), (vec![lena], vec![anna]));
        let (_, other) = world.other_brand().await;
        assert_eq!(code(world.app.run(&other, DecideMatch { customer, creator: lena, same: false }).await), "not_found");
        assert_eq!(world.app.show(&other, ListMatches::default()).await.expect("listed").customers, 0);
    });
}

#[test]
fn a_list_that_says_nothing_is_refused_and_a_bad_row_is_named() {
    on_both(async |world| {
        let refused = async |bytes: &[u8]| {
            let error = world.run(ImportCustomers::of_bytes("list.csv", bytes, false)).await.expect_err("refused");
            error.to_string()
        };
        assert!(refused(b"name,country\nAnna M,DE\n").await.contains("No column holds e-mail addresses or handles"));
        assert!(refused(b"").await.contains("empty"));
        assert!(refused(b"\x00\x01\x02\x00").await.contains("no text file"));
        assert!(refused(b"email,orders\n").await.contains("no rows"));
        let file = world.run(ImportCustomers { file_name: "x".into(), content: "%%%".into(), ..ImportCustomers::default() }).await;
        assert!(file.unwrap_err().to_string().contains("base64"));
        // An export of a German spreadsheet, in its own encoding.
        let latin = b"Vorname;Nachname;E-Mail-Adresse;Umsatz\nJ\xfcrgen;Gro\xdf;juergen@web.example;1.234,50\n;;nothing;\n";
        let brought = world.run(ImportCustomers::of_bytes("kunden.csv", latin, false)).await.expect("imported");
        assert_eq!((brought.created, brought.refused_count, brought.refused[0].row), (1, 1, 3));
        assert!(brought.warnings.iter().any(|one| one.row == 3 && one.reason.contains("nothing")));
        let tx = world.app.db().begin().await.expect("begun");
        let known = store::listening::customers::known(&tx, world.brand, &["email:juergen@web.example".to_owned()]).await.expect("read");
        let kept = &known.values().next().expect("kept").customer.known;
        assert_eq!((kept.name.as_str(), kept.spent.map(|spent| spent.minor)), ("Jürgen Groß", Some(123_450)));
    });
}

#[test]
fn a_post_is_one_mention_however_it_comes() {
    on_both(async |world| {
        let profile = BrandProfile { accounts: vec!["@fennelandrye".into()], ..BrandProfile::default() };
        world.run(UpdateBrandProfile { profile }).await.expect("saved");
        let at = world.now().plus(-2 * DAY);
        let later = NewMention { likes: Some(9), seen_at: Some(world.now()), ..post("maya.k", "C1", at) };
        let earlier = NewMention { likes: Some(2), seen_at: Some(at), ..post("maya.k", "C1", at) };
        let own = post("@FennelAndRye", "C2", at);
        let first = told(world, vec![later.clone(), earlier.clone(), own, later.clone()]).await;
        assert_eq!((first.added, first.unchanged, first.own), (1, 2, 1), "{first:?}");
        let again = told(world, vec![earlier, later]).await;
        assert_eq!((again.added, again.renewed, again.unchanged), (0, 0, 2), "{again:?}");
        // The same post from a file that knows its address alone, with more likes.
        let file = "handle,url,date,likes,text\n@maya.k,https://instagram.com/p/C1?igsh=x,2026-08-30,30,\n,https://instagram.com/p/C9,2026-08-30,1,\n";
        world.clock.advance(DAY);
        let brought = world.run(ImportMentions::of_bytes("posts.csv", file.as_bytes(), false)).await.expect("imported");
        assert_eq!((brought.mentions.added, brought.mentions.renewed, brought.refused_count, brought.refused[0].row), (0, 1, 1, 3));
        let page = world.show(ListMentions::default()).await.expect("listed");
        assert_eq!((page.total, page.items[0].likes, page.items[0].source.as_str()), (1, Some(30), "posts.csv"));
        assert_eq!(page.items[0].text, "Soap by Fennel & Rye", "an empty cell takes nothing away");

        let huge = NewMention { text: "é".repeat(2_000_000), ..post("huge", "C3", at) };
        told(world, vec![huge]).await;
        let kept = world.show(ListMentions::default()).await.expect("listed").items.into_iter().find(|one| one.handle == "huge");
        assert_eq!(kept.expect("kept").text.chars().count(), 5_000);
        let many = (0..1_001).map(|number| post("x", &format!("D{number}"), at)).collect();
        assert_eq!(code(world.run(AddMentions { source: "tool".into(), mentions: many }).await), "invalid");
        let bad = NewMention { handle: "Maya Okafor".into(), ..post("x", "C4", at) };
        let error = world.run(AddMentions { source: "tool".into(), mentions: vec![post("y", "C5", at), bad] }).await.unwrap_err();
        assert!(error.to_string().contains("mentions.1.handle"), "{error}");
        assert_eq!(world.show(ListMentions::default()).await.expect("listed").total, 2, "nothing is half done");
    });
}

#[test]
fn warm_leads_stand_in_the_order_of_their_reasons() {
    on_both(async |world| {
        let ago = |days: i64| world.now().plus(-days * DAY);
        told(world, vec![post("often", "A1", ago(200)), post("often", "A2", ago(201)), post("often", "A3", ago(10))]).await;
        told(world, vec![post("once", "B1", ago(300)), NewMention { followers: Some(50_000), ..post("big", "E1", ago(300)) }]).await;
        list(world, "name,email,instagram,orders\nBea Buyer,bea@shop.example,@bea,3\nOnce Again,once@shop.example,@once,1\nPlain,plain@shop.example,,9\n").await;
        // often: 3 mentions and one within 30 days, 5. once: 1 mention and a customer, 4. bea: a customer who came back, 4, never
        // heard of. big: 1 mention and 10,000 followers, 3. A customer of whom nothing else is known is no lead.
        let page = leads(world).await;
        assert_eq!(names(&page), ["@often", "Once Again", "Bea Buyer", "@big"]);
        assert_eq!(page.items.iter().map(|one| one.points).collect::<Vec<_>>(), [5, 4, 4, 3]);
        assert_eq!(page.items[0].evidence.as_ref().map(|one| one.posted_at), Some(ago(10)));
        assert_eq!(page.items[1].customer_source.as_deref(), Some("customers.csv"));

        // Added: with where they come from, and not written to. Again it is the same one.
        let made = world.run(AddLead { lead: page.items[0].lead.clone(), tier: None }).await.expect("added").id;
        let view = world.show(GetCreator { creator: made }).await.expect("shown");
        assert_eq!((view.relationship.source, view.collaborations.len()), (Source::Mention, 0));
        let bea = world.run(AddLead { lead: page.items[2].lead.clone(), tier: None }).await.expect("added").id;
        let view = world.show(GetCreator { creator: bea }).await.expect("shown");
        assert_eq!((view.relationship.source, view.creator.email.as_deref()), (Source::Customer, Some("bea@shop.example")));
        world.work().await;
        assert!(world.letters.all().is_empty(), "nobody was written to");
        let known = leads(world).await;
        assert_eq!(known.items[0].creator, Some(made), "still a lead, with a way to the record");

        // Not interested sticks, whatever comes later, also once somebody is a creator.
        let aside = |lead: LeadKey, interested| DecideLead { lead, name: "Once".into(), interested };
        world.run(aside(page.items[1].lead.clone(), false)).await.expect("put aside");
        told(world, vec![post("once", "B2", ago(1))]).await;
        assert!(!names(&leads(world).await).contains(&"Once Again"));
        world.run(AddLead { lead: page.items[1].lead.clone(), tier: None }).await.expect("added");
        assert!(!names(&leads(world).await).contains(&"Once Again"));
        world.run(aside(page.items[1].lead.clone(), true)).await.expect("taken up");
        assert!(names(&leads(world).await).contains(&"Once Again"));

        // Who is blocked is shown as such; who was asked is not listed.
        world.run(BlockCreator { creator: made, reason: "Fake followers".into() }).await.expect("blocked");
        let page = leads(world).await;
        let often = page.items.iter().find(|one| one.creator == Some(made)).expect("listed");
        assert!(often.no_contact.as_deref().is_some_and(|reason| reason.contains("Fake followers")));
        let autumn = campaign(world, &world.owner, "Autumn").await;
        invited(world, &world.owner, autumn, &[bea]).await;
        let page = leads(world).await;
        assert_eq!((page.worked_with, page.items.iter().any(|one| one.creator == Some(bea))), (1, false));
        let (_, other) = world.other_brand().await;
        let theirs = world.app.show(&other, ListLeads::default()).await.expect("listed");
        assert_eq!(theirs.total, 0);
        assert_eq!(code(world.app.run(&other, AddLead { lead: page.items[0].lead.clone(), tier: None }).await), "not_found");
        let nobody = LeadKey::parse("account:instagram:nobody").expect("a key");
        assert_eq!(code(world.run(AddLead { lead: nobody, tier: None }).await), "not_found", "only who is a lead is added");
    });
}

#[test]
fn a_paid_post_is_told_apart() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 42_000, 1).await;
        money.verified(&maya, 0).await;
        let email = format!("{}@creators.example", domain::text::slug("Maya Okonkwo"));
        let list = format!("name,email,instagram\nMaya Okonkwo,{email},@maya.okonkwo\n");
        app::creators::import::run(&world.app, &world.owner, "list.csv", list.as_bytes(), ImportCreators::default())
            .await
            .expect("imported");
        let db = world.app.db();
        let reported = store::tracking::of_collaboration(db, world.brand, maya.id).await.expect("read").remove(0).value;
        let deliverable = store::content::of_collaboration(db, world.brand, maya.id).await.expect("read").remove(0).value;
        let view = world.show(GetCreator { creator: maya.creator }).await.expect("shown");
        let account = &view.profiles[0].account;
        let handle = account.handle.as_ref().expect("a handle").to_string();
        let of = |id: &str, url: &str, at: Timestamp| NewMention {
            platform: account.platform.clone(),
            url: Some(url.to_owned()),
            id: None,
            ..post(&handle, id, at)
        };
        let opens = deliverable.opens.at(12, 0, &domain::time::Zone::utc());
        world.clock.advance(opens.since(world.now()).max(0) + DAY);
        told(
            world,
            vec![
                of("1", &reported.url, opens.plus(-60 * DAY)),
                of("2", "https://www.instagram.com/p/window/", opens),
                of("3", "https://www.instagram.com/p/before/", opens.plus(-30 * DAY)),
            ],
        )
        .await;
        let page = world.show(ListMentions { creator: Some(maya.creator), ..ListMentions::default() }).await.expect("listed");
        let paid: Vec<Option<Paid>> = page.items.iter().map(|one| one.paid).collect();
        let expected = [Some(Paid::Window { collaboration: maya.id }), None, Some(Paid::Post { collaboration: maya.id })];
        assert_eq!(paid, expected, "the newest first: in the window, organic, the reported post");
    });
}

#[test]
fn customers_and_mentions_are_let_go_of() {
    on_both(async |world| {
        let maya = added(world, &world.owner, "Maya Tiponi").await;
        let text = "name,email,instagram\nMaya T.,maya.tiponi@creators.example,@maya.tiponi\nBea,bea@shop.example,@bea\n";
        list(world, text).await;
        told(world, vec![post("maya.tiponi", "C1", world.now()), post("bea", "C2", world.now())]).await;
        let customer = matches(world).await[0].customer;
        world.run(DecideMatch { customer, creator: maya, same: true }).await.expect("confirmed");
        let twin = added(world, &world.owner, "Maya Other").await;
        world.run(MergeCreators { creator: twin, other: maya, note: String::new() }).await.expect("merged");
        let warmth = world.show(GetWarmth { creator: twin }).await.expect("shown");
        assert_eq!((warmth.bought.len(), warmth.mentions), (1, 1), "what is known of either is known");

        let file = world.show(ExportCreator { creator: twin, all_brands: true }).await.expect("a file").content;
        assert!(
            file.contains("\"customer\"") && file.contains("maya.tiponi@creators.example") && file.contains("Soap by Fennel"),
            "{file}"
        );
        assert!(!file.contains("bea@shop.example"));
        world.run(EraseCreator { creator: twin, reason: "Asked by mail.".into(), although_owed: false }).await.expect("erased");
        let left = async |words: &[&str]| -> Vec<String> {
            let all = rows::all(world).await;
            all.into_iter().filter(|line| words.iter().any(|word| line.text.contains(word))).map(|line| line.table).collect()
        };
        assert_eq!(left(&["Tiponi", "tiponi"]).await, Vec::<String>::new());
        let again = list(world, text).await;
        assert_eq!((again.erased, again.created, again.unchanged), (1, 0, 1), "who asked to be erased does not come back");
        assert_eq!(told(world, vec![post("maya.tiponi", "C1", world.now())]).await.erased, 1);

        // 24 months after the last list the clock forgets; a day before it does not.
        world.clock.advance(729 * DAY);
        world.tick().await;
        assert_eq!(world.show(ListMatches::default()).await.expect("listed").customers, 1);
        world.clock.advance(2 * DAY);
        world.tick().await;
        assert!(world.app.recorded().iter().any(|one| one.operation == <EraseExpired as app::Operation>::META.name));
        assert_eq!(left(&["bea@shop.example", "instagram.com/p/C2"]).await, Vec::<String>::new());

        list(world, text).await;
        assert_eq!(world.run(RemoveCustomers {}).await.expect("removed").customers, 1);
        assert_eq!(world.run(RemoveCustomers {}).await.expect("removed").customers, 0);
        assert_eq!(left(&["bea@shop.example"]).await, Vec::<String>::new());
    });
}

#[test]
fn each_page_is_few_statements_whatever_the_number_of_people() {
    on_both(async |world| {
        let mut text = "name,email,instagram,orders\n".to_owned();
        for number in 0..120 {
            added(world, &world.owner, &format!("Person Number{number}")).await;
            text += &format!(
                "P{number},person.number{number}@creators.example,@person.number{number},2\nQ{number},q{number}@web.example,@q{number},1\n"
            );
        }
        list(world, &text).await;
        let posts = (0..200).map(|number| post(&format!("q{}", number % 150), &format!("C{number}"), world.now())).collect();
        told(world, posts).await;
        let (_, leads) = world.counted(ListLeads::default()).await;
        let (_, matches) = world.counted(ListMatches::default()).await;
        let (_, mentions) = world.counted(ListMentions::default()).await;
        assert!(leads <= 11 && matches <= 8 && mentions <= 8, "{leads} {matches} {mentions}");
    });
}
