//! Payments: what is owed, what is paid, the books, and the plan that both are held against.
//!
//! Invariants: nothing is paid without an approved payable and, from the workspace's limit, a second person; nothing is
//! paid twice; the books sum to zero in each currency; each amount of a budget is counted once, in its latest state
//! (docs/domain.md, Invariants). Absent: providers, bank details and tax forms.

pub mod budget;
pub mod late;
pub mod ledger;
pub mod payable;
pub mod payout;
pub mod plan;
pub mod summary;

pub use budget::{Budget, BudgetError, BudgetLine, BudgetState, BudgetSums};
pub use ledger::{Account, Entry, Expense, Posting, PostingKind};
pub use payable::{FeeDue, Payable, PayableClock, PayableError, PayableKind, PayableState};
pub use payout::{FourEyes, Payout, PayoutError, PayoutEvent};
