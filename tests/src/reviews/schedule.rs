//! What the schedule does to a review: reminders, replacing reviewers, closing it, and launching the next one.

use crate::world::ReviewDistrict;
use serde_json::json;

#[tokio::test]
async fn reviewers_are_reminded_until_they_have_decided_and_replaced_when_they_leave() {
    let district = ReviewDistrict::new().await;
    let ReviewDistrict {
        world,
        principal,
        adam,
        beth,
        samantha,
        ..
    } = &district;
    let id = district
        .launched(json!({"fallback_reviewer_id": samantha.id}))
        .await;
    for day in [0, 1, 1, 2] {
        district.days_later(day).await;
    }
    assert_eq!(
        world.notified(principal).await,
        ["review_reminder", "review_assigned"],
        "seven days before, once"
    );
    district.keep(principal, &id, adam).await;
    district.days_later(5).await;
    let reminders = world
        .as_person(principal)
        .get("/me/notifications")
        .await
        .is(200);
    assert_eq!(
        (
            &reminders.items()[0]["kind"],
            &reminders.items()[0]["count"]
        ),
        (&json!("review_reminder"), &json!(1))
    );
    district.keep(principal, &id, beth).await;
    district.days_later(7).await;
    assert_eq!(
        world.notified(principal).await.len(),
        3,
        "a reviewer who has decided everything is not reminded"
    );
    assert_eq!(
        world
            .notified(samantha)
            .await
            .iter()
            .filter(|kind| *kind == "review_reminder")
            .count(),
        3
    );

    let second = district
        .launched(json!({"name": "Second", "fallback_reviewer_id": samantha.id}))
        .await;
    assert_eq!(district.queue(principal).await.len(), 2);
    world.deactivate(principal).await;
    let before = district.queue(samantha).await.len();
    district.days_later(0).await;
    district.days_later(0).await;
    assert_eq!(district.queue(samantha).await.len(), before + 2);
    let progress = district.review(&second).await["progress"].clone();
    assert_eq!(
        progress
            .as_array()
            .unwrap()
            .iter()
            .map(|p| &p["person"]["name"])
            .collect::<Vec<_>>(),
        [&json!("Samantha Adams")]
    );
}

#[tokio::test]
async fn silence_ends_no_more_assignments_than_its_limit() {
    let district = ReviewDistrict::new().await;
    let ReviewDistrict {
        world,
        thomas,
        principal,
        adam,
        beth,
        ..
    } = &district;
    let ends = json!({"on_silence": "end", "silence_limit": 40, "closes_by_itself": true});
    let id = district.launched(ends.clone()).await;
    district.days_later(8).await;
    assert_eq!(
        district.review(&id).await["state"],
        "open",
        "a review is open until the end of its last day"
    );
    district.keep(principal, &id, adam).await;
    district.days_later(9).await;
    let held = district.review(&id).await;
    assert_eq!(held["state"], "held");
    assert!(
        held["stopped"]
            .as_str()
            .unwrap()
            .starts_with("Nobody has decided about 2 of 3 assignments. Silence may end 1"),
        "{held}"
    );
    assert!(
        world
            .notified(&world.ava)
            .await
            .contains(&"review_waits".to_owned())
    );
    district.days_later(10).await;
    assert_eq!(
        (
            &district.review(&id).await["state"],
            district.coachees(thomas).await.len()
        ),
        (&json!("held"), 3)
    );
    assert_eq!(district.close(&id).await.body["state"], "held");

    district.keep(principal, &id, beth).await;
    district.close(&id).await;
    world.process_stream().await;
    let closed = district.review(&id).await;
    assert_eq!(
        (&closed["state"], closed.get("stopped")),
        (&json!("closed"), None)
    );
    assert_eq!(district.coachees(thomas).await.len(), 2);
    let carl = world
        .ava()
        .get(&district.carl.path("/coaching-history"))
        .await
        .is(200);
    assert_eq!(
        carl.items()[0]["reason"],
        "Review “Spring review”: nobody decided to keep it."
    );

    let second = district.launched(ends).await;
    district.days_later(9).await;
    assert_eq!(district.review(&second).await["state"], "held");
    world
        .ava()
        .post(
            &format!("/reviews/{second}/close"),
            json!({"keep_undecided": true}),
        )
        .await
        .is(200);
    world.process_stream().await;
    assert_eq!(
        (
            &district.review(&second).await["state"],
            district.coachees(thomas).await.len()
        ),
        (&json!("closed"), 2)
    );
}

#[tokio::test]
async fn a_review_closes_by_itself_only_while_its_launcher_is_an_administrator() {
    let district = ReviewDistrict::new().await;
    let ReviewDistrict {
        world,
        thomas,
        samantha,
        ..
    } = &district;
    let id = district.launched(json!({"closes_by_itself": true})).await;
    let administrator = json!({"role": "administrator"});
    world
        .ava()
        .patch(&samantha.path(""), administrator.clone())
        .await
        .is(428);
    world
        .ava()
        .header("if-match", "*")
        .patch(&samantha.path(""), administrator)
        .await
        .is(200);
    world
        .as_person(samantha)
        .header("if-match", "*")
        .patch(&world.ava.path(""), json!({"role": "member"}))
        .await
        .is(200);
    district.days_later(9).await;
    let review = world
        .as_person(samantha)
        .get(&format!("/reviews/{id}"))
        .await
        .is(200)
        .body;
    assert_eq!(review["state"], "open");
    let closed = world
        .as_person(samantha)
        .post(&format!("/reviews/{id}/close"), json!({}))
        .await
        .is(200);
    assert_eq!(closed.body["closed_by"]["name"], "Samantha Adams");
    world.process_stream().await;
    assert_eq!(
        world
            .as_person(samantha)
            .get(&thomas.path("/coachees"))
            .await
            .is(200)
            .items()
            .len(),
        3
    );
}

#[tokio::test]
async fn a_monthly_review_is_launched_again_after_a_month() {
    let district = ReviewDistrict::new().await;
    let world = &district.world;
    let monthly = json!({"repeats": "monthly", "closes_by_itself": true});
    let first = district.launched(monthly).await;
    district.days_later(9).await;
    district.days_later(27).await;
    let all = || async { world.ava().get("/reviews").await.is(200).items().clone() };
    assert_eq!(all().await.len(), 1);
    district.days_later(28).await;
    district.days_later(28).await;
    let reviews = all().await;
    assert_eq!(reviews.len(), 2);
    let next = &reviews[0];
    assert_eq!(
        (&next["repeats_review"], &next["due_on"]),
        (&json!(first), &json!(world.day(36)))
    );
    assert_eq!(
        (&next["state"], &next["items"], &next["by"]["name"]),
        (&json!("open"), &json!(3), &json!("Ava Morgan"))
    );
}
