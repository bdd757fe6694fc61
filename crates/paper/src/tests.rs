//! What comes out of the press, read back by another program's eyes (`pdftotext` and `pdfinfo`, of Debian's poppler-utils).
//!
//! Invariant: what somebody wrote is found again letter by letter. Absent: how it looks, which a person judges.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use crate::*;

mod vetting;

/// What a program of poppler-utils says of a PDF; nothing, said loudly, where it is not installed.
fn asked(program: &str, arguments: &[&str], paper: &Paper) -> Option<String> {
    let mut command = Command::new(program);
    let child = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let Ok(mut child) = child else {
        println!("SKIPPED: reading a PDF back: {program} (Debian's package poppler-utils) is not installed here");
        return None;
    };
    let bytes = paper.bytes.clone();
    let mut into = child.stdin.take().expect("a pipe");
    let writer = std::thread::spawn(move || into.write_all(&bytes));
    let output = child.wait_with_output().expect("an answer");
    writer.join().expect("a writer").expect("written");
    assert!(output.status.success(), "{program} cannot read it");
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Its text as it is laid out, without places at which a word may break.
fn text(paper: &Paper) -> Option<String> {
    asked("pdftotext", &["-layout", "-", "-"], paper).map(|text| text.replace('\u{200b}', ""))
}

/// Its text without any space, for words that broke over lines.
fn run_together(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

fn frame(kind: &str) -> Frame {
    Frame {
        language: "en".into(),
        brand: "Fennel & Rye".into(),
        colour: Some("#1f6f5c".into()),
        kind: kind.into(),
        title: format!("{kind}: Autumn repair"),
        date: "17 Nov 2026".into(),
    }
}

const STAGES: [&str; 3] = ["Settled", "Measuring, thirty days", "Live"];

fn report(rows: usize) -> Report {
    let figure = |name: &str, value: &str, note: &str| Figure { name: name.into(), value: value.into(), note: note.into() };
    let bar = |name: &str, value: usize, length: f64| Bar {
        name: name.into(),
        value: value.to_string(),
        share: format!("{:.0} %", length * 100.0),
        length,
    };
    let columns = [
        ("Creator", false),
        ("Stage", false),
        ("Views", true),
        ("Orders", true),
        ("Revenue", true),
        ("Cost", true),
        ("Cost per order", true),
        ("Revenue per cost", true),
        ("Commission", true),
    ];
    let row = |number: usize| Row {
        cells: [
            &format!("Maya Okonkwo {number}"),
            STAGES[number % 3],
            "128,400",
            &number.to_string(),
            "£1,284.50",
            "£420.00",
            "£13.12",
            "3.1 ± 0.4",
            "£154.14",
        ]
        .map(str::to_owned)
        .to_vec(),
        under: if number % 7 == 3 { "£40.00 refunded · 1 missed".into() } else { String::new() },
    };
    let plain = |name: &str, sum: &str| Row { cells: vec![name.into(), sum.into()], under: String::new() };
    Report {
        frame: frame("Campaign report"),
        headline: "Autumn repair has sold £18,240 so far, for £6,120 agreed and spent".into(),
        about: "Orders from 1 Oct 2026 to 17 Nov 2026.".into(),
        told: vec!["412 orders against a goal of 400, reached on 12 Nov 2026.".into(), "12 of 20 creators who agreed are live.".into()],
        goal: Bars::default(),
        sales: Bars::default(),
        figures: vec![
            figure("Revenue credited", "£18,240.50", "Code first, then last click"),
            figure("Orders", "412", "Exact"),
            figure("Cost, all in", "£6,120.00", "Exact"),
            figure("Cost per order", "£14.85", "cost / orders"),
            figure("Revenue per cost", "2.98", "revenue / cost"),
        ],
        funnel: Bars {
            title: "How far they came".into(),
            heads: ["Step".into(), "Creators".into(), "Share".into()],
            bars: vec![bar("In the campaign", 30, 1.0), bar("Agreed", 20, 0.667), bar("Live", 12, 0.4), bar("With orders", 0, 0.0)],
        },
        creators: Table {
            title: "Creator by creator".into(),
            note: "highest revenue first".into(),
            columns: columns.map(|(name, number)| Column { name: name.into(), number }).to_vec(),
            rows: (1..=rows).map(row).collect(),
            foot: ["All creators", "", "128,400", "412", "£18,240.50", "£6,120.00", "£14.85", "2.98", "£2,188.86"]
                .map(str::to_owned)
                .to_vec(),
        },
        nobody: "No creator cost or brought anything yet.".into(),
        sums: Table {
            title: "How it adds up".into(),
            note: "an order counts once".into(),
            columns: vec![Column::words(""), Column::number("")],
            rows: vec![plain("Credited to this campaign", "£18,240.50"), plain("Unattributed (14 orders)", "£590.00")],
            foot: vec!["All orders in view (426)".into(), "£18,830.50".into()],
        },
        notes: vec!["Revenue is net of discount, tax, shipping and refunds.".into()],
    }
}

fn brief() -> Brief {
    let part = |title: &str, says: Vec<Says>| Part { title: title.into(), note: String::new(), says };
    Brief {
        frame: frame("Brief 2"),
        objective: "Show how the cream calms skin in one evening".into(),
        about: "Autumn repair. 2 minutes to read.".into(),
        parts: vec![
            part("You make", vec![Says::List(vec!["Reel on Instagram".into(), "Story on Instagram".into()])]),
            part("Say this, in your words", vec![Says::Points(vec!["It stings nobody".into(), "Oats, and nothing that smells".into()])]),
            part(
                "How it is marked",
                vec![Says::Words("\"Ad\" first.\nSaid aloud, too.\n\nSecond paragraph.".into()), Says::Exactly("#ad #fennelrye".into())],
            ),
            Part {
                title: "Dates".into(),
                note: "London time".into(),
                says: vec![Says::Facts(vec![
                    ("Draft of your reel".into(), "Wed 11 Nov, 18:00".into()),
                    ("Post your reel".into(), "Wed 18 to Sat 21 Nov".into()),
                ])],
            },
        ],
    }
}

fn agreement() -> Agreement {
    let signature =
        |side: &str, name: &str| Signature { side: side.into(), name: name.into(), at: "Mon 2 Nov 2026, 09:14 (Europe/London)".into() };
    Agreement {
        frame: frame("Signed agreement"),
        heading: "Agreement between Fennel & Rye and Maya Okonkwo".into(),
        clauses: vec![
            Clause::Heading("1. Who agrees".into()),
            Clause::Words("Fennel & Rye (\"the brand\") and Maya Okonkwo (\"the creator\") agree on what follows.".into()),
            Clause::Heading("2. What the creator makes and posts".into()),
            Clause::Table {
                heads: ["What", "Where", "Posted between"].map(str::to_owned).to_vec(),
                rows: vec![["Reel", "Instagram", "18 Nov 2026 and 21 Nov 2026, 23:59"].map(str::to_owned).to_vec()],
            },
            Clause::Words("Dates are days in the time zone Europe/London.".into()),
        ],
        signatures_title: "Signatures".into(),
        signatures: vec![signature("Fennel & Rye", "Nora Lindqvist"), signature("Creator", "Maya Okonkwo")],
        about: "A copy for reading. What was signed is the document with this fingerprint.".into(),
        fingerprint_name: "Fingerprint (SHA-256):".into(),
        fingerprint: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
    }
}

#[test]
fn the_same_input_gives_the_same_bytes_and_is_a_pdf() {
    let (one, other) = (report(3).print().expect("printed"), report(3).print().expect("printed"));
    assert!(one.bytes.starts_with(b"%PDF-") && one.pages == 1, "{} pages", one.pages);
    assert_eq!(one.bytes, other.bytes);
}

#[test]
fn a_report_says_its_figures_and_their_sums() {
    let paper = report(3).print().expect("printed");
    let Some(text) = text(&paper) else { return };
    for expected in
        ["£18,240.50", "2.98", "In the campaign", "67 %", "Maya Okonkwo 2", "£40.00 refunded · 1 missed", "£2,188.86", "£590.00"]
    {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
}

#[test]
fn a_report_tells_its_sentences_and_draws_the_goal_and_who_sold_what() {
    let bar = |name: &str, value: &str, length: f64| Bar {
        name: name.into(),
        value: value.into(),
        share: format!("{:.0} %", length * 100.0),
        length,
    };
    let bars = |title: &str, bars: Vec<Bar>| Bars { title: title.into(), heads: ["".into(), "Orders".into(), "Share".into()], bars };
    let paper = Report {
        goal: bars("Orders against the goal", vec![bar("Orders", "412 of 400", 1.03)]),
        sales: bars("Who sold what", vec![bar("Jonas Weber", "£856.00", f64::NAN)]),
        ..report(3)
    };
    let paper = paper.print().expect("what is beyond the whole is cut, and what is no number is nothing");
    let Some(text) = text(&paper) else { return };
    for expected in ["412 orders against a goal of 400", "Orders against the goal", "103 %", "Who sold what", "Jonas Weber"] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
}

#[test]
fn figures_stand_to_the_right_one_digit_under_the_other() {
    let paper = report(12).print().expect("printed");
    let Some(boxes) = asked("pdftotext", &["-bbox", "-", "-"], &paper) else { return };
    let right = |word: &str| {
        let line = boxes.lines().find(|line| line.contains(&format!(">{word}<"))).unwrap_or_else(|| panic!("{word} is there"));
        line.split("xMax=\"").nth(1).and_then(|rest| rest.split('"').next()).and_then(|number| number.parse::<f64>().ok()).expect("a place")
    };
    assert!((right("£154.14") - right("£2,188.86")).abs() < 1.0, "one sum under the other");
    assert!((right("£420.00") - right("£13.12")).abs() > 10.0, "columns apart");
}

#[test]
fn three_hundred_rows_go_over_pages_that_have_head_and_number() {
    let paper = report(300).print().expect("printed");
    assert!((6..30).contains(&paper.pages), "{} pages", paper.pages);
    if let Some(info) = asked("pdfinfo", &["-"], &paper) {
        let pages = info.lines().find_map(|line| line.strip_prefix("Pages:")).map(str::trim).map(str::to_owned);
        assert_eq!(pages, Some(paper.pages.to_string()));
        assert!(info.contains("A4") && info.contains("Title:           Campaign report: Autumn repair"), "{info}");
    }
    let Some(text) = text(&paper) else { return };
    let sheets: Vec<&str> = text.split('\u{c}').filter(|sheet| !sheet.trim().is_empty()).collect();
    assert_eq!(sheets.len(), paper.pages);
    for (at, sheet) in sheets.iter().enumerate() {
        let foot = format!("Fennel&Rye·Campaignreport17Nov2026{}/{}", at + 1, paper.pages);
        assert!(run_together(sheet).ends_with(&foot), "page {} has its foot\n{sheet}", at + 1);
        if sheet.contains("Maya Okonkwo") {
            assert!(sheet.contains("Commission") && sheet.contains("Stage"), "page {} has the head", at + 1);
        }
    }
    assert_eq!(text.matches("Maya Okonkwo").count(), 300, "each row once");
    assert_eq!(text.matches("All creators").count(), 1, "the sum once");
}

#[test]
fn briefs_and_agreements_say_all_that_they_are_given() {
    let (brief, agreement) = (brief().print().expect("printed"), agreement().print().expect("printed"));
    assert_eq!((brief.pages, agreement.pages), (1, 1));
    let (Some(brief), Some(agreement)) = (text(&brief), text(&agreement)) else { return };
    for expected in [
        "Show how the cream calms skin",
        "Reel on Instagram",
        "It stings nobody",
        "\"Ad\" first.",
        "#ad #fennelrye",
        "London time",
        "Wed 18 to Sat 21 Nov",
    ] {
        assert!(brief.contains(expected), "{expected}\n{brief}");
    }
    for expected in ["1. Who agrees", "(\"the brand\")", "18 Nov 2026 and 21", "Nora Lindqvist", "Mon 2 Nov 2026, 09:14", "9f86d081"] {
        assert!(agreement.contains(expected), "{expected}\n{agreement}");
    }
}

/// What would be markup, code or an escape of typst, JSON or PDF if it were not text.
const ODD: &[&str] = &[
    "#panic(1)",
    "*bold*",
    "_emphasis_",
    "$x^2$",
    "= Heading",
    "- item",
    "+ item",
    "/ term: x",
    "@label",
    "<label>",
    "`raw`",
    "#import \"house.typ\"",
    "#read(\"/etc/passwd\")",
    "] #panic() [",
    "\"} , {\"",
    "\\u{41}",
    "// no comment",
    "/* nor this */",
    "it's \"quoted\" -- and --- dashes...",
    "(Tj) endobj %%EOF",
];

/// Every text of the three documents, replaced.
fn written_by(name: &str) -> [Result<Paper, Broken>; 3] {
    let (mut report, mut brief, mut agreement) = (report(2), brief(), agreement());
    report.headline = name.into();
    report.frame.brand = name.into();
    report.frame.kind = name.into();
    report.frame.title = name.into();
    report.frame.date = name.into();
    report.creators.title = name.into();
    report.creators.columns[0].name = name.into();
    report.creators.rows[0].cells[0] = name.into();
    report.creators.rows[0].under = name.into();
    report.creators.foot[0] = name.into();
    report.funnel.bars[0].name = name.into();
    report.figures[0].value = name.into();
    report.notes = vec![name.into()];
    brief.objective = name.into();
    brief.frame.brand = name.into();
    for part in &mut brief.parts {
        part.title = name.into();
        part.note = name.into();
        part.says = vec![
            Says::Words(name.into()),
            Says::Points(vec![name.into()]),
            Says::List(vec![name.into()]),
            Says::Exactly(name.into()),
            Says::Facts(vec![(name.into(), name.into())]),
        ];
    }
    agreement.heading = name.into();
    agreement.clauses = vec![
        Clause::Heading(name.into()),
        Clause::Words(name.into()),
        Clause::Table { heads: vec![name.into()], rows: vec![vec![name.into(), name.into()], vec![]] },
    ];
    agreement.signatures[0].name = name.into();
    agreement.fingerprint = name.into();
    [report.print(), brief.print(), agreement.print()]
}

#[test]
fn what_somebody_wrote_is_text_wherever_it_stands() {
    // Each on a line of its own, because much of it would act at the beginning of a line alone.
    let all = ODD.join("\n");
    for paper in written_by(&all) {
        let Some(text) = text(&paper.expect("printed")) else { return };
        let text = run_together(&text);
        ODD.iter().for_each(|odd| assert!(text.contains(&run_together(odd)), "{odd}\n{text}"));
    }
}

#[test]
fn long_names_other_scripts_and_nothing_at_all_are_printed_too() {
    let (long, many) = ("x".repeat(200), "Maya ".repeat(400));
    let scripts = "👩🏽‍🎤🎉 Zoë\nשלום עולם £420\nمرحبا بالعالم\n山田太郎\na\u{0}b\u{202e}c";
    for name in [&many, scripts, "", " ", "\n\n\n"] {
        for paper in written_by(name) {
            paper.unwrap_or_else(|error| panic!("{name:?}: {error}"));
        }
    }
    for paper in written_by(&long) {
        let Some(text) = text(&paper.expect("printed")) else { return };
        assert!(run_together(&text).contains(&long), "a long name breaks and stays whole\n{text}");
    }
    let [report, ..] = written_by("שלום");
    if let Some(text) = text(&report.expect("printed")) {
        assert!(text.contains("שלום") || text.contains("םולש"), "{text}");
    }
}

#[test]
fn empty_documents_are_printed() {
    let framed = || Frame { language: "de".into(), ..Frame::default() };
    let report = Report { frame: framed(), ..Report::default() }.print().expect("printed");
    let brief = Brief { frame: framed(), ..Brief::default() }.print().expect("printed");
    let agreement = Agreement { frame: framed(), ..Agreement::default() }.print().expect("printed");
    assert_eq!([report.pages, brief.pages, agreement.pages], [1, 1, 1]);
}

#[test]
fn odd_colours_languages_and_lengths_do_no_harm() {
    for (colour, language) in
        [(Some("#fff"), "de"), (Some("red\"; panic()"), "en"), (Some("#ffffff"), ""), (None, "klingon"), (Some("#FFE45C"), "de-AT")]
    {
        let mut report = report(1);
        report.frame.colour = colour.map(str::to_owned);
        report.frame.language = language.into();
        report.funnel.bars[0].length = f64::NAN;
        report.funnel.bars[1].length = 7.0;
        report.creators.rows[0].cells.truncate(2);
        report.creators.foot.push("one too many".into());
        report.print().unwrap_or_else(|error| panic!("{colour:?} {language:?}: {error}"));
    }
}
