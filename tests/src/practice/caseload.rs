//! A coach's caseload.

use crate::world::World;
use serde_json::json;

#[tokio::test]
async fn a_caseload_holds_the_people_who_may_be_coached_today() {
    let world = World::new().await;
    let (thomas, _adam) = world.pair().await;
    for (given, terms) in [
        ("Tomorrow", json!({"starts_on": world.day(1)})),
        ("Yesterday", world.past_term()),
        (
            "Today",
            json!({"starts_on": world.day(0), "ends_on": world.day(0)}),
        ),
    ] {
        let coachee = world.person(given, "Person").await;
        world
            .ava()
            .put(&thomas.coachee(&coachee), terms)
            .await
            .is(201);
    }
    let gone = world.person("Gone", "Person").await;
    world.connect(&thomas, &gone).await;
    world.disconnect(&thomas, &gone).await;
    assert_eq!(
        world
            .as_person(&thomas)
            .get("/me/caseload")
            .await
            .is(200)
            .names(),
        ["Adam Anderson", "Today Person"]
    );
    let coached = world.person("Not", "Coach").await;
    assert!(
        world
            .as_person(&coached)
            .get("/me/caseload")
            .await
            .is(200)
            .items()
            .is_empty()
    );

    world.interrupted_withdrawal(&thomas).await;
    assert!(
        world
            .as_person(&thomas)
            .get("/me/caseload")
            .await
            .is(200)
            .items()
            .is_empty(),
        "assignments count for nothing without coach status"
    );
}
