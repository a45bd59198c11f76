//! What follows a change: the log and its seals, and who is told.

use crate::{
    practice::{a_conference, id},
    world::{Fault, Person, TIME_ZONE, World, fields},
};
use aws_sdk_dynamodb::types::AttributeValue;
use functions::feed::{Replay, notify, replay, seal};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use shared::{
    domain::{Activity, ActivityKind, Assignment, Caller, CoachStatus, Kind, Pair, Role, Terms, User, UserId},
    table::{Changes, StreamAnswer, StreamEvent, StreamRecord, keys},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

/// Kind, the other person, and whether it was read.
async fn told(world: &World, person: &Person) -> Vec<(String, String, bool)> {
    let list = world.asking(person).get("/me/notifications").await.is(200);
    let line = |notice: &Value| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        (text(&notice["kind"]), text(&notice["person"]["name"]), notice["read_at"].is_string())
    };
    list.items().iter().map(line).collect()
}

fn unread(kind: &str, name: &str) -> (String, String, bool) {
    (kind.to_owned(), name.to_owned(), false)
}

#[tokio::test]
async fn coach_and_coachee_are_told_of_their_assignment_once_and_of_its_end() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let adam = world.person("Adam", "Anderson").await;
    assert_eq!(world.asking(&adam).get("/me/notifications").await.is(200).body, json!({"items": [], "next_cursor": null, "unread": 0}));
    world.connect(&thomas, &adam).await;
    let records = world.records();
    for _ in 0..3 {
        let answer = notify(&world.feed(), StreamEvent { records: records.clone() }).await;
        assert_eq!(answer, StreamAnswer::default());
    }
    assert_eq!(told(&world, &adam).await, [unread("coach_assigned", "Thomas Blankenship")]);
    let expected = [unread("coachee_assigned", "Adam Anderson"), unread("coach_status_granted", "")];
    assert_eq!(told(&world, &thomas).await, expected);
    world.disconnect(&thomas, &adam).await;
    world.follow().await;
    assert_eq!(told(&world, &adam).await[0], unread("coach_removed", "Thomas Blankenship"));
    assert_eq!(told(&world, &thomas).await[0], unread("coachee_removed", "Adam Anderson"));
    assert_eq!(told(&world, &world.ava).await, [], "who did it is not told");
}

#[tokio::test]
async fn notices_are_read_one_by_one_and_for_oneself_alone() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let adam = world.person("Adam", "Anderson").await;
    world.connect(&thomas, &adam).await;
    world.disconnect(&thomas, &adam).await;
    world.connect(&thomas, &adam).await;
    world.follow().await;
    let list = world.asking(&thomas).get("/me/notifications").await.is(200);
    assert_eq!(list.body["unread"], 4);
    let ids: Vec<&Value> = list.items().iter().map(|notice| &notice["id"]).collect();
    let read = json!({"ids": [ids[1], ids[2], "01K5S0Q0000000000000000AVA"]});
    let answer = world.asking(&thomas).post("/me/notifications/read", read.clone()).await.is(200);
    assert_eq!(answer.body["read"], 2, "what is gone stays gone");
    assert_eq!(world.asking(&thomas).post("/me/notifications/read", read).await.is(200).body["read"], 0);
    let list = world.asking(&thomas).get("/me/notifications").await.is(200);
    assert_eq!(list.body["unread"], 2);
    let theirs = world.asking(&adam).post("/me/notifications/read", json!({"ids": [ids[0]]})).await.is(200);
    assert_eq!(theirs.body["read"], 1, "the coachee has a notice of the same assignment");
    assert_eq!(world.asking(&thomas).get("/me/notifications").await.is(200).body["unread"], 2, "and reads only that");
    world.asking(&thomas).post("/me/notifications/read", json!({"ids": []})).await.refused_field("/ids");
    world.asking(&thomas).post("/me/notifications/read", json!({"ids": ["x"]})).await.refused(422, "invalid");

    let first = world.asking(&thomas).get("/me/notifications?limit=3").await.is(200);
    let cursor = first.body["next_cursor"].as_str().unwrap();
    let second = world.asking(&thomas).get(&format!("/me/notifications?limit=3&cursor={cursor}")).await.is(200);
    assert_eq!((first.items().len(), second.items().len()), (3, 1));
    assert_eq!((&first.body["unread"], &second.body["unread"]), (&json!(2), &Value::Null));
}

