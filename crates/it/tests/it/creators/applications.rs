//! Applications: what somebody writes on the public page becomes a creator when a person says so, once, and overwrites nothing.
//!
//! Expectations are the feature's own promises and docs/domain.md's: no message twice, no marketing after an opt-out, none to a
//! blocked address, walls between brands. Absent: pages; the web's stories have them.

use app::{
    Caller,
    creators::{
        AcceptApplication, AskApplicant, BlockCreator, CheckApplications, DeclineApplication, EraseCreator, ExportCreator, GetApplication,
        GetCreator, ListApplications, ListCreators, RemoveApplication, SaveApplication, SubmitApplication, SuppressCreator,
        UpdateApplicationPage, WithdrawApplication, applications::form_token,
    },
};
use domain::{
    creators::{
        Platform, ProfileInput, Source, Tier,
        applications::{Answers, ApplicationPage, ApplicationState, Part, Question, Suspicion},
    },
    ids::ApplicationId,
    team::Role,
    time::{DAY, HOUR, MINUTE},
};

mod guards;

use super::{added, campaign};
use crate::{
    registry::rows,
    support::{World, code, on_both},
};

/// The brand's page, open.
async fn opened(world: &World) {
    let page = ApplicationPage {
        open: true,
        questions: Question::ALL.to_vec(),
        own_question: "Oats or rye?".into(),
        ..ApplicationPage::default()
    };
    world.run(UpdateApplicationPage { page }).await.expect("open");
}

/// What somebody writes whose account and address follow from their name.
fn answers(name: &str) -> Answers {
    let handle = domain::text::slug(name).replace('-', ".");
    Answers {
        name: name.into(),
        email: format!("{handle}@creators.example"),
        accounts: vec![ProfileInput { platform: Platform::Instagram, handle: format!("@{handle}") }],
        country: "Germany".into(),
        about: format!("I am {name} and bake."),
        of_age: true,
        consent: true,
        ..Answers::default()
    }
}

/// A form that was open for a minute.
async fn form(world: &World) -> String {
    let form = form_token(&world.app, world.brand, world.now());
    world.clock.advance(MINUTE);
    form
}

async fn sends(world: &World, answers: Answers) -> app::Result<()> {
    let form = form(world).await;
    let command = SubmitApplication { brand: "fennel-rye".into(), form, link: None, answers, language: "en".into(), trap: String::new() };
    world.app.run(&Caller::visitor(), command).await
}

async fn saves(world: &World, answers: Answers) -> app::Result<()> {
    let form = form(world).await;
    let command = SaveApplication { brand: "fennel-rye".into(), form, link: None, answers, language: "de".into(), trap: String::new() };
    world.app.run(&Caller::visitor(), command).await
}

async fn in_part(world: &World, part: Part) -> Vec<(ApplicationId, String)> {
    let queue = world.show(ListApplications { part: Some(part), ..ListApplications::default() }).await.expect("listed");
    queue.items.into_iter().map(|one| (one.id, one.name)).collect()
}

/// The only application of a part.
async fn only(world: &World, part: Part) -> ApplicationId {
    let all = in_part(world, part).await;
    assert_eq!(all.len(), 1, "{all:?}");
    all[0].0
}

fn yes(application: ApplicationId) -> AcceptApplication {
    AcceptApplication { application, creator: None, as_new: false, tier: Some(Tier::Paid), campaign: None, message: String::new() }
}

fn secret(link: &str) -> String {
    link.rsplit('/').next().expect("a secret part").to_owned()
}

