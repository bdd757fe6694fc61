//! Mentions come in: from a program, a webhook or a file.
//!
//! Invariants: a post is one mention however often it is told of; what was seen later counts; the brand's own posts and those of
//! people who asked to be erased are not kept. Absent: looking at the posts themselves.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    creators::Platform,
    fields::FieldErrors,
    ids::MentionId,
    listening::{ListTrace, Mention, NewMention, mentions::Names},
    text::folded,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::listening::{self as rows, mentions};

use crate::{
    Agent, Ctx, Meta, Operation, Reach, Result, Route,
    context::About,
    creators::erase::{account_word, erased_of},
    operation::MANAGER,
};

/// The most mentions of one telling.
const MOST: usize = 1_000;
/// So many are looked up and written at a time.
const CHUNK: usize = 500;

/// Adds posts that name the brand.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AddMentions {
    /// Who tells of them, such as the name of a listening tool.
    pub source: String,
    /// The posts, at most 1,000.
    pub mentions: Vec<NewMention>,
}

/// What became of mentions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AddedMentions {
    /// New ones.
    pub added: u64,
    /// Known ones of which something newer was told.
    pub renewed: u64,
    /// Known ones of which nothing new was told.
    pub unchanged: u64,
    /// Posts of the brand's own accounts, which are no mentions.
    pub own: u64,
    /// Posts of people who asked to be erased.
    pub erased: u64,
}

