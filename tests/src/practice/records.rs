//! Learning, credentials, personnel records and rubrics.

use crate::world::{UNKNOWN_ID, World, a_rubric, an_observation, component_ids};
use serde_json::json;

#[tokio::test]
async fn learning_and_credentials_are_edited_by_the_person_and_read_by_the_coach() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let learning = adam.path("/learning");
    let made = world
        .as_person(&adam)
        .post(&learning, json!({"title": "Questioning", "hours": 12.5}))
        .await
        .is(201);
    let path = format!("{learning}/{}", made.id());
    world
        .as_person(&adam)
        .patch(
            &path,
            json!({"provider": "State university", "hours": null}),
        )
        .await
        .is(200);
    let read = world.as_person(&thomas).get(&learning).await.is(200);
    assert_eq!(
        (&read.items()[0]["provider"], read.items()[0].get("hours")),
        (&json!("State university"), None)
    );
    world
        .as_person(&thomas)
        .post(&learning, json!({"title": "x"}))
        .await
        .refused(403, "not-permitted");
    world
        .as_person(&thomas)
        .patch(&path, json!({"title": "x"}))
        .await
        .refused(403, "not-permitted");
    world
        .as_person(&adam)
        .post(&learning, json!({"title": "x", "hours": -1}))
        .await
        .refused_field("/hours");
    world.as_person(&adam).delete(&path).await.is(204);
    world
        .as_person(&adam)
        .delete(&path)
        .await
        .refused(404, "not-found");

    let credentials = adam.path("/credentials");
    let license = |expires: String| json!({"kind": "licence", "title": "Elementary", "issued_on": world.day(-900), "expires_on": expires});
    for (days, standing) in [(-1, "expired"), (30, "expiring"), (400, "valid")] {
        let made = world
            .as_person(&adam)
            .post(&credentials, license(world.day(days)))
            .await
            .is(201);
        assert_eq!(made.body["standing"], standing);
    }
    world
        .as_person(&adam)
        .post(&credentials, license(world.day(-901)))
        .await
        .refused_field("/expires_on");
    let listed = world.as_person(&thomas).get(&credentials).await.is(200);
    assert_eq!(
        listed
            .items()
            .iter()
            .map(|item| item["standing"].as_str().unwrap())
            .collect::<Vec<_>>(),
        ["valid", "expiring", "expired"]
    );
    world.disconnect(&thomas, &adam).await;
    world
        .as_person(&thomas)
        .get(&credentials)
        .await
        .refused(403, "not-permitted");
    world
        .as_person(&thomas)
        .get(&learning)
        .await
        .refused(403, "not-permitted");
}

#[tokio::test]
async fn personnel_records_are_for_administrators() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let path = adam.path("/personnel");
    let empty = world.ava().get(&path).await.is(200);
    assert_eq!(empty.etag(), "\"0\"");
    let written = world
        .ava()
        .put(
            &path,
            json!({"employee_number": "4711", "contract": "permanent"}),
        )
        .await
        .is(200);
    world
        .ava()
        .header("if-match", empty.etag())
        .put(&path, json!({}))
        .await
        .refused(412, "stale");
    assert_eq!(world.ava().get(&path).await.body, written.body);
    world
        .ava()
        .put(&path, json!({"contract": "forever"}))
        .await
        .refused_field("/contract");
    for who in [&thomas, &adam] {
        world
            .as_person(who)
            .get(&path)
            .await
            .refused(403, "not-permitted");
        world
            .as_person(who)
            .put(&path, json!({}))
            .await
            .refused(403, "not-permitted");
    }
}

