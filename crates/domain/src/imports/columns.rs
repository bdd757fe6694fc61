//! What each column of a tracker is taken for: first what only trackers have, then what lists of creators have.
//!
//! Invariant: each choice has a reason that a person can read, and can be overridden; what nobody knows is not taken. Absent:
//! single rows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{cells, words};
use crate::{
    creators::import::{Column, ImportError, Plan},
    text::folded,
    tracking::checked_url,
};

/// What a column of a tracker is taken for. Written as a word: `status`, `due`, `post_link`, or one of a list of creators'
/// such as `handle`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub enum TrackerColumn {
    /// The campaign's name.
    Campaign,
    /// Where it stands, in the sheet's own words.
    Status,
    /// The fee.
    Fee,
    /// The currency of fees that name none.
    Currency,
    /// What is made.
    Deliverable,
    /// When they were asked.
    Contacted,
    /// That it was signed, or when.
    Signed,
    /// When it is to be posted.
    Due,
    /// When the draft is due or came.
    Draft,
    /// That it was approved, or when.
    Approved,
    /// When it was posted.
    Posted,
    /// Where it was posted.
    PostLink,
    /// That product was sent, or when.
    Shipped,
    /// That it arrived, or when.
    Delivered,
    /// Carrier and number.
    Parcel,
    /// Discount code.
    Code,
    /// How often the code was used, or how many sales it brought.
    Used,
    /// That the fee was paid, or when, or how much.
    Paid,
    /// When it was paid.
    PaidOn,
    /// Notes.
    Notes,
    /// A column of a list of creators.
    Creator(Column),
}

