//! A tracker is brought on the page: looked at, answered, brought in, and what fell through is dealt with there.
//!
//! Absent: what each row becomes; the stories beside have it.

use super::{SHEET, stage};
use crate::{
    support::on_both,
    web::client::{Client, hidden},
};

const AT: &str = "/b/fennel-rye/campaigns/import";

#[test]
fn a_tracker_is_looked_at_brought_in_and_worked_off_on_its_page() {
    on_both(async |world| {
        let mut client = Client::signed_in(world).await;
        assert!(client.get("/b/fennel-rye/campaigns").await.text.contains("Bring your tracker"));
        assert!(client.get("/b/fennel-rye/creators/import").await.text.contains("/campaigns/import"));
        client.get(AT).await;
        let nothing = client.post(AT, &[]).await;
        assert!(nothing.status == 422 && nothing.text.contains("Choose a file or paste cells."));

        let odd = "Name,Handle,Status\nMaya,@maya.ok,waiting on Priya\n";
        let looked = client.post(AT, &[("pasted", odd)]).await;
        assert_eq!(looked.status, 200);
        for words in ["waiting on Priya", "Words of the status column that are not known: 1", "Choose the campaign, name a new one"] {
            assert!(looked.text.contains(words), "{words}");
        }
        let kept = hidden(&looked.text, "kept").expect("the kept file");
        let early = client.post(&format!("{AT}/run"), &[("kept", &kept), ("do", "import")]).await;
        assert_eq!(early.status, 422, "what is asked is answered first");
        let answered = [
            ("kept", kept.as_str()),
            ("do", "import"),
            ("campaign_name", "Spring"),
            ("statuses.0.word", "waiting on Priya"),
            ("statuses.0.is", "talking"),
        ];
        let done = client.post(&format!("{AT}/run"), &answered).await;
        assert_eq!(done.status, 303, "{}", done.text);

        let looked = client.post_file(AT, &[], ("file", "tracker 2026.csv", SHEET.as_bytes())).await;
        assert_eq!(looked.status, 200, "{}", looked.text);
        for words in ["nothing is saved yet", "Cleo Due", "Posted, not paid", "Nobody is written to.", "Bring in 14 collaborations"] {
            assert!(looked.text.contains(words), "{words}");
        }
        let kept = hidden(&looked.text, "kept").expect("the kept file");
        let done = client.post(&format!("{AT}/run"), &[("kept", &kept), ("do", "import")]).await;
        assert_eq!(done.status, 303, "{}", done.text);
        let page = client.get(&done.location).await;
        for words in ["What had fallen through", "Posted, not paid", "Past due, never posted", "Cleo Due", "Put on the list to pay"] {
            assert!(page.text.contains(words), "{words}");
        }
        let (_, dan) = stage(world, "Dan Late").await;
        let late = client.get(&format!("{}?show=never_posted", done.location)).await;
        assert!(late.text.contains("Dan Late") && late.text.contains("Chase from now on") && !late.text.contains("Cleo Due"));
        let dan = dan.to_string();
        let fields = [("chosen", dan.as_str()), ("show", "never_posted"), ("closes", "2026-09-20"), ("do", "dated")];
        let taken = client.post(&format!("{}/take-up", done.location), &fields).await;
        assert_eq!(taken.status, 303, "{}", taken.text);
        assert!(!client.get(&done.location).await.text.contains("Past due, never posted"));
        let (_, cleo) = stage(world, "Cleo Due").await;
        let owed = client.post(&format!("{}/owe", done.location), &[("chosen", &cleo.to_string()), ("show", "unpaid")]).await;
        assert_eq!(owed.status, 303);
        assert!(client.get("/b/fennel-rye/payments").await.text.contains("Cleo Due"));
        assert!(client.get(AT).await.text.contains("tracker 2026.csv"));
        let one = client.get(&format!("/b/fennel-rye/collaborations/{dan}")).await;
        assert_eq!(one.status, 200);
        assert_eq!(client.get("/b/fennel-rye/today").await.status, 200);
    });
}
