//! AES-256 in counter mode, the encryption of files on CDN DCs.

use aes::Aes256;
use ctr::Ctr128BE;
use ctr::cipher::{KeyIvInit, StreamCipher};

/// Bytes in a block. Each block has its own counter.
const BLOCK: u64 = 16;

/// Encrypts or decrypts bytes at an offset of their file. The offset must be a multiple of 16.
///
/// > the last 4 bytes of the encryption_iv are replaced with offset / 16 in big-endian
///
/// <https://core.telegram.org/cdn#decrypting-files>
pub fn apply(content: &mut [u8], key: &[u8; 32], iv: &[u8; 16], offset: u64) {
    debug_assert!(offset.is_multiple_of(BLOCK));
    let mut counter = *iv;
    // Files are far smaller than the 64 GiB that this counter can address.
    counter[12..].copy_from_slice(&((offset / BLOCK) as u32).to_be_bytes());
    Ctr128BE::<Aes256>::new(&(*key).into(), &counter.into()).apply_keystream(content);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// NIST SP 800-38A, F.5.5: its counter's last four bytes are those of offset 0xfcfdfeff · 16.
    #[test]
    fn the_standards_example_comes_out() {
        let hex = |text: &str| -> Vec<u8> {
            let digits = text.as_bytes().chunks(2);
            digits.map(|two| u8::from_str_radix(str::from_utf8(two).unwrap(), 16).unwrap()).collect()
        };
        let key = hex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
        let iv = hex("f0f1f2f3f4f5f6f7f8f9fafb00000000");
        let mut content = hex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
        apply(
            &mut content,
            key[..].try_into().unwrap(),
            iv[..].try_into().unwrap(),
            u64::from(0xfcfd_feff_u32) * BLOCK,
        );
        assert_eq!(content, hex("601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5"));
    }

    proptest! {
        #[test]
        fn a_piece_from_any_offset_is_that_piece_of_the_whole(
            key: [u8; 32],
            iv: [u8; 16],
            length in 0usize..5000,
            from in 0usize..300,
            to in 0usize..5000,
        ) {
            let content: Vec<u8> = (0..length).map(|at| (at * 7) as u8).collect();
            let mut whole = content.clone();
            apply(&mut whole, &key, &iv, 0);
            let from = (from * BLOCK as usize).min(length / 16 * 16);
            let to = to.clamp(from, length.max(from));
            let mut piece = content[from..to].to_vec();
            apply(&mut piece, &key, &iv, from as u64);
            prop_assert_eq!(&piece[..], &whole[from..to]);
            apply(&mut whole, &key, &iv, 0);
            prop_assert_eq!(whole, content);
        }
    }
}
