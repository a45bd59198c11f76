//! What must hold while the database fails.

use crate::world::{Fault, World, fields};
use serde_json::json;
use shared::table::Timeouts;
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

#[tokio::test]
async fn a_transaction_whose_answer_was_lost_takes_effect_once() {
    let world = World::new().await;
    world.ava().get("/me").await.is(200);
    let lost = AtomicUsize::new(0);
    world.meter.inject(move |operation, _| {
        (operation == "TransactWriteItems" && lost.fetch_add(1, Ordering::Relaxed) == 0)
            .then_some(Fault::LostAfter)
    });
    let made = world
        .ava()
        .post("/users", json!(fields("Adam", "Anderson")))
        .await
        .is(201);
    assert_eq!(
        world.ava().get("/users?q=anderson").await.names(),
        ["Adam Anderson"]
    );
    assert_eq!(made.body["version"], 1);
}

#[tokio::test]
async fn a_client_without_an_answer_can_retry_with_the_same_idempotency_key() {
    let world = World::new().await;
    world.ava().get("/me").await.is(200);
    world
        .meter
        .inject(|operation, _| (operation == "TransactWriteItems").then_some(Fault::LostAfter));
    let body = json!(fields("Adam", "Anderson"));
    world
        .ava()
        .header("idempotency-key", "k")
        .post("/users", body.clone())
        .await
        .refused(503, "unavailable");
    world.meter.clear_faults();
    let made = world
        .ava()
        .header("idempotency-key", "k")
        .post("/users", body)
        .await
        .is(201);
    let found = world.ava().get("/users?q=anderson").await.is(200);
    assert_eq!(found.items().len(), 1);
    assert_eq!(found.items()[0]["id"], made.body["id"]);
}

#[tokio::test]
async fn conflicts_and_throttling_are_retried() {
    for (percent, fault) in [
        (1, Fault::Conflict),
        (10, Fault::Conflict),
        (50, Fault::Conflict),
        (30, Fault::Throttled),
    ] {
        let world = World::new().await;
        let thomas = world.coach("Thomas", "Blankenship").await;
        let adam = world.person("Adam", "Anderson").await;
        world
            .meter
            .inject(move |_, _| (fastrand::u32(0..100) < percent).then(|| fault.clone()));
        let pair = thomas.coachee(&adam);
        let mut is_connected = false;
        for _ in 0..30 {
            let answer = if is_connected {
                world.ava().delete(&pair).await
            } else {
                world.ava().put(&pair, json!({})).await
            };
            match answer.status.as_u16() {
                201 | 204 => is_connected = !is_connected,
                503 => assert_eq!(answer.headers["retry-after"], "1"),
                other => panic!("{other}: {}", answer.body),
            }
        }
        world.meter.clear_faults();
        let profile = world.ava().get(&thomas.path("")).await.is(200);
        assert_eq!(profile.body["coachee_count"], u32::from(is_connected));
        let listed = world.ava().get(&adam.path("/coaches")).await.is(200);
        assert_eq!(listed.items().len(), usize::from(is_connected));
    }
}

#[tokio::test]
async fn a_retried_transaction_keeps_its_token() {
    let world = World::new().await;
    world.ava().get("/me").await.is(200);
    let (tokens, seen) = std::sync::mpsc::channel();
    let tries = AtomicUsize::new(0);
    world.meter.inject(move |operation, request| {
        if operation != "TransactWriteItems" {
            return None;
        }
        tokens
            .send(request["ClientRequestToken"].as_str().unwrap().to_owned())
            .unwrap();
        (tries.fetch_add(1, Ordering::Relaxed) < 3).then_some(Fault::Conflict)
    });
    world
        .ava()
        .post("/users", json!(fields("Adam", "Anderson")))
        .await
        .is(201);
    let seen: Vec<String> = seen.try_iter().collect();
    assert_eq!(seen.len(), 4);
    assert!(seen.iter().all(|token| *token == seen[0]));
}

#[tokio::test]
async fn an_unreachable_database_is_answered_with_503_soon_and_reveals_nothing() {
    let world = World::with_timeouts(Timeouts::default()).await;
    let adam = world.person("Adam", "Anderson").await;
    world.ava().get("/me").await.is(200);
    for fault in [Fault::LostBefore, Fault::Stalled(Duration::from_secs(5))] {
        world.meter.inject(move |_, _| Some(fault.clone()));
        for path in [adam.path(""), "/users?q=adam".to_owned(), "/me".to_owned()] {
            let began = Instant::now();
            let answer = world.ava().get(&path).await.refused(503, "unavailable");
            assert!(
                began.elapsed() < Duration::from_millis(1300),
                "{:?}",
                began.elapsed()
            );
            assert!(!String::from_utf8_lossy(&answer.bytes).contains("connection"));
        }
    }
}

#[tokio::test]
async fn a_read_whose_right_cannot_be_proved_reveals_nothing() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    world
        .meter
        .inject(|operation, _| (operation == "TransactGetItems").then_some(Fault::LostBefore));
    for path in ["", "/coaches", "/coachees", "/coaching-history"] {
        let refused = world.as_person(&thomas).get(&adam.path(path)).await;
        assert_eq!(refused.status, 503);
        assert!(!String::from_utf8_lossy(&refused.bytes).contains("Adam"));
    }
}