#[rustfmt::skip]
const PLAIN: [(TrackerColumn, &str, &str, &[&str]); 20] = [
    (TrackerColumn::Campaign, "campaign", "Campaign", &["campaign", "campaign name", "kampagne", "kampagnenname", "project", "projekt", "launch", "programme", "program"]),
    (TrackerColumn::Status, "status", "Status", &["status", "stage", "state", "phase", "progress", "stand", "stadium", "current status", "collab status", "influencer status", "outreach status", "fortschritt"]),
    (TrackerColumn::Fee, "fee", "Fee", &["fee", "fees", "agreed fee", "rate", "agreed rate", "budget", "price", "cost", "amount", "compensation", "payment amount", "total fee", "final rate", "honorar", "gage", "vergütung", "preis", "kosten", "betrag", "summe", "vereinbartes honorar"]),
    (TrackerColumn::Currency, "currency", "Currency", &["currency", "währung", "ccy", "cur"]),
    (TrackerColumn::Deliverable, "deliverable", "Deliverable", &["deliverable", "deliverables", "content", "content type", "format", "formats", "scope", "what", "post type", "leistung", "leistungen", "inhalt", "inhalte", "art des posts", "umfang"]),
    (TrackerColumn::Contacted, "contacted", "Contacted on", &["contacted", "contacted on", "date contacted", "contact date", "outreach date", "first contact", "last contact", "last contacted", "invited", "invited on", "reached out", "kontaktiert am", "kontaktiert", "angeschrieben am", "erstkontakt", "letzter kontakt", "kontaktdatum"]),
    (TrackerColumn::Signed, "signed", "Signed", &["signed", "contract", "contract signed", "agreement", "agreement signed", "signed on", "contract date", "vertrag", "unterschrieben", "vertrag unterschrieben", "unterschrieben am"]),
    (TrackerColumn::Due, "due", "Post due", &["due", "due date", "deadline", "post due", "posting due", "planned post date", "go live", "go live date", "planned date", "publish date", "scheduled", "scheduled date", "live by", "fällig", "fällig am", "fälligkeit", "frist", "termin", "geplant am", "veröffentlichung geplant", "abgabe", "post deadline"]),
    (TrackerColumn::Draft, "draft", "Draft date", &["draft", "draft date", "draft due", "draft received", "draft deadline", "content due", "first draft", "entwurf", "entwurf am", "entwurf fällig", "entwurfsdatum"]),
    (TrackerColumn::Approved, "approved", "Approved", &["approved", "approval", "approved on", "content approved", "approval date", "freigabe", "freigegeben", "freigegeben am", "genehmigt"]),
    (TrackerColumn::Posted, "posted", "Posted on", &["posted", "posted on", "post date", "date posted", "live date", "live", "live on", "published", "published on", "date live", "gepostet", "gepostet am", "veröffentlicht", "veröffentlicht am", "live am", "online seit", "postdatum"]),
    (TrackerColumn::PostLink, "post_link", "Post link", &["post link", "post url", "link to post", "live link", "live url", "content link", "post", "posts", "link post", "url post", "link zum post", "post links", "postlink", "beitragslink", "link zum beitrag", "live links"]),
    (TrackerColumn::Shipped, "shipped", "Product sent", &["shipped", "shipped on", "ship date", "shipping date", "sent on", "product sent", "product shipped", "gift sent", "shipping", "shipping status", "versendet", "versendet am", "versand", "versanddatum", "produkt gesendet", "verschickt", "verschickt am"]),
    (TrackerColumn::Delivered, "delivered", "Product arrived", &["delivered", "delivered on", "delivery date", "arrived", "product received", "received on", "zugestellt", "geliefert", "angekommen", "zugestellt am", "lieferdatum"]),
    (TrackerColumn::Parcel, "parcel", "Parcel", &["tracking", "tracking number", "tracking no", "tracking code", "tracking id", "carrier", "sendungsnummer", "paketnummer", "tracking nummer", "trackingnummer"]),
    (TrackerColumn::Code, "code", "Discount code", &["code", "discount code", "promo code", "coupon", "coupon code", "voucher", "promocode", "rabattcode", "gutschein", "gutscheincode", "aktionscode"]),
    (TrackerColumn::Used, "used", "Code used", &["sales", "redemptions", "uses", "code uses", "times used", "orders", "conversions", "redeemed", "code redemptions", "verkäufe", "einlösungen", "bestellungen", "eingelöst", "nutzungen"]),
    (TrackerColumn::Paid, "paid", "Paid", &["paid", "payment", "payment status", "paid?", "invoice paid", "payment sent", "bezahlt", "gezahlt", "zahlung", "zahlungsstatus", "überwiesen"]),
    (TrackerColumn::PaidOn, "paid_on", "Paid on", &["paid on", "paid date", "payment date", "date paid", "bezahlt am", "gezahlt am", "zahlungsdatum", "überwiesen am"]),
    (TrackerColumn::Notes, "notes", "Notes", &["notes", "note", "comments", "comment", "remarks", "remark", "notizen", "notiz", "kommentar", "kommentare", "bemerkung", "bemerkungen", "anmerkung", "anmerkungen"]),
];

impl TrackerColumn {
    /// All of them, for a list to choose from: what trackers have first.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let tracker = PLAIN.iter().map(|(column, ..)| *column);
        tracker
            .chain(Column::all().into_iter().filter(|column| !matches!(column, Column::Fee | Column::Notes)).map(Self::Creator))
            .collect()
    }

    /// The stable word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Creator(column) => column.as_str(),
            plain => PLAIN.iter().find(|(column, ..)| *column == plain).map_or("ignore", |(_, word, ..)| word),
        }
    }

    /// The word for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Creator(column) => column.label(),
            plain => PLAIN.iter().find(|(column, ..)| *column == plain).map_or("Not taken", |(_, _, label, _)| label),
        }
    }

    /// Reads the stable word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::all().into_iter().find(|column| column.as_str() == word.trim())
    }

    /// Whether its cells are days, or may be.
    #[must_use]
    pub fn holds_days(self) -> bool {
        use TrackerColumn::{Approved, Contacted, Delivered, Draft, Due, Paid, PaidOn, Posted, Shipped, Signed};
        matches!(self, Approved | Contacted | Delivered | Draft | Due | Paid | PaidOn | Posted | Shipped | Signed)
    }

    /// What the reader of creators takes such a column for.
    fn of_creator(self) -> Column {
        match self {
            Self::Creator(column) => column,
            _ => Column::Ignore,
        }
    }
}

