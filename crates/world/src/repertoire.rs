//! What people in the simulated world write and show: captions, notes, questions and answers; pictures where there are any.
//!
//! Invariant: which of several is taken is drawn from the chance of whoever speaks. Absent: when something is said.

use app::{App, Caller, content::KeepFile};
use bytes::Bytes;
use domain::ids::{BrandId, FileId};
use serde::Deserialize;

use crate::{Result, WorldError, chance::Chance};

/// What a reviewer asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    /// What must be.
    pub must: String,
    /// What would be nice.
    pub nice: String,
}

/// A file that stands for something filmed.
#[derive(Debug, Clone)]
pub struct Footage {
    /// How it is called.
    pub name: &'static str,
    /// What it holds.
    pub bytes: Bytes,
    /// Whether it moves.
    pub moves: bool,
}

/// All words, by what they are for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repertoire {
    /// What is sent.
    pub product: String,
    /// Who carries it.
    pub carrier: String,
    /// Captions that say that they are ads.
    pub captions: Vec<String>,
    /// Captions that forgot.
    pub forgetful_captions: Vec<String>,
    /// Notes with first drafts.
    pub notes: Vec<String>,
    /// Notes with later drafts.
    pub notes_again: Vec<String>,
    /// What creators write about a gift.
    pub thanks: Vec<String>,
    /// What creators ask.
    pub questions: Vec<String>,
    /// What the team answers.
    pub answers: Vec<String>,
    /// How somebody says that they want no more mail.
    pub stopping: Vec<String>,
    /// Why somebody says no.
    pub declines: Vec<String>,
    /// Why somebody leaves.
    pub withdrawals: Vec<String>,
    /// What comes with a counter-offer.
    pub counters: Vec<String>,
    /// What comes with an offer.
    pub offers: Vec<String>,
    /// What was seen of a post.
    pub seen: Vec<String>,
    /// What reviewers ask for.
    pub changes: Vec<Wish>,
    /// What was filmed; drafts are words alone where there is nothing.
    #[serde(skip)]
    pub footage: Vec<Footage>,
}

impl Repertoire {
    /// The words that come with the program, without footage.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn ours() -> Result<Self> {
        toml::from_str(include_str!("../repertoire.toml")).map_err(|error| WorldError::Parameters(error.to_string()))
    }

    /// What is filmed where nobody will look at it: a picture and a film, as small as they can be.
    #[must_use]
    pub fn smallest_footage() -> Vec<Footage> {
        let picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\
            \0\0\0\x0aIDAT\x78\xda\x63\x60\0\0\0\x02\0\x01\xe5\x27\xde\xfc\0\0\0\0IEND\xae\x42\x60\x82";
        let film = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\x08mdat";
        vec![
            Footage { name: "morning.png", bytes: Bytes::from_static(picture), moves: false },
            Footage { name: "morning.mp4", bytes: Bytes::from_static(film), moves: true },
        ]
    }

    /// Keeps a file that stands for what was filmed, where there is one.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub async fn film(&self, app: &App, creator: &Caller, brand: BrandId, moves: bool, chance: &mut Chance) -> app::Result<Vec<FileId>> {
        let fitting: Vec<&Footage> = self.footage.iter().filter(|one| one.moves == moves).collect();
        let Some(found) = fitting.get(index(fitting.len(), chance)) else { return Ok(Vec::new()) };
        let stream = Box::pin(futures_util::stream::iter([Ok(found.bytes.clone())]));
        let receipt = app.receive(creator, brand, found.name, stream).await?;
        Ok(vec![app.run(creator, KeepFile { receipt }).await?.id])
    }
}

/// One of several, drawn.
pub fn one_of<'a>(all: &'a [String], chance: &mut Chance) -> &'a str {
    all.get(index(all.len(), chance)).map_or("", String::as_str)
}

/// A place in a list of so many, drawn.
pub fn index(length: usize, chance: &mut Chance) -> usize {
    usize::try_from(chance.below(u64::try_from(length).unwrap_or(0).max(1))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_something_to_say_for_everything() {
        let words = Repertoire::ours().unwrap();
        for (name, all) in [
            ("captions", &words.captions),
            ("forgetful", &words.forgetful_captions),
            ("notes", &words.notes),
            ("again", &words.notes_again),
            ("thanks", &words.thanks),
            ("questions", &words.questions),
            ("answers", &words.answers),
            ("stopping", &words.stopping),
            ("declines", &words.declines),
            ("withdrawals", &words.withdrawals),
            ("counters", &words.counters),
            ("offers", &words.offers),
            ("seen", &words.seen),
        ] {
            assert!(!all.is_empty() && all.iter().all(|text| !text.trim().is_empty()), "{name}");
        }
        assert!(words.captions.iter().all(|caption| caption.starts_with("Ad")));
        assert!(words.forgetful_captions.iter().all(|caption| !caption.starts_with("Ad")));
        assert!(words.changes.iter().all(|wish| !wish.must.is_empty()));
    }
}
