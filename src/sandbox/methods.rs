//! Functions of Telegram's: a function in, a change to the world, an answer and updates out.

use std::time::Duration;

use grammers_tl_types::{self as tl, Deserializable, Identifiable, Serializable};

use super::world::World;

/// Who calls: one MTProto session of one authorization.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The DC that was connected to.
    pub dc: i32,
    /// Low 64 bits of SHA1(auth key): names the authorization.
    pub auth_key_id: i64,
    pub session_id: i64,
    pub msg_id: i64,
    /// From the newest invokeWithLayer of this auth key; 0 if there was none.
    pub layer: i32,
    /// From initConnection.
    pub api_id: i32,
    pub device_model: String,
    /// False inside invokeWithoutUpdates.
    pub wants_updates: bool,
}

/// An rpc_error, by Telegram's own number and name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RpcError {
    pub code: i32,
    pub name: String,
}

/// What came of a function.
pub struct Reply {
    /// The serialized result (not yet in rpc_result), or the error.
    pub answer: Result<Vec<u8>, RpcError>,
    /// Updates for other authorizations, and other sessions of this one, in order.
    pub pushes: Vec<Push>,
    /// What the wire is to do to the answer, when a fault says so.
    pub fault: Option<WireFault>,
}

/// Updates for one authorization: they go to its last active connection that wants updates.
pub struct Push {
    pub auth_key_id: i64,
    /// The session that asked and so must not get them as a push.
    pub except_session: Option<i64>,
    pub updates: tl::enums::Updates,
}

/// Faults that live below the functions, in packets and connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireFault {
    /// The answer waits so long. Nothing else waits with it.
    Delay(Duration),
    /// The connection is closed instead of answering.
    Drop,
    /// Half of the answer's packet is written, then the connection is closed.
    Truncate,
    /// The answer's packet carries another session's id.
    WrongSessionId,
    /// The function is carried out, its answer never sent; the connection lives.
    LoseAnswer,
    /// The authorization's key is destroyed and the connection closed with transport error 404.
    AuthKeyUnregistered,
}

/// Carries one function out. `function` is bare: invokeWithLayer and its like are unwrapped already.
pub fn call(world: &mut World, caller: &Caller, function: &[u8]) -> Reply {
    let answer = match u32::from_bytes(function) {
        Ok(tl::functions::help::GetConfig::CONSTRUCTOR_ID) => Ok(config(world, caller).to_bytes()),
        Ok(tl::functions::users::GetUsers::CONSTRUCTOR_ID) => {
            Err(RpcError { code: 401, name: "AUTH_KEY_UNREGISTERED".to_owned() })
        }
        _ => Err(RpcError { code: 400, name: "METHOD_NOT_IMPLEMENTED_IN_SANDBOX".to_owned() }),
    };
    Reply { answer, pushes: Vec::new(), fault: None }
}

fn config(world: &World, caller: &Caller) -> tl::enums::Config {
    let dc_option = |&(id, address): &(i32, std::net::SocketAddr)| {
        tl::enums::DcOption::Option(tl::types::DcOption {
            ipv6: false,
            media_only: false,
            tcpo_only: false,
            cdn: false,
            r#static: false,
            this_port_only: false,
            id,
            ip_address: address.ip().to_string(),
            port: i32::from(address.port()),
            secret: None,
        })
    };
    tl::enums::Config::Config(tl::types::Config {
        default_p2p_contacts: false,
        preload_featured_stickers: false,
        revoke_pm_inbox: false,
        blocked_mode: false,
        force_try_ipv6: false,
        date: (caller.msg_id >> 32) as i32,
        expires: (caller.msg_id >> 32) as i32 + 3600,
        test_mode: true,
        this_dc: caller.dc,
        dc_options: world.dcs.iter().map(dc_option).collect(),
        dc_txt_domain_name: String::new(),
        chat_size_max: 200,
        megagroup_size_max: 200_000,
        forwarded_count_max: 100,
        online_update_period_ms: 210_000,
        offline_blur_timeout_ms: 5000,
        offline_idle_timeout_ms: 30_000,
        online_cloud_timeout_ms: 300_000,
        notify_cloud_delay_ms: 30_000,
        notify_default_delay_ms: 1500,
        push_chat_period_ms: 60_000,
        push_chat_limit: 2,
        edit_time_limit: 172_800,
        revoke_time_limit: i32::MAX,
        revoke_pm_time_limit: i32::MAX,
        rating_e_decay: 2_419_200,
        stickers_recent_limit: 200,
        channels_read_media_period: 604_800,
        tmp_sessions: None,
        call_receive_timeout_ms: 20_000,
        call_ring_timeout_ms: 90_000,
        call_connect_timeout_ms: 30_000,
        call_packet_timeout_ms: 10_000,
        me_url_prefix: "https://t.me/".to_owned(),
        autoupdate_url_prefix: None,
        gif_search_username: None,
        venue_search_username: None,
        img_search_username: None,
        static_maps_provider: None,
        caption_length_max: 1024,
        message_length_max: 4096,
        webfile_dc_id: 2,
        suggested_lang_code: None,
        lang_pack_version: None,
        base_lang_pack_version: None,
        reactions_default: None,
        autologin_token: None,
    })
}