#[test]
fn an_applicant_becomes_a_creator_on_a_shortlist_with_what_they_agreed_to() {
    on_both(async |world| {
        opened(world).await;
        let running = campaign(world, &world.owner, "Autumn Oats").await;
        sends(world, answers("Maya Okonkwo")).await.expect("sent");
        let application = only(world, Part::New).await;
        let view = world.show(GetApplication { application }).await.expect("shown");
        assert!(view.matches.is_empty());
        let consent = view.application.consent.expect("consent");
        assert!(consent.words.contains("Fennel & Rye may keep what I write here"), "{}", consent.words);
        world.work().await;
        let letter = world.letters.last_to("maya.okonkwo@creators.example");
        assert!(letter.body.contains("has arrived") && letter.unsubscribe.is_none(), "a receipt is no marketing");

        let command = AcceptApplication { campaign: Some(running), message: "Welcome, Maya.".into(), ..yes(application) };
        let taken = world.run(command).await.expect("taken in");
        assert!(!taken.known && taken.withheld.is_none());
        let creator = world.show(GetCreator { creator: taken.creator }).await.expect("shown");
        assert_eq!(creator.relationship.source, Source::Application);
        assert_eq!((creator.creator.country.map(|one| one.code()), creator.creator.language.as_deref()), (Some("DE"), Some("en")));
        assert!(creator.relationship.notes.contains("and bake"));
        let listed = store::campaigns::of_campaign(world.app.db(), world.brand, running).await.expect("read");
        assert_eq!(
            listed.iter().map(|one| (one.value.creator, one.value.source)).collect::<Vec<_>>(),
            [(taken.creator, Source::Application)]
        );
        world.work().await;
        assert!(world.letters.last_to("maya.okonkwo@creators.example").body.contains("Welcome, Maya."));
        assert_eq!(code(world.run(yes(application)).await), "creators.already_answered", "twice is once");
        assert_eq!(world.show(ListCreators::default()).await.expect("listed").items.len(), 1);
        world.moves_rebuild().await;
        assert_eq!(app::audit::verify(world.app.db(), None).await.expect("audited"), Vec::<String>::new());
    });
}

#[test]
fn who_is_known_is_recognised_and_completed_and_nothing_is_overwritten() {
    on_both(async |world| {
        opened(world).await;
        let maya = added(world, &world.owner, "Maya Okonkwo").await;
        // The same account under another name and address, and one more account.
        let mut written = Answers { name: "M. Other".into(), email: "other@creators.example".into(), ..answers("Maya Okonkwo") };
        written.accounts.push(ProfileInput { platform: Platform::TikTok, handle: "https://www.tiktok.com/@mayatok".into() });
        written.accounts.push(ProfileInput { platform: Platform::YouTube, handle: String::new() });
        sends(world, written).await.expect("sent");
        let application = only(world, Part::New).await;
        let (view, statements) = world.counted(GetApplication { application }).await;
        assert!(statements <= 9, "{statements} statements, the brand's among them");
        let found = &view.matches[0];
        assert!(found.likely && found.in_brand && found.creator == maya);
        assert_eq!(found.reasons.iter().map(|one| one.by.as_str()).collect::<Vec<_>>(), ["handle"]);

        let taken = world.run(yes(application)).await.expect("taken in");
        assert_eq!((taken.creator, taken.known), (maya, true));
        let creator = world.show(GetCreator { creator: maya }).await.expect("shown");
        assert_eq!(creator.creator.name, "Maya Okonkwo");
        assert_eq!(creator.creator.email.as_deref(), Some("maya.okonkwo@creators.example"), "a person entered it");
        assert_eq!(creator.creator.country.map(|one| one.code()), Some("DE"), "it was unknown");
        assert_eq!(creator.relationship.source, Source::Cold, "how they were found stays");
        assert_eq!(creator.profiles.len(), 2, "one more account");
        assert_eq!(world.show(ListCreators::default()).await.expect("listed").items.len(), 1);
        // Another brand of the organisation takes them in as the same person, with nothing of this brand's.
        let (_, neighbour) = world.other_brand().await;
        assert_eq!(code(world.app.run(&neighbour, yes(application)).await), "not_found");
        assert_eq!(code(world.app.show(&neighbour, GetApplication { application }).await), "not_found");
        let seller = world.person("Femi Adeyemi", Role::Finance).await;
        assert_eq!(code(world.app.show(&seller, ListApplications::default()).await), "not_found");
    });
}

