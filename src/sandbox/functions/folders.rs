//! `folders.*`: the archive.

use grammers_tl_types::{enums, functions::folders as functions};

use super::table::rows;
use super::{Answer, Call};
use crate::sandbox::read::input;
use crate::sandbox::show::events;

rows! {
    functions::EditPeerFolders => edit_peer_folders, User;
}

fn edit_peer_folders(
    call: &mut Call,
    asked: functions::EditPeerFolders,
) -> Answer<functions::EditPeerFolders> {
    let named = asked.folder_peers.iter().map(|enums::InputFolderPeer::Peer(named)| {
        input::peer(call, &named.peer).map(|peer| (peer, named.folder_id))
    });
    let chats = named.collect::<Result<Vec<_>, _>>()?;
    call.world.move_to_folders(call.me, chats)?;
    Ok(events::own(call, Vec::new()))
}
