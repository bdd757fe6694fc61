//! Who is proposed as one, and who is not, by cases that a person would judge so.

use super::*;
use crate::{
    creators::{Country, Handle, Manager, NewCreator, Profile},
    ids::{CreatorId, Id, ProfileId},
    time::Timestamp,
};

/// A record: name, e-mail address, `platform/handle`.
struct Record {
    creator: Creator,
    accounts: Vec<CreatorProfile>,
    at_address: usize,
}

fn record(name: &str, email: &str, accounts: &[&str]) -> Record {
    let input = NewCreator { name: name.into(), email: (!email.is_empty()).then(|| email.into()), ..NewCreator::default() };
    let id = CreatorId::from_uuid(uuid::Uuid::from_u128(1));
    let account = |text: &&str| {
        let (platform, handle) = text.split_once('/').unwrap();
        let platform = Platform::parse(platform);
        let handle = Handle::parse(&platform, handle).ok();
        CreatorProfile::new(id, ProfileId::from_uuid(uuid::Uuid::from_u128(2)), Profile::of(platform, handle), None)
    };
    Record { creator: Creator::new(&input.check().unwrap(), Timestamp(1)), accounts: accounts.iter().map(account).collect(), at_address: 1 }
}

fn compared(record: &Record) -> Compared<'_> {
    Compared { creator: &record.creator, accounts: &record.accounts, at_address: record.at_address }
}

fn between(one: &Record, other: &Record) -> Vec<Likeness> {
    likeness(compared(one), compared(other))
}

fn proposed(one: &Record, other: &Record) -> bool {
    let (there, back) = (between(one, other), between(other, one));
    assert_eq!(there.is_empty(), back.is_empty(), "it does not matter who is looked at first");
    !there.is_empty()
}

#[test]
fn a_name_alone_proposes_nothing() {
    assert!(!proposed(&record("Maria García", "", &[]), &record("Maria Garcia", "", &[])));
    let (mut one, mut other) = (record("Maria García", "", &[]), record("María Garcia", "", &[]));
    (one.creator.country, other.creator.country) = (Country::parse("ES"), Country::parse("ES"));
    assert!(!proposed(&one, &other), "a country is shared by millions");
    (one.creator.city, other.creator.city) = (Some("Valencia".into()), Some("valencia".into()));
    assert_eq!(between(&one, &other), [Likeness::Name, Likeness::City { city: "Valencia".into() }]);
    other.creator.country = Country::parse("VE");
    assert!(!proposed(&one, &other), "another Valencia");
}

#[test]
fn a_name_with_another_fact_proposes() {
    for (mine, theirs, expected) in [
        ("maria.garcia@gmail.com", "mariagarcia@outlook.com", true),
        ("hello@gmail.com", "hello@outlook.com", false),
        ("maria@garciastudio.example", "info@garciastudio.example", true),
        ("maria@gmail.com", "mgarcia@gmail.com", false),
    ] {
        let (one, other) = (record("Maria García", mine, &[]), record("Maria Garcia", theirs, &[]));
        assert_eq!(proposed(&one, &other), expected, "{mine} {theirs}");
    }
    let (mut one, mut other) = (record("Nia Bell", "", &[]), record("Bell Nia", "", &[]));
    let manager = |name: &str| Some(Manager { name: name.into(), email: "ana@talent.example".into() });
    (one.creator.manager, other.creator.manager) = (manager("Ana"), manager("Ana P."));
    assert!(proposed(&one, &other), "words in another order, one agent");
    let mut stranger = record("Tom Hale", "", &[]);
    stranger.creator.manager = manager("Ana");
    assert!(!proposed(&one, &stranger), "an agent has many creators");
}

#[test]
fn a_name_with_what_the_accounts_say_of_themselves_proposes() {
    let with = |name: &str, account: &str, bio: &str| {
        let mut record = record(name, "", &[account]);
        record.accounts[0].bio = Some(bio.into());
        record
    };
    for (mine, theirs, expected) in [
        ("Slow repairs, loud colours. Leeds, mostly.", "Slow repairs & loud colours – Leeds mostly!", vec![Likeness::Name, Likeness::Bio]),
        ("Coffee lover", "Coffee lover", vec![]),
        ("Slow repairs, loud colours. Leeds, mostly.", "Trail runs before breakfast, and what I ate after.", vec![]),
        (
            "All links: https://linktr.ee/mendsmaya",
            "tea (linktr.ee/mendsmaya/)",
            vec![Likeness::Link { url: "linktr.ee/mendsmaya".into() }, Likeness::Name],
        ),
        ("write to me@mends.example e.g. on Monday", "write me@mends.example e.g. soon", vec![]),
    ] {
        let (one, other) = (with("Maya Okonkwo", "instagram/mmends", mine), with("Maya Okonkwo", "tiktok/themendery", theirs));
        assert_eq!(between(&one, &other), expected, "{mine} {theirs}");
        let stranger = with("Tom Hale", "tiktok/themendery", theirs);
        // One link in both is enough to ask; the same words are not.
        let linked = expected.iter().any(|reason| matches!(reason, Likeness::Link { .. }));
        assert_eq!(proposed(&one, &stranger), linked, "many say the same of themselves: {mine}");
    }
}

