//! Whole numbers in all notations.

/// Maximum digits: a few more than the largest integer type has.
const MAX_DIGITS: usize = 30;

/// The value of a JSON number if it is whole: 10 for `10`, `10.0` and `1e1`. `None` if it has a fraction or too many
/// digits for any type.
pub fn whole(number: &str) -> Option<i128> {
    if let Ok(number) = number.parse::<i64>() {
        return Some(number.into());
    }
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let (negative, before) = match before.strip_prefix('-') {
        Some(before) => (true, before),
        None => (false, before),
    };
    let after = after.trim_end_matches('0');
    let digits = || before.bytes().chain(after.bytes()).skip_while(|digit| *digit == b'0');
    if digits().next().is_none() {
        return Some(0);
    }
    // No type holds a number with an exponent over 64 bits.
    let exponent: i64 = exponent.parse().ok()?;
    let zeros = exponent.checked_sub(i64::try_from(after.len()).ok()?)?;
    // Trailing zeros can cancel a negative exponent.
    let given = digits().count();
    let end = before.bytes().chain(after.bytes()).rev().take_while(|digit| *digit == b'0').count();
    let cut = usize::try_from(zeros.min(0).unsigned_abs()).ok()?;
    let added = usize::try_from(zeros.max(0)).ok()?;
    if cut > end || given.checked_add(added)? - cut > MAX_DIGITS {
        return None;
    }
    let kept = digits().take(given - cut).chain(std::iter::repeat_n(b'0', added));
    let number = kept.fold(0_i128, |number, digit| number * 10 + i128::from(digit - b'0'));
    Some(if negative { -number } else { number })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_notations_of_a_whole_number_are_read() {
        for (text, number) in [
            ("0", 0),
            ("-0", 0),
            ("0.000", 0),
            ("0e999999999999999999999", 0),
            ("10", 10),
            ("10.0", 10),
            ("1e1", 10),
            ("1.5E+1", 15),
            ("-1500e-2", -15),
            ("123456789012345678.0", 123_456_789_012_345_678),
            ("9223372036854775807", i64::MAX.into()),
            ("18446744073709551615", u64::MAX.into()),
            ("1e18", 1_000_000_000_000_000_000),
        ] {
            assert_eq!(whole(text), Some(number), "{text}");
        }
        for fraction in
            ["0.5", "1e-1", "-10.01", "1e30", "1e999999999", "1e99999999999999999999", "1e-999999999"]
        {
            assert_eq!(whole(fraction), None, "{fraction}");
        }
    }
}
