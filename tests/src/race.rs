//! The proof that a right is gone when it is removed: an assignment is made and removed over and
//! over, while tasks read and write as that coach. Whatever begins after a removal was answered is
//! refused, and nothing that was written after it is shown or overwritten.
//!
//! `REMOVALS` says how often; `make test` does it ten thousand times.
//!
//! A proof that can't fail is none: planted operations with the two classic mistakes must be caught.

use crate::world::{Answer, Person, World};
use serde_json::json;
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

const TASKS: usize = 8;

/// What the coach's tasks call: a list of the newest in the coachee's history, where each removal
/// writes its reason, and a write of the title.
#[derive(Clone)]
struct Target {
    list: String,
    write: String,
}

/// What must never have happened, and how much did that may.
#[derive(Debug, Default)]
struct Outcome {
    violations: Vec<String>,
    allowed: usize,
    refused: usize,
}

struct Race {
    world: World,
    coach: Person,
    coachee: Person,
    target: Target,
    /// Rises by one when a connection begins, and by one when its removal was answered; so it is odd
    /// while the coach is known to be removed.
    window: AtomicU64,
    stop: AtomicBool,
    outcome: Mutex<Outcome>,
    finished: AtomicUsize,
}

impl Race {
    async fn new(target: fn(&str) -> Target) -> Arc<Self> {
        let world = World::new().await;
        let coach = world.coach("Thomas", "Blankenship").await;
        let coachee = world.person("Adam", "Anderson").await;
        world.asking(&coach).get("/me").await.is(200);
        let target = target(&coachee.id);
        Arc::new(Self {
            world,
            coach,
            coachee,
            target,
            window: AtomicU64::new(1),
            stop: AtomicBool::new(false),
            outcome: Mutex::default(),
            finished: AtomicUsize::new(0),
        })
    }

    /// Runs until there were so many removals, or a violation was seen.
    async fn run(self: &Arc<Self>, removals: usize) -> Outcome {
        let tasks: Vec<_> = (0..TASKS).map(|number| tokio::spawn(coach_task(self.clone(), number))).collect();
        for removal in 0..removals {
            self.cycle(removal).await;
            if !self.outcome.lock().unwrap().violations.is_empty() {
                break;
            }
        }
        self.stop.store(true, Ordering::SeqCst);
        for task in tasks {
            task.await.unwrap();
        }
        std::mem::take(&mut *self.outcome.lock().unwrap())
    }

    /// Connects, lets the tasks work, and removes; the removal's reason is what the coach must not
    /// see. Then nothing of the coachee's may change before the next connection.
    async fn cycle(&self, removal: usize) {
        let pair = format!("/users/{}/coachees/{}", self.coach.id, self.coachee.id);
        let profile = format!("/users/{}", self.coachee.id);
        let connected = self.window.fetch_add(1, Ordering::SeqCst) + 1;
        self.world.ava().put(&pair, json!({})).await.is(201);
        tokio::time::sleep(Duration::from_micros(fastrand::u64(0..3000))).await;
        self.world.ava().delete(&format!("{pair}?reason=secret-{}-", connected + 1)).await.is(204);
        self.window.fetch_add(1, Ordering::SeqCst);

        let after = self.world.ava().get(&profile).await.is(200).etag();
        tokio::time::sleep(Duration::from_micros(fastrand::u64(0..3000))).await;
        if self.world.ava().get(&profile).await.is(200).etag() != after {
            self.violation(format!("removal {removal}: a write of the former coach was committed after it"));
        }
    }

    fn violation(&self, what: String) {
        self.outcome.lock().unwrap().violations.push(what);
    }

    /// Judges an answer to the coach that began in this window.
    fn judge(&self, began: u64, what: &str, allowed: bool, answer: &Answer) {
        let ended = self.window.load(Ordering::SeqCst);
        let mut outcome = self.outcome.lock().unwrap();
        if allowed {
            outcome.allowed += 1;
        } else {
            outcome.refused += 1;
        }
        if allowed && began == ended && began % 2 == 1 {
            outcome.violations.push(format!("{what} was allowed that began after the removal was answered"));
        }
        // The removal's reason may be seen by the coach only when connected again.
        let text = String::from_utf8_lossy(&answer.bytes);
        let hidden = (ended..ended + 2).find(|window| text.contains(&format!("secret-{window}-")));
        if let Some(window) = hidden {
            outcome.violations.push(format!("{what} showed what was written with removal {window}"));
        }
    }
}

async fn coach_task(race: Arc<Race>, number: usize) {
    let asking = || race.world.asking(&race.coach);
    while !race.stop.load(Ordering::SeqCst) {
        let began = race.window.load(Ordering::SeqCst);
        if number.is_multiple_of(2) {
            let answer = asking().get(&race.target.list).await;
            race.judge(began, "a list", answer.status == 200, &answer);
            let began = race.window.load(Ordering::SeqCst);
            let answer = asking().get(&format!("/users/{}", race.coachee.id)).await;
            race.judge(began, "a read", !answer.body["email"].is_null(), &answer);
        } else {
            let version = asking().get(&format!("/users/{}", race.coachee.id)).await.etag();
            let began = race.window.load(Ordering::SeqCst);
            let answer = asking().header("if-match", version).patch(&race.target.write, json!({"title": format!("Title {number}")})).await;
            race.judge(began, "a write", answer.status == 200, &answer);
        }
        tokio::time::sleep(Duration::from_micros(fastrand::u64(0..30_000))).await;
    }
    race.finished.fetch_add(1, Ordering::SeqCst);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_allowed_after_a_removal() {
    let removals = std::env::var("REMOVALS").map_or(1_000, |n| n.parse().unwrap());
    let race = Race::new(|id| Target { list: format!("/users/{id}/coaching-history?limit=1"), write: format!("/users/{id}") }).await;
    let outcome = race.run(removals).await;
    assert!(outcome.violations.is_empty(), "{:#?}", outcome.violations);
    assert_eq!(race.finished.load(Ordering::SeqCst), TASKS);
    println!("{removals} removals; as the coach {} requests were allowed and {} refused", outcome.allowed, outcome.refused);
    assert!(outcome.allowed > removals / 4 && outcome.refused > removals / 4, "the tasks did not race: {outcome:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_planted_read_before_check_is_caught() {
    let race = Race::new(|id| Target { list: format!("/planted/checks-then-lists/{id}"), write: format!("/users/{id}") }).await;
    let outcome = race.run(5_000).await;
    assert!(outcome.violations.iter().any(|v| v.starts_with("a list showed")), "{outcome:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_planted_missing_condition_is_caught() {
    let race = Race::new(|id| Target {
        list: format!("/users/{id}/coaching-history?limit=1"),
        write: format!("/planted/writes-unconditionally/{id}"),
    })
    .await;
    let outcome = race.run(5_000).await;
    assert!(outcome.violations.iter().any(|v| v.contains("write")), "{outcome:?}");
}
