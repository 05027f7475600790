//! Which connections get updates, and in which form.

use grammers_tl_types::{self as tl, Serializable};

use super::script::{Stage, function, ok, push, updates};

/// > server message identifiers modulo 4 yield 1 if the message is a response to a client message, and 3 otherwise
#[test]
fn updates_are_bare_content_related_server_messages() {
    let stage = Stage::new();
    let mut client = stage.client();
    stage.0.act(|_| ((), vec![push(&client, None, 11), push(&client, None, 12)]));
    for date in [11, 12] {
        let update = client.receive();
        assert_eq!(update.body, updates(date).to_bytes());
        assert_eq!((update.msg_id & 3, update.seqno & 1), (3, 1));
    }
}

/// > Update events are sent to an authorized user into the last active connection (except for connections needed for
/// > downloading / uploading files).
///
/// <https://core.telegram.org/api/updates#subscribing-to-updates>
#[test]
fn updates_go_to_the_last_active_connection_of_the_key() {
    let stage = Stage::new();
    let mut first = stage.client();
    let mut second = stage.beside(&first);
    stage.0.act(|_| ((), vec![push(&first, None, 1)]));
    assert_eq!(second.receive().body, updates(1).to_bytes());
    first.expect_nothing();
    stage.0.act(|_| ((), vec![push(&first, None, 2)]));
    assert_eq!(first.receive().body, updates(2).to_bytes());
    second.expect_nothing();
    second.close();
    first.expect_nothing();
    stage.0.act(|_| ((), vec![push(&first, None, 3)]));
    assert_eq!(first.receive().body, updates(3).to_bytes());
}

#[test]
fn updates_of_a_call_follow_its_answer_and_skip_an_excluded_session() {
    let stage = Stage::new();
    let mut asking = stage.client();
    let mut other = stage.beside(&asking);
    let mut stranger = stage.client();
    let mut reply = ok(b"done".to_vec());
    reply.pushes =
        vec![push(&asking, Some(asking.session_id), 1), push(&stranger, None, 2), push(&asking, None, 3)];
    stage.reply(reply);
    let msg_id = asking.send(&function(1));
    assert_eq!(asking.expect_result(msg_id), b"done");
    assert_eq!(asking.receive().body, updates(3).to_bytes());
    assert_eq!(other.receive().body, updates(1).to_bytes());
    assert_eq!(stranger.receive().body, updates(2).to_bytes());
    asking.expect_nothing();
    other.expect_nothing();
}

/// > invokeWithoutUpdates: Invoke a request without subscribing the used connection for updates (this is enabled by
/// > default for file queries).
///
/// <https://core.telegram.org/method/invokeWithoutUpdates>
#[test]
fn connections_without_updates_get_none() {
    let stage = Stage::new();
    let mut client = stage.client();
    let mut silent = stage.connect(super::client::Framing::Abridged);
    silent.take_key(&client);
    let query = tl::functions::InvokeWithoutUpdates { query: tl::functions::help::GetConfig {} };
    silent.send(&query.to_bytes());
    silent.receive();
    silent.receive();
    let mut files = stage.connect(super::client::Framing::Abridged);
    files.take_key(&client);
    files.send(&tl::functions::upload::SaveFilePart { file_id: 1, file_part: 0, bytes: vec![1] }.to_bytes());
    files.receive();
    files.receive();

    stage.0.act(|_| ((), vec![push(&client, None, 1)]));
    assert_eq!(client.receive().body, updates(1).to_bytes());
    silent.expect_nothing();
    files.expect_nothing();

    // Any other query requests updates again.
    silent.echo(1);
    stage.0.act(|_| ((), vec![push(&client, None, 2)]));
    assert_eq!(silent.receive().body, updates(2).to_bytes());
    client.expect_nothing();
}

#[test]
fn updates_without_a_connection_are_lost() {
    let stage = Stage::new();
    let client = stage.client();
    let auth_key_id = client.key_id();
    let mut again = stage.connect(super::client::Framing::Full);
    again.take_key(&client);
    let gone = push(&client, None, 1);
    client.close();
    stage.0.act(|_| ((), vec![gone]));
    again.settle();
    again.expect_nothing();
    assert_eq!(again.key_id(), auth_key_id);
}
