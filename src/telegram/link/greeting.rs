//! What Telegram is told of this program, and how a request goes out with it.

use grammers_client::tl::{self, RemoteCall, Serializable};

use crate::session::Client;

/// What initConnection tells Telegram of this program.
#[derive(Clone, Debug)]
pub struct Greeting {
    api_id: i32,
    client: Client,
    /// A CDN DC has no updates, and knows no function that says so.
    to_cdn: bool,
}

impl Greeting {
    pub fn new(api_id: i32, client: Client) -> Self {
        Self { api_id, client, to_cdn: false }
    }

    /// For a CDN DC: it belongs to others and learns nothing of this machine.
    /// <https://core.telegram.org/cdn>
    #[must_use]
    pub fn to_cdn(&self) -> Self {
        let client = Client {
            device_model: "n/a".to_owned(),
            system_version: "n/a".to_owned(),
            app_version: "n/a".to_owned(),
            system_lang_code: "en".to_owned(),
            lang_pack: String::new(),
            lang_code: "en".to_owned(),
        };
        Self { api_id: self.api_id, client, to_cdn: true }
    }

    /// What goes out in front of a request: without updates where nobody listens, and with initConnection until the
    /// server has answered to it.
    /// <https://core.telegram.org/api/invoking#saving-client-info>
    pub fn wrapping(&self, greet: bool, updates: bool) -> Vec<u8> {
        let query = match updates || self.to_cdn {
            true => Vec::new(),
            false => tl::functions::InvokeWithoutUpdates { query: Front(&[]) }.to_bytes(),
        };
        if !greet {
            return query;
        }
        let client = &self.client;
        tl::functions::InvokeWithLayer {
            layer: tl::LAYER,
            query: tl::functions::InitConnection {
                api_id: self.api_id,
                device_model: client.device_model.clone(),
                system_version: client.system_version.clone(),
                app_version: client.app_version.clone(),
                system_lang_code: client.system_lang_code.clone(),
                lang_pack: client.lang_pack.clone(),
                lang_code: client.lang_code.clone(),
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
