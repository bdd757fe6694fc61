//! What simulated creators do: they read their portal, think for as long as they are, and act or do not.
//!
//! Invariant: a creator acts on open moves of their own alone, as the portal shows them, and only in their waking hours.
//! Absent: what the brand makes of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use app::{
    App, Caller,
    agreements::{AcceptOffer, CounterOffer, FillForm, SignAgreement},
    briefs::AcknowledgeBrief,
    campaigns::Withdraw,
    content::{AnswerWindow, SubmitDraft},
    outreach::{LogMessage, RespondToInvitation, WriteMessage},
    tracking::ReportLive,
    views::{
        ShowPortal,
        portal::{PortalCollaboration, PortalView},
    },
};
use domain::{
    agreements::Side,
    ids::{DeliverableId, Id},
    money::Money,
    moves::{Move, Turn, What},
    outreach::{Channel, Direction},
    time::{HOUR, MINUTE, Timestamp},
};

use crate::{
    chance::Chance,
    outside::Outside,
    parameters::{Audience, CreatorHabits},
    places,
    programme::{Creator, Programme},
    repertoire::{Repertoire, one_of},
};

/// When somebody will take up an open move; nothing when they would not by themselves.
#[derive(Debug, Clone, Copy)]
struct Plan {
    at: Option<Timestamp>,
}

/// A creator with what is in their head.
#[derive(Debug)]
pub struct Mind {
    creator: Creator,
    habits: CreatorHabits,
    chance: Chance,
    repertoire: Arc<Repertoire>,
    plans: BTreeMap<String, Plan>,
    letters: usize,
    asked: bool,
    thinks_of_leaving: Option<bool>,
    /// What they wrote last, which is what they post.
    caption: String,
    /// What they were asked to mend.
    to_mend: BTreeSet<String>,
    /// Who follows them.
    audience: Audience,
    /// What a machine answers for them, and how they put a no.
    machine: Chance,
    words: Chance,
}

impl Mind {
    /// The mind of a creator.
    #[must_use]
    pub fn of(creator: Creator, habits: CreatorHabits, repertoire: Arc<Repertoire>, seed: u64) -> Self {
        let of = |what: &str| Chance::of(seed, &format!("{what} {}", creator.email));
        let audience = habits.audience(seed, &creator.email);
        let (chance, machine, words) = (Chance::of(seed, &creator.email), of("machine of"), of("words of"));
        Self {
            creator,
            habits,
            chance,
            repertoire,
            plans: BTreeMap::new(),
            letters: 0,
            asked: false,
            thinks_of_leaving: None,
            caption: String::new(),
            to_mend: BTreeSet::new(),
            audience,
            machine,
            words,
        }
    }

