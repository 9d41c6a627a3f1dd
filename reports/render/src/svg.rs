//! What the drawing library leaves to do: themes, names for those who do not see, a width that follows the page.

use crate::palette::{ARMS, INKS};
use crate::svg_path::merged;

/// Turns the drawing library's SVG into ours.
///
/// Colours stay as they are for viewers that know no style sheets, and gain a CSS variable for those that do.
pub(crate) fn finish(raw: &str, id: &str, title: &str, description: &str) -> String {
    let body = body(raw);
    let (width, height) = size(raw);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"100%\" role=\"img\" \
         aria-labelledby=\"{id}-t {id}-d\" font-family=\"system-ui, 'DejaVu Sans', sans-serif\">\n\
         <title id=\"{id}-t\">{}</title>\n<desc id=\"{id}-d\">{}</desc>\n",
        escape(title),
        escape(description)
    );
    let lines: Vec<&str> = body.lines().filter(|line| !line.trim().is_empty()).collect();
    for line in merged(&lines) {
        svg.push_str(&themed(&dashed(&line)));
        svg.push('\n');
    }
    svg.push_str("</svg>\n");
    svg.replace(" font-family=\"sans-serif\"", "")
        .replace(" opacity=\"1\"", "")
        .replace(" \"/>", "\"/>")
}

/// The same picture with the light colours only, for viewers and rasterisers without CSS variables.
#[cfg(feature = "png")]
pub(crate) fn plain(svg: &str) -> String {
    let mut plain = String::with_capacity(svg.len());
    let mut rest = svg;
    while let Some((before, after)) = rest.split_once(" style=\"") {
        plain.push_str(before);
        rest = after.split_once('"').map_or("", |(_, after)| after);
    }
    plain + rest
}

fn body(raw: &str) -> &str {
    let start = raw.find('>').map_or(0, |end| end + 1);
    let end = raw.rfind("</svg>").unwrap_or(raw.len());
    raw.get(start..end).unwrap_or_default()
}

fn size(raw: &str) -> (&str, &str) {
    let value = |name: &str| {
        let after = raw.split_once(name).map_or("", |(_, after)| after);
        after.split('"').next().unwrap_or_default()
    };
    (value("width=\""), value("height=\""))
}

fn themed(line: &str) -> String {
    let mut line = line.to_string();
    for ink in INKS {
        let hex = ink.light_hex();
        for property in ["fill", "stroke"] {
            let plain = format!("{property}=\"{hex}\"");
            let both = format!("{plain} style=\"{property}:var(--{},{hex})\"", ink.name);
            line = line.replace(&plain, &both);
        }
    }
    line
}

/// Lines of an arm carry its dash: plotters would draw each dash as a line of its own.
fn dashed(line: &str) -> String {
    if !line.starts_with("<polyline") {
        return line.to_string();
    }
    let pattern = ARMS
        .iter()
        .position(|ink| line.contains(&ink.light_hex()))
        .map_or("", |place| DASHES[place]);
    let extra = if pattern.is_empty() {
        String::new()
    } else {
        format!(" stroke-dasharray=\"{pattern}\"")
    };
    line.replacen(
        "<polyline",
        &format!("<polyline stroke-linejoin=\"round\"{extra}"),
        1,
    )
}

/// By arm.
const DASHES: [&str; 8] = [
    "",
    "14 6",
    "4 5",
    "18 5 4 5",
    "8 4",
    "24 6",
    "4 9",
    "18 5 4 5 4 5",
];

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
