//! The small picture of what is made, on the team's pages.
//!
//! Invariant: an address stands only where this person may open the file; others see the format's mark. Absent: creators' and guests'
//! pages, whose files have addresses of their own.

use app::views::ShowCollaboration;
use domain::content::Glance;

use crate::{kernel::InBrand, pages::said, ui::thumb::Thumb};

/// The picture of a thing of a format; nothing was sent where there is no glance.
#[must_use]
pub(crate) fn thumb(at: &InBrand, format: &str, glance: Option<Glance>) -> Thumb {
    let glance = glance.unwrap_or_default();
    // Drafts' files are opened by those who see collaborations (app::uploads); a viewer's pages would ask in vain.
    let picture = glance.picture.filter(|_| at.may_see::<ShowCollaboration>());
    Thumb::of(format, &said::format(format)).shows(picture.map(|file| at.path(&format!("/files/{file}"))), glance.film)
}
