//! Who is notified of what, and what happens when a record can't be processed.

use super::stored_notices;
use crate::world::{Fault, Person, World, a_conference, number, text};
use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use shared::table::StreamAnswer;

/// Somebody's notifications: the kind, the other person's name, and whether it was read.
async fn notices_of(world: &World, person: &Person) -> Vec<(String, String, bool)> {
    let list = world
        .as_person(person)
        .get("/me/notifications")
        .await
        .is(200);
    let line = |notice: &Value| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        (
            text(&notice["kind"]),
            text(&notice["person"]["name"]),
            notice["read_at"].is_string(),
        )
    };
    list.items().iter().map(line).collect()
}

fn unread(kind: &str, name: &str) -> (String, String, bool) {
    (kind.to_owned(), name.to_owned(), false)
}

#[tokio::test]
async fn coach_and_coachee_are_notified_of_an_assignment_once_and_of_its_end() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let adam = world.person("Adam", "Anderson").await;
    assert_eq!(
        world
            .as_person(&adam)
            .get("/me/notifications")
            .await
            .is(200)
            .body,
        json!({"items": [], "next_cursor": null, "unread": 0})
    );
    world.connect(&thomas, &adam).await;
    let records = world.take_records();
    for _ in 0..3 {
        let answer = world.notify(records.clone()).await;
        assert_eq!(answer, StreamAnswer::default());
    }
    assert_eq!(
        notices_of(&world, &adam).await,
        [unread("coach_assigned", "Thomas Blankenship")]
    );
    let expected = [
        unread("coachee_assigned", "Adam Anderson"),
        unread("coach_status_granted", ""),
    ];
    assert_eq!(notices_of(&world, &thomas).await, expected);
    world.disconnect(&thomas, &adam).await;
    world.process_stream().await;
    assert_eq!(
        notices_of(&world, &adam).await[0],
        unread("coach_removed", "Thomas Blankenship")
    );
    assert_eq!(
        notices_of(&world, &thomas).await[0],
        unread("coachee_removed", "Adam Anderson")
    );
    assert_eq!(
        notices_of(&world, &world.ava).await,
        [],
        "the one who did it"
    );
}

#[tokio::test]
async fn notices_are_marked_as_read_one_by_one_and_only_the_callers_own() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    world.disconnect(&thomas, &adam).await;
    world.connect(&thomas, &adam).await;
    world.process_stream().await;
    let list = world
        .as_person(&thomas)
        .get("/me/notifications")
        .await
        .is(200);
    assert_eq!(list.body["unread"], 4);
    let ids: Vec<&Value> = list.items().iter().map(|notice| &notice["id"]).collect();
    let read = json!({"ids": [ids[1], ids[2], "01K5S0Q0000000000000000AVA"]});
    let answer = world
        .as_person(&thomas)
        .post("/me/notifications/read", read.clone())
        .await
        .is(200);
    assert_eq!(answer.body["read"], 2, "the third doesn't exist");
    assert_eq!(
        world
            .as_person(&thomas)
            .post("/me/notifications/read", read)
            .await
            .is(200)
            .body["read"],
        0
    );
    let list = world
        .as_person(&thomas)
        .get("/me/notifications")
        .await
        .is(200);
    assert_eq!(list.body["unread"], 2);
    let theirs = world
        .as_person(&adam)
        .post("/me/notifications/read", json!({"ids": [ids[0]]}))
        .await
        .is(200);
    assert_eq!(
        theirs.body["read"], 1,
        "the coachee's notice of the same assignment has the same id"
    );
    assert_eq!(
        world
            .as_person(&thomas)
            .get("/me/notifications")
            .await
            .is(200)
            .body["unread"],
        2,
        "the coach's own isn't marked"
    );
    world
        .as_person(&thomas)
        .post("/me/notifications/read", json!({"ids": []}))
        .await
        .refused_field("/ids");
    world
        .as_person(&thomas)
        .post("/me/notifications/read", json!({"ids": ["x"]}))
        .await
        .refused(422, "invalid");

    let first = world
        .as_person(&thomas)
        .get("/me/notifications?limit=3")
        .await
        .is(200);
    let cursor = first.body["next_cursor"].as_str().unwrap();
    let second = world
        .as_person(&thomas)
        .get(&format!("/me/notifications?limit=3&cursor={cursor}"))
        .await
        .is(200);
    assert_eq!((first.items().len(), second.items().len()), (3, 1));
    assert_eq!(
        (&first.body["unread"], &second.body["unread"]),
        (&json!(2), &Value::Null)
    );
}

#[tokio::test]
async fn a_coach_removed_before_the_notice_is_written_gets_none() {
    let world = World::new().await;
    let (thomas, mia) = (
        world.coach("Thomas", "Blankenship").await,
        world.coach("Mia", "Li").await,
    );
    let adam = world.person("Adam", "Anderson").await;
    world.connect(&thomas, &adam).await;
    world.connect(&mia, &adam).await;
    world.process_stream().await;
    // The list leaves out what its reader may no longer know, so the stored notices are compared as well.
    let stored = async |person: &Person| stored_notices(&world, &person.id).await;
    let before = (
        notices_of(&world, &thomas).await,
        notices_of(&world, &mia).await,
    );
    let stored_before = (stored(&thomas).await, stored(&mia).await);
    let mut conference = a_conference(None);
    conference["coach_id"] = json!(thomas.id);
    conference["attendee_ids"] = json!([mia.id]);
    world
        .ava()
        .post(&adam.path("/conferences"), conference)
        .await
        .is(201);
    let scheduled = world.take_records();
    world.disconnect(&mia, &adam).await;
    world.interrupted_withdrawal(&thomas).await;
    world.take_records();
    let answer = world.notify(scheduled).await;
    assert_eq!(answer, StreamAnswer::default());
    assert_eq!(
        (
            notices_of(&world, &thomas).await,
            notices_of(&world, &mia).await
        ),
        before
    );
    assert_eq!((stored(&thomas).await, stored(&mia).await), stored_before);
    assert_eq!(notices_of(&world, &adam).await[0].0, "conference_scheduled");
}

