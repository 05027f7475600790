//! Wrappers of functions, and their effects. <https://core.telegram.org/api/invoking>

use std::io::{Read, Write};

use grammers_tl_types::{self as tl, Deserializable, Serializable};
use telewire::sandbox::functions::RpcError;

use super::client::{GZIP_PACKED, gzip_packed};
use super::script::{Stage, error, function, ok, push, updates};

/// The bytes of a wrapped function.
pub struct Raw(pub Vec<u8>);

impl Serializable for Raw {
    fn serialize(&self, buffer: &mut impl Extend<u8>) {
        buffer.extend(self.0.iter().copied());
    }
}

fn init_connection(query: Vec<u8>, json: Option<tl::enums::Jsonvalue>) -> Vec<u8> {
    tl::functions::InitConnection {
        api_id: 4242,
        device_model: "Test bench".to_owned(),
        system_version: "1".to_owned(),
        app_version: "2".to_owned(),
        system_lang_code: "en".to_owned(),
        lang_pack: String::new(),
        lang_code: "en".to_owned(),
        proxy: Some(tl::enums::InputClientProxy::Proxy(tl::types::InputClientProxy {
            address: "proxy".to_owned(),
            port: 1,
        })),
        params: json,
        query: Raw(query),
    }
    .to_bytes()
}

fn json() -> tl::enums::Jsonvalue {
    use tl::enums::Jsonvalue::*;
    let value = |value| {
        tl::enums::JsonobjectValue::JsonObjectValue(tl::types::JsonObjectValue {
            key: "key".to_owned(),
            value,
        })
    };
    JsonArray(tl::types::JsonArray {
        value: vec![
            JsonNull,
            JsonBool(tl::types::JsonBool { value: true }),
            JsonNumber(tl::types::JsonNumber { value: 3600.0 }),
            JsonString(tl::types::JsonString { value: "text".to_owned() }),
            JsonObject(tl::types::JsonObject { value: vec![value(JsonNull), value(JsonNull)] }),
        ],
    })
}

/// > It is possible to save information about the current client on the server in conjunction with an authorization key.
/// > […] When calling this method, the current layer used by the client is also saved (the layer in which initConnection
/// > was wrapped is used). After a successful call to initConnection it is no longer necessary to wrap each API call in
/// > invokeWithLayerN.
///
/// <https://core.telegram.org/api/invoking#saving-client-info>
#[test]
fn layer_application_and_device_are_stored_with_the_key() {
    let stage = Stage::new();
    let mut client = stage.client();
    let query = init_connection(function(1), Some(json()));
    let msg_id =
        client.send(&tl::functions::InvokeWithLayer { layer: tl::LAYER, query: Raw(query) }.to_bytes());
    assert_eq!(client.expect_result(msg_id), function(1));
    client.echo(2);
    let mut other = stage.connect(super::client::Framing::Abridged);
    other.take_key(&client);
    other.settle();

    let callers = stage.callers();
    assert_eq!(callers.len(), 3);
    for caller in &callers {
        assert_eq!(
            (caller.layer, caller.client.api_id, caller.client.device_model.as_str()),
            (tl::LAYER, 4242, "Test bench")
        );
        assert_eq!((caller.dc, caller.auth_key_id), (2, client.key_id()));
    }
    assert_eq!(callers[0].msg_id, msg_id);
    assert_eq!(callers[1].session_id, client.session_id);
    assert_eq!(callers[2].session_id, other.session_id);
    assert_eq!(stage.functions()[..2], [function(1), function(2)]);
}

