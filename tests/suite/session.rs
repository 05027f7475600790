//! The session string: it restores the session exactly, and nothing else opens.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Barrier};

use jiff::Timestamp;
use proptest::prelude::*;
use telewire::error::{Error, Kind};
use telewire::secret::{Secret, SecretBytes};
use telewire::session::keys::BadKeys;
use telewire::session::source::KeyError;
use telewire::session::{
    Account, Client, CodeSent, Invalid, Keyring, Learned, Session, Sessions, Source, Stage,
};

const SERVER: &str = "production";
const API_HASH: &str = "0123456789abcdef0123456789abcdef";
const PHONE: &str = "+9996612222";
const CODE_HASH: &str = "1a2b3c4d5e6f708192";

fn keyring(keys: &[&Secret]) -> Keyring {
    Keyring::parse(&keys.iter().map(|key| format!("{}\n", key.expose())).collect::<String>()).unwrap()
}

fn new_keyring() -> Keyring {
    keyring(&[&Keyring::make_key()])
}

fn signed_in() -> Session {
    Session {
        server: SERVER.to_owned(),
        dc: 2,
        auth_key: SecretBytes::new(&mut std::array::from_fn(|i| i as u8)),
        api_id: 12_345_678,
        api_hash: Secret::new(API_HASH),
        client: Client { device_model: "Telewire on thinkpad".to_owned(), ..Client::default() },
        account: Some(Account { id: 5_000_000_001, bot: false }),
        stage: Stage::SignedIn,
        created_at: Timestamp::from_second(1_795_000_000).unwrap(),
        learned: Learned::default(),
        restrictions: None,
    }
}

fn code_sent() -> Session {
    let sent = CodeSent {
        phone: Secret::new(PHONE),
        phone_code_hash: Secret::new(CODE_HASH),
        sent_to: "app".to_owned(),
        code_length: Some(5),
    };
    Session { account: None, stage: Stage::CodeSent(sent), ..signed_in() }
}

/// Everything in a session in plain text, to compare.
fn plain(session: &Session) -> String {
    let stage = match &session.stage {
        Stage::CodeSent(sent) => format!(
            "{:?} {:?} {:?} {:?}",
            sent.phone.expose(),
            sent.phone_code_hash.expose(),
            sent.sent_to,
            sent.code_length
        ),
        stage => format!("{stage:?}"),
    };
    let Session { server, dc, auth_key, api_id, api_hash, client, account, created_at, learned, .. } =
        session;
    format!(
        "{server} {dc} {:?} {api_id} {:?} {client:?} {account:?} {stage} {created_at} {:?}",
        auth_key.expose(),
        api_hash.expose(),
        learned.names,
    )
}

/// The reason why the text doesn't open. Also checks what the error contains and must not contain.
fn reason(keyring: &Keyring, text: &str) -> &'static str {
    let error = keyring.open(text, SERVER).expect_err("it opened");
    assert_eq!(error.kind(), Kind::SessionInvalid);
    assert!(!error.is_retryable());
    let reason = error.get("reason").unwrap().as_str().unwrap();
    let invalid = Invalid::ALL.iter().find(|invalid| invalid.reason() == reason).unwrap();
    assert!(error.message().len() > 20 && error.facts().hint.as_ref().unwrap().len() > 20);
    // Each reason has a fixed message and hint, so nothing of the string can be in them.
    let same = Error::from(*invalid);
    let data = |error: &Error| serde_json::to_value(error.data()).unwrap();
    assert_eq!((error.message(), data(&error)), (same.message(), data(&same)));
    invalid.reason()
}

#[test]
fn a_session_is_restored_from_its_string() {
    let keyring = new_keyring();
    let halfway = Session { account: None, stage: Stage::PasswordNeeded, ..signed_in() };
    for session in [signed_in(), code_sent(), halfway] {
        let text = keyring.seal(&session);
        assert_eq!(plain(&keyring.open(text.expose(), SERVER).unwrap()), plain(&session));
    }
}

