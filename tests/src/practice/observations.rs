//! Observations: evidence, scores, sharing and revising.

use crate::world::{
    Answer, Person, UNKNOWN_ID, World, a_goal, an_observation, id, some_evidence, text,
};
use serde_json::{Value, json};

/// Creates a draft that is scored against a rubric; returns its path and the ids of the rubric's components.
async fn draft(world: &World, thomas: &Person, adam: &Person) -> (String, Vec<String>) {
    let (rubric_id, components) = world.rubric().await;
    let mut observed = an_observation();
    observed["rubric_id"] = json!(rubric_id);
    let made = world
        .as_person(thomas)
        .post(&adam.path("/observations"), observed)
        .await
        .is(201);
    (
        format!("/users/{}/observations/{}", adam.id, made.id()),
        components,
    )
}

/// Edits an observation in its current version.
async fn edit(world: &World, as_whom: &Person, path: &str, change: Value) -> Answer {
    let etag = world.as_person(as_whom).get(path).await.is(200).etag();
    world
        .as_person(as_whom)
        .header("if-match", etag)
        .patch(path, change)
        .await
}

#[tokio::test]
async fn an_observation_is_scripted_scored_shared_acknowledged_and_revised() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let (path, components) = draft(&world, &thomas, &adam).await;
    let line = |minute: u32, text: &str| json!({"at": format!("2026-09-01T13:{minute:02}:00Z"), "text": text});
    let later = json!({"lines": [line(9, "Pupils answer in pairs."), line(9, "Teacher listens.")]});
    world
        .as_person(&thomas)
        .post(&format!("{path}/evidence"), later)
        .await
        .is(201);
    let mut tagged = line(4, "Teacher asks: how do you know?");
    tagged["component_ids"] = json!([components[0]]);
    let first = world
        .as_person(&thomas)
        .post(&format!("{path}/evidence"), json!({"lines": [tagged]}))
        .await
        .is(201);
    let of_line = format!("{path}/evidence/{}", id(&first.body["lines"][0]));
    world
        .as_person(&thomas)
        .patch(&of_line, json!({"component_ids": components}))
        .await
        .is(200);
    let evidence = world
        .as_person(&thomas)
        .get(&format!("{path}/evidence"))
        .await
        .is(200);
    let texts: Vec<_> = evidence
        .items()
        .iter()
        .map(|line| line["text"].as_str().unwrap())
        .collect();
    assert_eq!(
        texts,
        [
            "Teacher asks: how do you know?",
            "Pupils answer in pairs.",
            "Teacher listens."
        ],
        "in the order it was seen"
    );

    for hidden in [&world.ava, &adam] {
        world
            .as_person(hidden)
            .get(&path)
            .await
            .refused(404, "not-found");
        world
            .as_person(hidden)
            .get(&format!("{path}/evidence"))
            .await
            .refused(404, "not-found");
        assert_eq!(
            world
                .as_person(hidden)
                .get(&adam.path("/observations"))
                .await
                .items()
                .len(),
            0
        );
    }
    let scores = json!([{"component_id": components[0], "score": 2, "note": "At first."}, {"component_id": components[1], "score": 3}]);
    edit(
        &world,
        &thomas,
        &path,
        json!({"scores": scores, "glow": "Calm.", "grow": "Wait."}),
    )
    .await
    .is(200);
    world
        .as_person(&adam)
        .post(&format!("{path}/acknowledge"), json!({}))
        .await
        .refused(404, "not-found");
    let share = format!("{path}/share");
    let send = || {
        world
            .as_person(&thomas)
            .header("idempotency-key", "share")
            .post(&share, json!({}))
    };
    let shared = send().await.is(200);
    assert_eq!(
        send().await.is(200).body,
        shared.body,
        "a request with the same key is answered alike"
    );
    world
        .as_person(&thomas)
        .post(&format!("{path}/share"), json!({}))
        .await
        .refused(409, "already-shared");

    let seen = world.as_person(&adam).get(&path).await.is(200);
    assert_eq!(
        (&seen.body["state"], &seen.body["scores"][1]["level"]),
        (&json!("shared"), &json!("Proficient"))
    );
    assert_eq!(
        world
            .as_person(&adam)
            .get(&format!("{path}/evidence"))
            .await
            .items()
            .len(),
        3
    );
    edit(&world, &thomas, &path, json!({"glow": "Better."}))
        .await
        .refused(409, "already-shared");
    world
        .as_person(&thomas)
        .post(&format!("{path}/evidence"), some_evidence())
        .await
        .refused(409, "already-shared");
    world
        .as_person(&thomas)
        .patch(&of_line, json!({"text": "x"}))
        .await
        .refused(409, "already-shared");
    world
        .as_person(&thomas)
        .delete(&of_line)
        .await
        .refused(409, "already-shared");
    world
        .as_person(&thomas)
        .delete(&path)
        .await
        .refused(409, "already-shared");

    let acknowledged = world
        .as_person(&adam)
        .post(
            &format!("{path}/acknowledge"),
            json!({"comment": "Thank you."}),
        )
        .await
        .is(200);
    assert_eq!(
        (&acknowledged.body["state"], &acknowledged.body["comment"]),
        (&json!("acknowledged"), &json!("Thank you."))
    );
    world
        .as_person(&adam)
        .post(&format!("{path}/acknowledge"), json!({}))
        .await
        .refused(409, "already-acknowledged");

    let revision = json!({"reason": "A score was wrong.", "scores": [{"component_id": components[0], "score": 3}], "glow": "Calm."});
    world
        .ava()
        .post(&format!("{path}/revisions"), revision.clone())
        .await
        .refused(403, "not-permitted");
    let revised = world
        .as_person(&thomas)
        .post(&format!("{path}/revisions"), revision)
        .await
        .is(201);
    assert_eq!(
        (
            &revised.body["state"],
            &revised.body["revision"],
            revised.body.get("comment")
        ),
        (&json!("shared"), &json!(1), None)
    );
    let revisions = world
        .as_person(&adam)
        .get(&format!("{path}/revisions"))
        .await
        .is(200);
    let before = &revisions.items()[0]["before"];
    assert_eq!(
        (&before["comment"], &before["scores"][0]["score"]),
        (&json!("Thank you."), &json!(2)),
        "the revision keeps what it replaced"
    );
    assert_eq!(revisions.items()[0]["reason"], "A score was wrong.");

    let progress = world
        .as_person(&adam)
        .get(&adam.path("/progress?from=2026-08-01&to=2026-09-30"))
        .await
        .is(200);
    assert_eq!(
        (
            &progress.body["observations_shared"],
            &progress.body["components"][0]["points"][0]["score"]
        ),
        (&json!(1), &json!(3))
    );
    assert_eq!(progress.body["last_contact_on"], "2026-09-01");

    world.disconnect(&thomas, &adam).await;
    for address in [
        path.clone(),
        format!("{path}/evidence"),
        format!("{path}/revisions"),
    ] {
        world
            .as_person(&thomas)
            .get(&address)
            .await
            .refused(403, "not-permitted");
    }
    world.as_person(&adam).get(&path).await.is(200);
}

