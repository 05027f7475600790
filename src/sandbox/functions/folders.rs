//! `folders.*`: the archive.

use grammers_tl_types::enums;
use grammers_tl_types::functions::folders as functions;

use super::call::{Answer, Call};
use super::row::rows;
use crate::sandbox::show::updates;

rows! {
    functions::EditPeerFolders => edit_peer_folders, User;
}

fn edit_peer_folders(
    call: &mut Call,
    request: functions::EditPeerFolders,
) -> Answer<functions::EditPeerFolders> {
    let named = request.folder_peers.iter().map(|enums::InputFolderPeer::Peer(named)| {
        call.peer(&named.peer).map(|peer| (peer, named.folder_id))
    });
    let chats = named.collect::<Result<Vec<_>, _>>()?;
    call.world.move_to_folders(call.me, chats)?;
    Ok(updates::own(call.world, call.me, Vec::new()))
}
