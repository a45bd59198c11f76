//! Finding, creating and editing people, and their coach status.

use crate::world::{Answer, World, fields};
use serde_json::json;
use shared::domain::UserFields;
use std::collections::BTreeSet;

#[tokio::test]
async fn an_administrator_finds_a_person_and_opens_the_profile() {
    let world = World::new().await;
    let adam = world.person("Adam", "Anderson").await;
    let found = world.ava().get("/users?q=adam%20and").await.is(200);
    assert_eq!(found.names(), ["Adam Anderson"]);
    assert_eq!(found.items()[0]["email"], "adam.anderson@lakeside.example");
    let profile = world.ava().get(&format!("/users/{}", adam.id)).await.is(200);
    assert_eq!(profile.body["tabs"].as_array().unwrap().len(), 8);
    assert_eq!(profile.etag(), "\"1\"");
    world.ava().get(&format!("/users/{}", adam.id.to_lowercase())).await.refused(404, "not-found");
}

#[tokio::test]
async fn a_member_finds_people_by_name_title_and_site_alone() {
    let world = World::new().await;
    let adam = world.person("Adam", "Anderson").await;
    let lena = world.person("Lena", "Ortiz").await;
    let found = world.asking(&lena).get("/users?q=anderson").await.is(200);
    let mut keys: Vec<&String> = found.items()[0].as_object().unwrap().keys().collect();
    keys.sort();
    assert_eq!(keys, ["family_name", "given_name", "id", "name", "site", "title"]);
    let card = world.asking(&lena).get(&format!("/users/{}", adam.id)).await.is(200);
    assert!(card.body["email"].is_null() && card.body["status"].is_null());
    assert_eq!(card.body["tabs"], json!([]));
}

#[tokio::test]
async fn a_query_needs_two_letters_and_at_most_two_hundred() {
    let world = World::new().await;
    for q in ["", "a", "%20a%20", "'", &"x".repeat(201)] {
        world.ava().get(&format!("/users?q={q}")).await.refused_field("?q");
    }
    let lena = world.person("Lena", "Ortiz").await;
    world.asking(&lena).get("/users").await.refused_field("?q");
    world.asking(&lena).get("/users?status=active").await.refused_field("?q");
    for q in ["zz", "%C3%B6%206%205", "a%20b"] {
        assert_eq!(world.ava().get(&format!("/users?q={q}")).await.is(200).names(), [""; 0], "{q}");
    }
}

#[tokio::test]
async fn administrators_list_everybody_by_family_name() {
    let world = World::new().await;
    let elsewhere = World::new().await;
    elsewhere.person("Omar", "Abadi").await;
    let moved = world.person("Zoe", "Adams").await;
    for (given, family) in [("Ben", "Zuñiga"), ("Zoë", "Øberg"), ("Ana", "Adam Ruiz"), ("伟", "王"), ("Ann", "adams")] {
        let person = UserFields { email: format!("{}@lakeside.example", family.len() * 7 + given.len()), ..fields(given, family) };
        world.ava().post("/users", json!(person)).await.is(201);
    }
    world.ava().header("if-match", "\"1\"").patch(&format!("/users/{}", moved.id), json!({"family_name": "Young"})).await.is(200);
    let pages = world.pages(&world.ava, "/users?limit=2").await;
    assert!(pages.iter().all(|page| page.items().len() <= 2));
    let seen: Vec<&str> = pages.iter().flat_map(Answer::names).collect();
    assert_eq!(seen, ["Ana Adam Ruiz", "Ann adams", "Ava Morgan", "Zoë Øberg", "Zoe Young", "Ben Zuñiga", "伟 王"]);
}

