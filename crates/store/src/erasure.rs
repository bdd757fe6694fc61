//! Personal words taken out of rows of all rooms, where the books keep everything else.
//!
//! Invariants: amounts, dates, states and the links between rows stay; what names, reaches or quotes the person goes. Signed
//! agreements and what went live stay as they are, because the law and the licence want them. Absent: deciding that somebody is
//! erased, and the room `creators`' own rows.

use std::collections::BTreeSet;

use domain::{
    agreements::OnboardingForm,
    campaigns::Collaboration,
    content::Draft,
    creators::CreatorPost,
    discovery::vetting::{
        Decision,
        comments::{CreatorComment, NewComment},
        followers::FollowerSample,
    },
    ids::{BrandId, CreatorId, CustomerId, OrganisationId},
    listening::{LeadKey, NewCustomer},
    outreach::Message,
    shipments::Shipment,
    time::Timestamp,
};
use sea_orm::Value;

use crate::{
    Document, Read, Result, Tx,
    db::{Bind, placeholders},
    document,
    listening::customers,
    params,
};

/// What stands where somebody's words were.
const ERASED: &str = "(erased)";

/// Takes the words of creators out of what one brand keeps, and the texts that name them out of its mail to colleagues.
///
/// # Errors
/// The store's.
pub async fn in_brand(tx: &Tx, brand: BrandId, creators: &[CreatorId], texts: &[String], now: Timestamp) -> Result<()> {
    change::<Message>(tx, brand, "creator", creators, |message| {
        (message.subject, message.body) = (String::new(), ERASED.to_owned());
    })
    .await?;
    for table in ["import_trace", "creator_note", "vetting_summary"] {
        let sql = format!("DELETE FROM {table} WHERE brand = $1 AND creator IN ({})", placeholders(2, creators.len()));
        tx.execute(&sql, std::iter::once(brand.bind()).chain(creators.iter().map(|id| id.bind())).collect()).await?;
    }
    crate::files::arriving::erase(tx, brand, creators, now).await?;
    let work =
        format!("collaboration IN (SELECT id FROM collaboration WHERE brand = $1 AND creator IN ({}))", placeholders(2, creators.len()));
    change_where::<OnboardingForm>(tx, brand, &work, creators, |form| {
        (form.legal_name, form.preferences, form.payment_hint) = (ERASED.to_owned(), String::new(), String::new());
        (form.address, form.payment_account) = (None, None);
    })
    .await?;
    change_where::<Shipment>(tx, brand, &work, creators, |shipment| {
        let country = std::mem::take(&mut shipment.address.country);
        shipment.address = domain::creators::Address { name: ERASED.to_owned(), country, ..shipment.address.clone() };
        shipment.address.lines.clear();
        for part in
            [&mut shipment.address.city, &mut shipment.address.postcode, &mut shipment.address.region, &mut shipment.tracking_number]
        {
            part.clear();
        }
    })
    .await?;
    let drafts = format!("deliverable IN (SELECT id FROM deliverable WHERE brand = $1 AND {work})");
    change_where::<Draft>(tx, brand, &drafts, creators, |draft| draft.note.clear()).await?;
    change::<Collaboration>(tx, brand, "creator", creators, |collaboration| {
        if let Some(off) = &mut collaboration.off {
            off.reason.clear();
        }
        if let Some(told) = &mut collaboration.taken_over {
            told.notes.clear();
            told.parcel.clear();
            told.before = None;
        }
    })
    .await?;
    change::<Decision>(tx, brand, "creator", creators, |decision| ERASED.clone_into(&mut decision.reason)).await?;
    let list = placeholders(2, creators.len());
    let values = || std::iter::once(brand.bind()).chain(creators.iter().map(|id| id.bind())).collect::<Vec<Value>>();
    for sql in [
        format!("UPDATE mail SET recipient = '', subject = '{ERASED}', body = '' WHERE brand = $1 AND creator IN ({list})"),
        format!("UPDATE file SET name = '{ERASED}' WHERE brand = $1 AND creator IN ({list})"),
    ] {
        tx.execute(&sql, values()).await?;
    }
    // The database knows no words, so that a short one by itself would take others along.
    let telling = |text: &&String| text.chars().count() >= 8 || text.contains(|letter: char| !letter.is_alphanumeric());
    for text in texts.iter().filter(telling) {
        let sql = "UPDATE mail SET subject = REPLACE(subject, $2, $3), body = REPLACE(body, $2, $3) WHERE brand = $1 AND creator IS NULL";
        tx.execute(sql, params![brand, text, ERASED]).await?;
    }
    Ok(())
}

