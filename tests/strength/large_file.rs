//! A file as large as Telegram takes.

use std::fs::File;
use std::os::unix::fs::FileExt;

use serde_json::{Value, json};
use tokio::sync::oneshot;

use self::scene::{MB, PART, Scene, merged, stuck};
use crate::client::Client;
use crate::size;

#[path = "../suite/media/scene.rs"]
#[allow(dead_code, reason = "the suite uses the rest")]
mod scene;

/// 2,000 MiB is what Telegram takes from accounts without Premium.
const PARTS: usize = size(48, 4_000);
const SIZE: usize = PARTS * PART;

/// Bytes that a transfer may take on top of what an idle daemon has, whatever the file's size.
const MEMORY: usize = 16 * MB;

/// What a part begins and ends with: it is in no other place.
fn stamp(part: usize) -> [u8; 16] {
    let mut stamp = *b"part number     ";
    stamp[12..].copy_from_slice(&(part as u32).to_be_bytes());
    stamp
}

/// Writes a file that is nothing but zeros and stamps, so that it takes little of the disk.
fn sparse(path: &str) {
    let file = File::create(path).unwrap();
    file.set_len(SIZE as u64).unwrap();
    for part in 0..PARTS {
        file.write_all_at(&stamp(part), (part * PART) as u64).unwrap();
        file.write_all_at(&stamp(part), ((part + 1) * PART - 16) as u64).unwrap();
    }
}

/// Reads block after block, as both together are more than many machines have memory for.
fn must_be_the_same(one: &str, other: &str) {
    let [one, other] = [one, other].map(|path| File::open(path).unwrap());
    assert_eq!([&one, &other].map(|file| file.metadata().unwrap().len()), [SIZE as u64; 2]);
    let (mut expected, mut found) = (vec![0; PART], vec![0; PART]);
    for part in 0..PARTS {
        one.read_exact_at(&mut expected, (part * PART) as u64).unwrap();
        other.read_exact_at(&mut found, (part * PART) as u64).unwrap();
        assert!(expected == found, "part {part} is another");
        assert_eq!(expected[..16], stamp(part));
    }
}

/// Bytes of memory that a process has, or had at most, by the system's name for it.
async fn memory(daemon: &Client, name: &str) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", daemon.id().await)).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    let kilobytes = line.trim_start_matches(':').trim().strip_suffix(" kB").unwrap();
    kilobytes.parse::<usize>().unwrap() * 1024
}

async fn must_have_stayed_near(daemon: &Client, idle: usize) {
    let taken = memory(daemon, "VmHWM").await - idle;
    println!("a transfer of {} MiB took {:.1} MB of memory", SIZE / MB, taken as f64 / 1e6);
    assert!(taken <= MEMORY, "{taken} bytes");
}

/// The answer to a transfer, and how many bytes were told to be through until then.
async fn told(daemon: &Client, kind: &str, mut answer: oneshot::Receiver<Value>) -> (Value, Vec<u64>) {
    let mut told = Vec::new();
    loop {
        tokio::select! {
            // What was told before the answer is heard before it.
            biased;
            progress = daemon.notification() => {
                let value = &progress["params"]["value"];
                if value["kind"] == kind {
                    told.push(value["done"].as_u64().unwrap());
                }
            }
            answer = &mut answer => return (answer.unwrap()["result"].clone(), told),
        }
    }
}

fn must_have_grown_to(size: usize, told: &[u64]) {
    assert!(told.len() > 1 && told.is_sorted(), "{told:?}");
    assert_eq!(told.last(), Some(&(size as u64)));
}

#[tokio::test]
async fn a_file_of_the_largest_size_goes_up_and_down_in_the_memory_of_a_small_one() {
    let scene = Scene::new().await;
    let path = scene.path("large.bin");
    sparse(&path);
    let daemon = scene.stage.daemon();
    // What every first transfer sets up stays.
    scene.send(json!({"data_base64": "Ym9hdA=="})).await;
    let idle = memory(daemon, "VmRSS").await;
    let params = scene.to_bob(json!({"path": path, "kind": "document", "progress_token": "up"}));
    let (sent, up) = told(daemon, "upload", daemon.start("messages.sendFile", params).1).await;
    assert_eq!(sent["media"]["file_size"], SIZE, "{sent}");
    must_have_grown_to(SIZE, &up);

    let (params, _, _answer) = stuck(&scene, PARTS / 2).await;
    must_have_stayed_near(daemon, idle).await;
    let stage = scene.stage.restart().await;
    stage.sandbox("sandbox.clearFaults", json!({})).await;
    let daemon = stage.daemon();
    daemon.call("account.me", json!({"session": scene.bob})).await;
    let idle = memory(daemon, "VmRSS").await;
    let params = merged(params, json!({"progress_token": "down"}));
    let (downloaded, down) = told(daemon, "download", daemon.start("media.download", params.clone()).1).await;
    assert_eq!(
        (&downloaded["downloaded_size"], &downloaded["resumed_from"]),
        (&json!(SIZE), &json!(SIZE / 2))
    );
    must_have_grown_to(SIZE, &down);
    assert!(down[0] > (SIZE / 2) as u64, "it went on where the killed one was");
    must_have_stayed_near(daemon, idle).await;
    must_be_the_same(&path, params["path"].as_str().unwrap());
}
