//! What a creator tells the brand before work begins: name, address, preferences, how they are paid.

use domain::{
    agreements::{AgreementError, OfferState, OnboardingForm},
    campaigns::Collaboration,
    creators::{Address, Country},
    fields::FieldErrors,
    ids::{AgreementId, CollaborationId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Stored;

use crate::{
    Agent, Ctx, Done, Error, Meta, Operation, Reach, Result, Route,
    context::About,
    creators::{
        Sizes,
        shipping::{checked_sizes, keep_shipping, kept_shipping},
    },
    operation::MANAGER_CREATOR,
};

/// The answers of the form. Account details are encrypted before they are kept and never shown whole again.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FillForm {
    /// In which collaboration.
    pub collaboration: CollaborationId,
    /// The name on contracts and payments.
    pub legal_name: String,
    /// Where product goes; needed when product is part of the terms.
    #[serde(default)]
    pub address: Option<Address>,
    /// What they wish for this product: shades, scents.
    #[serde(default)]
    pub preferences: String,
    /// Sizes and what they must not get, kept on the record for every parcel; what is there stays where nothing is said.
    #[serde(default)]
    pub sizes: Option<Sizes>,
    /// How they want to be paid, in words, such as bank transfer or PayPal.
    #[serde(default)]
    pub payment_method: String,
    /// Account number or address. Empty keeps what was given before.
    #[serde(default)]
    pub payment_account: Option<String>,
    /// Country of residence for tax: two letters or the English name.
    pub tax_country: String,
    /// Entered by the team as the creator sent it.
    #[serde(default)]
    pub as_received: bool,
}

impl Operation for FillForm {
    type Answer = Done<AgreementId>;
    const META: Meta = Meta {
        name: "agreements.fill_form",
        doc: "Fills in the creator's form: legal name, address for product, preferences, payment details, tax country.",
        route: Route::post("/collaborations/{collaboration}/form"),
        reach: Reach::Brand,
        who: MANAGER_CREATOR,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<AgreementId>> {
        let received = ctx.on_behalf(self.as_received)?;
        let collaboration = ctx.collaboration(self.collaboration).await?;
        collaboration.value.running()?;
        if store::agreements::form(ctx.tx(), ctx.brand()?, collaboration.id).await?.is_some() {
            return Err(AgreementError::AlreadyFilled.into());
        }
        let (form, sizes) = checked(ctx, &collaboration, self, None).await?;
        let id: AgreementId = ctx.id();
        let stored = store::document::insert(ctx.tx(), ctx.brand()?, id, &form).await?;
        keep_shipping(ctx, collaboration.value.creator, form.address.as_ref(), sizes).await?;
        let data = json!({ "as_received": received, "tax_country": form.tax_country });
        ctx.note(About::collaboration(&collaboration).subject(id), "agreements.form_filled", data).await?;
        Ok(Done::new(id, stored.version))
    }
}

/// Corrects the form. Account details that are left empty stay.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CorrectForm(pub FillForm);

/// Its fields are those of the form, written out: a schema that only refers to them would hide what the address says.
impl JsonSchema for CorrectForm {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "CorrectForm".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        FillForm::json_schema(generator)
    }
}

impl Operation for CorrectForm {
    type Answer = Done<AgreementId>;
    const META: Meta = Meta {
        name: "agreements.correct_form",
        doc: "Corrects the creator's form. Account details that are left empty stay as they were.",
        route: Route::put("/collaborations/{collaboration}/form"),
        reach: Reach::Brand,
        who: MANAGER_CREATOR,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<AgreementId>> {
        let received = ctx.on_behalf(self.0.as_received)?;
        let collaboration = ctx.collaboration(self.0.collaboration).await?;
        collaboration.value.running()?;
        let found = store::agreements::form(ctx.tx(), ctx.brand()?, collaboration.id).await?.ok_or(Error::NotFound)?;
        ctx.expect(found.version)?;
        let (form, sizes) = checked(ctx, &collaboration, self.0, Some(&found.value)).await?;
        let account_changed = form.payment_account != found.value.payment_account;
        let version = store::document::save(ctx.tx(), ctx.brand()?, found.id, found.version, &form).await?;
        // What the form said before is no news; the record may know better since.
        let moved = form.address.as_ref().filter(|address| found.value.address.as_ref() != Some(*address));
        keep_shipping(ctx, collaboration.value.creator, moved, sizes).await?;
        let data = json!({ "as_received": received, "account_changed": account_changed });
        ctx.note(About::collaboration(&collaboration).subject(found.id), "agreements.form_corrected", data).await?;
        Ok(Done::new(found.id, version))
    }
}

/// What the form is needed for: sending product, paying.
async fn needed_for(ctx: &Ctx, collaboration: &Stored<Collaboration>) -> Result<(bool, bool)> {
    let newest = store::agreements::offers(ctx.tx(), ctx.brand()?, collaboration.id).await?.pop().map(|offer| offer.value);
    let accepted = newest.filter(|offer| matches!(offer.state, OfferState::Accepted { .. }));
    match accepted.map(|offer| offer.terms) {
        Some(terms) => Ok((terms.product.is_some(), terms.fee.minor > 0 || terms.commission_points > 0)),
        // A deal that was made elsewhere: its product is the sheet's affair, its fee may be owed here.
        None if collaboration.value.taken_over.as_ref().is_some_and(|told| told.is_signed()) => Ok((false, true)),
        None => Err(AgreementError::NothingAccepted.into()),
    }
}

async fn checked(
    ctx: &mut Ctx,
    collaboration: &Stored<Collaboration>,
    answers: FillForm,
    before: Option<&OnboardingForm>,
) -> Result<(OnboardingForm, Option<Sizes>)> {
    let (product, paid) = needed_for(ctx, collaboration).await?;
    let mut errors = FieldErrors::new();
    let legal_name = errors.text("legal_name", &answers.legal_name, 200);
    let address = match answers.address.filter(|address| *address != Address::default()).map(|address| address.check("address.")) {
        Some(Ok(address)) => Some(address),
        Some(Err(wrong)) => {
            errors.0.extend(wrong.0);
            None
        }
        None if product && before.is_none() => {
            // What the record knows is proposed on the form, and stands for it where a program leaves it out.
            let kept = kept_shipping(ctx, collaboration.value.creator).await?.address;
            errors.require(kept.is_some(), "address", "Product is part of the terms. Say where it should go.");
            kept
        }
        None => {
            errors.require(!product, "address", "Product is part of the terms. Say where it should go.");
            None
        }
    };
    let country = Country::parse(&answers.tax_country);
    errors.require(country.is_some(), "tax_country", "Write the country in English or as two letters, such as GB.");
    let payment_method = answers.payment_method.trim().to_owned();
    errors.require(!paid || !payment_method.is_empty(), "payment_method", "Say how you want to be paid, such as by bank transfer.");
    let preferences = answers.preferences.trim().to_owned();
    errors.require(preferences.chars().count() <= 2_000, "preferences", "Use at most 2,000 characters.");
    let account = answers.payment_account.as_deref().map(str::trim).filter(|account| !account.is_empty());
    errors.require(account.is_none_or(|account| account.chars().count() <= 200), "payment_account", "Use at most 200 characters.");
    let sizes = match answers.sizes.map(checked_sizes).transpose() {
        Ok(sizes) => sizes,
        Err(wrong) => {
            errors.0.extend(wrong.0);
            None
        }
    };
    errors.ok(())?;
    let (payment_account, payment_hint) = match account {
        Some(account) => (Some(sealed(ctx, account)?), hint(account)),
        None => (before.and_then(|form| form.payment_account.clone()), before.map(|form| form.payment_hint.clone()).unwrap_or_default()),
    };
    let form = OnboardingForm {
        collaboration: collaboration.id,
        legal_name,
        address,
        preferences,
        payment_method,
        payment_account,
        payment_hint,
        tax_country: country.map(|country| country.code().to_owned()).unwrap_or_default(),
        completed_at: before.map_or(ctx.now(), |form| form.completed_at),
    };
    Ok((form, sizes))
}

fn sealed(ctx: &mut Ctx, account: &str) -> Result<String> {
    let nonce = ctx.random();
    ctx.app().secrets().seal(nonce, account).map_err(Error::Broken)
}

/// The last four letters or digits, where enough stay hidden before them; of an address only its host.
fn hint(account: &str) -> String {
    if let Some((_, host)) = account.rsplit_once('@') {
        return format!("…@{host}");
    }
    let plain: Vec<char> = account.chars().filter(|c| c.is_alphanumeric()).collect();
    match plain.len() {
        0..8 => "…".to_owned(),
        length => format!("…{}", plain[length - 4..].iter().collect::<String>()),
    }
}

#[cfg(test)]
mod tests {
    use super::hint;

    #[test]
    fn an_account_is_recognised_by_its_end_only() {
        assert_eq!(hint("GB33 BUKB 2020 1555 5544 17"), "…4417");
        assert_eq!(hint("maya@example.com"), "…@example.com");
        assert_eq!(hint("123456"), "…");
    }
}
