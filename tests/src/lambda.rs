//! The bootstrap as Lambda runs it: a process that gets events from the Runtime API.

use crate::{
    events::{event, seed},
    world::engine,
};
use emulator::Function;
use local::engine as embedded;
use serde_json::{Value, json};
use std::{env, path::PathBuf};

/// The binary that is deployed, built if it isn't yet. Here it is compiled quickly, unless its speed is of interest.
fn bootstrap() -> PathBuf {
    let profile = env::var("BOOTSTRAP_PROFILE");
    let profile = profile.as_deref().unwrap_or("quick-release");
    emulator::build("functions", "bootstrap", profile).unwrap()
}

/// Starts the bootstrap as the function with this handler.
pub async fn function(handler: &str, endpoint: &str, issuers: &Value) -> Function {
    let environment = [
        ("TABLE_NAME", embedded::TABLE_NAME),
        ("AWS_ENDPOINT_URL_DYNAMODB", endpoint),
        ("CURSOR_SECRET", "a secret of the tests"),
        ("ISSUERS", &issuers.to_string()),
        ("RUST_LOG", "info"),
    ];
    Function::start(&bootstrap(), handler, environment)
        .await
        .unwrap()
}

#[tokio::test]
async fn the_bootstrap_serves_one_operation_for_each_function() {
    let endpoint = embedded::start(None).await.unwrap();
    let store = embedded::store(&endpoint);
    embedded::create_table(&store).await.unwrap();
    seed(&store).await;
    for (id, status) in [
        ("health.read", 204),
        ("me.read", 200),
        ("users.list", 200),
        ("users.create", 201),
        ("users.create", 201),
        ("assignments.assign_coachee", 201),
        ("assignments.assign_coachee", 200),
        ("assignments.remove_coachee", 204),
        ("assignments.remove_coachee", 404),
    ] {
        let mut function = function(id, &endpoint, &json!({})).await;
        let answer = function.invoke(&event(id)).await.unwrap().json;
        assert_eq!(
            answer["statusCode"],
            status,
            "{id}: {answer} {}",
            function.log()
        );
        assert_eq!(answer["headers"]["cache-control"], "no-store");
        let body: Value =
            serde_json::from_str(answer["body"].as_str().unwrap_or_default()).unwrap_or_default();
        match id {
            "users.list" => {
                assert_eq!(body["items"][0]["email"], "adam.anderson@lakeside.example")
            }
            "users.create" => assert_eq!(body["email"], "maya.lindqvist@lakeside.example"),
            _ => {}
        }
        // A function serves no operation but its own.
        let mut elsewhere = event(if id == "me.read" {
            "users.read"
        } else {
            "me.read"
        });
        elsewhere["rawQueryString"] = json!("");
        let answer = function.invoke(&elsewhere).await.unwrap().json;
        assert_eq!(answer["statusCode"], 404, "{id}");
    }
}

#[tokio::test]
async fn the_bootstrap_serves_the_authorizer() {
    let endpoint = embedded::start(None).await.unwrap();
    let store = embedded::store(&endpoint);
    embedded::create_table(&store).await.unwrap();
    seed(&store).await;
    let openid = &engine().openid;
    let lakeside = local::demonstration::organisations().unwrap().remove(0);
    let issuer = openid.issuer(&lakeside);
    let jwks_uri = format!("{}/{lakeside}/jwks", openid.address);
    let issuers = json!({&issuer: {"organisation": "lakeside", "audience": "coachwork", "jwks_uri": jwks_uri}});
    let mut authorizer = function("authorizer", &endpoint, &issuers).await;

    let token = local::openid::token(
        &local::client::client(),
        &issuer,
        "ava.morgan@lakeside.example",
        "",
    )
    .await
    .unwrap();
    let mut request = event("authorizer");
    request["headers"]["authorization"] = json!(format!("Bearer {token}"));
    for _ in 0..2 {
        let answer = authorizer.invoke(&request).await.unwrap().json;
        assert_eq!(
            answer["isAuthorized"],
            true,
            "{answer} {}",
            authorizer.log()
        );
        let context = &answer["context"];
        assert_eq!(
            (&context["organisation"], &context["user_id"]),
            (&json!("lakeside"), &json!(crate::events::PEOPLE[0].0))
        );
        assert_eq!(
            (&context["role"], &context["time_zone"]),
            (&json!("administrator"), &json!("America/Chicago"))
        );
    }
    let forged = authorizer.invoke(&event("authorizer")).await.unwrap().json;
    assert_eq!(forged["context"], json!({"refused": "token", "ask": ""}));
    let log = authorizer.log();
    assert!(!log.contains(&token), "a token is in the log");
}

#[tokio::test]
async fn the_bootstrap_serves_the_feed() {
    let endpoint = embedded::start(None).await.unwrap();
    let store = embedded::store(&endpoint);
    embedded::create_table(&store).await.unwrap();
    seed(&store).await;
    let mut notify = function("feed.notify", &endpoint, &json!({})).await;
    for _ in 0..2 {
        let answer = notify.invoke(&event("feed.notify")).await.unwrap().json;
        assert_eq!(answer, json!({"batchItemFailures": []}), "{}", notify.log());
    }
    let mut of_nobody = event("feed.notify");
    of_nobody["Records"][0]["dynamodb"]["NewImage"]["kind"]["S"] = json!("unheard_of");
    assert_eq!(
        notify.invoke(&of_nobody).await.unwrap().json,
        json!({"batchItemFailures": []})
    );
    assert!(
        notify.log().contains("dead letter"),
        "the alarm looks for these words: {}",
        notify.log()
    );
    let mut replay = function("feed.replay", &endpoint, &json!({})).await;
    let answer = replay.invoke(&event("feed.replay")).await.unwrap().json;
    assert_eq!(
        (
            &answer["replayed"],
            answer["left"].as_array().unwrap().len()
        ),
        (&json!(0), 1)
    );
}
