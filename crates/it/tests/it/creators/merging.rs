//! Two records of one creator become one, and two again: nothing is lost, the books stay right, and no wall gives way.
//!
//! Expectations are docs/domain.md's: everything that points to the second one belongs to the first, the stricter word about
//! writing wins, and a split gives both back as they were.

use std::collections::BTreeSet;

use app::{
    Caller,
    attribution::IngestOrder,
    campaigns::GetCampaign,
    creators::{
        BlockCreator, CreateCreator, DescribeAccount, GetCreator, KeepApart, ListCreators, ListDuplicates, ListTimeline, MergeCreators,
        NoteCreator, RevokePortalLinks, SplitCreators, SuppressCreator, TimelineKind,
    },
    outreach::{LogMessage, SendMessage},
    payments::{ApprovePayout, ListPayments, MakePayout, RecordPaid},
    team::UpdateBrandProfile,
};
use domain::{
    creators::{Likeness, NewCreator, Platform, ProfileInput, Relationship, Source, Tier},
    ids::{CollaborationId, CreatorId, Id, RelationshipId},
    journey::Stage,
    outreach::{Channel, Direction},
    team::{BrandProfile, Role},
    time::{Day, HOUR},
};
use store::document;

use super::{added, campaign, invited, new_creator, shortlisted};
use crate::{
    money::world::{Money, Who, order},
    registry::rows::{self, Line},
    support::{World, code, on_both},
};

/// Tables that tell of a merge itself, or never change.
const TELLING: [&str; 6] = ["creator_change", "event", "creator_merge", "kept_apart", "ledger_entry", "idempotency"];

fn merge(creator: CreatorId, other: CreatorId) -> MergeCreators {
    MergeCreators { creator, other, note: "One person, two lists.".to_owned() }
}

fn split(creator: CreatorId, other: CreatorId) -> SplitCreators {
    SplitCreators { creator, other }
}

/// What the brand keeps about a creator who was put there by hand.
async fn known(world: &World, creator: CreatorId, tags: &[&str], notes: &str) {
    let kept = Relationship {
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        notes: notes.to_owned(),
        ..Relationship::new(creator, Source::Customer, Tier::Ambassador, world.now())
    };
    let tx = world.app.db().begin().await.expect("begun");
    let id = RelationshipId::from_uuid(uuid::Uuid::from_u128(creator.uuid().as_u128() ^ 1));
    document::insert(&tx, world.brand, id, &kept).await.expect("kept");
    tx.commit().await.expect("committed");
}

/// Somebody with a signed agreement, money that is owed and commission in hold, under another record of the same name.
pub async fn working(money: &Money<'_>) -> Who {
    let who = money.signed("Maya O.", 42_000, 1).await;
    known(money.world, who.creator, &["lagos"], "Answers fast.").await;
    money.verified(&who, 0).await;
    let promo = money.code(&who).await;
    money.world.run(IngestOrder { codes: vec![promo], ..order("1", 10_000, money.world.now()) }).await.expect("an order");
    money.world.work().await;
    who
}

/// Rows as they are, but for how often they were changed, without what tells of merges.
async fn still(world: &World) -> BTreeSet<(String, String)> {
    let without_version = |line: Line| {
        let parts: Vec<&str> = line.text.splitn(4, '|').collect();
        let text = match parts.as_slice() {
            [id, wall, version, rest] if version.parse::<i64>().is_ok() => format!("{id}|{wall}|{rest}"),
            _ => line.text.clone(),
        };
        (line.table, text)
    };
    rows::all(world).await.into_iter().filter(|line| !TELLING.contains(&line.table.as_str())).map(without_version).collect()
}

async fn owner_of(world: &World, table: &str, id: uuid::Uuid) -> CreatorId {
    use store::Read;
    let sql = format!("SELECT creator FROM {table} WHERE id = $1");
    world.app.db().one("test", &sql, store::params![id]).await.expect("read").expect("a row").get("creator").expect("a creator")
}

