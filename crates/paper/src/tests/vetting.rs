//! The vetting on paper: three accounts with long evidence, nothing at all, and what somebody wrote.

use super::*;

fn signal(name: &str, evidence: usize) -> Detail {
    let proof = |at: usize| Proof {
        text: format!("“Ad: warm oats number {at} with @oatmill this morning, and a walk after it that took longer than planned.”"),
        says: format!("Likes: 300, comments: 20, views: unknown. · {} Nov 2026", at % 28 + 1),
        url: format!("https://instagram.com/p/{at}"),
    };
    Detail {
        name: name.into(),
        value: "30.0 % (21.9 % to 39.6 %) · Reject unless justified".into(),
        because: vec![
            "30 of 100 sampled followers look like nobody is behind them.".into(),
            "The interval reaches into another band.".into(),
        ],
        facts: vec![
            ("What would change it".into(), "A larger sample narrows the interval.".into()),
            ("Weight".into(), "0.22: Who is not there buys nothing.".into()),
            ("Source".into(), "followers.csv, 12 Nov 2026".into()),
        ],
        evidence: (0..evidence).map(proof).collect(),
        more: if evidence > 0 { "and 18 more".into() } else { String::new() },
    }
}

/// A vetting with so many accounts, of eleven signals each.
fn vetting(accounts: usize) -> Vetting {
    const NAMES: [&str; 11] = [
        "Suspicious followers",
        "Engagement, ER-F",
        "Comments that say something",
        "Questions of buyers",
        "Own replies",
        "Posts a week",
        "Sponsored share",
        "Sponsored against own posts",
        "Growth",
        "Language",
        "Audience",
    ];
    let row = |name: &str| Row {
        cells: [name, "30.0 % (21.9 % to 39.6 %)", "0.0 % to 10.0 %", "Reject unless justified", "0.22"].map(str::to_owned).to_vec(),
        under: String::new(),
    };
    let columns = || {
        let heads = [("Signal", false), ("Value", true), ("Usual", true), ("Reads as", false), ("Weight", true)];
        heads.map(|(name, number)| Column { name: name.into(), number }).to_vec()
    };
    let group = |title: String, names: &[&str]| Group {
        title,
        table: Table { columns: columns(), rows: names.iter().map(|name| row(name)).collect(), ..Table::default() },
        signals: names.iter().enumerate().map(|(at, name)| signal(name, if at % 3 == 0 { 12 } else { 0 })).collect(),
    };
    let handle = |at: usize| format!("{} @maya.{at}", ["Instagram", "TikTok", "YouTube"][at % 3]);
    let account = |at: usize| Row {
        cells: [&handle(at), "48,200", "200", "1,204", "0.62", "78 %"].map(str::to_owned).to_vec(),
        under: "Maya Okonkwo".into(),
    };
    Vetting {
        frame: frame("Vetting"),
        headline: "Vetting of Maya Okonkwo".into(),
        about: "Leeds, United Kingdom · for Autumn repair\nWorked out Fri 13 Nov 2026, 09:14 (Europe/London). Posts read: 200, comments read: 1,204.".into(),
        decided: "What a person decided".into(),
        decisions: vec![
            Decided {
                choice: "Go ahead, with conditions".into(),
                reason: "A fixed fee, no commission bonus.\n\nThe spike in March was a broadcast.".into(),
                by: "Nora Lindqvist · Fri 13 Nov 2026, 09:10 (Europe/London) · fit 0.62 on 78 % of the weight then".into(),
            },
            Decided { choice: "Not with us".into(), reason: "Too many odd followers.".into(), by: "Nora Lindqvist".into() },
        ],
        undecided: "Not decided yet".into(),
        summary: Summarised {
            title: "Summary".into(),
            mark: "written by a language model".into(),
            language: "en".into(),
            sentences: vec![("About a third of the followers look suspicious.".into(), "(Suspicious followers)".into())],
            by: "small-1, Fri 13 Nov 2026, asked for by Nora Lindqvist.".into(),
        },
        accounts: Table {
            title: "Fit by account".into(),
            columns: [("Account", false), ("Followers", true), ("Posts", true), ("Comments", true), ("Fit", true), ("Weight known", true)]
                .map(|(name, number)| Column { name: name.into(), number })
                .to_vec(),
            rows: (0..accounts).map(account).collect(),
            ..Table::default()
        },
        no_account: "No account is known.".into(),
        notes: vec!["The fit is the weighted mean of an account’s signals and of those of the person, as far as they are known.".into()],
        groups: (0..accounts)
            .map(|at| group(handle(at), &NAMES))
            .chain([group("Over all accounts".into(), &["Disclosure", "Brand safety"])])
            .collect(),
        rests_on: "What it rests on".into(),
        evidence: "Evidence".into(),
        sources: Table {
            title: "What it was made from".into(),
            columns: vec![Column::words("Source"), Column::number("As of")],
            rows: vec![Row { cells: vec!["posts.csv".into(), "12 Nov 2026".into()], under: "Instagram @maya.0: Engagement, Posts a week".into() }],
            ..Table::default()
        },
        care: vec!["A high share of suspicious followers is no proof that anybody bought them.".into()],
    }
}

