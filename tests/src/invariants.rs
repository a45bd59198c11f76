//! What must be true of the whole table, checked after random and concurrent operations with injected faults.

use crate::world::{Fault, Item, Person, World};
use serde_json::{Value, json};
use shared::{
    domain::{Assignment, User, find},
    table::from_item,
};
use std::collections::{BTreeMap, BTreeSet};

/// Asserts the invariants of an organization's items: assignments have both sides, and counters, directories and e-mails
/// agree with the profiles. Returns the users.
pub fn check(items: &BTreeMap<(String, String), Item>) -> Vec<User> {
    let of = |prefix: &str| {
        items
            .iter()
            .filter(|((_, sk), _)| sk.starts_with(prefix))
            .collect::<Vec<_>>()
    };
    let users: Vec<User> = of("PROFILE")
        .iter()
        .map(|(_, item)| from_item((*item).clone()).unwrap())
        .collect();
    let pairs = |prefix: &str| -> BTreeMap<(String, String), Assignment> {
        let assignments = of(prefix)
            .into_iter()
            .map(|(_, item)| from_item::<Assignment>(item.clone()).unwrap());
        assignments
            .map(|a| ((a.coach_id.to_string(), a.coachee_id.to_string()), a))
            .collect()
    };
    let assignments = pairs("COACHEE#");
    assert_eq!(
        assignments,
        pairs("COACH#"),
        "the two sides of every assignment are equal"
    );
    for user in &users {
        let id = user.id.to_string();
        let coaching = assignments.keys().filter(|(coach, _)| *coach == id).count() as u32;
        let coached = assignments
            .keys()
            .filter(|(_, coachee)| *coachee == id)
            .count() as u32;
        assert_eq!(
            (user.coachee_count, user.coach_count),
            (coaching, coached),
            "the counters of {}",
            user.name()
        );
        assert!(
            user.capacity.is_none_or(|capacity| coaching <= capacity),
            "the capacity of {}",
            user.name()
        );
    }
    let administrators = users
        .iter()
        .filter(|user| user.is_active_administrator())
        .count();
    let organisation =
        &items.iter().find(|((_, sk), _)| sk == "ORG").unwrap().1["administrator_count"];
    assert_eq!(organisation.as_n().unwrap(), &administrators.to_string());
    assert!(administrators >= 1);

    for (directory, active_in_it) in [("EVERYONE", true), ("INACTIVE", false)] {
        let is_listed = |user: &User, index: find::Index| match index {
            find::Index::Roster | find::Index::Address => directory == "EVERYONE",
            find::Index::Start => user.is_active() == active_in_it,
            find::Index::Sound | find::Index::End => user.is_active() && active_in_it,
        };
        let entries = |user: &User| {
            find::entries(&user.fields)
                .into_iter()
                .filter(|e| is_listed(user, e.index))
                .collect::<Vec<_>>()
        };
        let expected: BTreeSet<String> = users
            .iter()
            .flat_map(|user| {
                entries(user)
                    .into_iter()
                    .map(move |e| format!("{}#{}", e.text, user.id))
            })
            .collect();
        let partition = format!("#FIND#{directory}#");
        let stored: BTreeSet<String> = items
            .keys()
            .filter(|(pk, _)| pk.contains(&partition))
            .map(|(_, sk)| sk.clone())
            .collect();
        assert_eq!(stored, expected, "the search entries of {directory}");
    }
    let coaches = |pk: &str| pk.contains("#FIND#COACHES#");
    let stored: BTreeSet<String> = items
        .keys()
        .filter(|(pk, _)| coaches(pk))
        .map(|(_, sk)| sk.rsplit('#').next().unwrap().to_owned())
        .collect();
    let expected: BTreeSet<String> = users
        .iter()
        .filter(|user| user.is_active_coach())
        .map(|user| user.id.to_string())
        .collect();
    assert_eq!(stored, expected, "the directory of coaches");
    for ((pk, _), item) in items.iter().filter(|((pk, _), _)| pk.contains("#FIND#")) {
        let line: Value = from_item(item.clone()).unwrap();
        let user = users
            .iter()
            .find(|user| line["id"] == user.id.to_string())
            .unwrap();
        assert_eq!(line["title"], json!(user.fields.title), "a copy in {pk}");
        assert_eq!(
            (&line["status"], &line["coach_status"]),
            (&json!(user.status), &json!(user.coach_status)),
            "a copy in {pk}"
        );
    }
    let emails: BTreeSet<String> = items
        .keys()
        .filter(|(_, sk)| sk == "EMAIL")
        .map(|(pk, _)| pk.rsplit('#').next().unwrap().to_owned())
        .collect();
    assert_eq!(
        emails,
        users
            .iter()
            .map(|user| user.fields.email.to_lowercase())
            .collect(),
        "the e-mails"
    );
    users
}

