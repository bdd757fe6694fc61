//! The search as whoever asks meets it: walls, words with errors, meaning, filters with what is unknown, order, counts, and an
//! index that is opened again.
//!
//! Expectations come from the question: who of a dozen made-up people a reader would name.

use domain::{
    creators::{Country, Platform, Tier},
    discovery::{AudienceAtLeast, Between, Filters, OwnField, is_less_alike},
    ids::CustomFieldId,
    time::DAY,
};
use insight::search::{Change, Entry, Hit, Index, Order, Place, Question, Scope};
use uuid::Uuid;

const ORGANISATION: Uuid = Uuid::from_u128(1);
const BRAND: Uuid = Uuid::from_u128(2);
const OTHER_BRAND: Uuid = Uuid::from_u128(3);

fn person(number: u128, name: &str, country: &str, followers: Option<i64>, bio: &str, posts: &[&str]) -> Entry {
    Entry {
        organisation: ORGANISATION,
        brand: Some(BRAND),
        creator: Uuid::from_u128(100 + number),
        names: vec![name.to_owned()],
        handles: vec![name.to_lowercase().replace(' ', ".")],
        bios: vec![bio.to_owned()],
        posts: posts.iter().map(|post| (*post).to_owned()).collect(),
        country: Some(country.to_owned()),
        languages: vec!["en".to_owned()],
        platforms: vec![("instagram".to_owned(), followers)],
        tier: Some("paid".to_owned()),
        contactable: true,
        since: i64::try_from(number).unwrap(),
        ..Entry::default()
    }
}

fn people() -> Vec<Entry> {
    vec![
        person(1, "Lucía Fernández", "ES", Some(12_000), "Vegan skincare for sensitive skin", &["My gentle morning routine"]),
        person(2, "Maya Okafor", "GB", Some(54_000), "Plant-based face care, honest reviews", &["Serum of the week"]),
        person(3, "Ben Hartley", "GB", Some(230_000), "Gaming laptops and mechanical keyboards", &["The fastest laptop I have tested"]),
        person(4, "Anja Vogt", "DE", None, "Street food tours", &["Noodles in a night market"]),
        person(5, "Skye Barlow", "GB", Some(8_000), "Running, hills and rain", &["Ten kilometres before breakfast", "New running shoes"]),
    ]
}

fn index_of(entries: Vec<Entry>) -> Index {
    let index = Index::in_memory().unwrap();
    put(&index, entries);
    index
}

fn put(index: &Index, entries: Vec<Entry>) {
    let mut changes: Vec<Change> = Vec::new();
    for entry in entries {
        match changes.iter_mut().find(|change| change.creator == entry.creator) {
            Some(change) => change.entries.push(entry),
            None => changes.push(Change { creator: entry.creator, entries: vec![entry] }),
        }
    }
    index.put(&changes).unwrap();
    index.commit("0.1").unwrap();
}

fn question(about: &str) -> Question {
    Question {
        organisation: ORGANISATION,
        brand: BRAND,
        scope: Scope::Known,
        about: about.to_owned(),
        near: None,
        filters: Filters::default(),
        only: None,
        without: Vec::new(),
        order: Order::Fit,
        offset: 0,
        limit: 10,
        now: 20_000 * DAY,
        counts: true,
        meaning: true,
    }
}

fn numbers(index: &Index, question: &Question) -> Vec<u128> {
    index.search(question).unwrap().hits.iter().map(|hit| hit.creator.as_u128() - 100).collect()
}

#[test]
fn words_find_names_handles_bios_and_posts_and_say_where() {
    let index = index_of(people());
    assert_eq!(numbers(&index, &question("lucia"))[0], 1, "without the accent");
    assert_eq!(numbers(&index, &question("@skye.barlow"))[0], 5);
    let found = index.search(&question("laptop")).unwrap();
    assert_eq!(found.hits[0].creator, Uuid::from_u128(103));
    let places: Vec<Place> = found.hits[0].reasons.words.iter().map(|(_, place)| *place).collect();
    assert_eq!(places, [Place::Bio, Place::Post], "laptops and laptop are one word");
    assert_eq!(numbers(&index, &question("luc"))[0], 1, "the beginning of a name");
}

