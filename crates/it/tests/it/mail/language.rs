//! A creator is written to in their language, from the foot of the invitation to the word that they were paid; what people wrote
//! stays as it is.
//!
//! Expectations are whole sentences of the catalogues, and that no letter mixes the two languages or has a place that nobody
//! filled. Absent: which language is whose; `domain::outreach::language` has the table.

use app::{
    Caller,
    agreements::{CorrectForm, FillForm},
    campaigns::Drop,
    content::{Approve, RequestChanges, SubmitDraft},
    creators::CreateCreator,
    outreach::{RequestPortalLink, SendMessage},
    payments::{ApprovePayout, ListPayments, MakePayout, RecordPaid},
    ports::Letter,
    team::UpdateBrand,
    tracking::{RejectPost, ReportLive, VerifyPost},
};
use domain::{
    content::{Change, CheckItem, Weight},
    creators::{Address, NewCreator, Source, Tier},
    ids::{DeliverableId, DraftId},
    language::Language,
    team::{Brand, BrandSettings, Role, SignOffKind},
    time::{HOUR, MINUTE, Timestamp},
};

use crate::{
    creators::{added, campaign, invited, new_creator},
    portal::scene::Scene,
    support::{World, on_both},
};

const LENA: &str = "lena@example.org";
const MAYA: &str = "maya@example.org";

/// Words of one language alone, as whole words.
const ENGLISH: [&str; 9] = ["the", "your", "you", "our", "and", "please", "with", "is", "for"];
const GERMAN: [&str; 9] = ["dein", "deine", "deiner", "dir", "wir", "uns", "und", "bitte", "ist"];

/// What the program wrote, without what people did: names, terms, lists of changes, the page's address.
fn ours(letter: &Letter) -> String {
    const THEIRS: [&str; 6] = [
        "Autumn Repair",
        "Fennel & Rye",
        "Oat Barrier Cream, Rye Night Balm",
        "We loved your winter series.",
        "Say Ad first.",
        "The sound is gone.",
    ];
    let mut text = format!("{}\n{}", letter.subject, letter.body);
    for words in THEIRS {
        text = text.replace(words, "");
    }
    text.split_whitespace().filter(|word| !word.starts_with("https://")).collect::<Vec<_>>().join(" ")
}

/// Whether a letter of ours is whole and in one language.
fn speaks(letter: &Letter, language: Language) {
    let text = ours(letter);
    assert!(!text.contains(['{', '}', '!']), "{text}");
    let said: Vec<String> = text.split(|letter: char| !letter.is_alphabetic()).map(str::to_lowercase).collect();
    let (own, other) = match language {
        Language::English => (ENGLISH, GERMAN),
        Language::German => (GERMAN, ENGLISH),
    };
    assert!(said.iter().any(|word| own.contains(&word.as_str())), "nothing of {language:?}: {text}");
    let strange: Vec<&String> = said.iter().filter(|word| other.contains(&word.as_str())).collect();
    assert!(strange.is_empty(), "{strange:?} in {text}");
}

async fn drafted(world: &World, scene: &Scene<'_>, deliverable: DeliverableId) -> DraftId {
    let draft =
        SubmitDraft { deliverable, files: vec![], text: "Ad. The balm.".into(), note: String::new(), replaces: None, as_received: false };
    world.app.run(&world.creator(scene.creator), draft).await.expect("a draft").id
}

