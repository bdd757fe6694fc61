//! What people in the demo write: captions, notes with drafts, messages, and what the team says about them.
//!
//! Invariant: nobody who exists says any of it. Absent: when it is said; the script knows.

/// Nora's answer to a post.
pub(super) const THANKS: &str =
    "It is live and it is lovely, thank you. Your page shows when the fee arrives and what your code has brought.";

/// Captions of what is posted in the first campaign.
const SUMMER: &[&str] = &[
    "Ad: a day at the sea, and what my cheeks said about it afterwards. #ad #fennelandrye",
    "Ad: after-sun for people who forget the sun. Ten minutes, one jar. #ad #fennelandrye",
    "Ad: I asked my dermatologist friend what she keeps in her beach bag. This, and a hat. #ad #fennelandrye",
    "Ad: tight, hot, red. Three days with oats instead of aloe. #ad #fennelandrye",
    "Ad: my grandmother put porridge on sunburn. Turns out she was early. #ad #fennelandrye",
];

/// Captions of what is posted in the second.
const AUTUMN: &[&str] = &[
    "Ad: my skin when the heating comes on, and what I do about it. #ad #fennelandrye",
    "Ad: the first cold week, and the corner of my nose knows it. #ad #fennelandrye",
    "Ad: five in the morning, bakery hands. What goes on them before I sleep. #ad #fennelandrye",
    "Ad: reading the label so that you need not. Oats, rye, and nothing that smells. #ad #fennelandrye",
    "Ad: a week without my usual cream. Day four was the honest one. #ad #fennelandrye",
    "Ad: three minutes for a face that has been outside all day. #ad #fennelandrye",
    "Ad: my winter shelf is down to two jars. Here is why this one stayed. #ad #fennelandrye",
];

/// Notes that come with first drafts.
const FIRST: &[&str] = &[
    "First go. The light in my bathroom is only good until nine.",
    "I kept the part where the lid rolls away. It felt like me. Tell me if it is too much.",
    "The sound is from the room, no music yet. I would add something quiet at the end.",
    "Here it is. I say \"calms dry skin\" once, near the end, as in the brief.",
    "A bit shorter than planned, because the first minute was me looking for the jar.",
];

/// Notes that come with second drafts: each answers what was asked for under the same number.
const SECOND: &[&str] = &[
    "The label is in the first seconds now, and I said the last line again in the morning light.",
    "The caption starts with Ad now, sorry about that. The second try with the lid is gone.",
    "It says calms now, not heals. And there is a little more of the hands at the end.",
];

/// What reviewers ask for: must, and nice to have.
const CHANGES: &[(&str, &str)] = &[
    ("Show the label of the jar in the first 3 seconds.", "The morning light of your last post was lovely. More of it, if you can."),
    ("Put \"Ad\" at the very start of the caption, before the question.", "You could leave out the second try with the lid."),
    ("Say \"calms dry skin\" instead of \"heals\". We may not promise more.", "A little longer on the hands at the end would be nice."),
];

/// What comes with an offer.
const OFFERS: &[&str] = &[
    "We would love to have you in it. Tell me if anything does not fit.",
    "This is what we had in mind. The dates can move by a few days if you travel.",
    "The fee is for one reel and 90 days on our own channels. No paid use without asking you again.",
];

/// What comes with a counter-offer; `{offer}` and `{asked}` are pounds.
const COUNTERS: &[&str] = &[
    "I’d love to do this one. £{offer} is a bit under what I charge with three months of usage though. Could you do £{asked}?",
    "Thank you, I like the cream already. For a video with that many cuts I usually take £{asked}.",
];

/// Why people say no.
pub(super) const DECLINES: &[&str] = &[
    "Thank you for thinking of me. I am taking a break from skin care this season.",
    "That is kind, but I have just signed with another brand until the new year.",
];

/// What was seen when a post was looked at.
const SEEN: &[&str] = &[
    "Live as approved. \"Ad\" is the first word, the link in the profile works.",
    "Watched it to the end: same cut as approved, the tag is visible on the phone.",
    "Live as approved; the platform shows the paid partnership label too.",
];

fn of(all: &'static [&'static str], number: usize) -> &'static str {
    all.get(number % all.len()).copied().unwrap_or_default()
}

pub(super) fn caption(campaign: usize, number: usize) -> &'static str {
    of(if campaign == 0 { SUMMER } else { AUTUMN }, number)
}

pub(super) fn note(round: usize, number: usize) -> &'static str {
    of(if round == 1 { FIRST } else { SECOND }, number)
}

pub(super) fn changes(number: usize) -> (&'static str, &'static str) {
    CHANGES.get(number % CHANGES.len()).copied().unwrap_or_default()
}

pub(super) fn offer(number: usize) -> &'static str {
    of(OFFERS, number)
}

pub(super) fn counter(number: usize, offer: i64, asked: i64) -> String {
    of(COUNTERS, number).replace("{offer}", &offer.to_string()).replace("{asked}", &asked.to_string())
}

pub(super) fn seen(number: usize) -> &'static str {
    of(SEEN, number)
}

/// Where a creator lives: a line and a postcode for their city. Streets and numbers are made up.
pub(super) fn address(country: &str, city: &str, number: usize) -> (String, &'static str) {
    let house = number * 7 % 60 + 3;
    let line = match country {
        "IE" => format!("{house} Mill Quay"),
        "DE" => format!("Lindenweg {house}"),
        "SE" => format!("Bagargatan {house}"),
        "FR" => format!("{house} rue des Tanneurs"),
        "ES" => format!("Calle del Horno {house}"),
        "CZ" => format!("Lipová {house}"),
        "NL" => format!("Molenstraat {house}"),
        "NO" => format!("Havnegata {house}"),
        _ => format!("{house} Harbour Street"),
    };
    let postcode = match city {
        "Leeds" => "LS1 4XX",
        "London" => "E8 4XX",
        "Cardiff" => "CF10 4XX",
        "Bradford" => "BD1 4XX",
        "Manchester" => "M1 4XX",
        "Leicester" => "LE1 4XX",
        "Edinburgh" => "EH6 4XX",
        "Birmingham" => "B1 4XX",
        "Norwich" => "NR1 4XX",
        "Glasgow" => "G1 4XX",
        "Galway" => "H91 0XX",
        "Cork" => "T12 0XX",
        "Dublin" => "D08 0XX",
        "Hamburg" => "20000",
        "Köln" => "50600",
        "Berlin" => "10000",
        "Malmö" => "211 00",
        "Lyon" => "69000",
        "Valencia" => "46000",
        "Brno" => "602 00",
        "Utrecht" => "3500 AA",
        "Bergen" => "5003",
        _ => "00000",
    };
    (line, postcode)
}