#[test]
fn every_signal_stands_in_its_table_and_below_with_what_it_rests_on() {
    let paper = vetting(3).print().expect("printed");
    let Some(text) = text(&paper) else { return };
    let text = run_together(&text);
    // Three accounts, each with a line in its table and one below.
    assert_eq!(text.matches("Questionsofbuyers").count(), 6);
    assert_eq!(text.matches("with@oatmill").count(), (3 * 4 + 1) * 12, "each piece of evidence once");
    for expected in [
        "0.22:Whoisnottherebuysnothing.",
        "ThespikeinMarchwasabroadcast.",
        "Instagram@maya.0",
        "YouTube@maya.2",
        "fit0.62on78%",
        "writtenbyalanguagemodel",
        "Aboutathirdofthefollowerslooksuspicious.(Suspiciousfollowers)",
        "small-1,Fri13Nov2026",
        "and18more",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    assert!(text.contains(&format!("{0}/{0}", paper.pages)), "the last page has its number");
}

#[test]
fn the_table_of_one_account_is_never_torn() {
    let paper = vetting(3).print().expect("printed");
    let Some(text) = text(&paper) else { return };
    for sheet in text.split('\u{c}').filter(|sheet| sheet.contains("Reads as")) {
        let heads = sheet.lines().filter(|line| line.contains("Reads as") && line.contains("Weight")).count();
        let last = sheet
            .lines()
            .filter(|line| line.trim_start().starts_with("Audience ") || line.trim_start().starts_with("Brand safety "))
            .count();
        assert!(last >= heads, "a table that begins on a page ends there\n{sheet}");
    }
}

#[test]
fn nothing_known_and_whatever_somebody_wrote_is_printed() {
    let empty = Vetting { frame: Frame { language: "de".into(), ..Frame::default() }, ..Vetting::default() }.print().expect("printed");
    assert_eq!(empty.pages, 1);
    let long = "x".repeat(200);
    for name in [ODD.join("\n").as_str(), &long, "", "\n\n", "שלום 👩🏽‍🎤 山田太郎", &"Maya ".repeat(300)] {
        let mut one = vetting(1);
        one.headline = name.into();
        one.about = name.into();
        one.decisions[0] = Decided { choice: name.into(), reason: name.into(), by: name.into() };
        one.summary.sentences = vec![(name.into(), name.into())];
        one.summary.by = name.into();
        one.accounts.rows[0].cells[0] = name.into();
        one.accounts.rows[0].under = name.into();
        one.groups[0].title = name.into();
        let detail = &mut one.groups[0].signals[0];
        detail.name = name.into();
        detail.value = name.into();
        detail.because = vec![name.into()];
        detail.facts = vec![(name.into(), name.into())];
        detail.evidence = vec![Proof { text: name.into(), says: name.into(), url: name.into() }];
        one.sources.rows[0].cells.truncate(1);
        let paper = one.print().unwrap_or_else(|error| panic!("{name:?}: {error}"));
        let Some(text) = text(&paper) else { return };
        let text = run_together(&text);
        if name.starts_with('#') {
            ODD.iter().for_each(|odd| assert!(text.contains(&run_together(odd)), "{odd}\n{text}"));
        }
        if name == long {
            assert!(text.contains(&long), "a long name breaks and stays whole");
        }
    }
}