#[tokio::test]
async fn an_observation_keeps_its_version_of_a_rubric_that_is_edited_and_retired() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let (rubric_id, components) = world.rubric().await;
    let observations = adam.path("/observations");
    let mut observed = an_observation();
    observed["rubric_id"] = json!(rubric_id);
    let draft = world
        .as_person(&thomas)
        .post(&observations, observed.clone())
        .await
        .is(201);

    let path = format!("/rubrics/{rubric_id}");
    let mut next = world.ava().get(&path).await.body;
    for field in [
        "id",
        "state",
        "version",
        "created_at",
        "updated_at",
        "created_by",
    ] {
        next.as_object_mut().unwrap().remove(field);
    }
    next["levels"] = json!(["No", "Yes"]);
    world
        .ava()
        .put(&path, next.clone())
        .await
        .refused_field("/domains/0/components/0/descriptors");
    for component in next["domains"][0]["components"].as_array_mut().unwrap() {
        component["descriptors"] = json!(["It isn't so.", "It is so."]);
    }
    next["domains"][0]["components"]
        .as_array_mut()
        .unwrap()
        .remove(1);
    world
        .as_person(&thomas)
        .put(&path, next.clone())
        .await
        .refused(403, "not-permitted");
    let replaced = world.ava().put(&path, next).await.is(200);
    assert_eq!(
        (&replaced.body["version"], component_ids(&replaced.body)),
        (&json!(2), components[..1].to_vec())
    );
    assert_eq!(
        component_ids(
            &world
                .as_person(&adam)
                .get(&format!("{path}?version=1"))
                .await
                .is(200)
                .body
        ),
        components
    );
    world
        .as_person(&adam)
        .get(&format!("{path}?version=3"))
        .await
        .refused(404, "not-found");

    let of_draft = format!("{observations}/{}", draft.id());
    let scored = json!({"scores": [{"component_id": components[1], "score": 4}]});
    let scored = world
        .as_person(&thomas)
        .header("if-match", draft.etag())
        .patch(&of_draft, scored)
        .await
        .is(200);
    assert_eq!(
        (
            &scored.body["rubric_version"],
            &scored.body["scores"][0]["level"]
        ),
        (&json!(1), &json!("Distinguished"))
    );
    assert_eq!(scored.body["scores"][0]["descriptor"], "And pupils lead.");

    world.ava().delete(&path).await.is(204);
    world.ava().delete(&path).await.refused(404, "not-found");
    assert_eq!(
        world.as_person(&adam).get(&path).await.is(200).body["state"],
        "retired"
    );
    assert_eq!(
        world.as_person(&adam).get("/rubrics").await.items()[0]["state"],
        "retired"
    );
    world
        .as_person(&thomas)
        .post(&observations, observed)
        .await
        .refused(409, "rubric-retired");
    world
        .ava()
        .put(&path, a_rubric())
        .await
        .refused(409, "rubric-retired");
    let again = json!({"scores": [{"component_id": components[0], "score": 1}]});
    world
        .as_person(&thomas)
        .header("if-match", scored.etag())
        .patch(&of_draft, again)
        .await
        .is(200);
}

#[tokio::test]
async fn an_inconsistent_rubric_is_refused_by_its_field() {
    let world = World::new().await;
    for (at, value, pointer) in [
        ("/title", json!(""), "/title"),
        ("/levels", json!(["Only"]), "/levels"),
        ("/levels/1", json!(""), "/levels/1"),
        ("/domains", json!([]), "/domains"),
        ("/domains/0/name", json!(" "), "/domains/0/name"),
        (
            "/domains/0/components/1/descriptors",
            json!(["One.", "Two."]),
            "/domains/0/components/1/descriptors",
        ),
        (
            "/domains/0/components/0/id",
            json!(UNKNOWN_ID),
            "/domains/0/components/0/id",
        ),
    ] {
        let mut rubric = a_rubric();
        if at.ends_with("/id") {
            rubric["domains"][0]["components"][0]["id"] = value;
        } else {
            *rubric.pointer_mut(at).unwrap() = value;
        }
        world
            .ava()
            .post("/rubrics", rubric)
            .await
            .refused_field(pointer);
    }
    let mut large = a_rubric();
    let component = large["domains"][0]["components"][0].clone();
    large["domains"] = json!(vec![
        json!({"name": "D", "components": vec![component; 16]});
        4
    ]);
    let refused = world
        .ava()
        .post("/rubrics", large)
        .await
        .refused_field("/domains");
    assert!(
        refused.body["errors"][0]["detail"]
            .as_str()
            .unwrap()
            .contains("60")
    );
    assert_eq!(
        world.ava().get("/rubrics").await.items().len(),
        0,
        "nothing was written"
    );
}
