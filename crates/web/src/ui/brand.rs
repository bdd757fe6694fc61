//! A brand's own colour on what its creators and clients see, made readable.
//!
//! Invariant: no colour is refused; its lightness is moved until the text on it and it on both sheets reach 4.5:1
//! (WCAG 2.2, 1.4.3), once for light and once for dark. Absent: where the colour is stored.

/// The grounds that the colour stands on: sheet and paper in light, sheet and paper in dark (css/tokens.css).
const LIGHT_GROUNDS: [Rgb; 2] = [Rgb([0xfd, 0xfc, 0xf9]), Rgb([0xf5, 0xf4, 0xef])];
const DARK_GROUNDS: [Rgb; 2] = [Rgb([0x19, 0x1a, 0x17]), Rgb([0x23, 0x25, 0x21])];
const WHITE: Rgb = Rgb([255, 255, 255]);
const NEAR_BLACK: Rgb = Rgb([0x12, 0x19, 0x0e]);
/// The least contrast of text (WCAG 2.2, 1.4.3).
const READABLE: f64 = 4.5;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rgb([u8; 3]);

impl Rgb {
    fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#').unwrap_or(text.trim());
        let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        if digits.len() == 6 { Some(Self([part(0)?, part(2)?, part(4)?])) } else { None }
    }

    /// Relative luminance (WCAG 2.2, definition).
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn towards(self, other: Self, share: f64) -> Self {
        let mix = |at: usize| (f64::from(self.0[at]) * (1.0 - share) + f64::from(other.0[at]) * share).round() as u8;
        Self([mix(0), mix(1), mix(2)])
    }

    fn hex(self) -> String {
        let [red, green, blue] = self.0;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }
}

/// Moves a colour away from its grounds, in steps of a hundredth, until it and the text on it can be read.
fn readable(colour: Rgb, grounds: [Rgb; 2], away: Rgb, text: Rgb) -> Rgb {
    let reads = |colour: Rgb| grounds.iter().all(|ground| colour.contrast(*ground) >= READABLE) && colour.contrast(text) >= READABLE;
    let tried = (0..=100).map(|step| colour.towards(away, f64::from(step) / 100.0));
    tried.into_iter().find(|colour| reads(*colour)).unwrap_or(away)
}

/// The style sheet of a brand for `#rrggbb`; nothing when that is no colour. Serve it from an address of its own and
/// name it as the page's `brand_style`.
#[must_use]
pub fn stylesheet(colour: &str) -> Option<String> {
    let colour = Rgb::parse(colour)?;
    let light = readable(colour, LIGHT_GROUNDS, NEAR_BLACK, WHITE);
    let dark = readable(colour, DARK_GROUNDS, WHITE, NEAR_BLACK);
    let of = |colours: [&str; 4]| {
        let [brand, on_brand, pressed, wash] = colours;
        [format!("--brand:{brand};--on-brand:{on_brand};"), format!("--ours-2:{pressed};--ours-wash:{wash};")]
    };
    let in_light = [light, WHITE, light.towards(NEAR_BLACK, 0.25), light.towards(WHITE, 0.9)].map(Rgb::hex);
    let in_dark = [dark, NEAR_BLACK, dark.towards(WHITE, 0.25), dark.towards(DARK_GROUNDS[0], 0.85)].map(Rgb::hex);
    let pairs: [String; 4] = std::array::from_fn(|at| format!("light-dark({}, {})", in_light[at], in_dark[at]));
    let [root, portal] = of(pairs.each_ref().map(String::as_str));
    let [light_root, light_portal] = of(in_light.each_ref().map(String::as_str));
    let [dark_root, dark_portal] = of(in_dark.each_ref().map(String::as_str));
    let dark_under = |html: &str| format!(":root{html}{{{dark_root}}}:root{html} .portal{{{dark_portal}}}");
    // Behind it the same in plain colours, for browsers that do not know light-dark() (assets/plain.mjs).
    Some(format!(
        ":root{{{root}}}.portal{{{portal}}}@supports not (color:light-dark(#000,#fff)){{:root{{{light_root}}}.portal{{{light_portal}}}\
         @media (prefers-color-scheme:dark){{{}}}{}}}",
        dark_under(":not([data-theme=light])"),
        dark_under("[data-theme=dark]"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_guideline() {
        assert!((WHITE.contrast(Rgb([0, 0, 0])) - 21.0).abs() < 0.01, "black on white is 21:1");
        assert!((WHITE.contrast(Rgb([0x76, 0x76, 0x76])) - 4.54).abs() < 0.01, "#767676 is the lightest grey that passes");
    }

    #[test]
    fn any_colour_becomes_readable_on_every_ground_and_under_its_text() {
        for red in (0..=255).step_by(51) {
            for green in (0..=255).step_by(51) {
                for blue in (0..=255).step_by(51) {
                    let colour = Rgb([red as u8, green as u8, blue as u8]);
                    for (grounds, away, text) in [(LIGHT_GROUNDS, NEAR_BLACK, WHITE), (DARK_GROUNDS, WHITE, NEAR_BLACK)] {
                        let moved = readable(colour, grounds, away, text);
                        assert!(grounds.iter().chain([&text]).all(|other| moved.contrast(*other) >= READABLE), "{}", colour.hex());
                    }
                }
            }
        }
    }

    #[test]
    fn a_colour_that_reads_already_stays() {
        assert!(stylesheet("#47613c").is_some_and(|sheet| sheet.contains("#47613c")));
        assert_eq!(stylesheet("red; } body { display: none"), None);
    }

    #[test]
    fn a_browser_that_knows_no_pairs_gets_one_colour_for_light_and_one_for_dark() {
        let sheet = stylesheet("#47613c").expect("a sheet");
        let plain = sheet.split_once("@supports not (color:light-dark(#000,#fff)){").expect("plain colours").1;
        assert!(!plain.contains("light-dark"), "{plain}");
        assert!(plain.starts_with(":root{--brand:#47613c;--on-brand:#ffffff;}"), "{plain}");
        let dark = plain.split_once("@media (prefers-color-scheme:dark){").expect("the dark").1;
        assert!(dark.starts_with(":root:not([data-theme=light]){--brand:#") && dark.contains("--on-brand:#12190e;"), "{plain}");
        assert_eq!(sheet.matches('{').count(), sheet.matches('}').count());
    }
}
