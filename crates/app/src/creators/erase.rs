//! A creator asks to be forgotten: what names, reaches or quotes them goes, and the books keep what they must.
//!
//! Invariants: nobody writes to them again: their addresses stay as digests that only this installation can make. Refused while a
//! payout is on its way, and while money is owed unless an owner says why it is given up on finding them. Absent: taking it back;
//! and signed agreements, posts and codes, which are evidence of what was agreed and shown.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    creators::{Block, Creator, CreatorError, CreatorProfile, CustomValues, Handle, Platform, Relationship, Suppression},
    ids::{CreatorId, OrganisationId},
    text::{folded, mailbox},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{belongings, creators::merging, erasure};

use super::{access, familiar, together};
use crate::{Agent, Ctx, Done, Meta, Operation, Reach, Result, Route, context::About, operation::OWNER};

/// A part of a name below so many letters would take other words along.
const SHORTEST: usize = 3;

/// Erases a creator.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EraseCreator {
    /// Who.
    pub creator: CreatorId,
    /// Why, for the record of what was erased.
    pub reason: String,
    /// Whether also while money is owed to them.
    #[serde(default)]
    pub although_owed: bool,
}

impl Operation for EraseCreator {
    type Answer = Done<CreatorId>;
    const META: Meta = Meta {
        name: "creators.erase_creator",
        doc: "Erases what names, reaches or quotes a creator in all brands; amounts, agreements and posts stay. Cannot be taken back.",
        route: Route::post("/creators/{creator}/erasure"),
        reach: Reach::Brand,
        who: OWNER,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CreatorId>> {
        // Whatever is being written about them right now is there before it goes, or finds them erased.
        store::creators::hold(ctx.tx(), ctx.organisation()?, self.creator).await?;
        let found = familiar(ctx, self.creator).await?;
        ctx.expect(found.version())?;
        let reason = self.reason.trim();
        if reason.is_empty() {
            return Err(CreatorError::NoReason.into());
        }
        found.creator.value.not_erased()?;
        let organisation = ctx.organisation()?;
        if belongings::payout_on_the_way(ctx.tx(), organisation, self.creator, None).await? {
            return Err(CreatorError::PayoutOnTheWay(found.creator.value.name.clone()).into());
        }
        if !self.although_owed && belongings::is_owed(ctx.tx(), organisation, self.creator).await? {
            return Err(CreatorError::StillOwed(found.creator.value.name.clone()).into());
        }
        let mut all = merging::merged_into(ctx.tx(), organisation, self.creator).await?;
        all.push(found.creator.clone());
        let ids: Vec<CreatorId> = all.iter().map(|one| one.id).collect();
        let profiles = store::creators::profiles(ctx.tx(), organisation, &ids).await?;
        // Somebody may have applied from another address than the one that the record has.
        let applied = store::creators::applications::addresses_of(ctx.tx(), organisation, &ids).await?;
        let texts = texts(all.iter().map(|one| &one.value), profiles.iter().map(|one| &one.value), &applied);
        let addresses =
            all.iter().flat_map(|one| one.value.email.iter().chain(one.value.aliases.iter().filter_map(|alias| alias.email.as_ref())));
        let addresses = addresses.chain(&applied).map(|email| folded(email)).filter(|email| !email.is_empty());
        let addresses: Vec<String> = addresses.collect::<BTreeSet<String>>().into_iter().collect();
        store::creators::applications::erase(ctx.tx(), organisation, &ids, &addresses).await?;
        // As a customer they may have had other addresses and accounts: with those they would come back by the next list.
        // Who applied from a colleague's address is not that colleague as a customer.
        let applied_from: Vec<String> = applied.iter().map(|email| folded(email)).collect();
        let others = store::creators::by_emails(ctx.tx(), organisation, &applied_from).await?;
        let others: BTreeSet<String> =
            others.iter().filter(|one| !ids.contains(&one.id)).filter_map(|one| one.value.email.as_deref()).map(mailbox).collect();
        let mailboxes: BTreeSet<String> = applied.iter().map(|email| mailbox(email)).filter(|one| !others.contains(one)).collect();
        let mailboxes: Vec<String> = mailboxes.into_iter().collect();
        let bought = erasure::listening(ctx.tx(), organisation, &ids, &mailboxes).await?;
        let mut forgotten: BTreeSet<String> =
            addresses.into_iter().chain(profiles.iter().filter_map(|one| account_text(&one.value))).collect();
        // What a customer's row shares with somebody who stays is theirs too: they go on being written to.
        let theirs: Vec<String> = bought.iter().filter_map(|customer| customer.email.as_deref()).map(folded).collect();
        let staying = store::creators::by_emails(ctx.tx(), organisation, &theirs).await?;
        let staying: BTreeSet<String> =
            staying.iter().filter(|one| !ids.contains(&one.id)).filter_map(|one| one.value.email.as_deref()).map(folded).collect();
        forgotten.extend(theirs.into_iter().filter(|email| !staying.contains(email)));
        for customer in &bought {
            forgotten.extend(customer.accounts.iter().map(|(platform, handle)| account_word(platform, handle)));
        }
        for text in &forgotten {
            for digest in digests(ctx.app(), text) {
                erasure::remember(ctx.tx(), organisation, &digest, ctx.now()).await?;
            }
        }
        for profile in profiles {
            let nobody = profile.value.clone().nameless(profile.id);
            store::document::save(ctx.tx(), organisation, profile.id, profile.version, &nobody).await?;
        }
        let known = merging::known_in(ctx.tx(), organisation, self.creator).await?;
        for (brand, row) in &known {
            let bare = Relationship { notes: String::new(), tags: vec![], custom: CustomValues::new(), ..row.value.clone() };
            store::document::save(ctx.tx(), *brand, row.id, row.version, &bare).await?;
            erasure::in_brand(ctx.tx(), *brand, &ids, &texts, ctx.now()).await?;
            store::creators::attached::erase(ctx.tx(), *brand, &ids, ctx.now()).await?;
        }
        store::creators::connections::forget_fetches(ctx.tx(), organisation, &ids).await?;
        access::end::tell_later(ctx, &ids).await?;
        store::creators::access::forget(ctx.tx(), organisation, &ids).await?;
        erasure::posts(ctx.tx(), organisation, &ids).await?;
        erasure::vetting(ctx.tx(), organisation, &ids).await?;
        erasure::in_events(ctx.tx(), organisation, &ids, &texts).await?;
        merging::forget(ctx.tx(), organisation, &ids).await?;
        let mut version = found.creator.version;
        for one in all {
            let saved = store::document::save(ctx.tx(), organisation, one.id, one.version, &one.value.erased(ctx.now())).await?;
            version = if one.id == self.creator { saved } else { version };
        }
        for (brand, id) in belongings::all_collaborations(ctx.tx(), organisation, &ids).await? {
            ctx.touched.entry(brand).or_default().insert(id);
        }
        // Whatever is open ends as with a block: nobody is there to answer.
        ctx.note(About::creator(self.creator).subject(self.creator), "creators.blocked", json!({ "reason": "" })).await?;
        let data = json!({ "reason": reason, "although_owed": self.although_owed });
        ctx.note(About::creator(self.creator).subject(self.creator), "creators.erased", data).await?;
        let kept = store::creators::relationship(ctx.tx(), ctx.brand()?, self.creator).await?;
        Ok(Done::new(self.creator, together(version, kept.map_or(store::Version(0), |row| row.version))))
    }
}

/// An address as it is remembered.
fn digest(app: &crate::App, email: &str) -> String {
    app.secrets().digest("erased address", &folded(email))
}

/// The same, and that of its mailbox, which has more than one way to be written.
fn digests(app: &crate::App, text: &str) -> BTreeSet<String> {
    let (address, mailbox) = (folded(text), mailbox(text));
    // Most addresses are written as their mailbox is.
    if address == mailbox && address.is_ascii() {
        return BTreeSet::from([digest(app, &address)]);
    }
    BTreeSet::from([digest(app, text), digest(app, &mailbox)])
}

/// Whether somebody of an organisation asked to be erased at this address, however it is written.
pub(crate) async fn is_erased(db: &impl store::Read, app: &crate::App, organisation: OrganisationId, email: &str) -> Result<bool> {
    let asked: Vec<String> = digests(app, email).into_iter().collect();
    Ok(!erasure::remembered(db, organisation, &asked).await?.is_empty())
}

/// An account as it is remembered, so that posts that name a brand do not bring somebody back.
fn account_text(profile: &CreatorProfile) -> Option<String> {
    let handle = profile.account.handle.as_ref()?;
    Some(account_word(&profile.account.platform, handle))
}

/// The same of any account.
pub(crate) fn account_word(platform: &Platform, handle: &Handle) -> String {
    format!("{platform}:{}", handle.key())
}

/// By what somebody is named: names, addresses, handles, the longest first.
fn texts<'c>(
    creators: impl Iterator<Item = &'c Creator>,
    accounts: impl Iterator<Item = &'c CreatorProfile>,
    addresses: &BTreeSet<String>,
) -> Vec<String> {
    let mut found = addresses.clone();
    for creator in creators {
        found.insert(creator.name.clone());
        found.extend(creator.email.clone());
        found.extend(creator.manager.iter().flat_map(|manager| [manager.name.clone(), manager.email.clone()]));
        found.extend(creator.aliases.iter().flat_map(|alias| std::iter::once(alias.name.clone()).chain(alias.email.clone())));
    }
    for account in accounts {
        found.extend(account.account.handle.as_ref().map(ToString::to_string));
        found.extend(account.display_name.clone());
        found.extend(account.account.url());
    }
    let mut texts: Vec<String> = found.into_iter().filter(|text| text.chars().count() >= SHORTEST).collect();
    texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
    texts
}

