//! A manager answers an application: takes the applicant in, says no, or asks something back.
//!
//! Invariant: taking somebody in completes what is known of them and overwrites nothing that a person entered; a known creator
//! gets no second record. Absent: campaigns; a shortlist follows by a policy.

use domain::{
    creators::{
        CheckedCreator, Purpose, Relationship, Source, Tier,
        applications::{Application, ApplicationError},
        can_contact,
    },
    fields::FieldErrors,
    ids::{ApplicationId, CampaignId, CreatorId, RelationshipId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Stored, creators::applications as rows};

use super::{application, link, matching, must_not_write, signed, wording, write_to};
use crate::{
    Agent, Ctx, Error, Meta, Operation, Reach, Result, Route,
    context::About,
    creators::{create_creator, known, profiles},
    mail::Mail,
    operation::MANAGER,
};

/// The longest letter, in characters.
const MOST: usize = 10_000;

/// Takes an applicant in as a creator of the brand.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AcceptApplication {
    /// Which application.
    pub application: ApplicationId,
    /// As which creator who is known already; the likeliest when nothing is said.
    #[serde(default)]
    pub creator: Option<CreatorId>,
    /// As somebody new, whoever they look like.
    #[serde(default)]
    pub as_new: bool,
    /// What kind of relationship it begins as; `product_only` when nothing is said. One that is there already stays.
    #[serde(default)]
    pub tier: Option<Tier>,
    /// Onto the shortlist of which campaign.
    #[serde(default)]
    pub campaign: Option<CampaignId>,
    /// What is written to them; nothing is when it is empty.
    #[serde(default)]
    pub message: String,
}

/// What became of an application that was accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AcceptedApplication {
    /// As whom.
    pub creator: CreatorId,
    /// Whether they were known before.
    pub known: bool,
    /// Why no letter went, where one was wanted.
    pub withheld: Option<String>,
}

