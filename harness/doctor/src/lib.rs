//! What machine this is, how steady it is, and what to do about it.