#[test]
fn a_session_string_is_a_header_and_about_700_base64url_characters_at_every_step() {
    let keyring = new_keyring();
    let texts = [keyring.seal(&signed_in()), keyring.seal(&code_sent())];
    for text in &texts {
        let parts: Vec<&str> = text.expose().split('.').collect();
        let id = keyring.ids().next().unwrap().to_string();
        assert_eq!((parts.len(), parts[0], parts[1]), (3, "tw1", id.as_str()));
        assert!(parts[2].bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-' || c == b'_'));
        assert_eq!(text.expose().len(), 728);
    }
}

#[test]
fn the_length_does_not_reveal_the_phone_number() {
    let keyring = new_keyring();
    let length = |phone: &str| {
        let mut session = code_sent();
        if let Stage::CodeSent(sent) = &mut session.stage {
            sent.phone = Secret::new(phone);
        }
        keyring.seal(&session).expose().len()
    };
    assert_eq!(length("+3725551234"), length("+4915112345678901"));
}

#[test]
fn a_session_never_seals_to_the_same_text_twice() {
    let keyring = new_keyring();
    assert_ne!(keyring.seal(&signed_in()).expose(), keyring.seal(&signed_in()).expose());
}

#[test]
fn each_way_of_being_invalid_has_its_reason() {
    let key = Keyring::make_key();
    let keyring = keyring(&[&key]);
    let good = keyring.seal(&signed_in()).expose().to_owned();
    let (header, sealed) = good.rsplit_once('.').unwrap();

    let other = new_keyring().seal(&signed_in());
    assert_eq!(reason(&keyring, other.expose()), "other_key");

    let elsewhere = keyring.seal(&Session { server: "test".to_owned(), ..signed_in() });
    assert_eq!(reason(&keyring, elsewhere.expose()), "other_server");

    let theirs = other.expose().rsplit_once('.').unwrap().1;
    assert_eq!(reason(&keyring, &format!("{header}.{theirs}")), "tampered");
    for kept in 0..sealed.len() {
        assert_eq!(reason(&keyring, &format!("{header}.{}", &sealed[..kept])), "tampered", "cut to {kept}");
    }
    assert_eq!(reason(&keyring, &format!("{header}.{sealed}AAAA")), "tampered");

    assert_eq!(reason(&keyring, &good.replacen("tw1", "tw2", 1)), "newer_version");
    assert_eq!(reason(&keyring, "tw10.anything"), "newer_version");

    assert_eq!(reason(&keyring, "h1.abcdef"), "unknown_handle");

    let upper = good.replacen(header, &header.to_uppercase().replacen("TW1", "tw1", 1), 1);
    assert!(upper == good || reason(&keyring, &upper) == "malformed");
    for text in [
        "",
        ".",
        "tw1",
        "tw1.",
        "tw1..",
        "tw0.00000000.AAAA",
        "tw01.00000000.AAAA",
        "tw.00000000.AAAA",
        "tw+2.00000000.AAAA",
        "tw99999999999.00000000.AAAA",
        "1BVtsOHYBu0YrDGUVC2WjrWZ7TxmH", // a Telethon string
        header,
        &format!("{header}.{sealed}="),
        &format!("{header}.{sealed}.AAAA"),
        &format!("{header}.{sealed} "),
        &format!(" {good}"),
        &format!("{header}.{}ä", &sealed[1..]),
    ] {
        assert_eq!(reason(&keyring, text), "malformed", "{text:?}");
    }
    assert_eq!(plain(&keyring.open(&good, SERVER).unwrap()), plain(&signed_in()));
}

#[test]
fn a_text_with_any_bit_flipped_is_rejected() {
    let sessions = Sessions::new(new_keyring(), SERVER);
    let good = sessions.seal(&signed_in());
    // Whether the original is cached makes no difference.
    sessions.open(good.expose()).unwrap();
    let mut bytes = good.expose().as_bytes().to_vec();
    let mut tried = 0;
    for bit in 0..bytes.len() * 8 {
        bytes[bit / 8] ^= 1 << (bit % 8);
        // The highest bit makes it invalid UTF-8, which JSON rejects before it gets here.
        if let Ok(text) = std::str::from_utf8(&bytes) {
            tried += 1;
            assert!(sessions.open(text).is_err(), "bit {bit} may be flipped");
        }
        bytes[bit / 8] ^= 1 << (bit % 8);
    }
    assert_eq!(tried, bytes.len() * 7);
    assert_eq!(bytes, good.expose().as_bytes());
}

#[test]
fn the_first_key_seals_and_all_open() {
    let (old, new) = (Keyring::make_key(), Keyring::make_key());
    let before = keyring(&[&old]);
    let during = keyring(&[&new, &old]);
    let after = keyring(&[&new]);

    let text = before.seal(&signed_in());
    assert_eq!(plain(&during.open(text.expose(), SERVER).unwrap()), plain(&signed_in()));
    assert_eq!(reason(&after, text.expose()), "other_key");

    let renewed = during.reseal(text.expose(), SERVER).unwrap();
    assert_eq!(plain(&after.open(renewed.expose(), SERVER).unwrap()), plain(&signed_in()));
    assert_eq!(reason(&before, renewed.expose()), "other_key");
}

#[test]
fn derived_keys_differ_by_purpose_and_follow_the_sealing_keys() {
    let (old, new) = (Keyring::make_key(), Keyring::make_key());
    let ring = keyring(&[&new, &old]);
    assert_eq!(ring.derive("ref").expose(), keyring(&[&new]).derive("ref").expose());
    assert_ne!(ring.derive("ref").expose(), ring.derive("cursor").expose());
    let each: Vec<[u8; 32]> = ring.derive_each("ref").map(|key| *key.expose()).collect();
    assert_eq!(each, [*keyring(&[&new]).derive("ref").expose(), *keyring(&[&old]).derive("ref").expose()]);
}

#[test]
fn key_files_may_vary_in_layout_and_encoding() {
    let key = Keyring::make_key();
    let id = keyring(&[&key]).ids().next().unwrap();
    let url_safe = key.expose().replace('+', "-").replace('/', "_");
    for text in [
        key.expose().to_owned(),
        key.expose().trim_end_matches('=').to_owned(),
        url_safe.trim_end_matches('=').to_owned(),
        url_safe,
        format!("# mine\r\n\r\n  {}\t# since May\r\n\n", key.expose()),
        format!("{0}\n{0}\n", key.expose()),
    ] {
        assert_eq!(Keyring::parse(&text).unwrap().ids().collect::<Vec<_>>(), [id]);
    }
}

#[test]
fn a_bad_key_is_reported_by_its_line_without_its_content() {
    let key = Keyring::make_key();
    let long = format!("{}{}", key.expose().trim_end_matches('='), key.expose());
    for bad in ["secret words", "c2hvcnQ=", &key.expose()[1..], &key.expose()[4..], &long] {
        let error = Keyring::parse(&format!("# a comment\n{}\n\n{bad}\n", key.expose())).unwrap_err();
        assert_eq!(error, BadKeys::Line(4));
        assert!(!format!("{error} {error:?}").contains(bad));
    }
    assert_eq!(Keyring::parse("# nothing\n\n").unwrap_err(), BadKeys::None);
}

fn key_file(folder: &Path, text: &str, mode: u32) -> PathBuf {
    let path = folder.join("keys");
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    path
}

#[test]
fn a_key_file_that_others_can_read_is_rejected_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let key = Keyring::make_key();
    for (mode, refused) in [(0o600, false), (0o400, false), (0o640, true), (0o604, true), (0o644, true)] {
        let path = key_file(folder.path(), key.expose(), mode);
        match Keyring::load(&Source::File(path)) {
            Ok((ring, made)) => {
                assert!(!refused && made.is_none(), "{mode:o} was taken");
                assert!(ring.ids().eq(keyring(&[&key]).ids()));
            }
            Err(error) => {
                assert!(refused && matches!(error, KeyError::Exposed { .. }), "{mode:o}: {error}");
                let said = error.to_string();
                assert!(said.contains("chmod 600") && said.contains(&format!("{mode:04o}")), "{said}");
            }
        }
        fs::remove_file(folder.path().join("keys")).unwrap();
    }
    // systemd protects its folder itself.
    let path = key_file(folder.path(), key.expose(), 0o440);
    assert!(Keyring::load(&Source::Credential(path)).is_ok());
}

