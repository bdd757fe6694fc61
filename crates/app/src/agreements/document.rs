//! The agreement as a document: every term in plain English, numbered, as one HTML file that needs nothing else.
//!
//! Invariants: the same terms give the same bytes; every word that a person wrote is escaped; no script, no picture, no
//! address that loads anything. Absent: signatures; they stand beside the bytes, under their hash.

use std::fmt::Write;

use domain::{
    agreements::{ClockStart, Terms},
    formats::{format_name, platform_name},
    money::Money,
    team::Brand,
    text::grouped,
    time::{Day, Timestamp},
};

/// Between whom, about what, and what was reserved for it.
pub struct Parties<'a> {
    /// The company that holds the brand.
    pub organisation: &'a str,
    /// The brand.
    pub brand: &'a Brand,
    /// The creator's name.
    pub creator: &'a str,
    /// The campaign's name.
    pub campaign: &'a str,
    /// The code that is reserved for the creator, once one is.
    pub code: Option<&'a str>,
    /// What every tracking link begins with.
    pub links: &'a str,
    /// When it was prepared.
    pub prepared_at: Timestamp,
}

const STYLE: &str = "body{font:16px/1.5 Georgia,serif;max-width:42em;margin:2em auto;padding:0 1em;color:#1b1b1b;background:#fff}\
h1{font-size:1.5em}h2{font-size:1.1em;margin-top:1.6em}table{border-collapse:collapse;width:100%}\
th,td{text-align:left;padding:.3em .6em .3em 0;border-bottom:1px solid #ccc;vertical-align:top}";

/// Renders the agreement.
#[must_use]
pub fn render(parties: &Parties<'_>, terms: &Terms) -> String {
    let mut page = Page { text: String::with_capacity(8_192), clause: 0 };
    let title = format!("Agreement between {} and {}", parties.brand.name, parties.creator);
    page.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>");
    page.escaped(&title);
    page.raw("</title>\n<style>");
    page.raw(STYLE);
    page.raw("</style>\n</head>\n<body>\n<h1>");
    page.escaped(&title);
    page.raw("</h1>\n");
    who(&mut page, parties);
    what(&mut page, parties, terms);
    money(&mut page, terms);
    content(&mut page, terms);
    lateness(&mut page, terms);
    advertising(&mut page, parties, terms);
    closing(&mut page, terms);
    page.raw("</body>\n</html>\n");
    page.text
}

struct Page {
    text: String,
    clause: u32,
}

impl Page {
    fn raw(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn escaped(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' => self.text.push_str("&quot;"),
                '\'' => self.text.push_str("&#39;"),
                '\n' => self.text.push_str("<br>"),
                letter if letter.is_control() => {}
                letter => self.text.push(letter),
            }
        }
    }

    /// A numbered heading.
    fn clause(&mut self, heading: &str) {
        self.clause += 1;
        let _ = write!(self.text, "<h2>{}. ", self.clause);
        self.escaped(heading);
        self.raw("</h2>\n");
    }

    fn say(&mut self, sentence: &str) {
        self.raw("<p>");
        self.escaped(sentence);
        self.raw("</p>\n");
    }

    fn row(&mut self, tag: &str, cells: &[&str]) {
        self.raw("<tr>");
        for cell in cells {
            let _ = write!(self.text, "<{tag}>");
            self.escaped(cell);
            let _ = write!(self.text, "</{tag}>");
        }
        self.raw("</tr>\n");
    }
}

fn day(day: Day) -> String {
    day.format("%-d %b %Y")
}

/// 1,250 basis points are "12.5 percent".
fn percent(points: i64) -> String {
    let text = format!("{}.{:02}", points / 100, points % 100);
    format!("{} percent", text.trim_end_matches('0').trim_end_matches('.'))
}

fn who(page: &mut Page, parties: &Parties<'_>) {
    page.clause("Who agrees");
    page.say(&format!(
        "{} (\"the brand\"), a brand of {}, and {} (\"the creator\") agree on what follows for the campaign \"{}\".",
        parties.brand.name, parties.organisation, parties.creator, parties.campaign
    ));
    page.say(&format!("Prepared on {}.", day(parties.prepared_at.day_in(&parties.brand.zone))));
}

