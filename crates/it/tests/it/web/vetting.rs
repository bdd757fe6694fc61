//! The page on which a creator is vetted: files are brought, evidence is opened in place, a person decides.

use app::{
    creators::{GetCreator, ImportCreators, ListCreators, import},
    discovery::VetCreator,
};
use domain::creators::Platform;

use super::client::Client;
use crate::support::{on_both, pdf};

const POSTS: &str = "posted at,caption,url,likes,comments\n\
    2026-08-01,Ad: oats with @oatmill,https://instagram.com/p/1,300,20\nyesterday,x,https://instagram.com/p/2,1,1\n\
    2026-08-02,On my website,https://blog.example/oats,3,2\n";

#[test]
fn files_are_brought_and_a_person_decides_on_the_page() {
    on_both(async |world| {
        let options = ImportCreators { platform: Some(Platform::Instagram), ..ImportCreators::default() };
        import::run(&world.app, &world.owner, "list.csv", b"handle,name,followers,country\n@maya,Maya,10000,GB\n", options)
            .await
            .expect("imported");
        let id = world.show(ListCreators::default()).await.expect("listed").items[0].id;
        let page = format!("/b/fennel-rye/creators/{id}/vetting");
        let mut client = Client::signed_in(world).await;
        assert!(client.get(&format!("/b/fennel-rye/creators/{id}")).await.text.contains(&page), "the creator's page leads here");
        let empty = client.get(&page).await;
        assert_eq!(empty.status, 200);
        assert!(empty.text.contains("Nothing is known yet that could be weighed") && empty.text.contains("Not decided yet"));

        // Followers count 22; the one paid post says nothing of a habit.
        // A row that cannot be read is shown with its number; the other one is kept.
        let posts = client.post_file(&format!("{page}/posts"), &[], ("posts", "posts.csv", POSTS.as_bytes())).await;
        assert_eq!(posts.status, 200);
        assert!(posts.text.contains("Posts: 2 new") && posts.text.contains("Row 3") && posts.text.contains("yesterday"), "{}", posts.text);
        let none = client.post(&format!("{page}/comments"), &[]).await;
        assert_eq!(none.status, 422);
        assert!(none.text.contains("Choose a file."));
        let comments =
            client.post_file(&format!("{page}/comments"), &[], ("comments", "c.csv", b"text,author\nWhere did you buy it?,ana\n")).await;
        assert_eq!((comments.status, comments.location.as_str()), (303, page.as_str()));
        let wrong = client.post(&format!("{page}/share"), &[("source", "Audit"), ("share", "184")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.text.contains("between 0 and 100"));
        let share =
            client.post(&format!("{page}/share"), &[("source", "Audit, August 2026"), ("share", "18,4 %"), ("sampled", "400")]).await;
        assert_eq!(share.status, 303);

        let no_reason = client.post(&format!("{page}/decision"), &[("choice", "go_ahead"), ("reason", "")]).await;
        assert!(no_reason.status == 422 && no_reason.text.contains("Say why"));
        let decided = client.post(&format!("{page}/decision"), &[("choice", "with_conditions"), ("reason", "<b>Fixed</b> fee.")]).await;
        assert_eq!(decided.status, 303);

        let before = world.app.db().statements();
        let full = client.get(&page).await;
        let sent = world.app.db().statements() - before;
        assert!(sent <= 12, "{sent} statements");
        for words in
            ["Go ahead, with conditions", "&lt;b&gt;Fixed", "18.4", "Audit, August 2026", "Look closer", "Rests on 22 % of the weight"]
        {
            assert!(full.text.contains(words), "{words} is missing: {}", full.text);
        }
        // A post on a website is not her account's, which is told with one account too; a decision says for what it is.
        for words in ["none of these: 1, comments: 0", "for all campaigns"] {
            assert!(full.text.contains(words), "{words} is missing: {}", full.text);
        }
        // The same on paper, and the page leads to it.
        assert!(full.text.contains("vetting.pdf"));
        let paper = client.get(&format!("{page}.pdf")).await;
        assert_eq!(paper.status, 200);
        pdf::says(
            &paper.bytes,
            &[
                "Vetting of Maya",
                "Instagram @maya",
                "18.4 %",
                "Look closer",
                "Audit, August 2026",
                "Go ahead, with conditions",
                "<b>Fixed</b>",
                "for all campaigns",
                "none of these: 1",
                "22 %",
                "0.22",
            ],
        );
        client.headers.push(("accept-language", "de"));
        // A file for other programs is the same in every language.
        let file = client.get(&format!("{page}.csv")).await;
        assert_eq!((file.status, file.header("content-type")), (200, "text/csv; charset=utf-8"));
        assert!(file.text.starts_with("account,signal,value,reads,weight,source,"), "{}", file.text);
        for words in ["Suspicious followers", "Brand safety", "\"Audit, August 2026\"", "Look closer"] {
            assert!(file.text.contains(words), "{words} is missing: {}", file.text);
        }
        let paper = client.get(&format!("{page}.pdf")).await;
        pdf::says(
            &paper.bytes,
            &["Prüfung von Maya", "18,4 %", "Genauer ansehen", "Woraus es gemacht ist", "aus 400 Konten, die wir nicht gesehen haben"],
        );
        let german = client.get(&page).await.text;
        for words in [
            "Prüfung",
            "Genauer ansehen",
            "„Ad: oats with @oatmill“",
            "für alle Kampagnen",
            "aus 400 Konten, die wir nicht gesehen haben",
            "18,4",
        ] {
            assert!(german.contains(words), "{words} is missing");
        }
    });
}

#[test]
fn with_two_accounts_each_file_has_its_own_choice_and_what_is_wrong_stands_beside_it() {
    on_both(async |world| {
        let list = "name,instagram,tiktok,country\nMaya,@maya,@maya.eats,GB\n";
        import::run(&world.app, &world.owner, "list.csv", list.as_bytes(), ImportCreators::default()).await.expect("imported");
        let id = world.show(ListCreators::default()).await.expect("listed").items[0].id;
        let accounts = world.show(GetCreator { creator: id }).await.expect("shown").profiles;
        let tiktok = accounts.iter().find(|one| one.account.platform == Platform::TikTok).expect("both are there").account.id.to_string();
        let page = format!("/b/fennel-rye/creators/{id}/vetting");
        let mut client = Client::signed_in(world).await;
        let text = client.get(&page).await.text;
        for name in ["posts.profile", "followers.profile", "share.profile"] {
            assert_eq!(text.matches(&format!("name=\"{name}\"")).count(), 1, "{name}");
        }
        let nobodys = client.post(&format!("{page}/share"), &[("source", "Audit"), ("share", "18.4"), ("sampled", "400")]).await;
        assert!(nobodys.status == 422 && nobodys.text.contains("Choose the account whose followers these are."), "{}", nobodys.text);
        let fields = [("source", "Audit"), ("share", "18.4"), ("sampled", "400"), ("share.profile", tiktok.as_str())];
        assert_eq!(client.post(&format!("{page}/share"), &fields).await.status, 303);
        let posts = "posted at,caption,url\n2026-08-01,Ad: oats with @oatmill,\n";
        let fields = [("posts.profile", tiktok.as_str())];
        let sent = client.post_file(&format!("{page}/posts"), &fields, ("posts", "posts.csv", posts.as_bytes())).await;
        assert_eq!(sent.status, 303);
        let report = world.show(VetCreator { creator: id, campaign: None }).await.expect("a report");
        let of = report.accounts.iter().find(|one| one.account.id.to_string() == tiktok).expect("there");
        assert_eq!(of.posts, 1);
    });
}
