//! Shares of an audience: brought by a list with their source, searched by at least so much, taken back, and read by the vetting.
//!
//! Absent: how headings and filters are read; `domain` has the tables.

use app::{
    creators::{GetCreator, ImportCreators, TakeBackImport, import},
    discovery::{FindCreators, FoundCreators, VetCreator},
    team::UpdateBrandProfile,
};
use domain::{
    creators::AudienceShare,
    discovery::vetting::{Figure, Reads, SignalKind},
    ids::CreatorId,
    team::BrandProfile,
};

use crate::support::{World, on_both};

const LIST: &str = "Name,Instagram handle,Audience DE %,Audience GB %,% female,Audience 18-24\n\
                    Anja Vogt,@anja.vogt,42,\"12,5\",61,30%\nBen Hartley,@ben.hartley,29.9,,,\nCleo Vance,@cleo.v,a lot,,,\n";

async fn found(world: &World, filters: &[&str]) -> FoundCreators {
    let filters = filters.iter().map(|text| (*text).to_owned()).collect();
    world.show(FindCreators { filters, ..FindCreators::default() }).await.expect("found")
}

fn names(found: &FoundCreators) -> Vec<&str> {
    let mut names: Vec<&str> = found.items.iter().map(|one| one.name.as_str()).collect();
    names.sort_unstable();
    names
}

async fn shares(world: &World, creator: CreatorId) -> Vec<AudienceShare> {
    world.show(GetCreator { creator }).await.expect("shown").profiles[0].account.audience.clone()
}

#[test]
fn a_lists_shares_are_kept_with_their_source_found_by_at_least_so_much_and_taken_back() {
    on_both(async |world| {
        let run = async |name: &str, list: &str| {
            import::run(&world.app, &world.owner, name, list.as_bytes(), ImportCreators::default()).await.expect("imported")
        };
        let done = run("list.csv", LIST).await;
        assert_eq!((done.created, done.warned), (3, 1), "{:?}", done.warnings);
        assert_eq!((done.warnings[0].row, done.warnings[0].column.as_str()), (4, "Audience DE %"));

        assert_eq!(names(&found(world, &["audience:DE>=30"]).await), ["Anja Vogt"]);
        assert_eq!(names(&found(world, &["audience:Germany >= 29 %"]).await), ["Anja Vogt", "Ben Hartley"]);
        assert_eq!((found(world, &["audience:DE>=42"]).await.total, found(world, &["audience:DE>=43"]).await.total), (1, 0));
        assert_eq!(names(&found(world, &["audience:female>=60"]).await), ["Anja Vogt"]);
        assert_eq!(names(&found(world, &["audience:18-24>=31", "audience:DE>=29"]).await), ["Anja Vogt", "Ben Hartley"], "any of them");
        assert_eq!(found(world, &["audience:DE"]).await.total, 0, "nobody said that most of it is there");
        assert_eq!(found(world, &["audience:DE>=300"]).await.unread.len(), 1);
        let all = found(world, &[]).await;
        assert!(all.counts.iter().all(|facet| facet.name != "audience_share"), "{:?}", all.counts);

        let anja = found(world, &["audience:DE>=30"]).await.items[0].id;
        let before = shares(world, anja).await;
        let told: Vec<(&str, i64)> = before.iter().map(|one| (one.part.value.as_str(), one.share)).collect();
        assert_eq!(told, [("DE", 420_000), ("GB", 125_000), ("18-24", 300_000), ("female", 610_000)]);
        assert_eq!(before[0].source, "list.csv, column \"Audience DE %\"");

        let newer = run("newer.csv", "Name,Instagram handle,Audience Germany %\nAnja Vogt,@anja.vogt,55\n").await;
        assert_eq!((newer.updated, shares(world, anja).await[0].share), (1, 550_000));
        world.run(TakeBackImport { import: newer.id.expect("kept") }).await.expect("taken back");
        assert_eq!(shares(world, anja).await, before);
    });
}

#[test]
fn the_vetting_adds_up_the_shares_of_the_markets() {
    on_both(async |world| {
        import::run(&world.app, &world.owner, "list.csv", LIST.as_bytes(), ImportCreators::default()).await.expect("imported");
        let creator = found(world, &["audience:DE>=30"]).await.items[0].id;
        let audience = async |markets: &[&str]| {
            let markets = markets.iter().map(|market| (*market).to_owned()).collect();
            world.run(UpdateBrandProfile { profile: BrandProfile { markets, ..BrandProfile::default() } }).await.expect("saved");
            let report = world.show(VetCreator { creator, campaign: None }).await.expect("a report");
            report.signals.into_iter().find(|signal| signal.kind == SignalKind::Audience).expect("the signal")
        };
        let alone = audience(&["DE"]).await;
        assert_eq!((&alone.value, alone.reads), (&Some(Figure::Word { code: "DE".into(), share: Some(420_000) }), Reads::LookCloser));
        assert_eq!(alone.source.as_deref(), Some("list.csv, column \"Audience DE %\""));
        let both = audience(&["DE", "GB"]).await;
        assert_eq!((both.reads, both.because[0].as_str()), (Reads::Good, "In the markets: 54.5 % of the audience, as far as it was told."));
    });
}
