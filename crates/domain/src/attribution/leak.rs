//! Code leaks: a creator's code that coupon sites have found sells to people whom the creator never met.
//!
//! Invariant: a flag names the evidence that raised it, and no code with a short history is flagged.
//! Absent: what a flag does (it holds the commission, see [`flag`]); a person decides about it.

pub mod flag;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ShopOrder, WINDOW};
use crate::ids::{ClickId, CollaborationId};
use crate::time::{Day, Zone};

pub use flag::{Flag, FlagLifted, FlagRaised, LeakError};

/// The days of the period that is judged.
const WEEK: i64 = 7;
/// The days before it that it is judged against.
const BASE: i64 = 28;
/// Orders in the week below which nothing is concluded.
const LEAST_ORDERS: i64 = 10;

/// Orders with one code on one day. Days without orders may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CodeDay {
    /// Which day, in the workspace's zone.
    pub day: Day,
    /// Orders with the code.
    pub orders: i64,
    /// Those without a click on the creator's links in the window.
    pub without_click: i64,
    /// Those of whose customer the shop says whether they are new.
    pub customers_known: i64,
    /// Those whose customer is new.
    pub customers_new: i64,
    /// Those that name the page that the customer came from.
    pub referrers: i64,
    /// Those that came from a coupon site.
    pub coupon_sites: i64,
}

impl CodeDay {
    /// A day on which nothing was counted yet.
    #[must_use]
    pub fn empty(day: Day) -> Self {
        Self { day, orders: 0, without_click: 0, customers_known: 0, customers_new: 0, referrers: 0, coupon_sites: 0 }
    }
}

/// Customers of the whole brand in the judged week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BrandCustomers {
    /// Orders of whose customer the shop says whether they are new.
    pub known: i64,
    /// Those whose customer is new.
    pub new: i64,
}

/// One of the four signs of a leak (docs/domain.md, small print of credit).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// Over 70 % of the orders have no click in the window.
    NoClicks,
    /// The daily rate is over five times the code's own median of the 28 days before.
    Spike,
    /// The share of new customers is under half of the brand's.
    FewNewCustomers,
    /// Over half of the referrers are coupon sites.
    CouponSites,
}

/// A sign that holds, with what was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// Which sign.
    pub sign: Sign,
    /// What was counted, as people read it: `9 of 11 orders without a click`.
    pub text: String,
}

/// What looking at a code found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// The code was not yet in use for 28 days before the week.
    TooYoung,
    /// Fewer than 10 orders in the week.
    TooFewOrders {
        /// How many there were.
        orders: i64,
    },
    /// Enough to judge: at most one sign holds.
    Clean {
        /// The sign that holds, if any.
        evidence: Vec<Evidence>,
    },
    /// At least two signs hold: the commission is held and a person decides.
    Leaked {
        /// The signs that hold.
        evidence: Vec<Evidence>,
    },
}

impl Verdict {
    /// Whether the code is flagged.
    #[must_use]
    pub fn is_leaked(&self) -> bool {
        matches!(self, Verdict::Leaked { .. })
    }

    /// Why the commission is held, as a person reads it; nothing when the code is not flagged.
    #[must_use]
    pub fn reason(&self) -> Option<String> {
        let Verdict::Leaked { evidence } = self else { return None };
        let counted: Vec<&str> = evidence.iter().map(|one| one.text.as_str()).collect();
        Some(format!("This code looks leaked: {}.", counted.join("; ")))
    }
}

/// Judges the seven days that end with `today` against the 28 days before them. `since` is the first day on which
/// the code could be used; it needs all of those 28 days behind it, so that its median is its own.
#[must_use]
pub fn judge(days: &[CodeDay], since: Day, brand: BrandCustomers, today: Day) -> Verdict {
    let week_start = today.plus_days(1 - WEEK);
    let base_start = week_start.plus_days(-BASE);
    if since > base_start {
        return Verdict::TooYoung;
    }
    let week: Vec<&CodeDay> = days.iter().filter(|day| day.day >= week_start && day.day <= today).collect();
    let orders: i64 = week.iter().map(|day| day.orders).sum();
    if orders < LEAST_ORDERS {
        return Verdict::TooFewOrders { orders };
    }
    let base: Vec<i64> = (0..BASE).map(|n| orders_on(days, base_start.plus_days(n))).collect();
    let signs = [no_clicks(&week, orders), spike(orders, base), few_new(&week, brand), coupon_sites(&week)];
    let evidence: Vec<Evidence> = signs.into_iter().flatten().collect();
    if evidence.len() >= 2 { Verdict::Leaked { evidence } } else { Verdict::Clean { evidence } }
}

