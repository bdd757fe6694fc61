//! What was sent, seen: its picture in every list, drafts side by side, who has to sign off, and where the answers stand.
//!
//! Invariant: a list has the address of a picture only where its reader may open it. Absent: what a browser makes of the picture.

use app::content::GetReview;
use domain::{
    content::Weight,
    ids::{DeliverableId, FileId},
    team::{Role, SignOffKind},
};

use super::client::{Answer, Client};
use crate::{
    portal::{PICTURE, scene::Scene},
    support::{World, browser::Browser, on_both},
};

/// The most statements that a page may send, whatever the number of rows.
const MOST: u64 = 12;

/// Sends a draft with a picture by the creator's own form.
async fn sends(phone: &mut Browser, scene: &Scene<'_>, deliverable: DeliverableId, text: &str, name: &str) {
    let draft = format!("{}/draft/{deliverable}", scene.path);
    let page = phone.get(&draft).await;
    phone.post_file(&page, &draft, &[("text", text)], (name, PICTURE)).await.says(&["Sent."]);
}

/// The picture of each draft, oldest first.
async fn pictures(world: &World, deliverable: DeliverableId) -> Vec<FileId> {
    let review = world.show(GetReview { deliverable }).await.expect("shown");
    review.drafts.iter().map(|draft| draft.draft.files[0].id).collect()
}

/// Looks at a page and sees that it costs no more than any.
async fn looks(world: &World, client: &mut Client, path: &str) -> Answer {
    let before = world.app.db().statements();
    let page = client.get(path).await;
    let sent = world.app.db().statements() - before;
    assert_eq!(page.status, 200, "{path}: {}", page.text);
    assert!(sent <= MOST, "{path} sends {sent} statements");
    page
}

/// Two drafts of a reel, of which the second waits for its reviewers.
async fn two_drafts(world: &World, phone: &mut Browser, scene: &Scene<'_>) -> (DeliverableId, Vec<FileId>) {
    scene.producing().await;
    let reel = scene.deliverable(0).await;
    sends(phone, scene, reel, "Ad. The balm.", "one.png").await;
    scene.ask_for_changes(reel, "More light.", Weight::Must).await;
    sends(phone, scene, reel, "Ad. The balm, brighter.", "two.png").await;
    let files = pictures(world, reel).await;
    assert_eq!(files.len(), 2);
    (reel, files)
}

#[test]
fn what_was_sent_is_seen_in_every_list_by_who_may_open_it() {
    on_both(async |world| {
        let scene = Scene::begin(world).await;
        let mut phone = Browser::new(world);
        let (reel, files) = two_drafts(world, &mut phone, &scene).await;
        let shown = format!("src=\"/b/fennel-rye/files/{}\"", files[1]);
        let board = format!("/b/fennel-rye/campaigns/{}/board", scene.campaign);
        let room = format!("/b/fennel-rye/collaborations/{}", scene.collaboration);
        let mut nora = Client::signed_in(world).await;
        for path in ["/b/fennel-rye/reviews", board.as_str(), "/b/fennel-rye/today?whose=team", room.as_str()] {
            let page = looks(world, &mut nora, path).await;
            assert!(page.text.contains(&shown) && page.text.contains("loading=\"lazy\""), "{path}: {}", page.text);
            assert!(page.text.contains("alt=\"Picture: Reel\""), "{path}");
        }
        phone.get(&format!("{}/work", scene.path)).await.says(&[&format!("src=\"{}/file/{}\"", scene.path, files[1]), "loading=\"lazy\""]);

        // A viewer sees that something was sent, and no address that would not open.
        world.person("Vic Stone", Role::Viewer).await;
        let mut viewer = Client::new(world);
        viewer.sign_in("vic-stone@fennel.example").await;
        let page = looks(world, &mut viewer, &board).await;
        assert!(page.text.contains("class=\"thumb\"") && !page.text.contains("/files/"), "{}", page.text);
        assert_eq!(viewer.get(&format!("/b/fennel-rye/files/{}", files[1])).await.status, 404);

        // Approved and live it stands on Today, where it is checked, and in the report.
        let link = scene.review_link(reel, SignOffKind::Legal).await;
        let mut lawyer = Browser::new(world);
        let review = lawyer.get(&link).await;
        let all: Vec<(&str, &str)> = ["claims", "values", "disclosure", "visuals", "quality"].map(|item| ("checked", item)).to_vec();
        lawyer.post(&review, &format!("{link}/approve"), &all).await.says(&["Priya Raman said yes"]);
        scene.brand_approves(reel).await;
        world.clock.set("2026-11-18T17:05:00Z");
        let posting = format!("{}/post/{reel}", scene.path);
        let page = phone.get(&posting).await;
        phone.post(&page, &posting, &[("url", "https://www.instagram.com/reel/1/")]).await.says(&["checks that it is live"]);
        nora.sign_in("nora@fennel.example").await;
        let today = looks(world, &mut nora, "/b/fennel-rye/today?whose=team").await;
        assert!(today.text.contains(&shown), "{}", today.text);
        scene.verify(reel).await;
        let report = "/b/fennel-rye/campaigns/autumn-repair/report";
        let page = nora.get(report).await;
        for words in [shown.as_str(), "the most seen first", "views unknown", "https://www.instagram.com/reel/1/"] {
            assert!(page.text.contains(words), "{words}: {}", page.text);
        }
        let page = looks(world, &mut nora, &room).await;
        for words in ["Cost to date", "Fee, agreed", "£420.00", "Product and shipping", "Paid to the creator"] {
            assert!(page.text.contains(words), "{words}: {}", page.text);
        }
    });
}

