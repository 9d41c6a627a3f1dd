//! The caches of a processor in words.

use streamgauge_record::Cache;

use crate::Unit;

/// All of them in a line, such as `L1 48.0 KiB, L2 1.00 MiB`; `None` where they are not known.
pub(crate) fn caches_text(caches: &[Cache]) -> Option<String> {
    let all: Vec<String> = caches.iter().map(cache_text).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

/// One of them, such as `L2 1.00 MiB`.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn cache_text(cache: &Cache) -> String {
    format!("L{} {}", cache.level, Unit::Bytes.text(cache.bytes as f64))
}
