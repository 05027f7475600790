//! Albums: separate messages that share a number and are shown together
//! (https://core.telegram.org/api/files#albums-grouped-media).

use super::draft::Draft;
use super::index::{MessageKind, kind};
use super::message::Media;
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::people::peer::Peer;

/// Maximum messages in one album.
const MAX_ALBUM: usize = 10;

/// Media that may be in an album together (https://core.telegram.org/bots/api#sendmediagroup).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    PhotosAndVideos,
    Music,
    Documents,
}

/// Returns `None` for media that can't be in an album: animations, stickers, voice and video messages.
fn group(media: &Media) -> Option<Group> {
    match kind(media)? {
        MessageKind::Photo | MessageKind::Video => Some(Group::PhotosAndVideos),
        MessageKind::Music => Some(Group::Music),
        MessageKind::Document => Some(Group::Documents),
        _ => None,
    }
}

/// Checks the number of messages in an album. Some clients send albums of one.
pub fn check_album_size(size: usize) -> Result<(), Refusal> {
    match size {
        0 => Err(bad("MEDIA_EMPTY")),
        1..=MAX_ALBUM => Ok(()),
        _ => Err(bad("MULTI_MEDIA_TOO_LONG")),
    }
}

/// Checks that drafts can form an album.
pub(in crate::sandbox::world) fn check_album(drafts: &[Draft]) -> Result<(), Refusal> {
    check_album_size(drafts.len())?;
    let mut groups = drafts.iter().map(|draft| draft.media.as_ref().and_then(group));
    let first = groups.next().flatten();
    if first.is_none() || groups.any(|group| group != first) {
        return Err(bad("MEDIA_INVALID"));
    }
    Ok(())
}

impl World {
    /// Returns the album that a message is in.
    pub fn album(&self, twin: u64) -> Option<i64> {
        self.albums.get(&twin).copied()
    }

    /// Groups messages into a new album.
    pub fn group(&mut self, author: i64, chat: Peer, ids: &[i32]) {
        let album = self.random() & i64::MAX;
        self.put_in_album(author, chat, ids, album);
    }

    /// Adds messages to an album.
    pub(in crate::sandbox::world) fn put_in_album(
        &mut self,
        author: i64,
        chat: Peer,
        ids: &[i32],
        album: i64,
    ) {
        let mailbox = self.mailbox_of(author, chat);
        let twins: Vec<u64> = ids.iter().filter_map(|id| Some(mailbox.message(*id)?.twin)).collect();
        self.albums.extend(twins.into_iter().map(|twin| (twin, album)));
    }
}