#[tokio::test]
async fn a_coach_removed_before_it_is_sent_is_told_nothing_of_the_coachee() {
    let world = World::new().await;
    let (thomas, mia) = (world.coach("Thomas", "Blankenship").await, world.coach("Mia", "Li").await);
    let adam = world.person("Adam", "Anderson").await;
    world.connect(&thomas, &adam).await;
    world.connect(&mia, &adam).await;
    world.follow().await;
    // The list leaves out what its reader may no longer know, so what is stored is looked at too.
    let stored = async |person: &Person| notices(&world, &person.id.parse().unwrap()).await;
    let begun = (told(&world, &thomas).await, told(&world, &mia).await);
    let stored_before = (stored(&thomas).await, stored(&mia).await);
    let mut conference = a_conference(None);
    conference["coach_id"] = json!(thomas.id);
    conference["attendee_ids"] = json!([mia.id]);
    world.ava().post(&format!("/users/{}/conferences", adam.id), conference).await.is(201);
    let scheduled = world.records();
    world.disconnect(&mia, &adam).await;
    world.interrupted_withdrawal(&thomas).await;
    world.records();
    let answer = notify(&world.feed(), StreamEvent { records: scheduled }).await;
    assert_eq!(answer, StreamAnswer::default());
    assert_eq!((told(&world, &thomas).await, told(&world, &mia).await), begun);
    assert_eq!((stored(&thomas).await, stored(&mia).await), stored_before);
    assert_eq!(told(&world, &adam).await[0].0, "conference_scheduled");
}

#[tokio::test]
async fn what_was_told_of_a_coachee_is_shown_only_while_the_right_lasts() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let adam = world.person("Adam", "Anderson").await;
    world.connect(&thomas, &adam).await;
    let conferences = format!("/users/{}/conferences", adam.id);
    let made = world.asking(&adam).post(&conferences, json!({
        "kind": "check_in", "starts_at": "2031-01-01T10:00:00Z", "ends_at": "2031-01-01T11:00:00Z", "time_zone": "UTC", "coach_id": thomas.id,
    }));
    let made = made.await.is(201);
    let one = format!("{conferences}/{}", id(&made.body));
    world.asking(&adam).header("if-match", "\"1\"").patch(&one, json!({"notes": "Bring the plan."})).await.is(200);
    world.asking(&adam).header("if-match", "\"2\"").patch(&one, json!({"starts_at": "2031-01-01T10:30:00Z"})).await.is(200);
    world.asking(&adam).header("if-match", "\"3\"").patch(&one, json!({"state": "cancelled"})).await.is(200);
    world.follow().await;
    let kinds: Vec<String> = told(&world, &thomas).await.into_iter().map(|(kind, ..)| kind).collect();
    // Each as the conference is when it is told: it was cancelled before the others were sent.
    assert_eq!(kinds, ["conference_cancelled", "coachee_assigned", "coach_status_granted"]);
    world.disconnect(&thomas, &adam).await;
    world.follow().await;
    let list = world.asking(&thomas).get("/me/notifications").await.is(200);
    let kinds: Vec<&str> = list.items().iter().map(|notice| notice["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["coachee_removed", "coachee_assigned", "coach_status_granted"]);
    assert_eq!(list.body["unread"], 3);
}

#[tokio::test]
async fn what_cannot_be_made_out_is_put_aside_and_taken_again_once_it_can() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let adam = world.person("Adam", "Anderson").await;
    world.connect(&thomas, &adam).await;
    world.follow().await;
    let made = world.asking(&thomas).post(&format!("/users/{}/conferences", adam.id), a_conference(None)).await.is(201);
    let (client, table) = world.app.store.raw();
    let text = |text: String| AttributeValue::S(text);
    let pk = format!("ORG#{}#USER#{}", world.organisation, adam.id);
    let set = async |value: AttributeValue| {
        let key = [("pk".to_owned(), text(pk.clone())), ("sk".to_owned(), text(format!("CONFERENCE#{}", id(&made.body))))];
        let update = client
            .update_item()
            .table_name(table)
            .set_key(Some(key.into()))
            .update_expression("SET #it = :it")
            .expression_attribute_names("#it", "sequence");
        update.expression_attribute_values(":it", value).send().await.unwrap();
    };
    set(text("not a number".to_owned())).await;
    world.follow().await;
    assert_eq!(told(&world, &adam).await.len(), 1, "nothing is told of what can't be read");
    let organisation = || Replay { organisation: world.organisation.clone() };
    let still = replay(&world.feed(), organisation()).await.unwrap();
    assert_eq!((still.replayed, still.left.len()), (0, 1));
    set(AttributeValue::N("0".to_owned())).await;
    let mended = replay(&world.feed(), organisation()).await.unwrap();
    assert_eq!((mended.replayed, mended.left.len()), (1, 0));
    assert_eq!(told(&world, &adam).await[0].0, "conference_scheduled");
    assert_eq!(replay(&world.feed(), organisation()).await.unwrap().replayed, 0, "what was replayed is gone");
}

