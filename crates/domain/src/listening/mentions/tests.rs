//! What a mention is, and what is none.

use super::*;
use crate::creators::import::Hints;

fn names() -> Names {
    Names::of("Fennel & Rye", &["@fennelandrye".into(), "https://www.tiktok.com/@fennel.rye".into()], &["#FennelFriday".into()])
}

fn post(text: &str) -> NewMention {
    NewMention {
        platform: Platform::Instagram,
        handle: "@maya.k".into(),
        name: "Maya".into(),
        id: None,
        url: Some("https://www.instagram.com/p/Cabc/?igsh=1".into()),
        posted_at: Timestamp(1_000 * DAY),
        text: text.into(),
        followers: Some(12_000),
        views: None,
        likes: Some(5),
        comments: None,
        seen_at: None,
    }
}

const NOW: Timestamp = Timestamp(1_100 * DAY);

fn kept(new: &NewMention) -> Mention {
    new.checked(&names(), "list.csv", NOW).expect("a mention")
}

#[test]
fn a_text_names_the_brand_by_account_hashtag_or_word() {
    for (text, expected) in [
        ("Soap by @fennelandrye.", vec![NamedBy::Account]),
        ("@FennelAndRye, again", vec![NamedBy::Account]),
        ("@fennelandrye_fans only", vec![NamedBy::Tag]),
        ("@fennelandrye.fans only", vec![NamedBy::Tag]),
        ("It is #fennelfriday!", vec![NamedBy::Hashtag]),
        ("#fennelrye for ever", vec![NamedBy::Hashtag]),
        ("#fennelfridays", vec![NamedBy::Tag]),
        ("I love fennel & rye, and #FennelFriday", vec![NamedBy::Hashtag, NamedBy::Word]),
        ("Fennel & Ryebread", vec![NamedBy::Tag]),
        ("", vec![NamedBy::Tag]),
    ] {
        assert_eq!(names().named_by(text), expected, "{text}");
    }
}

#[test]
fn the_brands_own_accounts_are_known_on_their_platform() {
    let handle = |platform: &Platform, text: &str| Handle::parse(platform, text).expect("a handle");
    let own = |platform: Platform, text: &str| names().is_own(&platform, &handle(&platform, text));
    assert!(own(Platform::Instagram, "FennelAndRye") && own(Platform::YouTube, "fennelandrye"), "named without a platform");
    assert!(own(Platform::TikTok, "fennel.rye") && !own(Platform::Instagram, "fennel.rye"), "named by its address");
}

#[test]
fn a_post_is_known_again_by_id_or_by_address_whatever_stands_behind_it() {
    assert_eq!(url_key("https://www.instagram.com/p/Cabc/?igsh=1"), url_key("http://instagram.com/p/Cabc"));
    assert_ne!(url_key("https://www.youtube.com/watch?v=a"), url_key("https://youtube.com/watch?v=b"));
    let video = url_key("https://www.youtube.com/watch?v=A");
    for other in ["https://youtu.be/A?si=x", "https://youtube.com/shorts/A/", "https://m.youtube.com/watch?app=desktop&v=A#t=5"] {
        assert_eq!(url_key(other), video, "{other}");
    }
    // What names the post stands behind the question mark; what only follows the reader goes.
    let story = |rest: &str| url_key(&format!("https://www.facebook.com/story.php?{rest}"));
    assert_eq!(story("story_fbid=1&id=9&utm_source=x&fbclid=y"), story("id=9&story_fbid=1"));
    assert_ne!(story("story_fbid=1&id=9"), story("story_fbid=2&id=9"));
    assert_eq!(kept(&post("x")).identity, "url:instagram.com/p/Cabc");
    assert_eq!(kept(&NewMention { id: Some("17".into()), ..post("x") }).identity, "id:17");
}

#[test]
fn what_is_seen_later_counts_in_whatever_order_it_is_told() {
    let first = kept(&NewMention { seen_at: Some(Timestamp(1_001 * DAY)), comments: Some(2), ..post("Soap by @fennelandrye") });
    let later = kept(&NewMention { seen_at: Some(Timestamp(1_002 * DAY)), likes: Some(50), comments: None, ..post("") });
    let (one, other) = (first.told_again(&later), later.told_again(&first));
    assert_eq!(one, other);
    assert_eq!((one.likes, one.comments, one.text.as_str()), (Some(50), Some(2), "Soap by @fennelandrye"));
    assert_eq!(one.named_by, [NamedBy::Account]);
    assert!(one.told_again(&first).says_the_same(&one), "told a third time");
}

