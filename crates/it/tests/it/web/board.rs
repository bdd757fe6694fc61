//! A board on which ten thousand cards stand in one lane: drawn in part, in as few statements as a small one.
//!
//! Absent: dragging; a browser test has it.

use app::campaigns::Shortlist;
use domain::{
    campaigns::Collaboration,
    creators::Creator,
    ids::{CollaborationId, CreatorId, Id},
};
use store::{Bind, document};
use uuid::Uuid;

use crate::{
    creators::{added, campaign},
    support::{World, on_both},
    web::client::Client,
};

/// As many more as make ten thousand with the one that is there.
const MORE: u128 = 9_999;

/// Collaborations like one that is there, each with a creator of its own and the same move: rows alone, because nobody shortlists so
/// many by hand.
async fn crowd(world: &World, like: CollaborationId) {
    let db = world.app.db();
    let one = document::find::<Collaboration>(db, world.brand, like).await.expect("read").expect("the first").value;
    let person = document::find::<Creator>(db, world.organisation, one.creator).await.expect("read").expect("a creator").value;
    let id = |kind: u128, number: u128| Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0000 + (kind << 32) + number);
    let creators: Vec<(CreatorId, Creator)> = (0..MORE)
        .map(|number| {
            let (name, email) = (format!("Creator {number}"), Some(format!("creator.{number}@creators.example")));
            (CreatorId::from_uuid(id(1, number)), Creator { name, email, ..person.clone() })
        })
        .collect();
    let collaborations: Vec<(CollaborationId, Collaboration)> = (0..MORE)
        .map(|number| {
            let (creator, slug) = (CreatorId::from_uuid(id(1, number)), format!("creator-{number}"));
            (CollaborationId::from_uuid(id(2, number)), Collaboration { creator, slug, ..one.clone() })
        })
        .collect();
    let tx = db.begin().await.expect("a transaction");
    let rows: Vec<(CreatorId, &Creator)> = creators.iter().map(|(id, creator)| (*id, creator)).collect();
    document::insert_all(&tx, world.organisation, &rows).await.expect("creators");
    let rows: Vec<(CollaborationId, &Collaboration)> = collaborations.iter().map(|(id, one)| (*id, one)).collect();
    document::insert_all(&tx, world.brand, &rows).await.expect("collaborations");
    for sql in [
        "INSERT INTO stage (collaboration, brand, campaign, stage) SELECT c.id, s.brand, s.campaign, s.stage FROM stage s \
         JOIN collaboration c ON c.campaign = s.campaign WHERE s.collaboration = $1 AND c.id <> s.collaboration",
        "INSERT INTO move (brand, collaboration, key, campaign, creator, turn, role, what, subject, since, due, visible_from, stake, \
         currency, detail, not_by, sign_offs) SELECT m.brand, c.id, m.key, m.campaign, c.creator, m.turn, m.role, m.what, m.subject, \
         m.since, m.due, m.visible_from, m.stake, m.currency, m.detail, m.not_by, m.sign_offs FROM move m \
         JOIN collaboration c ON c.campaign = m.campaign WHERE m.collaboration = $1 AND c.id <> m.collaboration",
    ] {
        tx.execute(sql, vec![like.bind()]).await.expect("copied");
    }
    tx.commit().await.expect("committed");
}

#[test]
fn a_lane_of_ten_thousand_cards_is_drawn_in_part_and_counted_whole() {
    on_both(async |world| {
        let campaign = campaign(world, &world.owner, "Autumn Crowd").await;
        let maya = added(world, &world.owner, "Maya Okonkwo").await;
        let listed = world.run(Shortlist { campaign, creators: vec![maya], source: None, again: false }).await.expect("on the shortlist");
        let mut client = Client::signed_in(world).await;
        let address = "/b/fennel-rye/campaigns/autumn-crowd/board";
        let cards = |text: &str| text.matches("class=\"card\"").count();
        let before = world.app.db().statements();
        let small = client.get(address).await;
        let for_one = world.app.db().statements() - before;
        assert_eq!((small.status, cards(&small.text)), (200, 1), "{}", small.text);

        crowd(world, listed[0]).await;
        let before = world.app.db().statements();
        let page = client.get(address).await;
        let took = world.app.db().statements() - before;
        assert_eq!(page.status, 200);
        assert!(took <= 12, "{took} statements, and {for_one} for one card");
        assert_eq!(cards(&page.text), 60, "so many are drawn");
        assert!(page.text.contains("<span>10000</span>"), "and all are counted");
        assert!(page.text.contains("/campaigns/autumn-crowd?show=all"), "the table has the rest");
        assert!(page.text.len() < 200_000, "{} bytes", page.text.len());
    });
}
