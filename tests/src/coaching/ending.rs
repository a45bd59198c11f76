//! Ending assignments: one by one, all of a person's at once, interrupted halfway, and by transfer to another coach.

use super::sees_email;
use crate::{
    terms::assert_primary_coaches_agree,
    world::{Person, World, text},
};
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn withdrawing_coach_status_ends_everything_at_once() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    world.set_capacity(&thomas, 40).await;
    let mut people = Vec::new();
    for number in 0..33 {
        people.push(world.person(&format!("P{number}"), "Person").await);
        world.connect(&thomas, &people[number]).await;
    }
    let status = thomas.path("/coach-status");
    let refused = world
        .ava()
        .delete(&status)
        .await
        .refused(409, "still-coaching");
    assert!(
        refused.body["detail"]
            .as_str()
            .unwrap()
            .contains("33 coachees")
    );
    world
        .ava()
        .delete(&format!("{status}?end_assignments=true"))
        .await
        .is(204);
    world
        .ava()
        .delete(&status)
        .await
        .refused(404, "not-a-coach");
    assert_eq!(
        world.ava().get(&thomas.path("/coachees")).await.names(),
        [""; 0]
    );
    assert_eq!(world.counts(&thomas).await, (0, 0));
    for person in &people {
        assert!(!sees_email(&world, &thomas, person).await);
        assert_eq!(world.counts(person).await, (0, 0));
    }
    let history = world
        .ava()
        .get(&people[0].path("/coaching-history?limit=1"))
        .await
        .is(200);
    assert_eq!(
        (&history.items()[0]["event"], &history.items()[0]["reason"]),
        (&json!("ended"), &json!("Coach status was withdrawn."))
    );
}

#[tokio::test]
async fn an_interrupted_withdrawal_leaves_no_rights_and_is_finished_later() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    world.set_capacity(&thomas, 40).await;
    let mut people = Vec::new();
    for number in 0..20 {
        people.push(world.person(&format!("P{number}"), "Person").await);
        world.connect(&thomas, &people[number]).await;
    }
    world.lose_writes_after(2);
    let status = thomas.path("/coach-status");
    world
        .ava()
        .delete(&format!("{status}?end_assignments=true"))
        .await
        .refused(503, "unavailable");
    world.meter.clear_faults();
    let left = world
        .ava()
        .get(&thomas.path("/coachees"))
        .await
        .is(200)
        .items()
        .len();
    assert_eq!(left, 5);
    for person in &people {
        assert!(!sees_email(&world, &thomas, person).await);
    }
    world.ava().put(&status, json!({})).await.is(201);
    assert_eq!(world.counts(&thomas).await, (0, 0));
    for person in &people {
        assert!(
            !sees_email(&world, &thomas, person).await,
            "granting coach status revived an assignment"
        );
    }
}

#[tokio::test]
async fn making_a_person_inactive_ends_what_they_coach_and_who_coaches_them() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let mia = world.coach("Mia", "Middle").await;
    let adam = world.person("Adam", "Anderson").await;
    world.connect(&thomas, &mia).await;
    world.connect(&mia, &adam).await;
    let status = mia.path("/status");
    world
        .ava()
        .put(&status, json!({"status": "inactive"}))
        .await
        .is(200);
    world
        .as_person(&mia)
        .get(&adam.path(""))
        .await
        .refused(403, "inactive-caller");
    world
        .as_person(&thomas)
        .get(&mia.path(""))
        .await
        .refused(404, "not-found");
    for person in [&thomas, &mia, &adam] {
        assert_eq!(world.counts(person).await, (0, 0));
    }
    world
        .ava()
        .put(&status, json!({"status": "active"}))
        .await
        .is(200);
    assert!(!sees_email(&world, &thomas, &mia).await && !sees_email(&world, &mia, &adam).await);
}

