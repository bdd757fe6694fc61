//! The agreement: the document as both sides sign it, and signing by typed name.
//!
//! Invariant: what is signed is the hash of the very bytes that the page shows. Absent: what follows from a signature.

use app::{
    agreements::SignAgreement,
    views::portal::{PortalAgreement, PortalCollaboration},
};
use domain::{files::ContentHash, text::slug, time::Timestamp};
use maud::{Markup, html};

use super::{At, Visit, agree::ended, draft::to_copy, terms::plainly};
use crate::{
    kernel::{Answer, Posted, stored},
    printed,
    text::{t, tf},
    ui::when,
    ui::{
        Button, Field, Whose, form,
        portal::portal_act,
        section::{chapter, facts},
        turn,
    },
};

/// The page.
pub(super) async fn show(visit: Visit) -> Answer {
    let of = visit.collaboration()?;
    Ok(visit.page(At::Task, t("portal.agreement.title"), &of.campaign, shown(&visit, of, &Posted::default())))
}

/// The document's bytes, sealed off from this site.
pub(super) async fn document(visit: Visit) -> Answer {
    let agreement = visit.collaboration()?.agreement.as_ref().ok_or(app::Error::NotFound)?;
    stored::document(&visit.asker.app, &agreement.document).await
}

/// What both signed, on paper.
pub(super) async fn pdf(visit: Visit) -> Answer {
    let of = visit.collaboration()?;
    let agreement = of.agreement.as_ref().ok_or(app::Error::NotFound)?;
    let (Some(brand_signed), Some(creator_signed)) = (&agreement.brand, &agreement.creator) else {
        return Err(app::Error::NotFound.into());
    };
    let brand = &visit.view.brand;
    let frame = printed::frame(&brand.name, brand.colour.as_deref(), t("paper.agreement"), &of.campaign, visit.now(), visit.zone());
    let signed = |side: &str, (name, at): &(String, Timestamp)| printed::signature(side, name, *at, visit.zone());
    let signatures = vec![signed(&brand.name, brand_signed), signed(&visit.view.creator.name, creator_signed)];
    let name = format!("{}-agreement.pdf", slug(&of.campaign));
    printed::agreement(&visit.asker.app, &name, frame, &agreement.document, signatures).await
}

/// Signs.
pub(super) async fn sign(visit: Visit, mut posted: Posted) -> Answer {
    let of = visit.collaboration()?;
    let agreement = of.agreement.as_ref().ok_or(app::Error::NotFound)?;
    match signed(&visit, agreement, &posted).await {
        Ok(()) => visit.done("", t("portal.agreement.done")),
        Err(error) => {
            posted.refuse(error)?;
            Ok(visit.again(At::Task, t("portal.agreement.title"), &of.campaign, shown(&visit, of, &posted)))
        }
    }
}

async fn signed(visit: &Visit, agreement: &PortalAgreement, posted: &Posted) -> app::Result<()> {
    let hash = ContentHash::parse(posted.get("hash")).map_err(|message| app::Error::field("", message))?;
    visit.run(SignAgreement { agreement: agreement.id, name: posted.text("name"), hash }).await.map(|_| ())
}

fn shown(visit: &Visit, of: &PortalCollaboration, posted: &Posted) -> Markup {
    let Some(agreement) = &of.agreement else {
        return html! {
            h1 { (of.campaign) }
            @if let Some(ended) = ended(visit, of) { (ended) } @else if of.agreed_before { p.soft { (tf("portal.agreement.before", &[("sender", visit.sender())])) } } @else { p.soft { (tf("portal.agreement.none", &[("sender", visit.sender())])) } }
        };
    };
    let address = visit.path(&format!("/agreement/{}/document", of.id));
    let mine = agreement.creator.is_some();
    let paper = (mine && agreement.brand.is_some()).then(|| visit.path(&format!("/agreement/{}/agreement.pdf", of.id)));
    html! {
        div {
            h1 { (tf("portal.agreement.with", &[("brand", &visit.view.brand.name), ("campaign", &of.campaign)])) }
            @if !mine { p.soft.mt-1 { (t("portal.agreement.takes")) } }
        }
        @if let Some(ended) = ended(visit, of) { (ended) }
        section.sec.strong {
            div.sec-head { h2 { (t("portal.agreement.document")) } span.push { a href=(address) target="_blank" rel="noopener" { (t("portal.agreement.open")) } } }
            iframe.portal-document src=(address) title=(t("portal.agreement.document")) sandbox="" loading="lazy" {}
        }
        (chapter(t("portal.agreement.signatures"), "", facts(&[
            (t("portal.agreement.you"), signature(visit, agreement.creator.as_ref(), Whose::Yours)),
            (&visit.view.brand.name, signature(visit, agreement.brand.as_ref(), Whose::Theirs)),
        ])))
        @if let Some(paper) = paper { p.about { a href=(paper) { (t("paper.download")) } } }
        @if mine || of.off.is_some() { (to_copy(of, None)) (in_short(visit, agreement)) }
        @else {
            (form::refusals(&posted.errors))
            (form::post(&visit.path(&format!("/agreement/{}", of.id)), html! {
                (form::hidden("hash", agreement.hash().as_str()))
                (Field::text("name", t("portal.agreement.name")).value(posted.get("name")).errors(&posted.errors)
                    .help(t("portal.agreement.name_help")).required().attribute("autocomplete", "name"))
                p.about { (t("portal.agreement.evidence")) }
                p.about.mono.portal-hash { (t("portal.agreement.hash")) " " (agreement.hash()) }
                (portal_act(html! { (Button::submit(t("portal.agreement.sign")).primary()) }))
            }))
        }
    }
}

fn signature(visit: &Visit, signature: Option<&(String, Timestamp)>, whose: Whose) -> Markup {
    match signature {
        Some((name, at)) => html! { span.voice { (name) } br; span.about { (when::deadline(*at, visit.zone())) } },
        None => turn::turn(whose, false, t("portal.agreement.not_yet")),
    }
}

/// The terms again in plain words, once signed.
fn in_short(visit: &Visit, agreement: &PortalAgreement) -> Markup {
    html! { details.portal-more { summary { (t("portal.agreement.in_short")) } div.stack.loose { (plainly(&agreement.terms, &visit.view.brand.zone)) } } }
}
