//! The readers of strangers' files and cells, with whatever may stand there: lists, posts, comments, mentions, customers,
//! money, days, countries, filters.
//!
//! Invariant: a file is read or refused with a sentence; each of its rows is counted once; what is refused names its row or its
//! field; nothing that is read is larger than what was there. Absent: workbooks, which `app` unpacks, and lines of plain
//! language, which have properties of their own.

use domain::{
    creators::{
        Country,
        import::{Column, Hints, Plan, RowOutcome, error_file},
        posts::read_posts,
    },
    discovery::{Filters, NAMES, vetting::comments::read_comments},
    listening::{customers::read_customers, mentions::read_mentions},
    money::{Currency, Money},
    time::{Day, Timestamp},
};
use proptest::prelude::*;

/// Lists as people have them.
const LISTS: [&str; 5] = [
    "Name,Instagram handle,Followers,Engagement rate,Email,Country,Reel rate,Notes\r\n\
     Maya Okonkwo,@maya.ok,\"48,200\",3.2%,maya@creators.example,United Kingdom,£420,\"likes \"\"oats\"\"\nand rye\"\r\n\
     \"Müller, Jörg\",@joerg.m,12.5k,\"4,1 %\",,Deutschland,\"1.200,50 €\",\r\n",
    "sep=;\nName;Plattform;Profil;Abonnenten;Land\nAnja Vogt;TikTok;https://www.tiktok.com/@anja.vogt;24.000;AT\n;;;;\nBen;YouTube;UCaaaaaaaaaaaaaaaaaaaaaa;1,2 Mio;GB\n",
    "Creator\tIG\tTikTok\tFollowers IG\tFollowers TikTok\tLast post\nNoor Haddad\t@noorh\t@noor.h\t900\t1.1K\t2026-11-02\nKim\t@kim / @kim2\tn/a\t–\t>10k\t02/11/2026\n",
    "caption,url,posted at,likes,comments,views,platform,id,author,text,created,reply to\n\
     Bread,https://instagram.com/p/1,2026-08-01,300,20,8000,instagram,1,ana,Where?,2026-08-02,\n\"two\nlines\",https://x.example/p/2,1785600000,1.2k,-1,,tiktok,2,@maya,In the shop,yesterday,1\n",
    "email,name,orders,total spent,last order,handle,country\nana@post.example,Ana Berg,3,£120.00,2026-10-01,@ana,GB\nno address,,x,1e9,32.13.2026,,Narnia\n",
];

/// The same as JSON.
const JSON: &str = "[{\"caption\":\"Bread\",\"url\":\"https://instagram.com/p/1\",\"likes\":300,\"text\":\"Where?\",\"author\":\"ana\",\"posted_at\":1785600000},{\"caption\":null,\"url\":7},[],\"x\"]";

#[derive(Debug, Clone)]
enum Change {
    Flip(u16, u8),
    Cut(u16),
    Repeat(u16, u8),
    Write(u16, &'static str),
}

const PIECES: [&str; 22] = [
    "\"",
    "\"\"",
    ",",
    ";",
    "\t",
    "\r",
    "\n",
    "\0",
    "\u{feff}",
    "é",
    "\u{202e}",
    "👩🏽‍🎤",
    "=1+1",
    "1e308",
    "-0",
    "99999999999999999999",
    "NaN",
    "£",
    "1.2.3,4",
    "31.02.2026",
    "{",
    "]",
];

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (any::<u16>(), any::<u8>()).prop_map(|(at, byte)| Change::Flip(at, byte)),
        any::<u16>().prop_map(Change::Cut),
        (any::<u16>(), 1_u8..80).prop_map(|(at, length)| Change::Repeat(at, length)),
        (any::<u16>(), prop::sample::select(PIECES.to_vec())).prop_map(|(at, piece)| Change::Write(at, piece)),
    ]
}

fn changed(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        let place = |at: u16| usize::from(at) * bytes.len() / 65_536;
        match *change {
            Change::Flip(at, byte) => {
                let at = place(at);
                bytes.get_mut(at).into_iter().for_each(|one| *one ^= byte.max(1));
            }
            Change::Cut(at) => bytes.truncate(place(at)),
            Change::Repeat(at, length) => {
                let at = place(at);
                let piece: Vec<u8> = bytes.iter().skip(at).take(length.into()).copied().collect();
                bytes.splice(at..at, piece);
            }
            Change::Write(at, piece) => {
                let at = place(at);
                bytes.splice(at..at, piece.bytes());
            }
        }
    }
    bytes
}

