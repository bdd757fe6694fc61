//! Which rows are whom, and what each adds.
//!
//! Invariant: what a person entered stands; a file adds what is missing, new tags, new accounts and newer numbers.
//! Absent: SQL; a chunk's changes are written together.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{
    creators::{
        AudienceShare, Creator, CreatorProfile, CustomFields, Identity, ImportCounts, Measure, Platform, Profile, Relationship, Shipping,
        Source, Tier, identities,
        import::{ImportedCreator, Person},
        traces::{Touched, Trace},
    },
    ids::{CreatorId, MetricId},
    text::folded,
};

use super::{
    ImportCreators, Warnings,
    crowd::Crowd,
    writing::{NewNumber, write},
};
use crate::{
    Ctx, Result,
    creators::{
        erase::{begins, erased_of},
        known::{Known, Row, best, candidates, load},
    },
};

/// From so many on it is told that much will be written.
const MUCH: usize = 5_000;

/// Everybody met in this chunk and how to find them, and what the import did to whom. In a dry run, of which nothing can be read
/// again, those of all chunks so far.
#[derive(Default)]
pub(super) struct Met {
    pub(super) all: Vec<Known>,
    /// Those who were known, as they were.
    before: HashMap<usize, Known>,
    /// Numbers that this chunk wrote.
    wrote: BTreeMap<usize, Vec<MetricId>>,
    by_id: HashMap<CreatorId, usize>,
    by_identity: HashMap<String, Vec<usize>>,
    /// Those whom a row of this file has named, with the place of their trace where they are not as before.
    named: HashMap<CreatorId, Option<usize>>,
    traces: Vec<(CreatorId, Trace)>,
}

/// Whom one of a file's people was taken for.
#[derive(Debug, Clone)]
pub(crate) struct Whom {
    /// The creator.
    pub(crate) creator: CreatorId,
    /// Their name as it is kept.
    pub(crate) name: String,
    /// By what they were recognised; nothing for a new one.
    pub(crate) known_by: Option<Identity>,
    /// Whether they came in with this file.
    pub(crate) is_new: bool,
    /// Whether nobody writes to them any more.
    pub(crate) blocked: bool,
}

/// What carrying a file's people over did.
#[derive(Debug, Default)]
pub(crate) struct Carried {
    /// To each creator, to be taken back by; nothing for a dry run.
    pub(crate) traces: Vec<(CreatorId, Trace)>,
    /// Whom each of the people was taken for, in their order; nothing where nobody asked.
    pub(crate) whom: Vec<Whom>,
}

