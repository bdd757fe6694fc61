//! What speaks for two records being one creator: reasons that a person judges before anything is merged.
//!
//! Invariant: a name alone proposes nothing, and neither does an address that a whole agency writes from. What the store looks
//! creators up by ([`STEM_DROPS`], [`NAME_DROPS`]) finds too many rather than too few; [`likeness`] decides. Absent: merging, and
//! the exact identity by which imports recognise somebody ([`super::same_person`]).

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Creator, CreatorProfile, Platform};
use crate::text::folded;

/// What is left out of a folded handle before two are compared: marks, and the words by which accounts call themselves the
/// real ones.
pub const STEM_DROPS: &[&str] = &[".", "_", "-", "official", "oficial", "offiziell"];

/// What is left out of a folded name before two are looked up: blanks, marks, and vowels with and without accents, in which
/// two spellings of one name mostly differ. No more than these: older SQLite reads no index of more than 28 steps.
pub const NAME_DROPS: &[&str] =
    &[" ", ".", "-", "'", "a", "e", "i", "o", "u", "y", "á", "ä", "å", "ã", "é", "è", "ë", "í", "ó", "ö", "ø", "ú", "ü"];

/// A stem below so many letters is everybody's.
const SHORTEST_STEM: usize = 5;
/// What somebody says of themselves says nothing below so many letters.
const SHORTEST_BIO: usize = 24;
/// So many of its letters are compared.
const MOST_OF_BIO: usize = 300;
/// An address that more creators share is an agency's and says nothing of who they are.
pub const MOST_AT_ONE_ADDRESS: usize = 3;
/// A link that more creators name is a shop's or an agency's.
pub const MOST_AT_ONE_LINK: usize = 3;
/// A longer link is not looked up by.
const MOST_OF_LINK: usize = 200;
/// Mailboxes that anybody can have: their domain says nothing.
const FREE_MAIL: &[&str] = &[
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "yahoo.com",
    "icloud.com",
    "me.com",
    "gmx.de",
    "gmx.net",
    "web.de",
    "proton.me",
    "protonmail.com",
    "mail.com",
    "aol.com",
    "hotmail.co.uk",
    "yahoo.co.uk",
    "orange.fr",
    "libero.it",
    "t-online.de",
];

/// One thing that two records have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Likeness {
    /// The same account: by its platform's id or its handle.
    Account {
        /// Where.
        platform: Platform,
        /// The handle or the id.
        name: String,
    },
    /// Accounts at the same address of the web.
    Link {
        /// The address.
        url: String,
    },
    /// The same e-mail address.
    Email {
        /// The address.
        address: String,
    },
    /// The same handle on two platforms, or one that only adds a mark or "official".
    Handle {
        /// Of the first, as it is written.
        one: String,
        /// Of the second.
        other: String,
    },
    /// The same name but for spelling. Proposes nothing by itself.
    Name,
    /// What their accounts say of themselves, but for a few letters.
    Bio,
    /// The same city.
    City {
        /// Which.
        city: String,
    },
    /// The same manager or agent, by their address.
    Manager {
        /// The address.
        address: String,
    },
    /// The same words before the @ of two mailboxes, or a domain that not everybody can have.
    Mailbox {
        /// What they share.
        part: String,
    },
}

/// A folded text without some of its parts.
fn without(text: &str, drops: &[&str]) -> String {
    drops.iter().fold(text.to_owned(), |text, drop| text.replace(drop, ""))
}

/// The stem of a folded handle.
#[must_use]
pub fn stem(handle_key: &str) -> String {
    without(handle_key, STEM_DROPS)
}

/// By what names that are spelt alike are looked up.
#[must_use]
pub fn name_bones(name: &str) -> String {
    without(&folded(name), NAME_DROPS)
}

/// A name as it is compared: plain letters, words in the order of the alphabet.
fn letters(name: &str) -> String {
    let slug = crate::text::slug(name);
    let mut words: Vec<&str> = slug.split('-').filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words.concat()
}

/// Whether two names are one but for spelling: at most one letter in eight differs.
fn names_alike(one: &str, other: &str) -> bool {
    let (first, second) = (letters(one), letters(other));
    let longest = first.len().max(second.len());
    // A script of its own leaves no plain letters; then only the same name is alike.
    let same = !one.trim().is_empty() && folded(one) == folded(other);
    same || (longest >= SHORTEST_STEM && distance(first.as_bytes(), second.as_bytes()) <= longest / 8)
}