/// Takes what creators posted on their own accounts out of the organisation's memory; that there was a post, and its numbers, stay.
///
/// # Errors
/// The store's.
pub async fn posts(tx: &Tx, organisation: OrganisationId, creators: &[CreatorId]) -> Result<()> {
    let condition = format!("creator IN ({})", placeholders(2, creators.len()));
    let values = creators.iter().map(|id| id.bind()).collect();
    for mut found in document::list::<CreatorPost>(tx, organisation, &condition, values).await? {
        let post = &mut found.value;
        post.post.caption.clear();
        (post.post.url, post.post.external, post.beneath) = (None, None, None);
        (post.identity, post.source) = (format!("erased:{}", found.id), String::new());
        document::save(tx, organisation, found.id, found.version, &found.value).await?;
    }
    Ok(())
}

/// Takes out what others wrote under creators' posts and who was seen to follow them. Shares and counts of followers stay.
///
/// # Errors
/// The store's.
pub async fn vetting(tx: &Tx, organisation: OrganisationId, creators: &[CreatorId]) -> Result<()> {
    let condition = format!("creator IN ({})", placeholders(2, creators.len()));
    let values = || creators.iter().map(|id| id.bind()).collect::<Vec<Value>>();
    for mut found in document::list::<CreatorComment>(tx, organisation, &condition, values()).await? {
        let comment = &mut found.value;
        comment.comment = NewComment { text: ERASED.to_owned(), by_creator: comment.comment.by_creator, ..NewComment::default() };
        (comment.identity, comment.source) = (format!("erased:{}", found.id), String::new());
        document::save(tx, organisation, found.id, found.version, &found.value).await?;
    }
    for mut found in document::list::<FollowerSample>(tx, organisation, &condition, values()).await? {
        found.value.accounts.clear();
        (found.value.source, found.value.notes) = (ERASED.to_owned(), Vec::new());
        document::save(tx, organisation, found.id, found.version, &found.value).await?;
    }
    Ok(())
}

/// That a row names an account of creators; `$1` is the organisation.
pub(crate) fn by_handle(creators: &str) -> String {
    format!(
        "(platform, handle_key) IN (SELECT platform, handle_key FROM profile WHERE organisation = $1 AND creator IN ({creators}) \
         AND handle_key IS NOT NULL)"
    )
}

/// That a column names a customer who is one of creators: by mailbox, by account or by somebody's word, and nobody said otherwise
/// after that.
pub(crate) fn is_customer(column: &str, creators: &str) -> String {
    // A merge may bring two words about one customer: the newest holds, and ids say which that is.
    let said = |same: &str| {
        format!(
            "SELECT d.customer FROM match_decision d WHERE d.creator IN ({creators}) AND d.same = {same} AND NOT EXISTS \
             (SELECT 1 FROM match_decision n WHERE n.customer = d.customer AND n.creator IN ({creators}) AND n.id > d.id)"
        )
    };
    format!(
        "({column} IN (SELECT k.id FROM customer k JOIN creator c ON c.organisation = $1 AND c.mailbox_key = k.mailbox_key WHERE c.id IN ({creators})) \
         OR {column} IN (SELECT a.customer FROM customer_account a JOIN profile p ON p.organisation = $1 AND p.platform = a.platform \
         AND p.handle_key = a.handle_key WHERE p.creator IN ({creators})) \
         OR {column} IN ({})) AND {column} NOT IN ({})",
        said("TRUE"),
        said("FALSE")
    )
}

/// That a subject of a decision about a lead is an account of creators; `$1` is the organisation.
pub(crate) fn account_subjects(creators: &str) -> String {
    format!(
        "subject IN (SELECT 'account:' || platform || ':' || handle_key FROM profile WHERE organisation = $1 AND creator IN ({creators}) \
         AND handle_key IS NOT NULL)"
    )
}

