//! Signals, calendars and timelines agree with the records after a week of random, concurrent requests with injected
//! faults.

use crate::world::{
    Answer, Fault, Item, Person, TIME_ZONE, World, a_conference, a_goal, an_observation, id,
    some_evidence,
};
use serde_json::{Value, json};
use shared::{
    domain::{
        Calendar, Conference, EvidenceLine, Goal, LatestScores, Observation, Signals, TimelineEntry,
    },
    table::{from_item, number},
};
use std::collections::{BTreeMap, BTreeSet};

/// A coach, a coachee, and a rubric with its components.
struct Week {
    world: World,
    thomas: Person,
    adam: Person,
    rubric: (String, Vec<String>),
}

impl Week {
    fn path(&self, rest: &str) -> String {
        self.adam.path(rest)
    }

    /// A random record of a kind, with its path.
    async fn some(&self, kind: &str, random: &mut fastrand::Rng) -> Option<(String, Value)> {
        let list = self
            .world
            .as_person(&self.thomas)
            .get(&format!("{}?limit=100", self.path(kind)))
            .await;
        let items = list.body["items"].as_array()?;
        let record = items.get(random.usize(0..items.len().max(1)))?;
        Some((
            format!("{}/{}", self.path(kind), id(record)),
            record.clone(),
        ))
    }

    /// Sends one random request; returns whether it succeeded.
    async fn act(&self, random: &mut fastrand::Rng) -> bool {
        if random.u8(0..30) == 0 {
            let zone = [TIME_ZONE, "Pacific/Kiritimati", "Etc/GMT+12"][random.usize(0..3)];
            let changed = self
                .world
                .ava()
                .patch("/organisation", json!({"time_zone": zone}))
                .await;
            // The authorizer caches the time zone for a minute.
            self.world
                .app
                .clock
                .advance(std::time::Duration::from_secs(70));
            return changed.status.is_success();
        }
        let kind = ["/goals", "/conferences", "/observations"][random.usize(0..3)];
        let answer = match (self.some(kind, random).await, kind) {
            (Some((path, record)), "/goals") if random.u8(0..4) > 0 => {
                self.on_goal(&path, &record, random).await
            }
            (Some((path, _)), "/conferences") if random.u8(0..4) > 0 => {
                self.on_conference(&path, random).await
            }
            (Some((path, record)), "/observations") if random.u8(0..4) > 0 => {
                self.on_observation(&path, &record, random).await
            }
            _ => self.create(kind).await,
        };
        assert_ne!(answer.status.as_u16(), 500, "{}", answer.body);
        answer.status.is_success()
    }

    async fn create(&self, kind: &str) -> Answer {
        let body = match kind {
            "/goals" => a_goal(),
            "/conferences" => a_conference(None),
            _ => {
                let mut observed = an_observation();
                observed["rubric_id"] = json!(self.rubric.0);
                observed
            }
        };
        self.world
            .as_person(&self.thomas)
            .post(&self.path(kind), body)
            .await
    }

    async fn on_goal(&self, path: &str, goal: &Value, random: &mut fastrand::Rng) -> Answer {
        let thomas = self.world.as_person(&self.thomas);
        let state = ["draft", "active", "achieved", "dropped"][random.usize(0..4)];
        let steps = json!([{"text": "Try", "check_back_on": self.world.day(random.i64(0..9))}]);
        match random.u8(0..5) {
            0 => thomas.delete(path).await,
            1 => {
                thomas
                    .post(&format!("{path}/progress"), json!({"value": random.u8(..)}))
                    .await
            }
            2 => {
                thomas
                    .post(&format!("{path}/comments"), json!({"text": "Well."}))
                    .await
            }
            3 => {
                thomas
                    .header("if-match", format!("\"{}\"", goal["version"]))
                    .patch(path, json!({"state": state}))
                    .await
            }
            _ => {
                thomas
                    .header("if-match", format!("\"{}\"", goal["version"]))
                    .patch(path, json!({"steps": steps}))
                    .await
            }
        }
    }

