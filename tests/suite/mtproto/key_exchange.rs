//! <https://core.telegram.org/mtproto/auth_key>

use grammers_crypto::aes::{ige_decrypt, ige_encrypt};
use grammers_crypto::{AuthKey, factorize, generate_key_data_from_nonce, rsa};
use grammers_tl_types::{self as tl, Deserializable, Serializable};
use num_bigint::BigUint;
use pkcs1::der::Document;
use sha1::{Digest, Sha1};
use telewire::sandbox::Description;

use super::client::{Client, Framing, random_bytes};
use super::script::Stage;

/// A client's side of one key exchange, step by step.
pub struct Exchange {
    nonce: [u8; 16],
    server_nonce: [u8; 16],
    new_nonce: [u8; 32],
    pq: Vec<u8>,
    p: Vec<u8>,
    q: Vec<u8>,
    fingerprint: i64,
    modulus: BigUint,
    exponent: BigUint,
}

#[derive(Clone, Copy, Debug)]
enum Padding {
    RsaPad,
    Sha1,
}

/// What the server's half leads to.
struct Dh {
    key: AuthKey,
    g_b: Vec<u8>,
}

impl Exchange {
    pub fn begin(client: &mut Client, server: &Description) -> Self {
        let nonce = random_bytes();
        let tl::enums::ResPq::Pq(answer) = client.ask_plain(&tl::functions::ReqPqMulti { nonce });
        Self::with(answer, nonce, server)
    }

    fn with(answer: tl::types::ResPq, nonce: [u8; 16], server: &Description) -> Self {
        assert_eq!(answer.nonce, nonce);
        let number = answer.pq.iter().fold(0, |sum, &byte| sum << 8 | u64::from(byte));
        let (p, q) = factorize(number);
        assert!(p < q && p * q == number);
        let (_, der) = Document::from_pem(&server.rsa_public_key).unwrap();
        let public = pkcs1::RsaPublicKeyRef::try_from(der.as_bytes()).unwrap();
        Self {
            nonce,
            server_nonce: answer.server_nonce,
            new_nonce: random_bytes(),
            pq: answer.pq,
            p: p.to_be_bytes()[4..].to_vec(),
            q: q.to_be_bytes()[4..].to_vec(),
            fingerprint: answer.server_public_key_fingerprints[0],
            modulus: BigUint::from_bytes_be(public.modulus.as_bytes()),
            exponent: BigUint::from_bytes_be(public.public_exponent.as_bytes()),
        }
    }

    /// The rest of it, all right.
    pub fn finish(self, client: &mut Client) {
        let inner = self.inner().to_bytes();
        let params = self.req_dh_params(client, &inner, Padding::RsaPad);
        let dh = self.dh(params);
        let tl::enums::SetClientDhParamsAnswer::DhGenOk(answer) = self.set_dh(client, &dh, 0) else {
            panic!("the exchange failed");
        };
        assert_eq!(answer.new_nonce_hash1, dh.key.calc_new_nonce_hash(&self.new_nonce, 1));
        client.set_key(dh.key.to_bytes(), self.first_salt());
    }

    /// > server_salt is initially set to substr(new_nonce, 0, 8) XOR substr(server_nonce, 0, 8)
    fn first_salt(&self) -> i64 {
        let half = |bytes: &[u8]| i64::from_le_bytes(bytes[..8].try_into().unwrap());
        half(&self.new_nonce) ^ half(&self.server_nonce)
    }

    fn data(&self) -> tl::types::PQInnerData {
        tl::types::PQInnerData {
            pq: self.pq.clone(),
            p: self.p.clone(),
            q: self.q.clone(),
            nonce: self.nonce,
            server_nonce: self.server_nonce,
            new_nonce: self.new_nonce,
        }
    }

    fn inner(&self) -> tl::enums::PQInnerData {
        self.data().into()
    }

    fn inner_dc(&self, dc: i32) -> tl::enums::PQInnerData {
        let tl::types::PQInnerData { pq, p, q, nonce, server_nonce, new_nonce } = self.data();
        tl::types::PQInnerDataDc { pq, p, q, nonce, server_nonce, new_nonce, dc }.into()
    }

    fn inner_temp(&self, expires_in: i32) -> tl::enums::PQInnerData {
        let tl::types::PQInnerData { pq, p, q, nonce, server_nonce, new_nonce } = self.data();
        tl::types::PQInnerDataTemp { pq, p, q, nonce, server_nonce, new_nonce, expires_in }.into()
    }

