//! The offer: the whole terms on one form, prefilled from the proposal or the newest version, with what is unfair about
//! them said before they are sent.
//!
//! Invariant: what the form does not show stays as it was proposed; nothing of the terms is lost between the form and the
//! operation. Absent: what is unfair; the operation says it and the form asks again.

use app::{agreements::MakeOffer, views::CollaborationPage};
use domain::{
    agreements::{AgreedDeliverable, ClockStart, LateTerms, PaymentTerms, ProductTerms, RevisionTerms, Terms, UsageRights},
    creators::Platform,
    money::{Currency, Money},
    time::Day,
};
use maud::{Markup, Render, html};

use super::{Doing, Verb, said};
use crate::{
    heard::heard,
    kernel::{InBrand, Posted, shown},
    pages::{
        choices, said as words,
        usual::{self, usual},
    },
    text::{t, tf},
    ui::{
        Button, Field, choice, form as forms,
        section::{Weight, note, part},
    },
};

/// The form filled with terms.
pub(super) fn filled(terms: &Terms) -> Posted {
    let sum = |money: Money| if money.minor == 0 { String::new() } else { money.decimal() };
    let tick = |chosen: bool| if chosen { "yes" } else { "" }.to_owned();
    let clock = match terms.payment.clock {
        ClockStart::Signed => "signed",
        ClockStart::Approved => "approved",
        ClockStart::VerifiedLive => "verified_live",
    };
    let product = terms.product.as_ref();
    let mut posted = Posted::filled([
        ("terms.fee", sum(terms.fee)),
        ("terms.commission_points", percent(terms.commission_points)),
        ("terms.product.items", product.map(|product| product.items.clone()).unwrap_or_default()),
        ("terms.product.value", product.map(|product| sum(product.value)).unwrap_or_default()),
        ("terms.usage.channels", terms.usage.channels.join(", ")),
        ("terms.usage.paid", tick(terms.usage.paid)),
        ("terms.usage.territory", terms.usage.territory.clone()),
        ("terms.usage.days", terms.usage.days.to_string()),
        ("terms.code_percent", terms.code_percent.map(|percent| percent.to_string()).unwrap_or_default()),
        ("terms.disclosure", terms.disclosure.clone()),
        ("terms.revisions", terms.revisions.included_rounds.to_string()),
        ("terms.late.percent_per_day", terms.late.percent_per_day.to_string()),
        ("terms.late", terms.late.most_percent.to_string()),
        ("terms.payment.clock", clock.to_owned()),
        ("terms.payment.days", terms.payment.days.to_string()),
        ("terms.silence_approves", tick(terms.silence_approves)),
        ("terms.notes", terms.notes.clone()),
        ("terms.gift", tick(terms.owes_nothing())),
    ]);
    for (at, agreed) in terms.deliverables.iter().enumerate() {
        let name = |part: &str| format!("terms.deliverables.{at}.{part}");
        posted.put(name("format"), agreed.format.clone());
        posted.put(name("platform"), agreed.platform.clone());
        posted.put(name("opens"), agreed.opens.to_string());
        posted.put(name("closes"), agreed.closes.to_string());
        posted.put(name("price"), agreed.price.map(|price| price.decimal()).unwrap_or_default());
    }
    posted
}

/// Basis points as they are typed: 1,200 is "12"; nothing for none.
fn percent(points: i64) -> String {
    match (points / 100, points % 100) {
        (0, 0) => String::new(),
        (whole, 0) => whole.to_string(),
        (whole, rest) if rest % 10 == 0 => format!("{whole}.{}", rest / 10),
        (whole, rest) => format!("{whole}.{rest:02}"),
    }
}

/// A percentage as basis points. It is read as an amount with two decimals, which it is.
fn points(posted: &mut Posted, name: &str) -> i64 {
    let read = |text: &str| Money::parse(text.trim_end_matches(['%', ' ']), Currency::GBP).ok().map(|read| read.minor);
    posted.read_if(name, read, "collaboration.percent_wrong").unwrap_or(0)
}

