//! What a creator is told by mail when it becomes their turn: offer, agreement and form, brief, changes, approval, a post
//! to mend.
//!
//! Invariant: every letter follows from a recorded event and says what to do next. Absent: reminders; they come with the
//! clock.

use domain::{
    agreements::Side,
    content::{Change, Deliverable, Weight},
    creators::Purpose,
    formats::format_within,
    ids::{CollaborationId, DeliverableId, OfferId},
    moves::What,
    time::{Day, Timestamp, Zone},
};
use serde::de::DeserializeOwned;
use store::events::EventRow;

use crate::{
    Ctx, Error, Result,
    letters::{Words, asking, to_creator},
};

/// One field of what an event says.
pub(crate) fn field<T: DeserializeOwned>(event: &EventRow, name: &str) -> Result<T> {
    serde_json::from_value(event.data[name].clone()).map_err(|error| Error::Broken(format!("{} {name}: {error}", event.kind)))
}

/// The collaboration that an event is about.
pub(crate) fn collaboration(event: &EventRow) -> Result<CollaborationId> {
    event.collaboration.ok_or_else(|| Error::Broken(format!("{} names no collaboration", event.kind)))
}

async fn names(ctx: &Ctx, id: CollaborationId) -> Result<(String, String, Zone)> {
    let found = ctx.collaboration(id).await?;
    let campaign = crate::agreements::campaign(ctx, &found.value).await?.value.name;
    let zone = crate::agreements::creator(ctx, &found.value).await?.value.zone;
    let brand = ctx.brand_facts()?.value.name.clone();
    Ok((brand, campaign, zone.map_or_else(|| ctx.zone(), Ok)?))
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
    let (brand, campaign, _) = names(ctx, id).await?;
    let offer_id: OfferId = field(event, "offer")?;
    let offer = store::document::find::<domain::agreements::Offer>(ctx.tx(), ctx.brand()?, offer_id).await?.ok_or(Error::NotFound)?.value;
    let message = if offer.message.is_empty() { String::new() } else { format!("{}\n\n", offer.message) };
    let fee = if offer.terms.fee.minor > 0 { format!(" The fee is {}.", offer.terms.fee.exact()) } else { String::new() };
    let again = if offer.number > 1 { "a new offer" } else { "an offer" };
    let body = format!(
        "{message}We have {again} for you in our campaign \"{campaign}\".{fee} You find all terms on your page, where you can accept, answer with your own, or say no."
    );
    asking(
        ctx,
        id,
        Words { kind: "offer", purpose: Purpose::Marketing, subject: format!("{brand}: {again} for you"), body },
        vec![format!("{}:{offer_id}", What::AnswerOffer.as_str())],
    )
    .await
}

/// The agreement waits for the creator's name, and the form for their answers.
pub(crate) async fn agreement_prepared(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    let id = collaboration(event)?;
    let (brand, campaign, _) = names(ctx, id).await?;
    let form = store::agreements::form(ctx.tx(), ctx.brand()?, id).await?;
    let also = if form.is_none() {
        " Please also fill in the short form there, so that we know where to send product and how to pay you."
    } else {
        ""
    };
    let body = format!("The agreement for \"{campaign}\" is ready. Please read it on your page and sign by typing your name.{also}");
    let keys = [What::CreatorSigns, What::FillForm].map(|what| what.as_str().to_owned());
    asking(
        ctx,
        id,
        Words { kind: "agreement", purpose: Purpose::Contract, subject: format!("{brand}: please sign our agreement"), body },
        keys.to_vec(),
    )
    .await
}

/// Both have signed.
pub(crate) async fn agreement_signed(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    let id = collaboration(event)?;
    let (brand, campaign, _) = names(ctx, id).await?;
    let agreement = store::agreements::agreement(ctx.tx(), ctx.brand()?, id).await?;
    let gift = agreement.is_some_and(|agreement| agreement.value.terms.owes_nothing());
    let next = if gift { "Your gift comes next; you owe us nothing for it." } else { "The brief comes next." };
    let body = format!("We have both signed the agreement for \"{campaign}\". You find it on your page. {next}");
    to_creator(
        ctx,
        id,
        Words { kind: "agreement_signed", purpose: Purpose::Contract, subject: format!("{brand}: our agreement is signed"), body },
    )
    .await
}

