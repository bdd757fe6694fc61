//! The program looks at a collaboration's landing pages: whether they answer, and whether the UTM fields survive.

use domain::{
    ids::{CollaborationId, LinkId},
    tracking::LinkCheck,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{Agent, Ctx, Look, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER};

/// One look at one link's target.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckedLink {
    /// Which link.
    pub link: LinkId,
    /// What came back.
    pub check: LinkCheck,
}

/// Looks at the targets of a collaboration's links.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckLinks {
    /// Of which collaboration.
    pub collaboration: CollaborationId,
    /// Filled in by the program before anything is saved; whatever a caller puts here is thrown away.
    #[serde(default)]
    pub checks: Vec<CheckedLink>,
}

impl Operation for CheckLinks {
    type Answer = Vec<CheckedLink>;
    const META: Meta = Meta {
        name: "attribution.check_links",
        doc: "Looks at the landing pages of a collaboration's links and keeps what came back.",
        route: Route::post("/collaborations/{collaboration}/link-checks"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn prepare(&mut self, before: &Look) -> Result<()> {
        let collaboration = before.collaboration(self.collaboration).await?;
        self.checks.clear();
        for link in store::attribution::links(before.db(), before.brand()?, collaboration.id).await? {
            let mut check = before.app().links().look(&link.target, before.now()).await;
            if check.answers() && check.problem.is_none() && lost_utm(&link.target, &check.final_url) {
                check.problem = Some("The page answers, but a redirect loses the UTM fields.".to_owned());
            }
            self.checks.push(CheckedLink { link: link.id, check });
        }
        Ok(())
    }

    async fn run(self, ctx: &mut Ctx) -> Result<Vec<CheckedLink>> {
        let brand = ctx.brand()?;
        let collaboration = ctx.collaboration(self.collaboration).await?;
        for link in store::attribution::links(ctx.tx(), brand, collaboration.id).await? {
            if let Some(checked) = self.checks.iter().find(|checked| checked.link == link.id) {
                let mut changed = link.value;
                changed.check = Some(checked.check.clone());
                store::document::save(ctx.tx(), brand, link.id, link.version, &changed).await?;
            }
        }
        let answering = self.checks.iter().filter(|checked| checked.check.answers() && checked.check.problem.is_none()).count();
        let data = json!({ "links": self.checks.len(), "fine": answering });
        ctx.note(About::collaboration(&collaboration), "attribution.links_checked", data).await?;
        Ok(self.checks)
    }
}

/// Whether the address where redirects ended lacks a UTM field of the target.
fn lost_utm(target: &str, ended: &str) -> bool {
    let query = |address: &str| {
        let address = address.split('#').next().unwrap_or_default();
        address.split_once('?').map(|(_, query)| query.split('&').map(str::to_owned).collect::<Vec<_>>()).unwrap_or_default()
    };
    let there = query(ended);
    query(target).iter().filter(|pair| pair.starts_with("utm_")).any(|pair| !there.contains(pair))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utm_fields_are_looked_for_where_redirects_end() {
        let target = "https://shop.example/oat?size=50&utm_source=tiktok&utm_medium=creator#top";
        assert!(!lost_utm(target, target));
        assert!(!lost_utm(target, "https://www.shop.example/en/oat?utm_medium=creator&utm_source=tiktok&ref=1"));
        assert!(lost_utm(target, "https://www.shop.example/en/oat?utm_source=tiktok"));
        assert!(lost_utm(target, "https://www.shop.example/en/oat"));
    }
}
