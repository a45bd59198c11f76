//! Thousands of events through a stream that repeats and reorders them, on a database that fails.

use super::stored_notices;
use crate::world::{Fault, TIME_ZONE, World, fields, text};
use futures_util::{StreamExt, stream};
use serde_json::json;
use shared::{
    domain::{
        Activity, ActivityKind, Actor, Assignment, Caller, CoachStatus, Kind, Pair, Role, Terms,
        User, UserId,
    },
    table::{Changes, StreamRecord, keys},
};
use std::collections::{BTreeMap, BTreeSet};

/// The most events in one database. With each transaction the embedded engine looks through those of the last minutes, so
/// a large number is faster in several databases.
const WAVE: usize = 10_000;

/// How many events there are; `make feed` sends a hundred thousand.
fn events() -> usize {
    std::env::var("FEED_EVENTS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(3_000)
}

/// Coaches with their coachees, written straight to the table.
async fn people(world: &World, coaches: usize, each: usize) -> Vec<Pair> {
    let table = world.app.store.of(&world.organisation);
    let now = world.now();
    let today = now.day_in(TIME_ZONE);
    let mut pairs = Vec::new();
    for n in 0..coaches {
        let mut changes = Changes::without_caller();
        let mut coach = User::new(
            UserId::new(now),
            fields("Coach", &format!("Number{n}")),
            now,
        );
        (coach.coach_status, coach.capacity) = (CoachStatus::Granted, Some(100));
        changes = changes.set(keys::profile(&coach.id), &coach).unwrap();
        for m in 0..each {
            let coachee = User::new(
                UserId::new(now),
                fields("Coachee", &format!("Number{n}x{m}")),
                now,
            );
            let pair = Pair::new(coach.id, coachee.id).unwrap();
            let terms = Terms {
                kind: Some(Kind::Primary),
                starts_on: None,
                ends_on: None,
                replaces_primary: false,
            };
            let assignment = Assignment::start(pair, &terms, &Actor::system(), now, today).unwrap();
            changes = changes
                .set(keys::profile(&coachee.id), &coachee)
                .and_then(|changes| {
                    changes.set(keys::coach_of(&coachee.id, &coach.id), &assignment)
                })
                .unwrap();
            pairs.push(pair);
        }
        table.commit(changes).await.unwrap();
    }
    pairs
}

/// The stream record of a log entry. A poisonous one has a kind that the feed doesn't know.
fn record(world: &World, activity: &Activity, is_poison: bool) -> StreamRecord {
    let text = |text: &str| json!({"S": text});
    let kind = if is_poison { "unheard_of" } else { "assigned" };
    let user = activity.user_id.unwrap().to_string();
    serde_json::from_value(json!({"eventName": "INSERT", "dynamodb": {
        "SequenceNumber": activity.id.to_string(),
        "Keys": {"pk": text(&format!("ORG#{}#USER#{user}", world.organisation)), "sk": text(&format!("ACTIVITY#{}", activity.id))},
        "NewImage": {
            "id": text(&activity.id.to_string()), "kind": text(kind), "at": text(&activity.at.to_string()), "by": {"M": {"id": text(&activity.by.id.unwrap().to_string()), "name": text("Ava Morgan")}},
            "user_id": text(&user), "coach_id": text(&activity.coach_id.unwrap().to_string()),
        },
    }})).unwrap()
}

fn caller(world: &World) -> Caller {
    Caller {
        organisation: world.organisation.clone(),
        user_id: UserId::new(world.now()),
        name: "Ava Morgan".to_owned(),
        role_hint: Role::Administrator,
        now: world.now(),
        time_zone: TIME_ZONE.to_owned(),
        today: world.now().day_in(TIME_ZONE),
        request_id: String::new(),
        address: String::new(),
    }
}

/// Everything that a stream may do: records twice and in any order, some that can't be parsed, several batches at once,
/// and a database that fails now and then.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_notice_is_delivered_at_least_once_and_stored_once() {
    for wave in 0..events().div_ceil(WAVE) {
        all_are_delivered(WAVE.min(events() - wave * WAVE)).await;
    }
}

async fn all_are_delivered(count: usize) {
    let world = World::with_own_database().await;
    let pairs = people(&world, 20, 24).await;
    let caller = caller(&world);
    let mut expected: BTreeMap<UserId, BTreeSet<String>> = BTreeMap::new();
    let (mut written, mut records) = (Vec::new(), Vec::new());
    for n in 0..count {
        let pair = pairs[fastrand::usize(..pairs.len())];
        let activity = Activity {
            user_id: Some(pair.coachee),
            coach_id: Some(pair.coach),
            ..caller.activity(ActivityKind::Assigned)
        };
        for person in [pair.coach, pair.coachee] {
            expected
                .entry(person)
                .or_default()
                .insert(activity.id.to_string());
        }
        let record = record(&world, &activity, n % 100 == 0);
        written.push(activity);
        records.extend(std::iter::repeat_n(record, if n % 5 == 0 { 2 } else { 1 }));
    }
    for written in written.chunks(100) {
        let changes = written
            .iter()
            .try_fold(Changes::without_caller(), |changes, activity| {
                changes.record(activity.clone())
            });
        world
            .app
            .store
            .of(&world.organisation)
            .commit(changes.unwrap())
            .await
            .unwrap();
    }
    world.take_records();
    fastrand::shuffle(&mut records);
    world
        .meter
        .inject(|operation, _| match fastrand::u32(..1000) {
            0..5 => Some(Fault::LostBefore),
            5..10 => Some(Fault::LostAfter),
            10..20 if operation == "TransactWriteItems" => Some(Fault::Conflict),
            _ => None,
        });
    let mut rounds = 0;
    while !records.is_empty() {
        rounds += 1;
        assert!(rounds < 20, "{} records are still failing", records.len());
        let batches: Vec<Vec<StreamRecord>> = records.chunks(50).map(<[_]>::to_vec).collect();
        let world = &world;
        let again = stream::iter(batches).map(|batch| async move {
            let answer = world.notify(batch.clone()).await;
            let failed = |record: &StreamRecord| {
                answer
                    .batch_item_failures
                    .iter()
                    .any(|it| it.item_identifier == record.sequence_number())
            };
            // Lambda sends the batch again from the first failed record.
            let first = batch.iter().position(failed).unwrap_or(batch.len());
            batch[first..].to_vec()
        });
        records = again.buffer_unordered(4).collect::<Vec<_>>().await.concat();
        world.meter.take();
    }
    world.meter.clear_faults();

    let left = world.replay().await;
    assert_eq!(
        (left.replayed, left.left.len()),
        (0, count.div_ceil(100)),
        "only the poisonous records are dead letters"
    );
    repair(&world).await;
    let repaired = world.replay().await;
    assert_eq!(
        (repaired.replayed, repaired.left.len()),
        (count.div_ceil(100), 0)
    );

    for (person, ids) in &expected {
        assert_eq!(&stored_notices(&world, &person.to_string()).await, ids);
    }
    let verified = world.verify().await;
    assert_eq!(
        (verified.entries, verified.broken.len()),
        (count, 0),
        "each entry is under one seal"
    );
    println!(
        "{count} events in {rounds} rounds, {} seals",
        verified.seals
    );
}

/// Gives the dead letters a kind that the feed knows, as if a new version knew theirs.
async fn repair(world: &World) {
    for mut item in world.items_in(&world.partition("#DEAD"), "").await {
        let record = item["record"].as_s().unwrap();
        let record = record.replace("unheard_of", "assigned");
        item.insert("record".to_owned(), text(record));
        world.put_item(item).await;
    }
}