impl Operation for AcceptApplication {
    type Answer = AcceptedApplication;
    const META: Meta = Meta {
        name: "creators.accept_application",
        doc: "Takes an applicant in as a creator: completes who is known already, adds who is not; onto a shortlist where wanted.",
        route: Route::post("/applications/{application}/acceptance"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<AcceptedApplication> {
        let found = application(ctx, self.application).await?;
        ctx.expect(found.version)?;
        found.value.open()?;
        let words = letter("message", &self.message)?;
        let details = details(&found.value)?;
        let theirs = domain::creators::identities(&details.name, details.email.as_deref(), &details.profiles);
        let (organisation, brand) = (ctx.organisation()?, ctx.brand()?);
        let candidates = matching::matches(ctx.tx(), organisation, brand, &details.name, &theirs, self.creator).await?;
        let chosen = match (self.as_new, self.creator) {
            (true, None) => None,
            (true, Some(_)) => return Err(Error::field("creator", "Choose one: a creator who is known, or somebody new.")),
            (false, Some(id)) => Some(candidates.iter().find(|one| one.creator == id).ok_or(Error::NotFound)?),
            (false, None) => candidates.iter().find(|one| one.likely),
        };
        // Whom the brand does not know and nothing speaks for is not the brand's to name.
        if chosen.is_some_and(|one| !one.in_brand && one.reasons.is_empty()) {
            return Err(Error::NotFound);
        }
        if let Some(one) = chosen.filter(|one| one.blocked) {
            return Err(ApplicationError::Blocked(one.name.clone()).into());
        }
        let chosen = chosen.map(|one| (one.creator, one.in_brand));
        let creator = match chosen {
            Some((id, _)) => {
                complete(ctx, id, &details).await?;
                id
            }
            None => create_creator::add(ctx, &details).await?.0,
        };
        if !chosen.is_some_and(|(_, in_brand)| in_brand) {
            let kept = Relationship::new(creator, Source::Application, self.tier.unwrap_or(Tier::ProductOnly), ctx.now()).with(&details);
            let row: RelationshipId = ctx.id();
            store::document::insert(ctx.tx(), brand, row, &kept).await?;
            let data = json!({ "name": details.name, "source": Source::Application });
            ctx.note(About::creator(creator).subject(creator), "creators.creator_added", data).await?;
        }
        rows::hand_mail_to(ctx.tx(), brand, &found.value.answers.email, creator).await?;
        let withheld = match words {
            Some(words) => write_to_creator(ctx, creator, &found.value, &words).await?,
            None => None,
        };
        let by = ctx.caller_name().await?;
        let accepted = found.value.accepted(creator, by, ctx.now())?;
        store::document::save(ctx.tx(), brand, found.id, found.version, &accepted).await?;
        let data = json!({ "campaign": self.campaign, "known": chosen.is_some(), "consent_at": accepted.consent.map(|given| given.at) });
        ctx.note(About::creator(creator).subject(found.id), "creators.application_accepted", data).await?;
        Ok(AcceptedApplication { creator, known: chosen.is_some(), withheld })
    }
}

/// A letter in a person's words; nothing where there are none.
fn letter(field: &str, text: &str) -> Result<Option<String>> {
    let text = text.trim();
    let mut errors = FieldErrors::new();
    errors.require(text.chars().count() <= MOST, field, format!("Use at most {MOST} characters."));
    errors.ok((!text.is_empty()).then(|| text.to_owned())).map_err(Into::into)
}

/// What an application says, as a creator's details with its words as the brand's first notes.
fn details(application: &Application) -> Result<CheckedCreator> {
    let mut details = application.answers.details()?;
    details.language = Some(application.language.clone());
    let answers = &application.answers;
    let said: Vec<&str> = [&answers.about, &answers.why, &answers.work, &answers.price, &answers.own]
        .into_iter()
        .map(|text| text.trim())
        .filter(|text| !text.is_empty())
        .collect();
    let notes: String = said.join("\n\n").chars().take(MOST).collect();
    details.notes = Some(notes).filter(|notes| !notes.is_empty());
    Ok(details)
}

/// Adds to a creator what was unknown: contact, country, language, accounts. Nothing that is there is changed.
async fn complete(ctx: &mut Ctx, id: CreatorId, details: &CheckedCreator) -> Result<()> {
    let organisation = ctx.organisation()?;
    let known = known::load(ctx, &[id]).await?.into_iter().next().ok_or(Error::NotFound)?;
    let there: Vec<_> = known.profiles.iter().map(|profile| profile.value.account.clone()).collect();
    let new: Vec<_> = details.profiles.iter().filter(|account| !there.iter().any(|one| one.is_same_account(account))).cloned().collect();
    profiles::check_free(ctx, Some(id), &new).await?;
    // As additional ones: an account of the same platform that a person entered is not corrected by an application.
    profiles::save(ctx, id, vec![], new).await?;
    let (version, mut creator) = (known.creator.version.ok_or(Error::NotFound)?, known.creator.value);
    let before = creator.clone();
    creator.email = creator.email.or_else(|| details.email.clone());
    creator.country = creator.country.or(details.country);
    creator.city = creator.city.or_else(|| details.city.clone());
    creator.language = creator.language.or_else(|| details.language.clone());
    if details.country.is_some() && details.country == creator.country {
        store::creators::connections::country_is_said(ctx.tx(), organisation, &[id]).await?;
    }
    if creator != before {
        store::document::save(ctx.tx(), organisation, id, version, &creator).await?;
        ctx.note(About::creator(id).subject(id), "creators.creator_updated", json!({ "from": "application" })).await?;
    }
    Ok(())
}

/// Writes to somebody who is a creator now; gives why not, where they must not be written to.
async fn write_to_creator(ctx: &mut Ctx, id: CreatorId, application: &Application, words: &str) -> Result<Option<String>> {
    let creator =
        store::document::find::<domain::creators::Creator>(ctx.tx(), ctx.organisation()?, id).await?.ok_or(Error::NotFound)?.value;
    let standing = store::creators::relationship(ctx.tx(), ctx.brand()?, id).await?.and_then(|kept| kept.value.standing);
    if let Err(reason) = can_contact(&creator.suppression, standing, creator.email.as_deref(), Purpose::Contract) {
        return Ok(Some(reason.to_string()));
    }
    let brand = ctx.brand_facts()?.value.name.clone();
    let (subject, body) = wording::answer(&application.language, &brand, words);
    // To the address that they wrote from.
    let to = application.answers.email.clone();
    let addressee = Some((id, Purpose::Contract));
    ctx.mail(Mail { kind: "application_answer", to, subject, body, message: None, creator: addressee, asks: None }).await?;
    Ok(None)
}

/// Says no to an application.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct DeclineApplication {
    /// Which application.
    pub application: ApplicationId,
    /// What is written to the applicant; nothing is when it is empty.
    #[serde(default)]
    pub message: String,
}

/// Whether a letter went to an applicant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ToldApplicant {
    /// Which application.
    pub application: ApplicationId,
    /// Its version, for `If-Match`.
    pub version: i64,
    /// Why no letter went, where one was wanted.
    pub withheld: Option<String>,
}

