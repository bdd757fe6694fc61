//! Everything that one go asks about an account: the account itself, its newest posts with their numbers, what is said under them.
//!
//! Invariant: what was had before something stopped it is kept. Absent: rows.

use domain::{
    creators::{
        Handle, Profile,
        access::Part,
        connections::{Service, quota::Bucket},
        fetching::{Failure, Fetched},
    },
    ids::ProfileId,
};

use crate::{
    Look, Result,
    creators::{
        access::{Reader, reader},
        connections::asking::Asker,
    },
    ports::{ChannelBy, Discovered, InstagramKey, Listed},
};

/// How far one go reaches.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    /// So many pages of fifty videos, where a platform's pages hold so many.
    pub pages: usize,
    /// Under so many of the newest videos comments are read.
    pub commented: usize,
}

/// By what an account is asked for, and whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum By {
    /// YouTube, the surest first.
    YouTube(ChannelBy),
    /// Instagram, which knows accounts by their handles alone.
    Instagram(Handle),
    /// TikTok, which tells of an account only to whom its owner let in.
    TikTok(ProfileId),
}

/// By what an account is asked for; nothing where only a name is known.
pub(super) fn by(service: Service, profile: ProfileId, account: &Profile) -> Option<By> {
    if account.platform != service.platform() {
        return None;
    }
    match service {
        Service::YouTube => channel_by(account).map(By::YouTube),
        Service::Instagram => account.handle.clone().map(By::Instagram),
        Service::TikTok => Some(By::TikTok(profile)),
    }
}

fn channel_by(account: &Profile) -> Option<ChannelBy> {
    if let Some(id) = &account.channel_id {
        return Some(ChannelBy::Id(id.clone()));
    }
    let of_old = account.given_url.as_deref().and_then(|url| url.split_once("/user/"));
    match (of_old, &account.handle) {
        (Some((_, name)), _) => Some(ChannelBy::User(name.trim_end_matches('/').to_owned())),
        (None, handle) => handle.clone().map(ChannelBy::Handle),
    }
}

/// Asks.
///
/// # Errors
/// The store's, and that nobody logged in. What the platform refuses is in what was had.
pub(super) async fn gather(before: &Look, asker: &Asker<'_>, by: &By, extent: Extent) -> Result<Fetched> {
    match by {
        By::YouTube(by) => channel(asker, by, extent).await,
        By::Instagram(handle) => discovered(asker, &asker.instagram_key()?, handle, extent).await,
        By::TikTok(profile) => logged_in(before, asker, *profile, extent).await,
    }
}

/// An account by its owner's log-in. A token that is taken no more is renewed once: it may have ended before its time.
async fn logged_in(before: &Look, asker: &Asker<'_>, profile: ProfileId, extent: Extent) -> Result<Fetched> {
    let had = read_by(asker, &reader(before, profile, false).await?, extent).await?;
    if matches!(had.stopped, Some(Failure::Ended { .. })) {
        return read_by(asker, &reader(before, profile, true).await?, extent).await;
    }
    Ok(had)
}

/// TikTok's pages hold twenty videos, so that two and a half of them make one of the others'; three are asked for.
const PAGES_FOR_ONE: usize = 3;

async fn read_by(asker: &Asker<'_>, reader: &Reader, extent: Extent) -> Result<Fetched> {
    let app = asker.tiktok_app()?;
    let withheld = Part::ALL.iter().copied().filter(|part| !reader.parts.contains(part)).collect();
    let mut had = Fetched { withheld, ..Fetched::default() };
    match asker.ask_tiktok(&app, |tiktok, _| tiktok.account(&reader.token, &reader.parts)).await? {
        Ok(account) => had.channel = Some(account),
        Err(failure) => return Ok(Fetched { stopped: Some(failure), ..had }),
    }
    if !reader.parts.contains(&Part::Videos) {
        return Ok(had);
    }
    let mut page: Option<String> = None;
    for _ in 0..extent.pages * PAGES_FOR_ONE {
        match asker.ask_tiktok(&app, |tiktok, _| tiktok.videos(&reader.token, page.as_deref())).await? {
            Ok(Listed { items, next }) => {
                had.videos.extend(items);
                match next {
                    // The same page again would never end.
                    Some(next) if Some(&next) != page.as_ref() => page = Some(next),
                    _ => break,
                }
            }
            Err(Failure::Closed) => {
                had.withheld.push(Part::Videos);
                break;
            }
            Err(failure) => {
                had.stopped = Some(failure);
                break;
            }
        }
    }
    Ok(had)
}

