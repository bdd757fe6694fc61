//! The room `agreements`: offers back and forth, the document that both sides sign, and the creator's form.
//!
//! Invariant: whoever answers for the creator without being the creator says that it reached them (`as received`), and
//! the event says so too. Absent: budgets; policies ask payments in the same transaction.

use domain::{
    agreements::{Offer, Side, Terms, card, comparable},
    campaigns::{Campaign, Collaboration},
    creators::{Creator, Rate},
    ids::{BrandId, CreatorId, OfferId},
    money::Money,
};
use store::{Read, Stored};

use crate::{
    Ctx, Error, Result, Rights,
    registry::{Registered, look, op},
};

pub mod accept_offer;
pub mod counter_offer;
pub mod document;
pub mod fill_form;
pub mod make_offer;
pub mod prepare_agreement;
pub mod refuse_offer;
pub mod sign_agreement;
pub mod signed;
pub mod view;

pub use accept_offer::AcceptOffer;
pub use counter_offer::CounterOffer;
pub use fill_form::{CorrectForm, FillForm};
pub use make_offer::{MakeOffer, OfferMade};
pub use prepare_agreement::PrepareAgreement;
pub use refuse_offer::RefuseOffer;
pub use sign_agreement::SignAgreement;
pub use view::{GetAgreement, GetForm, ListOffers, ProposeTerms};

pub(crate) fn registered() -> Vec<Registered> {
    vec![
        op::<MakeOffer>(),
        op::<CounterOffer>(),
        op::<AcceptOffer>(),
        op::<RefuseOffer>(),
        op::<PrepareAgreement>(),
        op::<SignAgreement>(),
        op::<FillForm>(),
        op::<CorrectForm>(),
        look::<ProposeTerms>(),
        look::<ListOffers>(),
        look::<GetAgreement>(),
        look::<GetForm>(),
    ]
}

/// On whose side a caller answers: a creator on their own, everybody else on the brand's unless they enter what reached
/// them from the creator.
pub(crate) fn side(ctx: &Ctx, as_received: bool) -> Side {
    if as_received || matches!(ctx.caller().rights, Rights::Creator { .. }) { Side::Creator } else { Side::Brand }
}

/// So many deals, the newest, are compared with an offer.
const MOST_DEALS: i64 = 200;

/// What is unfair about terms for a creator, held against their own card and against what this brand agreed with others.
pub(crate) async fn unfair(
    db: &impl Read,
    brand: BrandId,
    creator: CreatorId,
    followers: Option<i64>,
    rates: &[Rate],
    terms: &Terms,
) -> Result<Vec<String>> {
    let mut found = card::warnings(terms, rates);
    if followers.is_some() {
        let deals = store::agreements::deals(db, brand, creator, MOST_DEALS).await?;
        found.extend(comparable::warnings(terms, followers, &deals));
    }
    Ok(found)
}

/// A collaboration's campaign.
pub(crate) async fn campaign(ctx: &Ctx, collaboration: &Collaboration) -> Result<Stored<Campaign>> {
    store::document::find::<Campaign>(ctx.tx(), ctx.brand()?, collaboration.campaign).await?.ok_or(Error::NotFound)
}

/// A collaboration's creator.
pub(crate) async fn creator(ctx: &Ctx, collaboration: &Collaboration) -> Result<Stored<Creator>> {
    store::document::find::<Creator>(ctx.tx(), ctx.organisation()?, collaboration.creator).await?.ok_or(Error::NotFound)
}

/// An offer with its collaboration, behind the caller's wall.
async fn offer(ctx: &Ctx, id: OfferId) -> Result<(Stored<Offer>, Stored<Collaboration>)> {
    let found = store::document::find::<Offer>(ctx.tx(), ctx.brand()?, id).await?.ok_or(Error::NotFound)?;
    let collaboration = ctx.collaboration(found.value.collaboration).await?;
    Ok((found, collaboration))
}

/// Adds the next version; what was open is replaced.
async fn add_offer(ctx: &mut Ctx, collaboration: &Stored<Collaboration>, by: Side, new: NewOffer) -> Result<Stored<Offer>> {
    let (brand, now) = (ctx.brand()?, ctx.now());
    if collaboration.value.invited_at.is_none() {
        return Err(domain::campaigns::CollaborationError::NotInvited.into());
    }
    if collaboration.value.taken_over.as_ref().is_some_and(|told| told.is_signed()) {
        return Err(Error::Rule {
            code: "agreements.made_before".to_owned(),
            message: "Your sheet says that this deal was made before. It stands as it is; a second one would be paid twice.".to_owned(),
        });
    }
    let campaign = campaign(ctx, &collaboration.value).await?;
    if new.terms.fee.currency != campaign.value.currency {
        return Err(Error::field("terms.fee", format!("This campaign is planned in {}. Use that currency.", campaign.value.currency)));
    }
    let terms = new.terms.checked()?;
    let newest = store::agreements::offers(ctx.tx(), brand, collaboration.id).await?.pop();
    let next = Offer::next(newest.as_ref().map(|offer| &offer.value), collaboration.id, by, terms, new.message, now)?;
    let next = next.allowed_over_budget(new.override_reason.as_deref());
    if let Some(older) = newest {
        store::document::save(ctx.tx(), brand, older.id, older.version, &older.value.replaced(now)).await?;
    }
    let id: OfferId = ctx.id();
    Ok(store::document::insert(ctx.tx(), brand, id, &next).await?)
}

/// What a new version is made of.
struct NewOffer {
    terms: Terms,
    message: String,
    override_reason: Option<String>,
}

/// What an event says of an amount.
fn amount(money: Money) -> serde_json::Value {
    serde_json::json!({ "minor": money.minor, "currency": money.currency.code() })
}
