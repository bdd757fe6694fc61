//! Tests of the reading as a whole: cases from docs/domain.md, 12g, and from the guidelines of the labelled captions.

use super::*;

fn caption(text: &str, market: Market) -> Caption<'_> {
    Caption { text, market, language: None, platform: "instagram", platform_label: false }
}

fn verdict(text: &str, market: Market) -> Verdict {
    read(&caption(text, market)).disclosure.verdict
}

const LABELLED: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/labelled/captions.tsv"));

fn development() -> Vec<quality::Labelled> {
    let rows = quality::labelled(LABELLED).expect("the labelled captions can be read");
    rows.into_iter().filter(|row| row.split == "development").collect()
}

/// The same word is judged by each market's own list (docs/domain.md, 12g, and the sources in the rule table).
#[test]
fn each_market_has_its_own_words() {
    use Market::{France, Germany, Ireland, Spain, UnitedKingdom, UnitedStates};
    use Verdict::{Clear, Weak};
    use Weakness::{Language, Word};
    for (text, market, expected) in [
        ("#sponsored Oats for breakfast", UnitedStates, Clear),
        ("#sponsored Oats for breakfast", UnitedKingdom, Weak(Word)),
        ("#sponsored Oats for breakfast", Ireland, Weak(Word)),
        ("#sponsored Haferflocken zum Frühstück", Germany, Weak(Language)),
        ("#gifted A jumper", UnitedKingdom, Weak(Word)),
        ("#gifted A jumper", Ireland, Clear),
        ("#gifted un pull", France, Weak(Language)),
        ("#ad Mein neues Regal", Germany, Weak(Language)),
        ("Anzeige: mein neues Regal", Germany, Clear),
        ("#werbung mein neues Regal", Germany, Clear),
        ("Collaboration commerciale avec @x.fr", France, Clear),
        ("#collab avec @x.fr", France, Weak(Word)),
        ("Publicidad con @x", Spain, Clear),
        ("En colaboración con @x, una cena", Spain, Clear),
        ("Gracias a @x por la cajita", Spain, Clear),
        ("#sp cena con vistas", Spain, Weak(Word)),
        ("Glowing, thank you @x #sp", UnitedStates, Weak(Word)),
        ("so grateful #ambassador", UnitedStates, Weak(Word)),
        ("#paidpartner of @bank", UnitedStates, Weak(Word)),
        ("Thanks to Fernhollow for the free box of seedlings", UnitedStates, Clear),
        ("Thanks to Fernhollow for the free box of seedlings", UnitedKingdom, Weak(Word)),
    ] {
        assert_eq!(verdict(text, market), expected, "{text} in {market:?}");
    }
}

#[test]
fn a_label_is_a_word_of_its_own() {
    for text in [
        "New #adidas, bought in the sale",
        "Completely ad hoc dinner",
        "I'm an ad-free zone",
        "#advent day 9",
        "Tickets to see the #adagio",
        "We add butter",
    ] {
        assert_eq!(verdict(text, Market::UnitedStates), Verdict::NotNeeded, "{text}");
    }
    for text in
        ["＃ａｄ oats", "#аd oats", "#\u{200B}ad oats", "#𝗮𝗱 oats", "ＡＤ oats", "✨Ad✨ oats", "oats (ad)", "AD/GIFTED oats", "#Ad oats"]
    {
        assert_eq!(verdict(text, Market::UnitedStates), Verdict::Clear, "{text}");
    }
    assert_eq!(verdict("W e r b u n g | Topf von 1912", Market::Germany), Verdict::Clear);
    assert_eq!(verdict("wrbng neue Lampe", Market::Germany), Verdict::Weak(Weakness::Word));
    assert_eq!(verdict("Heute gefragt, ob Werbung bei uns erlaubt ist. Nein.", Market::Germany), Verdict::NotNeeded);
}

