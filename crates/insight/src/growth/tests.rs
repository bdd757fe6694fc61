//! Growth with and without events, on readings made for it.

use super::*;

/// Daily readings from 10,000 followers on, growing by 2.5 % a month with a little unrest, and `extra` from a day on.
fn daily(count: i64, extra: &[(i64, f64)]) -> Vec<Point> {
    (0..count)
        .map(|day| {
            let unrest = 1.0 + 0.0004 * ((day * 7919 % 11) - 5) as f64;
            let jumps: f64 = extra.iter().filter(|(from, _)| day >= *from).map(|(_, amount)| amount).sum();
            Point::on_day(day, (10_000.0 * 1.025_f64.powf(day as f64 / MONTH) * unrest + jumps).round() as i64, true)
        })
        .collect()
}

fn post(day: i64, what: &str, views: i64) -> Cause {
    Cause { at_us: day * DAY_US, what: what.to_owned(), views: Some(views), link: None }
}

#[test]
fn steady_growth_has_no_change_points() {
    let growth = change_points(&daily(120, &[]), &[]);
    assert!(growth.enough && growth.spikes.is_empty() && growth.alerts.is_empty());
    assert!((growth.monthly.unwrap() - 0.025).abs() < 0.002, "{:?}", growth.monthly);
}

#[test]
fn a_jump_is_found_with_its_size_and_what_happened_about_then() {
    let causes = [post(58, "Reel with the oven", 900_000), post(20, "Old reel", 5_000), post(59, "Story", 2_000), post(70, "Later", 10)];
    let growth = change_points(&daily(120, &[(60, 3000.0)]), &causes);
    let [spike] = &growth.spikes[..] else { panic!("{:?}", growth.spikes) };
    assert_eq!((spike.kind, spike.start_us / DAY_US, spike.end_us / DAY_US), (SpikeKind::Gain, 59, 60));
    assert!((2900..3100).contains(&spike.amount));
    assert!((spike.factor.unwrap() - spike.amount as f64 / spike.expected as f64).abs() < spike.factor.unwrap() * 0.2);
    assert_eq!(spike.causes.iter().map(|cause| cause.what.as_str()).collect::<Vec<_>>(), ["Reel with the oven", "Story"]);
    assert!(spike.sentence.ends_with("whether one of them is the cause is not known."), "{}", spike.sentence);
    assert!(growth.usual_monthly.unwrap() < 0.06, "one jump does not move what is usual");
}

#[test]
fn a_jump_over_several_days_is_one_and_two_jumps_are_two() {
    let growth = change_points(&daily(120, &[(40, 800.0), (41, 900.0), (42, 700.0), (90, 1500.0)]), &[]);
    assert_eq!(
        growth.spikes.iter().map(|spike| (spike.start_us / DAY_US, spike.end_us / DAY_US)).collect::<Vec<_>>(),
        [(39, 42), (89, 90)]
    );
    assert!(growth.spikes[0].sentence.contains("Nothing that we know of happened"));
}

#[test]
fn a_loss_is_a_change_point_too() {
    let growth = change_points(&daily(120, &[(60, -2500.0)]), &[]);
    let [spike] = &growth.spikes[..] else { panic!("{:?}", growth.spikes) };
    assert_eq!((spike.kind, spike.factor), (SpikeKind::Loss, None));
    assert!((-2600..-2400).contains(&spike.amount));
}

#[test]
fn a_reading_that_is_out_and_back_is_one_finding() {
    let growth = change_points(&daily(120, &[(60, 90_000.0), (61, -90_000.0)]), &[]);
    let [spike] = &growth.spikes[..] else { panic!("{:?}", growth.spikes) };
    assert_eq!((spike.kind, spike.start_us / DAY_US, spike.end_us / DAY_US), (SpikeKind::OutAndBack, 59, 61));
    assert_eq!(growth.alerts.len(), 1, "more than half in a day is worth an alert");
}

#[test]
fn small_unrest_is_no_change_point() {
    // 1.5 % of the followers is less than a jump needs.
    assert!(change_points(&daily(120, &[(60, 150.0)]), &[]).spikes.is_empty());
    // 40 followers are too few, whatever their share.
    let small: Vec<Point> = (0..60).map(|day| Point::on_day(day, if day < 30 { 300 } else { 340 }, true)).collect();
    assert!(change_points(&small, &[]).spikes.is_empty());
}

#[test]
fn growth_of_more_than_half_in_a_month_is_an_alert_and_half_is_not() {
    let two = |value, day| change_points(&[Point::on_day(0, 10_000, true), Point::on_day(day, value, true)], &[]);
    assert!(two(15_000, 30).alerts.is_empty());
    assert_eq!(two(15_100, 30).alerts.len(), 1);
    // 51 % in two months is 23 % a month.
    assert!(two(15_100, 61).alerts.is_empty());
    assert_eq!(two(40_000, 61).alerts.len(), 1);
    assert!(!two(15_100, 30).enough && two(15_100, 30).spikes.is_empty());
}

#[test]
fn rounded_readings_give_no_jumps_smaller_than_their_rounding() {
    // 1.2M to 1.3M is the smallest change that this source can show.
    let rounded = |day| if day < 70 { 1_200_000 } else { 1_300_000 };
    let points: Vec<Point> = (0..120).step_by(7).map(|day| Point::on_day(day, rounded(day), false)).collect();
    let growth = change_points(&points, &[]);
    assert!(growth.spikes.is_empty(), "{:?}", growth.spikes);
    let exact: Vec<Point> = points.iter().map(|point| Point { exact: true, ..*point }).collect();
    assert_eq!(change_points(&exact, &[]).spikes.len(), 1, "the same counts, exact, are a jump");
}

#[test]
fn too_few_readings_say_so() {
    for points in [vec![], daily(1, &[]), daily(20, &[]), vec![Point::on_day(0, 100, true), Point::on_day(90, 120, true)]] {
        let growth = change_points(&points, &[]);
        assert!(!growth.enough && growth.usual_daily.is_none() && growth.spikes.is_empty());
        assert!(growth.notes.iter().any(|note| note.contains("too few")));
    }
    let two = change_points(&[Point::on_day(0, 1000, true), Point::on_day(61, 1050, true)], &[]);
    // 5 % in two months of 30.4 days is 2.5 % a month.
    assert!((two.monthly.unwrap() - 0.0247).abs() < 5e-4);
}

#[test]
fn order_and_odd_values_do_not_matter() {
    let mut points = daily(120, &[(60, 3000.0)]);
    let expected = change_points(&points, &[]);
    points.reverse();
    assert_eq!(change_points(&points, &[]), expected);
    points.push(Point { at_us: 60 * DAY_US + 7 * 3_600_000_000, value: 0, exact: true });
    assert_eq!(change_points(&points, &[]).notes, ["1 reading without followers could not be used."]);
    let wild: Vec<Point> = (0..10)
        .map(|at| Point { at_us: i64::MIN / 2 + at * (i64::MAX / 10), value: if at % 2 == 0 { i64::MAX } else { 1 }, exact: at % 3 == 0 })
        .collect();
    let _ = change_points(&wild, &[]);
}