#[tokio::test]
async fn the_list_of_people_is_filtered_by_status_coach_status_and_site() {
    let world = World::new().await;
    world.coach("Thomas", "Blankenship").await;
    let former = world.person("Carl", "Former").await;
    world.ava().put(&format!("/users/{}/status", former.id), json!({"status": "inactive"})).await.is(200);
    for number in 0..30 {
        let site = if number == 29 { "Heron" } else { "Marsh" };
        let person = UserFields { site: Some(site.to_owned()), ..fields(&format!("P{number:02}"), "Person") };
        world.ava().post("/users", json!(person)).await.is(201);
    }
    let names = async |path: &str| world.ava().get(path).await.is(200).names().iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    assert_eq!(names("/users?coach_status=granted").await, ["Thomas Blankenship"]);
    assert_eq!(names("/users?status=inactive").await, ["Carl Former"]);
    assert_eq!(names("/users?site=%20Heron").await, ["P29 Person"]);
    assert_eq!(names("/users?site=Marsh&status=inactive").await, [""; 0]);
    let page = world.ava().get("/users?site=Marsh&limit=20").await.is(200);
    assert_eq!(page.items().len(), 20);
    let next = world.ava().get(&format!("/users?site=Marsh&limit=20&cursor={}", page.body["next_cursor"].as_str().unwrap())).await.is(200);
    assert_eq!((next.items().len(), &next.body["next_cursor"]), (9, &json!(null)));
    world.ava().get(&format!("/users?site=Heron&limit=20&cursor={}", page.body["next_cursor"].as_str().unwrap())).await.is(400);
    world.ava().get(&format!("/users?site={}", "x".repeat(201))).await.refused_field("?site");
}

#[tokio::test]
async fn search_pages_through_namesakes_without_gap_or_duplicate() {
    let world = World::new().await;
    for number in 0..23 {
        let person = UserFields { email: format!("s{number}@lakeside.example"), ..fields(&format!("Sam{number}"), "Samson") };
        world.ava().post("/users", json!(person)).await.is(201);
    }
    let pages = world.pages(&world.ava, "/users?q=sam&limit=5").await;
    let seen: Vec<&str> = pages.iter().flat_map(Answer::names).collect();
    let distinct: BTreeSet<&str> = seen.iter().copied().collect();
    assert_eq!((seen.len(), distinct.len()), (23, 23));
}

#[tokio::test]
async fn a_cursor_belongs_to_one_list_of_one_caller() {
    let world = World::new().await;
    let other = World::new().await;
    for number in 0..4 {
        world.person(&format!("Sam{number}"), "Samson").await;
    }
    let lena = world.person("Lena", "Ortiz").await;
    let page = world.ava().get("/users?q=sam&limit=2").await.is(200);
    let cursor = page.body["next_cursor"].as_str().unwrap();
    world.ava().get(&format!("/users?q=sam&limit=2&cursor={cursor}")).await.is(200);
    world.ava().get(&format!("/users?q=samson&limit=2&cursor={cursor}")).await.refused(400, "invalid-cursor");
    world.asking(&lena).get(&format!("/users?q=sam&limit=2&cursor={cursor}")).await.refused(400, "invalid-cursor");
    other.ava().get(&format!("/users?q=sam&limit=2&cursor={cursor}")).await.refused(400, "invalid-cursor");
    world.ava().get("/users?q=sam&cursor=forged").await.refused(400, "invalid-cursor");
}

#[tokio::test]
async fn people_are_found_under_a_new_name_and_no_longer_under_the_old() {
    let world = World::new().await;
    let adam = world.coach("Adam", "Anderson").await;
    let path = format!("/users/{}", adam.id);
    world.ava().header("if-match", "\"2\"").patch(&path, json!({"family_name": "Zimmer", "title": "Coach"})).await.is(200);
    assert_eq!(world.ava().get("/users?q=anderson%20ad").await.is(200).names(), [""; 0]);
    for filter in ["", "&coach_status=granted"] {
        let found = world.ava().get(&format!("/users?q=zimmer{filter}")).await.is(200);
        assert_eq!(found.items()[0]["title"], "Coach");
    }
}

#[tokio::test]
async fn the_window_for_coaches_finds_only_people_with_coaching_access() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    world.person("Theo", "Blank").await;
    assert_eq!(world.ava().get("/users?q=blank&coach_status=granted").await.names(), ["Thomas Blankenship"]);
    world.ava().delete(&format!("/users/{}/coach-status", thomas.id)).await.is(204);
    assert_eq!(world.ava().get("/users?q=blank&coach_status=granted").await.names(), [""; 0]);
    assert_eq!(world.ava().get("/users?q=blank").await.names(), ["Theo Blank", "Thomas Blankenship"]);
}

