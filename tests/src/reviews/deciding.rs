//! What a review gathers, who decides, and what closing it does.

use crate::{
    terms::assert_primary_coaches_agree,
    world::{Person, ReviewDistrict},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[tokio::test]
async fn a_review_is_decided_and_its_decisions_are_applied_when_it_closes() {
    let district = ReviewDistrict::new().await;
    let ReviewDistrict {
        world,
        thomas,
        samantha,
        principal,
        adam,
        beth,
        ..
    } = &district;
    let id = district.launched(json!({})).await;
    let review = district.review(&id).await;
    assert_eq!(
        (&review["state"], &review["items"]),
        (&json!("open"), &json!(3))
    );
    let progress: Vec<_> = review["progress"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (&p["person"]["name"], &p["open"]))
        .collect();
    assert_eq!(
        progress,
        [
            (&json!("Paula Principal"), &json!(2)),
            (&json!("Ava Morgan"), &json!(1))
        ]
    );
    assert_eq!(world.notified(principal).await, ["review_assigned"]);
    let queue = district.queue(principal).await;
    assert_eq!(queue.len(), 2);
    assert_eq!(
        (&queue[0]["review"]["name"], &queue[0]["item"]["site"]),
        (&json!("Spring review"), &json!("Hillside"))
    );

    let why = json!({"choice": "end", "justification": "They have not met since autumn."});
    district
        .decide(principal, &id, adam, json!({"choice": "end"}))
        .await
        .refused_field("/justification");
    district
        .decide(
            principal,
            &id,
            adam,
            json!({"choice": "transfer", "justification": "x"}),
        )
        .await
        .refused_field("/to_coach_id");
    let to = |coach: &Person| district.transfer_to(coach);
    district
        .decide(principal, &id, adam, to(thomas))
        .await
        .refused_field("/to_coach_id");
    district
        .decide(principal, &id, adam, to(beth))
        .await
        .refused_field("/to_coach_id");
    district
        .decide(thomas, &id, adam, why.clone())
        .await
        .refused(404, "not-found");
    district
        .decide(beth, &id, adam, why.clone())
        .await
        .refused(404, "not-found");

    district
        .decide(principal, &id, adam, why.clone())
        .await
        .is(200);
    district.keep(principal, &id, beth).await;
    let changed = district
        .decide(principal, &id, beth, to(samantha))
        .await
        .is(200);
    assert_eq!(
        changed.body["decision"]["to_coach"]["name"],
        "Samantha Adams"
    );
    assert!(district.queue(principal).await.is_empty());
    let review = district.review(&id).await;
    assert_eq!(
        [&review["keep"], &review["end"], &review["transfer"]],
        [&json!(0), &json!(1), &json!(1)]
    );
    assert_eq!(
        district.coachees(thomas).await.len(),
        3,
        "nothing is done before the review closes"
    );

    let close = async || {
        let client = world.ava().header("idempotency-key", "close");
        client
            .post(&format!("/reviews/{id}/close"), json!({}))
            .await
            .is(200)
    };
    assert_eq!(close().await.body["state"], "closing");
    world
        .ava()
        .get(&format!("/reviews/{id}/package"))
        .await
        .refused(409, "review-not-closed");
    district
        .decide(principal, &id, beth, why.clone())
        .await
        .refused(409, "review-not-open");
    world.process_stream().await;
    assert_eq!(close().await.body["state"], "closing", "replayed");
    let review = district.review(&id).await;
    assert_eq!(
        (&review["state"], &review["dealt_with"], &review["not_done"]),
        (&json!("closed"), &json!(3), &json!(0))
    );
    assert_eq!(district.coachees(thomas).await, ["Carl Coachee"]);
    assert_eq!(district.coachees(samantha).await, ["Beth Coachee"]);
    let done: BTreeMap<String, Value> = district
        .items(&id)
        .await
        .iter()
        .map(|item| {
            (
                item["coachee"]["name"].as_str().unwrap().to_owned(),
                item["outcome"]["done"].clone(),
            )
        })
        .collect();
    assert_eq!(
        json!(done),
        json!({"Adam Coachee": "ended", "Beth Coachee": "transferred", "Carl Coachee": "kept"})
    );
    let history = world
        .ava()
        .get(&adam.path("/coaching-history"))
        .await
        .is(200);
    let end = &history.items()[0];
    assert_eq!(
        (&end["event"], &end["by"]["name"]),
        (&json!("ended"), &json!("Paula Principal"))
    );
    assert_eq!(
        end["reason"],
        "Review “Spring review”: They have not met since autumn."
    );
    world
        .as_person(thomas)
        .get(&adam.path("/goals"))
        .await
        .is(403);
    assert!(
        world
            .notified(adam)
            .await
            .contains(&"coach_removed".to_owned())
    );
    assert!(
        world
            .notified(&world.ava)
            .await
            .contains(&"review_closed".to_owned())
    );
}

#[tokio::test]
async fn nobody_reviews_their_own_assignment_and_an_item_can_be_reassigned() {
    let district = ReviewDistrict::new().await;
    let ReviewDistrict {
        world,
        thomas,
        principal,
        adam,
        carl,
        samantha,
        ..
    } = &district;
    let by_the_coach =
        json!({"reviewers": [{"reviewer_id": thomas.id}], "fallback_reviewer_id": principal.id});
    let id = district.launched(by_the_coach).await;
    assert!(district.queue(thomas).await.is_empty());
    assert_eq!(district.queue(principal).await.len(), 3);
    let path = format!("{}/reviewer", district.item(&id, adam));
    let to = |person: &Person| json!({"reviewer_id": person.id});
    world
        .as_person(samantha)
        .put(&path, to(samantha))
        .await
        .refused(404, "not-found");
    world
        .ava()
        .put(&path, to(thomas))
        .await
        .refused(409, "self-review");
    world
        .ava()
        .put(&path, to(adam))
        .await
        .refused(409, "self-review");
    world
        .ava()
        .put(&path, json!({"reviewer_id": "01K5S0Q0000000000000000AVA"}))
        .await
        .refused_field("/reviewer_id");
    let handed = world
        .as_person(principal)
        .put(&path, to(samantha))
        .await
        .is(200);
    assert_eq!(handed.body["reviewer"]["name"], "Samantha Adams");
    world.ava().put(&path, to(samantha)).await.is(200);
    assert_eq!(
        (
            district.queue(principal).await.len(),
            district.queue(samantha).await.len()
        ),
        (2, 1)
    );
    assert!(
        world
            .notified(samantha)
            .await
            .contains(&"review_assigned".to_owned())
    );
    let keep = || json!({"choice": "keep"});
    district
        .decide(principal, &id, adam, keep())
        .await
        .refused(404, "not-found");
    district.keep(samantha, &id, adam).await;
    district.keep(&world.ava, &id, carl).await;
    let progress = district.review(&id).await["progress"].clone();
    let items_and_open = |name: &str| {
        let mut lines = progress.as_array().unwrap().iter();
        let line = lines.find(|line| line["person"]["name"] == name).unwrap();
        [line["items"].clone(), line["open"].clone()]
    };
    assert_eq!(items_and_open("Paula Principal"), [2, 1]);
    assert_eq!(items_and_open("Samantha Adams"), [1, 0]);
    // An administrator who is the coach may not decide either.
    world.grant_coach_status(&world.ava).await;
    world.connect(&world.ava, carl).await;
    let second =
        district.launched(json!({"scope": {"coach_ids": [world.ava.id]}, "fallback_reviewer_id": world.ava.id, "reviewers": []})).await;
    let items = district.items(&second).await;
    assert_eq!((items.len(), items[0].get("reviewer")), (1, None));
    let own = format!(
        "/reviews/{second}/items/{}.{}/decision",
        carl.id, world.ava.id
    );
    world
        .ava()
        .post(&own, keep())
        .await
        .refused(409, "self-review");
}

#[tokio::test]
async fn an_assignment_that_changed_since_the_launch_is_left_as_it_is() {
    let district = ReviewDistrict::new().await;
    let ReviewDistrict {
        world,
        thomas,
        samantha,
        principal,
        adam,
        beth,
        carl,
    } = &district;
    let id = district
        .launched(json!({"fallback_reviewer_id": principal.id}))
        .await;
    let end = || json!({"choice": "end", "justification": "Over."});
    district.decide(principal, &id, adam, end()).await.is(200);
    district.decide(principal, &id, beth, end()).await.is(200);
    let transfer = district.transfer_to(samantha);
    district
        .decide(principal, &id, carl, transfer)
        .await
        .is(200);
    // Adam's assignment ends, Beth's is replaced by a new one, and Samantha may not coach any more.
    world.disconnect(thomas, adam).await;
    world.disconnect(thomas, beth).await;
    world.connect(thomas, beth).await;
    world
        .ava()
        .delete(&samantha.path("/coach-status"))
        .await
        .is(204);
    district.close(&id).await;
    world.process_stream().await;
    let items = district.items(&id).await;
    let of = |coachee: &Person| {
        items
            .iter()
            .find(|item| item["coachee"]["id"] == coachee.id)
            .unwrap()["outcome"]
            .clone()
    };
    assert_eq!(
        (&of(adam)["done"], &of(beth)["done"]),
        (&json!("gone_meanwhile"), &json!("gone_meanwhile"))
    );
    assert_eq!(of(carl)["done"], "not_done");
    assert!(
        of(carl)["why"]
            .as_str()
            .unwrap()
            .contains("coaching access"),
        "{}",
        of(carl)
    );
    assert_eq!(
        district.coachees(thomas).await,
        ["Beth Coachee", "Carl Coachee"]
    );
    assert_eq!(district.review(&id).await["not_done"], 1);
}

#[tokio::test]
async fn a_review_gathers_no_expired_assignment() {
    let district = ReviewDistrict::new().await;
    let ReviewDistrict {
        world,
        thomas,
        beth,
        ..
    } = &district;
    world.end_yesterday(thomas, beth).await;
    let review = district.launched(json!({})).await;
    assert_eq!(district.review(&review).await["items"], 2);
}

#[tokio::test]
async fn a_closing_review_does_not_transfer_an_assignment_that_has_expired() {
    let district = ReviewDistrict::new().await;
    let ReviewDistrict {
        world,
        thomas,
        samantha,
        beth,
        ..
    } = &district;
    let review = district.launched(json!({})).await;
    let transfer = district.transfer_to(samantha);
    district
        .decide(&world.ava, &review, beth, transfer)
        .await
        .is(200);
    world.end_yesterday(thomas, beth).await;
    district.close(&review).await;
    world.process_stream().await;
    let closed = district.review(&review).await;
    assert_eq!(closed["state"], "closed", "{closed}");
    let of_samantha = format!("COACH#{}", samantha.id);
    assert_eq!(world.count_items(&of_samantha).await, 0);
    assert_primary_coaches_agree(world).await;
}

#[tokio::test]
async fn a_review_that_cannot_be_launched_is_refused_with_the_reason() {
    let district = ReviewDistrict::new().await;
    let world = &district.world;
    let refused = |more: Value| async { world.ava().post("/reviews", district.fields(more)).await };
    refused(json!({"due_on": world.day(0)}))
        .await
        .refused_field("/due_on");
    refused(json!({"due_on": world.day(400)}))
        .await
        .refused_field("/due_on");
    refused(json!({"repeats": "weekly"}))
        .await
        .refused_field("/repeats");
    refused(json!({"name": " "})).await.refused_field("/name");
    refused(json!({"silence_limit": 51}))
        .await
        .refused_field("/silence_limit");
    refused(json!({"fallback_reviewer_id": "01K5S0Q0000000000000000AVA"}))
        .await
        .refused_field("/fallback_reviewer_id");
    refused(json!({"reviewers": [{"reviewer_id": "01K5S0Q0000000000000000AVA"}]}))
        .await
        .refused_field("/reviewers/0/reviewer_id");
    let none = district
        .launched(json!({"scope": {"sites": ["Nowhere"]}}))
        .await;
    let review = district.review(&none).await;
    assert_eq!(
        (&review["state"], &review["stopped"]),
        (
            &json!("closed"),
            &json!("No coaching assignment is in its scope.")
        )
    );
    world
        .as_person(&district.thomas)
        .get("/reviews")
        .await
        .refused(403, "not-permitted");
}

/// An assignment past its last day takes no room, as when it is transferred by hand.
#[tokio::test]
async fn a_coachee_is_transferred_to_a_coach_whose_only_assignment_is_over() {
    let district = ReviewDistrict::new().await;
    let ReviewDistrict {
        world,
        principal,
        adam,
        ..
    } = &district;
    let review = district.launched(json!({})).await;
    let nora = world.another_coach("Nora").await;
    world.set_capacity(&nora, 1).await;
    let casey = world.namesake("Casey", "Coachee").await;
    world.connect(&nora, &casey).await;
    let transfer = district.transfer_to(&nora);
    district
        .decide(principal, &review, adam, transfer)
        .await
        .is(200);
    world.end_yesterday(&nora, &casey).await;
    district.close(&review).await;
    world.process_stream().await;
    assert_eq!(district.coachees(&nora).await, ["Adam Coachee"]);
    assert_eq!(world.counts(&nora).await.0, 1);
}

#[tokio::test]
async fn the_log_says_what_was_decided_and_who_reviews() {
    let district = ReviewDistrict::new().await;
    let ReviewDistrict {
        world,
        principal,
        samantha,
        adam,
        ..
    } = &district;
    let id = district.launched(json!({})).await;
    let of_review = |entry: &Value| entry["kind"].as_str().unwrap().starts_with("review_");
    let entries = || -> Vec<Value> { world.take_entries().into_iter().filter(of_review).collect() };
    entries();
    let entry = || {
        let entries = entries();
        assert_eq!(entries.len(), 1, "{entries:?}");
        (entries[0]["kind"].clone(), entries[0]["values"].clone())
    };
    district.keep(principal, &id, adam).await;
    let choice = json!({"field": "choice", "to": "keep"});
    assert_eq!(entry(), (json!("review_decided"), json!([choice])));

    district.keep(principal, &id, adam).await;
    district.keep(&world.ava, &id, adam).await;
    assert_eq!(entries(), [] as [Value; 0], "nothing changed");

    let transfer = district.transfer_to(samantha);
    district
        .decide(principal, &id, adam, transfer)
        .await
        .is(200);
    let values = json!([
        {"field": "choice", "from": "keep", "to": "transfer"},
        {"field": "to_coach", "to": "Samantha Adams"},
    ]);
    assert_eq!(entry(), (json!("review_decided"), values));

    let reviewer = format!("{}/reviewer", district.item(&id, adam));
    let ava = json!({"reviewer_id": world.ava.id});
    world.ava().put(&reviewer, ava).await.is(200);
    let values = json!([{"field": "reviewer", "from": "Paula Principal", "to": "Ava Morgan"}]);
    assert_eq!(entry(), (json!("review_reassigned"), values));
}
