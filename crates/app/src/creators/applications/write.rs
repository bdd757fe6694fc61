//! Somebody writes an application: keeps it to finish it later, or sends it.
//!
//! Invariant: of one address a brand has one open application: the second one goes into the first, and only the address itself
//! hears that there was one. What was kept under an address by somebody else stays beside it. Absent: judging it.

use domain::{
    creators::{
        Purpose,
        applications::{Answers, Application, ApplicationState, Came, Consent, Part, suspicions, words_key},
        identities,
    },
    ids::ApplicationId,
    time::{DAY, Timestamp},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Stored, creators::applications as rows};

use super::{enter_link, enter_page, flow, link, matching, must_not_write, read_form, signed, wording, write_to};
use crate::{Agent, Ctx, Look, Meta, Operation, Reach, Result, Route, context::About, operation::ANYBODY};

/// For so long the same words of another are noticed.
const SAME_WORDS: i64 = 30 * DAY;

/// Keeps an application to be finished later, and sends its link to the address. Answers the same whether or not it is known.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SaveApplication {
    /// The brand's short name in addresses.
    pub brand: String,
    /// The proof that the form is ours.
    #[serde(default)]
    pub form: String,
    /// The secret part of the link in a mail, for who goes on.
    #[serde(default)]
    pub link: Option<String>,
    /// What is written so far.
    pub answers: Answers,
    /// `en` or `de`.
    #[serde(default)]
    pub language: String,
    /// What stood in the field that people do not see.
    #[serde(default)]
    pub trap: String,
}

impl Operation for SaveApplication {
    type Answer = ();
    const META: Meta = Meta {
        name: "creators.save_application",
        doc: "Keeps an application to be finished later, and mails the link to go on. Answers the same whether or not the address is known.",
        route: Route::post("/applications/drafts"),
        reach: Reach::Installation,
        who: ANYBODY,
        agent: Agent::Never,
    };

    async fn prepare(&mut self, before: &Look) -> Result<()> {
        flow::count(before, &self.brand, self.link.as_deref()).await
    }

    async fn run(self, ctx: &mut Ctx) -> Result<()> {
        let done = save(self, ctx).await;
        flow::uncounted_by_conflict(ctx, done)
    }
}

/// Keeps it, and writes to who did not come by the link.
async fn save(asked: SaveApplication, ctx: &mut Ctx) -> Result<()> {
    let door = Door::enter(ctx, &asked.brand, &asked.form, asked.link.as_deref()).await?;
    let answers = asked.answers.check_to_keep()?;
    let (now, zone) = (ctx.now(), ctx.zone()?);
    let found = door.found(ctx, &answers).await?;
    let trapped = !asked.trap.trim().is_empty();
    let (id, mut kept, version) = match found {
        Some(found) => {
            let kept = found.value.clone().saved(answers, door.by_mail(found.id), now, &zone);
            (found.id, kept, Some((found.version, found.value)))
        }
        None => (ctx.id(), Application::begin(answers, &asked.language, now, &zone), None),
    };
    if trapped {
        kept = kept.reminded_as(version.as_ref().map(|(_, before)| before));
    }
    let to = kept.answers.email.clone();
    // Who came by the link has it; a robot does not get to write to anybody.
    if !door.by_mail(id) && !trapped && kept.may_mail(now) && must_not_write(ctx, &to, Purpose::Contract).await?.is_none() {
        let address = link(ctx.app(), ctx.brand()?, id, now);
        let brand = ctx.brand_facts()?.value.name.clone();
        let letter = wording::to_finish(&kept.language, &kept.answers.name, &brand, &address, &signed(ctx)?);
        write_to(ctx, "application_link", &to, letter).await?;
    }
    keep(ctx, id, &kept, version, "creators.application_saved").await
}

/// Sends an application. Answers the same whether or not the address or the account is known.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SubmitApplication {
    /// The brand's short name in addresses.
    pub brand: String,
    /// The proof that the form is ours.
    #[serde(default)]
    pub form: String,
    /// The secret part of the link in a mail, for who goes on.
    #[serde(default)]
    pub link: Option<String>,
    /// What is written.
    pub answers: Answers,
    /// `en` or `de`.
    #[serde(default)]
    pub language: String,
    /// What stood in the field that people do not see.
    #[serde(default)]
    pub trap: String,
}

impl Operation for SubmitApplication {
    type Answer = ();
    const META: Meta = Meta {
        name: "creators.submit_application",
        doc: "Sends an application to a brand. Answers the same whether or not the address or the account is known.",
        route: Route::post("/applications"),
        reach: Reach::Installation,
        who: ANYBODY,
        agent: Agent::Never,
    };

    async fn prepare(&mut self, before: &Look) -> Result<()> {
        flow::count(before, &self.brand, self.link.as_deref()).await
    }

