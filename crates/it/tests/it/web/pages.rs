//! The pages of settings, campaigns and creators by their forms, and how many statements each page costs.

use app::{
    creators::{AddField, SetFields},
    listening::ImportCustomers,
};
use domain::creators::FieldKind;

use super::client::{Client, hidden};
use crate::{creators::added, support::on_both};

/// The most statements that a page may send, whatever the number of rows.
const MOST: u64 = 12;

pub const CAMPAIGN: &[(&str, &str)] = &[
    ("name", "Autumn Repair"),
    ("objective", "sales"),
    ("starts", "2026-10-01"),
    ("ends", "2026-11-30"),
    ("active_creators", "12"),
    ("budget.fees", "4,500"),
    ("deliverables.0.format", "Reel"),
    ("deliverables.0.platform", "Instagram"),
    ("deliverables.0.opens", "2026-11-01"),
    ("deliverables.0.closes", "2026-11-08"),
    ("review.included_rounds", "2"),
    ("review.sign_offs", "brand"),
    ("review.first_pass", "24"),
    ("review.last_sign_off", "48"),
    ("cadence.reminder_days", "3"),
    ("cadence.final_notice_days", "7"),
];

fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = CAMPAIGN.iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    kept.copied().chain(changes.iter().copied()).collect()
}

#[test]
fn a_campaign_is_made_by_its_form_and_every_wrong_field_is_named() {
    on_both(async |world| {
        let mut client = Client::signed_in(world).await;
        client.get("/b/fennel-rye/campaigns/new").await;
        let wrong =
            with(&[("ends", "2026-09-01"), ("budget.fees", "a lot"), ("deliverables.0.closes", "2026-10-01"), ("active_creators", "0")]);
        let refused = client.post("/b/fennel-rye/campaigns", &wrong).await;
        assert_eq!(refused.status, 422);
        for words in ["The last day lies before the first", "The window closes before it opens", "at least 1", "a lot"] {
            assert!(refused.text.contains(words), "{words}");
        }
        assert!(refused.text.contains("value=\"a lot\"") && refused.text.contains("value=\"Autumn Repair\""), "what was typed stays");

        // Waves are rows: what is wrong names its row, and an empty one waits for another.
        let waves = [("waves.0.opens", "2026-12-06"), ("waves.0.closes", "2026-12-01"), ("waves.2.opens", ""), ("waves.3.name", "Gifts")];
        let refused = client.post("/b/fennel-rye/campaigns", &with(&waves)).await;
        assert_eq!(refused.status, 422);
        for words in ["Row 1: The wave closes before it opens", "Row 2: choose the first day", "value=\"Gifts\""] {
            assert!(refused.text.contains(words), "{words}: {}", refused.text);
        }
        assert!(refused.text.contains("name=\"waves.2.opens\"") && !refused.text.contains("name=\"waves.3.opens\""), "one empty row");
        let more = client.post("/b/fennel-rye/campaigns", &with(&[waves[3], ("more", "yes")])).await;
        assert!(more.status == 200 && more.text.contains("value=\"Gifts\"") && more.text.contains("name=\"waves.1.opens\""));
        let waves = [("waves.1.opens", "2026-12-01"), ("waves.1.closes", "2026-12-06"), ("waves.1.name", "Gifts")];
        let winter = with(&[waves.as_slice(), &[("name", "Winter Care")]].concat());
        assert_eq!(client.post("/b/fennel-rye/campaigns", &winter).await.status, 303);
        let edit = client.get("/b/fennel-rye/campaigns/winter-care/edit").await;
        assert!(edit.text.contains("value=\"2026-12-06\"") && edit.text.contains("value=\"Gifts\""), "{}", edit.text);

        let made = client.post("/b/fennel-rye/campaigns", CAMPAIGN).await;
        assert_eq!(made.status, 303, "{}", made.text);
        let plan = client.get(&made.location).await;
        assert!(plan.text.contains("Saved as a draft") && plan.text.contains("How many to invite"));
        // 12 wanted: 18 where the creator knows the brand (2 of 3 accept), 120 where not (1 of 10).
        assert!(plan.text.contains("<b>18</b>") && plan.text.contains("<b>120</b>"), "the plan's numbers");
        assert!(!client.get("/b/fennel-rye/campaigns").await.text.contains("Saved as a draft"), "said once");
    });
}

