//! A campaign's table is asked for by words, stage, wave and columns; its file has the same rows, and what is asked is kept as
//! a view. The board and the calendar beside it show as much of it as their addresses ask.

use app::{
    campaigns::UpdateCampaign,
    content::{AnswerWindow, OfferWindow},
    shipments::{ConfirmDelivery, ListShipments},
};
use domain::{
    campaigns::{Campaign, Wave},
    time::Day,
};

use crate::{portal::scene::Scene, support::on_both, web::client::Client};

/// The creator agrees to make her first deliverable on other days.
async fn moved(maya: &Scene<'_>, opens: &str, closes: &str) {
    let [opens, closes] = [opens, closes].map(|text| Day::parse(text).expect("a day"));
    let deliverable = maya.deliverable(0).await;
    maya.world.run(OfferWindow { deliverable, opens, closes }).await.expect("offered");
    let her = maya.world.creator(maya.creator);
    maya.world.app.run(&her, AnswerWindow { deliverable, accept: true }).await.expect("accepted");
}

#[test]
fn a_campaigns_table_shows_what_is_asked_and_its_file_has_the_same_rows() {
    on_both(async |world| {
        let maya = Scene::begin(world).await;
        Scene::invited(world, maya.campaign, "Noor Haddad", "noor@example.org").await;
        maya.producing().await;
        let mut client = Client::signed_in(world).await;
        let base = "/b/fennel-rye/campaigns/autumn-repair";
        let rows = async |client: &mut Client, asks: &str| {
            let page = client.get(&format!("{base}?{asks}")).await;
            assert_eq!(page.status, 200, "{asks}");
            let file = client.get(&format!("{base}/table.csv?{asks}")).await.text;
            let names: Vec<String> = file.lines().skip(1).map(|line| line.split(',').next().unwrap_or_default().to_owned()).collect();
            for name in &names {
                assert!(page.text.contains(name.as_str()), "{asks}: {name} is in the file and not on the page");
            }
            names
        };
        let (both, one) = (["Maya Okonkwo", "Maya Okonkwo", "Noor Haddad"], ["Noor Haddad"]);
        let mut all = rows(&mut client, "show=all").await;
        all.sort();
        assert_eq!(all, both, "two things of hers, and an invitation");
        assert_eq!(rows(&mut client, "q=NOOR").await, one);
        assert_eq!(rows(&mut client, "stage=invited").await, one);
        assert_eq!(rows(&mut client, "stage=invited&q=maya").await, Vec::<String>::new());
        assert_eq!(rows(&mut client, "stage=invited&stage=nowhere").await, one, "what cannot be chosen is left out");
        assert_eq!(rows(&mut client, "late=yes").await, Vec::<String>::new());
        let few = client.get(&format!("{base}?column=paid")).await;
        assert!(few.text.contains("<th scope=\"col\">Paid</th>") && !few.text.contains("<th scope=\"col\">Approved</th>"));

        let view = [("list", "campaign"), ("path", base), ("query", "stage=invited"), ("name", "Still invited"), ("shared", "yes")];
        let saved = client.post("/b/fennel-rye/views", &view).await;
        assert_eq!((saved.status, saved.location.as_str()), (303, "/b/fennel-rye/campaigns/autumn-repair?stage=invited"));
        assert!(client.get(&saved.location).await.text.contains("Still invited"));
        assert!(!client.get("/b/fennel-rye/creators").await.text.contains("Still invited"), "each list has its own views");
    });
}

