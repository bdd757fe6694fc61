//! A small programme's report, brief and agreement as PDF: what they say, and who may have them.
//!
//! Invariant: a paper stands behind the wall of the page that links to it. Absent: how it looks, and odd input; the crate `paper`
//! has its own tests.

use app::{Caller, Rights, secrets};
use axum::http::StatusCode;
use domain::{team::Role, time::DAY};

use super::scene::Scene;
use crate::{
    money::world::order,
    support::{
        World,
        browser::{Browser, Page},
        on_both, pdf,
    },
};

/// The text of a paper in one line; nothing, said loudly, where the program that reads it is not installed.
fn text(page: &Page) -> Option<String> {
    assert_eq!((page.status, page.header("content-type")), (StatusCode::OK, "application/pdf"), "{}", page.at);
    pdf::said(&page.bytes)
}

#[track_caller]
fn says(page: &Page, all: &[&str]) {
    let Some(text) = text(page) else { return };
    all.iter().for_each(|words| assert!(text.contains(words), "{} does not say {words:?}:\n{text}", page.at));
}

/// A browser in which somebody of the team is signed in.
async fn signed_in(world: &World, caller: &Caller, name: &str) -> Browser {
    let Rights::Person { id: person, .. } = caller.rights else { panic!("no person") };
    let token = format!("token-of-{name}-which-is-long-enough-to-be-one");
    let tx = world.app.db().begin().await.expect("a transaction");
    store::team::insert_session(&tx, &secrets::token_hash(&token), person, world.now(), world.now().plus(DAY), "").await.expect("kept");
    tx.commit().await.expect("committed");
    let mut browser = Browser::new(world);
    browser.keep_cookie("troupe_session", &token);
    browser
}

#[test]
fn report_brief_and_agreement_are_papers_with_the_programmes_figures() {
    on_both(async |world| {
        let scene = Scene::begin(world).await;
        scene.producing().await;
        // Into the days whose orders the report looks at.
        world.clock.advance(70 * DAY);
        world.run(order("nobody", 7_000, world.now())).await.expect("an order");
        let manager = world.person("Mara Fields", Role::Manager).await;
        let mut desk = signed_in(world, &manager, "mara").await;
        let campaign = "/b/fennel-rye/campaigns/autumn-repair";
        let agreement = format!("/b/fennel-rye/collaborations/{}/agreement.pdf", scene.collaboration);

        // Each page leads to its paper.
        desk.get(&format!("{campaign}/report")).await.says(&["report.pdf?model=code_first", "Download as PDF"]);
        desk.get(&format!("{campaign}/brief")).await.says(&["brief.pdf"]);
        desk.get(agreement.trim_end_matches("/agreement.pdf")).await.says(&["/agreement.pdf"]);

        // The fee, the product that left the house, and its postage: 420.00 + 41.30 + 4.20.
        let page = desk.get(&format!("{campaign}/report.pdf?model=last_click")).await;
        assert_eq!(page.header("content-disposition"), "attachment; filename*=UTF-8''autumn-repair-report.pdf");
        says(
            &page,
            &["Campaign report", "Autumn Repair cost", "£465.50", "Maya Okonkwo", "Last click", "£70.00", "In the campaign 1 100 %"],
        );

        let page = desk.get(&format!("{campaign}/brief.pdf")).await;
        assert_eq!(page.header("content-disposition"), "attachment; filename*=UTF-8''autumn-repair-brief-1.pdf");
        says(
            &page,
            &[
                "Show how the night balm fits into your evening.",
                "Oat and rye, no perfume.",
                "heals, cures eczema",
                "#ad",
                "Reel on Instagram",
                "London time",
            ],
        );

        let words = [
            "Agreement between Fennel & Rye and Maya Okonkwo",
            "The brand pays £420.00 in all.",
            "12 percent of the sales",
            "Nora Quill",
            "3. Fee and when it is paid",
            "Fingerprint (SHA-256)",
        ];
        says(&desk.get(&agreement).await, &words);

        // The creator's own, in German where their browser asks for it.
        let mut phone = Browser::new(world);
        let of = |word: &str| format!("{0}/{word}/{1}/{word}.pdf", scene.path, scene.collaboration);
        phone.get(&format!("{}/agreement/{}", scene.path, scene.collaboration)).await.says(&["agreement.pdf"]);
        phone.get(&format!("{}/brief/{}", scene.path, scene.collaboration)).await.says(&["brief.pdf"]);
        says(&phone.get(&of("agreement")).await, &words);
        says(&phone.get(&of("brief")).await, &["Draft of your reel", "Paid, £420", "Two rounds of changes at most."]);
        phone.keep_cookie("troupe_language", "de");
        says(&phone.get(&of("agreement")).await, &["The brand pays £420.00 in all.", "Lesekopie", "Unterschriebene Vereinbarung"]);
    });
}

#[test]
fn a_paper_stands_behind_the_wall_of_its_page() {
    on_both(async |world| {
        let scene = Scene::begin(world).await;
        let (campaign, of) =
            ("/b/fennel-rye/campaigns/autumn-repair", |word: &str, path: &str| format!("{path}/{word}/{}/{word}.pdf", scene.collaboration));
        let agreement = format!("/b/fennel-rye/collaborations/{}/agreement.pdf", scene.collaboration);
        let manager = world.person("Mara Fields", Role::Manager).await;
        let mut desk = signed_in(world, &manager, "mara").await;
        let mut phone = Browser::new(world);

        // Nothing is written or signed yet.
        for path in [agreement.clone(), format!("{campaign}/brief.pdf")] {
            assert_eq!(desk.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        for path in [of("agreement", &scene.path), of("brief", &scene.path)] {
            assert_eq!(phone.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        scene.producing().await;
        assert_eq!(desk.get(&agreement).await.status, StatusCode::OK);

        let jonas = Scene::invited(world, scene.campaign, "Jonas Brandt", "jonas@example.org").await;
        for word in ["agreement", "brief"] {
            assert_eq!(phone.get(&of(word, &jonas.path)).await.status, StatusCode::NOT_FOUND, "another creator's {word}");
        }
        // A viewer reads reports, and no agreement.
        let viewer = world.person("Vic Stone", Role::Viewer).await;
        let mut client = signed_in(world, &viewer, "vic").await;
        assert_eq!(client.get(&format!("{campaign}/report.pdf")).await.status, StatusCode::OK);
        assert_eq!(client.get(&agreement).await.status, StatusCode::NOT_FOUND);
        // Neither through a brand of their own nor past its wall.
        let (brand, _) = world.other_brand().await;
        let stranger = world.person_in(brand, "Otto Lang", Role::Manager).await;
        let mut other = signed_in(world, &stranger, "otto").await;
        for path in [agreement.as_str(), &format!("{campaign}/report.pdf"), &format!("{campaign}/brief.pdf")] {
            assert_eq!(other.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
            let own = path.replace("fennel-rye", "other-brand");
            assert_eq!(other.get(&own).await.status, StatusCode::NOT_FOUND, "{own}");
        }
    });
}
