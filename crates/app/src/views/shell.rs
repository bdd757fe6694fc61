//! What stands around every page of the team's app: brands to switch to, moves that wait, campaigns that run.
//!
//! Invariant: three statements, whatever the number of rows. Absent: which places a role sees; the pages decide it
//! from the person's roles.

use domain::{
    campaigns::CampaignState,
    ids::{BrandId, CampaignId, PersonId},
    moves::{Hands, What},
    team::{Person, Role},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{App, Caller, Error, Result, Rights, team::BrandView};

/// What the rail shows of one brand to one person.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Shell {
    /// The brand that is open.
    pub brand: BrandView,
    /// All brands that the person works in, by name.
    pub brands: Vec<BrandView>,
    /// The roles that the person holds in the open brand.
    pub roles: Vec<Role>,
    /// How many visible moves are theirs to make, by kind.
    pub moves: Vec<(What, i64)>,
    /// The campaigns that run or are being prepared, the newest first.
    pub campaigns: Vec<OpenCampaign>,
    /// How many applications wait for an answer; nothing where the brand never set up a page for them.
    #[serde(default)]
    pub applications: Option<i64>,
    /// How many connections to platforms want an owner: a token ends soon, or a key is refused.
    #[serde(default)]
    pub connections: i64,
    /// How many creators' accounts want their owners to log in again: the log-in ends soon, or ran out.
    #[serde(default)]
    pub accesses: i64,
}

/// A campaign that has not ended, in short.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct OpenCampaign {
    /// Which.
    pub id: CampaignId,
    /// Its short name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Whether it runs; otherwise it is a draft.
    pub runs: bool,
}

impl Shell {
    /// How many moves wait for this person altogether.
    #[must_use]
    pub fn waiting(&self) -> i64 {
        self.moves.iter().map(|(_, count)| count).sum()
    }

    /// How many of some kinds wait for this person.
    #[must_use]
    pub fn waiting_for(&self, kinds: &[What]) -> i64 {
        self.moves.iter().filter(|(what, _)| kinds.contains(what)).map(|(_, count)| count).sum()
    }
}

/// The roles that a person holds in a brand: an owner all, a manager the reviewer's too, since they sign off for the
/// brand (docs/domain.md, section 1).
#[must_use]
pub fn roles(person: &Person, brand: BrandId) -> Vec<Role> {
    let held = |role: Role| match role {
        Role::Owner => person.is_owner && person.ended_at.is_none(),
        other => person.may(brand, &[other]),
    };
    Role::ALL.into_iter().filter(|role| held(*role) || (*role == Role::Reviewer && held(Role::Manager))).collect()
}

/// Which moves of a brand's team are a person's to make.
#[must_use]
pub fn hands(id: PersonId, person: &Person, brand: BrandId) -> Hands {
    Hands { person: id, roles: roles(person, brand), sign_offs: person.sign_offs(brand) }
}

/// The brands that a person works in, by name.
///
/// # Errors
/// Not found for a caller who is no person; the store's.
pub async fn brands(app: &App, caller: &Caller) -> Result<Vec<BrandView>> {
    let (Rights::Person { person, .. }, Some(organisation)) = (&caller.rights, caller.organisation) else { return Err(Error::NotFound) };
    let all = store::team::brands(app.db(), organisation).await?;
    Ok(all.into_iter().filter(|brand| person.may(brand.id, &Role::ALL)).map(Into::into).collect())
}

/// The shell of the brand with this short name.
///
/// # Errors
/// Not found for a brand that is not the person's to see; the store's.
pub async fn shell(app: &App, caller: &Caller, slug: &str) -> Result<Shell> {
    let Rights::Person { id, person, .. } = &caller.rights else { return Err(Error::NotFound) };
    let brands = brands(app, caller).await?;
    let brand = brands.iter().find(|brand| brand.brand.slug == slug).cloned().ok_or(Error::NotFound)?;
    let roles = roles(person, brand.id);
    let hands = hands(*id, person, brand.id);
    let mut moves: Vec<(What, i64)> = Vec::new();
    let counts = store::moves::team_counts(app.db(), brand.id, app.now()).await?;
    for waiting in counts.moves {
        if hands.may_make(waiting.role, waiting.not_by, &waiting.sign_offs) {
            match moves.iter_mut().find(|(known, _)| *known == waiting.what) {
                Some((_, sum)) => *sum += waiting.count,
                None => moves.push((waiting.what, waiting.count)),
            }
        }
    }
    let campaigns = store::campaigns::not_ended(app.db(), brand.id)
        .await?
        .into_iter()
        .map(|found| OpenCampaign {
            id: found.id,
            runs: found.value.state == CampaignState::Running,
            slug: found.value.slug,
            name: found.value.name,
        })
        .collect();
    let applications = (counts.has_page || counts.applications > 0).then_some(counts.applications);
    Ok(Shell { brand, brands, roles, moves, campaigns, applications, connections: counts.connections, accesses: counts.accesses })
}

/// A mark of the newest thing that happened in the caller's brand: another one means that there is news. Never empty, since a
/// stream of events does not carry what is.
///
/// # Errors
/// The store's; not found outside of a brand.
pub async fn newest(app: &App, caller: &Caller) -> Result<String> {
    let brand = caller.brand.ok_or(Error::NotFound)?;
    Ok(store::events::newest(app.db(), brand).await?.map_or_else(|| "none".to_owned(), |id| id.to_string()))
}