#[test]
fn what_is_kept_about_creators_is_changed_in_a_campaigns_table_and_the_rest_says_why_not() {
    on_both(async |world| {
        let maya = Scene::begin(world).await;
        maya.producing().await;
        let base = "/b/fennel-rye/campaigns/autumn-repair";
        let mut client = Client::signed_in(world).await;
        let asks = "column=deliverable&column=summary&column=tags&column=dates";
        let page = client.get(&format!("{base}?{asks}")).await.text;
        assert_eq!(page.matches("data-cell=\"summary\"").count(), 1, "once for her, though she makes two things");
        assert_eq!(page.matches("data-ditto").count(), 2, "marks below, in both columns");
        assert!(page.contains("it is part of the signed agreement") && page.contains("?do=dates"), "agreed days are asked for");
        let version = page.split("data-version=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a version").to_owned();
        let creator = maya.creator.to_string();
        let cell = [("creator", creator.as_str()), ("version", &version), ("column", "summary"), ("text", "Answers fast.\r\nKind.")];
        let kept = client.post("/b/fennel-rye/creators/cells", &cell).await;
        assert!(kept.status == 200 && kept.text.contains("Answers fast.\nKind."), "{}", kept.text);
        assert!(client.get(&format!("{base}?{asks}")).await.text.contains("Answers fast."));

        let back = format!("/campaigns/autumn-repair?{asks}");
        let tag = [("creator", creator.as_str()), ("tag", "Skin"), ("do", "add"), ("back", back.as_str())];
        let done = client.post("/b/fennel-rye/creators/changes", &tag).await;
        assert_eq!((done.status, done.location.as_str()), (303, format!("/b/fennel-rye{back}").as_str()), "back to the campaign");
        let shown = client.get(&done.location).await.text;
        assert!(shown.contains("data-text=\"Skin\""));
        let file = client.get(&format!("{base}/table.csv?{asks}")).await.text;
        assert!(file.lines().next().is_some_and(|head| head.ends_with(",Tags")) && file.contains(",Skin"), "{file}");
        assert!(!file.contains("Answers fast."), "what the brand notes leaves on purpose only");
        let undo = shown.split("action=\"").filter_map(|rest| rest.split('"').next()).find(|action| action.contains("/take-back"));
        let taken = client.post(&undo.expect("a way back").replace("&amp;", "&"), &[]).await;
        assert_eq!(taken.location, format!("/b/fennel-rye{back}"));
        let shown = client.get(&taken.location).await.text;
        assert!(!shown.contains("data-text=\"Skin\"") && shown.contains("Answers fast."), "the words since stay");

        let now = shown.split("data-version=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a version").to_owned();
        let block = [
            ("back", back.as_str()),
            ("cells.0.creator", creator.as_str()),
            ("cells.0.version", &now),
            ("cells.0.column", "tags"),
            ("cells.0.text", "Bath"),
        ];
        let look = client.post("/b/fennel-rye/creators/cells/look", &block).await;
        assert!(look.status == 200 && look.text.contains("Change 1 cell") && look.text.contains("Autumn Repair"), "{}", look.text);

        world.person("Vic Viewer", domain::team::Role::Viewer).await;
        let mut viewer = Client::new(world);
        viewer.sign_in("vic-viewer@fennel.example").await;
        let seen = viewer.get(&format!("{base}?show=all&{asks}&column=email")).await;
        let hidden = !seen.text.contains("Answers fast.") && !seen.text.contains("data-cell") && !seen.text.contains("Not changed here");
        assert!(seen.status == 200 && hidden, "who reads reports sees no record");
        world.moves_rebuild().await;
    });
}

#[test]
fn rows_of_a_wave_stand_together_and_one_wave_is_shown_alone() {
    on_both(async |world| {
        let maya = Scene::begin(world).await;
        Scene::invited(world, maya.campaign, "Noor Haddad", "noor@example.org").await;
        maya.producing().await;
        let mut client = Client::signed_in(world).await;
        let base = "/b/fennel-rye/campaigns/autumn-repair";
        assert!(!client.get(base).await.text.contains("Group by"), "with one window there is nothing to group");

        let found = store::document::find::<Campaign>(world.app.db(), world.brand, maya.campaign).await.expect("read").expect("there");
        let day = |text: &str| Day::parse(text).expect("a day");
        let waves = vec![Wave { name: "Gifts".into(), opens: day("2026-12-01"), closes: day("2026-12-06") }];
        world.run(UpdateCampaign { campaign: maya.campaign, details: Campaign { waves, ..found.value } }).await.expect("changed");
        moved(&maya, "2026-12-02", "2026-12-04").await;

        let plain = client.get(base).await.text;
        assert!(plain.contains("Group by") && !plain.contains("class=\"group\""), "{plain}");
        let grouped = client.get(&format!("{base}?group=wave")).await.text;
        let headings: Vec<&str> = grouped.split("class=\"group\"").skip(1).filter_map(|rest| rest.split("</tr>").next()).collect();
        assert_eq!(headings.len(), 3, "{grouped}");
        for (heading, (name, note)) in headings.iter().zip([
            ("Wave 1", "18 to 21 Nov · 1 row"),
            ("Wave 2, Gifts", "1 to 6 Dec · 1 row"),
            ("Nothing agreed yet", "1 row"),
        ]) {
            assert!(heading.contains(name) && heading.contains(note), "{heading}");
        }
        assert_eq!(grouped.matches("data-cell=\"summary\"").count(), 2, "what is kept of Maya stands once, in whatever group");
        let gifts = "wave=2026-12-01.2026-12-06";
        for (asks, name, other) in [(gifts, "Maya Okonkwo", "Noor Haddad"), ("wave=none", "Noor Haddad", "Maya Okonkwo")] {
            let file = client.get(&format!("{base}/table.csv?{asks}")).await.text;
            assert_eq!(file.lines().count(), 2, "{asks}: {file}");
            for page in [format!("{base}?{asks}"), format!("{base}/board?{asks}")] {
                let shown = client.get(&page).await.text;
                assert!(shown.contains(name) && !shown.contains(other), "{page}: {shown}");
            }
        }
        assert!(client.get(&format!("{base}?wave=own")).await.text.contains("No row is shown"));
        let gone = client.get(&format!("{base}?wave=2026-12-24.2026-12-26")).await.text;
        assert!(gone.contains("No row is shown") && gone.contains("24 to 26 Dec"), "a wave that is gone shows nothing: {gone}");
        let december = client.get(&format!("{base}/calendar?month=2026-12")).await.text;
        assert!(december.contains("Wave 2, Gifts opens") && december.contains("autumn-repair?wave=2026-12-01.2026-12-06"), "{december}");
        world.moves_rebuild().await;
    });
}

