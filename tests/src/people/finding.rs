//! Who is found by what, and who may find whom.

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
    let profile = world.ava().get(&adam.path("")).await.is(200);
    assert_eq!(profile.body["tabs"].as_array().unwrap().len(), 8);
    assert_eq!(profile.etag(), "\"1\"");
    world
        .ava()
        .get(&format!("/users/{}", adam.id.to_lowercase()))
        .await
        .refused(404, "not-found");
}

#[tokio::test]
async fn a_member_sees_only_the_name_title_and_site_of_people() {
    let world = World::new().await;
    let adam = world.person("Adam", "Anderson").await;
    let lena = world.person("Lena", "Ortiz").await;
    let found = world
        .as_person(&lena)
        .get("/users?q=anderson")
        .await
        .is(200);
    let mut keys: Vec<&String> = found.items()[0].as_object().unwrap().keys().collect();
    keys.sort();
    assert_eq!(
        keys,
        ["family_name", "given_name", "id", "name", "site", "title"]
    );
    let card = world.as_person(&lena).get(&adam.path("")).await.is(200);
    assert!(card.body["email"].is_null() && card.body["status"].is_null());
    assert_eq!(card.body["tabs"], json!([]));
}

#[tokio::test]
async fn a_query_needs_two_letters_and_at_most_two_hundred() {
    let world = World::new().await;
    for q in ["", "a", "%20a%20", "'", &"x".repeat(201)] {
        world
            .ava()
            .get(&format!("/users?q={q}"))
            .await
            .refused_field("?q");
    }
    let lena = world.person("Lena", "Ortiz").await;
    world
        .as_person(&lena)
        .get("/users")
        .await
        .refused_field("?q");
    world
        .as_person(&lena)
        .get("/users?status=active")
        .await
        .refused_field("?q");
    for q in ["zz", "%C3%B6%206%205", "a%20b"] {
        assert_eq!(
            world
                .ava()
                .get(&format!("/users?q={q}"))
                .await
                .is(200)
                .names(),
            [""; 0],
            "{q}"
        );
    }
}

#[tokio::test]
async fn administrators_list_everybody_by_family_name() {
    let world = World::new().await;
    let elsewhere = World::new().await;
    elsewhere.person("Omar", "Abadi").await;
    let moved = world.person("Zoe", "Adams").await;
    for (given, family) in [
        ("Ben", "Zuñiga"),
        ("Zoë", "Øberg"),
        ("Ana", "Adam Ruiz"),
        ("伟", "王"),
        ("Ann", "adams"),
    ] {
        let person = UserFields {
            email: format!("{}@lakeside.example", family.len() * 7 + given.len()),
            ..fields(given, family)
        };
        world.ava().post("/users", json!(person)).await.is(201);
    }
    world
        .ava()
        .header("if-match", "\"1\"")
        .patch(&moved.path(""), json!({"family_name": "Young"}))
        .await
        .is(200);
    let pages = world.pages(&world.ava, "/users?limit=2").await;
    assert!(pages.iter().all(|page| page.items().len() <= 2));
    let seen: Vec<&str> = pages.iter().flat_map(Answer::names).collect();
    assert_eq!(
        seen,
        [
            "Ana Adam Ruiz",
            "Ann adams",
            "Ava Morgan",
            "Zoë Øberg",
            "Zoe Young",
            "Ben Zuñiga",
            "伟 王"
        ]
    );
}

