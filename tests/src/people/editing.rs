//! Creating and editing people.

use crate::world::{UNKNOWN_ID, World, fields};
use axum::body::Body;
use http::Method;
use serde_json::{Value, json};
use shared::domain::UserFields;

#[tokio::test]
async fn an_email_is_unique_in_the_organization_in_any_case() {
    let world = World::new().await;
    let other = World::new().await;
    let adam = world.person("Adam", "Anderson").await;
    let same = UserFields {
        email: adam.email.to_uppercase(),
        ..fields("Other", "Person")
    };
    world
        .ava()
        .post("/users", json!(same))
        .await
        .refused(409, "email-taken");
    other
        .ava()
        .post("/users", json!(fields("Adam", "Anderson")))
        .await
        .is(201);
    let path = adam.path("");
    world
        .ava()
        .header("if-match", "\"1\"")
        .patch(&path, json!({"email": "new@lakeside.example"}))
        .await
        .is(200);
    world
        .ava()
        .post("/users", json!(fields("Adam", "Anderson")))
        .await
        .is(201);
    world
        .ava()
        .header("if-match", "\"2\"")
        .patch(&path, json!({"email": "adam.anderson@lakeside.example"}))
        .await
        .refused(409, "email-taken");
}

#[tokio::test]
async fn a_refusal_of_a_taken_email_names_its_owner() {
    let world = World::new().await;
    let adam = world.person("Adam", "Anderson").await;
    let body = json!({"email": adam.email, "given_name": "Andrea", "family_name": "Anders"});
    let taken = world
        .ava()
        .post("/users", body.clone())
        .await
        .refused(409, "email-taken");
    assert!(
        taken.body["detail"]
            .as_str()
            .unwrap()
            .starts_with("Adam Anderson has this e-mail"),
        "{}",
        taken.body
    );
    world.deactivate(&adam).await;
    let taken = world
        .ava()
        .post("/users", body)
        .await
        .refused(409, "email-taken");
    assert!(
        taken.body["detail"]
            .as_str()
            .unwrap()
            .starts_with("Adam Anderson, who is inactive, has this e-mail"),
        "{}",
        taken.body
    );
}

#[tokio::test]
async fn an_invalid_new_user_is_refused_by_its_field() {
    let world = World::new().await;
    let good = json!(fields("Adam", "Anderson"));
    let with = |name: &str, value: Value| {
        let mut body = good.clone();
        body[name] = value;
        body
    };
    for (body, at) in [
        (json!({}), "/email"),
        (with("email", json!("adam")), "/email"),
        (with("email", json!(null)), "/email"),
        (with("given_name", json!("")), "/given_name"),
        (with("family_name", json!("x".repeat(201))), "/family_name"),
        (with("title", json!("a\u{0}b")), "/title"),
        (with("site", json!("\u{202E}x")), "/site"),
        (with("role", json!("king")), "/role"),
        (with("id", json!(UNKNOWN_ID)), "/id"),
        (with("coach_status", json!("granted")), "/coach_status"),
        (with("version", json!(7)), "/version"),
    ] {
        world.ava().post("/users", body).await.refused_field(at);
    }
    for name in ["x".repeat(200), "王".repeat(200), "𒀀".repeat(200)] {
        let email = format!("n{}@lakeside.example", name.len());
        let made = world
            .ava()
            .post(
                "/users",
                json!(UserFields {
                    family_name: name.clone(),
                    email,
                    ..fields("A", "B")
                }),
            )
            .await
            .is(201);
        assert_eq!(made.body["family_name"], name);
        assert_eq!(made.headers["location"], format!("/v1/users/{}", made.id()));
    }
}

#[tokio::test]
async fn a_body_that_is_not_json_or_too_large_is_refused() {
    let world = World::new().await;
    let send = |body: &str, kind: &str| {
        let body = Body::from(body.to_owned());
        let client = world.ava().header("content-type", kind.to_owned());
        async move { client.send(Method::POST, "/users", body).await }
    };
    send("{", "application/json")
        .await
        .refused(400, "malformed-json");
    send("{}", "text/plain")
        .await
        .refused(415, "unsupported-media-type");
    send(
        &format!("\"{}\"", "x".repeat(256 * 1024)),
        "application/json",
    )
    .await
    .refused(413, "too-large");
    send(&"[".repeat(100_000), "application/json")
        .await
        .refused(400, "malformed-json");
    send("{\"email\": \"\\ud800\"}", "application/json")
        .await
        .refused(400, "malformed-json");
    send(
        "{\"email\": \"a@b.co\", \"email\": \"a@b.co\"}",
        "application/json",
    )
    .await
    .refused_field("/email");
}

