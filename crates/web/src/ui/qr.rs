//! A link as a QR code: for a story's sticker, a print, or another phone. Drawn here, so that no service learns of the link.
//!
//! Invariant: dark on light with four free modules around it (ISO/IEC 18004), in either theme. Absent: logos in the middle.

use maud::{Markup, html};
use qrcode::{Color, QrCode};

/// The free modules around a code.
const QUIET: usize = 4;

/// The code behind a word that opens it; nothing when the text is too long for one.
#[must_use]
pub fn qr(text: &str, words: &str, label: &str) -> Markup {
    let Ok(code) = QrCode::new(text) else { return html! {} };
    let side = code.width() + 2 * QUIET;
    html! {
        details.portal-more {
            summary { (words) }
            svg.qr viewBox=(format!("0 0 {side} {side}")) role="img" aria-label=(label) shape-rendering="crispEdges" {
                rect width=(side) height=(side) fill="#fff" {}
                path fill="#000" d=(path(&code)) {}
            }
        }
    }
}

/// Each run of dark modules of a row as one strip.
fn path(code: &QrCode) -> String {
    let (width, colors) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (row, modules) in colors.chunks(width).enumerate() {
        let mut at = 0;
        while at < width {
            let run = modules[at..].iter().take_while(|color| **color == Color::Dark).count();
            if run > 0 {
                path.push_str(&format!("M{} {}h{run}v1h-{run}z", at + QUIET, row + QUIET));
            }
            at += run.max(1);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dark_module_is_drawn_once() {
        let code = QrCode::new("https://troupe.example/l/k7m2q").unwrap();
        let dark = code.to_colors().iter().filter(|color| **color == Color::Dark).count();
        let drawn: usize =
            path(&code).split('M').skip(1).map(|strip| strip.split(['h', 'v']).nth(1).unwrap().parse::<usize>().unwrap()).sum();
        assert_eq!(drawn, dark);
        assert!(path(&code).starts_with("M4 4h7v1"), "the finder's upper edge stands behind the quiet zone");
    }

    #[test]
    fn what_no_code_can_hold_shows_nothing() {
        assert!(qr(&"x".repeat(5_000), "QR", "QR").into_string().is_empty());
        assert!(qr("https://troupe.example/l/a", "QR", "QR").into_string().contains("viewBox"));
    }
}