    async fn on_conference(&self, path: &str, random: &mut fastrand::Rng) -> Answer {
        let thomas = self.world.as_person(&self.thomas);
        let day = random.u8(1..9);
        match random.u8(0..6) {
            0 => thomas.delete(path).await,
            5 => {
                thomas
                    .put(&format!("{path}/private-notes"), json!({"text": "Mine."}))
                    .await
            }
            1 => {
                let moved = json!({"starts_at": format!("2026-09-0{day}T13:00:00Z"), "ends_at": format!("2026-09-0{day}T14:00:00Z")});
                thomas.patch(path, moved).await
            }
            _ => {
                let state = ["scheduled", "held", "cancelled", "no_show"][random.usize(0..4)];
                thomas.patch(path, json!({"state": state})).await
            }
        }
    }

    async fn on_observation(
        &self,
        path: &str,
        observation: &Value,
        random: &mut fastrand::Rng,
    ) -> Answer {
        let thomas = self.world.as_person(&self.thomas);
        let scores = json!([{"component_id": self.rubric.1[0], "score": random.u8(1..5)}]);
        match random.u8(0..9) {
            6 => {
                thomas
                    .post(
                        &format!("{path}/revisions"),
                        json!({"reason": "Withdrawn."}),
                    )
                    .await
            }
            7 => {
                thomas
                    .post(
                        &format!("{path}/revisions"),
                        json!({"reason": "Anew.", "scores": scores}),
                    )
                    .await
            }
            8 => self.on_evidence(path, random).await,
            0 => thomas.delete(path).await,
            1 => thomas.post(&format!("{path}/share"), json!({})).await,
            2 => {
                thomas
                    .post(
                        &format!("{path}/revisions"),
                        json!({"reason": "Anew.", "scores": scores}),
                    )
                    .await
            }
            3 => {
                thomas
                    .post(&format!("{path}/evidence"), some_evidence())
                    .await
            }
            4 => {
                self.world
                    .as_person(&self.adam)
                    .post(&format!("{path}/acknowledge"), json!({}))
                    .await
            }
            _ => {
                thomas
                    .header("if-match", format!("\"{}\"", observation["version"]))
                    .patch(path, json!({"scores": scores}))
                    .await
            }
        }
    }
}

impl Week {
    /// Corrects when a line was seen.
    async fn on_evidence(&self, path: &str, random: &mut fastrand::Rng) -> Answer {
        let list = self
            .world
            .as_person(&self.thomas)
            .get(&format!("{path}/evidence"))
            .await;
        let Some(line) = list.body["items"]
            .as_array()
            .and_then(|lines| lines.first())
        else {
            return list;
        };
        let at = json!({"at": format!("2026-09-01T13:{:02}:00Z", random.u8(0..60))});
        self.world
            .as_person(&self.thomas)
            .patch(&format!("{path}/evidence/{}", id(line)), at)
            .await
    }
}