/// Carries all creators of a file over, and counts their rows. Whom each was taken for is told only where `tells_whom`.
pub(super) async fn import(
    ctx: &mut Ctx,
    (command, fields): (&ImportCreators, &CustomFields),
    (mut people, tells_whom): (Crowd<'_>, bool),
    counts: &mut ImportCounts,
    warnings: &mut Warnings,
) -> Result<Carried> {
    let (mut met, mut whom) = (Met::default(), Vec::new());
    if !command.dry_run && people.len() >= MUCH {
        ctx.tx().writes_much().await?;
    }
    while let Some(chunk) = people.next_some() {
        meet(ctx, &chunk, &mut met).await?;
        let (mut dirty, mut numbers, mut said) = (BTreeSet::new(), Vec::new(), Vec::new());
        let erased = erased_of(ctx, chunk.iter().filter_map(|person| person.creator.email.as_deref())).await?;
        for person in chunk.iter() {
            counts.merged += person.rows - 1;
            let identities = person.creator.identities();
            let places: BTreeSet<usize> =
                identities.iter().filter_map(|identity| met.by_identity.get(&identity.lookup())).flatten().copied().collect();
            let found = best(places.into_iter().map(|at| (at, &met.all[at])), &person.creator.name, &identities);
            let (at, known_by) = match found {
                Some((at, identity)) => (at, Some(identity)),
                None => (met.add(new_creator(ctx, &person.creator, &erased)), None),
            };
            let is_new = known_by.is_none();
            if tells_whom {
                let known = &met.all[at].creator;
                let blocked = known.value.suppression.blocked.is_some();
                whom.push(Whom { creator: known.id, name: known.value.name.clone(), known_by, is_new, blocked });
            }
            let first = met.name(at);
            let written = numbers.len();
            let mut adding = Adding { ctx, command, fields, from: &person.creator, first, warnings, numbers: &mut numbers };
            let changed = adding.add(&mut met, at)?;
            if is_new || changed {
                dirty.insert(at);
                met.index(at);
            }
            let kept = &met.all[at].creator;
            if !is_new && person.creator.country.is_some() && person.creator.country == kept.value.country {
                said.push(kept.id);
            }
            let wrote = numbers.get(written..).unwrap_or_default().iter().map(|(id, ..)| *id);
            if !command.dry_run {
                met.wrote.entry(at).or_default().extend(wrote);
            }
            match (is_new, first, changed) {
                (true, _, _) => counts.created += 1,
                (false, false, _) => counts.merged += 1,
                (false, true, true) => counts.updated += 1,
                (false, true, false) => counts.unchanged += 1,
            }
        }
        if !command.dry_run {
            // Creators are held before their accounts, as where an account is fetched.
            store::creators::connections::country_is_said(ctx.tx(), ctx.organisation()?, &said).await?;
            write(ctx, &mut met.all, &dirty, &numbers).await?;
            met.let_go(&dirty);
        }
        if let Some(watched) = &command.watched {
            watched.did(chunk.iter().map(|person| person.rows).sum())?;
        }
    }
    Ok(Carried { traces: met.traces, whom })
}

/// Loads whoever a chunk could name and was not met yet.
async fn meet(ctx: &Ctx, chunk: &[Person], met: &mut Met) -> Result<()> {
    let identities: Vec<_> = chunk.iter().flat_map(|person| person.creator.identities()).collect();
    let ids: Vec<CreatorId> = candidates(ctx, &identities).await?.into_iter().filter(|id| !met.by_id.contains_key(id)).collect();
    for known in load(ctx, &ids).await? {
        let at = met.add(known.clone());
        met.before.insert(at, known);
    }
    Ok(())
}

/// What became of a row by all of this import; nothing where it is as it was. `earlier` is what chunks before this one did to it.
fn touched<T: store::Document + Clone + PartialEq>(
    earlier: Option<Touched<T>>,
    before: Option<&Row<T>>,
    now: &Row<T>,
) -> Option<Touched<T>> {
    let before = match (earlier, before) {
        (Some(Touched::New(_)), _) | (None, None) => return Some(Touched::New(now.version.map_or(1, |version| version.0))),
        (Some(Touched::Changed { before, .. }), _) => before,
        (None, Some(before)) if before.value == now.value => return None,
        (None, Some(before)) => Box::new(before.value.clone()),
    };
    (*before != now.value).then(|| Touched::Changed { before, after: Box::new(now.value.clone()) })
}

/// What became of one creator, after what chunks before this one did to them.
fn trace(earlier: Option<Trace>, before: Option<&Known>, now: &Known, wrote: Vec<MetricId>) -> Trace {
    let mut earlier = earlier.unwrap_or(Trace { creator: None, profiles: Vec::new(), relationship: None, numbers: Vec::new() });
    let mut profiles = Vec::with_capacity(now.profiles.len());
    for row in &now.profiles {
        let done = earlier.profiles.iter().position(|(id, _)| *id == row.id).map(|at| earlier.profiles.swap_remove(at).1);
        let known = before.and_then(|before| before.profiles.iter().find(|known| known.id == row.id));
        profiles.extend(touched(done, known, row).map(|touched| (row.id, touched)));
    }
    let relationship = now.relationship.as_ref().and_then(|row| {
        let known = before.and_then(|before| before.relationship.as_ref());
        Some((row.id, touched(earlier.relationship.take().map(|(_, touched)| touched), known, row)?))
    });
    let mut numbers = earlier.numbers;
    numbers.extend(wrote);
    numbers.shrink_to_fit();
    Trace { creator: touched(earlier.creator, before.map(|before| &before.creator), &now.creator), profiles, relationship, numbers }
}

fn new_creator(ctx: &mut Ctx, from: &ImportedCreator, erased: &BTreeSet<String>) -> Known {
    let is_erased = from.email.as_deref().is_some_and(|email| erased.contains(&folded(email)));
    let value = Creator {
        name: from.name.clone(),
        email: from.email.clone(),
        country: from.country,
        city: from.city.clone(),
        language: from.language.clone(),
        zone: None,
        manager: from.manager.clone(),
        shipping: Shipping::default(),
        suppression: begins(ctx, is_erased),
        portal_generation: 1,
        merged_into: None,
        aliases: Vec::new(),
        erased_at: None,
        created_at: ctx.now(),
    };
    Known {
        creator: Row::new(ctx.id(), value),
        profiles: Vec::new(),
        relationship: None,
        numbers: Default::default(),
        told: Default::default(),
    }
}

impl Met {
    fn add(&mut self, known: Known) -> usize {
        let at = self.all.len();
        self.by_id.insert(known.creator.id, at);
        self.all.push(known);
        self.index(at);
        at
    }

    /// Notes that a row names them; whether it is the first.
    fn name(&mut self, at: usize) -> bool {
        let id = self.all[at].creator.id;
        let before = self.named.len();
        self.named.entry(id).or_default();
        self.named.len() > before
    }

    /// Notes what was done to whom, and lets go of everybody: all is written, and who comes again is read again as they are now.
    fn let_go(&mut self, dirty: &BTreeSet<usize>) {
        self.by_id.clear();
        self.by_identity.clear();
        let (all, mut before, mut wrote) =
            (std::mem::take(&mut self.all), std::mem::take(&mut self.before), std::mem::take(&mut self.wrote));
        for (at, now) in all.into_iter().enumerate().filter(|(at, _)| dirty.contains(at)) {
            let (before, wrote) = (before.remove(&at), wrote.remove(&at).unwrap_or_default());
            let id = now.creator.id;
            let place = self.named.entry(id).or_default();
            match place.and_then(|place| self.traces.get_mut(place)) {
                Some((_, kept)) => *kept = trace(Some(kept.clone()), before.as_ref(), &now, wrote),
                None => {
                    *place = Some(self.traces.len());
                    self.traces.push((id, trace(None, before.as_ref(), &now, wrote)));
                }
            }
        }
    }

    fn index(&mut self, at: usize) {
        for identity in self.all[at].identities() {
            let places = self.by_identity.entry(identity.lookup()).or_default();
            if !places.contains(&at) {
                places.push(at);
            }
        }
    }

    /// Whether somebody else met has this account. Whoever has it was met, because a chunk's accounts are looked up.
    fn belongs_to_another(&self, at: usize, account: &Profile) -> bool {
        let own = identities("", None, std::slice::from_ref(account));
        let mut places = own.iter().filter_map(|identity| self.by_identity.get(&identity.lookup())).flatten();
        let has_it = |known: &Known| known.profiles.iter().any(|profile| profile.value.account.is_same_account(account));
        places.any(|place| *place != at && has_it(&self.all[*place]))
    }
}

/// What one creator of the file adds to one who is known.
struct Adding<'a> {
    ctx: &'a mut Ctx,
    command: &'a ImportCreators,
    /// The brand's own fields.
    fields: &'a CustomFields,
    from: &'a ImportedCreator,
    /// Whether this is the first row of the file that names them; its numbers win over later rows'.
    first: bool,
    warnings: &'a mut Warnings,
    numbers: &'a mut Vec<NewNumber>,
}

