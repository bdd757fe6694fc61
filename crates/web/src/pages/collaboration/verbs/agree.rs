//! From an invitation to onboarding: answers as they were received, the counter-offer, the agreement, the creator's form.
//!
//! Invariant: what is entered for a creator says so to the operation. Absent: the offer's own form (`terms`).

use app::{
    agreements::{AcceptOffer, CorrectForm, CounterOffer, FillForm, PrepareAgreement, RefuseOffer, SignAgreement},
    outreach::RespondToInvitation,
    views::CollaborationPage,
};
use domain::{creators::Address, outreach::Channel};
use maud::{Markup, html};

use super::{Doing, Verb, said};
use crate::{
    kernel::{InBrand, Posted, shown},
    pages::said as words,
    text::{t, tf, tk},
    ui::{
        Button, Field, choice, form as forms,
        section::{facts, part},
    },
};

pub(super) fn form(doing: &Doing<'_>, verb: Verb) -> Markup {
    match verb {
        Verb::OfferAnswered => offer_answered(doing),
        Verb::Accept => accept(doing),
        Verb::Refuse => refuse(doing),
        Verb::Prepare => html! {
            p.soft { (t("collaboration.prepare")) }
            div.line { (Button::submit(t("collaboration.prepare.do")).primary()) }
        },
        Verb::Sign => sign(doing),
        Verb::Form => onboarding(doing),
        _ => answered(doing),
    }
}

fn answered(doing: &Doing<'_>) -> Markup {
    let posted = doing.posted;
    let options = ["yes", "no"].map(|word| choice::Answer { value: word, words: tk("invitation_answer", word), help: None });
    let channels = ["email", "dm", "call"].map(|word| (word, tk("inbox.channel", word)));
    html! {
        (choice::one_of("accept", t("collaboration.their_answer"), &options, posted.get("accept"), &posted.errors))
        (Field::select("channel", t("collaboration.channel"), &channels, None).value(posted.get("channel")).errors(&posted.errors))
        (shown(Field::lines("message", t("collaboration.their_words"), 3).voice().optional(), "message", posted))
        div.line { (Button::submit(t("collaboration.enter")).primary()) }
    }
}

fn offer_answered(doing: &Doing<'_>) -> Markup {
    let (posted, page) = (doing.posted, doing.room.page);
    let offered = page.offer().map(|offer| words::offer_in_short(&offer.value.terms)).unwrap_or_default();
    let accepts = tf("collaboration.accepts", &[("offer", &offered)]);
    let options = [("accept", accepts.as_str()), ("counter", t("collaboration.counters")), ("refuse", t("collaboration.refuses"))]
        .map(|(value, words)| choice::Answer { value, words, help: None });
    html! {
        (choice::one_of("answer", t("collaboration.their_answer"), &options, posted.get("answer"), &posted.errors))
        (shown(Field::money("fee", t("collaboration.asked_fee"), &page.campaign.currency).help(t("collaboration.asked_fee.help")), "fee", posted))
        (shown(Field::lines("message", t("collaboration.their_words"), 3).voice().help(t("collaboration.their_words.help")).optional(), "message", posted))
        (shown(Field::text("override_reason", t("collaboration.override")).optional().help(t("collaboration.override.help")), "override_reason", posted))
        div.line { (Button::submit(t("collaboration.enter")).primary()) }
    }
}

fn accept(doing: &Doing<'_>) -> Markup {
    let (posted, room) = (doing.posted, doing.room);
    let Some(offer) = room.page.offer() else { return html! {} };
    let words = tf("collaboration.accept", &[("offer", &words::offer_in_short(&offer.value.terms))]);
    let (another, refuse) = (room.path("?do=offer#do"), room.path("?do=refuse#do"));
    let message = offer.value.message.trim();
    let last = room.page.messages.first().map(|(_, _, message)| message.body.trim());
    html! {
        // Today says the last message and what changes itself, and has the other answers below.
        @if !(message.is_empty() || room.way.is_some() && last == Some(message)) { (crate::ui::section::voice(message)) }
        @if room.way.is_none() { (changed(doing)) }
        (shown(Field::text("override_reason", t("collaboration.override")).optional().help(t("collaboration.override.help")), "override_reason", posted))
        div.line.wrap {
            (Button::submit(&words).primary())
            @if room.way.is_none() {
                (Button::link(&another, t("collaboration.another")))
                (Button::link(&refuse, t("collaboration.refuse")).quiet())
            }
        }
    }
}

