//! The frame: the steps that every operation goes through and none can skip.
//!
//! authorise, begin, claim the idempotency key, run, let the policies answer, derive moves, keep the answer, commit.
//!
//! Invariant: all or nothing. Absent: what any operation does.

use std::{
    path::PathBuf,
    pin::Pin,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicI64, Ordering},
    },
};

use domain::{
    creators::connections::Service,
    ids::{BrandId, OrganisationId},
    team::{Brand, Role},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{Db, Stored, Version};

use crate::{
    Caller, Ctx, Error, Look, Meta, Operation, Reach, Result, Rights, View, Who,
    creators::{applications::flow::Flow, import::running::Running},
    discovery::{Keeper, model::Remembered},
    ports::{Clock, Files, Instagram, LanguageModel, Links, Mailer, PaymentProvider, Platforms, Stage, TikTok, YouTube},
    random::{Random, Seed},
    secrets::Secrets,
    team::tries::Tries,
};

/// What an installation is told by its configuration.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How people reach it: `https://troupe.example.com`, without a slash at the end.
    pub base_url: String,
    /// From whom mail about accounts comes.
    pub mail_from: String,
    /// The largest upload, in bytes.
    pub most_upload: i64,
}

/// An installation: the database, the ports and the secrets. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    db: Db,
    settings: Settings,
    secrets: Secrets,
    clock: Arc<dyn Clock>,
    random: Random,
    mailer: Arc<dyn Mailer>,
    links: Arc<dyn Links>,
    files: Arc<dyn Files>,
    provider: Option<Arc<dyn PaymentProvider>>,
    platforms: Platforms,
    model: Option<Arc<dyn LanguageModel>>,
    remembered: Remembered,
    tries: Tries,
    applied: Flow,
    stage: OnceLock<Arc<dyn Stage>>,
    imports: Running,
    keeper: Keeper,
    /// When this process last looked after what is due; zero before it did.
    ticked: AtomicI64,
    recorder: Option<Mutex<Vec<Recorded>>>,
}

/// What an installation is made of.
pub struct Parts {
    /// The database, migrated.
    pub db: Db,
    /// What the configuration says.
    pub settings: Settings,
    /// The key outside the database.
    pub secrets: Secrets,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Random,
    /// Mail.
    pub mailer: Arc<dyn Mailer>,
    /// Looks at web addresses.
    pub links: Arc<dyn Links>,
    /// Bytes.
    pub files: Arc<dyn Files>,
    /// Moves money to creators, where one is connected; otherwise people pay by hand and record it.
    pub provider: Option<Arc<dyn PaymentProvider>>,
    /// Platforms' own interfaces.
    pub platforms: Platforms,
    /// The folder of the search index, which is made anew where it is lost; nothing keeps it in memory.
    pub search: Option<PathBuf>,
    /// Asks language models, where the program may.
    pub model: Option<Arc<dyn LanguageModel>>,
    /// Whether commands are recorded, so that a test can run them again.
    pub record: bool,
}

/// A command as it was run, enough to run it again to the same rows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Recorded {
    /// Which operation.
    pub operation: String,
    /// By whom.
    pub caller: Caller,
    /// When.
    pub now: Timestamp,
    /// With which randomness.
    pub seed: Seed,
    /// What.
    pub command: serde_json::Value,
}

/// How something is asked for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// `Idempotency-Key`.
    pub key: Option<String>,
    /// `If-Match`, or the hidden field of a form.
    pub version: Option<Version>,
}

