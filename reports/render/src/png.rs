//! Pictures for places that take no SVG.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use crate::{RenderError, svg};

/// DejaVu Sans; its licence stands beside it.
static FONT: &[u8] = include_bytes!("../fonts/DejaVuSans.ttf");

/// Widths beyond this are refused: they are a mistake.
const GREATEST_WIDTH: f32 = 8_000.0;

/// Draws one of our SVGs in its light colours as a PNG of the given width in pixels. No system font is looked for.
///
/// # Errors
/// If the text is no SVG or the width is none.
pub fn png(picture: &str, width: u32) -> Result<Vec<u8>, RenderError> {
    let wrong = |cause: &dyn std::fmt::Display| RenderError::Png(cause.to_string());
    let tree = Tree::from_str(&svg::plain(picture), &options()).map_err(|cause| wrong(&cause))?;
    let size = tree.size();
    #[allow(clippy::cast_precision_loss)]
    let scale = width as f32 / size.width();
    if width == 0 || size.width() * scale > GREATEST_WIDTH {
        return Err(wrong(&format!(
            "a width of {width} pixels; use 1 to {GREATEST_WIDTH}"
        )));
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let height = (size.height() * scale).ceil() as u32;
    let mut pixels = Pixmap::new(width, height).ok_or_else(|| wrong(&"the picture is empty"))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|cause| wrong(&cause))
}

fn options() -> Options<'static> {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(FONT.to_vec());
    fonts.set_sans_serif_family("DejaVu Sans");
    Options {
        fontdb: Arc::new(fonts),
        font_family: "DejaVu Sans".into(),
        ..Options::default()
    }
}
