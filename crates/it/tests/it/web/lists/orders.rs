//! Orders as a table.
//!
//! Absent: who is credited and why; the stories of money have it.

use app::attribution::{IngestOrder, ListOrders};

use super::{asked, keeps, rows};
use crate::{
    money::world::{Money, order},
    support::{World, on_both},
    web::client::Client,
};

const PATH: &str = "/b/fennel-rye/reports/orders";
const FILE: &str = "/b/fennel-rye/reports/orders.csv";

/// A1 on 1 September by Maya's code, B2 on 2 September by Jonas's from another shop, C3 on 3 September by nobody, with the
/// shop's own code.
async fn sold(world: &World) -> [String; 2] {
    let money = Money::begin(world).await;
    let mut codes = Vec::new();
    for name in ["Maya Okonkwo", "Jonas Weber"] {
        let who = money.signed(name, 20_000, 1).await;
        codes.push(money.code(&who).await);
    }
    let [maya, jonas] = [codes[0].clone(), codes[1].clone()];
    world.run(IngestOrder { codes: vec![maya.clone()], ..order("A1", 5_000, world.now()) }).await.unwrap();
    world.clock.set("2026-09-02T22:30:00Z");
    let elsewhere = IngestOrder { source: "market".into(), codes: vec![jonas.clone()], ..order("B2", 7_000, world.now()) };
    world.run(elsewhere).await.unwrap();
    // Half past midnight of the fourth in London.
    world.clock.set("2026-09-03T23:30:00Z");
    world.run(IngestOrder { codes: vec!["Ärger50%".into()], ..order("C3", 9_000, world.now()) }).await.unwrap();
    [maya, jonas]
}

#[test]
fn each_filter_of_orders_leaves_out_what_it_should_and_the_file_has_the_same_rows() {
    on_both(async |world| {
        let [maya, _] = sold(world).await;
        let mut client = Client::signed_in(world).await;
        for (question, names) in [
            ("", vec!["C3", "B2", "A1"]),
            ("q=a1", vec!["A1"]),
            ("q=9", vec![]),
            ("creator=MAYA", vec!["A1"]),
            ("creator=nobody", vec![]),
            ("credit=yes", vec!["B2", "A1"]),
            ("credit=no", vec!["C3"]),
            ("source=MARK", vec!["B2"]),
            ("source=shop", vec!["C3", "A1"]),
            ("code=%C3%A4rger", vec!["C3"]),
            ("code=50%25", vec!["C3"]),
            ("code=0%25%25", vec![]),
            ("from=2026-09-02", vec!["C3", "B2"]),
            ("from=2026-09-04", vec!["C3"]),
            ("until=2026-09-03", vec!["B2", "A1"]),
            ("from=2026-09-02&until=2026-09-02", vec!["B2"]),
            ("credit=yes&source=shop", vec!["A1"]),
        ] {
            asked(&mut client, PATH, FILE, question, &names).await;
        }
        asked(&mut client, PATH, FILE, &format!("code={}", maya.to_lowercase()), &["A1"]).await;
        let sums = async |client: &mut Client, question: &str| client.get(&format!("{PATH}?{question}")).await.text;
        let all = sums(&mut client, "").await;
        assert!(all.contains("£210.00") && all.contains("£120.00") && all.contains("£90.00"), "value, credited, unattributed");
        let hers = sums(&mut client, "creator=maya").await;
        assert!(hers.contains("£50.00") && !hers.contains("£210.00") && !hers.contains("£120.00"), "the sums are of what is shown");

        let file = client.get(&format!("{FILE}?column=whom&column=value&credit=yes")).await.text;
        assert_eq!(file, "Order,Credited to,Value,Currency\r\nB2,Jonas Weber,70.00,GBP\r\nA1,Maya Okonkwo,50.00,GBP\r\n");
        let page = client.get(&format!("{PATH}?column=whom&column=value")).await.text;
        assert!(page.contains("<th scope=\"col\">Credited to</th>") && !page.contains("<th scope=\"col\">Codes</th>"));
        keeps(&mut client, "orders", PATH, "credit=no", "/b/fennel-rye/payments/owed").await;
    });
}

#[test]
fn what_cannot_be_read_is_said_and_paging_keeps_the_question() {
    on_both(async |world| {
        sold(world).await;
        let mut client = Client::signed_in(world).await;
        for (question, words) in [
            ("from=yesterday", "“yesterday” is no day, so the filter Placed from is left out."),
            ("until=31.9.", "is no day, so the filter Placed until is left out."),
            ("credit=perhaps", "“perhaps” cannot be chosen, so the filter Credit is left out."),
        ] {
            let page = client.get(&format!("{PATH}?{question}")).await;
            assert!(page.status == 200 && page.text.contains(words), "{question}");
            assert_eq!(rows(&page.text).len(), 3, "{question} leaves nothing out");
        }
        for number in 0..120 {
            world.run(order(&format!("N{number:03}"), 100, world.now())).await.unwrap();
        }
        let mut seen = Vec::new();
        let mut path = format!("{PATH}?q=n");
        loop {
            let page = client.get(&path).await.text;
            seen.extend(rows(&page).into_iter().map(|row| row.split(' ').next().unwrap_or_default().to_owned()));
            match page
                .split("href=\"")
                .filter_map(|rest| rest.split('"').next())
                .find(|href| href.contains("cursor=") && href.contains("q=n"))
            {
                Some(next) if page.contains("Older orders") => path = next.replace("&amp;", "&"),
                _ => break,
            }
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 120, "each once, and only those that were asked for");
        assert_eq!(client.get(&format!("{FILE}?q=n")).await.text.lines().count(), 121);
        let before = world.app.db().statements();
        assert_eq!(client.get(&format!("{path}&creator=a&code=b")).await.status, 200);
        assert!(world.app.db().statements() - before <= 12);
        let all = world.show(ListOrders { limit: Some(200), ..ListOrders::default() }).await.unwrap();
        assert_eq!((all.orders.len(), all.sums[0].orders), (123, 123));
    });
}
