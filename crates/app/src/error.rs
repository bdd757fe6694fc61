//! One error for every surface, with a stable code.
//!
//! Invariant: what a person may not see is *not found*; the text can be shown as it stands.
//! Absent: status codes, exit codes; each surface translates once.

use domain::fields::FieldErrors;

/// Result of an operation or a view.
pub type Result<T> = std::result::Result<T, Error>;

/// Why an operation did nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is not there, or not for this caller to see.
    #[error("There is nothing here, or it is not yours to see.")]
    NotFound,
    /// Nobody is signed in.
    #[error("Sign in first.")]
    SignInFirst,
    /// Fields that cannot be taken.
    #[error("{0}")]
    Fields(FieldErrors),
    /// A rule of the domain says no; the text names the rule.
    #[error("{message}")]
    Rule {
        /// `room.rule`, stable.
        code: String,
        /// For people.
        message: String,
    },
    /// Somebody else changed the same thing in between.
    #[error("Somebody else changed this in the meantime. Nothing of yours was saved; look at the new version and try again.")]
    Conflict,
    /// The same idempotency key with another command.
    #[error("This idempotency key was used for another command. Use a new key.")]
    KeyReused,
    /// A command that does not parse.
    #[error("{0}")]
    Malformed(String),
    /// Too often.
    #[error("Too many tries. Wait a minute and try again.")]
    TooMany,
    /// The outside could not be reached while it was needed.
    #[error("{0}")]
    Outside(String),
    /// The database.
    #[error("The data could not be read or saved. Nothing was changed; try again in a moment.")]
    Store(#[source] store::Error),
    /// There is no room left for rows or files.
    #[error(
        "There is no room left on the disk of this installation. Nothing was changed; tell who runs it, and try again once there is room."
    )]
    Full,
    /// A bug or a damaged installation.
    #[error("Something is wrong with this installation. Nothing was changed.")]
    Broken(String),
}

impl Error {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Error::NotFound => "not_found",
            Error::SignInFirst => "sign_in_first",
            Error::Fields(_) => "invalid",
            Error::Rule { code, .. } => code,
            Error::Conflict => "conflict",
            Error::KeyReused => "idempotency_key_reused",
            Error::Malformed(_) => "malformed",
            Error::TooMany => "too_many",
            Error::Outside(_) => "outside",
            Error::Store(_) => "store",
            Error::Full => "no_room",
            Error::Broken(_) => "broken",
        }
    }

    /// A rule's refusal. The code is the room and the variant's name, so that it changes only with the rule.
    pub fn rule(room: &str, refusal: &(impl std::fmt::Debug + std::fmt::Display)) -> Self {
        let name: String = format!("{refusal:?}").chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
        let mut code = format!("{room}.");
        for (at, c) in name.chars().enumerate() {
            if c.is_ascii_uppercase() && at > 0 {
                code.push('_');
            }
            code.push(c.to_ascii_lowercase());
        }
        Error::Rule { code, message: domain::text::sentence(&refusal.to_string()) }
    }

    /// One field that cannot be taken.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Error::Fields(FieldErrors::one(field, message))
    }

    /// The same refusal, saying of another field what it said of one: a page calls some fields by names of its own.
    #[must_use]
    pub fn renamed(mut self, field: &str, name: &str) -> Self {
        if let Error::Fields(errors) = &mut self {
            errors.0.iter_mut().filter(|error| error.field == field).for_each(|error| name.clone_into(&mut error.field));
        }
        self
    }
}

/// Tables in which a person chose what must be there once only.
const CHOSEN_BY_PEOPLE: [&str; 3] = ["person", "profile", "promo_code"];

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Conflict { .. } => Error::Conflict,
            store::Error::Full => Error::Full,
            // Numbers and short names are ours to choose: that one is taken means that somebody was faster.
            store::Error::Taken { table } if !CHOSEN_BY_PEOPLE.contains(&table) => Error::Conflict,
            store::Error::Taken { table } => {
                Error::Rule { code: format!("{table}.taken"), message: "That is taken already. Choose another.".to_owned() }
            }
            error => Error::Store(error),
        }
    }
}

impl From<FieldErrors> for Error {
    fn from(errors: FieldErrors) -> Self {
        Error::Fields(errors)
    }
}

impl From<domain::money::MoneyError> for Error {
    fn from(error: domain::money::MoneyError) -> Self {
        Error::rule("money", &error)
    }
}

macro_rules! rules {
    ($($room:literal: $kind:path),+ $(,)?) => {$(
        impl From<$kind> for Error {
            fn from(error: $kind) -> Self { Error::rule($room, &error) }
        }
    )+};
}

rules! {
    "creators": domain::creators::CreatorError,
    "outreach": domain::creators::NoContact,
    "creators": domain::creators::import::ImportError,
    "creators": domain::creators::TakeBackError,
    "listening": domain::listening::lists::ListStands,
    "creators": domain::creators::applications::ApplicationError,
    "creators": domain::creators::connections::ConnectionError,
    "discovery": domain::discovery::model::ModelError,
    "discovery": domain::discovery::model::SummaryError,
    "creators": domain::creators::access::AccessError,
    "campaigns": domain::campaigns::CollaborationError,
    "attribution": domain::attribution::leak::LeakError,
    "agreements": domain::agreements::AgreementError,
    "shipments": domain::shipments::ShipmentError,
    "briefs": domain::briefs::BriefError,
    "content": domain::content::ContentError,
    "uploads": domain::files::UploadError,
    "tracking": domain::tracking::PostError,
    "tracking": domain::tracking::watch::WatchError,
    "attribution": domain::attribution::OrderError,
    "payments": domain::payments::PayableError,
    "payments": domain::payments::PayoutError,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rules_code_is_its_variant() {
        let error: Error = domain::content::ContentError::RoundsUsed { included: 2 }.into();
        assert_eq!(error.code(), "content.rounds_used");
        assert!(error.to_string().starts_with("All 2 agreed rounds are used"));
    }
}
