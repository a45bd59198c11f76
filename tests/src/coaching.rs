//! Assignments: connecting from either side, removing, and the right that goes with them.

use crate::world::{Answer, Person, World};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn coachee(coach: &Person, coachee: &Person) -> String {
    format!("/users/{}/coachees/{}", coach.id, coachee.id)
}

fn coach(coachee: &Person, coach: &Person) -> String {
    format!("/users/{}/coaches/{}", coachee.id, coach.id)
}

async fn counts(world: &World, person: &Person) -> (u64, u64) {
    let profile = world.ava().get(&format!("/users/{}", person.id)).await.is(200);
    (profile.body["coachee_count"].as_u64().unwrap(), profile.body["coach_count"].as_u64().unwrap())
}

async fn sees_email(world: &World, coach: &Person, coachee: &Person) -> bool {
    !world.asking(coach).get(&format!("/users/{}", coachee.id)).await.is(200).body["email"].is_null()
}

#[tokio::test]
async fn from_either_side_the_pair_is_in_both_lists_and_can_be_removed() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let adam = world.person("Adam", "Anderson").await;
    for (there, gone) in [(coachee(&thomas, &adam), coach(&adam, &thomas)), (coach(&adam, &thomas), coachee(&thomas, &adam))] {
        let made = world.ava().put(&there, json!({})).await.is(201);
        assert_eq!((&made.body["kind"], made.etag()), (&json!("primary"), "\"1\"".to_owned()));
        assert_eq!(world.ava().put(&gone, json!({"kind": "secondary"})).await.is(200).body, made.body);
        let coaching = world.ava().get(&format!("/users/{}/coachees", thomas.id)).await.is(200);
        assert_eq!((coaching.names(), &coaching.items()[0]["state"]), (vec!["Adam Anderson"], &json!("active")));
        assert_eq!(world.ava().get(&format!("/users/{}/coaches", adam.id)).await.is(200).names(), ["Thomas Blankenship"]);
        assert_eq!((counts(&world, &thomas).await, counts(&world, &adam).await), ((1, 0), (0, 1)));
        assert!(sees_email(&world, &thomas, &adam).await);

        world.ava().delete(&gone).await.is(204);
        world.ava().delete(&there).await.refused(404, "not-connected");
        assert_eq!(world.ava().get(&format!("/users/{}/coachees", thomas.id)).await.is(200).names(), [""; 0]);
        assert_eq!((counts(&world, &thomas).await, counts(&world, &adam).await), ((0, 0), (0, 0)));
        assert!(!sees_email(&world, &thomas, &adam).await);
    }
}

#[tokio::test]
async fn an_assignment_is_refused_for_the_reason_that_stands_in_its_way() {
    let world = World::new().await;
    let harbor = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let adam = world.person("Adam", "Anderson").await;
    let ina = world.person("Ina", "Active").await;
    let noor = harbor.coach("Noor", "Haddad").await;
    world.ava().put(&format!("/users/{}/status", ina.id), json!({"status": "inactive"})).await.is(200);

    world.ava().put(&coachee(&adam, &thomas), json!({})).await.refused(409, "coach-status-required");
    world.ava().put(&coachee(&thomas, &thomas), json!({})).await.refused(409, "self-coaching");
    world.ava().put(&coachee(&thomas, &ina), json!({})).await.refused(409, "inactive-user");
    world.ava().put(&coachee(&ina, &adam), json!({})).await.refused(409, "inactive-user");
    world.ava().put(&coachee(&thomas, &noor), json!({})).await.refused(404, "not-found");
    world.ava().put(&coachee(&noor, &adam), json!({})).await.refused(404, "not-found");
    world.ava().put(&format!("/users/{}/coachees/nonsense", thomas.id), json!({})).await.refused(404, "not-found");
    world.ava().delete(&coachee(&thomas, &noor)).await.refused(404, "not-found");
    world.ava().delete(&coachee(&thomas, &thomas)).await.refused(404, "not-connected");
    let backwards = json!({"starts_on": world.day(2), "ends_on": world.day(1)});
    world.ava().put(&coachee(&thomas, &adam), backwards).await.refused_field("/ends_on");
    world.ava().put(&coachee(&thomas, &adam), json!({"kind": "best"})).await.refused_field("/kind");
    for person in [&thomas, &adam] {
        world.asking(person).put(&coachee(&thomas, &adam), json!({})).await.refused(403, "not-permitted");
        world.asking(person).put(&coachee(&thomas, &noor), json!({})).await.refused(403, "not-permitted");
        world.asking(person).delete(&coachee(&thomas, &adam)).await.refused(403, "not-permitted");
    }
    assert_eq!((counts(&world, &thomas).await, counts(&world, &adam).await), ((0, 0), (0, 0)));
}

