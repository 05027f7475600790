//! A file of Telegram's maximum size.

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

/// 2,000 MiB is the limit of accounts without Premium.
const PARTS: usize = size(48, 4_000);
const SIZE: usize = PARTS * PART;

/// Bytes that a transfer may take on top of an idle daemon, for any file size.
const MEMORY: usize = 16 * MB;

/// The first and last bytes of a part, which occur nowhere else.
fn stamp(part: usize) -> [u8; 16] {
    let mut stamp = *b"part number     ";
    stamp[12..].copy_from_slice(&(part as u32).to_be_bytes());
    stamp
}

/// Writes a file of zeros and stamps, which takes little disk space.
fn sparse(path: &str) {
    let file = File::create(path).unwrap();
    file.set_len(SIZE as u64).unwrap();
    for part in 0..PARTS {
        file.write_all_at(&stamp(part), (part * PART) as u64).unwrap();
        file.write_all_at(&stamp(part), ((part + 1) * PART - 16) as u64).unwrap();
    }
}

/// Reads block by block, as both files exceed many machines' memory.
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

/// A process's memory in bytes, current or peak, by the kernel's name for it.
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

/// Returns the answer to a transfer, and the bytes reported in its progress.
async fn progress_of(daemon: &Client, kind: &str, mut answer: oneshot::Receiver<Value>) -> (Value, Vec<u64>) {
    let mut progress = Vec::new();
    loop {
        tokio::select! {
            // Progress that was sent before the answer arrives before it.
            biased;
            notification = daemon.notification() => {
                let value = &notification["params"]["value"];
                if value["kind"] == kind {
                    progress.push(value["done"].as_u64().unwrap());
                }
            }
            answer = &mut answer => return (answer.unwrap()["result"].clone(), progress),
        }
    }
}

fn must_have_grown_to(size: usize, progress: &[u64]) {
    assert!(progress.len() > 1 && progress.is_sorted(), "{progress:?}");
    assert_eq!(progress.last(), Some(&(size as u64)));
}

#[tokio::test]
async fn the_largest_file_is_transferred_in_the_memory_of_a_small_one() {
    let scene = Scene::new().await;
    let path = scene.path("large.bin");
    sparse(&path);
    let daemon = scene.stage.daemon();
    // The first transfer sets up what stays.
    scene.send(json!({"data_base64": "Ym9hdA=="})).await;
    let idle = memory(daemon, "VmRSS").await;
    let params = scene.to_bob(json!({"path": path, "kind": "document", "progress_token": "up"}));
    let (sent, up) = progress_of(daemon, "upload", daemon.start("messages.sendFile", params).1).await;
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
    let (downloaded, down) =
        progress_of(daemon, "download", daemon.start("media.download", params.clone()).1).await;
    assert_eq!(
        (&downloaded["downloaded_size"], &downloaded["resumed_from"]),
        (&json!(SIZE), &json!(SIZE / 2))
    );
    must_have_grown_to(SIZE, &down);
    assert!(down[0] > (SIZE / 2) as u64, "it went on where the killed one was");
    must_have_stayed_near(daemon, idle).await;
    must_be_the_same(&path, params["path"].as_str().unwrap());
}