#[test]
fn a_person_may_say_that_it_is_somebody_else_or_choose_who() {
    on_both(async |world| {
        opened(world).await;
        let twin = added(world, &world.owner, "Maya Okonkwo").await;
        // The same name alone is shown and not taken for them.
        let mut written = answers("Maya Okonkwo");
        (written.email, written.accounts[0].handle) = ("someone@creators.example".into(), "@someone.else".into());
        sends(world, written).await.expect("sent");
        let application = only(world, Part::New).await;
        let view = world.show(GetApplication { application }).await.expect("shown");
        assert_eq!((view.matches.len(), view.matches[0].likely, view.matches[0].reasons[0].by.as_str()), (1, false, "name"));
        let both = AcceptApplication { creator: Some(twin), as_new: true, ..yes(application) };
        assert_eq!(code(world.run(both).await), "invalid");
        let taken = world.run(AcceptApplication { creator: Some(twin), ..yes(application) }).await.expect("chosen");
        assert_eq!((taken.creator, taken.known), (twin, true));
        assert_eq!(world.show(GetCreator { creator: twin }).await.expect("shown").profiles.len(), 2);
    });
}

#[test]
fn a_second_application_goes_into_the_first_and_only_the_address_hears_of_it() {
    on_both(async |world| {
        opened(world).await;
        sends(world, answers("Maya Okonkwo")).await.expect("sent");
        sends(world, answers("Maya Okonkwo")).await.expect("the same words again");
        world.work().await;
        assert_eq!(world.letters.to("maya.okonkwo@creators.example").len(), 1, "the same words twice are once");
        // Somebody else types her address: what she wrote is not lost.
        let other =
            Answers { about: "Not Maya at all.".into(), email: " MAYA.OKONKWO@creators.example ".into(), ..answers("Maya Okonkwo") };
        sends(world, other).await.expect("sent");
        world.work().await;
        let letters = world.letters.all();
        assert!(letters.last().expect("a letter").body.contains("you had applied to Fennel & Rye before"));
        let application = only(world, Part::New).await;
        let view = world.show(GetApplication { application }).await.expect("shown");
        assert_eq!(view.application.answers.about, "Not Maya at all.");
        assert_eq!(view.application.earlier[0].answers.about, "I am Maya Okonkwo and bake.");
        // Declined, she may come again; then both stand there.
        world.run(DeclineApplication { application, message: "Not now.".into() }).await.expect("declined");
        sends(world, answers("Maya Okonkwo")).await.expect("sent");
        let again = only(world, Part::New).await;
        assert_eq!(world.show(GetApplication { application: again }).await.expect("shown").before[0].id, application);
        // Anybody can type any address, which must not become a way to fill somebody's mailbox.
        for number in 0..9 {
            sends(world, Answers { about: format!("Once more, {number}."), ..answers("Maya Okonkwo") }).await.expect("sent");
        }
        world.work().await;
        let to = |letter: &&app::ports::Letter| letter.to.to_lowercase().contains("maya.okonkwo");
        assert!(world.letters.all().iter().filter(to).count() <= 3 + 1 + 3, "three a day for each application, and one answer");
    });
}

#[test]
fn two_at_the_same_moment_leave_one_application() {
    on_both(async |world| {
        opened(world).await;
        let form = form(world).await;
        let command = || SubmitApplication {
            brand: "fennel-rye".into(),
            form: form.clone(),
            link: None,
            answers: answers("Maya Okonkwo"),
            language: "en".into(),
            trap: String::new(),
        };
        let visitor = Caller::visitor();
        let (one, other) = tokio::join!(world.app.run(&visitor, command()), world.app.run(&visitor, command()));
        for outcome in [one, other] {
            assert!(matches!(outcome, Ok(()) | Err(app::Error::Conflict)), "{outcome:?}");
        }
        assert_eq!(in_part(world, Part::New).await.len(), 1);
        world.app.run(&visitor, command()).await.expect("whoever asks again goes into the first");
        world.work().await;
        assert_eq!(world.letters.to("maya.okonkwo@creators.example").len(), 1);
    });
}

