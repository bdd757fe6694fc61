//! Cells about creators are changed where a table shows them, one or a block from a spreadsheet, and that is taken back within a day.
//!
//! Invariant: a cell that cannot stand, or whose row somebody changed since it was read, is refused by itself and the others
//! are changed; a look changes nothing. Absent: the taking back; `change_creators` has it, for both.

use domain::{
    creators::{
        Creator, CreatorError,
        cells::{CellColumn, MOST_CELLS},
        changes::Changeable,
    },
    ids::{ChangeId, CreatorId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    change_creators::{CreatorChanged, Whole, kept, save},
    together,
};
use crate::{Agent, Ctx, Error, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER};

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cell {
    /// Whose.
    pub creator: CreatorId,
    /// The version of the creator's row that the cell was read from; nothing where that does not matter.
    #[serde(default)]
    pub version: Option<i64>,
    /// Which column.
    pub column: CellColumn,
    /// What it shall say, as a person types it: an address, a country's name or two letters, a tier's word, tags set apart by
    /// commas, a summary. Empty empties it.
    pub text: String,
}

/// Changes cells of creators.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ChangeCells {
    /// Which, at most 2,000 of at most 500 creators.
    pub cells: Vec<Cell>,
    /// Whether to say only what would be changed.
    #[serde(default)]
    pub dry_run: bool,
}

/// What became of a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CellOutcome {
    /// Whose.
    pub creator: CreatorId,
    /// Their name.
    pub name: String,
    /// Which column.
    pub column: CellColumn,
    /// What it said before.
    pub was: String,
    /// What it says now; what it said before where it was refused.
    pub says: String,
    /// Why it was refused.
    pub refused: Option<String>,
    /// Whether it was refused because somebody changed the row meanwhile.
    pub conflict: bool,
    /// The version of the creator's row now.
    pub version: i64,
}

/// What was changed, or would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CellsChanged {
    /// To take it back by; nothing was changed where there is none.
    pub change: Option<ChangeId>,
    /// How many cells were not so already.
    pub changed: usize,
    /// How many creators they belong to.
    pub creators: usize,
    /// How many cells were refused.
    pub refused: usize,
    /// Each cell, in the order in which they came.
    pub cells: Vec<CellOutcome>,
}

const MEANWHILE: &str = "Somebody changed this creator meanwhile. Look at what it says now, and enter yours again if it still holds.";

impl Operation for ChangeCells {
    type Answer = CellsChanged;
    const META: Meta = Meta {
        name: "creators.change_cells",
        doc: "Changes cells of creators: e-mail, country, tier, tags, summary. What cannot stand is refused cell by cell. Can be taken back within a day.",
        route: Route::post("/creators/cells"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<CellsChanged> {
        if self.cells.len() > MOST_CELLS {
            return Err(Error::field("cells", format!("Change at most {MOST_CELLS} cells at once.")));
        }
        let mut ids: Vec<CreatorId> = Vec::new();
        for cell in &self.cells {
            if !ids.contains(&cell.creator) {
                ids.push(cell.creator);
            }
        }
        let all = kept(ctx, &ids).await?;
        let people = store::document::list_in::<Creator, _>(ctx.tx(), ctx.organisation()?, "id", &ids, "id").await?;
        let id: ChangeId = ctx.id();
        let mut outcomes: Vec<(usize, CellOutcome)> = Vec::new();
        let mut said: Vec<CreatorId> = Vec::new();
        let mut done = CellsChanged { change: None, changed: 0, creators: 0, refused: 0, cells: Vec::new() };
        for relationship in all {
            let of = relationship.value.creator;
            let person = people.iter().find(|person| person.id == of).cloned().ok_or(Error::NotFound)?;
            let found = Whole { relationship, person: Some(person.clone()) };
            let (before, version) = (found.part(), together(person.version, found.relationship.version));
            let mut after = before.clone();
            let mut mine = Vec::new();
            for (at, cell) in self.cells.iter().enumerate().filter(|(_, cell)| cell.creator == of) {
                let conflict = cell.version.is_some_and(|read| read != version.0);
                let refused = match person.value.erased_at {
                    // Nothing about them can be erased a second time.
                    Some(_) => Some(CreatorError::ErasedAlready.to_string()),
                    None if conflict => Some(MEANWHILE.to_owned()),
                    None => written(&mut after, cell),
                };
                if cell.column == CellColumn::Country && refused.is_none() {
                    said.push(of);
                }
                mine.push((
                    at,
                    CellOutcome {
                        creator: of,
                        name: person.value.name.clone(),
                        column: cell.column,
                        was: cell.column.says(&before),
                        says: cell.column.says(&after),
                        refused,
                        conflict,
                        version: version.0,
                    },
                ));
            }
            if after != before {
                done.creators += 1;
                if !self.dry_run {
                    let now = save(ctx, &found, after.clone()).await?;
                    let told = CreatorChanged { before: before.clone().told_beside(&after), after: after.told_beside(&before) };
                    ctx.record(About::creator(of).subject(id), &told).await?;
                    mine.iter_mut().for_each(|(_, outcome)| outcome.version = now.0);
                    done.change = Some(id);
                }
            }
            outcomes.extend(mine);
        }
        if !self.dry_run {
            store::creators::connections::country_is_said(ctx.tx(), ctx.organisation()?, &said).await?;
        }
        outcomes.sort_by_key(|(at, _)| *at);
        done.cells = outcomes.into_iter().map(|(_, outcome)| outcome).collect();
        done.changed = done.cells.iter().filter(|outcome| outcome.was != outcome.says).count();
        done.refused = done.cells.iter().filter(|outcome| outcome.refused.is_some()).count();
        Ok(done)
    }
}

/// Writes a cell; gives why it cannot be, and leaves the row as it was then.
fn written(after: &mut Changeable, cell: &Cell) -> Option<String> {
    let mut tried = after.clone();
    match cell.column.write(&mut tried, &cell.text) {
        Ok(()) => {
            *after = tried;
            None
        }
        Err(errors) => Some(errors.0.into_iter().map(|error| error.message).collect::<Vec<_>>().join(" ")),
    }
}
