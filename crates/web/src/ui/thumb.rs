//! The picture of something that is made, small, beside its name in a list.
//!
//! Invariant: the box has one size whether or not there is a picture, so that rows stay where they are while pictures come; the
//! browser scales it and fetches it when it comes near. Absent: films, of which a list shows the cover; who may open the file.

use maud::{Markup, Render, html};

use super::icon::{icon, icon_small};
use crate::text::tf;

/// A small picture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Thumb {
    src: Option<String>,
    alt: String,
    format: String,
    film: bool,
    large: bool,
}

impl Thumb {
    /// Of a thing of a format, such as `reel`; `name` is what it is called. Without a picture the format's mark stands there.
    #[must_use]
    pub fn of(format: &str, name: &str) -> Self {
        Self { alt: tf("thumb.picture", &[("name", name)]), format: format.to_owned(), ..Self::default() }
    }

    /// With the picture at an address, where there is one; `film` says that it is the cover of a film.
    #[must_use]
    pub fn shows(mut self, src: Option<String>, film: bool) -> Self {
        (self.src, self.film) = (src, film);
        self
    }

    /// Twice the size.
    #[must_use]
    pub fn large(mut self) -> Self {
        self.large = true;
        self
    }
}

impl Render for Thumb {
    fn render(&self) -> Markup {
        let (width, height) = if self.large { (72, 96) } else { (36, 48) };
        html! {
            span.thumb.lg[self.large] {
                @match &self.src {
                    Some(src) => {
                        img src=(src) alt=(self.alt) width=(width) height=(height) loading="lazy" decoding="async" draggable="false";
                        @if self.film { (icon_small("play")) }
                    }
                    None => (icon(mark(&self.format, self.film))),
                }
            }
        }
    }
}

/// The icon of a format: what plays, what is gone after a day, what is looked at, and what is read.
fn mark(format: &str, film: bool) -> &'static str {
    match format {
        "story" => "phone",
        "reel" | "tiktok" | "short" | "video" | "livestream" | "ugc_video" => "play",
        "carousel" => "stack",
        "post" | "photo" | "ugc_photo" => "image",
        _ if film => "play",
        _ => "brief",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_fetched_when_it_comes_near_and_is_named() {
        let shown = Thumb::of("photo", "Photo").shows(Some("/b/oat/files/1".to_owned()), false).render().0;
        for part in ["src=\"/b/oat/files/1\"", "loading=\"lazy\"", "width=\"36\"", "height=\"48\"", "alt=\"Picture: Photo\""] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        assert!(!shown.contains("#i-play"), "{shown}");
        let cover = Thumb::of("reel", "Reel").shows(Some("/x".to_owned()), true).large().render().0;
        assert!(cover.contains("#i-play") && cover.contains("class=\"thumb lg\"") && cover.contains("width=\"72\""), "{cover}");
    }

    #[test]
    fn without_a_picture_the_formats_mark_stands_in_the_same_box() {
        let shown = |format: &str, film: bool| Thumb::of(format, "it").shows(None, film).render().0;
        assert!(shown("story", false).contains("#i-phone") && shown("reel", false).contains("#i-play"));
        assert!(shown("live demo", true).contains("#i-play") && shown("blog", false).contains("#i-brief"));
        assert!(shown("story", false).starts_with("<span class=\"thumb\">") && !shown("story", false).contains("<img"));
    }
}