#[tokio::test]
async fn an_inactive_coachee_is_hidden_from_the_coach_even_before_the_assignment_has_ended() {
    let world = World::with_own_database().await;
    let (thomas, adam) = world.pair().await;
    world.lose_writes_after(1);
    world
        .ava()
        .put(&adam.path("/status"), json!({"status": "inactive"}))
        .await
        .is(503);
    world.meter.clear_faults();
    for path in [thomas.path("/coachees"), "/me/caseload".to_owned()] {
        let list = world.as_person(&thomas).get(&path).await.is(200);
        assert!(!list.text().contains(&adam.id), "{path}: {}", list.body);
    }
}

#[tokio::test]
async fn ending_all_assignments_is_complete_when_it_is_answered() {
    for round in 0..10 {
        let world = World::with_own_database().await;
        let thomas = world.coach("Thomas", "Blankenship").await;
        let mut coachees = Vec::new();
        for family in ["Brown", "Cole", "Dean", "East", "Ford"] {
            let coachee = world.person("Adam", family).await;
            world.connect(&thomas, &coachee).await;
            coachees.push(coachee);
        }
        let ending = async {
            match round % 2 {
                0 => world.withdraw_coach_status(&thomas).await,
                _ => world.deactivate(&thomas).await,
            }
        };
        let others = async {
            for coachee in &coachees {
                let answer = world.ava().delete(&thomas.coachee(coachee)).await;
                assert!(
                    matches!(answer.status.as_u16(), 204 | 404),
                    "{}",
                    answer.body
                );
                tokio::time::sleep(Duration::from_micros(fastrand::u64(0..3000))).await;
            }
        };
        tokio::join!(ending, others);
        let left = [
            world.count_items("COACH#").await,
            world.count_items("COACHEE#").await,
        ];
        assert_eq!(left, [0, 0]);
    }
}

#[tokio::test]
async fn the_history_outlives_an_assignment_and_lets_it_be_reopened() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let adam = world.person("Adam", "Anderson").await;
    let path = thomas.coachee(&adam);
    let reopen = format!("{path}/reopen");
    world
        .ava()
        .post(&reopen, json!({}))
        .await
        .refused(404, "nothing-to-reopen");
    world
        .ava()
        .put(&path, json!({"kind": "secondary", "ends_on": world.day(9)}))
        .await
        .is(201);
    world
        .ava()
        .delete(&format!("{path}?reason=A%20new%20school%20year"))
        .await
        .is(204);
    let reopened = world
        .ava()
        .header("idempotency-key", "undo")
        .post(&reopen, json!({}))
        .await
        .is(201);
    assert_eq!(
        (&reopened.body["kind"], &reopened.body["ends_on"]),
        (&json!("secondary"), &json!(world.day(9)))
    );
    assert_eq!(
        world
            .ava()
            .header("idempotency-key", "undo")
            .post(&reopen, json!({}))
            .await
            .is(201)
            .bytes,
        reopened.bytes
    );
    world
        .ava()
        .post(&reopen, json!({}))
        .await
        .refused(409, "already-connected");
    assert!(sees_email(&world, &thomas, &adam).await);
    for (person, reader) in [(&thomas, &thomas), (&adam, &adam), (&adam, &thomas)] {
        let history = world
            .as_person(reader)
            .get(&person.path("/coaching-history"))
            .await
            .is(200);
        let events: Vec<&Value> = history.items().iter().map(|item| &item["event"]).collect();
        assert_eq!(events, ["reopened", "ended", "assigned"]);
        assert_eq!(history.items()[1]["reason"], "A new school year");
        assert_eq!(
            (
                &history.items()[0]["coach"]["name"],
                &history.items()[0]["by"]["name"]
            ),
            (&json!("Thomas Blankenship"), &json!("Ava Morgan"))
        );
    }
    world
        .ava()
        .delete(&format!("{path}?reason=a%00b"))
        .await
        .refused_field("?reason");
    let long = "x".repeat(501);
    world
        .ava()
        .delete(&format!("{path}?reason={long}"))
        .await
        .refused_field("?reason");
}

