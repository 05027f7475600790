//! Powers with a secret exponent that leave no trace on the stack or the heap.
//!
//! num-bigint keeps its numbers on the heap and frees them without wiping, and its running time depends on the exponent.
//! These powers are computed in constant time, only on the stack, and the stack is wiped afterwards.

use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{Odd, U2048};
use num_bigint::BigUint;
use zeroize::Zeroize;

use super::HandshakeError;
use crate::secret::SecretBytes;

/// The client's secret in the Diffie-Hellman exchange: a random number of 2048 bits.
pub struct Exponent(SecretBytes<256>);

impl Exponent {
    pub fn random() -> Self {
        Self(SecretBytes::new(&mut super::random()))
    }

    /// base ^ self mod prime, in 256 bytes. Both must fit in 2048 bits, and the prime must be odd.
    pub fn raise(&self, base: &BigUint, prime: &BigUint) -> Result<SecretBytes<256>, HandshakeError> {
        const UNFIT: HandshakeError = HandshakeError::Unsafe("a number of the group is out of range");
        let prime = Option::from(Odd::new(number(prime).ok_or(UNFIT)?)).ok_or(UNFIT)?;
        let base = number(base).ok_or(UNFIT)?;
        let power = self.power(&base, &FixedMontyParams::new_vartime(prime));
        wipe_stack();
        Ok(power)
    }

    /// Not inlined, so that its stack frame lies in the range that [`wipe_stack`] overwrites.
    #[inline(never)]
    fn power(&self, base: &U2048, group: &FixedMontyParams<{ U2048::LIMBS }>) -> SecretBytes<256> {
        let exponent = U2048::from_be_slice(self.0.expose());
        let power = FixedMontyForm::new(base, group).pow(&exponent).retrieve();
        let mut bytes = [0; 256];
        bytes.copy_from_slice(power.to_be_bytes().as_ref());
        SecretBytes::new(&mut bytes)
    }
}

fn number(number: &BigUint) -> Option<U2048> {
    let bytes = number.to_bytes_be();
    let mut padded = [0; 256];
    padded.get_mut(256_usize.checked_sub(bytes.len())?..)?.copy_from_slice(&bytes);
    Some(U2048::from_be_slice(&padded))
}

/// Overwrites the part of the stack that the calls before this one used.
#[inline(never)]
fn wipe_stack() {
    // A power takes some 20 KiB, and three times as much without optimisation. A thread has 2 MiB.
    let mut below = [0u8; 256 * 1024];
    below.zeroize();
    std::hint::black_box(&below);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::telegram::group::KNOWN_PRIME;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4))]

        #[test]
        fn a_power_is_that_of_num_bigint(base in proptest::collection::vec(any::<u8>(), 0..=256), mut exponent in any::<[u8; 256]>()) {
            let (base, prime) = (BigUint::from_bytes_be(&base), BigUint::from_bytes_be(&KNOWN_PRIME));
            let expected = base.modpow(&BigUint::from_bytes_be(&exponent), &prime);
            let power = Exponent(SecretBytes::new(&mut exponent)).raise(&base, &prime).unwrap();
            prop_assert_eq!(BigUint::from_bytes_be(power.expose()), expected);
        }
    }

    #[test]
    fn a_group_of_even_or_larger_numbers_is_refused() {
        let exponent = Exponent::random();
        let (two, odd) = (BigUint::from(2u8), BigUint::from(5u8));
        assert!(exponent.raise(&odd, &two).is_err());
        assert!(exponent.raise(&odd, &((&two << 2048) + 1u8)).is_err());
        assert!(exponent.raise(&(&two << 2048), &odd).is_err());
        assert!(exponent.raise(&two, &odd).is_ok());
    }
}