#[test]
fn two_people_who_edit_the_same_campaign_lose_nothing_that_they_typed() {
    on_both(async |world| {
        let mut client = Client::signed_in(world).await;
        client.get("/b/fennel-rye/campaigns/new").await;
        client.post("/b/fennel-rye/campaigns", CAMPAIGN).await;
        let page = client.get("/b/fennel-rye/campaigns/autumn-repair/edit").await;
        let version = hidden(&page.text, "version").expect("a version");
        let first = client.post("/b/fennel-rye/campaigns/autumn-repair/edit", &with(&[("version", &version), ("audience", "First")])).await;
        assert_eq!(first.status, 303, "{}", first.text);
        let second =
            client.post("/b/fennel-rye/campaigns/autumn-repair/edit", &with(&[("version", &version), ("audience", "Second")])).await;
        assert_eq!(second.status, 422);
        assert!(second.text.contains("Somebody else changed this") && second.text.contains("value=\"Second\""));
        assert!(client.get("/b/fennel-rye/campaigns/autumn-repair/edit").await.text.contains("value=\"First\""), "the first one's stays");
    });
}

#[test]
fn a_key_is_shown_once() {
    on_both(async |world| {
        let mut client = Client::signed_in(world).await;
        client.get("/b/fennel-rye/settings/keys").await;
        let made = client.post("/b/fennel-rye/settings/keys", &[("name", "Shop"), ("role", "viewer"), ("scopes", "read")]).await;
        let secret =
            made.text.split("<p class=\"mono mt-2\">").nth(1).and_then(|rest| rest.split('<').next()).expect("the secret").to_owned();
        assert!(secret.starts_with("tk_") && secret.len() > 40);
        assert!(!client.get("/b/fennel-rye/settings/keys").await.text.contains(&secret));
    });
}

#[test]
fn mail_that_was_given_up_is_tried_again_from_the_health_page() {
    on_both(async |world| {
        let mut client = Client::signed_in(world).await;
        client.get("/b/fennel-rye/settings/people").await;
        world.letters.refuse("late@fennel.example");
        let fields = [("name", "Late Comer"), ("email", "late@fennel.example"), ("is_owner", "yes")];
        assert_eq!(client.post("/b/fennel-rye/settings/people", &fields).await.status, 303);
        world.work().await;
        let page = client.get("/b/fennel-rye/settings/health").await;
        assert!(page.text.contains("there is no such mailbox"), "the reason is shown");
        for part in [
            "Outbox",
            "Mail",
            "Shop",
            "Payment provider",
            "YouTube",
            "Language model",
            "Clock",
            "Database",
            "Files",
            "Search index",
            "Backup",
        ] {
            assert!(page.text.contains(&format!("<b class=\"medium\">{part}</b>")), "{part} stands on the page of health");
        }
        assert!(page.text.contains("One thing wants you"));
        let path = page.text.split("action=\"").filter_map(|rest| rest.split('"').next()).find(|path| path.ends_with("/retry"));
        let path = path.expect("a button to try again").to_owned();
        assert_eq!(client.post(&path, &[]).await.status, 303);
        world.letters.accept("late@fennel.example");
        world.work().await;
        assert_eq!(world.letters.to("late@fennel.example").len(), 1, "it left, once");
        assert!(client.get("/b/fennel-rye/settings/health").await.text.contains("Nothing wants you"));
    });
}

#[test]
fn no_page_sends_more_than_twelve_statements() {
    on_both(async |world| {
        let mut client = Client::signed_in(world).await;
        client.get("/b/fennel-rye/campaigns/new").await;
        client.post("/b/fennel-rye/campaigns", CAMPAIGN).await;
        let paths = [
            "today",
            "campaigns",
            "campaigns/new",
            "campaigns/autumn-repair/edit",
            "campaigns/autumn-repair/plan",
            "campaigns/autumn-repair",
            "campaigns/autumn-repair?group=wave",
            "campaigns/autumn-repair/board",
            "campaigns/autumn-repair/calendar",
            "campaigns/autumn-repair/add",
            "campaigns/autumn-repair/brief",
            "settings/profile",
            "settings/rules",
            "settings/people",
            "settings/mail",
            "settings/templates",
            "settings/connections",
            "settings/model",
            "discover/channels",
            "discover/hashtags",
            "creators/access",
            "settings/keys",
            "settings/audit",
            "settings/health",
            "settings/sessions",
            "settings/changes",
        ];
        for path in paths {
            let before = world.app.db().statements();
            let answer = client.get(&format!("/b/fennel-rye/{path}")).await;
            let sent = world.app.db().statements() - before;
            assert_eq!(answer.status, 200, "{path}");
            assert!(sent <= MOST, "{path} sends {sent} statements");
        }
    });
}

