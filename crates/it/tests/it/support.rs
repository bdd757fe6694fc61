//! Worlds for tests: a whole installation on a fresh database, with a clock, a mailbox, files and a web of its own.
//!
//! Invariant: a story runs on SQLite and, where `TROUPE_TEST_POSTGRES` names a server, on PostgreSQL too; without one it
//! says loudly what was skipped. Absent: HTTP and pages; they have a harness that builds on this one.
#![allow(dead_code)] // each story uses the part it needs

pub mod browser;
pub mod databases;
pub mod http;
pub mod instagram;
pub mod model;
pub mod pdf;
mod ports;
pub mod real;
pub mod tiktok;
pub mod workbook;
pub mod youtube;

use std::sync::Arc;

use app::{
    App, Caller, Operation, Settings, View,
    frame::Parts,
    ports::{LanguageModel, Mailer, PaymentProvider, Platforms},
    random::Random,
    secrets::Secrets,
    team::{AcceptInvitation, CreateBrand, InvitePerson, SetUp},
};
use domain::{
    ids::{BrandId, CreatorId, OrganisationId},
    money::Currency,
    team::{Grant, Role, SignOffKind},
    time::{Timestamp, Zone},
};
use store::{Database, Db};

pub use ports::{BankDoes, FakeBank, FakeLinks, Mailbox, ManualClock};
pub use world::outside::MemoryFiles;

/// The password of everybody in a world.
pub const PASSWORD: &str = "a quiet long sentence";

/// One installation, set up with an organisation, a brand and an owner.
pub struct World {
    /// The installation.
    pub app: App,
    /// Its time, which stands still unless told otherwise.
    pub clock: Arc<ManualClock>,
    /// What it sent.
    pub letters: Arc<Mailbox>,
    /// The web as it sees it.
    pub links: Arc<FakeLinks>,
    /// What it keeps.
    pub files: Arc<MemoryFiles>,
    /// The payment provider, where the story has one connected.
    pub bank: Arc<FakeBank>,
    /// The organisation.
    pub organisation: OrganisationId,
    /// The first brand, "Fennel & Rye" in London, in pounds.
    pub brand: BrandId,
    /// Its owner, about the first brand.
    pub owner: Caller,
    /// `SQLite` or `PostgreSQL`, for messages.
    pub database: &'static str,
}

/// Runs a story on a fresh SQLite file and on a fresh PostgreSQL database.
pub fn on_both(story: impl AsyncFn(&World)) {
    databases::on_both(async |database, name| {
        let world = World::begin(database, name, None, false).await;
        story(&world).await;
        world.app.db().clone().close().await.expect("the database closes");
    });
}

/// The same with the database at hand, to open it once more.
pub fn on_both_reopened(story: impl AsyncFn(&World, &Database)) {
    databases::on_both(async |database, name| {
        let world = World::begin(database.clone(), name, None, false).await;
        story(&world, &database).await;
        world.app.db().clone().close().await.expect("the database closes");
    });
}

/// The same with a real mailer in place of the mailbox, made in the story's runtime; the world's own letters stay empty.
pub fn on_both_by(mailer: impl Fn() -> Arc<dyn Mailer>, mut story: impl AsyncFnMut(&World)) {
    databases::on_both(async |database, name| {
        let world = World::begin(database, name, Some(mailer()), false).await;
        story(&world).await;
        world.app.db().clone().close().await.expect("the database closes");
    });
}

/// The same with the payment provider connected.
pub fn on_both_with_bank(story: impl AsyncFn(&World)) {
    databases::on_both(async |database, name| {
        let world = World::begin(database, name, None, true).await;
        story(&world).await;
        world.app.db().clone().close().await.expect("the database closes");
    });
}

/// The same with a YouTube of our own that the installation may ask. It waits two seconds for an answer.
pub fn on_both_with_youtube(story: impl AsyncFn(&World, &youtube::YouTubeStub)) {
    databases::on_both(async |database, name| {
        let stub = youtube::YouTubeStub::begin().await;
        let api = outside::YouTubeApi::within(&stub.base, std::time::Duration::from_secs(2)).expect("a client");
        let platforms = Platforms { youtube: Some(Arc::new(api)), ..Platforms::default() };
        let world = World::begin_asking(database, name, None, false, platforms, Arc::new(model::QuietModel)).await;
        story(&world, &stub).await;
        world.app.db().clone().close().await.expect("the database closes");
    });
}

