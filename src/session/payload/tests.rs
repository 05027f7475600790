use minicbor::Encode;

use super::form::{ClientForm, StageForm};
use super::*;
use crate::session::Keyring;

pub(in crate::session) fn signed_in() -> Session {
    Session {
        server: "production".to_owned(),
        dc: 2,
        auth_key: SecretBytes::new(&mut [0xa5; 256]),
        api_id: 12_345_678,
        api_hash: Secret::new("0123456789abcdef0123456789abcdef"),
        client: client("Telewire on a machine"),
        account: Some(Account { id: 5_000_000_001, bot: false }),
        stage: Stage::SignedIn,
        created_at: Timestamp::from_second(1_780_000_000).unwrap(),
        learned: Learned::default(),
        restrictions: None,
    }
}

fn client(device_model: &str) -> Client {
    Client {
        device_model: device_model.to_owned(),
        system_version: "Debian GNU/Linux 13".to_owned(),
        app_version: "0.1.0".to_owned(),
        system_lang_code: "en-US".to_owned(),
        lang_pack: String::new(),
        lang_code: "en".to_owned(),
    }
}

#[test]
fn the_payload_never_outgrows_the_room_it_was_given() {
    let mut session = signed_in();
    for length in [0, 1, 100, 255, 256, 400, 479, 480, 481, 70_000] {
        session.client = client(&"x".repeat(length));
        session.server = "s".repeat(length);
        session.learned = learned(length % 7, length % 70);
        session.restrictions = Some(Arc::new(restrictions(length)));
        session.dc = i32::MIN;
        session.api_id = i32::MIN;
        session.created_at = Timestamp::MIN;
        session.account = Some(Account { id: i64::MIN, bot: true });
        session.stage = Stage::CodeSent(CodeSent {
            phone: Secret::new("9".repeat(length)),
            phone_code_hash: Secret::new("h".repeat(length)),
            sent_to: "s".repeat(length),
            code_length: Some(u32::MAX),
        });
        let payload = session.encode();
        assert_eq!(payload.len() % BLOCK, 0);
        let room = 2 * BLOCK + session.texts_len() + session.extras_len();
        assert_eq!(payload.capacity(), room, "the vector grew and left a copy behind");
    }
}

fn restrictions(length: usize) -> Restrictions {
    Restrictions {
        read_only: true,
        methods: vec![vec!["m".repeat(length); 3]; 2],
        readable: Some(vec![i64::MIN; length % 300]),
        writable: Some(vec![i64::MIN; length % 30]),
        files_root: Some("r".repeat(length)),
        expire_date: Some(i64::MAX),
        quotas: vec![Quota { id: u64::MAX, sends_per_day: u32::MAX }; length % 5],
        label: Some("l".repeat(length)),
    }
}

#[test]
fn restrictions_come_back_as_they_were_sealed_and_older_readers_refuse_them() {
    let session = Session { restrictions: Some(Arc::new(restrictions(20))), ..signed_in() };
    let payload = session.encode();
    assert_eq!((payload[0], signed_in().encode()[0]), (RESTRICTED, VERSION));
    assert_eq!(Session::decode(&payload).unwrap().restrictions, session.restrictions);
}

fn learned(keys: usize, names: usize) -> Learned {
    let family = Some(Family::V6);
    let key = |dc| DcKey { dc: i32::MIN + dc, key: SecretBytes::new(&mut [0xff; 256]), family };
    let name = |i: usize| Name {
        name: format!("{i:0>32}"),
        id: i64::MIN,
        access_hash: i64::MIN,
        resolved_at: Timestamp::from_second(1_780_000_000 + i as i64).unwrap(),
    };
    let keys = (0..keys as i32).map(key).collect();
    Learned { family, keys, names: (0..names).map(name).collect() }
}

#[test]
fn what_was_learned_goes_in_newest_first_as_far_as_4096_characters_allow() {
    let session = signed_in().with_learned(learned(4, 200));
    assert_eq!(session.learned.keys.len(), 4);
    let names: Vec<&str> = session.learned.names.iter().map(|name| &*name.name).collect();
    assert!((10..64).contains(&names.len()), "{}", names.len());
    assert!(names.iter().rev().is_sorted() && names[0].ends_with("199"));
    let keyring = Keyring::parse(Keyring::make_key().expose()).unwrap();
    let text = keyring.seal(&session);
    assert!(text.expose().len() <= 4096, "{}", text.expose().len());
    let opened = keyring.open(text.expose(), "production").unwrap();
    assert_eq!(opened.learned.names, session.learned.names);
    assert_eq!(opened.learned.keys.len(), 4);

    // Short names are the rule, and 64 of them fit.
    let mut short = learned(1, 200);
    for name in &mut short.names {
        name.name.drain(..25);
    }
    assert_eq!(signed_in().with_learned(short).learned.names.len(), Learned::MAX_NAMES);
}

/// What a later version of the same format may write: more fields, anywhere.
#[derive(Encode)]
#[cbor(map)]
struct Later<'a> {
    #[n(0)]
    server: &'a str,
    #[n(1)]
    dc: i32,
    #[cbor(n(2), with = "minicbor::bytes")]
    auth_key: &'a [u8],
    #[n(3)]
    api_id: i32,
    #[n(4)]
    api_hash: &'a str,
    #[n(5)]
    client: ClientForm<'a>,
    #[n(7)]
    stage: StageForm<'a>,
    #[n(8)]
    created_at: i64,
    #[n(39)]
    language: &'a str,
    #[n(40)]
    more: [u32; 3],
}

#[test]
fn fields_of_later_readers_are_skipped_and_absent_ones_are_none() {
    let client = client("model");
    let later = Later {
        server: "mine",
        dc: 4,
        auth_key: &[1; 256],
        api_id: 9,
        api_hash: "hash",
        client: ClientForm {
            device_model: &client.device_model,
            system_version: &client.system_version,
            app_version: &client.app_version,
            system_lang_code: &client.system_lang_code,
            lang_pack: &client.lang_pack,
            lang_code: &client.lang_code,
        },
        stage: StageForm::PasswordNeeded,
        created_at: 0,
        language: "en",
        more: [1, 2, 3],
    };
    let mut payload = vec![VERSION];
    minicbor::encode(later, &mut payload).unwrap();
    let session = Session::decode(&payload).unwrap();
    assert_eq!((&*session.server, session.dc, session.account), ("mine", 4, None));
    assert_eq!(session.client, client);
    assert!(matches!(session.stage, Stage::PasswordNeeded));
}