/// An account to pay to, a draft that is sent back once, and both approved.
async fn makes(world: &World, scene: &Scene<'_>, lawyer: &Caller) {
    let address = Address {
        name: "The Creator".into(),
        lines: vec!["1 High Street".into()],
        city: "Leeds".into(),
        postcode: "LS1 1AA".into(),
        region: String::new(),
        country: "GB".into(),
    };
    let form = FillForm {
        collaboration: scene.collaboration,
        legal_name: "The Creator".into(),
        address: Some(address),
        preferences: String::new(),
        sizes: None,
        payment_method: "Bank transfer".into(),
        payment_account: Some("GB33 BUKB 2020 1555 5555 55".into()),
        tax_country: "GB".into(),
        as_received: false,
    };
    world.app.run(&world.creator(scene.creator), CorrectForm(form)).await.expect("an account");
    for at in 0..2 {
        let deliverable = scene.deliverable(at).await;
        let mut draft = drafted(world, scene, deliverable).await;
        if at == 0 {
            let changes = vec![Change { text: "Say Ad first.".into(), weight: Weight::Must, at_ms: None, place: None }];
            world.run(RequestChanges { deliverable, draft, changes }).await.expect("sent back");
            draft = drafted(world, scene, deliverable).await;
        }
        let approve = |kind| Approve { deliverable, draft, kind, checked: CheckItem::ALL.to_vec() };
        world.run(approve(SignOffKind::Brand)).await.expect("signed off");
        assert!(world.app.run(lawyer, approve(SignOffKind::Legal)).await.expect("signed off").approved);
    }
    world.work().await;
}

/// Both posts, one of them sent back once, the fee, and a new link.
async fn posts_and_is_paid(world: &World, scene: &Scene<'_>, finance: &Caller, email: &str) {
    let caller = world.creator(scene.creator);
    for at in 0..2 {
        let deliverable = scene.deliverable(at).await;
        let first = email.split('@').next().expect("a name");
        let live = |end: &str| {
            let url = format!("https://www.instagram.com/reel/{first}{at}{end}/");
            ReportLive { deliverable, url, live_at: None, check: None }
        };
        let mut post = world.app.run(&caller, live("a")).await.expect("live").id;
        if at == 1 {
            world.run(RejectPost { post, reason: "The sound is gone.".into() }).await.expect("sent back");
            post = world.app.run(&caller, live("b")).await.expect("live again").id;
        }
        world.run(VerifyPost { post, note: "seen".into(), file: None, accept_outside: false }).await.expect("verified");
    }
    let view = world.show(ListPayments {}).await.expect("shown");
    let owed = view.payables.iter().find(|one| one.creator == scene.creator).expect("owed").id;
    let make = MakePayout { creator: scene.creator, payables: vec![owed], method: "Marketing GBP".into() };
    let payout = world.run(make).await.expect("made").id;
    world.app.run(finance, ApprovePayout { payout }).await.expect("approved");
    let paid = RecordPaid { payout, paid_on: view.today, reference: "FT-991".into(), note: "statement".into() };
    world.run(paid).await.expect("paid");
    let link = RequestPortalLink { brand: "fennel-rye".into(), email: email.into() };
    world.app.run(&Caller::visitor(), link).await.expect("asked");
    world.work().await;
}

/// What a creator is written to, from the offer to the page.
const IN_ENGLISH: [&str; 11] = [
    "Fennel & Rye: an offer for you",
    "Fennel & Rye: please sign our agreement",
    "Fennel & Rye: our agreement is signed",
    "Fennel & Rye: a parcel is on its way",
    "Fennel & Rye: your brief for Autumn Repair",
    "Fennel & Rye: changes to your reel",
    "Fennel & Rye: your reel is approved",
    "Fennel & Rye: your story is approved",
    "Fennel & Rye: please look at your story again",
    "£420.00 is on its way to you",
    "Your page with Fennel & Rye",
];

/// The same in German.
const IN_GERMAN: [&str; 11] = [
    "Fennel & Rye: ein Angebot für dich",
    "Fennel & Rye: bitte unterschreibe unsere Vereinbarung",
    "Fennel & Rye: unsere Vereinbarung ist unterschrieben",
    "Fennel & Rye: ein Paket ist unterwegs",
    "Fennel & Rye: dein Briefing für Autumn Repair",
    "Fennel & Rye: Änderungen an deinem Entwurf (Reel)",
    "Fennel & Rye: dein Entwurf ist freigegeben (Reel)",
    "Fennel & Rye: dein Entwurf ist freigegeben (Story)",
    "Fennel & Rye: bitte sieh dir deinen Post noch einmal an (Story)",
    "420,00\u{a0}£ sind unterwegs zu dir",
    "Deine Seite bei Fennel & Rye",
];