#[test]
fn an_earlier_draft_stands_beside_the_open_one_and_the_answers_stay_in_sight() {
    on_both(async |world| {
        let scene = Scene::begin(world).await;
        let mut phone = Browser::new(world);
        let (reel, files) = two_drafts(world, &mut phone, &scene).await;

        let place = format!("/b/fennel-rye/reviews/{reel}");
        let mut nora = Client::signed_in(world).await;
        let alone = looks(world, &mut nora, &place).await;
        for words in ["form=\"approve\"", "class=\"actbar\"", "Sign-offs", "not yet: Nora Quill", "Last sign-off due", "beside=1"] {
            assert!(alone.text.contains(words), "{words}: {}", alone.text);
        }
        assert!(!alone.text.contains("class=\"compare\""));
        let (until, caption) = (alone.text.find("Last sign-off due"), alone.text.find("The balm, brighter"));
        assert!(until.is_some() && until < caption, "until when stands above the caption");
        let both = looks(world, &mut nora, &format!("{place}?draft=2&beside=1")).await;
        both.keep("reviews-beside");
        let both = both.text;
        for words in ["class=\"compare\"", "aria-label=\"Draft 1\"", "aria-label=\"Draft 2\"", &files[0].to_string(), &files[1].to_string()]
        {
            assert!(both.contains(words), "{words}: {both}");
        }
        for number in ["2", "7", "none"] {
            let page = looks(world, &mut nora, &format!("{place}?beside={number}")).await;
            assert!(!page.text.contains("class=\"compare\""), "only an earlier one stands beside: {number}");
        }
        let first = looks(world, &mut nora, &format!("{place}?draft=1")).await;
        assert!(!first.text.contains("form=\"approve\""), "an earlier draft is not answered");

        // The same by a link, without the names of who else could say yes.
        let link = scene.review_link(reel, SignOffKind::Legal).await;
        let mut lawyer = Browser::new(world);
        let page = lawyer.get(&link).await;
        page.says(&["form=\"approve\"", "Sign-offs", "not yet", "beside=1"]).hides(&["class=\"compare\"", "not yet: "]);
        let bar = page.body.find("class=\"portal-act\"");
        assert!(bar.is_some() && page.body.find("</main>") < bar, "the answers are no part of what is scrolled past");
        let both = lawyer.get(&format!("{link}?beside=1")).await;
        both.keep("review-beside").says(&["aria-label=\"Draft 1\"", "aria-label=\"Draft 2\"", &format!("/file/{}", files[0])]);
        let all: Vec<(&str, &str)> = ["claims", "values", "disclosure", "visuals", "quality"].map(|item| ("checked", item)).to_vec();
        lawyer
            .post(&page, &format!("{link}/approve"), &all)
            .await
            .says(&["Priya Raman said yes", "Priya Raman, "])
            .hides(&["form=\"approve\""]);
        let after = looks(world, &mut nora, &place).await;
        assert!(after.text.contains("Priya Raman, ") && after.text.contains("not yet: Nora Quill"), "{}", after.text);
    });
}