/// > invokeAfterMsg: Invokes a query after successful completion of one of the previous queries.
/// >
/// > initConnection: query: The query itself. Returns the type returned by the invoked method.
///
/// <https://core.telegram.org/method/invokeAfterMsg>, <https://core.telegram.org/method/initConnection>
#[test]
fn a_function_is_found_in_any_nesting_of_wrappers() {
    let stage = Stage::new();
    let mut client = stage.client();
    let before = client.send(&function(0));
    client.expect_result(before);
    let wrapped = tl::functions::InvokeAfterMsg {
        msg_id: before,
        query: tl::functions::InvokeWithoutUpdates {
            query: tl::functions::InvokeAfterMsgs {
                msg_ids: vec![before],
                query: tl::functions::InvokeWithLayer {
                    layer: tl::LAYER,
                    query: Raw(init_connection(
                        tl::functions::InvokeWithoutUpdates { query: Raw(function(9)) }.to_bytes(),
                        None,
                    )),
                },
            },
        },
    }
    .to_bytes();
    for body in [wrapped.clone(), gzip_packed(&wrapped)] {
        let msg_id = client.send(&body);
        assert_eq!(client.expect_result(msg_id), function(9));
        let caller = stage.callers().pop().unwrap();
        assert_eq!((caller.msg_id, caller.wants_updates), (msg_id, false));
    }
}

/// > The need to add a new object constructor or to add/remove a field in a constructor creates a backwards compatibility
/// > problem for previous versions of API clients. […] To address this problem, each schema update is separated into a
/// > layer. […] There is a helper method to let the API know that a client supports the Layer layer
///
/// <https://core.telegram.org/api/invoking#layers>
#[test]
fn a_client_of_an_older_layer_sends_and_receives_in_it() {
    let stage = Stage::new();
    let mut client = stage.client();
    let updates = updates(7);
    let joined = tl::types::messages::ChatInviteJoinResultOk { updates: updates.clone() };
    stage.reply(ok(tl::enums::messages::ChatInviteJoinResult::Ok(joined).to_bytes()));
    // channels.joinChannel#24b524c5 channel:InputChannel = Updates, in layer 198.
    let channel = tl::enums::InputChannel::Empty;
    let join = [&0x24b5_24c5_u32.to_le_bytes()[..], &channel.to_bytes()].concat();
    let msg_id = client.send(&tl::functions::InvokeWithLayer { layer: 198, query: Raw(join) }.to_bytes());
    assert_eq!(client.expect_result(msg_id), updates.to_bytes());
    assert_eq!(stage.functions(), [tl::functions::channels::JoinChannel { channel }.to_bytes()]);

    // The layer is stored with the key: updates that only our layer has aren't pushed.
    let with = |news: Vec<tl::enums::Update>| {
        let (users, chats) = (Vec::new(), Vec::new());
        tl::enums::Updates::Updates(tl::types::Updates { updates: news, users, chats, date: 8, seq: 0 })
    };
    let peer = tl::enums::Peer::User(tl::types::PeerUser { user_id: 1 });
    let unknown =
        tl::enums::Update::PinnedForumTopics(tl::types::UpdatePinnedForumTopics { peer, order: None });
    let mut news = push(&client, None, 8);
    news.updates = with(vec![unknown, tl::enums::Update::Config]);
    stage.0.act(|_| ((), vec![news]));
    assert_eq!(client.receive().body, with(vec![tl::enums::Update::Config]).to_bytes());
}

#[test]
fn a_layer_before_all_known_ones_is_rejected() {
    let stage = Stage::new();
    let mut client = stage.client();
    let old = tl::functions::InvokeWithLayer { layer: 5, query: Raw(function(1)) };
    let msg_id = client.send(&old.to_bytes());
    assert_eq!(client.expect_error(msg_id), (400, "CONNECTION_LAYER_INVALID".to_owned()));
    // It isn't stored.
    client.echo(2);
    assert_eq!(stage.functions(), [function(2)]);
}

/// > gzip_packed may be used to transmit non-service messages (i. e. RPC queries) from client to server.
#[test]
fn a_packed_query_is_unpacked() {
    let stage = Stage::new();
    let mut client = stage.client();
    let msg_id = client.send(&gzip_packed(&function(5)));
    assert_eq!(client.expect_result(msg_id), function(5));
    assert_eq!(stage.functions(), [function(5)]);
}

