//! What a receiver sees of a file before downloading it. Telegram doesn't inspect files, so the sender provides it.

use serde_json::{Value, json};

use super::{Scene, base64, merged};

/// Small files created by ffmpeg. The songs have the title "Sea" and the artist Ann.
macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_bytes!(concat!("files/", $name)))),*]
    };
}

const FILES: &[(&str, &[u8])] = files![
    "anim.gif",
    "clip.mkv",
    "clip.mov",
    "clip.webm",
    "faststart.mp4",
    "fragment.mp4",
    "plain.aac",
    "portrait.mp4",
    "silent.mp4",
    "song.flac",
    "song.m4a",
    "song.mp3",
    "song.ogg",
    "song.opus",
    "sound.webm",
    "still.webp",
    "tone.wav",
    "voice.ogg",
];

fn content(name: &str) -> &'static [u8] {
    FILES.iter().find(|(own, _)| *own == name).expect("it is there").1
}

impl Scene {
    /// Ann sends a file by its path. Returns the message as Bob sees it.
    async fn bob_gets(&self, name: &str, content: &[u8], more: Value) -> Value {
        let path = self.file(name, content);
        self.send(merged(json!({"path": path}), more)).await;
        self.bobs_media().await
    }

    async fn bobs_media(&self) -> Value {
        let params = self.bobs(json!({})).await;
        let params =
            json!({"session": self.bob, "chat_id": "@ann_archer", "message_ids": [params["message_id"]]});
        self.stage.call("messages.get", params).await["items"][0]["media"].clone()
    }

    /// The attributes of the document in Bob's newest message, by name, as Telegram returns them.
    async fn attribute(&self, name: &str) -> Value {
        let attributes = self.document().await["attributes"].as_array().unwrap().clone();
        attributes.into_iter().find(|attribute| attribute["_"] == name).unwrap_or(Value::Null)
    }

    async fn document(&self) -> Value {
        let id = self.newest().await["message_id"].clone();
        let params = json!({"id": [{"_": "inputMessageID", "id": id}]});
        let params = json!({"session": self.bob, "method": "messages.getMessages", "params": params});
        self.stage.call("telegram.invoke", params).await["result"]["messages"][0]["media"]["document"].clone()
    }
}

fn assert_near(actual: &Value, expected: f64, name: &str) {
    let actual = actual.as_f64().unwrap_or_else(|| panic!("{name}: {actual} is not a number"));
    assert!((actual - expected).abs() < 0.2, "{name}: {actual} is not {expected}");
}

#[tokio::test]
async fn a_video_arrives_with_its_size_and_duration() {
    let scene = Scene::new().await;
    for (name, mime_type, (width, height), streams, silent) in [
        ("faststart.mp4", "video/mp4", (320, 180), true, false),
        ("silent.mp4", "video/mp4", (320, 180), false, true),
        ("portrait.mp4", "video/mp4", (180, 320), false, true),
        ("clip.mov", "video/quicktime", (320, 180), false, false),
        ("clip.webm", "video/webm", (320, 180), false, false),
        ("clip.mkv", "video/x-matroska", (320, 180), false, false),
    ] {
        let media = scene.bob_gets(name, content(name), json!({})).await;
        assert_eq!((&media["kind"], &media["mime_type"]), (&json!("video"), &json!(mime_type)), "{name}");
        assert_eq!((&media["width"], &media["height"]), (&json!(width), &json!(height)), "{name}");
        assert_near(&media["duration"], 2.0, name);
        let video = scene.attribute("documentAttributeVideo").await;
        assert_eq!(video["supports_streaming"].as_bool().unwrap_or(false), streams, "{name}");
        assert_eq!(video["nosound"].as_bool().unwrap_or(false), silent, "{name}");
    }
}

#[tokio::test]
async fn music_arrives_with_its_duration_and_tags() {
    let scene = Scene::new().await;
    for (name, mime_type) in [
        ("song.mp3", "audio/mpeg"),
        ("song.m4a", "audio/mp4"),
        ("song.flac", "audio/flac"),
        ("song.ogg", "audio/ogg"),
        ("song.opus", "audio/ogg"),
    ] {
        let media = scene.bob_gets(name, content(name), json!({})).await;
        assert_eq!((&media["kind"], &media["mime_type"]), (&json!("audio"), &json!(mime_type)), "{name}");
        assert_eq!((&media["title"], &media["performer"]), (&json!("Sea"), &json!("Ann")), "{name}");
        assert_near(&media["duration"], 2.0, name);
    }
    for (name, mime_type, seconds) in
        [("plain.aac", "audio/aac", 2), ("tone.wav", "audio/x-wav", 1), ("sound.webm", "audio/webm", 2)]
    {
        let media = scene.bob_gets(name, content(name), json!({})).await;
        assert_eq!((&media["kind"], &media["mime_type"]), (&json!("audio"), &json!(mime_type)), "{name}");
        assert_eq!(media["duration"], seconds, "{name}");
        assert_eq!((media.get("title"), media.get("performer")), (None, None), "{name}");
    }
}

