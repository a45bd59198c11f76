//! What one record says of another stays true when the other is edited or deleted.

use crate::world::{World, a_goal, an_observation, some_evidence, with};
use serde_json::{Value, json};

/// The id at the end of a record's path.
fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

#[tokio::test]
async fn another_next_step_is_not_planned_yet() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let coach = || world.as_person(&thomas);
    let goals = adam.path("/goals");
    let goal = world.create(&thomas, &goals, a_goal()).await;
    let list = adam.path("/observations");
    let observation = world.create(&thomas, &list, an_observation()).await;
    let plan = json!({"goal_id": last(&goal)});
    let next_step = format!("{observation}/next-step");
    coach().post(&next_step, plan.clone()).await.is(200);

    // As a draft.
    let etag = coach().get(&observation).await.is(200).etag();
    let edited = coach()
        .header("if-match", etag)
        .patch(&observation, json!({"next_step": "Ask why"}))
        .await
        .is(200);
    assert_eq!(edited.body.get("next_step_goal_id"), None);
    coach().post(&next_step, plan.clone()).await.is(200);
    coach()
        .post(&next_step, plan.clone())
        .await
        .refused(409, "no-next-step");

    // By a revision, with another step, the same one, and none.
    world.share(&thomas, &observation).await;
    let revisions = format!("{observation}/revisions");
    let revise = async |next_step: Value| {
        let body = json!({"reason": "Corrected", "next_step": next_step});
        coach().post(&revisions, body).await.is(201).body
    };
    assert_eq!(
        revise(json!("Ask why")).await["next_step_goal_id"],
        json!(last(&goal))
    );
    assert_eq!(
        revise(json!("Ask how")).await.get("next_step_goal_id"),
        None
    );
    coach().post(&next_step, plan).await.is(200);
    assert_eq!(revise(Value::Null).await.get("next_step_goal_id"), None);
    let steps = coach().get(&goal).await.is(200).body["steps"].clone();
    assert_eq!(steps.as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_goal_with_the_next_step_of_an_observation_is_not_deleted() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let coach = || world.as_person(&thomas);
    let goals = adam.path("/goals");
    let goal = world.create(&thomas, &goals, a_goal()).await;
    let list = adam.path("/observations");
    let observation = world.create(&thomas, &list, an_observation()).await;
    let next_step = format!("{observation}/next-step");
    coach()
        .post(&next_step, json!({"goal_id": last(&goal)}))
        .await
        .is(200);
    coach().delete(&goal).await.refused(409, "goal-in-use");
}

#[tokio::test]
async fn evidence_shows_no_component_of_a_rubric_that_was_replaced() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let coach = || world.as_person(&thomas);
    let (first, components) = world.rubric().await;
    let (second, _) = world.rubric().await;
    let list = adam.path("/observations");
    let scored = with(an_observation(), json!({"rubric_id": first}));
    let observation = world.create(&thomas, &list, scored).await;
    let mut lines = some_evidence();
    lines["lines"][0]["component_ids"] = json!([components[0]]);
    let evidence = format!("{observation}/evidence");
    let added = coach().post(&evidence, lines).await.is(201).body;
    let line = format!("{evidence}/{}", added["lines"][0]["id"].as_str().unwrap());
    let choose = async |rubric: &str| {
        let etag = coach().get(&observation).await.is(200).etag();
        let client = coach().header("if-match", etag);
        client
            .patch(&observation, json!({"rubric_id": rubric}))
            .await
            .is(200);
    };
    let tags = async || {
        let lines = coach().get(&evidence).await.is(200);
        lines.items()[0].get("component_ids").cloned()
    };
    choose(&second).await;
    assert_eq!(tags().await, None);
    // Its text can be corrected all the same.
    let corrected = coach()
        .patch(&line, json!({"text": "Teacher waits longer."}))
        .await
        .is(200);
    assert_eq!(corrected.body.get("component_ids"), None);
    // Another choice brings the tags back.
    choose(&first).await;
    assert_eq!(tags().await, Some(json!([components[0]])));
    choose(&second).await;
    world.share(&thomas, &observation).await;
    let seen = world.as_person(&adam).get(&evidence).await.is(200);
    assert_eq!(seen.items()[0].get("component_ids"), None);
}

#[tokio::test]
async fn a_time_zone_that_is_set_back_spoils_no_goal_and_no_contact() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    world.assign_since(&thomas, &adam, -5).await;
    world.set_time_zone("Pacific/Kiritimati").await;
    let coach = || world.as_person(&thomas);
    let today = world.now().day_in("Pacific/Kiritimati");
    let step = json!({"text": "Wait longer", "done_on": today});
    let goals = adam.path("/goals");
    let goal = world
        .create(&thomas, &goals, with(a_goal(), json!({"steps": [step]})))
        .await;
    let (starts, ends) = (
        world.now().plus_seconds(-3600),
        world.now().plus_seconds(-1800),
    );
    let held = json!({"state": "held", "starts_at": starts, "ends_at": ends});
    let conferences = adam.path("/conferences");
    world
        .create(
            &thomas,
            &conferences,
            with(world.conference_in(-1, &thomas), held),
        )
        .await;

    world.set_time_zone("Pacific/Pago_Pago").await;
    let path = goal;
    let etag = coach().get(&path).await.is(200).etag();
    let client = coach().header("if-match", etag);
    client
        .patch(&path, json!({"title": "Another title"}))
        .await
        .is(200);
    let caseload = coach().get("/me/caseload").await.is(200);
    assert_eq!(caseload.items()[0]["days_since_last_contact"], 0);
    let progress = coach().get(&adam.path("/progress")).await.is(200);
    assert_eq!(progress.body["days_since_last_contact"], 0);
}