#[test]
fn everything_moves_and_comes_back_as_it_was() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let other = working(&money).await;
        let maya = added(world, &world.owner, "Maya Okonkwo").await;
        let winter = campaign(world, &world.owner, "Winter").await;
        invited(world, &world.owner, winter, &[maya]).await;
        let said = SendMessage { creator: other.creator, collaboration: Some(other.id), subject: "Hello".into(), body: "A word.".into() };
        world.run(said).await.expect("sent");
        money.at_rest().await;
        let link = app::portal::token(&world.app, world.brand, other.creator, 0, world.now());
        let before = still(world).await;

        world.run(merge(maya, other.creator)).await.expect("merged");
        money.at_rest().await;
        let theirs = other.creator.to_string();
        let left: BTreeSet<String> = rows::all(world)
            .await
            .into_iter()
            .filter(|line| line.text.contains(&theirs) && !TELLING.contains(&line.table.as_str()))
            .map(|line| format!("{} {}", line.table, line.id.unwrap_or_default()))
            .collect();
        assert_eq!(left, BTreeSet::from([format!("creator {maya}"), format!("creator {theirs}")]), "only both records name the other one");
        let view = world.show(GetCreator { creator: maya }).await.expect("shown");
        assert_eq!((view.collaborations.len(), view.merged.len()), (2, 1));
        assert_eq!((view.relationship.tags.as_slice(), view.relationship.notes.as_str()), (&["lagos".to_owned()][..], "Answers fast."));
        assert_eq!(view.relationship.tier, Tier::Ambassador, "the closer one");
        assert_eq!(code(world.show(GetCreator { creator: other.creator }).await), "not_found");
        let owed = world.show(ListPayments {}).await.expect("shown").payables;
        assert!(owed.iter().all(|one| one.creator_name == "Maya Okonkwo"), "{owed:?}");
        let caller = app::portal::caller(&world.app, &link).await.expect("the old link works");
        assert_eq!(caller.actor(), world.creator(maya).actor(), "and opens the page of the one who stands for her");
        let listed = world.show(ListCreators::default()).await.expect("listed");
        assert_eq!(listed.items.len(), 1);

        assert_eq!(code(world.run(merge(maya, other.creator)).await), "creators.merged_already");
        assert_eq!(code(world.run(merge(maya, maya)).await), "creators.into_itself");
        world.run(split(maya, other.creator)).await.expect("split");
        money.at_rest().await;
        let after = still(world).await;
        assert_eq!(before.symmetric_difference(&after).collect::<Vec<_>>(), Vec::<&(String, String)>::new());
        assert_eq!(code(world.run(split(maya, other.creator)).await), "creators.not_merged");
    });
}

#[test]
fn what_happened_since_stays_with_the_one_it_happened_to() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let other = working(&money).await;
        let maya = added(world, &world.owner, "Maya Okonkwo").await;
        world.run(merge(maya, other.creator)).await.expect("merged");

        world.clock.advance(HOUR);
        let heard = |collaboration: Option<CollaborationId>, body: &str| LogMessage {
            creator: maya,
            collaboration,
            direction: Direction::In,
            channel: Channel::Dm,
            subject: String::new(),
            body: body.to_owned(),
            at: None,
            automatic: false,
        };
        let about_work = world.run(heard(Some(other.id), "About the reel.")).await.expect("logged");
        let beside = world.run(heard(None, "Something else.")).await.expect("logged");
        let promo = money.code(&other).await;
        world.run(IngestOrder { codes: vec![promo], ..order("2", 20_000, world.now()) }).await.expect("an order");
        world
            .run(NoteCreator { creator: maya, notes: "Rewritten.".into(), tags: vec!["new".into(), "lagos".into()] })
            .await
            .expect("noted");
        let payable = world.show(ListPayments {}).await.expect("shown").payables.remove(0).id;
        let pay = MakePayout { creator: maya, payables: vec![payable], method: "Marketing GBP".into() };
        let payout = world.run(pay).await.expect("made").id;
        assert_eq!(code(world.run(split(maya, other.creator)).await), "creators.payout_on_the_way");
        let femi = world.person("Femi Adeyemi", Role::Finance).await;
        world.app.run(&femi, ApprovePayout { payout }).await.expect("approved");
        let paid = RecordPaid {
            payout,
            paid_on: Day::parse("2026-09-01").expect("a day"),
            reference: "B-1".into(),
            note: "Line 4 of the statement.".into(),
        };
        world.app.run(&femi, paid).await.expect("paid");
        world.app.run(&world.creator(maya), SuppressCreator { creator: maya }).await.expect("opted out");
        world.run(RevokePortalLinks { creator: maya }).await.expect("closed");
        let winter = campaign(world, &world.owner, "Winter").await;
        let fresh = shortlisted(world, &world.owner, winter, &[maya]).await[0];
        money.at_rest().await;

        world.run(split(maya, other.creator)).await.expect("split");
        money.at_rest().await;
        assert_eq!(owner_of(world, "message", about_work.uuid()).await, other.creator, "a word about her work follows the work");
        assert_eq!(owner_of(world, "message", beside.uuid()).await, maya);
        assert_eq!(owner_of(world, "payout", payout.uuid()).await, other.creator, "it paid nothing but her work");
        assert_eq!(owner_of(world, "payable", payable.uuid()).await, other.creator);
        assert_eq!(owner_of(world, "collaboration", fresh.uuid()).await, maya);
        let (first, second) = (
            world.show(GetCreator { creator: maya }).await.expect("shown"),
            world.show(GetCreator { creator: other.creator }).await.expect("shown"),
        );
        assert_eq!((first.relationship.notes.as_str(), first.relationship.tags), ("Rewritten.", vec!["new".to_owned()]));
        assert_eq!((second.relationship.notes.as_str(), second.relationship.tags), ("Answers fast.", vec!["lagos".to_owned()]));
        assert!(
            first.creator.suppression.opted_out_at.is_some() && second.creator.suppression.opted_out_at.is_some(),
            "nobody knows who of the two it was"
        );
        let link = app::portal::token(&world.app, world.brand, other.creator, 0, world.now());
        assert!(app::portal::caller(&world.app, &link).await.is_err(), "links that were closed stay closed");
    });
}