    fn encrypt(&self, inner: &[u8], padding: Padding) -> Vec<u8> {
        match padding {
            Padding::RsaPad => {
                let key = rsa::Key::new(&self.modulus.to_string(), &self.exponent.to_string()).unwrap();
                rsa::encrypt_hashed(inner, &key, &random_bytes())
            }
            // > sha1(data) + data + (any random bytes); such that the length equal 255 bytes
            Padding::Sha1 => {
                let mut block = Sha1::digest(inner).to_vec();
                block.extend(inner);
                block.resize(255, 0x5a);
                let bytes =
                    BigUint::from_bytes_be(&block).modpow(&self.exponent, &self.modulus).to_bytes_be();
                [vec![0; 256 - bytes.len()], bytes].concat()
            }
        }
    }

    fn query(&self, inner: &[u8], padding: Padding) -> tl::functions::ReqDhParams {
        tl::functions::ReqDhParams {
            nonce: self.nonce,
            server_nonce: self.server_nonce,
            p: self.p.clone(),
            q: self.q.clone(),
            public_key_fingerprint: self.fingerprint,
            encrypted_data: self.encrypt(inner, padding),
        }
    }

    fn req_dh_params(
        &self,
        client: &mut Client,
        inner: &[u8],
        padding: Padding,
    ) -> tl::types::ServerDhInnerData {
        let answer = client.ask_plain(&self.query(inner, padding));
        self.open(answer)
    }

    fn open(&self, answer: tl::enums::ServerDhParams) -> tl::types::ServerDhInnerData {
        let tl::enums::ServerDhParams::Ok(mut answer) = answer else { panic!("{answer:?}") };
        assert_eq!((answer.nonce, answer.server_nonce), (self.nonce, self.server_nonce));
        let (key, iv) = generate_key_data_from_nonce(&self.server_nonce, &self.new_nonce);
        ige_decrypt(&mut answer.encrypted_answer, &key, &iv);
        let tl::enums::ServerDhInnerData::Data(inner) =
            Deserializable::from_bytes(&answer.encrypted_answer[20..]).unwrap();
        let serialized = tl::enums::ServerDhInnerData::Data(inner.clone()).to_bytes();
        assert_eq!(answer.encrypted_answer[..20], Sha1::digest(serialized)[..]);
        assert_eq!((inner.nonce, inner.server_nonce), (self.nonce, self.server_nonce));
        inner
    }

    fn dh(&self, params: tl::types::ServerDhInnerData) -> Dh {
        let prime = BigUint::from_bytes_be(&params.dh_prime);
        let b = BigUint::from_bytes_be(&random_bytes::<256>());
        let g_b = BigUint::from(params.g as u32).modpow(&b, &prime).to_bytes_be();
        let shared = BigUint::from_bytes_be(&params.g_a).modpow(&b, &prime).to_bytes_be();
        let mut key = [0; 256];
        key[256 - shared.len()..].copy_from_slice(&shared);
        Dh { key: AuthKey::from_bytes(key), g_b }
    }

    fn set_dh_query(&self, g_b: &[u8], retry_id: i64) -> tl::functions::SetClientDhParams {
        let inner = tl::enums::ClientDhInnerData::Data(tl::types::ClientDhInnerData {
            nonce: self.nonce,
            server_nonce: self.server_nonce,
            retry_id,
            g_b: g_b.to_vec(),
        })
        .to_bytes();
        let mut encrypted_data = Sha1::digest(&inner).to_vec();
        encrypted_data.extend(&inner);
        encrypted_data.resize(encrypted_data.len().next_multiple_of(16), 0x77);
        let (key, iv) = generate_key_data_from_nonce(&self.server_nonce, &self.new_nonce);
        ige_encrypt(&mut encrypted_data, &key, &iv);
        tl::functions::SetClientDhParams {
            nonce: self.nonce,
            server_nonce: self.server_nonce,
            encrypted_data,
        }
    }

    fn set_dh(&self, client: &mut Client, dh: &Dh, retry_id: i64) -> tl::enums::SetClientDhParamsAnswer {
        client.ask_plain(&self.set_dh_query(&dh.g_b, retry_id))
    }
}

#[test]
fn every_transport_carries_a_key_exchange_and_a_query() {
    let stage = Stage::new();
    for framing in Framing::ALL {
        let mut client = stage.connect(framing);
        client.exchange_keys(stage.0.description());
        client.settle();
        client.echo(7);
    }
}

