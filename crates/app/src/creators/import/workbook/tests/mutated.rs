//! Real files, text and workbooks, with a few of their bytes changed by a counter, so that a failure comes again.
//!
//! Invariant: as for those that are broken at random; whatever fails is named by file and copy. The files lie beside the
//! repository, in `../shared/data/spreadsheets`; where they are not the test says so loudly. `TROUPE_CHANGED` says how many copies
//! are made of each (one, unless told otherwise). Absent: unchanged files, which `it` reads.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use super::broken::{Change, PIECES, changed, holds, with_part_changed};

/// Numbers from a counter (splitmix64).
struct Numbers(u64);

impl Numbers {
    /// Those of a file, by its name.
    fn of(name: &str) -> Self {
        Self(name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % most.max(1) as u64).unwrap_or(0)
    }

    fn place(&mut self) -> u16 {
        u16::try_from(self.next() >> 48).unwrap_or(0)
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.next() >> 56).unwrap_or(0)
    }

    fn change(&mut self) -> Change {
        match self.below(8) {
            0..=2 => Change::Flip(self.place(), self.byte()),
            3 => Change::Cut(self.place()),
            4 | 5 => Change::Repeat(self.place(), self.byte()),
            _ => Change::Write(self.place(), PIECES[self.below(PIECES.len())]),
        }
    }

    fn changes(&mut self) -> Vec<Change> {
        (0..=self.below(5)).map(|_| self.change()).collect()
    }
}

/// The files of a folder with their names, in their order.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut all: Vec<_> = entries.filter(|path| path.is_file()).collect();
    all.sort();
    let named = |path: &std::path::PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        (name, std::fs::read(path).expect("readable"))
    };
    all.iter().map(named).collect()
}

#[test]
fn real_files_with_changed_bytes_are_read_or_refused() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/spreadsheets");
    if !folder.is_dir() {
        println!("SKIPPED: real files were not changed and read: ../shared/data/spreadsheets is not there");
        return;
    }
    let copies: u32 = std::env::var("TROUPE_CHANGED").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    for (name, bytes) in files(&folder) {
        let mut numbers = Numbers::of(&name);
        for copy in 1..=copies {
            let changes = numbers.changes();
            // Changed as it is packed, a file mostly cannot be unpacked any more; so every other time one of its parts is changed.
            let part = (bytes.starts_with(b"PK\x03\x04") && numbers.below(2) == 0).then(|| numbers.below(64));
            let broken = match part {
                Some(which) => with_part_changed(&bytes, which, &changes),
                None => changed(bytes.clone(), &changes),
            };
            match catch_unwind(AssertUnwindSafe(|| holds(&broken))) {
                Ok(Ok(())) => {}
                Ok(Err(error)) => panic!("{name}, copy {copy}, part {part:?}, {changes:?}: {error}"),
                Err(_) => panic!("{name}, copy {copy}, part {part:?}, {changes:?}: code of ours panicked"),
            }
        }
    }
}