/// Asserts that everything derived agrees with the records. Returns the number of records.
fn check(items: &BTreeMap<(String, String), Item>, thomas: &Person, adam: &Person) -> usize {
    let of = |user: &Person, begins: &str| -> Vec<(String, Item)> {
        let theirs = items.iter().filter(|((pk, sk), _)| {
            pk.ends_with(&format!("#USER#{}", user.id)) && sk.starts_with(begins)
        });
        theirs
            .map(|((_, sk), item)| (sk.clone(), item.clone()))
            .collect()
    };
    let only = |user: &Person, sort: &str| {
        of(user, sort)
            .pop()
            .map(|(_, item)| item)
            .unwrap_or_default()
    };
    let read = |records: Vec<(String, Item)>| records.into_iter().map(|(_, item)| item);

    let goals: Vec<Goal> = read(of(adam, "GOAL#"))
        .map(|item| from_item(item).unwrap())
        .collect();
    let stored = only(adam, "SIGNALS");
    let signals: Signals = from_item(stored.clone()).unwrap();
    assert_eq!(
        signals.goals,
        goals.iter().map(|goal| (goal.id, goal.signal())).collect(),
        "the signals of the goals"
    );
    assert_eq!(
        number(&stored, "goal_count") as usize,
        goals.iter().filter(|goal| goal.is_open()).count()
    );
    assert_eq!(number(&stored, "goals_in_all") as usize, goals.len());

    let conferences: Vec<Conference> = read(of(adam, "CONFERENCE#"))
        .map(|item| from_item(item).unwrap())
        .collect();
    let scheduled: BTreeSet<_> = conferences
        .iter()
        .filter(|c| c.is_scheduled())
        .map(|c| (c.id, c.fields.starts_at))
        .collect();
    for person in [thomas, adam] {
        let item = only(person, "CALENDAR");
        let calendar: Calendar = from_item(item.clone()).unwrap();
        let booked: BTreeSet<_> = calendar
            .0
            .iter()
            .map(|(id, booking)| (*id, booking.starts_at))
            .collect();
        assert_eq!(booked, scheduled, "a calendar");
        assert_eq!(number(&item, "scheduled_count") as usize, scheduled.len());
        if person.id == thomas.id {
            assert_eq!(
                number(&item, &Calendar::count_with(adam.id.parse().unwrap())) as usize,
                scheduled.len()
            );
        }
    }

    let observations: Vec<(Observation, Item)> = read(of(adam, "OBSERVATION#"))
        .map(|item| (from_item(item.clone()).unwrap(), item))
        .collect();
    let mut expected: BTreeSet<String> = BTreeSet::new();
    expected.extend(
        conferences
            .iter()
            .filter(|c| c.is_held())
            .map(|c| format!("TIMELINE#{}#{}", c.filed_on.unwrap(), c.id)),
    );
    assert!(
        conferences
            .iter()
            .all(|c| c.is_held() == c.filed_on.is_some()),
        "a conference is filed if it was held, and only then"
    );
    for (observation, item) in &observations {
        if !observation.is_draft() {
            expected.insert(format!(
                "TIMELINE#{}#{}",
                observation.filed_on.unwrap(),
                observation.id
            ));
        }
        let lines: Vec<EvidenceLine> = read(of(adam, &format!("EVIDENCE#{}#", observation.id)))
            .map(|item| from_item(item).unwrap())
            .collect();
        assert_eq!(number(item, "evidence_count") as usize, lines.len());
        assert_eq!(
            of(adam, &format!("REVISION#{}#", observation.id)).len(),
            observation.revision as usize
        );
    }
    let timeline = of(adam, "TIMELINE#");
    assert_eq!(
        timeline
            .iter()
            .map(|(sk, _)| sk.clone())
            .collect::<BTreeSet<_>>(),
        expected,
        "the timeline"
    );
    let entries: Vec<TimelineEntry> = timeline
        .iter()
        .map(|(_, item)| from_item(item.clone()).unwrap())
        .collect();
    let coach = thomas.id.parse().unwrap();
    let last = entries
        .iter()
        .filter_map(|entry| entry.contact_of(coach))
        .max();
    assert_eq!(
        signals.contacts.get(&coach).copied(),
        last,
        "the last contact"
    );
    for (_, item) in timeline {
        if let TimelineEntry::Observation { id, scores, .. } = from_item(item).unwrap() {
            let (observation, _) = observations
                .iter()
                .find(|(observation, _)| observation.id == id)
                .unwrap();
            assert_eq!(
                scores,
                observation
                    .scores
                    .iter()
                    .map(Into::into)
                    .collect::<Vec<_>>()
            );
        }
    }
    let shared = observations
        .iter()
        .map(|(observation, _)| observation)
        .filter(|observation| !observation.is_draft());
    let newest = shared
        .filter_map(LatestScores::of)
        .max_by_key(LatestScores::when);
    assert_eq!(signals.latest, newest, "the latest scores");
    for (sort, _) in of(thomas, "PRIVATE#") {
        assert!(
            conferences
                .iter()
                .any(|conference| sort.ends_with(&conference.id.to_string())),
            "{sort} belongs to no conference"
        );
    }
    let parts: Vec<String> = ["EVIDENCE#", "SCALE#", "REVISION#"]
        .iter()
        .flat_map(|begin| of(adam, begin))
        .map(|(sk, _)| sk)
        .collect();
    let orphans = parts.iter().filter(|sk| {
        !observations
            .iter()
            .any(|(observation, _)| sk.contains(&observation.id.to_string()))
    });
    assert_eq!(orphans.count(), 0, "parts of observations that are gone");
    goals.len() + conferences.len() + observations.len()
}

