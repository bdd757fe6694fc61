//! What a creator is told by mail when it becomes their turn: offer, agreement and form, brief, changes, approval, a post
//! to mend.
//!
//! Invariant: every letter follows from a recorded event and says what to do next. Absent: reminders; they come with the
//! clock.

use domain::{
    agreements::Side,
    content::{Change, Deliverable, Weight},
    creators::Purpose,
    ids::{CollaborationId, DeliverableId, OfferId},
    moves::What,
    text::capitalised,
    time::{Day, Timestamp, Zone},
};
use serde::de::DeserializeOwned;
use store::events::EventRow;

use crate::{
    Ctx, Error, Result,
    catalogue::Tongue,
    letters::{Words, asking, to_creator},
};

/// How a day is written in a letter.
const DAY: &str = "%-d %b %Y";

/// One field of what an event says.
pub(crate) fn field<T: DeserializeOwned>(event: &EventRow, name: &str) -> Result<T> {
    serde_json::from_value(event.data[name].clone()).map_err(|error| Error::Broken(format!("{} {name}: {error}", event.kind)))
}

/// The collaboration that an event is about.
pub(crate) fn collaboration(event: &EventRow) -> Result<CollaborationId> {
    event.collaboration.ok_or_else(|| Error::Broken(format!("{} names no collaboration", event.kind)))
}

/// To whom a letter goes and what it is about.
struct Facts {
    brand: String,
    campaign: String,
    /// The creator's zone, where known, otherwise the brand's.
    zone: Zone,
    tongue: Tongue,
}

async fn facts(ctx: &Ctx, id: CollaborationId) -> Result<Facts> {
    let found = ctx.collaboration(id).await?;
    let campaign = crate::agreements::campaign(ctx, &found.value).await?.value.name;
    let creator = crate::agreements::creator(ctx, &found.value).await?.value;
    let (brand, tongue) = (ctx.brand_facts()?.value.name.clone(), ctx.tongue(&creator)?);
    let zone = creator.zone.map_or_else(|| ctx.zone(), Ok)?;
    Ok(Facts { brand, campaign, zone, tongue })
}

async fn deliverable(ctx: &Ctx, event: &EventRow) -> Result<Deliverable> {
    let id: DeliverableId = field(event, "deliverable")?;
    Ok(store::document::find::<Deliverable>(ctx.tx(), ctx.brand()?, id).await?.ok_or(Error::NotFound)?.value)
}

/// The brand made an offer.
pub(crate) async fn offer_made(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    if field::<Side>(event, "by")? == Side::Creator {
        return Ok(());
    }
    let id = collaboration(event)?;
    let Facts { brand, campaign, tongue, .. } = facts(ctx, id).await?;
    let offer_id: OfferId = field(event, "offer")?;
    let offer = store::document::find::<domain::agreements::Offer>(ctx.tx(), ctx.brand()?, offer_id).await?.ok_or(Error::NotFound)?.value;
    let (subject, first) =
        if offer.number > 1 { ("mail.offer.subject_again", "mail.offer.again") } else { ("mail.offer.subject", "mail.offer.first") };
    let mut said = vec![tongue.tf(first, &[("campaign", &campaign)])];
    if offer.terms.fee.minor > 0 {
        said.push(tongue.tf("mail.offer.fee", &[("fee", &tongue.money(offer.terms.fee))]));
    }
    said.push(tongue.t("mail.offer.terms").to_owned());
    let said = said.join(" ");
    // What a person wrote goes before, and ours begins anew after it.
    let body = if offer.message.is_empty() { said } else { format!("{}\n\n{}", offer.message, capitalised(&said)) };
    let subject = tongue.tf(subject, &[("brand", &brand)]);
    let keys = vec![format!("{}:{offer_id}", What::AnswerOffer.as_str())];
    asking(ctx, id, Words { kind: "offer", purpose: Purpose::Marketing, subject, body }, keys).await
}