#[tokio::test]
async fn a_voice_recording_arrives_as_a_voice_message() {
    let scene = Scene::new().await;
    for actual in [json!({}), json!({"kind": "voice"})] {
        let media = scene.bob_gets("voice.ogg", content("voice.ogg"), actual).await;
        assert_eq!((&media["kind"], &media["mime_type"]), (&json!("voice"), &json!("audio/ogg")));
        assert_eq!(media["duration"], 2);
        assert_eq!(scene.attribute("documentAttributeAudio").await["waveform"], Value::Null);
    }
    let media = scene.bob_gets("voice.ogg", content("voice.ogg"), json!({"kind": "audio"})).await;
    assert_eq!(media["kind"], "audio");
    for (name, mime_type) in
        [("song.mp3", "audio/mpeg"), ("song.m4a", "audio/mp4"), ("song.opus", "audio/ogg")]
    {
        let media = scene.bob_gets(name, content(name), json!({"kind": "voice"})).await;
        assert_eq!((&media["kind"], &media["mime_type"]), (&json!("voice"), &json!(mime_type)), "{name}");
        assert_eq!(scene.attribute("documentAttributeAudio").await["title"], Value::Null);
    }
}

#[tokio::test]
async fn a_waveform_arrives_packed_in_whichever_form_it_was_passed() {
    let scene = Scene::new().await;
    for given in [json!([31, 31, 31, 31, 31, 31, 31, 31]), json!("//////8="), json!("____\n __8")] {
        let actual = json!({"kind": "voice", "waveform": given});
        scene.bob_gets("voice.ogg", content("voice.ogg"), actual).await;
        assert_eq!(scene.attribute("documentAttributeAudio").await["waveform"], "//////8=", "{given}");
    }
    for wrong in [
        json!([32]),
        json!([]),
        json!([-1]),
        json!(vec![1; 101]),
        json!("!"),
        json!("A".repeat(88)),
        json!(1),
    ] {
        let params = scene.to_bob(json!({"data_base64": base64(content("voice.ogg")), "waveform": wrong}));
        let error = scene.stage.fail("messages.sendFile", params).await;
        assert_eq!(error["data"]["kind"], "invalid_params", "{wrong}");
        assert!(error["data"]["path"].as_str().unwrap().starts_with("waveform"), "{wrong}: {error}");
    }
}

#[tokio::test]
async fn gifs_and_silent_videos_arrive_as_animations() {
    let scene = Scene::new().await;
    let media = scene.bob_gets("anim.gif", content("anim.gif"), json!({})).await;
    assert_eq!((&media["kind"], &media["mime_type"]), (&json!("animation"), &json!("image/gif")));
    assert_eq!((&media["width"], &media["height"]), (&json!(32), &json!(18)));
    let media = scene.bob_gets("silent.mp4", content("silent.mp4"), json!({"kind": "animation"})).await;
    assert_eq!((&media["kind"], &media["width"]), (&json!("animation"), &json!(320)));
    assert_near(&media["duration"], 2.0, "silent.mp4");
    assert_eq!(scene.attribute("documentAttributeVideo").await["nosound"], true);
}

#[tokio::test]
async fn a_file_sent_as_a_document_has_no_media_attributes() {
    let scene = Scene::new().await;
    for name in ["faststart.mp4", "song.mp3", "voice.ogg", "anim.gif", "still.webp"] {
        let media = scene.bob_gets(name, content(name), json!({"kind": "document"})).await;
        assert_eq!(media["kind"], "document", "{name}");
        let attributes = scene.document().await["attributes"].clone();
        let names: Vec<_> = attributes.as_array().unwrap().iter().map(|one| one["_"].clone()).collect();
        match name {
            "anim.gif" | "still.webp" => {
                assert_eq!(names, ["documentAttributeImageSize", "documentAttributeFilename"])
            }
            _ => assert_eq!(names, ["documentAttributeFilename"], "{name}"),
        }
    }
}

