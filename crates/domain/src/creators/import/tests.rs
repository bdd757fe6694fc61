//! Lists in the layouts that people really have, with made-up people.

use super::*;
use crate::creators::ChannelId;
use crate::money::Money;

fn plan(text: &str) -> Plan {
    named("list.csv", text)
}

fn named(file_name: &str, text: &str) -> Plan {
    Plan::read(text.as_bytes(), file_name, &Hints::default()).unwrap_or_else(|error| panic!("{error}"))
}

fn words(plan: &Plan) -> Vec<&'static str> {
    plan.columns().iter().map(|recognised| recognised.column.as_str()).collect()
}

fn creators(plan: &Plan) -> Vec<ImportedCreator> {
    plan.rows()
        .filter_map(|outcome| match outcome {
            RowOutcome::Creator(creator) => Some(*creator),
            RowOutcome::Rejected(_) => None,
        })
        .collect()
}

fn rejected(plan: &Plan) -> Vec<RejectedRow> {
    plan.rows()
        .filter_map(|outcome| match outcome {
            RowOutcome::Rejected(row) => Some(row),
            RowOutcome::Creator(_) => None,
        })
        .collect()
}

fn one(text: &str) -> ImportedCreator {
    creators(&plan(text)).into_iter().next().unwrap_or_else(|| panic!("no creator in {text:?}"))
}

fn handle(creator: &ImportedCreator) -> Option<&str> {
    creator.profiles.first().and_then(|profile| profile.handle.as_ref()).map(super::super::Handle::as_str)
}

#[test]
fn a_usual_list_is_read() {
    let creator = one("Name,Instagram handle,Followers,ER %,E-mail,Country,City,Tags,Notes,Reel rate\n\
         Maya Okonkwo,@maya.cooks,48.2K,\"3,5 %\",maya@example.com,UK,Leeds,\"food; vegan\",likes tea,£420\n");
    assert_eq!((creator.row, creator.name.as_str(), handle(&creator)), (2, "Maya Okonkwo", Some("maya.cooks")));
    assert_eq!(creator.profiles[0].url().as_deref(), Some("https://www.instagram.com/maya.cooks/"));
    let metric = |measure| creator.metrics.iter().find(|metric| metric.measure == measure).map(|metric| (metric.value, metric.exact));
    assert_eq!(metric(Measure::Followers), Some((48_200, false)));
    assert_eq!(metric(Measure::EngagementRate), Some((35_000, true)));
    assert_eq!((creator.email.as_deref(), creator.country.map(|country| country.code())), (Some("maya@example.com"), Some("GB")));
    assert_eq!((creator.tags, creator.notes.as_deref()), (vec!["food".to_owned(), "vegan".to_owned()], Some("likes tea")));
    assert_eq!(creator.rates, vec![Rate { format: "reel".to_owned(), price: Money::new(42_000, Currency::GBP) }]);
    assert_eq!(creator.warnings, vec![]);
}

/// Headings with line breaks and twice, numbers short and full, a spreadsheet's errors: as lists of 2022 have them.
#[test]
fn headings_with_line_breaks_and_twice_are_read() {
    let text = "youtuber name,channel name,Category,Subscribers,Subscribers,\"avg views\n\",avg views,avg comments,avg comments\n\
                mayacooks,Maya Cooks,Food,13.8M,13812345,1.2M,1200000,N/A',#VALOR!\n\
                ✿ Nina's Kitchen,✿ Nina's Kitchen,Food,90.1M,90100000,348.5,348.5,46,46\n\
                kim2go,Kim to go,,1M,1000000,0,0,N/A,#VALOR!\n";
    let plan = plan(text);
    assert_eq!(
        words(&plan),
        ["handle", "display_name", "category", "followers", "followers", "avg_views", "avg_views", "avg_comments", "avg_comments"]
    );
    assert_eq!(plan.platform(), &Platform::YouTube);
    let all = creators(&plan);
    assert_eq!(all[0].metrics[0].value, 13_812_345);
    assert!(all[0].metrics[0].exact && all[0].metrics.len() == 2);
    assert!(all[0].warnings.iter().any(|warning| warning.column == "avg comments"));
    assert_eq!((all[1].name.as_str(), handle(&all[1]), all[1].profiles[0].url()), ("✿ Nina's Kitchen", None, None));
    assert!(all[1].warnings.iter().any(|warning| warning.message.contains("a name, not a handle")));
    assert!(plan.notes().iter().any(|note| note.contains("names rather than handles")));
}

