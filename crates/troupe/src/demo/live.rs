//! The demo goes on: a simulated clock that a person slows down, speeds up or sends ahead, and a world that lives by it.
//!
//! Invariant: time never goes back; whatever a person does has its consequence at once (mail leaves, the clock ticks),
//! whether time stands or runs. Absent: a network.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::Result;
use app::{
    App,
    ports::{Clock, Playing, Scene, Stage},
};
use domain::{
    events::Actor,
    ids::{BrandId, CreatorId, EventId},
    time::{HOUR, Timestamp, Zone},
};
use tokio::sync::watch;
use world::{World, outside::SimulatedClock, team::Desk};

use super::{heard, tour::Tour};

/// How often the clock is set.
const BEAT: Duration = Duration::from_millis(200);
/// Colleagues take up what a person has left for so many hours.
const PATIENCE: i64 = 4;
/// `next` looks so many hours ahead at most, and the tour so many.
const AHEAD: u32 = 14 * 24;
const TOUR_AHEAD: u32 = 60 * 24;
/// However far it looks, a page is not kept waiting for longer.
const WAIT: Duration = Duration::from_secs(10);
/// Going ahead, it does as many hours as fit into this, so that pages are answered in between.
const STRIDE: Duration = Duration::from_millis(150);
/// So many scenes are kept.
const KEPT: usize = 8;

/// What happens on the stage by itself, beside what creators do.
const BY_OTHERS: [&str; 2] = ["payments.payout_made", "campaigns.no_response"];

/// The running demo.
pub(super) struct Live {
    app: App,
    clock: Arc<SimulatedClock>,
    world: tokio::sync::Mutex<World>,
    brand: BrandId,
    names: BTreeMap<CreatorId, String>,
    state: Mutex<State>,
}

struct State {
    playing: Playing,
    tour: Option<Tour>,
    newest: Option<EventId>,
    /// So many hours are left of going ahead.
    ahead: u32,
}

impl Live {
    /// A world that is about to go on, with a brand's short name and zone.
    pub(super) async fn of(
        app: App,
        clock: Arc<SimulatedClock>,
        world: World,
        brand: (String, Zone),
        tour: Option<Tour>,
    ) -> Result<Arc<Self>> {
        let names = world.programme.creators.iter().map(|one| (one.id, one.name.clone())).collect();
        let guide = tour.as_ref().map(|tour| tour.guide.clone()).unwrap_or_default();
        let playing = Playing { pace: 1, helped: true, brand: brand.0, zone: Some(brand.1), guide, ..Playing::default() };
        let id = world.programme.brand;
        let newest = store::events::of_brand(app.db(), id, None, 1).await?.first().map(|event| event.id);
        let state = Mutex::new(State { playing, tour, newest, ahead: 0 });
        let live = Arc::new(Self { app, clock, world: tokio::sync::Mutex::new(world), brand: id, names, state });
        live.look().await?;
        Ok(live)
    }

    /// Lets time pass until told to stop.
    pub(super) async fn run(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let mut last = Instant::now();
        loop {
            let pause = if self.with(|state| state.playing.ahead) { BEAT / 10 } else { BEAT };
            tokio::select! {
                _ = stop.changed() => return,
                () = tokio::time::sleep(pause) => {}
            }
            let passed = last.elapsed();
            last = Instant::now();
            if let Err(error) = self.beat(passed).await {
                tracing::error!(%error, "the demo could not go on");
            }
        }
    }

    async fn beat(&self, passed: Duration) -> Result<()> {
        // While somebody waits for the next event, it is moved by that.
        let Ok(mut world) = self.world.try_lock() else { return Ok(()) };
        if self.with(|state| state.playing.ahead) {
            return self.stride(&mut world).await;
        }
        let mut did = 0;
        let pace = self.with(|state| i64::from(state.playing.pace));
        let ahead = i64::try_from(passed.as_micros()).unwrap_or(0).saturating_mul(pace);
        let now = self.clock.now().plus(ahead);
        while world.now().plus(HOUR) <= now {
            did += usize::from(self.step(&mut world).await?);
        }
        self.clock.set(now);
        for _ in 0..20 {
            let more = app::tick::tick(&self.app).await? + app::worker::work(&self.app).await?;
            did += more;
            if more == 0 {
                break;
            }
        }
        drop(world);
        if did > 0 { self.look().await.map(drop) } else { Ok(()) }
    }

