//! The binary workbooks of before 2007: what is in the container, and how far its sheets reach.
//!
//! Invariant: a sheet whose cells would not fit into memory as a table is refused before the library makes one; nothing is
//! followed further than the file is long. Absent: what the cells hold; the library reads it.

use domain::creators::import::ImportError;

use super::{MOST_CELLS, guard::Kind};

/// A sector that ends a chain, and those that are none.
const NO_SECTOR: u32 = 0xffff_fff0;
/// Streams below this size lie in the small sectors.
const SMALL_STREAM: u64 = 4_096;

/// Records that hold a cell, and those that begin and end a part.
const CELLS: [u16; 8] = [0x0006, 0x027e, 0x0203, 0x0204, 0x0205, 0x00fd, 0x00d6, 0x00bd];
const BEGINS: u16 = 0x0809;
const PASSWORD: u16 = 0x002f;

/// Whether it is a workbook that can be read.
pub(super) fn kind(bytes: &[u8]) -> Result<Kind, ImportError> {
    let file = Container::open(bytes).ok_or(ImportError::Damaged)?;
    if file.entry("EncryptedPackage").is_some() {
        return Err(ImportError::Protected);
    }
    let Some(entry) = file.entry("Workbook").or_else(|| file.entry("Book")) else {
        return Err(ImportError::OtherFormat("an old Word or PowerPoint file"));
    };
    let stream = file.stream(entry).ok_or(ImportError::Damaged)?;
    cells_fit(&stream)?;
    Ok(Kind::Xls { macros: file.entry("_VBA_PROJECT_CUR").is_some() || file.entry("_VBA_PROJECT").is_some() })
}

/// Walks the records of a workbook and multiplies how far each of its parts reaches.
fn cells_fit(stream: &[u8]) -> Result<(), ImportError> {
    let (mut at, mut cells) = (0, 0_u64);
    let (mut rows, mut columns) = (0_u64, 0_u64);
    while let (Some(kind), Some(length)) = (short(stream, at), short(stream, at + 2)) {
        let body = at + 4;
        match kind {
            PASSWORD => return Err(ImportError::Protected),
            BEGINS => {
                cells += rows * columns;
                (rows, columns) = (0, 0);
            }
            _ if CELLS.contains(&kind) => {
                let last =
                    if kind == 0x00bd { short(stream, body + usize::from(length).saturating_sub(2)) } else { short(stream, body + 2) };
                rows = rows.max(u64::from(short(stream, body).unwrap_or(0)) + 1);
                columns = columns.max(u64::from(last.unwrap_or(0)) + 1);
            }
            _ => {}
        }
        if cells + rows * columns > MOST_CELLS as u64 {
            return Err(ImportError::TooManyCells);
        }
        at = body + usize::from(length);
    }
    Ok(())
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// A compound file: sectors chained by a table, and a directory of streams.
struct Container<'b> {
    bytes: &'b [u8],
    sector: usize,
    table: Vec<u32>,
    small_table: Vec<u32>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    is_root: bool,
    start: u32,
    size: u64,
}

impl<'b> Container<'b> {
    fn open(bytes: &'b [u8]) -> Option<Self> {
        let sector = 1_usize.checked_shl(u32::from(short(bytes, 30)?)).filter(|size| matches!(size, 512 | 4_096))?;
        let mut file = Self { bytes, sector, table: Vec::new(), small_table: Vec::new(), entries: Vec::new() };
        // Which sectors hold the table: the first 109 stand in the header, further ones in a chain of their own.
        let mut holders: Vec<u32> = (0..109).filter_map(|at| long(bytes, 76 + at * 4)).filter(|id| *id < NO_SECTOR).collect();
        let mut next = long(bytes, 68)?;
        for _ in 0..bytes.len() / sector {
            let Some(part) = file.sector_of(next) else { break };
            holders.extend((0..sector / 4 - 1).filter_map(|at| long(part, at * 4)).filter(|id| *id < NO_SECTOR));
            next = long(part, sector - 4)?;
        }
        let numbers = |part: &[u8]| (0..part.len() / 4).filter_map(|at| long(part, at * 4)).collect::<Vec<u32>>();
        // No more holders than the file has sectors, however often the header names one.
        holders.truncate(bytes.len() / sector + 1);
        file.table = holders.iter().filter_map(|id| file.sector_of(*id)).flat_map(numbers).collect();
        file.small_table = numbers(&file.chain(long(bytes, 60)?));
        let directory = file.chain(long(bytes, 48)?);
        file.entries = directory.chunks_exact(128).filter_map(Entry::read).collect();
        Some(file)
    }

