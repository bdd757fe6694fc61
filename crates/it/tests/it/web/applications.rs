//! The page on which anybody applies: by phone, in a frame, in German, with whatever is typed; and the queue in the brand.
//!
//! Absent: how an applicant is recognised and what the clock does; the journey of creators has those.

use domain::{
    creators::applications::{ApplicationPage, Question},
    team::Role,
    time::{DAY, MINUTE},
};

use super::client::{Client, hidden};
use crate::{
    portal::PICTURE,
    support::{World, on_both},
};

const PAGE: &str = "/apply/fennel-rye";

async fn opened(world: &World, page: ApplicationPage) {
    world.run(app::creators::UpdateApplicationPage { page: ApplicationPage { open: true, ..page } }).await.expect("open");
}

/// What a person types, with the form's own token.
fn typed<'a>(form: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all = vec![
        ("form", form),
        ("name", "Maya Okonkwo"),
        ("email", "maya@creators.example"),
        ("accounts.0.platform", "instagram"),
        ("accounts.0.handle", "@maya.makes"),
        ("accounts.1.platform", "tiktok"),
        ("accounts.1.handle", ""),
        ("of_age", "yes"),
        ("consent", "yes"),
    ];
    all.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    all.extend(more);
    all
}

async fn form(world: &World, visitor: &mut Client, path: &str) -> String {
    let page = visitor.get(path).await;
    assert_eq!(page.status, 200, "{}", page.text);
    world.clock.advance(MINUTE);
    hidden(&page.text, "form").expect("the form's token")
}

