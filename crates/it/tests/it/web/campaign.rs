//! A campaign's pages as a manager uses them, and what each role sees of them.
//!
//! Invariant: every link on these pages leads somewhere, and nobody is shown a verb that they may not run. Absent: the
//! rules behind the verbs; the rooms' own tests have them.

use std::collections::BTreeSet;

use domain::team::Role;

use super::{
    client::{Client, hidden},
    pages::CAMPAIGN,
};
use crate::support::{World, on_both};

const BASE: &str = "/b/fennel-rye";
const LIST: &str =
    "Name,IG,Email,Followers\nMaya Okonkwo,@mayaskinnotes,maya@creators.example,48.2K\nTess Whitcombe,@tesstriesitall,,21.9K\n";

/// A campaign in draft, and two creators on its shortlist, one of whom has no address.
async fn shortlisted(world: &World) -> Client {
    let mut client = Client::signed_in(world).await;
    client.get(&format!("{BASE}/campaigns/new")).await;
    assert_eq!(client.post(&format!("{BASE}/campaigns"), CAMPAIGN).await.status, 303);
    let options = [("source", "cold"), ("tier", "paid")];
    let looked = client.post_file(&format!("{BASE}/creators/import"), &options, ("file", "list.csv", LIST.as_bytes())).await;
    let kept = hidden(&looked.text, "kept").expect("the kept file");
    let run = [("kept", kept.as_str()), ("do", "import"), ("source", "cold"), ("tier", "paid")];
    assert_eq!(client.post(&format!("{BASE}/creators/import/run"), &run).await.status, 303);
    let page = client.get(&format!("{BASE}/campaigns/autumn-repair/add")).await;
    let creators = values(&page.text, "creator");
    assert_eq!(creators.len(), 2, "{}", page.text);
    let fields: Vec<(&str, &str)> = creators.iter().map(|id| ("creator", id.as_str())).collect();
    assert_eq!(client.post(&format!("{BASE}/campaigns/autumn-repair/add"), &fields).await.status, 303);
    client
}

