//! What a session string holds.

mod restrictions;

use std::sync::Arc;

use jiff::Timestamp;
use minicbor::{Decode, Encode};
use zeroize::Zeroizing;

use crate::secret::{Secret, SecretBytes};
use crate::session::{Family, Invalid};

pub use restrictions::{Purpose, Quota, Restrictions};

/// One login, or one on its way.
#[derive(Clone, Debug)]
pub struct Session {
    /// The name of the server that the login was made on: `production`, `test`, or a custom server's own.
    pub server: String,
    /// The home DC, which `auth_key` belongs to.
    pub dc: i32,
    pub auth_key: SecretBytes<256>,
    pub api_id: i32,
    pub api_hash: Secret,
    pub client: Client,
    /// Known once signed in.
    pub account: Option<Account>,
    pub stage: Stage,
    /// Sealed to the second.
    pub created_at: Timestamp,
    pub learned: Learned,
    /// What it may not do, if it was narrowed.
    pub restrictions: Option<Arc<Restrictions>>,
}

/// What the program that logged in tells Telegram about itself, as the fields of
/// [`initConnection`](https://core.telegram.org/method/initConnection).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// The name under which Telegram lists the login.
    pub device_model: String,
    pub system_version: String,
    pub app_version: String,
    pub system_lang_code: String,
    pub lang_pack: String,
    pub lang_code: String,
}

impl Default for Client {
    /// This program on this machine.
    fn default() -> Self {
        let system = rustix::system::uname();
        let (name, release) = (system.sysname().to_string_lossy(), system.release().to_string_lossy());
        Self {
            device_model: "Telewire".to_owned(),
            system_version: format!("{name} {release}"),
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
            system_lang_code: "en".to_owned(),
            lang_pack: String::new(),
            lang_code: "en".to_owned(),
        }
    }
}

/// What it cost requests to find out, kept so that the next process need not ask again. A login works without it.
#[derive(Clone, Debug, Default)]
pub struct Learned {
    /// What the home DC's key is used over.
    pub family: Option<Family>,
    pub keys: Vec<DcKey>,
    /// The newest first.
    pub names: Vec<Name>,
}

/// The auth key that another DC knows the login by.
#[derive(Clone, Debug)]
pub struct DcKey {
    pub dc: i32,
    pub key: SecretBytes<256>,
    /// What it is used over.
    pub family: Option<Family>,
}

/// A public username and whose it was when Telegram was last asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Lower case, without `@`.
    pub name: String,
    /// The id of a user, or, marked as in the Bot API, of a channel or supergroup.
    pub id: i64,
    pub access_hash: i64,
    /// To the second.
    pub resolved_at: Timestamp,
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

/// The first byte of a payload with restrictions, which an older reader must not overlook.
const RESTRICTED: u8 = 2;

/// Payloads are padded to a multiple of this. The seal hides what is written but not how much, and the length would
/// tell whether a login is finished and how long its phone number is, which is nearly its country. Every usual payload of
/// a login on its way fits one block, so that all of them look alike; only very long client fields give themselves away.
const BLOCK: usize = 496;

/// The longest payload that still makes a session string of 4,096 characters. What was learned goes in as far as it fits.
const MAX_PAYLOAD: usize = 6 * BLOCK;

impl Session {
    /// The payload: version, CBOR (RFC 8949), zeros up to the next block.
    pub(super) fn encode(&self) -> Zeroizing<Vec<u8>> {
        let mut payload = self.unpadded();
        let padded = payload.len().next_multiple_of(BLOCK);
        payload.resize(padded, 0);
        payload
    }

    fn unpadded(&self) -> Zeroizing<Vec<u8>> {
        // The room is there from the start, since a vector that grows leaves unwiped copies behind: numbers and the
        // auth key need less than one block, and padding less than another.
        let texts = self.texts_len();
        let mut payload = Zeroizing::new(Vec::with_capacity(2 * BLOCK + texts + self.extras_len()));
        payload.push(if self.restrictions.is_some() { RESTRICTED } else { VERSION });
        minicbor::encode(Form::from(self), &mut *payload).expect("a vector takes all that is written to it");
        payload
    }

    pub(super) fn decode(payload: &[u8]) -> Result<Self, Invalid> {
        match payload.split_first() {
            Some((&(VERSION | RESTRICTED), cbor)) => {
                minicbor::decode::<Form>(cbor).map_err(|_| Invalid::Malformed)?.into_session()
            }
            Some((&version, _)) if version > RESTRICTED => Err(Invalid::NewerVersion),
            _ => Err(Invalid::Malformed),
        }
    }
}

