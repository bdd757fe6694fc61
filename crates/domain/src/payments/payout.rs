//! Payouts: one transfer to one creator, from making it to its arrival.
//!
//! Invariants: from the workspace's limit on, whoever made a payout cannot approve it; a payout that may have gone out
//! is looked up and never sent under a new key; a settled one ends, unless the money comes back.
//! Absent: bank details, what a provider is, and the rows of payables, which follow the events here.

mod events;
mod parts;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use events::{PayoutEvent, Reopened};
pub use parts::{Approval, ByHand, Finding, FourEyes, News, ProviderTimes, Settlement, Submission, Transfer};

use super::ledger::Posting;
use super::payable::{Payable, PayableState};
use crate::ids::{PayableId, PersonId};
use crate::money::{Money, MoneyError};
use crate::time::{Day, Timestamp};

/// Where a payout stands. Each state carries the facts that are true only then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Payout {
    /// Put together; waits for approval.
    Made {
        /// What and to whom.
        transfer: Transfer,
    },
    /// May go out.
    Approved {
        /// What and to whom.
        transfer: Transfer,
        /// By whom.
        approval: Approval,
    },
    /// With the provider.
    Submitted {
        /// What and to whom.
        transfer: Transfer,
        /// Under which key.
        submission: Submission,
    },
    /// Whether it went out is not known; it is looked up.
    Unknown {
        /// What and to whom.
        transfer: Transfer,
        /// Under which key.
        submission: Submission,
        /// Since when it is not known.
        since: Timestamp,
        /// When it was last looked up.
        looked_up_at: Option<Timestamp>,
        /// The provider does not know it and would no longer recognise its key: a person has to ask there.
        #[serde(default)]
        needs_person: bool,
    },
    /// Arrived.
    Settled {
        /// What and to whom.
        transfer: Transfer,
        /// How.
        settlement: Settlement,
    },
    /// Did not arrive; its payables are open again.
    Failed {
        /// What and to whom.
        transfer: Transfer,
        /// Why, as the provider said.
        reason: String,
        /// When.
        at: Timestamp,
    },
    /// Arrived and came back; its payables are open again.
    Returned {
        /// What and to whom.
        transfer: Transfer,
        /// How it had arrived.
        settlement: Settlement,
        /// Why it came back.
        reason: String,
        /// On which day.
        on: Day,
    },
    /// Taken back by a person before anything was sent; its payables are open again.
    Withdrawn {
        /// What and to whom.
        transfer: Transfer,
        /// Who.
        by: PersonId,
        /// Why.
        reason: String,
        /// When.
        at: Timestamp,
    },
}

/// Why a verb about a payout was refused. The text is shown to the person as it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PayoutError {
    /// The verb needs another state.
    #[error("This payout is {is}, so it cannot be {verb}. That needs it to be {needs}.")]
    State {
        /// Where it stands.
        is: &'static str,
        /// What was asked.
        verb: &'static str,
        /// Where it would have to stand.
        needs: &'static str,
    },
    /// No payables.
    #[error("Choose at least one payable.")]
    Nothing,
    /// Payables of several creators.
    #[error("A payout goes to one creator. Make one for each.")]
    SeveralCreators,
    /// A payable that is not open.
    #[error("A payable of {amount} is {is} and cannot be paid now.")]
    NotOpen {
        /// How much.
        amount: Money,
        /// Where it stands.
        is: &'static str,
    },
    /// One payable twice.
    #[error("A payable was chosen twice.")]
    Twice,
    /// Nothing to send, or more withheld than owed.
    #[error("Nothing would be left to send.")]
    NothingToSend,
    /// No funding source.
    #[error("Say which account the money comes from.")]
    NoSource,
    /// Four eyes.
    #[error("You made this payout. Somebody else must approve it.")]
    OwnPayout,
    /// A needed text is empty.
    #[error("{0}")]
    Missing(&'static str),
    /// A day that has not come.
    #[error("{0} has not come yet. Give the day on which the money went out.")]
    FutureDay(Day),
    /// Two currencies, or too much.
    #[error("{0}")]
    Money(#[from] MoneyError),
}

/// The answer of every verb: the new state and what happened.
pub type Changed = Result<(Payout, PayoutEvent), PayoutError>;

/// What an `unknown` payout is after a look-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookedUp {
    /// Known now: settled, failed, or sent again under the same key.
    Known(Payout, PayoutEvent),
    /// Still unknown: look again later.
    Wait(Payout),
    /// The provider knows nothing of it and would no longer recognise the key: a person must ask the provider.
    NeedsPerson(Payout),
}

