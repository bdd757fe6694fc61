//! The creator's pages, the review page and the redirect, used by their forms alone.
//!
//! Invariant: every step of the creator is a form of a page. Absent: the team's pages.

mod paper;
pub mod scene;
mod uploads;
mod walls;

use axum::http::StatusCode;
use domain::{content::Weight, moves::What, team::SignOffKind};

use crate::support::{browser::Browser, on_both};
use scene::Scene;

/// The smallest picture: a PNG of one pixel.
pub const PICTURE: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1f,
    0x15, 0xc4, 0x89, 0, 0, 0, 0x0d, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x62, 0xf8, 0xcf, 0xc0, 0xf0, 0x1f, 0, 5, 0, 1, 0xff, 0x89, 0x99,
    0x3d, 0x1d, 0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

#[test]
fn a_creator_goes_the_whole_way_by_forms() {
    on_both(async |world| {
        let scene = Scene::begin(world).await;
        let mut phone = Browser::new(world);
        let at = |rest: &str| format!("{}{rest}", scene.path);
        let of = |word: &str| format!("{}/{word}/{}", scene.path, scene.collaboration);

        // The invitation: yes, with words.
        let home = phone.get(&at("")).await;
        home.keep("home-invited").says(&["Maya, one thing to do", "Answer the invitation to Autumn Repair", "Fennel &amp; Rye"]);
        assert_eq!(home.header("referrer-policy"), "no-referrer");
        assert!(home.body.len() < 100_000, "under 100 KB before media");
        let page = phone.get(&of("invitation")).await;
        page.keep("invitation").says(&["Fennel &amp; Rye invites you to Autumn Repair"]);
        let home = phone.post(&page, &of("invitation"), &[("answer", "yes"), ("message", "Lovely. I have dry skin myself.")]).await;
        home.says(&["nothing to do now", "You said yes", "writes it"]);

        // The offer: another fee, then yes to the next.
        scene.offer(34_000).await;
        let page = phone.get(&of("offer")).await;
        page.keep("offer").says(&[
            "offers £340 for Autumn Repair",
            "Accept £340",
            "12 % of sales",
            "2 rounds of changes",
            "25 % of that post",
        ]);
        let again = phone.post(&page, &format!("{}/counter", of("offer")), &[("fee", "lots")]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        again.says(&["value=\"lots\"", "is no amount"]);
        phone.post(&again, &format!("{}/counter", of("offer")), &[("fee", "460"), ("message", "For three pieces.")]).await.says(&["Sent."]);
        phone.get(&of("offer")).await.says(&["You asked for £460"]);
        scene.offer(42_000).await;
        let stale = phone.post(&page, &format!("{}/accept", of("offer")), &[]).await;
        stale.says(&["A newer version of this offer is open"]);
        phone.post(&stale, &format!("{}/accept", of("offer")), &[]).await.says(&["Accepted."]);

        // The agreement: the very bytes, a typed name.
        scene.prepare_agreement().await;
        phone.get(&at("")).await.keep("home-agreed").says(&["2 things to do", "Sign the agreement", "Fill in your details"]);
        let page = phone.get(&of("agreement")).await;
        page.keep("agreement").says(&["sandbox=\"\"", "not signed yet"]);
        let document = phone.get(&format!("{}/document", of("agreement"))).await;
        document.says(&["Autumn Repair"]).hides(&["<script"]);
        assert!(document.header("content-security-policy").starts_with("sandbox; default-src 'none'"));
        phone.post(&page, &of("agreement"), &[("name", "M")]).await.says(&["Type your full name to sign"]);
        phone.post(&page, &of("agreement"), &[("name", "Maya Okonkwo")]).await.says(&["Signed."]);
        scene.brand_signs().await;

        // The form: every wrong field is said, what was typed stays, and the account is never shown again.
        let page = phone.get(&of("form")).await;
        page.keep("form").says(&["Legal name", "Where the parcel goes"]);
        let wrong = phone.post(&page, &of("form"), &[("legal_name", "Maya Ada Okonkwo"), ("address.country", "Atlantis")]).await;
        wrong.keep("form-wrong").says(&["value=\"Maya Ada Okonkwo\"", "This is needed."]);
        let typed = [
            ("legal_name", "Maya Ada Okonkwo"),
            ("tax_country", "GB"),
            ("address.name", "Maya Okonkwo"),
            ("address.lines", "1 High Street"),
            ("address.city", "Leeds"),
            ("address.postcode", "LS1 1AA"),
            ("address.country", "United Kingdom"),
            ("payment_method", "Bank transfer"),
            ("payment_account", "GB33 BUKB 2020 1555 5555 55"),
        ];
        phone.post(&wrong, &of("form"), &typed).await.says(&["Saved."]);
        phone.get(&of("form")).await.says(&["Maya Ada Okonkwo", "Correct what has changed"]).hides(&["BUKB"]);

        // The parcel, then the brief.
        scene.ship().await;
        let page = phone.get(&of("delivery")).await;
        page.keep("parcel").says(&["Oat Barrier Cream", "On its way to you"]);
        phone.post(&page, &of("delivery"), &[]).await.says(&["Thank you."]);
        scene.send_brief().await;
        let page = phone.get(&of("brief")).await;
        page.keep("brief").says(&["It is a balm for tight, dry skin", "Please do not say", "London time", "I have read it, all clear"]);
        phone.post(&page, &of("brief"), &[]).await.says(&["Send the draft of your reel"]);

        // Drafts: a picture goes up, changes come back, the next one is approved.
        let reel = scene.deliverable(0).await;
        let draft = format!("{}/draft/{reel}", scene.path);
        let page = phone.get(&draft).await;
        page.keep("draft").says(&["Your reel, draft 1", "London time"]);
        let empty = phone.post_raw(&draft, "multipart/form-data; boundary=edge", b"--edge--\r\n".to_vec()).await;
        assert_eq!(empty.status, StatusCode::FORBIDDEN, "a form without its token is refused");
        phone
            .post_file(&page, &draft, &[("text", "Ad. The balm I finished this autumn."), ("note", "First try.")], ("IMG_1.png", PICTURE))
            .await
            .says(&["Sent."]);
        let page = phone.get(&draft).await;
        page.keep("draft-in-review").says(&["is checking", "IMG_1.png", "First try."]);
        let file = page.body.split(&format!("{}/file/", scene.path)).nth(1).and_then(|rest| rest.split('"').next()).expect("a file");
        let shown = phone.get_with(&format!("{}/file/{file}", scene.path), &[("range", "bytes=0-7")]).await;
        assert_eq!(
            (shown.status, shown.header("content-range")),
            (StatusCode::PARTIAL_CONTENT, format!("bytes 0-7/{}", PICTURE.len()).as_str())
        );
        assert!(shown.header("content-disposition").starts_with("attachment"));
        scene.ask_for_changes(reel, "Say “helps support the skin barrier”.", Weight::Must).await;
        let page = phone.get(&draft).await;
        page.keep("draft-again").says(&["Your reel, draft 2", "helps support the skin barrier", "must", "0:15", "Round 1 of 2"]);
        phone
            .post_file(&page, &draft, &[("text", "Ad. It helps support the skin barrier.")], ("IMG_2.png", PICTURE))
            .await
            .says(&["Sent."]);

        // The review link: legal says yes, after every point was looked at.
        let link = scene.review_link(reel, SignOffKind::Legal).await;
        let mut lawyer = Browser::new(world);
        let review = lawyer.get(&link).await;
        review.keep("review").says(&["Reel by Maya Okonkwo", "for legal", "Approve draft 2", "helps support the skin barrier"]);
        let hasty = lawyer.post(&review, &format!("{link}/approve"), &[("checked", "claims")]).await;
        hasty.says(&["Look at every point of the checklist"]);
        let all: Vec<(&str, &str)> = ["claims", "values", "disclosure", "visuals", "quality"].map(|item| ("checked", item)).to_vec();
        lawyer
            .post(&hasty, &format!("{link}/approve"), &all)
            .await
            .keep("review-done")
            .says(&["Priya Raman said yes"])
            .hides(&["Approve draft 2"]);
        scene.brand_approves(reel).await;

        // The post: link and code to copy, the address, and the check.
        let posting = format!("{}/post/{reel}", scene.path);
        phone.get(&at("")).await.keep("home-post").says(&["Send the draft of your story", "Post your reel"]);
        let page = phone.get(&posting).await;
        page.keep("post").says(&[
            "I have posted it",
            "As approved",
            "Wed 18 to Sat 21 Nov",
            "data-copy=\"https://troupe.example/go/maya-reel\"",
            "MAYA15",
            "15 % off",
        ]);
        phone.post(&page, &posting, &[("url", "instagram.com/reel/1")]).await.says(&["beginning with https://"]);
        let mut shopper = Browser::new(world);
        let click = shopper.get_with("/go/maya-reel", &[("referer", "https://www.instagram.com/")]).await;
        assert_eq!(click.status, StatusCode::FOUND);
        assert!(click.header("location").starts_with("https://shop.example/oat?utm_source=instagram&utm_medium=creator"));
        assert!(click.header("set-cookie").contains("Max-Age=7776000; Secure"), "90 days");
        let first = shopper.cookie("troupe_visitor").map(str::to_owned);
        shopper.get("/go/maya-reel").await;
        assert_eq!(shopper.cookie("troupe_visitor").map(str::to_owned), first, "the same browser keeps its name");
        let private = Browser::new(world).get_with("/go/maya-reel", &[("sec-gpc", "1")]).await;
        assert_eq!((private.status, private.header("set-cookie")), (StatusCode::FOUND, ""));
        world.clock.set("2026-11-18T17:05:00Z");
        phone.post(&page, &posting, &[("url", "https://www.instagram.com/reel/1/")]).await.says(&["checks that it is live"]);
        scene.verify(reel).await;
        phone.get(&posting).await.says(&["Checked and live"]);
        phone.get(&at("/payments")).await.keep("money").says(&[
            "£420 for Autumn Repair",
            "You post your story",
            "Nothing is missing on your side.",
        ]);
        phone.get(&at("/work")).await.keep("work").says(&[
            "Live and checked",
            "Your turn: the draft",
            "Views are not counted yet",
            "Clicks on your link: ",
        ]);

        // Words both ways.
        let page = phone.get(&at("/messages")).await;
        page.keep("messages").says(&["Lovely. I have dry skin myself."]);
        phone
            .post(&page, &at("/messages"), &[("body", "The story follows on Friday.")])
            .await
            .says(&["The story follows on Friday.", "Sent."]);
        assert!(scene.waits(What::Answer).await, "the team's turn to answer");
        world.moves_rebuild().await;
    });
}
