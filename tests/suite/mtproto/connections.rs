//! How connections are counted and closed.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use grammers_tl_types::{Serializable, enums, types};
use telewire::sandbox::Connections;
use telewire::sandbox::functions::{Push, WireFault};

use super::client::{Client, Framing};
use super::script::{Stage, fault, function, push, updates};

fn counts(stage: &Stage, client: &Client) -> (u64, u64) {
    let stats = stage.0.stats();
    let of = |it: &&Connections| it.auth_key_id == client.key_id();
    stats.connections.iter().find(of).map(|it| (it.open, it.opened)).unwrap()
}

#[test]
fn open_and_total_connections_are_counted_by_auth_key() {
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
fn a_client_that_stops_reading_gets_updates_too_long_and_others_are_served() {
    let stage = Stage::new();
    let mut idle = stage.client();
    let mut other = stage.client();
    for _ in 0..80 {
        stage.0.act(|_| ((), vec![big_push(&idle)]));
        other.echo(1);
    }
    // Fewer than were sent, then `updatesTooLong`.
    let too_long = enums::Updates::TooLong.to_bytes();
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
fn a_long_call_does_not_delay_earlier_answers() {
    let stage = Stage::new();
    let (mut reader, mut asker) = (stage.client(), stage.client());
    // Until its socket accepts no more: the other client's calls show that the server would continue.
    let waiting = || stage.0.stats().waiting;
    let mut before = 0;
    while before == 0 || waiting() != before {
        stage.0.act(|_| ((), vec![big_push(&reader)]));
        before = waiting();
        (0..10).for_each(|_| asker.echo(1));
    }
    stage.0.act(|_| ((), vec![push(&reader, None, 2)]));
    let ((holds, held), (give_back, given_back)) = (mpsc::channel(), mpsc::channel::<()>());
    thread::scope(|scope| {
        let stage = &stage;
        scope.spawn(move || {
            stage.0.act(|_| {
                holds.send(()).unwrap();
                // Until it is released, or a test fails.
                let _ = given_back.recv();
                ((), Vec::new())
            });
        });
        let give_back = give_back;
        held.recv().unwrap();
        // Only this one has to wait.
        let msg_id = asker.send(&function(2));
        while reader.receive().body != updates(2).to_bytes() {}
        drop(give_back);
        assert_eq!(asker.expect_result(msg_id), function(2));
    });
}

#[test]
fn constant_changes_of_the_world_do_not_starve_packets() {
    let stage = Stage::new();
    let mut clients: Vec<Client> = (0..10).map(|_| stage.client()).collect();
    let functions: Vec<_> = (0..20).map(function).collect();
    let (acts, answered) = (AtomicU32::new(0), AtomicBool::new(false));
    let between = thread::scope(|scope| {
        scope.spawn(|| {
            while !answered.load(Ordering::Relaxed) && acts.fetch_add(1, Ordering::Relaxed) < 2_000 {
                stage.0.act(|_| (busy(Duration::from_millis(2)), Vec::new()));
            }
        });
        let sent: Vec<_> = clients.iter_mut().map(|client| client.send_at_once(&functions)).collect();
        let before = acts.load(Ordering::Relaxed);
        for (client, ids) in clients.iter_mut().zip(sent) {
            for (msg_id, function) in ids.into_iter().zip(&functions) {
                assert_eq!(client.expect_result(msg_id), *function);
            }
        }
        answered.store(true, Ordering::Relaxed);
        acts.load(Ordering::Relaxed) - before
    });
    assert!(between < 50, "{between} changes came between 200 packets");
}

/// Takes this long.
fn busy(time: Duration) {
    let begun = Instant::now();
    while begun.elapsed() < time {
        std::hint::spin_loop();
    }
}

/// An unrequested megabyte.
fn big_push(client: &Client) -> Push {
    let update = types::UpdateServiceNotification {
        popup: false,
        invert_media: false,
        inbox_date: None,
        r#type: String::new(),
        message: "x".repeat(1 << 20),
        media: enums::MessageMedia::Empty,
        entities: Vec::new(),
    };
    let updates = types::UpdateShort { update: update.into(), date: 1 }.into();
    Push { updates, ..push(client, None, 1) }
}

#[test]
fn a_stopped_sandbox_closes_its_connections_and_stops_listening() {
    let stage = Stage::new();
    let mut client = stage.client();
    let address = stage.0.address(2).unwrap();
    // A pending delay doesn't prevent it.
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
fn a_panic_in_a_function_fails_only_that_call() {
    use telewire::sandbox::functions::{Caller, Reply};
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
