//! The made-up brand of the demo: what it sells, what it says, and the words that it writes with.
//!
//! Invariant: names, addresses and sites are invented and end in `.example`. Absent: numbers about real people.

use domain::{
    briefs::BriefContent,
    money::{Currency, Money},
    outreach::{Template, TemplateKind},
    team::{BrandProfile, BrandSettings, Claim, ClaimStanding, Product},
};

/// Pounds in minor units.
pub(super) fn pounds(whole: i64) -> Money {
    Money::new(whole * 100, Currency::GBP)
}

fn lines(all: &[&str]) -> Vec<String> {
    all.iter().map(|line| (*line).to_owned()).collect()
}

/// What Fennel & Rye stands for and may say.
pub(super) fn profile() -> BrandProfile {
    let claim = |text: &str, standing| Claim { text: text.to_owned(), standing };
    BrandProfile {
        values: lines(&["Kind to skin that reacts", "Plain words, no miracles", "Made in small batches"]),
        voice: "Calm and dry, like a friend who reads labels. No hype, no fear.".into(),
        visual_guide: "Real morning light, real bathrooms. The jar is seen, never polished. No filters on skin.".into(),
        products: vec![
            Product {
                name: "Oat Barrier Cream".into(),
                benefits: lines(&["Calms dry, tight skin", "No perfume"]),
                value: Some(pounds(24)),
            },
            Product { name: "Rye Night Balm".into(), benefits: lines(&["Softens rough patches over night"]), value: Some(pounds(28)) },
            Product { name: "Fennel Foam Cleanser".into(), benefits: lines(&["Cleans without the squeak"]), value: Some(pounds(16)) },
        ],
        claims: vec![
            claim("Made with colloidal oatmeal", ClaimStanding::Allowed),
            claim("Free of perfume", ClaimStanding::Allowed),
            claim("Calms dry skin", ClaimStanding::Allowed),
            claim("Dermatologically tested", ClaimStanding::NeedsSubstantiation),
            claim("Cures eczema", ClaimStanding::Forbidden),
        ],
        do_not_say: lines(&["miracle", "anti-ageing", "cures eczema"]),
        audiences: lines(&["People of 22 to 40 with dry or reactive skin"]),
        markets: lines(&["GB", "IE", "DE", "SE"]),
        competitors: lines(&["Plain Jar", "Nordlys Hud"]),
        website: "https://fennelandrye.example".into(),
        accounts: lines(&["@fennelandrye"]),
        names: lines(&["#fennelrye", "#fennelandrye"]),
    }
}

/// How Fennel & Rye works.
pub(super) fn settings() -> BrandSettings {
    BrandSettings {
        sender_name: "Nora at Fennel & Rye".into(),
        sender_email: "nora@fennelandrye.example".into(),
        postal_address: "Fennel & Rye Ltd, 14 Mill Lane, Leeds LS1 4XX, United Kingdom".into(),
        colour: Some("#47613c".into()),
        ..BrandSettings::default()
    }
}

/// How invitations begin.
pub(super) fn invitation() -> Template {
    Template {
        name: "First hello".into(),
        kind: TemplateKind::Invitation,
        subject: "{{campaign.name}}: would you like to try it, {{creator.first_name}}?".into(),
        body: "Hello {{creator.first_name}},\n\nI look after creators at {{brand.name}}, a small skin-care maker in Leeds. Your posts about skin that has bad days are why I write.\n\nWe are planning {{campaign.name}} and would love to have you in it. The words stay yours; we send the cream, a short brief, and pay on time.\n\nThis page is only for you. It says more, and lets you say yes or no in a minute:\n{{portal.link}}\n\n{{sender.name}}".into(),
    }
}

/// How thanks are said.
pub(super) fn thanks() -> Template {
    Template {
        name: "Thank you after posting".into(),
        kind: TemplateKind::General,
        subject: "Thank you, {{creator.first_name}}".into(),
        body: "Hello {{creator.first_name}},\n\nit is live and it is lovely. Your page shows when the fee arrives and how many people used your code:\n{{portal.link}}\n\n{{sender.name}}".into(),
    }
}

/// A brief that is understood in one read.
pub(super) fn brief(objective: &str) -> BriefContent {
    BriefContent {
        objective: objective.to_owned(),
        talking_points: lines(&[
            "Show where your skin feels dry.",
            "Put the cream on in your own way, on camera.",
            "Say what you noticed after a week, good or bad.",
        ]),
        brand_values: "We are kind to skin and plain in words.".into(),
        visual_guidelines: "Film in daylight. Show the jar once with the label to the front.".into(),
        hashtags: lines(&["#ad", "#fennelandrye"]),
        disclosure: "Write \"Ad\" as the first word of the caption, and show it on screen in the first 3 seconds.".into(),
        approval: "Send your draft in your portal. We answer in 24 hours. Two rounds of changes are in the fee.".into(),
        payment: "We pay 14 days after we have seen your post live.".into(),
        audience: "People of 22 to 40 with dry or reactive skin.".into(),
        benefits: lines(&["It calms dry skin.", "It has no perfume."]),
        do_not_say: lines(&["miracle", "anti-ageing", "cures eczema"]),
        references: vec![],
        flexible: "The words, the place, the music and the story are yours.".into(),
    }
}
