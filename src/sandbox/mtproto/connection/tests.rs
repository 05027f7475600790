use grammers_tl_types::{Deserializable, Serializable, enums, functions};
use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
use tokio::runtime::Handle;

use crate::sandbox::mtproto::connection::*;
use crate::sandbox::mtproto::rsa;
use crate::sandbox::mtproto::server::Server;
use crate::sandbox::world::World;

/// The clock stands still unless everybody waits: who waits for ever is found out at once.
#[tokio::test(start_paused = true)]
async fn a_client_may_write_on_while_more_waits_for_it_than_it_reads() {
    let server = Server::new(World::new(0, Vec::new()));
    let shared = Arc::new(Shared::new(server, rsa::Key::built_in(), Handle::current()));
    // Less than one answer.
    let (mut client, stream) = duplex(64);
    tokio::spawn(serve(shared, 2, None, stream));
    client.write_all(&[0xef]).await.unwrap();
    let asked = 100;
    for number in 0..asked {
        let query = functions::ReqPqMulti { nonce: [number; 16] }.to_bytes();
        let mut packet = vec![(20 + query.len()) as u8 / 4];
        packet.extend([0; 16]);
        packet.extend((query.len() as u32).to_le_bytes());
        packet.extend(query);
        let written = timeout(Duration::from_secs(1), client.write_all(&packet)).await;
        written.expect("the server reads").unwrap();
    }
    for number in 0..asked {
        let words = client.read_u8().await.unwrap();
        let mut packet = vec![0; usize::from(words) * 4];
        client.read_exact(&mut packet).await.unwrap();
        let enums::ResPq::Pq(answer) = Deserializable::from_bytes(&packet[20..]).unwrap();
        assert_eq!(answer.nonce, [number; 16]);
    }
}