/// A parcel is on its way.
pub(crate) async fn shipped(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    let id = collaboration(event)?;
    let (brand, ..) = names(ctx, id).await?;
    let shipment = store::document::find::<domain::shipments::Shipment>(ctx.tx(), ctx.brand()?, field(event, "shipment")?).await?;
    let parcel = shipment.ok_or(Error::NotFound)?.value;
    let number = if parcel.tracking_number.is_empty() { String::new() } else { format!(", number {}", parcel.tracking_number) };
    let carrier = if parcel.carrier.is_empty() { String::new() } else { format!(" with {}{number}", parcel.carrier) };
    let body = format!("We sent you {}{carrier}. Please tell us on your page when it has arrived.", parcel.items);
    to_creator(ctx, id, Words { kind: "shipment", purpose: Purpose::Contract, subject: format!("{brand}: a parcel is on its way"), body })
        .await
}

/// A brief waits to be acknowledged.
pub(crate) async fn brief_sent(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    let id = collaboration(event)?;
    let (brand, campaign, _) = names(ctx, id).await?;
    let mut sendings = store::briefs::sent(ctx.tx(), ctx.brand()?, id).await?;
    let newest = sendings.pop().ok_or(Error::NotFound)?.value;
    let changed = match sendings.pop() {
        Some(before) => changes(ctx, &before.value, &newest).await?,
        None => String::new(),
    };
    let (subject, body) = if changed.is_empty() {
        (
            format!("{brand}: your brief for {campaign}"),
            format!(
                "Your brief for \"{campaign}\" is on your page. It is one read. Please say there that you have read it; then the work begins."
            ),
        )
    } else {
        (
            format!("{brand}: your brief has changed"),
            format!("We changed the brief for \"{campaign}\": {changed}. Please read it on your page and say that you have."),
        )
    };
    let keys = vec![What::AcknowledgeBrief.as_str().to_owned()];
    asking(ctx, id, Words { kind: "brief", purpose: Purpose::Contract, subject, body }, keys).await
}

async fn changes(ctx: &Ctx, before: &domain::briefs::BriefSent, newest: &domain::briefs::BriefSent) -> Result<String> {
    let brand = ctx.brand()?;
    let of = async |id| store::document::find::<domain::briefs::Brief>(ctx.tx(), brand, id).await;
    let (Some(older), Some(newer)) = (of(before.brief).await?, of(newest.brief).await?) else { return Ok(String::new()) };
    Ok(newer.value.content.changes_since(&older.value.content).join(", "))
}

/// A draft came back with one list.
pub(crate) async fn changes_requested(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    let id = collaboration(event)?;
    let (brand, _, zone) = names(ctx, id).await?;
    let what = format_within(&deliverable(ctx, event).await?.format);
    let due: Timestamp = field(event, "due")?;
    let list: Vec<String> = field::<Vec<Change>>(event, "changes")?
        .iter()
        .map(|change| {
            let weight = match change.weight {
                Weight::Must => "must",
                Weight::Nice => "nice to have",
            };
            format!("- {} ({weight})", change.text.trim())
        })
        .collect();
    let body = format!(
        "Thank you for your draft of the {what}. Please change:\n\n{}\n\nThe next draft is due {}.",
        list.join("\n"),
        due.deadline_in(&zone)
    );
    to_creator(ctx, id, Words { kind: "changes", purpose: Purpose::Contract, subject: format!("{brand}: changes to your {what}"), body })
        .await
}