impl Session {
    /// The bytes of all texts but those that were learned.
    fn texts_len(&self) -> usize {
        let client = &self.client;
        let texts = [
            &self.server,
            &client.device_model,
            &client.system_version,
            &client.app_version,
            &client.system_lang_code,
            &client.lang_pack,
            &client.lang_code,
        ];
        let texts: usize = texts.iter().map(|text| text.len()).sum();
        texts + self.api_hash.expose().len() + self.stage.texts_len()
    }

    /// The most bytes that what was learned and the restrictions take.
    fn extras_len(&self) -> usize {
        self.learned.len() + self.restrictions.as_ref().map_or(0, |restrictions| restrictions.len())
    }

    /// Whether it makes a session string of at most 4,096 characters.
    pub fn fits(&self) -> bool {
        self.unpadded().len() <= MAX_PAYLOAD
    }

    /// The same with as much of what was learned as fits in a session string of 4,096 characters: all keys of other DCs
    /// first, and then the newest names.
    #[must_use]
    pub fn with_learned(self, mut learned: Learned) -> Self {
        let family = learned.family;
        let bare = Self { learned: Learned { family, ..Learned::default() }, ..self };
        let mut room = MAX_PAYLOAD.saturating_sub(bare.unpadded().len());
        learned.keys.retain(|_| take_room(&mut room, DC_KEY_LEN));
        learned.names.sort_by_key(|name| std::cmp::Reverse(name.resolved_at));
        learned.names.truncate(Learned::MAX_NAMES);
        learned.names.retain(|name| take_room(&mut room, name.len()));
        Self { learned, ..bare }
    }
}

/// Takes so many bytes of the room that is left, if there are as many.
fn take_room(room: &mut usize, bytes: usize) -> bool {
    match room.checked_sub(bytes) {
        Some(left) => {
            *room = left;
            true
        }
        None => false,
    }
}

/// The most bytes that one DC's key takes.
const DC_KEY_LEN: usize = 272;

impl Learned {
    /// The most names that a session string holds.
    pub const MAX_NAMES: usize = 64;

    /// Whether it has something that the other has not: a name, its newer owner, a key, or its family.
    pub fn is_more_than(&self, other: &Self) -> bool {
        let key_is_new = |known: &DcKey| {
            let same = |other: &DcKey| other.dc == known.dc && other.key.expose() == known.key.expose();
            !other.keys.iter().any(same)
        };
        let family_is_new = self.family.is_some() && other.family.is_none();
        family_is_new
            || self.keys.iter().any(key_is_new)
            || self.names.iter().any(|name| !other.names.contains(name))
    }

    /// The most bytes that it takes.
    fn len(&self) -> usize {
        self.keys.len() * DC_KEY_LEN + self.names.iter().map(Name::len).sum::<usize>()
    }
}

impl Name {
    /// The most bytes that it takes: two numbers of 9, a date of 5, and 3 for what holds them together.
    fn len(&self) -> usize {
        self.name.len() + 26
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
    #[b(0)]
    server: &'a str,
    #[n(1)]
    dc: i32,
    #[cbor(b(2), with = "minicbor::bytes")]
    auth_key: &'a [u8],
    #[n(3)]
    api_id: i32,
    #[b(4)]
    api_hash: &'a str,
    #[b(5)]
    client: ClientForm<'a>,
    #[n(6)]
    account: Option<AccountForm>,
    #[b(7)]
    stage: StageForm<'a>,
    /// Unix time in seconds.
    #[n(8)]
    created_at: i64,
    #[b(9)]
    keys: Option<Vec<DcKeyForm<'a>>>,
    #[b(10)]
    names: Option<Vec<NameForm<'a>>>,
    /// 4 or 6.
    #[n(11)]
    family: Option<u8>,
    #[b(12)]
    restrictions: Option<restrictions::Form<'a>>,
}

#[derive(Encode, Decode)]
#[cbor(map)]
struct ClientForm<'a> {
    #[b(0)]
    device_model: &'a str,
    #[b(1)]
    system_version: &'a str,
    #[b(2)]
    app_version: &'a str,
    #[b(3)]
    system_lang_code: &'a str,
    #[b(4)]
    lang_pack: &'a str,
    #[b(5)]
    lang_code: &'a str,
}