#[test]
fn a_typing_error_is_read_as_the_word_that_somebody_has_and_that_is_said() {
    let found = index_of(people()).search(&question("skincre")).unwrap();
    assert_eq!(found.corrected, [("skincre".to_owned(), "skincare".to_owned())]);
    assert_eq!(found.hits[0].creator, Uuid::from_u128(101));
    let keeps_good_ones = person(190, "Tess", "GB", None, "", &["My sister keeps the good ones"]);
    let food = index_of(vec![keeps_good_ones]).search(&question("food")).unwrap();
    assert_eq!((food.corrected.len(), food.missing), (0, vec!["food".to_owned()]), "a word of the language is not misspelt");
    let serums = person(191, "Tess", "GB", None, "", &["Three serums, one winner"]);
    let serum = index_of(vec![serums]).search(&question("serum")).unwrap();
    assert_eq!((serum.total, serum.corrected.len(), serum.missing.len()), (1, 0, 0), "one of them is another form, not a correction");
    let nonsense = index_of(people()).search(&question("qqqzzzxx")).unwrap();
    assert_eq!((nonsense.total, nonsense.missing), (0, vec!["qqqzzzxx".to_owned()]));
}

#[test]
fn meaning_finds_who_says_it_in_other_words_and_leaves_out_who_does_not() {
    let index = index_of(people());
    let found = numbers(&index, &question("gentle moisturiser, cruelty-free"));
    assert!(found.contains(&1) && found.contains(&2), "{found:?}");
    assert!(!found.contains(&3) && !found.contains(&5), "{found:?}");
}

#[test]
fn whoever_is_little_alike_and_has_no_word_of_the_question_comes_last() {
    let index = index_of(people());
    for about in ["vegan skincare", "gentle moisturiser, cruelty-free", "breakfast serum", "running and food", "honest night routine"] {
        let hits = index.search(&question(about)).unwrap().hits;
        let below = |hit: &Hit| is_less_alike(!hit.reasons.words.is_empty(), hit.reasons.closeness);
        let line: Vec<bool> = hits.iter().map(below).collect();
        assert!(line.is_sorted(), "{about}: {hits:?}");
    }
    // By another order they stand where it puts them.
    let by_followers = Question { order: Order::Followers, ..question("honest night routine") };
    let all = |question: &Question| numbers(&index, question).into_iter().collect::<std::collections::BTreeSet<_>>();
    assert_eq!(all(&by_followers), all(&question("honest night routine")), "the line leaves nobody out");
}

#[test]
fn a_number_that_nobody_knows_does_not_fit_and_is_counted() {
    let index = index_of(people());
    let mut asked = question("");
    asked.filters.followers = Between { least: Some(10_000), most: Some(100_000) };
    let found = index.search(&asked).unwrap();
    assert_eq!(found.total, 2);
    assert_eq!(found.unknown, [("followers", 1)], "Anja's followers are unknown");
    asked.filters.countries = Country::parse("GB").into_iter().collect();
    let found = index.search(&asked).unwrap();
    assert_eq!((found.total, found.unknown.len()), (1, 0), "she is no Briton, so she is not missing here");
    // Never written to is not written to lately.
    let mut asked = question("");
    asked.filters.not_contacted_days = Some(30);
    assert_eq!(index.search(&asked).unwrap().total, 5);
    let mut written = people();
    written[0].last_contact_day = Some(19_990);
    written[1].last_contact_day = Some(19_900);
    assert_eq!(index_of(written).search(&asked).unwrap().total, 4);
}

