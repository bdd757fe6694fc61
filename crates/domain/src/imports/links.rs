//! Whose post a link is of.
//!
//! Invariant: a link is refused where it names somebody else than the row's creator, and where two creators share it. Absent: links
//! that name nobody, as most of Instagram's and YouTube's do.

use std::collections::HashMap;

use super::rows::{Refused, Sheet};
use crate::creators::{Handle, import::ImportedCreator, locate};

/// Whose post an address is, where it is of somebody else than the row's creator: both handles.
pub(super) fn of_another(url: &str, creator: &ImportedCreator) -> Option<(String, String)> {
    let found = locate(url)?;
    let handle = found.handle?;
    let mine: Vec<&Handle> = creator
        .profiles
        .iter()
        .filter(|profile| profile.platform == found.platform)
        .filter_map(|profile| profile.handle.as_ref())
        .collect();
    let own = mine.first()?;
    (!mine.iter().any(|one| one.key() == handle.key())).then(|| (handle.to_string(), own.to_string()))
}

/// One post belongs to one creator: a link in rows of two is refused in the second.
pub(super) fn links_of_others(sheet: &mut Sheet) {
    let mut whose: HashMap<String, (usize, u64)> = HashMap::new();
    let mut bad: Vec<Refused> = Vec::new();
    sheet.rows.retain(|row| {
        for link in &row.links {
            let key = link.trim_end_matches('/').to_lowercase();
            let first = *whose.entry(key).or_insert((row.person, row.row));
            if first.0 != row.person {
                let reason = format!("The post link stands in row {} too, for another creator. A post has one creator.", first.1);
                bad.push(Refused { row: row.row, column: String::new(), reason, cells: row.cells.clone() });
                return false;
            }
        }
        true
    });
    sheet.refused.extend(bad);
    sheet.refused.sort_by_key(|row| row.row);
}