/// What follows from a provider's news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// These steps, in order.
    Steps(Vec<(Payout, PayoutEvent)>),
    /// Nothing: it is known already.
    Known,
    /// Nothing by itself: it cannot be true beside what is known, and a person has to look at it.
    Contradiction,
}

impl Payout {
    /// Makes a payout of open payables of one creator and one currency. `withheld` is tax kept back, in minor units.
    ///
    /// # Errors
    /// Refused when a payable is not open, the creators or currencies differ, or nothing would be sent.
    pub fn make(payables: &[(PayableId, &Payable)], withheld: i64, source: &str, by: PersonId, at: Timestamp) -> Changed {
        let (_, first) = payables.first().ok_or(PayoutError::Nothing)?;
        let mut amount = Money::zero(first.amount.currency);
        for (position, (id, payable)) in payables.iter().enumerate() {
            if payable.creator != first.creator {
                return Err(PayoutError::SeveralCreators);
            }
            if payables[..position].iter().any(|(earlier, _)| earlier == id) {
                return Err(PayoutError::Twice);
            }
            check_open(payable)?;
            amount = amount.plus(payable.amount)?;
        }
        if amount.minor <= 0 || withheld < 0 || withheld >= amount.minor {
            return Err(PayoutError::NothingToSend);
        }
        let source = source.trim();
        if source.is_empty() {
            return Err(PayoutError::NoSource);
        }
        let ids = payables.iter().map(|(id, _)| *id).collect();
        let transfer = Transfer {
            creator: first.creator,
            amount,
            withheld,
            payables: ids,
            source: source.to_owned(),
            made_by: by,
            made_at: at,
            approved: None,
            run: None,
        };
        let event = PayoutEvent::Made { creator: transfer.creator, amount, payables: transfer.payables.clone() };
        Ok((Self::Made { transfer }, event))
    }

    /// As made in a run with this total in its currency.
    #[must_use]
    pub fn in_run(mut self, total: Money) -> Self {
        if let Self::Made { transfer } = &mut self {
            transfer.run = Some(total);
        }
        self
    }

    /// Approves it, as part of a run with this total. The run in which it was made counts as well, so that nobody approves one by
    /// one what they made together.
    ///
    /// # Errors
    /// Refused to who made it where the run's total reaches the limit (docs/domain.md, small print of money).
    pub fn approve(self, by: PersonId, at: Timestamp, run_total: Money, four_eyes: FourEyes) -> Changed {
        let Self::Made { mut transfer } = self else { return Err(self.refused("approved", "made and not yet approved")) };
        let needed = four_eyes.needed(run_total) || four_eyes.needed(transfer.run_total());
        if by == transfer.made_by && needed {
            return Err(PayoutError::OwnPayout);
        }
        let event = PayoutEvent::Approved { creator: transfer.creator, amount: transfer.amount };
        let approval = Approval { by, at };
        transfer.approved = Some(approval);
        Ok((Self::Approved { transfer, approval }, event))
    }

    /// Takes it back before anything was sent.
    ///
    /// # Errors
    /// Refused once it is with a provider, and without a reason.
    pub fn withdraw(self, by: PersonId, reason: &str, at: Timestamp) -> Changed {
        let (Self::Made { transfer } | Self::Approved { transfer, .. }) = self else {
            return Err(self.refused("withdrawn", "not yet sent"));
        };
        let reason = needed(reason, "Say why the payout is withdrawn.")?;
        let event = PayoutEvent::Withdrawn(Reopened::of(&transfer, &reason));
        Ok((Self::Withdrawn { transfer, by, reason, at }, event))
    }

