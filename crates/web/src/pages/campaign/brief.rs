//! The brief of a campaign: written, read once as a creator would, and kept as versions.
//!
//! Invariant: saving makes a new version; what was sent stays as it was. Absent: sending; each collaboration has it.

use app::{
    App,
    briefs::{GetBrief, SaveBrief},
    views::{CampaignHead, ShowCampaign},
};
use axum::{Router, extract::Path, routing::get};
use domain::briefs::{BriefContent, one_read};
use maud::{Markup, html};

use super::head::{Tab, head};
use crate::{
    kernel::{Answer, InBrand, Posted, Refusal},
    ui::{
        Button, Field,
        form::{self, refusals},
        review::finding,
        section::chapter,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/b/{slug}/campaigns/{campaign}/brief", get(show).post(save))
}

/// The fields: name, label, lines.
const FIELDS: [(&str, &str, u8); 13] = [
    ("objective", "What is it for?", 3),
    ("talking_points", "Talking points, one a line, at most three", 3),
    ("brand_values", "What you stand for", 2),
    ("visual_guidelines", "How it should look", 2),
    ("hashtags", "Hashtags, one a line", 2),
    ("disclosure", "How the advertising is marked", 2),
    ("approval", "How drafts are approved and changed", 2),
    ("payment", "When money moves", 2),
    ("audience", "Whom it should reach", 2),
    ("benefits", "What the product does for people, one a line", 3),
    ("do_not_say", "Words and claims to leave out, one a line", 3),
    ("references", "Pages to look at, one a line", 2),
    ("flexible", "What is the creator's own choice", 2),
];

fn typed(content: &BriefContent) -> Posted {
    let lines = |all: &[String]| all.join("\n");
    Posted::filled([
        ("objective", content.objective.clone()),
        ("talking_points", lines(&content.talking_points)),
        ("brand_values", content.brand_values.clone()),
        ("visual_guidelines", content.visual_guidelines.clone()),
        ("hashtags", lines(&content.hashtags)),
        ("disclosure", content.disclosure.clone()),
        ("approval", content.approval.clone()),
        ("payment", content.payment.clone()),
        ("audience", content.audience.clone()),
        ("benefits", lines(&content.benefits)),
        ("do_not_say", lines(&content.do_not_say)),
        ("references", lines(&content.references)),
        ("flexible", content.flexible.clone()),
    ])
}

fn content(posted: &Posted) -> BriefContent {
    BriefContent {
        objective: posted.raw("objective"),
        talking_points: posted.lines("talking_points"),
        brand_values: posted.raw("brand_values"),
        visual_guidelines: posted.raw("visual_guidelines"),
        hashtags: posted.lines("hashtags"),
        disclosure: posted.raw("disclosure"),
        approval: posted.raw("approval"),
        payment: posted.raw("payment"),
        audience: posted.raw("audience"),
        benefits: posted.lines("benefits"),
        do_not_say: posted.lines("do_not_say"),
        references: posted.lines("references"),
        flexible: posted.raw("flexible"),
    }
}

async fn show(at: InBrand, Path((_, campaign)): Path<(String, String)>) -> Answer {
    let shown = at.show(ShowCampaign { campaign }).await?.head;
    let brief = match at.show(GetBrief { campaign: shown.id }).await {
        Ok(view) => view.content,
        Err(app::Error::NotFound | app::Error::Rule { .. }) => BriefContent::default(),
        Err(error) => return Err(Refusal::App(error)),
    };
    Ok(at.page(&shown.campaign.name, "campaigns", page(&at, &shown, &typed(&brief), &brief)))
}

fn page(at: &InBrand, shown: &CampaignHead, posted: &Posted, content: &BriefContent) -> Markup {
    let base = at.path(&format!("/campaigns/{}", shown.campaign.slug));
    let findings = if content.objective.is_empty() { Vec::new() } else { one_read::read(content) };
    html! {
        (head(at, shown, Tab::Brief))
        div.body.cols.side {
            div.stack {
                (refusals(&posted.errors))
                (form::post(&format!("{base}/brief"), html! {
                    div.stack {
                        @for (name, label, rows) in FIELDS {
                            (Field::lines(name, label, rows).value(posted.get(name)).errors(&posted.errors).voice())
                        }
                        p { (Button::submit("Save as a new version").primary()) }
                    }
                }))
            }
            aside.stack.loose {
                (chapter("One read", "", html! {
                    @if content.objective.is_empty() {
                        p.soft { "Write the brief; then this says what a creator would stumble over." }
                    } @else if findings.is_empty() {
                        p.soft { "A creator takes it in at one read: all that is needed is there, in short sentences." }
                    } @else {
                        @for found in &findings { (finding(true, &found.message, found.field.replace('_', " "), None)) }
                    }
                }))
            }
        }
    }
}

async fn save(at: InBrand, Path((_, campaign)): Path<(String, String)>, mut posted: Posted) -> Answer {
    let shown = at.show(ShowCampaign { campaign }).await?.head;
    let content = content(&posted);
    match at.run(SaveBrief { campaign: shown.id, content: content.clone() }).await {
        Ok(_) => at.done(&format!("/campaigns/{}/brief", shown.campaign.slug), "Saved as a new version".to_owned()),
        Err(error) => {
            posted.refuse(error)?;
            Ok(at.page_again(&shown.campaign.name, "campaigns", page(&at, &shown, &posted, &content)))
        }
    }
}
