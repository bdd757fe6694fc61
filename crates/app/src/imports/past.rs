//! What the rows of a tracker become: in which campaign, whose, and how far.
//!
//! Invariant: rows of one creator in one campaign are one collaboration; a collaboration that is there already is left as it is,
//! unless it came from an older sheet and nobody worked on it since.
//! Absent: saving (`writing`), and what rows say together (`domain::imports::judged`).

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::{
    attribution::CodeText,
    campaigns::{Campaign, CampaignState, Collaboration, Fallen, Objective, PlannedBudget, PlannedDeliverable, ReviewPolicy, TrackingPlan},
    creators::import::{Person, shared},
    ids::{CampaignId, CollaborationId, CreatorId, ImportId},
    imports::{Deal, Refused, RowTaken, Sheet, TrackerColumn, TrackerCounts, TrackerRow, What, judged},
    money::{Currency, Money},
    text::{folded, slug},
    time::Day,
};
use sha2::{Digest, Sha256};
use store::Stored;

use super::{reading::Reading, tracker::ImportTracker};
use crate::{
    Ctx, Error, Result, Rights,
    creators::import::{Carried, Whom},
};

/// A campaign that rows go into.
pub(super) struct Into {
    /// Which; a new one has its id already.
    pub(super) id: CampaignId,
    /// Its facts as they are; nothing for one that is added.
    pub(super) known: Option<Stored<Campaign>>,
    /// Its name.
    pub(super) name: String,
    /// Its currency; a new one's is that of its first fee.
    pub(super) currency: Option<Currency>,
    /// Who is in it already.
    there: HashMap<CreatorId, Stored<Collaboration>>,
    /// Short names that are taken in it.
    pub(super) slugs: HashSet<String>,
    /// From which number on a short name may be free.
    pub(super) numbers: HashMap<String, u32>,
}

/// So many campaigns are added at once.
const MOST_CAMPAIGNS: usize = 200;
/// A short name of this length may have been cut.
const SHORT_NAME: usize = 47;

/// The campaigns that rows named so far: by the name as it is written, and by its short name where that tells.
#[derive(Default)]
struct Named {
    by_name: HashMap<String, usize>,
    by_short: HashMap<String, usize>,
}

/// One collaboration that the sheet tells of.
pub(super) struct One {
    /// Which.
    pub(super) id: CollaborationId,
    /// As an older sheet told it, where this one is read over that.
    pub(super) renews: Option<Stored<Collaboration>>,
    /// The place of its campaign.
    pub(super) into: usize,
    /// Whose.
    pub(super) whom: Whom,
    /// What the rows say together.
    pub(super) deal: Deal,
    /// Their numbers.
    pub(super) rows: Vec<u64>,
    /// Their status, as it stands.
    pub(super) status: String,
    /// Their parcels.
    pub(super) parcel: String,
    /// Their notes.
    pub(super) notes: String,
    /// What they say, in a few letters.
    pub(super) fingerprint: String,
}

/// What a tracker becomes.
pub(super) struct Past {
    pub(super) import: ImportId,
    pub(super) today: Day,
    pub(super) campaigns: Vec<Into>,
    /// The campaign of every row by its place; nothing for rows that name none.
    of_row: Vec<Option<usize>>,
    /// Whether rows name no campaign and none was chosen.
    pub(super) no_campaign: bool,
    pub(super) ones: Vec<One>,
    pub(super) taken: Vec<RowTaken>,
    pub(super) refused: Vec<Refused>,
}