impl Operation for DeclineApplication {
    type Answer = ToldApplicant;
    const META: Meta = Meta {
        name: "creators.decline_application",
        doc: "Says no to an application, with a letter to the applicant or without one.",
        route: Route::post("/applications/{application}/refusal"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<ToldApplicant> {
        let found = application(ctx, self.application).await?;
        ctx.expect(found.version)?;
        found.value.open()?;
        let mut words = letter("message", &self.message)?;
        let to = found.value.answers.email.clone();
        let withheld = if words.is_some() { must_not_write(ctx, &to, Purpose::Contract).await? } else { None };
        if withheld.is_some() {
            words = None;
        }
        if let Some(words) = &words {
            let brand = ctx.brand_facts()?.value.name.clone();
            write_to(ctx, "application_answer", &to, wording::answer(&found.value.language, &brand, words)).await?;
        }
        let (by, told) = (ctx.caller_name().await?, words.is_some());
        let declined = found.value.clone().declined(words, by, ctx.now())?;
        answered(ctx, &found, &declined, "creators.application_declined", json!({ "told": told }), withheld).await
    }
}

/// Asks an applicant something.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AskApplicant {
    /// Which application.
    pub application: ApplicationId,
    /// What.
    pub question: String,
}

impl Operation for AskApplicant {
    type Answer = ToldApplicant;
    const META: Meta = Meta {
        name: "creators.ask_applicant",
        doc: "Asks an applicant something by mail; they answer in their application, which comes back to the queue.",
        route: Route::post("/applications/{application}/questions"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<ToldApplicant> {
        let found = application(ctx, self.application).await?;
        ctx.expect(found.version)?;
        found.value.open()?;
        let mut errors = FieldErrors::new();
        let question = errors.text("question", &self.question, 2_000);
        errors.ok(())?;
        let to = found.value.answers.email.clone();
        // Nobody can answer what they do not hear of.
        if let Some(reason) = must_not_write(ctx, &to, Purpose::Contract).await? {
            return Err(Error::field("question", reason));
        }
        let (brand, address) = (ctx.brand_facts()?.value.name.clone(), link(ctx.app(), ctx.brand()?, found.id, ctx.now()));
        let letter = wording::question(&found.value.language, &found.value.answers.name, &brand, &question, &address, &signed(ctx)?);
        write_to(ctx, "application_question", &to, letter).await?;
        let by = ctx.caller_name().await?;
        let asked = found.value.clone().asked(question, by, ctx.now())?;
        answered(ctx, &found, &asked, "creators.applicant_asked", json!({}), None).await
    }
}

async fn answered(
    ctx: &mut Ctx,
    found: &Stored<Application>,
    now: &Application,
    event: &str,
    data: serde_json::Value,
    withheld: Option<String>,
) -> Result<ToldApplicant> {
    let version = store::document::save(ctx.tx(), ctx.brand()?, found.id, found.version, now).await?;
    ctx.note(About::default().subject(found.id), event, data).await?;
    Ok(ToldApplicant { application: found.id, version: version.0, withheld })
}