#[test]
fn one_link_under_two_names_is_asked_about_unless_it_is_an_agencys() {
    let with = |name: &str, account: &str, country: &str| {
        let mut record = record(name, "", &[account]);
        let words = if name.starts_with("Maya") { "Everything I wear and mend:" } else { "Slow repairs, loud colours. Leeds." };
        record.accounts[0].bio = Some(format!("{words} linktr.ee/mendsmaya"));
        record.creator.country = Country::parse(country);
        record
    };
    let (maya, mends) = (with("Maya Okonkwo", "instagram/mmends", "GB"), with("Mends & Makes", "tiktok/themendery", "GB"));
    assert_eq!(between(&maya, &mends), [Likeness::Link { url: "linktr.ee/mendsmaya".into() }]);
    assert!(!proposed(&maya, &with("Mends & Makes", "tiktok/themendery", "US")), "two countries and two names");
    assert!(!proposed(&maya, &with("Mends & Makes", "instagram/themendery", "GB")), "two accounts on one platform are two people's");
    let mut shared = with("Mends & Makes", "tiktok/themendery", "GB");
    shared.at_address = MOST_AT_ONE_ADDRESS + 1;
    assert!(!proposed(&maya, &shared), "an agency's address beside it");
    assert_eq!(bio_link(Some("Ask (https://www.Linktr.ee/MendsMaya/?x=1), or c.example/d")).as_deref(), Some("linktr.ee/mendsmaya"));
    assert_eq!((bio_link(Some("tea and repairs")), bio_link(None)), (None, None));
}

#[test]
fn what_leads_to_the_brands_own_shop_is_told_from_other_reasons() {
    let link = |url: &str| Likeness::Link { url: url.to_owned() };
    let own = |found: &[Likeness]| only_links_to(found, "https://www.Fennelrye.example/shop?ref=1");
    assert!(own(&[link("fennelrye.example/maya")]) && own(&[link("fennelrye.example"), link("shop.fennelrye.example/a")]));
    assert!(!own(&[link("linktr.ee/maya")]) && !own(&[link("fennelrye.example"), link("linktr.ee/maya")]));
    assert!(!own(&[link("notfennelrye.example")]) && !own(&[link("fennelrye.example"), Likeness::Name]));
    assert!(!only_links_to(&[link("linktr.ee/maya")], " "), "a brand without a website");
}

#[test]
fn one_handle_on_two_platforms_proposes_and_a_short_one_does_not() {
    for (mine, theirs, expected) in [
        ("instagram/mayaokonkwo", "tiktok/maya.okonkwo", true),
        ("instagram/mayaokonkwo", "instagram/mayaokonkwo.official", true),
        ("instagram/maya", "tiktok/maya", false),
        ("instagram/mayaokonkwo", "tiktok/mayaokonkwa", false),
    ] {
        let (one, other) = (record("Maya O.", "", &[mine]), record("M. Okonkwo", "", &[theirs]));
        assert_eq!(proposed(&one, &other), expected, "{mine} {theirs}");
    }
    let (mut one, mut other) = (record("Sunny", "", &["instagram/sunnyday"]), record("Day, S.", "", &["tiktok/sunny.day"]));
    (one.creator.country, other.creator.country) = (Country::parse("GB"), Country::parse("BR"));
    assert!(!proposed(&one, &other), "two countries and two names");
}

#[test]
fn an_agencys_address_proposes_nothing_by_itself() {
    let (mut one, other) = (record("Maya", "book@talent.example", &[]), record("Noor", "Book@talent.example", &[]));
    assert!(proposed(&one, &other), "two of one address are asked about");
    one.at_address = MOST_AT_ONE_ADDRESS + 1;
    assert!(!proposed(&one, &other));
    let accounts =
        (record("Maya", "book@talent.example", &["instagram/maya.k"]), record("Noor", "book@talent.example", &["instagram/noor"]));
    assert!(!proposed(&accounts.0, &accounts.1), "one manager's address for two accounts of one platform");
}

#[test]
fn what_the_store_looks_up_by_finds_what_the_rule_would_propose() {
    for (one, other) in [("Maria García", "María Garcia"), ("Zoë O'Neill", "Zoe ONeill"), ("Jean-Luc Moreau", "Jean Luc Moreau")] {
        assert_eq!(name_bones(one), name_bones(other));
        assert!(names_alike(one, other));
    }
    assert_eq!(stem("maya.okonkwo_official"), "mayaokonkwo");
    assert_eq!((distance(b"maya", b"maja"), distance(b"", b"ab"), distance(b"kitten", b"sitting")), (1, 2, 3));
    assert!(!names_alike("Li Na", "Li Xi") && !names_alike("Anna Berg", "Hanna Burg"));
}
