//! The cursor: where delivery of an account's updates stands, as an opaque string that the client stores.
//!
//! `c1.<key id>.<base64url>` of CBOR (RFC 8949) and 16 bytes of HMAC-SHA-256 over everything before them, with a key derived
//! from the sealing key. Nothing in it is secret: it holds the server, the account, the position of each sequence and the
//! access hashes of channels.
//!
//! Its size is bounded: it holds only the [`CHANNELS`] that changed last. The others are backfilled from the date when they
//! have updates.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use hmac::{Hmac, KeyInit, Mac};
use minicbor::{Decode, Encode};
use sha2::Sha256;

use super::state::{State, Sweep};
use crate::error::{Error, Kind};
use crate::secret::SecretBytes;
use crate::session::Keyring;

const FORMAT: &str = "c1";
const PURPOSE: &str = "update cursors";
const MAC: usize = 16;

/// The most channels in a cursor.
pub const CHANNELS: usize = 64;

/// A channel's id, pts and access hash.
const CHANNEL_BYTES: usize = 8 + 4 + 8;

/// Fields that older readers can ignore need no new version.
const VERSION: u32 = 1;

/// The owner of a cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The server's identity.
    pub server: i64,
    /// The account's id, so that a cursor survives a new login.
    pub account: i64,
}

/// Why a cursor is invalid: the `reason` of `cursor_invalid`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invalid {
    Malformed,
    OtherKey,
    Tampered,
    OtherServer,
    OtherAccount,
    NewerVersion,
}

/// The CBOR form. Keys are never reused with another meaning.
#[derive(Encode, Decode)]
#[cbor(map)]
struct Form {
    #[n(0)]
    version: u32,
    #[n(1)]
    server: i64,
    #[n(2)]
    account: i64,
    #[n(3)]
    pts: i32,
    #[n(4)]
    qts: i32,
    #[n(5)]
    date: i32,
    #[n(6)]
    seq: i32,
    /// [`CHANNEL_BYTES`] each in big-endian order, the last changed first.
    #[cbor(n(7), with = "minicbor::bytes")]
    channels: Vec<u8>,
    #[n(8)]
    swept_until: Option<i64>,
    #[n(9)]
    swept_date: Option<i32>,
}

/// Makes and reads cursors.
pub struct Cursors {
    /// The id of each sealing key and the key derived from it. The first makes new cursors.
    keys: Vec<(String, SecretBytes<32>)>,
}

impl Cursors {
    pub fn new(keyring: &Keyring) -> Self {
        let ids = keyring.ids().map(|id| id.to_string());
        Self { keys: ids.zip(keyring.derive_each(PURPOSE)).collect() }
    }

    pub fn write(&self, state: &State, holder: Holder) -> String {
        let (id, key) = &self.keys[0]; // A keyring has a key.
        let mut text = format!("{FORMAT}.{id}");
        let mut channels = Vec::new();
        for (id, channel) in state.latest_channels(CHANNELS) {
            channels.extend(id.to_be_bytes());
            channels.extend(channel.pts.to_be_bytes());
            channels.extend(channel.access_hash.to_be_bytes());
        }
        let form = Form {
            version: VERSION,
            server: holder.server,
            account: holder.account,
            pts: state.pts,
            qts: state.qts,
            date: state.date,
            seq: state.seq,
            channels,
            swept_until: state.sweep.map(|sweep| sweep.until),
            swept_date: state.sweep.map(|sweep| sweep.date),
        };
        let mut content = minicbor::to_vec(form).expect("a vector takes all that is written to it");
        let mac = mac(key, &text, &content).finalize().into_bytes();
        content.extend_from_slice(&mac[..MAC]);
        text.push('.');
        BASE64URL.encode_string(content, &mut text);
        text
    }

