//! Exports, and the ranges that they read.

use std::collections::BTreeSet;

use grammers_tl_types::{RemoteCall, Serializable, enums, functions, types};
use telewire::sandbox::functions::Caller;
use telewire::sandbox::world::people::peer::Peer;

use super::searching::search;
use super::{ANN, BOB, Telegram, history, ids, messages};

const BEGIN: functions::account::InitTakeoutSession = functions::account::InitTakeoutSession {
    contacts: true,
    message_users: true,
    message_chats: false,
    message_megagroups: false,
    message_channels: false,
    files: false,
    file_max_size: None,
};

const FINISH: functions::account::FinishTakeoutSession =
    functions::account::FinishTakeoutSession { success: true };

fn begin(telegram: &mut Telegram, caller: &Caller) -> i64 {
    let enums::account::Takeout::Takeout(begun) = telegram.call(caller, &BEGIN).expect("anyone may");
    begun.id
}

fn in_takeout<F: RemoteCall>(takeout_id: i64, query: F) -> functions::InvokeWithTakeout<F> {
    functions::InvokeWithTakeout { takeout_id, query }
}

fn in_range<F: RemoteCall>(range: &enums::MessageRange, query: F) -> functions::InvokeWithMessagesRange<F> {
    functions::InvokeWithMessagesRange { range: range.clone(), query }
}

fn split_ranges(telegram: &mut Telegram, caller: &Caller) -> Vec<enums::MessageRange> {
    telegram.call(caller, &functions::messages::GetSplitRanges {}).expect("anyone may ask")
}

/// Ann, after Bob has sent her more messages than a range has.
fn with_parts() -> (Telegram, Caller, enums::InputPeer) {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let account =
        |telegram: &Telegram, caller: &Caller| telegram.world.account_of(caller.auth_key_id).unwrap();
    let (ann_id, bob_id) = (account(&telegram, &ann), account(&telegram, &bob));
    telegram.world.say(bob_id, Peer::User(ann_id), "Ahoy", 2100).expect("he may write");
    telegram.world.take_deliveries();
    let to_bob = telegram.resolve(&ann, "bob_baker");
    (telegram, ann, to_bob)
}

#[test]
fn an_export_is_valid_until_it_is_finished() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let takeout = begin(&mut telegram, &ann);
    let me = functions::users::GetUsers { id: vec![enums::InputUser::UserSelf] };
    assert_eq!(telegram.call(&ann, &in_takeout(takeout, me.clone())).expect("it runs").len(), 1);
    assert_eq!(telegram.refusal(&ann, &in_takeout(takeout + 1, me.clone())), "400 TAKEOUT_INVALID");
    assert_eq!(telegram.refusal(&ann, &FINISH), "403 TAKEOUT_REQUIRED");
    assert!(telegram.call(&ann, &in_takeout(takeout, FINISH)).expect("it runs"));
    assert_eq!(telegram.refusal(&ann, &in_takeout(takeout, me)), "400 TAKEOUT_INVALID");
}

#[test]
fn an_export_belongs_to_its_account_and_survives_a_restart() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let takeout = begin(&mut telegram, &ann);
    let me = functions::users::GetUsers { id: vec![enums::InputUser::UserSelf] };
    assert_eq!(telegram.refusal(&bob, &in_takeout(takeout, me.clone())), "400 TAKEOUT_INVALID");
    telegram.restart();
    assert!(telegram.call(&ann, &in_takeout(takeout, me)).is_ok());
}

#[test]
fn an_export_includes_files_on_other_dcs() {
    let mut telegram = Telegram::new();
    let (ann, away) = (telegram.sign_in(ANN), telegram.connect(1));
    let takeout = begin(&mut telegram, &ann);
    let exported = telegram.call(&ann, &functions::auth::ExportAuthorization { dc_id: 1 });
    let enums::auth::ExportedAuthorization::Authorization(exported) = exported.expect("there is a DC 1");
    let import = functions::auth::ImportAuthorization { id: exported.id, bytes: exported.bytes };
    telegram.call(&away, &import).expect("it is hers");
    let location = types::InputDocumentFileLocation {
        id: 1,
        access_hash: 1,
        file_reference: Vec::new(),
        thumb_size: String::new(),
    };
    let file = functions::upload::GetFile {
        precise: false,
        cdn_supported: false,
        location: location.into(),
        offset: 0,
        limit: 4096,
    };
    // The export is valid, but there is no such file.
    assert_eq!(telegram.refusal(&away, &in_takeout(takeout, file.clone())), "400 FILE_ID_INVALID");
    assert_eq!(telegram.refusal(&away, &in_takeout(takeout + 1, file)), "400 TAKEOUT_INVALID");
}