/// Lets go of creators as customers and of what they posted about brands, in all brands of the organisation. While their accounts
/// still have names. `mailboxes` are further ones of theirs, such as those that they applied from: who buys under one goes too, but
/// for whom a person found to be somebody else. Gives the customers who went, so that they do not come back.
///
/// # Errors
/// The store's.
pub async fn listening(tx: &Tx, organisation: OrganisationId, creators: &[CreatorId], mailboxes: &[String]) -> Result<Vec<NewCustomer>> {
    let who = placeholders(2, creators.len());
    let values = || std::iter::once(organisation.bind()).chain(creators.iter().map(|id| id.bind())).collect::<Vec<Value>>();
    let ours = "brand IN (SELECT id FROM brand WHERE organisation = $1)";
    // Always in one order, so that two at once wait for each other and not in a circle.
    for row in tx.all("brand", "SELECT id FROM brand WHERE organisation = $1 ORDER BY id", params![organisation]).await? {
        crate::listening::hold(tx, row.get("id")?).await?;
    }
    let theirs = format!("SELECT id FROM mention WHERE {ours} AND {}", by_handle(&who));
    tx.execute(&format!("DELETE FROM list_trace WHERE {ours} AND subject IN ({theirs})"), values()).await?;
    tx.execute(&format!("DELETE FROM mention WHERE {ours} AND {}", by_handle(&who)), values()).await?;
    let sql = format!("SELECT id, brand FROM customer WHERE {ours} AND {}", is_customer("id", &who));
    let mut subjects: BTreeSet<String> = creators.iter().map(|creator| LeadKey::Creator { creator: *creator }.text()).collect();
    let mut gone = Vec::new();
    let mut found = tx.all("customer", &sql, values()).await?;
    for chunk in mailboxes.chunks(200) {
        let places = placeholders(2 + creators.len(), chunk.len());
        let sql = format!(
            "SELECT id, brand FROM customer WHERE {ours} AND mailbox_key IN ({places}) AND id NOT IN \
             (SELECT customer FROM match_decision WHERE (same = FALSE AND creator IN ({who})) OR (same = TRUE AND creator NOT IN ({who})))"
        );
        found.extend(tx.all("customer", &sql, values().into_iter().chain(chunk.iter().map(Bind::bind)).collect()).await?);
    }
    for row in found {
        let (brand, id): (BrandId, CustomerId) = (row.get("brand")?, row.get("id")?);
        if let Some(found) = customers::one(tx, brand, id).await? {
            subjects.extend(found.customer.known.accounts.iter().map(|(platform, handle)| LeadKey::account(platform, handle).text()));
            gone.push(found.customer.known);
        }
        customers::remove_some(tx, brand, &[id]).await?;
    }
    tx.execute(&format!("DELETE FROM match_decision WHERE {ours} AND creator IN ({who})"), values()).await?;
    tx.execute(&format!("DELETE FROM lead_decision WHERE {ours} AND {}", account_subjects(&who)), values()).await?;
    for subject in subjects {
        let sql = "DELETE FROM lead_decision WHERE brand IN (SELECT id FROM brand WHERE organisation = $1) AND subject = $2";
        tx.execute(sql, params![organisation, subject]).await?;
    }
    Ok(gone)
}

/// Takes texts out of what events of an organisation tell of creators. What happened and when stays.
///
/// # Errors
/// The store's.
pub async fn in_events(tx: &Tx, organisation: OrganisationId, creators: &[CreatorId], texts: &[String]) -> Result<()> {
    let list = placeholders(2, creators.len());
    let theirs = format!(
        "organisation = $1 AND (creator IN ({list}) OR collaboration IN (SELECT id FROM collaboration WHERE creator IN ({list})) OR subject IN ({list}))"
    );
    let values = || std::iter::once(organisation.bind()).chain(creators.iter().map(|id| id.bind())).collect::<Vec<Value>>();
    for row in tx.all("event", &format!("SELECT id, data FROM event WHERE {theirs}"), values()).await? {
        let before: serde_json::Value = row.json("data")?;
        let mut after = before.clone();
        without(&mut after, texts, false);
        if after != before {
            let sql = "UPDATE event SET data = $1 WHERE organisation = $2 AND id = $3";
            tx.execute(sql, vec![crate::db::json(&after)?, organisation.bind(), row.get::<uuid::Uuid>("id")?.bind()]).await?;
        }
    }
    Ok(())
}