    /// Hands it to a provider under a key that was stored first.
    ///
    /// # Errors
    /// Refused unless it is approved.
    pub fn submit(self, key: &str, provider: &str, times: ProviderTimes, at: Timestamp) -> Changed {
        let Self::Approved { transfer, .. } = self else { return Err(self.refused("sent", "approved")) };
        let key = needed(key, "A payout is sent under a key.")?;
        let event = PayoutEvent::Submitted { key: key.clone(), provider: provider.to_owned() };
        let submission = Submission { key, at, provider: provider.to_owned(), times, again_at: None };
        Ok((Self::Submitted { transfer, submission }, event))
    }

    /// Records that a person paid it by hand, with the bank's reference, the day, and what they saw. Also what a provider
    /// told a person about a payout that nothing else can find out about.
    ///
    /// # Errors
    /// Refused unless it is approved or needs a person, and without reference or evidence or for a day after `today`.
    pub fn record_paid(self, by: PersonId, reference: &str, on: Day, evidence: &str, today: Day, at: Timestamp) -> Changed {
        let (Self::Approved { transfer, .. } | Self::Unknown { transfer, needs_person: true, .. }) = self else {
            return Err(self.refused("recorded as paid", "approved"));
        };
        let reference = needed(reference, "Give the bank's reference of the payment.")?;
        let evidence = needed(evidence, "Say what you saw, such as the line of the bank statement.")?;
        if on > today {
            return Err(PayoutError::FutureDay(on));
        }
        Ok(settled(transfer, Settlement { reference, on, by_hand: Some(ByHand { by, at, evidence }) }))
    }

    /// The provider says that it arrived, on a day in the workspace's zone.
    ///
    /// # Errors
    /// Refused unless it is with the provider.
    pub fn settle(self, reference: &str, on: Day) -> Changed {
        let (Self::Submitted { transfer, .. } | Self::Unknown { transfer, .. }) = self else {
            return Err(self.refused("settled", "with the provider"));
        };
        Ok(settled(transfer, Settlement { reference: reference.trim().to_owned(), on, by_hand: None }))
    }

    /// The provider says that it did not arrive and will not.
    ///
    /// # Errors
    /// Refused unless it is with the provider.
    pub fn fail(self, reason: &str, at: Timestamp) -> Changed {
        let (Self::Submitted { transfer, .. } | Self::Unknown { transfer, .. }) = self else {
            return Err(self.refused("failed", "with the provider"));
        };
        let event = PayoutEvent::Failed(Reopened::of(&transfer, reason.trim()));
        Ok((Self::Failed { transfer, reason: reason.trim().to_owned(), at }, event))
    }

    /// The provider's answer never came, or said nothing.
    ///
    /// # Errors
    /// Refused unless it was sent and is waiting for its answer.
    pub fn lose_sight(self, at: Timestamp) -> Changed {
        let Self::Submitted { transfer, submission } = self else {
            return Err(self.refused("marked as unknown", "with the provider"));
        };
        let event = PayoutEvent::LostSight { key: submission.key.clone() };
        Ok((Self::Unknown { transfer, submission, since: at, looked_up_at: None, needs_person: false }, event))
    }

    /// Takes what a look-up found. What the provider does not know after its stated delay is sent again under the same
    /// key, but not when the provider no longer recognises the key (docs/domain.md, small print of money).
    ///
    /// # Errors
    /// Refused unless it is unknown.
    pub fn look_up(self, finding: Finding, at: Timestamp) -> Result<LookedUp, PayoutError> {
        let Self::Unknown { transfer, submission, since, .. } = self else {
            return Err(self.refused("looked up", "unknown"));
        };
        let times = submission.times;
        let seen = |transfer, submission, needs_person| Self::Unknown { transfer, submission, since, looked_up_at: Some(at), needs_person };
        let known = |(payout, event): (Payout, PayoutEvent)| LookedUp::Known(payout, event);
        match finding {
            Finding::Settled { reference, on } => seen(transfer, submission, false).settle(&reference, on).map(known),
            Finding::Failed { reason } => seen(transfer, submission, false).fail(&reason, at).map(known),
            Finding::UnderWay | Finding::NoAnswer => Ok(LookedUp::Wait(seen(transfer, submission, false))),
            Finding::Nothing if submission.is_forgotten(at) => Ok(LookedUp::NeedsPerson(seen(transfer, submission, true))),
            Finding::Nothing if at.since(since) < times.visible_after => Ok(LookedUp::Wait(seen(transfer, submission, false))),
            Finding::Nothing => {
                let event = PayoutEvent::SentAgain { key: submission.key.clone() };
                let submission = Submission { again_at: Some(at), ..submission };
                Ok(LookedUp::Known(Self::Submitted { transfer, submission }, event))
            }
        }
    }