    fn sector_of(&self, id: u32) -> Option<&'b [u8]> {
        let start = usize::try_from(id).ok().filter(|_| id < NO_SECTOR)?.checked_add(1)?.checked_mul(self.sector)?;
        // The last sector of a file may be cut short.
        let end = start.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(start..end)
    }

    /// What lies in a chain of sectors; a chain that runs in a circle ends where it would be longer than the file.
    fn chain(&self, start: u32) -> Vec<u8> {
        let (mut id, mut all) = (start, Vec::new());
        while let Some(part) = self.sector_of(id).filter(|part| !part.is_empty() && all.len() <= self.bytes.len()) {
            all.extend_from_slice(part);
            let Some(next) = usize::try_from(id).ok().and_then(|at| self.table.get(at)) else { break };
            id = *next;
        }
        all
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    fn stream(&self, entry: &Entry) -> Option<Vec<u8>> {
        let size = usize::try_from(entry.size).ok()?;
        let mut all = if entry.size >= SMALL_STREAM {
            self.chain(entry.start)
        } else {
            let root = self.entries.iter().find(|entry| entry.is_root)?;
            let small = self.chain(root.start);
            let (mut id, mut all) = (entry.start, Vec::new());
            while all.len() < size {
                let at = usize::try_from(id).ok()?.checked_mul(64)?;
                let part = small.get(at..at.checked_add(64)?.min(small.len())).filter(|part| !part.is_empty())?;
                all.extend_from_slice(part);
                id = *self.small_table.get(usize::try_from(id).ok()?)?;
            }
            all
        };
        all.truncate(size.max(1));
        Some(all)
    }
}

impl Entry {
    fn read(bytes: &[u8]) -> Option<Self> {
        let length = usize::from(short(bytes, 64)?).saturating_sub(2).min(62);
        let letters: Vec<u16> = bytes.get(..length)?.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        let size = u64::from(long(bytes, 120)?);
        let is_root = bytes.get(66) == Some(&5);
        Some(Self { name: String::from_utf16_lossy(&letters), is_root, start: long(bytes, 116)?, size })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A compound file of version 3 with one stream in whole sectors.
    fn container(name: &str, stream: &[u8]) -> Vec<u8> {
        let mut stream = stream.to_vec();
        stream.resize(stream.len().max(4_096).next_multiple_of(512), 0);
        let sectors = stream.len() / 512;
        let mut header = vec![0_u8; 512];
        header[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
        header[30] = 9;
        // Sector 0 is the table, sector 1 the directory; the stream follows.
        header[48..52].copy_from_slice(&1_u32.to_le_bytes());
        header[60..64].copy_from_slice(&0xffff_fffe_u32.to_le_bytes());
        header[68..72].copy_from_slice(&0xffff_fffe_u32.to_le_bytes());
        header[76..512].fill(0xff);
        header[76..80].fill(0);
        let mut table: Vec<u32> = vec![0xffff_fffd, 0xffff_fffe];
        table.extend((0..sectors).map(|at| if at + 1 == sectors { 0xffff_fffe } else { u32::try_from(at + 3).unwrap() }));
        table.resize(128, 0xffff_ffff);
        let entry = |name: &str, kind: u8, start: u32, size: usize| {
            let mut entry = vec![0_u8; 128];
            let letters: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
            entry[..letters.len()].copy_from_slice(&letters);
            entry[64..66].copy_from_slice(&u16::try_from(letters.len()).unwrap().to_le_bytes());
            entry[66] = kind;
            entry[116..120].copy_from_slice(&start.to_le_bytes());
            entry[120..124].copy_from_slice(&u32::try_from(size).unwrap().to_le_bytes());
            entry
        };
        let mut directory = [entry("Root Entry", 5, 0xffff_fffe, 0), entry(name, 2, 2, stream.len())].concat();
        directory.resize(512, 0);
        let table: Vec<u8> = table.into_iter().flat_map(u32::to_le_bytes).collect();
        [header, table, directory, stream].concat()
    }

    fn record(kind: u16, body: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &u16::try_from(body.len()).unwrap().to_le_bytes(), body].concat()
    }

    fn number(row: u16, column: u16) -> Vec<u8> {
        record(0x0203, &[&row.to_le_bytes()[..], &column.to_le_bytes(), &[0; 10]].concat())
    }

    #[test]
    fn two_cells_far_apart_are_no_table_that_fits() {
        let begins = record(BEGINS, &[0; 16]);
        let near = [begins.clone(), number(0, 0), number(9, 3)].concat();
        assert_eq!(kind(&container("Workbook", &near)), Ok(Kind::Xls { macros: false }));
        let far = [begins.clone(), number(0, 0), number(65_535, 255)].concat();
        assert_eq!(kind(&container("Workbook", &far)), Err(ImportError::TooManyCells));
        let many: Vec<u8> = (0..20).flat_map(|_| [begins.clone(), number(9_999, 99)].concat()).collect();
        assert_eq!(kind(&container("Workbook", &many)), Err(ImportError::TooManyCells), "sheets are added up");
    }

    #[test]
    fn passwords_and_other_containers_are_known() {
        let locked = [record(BEGINS, &[0; 16]), record(PASSWORD, &[0; 6])].concat();
        assert_eq!(kind(&container("Workbook", &locked)), Err(ImportError::Protected));
        assert_eq!(kind(&container("EncryptedPackage", &[1, 2, 3])), Err(ImportError::Protected));
        assert_eq!(kind(&container("WordDocument", &[])), Err(ImportError::OtherFormat("an old Word or PowerPoint file")));
        let mut circle = container("Workbook", &[0; 8_192]);
        // The second sector of the stream leads back to the first.
        circle[512 + 12..512 + 16].copy_from_slice(&2_u32.to_le_bytes());
        assert!(kind(&circle).is_ok(), "a circle ends");
        assert_eq!(kind(&circle[..700]), Err(ImportError::OtherFormat("an old Word or PowerPoint file")));
    }
}
