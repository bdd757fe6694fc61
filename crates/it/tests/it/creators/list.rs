//! The list of creators and a creator's page: filters, order, pages, and what they cost.

use app::creators::{AddPosts, CreatorPage, GetCreator, ImportCreators, ListCreators, SortCreators, import};
use domain::{creators::Platform, ids::CreatorId, journey::Stage, picked::Picked};

use super::{added, campaign, invited, shortlisted};
use crate::support::{World, code, on_both};

const LIST: &str = "handle,name,email,followers,country,tags\n\
    @anna,Anna,a@example.com,5000,GB,vegan\n@bo,Bo,b@example.com,90000,GB,\"food, vegan\"\n\
    @cy,Cy,,1200000,DE,food\n@dee_50,Dee,,,FR,\n@dee150,Dee,d@example.com,700,FR,100%\n";

async fn names(world: &World, wanted: ListCreators) -> Vec<String> {
    world.show(wanted).await.expect("listed").items.into_iter().map(|row| row.name).collect()
}

#[test]
fn creators_are_found_by_what_people_look_for() {
    on_both(async |world| {
        let options = ImportCreators { platform: Some(Platform::Instagram), ..ImportCreators::default() };
        import::run(&world.app, &world.owner, "list.csv", LIST.as_bytes(), options).await.expect("imported");
        let list = ListCreators::default;
        assert_eq!(names(world, list()).await, ["Anna", "Bo", "Cy", "Dee", "Dee"]);
        assert_eq!(names(world, ListCreators { query: Some("@BO".into()), ..list() }).await, ["Bo"]);
        assert_eq!(names(world, ListCreators { query: Some("_".into()), ..list() }).await, ["Dee"], "an underscore is a letter here");
        assert_eq!(names(world, ListCreators { query: Some("b@ex".into()), ..list() }).await, ["Bo"]);
        assert_eq!(names(world, ListCreators { country: Some("Germany".into()), ..list() }).await, ["Cy"]);
        assert_eq!(names(world, ListCreators { tag: Some("Vegan".into()), ..list() }).await, ["Anna", "Bo"]);
        assert_eq!(names(world, ListCreators { tag: Some("veg".into()), ..list() }).await, Vec::<String>::new());
        assert_eq!(names(world, ListCreators { tag: Some("100%".into()), ..list() }).await, ["Dee"]);
        assert_eq!(names(world, ListCreators { min_followers: Some(5_000), max_followers: Some(90_000), ..list() }).await, ["Anna", "Bo"]);
        assert_eq!(names(world, ListCreators { max_followers: Some(1_000), ..list() }).await, ["Dee"], "unknown is not few");
        assert_eq!(names(world, ListCreators { platform: Some("youtube".into()), ..list() }).await, Vec::<String>::new());
        assert_eq!(names(world, ListCreators { sort: SortCreators::Followers, ..list() }).await, ["Cy", "Bo", "Anna", "Dee", "Dee"]);
        assert_eq!(code(world.show(ListCreators { country: Some("Atlantis".into()), ..list() }).await), "invalid");
    });
}

const CHOSEN: &str = "handle,name,email,followers,country,tags\n\
    @anna,Anna,a@example.com,5000,GB,vegan\n@bo,Bo,b@example.com,90000,GB,\"food, vegan\"\n\
    @cy,Cy,,1200000,DE,food\n@dee,Dee,d@example.com,,,\n";

