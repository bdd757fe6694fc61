//! The pages of warm leads: empty ones teach, lists are looked at before they are brought, a person decides.

use super::client::{Client, hidden};
use crate::{
    creators::{added, campaign},
    support::on_both,
};

const CUSTOMERS: &str = "Name,Email,Instagram,Orders,First order\nMaya O,maya.okafor@creators.example,,4,2026-03-02\n\
    Cleo Vance,cleo@shop.example,@cleo.v,3,\nnobody,nothing,,1,\n";
const POSTS: &str =
    "handle,url,date,text,followers\n@cleo.v,https://www.instagram.com/p/C1/,2026-08-30,<b>Soap</b> by Fennel & Rye,12000\n@x,,soon,,\n";

#[test]
fn lists_are_brought_and_leads_are_taken_up_on_the_pages() {
    on_both(async |world| {
        let maya = added(world, &world.owner, "Maya Okafor").await;
        let autumn = campaign(world, &world.owner, "Autumn").await;
        let mut client = Client::signed_in(world).await;
        let base = "/b/fennel-rye/leads";
        assert!(client.get("/b/fennel-rye/discover").await.text.contains(base), "Discover leads here");
        for (rest, words) in [("", "No warm leads yet"), ("/mentions", "No mentions yet"), ("/customers", "No customers yet")] {
            let page = client.get(&format!("{base}{rest}")).await;
            assert!(page.status == 200 && page.text.contains(words), "{rest}: {}", page.text);
        }
        let none = client.post(&format!("{base}/customers/import"), &[]).await;
        assert!(none.status == 422 && none.text.contains("Choose a file or paste"), "{}", none.text);
        let unnamed = client.post_file(&format!("{base}/customers/import"), &[], ("file", "c.csv", b"name\nAnna\n")).await;
        assert!(unnamed.status == 422 && unnamed.text.contains("No column holds e-mail addresses"), "{}", unnamed.text);

        let seen = client.post_file(&format!("{base}/customers/import"), &[], ("file", "customers.csv", CUSTOMERS.as_bytes())).await;
        assert!(seen.status == 200 && seen.text.contains("Bring 2 customers") && seen.text.contains("Street addresses"), "{}", seen.text);
        assert!(client.get(&format!("{base}/customers")).await.text.contains("No customers yet"), "a look keeps nothing");
        let kept = hidden(&seen.text, "kept").expect("kept");
        let brought = client.post(&format!("{base}/customers/import/run"), &[("kept", &kept), ("do", "import")]).await;
        assert_eq!(brought.status, 303, "{}", brought.text);
        let page = client.get(&format!("{base}/customers")).await;
        for words in ["Maya Okafor", "weight 95 of 100", "4 orders", "Same e-mail address", "customers.csv"] {
            assert!(page.text.contains(words), "{words} is missing: {}", page.text);
        }
        let record = client.get(&format!("/b/fennel-rye/creators/{maya}/warmth")).await;
        assert!(record.text.contains("Is a customer:") && record.text.contains("4 orders since 2 Mar 2026"), "{}", record.text);
        let customer = hidden(&page.text, "customer").expect("a customer");
        let decided = [("customer", customer.as_str()), ("creator", &maya.to_string()), ("same", "no")];
        assert_eq!(client.post(&format!("{base}/customers/decide"), &decided).await.status, 303);
        assert!(!client.get(&format!("/b/fennel-rye/creators/{maya}/warmth")).await.text.contains("Is a customer:"));

        let seen = client.post_file(&format!("{base}/mentions/import"), &[], ("file", "posts.csv", POSTS.as_bytes())).await;
        assert!(seen.status == 200 && seen.text.contains("Bring 1 mentions") && seen.text.contains("soon"), "{}", seen.text);
        let kept = hidden(&seen.text, "kept").expect("kept");
        assert_eq!(client.post(&format!("{base}/mentions/import/run"), &[("kept", &kept)]).await.status, 303);
        let page = client.get(&format!("{base}/mentions")).await.text;
        assert!(page.contains("@cleo.v") && page.contains("&lt;b&gt;Soap") && !page.contains("<b>Soap"), "{page}");
        let made = client.post(&format!("{base}/mentions/secret"), &[]).await;
        assert!(made.status == 200 && made.text.contains("whsec_"));

        let before = world.app.db().statements();
        let page = client.get(base).await.text;
        let sent = world.app.db().statements() - before;
        assert!(sent <= 12, "{sent} statements");
        for words in ["Cleo Vance", "Named you once", "Customer with 3 orders", "Add as creator", "Not interested"] {
            assert!(page.contains(words), "{words} is missing: {page}");
        }
        let key = "account:instagram:cleo.v";
        let aside = [("one", format!("aside:{key}")), (&format!("name.{key}"), "Cleo Vance".to_owned())];
        let aside: Vec<(&str, &str)> = aside.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(client.post(&format!("{base}/act"), &aside).await.status, 303);
        assert!(client.get(base).await.text.contains("No warm leads yet"));
        assert!(client.get(&format!("{base}?show=aside")).await.text.contains("Put aside by Nora Quill"));
        let again = format!("again:{key}");
        assert_eq!(client.post(&format!("{base}/act"), &[("one", &again)]).await.status, 303);
        let listed = client.post(&format!("{base}/act"), &[("lead", key), ("into", &autumn.to_string()), ("do", "shortlist")]).await;
        assert_eq!((listed.status, listed.location.as_str()), (303, "/b/fennel-rye/campaigns/autumn"), "{}", listed.text);

        let removed = client.post(&format!("{base}/customers/removal"), &[]).await;
        assert_eq!(removed.status, 303);
        client.headers.push(("accept-language", "de"));
        assert!(client.get(&format!("{base}/customers")).await.text.contains("Noch keine Kunden"));
    });
}
