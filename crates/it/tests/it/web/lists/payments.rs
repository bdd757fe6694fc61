//! Payables and payouts as tables.
//!
//! Absent: making and settling payouts; the stories of money have it.

use app::{
    attribution::IngestOrder,
    payments::{ListPayables, ListPayments, ListPayouts, MakePayout},
};
use domain::{
    ids::{Id, PayableId},
    payments::{Payable, PayableKind, PayableState},
    team::Role,
    time::{DAY, Day},
};

use super::{asked, keeps, rows};
use crate::{
    money::world::{Money, gbp, order},
    support::{World, on_both},
    web::client::Client,
};

pub(super) const PATH: &str = "/b/fennel-rye/payments/owed";
const FILE: &str = "/b/fennel-rye/payments/owed.csv";
pub(super) const PAYOUTS: &str = "/b/fennel-rye/payments/payouts";
const PAYOUTS_FILE: &str = "/b/fennel-rye/payments/payouts.csv";

/// Ada's £90.00 is due on 15 September and in a payout, Maya's £420.00 a day later, Jonas's £200.00 a day later still; his
/// commission of £24.00 comes last.
pub(super) async fn owed(world: &World) {
    let money = Money::begin(world).await;
    let ada = money.signed("Ada Berg", 9_000, 1).await;
    let maya = money.signed("Maya Okonkwo", 42_000, 1).await;
    let jonas = money.signed("Jonas Weber", 20_000, 1).await;
    for who in [&ada, &maya, &jonas] {
        money.verified(who, 0).await;
        world.clock.advance(DAY);
    }
    let code = money.code(&jonas).await;
    world.run(IngestOrder { codes: vec![code], ..order("1001", 20_000, world.now()) }).await.unwrap();
    world.clock.set("2026-10-10T09:00:00Z");
    world.tick().await;
    let payables = world.show(ListPayments {}).await.unwrap().payables;
    let hers = payables.iter().find(|one| one.creator == ada.creator).expect("Ada's").id;
    world.run(MakePayout { creator: ada.creator, payables: vec![hers], method: "Marketing GBP".into() }).await.unwrap();
}

