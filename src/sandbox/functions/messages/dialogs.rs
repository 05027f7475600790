//! The list of chats.

use grammers_tl_types::{enums, functions::messages as functions, types};

use crate::sandbox::functions::updates::state;
use crate::sandbox::functions::{Answer, Call, RpcError, not_implemented};
use crate::sandbox::read::input;
use crate::sandbox::show::dialog::{Dialogs, dialogs};
use crate::sandbox::world::chats::dialogs::DialogPage;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::people::peer::Peer;

/// Telegram gives no more at once.
const LIMIT: i32 = 100;
/// What it gives whoever asks for none in particular.
const DEFAULT: i32 = 20;

pub fn get_dialogs(call: &mut Call, asked: functions::GetDialogs) -> Answer<functions::GetDialogs> {
    check_folder(asked.folder_id)?;
    let offset_peer = match &asked.offset_peer {
        enums::InputPeer::Empty => None,
        peer => Some(input::peer(call, peer).map_err(|_| bad("OFFSET_PEER_ID_INVALID"))?),
    };
    let limit = if asked.limit > 0 { asked.limit.min(LIMIT) } else { DEFAULT };
    let page = DialogPage {
        exclude_pinned: asked.exclude_pinned,
        folder: asked.folder_id,
        offset_date: asked.offset_date,
        offset_id: asked.offset_id,
        offset_peer,
        limit: limit as usize,
        range: call.range,
    };
    let found = call.world.list_dialogs(call.me, page);
    let (world, me) = (&*call.world, call.me);
    let Dialogs { dialogs, messages, mentioned } = dialogs(world, me, &found.peers);
    let (users, chats) = (mentioned.users(world, me), mentioned.chats(world, me));
    Ok(if found.whole {
        types::messages::Dialogs { dialogs, messages, chats, users }.into()
    } else {
        types::messages::DialogsSlice { count: found.total as i32, dialogs, messages, chats, users }.into()
    })
}

pub fn get_peer_dialogs(
    call: &mut Call,
    asked: functions::GetPeerDialogs,
) -> Answer<functions::GetPeerDialogs> {
    let peers = asked.peers.iter().map(|named| self::named(call, named)).collect::<Result<Vec<_>, _>>()?;
    Ok(peer_dialogs(call, &peers))
}

pub fn get_pinned_dialogs(
    call: &mut Call,
    asked: functions::GetPinnedDialogs,
) -> Answer<functions::GetPinnedDialogs> {
    check_folder(Some(asked.folder_id))?;
    let pinned = call.world.pinned_dialogs(call.me, asked.folder_id);
    Ok(peer_dialogs(call, &pinned))
}

pub fn toggle_dialog_pin(
    call: &mut Call,
    asked: functions::ToggleDialogPin,
) -> Answer<functions::ToggleDialogPin> {
    let chat = named(call, &asked.peer)?;
    call.world.pin_dialog(call.me, chat, asked.pinned)?;
    Ok(true)
}

pub fn reorder_pinned_dialogs(
    call: &mut Call,
    asked: functions::ReorderPinnedDialogs,
) -> Answer<functions::ReorderPinnedDialogs> {
    check_folder(Some(asked.folder_id))?;
    let order = asked.order.iter().map(|named| self::named(call, named)).collect::<Result<Vec<_>, _>>()?;
    call.world.order_pinned(call.me, asked.folder_id, order, asked.force)?;
    Ok(true)
}

pub fn mark_dialog_unread(
    call: &mut Call,
    asked: functions::MarkDialogUnread,
) -> Answer<functions::MarkDialogUnread> {
    let chat = named(call, &asked.peer)?;
    call.world.mark_dialog(call.me, chat, asked.unread)?;
    Ok(true)
}

fn named(call: &Call, named: &enums::InputDialogPeer) -> Result<Peer, RpcError> {
    match named {
        enums::InputDialogPeer::Peer(named) => input::peer(call, &named.peer),
        enums::InputDialogPeer::Folder(_) => Err(not_implemented("inputDialogPeerFolder")),
        enums::InputDialogPeer::Community(_) => Err(not_implemented("inputDialogPeerCommunity")),
    }
}

/// Nobody here has made folders of their own; the one with everything is always there.
pub fn get_dialog_filters(
    _: &mut Call,
    _: functions::GetDialogFilters,
) -> Answer<functions::GetDialogFilters> {
    let filters = vec![enums::DialogFilter::Default];
    Ok(types::messages::DialogFilters { tags_enabled: false, filters }.into())
}

fn peer_dialogs(call: &Call, peers: &[Peer]) -> enums::messages::PeerDialogs {
    let (world, me) = (&*call.world, call.me);
    let Dialogs { dialogs, messages, mentioned } = dialogs(world, me, peers);
    let (users, chats) = (mentioned.users(world, me), mentioned.chats(world, me));
    types::messages::PeerDialogs { dialogs, messages, chats, users, state: state(call) }.into()
}

/// There is the main list and the archive.
fn check_folder(folder: Option<i32>) -> Result<(), crate::sandbox::functions::RpcError> {
    if matches!(folder, None | Some(0 | 1)) { Ok(()) } else { Err(bad("FOLDER_ID_INVALID").into()) }
}
