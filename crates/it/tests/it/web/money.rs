//! Payments, reports and orders by their pages: four eyes, a file of orders, links that hold no more, and what each page
//! costs with rows in it.

use app::{
    attribution::IngestOrder,
    discovery::AddFound,
    outreach::CreatePortalLink,
    payments::{ApprovePayout, ExportLedger, ListPayments, MakePayout},
};
use domain::{payments::PayableState, team::Role, time::DAY};

use super::client::{Answer, Client, hidden};
use crate::{
    money::world::{Money, order},
    portal::scene::path_of,
    support::{World, browser::Browser, on_both, on_both_with_bank},
};

/// The most statements that a page may send, whatever the number of rows.
const MOST: u64 = 12;

const ORDERS: &str = "Name,Created at,Subtotal,Total,Currency,Discount Code,Refunded Amount,Notes\n\
                      #1001,2026-08-28 10:00,40.00,52.00,GBP,PROMO,0,\n\
                      #1002,2026-08-29 11:00,25.00,31.00,GBP,,0,=1+1\n\
                      =cmd|calc,yesterday,10.00,12.00,GBP,,0,\n";

async fn cost(world: &World, client: &mut Client, path: &str) -> (Answer, u64) {
    let before = world.app.db().statements();
    let answer = client.get(&format!("/b/fennel-rye/{path}")).await;
    (answer, world.app.db().statements() - before)
}

#[test]
fn pages_of_money_send_at_most_twelve_statements_with_rows_in_them() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        for name in ["Maya Okonkwo", "Jonas Weber"] {
            let who = money.signed(name, 20_000, 1).await;
            money.verified(&who, 0).await;
            let promo = money.code(&who).await;
            world.run(IngestOrder { codes: vec![promo], ..order(name, 5_000, world.now()) }).await.unwrap();
        }
        world.run(order("nobody", 7_000, world.now())).await.unwrap();
        let mut client = Client::signed_in(world).await;
        for path in ["payments", "payments/ledger", "reports", "reports/orders", "reports/orders/import", "campaigns/autumn-oats/report"] {
            let (answer, sent) = cost(world, &mut client, path).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text);
            assert!(sent <= MOST, "{path} sends {sent} statements");
        }
        let (report, _) = cost(world, &mut client, "campaigns/autumn-oats/report").await;
        assert!(report.text.contains("Few creators sell most") && report.text.contains("£70.00"), "what is unattributed is shown");
        assert!(report.text.contains("Find creators like the best of these") && report.text.contains("/b/fennel-rye/discover?like="));
        for words in
            ["0 of 2 creators who agreed are live.", "No code and no click explains 1 of 3 orders in view.", "Orders by day", "2 orders by"]
        {
            assert!(report.text.contains(words), "{words}: {}", report.text);
        }
        let (orders, _) = cost(world, &mut client, "reports/orders").await;
        // Three orders: £170.00, of which £100.00 are credited by codes.
        for words in ["£170.00", "£100.00", "£70.00", "by the code", "nobody: no code, no click", "held until"] {
            assert!(orders.text.contains(words), "{words}");
        }
        let month = ExportLedger { month: "2026-09".into() };
        assert!(world.show(month).await.unwrap().content.contains("expense:fees"), "the month's books");
        let (file, _) = cost(world, &mut client, "payments/ledger.csv?month=2026-09").await;
        assert_eq!((file.status, file.header("content-type")), (200, "text/csv; charset=utf-8"));
        assert_eq!(client.get("/b/fennel-rye/payments/ledger.csv?month=soon").await.status, 422);
    });
}