#[test]
fn filters_meet_what_stands_in_the_rows() {
    let mut entries = people();
    entries[0].topics = vec!["Vegan Beauty".to_owned()];
    entries[1].platforms.push(("tiktok".to_owned(), Some(900_000)));
    entries[2].tier = Some("ambassador".to_owned());
    entries[3].city = Some("Köln".to_owned());
    entries[4].contactable = false;
    entries[0].audience_shares = vec![("DE".to_owned(), 30), ("female".to_owned(), 61)];
    entries[1].audience_shares = vec![("DE".to_owned(), 29)];
    entries[2].audience_countries = vec!["DE".to_owned()];
    let index = index_of(entries);
    let only = |filters: Filters| numbers(&index, &Question { filters, ..question("") });
    assert_eq!(only(Filters { topics: vec!["vegan beauty".to_owned()], ..Filters::default() }), [1]);
    assert_eq!(only(Filters { cities: vec!["KÖLN".to_owned()], ..Filters::default() }), [4]);
    assert_eq!(only(Filters { tiers: vec![Tier::Ambassador], ..Filters::default() }), [3]);
    assert_eq!(only(Filters { contactable: Some(false), ..Filters::default() }), [5]);
    let share = |text: &str| vec![AudienceAtLeast::read(text).unwrap()];
    assert_eq!(only(Filters { audience_shares: share("DE>=30"), ..Filters::default() }), [1]);
    assert_eq!(only(Filters { audience_shares: share("DE>=29"), ..Filters::default() }), [2, 1]);
    assert_eq!(only(Filters { audience_shares: share("female>=62"), ..Filters::default() }), Vec::<u128>::new());
    let germany: Vec<Country> = Country::parse("DE").into_iter().collect();
    assert_eq!(only(Filters { audience_countries: germany.clone(), ..Filters::default() }), [3]);
    assert_eq!(
        only(Filters { audience_countries: germany, audience_shares: share("DE>=30"), ..Filters::default() }),
        [3, 1],
        "any of them"
    );
    // Of the platform that is asked for, not of the largest account.
    let large = Between::at_least(500_000);
    assert_eq!(only(Filters { followers: large, platforms: vec![Platform::Instagram], ..Filters::default() }), Vec::<u128>::new());
    assert_eq!(only(Filters { followers: large, platforms: vec![Platform::TikTok], ..Filters::default() }), [2]);
}

#[test]
fn each_own_field_must_hold_and_one_of_its_values_is_enough() {
    let field = |number: u128| CustomFieldId(Uuid::from_u128(number));
    let (size, met) = (field(21), field(22));
    let stands = |values: &[(CustomFieldId, &str)]| -> Vec<OwnField> {
        values.iter().flat_map(|(field, value)| OwnField::of(*field, value)).collect()
    };
    let mut entries = people();
    entries[0].own = stands(&[(size, "M"), (met, "The Canal  Fair")]);
    entries[1].own = stands(&[(size, "L")]);
    entries[2].own = stands(&[(met, "the canal fair")]);
    entries[3].own = stands(&[(met, "M")]);
    let index = index_of(entries);
    let asked = |own: &[(CustomFieldId, &str)]| {
        let own = own.iter().map(|(field, value)| OwnField { field: *field, value: (*value).to_owned() }).collect();
        Question { filters: Filters { own, ..Filters::default() }, ..question("") }
    };
    let only = |own: &[(CustomFieldId, &str)]| numbers(&index, &asked(own));
    assert_eq!(only(&[(size, "m")]), [1], "and not who has the same in another field");
    assert_eq!(only(&[(size, "M"), (size, "L")]), [2, 1]);
    assert_eq!(only(&[(met, "The canal fair")]), [3, 1]);
    assert_eq!(only(&[(size, "M"), (met, "the canal fair")]), [1]);
    assert_eq!(only(&[(met, OwnField::ANYTHING)]), [4, 3, 1]);
    assert_eq!(only(&[(field(23), "M")]), Vec::<u128>::new());
    let counts = index.search(&question("")).unwrap().counts.facets;
    let counted = |own: OwnField| {
        let one = counts.iter().find(|(name, value, _)| name == "field" && *value == own.written());
        one.map(|(.., count)| *count)
    };
    let of = |value: &str| counted(OwnField { field: met, value: value.to_owned() });
    assert_eq!((of("*"), of("the canal fair"), of("m"), of("l")), (Some(3), Some(2), Some(1), None));
}

