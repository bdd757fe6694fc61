//! What each column of a file is taken for: by its heading, and against its content.
//!
//! Invariant: each choice has a reason that a person can read, and can be overridden. Absent: single rows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::content::{Content, is_data};
use super::headings::{self, Meaning};
use super::names::{self, Candidate};
use super::records::Record;
use super::{Measure, Number};
use crate::creators::counts::{self, DecimalMark, Scale};
use crate::creators::{ChannelId, Platform, locate};
use crate::ids::CustomFieldId;

/// What a column is taken for. Written as a word: `handle`, `country`, `avg_likes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub enum Column {
    /// Handles; a cell that is none becomes the display name.
    Handle,
    /// The name for people.
    DisplayName,
    /// The first half of a name.
    FirstName,
    /// The second half of a name.
    LastName,
    /// Addresses of profiles.
    ProfileUrl,
    /// The platform's own id, such as a YouTube channel id.
    ExternalId,
    /// The platform's name.
    Platform,
    /// E-mail address.
    Email,
    /// The creator's country.
    Country,
    /// The country of most of the audience.
    AudienceCountry,
    /// A share of the audience; the heading says whose.
    AudienceShare,
    /// Whether the account carries its platform's badge.
    Verified,
    /// City.
    City,
    /// Language.
    Language,
    /// Category or topic.
    Category,
    /// Tags.
    Tags,
    /// Notes.
    Notes,
    /// What the creator asks; the heading names the format.
    Fee,
    /// Manager's or agent's name.
    ManagerName,
    /// Manager's or agent's address.
    ManagerEmail,
    /// A number.
    Measure(Measure),
    /// A field that the brand made up; the word is `field:` and its id.
    Field(CustomFieldId),
    /// Not taken.
    Ignore,
}

/// With what the word of a field of one's own begins.
const FIELD: &str = "field";

const PLAIN: [(Column, &str, &str); 21] = [
    (Column::Handle, "handle", "Handle"),
    (Column::DisplayName, "display_name", "Name"),
    (Column::FirstName, "first_name", "First name"),
    (Column::LastName, "last_name", "Last name"),
    (Column::ProfileUrl, "profile_url", "Profile link"),
    (Column::ExternalId, "external_id", "Channel id"),
    (Column::Platform, "platform", "Platform"),
    (Column::Email, "email", "E-mail"),
    (Column::Country, "country", "Country"),
    (Column::AudienceCountry, "audience_country", "Audience country"),
    (Column::AudienceShare, "audience_share", "Share of the audience"),
    (Column::Verified, "verified", "Verified"),
    (Column::City, "city", "City"),
    (Column::Language, "language", "Language"),
    (Column::Category, "category", "Category"),
    (Column::Tags, "tags", "Tags"),
    (Column::Notes, "notes", "Notes"),
    (Column::Fee, "fee", "Fee"),
    (Column::ManagerName, "manager_name", "Manager"),
    (Column::ManagerEmail, "manager_email", "Manager's e-mail"),
    (Column::Ignore, "ignore", "Not taken"),
];

impl Column {
    /// All but the fields that brands make up, for a list to choose from.
    #[must_use]
    pub fn all() -> Vec<Column> {
        PLAIN.iter().map(|(column, _, _)| *column).chain(Measure::ALL.iter().copied().map(Column::Measure)).collect()
    }

    /// The stable word; of a field of one's own only its beginning.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Column::Measure(measure) => measure.as_str(),
            Column::Field(_) => FIELD,
            plain => PLAIN.iter().find(|(column, _, _)| *column == plain).map_or("ignore", |(_, word, _)| word),
        }
    }

    /// The word for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Column::Measure(measure) => measure.label(),
            Column::Field(_) => "Field of your own",
            plain => PLAIN.iter().find(|(column, _, _)| *column == plain).map_or("Not taken", |(_, _, label)| label),
        }
    }

    /// Reads the stable word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        if let Some(id) = word.trim().strip_prefix(FIELD).and_then(|rest| rest.strip_prefix(':')) {
            return id.parse().ok().map(Column::Field);
        }
        Self::all().into_iter().find(|column| column.as_str() == word.trim())
    }

    /// Whether such a column can name a creator.
    #[must_use]
    pub fn names(self) -> bool {
        use Column::{DisplayName, Email, ExternalId, FirstName, Handle, LastName, ProfileUrl};
        matches!(self, Handle | DisplayName | FirstName | LastName | ProfileUrl | ExternalId | Email)
    }
}

