//! What a session string holds.

use jiff::Timestamp;
use minicbor::{Decode, Encode};
use zeroize::Zeroizing;

use crate::secret::{Secret, SecretBytes};
use crate::session::Invalid;

/// One login, or one on its way.
#[derive(Clone, Debug)]
pub struct Session {
    /// The fingerprint of the server's RSA key: which Telegram this login is good for.
    pub server: i64,
    /// The home DC, which `auth_key` belongs to.
    pub dc: i32,
    pub auth_key: SecretBytes<256>,
    pub api_id: i32,
    pub api_hash: Secret,
    /// What Telegram lists this login as.
    pub device_model: String,
    /// Known once signed in.
    pub account: Option<Account>,
    pub stage: Stage,
    /// Sealed to the second.
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    pub id: i64,
    pub bot: bool,
}

/// How far a login has come.
#[derive(Clone, Debug)]
pub enum Stage {
    CodeSent(CodeSent),
    /// A token waits to be scanned.
    QrShown(QrShown),
    PasswordNeeded,
    SignedIn,
}

/// What `auth.signIn`, `auth.resendCode` and `auth.cancelCode` need of `auth.sendCode`.
#[derive(Clone, Debug)]
pub struct CodeSent {
    pub phone: Secret,
    pub phone_code_hash: Secret,
    /// How the code went out, in the words of `sent_to`.
    pub sent_to: String,
    pub code_length: Option<u32>,
}

/// What `auth.pollQr` needs of `auth.startQr`.
#[derive(Clone, Debug)]
pub struct QrShown {
    pub token: Secret,
    pub expires_at: Timestamp,
}

/// The first byte of the payload. A field that older readers can do without needs no new version: they skip keys
/// they don't know, and a key that is absent is `None`. Whatever they must not overlook (a new stage of login, another
/// meaning) does, so that they answer `newer_version` instead of guessing.
const VERSION: u8 = 1;

/// Payloads are padded to a multiple of this. The seal hides what is written but not how much, and the length would
/// tell whether a login is finished and how long its phone number is, which is nearly its country. Every usual payload
/// fits one block, so that all session strings look alike; only a very long device model gives itself away.
const BLOCK: usize = 480;

impl Session {
    /// The payload: version, CBOR (RFC 8949), zeros up to the next block.
    pub(super) fn encode(&self) -> Zeroizing<Vec<u8>> {
        // The room is there from the start, since a vector that grows leaves unwiped copies behind: numbers and the
        // auth key need less than one block, and padding less than another.
        let texts = self.api_hash.expose().len() + self.device_model.len() + self.stage.texts_len();
        let mut payload = Zeroizing::new(Vec::with_capacity(2 * BLOCK + texts));
        payload.push(VERSION);
        minicbor::encode(Form::from(self), &mut *payload).expect("a vector takes all that is written to it");
        let padded = payload.len().next_multiple_of(BLOCK);
        payload.resize(padded, 0);
        payload
    }

    pub(super) fn decode(payload: &[u8]) -> Result<Self, Invalid> {
        match payload.split_first() {
            Some((&VERSION, cbor)) => {
                minicbor::decode::<Form>(cbor).map_err(|_| Invalid::Malformed)?.into_session()
            }
            Some((&version, _)) if version > VERSION => Err(Invalid::NewerVersion),
            _ => Err(Invalid::Malformed),
        }
    }
}

impl Stage {
    fn texts_len(&self) -> usize {
        match self {
            Stage::CodeSent(sent) => {
                sent.phone.expose().len() + sent.phone_code_hash.expose().len() + sent.sent_to.len()
            }
            Stage::QrShown(shown) => shown.token.expose().len(),
            Stage::PasswordNeeded | Stage::SignedIn => 0,
        }
    }
}

/// How a [`Session`] is written. Keys are never used again for another meaning.
#[derive(Encode, Decode)]
#[cbor(map)]
struct Form<'a> {
    #[n(0)]
    server: i64,
    #[n(1)]
    dc: i32,
    #[cbor(b(2), with = "minicbor::bytes")]
    auth_key: &'a [u8],
    #[n(3)]
    api_id: i32,
    #[b(4)]
    api_hash: &'a str,
    #[b(5)]
    device_model: &'a str,
    #[n(6)]
    account: Option<AccountForm>,
    #[b(7)]
    stage: StageForm<'a>,
    /// Unix time in seconds.
    #[n(8)]
    created_at: i64,
}

#[derive(Encode, Decode)]
#[cbor(map)]
struct AccountForm {
    #[n(0)]
    id: i64,
    #[n(1)]
    bot: bool,
}

#[derive(Encode, Decode)]
enum StageForm<'a> {
    #[n(0)]
    CodeSent(#[b(0)] CodeSentForm<'a>),
    #[n(1)]
    PasswordNeeded,
    #[n(2)]
    SignedIn,
    #[n(3)]
    QrShown(#[b(0)] QrShownForm<'a>),
}

#[derive(Encode, Decode)]
#[cbor(map)]
struct QrShownForm<'a> {
    #[b(0)]
    token: &'a str,
    /// Unix time in seconds.
    #[n(1)]
    expires_at: i64,
}

