//! What a platform answered about an account, written into the same rows as what comes from files.
//!
//! Invariants: in one transaction; nothing that was known is lost because a platform hides it, knows it no more or was
//! interrupted, but for a country that only it gave and gives no longer; whatever it limits in time carries that time. Absent: asking.

use domain::{
    creators::{
        ChannelId, Country, Creator, CreatorError, CreatorPost, CreatorProfile, Handle, Identity, Method,
        access::AccessError,
        connections::{Connection, Service, policy},
        fetching::{AccountFetch, Failure, Fetched, FetchedChannel, FetchedComment, Outcome, Remark, averages, country_after},
    },
    discovery::vetting::comments::{CreatorComment, NewComment},
    ids::{CreatorCommentId, CreatorId, CreatorPostId, MetricId, OrganisationId, ProfileId},
    time::Timestamp,
};
use serde_json::json;
use store::{Stored, creators::connections as rows};

use super::fetch_account::{FetchedAccount, service_of};
use crate::{
    Ctx, Error, Result, Rights,
    context::About,
    creators::{Familiar, connections::connect::hear, familiar, save_creator},
};

/// Under whose account something is kept, and until when.
struct Place {
    organisation: OrganisationId,
    creator: CreatorId,
    profile: ProfileId,
    service: Service,
    now: Timestamp,
    keep_until: Option<Timestamp>,
}

/// Writes what was had.
///
/// # Errors
/// Not found, or the store's; then nothing was written.
pub(super) async fn keep(ctx: &mut Ctx, creator: CreatorId, profile: ProfileId, fetched: Fetched) -> Result<FetchedAccount> {
    let organisation = ctx.organisation()?;
    store::creators::hold(ctx.tx(), organisation, creator).await?;
    // Looked at under the lock: whoever was erased or merged while the platform was asked gets nothing of it.
    let known = familiar(ctx, creator).await?;
    if known.creator.value.erased_at.is_some() {
        return Err(CreatorError::ErasedAlready.into());
    }
    if known.creator.value.merged_into.is_some() {
        return Err(CreatorError::MergedAlready(known.creator.value.name.clone()).into());
    }
    let account = store::document::find::<CreatorProfile>(ctx.tx(), organisation, profile).await?;
    let account = account.filter(|found| found.value.creator == creator).ok_or(Error::NotFound)?;
    let service = service_of(&account.value)?;
    let (now, keep_until) = (ctx.now(), policy::keep_until(service, ctx.now()));
    let place = Place { organisation, creator, profile, service, now, keep_until };
    let connection = rows::hold_connection(ctx.tx(), organisation, service).await?.ok_or(Error::NotFound)?;
    let connection = hear(ctx, connection, fetched.key_since, fetched.stopped.as_ref()).await?;
    // Whoever ended their log-in while the platform was asked gets nothing of it kept.
    if service.by_log_in() && store::creators::access::hold(ctx.tx(), organisation, profile).await?.is_none_or(|one| !one.value.holds()) {
        return Err(AccessError::AccessEnded(service.label()).into());
    }
    let before = rows::fetches(ctx.tx(), organisation, &[profile]).await?.remove(&profile);

    let (outcome, reason) = fetched.outcome(service);
    let mut answer = FetchedAccount {
        outcome,
        reason,
        remarks: Vec::new(),
        numbers: 0,
        added: 0,
        renewed: 0,
        comments: 0,
        waits_until: connection.wait.as_ref().map(|wait| wait.until).filter(|until| *until > now),
        connection_stopped: fetched.stopped.as_ref().is_some_and(Failure::of_connection),
    };
    // What is wrong with the connection says nothing of the account: it stays as it was, and its turn comes again.
    if outcome == Outcome::Failed && answer.connection_stopped {
        return Ok(answer);
    }
    let mut state = before.clone().unwrap_or_else(|| AccountFetch::never(service, now));
    if let Some(channel) = &fetched.channel {
        if belongs_elsewhere(ctx, &place, channel).await? {
            answer.outcome = Outcome::NotFound;
            answer.remarks.push(Remark::SomebodyElses);
        } else if changed_hands(service, before.as_ref(), channel) {
            answer.outcome = Outcome::NotFound;
            answer.remarks.push(Remark::OtherAccount);
        } else {
            let gave = state.gave_country.then(|| state.channel.as_ref().and_then(|last| last.country)).flatten();
            write_account(ctx, &place, account, before.as_ref(), channel, &mut answer).await?;
            state.gave_country = write_country(ctx, &known, channel, gave).await?;
            write_rest(ctx, &place, &connection, &fetched, channel, &mut answer).await?;
            state.channel = Some(channel.clone());
            (state.fetched_at, state.keep_until) = (Some(now), keep_until);
        }
    }
    if outcome == Outcome::NotFound && service == Service::Instagram {
        answer.remarks.push(Remark::NotProfessional);
    }
    tell(ctx, &place, before.as_ref(), &answer).await?;
    state.tried_at = now;
    state.outcome = answer.outcome;
    state.reason.clone_from(&answer.reason);
    state.remarks.clone_from(&answer.remarks);
    match answer.outcome {
        Outcome::Fetched | Outcome::NotFound => (state.failures, state.settled_at) = (0, Some(now)),
        Outcome::Partly | Outcome::Failed => state.failures = state.failures.saturating_add(1),
    }
    rows::keep_fetch(ctx.tx(), organisation, profile, &state).await?;
    Ok(answer)
}

