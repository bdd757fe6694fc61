//! On a creator's record: that they buy, by which list and how sure that is, and how often they named the brand.
//!
//! Invariant: what only could be is said as that, with a way to decide. Absent: what others of the same name bought and a person
//! said is not theirs.

use app::listening::{GetWarmth, Warmth};
use domain::ids::CreatorId;
use maud::{Markup, html};

use crate::{
    kernel::InBrand,
    pages::leads::bought,
    text::{t, tf, tk},
    ui::{section::chapter, turn::tag, when},
};

/// What is known; nothing for whoever may not see it.
pub(super) async fn of(at: &InBrand, creator: CreatorId) -> app::Result<Warmth> {
    if at.may_see::<GetWarmth>() { at.show(GetWarmth { creator }).await } else { Ok(Warmth::default()) }
}

pub(super) fn shown(at: &InBrand, creator: CreatorId, warmth: &Warmth) -> Markup {
    if warmth.bought.is_empty() && warmth.mentions == 0 {
        return html! {};
    }
    let body = html! {
        @for one in &warmth.bought {
            @let what = bought(one.orders, one.first_order, one.spent);
            @let key = if one.state.counts() { "is" } else { "could" };
            p.row-size { b { (tk("warmth", key)) } @if !what.is_empty() { " " (what) } }
            p.line.wrap { @for reason in &one.reasons { (tag(tk("match_reason", reason.as_str()))) } }
            p.about { span translate="no" { (one.source) } ", " (when::date(one.listed_at, at.now(), at.zone())) " · " (tf("customers.weighs", &[("weight", &one.confidence.to_string())])) }
        }
        @if !warmth.bought.is_empty() { p.mt-2 { a href=(at.path("/leads/customers")) { (t("warmth.decide")) } } }
        @if let Some(last) = warmth.last_mention {
            p.row-size.mt-2 {
                a href=(at.path(&format!("/leads/mentions?creator={creator}"))) {
                    @if warmth.mentions == 1 { (t("warmth.named_once")) } @else { (tf("warmth.named", &[("count", &warmth.mentions.to_string())])) }
                } ", " (tf("warmth.last", &[("when", &when::date(last, at.now(), at.zone()))]))
            }
        }
    };
    chapter(t("warmth.title"), "", body)
}
