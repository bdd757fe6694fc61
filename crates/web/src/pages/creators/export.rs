//! The list of creators as a file: exactly the rows and columns that are shown, all pages of them.
//!
//! Invariant: the file is read by other programs, so it is the same in every language. Absent: what the brand notes; it
//! leaves on purpose only.

use app::creators::CreatorRow;
use axum::{http::header, response::IntoResponse};

use super::{filters, list::Shows};
use crate::{
    kernel::{Answer, InBrand, values::Asks},
    language::in_english,
    pages::said,
    text::{Worded, t},
};

pub(super) async fn file(at: InBrand, asks: Asks) -> Answer {
    let shown = Shows::asked(&asks);
    let head =
        || std::iter::once(t("creators.creator")).chain(shown.iter().map(|shows| shows.words())).map(str::to_owned).collect::<Vec<_>>();
    let mut text = in_english(|| said::csv_line(&head())) + "\r\n";
    let mut question = filters::question(&asks, 200);
    question.cursor = None;
    loop {
        let page = at.show(question.clone()).await?;
        for row in &page.items {
            text.push_str(&in_english(|| line(&at, row, &shown)));
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
        Shows::Source => row.source.worded().to_owned(),
        Shows::Since => row.since.format_in(at.zone(), "%Y-%m-%d"),
    }
}