impl TryFrom<String> for TrackerColumn {
    type Error = String;
    fn try_from(word: String) -> Result<Self, String> {
        Self::parse(&word).ok_or_else(|| format!("\"{word}\" is no meaning of a column. Use a word such as status, fee, due or handle."))
    }
}
impl From<TrackerColumn> for String {
    fn from(column: TrackerColumn) -> Self {
        column.as_str().to_owned()
    }
}

/// A column with what it is taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrackerPlan {
    /// Its place, from 0.
    pub place: usize,
    /// Its heading, or `column 3`.
    pub heading: String,
    /// What it is taken for.
    pub column: TrackerColumn,
    /// Why, for people.
    pub reason: String,
}

/// How many rows are looked at.
const SAMPLE: usize = 500;

/// Says what each column is taken for. Where somebody told it, that stands.
///
/// # Errors
/// When another number of columns was told.
pub fn recognise(plan: &Plan, told: Option<&[TrackerColumn]>, why: &str) -> Result<Vec<TrackerPlan>, ImportError> {
    let found = recognised(plan);
    let Some(told) = told else { return Ok(found) };
    if told.len() != found.len() {
        return Err(ImportError::Columns { expected: found.len(), found: told.len() });
    }
    let taken = found.into_iter().zip(told).map(|(one, column)| match one.column == *column {
        true => one,
        false => TrackerPlan { column: *column, reason: why.to_owned(), ..one },
    });
    Ok(taken.collect())
}

/// The plan of the creators, with everything left out that a tracker says of something else.
///
/// # Errors
/// When the columns are of another file.
pub(super) fn of_creators(plan: Plan, columns: &[TrackerPlan]) -> Result<Plan, ImportError> {
    plan.with_columns(&columns.iter().map(|one| one.column.of_creator()).collect::<Vec<_>>())
}

fn recognised(plan: &Plan) -> Vec<TrackerPlan> {
    let width = plan.columns().len();
    let mut content = vec![Content::default(); width];
    for (_, cells) in plan.lines().take(SAMPLE) {
        for (cell, content) in cells.iter().zip(&mut content) {
            content.see(cell);
        }
    }
    let firsts: Vec<String> = plan.columns().iter().map(|one| folded(one.heading.split_whitespace().next().unwrap_or_default())).collect();
    let mut taken: Vec<TrackerColumn> = Vec::new();
    let mut all = Vec::with_capacity(width);
    for (at, (known, content)) in plan.columns().iter().zip(&content).enumerate() {
        let (column, reason) = chosen(without_group(&known.heading, &firsts), content, known.column, &known.reason);
        // Of two columns of one kind the first is taken; notes and links may stand in several.
        let twice =
            !matches!(column, TrackerColumn::Creator(_) | TrackerColumn::Notes | TrackerColumn::PostLink | TrackerColumn::Deliverable)
                && taken.contains(&column);
        let (column, reason) = match twice {
            true => (TrackerColumn::Creator(Column::Ignore), format!("another column is taken for \"{}\" already", column.label())),
            false => (column, reason),
        };
        taken.push(column);
        all.push(TrackerPlan { place: at, heading: known.title(), column, reason });
    }
    all
}