#[test]
fn a_search_of_creators_who_buy_sends_no_more_than_twelve_statements() {
    on_both(async |world| {
        let maya = added(world, &world.owner, "Maya Okafor").await;
        for name in ["Ben Hartley", "Cleo Vance"] {
            added(world, &world.owner, name).await;
        }
        // What stands in a field of the brand's own is counted too.
        let choices = vec!["S".to_owned(), "M".to_owned()];
        world.run(AddField { name: "Shirt size".into(), kind: FieldKind::Choice, choices }).await.expect("added");
        let custom = [("Shirt size".to_owned(), "M".to_owned())].into();
        world.run(SetFields { creator: maya, custom }).await.expect("set");
        let list = "email,orders\nmaya.okafor@creators.example,4\nben.hartley@creators.example,2\nsomebody@shop.example,9\n";
        world.run(ImportCustomers::of_bytes("customers.csv", list.as_bytes(), false)).await.expect("imported");
        let mut client = Client::signed_in(world).await;
        for (path, words) in [("discover", "4 orders"), ("discover?customer=yes", "4 orders"), ("discover?customer=no", "Cleo Vance")] {
            let path = format!("/b/fennel-rye/{path}");
            // The index takes in what is new the first time.
            client.get(&path).await;
            // Whoever keeps the index may look at the rows in between: the least of some is the page's own.
            let mut counts = Vec::new();
            for _ in 0..8 {
                let before = world.app.db().statements();
                let answer = client.get(&path).await;
                counts.push(world.app.db().statements() - before);
                assert!(answer.status == 200 && answer.text.contains(words), "{path}: {}", answer.text);
                assert!(path.ends_with("no") || answer.text.contains("Shirt size"), "{path}: {}", answer.text);
            }
            assert!(counts.iter().any(|sent| *sent <= MOST), "{path} sends {counts:?} statements");
        }
    });
}

#[test]
fn a_rows_own_button_puts_one_on_a_shortlist_and_stays_with_the_search() {
    on_both(async |world| {
        let maya = added(world, &world.owner, "Maya Okafor").await.to_string();
        added(world, &world.owner, "Ben Hartley").await;
        let mut client = Client::signed_in(world).await;
        client.get("/b/fennel-rye/campaigns/new").await;
        client.post("/b/fennel-rye/campaigns", CAMPAIGN).await;
        let button = |page: &str| {
            let all = page.split("name=\"one\" value=\"").skip(1).filter_map(|rest| rest.split('"').next());
            all.map(str::to_owned).find(|value| value.starts_with(&maya)).expect("her button")
        };
        let page = client.get("/b/fennel-rye/discover").await;
        assert!(page.text.contains("Put Maya Okafor on the shortlist of Autumn Repair"), "{}", page.text);
        let only = button(&page.text);

        // With several the row asks which; with one chosen at the top it is that.
        let second: Vec<(&str, &str)> = with(&[("name", "Winter Calm")]);
        client.post("/b/fennel-rye/campaigns", &second).await;
        let asks = client.get("/b/fennel-rye/discover").await;
        assert!(asks.text.contains("Put Maya Okafor on the shortlist of Winter Calm") && asks.text.contains("For a campaign"));
        let chosen = client.get("/b/fennel-rye/discover?campaign=autumn-repair").await;
        assert!(chosen.text.contains("For Autumn Repair") && !chosen.text.contains("shortlist of Winter Calm"), "{}", chosen.text);
        assert_eq!(button(&chosen.text), only);

        let nonsense = client.post("/b/fennel-rye/discover/act", &[("back", "/discover"), ("one", &format!("{maya}:{maya}"))]).await;
        assert_eq!(nonsense.status, 404, "{}", nonsense.text);
        let put = client.post("/b/fennel-rye/discover/act", &[("back", "/discover?campaign=autumn-repair"), ("one", &only)]).await;
        assert_eq!((put.status, put.location.as_str()), (303, "/b/fennel-rye/discover?campaign=autumn-repair"), "{}", put.text);
        let after = client.get(&put.location).await;
        assert!(after.text.contains("On the shortlist of Autumn Repair"), "{}", after.text);
        assert!(after.text.contains("Ben Hartley") && !after.text.contains("Maya Okafor"), "who is in it is left out");
        assert!(client.get("/b/fennel-rye/campaigns/autumn-repair").await.text.contains("Maya Okafor"));
    });
}