/// Whether a platform that knows accounts by their handles alone answered with another account than the last time under the same
/// handle. Once what it told then has gone, nothing is left to compare with.
fn changed_hands(service: Service, before: Option<&AccountFetch>, channel: &FetchedChannel) -> bool {
    let last = before.and_then(|before| before.channel.as_ref());
    let same_handle = |last: &&FetchedChannel| last.handle.as_ref().map(Handle::key) == channel.handle.as_ref().map(Handle::key);
    service == Service::Instagram && last.filter(same_handle).is_some_and(|last| last.id != channel.id)
}

/// Whether the channel that answered is another account here: a handle that changed hands leads to somebody else.
async fn belongs_elsewhere(ctx: &Ctx, place: &Place, channel: &FetchedChannel) -> Result<bool> {
    // Lists bring ids of other kinds for Instagram and TikTok, so that no account is known by the one of these interfaces.
    if place.service != Service::YouTube {
        return Ok(false);
    }
    let identity = Identity::Channel { platform: place.service.platform(), id: channel.id.as_str().to_owned() };
    let found = store::creators::profiles_by_identity(ctx.tx(), place.organisation, &[identity.lookup()]).await?;
    Ok(found.iter().any(|other| other.id != place.profile))
}

/// The account itself: its id for ever, where the platform is asked by it; its handle as it is now, its words where nobody wrote
/// others, its size.
async fn write_account(
    ctx: &mut Ctx,
    place: &Place,
    found: Stored<CreatorProfile>,
    before: Option<&AccountFetch>,
    channel: &FetchedChannel,
    answer: &mut FetchedAccount,
) -> Result<()> {
    let mut value = found.value.clone();
    let mut account = value.account.clone();
    if place.service == Service::YouTube {
        account.channel_id = Some(channel.id.clone());
    }
    if let Some(handle) = &channel.handle {
        match &account.handle {
            Some(known) if known.key() != handle.key() => {
                answer.remarks.push(Remark::Renamed { from: known.to_string(), to: handle.to_string() });
            }
            _ => {}
        }
        account.handle = Some(handle.clone());
    }
    if account != value.account {
        value.become_account(found.id, account);
    }
    let last = before.and_then(|before| before.channel.as_ref());
    let ours = |kept: &Option<String>, last: Option<String>| kept.is_none() || *kept == last;
    if ours(&value.display_name, last.map(|last| last.title.clone())) && !channel.title.is_empty() {
        value.display_name = Some(channel.title.clone());
    }
    if let Some(verified) = channel.verified {
        value.told_badge(verified, place.service.source().to_owned(), place.now);
    }
    if ours(&value.bio, last.and_then(FetchedChannel::bio)) {
        value.bio = channel.bio();
    }
    match channel.subscribers.filter(|_| !channel.hidden_subscribers) {
        Some(count) => value.followers = Some(count),
        None if channel.hidden_subscribers => answer.remarks.push(Remark::HiddenSubscribers),
        None => {}
    }
    if value != found.value {
        store::document::save(ctx.tx(), place.organisation, found.id, found.version, &value).await?;
    }
    Ok(())
}

/// The creator's country, where nobody else said it; `gave` is what the account gave last. Gives whether it is the channel's.
async fn write_country(ctx: &Ctx, known: &Familiar, channel: &FetchedChannel, gave: Option<Country>) -> Result<bool> {
    let kept = known.creator.value.country;
    let (country, is_theirs) = country_after(kept, gave, channel.country);
    if country != kept {
        let creator = Creator { country, ..known.creator.value.clone() };
        save_creator(ctx, known, &creator).await?;
    }
    Ok(is_theirs)
}

/// Numbers, posts and comments.
async fn write_rest(
    ctx: &mut Ctx,
    place: &Place,
    connection: &Connection,
    fetched: &Fetched,
    channel: &FetchedChannel,
    answer: &mut FetchedAccount,
) -> Result<()> {
    let mut numbers = channel.numbers(place.service, place.now);
    if connection.derived {
        numbers.extend(averages(place.service, &fetched.videos, place.now));
    }
    let numbers: Vec<_> = numbers.into_iter().map(|one| (ctx.id::<MetricId>(), place.profile, one)).collect();
    store::creators::insert_metrics_until(ctx.tx(), place.organisation, &numbers, place.keep_until).await?;
    answer.numbers = u64::try_from(numbers.len()).unwrap_or(u64::MAX);
    write_posts(ctx, place, fetched, answer).await?;
    write_comments(ctx, place, fetched, channel, answer).await?;
    if !fetched.withheld.is_empty() {
        answer.remarks.push(Remark::Withheld { parts: fetched.withheld.clone() });
    }
    if fetched.closed_uploads {
        answer.remarks.push(Remark::ClosedUploads);
    }
    if fetched.closed_comments > 0 {
        answer.remarks.push(Remark::ClosedComments { videos: fetched.closed_comments });
    }
    Ok(())
}