    /// What they do within an hour; says what was done, for the record.
    ///
    /// # Errors
    /// The store's; refusals are theirs to live with.
    pub async fn live(&mut self, app: &App, programme: &Programme, outside: &Outside, now: Timestamp) -> app::Result<Vec<String>> {
        let hour = now.minute_of_day_in(&self.creator.zone) / 60;
        if !(self.habits.wakes_at..self.habits.sleeps_at).contains(&hour) {
            return Ok(Vec::new());
        }
        let letters = outside.mailbox.count(&self.creator.email);
        let reminded = letters > self.letters;
        self.letters = letters;
        // A machine answers, and the team keeps what it says; that is no answer.
        if reminded && self.machine.happens(self.habits.out_of_office) {
            let away = LogMessage {
                creator: self.creator.id,
                collaboration: None,
                direction: Direction::In,
                channel: Channel::Email,
                subject: "Automatic reply: out of office".into(),
                body: "I am away and read no mail until Monday. To unsubscribe from my newsletter, write to my office.".into(),
                at: None,
                automatic: false,
            };
            let logged = app.run(&programme.manager.caller, away).await;
            if let Err(error @ (app::Error::Store(_) | app::Error::Broken(_))) = logged {
                return Err(error);
            }
        }
        if reminded {
            for url in outside.mailbox.words_after(&self.creator.email, "It is the post at ") {
                if self.to_mend.insert(url.clone()) {
                    outside.web.asked_to_mend(&url, now);
                }
            }
        }
        // Somebody who has no mail yet does not know that anything waits.
        if letters == 0 {
            return Ok(Vec::new());
        }
        let due = self.plans.values().any(|plan| plan.at.is_some_and(|at| at <= now));
        if !reminded && !due {
            return Ok(Vec::new());
        }
        let caller = Caller::creator(programme.organisation, programme.brand, self.creator.id);
        let view = app.show(&caller, ShowPortal {}).await?;
        let mut done = Vec::new();
        let open: Vec<(PortalCollaboration, Move)> = view
            .collaborations
            .iter()
            .flat_map(|of| of.moves.iter().filter(|open| open.turn == Turn::Creator).map(|open| (of.clone(), open.clone())))
            .collect();
        self.plans.retain(|key, _| open.iter().any(|(of, open)| key == &format!("{}:{}", of.id, open.key)));
        for (of, open) in open {
            self.plan(&of, &open, reminded, now);
            let key = format!("{}:{}", of.id, open.key);
            if self.plans.get(&key).is_some_and(|plan| plan.at.is_some_and(|at| at <= now)) {
                self.plans.remove(&key);
                let outcome = self.act(app, outside, &caller, &view, &of, &open, now).await;
                done.push(format!("{}: {} {}", self.creator.name, open.what.as_str(), told(&outcome)));
                if let Err(error @ (app::Error::Store(_) | app::Error::Broken(_))) = outcome {
                    return Err(error);
                }
            }
        }
        Ok(done)
    }

    /// Decides when an open move is taken up, once; a reminder may change the mind of who would not.
    fn plan(&mut self, of: &PortalCollaboration, open: &Move, reminded: bool, now: Timestamp) {
        let key = format!("{}:{}", of.id, open.key);
        let manner = self.creator.temperament;
        let microseconds = |hours: f64| (hours * HOUR as f64) as i64;
        match self.plans.get(&key).copied() {
            None => {
                let comes = match open.what {
                    What::SubmitDraft | What::Post => !self.chance.happens(manner.misses),
                    _ => self.chance.happens(manner.answers),
                };
                let at = match (comes, open.what, open.due) {
                    (false, ..) => None,
                    // Work is done towards its due time; the sloppy come close to it or after.
                    (true, What::SubmitDraft | What::Post, Some(due)) => {
                        let early = self.chance.hours(self.habits.works_ahead).min(self.habits.works_ahead * 3.0) - manner.late;
                        Some(due.plus(-microseconds(early)).max(now.plus(30 * MINUTE)))
                    }
                    (true, ..) => Some(now.plus(microseconds(self.chance.hours(manner.hours)))),
                };
                self.plans.insert(key, Plan { at });
            }
            Some(Plan { at: None }) if reminded && self.chance.happens(manner.wakes) => {
                let at = Some(now.plus(microseconds(self.chance.hours(manner.hours / 2.0))));
                self.plans.insert(key, Plan { at });
            }
            Some(_) => {}
        }
    }

