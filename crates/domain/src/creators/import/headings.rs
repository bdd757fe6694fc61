//! What the words of a heading say about a column.
//!
//! Invariant: a heading proposes, the column's content decides (see `columns`). Absent: the content.

use super::{Column, Measure};
use crate::creators::{AudienceKind, AudiencePart, Platform};
use crate::text::folded;

/// What a heading proposes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A meaning of its own.
    Plain(Column),
    /// `handle`, `username`: holds handles, says the heading.
    Handle,
    /// `Youtuber`, `Tiktok name`: may hold handles or names.
    Account,
    /// `name`, `channel`: holds names, but lists confuse the two.
    Name,
}

/// The words of a heading: line breaks, marks and capitals within words split them.
pub(super) fn words(heading: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(heading.len() + 8);
    let mut before_lower = false;
    for c in heading.chars() {
        if c.is_uppercase() && before_lower {
            spaced.push(' ');
        }
        before_lower = c.is_lowercase();
        spaced.push(if c.is_alphanumeric() { c } else { ' ' });
    }
    // "YouTube" and "TikTok" are one word each.
    let joined = folded(&spaced).replace("you tube", "youtube").replace("tik tok", "tiktok").replace("you tuber", "youtuber");
    joined.split_whitespace().map(str::to_owned).collect()
}

/// The platform that words name, if they name exactly one.
pub(super) fn platform(words: &[String]) -> Option<Platform> {
    let mut named: Vec<Platform> = words
        .iter()
        .filter_map(|word| match word.as_str() {
            "instagram" | "insta" | "ig" | "instagrammer" | "instagramer" => Some(Platform::Instagram),
            "tiktok" | "tiktoker" | "tiktokers" | "tiktokker" | "tt" => Some(Platform::TikTok),
            "youtube" | "youtuber" | "youtubers" | "yt" => Some(Platform::YouTube),
            "twitch" | "pinterest" | "snapchat" | "facebook" | "threads" | "linkedin" => Some(Platform::parse(word)),
            "twitter" => Some(Platform::parse(word)),
            _ => None,
        })
        .collect();
    named.dedup();
    if named.len() == 1 { named.pop() } else { None }
}

/// What a heading says; none when its words are not known.
pub(super) fn meaning(heading: &str) -> Option<Meaning> {
    let words = words(heading);
    let has = |any: &[&str]| words.iter().any(|word| any.contains(&word.as_str()));
    let is = |all: &[&str]| all.contains(&words.join(" ").as_str());
    if heading.trim() == "@" {
        return Some(Meaning::Handle);
    }
    if audience_part(heading).is_some() {
        return Some(Meaning::Plain(Column::AudienceShare));
    }
    if is(&[
        "", "s no", "sno", "sr no", "sl no", "no", "nr", "num", "number", "rank", "ranking", "position", "index", "row", "reason", "id",
    ]) {
        return (!words.is_empty() || heading.trim() == "#").then_some(Meaning::Plain(Column::Ignore));
    }
    let mail = has(&["email", "emails", "mail", "correo"]) || is(&["e mail", "contact e mail", "business e mail"]);
    let plain = if has(&["manager", "management", "agent", "agency", "mgmt"]) {
        Some(if mail { Column::ManagerEmail } else { Column::ManagerName })
    } else if mail {
        Some(Column::Email)
    } else if has(&["country", "countries", "nation", "land", "pais", "país", "pays"]) {
        Some(if has(&["audience", "followers", "follower", "viewers"]) { Column::AudienceCountry } else { Column::Country })
    } else {
        measure(&words, heading).map(Column::Measure).or_else(|| detail(&words))
    };
    if let Some(column) = plain {
        return Some(Meaning::Plain(column));
    }
    if has(&["handle", "handles", "username", "usernames", "login", "nickname"])
        || is(&["user", "user name", "screen name", "account", "account name", "unique id"])
    {
        return Some(Meaning::Handle);
    }
    if platform(&words).is_some() {
        return Some(Meaning::Account);
    }
    has(&[
        "name",
        "names",
        "creator",
        "creators",
        "influencer",
        "influencers",
        "title",
        "channel",
        "artist",
        "blogger",
        "nombre",
        "nom",
        "person",
    ])
    .then_some(Meaning::Name)
}