    /// Takes what the provider tells by itself, whenever it comes: late, again, or in another order than it happened.
    /// Gives each step that follows, in order; none when it is known already.
    ///
    /// # Errors
    /// Refused for a payout that was never with a provider.
    pub fn hear(self, news: News, at: Timestamp) -> Result<Heard, PayoutError> {
        match (self, news) {
            (payout @ (Self::Submitted { .. } | Self::Unknown { .. }), News::Settled { reference, on }) => {
                payout.settle(&reference, on).map(|step| Heard::Steps(vec![step]))
            }
            (payout @ (Self::Submitted { .. } | Self::Unknown { .. }), News::Failed { reason }) => {
                payout.fail(&reason, at).map(|step| Heard::Steps(vec![step]))
            }
            // It came back before anybody had told that it arrived: both happened, and the books show both.
            (payout @ (Self::Submitted { .. } | Self::Unknown { .. }), News::Returned { reference, reason, on }) => {
                let arrived = payout.settle(&reference, on)?;
                let returned = arrived.0.clone().come_back(&reason, on)?;
                Ok(Heard::Steps(vec![arrived, returned]))
            }
            (payout @ Self::Settled { .. }, News::Returned { reason, on, .. }) => {
                payout.come_back(&reason, on).map(|step| Heard::Steps(vec![step]))
            }
            (Self::Settled { .. } | Self::Returned { .. }, News::Settled { .. })
            | (Self::Failed { .. }, News::Failed { .. })
            | (Self::Returned { .. }, News::Returned { .. }) => Ok(Heard::Known),
            (Self::Settled { .. } | Self::Returned { .. }, News::Failed { .. })
            | (Self::Failed { .. }, News::Settled { .. } | News::Returned { .. }) => Ok(Heard::Contradiction),
            (payout @ (Self::Made { .. } | Self::Approved { .. } | Self::Withdrawn { .. }), _) => {
                Err(payout.refused("settled by a provider", "with the provider"))
            }
        }
    }

    /// When the clock looks after a payout that is with a provider: news that should have come by then, or the next look at
    /// an unknown one. Nothing for the others, and for one that a person must ask about.
    #[must_use]
    pub fn look_at(&self) -> Option<Timestamp> {
        match self {
            Self::Submitted { submission, .. } => Some(submission.sent_at().plus(submission.times.news_within)),
            Self::Unknown { needs_person: true, .. } => None,
            Self::Unknown { submission, since, looked_up_at, .. } => Some(match looked_up_at {
                Some(looked) => looked.plus(submission.times.look_again),
                None => since.plus(submission.times.visible_after),
            }),
            Self::Made { .. }
            | Self::Approved { .. }
            | Self::Settled { .. }
            | Self::Failed { .. }
            | Self::Returned { .. }
            | Self::Withdrawn { .. } => None,
        }
    }

    /// Whether only a person can find out what became of it, by asking the provider.
    #[must_use]
    pub fn needs_person(&self) -> bool {
        matches!(self, Self::Unknown { needs_person: true, .. })
    }

