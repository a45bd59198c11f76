//! Progress over time.

use crate::world::{World, a_rubric, component_ids, id};
use serde_json::json;

#[tokio::test]
async fn three_years_of_observations_are_read_in_two_round_trips() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let mut rubric = a_rubric();
    let component = rubric["domains"][0]["components"][0].clone();
    rubric["domains"][0]["components"] = json!(vec![component; 20]);
    let rubric = world.ava().post("/rubrics", rubric).await.is(201).body;
    let components = component_ids(&rubric);
    for number in 0..60_u32 {
        let at = world
            .now()
            .plus_seconds(-86_400 * (3 * 365 - 18 * i64::from(number)));
        let scores: Vec<_> = components
            .iter()
            .map(|component| json!({"component_id": component, "score": 1 + number % 4}))
            .collect();
        let observed = json!({"kind": "walkthrough", "observed_at": at.to_string(), "rubric_id": id(&rubric), "scores": scores});
        let made = world
            .as_person(&thomas)
            .post(&adam.path("/observations"), observed)
            .await
            .is(201);
        world
            .as_person(&thomas)
            .post(
                &format!("/users/{}/observations/{}/share", adam.id, made.id()),
                json!({}),
            )
            .await
            .is(200);
    }
    for _ in 0..2 {
        world.as_person(&adam).get("/me").await.is(200);
    }
    world.meter.take();
    let path = format!("/users/{}/progress?from={}", adam.id, world.day(-3 * 366));
    let progress = world.as_person(&adam).get(&path).await.is(200).body;
    // Without the authorizer's.
    let round_trips = world.meter.take().round_trips() - 1;
    assert_eq!(round_trips, 2);
    assert_eq!(
        (&progress["observations_shared"], &progress["is_complete"]),
        (&json!(60), &json!(true))
    );
    let series: Vec<usize> = progress["components"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["points"].as_array().unwrap().len())
        .collect();
    assert_eq!(series, [60; 20]);
    let scores: Vec<u64> = progress["components"][7]["points"]
        .as_array()
        .unwrap()
        .iter()
        .map(|point| point["score"].as_u64().unwrap())
        .collect();
    assert_eq!(
        scores,
        (0..60).map(|number| 1 + number % 4).collect::<Vec<u64>>(),
        "oldest first"
    );
}

#[tokio::test]
async fn an_impossible_or_too_long_period_is_refused() {
    let world = World::new().await;
    let (_, adam) = world.pair().await;
    for (query, pointer) in [
        ("from=2026-02-30", "?from"),
        ("from=2026-09-02&to=2026-09-01", "?from"),
        ("from=2016-09-02&to=2026-09-01", "?from"),
        ("to=soon", "?to"),
    ] {
        world
            .as_person(&adam)
            .get(&adam.path(&format!("/progress?{query}")))
            .await
            .refused_field(pointer);
    }
}
