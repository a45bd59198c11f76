use super::{a_conference, a_goal, an_observation, id, pair};
use crate::world::{TIME_ZONE, World};
use serde_json::json;

#[tokio::test]
async fn a_conference_is_scheduled_moved_held_and_seen_in_the_caseload() {
    let world = World::new().await;
    let (thomas, adam) = pair(&world).await;
    let conferences = format!("/users/{}/conferences", adam.id);
    let at = |hours: i64| world.now().plus_seconds(hours * 3600).to_string();
    let mut planned = a_conference(None);
    (planned["starts_at"], planned["ends_at"]) = (json!(at(24)), json!(at(25)));
    let made = world.asking(&thomas).post(&conferences, planned.clone()).await.is(201);
    assert_eq!((&made.body["coach_id"], &made.body["clashes"]), (&json!(thomas.id), &json!([])));
    let path = format!("{conferences}/{}", id(&made.body));

    let caseload = world.asking(&thomas).get("/me/caseload").await.is(200);
    assert_eq!(caseload.items()[0]["next_conference"]["id"], made.body["id"]);

    let clashing = world
        .asking(&adam)
        .post(&conferences, {
            planned["coach_id"] = json!(thomas.id);
            planned.clone()
        })
        .await
        .is(201);
    let whose: Vec<_> = clashing.body["clashes"].as_array().unwrap().iter().map(|clash| clash["user_id"].clone()).collect();
    assert_eq!(whose, [json!(adam.id), json!(thomas.id)], "both calendars, and it was scheduled all the same");

    let moved = world.asking(&thomas).patch(&path, json!({"starts_at": at(48), "ends_at": at(49)})).await.is(200);
    assert_eq!((&moved.body["sequence"], &moved.body["clashes"]), (&json!(1), &json!([])));
    let noted = world.asking(&thomas).patch(&path, json!({"notes": "Adam plans the next lesson."})).await.is(200);
    assert_eq!(noted.body["sequence"], 1, "what an invitation doesn't say is no reason to send it again");
    world.asking(&thomas).patch(&path, json!({"state": "held"})).await.refused_field("/state");

    let three_hours_ago = world.now().plus_seconds(-3 * 3600);
    let held = json!({"starts_at": three_hours_ago, "ends_at": at(-2), "state": "held"});
    world.asking(&thomas).patch(&path, held).await.is(200);
    let progress = world.asking(&adam).get(&format!("/users/{}/progress", adam.id)).await.is(200);
    let (day, now) = (three_hours_ago.day_in(TIME_ZONE), world.now().day_in(TIME_ZONE));
    let contact = (&progress.body["last_contact_on"], &progress.body["days_since_last_contact"]);
    assert_eq!((&progress.body["conferences_held"], contact), (&json!(1), (&json!(day), &json!(now.days_since(day)))));
    world.asking(&thomas).patch(&path, json!({"state": "no_show"})).await.is(200);
    let progress = world.asking(&adam).get(&format!("/users/{}/progress", adam.id)).await.is(200);
    assert_eq!((&progress.body["conferences_held"], progress.body.get("last_contact_on")), (&json!(0), None));

    world.asking(&thomas).delete(&path).await.refused(409, "not-cancelled");
    world.asking(&thomas).patch(&path, json!({"state": "cancelled"})).await.is(200);
    world.asking(&thomas).delete(&path).await.is(204);
    world.asking(&thomas).delete(&path).await.refused(404, "not-found");
}

