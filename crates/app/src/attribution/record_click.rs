//! Somebody followed a tracking link: it is counted, and they are sent on.

use domain::{attribution::links::with_click, ids::ClickId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Agent, Ctx, Error, Meta, Operation, Reach, Result, Route, operation::ANYBODY};

/// Counts a click. The click is its own record; it makes no event, so that a campaign's traffic does not drown its
/// history.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RecordClick {
    /// The link's short name.
    pub slug: String,
    /// The page that they came from, as the browser says; its host is kept.
    #[serde(default)]
    pub referrer: String,
    /// A hash that stands for the browser, empty where it keeps no cookie.
    #[serde(default)]
    pub visitor: String,
}

/// Where a click leads.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ClickTarget {
    /// Which click.
    pub click: ClickId,
    /// The landing page with its UTM fields and the click's id in `tc`.
    pub target: String,
}

impl Operation for RecordClick {
    type Answer = ClickTarget;
    const META: Meta = Meta {
        name: "attribution.record_click",
        doc: "Counts a click on a tracking link and says where it leads.",
        route: Route::post("/clicks"),
        reach: Reach::Installation,
        who: ANYBODY,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<ClickTarget> {
        let slug = self.slug.trim().to_ascii_lowercase();
        let (brand, link) = store::attribution::link_by_slug(ctx.tx(), &slug).await?.ok_or(Error::NotFound)?;
        let click: ClickId = ctx.id();
        let visitor: String = self.visitor.trim().chars().take(64).collect();
        let referrer = host(&self.referrer);
        store::attribution::insert_click(ctx.tx(), click, brand, link.id, link.value.collaboration, ctx.now(), &referrer, &visitor).await?;
        Ok(ClickTarget { click, target: with_click(&link.value.target, click) })
    }
}

/// The host of an address, or of a host alone; nothing where there is none.
pub(super) fn host(address: &str) -> String {
    let address = address.trim();
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default().split(':').next().unwrap_or_default();
    if host.contains(char::is_whitespace) || !host.contains('.') {
        return String::new();
    }
    host.to_ascii_lowercase().chars().take(253).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_referrer_only_the_host_is_kept() {
        assert_eq!(host("https://www.Instagram.com/stories/maya?x=1"), "www.instagram.com");
        assert_eq!(host("http://user@example.com:8080/"), "example.com");
        assert_eq!(host("www.coupons.com"), "www.coupons.com");
        assert_eq!(host("not an address."), "");
    }
}