#[test]
fn discover_is_narrowed_by_a_field_of_the_brands_own() {
    on_both(async |world| {
        let maya = added(world, &world.owner, "Maya Okafor").await;
        added(world, &world.owner, "Ben Hartley").await;
        let choices = vec!["S".to_owned(), "M".to_owned()];
        let size = world.run(AddField { name: "Shirt size".into(), kind: FieldKind::Choice, choices }).await.expect("added").id;
        let mut client = Client::signed_in(world).await;
        assert!(!client.get("/b/fennel-rye/discover").await.text.contains("Shirt size"), "nothing stands in it");

        let custom = [("Shirt size".to_owned(), "M".to_owned())].into();
        world.run(SetFields { creator: maya, custom }).await.expect("set");
        let page = client.get("/b/fennel-rye/discover").await;
        assert!(page.text.contains("ER-F: mean likes") && page.text.contains("ER-V: likes"), "which rate a bound means: {}", page.text);
        assert!(page.text.contains("Shirt size") && page.text.contains(&format!("name=\"field.{size}\"")), "{}", page.text);
        let sent = client.get(&format!("/b/fennel-rye/discover/narrow?field.{size}=M")).await;
        assert!(sent.status == 303 && sent.location.contains("field="), "{}", sent.location);
        let narrowed = client.get(&sent.location).await;
        assert!(narrowed.text.contains("Maya Okafor") && !narrowed.text.contains("Ben Hartley"), "{}", narrowed.text);
        let wrong = client.get("/b/fennel-rye/discover?field=00000000-0000-0000-0000-000000000009%3D38").await;
        assert!(wrong.text.contains("“38” is no value for own field") && wrong.text.contains("Ben Hartley"), "{}", wrong.text);
    });
}

const LIST: &str = "Influencer Name,IG,Followers,eng rate,cost/post\n\
                    Maya Okonkwo,https://instagram.com/mayaskinnotes,\"48,2K\",\"3,1 %\",£420\n\
                    Tess Whitcombe,@tesstriesitall,21.9K,3.6%,\n\
                    Maya Okonkwo,@mayaskinnotes,48.2K,3.1%,\n\
                    ,,,,\n";

#[test]
fn who_was_found_gets_a_tag_by_which_the_list_has_them_together() {
    on_both(async |world| {
        let maya = added(world, &world.owner, "Maya Okonkwo").await.to_string();
        added(world, &world.owner, "Ben Hartley").await;
        let mut client = Client::signed_in(world).await;
        assert!(client.get("/b/fennel-rye/discover").await.text.contains("name=\"tag\""), "the verb stands with the others");
        let act = "/b/fennel-rye/discover/act";
        let none = client.post(act, &[("like", &maya), ("do", "tag"), ("tag", " "), ("back", "/discover")]).await;
        assert!(client.get(&none.location).await.text.contains("Write the tag first."));
        let done = client.post(act, &[("like", &maya), ("do", "tag"), ("tag", "Spring list"), ("back", "/discover")]).await;
        assert_eq!((done.status, done.location.as_str()), (303, "/b/fennel-rye/discover"));
        assert!(client.get("/b/fennel-rye/creators?tag=Spring%20list").await.text.contains("1 here"));
    });
}