#[test]
fn what_is_denied_is_no_tie_unless_something_else_shows_one() {
    for (text, market) in [
        ("Not an ad! I bought it myself", Market::UnitedKingdom),
        ("not sponsored i just love this mop", Market::UnitedStates),
        ("keine Werbung, aber ihr braucht das", Market::Germany),
        ("Non sponsorisé, acheté avec mes sous", Market::France),
        ("Esto no está patrocinado por nadie", Market::Spain),
        ("Unbezahlte Werbung, selbst gekauft", Market::Germany),
        ("Not an #ad, I just love it", Market::UnitedStates),
        ("Running for charity, use my link to give", Market::UnitedKingdom),
    ] {
        assert_eq!(verdict(text, market), Verdict::NotNeeded, "{text}");
    }
    assert_eq!(verdict("Not sponsored, but LENA15 gets you 15 % off", Market::UnitedStates), Verdict::Weak(Weakness::Word));
    assert_eq!(verdict("Unbezahlte Werbung. Danke @haus für das Geschenk", Market::Germany), Verdict::Weak(Weakness::Word));
    assert_eq!(verdict("My reviews are never sponsored. LENA15 for 15 % off", Market::UnitedStates), Verdict::Weak(Weakness::Word));
    assert_eq!(verdict("No filter #ad", Market::UnitedStates), Verdict::Clear, "the filter is denied, not the label");
    assert_eq!(verdict("Code LENA15 at checkout", Market::UnitedStates), Verdict::Missing);
}

/// Three lines and 125 characters, no hand-made fold, no run of four hashtags (docs/domain.md, 12g).
#[test]
fn a_label_counts_where_people_see_it() {
    use Weakness::{Position, TagString};
    let market = Market::UnitedStates;
    assert_eq!(verdict("one\ntwo\n#ad three", market), Verdict::Clear);
    assert_eq!(verdict("one\n\n\n#ad four", market), Verdict::Weak(Position));
    assert_eq!(verdict("one\n.\n.\n#ad four", market), Verdict::Weak(Position));
    let (just, over) = ("é".repeat(120), "é".repeat(122));
    assert_eq!(verdict(&format!("{just} #ad"), market), Verdict::Clear, "ends at character 124");
    assert_eq!(verdict(&format!("{over} #ad"), market), Verdict::Weak(Position), "ends at character 126");
    assert_eq!(verdict("Hi ... more\n#ad", market), Verdict::Weak(Position));
    assert_eq!(verdict("Oats #one #two #ad #three", market), Verdict::Weak(TagString));
    assert_eq!(verdict("Oats #one #ad #three", market), Verdict::Clear);
    assert_eq!(verdict("#ad #one #two #three", market), Verdict::Clear, "it opens the caption");
    assert_eq!(verdict("Ad info is in the comments", market), Verdict::Weak(Position));
    assert_eq!(verdict("#gifted tea\n\n\n#ad", Market::UnitedKingdom), Verdict::Weak(Position), "the best of two words counts");
}

#[test]
fn the_platforms_label_is_enough_in_ireland_only() {
    let with = |market| read(&Caption { platform_label: true, ..caption("A slow morning", market) });
    assert_eq!(with(Market::Ireland).disclosure.verdict, Verdict::Clear);
    assert_eq!(with(Market::UnitedStates).disclosure.verdict, Verdict::Weak(Weakness::Word));
    assert!(with(Market::UnitedStates).sponsored.yes);
}

#[test]
fn a_verdict_names_the_term_the_rule_and_its_source() {
    let reading = read(&caption("#gifted A jumper", Market::UnitedKingdom));
    assert!(reading.disclosure.reason.contains("#gifted") && reading.disclosure.reason.contains("United Kingdom"));
    assert!(reading.disclosure.source.is_some_and(|source| source.contains("blogonuk.com")));
    assert_eq!(reading.disclosure.evidence.first().map(|evidence| evidence.text.as_str()), Some("#gifted"));
}

#[test]
fn figures_of_speech_denial_and_recovery_are_harmless() {
    for text in [
        "Killed it at the gym",
        "I quit drinking. Four years without a beer",
        "Die Torte: drei Böden, Schmand, Kirschen",
        "Drug store haul",
        "Shooting stars over the bay",
        "Esta tarta está de muerte",
        "À mourir de rire",
        "Not a cure for anything, just greens",
        "No wine tonight",
        "Sober for four years, and the wine is for the sauce",
        "Killer abs in ten minutes",
        "A murder mystery in a castle",
    ] {
        assert_eq!(read(&caption(text, Market::UnitedStates)).safety, [], "{text}");
    }
}

