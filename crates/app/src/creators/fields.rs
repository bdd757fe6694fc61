//! Fields that a brand makes up for its creators: defined by who manages it, filled in on the record.
//!
//! Invariant: all fields of a brand are one row, so that two people at once neither take one name twice nor pass the number of
//! fields. Absent: how a value is read; the domain has the rule.

use std::collections::BTreeMap;

use domain::{
    creators::{CustomField, CustomFields, CustomValues, FieldKind, Relationship},
    ids::{CreatorId, CustomFieldId, CustomFieldsId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Stored, creators::fields as rows};

use super::{familiar, save_relationship};
use crate::{
    Agent, Ctx, Done, Error, Look, Meta, Operation, Reach, Result, Route, View,
    context::About,
    operation::{MANAGER, WORKERS},
};

/// What stands in one field of a creator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FieldView {
    /// Which field.
    pub field: CustomField,
    /// What stands in it; empty where nothing does.
    pub value: String,
}

impl FieldView {
    /// Every field in use, with what stands in it.
    pub(super) fn all(fields: &CustomFields, values: &CustomValues) -> Vec<Self> {
        let view = |field: &CustomField| Self { field: field.clone(), value: values.get(&field.id).cloned().unwrap_or_default() };
        fields.in_use().map(view).collect()
    }
}

/// What stands in the brand's own fields after somebody typed into some of them.
pub(super) async fn filled(ctx: &Ctx, before: &CustomValues, typed: &BTreeMap<String, String>) -> Result<CustomValues> {
    if typed.is_empty() {
        return Ok(before.clone());
    }
    let fields = rows::of_brand(ctx.tx(), ctx.brand()?).await?.map(|found| found.value).unwrap_or_default();
    Ok(fields.filled(before, typed)?)
}

/// Saves the brand's fields: the row that was found, or a first one.
async fn save(ctx: &mut Ctx, found: Option<Stored<CustomFields>>, fields: &CustomFields) -> Result<store::Version> {
    let brand = ctx.brand()?;
    Ok(match found {
        Some(found) => store::document::save(ctx.tx(), brand, found.id, found.version, fields).await?,
        None => {
            let id: CustomFieldsId = ctx.id();
            store::document::insert(ctx.tx(), brand, id, fields).await?.version
        }
    })
}

/// Makes up a field for the brand's creators.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AddField {
    /// What it is called: unique in the brand, at most 60 characters.
    pub name: String,
    /// What it takes; this never changes.
    pub kind: FieldKind,
    /// What can be chosen, of a choice.
    #[serde(default)]
    pub choices: Vec<String>,
}