#[tokio::test]
async fn the_next_step_becomes_an_action_step_of_a_goal() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let (path, _) = draft(&world, &thomas, &adam).await;
    let goal = world
        .as_person(&thomas)
        .post(&adam.path("/goals"), a_goal())
        .await
        .is(201);
    let plan = json!({"goal_id": goal.id(), "check_back_on": world.day(14)});
    let late = json!({"goal_id": goal.id(), "check_back_on": world.day(-1)});
    world
        .as_person(&thomas)
        .post(&format!("{path}/next-step"), late)
        .await
        .refused_field("/check_back_on");
    let unknown = json!({"goal_id": UNKNOWN_ID});
    world
        .as_person(&thomas)
        .post(&format!("{path}/next-step"), unknown)
        .await
        .refused_field("/goal_id");
    let planned = world
        .as_person(&thomas)
        .post(&format!("{path}/next-step"), plan.clone())
        .await
        .is(200);
    assert_eq!(
        planned.body["steps"][0]["text"],
        "Wait longer for an answer"
    );
    assert_eq!(
        world.as_person(&thomas).get(&path).await.body["next_step_goal_id"],
        goal.body["id"]
    );
    world
        .as_person(&thomas)
        .post(&format!("{path}/next-step"), plan)
        .await
        .refused(409, "no-next-step");
}

#[tokio::test]
async fn an_inconsistent_observation_is_refused_by_its_field() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let (path, components) = draft(&world, &thomas, &adam).await;
    let (other_rubric, others) = world.rubric().await;
    let observations = adam.path("/observations");
    let mut tomorrow = an_observation();
    tomorrow["observed_at"] = json!(world.now().plus_seconds(86_400).to_string());
    world
        .as_person(&thomas)
        .post(&observations, tomorrow)
        .await
        .refused_field("/observed_at");
    for (change, pointer) in [
        (
            json!({"scores": [{"component_id": components[0], "score": 5}]}),
            "/scores/0/score",
        ),
        (
            json!({"scores": [{"component_id": components[0], "score": 0}]}),
            "/scores/0/score",
        ),
        (
            json!({"scores": [{"component_id": components[0], "score": 1}, {"component_id": others[0], "score": 1}]}),
            "/scores/1/component_id",
        ),
        (
            json!({"scores": vec![json!({"component_id": components[0], "score": 1}); 2]}),
            "/scores/1/component_id",
        ),
        (
            json!({"rubric_id": null, "scores": [{"component_id": components[0], "score": 1}]}),
            "/rubric_id",
        ),
        (json!({"rubric_id": UNKNOWN_ID}), "/rubric_id"),
        (json!({"glow": "x".repeat(4001)}), "/glow"),
        (json!({"state": "shared"}), "/state"),
        (json!({"observer_id": adam.id}), "/observer_id"),
    ] {
        edit(&world, &thomas, &path, change)
            .await
            .refused_field(pointer);
    }
    let line = |text: &str, components: &[String]| json!({"at": "2026-09-01T13:04:00Z", "text": text, "component_ids": components});
    let evidence = format!("{path}/evidence");
    world
        .as_person(&thomas)
        .post(&evidence, json!({"lines": [line("x", &others)]}))
        .await
        .refused_field("/lines");
    world
        .as_person(&thomas)
        .post(&evidence, json!({"lines": [line("", &[])]}))
        .await
        .refused_field("/lines/0/text");
    world
        .as_person(&thomas)
        .post(&evidence, json!({"lines": []}))
        .await
        .refused_field("/lines");
    world
        .as_person(&thomas)
        .post(&evidence, json!({"lines": vec![line("x", &[]); 26]}))
        .await
        .refused_field("/lines");
    assert_eq!(
        world.as_person(&thomas).get(&evidence).await.items().len(),
        0,
        "nothing was written"
    );

    let chosen = edit(&world, &thomas, &path, json!({"rubric_id": other_rubric}))
        .await
        .is(200);
    assert_eq!(
        chosen.body["component_ids"],
        json!(others),
        "a draft may be scored against another rubric"
    );
    edit(
        &world,
        &thomas,
        &path,
        json!({"scores": [{"component_id": others[0], "score": 1}]}),
    )
    .await
    .is(200);
}