#[test]
fn a_spreadsheet_is_looked_at_then_brought_in_and_its_creators_are_shortlisted() {
    on_both(async |world| {
        let mut client = Client::signed_in(world).await;
        client.get("/b/fennel-rye/creators/import").await;
        let nothing = client.post("/b/fennel-rye/creators/import", &[("source", "cold")]).await;
        assert!(nothing.status == 422 && nothing.text.contains("Choose a file or paste cells."));
        let cells = "Name\tInstagram\tFollowers\nTess Whitcombe\t@tesstriesitall\t21.9K";
        let pasted = client.post("/b/fennel-rye/creators/import", &[("source", "cold"), ("tier", "paid"), ("pasted", cells)]).await;
        assert!(pasted.status == 200 && pasted.text.contains("tesstriesitall") && pasted.text.contains("nothing is saved yet"));
        let fields = [("platform", "instagram"), ("source", "cold"), ("tier", "paid")];
        let looked = client.post_file("/b/fennel-rye/creators/import", &fields, ("file", "creators 2026.csv", LIST.as_bytes())).await;
        assert_eq!(looked.status, 200, "{}", looked.text);
        assert!(looked.text.contains("Influencer Name") && looked.text.contains("nothing is saved yet"));
        assert!(client.get("/b/fennel-rye/creators").await.text.contains("No creators yet"), "looking saves nothing");

        let kept = hidden(&looked.text, "kept").expect("the kept file");
        let forged = client.post("/b/fennel-rye/creators/import/run", &[("kept", "AAAA.BBBB"), ("do", "import")]).await;
        assert!(forged.status == 422 && forged.text.contains("not kept any more"));
        let mut run = fields.to_vec();
        run.extend([("kept", kept.as_str()), ("do", "import")]);
        let done = client.post("/b/fennel-rye/creators/import/run", &run).await;
        assert_eq!(done.status, 303, "{}", done.text);
        assert!(client.get(&done.location).await.text.contains("creators 2026.csv"));

        let list = client.get("/b/fennel-rye/creators").await;
        assert!(list.text.contains("Maya Okonkwo") && list.text.contains("@tesstriesitall") && list.text.contains("2 here"));
        assert!(client.get("/b/fennel-rye/creators?q=tess").await.text.contains("1 here"));
        assert!(client.get("/b/fennel-rye/creators?min=40000").await.text.contains("1 here"));
        assert!(client.get("/b/fennel-rye/creators?platform=youtube").await.text.contains("Nobody is like that."));
        let narnia = client.get("/b/fennel-rye/creators?country=Narnia&min=many").await;
        assert_eq!(
            (narnia.status, narnia.text.contains("is no country that is known"), narnia.text.contains("is no whole number")),
            (200, true, true)
        );

        let wrong = client.get("/b/fennel-rye/creators?tier=grand&platform=instagram&platform.how=not").await.text;
        assert!(wrong.contains("“grand” cannot be chosen, so the filter Tier is left out.") && wrong.contains("is not"), "{wrong}");
        assert!(
            !wrong.contains("?platform=instagram&amp;platform.how=not\""),
            "what is left out is no filter that could be dropped: {wrong}"
        );
        let anything = client.get("/b/fennel-rye/creators?country=GB&country=*&platform=tiktok,*").await;
        assert!(anything.status == 200 && anything.text.contains("“*” is no country that is known"), "{}", anything.text);
        let none = client.get("/b/fennel-rye/creators?min=40000&platform=youtube").await.text;
        assert!(none.contains("Without “Platform is YouTube”: 1") && none.contains("href=\"/b/fennel-rye/creators?min=40000\""), "{none}");

        client.get("/b/fennel-rye/campaigns/new").await;
        client.post("/b/fennel-rye/campaigns", CAMPAIGN).await;
        let hers = client.get("/b/fennel-rye/campaigns?state=ended").await.text;
        assert!(hers.contains("Nothing is like that.") && hers.contains("Without “State is Ended”: 1"), "{hers}");
        assert!(client.get("/b/fennel-rye/campaigns?state=ended&state.how=not").await.text.contains("/campaigns/autumn-repair\""));
        let page = client.get("/b/fennel-rye/creators").await;
        let creator = hidden_after(&page.text, "name=\"creator\" value=\"");
        let choices = page.text.split("<select class=\"input small\" name=\"campaign\">").nth(1).expect("a campaign to choose");
        let campaign = hidden_after(choices, "<option value=\"");
        let chosen = [("campaign", campaign.as_str()), ("creator", creator.as_str()), ("back", "/creators?q=maya")];
        let listed = client.post("/b/fennel-rye/creators/shortlist", &chosen).await;
        assert_eq!((listed.status, listed.location.as_str()), (303, "/b/fennel-rye/campaigns/autumn-repair"));
        // The line takes them off again, once; whoever nobody asked can be put there anew.
        let undo = way_back(&client.get(&listed.location).await.text);
        let taken = client.post(&undo, &[]).await;
        assert_eq!((taken.status, taken.location.as_str()), (303, "/b/fennel-rye/creators?q=maya"));
        assert!(client.get(&taken.location).await.text.contains("1 taken off the shortlist again."));
        let twice = client.post(&undo, &[]).await;
        assert!(client.get(&twice.location).await.text.contains("1 are left as they are"));
        assert!(!client.get("/b/fennel-rye/today").await.text.contains("1 on the shortlist. For "));
        let again = client.post("/b/fennel-rye/creators/shortlist", &chosen).await;
        assert_eq!((again.status, again.location.as_str()), (303, "/b/fennel-rye/campaigns/autumn-repair"));
        let stale = client.post(&undo, &[]).await;
        assert!(client.get(&stale.location).await.text.contains("1 are left as they are"), "they were put there anew since");
        let known = client.post("/b/fennel-rye/creators/shortlist", &chosen).await;
        assert!(!client.get(&known.location).await.text.contains("shortlist/take-back"), "who was there before is not taken off");
        // From Discover the line leads back there.
        let other = page.text.split("name=\"creator\" value=\"").nth(2).and_then(|rest| rest.split('"').next()).expect("a second one");
        let found = [("like", other), ("into", campaign.as_str()), ("do", "shortlist"), ("back", "/discover?scope=known")];
        let listed = client.post("/b/fennel-rye/discover/act", &found).await;
        assert_eq!((listed.status, listed.location.as_str()), (303, "/b/fennel-rye/campaigns/autumn-repair"));
        let back = way_back(&client.get(&listed.location).await.text);
        let taken = client.post(&back, &[]).await;
        assert_eq!((taken.status, taken.location.as_str()), (303, "/b/fennel-rye/discover?scope=known"));
        let today = client.get("/b/fennel-rye/today").await;
        for step in ["Write the brief", "1 on the shortlist. For ", "Start the campaign", "Invite them"] {
            assert!(today.text.contains(step), "until the first invitation Today leads there: {step}");
        }
        let one = client.get(&format!("/b/fennel-rye/creators/{creator}")).await;
        assert!(one.text.contains("Autumn Repair") && one.text.contains("≈ 48,200"), "{}", one.text);
        for path in ["creators", "today", &format!("creators/{creator}"), "creators/import"] {
            let before = world.app.db().statements();
            client.get(&format!("/b/fennel-rye/{path}")).await;
            let sent = world.app.db().statements() - before;
            assert!(sent <= MOST, "{path} sends {sent} statements");
        }
    });
}