#[derive(Encode, Decode)]
struct DcKeyForm<'a> {
    #[n(0)]
    dc: i32,
    #[cbor(b(1), with = "minicbor::bytes")]
    key: &'a [u8],
    /// 4 or 6.
    #[n(2)]
    family: Option<u8>,
}

#[derive(Encode, Decode)]
struct NameForm<'a> {
    #[b(0)]
    name: &'a str,
    #[n(1)]
    id: i64,
    #[n(2)]
    access_hash: i64,
    /// Unix time in seconds.
    #[n(3)]
    resolved_at: i64,
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
            server: &session.server,
            dc: session.dc,
            auth_key: session.auth_key.expose(),
            api_id: session.api_id,
            api_hash: session.api_hash.expose(),
            client: ClientForm {
                device_model: &session.client.device_model,
                system_version: &session.client.system_version,
                app_version: &session.client.app_version,
                system_lang_code: &session.client.system_lang_code,
                lang_pack: &session.client.lang_pack,
                lang_code: &session.client.lang_code,
            },
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
            keys: some(
                session
                    .learned
                    .keys
                    .iter()
                    .map(|known| DcKeyForm {
                        dc: known.dc,
                        key: known.key.expose(),
                        family: known.family.map(Family::number),
                    })
                    .collect(),
            ),
            names: some(
                session
                    .learned
                    .names
                    .iter()
                    .map(|known| NameForm {
                        name: &known.name,
                        id: known.id,
                        access_hash: known.access_hash,
                        resolved_at: known.resolved_at.as_second(),
                    })
                    .collect(),
            ),
            family: session.learned.family.map(Family::number),
            restrictions: session.restrictions.as_deref().map(restrictions::Form::from),
        }
    }
}

/// A list that is written only if there is something in it.
fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    Some(list).filter(|list| !list.is_empty())
}

fn auth_key(bytes: &[u8]) -> Result<SecretBytes<256>, Invalid> {
    let mut key: [u8; 256] = bytes.try_into().map_err(|_| Invalid::Malformed)?;
    Ok(SecretBytes::new(&mut key))
}

fn moment(seconds: i64) -> Result<Timestamp, Invalid> {
    Timestamp::from_second(seconds).map_err(|_| Invalid::Malformed)
}

impl DcKeyForm<'_> {
    fn into_key(self) -> Result<DcKey, Invalid> {
        let family = self.family.and_then(Family::from_number);
        Ok(DcKey { dc: self.dc, key: auth_key(self.key)?, family })
    }
}

impl NameForm<'_> {
    fn into_name(self) -> Result<Name, Invalid> {
        let Self { name, id, access_hash, resolved_at } = self;
        Ok(Name { name: name.to_owned(), id, access_hash, resolved_at: moment(resolved_at)? })
    }
}

impl ClientForm<'_> {
    fn into_client(self) -> Client {
        Client {
            device_model: self.device_model.to_owned(),
            system_version: self.system_version.to_owned(),
            app_version: self.app_version.to_owned(),
            system_lang_code: self.system_lang_code.to_owned(),
            lang_pack: self.lang_pack.to_owned(),
            lang_code: self.lang_code.to_owned(),
        }
    }
}

impl Form<'_> {
    fn into_session(self) -> Result<Session, Invalid> {
        let keys = self.keys.unwrap_or_default().into_iter().map(DcKeyForm::into_key);
        let names = self.names.unwrap_or_default().into_iter().map(NameForm::into_name);
        Ok(Session {
            server: self.server.to_owned(),
            dc: self.dc,
            auth_key: auth_key(self.auth_key)?,
            api_id: self.api_id,
            api_hash: Secret::new(self.api_hash),
            client: self.client.into_client(),
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
                    expires_at: moment(shown.expires_at)?,
                }),
                StageForm::PasswordNeeded => Stage::PasswordNeeded,
                StageForm::SignedIn => Stage::SignedIn,
            },
            created_at: moment(self.created_at)?,
            learned: Learned {
                family: self.family.and_then(Family::from_number),
                keys: keys.collect::<Result<_, _>>()?,
                names: names.collect::<Result<_, _>>()?,
            },
            restrictions: self.restrictions.map(|form| Arc::new(form.into_restrictions())),
        })
    }
}

#[cfg(test)]
pub(super) mod tests {
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
}