#[tokio::test]
async fn a_draft_holds_five_hundred_lines_and_is_deleted_with_all_of_them() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let (path, _) = draft(&world, &thomas, &adam).await;
    let evidence = format!("{path}/evidence");
    let line = json!({"at": "2026-09-01T13:04:00Z", "text": "Teacher waits."});
    let mut last = String::new();
    for _ in 0..20 {
        let added = world
            .as_person(&thomas)
            .post(&evidence, json!({"lines": vec![line.clone(); 25]}))
            .await
            .is(201);
        last = id(&added.body["lines"][0]).to_owned();
    }
    let refused = world
        .as_person(&thomas)
        .post(&evidence, json!({"lines": [line]}))
        .await
        .refused(409, "too-many");
    assert!(refused.body["detail"].as_str().unwrap().contains("500"));
    world
        .as_person(&thomas)
        .delete(&format!("{evidence}/{last}"))
        .await
        .is(204);
    world
        .as_person(&thomas)
        .post(&evidence, some_evidence())
        .await
        .is(201);
    world.ava().delete(&path).await.refused(404, "not-found");
    world.as_person(&thomas).delete(&path).await.is(204);
    world
        .as_person(&thomas)
        .get(&path)
        .await
        .refused(404, "not-found");

    for begins in ["EVIDENCE#", "SCALE#", "OBSERVATION#"] {
        let left = world.items_in(&world.partition_of(&adam), begins).await;
        assert_eq!(left, [], "{begins}");
    }
}

#[tokio::test]
async fn a_page_of_the_largest_observations_fits_a_lambda_answer() {
    let world = World::with_own_database().await;
    let (thomas, adam) = world.pair().await;
    let path = adam.path("/observations");
    let made = world
        .as_person(&thomas)
        .post(&path, an_observation())
        .await
        .is(201);
    let sort = format!("OBSERVATION#{}", made.id());
    let item = world.item(&world.partition_of(&adam), &sort).await.unwrap();
    for number in 10..40 {
        let mut copy = item.clone();
        // Real ids begin with 0 for some thousand years, so no copy has the id of the original.
        let other = format!("1{}{number}", &made.id()[1..24]);
        copy.insert("sk".to_owned(), text(format!("OBSERVATION#{other}")));
        copy.insert("id".to_owned(), text(other));
        copy.insert("glow".to_owned(), text("g".repeat(350_000)));
        world.put_item(copy).await;
    }
    let pages = world.pages(&thomas, &format!("{path}?limit=100")).await;
    assert_eq!(
        pages.iter().map(|page| page.items().len()).sum::<usize>(),
        31
    );
    for page in &pages {
        assert!(page.bytes.len() < 6_000_000, "{} bytes", page.bytes.len());
    }
}

#[tokio::test]
async fn only_the_version_that_was_read_is_acknowledged() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let (path, _) = draft(&world, &thomas, &adam).await;
    let (share, acknowledge) = (format!("{path}/share"), format!("{path}/acknowledge"));
    world
        .as_person(&thomas)
        .post(&share, json!({}))
        .await
        .is(200);
    let read = world.as_person(&adam).get(&path).await.is(200).etag();
    let revised = json!({"glow": "Calm and clear.", "reason": "A word was missing."});
    world
        .as_person(&thomas)
        .post(&format!("{path}/revisions"), revised)
        .await
        .is(201);
    let of = async |etag: String| {
        let client = world.as_person(&adam).header("if-match", etag);
        let client = client.header("idempotency-key", "acknowledge");
        client.post(&acknowledge, json!({})).await
    };
    let stale = of(read).await.refused(412, "stale");
    let now = world.as_person(&adam).get(&path).await.is(200).etag();
    assert_eq!(stale.etag(), now);
    let acknowledged = of(now.clone()).await.is(200);
    assert_eq!(of(now).await.is(200).bytes, acknowledged.bytes);
}