#[test]
fn both_rsa_paddings_are_opened() {
    let stage = Stage::new();
    for padding in [Padding::RsaPad, Padding::Sha1] {
        let mut client = stage.connect(Framing::Full);
        let exchange = Exchange::begin(&mut client, stage.0.description());
        let inner = exchange.inner().to_bytes();
        let params = exchange.req_dh_params(&mut client, &inner, padding);
        assert_eq!(params.g, 3, "{padding:?}");
    }
}

/// `req_pq` is the older form of `req_pq_multi`.
#[test]
fn req_pq_is_answered_like_req_pq_multi() {
    let stage = Stage::new();
    let mut client = stage.connect(Framing::Full);
    let nonce = random_bytes();
    let tl::enums::ResPq::Pq(answer) = client.ask_plain(&tl::functions::ReqPq { nonce });
    Exchange::with(answer, nonce, stage.0.description()).finish(&mut client);
    client.settle();
}

/// > server_public_key_fingerprints is a list of public RSA key fingerprints (64 lower-order bits of SHA1
/// > (server_public_key); the public key is represented as a bare type rsa_public_key n:string e:string
#[test]
fn the_described_fingerprint_is_the_public_keys_and_the_one_offered() {
    let stage = Stage::new();
    let mut client = stage.connect(Framing::Full);
    let exchange = Exchange::begin(&mut client, stage.0.description());
    let mut serialized = Vec::new();
    exchange.modulus.to_bytes_be().serialize(&mut serialized);
    exchange.exponent.to_bytes_be().serialize(&mut serialized);
    let fingerprint = i64::from_le_bytes(Sha1::digest(&serialized)[12..].try_into().unwrap());
    assert_eq!(exchange.fingerprint, fingerprint);
    assert_eq!(stage.0.description().fingerprint, fingerprint.to_string());
}

/// > dc is the ID of the DC we're talking to; 10000 has to be added to the DC ID when connecting to the test servers;
/// > it has to be made negative if the DC we're connecting to is a media (not CDN) DC.
/// >
/// > Error 444 (invalid DC) is returned while creating an auth key […] if an invalid DC ID is specified.
#[test]
fn the_dc_named_in_the_exchange_must_be_the_one_connected_to() {
    let stage = Stage::new();
    for (dc, right) in [(2, true), (10_002, true), (-2, true), (-10_002, true), (1, false), (10_003, false)] {
        let mut client = stage.connect_to(2, Framing::Full);
        let exchange = Exchange::begin(&mut client, stage.0.description());
        let query = exchange.query(&exchange.inner_dc(dc).to_bytes(), Padding::RsaPad);
        if right {
            exchange.open(client.ask_plain(&query));
        } else {
            client.write_plain(&query.to_bytes());
            assert_eq!(client.read_error(), -444, "{dc}");
        }
    }
}

/// > If the query is incorrect, the server returns a -404 error and the handshake must be restarted (any subsequent
/// > request also returns -404, even if it is correct).
#[test]
fn an_incorrect_query_is_a_404_and_so_is_all_that_follows_until_a_restart() {
    let stage = Stage::new();
    let wrong: [fn(&Exchange, &mut tl::functions::ReqDhParams); 6] = [
        |_, query| query.nonce[3] ^= 1,
        |_, query| query.server_nonce[3] ^= 1,
        |_, query| query.p = vec![3],
        |_, query| query.q.clone_from(&query.p),
        |_, query| query.public_key_fingerprint ^= 1,
        |_, query| query.encrypted_data[100] ^= 1,
    ];
    for spoil in wrong {
        let mut client = stage.connect(Framing::Full);
        let exchange = Exchange::begin(&mut client, stage.0.description());
        let right = exchange.query(&exchange.inner().to_bytes(), Padding::RsaPad);
        let mut query = right.clone();
        spoil(&exchange, &mut query);
        client.write_plain(&query.to_bytes());
        assert_eq!(client.read_error(), -404);
        client.write_plain(&right.to_bytes());
        assert_eq!(client.read_error(), -404);
        client.exchange_keys(stage.0.description());
        client.settle();
    }
}

#[test]
fn what_is_encrypted_must_repeat_the_nonces_and_the_factors() {
    let stage = Stage::new();
    let wrong: [fn(&mut tl::types::PQInnerData); 5] = [
        |inner| inner.nonce[0] ^= 1,
        |inner| inner.server_nonce[0] ^= 1,
        |inner| inner.pq[7] ^= 2,
        |inner| inner.p[3] ^= 2,
        |inner| inner.q[3] ^= 2,
    ];
    for (spoil, padding) in wrong.into_iter().zip([Padding::RsaPad, Padding::Sha1].into_iter().cycle()) {
        let mut client = stage.connect(Framing::Full);
        let exchange = Exchange::begin(&mut client, stage.0.description());
        let mut inner = exchange.data();
        spoil(&mut inner);
        let inner = tl::enums::PQInnerData::from(inner).to_bytes();
        client.write_plain(&exchange.query(&inner, padding).to_bytes());
        assert_eq!(client.read_error(), -404);
    }
}