/// Words that say that a heading is about an audience.
const AUDIENCE: [&str; 5] = ["audience", "audiences", "publikum", "zielgruppe", "viewers"];
/// Words that say so too, and also head numbers of followers.
const FOLLOWING: [&str; 5] = ["followers", "follower", "fans", "subscribers", "abonnenten"];
/// Words that say that a heading is about a share.
const SHARE: [&str; 7] = ["share", "percent", "percentage", "pct", "anteil", "prozent", "portion"];
/// Words between that say nothing of whose share it is.
const BETWEEN: [&str; 17] = [
    "of",
    "in",
    "from",
    "aus",
    "the",
    "age",
    "aged",
    "ages",
    "alter",
    "gender",
    "geschlecht",
    "country",
    "land",
    "years",
    "jahre",
    "tt",
    "am",
];

/// Two letters that head rates, counts and ids more often than a country.
const NO_COUNTRY: [&str; 5] = ["er", "gr", "cr", "id", "nr"];

/// Whose share of an audience a heading names, such as `Audience DE %`, `% female` or `Audience 18-24`.
pub(super) fn audience_part(heading: &str) -> Option<AudiencePart> {
    let spaced = folded(heading).replace(['%', '％', '(', ')', '[', ']', ':', '_', '/', '|', ',', '?'], " ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let about = |from: &[&str]| words.iter().any(|word| from.contains(word));
    let (alone, share) = (about(&AUDIENCE), about(&SHARE) || heading.contains(['%', '％']));
    let audience = alone || about(&FOLLOWING);
    let plain = |word: &&&str| {
        let says_whose = !AUDIENCE.contains(*word) && !FOLLOWING.contains(*word) && !SHARE.contains(*word) && !BETWEEN.contains(*word);
        says_whose && platform(&[(**word).to_owned()]).is_none()
    };
    let named = words.iter().filter(plain).copied().collect::<Vec<_>>().join(" ");
    // "No of viewers" is a number; "Audience NO %" is Norway.
    if NO_COUNTRY.contains(&named.as_str()) || (named == "no" && !share) {
        return None;
    }
    let part = AudiencePart::parse(&named)?;
    let said = match part.kind {
        // "Followers TR" may be anything; a share of followers says that it is one.
        AudienceKind::Country => alone || (audience && share),
        AudienceKind::Age | AudienceKind::Gender => audience || share,
    };
    said.then_some(part)
}

fn measure(words: &[String], heading: &str) -> Option<Measure> {
    let has = |any: &[&str]| words.iter().any(|word| any.contains(&word.as_str()));
    let average = has(&["avg", "average", "mean", "median", "ave", "promedio", "durchschnitt"]);
    let rate = has(&["rate", "er"]) || heading.contains('%');
    Some(if has(&["engagement", "engagements", "eng"]) || words == ["er"] || (has(&["er"]) && heading.contains('%')) {
        match (rate, has(&["authentic"])) {
            (true, _) => Measure::EngagementRate,
            (false, true) => Measure::AvgAuthenticEngagements,
            (false, false) => Measure::AvgEngagements,
        }
    } else if has(&[
        "followers",
        "follower",
        "subscribers",
        "subscriber",
        "subs",
        "sub",
        "fans",
        "abonnenten",
        "abonnés",
        "seguidores",
        "suscriptores",
    ]) {
        Measure::Followers
    } else if has(&["views", "view", "plays"]) {
        if average { Measure::AvgViews } else { Measure::TotalViews }
    } else if has(&["likes", "like", "hearts"]) {
        if average { Measure::AvgLikes } else { Measure::TotalLikes }
    } else if has(&["comments", "comment"]) {
        Measure::AvgComments
    } else if has(&["shares", "share"]) {
        Measure::AvgShares
    } else if has(&["saves"]) {
        Measure::AvgSaves
    } else if has(&["reach"]) {
        Measure::AvgReach
    } else if has(&["posts", "videos", "uploads"]) || (has(&["video", "media", "post"]) && has(&["count"])) {
        Measure::Posts
    } else {
        return None;
    })
}

/// Words before "rate" that make it a share of something, and no price.
const NO_FEE: [&str; 12] = [
    "conversion",
    "occupancy",
    "bounce",
    "click",
    "open",
    "response",
    "reply",
    "completion",
    "growth",
    "retention",
    "exchange",
    "interest",
];

/// Whether a heading asks for the platform's badge, and not for what else is verified, by whom or when.
fn is_badge(words: &[String]) -> bool {
    let has = |any: &[&str]| words.iter().any(|word| any.contains(&word.as_str()));
    let is = |all: &[&str]| all.contains(&words.join(" ").as_str());
    let other = ["phone", "identity", "address", "date", "by", "on", "at", "since", "am", "von", "reviews", "purchase"];
    is(&["blue tick", "blue check", "blauer haken"])
        || (has(&["verified", "verifiziert", "verifiziertes", "verifizierter", "verification", "verificado", "verificada", "vérifié"])
            && !has(&other))
}

fn detail(words: &[String]) -> Option<Column> {
    let has = |any: &[&str]| words.iter().any(|word| any.contains(&word.as_str()));
    let is = |all: &[&str]| all.contains(&words.join(" ").as_str());
    Some(if is_badge(words) {
        Column::Verified
    } else if has(&["id", "ids"]) && has(&["channel", "youtube", "account", "profile", "user", "external", "instagram", "tiktok"]) {
        Column::ExternalId
    } else if has(&["url", "urls", "link", "links", "website", "homepage"]) && !has(&["thumbnail", "image", "picture", "photo", "avatar"]) {
        Column::ProfileUrl
    } else if has(&["platform", "platforms", "network"]) || is(&["social media", "medium"]) {
        Column::Platform
    } else if is(&["first name", "firstname", "given name", "vorname"]) {
        Column::FirstName
    } else if is(&["last name", "lastname", "surname", "family name", "nachname"]) {
        Column::LastName
    } else if has(&["fee", "fees", "price", "prices", "cost", "honorar"]) || (has(&["rate", "rates"]) && !has(&NO_FEE)) {
        Column::Fee
    } else if has(&["note", "notes", "remark", "remarks", "bio", "description", "notizen"]) {
        Column::Notes
    } else if has(&["tag", "tags", "label", "labels"]) {
        Column::Tags
    } else if has(&["category", "categories", "niche", "topic", "topics", "genre", "vertical", "kategorie", "categoria"]) {
        Column::Category
    } else if has(&["language", "languages", "lang", "sprache", "idioma"]) {
        Column::Language
    } else if has(&["city", "town", "location", "ort", "stadt", "ciudad"]) {
        Column::City
    } else {
        return None;
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_real_lists_are_known() {
        use Column::{AudienceCountry, AudienceShare, Category, Country, Email, ExternalId, Fee, Ignore, ManagerEmail, Verified};
        for (heading, column) in [
            ("S.no", Ignore),
            ("#", Ignore),
            (" Subscribers", Column::Measure(Measure::Followers)),
            ("Followers Numbers ", Column::Measure(Measure::Followers)),
            ("SubCount", Column::Measure(Measure::Followers)),
            ("Views avg.", Column::Measure(Measure::AvgViews)),
            ("ViewCount", Column::Measure(Measure::TotalViews)),
            ("Avg Comments", Column::Measure(Measure::AvgComments)),
            ("Authentic engagement Values \n", Column::Measure(Measure::AvgAuthenticEngagements)),
            ("Engagement average\n", Column::Measure(Measure::AvgEngagements)),
            ("ER %", Column::Measure(Measure::EngagementRate)),
            ("Engagement rate", Column::Measure(Measure::EngagementRate)),
            ("Audience country(mostly)", AudienceCountry),
            ("Audience DE %", AudienceShare),
            ("Audience: Germany", AudienceShare),
            ("% female", AudienceShare),
            ("IG audience 18-24", AudienceShare),
            ("Followers (%) 65+", AudienceShare),
            ("Country", Country),
            ("Category_2", Category),
            ("E-mail", Email),
            ("Manager email", ManagerEmail),
            ("Channel ID", ExternalId),
            ("Reel rate", Fee),
            ("Verified", Verified),
            ("is_verified", Verified),
            ("Verifiziertes Konto", Verified),
            ("Instagram verified?", Verified),
        ] {
            assert_eq!(meaning(heading), Some(Meaning::Plain(column)), "{heading}");
        }
        for (heading, expected) in [
            ("Instagram handle", Meaning::Handle),
            ("@", Meaning::Handle),
            ("Tiktok name", Meaning::Account),
            ("youTuber", Meaning::Account),
            ("Influencer insta name", Meaning::Account),
            ("channel name", Meaning::Name),
            ("Title", Meaning::Name),
        ] {
            assert_eq!(meaning(heading), Some(expected), "{heading}");
        }
        for none in ["Quartier", "Conversion Rate", "Occupancy rate", "thumbnail_link", "Verified by", "Verified on"] {
            assert_eq!(meaning(none), None, "{none}");
        }
        assert_eq!(meaning(""), None);
    }

    #[test]
    fn headings_name_one_platform_at_most() {
        assert_eq!(platform(&words("YouTuber name")), Some(Platform::YouTube));
        assert_eq!(platform(&words("Instagram or TikTok")), None);
        assert_eq!(platform(&words("big list")), None);
    }
}