/// The values of the boxes with a name.
fn values(page: &str, name: &str) -> Vec<String> {
    let start = format!("name=\"{name}\" value=\"");
    page.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

#[test]
fn every_link_on_the_pages_leads_somewhere() {
    on_both(async |world| {
        let mut client = shortlisted(world).await;
        let mut seen = BTreeSet::new();
        let mut next: Vec<String> = [
            "today",
            "creators",
            "creators/import",
            "campaigns",
            "campaigns/new",
            "campaigns/autumn-repair",
            "campaigns/autumn-repair/plan",
        ]
        .map(|page| format!("{BASE}/{page}"))
        .to_vec();
        while let Some(address) = next.pop() {
            if !seen.insert(address.clone()) {
                continue;
            }
            let answer = client.get(&address).await;
            assert!(answer.status < 400, "{address} answers {}", answer.status);
            let links = answer.text.split("href=\"").skip(1).filter_map(|rest| rest.split(['"', '#']).next());
            let inside = links.filter(|link| link.starts_with(BASE) && !link.contains("/settings") && !link.ends_with("/undo"));
            next.extend(inside.map(|link| link.replace("&amp;", "&")));
        }
        assert!(seen.contains(&format!("{BASE}/campaigns/autumn-repair/brief")) && seen.len() > 20, "{seen:?}");
        assert_eq!(client.get(&format!("{BASE}/campaigns/autumn-repair/invite")).await.status, 303, "a sent form's address");
    });
}

#[test]
fn nobody_is_shown_a_verb_that_they_may_not_run() {
    on_both(async |world| {
        let mut owner = shortlisted(world).await;
        let creator = values(&owner.get(&format!("{BASE}/creators")).await.text, "creator").remove(0);
        let one = format!("creators/{creator}");
        for (name, role) in [("Vera Viewer", Role::Viewer), ("Rita Reviewer", Role::Reviewer), ("Finn Finance", Role::Finance)] {
            world.person(name, role).await;
            let mut client = Client::new(world);
            client.sign_in(&format!("{}@fennel.example", domain::text::slug(name))).await;
            let first = client.get("/").await.location;
            assert_eq!(client.get(&first).await.status, 200, "{role:?} begins at {first}");
            for page in
                ["campaigns", "campaigns/autumn-repair", "campaigns/autumn-repair/plan", "campaigns/autumn-repair/brief", "creators", &one]
            {
                let answer = client.get(&format!("{BASE}/{page}")).await;
                if role == Role::Viewer && (page.contains("brief") || page.starts_with("creators")) {
                    assert_eq!(answer.status, 404, "a viewer reads reports, not {page}");
                    continue;
                }
                assert_eq!(answer.status, 200, "{role:?} {page}");
                for verb in ["/start", "/end", "/cancel", "/add", "/edit", "/new", "/import", "/notes", "/block", "/portal-link", "/brief"]
                {
                    assert!(
                        !answer.text.contains(&format!("{verb}\" enctype"))
                            && !answer.text.contains(&format!("action=\"{BASE}/{page}{verb}")),
                        "{role:?} {page} {verb}"
                    );
                }
                for words in
                    ["New campaign", "Add creators", "Start the campaign", "Change details", "Save as a new version", "End or cancel it"]
                {
                    assert!(!answer.text.contains(words), "{role:?} sees \"{words}\" on {page}");
                }
                for place in
                    ["/creators", "/campaigns", "/reports"].iter().filter(|place| answer.text.contains(&format!("href=\"{BASE}{place}\"")))
                {
                    assert!(client.get(&format!("{BASE}{place}")).await.status < 400, "{role:?} is led to {place}");
                }
            }
            for page in ["campaigns/new", "campaigns/autumn-repair/edit", "campaigns/autumn-repair/add", "creators/new", "creators/import"]
            {
                assert_eq!(client.get(&format!("{BASE}/{page}")).await.status, 404, "{role:?} {page}");
            }
        }
    });
}

#[test]
fn invitations_are_read_before_they_leave_and_who_is_left_out_is_named() {
    on_both(async |world| {
        let mut client = shortlisted(world).await;
        let base = format!("{BASE}/campaigns/autumn-repair");
        let draft = client.get(&format!("{base}/add")).await;
        assert!(draft.text.contains("has not been started"), "nobody is invited to a draft");
        let version = hidden(&draft.text, "version").expect("a version");
        assert_eq!(client.post(&format!("{base}/start"), &[("version", &version)]).await.status, 303);
        let page = client.get(&format!("{base}/add")).await;
        let everybody = values(&page.text, "collaboration");
        assert_eq!(everybody.len(), 2);
        assert!(page.text.contains("no e-mail address"), "who has none says so");

        let mut fields =
            vec![("subject", "Hello {{creator.first_name}}"), ("body", "Would you join {{campaign.name}}?\n\n{{portal.link}}")];
        fields.push(("collaboration", &everybody[0]));
        let look: Vec<(&str, &str)> = fields.iter().copied().chain([("do", "look")]).collect();
        let reads = client.post(&format!("{base}/invite"), &look).await;
        assert!(reads.status == 200 && reads.text.contains("Would you join Autumn Repair?"), "{}", reads.text);
        assert!(reads.text.contains("value=\"Hello {{creator.first_name}}\""), "what was typed stays");
        world.work().await;
        assert!(world.letters.to("maya@creators.example").is_empty(), "looking sends nothing");

        let nobody = client.post(&format!("{base}/invite"), &fields[..2]).await;
        assert!(nobody.status == 422 && nobody.text.contains("Choose at least one creator"), "{}", nobody.text);
        fields.retain(|(name, _)| *name != "collaboration");
        fields.extend(everybody.iter().map(|id| ("collaboration", id.as_str())));
        let sent = client.post(&format!("{base}/invite"), &fields).await;
        assert!(sent.text.contains("1 invited, 1 left out:") && sent.text.contains("Tess Whitcombe: "), "{}", sent.text);
        world.work().await;
        assert_eq!(world.letters.to("maya@creators.example").len(), 1);
    });
}

#[test]
fn of_two_who_write_the_brief_the_second_is_told_and_keeps_the_words() {
    on_both(async |world| {
        let mut client = shortlisted(world).await;
        let path = format!("{BASE}/campaigns/autumn-repair/brief");
        let first =
            [("objective", "Show how you mend dry skin."), ("talking_points", "Say what you noticed."), ("disclosure", "Say ad first.")];
        client.get(&path).await;
        let saved = client.post(&path, &first).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        let page = client.get(&path).await;
        let version = hidden(&page.text, "version").expect("a version");
        let with = |objective: &'static str, version: &str| {
            let mut fields: Vec<(&str, String)> = first.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
            fields[0].1 = objective.to_owned();
            fields.push(("version", version.to_owned()));
            fields
        };
        let send = |fields: &[(&str, String)]| fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect::<Vec<_>>();
        let one = send(&with("Show one thing.", &version));
        let one: Vec<(&str, &str)> = one.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(client.post(&path, &one).await.status, 303);
        let two = send(&with("Show another thing.", &version));
        let two: Vec<(&str, &str)> = two.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let refused = client.post(&path, &two).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("Show another thing.") && refused.text.contains("Somebody else changed this"), "{}", refused.text);
        assert!(client.get(&path).await.text.contains("Version 2"), "the second was not saved");
    });
}

#[test]
fn a_refused_verb_comes_back_to_the_plan_with_what_was_typed() {
    on_both(async |world| {
        let mut client = shortlisted(world).await;
        let base = format!("{BASE}/campaigns/autumn-repair");
        let stale = client.post(&format!("{base}/start"), &[("version", "99")]).await;
        assert!(stale.status == 422 && stale.text.contains("How many to invite") && stale.text.contains("Somebody else changed this"));
        let refused = client.post(&format!("{base}/cancel"), &[("reason", "")]).await;
        assert!(refused.status == 422 && refused.text.contains("Say why: each creator reads it."), "{}", refused.text);
        let cancelled = client.post(&format!("{base}/cancel"), &[("reason", "The product is late.")]).await;
        assert_eq!(cancelled.status, 303, "{}", cancelled.text);
        let page = client.get(&base).await;
        assert!(!page.text.contains("Add creators") && page.text.contains("Ended"), "{}", page.text);
    });
}
