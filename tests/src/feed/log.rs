//! The organization's log as administrators read it.

use crate::world::World;
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn the_log_is_listed_newest_first_and_for_administrators_only() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    world.process_stream().await;
    let log = world.all("/activity?limit=100").await;
    let line = &log[0];
    assert_eq!(
        (&line["kind"], &line["user"]["name"], &line["coach"]["name"]),
        (
            &json!("assigned"),
            &json!("Adam Anderson"),
            &json!("Thomas Blankenship")
        )
    );
    assert_eq!(line["by"]["name"], "Ava Morgan");
    let ids = |lines: &[Value]| {
        lines
            .iter()
            .map(|line| line["id"].as_str().unwrap().to_owned())
            .collect::<Vec<String>>()
    };
    let listed = ids(&log);
    assert_eq!(ids(&world.all("/activity?limit=2").await), listed);
    assert!(listed.iter().rev().is_sorted());
    let before = format!("/activity?from={}&to={}", world.day(-70), world.day(-1));
    assert_eq!(world.all(&before).await.len(), 0, "nothing before today");
    let csv = world.ava().get("/activity.csv").await.is(200);
    let text = csv.text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), listed.len() + 1);
    let assigned = format!(
        ",assigned,Adam Anderson,{},Thomas Blankenship,{},",
        adam.id, thomas.id
    );
    assert!(
        lines[0].starts_with("\u{feff}at,by,by_id,kind,user,user_id,coach")
            && lines[1].contains(&assigned),
        "{text}"
    );
    for path in ["/activity", "/activity.csv"] {
        world
            .ava()
            .get(&format!("{path}?from={}&to={}", world.day(1), world.day(0)))
            .await
            .refused_field("?from");
    }
    world
        .as_person(&thomas)
        .get("/activity")
        .await
        .refused(403, "not-permitted");
}

/// In the organization's time zone the last day of a month reaches into the next month of UTC, and the log has one
/// partition for each month of UTC.
#[tokio::test]
async fn the_first_page_of_the_log_is_not_empty_on_the_last_day_of_a_month() {
    let mut world = World::new().await;
    world.ava.token = world.lasting_token(&world.ava).await;
    let ends_in = |days: i64| world.moment(days + 1, 0).month();
    let last = (1..)
        .find(|days| ends_in(*days) != ends_in(days - 1))
        .unwrap();
    let noon = world.moment(last, 12).as_second() - world.now().as_second();
    world
        .app
        .clock
        .advance(Duration::from_secs(u64::try_from(noon).unwrap()));
    world.person("Adam", "Anderson").await;
    world.process_stream().await;
    let first = world.ava().get("/activity").await.is(200);
    assert_eq!(first.items()[0]["user"]["name"], "Adam Anderson");
}

/// Samoa had no December 30, 2011.
#[tokio::test]
async fn a_day_that_the_time_zone_skipped_has_no_entries() {
    let world = World::new().await;
    let apia = json!({"time_zone": "Pacific/Apia"});
    world.ava().patch("/organisation", apia).await.is(200);
    let period = "from=2011-12-30&to=2011-12-30";
    let page = world
        .ava()
        .get(&format!("/activity?{period}"))
        .await
        .is(200);
    assert_eq!(page.items().len(), 0);
    world
        .ava()
        .get(&format!("/activity.csv?{period}"))
        .await
        .is(200);
}