impl App {
    /// Puts an installation together.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(Inner {
            db: parts.db,
            settings: parts.settings,
            secrets: parts.secrets,
            clock: parts.clock,
            random: parts.random,
            mailer: parts.mailer,
            links: parts.links,
            files: parts.files,
            provider: parts.provider,
            platforms: parts.platforms,
            model: parts.model,
            remembered: Remembered::default(),
            tries: Tries::default(),
            applied: Flow::default(),
            stage: OnceLock::new(),
            imports: Running::default(),
            keeper: Keeper::new(parts.search),
            ticked: AtomicI64::new(0),
            recorder: parts.record.then(|| Mutex::new(Vec::new())),
        }))
    }

    /// The database.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.0.db
    }
    /// What the configuration says.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }
    /// The installation's secrets.
    #[must_use]
    pub fn secrets(&self) -> &Secrets {
        &self.0.secrets
    }
    /// Mail.
    #[must_use]
    pub fn mailer(&self) -> &dyn Mailer {
        self.0.mailer.as_ref()
    }
    /// Looks at web addresses.
    #[must_use]
    pub fn links(&self) -> &dyn Links {
        self.0.links.as_ref()
    }
    /// Bytes.
    #[must_use]
    pub fn files(&self) -> &dyn Files {
        self.0.files.as_ref()
    }
    /// Moves money to creators, where one is connected.
    #[must_use]
    pub fn provider(&self) -> Option<&dyn PaymentProvider> {
        self.0.provider.as_deref()
    }
    /// YouTube's own interface, where the program may ask it.
    #[must_use]
    pub fn youtube(&self) -> Option<&dyn YouTube> {
        self.0.platforms.youtube.as_deref()
    }
    /// Asks language models, where the program may.
    #[must_use]
    pub fn model(&self) -> Option<&dyn LanguageModel> {
        self.0.model.as_deref()
    }
    /// What language models said lately.
    pub(crate) fn remembered(&self) -> &Remembered {
        &self.0.remembered
    }
    /// Instagram's own interface, where the program may ask it.
    #[must_use]
    pub fn instagram(&self) -> Option<&dyn Instagram> {
        self.0.platforms.instagram.as_deref()
    }
    /// TikTok's own interface, where the program may ask it.
    #[must_use]
    pub fn tiktok(&self) -> Option<&dyn TikTok> {
        self.0.platforms.tiktok.as_deref()
    }
    /// Whether the program may ask a service at all.
    #[must_use]
    pub fn asks(&self, service: Service) -> bool {
        match service {
            Service::YouTube => self.youtube().is_some(),
            Service::Instagram => self.instagram().is_some(),
            Service::TikTok => self.tiktok().is_some(),
        }
    }
    /// What time it is.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }
    /// Who steers time, where the outside is simulated.
    #[must_use]
    pub fn stage(&self) -> Option<&dyn Stage> {
        self.0.stage.get().map(AsRef::as_ref)
    }
    /// From now on somebody steers time; said once, before anything is served.
    pub fn put_on(&self, stage: Arc<dyn Stage>) {
        drop(self.0.stage.set(stage));
    }
    /// Imports that run on by themselves.
    pub(crate) fn imports(&self) -> &Running {
        &self.0.imports
    }
    /// Keeps the search index in step.
    pub(crate) fn keeper(&self) -> &Keeper {
        &self.0.keeper
    }
    /// When this process last looked after what is due; nothing where it has not since it started.
    pub(crate) fn ticked_at(&self) -> Option<Timestamp> {
        Some(Timestamp(self.0.ticked.load(Ordering::Relaxed))).filter(|at| at.0 > 0)
    }
    /// Notes that it did.
    pub(crate) fn note_tick(&self) {
        self.0.ticked.store(self.now().0, Ordering::Relaxed);
    }
    /// Wrong passwords by account.
    pub(crate) fn tries(&self) -> &Tries {
        &self.0.tries
    }
    /// How often applications come.
    pub(crate) fn applied(&self) -> &Flow {
        &self.0.applied
    }
    /// A seed for work outside an operation, such as the jitter of a retry.
    #[must_use]
    pub fn seed(&self) -> Seed {
        self.0.random.seed()
    }

    /// Runs an operation.
    ///
    /// # Errors
    /// What the operation says; then nothing was changed.
    pub async fn run<T: Operation>(&self, caller: &Caller, command: T) -> Result<T::Answer> {
        self.run_asked(caller, &Asked::default(), command).await
    }

    /// Runs an operation under an idempotency key, or for one version of a row.
    ///
    /// # Errors
    /// What the operation says; then nothing was changed.
    pub async fn run_asked<T: Operation>(&self, caller: &Caller, asked: &Asked, command: T) -> Result<T::Answer> {
        authorise(&T::META, caller)?;
        let now = self.now();
        let brand = self.wall(&T::META, caller).await?;
        // What was asked, before the outside was looked at: the same question later sees another outside.
        let question = question(asked, &command)?;
        let mut command = command;
        command.prepare(&Look { app: self.clone(), caller: caller.clone(), now, brand }).await?;
        self.run_prepared(caller, asked, command, now, self.0.random.seed(), &question).await
    }

    /// Runs a prepared operation at a given time with a given seed: the rest of [`App::run_asked`], and replays.
    ///
    /// # Errors
    /// What the operation says; then nothing was changed.
    pub async fn run_at<T: Operation>(&self, caller: &Caller, asked: &Asked, command: T, now: Timestamp, seed: Seed) -> Result<T::Answer> {
        authorise(&T::META, caller)?;
        let question = question(asked, &command)?;
        self.run_prepared(caller, asked, command, now, seed, &question).await
    }

    async fn run_prepared<T: Operation>(
        &self,
        caller: &Caller,
        asked: &Asked,
        command: T,
        now: Timestamp,
        seed: Seed,
        question: &str,
    ) -> Result<T::Answer> {
        // Only for who records: a command may hold a whole file.
        let text = self.0.recorder.as_ref().map(|_| serde_json::to_value(&command)).transpose();
        let text = text.map_err(|error| Error::Broken(error.to_string()))?;
        let brand = self.wall(&T::META, caller).await?;
        let tx = self.0.db.begin().await?;
        let claim = asked.key.as_deref().zip(caller.organisation);
        if let Some((key, organisation)) = claim
            && let Some(kept) = store::idempotency::claim(&tx, organisation, &caller.key(), key, T::META.name, question, now).await?
        {
            if kept.operation != T::META.name || kept.command_hash != question {
                return Err(Error::KeyReused);
            }
            let answer = self.0.secrets.open(&kept.answer.ok_or(Error::Conflict)?).map_err(Error::Broken)?;
            return serde_json::from_str(&answer).map_err(|error| Error::Broken(error.to_string()));
        }
        let mut ctx = Ctx::new(self.clone(), caller.clone(), tx, now, seed, brand, asked.version);
        let answer = command.run(&mut ctx).await?;
        follow_up(&mut ctx).await?;
        if let Some((key, organisation)) = claim {
            // Sealed, because an answer may show a secret once: a new key's, or a link.
            let kept = serde_json::to_string(&answer).map_err(|error| Error::Broken(error.to_string()))?;
            let kept = self.0.secrets.seal(ctx.random(), &kept).map_err(Error::Broken)?;
            store::idempotency::keep(&ctx.tx, organisation, &caller.key(), key, &kept).await?;
        }
        ctx.tx.commit().await?;
        if let Some((recorder, text)) = self.0.recorder.as_ref().zip(text)
            && let Ok(mut recorded) = recorder.lock()
        {
            recorded.push(Recorded { operation: T::META.name.to_owned(), caller: caller.clone(), now, seed, command: text });
        }
        Ok(answer)
    }

    /// Shows a view.
    ///
    /// # Errors
    /// Not found, or the store's.
    pub async fn show<T: View>(&self, caller: &Caller, question: T) -> Result<T::Answer> {
        authorise(&T::META, caller)?;
        let brand = self.wall(&T::META, caller).await?;
        let look = Look { app: self.clone(), caller: caller.clone(), now: self.now(), brand };
        question.show(&look).await
    }

    /// Shows a view in a brand that the caller was just found to see, which saves looking the brand up again.
    ///
    /// # Errors
    /// Not found when the brand is not the one that the caller is about; what the view says.
    pub async fn show_in<T: View>(&self, caller: &Caller, brand: Stored<Brand>, question: T) -> Result<T::Answer> {
        authorise(&T::META, caller)?;
        if caller.brand != Some(brand.id) || caller.organisation != Some(brand.value.organisation) {
            return Err(Error::NotFound);
        }
        let brand = (T::META.reach == Reach::Brand).then_some(brand);
        let look = Look { app: self.clone(), caller: caller.clone(), now: self.now(), brand };
        question.show(&look).await
    }

    /// What was recorded since the last call.
    #[must_use]
    pub fn recorded(&self) -> Vec<Recorded> {
        self.0.recorder.as_ref().and_then(|recorder| recorder.lock().ok().map(|mut all| std::mem::take(&mut *all))).unwrap_or_default()
    }

    /// Whether a caller gets as far as the operation: what is registered, and the brand's wall.
    ///
    /// # Errors
    /// Not found; for visitors, that they sign in first.
    pub async fn admit(&self, meta: &Meta, caller: &Caller) -> Result<()> {
        authorise(meta, caller)?;
        self.wall(meta, caller).await.map(|_| ())
    }

    /// The brand behind whose wall the call happens; another organisation's is not found.
    async fn wall(&self, meta: &Meta, caller: &Caller) -> Result<Option<Stored<Brand>>> {
        match (meta.reach, caller.brand, caller.organisation) {
            (Reach::Installation | Reach::Organisation, ..) => Ok(None),
            (Reach::Brand, Some(brand), Some(organisation)) => self.brand(organisation, brand).await.map(Some),
            (Reach::Brand, ..) => Err(Error::NotFound),
        }
    }

    async fn brand(&self, organisation: OrganisationId, brand: BrandId) -> Result<Stored<Brand>> {
        store::document::find::<Brand>(&self.0.db, organisation, brand).await?.ok_or(Error::NotFound)
    }
}