#[test]
fn a_creator_is_entered_changed_blocked_and_found_again() {
    on_both(async |world| {
        let mut client = Client::signed_in(world).await;
        client.get("/b/fennel-rye/creators/new").await;
        let fields = [
            ("name", "Ines Duarte"),
            ("email", "ines at example"),
            ("tier", "paid"),
            ("source", "customer"),
            ("profiles.0.platform", "instagram"),
            ("profiles.0.handle", "@inesduarte"),
            ("rates.0.format", "reel"),
            ("rates.0.price", "£280"),
        ];
        let refused = client.post("/b/fennel-rye/creators", &fields).await;
        assert!(refused.status == 422 && refused.text.contains("value=\"ines at example\""), "{}", refused.text);
        let fields: Vec<(&str, &str)> =
            fields.into_iter().map(|(name, value)| (name, if name == "email" { "ines@example.com" } else { value })).collect();
        let made = client.post("/b/fennel-rye/creators", &fields).await;
        assert_eq!(made.status, 303, "{}", made.text);
        let page = client.get(&made.location).await;
        assert!(page.text.contains("@inesduarte") && page.text.contains("£280.00"));
        let version = hidden(&page.text, "version").expect("a version");
        let blocked = client.post(&format!("{}/block", made.location), &[("version", &version), ("block_reason", "Rude to staff")]).await;
        assert_eq!(blocked.status, 303, "{}", blocked.text);
        let page = client.get(&made.location).await;
        assert!(page.text.contains("Rude to staff") && page.text.contains("Lift the block"));
        let stale = client.post(&format!("{}/notes", made.location), &[("version", &version), ("notes", "Kept words")]).await;
        assert!(stale.status == 422 && stale.text.contains("Kept words") && stale.text.contains("Somebody else changed this"));
        let edit = client.get(&format!("{}/edit", made.location)).await;
        assert!(edit.text.contains("value=\"280.00\"") && edit.text.contains("value=\"inesduarte\""));
    });
}

