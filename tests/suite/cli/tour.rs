//! `telewire tour`, for new users.

use super::{finish, run};
use crate::client::{home, telewire};

#[tokio::test]
async fn the_tour_runs_to_its_end_and_has_no_colours_in_a_pipe() {
    let done = run(&["tour"]).await;
    assert_eq!((done.code, done.stderr.as_str()), (Some(0), ""));
    assert!(!done.stdout.contains('\u{1b}'), "escape codes in a pipe");
    let mut rest = done.stdout.as_str();
    for step in [
        r#"→ {"jsonrpc": "2.0", "id": 1, "method": "auth.sendCode","#,
        r#"← {"jsonrpc": "2.0", "id": 1,"#,
        r#""next": "sign_in", "session": "tw1."#,
        r#""method": "auth.signIn","#,
        r#""next": "check_password""#,
        r#""method": "auth.checkPassword","#,
        r#""next": "done""#,
        r#""method": "messages.send","#,
        r#""method": "sandbox.say","#,
        r#""method": "messages.history","#,
        r#""text": "I am. Hello Carol!""#,
        r#""text": "Hello Bob! Are you there?""#,
        r#""method": "sandbox.fault","#,
        r#""kind": "rate_limited", "is_retryable": true, "retry_after": 30"#,
        r#""method": "account.me","#,
        r#""kind": "session_invalid", "is_retryable": false, "reason": "tampered""#,
        "What next?",
        "https://my.telegram.org",
        "login --session-file session",
        "call account.me --session-file session",
    ] {
        let (_, behind) = rest.split_once(step).unwrap_or_else(|| panic!("{step} is missing in\n{rest}"));
        rest = behind;
    }
    let longest =
        done.stdout.lines().take_while(|line| !line.contains("What next?")).map(|line| line.chars().count());
    assert!(longest.max() <= Some(100));
}

#[tokio::test]
async fn the_tour_shows_no_secret_and_leaves_nothing_behind() {
    let home = home();
    let mut command = telewire(home.path());
    command.arg("tour");
    let done = finish(command, "").await;
    let longest =
        done.stdout.split(|letter: char| !letter.is_ascii_alphanumeric() && !"-_.".contains(letter));
    let opaque: Vec<&str> = longest.filter(|word| word.starts_with("tw1.")).collect();
    assert!(opaque.len() > 5, "{}", done.stdout);
    assert!(opaque.iter().all(|word| word.len() < 20), "{opaque:?}");
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn the_tour_has_colours_where_they_are_wanted() {
    let home = home();
    let mut command = telewire(home.path());
    command.arg("tour").env("CLICOLOR_FORCE", "1");
    let coloured = finish(command, "").await.stdout;
    assert!(coloured.contains("\u{1b}[1m"));
    let mut command = telewire(home.path());
    command.arg("tour").env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1");
    let plain = finish(command, "").await.stdout;
    assert!(plain.contains("auth.sendCode") && !plain.contains('\u{1b}'));
}