#[test]
fn what_was_not_finished_is_remembered_once_and_forgotten_after_thirty_days() {
    on_both(async |world| {
        // Tue 1 Sep 2026, 10:00 in London.
        opened(world).await;
        let half = Answers { about: "Half a".into(), of_age: false, consent: false, ..answers("Maya Okonkwo") };
        saves(world, half.clone()).await.expect("kept");
        world.work().await;
        let link = world.letters.last_link_to("maya.okonkwo@creators.example");
        assert!(world.letters.last_to("maya.okonkwo@creators.example").body.contains("Bewerbung bei Fennel & Rye ist gespeichert"));
        let letters = || world.letters.to("maya.okonkwo@creators.example").len();
        world.clock.set("2026-09-03T08:59:00Z");
        world.tick().await;
        world.work().await;
        assert_eq!(letters(), 1, "not before 10:00 two days on");
        // The program was down until the evening: nobody is written to at night.
        world.clock.set("2026-09-03T20:30:00Z");
        world.tick().await;
        world.work().await;
        assert_eq!(letters(), 1, "quiet hours");
        world.clock.set("2026-09-04T08:00:00Z");
        for _ in 0..3 {
            world.tick().await;
            world.work().await;
            world.clock.advance(HOUR);
        }
        assert_eq!(letters(), 2, "once");
        assert!(world.letters.last_to("maya.okonkwo@creators.example").body.contains("Wir erinnern dich nur dieses eine Mal"));

        let clock = Caller::clock(world.organisation, world.brand);
        let nothing = world.app.run(&clock, CheckApplications { remind: 50 }).await.expect("checked");
        assert_eq!((nothing.reminded, nothing.left_alone, nothing.forgotten), (0, 0, 0));

        // She goes on by the link; her own words are changed, and nothing of them is kept beside.
        let token = secret(&link);
        let more = Answers { about: "Half a cake".into(), ..half };
        let save = SaveApplication {
            brand: String::new(),
            form: String::new(),
            link: Some(token.clone()),
            answers: more,
            language: "de".into(),
            trap: String::new(),
        };
        world.app.run(&Caller::visitor(), save).await.expect("kept");
        let application = only(world, Part::Unfinished).await;
        let kept = world.show(GetApplication { application }).await.expect("shown").application;
        assert_eq!((kept.answers.about.as_str(), kept.earlier.len()), ("Half a cake", 0));
        assert_eq!(code(world.run(yes(application)).await), "creators.not_sent");
        world.clock.advance(29 * DAY);
        world.tick().await;
        assert_eq!(in_part(world, Part::Unfinished).await.len(), 1);
        world.clock.advance(DAY + HOUR);
        world.tick().await;
        world.tick().await;
        assert!(in_part(world, Part::Unfinished).await.is_empty());
        world.work().await;
        assert_eq!(letters(), 2, "never a second time");
        let everything = rows::everything(world).await;
        assert!(!everything.contains("Half a cake") && !everything.contains("maya.okonkwo@"), "the mail about it too");
        let over = SubmitApplication {
            brand: String::new(),
            form: String::new(),
            link: Some(token),
            answers: answers("Maya Okonkwo"),
            language: "de".into(),
            trap: String::new(),
        };
        assert_eq!(code(world.app.run(&Caller::visitor(), over).await), "creators.link_over");
    });
}

#[test]
fn nobody_is_reminded_who_opted_out_was_erased_or_took_it_back() {
    on_both(async |world| {
        opened(world).await;
        let maya = added(world, &world.owner, "Maya Okonkwo").await;
        world.run(SuppressCreator { creator: maya }).await.expect("opted out");
        let gone = added(world, &world.owner, "Gone Girl").await;
        world.run(EraseCreator { creator: gone, reason: "Asked.".into(), although_owed: false }).await.expect("erased");
        for name in ["Maya Okonkwo", "Gone Girl", "Takes Back"] {
            saves(world, answers(name)).await.expect("kept, and the answer is the same for all");
        }
        world.work().await;
        assert_eq!(world.letters.to("maya.okonkwo@creators.example").len(), 1, "the link answers what she asked for");
        assert_eq!(world.letters.to("gone.girl@creators.example").len(), 0, "whoever asked to be erased is not written to");
        let link = secret(&world.letters.last_link_to("takes.back@creators.example"));
        world.app.run(&Caller::visitor(), WithdrawApplication { link: link.clone() }).await.expect("deleted");
        world.app.run(&Caller::visitor(), WithdrawApplication { link }).await.expect("twice is once");
        world.clock.advance(4 * DAY);
        world.tick().await;
        world.work().await;
        assert_eq!(world.letters.all().len(), 2, "no reminder to any of them");
        world.clock.advance(27 * DAY);
        world.tick().await;
        assert!(in_part(world, Part::Unfinished).await.is_empty());
    });
}