#[test]
fn a_campaigns_calendar_tells_turns_reminders_and_parcels_as_its_address_asks() {
    on_both(async |world| {
        let maya = Scene::begin(world).await;
        maya.producing().await;
        let mut client = Client::signed_in(world).await;
        let base = "/b/fennel-rye/campaigns/autumn-repair/calendar";
        let before = world.app.db().statements();
        let november = client.get(&format!("{base}?month=2026-11")).await;
        let sent = world.app.db().statements() - before;
        assert!(november.status == 200 && sent <= 12, "{sent} statements: {}", november.text);
        for words in ["Maya Okonkwo: reminder, three days before (the draft)", "last day to post the reel", "What to show"] {
            assert!(november.text.contains(words), "{words}: {}", november.text);
        }
        let reminder = november.text.split("<a ").find(|link| link.contains("(the draft)")).expect("a reminder");
        assert!(reminder.contains(&format!("/collaborations/{}", maya.collaboration)) && !reminder.contains("draggable"), "{reminder}");

        let parcels = client.get(&format!("{base}?month=2026-09&show=parcels")).await.text;
        assert!(parcels.contains("Maya Okonkwo: parcel sent") && parcels.contains("Maya Okonkwo: parcel expected"), "{parcels}");
        assert!(parcels.contains("value=\"parcels\" checked") && !parcels.contains("value=\"turns\" checked"));
        let few = client.get(&format!("{base}?month=2026-11&show=turns&show=parcels")).await.text;
        assert!(!few.contains("(the draft)") && !few.contains("last day to post"), "{few}");
        assert!(few.contains("month=2026-12&amp;show=turns%2Cparcels"), "the next month shows the same: {few}");
        let parcel = world.show(ListShipments { collaboration: maya.collaboration }).await.expect("parcels")[0].id;
        world.run(ConfirmDelivery { shipment: parcel, at: None }).await.expect("arrived");
        let arrived = client.get(&format!("{base}?month=2026-09")).await.text;
        assert!(arrived.contains("Maya Okonkwo: parcel arrived") && !arrived.contains("parcel expected"), "{arrived}");

        moved(&maya, "2026-12-15", "2026-12-17").await;
        let december = client.get(&format!("{base}?month=2026-12")).await.text;
        assert!(december.contains("Maya Okonkwo: may post the "), "{december}");
        assert_eq!(december.matches("title=\"Own days to post: Maya Okonkwo\"").count(), 3, "{december}");

        world.person("Vic Viewer", domain::team::Role::Viewer).await;
        let mut viewer = Client::new(world);
        viewer.sign_in("vic-viewer@fennel.example").await;
        let seen = viewer.get(&format!("{base}?month=2026-11&show=reminders")).await;
        assert!(seen.status == 200 && !seen.text.contains("value=\"reminders\"") && !seen.text.contains("reminder, three days"));
        assert!(seen.text.contains("last day to post the story"), "who may not see the clock sees the rest: {}", seen.text);
        world.moves_rebuild().await;
    });
}
