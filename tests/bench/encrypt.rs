//! The floor under an upload: how many megabytes a second of a processor's time grammers' encryption takes, in packets
//! as large as a part of a file. Prints the number.

use grammers_crypto::{AuthKey, DequeBuffer, encrypt_data_v2};

const PART: usize = 512 * 1024;
const PARTS: usize = 256;

fn main() {
    let key = AuthKey::from_bytes([7; 256]);
    let part = vec![9; PART];
    let packets: Vec<_> = (0..PARTS)
        .map(|_| {
            let mut packet = DequeBuffer::with_capacity(PART + 64, 64);
            packet.extend(&part);
            packet
        })
        .collect();
    let began = processor_time();
    for mut packet in packets {
        encrypt_data_v2(&mut packet, &key);
        assert!(packet.len() > PART);
    }
    println!("{}", (PART * PARTS) as f64 / 1e6 / (processor_time() - began));
}

/// Seconds, of this process alone: what else the machine does is left out.
fn processor_time() -> f64 {
    let told =
        std::fs::read_to_string("/proc/self/schedstat").expect("the system counts its processes' time");
    let nanoseconds = told.split_whitespace().next().and_then(|field| field.parse::<f64>().ok());
    nanoseconds.expect("the first field is nanoseconds") / 1e9
}
