//! Who applied by themselves while the demo's team looked elsewhere: an open page and a handful of applications in its queue.
//!
//! Invariant: everything goes through registered operations after the season's last hour, so that the season is what it would be
//! without it; every word is made up. Absent: answers; whoever tries the demo gives them.

use anyhow::Result;
use app::{App, Caller, creators::applications::form_token};
use domain::time::{MINUTE, Timestamp};
use serde_json::json;
use world::programme::Programme;

use super::beginning::run;

/// Name, address, account, country, language and words. The second is known by her account, the last one is a robot.
const WHO: [(&str, &str, &str, &str, &str, &str); 4] = [
    (
        "Imogen Ashdown",
        "imogen@ashdown.example",
        "@imogen.unhurried",
        "GB",
        "en",
        "I film slow evening routines from a narrowboat near Bath. Your oat cream has been on the shelf above my sink since spring, and people keep asking what it is.",
    ),
    (
        "Tess W.",
        "tess.new@whitcombe.example",
        "https://www.instagram.com/tesstriesitall",
        "GB",
        "en",
        "We worked together before; I have a new address and more time this winter.",
    ),
    (
        "Jonna Petersen",
        "jonna@petersen.example",
        "@jonna.deichblick",
        "DE",
        "de",
        "Ich zeige Hautpflege für Leute, die bei Wind und Salz draußen arbeiten. Ein Reel vom Deich wäre meins.",
    ),
    (
        "Best Growth Offers",
        "offer@mailinator.com",
        "@best_growth_offers",
        "US",
        "en",
        "Grow now http://offers.example/a http://offers.example/b http://offers.example/c",
    ),
];

/// Opens the page and lets them apply.
pub(super) async fn come(app: &App, programme: &Programme, opens: Timestamp) -> Result<()> {
    let page = json!({ "page": {
        "open": true,
        "text": "We look for people who write and film about skin the way they would tell a friend. We answer within a week.",
        "platforms": ["instagram", "tiktok", "youtube"],
        "questions": ["country", "about", "work"],
    }});
    run(app, &programme.manager.caller, "creators.update_application_page", page).await?;
    let form = form_token(app, programme.brand, opens.plus(-MINUTE));
    for (name, email, handle, country, language, about) in WHO {
        let command = json!({ "brand": "fennel-rye", "form": form, "language": language, "answers": {
            "name": name, "email": email, "accounts": [{ "platform": "instagram", "handle": handle }],
            "country": country, "about": about, "of_age": true, "consent": true,
        }});
        run(app, &Caller::visitor(), "creators.submit_application", command).await?;
    }
    Ok(())
}