/// The agreement waits for the creator's name, and the form for their answers.
pub(crate) async fn agreement_prepared(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    let id = collaboration(event)?;
    let Facts { brand, campaign, tongue, .. } = facts(ctx, id).await?;
    let form = store::agreements::form(ctx.tx(), ctx.brand()?, id).await?;
    let mut body = tongue.tf("mail.agreement.text", &[("campaign", &campaign)]);
    if form.is_none() {
        body.push_str(&format!(" {}", tongue.t("mail.agreement.form")));
    }
    let keys = [What::CreatorSigns, What::FillForm].map(|what| what.as_str().to_owned());
    let subject = tongue.tf("mail.agreement.subject", &[("brand", &brand)]);
    asking(ctx, id, Words { kind: "agreement", purpose: Purpose::Contract, subject, body }, keys.to_vec()).await
}

/// Both have signed.
pub(crate) async fn agreement_signed(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    let id = collaboration(event)?;
    let Facts { brand, campaign, tongue, .. } = facts(ctx, id).await?;
    let agreement = store::agreements::agreement(ctx.tx(), ctx.brand()?, id).await?;
    let gift = agreement.is_some_and(|agreement| agreement.value.terms.owes_nothing());
    let next = tongue.t(if gift { "mail.signed.gift" } else { "mail.signed.brief" });
    let body = format!("{} {next}", tongue.tf("mail.signed.text", &[("campaign", &campaign)]));
    let subject = tongue.tf("mail.signed.subject", &[("brand", &brand)]);
    to_creator(ctx, id, Words { kind: "agreement_signed", purpose: Purpose::Contract, subject, body }).await
}

/// A parcel is on its way.
pub(crate) async fn shipped(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    let id = collaboration(event)?;
    let Facts { brand, tongue, .. } = facts(ctx, id).await?;
    let shipment = store::document::find::<domain::shipments::Shipment>(ctx.tx(), ctx.brand()?, field(event, "shipment")?).await?;
    let parcel = shipment.ok_or(Error::NotFound)?.value;
    let text = match (parcel.carrier.is_empty(), parcel.tracking_number.is_empty()) {
        (true, _) => "mail.parcel.plain",
        (false, true) => "mail.parcel.carrier",
        (false, false) => "mail.parcel.number",
    };
    let values = [("items", &*parcel.items), ("carrier", &*parcel.carrier), ("number", &*parcel.tracking_number)];
    let body = format!("{} {}", tongue.tf(text, &values), tongue.t("mail.parcel.tell"));
    let subject = tongue.tf("mail.parcel.subject", &[("brand", &brand)]);
    to_creator(ctx, id, Words { kind: "shipment", purpose: Purpose::Contract, subject, body }).await
}

/// A brief waits to be acknowledged.
pub(crate) async fn brief_sent(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    let id = collaboration(event)?;
    let Facts { brand, campaign, tongue, .. } = facts(ctx, id).await?;
    let mut sendings = store::briefs::sent(ctx.tx(), ctx.brand()?, id).await?;
    let newest = sendings.pop().ok_or(Error::NotFound)?.value;
    let changed = match sendings.pop() {
        Some(before) => changes(ctx, &before.value, &newest).await?,
        None => Vec::new(),
    };
    let changes: Vec<&str> = changed.into_iter().map(|part| tongue.tk("brief_part", &part.replace(' ', "_"))).collect();
    let (subject, text) =
        if changes.is_empty() { ("mail.brief.subject", "mail.brief.text") } else { ("mail.brief.subject_changed", "mail.brief.changed") };
    let changes = changes.join(", ");
    let values = [("brand", &*brand), ("campaign", &*campaign), ("changes", &*changes)];
    let (subject, body) = (tongue.tf(subject, &values), tongue.tf(text, &values));
    let keys = vec![What::AcknowledgeBrief.as_str().to_owned()];
    asking(ctx, id, Words { kind: "brief", purpose: Purpose::Contract, subject, body }, keys).await
}

async fn changes(ctx: &Ctx, before: &domain::briefs::BriefSent, newest: &domain::briefs::BriefSent) -> Result<Vec<&'static str>> {
    let brand = ctx.brand()?;
    let of = async |id| store::document::find::<domain::briefs::Brief>(ctx.tx(), brand, id).await;
    let (Some(older), Some(newer)) = (of(before.brief).await?, of(newest.brief).await?) else { return Ok(Vec::new()) };
    Ok(newer.value.content.changes_since(&older.value.content))
}

