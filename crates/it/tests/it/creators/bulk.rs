//! Many creators changed at once and taken back; the list's columns, file and saved views, by forms.

use app::{
    creators::{ChangeCreators, Changed, CreateCreator, GetCreator, ListCreators, SetStanding, TakeBackChange, TakenBack},
    team::{ListViews, RemoveView, SaveView},
};
use domain::{
    creators::{NewCreator, Source, Standing, Tier, changes::Change},
    ids::{ChangeId, CreatorId, Id},
    picked::Picked,
    team::{Role, saved_views::List},
    time::DAY,
};

use super::{added, campaign};
use crate::{
    support::{World, code, on_both},
    web::client::Client,
};

async fn tags(world: &World, creator: CreatorId) -> (Vec<String>, Tier) {
    let kept = world.show(GetCreator { creator }).await.expect("shown").relationship;
    (kept.tags, kept.tier)
}

fn add(tag: &str) -> Change {
    Change { add_tags: vec![tag.to_owned()], ..Change::default() }
}

#[test]
fn many_are_changed_at_once_and_taken_back_within_a_day() {
    on_both(async |world| {
        let creators = [
            added(world, &world.owner, "Anna Berg").await,
            added(world, &world.owner, "Bo Carlsen").await,
            added(world, &world.owner, "Cy Duran").await,
        ];
        let run = async |creators: &[CreatorId], change: Change| world.run(ChangeCreators { creators: creators.to_vec(), change }).await;
        let first = run(&creators[..2], add("Spring")).await.expect("changed");
        assert_eq!(first.creators, 2);
        let again = run(&creators, add("spring")).await.expect("changed");
        assert_eq!(again.creators, 1, "two of them had it");
        let tier = Change { tier: Some(Tier::Ambassador), remove_tags: vec!["SPRING".into()], ..Change::default() };
        let Changed { change, creators: 3 } = run(&creators, tier).await.expect("changed") else { panic!("all three") };
        assert_eq!(tags(world, creators[0]).await, (vec![], Tier::Ambassador));

        // Somebody tags one of them again; that stays when the rest is taken back.
        run(&creators[..1], add("Mine")).await.expect("changed");
        let taken = world.run(TakeBackChange { change }).await.expect("taken back");
        assert_eq!(taken, TakenBack { creators: 3, changed_since: 1 });
        assert_eq!(tags(world, creators[0]).await, (vec!["Mine".to_owned()], Tier::Paid), "the tier is as before, the tag stays");
        assert_eq!(tags(world, creators[1]).await, (vec!["Spring".to_owned()], Tier::Paid));
        let twice = world.run(TakeBackChange { change }).await.expect("nothing left to do");
        assert_eq!(twice.creators, 0);

        // All or none, and only for a day.
        let nobody = CreatorId::from_uuid(uuid::Uuid::from_u128(7));
        assert_eq!(code(run(&[creators[0], nobody], add("Half")).await), "invalid");
        assert!(!tags(world, creators[0]).await.0.contains(&"Half".to_owned()));
        assert_eq!(code(run(&creators, Change::default()).await), "invalid");
        let unknown = ChangeId::from_uuid(uuid::Uuid::from_u128(8));
        assert_eq!(code(world.run(TakeBackChange { change: unknown }).await), "not_found");
        world.clock.advance(DAY + 1);
        assert_eq!(code(world.run(TakeBackChange { change: first.change }).await), "not_found", "a day is over");
    });
}

