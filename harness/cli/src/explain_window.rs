//! Windows as people write them: `tumbling:15s`, `sliding:15s/5s`, `session:10s`, `none`.

use streamgauge_replay::WindowShape;

use crate::duration::positive_millis;
use crate::suggestion::unknown;

const KINDS: [&str; 4] = ["tumbling", "sliding", "session", "none"];

/// Reads a window.
///
/// # Errors
/// What is wrong with it and what would be right.
pub(crate) fn window(text: &str) -> Result<WindowShape, String> {
    let (kind, rest) = text.split_once(':').unwrap_or((text, ""));
    match kind {
        "tumbling" => Ok(WindowShape::Tumbling {
            size_ms: length(rest, "tumbling:15s")?,
            offset_ms: 0,
        }),
        "sliding" => {
            let (size, slide) = rest.split_once('/').ok_or_else(|| {
                format!("'{text}' has no slide; write size and slide, such as sliding:15s/5s")
            })?;
            Ok(WindowShape::Sliding {
                size_ms: length(size, "sliding:15s/5s")?,
                slide_ms: length(slide, "sliding:15s/5s")?,
                offset_ms: 0,
            })
        }
        "session" => Ok(WindowShape::Session {
            gap_ms: length(rest, "session:10s")?,
        }),
        "none" if rest.is_empty() => Ok(WindowShape::None {}),
        "none" => Err(format!("'{text}': no window has no length; write none")),
        _ => Err(unknown("kind of window", kind, KINDS)),
    }
}

fn length(text: &str, example: &str) -> Result<i64, String> {
    if text.is_empty() {
        return Err(format!("it has no length; write one, such as {example}"));
    }
    positive_millis(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_read() {
        let sliding = WindowShape::Sliding {
            size_ms: 15_000,
            slide_ms: 500,
            offset_ms: 0,
        };
        let tumbling = WindowShape::Tumbling {
            size_ms: 60_000,
            offset_ms: 0,
        };
        for (text, expected) in [
            ("tumbling:1m", tumbling),
            ("sliding:15s/500ms", sliding),
            ("session:10s", WindowShape::Session { gap_ms: 10_000 }),
            ("none", WindowShape::None {}),
        ] {
            assert_eq!(window(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, says) in [
            ("tumblin:5s", "did you mean 'tumbling'?"),
            ("tumbling", "has no length; write one, such as tumbling:15s"),
            ("tumbling:0s", "no time at all"),
            ("tumbling:5", "no unit"),
            ("sliding:15s", "no slide"),
            ("session:-5s", "negative"),
            ("none:5s", "write none"),
            ("", "there is no kind of window ''"),
        ] {
            let error = window(text).unwrap_err();
            assert!(error.contains(says), "{text}: {error}");
        }
    }
}
