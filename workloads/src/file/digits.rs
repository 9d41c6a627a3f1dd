//! Whole numbers, digit by digit.

/// Most digits that fit in 64 bits whatever they are.
const MOST: usize = 19;

/// How many digits stand in front.
#[inline(always)]
pub(crate) fn whole(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// The number in front and how many digits it has; `None` if there is none, or one of more than 19 digits.
#[inline(always)]
pub(crate) fn leading(text: &[u8]) -> Option<(u64, usize)> {
    let (mut number, mut length) = (0u64, 0);
    while let Some(byte) = text.get(length)
        && byte.is_ascii_digit()
    {
        if length == MOST {
            return None;
        }
        number = number * 10 + u64::from(byte - b'0');
        length += 1;
    }
    (length > 0).then_some((number, length))
}

/// The number that `text` is, if it is nothing but digits.
#[inline(always)]
pub(crate) fn only(text: &[u8]) -> Option<u64> {
    let (number, length) = leading(text)?;
    (length == text.len()).then_some(number)
}
