//! The recorded facts about checkpoints: where barriers cut the streams, and which requests are granted.

mod barriers;
mod cuts;
mod requests;
