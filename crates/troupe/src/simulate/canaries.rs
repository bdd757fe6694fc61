//! Canaries: each breaks a clause of an invariant by hand, as a fault of the program would, to see that it is noticed.
//!
//! Invariant: a canary that finds nothing to break is no proof and counts as unnoticed. Absent: a canary in the program itself; the
//! wall that is broken is that between the world and its people.

use anyhow::{Result, bail};
use app::App;
use domain::ids::Id as _;
use store::{Db, Tx, params};
use uuid::Uuid;
use world::{
    bank::Transfer,
    programme::{Colleague, Programme},
};

use super::{
    bank,
    check::{Checker, Moment},
    derived, trespass,
};

/// What is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// An invariant of docs/domain.md, section 11, by its first canary.
    Invariant(u8),
    /// What is stored beside the facts does not follow from them.
    Derived,
    /// A call that must be refused is not.
    Forbidden,
}

impl Broken {
    /// Reads what a person typed.
    ///
    /// # Errors
    /// Says what there is.
    pub fn parse(text: &str) -> Result<Self, String> {
        match (text, text.parse::<u8>()) {
            ("derived", _) => Ok(Self::Derived),
            ("forbidden", _) => Ok(Self::Forbidden),
            (_, Ok(number)) if (1..=9).contains(&number) => Ok(Self::Invariant(number)),
            _ => Err(format!("\"{text}\" is no invariant; write a number from 1 to 9, derived or forbidden")),
        }
    }
}

/// A stage that follows from nothing, of a collaboration that is over where there is one: nobody mends it by going on.
const UNDERIVED: &str = "UPDATE stage SET stage = CASE WHEN stage = 'declined' THEN 'withdrawn' ELSE 'declined' END WHERE collaboration = \
    (SELECT collaboration FROM stage ORDER BY CASE WHEN stage IN ('no_response', 'declined', 'withdrawn', 'closed') THEN 0 ELSE 1 END, \
    collaboration LIMIT 1)";

/// One of them.
struct Canary {
    /// Of which invariant of docs/domain.md, section 11.
    of: u8,
    /// By these words in what is found it is noticed.
    noticed: &'static str,
    /// What breaks it; `$1` is the brand.
    sql: &'static str,
}

const ALL: [Canary; 17] = [
    Canary {
        of: 1,
        noticed: "the ledger is off",
        sql: "UPDATE ledger_entry SET minor = minor + 1 WHERE id = (SELECT id FROM ledger_entry ORDER BY id LIMIT 1)",
    },
    Canary {
        of: 1,
        noticed: "is not credited with it",
        sql: "DELETE FROM credit WHERE shop_order = (SELECT shop_order FROM credit WHERE minor > 0 ORDER BY shop_order LIMIT 1)",
    },
    Canary {
        of: 2,
        noticed: "word for word",
        sql: "INSERT INTO mail (id, organisation, brand, creator, marketing, kind, sender, recipient, subject, body, state, created_at, sent_at) \
              SELECT m.message, m.organisation, m.brand, m.creator, m.marketing, m.kind, m.sender, m.recipient, m.subject, m.body, m.state, \
              m.created_at, (SELECT MAX(at) FROM event) FROM mail m \
              WHERE m.message IS NOT NULL AND m.creator IS NOT NULL AND m.sent_at IS NOT NULL ORDER BY m.id LIMIT 1",
    },
    Canary {
        of: 2,
        noticed: "is marketing to somebody who wants no more",
        sql: "INSERT INTO event (id, organisation, brand, kind, creator, subject, actor, data, at) \
              SELECT m.id, m.organisation, m.brand, 'creators.opted_out', m.creator, m.creator, '{}', '{}', m.sent_at - 1 FROM mail m \
              WHERE m.brand = $1 AND m.marketing AND m.creator IS NOT NULL AND m.sent_at IS NOT NULL ORDER BY m.id LIMIT 1",
    },
    Canary {
        of: 2,
        noticed: "went to somebody who is blocked",
        sql: "INSERT INTO event (id, organisation, brand, kind, creator, subject, actor, data, at) \
              SELECT m.id, m.organisation, m.brand, 'creators.blocked', m.creator, m.creator, '{}', '{}', m.sent_at - 1 FROM mail m \
              WHERE m.brand = $1 AND m.creator IS NOT NULL AND m.sent_at IS NOT NULL ORDER BY m.id LIMIT 1",
    },
    Canary {
        of: 3,
        noticed: "was approved by who made it",
        sql: "UPDATE event SET actor = (SELECT e.actor FROM event e WHERE e.kind = 'payments.payout_made' ORDER BY e.id LIMIT 1) \
              WHERE kind = 'payments.payout_approved'",
    },
    Canary {
        of: 3,
        noticed: "and another-key",
        sql: "INSERT INTO event (id, organisation, brand, kind, creator, subject, actor, data, at) \
              SELECT e.subject, e.organisation, e.brand, e.kind, e.creator, e.subject, e.actor, '{\"key\":\"another-key\"}', e.at + 1 FROM event e \
              WHERE e.brand = $1 AND e.kind = 'payments.payout_submitted' ORDER BY e.id LIMIT 1",
    },
    Canary {
        of: 4,
        noticed: "nobody's turn",
        sql: "UPDATE stage SET stage = 'producing' WHERE collaboration = (SELECT s.collaboration FROM stage s \
              WHERE NOT EXISTS (SELECT 1 FROM move WHERE move.collaboration = s.collaboration) ORDER BY s.collaboration LIMIT 1)",
    },
    Canary { of: 5, noticed: "is spoken for", sql: "UPDATE budget_line SET committed = committed + 100000000 WHERE line = 'fees'" },
    Canary {
        of: 5,
        noticed: "of fees owed and",
        sql: "UPDATE budget_line SET paid = paid + 1 WHERE line = 'fees' AND collaboration = \
              (SELECT collaboration FROM budget_line WHERE line = 'fees' AND paid > 0 ORDER BY collaboration LIMIT 1)",
    },
    Canary {
        of: 6,
        noticed: "outside its window",
        sql: "UPDATE post SET facts = REPLACE(facts, '\"live_at\":\"2026', '\"live_at\":\"2028')",
    },
    Canary {
        of: 6,
        noticed: "before its window",
        sql: "UPDATE post SET facts = REPLACE(facts, '\"live_at\":\"2026', '\"live_at\":\"2024')",
    },
    Canary {
        of: 7,
        noticed: "ended Some",
        sql: "DELETE FROM event WHERE kind IN ('campaigns.declined', 'campaigns.no_response', 'campaigns.dropped')",
    },
    Canary {
        of: 7,
        noticed: "rows of draft",
        sql: "DELETE FROM event WHERE id = (SELECT id FROM event WHERE kind = 'content.draft_submitted' ORDER BY id LIMIT 1)",
    },
    Canary {
        of: 8,
        noticed: "rows of other brands",
        sql: "UPDATE mail SET brand = (SELECT id FROM brand WHERE id <> $1 ORDER BY id LIMIT 1) WHERE brand = $1",
    },
    Canary {
        of: 9,
        noticed: "given up without a reason",
        sql: "UPDATE outbox SET state = 'dead', last_error = NULL WHERE id = (SELECT id FROM outbox ORDER BY id LIMIT 1)",
    },
    Canary {
        of: 9,
        noticed: "nobody looks up",
        sql: "UPDATE payout SET state = 'unknown' WHERE id = (SELECT id FROM payout WHERE brand = $1 ORDER BY id LIMIT 1)",
    },
];

