//! What an applicant wrote, and the check before it is sent.
//!
//! Invariant: what was typed stays as it was typed; accounts are read by the code that reads imported lists. Absent: whether any of
//! it is true.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::page::{ApplicationPage, Question};
use crate::{
    creators::{CheckedCreator, Handle, HandleError, NewCreator, Platform, Profile, ProfileInput, import, locate},
    fields::FieldErrors,
    text::{folded, looks_like_email},
};

/// The longest answer in free words, in characters.
pub const MOST_LETTERS: usize = 4_000;
/// The longest text in which accounts are looked for.
const MOST_IN_ACCOUNT: usize = 300;
/// More accounts than that nobody looks at.
const MOST_ACCOUNTS: usize = 12;

/// The answers as they were typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Answers {
    /// Their name.
    #[serde(default)]
    pub name: String,
    /// Their e-mail address.
    #[serde(default)]
    pub email: String,
    /// Their accounts by platform, each as `@name`, an address, or several of them.
    #[serde(default)]
    pub accounts: Vec<ProfileInput>,
    /// Where they live.
    #[serde(default)]
    pub country: String,
    /// Their city.
    #[serde(default)]
    pub city: String,
    /// Who they are and what they make.
    #[serde(default)]
    pub about: String,
    /// Why this brand.
    #[serde(default)]
    pub why: String,
    /// Links to their work.
    #[serde(default)]
    pub work: String,
    /// What they ask for a post.
    #[serde(default)]
    pub price: String,
    /// The answer to the brand's own question.
    #[serde(default)]
    pub own: String,
    /// Whether they ticked that they are of age.
    #[serde(default)]
    pub of_age: bool,
    /// Whether they ticked what they agree to.
    #[serde(default)]
    pub consent: bool,
}

/// Answers that can be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedAnswers {
    /// As they are kept.
    pub answers: Answers,
    /// As a creator's details, were they taken in.
    pub details: CheckedCreator,
}

impl Answers {
    /// What was typed without spaces around it, and with accounts only where something was typed.
    #[must_use]
    pub fn tidied(&self) -> Self {
        let text = |value: &str| value.trim().replace("\r\n", "\n");
        Self {
            name: text(&self.name),
            email: text(&self.email),
            accounts: self
                .accounts
                .iter()
                .map(|one| ProfileInput { platform: one.platform.clone(), handle: text(&one.handle) })
                .filter(|one| !one.handle.is_empty())
                .collect(),
            country: text(&self.country),
            city: text(&self.city),
            about: text(&self.about),
            why: text(&self.why),
            work: text(&self.work),
            price: text(&self.price),
            own: text(&self.own),
            of_age: self.of_age,
            consent: self.consent,
        }
    }

