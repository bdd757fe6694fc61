//! The audit, the ledger and the reviews as lists that are asked.
//!
//! Absent: what an event says; the rooms' stories have it.

use app::payments::GetLedger;

use super::{payments::owed, rows};
use crate::{support::on_both, web::client::Client};

const AUDIT: &str = "/b/fennel-rye/settings/audit";
const LEDGER: &str = "/b/fennel-rye/payments/ledger";

/// The lines of a file below its first one.
async fn lines(client: &mut Client, path: &str, question: &str) -> Vec<String> {
    let csv = client.get(&format!("{path}.csv?{question}")).await;
    assert_eq!((csv.status, csv.header("content-type")), (200, "text/csv; charset=utf-8"), "{path}.csv?{question}: {}", csv.text);
    csv.text.lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn the_audit_is_asked_by_person_room_and_day_and_its_file_has_the_same_rows() {
    on_both(async |world| {
        owed(world).await;
        let mut client = Client::signed_in(world).await;
        let all = lines(&mut client, AUDIT, "").await;
        let payments = lines(&mut client, AUDIT, "kind=payments").await;
        assert!(!payments.is_empty() && payments.iter().all(|line| line.contains(",payments.")), "{payments:#?}");
        let others = lines(&mut client, AUDIT, "kind=payments&kind.how=not").await;
        assert!(others.iter().all(|line| !line.contains(",payments.")), "{others:#?}");
        assert_eq!(payments.len() + others.len(), all.len(), "what is asked for and the rest are all");
        let page = client.get(&format!("{AUDIT}?kind=payments")).await.text;
        assert_eq!(rows(&page).len(), payments.len().min(100));
        let (clock, people) = (lines(&mut client, AUDIT, "by=clock").await, lines(&mut client, AUDIT, "by=clock&by.how=not").await);
        assert!(clock.iter().all(|line| line.contains("The clock")) && people.iter().all(|line| !line.contains("The clock")));
        assert_eq!(clock.len() + people.len(), all.len());
        let one = lines(&mut client, AUDIT, "kind=payments.payout_made").await;
        assert!(one.len() <= payments.len());

        let before = client.get(&format!("{AUDIT}?until=2000-01-01&kind=payments")).await.text;
        assert!(before.contains("Nothing is like that.") && before.contains("Without “Until 1 Jan 2000”"), "{before}");
        for (question, words) in [
            ("by=nobody", "“nobody” cannot be chosen, so the filter Who is left out."),
            ("kind=gardening", "“gardening” cannot be chosen, so the filter Where is left out."),
            ("from=soon", "“soon” is no day, so the filter From is left out."),
        ] {
            let page = client.get(&format!("{AUDIT}?{question}")).await;
            assert!(page.status == 200 && page.text.contains(words), "{question}: {}", page.text);
            assert_eq!(rows(&page.text).len(), all.len().min(100), "{question} leaves nothing out");
        }
        let organisation = client.get(&format!("{AUDIT}?of=organisation&by=clock")).await.text;
        assert!(organisation.contains("of=organisation"), "a filter keeps whose events are shown");
    });
}

#[test]
fn the_ledger_is_asked_by_account_creator_and_day() {
    on_both(async |world| {
        owed(world).await;
        let mut client = Client::signed_in(world).await;
        let all = lines(&mut client, LEDGER, "").await;
        let creators = lines(&mut client, LEDGER, "account=creator_payable").await;
        assert!(!creators.is_empty() && creators.iter().all(|line| line.contains("Owed to ")), "{creators:#?}");
        let others = lines(&mut client, LEDGER, "account=creator_payable&account.how=not").await;
        assert!(others.iter().all(|line| !line.contains("Owed to ")), "{others:#?}");
        assert_eq!(creators.len() + others.len(), all.len());
        let fees = lines(&mut client, LEDGER, "account=expense%3Afees").await;
        let commission = lines(&mut client, LEDGER, "account=expense%3Acommission").await;
        let both = lines(&mut client, LEDGER, "account=expense%3Afees&account=expense%3Acommission").await;
        assert!(!fees.is_empty() && !commission.is_empty() && both.len() == fees.len() + commission.len(), "{both:#?}");
        let (whole, only) = (GetLedger::default(), GetLedger { lines_only: true, ..GetLedger::default() });
        let (whole, only) = (world.show(whole).await.unwrap(), world.show(only).await.unwrap());
        assert!(!whole.balances.is_empty() && only.balances.is_empty() && only.sums.is_empty());
        assert_eq!((whole.lines.len(), only.lines.len()), (all.len(), all.len()), "the file has every line");
        let maya = lines(&mut client, LEDGER, "q=maya").await;
        assert!(!maya.is_empty() && maya.iter().all(|line| line.contains("Maya Okonkwo")), "{maya:#?}");
        let none = client.get(&format!("{LEDGER}?account=clearing&q=maya")).await.text;
        let offered = format!("Without “Account is Sent, not yet answered for”: {}", maya.len());
        assert!(none.contains("Nothing is like that.") && none.contains(&offered), "{offered}: {none}");
        let wrong = client.get(&format!("{LEDGER}?account=gold")).await;
        assert!(wrong.status == 200 && wrong.text.contains("“gold” cannot be chosen, so the filter Account is left out."));
    });
}

#[test]
fn reviews_and_applications_say_what_cannot_be_read() {
    on_both(async |world| {
        owed(world).await;
        let mut client = Client::signed_in(world).await;
        for question in ["missing=king", "until=soon", "campaign=winter&campaign.how=not"] {
            let page = client.get(&format!("/b/fennel-rye/reviews?{question}")).await;
            assert!(page.status == 200 && page.text.contains("is left out."), "{question}: {}", page.text);
        }
        let page = client.get("/b/fennel-rye/applications?from=2026-01-01&until=2026-12-31&part=held").await;
        assert_eq!(page.status, 200);
    });
}
