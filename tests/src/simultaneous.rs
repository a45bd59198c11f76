//! Two changes at the same moment: what is derived from both agrees with both.

use crate::world::{Fault, Person, World, a_conference, a_goal, an_observation, id, with};
use serde_json::{Value, json};
use std::{
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    time::Duration,
};

const ROUNDS: usize = 8;

async fn held(world: &World, coach: &Person, coachee: &Person, days_ago: i64) -> String {
    let held = with(
        world.conference_in(-days_ago, coach),
        json!({"state": "held"}),
    );
    let list = coachee.path("/conferences");
    world.create(coach, &list, held).await
}

async fn last_contact(world: &World, coachee: &Person) -> Value {
    let progress = world.ava().get(&coachee.path("/progress")).await.is(200);
    progress.body["last_contact_on"].clone()
}

async fn cancel(world: &World, coach: &Person, conference: &str) {
    let cancelled = json!({"state": "cancelled"});
    world
        .as_person(coach)
        .patch(conference, cancelled)
        .await
        .is(200);
}

#[tokio::test]
async fn the_last_contact_is_right_after_two_conferences_are_cancelled_at_once() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    world.assign_since(&thomas, &adam, -30).await;
    let oldest = held(&world, &thomas, &adam, 10).await;
    for round in 0..ROUNDS {
        let newest = held(&world, &thomas, &adam, 1).await;
        let middle = held(&world, &thomas, &adam, 5).await;
        assert_eq!(last_contact(&world, &adam).await, json!(world.day(-1)));
        tokio::join!(
            cancel(&world, &thomas, &newest),
            cancel(&world, &thomas, &middle)
        );
        let last = last_contact(&world, &adam).await;
        assert_eq!(last, json!(world.day(-10)), "round {round}");
    }
    cancel(&world, &thomas, &oldest).await;
    assert_eq!(last_contact(&world, &adam).await, Value::Null);
}

#[tokio::test]
async fn the_last_contact_is_right_when_one_is_cancelled_while_another_is_recorded() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    world.assign_since(&thomas, &adam, -30).await;
    for round in 0..ROUNDS {
        let newest = held(&world, &thomas, &adam, 1).await;
        let (_, earlier) = tokio::join!(
            cancel(&world, &thomas, &newest),
            held(&world, &thomas, &adam, 4)
        );
        let last = last_contact(&world, &adam).await;
        assert_eq!(last, json!(world.day(-4)), "round {round}");
        cancel(&world, &thomas, &earlier).await;
    }
}

#[tokio::test]
async fn the_last_contact_is_right_when_one_is_cancelled_while_an_observation_is_shared() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    world.assign_since(&thomas, &adam, -30).await;
    let list = adam.path("/observations");
    for round in 0..ROUNDS as i64 {
        let newest = held(&world, &thomas, &adam, 1).await;
        let seen = with(
            an_observation(),
            json!({"observed_at": world.moment(round - 20, 10)}),
        );
        let draft = world.create(&thomas, &list, seen).await;
        tokio::join!(
            cancel(&world, &thomas, &newest),
            world.share(&thomas, &draft)
        );
        let last = last_contact(&world, &adam).await;
        assert_eq!(last, json!(world.day(round - 20)), "round {round}");
    }
}

/// More lines than one transaction deletes.
#[tokio::test]
async fn a_draft_that_is_deleted_while_it_is_shared_is_deleted_or_shared_whole() {
    const LINES: usize = 125;
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let list = adam.path("/observations");
    for round in 0..ROUNDS {
        let draft = world.create(&thomas, &list, an_observation()).await;
        let line = json!({"at": "2026-09-01T13:04:00Z", "text": "Teacher waits."});
        let lines = json!({"lines": vec![line; 25]});
        for _ in 0..LINES / 25 {
            let evidence = format!("{draft}/evidence");
            world
                .as_person(&thomas)
                .post(&evidence, lines.clone())
                .await
                .is(201);
        }
        // In some rounds after the first of the two transactions.
        let share = async {
            tokio::time::sleep(Duration::from_millis(15 * round as u64)).await;
            world
                .as_person(&thomas)
                .post(&format!("{draft}/share"), json!({}))
                .await
        };
        let (deleted, shared) = tokio::join!(world.as_person(&thomas).delete(&draft), share);
        match (deleted.status.as_u16(), shared.status.as_u16()) {
            (204, 404) => {
                world.ava().get(&draft).await.refused(404, "not-found");
            }
            (409, 200) => {
                let pages = world
                    .pages(&adam, &format!("{draft}/evidence?limit=100"))
                    .await;
                let lines: usize = pages.iter().map(|page| page.items().len()).sum();
                assert_eq!(lines, LINES, "round {round}");
            }
            both => panic!("round {round}: {both:?}"),
        }
    }
}