    pub fn read(&self, text: &str, holder: Holder) -> Result<State, Invalid> {
        let (format, rest) = text.split_once('.').ok_or(Invalid::Malformed)?;
        match format {
            FORMAT => {}
            _ if is_newer(format) => return Err(Invalid::NewerVersion),
            _ => return Err(Invalid::Malformed),
        }
        let (id, content) = rest.split_once('.').ok_or(Invalid::Malformed)?;
        let mut keys = self.keys.iter().filter(|(known, _)| known == id).peekable();
        keys.peek().ok_or(Invalid::OtherKey)?;
        let content = BASE64URL.decode(content).map_err(|_| Invalid::Tampered)?;
        let (content, sum) = content.split_last_chunk::<MAC>().ok_or(Invalid::Tampered)?;
        let header = &text[..FORMAT.len() + 1 + id.len()];
        if !keys.any(|(_, key)| mac(key, header, content).verify_truncated_left(sum).is_ok()) {
            return Err(Invalid::Tampered);
        }
        let form: Form = minicbor::decode(content).map_err(|_| Invalid::NewerVersion)?;
        if form.version > VERSION {
            return Err(Invalid::NewerVersion);
        }
        if form.server != holder.server {
            return Err(Invalid::OtherServer);
        }
        if form.account != holder.account {
            return Err(Invalid::OtherAccount);
        }
        let sweep = form.swept_until.zip(form.swept_date).map(|(until, date)| Sweep { until, date });
        let Form { pts, qts, date, seq, .. } = form;
        let mut state = State { pts, qts, date, seq, sweep, ..State::default() };
        for channel in form.channels.rchunks_exact(CHANNEL_BYTES) {
            let (id, rest) = channel.split_first_chunk().ok_or(Invalid::Malformed)?;
            let (pts, rest) = rest.split_first_chunk().ok_or(Invalid::Malformed)?;
            let access_hash = rest.first_chunk().ok_or(Invalid::Malformed)?;
            let (id, pts) = (i64::from_be_bytes(*id), i32::from_be_bytes(*pts));
            state.set_channel(id, pts, i64::from_be_bytes(*access_hash));
        }
        Ok(state)
    }
}

/// `c2` and on.
fn is_newer(format: &str) -> bool {
    let number = format.strip_prefix('c').filter(|number| number.bytes().all(|digit| digit.is_ascii_digit()));
    number.and_then(|number| number.parse::<u32>().ok()).is_some_and(|number| number > 1)
}

fn mac(key: &SecretBytes<32>, header: &str, content: &[u8]) -> Hmac<Sha256> {
    let mac = Hmac::<Sha256>::new_from_slice(key.expose()).expect("HMAC takes a key of any length");
    mac.chain_update(header).chain_update(content)
}