#[test]
fn who_nobody_called_verified_or_not_is_counted_as_unknown() {
    let mut entries = people();
    (entries[0].verified, entries[1].verified, entries[2].verified) = (Some(true), Some(false), Some(true));
    let index = index_of(entries);
    let asked = |verified| Question { filters: Filters { verified: Some(verified), ..Filters::default() }, ..question("") };
    let yes = index.search(&asked(true)).unwrap();
    assert_eq!((numbers(&index, &asked(true)), yes.unknown), (vec![3, 1], vec![("verified", 2)]));
    assert_eq!(numbers(&index, &asked(false)), [2]);
    let counts = index.search(&question("")).unwrap().counts.facets;
    let counted = |value: &str| counts.iter().find(|(name, of, _)| name == "verified" && of == value).map(|(.., count)| *count);
    assert_eq!((counted("yes"), counted("no")), (Some(2), Some(1)));
}

#[test]
fn only_and_without_are_sets_of_creators() {
    let index = index_of(people());
    let id = |number: u128| Uuid::from_u128(100 + number);
    assert_eq!(numbers(&index, &Question { only: Some(vec![id(2), id(4), id(9)]), ..question("") }), [4, 2]);
    assert_eq!(numbers(&index, &Question { only: Some(Vec::new()), ..question("") }), Vec::<u128>::new());
    assert_eq!(numbers(&index, &Question { without: vec![id(2), id(4)], ..question("") }), [5, 3, 1]);
}

#[test]
fn an_order_by_followers_comes_only_where_it_is_asked() {
    let index = index_of(people());
    assert_eq!(numbers(&index, &question("")), [5, 4, 3, 2, 1], "known last first, where nothing fits better than another");
    let by_followers = Question { order: Order::Followers, ..question("") };
    assert_eq!(numbers(&index, &by_followers), [3, 2, 1, 5, 4]);
    let second_page = Question { offset: 2, limit: 2, ..by_followers };
    assert_eq!(numbers(&index, &second_page), [1, 5]);
}

#[test]
fn one_brand_finds_nothing_of_what_another_keeps() {
    let mut known = person(1, "Maya Okafor", "GB", Some(1_000), "Face care", &[]);
    known.tags = vec!["secret gem".to_owned()];
    let shared = Entry { brand: None, tags: Vec::new(), tier: None, known_by: vec![BRAND], ..known.clone() };
    let index = index_of(vec![known, shared]);
    let theirs = Question { brand: OTHER_BRAND, ..question("secret gem") };
    assert_eq!(index.search(&theirs).unwrap().total, 0, "they do not know her");
    let new = Question { scope: Scope::New, ..theirs.clone() };
    assert_eq!(index.search(&new).unwrap().total, 0, "the tag is not shared");
    let new = Question { scope: Scope::New, about: "maya".to_owned(), ..theirs.clone() };
    let found = index.search(&new).unwrap();
    assert_eq!((found.total, found.hits[0].known), (1, false));
    assert!(found.counts.facets.iter().all(|(name, ..)| name != "tag" && name != "tier"));
    assert_eq!(index.search(&Question { scope: Scope::New, ..question("maya") }).unwrap().total, 0, "we know her");
    assert_eq!(index.search(&Question { scope: Scope::Everyone, ..question("maya") }).unwrap().total, 1, "and find her once");
    let elsewhere = Question { organisation: Uuid::from_u128(9), scope: Scope::Everyone, brand: OTHER_BRAND, ..question("maya") };
    assert_eq!(index.search(&elsewhere).unwrap().total, 0);
}

#[test]
fn another_organisations_words_correct_nothing_and_are_missing() {
    let mut theirs = person(1, "Maya Okafor", "GB", Some(1_000), "Face care", &[]);
    theirs.tags = vec!["blacklisted".to_owned()];
    let elsewhere = Entry { organisation: Uuid::from_u128(9), brand: Some(Uuid::from_u128(10)), ..theirs };
    let index = index_of(vec![elsewhere, person(2, "Ben Hartley", "GB", Some(2_000), "Bread", &[])]);
    for word in ["blaklisted", "blacklisted"] {
        let found = index.search(&question(word)).unwrap();
        assert_eq!((found.corrected.len(), found.missing), (0, vec![word.to_owned()]));
    }
}