fn chosen(heading: &str, content: &Content, known: Column, why: &str) -> (TrackerColumn, String) {
    let says = || format!("the heading says \"{heading}\"");
    if content.filled == 0 {
        return (by_heading(heading).unwrap_or(TrackerColumn::Creator(Column::Ignore)), "it is empty".to_owned());
    }
    match by_heading(heading) {
        // "Paid" over days is when; "posted" over addresses is where.
        Some(TrackerColumn::Paid) if content.share(content.days) >= 60 => {
            (TrackerColumn::PaidOn, format!("{}, and its values are dates", says()))
        }
        Some(TrackerColumn::Posted | TrackerColumn::Deliverable) if content.share(content.posts) >= 50 => {
            (TrackerColumn::PostLink, format!("{}, and its values are addresses of posts", says()))
        }
        Some(TrackerColumn::PostLink) if content.share(content.posts) < 20 && content.share(content.days) >= 50 => {
            (TrackerColumn::Posted, format!("{}, and its values are dates", says()))
        }
        Some(TrackerColumn::PostLink) if content.share(content.posts) < 20 => {
            (TrackerColumn::Deliverable, format!("{}, and its values are no addresses", says()))
        }
        Some(column) => (column, says()),
        None if content.share(content.statuses) >= 60 && !matches!(known, Column::Handle | Column::DisplayName | Column::Email) => {
            (TrackerColumn::Status, format!("{} % of its values are words of a status", content.share(content.statuses)))
        }
        None if content.share(content.posts) >= 60 => {
            (TrackerColumn::PostLink, format!("{} % of its values are addresses of posts", content.share(content.posts)))
        }
        None => (TrackerColumn::Creator(known), why.to_owned()),
    }
}

/// A heading without the group that stands over it and others in a row of its own: "Deal Status" beside "Deal Campaign". What
/// sending costs is no fee.
fn without_group<'h>(heading: &'h str, firsts: &[String]) -> &'h str {
    let Some((group, rest)) = heading.trim().split_once(char::is_whitespace) else { return heading };
    let group = folded(group);
    let is_shared = firsts.iter().filter(|first| **first == group).count() > 1;
    let costs = ["shipping", "product", "versand", "produkt"].contains(&group.as_str());
    match by_heading(rest) {
        Some(column) if is_shared && by_heading(heading).is_none() && !(costs && column == TrackerColumn::Fee) => rest,
        _ => heading,
    }
}

fn by_heading(heading: &str) -> Option<TrackerColumn> {
    let mut spaced: String = folded(heading).chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    // "Fee (GBP)", "Fee in €": the currency says nothing of the column.
    for word in [" gbp", " eur", " usd", " chf", " in ", " inkl", " netto", " brutto", " net", " gross"] {
        if let Some(at) = spaced.find(word).filter(|at| *at > 0) {
            spaced.truncate(at);
        }
    }
    let plain = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    let is = |known: &&str| folded(known).trim_end_matches('?') == plain;
    PLAIN.iter().find(|(.., headings)| headings.iter().any(is)).map(|(column, ..)| *column)
}

/// What the cells of a column look like.
#[derive(Debug, Clone, Default)]
struct Content {
    filled: usize,
    statuses: usize,
    posts: usize,
    days: usize,
}

impl Content {
    fn see(&mut self, cell: &str) {
        let cell = cell.trim();
        if cell.is_empty() {
            return;
        }
        self.filled += 1;
        self.statuses += usize::from(words::known(cell).is_some());
        self.posts += usize::from(is_post(cell));
        self.days += usize::from(cells::day(cell, None).is_ok() || cells::reads_two_ways(cell));
    }

    fn share(&self, of: usize) -> usize {
        of * 100 / self.filled.max(1)
    }
}

/// Whether a cell is the address of one post.
pub(super) fn is_post(cell: &str) -> bool {
    let lower = cell.to_ascii_lowercase();
    let marks =
        ["/p/", "/reel/", "/reels/", "/video/", "/shorts/", "watch?v=", "youtu.be/", "/status/", "/stories/", "vm.tiktok.com/", "/pin/"];
    marks.iter().any(|mark| lower.contains(mark)) && checked_url(&with_scheme(cell)).is_ok()
}

