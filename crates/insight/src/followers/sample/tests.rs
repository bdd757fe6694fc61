//! Files of followers as people bring them: columns by many names, rows refused with their reason, limits.

use super::*;

#[test]
fn a_table_is_read_whatever_its_marks_and_names() {
    for text in [
        "username,full name,followers_count,follows,media_count,biography,is_private\njo,Jo Fields,\"1,200\",300,12,Runs,false\n",
        "Username;Full Name;Followers;Following;Posts;Bio;Private\njo;Jo Fields;1.200;300;12;Runs;nein\n",
        "handle\tname\t#followers\t#follows\t#posts\tdescription\tprivate\n@jo\tJo Fields\t1.2k\t300\t12\tRuns\t0\n",
        "Follower sample of 3 May\n\nusername,full name,followers_count,follows,media_count,biography,is_private\njo,Jo Fields,1200,300,12,Runs,no\n",
    ] {
        let sample = read_sample(text.as_bytes()).unwrap();
        let expected = Account {
            username: "jo".to_owned(),
            name: Some("Jo Fields".to_owned()),
            bio: Some("Runs".to_owned()),
            followers: Some(1200),
            following: Some(300),
            posts: Some(12),
            private: Some(false),
            ..Account::default()
        };
        assert_eq!(sample.accounts, [expected], "{text}");
        assert!(sample.refused.is_empty());
    }
}

