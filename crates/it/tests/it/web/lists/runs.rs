//! Payouts for several creators in one go, and their approval in one go, as finance does them on a Friday.
//!
//! Absent: what one payout needs; the stories of money have it.

use app::payments::{ListPayments, view::PaymentsView};
use domain::{
    money::Currency,
    payments::Payout,
    team::{Brand, BrandSettings, Role},
};

use super::payments::{PATH, PAYOUTS, owed};
use crate::{
    support::{World, on_both, zone},
    web::client::Client,
};

/// The amounts of payouts that wait for approval, and of those that are approved, the smallest first.
async fn standing(world: &World) -> (Vec<i64>, Vec<i64>) {
    let PaymentsView { payouts, .. } = world.show(ListPayments {}).await.unwrap();
    let amounts = |fits: fn(&Payout) -> bool| {
        let mut all: Vec<i64> =
            payouts.iter().map(|one| &one.payout).filter(|one| fits(one)).map(|one| one.transfer().amount.minor).collect();
        all.sort_unstable();
        all
    };
    (amounts(|one| matches!(one, Payout::Made { .. })), amounts(|one| matches!(one, Payout::Approved { .. })))
}

/// What the list says after it was asked to do something.
async fn said(client: &mut Client, path: &str, action: &str, fields: &[(&str, &str)]) -> String {
    let answer = client.post(&format!("{path}/{action}"), fields).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    client.get(path).await.text
}

async fn limit(world: &World, four_eyes_from: i64) {
    let found = store::document::find::<Brand>(world.app.db(), world.organisation, world.brand).await.unwrap().unwrap();
    let settings = BrandSettings { four_eyes_from, ..BrandSettings::default() };
    let changed = app::team::UpdateBrand { name: found.value.name, zone: zone("America/New_York"), currency: Currency::GBP, settings };
    world.run(changed).await.unwrap();
}

#[test]
fn payouts_of_chosen_rows_are_made_for_each_creator_and_approved_together() {
    on_both(async |world| {
        owed(world).await;
        world.person("Femi Adeyemi", Role::Finance).await;
        let (mut nora, mut femi) = (Client::signed_in(world).await, Client::new(world));
        femi.sign_in("femi-adeyemi@fennel.example").await;
        let all = world.show(ListPayments {}).await.unwrap().payables;
        let of = |name: &str| all.iter().filter(|one| one.creator_name == name).map(|one| one.id.to_string()).collect::<Vec<_>>();
        let (maya, jonas, ada) = (of("Maya Okonkwo"), of("Jonas Weber"), of("Ada Berg"));
        let page = nora.get(PATH).await.text;
        for (id, offered) in [(&maya[0], true), (&jonas[0], true), (&jonas[1], true), (&ada[0], false)] {
            assert_eq!(page.contains(&format!("name=\"payable\" value=\"{id}\"")), offered, "{id}: only what is open can be chosen");
        }
        let rows = [("payable", maya[0].as_str()), ("payable", &jonas[0]), ("payable", &jonas[1])];
        let with = |more: &[(&'static str, &'static str)]| rows.iter().copied().chain(more.iter().copied()).collect::<Vec<_>>();

        for (fields, why) in [
            (vec![("method", "Marketing GBP")], "Choose at least one row first."),
            (with(&[("method", " ")]), "account"),
            (vec![("payable", &*maya[0]), ("payable", &ada[0]), ("method", "Marketing GBP")], "Ada Berg: "),
            (
                vec![("payable", &*maya[0]), ("payable", "01890000-0000-7000-8000-000000000000"), ("method", "M")],
                "One of these is not there.",
            ),
        ] {
            let page = said(&mut nora, PATH, "payouts", &fields).await;
            assert!(page.contains(why), "{why}");
            assert_eq!(standing(world).await.0, [9_000], "{why}: nothing was made");
        }
        let page = said(&mut nora, PATH, "payouts", &with(&[("method", "Marketing GBP")])).await;
        assert!(page.contains("2 payouts made, one for each creator"), "{page}");
        assert_eq!(standing(world).await, (vec![9_000, 22_400, 42_000], vec![]), "what Jonas is owed is one payout");
        let page = said(&mut nora, PATH, "payouts", &with(&[("method", "Marketing GBP")])).await;
        assert!(page.contains("Maya Okonkwo: ") && standing(world).await.0.len() == 3, "twice makes nothing twice");

        assert!(!nora.get(PAYOUTS).await.text.contains("name=\"payout\""), "she made them");
        let made = world.show(ListPayments {}).await.unwrap().payouts;
        let ids: Vec<String> = made.iter().map(|one| one.id.to_string()).collect();
        assert_eq!(femi.get(PAYOUTS).await.text.matches("name=\"payout\"").count(), 3);
        let page = said(&mut femi, PAYOUTS, "approve", &[("payout", &ids[0]), ("payout", &ids[0]), ("back", "?state=made")]).await;
        assert!(page.contains("Payout approved."), "{page}");
        let rest: Vec<(&str, &str)> = ids.iter().map(|id| ("payout", id.as_str())).collect();
        said(&mut femi, PAYOUTS, "approve", &rest).await;
        assert_eq!(standing(world).await.1.len(), 1, "one is approved already, so none of the others is");
        said(&mut femi, PAYOUTS, "approve", &rest[1..]).await;
        assert_eq!(standing(world).await, (vec![], vec![9_000, 22_400, 42_000]));
    });
}

