//! The audit of coaching assignments: it finds every planted fault and nothing else, however often it is killed, and its
//! remedies fix what they say.

use crate::{
    events::event,
    lambda::function,
    world::{Planter, World, id},
};
use functions::{
    Background, Scheduled,
    audits::{due, walk::walk},
};
use serde_json::{Value, json};
use shared::domain::{FindingKind, OrganisationId, audit::SHARDS};
use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

/// How many faults of each kind are planted.
const OF_EACH: usize = 20;

/// How many assignments are planted; `make audit` plants a hundred thousand.
fn assignments() -> usize {
    std::env::var("AUDIT_ASSIGNMENTS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(600)
}

/// Plants this many sound assignments and twenty faults of each kind; returns the ids of the findings to expect.
async fn planted(world: &World, sound: usize) -> BTreeSet<String> {
    world
        .ava()
        .patch("/organisation", json!({"coached_titles": ["New teacher"]}))
        .await
        .is(200);
    let mut planter = Planter::new(world);
    planter.sound(sound).await;
    planter.widely_coached().await;
    for kind in FindingKind::ALL {
        for n in 0..OF_EACH {
            planter.plant(kind, n).await;
        }
    }
    planter.flush().await;
    world.meter.take();
    planter.expected
}

/// Starts an audit whose shards the stream is not going to walk.
async fn start(world: &World) -> String {
    let audit = world.start_audit().await;
    world.take_records();
    audit
}

/// Walks one shard of an audit for at most this long.
async fn walk_shard(background: &Background, audit: &str, shard: u32, time: Duration) {
    let until = Instant::now() + time;
    walk(
        background,
        organisation(background),
        audit.parse().unwrap(),
        shard,
        until,
    )
    .await
    .unwrap();
}

fn organisation(background: &Background) -> &OrganisationId {
    &background.organisations[0]
}

async fn findings(world: &World, audit: &str) -> Vec<Value> {
    world
        .all(&format!("/audits/{audit}/findings?limit=100"))
        .await
}

fn ids(findings: &[Value]) -> BTreeSet<String> {
    findings
        .iter()
        .map(|finding| id(finding).to_owned())
        .collect()
}

fn totals(audit: &Value) -> [&Value; 5] {
    ["people", "assignments", "high", "medium", "low"].map(|number| &audit[number])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_audit_finds_what_is_wrong_and_nothing_else_however_often_it_is_killed() {
    let world = World::with_own_database().await;
    let expected = planted(&world, assignments()).await;
    let began = Instant::now();
    let audit = world.audit().await;
    let took = began.elapsed();
    let found = findings(&world, id(&audit)).await;
    assert_eq!(ids(&found), expected);
    assert_eq!(found.len(), expected.len());
    let of_severity = |severity: &str| {
        found
            .iter()
            .filter(|finding| finding["severity"] == severity)
            .count()
    };
    for severity in ["high", "medium", "low"] {
        assert_eq!(audit[severity], of_severity(severity), "{severity}");
    }
    let walked = audit["assignments"].as_u64().unwrap();
    println!(
        "{walked} assignments in {took:?}: {:.0} a second",
        walked as f64 / took.as_secs_f64()
    );

    let killed = start(&world).await;
    killed_often(&world, &killed, took / SHARDS / 3).await;
    let again = world.done_audit(&killed).await;
    let same = |finding: &Value| {
        let mut finding = finding.clone();
        finding.as_object_mut().unwrap().remove("is_new");
        finding
    };
    let report: Vec<Value> = findings(&world, &killed).await.iter().map(same).collect();
    assert_eq!(report, found.iter().map(same).collect::<Vec<_>>());
    assert_eq!(totals(&again), totals(&audit));
    assert_eq!(
        (&again["new"], &again["resolved"], &again["previous"]),
        (&json!(0), &json!(0), &audit["id"])
    );

    two_walks_at_once(&world, &audit, &expected).await;
    as_deployed(&world, &found).await;
    remedied(&world, &killed, &expected).await;
}

/// Walks an audit to its end, killed fifty times on the way, each time after at most this long.
async fn killed_often(world: &World, audit: &str, most: Duration) {
    let (background, mut kills) = (world.background("audits.walk"), 0);
    let most = most.as_micros() as u64 + 1;
    while kills < 50 {
        let shard = fastrand::u32(1..=SHARDS);
        let walking = walk_shard(&background, audit, shard, Duration::from_secs(60));
        let time = Duration::from_micros(fastrand::u64(..most));
        kills += usize::from(tokio::time::timeout(time, walking).await.is_err());
    }
    for shard in 1..=SHARDS {
        // Without time left it does nothing but mark itself as pending.
        walk_shard(&background, audit, shard, Duration::ZERO).await;
        walk_shard(&background, audit, shard, Duration::from_secs(600)).await;
    }
}

/// Walks each shard twice at once: what one walk has written, the other must not count again.
async fn two_walks_at_once(world: &World, alone: &Value, expected: &BTreeSet<String>) {
    let run = start(world).await;
    let background = world.background("audits.walk");
    for shard in 1..=SHARDS {
        let walking = || walk_shard(&background, &run, shard, Duration::from_secs(600));
        tokio::join!(walking(), walking());
    }
    let audit = world.done_audit(&run).await;
    assert_eq!(totals(&audit), totals(alone));
    assert_eq!(ids(&findings(world, &run).await), *expected);
}

/// Walks with the bootstrap, to measure its memory.
async fn as_deployed(world: &World, found: &[Value]) {
    let audit = start(world).await;
    let mut function = function("audits.walk", &world.endpoint, &json!({})).await;
    let began = Instant::now();
    for number in 1..=SHARDS {
        let mut event = event("audits.walk");
        let keys = &mut event["Records"][0]["dynamodb"]["Keys"];
        keys["pk"]["S"] = json!(world.partition(&format!("#AUDIT#{audit}")));
        keys["sk"]["S"] = json!(format!("SHARD#{number:02}"));
        // The stream sends a failed record again.
        let mut tries = 0;
        while function.invoke(&event).await.unwrap().json != json!({"batchItemFailures": []}) {
            tries += 1;
            assert!(tries < 6, "{}", function.log());
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    assert_eq!(ids(&findings(world, &audit).await), ids(found));
    let path = format!("/audits/{audit}");
    let walked = world.ava().get(&path).await.is(200).body["assignments"]
        .as_u64()
        .unwrap();
    let peak = function.peak_resident().unwrap_or_default() / 1024 / 1024;
    println!(
        "as deployed: {:.0} assignments a second, {peak} MB at most",
        walked as f64 / seconds
    );
    assert!(peak < 64, "{peak} MB");
}

/// Applies all remedies, each twice. The next audit must find only what has no remedy.
async fn remedied(world: &World, audit: &str, expected: &BTreeSet<String>) {
    let mut remedied = BTreeSet::new();
    for finding in findings(world, audit)
        .await
        .iter()
        .filter(|finding| finding["remedy"].is_string())
    {
        let id = id(finding);
        let path = format!("/audits/{audit}/findings/{id}/remedy");
        let after = world.ava().post(&path, json!({})).await.is(200);
        assert_eq!(after.body["remedied_by"]["name"], "Ava Morgan", "{id}");
        world.ava().post(&path, json!({})).await.is(200);
        remedied.insert(id.to_owned());
    }
    assert_eq!(remedied.len(), OF_EACH * 8, "eight kinds have a remedy");
    let audit = world.audit().await;
    let after = id(&audit);
    let left = findings(world, after).await;
    assert!(
        left.iter().all(|finding| finding["remedy"].is_null()),
        "{left:?}"
    );
    assert_eq!(
        ids(&left),
        expected.difference(&remedied).cloned().collect()
    );
    assert_eq!(
        (&audit["new"], &audit["resolved"]),
        (&json!(0), &json!(remedied.len()))
    );
    let resolved = format!("/audits/{after}/resolved?limit=100");
    assert_eq!(ids(&world.all(&resolved).await), remedied);
}

#[tokio::test]
async fn findings_are_filtered_downloaded_and_compared() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let adam = world.person("=Adam", "Anderson").await;
    world.connect(&thomas, &adam).await;
    let first = world.audit().await;
    assert_eq!(findings(&world, id(&first)).await, Vec::<Value>::new());
    world.interrupted_withdrawal(&thomas).await;
    let audit = world.audit().await;
    assert_eq!(
        (&audit["high"], &audit["new"], &audit["resolved"]),
        (&json!(1), &json!(1), &json!(0))
    );
    let found = findings(&world, id(&audit)).await;
    assert_eq!(
        found[0]["what"],
        "Thomas Blankenship coaches =Adam Anderson without coaching access."
    );
    assert_eq!(
        (&found[0]["is_new"], &found[0]["remedy"]),
        (&json!(true), &json!("end_assignment"))
    );
    let path = format!("/audits/{}/findings", id(&audit));
    for (filter, count) in [
        ("severity=high", 1),
        ("severity=low", 0),
        ("kind=no_coach_status", 1),
        ("kind=past_end", 0),
        ("is_new=true", 1),
        ("is_new=false", 0),
    ] {
        assert_eq!(
            world.all(&format!("{path}?{filter}")).await.len(),
            count,
            "{filter}"
        );
    }
    let csv = world.ava().get(&format!("{path}.csv")).await.is(200);
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    let text = csv.text();
    assert!(
        text.contains("high,no_coach_status,\"'=Adam Anderson\","),
        "{text}"
    );

    let remedy = format!("{path}/{}/remedy", id(&found[0]));
    world
        .ava()
        .put(&thomas.path("/coach-status"), json!({}))
        .await;
    world
        .ava()
        .post(&remedy, json!({}))
        .await
        .refused(409, "settled");
    for unknown in ["circle.x", "x"] {
        world
            .ava()
            .post(&format!("{path}/{unknown}/remedy"), json!({}))
            .await
            .refused(404, "not-found");
    }
    let running = world.start_audit().await;
    assert_eq!(
        id(&world.ava().get("/audits").await.is(200).items()[0]),
        running
    );
    world
        .as_person(&adam)
        .get("/audits")
        .await
        .refused(403, "not-permitted");
}

#[tokio::test]
async fn a_due_audit_is_started_once() {
    let world = World::new().await;
    let organisations = std::slice::from_ref(&world.organisation);
    let started = async |background: Background| {
        due::handle(&background, Scheduled {})
            .await
            .unwrap()
            .started
    };
    assert_eq!(started(world.background("audits.due")).await, organisations);
    assert_eq!(started(world.background("audits.due")).await, []);
    world.process_stream().await;
    let audits = world.ava().get("/audits").await.is(200);
    assert_eq!(
        (audits.items().len(), &audits.items()[0]["by"]["name"]),
        (1, &json!("Coachwork"))
    );
    assert_eq!(audits.items()[0]["state"], "done");
    assert_eq!(
        started(world.background_at("audits.due", 7, 12)).await,
        organisations
    );
}