/// How many days of orders a judgement that ends on a day looks at, that day included.
pub const LOOKED_AT: i64 = WEEK + BASE;

/// Counts orders by day: those that carry the code of a collaboration. `referrers` are the hosts that its clicks came
/// from; what the shop itself says of an order goes before them.
#[must_use]
pub fn counted(orders: &[ShopOrder], collaboration: CollaborationId, referrers: &BTreeMap<ClickId, String>, zone: &Zone) -> Vec<CodeDay> {
    let mut days: BTreeMap<Day, CodeDay> = BTreeMap::new();
    for shop in orders.iter().filter(|shop| shop.order.codes.iter().any(|used| used.collaboration == Some(collaboration))) {
        let order = &shop.order;
        let own = |click: &&super::Click| click.collaboration == collaboration && (0..=WINDOW).contains(&order.placed_at.since(click.at));
        let last = order.clicks.iter().filter(own).max_by_key(|click| (click.at, click.id));
        let by_click = last.and_then(|click| referrers.get(&click.id)).map(String::as_str);
        let referrer = shop.referrer.as_deref().or(by_click).unwrap_or_default();
        let day = order.placed_at.day_in(zone);
        let count = days.entry(day).or_insert_with(|| CodeDay::empty(day));
        count.orders += 1;
        count.without_click += i64::from(last.is_none());
        count.customers_known += i64::from(shop.new_customer.is_some());
        count.customers_new += i64::from(shop.new_customer == Some(true));
        count.referrers += i64::from(!referrer.is_empty());
        count.coupon_sites += i64::from(is_coupon_site(referrer));
    }
    days.into_values().collect()
}

/// Judges every week that ends on one of the days from `first` to `today`, so that an order is looked at with the week in
/// which it was placed and with those after it. Gives the evidence of the newest week that looks leaked.
#[must_use]
pub fn found(days: &[CodeDay], since: Day, customers: &BTreeMap<Day, BrandCustomers>, first: Day, today: Day) -> Option<Vec<Evidence>> {
    let mut end = today;
    while end >= first {
        let week = customers.range(end.plus_days(1 - WEEK)..=end);
        let brand = week.fold(BrandCustomers { known: 0, new: 0 }, |sum, (_, day)| BrandCustomers {
            known: sum.known + day.known,
            new: sum.new + day.new,
        });
        if let Verdict::Leaked { evidence } = judge(days, since, brand, end) {
            return Some(evidence);
        }
        end = end.plus_days(-1);
    }
    None
}

/// Whether a referring host is one of the well-known coupon sites or a page of theirs.
#[must_use]
pub fn is_coupon_site(host: &str) -> bool {
    const SITES: [&str; 14] = [
        "retailmenot.com",
        "coupons.com",
        "couponfollow.com",
        "joinhoney.com",
        "honey.com",
        "vouchercodes.co.uk",
        "hotukdeals.com",
        "groupon.com",
        "groupon.co.uk",
        "wethrift.com",
        "dealspotr.com",
        "simplycodes.com",
        "knoji.com",
        "slickdeals.net",
    ];
    let host = host.trim().trim_end_matches('.').to_ascii_lowercase();
    SITES.iter().any(|site| host == *site || host.strip_suffix(site).is_some_and(|rest| rest.ends_with('.')))
}

fn orders_on(days: &[CodeDay], day: Day) -> i64 {
    days.iter().filter(|one| one.day == day).map(|one| one.orders).sum()
}

fn evidence(holds: bool, sign: Sign, text: String) -> Option<Evidence> {
    holds.then_some(Evidence { sign, text })
}

