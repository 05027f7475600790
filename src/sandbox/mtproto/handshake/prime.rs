//! Numbers for the key exchange: the primes of the proof of work, and the Diffie-Hellman group.

use crate::sandbox::mtproto::random;

use num_bigint::BigUint;

/// The generator. As p mod 3 = 2, it generates the subgroup of prime order (p - 1) / 2.
pub const G: u32 = 3;

/// The 2048-bit safe prime that Telegram's servers use and clients accept.
/// <https://core.telegram.org/mtproto/auth_key#6-server-responds-with>
#[rustfmt::skip]
pub const DH_PRIME: [u8; 256] = [
    0xc7, 0x1c, 0xae, 0xb9, 0xc6, 0xb1, 0xc9, 0x04, 0x8e, 0x6c, 0x52, 0x2f, 0x70, 0xf1, 0x3f, 0x73,
    0x98, 0x0d, 0x40, 0x23, 0x8e, 0x3e, 0x21, 0xc1, 0x49, 0x34, 0xd0, 0x37, 0x56, 0x3d, 0x93, 0x0f,
    0x48, 0x19, 0x8a, 0x0a, 0xa7, 0xc1, 0x40, 0x58, 0x22, 0x94, 0x93, 0xd2, 0x25, 0x30, 0xf4, 0xdb,
    0xfa, 0x33, 0x6f, 0x6e, 0x0a, 0xc9, 0x25, 0x13, 0x95, 0x43, 0xae, 0xd4, 0x4c, 0xce, 0x7c, 0x37,
    0x20, 0xfd, 0x51, 0xf6, 0x94, 0x58, 0x70, 0x5a, 0xc6, 0x8c, 0xd4, 0xfe, 0x6b, 0x6b, 0x13, 0xab,
    0xdc, 0x97, 0x46, 0x51, 0x29, 0x69, 0x32, 0x84, 0x54, 0xf1, 0x8f, 0xaf, 0x8c, 0x59, 0x5f, 0x64,
    0x24, 0x77, 0xfe, 0x96, 0xbb, 0x2a, 0x94, 0x1d, 0x5b, 0xcd, 0x1d, 0x4a, 0xc8, 0xcc, 0x49, 0x88,
    0x07, 0x08, 0xfa, 0x9b, 0x37, 0x8e, 0x3c, 0x4f, 0x3a, 0x90, 0x60, 0xbe, 0xe6, 0x7c, 0xf9, 0xa4,
    0xa4, 0xa6, 0x95, 0x81, 0x10, 0x51, 0x90, 0x7e, 0x16, 0x27, 0x53, 0xb5, 0x6b, 0x0f, 0x6b, 0x41,
    0x0d, 0xba, 0x74, 0xd8, 0xa8, 0x4b, 0x2a, 0x14, 0xb3, 0x14, 0x4e, 0x0e, 0xf1, 0x28, 0x47, 0x54,
    0xfd, 0x17, 0xed, 0x95, 0x0d, 0x59, 0x65, 0xb4, 0xb9, 0xdd, 0x46, 0x58, 0x2d, 0xb1, 0x17, 0x8d,
    0x16, 0x9c, 0x6b, 0xc4, 0x65, 0xb0, 0xd6, 0xff, 0x9c, 0xa3, 0x92, 0x8f, 0xef, 0x5b, 0x9a, 0xe4,
    0xe4, 0x18, 0xfc, 0x15, 0xe8, 0x3e, 0xbe, 0xa0, 0xf8, 0x7f, 0xa9, 0xff, 0x5e, 0xed, 0x70, 0x05,
    0x0d, 0xed, 0x28, 0x49, 0xf4, 0x7b, 0xf9, 0x59, 0xd9, 0x56, 0x85, 0x0c, 0xe9, 0x29, 0x85, 0x1f,
    0x0d, 0x81, 0x15, 0xf6, 0x35, 0xb1, 0x05, 0xee, 0x2e, 0x4e, 0x15, 0xd0, 0x4b, 0x24, 0x54, 0xbf,
    0x6f, 0x4f, 0xad, 0xf0, 0x34, 0xb1, 0x04, 0x03, 0x11, 0x9c, 0xd8, 0xe3, 0xb9, 0x2f, 0xcc, 0x5b,
];