#[test]
fn a_key_file_of_another_user_is_rejected_for_root_too() {
    let folder = tempfile::tempdir().unwrap();
    let key = Keyring::make_key();
    let path = key_file(folder.path(), key.expose(), 0o600);
    if !rustix::process::geteuid().is_root() {
        // A test can't create another user's file unless it is root. The comparison of owners has a unit test; here,
        // one's own file is accepted.
        assert!(Keyring::load(&Source::File(path)).is_ok());
        return;
    }
    std::os::unix::fs::chown(&path, Some(65534), None).unwrap();
    for source in [Source::File(path.clone()), Source::Config(path.clone()), Source::Credential(path)] {
        let error = Keyring::load(&source).unwrap_err();
        assert!(matches!(error, KeyError::Foreign { owner: 65534, .. }), "{error}");
    }
}

#[test]
fn errors_about_a_key_source_do_not_contain_its_content() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    let error = Keyring::load(&Source::File(missing.clone())).unwrap_err();
    assert!(matches!(error, KeyError::Unreadable { .. }) && error.to_string().contains("missing"), "{error}");
    assert!(!missing.exists(), "only the config directory's file is made");

    let path = key_file(folder.path(), "\nhunter2\n", 0o600);
    for source in [Source::File(path), Source::Environment(Secret::new("\nhunter2"))] {
        let error = Keyring::load(&source).unwrap_err();
        let said = format!("{error} {error:?}");
        assert!(said.contains("line 2") && !said.contains("hunter2"), "{said}");
        assert!(said.contains("TELEWIRE_KEY") || said.contains("keys"), "{said}");
    }

    fs::write(folder.path().join("file"), "").unwrap();
    let error = Keyring::load(&Source::Config(folder.path().join("file/telewire/key"))).unwrap_err();
    assert!(matches!(error, KeyError::Unmade { .. }), "{error}");
}