/// The same with a language model of our own that the installation may ask.
pub fn on_both_with_model(story: impl AsyncFn(&World, &model::ModelStub)) {
    databases::on_both(async |database, name| {
        let stub = model::ModelStub::begin().await;
        let port = outside::ChatModel::new(&stub.host).expect("a client");
        let world = World::begin_asking(database, name, None, false, Platforms::default(), Arc::new(port)).await;
        story(&world, &stub).await;
        world.app.db().clone().close().await.expect("the database closes");
    });
}

/// The same with an Instagram of our own.
pub fn on_both_with_instagram(story: impl AsyncFn(&World, &instagram::InstagramStub)) {
    databases::on_both(async |database, name| {
        let stub = instagram::InstagramStub::begin().await;
        let api = outside::InstagramApi::within(&stub.base, std::time::Duration::from_secs(2)).expect("a client");
        let platforms = Platforms { instagram: Some(Arc::new(api)), ..Platforms::default() };
        let world = World::begin_asking(database, name, None, false, platforms, Arc::new(model::QuietModel)).await;
        story(&world, &stub).await;
        world.app.db().clone().close().await.expect("the database closes");
    });
}

/// The same with a TikTok of our own.
pub fn on_both_with_tiktok(story: impl AsyncFn(&World, &tiktok::TikTokStub)) {
    databases::on_both(async |database, name| {
        let stub = tiktok::TikTokStub::begin().await;
        let api = outside::TikTokApi::within(&stub.base, &stub.log_in, std::time::Duration::from_secs(2)).expect("a client");
        let platforms = Platforms { tiktok: Some(Arc::new(api)), ..Platforms::default() };
        let world = World::begin_asking(database, name, None, false, platforms, Arc::new(model::QuietModel)).await;
        story(&world, &stub).await;
        world.app.db().clone().close().await.expect("the database closes");
    });
}

impl World {
    async fn begin(database: Database, name: &'static str, mailer: Option<Arc<dyn Mailer>>, connected: bool) -> Self {
        Self::begin_asking(database, name, mailer, connected, Platforms::default(), Arc::new(model::QuietModel)).await
    }

    async fn begin_asking(
        database: Database,
        name: &'static str,
        mailer: Option<Arc<dyn Mailer>>,
        connected: bool,
        platforms: Platforms,
        model: Arc<dyn LanguageModel>,
    ) -> Self {
        let db = Db::open_made_up(&database).await.expect("the database opens");
        let clock = Arc::new(ManualClock::at("2026-09-01T09:00:00Z"));
        let (letters, links) = (Arc::new(Mailbox::default()), Arc::new(FakeLinks::default()));
        let (bank, files) = (Arc::new(FakeBank::default()), Arc::new(MemoryFiles::default()));
        let provider: Option<Arc<dyn PaymentProvider>> = if connected { Some(bank.clone()) } else { None };
        let settings = Settings {
            base_url: "https://troupe.example".to_owned(),
            mail_from: "troupe@troupe.example".to_owned(),
            most_upload: 50_000_000,
        };
        let app = App::new(Parts {
            db,
            settings,
            secrets: Secrets::new([7; 32]),
            clock: clock.clone(),
            random: Random::seeded([1; 32]),
            mailer: mailer.unwrap_or_else(|| letters.clone()),
            links: links.clone(),
            files: files.clone(),
            provider,
            platforms,
            search: None,
            model: Some(model),
            record: true,
        });
        let command = SetUp {
            organisation: "Fennel Foods".to_owned(),
            brand: "Fennel & Rye".to_owned(),
            zone: zone("Europe/London"),
            currency: Currency::GBP,
            name: "Nora Quill".to_owned(),
            email: "nora@fennel.example".to_owned(),
            password: PASSWORD.to_owned(),
            prepared: String::new(),
        };
        let signed_in = app.run(&Caller::visitor(), command).await.expect("set up");
        let (organisation, person) = store::team::person(app.db(), signed_in.person).await.expect("read").expect("the owner");
        let brand = store::team::brands(app.db(), organisation).await.expect("read").remove(0).id;
        let owner = Caller::person(organisation, person.id, person.value, Some(brand));
        Self { app, clock, letters, links, files, bank, organisation, brand, owner, database: name }
    }