#[test]
fn json_is_read_as_list_inside_objects_or_by_line() {
    let one = r#"{"username":"jo","edge_followed_by":{"count":12},"edge_follow":{"count":300},"is_private":true,"biography":"","full_name":"Jo","x":[{"username":"no"}]}"#;
    let two = r#"{"node":{"username":"mo","followers_count":7,"biography":"Runs","full_name":null}}"#;
    for text in [
        format!("[{one},{two}]"),
        format!(r#"{{"data":[{one},{two}],"paging":{{"next":"https://api.example/2"}}}}"#),
        format!(r#"{{"data":{{"user":{{"edges":[{one},{two}],"count":2}}}}}}"#),
        format!("{one}\n{two}\n"),
    ] {
        let sample = read_sample(text.as_bytes()).unwrap();
        assert_eq!(sample.accounts.len(), 2, "{text}");
        let [jo, mo] = &sample.accounts[..] else { panic!() };
        assert_eq!((jo.username.as_str(), jo.followers, jo.following, jo.private), ("jo", Some(12), Some(300), Some(true)));
        assert_eq!((jo.bio.as_deref(), jo.name.as_deref()), (Some(""), Some("Jo")));
        assert_eq!((mo.username.as_str(), mo.followers, mo.following, mo.private, mo.name.as_deref()), ("mo", Some(7), None, None, None));
    }
    let names = read_sample(br#"["jo", "@mo", 7]"#).unwrap();
    assert_eq!(names.accounts.iter().map(|account| account.username.as_str()).collect::<Vec<_>>(), ["jo", "mo", "7"]);
}

#[test]
fn what_an_account_says_of_itself_goes_before_what_stands_inside() {
    let text = r#"[{"pinned":{"owner":{"username":"other","followers_count":9}},"username":"jo","followers_count":12}]"#;
    let sample = read_sample(text.as_bytes()).unwrap();
    assert_eq!((sample.accounts[0].username.as_str(), sample.accounts[0].followers), ("jo", Some(12)));
}

#[test]
fn a_row_is_refused_with_its_line_and_reason() {
    let text = "username,followers,private\njo,12,yes\n,5,no\nmo,many,no\nlo,7,perhaps\nTotal of all,99,\nno,1,no,extra\npo,-3,no\n";
    let sample = read_sample(text.as_bytes()).unwrap();
    assert_eq!((sample.accounts.len(), sample.rows.as_slice()), (1, &[2][..]));
    let refused: Vec<(u64, &str)> = sample.refused.iter().map(|one| (one.row, one.reason.as_str())).collect();
    assert_eq!(
        refused,
        [
            (3, "it names no account"),
            (4, "\"many\" is no number of followers"),
            (5, "\"perhaps\" says neither yes nor no to \"private\""),
            (6, "\"Total of all\" is a display name, not a username"),
            (7, "it has 4 cells under 3 columns"),
            (8, "-3 followers is below zero"),
        ]
    );
    assert_eq!(sample.refused_count, 6);
}

#[test]
fn what_is_hidden_stays_unknown_and_an_empty_bio_is_a_fact() {
    let sample = read_sample(b"username,followers,following,bio,link\njo,-,n/a,,https://jo.example\nmo,,0,Runs,\n").unwrap();
    let [jo, mo] = &sample.accounts[..] else { panic!() };
    assert_eq!((jo.followers, jo.following, jo.bio.as_deref(), jo.link), (None, None, Some(""), Some(true)));
    assert_eq!((mo.followers, mo.following, mo.bio.as_deref(), mo.link), (None, Some(0), Some("Runs"), Some(false)));
    let column_empty = read_sample(b"username,bio\njo,\nmo,\n").unwrap();
    assert!(column_empty.accounts.iter().all(|account| account.bio.is_none()));
    assert_eq!(column_empty.notes, ["No account has a bio, so the file is taken not to say."]);
}

#[test]
fn an_account_that_is_there_twice_counts_once_and_this_is_said() {
    let sample = read_sample(b"username,followers\njo,1\n@Jo,2\nhttps://www.instagram.com/jo/,3\nmo,4\n").unwrap();
    assert_eq!((sample.accounts.len(), sample.duplicates, sample.rows), (2, 2, vec![2, 5]));
    assert!(sample.notes[0].starts_with("Accounts that are there again count once: 2 rows"));
}

#[test]
fn measures_stand_in_for_texts() {
    let sample = read_sample(
        b"profile pic,nums/length username,fullname words,description length,#posts,fake\n1,0.27,0,53,32,0\n1,0.27,0,53,32,0\n",
    )
    .unwrap();
    assert_eq!((sample.accounts.len(), sample.duplicates), (2, 0));
    let first = &sample.accounts[0];
    assert_eq!((first.has_picture, first.posts, first.facts()), (Some(true), Some(32), 4));
    assert_eq!((first.traits.username_digits, first.traits.name_words, first.traits.bio_length), (Some(0.27), Some(0), Some(53)));
    assert_eq!(sample.unread_columns, ["fake"]);
}

#[test]
fn files_of_which_nothing_can_be_used_are_refused_as_a_whole() {
    assert_eq!(read_sample(b" \n"), Err(SampleError::Empty));
    assert_eq!(read_sample(b"PK\x03\x04rest"), Err(SampleError::Archive));
    assert!(matches!(read_sample(&vec![b'a'; MOST_BYTES + 1]), Err(SampleError::TooLarge { .. })));
    assert!(matches!(read_sample(b"colour,size\nred,12\n"), Err(SampleError::NoColumns(_))));
    assert!(matches!(read_sample(b"[{\"username\": }]"), Err(SampleError::Json(_))));
    assert!(matches!(read_sample(b"{\"username\":\"jo\"}\n{\"username\":\n"), Err(SampleError::Json(text)) if text.starts_with("line 2")));
    assert!(matches!(read_sample(b"[]"), Err(SampleError::NoAccounts { refused: 0, .. })));
    assert!(matches!(read_sample(b"{\"error\":{\"code\":190}}"), Err(SampleError::NoAccounts { .. })));
    assert!(matches!(read_sample("[".repeat(100_000).as_bytes()), Err(SampleError::Json(_))));
    assert_eq!(
        read_sample(b"username,followers\n,3\n").unwrap_err().to_string(),
        "no account is in the file; refused: 1 (row 2: it names no account)"
    );
}

#[test]
fn a_sample_ends_at_twenty_thousand_and_says_what_it_left() {
    let mut text = "username\n".to_owned();
    for at in 0..20_010 {
        text.push_str(&format!("jo{at}\n"));
    }
    let sample = read_sample(text.as_bytes()).unwrap();
    assert_eq!((sample.accounts.len(), sample.left_out), (20_000, 10));
    assert!(sample.notes.iter().any(|note| note.contains("the last 10 were left out")));
}

#[test]
fn no_bytes_make_it_fail_otherwise_than_by_an_error() {
    // A plain generator of bytes (Knuth's constants); each start is cut and bent in many ways.
    let starts: [&[u8]; 4] = [
        b"username;followers\n\"jo\";1,2k\n",
        b"{\"data\":[{\"username\":\"jo\",\"followers\":{\"count\":1}}]}",
        b"\xff\xfej\0o\0",
        b"[\"jo\",{\"a\":[1]}]",
    ];
    let mut state = 1_u64;
    for start in starts {
        for _ in 0..500 {
            let mut bytes = start.to_vec();
            for _ in 0..3 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let at = (state >> 33) as usize % bytes.len();
                bytes[at] = (state >> 24) as u8;
            }
            let _ = read_sample(&bytes);
        }
    }
}