#[test]
fn any_of_some_values_none_of_them_or_nothing_known() {
    on_both(async |world| {
        let options = ImportCreators { platform: Some(Platform::Instagram), ..ImportCreators::default() };
        import::run(&world.app, &world.owner, "list.csv", CHOSEN.as_bytes(), options).await.expect("imported");
        let everybody = vec!["Anna", "Bo", "Cy", "Dee"];
        let read = |text: &str| Picked::parse(text).ok();
        for (asked, who) in [
            ("GB,Germany", vec!["Anna", "Bo", "Cy"]),
            ("DE", vec!["Cy"]),
            ("!GB", vec!["Cy", "Dee"]),
            ("!GB,-", vec!["Cy"]),
            ("DE,-", vec!["Cy", "Dee"]),
            ("-", vec!["Dee"]),
            ("*", vec!["Anna", "Bo", "Cy"]),
        ] {
            assert_eq!(names(world, ListCreators { country: read(asked), ..ListCreators::default() }).await, who, "country {asked}");
        }
        for (asked, who) in [
            ("vegan,food", vec!["Anna", "Bo", "Cy"]),
            ("!vegan", vec!["Cy", "Dee"]),
            ("!vegan,food", vec!["Dee"]),
            ("!vegan,-", vec!["Cy"]),
            ("vegan,-", vec!["Anna", "Bo", "Dee"]),
            ("-", vec!["Dee"]),
            ("*", vec!["Anna", "Bo", "Cy"]),
        ] {
            assert_eq!(names(world, ListCreators { tag: read(asked), ..ListCreators::default() }).await, who, "tag {asked}");
        }
        for (asked, who) in [
            ("instagram,youtube", everybody.clone()),
            ("!youtube", everybody.clone()),
            ("!instagram", vec![]),
            ("*", everybody.clone()),
            ("-", vec![]),
        ] {
            assert_eq!(names(world, ListCreators { platform: read(asked), ..ListCreators::default() }).await, who, "platform {asked}");
        }
        let few = ListCreators { platform: read("instagram,youtube"), max_followers: Some(5_000), ..ListCreators::default() };
        assert_eq!(names(world, few).await, ["Anna"], "unknown is not few");
        let tier = |text: &str| ListCreators { tier: read(text), ..ListCreators::default() };
        let (with, without) = (names(world, tier("product_only,paid")).await, names(world, tier("!product_only,paid")).await);
        assert_eq!(with.len() + without.len(), 4, "everybody has a tier: {with:?} {without:?}");
        assert_eq!(code(world.show(tier("paid,grand")).await), "invalid");
    });
}

#[test]
fn a_list_filtered_to_nothing_says_what_each_filter_leaves_out() {
    on_both(async |world| {
        let options = ImportCreators { platform: Some(Platform::Instagram), ..ImportCreators::default() };
        import::run(&world.app, &world.owner, "list.csv", CHOSEN.as_bytes(), options).await.expect("imported");
        let wanted =
            ListCreators { country: Some("DE".into()), tag: Some("vegan".into()), has_email: Some(true), ..ListCreators::default() };
        let page = world.show(wanted.clone()).await.expect("listed");
        let told: Vec<(&str, i64)> = page.without.iter().map(|one| (one.filter.as_str(), one.count)).collect();
        assert_eq!((page.total, told), (0, vec![("country", 2), ("tag", 0), ("has_email", 0)]));
        let some = world.show(ListCreators { country: None, ..wanted }).await.expect("listed");
        assert!(some.total == 2 && some.without.is_empty());
    });
}

#[test]
fn pages_follow_each_other_in_every_order() {
    on_both(async |world| {
        let options = ImportCreators { platform: Some(Platform::Instagram), ..ImportCreators::default() };
        import::run(&world.app, &world.owner, "list.csv", LIST.as_bytes(), options).await.expect("imported");
        for sort in [SortCreators::Name, SortCreators::Followers, SortCreators::Newest, SortCreators::Fee, SortCreators::Stage] {
            let whole = world.show(ListCreators { sort, ..ListCreators::default() }).await.expect("listed");
            let (mut cursor, mut found) = (None, Vec::new());
            loop {
                let page = world.show(ListCreators { sort, cursor, limit: Some(2), ..ListCreators::default() }).await.expect("listed");
                assert_eq!(page.total, 5);
                found.extend(page.items.into_iter().map(|row| row.id));
                cursor = page.next_cursor;
                if cursor.is_none() {
                    break;
                }
            }
            assert_eq!(found, whole.items.iter().map(|row| row.id).collect::<Vec<_>>(), "{sort:?}");
        }
        let by_name = world.show(ListCreators { limit: Some(1), ..ListCreators::default() }).await.expect("listed").next_cursor;
        let other_order = ListCreators { cursor: by_name, sort: SortCreators::Newest, ..ListCreators::default() };
        assert_eq!(code(world.show(other_order).await), "invalid");
        assert_eq!(code(world.show(ListCreators { cursor: Some("x".into()), ..ListCreators::default() }).await), "invalid");
    });
}

