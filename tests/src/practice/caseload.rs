use super::pair;
use crate::world::World;
use serde_json::json;

#[tokio::test]
async fn a_caseload_has_those_who_may_be_coached_today_and_nobody_else() {
    let world = World::new().await;
    let (thomas, _adam) = pair(&world).await;
    for (given, terms) in [
        ("Tomorrow", json!({"starts_on": world.day(1)})),
        ("Yesterday", json!({"starts_on": world.day(-9), "ends_on": world.day(-1)})),
        ("Today", json!({"starts_on": world.day(0), "ends_on": world.day(0)})),
    ] {
        let coachee = world.person(given, "Person").await;
        world.ava().put(&format!("/users/{}/coachees/{}", thomas.id, coachee.id), terms).await.is(201);
    }
    let gone = world.person("Gone", "Person").await;
    world.connect(&thomas, &gone).await;
    world.disconnect(&thomas, &gone).await;
    assert_eq!(world.asking(&thomas).get("/me/caseload").await.is(200).names(), ["Adam Anderson", "Today Person"]);
    let coached = world.person("Not", "Coach").await;
    assert!(world.asking(&coached).get("/me/caseload").await.is(200).items().is_empty());

    world.interrupted_withdrawal(&thomas).await;
    assert!(world.asking(&thomas).get("/me/caseload").await.is(200).items().is_empty(), "the assignments are there, the status isn't");
}
