//! What ran before the demo's brand had Troupe: the tracker sheet of its spring, with what had fallen through in it.
//!
//! Invariant: everything goes through a registered operation after the season's last hour, so that the season is what it would be
//! without it; nothing of it lies ahead, so that it waits for a person and goes on by nobody else. Absent: the decisions; whoever
//! tries the demo takes them.

use anyhow::Result;
use app::App;
use domain::time::{DAY, Timestamp, Zone};
use serde_json::json;
use world::programme::Programme;

use super::beginning::{base64, run};

const HEADING: &str = "Name,Handle,Campaign,Status,Fee,Deliverable,Contacted,Due date,Posted on,Post link,Shipped,Discount code,Redemptions,Paid?,Paid date,Notes";

/// The rows; `{n}` is the day so many days before the demo opens.
const ROWS: [&str; 8] = [
    "Anna Sandberg,@anna.sandberg,Spring Glow,paid,£400,1 reel,{200},{150},{149},https://www.instagram.example/reel/AnnaS1/,,ANNA15,38,yes,{120},Always on time",
    "Clara Vogt,@clara.vogt,Spring Glow,live,£350,1 reel,{200},{140},{139},https://www.instagram.example/reel/ClaraV1/,,CLARA15,0,no,,Invoice came?",
    "Dario Conti,@dario.conti,Spring Glow,posted,£220,2 stories,,{135},{134},https://www.instagram.example/p/DarioC1/,,,,,,",
    "Finn Berger,@finn.berger,Spring Glow,in progress,£250,1 reel,,{130},,,,,,,,Asked three times",
    "Greta Moll,@greta.moll,Spring Glow,in progress,£180,1 reel,,{128},,,,,,,,Wanted to send it in May",
    "Hanna Holm,@hanna.holm,Spring Glow,product sent,,1 reel,,,,,{160},,,,,",
    "Nele Fischer,@nele.fischer,Spring Glow,reached out,,,{95},,,,,,,,,",
    "Kai Brandt,@kai.brandt,Spring Glow,declined,,,{190},,,,,,,,,No time before summer",
];

/// The sheet is brought.
pub(super) async fn bring(app: &App, programme: &Programme, opens: Timestamp) -> Result<()> {
    let sheet = base64(sheet(opens).as_bytes());
    run(app, &programme.manager.caller, "imports.import_tracker", json!({ "file_name": "Creator tracker.csv", "content": sheet })).await?;
    Ok(())
}

fn sheet(opens: Timestamp) -> String {
    let day = |ago: &str| opens.plus(-ago.parse::<i64>().unwrap_or_default() * DAY).day_in(&Zone::utc());
    let mut file = format!("{HEADING}\n");
    for row in ROWS {
        for (at, part) in row.split(['{', '}']).enumerate() {
            // Between the braces stands every second part.
            file.push_str(&if at % 2 == 0 { part.to_owned() } else { day(part).to_string() });
        }
        file.push('\n');
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_cell_for_each_heading_and_days_that_are_over() {
        let opens = Timestamp(20_000 * DAY);
        let file = sheet(opens);
        let cells = HEADING.split(',').count();
        assert!(file.lines().all(|row| row.split(',').count() == cells), "{file}");
        let today = opens.day_in(&Zone::utc()).to_string();
        let days: Vec<&str> = file.split([',', '\n']).filter(|cell| cell.len() == 10 && cell.as_bytes()[4] == b'-').collect();
        assert!(days.len() > 8 && days.iter().all(|day| *day < today.as_str()), "{days:?}");
    }
}