/// docs/domain.md, small print of money: four eyes are needed where the run's total reaches the limit, itself included.
#[test]
fn what_one_may_approve_alone_one_by_one_needs_a_second_person_in_a_run_that_reaches_the_limit() {
    on_both(async |world| {
        owed(world).await;
        world.person("Femi Adeyemi", Role::Finance).await;
        let mut femi = Client::new(world);
        femi.sign_in("femi-adeyemi@fennel.example").await;
        let all = world.show(ListPayments {}).await.unwrap().payables;
        let open: Vec<String> = all.iter().filter(|one| one.creator_name != "Ada Berg").map(|one| one.id.to_string()).collect();
        let mut fields: Vec<(&str, &str)> = open.iter().map(|id| ("payable", id.as_str())).collect();
        fields.push(("method", "Marketing GBP"));
        said(&mut femi, PATH, "payouts", &fields).await;
        let made = world.show(ListPayments {}).await.unwrap().payouts;
        let his: Vec<String> = made.iter().filter(|one| one.creator_name != "Ada Berg").map(|one| one.id.to_string()).collect();
        let run: Vec<(&str, &str)> = his.iter().map(|id| ("payout", id.as_str())).collect();

        limit(world, 64_400).await;
        let page = said(&mut femi, PAYOUTS, "approve", &run).await;
        assert!(page.contains("You made this payout. Somebody else must approve it."), "420.00 and 224.00 are 644.00");
        for id in &his {
            let alone = femi.post(&format!("{PAYOUTS}/{id}/approve"), &[("version", "1")]).await;
            assert_eq!(alone.status, 422, "what was made together is not approved one by one");
        }
        assert_eq!(standing(world).await.1, Vec::<i64>::new());
        limit(world, 64_401).await;
        said(&mut femi, PAYOUTS, "approve", &run).await;
        assert_eq!(standing(world).await.1, [22_400, 42_000]);
    });
}

#[test]
fn the_first_page_approves_all_that_others_made_and_a_second_press_changes_nothing() {
    on_both(async |world| {
        const WORK: &str = "/b/fennel-rye/payments";
        owed(world).await;
        world.person("Femi Adeyemi", Role::Finance).await;
        let (mut nora, mut femi) = (Client::signed_in(world).await, Client::new(world));
        femi.sign_in("femi-adeyemi@fennel.example").await;
        let all = world.show(ListPayments {}).await.unwrap().payables;
        let of = |name: &str| all.iter().filter(|one| one.creator_name == name).map(|one| one.id.to_string()).collect::<Vec<_>>();
        let (maya, jonas) = (of("Maya Okonkwo"), of("Jonas Weber"));
        let his = [("payable", jonas[0].as_str()), ("payable", jonas[1].as_str()), ("method", "Marketing GBP")];
        said(&mut nora, PATH, "payouts", &his).await;
        said(&mut femi, PATH, "payouts", &[("payable", maya[0].as_str()), ("method", "Marketing GBP")]).await;

        // Nora made £90.00 and £224.00, Femi made £420.00.
        let page = femi.get(WORK).await.text;
        for words in ["Approve £314.00 (2)", "2 to approve", "Waits for Nora Quill", "Fee for 1 deliverable; commission on 1 order"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let body = page.split("<div class=\"body\">").nth(1).expect("a body");
        assert_eq!(body.matches("class=\"btn primary\"").count(), 1, "one button ends the move");
        let hers = nora.get(WORK).await.text;
        assert!(hers.contains("Approve £420.00 (1)") && hers.matches("Waits for Femi Adeyemi").count() == 2);
        let ids = |page: &str| -> Vec<String> {
            page.split("name=\"payout\" value=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
        };
        let (run, own) = (ids(&page), ids(&hers));
        assert_eq!((run.len(), own.len()), (2, 1), "the form sends what its button names");
        let fields: Vec<(&str, &str)> = run.iter().map(|id| ("payout", id.as_str())).collect();

        let refused = femi.post(&format!("{WORK}/approve"), &[("payout", own[0].as_str())]).await;
        assert!(refused.status == 422 && refused.text.contains("You made this payout. Somebody else must approve it."), "{}", refused.text);
        assert_eq!(femi.post(&format!("{WORK}/approve"), &[]).await.status, 422, "nothing is no run");
        let done = femi.post(&format!("{WORK}/approve"), &fields).await;
        assert_eq!((done.status, done.location.as_str()), (303, WORK), "{}", done.text);
        assert!(femi.get(WORK).await.text.contains("2 payouts approved."));
        let again = femi.post(&format!("{WORK}/approve"), &fields).await;
        assert!(again.status == 422 && again.text.contains("cannot be approved"), "a second press is answered: {}", again.text);
        assert_eq!(standing(world).await, (vec![42_000], vec![9_000, 22_400]), "and changes nothing");
        let done = nora.post(&format!("{WORK}/approve"), &[("payout", own[0].as_str())]).await;
        assert_eq!((done.status, standing(world).await), (303, (vec![], vec![9_000, 22_400, 42_000])), "{}", done.text);
    });
}