fn what(page: &mut Page, parties: &Parties<'_>, terms: &Terms) {
    page.clause("What the creator makes and posts");
    if terms.owes_nothing() {
        page.say(
            "Nothing. The product below is a gift: the creator need not make or post anything for it. Whoever shows it all the same says \
             that it was given to them; see \"Marking the advertising\".",
        );
        return;
    }
    let priced = terms.priced_separately();
    page.raw("<table>\n");
    page.row("th", if priced { &["What", "Where", "Posted between", "Price"] } else { &["What", "Where", "Posted between"] });
    for agreed in &terms.deliverables {
        let window = format!("{} and {}, 23:59", day(agreed.opens), day(agreed.closes));
        let price = agreed.price.map(|price| price.exact()).unwrap_or_default();
        let (made, place) = (format_name(&agreed.format), platform_name(&agreed.platform));
        let cells = [made.as_str(), place.as_str(), window.as_str(), price.as_str()];
        page.row("td", if priced { &cells } else { &cells[..3] });
    }
    page.raw("</table>\n");
    page.say(&format!("Dates are days in the time zone {}.", parties.brand.zone));
}

fn money(page: &mut Page, terms: &Terms) {
    page.clause("Fee and when it is paid");
    if terms.fee.minor == 0 {
        page.say("There is no fee.");
    } else {
        let begins = match terms.payment.clock {
            ClockStart::Signed => "both sides have signed",
            ClockStart::Approved => "the brand has approved the last draft",
            ClockStart::VerifiedLive => "the brand has checked that the last post is live as approved",
        };
        page.say(&format!("The brand pays {} in all.", terms.fee.exact()));
        let each = if terms.priced_separately() { "Each price above is due by itself. " } else { "" };
        page.say(&format!("{each}Payment is due {} days after the day on which {begins}.", terms.payment.days));
    }
    page.clause("Commission");
    if terms.commission_points == 0 {
        page.say("There is no commission.");
    } else {
        page.say(&format!(
            "The creator earns {} of the sales credited to them: what customers paid for the goods, without discounts, tax and shipping. \
             An order with the creator's code is theirs; without a code it belongs to the last link clicked within 30 days.",
            percent(terms.commission_points)
        ));
        page.say(&format!(
            "Commission is held for 30 days after the customer paid and is due {} days after that. A refund takes its share back.",
            terms.payment.days
        ));
    }
    page.clause("Product");
    match &terms.product {
        Some(product) => page.say(&format!(
            "The brand sends {} at its own cost. Its stated value is {}. The creator keeps it.",
            product.items,
            product.value.exact()
        )),
        None => page.say("No product is sent."),
    }
}

fn content(page: &mut Page, terms: &Terms) {
    page.clause("What the brand may do with the content");
    let usage = &terms.usage;
    if usage.days == 0 || usage.channels.is_empty() {
        page.say("The brand may not use the content beyond sharing the creator's own post.");
    } else {
        let place = match usage.territory.as_str() {
            "" | "world" => "everywhere in the world".to_owned(),
            territory => format!("in {territory}"),
        };
        page.say(&format!(
            "The brand may use the approved content on {} {place} for {} days from the day it goes live.",
            usage.channels.join(", "),
            grouped(usage.days.unsigned_abs())
        ));
        page.say(if usage.paid { "Paid advertising is included." } else { "Paid advertising is not included." });
    }
    page.say("The creator keeps the copyright.");
    page.clause("Exclusivity");
    page.say("None. The creator is free to work with anybody.");
    if terms.owes_nothing() {
        return;
    }
    page.clause("Review and changes");
    page.say("The creator sends a draft before posting and posts the version that the brand approved.");
    page.say(&match terms.revisions.included_rounds {
        0 => "The fee includes no rounds of changes. Changes beyond the brief need another fee.".to_owned(),
        1 => "The fee includes 1 round of changes, each with one clear list. Further changes need another fee.".to_owned(),
        rounds => format!("The fee includes {rounds} rounds of changes, each with one clear list. Further changes need another fee."),
    });
    page.say(if terms.silence_approves {
        "If the brand does not answer a draft within three working days, the draft is approved."
    } else {
        "Silence is no approval."
    });
}