#[test]
fn what_is_serious_is_called_so() {
    for (text, topic) in [
        ("free bets when you sign up with my link", SafetyTopic::Gambling),
        ("This tea cures cancer", SafetyTopic::MedicalClaim),
        ("f*ck you and all of your friends", SafetyTopic::Profanity),
        ("those people are vermin", SafetyTopic::Hate),
        ("dem hau ich aufs maul", SafetyTopic::Violence),
        ("A whole bottle of vodka, driving home now", SafetyTopic::Alcohol),
        ("más fotos en mi página de pago 🔞", SafetyTopic::Adult),
    ] {
        let safety = read(&caption(text, Market::UnitedStates)).safety;
        assert!(safety.first().is_some_and(|finding| finding.topic == topic && finding.severity == Severity::High), "{text}: {safety:?}");
    }
    let swearing = read(&caption("shit, this oven. damn door. bloody hell", Market::UnitedKingdom)).safety;
    assert!(swearing.iter().all(|finding| finding.severity == Severity::High) && swearing.len() >= 3, "{swearing:?}");
    let low = read(&caption("#ad Two pints of bitter", Market::UnitedKingdom));
    assert_eq!(low.safety.first().map(|finding| finding.severity), Some(Severity::Low));
    assert_eq!(low.disclosure.verdict, Verdict::Clear, "safety and disclosure are independent");
}

#[test]
fn the_brands_own_list_is_whole_words_with_their_endings() {
    let found = |text, list: &[&str]| own_list(text, list).into_iter().map(|evidence| evidence.text).collect::<Vec<_>>();
    assert_eq!(found("Cheaper miracles, #Miracle, ｍｉｒａｃｌｅ", &["miracle"]), ["miracles", "#Miracle", "ｍｉｒａｃｌｅ"]);
    assert_eq!(found("A car, care and cars", &["car"]), ["car"]);
    assert_eq!(found("Totally Risk-Free!", &["risk free"]), ["Risk-Free"]);
    assert_eq!(found("Fenwicks competitor", &["fenwick", "", "!"]), ["Fenwicks"]);
}

#[test]
fn tagged_handles_are_read_as_written() {
    let text = "Danke @Glow.Lab. für alles, (@glow.lab) und ＠nordisk_ — mail@example.com, @x, @";
    assert_eq!(tagged(text), ["glow.lab", "nordisk_"]);
    assert!(tagged("").is_empty());
}