#[test]
fn a_german_creator_reads_german_from_the_invitation_to_the_payment_and_an_english_one_what_they_always_read() {
    on_both(async |world| {
        let maya = Scene::begin(world).await;
        let lena = Scene::invited_speaking(world, maya.campaign, "Lena Fischer", LENA, Some("Deutsch")).await;
        for scene in [&maya, &lena] {
            scene.producing().await;
            world.work().await;
        }
        let (lawyer, finance) = (world.person("Priya Raman", Role::Reviewer).await, world.person("Femi Adeyemi", Role::Finance).await);
        for scene in [&maya, &lena] {
            makes(world, scene, &lawyer).await;
        }
        world.clock.set("2026-11-19T10:00:00Z");
        for (scene, email) in [(&maya, MAYA), (&lena, LENA)] {
            posts_and_is_paid(world, scene, &finance, email).await;
        }

        // Several leave at once, in no order.
        let first = |letters: Vec<Letter>, subjects: &[&str]| -> Vec<Letter> {
            let place = |letter: &Letter| subjects.iter().position(|subject| *subject == letter.subject).map_or(0, |place| place + 1);
            let mut letters = letters;
            letters.sort_by_key(place);
            letters
        };
        let (english, german) = (first(world.letters.to(MAYA), &IN_ENGLISH), first(world.letters.to(LENA), &IN_GERMAN));
        assert_eq!(english.len(), german.len(), "both hear the same");
        // The first is a person's words with our foot under them.
        for (letter, foot) in
            [(&english[0], "\nNo more messages like this: https://"), (&german[0], "\nKeine Nachrichten dieser Art mehr: https://")]
        {
            assert!(letter.body.contains("would you make a reel about our night balm?") && letter.body.contains(foot), "{}", letter.body);
        }
        english[1..].iter().for_each(|letter| speaks(letter, Language::English));
        german[1..].iter().for_each(|letter| speaks(letter, Language::German));

        let subjects = |letters: &[Letter]| letters.iter().map(|letter| letter.subject.clone()).collect::<Vec<_>>();
        assert_eq!(subjects(&english[1..]), IN_ENGLISH);
        assert_eq!(subjects(&german[1..]), IN_GERMAN);
        for (at, words) in [
            (
                1,
                "Hello Maya,\n\nWe loved your winter series.\n\nWe have an offer for you in our campaign \"Autumn Repair\". The fee is £420.00. You find all terms on your page, where you can accept, answer with your own, or say no.\n\nYour page:\nhttps://",
            ),
            (
                4,
                "We sent you Oat Barrier Cream, Rye Night Balm with Royal Mail, number RM 4471 GB. Please tell us on your page when it has arrived.",
            ),
            (6, "Please change:\n\n- Say Ad first. (must)\n\nThe next draft is due "),
            (
                7,
                "Please post it as it is between 18 Nov 2026 and 21 Nov 2026 (days in Europe/London).\n\nYour link: https://troupe.example/go/",
            ),
            (
                10,
                "Hello Maya Okonkwo,\n\nFennel & Rye has paid you £420.00 on 19 November 2026. The reference on the transfer is FT-991.\n\nFee for 2 deliverables: £420.00\n\nIf it has not arrived",
            ),
        ] {
            assert!(english[at].body.contains(words), "{}", english[at].body);
        }
        for (at, words) in [
            (
                1,
                "Hallo Lena,\n\nWe loved your winter series.\n\nWir haben ein Angebot für dich in unserer Kampagne „Autumn Repair“. Das Honorar beträgt 420,00\u{a0}£. Alle Bedingungen",
            ),
            (1, "\n\nDeine Seite:\nhttps://"),
            (4, "wir haben dir mit Royal Mail etwas geschickt (Sendungsnummer RM 4471 GB): Oat Barrier Cream, Rye Night Balm."),
            (6, "Bitte ändere:\n\n- Say Ad first. (muss sein)\n\nDer nächste Entwurf ist fällig am "),
            (7, "zwischen dem 18. Nov. 2026 und dem 21. Nov. 2026 (Tage in Europe/London).\n\nDein Link: https://troupe.example/go/"),
            (
                10,
                "Hallo Lena Fischer,\n\nFennel & Rye hat dir am 19. November 2026 420,00\u{a0}£ überwiesen. Im Verwendungszweck steht FT-991.\n\nHonorar für 2 Beiträge: 420,00\u{a0}£\n\nWenn das Geld",
            ),
        ] {
            assert!(german[at].body.contains(words), "{}", german[at].body);
        }
    });
}

