//! Goals with their progress and comments.

use crate::world::{UNKNOWN_ID, World, a_goal, with};
use serde_json::json;

#[tokio::test]
async fn a_coach_works_on_a_goal_until_the_assignment_ends() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let goals = adam.path("/goals");
    let mut goal = a_goal();
    goal["steps"] = json!([{"text": " Try sentence starters ", "check_back_on": world.day(7)}]);
    let made = world.as_person(&thomas).post(&goals, goal).await.is(201);
    let path = format!("{goals}/{}", made.id());
    assert_eq!(made.headers["location"], format!("/v1{path}"));
    assert_eq!(
        (
            &made.body["steps"][0]["text"],
            &made.body["steps"][0]["owner"]
        ),
        (&json!("Try sentence starters"), &json!("coachee"))
    );

    let entry = world
        .as_person(&adam)
        .post(
            &format!("{path}/progress"),
            json!({"value": 55.5, "note": "Counted."}),
        )
        .await
        .is(201);
    assert_eq!(entry.body["on"], world.day(0));
    world
        .as_person(&adam)
        .post(
            &format!("{path}/progress"),
            json!({"value": 45, "on": world.day(-3)}),
        )
        .await
        .is(201);
    world
        .as_person(&thomas)
        .post(
            &format!("{path}/comments"),
            json!({"text": "Good.\nGo on."}),
        )
        .await
        .is(201);
    let read = world.as_person(&adam).get(&path).await.is(200);
    let latest = &read.body["latest"];
    assert_eq!(
        (&latest["on"], &latest["value"]),
        (&json!(world.day(0)), &json!(55.5)),
        "an older measure added later is not the latest"
    );
    assert_eq!(
        world
            .as_person(&thomas)
            .get(&format!("{path}/progress"))
            .await
            .items()
            .len(),
        2
    );
    let comments = world
        .as_person(&adam)
        .get(&format!("{path}/comments"))
        .await;
    assert_eq!(
        (
            &comments.items()[0]["text"],
            &comments.items()[0]["created_by"]["name"]
        ),
        (&json!("Good.\nGo on."), &json!("Thomas Blankenship"))
    );

    let mut steps = read.body["steps"].clone();
    steps[0]["done_on"] = json!(world.day(0));
    let edited = world
        .as_person(&adam)
        .header("if-match", read.etag())
        .patch(&path, json!({"state": "achieved", "steps": steps}))
        .await
        .is(200);
    assert_eq!(
        (&edited.body["state"], &edited.body["steps"][0]["id"]),
        (&json!("achieved"), &made.body["steps"][0]["id"])
    );
    world
        .as_person(&thomas)
        .delete(&path)
        .await
        .refused(409, "goal-in-use");
    assert_eq!(world.as_person(&thomas).get(&goals).await.items().len(), 1);

    world.disconnect(&thomas, &adam).await;
    for address in [
        goals.clone(),
        path.clone(),
        format!("{path}/progress"),
        format!("{path}/comments"),
    ] {
        world
            .as_person(&thomas)
            .get(&address)
            .await
            .refused(403, "not-permitted");
    }
    world
        .as_person(&thomas)
        .post(&goals, a_goal())
        .await
        .refused(403, "not-permitted");
    world
        .as_person(&thomas)
        .post(&format!("{path}/comments"), json!({"text": "x"}))
        .await
        .refused(403, "not-permitted");
    world
        .as_person(&thomas)
        .header("if-match", edited.etag())
        .patch(&path, json!({"state": "draft"}))
        .await
        .refused(403, "not-permitted");
    world.as_person(&adam).get(&path).await.is(200);
}