#[test]
fn what_looks_like_spam_is_held_and_nobody_is_written_to_for_it() {
    on_both(async |world| {
        opened(world).await;
        let maya = added(world, &world.owner, "Maya Okonkwo").await;
        world.run(BlockCreator { creator: maya, reason: "Bought followers.".into() }).await.expect("blocked");
        sends(world, Answers { email: "new@creators.example".into(), ..answers("Maya Okonkwo") }).await.expect("the same answer as ever");
        sends(world, Answers { email: "x@mailinator.com".into(), ..answers("Throw Away") }).await.expect("sent");
        let long = "I adore your brand and would love to work with you on anything that you can think of, really.";
        sends(world, Answers { about: long.into(), ..answers("First Robot") }).await.expect("sent");
        sends(world, Answers { about: long.to_uppercase(), ..answers("Second Robot") }).await.expect("sent");
        world.clock.advance(MINUTE);
        let hasty = SubmitApplication {
            brand: "fennel-rye".into(),
            form: form_token(&world.app, world.brand, world.now()),
            link: None,
            answers: answers("Hasty"),
            language: "en".into(),
            trap: "https://spam.example".into(),
        };
        world.app.run(&Caller::visitor(), hasty).await.expect("sent");
        let held = world.show(ListApplications { part: Some(Part::Held), ..ListApplications::default() }).await.expect("listed");
        let marks: Vec<_> = held.items.iter().map(|one| (one.name.as_str(), one.suspicions.as_slice())).collect();
        assert_eq!(
            marks,
            [
                ("Maya Okonkwo", &[Suspicion::Blocked][..]),
                ("Throw Away", &[Suspicion::Disposable][..]),
                ("Second Robot", &[Suspicion::SameWords][..]),
                ("Hasty", &[Suspicion::Trap, Suspicion::TooFast][..]),
            ]
        );
        let kept = SaveApplication {
            brand: "fennel-rye".into(),
            form: form(world).await,
            link: None,
            answers: answers("Kept By Robot"),
            language: "en".into(),
            trap: "https://spam.example".into(),
        };
        world.app.run(&Caller::visitor(), kept).await.expect("kept");
        world.work().await;
        assert_eq!(world.letters.all().len(), 1, "to the first robot alone: it looked like a person");
        let blocked = held.items[0].id;
        assert_eq!(code(world.run(yes(blocked)).await), "creators.blocked");
        world.run(yes(held.items[1].id)).await.expect("a person may say that it is none");
        world.run(RemoveApplication { application: held.items[2].id }).await.expect("removed");
        assert_eq!(in_part(world, Part::Held).await.len(), 2);
    });
}