    async fn act(
        &mut self,
        app: &App,
        outside: &Outside,
        caller: &Caller,
        view: &PortalView,
        of: &PortalCollaboration,
        open: &Move,
        now: Timestamp,
    ) -> app::Result<()> {
        let manner = self.creator.temperament;
        let collaboration = of.id;
        if !self.asked && self.chance.happens(manner.asks_first) {
            self.asked = true;
            let body = one_of(&self.repertoire.questions, &mut self.words).to_owned();
            return app.run(caller, WriteMessage { collaboration: Some(collaboration), body }).await.map(drop);
        }
        match open.what {
            What::AnswerInvitation => {
                let accept = self.chance.happens(manner.accepts);
                let stops = !accept && self.words.happens(self.habits.asks_to_stop);
                if stops {
                    let body = one_of(&self.repertoire.stopping, &mut self.words).to_owned();
                    return app.run(caller, WriteMessage { collaboration: None, body }).await.map(drop);
                }
                let message = if accept { String::new() } else { one_of(&self.repertoire.declines, &mut self.words).to_owned() };
                app.run(caller, RespondToInvitation { collaboration, accept, message, channel: None }).await.map(drop)
            }
            What::AnswerOffer => self.answer_offer(app, caller, of).await,
            What::CreatorSigns => {
                let Some(agreement) = &of.agreement else { return Ok(()) };
                let signature = SignAgreement { agreement: agreement.id, name: self.creator.name.clone(), hash: agreement.hash().clone() };
                app.run(caller, signature).await.map(drop)
            }
            What::FillForm => app.run(caller, self.form(collaboration)).await.map(drop),
            What::AcknowledgeBrief => {
                if *self.thinks_of_leaving.get_or_insert_with(|| self.chance.happens(manner.withdraws)) {
                    let reason = one_of(&self.repertoire.withdrawals, &mut self.words).to_owned();
                    return app.run(caller, Withdraw { collaboration, reason, as_received: false }).await.map(drop);
                }
                app.run(caller, AcknowledgeBrief { collaboration, as_received: false }).await.map(drop)
            }
            What::SubmitDraft => self.submit(app, caller, view, open).await,
            What::Post => {
                let deliverable = DeliverableId::from_uuid(open.subject.unwrap_or_default());
                let made = view.deliverable(deliverable).map(|(_, made)| &made.deliverable);
                let opens = made.map(|made| made.opens.at(0, 0, &view.brand.zone));
                if let Some(opens) = opens.filter(|opens| *opens > now) {
                    self.plans.insert(format!("{collaboration}:{}", open.key), Plan { at: Some(opens.plus(10 * HOUR)) });
                    return Ok(());
                }
                let (platform, format) = made.map_or(("", ""), |made| (made.platform.as_str(), made.format.as_str()));
                let url = address(platform, format, &self.creator.name, deliverable);
                outside.web.publish(&url, &self.caption, self.audience.followers, now);
                app.run(caller, ReportLive { deliverable, url, live_at: None, check: None }).await.map(drop)
            }
            What::AnswerWindow => {
                let deliverable = DeliverableId::from_uuid(open.subject.unwrap_or_default());
                let window = view.deliverable(deliverable).and_then(|(_, made)| made.deliverable.window_offered());
                let over = window.is_some_and(|window| window.closes < now.day_in(&view.brand.zone));
                let accept = self.chance.happens(self.habits.takes_new_dates) && !over;
                app.run(caller, AnswerWindow { deliverable, accept }).await.map(drop)
            }
            What::TellUs => {
                let body = one_of(&self.repertoire.thanks, &mut self.words).to_owned();
                app.run(caller, WriteMessage { collaboration: Some(collaboration), body }).await.map(drop)
            }
            _ => Ok(()),
        }
    }

    async fn submit(&mut self, app: &App, caller: &Caller, view: &PortalView, open: &Move) -> app::Result<()> {
        let deliverable = DeliverableId::from_uuid(open.subject.unwrap_or_default());
        let made = view.deliverable(deliverable).map(|(_, made)| made);
        let moves = made.is_some_and(|made| matches!(made.deliverable.format.as_str(), "tiktok" | "short" | "video"));
        let again = made.is_some_and(|made| !made.drafts.is_empty());
        let good = self.chance.happens(self.creator.temperament.good_draft);
        let repertoire = self.repertoire.clone();
        let captions = if good { &repertoire.captions } else { &repertoire.forgetful_captions };
        let text = one_of(captions, &mut self.words).to_owned();
        self.caption.clone_from(&text);
        let notes = if again { &repertoire.notes_again } else { &repertoire.notes };
        let note = one_of(notes, &mut self.words).to_owned();
        let files = repertoire.film(app, caller, view.brand.id, moves, &mut self.words).await?;
        app.run(caller, SubmitDraft { deliverable, files, text, note, replaces: None, as_received: false }).await.map(drop)
    }