/// A draft came back with one list.
pub(crate) async fn changes_requested(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    let id = collaboration(event)?;
    let Facts { brand, zone, tongue, .. } = facts(ctx, id).await?;
    let what = tongue.format_within(&deliverable(ctx, event).await?.format);
    let due: Timestamp = field(event, "due")?;
    let list: Vec<String> = field::<Vec<Change>>(event, "changes")?
        .iter()
        .map(|change| {
            let weight = tongue.t(match change.weight {
                Weight::Must => "mail.changes.must",
                Weight::Nice => "mail.changes.nice",
            });
            format!("- {} ({weight})", change.text.trim())
        })
        .collect();
    let (list, due) = (list.join("\n"), tongue.deadline(due, &zone));
    let values = [("brand", &*brand), ("what", &*what), ("list", &*list), ("due", &*due)];
    let (subject, body) = (tongue.tf("mail.changes.subject", &values), tongue.tf("mail.changes.text", &values));
    to_creator(ctx, id, Words { kind: "changes", purpose: Purpose::Contract, subject, body }).await
}

/// A version is approved: post it, with this link and code.
pub(crate) async fn approved(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    let id = collaboration(event)?;
    let Facts { brand, tongue, .. } = facts(ctx, id).await?;
    let deliverable_id: DeliverableId = field(event, "deliverable")?;
    let deliverable = deliverable(ctx, event).await?;
    let wall = ctx.brand()?;
    let links = store::attribution::links(ctx.tx(), wall, id).await?;
    let link = links.iter().find(|link| link.value.deliverable == deliverable_id);
    let link = link.map(|link| format!("{}/go/{}", ctx.app().settings().base_url, link.value.slug));
    let link = link.map(|link| format!("\n{}", tongue.tf("mail.approved.link", &[("link", &link)]))).unwrap_or_default();
    let code = store::attribution::code(ctx.tx(), wall, id).await?.map(|code| {
        let (text, percent) = (code.value.code.to_string(), code.value.percent.to_string());
        format!("\n{}", tongue.tf("mail.approved.code", &[("code", &text), ("percent", &percent)]))
    });
    let code = code.unwrap_or_default();
    let (zone, what) = (ctx.zone()?.to_string(), tongue.format_within(&deliverable.format));
    let [opens, closes] = [deliverable.opens, deliverable.closes].map(|day| tongue.day(day, DAY));
    let values = [("brand", &*brand), ("what", &*what), ("opens", &*opens), ("closes", &*closes), ("zone", &*zone)];
    let body = format!("{}\n{link}{code}\n\n{}", tongue.tf("mail.approved.text", &values), tongue.t("mail.approved.tell"));
    let subject = tongue.tf("mail.approved.subject", &values);
    to_creator(ctx, id, Words { kind: "approved", purpose: Purpose::Contract, subject, body }).await
}

/// Other dates than those that were agreed.
#[derive(serde::Deserialize)]
struct Agreed {
    opens: Day,
    closes: Day,
}

/// Another window for what was missed, or other dates for what is still made.
pub(crate) async fn window_offered(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    let id = collaboration(event)?;
    let Facts { brand, campaign, tongue, .. } = facts(ctx, id).await?;
    let what = tongue.format_within(&deliverable(ctx, event).await?.format);
    let new = days(tongue, field(event, "opens")?, field(event, "closes")?);
    let agreed = field::<Option<Agreed>>(event, "agreed")?;
    let text = if agreed.is_some() { "mail.window.moving" } else { "mail.window.missed" };
    let agreed = agreed.map(|agreed| days(tongue, agreed.opens, agreed.closes)).unwrap_or_default();
    let zone = ctx.zone()?.to_string();
    let values = [("brand", &*brand), ("what", &*what), ("campaign", &*campaign), ("days", &*new), ("zone", &*zone), ("agreed", &*agreed)];
    let (subject, body) = (tongue.tf("mail.window.subject", &values), tongue.tf(text, &values));
    let key = format!("{}:{}", What::AnswerWindow.as_str(), field::<DeliverableId>(event, "deliverable")?);
    asking(ctx, id, Words { kind: "window", purpose: Purpose::Contract, subject, body }, vec![key]).await
}

