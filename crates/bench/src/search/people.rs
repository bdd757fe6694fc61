//! Made-up creators in four languages: names, handles, bios, posts, numbers.
//!
//! Invariant: the same number gives the same person. How many subscribers a channel on YouTube has, and how often it is seen,
//! follows real channels (`channels`); followers elsewhere, and how much they engage, follow the tiers of docs/domain.md, 12a:
//! most are small, and smaller ones engage more. Absent: anybody real.

use insight::search::Entry;
use uuid::Uuid;

use super::channels;

pub(super) const ORGANISATION: Uuid = Uuid::from_u128(1);
pub(super) const BRAND: Uuid = Uuid::from_u128(2);
pub(super) const TODAY: i64 = 20_000;

/// Numbers from a counter (splitmix64).
pub(super) struct Seed(u64);

impl Seed {
    pub(super) fn new(number: u64) -> Self {
        Self(number.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % most.max(1) as u64).unwrap_or(0)
    }

    #[allow(clippy::cast_precision_loss)]
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn one<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

/// Country, its language, cities.
pub(super) const COUNTRIES: [(&str, &str, [&str; 4]); 8] = [
    ("US", "en", ["Austin", "Portland", "Chicago", "Boston"]),
    ("GB", "en", ["London", "Leeds", "Bristol", "Glasgow"]),
    ("DE", "de", ["Berlin", "Köln", "Leipzig", "Hamburg"]),
    ("FR", "fr", ["Paris", "Lyon", "Nantes", "Lille"]),
    ("ES", "es", ["Madrid", "Sevilla", "Valencia", "Bilbao"]),
    ("IE", "en", ["Dublin", "Cork", "Galway", "Limerick"]),
    ("AT", "de", ["Wien", "Graz", "Linz", "Salzburg"]),
    ("CA", "en", ["Toronto", "Halifax", "Calgary", "Ottawa"]),
];

const FIRST: &[&str] = &[
    "Maya", "Lucía", "Ben", "Anja", "Skye", "Odile", "Noor", "Tomás", "Ines", "Jonas", "Freya", "Kofi", "Leni", "Mateo", "Aoife", "Priya",
    "Zoë", "Emil", "Carmen", "Rory", "Yasmin", "Luca", "Hanna", "Theo", "Amara", "Pau", "Greta", "Malik", "Saoirse", "Elif", "Nils",
    "Jade",
];
const LAST: &[&str] = &[
    "Okafor",
    "Fernández",
    "Hartley",
    "Vogt",
    "Barlow",
    "Marchand",
    "Rahman",
    "Ortega",
    "Keller",
    "Byrne",
    "Lindqvist",
    "Mensah",
    "Schuster",
    "Rivas",
    "Kavanagh",
    "Chandra",
    "Bakker",
    "Winter",
    "Morales",
    "Doyle",
    "Haddad",
    "Rossi",
    "Brandt",
    "Whitlock",
    "Adeyemi",
    "Ferrer",
    "Sommer",
    "Karim",
    "Nolan",
    "Demir",
    "Berg",
    "Pearce",
];

/// A topic with words of it in English, German, French and Spanish.
const TOPICS: [(&str, [&[&str]; 4]); 12] = [
    (
        "skincare",
        [
            &["serum", "barrier", "sunscreen", "moisturiser", "cleanser", "retinol", "dry skin"],
            &["Serum", "Sonnencreme", "Hautpflege", "trockene Haut"],
            &["sérum", "crème solaire", "peau sèche"],
            &["sérum", "crema solar", "piel seca"],
        ],
    ),
    (
        "food",
        [
            &["recipe", "sourdough", "vegan", "breakfast", "noodles", "baking"],
            &["Rezept", "Sauerteig", "vegan", "Frühstück"],
            &["recette", "levain", "végan"],
            &["receta", "desayuno", "vegano"],
        ],
    ),
    (
        "fitness",
        [
            &["running", "strength", "marathon", "kettlebell", "mobility"],
            &["Laufen", "Krafttraining", "Marathon"],
            &["course", "musculation", "marathon"],
            &["correr", "fuerza", "maratón"],
        ],
    ),
    (
        "travel",
        [
            &["night train", "hiking", "city break", "islands", "van life"],
            &["Nachtzug", "Wandern", "Städtereise"],
            &["train de nuit", "randonnée", "îles"],
            &["tren nocturno", "senderismo", "islas"],
        ],
    ),
    (
        "gaming",
        [
            &["speedrun", "indie game", "keyboard", "stream", "laptop"],
            &["Spiel", "Tastatur", "Stream"],
            &["jeu", "clavier", "stream"],
            &["juego", "teclado", "directo"],
        ],
    ),
    (
        "fashion",
        [
            &["linen", "capsule wardrobe", "thrift", "denim", "tailoring"],
            &["Leinen", "Garderobe", "Second Hand"],
            &["lin", "garde-robe", "friperie"],
            &["lino", "armario", "segunda mano"],
        ],
    ),
    (
        "home",
        [
            &["plants", "small flat", "ceramics", "renovation", "tidy"],
            &["Pflanzen", "kleine Wohnung", "Keramik"],
            &["plantes", "petit appartement"],
            &["plantas", "piso pequeño", "cerámica"],
        ],
    ),
    (
        "family",
        [
            &["toddler", "lunch box", "bedtime", "pregnancy"],
            &["Kleinkind", "Brotdose", "Schwangerschaft"],
            &["enfant", "goûter"],
            &["niños", "merienda"],
        ],
    ),
    (
        "technology",
        [
            &["phone review", "camera", "open source", "battery"],
            &["Handy", "Kamera", "Akku"],
            &["téléphone", "appareil photo"],
            &["móvil", "cámara"],
        ],
    ),
    (
        "pets",
        [&["rescue dog", "kitten", "training", "aquarium"], &["Hund", "Katze", "Aquarium"], &["chien", "chaton"], &["perro", "gatito"]],
    ),
    (
        "music",
        [
            &["guitar", "synth", "vinyl", "songwriting"],
            &["Gitarre", "Synthesizer", "Schallplatte"],
            &["guitare", "vinyle"],
            &["guitarra", "vinilo"],
        ],
    ),
    (
        "sustainability",
        [
            &["zero waste", "repair", "refill", "bicycle"],
            &["Müll vermeiden", "Reparieren", "Fahrrad"],
            &["zéro déchet", "vélo"],
            &["residuo cero", "bicicleta"],
        ],
    ),
];

const FRAMES: [&[&str]; 4] = [
    &["Honest notes on {} and {}", "All about {}, some {}", "I try {} so that you need not; also {}", "{} every week, {} at weekends"],
    &["Ehrliches über {} und {}", "Alles zu {}, manchmal {}", "Jede Woche {}, am Wochenende {}"],
    &["Tout sur {} et {}", "{} chaque semaine, parfois {}"],
    &["Todo sobre {} y {}", "{} cada semana, a veces {}"],
];

fn filled(frame: &str, one: &str, other: &str) -> String {
    frame.replacen("{}", one, 1).replacen("{}", other, 1)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
pub(super) fn entry(number: usize) -> Entry {
    let mut seed = Seed::new(number as u64);
    let (country, language, cities) = COUNTRIES[[0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7][seed.below(14)]];
    let tongue = ["en", "de", "fr", "es"].iter().position(|code| *code == language).unwrap_or(0);
    let (topic, words) = TOPICS[seed.below(TOPICS.len())];
    let words = words[tongue];
    let (first, last) = (seed.one(FIRST), seed.one(LAST));
    let sentence = |seed: &mut Seed| {
        let (frame, one, other) = (seed.one(FRAMES[tongue]), seed.one(words), seed.one(words));
        filled(frame, one, other)
    };
    // Log-normal around 9,000: nine of ten are below 100,000.
    let normal: f64 = (0..12).map(|_| seed.share()).sum::<f64>() - 6.0;
    let elsewhere = (9_000.0 * (normal * 1.6).exp()) as i64 + 300;
    let platform = ["instagram", "tiktok", "youtube"][seed.below(3)];
    let (followers, views) = match platform {
        "youtube" => channels::drawn(seed.share(), seed.share()),
        _ => (elsewhere, elsewhere / 4),
    };
    let rate = (60_000.0 / ((followers as f64) / 1_000.0).powf(0.25) * (0.4 + 1.2 * seed.share())) as i64;
    let mut platforms = vec![(platform.to_owned(), (seed.below(20) > 0).then_some(followers))];
    if seed.below(3) == 0 {
        platforms.push(("instagram".to_owned(), Some(followers / 3)));
    }
    Entry {
        organisation: ORGANISATION,
        brand: Some(BRAND),
        creator: Uuid::from_u128(1_000 + number as u128),
        names: vec![format!("{first} {last}")],
        handles: vec![format!("{}.{}{}", first.to_lowercase(), last.to_lowercase(), number % 9_973)],
        bios: vec![sentence(&mut seed)],
        topics: vec![topic.to_owned()],
        posts: (0..3).map(|_| sentence(&mut seed)).collect(),
        tags: if seed.below(8) == 0 { vec!["vip".to_owned()] } else { Vec::new() },
        city: Some(seed.one(&cities).to_owned()),
        country: Some(country.to_owned()),
        languages: vec![language.to_owned()],
        platforms,
        tier: Some(["product_only", "paid", "ambassador"][[0, 0, 0, 1, 1, 2][seed.below(6)]].to_owned()),
        engagement_rate: (seed.below(5) > 0).then_some(rate),
        views: Some(views),
        fee: (seed.below(2) == 0).then_some(followers),
        contactable: seed.below(4) > 0,
        last_contact_day: (seed.below(3) == 0).then(|| TODAY - i64::try_from(seed.below(400)).unwrap_or(0)),
        since: i64::try_from(number).unwrap_or(0),
        ..Entry::default()
    }
}

pub(super) fn asked_words(seed: &mut Seed) -> String {
    let (topic, words) = TOPICS[seed.below(TOPICS.len())];
    let tongue = [0, 0, 0, 1, 2, 3][seed.below(6)];
    let mut asked = vec![seed.one(words[tongue]).to_owned()];
    if seed.below(2) == 0 {
        asked.push(seed.one(words[tongue]).to_owned());
    }
    if seed.below(4) == 0 {
        asked.push(topic.to_owned());
    }
    asked.join(" ")
}

pub(super) fn asked_name(seed: &mut Seed) -> String {
    let first = seed.one(FIRST);
    let last: String = seed.one(LAST).chars().take(4).collect();
    format!("{first} {last}")
}

/// A word of five letters or more with one left out.
pub(super) fn asked_with_error(seed: &mut Seed) -> String {
    let (_, words) = TOPICS[seed.below(TOPICS.len())];
    let long: Vec<&str> = words[0].iter().copied().filter(|word| word.chars().count() > 5 && !word.contains(' ')).collect();
    let word: Vec<char> = long.get(seed.below(long.len())).unwrap_or(&"sourdough").chars().collect();
    let out = 2 + seed.below(word.len() - 3);
    word.iter().enumerate().filter(|(at, _)| *at != out).map(|(_, letter)| *letter).collect()
}
