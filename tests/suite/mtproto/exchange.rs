//! A client's side of the key exchange, valid unless a test changes it. <https://core.telegram.org/mtproto/auth_key>

use grammers_crypto::aes::{ige_decrypt, ige_encrypt};
use grammers_crypto::{AuthKey, factorize, generate_key_data_from_nonce, rsa};
use grammers_tl_types::{self as tl, Deserializable, Serializable};
use num_bigint::BigUint;
use pkcs1::der::Document;
use sha1::{Digest, Sha1};
use telewire::sandbox::Description;

use super::client::{Client, random_bytes};

/// A client's side of one key exchange, step by step.
pub struct Exchange {
    pub nonce: [u8; 16],
    pub server_nonce: [u8; 16],
    pub new_nonce: [u8; 32],
    pq: Vec<u8>,
    p: Vec<u8>,
    q: Vec<u8>,
    pub fingerprint: i64,
    pub modulus: BigUint,
    pub exponent: BigUint,
}

#[derive(Clone, Copy, Debug)]
pub enum Padding {
    RsaPad,
    Sha1,
}

/// The keys from the server's half.
pub struct Dh {
    pub key: AuthKey,
    pub g_b: Vec<u8>,
}

impl Exchange {
    pub fn begin(client: &mut Client, server: &Description) -> Self {
        let nonce = random_bytes();
        let tl::enums::ResPq::Pq(answer) = client.ask_plain(&tl::functions::ReqPqMulti { nonce });
        Self::with(answer, nonce, server)
    }

    pub fn with(answer: tl::types::ResPq, nonce: [u8; 16], server: &Description) -> Self {
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

    /// The rest of the exchange, valid.
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
    pub fn first_salt(&self) -> i64 {
        let half = |bytes: &[u8]| i64::from_le_bytes(bytes[..8].try_into().unwrap());
        half(&self.new_nonce) ^ half(&self.server_nonce)
    }

    pub fn data(&self) -> tl::types::PQInnerData {
        tl::types::PQInnerData {
            pq: self.pq.clone(),
            p: self.p.clone(),
            q: self.q.clone(),
            nonce: self.nonce,
            server_nonce: self.server_nonce,
            new_nonce: self.new_nonce,
        }
    }

    pub fn inner(&self) -> tl::enums::PQInnerData {
        self.data().into()
    }

    pub fn inner_dc(&self, dc: i32) -> tl::enums::PQInnerData {
        let tl::types::PQInnerData { pq, p, q, nonce, server_nonce, new_nonce } = self.data();
        tl::types::PQInnerDataDc { pq, p, q, nonce, server_nonce, new_nonce, dc }.into()
    }

    pub fn inner_temp(&self, expires_in: i32) -> tl::enums::PQInnerData {
        let tl::types::PQInnerData { pq, p, q, nonce, server_nonce, new_nonce } = self.data();
        tl::types::PQInnerDataTemp { pq, p, q, nonce, server_nonce, new_nonce, expires_in }.into()
    }

    pub fn inner_temp_dc(&self, expires_in: i32, dc: i32) -> tl::enums::PQInnerData {
        let tl::types::PQInnerData { pq, p, q, nonce, server_nonce, new_nonce } = self.data();
        tl::types::PQInnerDataTempDc { pq, p, q, nonce, server_nonce, new_nonce, dc, expires_in }.into()
    }

    pub fn encrypt(&self, inner: &[u8], padding: Padding) -> Vec<u8> {
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

    pub fn query(&self, inner: &[u8], padding: Padding) -> tl::functions::ReqDhParams {
        tl::functions::ReqDhParams {
            nonce: self.nonce,
            server_nonce: self.server_nonce,
            p: self.p.clone(),
            q: self.q.clone(),
            public_key_fingerprint: self.fingerprint,
            encrypted_data: self.encrypt(inner, padding),
        }
    }

    pub fn req_dh_params(
        &self,
        client: &mut Client,
        inner: &[u8],
        padding: Padding,
    ) -> tl::types::ServerDhInnerData {
        let answer = client.ask_plain(&self.query(inner, padding));
        self.open(answer)
    }

    pub fn open(&self, answer: tl::enums::ServerDhParams) -> tl::types::ServerDhInnerData {
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

    pub fn dh(&self, params: tl::types::ServerDhInnerData) -> Dh {
        let prime = BigUint::from_bytes_be(&params.dh_prime);
        let b = BigUint::from_bytes_be(&random_bytes::<256>());
        let g_b = BigUint::from(params.g as u32).modpow(&b, &prime).to_bytes_be();
        let shared = BigUint::from_bytes_be(&params.g_a).modpow(&b, &prime).to_bytes_be();
        let mut key = [0; 256];
        key[256 - shared.len()..].copy_from_slice(&shared);
        Dh { key: AuthKey::from_bytes(key), g_b }
    }

    pub fn set_dh_query(&self, g_b: &[u8], retry_id: i64) -> tl::functions::SetClientDhParams {
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

    pub fn set_dh(&self, client: &mut Client, dh: &Dh, retry_id: i64) -> tl::enums::SetClientDhParamsAnswer {
        client.ask_plain(&self.set_dh_query(&dh.g_b, retry_id))
    }
}