/// From one day to another.
fn days(tongue: Tongue, opens: Day, closes: Day) -> String {
    tongue.tf("mail.days", &[("opens", &tongue.day(opens, DAY)), ("closes", &tongue.day(closes, DAY))])
}

/// The dates that were agreed on stand after all.
pub(crate) async fn window_withdrawn(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    let id = collaboration(event)?;
    let Facts { brand, campaign, tongue, .. } = facts(ctx, id).await?;
    let what = tongue.format_within(&deliverable(ctx, event).await?.format);
    let days = days(tongue, field(event, "opens")?, field(event, "closes")?);
    let values = [("brand", &*brand), ("what", &*what), ("campaign", &*campaign), ("days", &*days)];
    let (subject, body) = (tongue.tf("mail.window.subject_stand", &values), tongue.tf("mail.window.stand", &values));
    to_creator(ctx, id, Words { kind: "window", purpose: Purpose::Contract, subject, body }).await
}

/// What was missed will not be made.
pub(crate) async fn let_go(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    let id = collaboration(event)?;
    let Facts { brand, campaign, tongue, .. } = facts(ctx, id).await?;
    let what = tongue.format_within(&deliverable(ctx, event).await?.format);
    let reason: String = field(event, "reason")?;
    let reason = if reason.is_empty() { String::new() } else { format!("\n\n{reason}") };
    let values = [("brand", &*brand), ("what", &*what), ("campaign", &*campaign)];
    let (subject, body) = (tongue.tf("mail.let_go.subject", &values), format!("{}{reason}", tongue.tf("mail.let_go.text", &values)));
    to_creator(ctx, id, Words { kind: "let_go", purpose: Purpose::Contract, subject, body }).await
}

/// A post is not as agreed.
pub(crate) async fn post_rejected(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    let id = collaboration(event)?;
    let Facts { brand, tongue, .. } = facts(ctx, id).await?;
    let what = tongue.format_within(&deliverable(ctx, event).await?.format);
    let reason: String = field(event, "reason")?;
    let values = [("brand", &*brand), ("what", &*what), ("reason", &*reason)];
    let (subject, body) = (tongue.tf("mail.rejected.subject", &values), tongue.tf("mail.rejected.text", &values));
    to_creator(ctx, id, Words { kind: "post_rejected", purpose: Purpose::Contract, subject, body }).await
}

/// A live post is not as it was.
pub(crate) async fn mending_requested(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    let id = collaboration(event)?;
    let Facts { brand, tongue, .. } = facts(ctx, id).await?;
    let what = tongue.format_within(&deliverable(ctx, event).await?.format);
    let (message, url): (String, String) = (field(event, "message")?, field(event, "url")?);
    let values = [("brand", &*brand), ("what", &*what), ("message", &*message), ("url", &*url)];
    let (subject, body) = (tongue.tf("mail.mend.subject", &values), tongue.tf("mail.mend.text", &values));
    to_creator(ctx, id, Words { kind: "post_to_mend", purpose: Purpose::Contract, subject, body }).await
}

/// Writes what a creator has to hear of an event, if anything.
///
/// # Errors
/// The store's.
pub(super) async fn write(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    match event.kind.as_str() {
        "agreements.offer_made" => offer_made(ctx, event).await,
        "agreements.prepared" => agreement_prepared(ctx, event).await,
        "agreements.signed" => agreement_signed(ctx, event).await,
        "shipments.sent" => shipped(ctx, event).await,
        "briefs.sent" => brief_sent(ctx, event).await,
        "content.changes_requested" => changes_requested(ctx, event).await,
        "content.approved" => approved(ctx, event).await,
        "content.window_offered" => window_offered(ctx, event).await,
        "content.window_withdrawn" => window_withdrawn(ctx, event).await,
        "content.let_go" => let_go(ctx, event).await,
        "tracking.mending_requested" => mending_requested(ctx, event).await,
        "tracking.post_rejected" => post_rejected(ctx, event).await,
        _ => Ok(()),
    }
}
