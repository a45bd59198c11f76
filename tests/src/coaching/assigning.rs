//! Making an assignment and changing it, and what the coach may do then.

use super::sees_email;
use crate::world::{Answer, UNKNOWN_ID, World, fields};
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[tokio::test]
async fn an_assignment_made_from_either_side_is_in_both_lists_and_can_be_removed_from_the_other() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let adam = world.person("Adam", "Anderson").await;
    for (one_side, other_side) in [
        (thomas.coachee(&adam), adam.coach(&thomas)),
        (adam.coach(&thomas), thomas.coachee(&adam)),
    ] {
        let made = world.ava().put(&one_side, json!({})).await.is(201);
        assert_eq!(
            (&made.body["kind"], made.etag()),
            (&json!("primary"), "\"1\"".to_owned())
        );
        assert_eq!(
            world
                .ava()
                .put(&other_side, json!({"kind": "secondary"}))
                .await
                .is(200)
                .body,
            made.body
        );
        let coaching = world.ava().get(&thomas.path("/coachees")).await.is(200);
        assert_eq!(
            (coaching.names(), &coaching.items()[0]["state"]),
            (vec!["Adam Anderson"], &json!("active"))
        );
        assert_eq!(
            world
                .ava()
                .get(&adam.path("/coaches"))
                .await
                .is(200)
                .names(),
            ["Thomas Blankenship"]
        );
        assert_eq!(
            (world.counts(&thomas).await, world.counts(&adam).await),
            ((1, 0), (0, 1))
        );
        assert!(sees_email(&world, &thomas, &adam).await);

        world.ava().delete(&other_side).await.is(204);
        world
            .ava()
            .delete(&one_side)
            .await
            .refused(404, "not-connected");
        assert_eq!(
            world
                .ava()
                .get(&thomas.path("/coachees"))
                .await
                .is(200)
                .names(),
            [""; 0]
        );
        assert_eq!(
            (world.counts(&thomas).await, world.counts(&adam).await),
            ((0, 0), (0, 0))
        );
        assert!(!sees_email(&world, &thomas, &adam).await);
    }
}

#[tokio::test]
async fn an_assignment_that_cannot_be_made_is_refused_with_the_reason() {
    let world = World::new().await;
    let harbor = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let adam = world.person("Adam", "Anderson").await;
    let ina = world.person("Ina", "Active").await;
    let noor = harbor.coach("Noor", "Haddad").await;
    world.deactivate(&ina).await;

    world
        .ava()
        .put(&adam.coachee(&thomas), json!({}))
        .await
        .refused(409, "coach-status-required");
    world
        .ava()
        .put(&thomas.coachee(&thomas), json!({}))
        .await
        .refused(409, "self-coaching");
    world
        .ava()
        .put(&thomas.coachee(&ina), json!({}))
        .await
        .refused(409, "inactive-user");
    world
        .ava()
        .put(&ina.coachee(&adam), json!({}))
        .await
        .refused(409, "inactive-user");
    world
        .ava()
        .put(&thomas.coachee(&noor), json!({}))
        .await
        .refused(404, "not-found");
    world
        .ava()
        .put(&noor.coachee(&adam), json!({}))
        .await
        .refused(404, "not-found");
    world
        .ava()
        .put(&thomas.path("/coachees/nonsense"), json!({}))
        .await
        .refused(404, "not-found");
    world
        .ava()
        .delete(&thomas.coachee(&noor))
        .await
        .refused(404, "not-found");
    world
        .ava()
        .delete(&thomas.coachee(&thomas))
        .await
        .refused(404, "not-connected");
    let backwards = json!({"starts_on": world.day(2), "ends_on": world.day(1)});
    world
        .ava()
        .put(&thomas.coachee(&adam), backwards)
        .await
        .refused_field("/ends_on");
    world
        .ava()
        .put(&thomas.coachee(&adam), json!({"kind": "best"}))
        .await
        .refused_field("/kind");
    for person in [&thomas, &adam] {
        world
            .as_person(person)
            .put(&thomas.coachee(&adam), json!({}))
            .await
            .refused(403, "not-permitted");
        world
            .as_person(person)
            .put(&thomas.coachee(&noor), json!({}))
            .await
            .refused(403, "not-permitted");
        world
            .as_person(person)
            .delete(&thomas.coachee(&adam))
            .await
            .refused(403, "not-permitted");
    }
    assert_eq!(
        (world.counts(&thomas).await, world.counts(&adam).await),
        ((0, 0), (0, 0))
    );
}

