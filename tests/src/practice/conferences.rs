//! Conferences: scheduling, holding, invitations and validation.

use crate::world::{TIME_ZONE, UNKNOWN_ID, World, a_conference, a_goal, an_observation, with};
use serde_json::{Map, Value, json};

#[tokio::test]
async fn a_conference_is_scheduled_moved_held_and_seen_in_the_caseload() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let conferences = adam.path("/conferences");
    let at = |hours: i64| world.now().plus_seconds(hours * 3600).to_string();
    let mut planned = a_conference(None);
    (planned["starts_at"], planned["ends_at"]) = (json!(at(24)), json!(at(25)));
    let made = world
        .as_person(&thomas)
        .post(&conferences, planned.clone())
        .await
        .is(201);
    assert_eq!(
        (&made.body["coach_id"], &made.body["clashes"]),
        (&json!(thomas.id), &json!([]))
    );
    let path = format!("{conferences}/{}", made.id());

    let caseload = world.as_person(&thomas).get("/me/caseload").await.is(200);
    assert_eq!(
        caseload.items()[0]["next_conference"]["id"],
        made.body["id"]
    );

    let clashing = world
        .as_person(&adam)
        .post(&conferences, {
            planned["coach_id"] = json!(thomas.id);
            planned.clone()
        })
        .await
        .is(201);
    let whose: Vec<_> = clashing.body["clashes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|clash| clash["user_id"].clone())
        .collect();
    assert_eq!(
        whose,
        [json!(adam.id), json!(thomas.id)],
        "it clashes in both calendars, and is scheduled nevertheless"
    );

    let moved = world
        .as_person(&thomas)
        .patch(&path, json!({"starts_at": at(48), "ends_at": at(49)}))
        .await
        .is(200);
    assert_eq!(
        (&moved.body["sequence"], &moved.body["clashes"]),
        (&json!(1), &json!([]))
    );
    let noted = world
        .as_person(&thomas)
        .patch(&path, json!({"notes": "Adam plans the next lesson."}))
        .await
        .is(200);
    assert_eq!(
        noted.body["sequence"], 1,
        "notes aren't in the invitation, so its sequence doesn't rise"
    );
    world
        .as_person(&thomas)
        .patch(&path, json!({"state": "held"}))
        .await
        .refused_field("/state");

    let three_hours_ago = world.now().plus_seconds(-3 * 3600);
    let held = json!({"starts_at": three_hours_ago, "ends_at": at(-2), "state": "held"});
    world.as_person(&thomas).patch(&path, held).await.is(200);
    let progress = world
        .as_person(&adam)
        .get(&adam.path("/progress"))
        .await
        .is(200);
    let (day, now) = (
        three_hours_ago.day_in(TIME_ZONE),
        world.now().day_in(TIME_ZONE),
    );
    let contact = (
        &progress.body["last_contact_on"],
        &progress.body["days_since_last_contact"],
    );
    assert_eq!(
        (&progress.body["conferences_held"], contact),
        (&json!(1), (&json!(day), &json!(now.days_since(day))))
    );
    world
        .as_person(&thomas)
        .patch(&path, json!({"state": "no_show"}))
        .await
        .is(200);
    let progress = world
        .as_person(&adam)
        .get(&adam.path("/progress"))
        .await
        .is(200);
    assert_eq!(
        (
            &progress.body["conferences_held"],
            progress.body.get("last_contact_on")
        ),
        (&json!(0), None)
    );

    world
        .as_person(&thomas)
        .delete(&path)
        .await
        .refused(409, "not-cancelled");
    world
        .as_person(&thomas)
        .patch(&path, json!({"state": "cancelled"}))
        .await
        .is(200);
    world.as_person(&thomas).delete(&path).await.is(204);
    world
        .as_person(&thomas)
        .delete(&path)
        .await
        .refused(404, "not-found");
}

#[tokio::test]
async fn an_invitation_keeps_its_uid_while_its_sequence_rises() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let mia = world.person("Mia \"M\"", "Li, Jr.; PhD").await;
    let conferences = adam.path("/conferences");
    let mut planned = a_conference(Some(&thomas));
    planned["attendee_ids"] = json!([mia.id]);
    planned["place"] = json!("Room 12, north; 2nd floor");
    planned["agenda"] = json!("Greet\r\nPlan; then, talk\\end ☃ ".repeat(20));
    let path = world.create(&world.ava, &conferences, planned).await;
    let mut files = Vec::new();
    for change in [
        json!({}),
        json!({"starts_at": "2026-09-02T13:00:00Z", "ends_at": "2026-09-02T14:00:00Z"}),
        json!({"state": "cancelled"}),
    ] {
        world.as_person(&thomas).patch(&path, change).await.is(200);
        let file = world
            .as_person(&adam)
            .get(&format!("{path}/invitation.ics"))
            .await
            .is(200);
        assert_eq!(file.headers["content-type"], "text/calendar; charset=utf-8");
        files.push(file.text());
    }
    let line = |file: &str, name: &str| {
        file.lines()
            .find(|line| line.starts_with(name))
            .unwrap()
            .to_owned()
    };
    let uids: Vec<_> = files.iter().map(|file| line(file, "UID:")).collect();
    assert!(uids.iter().all(|uid| *uid == uids[0]));
    let sequences: Vec<_> = files.iter().map(|file| line(file, "SEQUENCE:")).collect();
    assert_eq!(sequences, ["SEQUENCE:0", "SEQUENCE:1", "SEQUENCE:2"]);
    assert_eq!(line(&files[1], "DTSTART"), "DTSTART:20260902T130000Z");
    assert_eq!(
        (line(&files[1], "METHOD"), line(&files[2], "METHOD")),
        ("METHOD:REQUEST".into(), "METHOD:CANCEL".into())
    );
    assert!(files[2].contains("STATUS:CANCELLED") && files[0].lines().all(|line| line.len() <= 75));
}