    async fn answer_offer(&mut self, app: &App, caller: &Caller, of: &PortalCollaboration) -> app::Result<()> {
        let manner = self.creator.temperament;
        let Some(offer) = of.offers.last() else { return Ok(()) };
        let countered = of.offers.iter().any(|offer| offer.by == Side::Creator);
        if !countered && !offer.terms.owes_nothing() && self.chance.happens(manner.counters) {
            // People ask for whole tens.
            let more = (offer.terms.fee.minor as f64 * (1.0 + manner.counter_more) / 1_000.0).ceil() as i64 * 1_000;
            let fee = Money::new(more, offer.terms.fee.currency);
            let message = one_of(&self.repertoire.counters, &mut self.words).replace("{asked}", &fee.short());
            let fee = Some(fee);
            let counter = CounterOffer { collaboration: of.id, fee, message, terms: None, as_received: false };
            return app.run(caller, counter).await.map(drop);
        }
        app.run(caller, AcceptOffer { offer: offer.id, override_reason: None, as_received: false }).await.map(drop)
    }

    fn form(&self, collaboration: domain::ids::CollaborationId) -> FillForm {
        let address = places::address(&self.creator.name, &self.creator.country, &self.creator.city);
        FillForm {
            collaboration,
            legal_name: self.creator.name.clone(),
            address: Some(address),
            preferences: String::new(),
            sizes: None,
            payment_method: "Bank transfer".into(),
            payment_account: Some(places::account(&self.creator.name)),
            tax_country: self.creator.country.clone(),
            as_received: false,
        }
    }
}

/// What became of an act, in short.
pub(crate) fn told<T>(outcome: &app::Result<T>) -> String {
    match outcome {
        Ok(_) => "done".to_owned(),
        Err(error) => format!("refused ({}: {error})", error.code()),
    }
}

/// Where a post stands: in the form in which its platform names posts, under a name that is kept for examples, so that no link of a
/// made-up world leads to somebody's account.
fn address(platform: &str, format: &str, name: &str, post: DeliverableId) -> String {
    let (handle, id) = (domain::text::slug(name).replace('-', "."), post.0.simple());
    match (platform, format) {
        ("tiktok", _) => format!("https://www.tiktok.example/@{handle}/video/{id}"),
        ("youtube", "short") => format!("https://www.youtube.example/shorts/{id}"),
        ("youtube", _) => format!("https://www.youtube.example/watch?v={id}"),
        ("instagram", "reel") => format!("https://www.instagram.example/reel/{id}/"),
        ("instagram", "story") => format!("https://www.instagram.example/stories/{handle}/{id}/"),
        (platform @ ("instagram" | "pinterest" | "facebook" | "twitch" | "x"), _) => format!("https://www.{platform}.example/p/{id}/"),
        _ => format!("https://{}.example/p/{id}/", handle.replace('.', "-")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_stands_where_its_platform_puts_it_and_nobody_real_is() {
        let post = DeliverableId::from_uuid(Default::default());
        for (platform, format, begins) in [
            ("tiktok", "tiktok", "https://www.tiktok.example/@maya.okonkwo/video/"),
            ("instagram", "reel", "https://www.instagram.example/reel/"),
            ("instagram", "carousel", "https://www.instagram.example/p/"),
            ("youtube", "short", "https://www.youtube.example/shorts/"),
            ("", "", "https://"),
        ] {
            let url = address(platform, format, "Maya Okonkwo", post);
            assert!(url.starts_with(begins) && url.contains(".example/"), "{url}");
            assert_eq!(domain::tracking::checked_url(&url).as_deref(), Ok(url.as_str()));
        }
    }
}