#[tokio::test]
async fn the_callers_values_take_precedence() {
    let scene = Scene::new().await;
    let actual = json!({"width": 111, "duration": 7.5});
    let media = scene.bob_gets("faststart.mp4", content("faststart.mp4"), actual).await;
    assert_eq!(
        (&media["width"], &media["height"], &media["duration"]),
        (&json!(111), &json!(180), &json!(7.5))
    );
    let media =
        scene.bob_gets("song.mp3", content("song.mp3"), json!({"title": "Boat", "duration": 61})).await;
    assert_eq!(
        (&media["title"], &media["performer"], &media["duration"]),
        (&json!("Boat"), &json!("Ann"), &json!(61))
    );
}

#[tokio::test]
async fn a_file_looks_the_same_however_it_is_sent() {
    let scene = Scene::new().await;
    for name in ["faststart.mp4", "song.m4a", "voice.ogg", "anim.gif", "clip.webm"] {
        let by_path = scene.bob_gets(name, content(name), json!({})).await;
        let data = base64(content(name));
        scene.send(json!({"data_base64": data, "file_name": name})).await;
        let by_data = scene.bobs_media().await;
        let params = json!({"session": scene.ann, "data_base64": data, "file_name": name});
        let uploaded = scene.stage.call("media.upload", params).await;
        assert_eq!(uploaded["mime_type"], by_path["mime_type"]);
        scene.send(json!({"file_id": uploaded["file_id"]})).await;
        let by_upload = scene.bobs_media().await;
        let without_id = |mut media: Value| {
            media.as_object_mut().unwrap().remove("file_id");
            media
        };
        assert_eq!(without_id(by_data), without_id(by_path.clone()), "{name}");
        assert_eq!(without_id(by_upload), without_id(by_path), "{name}");
    }
}

#[tokio::test]
async fn the_files_of_an_album_arrive_with_their_attributes() {
    let scene = Scene::new().await;
    let item = |name: &str| json!({"path": scene.file(name, content(name))});
    let items = json!([item("faststart.mp4"), item("portrait.mp4")]);
    scene.stage.call("messages.sendAlbum", scene.to_bob(json!({"items": items}))).await;
    let media = scene.bobs_media().await;
    assert_eq!(
        (&media["kind"], &media["width"], &media["height"]),
        (&json!("video"), &json!(180), &json!(320))
    );
    let items = json!([item("song.flac"), item("song.mp3")]);
    scene.stage.call("messages.sendAlbum", scene.to_bob(json!({"items": items}))).await;
    assert_eq!(scene.bobs_media().await["title"], "Sea");
}

/// Cut anywhere, or with any byte changed: a file that can't be parsed is still sent, with whatever could be read.
#[tokio::test]
async fn a_broken_file_is_still_sent() {
    let scene = Scene::new().await;
    for (name, whole) in FILES {
        let half = &whole[..whole.len() / 2];
        let mut spoiled = whole.to_vec();
        spoiled[whole.len() / 3..][..8].fill(0xff);
        for broken in [half, &spoiled] {
            let media = scene.bob_gets(name, broken, json!({})).await;
            assert_eq!(media["file_size"], broken.len(), "{name}");
        }
    }
}

/// The index comes after samples as long as a film's, in a sparse file.
#[tokio::test]
async fn only_the_index_of_a_large_video_is_read() {
    let scene = Scene::new().await;
    let whole = content("silent.mp4");
    let at = whole.windows(4).position(|four| four == b"mdat").unwrap() - 4;
    let length = u32::from_be_bytes(whole[at..at + 4].try_into().unwrap()) as usize;
    let samples = 3_000_000_000u32;
    let path = scene.path("film.mp4");
    let file = std::fs::File::create(&path).unwrap();
    use std::os::unix::fs::FileExt;
    file.write_all_at(&whole[..at], 0).unwrap();
    file.write_all_at(&samples.to_be_bytes(), at as u64).unwrap();
    file.write_all_at(b"mdat", at as u64 + 4).unwrap();
    file.write_all_at(&whole[at + length..], at as u64 + u64::from(samples)).unwrap();
    let source = telewire::files::Files::default().open(&path).unwrap();
    let source = telewire::telegram::media::Source::File(source);
    let details = telewire::api::types::file::probe::probe(&source, "video/mp4").await.unwrap();
    assert_eq!((details.pixels, details.is_streamable), (Some((320, 180)), false));
}