fn lateness(page: &mut Page, terms: &Terms) {
    if !terms.owes_nothing() {
        late_posts(page, terms);
    }
    page.clause("Ending it early");
    page.say(
        "Until a post is live and checked, or a gift has arrived, either side may end this agreement in writing, with a reason. Fees that \
         were due by then are paid. Product that was sent stays with the creator.",
    );
}

fn late_posts(page: &mut Page, terms: &Terms) {
    page.clause("Late posts");
    if terms.late.percent_per_day == 0 || terms.fee.minor == 0 {
        page.say("A late post costs nothing, but the brand may decline it.");
    } else {
        page.say(&format!(
            "A post that goes live after its window costs {} percent of its share of the fee for each day begun, at most {} percent. \
             Hours in which a draft waited for the brand longer than a day do not count.",
            terms.late.percent_per_day, terms.late.most_percent
        ));
    }
}

fn advertising(page: &mut Page, parties: &Parties<'_>, terms: &Terms) {
    page.clause("Marking the advertising");
    page.say(if terms.owes_nothing() {
        "The creator need not show the product. A post that shows it is advertising and is marked as such, so that nobody can miss it."
    } else {
        "This is advertising and is marked as such in every post, so that nobody can miss it."
    });
    page.say(&terms.disclosure);
    page.clause("Code and links");
    match (terms.code_percent, parties.code) {
        (Some(percent), Some(code)) => page.say(&format!("The creator's code is {code}. It takes {percent} percent off.")),
        (Some(percent), None) => {
            page.say(&format!(
                "The creator gets a code of their own that takes {percent} percent off. It stands on their page once both have signed."
            ));
        }
        (None, _) => page.say("There is no code."),
    }
    if terms.owes_nothing() {
        return;
    }
    page.say(&format!(
        "For each post there is one link, which begins with {} and counts clicks. It tells the brand which sales the post brought.",
        parties.links
    ));
}

fn closing(page: &mut Page, terms: &Terms) {
    if !terms.notes.is_empty() {
        page.clause("Anything else");
        page.say(&terms.notes);
    }
    page.clause("Signing");
    page.say(
        "Both sides agree to sign electronically. Typing your full name under this document is your signature. We keep the name, the time, \
         the network address, the browser and the fingerprint (SHA-256) of this document as evidence. This agreement binds when both have signed.",
    );
    page.say(
        "These terms are the whole agreement. They change only by a new agreement that both sides sign. No part of them takes away rights \
         that the law gives and that cannot be given up.",
    );
    page.say(&total(terms));
}

fn total(terms: &Terms) -> String {
    let fee = if terms.fee.minor == 0 { "no fee".to_owned() } else { format!("a fee of {}", terms.fee.exact()) };
    let product = terms.product.as_ref().map(|product| product.value).filter(|value: &Money| value.minor > 0);
    let product = product.map(|value| format!(", product worth {}", value.exact())).unwrap_or_default();
    let commission = match terms.commission_points {
        0 => String::new(),
        points => format!(", {} commission", percent(points)),
    };
    format!("In short: {fee}{product}{commission}.")
}

#[cfg(test)]
mod tests {
    use domain::{
        agreements::{AgreedDeliverable, LateTerms, PaymentTerms, ProductTerms, RevisionTerms, UsageRights},
        ids::{Id, OrganisationId},
        money::Currency,
        team::{BrandProfile, BrandSettings},
        time::Zone,
    };

    use super::*;