/// What follows from any operation: the policies, and moves derived anew. Boxed, so that it stands in the binary once and not
/// beside each of the operations.
fn follow_up(ctx: &mut Ctx) -> Pin<Box<dyn Future<Output = Result<()>> + Send + '_>> {
    Box::pin(async move {
        crate::policies::answer(ctx).await?;
        crate::journey::derive_touched(ctx).await
    })
}

/// The one table: what is registered about the operation against what the caller may. Hidden things are not found.
///
/// # Errors
/// Not found; for visitors, that they sign in first.
pub fn authorise(meta: &Meta, caller: &Caller) -> Result<()> {
    if allowed(meta, caller) {
        return Ok(());
    }
    Err(if caller.rights == Rights::Visitor { Error::SignInFirst } else { Error::NotFound })
}

/// Whether a caller may run something at all.
#[must_use]
pub fn allowed(meta: &Meta, caller: &Caller) -> bool {
    if meta.who.contains(&Who::Visitor) {
        return true;
    }
    let holds = |role: Role| meta.who.contains(&Who::Role(role));
    match (&caller.rights, meta.reach) {
        (Rights::Operator, _) => true,
        (Rights::Clock, _) => meta.who.contains(&Who::Clock),
        (Rights::Person { person, .. }, Reach::Brand) => {
            let roles: Vec<Role> = Role::ALL.into_iter().filter(|role| holds(*role)).collect();
            caller.brand.is_some_and(|brand| !roles.is_empty() && person.may(brand, &roles))
        }
        (Rights::Person { person, .. }, Reach::Organisation | Reach::Installation) => {
            let any = person.grants.iter().any(|grant| holds(grant.role));
            let by_role = Role::ALL.into_iter().any(holds);
            person.ended_at.is_none() && ((person.is_owner && by_role) || any)
        }
        (Rights::Key { brand, role, scopes, .. }, Reach::Brand) => {
            caller.brand == Some(*brand)
                && (holds(*role) || (*role == Role::Owner && Role::ALL.into_iter().any(holds)))
                && in_scope(meta, scopes)
        }
        (Rights::Creator { brand, .. }, Reach::Brand) => meta.who.contains(&Who::Creator) && caller.brand == Some(*brand),
        (Rights::ReviewLink { brand, .. }, Reach::Brand) => meta.who.contains(&Who::ReviewLink) && caller.brand == Some(*brand),
        (Rights::Key { .. } | Rights::Creator { .. } | Rights::ReviewLink { .. }, Reach::Organisation | Reach::Installation)
        | (Rights::Visitor, _) => false,
    }
}

/// Whether a key's scopes name an operation: by itself, by its room, or `read` for what only reads.
fn in_scope(meta: &Meta, scopes: &[String]) -> bool {
    let room = meta.name.split('.').next().unwrap_or_default();
    let reads = meta.route.method == crate::Method::Get;
    scopes.iter().any(|scope| scope == meta.name || scope == room || (reads && scope == "read"))
}

/// What an idempotency key is bound to, so that it cannot ask anything else; nothing without one.
fn question(asked: &Asked, command: &impl Serialize) -> Result<String> {
    if asked.key.is_some() { hash(command) } else { Ok(String::new()) }
}

fn hash(command: &impl Serialize) -> Result<String> {
    let text = serde_json::to_vec(command).map_err(|error| Error::Broken(error.to_string()))?;
    Ok(hex(&Sha256::digest(&text)))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    domain::files::ContentHash::from_digest(bytes).as_str().to_owned()
}