pub fn dh_prime() -> BigUint {
    BigUint::from_bytes_be(&DH_PRIME)
}

/// Returns the server's secret a and g_a = g^a.
pub fn dh_pair() -> (BigUint, BigUint) {
    let prime = dh_prime();
    loop {
        let a = BigUint::from_bytes_be(&random::array::<256>());
        let g_a = BigUint::from(G).modpow(&a, &prime);
        if is_safe(&g_a) {
            return (a, g_a);
        }
    }
}

/// > We recommend checking that g_a and g_b are between 2^{2048-64} and dh_prime - 2^{2048-64} as well.
pub fn is_safe(number: &BigUint) -> bool {
    let margin = BigUint::from(1u32) << (2048 - 64);
    *number > margin && *number < dh_prime() - margin
}

/// Returns two primes p < q whose product fills the eight bytes that clients expect. Factoring it is the client's proof
/// of work.
pub fn pair() -> (u32, u32) {
    let (p, q) = (random_prime(), random_prime());
    match p.cmp(&q) {
        std::cmp::Ordering::Less => (p, q),
        std::cmp::Ordering::Equal => pair(),
        std::cmp::Ordering::Greater => (q, p),
    }
}

fn random_prime() -> u32 {
    loop {
        let candidate = u32::from_le_bytes(random::array()) >> 2 | 1 << 29 | 1;
        if is_prime(candidate) {
            return candidate;
        }
    }
}

/// Miller-Rabin. The bases 2, 3, 5 and 7 are exact below 3,215,031,751.
fn is_prime(n: u32) -> bool {
    let n = u64::from(n);
    let power = |base: u64, mut exponent: u64| {
        let (mut result, mut base) = (1, base % n);
        while exponent > 0 {
            if exponent & 1 == 1 {
                result = result * base % n;
            }
            base = base * base % n;
            exponent >>= 1;
        }
        result
    };
    let twos = (n - 1).trailing_zeros();
    [2, 3, 5, 7].into_iter().all(|base| {
        let mut x = power(base, (n - 1) >> twos);
        if x == 1 || x == n - 1 {
            return true;
        }
        (1..twos).any(|_| {
            x = x * x % n;
            x == n - 1
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::prime::*;

    fn divides(n: u32) -> bool {
        (3..).step_by(2).take_while(|d| d * d <= n).all(|d| !n.is_multiple_of(d))
    }

    #[test]
    fn the_proof_of_works_factors_are_two_different_odd_primes_whose_product_fills_eight_bytes() {
        for _ in 0..20 {
            let (p, q) = pair();
            assert!(p < q && divides(p) && divides(q), "{p} {q}");
            assert_eq!((u64::from(p) * u64::from(q)).leading_zeros() / 8, 0, "{p} {q}");
        }
    }

    /// > p mod 3 = 2 for g = 3
    #[test]
    fn three_generates_the_safe_primes_subgroup() {
        let prime = dh_prime();
        assert_eq!(prime.bits(), 2048);
        assert_eq!(&prime % 3u32, BigUint::from(2u32));
        let order: BigUint = (&prime - 1u32) >> 1;
        assert_eq!(BigUint::from(G).modpow(&order, &prime), BigUint::from(1u32));
    }

    #[test]
    fn our_half_of_the_exchange_is_within_the_recommended_range() {
        let (a, g_a) = dh_pair();
        assert_eq!(g_a, BigUint::from(G).modpow(&a, &dh_prime()));
        assert!(is_safe(&g_a));
        assert!(!is_safe(&BigUint::from(1u32)) && !is_safe(&(dh_prime() - 1u32)));
    }
}