#[tokio::test]
async fn a_caseload_is_transferred_whole_or_in_part() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let mia = world.coach("Mia", "Middle").await;
    world.set_capacity(&thomas, 40).await;
    let mut people = Vec::new();
    for number in 0..21 {
        people.push(world.person(&format!("P{number}"), "Person").await);
        world.connect(&thomas, &people[number]).await;
    }
    world.connect(&mia, &people[3]).await;
    let path = thomas.path("/coachees/transfer");
    let to_mia = json!({"to_coach_id": mia.id, "reason": "Thomas is on leave"});
    world
        .ava()
        .post(&path, to_mia.clone())
        .await
        .refused(409, "at-capacity");
    assert_eq!(
        (world.counts(&thomas).await, world.counts(&mia).await),
        ((21, 0), (1, 0))
    );
    world
        .as_person(&thomas)
        .post(&path, to_mia.clone())
        .await
        .refused(403, "not-permitted");
    world
        .ava()
        .post(&path, json!({"to_coach_id": thomas.id}))
        .await
        .refused_field("/to_coach_id");
    world
        .ava()
        .post(&path, json!({"to_coach_id": people[0].id}))
        .await
        .refused(409, "coach-status-required");
    world
        .ava()
        .post(
            &path,
            json!({"to_coach_id": mia.id, "coachee_ids": [world.ava.id]}),
        )
        .await
        .refused_field("/coachee_ids/0");

    world.connect(&thomas, &mia).await;
    let herself = json!({"to_coach_id": mia.id, "coachee_ids": [mia.id]});
    world
        .ava()
        .post(&path, herself)
        .await
        .refused(409, "self-coaching");
    world.disconnect(&thomas, &mia).await;

    let some = json!({"to_coach_id": mia.id, "coachee_ids": [people[0].id]});
    assert_eq!(
        world.ava().post(&path, some).await.is(200).body["transferred"],
        json!([people[0].id])
    );
    assert!(
        !sees_email(&world, &thomas, &people[0]).await
            && sees_email(&world, &mia, &people[0]).await
    );

    world.set_capacity(&mia, 40).await;
    let moved = world
        .ava()
        .header("idempotency-key", "t")
        .post(&path, to_mia.clone())
        .await
        .is(200);
    assert_eq!(moved.body["transferred"].as_array().unwrap().len(), 19);
    assert_eq!(moved.body["already_coached"], json!([people[3].id]));
    assert_eq!(
        world
            .ava()
            .header("idempotency-key", "t")
            .post(&path, to_mia)
            .await
            .is(200)
            .bytes,
        moved.bytes
    );
    assert_eq!(
        (world.counts(&thomas).await, world.counts(&mia).await),
        ((0, 0), (21, 0))
    );
    for person in &people {
        assert_eq!(world.counts(person).await, (0, 1));
        assert!(
            !sees_email(&world, &thomas, person).await && sees_email(&world, &mia, person).await
        );
    }
    let history = world
        .ava()
        .get(&people[5].path("/coaching-history?limit=2"))
        .await;
    let mut events: Vec<&str> = history
        .items()
        .iter()
        .map(|item| item["event"].as_str().unwrap())
        .collect();
    events.sort();
    assert_eq!(events, ["assigned", "transferred"]);
}

#[tokio::test]
async fn a_transfer_that_was_interrupted_can_be_sent_again() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let samantha = world.coach("Samantha", "Lee").await;
    let mut coachees = Vec::new();
    for family in ["Brown", "Cole", "Dean"] {
        let coachee = world.person("Adam", family).await;
        world.connect(&thomas, &coachee).await;
        coachees.push(coachee);
    }
    let path = thomas.path("/coachees/transfer");
    let all = json!({"to_coach_id": samantha.id, "coachee_ids": coachees.iter().map(|c| &c.id).collect::<Vec<_>>()});
    world
        .ava()
        .post(
            &path,
            json!({"to_coach_id": samantha.id, "coachee_ids": [coachees[0].id]}),
        )
        .await
        .is(200);
    let sent_again = world.ava().post(&path, all.clone()).await.is(200);
    assert_eq!(sent_again.body["transferred"].as_array().unwrap().len(), 2);
    assert_eq!(sent_again.body["already_coached"], json!([coachees[0].id]));
    world.ava().post(&path, all).await.is(200);
}

