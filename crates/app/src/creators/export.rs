//! Everything that is kept about a creator as one file, to be handed to them.
//!
//! Invariant: a brand hands out what it keeps and what is shared; what other brands keep, only an owner. Account numbers are
//! not in it, which only this installation can open. Absent: bytes of files; the file names them by their hashes.

use std::collections::BTreeMap;

use domain::ids::{BrandId, CreatorId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::creators::merging;

use crate::{Agent, Error, Look, Meta, Reach, Result, Rights, Route, View, operation::MANAGER};

/// A file to hand out.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreatorFile {
    /// Its name.
    pub file_name: String,
    /// JSON: who and when, then the rows by table.
    pub content: String,
}

/// Everything about a creator.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ExportCreator {
    /// About whom.
    pub creator: CreatorId,
    /// Whether of every brand of the organisation, which only an owner may.
    #[serde(default)]
    pub all_brands: bool,
}

impl View for ExportCreator {
    type Answer = CreatorFile;
    const META: Meta = Meta {
        name: "creators.export_creator",
        doc: "Gives everything that is kept about a creator as one JSON file: of this brand, or for owners of all brands.",
        route: Route::get("/creators/{creator}/export"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::Never,
    };

    async fn show(self, look: &Look) -> Result<CreatorFile> {
        let (db, organisation, brand) = (look.db(), look.organisation()?, look.brand()?);
        store::creators::relationship(db, brand, self.creator).await?.ok_or(Error::NotFound)?;
        let found = store::document::find::<store::creators::Creator>(db, organisation, self.creator).await?.ok_or(Error::NotFound)?;
        let brands: Vec<BrandId> = match self.all_brands {
            false => vec![brand],
            true if is_owner(&look.caller().rights) => store::team::brands(db, organisation).await?.into_iter().map(|one| one.id).collect(),
            true => return Err(Error::NotFound),
        };
        let merged = merging::merged_into(db, organisation, self.creator).await?;
        let ids: Vec<CreatorId> = std::iter::once(self.creator).chain(merged.iter().map(|one| one.id)).collect();
        let mut rows = store::dossier::about(db, organisation, &brands, self.all_brands, &ids).await?;
        for form in rows.get_mut("onboarding_form").into_iter().flatten() {
            if let Some(account) = form.pointer_mut("/facts/payment_account") {
                *account = serde_json::Value::Null;
            }
        }
        // What stands in them is kept by the field's id.
        let mut fields = BTreeMap::new();
        for brand in &brands {
            let found = store::creators::fields::of_brand(db, *brand).await?;
            fields.extend(found.into_iter().flat_map(|found| found.value.fields).map(|field| (field.id, field.name)));
        }
        let whole = json!({ "creator": self.creator, "name": found.value.name, "made_at": look.now(), "brands": brands, "fields": fields, "rows": rows });
        let content = serde_json::to_string_pretty(&whole).map_err(|error| Error::Broken(error.to_string()))?;
        Ok(CreatorFile { file_name: format!("{}.json", domain::text::slug(&found.value.name)), content })
    }
}

/// Whether somebody may see every brand of the organisation.
pub(super) fn is_owner(rights: &Rights) -> bool {
    match rights {
        Rights::Operator => true,
        Rights::Person { person, .. } => person.is_owner,
        Rights::Key { .. } | Rights::Creator { .. } | Rights::ReviewLink { .. } | Rights::Clock | Rights::Visitor => false,
    }
}