impl TryFrom<String> for Column {
    type Error = String;
    fn try_from(word: String) -> Result<Self, String> {
        Self::parse(&word).ok_or_else(|| format!("\"{word}\" is no meaning of a column. Use a word such as handle, email or followers."))
    }
}
impl From<Column> for String {
    fn from(column: Column) -> Self {
        match column {
            Column::Field(id) => format!("{FIELD}:{id}"),
            plain => plain.as_str().to_owned(),
        }
    }
}

/// A column with what it is taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recognised {
    /// Its place, from 0.
    pub place: usize,
    /// Its heading, trimmed and on one line; empty where there is none.
    pub heading: String,
    /// What it is taken for.
    pub column: Column,
    /// The platform that its heading names.
    pub platform: Option<Platform>,
    /// Why, for people.
    pub reason: String,
    /// The mark before decimals in its numbers.
    #[serde(skip)]
    pub(super) mark: DecimalMark,
    /// How its rates are meant.
    #[serde(skip)]
    pub(super) scale: Scale,
}

impl Recognised {
    /// The heading, or `column 3`.
    #[must_use]
    pub fn title(&self) -> String {
        if self.heading.is_empty() { format!("column {}", self.place + 1) } else { self.heading.clone() }
    }
}

/// Whether a row holds headings: it has words that are known as such, or texts over columns of data.
pub(super) fn is_heading_row(row: &Record, below: &[&Record]) -> bool {
    let cells: Vec<&str> = row.cells.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
    let known = cells.iter().filter(|cell| headings::meaning(cell).is_some()).count();
    let data = cells.iter().filter(|cell| is_data(cell)).count();
    if known > 0 && known >= data {
        return true;
    }
    let over_data = |(place, cell): (usize, &String)| {
        let under: Vec<&str> =
            below.iter().filter_map(|record| record.cells.get(place)).map(String::as_str).filter(|cell| !cell.is_empty()).collect();
        !cell.is_empty() && !under.is_empty() && under.iter().filter(|cell| is_data(cell)).count() * 10 >= under.len() * 8
    };
    data == 0 && row.cells.iter().enumerate().any(over_data)
}

/// The platform of the whole file: by its headings, else its name, else its channel ids or addresses.
pub(super) fn file_platform(headings: Option<&[String]>, file_name: &str, sample: &[Record]) -> Option<Platform> {
    let all_words: Vec<String> = headings.unwrap_or_default().iter().flat_map(|heading| headings::words(heading)).collect();
    let by_content = || {
        let mut found: Vec<Platform> = sample
            .iter()
            .flat_map(|record| &record.cells)
            .filter_map(|cell| ChannelId::youtube(cell).map(|_| Platform::YouTube).or_else(|| locate(cell).map(|located| located.platform)))
            .collect();
        found.sort();
        found.dedup();
        if found.len() == 1 { found.pop() } else { None }
    };
    headings::platform(&all_words).or_else(|| headings::platform(&headings::words(file_name))).or_else(by_content)
}

