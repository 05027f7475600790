//! `messages.*`: what is written, and where.

use grammers_tl_types::functions::messages as functions;

use super::table::rows;
use super::takeout;

pub mod changing;
pub mod chats;
pub mod dialogs;
pub mod forwarding;
pub mod groups;
pub mod history;
pub mod links;
pub mod pinning;
pub mod reacting;
pub mod scheduling;
pub mod search;
pub mod sending;
pub mod showing;

rows! {
    functions::GetDialogs => dialogs::get_dialogs, User;
    functions::GetPeerDialogs => dialogs::get_peer_dialogs, User;
    functions::GetPinnedDialogs => dialogs::get_pinned_dialogs, User;
    functions::ToggleDialogPin => dialogs::toggle_dialog_pin, User;
    functions::MarkDialogUnread => dialogs::mark_dialog_unread, User;
    functions::GetDialogFilters => dialogs::get_dialog_filters, User;
    functions::GetChats => chats::get_chats, Account;
    functions::GetFullChat => chats::get_full_chat, Account;
    functions::CreateChat => groups::create_chat, User;
    functions::AddChatUser => groups::add_chat_user, User;
    functions::DeleteChatUser => groups::delete_chat_user, Account;
    functions::DeleteChat => groups::delete_chat, User;
    functions::EditChatTitle => groups::edit_chat_title, Account;
    functions::EditChatAbout => groups::edit_chat_about, Account;
    functions::EditChatAdmin => groups::edit_chat_admin, User;
    functions::EditChatDefaultBannedRights => groups::edit_chat_default_banned_rights, Account;
    functions::CheckChatInvite => chats::check_chat_invite, User;
    functions::ImportChatInvite => chats::import_chat_invite, User;
    functions::MigrateChat => groups::migrate_chat, User;
    functions::ExportChatInvite => links::export_chat_invite, Account;
    functions::GetExportedChatInvites => links::get_exported_chat_invites, User;
    functions::GetExportedChatInvite => links::get_exported_chat_invite, User;
    functions::EditExportedChatInvite => links::edit_exported_chat_invite, Account;
    functions::DeleteExportedChatInvite => links::delete_exported_chat_invite, User;
    functions::DeleteRevokedExportedChatInvites => links::delete_revoked_exported_chat_invites, User;
    functions::GetChatInviteImporters => links::get_chat_invite_importers, User;
    functions::HideChatJoinRequest => links::hide_chat_join_request, Account;
    functions::HideAllChatJoinRequests => links::hide_all_chat_join_requests, User;
    functions::GetHistory => history::get_history, User;
    functions::GetMessages => history::get_messages, Account;
    functions::Search => search::search, User;
    functions::SearchGlobal => search::search_global, User;
    functions::GetSearchCounters => search::get_search_counters, User;
    functions::GetSplitRanges => takeout::get_split_ranges, User;
    functions::UpdatePinnedMessage => pinning::update_pinned_message, Account;
    functions::UnpinAllMessages => pinning::unpin_all_messages, Account;
    functions::SendReaction => reacting::send_reaction, Account;
    functions::GetMessagesReactions => reacting::get_messages_reactions, User;
    functions::GetMessageReactionsList => reacting::get_message_reactions_list, User;
    functions::GetScheduledHistory => scheduling::get_scheduled_history, User;
    functions::GetScheduledMessages => scheduling::get_scheduled_messages, User;
    functions::SendScheduledMessages => scheduling::send_scheduled_messages, User;
    functions::DeleteScheduledMessages => scheduling::delete_scheduled_messages, User;
    functions::ReadHistory => history::read_history, User;
    functions::SendMessage => sending::send_message, Account;
    functions::ForwardMessages => forwarding::forward_messages, Account;
    functions::EditMessage => changing::edit_message, Account;
    functions::DeleteMessages => changing::delete_messages, Account;
    functions::DeleteHistory => changing::delete_history, User;
    functions::SendMedia => showing::send_media, Account;
    functions::SendMultiMedia => showing::send_multi_media, Account;
    functions::UploadMedia => showing::upload_media, Account;
    functions::SetTyping => sending::set_typing, Account;
}
