//! What nobody should send: on its page each has a clear outcome, and nothing that was known is lost.
//!
//! Absent: platforms that refuse, end a token or ask to be left alone; the creators' stories have those.

use std::io::Write;

use app::creators::{CreateCreator, ImportCreators, ListCreators, import};
use domain::creators::{NewCreator, Platform, ProfileInput, Source, Tier};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::client::Client;
use crate::support::{World, on_both, on_both_with_youtube, youtube::KEY};

const IMPORT: &str = "/b/fennel-rye/creators/import";
const DISCOVER: &str = "/b/fennel-rye/discover";

/// A zip file of these parts.
fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("a file").into_inner()
}

/// A text as it stands in an address.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Maya comes in with a list.
async fn with_maya(world: &World) -> Client {
    let options = ImportCreators { platform: Some(Platform::Instagram), ..ImportCreators::default() };
    let list = b"handle,name,followers\n@maya,Maya Okonkwo,1000\n";
    import::run(&world.app, &world.owner, "list.csv", list, options).await.expect("imported");
    Client::signed_in(world).await
}

#[test]
fn files_that_cannot_be_read_say_so_where_they_were_chosen() {
    on_both(async |world| {
        let mut client = with_maya(world).await;
        client.get(IMPORT).await;
        let zeros = vec![b'0'; 12 << 20];
        let bomb = zipped(&[("xl/workbook.xml", b"<workbook/>".as_slice()), ("xl/sharedStrings.xml", zeros.as_slice())]);
        let manifest = b"<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"><manifest:file-entry \
                         manifest:full-path=\"content.xml\"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
        let locked = zipped(&[
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet".as_slice()),
            ("META-INF/manifest.xml", manifest.as_slice()),
            ("content.xml", b"scrambled".as_slice()),
        ]);
        for (name, bytes, words) in [
            ("bomb.xlsx", bomb.as_slice(), "unpacks to far more than a list of creators can hold"),
            ("locked.ods", locked.as_slice(), "protected by a password"),
            ("half.ods", locked.get(..locked.len() / 2).unwrap_or_default(), "damaged"),
            ("empty.csv", b"  \n".as_slice(), "empty"),
            ("letter.pdf", b"%PDF-1.7".as_slice(), "not a CSV"),
        ] {
            let refused = client.post_file(IMPORT, &[("source", "cold")], ("file", name, bytes)).await;
            assert_eq!(refused.status, 422, "{name}: {}", refused.text);
            assert!(refused.text.contains(words), "{name}: {}", refused.text);
        }
        assert!(client.get("/b/fennel-rye/creators").await.text.contains("1 here"), "what was known is there");
    });
}

#[test]
fn two_hundred_columns_formulas_and_two_rows_of_one_person_are_shown_for_what_they_are() {
    on_both(async |world| {
        let mut client = with_maya(world).await;
        client.get(IMPORT).await;
        let many = |word: &str| (0..198).map(|at| format!("{word} {at}")).collect::<Vec<_>>().join(",");
        let formula = "\"=HYPERLINK(\"\"https://evil.example\"\",\"\"x\"\")\"";
        let file = format!(
            "Instagram handle,Notes,{}\n@noor.h,{formula},{}\n@li_na,a,{}\n@LI_NA,b,{}\n",
            many("Extra"),
            many("x"),
            many("y"),
            many("z")
        );
        let looked = client.post_file(IMPORT, &[("source", "cold")], ("file", "wide.csv", file.as_bytes())).await;
        assert_eq!(looked.status, 200, "{}", looked.text);
        for words in ["Extra 197", "HYPERLINK", "the same handle"] {
            assert!(looked.text.contains(words), "{words} is missing: {}", looked.text);
        }
        assert!(!looked.text.contains("href=\"https://evil.example"), "a formula stays text");
    });
}

#[test]
fn a_question_of_ten_thousand_letters_and_one_in_thai_are_answered() {
    on_both(async |world| {
        let mut client = with_maya(world).await;
        let thai = "ครีเอเตอร์ความงาม";
        let asked = client.get(&format!("{DISCOVER}?ask={}", encoded(thai))).await;
        assert_eq!(asked.status, 303, "{}", asked.text);
        let page = client.get(&asked.location).await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains(thai), "what was typed stands in the box: {}", page.text);

        let long = encoded("creators in Germany, ").repeat(500);
        let asked = client.get(&format!("{DISCOVER}?ask={long}")).await;
        assert_eq!(asked.status, 303, "{}", asked.text);
        let page = client.get(&asked.location).await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains("The first 1,000 letters of the line were read"), "{}", page.text);
        // An address that somebody wrote by hand.
        let refused = client.get(&format!("{DISCOVER}?q={}", encoded(&"ä".repeat(2_001)))).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("longer than 2,000 letters") && refused.text.contains("name=\"ask\""), "{}", refused.text);
    });
}

#[test]
fn a_sample_of_twelve_followers_gives_no_verdict() {
    on_both(async |world| {
        let mut client = with_maya(world).await;
        let id = world.show(ListCreators::default()).await.expect("listed").items[0].id;
        let page = format!("/b/fennel-rye/creators/{id}/vetting");
        client.get(&page).await;
        let rows: String = (0..12).map(|at| format!("reader.{at},Reader {at},I read a lot and walk,2{at:02},18{at},40\n")).collect();
        let file = format!("username,name,bio,followers,following,posts\n{rows}");
        let brought = client.post_file(&format!("{page}/followers"), &[], ("followers", "followers.csv", file.as_bytes())).await;
        assert_eq!(brought.status, 303, "{}", brought.text);
        let text = client.get(&page).await.text;
        assert!(text.contains("A sample of 12 is too small for a verdict"), "{text}");
    });
}

#[test]
fn a_handle_that_is_not_there_is_told_and_the_record_stays() {
    on_both_with_youtube(async |world, _| {
        let profiles = vec![ProfileInput { platform: Platform::YouTube, handle: "@nobody.at.all".into() }];
        let creator = NewCreator { name: "Maya Okonkwo".into(), profiles, ..NewCreator::default() };
        let id = world.run(CreateCreator { creator, source: Source::Cold, tier: Tier::Paid }).await.expect("created").id;
        let record = format!("/b/fennel-rye/creators/{id}");
        let mut client = Client::signed_in(world).await;
        client.get("/b/fennel-rye/settings/connections").await;
        let connected = client.post("/b/fennel-rye/settings/connections/youtube/key", &[("key", KEY)]).await;
        assert_eq!(connected.status, 303, "{}", connected.text);
        let page = client.get(&record).await.text;
        let fetch = page.split("action=\"").filter_map(|rest| rest.split('"').next()).find(|path| path.ends_with("/fetch"));
        let asked = client.post(fetch.expect("a button to fetch"), &[]).await;
        assert_eq!(asked.status, 303, "{}", asked.text);
        let page = client.get(&asked.location).await.text;
        for words in ["There is no such account there any more, or nobody may see it.", "Not found on YouTube", "@nobody.at.all"] {
            assert!(page.contains(words), "{words} is missing: {page}");
        }
    });
}