impl Adding<'_> {
    fn add(&mut self, met: &mut Met, at: usize) -> Result<bool> {
        let accounts = self.accounts(met, at);
        self.badges_of_nothing();
        let known = &mut met.all[at];
        let details = self.details(&mut known.creator);
        let kept = self.relationship(known);
        let numbers = self.numbers(known);
        Ok(accounts | details | kept | numbers)
    }

    /// Fills in what is unknown; where the file says otherwise, the record stands and the file's word becomes a warning.
    fn details(&mut self, row: &mut Row<Creator>) -> bool {
        let before = row.value.clone();
        let (to, from) = (&mut row.value, self.from);
        to.email = to.email.take().or_else(|| from.email.clone());
        to.country = to.country.or(from.country);
        to.city = to.city.take().or_else(|| from.city.clone());
        to.language = to.language.take().or_else(|| from.language.clone());
        to.manager = to.manager.take().or_else(|| from.manager.clone());
        let differs = |given: &Option<String>, kept: &Option<String>| given.as_deref().map(folded) != kept.as_deref().map(folded);
        if from.email.is_some() && differs(&from.email, &to.email) {
            let message = format!("The file gives another e-mail address; {} was kept.", to.email.as_deref().unwrap_or_default());
            self.warnings.add(from.row, "email", message);
        }
        if from.country.is_some() && from.country != to.country {
            let message = format!("The file gives another country; {} was kept.", to.country.map_or("", |country| country.code()));
            self.warnings.add(from.row, "country", message);
        }
        let changed = *to != before;
        row.changed |= changed;
        changed
    }

    fn accounts(&mut self, met: &mut Met, at: usize) -> bool {
        let mut changed = false;
        for account in &self.from.profiles {
            if met.belongs_to_another(at, account) {
                let handle = account.handle.as_ref().map(|handle| format!("@{handle}")).unwrap_or_default();
                let message =
                    format!("The account {handle} on {} belongs to another creator and was left there.", account.platform.label());
                self.warnings.add(self.from.row, "", message);
                continue;
            }
            let known = &mut met.all[at];
            changed |= self.account(known, account);
        }
        changed
    }

    fn account(&mut self, known: &mut Known, account: &Profile) -> bool {
        let display =
            (self.from.name != account.handle.as_ref().map(|handle| handle.as_str()).unwrap_or_default()).then(|| self.from.name.clone());
        let same = |row: &&mut Row<CreatorProfile>| {
            let kept = &row.value.account;
            let same_platform = kept.platform == account.platform;
            let one_nameless = same_platform && (kept.own_identity().is_none() || account.own_identity().is_none());
            kept.is_same_account(account) || one_nameless
        };
        let exact = known.profiles.iter().position(|row| row.value.account.is_same_account(account));
        let found = match exact {
            Some(at) => known.profiles.get_mut(at),
            None => known.profiles.iter_mut().find(same),
        };
        let Some(row) = found else {
            let id = self.ctx.id();
            let mut new = CreatorProfile::new(known.creator.id, id, account.clone(), display);
            new.audience_country = self.from.audience_country;
            self.badge(&mut new);
            self.audience(&mut new);
            known.profiles.push(Row::new(id, new));
            return true;
        };
        let before = row.value.clone();
        let together = Profile {
            platform: row.value.account.platform.clone(),
            handle: row.value.account.handle.clone().or_else(|| account.handle.clone()),
            channel_id: row.value.account.channel_id.clone().or_else(|| account.channel_id.clone()),
            given_url: row.value.account.given_url.clone().or_else(|| account.given_url.clone()),
        };
        row.value.become_account(row.id, together);
        row.value.display_name = row.value.display_name.take().or(display);
        row.value.audience_country = row.value.audience_country.or(self.from.audience_country);
        self.badge(&mut row.value);
        self.audience(&mut row.value);
        let changed = row.value != before;
        row.changed |= changed;
        changed
    }

    /// A badge or an audience on a platform on which the file names no account of theirs is said and not kept. That there is no badge
    /// needs no account.
    fn badges_of_nothing(&mut self) {
        let from = self.from;
        let lacks = |(platform, _): &(&Platform, &String)| !from.profiles.iter().any(|account| account.platform == **platform);
        let badges = from.verified.iter().filter(|(_, yes, _)| *yes).map(|(platform, _, column)| (platform, column));
        let shares = from.audience.iter().map(|one| (&one.platform, &one.column));
        for (platform, column) in badges.chain(shares).filter(lacks) {
            let message = format!("The file names no account on {} that this could be about; it was left out.", platform.label());
            self.warnings.add(from.row, column, message);
        }
    }

    /// What the file says of an account's badge.
    fn badge(&self, account: &mut CreatorProfile) {
        let said = self.from.verified.iter().find(|(platform, ..)| *platform == account.account.platform);
        if let Some((_, yes, column)) = said {
            account.told_badge(*yes, format!("{}, column \"{column}\"", self.command.file_name), self.ctx.now());
        }
    }

    /// What the file says of an account's audience.
    fn audience(&self, account: &mut CreatorProfile) {
        let platform = account.account.platform.clone();
        for one in self.from.audience.iter().filter(|one| one.platform == platform) {
            let source = format!("{}, column \"{}\"", self.command.file_name, one.column);
            account.told_audience(AudienceShare { part: one.part.clone(), share: one.share, source, at: self.ctx.now() });
        }
    }

    fn relationship(&mut self, known: &mut Known) -> bool {
        let (source, tier) = (self.command.source.unwrap_or(Source::Cold), self.command.tier.unwrap_or(Tier::ProductOnly));
        let now = self.ctx.now();
        let is_new = known.relationship.is_none();
        let creator = known.creator.id;
        let row = known.relationship.get_or_insert_with(|| Row::new(self.ctx.id(), Relationship::new(creator, source, tier, now)));
        let before = row.value.clone();
        let to = &mut row.value;
        union(&mut to.tags, &self.from.tags, |tag| folded(tag));
        union(&mut to.topics, &self.from.categories, |topic| folded(topic));
        union(&mut to.rates, &self.from.rates, |rate| folded(&rate.format));
        if let Some(notes) = self.from.notes.as_deref().filter(|notes| !to.notes.contains(*notes)) {
            to.notes = if to.notes.is_empty() { notes.to_owned() } else { format!("{}\n{notes}", to.notes) };
        }
        for (id, column, cell) in &self.from.custom {
            // A column may be remembered for a field that was retired since.
            let Some(field) = self.fields.in_use().find(|field| field.id == *id) else { continue };
            match (field.read(cell), to.custom.get(id).cloned()) {
                (Err(message), _) => self.warnings.add(self.from.row, column, message),
                (Ok(Some(value)), Some(kept)) if kept != value => {
                    self.warnings.add(self.from.row, column, format!("The file gives another {}; {kept} was kept.", field.name));
                }
                (Ok(Some(value)), None) => drop(to.custom.insert(*id, value)),
                (Ok(_), _) => {}
            }
        }
        let changed = is_new || row.value != before;
        row.changed |= changed;
        changed
    }

    /// Newer numbers, each with the file and column it stands in. What this file said before is nothing new, even where
    /// another file has spoken since. Further rows of the same creator add only numbers that no row before them gave.
    fn numbers(&mut self, known: &mut Known) -> bool {
        let mut changed = false;
        for metric in &self.from.metrics {
            let Some(profile) = self.profile_of(known, metric.platform.clone()) else { continue };
            let Some(row) = known.profiles.get_mut(profile) else { continue };
            let key = (row.id, metric.measure);
            let newest = known.numbers.get(&key).copied();
            if newest == Some((metric.value, metric.exact)) || (!self.first && newest.is_some()) {
                continue;
            }
            let snapshot = metric.snapshot(&self.command.file_name, self.ctx.now());
            let told = (row.id, metric.measure, snapshot.source.clone());
            if known.told.get(&told) == Some(&(metric.value, metric.exact)) {
                continue;
            }
            known.numbers.insert(key, (metric.value, metric.exact));
            known.told.insert(told, (metric.value, metric.exact));
            if metric.measure == Measure::Followers {
                row.value.followers = Some(metric.value);
                row.changed = true;
            }
            let id = self.ctx.id();
            self.numbers.push((id, row.id, snapshot));
            changed = true;
        }
        changed
    }

    /// The place of the account on a platform that the row itself names, else the largest there, else a new one with
    /// its handle unknown.
    fn profile_of(&mut self, known: &mut Known, platform: Platform) -> Option<usize> {
        let named = self.from.profiles.iter().find(|account| account.platform == platform);
        let by_account = named.and_then(|account| known.profiles.iter().position(|row| row.value.account.is_same_account(account)));
        let found = by_account.or_else(|| known.profiles.iter().position(|row| row.value.account.platform == platform));
        if found.is_some() {
            return found;
        }
        let id = self.ctx.id();
        known.profiles.push(Row::new(id, CreatorProfile::new(known.creator.id, id, Profile::of(platform, None), None)));
        Some(known.profiles.len() - 1)
    }
}

fn union<T: Clone>(to: &mut Vec<T>, from: &[T], key: impl Fn(&T) -> String) {
    for one in from {
        if !to.iter().any(|known| key(known) == key(one)) {
            to.push(one.clone());
        }
    }
}