#[tokio::test]
async fn an_inconsistent_conference_is_refused_by_its_field() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let mia = world.coach("Mia", "Li").await;
    let conferences = adam.path("/conferences");
    let other = world.person("Other", "Coachee").await;
    let others_goal = world
        .ava()
        .post(&other.path("/goals"), a_goal())
        .await
        .is(201);
    let draft = world
        .ava()
        .post(&adam.path("/observations"), an_observation())
        .await
        .is(201);
    let nobody = UNKNOWN_ID;
    for (change, pointer) in [
        (json!({"ends_at": "2026-09-01T12:59:00Z"}), "/ends_at"),
        (json!({"ends_at": "2026-09-03T12:59:00Z"}), "/ends_at"),
        (json!({"time_zone": "Mars/Olympus"}), "/time_zone"),
        (json!({"coach_id": mia.id}), "/coach_id"),
        (json!({"coach_id": nobody}), "/coach_id"),
        (json!({"attendee_ids": [mia.id, nobody]}), "/attendee_ids/1"),
        (json!({"attendee_ids": vec![&mia.id; 21]}), "/attendee_ids"),
        (json!({"goal_ids": [others_goal.id()]}), "/goal_ids/0"),
        (json!({"observation_id": draft.id()}), "/observation_id"),
        (json!({"private_notes": "mine"}), "/private_notes"),
        (json!({"sequence": 9}), "/sequence"),
        (json!({"kind": "lunch"}), "/kind"),
    ] {
        let conference = with(a_conference(Some(&thomas)), change);
        world
            .as_person(&thomas)
            .post(&conferences, conference)
            .await
            .refused_field(pointer);
    }
    world
        .ava()
        .post(&conferences, a_conference(None))
        .await
        .refused_field("/coach_id");
    assert_eq!(
        world
            .as_person(&thomas)
            .get(&conferences)
            .await
            .items()
            .len(),
        0,
        "nothing was written"
    );

    let path = world
        .create(&thomas, &conferences, a_conference(None))
        .await;
    let many = vec![mia.id.as_str(); 200];
    world
        .as_person(&thomas)
        .patch(&path, json!({"attendee_ids": many}))
        .await
        .refused_field("/attendee_ids");
    let stale = world
        .as_person(&thomas)
        .header("if-match", "\"7\"")
        .patch(&path, json!({"place": "x"}))
        .await
        .refused(412, "stale");
    assert_eq!(stale.body["current_version"], 1);
}

/// A form sends back what it read, although the attendee is inactive, the coach is removed and the goal is deleted by then.
#[tokio::test]
async fn a_conference_can_be_saved_unchanged_after_what_it_names_is_gone() {
    let world = World::with_own_database().await;
    let (thomas, adam) = world.pair().await;
    let samantha = world.coach("Samantha", "Lee").await;
    let zoe = world.person("Zoe", "Quill").await;
    world.connect(&samantha, &adam).await;
    let goal = world
        .as_person(&thomas)
        .post(&adam.path("/goals"), json!({"title": "Ask more"}))
        .await
        .is(201);
    let mut body = a_conference(Some(&thomas));
    (body["attendee_ids"], body["goal_ids"], body["state"]) =
        (json!([zoe.id]), json!([goal.id()]), json!("held"));
    let conference = world
        .create(&adam, &adam.path("/conferences"), body.clone())
        .await;
    world
        .as_person(&thomas)
        .delete(&adam.path(&format!("/goals/{}", goal.id())))
        .await
        .is(204);
    world.deactivate(&zoe).await;
    world.disconnect(&thomas, &adam).await;
    let read = world.as_person(&adam).get(&conference).await.is(200).body;
    let names: Vec<String> = body.as_object().unwrap().keys().cloned().collect();
    let mut same: Map<String, Value> = names
        .iter()
        .map(|name| (name.clone(), read[name].clone()))
        .collect();
    world
        .as_person(&adam)
        .patch(&conference, json!(same))
        .await
        .is(200);
    same.insert("notes".to_owned(), json!("We agreed."));
    world
        .as_person(&adam)
        .patch(&conference, json!(same))
        .await
        .is(200);
    // An id that is added is checked.
    world
        .as_person(&adam)
        .patch(
            &conference,
            json!({"attendee_ids": [zoe.id, thomas.id, UNKNOWN_ID]}),
        )
        .await
        .refused_field("/attendee_ids/2");
}

#[tokio::test]
async fn an_invitation_does_not_name_an_inactive_attendee() {
    let world = World::with_own_database().await;
    let (thomas, adam) = world.pair().await;
    let zoe = world.person("Zoe", "Quillinactive").await;
    let attended = json!({"attendee_ids": [zoe.id]});
    let body = with(world.conference_in(5, &thomas), attended);
    let conference = world.create(&adam, &adam.path("/conferences"), body).await;
    world.deactivate(&zoe).await;
    for person in [&thomas, &adam] {
        let file = world
            .as_person(person)
            .get(&format!("{conference}/invitation.ics"))
            .await
            .is(200);
        assert!(!String::from_utf8_lossy(&file.bytes).contains("Quillinactive"));
    }
}
