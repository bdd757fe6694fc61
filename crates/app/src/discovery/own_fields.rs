//! The brand's own fields in a search: as people write them, and as the index has them.
//!
//! Invariant: a retired field is not offered, and a search that was saved with it asks the same as before. Absent: more and less of
//! a number or a day, and parts of a text; the list of creators has them.

use std::collections::BTreeMap;

use domain::{
    creators::{CustomField, CustomFields, FieldKind},
    discovery::{Filters, OwnField},
    ids::CustomFieldId,
};

use super::FacetCount;
use crate::{Look, Result};

/// So many values of a field are counted, the most frequent ones.
const MOST_COUNTED: usize = 50;

/// The filter's name.
pub(super) const NAME: &str = "field";

async fn of_brand(look: &Look) -> Result<CustomFields> {
    Ok(store::creators::fields::of_brand(look.db(), look.brand()?).await?.map(|found| found.value).unwrap_or_default())
}

/// The brand's fields, where one of these filters asks for one.
///
/// # Errors
/// The store's.
pub(super) async fn asked(look: &Look, filters: &[String]) -> Result<Option<CustomFields>> {
    let asks = filters.iter().any(|given| given.split_once(':').is_some_and(|(name, _)| name == NAME));
    if asks { Ok(Some(of_brand(look).await?)) } else { Ok(None) }
}

/// What a person wrote, such as `Shirt size=M`, as the index has it; nothing where the brand has no such field, or the field cannot
/// hold such a value.
pub(super) fn read(fields: &CustomFields, typed: &str) -> Option<OwnField> {
    let (name, value) = typed.split_once('=')?;
    let by_id = name.trim().parse::<CustomFieldId>().ok().and_then(|id| fields.get(id));
    let field = by_id.or_else(|| fields.named(name))?;
    let value = match value.trim() {
        OwnField::ANYTHING => OwnField::ANYTHING.to_owned(),
        value => kept(field, value)?,
    };
    OwnField::read(&OwnField { field: field.id, value }.written())
}

/// A value as it would be kept. What could be chosen once may still stand with somebody.
fn kept(field: &CustomField, value: &str) -> Option<String> {
    match field.read(value) {
        Ok(read) => read,
        Err(_) => (field.kind == FieldKind::Choice).then(|| value.to_owned()),
    }
}

/// Whether values of the brand's fields were counted, so that the fields are needed to say them.
pub(super) fn are_counted(counts: &[FacetCount]) -> bool {
    counts.iter().any(|count| count.name == NAME)
}

/// The fields that say what was asked and what more could be. Of a retired one nothing is counted. They are read here where they are
/// not `known` yet.
///
/// # Errors
/// The store's.
pub(super) async fn shown(
    look: &Look,
    known: Option<CustomFields>,
    filters: &Filters,
    counts: &mut Vec<FacetCount>,
) -> Result<Vec<CustomField>> {
    let fields = match known {
        Some(fields) => fields,
        None if are_counted(counts) => of_brand(look).await?,
        None => return Ok(Vec::new()),
    };
    let in_use = |count: &FacetCount| {
        let of = OwnField::read(&count.value).and_then(|own| fields.get(own.field));
        of.is_some_and(|field| field.retired_at.is_none())
    };
    // They come with the most first. What everybody has a value of their own in, such as a street, is no list to choose from.
    let mut counted: BTreeMap<CustomFieldId, usize> = BTreeMap::new();
    counts.retain(|count| {
        if count.name != NAME {
            return true;
        }
        let Some(own) = OwnField::read(&count.value).filter(|_| in_use(count)) else { return false };
        let so_far = counted.entry(own.field).or_default();
        *so_far += 1;
        *so_far <= MOST_COUNTED
    });
    let asked = |field: &CustomField| filters.own.iter().any(|own| own.field == field.id);
    Ok(fields.fields.into_iter().filter(|field| field.retired_at.is_none() || asked(field)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Timestamp;

    fn fields() -> CustomFields {
        let id = |number: u128| CustomFieldId(uuid::Uuid::from_u128(number));
        let sizes = ["S", "M"].map(str::to_owned);
        let fields = CustomFields::default().add(id(1), "Shirt size", FieldKind::Choice, &sizes, Timestamp(0)).expect("added");
        let fields = fields.add(id(2), "Price per hour", FieldKind::Number, &[], Timestamp(0)).expect("added");
        fields.add(id(3), "Has a dog", FieldKind::YesNo, &[], Timestamp(0)).expect("added")
    }

    fn value(fields: &CustomFields, typed: &str) -> Option<String> {
        read(fields, typed).map(|own| own.value)
    }

    #[test]
    fn a_field_is_named_by_people_and_its_value_read_as_it_is_kept() {
        let fields = fields();
        let of = |typed: &str| value(&fields, typed);
        assert_eq!(of("shirt size = m").as_deref(), Some("M"));
        assert_eq!(of("Shirt size=XXL").as_deref(), Some("XXL"), "it could be chosen once");
        assert_eq!(of("Price per hour=12,50").as_deref(), Some("12.5"));
        assert_eq!(of("Has a dog=*").as_deref(), Some("*"));
        for wrong in ["Shoe size=38", "Price per hour=a lot", "Has a dog=maybe", "Shirt size=", "Shirt size"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_retired_field_is_read_by_its_id_alone() {
        let fields = fields();
        let id = fields.fields[0].id;
        let fields = fields.retire(id, true, Timestamp(1)).expect("retired");
        assert_eq!(value(&fields, "Shirt size=M"), None);
        assert_eq!(value(&fields, &format!("{id}=m")).as_deref(), Some("M"));
    }
}