/// One transaction transfers eight.
#[tokio::test]
async fn a_transfer_that_is_refused_halfway_says_how_many_were_transferred() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let samantha = world.coach("Samantha", "Lee").await;
    let mut coachees = Vec::new();
    for number in 0..9 {
        let coachee = world.person(&format!("P{number}"), "Person").await;
        world.connect(&thomas, &coachee).await;
        coachees.push(coachee);
    }
    let last = coachees.iter().max_by_key(|coachee| &coachee.id).unwrap();
    let set_status =
        |status: &'static str| world.set_attribute(last, "PROFILE", "status", text(status));
    set_status("inactive").await;
    let path = thomas.path("/coachees/transfer");
    let to_samantha = json!({"to_coach_id": samantha.id});
    let refused = world.ava().post(&path, to_samantha.clone()).await;
    let refused = refused.refused(409, "partly-transferred");
    let detail = refused.body["detail"].as_str().unwrap();
    assert!(
        detail.starts_with("8 coachees were transferred"),
        "{detail}"
    );
    assert!(detail.contains("Activate the person first."), "{detail}");
    assert_eq!(world.counts(&samantha).await.0, 8);
    set_status("active").await;
    let others = world.ava().post(&path, to_samantha).await.is(200);
    assert_eq!(others.body["transferred"], json!([last.id]));
}

/// The new coach may have the coachee on other terms: from next month, or as secondary coach.
#[tokio::test]
async fn a_transferred_coachee_is_never_without_the_coach_that_they_had() {
    let world = World::with_own_database().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let samantha = world.coach("Samantha", "Lee").await;
    let (adam, beth) = (
        world.person("Adam", "Brown").await,
        world.person("Beth", "Cole").await,
    );
    let assign = async |coach: &Person, coachee: &Person, terms: Value| {
        let path = coach.coachee(coachee);
        world.ava().put(&path, terms).await.is(201);
    };
    for coachee in [&adam, &beth] {
        assign(&thomas, coachee, json!({"kind": "primary"})).await;
    }
    let upcoming =
        json!({"kind": "secondary", "starts_on": world.day(30), "ends_on": world.day(60)});
    assign(&samantha, &adam, upcoming).await;
    assign(&samantha, &beth, json!({"kind": "secondary"})).await;
    let path = thomas.path("/coachees/transfer");
    let to_samantha = json!({"to_coach_id": samantha.id});
    let done = world.ava().post(&path, to_samantha).await.is(200);
    assert_eq!(done.body["transferred"], json!([adam.id]));
    assert_eq!(done.body["already_coached"], json!([beth.id]));
    for coachee in [&adam, &beth] {
        let coaches = world.all(&coachee.path("/coaches")).await;
        let [only] = coaches.as_slice() else {
            panic!("{coaches:?}")
        };
        assert_eq!(only["user"]["id"], samantha.id);
        assert_eq!(
            (&only["kind"], &only["state"]),
            (&json!("primary"), &json!("active"))
        );
        assert_eq!(only.get("ends_on"), None, "as the former one");
        assert!(sees_email(&world, &samantha, coachee).await);
        assert!(!sees_email(&world, &thomas, coachee).await);
        assert_eq!(world.counts(coachee).await, (0, 1));
    }
    assert_eq!(world.counts(&samantha).await, (2, 0));
    assert_primary_coaches_agree(&world).await;
}