#[test]
fn content_decides_which_of_two_columns_holds_handles() {
    let people = "Maya Cooks,mayacooks1\nNina B,nina_b\nKim & Co,kimandco\nLuz,luz.es\n";
    assert_eq!(words(&plan(&format!("Name,Youtuber\n{people}"))), ["display_name", "handle"]);
    assert_eq!(words(&plan(&format!("youTuber,channel name\n{people}"))), ["display_name", "handle"]);
    assert_eq!(words(&named("tiktok june.csv", &format!("Tiktok name,Tiktoker\n{people}"))), ["display_name", "handle"]);
    assert_eq!(words(&plan("id,name\n1,Paul\n2,John\n3,George\n")), ["ignore", "display_name"]);
    assert_eq!(words(&plan("Name\n@maya\nnina_b\nkim.co\n")), ["handle"]);
}

#[test]
fn platforms_come_from_cells_links_headings_or_the_file_name() {
    let platforms = |plan: &Plan| creators(plan).iter().map(|creator| creator.profiles[0].platform.as_str().to_owned()).collect::<Vec<_>>();
    assert_eq!(platforms(&plan("Platform,Handle\nTikTok,@a.b\ntwitch,c_d\n")), ["tiktok", "twitch"]);
    assert_eq!(platforms(&plan("Link\nhttps://www.tiktok.com/@maya?x=1\nhttps://youtube.com/@nina\n")), ["tiktok", "youtube"]);
    assert_eq!(platforms(&named("my Insta list.csv", "Handle\n@maya\n")), ["instagram"]);
    let hints = Hints { platform: Some(Platform::TikTok), ..Hints::default() };
    let hinted = Plan::read(b"Handle\n@maya\n", "list.csv", &hints).map(|plan| platforms(&plan));
    assert_eq!(hinted, Ok(vec!["tiktok".to_owned()]));
    assert_eq!(platforms(&plan("Handle\n@maya\n")), ["unknown"]);
}

#[test]
fn several_platforms_in_one_row_are_several_profiles() {
    let creator = one("Name,Instagram,TikTok,Instagram followers,TikTok followers\nMaya,@maya.ig,@maya.tt,12K,30K\n");
    let urls: Vec<_> = creator.profiles.iter().filter_map(Profile::url).collect();
    assert_eq!(urls, ["https://www.instagram.com/maya.ig/", "https://www.tiktok.com/@maya.tt"]);
    let numbers: Vec<_> = creator.metrics.iter().map(|metric| (metric.platform.as_str(), metric.value)).collect();
    assert_eq!(numbers, [("instagram", 12_000), ("tiktok", 30_000)]);
}

#[test]
fn channel_ids_identify_and_link() {
    let creator = one("# from a crawl\nId,Title,ViewCount\nUCaaaaaaaaaaaaaaaaaaaaaa,Maya Cooks,10130875\n");
    assert_eq!((creator.row, creator.name.as_str(), handle(&creator)), (3, "Maya Cooks", None));
    assert_eq!(creator.profiles[0].channel_id, ChannelId::youtube("UCaaaaaaaaaaaaaaaaaaaaaa"));
    assert_eq!(creator.profiles[0].url().as_deref(), Some("https://www.youtube.com/channel/UCaaaaaaaaaaaaaaaaaaaaaa"));
}