impl Canary {
    /// Breaks something. Gives whether there was anything to break.
    async fn let_out(&self, tx: &Tx, brand: Uuid) -> Result<bool> {
        let values = if self.sql.contains("$1") { params![brand] } else { vec![] };
        Ok(tx.execute(self.sql, values).await? > 0)
    }
}

/// Breaks something in the rows: an invariant by its first canary, or what follows from the facts. What is refused stands in none;
/// [`let_in`] breaks that.
///
/// # Errors
/// When nothing is there that could be broken.
pub(super) async fn tamper(tx: &Tx, what: Broken, brand: Uuid) -> Result<()> {
    let broken = match what {
        Broken::Invariant(number) => match ALL.iter().find(|canary| canary.of == number) {
            Some(canary) => canary.let_out(tx, brand).await?,
            None => false,
        },
        Broken::Derived => tx.execute(UNDERIVED, vec![]).await? > 0,
        Broken::Forbidden => true,
    };
    if !broken {
        bail!("there is nothing yet by which {what:?} could be broken; give the world more days");
    }
    Ok(())
}

/// The programme as it would be if a wall had a hole: one of finance, who may see one brand, sees whatever the owner may.
pub(super) fn let_in(programme: &Programme) -> Programme {
    let second = Colleague { caller: programme.manager.caller.clone(), ..programme.second.clone() };
    Programme { second, ..programme.clone() }
}

/// What is compared with the program's own derivation, and what the program refuses: those of both that are not noticed. The
/// derivation mends what was broken for it, and who slips through only looks.
pub(super) async fn unnoticed_by_the_program(app: &App, db: &Db, programme: &Programme) -> Result<Vec<String>> {
    let mut unnoticed = Vec::new();
    let tx = db.begin().await?;
    tamper(&tx, Broken::Derived, programme.brand.uuid()).await?;
    tx.commit().await?;
    if !derived::everything(app, db).await?.iter().any(|text| text.starts_with("4: a row stood there")) {
        unnoticed.push("4: a stage that does not follow from the facts was not noticed".to_owned());
    }
    if !derived::everything(app, db).await?.is_empty() {
        unnoticed.push("4: what was broken was not derived anew".to_owned());
    }
    if !trespass::wrong(app, db, &let_in(programme), 0).await?.iter().any(|text| text.ends_with("could see another brand")) {
        unnoticed.push("8: a call that was not refused was not noticed".to_owned());
    }
    Ok(unnoticed)
}

/// The canaries that are not noticed. Each is let out in a transaction of its own that is taken back.
pub(super) async fn unnoticed(db: &Db, checker: &mut Checker, moment: Moment, brand: Uuid, transfers: &[Transfer]) -> Result<Vec<String>> {
    let mut unnoticed = Vec::new();
    for canary in &ALL {
        let tx = db.begin().await?;
        let broken = canary.let_out(&tx, brand).await?;
        checker.again();
        let mut wrong = checker.check(&tx, moment).await?;
        wrong.extend(checker.whole(&tx).await?);
        // Dropped without a commit, it never was.
        drop(tx);
        let number = format!("{}:", canary.of);
        if !broken {
            unnoticed.push(format!("{number} nothing was there by which \"{}\" could have been said", canary.noticed));
        } else if !wrong.iter().any(|text| text.starts_with(&number) && text.contains(canary.noticed)) {
            unnoticed.push(format!("{number} its canary was not noticed, \"{}\"", canary.noticed));
        }
    }
    checker.again();
    checker.check(db, moment).await?;
    let doubled: Vec<Transfer> = transfers.iter().chain(transfers).cloned().collect();
    if !bank::wrong(db, checker.submitted(), &doubled).await?.iter().any(|text| text.contains("transfer number 2")) {
        unnoticed.push("3: money that left twice for one payout was not noticed".to_owned());
    }
    Ok(unnoticed)
}
