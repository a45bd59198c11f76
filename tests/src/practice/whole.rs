//! A random, concurrent and faulty week of a coach, and then a look at everything that was stored:
//! what is kept beside the records says what the records say.

use super::{a_conference, a_goal, an_observation, id, pair, rubric, some_evidence};
use crate::{
    invariants::{Item, everything},
    world::{Answer, Fault, Person, TIME_ZONE, World},
};
use serde_json::{Value, json};
use shared::{
    domain::{Calendar, Conference, EvidenceLine, Goal, Observation, Signals, TimelineEntry},
    table::{from_item, number},
};
use std::collections::{BTreeMap, BTreeSet};

struct Week {
    world: World,
    thomas: Person,
    adam: Person,
    rubric: (String, Vec<String>),
}

impl Week {
    fn path(&self, rest: &str) -> String {
        format!("/users/{}{rest}", self.adam.id)
    }

    /// Some record of a kind that is there, with its version.
    async fn some(&self, kind: &str, random: &mut fastrand::Rng) -> Option<(String, Value)> {
        let list = self.world.asking(&self.thomas).get(&format!("{}?limit=100", self.path(kind))).await;
        let items = list.body["items"].as_array()?;
        let record = items.get(random.usize(0..items.len().max(1)))?;
        Some((format!("{}/{}", self.path(kind), id(record)), record.clone()))
    }

    /// One random act; whether it was answered as done.
    async fn act(&self, random: &mut fastrand::Rng) -> bool {
        let kind = ["/goals", "/conferences", "/observations"][random.usize(0..3)];
        let answer = match (self.some(kind, random).await, kind) {
            (Some((path, record)), "/goals") if random.u8(0..4) > 0 => self.on_goal(&path, &record, random).await,
            (Some((path, _)), "/conferences") if random.u8(0..4) > 0 => self.on_conference(&path, random).await,
            (Some((path, record)), "/observations") if random.u8(0..4) > 0 => self.on_observation(&path, &record, random).await,
            _ => self.begin(kind).await,
        };
        assert_ne!(answer.status.as_u16(), 500, "{}", answer.body);
        answer.status.is_success()
    }

    async fn begin(&self, kind: &str) -> Answer {
        let body = match kind {
            "/goals" => a_goal(),
            "/conferences" => a_conference(None),
            _ => {
                let mut observed = an_observation();
                observed["rubric_id"] = json!(self.rubric.0);
                observed
            }
        };
        self.world.asking(&self.thomas).post(&self.path(kind), body).await
    }

    async fn on_goal(&self, path: &str, goal: &Value, random: &mut fastrand::Rng) -> Answer {
        let thomas = self.world.asking(&self.thomas);
        let state = ["draft", "active", "achieved", "dropped"][random.usize(0..4)];
        let steps = json!([{"text": "Try", "check_back_on": self.world.day(random.i64(0..9))}]);
        match random.u8(0..5) {
            0 => thomas.delete(path).await,
            1 => thomas.post(&format!("{path}/progress"), json!({"value": random.u8(..)})).await,
            2 => thomas.post(&format!("{path}/comments"), json!({"text": "Well."})).await,
            3 => thomas.header("if-match", format!("\"{}\"", goal["version"])).patch(path, json!({"state": state})).await,
            _ => thomas.header("if-match", format!("\"{}\"", goal["version"])).patch(path, json!({"steps": steps})).await,
        }
    }