#[test]
fn what_is_no_mention_says_why_by_field() {
    let fields = |new: NewMention| -> Vec<String> {
        new.checked(&names(), "x", NOW).expect_err("refused").0.into_iter().map(|error| error.field).collect()
    };
    assert_eq!(fields(NewMention { handle: "Maya Okafor".into(), ..post("") }), ["handle"]);
    assert_eq!(fields(NewMention { url: None, ..post("") }), ["url"]);
    assert_eq!(fields(NewMention { url: Some("javascript:alert(1)".into()), ..post("") }), ["url"]);
    assert_eq!(fields(NewMention { posted_at: NOW.plus(2 * DAY), likes: Some(-1), ..post("") }), ["posted_at", "likes"]);
}

#[test]
fn a_huge_text_is_cut_between_letters() {
    let huge = kept(&post(&"é\0".repeat(1_000_000)));
    assert_eq!(huge.text.chars().count(), MOST_TEXT);
    assert!(!huge.text.contains('\0'));
}

#[test]
fn a_file_is_read_row_by_row_and_a_bad_row_says_why() {
    let text = "Handle;Post URL;Date;Caption;Followers;Likes\n\
                @maya;https://www.tiktok.com/@maya/video/7;2.11.2026;So nice;1.2k;5\n\
                ;https://x.example/1;2026-11-02;;;\n\
                @ben;https://x.example/2;soon;;;\n\
                @cleo;https://x.example/3;2026-11-02;;many;\n";
    let plan = Plan::read(text.as_bytes(), "list.csv", &Hints { headings: Some(true), ..Hints::default() }).expect("a table");
    let read = read_mentions(&plan).expect("read");
    assert_eq!((read.rows, read.mentions.len(), read.refused.all), (4, 1, 3));
    let (row, maya) = &read.mentions[0];
    assert_eq!((*row, &maya.platform, maya.followers), (2, &Platform::TikTok, Some(1_200)));
    assert_eq!(read.refused.first.iter().map(|one| one.row).collect::<Vec<_>>(), [3, 4, 5]);
    assert!(read.refused.first[1].reason.contains("soon"));
    let nobody =
        Plan::read(b"date;text\n2026-11-02;x\n", "list.csv", &Hints { headings: Some(true), ..Hints::default() }).expect("a table");
    assert_eq!(read_mentions(&nobody), Err(ListError::NoPosts));
}

#[test]
fn a_mention_stays_on_its_platform_whatever_the_next_one_calls_it() {
    let first = kept(&post("x"));
    let other = kept(&NewMention { platform: Platform::parse("ig reels"), ..post("x") });
    assert_eq!(first.told_again(&other).platform, Platform::Instagram);
    let unknown = kept(&NewMention { platform: Platform::unknown(), ..post("x") });
    assert_eq!(unknown.told_again(&first).platform, Platform::Instagram, "what was unknown is learnt");
    let id = |id: &str| kept(&NewMention { id: Some(id.into()), ..post("x") });
    assert_eq!(
        (first.told_again(&id("1")).identity, id("1").told_again(&first).identity),
        ("id:1".into(), "id:1".into()),
        "an id is learnt"
    );
    assert_eq!(id("1").told_again(&id("2")).identity, "id:1", "and kept");
    assert!(first.told_again(&id("1")).says_the_same(&first), "which is no news");
    assert!(first.may_be(&id("1")) && id("1").may_be(&id("1")) && !id("1").may_be(&id("2")));
}

#[test]
fn what_a_platform_tells_of_posts_that_name_the_account_is_kept_as_long_as_every_other_mention() {
    use crate::creators::connections::{Service, policy};
    for service in Service::ALL {
        for rule in policy::rules(*service).filter(|rule| rule.about == "mention") {
            assert_eq!(rule.days, Some(crate::listening::KEPT_DAYS), "{service}");
        }
    }
}
