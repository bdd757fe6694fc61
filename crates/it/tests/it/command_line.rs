//! The command line: what it is told, in which order it believes it, and how it says no.
//!
//! Absent: the operations behind it; they have their own stories.

use std::path::PathBuf;

use troupe::{
    config::{Config, Overrides},
    import,
};

use crate::support::{databases::Folder, on_both};

fn read(file: &str, overrides: &Overrides) -> Result<Config, String> {
    let folder = Folder::new();
    std::fs::write(folder.0.join("troupe.toml"), file).expect("written");
    let overrides = Overrides { data: overrides.data.clone().or_else(|| Some(folder.0.clone())), ..overrides.clone() };
    let config = Config::read(&Overrides { config: Some(folder.0.join("troupe.toml")), ..overrides }, "./troupe-data");
    config.map_err(|error| format!("{error:#}").replace(&folder.0.display().to_string(), "DATA"))
}

#[test]
fn a_wrong_configuration_names_the_value_and_what_would_do() {
    for (file, expected) in [
        ("listen = 5", "DATA/troupe.toml: listen = 5 does not fit; a text in quotes is needed"),
        ("most_upload = \"big\"", "DATA/troupe.toml: most_upload = \"big\" does not fit; a whole number is needed"),
        ("most_upload = 10", "most_upload: allow at least 1000000 bytes"),
        ("listen = \"here\"", "listen: \"here\" is no address; write it like 127.0.0.1:7878"),
        ("database = \"mysql://x\"", "database: \"mysql://x\" is no postgres:// URL"),
        ("base_url = \"creators.example.com\"", "base_url: \"creators.example.com\" does not begin with http:// or https://"),
    ] {
        assert_eq!(read(file, &Overrides::default()).expect_err(file), expected);
    }
    let unknown = read("lisen = \"127.0.0.1:80\"", &Overrides::default()).expect_err("a slip of the pen");
    assert!(unknown.starts_with("DATA/troupe.toml: \"lisen\" is not known; known are data, database, listen,"), "{unknown}");
    let mail = read("smtp_url = \"mail.example.com\"", &Overrides::default()).expect_err("no scheme");
    assert!(mail.starts_with("smtp_url: ") && mail.contains("smtp://user:password@"), "{mail}");
    let nowhere = read("smtp_url = \"smtp://\"", &Overrides::default()).expect_err("no server");
    assert!(nowhere.starts_with("smtp_url: it names no mail server; write it like smtp://user:password@"), "{nowhere}");
    let port = read("smtp_url = \"smtp://user:secret@mail.example:many\"", &Overrides::default()).expect_err("no port");
    assert!(port.starts_with("smtp_url: it cannot be read") && !port.contains("secret"), "{port}");
    let broken = read("listen = \"", &Overrides::default()).expect_err("no TOML");
    assert_eq!(broken, "DATA/troupe.toml: line 1, column 11: invalid basic string");
}

#[test]
fn the_command_line_is_believed_before_the_file() {
    let file = "listen = \"127.0.0.1:1001\"\ndatabase = \"postgres://one/db\"\ndata = \"/var/lib/elsewhere\"\n";
    let folder = Folder::new();
    let written = folder.0.join("here.toml");
    std::fs::write(&written, file).expect("written");
    let alone = Config::read(&Overrides { config: Some(written.clone()), ..Overrides::default() }, "./troupe-data").expect("read");
    assert_eq!((alone.listen.as_str(), alone.database.as_deref()), ("127.0.0.1:1001", Some("postgres://one/db")));
    assert_eq!(alone.data.display().to_string(), "/var/lib/elsewhere", "a file may say where the data lie");
    let told = Overrides {
        listen: Some("127.0.0.1:1002".to_owned()),
        database: Some("postgres://two/db".to_owned()),
        data: Some("/tmp/here".into()),
        config: Some(written),
    };
    let told = Config::read(&told, "./troupe-data").expect("read");
    assert_eq!((told.listen.as_str(), told.database.as_deref()), ("127.0.0.1:1002", Some("postgres://two/db")));
    assert_eq!(told.data.display().to_string(), "/tmp/here");
    assert_eq!(told.base_url(), "http://127.0.0.1:1002");
}

/// What `troupe import creators FILE --platform tiktok` is told.
fn told(file: PathBuf) -> import::Creators {
    import::Creators { file, brand: None, platform: Some("tiktok".to_owned()), dry_run: false, json: true, sheet: None }
}

#[test]
fn a_file_that_is_no_list_is_refused_in_one_line() {
    on_both(async |world| {
        let folder = Folder::new();
        let path = |name: &str| folder.0.join(name);
        std::fs::write(path("empty.csv"), "").expect("written");
        std::fs::write(path("binary.csv"), [0x7f, b'E', b'L', b'F', 0, 1, 2, 0, 0, 0, 9]).expect("written");
        std::fs::write(path("good.csv"), "handle,followers\n@maya,1.2M\n").expect("written");
        let huge = std::fs::File::create(path("huge.csv")).expect("made");
        huge.set_len(201 * 1024 * 1024).expect("made larger");
        for (name, expected) in [
            ("missing.csv", "cannot read"),
            ("", "is a folder; name one file in it"),
            ("empty.csv", "The file is empty."),
            ("binary.csv", "This is no text file."),
            ("huge.csv", "The file is larger than 200 MB."),
        ] {
            let refused = import::creators(&world.app, &told(path(name))).await.expect_err(name);
            let words = format!("{refused:#}");
            assert!(words.contains(expected) && !words.contains('\n'), "{words}");
        }
        import::creators(&world.app, &told(path("good.csv"))).await.expect("imported");
        let unknown = import::creators(&world.app, &import::Creators { brand: Some("nobody".to_owned()), ..told(path("good.csv")) })
            .await
            .expect_err("no such brand");
        assert_eq!(unknown.to_string(), "there is no brand \"nobody\"; there is fennel-rye");
    });
}

#[test]
fn a_dry_run_in_a_new_folder_looks_and_makes_nothing() {
    let folder = Folder::new();
    let list = folder.0.join("list.csv");
    std::fs::write(&list, "handle,followers\n@maya,1.2M\n@maya,1.2M\n@juno,3K\n").expect("written");
    let overrides = Overrides { data: Some(folder.0.join("new")), ..Overrides::default() };
    assert!(!Config::read(&overrides, "./troupe-data").expect("read").has_database());
    import::look(&import::Creators { dry_run: true, ..told(list.clone()) }).expect("looked");
    assert!(!folder.0.join("new").exists());
    let missing = import::look(&told(folder.0.join("none.csv"))).expect_err("no file");
    assert!(missing.to_string().starts_with("cannot read"), "{missing}");
}