#[test]
fn the_stricter_word_ends_what_is_open() {
    on_both(async |world| {
        let (maya, other) = (added(world, &world.owner, "Maya Okonkwo").await, added(world, &world.owner, "Maya O.").await);
        let winter = campaign(world, &world.owner, "Winter").await;
        invited(world, &world.owner, winter, &[maya]).await;
        world.run(BlockCreator { creator: other, reason: "Bought followers".into() }).await.expect("blocked");
        world.run(merge(maya, other)).await.expect("merged");
        let found = world.show(GetCampaign { campaign: winter }).await.expect("shown");
        assert_eq!(found.collaborations[0].stage, Stage::Dropped);
        assert!(world.show(GetCreator { creator: maya }).await.expect("shown").creator.suppression.blocked.is_some());
        world.moves_rebuild().await;
        // Somebody with the other record's address is recognised, and not added a second time.
        let again = NewCreator { email: Some("maya.o@creators.example".into()), name: "M. O.".into(), ..NewCreator::default() };
        let refused = world.run(CreateCreator { creator: again, source: Source::Cold, tier: Tier::Paid }).await;
        assert_eq!(code(refused), "creators.already_here");
    });
}

#[test]
fn what_would_be_wrong_is_refused_and_nothing_happens() {
    on_both(async |world| {
        let (maya, other, third) = (
            added(world, &world.owner, "Maya Okonkwo").await,
            added(world, &world.owner, "Maya O.").await,
            added(world, &world.owner, "M. Okonkwo").await,
        );
        let manager = world.person("Ines Roth", Role::Manager).await;
        let (_, elsewhere) = world.other_brand().await;
        let foreign = added(world, &elsewhere, "Noor Haddad").await;
        assert_eq!(code(world.run(merge(maya, foreign)).await), "not_found", "the brand does not know her");
        assert_eq!(code(world.app.run(&elsewhere, merge(foreign, maya)).await), "not_found");
        assert_eq!(code(world.app.run(&world.creator(maya), merge(maya, other)).await), "not_found");

        let winter = campaign(world, &world.owner, "Winter").await;
        shortlisted(world, &world.owner, winter, &[maya, other]).await;
        let before = rows::everything(world).await;
        let refused = world.run(merge(maya, other)).await.expect_err("refused");
        assert_eq!(refused.code(), "creators.both_in_campaign");
        assert!(refused.to_string().contains("Winter"), "{refused}");
        assert_eq!(rows::everything(world).await, before);

        // The other brand knows one of them, and the manager does not belong there.
        let there = CreateCreator { creator: new_creator("M. Okonkwo"), source: Source::Cold, tier: Tier::Paid };
        assert_eq!(world.app.run(&elsewhere, there).await.expect("known").id, third);
        assert_eq!(code(world.app.run(&manager, merge(maya, third)).await), "creators.other_brands");
        world.run(merge(maya, third)).await.expect("an owner may");
        let seen = world.app.show(&elsewhere, GetCreator { creator: maya }).await.expect("the other brand knows her now");
        assert_eq!((seen.relationship.notes.as_str(), seen.collaborations.len()), ("", 0), "and nothing of what this one keeps");
        assert_eq!(code(world.app.run(&manager, split(maya, third)).await), "creators.other_brands");

        // The last merge is split first.
        let fourth = added(world, &world.owner, "Maya Okonkwo-Bell").await;
        world.run(merge(maya, fourth)).await.expect("merged");
        assert_eq!(code(world.run(split(maya, third)).await), "creators.later_merge");
        world.run(split(maya, fourth)).await.expect("split");
        world.run(split(maya, third)).await.expect("split");
        assert_eq!(code(world.app.show(&elsewhere, GetCreator { creator: maya }).await), "not_found", "as it was");
        assert_eq!(world.app.show(&elsewhere, GetCreator { creator: third }).await.expect("shown").id, third);
        world.moves_rebuild().await;
    });
}

