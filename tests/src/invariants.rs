//! A random, concurrent and faulty life of an organisation, and then a look at the whole table: what
//! must be true of it is true, whatever was lost, refused or repeated on the way.

use crate::world::{Fault, Person, World};
use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use shared::{
    domain::{Assignment, User, find},
    table::from_item,
};
use std::collections::{BTreeMap, BTreeSet};

pub type Item = std::collections::HashMap<String, AttributeValue>;

/// All items of the organisation, by partition and sort key.
pub async fn everything(world: &World) -> BTreeMap<(String, String), Item> {
    let (client, table) = world.app.store.raw();
    let mut items = BTreeMap::new();
    let mut from = None;
    loop {
        let page = client.scan().table_name(table).set_exclusive_start_key(from).consistent_read(true).send().await.unwrap();
        for item in page.items() {
            let text = |name: &str| item[name].as_s().unwrap().clone();
            if text("pk").split('#').nth(1) == Some(world.organisation.as_str()) {
                items.insert((text("pk"), text("sk")), item.clone());
            }
        }
        from = page.last_evaluated_key().cloned();
        if from.is_none() {
            return items;
        }
    }
}

/// What must be true of a table, whatever happened to it.
fn check(items: &BTreeMap<(String, String), Item>) -> Vec<User> {
    let of = |prefix: &str| items.iter().filter(|((_, sk), _)| sk.starts_with(prefix)).collect::<Vec<_>>();
    let users: Vec<User> = of("PROFILE").iter().map(|(_, item)| from_item((*item).clone()).unwrap()).collect();
    let pairs = |prefix: &str| -> BTreeMap<(String, String), Assignment> {
        let assignments = of(prefix).into_iter().map(|(_, item)| from_item::<Assignment>(item.clone()).unwrap());
        assignments.map(|a| ((a.coach_id.to_string(), a.coachee_id.to_string()), a)).collect()
    };
    let (coachs, coachees) = (pairs("COACHEE#"), pairs("COACH#"));
    assert_eq!(coachs, coachees, "both adjacency items, and the same, or neither");
    for user in &users {
        let id = user.id.to_string();
        let coaching = coachs.keys().filter(|(coach, _)| *coach == id).count() as u32;
        let coached = coachs.keys().filter(|(_, coachee)| *coachee == id).count() as u32;
        assert_eq!((user.coachee_count, user.coach_count), (coaching, coached), "the counters of {}", user.name());
        assert!(user.capacity.is_none_or(|capacity| coaching <= capacity), "the capacity of {}", user.name());
    }
    let administrators = users.iter().filter(|user| user.is_active_administrator()).count();
    let organisation = &items.iter().find(|((_, sk), _)| sk == "ORG").unwrap().1["administrator_count"];
    assert_eq!(organisation.as_n().unwrap(), &administrators.to_string());
    assert!(administrators >= 1);

    let expected: BTreeSet<String> =
        users.iter().flat_map(|user| find::entries(&user.fields).into_iter().map(move |e| format!("{}#{}", e.text, user.id))).collect();
    let stored: BTreeSet<String> = items.keys().filter(|(pk, _)| pk.contains("#FIND#EVERYONE#")).map(|(_, sk)| sk.clone()).collect();
    assert_eq!(stored, expected, "the search entries");
    let coaches = |pk: &str| pk.contains("#FIND#COACHES#");
    let stored: BTreeSet<String> =
        items.keys().filter(|(pk, _)| coaches(pk)).map(|(_, sk)| sk.rsplit('#').next().unwrap().to_owned()).collect();
    let expected: BTreeSet<String> = users.iter().filter(|user| user.is_active_coach()).map(|user| user.id.to_string()).collect();
    assert_eq!(stored, expected, "the directory of coaches");
    for ((pk, _), item) in items.iter().filter(|((pk, _), _)| pk.contains("#FIND#")) {
        let line: Value = from_item(item.clone()).unwrap();
        let user = users.iter().find(|user| line["id"] == user.id.to_string()).unwrap();
        assert_eq!(line["title"], json!(user.fields.title), "a copy in {pk}");
        assert_eq!((&line["status"], &line["coach_status"]), (&json!(user.status), &json!(user.coach_status)), "a copy in {pk}");
    }
    let emails: BTreeSet<String> =
        items.keys().filter(|(_, sk)| sk == "EMAIL").map(|(pk, _)| pk.rsplit('#').next().unwrap().to_owned()).collect();
    assert_eq!(emails, users.iter().map(|user| user.fields.email.to_lowercase()).collect(), "the e-mails");
    users
}

