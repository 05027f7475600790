//! The table of all methods, in the order of the published schema.

use std::sync::Arc;

use super::{
    access, account, auth, bots, chats, contacts, daemon, groups, media, messages, session, telegram, updates,
};
use crate::api::call::{Call, Daemon};
use crate::api::types::formats;
use crate::policy::Policy;
use crate::rpc::openrpc::Supplement;
use crate::rpc::{Catalog, Marks, Table};

/// What the document has beside the methods.
const SUPPLEMENT: Supplement = Supplement {
    examples: include_str!("../../schema/examples.json"),
    notifications: &[updates::subscribe::EVENT],
};

/// All methods.
pub fn catalog(daemon: Arc<Daemon>) -> Catalog {
    let callee = daemon.clone();
    let mut table = Table::new(move |call| Call::admit(callee.clone(), call)).with_formats(formats::FORMATS);

    table.add(Marks::FREE_READ, daemon::discover);
    table.add(Marks::FREE_READ, daemon::info);
    table.add(Marks::FREE_READ, daemon::ping);
    table.add(Marks::FREE_READ, daemon::stats);
    table.add(Marks::FREE_WRITE, daemon::initialize);
    table.add(Marks::FREE_WRITE, daemon::shutdown);

    table.add(Marks::READ.without_telegram(), session::attach);
    table.add(Marks::READ.without_telegram(), session::detach);
    table.add(Marks::READ.without_telegram(), session::inspect);
    table.add(Marks::READ.without_telegram(), session::renew);
    table.add(Marks::READ, session::refresh);
    table.add(Marks::READ.without_telegram(), session::restrict::restrict);
    table.add(Marks::FREE_WRITE.with_telegram(), session::foreign::import);
    table.add(Marks::READ.exports().without_telegram(), session::foreign::export);

    table.add(Marks::FREE_WRITE.with_telegram(), auth::code::send_code);
    table.add(Marks::WRITE, auth::code::resend_code);
    table.add(Marks::WRITE, auth::code::cancel_code);
    table.add(Marks::WRITE, auth::sign_in::sign_in);
    table.add(Marks::WRITE, auth::sign_in::check_password);
    table.add(Marks::WRITE, auth::recovery::request);
    table.add(Marks::WRITE, auth::recovery::recover);
    table.add(Marks::FREE_WRITE.with_telegram(), auth::sign_in::sign_in_bot);
    table.add(Marks::FREE_WRITE.with_telegram(), auth::qr::start);
    table.add(Marks::WRITE.long_poll(), auth::qr::poll);
    table.add(Marks::READ, auth::status::status);
    table.add(Marks::WRITE.changes_account().grave(), auth::status::log_out);

    table.add(Marks::READ, account::me);
    table.add(Marks::READ.user_only(), account::password::state);
    table.add(Marks::WRITE.user_only().changes_account().grave(), account::password::set);
    table.add(Marks::WRITE.user_only().changes_account().grave(), account::password::confirm_email);
    table.add(Marks::WRITE.user_only().changes_account().grave(), account::password::remove);
    table.add(Marks::READ, account::limits::limits);
    table.add(Marks::WRITE, account::login_email::send_verify_email_code);
    table.add(Marks::WRITE, account::login_email::verify_email);
    table.add(Marks::READ.user_only(), account::authorizations::list);
    table.add(Marks::WRITE.user_only().changes_account().grave(), account::authorizations::revoke);
    table.add(Marks::WRITE.user_only().changes_account().grave(), account::authorizations::revoke_others);
    table.add(Marks::WRITE.user_only().changes_account(), account::update::update);

    table.add(Marks::READ.user_only(), chats::list::list);
    table.add(Marks::READ, chats::get::get);
    table.add(Marks::WRITE.user_only(), chats::mark_read::mark_read);
    table.add(Marks::WRITE, chats::typing::set_typing);
    table.add(Marks::WRITE.user_only(), chats::archive::archive);
    table.add(Marks::WRITE.user_only(), chats::archive::unarchive);
    table.add(Marks::WRITE.user_only(), chats::mute::mute);
    table.add(Marks::WRITE.user_only(), chats::mute::unmute);

    table.add(Marks::WRITE, messages::send::send);
    table.add(Marks::WRITE.unhurried(), messages::send_file::send_file);
    table.add(Marks::WRITE.unhurried(), messages::send_album::send_album);
    table.add(Marks::WRITE, messages::edit::edit);
    table.add(Marks::WRITE, messages::delete::delete);
    table.add(Marks::WRITE, messages::forward::forward);
    table.add(Marks::READ.user_only(), messages::history::history);
    table.add(Marks::WRITE.user_only(), messages::click::click);
    table.add(Marks::READ.user_only(), messages::search::search);
    table.add(Marks::READ, messages::get::get);
    table.add(Marks::WRITE, messages::pin::pin);
    table.add(Marks::WRITE, messages::pin::unpin);
    table.add(Marks::WRITE, messages::react::react);
    table.add(Marks::WRITE, messages::send_poll::send_poll);
    table.add(Marks::WRITE, messages::close_poll::close_poll);
    table.add(Marks::WRITE.user_only(), messages::vote::vote);
    table.add(Marks::READ.user_only(), messages::scheduled::scheduled);
    table.add(Marks::WRITE.user_only(), messages::scheduled::send_scheduled);
    table.add(Marks::WRITE.user_only(), messages::scheduled::delete_scheduled);

    table.add(Marks::READ.unhurried(), media::download::download);
    table.add(Marks::WRITE.unhurried(), media::upload::upload);

    table.add(Marks::WRITE.user_only(), groups::join::join);
    table.add(Marks::READ.user_only(), groups::check_invite::check_invite);
    table.add(Marks::WRITE, groups::leave::leave);
    table.add(Marks::WRITE.user_only().beyond_chats(), groups::create::create);
    table.add(Marks::WRITE.unhurried(), groups::edit::edit);
    table.add(Marks::READ, groups::members::members);
    table.add(Marks::WRITE.user_only(), groups::add_members::add_members);
    table.add(Marks::WRITE, groups::bans::ban);
    table.add(Marks::WRITE, groups::bans::unban);
    table.add(Marks::WRITE, groups::bans::restrict);
    table.add(Marks::WRITE, groups::admins::promote);
    table.add(Marks::WRITE, groups::admins::demote);
    table.add(Marks::WRITE, groups::invites::create_invite);
    table.add(Marks::READ.user_only(), groups::invites::invites);
    table.add(Marks::WRITE, groups::invites::revoke_invite);
    table.add(Marks::READ.user_only(), groups::requests::join_requests);
    table.add(Marks::WRITE, groups::requests::approve_request);
    table.add(Marks::WRITE, groups::requests::decline_request);
    table.add(Marks::READ.user_only(), groups::topics::topics);

    table.add(Marks::READ.user_only(), contacts::list::list);
    table.add(Marks::WRITE.user_only().changes_account(), contacts::add::add);
    table.add(Marks::WRITE.user_only().changes_account(), contacts::delete::delete);
    table.add(Marks::READ.user_only(), contacts::search::search);
    table.add(Marks::WRITE.user_only().changes_account(), contacts::block::block);
    table.add(Marks::WRITE.user_only().changes_account(), contacts::block::unblock);
    table.add(Marks::READ.user_only(), contacts::block::blocked);

    table.add(Marks::WRITE.bot_only(), bots::answer_callback::answer_callback);
    table.add(Marks::WRITE.bot_only().beyond_chats(), bots::answer_inline::answer_inline);
    table.add(Marks::WRITE.bot_only().changes_account(), bots::set_commands::set_commands);

    table.add(Marks::READ, updates::subscribe::subscribe);
    table.add(Marks::FREE_READ, updates::subscribe::unsubscribe);
    table.add(Marks::READ.long_poll(), updates::poll::poll);

    table.add(Marks::WRITE.judged_within().beyond_chats().beyond_files(), telegram::invoke);
    table.add(Marks::FREE_READ, telegram::describe);

    table.finish().supplemented(SUPPLEMENT)
}

/// Blocks the methods that the daemon's policy denies.
pub fn ruled(catalog: Catalog, policy: Policy) -> Catalog {
    catalog.guarded(move |row| policy.judge(access::methods::method(row.name, row.marks)))
}
