//! Estimates that never travel without their interval.
//!
//! Pure functions of numbers: no clock, no file, no randomness but from a seed that is given.