/// A version is approved: post it, with this link and code.
pub(crate) async fn approved(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    let id = collaboration(event)?;
    let (brand, ..) = names(ctx, id).await?;
    let deliverable_id: DeliverableId = field(event, "deliverable")?;
    let deliverable = deliverable(ctx, event).await?;
    let wall = ctx.brand()?;
    let links = store::attribution::links(ctx.tx(), wall, id).await?;
    let link = links.iter().find(|link| link.value.deliverable == deliverable_id);
    let link = link.map(|link| format!("\nYour link: {}/go/{}", ctx.app().settings().base_url, link.value.slug)).unwrap_or_default();
    let code = store::attribution::code(ctx.tx(), wall, id).await?;
    let code = code.map(|code| format!("\nYour code: {} ({} percent off)", code.value.code, code.value.percent)).unwrap_or_default();
    let (zone, what) = (ctx.zone()?, format_within(&deliverable.format));
    let body = format!(
        "Your {what} is approved. Please post it as it is between {} and {} (days in {zone}).\n{link}{code}\n\nWhen it is live, tell us its address on your page.",
        deliverable.opens.format("%-d %b %Y"),
        deliverable.closes.format("%-d %b %Y"),
    );
    let subject = format!("{brand}: your {what} is approved");
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
    let (brand, campaign, _) = names(ctx, id).await?;
    let what = deliverable(ctx, event).await?.format;
    let (opens, closes): (Day, Day) = (field(event, "opens")?, field(event, "closes")?);
    let zone = ctx.zone()?;
    let days = |opens: Day, closes: Day| format!("{} to {}", opens.format("%-d %b %Y"), closes.format("%-d %b %Y"));
    let new = format!("{} (days in {zone})", days(opens, closes));
    let what = format_within(&what);
    let body = match field::<Option<Agreed>>(event, "agreed")? {
        Some(agreed) => format!(
            "We would like to move your {what} for \"{campaign}\": from {new} instead of {}. Please say on your page whether that suits you. Until you do, the dates that we agreed on stand.",
            days(agreed.opens, agreed.closes)
        ),
        None => format!(
            "Your {what} for \"{campaign}\" did not come in time. It can still be made: from {new}. Please say on your page whether that suits you."
        ),
    };
    let key = format!("{}:{}", What::AnswerWindow.as_str(), field::<DeliverableId>(event, "deliverable")?);
    let words = Words { kind: "window", purpose: Purpose::Contract, subject: format!("{brand}: new dates for your {what}"), body };
    asking(ctx, id, words, vec![key]).await
}

/// The dates that were agreed on stand after all.
pub(crate) async fn window_withdrawn(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    let id = collaboration(event)?;
    let (brand, campaign, _) = names(ctx, id).await?;
    let what = format_within(&deliverable(ctx, event).await?.format);
    let (opens, closes): (Day, Day) = (field(event, "opens")?, field(event, "closes")?);
    let body = format!(
        "You need not answer about other dates for your {what} for \"{campaign}\": the ones that we agreed on stand, from {} to {}.",
        opens.format("%-d %b %Y"),
        closes.format("%-d %b %Y")
    );
    let words = Words { kind: "window", purpose: Purpose::Contract, subject: format!("{brand}: the dates for your {what} stand"), body };
    to_creator(ctx, id, words).await
}

/// What was missed will not be made.
pub(crate) async fn let_go(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    let id = collaboration(event)?;
    let (brand, campaign, _) = names(ctx, id).await?;
    let what = deliverable(ctx, event).await?.format;
    let what = format_within(&what);
    let reason: String = field(event, "reason")?;
    let reason = if reason.is_empty() { String::new() } else { format!("\n\n{reason}") };
    let body = format!(
        "The {what} for \"{campaign}\" will not be made, so its share of the fee is not owed. Everything else stays as agreed.{reason}"
    );
    let words = Words { kind: "let_go", purpose: Purpose::Contract, subject: format!("{brand}: about your {what}"), body };
    to_creator(ctx, id, words).await
}

/// A post is not as agreed.
pub(crate) async fn post_rejected(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    let id = collaboration(event)?;
    let (brand, ..) = names(ctx, id).await?;
    let what = format_within(&deliverable(ctx, event).await?.format);
    let reason: String = field(event, "reason")?;
    let body = format!(
        "We looked at your {what} and something is not right yet:\n\n{reason}\n\nPlease mend it and tell us its address again on your page."
    );
    to_creator(
        ctx,
        id,
        Words { kind: "post_rejected", purpose: Purpose::Contract, subject: format!("{brand}: please look at your {what} again"), body },
    )
    .await
}

/// A live post is not as it was.
pub(crate) async fn mending_requested(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    let id = collaboration(event)?;
    let (brand, ..) = names(ctx, id).await?;
    let what = format_within(&deliverable(ctx, event).await?.format);
    let (message, url): (String, String) = (field(event, "message")?, field(event, "url")?);
    let body = format!("We looked at your {what} again and something has changed:\n\n{message}\n\nIt is the post at {url} .");
    let words =
        Words { kind: "post_to_mend", purpose: Purpose::Contract, subject: format!("{brand}: please look at your live {what}"), body };
    to_creator(ctx, id, words).await
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