impl Operation for AddMentions {
    type Answer = AddedMentions;
    const META: Meta = Meta {
        name: "listening.add_mentions",
        doc: "Adds posts that name the brand, each once by platform and id or address. What was seen later counts, in whatever order it comes.",
        route: Route::post("/mentions"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<AddedMentions> {
        let mut errors = FieldErrors::new();
        let source = errors.text("source", &self.source, 200);
        errors.require(self.mentions.len() <= MOST, "mentions", "At most 1,000 mentions at once. Send the rest after them.");
        errors.ok(())?;
        let (names, now) = (names(ctx)?, ctx.now());
        let mut errors = FieldErrors::new();
        let mut told = Vec::with_capacity(self.mentions.len());
        for (at, new) in self.mentions.iter().enumerate() {
            match new.checked(&names, &source, now) {
                Ok(mention) => told.push(mention),
                Err(wrong) => wrong.0.into_iter().for_each(|error| errors.add(format!("mentions.{at}.{}", error.field), error.message)),
            }
        }
        errors.ok(())?;
        let (answer, _) = take(ctx, &names, told, false).await?;
        note(ctx, &source, &answer).await?;
        Ok(answer)
    }
}

/// What the brand is called.
pub(super) fn names(ctx: &Ctx) -> Result<Names> {
    let brand = &ctx.brand_facts()?.value;
    Ok(Names::of(&brand.name, &brand.profile.accounts, &brand.profile.names))
}

/// Records that mentions came, where any did.
pub(super) async fn note(ctx: &mut Ctx, source: &str, answer: &AddedMentions) -> Result<()> {
    if answer.added + answer.renewed == 0 {
        return Ok(());
    }
    let data = json!({ "source": source, "added": answer.added, "renewed": answer.renewed });
    ctx.note(About::default(), "listening.mentions_added", data).await
}

/// What mentions were before, by which a list can be taken back.
pub(super) type Traces = Vec<(MentionId, ListTrace<Mention>)>;

/// Keeps mentions, or only says what became of them. Also what was done to each.
pub(super) async fn take(ctx: &mut Ctx, names: &Names, told: Vec<Mention>, dry_run: bool) -> Result<(AddedMentions, Traces)> {
    let brand = ctx.brand()?;
    let mut answer = AddedMentions::default();
    if !dry_run {
        rows::hold(ctx.tx(), brand).await?;
    }
    let mut book = Book::default();
    for chunk in told.chunks(CHUNK) {
        let words: Vec<String> = chunk.iter().map(|one| account_word(&one.platform, &one.handle)).collect();
        let erased: BTreeSet<String> = erased_of(ctx, words.iter().map(String::as_str)).await?;
        for row in mentions::known(ctx.tx(), brand, chunk).await? {
            book.learn(row.id, row.mention, false);
        }
        for (mention, word) in chunk.iter().zip(&words) {
            if names.is_own(&mention.platform, &mention.handle) {
                answer.own += 1;
            } else if erased.contains(&folded(word)) {
                answer.erased += 1;
            } else if let Some(at) = book.place(mention) {
                let again = book.told_again(at, mention);
                if again.says_the_same(&book.all[at].1) {
                    answer.unchanged += 1;
                } else {
                    answer.renewed += 1;
                }
                // That it was seen again is kept too: it says how long to keep it, and which word is the later one.
                if again != book.all[at].1 {
                    book.change(at, again);
                }
            } else {
                answer.added += 1;
                book.learn(ctx.id(), mention.clone(), true);
            }
        }
        if !dry_run {
            mentions::put(ctx.tx(), brand, &book.changed()).await?;
            book.dirty.clear();
        }
    }
    Ok((answer, book.traces()))
}

/// The mentions that were met so far, and how to find them.
#[derive(Default)]
struct Book {
    all: Vec<(MentionId, Mention)>,
    places: BTreeMap<(Platform, String), usize>,
    addresses: BTreeMap<String, usize>,
    dirty: BTreeSet<usize>,
    /// What was known before of those that were changed; nothing of new ones.
    before: BTreeMap<usize, Option<Mention>>,
}

impl Book {
    fn place(&self, mention: &Mention) -> Option<usize> {
        let by_identity = self.places.get(&(mention.platform.clone(), mention.identity.clone()));
        let by_address = || self.addresses.get(mention.url_key.as_ref()?).filter(|at| self.all[**at].1.may_be(mention));
        by_identity.or_else(by_address).copied()
    }

    /// The mention after it was told of again. It stays by what it is known where another one has its place there.
    fn told_again(&self, at: usize, told: &Mention) -> Mention {
        let (known, again) = (&self.all[at].1, self.all[at].1.told_again(told));
        let taken = self.places.get(&(again.platform.clone(), again.identity.clone())).is_some_and(|other| *other != at);
        if taken { Mention { platform: known.platform.clone(), identity: known.identity.clone(), ..again } } else { again }
    }

    /// Takes one in that was not met before; one that is known stays as this telling left it.
    fn learn(&mut self, id: MentionId, mention: Mention, dirty: bool) {
        if self.places.contains_key(&(mention.platform.clone(), mention.identity.clone())) {
            return;
        }
        let at = self.all.len();
        self.places.insert((mention.platform.clone(), mention.identity.clone()), at);
        if let Some(key) = &mention.url_key {
            self.addresses.entry(key.clone()).or_insert(at);
        }
        self.all.push((id, mention));
        if dirty {
            self.dirty.insert(at);
            self.before.insert(at, None);
        }
    }

    fn change(&mut self, at: usize, mention: Mention) {
        if let Some(key) = &mention.url_key {
            self.addresses.entry(key.clone()).or_insert(at);
        }
        self.places.entry((mention.platform.clone(), mention.identity.clone())).or_insert(at);
        let before = std::mem::replace(&mut self.all[at].1, mention);
        self.before.entry(at).or_insert(Some(before));
        self.dirty.insert(at);
    }

    fn traces(self) -> Traces {
        let one = |(at, before): (usize, Option<Mention>)| {
            let (id, after) = self.all.get(at)?.clone();
            let trace = match before {
                None => ListTrace::New { after },
                Some(before) => ListTrace::Changed { told_at: before.seen_at, before, after },
            };
            Some((id, trace))
        };
        self.before.into_iter().filter_map(one).collect()
    }

    fn changed(&self) -> Vec<(MentionId, &Mention)> {
        self.dirty.iter().filter_map(|at| self.all.get(*at)).map(|(id, mention)| (*id, mention)).collect()
    }
}

/// Why a row of a file was refused, in one line.
pub(super) fn words(errors: &FieldErrors) -> String {
    errors.0.iter().map(|one| one.message.as_str()).collect::<Vec<_>>().join(" ")
}