#[tokio::test]
async fn notices_about_a_coachee_are_shown_only_while_the_right_lasts() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let conferences = adam.path("/conferences");
    let made = world.as_person(&adam).post(&conferences, json!({
        "kind": "check_in", "starts_at": "2031-01-01T10:00:00Z", "ends_at": "2031-01-01T11:00:00Z", "time_zone": "UTC", "coach_id": thomas.id,
    }));
    let made = made.await.is(201);
    let one = format!("{conferences}/{}", made.id());
    world
        .as_person(&adam)
        .header("if-match", "\"1\"")
        .patch(&one, json!({"notes": "Bring the plan."}))
        .await
        .is(200);
    world
        .as_person(&adam)
        .header("if-match", "\"2\"")
        .patch(&one, json!({"starts_at": "2031-01-01T10:30:00Z"}))
        .await
        .is(200);
    world
        .as_person(&adam)
        .header("if-match", "\"3\"")
        .patch(&one, json!({"state": "cancelled"}))
        .await
        .is(200);
    world.process_stream().await;
    let kinds: Vec<String> = notices_of(&world, &thomas)
        .await
        .into_iter()
        .map(|(kind, ..)| kind)
        .collect();
    // A notice is written for the conference as it is then: it was canceled before the other changes were processed.
    assert_eq!(
        kinds,
        [
            "conference_cancelled",
            "coachee_assigned",
            "coach_status_granted"
        ]
    );
    world.disconnect(&thomas, &adam).await;
    world.process_stream().await;
    let list = world
        .as_person(&thomas)
        .get("/me/notifications")
        .await
        .is(200);
    let kinds: Vec<&str> = list
        .items()
        .iter()
        .map(|notice| notice["kind"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "coachee_removed",
            "coachee_assigned",
            "coach_status_granted"
        ]
    );
    assert_eq!(list.body["unread"], 3);
}

/// Forms send the whole conference back, with unchanged times. Only a change that an invitation shows is notified.
#[tokio::test]
async fn an_edit_of_a_conference_that_moves_nothing_is_not_notified() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let mut conference = a_conference(None);
    (conference["starts_at"], conference["ends_at"]) =
        (json!("2031-01-01T10:00:00Z"), json!("2031-01-01T11:00:00Z"));
    let conferences = adam.path("/conferences");
    let one = world
        .create(&thomas, &conferences, conference.clone())
        .await;
    world.process_stream().await;
    let before = notices_of(&world, &adam).await;
    conference["notes"] = json!("Bring the plan.");
    conference.as_object_mut().unwrap().remove("coach_id");
    world
        .as_person(&thomas)
        .patch(&one, conference.clone())
        .await
        .is(200);
    world.process_stream().await;
    assert_eq!(notices_of(&world, &adam).await, before);
    conference["place"] = json!("Room 12");
    world
        .as_person(&thomas)
        .patch(&one, conference)
        .await
        .is(200);
    world.process_stream().await;
    assert_eq!(notices_of(&world, &adam).await[0].0, "conference_moved");
    let log = world.all(&adam.path("/activity")).await;
    assert_eq!(
        (&log[0]["fields"], &log[1]["fields"]),
        (&json!(["place"]), &json!(["notes"]))
    );
}

#[tokio::test]
async fn an_unreadable_record_is_dead_lettered_and_replayed_once_it_is_repaired() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    world.process_stream().await;
    let made = world
        .as_person(&thomas)
        .post(&adam.path("/conferences"), a_conference(None))
        .await
        .is(201);
    let sort = format!("CONFERENCE#{}", made.id());
    let set_sequence =
        async |value: AttributeValue| world.set_attribute(&adam, &sort, "sequence", value).await;
    set_sequence(text("not a number")).await;
    world.process_stream().await;
    assert_eq!(
        notices_of(&world, &adam).await.len(),
        1,
        "no notice is written"
    );

    let still = world.replay().await;
    assert_eq!((still.replayed, still.left.len()), (0, 1));
    set_sequence(number(0)).await;
    let repaired = world.replay().await;
    assert_eq!((repaired.replayed, repaired.left.len()), (1, 0));
    assert_eq!(notices_of(&world, &adam).await[0].0, "conference_scheduled");
    assert_eq!(
        world.replay().await.replayed,
        0,
        "a replayed dead letter is deleted"
    );
}

#[tokio::test]
async fn a_batch_fails_while_the_database_is_unavailable_and_succeeds_when_sent_again() {
    let world = World::new().await;
    let (_, adam) = world.pair().await;
    let records = world.take_records();
    for fault in [Fault::LostBefore, Fault::LostAfter] {
        let planned = fault.clone();
        world.meter.inject(move |operation, _| {
            (operation == "TransactWriteItems").then(|| planned.clone())
        });
        let answer = world.notify(records.clone()).await;
        assert_eq!(answer.batch_item_failures.len(), records.len(), "{fault:?}");
        assert_eq!(
            answer.batch_item_failures[0].item_identifier,
            records[0].sequence_number()
        );
    }
    world.meter.clear_faults();
    world.notify(records).await;
    assert_eq!(
        notices_of(&world, &adam).await,
        [unread("coach_assigned", "Thomas Blankenship")]
    );
    assert_eq!(world.verify().await.broken, [""; 0]);
}
