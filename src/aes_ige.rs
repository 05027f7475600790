//! AES-256 in MTProto's mode, infinite garble extension.
//!
//! grammers' implementation calls AES for each block, which takes more than half of the time of a file transfer. Here the
//! whole mode runs inside the code that uses the processor's AES instructions.

use aes::Aes256;
use ige::cipher::{Array, BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};

/// Development builds use grammers' implementation, because they don't optimise generic code such as this mode. A test
/// checks that both agree.
pub fn encrypt(content: &mut [u8], key: &[u8; 32], iv: &[u8; 32]) {
    match cfg!(debug_assertions) {
        true => grammers_crypto::aes::ige_encrypt(content, key, iv),
        false => encrypt_blocks(content, key, iv),
    }
}

pub fn decrypt(content: &mut [u8], key: &[u8; 32], iv: &[u8; 32]) {
    match cfg!(debug_assertions) {
        true => grammers_crypto::aes::ige_decrypt(content, key, iv),
        false => decrypt_blocks(content, key, iv),
    }
}

/// Whole blocks only.
fn encrypt_blocks(content: &mut [u8], key: &[u8; 32], iv: &[u8; 32]) {
    let (blocks, _) = Array::slice_as_chunks_mut(content);
    ige::Encryptor::<Aes256>::new(&(*key).into(), &(*iv).into()).encrypt_blocks(blocks);
}

fn decrypt_blocks(content: &mut [u8], key: &[u8; 32], iv: &[u8; 32]) {
    let (blocks, _) = Array::slice_as_chunks_mut(content);
    ige::Decryptor::<Aes256>::new(&(*key).into(), &(*iv).into()).decrypt_blocks(blocks);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_mode_is_the_same_whoever_wrote_it(blocks in 0usize..40, key: [u8; 32], iv: [u8; 32], seed: u8) {
            let content: Vec<u8> = (0..blocks * 16).map(|at| (at as u8).wrapping_mul(seed)).collect();
            let (mut ours, mut theirs) = (content.clone(), content.clone());
            encrypt_blocks(&mut ours, &key, &iv);
            grammers_crypto::aes::ige_encrypt(&mut theirs, &key, &iv);
            prop_assert_eq!(&ours, &theirs);
            decrypt_blocks(&mut ours, &key, &iv);
            prop_assert_eq!(ours, content);
        }
    }
}