/// Fields whose text somebody wrote in their own words, and addresses, which may be others than those of today.
const FREE: [&str; 7] = ["body", "email", "message", "note", "reason", "subject", "summary"];

/// A text without words, where they stand for themselves: "Ana" is no part of "Analytics".
fn without_words(text: &str, words: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = words.chars().next().and_then(|_| rest.split_once(words)) {
        let begins = !before.ends_with(char::is_alphanumeric) && (!before.is_empty() || !out.ends_with(char::is_alphanumeric));
        let ends = !after.starts_with(char::is_alphanumeric);
        out.push_str(before);
        out.push_str(if begins && ends { ERASED } else { words });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A value without the texts, and without what was written in free words.
fn without(value: &mut serde_json::Value, texts: &[String], free: bool) {
    match value {
        serde_json::Value::String(text) => {
            if free && !text.is_empty() {
                *text = ERASED.to_owned();
            }
            for part in texts {
                *text = without_words(text, part);
            }
        }
        serde_json::Value::Array(all) => all.iter_mut().for_each(|one| without(one, texts, free)),
        serde_json::Value::Object(map) => map.iter_mut().for_each(|(name, one)| without(one, texts, FREE.contains(&name.as_str()))),
        serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => {}
    }
}

async fn change<T: Document<Wall = BrandId>>(
    tx: &Tx,
    brand: BrandId,
    column: &str,
    creators: &[CreatorId],
    erase: impl Fn(&mut T),
) -> Result<()> {
    change_where(tx, brand, &format!("{column} IN ({})", placeholders(2, creators.len())), creators, erase).await
}

async fn change_where<T: Document<Wall = BrandId>>(
    tx: &Tx,
    brand: BrandId,
    condition: &str,
    creators: &[CreatorId],
    erase: impl Fn(&mut T),
) -> Result<()> {
    let values = creators.iter().map(|id| id.bind()).collect();
    for mut found in document::list::<T>(tx, brand, condition, values).await? {
        erase(&mut found.value);
        document::save(tx, brand, found.id, found.version, &found.value).await?;
    }
    Ok(())
}

/// Remembers an address, by a digest that only this installation can make, as one that is not written to.
///
/// # Errors
/// The store's.
pub async fn remember(tx: &Tx, organisation: OrganisationId, digest: &str, at: Timestamp) -> Result<()> {
    let sql = "INSERT INTO erased_address (organisation, digest, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    tx.execute(sql, params![organisation, digest, at]).await?;
    Ok(())
}

/// Whether any address of an organisation is not written to any more.
///
/// # Errors
/// The store's.
pub async fn remembers_any(db: &impl Read, organisation: OrganisationId) -> Result<bool> {
    let sql = "SELECT COUNT(*) AS n FROM (SELECT digest FROM erased_address WHERE organisation = $1 LIMIT 1) AS few";
    Ok(db.number("erased_address", sql, vec![organisation.bind()]).await? > 0)
}

/// Which of these addresses, by their digests, are not written to any more.
///
/// # Errors
/// The store's.
pub async fn remembered(db: &impl Read, organisation: OrganisationId, digests: &[String]) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for chunk in digests.chunks(500) {
        let sql = format!("SELECT digest FROM erased_address WHERE organisation = $1 AND digest IN ({})", placeholders(2, chunk.len()));
        let values = std::iter::once(organisation.bind()).chain(chunk.iter().map(Bind::bind)).collect();
        for row in db.all("erased_address", &sql, values).await? {
            found.insert(row.get("digest")?);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_out_where_it_stands_for_itself() {
        assert_eq!(
            without_words("Ana wrote to Ana, says Analytics of Diana", "Ana"),
            "(erased) wrote to (erased), says Analytics of Diana"
        );
        assert_eq!(without_words("AnaAna Ana", "Ana"), "AnaAna (erased)");
        assert_eq!(without_words("Žofie", ""), "Žofie");
    }
}