/// One random act of the administrator; whether it was answered as done.
async fn act(world: &World, people: &[Person], random: &mut fastrand::Rng) -> bool {
    let (a, b) = (&people[random.usize(0..people.len())], &people[random.usize(0..people.len())]);
    let path = |rest: &str| format!("/users/{}{rest}", a.id);
    let pair = path(&format!("/coachees/{}", b.id));
    let ava = world.ava();
    let answer = match random.u8(0..12) {
        0..=3 => ava.put(&pair, json!({})).await,
        4 | 5 => ava.delete(&pair).await,
        6 => ava.put(&path("/coach-status"), json!({"capacity": random.u32(1..4)})).await,
        7 => ava.delete(&path("/coach-status?end_assignments=true")).await,
        8 => ava.put(&path("/status"), json!({"status": if random.bool() { "active" } else { "inactive" }})).await,
        9 => ava.post(&format!("{pair}/reopen"), json!({})).await,
        10 => ava.post(&path("/coachees/transfer"), json!({"to_coach_id": b.id})).await,
        _ => {
            let profile = world.ava().get(&path("")).await;
            let Some(etag) = profile.headers.get("etag").and_then(|tag| tag.to_str().ok()) else { return false };
            let name = ["Alpha", "Beta", "O’Gamma", "De la Delta"][random.usize(0..4)];
            ava.header("if-match", etag).patch(&path(""), json!({"family_name": name, "title": name})).await
        }
    };
    assert_ne!(answer.status.as_u16(), 500, "{}", answer.body);
    answer.status.is_success()
}

#[tokio::test]
async fn a_table_is_whole_after_a_random_concurrent_and_faulty_life() {
    for (seed, percent) in [(1, 0), (2, 10), (3, 30)] {
        let world = World::apart().await;
        world.ava().get("/me").await.is(200);
        let mut people = Vec::new();
        for number in 0..6 {
            people.push(world.person(&format!("P{number}"), "Person").await);
        }
        world.meter.plan(move |_, _| match fastrand::u32(0..100) {
            n if n >= percent => None,
            n if n % 3 == 0 => Some(Fault::LostAfter),
            n if n % 3 == 1 => Some(Fault::LostBefore),
            _ => Some(Fault::Conflict),
        });
        let lives = (0..4).map(|life| {
            let (world, people) = (&world, &people);
            async move {
                let mut random = fastrand::Rng::with_seed(seed * 100 + life);
                let mut done = 0;
                for _ in 0..60 {
                    done += usize::from(act(world, people, &mut random).await);
                }
                done
            }
        });
        let done: usize = futures_util::future::join_all(lives).await.into_iter().sum();
        world.meter.no_faults();
        assert!(done > 30, "only {done} acts were done");
        // What an interruption has left is finished by asking again, and is void until then.
        for person in &people {
            world.ava().delete(&format!("/users/{}/coach-status?end_assignments=true", person.id)).await;
        }
        check(&everything(&world).await);
    }
}

#[tokio::test]
async fn every_change_has_one_entry_in_the_activity_log() {
    let world = World::apart().await;
    let before = everything(&world).await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let mia = world.coach("Mia", "Middle").await;
    let adam = world.person("Adam", "Anderson").await;
    let pair = format!("/users/{}/coachees/{}", thomas.id, adam.id);
    world.connect(&thomas, &adam).await;
    world.ava().put(&pair, json!({})).await.is(200);
    world.ava().patch(&pair, json!({"kind": "secondary"})).await.is(200);
    world.disconnect(&thomas, &adam).await;
    world.ava().delete(&pair).await.is(404);
    world.ava().post(&format!("{pair}/reopen"), json!({})).await.is(201);
    world.ava().post(&format!("/users/{}/coachees/transfer", thomas.id), json!({"to_coach_id": mia.id})).await.is(200);
    world.ava().put(&format!("/users/{}/coach-status", mia.id), json!({"capacity": 30})).await.is(200);
    world.ava().delete(&format!("/users/{}/coach-status?end_assignments=true", mia.id)).await.is(204);
    world.ava().put(&format!("/users/{}/status", adam.id), json!({"status": "inactive"})).await.is(200);
    world.ava().put(&format!("/users/{}/status", adam.id), json!({"status": "active"})).await.is(200);
    world.ava().header("if-match", "\"3\"").patch(&format!("/users/{}", adam.id), json!({"title": "Coach"})).await.is(200);
    world.ava().patch("/organisation", json!({"default_capacity": 9})).await.is(200);
    let kinds = |items: &BTreeMap<(String, String), Item>| {
        let mut counted: BTreeMap<String, usize> = BTreeMap::new();
        for item in items.iter().filter(|((_, sk), _)| sk.starts_with("ACTIVITY#")).map(|(_, item)| item) {
            *counted.entry(item["kind"].as_s().unwrap().clone()).or_default() += 1;
        }
        counted
    };
    let mut counted = kinds(&everything(&world).await);
    for (kind, count) in kinds(&before) {
        *counted.get_mut(&kind).unwrap() -= count;
    }
    let expected = [
        ("assigned", 1),
        ("assignment_changed", 1),
        ("assignment_ended", 2),
        ("assignment_reopened", 1),
        ("assignment_transferred", 1),
        ("capacity_changed", 1),
        ("coach_status_granted", 2),
        ("coach_status_withdrawn", 1),
        ("organisation_changed", 1),
        ("sign_in_linked", 1),
        ("user_activated", 1),
        ("user_changed", 1),
        ("user_created", 3),
        ("user_deactivated", 1),
    ];
    let expected: BTreeMap<String, usize> = expected.into_iter().map(|(kind, count)| (kind.to_owned(), count)).collect();
    assert_eq!(counted, expected);
}
