//! A campaign's table is asked for by words, stage and columns; its file has the same rows, and what is asked is kept as a view.

use crate::{portal::scene::Scene, support::on_both, web::client::Client};

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
