//! What the team plans in the demo's three months: two campaigns, and whom it asks when. The world does the rest.
//!
//! Times are counted back from the moment at which the demo opens. Invariant: each thing is done at its hour, by a
//! registered operation. Absent: what comes of it.

use anyhow::{Context, Result};
use app::{App, Caller};
use domain::{
    creators::Creator,
    ids::{CampaignId, CollaborationId, CreatorId},
    moves::{Turn, What},
    time::{DAY, HOUR, Timestamp, Zone},
};
use serde_json::{Value, json};
use store::moves::Wanted;
use world::{chance::Chance, programme::Programme, repertoire::one_of};

use super::{
    beginning::{SEED, id, run},
    brand,
};

/// Days from the first day of the demo until it is opened: thirteen weeks, so that weekdays stay weekdays.
pub(super) const LENGTH: i64 = 91;
/// So long before the opening the team puts the pen down, so that a morning's work waits.
pub(super) const LEFT: i64 = 47 * HOUR;

/// Something planned.
#[derive(Debug, Clone, Copy)]
enum Act {
    /// A campaign is written, briefed and started.
    Plan(usize),
    /// Rows of the spreadsheet come on its shortlist.
    Shortlist(usize, &'static [usize]),
    /// They are invited.
    Invite(usize, &'static [usize]),
    /// The campaign ends.
    End(usize),
    /// Somebody who has something to make asks a question first.
    Ask,
}

const SUMMER: &[usize] = &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13];
/// Whom the second campaign asks, with so many days before the opening: most at once, then more as places stay free.
const AUTUMN: [(i64, &[usize]); 10] = [
    (55, &[14, 15, 16, 17, 18, 19]),
    (48, &[20, 21, 22, 23]),
    (41, &[24, 25, 26, 27]),
    (34, &[28, 29, 30, 31]),
    (27, &[32, 33, 34, 35]),
    (22, &[36, 39, 3, 5]),
    (18, &[1, 8, 10]),
    (14, &[4, 12, 9]),
    (11, &[6, 7, 2]),
    (5, &[11, 13]),
];
/// Every so many days a wave of it begins, which lasts so long.
const WAVES: (i64, i64) = (4, 8);
/// Whom the person at the desk may ask.
const ASKED_BY_YOU: &[usize] = &[0, 37, 38];

/// What is planned: so many days before the opening, at an hour of that day.
fn planned() -> Vec<(i64, i8, Act)> {
    let mut all = vec![
        (90, 10, Act::Plan(0)),
        (90, 11, Act::Shortlist(0, SUMMER)),
        (89, 10, Act::Invite(0, SUMMER)),
        (56, 10, Act::Plan(1)),
        (21, 15, Act::End(0)),
        (1, 11, Act::Shortlist(1, ASKED_BY_YOU)),
        (1, 19, Act::Ask),
        (0, 8, Act::Ask),
    ];
    for (days, rows) in AUTUMN {
        all.extend([(days, 10, Act::Shortlist(1, rows)), (days, 11, Act::Invite(1, rows))]);
    }
    all.sort_by_key(|(days, hour, _)| (-days, *hour));
    all
}

/// Carries out what is planned as its time comes.
pub(super) struct Season {
    opens: Timestamp,
    zone: Zone,
    plan: std::collections::VecDeque<(i64, i8, Act)>,
    collaborations: Vec<(usize, CreatorId, CollaborationId)>,
    asked: Vec<CreatorId>,
}

impl Season {
    pub(super) fn until(opens: Timestamp, zone: Zone) -> Self {
        Self { opens, zone, plan: planned().into(), collaborations: Vec::new(), asked: Vec::new() }
    }

    /// Does what is due by now.
    pub(super) async fn go_on(&mut self, app: &App, programme: &mut Programme, now: Timestamp) -> Result<()> {
        while let Some((days, hour, act)) = self.plan.front().copied() {
            let at = self.opens.plus(-days * DAY).day_in(&self.zone).at(hour, 0, &self.zone);
            if at > now {
                break;
            }
            self.plan.pop_front();
            self.act(app, programme, act).await.with_context(|| format!("{act:?} at {}", at.rfc3339()))?;
        }
        Ok(())
    }