/// The terms that were entered.
fn read(posted: &mut Posted, currency: Currency, today: Day) -> app::Result<Terms> {
    let fee = posted.money_if("terms.fee", currency).unwrap_or(Money::zero(currency));
    let commission_points = points(posted, "terms.commission_points");
    let value = posted.money_if("terms.product.value", currency).unwrap_or(Money::zero(currency));
    let product = posted.some("terms.product.items").map(|items| ProductTerms { items, value });
    if product.is_none() && value.minor > 0 {
        posted.errors.add("terms.product.items", t("collaboration.product_needed"));
    }
    let rows = if posted.ticked("terms.gift") { Vec::new() } else { posted.rows("terms.deliverables") };
    let deliverables = rows.into_iter().map(|row| deliverable(posted, row, currency, today)).collect();
    let clock = posted.word("terms.payment.clock", |word| match word {
        "signed" => Some(ClockStart::Signed),
        "approved" => Some(ClockStart::Approved),
        "verified_live" => Some(ClockStart::VerifiedLive),
        _ => None,
    });
    let terms = Terms {
        fee,
        commission_points,
        product,
        deliverables,
        usage: UsageRights {
            channels: posted.commas("terms.usage.channels"),
            paid: posted.ticked("terms.usage.paid"),
            territory: posted.text("terms.usage.territory"),
            days: posted.number_if("terms.usage.days").unwrap_or(0),
        },
        code_percent: posted.number_if("terms.code_percent"),
        disclosure: posted.text("terms.disclosure"),
        revisions: RevisionTerms { included_rounds: posted.number("terms.revisions") },
        late: LateTerms { percent_per_day: posted.number("terms.late.percent_per_day"), most_percent: posted.number("terms.late") },
        payment: PaymentTerms { clock: clock.unwrap_or_default(), days: posted.number("terms.payment.days") },
        silence_approves: posted.ticked("terms.silence_approves"),
        notes: posted.raw("terms.notes"),
    };
    // What the rules say of the rest is said together with what could not be read.
    if let Err(refused) = terms.clone().checked() {
        for error in refused.0 {
            if !posted.errors.0.iter().any(|known| known.field == error.field) {
                posted.errors.add(error.field, error.message);
            }
        }
    }
    posted.checked()?;
    Ok(terms)
}

fn deliverable(posted: &mut Posted, row: usize, currency: Currency, today: Day) -> AgreedDeliverable {
    let name = |part: &str| format!("terms.deliverables.{row}.{part}");
    AgreedDeliverable {
        format: posted.text(&name("format")),
        platform: posted.text(&name("platform")),
        opens: posted.day(&name("opens"), today),
        closes: posted.day(&name("closes"), today),
        price: posted.money_if(&name("price"), currency),
    }
}

/// Sends the offer; one that is unfair only when the person was told and sends it all the same.
pub(super) async fn offer(at: &InBrand, page: &CollaborationPage, posted: &mut Posted) -> app::Result<String> {
    let terms = read(posted, page.campaign.currency, at.now().day_in(at.zone()))?;
    let command = MakeOffer {
        collaboration: page.id,
        terms,
        message: posted.raw("message"),
        override_reason: posted.some("override_reason"),
        only_if_fair: !posted.ticked("unfair"),
    };
    match at.run(command).await {
        Ok(_) => Ok(said(Verb::Offer)),
        Err(app::Error::Rule { code, message }) if code == "agreements.unfair" => {
            posted.put("told", "yes");
            Err(app::Error::field(
                "unfair",
                tf("collaboration.unfair.refused", &[("why", &message), ("tick", t("collaboration.unfair.send"))]),
            ))
        }
        Err(error) => Err(error),
    }
}