/// What the creator asks for, beside what was offered before.
fn changed(doing: &Doing<'_>) -> Markup {
    let offers = &doing.room.page.offers;
    let [.., before, asked] = offers.as_slice() else { return html! {} };
    facts(&[
        (t("collaboration.offered_before"), html! { (words::offer_in_short(&before.value.terms)) }),
        (t("collaboration.asked_now"), html! { b { (words::offer_in_short(&asked.value.terms)) } }),
    ])
}

fn refuse(doing: &Doing<'_>) -> Markup {
    html! {
        (shown(Field::lines("message", t("collaboration.reason.read"), 3).voice().optional(), "message", doing.posted))
        div.line { (Button::submit(t("collaboration.refuse.do"))) }
    }
}

fn sign(doing: &Doing<'_>) -> Markup {
    let room = doing.room;
    let sum = room.page.agreement.as_ref().map(|agreement| words::offer_in_short(&agreement.value.terms)).unwrap_or_default();
    let own = tf("collaboration.sign.help", &[("name", &room.at.signed.person.name)]);
    html! {
        p { a href=(room.path("/agreement")) target="_blank" rel="noopener" { (t("collaboration.read_agreement")) } }
        (shown(Field::text("name", t("collaboration.sign.name")).required().help(&own).attribute("autocomplete", "name"), "name", doing.posted))
        div.line { (Button::submit(&tf("collaboration.sign", &[("sum", &sum)])).primary()) }
    }
}

/// The creator's form as far as the team may see it.
pub(super) fn form_filled(page: &CollaborationPage) -> Posted {
    let Some(form) = page.form.as_ref() else {
        // What the record knows is proposed.
        let mut posted = Posted::filled([("legal_name", page.creator.person.name.clone())]);
        let kept = page.creator.person.shipping.address.clone();
        posted.put_address("address.", kept.unwrap_or_else(|| Address { name: page.creator.person.name.clone(), ..Address::default() }));
        posted.put_sizes(&page.creator.person.shipping);
        return posted;
    };
    let mut posted = Posted::filled([
        ("version", form.version.to_string()),
        ("legal_name", form.value.legal_name.clone()),
        ("preferences", form.value.preferences.clone()),
        ("payment_method", form.value.payment_method.clone()),
        ("tax_country", form.value.tax_country.clone()),
    ]);
    posted.put_address("address.", form.value.address.clone().unwrap_or_default());
    posted.put_sizes(&page.creator.person.shipping);
    posted
}

fn sends_product(page: &CollaborationPage) -> bool {
    page.offer().is_some_and(|offer| offer.value.terms.product.is_some())
}

fn onboarding(doing: &Doing<'_>) -> Markup {
    let (posted, page) = (doing.posted, doing.room.page);
    let hint = page.form.as_ref().map(|form| form.value.payment_hint.as_str()).filter(|hint| !hint.is_empty());
    let account = match hint {
        Some(hint) => tf("collaboration.account.kept", &[("hint", hint)]),
        None => t("collaboration.account.help").to_owned(),
    };
    html! {
        (forms::hidden("version", posted.get("version")))
        div.cols.two {
            (shown(Field::text("legal_name", t("collaboration.legal_name")).required(), "legal_name", posted))
            (shown(Field::text("tax_country", t("collaboration.tax_country")).required().help(t("collaboration.country.help")), "tax_country", posted))
        }
        @if sends_product(page) { (part(t("collaboration.address"), "", address(posted))) (part(t("shipping.fits"), "", sizes(posted))) }
        (shown(Field::lines("preferences", t("collaboration.preferences"), 2).voice().optional(), "preferences", posted))
        div.cols.two {
            (shown(Field::text("payment_method", t("collaboration.payment_method")).help(t("collaboration.payment_method.help")), "payment_method", posted))
            (shown(Field::text("payment_account", t("collaboration.account")).help(&account).attribute("autocomplete", "off"), "payment_account", posted))
        }
        div.line { (Button::submit(if page.form.is_some() { t("collaboration.form.correct") } else { t("collaboration.form.enter") }).primary()) }
    }
}

