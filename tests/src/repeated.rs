//! A request that is sent again with the same `Idempotency-Key` gets the same answer, even when it would be refused by
//! now; and nobody gets it who has lost the right since.

use crate::world::{
    Answer, Person, ReviewDistrict, World, a_conference, a_goal, a_rubric, an_observation, id, with,
};
use serde_json::{Value, json};

async fn send(world: &World, person: &Person, path: &str, body: &Value) -> Answer {
    let client = world
        .as_person(person)
        .header("Idempotency-Key", path.replace('/', "."));
    client.post(path, body.clone()).await
}

/// Sends a request, then does what makes it impossible, and sends it again.
async fn repeated(
    world: &World,
    person: &Person,
    (path, body): (&str, Value),
    meanwhile: impl AsyncFnOnce(),
) {
    let first = send(world, person, path, &body).await;
    assert!(first.status.is_success(), "{path}: {}", first.text());
    meanwhile().await;
    let again = send(world, person, path, &body).await;
    assert_eq!(again.status, first.status, "{path}: {}", again.text());
    assert_eq!(id(&again.body), id(&first.body), "{path}");
    let other = with(
        body,
        json!({"title": "Another", "reason": "Another", "name": "Another"}),
    );
    let client = world
        .as_person(person)
        .header("Idempotency-Key", path.replace('/', "."));
    let reused = client.post(path, other).await;
    assert_eq!(reused.status, 422, "{path}: {}", reused.text());
}

#[tokio::test]
async fn what_names_a_rubric_is_answered_again_after_the_rubric_is_retired() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    for (path, body) in [
        (adam.path("/goals"), a_goal()),
        (adam.path("/observations"), an_observation()),
    ] {
        let (rubric, _) = world.rubric().await;
        let body = with(body, json!({"rubric_id": rubric}));
        repeated(&world, &thomas, (&path, body), async || {
            world
                .ava()
                .delete(&format!("/rubrics/{rubric}"))
                .await
                .is(204);
        })
        .await;
    }
}

#[tokio::test]
async fn the_last_revision_is_answered_again() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let list = adam.path("/observations");
    let observation = world.create(&thomas, &list, an_observation()).await;
    world.share(&thomas, &observation).await;
    let revisions = format!("{observation}/revisions");
    for number in 1..shared::domain::MAX_REVISIONS {
        let body = json!({"reason": format!("Revision {number}")});
        world
            .as_person(&thomas)
            .post(&revisions, body)
            .await
            .is(201);
    }
    let last = json!({"reason": "The last one"});
    repeated(&world, &thomas, (&revisions, last), async || {}).await;
    let more = json!({"reason": "One more"});
    world
        .as_person(&thomas)
        .post(&revisions, more)
        .await
        .refused(409, "too-many");
}

#[tokio::test]
async fn a_conference_is_answered_again_after_what_it_names_is_gone() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let guest = world.namesake("Grace", "Guest").await;
    let goals = adam.path("/goals");
    let goal = world.create(&thomas, &goals, a_goal()).await;
    let names = json!({"goal_ids": [goal.rsplit('/').next()], "attendee_ids": [guest.id]});
    let conference = with(a_conference(Some(&thomas)), names);
    let list = adam.path("/conferences");
    repeated(&world, &thomas, (&list, conference), async || {
        world.as_person(&thomas).delete(&goal).await.is(204);
        world.deactivate(&guest).await;
    })
    .await;
}

#[tokio::test]
async fn an_answer_is_given_again_only_with_the_right_to_it() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let (rubric, _) = world.rubric().await;
    let goals = adam.path("/goals");
    let goal = with(a_goal(), json!({"rubric_id": rubric}));
    send(&world, &thomas, &goals, &goal).await.is(201);
    world
        .ava()
        .delete(&format!("/rubrics/{rubric}"))
        .await
        .is(204);
    world.disconnect(&thomas, &adam).await;
    send(&world, &thomas, &goals, &goal)
        .await
        .refused(403, "not-permitted");
}

#[tokio::test]
async fn a_review_and_a_decision_are_answered_again_after_people_left() {
    let district = ReviewDistrict::new().await;
    let ReviewDistrict {
        world,
        principal,
        adam,
        ..
    } = &district;
    let fallback = world.namesake("Fay", "Fallback").await;
    let fields = district.fields(json!({"fallback_reviewer_id": fallback.id}));
    repeated(
        world,
        &world.ava.clone(),
        ("/reviews", fields),
        async || {
            world.deactivate(&fallback).await;
        },
    )
    .await;

    let review = district.launched(json!({"name": "Autumn review"})).await;
    let nora = world.another_coach("Nora").await;
    let path = format!("{}/decision", district.item(&review, adam));
    let decision = district.transfer_to(&nora);
    let first = send(world, principal, &path, &decision).await.is(200);
    world.withdraw_coach_status(&nora).await;
    let again = send(world, principal, &path, &decision).await.is(200);
    assert_eq!(first.body, again.body);
}

#[tokio::test]
async fn a_key_belongs_to_its_caller() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    send(&world, &world.ava.clone(), "/rubrics", &a_rubric())
        .await
        .is(201);
    let goal = send(&world, &thomas, &adam.path("/goals"), &a_goal())
        .await
        .is(201);
    let own = send(&world, &adam, &adam.path("/goals"), &a_goal())
        .await
        .is(201);
    assert_ne!(goal.id(), own.id());
}

#[tokio::test]
async fn a_repeated_booking_shows_nothing_of_a_former_coachs_calendar() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let beth = world.person("Beth", "Cole").await;
    world.connect(&thomas, &beth).await;
    let path = adam.path("/conferences");
    let booked = world.conference_in(5, &thomas);
    let first = send(&world, &adam, &path, &booked).await.is(201);
    assert_eq!(first.body["clashes"], json!([]));
    world.disconnect(&thomas, &adam).await;
    world.process_stream().await;
    let same_time = world.conference_in(5, &thomas);
    let other = world
        .as_person(&beth)
        .post(&beth.path("/conferences"), same_time)
        .await;
    other.is(201);
    let again = send(&world, &adam, &path, &booked).await.is(201);
    assert_eq!(again.body["clashes"], json!([]));
}