    /// The owner runs an operation in the first brand.
    pub async fn run<T: Operation>(&self, command: T) -> app::Result<T::Answer> {
        self.app.run(&self.owner, command).await
    }

    /// The owner looks at something in the first brand.
    pub async fn show<T: View>(&self, question: T) -> app::Result<T::Answer> {
        self.app.show(&self.owner, question).await
    }

    /// Shows something and says how many statements it took, the brand's own look-up included.
    pub async fn counted<T: View>(&self, question: T) -> (T::Answer, u64) {
        let before = self.app.db().statements();
        let answer = self.show(question).await.expect("shown");
        (answer, self.app.db().statements() - before)
    }

    /// A new person of the team with a role in the first brand.
    pub async fn person(&self, name: &str, role: Role) -> Caller {
        self.person_in(self.brand, name, role).await
    }

    /// A new person of the team with a role in a brand.
    pub async fn person_in(&self, brand: BrandId, name: &str, role: Role) -> Caller {
        let email = format!("{}@fennel.example", domain::text::slug(name));
        let sign_off = (role == Role::Reviewer).then_some(SignOffKind::Legal);
        let command =
            InvitePerson { email: email.clone(), name: name.to_owned(), is_owner: false, grants: vec![Grant { brand, role, sign_off }] };
        let invited = self.run(command).await.expect("invited");
        self.work().await;
        let token = self.letters.last_link_to(&email).rsplit('/').next().unwrap_or_default().to_owned();
        let accepted = AcceptInvitation { token, password: PASSWORD.to_owned(), prepared: String::new() };
        self.app.run(&Caller::visitor(), accepted).await.expect("accepted");
        Caller::person(self.organisation, invited.id, invited.person, Some(brand))
    }

    /// A creator in the portal of the first brand.
    #[must_use]
    pub fn creator(&self, id: CreatorId) -> Caller {
        Caller::creator(self.organisation, self.brand, id)
    }

    /// Another brand of the organisation, with the owner as caller about it.
    pub async fn other_brand(&self) -> (BrandId, Caller) {
        let command = CreateBrand { name: "Other Brand".to_owned(), zone: zone("Europe/Berlin"), currency: Currency::EUR };
        let brand = self.run(command).await.expect("created").id;
        (brand, self.owner.clone().about(brand))
    }

    /// Works the outbox off until nothing is due.
    pub async fn work(&self) {
        while app::worker::work(&self.app).await.expect("worked") > 0 {}
    }

    /// Lets the clock do whatever is due.
    pub async fn tick(&self) {
        while app::tick::tick(&self.app).await.expect("ticked") > 0 {}
    }

    /// Fails unless deriving every move anew gives what stands there.
    pub async fn moves_rebuild(&self) {
        let before = store::moves::everything(self.app.db()).await.expect("read");
        app::journey::rebuild(self.app.db()).await.expect("rebuilt");
        assert_eq!(store::moves::everything(self.app.db()).await.expect("read"), before, "stored moves = derived moves");
    }

    /// What time it is there.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.app.now()
    }
}

/// A time zone by name.
#[must_use]
pub fn zone(name: &str) -> Zone {
    Zone::parse(name).expect("a zone")
}

/// The stable code of a refusal.
#[must_use]
pub fn code<T>(result: app::Result<T>) -> String {
    match result {
        Ok(_) => "done".to_owned(),
        Err(error) => error.code().to_owned(),
    }
}

#[test]
fn a_world_is_set_up_and_sends_mail() {
    on_both(async |world| {
        let finance = world.person("Femi Adeyemi", Role::Finance).await;
        assert!(matches!(finance.rights, app::Rights::Person { .. }));
        assert_eq!(world.letters.to("femi-adeyemi@fennel.example").len(), 1);
        let (other, _) = world.other_brand().await;
        assert_ne!(other, world.brand);
        world.moves_rebuild().await;
    });
}
