//! Videos, audio and file names from strangers: cut anywhere, with corrupted bytes and wrong lengths.

use telewire::api::types::file::info::FileInfo;
use telewire::api::types::file::probe::details::Details;
use telewire::api::types::file::probe::probe_blocking;
use telewire::log::panics;
use telewire::telegram::media::Source;

use crate::generator::{rest, run};
use crate::{Bytes, Outcome, memory};

const SEEDS: &[&[u8]] = &[
    include_bytes!("../suite/media/files/anim.gif"),
    include_bytes!("../suite/media/files/clip.mkv"),
    include_bytes!("../suite/media/files/clip.mov"),
    include_bytes!("../suite/media/files/clip.webm"),
    include_bytes!("../suite/media/files/faststart.mp4"),
    include_bytes!("../suite/media/files/fragment.mp4"),
    include_bytes!("../suite/media/files/plain.aac"),
    include_bytes!("../suite/media/files/portrait.mp4"),
    include_bytes!("../suite/media/files/song.flac"),
    include_bytes!("../suite/media/files/song.m4a"),
    include_bytes!("../suite/media/files/song.mp3"),
    include_bytes!("../suite/media/files/song.ogg"),
    include_bytes!("../suite/media/files/song.opus"),
    include_bytes!("../suite/media/files/still.webp"),
    include_bytes!("../suite/media/files/tone.wav"),
    include_bytes!("../suite/media/files/voice.ogg"),
];

/// Each reader's type, whatever the content is.
const TYPES: &[&str] = &[
    "audio/aac",
    "audio/flac",
    "audio/mp4",
    "audio/mpeg",
    "audio/ogg",
    "audio/x-wav",
    "video/mp4",
    "video/quicktime",
    "video/webm",
    "video/x-matroska",
];

/// Bytes that reading a small file may take in total: each tag may claim up to 4 MiB.
const MOST: isize = 64 << 20;

fn file(u: Bytes) -> arbitrary::Result<Vec<u8>> {
    if u.ratio(1, 16)? {
        return Ok(rest(u, 4096)?.to_vec());
    }
    let mut file = u.choose(SEEDS)?.to_vec();
    for _ in 0..u.int_in_range(0..=8)? {
        // The relevant part is at the beginning or at the end.
        let within = if u.ratio(3, 4)? { file.len().min(600) } else { file.len() };
        let at = u.choose_index(within.max(1))?;
        let at = if u.ratio(1, 4)? { file.len().saturating_sub(1 + at) } else { at };
        match u.int_in_range(0..=4)? {
            0 => file.truncate(at + 1),
            1 => file[at] ^= 1 << u.int_in_range(0..=7)?,
            2 => file[at] = u.arbitrary()?,
            3 => {
                let extreme = *u.choose(&[0u32, 1, 7, 8, 16, 0x7fff_ffff, 0xffff_fff0, u32::MAX])?;
                let extreme = if u.arbitrary()? { extreme.to_be_bytes() } else { extreme.to_le_bytes() };
                for (byte, extreme) in file[at..].iter_mut().zip(extreme) {
                    *byte = extreme;
                }
            }
            _ => {
                let from = u.choose_index(file.len())?;
                let piece = file[from..(from + 64).min(file.len())].to_vec();
                file.splice(at..at, piece);
            }
        }
    }
    Ok(file)
}

fn check(details: &Details) {
    assert!(details.duration.is_none_or(|seconds| seconds.is_finite() && seconds > 0.0), "{details:?}");
    assert!(details.pixels.is_none_or(|(width, height)| width > 0 && height > 0), "{details:?}");
    for name in [&details.title, &details.performer].into_iter().flatten() {
        assert!(!name.is_empty() && name.chars().count() <= 256 && !name.contains(char::is_control));
    }
}

fn target(u: Bytes) -> Outcome {
    let file = file(u)?;
    let chosen = *u.choose(TYPES)?;
    let looks = FileInfo::of(&file, "file");
    let source = Source::Bytes(file.into());
    let before = memory::taken();
    for mime_type in [&*looks.mime_type, chosen] {
        if let Some(details) = probe_blocking(&source, mime_type) {
            check(&details);
        }
    }
    let taken = memory::taken() - before;
    assert!(taken < MOST, "it took {taken} bytes");
    Ok(())
}

#[test]
fn any_video_or_audio_is_read_within_bounds() {
    panics::report_with(std::panic::take_hook());
    run("media", 3_000, target);
}

#[test]
fn each_seed_is_read() {
    for seed in SEEDS {
        let looks = FileInfo::of(seed, "file");
        let is_still = looks.mime_type.starts_with("image/");
        let details = probe_blocking(&Source::Bytes(seed.to_vec().into()), &looks.mime_type);
        assert_eq!(details.is_none(), is_still, "{}", looks.mime_type);
    }
}