#[test]
fn counts_say_what_a_further_filter_would_leave() {
    let found = index_of(people()).search(&question("")).unwrap();
    let countries: Vec<(&str, u64)> =
        found.counts.facets.iter().filter(|(name, ..)| name == "country").map(|(_, value, count)| (value.as_str(), *count)).collect();
    assert_eq!(countries, [("GB", 3), ("DE", 1), ("ES", 1)]);
    assert!(!found.counts.estimated);
}

#[test]
fn a_change_replaces_what_stood_there_and_a_creator_can_go() {
    let index = index_of(people());
    put(&index, vec![person(3, "Ben Hartley", "GB", Some(1), "Sourdough bread", &[])]);
    assert!(!numbers(&index, &question("laptop")).contains(&3));
    assert_eq!(numbers(&index, &question("sourdough"))[0], 3);
    index.put(&[Change { creator: Uuid::from_u128(103), entries: Vec::new() }]).unwrap();
    index.commit("0.2").unwrap();
    assert_eq!((index.len(), index.watermark().as_deref()), (4, Some("0.2")));
}

#[test]
fn an_index_in_a_folder_is_opened_again_and_a_broken_one_is_made_anew() {
    let folder = std::env::temp_dir().join(format!("troupe-search-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    {
        let index = Index::open(&folder).unwrap();
        put(&index, people());
    }
    {
        let index = Index::open(&folder).unwrap();
        assert_eq!((index.len(), index.watermark().as_deref()), (5, Some("0.1")));
        assert!(numbers(&index, &question("gentle moisturiser, cruelty-free")).contains(&2), "vectors are there again");
        assert!(Index::open(&folder).is_err(), "a second one does not take it away from the first");
        assert_eq!(index.search(&question("")).unwrap().total, 5);
        put(&index, vec![person(9, "Ida Holm", "DK", None, "Rye bread", &[])]);
        assert_eq!(numbers(&index, &question("rye"))[0], 9);
    }
    std::fs::write(folder.join("meta.json"), "{ broken").unwrap();
    let index = Index::open(&folder).unwrap();
    assert_eq!((index.len(), index.watermark()), (0, None));
    drop(index);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn any_question_is_answered() {
    let index = index_of(people());
    for about in ["", " ", "🥑", "ภาษาไทย", "a AND (b OR", "\"", "*", "name:maya", &"word ".repeat(2_000), "\u{0}", "🧑‍🎤 lucia"]
    {
        let found = index.search(&question(about)).unwrap();
        assert!(found.hits.len() <= 10, "{about:.20}");
    }
}

#[test]
fn likeness_orders_everybody_and_leaves_nobody_out() {
    let index = index_of(people());
    let near = insight::meaning::vector("computer games and hardware");
    let found = index.search(&Question { near, ..question("") }).unwrap();
    assert_eq!((found.total, found.hits[0].creator), (5, Uuid::from_u128(103)));
}

#[test]
fn how_often_somebody_posts_is_of_the_day_on_which_one_asks() {
    let mut every_other_day = person(1, "Lucía Fernández", "ES", Some(12_000), "Vegan skincare", &[]);
    every_other_day.posted = (0..50).map(|at| (19_999 - 2 * at) * DAY).collect();
    let few = Entry { posted: vec![19_990 * DAY], ..person(2, "Maya Okafor", "GB", Some(54_000), "Face care", &[]) };
    let index = index_of(vec![every_other_day, few]);
    let between = |least, most, days: i64| {
        let posts_a_week = Between { least, most };
        let asked = Question { now: (20_000 + days) * DAY, filters: Filters { posts_a_week, ..Filters::default() }, ..question("") };
        let found = index.search(&asked).unwrap();
        (found.total, found.unknown)
    };
    // Of one post nothing is said, so one is counted as unknown beside the other.
    assert_eq!(between(Some(3_000), Some(5_000), 0), (1, vec![("posts_a_week", 1)]));
    // Six weeks later without another post it is half of that, without anybody having touched the creator.
    assert_eq!(between(Some(3_000), None, 42).0, 0);
    assert_eq!(between(Some(1_500), Some(2_000), 42).0, 1);
    // Half a year later nothing is left in twelve weeks.
    assert_eq!(between(None, Some(100_000), 182).0, 0);
}