#[test]
fn concurrent_starts_create_one_private_complete_key_file() {
    for _ in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config/telewire/key");
        let start = Arc::new(Barrier::new(8));
        let starters: Vec<_> = (0..8)
            .map(|_| {
                let (path, start) = (path.clone(), start.clone());
                std::thread::spawn(move || {
                    start.wait();
                    Keyring::load(&Source::Config(path)).unwrap()
                })
            })
            .collect();
        let loaded: Vec<_> = starters.into_iter().map(|starter| starter.join().unwrap()).collect();
        let makers: Vec<_> = loaded.iter().filter_map(|(_, made)| made.as_ref()).collect();
        assert_eq!(makers, [&path]);
        let first = loaded[0].0.seal(&signed_in());
        for (keyring, _) in &loaded {
            assert!(keyring.open(first.expose(), SERVER).is_ok(), "two processes sealed with different keys");
        }
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let parent = path.parent().unwrap();
        assert_eq!(fs::metadata(parent).unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(fs::read_dir(parent).unwrap().count(), 1, "something was left behind");
    }
}

#[test]
fn an_opened_string_is_cached() {
    let sessions = Sessions::new(new_keyring(), SERVER);
    let text = sessions.seal(&signed_in());
    let first = sessions.open(text.expose()).unwrap();
    // Many other strings are opened meanwhile, but this one stays in use.
    for _ in 0..3000 {
        sessions.open(sessions.seal(&signed_in()).expose()).unwrap();
        assert!(Arc::ptr_eq(&first, &sessions.open(text.expose()).unwrap()));
    }
    // A string that was long unused is evicted, and opens again.
    let weak = Arc::downgrade(&first);
    drop(first);
    for _ in 0..3000 {
        sessions.open(sessions.seal(&signed_in()).expose()).unwrap();
    }
    assert!(weak.upgrade().is_none(), "it is kept for ever");
    assert_eq!(plain(&sessions.open(text.expose()).unwrap()), plain(&signed_in()));
}

#[test]
fn a_string_that_does_not_open_is_rejected_each_time() {
    let sessions = Sessions::new(new_keyring(), SERVER);
    let foreign = new_keyring().seal(&signed_in());
    for _ in 0..2 {
        let error = sessions.open(foreign.expose()).unwrap_err();
        assert_eq!(error.get("reason").unwrap(), "other_key");
    }
}