/// An address as browsers take it, where a sheet left out how it begins.
pub(super) fn with_scheme(cell: &str) -> String {
    let cell = cell.trim();
    if cell.starts_with("https://") || cell.starts_with("http://") { cell.to_owned() } else { format!("https://{cell}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::creators::import::Hints;

    fn columns(file: &str) -> Vec<String> {
        let plan = Plan::read(file.as_bytes(), "tracker.csv", &Hints::default()).expect("read");
        recognise(&plan, None, "").expect("known").into_iter().map(|one| one.column.as_str().to_owned()).collect()
    }

    #[test]
    fn a_group_over_columns_is_no_part_of_what_they_are() {
        let file = "Creator Name,Creator IG Handle,Deal Campaign,Deal Status,Dates Deadline,Dates Posted,Code Rabattcode,Code Einlösungen\n\
            Maya Ade,@maya.ade,Spring,live,2026-03-01,2026-03-02,MAYA15,4\n";
        assert_eq!(columns(file), ["display_name", "handle", "campaign", "status", "due", "posted", "code", "used"]);
    }

    #[test]
    fn columns_of_a_tracker_are_known_in_english_and_german() {
        let english = "Name,Handle,E-mail,Campaign,Status,Agreed fee (GBP),Deliverables,Due date,Draft date,Approved,Post date,Post link,Tracking number,Discount code,Redemptions,Paid?,Paid date,Notes\n\
            Maya Ade,@maya.ade,maya@example.com,Spring,Live,£420,1 reel,2026-03-01,2026-02-20,yes,2026-03-01,https://www.instagram.com/reel/C1/,RM1,MAYA15,4,yes,2026-03-20,nice\n\
            Noor,@noor,noor@example.com,Spring,ghosted,,1 reel,,,,,,,,,,,\n";
        assert_eq!(
            columns(english),
            [
                "display_name",
                "handle",
                "email",
                "campaign",
                "status",
                "fee",
                "deliverable",
                "due",
                "draft",
                "approved",
                "posted",
                "post_link",
                "parcel",
                "code",
                "used",
                "paid",
                "paid_on",
                "notes"
            ]
        );
        let german = "Name;Instagram;E-Mail;Kampagne;Stand;Honorar (EUR);Leistung;Fällig am;Freigabe;Veröffentlicht am;Link zum Post;Sendungsnummer;Rabattcode;Einlösungen;Bezahlt am;Notizen\n\
            Maja Adler;@maja.adler;maja@example.de;Frühling;Veröffentlicht;420 €;1 Reel;01.03.2026;ja;02.03.2026;https://www.instagram.com/p/C2/;RM2;MAJA15;0;;\n";
        assert_eq!(
            columns(german),
            [
                "display_name",
                "handle",
                "email",
                "campaign",
                "status",
                "fee",
                "deliverable",
                "due",
                "approved",
                "posted",
                "post_link",
                "parcel",
                "code",
                "used",
                "paid_on",
                "notes"
            ]
        );
    }

    #[test]
    fn content_decides_where_headings_say_nothing() {
        let file = "Who,Where are we,Thing\n@maya,reached out,https://www.instagram.com/reel/C1/\n@noor.k,ghosted,https://www.instagram.com/reel/C2/\n@li_na,live,https://www.tiktok.com/@li_na/video/3\n";
        assert_eq!(columns(file)[1..], ["status", "post_link"]);
        // "Paid" over dates is when.
        let file = "Name,Handle,Paid\nMaya,@maya,2026-03-01\nNoor,@noor,2026-03-02\n";
        assert_eq!(columns(file)[2], "paid_on");
    }

    #[test]
    fn every_word_reads_back() {
        for column in TrackerColumn::all() {
            assert_eq!(TrackerColumn::parse(column.as_str()), Some(column));
        }
        assert!(TrackerColumn::try_from("colour".to_owned()).is_err());
    }
}