#[tokio::test]
async fn a_batch_that_the_database_was_not_there_for_is_sent_again() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let adam = world.person("Adam", "Anderson").await;
    world.connect(&thomas, &adam).await;
    let records = world.records();
    for fault in [Fault::LostBefore, Fault::LostAfter] {
        let planned = fault.clone();
        world.meter.plan(move |operation, _| (operation == "TransactWriteItems").then(|| planned.clone()));
        let answer = notify(&world.feed(), StreamEvent { records: records.clone() }).await;
        assert_eq!(answer.batch_item_failures.len(), records.len(), "{fault:?}");
        assert_eq!(answer.batch_item_failures[0].item_identifier, records[0].sequence_number());
    }
    world.meter.no_faults();
    notify(&world.feed(), StreamEvent { records }).await;
    assert_eq!(told(&world, &adam).await, [unread("coach_assigned", "Thomas Blankenship")]);
    let verified = seal::verify(&world.app.store.of(&world.organisation), &[]).await.unwrap();
    assert_eq!(verified.broken, [""; 0]);
}

#[tokio::test]
async fn the_organisations_log_is_listed_newest_first_for_administrators_alone() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let adam = world.person("Adam", "Anderson").await;
    world.connect(&thomas, &adam).await;
    world.follow().await;
    let log = world.all("/activity?limit=100").await;
    let line = &log[0];
    assert_eq!(
        (&line["kind"], &line["user"]["name"], &line["coach"]["name"]),
        (&json!("assigned"), &json!("Adam Anderson"), &json!("Thomas Blankenship"))
    );
    assert_eq!(line["by"]["name"], "Ava Morgan");
    let ids = |lines: &[Value]| lines.iter().map(|line| line["id"].as_str().unwrap().to_owned()).collect::<Vec<String>>();
    let listed = ids(&log);
    assert_eq!(ids(&world.all("/activity?limit=2").await), listed);
    assert!(listed.iter().rev().is_sorted());
    let before = format!("/activity?from={}&to={}", world.day(-70), world.day(-1));
    assert_eq!(world.all(&before).await.len(), 0, "nothing before today");
    let csv = world.ava().get("/activity.csv").await.is(200);
    let text = String::from_utf8(csv.bytes.to_vec()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), listed.len() + 1);
    let assigned = format!(",assigned,Adam Anderson,{},Thomas Blankenship,{},", adam.id, thomas.id);
    assert!(lines[0].starts_with("at,by,by_id,kind,user,user_id,coach") && lines[1].contains(&assigned), "{text}");
    for path in ["/activity", "/activity.csv"] {
        world.ava().get(&format!("{path}?from={}&to={}", world.day(1), world.day(0))).await.refused_field("?from");
    }
    world.asking(&thomas).get("/activity").await.refused(403, "not-permitted");
}

/// That day ends in the next month of UTC, by which the log is kept.
#[tokio::test]
async fn the_first_page_of_the_log_is_not_empty_on_the_last_day_of_a_month() {
    let mut world = World::new().await;
    world.ava.token = world.token(&world.ava.email, "&expires_in=40000000").await;
    let ends_in = |days: i64| world.moment_in(days + 1, 0).month();
    let last = (1..).find(|days| ends_in(*days) != ends_in(days - 1)).unwrap();
    let noon = world.moment_in(last, 12).as_second() - world.now().as_second();
    world.app.clock.advance(Duration::from_secs(u64::try_from(noon).unwrap()));
    world.person("Adam", "Anderson").await;
    world.follow().await;
    let first = world.ava().get("/activity").await.is(200);
    assert_eq!(first.items()[0]["user"]["name"], "Adam Anderson");
}

