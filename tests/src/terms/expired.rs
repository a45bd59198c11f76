//! Assignments past their last day.

use super::{assert_primary_coaches_agree, last_year};
use crate::world::{Person, World};
use serde_json::json;

#[tokio::test]
async fn a_new_term_begins_like_a_first_one() {
    let (world, thomas, adam, _) = last_year(1).await;
    for list in [thomas.path("/coachees"), adam.path("/coaches")] {
        assert_eq!(
            world.ava().get(&list).await.is(200).names(),
            [""; 0],
            "{list}"
        );
    }
    world
        .ava()
        .patch(&thomas.coachee(&adam), json!({"ends_on": world.day(9)}))
        .await
        .refused(404, "not-connected");
    let renewed = world
        .ava()
        .put(&thomas.coachee(&adam), json!({"ends_on": world.day(200)}))
        .await
        .is(201);
    assert_eq!(
        (&renewed.body["starts_on"], &renewed.body["version"]),
        (&json!(world.day(0)), &json!(1))
    );
    let again = world
        .ava()
        .put(&thomas.coachee(&adam), json!({}))
        .await
        .is(200);
    assert_eq!(again.body["ends_on"], json!(world.day(200)));
    let history = world.all(&adam.path("/coaching-history")).await;
    let events: Vec<&str> = history
        .iter()
        .map(|event| event["event"].as_str().unwrap())
        .collect();
    assert_eq!(events, ["assigned", "ended", "assigned"]);
    assert_eq!(
        world.ava().get(&thomas.path("")).await.body["coachee_count"],
        1
    );
}

#[tokio::test]
async fn an_expired_assignment_uses_no_capacity() {
    let (world, thomas, adam, beth) = last_year(1).await;
    world.connect(&thomas, &beth).await;
    world
        .ava()
        .put(&thomas.coachee(&adam), json!({}))
        .await
        .refused(409, "at-capacity");
    let (other, carl) = (
        world.coach("Samantha", "Lee").await,
        world.person("Carl", "Cole").await,
    );
    world.connect(&other, &carl).await;
    world.end_yesterday(&thomas, &beth).await;
    world
        .ava()
        .post(
            &other.path("/coachees/transfer"),
            json!({"to_coach_id": thomas.id}),
        )
        .await
        .is(200);
    let line =
        |coach: &Person, coachee: &Person| json!({"coach_id": coach.id, "coachee_id": coachee.id});
    world.end_yesterday(&thomas, &carl).await;
    let bulk = world
        .ava()
        .post(
            "/assignments/bulk",
            json!({"assignments": [line(&thomas, &adam), line(&thomas, &beth)]}),
        )
        .await
        .is(200);
    let mut outcomes: Vec<&str> = bulk.body["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["outcome"].as_str().unwrap())
        .collect();
    outcomes.sort_unstable();
    assert_eq!(outcomes, ["assigned", "refused"]);
}

#[tokio::test]
async fn reopening_and_transferring_treat_an_expired_assignment_as_ended() {
    let (world, thomas, adam, _) = last_year(5).await;
    let samantha = world.coach("Samantha", "Lee").await;
    let transfer = thomas.path("/coachees/transfer");
    let named = json!({"to_coach_id": samantha.id, "coachee_ids": [adam.id]});
    world
        .ava()
        .post(&transfer, named)
        .await
        .refused_field("/coachee_ids/0");
    let nobody = world
        .ava()
        .post(&transfer, json!({"to_coach_id": samantha.id}))
        .await
        .is(200);
    assert_eq!(
        nobody.body,
        json!({"transferred": [], "already_coached": []})
    );
    world
        .ava()
        .post(&format!("{}/reopen", thomas.coachee(&adam)), json!({}))
        .await
        .is(201);
    // The new coach's own assignment has expired, so it is made anew: the person isn't left without a coach.
    let over = json!({"kind": "secondary", "starts_on": world.day(-30), "ends_on": world.day(-1)});
    world
        .ava()
        .put(&samantha.coachee(&adam), over)
        .await
        .is(201);
    let handed = world
        .ava()
        .post(&transfer, json!({"to_coach_id": samantha.id}))
        .await
        .is(200);
    assert_eq!(handed.body["transferred"], json!([adam.id]));
    assert_eq!(
        world
            .ava()
            .get(&adam.path("/coaches"))
            .await
            .is(200)
            .names(),
        ["Samantha Lee"]
    );
}

#[tokio::test]
async fn an_expired_primary_assignment_does_not_block_a_new_primary_coach() {
    let world = World::with_own_database().await;
    let (thomas, adam) = world.pair().await;
    let samantha = world.coach("Samantha", "Lee").await;
    world.connect(&samantha, &adam).await;
    world.end_yesterday(&thomas, &adam).await;
    world
        .ava()
        .patch(&samantha.coachee(&adam), json!({"kind": "primary"}))
        .await
        .is(200);
    assert_primary_coaches_agree(&world).await;
}

#[tokio::test]
async fn expired_assignments_block_neither_a_lower_capacity_nor_a_withdrawal() {
    let world = World::with_own_database().await;
    let (thomas, adam) = world.pair().await;
    let beth = world.person("Beth", "Brown").await;
    world.connect(&thomas, &beth).await;
    world.end_yesterday(&thomas, &adam).await;
    world.set_capacity(&thomas, 1).await;
    world.end_yesterday(&thomas, &beth).await;
    world
        .ava()
        .delete(&thomas.path("/coach-status"))
        .await
        .is(204);
    assert_primary_coaches_agree(&world).await;
}

#[tokio::test]
async fn a_former_primary_coach_comes_back_as_secondary_beside_the_new_one() {
    let (world, thomas, adam, _) = last_year(3).await;
    let samantha = world.coach("Samantha", "Lee").await;
    world
        .ava()
        .put(&samantha.coachee(&adam), json!({"kind": "primary"}))
        .await
        .is(201);
    let back = world
        .ava()
        .put(&thomas.coachee(&adam), json!({}))
        .await
        .is(201);
    assert_eq!(back.body["kind"], "secondary");
}
