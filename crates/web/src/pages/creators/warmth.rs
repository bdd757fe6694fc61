//! On a creator's record: that they buy, by which list and how sure that is, and how often they named the brand.
//!
//! Invariant: what only could be is said as that, with a way to decide. Absent: what others of the same name bought and a person
//! said is not theirs.

use app::listening::{GetWarmth, Warmth};
use axum::extract::Path;
use domain::ids::CreatorId;
use maud::{Markup, Render, html};

use crate::{
    kernel::{Answer, InBrand},
    pages::leads::bought,
    text::{t, tf, tk},
    ui::{Button, section::empty, shell::crumb_head, turn::tag, when},
};

pub(super) async fn show(at: InBrand, Path((_, creator)): Path<(String, CreatorId)>) -> Answer {
    let warmth = at.show(GetWarmth { creator }).await?;
    let record = at.path(&format!("/creators/{creator}"));
    let head = crumb_head(&[(&at.path("/creators"), t("place.creators")), (&record, t("creators.creator"))], t("warmth.title"), html! {});
    let body = if warmth.bought.is_empty() && warmth.mentions == 0 {
        let leads = Button::link(&at.path("/leads"), t("leads.title")).render();
        empty(t("warmth.none"), t("warmth.none.text"), leads)
    } else {
        html! { div.stack.form-wide { (shown(&at, creator, &warmth)) } }
    };
    Ok(at.page(t("warmth.title"), "creators", html! { (head) div.body { (body) } }))
}

fn shown(at: &InBrand, creator: CreatorId, warmth: &Warmth) -> Markup {
    html! {
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
    }
}
