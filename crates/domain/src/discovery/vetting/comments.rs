//! Comments under a creator's posts, as a file gives them.
//!
//! Invariants: a comment stands once for each creator, known again by its id, or by its author, post and words; a row is a
//! comment or is refused with its number and the reason. Names of authors are kept as given, because who comments again and
//! again is a part of the evidence. Absent: judging them, and who they are.

mod reading;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ids::CreatorId, text::folded, time::Timestamp};

pub use reading::{CommentsError, MOST_BYTES, ReadComments, RefusedComment, read_comments};

/// A comment under a post of a creator's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CreatorComment {
    /// Whose post it is under.
    pub creator: CreatorId,
    /// What stands in the file.
    #[serde(flatten)]
    pub comment: NewComment,
    /// How it is known again.
    pub identity: String,
    /// Who says so: a file's name.
    pub source: String,
    /// When it was had.
    pub fetched_at: Timestamp,
    /// Until when it may be kept unless it is refreshed, where a platform says so.
    #[serde(default)]
    pub keep_until: Option<Timestamp>,
}

/// A comment as a file gives it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NewComment {
    /// The platform's id of it.
    #[serde(default)]
    pub external: Option<String>,
    /// Which comment it answers, by that one's id.
    #[serde(default)]
    pub reply_to: Option<String>,
    /// The address or id of the post.
    #[serde(default)]
    pub post: Option<String>,
    /// Who wrote it, as given.
    #[serde(default)]
    pub author: String,
    /// The words.
    pub text: String,
    /// Whether the creator wrote it, as the file or the author's handle says.
    #[serde(default)]
    pub by_creator: bool,
    /// When.
    #[serde(default)]
    pub at: Option<Timestamp>,
}

impl NewComment {
    /// How the comment is known again among those of its creator.
    #[must_use]
    pub fn identity(&self) -> String {
        if let Some(external) = &self.external {
            return format!("id:{external}");
        }
        let cut = |text: &str, most: usize| text.chars().take(most).collect::<String>();
        let words = folded(&self.text).split_whitespace().collect::<Vec<_>>().join(" ");
        let post = self.post.as_deref().unwrap_or_default();
        let bare = post.split(['?', '#']).next().unwrap_or(post).trim_end_matches('/');
        let at = self.at.map(|at| at.0).unwrap_or_default();
        format!("text:{}:{}:{at}:{}", cut(bare, 200), folded(&cut(&self.author, 80)), cut(&words, 200))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_known_again_and_another_author_is_another_comment() {
        let said = |author: &str, text: &str| NewComment { author: author.into(), text: text.into(), ..NewComment::default() };
        assert_eq!(said("Ana", "So  pretty").identity(), said("ana", "so pretty").identity());
        assert_ne!(said("Ana", "So pretty").identity(), said("Ben", "So pretty").identity());
        let known = NewComment { external: Some("17".into()), ..said("Ana", "x") };
        assert_eq!(known.identity(), NewComment { text: "edited".into(), ..known.clone() }.identity());
    }
}
