//! <https://core.telegram.org/mtproto/auth_key>

use grammers_crypto::AuthKey;
use grammers_tl_types::{self as tl, Serializable};
use sha1::{Digest, Sha1};

use super::client::{Framing, random_bytes};
use super::exchange::{Exchange, Padding};
use super::script::Stage;

/// > The server recognizes these different protocols (and distinguishes them from HTTP, too) by the header.
/// >
/// > this means that the payload is first wrapped in the MTProto transport envelope (all transports are supported), and
/// > then obfuscated
///
/// <https://core.telegram.org/mtproto/mtproto-transports>
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

/// > encrypted_data := RSA_PAD (data, server_public_key), where RSA_PAD is a version of RSA with a variant of OAEP+
/// > padding
///
/// Before that it was `SHA1(data) + data + (any random bytes); such that the length equals 255 bytes`, as Telethon has
/// it to this day.
#[test]
fn both_rsa_paddings_are_accepted() {
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
fn the_offered_fingerprint_is_the_described_keys() {
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
fn the_dc_in_the_exchange_must_be_the_connected_one() {
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
            let exchange = Exchange::begin(&mut client, stage.0.description());
            let query = exchange.query(&exchange.inner_temp_dc(60, dc).to_bytes(), Padding::RsaPad);
            client.write_plain(&query.to_bytes());
            assert_eq!(client.read_error(), -444, "{dc} for a temporary key");
        }
    }
}

/// > If the query is incorrect, the server returns a -404 error and the handshake must be restarted (any subsequent
/// > request also returns -404, even if it is correct).
#[test]
fn an_incorrect_query_and_all_later_ones_are_404s_until_a_restart() {
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

/// > The value of nonce is selected randomly by the client (random number) and identifies the client within this
/// > communication. Following this step, it is known to all.
/// >
/// > If the query is incorrect, the server returns a -404 error and the handshake must be restarted
#[test]
fn encrypted_data_must_repeat_the_nonces_and_the_factors() {
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
fn a_temporary_key_is_valid_until_it_expires() {
    let stage = Stage::new();
    for (expires_in, dc, alive) in
        [(3600, None, true), (0, None, false), (3600, Some(2), true), (0, Some(2), false)]
    {
        let mut client = stage.connect(Framing::Full);
        let exchange = Exchange::begin(&mut client, stage.0.description());
        let inner = match dc {
            None => exchange.inner_temp(expires_in),
            Some(dc) => exchange.inner_temp_dc(expires_in, dc),
        };
        let inner = inner.to_bytes();
        let dh = exchange.dh(exchange.req_dh_params(&mut client, &inner, Padding::RsaPad));
        exchange.set_dh(&mut client, &dh, 0);
        client.set_key(dh.key.to_bytes(), exchange.first_salt());
        // An unbound key may request this.
        let get_config = tl::functions::help::GetConfig {}.to_bytes();
        let msg_id = client.send(&get_config);
        if alive {
            let tl::enums::NewSession::Created(_) = client.expect();
            assert_eq!(client.expect_result(msg_id), get_config);
        } else {
            assert_eq!(client.read_error(), -404);
        }
    }
}