#[tokio::test]
async fn capacity_is_kept_and_can_be_raised_but_not_below_the_caseload() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let status = format!("/users/{}/coach-status", thomas.id);
    world.ava().put(&status, json!({"capacity": 2})).await.is(200);
    let people = [world.person("A", "One").await, world.person("B", "Two").await, world.person("C", "Three").await];
    world.connect(&thomas, &people[0]).await;
    world.connect(&thomas, &people[1]).await;
    world.ava().put(&coachee(&thomas, &people[2]), json!({})).await.refused(409, "at-capacity");
    world.ava().put(&coachee(&thomas, &people[1]), json!({})).await.is(200);
    let refused = world.ava().put(&status, json!({"capacity": 1})).await.refused(409, "capacity-below-caseload");
    assert!(refused.body["detail"].as_str().unwrap().contains("at least 2"));
    for (capacity, at) in [(json!(0), "/capacity"), (json!(-1), "/capacity"), (json!(10_001), "/capacity"), (json!("x"), "/capacity")] {
        world.ava().put(&status, json!({"capacity": capacity})).await.refused_field(at);
    }
    world.ava().put(&status, json!({"capacity": 3})).await.is(200);
    world.connect(&thomas, &people[2]).await;
}

#[tokio::test]
async fn capacity_holds_when_many_assign_at_once() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    world.ava().put(&format!("/users/{}/coach-status", thomas.id), json!({"capacity": 3})).await.is(200);
    let mut people = Vec::new();
    for number in 0..8 {
        people.push(world.person(&format!("P{number}"), "Person").await);
    }
    let answers = futures_util::future::join_all(people.iter().map(|p| {
        let path = coachee(&thomas, p);
        let asking = world.ava();
        async move { asking.put(&path, json!({})).await.status.as_u16() }
    }));
    let answers = answers.await;
    assert_eq!(answers.iter().filter(|s| **s == 201).count(), 3, "{answers:?}");
    assert_eq!(answers.iter().filter(|s| **s == 409).count(), 5, "{answers:?}");
    assert_eq!(counts(&world, &thomas).await.0, 3);
}

#[tokio::test]
async fn an_assignment_gives_rights_from_its_first_day_to_its_last() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let adam = world.person("Adam", "Anderson").await;
    let path = coachee(&thomas, &adam);
    for (first, last, in_force, state) in
        [(0, None, true, "active"), (1, None, false, "upcoming"), (-9, Some(-1), false, "over"), (-9, Some(0), true, "active")]
    {
        let terms = json!({"starts_on": world.day(first), "ends_on": last.map(|n| world.day(n))});
        world.ava().put(&path, terms).await.is(201);
        assert_eq!(sees_email(&world, &thomas, &adam).await, in_force, "{first} {last:?}");
        let read = world.asking(&thomas).get(&format!("/users/{}/coaches", adam.id)).await;
        assert_eq!(read.status.as_u16(), if in_force { 200 } else { 403 });
        let written = world.asking(&thomas).header("if-match", "\"1\"").patch(&format!("/users/{}", adam.id), json!({"title": 1})).await;
        assert_eq!(written.status.as_u16(), if in_force { 422 } else { 403 });
        assert_eq!(world.ava().get(&format!("/users/{}/coaches", adam.id)).await.items()[0]["state"], state);
        world.ava().delete(&path).await.is(204);
    }
}