#[tokio::test]
async fn an_edit_requires_the_current_version() {
    let world = World::new().await;
    let adam = world.person("Adam", "Anderson").await;
    let path = adam.path("");
    world
        .ava()
        .patch(&path, json!({"title": "Coach"}))
        .await
        .refused(428, "if-match-required");
    world
        .ava()
        .header("if-match", "nonsense")
        .patch(&path, json!({"title": "Coach"}))
        .await
        .refused_field("If-Match");
    let edited = world
        .ava()
        .header("if-match", "\"1\"")
        .patch(&path, json!({"title": "Coach"}))
        .await
        .is(200);
    assert_eq!(
        (edited.etag(), &edited.body["title"]),
        ("\"2\"".to_owned(), &json!("Coach"))
    );
    let stale = world
        .ava()
        .header("if-match", "\"1\"")
        .patch(&path, json!({"title": "Late"}))
        .await
        .refused(412, "stale");
    assert_eq!(
        (stale.etag(), &stale.body["current_version"]),
        ("\"2\"".to_owned(), &json!(2))
    );
}

#[tokio::test]
async fn people_edit_their_contact_fields_and_coaches_those_that_the_organization_allows() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let path = adam.path("");
    world
        .as_person(&adam)
        .header("if-match", "\"1\"")
        .patch(&path, json!({"phone": "555-0101"}))
        .await
        .is(200);
    let refused = world
        .as_person(&adam)
        .header("if-match", "\"2\"")
        .patch(&path, json!({"role": "administrator", "phone": "1"}))
        .await;
    assert!(
        refused.refused(403, "fields-not-permitted").body["detail"]
            .as_str()
            .unwrap()
            .contains("edit role")
    );
    world
        .as_person(&thomas)
        .header("if-match", "\"2\"")
        .patch(&path, json!({"title": "Grade 6 teacher"}))
        .await
        .is(200);
    world
        .as_person(&thomas)
        .header("if-match", "\"3\"")
        .patch(&path, json!({"site": "Elsewhere"}))
        .await
        .refused(403, "fields-not-permitted");
    world
        .ava()
        .patch("/organisation", json!({"coach_editable_fields": ["site"]}))
        .await
        .is(200);
    world
        .as_person(&thomas)
        .header("if-match", "\"3\"")
        .patch(&path, json!({"site": "Elsewhere"}))
        .await
        .is(200);
    world.disconnect(&thomas, &adam).await;
    world
        .as_person(&thomas)
        .header("if-match", "\"4\"")
        .patch(&path, json!({"site": "Back"}))
        .await
        .refused(403, "not-permitted");
}

#[tokio::test]
async fn the_same_idempotency_key_creates_one_user() {
    let world = World::new().await;
    let body = json!(fields("Adam", "Anderson"));
    let first = world
        .ava()
        .header("idempotency-key", "k1")
        .post("/users", body.clone())
        .await
        .is(201);
    let again = world
        .ava()
        .header("idempotency-key", "k1")
        .post("/users", body.clone())
        .await
        .is(201);
    assert_eq!(first.bytes, again.bytes);
    assert_eq!(
        (first.etag(), &first.headers["location"]),
        (again.etag(), &again.headers["location"])
    );
    let other = json!(fields("Other", "Person"));
    world
        .ava()
        .header("idempotency-key", "k1")
        .post("/users", other)
        .await
        .refused(422, "idempotency-key-reused");
    world
        .ava()
        .header("idempotency-key", "k2")
        .post("/users", body)
        .await
        .refused(409, "email-taken");
    for bad in ["", "a b", &"x".repeat(129)] {
        world
            .ava()
            .header("idempotency-key", bad)
            .post("/users", json!(fields("C", "D")))
            .await
            .refused_field("Idempotency-Key");
    }
}
