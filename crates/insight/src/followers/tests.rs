//! Probabilities, kinds and shares against published figures and the rules of docs/domain.md, 12b.

use super::*;

/// What is changed in an account, and how.
type Change = (&'static str, fn(&mut Account));

fn shell(at: usize) -> Account {
    Account {
        username: format!("qx{at}8812"),
        name: Some(String::new()),
        bio: Some(String::new()),
        has_picture: Some(false),
        followers: Some(3),
        following: Some(1200),
        posts: Some(0),
        private: Some(false),
        link: Some(false),
        created_days: Some(20),
        ..Account::default()
    }
}

fn friend(at: usize) -> Account {
    Account {
        username: format!("jo.fields{}", "x".repeat(at % 7)),
        name: Some("Jo Fields".to_owned()),
        bio: Some("Runs, bakes, and posts about both.".to_owned()),
        has_picture: Some(true),
        followers: Some(310),
        following: Some(290),
        posts: Some(84),
        private: Some(false),
        link: Some(false),
        created_days: Some(1900),
        ..Account::default()
    }
}

fn sample(shells: usize, friends: usize) -> Vec<Account> {
    (0..shells).map(shell).chain((0..friends).map(friend)).collect()
}

#[test]
fn kinds_go_by_the_published_limits_first_fit_first() {
    let kind = |followers, following| judge(&Account { followers: Some(followers), following: Some(following), ..friend(0) }).kind;
    // docs/domain.md, 12b: 6,000 followers and 1,600 followings is a mass follower.
    assert_eq!(kind(6_000, 1_600), AccountKind::MassFollower);
    assert_eq!(kind(6_000, 1_500), AccountKind::Real);
    assert_eq!(kind(6_000, 1_499), AccountKind::Influencer);
    assert_eq!(kind(5_000, 300), AccountKind::Real);
    assert_eq!(kind(5_001, 300), AccountKind::Influencer);
    assert_eq!(judge(&shell(1)).kind, AccountKind::Suspicious);
    assert_eq!(judge(&Account { username: "jo".to_owned(), posts: Some(3), ..Account::default() }).kind, AccountKind::Unknown);
}

#[test]
fn each_published_signal_makes_an_account_more_suspicious() {
    let before = judge(&friend(0)).probability;
    let changes: [Change; 6] = [
        ("no photo", |a| a.has_picture = Some(false)),
        ("following to followers", |a| a.following = Some(1400)),
        ("few followers", |a| a.followers = Some(4)),
        ("account age", |a| a.created_days = Some(10)),
        ("no posts", |a| a.posts = Some(0)),
        ("missing bio", |a| a.bio = Some(String::new())),
    ];
    for (what, change) in changes {
        let mut account = friend(0);
        change(&mut account);
        assert!(judge(&account).probability > before, "{what}");
    }
}

#[test]
fn one_weak_spot_makes_no_suspect_of_a_person() {
    let changes: [Change; 6] = [
        ("no photo", |a| a.has_picture = Some(false)),
        ("no posts", |a| a.posts = Some(0)),
        ("no bio", |a| a.bio = Some(String::new())),
        ("no name", |a| a.name = Some(String::new())),
        ("digits", |a| a.username = "jo19870412".to_owned()),
        ("follows many", |a| a.following = Some(2500)),
    ];
    for (what, change) in changes {
        let mut account = friend(0);
        change(&mut account);
        assert!(judge(&account).probability < model::suspicious_from(), "{what}");
    }
}

#[test]
fn a_hidden_fact_speaks_neither_way() {
    let mut hidden = friend(0);
    hidden.posts = None;
    hidden.bio = None;
    let judged = judge(&hidden);
    assert!(judged.reasons.iter().all(|reason| reason.feature != "posts" && reason.feature != "bio_length"));
    let mut empty = hidden.clone();
    empty.posts = Some(0);
    empty.bio = Some(String::new());
    assert!(judge(&empty).probability > judged.probability, "unknown is not zero");
}

#[test]
fn reasons_add_up_and_the_strongest_stand_first() {
    let judged = judge(&shell(1));
    assert!(judged.reasons.windows(2).all(|pair| pair[0].contribution.abs() >= pair[1].contribution.abs()));
    let odds: f64 = judged.reasons.iter().map(|reason| reason.contribution).sum::<f64>() + (0.184_f64 / 0.816).ln();
    // Reasons below 0.05 are not listed.
    assert!((1.0 / (1.0 + (-odds).exp()) - judged.probability).abs() < 0.02);
    assert!(judged.reasons.iter().any(|reason| reason.sentence == "It has never posted."));
}

#[test]
fn shares_fall_in_the_bands_of_the_domain() {
    for (shells, friends, band) in
        [(0, 200, Band::Good), (20, 180, Band::Good), (21, 179, Band::LookCloser), (50, 150, Band::LookCloser), (51, 149, Band::Reject)]
    {
        let estimate = estimate(&sample(shells, friends));
        assert_eq!((estimate.sampled, estimate.suspicious, estimate.band), (200, shells, band));
        assert!(!estimate.too_small && estimate.low <= estimate.share && estimate.share <= estimate.high);
    }
    let sure = |shells, friends| estimate(&sample(shells, friends)).band_is_certain;
    assert!(sure(400, 400) && sure(0, 400) && !sure(20, 180));
}

#[test]
fn a_sample_of_twelve_is_too_small_and_says_so() {
    let estimate = estimate(&sample(3, 9));
    assert_eq!((estimate.band, estimate.too_small, estimate.band_is_certain), (Band::TooFew, true, false));
    assert_eq!(estimate.share, 0.25);
    // Wilson, 3 of 12: 8.9 % to 53.2 %.
    assert!((estimate.low - 0.089).abs() < 5e-4 && (estimate.high - 0.532).abs() < 5e-4);
    assert_eq!(
        estimate.notes,
        ["A sample of 12 is too small for a verdict: the share may lie anywhere from 8.9 % to 53.2 %. Take at least 100 accounts."]
    );
}

#[test]
fn accounts_of_which_nothing_is_known_are_left_out_of_the_share() {
    let mut accounts = sample(30, 90);
    accounts.extend((0..80).map(|at| Account { username: format!("jo{at}"), ..Account::default() }));
    let estimate = estimate(&accounts);
    assert_eq!((estimate.sampled, estimate.share, estimate.kinds.unknown), (120, 0.25, 80));
    assert!(estimate.notes[0].starts_with("80 accounts were not judged"));
}

#[test]
fn nothing_sampled_says_nothing() {
    let estimate = estimate(&[]);
    assert_eq!((estimate.share, estimate.low, estimate.high, estimate.band), (0.0, 0.0, 1.0, Band::TooFew));
}

#[test]
fn the_strongest_reasons_count_suspicious_accounts_only() {
    let mut accounts = sample(40, 160);
    // Ten of the shells have a picture; the friends' missing pictures are no reason, because nobody suspects them.
    accounts.iter_mut().take(10).for_each(|account| account.has_picture = Some(true));
    accounts.iter_mut().rev().take(50).for_each(|account| account.has_picture = Some(false));
    let estimate = estimate(&accounts);
    assert_eq!((estimate.suspicious, estimate.strongest.len()), (40, 5));
    assert!(estimate.strongest.iter().all(|(_, accounts)| *accounts <= 40));
    assert!(estimate.strongest.windows(2).all(|pair| pair[0].1 >= pair[1].1), "the most frequent first");
    let posts = estimate.strongest.iter().find(|(reason, _)| reason == "Few or no posts");
    assert_eq!(posts.map(|(_, accounts)| *accounts), Some(40));
}

#[test]
fn mass_followers_and_both_limits_of_influencers_are_counted() {
    let mut accounts = sample(0, 170);
    accounts.extend((0..21).map(|_| Account { following: Some(1501), ..friend(0) }));
    accounts.extend((0..5).map(|_| Account { followers: Some(2001), ..friend(0) }));
    accounts.extend((0..4).map(|_| Account { followers: Some(5001), ..friend(0) }));
    let estimate = estimate(&accounts);
    assert_eq!((estimate.kinds.mass_followers, estimate.kinds.influencers, estimate.kinds.influencers_by_lower_limit), (21, 4, 5));
    assert!(estimate.many_mass_followers, "21 of 200 is more than 10 %");
}