#[tokio::test]
async fn an_invitation_keeps_its_uid_and_its_sequence_rises() {
    let world = World::new().await;
    let (thomas, adam) = pair(&world).await;
    let mia = world.person("Mia \"M\"", "Li, Jr.; PhD").await;
    let conferences = format!("/users/{}/conferences", adam.id);
    let mut planned = a_conference(Some(&thomas));
    planned["attendee_ids"] = json!([mia.id]);
    planned["place"] = json!("Room 12, north; 2nd floor");
    planned["agenda"] = json!("Greet\r\nPlan; then, talk\\end ☃ ".repeat(20));
    let path = format!("{conferences}/{}", id(&world.ava().post(&conferences, planned).await.is(201).body));
    let mut files = Vec::new();
    for change in
        [json!({}), json!({"starts_at": "2026-09-02T13:00:00Z", "ends_at": "2026-09-02T14:00:00Z"}), json!({"state": "cancelled"})]
    {
        world.asking(&thomas).patch(&path, change).await.is(200);
        let file = world.asking(&adam).get(&format!("{path}/invitation.ics")).await.is(200);
        assert_eq!(file.headers["content-type"], "text/calendar; charset=utf-8");
        files.push(String::from_utf8(file.bytes.to_vec()).unwrap());
    }
    let line = |file: &str, name: &str| file.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
    let uids: Vec<_> = files.iter().map(|file| line(file, "UID:")).collect();
    assert!(uids.iter().all(|uid| *uid == uids[0]));
    let sequences: Vec<_> = files.iter().map(|file| line(file, "SEQUENCE:")).collect();
    assert_eq!(sequences, ["SEQUENCE:0", "SEQUENCE:1", "SEQUENCE:2"]);
    assert_eq!(line(&files[1], "DTSTART"), "DTSTART:20260902T130000Z");
    assert_eq!((line(&files[1], "METHOD"), line(&files[2], "METHOD")), ("METHOD:REQUEST".into(), "METHOD:CANCEL".into()));
    assert!(files[2].contains("STATUS:CANCELLED") && files[0].lines().all(|line| line.len() <= 75));
}

#[tokio::test]
async fn a_conference_that_does_not_hold_together_is_refused_by_its_field() {
    let world = World::new().await;
    let (thomas, adam) = pair(&world).await;
    let mia = world.coach("Mia", "Li").await;
    let conferences = format!("/users/{}/conferences", adam.id);
    let (_, other) = pair_elsewhere(&world).await;
    let others_goal = world.ava().post(&format!("/users/{}/goals", other.id), a_goal()).await.is(201);
    let draft = world.ava().post(&format!("/users/{}/observations", adam.id), an_observation()).await.is(201);
    let nobody = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
    for (change, pointer) in [
        (json!({"ends_at": "2026-09-01T12:59:00Z"}), "/ends_at"),
        (json!({"ends_at": "2026-09-03T12:59:00Z"}), "/ends_at"),
        (json!({"time_zone": "Mars/Olympus"}), "/time_zone"),
        (json!({"coach_id": mia.id}), "/coach_id"),
        (json!({"coach_id": nobody}), "/coach_id"),
        (json!({"attendee_ids": [mia.id, nobody]}), "/attendee_ids/1"),
        (json!({"attendee_ids": vec![&mia.id; 21]}), "/attendee_ids"),
        (json!({"goal_ids": [id(&others_goal.body)]}), "/goal_ids/0"),
        (json!({"observation_id": id(&draft.body)}), "/observation_id"),
        (json!({"private_notes": "mine"}), "/private_notes"),
        (json!({"sequence": 9}), "/sequence"),
        (json!({"kind": "lunch"}), "/kind"),
    ] {
        let mut conference = a_conference(Some(&thomas));
        conference.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        world.asking(&thomas).post(&conferences, conference).await.refused_field(pointer);
    }
    world.ava().post(&conferences, a_conference(None)).await.refused_field("/coach_id");
    assert_eq!(world.asking(&thomas).get(&conferences).await.items().len(), 0, "nothing was written");

    let made = world.asking(&thomas).post(&conferences, a_conference(None)).await.is(201);
    let path = format!("{conferences}/{}", id(&made.body));
    let many = vec![mia.id.as_str(); 200];
    world.asking(&thomas).patch(&path, json!({"attendee_ids": many})).await.refused_field("/attendee_ids");
    let stale = world.asking(&thomas).header("if-match", "\"7\"").patch(&path, json!({"place": "x"})).await.refused(412, "stale");
    assert_eq!(stale.body["current_version"], 1);
}

async fn pair_elsewhere(world: &World) -> (crate::world::Person, crate::world::Person) {
    let (coach, coachee) = (world.coach("Other", "Coach").await, world.person("Other", "Coachee").await);
    world.connect(&coach, &coachee).await;
    (coach, coachee)
}