#[test]
fn a_reminder_a_message_and_an_ending_are_in_the_creators_language() {
    on_both(async |world| {
        world.clock.set("2026-11-02T14:00:00Z");
        let creator = NewCreator { country: Some("Austria".into()), ..new_creator("Lena Fischer") };
        let lena = world.run(CreateCreator { creator, source: Source::Cold, tier: Tier::Paid }).await.expect("added").id;
        let autumn = campaign(world, &world.owner, "Herbst").await;
        let collaboration = invited(world, &world.owner, autumn, &[lena]).await[0];
        let winter = campaign(world, &world.owner, "Winter").await;
        invited(world, &world.owner, winter, &[lena]).await;
        let until = Timestamp::parse("2026-11-05T12:00:00Z").expect("a time");
        while world.now() < until {
            world.clock.advance(30 * MINUTE);
            world.tick().await;
            world.work().await;
        }
        let letter = world.letters.last_to("lena.fischer@creators.example");
        assert_eq!(letter.subject, "Fennel & Rye: 2 Dinge warten auf dich");
        for words in [
            "Hallo Lena,\n\nein paar Dinge warten auf dich:\n\n- Hast du unsere Einladung zu ",
            "\n\nDeine Seite:\nhttps://",
            "Keine Nachrichten",
        ] {
            assert!(letter.body.contains(words), "{}", letter.body);
        }
        speaks(&letter, Language::German);

        world.clock.advance(HOUR);
        let send = SendMessage {
            creator: lena,
            collaboration: Some(collaboration),
            subject: "Our idea".into(),
            body: "We thought of you.".into(),
        };
        world.run(send.clone()).await.expect("sent");
        world.work().await;
        let letter = world.letters.last_to("lena.fischer@creators.example");
        assert!(letter.subject == "Our idea" && letter.body.starts_with("We thought of you.\n\nDeine Seite: https://"), "{}", letter.body);
        world.run(send).await.expect_err("these very words were just sent");

        world.run(Drop { collaboration, reason: String::new() }).await.expect("dropped");
        world.work().await;
        let letter = world.letters.last_to("lena.fischer@creators.example");
        assert_eq!(letter.subject, "Zu Herbst");
        assert!(
            letter.body.starts_with("Hallo Lena,\n\nwir machen bei Herbst nicht gemeinsam weiter.\n\nDanke für deine Zeit.\nFennel & Rye"),
            "{}",
            letter.body
        );
    });
}

#[test]
fn the_brands_choice_holds_where_nothing_is_known_of_a_creator() {
    on_both(async |world| {
        let autumn = campaign(world, &world.owner, "Autumn").await;
        let maya = added(world, &world.owner, "Maya Okonkwo").await;
        invited(world, &world.owner, autumn, &[maya]).await;
        let found =
            store::document::find::<Brand>(world.app.db(), world.organisation, world.brand).await.expect("read").expect("there").value;
        let settings = BrandSettings { mail_language: Some(Language::German), ..found.settings };
        let changed = UpdateBrand { name: found.name, zone: found.zone, currency: found.currency, settings };
        world.run(changed.clone()).await.expect("German from now on");
        // A program of before this setting writes back what it knows, which changes nothing of it.
        let before = UpdateBrand { settings: BrandSettings { mail_language: None, ..changed.settings.clone() }, ..changed };
        let kept = world.run(before).await.expect("saved").brand.settings;
        assert_eq!(serde_json::to_value(kept).expect("written")["mail_language"], "de");
        let noor = added(world, &world.owner, "Noor Haddad").await;
        invited(world, &world.owner, autumn, &[noor]).await;
        world.work().await;
        let foot = |to: &str| world.letters.last_to(to).body.contains("Keine Nachrichten dieser Art mehr");
        assert!(!foot("maya.okonkwo@creators.example") && foot("noor.haddad@creators.example"));
    });
}