#[test]
fn the_ranges_of_a_history_cover_it_completely() {
    let (mut telegram, ann, bob) = with_parts();
    let ranges = split_ranges(&mut telegram, &ann);
    assert_eq!(ranges.len(), 3);
    let enums::messages::Messages::Slice(whole) =
        telegram.call(&ann, &history(&bob)).expect("it may be read")
    else {
        panic!("there is more than a page")
    };
    let (mut met, mut counted) = (BTreeSet::new(), 0);
    for range in &ranges {
        let mut offset_id = 0;
        loop {
            let page = functions::messages::GetHistory { offset_id, ..history(&bob) };
            let takeout = begin(&mut telegram, &ann);
            let page = telegram.call(&ann, &in_takeout(takeout, in_range(range, page)));
            let page = page.expect("it may be read");
            if let (0, enums::messages::Messages::Slice(part)) = (offset_id, &page) {
                counted += part.count;
            }
            let page = messages(page);
            let Some(last) = page.last() else { break };
            offset_id = last.id();
            let enums::MessageRange::Range(range) = range;
            for id in ids(&page) {
                assert!((range.min_id..=range.max_id).contains(&id));
                assert!(met.insert(id), "{id} is met twice");
            }
        }
    }
    assert_eq!((met.len() as i32, counted), (whole.count, whole.count));
}

#[test]
fn a_search_in_the_ranges_finds_each_message_once() {
    let (mut telegram, ann, bob) = with_parts();
    telegram.send(&ann, &bob, "A lighthouse", 1);
    let ranges = split_ranges(&mut telegram, &ann);
    let found = |telegram: &mut Telegram, range| {
        messages(telegram.call(&ann, &in_range(range, search(&bob, "lighthouse"))).expect("it may be")).len()
    };
    let found: Vec<usize> = ranges.iter().map(|range| found(&mut telegram, range)).collect();
    assert_eq!(found, [0, 0, 1]);
}

#[test]
fn a_chat_is_listed_in_the_range_of_its_newest_message() {
    let (mut telegram, ann, bob) = with_parts();
    let listed = |telegram: &mut Telegram, range: Option<&enums::MessageRange>| {
        let dialogs = functions::messages::GetDialogs {
            exclude_pinned: false,
            folder_id: None,
            offset_date: 0,
            offset_id: 0,
            offset_peer: enums::InputPeer::Empty,
            limit: 100,
            hash: 0,
        };
        let answer = match range {
            Some(range) => telegram.call(&ann, &in_range(range, dialogs)),
            None => telegram.call(&ann, &dialogs),
        };
        let enums::messages::Dialogs::Dialogs(listed) = answer.expect("it may be read") else {
            panic!("they fit in a page")
        };
        let peer = |dialog: &enums::Dialog| match dialog {
            enums::Dialog::Dialog(dialog) => dialog.peer.clone(),
            other => panic!("{other:?} is no chat"),
        };
        listed.dialogs.iter().map(peer).collect::<Vec<_>>()
    };
    let whole = listed(&mut telegram, None);
    let ranges = split_ranges(&mut telegram, &ann);
    let parts: Vec<Vec<enums::Peer>> =
        ranges.iter().map(|range| listed(&mut telegram, Some(range))).collect();
    let enums::InputPeer::User(bob) = bob else { panic!("he is a person") };
    assert!(parts[2].contains(&types::PeerUser { user_id: bob.user_id }.into()));
    assert!(!parts[0].contains(&types::PeerUser { user_id: bob.user_id }.into()));
    assert_eq!(parts.concat().len(), whole.len());
}

#[test]
fn a_wrapper_without_a_function_is_rejected() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let takeout = begin(&mut telegram, &ann);
    let nested = in_takeout(takeout, in_takeout(takeout, functions::messages::GetSplitRanges {}));
    assert_eq!(telegram.refusal(&ann, &nested), "400 METHOD_NOT_IMPLEMENTED_IN_SANDBOX: invokeWithTakeout");
    // Cut short.
    let cut = in_takeout(takeout, functions::messages::GetSplitRanges {}).to_bytes()[..8].to_vec();
    assert!(telegram.call_bytes(&ann, &cut).is_err());
}
