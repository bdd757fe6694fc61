//! What the demo's team looks for again and again: saved views of lists, a search that found somebody new, and a record that could
//! be of somebody whom the brand knows already.
//!
//! Invariant: everything goes through registered operations after the season's last hour; who fits the search is who its own
//! question finds. Absent: asking it again; the running program does that.

use anyhow::Result;
use app::{App, Caller};
use domain::ids::{CreatorId, SavedViewId};
use serde_json::json;
use world::programme::Programme;

use super::{
    beginning::{id, run},
    cast,
};

/// What the saved search asks, which [`fits`] answers for the spreadsheet.
const QUESTION: &str = "platform=tiktok&country=GB";

/// Keeps a view and a search, and lets two come who fit the search and did not stand there before.
pub(super) async fn come(app: &App, programme: &Programme) -> Result<()> {
    let (nora, tom) = (&programme.manager.caller, &programme.finance.caller);
    let view = json!({ "list": "creators", "name": "Instagram from 30,000 on", "query": "platform=instagram&min=30000", "shared": true });
    run(app, nora, "team.save_view", view).await?;
    let search = json!({ "list": "discover", "name": "TikTok in Britain", "query": QUESTION, "shared": true });
    let search: SavedViewId = id(&run(app, nora, "team.save_view", search).await?, "id")?;
    let rows = cast::SHEET.lines().skip(1);
    let mut fitting: Vec<CreatorId> = programme.creators.iter().zip(rows).filter(|(_, row)| fits(row)).map(|(one, _)| one.id).collect();
    report(app, programme, search, &fitting).await?;
    // Who named the brand and buys is taken up; nobody writes to her by that.
    let lead = json!({ "is": "account", "platform": "tiktok", "key": "cleo.vance.makes" });
    fitting.push(id(&run(app, nora, "listening.add_lead", json!({ "lead": lead })).await?, "id")?);
    // Tom does not know that her other account stands on the list already.
    let details = json!({ "name": "Priya R.", "country": "GB", "profiles": [{ "platform": "tiktok", "handle": "@priyapatchtest" }] });
    let command = json!({ "creator": details, "source": "cold", "tier": "paid" });
    fitting.push(id(&run(app, tom, "creators.create_creator", command).await?, "id")?);
    report(app, programme, search, &fitting).await
}

/// The clock asks the search and remembers who fits.
async fn report(app: &App, programme: &Programme, view: SavedViewId, fitting: &[CreatorId]) -> Result<()> {
    let clock = Caller::clock(programme.organisation, programme.brand);
    let found = json!({ "view": view, "creators": fitting, "fitting": fitting.len() });
    run(app, &clock, "discovery.report_matches", found).await?;
    Ok(())
}

/// Whether the creator of a row is on TikTok and lives in Britain.
fn fits(row: &str) -> bool {
    let cells: Vec<&str> = row.split(',').collect();
    (cells.get(2), cells.get(7)) == (Some(&"tiktok"), Some(&"GB"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_of_the_spreadsheet_are_where_the_search_looks() {
        let heading: Vec<&str> = cast::SHEET.lines().next().unwrap_or_default().split(',').collect();
        assert_eq!((heading.get(2), heading.get(7)), (Some(&"Platform"), Some(&"Country")));
        assert!(cast::SHEET.lines().filter(|row| fits(row)).count() > 3);
    }
}
