//! The emulator with the smallest function.

use emulator::{Error, Function};
use serde_json::json;
use std::{path::PathBuf, time::Duration};

const NOTHING: [(&str, &str); 0] = [];

fn hello() -> PathBuf {
    emulator::build_debug("hello").expect("hello builds")
}

#[tokio::test]
async fn a_function_answers_events_one_after_another() {
    let mut function = Function::start(&hello(), "hello", NOTHING)
        .await
        .expect("it starts");
    assert!(function.init() > Duration::ZERO);
    for (name, request) in [("Ada", "event-1"), ("Grace", "event-2")] {
        let answer = function
            .invoke(&json!({"name": name}))
            .await
            .expect("an answer");
        assert_eq!(answer.json, json!({"hello": name, "request": request}));
        assert!(answer.took > Duration::ZERO && answer.took < Duration::from_secs(5));
    }
    assert!(function.peak_resident().expect("resident") > 100_000);
    function.stop().await;
}

#[tokio::test]
async fn an_error_is_returned_and_the_function_keeps_answering() {
    let mut function = Function::start(&hello(), "hello", NOTHING)
        .await
        .expect("it starts");
    let error = function
        .invoke(&json!({"fail": "no chalk"}))
        .await
        .expect_err("an error");
    assert!(
        matches!(&error, Error::Function(answer) if answer["errorMessage"] == "no chalk"),
        "{error}"
    );
    assert!(function.invoke(&json!({"name": "Ada"})).await.is_ok());
}

#[tokio::test]
async fn the_error_of_a_function_that_ends_has_its_output() {
    // A file in the repository. Executing one that was just written could fail as busy: a process that another test starts
    // at that moment inherits the file open for writing until it executes its own program.
    let script = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/ends.sh"));
    let error = Function::start(&script, "users.read", [("REGION", "us-east-1")])
        .await
        .expect_err("it ended");
    assert!(
        matches!(&error, Error::Died { status, .. } if status.code() == Some(3)),
        "{error}"
    );
    assert!(
        error
            .to_string()
            .contains("no table for users.read in us-east-1"),
        "{error}"
    );
}

#[tokio::test]
async fn the_process_ends_with_the_function() {
    let function = Function::start(&hello(), "hello", NOTHING)
        .await
        .expect("it starts");
    let process = PathBuf::from(format!("/proc/{}", function.process_id().expect("it runs")));
    assert!(process.exists());
    function.stop().await;
    assert!(!process.exists());
}