#[test]
fn the_steps_cannot_be_taken_out_of_order() {
    let stage = Stage::new();
    let mut client = stage.connect(Framing::Full);
    let exchange = Exchange::begin(&mut client, stage.0.description());
    client.write_plain(&exchange.set_dh_query(&[2; 256], 0).to_bytes());
    assert_eq!(client.read_error(), -404);
}

/// > all the parameters during the repeat request must take on the same values […] the server will simply re-send the
/// > same response
#[test]
fn a_repeated_query_gets_the_same_answer() {
    let stage = Stage::new();
    let mut client = stage.connect(Framing::Full);
    let exchange = Exchange::begin(&mut client, stage.0.description());
    let again = tl::functions::ReqPqMulti { nonce: exchange.nonce };
    let tl::enums::ResPq::Pq(answer) = client.ask_plain(&again);
    assert_eq!(answer.server_nonce, exchange.server_nonce);

    let query = exchange.query(&exchange.inner().to_bytes(), Padding::RsaPad);
    let first: tl::enums::ServerDhParams = client.ask_plain(&query);
    assert_eq!(client.ask_plain::<tl::enums::ServerDhParams>(&query), first);

    let dh = exchange.dh(exchange.open(first));
    let query = exchange.set_dh_query(&dh.g_b, 0);
    let first: tl::enums::SetClientDhParamsAnswer = client.ask_plain(&query);
    assert_eq!(client.ask_plain::<tl::enums::SetClientDhParamsAnswer>(&query), first);
}

/// > both sides are to check that g, g_a and g_b are greater than 1 and less than dh_prime - 1. We recommend checking
/// > that g_a and g_b are between 2^{2048-64} and dh_prime - 2^{2048-64} as well.
#[test]
fn a_weak_g_b_fails_the_exchange() {
    let stage = Stage::new();
    let mut client = stage.connect(Framing::Full);
    let exchange = Exchange::begin(&mut client, stage.0.description());
    let inner = exchange.inner().to_bytes();
    let params = exchange.req_dh_params(&mut client, &inner, Padding::RsaPad);
    // With g_b = 1 the key is 1 too.
    let mut one = [0; 256];
    one[255] = 1;
    let answer = client.ask_plain(&exchange.set_dh_query(&one, 0));
    let tl::enums::SetClientDhParamsAnswer::DhGenFail(answer) = answer else { panic!("{answer:?}") };
    assert_eq!(answer.new_nonce_hash3, AuthKey::from_bytes(one).calc_new_nonce_hash(&exchange.new_nonce, 3));
    let dh = exchange.dh(params);
    client.write_plain(&exchange.set_dh_query(&dh.g_b, 0).to_bytes());
    assert_eq!(client.read_error(), -404);
}

/// > The retry_id field is equal to zero at the time of the first attempt
#[test]
fn a_first_attempt_with_a_retry_id_is_incorrect() {
    let stage = Stage::new();
    let mut client = stage.connect(Framing::Full);
    let exchange = Exchange::begin(&mut client, stage.0.description());
    let inner = exchange.inner().to_bytes();
    let dh = exchange.dh(exchange.req_dh_params(&mut client, &inner, Padding::RsaPad));
    client.write_plain(&exchange.set_dh_query(&dh.g_b, 1).to_bytes());
    assert_eq!(client.read_error(), -404);
}

/// > An alternative form of inner data (p_q_inner_data_temp_dc) is used to create temporary keys, that are only stored
/// > in the server RAM and are discarded after at most expires_in seconds.
#[test]
fn a_temporary_key_serves_until_it_expires() {
    let stage = Stage::new();
    for (expires_in, alive) in [(3600, true), (0, false)] {
        let mut client = stage.connect(Framing::Full);
        let exchange = Exchange::begin(&mut client, stage.0.description());
        let inner = exchange.inner_temp(expires_in).to_bytes();
        let dh = exchange.dh(exchange.req_dh_params(&mut client, &inner, Padding::RsaPad));
        exchange.set_dh(&mut client, &dh, 0);
        client.set_key(dh.key.to_bytes(), exchange.first_salt());
        if alive {
            client.settle();
        } else {
            client.send(&super::script::function(1));
            assert_eq!(client.read_error(), -404);
        }
    }
}
