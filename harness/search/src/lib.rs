//! The search for a sustainable rate.
//!
//! A procedure over trials. Who carries out a trial is a seam, so that the procedure itself is tested on
//! engines whose capacity is known.
