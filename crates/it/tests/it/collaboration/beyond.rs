//! A round beyond what was agreed: proposed with a fee, taken with the next draft, owed once.

use app::content::{GetReview, RequestChanges, RequestOutOfScope, SubmitDraft, TakeBackRequest};
use domain::{
    content::{Change, Weight},
    money::{Currency, Money},
    payments::{BudgetLine, PayableKind},
    team::Role,
};

use super::{at_rest, page as shown};
use crate::{
    portal::scene::Scene,
    support::{browser::Browser, code, on_both},
    web::client::Client,
};

fn list() -> Vec<Change> {
    vec![Change { text: "Film it outside.".into(), weight: Weight::Must, at_ms: None, place: None }]
}

#[test]
fn a_round_beyond_the_agreement_has_a_fee_that_is_owed_with_the_next_draft() {
    on_both(async |world| {
        let scene = Scene::begin(world).await;
        scene.producing().await;
        let deliverable = scene.deliverable(0).await;
        let send = || SubmitDraft {
            deliverable,
            files: vec![],
            text: "Ad. Hello.".into(),
            note: String::new(),
            replaces: None,
            as_received: true,
        };
        for _ in 0..2 {
            world.run(send()).await.expect("sent");
            let draft = world.show(GetReview { deliverable }).await.expect("shown").drafts.pop().expect("a draft").id;
            world.run(RequestChanges { deliverable, draft, changes: list() }).await.expect("sent back");
        }
        world.run(send()).await.expect("sent");
        let draft = world.show(GetReview { deliverable }).await.expect("shown").drafts.pop().expect("a draft").id;
        assert_eq!(code(world.run(RequestChanges { deliverable, draft, changes: list() }).await), "content.rounds_used");

        let ask =
            |minor| RequestOutOfScope { deliverable, draft, changes: list(), fee: Money::new(minor, Currency::GBP), override_reason: None };
        assert_eq!(code(world.run(ask(0)).await), "content.no_fee");
        let reviewer = world.person("Lea Hoffmann", Role::Reviewer).await;
        assert_eq!(code(world.app.run(&reviewer, ask(6_000)).await), "not_found", "money is the manager's to promise");
        assert_eq!(code(world.run(ask(900_000_000)).await), "payments.over_budget");
        world.run(ask(6_000)).await.expect("proposed");
        let bonus = |page: &app::views::CollaborationPage| {
            let line = page.budget.iter().find(|line| line.line == BudgetLine::Bonus.as_str());
            line.map(|line| (line.committed, line.accrued)).unwrap_or_default()
        };
        let before = shown(world, &scene).await;
        assert_eq!(bonus(&before), (6_000, 0), "promised, not owed");
        assert!(before.payables.iter().all(|owed| owed.payable.kind != PayableKind::Bonus));

        // She would rather not: the same draft is under review again and the money is free. Then she agrees after all.
        let back = TakeBackRequest { deliverable };
        assert_eq!(code(world.app.run(&reviewer, back.clone()).await), "not_found");
        world.run(back.clone()).await.expect("taken back");
        assert_eq!(bonus(&shown(world, &scene).await), (0, 0));
        assert_eq!(code(world.run(back.clone()).await), "content.nothing_to_take_back", "once");
        at_rest(world).await;
        world.run(ask(6_000)).await.expect("proposed again, for the same draft");

        world.run(send()).await.expect("sent");
        assert_eq!(code(world.run(back).await), "content.nothing_to_take_back", "it is owed");
        let newest = world.show(GetReview { deliverable }).await.expect("shown").drafts.pop().expect("a draft").id;
        world.run(SubmitDraft { replaces: Some(newest), ..send() }).await.expect("mended");
        let after = shown(world, &scene).await;
        let owed: Vec<_> = after.payables.iter().filter(|owed| owed.payable.kind == PayableKind::Bonus).collect();
        assert_eq!(owed.len(), 1, "once, however often the draft is mended");
        assert_eq!(owed[0].payable.amount, Money::new(6_000, Currency::GBP));
        assert_eq!(bonus(&after), (0, 6_000));
        at_rest(world).await;
    });
}

#[test]
fn the_review_page_offers_a_fee_and_takes_it_back_by_forms() {
    on_both(async |world| {
        let scene = Scene::begin(world).await;
        scene.producing().await;
        let deliverable = scene.deliverable(0).await;
        let send = || SubmitDraft {
            deliverable,
            files: vec![],
            text: "Ad. Hello.".into(),
            note: String::new(),
            replaces: None,
            as_received: true,
        };
        world.run(send()).await.expect("sent");
        let draft = world.show(GetReview { deliverable }).await.expect("shown").drafts.pop().expect("a draft").id.to_string();
        let mut client = Client::signed_in(world).await;
        let place = format!("/b/fennel-rye/reviews/{deliverable}");
        client.get(&place).await;
        let asked = |fee| [("draft", draft.as_str()), ("changes.0.text", "Film it outside."), ("beyond", "yes"), ("fee", fee)];
        let refused = client.post(&format!("{place}/changes"), &asked("")).await;
        assert!(refused.status == 422 && refused.text.contains("Film it outside."), "{}", refused.text);
        assert_eq!(client.post(&format!("{place}/changes"), &asked("60")).await.status, 303);
        let before = world.app.db().statements();
        let open = client.get(&place).await;
        assert!(world.app.db().statements() - before <= 12, "statements");
        assert!(open.text.contains("You offered £60.00 on top") && open.text.contains("Take the request back"));

        // The creator reads what it pays before she begins.
        let mut phone = Browser::new(world);
        phone.get(&format!("{}/draft/{deliverable}", scene.path)).await.says(&["This goes beyond what was agreed, for £60.00 on top."]);
        assert_eq!(client.post(&format!("{place}/take-back"), &[]).await.status, 303);
        let back = client.get(&place).await;
        assert!(back.text.contains("Taken back.") && !back.text.contains("You offered £60.00 on top"));
        let again = client.post(&format!("{place}/take-back"), &[]).await;
        assert!(again.status == 422 && again.text.contains("No request beyond what was agreed is open here"));
        at_rest(world).await;
    });
}
