//! Private notes of a conference, which only the coach who wrote them can read.

use crate::world::{Fault, Log, World, a_conference, a_goal, an_observation, some_evidence, text};
use http::Method;
use serde_json::json;
use tracing_subscriber::filter::LevelFilter;

/// A text to look for in everything that the service answers and stores.
const CANARY: &str = "canary-5f2c-private";
/// Another one to look for in the log, because tests share a table.
const LOGGED: &str = "canary-9d11-logged";

#[tokio::test]
async fn private_notes_can_be_read_only_by_the_coach_who_wrote_them() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let mia = world.coach("Mia", "Li").await;
    world.connect(&mia, &adam).await;
    let made = world
        .as_person(&thomas)
        .post(&adam.path("/conferences"), a_conference(None))
        .await
        .is(201);
    let notes = format!("/users/{}/conferences/{}/private-notes", adam.id, made.id());
    let empty = world.as_person(&thomas).get(&notes).await.is(200);
    assert_eq!(
        (empty.etag().as_str(), &empty.body["text"]),
        ("\"0\"", &json!(""))
    );
    let written = world
        .as_person(&thomas)
        .put(&notes, json!({"text": CANARY}))
        .await
        .is(200);
    world
        .as_person(&thomas)
        .header("if-match", empty.etag())
        .put(&notes, json!({"text": "late"}))
        .await
        .refused(412, "stale");
    assert_eq!(
        world.as_person(&thomas).get(&notes).await.body,
        written.body
    );

    assert_eq!(
        world.as_person(&mia).get(&notes).await.is(200).body["text"],
        "",
        "another coach has separate notes"
    );
    for who in [&world.ava, &adam] {
        world
            .as_person(who)
            .get(&notes)
            .await
            .refused(403, "not-permitted");
        world
            .as_person(who)
            .put(&notes, json!({"text": "x"}))
            .await
            .refused(403, "not-permitted");
    }
    world.disconnect(&thomas, &adam).await;
    world
        .as_person(&thomas)
        .get(&notes)
        .await
        .refused(403, "not-permitted");
    world
        .as_person(&thomas)
        .put(&notes, json!({"text": "x"}))
        .await
        .refused(403, "not-permitted");
    world.connect(&thomas, &adam).await;
    assert_eq!(
        world.as_person(&thomas).get(&notes).await.is(200).body["text"],
        CANARY
    );
}

#[tokio::test]
async fn private_notes_are_in_no_other_answer_and_no_other_item() {
    let world = World::with_own_database().await;
    let (thomas, adam) = world.pair().await;
    let goal = world
        .ava()
        .post(&adam.path("/goals"), a_goal())
        .await
        .is(201);
    let conference = world
        .as_person(&thomas)
        .post(&adam.path("/conferences"), a_conference(None))
        .await
        .is(201);
    let observation = world
        .as_person(&thomas)
        .post(&adam.path("/observations"), an_observation())
        .await
        .is(201);
    world
        .as_person(&thomas)
        .post(
            &adam.path(&format!("/observations/{}/evidence", observation.id())),
            some_evidence(),
        )
        .await
        .is(201);
    world
        .as_person(&thomas)
        .post(
            &adam.path(&format!("/observations/{}/share", observation.id())),
            json!({}),
        )
        .await
        .is(200);
    let notes = adam.path(&format!("/conferences/{}/private-notes", conference.id()));
    let key = "of-the-canary";
    world
        .as_person(&thomas)
        .header("idempotency-key", key)
        .put(&notes, json!({"text": CANARY}))
        .await
        .is(200);

    // Every GET as everybody; and an edit of the conference, whose answer is the conference.
    let mut answered = 0;
    for operation in functions::operations()
        .iter()
        .filter(|operation| operation.method == Method::GET)
    {
        let record = match operation.resource() {
            "goals" => goal.id(),
            "conferences" => conference.id(),
            _ => observation.id(),
        };
        let mut path = operation.path.replace("{user_id}", &adam.id);
        for name in ["goal_id", "conference_id", "observation_id", "rubric_id"] {
            path = path.replace(&format!("{{{name}}}"), record);
        }
        if operation.id == "users.read_access" {
            path = format!("{path}?actor={}", thomas.id);
        }
        for who in [&world.ava, &thomas, &adam] {
            let answer = world.as_person(who).get(&path).await;
            let may_show = operation.id == "conferences.read_private_notes" && who.id == thomas.id;
            assert_eq!(
                String::from_utf8_lossy(&answer.bytes).contains(CANARY),
                may_show,
                "{} answers {}",
                operation.id,
                answer.body
            );
            answered += usize::from(answer.status.is_success());
        }
    }
    assert!(answered > 60, "only {answered} requests were answered");
    let edited = world
        .as_person(&thomas)
        .patch(
            &adam.path(&format!("/conferences/{}", conference.id())),
            json!({"place": "x"}),
        )
        .await
        .is(200);
    assert!(!edited.body.to_string().contains(CANARY));

    let items = world.scan().await;
    let holders: Vec<_> = items
        .iter()
        .filter(|item| format!("{item:?}").contains(CANARY))
        .collect();
    let sort_keys: Vec<_> = holders
        .iter()
        .map(|item| item["sk"].as_s().unwrap().as_str())
        .collect();
    assert_eq!(sort_keys, [format!("PRIVATE#{}", conference.id())]);
    assert_eq!(
        holders[0]["pk"],
        text(world.partition_of(&thomas)),
        "in the coach's own partition"
    );
}

#[tokio::test]
async fn private_notes_are_not_logged_whether_requests_succeed_or_fail() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let made = world
        .as_person(&thomas)
        .post(&adam.path("/conferences"), a_conference(None))
        .await
        .is(201);
    let notes = format!("/users/{}/conferences/{}/private-notes", adam.id, made.id());

    let log = Log::new(LevelFilter::DEBUG);
    world
        .as_person(&thomas)
        .put(&notes, json!({"text": LOGGED}))
        .await
        .is(200);
    world.as_person(&thomas).get(&notes).await.is(200);
    world
        .as_person(&thomas)
        .header("if-match", "\"7\"")
        .put(&notes, json!({"text": LOGGED}))
        .await
        .refused(412, "stale");
    world
        .as_person(&thomas)
        .put(&notes, json!({"text": format!("{LOGGED}\u{0}")}))
        .await
        .refused_field("/text");
    world
        .as_person(&thomas)
        .put(&notes, json!({"text": LOGGED, LOGGED: 1}))
        .await
        .refused(422, "invalid");
    for fault in [Fault::LostBefore, Fault::LostAfter, Fault::Conflict] {
        let other = json!({"text": format!("{LOGGED} {fault:?}")});
        world
            .meter
            .inject(move |operation, _| (operation == "TransactWriteItems").then(|| fault.clone()));
        world
            .as_person(&thomas)
            .put(&notes, other)
            .await
            .refused(503, "unavailable");
    }
    world.meter.clear_faults();

    let logged = log.take();
    assert!(logged.contains("request failed"), "failures are logged");
    assert!(
        !logged.contains(LOGGED),
        "{}",
        logged.lines().find(|line| line.contains(LOGGED)).unwrap()
    );
}