fn no_clicks(week: &[&CodeDay], orders: i64) -> Option<Evidence> {
    let without: i64 = week.iter().map(|day| day.without_click).sum();
    evidence(without * 10 > orders * 7, Sign::NoClicks, format!("{without} of {orders} orders without a click"))
}

/// Twice the median keeps the half of two middle days whole.
fn spike(orders: i64, mut base: Vec<i64>) -> Option<Evidence> {
    base.sort_unstable();
    let middle = base.len() / 2;
    let twice_median = base[middle - 1] + base[middle];
    let median = format!("{}{}", twice_median / 2, if twice_median % 2 == 1 { ".5" } else { "" });
    let text = format!("{orders} orders in {WEEK} days, where the {BASE} days before had a median of {median} a day");
    evidence(orders * 2 > 5 * WEEK * twice_median, Sign::Spike, text)
}

fn few_new(week: &[&CodeDay], brand: BrandCustomers) -> Option<Evidence> {
    let known: i64 = week.iter().map(|day| day.customers_known).sum();
    let new: i64 = week.iter().map(|day| day.customers_new).sum();
    let text = format!("{new} of {known} customers are new, against {} of {} in the whole shop", brand.new, brand.known);
    evidence(known > 0 && brand.known > 0 && 2 * new * brand.known < brand.new * known, Sign::FewNewCustomers, text)
}