#[tokio::test]
async fn an_inconsistent_goal_is_refused_by_its_field() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let (rubric_id, components) = world.rubric().await;
    let (_, others) = world.rubric().await;
    let goals = adam.path("/goals");
    for (change, pointer) in [
        (json!({"title": " "}), "/title"),
        (json!({"title": "x".repeat(201)}), "/title"),
        (json!({"baseline": 1e10}), "/baseline"),
        (
            json!({"steps": [{"text": "x", "check_back_on": world.day(-1)}]}),
            "/steps/0/check_back_on",
        ),
        (
            json!({"steps": [{"text": "x", "done_on": world.day(2)}]}),
            "/steps/0/done_on",
        ),
        (
            json!({"steps": [{"text": "x", "id": UNKNOWN_ID}]}),
            "/steps/0/id",
        ),
        (json!({"steps": vec![json!({"text": "x"}); 21]}), "/steps"),
        (json!({"component_ids": [components[0]]}), "/rubric_id"),
        (json!({"rubric_id": UNKNOWN_ID}), "/rubric_id"),
        (
            json!({"rubric_id": rubric_id, "component_ids": [components[0], others[0]]}),
            "/component_ids/1",
        ),
        (
            json!({"rubric_id": rubric_id, "component_ids": [components[0], components[0]]}),
            "/component_ids/1",
        ),
        (json!({"version": 7}), "/version"),
        (
            json!({"latest": {"on": world.day(0), "value": 1}}),
            "/latest",
        ),
    ] {
        let goal = with(a_goal(), change);
        world
            .as_person(&thomas)
            .post(&goals, goal)
            .await
            .refused_field(pointer);
    }
    assert_eq!(
        world.as_person(&thomas).get(&goals).await.items().len(),
        0,
        "nothing was written"
    );

    let mut goal = a_goal();
    goal["rubric_id"] = json!(rubric_id);
    goal["component_ids"] = json!([components[1]]);
    let made = world.as_person(&thomas).post(&goals, goal).await.is(201);
    assert_eq!(made.body["rubric_version"], 1);
    let path = format!("{goals}/{}", made.id());
    world
        .as_person(&thomas)
        .post(
            &format!("{path}/progress"),
            json!({"value": 1, "on": world.day(1)}),
        )
        .await
        .refused_field("/on");
    world
        .as_person(&thomas)
        .post(&format!("{path}/comments"), json!({"text": " \n "}))
        .await
        .refused_field("/text");
    world
        .as_person(&thomas)
        .patch(&path, json!({"title": "x"}))
        .await
        .refused(428, "if-match-required");
    let edit = |body| {
        world
            .as_person(&thomas)
            .header("if-match", made.etag())
            .patch(&path, body)
    };
    edit(json!({"component_ids": [components[0]]}))
        .await
        .refused_field("/rubric_id");
    edit(json!({"rubric_id": rubric_id, "component_ids": [others[0]]}))
        .await
        .refused_field("/component_ids/0");
    edit(json!({"title": "Twice"})).await.is(200);
    let stale = edit(json!({"title": "Late"})).await.refused(412, "stale");
    assert_eq!(stale.body["current_version"], 2);

    world
        .ava()
        .delete(&format!("/rubrics/{rubric_id}"))
        .await
        .is(204);
    let mut goal = a_goal();
    goal["rubric_id"] = json!(rubric_id);
    world
        .as_person(&thomas)
        .post(&goals, goal)
        .await
        .refused(409, "rubric-retired");
}

#[tokio::test]
async fn a_goal_sent_twice_with_one_key_is_created_once_and_not_replayed_to_a_former_coach() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let goals = adam.path("/goals");
    let send = || {
        world
            .as_person(&thomas)
            .header("idempotency-key", "one")
            .post(&goals, a_goal())
    };
    let (first, again) = (send().await.is(201), send().await.is(201));
    assert_eq!(first.body, again.body);
    assert_eq!(world.as_person(&adam).get(&goals).await.items().len(), 1);
    world.disconnect(&thomas, &adam).await;
    send().await.refused(403, "not-permitted");
}

#[tokio::test]
async fn there_are_at_most_two_hundred_open_goals_and_closing_one_makes_room() {
    let world = World::new().await;
    let (_, adam) = world.pair().await;
    let goals = adam.path("/goals");
    let mut last = String::new();
    for _ in 0..200 {
        last = world.create(&adam, &goals, a_goal()).await;
    }
    let refused = world
        .as_person(&adam)
        .post(&goals, a_goal())
        .await
        .refused(409, "too-many");
    assert!(
        refused.body["detail"]
            .as_str()
            .unwrap()
            .contains("200 open goals"),
        "{}",
        refused.body
    );
    world.as_person(&adam).delete(&last).await.is(204);
    world
        .as_person(&adam)
        .delete(&last)
        .await
        .refused(404, "not-found");
    let path = world.create(&adam, &goals, a_goal()).await;
    let state = async |state: &str| {
        world
            .as_person(&adam)
            .header("if-match", "*")
            .patch(&path, json!({"state": state}))
            .await
    };
    state("dropped").await.is(200);
    world.as_person(&adam).post(&goals, a_goal()).await.is(201);
    state("active").await.refused(409, "too-many");
}

#[tokio::test]
async fn concurrent_progress_entries_are_all_kept() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let made = world
        .as_person(&thomas)
        .post(&adam.path("/goals"), a_goal())
        .await
        .is(201);
    let progress = format!("/users/{}/goals/{}/progress", adam.id, made.id());
    let (one, two) = tokio::join!(
        world
            .as_person(&thomas)
            .post(&progress, json!({"value": 1})),
        world.as_person(&adam).post(&progress, json!({"value": 2})),
    );
    one.is(201);
    two.is(201);
    assert_eq!(world.as_person(&adam).get(&progress).await.items().len(), 2);
}