/// The withdrawal takes effect either before or after the grant. In both cases no assignment is left.
#[tokio::test]
async fn coach_status_that_is_granted_while_it_is_withdrawn_is_granted_or_withdrawn_whole() {
    let world = World::new().await;
    let coach = world.another_coach("Nora").await;
    world.set_capacity(&coach, 40).await;
    let mut coachees = Vec::new();
    for number in 0..20 {
        coachees.push(world.namesake("Coachee", &format!("Number{number}")).await);
    }
    for round in 0..12_u64 {
        for coachee in &coachees {
            let path = coach.coachee(coachee);
            let answer = world.ava().put(&path, json!({"kind": "secondary"})).await;
            assert!(
                matches!(answer.status.as_u16(), 200 | 201),
                "{}",
                answer.text()
            );
        }
        // In every second round the assignments are ended, and coach status is granted, before the withdrawal ends them.
        let is_first = AtomicBool::new(round % 2 == 1);
        world.meter.inject(move |operation, request| {
            let ends = operation == "TransactWriteItems"
                && request.to_string().contains("Coach status was withdrawn.");
            let stalled = ends && is_first.swap(false, Relaxed);
            stalled.then_some(Fault::Stalled(Duration::from_millis(300)))
        });
        let withdraw = coach.path("/coach-status?end_assignments=true");
        let grant = async {
            tokio::time::sleep(Duration::from_millis(4 * round)).await;
            let status = coach.path("/coach-status");
            world.ava().put(&status, json!({"capacity": 40})).await
        };
        let (withdrawn, granted) = tokio::join!(world.ava().delete(&withdraw), grant);
        assert_eq!(withdrawn.status, 204, "{}", withdrawn.text());
        assert!(
            matches!(granted.status.as_u16(), 200 | 201 | 409),
            "{}",
            granted.text()
        );
        let left = world.all(&coach.path("/coachees")).await;
        assert_eq!(left.len(), 0, "round {round}");
        world
            .ava()
            .put(&coach.path("/coach-status"), json!({"capacity": 40}))
            .await;
    }
}

#[tokio::test]
async fn a_conference_moved_to_another_coach_moves_the_contact() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let nora = world.another_coach("Nora").await;
    world.connect(&nora, &adam).await;
    let list = adam.path("/conferences");
    let held = with(a_conference(Some(&thomas)), json!({"state": "held"}));
    let conference = world.ava().post(&list, held).await.is(201).body;
    let path = format!("{list}/{}", id(&conference));
    let caseload_of = async |coach: &Person| {
        let caseload = world.as_person(coach).get("/me/caseload").await.is(200);
        caseload.items()[0]["last_contact_on"].clone()
    };
    assert_eq!(caseload_of(&thomas).await, json!("2026-09-01"));
    let moved = json!({"coach_id": nora.id});
    world.ava().patch(&path, moved).await.is(200);
    assert_eq!(caseload_of(&thomas).await, Value::Null);
    assert_eq!(caseload_of(&nora).await, json!("2026-09-01"));
}

/// The list begins with the entry that was begun last, whichever was stored last.
#[tokio::test]
async fn a_goals_latest_measure_is_the_first_of_its_list_after_two_at_once() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let goal = world.create(&thomas, &adam.path("/goals"), a_goal()).await;
    let progress = format!("{goal}/progress");
    for round in 0..ROUNDS {
        // The one that is begun first is stored last.
        let is_first = AtomicBool::new(true);
        world.meter.inject(move |operation, _| {
            let stalled = operation == "TransactWriteItems" && is_first.swap(false, Relaxed);
            stalled.then_some(Fault::Stalled(Duration::from_millis(100)))
        });
        let measure = async |value: usize| {
            let measured = json!({"value": value, "on": world.day(0)});
            let coach = world.as_person(&thomas);
            coach.post(&progress, measured).await.is(201);
        };
        tokio::join!(measure(2 * round), measure(2 * round + 1));
        let entries = world.as_person(&thomas).get(&progress).await.is(200);
        let goal = world.as_person(&thomas).get(&goal).await.is(200).body;
        let (latest, first) = (&goal["latest"], &entries.items()[0]);
        assert_eq!(latest["value"], first["value"], "round {round}");
        assert_eq!(latest["entry_id"], first["id"], "round {round}");
    }
}
