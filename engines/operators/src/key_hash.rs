//! Hash codes of keys, as the exchange of Flink computes them.

use streamgauge_model::Key;

/// A key's 32-bit hash code: Java's `hashCode`, which decides the key's group. A program over a stream and the
/// same query in SQL spread the same keys differently, because SQL hashes a whole row ([`SqlRow`]).
pub trait HashCode {
    /// The hash code.
    fn hash_code(&self) -> i32;
}

/// An `Integer` is its own hash code.
impl HashCode for i32 {
    #[inline]
    fn hash_code(&self) -> i32 {
        *self
    }
}

/// A `Long`: its two halves, one over the other.
impl HashCode for i64 {
    #[inline]
    fn hash_code(&self) -> i32 {
        let bits = self.cast_unsigned();
        let halves = bits ^ (bits >> 32);
        (halves as u32).cast_signed()
    }
}

/// A `String`: a polynomial in 31 over its UTF-16 units.
impl HashCode for str {
    fn hash_code(&self) -> i32 {
        self.encode_utf16().fold(0_i32, |hash, unit| {
            hash.wrapping_mul(31).wrapping_add(i32::from(unit))
        })
    }
}

/// Movies and users are numbered by `Integer`s.
impl HashCode for Key {
    #[inline]
    fn hash_code(&self) -> i32 {
        self.0.cast_signed()
    }
}

/// A key of SQL: the fields of the row that a query groups by (Flink's `BinaryRowData`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SqlRow<'a>(pub &'a [SqlField]);

/// A field of fixed length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SqlField {
    /// No value; in SQL a key like any other.
    Null,
    /// `INT`, the lower half of its slot.
    Int(i32),
    /// `BIGINT`, the whole slot. Below 0 it differs from the `INT` of the same value.
    BigInt(i64),
}

/// The seed of Flink's `MurmurHashUtil`.
const ROW_SEED: u32 = 42;
/// The bits of a row's header before those that say which fields are null.
const HEADER_BITS: usize = 8;

impl SqlRow<'_> {
    /// The row's bytes as 32-bit words, lower half first: a header with a bit for each field that is null, padded
    /// to 8 bytes, then 8 bytes for each field.
    fn words(&self) -> impl Iterator<Item = u32> {
        let header_slots = (self.0.len() + HEADER_BITS).div_ceil(64);
        let header = (0..header_slots).map(|slot| self.null_bits(slot));
        let fields = self.0.iter().map(|field| match *field {
            SqlField::Null => 0,
            SqlField::Int(value) => u64::from(value.cast_unsigned()),
            SqlField::BigInt(value) => value.cast_unsigned(),
        });
        header
            .chain(fields)
            .flat_map(|slot| [slot as u32, (slot >> 32) as u32])
    }

    fn null_bits(&self, slot: usize) -> u64 {
        let is_null = |bit: usize| {
            let field = (slot * 64 + bit).checked_sub(HEADER_BITS);
            field.and_then(|field| self.0.get(field)) == Some(&SqlField::Null)
        };
        (0..64).filter(|&bit| is_null(bit)).map(|bit| 1 << bit).sum()
    }
}

impl HashCode for SqlRow<'_> {
    fn hash_code(&self) -> i32 {
        let (mut hash, mut bytes) = (ROW_SEED, 0_u32);
        for word in self.words() {
            hash = mix(hash, word);
            bytes = bytes.wrapping_add(4);
        }
        finish(hash, bytes).cast_signed()
    }
}

/// A hash code spread over all non-negative integers: murmur of one word (Flink's `MathUtils#murmurHash`).
pub(crate) const fn murmur(hash_code: i32) -> u32 {
    let spread = finish(mix(0, hash_code.cast_unsigned()), 4).cast_signed();
    // Java's absolute value; the smallest integer has none and becomes 0.
    if spread == i32::MIN {
        0
    } else {
        spread.unsigned_abs()
    }
}

/// One word of murmur3.
const fn mix(hash: u32, word: u32) -> u32 {
    let word = word
        .wrapping_mul(0xcc9e_2d51)
        .rotate_left(15)
        .wrapping_mul(0x1b87_3593);
    (hash ^ word)
        .rotate_left(13)
        .wrapping_mul(5)
        .wrapping_add(0xe654_6b64)
}

/// The end of murmur3 over `bytes` bytes.
const fn finish(hash: u32, bytes: u32) -> u32 {
    let mut hash = hash ^ bytes;
    hash ^= hash >> 16;
    hash = hash.wrapping_mul(0x85eb_ca6b);
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(0xc2b2_ae35);
    hash ^ (hash >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longs_fold_their_halves() {
        for (long, expected) in [
            (0, 0),
            (1, 1),
            (-1, 0),
            (1 << 32, 1),
            (i64::MAX, i32::MIN),
            (i64::MIN, i32::MIN),
            (0x1_8000_0000, -0x7fff_ffff),
        ] {
            assert_eq!(long.hash_code(), expected, "{long}");
        }
    }

    #[test]
    fn strings_hash_by_utf16_unit() {
        assert_eq!("key1".hash_code(), 3_288_498);
        assert_eq!("\u{1f600}".hash_code(), 0xd83d * 31 + 0xde00, "two units");
    }

    #[test]
    fn a_bigint_of_the_same_non_negative_value_is_the_same_key() {
        let int = |value| SqlRow(&[SqlField::Int(value)]).hash_code();
        let bigint = |value| SqlRow(&[SqlField::BigInt(value)]).hash_code();
        assert_eq!(int(527), bigint(527));
        assert_ne!(int(-1), bigint(-1));
    }

    #[test]
    fn null_is_a_key_of_its_own() {
        let null = SqlRow(&[SqlField::Null]);
        assert_ne!(null.hash_code(), SqlRow(&[SqlField::Int(0)]).hash_code());
        assert_eq!(null.words().collect::<Vec<_>>(), [1 << 8, 0, 0, 0]);
    }

    #[test]
    fn the_57th_field_needs_a_second_header_slot() {
        let words = |fields: usize| SqlRow(&vec![SqlField::Null; fields]).words().count();
        assert_eq!([words(1), words(56), words(57)], [4, 2 + 112, 4 + 114]);
    }
}