/// Sends one random request as the administrator; returns whether it succeeded.
async fn act(world: &World, people: &[Person], random: &mut fastrand::Rng) -> bool {
    let (a, b) = (
        &people[random.usize(0..people.len())],
        &people[random.usize(0..people.len())],
    );
    let pair = a.path(&format!("/coachees/{}", b.id));
    let ava = world.ava();
    let instead = json!({"kind": "primary", "replaces_primary": true});
    let answer = match random.u8(0..15) {
        0..=3 => ava.put(&pair, json!({})).await,
        4 | 5 => ava.delete(&pair).await,
        6 => {
            ava.put(
                &a.path("/coach-status"),
                json!({"capacity": random.u32(1..4)}),
            )
            .await
        }
        7 => {
            ava.delete(&a.path("/coach-status?end_assignments=true"))
                .await
        }
        8 => {
            ava.put(
                &a.path("/status"),
                json!({"status": if random.bool() { "active" } else { "inactive" }}),
            )
            .await
        }
        9 => ava.post(&format!("{pair}/reopen"), json!({})).await,
        10 => {
            ava.post(&a.path("/coachees/transfer"), json!({"to_coach_id": b.id}))
                .await
        }
        11 => ava.put(&pair, instead).await,
        12 => ava.patch(&pair, instead).await,
        13 => ava.post(&format!("{pair}/reopen"), instead).await,
        _ => {
            let profile = world.ava().get(&a.path("")).await;
            let Some(etag) = profile
                .headers
                .get("etag")
                .and_then(|tag| tag.to_str().ok())
            else {
                return false;
            };
            let name = ["Alpha", "Beta", "O’Gamma", "De la Delta"][random.usize(0..4)];
            ava.header("if-match", etag)
                .patch(&a.path(""), json!({"family_name": name, "title": name}))
                .await
        }
    };
    assert_ne!(answer.status.as_u16(), 500, "{}", answer.body);
    answer.status.is_success()
}

#[tokio::test]
async fn the_invariants_hold_after_random_concurrent_requests_with_faults() {
    for (seed, percent) in [(1, 0), (2, 10), (3, 30)] {
        let world = World::with_own_database().await;
        world.ava().get("/me").await.is(200);
        let mut people = Vec::new();
        for number in 0..6 {
            people.push(world.person(&format!("P{number}"), "Person").await);
        }
        world.meter.inject(move |_, _| match fastrand::u32(0..100) {
            n if n >= percent => None,
            n if n % 3 == 0 => Some(Fault::LostAfter),
            n if n % 3 == 1 => Some(Fault::LostBefore),
            _ => Some(Fault::Conflict),
        });
        let tasks = (0..4).map(|task| {
            let (world, people) = (&world, &people);
            async move {
                let mut random = fastrand::Rng::with_seed(seed * 100 + task);
                let mut done = 0;
                for _ in 0..60 {
                    done += usize::from(act(world, people, &mut random).await);
                }
                done
            }
        });
        let done: usize = futures_util::future::join_all(tasks)
            .await
            .into_iter()
            .sum();
        world.meter.clear_faults();
        assert!(done > 30, "only {done} requests succeeded");
        // An interrupted withdrawal is finished by sending it again.
        for person in &people {
            world
                .ava()
                .delete(&person.path("/coach-status?end_assignments=true"))
                .await;
        }
        check(&world.items().await);
    }
}

#[tokio::test]
async fn every_change_has_one_entry_in_the_activity_log() {
    let world = World::with_own_database().await;
    let before = world.items().await;
    let thomas = world.coach("Thomas", "Blankenship").await;
    let mia = world.coach("Mia", "Middle").await;
    let adam = world.person("Adam", "Anderson").await;
    let pair = thomas.coachee(&adam);
    world.connect(&thomas, &adam).await;
    world.ava().put(&pair, json!({})).await.is(200);
    world
        .ava()
        .patch(&pair, json!({"kind": "secondary"}))
        .await
        .is(200);
    world.disconnect(&thomas, &adam).await;
    world.ava().delete(&pair).await.is(404);
    world
        .ava()
        .post(&format!("{pair}/reopen"), json!({}))
        .await
        .is(201);
    world
        .ava()
        .post(
            &thomas.path("/coachees/transfer"),
            json!({"to_coach_id": mia.id}),
        )
        .await
        .is(200);
    world.set_capacity(&mia, 30).await;
    world.withdraw_coach_status(&mia).await;
    world.deactivate(&adam).await;
    world
        .ava()
        .put(&adam.path("/status"), json!({"status": "active"}))
        .await
        .is(200);
    world
        .ava()
        .header("if-match", "\"3\"")
        .patch(&adam.path(""), json!({"title": "Coach"}))
        .await
        .is(200);
    world
        .ava()
        .patch("/organisation", json!({"default_capacity": 9}))
        .await
        .is(200);
    let kinds = |items: &BTreeMap<(String, String), Item>| {
        let mut counted: BTreeMap<String, usize> = BTreeMap::new();
        for item in items
            .iter()
            .filter(|((_, sk), _)| sk.starts_with("ACTIVITY#"))
            .map(|(_, item)| item)
        {
            *counted
                .entry(item["kind"].as_s().unwrap().clone())
                .or_default() += 1;
        }
        counted
    };
    let mut counted = kinds(&world.items().await);
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
    let expected: BTreeMap<String, usize> = expected
        .into_iter()
        .map(|(kind, count)| (kind.to_owned(), count))
        .collect();
    assert_eq!(counted, expected);
}
