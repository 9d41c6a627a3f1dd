//! Event patterns: sequences of events of one key that are worth a result.
