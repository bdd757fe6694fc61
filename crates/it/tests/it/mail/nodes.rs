//! Many clocks on one database: they share the work, do nothing twice, and none keeps the others waiting.
//!
//! Invariant: the clocks run at the same time, as nodes do, on pools of their own. Absent: processes; `kills` has them.

use app::outreach::{LogMessage, RespondToInvitation};
use domain::{
    outreach::{Channel, Direction},
    time::{DAY, MINUTE},
};
use futures_util::future::join_all;
use store::{Read, params};

use crate::{
    creators::{added, campaign, invited},
    support::on_both,
};

/// So many creators are due at once, more than go together in one transaction.
const CREATORS: usize = 60;
/// More than one tick takes.
const STUCK: i64 = 600;

#[test]
fn clocks_that_tick_at_the_same_time_remind_everybody_once() {
    on_both(async |world| {
        let autumn = campaign(world, &world.owner, "Autumn").await;
        let mut creators = Vec::new();
        for number in 0..CREATORS {
            creators.push(added(world, &world.owner, &format!("Maya {number}")).await);
        }
        invited(world, &world.owner, autumn, &creators).await;
        world.work().await;
        world.clock.advance(4 * DAY);
        let tick = || async { while app::tick::tick(&world.app).await.expect("ticked") > 0 {} };
        join_all((0..4).map(|_| tick())).await;
        tick().await;
        let sql = "SELECT COUNT(*) AS n FROM mail WHERE kind = 'reminder'";
        let all = world.app.db().number("mail", sql, vec![]).await.expect("read");
        let sql = "SELECT COUNT(DISTINCT creator) AS n FROM mail WHERE kind = 'reminder'";
        let different = world.app.db().number("mail", sql, vec![]).await.expect("read");
        assert_eq!((all, different), (60, 60), "one reminder for each");
        world.moves_rebuild().await;
    });
}

#[test]
fn moves_that_cannot_be_done_keep_nobody_waiting() {
    on_both(async |world| {
        let autumn = campaign(world, &world.owner, "Autumn").await;
        let (stuck, maya) = (added(world, &world.owner, "Stuck").await, added(world, &world.owner, "Maya Okonkwo").await);
        let collaborations = invited(world, &world.owner, autumn, &[stuck, maya]).await;
        world.work().await;
        // Whoever has said no is left in peace, so that nothing derives the moves of that collaboration anew.
        let no = RespondToInvitation { collaboration: collaborations[0], accept: false, message: String::new(), channel: None };
        world.run(no).await.expect("entered");
        let tx = world.app.db().begin().await.expect("begun");
        for number in 0..STUCK {
            // Moves as a later version might leave them: due for ever, and refused whenever they are tried.
            let sql = "INSERT INTO move (brand, collaboration, key, campaign, creator, turn, what, since, due, visible_from, stake, currency) \
                       VALUES ($1, $2, $3, $4, $5, 'clock', 'end_measuring', 1, 1, 1, 0, 'GBP')";
            let values = params![world.brand, collaborations[0], format!("stuck:{number}"), autumn, stuck];
            tx.execute(sql, values).await.expect("written");
        }
        tx.commit().await.expect("kept");
        world.clock.advance(4 * DAY);
        for _ in 0..3 {
            app::tick::tick(&world.app).await.expect("ticked");
        }
        let reminded = "SELECT COUNT(*) AS n FROM mail WHERE kind = 'reminder' AND creator = $1";
        assert_eq!(
            world.app.db().number("mail", reminded, params![maya]).await.expect("read"),
            1,
            "those that are stuck do not starve her"
        );
        let due = async || store::moves::due_for_clock(world.app.db(), world.now(), 10_000).await.expect("read").len();
        assert_eq!(due().await, 0, "they are left alone for a while");
        world.clock.advance(2 * MINUTE);
        assert!(due().await >= 500, "and then tried again");
    });
}

#[test]
fn what_happens_to_one_collaboration_at_the_same_moment_leaves_the_moves_that_follow() {
    on_both(async |world| {
        let autumn = campaign(world, &world.owner, "Autumn").await;
        let maya = added(world, &world.owner, "Maya Okonkwo").await;
        let collaboration = invited(world, &world.owner, autumn, &[maya]).await[0];
        world.work().await;
        let write = |number: i64| {
            let direction = if number % 2 == 0 { Direction::In } else { Direction::Out };
            let at = Some(world.now().plus(-number * MINUTE));
            let body = format!("Words {number}");
            LogMessage {
                creator: maya,
                collaboration: Some(collaboration),
                direction,
                channel: Channel::Dm,
                subject: String::new(),
                body,
                at,
                automatic: false,
            }
        };
        for round in 0..8 {
            let all = join_all((0..6).map(|number| world.run(write(round * 6 + number)))).await;
            for answer in all {
                answer.expect("nobody is in the way of anybody");
            }
            world.moves_rebuild().await;
        }
    });
}
