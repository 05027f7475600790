//! How this program describes itself to Telegram, and the wrappers that requests are sent in.

use grammers_client::tl::{self, RemoteCall, Serializable};

use crate::session::Client;

/// The description that `initConnection` sends.
#[derive(Clone, Debug)]
pub struct Greeting {
    api_id: i32,
    client: Client,
    /// Whether it is for a CDN DC, which has no updates and doesn't know `invokeWithoutUpdates`.
    to_cdn: bool,
}

impl Greeting {
    pub fn new(api_id: i32, client: Client) -> Self {
        Self { api_id, client, to_cdn: false }
    }

    /// The greeting for a CDN DC. A third party runs it, so it gets no details of this machine.
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

    /// The bytes to put in front of a request: `invokeWithoutUpdates` while there are no listeners, and `initConnection`
    /// until the server has answered a request with it.
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

/// A serialized prefix in place of a query. Every wrapper ends with its query.
struct Front<'a>(&'a [u8]);

impl Serializable for Front<'_> {
    fn serialize(&self, buffer: &mut impl Extend<u8>) {
        buffer.extend(self.0.iter().copied());
    }
}

impl RemoteCall for Front<'_> {
    type Return = bool;
}
