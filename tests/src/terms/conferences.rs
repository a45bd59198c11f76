//! Upcoming conferences are canceled with the assignment that they depend on.

use super::assert_primary_coaches_agree;
use crate::world::{Person, World, a_conference, id, with};
use serde_json::{Value, json};

/// Schedules a conference some days from now, and returns its path.
async fn scheduled(world: &World, coachee: &Person, coach: &Person, days: i64) -> String {
    let conference = world.conference_in(days, coach);
    world
        .create(&world.ava, &coachee.path("/conferences"), conference)
        .await
}

/// The start and end of a conference some days from now.
fn times(world: &World, days: i64, coach: &Person) -> Value {
    let conference = world.conference_in(days, coach);
    json!({"starts_at": conference["starts_at"], "ends_at": conference["ends_at"]})
}

#[tokio::test]
async fn ending_an_assignment_cancels_the_conferences_after_it() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let samantha = world.coach("Samantha", "Lee").await;
    let list = adam.path("/conferences");
    let ahead = |days: i64| world.conference_in(days, &thomas);
    let past = world
        .create(&adam, &list, a_conference(Some(&thomas)))
        .await;
    let near = world.create(&adam, &list, ahead(5)).await;
    let far = world.create(&adam, &list, ahead(50)).await;
    world
        .ava()
        .patch(&thomas.coachee(&adam), json!({"ends_on": world.day(20)}))
        .await
        .is(200);
    world.process_stream().await;
    assert_eq!(
        [
            world.state(&past).await,
            world.state(&near).await,
            world.state(&far).await
        ],
        ["scheduled", "scheduled", "cancelled"]
    );
    world
        .as_person(&adam)
        .post(&list, ahead(21))
        .await
        .refused_field("/coach_id");
    world
        .as_person(&adam)
        .patch(&near, times(&world, 30, &thomas))
        .await
        .refused_field("/coach_id");

    world
        .ava()
        .post(
            &thomas.path("/coachees/transfer"),
            json!({"to_coach_id": samantha.id}),
        )
        .await
        .is(200);
    world.process_stream().await;
    assert_eq!(world.state(&near).await, "cancelled");
    assert_eq!(
        world.state(&past).await,
        "scheduled",
        "a conference that has begun is recorded and not canceled"
    );
    // A former coachee can't book the former coach, nor learn when they are busy.
    for body in [
        json!({"state": "scheduled"}),
        json!({"state": "scheduled", "coach_id": thomas.id}),
    ] {
        world
            .as_person(&adam)
            .patch(&near, body)
            .await
            .refused_field("/coach_id");
    }
    world
        .as_person(&adam)
        .patch(
            &past,
            json!({"starts_at": "2026-09-02T13:00:00Z", "ends_at": "2026-09-02T13:30:00Z"}),
        )
        .await
        .refused_field("/coach_id");
    let kinds = world.notified(&adam).await;
    assert!(
        kinds.contains(&"conference_cancelled".to_owned()),
        "{kinds:?}"
    );
}

#[tokio::test]
async fn postponing_an_assignment_cancels_the_conferences_before_it() {
    let world = World::with_own_database().await;
    let (thomas, adam) = world.pair().await;
    let (soon, late) = (
        scheduled(&world, &adam, &thomas, 5).await,
        scheduled(&world, &adam, &thomas, 40).await,
    );
    world
        .ava()
        .patch(&thomas.coachee(&adam), json!({"starts_on": world.day(30)}))
        .await
        .is(200);
    world.process_stream().await;
    assert_eq!(
        [world.state(&soon).await, world.state(&late).await],
        ["cancelled", "scheduled"]
    );
}

