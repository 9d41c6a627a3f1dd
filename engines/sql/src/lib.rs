//! What SQL on streams does differently from the window operator: slices, changelogs, retractions.
