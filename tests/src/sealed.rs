//! Tampering with the log is found: every altered attribute, and every item that is removed, moved or inserted behind the
//! service's back. Ordinary traffic during a verification causes no false finding.

use crate::world::{Item, Person, World, number, text};
use aws_sdk_dynamodb::types::AttributeValue;
use functions::feed::Verified;
use serde_json::json;
use shared::{
    domain::{Activity, ActivityKind, Actor, Moment},
    table::{StreamAnswer, StreamRecord},
};
use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

/// An organization with log entries under three seals, whose table is tampered with.
struct Sealed {
    world: World,
    thomas: Person,
    adam: Person,
}

impl Sealed {
    async fn new() -> Self {
        let world = World::new().await;
        let thomas = world.coach("Thomas", "Blankenship").await;
        let adam = world.person("Adam", "Anderson").await;
        world.process_stream().await;
        world.connect(&thomas, &adam).await;
        world
            .ava()
            .patch("/organisation", json!({"default_capacity": 9}))
            .await
            .is(200);
        world.process_stream().await;
        world.disconnect(&thomas, &adam).await;
        world.process_stream().await;
        let sealed = Self {
            world,
            thomas,
            adam,
        };
        let whole = sealed.world.verify().await;
        assert_eq!(
            (whole.seals, whole.broken.as_slice(), whole.late.len()),
            (3, [].as_slice(), 0),
            "{whole:?}"
        );
        sealed
    }

    /// The log's partition of this month.
    fn log(&self) -> String {
        self.world
            .partition(&format!("#LOG#{}", self.world.now().month()))
    }

    /// A forged entry in somebody's partition, dated this many seconds from now.
    fn forged(&self, person: &Person, seconds: i64) -> (Activity, Item) {
        let mut activity = Activity::new(
            ActivityKind::Assigned,
            Actor::system(),
            self.world.now().plus_seconds(seconds),
        );
        activity.user_id = Some(person.id.parse().unwrap());
        let mut item: Item = [
            ("id", activity.id.to_string()),
            ("kind", "assigned".to_owned()),
            ("at", activity.at.to_string()),
            ("user_id", person.id.clone()),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), text(value)))
        .collect();
        let by: Item = [("name".to_owned(), text("Coachwork"))].into();
        item.insert("by".to_owned(), AttributeValue::M(by));
        (
            activity,
            at(
                &item,
                &self.world.partition_of(person),
                &format!("ACTIVITY#{}", item["id"].as_s().unwrap()),
            ),
        )
    }

    /// Asserts that a verification finds this item while it is in the table.
    async fn assert_found(&self, item: &Item, what: &str) {
        self.world.put_item(item.clone()).await;
        let found = self.world.verify().await;
        self.world.delete_item(item).await;
        assert_broken(&found, what);
    }
}

/// Asserts that a verification found something.
#[track_caller]
fn assert_broken(found: &Verified, what: &str) {
    assert!(!found.broken.is_empty(), "{what} is not found");
}

/// The same item with another key.
fn at(item: &Item, partition: &str, sort: &str) -> Item {
    item.clone()
        .into_iter()
        .chain([
            ("pk".to_owned(), text(partition)),
            ("sk".to_owned(), text(sort)),
        ])
        .collect()
}