    async fn act(&mut self, app: &App, programme: &mut Programme, act: Act) -> Result<()> {
        let nora = programme.manager.caller.clone();
        let campaign = |number: usize| programme.campaigns.get(number).copied().context("not planned");
        match act {
            Act::Plan(number) => {
                let made: CampaignId = self.plan(app, programme, number).await?;
                programme.campaigns.push(made);
            }
            Act::Shortlist(number, rows) => {
                let mut creators: Vec<CreatorId> = rows.iter().filter_map(|row| programme.creators.get(*row)).map(|one| one.id).collect();
                // Who asked for no more mail is not thought of again.
                let known = store::document::list::<Creator>(app.db(), programme.organisation, "1 = 1", vec![]).await?;
                creators.retain(|id| !known.iter().any(|one| one.id == *id && one.value.suppression.opted_out_at.is_some()));
                if creators.is_empty() {
                    return Ok(());
                }
                let listed = run(app, &nora, "campaigns.shortlist", json!({ "campaign": campaign(number)?, "creators": creators })).await?;
                let ids: Vec<CollaborationId> = serde_json::from_value(listed)?;
                self.collaborations.extend(creators.into_iter().zip(ids).map(|(creator, id)| (number, creator, id)));
            }
            Act::Invite(number, rows) => {
                let creators: Vec<CreatorId> = rows.iter().filter_map(|row| programme.creators.get(*row)).map(|one| one.id).collect();
                let known = self.collaborations.iter().filter(|(of, creator, _)| *of == number && creators.contains(creator));
                let ids: Vec<CollaborationId> = known.map(|(.., id)| *id).collect();
                if ids.is_empty() {
                    return Ok(());
                }
                let template = brand::invitation();
                let invitation = json!({ "collaborations": ids, "subject": template.subject, "body": template.body });
                run(app, &nora, "outreach.invite", invitation).await?;
            }
            Act::Ask => self.ask(app, programme).await?,
            Act::End(number) => drop(run(app, &nora, "campaigns.end_campaign", json!({ "campaign": campaign(number)? })).await?),
        }
        Ok(())
    }

    async fn ask(&mut self, app: &App, programme: &Programme) -> Result<()> {
        for what in [What::SubmitDraft, What::Post] {
            let wanted = Wanted { turn: Some(Turn::Creator), what: Some(what), ..Wanted::default() };
            let open = store::moves::open(app.db(), programme.brand, &wanted, 50).await?;
            if let Some(row) = open.iter().find(|row| !self.asked.contains(&row.creator)) {
                let creator = Caller::creator(programme.organisation, programme.brand, row.creator);
                let body = one_of(&programme.words.questions, &mut Chance::of(SEED, &format!("question {}", self.asked.len()))).to_owned();
                self.asked.push(row.creator);
                run(app, &creator, "outreach.write_message", json!({ "collaboration": row.collaboration, "body": body })).await?;
                return Ok(());
            }
        }
        Ok(())
    }

    async fn plan(&self, app: &App, programme: &Programme, number: usize) -> Result<CampaignId> {
        let nora = &programme.manager.caller;
        let (campaign, objective) = self.campaign(number);
        let made: CampaignId = id(&run(app, nora, "campaigns.create_campaign", json!({ "campaign": campaign })).await?, "id")?;
        run(app, nora, "briefs.save_brief", json!({ "campaign": made, "content": brand::brief(objective) })).await?;
        run(app, nora, "campaigns.start_campaign", json!({ "campaign": made })).await?;
        Ok(made)
    }

    /// A campaign of the demo, and what its brief asks for.
    fn campaign(&self, number: usize) -> (Value, &'static str) {
        let day = |ago: i64| self.opens.plus(-ago * DAY).day_in(&self.zone);
        let deliverable = |format: &str, from: i64, until: i64| json!({ "format": format, "platform": "instagram", "opens": day(from), "closes": day(until) });
        let (name, objective, deliverables, waves, sign_offs, budget, orders, active, days) = if number == 0 {
            (
                "Summer Calm",
                "Show how the cream calms skin after a day in the sun.",
                json!([deliverable("reel", 68, 58)]),
                json!([{ "opens": day(50), "closes": day(44) }]),
                json!(["brand"]),
                json!({ "fees": 500_000, "product": 70_000, "shipping": 18_000, "bonus": 0, "commission": 60_000 }),
                100,
                8,
                (88, 30),
            )
        } else {
            (
                "Autumn Repair",
                "Show how you mend dry skin when the heating comes on.",
                json!([deliverable("reel", 32, 20), deliverable("story", 30, 18)]),
                (-10..7).map(|wave| json!({ "opens": day(-wave * WAVES.0), "closes": day(-wave * WAVES.0 - WAVES.1) })).collect(),
                json!(["brand", "legal"]),
                json!({ "fees": 1_100_000, "product": 170_000, "shipping": 45_000, "bonus": 0, "commission": 110_000 }),
                160,
                20,
                (54, -40),
            )
        };
        let campaign = json!({
            "name": name, "slug": "", "objective": "sales",
            "goals": [{ "measure": "orders", "target": orders, "by": day(days.1) }],
            "audience": "People of 22 to 40 with dry or reactive skin", "markets": ["GB", "IE", "DE"],
            "starts": day(days.0), "ends": day(days.1), "currency": "GBP", "budget": budget, "active_creators": active,
            "deliverables": deliverables, "waves": waves, "ships_product": true,
            "review": { "included_rounds": 2, "sign_offs": sign_offs }, "cadence": {},
            "tracking": { "landing_page": "https://fennelandrye.example/oat-barrier-cream", "code_percent": 15 },
            "owner": null, "state": "draft"
        });
        (campaign, objective)
    }
}