#[test]
fn anybody_applies_without_scripts_and_cookies_and_loses_nothing_that_was_typed() {
    on_both(async |world| {
        assert_eq!(Client::new(world).get(PAGE).await.status, 404, "no page was set up");
        opened(
            world,
            ApplicationPage { questions: Question::ALL.to_vec(), own_question: "Oats or rye?".into(), ..ApplicationPage::default() },
        )
        .await;
        let mut visitor = Client::new(world);
        let page = visitor.get(PAGE).await;
        for words in
            ["Work with Fennel &amp; Rye", "Instagram", "Oats or rye?", "Send application", "Save and finish later", "18 in most countries"]
        {
            assert!(page.text.contains(words), "{words} is missing: {}", page.text);
        }
        assert!(!page.text.contains("<script"), "it needs none");
        let styles: usize = web::assets::each().filter(|(address, _)| address.contains("app.css")).map(|(_, bytes)| bytes.len()).sum();
        assert!(page.text.len() + styles < 100_000, "{} + {styles} bytes", page.text.len());
        world.clock.advance(MINUTE);
        let token = hidden(&page.text, "form").expect("a token");

        let empty = visitor.post_with(PAGE, &[("form", &token)], None, &[]).await;
        assert_eq!(empty.status, 422);
        for words in ["This is needed.", "Name at least one account", "Tick this if you are of age", "or we may not keep"] {
            assert!(empty.text.contains(words), "{words} is missing: {}", empty.text);
        }
        let long = "ü".repeat(10_240);
        let name = "N".repeat(200);
        let wrong = typed(&token, &[("name", &name), ("about", &long), ("accounts.0.handle", "Maya Makes Things"), ("why", "🌿 <b>&")]);
        let wrong = visitor.post_with(PAGE, &wrong, None, &[]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.text.contains("Use at most 4000 characters.") && wrong.text.contains("is no handle"));
        assert!(
            wrong.text.contains(&long) && wrong.text.contains(&name) && wrong.text.contains("🌿 &lt;b&gt;&amp;"),
            "what was typed stays"
        );
        assert_eq!(hidden(&wrong.text, "form").as_deref(), Some(token.as_str()), "the clock of the form does not begin anew");

        let forged = visitor.post_with(PAGE, &typed("forged.token", &[]), None, &[]).await;
        assert!(
            forged.status == 422 && forged.text.contains("did not come from our page") && forged.text.contains("maya@creators.example")
        );
        let fresh = hidden(&forged.text, "form").expect("a form that can be sent");
        let elsewhere = [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")];
        assert_eq!(visitor.post_with(PAGE, &typed(&token, &[]), None, &elsewhere).await.status, 403, "a post from another site");

        // No cookie, no forgery token: as in a frame.
        let arabic = typed(&fresh, &[("name", "مايا أوكونكو"), ("about", "\u{202e}abc שלום")]);
        world.clock.advance(MINUTE);
        let sent = Client::new(world).post_with(PAGE, &arabic, None, &[("sec-fetch-site", "same-origin")]).await;
        assert_eq!((sent.status, sent.location.as_str()), (303, "/apply/fennel-rye?said=sent"), "{}", sent.text);
        let again = Client::new(world).post_with(PAGE, &arabic, None, &[]).await;
        assert_eq!(again.status, 303, "a double click");
        let thanks = visitor.get(&sent.location).await;
        assert!(thanks.text.contains("Thank you") && thanks.text.contains("If you had applied before"));

        // Two days later the form is still good; after more than a week the words stay and a fresh one comes.
        let old = form(world, &mut visitor, PAGE).await;
        world.clock.advance(2 * DAY);
        let later = visitor.post_with(PAGE, &typed(&old, &[("email", "ben@creators.example")]), None, &[]).await;
        assert_eq!(later.status, 303, "{}", later.text);
        world.clock.advance(6 * DAY);
        let over = visitor.post_with(PAGE, &typed(&old, &[("about", "Kept words")]), None, &[]).await;
        assert!(over.status == 422 && over.text.contains("open for a long time") && over.text.contains("Kept words"));

        // Closed meanwhile.
        let last = form(world, &mut visitor, PAGE).await;
        world.run(app::creators::UpdateApplicationPage { page: ApplicationPage::default() }).await.expect("closed");
        let closed = visitor.post_with(PAGE, &typed(&last, &[("about", "Written for nothing")]), None, &[]).await;
        assert_eq!(closed.status, 422);
        assert!(closed.text.contains("Nothing was sent.") && closed.text.contains("Written for nothing"), "{}", closed.text);
        assert!(visitor.get(PAGE).await.text.contains("takes no applications just now"));
    });
}

#[test]
fn only_the_form_may_be_framed_and_only_where_the_brand_says() {
    on_both(async |world| {
        opened(world, ApplicationPage { sites: vec!["https://shop.example".into()], ..ApplicationPage::default() }).await;
        let mut visitor = Client::new(world);
        let framed = visitor.get("/apply/fennel-rye/embed").await;
        assert!(framed.header("content-security-policy").contains("frame-ancestors https://shop.example;"));
        assert!(framed.header("x-frame-options").is_empty() && !framed.text.contains("portal-head"));
        assert!(framed.text.contains("action=\"/apply/fennel-rye/embed\""));
        for path in [PAGE, "/sign-in", "/applications/forged"] {
            let page = visitor.get(path).await;
            assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        }
        let token = form(world, &mut visitor, "/apply/fennel-rye/embed").await;
        let refused = visitor.post_with("/apply/fennel-rye/embed", &[("form", &token)], None, &[]).await;
        assert!(refused.status == 422 && refused.header("content-security-policy").contains("frame-ancestors https://shop.example;"));
        let sent = visitor.post_with("/apply/fennel-rye/embed", &typed(&token, &[]), None, &[]).await;
        assert_eq!(sent.location, "/apply/fennel-rye/embed?said=sent");
        opened(world, ApplicationPage::default()).await;
        assert!(visitor.get("/apply/fennel-rye/embed").await.header("content-security-policy").contains("frame-ancestors *;"));
    });
}

#[test]
fn it_is_kept_and_finished_by_the_link_in_german_and_deleted_when_they_like() {
    on_both(async |world| {
        opened(world, ApplicationPage::default()).await;
        let mut visitor = Client::new(world);
        visitor.headers.push(("accept-language", "de-DE,de;q=0.9"));
        let token = form(world, &mut visitor, PAGE).await;
        let half = typed(&token, &[("do", "later"), ("about", "Halb"), ("of_age", ""), ("consent", ""), ("accounts.0.handle", "")]);
        let nowhere = visitor.post_with(PAGE, &typed(&token, &[("do", "later"), ("email", "maya")]), None, &[]).await;
        assert!(nowhere.status == 422 && nowhere.text.contains("Das ist keine E-Mail-Adresse"), "{}", nowhere.text);
        let kept = visitor.post_with(PAGE, &half, None, &[]).await;
        assert_eq!(kept.location, "/apply/fennel-rye?said=saved");
        assert!(visitor.get(&kept.location).await.text.contains("Gespeichert"));
        world.work().await;
        let link = world.letters.last_link_to("maya@creators.example");
        let path = link.strip_prefix("https://troupe.example").expect("our address").to_owned();
        let own = visitor.get(&path).await;
        assert!(own.text.contains("Halb") && own.text.contains("Meine Bewerbung löschen"), "{}", own.text);
        assert_eq!(own.header("referrer-policy"), "no-referrer");
        let token = hidden(&own.text, "form").expect("a token");
        let sent = visitor.post_with(&path, &typed(&token, &[("about", "Ganz")]), None, &[]).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
        assert!(visitor.get(&path).await.text.contains("Diese Bewerbung ist abgeschickt"));
        let gone = visitor.post_with(&format!("{path}/removal"), &[], None, &[]).await;
        assert!(gone.status == 200 && gone.text.contains("Deine Bewerbung ist gelöscht"));
        let over = visitor.get(&path).await;
        assert!(over.status == 410 && over.text.contains("Dieser Link führt"), "{}", over.text);
        assert_eq!(visitor.get("/applications/forged").await.status, 410);
    });
}

#[test]
fn the_team_words_the_page_and_answers_in_a_queue() {
    on_both(async |world| {
        let mut client = Client::signed_in(world).await;
        let first = client.get("/b/fennel-rye/applications").await;
        assert!(first.text.contains("No page yet") && first.text.contains("Set up the page"), "{}", first.text);
        let settings = "/b/fennel-rye/settings/applications";
        let wrong = client.visit_and_post(settings, &[("version", "0"), ("open", "yes"), ("sites", "no site")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.text.contains("Choose at least one platform.") && wrong.text.contains("is no website"));
        let fields = [
            ("version", "0"),
            ("open", "yes"),
            ("heading", "Bake with us"),
            ("platforms", "instagram"),
            ("others", "Twitch"),
            ("questions", "about"),
            ("sites", "https://shop.example/pages"),
        ];
        let saved = client.post(settings, &fields).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        let page = client.get(settings).await;
        for words in ["/apply/fennel-rye", "&lt;iframe src=", "https://shop.example", "Twitch"] {
            assert!(page.text.to_lowercase().contains(&words.to_lowercase()), "{words} is missing: {}", page.text);
        }
        // A colleague was faster.
        let conflict = client.post(settings, &fields).await;
        assert!(conflict.status == 422 || conflict.status == 303, "{}", conflict.text);

        let mut visitor = Client::new(world);
        let token = form(world, &mut visitor, PAGE).await;
        assert!(visitor.get(PAGE).await.text.contains("Bake with us"));
        for (name, email, handle) in [("Maya Okonkwo", "maya@creators.example", "@maya"), ("Ben Carver", "ben@creators.example", "@ben")] {
            world.clock.advance(MINUTE);
            let all = typed(&token, &[("name", name), ("email", email), ("accounts.0.handle", handle), ("about", "<i>I bake.</i>")]);
            assert_eq!(visitor.post_with(PAGE, &all, None, &[]).await.status, 303);
        }
        let today = client.get("/b/fennel-rye/today?whose=team").await;
        assert!(today.text.contains("2 applications") && today.text.contains("wait for your decision"), "{}", today.text);
        let before = world.app.db().statements();
        let queue = client.get("/b/fennel-rye/applications").await;
        assert!(world.app.db().statements() - before <= 12);
        assert!(queue.text.contains("Maya Okonkwo") && queue.text.contains("&lt;i&gt;I bake."), "{}", queue.text);
        let one =
            queue.text.split("/b/fennel-rye/applications/").nth(1).and_then(|rest| rest.split('"').next()).expect("a link").to_owned();
        let one = format!("/b/fennel-rye/applications/{one}");
        let before = world.app.db().statements();
        let shown = client.get(&one).await;
        let sent = world.app.db().statements() - before;
        assert!(sent <= 12, "{sent} statements");
        for words in [
            "Accept Maya Okonkwo",
            "Somebody new",
            "Ask something",
            "Decline Maya Okonkwo",
            "may keep what I write here",
            "instagram.com/maya",
        ] {
            assert!(shown.text.contains(words), "{words} is missing: {}", shown.text);
        }
        let version = hidden(&shown.text, "version").expect("a version");
        let silent = client.post(&format!("{one}/questions"), &[("version", &version), ("question", "")]).await;
        assert!(silent.status == 422 && silent.text.contains("This is needed."));
        let accepted = client
            .post(
                &format!("{one}/acceptance"),
                &[("version", &version), ("name", "Maya Okonkwo"), ("creator", "new"), ("tier", "paid"), ("message", "Welcome.")],
            )
            .await;
        assert_eq!((accepted.status, accepted.location.as_str()), (303, "/b/fennel-rye/applications"), "{}", accepted.text);
        let twice = client.post(&format!("{one}/acceptance"), &[("version", &version), ("creator", "new")]).await;
        assert_eq!(twice.status, 422, "somebody was faster");
        let answered = client.get("/b/fennel-rye/applications?part=answered").await;
        assert!(answered.text.contains("Accepted") && answered.text.contains("Maya Okonkwo"));
        let now = client.get("/b/fennel-rye/applications").await;
        assert!(!now.text.contains("Maya Okonkwo") && now.text.contains("Ben Carver"));
        let ben = now.text.split("/b/fennel-rye/applications/").nth(1).and_then(|rest| rest.split('"').next()).expect("a link").to_owned();
        let ben = format!("/b/fennel-rye/applications/{ben}");
        // The receipt leaves first.
        world.work().await;
        let declined = client.post(&format!("{ben}/refusal"), &[("letter", "Not this time, Ben.")]).await;
        assert_eq!(declined.status, 303, "{}", declined.text);
        world.work().await;
        assert!(world.letters.last_to("ben@creators.example").body.contains("Not this time, Ben."));
        assert!(!client.get("/b/fennel-rye/today?whose=team").await.text.contains("your decision"), "answered ones leave Today");
        client.headers.push(("accept-language", "de"));
        for (path, words) in
            [(one.as_str(), "Angenommen"), ("/b/fennel-rye/applications?part=held", "Nach Spam"), (settings, "Seite speichern")]
        {
            let page = client.get(path).await.text;
            assert!(page.contains(words) || page.contains("nach Spam"), "{words} is missing: {page}");
        }

        world.person("Femi Adeyemi", Role::Finance).await;
        let mut femi = Client::new(world);
        femi.sign_in("femi-adeyemi@fennel.example").await;
        for path in ["/b/fennel-rye/applications", one.as_str(), settings] {
            assert_eq!(femi.get(path).await.status, 404, "{path}");
        }
        assert!(!femi.get("/b/fennel-rye/today").await.text.contains("/b/fennel-rye/applications"));
    });
}

/// The pages as a person sees them; kept to be looked at where `TROUPE_PAGES` names a folder.
#[test]
fn every_page_of_it_is_whole_on_its_own() {
    on_both(async |world| {
        opened(
            world,
            ApplicationPage {
                text: "We look for people who write about skin the way they would tell a friend.".into(),
                questions: Question::ALL.to_vec(),
                own_question: "Which of our creams did you use up?".into(),
                privacy_url: "https://shop.example/privacy".into(),
                ..ApplicationPage::default()
            },
        )
        .await;
        let mut phone = crate::support::browser::Browser::new(world);
        let page = phone.get(PAGE).await;
        page.keep("apply").says(&["How we handle personal data", "Which of our creams did you use up?"]);
        phone
            .post(&page, PAGE, &[("name", "Maya Okonkwo"), ("accounts.0.handle", "Maya Makes")])
            .await
            .keep("apply-refused")
            .says(&["is no handle"]);
        world.clock.advance(MINUTE);
        let whole = [
            ("name", "Maya Okonkwo"),
            ("email", "maya@creators.example"),
            ("accounts.0.handle", "@maya.makes"),
            ("about", "I film slow evening routines from a narrowboat near Bath.\n\nYour oat cream has been on my shelf since spring."),
            ("work", "https://www.instagram.com/reel/1\nhttps://www.instagram.com/reel/2"),
            ("of_age", "yes"),
            ("consent", "yes"),
        ];
        phone.post(&page, PAGE, &whole).await.keep("apply-sent").says(&["Thank you"]);
        phone.get("/apply/fennel-rye/embed").await.keep("apply-framed");
        crate::creators::added(world, &world.owner, "Maya Okonkwo").await;
        let spam = [
            ("email", "x@mailinator.com"),
            ("name", "Growth"),
            ("accounts.0.handle", "@growth"),
            ("about", "Buy."),
            ("of_age", "yes"),
            ("consent", "yes"),
        ];
        phone.post(&page, PAGE, &spam).await;
        world.work().await;
        let link = world.letters.last_link_to("maya@creators.example");
        phone.get(link.trim_start_matches("https://troupe.example")).await.keep("application-own").says(&["Delete my application"]);

        let mut desk = crate::support::browser::Browser::new(world);
        let sign_in = desk.get("/sign-in").await;
        desk.post(&sign_in, "/sign-in", &[("email", "nora@fennel.example"), ("password", crate::support::PASSWORD)]).await;
        desk.get("/b/fennel-rye/today").await.keep("today-applications").says(&["1 application"]);
        let queue = desk.get("/b/fennel-rye/applications").await;
        queue.keep("applications").says(&["Maya Okonkwo", "Held"]);
        desk.get("/b/fennel-rye/applications?part=held").await.keep("applications-held").says(&["Throw-away address"]);
        let one =
            queue.body.split("/b/fennel-rye/applications/").nth(1).and_then(|rest| rest.split('"').next()).expect("a link").to_owned();
        desk.get(&format!("/b/fennel-rye/applications/{one}")).await.keep("application").says(&["Same name", "Accept Maya Okonkwo"]);
        desk.get("/b/fennel-rye/settings/applications").await.keep("settings-applications").says(&["Look at the page"]);
    });
}

#[test]
fn the_open_form_takes_no_files_and_nothing_that_no_form_could_hold() {
    on_both(async |world| {
        opened(world, ApplicationPage::default()).await;
        let mut visitor = Client::new(world);
        let token = form(world, &mut visitor, PAGE).await;
        let with_file = visitor.post_file(PAGE, &typed(&token, &[]), ("work", "work.csv", b"a,b")).await;
        assert_eq!((with_file.status, with_file.location.as_str()), (422, ""), "{}", with_file.text);
        let long = "a".repeat(400 * 1024);
        let large = visitor.post_with(PAGE, &typed(&token, &[("about", &long)]), None, &[]).await;
        assert!(large.status == 422 && !large.text.contains(&long), "{}", large.status);
        let kept = world.show(app::creators::ListApplications::default()).await.expect("listed");
        assert!(kept.items.is_empty(), "{kept:?}");
        assert_eq!(visitor.post_with(PAGE, &typed(&token, &[]), None, &[]).await.status, 303);
    });
}

#[test]
fn the_brands_logo_stands_where_its_initials_stood_until_it_is_removed() {
    on_both(async |world| {
        opened(world, ApplicationPage::default()).await;
        let mut visitor = Client::new(world);
        let initials = visitor.get(PAGE).await.text;
        assert!(!initials.contains("brand-logo"), "no logo yet");
        let mut owner = Client::signed_in(world).await;
        let rules = "/b/fennel-rye/settings/rules";
        owner.get(rules).await;
        let nothing = owner.post_file(&format!("{rules}/logo"), &[], ("logo", "", b"")).await;
        assert!(nothing.status == 422 && nothing.text.contains("Choose a picture."), "{}", nothing.status);
        let film = owner.post_file(&format!("{rules}/logo"), &[], ("logo", "logo.pdf", b"%PDF-1.7\n%of a brand\n")).await;
        assert!(film.status == 422 && film.text.contains("A logo is a PNG, JPEG or WebP picture."), "{}", film.status);
        let set = owner.post_file(&format!("{rules}/logo"), &[], ("logo", "logo.png", PICTURE)).await;
        assert_eq!((set.status, set.location.as_str()), (303, rules), "{}", set.text);

        let page = visitor.get(PAGE).await.text;
        let address = page.split("src=\"").filter_map(|rest| rest.split('"').next()).find(|at| at.starts_with("/brand-logos/"));
        let address = address.expect("the logo").to_owned();
        let picture = visitor.get(&address).await;
        assert_eq!((picture.status, picture.header("content-type"), picture.bytes.as_slice()), (200, "image/png", PICTURE));
        assert!(picture.header("content-security-policy").contains("sandbox") && picture.header("cache-control").contains("immutable"));
        let (other, _) = address.rsplit_once('/').expect("a hash");
        assert_eq!(visitor.get(&format!("{other}/{}", "0".repeat(64))).await.status, 404, "only who was shown it");
        assert_eq!(visitor.get(&address.replace("fennel-rye", "nobody")).await.status, 404);
        assert!(owner.get(rules).await.text.contains("Logo of Fennel"));

        world.person("Mo Manager", Role::Manager).await;
        let mut manager = Client::new(world);
        manager.sign_in("mo-manager@fennel.example").await;
        manager.get("/b/fennel-rye/settings/profile").await;
        assert_eq!(manager.post_file(&format!("{rules}/logo"), &[], ("logo", "x.png", PICTURE)).await.status, 404, "an owner's to set");

        assert_eq!(owner.post(&format!("{rules}/logo/removal"), &[]).await.status, 303);
        assert!(!visitor.get(PAGE).await.text.contains("brand-logo"), "the initials again");
        assert_eq!(visitor.get(&address).await.status, 404, "and the picture is nobody's");
    });
}