async fn write_posts(ctx: &mut Ctx, place: &Place, fetched: &Fetched, answer: &mut FetchedAccount) -> Result<()> {
    let mut made: Vec<CreatorPost> = Vec::new();
    for video in &fetched.videos {
        let post = video.post(place.service);
        let identity = post.identity();
        if made.iter().any(|one| one.identity == identity) {
            continue;
        }
        made.push(CreatorPost {
            creator: place.creator,
            profile: Some(place.profile),
            post,
            identity,
            source: place.service.source().to_owned(),
            method: Method::Platform,
            fetched_at: place.now,
            keep_until: place.keep_until,
            beneath: None,
        });
    }
    let identities: Vec<String> = made.iter().map(|post| post.identity.clone()).collect();
    let before = store::creators::posts_by_identity(ctx.tx(), place.organisation, place.creator, &identities).await?;
    let (mut known, mut new) = (Vec::new(), Vec::new());
    for post in made {
        match before.iter().find(|one| one.value.identity == post.identity) {
            Some(found) => {
                answer.renewed += u64::from(found.value.post != post.post);
                known.push((found.clone(), found.value.renewed_by(post)));
            }
            None => new.push((ctx.id::<CreatorPostId>(), post)),
        }
    }
    answer.added = u64::try_from(new.len()).unwrap_or(u64::MAX);
    let rows: Vec<_> = new.iter().map(|(id, post)| (*id, post)).collect();
    Ok(store::creators::keep_posts(ctx.tx(), place.organisation, &known, &rows).await?)
}

/// The comment that is kept; `channel` is the creator's own.
fn comment_of(said: &FetchedComment, channel: &ChannelId) -> NewComment {
    NewComment {
        external: Some(said.id.clone()),
        reply_to: said.reply_to.clone(),
        post: Some(said.address()),
        author: said.author.clone(),
        text: said.text.clone(),
        by_creator: said.author_channel.as_deref() == Some(channel.as_str()),
        at: said.at,
    }
}

async fn write_comments(
    ctx: &mut Ctx,
    place: &Place,
    fetched: &Fetched,
    channel: &FetchedChannel,
    answer: &mut FetchedAccount,
) -> Result<()> {
    let mut made: Vec<CreatorComment> = Vec::new();
    for said in &fetched.comments {
        let comment = comment_of(said, &channel.id);
        let identity = comment.identity();
        if comment.text.trim().is_empty() || made.iter().any(|one| one.identity == identity) {
            continue;
        }
        let (source, fetched_at, keep_until) = (place.service.source().to_owned(), place.now, place.keep_until);
        made.push(CreatorComment { creator: place.creator, comment, identity, source, fetched_at, keep_until });
    }
    let identities: Vec<String> = made.iter().map(|comment| comment.identity.clone()).collect();
    let before = store::discovery::comments_by_identity(ctx.tx(), place.organisation, place.creator, &identities).await?;
    let mut new = Vec::new();
    for comment in made {
        match before.iter().find(|one| one.value.identity == comment.identity) {
            // What a file brought is the organisation's own and stays as it is.
            Some(found) if found.value.keep_until.is_none() => {}
            Some(found) => {
                store::document::save(ctx.tx(), place.organisation, found.id, found.version, &comment).await?;
            }
            None => new.push((ctx.id::<CreatorCommentId>(), comment)),
        }
    }
    answer.comments = u64::try_from(new.len()).unwrap_or(u64::MAX);
    let rows: Vec<_> = new.iter().map(|(id, comment)| (*id, comment)).collect();
    Ok(store::discovery::keep_comments(ctx.tx(), place.organisation, &rows).await?)
}

/// Tells what a person asked for; of the clock's daily round only what is new about an account.
async fn tell(ctx: &mut Ctx, place: &Place, before: Option<&AccountFetch>, answer: &FetchedAccount) -> Result<()> {
    let changed = before.is_none_or(|before| before.outcome != answer.outcome);
    let renamed = answer.remarks.iter().any(|remark| matches!(remark, Remark::Renamed { .. }));
    if ctx.caller().rights == Rights::Clock && !changed && !renamed {
        return Ok(());
    }
    let data = json!({
        "service": place.service, "profile": place.profile, "outcome": answer.outcome, "numbers": answer.numbers,
        "added": answer.added, "renewed": answer.renewed, "comments": answer.comments,
    });
    ctx.note(About::creator(place.creator).subject(place.creator), "discovery.account_fetched", data).await
}