#[test]
fn the_list_is_filtered_by_standing_address_and_campaigns() {
    on_both(async |world| {
        let anna = added(world, &world.owner, "Anna Berg").await;
        let bo = added(world, &world.owner, "Bo Carlsen").await;
        let details = NewCreator { name: "Cy Duran".into(), ..NewCreator::default() };
        let cy = world.run(CreateCreator { creator: details, source: Source::Cold, tier: Tier::Paid }).await.expect("added").id;
        let standing = Some(Standing::Rebook);
        world.run(SetStanding { creator: cy, standing, reason: "Sold well".into() }).await.expect("set");
        let campaign = campaign(world, &world.owner, "Autumn").await;
        world.run(app::campaigns::Shortlist { campaign, creators: vec![anna], source: None, again: false }).await.expect("listed");
        let names = async |wanted: ListCreators| {
            let page = world.show(wanted).await.expect("listed");
            page.items.into_iter().map(|row| row.name).collect::<Vec<_>>()
        };
        let list = ListCreators::default;
        assert_eq!(names(ListCreators { in_no_campaign: true, ..list() }).await, ["Bo Carlsen", "Cy Duran"]);
        assert_eq!(names(ListCreators { undecided: true, ..list() }).await, ["Anna Berg", "Bo Carlsen"]);
        for (standing, who) in [
            ("rebook", vec!["Cy Duran"]),
            ("rebook,test", vec!["Cy Duran"]),
            ("rebook,undecided", vec!["Anna Berg", "Bo Carlsen", "Cy Duran"]),
            ("!test", vec!["Anna Berg", "Bo Carlsen", "Cy Duran"]),
            ("!test,-", vec!["Cy Duran"]),
            ("-", vec!["Anna Berg", "Bo Carlsen"]),
            ("*", vec!["Cy Duran"]),
        ] {
            assert_eq!(names(ListCreators { standing: Picked::parse(standing).ok(), ..list() }).await, who, "{standing}");
        }
        assert_eq!(names(ListCreators { has_email: Some(false), ..list() }).await, ["Cy Duran"]);
        assert_eq!(names(ListCreators { has_email: Some(true), ..list() }).await, ["Anna Berg", "Bo Carlsen"]);
        assert_eq!(names(ListCreators { suppressed: Some(true), ..list() }).await, Vec::<String>::new());
        world.run(app::creators::BlockCreator { creator: bo, reason: "Sells followers.".into() }).await.expect("blocked");
        assert_eq!(names(ListCreators { suppressed: Some(true), ..list() }).await, ["Bo Carlsen"]);
        assert_eq!(names(ListCreators { suppressed: Some(false), ..list() }).await, ["Anna Berg", "Cy Duran"]);
    });
}

#[test]
fn a_view_is_kept_shared_changed_under_its_name_and_removed() {
    on_both(async |world| {
        let mara = world.person("Mara Fields", Role::Manager).await;
        let save = |name: &str, query: &str, shared| SaveView {
            list: List::Creators,
            name: name.into(),
            query: query.into(),
            shared,
            mails: false,
        };
        let views = async |caller: &app::Caller| {
            let rows = world.app.show(caller, ListViews { list: List::Creators }).await.expect("listed");
            rows.into_iter().map(|row| (row.name, row.query, row.removable)).collect::<Vec<_>>()
        };
        let own = world.app.run(&mara, save("Big", "min=10000", false)).await.expect("saved").id;
        world.run(save("Ours", "tier=paid", true)).await.expect("saved");
        let row = |name: &str, query: &str| (name.to_owned(), query.to_owned(), true);
        assert_eq!(views(&mara).await, [row("Big", "min=10000"), row("Ours", "tier=paid")]);
        assert_eq!(views(&world.owner).await, [row("Ours", "tier=paid")], "what somebody keeps for themselves is theirs");
        let again = world.app.run(&mara, save("big", "min=20000&cursor=x", false)).await.expect("changed").id;
        assert_eq!(again, own, "the same name is the same view");
        assert_eq!(views(&mara).await[0], row("big", "min=20000"));
        assert_eq!(code(world.run(RemoveView { view: own }).await), "not_found", "another person's own");
        world.app.run(&mara, RemoveView { view: own }).await.expect("removed");
        assert_eq!(code(world.app.run(&mara, RemoveView { view: own }).await), "not_found");
        assert_eq!(views(&mara).await, [row("Ours", "tier=paid")]);
        assert_eq!(code(world.run(save("", "min", true)).await), "invalid");
    });
}

