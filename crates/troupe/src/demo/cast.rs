//! Who plays in the demo, how far each of them has come when it opens, and since when.
//!
//! Invariant: everybody is made up. Absent: what is done with them; the script does it, and the words stand beside it.

use domain::time::{DAY, HOUR};

/// How far somebody has come. Each step includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Until {
    /// Thought of.
    Shortlisted,
    /// Asked.
    Invited,
    /// Said yes.
    Interested,
    /// Has an offer, and has answered it where the part counters.
    Offered,
    /// Accepted it, and was sent the agreement.
    Prepared,
    /// Signed, and waits for the brand.
    Signed,
    /// Signed by both, form complete, links and code confirmed, and has the brief.
    Briefed,
    /// Was sent the product.
    Shipped,
    /// Has the product and acknowledged the brief.
    Producing,
    /// Sent a first draft.
    InReview,
    /// Was asked for changes.
    Revising,
    /// Sent a second draft.
    SecondDraft,
    /// Approved.
    Approved,
    /// Reported live.
    Live,
    /// Verified live.
    Verified,
    /// Has a payout that waits for its second person.
    PayoutMade,
    /// Paid.
    Paid,
}

/// How somebody leaves early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaves {
    /// Says no to the invitation.
    Declines,
    /// Leaves after agreeing.
    Withdraws,
    /// Is let go.
    Dropped,
}

/// One person's part in one campaign.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    /// Name, as in the spreadsheet.
    pub(super) name: &'static str,
    /// What is made: the formats and where they are posted.
    pub(super) makes: &'static [(&'static str, &'static str)],
    /// The posting window, in days from the one on which the demo opens.
    pub(super) window: (i64, i64),
    /// How far.
    pub(super) until: Until,
    /// How long before the demo opens the last step was done, in microseconds.
    pub(super) ago: i64,
    /// How long before the demo opens the post went live, where it is older than the last step.
    pub(super) live: Option<i64>,
    /// Pounds offered.
    pub(super) offer: i64,
    /// Pounds asked in answer.
    pub(super) counter: Option<i64>,
    /// Whether the first draft goes back.
    pub(super) changes: bool,
    /// Something asked this morning that nobody has answered yet, with how long ago.
    pub(super) asks: Option<(i64, &'static str)>,
    /// Something asked while the work went on, and the answer.
    pub(super) asked: Option<(&'static str, &'static str)>,
    /// Sends no draft by the named deadline, and is offered other days.
    pub(super) misses: bool,
    /// Leaves early, so long after the last step.
    pub(super) leaves: Option<Leaves>,
    /// Orders that their post brought.
    pub(super) orders: u32,
    /// Whether finance has paid the commission too, and the standing is decided.
    pub(super) concluded: bool,
}

const REEL: &[(&str, &str)] = &[("reel", "instagram")];
const REEL_AND_STORY: &[(&str, &str)] = &[("reel", "instagram"), ("story", "instagram")];
const TIKTOK: &[(&str, &str)] = &[("tiktok", "tiktok")];
const SHORT: &[(&str, &str)] = &[("short", "youtube")];

/// Posting windows in the order in which people take part.
const LAST: (i64, i64) = (-76, -64);
const FIRST: (i64, i64) = (-20, -9);
const SECOND: (i64, i64) = (-2, 5);
const SOONER: (i64, i64) = (5, 12);
const THIRD: (i64, i64) = (8, 15);
const FOURTH: (i64, i64) = (18, 26);

const fn part(name: &'static str, offer: i64, until: Until, ago: i64) -> Part {
    Part {
        name,
        makes: REEL,
        window: FOURTH,
        until,
        ago,
        live: None,
        offer,
        counter: None,
        changes: false,
        asks: None,
        asked: None,
        misses: false,
        leaves: None,
        orders: 0,
        concluded: false,
    }
}

/// A part of the campaign that is over: live so many days ago, paid, commission and all.
const fn over(name: &'static str, offer: i64, live: i64, orders: u32) -> Part {
    let paid = part(name, offer, Until::Paid, (live - 15) * DAY);
    Part { window: LAST, live: Some(live * DAY), orders, concluded: true, ..paid }
}

impl Part {
    const fn makes(mut self, what: &'static [(&'static str, &'static str)]) -> Self {
        self.makes = what;
        self
    }
    const fn within(mut self, window: (i64, i64)) -> Self {
        self.window = window;
        self
    }
    const fn live(mut self, ago: i64) -> Self {
        self.live = Some(ago);
        self
    }
    const fn counters(mut self, pounds: i64) -> Self {
        self.counter = Some(pounds);
        self
    }
    const fn changes(mut self) -> Self {
        self.changes = true;
        self
    }
    const fn asks(mut self, ago: i64, question: &'static str) -> Self {
        self.asks = Some((ago, question));
        self
    }
    const fn asked(mut self, question: &'static str, answer: &'static str) -> Self {
        self.asked = Some((question, answer));
        self
    }
    const fn misses(mut self) -> Self {
        self.misses = true;
        self
    }
    const fn leaves(mut self, how: Leaves) -> Self {
        self.leaves = Some(how);
        self
    }
    const fn sells(mut self, orders: u32) -> Self {
        self.orders = orders;
        self
    }
    const fn undecided(mut self) -> Self {
        self.concluded = false;
        self
    }
}

