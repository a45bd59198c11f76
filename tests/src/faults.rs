//! What must never happen, with the database failing beneath it.

use crate::world::{Fault, World, fields};
use serde_json::json;
use shared::table::Timeouts;
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

#[tokio::test]
async fn an_answer_lost_after_the_commit_has_its_effect_once() {
    let world = World::new().await;
    world.ava().get("/me").await.is(200);
    let lost = AtomicUsize::new(0);
    world.meter.plan(move |operation, _| {
        (operation == "TransactWriteItems" && lost.fetch_add(1, Ordering::Relaxed) == 0).then_some(Fault::LostAfter)
    });
    let made = world.ava().post("/users", json!(fields("Adam", "Anderson"))).await.is(201);
    assert_eq!(world.ava().get("/users?q=anderson").await.names(), ["Adam Anderson"]);
    assert_eq!(made.body["version"], 1);
}

#[tokio::test]
async fn a_client_that_lost_every_answer_repeats_with_the_same_key() {
    let world = World::new().await;
    world.ava().get("/me").await.is(200);
    world.meter.plan(|operation, _| (operation == "TransactWriteItems").then_some(Fault::LostAfter));
    let body = json!(fields("Adam", "Anderson"));
    world.ava().header("idempotency-key", "k").post("/users", body.clone()).await.refused(503, "unavailable");
    world.meter.no_faults();
    let made = world.ava().header("idempotency-key", "k").post("/users", body).await.is(201);
    let found = world.ava().get("/users?q=anderson").await.is(200);
    assert_eq!(found.items().len(), 1);
    assert_eq!(found.items()[0]["id"], made.body["id"]);
}

#[tokio::test]
async fn conflicts_and_throttling_are_waited_out() {
    for (percent, fault) in [(1, Fault::Conflict), (10, Fault::Conflict), (50, Fault::Conflict), (30, Fault::Throttled)] {
        let world = World::new().await;
        let thomas = world.coach("Thomas", "Blankenship").await;
        let adam = world.person("Adam", "Anderson").await;
        world.meter.plan(move |_, _| (fastrand::u32(0..100) < percent).then(|| fault.clone()));
        let pair = format!("/users/{}/coachees/{}", thomas.id, adam.id);
        let mut there = false;
        for _ in 0..30 {
            let answer = if there { world.ava().delete(&pair).await } else { world.ava().put(&pair, json!({})).await };
            match answer.status.as_u16() {
                201 | 204 => there = !there,
                503 => assert_eq!(answer.headers["retry-after"], "1"),
                other => panic!("{other}: {}", answer.body),
            }
        }
        world.meter.no_faults();
        let profile = world.ava().get(&format!("/users/{}", thomas.id)).await.is(200);
        assert_eq!(profile.body["coachee_count"], u32::from(there));
        let listed = world.ava().get(&format!("/users/{}/coaches", adam.id)).await.is(200);
        assert_eq!(listed.items().len(), usize::from(there));
    }
}

#[tokio::test]
async fn a_retried_transaction_keeps_its_token() {
    let world = World::new().await;
    world.ava().get("/me").await.is(200);
    let (tokens, seen) = std::sync::mpsc::channel();
    let tries = AtomicUsize::new(0);
    world.meter.plan(move |operation, request| {
        if operation != "TransactWriteItems" {
            return None;
        }
        tokens.send(request["ClientRequestToken"].as_str().unwrap().to_owned()).unwrap();
        (tries.fetch_add(1, Ordering::Relaxed) < 3).then_some(Fault::Conflict)
    });
    world.ava().post("/users", json!(fields("Adam", "Anderson"))).await.is(201);
    let seen: Vec<String> = seen.try_iter().collect();
    assert_eq!(seen.len(), 4);
    assert!(seen.iter().all(|token| *token == seen[0]));
}

#[tokio::test]
async fn an_unreachable_database_is_said_so_within_a_second_and_allows_nothing() {
    let world = World::with_timeouts(Timeouts::default()).await;
    let adam = world.person("Adam", "Anderson").await;
    world.ava().get("/me").await.is(200);
    for fault in [Fault::LostBefore, Fault::Stalled(Duration::from_secs(5))] {
        world.meter.plan(move |_, _| Some(fault.clone()));
        for path in [format!("/users/{}", adam.id), "/users?q=adam".to_owned(), "/me".to_owned()] {
            let began = Instant::now();
            let answer = world.ava().get(&path).await.refused(503, "unavailable");
            assert!(began.elapsed() < Duration::from_millis(1300), "{:?}", began.elapsed());
            assert!(!String::from_utf8_lossy(&answer.bytes).contains("connection"));
        }
    }
}

#[tokio::test]
async fn a_right_that_cannot_be_proved_shows_nothing() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let adam = world.person("Adam", "Anderson").await;
    world.connect(&thomas, &adam).await;
    world.meter.plan(|operation, _| (operation == "TransactGetItems").then_some(Fault::LostBefore));
    for path in ["", "/coaches", "/coachees", "/coaching-history"] {
        let refused = world.asking(&thomas).get(&format!("/users/{}{path}", adam.id)).await;
        assert_eq!(refused.status, 503);
        assert!(!String::from_utf8_lossy(&refused.bytes).contains("Adam"));
    }
}
