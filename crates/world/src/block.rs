//! Once in a world the manager blocks somebody who was invited and has not answered, so that what is under way to them must
//! stay here.
//!
//! Invariant: whoever has agreed to anything is left alone. Absent: why; nobody in this world has done anything wrong.

use app::{App, creators::BlockCreator, views::ShowTracker};
use domain::{
    journey::Stage,
    time::{DAY, HOUR, Timestamp},
};

use crate::{creators::told, programme::Programme};

/// What the manager has in mind.
#[derive(Debug)]
pub struct Block {
    at: Timestamp,
}

impl Block {
    /// From so many days after the beginning, at noon.
    #[must_use]
    pub fn of(begun: Timestamp, days: i64) -> Self {
        Self { at: begun.plus(days * DAY + 4 * HOUR) }
    }

    /// Blocks the first of the list who is invited and no more than that; looks again a day later where there is nobody.
    /// Says who it was.
    ///
    /// # Errors
    /// The store's.
    pub async fn come(&mut self, app: &App, programme: &Programme, now: Timestamp) -> app::Result<Option<String>> {
        if now < self.at {
            return Ok(None);
        }
        self.at = self.at.plus(DAY);
        let manager = &programme.manager.caller;
        for campaign in &programme.campaigns {
            let tracker = app.show(manager, ShowTracker { campaign: campaign.to_string() }).await?;
            if let Some(row) = tracker.rows.into_iter().find(|row| row.stage == Stage::Invited) {
                let outcome = app.run(manager, BlockCreator { creator: row.creator, reason: "Bought followers.".into() }).await;
                let said = format!("team: blocks {} {}", row.name, told(&outcome));
                return match outcome {
                    Err(error @ (app::Error::Store(_) | app::Error::Broken(_))) => Err(error),
                    Err(_) | Ok(_) => Ok(Some(said)),
                };
            }
        }
        Ok(None)
    }
}
