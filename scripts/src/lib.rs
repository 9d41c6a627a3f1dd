//! The rules of the repository: `tests/` holds them.
