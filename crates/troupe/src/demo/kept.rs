//! What the demo's team writes down about creators: notes, fields of its own, a media kit, what a parcel needs.
//!
//! Invariant: everything goes through registered operations after the season's last hour, so that the season is what it would be
//! without it; every word is made up. Absent: records of whom nothing is kept, which are most, as everywhere.

use anyhow::{Context, Result};
use app::App;
use bytes::Bytes;
use domain::ids::{CreatorId, FileId};
use serde_json::json;
use world::programme::Programme;

use super::beginning::{id, run};

const MEDIA_KIT: &[u8] = include_bytes!("kept/media-kit.pdf");

/// Notes: about whom, whether Nora wrote it or Tom, whether it stands on top, and the words.
const NOTES: [(&str, bool, bool, &str); 7] = [
    ("Maya Okonkwo", true, true, "Answers on Mondays; a call is better than a mail."),
    (
        "Maya Okonkwo",
        true,
        false,
        "Was on the morning programme this autumn, and two pharmacies asked for the clip. Ask for the longer cut when we do something together.",
    ),
    (
        "Priya Raman",
        true,
        true,
        "Patch tests everything for a week before she films. Her parcel leaves ten days before those of the others.",
    ),
    ("Jonas Brandt", false, false, "Invoices as a company; the number stands on the second page of his contract."),
    (
        "Elsie Hart",
        true,
        false,
        "Eczema since she was a child. She never says that a cream cures it, and neither may we. Lea has read her captions.",
    ),
    ("Noor El-Amin", false, false, "Rates went up in September. Her manager answers within the hour."),
    ("Odette Marchand", true, false, "Would rather write in French. Tom reads it."),
];

const SKIN: &str = "Skin type";
const PERFUME: &str = "Only without perfume";

/// The brand's own fields of some: what their skin is, and whether nothing with perfume may be sent.
const FIELDS: [(&str, &str, &str); 14] = [
    ("Maya Okonkwo", "Dry", "yes"),
    ("Tess Whitcombe", "Mixed", "no"),
    ("Yusuf Karim", "Oily", "no"),
    ("Amara Diallo", "Dry", ""),
    ("Freya Lindholm", "Dry", "yes"),
    ("Odette Marchand", "Mixed", "no"),
    ("Lucía Ferrer", "Sensitive", "yes"),
    ("Callum Byrne", "Oily", "no"),
    ("Priya Raman", "Sensitive", "yes"),
    ("Elsie Hart", "Sensitive", "yes"),
    ("Ingrid Solheim", "Dry", ""),
    ("Zara Hussain", "Mixed", "no"),
    ("Chloé Bernard", "Sensitive", "yes"),
    ("Gwen Pryce", "Dry", "no"),
];

/// Writes it all down.
pub(super) async fn write(app: &App, programme: &Programme) -> Result<()> {
    let (nora, tom) = (&programme.manager.caller, &programme.finance.caller);
    for (name, by_nora, pinned, text) in NOTES {
        let note = json!({ "creator": named(programme, name)?, "text": text, "pinned": pinned });
        run(app, if by_nora { nora } else { tom }, "creators.add_note", note).await?;
    }
    let choices = ["Dry", "Oily", "Mixed", "Sensitive"];
    run(app, nora, "creators.add_field", json!({ "name": SKIN, "kind": "choice", "choices": choices })).await?;
    run(app, nora, "creators.add_field", json!({ "name": PERFUME, "kind": "yes_no" })).await?;
    for (name, skin, perfume) in FIELDS {
        let custom = json!({ SKIN: skin, PERFUME: perfume });
        run(app, nora, "creators.set_fields", json!({ "creator": named(programme, name)?, "custom": custom })).await?;
    }
    let maya = named(programme, "Maya Okonkwo")?;
    let address = json!({ "name": "Maya Okonkwo", "lines": ["14 Cardigan Road"], "city": "Leeds", "postcode": "LS6 1AA", "country": "GB" });
    let shipping = json!({ "address": address, "clothing": "M", "shoes": "EU 39", "wants": "No perfume", "avoid": "Nuts" });
    run(app, nora, "creators.set_shipping", json!({ "creator": maya, "shipping": shipping })).await?;
    attach(app, programme, maya).await
}

/// A media kit on a record, uploaded as a person does it.
async fn attach(app: &App, programme: &Programme, creator: CreatorId) -> Result<()> {
    let nora = &programme.manager.caller;
    let stream = Box::pin(futures_util::stream::iter([Ok(Bytes::from_static(MEDIA_KIT))]));
    let receipt = app.receive(nora, programme.brand, "Maya Okonkwo media kit.pdf", stream).await?;
    let file: FileId = id(&run(app, nora, "content.keep_file", json!({ "receipt": receipt })).await?, "id")?;
    let attached = json!({ "creator": creator, "file": file, "kind": "media_kit", "name": "Media kit of the autumn" });
    run(app, nora, "creators.add_file", attached).await?;
    Ok(())
}

/// The creator of a name.
fn named(programme: &Programme, name: &str) -> Result<CreatorId> {
    Ok(programme.creators.iter().find(|one| one.name == name).with_context(|| format!("{name} is not there"))?.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::cast;

    #[test]
    fn whoever_is_written_about_plays_in_the_demo() {
        let creators: Vec<&str> = cast::SHEET.lines().filter_map(|line| line.split(',').next()).collect();
        let notes = NOTES.iter().map(|(name, ..)| name);
        assert!(notes.chain(FIELDS.iter().map(|(name, ..)| name)).all(|name| creators.contains(name)));
        assert!(MEDIA_KIT.starts_with(b"%PDF-"));
    }
}
