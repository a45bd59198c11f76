//! At most one primary coach, and replacing one by another in a single transaction.

use super::kinds;
use crate::{
    invariants,
    world::{Answer, Fault, Person, World, with},
};
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::Relaxed},
};

#[tokio::test]
async fn a_coachee_has_at_most_one_primary_coach() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let (samantha, maria) = (
        world.coach("Samantha", "Lee").await,
        world.coach("Maria", "Moss").await,
    );
    let primary = json!({"kind": "primary"});
    world
        .ava()
        .put(&samantha.coachee(&adam), primary.clone())
        .await
        .refused(409, "primary-taken");
    world
        .ava()
        .put(&adam.coach(&samantha), primary.clone())
        .await
        .refused(409, "primary-taken");
    let bulk = json!({"assignments": [{"coach_id": samantha.id, "coachee_id": adam.id, "kind": "primary"}]});
    let bulk = world.ava().post("/assignments/bulk", bulk).await.is(200);
    assert_eq!(
        bulk.body["results"][0]["problem"]["type"],
        "/problems/primary-taken"
    );
    // Without a kind in the request, the further coach is secondary.
    assert_eq!(
        world
            .ava()
            .put(&samantha.coachee(&adam), json!({}))
            .await
            .is(201)
            .body["kind"],
        "secondary"
    );
    world
        .ava()
        .patch(&samantha.coachee(&adam), primary.clone())
        .await
        .refused(409, "primary-taken");
    // Once the first is secondary, the other can be primary.
    world
        .ava()
        .patch(&thomas.coachee(&adam), json!({"kind": "secondary"}))
        .await
        .is(200);
    world
        .ava()
        .patch(&samantha.coachee(&adam), primary.clone())
        .await
        .is(200);
    world
        .ava()
        .patch(&thomas.coachee(&adam), primary.clone())
        .await
        .refused(409, "primary-taken");
    // A transfer passes the primary coach's place on, and the end of the assignment frees it.
    world
        .ava()
        .post(
            &samantha.path("/coachees/transfer"),
            json!({"to_coach_id": maria.id}),
        )
        .await
        .is(200);
    world
        .ava()
        .patch(&thomas.coachee(&adam), primary.clone())
        .await
        .refused(409, "primary-taken");
    world.disconnect(&maria, &adam).await;
    world
        .ava()
        .patch(&thomas.coachee(&adam), primary.clone())
        .await
        .is(200);
    world
        .ava()
        .post(&format!("{}/reopen", maria.coachee(&adam)), json!({}))
        .await
        .refused(409, "primary-taken");
    world.withdraw_coach_status(&thomas).await;
    world
        .ava()
        .post(&format!("{}/reopen", maria.coachee(&adam)), json!({}))
        .await
        .is(201);
    let coaches = world.all(&adam.path("/coaches")).await;
    assert_eq!(kinds(&coaches), [("Moss", "primary")]);
}

#[tokio::test]
async fn of_three_concurrent_primary_assignments_one_succeeds() {
    for _ in 0..20 {
        let world = World::new().await;
        let adam = world.person("Adam", "Anderson").await;
        let mut coaches = Vec::new();
        for family in ["One", "Two", "Three"] {
            coaches.push(world.coach("Coach", family).await);
        }
        let puts = coaches.iter().map(async |coach| {
            world
                .ava()
                .put(&coach.coachee(&adam), json!({"kind": "primary"}))
                .await
                .status
                .as_u16()
        });
        let answers = futures_util::future::join_all(puts).await;
        let mut sorted = answers.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, [201, 409, 409]);
    }
}

/// An operation that can make a coach primary in another's place.
#[derive(Clone, Copy, Debug)]
enum Way {
    AssignCoachee,
    AssignCoach,
    Bulk,
    Edit,
    Reopen,
}

impl Way {
    /// Creates what the operation needs: the secondary assignment to edit, or the ended primary one to reopen.
    async fn prepare(self, world: &World, coach: &Person, coachee: &Person) {
        let before = match self {
            Self::Edit => json!({"kind": "secondary"}),
            Self::Reopen => json!({"kind": "primary"}),
            _ => return,
        };
        world
            .ava()
            .put(&coach.coachee(coachee), before)
            .await
            .is(201);
        if matches!(self, Self::Reopen) {
            world.disconnect(coach, coachee).await;
        }
    }

    async fn call(self, world: &World, coach: &Person, coachee: &Person, terms: Value) -> Answer {
        let (ava, pair) = (world.ava(), coach.coachee(coachee));
        match self {
            Self::AssignCoachee => ava.put(&pair, terms).await,
            Self::AssignCoach => {
                let other_side = coachee.coach(coach);
                ava.put(&other_side, terms).await
            }
            Self::Bulk => {
                let line = json!({"coach_id": coach.id, "coachee_id": coachee.id});
                let line = with(line, terms);
                let lines = json!({"assignments": [line]});
                ava.post("/assignments/bulk", lines).await
            }
            Self::Edit => ava.patch(&pair, terms).await,
            Self::Reopen => ava.post(&format!("{pair}/reopen"), terms).await,
        }
    }
}

