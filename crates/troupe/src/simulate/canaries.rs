//! Canaries: each breaks a clause of an invariant by hand, as a fault of the program would, to see that it is noticed.
//!
//! Invariant: a canary that finds nothing to break is no proof and counts as unnoticed. Absent: canaries for what is compared with
//! the program's own derivation, and for what is refused; the tests of both stand where they are made.

use anyhow::{Result, bail};
use store::{Db, Tx, params};
use uuid::Uuid;
use world::bank::Transfer;

use super::{
    bank,
    check::{Checker, Moment},
};

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

/// Breaks an invariant by its first canary.
///
/// # Errors
/// When nothing is there that could be broken.
pub(super) async fn tamper(tx: &Tx, number: u8, brand: Uuid) -> Result<()> {
    if let Some(canary) = ALL.iter().find(|canary| canary.of == number)
        && !canary.let_out(tx, brand).await?
    {
        bail!("there is nothing yet by which {number} could be broken; give the world more days");
    }
    Ok(())
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