#[test]
fn a_question_is_answered_in_the_application_and_a_no_may_be_silent() {
    on_both(async |world| {
        opened(world).await;
        sends(world, answers("Maya Okonkwo")).await.expect("sent");
        let application = only(world, Part::New).await;
        world.work().await;
        assert_eq!(code(world.run(AskApplicant { application, question: " ".into() }).await), "invalid");
        world.run(AskApplicant { application, question: "Do you bake for dogs?".into() }).await.expect("asked");
        world.work().await;
        let letter = world.letters.last_to("maya.okonkwo@creators.example");
        assert!(letter.body.contains("Do you bake for dogs?"));
        assert!(in_part(world, Part::New).await.is_empty());
        let (_, own) = app::creators::applications::door::by_link(&world.app, &secret(&world.letters.last_link_to(&letter.to)), "en")
            .await
            .expect("opens");
        assert_eq!(own.question.as_deref(), Some("Do you bake for dogs?"));
        let link = secret(&world.letters.last_link_to(&letter.to));
        let answered = SubmitApplication {
            brand: String::new(),
            form: String::new(),
            link: Some(link),
            answers: Answers { own: "For dogs too.".into(), ..answers("Maya Okonkwo") },
            language: "en".into(),
            trap: String::new(),
        };
        world.app.run(&Caller::visitor(), answered).await.expect("answered");
        let view = world.show(GetApplication { application: only(world, Part::New).await }).await.expect("shown");
        assert!(view.id == application && view.application.by_mail && view.application.earlier.is_empty());
        let before = world.letters.all().len();
        world.run(DeclineApplication { application, message: String::new() }).await.expect("declined");
        world.work().await;
        // The receipt of the answer had not left yet.
        assert!(world.letters.all().len() <= before + 1);
        let view = world.show(GetApplication { application }).await.expect("shown");
        assert!(matches!(view.application.state, ApplicationState::Declined { words: None, .. }));
        assert_eq!(code(world.run(DeclineApplication { application, message: "No.".into() }).await), "creators.already_answered");
    });
}

#[test]
fn a_closed_page_takes_nothing_and_one_that_never_was_is_not_there() {
    on_both(async |world| {
        assert_eq!(code(sends(world, answers("Maya Okonkwo")).await), "not_found");
        opened(world).await;
        let old = form_token(&world.app, world.brand, world.now());
        let with = |form: &str| SubmitApplication {
            brand: "fennel-rye".into(),
            form: form.into(),
            link: None,
            answers: answers("Maya Okonkwo"),
            language: "en".into(),
            trap: String::new(),
        };
        let visitor = Caller::visitor();
        assert_eq!(code(world.app.run(&visitor, with("x.y")).await), "creators.form_unknown");
        let (other, _) = world.other_brand().await;
        assert_eq!(code(world.app.run(&visitor, with(&form_token(&world.app, other, world.now()))).await), "creators.form_unknown");
        world.clock.advance(2 * DAY);
        world.app.run(&visitor, with(&old)).await.expect("a form that was open for two days");
        world.clock.advance(6 * DAY);
        assert_eq!(code(world.app.run(&visitor, with(&old)).await), "creators.form_too_old");
        let closed = ApplicationPage { open: false, ..ApplicationPage::default() };
        world.run(UpdateApplicationPage { page: closed }).await.expect("closed");
        assert_eq!(code(sends(world, answers("Ben Carver")).await), "creators.closed");
        assert_eq!(in_part(world, Part::New).await.len(), 1);
    });
}

#[test]
fn erasing_a_creator_takes_their_applications_along_and_the_file_has_them() {
    on_both(async |world| {
        opened(world).await;
        sends(world, answers("Maya Okonkwo")).await.expect("sent");
        let taken = world.run(yes(only(world, Part::New).await)).await.expect("taken in");
        // A second one, under her address, that nobody has answered.
        sends(world, Answers { about: "Me again.".into(), ..answers("Maya Okonkwo") }).await.expect("sent");
        world.work().await;
        let file = world.show(ExportCreator { creator: taken.creator, all_brands: false }).await.expect("a file");
        let file: serde_json::Value = serde_json::from_str(&file.content).expect("JSON");
        assert_eq!(file["rows"]["application"].as_array().map(Vec::len), Some(1));
        assert!(file["rows"]["mail"].as_array().is_some_and(|all| !all.is_empty()), "the receipt is hers");
        world.run(EraseCreator { creator: taken.creator, reason: "Asked.".into(), although_owed: false }).await.expect("erased");
        world.work().await;
        let left: Vec<String> = rows::all(world)
            .await
            .into_iter()
            .filter(|line| ["Maya Okonkwo", "maya.okonkwo", "Me again"].iter().any(|word| line.text.contains(word)))
            .map(|line| format!("{}: {}", line.table, line.text))
            .collect();
        assert_eq!(left, Vec::<String>::new());
    });
}