#[tokio::test]
async fn kind_and_dates_can_be_changed() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let adam = world.person("Adam", "Anderson").await;
    let path = coachee(&thomas, &adam);
    world.ava().patch(&path, json!({"kind": "secondary"})).await.refused(404, "not-connected");
    world.connect(&thomas, &adam).await;
    let edited = world.ava().patch(&path, json!({"kind": "secondary", "ends_on": world.day(30)})).await.is(200);
    assert_eq!((edited.etag(), &edited.body["kind"]), ("\"2\"".to_owned(), &json!("secondary")));
    let open = world.ava().header("if-match", "\"2\"").patch(&path, json!({"ends_on": null})).await.is(200);
    assert!(open.body["ends_on"].is_null());
    world.ava().header("if-match", "\"2\"").patch(&path, json!({"kind": "primary"})).await.refused(412, "stale");
    world.ava().patch(&path, json!({"ends_on": "2020-01-01"})).await.refused_field("/ends_on");
    world.ava().patch(&path, json!({"since": "2020-01-01T00:00:00Z"})).await.refused_field("/since");
    world.asking(&thomas).patch(&path, json!({"kind": "primary"})).await.refused(403, "not-permitted");
    let lists = [format!("/users/{}/coachees", thomas.id), format!("/users/{}/coaches", adam.id)];
    for list in lists {
        assert_eq!(world.ava().get(&list).await.items()[0]["kind"], "secondary");
    }
}

#[tokio::test]
async fn withdrawing_coach_status_ends_everything_at_once() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    world.ava().put(&format!("/users/{}/coach-status", thomas.id), json!({"capacity": 40})).await.is(200);
    let mut people = Vec::new();
    for number in 0..33 {
        people.push(world.person(&format!("P{number}"), "Person").await);
        world.connect(&thomas, &people[number]).await;
    }
    let status = format!("/users/{}/coach-status", thomas.id);
    let refused = world.ava().delete(&status).await.refused(409, "still-coaching");
    assert!(refused.body["detail"].as_str().unwrap().contains("33 coachees"));
    world.ava().delete(&format!("{status}?end_assignments=true")).await.is(204);
    world.ava().delete(&status).await.refused(404, "not-a-coach");
    assert_eq!(world.ava().get(&format!("/users/{}/coachees", thomas.id)).await.names(), [""; 0]);
    assert_eq!(counts(&world, &thomas).await, (0, 0));
    for person in &people {
        assert!(!sees_email(&world, &thomas, person).await);
        assert_eq!(counts(&world, person).await, (0, 0));
    }
    let history = world.ava().get(&format!("/users/{}/coaching-history?limit=1", people[0].id)).await.is(200);
    assert_eq!((&history.items()[0]["event"], &history.items()[0]["reason"]), (&json!("ended"), &json!("Coach status was withdrawn.")));
}