#[tokio::test]
async fn capacity_is_enforced_and_cannot_be_set_below_the_caseload() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let status = thomas.path("/coach-status");
    world.set_capacity(&thomas, 2).await;
    let people = [
        world.person("A", "One").await,
        world.person("B", "Two").await,
        world.person("C", "Three").await,
    ];
    world.connect(&thomas, &people[0]).await;
    world.connect(&thomas, &people[1]).await;
    world
        .ava()
        .put(&thomas.coachee(&people[2]), json!({}))
        .await
        .refused(409, "at-capacity");
    world
        .ava()
        .put(&thomas.coachee(&people[1]), json!({}))
        .await
        .is(200);
    let refused = world
        .ava()
        .put(&status, json!({"capacity": 1}))
        .await
        .refused(409, "capacity-below-caseload");
    assert!(
        refused.body["detail"]
            .as_str()
            .unwrap()
            .contains("at least 2")
    );
    for (capacity, at) in [
        (json!(0), "/capacity"),
        (json!(-1), "/capacity"),
        (json!(10_001), "/capacity"),
        (json!("x"), "/capacity"),
    ] {
        world
            .ava()
            .put(&status, json!({"capacity": capacity}))
            .await
            .refused_field(at);
    }
    world.set_capacity(&thomas, 3).await;
    world.connect(&thomas, &people[2]).await;
}

#[tokio::test]
async fn capacity_holds_with_concurrent_assignments() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    world.set_capacity(&thomas, 3).await;
    let mut people = Vec::new();
    for number in 0..8 {
        people.push(world.person(&format!("P{number}"), "Person").await);
    }
    let answers = futures_util::future::join_all(people.iter().map(|p| {
        let path = thomas.coachee(p);
        let client = world.ava();
        async move { client.put(&path, json!({})).await.status.as_u16() }
    }));
    let answers = answers.await;
    assert_eq!(
        answers.iter().filter(|s| **s == 201).count(),
        3,
        "{answers:?}"
    );
    assert_eq!(
        answers.iter().filter(|s| **s == 409).count(),
        5,
        "{answers:?}"
    );
    assert_eq!(world.counts(&thomas).await.0, 3);
}

#[tokio::test]
async fn an_assignment_gives_rights_from_its_first_day_to_its_last() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let adam = world.person("Adam", "Anderson").await;
    let path = thomas.coachee(&adam);
    for (first, last, in_force, state) in [
        (0, None, true, Some("active")),
        (1, None, false, Some("upcoming")),
        (-9, Some(-1), false, None),
        (-9, Some(0), true, Some("active")),
    ] {
        let terms = json!({"starts_on": world.day(first), "ends_on": last.map(|n| world.day(n))});
        world.ava().put(&path, terms).await.is(201);
        assert_eq!(
            sees_email(&world, &thomas, &adam).await,
            in_force,
            "{first} {last:?}"
        );
        let read = world.as_person(&thomas).get(&adam.path("/coaches")).await;
        assert_eq!(read.status.as_u16(), if in_force { 200 } else { 403 });
        let written = world
            .as_person(&thomas)
            .header("if-match", "\"1\"")
            .patch(&adam.path(""), json!({"title": 1}))
            .await;
        assert_eq!(written.status.as_u16(), if in_force { 422 } else { 403 });
        let listed = world.ava().get(&adam.path("/coaches")).await;
        let states: Vec<&str> = listed
            .items()
            .iter()
            .map(|line| line["state"].as_str().unwrap())
            .collect();
        assert_eq!(states, state.into_iter().collect::<Vec<_>>());
        world.ava().delete(&path).await.is(204);
    }
}

