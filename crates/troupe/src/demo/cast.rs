//! Who plays in the demo, and how far each of them comes.
//!
//! Invariant: everybody is made up. Absent: what is done with them; the script does it.

/// How far somebody comes. Each step includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Until {
    /// Thought of.
    Shortlisted,
    /// Asked.
    Invited,
    /// Said yes.
    Interested,
    /// Has an offer.
    Offered,
    /// Accepted it.
    Agreed,
    /// Signed, and waits for the brand.
    Signed,
    /// Signed by both, form complete.
    Onboarded,
    /// Has the product.
    Shipped,
    /// Has the brief.
    Briefed,
    /// Acknowledged it.
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
    /// Days after the campaign's first invitations.
    pub(super) begins: i64,
    /// How far.
    pub(super) until: Until,
    /// Pounds offered.
    pub(super) offer: i64,
    /// Pounds asked in answer.
    pub(super) counter: Option<i64>,
    /// Whether the first draft goes back.
    pub(super) changes: bool,
    /// A question that nobody has answered yet.
    pub(super) asks: Option<&'static str>,
    /// Leaves early, at the step where the part would end.
    pub(super) leaves: Option<Leaves>,
    /// Orders a week by their code.
    pub(super) orders: u32,
}

const fn part(name: &'static str, begins: i64, until: Until, offer: i64) -> Part {
    Part { name, begins, until, offer, counter: None, changes: false, asks: None, leaves: None, orders: 0 }
}

impl Part {
    const fn counters(mut self, pounds: i64) -> Self {
        self.counter = Some(pounds);
        self
    }
    const fn changes(mut self) -> Self {
        self.changes = true;
        self
    }
    const fn asks(mut self, question: &'static str) -> Self {
        self.asks = Some(question);
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
}

/// Summer Calm: over but for the last results.
pub(super) const SUMMER: &[Part] = &[
    part("Maya Okonkwo", 0, Until::Paid, 380).changes().sells(9),
    part("Amara Diallo", 0, Until::Paid, 450).sells(6),
    part("Priya Raman", 1, Until::Paid, 400).counters(420).sells(7),
    part("Noor El-Amin", 1, Until::Paid, 500).changes().sells(4),
    part("Elsie Hart", 2, Until::Paid, 150).sells(5),
    part("Saoirse Flynn", 2, Until::Verified, 370).sells(3),
    part("Clara Voss", 3, Until::Verified, 600).sells(1),
    part("Zara Hussain", 3, Until::Verified, 650).counters(690).sells(2),
    part("Rosa Pinto", 0, Until::Invited, 180).leaves(Leaves::Declines),
    part("Milo Janssen", 2, Until::Onboarded, 220).leaves(Leaves::Withdraws),
];

/// Autumn Repair: running, somebody at every step.
pub(super) const AUTUMN: &[Part] = &[
    part("Bea Novák", 0, Until::Verified, 220).sells(3),
    part("Lucía Ferrer", 0, Until::Live, 390),
    part("Freya Lindholm", 1, Until::Approved, 600).asks("I had planned Wednesday. Would Thursday be all right too?"),
    part("Maya Okonkwo", 1, Until::SecondDraft, 420).changes(),
    part("Ravi Menon", 2, Until::Revising, 280).changes(),
    part("Amara Diallo", 2, Until::InReview, 480),
    part("Jonas Brandt", 3, Until::Producing, 900).asks("Can I mention the retinol I already use, or does that clash?"),
    part("Hana Suzuki-Reid", 8, Until::Briefed, 360),
    part("Callum Byrne", 9, Until::Shipped, 190),
    part("Kofi Mensah", 11, Until::Onboarded, 330),
    part("Odette Marchand", 14, Until::Signed, 850),
    part("Aoife Kelly", 16, Until::Agreed, 310),
    part("Tess Whitcombe", 17, Until::Offered, 280).counters(340),
    part("Ingrid Solheim", 18, Until::Offered, 340),
    part("Dilan Aydin", 19, Until::Interested, 560),
    part("Anika Berg", 20, Until::Invited, 290),
    part("Joss Carter", 20, Until::Invited, 170),
    part("Mina Farouk", 20, Until::Invited, 620),
    part("Eva Lindqvist", 12, Until::Invited, 200).leaves(Leaves::Declines),
    part("Yusuf Karim", 2, Until::Producing, 260).leaves(Leaves::Dropped),
    part("Tariq Aziz", 21, Until::Shortlisted, 360),
    part("Chloé Bernard", 21, Until::Shortlisted, 720),
    part("Niamh Doyle", 21, Until::Shortlisted, 470),
];