#[tokio::test]
async fn interrupted_ending_gives_no_rights_and_is_resumed() {
    use crate::world::Fault;
    use std::sync::atomic::{AtomicUsize, Ordering};
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    world.ava().put(&format!("/users/{}/coach-status", thomas.id), json!({"capacity": 40})).await.is(200);
    let mut people = Vec::new();
    for number in 0..20 {
        people.push(world.person(&format!("P{number}"), "Person").await);
        world.connect(&thomas, &people[number]).await;
    }
    let writes = AtomicUsize::new(0);
    world.meter.plan(move |operation, _| {
        let dies = operation == "TransactWriteItems" && writes.fetch_add(1, Ordering::Relaxed) >= 2;
        dies.then_some(Fault::LostBefore)
    });
    let status = format!("/users/{}/coach-status", thomas.id);
    world.ava().delete(&format!("{status}?end_assignments=true")).await.refused(503, "unavailable");
    world.meter.no_faults();
    let left = world.ava().get(&format!("/users/{}/coachees", thomas.id)).await.is(200).items().len();
    assert_eq!(left, 5);
    for person in &people {
        assert!(!sees_email(&world, &thomas, person).await);
    }
    world.ava().put(&status, json!({})).await.is(201);
    assert_eq!(counts(&world, &thomas).await, (0, 0));
    for person in &people {
        assert!(!sees_email(&world, &thomas, person).await, "an assignment came back to life");
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
    let status = format!("/users/{}/status", mia.id);
    world.ava().put(&status, json!({"status": "inactive"})).await.is(200);
    world.asking(&mia).get(&format!("/users/{}", adam.id)).await.refused(403, "inactive-caller");
    world.asking(&thomas).get(&format!("/users/{}", mia.id)).await.refused(404, "not-found");
    for person in [&thomas, &mia, &adam] {
        assert_eq!(counts(&world, person).await, (0, 0));
    }
    world.ava().put(&status, json!({"status": "active"})).await.is(200);
    assert!(!sees_email(&world, &thomas, &mia).await && !sees_email(&world, &mia, &adam).await);
}

#[tokio::test]
async fn history_outlives_the_assignment_and_reopens_it() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let adam = world.person("Adam", "Anderson").await;
    let path = coachee(&thomas, &adam);
    let reopen = format!("{path}/reopen");
    world.ava().post(&reopen, json!({})).await.refused(404, "nothing-to-reopen");
    world.ava().put(&path, json!({"kind": "secondary", "ends_on": world.day(9)})).await.is(201);
    world.ava().delete(&format!("{path}?reason=A%20new%20school%20year")).await.is(204);
    let reopened = world.ava().header("idempotency-key", "undo").post(&reopen, json!({})).await.is(201);
    assert_eq!((&reopened.body["kind"], &reopened.body["ends_on"]), (&json!("secondary"), &json!(world.day(9))));
    assert_eq!(world.ava().header("idempotency-key", "undo").post(&reopen, json!({})).await.is(201).bytes, reopened.bytes);
    world.ava().post(&reopen, json!({})).await.refused(409, "already-connected");
    assert!(sees_email(&world, &thomas, &adam).await);
    for (person, asking) in [(&thomas, &thomas), (&adam, &adam), (&adam, &thomas)] {
        let history = world.asking(asking).get(&format!("/users/{}/coaching-history", person.id)).await.is(200);
        let events: Vec<&Value> = history.items().iter().map(|item| &item["event"]).collect();
        assert_eq!(events, ["reopened", "ended", "assigned"]);
        assert_eq!(history.items()[1]["reason"], "A new school year");
        assert_eq!(
            (&history.items()[0]["coach"]["name"], &history.items()[0]["by"]["name"]),
            (&json!("Thomas Blankenship"), &json!("Ava Morgan"))
        );
    }
    world.ava().delete(&format!("{path}?reason=a%00b")).await.refused_field("?reason");
    let long = "x".repeat(501);
    world.ava().delete(&format!("{path}?reason={long}")).await.refused_field("?reason");
}

#[tokio::test]
async fn a_caseload_is_transferred_whole_or_in_part() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let mia = world.coach("Mia", "Middle").await;
    world.ava().put(&format!("/users/{}/coach-status", thomas.id), json!({"capacity": 40})).await.is(200);
    let mut people = Vec::new();
    for number in 0..21 {
        people.push(world.person(&format!("P{number}"), "Person").await);
        world.connect(&thomas, &people[number]).await;
    }
    world.connect(&mia, &people[3]).await;
    let path = format!("/users/{}/coachees/transfer", thomas.id);
    let to_mia = json!({"to_coach_id": mia.id, "reason": "Thomas is on leave"});
    world.ava().post(&path, to_mia.clone()).await.refused(409, "at-capacity");
    assert_eq!((counts(&world, &thomas).await, counts(&world, &mia).await), ((21, 0), (1, 0)));
    world.asking(&thomas).post(&path, to_mia.clone()).await.refused(403, "not-permitted");
    world.ava().post(&path, json!({"to_coach_id": thomas.id})).await.refused_field("/to_coach_id");
    world.ava().post(&path, json!({"to_coach_id": people[0].id})).await.refused(409, "coach-status-required");
    world.ava().post(&path, json!({"to_coach_id": mia.id, "coachee_ids": [world.ava.id]})).await.refused_field("/coachee_ids/0");

    world.connect(&thomas, &mia).await;
    let herself = json!({"to_coach_id": mia.id, "coachee_ids": [mia.id]});
    world.ava().post(&path, herself).await.refused(409, "self-coaching");
    world.disconnect(&thomas, &mia).await;

    let some = json!({"to_coach_id": mia.id, "coachee_ids": [people[0].id]});
    assert_eq!(world.ava().post(&path, some).await.is(200).body["transferred"], json!([people[0].id]));
    assert!(!sees_email(&world, &thomas, &people[0]).await && sees_email(&world, &mia, &people[0]).await);

    world.ava().put(&format!("/users/{}/coach-status", mia.id), json!({"capacity": 40})).await.is(200);
    let moved = world.ava().header("idempotency-key", "t").post(&path, to_mia.clone()).await.is(200);
    assert_eq!(moved.body["transferred"].as_array().unwrap().len(), 19);
    assert_eq!(moved.body["already_coached"], json!([people[3].id]));
    assert_eq!(world.ava().header("idempotency-key", "t").post(&path, to_mia).await.is(200).bytes, moved.bytes);
    assert_eq!((counts(&world, &thomas).await, counts(&world, &mia).await), ((0, 0), (21, 0)));
    for person in &people {
        assert_eq!(counts(&world, person).await, (0, 1));
        assert!(!sees_email(&world, &thomas, person).await && sees_email(&world, &mia, person).await);
    }
    let history = world.ava().get(&format!("/users/{}/coaching-history?limit=2", people[5].id)).await;
    let mut events: Vec<&str> = history.items().iter().map(|item| item["event"].as_str().unwrap()).collect();
    events.sort();
    assert_eq!(events, ["assigned", "transferred"]);
}