#[tokio::test]
async fn inactive_people_are_found_by_administrators_alone() {
    let world = World::new().await;
    let adam = world.person("Adam", "Anderson").await;
    let lena = world.person("Lena", "Ortiz").await;
    world.ava().put(&format!("/users/{}/status", adam.id), json!({"status": "inactive"})).await.is(200);
    assert_eq!(world.ava().get("/users?q=anderson").await.names(), ["Adam Anderson"]);
    assert_eq!(world.ava().get("/users?q=anderson&status=active").await.names(), [""; 0]);
    assert_eq!(world.asking(&lena).get("/users?q=anderson").await.names(), [""; 0]);
    world.asking(&lena).get(&format!("/users/{}", adam.id)).await.refused(404, "not-found");
    let refused = world.asking(&adam).get("/me").await.refused(403, "inactive-caller");
    assert!(refused.body["detail"].as_str().unwrap().contains("the help desk, 555-0100"));
}

#[tokio::test]
async fn a_misspelt_name_finds_the_nearest_people() {
    let world = World::new().await;
    world.person("Adam", "Anderson").await;
    world.person("Katherine", "Blackwood").await;
    for typed in ["Amderson", "nderson", "Andersom", "adam%20andreson"] {
        assert_eq!(world.ava().get(&format!("/users?q={typed}")).await.names(), ["Adam Anderson"], "{typed}");
    }
    assert_eq!(world.ava().get("/users?q=Cathrine").await.names(), ["Katherine Blackwood"]);
    assert_eq!(world.ava().get("/users?q=zzzzzz").await.names(), [""; 0]);
}

#[tokio::test]
async fn an_email_is_unique_in_the_organisation_whatever_its_case() {
    let world = World::new().await;
    let other = World::new().await;
    let adam = world.person("Adam", "Anderson").await;
    let same = UserFields { email: adam.email.to_uppercase(), ..fields("Other", "Person") };
    world.ava().post("/users", json!(same)).await.refused(409, "email-taken");
    other.ava().post("/users", json!(fields("Adam", "Anderson"))).await.is(201);
    let path = format!("/users/{}", adam.id);
    world.ava().header("if-match", "\"1\"").patch(&path, json!({"email": "new@lakeside.example"})).await.is(200);
    world.ava().post("/users", json!(fields("Adam", "Anderson"))).await.is(201);
    world
        .ava()
        .header("if-match", "\"2\"")
        .patch(&path, json!({"email": "adam.anderson@lakeside.example"}))
        .await
        .refused(409, "email-taken");
}

#[tokio::test]
async fn a_new_user_is_refused_field_by_field() {
    let world = World::new().await;
    let good = json!(fields("Adam", "Anderson"));
    let with = |name: &str, value: serde_json::Value| {
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
        (with("id", json!("01ARZ3NDEKTSV4RRFFQ69G5FAV")), "/id"),
        (with("coach_status", json!("granted")), "/coach_status"),
        (with("version", json!(7)), "/version"),
    ] {
        world.ava().post("/users", body).await.refused_field(at);
    }
    for name in ["x".repeat(200), "王".repeat(200), "𒀀".repeat(200)] {
        let email = format!("n{}@lakeside.example", name.len());
        let made = world.ava().post("/users", json!(UserFields { family_name: name.clone(), email, ..fields("A", "B") })).await.is(201);
        assert_eq!(made.body["family_name"], name);
        assert_eq!(made.headers["location"], format!("/v1/users/{}", made.body["id"].as_str().unwrap()));
    }
}