    /// A few hours on the way to the tour's next step; the last of them ends the going ahead.
    async fn stride(&self, world: &mut World) -> Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < STRIDE {
            if self.step(world).await? {
                self.look().await?;
            }
            let over = self.with(|state| {
                state.ahead = state.ahead.saturating_sub(1);
                let next = state.playing.tour.iter().find(|step| !step.done);
                state.playing.ahead = state.ahead > 0 && next.is_some_and(|step| step.href.is_none());
                !state.playing.ahead
            });
            if over {
                break;
            }
        }
        Ok(())
    }

    /// One hour of the world, with the desk as the person wants it. Gives whether anything was done.
    async fn step(&self, world: &mut World) -> Result<bool> {
        let (helped, spared) = self.with(|state| {
            let spared = state.tour.as_ref().map(|tour| tour.spared(&state.playing.tour));
            (state.playing.helped || state.playing.ahead, spared.unwrap_or_default())
        });
        world.office().desk = if helped { Desk::Helped(PATIENCE) } else { Desk::Left };
        world.office().spared = spared;
        let done = !world.step(&self.app).await?.is_empty();
        // What is posted elsewhere comes or does not; the hour is over.
        let told = heard::tell(&self.app, &world.programme.manager.caller, world.now()).await.unwrap_or_else(|error| {
            tracing::error!(%error, "the demo's listening tool could not tell of a post");
            false
        });
        Ok(done || told)
    }

    /// Notes what happened since it was looked at last, and how the tour stands. Gives whether anything happened.
    async fn look(&self) -> Result<bool> {
        let (newest, tour) = self.with(|state| (state.newest, state.tour.clone()));
        let events = store::events::of_brand(self.app.db(), self.brand, None, 60).await?;
        let steps = match &tour {
            Some(tour) => tour.steps(&self.app, self.clock.now()).await?,
            None => Vec::new(),
        };
        let fresh = events.iter().take_while(|event| Some(event.id) != newest);
        let changes = u64::try_from(fresh.clone().count()).unwrap_or(0);
        let scenes: Vec<Scene> = fresh
            .filter_map(|event| {
                let by = match &event.actor {
                    Actor::Creator { id } => Some(*id),
                    _ if BY_OTHERS.contains(&event.kind.as_str()) => event.creator,
                    _ => None,
                };
                let who = self.names.get(&by?)?.clone();
                Some(Scene { who, kind: event.kind.clone(), collaboration: event.collaboration?, at: event.at })
            })
            .collect();
        let happened = !scenes.is_empty();
        self.with(|state| {
            state.newest = events.first().map(|event| event.id).or(newest);
            state.playing.tour = steps;
            state.playing.changes += changes;
            state.playing.scenes += u64::try_from(scenes.len()).unwrap_or(0);
            let mut last = scenes;
            last.append(&mut state.playing.last);
            last.truncate(KEPT);
            state.playing.last = last;
        });
        Ok(happened)
    }

    /// Goes on hour by hour until something is so. Gives whether it came to that.
    async fn until(&self, hours: u32, mut so: impl FnMut(&Playing, bool) -> bool) -> Result<bool> {
        let mut world = self.world.lock().await;
        let begun = Instant::now();
        for _ in 0..hours {
            let happened = self.step(&mut world).await? && self.look().await?;
            if self.with(|state| so(&state.playing, happened)) {
                return Ok(true);
            }
            if begun.elapsed() > WAIT {
                break;
            }
        }
        Ok(false)
    }

    fn with<T>(&self, use_it: impl FnOnce(&mut State) -> T) -> T {
        use_it(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait::async_trait]
impl Stage for Live {
    async fn playing(&self) -> Playing {
        // What somebody has just done counts on the very next page.
        if let Err(error) = self.look().await {
            tracing::error!(%error, "the demo could not be looked at");
        }
        self.with(|state| state.playing.clone())
    }

    fn set_pace(&self, pace: u32) {
        self.with(|state| {
            state.playing.pace = pace;
            state.playing.ahead = false;
        });
    }

    fn set_helped(&self, helped: bool) {
        self.with(|state| state.playing.helped = helped);
    }

    async fn next(&self) -> bool {
        self.until(AHEAD, |_, happened| happened).await.unwrap_or_else(|error| {
            tracing::error!(%error, "the demo could not go on");
            false
        })
    }

    fn go_ahead(&self) {
        self.with(|state| {
            state.ahead = TOUR_AHEAD;
            state.playing.ahead = true;
        });
    }

    fn read_report(&self) {
        self.with(|state| {
            if let Some(tour) = &mut state.tour {
                tour.read = true;
            }
        });
    }
}

/// The last full hour at or before a time.
pub(super) fn hour(at: Timestamp) -> Timestamp {
    Timestamp(at.0 - at.0.rem_euclid(HOUR))
}
