//! The brief of a campaign: written, read once as a creator would, and kept as versions.
//!
//! Invariant: saving makes a new version, what was sent stays as it was, and of two who write at the same time the
//! second is told. Absent: sending; each collaboration has it.

use app::{
    App,
    briefs::{BriefView, GetBrief, LintBrief, SaveBrief},
    views::{CampaignHead, ShowCampaign},
};
use axum::{Router, extract::Path, routing::get};
use domain::briefs::{BriefContent, one_read::Finding};
use maud::{Markup, Render, html};

use super::head::{Tab, head};
use crate::{
    kernel::{Answer, InBrand, Posted},
    portal::{Around, format_words, numbered, placed, window_words, zone_words},
    printed,
    text::{t, tf, tk},
    ui::{
        Button, Field,
        field::field_id,
        form::{self, hidden, refusals},
        review::finding,
        section::{chapter, empty, part, voice},
        when,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/campaigns/{campaign}/brief", get(show).post(save))
        .route("/b/{slug}/campaigns/{campaign}/brief.pdf", get(pdf))
}

/// The fields with their lines.
const FIELDS: [(&str, u8); 13] = [
    ("objective", 3),
    ("talking_points", 3),
    ("brand_values", 2),
    ("visual_guidelines", 2),
    ("hashtags", 2),
    ("disclosure", 2),
    ("approval", 2),
    ("payment", 2),
    ("audience", 2),
    ("benefits", 3),
    ("do_not_say", 3),
    ("references", 2),
    ("flexible", 2),
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

/// The stored brief as its form holds it.
fn filled(brief: &BriefView) -> Posted {
    let mut posted = typed(&brief.content);
    posted.put("version", brief.version.map(|version| version.to_string()).unwrap_or_default());
    posted
}

async fn show(at: InBrand, Path((_, campaign)): Path<(String, String)>) -> Answer {
    let shown = at.show(ShowCampaign { campaign }).await?.head;
    let brief = at.show(GetBrief { campaign: shown.id }).await?;
    let body = page(&at, &shown, &filled(&brief), &brief, &brief.findings);
    Ok(at.page(&shown.campaign.name, &shown.campaign.slug, body))
}

/// The newest version on paper, as a creator would read it before an offer of their own: with the campaign's plan.
async fn pdf(at: InBrand, Path((_, campaign)): Path<(String, String)>) -> Answer {
    let shown = at.show(ShowCampaign { campaign }).await?.head;
    let brief = at.show(GetBrief { campaign: shown.id }).await?;
    if brief.number == 0 {
        return Err(app::Error::NotFound.into());
    }
    let plan = &shown.campaign.deliverables;
    let around = Around {
        things: plan.iter().map(|made| placed(&format_words(&made.format), &made.platform)).collect(),
        dates: plan.iter().map(|made| (posting(&made.format), window_words(made.opens, made.closes))).collect(),
        zone: zone_words(at.zone()),
        rounds: String::new(),
    };
    let about = [("campaign", shown.campaign.name.as_str()), ("number", &numbered(brief.number, &brief.content))];
    let frame = printed::of_brand(&at, t("portal.brief.title"), &shown.campaign.name);
    let paper = printed::brief(frame, tf("paper.brief.about", &about), &brief.content, around);
    printed::answer(&format!("{}-brief-{}.pdf", shown.campaign.slug, brief.number), move || paper.print()).await
}

fn posting(format: &str) -> String {
    tf("portal.brief.post_it", &[("thing", &format_words(format))])
}

/// `findings` are those of what stands in the fields.
fn page(at: &InBrand, shown: &CampaignHead, posted: &Posted, brief: &BriefView, findings: &[Finding]) -> Markup {
    let base = at.path(&format!("/campaigns/{}", shown.campaign.slug));
    html! {
        (head(at, shown, Tab::Brief))
        div.body.cols.side {
            div.stack {
                (refusals(&posted.errors))
                @if at.may_run::<SaveBrief>() {
                    (form::post(&format!("{base}/brief"), html! {
                        (hidden("version", posted.get("version")))
                        div.stack {
                            @for (name, rows) in FIELDS {
                                (Field::lines(name, tk("brief", name), rows).value(posted.get(name)).errors(&posted.errors).voice())
                            }
                            div.line.wrap {
                                (Button::submit(t("brief.save")).primary())
                                (Button::submit(t("brief.look")).named("do", "look"))
                            }
                        }
                    }))
                } @else { (as_read(posted, brief)) }
            }
            aside.stack.loose {
                @if at.may_run::<SaveBrief>() { (chapter(t("brief.one_read"), "", one_read(posted, findings))) }
                (chapter(t("brief.versions"), "", versions(at, &shown.campaign.slug, brief)))
            }
        }
    }
}

/// For who may not change it.
fn as_read(posted: &Posted, brief: &BriefView) -> Markup {
    html! {
        @if brief.number == 0 { (empty(t("brief.none"), t("brief.none.text"), html! {})) }
        @else {
            @for (name, _) in FIELDS {
                @if !posted.get(name).is_empty() { (part(tk("brief", name), "", voice(posted.get(name)))) }
            }
        }
    }
}

fn one_read(posted: &Posted, findings: &[Finding]) -> Markup {
    html! {
        @if posted.get("objective").is_empty() { p.soft { (t("brief.empty")) } }
        @else if findings.is_empty() { p.soft { (t("brief.clear")) } }
        @else {
            p.soft.mb-2 { (t("brief.found")) }
            @for one in findings {
                (finding(true, &one.message, html! { a href=(format!("#{}", field_id(&one.field))) { (tk("brief", &one.field)) } }, None))
            }
        }
    }
}

fn versions(at: &InBrand, slug: &str, brief: &BriefView) -> Markup {
    html! {
        @if brief.number == 0 { p.soft { (t("brief.first")) } }
        @else {
            p.row-size.mb-2 { a href=(at.path(&format!("/campaigns/{slug}/brief.pdf"))) { (t("paper.download")) } }
            p.row-size { b.medium { (tf("brief.version", &[("number", &brief.number.to_string())])) } " " span.soft { (t("brief.newest")) } }
            p.help { (t("brief.sent")) }
            @for older in &brief.older {
                p.row-size.mt-2 {
                    (tf("brief.version", &[("number", &older.number.to_string())])) " · " (when::time(older.written_at, at.now(), at.zone()).render())
                    @if !older.changed_since.is_empty() { br; span.soft { (tf("brief.changed", &[("parts", &older.changed_since.join(", "))])) } }
                }
            }
        }
    }
}

async fn save(at: InBrand, Path((_, campaign)): Path<(String, String)>, mut posted: Posted) -> Answer {
    at.only::<SaveBrief>()?;
    let shown = at.show(ShowCampaign { campaign }).await?.head;
    let content = content(&posted);
    let (title, place) = (shown.campaign.name.clone(), shown.campaign.slug.clone());
    if posted.get("do") == "look" {
        let findings = at.show(LintBrief { content }).await?;
        let brief = at.show(GetBrief { campaign: shown.id }).await?;
        return Ok(at.page(&title, &place, page(&at, &shown, &posted, &brief, &findings)));
    }
    match at.run_asked(&posted, SaveBrief { campaign: shown.id, content: content.clone() }).await {
        Ok(_) => at.done(&format!("/campaigns/{place}/brief"), t("brief.saved")),
        Err(error) => {
            let brief = at.show(GetBrief { campaign: shown.id }).await?;
            posted.refuse_beside(error, &filled(&brief))?;
            let findings = at.show(LintBrief { content }).await?;
            Ok(at.page_again(&title, &place, page(&at, &shown, &posted, &brief, &findings)))
        }
    }
}