pub(super) fn form(doing: &Doing<'_>) -> Markup {
    let (posted, page) = (doing.posted, doing.room.page);
    let currency = page.campaign.currency;
    let warned = posted.ticked("told");
    // What is unfair about the proposal says nothing of another fee, nor of none.
    let proposed = page.proposed.as_ref().filter(|proposed| {
        let fee = filled(&proposed.terms);
        !posted.get("terms.fee").is_empty() && posted.get("terms.fee") == fee.get("terms.fee")
    });
    let warnings = proposed.map(|proposed| proposed.warnings.as_slice()).unwrap_or_default();
    html! {
        @if !warned && !warnings.is_empty() {
            (note(Weight::Late, t("collaboration.unfair"), html! { @for warning in warnings { (heard(warning)) " " } (t("collaboration.unfair.proposed")) }))
        }
        (value(posted, currency))
        (part(t("collaboration.made"), t("collaboration.made.zone"), html! { div.stack { (cannot_be(doing)) (made(doing)) } }))
        (part(t("collaboration.usage"), "", usage(posted)))
        (part(t("collaboration.rules"), "", rules(posted)))
        (part(t("collaboration.with_it"), "", html! { div.stack {
            (shown(Field::lines("message", t("collaboration.message"), 3).voice().optional(), "message", posted))
            (shown(Field::text("override_reason", t("collaboration.override")).optional().help(t("collaboration.override.help")), "override_reason", posted))
            @if warned {
                (forms::hidden("told", "yes"))
                (choice::some_of("unfair", t("collaboration.unfair"), &[choice::Answer { value: "yes", words: t("collaboration.unfair.send"), help: None }], &posted.list("unfair"), &posted.errors))
            }
        } }))
        div.line.wrap {
            (Button::submit(t("collaboration.offer.send")).primary().says(t("collaboration.offer.amount"), "terms.fee", currency.sign().trim()))
            (Button::submit(t("collaboration.more")).quiet().named("more", "yes").unfinished())
        }
    }
}

fn value(posted: &Posted, currency: Currency) -> Markup {
    html! {
        div.cols.two {
            (shown(Field::money("terms.fee", t("collaboration.fee"), &currency), "terms.fee", posted))
            (shown(Field::decimal("terms.commission_points", t("collaboration.commission")).unit_after("%").help(t("collaboration.commission.help")).fact(usual("hold")), "terms.commission_points", posted))
            (shown(Field::text("terms.product.items", t("collaboration.product")).optional(), "terms.product.items", posted))
            (shown(Field::money("terms.product.value", t("collaboration.product.value"), &currency).optional(), "terms.product.value", posted))
        }
    }
}

/// Whether an account of the creator is known there; content that nobody posts and other people's pages need none.
fn has_account(page: &CollaborationPage, platform: &str) -> bool {
    let asked = Platform::parse(platform);
    let needs_none = matches!(platform, "" | "none" | "blog");
    needs_none || page.creator.profiles.iter().any(|profile| profile.account.platform == asked)
}

/// What of the terms cannot be kept: windows that are over, and platforms on which no account of the creator is known.
fn cannot_be(doing: &Doing<'_>) -> Markup {
    let (posted, page, at) = (doing.posted, doing.room.page, doing.room.at);
    let today = at.now().day_in(at.zone());
    let rows = posted.rows("terms.deliverables");
    let value = |row: usize, part: &str| posted.get(&format!("terms.deliverables.{row}.{part}"));
    let named = |row: &usize| words::format_within(value(*row, "format"));
    let over = rows.iter().filter(|row| Day::parse(value(**row, "closes")).is_ok_and(|closes| closes < today));
    let over: Vec<String> = over.map(named).collect();
    let nowhere = rows.iter().filter(|row| !has_account(page, value(**row, "platform")));
    let mut nowhere: Vec<String> = nowhere.map(|row| words::platform(value(*row, "platform"))).collect();
    nowhere.sort();
    nowhere.dedup();
    let name = words::first_name(&page.creator.person.name);
    html! {
        @if !over.is_empty() { (note(Weight::Late, t("collaboration.window_over"), tf("collaboration.window_over.text", &[("things", &words::and(&over))]))) }
        @if !nowhere.is_empty() {
            (note(Weight::Late, t("collaboration.no_account"), tf("collaboration.no_account.text", &[("name", name), ("platforms", &words::and(&nowhere))])))
        }
    }
}