#[test]
fn a_record_counts_each_sponsored_post_once() {
    let texts = ["#ad oats", "#gifted oats", "code LENA15 at checkout", "oats", "oats #a #b #ad #c"];
    let captions: Vec<Caption<'_>> = texts.iter().map(|text| caption(text, Market::UnitedKingdom)).collect();
    let readings: Vec<Reading> = captions.iter().map(read).collect();
    let pairs: Vec<(&Caption<'_>, &Reading)> = captions.iter().zip(&readings).collect();
    let all = record(&pairs).all;
    assert_eq!((all.posts, all.sponsored, all.clear, all.weak(), all.missing), (5, 4, 1, 2, 1));
    assert_eq!(all.clear_share(), Some(0.25));
    assert_eq!(Record::default().all.sponsored_share(), None);
}

#[test]
fn evidence_is_a_stretch_of_the_text_whatever_the_text_is() {
    let long = "#ａd naïve 🏳️‍🌈 f*ck thanks 🙏 @x. ".repeat(300);
    let signs = "🙏".repeat(2_000);
    let tags = format!("#{}", "ad".repeat(4_000));
    let letters = "a d ".repeat(2_000);
    let rows = development();
    let odd =
        ["", " ", "\n\n", "#", "@", "@.", "#️⃣", "'", "…", "*", "ß", "İ", "e\u{301}", "\u{200B}", "a*", "1.", "…more", "https:/", "www."];
    let texts = odd.into_iter().chain([long.as_str(), &signs, &tags, &letters]).chain(rows.iter().map(|row| row.text.as_str()));
    for text in texts {
        for market in Market::ALL {
            let reading = read(&caption(text, market));
            let findings = reading.safety.iter().map(|finding| &finding.evidence);
            for evidence in reading.sponsored.because.iter().chain(&reading.disclosure.evidence).chain(findings) {
                assert_eq!(text.get(evidence.start..evidence.end), Some(evidence.text.as_str()));
            }
            assert!(!reading.topics.is_empty() && reading.topics.len() <= MOST_TOPICS);
            assert_eq!(reading.sponsored.yes, reading.disclosure.verdict != Verdict::NotNeeded);
        }
    }
}

#[test]
fn a_language_without_rules_has_labels_and_no_topics() {
    let reading = read(&Caption { language: Some("pt"), ..caption("#ad Minha cozinha, vinho e bolo de chocolate", Market::UnitedStates) });
    assert_eq!(reading.disclosure.verdict, Verdict::Clear);
    assert_eq!(reading.safety, []);
}

#[test]
fn topics_are_what_is_said_and_not_where_it_happens() {
    let topics = |text| read(&caption(text, Market::UnitedStates)).topics;
    assert_eq!(topics("Shot on film, grain for days"), [Topic::Other]);
    assert_eq!(topics("My puppy sleeps in the kitchen"), [Topic::Pets], "the kitchen is only the place");
    assert_eq!(topics("Unboxing day"), [Topic::Other], "a hint needs a second word");
    assert_eq!(topics("The kitchen, finally"), [Topic::Home]);
    assert_eq!(topics("Vegan skincare routine: serum, retinol")[0], Topic::Skincare);
    assert_eq!(topics("#weeknightdinner #easyrecipes"), [Topic::Food]);
}

/// The tables themselves: every term has a rule for every market, and every name is known.
#[test]
fn the_tables_fit_together() {
    let rules: Vec<[&str; 5]> = rules::rows(include_str!("data/disclosure.tsv")).collect();
    for [term, class, place, language, patterns, says] in rules::rows::<6>(include_str!("data/ties.tsv")) {
        assert!(["label", "sentence", "hint", "trace", "denial", "elsewhere", "mute", "charity"].contains(&class), "{class}");
        assert!(["any", "label"].contains(&place) && !patterns.is_empty() && !says.is_empty(), "{term}");
        assert!(rules::languages(language) != 0, "{term}: {language}");
        if ["label", "sentence", "hint"].contains(&class) {
            for market in Market::ALL {
                assert!(
                    rules.iter().any(|[of, at, ..]| *of == term && (*at == market.code() || *at == "*")),
                    "{term} has no rule for {market:?}"
                );
            }
        }
    }
    for [term, market, verdict, note, source] in rules {
        assert!(market == "*" || Market::from_country(market).is_some(), "{term}: {market}");
        assert!(["clear", "weak"].contains(&verdict) && !note.is_empty(), "{term} in {market}");
        assert!(verdict == "weak" || !source.is_empty(), "{term} is accepted in {market} without a source");
    }
    for [topic, language, weight, words] in rules::rows::<4>(include_str!("data/topics.tsv")) {
        assert!(Topic::from_name(topic).is_some() && rules::languages(language) != 0 && !words.is_empty(), "{topic}");
        assert!(["1", "2", "5"].contains(&weight), "{topic}: {weight}");
    }
    for [topic, weight, language, patterns, says] in rules::rows::<5>(include_str!("data/safety.tsv")) {
        assert!(SafetyTopic::from_name(topic).is_some() && rules::languages(language) != 0, "{topic}: {language}");
        assert!(["high", "low", "raise", "over", "not"].contains(&weight) && !patterns.is_empty() && !says.is_empty(), "{topic}: {weight}");
    }
}

/// Floors well under what was measured, so that a change of a rule that breaks many rows is seen.
#[test]
fn the_development_rows_are_read_well_enough() {
    let rows = development();
    let table = quality::measure(&rows);
    let share = |part: u32| f64::from(part) / f64::from(table.all.rows);
    assert!(table.all.rows >= 300);
    assert!(table.all.sponsored.f1() > 0.95 && share(table.all.disclosure) > 0.93, "{table}");
    assert!(table.all.micro_f1() > 0.7 && share(table.all.safety) > 0.93 && table.all.high.recall() > 0.95, "{table}");
}

#[test]
fn a_row_that_cannot_be_read_is_named() {
    let header = LABELLED.lines().next().unwrap_or_default();
    assert_eq!(quality::labelled(&format!("{header}\np1\ten\n")), Err("line 2: 2 cells, and there should be 13".to_owned()));
    let bad = "p1\ten\tXX\tinstagram\thi\tno\tnot_needed\t-\tother\tnone\t-\tdevelopment\t";
    assert_eq!(quality::labelled(&format!("{header}\n{bad}\n")), Err("line 2: \"XX\" is no market".to_owned()));
}