#[test]
fn a_list_of_who_recommends_whom_does_not_tie_its_channels_together() {
    let file = "FromChannelTitle,ChannelTitle,FromChannelId,ChannelId,Rank\n\
        Slow Mornings,Rye and Shine,UCT8ishmc98EOAG-TFo6f4ww,UCtCSIeGkQsSbg74yj0AHArQ,1\n\
        Rye and Shine,Patch Test,UCtCSIeGkQsSbg74yj0AHArQ,UCTTQAOiR_0DuyQPZ6Dg-LHA,2\n";
    let plan = plan(file);
    assert_eq!(words(&plan), ["display_name", "ignore", "external_id", "ignore", "ignore"]);
    assert!(plan.notes().iter().any(|note| note.contains("\"FromChannelId\" is taken and \"ChannelId\" is not")), "{:?}", plan.notes());
    let people = plan.people(10).people;
    assert_eq!(people.iter().map(|person| person.creator.name.as_str()).collect::<Vec<_>>(), ["Slow Mornings", "Rye and Shine"]);
}

#[test]
fn a_list_of_videos_is_a_list_of_their_channels() {
    let plan = plan(
        "video_id,title,channel_title,views,thumbnail_link,Conversion Rate\n\
         a1,Oat milk three ways,Kitchen Notes,1200,https://i.ytimg.com/vi/a1/default.jpg,2.5\n\
         a2,What I eat in a day,Marta Bakes,900,https://i.ytimg.com/vi/a2/default.jpg,1.5\n",
    );
    assert_eq!(words(&plan), ["ignore", "ignore", "display_name", "total_views", "ignore", "ignore"]);
}

#[test]
fn rows_that_name_nobody_are_given_back_with_a_reason() {
    let text = format!(
        "Name,Handle,Followers\n# a remark,,\nMaya,@maya,1K\n,,\n,,5K\nNina,@nina,1K,extra\nName,Handle,Followers\nTotal,,2K\n{},@big,1\nKim\n",
        "x".repeat(10_001)
    );
    let plan = plan(&text);
    let reasons: Vec<(u64, String)> = rejected(&plan).into_iter().map(|row| (row.row, row.reason)).collect();
    let starts = [
        "This is a comment",
        "The row is empty",
        "This row names nobody",
        "The row has 4 cells",
        "This row repeats",
        "This looks like",
        "Cell 1 has",
    ];
    assert_eq!(reasons.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [2, 4, 5, 6, 7, 8, 9]);
    for ((row, reason), start) in reasons.iter().zip(starts) {
        assert!(reason.starts_with(start), "row {row}: {reason}");
    }
    let kept = creators(&plan);
    assert_eq!(kept.iter().map(|creator| creator.name.as_str()).collect::<Vec<_>>(), ["Maya", "Kim"]);
    assert!(kept[1].warnings[0].message.contains("1 cells instead of 3"));
    assert_eq!(plan.row_count(), 9);
}

#[test]
fn formulas_stay_text_and_never_leave_as_formulas() {
    let plan = plan("Name,Handle,Followers\n=1+1,@maya,1K\n,,=SUM(A1)\n\"'@nina\",'@nina,2K\n");
    let all = creators(&plan);
    assert_eq!((all[0].name.as_str(), handle(&all[1])), ("=1+1", Some("nina")));
    let back = error_file(&plan, &rejected(&plan));
    assert_eq!(
        back,
        "Name,Handle,Followers,row,reason\r\n,,'=SUM(A1),3,\"This row names nobody: it has no name, handle, link or e-mail address. Add one.\"\r\n"
    );
}

#[test]
fn a_mended_error_file_reads_like_the_first() {
    let back = "Name,Handle,Followers,row,reason\r\nMaya,'@maya,1K,3,\"This row names nobody.\"\r\n";
    assert_eq!(words(&plan(back)), ["display_name", "handle", "followers", "ignore", "ignore"]);
    assert_eq!(handle(&one(back)), Some("maya"));
}