    /// Checks what is kept to be finished later: an address to write to, and nothing that is too long.
    ///
    /// # Errors
    /// Every field that cannot be kept, with what to do.
    pub fn check_to_keep(&self) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        let answers = self.tidied();
        errors.require(answers.name.chars().count() <= 200, "name", "Use at most 200 characters.");
        errors.require(answers.country.chars().count() <= 120, "country", "Use at most 120 characters.");
        errors.require(answers.city.chars().count() <= 120, "city", "Use at most 120 characters.");
        answers.check_lengths(&mut errors);
        check_email(&mut errors, &answers.email);
        errors.ok(answers)
    }

    /// Checks what is sent, all of it at once.
    ///
    /// # Errors
    /// Every field that cannot be taken, with what to do.
    pub fn check_to_send(&self, page: &ApplicationPage) -> Result<CheckedAnswers, FieldErrors> {
        let answers = self.only_asked(page).tidied();
        let mut errors = FieldErrors::new();
        // The same checks as for a creator whom a colleague enters.
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let entered =
            NewCreator { name: answers.name.clone(), country: some(&answers.country), city: some(&answers.city), ..NewCreator::default() };
        let entered = entered.check().map_err(|more| errors.0.extend(more.0));
        check_email(&mut errors, &answers.email);
        answers.check_lengths(&mut errors);
        let mut profiles: Vec<Profile> = Vec::new();
        for (at, typed) in self.accounts.iter().enumerate().filter(|(_, typed)| !typed.handle.trim().is_empty()) {
            match read_accounts(&typed.platform, &typed.handle) {
                Ok(found) => {
                    for profile in found {
                        if !profiles.iter().any(|known| known.is_same_account(&profile) || *known == profile) {
                            profiles.push(profile);
                        }
                    }
                }
                Err(error) => errors.add(format!("accounts.{at}.handle"), error.to_string()),
            }
        }
        if answers.accounts.is_empty() {
            errors.add("accounts.0.handle", "Name at least one account, such as @maya.");
        }
        errors.require(profiles.len() <= MOST_ACCOUNTS, "accounts.0.handle", format!("Name at most {MOST_ACCOUNTS} accounts."));
        errors.require(
            self.of_age,
            "of_age",
            "Tick this if you are of age where you live. If you are not yet, ask a parent or guardian to write to us.",
        );
        errors.require(self.consent, "consent", "Tick this, or we may not keep what you wrote.");
        match entered {
            Ok(details) => {
                let details = CheckedCreator { email: some(&answers.email), profiles, ..details };
                errors.ok(CheckedAnswers { answers, details })
            }
            Err(()) => Err(errors),
        }
    }

    /// As a creator's details, whatever the page asks by now.
    ///
    /// # Errors
    /// What could not be sent.
    pub fn details(&self) -> Result<CheckedCreator, FieldErrors> {
        let all = ApplicationPage { questions: Question::ALL.to_vec(), ..ApplicationPage::default() };
        self.check_to_send(&all).map(|checked| checked.details)
    }

    /// The accounts that can be read; the others are left out.
    #[must_use]
    pub fn profiles(&self) -> Vec<Profile> {
        let read = self.accounts.iter().filter_map(|typed| read_accounts(&typed.platform, &typed.handle).ok()).flatten();
        read.fold(Vec::new(), |mut all: Vec<Profile>, profile| {
            if !all.iter().any(|known| known.is_same_account(&profile)) {
                all.push(profile);
            }
            all
        })
    }

    /// Without answers to what the page does not ask.
    fn only_asked(&self, page: &ApplicationPage) -> Self {
        let asked = |question: Question, value: &str| if page.asks(question) { value.to_owned() } else { String::new() };
        Self {
            country: asked(Question::Country, &self.country),
            city: asked(Question::City, &self.city),
            about: asked(Question::About, &self.about),
            why: asked(Question::Why, &self.why),
            work: asked(Question::Work, &self.work),
            price: asked(Question::Price, &self.price),
            own: if page.own_question.is_empty() { String::new() } else { self.own.clone() },
            ..self.clone()
        }
    }

    fn check_lengths(&self, errors: &mut FieldErrors) {
        let longest = |errors: &mut FieldErrors, field: &str, value: &str, most: usize| {
            errors.require(value.chars().count() <= most, field, format!("Use at most {most} characters."));
        };
        for (field, value) in [("about", &self.about), ("why", &self.why), ("work", &self.work), ("own", &self.own)] {
            longest(errors, field, value, MOST_LETTERS);
        }
        longest(errors, "price", &self.price, 300);
        longest(errors, "email", &self.email, 254);
        errors.require(self.accounts.len() <= MOST_ACCOUNTS, "accounts.0.handle", format!("Name at most {MOST_ACCOUNTS} accounts."));
        for (at, typed) in self.accounts.iter().enumerate() {
            longest(errors, &format!("accounts.{at}.handle"), &typed.handle, MOST_IN_ACCOUNT);
        }
    }

    /// The form in which addresses are compared.
    #[must_use]
    pub fn email_key(&self) -> String {
        folded(&self.email)
    }
}

fn check_email(errors: &mut FieldErrors, email: &str) {
    if email.is_empty() {
        errors.add("email", "This is needed.");
    } else if !looks_like_email(email) {
        errors.add("email", "This is no e-mail address. Write it like maya@example.com.");
    }
}