#[test]
fn a_file_of_orders_is_looked_at_brought_in_and_its_bad_rows_come_back() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 20_000, 1).await;
        let promo = money.code(&maya).await;
        let text = ORDERS.replace("PROMO", &promo);
        let mut client = Client::signed_in(world).await;
        client.get("/b/fennel-rye/reports/orders/import").await;
        let nothing = client.post("/b/fennel-rye/reports/orders/import", &[]).await;
        assert!(nothing.status == 422 && nothing.text.contains("Choose a file."));
        let none = client.post_file("/b/fennel-rye/reports/orders/import", &[], ("file", "names.csv", b"Name\nMaya\n")).await;
        assert!(none.status == 422 && none.text.contains("names.csv") || none.text.contains("no column"), "{}", none.text);
        let looked = client.post_file("/b/fennel-rye/reports/orders/import", &[], ("file", "orders.csv", text.as_bytes())).await;
        assert_eq!(looked.status, 200, "{}", looked.text);
        assert!(looked.text.contains("Bring in 2 orders") && looked.text.contains("Nothing is saved yet"));
        assert!(client.get("/b/fennel-rye/reports/orders").await.text.contains("No orders yet"), "looking saves nothing");

        let kept = hidden(&looked.text, "kept").expect("the kept file");
        let forged = client.post("/b/fennel-rye/reports/orders/import/run", &[("kept", "AAAA.BBBB")]).await;
        assert!(forged.status == 422 && forged.text.contains("not kept any more"));
        let done = client.post("/b/fennel-rye/reports/orders/import/run", &[("kept", &kept)]).await;
        assert!(done.status == 200 && done.text.contains("2 orders brought in"), "{}", done.text);
        let at = done.text.find("/b/fennel-rye/reports/orders/import/errors.csv").expect("the rows to mend");
        let path = done.text[at..].split('"').next().unwrap().replace("&amp;", "&");
        let mend = client.get(&path).await;
        assert_eq!(mend.status, 200);
        assert!(mend.text.contains("'=cmd|calc") && !mend.text.lines().any(|line| line.contains(",=cmd")), "{}", mend.text);
        let list = client.get("/b/fennel-rye/reports/orders").await;
        assert!(list.text.contains("#1001") && list.text.contains(&promo) && list.text.contains("Maya Okonkwo"));
        let again = client.post("/b/fennel-rye/reports/orders/import/run", &[("kept", &kept)]).await;
        assert!(again.text.contains("0 orders brought in"), "the same file again changes nothing");

        let secret = client.post("/b/fennel-rye/reports/orders/webhook-secret", &[]).await;
        assert!(secret.text.contains("whsec_"));
        let later = client.get("/b/fennel-rye/reports/orders").await;
        assert!(!later.text.contains("whsec_") && later.text.contains("The shop has a secret since"), "shown once");
    });
}

#[test]
fn one_makes_a_payout_another_approves_it_and_the_money_is_recorded() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 42_000, 1).await;
        money.verified(&maya, 0).await;
        world.person("Femi Adeyemi", Role::Finance).await;
        let (mut nora, mut femi) = (Client::signed_in(world).await, Client::new(world));
        femi.sign_in("femi-adeyemi@fennel.example").await;

        let page = nora.get("/b/fennel-rye/payments").await;
        assert!(page.text.contains("Make a payout of £420.00 to Maya Okonkwo"));
        let (creator, payable) = (hidden(&page.text, "creator").unwrap(), hidden(&page.text, "payables").unwrap());
        let form = hidden(&page.text, "form").unwrap();
        let method = format!("{form}.method");
        let mut fields = vec![("form", form.as_str()), ("creator", &creator), ("payables", &payable), ("sum", "£420.00"), (&method, "")];
        let refused = nora.post("/b/fennel-rye/payments/payouts", &fields).await;
        assert!(refused.status == 422 && refused.text.contains("<details class=\"fold\" open"), "the form stays open at its error");
        fields[4].1 = "Marketing GBP";
        assert_eq!(nora.post("/b/fennel-rye/payments/payouts", &fields).await.status, 303);

        let hers = nora.get("/b/fennel-rye/payments").await;
        assert!(hers.text.contains("Waits for Femi Adeyemi") && !hers.text.contains("to approve"), "not hers to do");
        let his = femi.get("/b/fennel-rye/payments").await;
        assert!(his.text.contains("Approve £420.00 (1)") && his.text.contains("1 to approve"));
        let approve = action(&his.text, "/approve");
        assert!(nora.post(&approve, &[("version", "1")]).await.status == 422, "not her own");
        let version = hidden(&his.text, "version").unwrap();
        assert_eq!(femi.post(&approve, &[("version", &version)]).await.status, 303);
        let twice = femi.post(&approve, &[("version", &version)]).await;
        assert!(twice.status >= 400, "a second press that got through: {}", twice.status);
        let approvals = "SELECT COUNT(*) AS n FROM event WHERE kind = 'payments.payout_approved'";
        assert_eq!(store::Read::number(world.app.db(), "event", approvals, vec![]).await.unwrap(), 1, "one approval");

        let his = femi.get("/b/fennel-rye/payments").await;
        let paid = action(&his.text, "/paid");
        let at = |field: &str| format!("paid-{}.{field}", paid.split('/').nth_back(1).unwrap());
        let version = hidden(&his.text, "version").unwrap();
        let (on, reference, note) = (at("paid_on"), at("reference"), at("note"));
        let fields = [("version", version.as_str()), (&on, "2026-09-01"), (&reference, "FT-991"), (&note, "statement, line 4")];
        let done = femi.post(&paid, &fields).await;
        assert_eq!(done.status, 303, "{}", done.text);
        let over = nora.get("/b/fennel-rye/payments").await;
        for words in ["FT-991", "Nora Quill", "approved by Femi Adeyemi", "Record that it came back"] {
            assert!(over.text.contains(words), "{words}");
        }
        assert!(world.show(ListPayments {}).await.unwrap().payables.iter().all(|one| matches!(one.state, PayableState::Paid { .. })));
        money.at_rest().await;
    });
}

