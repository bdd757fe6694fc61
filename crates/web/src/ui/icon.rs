//! Icons from the sprite, and the mark of Troupe.
//!
//! Invariant: an icon is hidden from screen readers; the words stand beside it. Absent: icons as pictures of their own.

use maud::{Markup, html};

use crate::assets;

/// An icon of the sprite by its name (`check`, `arrow`, …; the specimen page shows them all).
#[must_use]
pub fn icon(name: &str) -> Markup {
    drawn("icon", name)
}

/// The same at 14 px, inside text and small controls.
#[must_use]
pub fn icon_small(name: &str) -> Markup {
    drawn("icon sm", name)
}

fn drawn(class: &str, name: &str) -> Markup {
    html! { svg class=(class) aria-hidden="true" { use href=(format!("{}#i-{name}", assets::url("icons.svg"))) {} } }
}

/// The mark: the three shapes of a turn, disc (ours), ring (theirs), dots (the clock's).
#[must_use]
pub fn mark() -> Markup {
    html! {
        svg.icon.mark viewBox="0 0 16 16" aria-hidden="true" {
            circle cx="4" cy="4.5" r="3" fill="currentColor" stroke="none" {}
            circle cx="12" cy="4.5" r="2.25" {}
            g fill="currentColor" stroke="none" {
                @for (x, y) in [("8", "8.9"), ("10.2", "10.2"), ("10.2", "12.7"), ("8", "14"), ("5.8", "12.7"), ("5.8", "10.2")] {
                    circle cx=(x) cy=(y) r=".8" {}
                }
            }
        }
    }
}

/// Every icon of the sprite, in the order of the file.
pub const NAMES: [&str; 62] = [
    "alert",
    "applications",
    "arrow",
    "bell",
    "board",
    "brief",
    "broken",
    "calendar",
    "camera",
    "campaigns",
    "check",
    "clock",
    "columns",
    "copy",
    "creators",
    "discover",
    "down",
    "download",
    "drag",
    "edit",
    "eye",
    "filter",
    "full",
    "home",
    "image",
    "inbox",
    "info",
    "key",
    "left",
    "library",
    "link",
    "list",
    "lock",
    "mail",
    "message",
    "more",
    "out",
    "parcel",
    "pause",
    "payments",
    "phone",
    "pin",
    "play",
    "plus",
    "prompt",
    "qr",
    "reports",
    "reviews",
    "right",
    "search",
    "settings",
    "shield",
    "sign",
    "sound",
    "stack",
    "tag",
    "today",
    "undo",
    "up",
    "upload",
    "user",
    "x",
];

#[cfg(test)]
mod tests {
    use super::NAMES;

    #[test]
    fn every_named_icon_is_in_the_sprite_and_the_other_way_round() {
        let sprite = include_str!("../../assets/icons.svg");
        assert!(NAMES.iter().all(|name| sprite.contains(&format!("id=\"i-{name}\""))));
        assert_eq!(sprite.matches("<symbol ").count(), NAMES.len());
    }
}
