//! How large the environment of a measuring process is.
//!
//! The environment lies above the stack, so its size moves everything on the stack, and with it what shares a cache
//! line or a page. Mytkowicz, Diwan, Hauswirth and Sweeney (*Producing Wrong Data Without Doing Anything Obviously
//! Wrong!*, ASPLOS 2009) saw the speed-up of one optimisation move from 0.88 to 1.09 with it. A size that is another one
//! in every run turns that bias into noise, which repeats show.

/// The variable that fills the environment up. Nobody reads it but the process itself, for the record.
pub(crate) const PADDING: &str = "STREAMGAUGE_PADDING";
/// One page: the place of the stack repeats after it.
const SIZES: u64 = 4096;

/// By how many bytes the environment of a slot's process is made longer: 0 to 4095, drawn from the seed. A slot that is
/// tried again has the same.
pub(crate) const fn environment_bytes(seed: u64, slot: usize) -> u64 {
    // One step of SplitMix64 (Steele, Lea, Flood 2014).
    let mut mixed = seed.wrapping_add((slot as u64).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (mixed ^ (mixed >> 31)) % SIZES
}

/// By how many bytes the environment of this process was made longer.
pub(crate) fn own_environment_bytes() -> u64 {
    std::env::var_os(PADDING).map_or(0, |padding| padding.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_spread_over_a_page_and_depend_on_seed_and_slot_alone() {
        let sizes: Vec<u64> = (0..256).map(|slot| environment_bytes(42, slot)).collect();
        assert!(sizes.iter().all(|size| *size < SIZES));
        for quarter in 0..4 {
            let inside = sizes.iter().filter(|size| **size / 1024 == quarter).count();
            assert!((40..90).contains(&inside), "{inside} of 256 in quarter {quarter}");
        }
        assert_eq!(environment_bytes(42, 7), environment_bytes(42, 7));
        assert_ne!(environment_bytes(42, 7), environment_bytes(43, 7));
    }
}