    async fn on_conference(&self, path: &str, random: &mut fastrand::Rng) -> Answer {
        let thomas = self.world.asking(&self.thomas);
        let day = random.u8(1..9);
        match random.u8(0..5) {
            0 => thomas.delete(path).await,
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

    async fn on_observation(&self, path: &str, observation: &Value, random: &mut fastrand::Rng) -> Answer {
        let thomas = self.world.asking(&self.thomas);
        let scores = json!([{"component_id": self.rubric.1[0], "score": random.u8(1..5)}]);
        match random.u8(0..6) {
            0 => thomas.delete(path).await,
            1 => thomas.post(&format!("{path}/share"), json!({})).await,
            2 => thomas.post(&format!("{path}/revisions"), json!({"reason": "Anew.", "scores": scores})).await,
            3 => thomas.post(&format!("{path}/evidence"), some_evidence()).await,
            4 => self.world.asking(&self.adam).post(&format!("{path}/acknowledge"), json!({})).await,
            _ => thomas.header("if-match", format!("\"{}\"", observation["version"])).patch(path, json!({"scores": scores})).await,
        }
    }
}

/// What must be true of everything that was stored.
fn check(items: &BTreeMap<(String, String), Item>, thomas: &Person, adam: &Person) -> usize {
    let of = |user: &Person, begins: &str| -> Vec<(String, Item)> {
        let theirs = items.iter().filter(|((pk, sk), _)| pk.ends_with(&format!("#USER#{}", user.id)) && sk.starts_with(begins));
        theirs.map(|((_, sk), item)| (sk.clone(), item.clone())).collect()
    };
    let only = |user: &Person, sort: &str| of(user, sort).pop().map(|(_, item)| item).unwrap_or_default();
    let read = |records: Vec<(String, Item)>| records.into_iter().map(|(_, item)| item);

    let goals: Vec<Goal> = read(of(adam, "GOAL#")).map(|item| from_item(item).unwrap()).collect();
    let stored = only(adam, "SIGNALS");
    let signals: Signals = from_item(stored.clone()).unwrap();
    assert_eq!(signals.goals, goals.iter().map(|goal| (goal.id, goal.signal())).collect(), "the signals of the goals");
    assert_eq!(number(&stored, "goal_count") as usize, goals.len());

    let conferences: Vec<Conference> = read(of(adam, "CONFERENCE#")).map(|item| from_item(item).unwrap()).collect();
    let scheduled: BTreeSet<_> = conferences.iter().filter(|c| c.is_scheduled()).map(|c| (c.id, c.fields.starts_at)).collect();
    for person in [thomas, adam] {
        let item = only(person, "CALENDAR");
        let calendar: Calendar = from_item(item.clone()).unwrap();
        let booked: BTreeSet<_> = calendar.0.iter().map(|(id, booking)| (*id, booking.starts_at)).collect();
        assert_eq!(booked, scheduled, "a calendar");
        assert_eq!(number(&item, "scheduled_count") as usize, scheduled.len());
    }

    let observations: Vec<(Observation, Item)> =
        read(of(adam, "OBSERVATION#")).map(|item| (from_item(item.clone()).unwrap(), item)).collect();
    let day = |moment: shared::domain::Moment| moment.day_in(TIME_ZONE).to_string();
    let mut expected: BTreeSet<String> = BTreeSet::new();
    expected.extend(conferences.iter().filter(|c| c.is_held()).map(|c| format!("TIMELINE#{}#{}", day(c.fields.starts_at), c.id)));
    for (observation, item) in &observations {
        if !observation.is_draft() {
            expected.insert(format!("TIMELINE#{}#{}", day(observation.observed_at), observation.id));
        }
        let lines: Vec<EvidenceLine> =
            read(of(adam, &format!("EVIDENCE#{}#", observation.id))).map(|item| from_item(item).unwrap()).collect();
        assert_eq!(number(item, "evidence_count") as usize, lines.len());
        assert_eq!(of(adam, &format!("REVISION#{}#", observation.id)).len(), observation.revision as usize);
    }
    let timeline = of(adam, "TIMELINE#");
    assert_eq!(timeline.iter().map(|(sk, _)| sk.clone()).collect::<BTreeSet<_>>(), expected, "the timeline");
    let entries: Vec<TimelineEntry> = timeline.iter().map(|(_, item)| from_item(item.clone()).unwrap()).collect();
    let coach = thomas.id.parse().unwrap();
    let last = entries.iter().filter_map(|entry| entry.contact_of(coach)).max();
    assert_eq!(signals.contacts.get(&coach).copied(), last, "the last contact");
    for (_, item) in timeline {
        if let TimelineEntry::Observation { id, scores, .. } = from_item(item).unwrap() {
            let (observation, _) = observations.iter().find(|(observation, _)| observation.id == id).unwrap();
            assert_eq!(scores, observation.scores.iter().map(Into::into).collect::<Vec<_>>());
        }
    }
    let parts: Vec<String> = ["EVIDENCE#", "SCALE#", "REVISION#"].iter().flat_map(|begin| of(adam, begin)).map(|(sk, _)| sk).collect();
    let orphans = parts.iter().filter(|sk| !observations.iter().any(|(observation, _)| sk.contains(&observation.id.to_string())));
    assert_eq!(orphans.count(), 0, "parts of observations that are gone");
    goals.len() + conferences.len() + observations.len()
}

#[tokio::test]
async fn what_is_kept_beside_the_records_says_what_they_say_after_a_faulty_week() {
    for (seed, percent) in [(1, 0), (2, 10), (3, 30)] {
        let world = World::apart().await;
        let (thomas, adam) = pair(&world).await;
        let rubric = rubric(&world).await;
        for person in [&thomas, &adam] {
            world.asking(person).get("/me").await.is(200);
        }
        let week = Week { world, thomas, adam, rubric };
        week.world.meter.plan(move |_, _| match fastrand::u32(0..100) {
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
        week.world.meter.no_faults();
        assert!(done > 100, "only {done} acts were done");
        // A deletion that was interrupted is finished by sending it again.
        let drafts = week.world.asking(&week.thomas).get(&format!("{}?limit=100", week.path("/observations"))).await;
        for draft in drafts.items().iter().filter(|observation| observation["state"] == "draft") {
            week.world.asking(&week.thomas).delete(&week.path(&format!("/observations/{}", id(draft)))).await.is(204);
        }
        let records = check(&everything(&week.world).await, &week.thomas, &week.adam);
        assert!(records > 20, "only {records} records are left");
    }
}

/// A look that can't find anything is none.
#[tokio::test]
async fn a_planted_disagreement_is_found() {
    let world = World::apart().await;
    let (thomas, adam) = pair(&world).await;
    let path = |rest: &str| format!("/users/{}{rest}", adam.id);
    world.asking(&thomas).post(&path("/goals"), a_goal()).await.is(201);
    world.asking(&thomas).post(&path("/conferences"), a_conference(None)).await.is(201);
    let shared = world.asking(&thomas).post(&path("/observations"), an_observation()).await.is(201);
    world.asking(&thomas).post(&path(&format!("/observations/{}/share", id(&shared.body))), json!({})).await.is(200);
    let whole = everything(&world).await;
    assert_eq!(check(&whole, &thomas, &adam), 3);
    for gone in ["GOAL#", "CONFERENCE#", "OBSERVATION#", "TIMELINE#", "SIGNALS", "CALENDAR"] {
        let mut items = whole.clone();
        items.retain(|(_, sk), _| !sk.starts_with(gone));
        let found = std::panic::catch_unwind(|| check(&items, &thomas, &adam));
        assert!(found.is_err(), "nothing is missed without {gone}");
    }
}