#[test]
fn the_list_and_the_page_cost_the_same_for_any_number_of_rows() {
    on_both(async |world| {
        let rows: String = (0..120).map(|number| format!("@person{number},{number}\n")).collect();
        let options = ImportCreators { platform: Some(Platform::Instagram), ..ImportCreators::default() };
        let file = format!("handle,followers\n{rows}");
        import::run(&world.app, &world.owner, "list.csv", file.as_bytes(), options).await.expect("imported");
        let (page, cost) = world.counted(ListCreators { limit: Some(100), ..ListCreators::default() }).await;
        assert_eq!((page.items.len(), page.total), (100, 120));
        assert!(cost <= 5, "{cost} statements");
        let campaign = campaign(world, &world.owner, "Autumn").await;
        shortlisted(world, &world.owner, campaign, &page.items.iter().map(|row| row.id).collect::<Vec<_>>()).await;
        let (_, cost) = world.counted(GetCreator { creator: page.items[0].id }).await;
        assert!(cost <= 10, "{cost} statements");
    });
}

#[test]
fn figures_stand_beside_a_row_where_they_are_asked_for() {
    on_both(async |world| {
        let (anna, bo) = (added(world, &world.owner, "Anna Berg").await, added(world, &world.owner, "Bo Carlsen").await);
        let mut posts = "caption,url,posted_at,views\n".to_owned();
        for day in 1..=9 {
            posts.push_str(&format!("Oats,https://www.tiktok.com/@anna/video/{day},2026-08-0{day},{day}000\n"));
        }
        world.run(AddPosts::of_bytes(anna, "posts.csv", posts.as_bytes())).await.expect("added");
        let (autumn, winter) = (campaign(world, &world.owner, "Autumn").await, campaign(world, &world.owner, "Winter").await);
        shortlisted(world, &world.owner, autumn, &[anna]).await;
        world.clock.advance(domain::time::MINUTE);
        shortlisted(world, &world.owner, winter, &[anna]).await;

        let plain = world.show(ListCreators::default()).await.expect("listed");
        assert!(plain.items.iter().all(|row| row.figures.is_none()), "nobody asked");
        let (page, cost) = world.counted(ListCreators { figures: true, ..ListCreators::default() }).await;
        assert!(cost <= 7, "{cost} statements");
        let of = |page: &CreatorPage, id: CreatorId| page.items.iter().find(|row| row.id == id).and_then(|row| row.figures.clone());
        let annas = of(&page, anna).expect("asked for");
        let seen = annas.views.expect("nine posts");
        let views: Vec<i64> = seen.posts.iter().map(|post| post.views).collect();
        assert_eq!((seen.platform, views), (Some(Platform::TikTok), (2..=9).map(|day| day * 1_000).collect()), "the newest eight");
        assert!(seen.posts.iter().all(|post| post.source == "posts.csv" && post.read_at <= world.now()));
        let now = annas.stage.expect("two run");
        assert_eq!((now.campaign.as_str(), now.stage, now.others), ("Winter", Stage::Shortlisted, 1));
        invited(world, &world.owner, autumn, &[bo]).await;
        let by_stage = ListCreators { sort: SortCreators::Stage, ..ListCreators::default() };
        assert_eq!(names(world, by_stage).await, ["Bo Carlsen", "Anna Berg"], "an invitation is further than a shortlist");
        let bos = of(&page, bo).expect("asked for");
        assert!(bos.views.is_none() && bos.stage.is_none() && bos.last_fee.is_none() && bos.sales.is_empty() && bos.fit.is_none());
    });
}