#[tokio::test]
async fn a_conference_that_ends_after_the_last_day_is_cancelled() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let list = adam.path("/conferences");
    let from_eleven = async |hours: i64| {
        let times =
            json!({"starts_at": world.moment(20, 23), "ends_at": world.moment(20, 23 + hours)});
        let conference = with(world.conference_in(20, &thomas), times);
        world.create(&world.ava, &list, conference).await
    };
    let (until_midnight, over_midnight) = (from_eleven(1).await, from_eleven(2).await);
    let last_day = json!({"ends_on": world.day(20)});
    let path = thomas.coachee(&adam);
    world.ava().patch(&path, last_day).await.is(200);
    world.process_stream().await;
    assert_eq!(
        [
            world.state(&until_midnight).await,
            world.state(&over_midnight).await
        ],
        ["scheduled", "cancelled"]
    );
}

#[tokio::test]
async fn a_remedy_that_removes_an_assignment_cancels_its_conferences_and_frees_the_primary_coach() {
    for of_coachee in [true, false] {
        let world = World::with_own_database().await;
        let (thomas, adam) = world.pair().await;
        let conference = scheduled(&world, &adam, &thomas, 5).await;
        world.process_stream().await;
        let (owner, sort) = match of_coachee {
            true => (&thomas, format!("COACHEE#{}", adam.id)),
            false => (&adam, format!("COACH#{}", thomas.id)),
        };
        let half = world.item(&world.partition_of(owner), &sort).await;
        world.delete_item(&half.unwrap()).await;
        let audit = world.audit().await;
        let findings = format!("/audits/{}/findings", id(&audit));
        let found = world.all(&format!("{findings}?kind=one_sided")).await;
        assert_eq!(found.len(), 1, "{found:?}");
        let remedy = format!("{findings}/{}/remedy", id(&found[0]));
        world.ava().post(&remedy, json!({})).await.is(200);
        world.process_stream().await;
        assert_primary_coaches_agree(&world).await;
        assert_eq!(
            world.state(&conference).await,
            "cancelled",
            "of_coachee: {of_coachee}"
        );
    }
}

/// Others edit the notes while the worker cancels the conferences. It retries until each is canceled.
#[tokio::test]
async fn concurrent_edits_do_not_keep_a_conference_from_being_cancelled() {
    let world = World::with_own_database().await;
    let (thomas, adam) = world.pair().await;
    let mut conferences = Vec::new();
    for _ in 0..40 {
        conferences.push(scheduled(&world, &adam, &thomas, 5).await);
    }
    world.process_stream().await;
    world.disconnect(&thomas, &adam).await;
    let edits = async {
        for round in 0..4 {
            let notes = json!({"notes": format!("Round {round}.")});
            let all = conferences
                .iter()
                .map(|conference| world.ava().patch(conference, notes.clone()));
            futures_util::future::join_all(all).await;
        }
    };
    tokio::join!(world.process_stream(), edits);
    for conference in &conferences {
        assert_eq!(world.state(conference).await, "cancelled");
    }
}

/// A withdrawal that was interrupted leaves assignments, but they give no rights any more.
#[tokio::test]
async fn a_conference_of_a_coach_without_status_cannot_be_moved() {
    let world = World::with_own_database().await;
    let (thomas, adam) = world.pair().await;
    let conference = scheduled(&world, &adam, &thomas, 5).await;
    world.interrupted_withdrawal(&thomas).await;
    world
        .as_person(&adam)
        .patch(&conference, times(&world, 6, &thomas))
        .await
        .refused_field("/coach_id");
}

#[tokio::test]
async fn one_coachee_cannot_fill_a_coachs_calendar() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let beth = world.person("Beth", "Brown").await;
    world.connect(&thomas, &beth).await;
    let (of_adam, of_beth) = (adam.path("/conferences"), beth.path("/conferences"));
    let conference = || a_conference(Some(&thomas));
    let mut first = String::new();
    for _ in 0..40 {
        first = world.create(&adam, &of_adam, conference()).await;
    }
    world
        .as_person(&adam)
        .post(&of_adam, conference())
        .await
        .refused(409, "too-many");
    world.create(&beth, &of_beth, conference()).await;
    // The coach cancels one, which makes room.
    world
        .as_person(&thomas)
        .patch(&first, json!({"state": "cancelled"}))
        .await
        .is(200);
    world.create(&adam, &of_adam, conference()).await;
}
