//! The judge against the labelled set, and against texts made to break it.

use super::quality_table::{Figures, Labelled, labelled};
use super::{Kind, Language, Sentiment, judge};

const LABELLED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/labelled");

fn rows() -> Vec<Labelled> {
    let table = std::fs::read_to_string(format!("{LABELLED}/comments.tsv")).expect("the labelled set is committed");
    labelled(&table).expect("every row is understood")
}

#[test]
fn the_labelled_set_for_building_is_judged_as_it_was_when_the_tables_were_made() {
    let rows = rows();
    let figures = Figures::of(rows.iter().filter(|row| row.split == "development"), true);
    let of = |kind| figures.kinds.get(&kind).copied().unwrap_or_default();
    assert!(figures.macro_f1() > 0.95, "{figures}");
    assert!(of(Kind::PurchaseIntent).precision() > 0.95, "{figures}");
    assert!(of(Kind::Spam).f1() > 0.95, "{figures}");
    assert!(figures.sentiment_recall() > 0.90, "{figures}");
    assert_eq!(figures.abstained.0, figures.abstained.1, "{figures}");
}

/// Rules of the guidelines (`data/labelled/README.md`), each with sentences of its own.
#[test]
fn each_rule_of_the_guidelines_decides() {
    let cases = [
        // The first that fits: an advert in the form of praise or of a question is an advert.
        ("So pretty! We'd love to send you some of our jewellery, message us on our main account", Kind::Spam, None),
        ("Wer will 500€ geschenkt? Link im Profil", Kind::Spam, None),
        ("F0LL0W M3 for d4ily m3mes", Kind::Spam, None),
        ("Ｆｒｅｅ ｇｉｆｔ ｃａｒｄｓ ｏｎ ｍｙ ｐｒｏｆｉｌｅ", Kind::Spam, None),
        ("Prоmo on my pagе, fоllow", Kind::Spam, None),
        ("👍🏽\u{200d}\u{fe0f} :-) !!", Kind::EmojiOnly, Some(Sentiment::Positive)),
        ("1️⃣", Kind::EmojiOnly, None),
        ("!!", Kind::Other, None),
        // Also when angry; not when refused or sent back.
        ("Immer noch ausverkauft, echt nervig", Kind::PurchaseIntent, Some(Sentiment::Negative)),
        ("where can I buy that rug?", Kind::PurchaseIntent, Some(Sentiment::Neutral)),
        ("me la he pedido ya, gracias por el código", Kind::PurchaseIntent, Some(Sentiment::Positive)),
        ("won't be buying it, the strap is plastic and the buckle rusts", Kind::Substantive, Some(Sentiment::Negative)),
        ("Je l'ai renvoyée, la couture a lâché au premier lavage", Kind::Substantive, Some(Sentiment::Negative)),
        ("not buying this even if you restock", Kind::Other, Some(Sentiment::Negative)),
        // "What size are you wearing" is a question; a mark does not make one.
        ("what size are you wearing?", Kind::Question, Some(Sentiment::Neutral)),
        ("where are you from?", Kind::Question, Some(Sentiment::Neutral)),
        ("tutorial please", Kind::Question, Some(Sentiment::Neutral)),
        ("how are you so pretty??", Kind::GenericPraise, Some(Sentiment::Positive)),
        ("who asked?", Kind::Other, Some(Sentiment::Negative)),
        // Two halves of evidence: something dangled, in disguised letters.
        ("Der Gеwinn reicht für uns alle", Kind::Spam, None),
        // As meant.
        ("It was never funny, the clip with the goat drags on and on", Kind::Substantive, Some(Sentiment::Negative)),
        ("Oh great, another charger that needs its own app", Kind::Substantive, Some(Sentiment::Negative)),
        ("not bad at all", Kind::GenericPraise, Some(Sentiment::Positive)),
        ("lol", Kind::Other, Some(Sentiment::Positive)),
        ("@nora.b", Kind::Other, None),
        ("Guten Morgen zusammen", Kind::Other, None),
    ];
    for (text, kind, sentiment) in cases {
        let judged = judge(text, None);
        assert_eq!((judged.kind, judged.sentiment), (Some(kind), sentiment), "{text}: {judged:?}");
        assert!(!judged.because.is_empty(), "{text}");
    }
}

#[test]
fn the_reason_names_the_words_that_decided() {
    assert_eq!(
        judge("Where did you get that lamp?", None).because.first().map(String::as_str),
        Some("asks where to buy: \"Where did you get\"")
    );
}

#[test]
fn another_language_is_not_judged_and_the_thread_tells_where_the_comment_cannot() {
    for text in ["Onde você comprou isso?", "ซื้อที่ไหนคะ", "Dove l'hai comprata? È bellissima", "Bunu nereden aldın?"]
    {
        assert_eq!(judge(text, None).kind, None, "{text}");
    }
    assert_eq!(judge("555", Language::from_code("th")).kind, None);
    assert_eq!(judge("😍", Language::from_code("th")).kind, Some(Kind::EmojiOnly));
    assert_eq!(judge("@nora.b", Some(Language::German)).language, Some(Language::German));
}

#[test]
fn no_text_is_too_odd() {
    let odd = [
        String::new(),
        " \n\t ".to_owned(),
        "\u{301}".repeat(5_000),
        "\u{200b}\u{fe0f}\u{200d}".repeat(100),
        "e\u{301}\u{302}\u{303}".repeat(3_000),
        "a ".repeat(50_000),
        "who asked? buy code? @a not good 😍 ".repeat(3_000),
        "'".repeat(1_000),
        "l'l'l'l'".repeat(1_000),
        "@#@#$$€€%%::,,..".repeat(500),
        "1,,1..1::1-1".repeat(500),
        "Приvет мир hello мир".to_owned(),
        "مرحبا hello 你好".to_owned(),
        "\u{202e}evil\u{202c} \u{fffd}\u{0}".to_owned(),
        "🇮🇪🇮".to_owned(),
        "ﷺ İı ſ ǅ".to_owned(),
    ];
    for text in &odd {
        let judged = judge(text, None);
        assert!(judged.because.len() <= 4);
    }
    assert_eq!(judge("", None).kind, Some(Kind::Other));
}
