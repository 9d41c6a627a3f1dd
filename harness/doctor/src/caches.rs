//! The caches of the first CPU, as the kernel lists them.

use streamgauge_record::Cache;

/// More than any processor has.
const MOST_CACHES: usize = 16;

/// The caches that hold data, the nearest first. Virtual machines tell what their hypervisor makes up, or nothing.
pub(crate) fn caches(read: &impl Fn(&str) -> String) -> Vec<Cache> {
    let mut caches: Vec<Cache> = (0..MOST_CACHES).filter_map(|index| cache(index, read)).collect();
    caches.sort_by_key(|cache| cache.level);
    caches
}

fn cache(index: usize, read: &impl Fn(&str) -> String) -> Option<Cache> {
    let field = |name: &str| {
        let path = format!("/sys/devices/system/cpu/cpu0/cache/index{index}/{name}");
        read(&path).trim().to_owned()
    };
    matches!(field("type").as_str(), "Data" | "Unified").then_some(())?;
    Some(Cache {
        level: field("level").parse().ok()?,
        bytes: size(&field("size"))?,
    })
}

/// `48K`, and `2M` of some kernels; nothing and nonsense are unknown.
fn size(text: &str) -> Option<u64> {
    let (number, unit) = match text.strip_suffix('K') {
        Some(number) => (number, 1_u64 << 10),
        None => match text.strip_suffix('M') {
            Some(number) => (number, 1 << 20),
            None => (text, 1),
        },
    };
    let number: u64 = number.parse().ok()?;
    number.checked_mul(unit).filter(|bytes| *bytes > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a kernel lists: level, kind and size of each cache.
    fn listed(all: &'static [(&'static str, &'static str, &'static str)]) -> Vec<Cache> {
        caches(&|path: &str| {
            let of = |(index, fields): (usize, &(&str, &str, &str))| {
                let names = [("level", fields.0), ("type", fields.1), ("size", fields.2)];
                let mut found = names.into_iter();
                let (_, text) = found.find(|(name, _)| path.ends_with(&format!("index{index}/{name}")))?;
                Some(format!("{text}\n"))
            };
            all.iter().enumerate().find_map(of).unwrap_or_default()
        })
    }

    #[test]
    fn caches_of_instructions_are_left_out_and_the_nearest_comes_first() {
        let all = listed(&[
            ("3", "Unified", "32768K"),
            ("1", "Instruction", "32K"),
            ("1", "Data", "48K"),
            ("2", "Unified", "1M"),
        ]);
        let all: Vec<(u32, u64)> = all.iter().map(|cache| (cache.level, cache.bytes)).collect();
        assert_eq!(all, [(1, 48 << 10), (2, 1 << 20), (3, 32 << 20)]);
    }

    #[test]
    fn what_is_not_told_is_unknown() {
        assert_eq!(listed(&[]), []);
        assert_eq!(
            listed(&[
                ("1", "Data", ""),
                ("x", "Data", "48K"),
                ("1", "Data", "0K"),
                ("1", "Data", "18446744073709551615K")
            ]),
            []
        );
    }
}
