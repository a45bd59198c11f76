//! A review of thousands of assignments, killed again and again on its way from launch to package.

use crate::world::{Planter, World, id};
use functions::reviews::walk::walk;
use futures_util::{StreamExt, stream};
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    io::{Cursor, Read},
    time::{Duration, Instant},
};

const ASSIGNMENTS: usize = 5_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_review_of_thousands_of_assignments_goes_from_launch_to_package() {
    let world = World::with_own_database().await;
    let mut planter = Planter::new(&world);
    planter.sound(ASSIGNMENTS).await;
    planter.flush().await;
    let reviewers = [
        world.person("Rita", "First").await,
        world.person("Rolf", "Second").await,
    ];
    let fallback = world.person("Fay", "Fallback").await;
    let rules = reviewers
        .iter()
        .map(|reviewer| json!({"reviewer_id": reviewer.id}))
        .collect::<Vec<_>>();
    let fields = json!({
        "name": "All", "due_on": world.day(14), "reviewers": rules, "fallback_reviewer_id": fallback.id,
        "on_silence": "end", "silence_limit": 10, "closes_by_itself": true,
    });
    let began = Instant::now();
    let id = world
        .ava()
        .post("/reviews", fields)
        .await
        .is(201)
        .id()
        .to_owned();
    killed_often(&world, &id).await;
    println!(
        "{ASSIGNMENTS} assignments gathered in {:?}",
        began.elapsed()
    );
    let path = format!("/reviews/{id}");
    let review = async || world.ava().get(&path).await.is(200).body;
    assert_eq!(
        (&review().await["state"], &review().await["items"]),
        (&json!("open"), &json!(ASSIGNMENTS))
    );

    let items = world.all(&format!("{path}/items?limit=100")).await;
    assert_eq!(items.len(), ASSIGNMENTS);
    // Some are reassigned to the second reviewer; then the first leaves, and the fallback gets the rest.
    for item in &items[..20] {
        let path = format!("{path}/items/{}/reviewer", self::id(item));
        world
            .as_person(&reviewers[0])
            .put(&path, json!({"reviewer_id": reviewers[1].id}))
            .await
            .is(200);
    }
    world.deactivate(&reviewers[0]).await;
    world.run_reviews_due(1).await;
    let progress = review().await["progress"].clone();
    let open: HashMap<&str, u64> = progress
        .as_array()
        .unwrap()
        .iter()
        .map(|p| {
            (
                p["person"]["name"].as_str().unwrap(),
                p["open"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        open,
        HashMap::from([
            ("Rolf Second", 20),
            ("Fay Fallback", ASSIGNMENTS as u64 - 20)
        ])
    );

    // A fifth stays undecided, which is more than silence may end.
    let silent = ASSIGNMENTS / 5;
    let decide = |item: Value, n: usize| {
        let by = if n < 20 { &reviewers[1] } else { &fallback };
        let path = format!("{path}/items/{}/decision", self::id(&item));
        let decision = if n.is_multiple_of(10) {
            json!({"choice": "end", "justification": "No longer needed."})
        } else {
            json!({"choice": "keep"})
        };
        let world = &world;
        async move { world.as_person(by).post(&path, decision).await.is(200) }
    };
    let began = Instant::now();
    let decided = |from: usize, to: usize| {
        stream::iter(
            items[from..to]
                .iter()
                .cloned()
                .enumerate()
                .map(move |(n, item)| (from + n, item)),
        )
    };
    decided(0, ASSIGNMENTS - silent)
        .map(|(n, item)| decide(item, n))
        .buffer_unordered(4)
        .collect::<Vec<_>>()
        .await;
    println!(
        "{} decisions in {:?}",
        ASSIGNMENTS - silent,
        began.elapsed()
    );
    world.run_reviews_due(15).await;
    let held = review().await;
    assert_eq!(
        (&held["state"], held["dealt_with"].as_u64()),
        (&json!("held"), Some(0))
    );
    assert!(
        held["stopped"]
            .as_str()
            .unwrap()
            .contains("Silence may end 500 of them at most"),
        "{held}"
    );

    // With half of these decided as well, it can close, and silence ends the rest.
    decided(ASSIGNMENTS - silent, ASSIGNMENTS - silent / 2)
        .map(|(n, item)| decide(item, n))
        .buffer_unordered(4)
        .collect::<Vec<_>>()
        .await;
    let began = Instant::now();
    assert_eq!(
        world
            .ava()
            .post(&format!("{path}/close"), json!({}))
            .await
            .is(200)
            .body["state"],
        "closing"
    );
    killed_often(&world, &id).await;
    println!("closed in {:?}", began.elapsed());
    let closed = review().await;
    assert_eq!(
        (&closed["state"], &closed["dealt_with"], &closed["not_done"]),
        (&json!("closed"), &json!(ASSIGNMENTS), &json!(0))
    );
    package_agrees_with_the_table(&world, &path, silent / 2).await;
}

/// Walks a review to its end, killed twenty times on the way.
async fn killed_often(world: &World, id: &str) {
    world.take_records();
    let (background, id) = (world.background("reviews.walk"), id.parse().unwrap());
    for _ in 0..20 {
        let walking = walk(
            &background,
            &world.organisation,
            id,
            Instant::now() + Duration::from_secs(60),
        );
        let _ = tokio::time::timeout(Duration::from_millis(fastrand::u64(1..120)), walking).await;
    }
    // Without time left it does nothing but mark itself as pending.
    walk(&background, &world.organisation, id, Instant::now())
        .await
        .unwrap();
    walk(
        &background,
        &world.organisation,
        id,
        Instant::now() + Duration::from_secs(600),
    )
    .await
    .unwrap();
}

/// The hashes in the package are right, and the outcomes in it are what the table has.
async fn package_agrees_with_the_table(world: &World, review: &str, silent: usize) {
    let package = world.ava().get(&format!("{review}/package")).await.is(200);
    assert_eq!(package.headers["content-type"], "application/zip");
    // Lambda's limit is 6 MB, of which base64 takes a quarter. This is the share of it for so many items.
    let most = 4_500_000 * ASSIGNMENTS / shared::domain::review::MAX_ITEMS as usize;
    assert!(
        package.bytes.len() < most,
        "{} bytes, of {most}",
        package.bytes.len()
    );
    println!("a package of {} bytes", package.bytes.len());
    let mut zip = zip::ZipArchive::new(Cursor::new(package.bytes.to_vec())).unwrap();
    let mut file = |name: &str| {
        let mut content = Vec::new();
        zip.by_name(name)
            .unwrap()
            .read_to_end(&mut content)
            .unwrap();
        content
    };
    let manifest: Value = serde_json::from_slice(&file("manifest.json")).unwrap();
    for listed in manifest["files"].as_array().unwrap() {
        let content = file(listed["name"].as_str().unwrap());
        let hash: String = digest(&SHA256, &content)
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(
            (&listed["sha256"], &listed["bytes"]),
            (&json!(hash), &json!(content.len())),
            "{listed}"
        );
    }
    let items: Vec<Value> = serde_json::from_slice(&file("items.json")).unwrap();
    let csv = String::from_utf8(file("items.csv")).unwrap();
    assert_eq!(
        (items.len(), csv.lines().count()),
        (ASSIGNMENTS, ASSIGNMENTS + 1)
    );
    let is = |item: &Value, done: &str, by_silence: bool| {
        item["outcome"]["done"] == done && item["outcome"]["by_silence"] == by_silence
    };
    let count = |done: &str, by_silence: bool| {
        items
            .iter()
            .filter(|item| is(item, done, by_silence))
            .count()
    };
    let decided = ASSIGNMENTS - silent;
    assert_eq!(
        [
            count("ended", true),
            count("ended", false),
            count("kept", false)
        ],
        [silent, decided / 10, decided - decided / 10]
    );
    for item in items.iter().step_by(97) {
        let (coachee, coach) = (
            item["coachee"]["id"].as_str().unwrap(),
            item["coach"]["id"].as_str().unwrap(),
        );
        let coaches = world
            .ava()
            .get(&format!("/users/{coachee}/coaches"))
            .await
            .is(200);
        let is_connected = coaches.items().iter().any(|row| row["user"]["id"] == coach);
        assert_eq!(is_connected, item["outcome"]["done"] == "kept", "{item}");
    }
}
