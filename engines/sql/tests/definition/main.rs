//! Operators of SQL against definitions that share no code with them.

mod interval_join;
mod sessions;
mod slices;
mod windows;

/// A row of an instant, or the watermark.
#[derive(Clone, Copy, Debug)]
enum Step {
    Row(i64),
    Watermark(i64),
}

/// Numbers that look random and are the same in every run.
fn random(mut seed: u64) -> impl Iterator<Item = usize> {
    std::iter::repeat_with(move || {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize
    })
}