    /// Under which key it went to which provider, while it is there.
    #[must_use]
    pub fn submission(&self) -> Option<&Submission> {
        match self {
            Self::Submitted { submission, .. } | Self::Unknown { submission, .. } => Some(submission),
            Self::Made { .. }
            | Self::Approved { .. }
            | Self::Settled { .. }
            | Self::Failed { .. }
            | Self::Returned { .. }
            | Self::Withdrawn { .. } => None,
        }
    }

    /// The money came back after it had settled.
    ///
    /// # Errors
    /// Refused unless it is settled, and without a reason.
    pub fn come_back(self, reason: &str, on: Day) -> Changed {
        let Self::Settled { transfer, settlement } = self else { return Err(self.refused("returned", "settled")) };
        let reason = needed(reason, "Say why the money came back.")?;
        let event = PayoutEvent::Returned(Reopened::of(&transfer, &reason));
        Ok((Self::Returned { transfer, settlement, reason, on }, event))
    }

    /// What and to whom, in every state.
    #[must_use]
    pub fn transfer(&self) -> &Transfer {
        match self {
            Self::Made { transfer }
            | Self::Approved { transfer, .. }
            | Self::Submitted { transfer, .. }
            | Self::Unknown { transfer, .. }
            | Self::Settled { transfer, .. }
            | Self::Failed { transfer, .. }
            | Self::Returned { transfer, .. }
            | Self::Withdrawn { transfer, .. } => transfer,
        }
    }

    /// The stable word of the state, as stored.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Made { .. } => "made",
            Self::Approved { .. } => "approved",
            Self::Submitted { .. } => "submitted",
            Self::Unknown { .. } => "unknown",
            Self::Settled { .. } => "settled",
            Self::Failed { .. } => "failed",
            Self::Returned { .. } => "returned",
            Self::Withdrawn { .. } => "withdrawn",
        }
    }

    /// What the step from `before` to this state enters in the ledger. A payment recorded by hand passes clearing too,
    /// so that the books of all ways of paying read the same. Steps that move no money enter nothing.
    #[must_use]
    pub fn postings(&self, before: &Payout) -> Vec<Posting> {
        let Transfer { creator, amount, withheld, source, .. } = self.transfer();
        let sent = self.transfer().sent();
        match (before, self) {
            (Self::Approved { .. }, Self::Submitted { .. }) => vec![Posting::submission(*creator, *amount, *withheld)],
            (Self::Approved { .. }, Self::Settled { .. }) => {
                vec![Posting::submission(*creator, *amount, *withheld), Posting::settlement(source, sent)]
            }
            (Self::Submitted { .. } | Self::Unknown { .. }, Self::Settled { .. }) => vec![Posting::settlement(source, sent)],
            (Self::Submitted { .. } | Self::Unknown { .. }, Self::Failed { .. }) => vec![Posting::failure(*creator, *amount, *withheld)],
            (Self::Settled { .. }, Self::Returned { .. }) => vec![Posting::returned(*creator, source, *amount, *withheld)],
            _ => vec![],
        }
    }

    fn refused(&self, verb: &'static str, needs: &'static str) -> PayoutError {
        PayoutError::State { is: self.as_str(), verb, needs }
    }
}

fn settled(transfer: Transfer, settlement: Settlement) -> (Payout, PayoutEvent) {
    let event = PayoutEvent::Settled {
        creator: transfer.creator,
        amount: transfer.amount,
        payables: transfer.payables.clone(),
        reference: settlement.reference.clone(),
        on: settlement.on,
    };
    (Payout::Settled { transfer, settlement }, event)
}

fn check_open(payable: &Payable) -> Result<(), PayoutError> {
    let is = match &payable.state {
        PayableState::Open => return Ok(()),
        PayableState::Held { .. } => "held back",
        PayableState::InPayout { .. } => "in another payout",
        PayableState::Paid { .. } | PayableState::PaidOutside { .. } => "paid",
    };
    Err(PayoutError::NotOpen { amount: payable.amount, is })
}

fn needed(text: &str, message: &'static str) -> Result<String, PayoutError> {
    let text = text.trim();
    if text.is_empty() { Err(PayoutError::Missing(message)) } else { Ok(text.to_owned()) }
}

#[cfg(test)]
mod tests;