/// A professional account of Instagram's with the newest of its posts. What is said under them it does not show.
async fn discovered(asker: &Asker<'_>, key: &InstagramKey, handle: &Handle, extent: Extent) -> Result<Fetched> {
    let mut had = Fetched::default();
    let mut page: Option<String> = None;
    for _ in 0..extent.pages {
        let Discovered { account, posts } =
            match asker.ask_instagram(key, |instagram, key| instagram.account(key, handle, page.as_deref())).await? {
                Ok(found) => found,
                Err(Failure::Missing | Failure::Closed) => return Ok(had),
                Err(failure) => return Ok(Fetched { stopped: Some(failure), ..had }),
            };
        had.channel.get_or_insert(account);
        let ends = posts.items.is_empty();
        had.videos.extend(posts.items);
        match posts.next {
            // The same page again would never end.
            Some(next) if !ends && Some(&next) != page.as_ref() => page = Some(next),
            _ => break,
        }
    }
    Ok(had)
}

/// A channel of YouTube's.
async fn channel(asker: &Asker<'_>, by: &ChannelBy, extent: Extent) -> Result<Fetched> {
    let mut had = Fetched::default();
    match asker.ask(Bucket::Reads, |youtube, key| youtube.channel(key, by)).await? {
        Ok(Some(channel)) => had.channel = Some(channel),
        Ok(None) | Err(Failure::Missing | Failure::Closed) => return Ok(had),
        Err(failure) => return Ok(Fetched { stopped: Some(failure), ..had }),
    }
    had.stopped = videos(asker, &mut had, extent).await?;
    if had.stopped.is_none() {
        had.stopped = comments(asker, &mut had, extent).await?;
    }
    Ok(had)
}

/// The newest videos. Gives what stopped it.
async fn videos(asker: &Asker<'_>, had: &mut Fetched, extent: Extent) -> Result<Option<Failure>> {
    let Some(list) = had.channel.as_ref().and_then(|channel| channel.uploads.clone()) else { return Ok(None) };
    let mut page: Option<String> = None;
    for _ in 0..extent.pages {
        let listed = match asker.ask(Bucket::Reads, |youtube, key| youtube.uploads(key, &list, page.as_deref())).await? {
            Ok(listed) => listed,
            // A channel without a public video has a list that is not there.
            Err(Failure::Missing | Failure::Closed) => {
                had.closed_uploads = had.channel.as_ref().is_some_and(|channel| channel.videos.is_some_and(|count| count > 0));
                return Ok(None);
            }
            Err(failure) => return Ok(Some(failure)),
        };
        for ids in listed.items.chunks(50) {
            match asker.ask(Bucket::Reads, |youtube, key| youtube.videos(key, ids)).await? {
                Ok(found) => had.videos.extend(found),
                Err(Failure::Missing | Failure::Closed) => {}
                Err(failure) => return Ok(Some(failure)),
            }
        }
        // The same page again would never end.
        match listed.next {
            Some(next) if Some(&next) != page.as_ref() => page = Some(next),
            _ => break,
        }
    }
    Ok(None)
}

/// What is said under the newest videos. Gives what stopped it.
async fn comments(asker: &Asker<'_>, had: &mut Fetched, extent: Extent) -> Result<Option<Failure>> {
    let mut newest: Vec<_> = had.videos.iter().map(|video| (video.published_at, video.id.clone())).collect();
    newest.sort_by(|one, other| other.cmp(one));
    for (_, video) in newest.into_iter().take(extent.commented) {
        match asker.ask(Bucket::Reads, |youtube, key| youtube.comments(key, &video)).await? {
            Ok(found) => had.comments.extend(found),
            Err(Failure::Closed) => had.closed_comments += 1,
            // Taken down in between.
            Err(Failure::Missing) => {}
            Err(failure) => return Ok(Some(failure)),
        }
    }
    Ok(None)
}