#[tokio::test]
async fn an_entry_that_was_altered_or_taken_away_is_found_out() {
    let world = World::new().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let adam = world.person("Adam", "Anderson").await;
    world.follow().await;
    world.connect(&thomas, &adam).await;
    world.follow().await;
    world.disconnect(&thomas, &adam).await;
    world.follow().await;
    let table = world.app.store.of(&world.organisation);
    let whole = seal::verify(&table, &[]).await.unwrap();
    assert_eq!((whole.seals, whole.broken.len()), (3, 0), "{whole:?}");
    let (number, hash) = whole.head.split_once(':').unwrap();
    let kept = [(number.parse().unwrap(), hash.to_owned())];
    assert!(seal::verify(&table, &kept).await.unwrap().broken.is_empty());
    let not_kept = seal::verify(&table, &[(2, hash.to_owned()), (9, hash.to_owned())]).await.unwrap();
    assert_eq!(not_kept.broken, ["seal 2 is not the one that was kept", "seal 9 is gone"]);

    let (client, name) = world.app.store.raw();
    let user = format!("ORG#{}#USER#{}", world.organisation, adam.id);
    let entries = |pk: String| {
        client
            .query()
            .table_name(name)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", AttributeValue::S(pk))
            .send()
    };
    let put = async |item: &BTreeMap<String, AttributeValue>| {
        client.put_item().table_name(name).set_item(Some(item.clone().into_iter().collect())).send().await.unwrap();
    };
    let delete = async |item: &BTreeMap<String, AttributeValue>| {
        let delete = client.delete_item().table_name(name).key("pk", item["pk"].clone()).key("sk", item["sk"].clone());
        delete.send().await.unwrap();
    };
    let month = format!("ORG#{}#LOG#{}", world.organisation, world.now().month());
    let seals = format!("ORG#{}#SEALS", world.organisation);
    for (partition, prefix) in [(user, "ACTIVITY#"), (month, ""), (seals, "SEAL#")] {
        let items = entries(partition).await.unwrap().items.unwrap();
        let items: Vec<BTreeMap<_, _>> = items.into_iter().map(|item| item.into_iter().collect()).collect();
        let items: Vec<_> =
            items.into_iter().filter(|item: &BTreeMap<String, AttributeValue>| item["sk"].as_s().unwrap().starts_with(prefix)).collect();
        assert!(items.len() >= 3, "{prefix}");
        for item in &items {
            delete(item).await;
            assert!(!seal::verify(&table, &[]).await.unwrap().broken.is_empty(), "without {:?}", item["sk"]);
            let mut altered = item.clone();
            altered.insert("at".to_owned(), AttributeValue::S("2020-01-01T00:00:00Z".to_owned()));
            altered.insert("root".to_owned(), AttributeValue::S("0".repeat(64)));
            put(&altered).await;
            assert!(!seal::verify(&table, &[]).await.unwrap().broken.is_empty(), "with another {:?}", item["sk"]);
            put(item).await;
        }
    }
    assert!(seal::verify(&table, &[]).await.unwrap().broken.is_empty());
}

/// The most events of one database: the embedded one looks through all transactions of the last minutes
/// with each new one, so that a large number of them is best spread.
const WAVE: usize = 10_000;

/// How many events; `make feed` has a hundred thousand.
fn events() -> usize {
    std::env::var("FEED_EVENTS").ok().and_then(|n| n.parse().ok()).unwrap_or(3_000)
}

/// Coaches with their coachees, written straight to the table.
async fn people(world: &World, coaches: usize, each: usize) -> Vec<Pair> {
    let table = world.app.store.of(&world.organisation);
    let now = world.now();
    let today = now.day_in(TIME_ZONE);
    let mut pairs = Vec::new();
    for n in 0..coaches {
        let mut changes = Changes::without_caller();
        let mut coach = User::new(UserId::new(now), fields("Coach", &format!("Number{n}")), now);
        (coach.coach_status, coach.capacity) = (CoachStatus::Granted, Some(100));
        changes = changes.set(keys::profile(&coach.id), &coach).unwrap();
        for m in 0..each {
            let coachee = User::new(UserId::new(now), fields("Coachee", &format!("Number{n}x{m}")), now);
            let pair = Pair::new(coach.id, coachee.id).unwrap();
            let terms = Terms { kind: Some(Kind::Primary), starts_on: None, ends_on: None };
            let assignment = Assignment::start(pair, &terms, &shared::domain::Actor::system(), now, today).unwrap();
            changes = changes
                .set(keys::profile(&coachee.id), &coachee)
                .and_then(|changes| changes.set(keys::coach_of(&coachee.id, &coach.id), &assignment))
                .unwrap();
            pairs.push(pair);
        }
        table.commit(changes).await.unwrap();
    }
    pairs
}

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

fn of_system(world: &World) -> Caller {
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

/// Invariant 9, with everything that a stream may do: records twice, in any order, some that can't be
/// made out, batches at the same time, and a database that is now and then not there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_notice_comes_at_least_once_and_is_seen_exactly_once() {
    for wave in 0..events().div_ceil(WAVE) {
        all_come(WAVE.min(events() - wave * WAVE)).await;
    }
}