/// Somebody with an account and perhaps an address.
async fn met(world: &World, caller: &Caller, name: &str, email: Option<&str>, account: Option<(Platform, &str)>) -> CreatorId {
    let profiles = account.map(|(platform, handle)| ProfileInput { platform, handle: handle.to_owned() }).into_iter().collect();
    let creator = NewCreator { name: name.to_owned(), email: email.map(str::to_owned), profiles, ..NewCreator::default() };
    world.app.run(caller, CreateCreator { creator, source: Source::Cold, tier: Tier::Paid }).await.expect("met").id
}

#[test]
fn who_could_be_one_is_proposed_with_reasons_and_not_again_once_told_apart() {
    on_both(async |world| {
        let owner = &world.owner;
        let one = met(world, owner, "Maya Okonkwo", None, Some((Platform::Instagram, "@maya.okonkwo"))).await;
        let two = met(world, owner, "Maya O.", None, Some((Platform::TikTok, "@mayaokonkwo_official"))).await;
        let (three, four) = (
            met(world, owner, "Lena Vogt", Some("lena.vogt@gmail.com"), None).await,
            met(world, owner, "Lena Voigt", Some("lenavogt@gmx.de"), Some((Platform::YouTube, "@lenavogtt"))).await,
        );
        met(world, owner, "Maria García", None, Some((Platform::Instagram, "@maria.one"))).await;
        met(world, owner, "Maria Garcia", None, Some((Platform::Instagram, "@other.two"))).await;
        let (_, elsewhere) = world.other_brand().await;
        met(world, &elsewhere, "Maya Okonkwo", None, Some((Platform::YouTube, "@mayaokonkwo"))).await;

        let (page, statements) = world.counted(ListDuplicates::default()).await;
        assert!(statements <= 12, "{statements} statements");
        let pairs: Vec<BTreeSet<CreatorId>> = page.items.iter().map(|pair| BTreeSet::from([pair.kept.id, pair.other.id])).collect();
        assert_eq!(
            pairs,
            [BTreeSet::from([one, two]), BTreeSet::from([three, four])],
            "neither a name alone nor whom the brand does not know"
        );
        assert!(matches!(page.items[0].reasons[0], Likeness::Handle { .. }), "{:?}", page.items[0].reasons);
        assert!(page.items[1].reasons.contains(&Likeness::Name), "{:?}", page.items[1].reasons);
        assert_eq!(page.items[0].kept.id, one, "known longer");
        assert!(page.next_cursor.is_none());

        world.run(KeepApart { creator: two, other: one }).await.expect("told apart");
        assert_eq!(code(world.run(KeepApart { creator: one, other: two }).await), "creators.apart_already");
        let page = world.show(ListDuplicates::default()).await.expect("shown");
        assert_eq!(page.items.len(), 1);
        world.run(merge(three, four)).await.expect("merged");
        assert!(world.show(ListDuplicates::default()).await.expect("shown").items.is_empty());
        world.run(split(three, four)).await.expect("split");
        assert!(world.show(ListDuplicates::default()).await.expect("shown").items.is_empty(), "who was split is told apart");
    });
}