fn sizes(posted: &Posted) -> Markup {
    html! {
        div.stack {
            div.cols.two {
                (shown(Field::text("sizes.clothing", t("shipping.clothing")).optional(), "sizes.clothing", posted))
                (shown(Field::text("sizes.shoes", t("shipping.shoes")).optional(), "sizes.shoes", posted))
            }
            (shown(Field::lines("sizes.avoid", t("shipping.avoid"), 2).optional().help(t("shipping.avoid.help")), "sizes.avoid", posted))
        }
    }
}

fn address(posted: &Posted) -> Markup {
    html! {
        div.stack id="f-address" {
            (shown(Field::text("address.name", t("collaboration.address.name")), "address.name", posted))
            (shown(Field::lines("address.lines", t("collaboration.address.lines"), 2), "address.lines", posted))
            div.cols.two {
                (shown(Field::text("address.city", t("collaboration.address.city")), "address.city", posted))
                (shown(Field::text("address.postcode", t("collaboration.address.postcode")), "address.postcode", posted))
                (shown(Field::text("address.region", t("collaboration.address.region")).optional(), "address.region", posted))
                (shown(Field::text("address.country", t("collaboration.address.country")).help(t("collaboration.country.help")), "address.country", posted))
            }
        }
    }
}

pub(super) async fn run(at: &InBrand, page: &CollaborationPage, verb: Verb, posted: &mut Posted) -> app::Result<String> {
    let collaboration = page.id;
    let reason = posted.some("override_reason");
    let newest = || page.offer().map(|offer| offer.id).ok_or(app::Error::NotFound);
    match verb {
        Verb::OfferAnswered => enter_answer(at, page, posted).await?,
        Verb::Accept => {
            at.run(AcceptOffer { offer: newest()?, override_reason: reason, as_received: false }).await?;
        }
        Verb::Refuse => {
            at.run(RefuseOffer { offer: newest()?, reason: posted.raw("message"), as_received: false }).await?;
        }
        Verb::Prepare => {
            at.run(PrepareAgreement { collaboration }).await?;
        }
        Verb::Sign => {
            let agreement = page.agreement.as_ref().ok_or(app::Error::NotFound)?;
            let hash = agreement.value.document.hash.clone();
            at.run(SignAgreement { agreement: agreement.id, name: posted.text("name"), hash }).await?;
        }
        Verb::Form => enter_form(at, page, posted).await?,
        _ => {
            let accept = posted.word("accept", |word| matches!(word, "yes" | "no").then_some(word == "yes"));
            let channel = posted.word_if("channel", Channel::parse);
            posted.checked()?;
            let accept = accept.unwrap_or_default();
            at.run(RespondToInvitation { collaboration, accept, message: posted.raw("message"), channel }).await?;
        }
    }
    Ok(said(verb))
}

async fn enter_answer(at: &InBrand, page: &CollaborationPage, posted: &mut Posted) -> app::Result<()> {
    let offer = page.offer().ok_or(app::Error::NotFound)?.id;
    let answer = posted.word("answer", |word| matches!(word, "accept" | "counter" | "refuse").then(|| word.to_owned()));
    let fee = if posted.get("answer") == "counter" { Some(posted.money("fee", page.campaign.currency)) } else { None };
    posted.checked()?;
    let (message, as_received) = (posted.raw("message"), true);
    match answer.as_deref() {
        Some("counter") => at.run(CounterOffer { collaboration: page.id, fee, message, terms: None, as_received }).await.map(|_| ()),
        Some("refuse") => at.run(RefuseOffer { offer, reason: message, as_received }).await.map(|_| ()),
        _ => at.run(AcceptOffer { offer, override_reason: posted.some("override_reason"), as_received }).await.map(|_| ()),
    }
}

async fn enter_form(at: &InBrand, page: &CollaborationPage, posted: &Posted) -> app::Result<()> {
    let command = FillForm {
        collaboration: page.id,
        legal_name: posted.text("legal_name"),
        address: sends_product(page).then(|| posted.address("address.")),
        preferences: posted.raw("preferences"),
        sizes: sends_product(page).then(|| posted.sizes()),
        payment_method: posted.text("payment_method"),
        payment_account: posted.some("payment_account"),
        tax_country: posted.text("tax_country"),
        as_received: true,
    };
    if page.form.is_some() { at.run_asked(posted, CorrectForm(command)).await.map(|_| ()) } else { at.run(command).await.map(|_| ()) }
}
