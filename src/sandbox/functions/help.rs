//! `help.*`: configuration and limits.

use std::net::SocketAddr;

use grammers_tl_types::functions::help as functions;
use grammers_tl_types::{enums, types};

use super::call::{Answer, Call};
use super::row::rows;
use crate::sandbox::read::messages::MAX_IDS;
use crate::sandbox::world::engine::quotas;
use crate::sandbox::world::files::uploading;
use crate::sandbox::world::messages::text::{MAX_CAPTION, MAX_LENGTH, MAX_PREMIUM_CAPTION};
use crate::sandbox::world::messages::{polls, reactions, receipts};
use crate::sandbox::world::people::profile;

rows! {
    functions::GetConfig => get_config, Anyone;
    functions::GetNearestDc => get_nearest_dc, Anyone;
    functions::GetAppConfig => get_app_config, User;
    functions::GetInviteText => get_invite_text, User;
    functions::GetTermsOfServiceUpdate => get_terms_of_service_update, User;
    functions::GetPromoData => get_promo_data, User;
    functions::GetCdnConfig => get_cdn_config, Anyone;
}

/// Seconds until a client should request it again.
const VALID_FOR: i32 = 3600;

/// Changes whenever [`app_config`] does.
const APP_CONFIG_HASH: i32 = 4;

/// Lists every DC and the CDN DC. None is `static`, as clients would keep those addresses for good.
fn get_config(call: &mut Call, _: functions::GetConfig) -> Answer<functions::GetConfig> {
    let date = call.world.now();
    let dcs = call.world.dcs().iter().map(|(id, address)| option(*id, *address, false));
    let options = dcs.chain(call.world.cdn().map(|cdn| option(cdn.dc, cdn.address, true)));
    Ok(types::Config {
        default_p2p_contacts: true,
        preload_featured_stickers: false,
        revoke_pm_inbox: true,
        blocked_mode: false,
        force_try_ipv6: false,
        date,
        expires: date + VALID_FOR,
        test_mode: true,
        this_dc: call.caller.dc,
        dc_options: options.collect(),
        dc_txt_domain_name: String::new(),
        chat_size_max: quotas::MAX_IN_GROUP as i32,
        megagroup_size_max: 200_000,
        forwarded_count_max: MAX_IDS as i32,
        online_update_period_ms: 210_000,
        offline_blur_timeout_ms: 5_000,
        offline_idle_timeout_ms: 30_000,
        online_cloud_timeout_ms: 300_000,
        notify_cloud_delay_ms: 30_000,
        notify_default_delay_ms: 1_500,
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
        caption_length_max: MAX_CAPTION as i32,
        message_length_max: MAX_LENGTH as i32,
        webfile_dc_id: call.caller.dc,
        suggested_lang_code: None,
        lang_pack_version: None,
        base_lang_pack_version: None,
        reactions_default: None,
        autologin_token: None,
    }
    .into())
}

fn option(id: i32, address: SocketAddr, cdn: bool) -> enums::DcOption {
    types::DcOption {
        ipv6: address.is_ipv6(),
        media_only: false,
        tcpo_only: false,
        cdn,
        r#static: false,
        this_port_only: false,
        id,
        ip_address: address.ip().to_string(),
        port: i32::from(address.port()),
        secret: None,
    }
    .into()
}

fn get_nearest_dc(call: &mut Call, _: functions::GetNearestDc) -> Answer<functions::GetNearestDc> {
    let this_dc = call.caller.dc;
    Ok(types::NearestDc { country: "AQ".to_owned(), this_dc, nearest_dc: this_dc }.into())
}

fn get_app_config(_: &mut Call, request: functions::GetAppConfig) -> Answer<functions::GetAppConfig> {
    if request.hash == APP_CONFIG_HASH {
        return Ok(enums::help::AppConfig::NotModified);
    }
    Ok(types::help::AppConfig { hash: APP_CONFIG_HASH, config: app_config() }.into())
}

/// Limits that clients read.
fn app_config() -> enums::Jsonvalue {
    let limits = [
        ("about_length_limit_default", profile::ABOUT_LENGTH as f64),
        ("about_length_limit_premium", 140.0),
        ("caption_length_limit_default", MAX_CAPTION as f64),
        ("caption_length_limit_premium", MAX_PREMIUM_CAPTION as f64),
        ("dialogs_pinned_limit_default", 5.0),
        ("dialogs_pinned_limit_premium", 10.0),
        ("dialog_filters_limit_default", 10.0),
        ("dialog_filters_limit_premium", 20.0),
        ("channels_limit_default", quotas::MAX_CHANNELS as f64),
        ("channels_limit_premium", 1000.0),
        ("channels_public_limit_default", quotas::MAX_PUBLIC as f64),
        ("channels_public_limit_premium", 20.0),
        ("poll_answers_max", polls::MAX_OPTIONS as f64),
        ("poll_close_period_max", f64::from(*polls::PERIODS.end())),
        ("reactions_uniq_max", reactions::MAX_KINDS as f64),
        ("upload_max_fileparts_default", f64::from(uploading::MAX_PARTS)),
        ("upload_max_fileparts_premium", f64::from(2 * uploading::MAX_PARTS)),
        ("chat_read_mark_expire_period", f64::from(receipts::LIFE)),
        ("chat_read_mark_size_threshold", receipts::MAX_MEMBERS as f64),
        ("pm_read_date_expire_period", f64::from(receipts::LIFE)),
    ];
    let value = limits.map(|(key, value)| {
        let (key, value) = (key.to_owned(), types::JsonNumber { value }.into());
        types::JsonObjectValue { key, value }.into()
    });
    types::JsonObject { value: value.to_vec() }.into()
}

fn get_invite_text(_: &mut Call, _: functions::GetInviteText) -> Answer<functions::GetInviteText> {
    Ok(types::help::InviteText { message: "Come and see the sandbox.".to_owned() }.into())
}

fn get_terms_of_service_update(
    call: &mut Call,
    _: functions::GetTermsOfServiceUpdate,
) -> Answer<functions::GetTermsOfServiceUpdate> {
    Ok(types::help::TermsOfServiceUpdateEmpty { expires: call.world.now() + VALID_FOR }.into())
}

fn get_promo_data(call: &mut Call, _: functions::GetPromoData) -> Answer<functions::GetPromoData> {
    Ok(types::help::PromoDataEmpty { expires: call.world.now() + VALID_FOR }.into())
}

fn get_cdn_config(call: &mut Call, _: functions::GetCdnConfig) -> Answer<functions::GetCdnConfig> {
    let keys = call
        .world
        .cdn()
        .map(|cdn| types::CdnPublicKey { dc_id: cdn.dc, public_key: cdn.public_key.clone() }.into());
    Ok(types::CdnConfig { public_keys: keys.into_iter().collect() }.into())
}