#[test]
fn reminders_of_one_creator_are_paused_on_their_page_and_that_is_seen_under_the_clock() {
    on_both(async |world| {
        let mut client = Client::signed_in(world).await;
        client.get("/b/fennel-rye/creators/new").await;
        let fields = [("name", "Maya Okonkwo"), ("email", "maya@example.com"), ("tier", "paid"), ("source", "customer")];
        let page = client.post("/b/fennel-rye/creators", &fields).await.location;
        let clock = "/b/fennel-rye/settings/clock";
        let too_long = "x".repeat(501);
        client.get(&page).await;
        let refused = client.post(&format!("{page}/reminders"), &[("pause_reason", &too_long)]).await;
        assert!(refused.status == 422 && refused.text.contains("At most 500 characters."), "{}", refused.status);
        let mark = "<details class=\"fold-small fold-part\" open>";
        assert!(refused.text.contains(&format!("{mark}<summary><h3>Reminders</h3>")), "what was refused is open: {}", refused.text);
        let shut = client.get(&page).await.text;
        assert!(!shut.contains(mark) && shut.contains("<h3>Standing</h3> <span class=\"quiet\">undecided</span>"), "{shut}");
        assert!(shut.contains("<h3>Reminders</h3> <span class=\"quiet\">the clock reminds</span>") && shut.contains("id=\"own-page\""));
        let long_tag = format!("skin, {}", "x".repeat(61));
        let tags = client.post(&format!("{page}/notes"), &[("notes", ""), ("tags", &long_tag)]).await;
        assert!(tags.status == 422 && tags.text.matches(mark).count() == 1 && tags.text.contains("Use at most 60 characters."));
        let open = client.get(&format!("{page}?open=standing")).await.text;
        assert!(open.contains(&format!("{mark}<summary><h3>Standing</h3>")) && open.matches(mark).count() == 1, "the address opens one");
        assert!(shut.matches("btn primary").count() <= 1, "one button is the main one");
        let paused = client.post(&format!("{page}/reminders"), &[("pause_reason", "On leave")]).await;
        assert_eq!(paused.status, 303, "{}", paused.text);
        let shown = client.get(&page).await.text;
        assert!(shown.contains("Paused by Nora") && shown.contains("On leave") && shown.contains("Resume reminders"));
        assert!(client.get(clock).await.text.contains("On leave"));
        let pause = hidden(&client.get(&page).await.text, "pause").expect("the pause");
        client.post(&format!("{page}/reminders"), &[("pause", &pause)]).await;
        assert!(client.get(&page).await.text.contains("Pause reminders") && !client.get(clock).await.text.contains("On leave"));
    });
}

/// Where the line that says what was put on a shortlist is taken back.
fn way_back(page: &str) -> String {
    let path = "/b/fennel-rye/creators/shortlist/take-back";
    format!("{path}{}", hidden_after(page, &format!("action=\"{path}")).replace("&amp;", "&"))
}

/// What follows a text, up to the next quote.
fn hidden_after(page: &str, start: &str) -> String {
    page.split(start).nth(1).and_then(|rest| rest.split('"').next()).expect("what follows").to_owned()
}

#[test]
fn a_line_of_the_brands_list_says_how_bad_it_is_or_is_named() {
    on_both(async |world| {
        let mut client = Client::signed_in(world).await;
        let profile = "/b/fennel-rye/settings/profile";
        let page = client.get(profile).await;
        let version = hidden(&page.text, "version").expect("a version");
        let list = |lines: &'static str| [("version", version.clone()), ("do_not_say", lines.to_owned())];
        let sent = list("miracle\r\ncheap; awful");
        let wrong = client.post(profile, &sent.each_ref().map(|(name, value)| (*name, value.as_str()))).await;
        assert!(wrong.status == 422 && wrong.text.contains("Line 2,") && wrong.text.contains("cheap; awful"), "{}", wrong.text);
        let sent = list("miracle\r\ncheap ;MILD\r\nfake;serious");
        let right = client.post(profile, &sent.each_ref().map(|(name, value)| (*name, value.as_str()))).await;
        assert_eq!(right.status, 303, "{}", right.text);
        let kept = client.get(profile).await.text;
        assert!(kept.contains("cheap; mild") && kept.contains("fake; serious"), "{kept}");
    });
}