#[test]
fn lists_without_headings_are_told_by_content() {
    let plan = plan("@maya.k,Maya Kay,12.3K,maya@example.com\n@nina_b,Nina Bee,9K,nina@example.com\n");
    assert_eq!(words(&plan), ["handle", "display_name", "ignore", "email"]);
    assert_eq!((plan.headings(), plan.row_count(), creators(&plan)[0].row), (None, 2, 1));
    assert!(plan.notes().iter().any(|note| note.contains("No headings")));
}

#[test]
fn a_heading_that_its_column_contradicts_is_not_believed() {
    let rows: String = (0..10).map(|n| format!("maya{n},Maya {n},Spain,{0}K,{0}000,{1}K,{1}000\n", 20 + n, 40 + n)).collect();
    let plan = plan(&format!("instagram name,influencer name,Views avg.,Likes avg,Likes avg,Comments avg.,Comments avg.\n{rows}"));
    assert_eq!(words(&plan), ["handle", "display_name", "country", "avg_likes", "avg_likes", "ignore", "ignore"]);
    assert!(plan.notes().iter().any(|note| note.contains("larger than the likes")));
}

#[test]
fn the_mapping_can_be_chosen_by_hand() {
    let chosen = [Column::DisplayName, Column::Measure(Measure::Followers)];
    let mapped = plan("Wer,Wieviel\nMaya,12K\n").with_columns(&chosen);
    let first = mapped.as_ref().ok().and_then(|plan| creators(plan).into_iter().next());
    assert_eq!(first.map(|creator| (creator.name, creator.metrics.len())), Some(("Maya".to_owned(), 1)));
    let wrong = plan("Wer,Wieviel\nMaya,12K\n").with_columns(&[Column::Ignore]);
    assert_eq!(wrong.err(), Some(ImportError::Columns { expected: 2, found: 1 }));
    for column in Column::all() {
        assert_eq!(Column::parse(column.as_str()), Some(column));
    }
}

#[test]
fn the_same_creator_again_is_told_by_exact_identity() {
    let text =
        "Name,Handle,E-mail\nMaya,@maya,m@example.com\nM.,@MAYA,\nNina,@nina,m@example.com\nKim Lee,,\nkim lee,,\nOla,,M@EXAMPLE.com\n";
    let mut seen = Seen::new();
    let again: Vec<Option<u64>> = creators(&plan(text)).iter().map(|creator| seen.note(creator).map(|(row, _)| row)).collect();
    assert_eq!(again, [None, Some(2), None, None, Some(5), Some(2)]);
}

#[test]
fn a_badge_is_of_the_platform_that_its_heading_names_or_of_the_rows_one_account() {
    let of = |text: &str, at: usize| {
        let creator = creators(&plan(text)).into_iter().nth(at).unwrap_or_else(|| panic!("no creator in {text:?}"));
        creator.verified.into_iter().map(|(platform, yes, _)| (platform, yes)).collect::<Vec<_>>()
    };
    let named = "Name,TikTok handle,Instagram verified\nMaya Okonkwo,@maya.cooks,yes\n";
    assert_eq!(of(named, 0), [(Platform::Instagram, true)], "it says nothing of the other account");
    assert_eq!(of("Name,TikTok handle,TikTok verified\nMaya Okonkwo,@maya.cooks,no\n", 0), [(Platform::TikTok, false)]);
    let links = "Name,Profile link,Verified\nMaya Okonkwo,https://www.instagram.com/maya.cooks/,yes\n\
                 Nina Voss,https://www.instagram.com/nina.v/,no\nKim Doe,https://www.tiktok.com/@kim2go,yes\n";
    assert_eq!((of(links, 0), of(links, 2)), (vec![(Platform::Instagram, true)], vec![(Platform::TikTok, true)]));
}