/// A list in one of the encodings in which spreadsheets save.
fn encoded(text: &str, how: u8) -> Vec<u8> {
    let sixteen = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    match how % 5 {
        0 => text.as_bytes().to_vec(),
        1 => [&b"\xef\xbb\xbf"[..], text.as_bytes()].concat(),
        2 => [vec![0xff, 0xfe], sixteen(u16::to_le_bytes)].concat(),
        3 => [vec![0xfe, 0xff], sixteen(u16::to_be_bytes)].concat(),
        // Latin letters in one byte each.
        _ => text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect(),
    }
}

/// A refusal is a sentence that somebody can act on.
fn sentence(words: &str) -> Result<(), TestCaseError> {
    prop_assert!(!words.trim().is_empty() && words.len() < 3_000, "{words:?}");
    Ok(())
}

/// A letter takes at most three bytes more than in the encoding that it came in, and a cell is quoted at most once.
fn fits(kept: usize, bytes: &[u8]) -> Result<(), TestCaseError> {
    prop_assert!(kept <= bytes.len() * 4 + 1_000, "{kept} bytes out of {}", bytes.len());
    Ok(())
}

/// Everything that reads a file, with this one.
fn holds(bytes: &[u8], hints: &Hints) -> Result<(), TestCaseError> {
    match Plan::read(bytes, "list.csv", hints) {
        Err(error) => sentence(&error.to_string())?,
        Ok(plan) => {
            list(&plan, bytes)?;
            mentions_and_customers(&plan)?;
        }
    }
    match read_posts(bytes) {
        Err(error) => sentence(&error.to_string())?,
        Ok(read) => {
            read.refused.iter().try_for_each(|one| {
                prop_assert!(one.row > 0);
                sentence(&one.reason)
            })?;
            prop_assert!(read.posts.iter().all(|post| !post.identity().is_empty()));
            fits(read.posts.iter().map(|post| post.caption.len()).sum(), bytes)?;
        }
    }
    match read_comments(bytes) {
        Err(error) => sentence(&error.to_string())?,
        Ok(read) => {
            read.refused.iter().try_for_each(|one| {
                prop_assert!(one.row > 0);
                sentence(&one.reason)
            })?;
            fits(read.comments.iter().map(|one| one.text.len()).sum(), bytes)?;
        }
    }
    Ok(())
}

fn list(plan: &Plan, bytes: &[u8]) -> Result<(), TestCaseError> {
    let (mut rows, mut kept, mut last, mut rejected) = (0_u64, 0, 0_u64, Vec::new());
    for outcome in plan.rows() {
        rows += 1;
        let row = match outcome {
            RowOutcome::Creator(creator) => {
                prop_assert!(!creator.name.trim().is_empty(), "{creator:?}");
                for warning in &creator.warnings {
                    sentence(&warning.message)?;
                }
                prop_assert!(creator.metrics.iter().all(|metric| metric.value >= 0));
                prop_assert!(creator.rates.iter().all(|rate| rate.price.minor >= 0), "{:?}", creator.rates);
                kept += creator.name.len();
                creator.row
            }
            RowOutcome::Rejected(row) => {
                sentence(&row.reason)?;
                kept += row.cells.iter().map(String::len).sum::<usize>();
                let number = row.row;
                rejected.push(row);
                number
            }
        };
        prop_assert!(row > last, "row {row} after row {last}");
        last = row;
    }
    prop_assert_eq!(rows, plan.row_count());
    fits(kept, bytes)?;
    // What is given back to be mended can be read again.
    if !rejected.is_empty() {
        let again = error_file(plan, &rejected);
        let mut lines = csv::ReaderBuilder::new().flexible(true).from_reader(again.as_bytes());
        prop_assert_eq!(lines.records().filter_map(Result::ok).count(), rejected.len());
    }
    Ok(())
}

fn mentions_and_customers(plan: &Plan) -> Result<(), TestCaseError> {
    match read_mentions(plan) {
        Err(error) => sentence(&error.to_string())?,
        Ok(read) => prop_assert!(read.rows <= plan.row_count() + 1),
    }
    match read_customers(plan, Currency::GBP, None) {
        Err(error) => sentence(&error.to_string())?,
        Ok(read) => prop_assert!(u64::try_from(read.customers.len()).is_ok_and(|people| people + read.merged <= read.rows)),
    }
    Ok(())
}

