//! The dialog list.

use grammers_tl_types::functions::messages as functions;
use grammers_tl_types::{enums, types};

use crate::sandbox::functions::call::{Answer, Call};
use crate::sandbox::functions::row::rows;
use crate::sandbox::functions::updates;
use crate::sandbox::read::unsupported;
use crate::sandbox::show::dialogs;
use crate::sandbox::show::dialogs::Dialogs;
use crate::sandbox::world::chats::dialogs::DialogPage;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::people::peer::Peer;

rows! {
    functions::GetDialogs => get_dialogs, User;
    functions::GetPeerDialogs => get_peer_dialogs, User;
    functions::GetPinnedDialogs => get_pinned_dialogs, User;
    functions::ToggleDialogPin => toggle_dialog_pin, User;
    functions::ReorderPinnedDialogs => reorder_pinned_dialogs, User;
    functions::MarkDialogUnread => mark_dialog_unread, User;
    functions::GetDialogFilters => get_dialog_filters, User;
}

/// Maximum results per call.
const MAX_RESULTS: i32 = 100;

/// Results per call if the request has no limit.
const DEFAULT_LIMIT: i32 = 20;

pub fn get_dialogs(call: &mut Call, request: functions::GetDialogs) -> Answer<functions::GetDialogs> {
    check_folder(request.folder_id)?;
    let offset_peer = match &request.offset_peer {
        enums::InputPeer::Empty => None,
        peer => Some(call.peer(peer).map_err(|_| bad("OFFSET_PEER_ID_INVALID"))?),
    };
    let limit = if request.limit > 0 { request.limit.min(MAX_RESULTS) } else { DEFAULT_LIMIT };
    let page = DialogPage {
        exclude_pinned: request.exclude_pinned,
        folder: request.folder_id,
        offset_date: request.offset_date,
        offset_id: request.offset_id,
        offset_peer,
        limit: limit as usize,
        range: call.range,
    };
    let found = call.world.list_dialogs(call.me, page);
    let (world, me) = (&*call.world, call.me);
    let Dialogs { dialogs, messages, mentioned } = dialogs::dialogs(world, me, &found.peers);
    let (users, chats) = (mentioned.users(world, me), mentioned.chats(world, me));
    Ok(if found.whole {
        types::messages::Dialogs { dialogs, messages, chats, users }.into()
    } else {
        types::messages::DialogsSlice { count: found.total as i32, dialogs, messages, chats, users }.into()
    })
}

pub fn get_peer_dialogs(
    call: &mut Call,
    request: functions::GetPeerDialogs,
) -> Answer<functions::GetPeerDialogs> {
    let peers = request.peers.iter().map(|named| self::named(call, named)).collect::<Result<Vec<_>, _>>()?;
    Ok(peer_dialogs(call, &peers))
}

pub fn get_pinned_dialogs(
    call: &mut Call,
    request: functions::GetPinnedDialogs,
) -> Answer<functions::GetPinnedDialogs> {
    check_folder(Some(request.folder_id))?;
    let pinned = call.world.pinned_dialogs(call.me, request.folder_id);
    Ok(peer_dialogs(call, &pinned))
}

pub fn toggle_dialog_pin(
    call: &mut Call,
    request: functions::ToggleDialogPin,
) -> Answer<functions::ToggleDialogPin> {
    let chat = named(call, &request.peer)?;
    call.world.pin_dialog(call.me, chat, request.pinned)?;
    Ok(true)
}

pub fn reorder_pinned_dialogs(
    call: &mut Call,
    request: functions::ReorderPinnedDialogs,
) -> Answer<functions::ReorderPinnedDialogs> {
    check_folder(Some(request.folder_id))?;
    let order = request.order.iter().map(|named| self::named(call, named)).collect::<Result<Vec<_>, _>>()?;
    call.world.order_pinned(call.me, request.folder_id, order, request.force)?;
    Ok(true)
}

pub fn mark_dialog_unread(
    call: &mut Call,
    request: functions::MarkDialogUnread,
) -> Answer<functions::MarkDialogUnread> {
    let chat = named(call, &request.peer)?;
    call.world.mark_dialog(call.me, chat, request.unread)?;
    Ok(true)
}

fn named(call: &Call, named: &enums::InputDialogPeer) -> Result<Peer, Refusal> {
    match named {
        enums::InputDialogPeer::Peer(named) => call.peer(&named.peer),
        enums::InputDialogPeer::Folder(_) => Err(unsupported::not_implemented("inputDialogPeerFolder")),
        enums::InputDialogPeer::Community(_) => Err(unsupported::not_implemented("inputDialogPeerCommunity")),
    }
}

/// The sandbox has no custom folders, only the default one.
pub fn get_dialog_filters(
    _: &mut Call,
    _: functions::GetDialogFilters,
) -> Answer<functions::GetDialogFilters> {
    let filters = vec![enums::DialogFilter::Default];
    Ok(types::messages::DialogFilters { tags_enabled: false, filters }.into())
}

fn peer_dialogs(call: &Call, peers: &[Peer]) -> enums::messages::PeerDialogs {
    let (world, me) = (&*call.world, call.me);
    let Dialogs { dialogs, messages, mentioned } = dialogs::dialogs(world, me, peers);
    let (users, chats) = (mentioned.users(world, me), mentioned.chats(world, me));
    types::messages::PeerDialogs { dialogs, messages, chats, users, state: updates::state(call) }.into()
}

/// 0 is the main list, 1 the archive.
fn check_folder(folder: Option<i32>) -> Result<(), Refusal> {
    if matches!(folder, None | Some(0 | 1)) { Ok(()) } else { Err(bad("FOLDER_ID_INVALID")) }
}