#[test]
fn a_share_of_an_audience_is_of_whom_its_heading_names() {
    let text = "Name,Instagram handle,Audience DE %,% female,TikTok audience 18-24,Audience US\n\
                Maya,@maya.ok,\"12,5\",61 %,30%,0.25\nNoor,@noor,140,,,0.5\n";
    let all = creators(&plan(text));
    let of = |at: usize| {
        let shares = all[at].audience.iter().map(|one| (one.platform.as_str(), one.part.value.as_str(), one.share));
        shares.collect::<Vec<_>>()
    };
    let maya = [("instagram", "DE", 125_000), ("instagram", "female", 610_000), ("tiktok", "18-24", 300_000), ("instagram", "US", 250_000)];
    assert_eq!(of(0), maya);
    assert_eq!(of(1), [("instagram", "US", 500_000)], "more than all is no share");
    assert_eq!(all[1].warnings.len(), 1);
}

#[test]
fn unreadable_files_say_so() {
    let error = |bytes: &[u8]| Plan::read(bytes, "list.csv", &Hints::default()).err();
    assert_eq!(error(b""), Some(ImportError::Empty));
    assert_eq!(error(b"Name,Handle\n"), Some(ImportError::HeadingsOnly));
    assert_eq!(error(b"a\0b"), Some(ImportError::NotText));
    assert!(matches!(error(b"PK\x03\x04"), Some(ImportError::OtherFormat(_))));
    let many = "x\n".repeat(1_000_002);
    assert_eq!(error(many.as_bytes()), Some(ImportError::TooManyRows));
}

#[test]
fn spreadsheets_that_name_their_delimiter_and_use_decimal_commas_are_read() {
    let creator = one("sep=;\nName;Handle;Followers;Engagement rate\nZoë;@zoe;12.345,0;3,5\nNoor;@noor;1,5;2,25\n");
    assert_eq!(creator.metrics.iter().map(|metric| metric.value).collect::<Vec<_>>(), [12_345, 35_000]);
    assert_eq!(creator.row, 3);
}

#[test]
fn money_ranges_and_rates_are_read_from_cells_as_people_write_them() {
    let text = "Name,Instagram handle,Followers,ER,Reel rate,Story price,Land\n\
                Maya,@maya.ok,12k-15k,\"3,5 %\",\"1.200,50 €\",£90,Vereinigtes Königreich\n\
                Noor,@noor.h,\"1,2 Mio.\",\"2,1 %\",US$ 300,150 EUR per story,Países Bajos\n\
                Kim,@kim.lee,~40K,4 %,1.5k EUR,ask,Włochy\n";
    let all = creators(&plan(text));
    let numbers: Vec<Vec<(i64, bool)>> =
        all.iter().map(|one| one.metrics.iter().map(|metric| (metric.value, metric.exact)).collect()).collect();
    assert_eq!(numbers, [[(13_500, false), (35_000, true)], [(1_200_000, false), (21_000, true)], [(40_000, false), (40_000, true)]]);
    let rates: Vec<Vec<String>> =
        all.iter().map(|one| one.rates.iter().map(|rate| format!("{} {}", rate.format, rate.price.minor)).collect()).collect();
    assert_eq!(rates, [vec!["reel 120050", "story 9000"], vec!["reel 30000", "story 15000"], vec!["reel 150000"]]);
    assert_eq!(all.iter().filter_map(|one| one.country).map(|country| country.code()).collect::<Vec<_>>(), ["GB", "NL", "IT"]);
    assert_eq!(all[2].notes.as_deref(), Some("ask"), "what is no amount is kept as a note");
}

#[test]
fn two_platforms_in_one_cell_are_two_accounts_under_any_heading() {
    for heading in ["Handle", "Accounts", "Social media", "Links"] {
        for (first, second) in [
            ("IG: @maya.ok / TikTok: @mayatok", "IG: @noor.h / TikTok: @noorh"),
            ("https://instagram.com/maya.ok https://www.tiktok.com/@mayatok", "https://instagram.com/noor.h https://www.tiktok.com/@noorh"),
        ] {
            let plan = plan(&format!("Name,{heading},Followers\nMaya,{first},12K\nNoor,{second},9K\n"));
            let all = creators(&plan);
            let urls: Vec<String> = all[0].profiles.iter().filter_map(Profile::url).collect();
            assert_eq!(
                urls,
                ["https://www.instagram.com/maya.ok/", "https://www.tiktok.com/@mayatok"],
                "{heading}: {first}: {:?}",
                words(&plan)
            );
            assert_eq!((all[0].metrics[0].platform.as_str(), all.len()), ("instagram", 2), "the number is of the account named first");
        }
    }
    let both = one("Name,Platform,Handle\nMaya,Instagram / TikTok,@maya.ok\n");
    assert_eq!(both.profiles.iter().filter_map(Profile::url).collect::<Vec<_>>(), ["https://www.instagram.com/maya.ok/"]);
    assert!(both.warnings.iter().any(|warning| warning.message.contains("names several platforms")));
}