    async fn run(self, ctx: &mut Ctx) -> Result<()> {
        let done = submit(self, ctx).await;
        flow::uncounted_by_conflict(ctx, done)
    }
}

/// Takes it, and answers by mail unless it looks like spam.
async fn submit(asked: SubmitApplication, ctx: &mut Ctx) -> Result<()> {
    let door = Door::enter(ctx, &asked.brand, &asked.form, asked.link.as_deref()).await?;
    let checked = asked.answers.check_to_send(&door.page)?;
    let (now, zone, brand) = (ctx.now(), ctx.zone()?, ctx.brand()?);
    let answers = checked.answers;
    let came = Came {
        given_at: door.given_at,
        at: now,
        trapped: !asked.trap.trim().is_empty(),
        same_words: match words_key(&answers) {
            Some(key) => rows::has_same_words(ctx.tx(), brand, &key, &answers.email_key(), now.plus(-SAME_WORDS)).await?,
            None => false,
        },
        blocked: {
            let theirs = identities(&answers.name, Some(&answers.email), &checked.details.profiles);
            matching::is_blocked(ctx, &theirs).await?
        },
    };
    let suspicious = suspicions(&answers, &came);
    let name = ctx.brand_facts()?.value.name.clone();
    let consent = Consent { words: wording::consent(&door.page, &name, &asked.language), at: now };
    let found = door.found(ctx, &answers).await?;
    let (id, before) = match found {
        Some(found) => (found.id, Some((found.version, found.value))),
        None => (ctx.id(), None),
    };
    let fresh = before.as_ref().is_none_or(|(_, before)| matches!(before.state, ApplicationState::Unfinished { .. }));
    let begun = match &before {
        Some((_, before)) => before.clone(),
        None => Application::begin(answers.clone(), &asked.language, now, &zone),
    };
    let mut sent = begun.sent(answers, door.by_mail(id), consent, suspicious);
    if before.as_ref().is_some_and(|(_, before)| *before == sent) {
        // The same words twice, such as by a double click.
        return Ok(());
    }
    let to = sent.answers.email.clone();
    // What looks like spam may come under anybody's address, so that nobody is written to for it.
    if sent.part() != Part::Held && sent.may_mail(now) && must_not_write(ctx, &to, Purpose::Contract).await?.is_none() {
        let address = link(ctx.app(), brand, id, now);
        let letter = wording::received(&sent.language, &sent.answers.name, &name, &address, !fresh, &signed(ctx)?);
        write_to(ctx, "application_received", &to, letter).await?;
    }
    keep(ctx, id, &sent, before, if fresh { "creators.application_sent" } else { "creators.application_changed" }).await
}

/// How somebody comes in: by the form on the page, or by the link of a mail.
struct Door {
    page: domain::creators::applications::ApplicationPage,
    /// When the form was given out; nothing by a link.
    given_at: Option<Timestamp>,
    by_link: Option<Stored<Application>>,
}

impl Door {
    async fn enter(ctx: &mut Ctx, brand: &str, form: &str, link: Option<&str>) -> Result<Self> {
        if let Some(token) = link {
            let (page, found) = enter_link(ctx, token).await?;
            // Who was answered may come again, as anybody may.
            let open = found.value.part() != Part::Answered;
            return Ok(Self { page, given_at: None, by_link: open.then_some(found) });
        }
        let page = enter_page(ctx, brand).await?;
        let given_at = read_form(ctx.app(), ctx.brand()?, form, ctx.now())?;
        Ok(Self { page, given_at: Some(given_at), by_link: None })
    }

    /// The open application that these words go into: the link's while the address stays the same, otherwise the address's.
    async fn found(&self, ctx: &Ctx, answers: &Answers) -> Result<Option<Stored<Application>>> {
        match &self.by_link {
            Some(found) if found.value.answers.email_key() == answers.email_key() => Ok(Some(found.clone())),
            _ => Ok(rows::open_of(ctx.tx(), ctx.brand()?, &answers.email_key()).await?),
        }
    }

    fn by_mail(&self, id: ApplicationId) -> bool {
        self.by_link.as_ref().is_some_and(|found| found.id == id)
    }
}

/// Saves what changed, with its event; what did not is left alone.
async fn keep(
    ctx: &mut Ctx,
    id: ApplicationId,
    kept: &Application,
    before: Option<(store::Version, Application)>,
    event: &str,
) -> Result<()> {
    let brand = ctx.brand()?;
    match before {
        Some((_, before)) if before == *kept => return Ok(()),
        Some((version, _)) => drop(store::document::save(ctx.tx(), brand, id, version, kept).await?),
        // Somebody sent the same form at the same moment; whoever asks again goes into theirs.
        None => drop(store::document::insert_if_free(ctx.tx(), brand, id, kept).await?.ok_or(crate::Error::Conflict)?),
    }
    // No words of theirs: an event outlives what is forgotten.
    ctx.note(About::default().subject(id), event, json!({ "part": kept.part() })).await
}
