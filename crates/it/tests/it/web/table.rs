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