#[test]
fn nothing_prints_a_secret() {
    let key = Keyring::make_key();
    let sessions = Sessions::new(keyring(&[&key]), SERVER);
    let text = sessions.seal(&code_sent());
    let session = sessions.open(text.expose()).unwrap();
    let source = Source::Environment(key.clone());
    let derived = sessions.keyring().derive("ref");
    let printed = format!(
        "{sessions:?} {sessions:#?} {text:?} {session:?} {session:#?} {source:?} {key:?} {derived:?}"
    );
    let (_, sealed) = text.expose().rsplit_once('.').unwrap();
    let auth_key = format!("{:?}", &session.auth_key.expose()[4..8]);
    for secret in [key.expose(), sealed, API_HASH, PHONE, CODE_HASH, auth_key.trim_matches(['[', ']'])] {
        assert!(!printed.contains(secret), "{printed}");
    }
    assert!(printed.contains("Secret(…)") && printed.contains("Telewire on thinkpad"));
}

fn stages() -> impl Strategy<Value = Stage> {
    let code_sent = (any::<String>(), any::<String>(), any::<String>(), any::<Option<u32>>()).prop_map(
        |(phone, hash, sent_to, code_length)| {
            Stage::CodeSent(CodeSent {
                phone: Secret::new(phone),
                phone_code_hash: Secret::new(hash),
                sent_to,
                code_length,
            })
        },
    );
    prop_oneof![code_sent, Just(Stage::PasswordNeeded), Just(Stage::SignedIn)]
}

fn sessions() -> impl Strategy<Value = Session> {
    let seconds = Timestamp::MIN.as_second()..=Timestamp::MAX.as_second();
    let account = prop::option::of((any::<i64>(), any::<bool>()).prop_map(|(id, bot)| Account { id, bot }));
    let numbers = (any::<String>(), any::<i32>(), any::<i32>(), seconds);
    let texts = (any::<[[u8; 32]; 8]>(), any::<String>(), ".{0,2000}");
    (numbers, texts, account, stages()).prop_map(|(numbers, texts, account, stage)| {
        let (server, dc, api_id, created_at) = numbers;
        let (auth_key, api_hash, device_model) = texts;
        let mut auth_key: [u8; 256] = auth_key.concat().try_into().unwrap();
        Session {
            server,
            dc,
            auth_key: SecretBytes::new(&mut auth_key),
            api_id,
            api_hash: Secret::new(api_hash),
            client: Client { device_model, ..Client::default() },
            account,
            stage,
            created_at: Timestamp::from_second(created_at).unwrap(),
            learned: Learned::default(),
            restrictions: None,
        }
    })
}

proptest! {
    #[test]
    fn any_session_is_restored_from_its_string(session in sessions()) {
        let keyring = new_keyring();
        let opened = keyring.open(keyring.seal(&session).expose(), &session.server).unwrap();
        prop_assert_eq!(plain(&opened), plain(&session));
    }

    #[test]
    fn garbage_is_rejected_and_never_panics(
        any in ".{0,100}",
        format in "tw[0-9]{0,3}|h1|[a-z]{0,4}",
        id in "[0-9a-f]{8}|.{0,9}",
        sealed in "[A-Za-z0-9_-]{0,800}",
        at in any::<prop::sample::Index>(),
    ) {
        let keyring = new_keyring();
        let ours = keyring.ids().next().unwrap();
        let good = keyring.seal(&signed_in()).expose().to_owned();
        let at = at.index(good.len());
        for text in [
            any.clone(),
            format!("{format}.{id}.{sealed}"),
            format!("tw1.{ours}.{sealed}"),
            format!("tw1.{ours}.{any}"),
            good[..at].to_owned(),
            format!("{}{any}.{}", &good[..at], &good[at..]),
        ] {
            reason(&keyring, &text);
        }
    }

    #[test]
    fn any_text_as_a_key_file_returns_keys_or_a_bad_line_and_never_panics(text in "(?s).{0,200}") {
        match Keyring::parse(&text) {
            Ok(keyring) => prop_assert!(keyring.ids().count() > 0),
            Err(BadKeys::Line(line)) => prop_assert!((1..=text.lines().count()).contains(&line)),
            Err(BadKeys::None) => {}
        }
    }
}