#[tokio::test]
async fn derived_items_agree_with_the_records_after_a_week_with_faults() {
    for (seed, percent) in [(1, 0), (2, 10), (3, 30)] {
        let mut world = World::with_own_database().await;
        let (mut thomas, mut adam) = world.pair().await;
        let rubric = world.rubric().await;
        // Early enough to be in force whatever the date is in a time zone.
        world.assign_since(&thomas, &adam, -9).await;
        // The week advances the clock.
        for person in [&mut thomas, &mut adam] {
            person.token = world.lasting_token(person).await;
        }
        world.ava.token = world.lasting_token(&world.ava).await;
        for person in [&thomas, &adam] {
            world.as_person(person).get("/me").await.is(200);
        }
        let week = Week {
            world,
            thomas,
            adam,
            rubric,
        };
        week.world
            .meter
            .inject(move |_, _| match fastrand::u32(0..100) {
                n if n >= percent => None,
                n if n % 3 == 0 => Some(Fault::LostAfter),
                n if n % 3 == 1 => Some(Fault::LostBefore),
                _ => Some(Fault::Conflict),
            });
        let days = (0..4).map(|day| {
            let week = &week;
            async move {
                let mut random = fastrand::Rng::with_seed(seed * 100 + day);
                let mut done = 0;
                for _ in 0..80 {
                    done += usize::from(week.act(&mut random).await);
                }
                done
            }
        });
        let done: usize = futures_util::future::join_all(days).await.into_iter().sum();
        week.world.meter.clear_faults();
        assert!(done > 100, "only {done} requests succeeded");
        // A deletion that was interrupted is finished by sending it again.
        let drafts = week
            .world
            .as_person(&week.thomas)
            .get(&format!("{}?limit=100", week.path("/observations")))
            .await;
        for draft in drafts
            .items()
            .iter()
            .filter(|observation| observation["state"] == "draft")
        {
            week.world
                .as_person(&week.thomas)
                .delete(&week.path(&format!("/observations/{}", id(draft))))
                .await
                .is(204);
        }
        let records = check(&week.world.items().await, &week.thomas, &week.adam);
        assert!(records > 20, "only {records} records are left");
    }
}

/// The check must be able to fail.
#[tokio::test]
async fn a_planted_disagreement_is_found() {
    let world = World::with_own_database().await;
    let (thomas, adam) = world.pair().await;
    world
        .as_person(&thomas)
        .post(&adam.path("/goals"), a_goal())
        .await
        .is(201);
    world
        .as_person(&thomas)
        .post(&adam.path("/conferences"), a_conference(None))
        .await
        .is(201);
    let shared = world
        .as_person(&thomas)
        .post(&adam.path("/observations"), an_observation())
        .await
        .is(201);
    world
        .as_person(&thomas)
        .post(
            &adam.path(&format!("/observations/{}/share", shared.id())),
            json!({}),
        )
        .await
        .is(200);
    let whole = world.items().await;
    assert_eq!(check(&whole, &thomas, &adam), 3);
    for gone in [
        "GOAL#",
        "CONFERENCE#",
        "OBSERVATION#",
        "TIMELINE#",
        "SIGNALS",
        "CALENDAR",
    ] {
        let mut items = whole.clone();
        items.retain(|(_, sk), _| !sk.starts_with(gone));
        let found = std::panic::catch_unwind(|| check(&items, &thomas, &adam));
        assert!(found.is_err(), "a missing {gone} isn't noticed");
    }
}