/// A cell as somebody may have written it, of any kind.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,30}",
        "[~><+-]{0,2}[0-9.,' ]{0,25}[kKmMbB]?( ?(%|Mio|Tsd|k€))?",
        "(£|€|\\$|US\\$|zł|CHF|EUR )?[0-9.,' ]{0,16}( ?(EUR|GBP|k|per reel|/ story|zł|,-))?",
        "[0-9]{1,5}[./-][0-9]{1,3}[./-][0-9]{1,5}( [0-9:]{0,8}Z?)?",
        "[0-9]{1,25}",
        "(Germany|Deutschland|UK|United Kin|ÖSTERREICH|GB|DE|xx|USA!|Côte d’Ivoire|日本){1,2}",
        "(https?://)?(www\\.)?(instagram|tiktok|youtube)\\.com/[@a-zA-Z0-9._/-]{0,20}",
        "@?[A-Za-z0-9._-]{0,35}",
        "[a-z.]{0,8}@?[a-z.-]{0,10}",
    ]
}

/// How many cases: as many as the long run says, otherwise few.
fn cases(usually: u32) -> u32 {
    if std::env::var_os("PROPTEST_CASES").is_some() { ProptestConfig::default().cases } else { usually }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(300)))]

    #[test]
    fn a_list_with_changed_bytes_is_read_or_refused(which in 0_usize..6, how in any::<u8>(), changes in prop::collection::vec(change(), 0..6), headings in any::<Option<bool>>()) {
        let text = LISTS.get(which).copied().unwrap_or(JSON);
        let hints = Hints { headings, ..Hints::default() };
        holds(&changed(encoded(text, how), &changes), &hints)?;
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        holds(&bytes, &Hints::default())?;
    }

    #[test]
    fn whatever_a_column_is_taken_for_its_cells_are_read_or_named(
        columns in prop::collection::vec(prop::sample::select(Column::all()), 3),
        cells in prop::collection::vec(prop::collection::vec(cell(), 3), 1..8),
        currency in any::<bool>(),
    ) {
        let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
        let lines: String = cells.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(",") + "\n").collect();
        let text = format!("First column,Second column,Third column\n{lines}");
        let hints = Hints { headings: Some(true), currency: currency.then_some(Currency::EUR), ..Hints::default() };
        let Ok(plan) = Plan::read(text.as_bytes(), "list.csv", &hints) else { return Ok(()) };
        let Ok(plan) = plan.with_columns(&columns) else { return Ok(()) };
        list(&plan, text.as_bytes())?;
        for outcome in plan.rows() {
            if let RowOutcome::Creator(creator) = outcome {
                let named = |column: &str| column.is_empty() || ["First column", "Second column", "Third column"].contains(&column);
                prop_assert!(creator.warnings.iter().all(|warning| named(&warning.column)), "{:?}", creator.warnings);
            }
        }
    }

    #[test]
    fn amounts_days_countries_and_filters_are_read_or_refused(text in cell(), name in prop::sample::select(NAMES.to_vec())) {
        for currency in [Currency::GBP, Currency::EUR] {
            match Money::parse(&text, currency) {
                // What is read can be written and read again.
                Ok(money) => prop_assert_eq!(Money::parse(&money.decimal(), currency).ok(), Some(money), "{}", text),
                Err(error) => sentence(&error.to_string())?,
            }
        }
        match Day::parse(&text) {
            Ok(day) => prop_assert_eq!(Day::parse(&day.to_string()).ok(), Some(day)),
            Err(error) => sentence(&error.to_string())?,
        }
        if let Err(error) = Timestamp::parse(&text) {
            sentence(&error.to_string())?;
        }
        if let Some(country) = Country::parse(&text) {
            prop_assert_eq!(Country::parse(country.code()), Some(country));
        }
        let (filters, unreadable) = Filters::of_pairs([(name, text.as_str())]);
        for one in &unreadable {
            prop_assert_eq!((one.name.as_str(), filters.is_empty()), (name, true), "what is refused names its filter");
        }
        // What was understood stands in an address as it is understood again. In other letters folding once is not always
        // folding twice.
        if !text.is_ascii() {
            return Ok(());
        }
        let pairs = filters.pairs();
        let again = Filters::of_pairs(pairs.iter().map(|(name, text)| (*name, text.as_str())));
        prop_assert_eq!(again, (filters, Vec::new()));
    }
}