async fn all_come(count: usize) {
    let world = World::apart().await;
    let pairs = people(&world, 20, 24).await;
    let caller = of_system(&world);
    let mut expected: BTreeMap<UserId, BTreeSet<String>> = BTreeMap::new();
    let (mut written, mut records) = (Vec::new(), Vec::new());
    for n in 0..count {
        let pair = pairs[fastrand::usize(..pairs.len())];
        let activity = Activity { user_id: Some(pair.coachee), coach_id: Some(pair.coach), ..caller.activity(ActivityKind::Assigned) };
        for person in [pair.coach, pair.coachee] {
            expected.entry(person).or_default().insert(activity.id.to_string());
        }
        let record = record(&world, &activity, n % 100 == 0);
        written.push(activity);
        records.extend(std::iter::repeat_n(record, if n % 5 == 0 { 2 } else { 1 }));
    }
    for written in written.chunks(100) {
        let changes = written.iter().try_fold(Changes::without_caller(), |changes, activity| changes.record(activity.clone()));
        world.app.store.of(&world.organisation).commit(changes.unwrap()).await.unwrap();
    }
    world.records();
    fastrand::shuffle(&mut records);
    world.meter.plan(|operation, _| match fastrand::u32(..1000) {
        0..5 => Some(Fault::LostBefore),
        5..10 => Some(Fault::LostAfter),
        10..20 if operation == "TransactWriteItems" => Some(Fault::Conflict),
        _ => None,
    });
    let mut rounds = 0;
    while !records.is_empty() {
        rounds += 1;
        assert!(rounds < 20, "{} records do not come through", records.len());
        let batches: Vec<Vec<StreamRecord>> = records.chunks(50).map(<[_]>::to_vec).collect();
        let feed = world.feed();
        let again = stream::iter(batches).map(|batch| {
            let feed = feed.clone();
            async move {
                let answer = notify(&feed, StreamEvent { records: batch.clone() }).await;
                let failed =
                    |record: &StreamRecord| answer.batch_item_failures.iter().any(|it| it.item_identifier == record.sequence_number());
                // As Lambda has it: from the first that failed.
                let first = batch.iter().position(failed).unwrap_or(batch.len());
                batch[first..].to_vec()
            }
        });
        records = again.buffer_unordered(4).collect::<Vec<_>>().await.concat();
        world.meter.take();
    }
    world.meter.no_faults();

    let table = world.app.store.of(&world.organisation);
    let left = replay(&world.feed(), Replay { organisation: world.organisation.clone() }).await.unwrap();
    assert_eq!((left.replayed, left.left.len()), (0, count.div_ceil(100)), "the poison, and nothing else");
    mend(&world).await;
    let mended = replay(&world.feed(), Replay { organisation: world.organisation.clone() }).await.unwrap();
    assert_eq!((mended.replayed, mended.left.len()), (count.div_ceil(100), 0));

    for (person, ids) in &expected {
        assert_eq!(&notices(&world, person).await, ids);
    }
    let verified = seal::verify(&table, &[]).await.unwrap();
    assert_eq!((verified.entries, verified.broken.len()), (count, 0), "each is under one seal");
    println!("{count} events in {rounds} rounds, {} seals", verified.seals);
}

/// What a fix of the defect would do: the kind is known now.
async fn mend(world: &World) {
    let (client, name) = world.app.store.raw();
    let pk = AttributeValue::S(format!("ORG#{}#DEAD", world.organisation));
    let dead = client.query().table_name(name).key_condition_expression("pk = :pk").expression_attribute_values(":pk", pk);
    for item in dead.into_paginator().items().send().collect::<Result<Vec<_>, _>>().await.unwrap() {
        let mut item = item;
        let record = item["record"].as_s().unwrap().replace("unheard_of", "assigned");
        item.insert("record".to_owned(), AttributeValue::S(record));
        client.put_item().table_name(name).set_item(Some(item)).send().await.unwrap();
    }
}

async fn notices(world: &World, person: &UserId) -> BTreeSet<String> {
    let (client, name) = world.app.store.raw();
    let pk = AttributeValue::S(format!("ORG#{}#USER#{person}", world.organisation));
    let notices = client
        .query()
        .table_name(name)
        .key_condition_expression("pk = :pk AND begins_with(sk, :sk)")
        .expression_attribute_values(":pk", pk)
        .expression_attribute_values(":sk", AttributeValue::S("NOTICE#".to_owned()));
    let items = notices.into_paginator().items().send().collect::<Result<Vec<_>, _>>().await.unwrap();
    items.iter().map(|item| item["id"].as_s().unwrap().clone()).collect()
}