#[tokio::test]
async fn the_list_of_people_is_filtered_by_status_coach_status_and_site() {
    let world = World::new().await;
    world.coach("Thomas", "Blankenship").await;
    let former = world.person("Carl", "Former").await;
    world.deactivate(&former).await;
    for number in 0..30 {
        let site = if number == 29 { "Heron" } else { "Marsh" };
        let person = UserFields {
            site: Some(site.to_owned()),
            ..fields(&format!("P{number:02}"), "Person")
        };
        world.ava().post("/users", json!(person)).await.is(201);
    }
    let names = async |path: &str| {
        world
            .ava()
            .get(path)
            .await
            .is(200)
            .names()
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        names("/users?coach_status=granted").await,
        ["Thomas Blankenship"]
    );
    assert_eq!(names("/users?status=inactive").await, ["Carl Former"]);
    assert_eq!(names("/users?site=%20Heron").await, ["P29 Person"]);
    assert_eq!(names("/users?site=Marsh&status=inactive").await, [""; 0]);
    let page = world.ava().get("/users?site=Marsh&limit=20").await.is(200);
    assert_eq!(page.items().len(), 20);
    let next = world
        .ava()
        .get(&format!(
            "/users?site=Marsh&limit=20&cursor={}",
            page.body["next_cursor"].as_str().unwrap()
        ))
        .await
        .is(200);
    assert_eq!(
        (next.items().len(), &next.body["next_cursor"]),
        (9, &json!(null))
    );
    world
        .ava()
        .get(&format!(
            "/users?site=Heron&limit=20&cursor={}",
            page.body["next_cursor"].as_str().unwrap()
        ))
        .await
        .is(400);
    world
        .ava()
        .get(&format!("/users?site={}", "x".repeat(201)))
        .await
        .refused_field("?site");
}

#[tokio::test]
async fn pages_of_namesakes_have_no_gaps_and_no_duplicates() {
    let world = World::new().await;
    for number in 0..23 {
        let person = UserFields {
            email: format!("s{number}@lakeside.example"),
            ..fields(&format!("Sam{number}"), "Samson")
        };
        world.ava().post("/users", json!(person)).await.is(201);
    }
    let pages = world.pages(&world.ava, "/users?q=sam&limit=5").await;
    let seen: Vec<&str> = pages.iter().flat_map(Answer::names).collect();
    let distinct: BTreeSet<&str> = seen.iter().copied().collect();
    assert_eq!((seen.len(), distinct.len()), (23, 23));
}

#[tokio::test]
async fn a_cursor_is_valid_for_one_list_of_one_caller() {
    let world = World::new().await;
    let other = World::new().await;
    for number in 0..4 {
        world.person(&format!("Sam{number}"), "Samson").await;
    }
    let lena = world.person("Lena", "Ortiz").await;
    let page = world.ava().get("/users?q=sam&limit=2").await.is(200);
    let cursor = page.body["next_cursor"].as_str().unwrap();
    world
        .ava()
        .get(&format!("/users?q=sam&limit=2&cursor={cursor}"))
        .await
        .is(200);
    world
        .ava()
        .get(&format!("/users?q=samson&limit=2&cursor={cursor}"))
        .await
        .refused(400, "invalid-cursor");
    world
        .as_person(&lena)
        .get(&format!("/users?q=sam&limit=2&cursor={cursor}"))
        .await
        .refused(400, "invalid-cursor");
    other
        .ava()
        .get(&format!("/users?q=sam&limit=2&cursor={cursor}"))
        .await
        .refused(400, "invalid-cursor");
    world
        .ava()
        .get("/users?q=sam&cursor=forged")
        .await
        .refused(400, "invalid-cursor");
}

#[tokio::test]
async fn people_are_found_under_a_new_name_and_no_longer_under_the_old() {
    let world = World::new().await;
    let adam = world.coach("Adam", "Anderson").await;
    let path = adam.path("");
    world
        .ava()
        .header("if-match", "\"2\"")
        .patch(&path, json!({"family_name": "Zimmer", "title": "Coach"}))
        .await
        .is(200);
    assert_eq!(
        world
            .ava()
            .get("/users?q=anderson%20ad")
            .await
            .is(200)
            .names(),
        [""; 0]
    );
    for filter in ["", "&coach_status=granted"] {
        let found = world
            .ava()
            .get(&format!("/users?q=zimmer{filter}"))
            .await
            .is(200);
        assert_eq!(found.items()[0]["title"], "Coach");
    }
}

#[tokio::test]
async fn a_search_for_coaches_finds_only_people_with_coach_status() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    world.person("Theo", "Blank").await;
    assert_eq!(
        world
            .ava()
            .get("/users?q=blank&coach_status=granted")
            .await
            .names(),
        ["Thomas Blankenship"]
    );
    world
        .ava()
        .delete(&thomas.path("/coach-status"))
        .await
        .is(204);
    assert_eq!(
        world
            .ava()
            .get("/users?q=blank&coach_status=granted")
            .await
            .names(),
        [""; 0]
    );
    assert_eq!(
        world.ava().get("/users?q=blank").await.names(),
        ["Thomas Blankenship", "Theo Blank"]
    );
}