/// Takes each column for something.
pub(super) fn recognise(headings: Option<&[String]>, sample: &[Record], platform: &Platform, notes: &mut Vec<String>) -> Vec<Recognised> {
    let width = headings.map_or_else(|| usual_width(sample), <[String]>::len);
    let mut columns = Vec::with_capacity(width);
    let mut candidates = Vec::new();
    for place in 0..width {
        let heading = headings.and_then(|headings| headings.get(place)).map_or("", String::as_str);
        let heading = heading.split_whitespace().collect::<Vec<_>>().join(" ");
        let own_platform = headings::platform(&headings::words(&heading));
        let content = Content::of(sample, place, own_platform.as_ref().unwrap_or(platform));
        let (choice, reason) = choose(&heading, &content);
        let column = match choice {
            Choice::Column(column) => column,
            Choice::Candidate(meaning) => {
                candidates.push(Candidate { place, meaning, platform: own_platform.clone(), content: content.clone() });
                Column::Ignore
            }
        };
        let (mark, scale) = (content.mark, content.scale.unwrap_or(Scale::Percent));
        columns.push(Recognised { place, heading, column, platform: own_platform, reason, mark, scale });
    }
    shares_alike(&mut columns);
    names::resolve(&mut columns, &candidates, sample, notes);
    one_account_a_row(&mut columns, notes);
    doubt_comments(&mut columns, sample, notes);
    if !columns.iter().any(|recognised| recognised.column.names()) {
        notes.push(
            "No column holds handles, names, links or e-mail addresses. Choose one by hand; until then no row can be taken.".to_owned(),
        );
    }
    columns
}

/// Shares of one file are meant alike: "0.8" under "AT %" beside "42" under "DE %" is 0.8 %.
fn shares_alike(columns: &mut [Recognised]) {
    if columns.iter().any(|one| one.column == Column::AudienceShare && one.scale == Scale::Percent) {
        for one in columns.iter_mut().filter(|one| one.column == Column::AudienceShare && one.heading.contains('%')) {
            one.scale = Scale::Percent;
        }
    }
}

/// A row is one creator. Where it names several channels (who recommended whom), only the id that goes with the names is
/// taken; otherwise every row would tie two creators together, and the whole file would become one.
fn one_account_a_row(columns: &mut [Recognised], notes: &mut Vec<String>) {
    let name = columns.iter().find(|found| matches!(found.column, Column::DisplayName | Column::Handle));
    let words = name.map(|found| headings::words(&found.heading)).unwrap_or_default();
    let fits = |found: &&Recognised| {
        let shared = headings::words(&found.heading).iter().filter(|word| words.contains(word)).count();
        (shared, usize::MAX - found.place)
    };
    let ids = |found: &&Recognised| found.column == Column::ExternalId;
    let Some(kept) = columns.iter().filter(ids).max_by_key(fits).cloned() else { return };
    for other in columns.iter_mut().filter(|other| other.column == Column::ExternalId && other.place != kept.place) {
        if other.platform != kept.platform {
            continue;
        }
        other.column = Column::Ignore;
        other.reason = format!("a row is one creator, and \"{}\" names that one", kept.title());
        notes.push(format!(
            "Each row names more than one channel. \"{}\" is taken and \"{}\" is not; to bring those in too, choose the columns by hand and import the file again.",
            kept.title(),
            other.title()
        ));
    }
}

/// The number of cells that most rows have.
fn usual_width(sample: &[Record]) -> usize {
    let widths: Vec<usize> = sample.iter().map(|record| record.cells.len()).collect();
    widths.iter().copied().max_by_key(|width| (widths.iter().filter(|other| *other == width).count(), *width)).unwrap_or(0)
}

enum Choice {
    Column(Column),
    Candidate(Meaning),
}

fn choose(heading: &str, content: &Content) -> (Choice, String) {
    let proposed = headings::meaning(heading);
    let says = format!("the heading says \"{heading}\"");
    if content.filled == 0 {
        return (Choice::Column(Column::Ignore), "it is empty".to_owned());
    }
    match proposed {
        // "id" may head channel ids as well as row numbers.
        Some(Meaning::Plain(Column::Ignore | Column::ExternalId)) | None if content.channel_ids() >= 60 => by_content(content, heading),
        Some(Meaning::Plain(column)) if contradicted(column, content) => {
            let (choice, reason) = by_content(content, heading);
            let reason = match choice {
                Choice::Column(Column::Country) => format!("{reason}; see whether they are the creator's"),
                _ => reason,
            };
            (choice, format!("{says}, but its content is something else: {reason}"))
        }
        Some(Meaning::Plain(Column::Ignore)) => (Choice::Column(Column::Ignore), format!("{says}: it numbers the rows")),
        Some(Meaning::Plain(Column::Measure(Measure::AvgEngagements))) if content.percents() >= 50 => {
            (Choice::Column(Column::Measure(Measure::EngagementRate)), format!("{says}, and its values are percentages"))
        }
        Some(Meaning::Plain(column)) => (Choice::Column(column), says),
        Some(_) if content.profile_urls() >= 60 || content.emails() >= 60 || content.channel_ids() >= 60 => by_content(content, heading),
        Some(_) if content.numbers() >= 90 && content.handle_looks() == 0 => by_content(content, heading),
        Some(meaning) => (Choice::Candidate(meaning), says),
        None => by_content(content, heading),
    }
}

