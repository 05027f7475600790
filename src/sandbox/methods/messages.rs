//! `messages.*`: what is written, and where.

use grammers_tl_types::functions::messages as functions;

use super::table::rows;

pub mod chats;
pub mod dialogs;
pub mod history;
pub mod sending;
pub mod showing;

rows! {
    functions::GetDialogs => dialogs::get_dialogs, User;
    functions::GetPeerDialogs => dialogs::get_peer_dialogs, User;
    functions::GetPinnedDialogs => dialogs::get_pinned_dialogs, User;
    functions::GetDialogFilters => dialogs::get_dialog_filters, User;
    functions::GetChats => chats::get_chats, Account;
    functions::GetFullChat => chats::get_full_chat, Account;
    functions::CheckChatInvite => chats::check_chat_invite, User;
    functions::ImportChatInvite => chats::import_chat_invite, User;
    functions::GetHistory => history::get_history, User;
    functions::GetMessages => history::get_messages, Account;
    functions::ReadHistory => history::read_history, User;
    functions::SendMessage => sending::send_message, Account;
    functions::SendMedia => showing::send_media, Account;
    functions::SendMultiMedia => showing::send_multi_media, Account;
    functions::UploadMedia => showing::upload_media, Account;
    functions::SetTyping => sending::set_typing, Account;
}