    fn brand(name: &str) -> Brand {
        Brand {
            organisation: OrganisationId::from_uuid(uuid::Uuid::nil()),
            name: name.into(),
            slug: "fennel-rye".into(),
            zone: Zone::parse("Europe/London").unwrap(),
            currency: Currency::GBP,
            profile: BrandProfile::default(),
            settings: BrandSettings::default(),
            logo: None,
        }
    }

    fn terms() -> Terms {
        let day = Day::parse("2026-11-18").unwrap();
        let agreed =
            AgreedDeliverable { format: "reel".into(), platform: "instagram".into(), opens: day, closes: day.plus_days(3), price: None };
        Terms {
            fee: Money::new(42_000, Currency::GBP),
            commission_points: 1_250,
            product: Some(ProductTerms { items: "Oat Barrier Cream".into(), value: Money::new(3_400, Currency::GBP) }),
            deliverables: vec![agreed],
            usage: UsageRights { channels: vec!["own channels".into()], paid: false, territory: "GB".into(), days: 60 },
            code_percent: Some(15),
            disclosure: "\"Ad\" first".into(),
            revisions: RevisionTerms { included_rounds: 2 },
            late: LateTerms::default(),
            payment: PaymentTerms { clock: ClockStart::VerifiedLive, days: 14 },
            silence_approves: false,
            notes: "Bring <b>the cat</b>".into(),
        }
    }

    fn rendered(brand: &Brand) -> String {
        let parties = Parties {
            organisation: "Fennel & Rye Ltd",
            brand,
            creator: "Maya Okonkwo",
            campaign: "Autumn repair",
            code: Some("MAYA15"),
            links: "https://troupe.example/go/",
            prepared_at: Timestamp::parse("2026-11-01T09:00:00Z").unwrap(),
        };
        render(&parties, &terms())
    }

    #[test]
    fn every_term_stands_in_the_document() {
        let text = rendered(&brand("Fennel & Rye"));
        for expected in [
            "Maya Okonkwo",
            "Fennel &amp; Rye Ltd",
            "18 Nov 2026 and 21 Nov 2026, 23:59",
            "£420.00",
            "14 days after the day on which the brand has checked",
            "12.5 percent",
            "Oat Barrier Cream",
            "£34.00",
            "own channels in GB for 60 days",
            "Paid advertising is not included",
            "2 rounds of changes",
            "25 percent of its share",
            "at most 50 percent",
            "&quot;Ad&quot; first",
            "MAYA15",
            "https://troupe.example/go/",
            "Europe/London",
        ] {
            assert!(text.contains(expected), "{expected}\n{text}");
        }
    }

    #[test]
    fn every_word_is_read_back_for_a_copy_on_paper() {
        use crate::agreements::signed::{Passage, read};
        let words = read(&rendered(&brand("Fennel & \"Rye\" <'s>"))).expect("ours");
        assert_eq!(words.title, "Agreement between Fennel & \"Rye\" <'s> and Maya Okonkwo");
        assert!(words.passages.contains(&Passage::Heading("1. Who agrees".into())));
        assert!(words.passages.contains(&Passage::Paragraph("Bring <b>the cat</b>".into())));
        let cells = ["Reel", "Instagram", "18 Nov 2026 and 21 Nov 2026, 23:59"].map(str::to_owned).to_vec();
        assert!(words.passages.iter().any(|passage| matches!(passage, Passage::Table { rows, .. } if *rows == [cells.clone()])));
        let clauses = words.passages.iter().filter(|passage| matches!(passage, Passage::Heading(_))).count();
        assert_eq!(rendered(&brand("x")).matches("<h2>").count(), clauses);
    }

    #[test]
    fn what_people_wrote_is_text_and_nothing_loads() {
        let text = rendered(&brand("<script>alert(1)</script>"));
        assert!(text.contains("Bring &lt;b&gt;the cat&lt;/b&gt;"));
        for forbidden in ["<script", "<img", "src=", "href=", "<link"] {
            assert!(!text.contains(forbidden), "{forbidden}");
        }
        assert_eq!(text, rendered(&brand("<script>alert(1)</script>")));
    }
}
