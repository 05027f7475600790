//! The key exchange, against answers that an honest server doesn't give.

use super::*;

fn exchange() -> Exchange {
    Exchange { nonce: [1; 16], server_nonce: [2; 16], new_nonce: Zeroizing::new([3; 32]) }
}

fn inner() -> tl::types::ServerDhInnerData {
    let half = BigUint::from(3u8).modpow(&BigUint::from_bytes_be(&[5; 256]), &known_prime());
    tl::types::ServerDhInnerData {
        nonce: [1; 16],
        server_nonce: [2; 16],
        g: 3,
        dh_prime: group::KNOWN_PRIME.to_vec(),
        g_a: half.to_bytes_be(),
        server_time: 1_700_000_000,
    }
}

fn known_prime() -> BigUint {
    BigUint::from_bytes_be(&group::KNOWN_PRIME)
}

/// What a server would answer, its content changed.
fn parameters(change: impl FnOnce(&mut tl::types::ServerDhInnerData)) -> tl::types::ServerDhParamsOk {
    let mut inner = inner();
    change(&mut inner);
    let content = tl::enums::ServerDhInnerData::Data(inner).to_bytes();
    let mut encrypted_answer = Sha1::digest(&content).to_vec();
    encrypted_answer.extend(content);
    encrypted_answer.resize(encrypted_answer.len().next_multiple_of(16), 0);
    let (key, iv) = exchange().temporary_key();
    aes::ige_encrypt(&mut encrypted_answer, &key, &iv);
    tl::types::ServerDhParamsOk { nonce: [1; 16], server_nonce: [2; 16], encrypted_answer }
}

fn complaint(answer: tl::types::ServerDhParamsOk) -> String {
    exchange().parameters(tl::enums::ServerDhParams::Ok(answer)).unwrap_err().to_string()
}

#[test]
fn telegrams_prime_is_safe_and_3_generates_its_subgroup() {
    assert!(grammers_crypto::two_factor_auth::check_p_and_g(&group::KNOWN_PRIME, &3));
}

#[test]
fn an_honest_answer_is_taken() {
    let parameters = exchange().parameters(tl::enums::ServerDhParams::Ok(parameters(|_| ()))).unwrap();
    assert_eq!((parameters.g, parameters.prime), (3, known_prime()));
}

#[test]
fn an_answer_that_security_forbids_is_refused() {
    assert!(complaint(parameters(|x| x.nonce = [9; 16])).contains("another nonce"));
    assert!(complaint(parameters(|x| x.server_nonce = [9; 16])).contains("another server nonce"));
    assert!(complaint(parameters(|x| x.g = 1)).contains("g is not"));
    assert!(complaint(parameters(|x| x.dh_prime = vec![7; 128])).contains("2048 bits"));
    assert!(complaint(parameters(|x| x.dh_prime[255] ^= 2)).contains("not safe"));
    assert!(complaint(parameters(|x| x.g_a = vec![1])).contains("out of range"));
    assert!(complaint(parameters(|x| x.g_a = (known_prime() - 1u8).to_bytes_be())).contains("out of range"));
    assert!(complaint(parameters(|x| x.g_a = vec![1; 240])).contains("out of range"));

    let mut spoilt = parameters(|_| ());
    spoilt.encrypted_answer[40] ^= 1;
    assert!(complaint(spoilt).starts_with("the server failed a check"));
    let mut cut = parameters(|_| ());
    cut.encrypted_answer.pop();
    assert!(complaint(cut).contains("odd length"));
    assert!(
        complaint(tl::types::ServerDhParamsOk { nonce: [9; 16], ..parameters(|_| ()) }).contains("nonce")
    );
}

#[test]
fn the_last_answer_counts_only_with_the_hash_of_the_new_nonce() {
    let exchange = exchange();
    let parameters = exchange.parameters(tl::enums::ServerDhParams::Ok(parameters(|_| ()))).unwrap();
    let (_, shared) = exchange.answer(&parameters, 0).unwrap();
    let hash = |number| shared.new_nonce_hash(&exchange.new_nonce, number);
    let ok = |new_nonce_hash1| {
        tl::enums::SetClientDhParamsAnswer::DhGenOk(tl::types::DhGenOk {
            nonce: [1; 16],
            server_nonce: [2; 16],
            new_nonce_hash1,
        })
    };
    assert_eq!(exchange.verdict(ok(hash(1)), &shared).unwrap(), Verdict::Agreed);
    assert!(exchange.verdict(ok(hash(2)), &shared).is_err());
    let retry = tl::enums::SetClientDhParamsAnswer::DhGenRetry(tl::types::DhGenRetry {
        nonce: [1; 16],
        server_nonce: [2; 16],
        new_nonce_hash2: hash(2),
    });
    assert_eq!(exchange.verdict(retry, &shared).unwrap(), Verdict::Retry);
}

#[test]
fn a_prime_is_not_searched_for_factors() {
    let begin = |pq: u64, nonce| {
        let answer = tl::enums::ResPq::Pq(tl::types::ResPq {
            nonce,
            server_nonce: [2; 16],
            pq: pq.to_be_bytes().to_vec(),
            server_public_key_fingerprints: vec![7, 8],
        });
        Exchange::begin([1; 16], answer, &Server::test().keys()[0], 2).map(|(request, _)| request)
    };
    let request = begin(1470626929934143021, [1; 16]).unwrap();
    assert_eq!((request.p, request.q), (big_endian(1206429347), big_endian(1218991343)));
    assert_eq!(request.public_key_fingerprint, Server::test().keys()[0].fingerprint());
    for prime in [2, 3, 9223372036854775783] {
        assert!(matches!(begin(prime, [1; 16]), Err(HandshakeError::Unsafe(_))));
    }
    assert!(matches!(begin(1470626929934143021, [3; 16]), Err(HandshakeError::Unsafe(_))));
}