#[tokio::test]
async fn access_is_explained() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let adam = world.person("Adam", "Anderson").await;
    let path = format!("/users/{}/access?actor={}", adam.id, thomas.id);
    let allowed =
        |body: &Value, action: &str| body["actions"].as_array().unwrap().iter().find(|a| a["action"] == action).unwrap()["allowed"].clone();
    let before = world.ava().get(&path).await.is(200);
    assert_eq!(
        (&before.body["because"], allowed(&before.body, "edit_goals")),
        (&json!(["Thomas Blankenship doesn't coach Adam Anderson."]), json!(false))
    );
    world.connect(&thomas, &adam).await;
    let after = world.ava().get(&path).await.is(200);
    assert!(
        after.body["because"][0].as_str().unwrap().starts_with("Thomas Blankenship was assigned as coach of Adam Anderson by Ava Morgan")
    );
    assert_eq!((allowed(&after.body, "edit_goals"), allowed(&after.body, "read_personnel")), (json!(true), json!(false)));
    world.asking(&thomas).get(&path).await.refused(403, "not-permitted");
    world.ava().get(&format!("/users/{}/access", adam.id)).await.refused_field("?actor");
    world.ava().get(&format!("/users/{}/access?actor=01ARZ3NDEKTSV4RRFFQ69G5FAV", adam.id)).await.refused(404, "not-found");
    let permissions = world.ava().get(&format!("/users/{}/permissions", thomas.id)).await.is(200);
    assert!(permissions.body["with_coachees"].as_array().unwrap().contains(&json!("edit_goals")));
    assert!(!permissions.body["with_everyone"].as_array().unwrap().contains(&json!("edit_goals")));
}

#[tokio::test]
async fn many_are_assigned_at_once_and_each_line_stands_for_itself() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let lena = world.person("Lena", "Ortiz").await;
    world.ava().put(&format!("/users/{}/coach-status", thomas.id), json!({"capacity": 3})).await.is(200);
    let (adam, mia, ben, zoe) =
        (world.person("Adam", "A").await, world.person("Mia", "B").await, world.person("Ben", "C").await, world.person("Zoe", "D").await);
    let elsewhere = World::new().await.person("Omar", "Abadi").await;
    world.ava().put(&format!("/users/{}/status", ben.id), json!({"status": "inactive"})).await.is(200);
    let line = |coach: &str, coachee: &str| json!({"coach_id": coach, "coachee_id": coachee});
    let lines = json!({"assignments": [
        line(&thomas.id, &adam.id),
        line(&thomas.id, &thomas.id),
        line(&lena.id, &mia.id),
        line(&thomas.id, &ben.id),
        line(&thomas.id, &elsewhere.id),
        {"coach_id": thomas.id, "coachee_id": mia.id, "kind": "secondary", "ends_on": world.day(90)},
        {"coach_id": thomas.id, "coachee_id": zoe.id, "starts_on": world.day(5), "ends_on": world.day(4)},
    ]});
    let of = |body: &serde_json::Value| {
        let results = body["results"].as_array().unwrap().iter();
        results.map(|line| format!("{} {}", line["outcome"], line["problem"]["type"]).replace('"', "")).collect::<Vec<_>>()
    };
    let answer = world.ava().post("/assignments/bulk", lines.clone()).await.is(200);
    let refused = |kind: &str| format!("refused /problems/{kind}");
    let expected = [
        "assigned null".to_owned(),
        refused("self-coaching"),
        refused("coach-status-required"),
        refused("inactive-user"),
        refused("not-found"),
        "assigned null".to_owned(),
        refused("invalid"),
    ];
    assert_eq!(of(&answer.body), expected);
    assert_eq!(answer.body["results"][5]["coachee_id"], json!(mia.id));
    let again = world.ava().post("/assignments/bulk", lines).await.is(200);
    assert_eq!(of(&again.body)[0], "already_connected null");
    let coaching = world.ava().get(&format!("/users/{}/coachees", thomas.id)).await.is(200);
    assert_eq!(coaching.names(), ["Adam A", "Mia B"]);
    assert_eq!(coaching.items()[1]["kind"], "secondary");

    let mut last = Vec::new();
    for name in ["E", "F", "G"] {
        last.push(line(&thomas.id, &world.person("Last", name).await.id));
    }
    let answer = world.ava().post("/assignments/bulk", json!({"assignments": last})).await.is(200);
    let assigned = of(&answer.body).iter().filter(|line| *line == "assigned null").count();
    let full = of(&answer.body).iter().filter(|line| **line == refused("at-capacity")).count();
    assert_eq!((assigned, full), (1, 2), "capacity holds in one request");
}

