//! How a program identifies itself to Telegram.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::session::Client;

/// The program that logs in, as the fields of [`initConnection`](https://core.telegram.org/method/initConnection).
///
/// It is sealed into the session string, so that the login looks the same from every process. Be truthful: logins that
/// claim to be another program, or whose claims change, may be terminated.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LoginClient {
    /// The name under which Telegram lists the login. Default: `Telewire`.
    #[schemars(length(min = 1, max = 128))]
    pub device_model: Option<String>,
    /// Default: the operating system's name and version.
    #[schemars(length(min = 1, max = 64))]
    pub system_version: Option<String>,
    /// Default: Telewire's version.
    #[schemars(length(min = 1, max = 32))]
    pub app_version: Option<String>,
    /// The system's language, as an IETF language tag. Default: `en`.
    #[schemars(length(min = 1, max = 32))]
    pub system_lang_code: Option<String>,
    /// The language pack of an official app; empty for all others. Default: empty.
    #[schemars(length(max = 32))]
    pub lang_pack: Option<String>,
    /// The language of texts that Telegram writes for the program, as an IETF language tag. Default: `en`.
    #[schemars(length(min = 1, max = 32))]
    pub lang_code: Option<String>,
}

impl From<LoginClient> for Client {
    fn from(info: LoginClient) -> Self {
        let default = Client::default();
        Self {
            device_model: info.device_model.unwrap_or(default.device_model),
            system_version: info.system_version.unwrap_or(default.system_version),
            app_version: info.app_version.unwrap_or(default.app_version),
            system_lang_code: info.system_lang_code.unwrap_or(default.system_lang_code),
            lang_pack: info.lang_pack.unwrap_or(default.lang_pack),
            lang_code: info.lang_code.unwrap_or(default.lang_code),
        }
    }
}

/// The client of a session string.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct InspectedClient {
    /// The name under which Telegram lists the login.
    pub device_model: String,
    pub system_version: String,
    pub app_version: String,
    pub system_lang_code: String,
    pub lang_pack: String,
    pub lang_code: String,
}

impl From<&Client> for InspectedClient {
    fn from(client: &Client) -> Self {
        let client = client.clone();
        Self {
            device_model: client.device_model,
            system_version: client.system_version,
            app_version: client.app_version,
            system_lang_code: client.system_lang_code,
            lang_pack: client.lang_pack,
            lang_code: client.lang_code,
        }
    }
}
