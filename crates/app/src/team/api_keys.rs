//! Keys for programs: made, listed, revoked. A key's secret is shown once.

use domain::{fields::FieldErrors, ids::ApiKeyId, ids::BrandId, team::Role, time::Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Stored, team::ApiKey};

use crate::{Agent, Ctx, Error, Look, Meta, Operation, Reach, Result, Rights, Route, View, context::About, operation::OWNER, secrets};

/// A key without its secret.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ApiKeyView {
    /// Which.
    pub id: ApiKeyId,
    /// What people call it.
    pub name: String,
    /// The beginning of the secret.
    pub hint: String,
    /// The brand that it reaches.
    pub brand: BrandId,
    /// What it may do there at most.
    pub role: Role,
    /// Rooms or operations that it may call; `read` for everything that changes nothing.
    pub scopes: Vec<String>,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

impl From<Stored<ApiKey>> for ApiKeyView {
    fn from(found: Stored<ApiKey>) -> Self {
        let key = found.value;
        Self {
            id: found.id,
            name: key.name,
            hint: key.hint,
            brand: key.brand,
            role: key.role,
            scopes: key.scopes,
            made_at: key.made_at,
            revoked_at: key.revoked_at,
        }
    }
}

/// Makes a key for one brand.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreateApiKey {
    /// What people call it.
    pub name: String,
    /// The brand that it reaches.
    pub brand: BrandId,
    /// What it may do there at most.
    pub role: Role,
    /// Rooms (`creators`) or operations (`creators.import`); `read` for everything that changes nothing.
    pub scopes: Vec<String>,
}

/// A new key with its secret, which is shown this once.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct NewApiKey {
    /// The secret: `Authorization: Bearer <secret>`.
    pub secret: String,
    /// The key.
    pub key: ApiKeyView,
}

impl Operation for CreateApiKey {
    type Answer = NewApiKey;
    const META: Meta = Meta {
        name: "team.create_api_key",
        doc: "Makes a key for a program. The secret is shown once.",
        route: Route::post("/api-keys"),
        reach: Reach::Organisation,
        who: OWNER,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<NewApiKey> {
        let mut errors = FieldErrors::new();
        let name = errors.text("name", &self.name, 80);
        let known = |scope: &str| {
            scope == "read"
                || crate::registry::all()
                    .iter()
                    .any(|registered| registered.meta.name == scope || registered.meta.name.split('.').next() == Some(scope))
        };
        errors.require(!self.scopes.is_empty(), "scopes", "Choose what the key may do.");
        for scope in self.scopes.iter().filter(|scope| !known(scope)) {
            errors.add("scopes", format!("\"{scope}\" is neither a room, an operation nor \"read\"."));
        }
        errors.ok(())?;
        let organisation = ctx.organisation()?;
        if store::document::find::<domain::team::Brand>(ctx.tx(), organisation, self.brand).await?.is_none() {
            return Err(Error::field("brand", "There is no such brand."));
        }
        let Rights::Person { id: made_by, .. } = ctx.caller().rights else { return Err(Error::NotFound) };
        let secret = format!("tk_{}", secrets::token(ctx.random()));
        let id: ApiKeyId = ctx.id();
        let key = ApiKey {
            name,
            hint: secret.chars().take(9).collect(),
            hash: secrets::token_hash(&secret),
            brand: self.brand,
            role: self.role,
            scopes: self.scopes,
            made_by,
            made_at: ctx.now(),
            revoked_at: None,
        };
        let stored = store::document::insert(ctx.tx(), organisation, id, &key).await?;
        ctx.note(About::default().subject(id), "team.api_key_created", json!({ "name": key.name, "scopes": key.scopes, "role": key.role }))
            .await?;
        Ok(NewApiKey { secret, key: stored.into() })
    }
}

/// Revokes a key at once.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RevokeApiKey {
    /// Which.
    pub key: ApiKeyId,
}

impl Operation for RevokeApiKey {
    type Answer = ();
    const META: Meta = Meta {
        name: "team.revoke_api_key",
        doc: "Revokes a key; it stops working at once.",
        route: Route::post("/api-keys/{key}/revoke"),
        reach: Reach::Organisation,
        who: OWNER,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<()> {
        let organisation = ctx.organisation()?;
        let found = store::document::find::<ApiKey>(ctx.tx(), organisation, self.key).await?.ok_or(Error::NotFound)?;
        let mut key = found.value;
        if key.revoked_at.is_some() {
            return Ok(());
        }
        key.revoked_at = Some(ctx.now());
        store::document::save(ctx.tx(), organisation, found.id, found.version, &key).await?;
        ctx.note(About::default().subject(found.id), "team.api_key_revoked", json!({ "name": key.name })).await
    }
}

/// The organisation's keys.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ListApiKeys {}

impl View for ListApiKeys {
    type Answer = Vec<ApiKeyView>;
    const META: Meta = Meta {
        name: "team.list_api_keys",
        doc: "Lists the organisation's keys without their secrets.",
        route: Route::get("/api-keys"),
        reach: Reach::Organisation,
        who: OWNER,
        agent: Agent::Never,
    };

    async fn show(self, look: &Look) -> Result<Vec<ApiKeyView>> {
        Ok(store::team::api_keys(look.db(), look.organisation()?).await?.into_iter().map(Into::into).collect())
    }
}