#[test]
fn the_list_of_creators_is_used_by_forms() {
    on_both(async |world| {
        let anna = added(world, &world.owner, "Anna Berg").await;
        added(world, &world.owner, "Bo Carlsen").await;
        world.person("Mara Fields", Role::Manager).await;
        let mut client = Client::new(world);
        client.sign_in("mara-fields@fennel.example").await;
        let base = "/b/fennel-rye";

        // A tag for one, from the list as it was filtered; the line that says so takes it back.
        let back = "/creators?q=berg";
        let fields = [("back", back), ("creator", &anna.to_string()), ("do", "add"), ("tag", "Spring, Glow")];
        let done = client.post(&format!("{base}/creators/changes"), &fields).await;
        assert_eq!((done.status, done.location.as_str()), (303, "/b/fennel-rye/creators?q=berg"));
        let shown = client.get(&done.location).await;
        assert!(shown.text.contains("Spring") && shown.text.contains("Glow") && !shown.text.contains("Bo Carlsen"), "the tags are shown");
        let undo = shown.text.split("action=\"").map(|rest| rest.split('"').next().unwrap_or_default());
        let undo = undo.into_iter().find(|action| action.contains("/take-back")).expect("a way back").replace("&amp;", "&");
        let forged = client.post_with(&undo, &[], Some("forged"), &[]).await;
        assert_ne!(forged.status, 303, "the token decides");
        let taken = client.post(&undo, &[]).await;
        assert_eq!((taken.status, taken.location.as_str()), (303, "/b/fennel-rye/creators?q=berg"));
        assert!(!client.get("/b/fennel-rye/creators").await.text.contains("Glow"));
        let nobody = client.post(&format!("{base}/creators/changes"), &[("do", "add"), ("tag", "Spring")]).await;
        assert!(client.get(&nobody.location).await.text.contains("Choose creators first"));

        // Columns, and a file of what is shown.
        let columns = client.get(&format!("{base}/creators?column=email&column=tier")).await;
        assert!(
            columns.text.contains("anna.berg@creators.example") && !columns.text.contains("sort=followers"),
            "the columns that are asked for"
        );
        let file = client.get(&format!("{base}/creators/table.csv?column=email&column=tier&q=berg")).await;
        assert_eq!(file.text, "Creator,E-mail,Tier\r\nAnna Berg,anna.berg@creators.example,Paid\r\n");

        let figures = "column=views&column=fit&column=sales&column=fee&column=stage";
        let shown = client.get(&format!("{base}/creators?{figures}")).await;
        for words in ["Sales per £1", "no views known", "no fit known so far", "nothing paid so far", "no fee so far", "nothing runs"] {
            assert!(shown.text.contains(words), "{words}");
        }
        let file = client.get(&format!("{base}/creators/table.csv?{figures}&q=berg")).await;
        assert_eq!(file.text, "Creator,\"Views, last posts\",Fit,Sales per £1,Last fee,Stage now\r\nAnna Berg,,,,,\r\n");

        // A view of it.
        let fields = [("list", "creators"), ("path", "/b/fennel-rye/creators"), ("query", "q=berg&column=email"), ("name", "Bergs")];
        let saved = client.post(&format!("{base}/views"), &fields).await;
        assert_eq!((saved.status, saved.location.as_str()), (303, "/b/fennel-rye/creators?q=berg&column=email"));
        let shown = client.get(&saved.location).await;
        assert!(shown.text.contains("aria-current=\"page\">Bergs"), "its tab is the current one");
        let away = [("list", "creators"), ("path", "//elsewhere.example"), ("query", ""), ("name", "Odd")];
        assert_eq!(client.post(&format!("{base}/views"), &away).await.location, "/b/fennel-rye/creators");
    });
}
