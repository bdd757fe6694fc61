//! Fees as people write them in a cell: `£420`, `1.200,50 €`, `EUR 1.5k`, `500 zł / reel`.
//!
//! Invariant: an amount has a currency, by its own sign or code, or by what the person said of the file; what may be two amounts,
//! or none, is no amount. Absent: exchange rates, and what the amount is for.

use crate::creators::counts::{self, DecimalMark, Number};
use crate::money::{Currency, Money};
use crate::text::folded;

/// Signs and words of currencies, the longer before what they contain. A lone `$` may be several.
#[rustfmt::skip]
const SIGNS: [(&str, &str); 33] = [
    ("us$", "USD"), ("usd", "USD"), ("au$", "AUD"), ("a$", "AUD"), ("ca$", "CAD"), ("c$", "CAD"), ("nz$", "NZD"), ("s$", "SGD"),
    ("hk$", "HKD"), ("r$", "BRL"), ("mx$", "MXN"), ("€", "EUR"), ("euros", "EUR"), ("euro", "EUR"), ("£", "GBP"), ("pounds", "GBP"),
    ("pound", "GBP"), ("¥", "JPY"), ("₹", "INR"), ("zł", "PLN"), ("zl", "PLN"), ("kč", "CZK"), ("₺", "TRY"), ("₩", "KRW"), ("₪", "ILS"),
    ("₴", "UAH"), ("₫", "VND"), ("₦", "NGN"), ("₱", "PHP"), ("฿", "THB"), ("sfr", "CHF"), ("fr.", "CHF"), ("ft", "HUF"),
];

/// What may follow an amount and says only for what it is.
const FOR: [&str; 12] = ["per ", "pro ", "por ", "par ", "each", "/", "vat", "net", "gross", "netto", "brutto", "excl"];

/// An amount with its own currency, by sign or code, or with the one given.
pub(crate) fn amount(cell: &str, given: Option<Currency>) -> Option<Money> {
    let lower = folded(cell).replace('\u{a0}', " ");
    let (own, rest) = currency(cell, &lower);
    let own = match own {
        Some(code) => Some(code),
        // A dollar is the one of the file where that has any, otherwise the usual one.
        None if rest.contains('$') => given.filter(|currency| currency.sign().contains('$')).or(Some(Currency::USD)),
        None => given,
    };
    let crowns = ["SEK", "NOK", "DKK", "ISK"];
    let kr = given.filter(|currency| crowns.contains(&currency.code())).and_then(|_| rest.trim_end_matches('.').strip_suffix("kr"));
    let number = kr.unwrap_or(&rest).replace('$', " ");
    let end = FOR.iter().filter_map(|word| number.find(word)).filter(|at| *at > 0).min().unwrap_or(number.len());
    let number = number.get(..end)?.trim().trim_end_matches(".-").trim_end_matches(",-").trim_end_matches(['.', ',']).trim();
    if !number.starts_with(|c: char| c.is_ascii_digit()) || number.contains(['-', '–', '—', '+', '%']) || number.contains(" to ") {
        return None;
    }
    let own = own?;
    let letters: String = number.chars().filter(|c| c.is_alphabetic()).collect();
    match letters.as_str() {
        "" => Money::parse(number, own).ok(),
        // "1.5k" is said of money as it is of followers; what is short is whole units.
        "k" | "tsd" | "m" | "mio" => match counts::parse_with(number, DecimalMark::Unknown) {
            Number::Read { value, .. } => Some(Money::new(value.checked_mul(10_i64.checked_pow(own.digits())?)?, own)),
            _ => None,
        },
        _ => None,
    }
}

/// The currency that a cell names by sign, word or code, and the cell in small letters without it. A lone `$` is left in.
fn currency(cell: &str, lower: &str) -> (Option<Currency>, String) {
    let alone = |at: usize, length: usize| {
        let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
        !letter(lower.get(..at).and_then(|before| before.chars().next_back()))
            && !letter(lower.get(at + length..).and_then(|after| after.chars().next()))
    };
    let without = |at: usize, length: usize| format!("{} {}", lower.get(..at).unwrap_or(""), lower.get(at + length..).unwrap_or(""));
    for (sign, code) in SIGNS {
        if let Some(at) = lower.find(sign).filter(|at| alone(*at, sign.len())) {
            return (Currency::parse(code).ok(), without(at, sign.len()));
        }
    }
    // "ALL" and "TRY" are currencies too, so that a code counts in capitals, or alone with its number.
    let words: Vec<&str> = cell.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let is_code =
        |word: &&&str| (words.len() == 1 || word.bytes().all(|letter| letter.is_ascii_uppercase())) && Currency::parse(word).is_ok();
    let code = words.iter().find(is_code).map(|word| word.to_ascii_lowercase());
    match code.and_then(|code| Some((lower.find(&code)?, code))) {
        Some((at, code)) => (Currency::parse(&code).ok(), without(at, code.len())),
        None => (None, lower.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: &str) -> Option<Currency> {
        Currency::parse(code).ok()
    }

    #[test]
    fn fees_as_people_write_them() {
        for (cell, given, minor, code) in [
            ("£420", None, 42_000, "GBP"),
            ("£1,250.50", None, 125_050, "GBP"),
            ("1.200,50 €", None, 120_050, "EUR"),
            ("€ 1.200", None, 120_000, "EUR"),
            ("EUR 1.5k", None, 150_000, "EUR"),
            ("1,5 Tsd. EUR", None, 150_000, "EUR"),
            ("500 zł / reel", None, 50_000, "PLN"),
            ("US$ 300", None, 30_000, "USD"),
            ("A$250", None, 25_000, "AUD"),
            ("$300", None, 30_000, "USD"),
            ("300", Some("SEK"), 30_000, "SEK"),
            ("1 200 kr", Some("SEK"), 120_000, "SEK"),
            ("1 200 kr", None, 0, ""),
            ("300 all in", Some("EUR"), 0, ""),
            ("300 eur", None, 30_000, "EUR"),
            ("1'200 CHF", None, 120_000, "CHF"),
            ("300 euros", None, 30_000, "EUR"),
            ("¥30000", None, 30_000, "JPY"),
            ("150 EUR per story", None, 15_000, "EUR"),
            ("300,- €", None, 30_000, "EUR"),
            ("350.00 GBP + VAT", None, 0, ""),
            ("£500-800", None, 0, ""),
            ("€500 to €800", None, 0, ""),
            ("500", None, 0, ""),
            ("gifted", Some("GBP"), 0, ""),
            ("3.5 %", Some("GBP"), 0, ""),
            ("-£5", None, 0, ""),
        ] {
            let found = amount(cell, given.and_then(of)).map(|money| (money.minor, money.currency.code().to_owned()));
            let expected = (!code.is_empty()).then(|| (minor, code.to_owned()));
            assert_eq!(found, expected, "{cell}");
        }
    }
}
