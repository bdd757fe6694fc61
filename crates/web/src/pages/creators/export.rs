//! The list of creators as a file: exactly the rows and columns that are shown, all pages of them.
//!
//! Invariant: the file is read by other programs, so it is the same in every language. Absent: what the brand notes; it
//! leaves on purpose only.

use std::borrow::Cow;

use app::creators::CreatorRow;
use axum::{http::header, response::IntoResponse};

use super::{figures::plain, filters, list::Shows};
use crate::{
    kernel::{Answer, InBrand, values::Asks},
    language::in_english,
    pages::said,
    text::{Worded, t},
};

pub(super) async fn file(at: InBrand, asks: Asks) -> Answer {
    let shown = Shows::asked(&asks);
    let mut text = String::new();
    let mut question = filters::question(&asks, 200);
    question.cursor = None;
    question.figures = Shows::any_figure(&shown);
    let currency = at.brand().brand.currency;
    let mut columns: Vec<Shows> = Vec::new();
    loop {
        let (page, _) = filters::ask(&at, question.clone()).await?;
        if text.is_empty() {
            columns = shown.iter().copied().filter(|shows| shows.words(&page.fields, currency).is_some()).collect();
            text = in_english(|| {
                let named = columns.iter().filter_map(|shows| shows.words(&page.fields, currency)).map(Cow::into_owned);
                said::csv_line(&std::iter::once(t("creators.creator").to_owned()).chain(named).collect::<Vec<_>>())
            }) + "\r\n";
        }
        for row in &page.items {
            text.push_str(&in_english(|| line(&at, row, &columns)));
            text.push_str("\r\n");
        }
        match page.next_cursor {
            Some(cursor) => question.cursor = Some(cursor),
            None => break,
        }
    }
    let name = "attachment; filename=\"creators.csv\"";
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, name)], text).into_response())
}

fn line(at: &InBrand, row: &CreatorRow, shown: &[Shows]) -> String {
    let cells: Vec<String> = std::iter::once(row.name.clone()).chain(shown.iter().map(|shows| cell(at, row, *shows))).collect();
    said::csv_line(&cells)
}

fn cell(at: &InBrand, row: &CreatorRow, shows: Shows) -> String {
    match shows {
        Shows::Platforms => {
            let named = row.accounts.iter().map(|account| account.url.clone().unwrap_or_else(|| account.platform.label().to_owned()));
            named.collect::<Vec<_>>().join(" ")
        }
        Shows::Followers => row.followers.map(|count| count.to_string()).unwrap_or_default(),
        Shows::Email => row.email.clone().unwrap_or_default(),
        Shows::Country => row.country.map(|country| country.code().to_owned()).unwrap_or_default(),
        Shows::Tier => row.tier.worded().to_owned(),
        Shows::Standing => row.standing.map(|standing| standing.worded().to_owned()).unwrap_or_default(),
        Shows::Tags => row.tags.join(", "),
        Shows::Topics => row.topics.join(", "),
        Shows::Views => plain::views(row),
        Shows::Fit => plain::fit(row),
        Shows::Sales => plain::sales(row, at.brand().brand.currency),
        Shows::Fee => plain::fee(row),
        Shows::Stage => plain::stage(row),
        Shows::Source => row.source.worded().to_owned(),
        Shows::Field(id) => row.custom.get(&id).cloned().unwrap_or_default(),
        Shows::Since => row.since.format_in(at.zone(), "%Y-%m-%d"),
    }
}
