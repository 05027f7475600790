//! The upper bound of an upload: how many megabytes grammers' encryption processes per second of processor time, in
//! packets of the size of a file part. Prints the number.

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

/// Seconds of this process only.
fn processor_time() -> f64 {
    let schedstat =
        std::fs::read_to_string("/proc/self/schedstat").expect("the system counts its processes' time");
    let nanoseconds = schedstat.split_whitespace().next().and_then(|field| field.parse::<f64>().ok());
    nanoseconds.expect("the first field is nanoseconds") / 1e9
}