impl Invalid {
    /// The word in the error's `data.reason`.
    pub const fn reason(self) -> &'static str {
        match self {
            Invalid::Malformed => "malformed",
            Invalid::OtherKey => "other_key",
            Invalid::Tampered => "tampered",
            Invalid::OtherServer => "other_server",
            Invalid::OtherAccount => "other_account",
            Invalid::NewerVersion => "newer_version",
        }
    }

    const fn message(self) -> &'static str {
        match self {
            Invalid::Malformed => "This is no cursor of updates",
            Invalid::OtherKey => "The cursor was made with a sealing key that this daemon does not have",
            Invalid::Tampered => "The cursor was changed or cut after it was made",
            Invalid::OtherServer => "The cursor belongs to another Telegram server than this daemon's",
            Invalid::OtherAccount => "The cursor belongs to another account",
            Invalid::NewerVersion => "The cursor was made by a newer Telewire",
        }
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Error::new(Kind::CursorInvalid, invalid.message()).with("reason", invalid.reason()).hint(
            "pass the newest `cursor` just as it came, or leave it out to begin with what comes from now on",
        )
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::state::{Move, Sequence};
    use super::*;

    const HOLDER: Holder = Holder { server: -3414540481677951611, account: 7_000_000_001 };

    fn cursors() -> (Cursors, String) {
        let key = Keyring::make_key().expose().to_owned();
        (Cursors::new(&Keyring::parse(&key).unwrap()), key)
    }

    prop_compose! {
        fn states()(pts: i32, qts: i32, date: i32, seq: i32,
            swept: Option<(i64, i32)>,
            channels in prop::collection::btree_map(1..1i64 << 40, (any::<i32>(), any::<i64>()), 0..CHANNELS)) -> State {
            let sweep = swept.map(|(until, date)| Sweep { until, date });
            let mut state = State { pts, qts, date, seq, sweep, ..State::default() };
            for (id, (pts, access_hash)) in channels {
                state.set_channel(id, pts, access_hash);
            }
            state
        }
    }

    proptest! {
        #[test]
        fn a_cursor_is_read_as_it_was_written(state in states()) {
            let (cursors, _) = cursors();
            prop_assert_eq!(cursors.read(&cursors.write(&state, HOLDER), HOLDER), Ok(state));
        }

        #[test]
        fn no_text_makes_it_panic(text in "(c1\\.[0-9a-f]{8}\\.)?[A-Za-z0-9_.-]{0,80}") {
            prop_assert!(cursors().0.read(&text, HOLDER).is_err());
        }
    }

    #[test]
    fn a_cursor_has_at_most_2_kb_and_keeps_the_channels_that_changed_last() {
        let (cursors, _) = cursors();
        let state = State { pts: i32::MAX, qts: i32::MAX, date: i32::MAX, seq: i32::MAX, ..State::default() };
        let sweep = Some(Sweep { until: i64::MAX, date: i32::MAX });
        let mut state = State { sweep, ..state };
        for id in 0..1000 {
            state.set_channel(i64::MAX - id, i32::MAX, i64::MIN);
        }
        let moves = Move { of: Sequence::Channel(i64::MAX), from: i32::MAX, to: 7 };
        state.advance(&[moves]);
        let holder = Holder { server: i64::MIN, account: i64::MAX };
        let text = cursors.write(&state, holder);
        assert!(text.len() <= 2048, "{} characters", text.len());
        let read = cursors.read(&text, holder).unwrap();
        assert_eq!(read.channels.len(), CHANNELS);
        assert_eq!(read.at(Sequence::Channel(i64::MAX)), Some(7));
        assert!((937..1000).all(|id| read.channels.contains_key(&(i64::MAX - id))));
        assert_eq!(cursors.write(&read, holder), text, "their order stays");
    }

    #[test]
    fn a_cursor_is_good_for_its_account_and_server_alone_and_in_no_other_spelling() {
        let (cursors, _) = cursors();
        let text = cursors.write(&State { pts: 9, ..State::default() }, HOLDER);
        assert_eq!(cursors.read(&text, Holder { server: 1, ..HOLDER }), Err(Invalid::OtherServer));
        assert_eq!(cursors.read(&text, Holder { account: 1, ..HOLDER }), Err(Invalid::OtherAccount));
        for at in 0..text.len() {
            let mut other = text.clone().into_bytes();
            other[at] = if other[at] == b'A' { b'B' } else { b'A' };
            assert!(cursors.read(std::str::from_utf8(&other).unwrap(), HOLDER).is_err(), "{at}");
            assert!(cursors.read(&text[..at], HOLDER).is_err(), "{at}");
        }
        assert_eq!(cursors.read("c2.00000000.AA", HOLDER), Err(Invalid::NewerVersion));
        assert_eq!(cursors.read("p1.00000000.AA", HOLDER), Err(Invalid::Malformed));
    }

    #[test]
    fn a_cursor_outlives_a_rotation_of_keys_and_not_the_loss_of_its_own() {
        let (old, key) = cursors();
        let text = old.write(&State::default(), HOLDER);
        let new = Keyring::make_key();
        let rotated = Cursors::new(&Keyring::parse(&format!("{}\n{key}", new.expose())).unwrap());
        assert_eq!(rotated.read(&text, HOLDER), Ok(State::default()));
        let other = Cursors::new(&Keyring::parse(new.expose()).unwrap());
        assert_eq!(other.read(&text, HOLDER), Err(Invalid::OtherKey));
    }
}