/// Where the first form whose address ends like this goes.
fn action(page: &str, end: &str) -> String {
    let found = page.split("action=\"").filter_map(|rest| rest.split('"').next()).find(|path| path.ends_with(end));
    found.expect("the form").to_owned()
}

#[test]
fn a_link_that_holds_no_more_says_so_and_how_to_get_another() {
    on_both(async |world| {
        let mut client = Client::new(world);
        for (path, words) in [
            ("/invitations/forged", "Ask the person who invited you"),
            ("/sign-in/forged", "ask an owner for a new link"),
            ("/password-resets/forged", "Ask for a new link"),
        ] {
            let answer = client.get(path).await;
            assert_eq!(answer.status, 410, "{path}");
            assert!(answer.text.contains("This link does not work any more") && answer.text.contains(words), "{path}");
        }
    });
}

#[test]
fn an_approved_payout_is_sent_with_the_connected_provider_from_its_page() {
    on_both_with_bank(async |world| {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 42_000, 1).await;
        money.verified(&maya, 0).await;
        let owed = world.show(ListPayments {}).await.unwrap().payables.remove(0).id;
        let pay = MakePayout { creator: maya.creator, payables: vec![owed], method: "Marketing GBP".into() };
        let payout = world.run(pay).await.unwrap().id;
        world.app.run(&world.person("Femi Adeyemi", Role::Finance).await, ApprovePayout { payout }).await.unwrap();
        let mut client = Client::signed_in(world).await;
        let (page, _) = cost(world, &mut client, "payments").await;
        for words in ["Send £420.00 with Sandbank", "Or pay it at your bank", "Record £420.00 as paid"] {
            assert!(page.text.contains(words), "{words}");
        }
        let sent = client.post(&format!("/b/fennel-rye/payments/payouts/{payout}/send"), &[]).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
        let (page, statements) = cost(world, &mut client, "payments").await;
        assert!(page.text.contains("Sent with Sandbank on") && statements <= MOST, "{statements} {}", page.text);
        let again = client.post(&format!("/b/fennel-rye/payments/payouts/{payout}/send"), &[]).await;
        assert!(again.status == 422 && again.text.contains("cannot be sent"), "{}", again.text);
    });
}

#[test]
fn the_portal_says_what_is_on_hold_and_puts_commission_that_is_owed_into_one_line() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 42_000, 1).await;
        world.run(AddFound { creator: maya.creator, tier: None }).await.expect("the brand knows them");
        money.verified(&maya, 0).await;
        let promo = money.code(&maya).await;
        let first = world.now();
        world.run(IngestOrder { codes: vec![promo.clone()], ..order("1001", 20_000, first) }).await.unwrap();
        world.clock.advance(7 * DAY);
        world.run(IngestOrder { codes: vec![promo], ..order("1002", 10_000, world.now()) }).await.unwrap();
        let link = world.run(CreatePortalLink { creator: maya.creator }).await.unwrap().link;
        let home = path_of(&link);
        let mut phone = Browser::new(world);
        // 12 % of £200.00 and of £100.00.
        phone.get(&home).await.says(&["nothing to do now", "£36.00 of commission is on hold in case of returns; the first of it is free"]);

        // Each is free 30 days after its order, so that they are owed one by one.
        for days in [31, 38] {
            let day = first.plus(days * DAY);
            while world.now() < day {
                world.clock.advance(DAY);
            }
            world.tick().await;
        }
        assert_eq!(money.commissions().await.iter().map(|one| one.amount.minor).collect::<Vec<_>>(), [2_400, 1_200]);
        let link = world.run(CreatePortalLink { creator: maya.creator }).await.unwrap().link;
        let page = phone.get(&format!("{}/payments", path_of(&link))).await;
        let line = ["£420.00", "£36.00", "Commission from Autumn oats, 2 orders.", "It comes in parts, the first by", "£24.00", "£12.00"];
        page.says(&line).hides(&["Commission from Autumn oats, one order"]);
        phone.get(&path_of(&link)).await.says(&["£36.00", "It comes in parts"]).hides(&["is on hold"]);
    });
}
