//! A campaign's own states: set up, running, over.
//!
//! Invariant: a campaign runs once; what it pays in and what it is called in addresses never change under its people.
//! Absent: what becomes of its collaborations; ending a campaign ends none of them.

use super::{Campaign, CampaignState};

/// Why a verb about a campaign was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CampaignError {
    /// It runs.
    #[error("this campaign is running already")]
    AlreadyRunning,
    /// It is over.
    #[error("this campaign has ended; plan a new one")]
    CampaignEnded,
    /// It has not begun.
    #[error("this campaign has not started yet; start it first")]
    NotStarted,
    /// Offers and budget lines are in the old currency.
    #[error("creators have been shortlisted, so the currency stays {0}; plan a new campaign for another currency")]
    CurrencyInUse(String),
}

impl Campaign {
    /// Creators may be invited from now on.
    ///
    /// # Errors
    /// Refused when running or over.
    pub fn start(mut self) -> Result<Self, CampaignError> {
        match self.state {
            CampaignState::Draft => self.state = CampaignState::Running,
            CampaignState::Running => return Err(CampaignError::AlreadyRunning),
            CampaignState::Ended => return Err(CampaignError::CampaignEnded),
        }
        Ok(self)
    }

    /// Nobody new is invited from now on; what runs goes on to its end.
    ///
    /// # Errors
    /// Refused when over already.
    pub fn end(mut self) -> Result<Self, CampaignError> {
        match self.state {
            CampaignState::Draft | CampaignState::Running => self.state = CampaignState::Ended,
            CampaignState::Ended => return Err(CampaignError::CampaignEnded),
        }
        Ok(self)
    }

    /// Refuses unless creators may be invited.
    ///
    /// # Errors
    /// Says whether it is too early or too late.
    pub fn inviting(&self) -> Result<(), CampaignError> {
        match self.state {
            CampaignState::Draft => Err(CampaignError::NotStarted),
            CampaignState::Running => Ok(()),
            CampaignState::Ended => Err(CampaignError::CampaignEnded),
        }
    }

    /// Takes over what a person changed. State and short name stay; the currency stays once anybody is shortlisted.
    ///
    /// # Errors
    /// Refused when over, or when the currency may not change any more.
    pub fn changed(self, mut to: Campaign, has_people: bool) -> Result<Self, CampaignError> {
        if self.state == CampaignState::Ended {
            return Err(CampaignError::CampaignEnded);
        }
        if has_people && to.currency != self.currency {
            return Err(CampaignError::CurrencyInUse(self.currency.to_string()));
        }
        to.state = self.state;
        to.slug = self.slug;
        Ok(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        campaigns::{Cadence, Objective, PlannedBudget, ReviewPolicy, TrackingPlan},
        money::Currency,
        time::Day,
    };

    fn campaign(state: CampaignState) -> Campaign {
        let day = Day::new(2026, 9, 1).unwrap();
        Campaign {
            name: "Autumn".into(),
            slug: "autumn".into(),
            objective: Objective::Sales,
            goals: vec![],
            audience: String::new(),
            markets: vec![],
            starts: day,
            ends: day,
            currency: Currency::GBP,
            budget: PlannedBudget::default(),
            active_creators: 1,
            deliverables: vec![],
            ships_product: false,
            review: ReviewPolicy::default(),
            cadence: Cadence::default(),
            tracking: TrackingPlan::default(),
            owner: None,
            state,
        }
    }

    /// Every verb in every state.
    #[test]
    fn a_campaign_runs_once() {
        use CampaignState::{Draft, Ended, Running};
        for (state, start, end, invite) in [
            (Draft, Ok(Running), Ok(Ended), Err(CampaignError::NotStarted)),
            (Running, Err(CampaignError::AlreadyRunning), Ok(Ended), Ok(())),
            (Ended, Err(CampaignError::CampaignEnded), Err(CampaignError::CampaignEnded), Err(CampaignError::CampaignEnded)),
        ] {
            assert_eq!(campaign(state).start().map(|campaign| campaign.state), start);
            assert_eq!(campaign(state).end().map(|campaign| campaign.state), end);
            assert_eq!(campaign(state).inviting(), invite);
        }
    }

    #[test]
    fn currency_and_short_name_stay_under_people() {
        let other = Campaign { currency: Currency::EUR, slug: "other".into(), ..campaign(CampaignState::Draft) };
        let refused = campaign(CampaignState::Running).changed(other.clone(), true);
        assert_eq!(refused, Err(CampaignError::CurrencyInUse("GBP".to_owned())));
        let taken = campaign(CampaignState::Running).changed(other, false).unwrap();
        assert_eq!((taken.slug.as_str(), taken.currency, taken.state), ("autumn", Currency::EUR, CampaignState::Running));
    }
}