/// The accounts that a text names: `@maya`, `maya`, an address of any known platform, or several as in
/// `IG: @maya / TikTok: @mayatok`.
///
/// # Errors
/// Says what is wrong with a text that names none.
pub fn read_accounts(platform: &Platform, text: &str) -> Result<Vec<Profile>, HandleError> {
    let text = text.trim();
    if text.chars().count() > MOST_IN_ACCOUNT {
        return Err(HandleError::NoProfile);
    }
    if let Some(all) = import::accounts_in(text, platform) {
        return Ok(all);
    }
    // An address says its platform itself, in whichever field it was put.
    if let Some(found) = locate(text) {
        return Ok(vec![Profile::from(found)]);
    }
    Handle::parse(platform, text).map(|handle| vec![Profile::of(platform.clone(), Some(handle))])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole() -> Answers {
        Answers {
            name: "Maya Okonkwo".into(),
            email: "maya@example.com".into(),
            accounts: vec![ProfileInput { platform: Platform::Instagram, handle: "@maya.makes".into() }],
            of_age: true,
            consent: true,
            ..Answers::default()
        }
    }

    fn fields(answers: &Answers) -> Vec<String> {
        let page = ApplicationPage { questions: Question::ALL.to_vec(), own_question: "Oats?".into(), ..ApplicationPage::default() };
        answers.check_to_send(&page).err().map(|errors| errors.0.into_iter().map(|error| error.field).collect()).unwrap_or_default()
    }

    #[test]
    fn an_empty_form_hears_of_everything_at_once() {
        assert_eq!(fields(&Answers::default()), ["name", "email", "accounts.0.handle", "of_age", "consent"]);
        assert!(fields(&whole()).is_empty());
    }

    #[test]
    fn long_names_emoji_and_other_scripts_are_taken_and_too_long_is_named() {
        for name in ["🌿 Maya 🌿", "مايا أوكونكو", "Мая", &"N".repeat(200)] {
            assert!(fields(&Answers { name: name.into(), about: "שלום 👋🏽".into(), ..whole() }).is_empty(), "{name}");
        }
        assert_eq!(fields(&Answers { name: "N".repeat(201), ..whole() }), ["name"]);
        assert_eq!(fields(&Answers { about: "x".repeat(10_240), ..whole() }), ["about"]);
        assert_eq!(fields(&Answers { email: "maya@".into(), country: "Atlantis".into(), ..whole() }), ["country", "email"]);
        let kept = Answers { email: "maya@example.com".into(), about: "x".repeat(10_240), ..Answers::default() };
        assert_eq!(kept.check_to_keep().unwrap_err().0[0].field, "about");
    }

    #[test]
    fn accounts_are_read_as_a_list_would_read_them() {
        let read =
            |platform: &Platform, text: &str| read_accounts(platform, text).map(|all| all.iter().map(Profile::url).collect::<Vec<_>>());
        let instagram = Some("https://www.instagram.com/maya.makes/".to_owned());
        for typed in ["@maya.makes", "maya.makes", "instagram.com/maya.makes?igsh=1", "https://www.instagram.com/maya.makes/"] {
            assert_eq!(read(&Platform::Instagram, typed), Ok(vec![instagram.clone()]), "{typed}");
        }
        // In the wrong field, and two in one.
        assert_eq!(read(&Platform::TikTok, "https://instagram.com/maya.makes"), Ok(vec![instagram.clone()]));
        assert_eq!(
            read(&Platform::Instagram, "IG: @maya.makes / TikTok: @mayatok"),
            Ok(vec![instagram, Some("https://www.tiktok.com/@mayatok".to_owned())])
        );
        for wrong in ["Maya Makes Things", "https://instagram.com/p/abc", "@", "@a b"] {
            let wrong = Answers { accounts: vec![ProfileInput { platform: Platform::Instagram, handle: wrong.into() }], ..whole() };
            assert_eq!(fields(&wrong), ["accounts.0.handle"], "{wrong:?}");
        }
    }

    #[test]
    fn what_is_not_asked_is_not_kept() {
        let page = ApplicationPage { questions: vec![], ..ApplicationPage::default() };
        let sent = Answers { price: "£400".into(), own: "yes".into(), ..whole() }.check_to_send(&page).unwrap();
        assert_eq!((sent.answers.price.as_str(), sent.answers.own.as_str()), ("", ""));
    }
}
