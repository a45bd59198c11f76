//! Many assignments in one request.

use crate::world::World;
use serde_json::json;

#[tokio::test]
async fn each_line_of_a_bulk_assignment_succeeds_or_fails_by_itself() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let lena = world.person("Lena", "Ortiz").await;
    world.set_capacity(&thomas, 3).await;
    let (adam, mia, ben, zoe) = (
        world.person("Adam", "A").await,
        world.person("Mia", "B").await,
        world.person("Ben", "C").await,
        world.person("Zoe", "D").await,
    );
    let elsewhere = World::new().await.person("Omar", "Abadi").await;
    world.deactivate(&ben).await;
    let line = |coach: &str, coachee: &str| json!({"coach_id": coach, "coachee_id": coachee});
    let lines = json!({"assignments": [
        line(&thomas.id, &adam.id),
        line(&thomas.id, &thomas.id),
        line(&lena.id, &mia.id),
        line(&thomas.id, &ben.id),
        line(&thomas.id, &elsewhere.id),
        {"coach_id": thomas.id, "coachee_id": mia.id, "kind": "secondary", "ends_on": world.day(90)},
        {"coach_id": thomas.id, "coachee_id": zoe.id, "starts_on": world.day(5), "ends_on": world.day(4)},
    ]});
    let outcomes = |body: &serde_json::Value| {
        let results = body["results"].as_array().unwrap().iter();
        results
            .map(|line| format!("{} {}", line["outcome"], line["problem"]["type"]).replace('"', ""))
            .collect::<Vec<_>>()
    };
    let answer = world
        .ava()
        .post("/assignments/bulk", lines.clone())
        .await
        .is(200);
    let refused = |kind: &str| format!("refused /problems/{kind}");
    let expected = [
        "assigned null".to_owned(),
        refused("self-coaching"),
        refused("coach-status-required"),
        refused("inactive-user"),
        refused("not-found"),
        "assigned null".to_owned(),
        refused("invalid"),
    ];
    assert_eq!(outcomes(&answer.body), expected);
    assert_eq!(answer.body["results"][5]["coachee_id"], json!(mia.id));
    let again = world.ava().post("/assignments/bulk", lines).await.is(200);
    assert_eq!(outcomes(&again.body)[0], "already_connected null");
    let coaching = world.ava().get(&thomas.path("/coachees")).await.is(200);
    assert_eq!(coaching.names(), ["Adam A", "Mia B"]);
    assert_eq!(coaching.items()[1]["kind"], "secondary");

    let mut last = Vec::new();
    for name in ["E", "F", "G"] {
        last.push(line(&thomas.id, &world.person("Last", name).await.id));
    }
    let answer = world
        .ava()
        .post("/assignments/bulk", json!({"assignments": last}))
        .await
        .is(200);
    let assigned = outcomes(&answer.body)
        .iter()
        .filter(|line| *line == "assigned null")
        .count();
    let full = outcomes(&answer.body)
        .iter()
        .filter(|line| **line == refused("at-capacity"))
        .count();
    assert_eq!((assigned, full), (1, 2), "capacity holds in one request");
}

#[tokio::test]
async fn a_bulk_assignment_sent_twice_with_one_key_is_answered_alike_and_made_once() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let (adam, mia) = (
        world.person("Adam", "A").await,
        world.person("Mia", "B").await,
    );
    let line = |coachee: &str| json!({"coach_id": thomas.id, "coachee_id": coachee});
    let ava = || world.ava().header("idempotency-key", "monday");
    let sent = json!({"assignments": [line(&adam.id), line(&mia.id)]});
    let first = ava().post("/assignments/bulk", sent.clone()).await.is(200);
    let again = ava().post("/assignments/bulk", sent).await.is(200);
    assert_eq!(first.body, again.body);
    assert_eq!(first.body["results"][1]["outcome"], "assigned");
    let other = ava()
        .post("/assignments/bulk", json!({"assignments": [line(&mia.id)]}))
        .await
        .is(200);
    assert_eq!(
        other.body["results"][0]["problem"]["type"],
        "/problems/idempotency-key-reused"
    );
    let history = world
        .ava()
        .get(&thomas.path("/coaching-history"))
        .await
        .is(200);
    assert_eq!(history.items().len(), 2);
}

#[tokio::test]
async fn a_bulk_assignment_is_for_administrators_and_takes_at_most_a_hundred_lines() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let adam = world.person("Adam", "Anderson").await;
    let line = json!({"coach_id": thomas.id, "coachee_id": adam.id});
    world
        .as_person(&thomas)
        .post("/assignments/bulk", json!({"assignments": [line]}))
        .await
        .refused(403, "not-permitted");
    world
        .ava()
        .post("/assignments/bulk", json!({"assignments": []}))
        .await
        .refused_field("/assignments");
    world
        .ava()
        .post("/assignments/bulk", json!({"assignments": vec![line; 101]}))
        .await
        .refused_field("/assignments");
    assert_eq!(
        world
            .ava()
            .get(&thomas.path("/coachees"))
            .await
            .is(200)
            .items()
            .len(),
        0
    );
}