impl Past {
    /// Finds the campaigns of all rows.
    pub(super) async fn begin(ctx: &mut Ctx, command: &ImportTracker, reading: &Reading, import: ImportId) -> Result<Self> {
        let today = ctx.now().day_in(&ctx.zone()?);
        let mut past = Self {
            import,
            today,
            campaigns: Vec::new(),
            of_row: Vec::new(),
            no_campaign: false,
            ones: Vec::new(),
            taken: Vec::new(),
            refused: reading.sheet.refused.clone(),
        };
        let mut before = Named::default();
        let there = store::campaigns::campaigns(ctx.tx(), ctx.brand()?).await?;
        let all = match command.campaign {
            Some(id) => {
                // Another brand's campaign is not found, whatever the rows say.
                let known = store::document::find::<Campaign>(ctx.tx(), ctx.brand()?, id).await?.ok_or(Error::NotFound)?;
                Some(past.known(ctx, known).await?)
            }
            None if !command.campaign_name.trim().is_empty() => {
                Some(past.named(ctx, (&mut before, &there), command.campaign_name.trim()).await?)
            }
            None => None,
        };
        let column = reading.columns.iter().find(|one| one.column == TrackerColumn::Campaign);
        for row in &reading.sheet.rows {
            let into = match (all, row.campaign.as_deref()) {
                (Some(all), _) => Some(all),
                (None, Some(name)) => Some(past.named(ctx, (&mut before, &there), name).await?),
                (None, None) => None,
            };
            past.of_row.push(into);
            match into {
                None if column.is_some() => past.refuse(
                    row,
                    column.map_or("", |one| &one.heading),
                    "The row names no campaign. Write one, or choose a campaign for the whole sheet.",
                ),
                None => past.no_campaign = true,
                Some(into) => past.check_currency(row, into, reading),
            }
        }
        past.refused.sort_by_key(|row| row.row);
        Ok(past)
    }

    /// The place of the campaign of this name; one that is not there is added. Spellings of one name are one campaign, unless
    /// each of them has its own already.
    async fn named(&mut self, ctx: &mut Ctx, (before, there): (&mut Named, &[Stored<Campaign>]), name: &str) -> Result<usize> {
        let (short, key) = (slug(name), folded(name));
        if let Some(at) = before.by_name.get(&key) {
            return Ok(*at);
        }
        // Names without Latin letters share one short name, and long ones may begin alike.
        let tells = short != "x" && short.len() < SHORT_NAME;
        let exactly = there.iter().find(|one| folded(&one.value.name) == key);
        let found = exactly.or_else(|| there.iter().find(|one| tells && one.value.slug == short)).cloned();
        if let (None, true, Some(at)) = (&found, tells, before.by_short.get(&short).copied()) {
            before.by_name.insert(key, at);
            return Ok(at);
        }
        if found.is_none() && self.campaigns.iter().filter(|one| one.known.is_none()).count() >= MOST_CAMPAIGNS {
            return Err(Error::field(
                "columns",
                format!(
                    "The column of campaigns names more than {MOST_CAMPAIGNS} new ones, so it probably holds something else. Say what it is."
                ),
            ));
        }
        let at = match found {
            Some(found) => self.known(ctx, found).await?,
            None => {
                self.campaigns.push(Into {
                    id: ctx.id(),
                    known: None,
                    name: name.chars().take(120).collect(),
                    currency: None,
                    there: HashMap::new(),
                    slugs: HashSet::new(),
                    numbers: HashMap::new(),
                });
                self.campaigns.len() - 1
            }
        };
        before.by_name.insert(key, at);
        before.by_short.entry(short).or_insert(at);
        Ok(at)
    }

    async fn known(&mut self, ctx: &Ctx, known: Stored<Campaign>) -> Result<usize> {
        if let Some(at) = self.campaigns.iter().position(|one| one.id == known.id) {
            return Ok(at);
        }
        let brand = ctx.brand()?;
        let there = store::campaigns::of_campaign(ctx.tx(), brand, known.id).await?;
        let mut slugs: HashSet<String> = there.iter().map(|one| one.value.slug.clone()).collect();
        slugs.extend(store::content::slugs(ctx.tx(), brand, known.id).await?);
        self.campaigns.push(Into {
            id: known.id,
            name: known.value.name.clone(),
            currency: Some(known.value.currency),
            known: Some(known),
            there: there.into_iter().map(|one| (one.value.creator, one)).collect(),
            slugs,
            numbers: HashMap::new(),
        });
        Ok(self.campaigns.len() - 1)
    }

    /// A campaign has one currency; nothing is converted.
    fn check_currency(&mut self, row: &TrackerRow, into: usize, reading: &Reading) {
        let (Some(fee), Some(campaign)) = (row.fee, self.campaigns.get_mut(into)) else { return };
        let currency = *campaign.currency.get_or_insert(fee.currency);
        if currency != fee.currency {
            let heading = reading.columns.iter().find(|one| one.column == TrackerColumn::Fee).map_or("", |one| one.heading.as_str());
            let reason = format!(
                "The campaign \"{}\" is in {currency}, and this fee is in {}. Bring it into a campaign of its own.",
                campaign.name, fee.currency
            );
            self.refuse(row, heading, &reason);
        }
    }