#[tokio::test]
async fn many_assignments_sent_twice_by_one_key_are_answered_alike_and_made_once() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let (adam, mia) = (world.person("Adam", "A").await, world.person("Mia", "B").await);
    let line = |coachee: &str| json!({"coach_id": thomas.id, "coachee_id": coachee});
    let ava = || world.ava().header("idempotency-key", "monday");
    let sent = json!({"assignments": [line(&adam.id), line(&mia.id)]});
    let first = ava().post("/assignments/bulk", sent.clone()).await.is(200);
    let again = ava().post("/assignments/bulk", sent).await.is(200);
    assert_eq!(first.body, again.body);
    assert_eq!(first.body["results"][1]["outcome"], "assigned");
    let other = ava().post("/assignments/bulk", json!({"assignments": [line(&mia.id)]})).await.is(200);
    assert_eq!(other.body["results"][0]["problem"]["type"], "/problems/idempotency-key-reused");
    let history = world.ava().get(&format!("/users/{}/coaching-history", thomas.id)).await.is(200);
    assert_eq!(history.items().len(), 2);
}

#[tokio::test]
async fn only_administrators_assign_many_and_at_most_a_hundred() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let adam = world.person("Adam", "Anderson").await;
    let line = json!({"coach_id": thomas.id, "coachee_id": adam.id});
    world.asking(&thomas).post("/assignments/bulk", json!({"assignments": [line]})).await.refused(403, "not-permitted");
    world.ava().post("/assignments/bulk", json!({"assignments": []})).await.refused_field("/assignments");
    world.ava().post("/assignments/bulk", json!({"assignments": vec![line; 101]})).await.refused_field("/assignments");
    assert_eq!(world.ava().get(&format!("/users/{}/coachees", thomas.id)).await.is(200).items().len(), 0);
}

#[tokio::test]
async fn long_lists_page_without_gap_or_duplicate() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    world.ava().put(&format!("/users/{}/coach-status", thomas.id), json!({"capacity": 200})).await.is(200);
    for number in 0..110 {
        let person = crate::world::fields(&format!("P{number}"), "Person");
        let made = world.ava().post("/users", json!(person)).await.is(201);
        world.ava().put(&format!("/users/{}/coachees/{}", thomas.id, made.body["id"].as_str().unwrap()), json!({})).await.is(201);
    }
    for limit in [7, 100] {
        let pages = world.pages(&thomas, &format!("/users/{}/coachees?limit={limit}", thomas.id)).await;
        assert!(pages.iter().all(|page| page.items().len() <= limit));
        let seen: Vec<&str> = pages.iter().flat_map(Answer::names).collect();
        let distinct: BTreeSet<&str> = seen.iter().copied().collect();
        assert_eq!((seen.len(), distinct.len()), (110, 110), "limit {limit}");
    }
    world.ava().get(&format!("/users/{}/coachees?limit=0", thomas.id)).await.refused_field("?limit");
    world.ava().get(&format!("/users/{}/coachees?limit=101", thomas.id)).await.refused_field("?limit");
}
