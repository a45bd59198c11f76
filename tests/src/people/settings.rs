//! The organization's settings, its administrators, and what people see of themselves and of the log.

use crate::world::{Answer, World};
use serde_json::{Value, json};

#[tokio::test]
async fn an_organization_keeps_an_active_administrator() {
    let world = World::new().await;
    let path = world.ava.path("");
    world
        .ava()
        .put(&format!("{path}/status"), json!({"status": "inactive"}))
        .await
        .refused(409, "last-administrator");
    world
        .ava()
        .header("if-match", "\"1\"")
        .patch(&path, json!({"role": "member"}))
        .await
        .refused(409, "last-administrator");
    let lena = world.person("Lena", "Ortiz").await;
    world
        .ava()
        .header("if-match", "\"1\"")
        .patch(&lena.path(""), json!({"role": "administrator"}))
        .await
        .is(200);
    world
        .ava()
        .header("if-match", "\"1\"")
        .patch(&path, json!({"role": "member"}))
        .await
        .is(200);
    world
        .ava()
        .put(&lena.path("/status"), json!({"status": "inactive"}))
        .await
        .refused(403, "not-permitted");
    world
        .as_person(&lena)
        .put(&lena.path("/status"), json!({"status": "inactive"}))
        .await
        .refused(409, "last-administrator");
}

#[tokio::test]
async fn settings_are_validated_and_versioned() {
    let world = World::new().await;
    let lena = world.person("Lena", "Ortiz").await;
    for (patch, at) in [
        (json!({"time_zone": "Mars/Olympus"}), "/time_zone"),
        (json!({"default_capacity": 0}), "/default_capacity"),
        (json!({"default_capacity": 10_001}), "/default_capacity"),
        (
            json!({"coach_editable_fields": ["email"]}),
            "/coach_editable_fields/0",
        ),
        (json!({"administrator_count": 0}), "/administrator_count"),
        (json!({"name": null}), "/name"),
    ] {
        world
            .ava()
            .patch("/organisation", patch)
            .await
            .refused_field(at);
    }
    world
        .as_person(&lena)
        .patch("/organisation", json!({"name": "Mine"}))
        .await
        .refused(403, "not-permitted");
    let edited = world
        .ava()
        .patch("/organisation", json!({"time_zone": "Europe/Berlin"}))
        .await
        .is(200);
    assert_eq!(edited.body["time_zone"], "Europe/Berlin");
    world
        .ava()
        .header("if-match", "\"1\"")
        .patch("/organisation", json!({"name": "Late"}))
        .await
        .refused(412, "stale");
    world.as_person(&lena).get("/organisation").await.is(200);
}

#[tokio::test]
async fn everybody_sees_their_own_user_and_what_they_may_do() {
    let world = World::new().await;
    let lena = world.person("Lena", "Ortiz").await;
    let me = world.as_person(&lena).get("/me").await.is(200);
    assert_eq!(me.body["user"]["name"], "Lena Ortiz");
    assert_eq!(me.body["organisation"]["name"], "Lakeside School District");
    assert_eq!(
        me.body["may"],
        json!(["find_people", "read_rubrics", "read_organisation"])
    );
    assert!(
        world.ava().get("/me").await.body["may"]
            .as_array()
            .unwrap()
            .contains(&json!("manage_assignments"))
    );
}

#[tokio::test]
async fn a_persons_activity_is_for_administrators() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let adam = world.person("Adam", "Anderson").await;
    let path = adam.path("/activity");
    world.connect(&thomas, &adam).await;
    world
        .as_person(&thomas)
        .post(&adam.path("/goals"), json!({"title": "Wait three seconds"}))
        .await
        .is(201);
    world.disconnect(&thomas, &adam).await;
    let log = world.ava().get(&path).await.is(200);
    let summary = |line: &Value| {
        format!(
            "{} {} {}",
            line["by"]["name"], line["kind"], line["coach"]["name"]
        )
        .replace('"', "")
    };
    let summaries: Vec<String> = log.items().iter().map(summary).collect();
    assert_eq!(
        summaries,
        [
            "Ava Morgan assignment_ended Thomas Blankenship",
            "Thomas Blankenship goal_created null",
            "Ava Morgan assigned Thomas Blankenship",
            "Ava Morgan user_created null"
        ]
    );
    assert!(
        log.items()
            .iter()
            .all(|line| line["request_id"].as_str().is_some_and(|id| !id.is_empty()))
    );
    assert!(
        !log.body.to_string().contains("Wait three seconds"),
        "the log holds no text of a record"
    );
    let first = world.ava().get(&format!("{path}?limit=3")).await.is(200);
    let rest = world
        .ava()
        .get(&format!(
            "{path}?limit=3&cursor={}",
            first.body["next_cursor"].as_str().unwrap()
        ))
        .await
        .is(200);
    assert_eq!((first.items().len(), rest.items().len()), (3, 1));
    world
        .as_person(&adam)
        .get(&path)
        .await
        .refused(403, "not-permitted");
}

#[tokio::test]
async fn who_sees_a_card_learns_nothing_from_its_version_or_the_organizations() {
    let world = World::new().await;
    let (stranger, adam) = (
        world.person("Sara", "Stranger").await,
        world.person("Adam", "Anderson").await,
    );
    let card = async || world.as_person(&stranger).get(&adam.path("")).await.is(200);
    let before = card().await;
    world.grant_coach_status(&adam).await;
    let after = card().await;
    assert_eq!((after.etag(), &after.body), (before.etag(), &before.body));
    let count = |answer: &Answer| answer.body.get("administrator_count").cloned();
    let seen = world
        .as_person(&stranger)
        .get("/organisation")
        .await
        .is(200);
    assert_eq!(count(&seen), None);
    let all = world.ava().get("/organisation").await.is(200);
    assert!(count(&all).is_some());
}

/// Titles and sites are compared with those of people, which have no spaces around them.
#[tokio::test]
async fn texts_in_lists_are_stored_without_surrounding_spaces() {
    let world = World::new().await;
    let titles = json!({"coached_titles": [" New teacher "]});
    let settings = world.ava().patch("/organisation", titles).await.is(200);
    assert_eq!(settings.body["coached_titles"], json!(["New teacher"]));
}
