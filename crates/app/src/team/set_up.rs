//! The first person sets the installation up: organisation, first brand, owner.

use domain::{
    fields::FieldErrors,
    ids::{BrandId, OrganisationId, PersonId},
    money::Currency,
    team::{self, Brand, BrandProfile, BrandSettings, Organisation, Person},
    text,
    time::Zone,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{SignedIn, begin_session, hashed};
use crate::{Agent, Ctx, Error, Look, Meta, Operation, Reach, Result, Route, context::About, operation::ANYBODY, random::Ids};

/// Sets up an installation that nobody has set up yet.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SetUp {
    /// The organisation's name.
    pub organisation: String,
    /// The first brand's name.
    pub brand: String,
    /// The brand's zone, such as `Europe/London`.
    pub zone: Zone,
    /// The brand's currency, such as `GBP`.
    pub currency: Currency,
    /// The owner's name.
    pub name: String,
    /// The owner's e-mail address, for signing in.
    pub email: String,
    /// The owner's password.
    pub password: String,
    /// Worked out before the transaction.
    #[serde(default)]
    #[schemars(skip)]
    pub prepared: String,
}

impl Operation for SetUp {
    type Answer = SignedIn;
    const META: Meta = Meta {
        name: "team.set_up",
        doc: "Sets up a new installation: the organisation, its first brand and its owner. Works once.",
        route: Route::post("/set-up"),
        reach: Reach::Installation,
        who: ANYBODY,
        agent: Agent::Never,
    };

    async fn prepare(&mut self, before: &Look) -> Result<()> {
        team::check_password(&self.password, &self.email)?;
        let salt = Ids::new(before.app().seed(), before.now()).bytes();
        self.prepared = hashed(self.password.clone(), salt).await?;
        Ok(())
    }

    async fn run(self, ctx: &mut Ctx) -> Result<SignedIn> {
        if store::team::is_set_up(ctx.tx()).await? {
            return Err(Error::Rule {
                code: "team.already_set_up".into(),
                message: "This installation has been set up already. Sign in instead.".into(),
            });
        }
        let mut errors = FieldErrors::new();
        let organisation = errors.text("organisation", &self.organisation, 120);
        let brand = errors.text("brand", &self.brand, 120);
        let name = errors.text("name", &self.name, 120);
        errors.require(text::looks_like_email(&self.email), "email", "Write a whole e-mail address.");
        errors.ok(())?;

        let organisation_id: OrganisationId = ctx.id();
        store::team::insert_organisation(ctx.tx(), organisation_id, &Organisation { name: organisation, created_at: ctx.now() }).await?;
        ctx.caller.organisation = Some(organisation_id);
        let brand_id: BrandId = ctx.id();
        let settings = BrandSettings { sender_name: name.clone(), sender_email: self.email.trim().to_owned(), ..BrandSettings::default() };
        let brand = Brand {
            organisation: organisation_id,
            slug: text::slug(&brand),
            name: brand,
            zone: self.zone,
            currency: self.currency,
            profile: BrandProfile::default(),
            settings,
            logo: None,
        };
        store::document::insert(ctx.tx(), organisation_id, brand_id, &brand).await?;
        let person_id: PersonId = ctx.id();
        let person = Person { email: self.email.trim().to_owned(), name, is_owner: true, grants: vec![], ended_at: None };
        store::document::insert(ctx.tx(), organisation_id, person_id, &person).await?;
        store::team::set_password(ctx.tx(), person_id, &self.prepared, ctx.now()).await?;
        ctx.note(About::default().subject(brand_id), "team.set_up", json!({ "brand": brand.slug, "owner": person_id })).await?;
        begin_session(ctx, person_id).await
    }
}