/// How many letters have to be added, left out or exchanged to make one text the other.
fn distance(one: &[u8], other: &[u8]) -> usize {
    let mut before: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut left = row + 1;
        let mut now = vec![left];
        for (pair, with) in before.windows(2).zip(other) {
            let (&[corner, above], same) = (pair, letter == with) else { continue };
            left = (corner + usize::from(!same)).min(above + 1).min(left + 1);
            now.push(left);
        }
        before = now;
    }
    before.last().copied().unwrap_or(0)
}

/// A record as it is compared.
#[derive(Debug, Clone, Copy)]
pub struct Compared<'a> {
    /// The person.
    pub creator: &'a Creator,
    /// Their accounts.
    pub accounts: &'a [CreatorProfile],
    /// How many creators of the organisation have their e-mail address.
    pub at_address: usize,
}

impl Compared<'_> {
    fn email(&self) -> Option<String> {
        self.creator.email.as_deref().map(folded).filter(|email| !email.is_empty())
    }

    fn handles(&self) -> impl Iterator<Item = (String, &CreatorProfile)> {
        self.accounts.iter().filter_map(|profile| Some((profile.account.handle.as_ref()?.key(), profile)))
    }
}

/// What two records have in common, the strongest first; nothing where it is not enough to ask a person.
#[must_use]
pub fn likeness(one: Compared<'_>, other: Compared<'_>) -> Vec<Likeness> {
    let mut found = BTreeSet::new();
    let named = names_alike(&one.creator.name, &other.creator.name);
    for mine in one.accounts {
        for theirs in other.accounts {
            if mine.account.is_same_account(&theirs.account) {
                let name = mine.account.handle.as_ref().map_or_else(|| mine.identity.clone(), ToString::to_string);
                found.insert(Likeness::Account { platform: mine.account.platform.clone(), name });
            } else if let Some(url) =
                mine.account.url().map(|url| plain(&url)).filter(|url| theirs.account.url().map(|url| plain(&url)).as_ref() == Some(url))
            {
                found.insert(Likeness::Link { url });
            }
        }
    }
    let strong = !found.is_empty();
    let alike = handles_alike(&one, &other);
    let shared = one.email().filter(|email| other.email().as_ref() == Some(email));
    let agency = one.at_address.max(other.at_address) > MOST_AT_ONE_ADDRESS || clash(&one, &other);
    found.extend(shared.clone().map(|address| Likeness::Email { address }));
    let by_address = shared.is_some() && !agency;
    let apart = one.creator.country.is_some() && other.creator.country.is_some() && one.creator.country != other.creator.country;
    let by_handle = alike.is_some() && (named || !apart);
    found.extend(alike);
    let facts = agreeing(&one, &other);
    // One link under two names: a second name of theirs, or a couple; a person looks.
    let by_link = !agency && !apart && facts.iter().any(|fact| matches!(fact, Likeness::Link { .. }));
    let by_name = named && (!facts.is_empty() || shared.is_some() || by_handle);
    if named {
        found.insert(Likeness::Name);
    }
    found.extend(facts);
    if strong || by_address || by_handle || by_name || by_link { found.into_iter().collect() } else { vec![] }
}

/// Accounts of one platform with different handles: managers use one address for several creators.
fn clash(one: &Compared<'_>, other: &Compared<'_>) -> bool {
    let mut theirs = other.handles().map(|(key, profile)| (key, &profile.account.platform)).collect::<Vec<_>>();
    theirs
        .retain(|(key, platform)| one.handles().any(|(mine, profile)| profile.account.platform == **platform && stem(&mine) != stem(key)));
    !theirs.is_empty()
}

fn handles_alike(one: &Compared<'_>, other: &Compared<'_>) -> Option<Likeness> {
    let theirs: Vec<(String, &CreatorProfile)> = other.handles().collect();
    one.handles().find_map(|(mine, profile)| {
        let bare = stem(&mine);
        let (_, like) = theirs.iter().find(|(key, _)| bare.chars().count() >= SHORTEST_STEM && stem(key) == bare)?;
        let written = |profile: &CreatorProfile| profile.account.handle.as_ref().map(ToString::to_string).unwrap_or_default();
        Some(Likeness::Handle { one: written(profile), other: written(like) })
    })
}

