//! A campaign's calendar: its table, the reminders that the clock plans, and the parcels on their way.
//!
//! Invariant: one statement more than the table; reminders are planned by what plans them in Settings, and nothing is told
//! to who may not see it there. Absent: days; the page asks each thing for its own, in the brand's zone.

use std::collections::BTreeMap;

use domain::{
    creators::Creator,
    ids::{CollaborationId, CreatorId, ShipmentId},
    moves::What,
    shipments::{Shipment, expected},
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::journey::Kind;

use super::{
    Tracker,
    tracker::{Gathered, gathered},
};
use crate::{
    Agent, Look, Meta, Reach, Result, Route, View, frame,
    operation::TEAM,
    outreach::{
        ShowClock,
        clock::{ClockStep, Named, pauses, steps_ahead},
    },
    shipments::ListShipments,
};

/// Shows a campaign as a calendar.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ShowCalendar {
    /// Its id or short name.
    pub campaign: String,
}

/// A campaign as a calendar.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalendarPage {
    /// Its table, in which the turns, the posts and the money stand.
    pub tracker: Tracker,
    /// What the clock will send if nobody does anything, the next first; nothing for who may not see the clock.
    pub reminders: Vec<ClockStep>,
    /// Parcels, in the order in which they were entered; nothing for who may not see them.
    pub parcels: Vec<CalendarParcel>,
}

/// A parcel with its days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CalendarParcel {
    /// Which.
    pub id: ShipmentId,
    /// In which collaboration.
    pub collaboration: CollaborationId,
    /// When it left.
    pub sent_at: Timestamp,
    /// By when it should be there.
    pub expected_at: Timestamp,
    /// When it arrived.
    pub delivered_at: Option<Timestamp>,
}

impl View for ShowCalendar {
    type Answer = CalendarPage;
    const META: Meta = Meta {
        name: "campaigns.show_calendar",
        doc: "Shows a campaign as a calendar: its table, the reminders that the clock plans, and parcels that were sent, are expected and arrived.",
        route: Route::get("/campaigns/{campaign}/calendar"),
        reach: Reach::Brand,
        who: TEAM,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<CalendarPage> {
        let gathered = gathered(look, &self.campaign, &[Kind::Shipment]).await?;
        let reminders = if frame::allowed(&ShowClock::META, look.caller()) { reminders(look, &gathered).await? } else { Vec::new() };
        let parcels = if frame::allowed(&ListShipments::META, look.caller()) { parcels(&gathered)? } else { Vec::new() };
        Ok(CalendarPage { tracker: gathered.tracker(look)?, reminders, parcels })
    }
}

async fn reminders(look: &Look, gathered: &Gathered) -> Result<Vec<ClockStep>> {
    let (brand, pauses) = (&look.brand_facts()?.value, pauses(look).await?);
    let people = gathered.parts.take::<Creator>(Kind::Creator)?;
    let creators: BTreeMap<CreatorId, Creator> = people.into_iter().map(|(_, found)| (found.id, found.value)).collect();
    let chases: Vec<_> = gathered.moves.iter().filter(|row| row.open.what == What::Chase).cloned().collect();
    let named = Named { creators: &creators, campaigns: std::slice::from_ref(&gathered.campaign) };
    Ok(steps_ahead(&chases, &named, brand, &pauses, look.now()))
}

fn parcels(gathered: &Gathered) -> Result<Vec<CalendarParcel>> {
    let all = gathered.parts.take::<Shipment>(Kind::Shipment)?;
    let parcel = |(collaboration, found): (CollaborationId, store::Stored<Shipment>)| CalendarParcel {
        id: found.id,
        collaboration,
        sent_at: found.value.sent_at,
        expected_at: expected(found.value.sent_at),
        delivered_at: found.value.delivered_at,
    };
    Ok(all.into_iter().map(parcel).collect())
}
