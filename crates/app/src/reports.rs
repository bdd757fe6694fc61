//! The room `reports`: what came of a campaign, and whom to work with again.
//!
//! Invariant: a report adds up: what is credited here, elsewhere and to nobody is what the orders are worth. Absent:
//! reach, views and engagement, which come with the platforms; where they are not known, nothing is shown in their place.

use crate::registry::{Registered, look, op};

pub mod csv;
pub mod decide_standing;
pub mod end_measuring;
pub mod posts;
mod shared;
pub mod standing;
pub mod view;

pub use csv::csv;
pub use decide_standing::DecideStanding;
pub use end_measuring::EndMeasuring;
pub use standing::ProposeStanding;
pub use view::{CampaignReport, ExportCampaignReport, GetCampaignReport, ListReports};

pub(crate) fn registered() -> Vec<Registered> {
    vec![
        op::<EndMeasuring>(),
        op::<DecideStanding>(),
        look::<ListReports>(),
        look::<GetCampaignReport>(),
        look::<ExportCampaignReport>(),
        look::<ProposeStanding>(),
    ]
}
