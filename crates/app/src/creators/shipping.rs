//! Where product is sent to a creator, what fits them and what they must not get: entered by a manager, or kept from their form.
//!
//! Invariant: behind the same walls as the e-mail address. Absent: the address of a parcel that was sent; it is what it was.

use domain::{
    creators::{Address, Creator, Shipping},
    ids::CreatorId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{familiar, save_creator};
use crate::{Agent, Ctx, Done, Error, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER};

/// Sets where product is sent to a creator, what fits them, what they want and must not get.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SetShipping {
    /// To whom.
    pub creator: CreatorId,
    /// Everything as it shall be; an address of which nothing is written is none.
    pub shipping: Shipping,
}

impl Operation for SetShipping {
    type Answer = Done<CreatorId>;
    const META: Meta = Meta {
        name: "creators.set_shipping",
        doc: "Sets where product is sent to a creator, their sizes, what they want and what they must not get. Shared as contact details are.",
        route: Route::put("/creators/{creator}/shipping"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CreatorId>> {
        let found = familiar(ctx, self.creator).await?;
        ctx.expect(found.version())?;
        found.creator.value.not_erased()?;
        let shipping = self.shipping.check("shipping.")?;
        if shipping == found.creator.value.shipping {
            return Ok(Done::new(self.creator, found.version()));
        }
        let creator = Creator { shipping, ..found.creator.value.clone() };
        let version = save_creator(ctx, &found, &creator).await?;
        // What it says is a matter of the record alone.
        ctx.note(About::creator(self.creator).subject(self.creator), "creators.shipping_set", json!({})).await?;
        Ok(Done::new(self.creator, version))
    }
}

/// What a creator says of themselves in a form, beside an address. What is left out stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Sizes {
    /// The size of clothes.
    pub clothing: Option<String>,
    /// The size of shoes.
    pub shoes: Option<String>,
    /// What they must not get: allergies, a vegan household.
    pub avoid: Option<String>,
}

/// Where product is sent to a creator, as far as the record knows.
pub(crate) async fn kept_shipping(ctx: &Ctx, creator: CreatorId) -> Result<Shipping> {
    let found = store::document::find::<Creator>(ctx.tx(), ctx.organisation()?, creator).await?;
    Ok(found.map(|found| found.value.shipping).unwrap_or_default())
}

/// Checks what a form says of sizes, its fields under the same prefix as in the form.
pub(crate) fn checked_sizes(sizes: Sizes) -> std::result::Result<Sizes, domain::fields::FieldErrors> {
    let said = |text: &Option<String>| text.clone().unwrap_or_default();
    let (clothing, shoes, avoid) = (said(&sizes.clothing), said(&sizes.shoes), said(&sizes.avoid));
    let checked = Shipping { clothing, shoes, avoid, ..Shipping::default() }.check("sizes.")?;
    Ok(Sizes {
        clothing: sizes.clothing.map(|_| checked.clothing),
        shoes: sizes.shoes.map(|_| checked.shoes),
        avoid: sizes.avoid.map(|_| checked.avoid),
    })
}

/// Keeps on the record what a form said, for the next parcel: the newest word counts, and what was not asked stays.
pub(crate) async fn keep_shipping(ctx: &Ctx, creator: CreatorId, address: Option<&Address>, sizes: Option<Sizes>) -> Result<()> {
    let organisation = ctx.organisation()?;
    let found = store::document::find::<Creator>(ctx.tx(), organisation, creator).await?.ok_or(Error::NotFound)?;
    let mut shipping = found.value.shipping.clone();
    shipping.address = address.cloned().or(shipping.address);
    if let Some(Sizes { clothing, shoes, avoid }) = sizes {
        shipping.clothing = clothing.unwrap_or(shipping.clothing);
        shipping.shoes = shoes.unwrap_or(shipping.shoes);
        shipping.avoid = avoid.unwrap_or(shipping.avoid);
    }
    if shipping != found.value.shipping && found.value.erased_at.is_none() {
        let creator = Creator { shipping, ..found.value.clone() };
        store::document::save(ctx.tx(), organisation, found.id, found.version, &creator).await?;
    }
    Ok(())
}