#[test]
fn each_filter_of_payables_leaves_out_what_it_should_and_the_file_has_the_same_rows() {
    on_both(async |world| {
        owed(world).await;
        let mut client = Client::signed_in(world).await;
        let (maya, jonas, ada) = ("Maya Okonkwo", "Jonas Weber", "Ada Berg");
        let all = world.show(ListPayables { latest_first: true, ..ListPayables::default() }).await.unwrap().payables;
        let told: Vec<(&str, String)> = all.iter().map(|one| (one.creator_name.as_str(), one.due.to_string())).collect();
        let days: Vec<&str> = told.iter().map(|(_, day)| day.as_str()).collect();
        assert_eq!(told.iter().map(|(name, _)| *name).collect::<Vec<_>>(), [jonas, jonas, maya, ada], "the latest due first: {told:?}");
        for (question, names) in [
            ("", vec![ada, maya, jonas, jonas]),
            ("sort=latest", vec![jonas, jonas, maya, ada]),
            ("q=MAYA", vec![maya]),
            ("q=100%25", vec![]),
            ("campaign=autumn-oats", vec![ada, maya, jonas, jonas]),
            // What cannot be chosen is left out, as the page says.
            ("campaign=another", vec![ada, maya, jonas, jonas]),
            ("campaign=another&campaign=autumn-oats&campaign.how=not", vec![]),
            ("kind=commission", vec![jonas]),
            ("kind=bonus", vec![]),
            ("state=unpaid", vec![ada, maya, jonas, jonas]),
            ("state=open", vec![maya, jonas, jonas]),
            ("state=in_payout", vec![ada]),
            ("state=paid", vec![]),
            ("least=100", vec![maya, jonas]),
            ("most=100", vec![ada, jonas]),
            ("least=90&most=90.00", vec![ada]),
            ("currency=EUR", vec![]),
            ("currency=gbp&least=420", vec![maya]),
            ("q=jonas&kind=fee", vec![jonas]),
            ("kind=commission&kind=bonus", vec![jonas]),
            ("kind=!fee", vec![jonas]),
            ("kind=commission&kind.how=not", vec![ada, maya, jonas]),
            ("state=open&state=in_payout", vec![ada, maya, jonas, jonas]),
            ("state=open&state.how=not", vec![ada]),
            ("state=unpaid&state.how=not", vec![]),
            ("campaign=autumn-oats&campaign.how=not", vec![]),
            ("state.how=not", vec![ada, maya, jonas, jonas]),
        ] {
            asked(&mut client, PATH, FILE, question, &names).await;
        }
        let nothing = client.get(&format!("{PATH}?kind=commission&q=maya&sort=earliest")).await.text;
        for (words, href) in [
            ("Without “Creator maya”: 1", "?kind=commission&amp;sort=earliest"),
            ("Without “Kind is Commission”: 1", "?q=maya&amp;sort=earliest"),
        ] {
            assert!(nothing.contains(words) && nothing.contains(&format!("href=\"{PATH}{href}\"")), "{words}: {nothing}");
        }
        asked(&mut client, PATH, FILE, &format!("until={}", days[3]), &[ada]).await;
        asked(&mut client, PATH, FILE, &format!("from={}&until={}", days[2], days[2]), &[maya]).await;
        asked(&mut client, PATH, FILE, &format!("from={}", days[0]), &[jonas]).await;
        let late = if days[0] < "2026-10-10" { vec![ada, maya, jonas, jonas] } else { vec![ada, maya, jonas] };
        asked(&mut client, PATH, FILE, "late=yes", &late).await;
        world.clock.set("2026-09-16T12:00:00Z");
        asked(&mut client, PATH, FILE, "late=yes", &[ada]).await;

        let few = client.get(&format!("{FILE}?column=campaign&column=amount&q=maya")).await.text;
        assert_eq!(few, "Creator,Campaign,Amount,Currency\r\nMaya Okonkwo,Autumn oats,420.00,GBP\r\n", "the columns that are shown");
        let page = client.get(&format!("{PATH}?column=campaign&column=amount&q=maya")).await.text;
        assert!(page.contains("<th scope=\"col\">Campaign</th>") && !page.contains("<th scope=\"col\">State</th>"));
        assert!(page.contains("1 in all") && page.contains("£420.00"));
        keeps(&mut client, "payables", PATH, "kind=fee&late=yes", PAYOUTS).await;
    });
}

#[test]
fn what_cannot_be_read_is_left_out_of_the_question_and_said() {
    on_both(async |world| {
        owed(world).await;
        let mut client = Client::signed_in(world).await;
        for (question, words) in [
            ("from=soon", "“soon” is no day, so the filter Due from is left out."),
            ("until=2026-13-01", "“2026-13-01” is no day"),
            ("least=much", "“much” is no amount, so the filter At least is left out."),
            ("most=1.2.3e", "is no amount"),
            ("currency=pounds", "“pounds” is no currency"),
            ("kind=loan", "“loan” cannot be chosen, so the filter Kind is left out."),
            ("state=lost", "cannot be chosen"),
            ("state=lost&state.how=not", "“lost” cannot be chosen, so the filter State is left out."),
            ("state=unpaid&state=lost", "“lost” cannot be chosen, so it is left out of the filter State."),
        ] {
            let page = client.get(&format!("{PATH}?{question}")).await;
            assert!(page.status == 200 && page.text.contains(words), "{question}: {words}");
            assert_eq!(rows(&page.text).len(), 4, "{question} leaves nothing out");
            let file = client.get(&format!("{FILE}?{question}")).await;
            assert_eq!(file.text.lines().count(), 5, "{question}");
        }
        let odd = client.get(&format!("{PATH}?cursor=elsewhere")).await;
        assert_eq!(odd.status, 422, "a cursor of another list");
    });
}

