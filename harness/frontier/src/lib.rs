//! The frontier between completeness and latency.
