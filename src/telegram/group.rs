//! Checks of the Diffie-Hellman group for key exchanges and password proofs. The server chooses it, so it isn't trusted.

use grammers_crypto::two_factor_auth;
use num_bigint::BigUint;

/// Why a group or one of its numbers is unsafe.
#[derive(Debug, thiserror::Error)]
#[error("the server failed a check of its group: {0}")]
pub struct Unsafe(&'static str);

/// Checks that p is a safe prime of 2048 bits and that g generates its subgroup of prime order.
/// <https://core.telegram.org/mtproto/security_guidelines#validating-dh-parameters>
pub fn check(prime: &[u8], g: i32) -> Result<(), Unsafe> {
    ensure((2..=7).contains(&g), "g is not between 2 and 7")?;
    // Testing a number of 2048 bits for primality takes a second. Telegram's own prime with g = 3 is known to be safe.
    if g == 3 && prime == KNOWN_PRIME {
        return Ok(());
    }
    ensure(prime.len() == 256 && prime[0] >= 0x80, "the prime does not have 2048 bits")?;
    ensure(two_factor_auth::check_p_and_g(prime, &g), "the prime is not safe, or g is not a generator")
}

/// Checks that `g_a` or `g_b` isn't close to the ends of the group.
/// <https://core.telegram.org/mtproto/security_guidelines#g-a-and-g-b-validation>
pub fn check_range(half: &BigUint, prime: &BigUint) -> Result<(), Unsafe> {
    let margin = BigUint::from(1u8) << (2048 - 64);
    ensure(margin < *half && *half < prime - &margin, "g_a or g_b is out of range")
}

fn ensure(holds: bool, otherwise: &'static str) -> Result<(), Unsafe> {
    if holds { Ok(()) } else { Err(Unsafe(otherwise)) }
}

/// Telegram's 2048-bit safe prime.
/// Source: <https://core.telegram.org/mtproto/security_guidelines#checking-sha1-hash-values> and every official client.
pub const KNOWN_PRIME: [u8; 256] = hex256(
    b"c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f48198a0aa7c14058229493d22530f4db\
fa336f6e0ac925139543aed44cce7c3720fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f642477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4a4a695811051907e162753b56b0f6b410dba74d8a84b2a14b3144e0ef1284754fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f0d8115f635b105ee2e4e15d04b2454bf6f4fadf034b10403119cd8e3b92fcc5b",
);

const fn hex256(text: &[u8; 512]) -> [u8; 256] {
    const fn digit(c: u8) -> u8 {
        if c.is_ascii_digit() { c - b'0' } else { c - b'a' + 10 }
    }
    let mut bytes = [0; 256];
    let mut i = 0;
    while i < 256 {
        bytes[i] = digit(text[2 * i]) << 4 | digit(text[2 * i + 1]);
        i += 1;
    }
    bytes
}