const WAYS: [Way; 5] = [
    Way::AssignCoachee,
    Way::AssignCoach,
    Way::Bulk,
    Way::Edit,
    Way::Reopen,
];

/// The terms that make a coach primary instead of another.
fn instead() -> Value {
    json!({"kind": "primary", "replaces_primary": true})
}

/// The family names of the person's primary coaches.
async fn primary_coaches(world: &World, coachee: &Person) -> Vec<String> {
    let coaches = world.all(&coachee.path("/coaches")).await;
    let primary = kinds(&coaches).into_iter().filter(|it| it.1 == "primary");
    primary.map(|(name, _)| name.to_owned()).collect()
}

#[tokio::test]
async fn a_primary_coach_is_replaced_in_one_transaction() {
    for way in WAYS {
        let world = World::with_own_database().await;
        let adam = world.person("Adam", "Anderson").await;
        let (thomas, samantha) = (
            world.coach("Thomas", "Blankenship").await,
            world.coach("Samantha", "Lee").await,
        );
        way.prepare(&world, &samantha, &adam).await;
        world
            .ava()
            .put(&thomas.coachee(&adam), json!({"kind": "primary"}))
            .await
            .is(201);
        world.take_records();
        let done = way.call(&world, &samantha, &adam, instead()).await;
        assert!(done.status.is_success(), "{way:?}: {}", done.body);
        let coaches = world.all(&adam.path("/coaches")).await;
        let mut now = kinds(&coaches);
        now.sort_unstable();
        assert_eq!(
            now,
            [("Blankenship", "secondary"), ("Lee", "primary")],
            "{way:?}"
        );

        // The log has one entry for each of the two coaches.
        let records = world.take_records();
        let entries: Vec<Value> = records
            .iter()
            .filter(|record| record.sort_key().starts_with("ACTIVITY#"))
            .map(|record| json!(record.activity().unwrap()))
            .collect();
        let of_coach = |coach: &Person| {
            let mut of = entries
                .iter()
                .filter(|it| it["coach_id"] == json!(coach.id));
            let entry = of.next().unwrap_or_else(|| panic!("{way:?}: {entries:?}"));
            assert_eq!(of.next(), None);
            entry
        };
        let before = of_coach(&thomas);
        assert_eq!(before["kind"], "assignment_changed");
        assert_eq!(before["fields"], json!(["kind"]));
        assert_eq!(
            before["values"],
            json!([{"field": "kind", "from": "primary", "to": "secondary"}])
        );
        assert_ne!(of_coach(&samantha)["kind"], Value::Null);
        // The history has an event for each as well, newest first.
        let history = world.all(&adam.path("/coaching-history")).await;
        let newest: Vec<_> = history
            .iter()
            .take(2)
            .map(|event| {
                (
                    event["coach_id"].as_str().unwrap(),
                    event["kind"].as_str().unwrap(),
                )
            })
            .collect();
        assert_eq!(
            newest,
            [
                (samantha.id.as_str(), "primary"),
                (thomas.id.as_str(), "secondary")
            ],
            "{way:?}"
        );
        invariants::check(&world.items().await);

        // Where nobody else is primary, the same terms just make the coach primary.
        world.disconnect(&samantha, &adam).await;
        let again = Way::Edit
            .call(&world, &thomas, &adam, instead())
            .await
            .is(200);
        let same = Way::Edit
            .call(&world, &thomas, &adam, instead())
            .await
            .is(200);
        assert_eq!(again.body, same.body);
        assert_eq!(primary_coaches(&world, &adam).await, ["Blankenship"]);
    }
}

#[tokio::test]
async fn replacing_the_primary_coach_is_refused_for_a_secondary_assignment() {
    for way in WAYS {
        let world = World::new().await;
        let (_, adam) = world.pair().await;
        let samantha = world.coach("Samantha", "Lee").await;
        if matches!(way, Way::Edit) {
            way.prepare(&world, &samantha, &adam).await;
        }
        if matches!(way, Way::Reopen) {
            world.connect(&samantha, &adam).await;
            world.disconnect(&samantha, &adam).await;
        }
        let terms = json!({"kind": "secondary", "replaces_primary": true});
        let refused = way.call(&world, &samantha, &adam, terms).await;
        let problem = match way {
            Way::Bulk => refused.is(200).body["results"][0]["problem"].clone(),
            _ => refused.refused_field("/replaces_primary").body,
        };
        assert_eq!(
            problem["errors"][0]["pointer"], "/replaces_primary",
            "{way:?}"
        );
        assert_eq!(primary_coaches(&world, &adam).await, ["Blankenship"]);
        if matches!(way, Way::Reopen) {
            // Without a kind in the request, the former kind counts, which was secondary.
            let terms = json!({"replaces_primary": true});
            let refused = way.call(&world, &samantha, &adam, terms).await;
            refused.refused_field("/replaces_primary");
        }
    }
}

