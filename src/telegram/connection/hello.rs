//! The first request to a DC, which shows that it speaks MTProto. It needs no key and changes nothing.

use grammers_client::tl::{self, Serializable};
use grammers_mtproto::mtp::{Mtp, Plain};

use super::{Broken, Connection, packet_buffer};

/// The request's nonce and the answer. A key exchange can continue from here.
/// <https://core.telegram.org/mtproto/auth_key#dh-exchange-initiation>
pub struct Hello {
    pub nonce: [u8; 16],
    pub answer: Vec<u8>,
}

/// Sends the request, and waits for any unencrypted message.
pub async fn ask(connection: &mut Connection) -> Result<Hello, Broken> {
    let mut nonce = [0; 16];
    getrandom::fill(&mut nonce).expect("the system has randomness");
    let mut packet = packet_buffer(64);
    Plain::new().push(&mut packet, &tl::functions::ReqPqMulti { nonce }.to_bytes());
    let answer = connection.round_trip(packet).await.map_err(|why| match why {
        // The request has no key, so 404 means something else here.
        Broken::KeyUnknown => Broken::Status(404),
        why => why,
    })?;
    match answer.starts_with(&[0; 8]) {
        true => Ok(Hello { nonce, answer }),
        false => Err(Broken::protocol("the answer is not a plain packet")),
    }
}
