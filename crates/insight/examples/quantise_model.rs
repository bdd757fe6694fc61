//! Makes `assets/meaning` from the published weights of potion-base-8M: one signed byte for each component and one
//! scale for each row.
//!
//! Invariant: the same source gives the same bytes; a source with another hash is refused. Absent: fetching it
//! (`assets/meaning/README.md` says how).
//!
//! ```text
//! cargo run --release --package insight --example quantise_model -- <folder of model.safetensors> <folder to write to>
//! ```

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

const WEIGHTS: (&str, &str) = ("model.safetensors", "f65d0f325faadc1e121c319e2faa41170d3fa07d8c89abd48ca5358d9a223de2");
const VOCABULARY: (&str, &str) = ("vocab.txt", "1394523a67ddd404a825428018c0582a6998bcfa044ecbcbf1f4d71adb94c61c");

fn main() -> Result<()> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [source, target] = arguments.as_slice() else {
        bail!("Say where the published model is, and where to write: quantise_model <source> <target>.");
    };
    let weights = read_checked(source, WEIGHTS)?;
    let vocabulary = read_checked(source, VOCABULARY)?;
    let table = embeddings(&weights)?;
    let dimensions = insight::meaning::DIMENSIONS;
    ensure!(table.len() == dimensions * vocabulary.iter().filter(|byte| **byte == b'\n').count(), "One row for each token is expected.");

    let (mut rows, mut scales) = (Vec::with_capacity(table.len()), Vec::new());
    for row in table.chunks_exact(dimensions) {
        let (bytes, scale) = quantised(row);
        rows.extend(bytes);
        scales.extend(scale.to_le_bytes());
    }
    write_named(target, "rows.i8", &rows)?;
    write_named(target, "scales.f32", &scales)?;
    write_named(target, "vocabulary.txt", &vocabulary)
}

/// The row as signed bytes, the largest component at 127, and the scale that takes them back.
fn quantised(row: &[f32]) -> (Vec<u8>, f32) {
    let largest = row.iter().fold(0.0_f32, |largest, component| largest.max(component.abs()));
    if largest == 0.0 {
        return (vec![0; row.len()], 0.0);
    }
    let scale = largest / 127.0;
    (row.iter().map(|component| ((component / scale).round() as i8).cast_unsigned()).collect(), scale)
}

/// The one tensor of the file: eight bytes of length, a header in JSON, then the numbers in little-endian order.
fn embeddings(file: &[u8]) -> Result<Vec<f32>> {
    let (length, rest) = file.split_first_chunk::<8>().context("The weights end before their header.")?;
    let (header, numbers) =
        rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length))?).context("The weights end within their header.")?;
    let header: serde_json::Value = serde_json::from_slice(header)?;
    let tensor = &header["embeddings"];
    ensure!(tensor["dtype"] == "F32", "The weights are expected as 32-bit floats.");
    ensure!(tensor["data_offsets"] == serde_json::json!([0, numbers.len()]), "The weights are expected to be one tensor.");
    Ok(numbers.as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four)).collect())
}

fn read_checked(folder: &Path, (name, expected): (&str, &str)) -> Result<Vec<u8>> {
    let path = folder.join(name);
    let bytes = fs::read(&path).with_context(|| format!("{} cannot be read.", path.display()))?;
    let found = sha256(&bytes);
    ensure!(found == expected, "{} has the SHA-256 {found}; {expected} was expected.", path.display());
    Ok(bytes)
}

fn write_named(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let path = folder.join(name);
    fs::write(&path, bytes).with_context(|| format!("{} cannot be written.", path.display()))?;
    println!("{}  {name}", sha256(bytes));
    Ok(())
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