    fn refuse(&mut self, row: &TrackerRow, column: &str, reason: &str) {
        self.refused.push(Refused { row: row.row, column: column.to_owned(), reason: reason.to_owned(), cells: row.cells.clone() });
    }

    /// The rows that are taken, each with its campaign's place.
    fn rows<'s>(&self, sheet: &'s Sheet) -> Vec<(&'s TrackerRow, Option<usize>)> {
        let refused: HashSet<u64> = self.refused.iter().map(|row| row.row).collect();
        sheet.rows.iter().zip(&self.of_row).filter(|(row, _)| !refused.contains(&row.row)).map(|(row, into)| (row, *into)).collect()
    }

    /// The sheet's people whom a row that is taken names.
    pub(super) fn people(&self, sheet: &Sheet) -> Vec<Person> {
        let named: HashSet<usize> = self.rows(sheet).iter().map(|(row, _)| row.person).collect();
        sheet.people.iter().enumerate().filter(|(at, _)| named.contains(at)).map(|(_, person)| person.clone()).collect()
    }

    /// Judges what the rows of each collaboration say together.
    pub(super) async fn tell(&mut self, ctx: &mut Ctx, sheet: &Sheet, carried: &Carried) -> Result<()> {
        let rows = self.rows(sheet);
        let named: HashSet<usize> = rows.iter().map(|(row, _)| row.person).collect();
        let places: HashMap<usize, &Whom> = (0..sheet.people.len()).filter(|at| named.contains(at)).zip(&carried.whom).collect();
        let mut groups: BTreeMap<(Option<usize>, CreatorId), Vec<&TrackerRow>> = BTreeMap::new();
        let mut order: Vec<(Option<usize>, CreatorId)> = Vec::new();
        for (row, into) in rows {
            let Some(whom) = places.get(&row.person) else { continue };
            let group = groups.entry((into, whom.creator)).or_insert_with(|| {
                order.push((into, whom.creator));
                Vec::new()
            });
            group.push(row);
        }
        let whom: HashMap<CreatorId, &Whom> = carried.whom.iter().map(|one| (one.creator, one)).collect();
        let untouched = self.untouched(ctx, &groups).await?;
        let taken = store::attribution::taken_codes(ctx.tx(), ctx.brand()?).await?;
        let others = taken.iter().filter(|(of, _)| !untouched.contains(of));
        let mut codes: HashSet<String> = others.map(|(_, taken)| taken.code.key()).collect();
        for key in order {
            if let (Some(rows), Some(whom)) = (groups.remove(&key), whom.get(&key.1)) {
                self.group(ctx, key.0, whom, &rows, (&untouched, &mut codes));
            }
        }
        for (row, first) in &sheet.repeated {
            let note = format!("Word for word what row {first} says.");
            self.taken.push(RowTaken { what: What::Repeated, note, ..told(*row, "", "") });
        }
        self.taken.sort_by_key(|row| row.row);
        Ok(())
    }

    /// Collaborations of older sheets of which this one says something else, and on which nobody worked since.
    async fn untouched(
        &self,
        ctx: &Ctx,
        groups: &BTreeMap<(Option<usize>, CreatorId), Vec<&TrackerRow>>,
    ) -> Result<HashSet<CollaborationId>> {
        let there = |(into, creator): &(Option<usize>, CreatorId)| self.campaigns.get((*into)?)?.there.get(creator);
        let says_else = |there: &Stored<Collaboration>, rows: &[&TrackerRow]| {
            there.value.taken_over.as_ref().is_some_and(|told| told.fingerprint != fingerprint(rows))
        };
        let all = groups.iter().filter_map(|(key, rows)| there(key).filter(|there| says_else(there, rows)).map(|there| there.id));
        let all: Vec<CollaborationId> = all.collect();
        let worked = store::imports::worked_on(ctx.tx(), ctx.brand()?, &all).await?;
        Ok(all.into_iter().filter(|id| !worked.contains(id)).collect())
    }

    fn group(
        &mut self,
        ctx: &mut Ctx,
        into: Option<usize>,
        whom: &Whom,
        rows: &[&TrackerRow],
        (untouched, codes): (&HashSet<CollaborationId>, &mut HashSet<String>),
    ) {
        let campaign = into.and_then(|at| self.campaigns.get(at));
        let name = campaign.map_or("", |campaign| campaign.name.as_str()).to_owned();
        let known_by = whom.known_by.as_ref().map(|identity| shared(identity).to_owned());
        let fingerprint = fingerprint(rows);
        let there = campaign.and_then(|campaign| campaign.there.get(&whom.creator)).cloned();
        let renews = there.clone().filter(|there| untouched.contains(&there.id));
        if let (Some(there), None) = (&there, &renews) {
            let before = there.value.taken_over.as_ref().map(|told| told.fingerprint.as_str());
            let (what, note) = match before {
                Some(before) if before == fingerprint => (What::Unchanged, "This was brought in before, and says nothing new."),
                Some(_) => {
                    (What::Left, "The sheet says something else now, and somebody worked on it here since: what is here stays as it is.")
                }
                None => (What::Left, "They work together in this campaign already. What is here stays as it is."),
            };
            for row in rows {
                let line = RowTaken {
                    known_by: known_by.clone(),
                    what,
                    collaboration: Some(there.id),
                    fee: row.fee,
                    ..told(row.row, &whom.name, &name)
                };
                self.taken.push(RowTaken { note: note.to_owned(), ..line });
            }
            return;
        }
        let mut deal = judged(rows, self.today);
        let mut note = String::new();
        if let Some(code) = deal.code.clone().filter(|code| !codes.insert(CodeText::of_shop(code).key())) {
            note = format!("The code {code} is another collaboration's already, so it was left out here.");
            deal.code = None;
            deal.fallen.retain(|fallen| *fallen != Fallen::CodeUnused);
        }
        let id: CollaborationId = renews.as_ref().map_or_else(|| ctx.id(), |there| there.id);
        let first = if renews.is_some() { What::Renewed } else { What::Created };
        for (at, row) in rows.iter().enumerate() {
            self.taken.push(RowTaken {
                known_by: known_by.clone(),
                what: if at == 0 { first } else { What::Joined },
                collaboration: Some(id),
                stage: Some(deal.stage(self.today)),
                fee: row.fee,
                paid: row.as_of(self.today).paid.unwrap_or(row.said == Some(domain::imports::Said::Paid)),
                fallen: if at == 0 { deal.fallen.clone() } else { Vec::new() },
                note: if at == 0 { note.clone() } else { String::new() },
                ..told(row.row, &whom.name, &name)
            });
        }
        let Some(into) = into else { return };
        let joined = |of: fn(&TrackerRow) -> &str, mark: &str| {
            let mut parts: Vec<&str> = rows.iter().map(|row| of(row)).filter(|part| !part.is_empty()).collect();
            parts.dedup();
            parts.join(mark)
        };
        self.ones.push(One {
            id,
            renews,
            into,
            whom: whom.clone(),
            deal,
            rows: rows.iter().map(|row| row.row).collect(),
            status: joined(|row| &row.status, ", "),
            parcel: joined(|row| &row.parcel, ", "),
            notes: joined(|row| &row.notes, "\n"),
            fingerprint,
        });
    }

    /// What had fallen through, once for each collaboration.
    pub(super) fn fallen(&self) -> impl Iterator<Item = Fallen> + '_ {
        self.ones.iter().flat_map(|one| one.deal.fallen.iter().copied())
    }

    /// What became of the rows.
    pub(super) fn counts(&self, sheet: &Sheet, carried: &Carried) -> TrackerCounts {
        let of = |wanted: &[What]| count(self.taken.iter().filter(|row| wanted.contains(&row.what)).count());
        TrackerCounts {
            rows: sheet.all,
            taken: of(&[What::Created, What::Renewed, What::Joined]),
            unchanged: of(&[What::Unchanged]),
            left: of(&[What::Left]),
            repeated: of(&[What::Repeated]),
            refused: count(self.refused.len()),
            collaborations: of(&[What::Created]),
            renewed: of(&[What::Renewed]),
            creators: count(carried.whom.iter().filter(|one| one.is_new).map(|one| one.creator).collect::<HashSet<_>>().len()),
            campaigns: count(self.new_campaigns().len()),
        }
    }

    /// The campaigns that are added: those of which a row is taken.
    pub(super) fn new_campaigns(&self) -> Vec<CampaignId> {
        let used: HashSet<usize> = self.ones.iter().map(|one| one.into).collect();
        let new = self.campaigns.iter().enumerate().filter(|(at, into)| into.known.is_none() && used.contains(at));
        new.map(|(_, into)| into.id).collect()
    }

    /// A campaign that is added, as far as the sheet tells of it.
    pub(super) fn campaign(&self, ctx: &Ctx, at: usize) -> Result<Campaign> {
        let into = self.campaigns.get(at).ok_or(Error::NotFound)?;
        let brand = &ctx.brand_facts()?.value;
        let ones: Vec<&One> = self.ones.iter().filter(|one| one.into == at).collect();
        let days: Vec<Day> = ones
            .iter()
            .flat_map(|one| one.deal.made.iter().filter_map(|made| made.due).chain(one.deal.day).chain(one.deal.contacted))
            .chain([self.today])
            .collect();
        let (starts, ends) = (days.iter().min().copied().unwrap_or(self.today), days.iter().max().copied().unwrap_or(self.today));
        let made = ones.iter().flat_map(|one| &one.deal.made).find(|made| !made.format.is_empty());
        let runs = ones.iter().any(|one| one.deal.off.is_none() && !one.deal.done);
        let owner = match ctx.caller().rights {
            Rights::Person { id, .. } => Some(id),
            _ => None,
        };
        // A website that is no whole address must not stop what has happened already.
        let website = Some(brand.profile.website.trim())
            .filter(|page| page.starts_with("https://") || page.starts_with("http://"))
            .unwrap_or_default()
            .to_owned();
        let planned = PlannedDeliverable {
            format: made.map_or_else(|| "post".to_owned(), |made| made.format.clone()),
            platform: made
                .map(|made| made.platform.clone())
                .filter(|platform| !platform.is_empty())
                .unwrap_or_else(|| "instagram".to_owned()),
            opens: starts,
            closes: ends,
        };
        let campaign = Campaign {
            name: into.name.clone(),
            slug: String::new(),
            objective: Objective::Awareness,
            goals: Vec::new(),
            audience: String::new(),
            markets: Vec::new(),
            starts,
            ends,
            currency: into.currency.unwrap_or(brand.currency),
            budget: PlannedBudget { fees: ones.iter().map(|one| one.deal.fee).sum(), ..PlannedBudget::default() },
            active_creators: u32::try_from(ones.len()).unwrap_or(u32::MAX).clamp(1, 10_000),
            deliverables: vec![planned],
            ships_product: ones.iter().any(|one| one.deal.shipped.is_some()),
            review: ReviewPolicy::default(),
            cadence: Default::default(),
            waves: Vec::new(),
            tracking: TrackingPlan { landing_page: website, code_percent: None },
            owner,
            state: if runs { CampaignState::Running } else { CampaignState::Ended },
        };
        let state = campaign.state;
        Ok(Campaign { state, ..campaign.checked()? })
    }
}

fn told(row: u64, name: &str, campaign: &str) -> RowTaken {
    RowTaken {
        row,
        name: name.to_owned(),
        known_by: None,
        campaign: campaign.to_owned(),
        what: What::Created,
        collaboration: None,
        stage: None,
        fee: None::<Money>,
        paid: false,
        fallen: Vec::new(),
        note: String::new(),
    }
}

/// What rows say, in a few letters, whatever stands beside it in other rows.
fn fingerprint(rows: &[&TrackerRow]) -> String {
    let mut digest = Sha256::new();
    for row in rows {
        for cell in &row.cells {
            digest.update(folded(cell.trim()).as_bytes());
            digest.update([0]);
        }
    }
    digest.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

fn count(of: usize) -> u64 {
    u64::try_from(of).unwrap_or(u64::MAX)
}