#[test]
fn each_filter_of_payouts_leaves_out_what_it_should_and_the_file_has_the_same_rows() {
    on_both(async |world| {
        owed(world).await;
        let payables = world.show(ListPayments {}).await.unwrap().payables;
        let maya = payables.iter().find(|one| one.creator_name == "Maya Okonkwo").expect("Maya's");
        world.clock.set("2026-10-12T09:00:00Z");
        let made = MakePayout { creator: maya.creator, payables: vec![maya.id], method: "Marketing GBP".into() };
        let payout = world.run(made).await.unwrap().id;
        let femi = world.person("Femi Adeyemi", Role::Finance).await;
        world.app.run(&femi, app::payments::ApprovePayout { payout }).await.unwrap();
        let mut client = Client::signed_in(world).await;
        let (maya, ada) = ("Maya Okonkwo", "Ada Berg");
        for (question, names) in [
            ("", vec![maya, ada]),
            ("q=ada", vec![ada]),
            ("state=made", vec![ada]),
            ("state=approved", vec![maya]),
            ("state=sent", vec![]),
            ("campaign=autumn-oats", vec![maya, ada]),
            ("campaign=another", vec![maya, ada]),
            ("campaign=autumn-oats&campaign.how=not", vec![]),
            ("campaign=another&campaign.how=not", vec![maya, ada]),
            ("state=made&state=approved", vec![maya, ada]),
            ("state=made&state.how=not", vec![maya]),
            ("from=2026-10-12", vec![maya]),
            ("until=2026-10-11", vec![ada]),
            ("until=2026-10-10", vec![ada]),
            ("until=2026-10-09", vec![]),
            ("least=100", vec![maya]),
            ("most=100", vec![ada]),
            ("currency=USD", vec![]),
        ] {
            asked(&mut client, PAYOUTS, PAYOUTS_FILE, question, &names).await;
        }
        let file = client.get(&format!("{PAYOUTS_FILE}?column=approved_by&column=amount&q=maya")).await.text;
        assert_eq!(file, "Creator,Approved by,Amount,Currency\r\nMaya Okonkwo,Femi Adeyemi,420.00,GBP\r\n");
        let unread = client.get(&format!("{PAYOUTS}?from=never")).await.text;
        assert!(unread.contains("“never” is no day, so the filter Made from is left out.") && rows(&unread).len() == 2);
        keeps(&mut client, "payouts", PAYOUTS, "state=made", PATH).await;
    });
}

#[test]
fn what_waits_to_be_paid_can_be_narrowed_to_a_creator_a_campaign_and_what_is_late() {
    on_both(async |world| {
        owed(world).await;
        let mut client = Client::signed_in(world).await;
        let path = "/b/fennel-rye/payments";
        let campaign = world.show(ListPayments {}).await.unwrap().payables[0].campaign;
        for (question, says, hides) in [
            ("".to_owned(), vec!["to Maya Okonkwo", "to Jonas Weber", "Ada Berg"], vec!["Nothing is like that."]),
            ("q=maya".to_owned(), vec!["to Maya Okonkwo"], vec!["to Jonas Weber", "Ada Berg"]),
            ("q=nobody".to_owned(), vec!["Nothing is like that."], vec!["to Maya Okonkwo", "Ada Berg"]),
            (format!("campaign={campaign}"), vec!["to Maya Okonkwo", "Ada Berg"], vec![]),
            ("campaign=elsewhere".to_owned(), vec!["cannot be chosen", "to Maya Okonkwo"], vec![]),
            ("late=yes".to_owned(), vec!["to Maya Okonkwo", "Ada Berg"], vec![]),
        ] {
            let page = client.get(&format!("{path}?{question}")).await.text;
            for words in says {
                assert!(page.contains(words), "{question}: {words}");
            }
            for words in hides {
                assert!(!page.contains(words), "{question}: {words}");
            }
        }
        world.clock.set("2026-09-16T12:00:00Z");
        let page = client.get(&format!("{path}?late=yes")).await.text;
        assert!(page.contains("Ada Berg") && !page.contains("to Maya Okonkwo"), "only Ada's is late");
    });
}

