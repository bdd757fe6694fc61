//! The fields that a brand made up for its creators, all in one row.
//!
//! Absent: what stands in them, which is part of the relationship.

use domain::{
    creators::CustomFields,
    ids::{BrandId, CustomFieldsId},
};
use sea_orm::Value;

use crate::{Document, Read, Result, Stored, document};

impl Document for CustomFields {
    const TABLE: &'static str = "custom_fields";
    const WALL: &'static str = "brand";
    type Id = CustomFieldsId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![]
    }
}

/// The fields that a brand made up; nothing before the first.
///
/// # Errors
/// The store's.
pub async fn of_brand(db: &impl Read, brand: BrandId) -> Result<Option<Stored<CustomFields>>> {
    Ok(document::list(db, brand, "1 = 1", vec![]).await?.into_iter().next())
}