/// Nobody is written to who was erased: how a record of theirs that comes in again begins.
pub(super) async fn suppressed(ctx: &Ctx, email: Option<&str>) -> Result<Suppression> {
    let Some(email) = email else { return Ok(Suppression::default()) };
    let known = erased_of(ctx, std::iter::once(email)).await?;
    Ok(begins(ctx, !known.is_empty()))
}

/// So many addresses are looked up without asking first whether there is anything to find.
const FEW: usize = 10;

/// The same for many at once: which of these addresses somebody asked to be erased at, folded.
pub(crate) async fn erased_of(ctx: &Ctx, emails: impl Iterator<Item = &str>) -> Result<BTreeSet<String>> {
    let emails: Vec<&str> = emails.collect();
    // Most organisations erased nobody yet, and digests of a long list take their time.
    if emails.len() > FEW && !erasure::remembers_any(ctx.tx(), ctx.organisation()?).await? {
        return Ok(BTreeSet::new());
    }
    let mut by_digest: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for email in emails {
        for digest in digests(ctx.app(), email) {
            by_digest.entry(digest).or_default().insert(folded(email));
        }
    }
    let asked: Vec<String> = by_digest.keys().cloned().collect();
    let known = erasure::remembered(ctx.tx(), ctx.organisation()?, &asked).await?;
    Ok(known.iter().filter_map(|digest| by_digest.get(digest)).flatten().cloned().collect())
}

/// How a record begins, by whether somebody at its address asked to be erased.
pub(super) fn begins(ctx: &Ctx, erased: bool) -> Suppression {
    let block = Block { at: ctx.now(), reason: "Somebody at this address asked to be erased.".to_owned() };
    if erased { Suppression { opted_out_at: Some(ctx.now()), blocked: Some(block), bounced_at: None } } else { Suppression::default() }
}