#[test]
fn a_column_of_handles_that_holds_names_links_to_nobody() {
    let text = "Instagram handle,Followers\nMaya Okonkwo,1K\nTom & Jerry,2K\nNina's Kitchen,3K\n";
    let all = creators(&plan(text));
    assert!(all.iter().all(|one| one.profiles.iter().all(|profile| profile.handle.is_none() && profile.url().is_none())), "{all:?}");
    assert_eq!(all.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Maya Okonkwo", "Tom & Jerry", "Nina's Kitchen"]);
}

#[test]
fn pasted_cells_are_read_like_a_file() {
    let block = "Name\tInstagram handle\tFollowers\tNotes\r\nMaya\t@maya.ok\t48.200\t\"two\nlines\"\r\nNoor\t@noorh\t1.250\t\r\n";
    let plan = named("pasted cells", block);
    let all = creators(&plan);
    assert_eq!((plan.delimiter(), all.len(), all[0].notes.as_deref()), ('\t', 2, Some("two\nlines")));
    assert_eq!(all[1].metrics[0].value, 1_250);
}

proptest::proptest! {
    #[test]
    fn any_bytes_give_rows_or_a_reason(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
        if let Ok(plan) = Plan::read(&bytes, "list.csv", &Hints::default()) {
            proptest::prop_assert_eq!(u64::try_from(plan.rows().count()).ok(), Some(plan.row_count()));
        }
    }

    #[test]
    fn any_cells_give_rows(cells in proptest::collection::vec("(@?[a-z._]{0,6}|[0-9.,kM%-]{0,6}|\\PC{0,8})", 4..40)) {
        let text: String = cells.chunks(4).map(|row| row.join(",") + "\n").collect();
        if let Ok(plan) = Plan::read(format!("Name,Handle,Followers,ER\n{text}").as_bytes(), "list.csv", &Hints::default()) {
            let rejected = rejected(&plan);
            proptest::prop_assert_eq!(u64::try_from(creators(&plan).len() + rejected.len()).ok(), Some(plan.row_count()));
            let _ = error_file(&plan, &rejected);
        }
    }
}

#[test]
fn an_address_of_another_platform_takes_the_numbers_along() {
    let creator = one("Name,Instagram,Followers\nJuno Ash,https://www.tiktok.com/@junoash,12000\n");
    let accounts: Vec<(&Platform, bool)> = creator.profiles.iter().map(|profile| (&profile.platform, profile.handle.is_some())).collect();
    assert_eq!(accounts, [(&Platform::TikTok, true)], "no account without a handle is left behind");
    assert_eq!(creator.metrics.iter().map(|metric| (&metric.platform, metric.value)).collect::<Vec<_>>(), [(&Platform::TikTok, 12_000)]);
    assert!(creator.warnings.iter().any(|warning| warning.message.contains("an address of TikTok")));
}

#[test]
fn a_second_price_for_one_format_keeps_its_own_heading() {
    let creator = one("Name,Instagram handle,Reel rate,Rate for reels,Whitelisting fee\nJuno Ash,@junoash,£100,£120,£40\n");
    let formats: Vec<&str> = creator.rates.iter().map(|rate| rate.format.as_str()).collect();
    assert_eq!(formats, ["reel", "Rate for reels", "Whitelisting fee"]);
}