/// Telegram detects the format, and mtcute compresses with zlib.
#[test]
fn a_query_packed_with_zlib_is_unpacked_too() {
    let stage = Stage::new();
    let mut client = stage.client();
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(&function(5)).unwrap();
    let mut packed = GZIP_PACKED.to_bytes();
    encoder.finish().unwrap().serialize(&mut packed);
    let msg_id = client.send(&packed);
    assert_eq!(client.expect_result(msg_id), function(5));
}

#[test]
fn a_query_that_unpacks_to_too_much_or_to_a_packed_one_is_rejected() {
    let stage = Stage::new();
    let mut client = stage.client();
    for body in [
        gzip_packed(&vec![0; 64 << 20]),
        gzip_packed(&gzip_packed(&function(1))),
        gzip_packed(&[]),
        gzip_packed(&function(1))[..20].to_vec(),
        [GZIP_PACKED.to_bytes(), b"no gzip".to_vec().to_bytes()].concat(),
    ] {
        let msg_id = client.send(&body);
        assert_eq!(client.expect_error(msg_id), (400, "INPUT_FETCH_ERROR".to_owned()));
    }
    assert_eq!(stage.functions(), Vec::<Vec<u8>>::new());
}

/// The generated reader of a `JSONValue` recurses as deep as the bytes say.
#[test]
fn json_as_deep_as_a_packet_allows_is_rejected() {
    let stage = Stage::new();
    let mut client = stage.client();
    let mut query = init_connection(Vec::new(), Some(tl::enums::Jsonvalue::JsonNull));
    query.truncate(query.len() - 4);
    let array = tl::enums::Jsonvalue::JsonArray(tl::types::JsonArray { value: vec![] }).to_bytes();
    for _ in 0..200_000 {
        query.extend(&array[..8]);
        query.extend(1_i32.to_le_bytes());
    }
    let msg_id = client.send(&query);
    assert_eq!(client.expect_error(msg_id), (400, "INPUT_FETCH_ERROR".to_owned()));
}

/// > gzip_packed […] is supported in the body of an RPC response (i.e., as result in rpc_result)
#[test]
fn a_large_answer_is_packed_if_that_makes_it_smaller() {
    let stage = Stage::new();
    let mut client = stage.client();
    let big = vec![7; 100_000];
    stage.reply(ok(big.clone()));
    let msg_id = client.send(&function(1));
    let result = client.expect_result(msg_id);
    assert!(result.len() < 1000, "{}", result.len());
    assert_eq!(u32::from_bytes(&result).unwrap(), GZIP_PACKED);
    let packed = Vec::<u8>::from_bytes(&result[4..]).unwrap();
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut unpacked).unwrap();
    assert_eq!(unpacked, big);

    let mut noise = vec![0; 100_000];
    getrandom::fill(&mut noise).unwrap();
    stage.reply(ok(noise.clone()));
    let msg_id = client.send(&function(1));
    assert_eq!(client.expect_result(msg_id), noise);
}

#[test]
fn an_error_is_an_rpc_error_with_its_number_and_name() {
    let stage = Stage::new();
    let mut client = stage.client();
    let RpcError { code, name } = error(420, "FLOOD_WAIT_31").answer.unwrap_err();
    stage.reply(error(code, &name));
    let msg_id = client.send(&function(1));
    assert_eq!(client.expect_error(msg_id), (420, "FLOOD_WAIT_31".to_owned()));
}

#[test]
fn calls_are_counted_by_name() {
    let stage = Stage::new();
    let mut client = stage.client();
    client.echo(1);
    client.echo(2);
    let msg_id = client.send(&tl::functions::help::GetConfig {}.to_bytes());
    client.expect_result(msg_id);
    let stats = stage.0.stats();
    // The client's first query makes it three.
    assert_eq!(stats.calls["messages.getAllDrafts"], 3);
    assert_eq!(stats.calls["help.getConfig"], 1);
    assert_eq!(stats.packets, 4);
}
