//! The world runs: hour by hour the clock ticks, mail leaves, creators and team act, the shop sells; first with faults, then
//! without; in the end people do what is left to do, and clock and post what follows from it.
//!
//! Invariant: one step is one hour, in a fixed order. Absent: judging what came of it.

use app::App;
use domain::time::{DAY, HOUR, Timestamp};

use crate::{
    Parameters, Result, WorldError,
    bank::Transfer,
    block::Block,
    creators::Mind,
    outside::Outside,
    platforms::LivePost,
    programme::{self, Programme},
    shop::Shop,
    team::Office,
};

/// How a world is run.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Which world.
    pub seed: u64,
    /// How many days people are busy.
    pub days: u32,
    /// How many creators.
    pub creators: usize,
    /// Whether the outside fails for the first three quarters of the days.
    pub faults: bool,
}

/// A running world.
#[derive(Debug)]
pub struct World {
    /// How it is run.
    pub plan: Plan,
    /// What it is about.
    pub programme: Programme,
    outside: Outside,
    minds: Vec<Mind>,
    office: Office,
    shop: Shop,
    /// Somebody is blocked once; not where a programme goes on that is no trial of the program.
    block: Option<Block>,
    begun: Timestamp,
    hour: u32,
    gone: bool,
}

impl World {
    /// Begins: the installation is set up, creators are there and invited.
    ///
    /// # Errors
    /// The first operation that is refused.
    pub async fn begin(app: &App, outside: Outside, plan: Plan, parameters: &Parameters) -> Result<Self> {
        let begun = programme::beginning();
        outside.clock.set(begun);
        let programme = programme::begin(app, &outside, plan.seed, begun, plan.creators, parameters).await?;
        let block = Some(Block::of(begun, parameters.team.blocks_after_days));
        Ok(Self { block, ..Self::of(outside, plan, programme, parameters, begun) })
    }

    /// Goes on with a programme that is there, from a time on.
    #[must_use]
    pub fn of(outside: Outside, plan: Plan, programme: Programme, parameters: &Parameters, begun: Timestamp) -> Self {
        outside.faulty(plan.faults);
        let minds = programme
            .creators
            .iter()
            .map(|creator| Mind::of(creator.clone(), parameters.creators, programme.words.clone(), plan.seed))
            .collect();
        let office = Office::of(parameters, plan.seed);
        let shop = Shop::of(parameters.shop, parameters.faults, parameters.creators, plan.seed);
        Self { plan, programme, outside, minds, office, shop, block: None, begun, hour: 0, gone: false }
    }

    /// The shop.
    pub fn shop(&mut self) -> &mut Shop {
        &mut self.shop
    }

    /// The team, to say who of it is at work.
    pub fn office(&mut self) -> &mut Office {
        &mut self.office
    }

    /// What time it is.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.begun.plus(i64::from(self.hour) * HOUR)
    }

    /// How many hours have passed.
    #[must_use]
    pub fn hour(&self) -> u32 {
        self.hour
    }

    /// Whether the outside fails now.
    #[must_use]
    pub fn is_faulty(&self) -> bool {
        self.plan.faults && self.now().since(self.begun) < i64::from(self.plan.days) * DAY * 3 / 4
    }

    /// When the days of the plan are over.
    #[must_use]
    pub fn ends(&self) -> Timestamp {
        self.begun.plus(i64::from(self.plan.days) * DAY)
    }

    /// Whether they are: nobody buys any more, and people do what is left to do.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.now() >= self.ends()
    }

    /// People go home for good: only the clock and the post go on.
    pub fn go_home(&mut self) {
        self.gone = true;
    }

    /// Whether they have gone.
    #[must_use]
    pub fn is_left(&self) -> bool {
        self.gone
    }

    /// Whether the shop and the payment provider have told everything.
    #[must_use]
    pub fn is_told(&self) -> bool {
        self.shop.is_done() && self.outside.bank.is_done()
    }

    /// The payment provider's own books.
    #[must_use]
    pub fn transfers(&self) -> Vec<Transfer> {
        self.outside.bank.transfers()
    }

    /// Everything that was posted, as it is on the platforms.
    #[must_use]
    pub fn posts(&self) -> Vec<LivePost> {
        self.outside.web.all()
    }

    /// One hour. Says what was done, for the record.
    ///
    /// # Errors
    /// What the store says; refusals are part of life.
    pub async fn step(&mut self, app: &App) -> Result<Vec<String>> {
        let mut done = Vec::new();
        self.pass(app, &mut done).await?;
        Ok(done)
    }

    /// The same, with what was done told even where the hour breaks off.
    ///
    /// # Errors
    /// As [`World::step`].
    pub async fn pass(&mut self, app: &App, done: &mut Vec<String>) -> Result<()> {
        self.hour += 1;
        let now = self.now();
        self.outside.clock.set(now);
        let faulty = self.is_faulty();
        self.outside.faulty(faulty);
        let broken =
            |error: app::Error| WorldError::Refused { operation: "an hour".to_owned(), error: whole(&error), command: now.rfc3339() };
        let ticked = self.settle(app).await.map_err(broken)?;
        if ticked > 0 {
            done.push(format!("the clock and the post: {ticked}"));
        }
        let over = self.is_over();
        if !self.gone {
            for mind in &mut self.minds {
                done.extend(mind.live(app, &self.programme, &self.outside, now).await.map_err(broken)?);
            }
            done.extend(self.office.work(app, &self.programme, &self.outside, now).await.map_err(broken)?);
            if let Some(block) = &mut self.block
                && let Some(said) = block.come(app, &self.programme, now).await.map_err(broken)?
            {
                done.push(said);
                self.block = None;
            }
        }
        done.extend(self.outside.bank.tell(app, &self.programme, now).await.map_err(broken)?);
        done.extend(self.shop.trade(app, &self.programme, now, faulty, !over).await.map_err(broken)?);
        // Where nobody did anything, nothing new is due.
        if !done.is_empty() {
            self.settle(app).await.map_err(broken)?;
        }
        Ok(())
    }

    /// The clock and the worker do what is due.
    async fn settle(&self, app: &App) -> app::Result<usize> {
        let mut all = 0;
        // A move that cannot be done stays due; the bound keeps one hour finite.
        for _ in 0..50 {
            let did = app::tick::tick(app).await? + app::worker::work(app).await?;
            all += did;
            if did == 0 {
                break;
            }
        }
        Ok(all)
    }
}

/// An error with all that is behind it, which a person of the team never sees.
fn whole(error: &app::Error) -> String {
    let mut text = match error {
        app::Error::Broken(reason) => format!("{error} {reason}"),
        _ => error.to_string(),
    };
    let mut behind = std::error::Error::source(error);
    while let Some(cause) = behind {
        text.push_str(&format!(" {cause}"));
        behind = cause.source();
    }
    text
}