impl Operation for AddField {
    type Answer = Done<CustomFieldId>;
    const META: Meta = Meta {
        name: "creators.add_field",
        doc: "Makes up a field for the brand's creators: text, number, date, choice, or yes or no. At most 40 are in use.",
        route: Route::post("/fields"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CustomFieldId>> {
        let found = rows::of_brand(ctx.tx(), ctx.brand()?).await?;
        let id: CustomFieldId = ctx.id();
        let before = found.as_ref().map(|found| found.value.clone()).unwrap_or_default();
        let fields = before.add(id, &self.name, self.kind, &self.choices, ctx.now())?;
        let version = save(ctx, found, &fields).await?;
        ctx.note(About::default().subject(id), "creators.field_added", json!({ "name": self.name.trim(), "kind": self.kind })).await?;
        Ok(Done::new(id, version))
    }
}

/// Renames a field and changes its choices.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct UpdateField {
    /// Which.
    pub field: CustomFieldId,
    /// What it shall be called.
    pub name: String,
    /// What can be chosen, of a choice, as it shall be.
    #[serde(default)]
    pub choices: Vec<String>,
}

/// The fields of the brand, one of which is this.
async fn with(ctx: &Ctx, field: CustomFieldId) -> Result<Stored<CustomFields>> {
    let found = rows::of_brand(ctx.tx(), ctx.brand()?).await?.ok_or(Error::NotFound)?;
    found.value.get(field).ok_or(Error::NotFound)?;
    ctx.expect(found.version)?;
    Ok(found)
}

impl Operation for UpdateField {
    type Answer = Done<CustomFieldId>;
    const META: Meta = Meta {
        name: "creators.update_field",
        doc: "Renames a field of the brand's own and changes its choices. What stands in it stays.",
        route: Route::put("/fields/{field}"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CustomFieldId>> {
        let found = with(ctx, self.field).await?;
        let fields = found.value.clone().change(self.field, &self.name, &self.choices)?;
        let version = save(ctx, Some(found), &fields).await?;
        ctx.note(About::default().subject(self.field), "creators.field_changed", json!({ "name": self.name.trim() })).await?;
        Ok(Done::new(self.field, version))
    }
}

/// Retires a field, or takes it into use again.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RetireField {
    /// Which.
    pub field: CustomFieldId,
    /// Whether it shall take nothing new.
    pub retired: bool,
}

impl Operation for RetireField {
    type Answer = Done<CustomFieldId>;
    const META: Meta = Meta {
        name: "creators.retire_field",
        doc: "Retires a field of the brand's own, or takes it into use again. What stands in it is kept and not shown meanwhile.",
        route: Route::put("/fields/{field}/retirement"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CustomFieldId>> {
        let found = with(ctx, self.field).await?;
        let fields = found.value.clone().retire(self.field, self.retired, ctx.now())?;
        if fields == found.value {
            return Ok(Done::new(self.field, found.version));
        }
        let name = fields.get(self.field).map(|field| field.name.clone()).unwrap_or_default();
        let version = save(ctx, Some(found), &fields).await?;
        let kind = if self.retired { "creators.field_retired" } else { "creators.field_restored" };
        ctx.note(About::default().subject(self.field), kind, json!({ "name": name })).await?;
        Ok(Done::new(self.field, version))
    }
}

/// Fills in the brand's own fields of a creator.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SetFields {
    /// Of whom.
    pub creator: CreatorId,
    /// What shall stand in which field, each by its name or its id; empty takes a value away. Those that are not named stay.
    pub custom: BTreeMap<String, String>,
}

impl Operation for SetFields {
    type Answer = Done<CreatorId>;
    const META: Meta = Meta {
        name: "creators.set_fields",
        doc: "Fills in the brand's own fields of a creator. Those that are not named stay; other brands never see them.",
        route: Route::put("/creators/{creator}/fields"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CreatorId>> {
        let found = familiar(ctx, self.creator).await?;
        ctx.expect(found.version())?;
        found.creator.value.not_erased()?;
        let custom = filled(ctx, &found.relationship.value.custom, &self.custom).await?;
        if custom == found.relationship.value.custom {
            return Ok(Done::new(self.creator, found.version()));
        }
        let relationship = Relationship { custom, ..found.relationship.value.clone() };
        let version = save_relationship(ctx, &found, &relationship).await?;
        ctx.note(About::creator(self.creator).subject(self.creator), "creators.fields_set", json!({})).await?;
        Ok(Done::new(self.creator, version))
    }
}

/// The brand's own fields.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ListFields {}

/// The fields that a brand made up.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FieldPage {
    /// For `If-Match`, whichever of them is changed.
    pub version: i64,
    /// All of them in the order in which they were made, retired ones too.
    pub fields: Vec<CustomField>,
}

impl View for ListFields {
    type Answer = FieldPage;
    const META: Meta = Meta {
        name: "creators.list_fields",
        doc: "Lists the fields that the brand made up for its creators, retired ones too.",
        route: Route::get("/fields"),
        reach: Reach::Brand,
        who: WORKERS,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<FieldPage> {
        let found = rows::of_brand(look.db(), look.brand()?).await?;
        Ok(found.map_or(FieldPage { version: 0, fields: Vec::new() }, |found| FieldPage {
            version: found.version.0,
            fields: found.value.fields,
        }))
    }
}
