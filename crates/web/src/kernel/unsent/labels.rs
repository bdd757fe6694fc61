//! What fields of forms are called, for a form that stands apart from its page.
//!
//! Invariant: every field has a name: one that the page gives it, or the words that it is sent under. Absent: the forms themselves.

use crate::text::t;

/// The label of a field, by the name that it is sent under: of `rates.2.price` it is that of `price`.
pub(super) fn label(name: &str) -> String {
    let parts: Vec<&str> = name.split('.').filter(|part| !part.is_empty() && !part.bytes().all(|byte| byte.is_ascii_digit())).collect();
    let whole = parts.join(".");
    let last = parts.last().copied().unwrap_or(name);
    match known(&whole).or_else(|| known(last)) {
        Some(label) => label.to_owned(),
        None => spelt(last),
    }
}

/// The words of a name that has no label: `daily_limit` is "Daily limit".
fn spelt(name: &str) -> String {
    let mut letters = name.replace('_', " ");
    if let Some(first) = letters.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    letters
}

/// Labels as pages write them. A name that means different things on different pages has the word that fits all of them.
fn known(name: &str) -> Option<&'static str> {
    Some(match name {
        "name" | "manager.name" | "campaign_name" => t("people.name"),
        "email" | "manager.email" => t("entry.email"),
        "reason" | "block_reason" | "pause_reason" | "erase_reason" => t("creator.why"),
        "override_reason" => t("collaboration.override"),
        "notes" => t("creator_form.notes"),
        "note" | "text" => t("notes.text"),
        "body" | "message" => t("invite.body"),
        "subject" => t("invite.subject"),
        "question" => t("application.ask.words"),
        "letter" => t("application.decline.letter"),
        "country" => t("creators.country"),
        "city" => t("creator_form.city"),
        "language" => t("creator_form.language"),
        "zone" => t("set_up.zone"),
        "source" => t("creator_form.source"),
        "tags" => t("creators.tags"),
        "tier" => t("creators.tier"),
        "standing" => t("creator.again"),
        "role" => t("keys_page.role"),
        "channel" => t("collaboration.channel"),
        "campaign" => t("tracker.campaign"),
        "audience" => t("campaign_form.audience"),
        "markets" => t("campaign_form.markets"),
        "starts" => t("campaign_form.starts"),
        "ends" => t("campaign_form.ends"),
        "opens" => t("collaboration.missed.opens"),
        "closes" => t("collaboration.missed.closes"),
        "waves" => t("campaign_form.waves"),
        "active_creators" => t("campaign_form.active"),
        "currency" => t("set_up.currency"),
        "fee" => t("collaboration.fee"),
        "code" => t("collaboration.code"),
        "code_percent" => t("collaboration.code_percent"),
        "commission_points" => t("collaboration.commission"),
        "landing_page" => t("campaign_form.landing"),
        "url" => t("collaboration.url"),
        "live_at" => t("collaboration.live_at"),
        "sent_at" => t("collaboration.sent_at"),
        "delivered_at" => t("collaboration.delivered_at"),
        "items" => t("collaboration.items"),
        "cost" => t("collaboration.cost"),
        "value" => t("collaboration.value"),
        "carrier" => t("collaboration.carrier"),
        "tracking_number" => t("collaboration.tracking_number"),
        "legal_name" => t("collaboration.legal_name"),
        "payment_method" => t("collaboration.payment_method"),
        "preferences" => t("collaboration.preferences"),
        "tax_country" => t("collaboration.tax_country"),
        "address.name" | "shipping.address.name" => t("collaboration.address.name"),
        "lines" => t("collaboration.address.lines"),
        "postcode" => t("collaboration.address.postcode"),
        "region" => t("collaboration.address.region"),
        "wants" => t("shipping.wants"),
        "avoid" => t("shipping.avoid"),
        "clothing" => t("shipping.clothing"),
        "shoes" => t("shipping.shoes"),
        "disclosure" => t("collaboration.disclosure"),
        "territory" => t("collaboration.territory"),
        "pasted" => t("import.pasted"),
        "share" => t("vetting.share.share"),
        "sampled" => t("vetting.share.sampled"),
        "website" => t("profile.website"),
        "words" => t("channels.words"),
        "tag" => t("hashtags.tag"),
        "heading" => t("application_page.heading"),
        "thanks" => t("application_page.thanks"),
        "own_question" => t("application_page.own"),
        "base_url" => t("language_model.base_url"),
        "model" => t("language_model.model"),
        "monthly_tokens" => t("language_model.monthly"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_called_as_its_page_calls_it_or_by_its_own_words() {
        for (name, label_of) in [
            ("name", "Name"),
            ("notes", "Summary"),
            ("shipping.address.name", "Name on the parcel"),
            ("address.postcode", "Postcode"),
            ("deliverables.0.closes", "Last day"),
            ("rates.2.price", "Price"),
            ("daily_limit", "Daily limit"),
            ("3", "3"),
            ("", ""),
        ] {
            assert_eq!(label(name), label_of, "{name}");
        }
    }
}