fn coupon_sites(week: &[&CodeDay]) -> Option<Evidence> {
    let referrers: i64 = week.iter().map(|day| day.referrers).sum();
    let coupons: i64 = week.iter().map(|day| day.coupon_sites).sum();
    evidence(2 * coupons > referrers, Sign::CouponSites, format!("{coupons} of {referrers} referrers are coupon sites"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Day {
        Day::parse("2026-11-17").unwrap()
    }

    fn on(days_ago: i64, orders: i64) -> CodeDay {
        CodeDay { orders, ..CodeDay::empty(today().plus_days(-days_ago)) }
    }

    const NO_BRAND: BrandCustomers = BrandCustomers { known: 0, new: 0 };

    /// A steady code: one order a day for the 28 days before, so that only the week decides.
    fn steady(week: CodeDay) -> Vec<CodeDay> {
        (7..35).map(|ago| on(ago, 1)).chain([week]).collect()
    }

    fn signs(days: &[CodeDay], brand: BrandCustomers) -> Vec<Sign> {
        match judge(days, today().plus_days(-34), brand, today()) {
            Verdict::Clean { evidence } | Verdict::Leaked { evidence } => evidence.into_iter().map(|one| one.sign).collect(),
            Verdict::TooYoung | Verdict::TooFewOrders { .. } => vec![],
        }
    }

    #[test]
    fn each_sign_has_its_edge() {
        let brand = BrandCustomers { known: 100, new: 60 };
        for (name, week, expected) in [
            ("exactly 70 % without a click", CodeDay { without_click: 7, ..on(0, 10) }, vec![]),
            ("over 70 % without a click", CodeDay { without_click: 8, ..on(0, 11) }, vec![Sign::NoClicks]),
            ("exactly five times the median", on(0, 35), vec![]),
            ("over five times the median", on(0, 36), vec![Sign::Spike]),
            ("exactly half of the brand's new share", CodeDay { customers_known: 10, customers_new: 3, ..on(0, 10) }, vec![]),
            ("under half", CodeDay { customers_known: 10, customers_new: 2, ..on(0, 10) }, vec![Sign::FewNewCustomers]),
            ("half of the referrers", CodeDay { referrers: 8, coupon_sites: 4, ..on(0, 10) }, vec![]),
            ("over half", CodeDay { referrers: 9, coupon_sites: 5, ..on(0, 10) }, vec![Sign::CouponSites]),
            ("the first of the seven days", CodeDay { without_click: 10, ..on(6, 10) }, vec![Sign::NoClicks]),
        ] {
            assert_eq!(signs(&steady(week), brand), expected, "{name}");
        }
    }

    #[test]
    fn two_signs_flag_and_the_reason_counts() {
        let week = CodeDay { without_click: 9, referrers: 6, coupon_sites: 4, ..on(2, 11) };
        let verdict = judge(&steady(week), today().plus_days(-34), NO_BRAND, today());
        assert!(verdict.is_leaked());
        let reason = "This code looks leaked: 9 of 11 orders without a click; 4 of 6 referrers are coupon sites.";
        assert_eq!(verdict.reason().as_deref(), Some(reason));
        let one = judge(&steady(CodeDay { without_click: 9, ..on(2, 11) }), today().plus_days(-34), NO_BRAND, today());
        assert_eq!((one.is_leaked(), one.reason()), (false, None));
    }

    #[test]
    fn a_young_code_and_a_quiet_week_are_not_judged() {
        let leaky = CodeDay { without_click: 20, referrers: 20, coupon_sites: 20, ..on(0, 20) };
        assert_eq!(judge(&steady(leaky.clone()), today().plus_days(-33), NO_BRAND, today()), Verdict::TooYoung);
        assert!(judge(&steady(leaky), today().plus_days(-34), NO_BRAND, today()).is_leaked());
        let quiet = CodeDay { without_click: 9, referrers: 9, coupon_sites: 9, ..on(0, 9) };
        assert_eq!(judge(&steady(quiet), today().plus_days(-34), NO_BRAND, today()), Verdict::TooFewOrders { orders: 9 });
    }

    #[test]
    fn a_silent_code_that_wakes_is_a_spike() {
        assert_eq!(signs(&[on(0, 10)], NO_BRAND), [Sign::Spike]);
    }

    #[test]
    fn an_order_is_counted_by_its_own_clicks_and_by_what_the_shop_says() {
        use crate::attribution::samples::{PLACED, click, code, collaboration, order};
        let shop = |order: super::super::Order, new, referrer: Option<&str>| ShopOrder {
            source: "shop".into(),
            number: "1".into(),
            order,
            as_of: PLACED,
            codes: vec![],
            new_customer: new,
            referrer: referrer.map(str::to_owned),
            status: super::super::OrderStatus::Paid,
            heard_at: PLACED,
        };
        let second = 1_000_000;
        let orders = [
            shop(order(&[100], vec![code(1)], vec![click(1, 1, second)]), Some(true), None),
            // Another creator's click is none of this code's, nor is one before the window.
            shop(order(&[100], vec![code(1)], vec![click(2, 2, second), click(3, 1, WINDOW + 1)]), Some(false), Some("www.coupons.com")),
            // Without the code it is not counted.
            shop(order(&[100], vec![code(2)], vec![click(4, 1, second)]), None, None),
        ];
        let referrers = [(click(1, 1, 0).id, "instagram.com".to_owned()), (click(3, 1, 0).id, "groupon.com".to_owned())].into();
        let zone = Zone::parse("Europe/London").unwrap();
        let expected = CodeDay {
            orders: 2,
            without_click: 1,
            customers_known: 2,
            customers_new: 1,
            referrers: 2,
            coupon_sites: 1,
            ..CodeDay::empty(PLACED.day_in(&zone))
        };
        assert_eq!(counted(&orders, collaboration(1), &referrers, &zone), [expected]);
    }

    #[test]
    fn a_week_that_is_over_is_found_until_its_orders_are_released() {
        // Ten orders 20 days ago, all without a click and all from coupon sites; nothing since.
        let days = [CodeDay { without_click: 10, referrers: 10, coupon_sites: 10, ..on(20, 10) }];
        let since = today().plus_days(-90);
        let evidence = found(&days, since, &BTreeMap::new(), today().plus_days(-20), today()).expect("found");
        assert_eq!(evidence.len(), 3, "no clicks, a spike, coupon sites");
        assert_eq!(found(&days, since, &BTreeMap::new(), today().plus_days(-13), today()), None, "judged from later on it is over");
    }

    #[test]
    fn coupon_sites_are_known_by_host() {
        for (host, expected) in
            [("www.RetailMeNot.com", true), ("joinhoney.com.", true), ("notcoupons.com", false), ("instagram.com", false), ("", false)]
        {
            assert_eq!(is_coupon_site(host), expected, "{host}");
        }
    }
}
