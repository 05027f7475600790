//! Session strings and key files: only sealed, complete strings open.

use std::sync::Arc;

use jiff::Timestamp;
use telewire::error::Kind;
use telewire::secret::{Secret, SecretBytes};
use telewire::session::{
    Account, Client, CodeSent, DcKey, Family, Keyring, Learned, Name, Quota, Restrictions, Session, Stage,
    foreign,
};

use crate::Bytes;
use crate::generator::{rest, run, spoil};

fn session(u: Bytes) -> arbitrary::Result<Session> {
    let text = |u: Bytes| Ok(String::from_utf8_lossy(rest(u, 40)?).into_owned());
    Ok(Session {
        server: text(u)?,
        dc: u.arbitrary()?,
        auth_key: SecretBytes::new(&mut [u.arbitrary()?; 256]),
        api_id: u.arbitrary()?,
        api_hash: Secret::new(text(u)?),
        client: Client { device_model: text(u)?, ..Client::default() },
        account: match u.arbitrary()? {
            true => Some(Account { id: u.arbitrary()?, bot: u.arbitrary()? }),
            false => None,
        },
        stage: match u.int_in_range(0..=2)? {
            0 => Stage::CodeSent(CodeSent {
                phone: Secret::new(text(u)?),
                phone_code_hash: Secret::new(text(u)?),
                sent_to: text(u)?,
                code_length: u.arbitrary()?,
            }),
            1 => Stage::PasswordNeeded,
            _ => Stage::SignedIn,
        },
        created_at: Timestamp::from_second(i64::from(u.arbitrary::<u32>()?)).expect("within the years"),
        learned: learned(u)?,
        restrictions: match u.arbitrary()? {
            true => Some(Arc::new(restrictions(u)?)),
            false => None,
        },
    })
}

fn restrictions(u: Bytes) -> arbitrary::Result<Restrictions> {
    let text = |u: Bytes| Ok(String::from_utf8_lossy(rest(u, 20)?).into_owned());
    Ok(Restrictions {
        read_only: u.arbitrary()?,
        methods: vec![vec![text(u)?; u.int_in_range(0..=3)?]; u.int_in_range(0..=3)?],
        readable: u.arbitrary()?,
        writable: u.arbitrary()?,
        files_root: Some(text(u)?),
        expire_date: u.arbitrary()?,
        quotas: vec![Quota { id: u.arbitrary()?, sends_per_day: u.arbitrary()? }; u.int_in_range(0..=2)?],
        label: Some(text(u)?),
    })
}

fn learned(u: Bytes) -> arbitrary::Result<Learned> {
    let mut learned = Learned::default();
    for _ in 0..u.int_in_range(0..=3)? {
        let key = SecretBytes::new(&mut [u.arbitrary()?; 256]);
        let family = *u.choose(&[None, Some(Family::V4), Some(Family::V6)])?;
        learned.keys.push(DcKey { dc: u.arbitrary()?, key, family });
    }
    for _ in 0..u.int_in_range(0..=5)? {
        learned.names.push(Name {
            name: String::from_utf8_lossy(rest(u, 32)?).into_owned(),
            id: u.arbitrary()?,
            access_hash: u.arbitrary()?,
            resolved_at: Timestamp::from_second(i64::from(u.arbitrary::<u32>()?)).expect("within the years"),
        });
    }
    Ok(learned)
}

#[test]
fn only_a_complete_session_string_of_our_own_opens() {
    let key = Keyring::make_key();
    let keys = Keyring::parse(key.expose()).expect("a key");
    run("sessions", 3_000, |u| {
        let session = session(u)?;
        let sealed = keys.seal(&session);
        let opened = keys.open(sealed.expose(), &session.server).expect("it was sealed here");
        assert_eq!(opened.auth_key.expose(), session.auth_key.expose());
        assert_eq!(opened.learned.names, session.learned.names);
        assert_eq!(opened.restrictions, session.restrictions);
        assert_eq!(opened.client, session.client);
        assert!(keys.open(sealed.expose(), &format!("{}x", session.server)).is_err());

        let mut spoiled = sealed.expose().to_owned().into_bytes();
        if u.ratio(1, 4)? {
            spoiled = [b"tw1.", rest(u, 900)?].concat();
        } else {
            spoil(u, &mut spoiled)?;
        }
        let spoiled = String::from_utf8_lossy(&spoiled);
        if spoiled != sealed.expose() {
            let error = keys.open(&spoiled, &session.server).map(|_| ()).expect_err("it was not sealed");
            assert_eq!(error.kind(), Kind::SessionInvalid);
        }
        // Other libraries' strings contain a DC's key in plain text, without a checksum.
        let letters: Vec<u8> =
            (0..*u.choose(&[351, 352, 353, 355, 356, 362, 370])?).map(|at| b'A' + at as u8 % 26).collect();
        let mut letters = [b"1", &letters[..]].concat();
        spoil(u, &mut letters)?;
        for text in [
            &spoiled,
            &*String::from_utf8_lossy(&letters),
            &*String::from_utf8_lossy(&letters[1.min(letters.len())..]),
        ] {
            let _ = foreign::read(None, text);
        }
        // Key files are untrusted text as well.
        let _ = Keyring::parse(&String::from_utf8_lossy(rest(u, 200)?));
        Ok(())
    });
}
