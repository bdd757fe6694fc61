//! A tracker's file, read before the transaction: its columns, the words of its status column, its rows.
//!
//! Invariant: what a person said of the same headings last time is taken over unless they leave it aside, and it is said who it
//! was. Absent: who is known, which campaigns there are.

use domain::{
    creators::import::{Hints, Plan},
    ids::BrandId,
    imports::{Answers, Sheet, TrackerColumn, TrackerPlan, read, recognise},
};
use store::Read;

use super::tracker::{ImportTracker, TrackerView};
use crate::{
    App, Caller, Result,
    creators::import::{self, MappedBefore, Opened, SheetView, blocking, fingerprint},
    enclosed,
};

/// A file, read and understood.
#[derive(Debug)]
pub struct Reading {
    pub(super) sheet: Sheet,
    pub(super) columns: Vec<TrackerPlan>,
    pub(super) notes: Vec<String>,
    pub(super) sample: Vec<Vec<String>>,
    pub(super) titles: Vec<String>,
    pub(super) sheet_name: Option<String>,
    pub(super) sheets: Vec<SheetView>,
    pub(super) headings: Option<String>,
    pub(super) before: Option<MappedBefore>,
}

/// Imports a tracker for a caller who has its bytes at hand: the command line and uploads.
///
/// # Errors
/// Says why the file cannot be read at all, or what the store says.
pub async fn run(app: &App, caller: &Caller, file_name: &str, bytes: &[u8], options: ImportTracker) -> Result<TrackerView> {
    app.run(caller, ImportTracker { file_name: file_name.to_owned(), content: enclosed::content(bytes), ..options }).await
}

impl ImportTracker {
    /// Reads the file, with columns and words as they are told, or as they were told last under the same headings.
    pub(super) async fn read(&self, db: &impl Read, brand: BrandId) -> Result<Reading> {
        enclosed::name(&self.file_name)?;
        let command = self.clone();
        let Opened { plan, sheet: sheet_name, sheets } = blocking(move || command.open()).await??;
        let headings = plan.headings_key().map(|key| fingerprint(&format!("tracker\n{key}")));
        let like = match headings.as_deref().filter(|_| !self.afresh) {
            Some(headings) => store::imports::tracker_like(db, brand, headings).await?,
            None => None,
        };
        let told = self.columns.clone();
        let answers = self.answers(like.as_ref().map(|like| like.value.meanings()).unwrap_or_default());
        let remembered: Option<Vec<TrackerColumn>> =
            like.as_ref().map(|like| like.value.columns.iter().map(|one| one.column).collect::<Vec<_>>());
        let (notes, sample) = (plan.notes().to_vec(), plan.sample().to_vec());
        let (columns, sheet, as_before) = blocking(move || columns_and_rows(plan, told, remembered, &answers)).await??;
        let before =
            like.filter(|_| as_before).map(|like| MappedBefore { import: like.id, name: like.value.name.clone(), at: like.value.at });
        let titles = columns.iter().map(|one| one.heading.clone()).collect();
        Ok(Reading { sheet, columns, notes, sample, titles, sheet_name, sheets, headings, before })
    }

    fn open(&self) -> Result<Opened> {
        let bytes = enclosed::bytes(&self.content)?;
        let hints = Hints { platform: self.platform.clone(), currency: self.currency, headings: self.headings };
        Ok(import::read(&bytes, &self.file_name, &hints, self.sheet.as_deref().filter(|name| !name.is_empty()))?)
    }

    /// What a person says now, and what they said before of other words.
    fn answers(&self, before: Vec<domain::imports::StatusMeaning>) -> Answers {
        let mut statuses = self.statuses.clone();
        statuses.extend(before);
        Answers { order: self.date_order, currency: self.currency, statuses }
    }
}

fn columns_and_rows(
    plan: Plan,
    told: Option<Vec<TrackerColumn>>,
    remembered: Option<Vec<TrackerColumn>>,
    answers: &Answers,
) -> Result<(Vec<TrackerPlan>, Sheet, bool)> {
    let found = recognise(&plan, None, "")?;
    let fits =
        |columns: &Vec<TrackerColumn>| columns.len() == found.len() && columns.iter().zip(&found).any(|(told, one)| *told != one.column);
    let (columns, as_before) = match (told, remembered.filter(fits)) {
        (Some(told), _) => (recognise(&plan, Some(&told), "chosen by hand")?, false),
        (None, Some(remembered)) => (recognise(&plan, Some(&remembered), "as last time")?, true),
        (None, None) => (found, false),
    };
    let sheet = read(plan, &columns, answers)?;
    Ok((columns, sheet, as_before))
}