#[tokio::test]
async fn a_former_primary_coach_can_be_reopened_as_secondary_or_in_place_of_the_new_one() {
    for (terms, primary) in [
        (json!({"kind": "secondary"}), "Lee"),
        (json!({"replaces_primary": true}), "Blankenship"),
    ] {
        let world = World::new().await;
        let (thomas, adam) = world.pair().await;
        let samantha = world.coach("Samantha", "Lee").await;
        world.disconnect(&thomas, &adam).await;
        world.connect(&samantha, &adam).await;
        let reopen = format!("{}/reopen", thomas.coachee(&adam));
        let ava = world.ava();
        ava.post(&reopen, json!({}))
            .await
            .refused(409, "primary-taken");
        let reopened = world.ava().post(&reopen, terms).await.is(201);
        let is_primary = primary == "Blankenship";
        assert_eq!(reopened.body["kind"] == "primary", is_primary);
        assert_eq!(primary_coaches(&world, &adam).await, [primary]);
    }
}

#[tokio::test]
async fn after_many_concurrent_replacements_there_is_one_primary_coach() {
    let world = World::with_own_database().await;
    let adam = world.person("Adam", "Anderson").await;
    let mut coaches = Vec::new();
    for family in [
        "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight",
    ] {
        coaches.push(world.coach("Coach", family).await);
    }
    world.connect(&coaches[0], &adam).await;
    let mut done = 0;
    for round in 0..12 {
        // Connected coaches are edited; the others are assigned or reopened. Every third round disconnects three.
        if round % 3 == 2 {
            for coach in &coaches[1..4] {
                world.ava().delete(&coach.coachee(&adam)).await;
            }
        }
        let calls = coaches.iter().enumerate().map(async |(number, coach)| {
            let current = world.ava().patch(&coach.coachee(&adam), json!({})).await;
            let way = match (current.status.as_u16(), number % 2) {
                (200, _) => Way::Edit,
                (_, 0) => Way::AssignCoachee,
                _ if round == 0 => Way::AssignCoach,
                _ => Way::Reopen,
            };
            way.call(&world, coach, &adam, instead()).await
        });
        for answer in futures_util::future::join_all(calls).await {
            let status = answer.status.as_u16();
            assert!(matches!(status, 200 | 201 | 409), "{}", answer.body);
            done += usize::from(status != 409);
        }
        assert_eq!(
            primary_coaches(&world, &adam).await.len(),
            1,
            "round {round}"
        );
    }
    assert!(done > 40, "only {done} were done");
    invariants::check(&world.items().await);
}

/// The request is interrupted at each of its calls to the table in turn: from that call on either the requests or the
/// answers are lost.
#[tokio::test]
async fn an_interrupted_replacement_leaves_exactly_one_primary_coach() {
    for way in WAYS {
        for fault in [Fault::LostBefore, Fault::LostAfter] {
            let mut calls = 0;
            while calls < 20 && is_interrupted(way, calls, fault.clone()).await {
                calls += 1;
            }
            assert!((3..20).contains(&calls), "{way:?} made {calls} calls");
        }
    }
}

/// Interrupts the request at one of its calls; false if it makes fewer.
async fn is_interrupted(way: Way, at: usize, fault: Fault) -> bool {
    let world = World::with_own_database().await;
    let adam = world.person("Adam", "Anderson").await;
    let (thomas, samantha) = (
        world.coach("Thomas", "Blankenship").await,
        world.coach("Samantha", "Lee").await,
    );
    way.prepare(&world, &samantha, &adam).await;
    let primary = json!({"kind": "primary"});
    world
        .ava()
        .put(&thomas.coachee(&adam), primary)
        .await
        .is(201);
    let seen = Arc::new(AtomicUsize::new(0));
    let calls = seen.clone();
    world
        .meter
        .inject(move |_, _| (calls.fetch_add(1, Relaxed) >= at).then(|| fault.clone()));
    way.call(&world, &samantha, &adam, instead()).await;
    world.meter.clear_faults();
    assert_eq!(
        primary_coaches(&world, &adam).await.len(),
        1,
        "{way:?}, interrupted at call {at}"
    );
    invariants::check(&world.items().await);
    // Then it is sent again.
    let again = way.call(&world, &samantha, &adam, instead()).await;
    assert!(
        again.status.is_success() || again.status == 409,
        "{}",
        again.body
    );
    assert_eq!(primary_coaches(&world, &adam).await.len(), 1);
    seen.load(Relaxed) > at
}

#[tokio::test]
async fn only_an_assignment_in_force_replaces_the_primary_coach() {
    let world = World::new().await;
    let (_, adam) = world.pair().await;
    let nora = world.another_coach("Nora").await;
    let path = nora.coachee(&adam);
    for (first, last) in [(-60, json!(world.day(-30))), (30, Value::Null)] {
        let terms = json!({"kind": "primary", "starts_on": world.day(first), "ends_on": last, "replaces_primary": true});
        world
            .ava()
            .put(&path, terms)
            .await
            .refused_field("/replaces_primary");
        assert_eq!(primary_coaches(&world, &adam).await, ["Blankenship"]);
    }
}