#[tokio::test]
async fn inactive_people_are_found_only_by_administrators() {
    let world = World::new().await;
    let adam = world.person("Adam", "Anderson").await;
    let lena = world.person("Lena", "Ortiz").await;
    world.deactivate(&adam).await;
    assert_eq!(
        world.ava().get("/users?q=anderson").await.names(),
        ["Adam Anderson"]
    );
    assert_eq!(
        world
            .ava()
            .get("/users?q=anderson&status=active")
            .await
            .names(),
        [""; 0]
    );
    assert_eq!(
        world
            .as_person(&lena)
            .get("/users?q=anderson")
            .await
            .names(),
        [""; 0]
    );
    world
        .as_person(&lena)
        .get(&adam.path(""))
        .await
        .refused(404, "not-found");
    let refused = world
        .as_person(&adam)
        .get("/me")
        .await
        .refused(403, "inactive-caller");
    assert!(
        refused.body["detail"]
            .as_str()
            .unwrap()
            .contains("the help desk, 555-0100")
    );
}

#[tokio::test]
async fn members_find_people_only_by_what_a_card_shows() {
    let world = World::new().await;
    let lena = world.person("Lena", "Ortiz").await;
    let secret = UserFields {
        email: "secret.address@lakeside.example".into(),
        ..fields("Zoe", "Zimmer")
    };
    world.ava().post("/users", json!(secret)).await.is(201);
    for typed in [
        "secret",
        "secret.a",
        "secret.address@",
        "address",
        "secret_",
        "secrat",
    ] {
        let found = world
            .as_person(&lena)
            .get(&format!("/users?q={typed}&limit=1"))
            .await
            .is(200);
        assert_eq!(
            (found.names(), &found.body["next_cursor"]),
            (vec![], &json!(null)),
            "{typed}"
        );
    }
    for typed in ["secret", "secret.a", "secret.address@", "address"] {
        assert_eq!(
            world.ava().get(&format!("/users?q={typed}")).await.names(),
            ["Zoe Zimmer"],
            "{typed}"
        );
    }
    for filter in [
        "coach_status=granted",
        "coach_status=none",
        "status=active",
        "status=inactive",
    ] {
        world
            .as_person(&lena)
            .get(&format!("/users?q=zimmer&{filter}"))
            .await
            .refused(403, "not-permitted");
    }
}

#[tokio::test]
async fn inactive_people_do_not_change_what_members_find() {
    let world = World::new().await;
    let lena = world.person("Lena", "Ortiz").await;
    world.person("Adam", "Anderson").await;
    world.person("Adele", "Andersson").await;
    let typed = [
        "anderson", "an", "andersan", "amd", "anders", "zimmer", "zimmar",
    ];
    let mut before = Vec::new();
    for q in typed {
        before.push(
            world
                .as_person(&lena)
                .get(&format!("/users?q={q}&limit=2"))
                .await
                .is(200)
                .body
                .clone(),
        );
    }
    for given in ["Abe", "Zoe", "Ann"] {
        for family in ["Anderson", "Zimmer"] {
            let person = world.person(given, family).await;
            world.deactivate(&person).await;
        }
    }
    for (q, before) in typed.iter().zip(before) {
        assert_eq!(
            world
                .as_person(&lena)
                .get(&format!("/users?q={q}&limit=2"))
                .await
                .is(200)
                .body,
            before,
            "{q}"
        );
    }
    assert_eq!(
        world
            .ava()
            .get("/users?q=anderson&status=inactive")
            .await
            .names()
            .len(),
        3
    );
}

#[tokio::test]
async fn a_misspelled_name_finds_the_most_similar_people() {
    let world = World::new().await;
    world.person("Adam", "Anderson").await;
    world.person("Katherine", "Blackwood").await;
    for typed in ["Amderson", "nderson", "Andersom", "adam%20andreson"] {
        assert_eq!(
            world.ava().get(&format!("/users?q={typed}")).await.names(),
            ["Adam Anderson"],
            "{typed}"
        );
    }
    assert_eq!(
        world.ava().get("/users?q=Cathrine").await.names(),
        ["Katherine Blackwood"]
    );
    assert_eq!(world.ava().get("/users?q=zzzzzz").await.names(), [""; 0]);
}