#[test]
fn paging_reaches_every_payable_and_a_page_costs_the_same_for_any_number() {
    on_both(async |world| {
        owed(world).await;
        let one = world.show(ListPayables { limit: Some(1), ..ListPayables::default() }).await.unwrap();
        assert!(one.payables.len() == 1 && one.next.is_some());
        let like = &one.payables[0];
        let tx = world.app.db().begin().await.unwrap();
        for number in 0..130_u8 {
            let payable = Payable {
                collaboration: like.collaboration,
                creator: like.creator,
                kind: PayableKind::Bonus,
                deliverables: vec![],
                orders: vec![],
                amount: gbp(1_000 + i64::from(number)),
                deducted: 0,
                started_at: world.now(),
                // Many are due on one day, so that a page ends among them.
                due: Day::new(2026, 12, 1 + i8::try_from(number % 3).unwrap()).unwrap(),
                state: PayableState::Open,
            };
            let id = PayableId::from_uuid(uuid::Uuid::from_u128(0x0191_0000_0000_7000_8000_0000_0000_0000 + u128::from(number)));
            store::document::insert(&tx, world.brand, id, &payable).await.unwrap();
        }
        tx.commit().await.unwrap();

        let mut client = Client::signed_in(world).await;
        let first = client.get(&format!("{PATH}?kind=bonus")).await.text;
        let next =
            first.split("href=\"").filter_map(|rest| rest.split('"').next()).find(|href| href.contains("cursor=")).expect("a next page");
        let second = client.get(&next.replace("&amp;", "&")).await.text;
        assert_eq!((rows(&first).len(), rows(&second).len()), (100, 30));
        assert!(!second.contains("Next page") && first.contains("130 in all"));
        let mut amounts: Vec<String> = [rows(&first), rows(&second)].concat();
        amounts.sort();
        amounts.dedup();
        assert_eq!(amounts.len(), 130, "each once");
        assert_eq!(client.get(&format!("{FILE}?kind=bonus")).await.text.lines().count(), 131, "the file has all pages");

        for latest_first in [true, false] {
            let mut question = ListPayables { limit: Some(7), latest_first, ..ListPayables::default() };
            let mut seen = Vec::new();
            loop {
                let page = world.show(question.clone()).await.unwrap();
                seen.extend(page.payables.into_iter().map(|one| (one.due, one.id)));
                match page.next {
                    Some(cursor) => question.cursor = Some(cursor),
                    None => break,
                }
            }
            let mut sorted = seen.clone();
            sorted.sort();
            sorted.dedup();
            if latest_first {
                sorted.reverse();
            }
            assert_eq!((seen.len(), seen == sorted), (134, true));
        }
        for path in [PATH, PAYOUTS, "/b/fennel-rye/payments"] {
            let before = world.app.db().statements();
            assert_eq!(client.get(&format!("{path}?q=a&campaign=autumn-oats")).await.status, 200);
            let sent = world.app.db().statements() - before;
            assert!(sent <= 12, "{path} sends {sent} statements");
        }
        assert_eq!(world.show(ListPayouts::default()).await.unwrap().payouts.len(), 1);
    });
}

#[test]
fn what_waits_on_the_first_page_is_shown_in_parts_that_reach_the_last_row() {
    on_both(async |world| {
        owed(world).await;
        let like = world.show(ListPayables { limit: Some(1), ..ListPayables::default() }).await.unwrap().payables.remove(0);
        let tx = world.app.db().begin().await.unwrap();
        for number in 0..60_u8 {
            let payable = Payable {
                collaboration: like.collaboration,
                creator: like.creator,
                kind: PayableKind::Bonus,
                deliverables: vec![],
                orders: vec![],
                amount: gbp(100_000 + i64::from(number)),
                deducted: 0,
                started_at: world.now(),
                due: Day::new(2026, 12, 1).unwrap(),
                state: PayableState::Held { reason: "A tax form is missing.".into() },
            };
            let id = PayableId::from_uuid(uuid::Uuid::from_u128(0x0191_0000_0000_7000_8000_0000_0000_0000 + u128::from(number)));
            store::document::insert(&tx, world.brand, id, &payable).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut client = Client::signed_in(world).await;
        let path = "/b/fennel-rye/payments";
        let mut seen = Vec::new();
        for (part, count) in [(1, 25), (2, 25), (3, 10)] {
            let page = client.get(&format!("{path}?part.blocked={part}")).await.text;
            let here: Vec<u8> = (0..60).filter(|number| page.contains(&format!("£1,000.{number:02}"))).collect();
            assert_eq!(here.len(), count, "part {part}");
            assert_eq!(page.contains("part.blocked=3#part.blocked"), part < 3, "part {part} leads to the last");
            seen.extend(here);
        }
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 60, "each once");
        let first = client.get(path).await.text;
        assert!(first.contains("1 to 25 of 60") && first.contains("Ada Berg"), "other chapters are whole");
    });
}