/// Facts beside the name that agree.
fn agreeing(one: &Compared<'_>, other: &Compared<'_>) -> Vec<Likeness> {
    let mut found = Vec::new();
    let city = |record: &Compared<'_>| record.creator.city.as_deref().map(folded).filter(|city| !city.is_empty());
    if city(one).is_some() && city(one) == city(other) && one.creator.country == other.creator.country {
        found.push(Likeness::City { city: one.creator.city.clone().unwrap_or_default() });
    }
    let manager =
        |record: &Compared<'_>| record.creator.manager.as_ref().map(|manager| folded(&manager.email)).filter(|email| !email.is_empty());
    if let Some(address) = manager(one).filter(|address| manager(other).as_ref() == Some(address)) {
        found.push(Likeness::Manager { address });
    }
    if let (Some(mine), Some(theirs)) = (one.email(), other.email())
        && mine != theirs
        && let (Some((before, at)), Some((their_before, their_at))) = (mine.split_once('@'), theirs.split_once('@'))
    {
        let bare = without(before, &[".", "_", "-"]);
        if bare.len() >= SHORTEST_STEM && bare == without(their_before, &[".", "_", "-"]) && !ROLE.contains(&bare.as_str()) {
            found.push(Likeness::Mailbox { part: before.to_owned() });
        } else if at == their_at && !FREE_MAIL.contains(&at) {
            found.push(Likeness::Mailbox { part: at.to_owned() });
        }
    }
    found.extend(links(one).intersection(&links(other)).map(|url| Likeness::Link { url: url.clone() }));
    if bios(one).iter().any(|mine| bios(other).iter().any(|theirs| distance(mine, theirs) <= mine.len().max(theirs.len()) / 8)) {
        found.push(Likeness::Bio);
    }
    found
}

/// What the accounts say of themselves, as it is compared; nothing of what is too short to be anybody's own.
fn bios(record: &Compared<'_>) -> Vec<Vec<u8>> {
    let of_all = record.accounts.iter().filter_map(|profile| profile.bio.as_deref());
    let own = of_all.map(|bio| folded(bio).chars().filter(|letter| letter.is_alphanumeric()).take(MOST_OF_BIO).collect::<String>());
    own.map(String::into_bytes).filter(|letters| letters.len() >= SHORTEST_BIO).collect()
}

/// The addresses of the web that the accounts name in what they say of themselves, as they are compared.
fn links(record: &Compared<'_>) -> BTreeSet<String> {
    record.accounts.iter().filter_map(|profile| profile.bio.as_deref()).flat_map(links_in).collect()
}

/// The addresses of the web in what somebody says of themselves.
fn links_in(bio: &str) -> impl Iterator<Item = String> {
    bio.split_whitespace().filter_map(|word| {
        let word = word.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '/');
        let address = plain(word);
        let (host, path) = address.split_once('/').unwrap_or((address.as_str(), ""));
        let marked = word.starts_with("http") || word.starts_with("www.") || !path.is_empty();
        let named = host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !address.contains('@');
        (marked && named).then(|| address.clone())
    })
}

/// By what creators are looked up who name the same address of the web: the first in what an account says of itself.
#[must_use]
pub fn bio_link(bio: Option<&str>) -> Option<String> {
    links_in(bio?).next().filter(|link| link.len() <= MOST_OF_LINK)
}

/// Whether nothing speaks for it but links to one website: to a brand's own shop everybody leads whom it pays.
#[must_use]
pub fn only_links_to(found: &[Likeness], website: &str) -> bool {
    let own = plain(website.trim());
    let host = host_of(&own);
    let leads_there = |url: &str| host_of(url) == host || host_of(url).strip_suffix(host).is_some_and(|before| before.ends_with('.'));
    !host.is_empty() && found.iter().all(|one| matches!(one, Likeness::Link { url } if leads_there(url)))
}

/// The host of an address as it is compared.
fn host_of(plain: &str) -> &str {
    plain.split('/').next().unwrap_or(plain)
}

/// Mailboxes that are a role and not a name.
const ROLE: &[&str] =
    &["hello", "contact", "business", "collab", "collabs", "booking", "bookings", "office", "management", "kontakt", "kooperation"];

/// An address of the web as it is compared.
fn plain(url: &str) -> String {
    let url = folded(url);
    let bare = url.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.").trim_start_matches("m.");
    bare.split(['?', '#']).next().unwrap_or(bare).trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests;