/// Whether the cells cannot be what the heading says.
fn contradicted(column: Column, content: &Content) -> bool {
    match column {
        Column::Measure(_) | Column::AudienceShare => content.numbers() < 50,
        Column::Email | Column::ManagerEmail => content.emails() == 0 && content.filled >= 3,
        Column::Country | Column::AudienceCountry => content.numbers() >= 60,
        Column::Verified => content.yes_no() < 50,
        // "Social media" may head names of platforms as well as accounts on them.
        Column::Platform => content.platforms() < 30 && content.several() >= 50,
        Column::ExternalId | Column::City | Column::Language | Column::Category => content.emails() >= 60 || content.profile_urls() >= 60,
        _ => false,
    }
}

/// What the content alone says. A number without a heading is not taken: nobody knows what it counts.
fn by_content(content: &Content, heading: &str) -> (Choice, String) {
    let column = |column, share: usize, what: &str| (Choice::Column(column), format!("{share} % of its values are {what}"));
    if content.emails() >= 60 {
        column(Column::Email, content.emails(), "e-mail addresses")
    } else if content.channel_ids() >= 60 {
        column(Column::ExternalId, content.channel_ids(), "YouTube channel ids")
    } else if content.profile_urls() >= 60 {
        column(Column::ProfileUrl, content.profile_urls(), "addresses of profiles")
    } else if content.several() >= 50 {
        column(Column::Handle, content.several(), "accounts with their platforms")
    } else if content.platforms() >= 80 {
        column(Column::Platform, content.platforms(), "names of platforms")
    } else if content.countries() >= 70 {
        column(Column::Country, content.countries(), "names of countries")
    } else if content.numbers() >= 60 {
        (Choice::Column(Column::Ignore), "it holds numbers, and nothing says what they count".to_owned())
    } else if heading.is_empty() {
        (Choice::Candidate(Meaning::Name), "it has no heading".to_owned())
    } else {
        (Choice::Column(Column::Ignore), "its heading is not known".to_owned())
    }
}

/// A post has fewer comments than likes. Where a column of comments says otherwise on most rows, its heading is wrong.
fn doubt_comments(columns: &mut [Recognised], sample: &[Record], notes: &mut Vec<String>) {
    let of = |measure| columns.iter().filter(move |recognised| recognised.column == Column::Measure(measure)).cloned().collect::<Vec<_>>();
    let (likes, comments) = (of(Measure::AvgLikes), of(Measure::AvgComments));
    let value = |record: &Record, these: &[Recognised]| {
        let read = |recognised: &Recognised| record.cells.get(recognised.place).map(|cell| counts::parse_with(cell, recognised.mark));
        these.iter().filter_map(read).reduce(Number::more_precise).and_then(|number| number.value())
    };
    let pairs: Vec<(i64, i64)> = sample.iter().filter_map(|record| Some((value(record, &likes)?, value(record, &comments)?))).collect();
    let more = pairs.iter().filter(|(likes, comments)| comments > likes).count();
    if pairs.len() < 5 || more * 10 < pairs.len() * 6 {
        return;
    }
    for recognised in columns.iter_mut().filter(|recognised| recognised.column == Column::Measure(Measure::AvgComments)) {
        recognised.column = Column::Ignore;
        recognised.reason =
            format!("the heading says \"{}\", but on {more} of {} rows it is larger than the likes", recognised.heading, pairs.len());
        let note = format!(
            "\"{}\" is not taken: its numbers are larger than the likes on most rows, so the headings are probably shifted. Choose by hand what it and its neighbours hold.",
            recognised.heading
        );
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
}
