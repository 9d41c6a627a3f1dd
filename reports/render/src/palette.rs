//! Colours: one table for charts, page and contrast test.

use plotters::style::RGBColor;

/// A colour with a part to play, in a light and a dark version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ink {
    /// Name of the CSS variable, without dashes.
    pub name: &'static str,
    /// On light ground; what a picture on its own shows. Unique among all inks, since pictures are recoloured by it.
    pub light: [u8; 3],
    /// On dark ground.
    pub dark: [u8; 3],
    /// Whether letters are drawn in it.
    pub is_text: bool,
}

impl Ink {
    const fn new(name: &'static str, light: [u8; 3], dark: [u8; 3]) -> Self {
        Self {
            name,
            light,
            dark,
            is_text: false,
        }
    }

    const fn text(name: &'static str, light: [u8; 3], dark: [u8; 3]) -> Self {
        Self {
            name,
            light,
            dark,
            is_text: true,
        }
    }

    /// For the drawing library.
    pub(crate) const fn rgb(self) -> RGBColor {
        RGBColor(self.light[0], self.light[1], self.light[2])
    }

    /// `#rrggbb`, as the drawing library writes it.
    pub(crate) fn light_hex(self) -> String {
        hex(self.light)
    }

    /// `#rrggbb` on dark ground.
    pub(crate) fn dark_hex(self) -> String {
        hex(self.dark)
    }
}

fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02X}{green:02X}{blue:02X}")
}

/// The ground of page and pictures.
pub(crate) const GROUND: Ink = Ink::new("ground", [255, 255, 254], [22, 25, 29]);
/// Ground of tiles and table heads.
pub(crate) const RAISED: Ink = Ink::new("raised", [243, 245, 247], [32, 37, 43]);
/// Letters.
pub(crate) const TEXT: Ink = Ink::text("text", [27, 31, 36], [230, 233, 237]);
/// Letters of less weight.
pub(crate) const MUTED: Ink = Ink::text("muted", [84, 93, 104], [163, 173, 184]);
/// Links and marks of attention.
pub(crate) const NOTICE: Ink = Ink::text("notice", [138, 66, 0], [244, 178, 106]);
/// Lines of the grid.
pub(crate) const GRID: Ink = Ink::new("grid", [221, 225, 230], [52, 59, 67]);
/// The warm-up.
pub(crate) const SHADE: Ink = Ink::new("shade", [238, 240, 243], [38, 43, 50]);

/// Kept although the watermark was past, a window being open.
pub(crate) const KEPT: Ink = Ink::new("kept", [143, 152, 163], [122, 133, 146]);
/// Kept although the reference calls it too late.
pub(crate) const LENIENT: Ink = Ink::new("lenient", [78, 159, 217], [94, 168, 226]);
/// Dropped.
pub(crate) const DROPPED: Ink = Ink::new("dropped", [201, 92, 14], [236, 142, 68]);
/// Sent to the side output.
pub(crate) const SIDE: Ink = Ink::new("side", [122, 79, 168], [190, 152, 230]);

/// One for each arm, the first three safe for red-green blindness; arms also differ in dash and mark.
pub(crate) const ARMS: [Ink; 8] = [
    Ink::new("arm-1", [31, 104, 190], [108, 175, 245]),
    Ink::new("arm-2", [15, 138, 122], [72, 200, 178]),
    Ink::new("arm-3", [194, 88, 12], [243, 150, 78]),
    Ink::new("arm-4", [116, 72, 160], [196, 160, 234]),
    Ink::new("arm-5", [110, 104, 20], [206, 196, 96]),
    Ink::new("arm-6", [176, 48, 110], [240, 130, 180]),
    Ink::new("arm-7", [70, 84, 110], [170, 185, 212]),
    Ink::new("arm-8", [122, 78, 38], [214, 168, 124]),
];

/// All of them.
pub(crate) const INKS: [Ink; 19] = [
    GROUND, RAISED, TEXT, MUTED, NOTICE, GRID, SHADE, KEPT, LENIENT, DROPPED, SIDE, ARMS[0], ARMS[1],
    ARMS[2], ARMS[3], ARMS[4], ARMS[5], ARMS[6], ARMS[7],
];

/// The colour of an arm.
pub(crate) const fn arm(place: usize) -> Ink {
    ARMS[place % ARMS.len()]
}

/// The style sheet's variables: light, then dark.
pub(crate) fn variables() -> (String, String) {
    let list = |colour: fn(Ink) -> String| {
        INKS.iter()
            .map(|ink| format!("--{}:{};", ink.name, colour(*ink).to_lowercase()))
            .collect::<String>()
    };
    (list(Ink::light_hex), list(Ink::dark_hex))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance after WCAG 2.
    fn luminance(colour: [u8; 3]) -> f64 {
        let linear = colour.map(|channel| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.04045 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn letters_have_a_contrast_of_four_and_a_half_in_both_themes() {
        for ink in INKS.iter().filter(|ink| ink.is_text) {
            for ground in [GROUND, RAISED, SHADE] {
                assert!(
                    contrast(ink.light, ground.light) >= 4.5,
                    "{} on light {}",
                    ink.name,
                    ground.name
                );
                assert!(
                    contrast(ink.dark, ground.dark) >= 4.5,
                    "{} on dark {}",
                    ink.name,
                    ground.name
                );
            }
        }
    }

    #[test]
    fn lines_and_bars_have_a_contrast_of_two_and_arms_of_three() {
        for ink in ARMS {
            assert!(
                contrast(ink.light, GROUND.light) >= 3.0 && contrast(ink.dark, GROUND.dark) >= 3.0,
                "{}",
                ink.name
            );
        }
        for ink in [KEPT, LENIENT, DROPPED, SIDE] {
            assert!(
                contrast(ink.light, GROUND.light) >= 2.0 && contrast(ink.dark, GROUND.dark) >= 3.0,
                "{}",
                ink.name
            );
        }
    }

    #[test]
    fn no_two_inks_share_a_light_colour() {
        for (place, ink) in INKS.iter().enumerate() {
            assert!(
                INKS[place + 1..].iter().all(|other| other.light != ink.light),
                "{}",
                ink.name
            );
        }
    }
}
