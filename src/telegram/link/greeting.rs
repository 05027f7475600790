//! What Telegram is told of this program, and how a request goes out with it.

use grammers_client::tl::{self, RemoteCall, Serializable};

/// What initConnection tells Telegram of this program.
#[derive(Clone, Debug)]
pub struct Greeting {
    pub api_id: i32,
    pub device_model: String,
    pub system_version: String,
    pub app_version: String,
}

impl Greeting {
    /// `device_model` is what Telegram lists the login as.
    pub fn new(api_id: i32, device_model: &str) -> Self {
        Self {
            api_id,
            device_model: device_model.to_owned(),
            system_version: std::env::consts::OS.to_owned(),
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    /// What goes out in front of a request: without updates where nobody listens, and with initConnection until the
    /// server has answered to it.
    /// <https://core.telegram.org/api/invoking#saving-client-info>
    pub fn wrapping(&self, greet: bool, updates: bool) -> Vec<u8> {
        let query = match updates {
            true => Vec::new(),
            false => tl::functions::InvokeWithoutUpdates { query: Front(&[]) }.to_bytes(),
        };
        if !greet {
            return query;
        }
        tl::functions::InvokeWithLayer {
            layer: tl::LAYER,
            query: tl::functions::InitConnection {
                api_id: self.api_id,
                device_model: self.device_model.clone(),
                system_version: self.system_version.clone(),
                app_version: self.app_version.clone(),
                system_lang_code: "en".to_owned(),
                lang_pack: String::new(),
                lang_code: "en".to_owned(),
                proxy: None,
                params: None,
                query: Front(&query),
            },
        }
        .to_bytes()
    }
}

/// The front of a function, serialized; all that wraps a function has it at its end.
struct Front<'a>(&'a [u8]);

impl Serializable for Front<'_> {
    fn serialize(&self, buffer: &mut impl Extend<u8>) {
        buffer.extend(self.0.iter().copied());
    }
}

impl RemoteCall for Front<'_> {
    type Return = bool;
}
