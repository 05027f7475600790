//! The first question to a DC, which anybody may ask and which changes nothing: whether MTProto is spoken here.

use grammers_client::tl::{self, Serializable};
use grammers_mtproto::mtp::{Mtp, Plain};

use super::{Broken, Connection, packet_buffer};

/// The question's nonce, and the packet that came. A key exchange may go on from here.
/// <https://core.telegram.org/mtproto/auth_key#dh-exchange-initiation>
pub struct Hello {
    pub nonce: [u8; 16],
    pub answer: Vec<u8>,
}

/// Asks, and waits for whatever unencrypted message comes.
pub async fn ask(connection: &mut Connection) -> Result<Hello, Broken> {
    let mut nonce = [0; 16];
    getrandom::fill(&mut nonce).expect("the system has randomness");
    let mut packet = packet_buffer(64);
    Plain::new().push(&mut packet, &tl::functions::ReqPqMulti { nonce }.to_bytes());
    let answer = connection.round_trip(packet).await.map_err(|why| match why {
        // No key was named.
        Broken::KeyUnknown => Broken::Status(404),
        why => why,
    })?;
    match answer.starts_with(&[0; 8]) {
        true => Ok(Hello { nonce, answer }),
        false => Err(Broken::protocol("no answer in a plain packet")),
    }
}
