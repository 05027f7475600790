//! The encoded length of sessions, and how much of [`Learned`] fits.

use super::{DcKey, Learned, MAX_PAYLOAD, Name, Session, Stage};

impl Session {
    /// The length of all texts, except in [`Learned`].
    pub(super) fn texts_len(&self) -> usize {
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

    /// Maximum encoded length of [`Learned`] and the restrictions.
    pub(super) fn extras_len(&self) -> usize {
        self.learned.len() + self.restrictions.as_ref().map_or(0, |restrictions| restrictions.len())
    }

    /// Whether its session string has at most 4,096 characters.
    pub fn fits(&self) -> bool {
        self.unpadded().len() <= MAX_PAYLOAD
    }

    /// Replaces [`Learned`] with as much of this one as fits in a session string of 4,096 characters: the keys of other
    /// DCs first, then the newest names.
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

/// Takes bytes out of the remaining room, if enough are left.
fn take_room(room: &mut usize, bytes: usize) -> bool {
    match room.checked_sub(bytes) {
        Some(left) => {
            *room = left;
            true
        }
        None => false,
    }
}

/// Maximum encoded length of one DC's key.
const DC_KEY_LEN: usize = 272;

impl Learned {
    /// Maximum number of names in a session string.
    pub const MAX_NAMES: usize = 64;

    /// Whether it has anything that the other lacks: a name or its newer peer, a key, or the address family.
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

    /// Maximum encoded length.
    fn len(&self) -> usize {
        self.keys.len() * DC_KEY_LEN + self.names.iter().map(Name::len).sum::<usize>()
    }
}

impl Name {
    /// Maximum encoded length: two numbers of 9, a date of 5, and an overhead of 3.
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
