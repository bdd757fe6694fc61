//! What an operation is: a command that changes something, or a view that reads something; each registered once.
//!
//! Invariant: a command is plain data, so that a page, the API, the command line and an agent build the same one.
//! Absent: how it is authorised and committed; that is the frame's work and cannot be skipped.

use domain::team::Role;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{Ctx, Look, Result};

/// Who may run something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// A person with this role, or a key with it. Owners hold every role.
    Role(Role),
    /// The creator whom it concerns, in the portal.
    Creator,
    /// Who holds a signed review link, for its one deliverable.
    ReviewLink,
    /// The clock.
    Clock,
    /// Anybody, signed in or not.
    Visitor,
    /// Who runs the machine, and nobody else. The operator may run everything; this names what only they may.
    Operator,
}

/// Owners only.
pub const OWNER: &[Who] = &[Who::Role(Role::Owner)];
/// Owners and the clock.
pub const OWNER_CLOCK: &[Who] = &[Who::Role(Role::Owner), Who::Clock];
/// Managers.
pub const MANAGER: &[Who] = &[Who::Role(Role::Manager)];
/// Managers and the clock.
pub const MANAGER_CLOCK: &[Who] = &[Who::Role(Role::Manager), Who::Clock];
/// Managers and the creator whom it concerns.
pub const MANAGER_CREATOR: &[Who] = &[Who::Role(Role::Manager), Who::Creator];
/// The creator alone.
pub const CREATOR: &[Who] = &[Who::Creator];
/// Finance.
pub const FINANCE: &[Who] = &[Who::Role(Role::Finance)];
/// Finance and managers, who make but do not approve payouts.
pub const FINANCE_MANAGER: &[Who] = &[Who::Role(Role::Finance), Who::Role(Role::Manager)];
/// Who signs off drafts.
pub const REVIEWER: &[Who] = &[Who::Role(Role::Manager), Who::Role(Role::Reviewer), Who::ReviewLink];
/// Managers and reviewers with a seat.
pub const REVIEWING: &[Who] = &[Who::Role(Role::Manager), Who::Role(Role::Reviewer)];
/// Managers, reviewers with a seat or a link, and the creator whose draft it is.
pub const REVIEWER_CREATOR: &[Who] = &[Who::Role(Role::Manager), Who::Role(Role::Reviewer), Who::ReviewLink, Who::Creator];
/// Managers, finance, and the creator whose own details they are.
pub const FINANCE_MANAGER_CREATOR: &[Who] = &[Who::Role(Role::Finance), Who::Role(Role::Manager), Who::Creator];
/// Everybody with a seat but viewers, and the creator whom it concerns.
pub const WORKERS_CREATOR: &[Who] = &[Who::Role(Role::Manager), Who::Role(Role::Finance), Who::Role(Role::Reviewer), Who::Creator];
/// Everybody with a seat in the brand.
pub const TEAM: &[Who] = &[Who::Role(Role::Manager), Who::Role(Role::Finance), Who::Role(Role::Reviewer), Who::Role(Role::Viewer)];
/// Everybody with a seat but viewers, who read reports.
pub const WORKERS: &[Who] = &[Who::Role(Role::Manager), Who::Role(Role::Finance), Who::Role(Role::Reviewer)];
/// The clock alone.
pub const CLOCK: &[Who] = &[Who::Clock];
/// Who runs the machine, alone.
pub const OPERATOR: &[Who] = &[Who::Operator];
/// Anybody.
pub const ANYBODY: &[Who] = &[Who::Visitor];

/// Whether an agent must ask a person first (docs/domain.md, Charter).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agent {
    /// Reads, or is easily undone.
    May,
    /// A person says yes to each.
    MustAsk,
    /// Not for agents at all.
    Never,
}

/// How far something reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// One brand: its routes begin with `/brands/{brand}`.
    Brand,
    /// The organisation of who calls.
    Organisation,
    /// The installation, for people who are not known yet.
    Installation,
}

/// An HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Adds or acts.
    Post,
    /// Replaces.
    Put,
}

/// Where the API has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// Method.
    pub method: Method,
    /// Path with the command's fields in braces; for a brand's, what follows `/brands/{brand}`.
    pub path: &'static str,
}

impl Route {
    /// Reads.
    #[must_use]
    pub const fn get(path: &'static str) -> Self {
        Self { method: Method::Get, path }
    }
    /// Adds or acts.
    #[must_use]
    pub const fn post(path: &'static str) -> Self {
        Self { method: Method::Post, path }
    }
    /// Replaces.
    #[must_use]
    pub const fn put(path: &'static str) -> Self {
        Self { method: Method::Put, path }
    }
}

/// What is registered about an operation or a view.
#[derive(Debug, Clone, Copy)]
pub struct Meta {
    /// `room.verb_noun`, stable.
    pub name: &'static str,
    /// One sentence for people and agents.
    pub doc: &'static str,
    /// Where the API has it.
    pub route: Route,
    /// How far it reaches.
    pub reach: Reach,
    /// Who may.
    pub who: &'static [Who],
    /// Whether an agent must ask.
    pub agent: Agent,
}

impl Meta {
    /// The first sentence of what it does, without its full stop.
    #[must_use]
    pub fn summary(&self) -> &'static str {
        self.doc.split(". ").next().unwrap_or_default().trim_end_matches('.')
    }
}

/// What most operations answer: the row that was changed, and its version now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Done<I> {
    /// Which row.
    pub id: I,
    /// Its version, for `If-Match`.
    pub version: i64,
}

impl<I> Done<I> {
    /// A row at a version.
    #[must_use]
    pub fn new(id: I, version: crate::Version) -> Self {
        Self { id, version: version.0 }
    }
}

/// A command that changes something.
pub trait Operation: Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static {
    /// What it answers.
    type Answer: Serialize + DeserializeOwned + JsonSchema + Send + 'static;
    /// What is registered about it.
    const META: Meta;
    /// What must be known of the outside, or worked out slowly, before the transaction opens: a look at a web
    /// address, a password's hash. Writes it into the command, over whatever stood there.
    ///
    /// # Errors
    /// Refuses before anything began.
    fn prepare(&mut self, before: &Look) -> impl Future<Output = Result<()>> + Send {
        let _ = before;
        async { Ok(()) }
    }
    /// Load, decide, save, record, answer. Everything else is the frame's.
    ///
    /// # Errors
    /// Says which rule refused.
    fn run(self, ctx: &mut Ctx) -> impl Future<Output = Result<Self::Answer>> + Send;
}

/// A question that changes nothing.
pub trait View: Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static {
    /// What it answers.
    type Answer: Serialize + JsonSchema + Send + 'static;
    /// What is registered about it.
    const META: Meta;
    /// Few, indexed queries, whatever the number of rows.
    ///
    /// # Errors
    /// Not found, or the store's.
    fn show(self, look: &Look) -> impl Future<Output = Result<Self::Answer>> + Send;
}