#[tokio::test]
async fn what_is_no_json_or_too_large_is_refused() {
    use axum::body::Body;
    use http::Method;
    let world = World::new().await;
    let send = |body: &str, kind: &str| {
        let body = Body::from(body.to_owned());
        let asking = world.ava().header("content-type", kind.to_owned());
        async move { asking.send(Method::POST, "/users", body).await }
    };
    send("{", "application/json").await.refused(400, "malformed-json");
    send("{}", "text/plain").await.refused(415, "unsupported-media-type");
    send(&format!("\"{}\"", "x".repeat(256 * 1024)), "application/json").await.refused(413, "too-large");
    send(&"[".repeat(100_000), "application/json").await.refused(400, "malformed-json");
    send("{\"email\": \"\\ud800\"}", "application/json").await.refused(400, "malformed-json");
    send("{\"email\": \"a@b.co\", \"email\": \"a@b.co\"}", "application/json").await.refused_field("/email");
}

#[tokio::test]
async fn an_edit_needs_the_version_it_was_made_to() {
    let world = World::new().await;
    let adam = world.person("Adam", "Anderson").await;
    let path = format!("/users/{}", adam.id);
    world.ava().patch(&path, json!({"title": "Coach"})).await.refused(428, "if-match-required");
    world.ava().header("if-match", "nonsense").patch(&path, json!({"title": "Coach"})).await.refused_field("If-Match");
    let edited = world.ava().header("if-match", "\"1\"").patch(&path, json!({"title": "Coach"})).await.is(200);
    assert_eq!((edited.etag(), &edited.body["title"]), ("\"2\"".to_owned(), &json!("Coach")));
    let stale = world.ava().header("if-match", "\"1\"").patch(&path, json!({"title": "Late"})).await.refused(412, "stale");
    assert_eq!((stale.etag(), &stale.body["current_version"]), ("\"2\"".to_owned(), &json!(2)));
}

#[tokio::test]
async fn people_edit_their_contact_fields_and_coaches_what_the_organisation_lists() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let adam = world.person("Adam", "Anderson").await;
    world.connect(&thomas, &adam).await;
    let path = format!("/users/{}", adam.id);
    world.asking(&adam).header("if-match", "\"1\"").patch(&path, json!({"phone": "555-0101"})).await.is(200);
    let refused = world.asking(&adam).header("if-match", "\"2\"").patch(&path, json!({"role": "administrator", "phone": "1"})).await;
    assert!(refused.refused(403, "fields-not-permitted").body["detail"].as_str().unwrap().contains("edit role"));
    world.asking(&thomas).header("if-match", "\"2\"").patch(&path, json!({"title": "Grade 6 teacher"})).await.is(200);
    world.asking(&thomas).header("if-match", "\"3\"").patch(&path, json!({"site": "Elsewhere"})).await.refused(403, "fields-not-permitted");
    world.ava().patch("/organisation", json!({"coach_editable_fields": ["site"]})).await.is(200);
    world.asking(&thomas).header("if-match", "\"3\"").patch(&path, json!({"site": "Elsewhere"})).await.is(200);
    world.disconnect(&thomas, &adam).await;
    world.asking(&thomas).header("if-match", "\"4\"").patch(&path, json!({"site": "Back"})).await.refused(403, "not-permitted");
}

#[tokio::test]
async fn the_same_idempotency_key_makes_one_user() {
    let world = World::new().await;
    let body = json!(fields("Adam", "Anderson"));
    let first = world.ava().header("idempotency-key", "k1").post("/users", body.clone()).await.is(201);
    let again = world.ava().header("idempotency-key", "k1").post("/users", body.clone()).await.is(201);
    assert_eq!(first.bytes, again.bytes);
    assert_eq!((first.etag(), &first.headers["location"]), (again.etag(), &again.headers["location"]));
    let other = json!(fields("Other", "Person"));
    world.ava().header("idempotency-key", "k1").post("/users", other).await.refused(422, "idempotency-key-reused");
    world.ava().header("idempotency-key", "k2").post("/users", body).await.refused(409, "email-taken");
    for bad in ["", "a b", &"x".repeat(129)] {
        world.ava().header("idempotency-key", bad).post("/users", json!(fields("C", "D"))).await.refused_field("Idempotency-Key");
    }
}

