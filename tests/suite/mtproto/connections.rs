//! Connections, as they are counted and as they end.

use std::time::Duration;

use telewire::sandbox::Connections;
use telewire::sandbox::methods::WireFault;

use super::client::{Client, Framing};
use super::script::{Stage, fault, function, push};

fn counts(stage: &Stage, client: &Client) -> (u64, u64) {
    let stats = stage.0.stats();
    let of = |it: &&Connections| it.auth_key_id == client.key_id();
    stats.connections.iter().find(of).map(|it| (it.open, it.opened)).unwrap()
}

#[test]
fn connections_are_counted_by_auth_key_now_and_ever() {
    let stage = Stage::new();
    let mut first = stage.client();
    assert_eq!(counts(&stage, &first), (1, 1));
    first.echo(1);
    let second = stage.beside(&first);
    let stranger = stage.client();
    assert_eq!(counts(&stage, &first), (2, 2));
    assert_eq!(counts(&stage, &stranger), (1, 1));
    second.close();
    assert_eq!(counts(&stage, &first), (1, 2));
}

#[test]
fn a_client_that_stops_reading_is_told_that_there_was_too_much_and_others_are_served() {
    let stage = Stage::new();
    let mut idle = stage.client();
    let mut other = stage.client();
    let big = || {
        let mut push = push(&idle, None, 1);
        let text = "x".repeat(1 << 20);
        let update = grammers_tl_types::types::UpdateServiceNotification {
            popup: false,
            invert_media: false,
            inbox_date: None,
            r#type: String::new(),
            message: text,
            media: grammers_tl_types::enums::MessageMedia::Empty,
            entities: Vec::new(),
        };
        push.updates = grammers_tl_types::types::UpdateShort { update: update.into(), date: 1 }.into();
        push
    };
    for _ in 0..80 {
        let push = big();
        stage.0.act(|_| ((), vec![push]));
        other.echo(1);
    }
    // Less than was sent, then the news that there was more.
    let too_long = grammers_tl_types::Serializable::to_bytes(&grammers_tl_types::enums::Updates::TooLong);
    let mut read = 0;
    loop {
        let received = idle.receive();
        read += received.body.len();
        if received.body == too_long {
            break;
        }
    }
    assert!(read < 40 << 20, "{read}");
}

#[test]
fn a_stopped_sandbox_closes_its_connections_and_listens_no_more() {
    let stage = Stage::new();
    let mut client = stage.client();
    let address = stage.0.address(2).unwrap();
    // A delay that is still on its way holds nothing up.
    stage.reply(fault(WireFault::Delay(Duration::from_secs(3600))));
    client.send(&function(1));
    client.receive();
    drop(stage);
    assert_eq!(client.read_to_end(), 0);
    assert!(std::net::TcpStream::connect(address).is_err());
}

#[test]
fn a_sandbox_lives_as_long_as_its_last_handle() {
    let stage = Stage::new();
    let handle = stage.0.clone();
    let mut client = stage.client();
    drop(stage);
    client.echo(1);
    drop(handle);
    assert_eq!(client.read_to_end(), 0);
}

#[test]
fn a_panic_in_a_function_costs_that_call_alone() {
    use telewire::sandbox::methods::{Caller, Reply};
    use telewire::sandbox::{Functions, Options, Sandbox};

    struct Panics(u32);
    impl Functions for Panics {
        fn call(&mut self, _: &Caller, function: &[u8]) -> Reply {
            self.0 += 1;
            assert!(self.0 != 2, "the second call");
            super::script::ok(function.to_vec())
        }
    }
    let sandbox = Sandbox::start_with(Options::default(), |_| Panics(0)).unwrap();
    let mut client = Client::connect(sandbox.address(2).unwrap(), Framing::Full);
    client.exchange_keys(sandbox.description());
    client.settle();
    let msg_id = client.send(&function(1));
    assert_eq!(client.expect_error(msg_id), (500, "SANDBOX_PANICKED".to_owned()));
    client.echo(2);
}
