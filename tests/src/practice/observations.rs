use super::{a_goal, an_observation, id, pair, rubric, some_evidence};
use crate::world::{Answer, Person, World};
use serde_json::{Value, json};

/// A draft against a rubric: its path, and the rubric's components.
async fn draft(world: &World, thomas: &Person, adam: &Person) -> (String, Vec<String>) {
    let (rubric_id, components) = rubric(world).await;
    let mut observed = an_observation();
    observed["rubric_id"] = json!(rubric_id);
    let made = world.asking(thomas).post(&format!("/users/{}/observations", adam.id), observed).await.is(201);
    (format!("/users/{}/observations/{}", adam.id, id(&made.body)), components)
}

async fn edit(world: &World, as_whom: &Person, path: &str, change: Value) -> Answer {
    let etag = world.asking(as_whom).get(path).await.is(200).etag();
    world.asking(as_whom).header("if-match", etag).patch(path, change).await
}

#[tokio::test]
async fn an_observation_is_scripted_scored_shared_acknowledged_and_revised() {
    let world = World::new().await;
    let (thomas, adam) = pair(&world).await;
    let (path, components) = draft(&world, &thomas, &adam).await;
    let line = |minute: u32, text: &str| json!({"at": format!("2026-09-01T13:{minute:02}:00Z"), "text": text});
    let later = json!({"lines": [line(9, "Pupils answer in pairs."), line(9, "Teacher listens.")]});
    world.asking(&thomas).post(&format!("{path}/evidence"), later).await.is(201);
    let mut tagged = line(4, "Teacher asks: how do you know?");
    tagged["component_ids"] = json!([components[0]]);
    let first = world.asking(&thomas).post(&format!("{path}/evidence"), json!({"lines": [tagged]})).await.is(201);
    let of_line = format!("{path}/evidence/{}", id(&first.body["lines"][0]));
    world.asking(&thomas).patch(&of_line, json!({"component_ids": components})).await.is(200);
    let evidence = world.asking(&thomas).get(&format!("{path}/evidence")).await.is(200);
    let texts: Vec<_> = evidence.items().iter().map(|line| line["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["Teacher asks: how do you know?", "Pupils answer in pairs.", "Teacher listens."], "in the order it was seen");

    for hidden in [&world.ava, &adam] {
        world.asking(hidden).get(&path).await.refused(404, "not-found");
        world.asking(hidden).get(&format!("{path}/evidence")).await.refused(404, "not-found");
        assert_eq!(world.asking(hidden).get(&format!("/users/{}/observations", adam.id)).await.items().len(), 0);
    }
    let scores = json!([{"component_id": components[0], "score": 2, "note": "At first."}, {"component_id": components[1], "score": 3}]);
    edit(&world, &thomas, &path, json!({"scores": scores, "glow": "Calm.", "grow": "Wait."})).await.is(200);
    world.asking(&adam).post(&format!("{path}/acknowledge"), json!({})).await.refused(404, "not-found");
    let share = format!("{path}/share");
    let send = || world.asking(&thomas).header("idempotency-key", "share").post(&share, json!({}));
    let shared = send().await.is(200);
    assert_eq!(send().await.is(200).body, shared.body, "sent again it is answered as before");
    world.asking(&thomas).post(&format!("{path}/share"), json!({})).await.refused(409, "already-shared");

    let seen = world.asking(&adam).get(&path).await.is(200);
    assert_eq!((&seen.body["state"], &seen.body["scores"][1]["level"]), (&json!("shared"), &json!("Proficient")));
    assert_eq!(world.asking(&adam).get(&format!("{path}/evidence")).await.items().len(), 3);
    edit(&world, &thomas, &path, json!({"glow": "Better."})).await.refused(409, "already-shared");
    world.asking(&thomas).post(&format!("{path}/evidence"), some_evidence()).await.refused(409, "already-shared");
    world.asking(&thomas).patch(&of_line, json!({"text": "x"})).await.refused(409, "already-shared");
    world.asking(&thomas).delete(&of_line).await.refused(409, "already-shared");
    world.asking(&thomas).delete(&path).await.refused(409, "already-shared");

    let said = world.asking(&adam).post(&format!("{path}/acknowledge"), json!({"comment": "Thank you."})).await.is(200);
    assert_eq!((&said.body["state"], &said.body["comment"]), (&json!("acknowledged"), &json!("Thank you.")));
    world.asking(&adam).post(&format!("{path}/acknowledge"), json!({})).await.refused(409, "already-acknowledged");

    let revision = json!({"reason": "A score was wrong.", "scores": [{"component_id": components[0], "score": 3}], "glow": "Calm."});
    world.ava().post(&format!("{path}/revisions"), revision.clone()).await.refused(403, "not-permitted");
    let revised = world.asking(&thomas).post(&format!("{path}/revisions"), revision).await.is(201);
    assert_eq!((&revised.body["state"], &revised.body["revision"], revised.body.get("comment")), (&json!("shared"), &json!(1), None));
    let revisions = world.asking(&adam).get(&format!("{path}/revisions")).await.is(200);
    let before = &revisions.items()[0]["before"];
    assert_eq!((&before["comment"], &before["scores"][0]["score"]), (&json!("Thank you."), &json!(2)), "the old is kept");
    assert_eq!(revisions.items()[0]["reason"], "A score was wrong.");

    let progress = world.asking(&adam).get(&format!("/users/{}/progress?from=2026-08-01&to=2026-09-30", adam.id)).await.is(200);
    assert_eq!((&progress.body["observations_shared"], &progress.body["components"][0]["points"][0]["score"]), (&json!(1), &json!(3)));
    assert_eq!(progress.body["last_contact_on"], "2026-09-01");

    world.disconnect(&thomas, &adam).await;
    for address in [path.clone(), format!("{path}/evidence"), format!("{path}/revisions")] {
        world.asking(&thomas).get(&address).await.refused(403, "not-permitted");
    }
    world.asking(&adam).get(&path).await.is(200);
}

#[tokio::test]
async fn the_next_step_becomes_an_action_step_in_one_action() {
    let world = World::new().await;
    let (thomas, adam) = pair(&world).await;
    let (path, _) = draft(&world, &thomas, &adam).await;
    let goal = world.asking(&thomas).post(&format!("/users/{}/goals", adam.id), a_goal()).await.is(201);
    let plan = json!({"goal_id": id(&goal.body), "check_back_on": world.day(14)});
    let late = json!({"goal_id": id(&goal.body), "check_back_on": world.day(-1)});
    world.asking(&thomas).post(&format!("{path}/next-step"), late).await.refused_field("/check_back_on");
    let unknown = json!({"goal_id": "01ARZ3NDEKTSV4RRFFQ69G5FAV"});
    world.asking(&thomas).post(&format!("{path}/next-step"), unknown).await.refused_field("/goal_id");
    let planned = world.asking(&thomas).post(&format!("{path}/next-step"), plan.clone()).await.is(200);
    assert_eq!(planned.body["steps"][0]["text"], "Wait longer for an answer");
    assert_eq!(world.asking(&thomas).get(&path).await.body["next_step_goal_id"], goal.body["id"]);
    world.asking(&thomas).post(&format!("{path}/next-step"), plan).await.refused(409, "no-next-step");
}

#[tokio::test]
async fn an_observation_that_does_not_hold_together_is_refused_by_its_field() {
    let world = World::new().await;
    let (thomas, adam) = pair(&world).await;
    let (path, components) = draft(&world, &thomas, &adam).await;
    let (other_rubric, others) = rubric(&world).await;
    let observations = format!("/users/{}/observations", adam.id);
    let mut tomorrow = an_observation();
    tomorrow["observed_at"] = json!(world.now().plus_seconds(86_400).to_string());
    world.asking(&thomas).post(&observations, tomorrow).await.refused_field("/observed_at");
    for (change, pointer) in [
        (json!({"scores": [{"component_id": components[0], "score": 5}]}), "/scores/0/score"),
        (json!({"scores": [{"component_id": components[0], "score": 0}]}), "/scores/0/score"),
        (
            json!({"scores": [{"component_id": components[0], "score": 1}, {"component_id": others[0], "score": 1}]}),
            "/scores/1/component_id",
        ),
        (json!({"scores": vec![json!({"component_id": components[0], "score": 1}); 2]}), "/scores/1/component_id"),
        (json!({"rubric_id": null, "scores": [{"component_id": components[0], "score": 1}]}), "/rubric_id"),
        (json!({"rubric_id": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}), "/rubric_id"),
        (json!({"glow": "x".repeat(4001)}), "/glow"),
        (json!({"state": "shared"}), "/state"),
        (json!({"observer_id": adam.id}), "/observer_id"),
    ] {
        edit(&world, &thomas, &path, change).await.refused_field(pointer);
    }
    let line = |text: &str, components: &[String]| json!({"at": "2026-09-01T13:04:00Z", "text": text, "component_ids": components});
    let evidence = format!("{path}/evidence");
    world.asking(&thomas).post(&evidence, json!({"lines": [line("x", &others)]})).await.refused_field("/lines");
    world.asking(&thomas).post(&evidence, json!({"lines": [line("", &[])]})).await.refused_field("/lines/0/text");
    world.asking(&thomas).post(&evidence, json!({"lines": []})).await.refused_field("/lines");
    world.asking(&thomas).post(&evidence, json!({"lines": vec![line("x", &[]); 26]})).await.refused_field("/lines");
    assert_eq!(world.asking(&thomas).get(&evidence).await.items().len(), 0, "nothing was written");

    let chosen = edit(&world, &thomas, &path, json!({"rubric_id": other_rubric})).await.is(200);
    assert_eq!(chosen.body["component_ids"], json!(others), "a draft may be scored against another rubric");
    edit(&world, &thomas, &path, json!({"scores": [{"component_id": others[0], "score": 1}]})).await.is(200);
}

#[tokio::test]
async fn a_draft_holds_five_hundred_lines_and_goes_with_all_of_them() {
    let world = World::new().await;
    let (thomas, adam) = pair(&world).await;
    let (path, _) = draft(&world, &thomas, &adam).await;
    let evidence = format!("{path}/evidence");
    let line = json!({"at": "2026-09-01T13:04:00Z", "text": "Teacher waits."});
    let mut last = String::new();
    for _ in 0..20 {
        let added = world.asking(&thomas).post(&evidence, json!({"lines": vec![line.clone(); 25]})).await.is(201);
        last = id(&added.body["lines"][0]).to_owned();
    }
    let refused = world.asking(&thomas).post(&evidence, json!({"lines": [line]})).await.refused(409, "too-many");
    assert!(refused.body["detail"].as_str().unwrap().contains("500"));
    world.asking(&thomas).delete(&format!("{evidence}/{last}")).await.is(204);
    world.asking(&thomas).post(&evidence, some_evidence()).await.is(201);
    world.ava().delete(&path).await.refused(404, "not-found");
    world.asking(&thomas).delete(&path).await.is(204);
    world.asking(&thomas).get(&path).await.refused(404, "not-found");

    let (client, table) = world.app.store.raw();
    let owner = aws_sdk_dynamodb::types::AttributeValue::S(format!("ORG#{}#USER#{}", world.organisation, adam.id));
    let all = client.query().table_name(table).key_condition_expression("pk = :pk").expression_attribute_values(":pk", owner).send().await;
    let left: Vec<String> = all.unwrap().items().iter().map(|item| item["sk"].as_s().unwrap().clone()).collect();
    let of_observation = left.iter().filter(|sk| ["EVIDENCE#", "SCALE#", "OBSERVATION#"].iter().any(|begin| sk.starts_with(begin)));
    assert_eq!(of_observation.count(), 0, "{left:?}");
}