#[tokio::test]
async fn an_organisation_keeps_an_active_administrator() {
    let world = World::new().await;
    let path = format!("/users/{}", world.ava.id);
    world.ava().put(&format!("{path}/status"), json!({"status": "inactive"})).await.refused(409, "last-administrator");
    world.ava().header("if-match", "\"1\"").patch(&path, json!({"role": "member"})).await.refused(409, "last-administrator");
    let lena = world.person("Lena", "Ortiz").await;
    world.ava().header("if-match", "\"1\"").patch(&format!("/users/{}", lena.id), json!({"role": "administrator"})).await.is(200);
    world.ava().header("if-match", "\"1\"").patch(&path, json!({"role": "member"})).await.is(200);
    world.ava().put(&format!("/users/{}/status", lena.id), json!({"status": "inactive"})).await.refused(403, "not-permitted");
    world.asking(&lena).put(&format!("/users/{}/status", lena.id), json!({"status": "inactive"})).await.refused(409, "last-administrator");
}

#[tokio::test]
async fn settings_are_validated_and_versioned() {
    let world = World::new().await;
    let lena = world.person("Lena", "Ortiz").await;
    for (patch, at) in [
        (json!({"time_zone": "Mars/Olympus"}), "/time_zone"),
        (json!({"default_capacity": 0}), "/default_capacity"),
        (json!({"default_capacity": 10_001}), "/default_capacity"),
        (json!({"coach_editable_fields": ["email"]}), "/coach_editable_fields/0"),
        (json!({"administrator_count": 0}), "/administrator_count"),
        (json!({"name": null}), "/name"),
    ] {
        world.ava().patch("/organisation", patch).await.refused_field(at);
    }
    world.asking(&lena).patch("/organisation", json!({"name": "Mine"})).await.refused(403, "not-permitted");
    let edited = world.ava().patch("/organisation", json!({"time_zone": "Europe/Berlin"})).await.is(200);
    assert_eq!(edited.body["time_zone"], "Europe/Berlin");
    world.ava().header("if-match", "\"1\"").patch("/organisation", json!({"name": "Late"})).await.refused(412, "stale");
    world.asking(&lena).get("/organisation").await.is(200);
}

#[tokio::test]
async fn everybody_sees_who_they_are() {
    let world = World::new().await;
    let lena = world.person("Lena", "Ortiz").await;
    let me = world.asking(&lena).get("/me").await.is(200);
    assert_eq!(me.body["user"]["name"], "Lena Ortiz");
    assert_eq!(me.body["organisation"]["name"], "Lakeside School District");
    assert_eq!(me.body["may"], json!(["find_people", "read_rubrics", "read_organisation"]));
    assert!(world.ava().get("/me").await.body["may"].as_array().unwrap().contains(&json!("manage_assignments")));
}

#[tokio::test]
async fn what_was_done_to_a_person_is_told_to_administrators_alone() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let adam = world.person("Adam", "Anderson").await;
    let path = format!("/users/{}/activity", adam.id);
    world.connect(&thomas, &adam).await;
    world.asking(&thomas).post(&format!("/users/{}/goals", adam.id), json!({"title": "Wait three seconds"})).await.is(201);
    world.disconnect(&thomas, &adam).await;
    let log = world.ava().get(&path).await.is(200);
    let told = |line: &serde_json::Value| format!("{} {} {}", line["by"]["name"], line["kind"], line["coach"]["name"]).replace('"', "");
    let told: Vec<String> = log.items().iter().map(told).collect();
    assert_eq!(
        told,
        [
            "Ava Morgan assignment_ended Thomas Blankenship",
            "Thomas Blankenship goal_created null",
            "Ava Morgan assigned Thomas Blankenship",
            "Ava Morgan user_created null"
        ]
    );
    assert!(log.items().iter().all(|line| line["request_id"].as_str().is_some_and(|id| !id.is_empty())));
    assert!(!log.body.to_string().contains("Wait three seconds"), "what was written stands in no log");
    let first = world.ava().get(&format!("{path}?limit=3")).await.is(200);
    let rest = world.ava().get(&format!("{path}?limit=3&cursor={}", first.body["next_cursor"].as_str().unwrap())).await.is(200);
    assert_eq!((first.items().len(), rest.items().len()), (3, 1));
    world.asking(&adam).get(&path).await.refused(403, "not-permitted");
}