/// Another value of the same kind, so that the item still parses.
fn altered(value: &AttributeValue) -> AttributeValue {
    match value {
        AttributeValue::N(number) => self::number(number.parse::<i64>().unwrap() + 1),
        AttributeValue::S(moment) if moment.ends_with('Z') => text("2020-01-01T00:00:00Z"),
        AttributeValue::S(kind) if kind == "assigned" => text("assignment_ended"),
        AttributeValue::S(hash) if hash.len() == 64 => text("0".repeat(64)),
        AttributeValue::S(id) if id.len() == 26 => text("01K5S0Q0000000000000000AVA"),
        AttributeValue::S(other) => text(format!("{other}x")),
        AttributeValue::L(items) => AttributeValue::L(items.iter().skip(1).cloned().collect()),
        AttributeValue::M(members) => AttributeValue::M(
            members
                .iter()
                .map(|(name, value)| (name.clone(), altered(value)))
                .collect(),
        ),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_altered_attribute_of_an_entry_a_seal_or_the_head_is_found() {
    let sealed = Sealed::new().await;
    let with_adam = sealed
        .world
        .items_in(&sealed.world.partition_of(&sealed.adam), "ACTIVITY#")
        .await;
    let assigned = with_adam
        .iter()
        .find(|item| item["kind"] == text("assigned"))
        .unwrap();
    let of_organisation = sealed
        .world
        .items_in(&sealed.world.partition(""), "ACTIVITY#")
        .await
        .pop()
        .unwrap();
    assert!(
        of_organisation.contains_key("values"),
        "{of_organisation:?}"
    );
    let log = sealed.world.items_in(&sealed.log(), "").await;
    let seals = sealed
        .world
        .items_in(&sealed.world.partition("#SEALS"), "")
        .await;
    let mut tried = 0;
    for item in [
        assigned,
        &of_organisation,
        &log[0],
        &seals[0],
        &seals[2],
        &seals[3],
    ] {
        let attributes = item
            .keys()
            .filter(|name| !matches!(name.as_str(), "pk" | "sk"));
        for name in attributes {
            let mut other = item.clone();
            other.insert(name.clone(), altered(&item[name]));
            sealed.world.put_item(other).await;
            assert_broken(
                &sealed.world.verify().await,
                &format!("another {name} of {:?} {:?}", item["pk"], item["sk"]),
            );
            tried += 1;
        }
        let mut more = item.clone();
        more.insert("nonsense".to_owned(), text("x"));
        sealed.world.put_item(more).await;
        assert_broken(
            &sealed.world.verify().await,
            &format!("one attribute more of {:?}", item["sk"]),
        );
        let mut fewer = item.clone();
        fewer.remove(
            ["request_id", "at", "number"]
                .iter()
                .find(|name| item.contains_key(**name))
                .copied()
                .unwrap(),
        );
        sealed.world.put_item(fewer).await;
        assert_broken(
            &sealed.world.verify().await,
            &format!("one attribute fewer of {:?}", item["sk"]),
        );
        sealed.world.put_item(item.clone()).await;
    }
    assert!(tried > 30, "only {tried} attributes");
    assert_eq!(sealed.world.verify().await.broken, [""; 0]);
}

#[tokio::test]
async fn removed_and_swapped_items_are_found() {
    let sealed = Sealed::new().await;
    let entries = [
        sealed.world.partition_of(&sealed.adam),
        sealed.world.partition_of(&sealed.thomas),
        sealed.world.partition(""),
    ];
    let places = entries
        .iter()
        .map(|partition| (partition.clone(), "ACTIVITY#"));
    for (partition, begins) in
        places.chain([(sealed.log(), ""), (sealed.world.partition("#SEALS"), "")])
    {
        let items = sealed.world.items_in(&partition, begins).await;
        assert!(!items.is_empty(), "{partition}");
        for item in &items {
            sealed.world.delete_item(item).await;
            assert_broken(
                &sealed.world.verify().await,
                &format!("without {:?} {:?}", item["pk"], item["sk"]),
            );
            sealed.world.put_item(item.clone()).await;
        }
        for pair in items.windows(2) {
            let sort = |item: &Item| item["sk"].as_s().unwrap().clone();
            sealed
                .world
                .put_item(at(&pair[0], &partition, &sort(&pair[1])))
                .await;
            sealed
                .world
                .put_item(at(&pair[1], &partition, &sort(&pair[0])))
                .await;
            assert_broken(
                &sealed.world.verify().await,
                &format!("{} in the place of {}", sort(&pair[0]), sort(&pair[1])),
            );
            sealed.world.put_item(pair[0].clone()).await;
            sealed.world.put_item(pair[1].clone()).await;
        }
    }
    assert_eq!(sealed.world.verify().await.broken, [""; 0]);

    // With the last seal and everything under it removed, only a hash that was kept elsewhere reveals it.
    let whole = sealed.world.verify().await;
    let (seal, hash) = whole.head.split_once(':').unwrap();
    let kept = [(seal.parse().unwrap(), hash.to_owned())];
    assert_eq!(sealed.world.verify_with(&kept).await.broken, [""; 0]);
    let not_kept = sealed
        .world
        .verify_with(&[(2, hash.to_owned()), (9, hash.to_owned())])
        .await;
    assert_eq!(
        not_kept.broken,
        ["seal 2 is not the one that was kept", "seal 9 is gone"]
    );
    let head = sealed
        .world
        .items_in(&sealed.world.partition("#SEALS"), "HEAD")
        .await
        .pop()
        .unwrap();
    let last = sealed
        .world
        .items_in(&sealed.world.partition("#SEALS"), "SEAL#")
        .await
        .pop()
        .unwrap();
    let mut before = head.clone();
    before.insert("number".to_owned(), number(2));
    before.insert("hash".to_owned(), last["previous"].clone());
    sealed.world.put_item(before).await;
    sealed.world.delete_item(&last).await;
    assert_broken(
        &sealed.world.verify().await,
        "a log without its last seal: its entries are under no seal now",
    );
    let later = sealed
        .world
        .items_in(&sealed.log(), "")
        .await
        .pop()
        .unwrap();
    sealed.world.delete_item(&later).await;
    sealed
        .world
        .delete_item(&at(
            &later,
            &sealed.world.partition_of(&sealed.adam),
            &format!("ACTIVITY#{}", later["sk"].as_s().unwrap()),
        ))
        .await;
    assert_broken(
        &sealed.world.verify_with(&kept).await,
        "a log without its last seal and the entries under it",
    );
}

#[tokio::test]
async fn a_forged_entry_is_found_in_any_partition() {
    let sealed = Sealed::new().await;
    let (_, old) = sealed.forged(&sealed.adam, -61);
    let id = old["id"].as_s().unwrap().clone();
    sealed
        .assert_found(&old, "an entry in a user's partition")
        .await;
    sealed
        .assert_found(
            &at(&old, &sealed.world.partition(""), &format!("ACTIVITY#{id}")),
            "an entry in the organization's partition",
        )
        .await;
    sealed
        .assert_found(
            &at(&old, &sealed.world.partition_of(&sealed.adam), "ACTIVITY#x"),
            "an entry without an id in its key",
        )
        .await;
    let mut unreadable = old.clone();
    unreadable.remove("kind");
    sealed
        .assert_found(&unreadable, "an unreadable entry")
        .await;
    for month in [
        sealed.world.now().month().to_string(),
        "1970-01".to_owned(),
        "1999-05".to_owned(),
    ] {
        let forged = at(&old, &sealed.world.partition(&format!("#LOG#{month}")), &id);
        sealed
            .assert_found(&forged, &format!("an entry in the log of {month}"))
            .await;
    }
    // Genuine entries in wrong places.
    let genuine = sealed
        .world
        .items_in(&sealed.world.partition_of(&sealed.adam), "ACTIVITY#")
        .await
        .remove(0);
    let sort = genuine["sk"].as_s().unwrap();
    sealed
        .assert_found(
            &at(&genuine, &sealed.world.partition_of(&sealed.thomas), sort),
            "an entry in another user's partition",
        )
        .await;
    let sort = sort.trim_start_matches("ACTIVITY#");
    sealed
        .assert_found(
            &at(&genuine, &sealed.world.partition("#LOG#2001-01"), sort),
            "an entry in another month's log",
        )
        .await;
    sealed
        .assert_found(
            &at(&genuine, &sealed.log(), &format!("ACTIVITY#{sort}")),
            "an entry in the log under the key that it has with its user",
        )
        .await;

    let (_, tomorrow) = sealed.forged(&sealed.adam, 24 * 3600);
    sealed
        .assert_found(
            &tomorrow,
            "an entry of tomorrow, which would never be overdue for a seal,",
        )
        .await;
    let (_, young) = sealed.forged(&sealed.adam, -1);
    let in_log = at(&young, &sealed.log(), young["id"].as_s().unwrap());
    sealed
        .assert_found(&in_log, "an entry in the log without a seal")
        .await;
    sealed.world.put_item(young.clone()).await;
    assert_eq!(
        sealed.world.verify().await.broken,
        [""; 0],
        "it may still be sealed in time"
    );
    sealed.world.app.clock.advance(Duration::from_secs(61));
    assert_broken(
        &sealed.world.verify().await,
        "an entry that was not sealed within a minute",
    );
    sealed.world.delete_item(&young).await;
    assert_eq!(sealed.world.verify().await.broken, [""; 0]);
}

#[tokio::test]
async fn forged_seals_are_found() {
    let (sealed, other) = (Sealed::new().await, Sealed::new().await);
    let seals = sealed.world.partition("#SEALS");
    let last = sealed.world.items_in(&seals, "SEAL#").await.pop().unwrap();
    for sort in [
        "SEAL#000000000004",
        "SEAL#000000000009",
        "SEAL#000000000000",
        "SEAL#x",
    ] {
        let mut forged = at(&last, &seals, sort);
        if let Ok(seal) = sort.trim_start_matches("SEAL#").parse::<u64>() {
            forged.insert("number".to_owned(), number(seal));
        }
        sealed.assert_found(&forged, sort).await;
    }
    // The seals of another organization in place of the own.
    for item in sealed
        .world
        .items_in(&seals, "")
        .await
        .iter()
        .chain(&sealed.world.items_in(&sealed.log(), "").await)
    {
        sealed.world.delete_item(item).await;
    }
    for item in other
        .world
        .items_in(&other.world.partition("#SEALS"), "")
        .await
    {
        sealed
            .world
            .put_item(at(&item, &seals, item["sk"].as_s().unwrap()))
            .await;
    }
    let found = sealed.world.verify().await.broken;
    assert!(
        found.contains(&"seal 1 does not follow seal 0".to_owned()),
        "{found:?}"
    );
}

/// The stream can't tell an entry that was put into the table from one that a change wrote, so it is sealed. A verification
/// reports that this was long after the time in the entry.
#[tokio::test]
async fn a_backdated_entry_is_reported_as_sealed_late() {
    let sealed = Sealed::new().await;
    let (activity, item) = sealed.forged(&sealed.adam, -2 * 24 * 3600);
    sealed.world.put_item(item.clone()).await;
    let field = |name: &str| json!({"S": item[name].as_s().unwrap()});
    let record: StreamRecord = serde_json::from_value(json!({"eventName": "INSERT", "dynamodb": {
        "SequenceNumber": "1", "Keys": {"pk": field("pk"), "sk": field("sk")},
        "NewImage": {"id": field("id"), "kind": field("kind"), "at": field("at"), "user_id": field("user_id"), "by": {"M": {"name": {"S": "Coachwork"}}}},
    }}))
    .unwrap();
    let answer = sealed.world.notify(vec![record]).await;
    assert_eq!(answer, StreamAnswer::default());
    let found = sealed.world.verify().await;
    assert_eq!((found.broken.len(), found.late.len()), (0, 1), "{found:?}");
    assert!(
        found.late[0].contains(&activity.id.to_string()),
        "{found:?}"
    );
}

/// How many changes are made while the log is verified.
const CHANGES: u32 = 120;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_verification_during_traffic_finds_nothing() {
    let sealed = Sealed::new().await;
    let (world, done) = (&sealed.world, AtomicBool::new(false));
    let traffic = async {
        for n in 0..CHANGES {
            world
                .ava()
                .patch("/organisation", json!({"default_capacity": 10 + n}))
                .await
                .is(200);
            world
                .ava()
                .header("if-match", "*")
                .patch(&sealed.adam.path(""), json!({"title": n.to_string()}))
                .await
                .is(200);
            if n % 3 == 0 {
                world.process_stream().await;
            }
        }
        world.process_stream().await;
        done.store(true, Ordering::Relaxed);
    };
    let verifying = async {
        let mut times = 0;
        while !done.load(Ordering::Relaxed) {
            let found = sealed.world.verify().await;
            assert_eq!(found.broken, [""; 0], "after {times} times");
            assert_eq!(found.late, [""; 0]);
            times += 1;
        }
        times
    };
    let (times, ()) = futures_util::future::join(verifying, traffic).await;
    assert!(times > 3, "verified {times} times only");
    let seals = sealed.world.verify().await.seals;
    assert!(seals > 40, "{seals} seals");
    println!("verified {times} times while {seals} seals were made");
}

/// Both the list and the verification begin with 1970, because ids do.
#[tokio::test]
async fn a_month_that_is_not_verified_is_not_listed() {
    let sealed = Sealed::new().await;
    let (_, old) = sealed.forged(&sealed.adam, -61);
    let forged = at(
        &old,
        &sealed.world.partition("#LOG#1905-03"),
        &format!("0000000000{}", "0".repeat(16)),
    );
    sealed.world.put_item(forged.clone()).await;
    assert_eq!(
        sealed
            .world
            .all("/activity?from=1905-01-01&to=1905-12-31")
            .await
            .len(),
        0
    );
    assert!(Moment::FIRST.month().to_string() == "1970-01");
}