#[test]
fn one_link_in_two_bios_proposes_a_pair_with_other_names() {
    on_both(async |world| {
        let owner = &world.owner;
        let says = async |creator: CreatorId, bio: &str| {
            let profile = world.show(GetCreator { creator }).await.expect("shown").profiles[0].account.id;
            world.run(DescribeAccount { creator, profile, bio: bio.to_owned() }).await.expect("described");
        };
        let maya = met(world, owner, "Maya Okonkwo", None, Some((Platform::Instagram, "@mmends"))).await;
        let mends = met(world, owner, "Mends & Makes", None, Some((Platform::TikTok, "@themendery"))).await;
        let other = met(world, owner, "Tom Hale", None, Some((Platform::YouTube, "@tomhalehikes"))).await;
        says(maya, "Repairs. https://www.linktr.ee/mendsmaya").await;
        says(other, "Hills, slowly.").await;
        assert!(world.show(ListDuplicates::default()).await.expect("shown").items.is_empty());
        says(mends, "linktr.ee/MendsMaya/ for everything").await;
        let (page, statements) = world.counted(ListDuplicates::default()).await;
        assert!(statements <= 12, "{statements} statements");
        assert_eq!(page.items.len(), 1, "{:?}", page.items);
        assert_eq!(BTreeSet::from([page.items[0].kept.id, page.items[0].other.id]), BTreeSet::from([maya, mends]));
        assert_eq!(page.items[0].reasons, [Likeness::Link { url: "linktr.ee/mendsmaya".into() }]);
        // The brand's own shop is linked by whoever it pays.
        let site = async |website: &str| {
            let profile = BrandProfile { website: website.to_owned(), ..BrandProfile::default() };
            world.run(UpdateBrandProfile { profile }).await.expect("kept");
        };
        site("https://linktr.ee").await;
        assert!(world.show(ListDuplicates::default()).await.expect("shown").items.is_empty());
        site("https://fennelrye.example").await;
        assert_eq!(world.show(ListDuplicates::default()).await.expect("shown").items.len(), 1);
        // What more than three name is an agency's or a shop's.
        for (name, handle) in [("Nia Bell", "@niabellbakes"), ("Ravi Nair", "@ravinaircooks")] {
            let more = met(world, owner, name, None, Some((Platform::YouTube, handle))).await;
            says(more, "linktr.ee/mendsmaya").await;
        }
        assert!(world.show(ListDuplicates::default()).await.expect("shown").items.is_empty());
    });
}

#[test]
fn the_timeline_tells_everything_once_and_in_order() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let other = working(&money).await;
        let maya = added(world, &world.owner, "Maya Okonkwo").await;
        world.clock.advance(HOUR);
        world.run(NoteCreator { creator: other.creator, notes: "Kind.".into(), tags: vec![] }).await.expect("noted");
        let said =
            SendMessage { creator: other.creator, collaboration: Some(other.id), subject: "Hello".into(), body: "A quiet word.".into() };
        world.run(said).await.expect("sent");
        world.clock.advance(HOUR);
        world.run(merge(maya, other.creator)).await.expect("merged");

        let ask = |kind: Option<TimelineKind>, cursor: Option<String>, limit: i64| ListTimeline {
            creator: maya,
            kind,
            cursor,
            limit: Some(limit),
        };
        let (whole, statements) = world.counted(ask(None, None, 200)).await;
        assert!(statements <= 12, "{statements} statements");
        assert!(whole.items.is_sorted_by_key(|item| std::cmp::Reverse(item.at)), "newest first");
        let has = |kind: TimelineKind| whole.items.iter().filter(|item| item.kind == kind).count();
        for kind in [
            TimelineKind::Collaborations,
            TimelineKind::Messages,
            TimelineKind::Posts,
            TimelineKind::Sales,
            TimelineKind::Payments,
            TimelineKind::Notes,
        ] {
            assert!(has(kind) > 0, "{kind:?}");
            let only = world.show(ask(Some(kind), None, 200)).await.expect("shown").items;
            assert!(only.iter().all(|item| item.kind == kind), "{only:?}");
            assert_eq!(only.len(), has(kind), "{kind:?}");
        }
        assert!(whole.items.iter().any(|item| item.text.contains("A quiet word.")), "what was written");
        let sold: Vec<i64> =
            whole.items.iter().filter(|item| item.event.is_none()).filter_map(|item| item.amount).map(|sum| sum.minor).collect();
        assert_eq!(sold, [10_000], "the order, once");

        let (mut pages, mut cursor) = (Vec::new(), None);
        loop {
            let page = world.show(ask(None, cursor, 3)).await.expect("shown");
            pages.extend(page.items.into_iter().map(|item| (item.at, item.id)));
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(pages, whole.items.iter().map(|item| (item.at, item.id)).collect::<Vec<_>>(), "page by page it is the same");
        let (_, elsewhere) = world.other_brand().await;
        assert_eq!(code(world.app.show(&elsewhere, ask(None, None, 3)).await), "not_found");
    });
}