#[tokio::test]
async fn the_kind_and_the_dates_of_an_assignment_can_be_edited() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let adam = world.person("Adam", "Anderson").await;
    let path = thomas.coachee(&adam);
    world
        .ava()
        .patch(&path, json!({"kind": "secondary"}))
        .await
        .refused(404, "not-connected");
    world.connect(&thomas, &adam).await;
    let edited = world
        .ava()
        .patch(
            &path,
            json!({"kind": "secondary", "ends_on": world.day(30)}),
        )
        .await
        .is(200);
    assert_eq!(
        (edited.etag(), &edited.body["kind"]),
        ("\"2\"".to_owned(), &json!("secondary"))
    );
    let open = world
        .ava()
        .header("if-match", "\"2\"")
        .patch(&path, json!({"ends_on": null}))
        .await
        .is(200);
    assert!(open.body["ends_on"].is_null());
    world
        .ava()
        .header("if-match", "\"2\"")
        .patch(&path, json!({"kind": "primary"}))
        .await
        .refused(412, "stale");
    world
        .ava()
        .patch(&path, json!({"ends_on": "2020-01-01"}))
        .await
        .refused_field("/ends_on");
    world
        .ava()
        .patch(&path, json!({"since": "2020-01-01T00:00:00Z"}))
        .await
        .refused_field("/since");
    world
        .as_person(&thomas)
        .patch(&path, json!({"kind": "primary"}))
        .await
        .refused(403, "not-permitted");
    let lists = [thomas.path("/coachees"), adam.path("/coaches")];
    for list in lists {
        assert_eq!(world.ava().get(&list).await.items()[0]["kind"], "secondary");
    }
}

#[tokio::test]
async fn access_is_explained_action_by_action() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let adam = world.person("Adam", "Anderson").await;
    let path = format!("/users/{}/access?actor={}", adam.id, thomas.id);
    let allowed = |body: &Value, action: &str| {
        body["actions"]
            .as_array()
            .unwrap()
            .iter()
            .find(|a| a["action"] == action)
            .unwrap()["allowed"]
            .clone()
    };
    let before = world.ava().get(&path).await.is(200);
    assert_eq!(
        (&before.body["because"], allowed(&before.body, "edit_goals")),
        (
            &json!(["Thomas Blankenship doesn't coach Adam Anderson."]),
            json!(false)
        )
    );
    world.connect(&thomas, &adam).await;
    let after = world.ava().get(&path).await.is(200);
    assert!(
        after.body["because"][0]
            .as_str()
            .unwrap()
            .starts_with("Thomas Blankenship was assigned as coach of Adam Anderson by Ava Morgan")
    );
    assert_eq!(
        (
            allowed(&after.body, "edit_goals"),
            allowed(&after.body, "read_personnel")
        ),
        (json!(true), json!(false))
    );
    world
        .as_person(&thomas)
        .get(&path)
        .await
        .refused(403, "not-permitted");
    world
        .ava()
        .get(&adam.path("/access"))
        .await
        .refused_field("?actor");
    world
        .ava()
        .get(&adam.path(&format!("/access?actor={UNKNOWN_ID}")))
        .await
        .refused(404, "not-found");
    let permissions = world.ava().get(&thomas.path("/permissions")).await.is(200);
    assert!(
        permissions.body["with_coachees"]
            .as_array()
            .unwrap()
            .contains(&json!("edit_goals"))
    );
    assert!(
        !permissions.body["with_everyone"]
            .as_array()
            .unwrap()
            .contains(&json!("edit_goals"))
    );
}

#[tokio::test]
async fn pages_of_a_long_list_have_no_gaps_and_no_duplicates() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    world.set_capacity(&thomas, 200).await;
    for number in 0..110 {
        let person = fields(&format!("P{number}"), "Person");
        let made = world.ava().post("/users", json!(person)).await.is(201);
        world
            .ava()
            .put(
                &format!("/users/{}/coachees/{}", thomas.id, made.id()),
                json!({}),
            )
            .await
            .is(201);
    }
    for limit in [7, 100] {
        let pages = world
            .pages(&thomas, &thomas.path(&format!("/coachees?limit={limit}")))
            .await;
        assert!(pages.iter().all(|page| page.items().len() <= limit));
        let seen: Vec<&str> = pages.iter().flat_map(Answer::names).collect();
        let distinct: BTreeSet<&str> = seen.iter().copied().collect();
        assert_eq!((seen.len(), distinct.len()), (110, 110), "limit {limit}");
    }
    world
        .ava()
        .get(&thomas.path("/coachees?limit=0"))
        .await
        .refused_field("?limit");
    world
        .ava()
        .get(&thomas.path("/coachees?limit=101"))
        .await
        .refused_field("?limit");
}