#[derive(Encode, Decode)]
#[cbor(map)]
struct CodeSentForm<'a> {
    #[b(0)]
    phone: &'a str,
    #[b(1)]
    phone_code_hash: &'a str,
    #[b(2)]
    sent_to: &'a str,
    #[n(3)]
    code_length: Option<u32>,
}

impl<'a> From<&'a Session> for Form<'a> {
    fn from(session: &'a Session) -> Self {
        Self {
            server: session.server,
            dc: session.dc,
            auth_key: session.auth_key.expose(),
            api_id: session.api_id,
            api_hash: session.api_hash.expose(),
            device_model: &session.device_model,
            account: session.account.map(|account| AccountForm { id: account.id, bot: account.bot }),
            stage: match &session.stage {
                Stage::CodeSent(sent) => StageForm::CodeSent(CodeSentForm {
                    phone: sent.phone.expose(),
                    phone_code_hash: sent.phone_code_hash.expose(),
                    sent_to: &sent.sent_to,
                    code_length: sent.code_length,
                }),
                Stage::QrShown(shown) => StageForm::QrShown(QrShownForm {
                    token: shown.token.expose(),
                    expires_at: shown.expires_at.as_second(),
                }),
                Stage::PasswordNeeded => StageForm::PasswordNeeded,
                Stage::SignedIn => StageForm::SignedIn,
            },
            created_at: session.created_at.as_second(),
        }
    }
}

impl Form<'_> {
    fn into_session(self) -> Result<Session, Invalid> {
        let mut auth_key: [u8; 256] = self.auth_key.try_into().map_err(|_| Invalid::Malformed)?;
        Ok(Session {
            server: self.server,
            dc: self.dc,
            auth_key: SecretBytes::new(&mut auth_key),
            api_id: self.api_id,
            api_hash: Secret::new(self.api_hash),
            device_model: self.device_model.to_owned(),
            account: self.account.map(|account| Account { id: account.id, bot: account.bot }),
            stage: match self.stage {
                StageForm::CodeSent(sent) => Stage::CodeSent(CodeSent {
                    phone: Secret::new(sent.phone),
                    phone_code_hash: Secret::new(sent.phone_code_hash),
                    sent_to: sent.sent_to.to_owned(),
                    code_length: sent.code_length,
                }),
                StageForm::QrShown(shown) => Stage::QrShown(QrShown {
                    token: Secret::new(shown.token),
                    expires_at: Timestamp::from_second(shown.expires_at).map_err(|_| Invalid::Malformed)?,
                }),
                StageForm::PasswordNeeded => Stage::PasswordNeeded,
                StageForm::SignedIn => Stage::SignedIn,
            },
            created_at: Timestamp::from_second(self.created_at).map_err(|_| Invalid::Malformed)?,
        })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::session) fn signed_in() -> Session {
        Session {
            server: -4_344_800_451_088_585_951,
            dc: 2,
            auth_key: SecretBytes::new(&mut [0xa5; 256]),
            api_id: 12_345_678,
            api_hash: Secret::new("0123456789abcdef0123456789abcdef"),
            device_model: "Telewire on a machine".to_owned(),
            account: Some(Account { id: 5_000_000_001, bot: false }),
            stage: Stage::SignedIn,
            created_at: Timestamp::from_second(1_780_000_000).unwrap(),
        }
    }

    #[test]
    fn the_payload_never_outgrows_the_room_it_was_given() {
        let mut session = signed_in();
        for length in [0, 1, 100, 255, 256, 400, 479, 480, 481, 70_000] {
            session.device_model = "x".repeat(length);
            session.server = i64::MIN;
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
            let texts =
                session.device_model.len() + session.stage.texts_len() + session.api_hash.expose().len();
            assert_eq!(payload.capacity(), 2 * BLOCK + texts, "the vector grew and left a copy behind");
        }
    }

    /// What a later version of the same format may write: more fields, anywhere.
    #[derive(Encode)]
    #[cbor(map)]
    struct Later<'a> {
        #[n(0)]
        server: i64,
        #[n(1)]
        dc: i32,
        #[cbor(n(2), with = "minicbor::bytes")]
        auth_key: &'a [u8],
        #[n(3)]
        api_id: i32,
        #[n(4)]
        api_hash: &'a str,
        #[n(5)]
        device_model: &'a str,
        #[n(7)]
        stage: StageForm<'a>,
        #[n(8)]
        created_at: i64,
        #[n(9)]
        language: &'a str,
        #[n(40)]
        more: [u32; 3],
    }

    #[test]
    fn fields_of_later_readers_are_skipped_and_absent_ones_are_none() {
        let later = Later {
            server: 7,
            dc: 4,
            auth_key: &[1; 256],
            api_id: 9,
            api_hash: "hash",
            device_model: "model",
            stage: StageForm::PasswordNeeded,
            created_at: 0,
            language: "en",
            more: [1, 2, 3],
        };
        let mut payload = vec![VERSION];
        minicbor::encode(later, &mut payload).unwrap();
        let session = Session::decode(&payload).unwrap();
        assert_eq!((session.server, session.dc, session.account), (7, 4, None));
        assert!(matches!(session.stage, Stage::PasswordNeeded));
    }
}
