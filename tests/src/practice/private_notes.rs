use super::{a_conference, a_goal, an_observation, id, pair, some_evidence};
use crate::world::{Fault, World};
use aws_sdk_dynamodb::types::AttributeValue;
use http::Method;
use serde_json::json;
use std::{
    io,
    sync::{Arc, Mutex},
};
use tracing_subscriber::{filter::LevelFilter, util::SubscriberInitExt};

/// What is looked for in everything that the service emits.
const CANARY: &str = "canary-5f2c-private";
/// The same where it is looked for in the log: tests share one table.
const LOGGED: &str = "canary-9d11-logged";

#[tokio::test]
async fn private_notes_are_read_by_the_coach_who_wrote_them_and_nobody_else() {
    let world = World::new().await;
    let (thomas, adam) = pair(&world).await;
    let mia = world.coach("Mia", "Li").await;
    world.connect(&mia, &adam).await;
    let made = world.asking(&thomas).post(&format!("/users/{}/conferences", adam.id), a_conference(None)).await.is(201);
    let notes = format!("/users/{}/conferences/{}/private-notes", adam.id, id(&made.body));
    let empty = world.asking(&thomas).get(&notes).await.is(200);
    assert_eq!((empty.etag().as_str(), &empty.body["text"]), ("\"0\"", &json!("")));
    let written = world.asking(&thomas).put(&notes, json!({"text": CANARY})).await.is(200);
    world.asking(&thomas).header("if-match", empty.etag()).put(&notes, json!({"text": "late"})).await.refused(412, "stale");
    assert_eq!(world.asking(&thomas).get(&notes).await.body, written.body);

    assert_eq!(world.asking(&mia).get(&notes).await.is(200).body["text"], "", "another coach has notes of their own");
    for who in [&world.ava, &adam] {
        world.asking(who).get(&notes).await.refused(403, "not-permitted");
        world.asking(who).put(&notes, json!({"text": "x"})).await.refused(403, "not-permitted");
    }
    world.disconnect(&thomas, &adam).await;
    world.asking(&thomas).get(&notes).await.refused(403, "not-permitted");
    world.asking(&thomas).put(&notes, json!({"text": "x"})).await.refused(403, "not-permitted");
    world.connect(&thomas, &adam).await;
    assert_eq!(world.asking(&thomas).get(&notes).await.is(200).body["text"], CANARY);
}

#[tokio::test]
async fn private_notes_appear_in_nothing_else_that_the_service_answers_or_stores() {
    let world = World::apart().await;
    let (thomas, adam) = pair(&world).await;
    let user = |rest: &str| format!("/users/{}{rest}", adam.id);
    let goal = world.ava().post(&user("/goals"), a_goal()).await.is(201);
    let conference = world.asking(&thomas).post(&user("/conferences"), a_conference(None)).await.is(201);
    let observation = world.asking(&thomas).post(&user("/observations"), an_observation()).await.is(201);
    world.asking(&thomas).post(&user(&format!("/observations/{}/evidence", id(&observation.body))), some_evidence()).await.is(201);
    world.asking(&thomas).post(&user(&format!("/observations/{}/share", id(&observation.body))), json!({})).await.is(200);
    let notes = user(&format!("/conferences/{}/private-notes", id(&conference.body)));
    let key = "of-the-canary";
    world.asking(&thomas).header("idempotency-key", key).put(&notes, json!({"text": CANARY})).await.is(200);

    // Every GET there is, as everybody there is; and changes of the conference, which answer with it.
    let mut asked = 0;
    for operation in functions::operations().iter().filter(|operation| operation.method == Method::GET) {
        let record = match operation.resource() {
            "goals" => id(&goal.body),
            "conferences" => id(&conference.body),
            _ => id(&observation.body),
        };
        let mut path = operation.path.replace("{user_id}", &adam.id);
        for name in ["goal_id", "conference_id", "observation_id", "rubric_id"] {
            path = path.replace(&format!("{{{name}}}"), record);
        }
        if operation.id == "users.explain_access" {
            path = format!("{path}?actor={}", thomas.id);
        }
        for who in [&world.ava, &thomas, &adam] {
            let answer = world.asking(who).get(&path).await;
            let is_the_one = operation.id == "conferences.read_private_notes" && who.id == thomas.id;
            assert_eq!(String::from_utf8_lossy(&answer.bytes).contains(CANARY), is_the_one, "{} answers {}", operation.id, answer.body);
            asked += usize::from(answer.status.is_success());
        }
    }
    assert!(asked > 60, "only {asked} requests were answered");
    let edited = world.asking(&thomas).patch(&user(&format!("/conferences/{}", id(&conference.body))), json!({"place": "x"})).await.is(200);
    assert!(!edited.body.to_string().contains(CANARY));

    let (client, table) = world.app.store.raw();
    let items: Vec<_> = client.scan().table_name(table).into_paginator().items().send().collect::<Result<_, _>>().await.unwrap();
    let holders: Vec<_> = items.iter().filter(|item| format!("{item:?}").contains(CANARY)).collect();
    let sort_keys: Vec<_> = holders.iter().map(|item| item["sk"].as_s().unwrap().as_str()).collect();
    assert_eq!(sort_keys, [format!("PRIVATE#{}", id(&conference.body))]);
    let theirs = format!("ORG#{}#USER#{}", world.organisation, thomas.id);
    assert_eq!(holders[0]["pk"], AttributeValue::S(theirs), "in the coach's own partition");
}

/// Everything that is logged, in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn private_notes_are_not_logged_either_when_all_goes_well_or_when_it_fails() {
    let world = World::new().await;
    let (thomas, adam) = pair(&world).await;
    let made = world.asking(&thomas).post(&format!("/users/{}/conferences", adam.id), a_conference(None)).await.is(201);
    let notes = format!("/users/{}/conferences/{}/private-notes", adam.id, id(&made.body));

    // With one subscriber alone, tracing asks the thread that first meets an event whether it is wanted,
    // and that may be the thread of another test.
    let _ = tracing_subscriber::fmt().with_max_level(LevelFilter::OFF).finish().try_init();
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_max_level(LevelFilter::DEBUG);
    let logging = subscriber.with_writer(move || writer.clone()).finish().set_default();
    world.asking(&thomas).put(&notes, json!({"text": LOGGED})).await.is(200);
    world.asking(&thomas).get(&notes).await.is(200);
    world.asking(&thomas).header("if-match", "\"7\"").put(&notes, json!({"text": LOGGED})).await.refused(412, "stale");
    world.asking(&thomas).put(&notes, json!({"text": format!("{LOGGED}\u{0}")})).await.refused_field("/text");
    world.asking(&thomas).put(&notes, json!({"text": LOGGED, LOGGED: 1})).await.refused(422, "invalid");
    for fault in [Fault::LostBefore, Fault::LostAfter, Fault::Conflict] {
        world.meter.plan(move |operation, _| (operation == "TransactWriteItems").then(|| fault.clone()));
        world.asking(&thomas).put(&notes, json!({"text": LOGGED})).await.refused(503, "unavailable");
    }
    world.meter.no_faults();
    drop(logging);

    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("request failed"), "what failed is logged");
    assert!(!logged.contains(LOGGED), "{}", logged.lines().find(|line| line.contains(LOGGED)).unwrap());
}
