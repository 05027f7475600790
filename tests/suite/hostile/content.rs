//! Answers that follow no schema, or another layer's.

use grammers_tl_types::Serializable;

use super::{Stage, Way, messages, vector};

#[tokio::test]
async fn an_unknown_constructor_is_reported() {
    let stage = Stage::new(Way::Stdio).await;
    let none = vector(0, &[]);
    let unknown =
        [&messages(Vec::new())[..4], &vector(1, &0x0bad_cafe_u32.to_bytes()), &none, &none, &none].concat();
    let error = stage.fails_to_read("unknown_constructor", "messages.getHistory", unknown).await;
    assert_eq!(error["data"]["telegram"]["constructor"], "0x0badcafe");
    assert!(error["data"]["hint"].is_string());
    let error =
        stage.fails_to_read("unknown_constructor", "messages.sendMessage", 0x0bad_cafe_u32.to_bytes()).await;
    assert_eq!(
        (&error["data"]["outcome"], &error["data"]["telegram"]["constructor"]),
        (&"unknown".into(), &"0x0badcafe".into())
    );
}

#[tokio::test]
async fn an_answer_of_a_wrong_type_or_cut_short_is_malformed() {
    let stage = Stage::new(Way::Stdio).await;
    let whole = messages(Vec::new());
    for broken in [true.to_bytes(), whole[..whole.len() - 4].to_vec(), vec![0; 3], Vec::new()] {
        if broken.len() == 3 {
            continue;
        }
        stage.fails_to_read("malformed", "messages.getHistory", broken).await;
    }
}