/// Summer Calm: over, paid, and all but one standing decided.
pub(super) const SUMMER: &[Part] = &[
    over("Maya Okonkwo", 380, 74, 29).changes().asked(
        "Is it all right if I film on the balcony instead of in the bathroom? The light is so much better there.",
        "The balcony sounds lovely, Maya. As long as the jar is seen once, film wherever your skin likes it.",
    ),
    over("Amara Diallo", 450, 73, 22).makes(TIKTOK),
    over("Priya Raman", 400, 73, 18).counters(420),
    over("Noor El-Amin", 500, 72, 13).makes(TIKTOK).changes().undecided(),
    over("Elsie Hart", 150, 71, 14),
    over("Saoirse Flynn", 370, 72, 9).makes(TIKTOK),
    over("Clara Voss", 600, 70, 8).asked(
        "I travel until Thursday. Can the parcel go to my sister in Altona?",
        "Of course. I have changed the address on the label; it leaves tomorrow.",
    ),
    over("Zara Hussain", 650, 69, 6).makes(TIKTOK).counters(690),
    part("Rosa Pinto", 180, Until::Invited, 104 * DAY).within(LAST).leaves(Leaves::Declines),
    part("Milo Janssen", 220, Until::Briefed, 88 * DAY).within(LAST).makes(TIKTOK).leaves(Leaves::Withdraws),
];

/// Autumn Repair: running, somebody at every step.
pub(super) const AUTUMN: &[Part] = &[
    part("Saoirse Flynn", 380, Until::Paid, 26 * HOUR).makes(TIKTOK).within(FIRST).live(17 * DAY).sells(10),
    part("Elsie Hart", 170, Until::PayoutMade, 5 * HOUR).within(FIRST).live(15 * DAY).sells(8),
    part("Bea Novák", 220, Until::Verified, 13 * DAY).makes(TIKTOK).within(FIRST).sells(12).changes(),
    part("Lucía Ferrer", 390, Until::Live, 13 * HOUR).within(SECOND).sells(2),
    part("Freya Lindholm", 600, Until::Approved, 42 * HOUR).within(SECOND).makes(REEL_AND_STORY).asks(
        2 * HOUR,
        "I had planned to post on Wednesday, but my sister has her birthday that evening. Would Thursday be all right too?",
    ),
    part("Maya Okonkwo", 420, Until::SecondDraft, 12 * HOUR).within(THIRD).changes(),
    part("Ravi Menon", 280, Until::Revising, 4 * HOUR).makes(TIKTOK).within(THIRD).changes(),
    part("Amara Diallo", 480, Until::InReview, 13 * HOUR).makes(TIKTOK).within(THIRD).asked(
        "How close should the jar be? My camera hates small labels.",
        "Close enough to read Fennel & Rye for a second. The rest of the label may blur.",
    ),
    part("Imani Clarke", 540, Until::Producing, 9 * DAY).makes(SHORT).within(SOONER),
    part("Jonas Brandt", 900, Until::Producing, 4 * DAY)
        .makes(SHORT)
        .within(THIRD)
        .asks(HOUR, "Can I mention the retinol that I already use, or does that clash with what you say about the cream?"),
    part("Hana Suzuki-Reid", 360, Until::Producing, 30 * HOUR).makes(SHORT),
    part("Callum Byrne", 190, Until::Shipped, 22 * HOUR),
    part("Kofi Mensah", 330, Until::Briefed, 66 * HOUR).makes(REEL_AND_STORY),
    part("Odette Marchand", 850, Until::Signed, 12 * HOUR).makes(REEL_AND_STORY),
    part("Aoife Kelly", 310, Until::Prepared, 20 * HOUR),
    part("Tess Whitcombe", 280, Until::Offered, 13 * HOUR).makes(REEL_AND_STORY).counters(340),
    part("Ingrid Solheim", 340, Until::Offered, 19 * HOUR).makes(SHORT),
    part("Dilan Aydin", 560, Until::Interested, 13 * HOUR).makes(TIKTOK),
    part("Anika Berg", 290, Until::Invited, 20 * HOUR),
    part("Joss Carter", 170, Until::Invited, 20 * HOUR).makes(TIKTOK),
    part("Mina Farouk", 620, Until::Invited, 44 * HOUR).makes(SHORT),
    part("Eva Lindqvist", 200, Until::Invited, 12 * DAY).leaves(Leaves::Declines),
    part("Yusuf Karim", 260, Until::Producing, 22 * DAY).makes(TIKTOK).within((-10, -3)).leaves(Leaves::Dropped),
    part("Noor El-Amin", 510, Until::Producing, 23 * DAY).makes(TIKTOK).within((-10, -3)).misses(),
    part("Tariq Aziz", 360, Until::Shortlisted, 0).makes(TIKTOK),
];
