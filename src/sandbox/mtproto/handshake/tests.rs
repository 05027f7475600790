//! What no client can bring about from outside: that a new key's id is taken.
//! <https://core.telegram.org/mtproto/auth_key#9-server-responds-in-one-of-three-ways>

use crate::sandbox::mtproto::handshake::*;

const NONCES: Nonces = Nonces { nonce: [1; 16], server_nonce: [2; 16] };
const NEW_NONCE: [u8; 32] = [3; 32];

/// An exchange whose last step is to come, and what the key will be for a client's `b`.
fn exchange() -> (Handshake, impl Fn(u32) -> grammers_crypto::AuthKey) {
    let (a, g_a) = prime::dh_pair();
    let stage = Stage::Dh(Box::new(Dh {
        nonces: NONCES,
        new_nonce: NEW_NONCE,
        expires_in: None,
        a,
        retry_id: 0,
        retries: 0,
    }));
    let key = move |b: u32| {
        let bytes = g_a.modpow(&exponent(b), &prime::dh_prime()).to_bytes_be();
        let mut key = [0; 256];
        key[256 - bytes.len()..].copy_from_slice(&bytes);
        grammers_crypto::AuthKey::from_bytes(key)
    };
    (Handshake { dc: 2, stage, last: None }, key)
}

/// Large enough that g_b is in range.
fn exponent(b: u32) -> BigUint {
    (BigUint::from(1u32) << 2000) + b
}

fn query(b: u32, retry_id: i64) -> Vec<u8> {
    let inner = tl::enums::ClientDhInnerData::Data(tl::types::ClientDhInnerData {
        nonce: NONCES.nonce,
        server_nonce: NONCES.server_nonce,
        retry_id,
        g_b: BigUint::from(prime::G).modpow(&exponent(b), &prime::dh_prime()).to_bytes_be(),
    })
    .to_bytes();
    let mut encrypted_data = Sha1::digest(&inner).to_vec();
    encrypted_data.extend(&inner);
    encrypted_data.resize(encrypted_data.len().next_multiple_of(16), 0);
    let (key, iv) = generate_key_data_from_nonce(&NONCES.server_nonce, &NEW_NONCE);
    ige_encrypt(&mut encrypted_data, &key, &iv);
    let Nonces { nonce, server_nonce } = NONCES;
    tl::functions::SetClientDhParams { nonce, server_nonce, encrypted_data }.to_bytes()
}

fn aux_hash(key: &grammers_crypto::AuthKey) -> i64 {
    i64::from_le_bytes(Sha1::digest(key.to_bytes())[..8].try_into().unwrap())
}

fn answer(handshake: &mut Handshake, query: &[u8], taken: bool) -> Result<Answer, i32> {
    handshake.answer(query, &rsa::Key::built_in(), Duration::ZERO, |_| taken)
}

/// > The server checks whether there already is another key with the same auth_key_hash […] In the other case, the
/// > client goes to Item 7) generating a new b.
#[test]
fn a_key_whose_id_is_taken_is_to_be_made_anew() {
    let (mut handshake, key) = exchange();
    let retry = answer(&mut handshake, &query(1, 0), true).ok().unwrap();
    assert!(retry.key.is_none());
    let tl::enums::SetClientDhParamsAnswer::DhGenRetry(retry) =
        grammers_tl_types::Deserializable::from_bytes(&retry.body).unwrap()
    else {
        panic!("no retry")
    };
    assert_eq!(retry.new_nonce_hash2, key(1).calc_new_nonce_hash(&NEW_NONCE, 2));

    // > otherwise, it is equal to auth_key_aux_hash from the previous failed attempt
    let done = answer(&mut handshake, &query(2, aux_hash(&key(1))), false).ok().unwrap();
    let tl::enums::SetClientDhParamsAnswer::DhGenOk(ok) =
        grammers_tl_types::Deserializable::from_bytes(&done.body).unwrap()
    else {
        panic!("not done")
    };
    assert_eq!(ok.new_nonce_hash1, key(2).calc_new_nonce_hash(&NEW_NONCE, 1));
    let hash = Sha1::digest(key(2).to_bytes());
    assert_eq!(done.key.unwrap().key.id().to_le_bytes(), hash[12..]);
}

#[test]
fn a_retry_must_name_the_attempt_before() {
    let (mut handshake, _) = exchange();
    answer(&mut handshake, &query(1, 0), true).ok().unwrap();
    assert_eq!(answer(&mut handshake, &query(2, 0), false).err(), Some(INCORRECT_QUERY));
}

#[test]
fn an_exchange_fails_after_too_many_retries() {
    let (mut handshake, key) = exchange();
    let mut retry_id = 0;
    for b in 1..=MAX_RETRIES {
        answer(&mut handshake, &query(b, retry_id), true).ok().unwrap();
        retry_id = aux_hash(&key(b));
    }
    let fail = answer(&mut handshake, &query(9, retry_id), true).ok().unwrap();
    let tl::enums::SetClientDhParamsAnswer::DhGenFail(fail) =
        grammers_tl_types::Deserializable::from_bytes(&fail.body).unwrap()
    else {
        panic!("no failure")
    };
    assert_eq!(fail.new_nonce_hash3, key(9).calc_new_nonce_hash(&NEW_NONCE, 3));
}