fn made(doing: &Doing<'_>) -> Markup {
    let (posted, page) = (doing.posted, doing.room.page);
    let currency = page.campaign.currency;
    let today = doing.room.at.now().day_in(doing.room.at.zone()).to_string();
    let rows = posted.rows("terms.deliverables").len();
    let rows = if rows == 0 || posted.ticked("more") { rows + 1 } else { rows };
    html! {
        div.stack.terms-made {
            (choice::tick("terms.gift", "yes", t("collaboration.gift"), posted.ticked("terms.gift"), Some(t("collaboration.gift.help"))))
            (usual::line("gift"))
            @for row in 0..rows {
                @let names = ["format", "platform", "opens", "closes", "price"].map(|part| format!("terms.deliverables.{row}.{part}"));
                fieldset {
                    legend.label { (tf("collaboration.deliverable", &[("number", &(row + 1).to_string())])) }
                    div.cols.terms-row {
                        (choices::format(&names[0], t("collaboration.format"), posted))
                        (choices::platform_of(&names[1], t("collaboration.platform"), posted, |platform| has_account(page, platform)))
                        (shown(Field::date(&names[2], t("collaboration.opens")), &names[2], posted))
                        (shown(Field::date(&names[3], t("collaboration.closes")).attribute("min", &today), &names[3], posted))
                        (shown(Field::money(&names[4], t("collaboration.price"), &currency).optional(), &names[4], posted))
                    }
                }
            }
            p.about id="f-terms-deliverables" { (t("collaboration.made.help")) }
        }
    }
}

fn usage(posted: &Posted) -> Markup {
    html! {
        div.stack {
            (shown(Field::text("terms.usage.channels", t("collaboration.channels")).help(t("collaboration.channels.help")), "terms.usage.channels", posted))
            div.cols.two {
                (shown(Field::text("terms.usage.territory", t("collaboration.territory")).help(t("collaboration.territory.help")), "terms.usage.territory", posted))
                (shown(Field::number("terms.usage.days", t("collaboration.usage.days")).unit_after(t("collaboration.days")).help(t("collaboration.usage.days.help")).fact(usual("usage_days")), "terms.usage.days", posted))
            }
            (choice::tick("terms.usage.paid", "yes", t("collaboration.usage.paid"), posted.ticked("terms.usage.paid"), None))
        }
    }
}

fn rules(posted: &Posted) -> Markup {
    let clocks = ["verified_live", "approved", "signed"].map(|word| (word, crate::text::tk("clock_start", word)));
    html! {
        div.stack {
            (shown(Field::lines("terms.disclosure", t("collaboration.disclosure"), 2).required().fact(usual("disclosure")), "terms.disclosure", posted))
            div.cols.two {
                (shown(Field::number("terms.payment.days", t("collaboration.payment.days")).unit_after(t("collaboration.days")).fact(usual("payment_days")), "terms.payment.days", posted))
                (Field::select("terms.payment.clock", t("collaboration.payment.clock"), &clocks, None).value(posted.get("terms.payment.clock")).errors(&posted.errors).render())
                (shown(Field::number("terms.revisions", t("collaboration.rounds")).fact(usual("rounds")), "terms.revisions", posted))
                (shown(Field::number("terms.code_percent", t("collaboration.code_percent")).unit_after("%").optional(), "terms.code_percent", posted))
                (shown(Field::number("terms.late.percent_per_day", t("collaboration.late.day")).unit_after("%").fact(usual("late")), "terms.late.percent_per_day", posted))
                (shown(Field::number("terms.late", t("collaboration.late.most")).unit_after("%"), "terms.late", posted))
            }
            (choice::tick("terms.silence_approves", "yes", t("collaboration.silence"), posted.ticked("terms.silence_approves"), None))
            (shown(Field::lines("terms.notes", t("collaboration.notes"), 2).optional(), "terms.notes", posted))
        }
    }
}
