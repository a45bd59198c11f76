//! A right ends when its removal is answered. An assignment is made and removed again and again, while eight tasks read
//! and write as that coach. Every request that begins after a removal was answered must be refused, and nothing that was
//! written after it may be shown or overwritten.
//!
//! `REMOVALS` sets how many there are; `make races` makes ten thousand.
//!
//! Two planted operations with the classic mistakes show that the race can fail: both must be caught.

use crate::world::{Answer, Person, World, a_conference, a_credential, a_goal, an_observation};
use aws_sdk_dynamodb::types::AttributeValue;
use http::Method;
use serde_json::{Value, json};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

const TASKS: usize = 8;

/// Makes a body that contains a text.
type Body = fn(String) -> Value;

/// A request with such a body: method, path and body.
type Written = (Method, String, Body);

/// What the coach's tasks request, and how to see that they were allowed too much.
#[derive(Clone)]
struct Target {
    /// A list that would show the hidden text.
    list: String,
    /// A single resource.
    read: String,
    /// Whether the answer to that read shows the resource.
    is_shown: fn(&Answer) -> bool,
    write: Written,
    /// The resource whose ETag the write needs.
    version_of: Option<String>,
    hidden: Hidden,
    /// The item that no former coach may change: its partition key without the organization, and its sort key.
    watched: (String, String),
}

/// Where the text is written that the former coach must not see.
#[derive(Clone)]
enum Hidden {
    /// In the reason of the removal.
    InTheReason,
    /// In requests of the administrator after each removal.
    After(Vec<Written>),
    /// Nowhere, because only the coach may read these records.
    Nowhere,
}

/// The violations, and how many of the coach's requests were allowed and refused.
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
    /// Counts up when an assignment is about to be made, and again when its removal was answered. Odd while the coach is
    /// certainly removed.
    window: AtomicU64,
    stop: AtomicBool,
    outcome: Mutex<Outcome>,
    finished: AtomicUsize,
}

impl Race {
    async fn new(target: fn(&str) -> Target) -> Arc<Self> {
        let world = World::with_own_database().await;
        let (coach, coachee) = Self::people(&world).await;
        let target = target(&coachee.id);
        Self::of(world, coach, coachee, target)
    }

    async fn people(world: &World) -> (Person, Person) {
        let coach = world.coach("Thomas", "Blankenship").await;
        let coachee = world.person("Adam", "Anderson").await;
        world.as_person(&coach).get("/me").await.is(200);
        (coach, coachee)
    }

    fn of(world: World, coach: Person, coachee: Person, target: Target) -> Arc<Self> {
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

    /// Runs until there were this many removals, or a violation.
    async fn run(self: &Arc<Self>, removals: usize) -> Outcome {
        let tasks: Vec<_> = (0..TASKS)
            .map(|number| tokio::spawn(coach_task(self.clone(), number)))
            .collect();
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

    /// Makes the assignment, lets the tasks work, and removes it, with a reason that the coach must not see. Then the
    /// watched item must not change before the next assignment.
    async fn cycle(&self, removal: usize) {
        let pair = self.coach.coachee(&self.coachee);
        let connected = self.window.fetch_add(1, Ordering::SeqCst) + 1;
        self.world.ava().put(&pair, json!({})).await.is(201);
        tokio::time::sleep(Duration::from_micros(fastrand::u64(0..3000))).await;
        let secret = format!("secret-{}-", connected + 1);
        self.world
            .ava()
            .delete(&format!("{pair}?reason={secret}"))
            .await
            .is(204);
        self.window.fetch_add(1, Ordering::SeqCst);

        self.hide(secret).await;
        let after = self.version().await;
        tokio::time::sleep(Duration::from_micros(fastrand::u64(0..3000))).await;
        if self.version().await != after {
            self.violation(format!(
                "removal {removal}: a write of the former coach was committed after it"
            ));
        }
    }

    /// Writes the text that the former coach must not see, unless it is the removal's reason.
    async fn hide(&self, secret: String) {
        let Hidden::After(requests) = &self.target.hidden else {
            return;
        };
        let mut made = String::new();
        for (method, path, body) in requests {
            // `{made}` is the id of what the previous request created.
            let answer = self
                .world
                .ava()
                .json(
                    method.clone(),
                    &path.replace("{made}", &made),
                    body(secret.clone()),
                )
                .await;
            assert!(answer.status.is_success(), "{path}: {}", answer.body);
            made = answer.body["id"].as_str().unwrap_or_default().to_owned();
        }
    }

    /// The version of the watched item, read from the table.
    async fn version(&self) -> Option<AttributeValue> {
        let (client, table) = self.world.app.store.raw();
        let (partition, sort) = &self.target.watched;
        let pk = AttributeValue::S(format!("ORG#{}{partition}", self.world.organisation));
        let get = client
            .get_item()
            .table_name(table)
            .consistent_read(true)
            .key("pk", pk)
            .key("sk", AttributeValue::S(sort.clone()));
        get.send()
            .await
            .unwrap()
            .item
            .and_then(|mut item| item.remove("version"))
    }

    fn violation(&self, what: String) {
        self.outcome.lock().unwrap().violations.push(what);
    }

    /// Records an answer to the coach, and the violation if it is one. `began` is the window in which the request began.
    fn judge(&self, began: u64, what: &str, allowed: bool, answer: &Answer) {
        let ended = self.window.load(Ordering::SeqCst);
        let mut outcome = self.outcome.lock().unwrap();
        if allowed {
            outcome.allowed += 1;
        } else {
            outcome.refused += 1;
        }
        if allowed && began == ended && began % 2 == 1 {
            outcome.violations.push(format!(
                "{what} that began after the removal was answered was allowed"
            ));
        }
        // The coach may see the text of a removal once there is a new assignment.
        let text = String::from_utf8_lossy(&answer.bytes);
        let hidden = (ended..ended + 2).find(|window| text.contains(&format!("secret-{window}-")));
        if let Some(window) = hidden {
            outcome.violations.push(format!(
                "{what} showed what was written with removal {window}"
            ));
        }
    }
}

async fn coach_task(race: Arc<Race>, number: usize) {
    let client = || race.world.as_person(&race.coach);
    while !race.stop.load(Ordering::SeqCst) {
        let began = race.window.load(Ordering::SeqCst);
        if number.is_multiple_of(2) {
            let answer = client().get(&race.target.list).await;
            race.judge(began, "a list", answer.status == 200, &answer);
            let began = race.window.load(Ordering::SeqCst);
            let answer = client().get(&race.target.read).await;
            race.judge(began, "a read", (race.target.is_shown)(&answer), &answer);
        } else {
            let version = match &race.target.version_of {
                Some(path) => client()
                    .get(path)
                    .await
                    .headers
                    .get("etag")
                    .map_or("\"1\"".to_owned(), |tag| tag.to_str().unwrap().to_owned()),
                None => String::new(),
            };
            let (method, path, body) = &race.target.write;
            let began = race.window.load(Ordering::SeqCst);
            let client = if version.is_empty() {
                client()
            } else {
                client().header("if-match", version)
            };
            let answer = client
                .json(method.clone(), path, body(format!("Title {number}")))
                .await;
            race.judge(began, "a write", answer.status.is_success(), &answer);
        }
        tokio::time::sleep(Duration::from_micros(fastrand::u64(0..30_000))).await;
    }
    race.finished.fetch_add(1, Ordering::SeqCst);
}

/// How many removals there are: `REMOVALS`, or a thousand.
fn removals() -> usize {
    std::env::var("REMOVALS").map_or(1_000, |n| n.parse().unwrap())
}

/// A race about the coachee's history and profile.
fn profile(id: &str) -> Target {
    Target {
        list: format!("/users/{id}/coaching-history?limit=1"),
        read: format!("/users/{id}"),
        is_shown: |answer| !answer.body["email"].is_null(),
        write: (
            Method::PATCH,
            format!("/users/{id}"),
            |text| json!({"title": text}),
        ),
        version_of: Some(format!("/users/{id}")),
        hidden: Hidden::InTheReason,
        watched: (format!("#USER#{id}"), "PROFILE".to_owned()),
    }
}

async fn nothing_is_allowed(race: Arc<Race>, removals: usize) {
    let outcome = race.run(removals).await;
    assert!(outcome.violations.is_empty(), "{:#?}", outcome.violations);
    assert_eq!(race.finished.load(Ordering::SeqCst), TASKS);
    println!(
        "{removals} removals; as the coach {} requests were allowed and {} refused",
        outcome.allowed, outcome.refused
    );
    assert!(
        outcome.allowed > removals / 4 && outcome.refused > removals / 4,
        "too few requests were allowed or refused: {outcome:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_allowed_after_a_removal() {
    nothing_is_allowed(Race::new(profile).await, removals()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_planted_read_before_check_is_caught() {
    let race = Race::new(|id| Target {
        list: format!("/planted/checks-then-lists/{id}"),
        ..profile(id)
    })
    .await;
    let outcome = race.run(5_000).await;
    assert!(
        outcome
            .violations
            .iter()
            .any(|v| v.starts_with("a list showed")),
        "{outcome:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_planted_missing_condition_is_caught() {
    let planted = |id: &str| {
        let (method, _, body) = profile(id).write;
        Target {
            write: (
                method,
                format!("/planted/writes-unconditionally/{id}"),
                body,
            ),
            ..profile(id)
        }
    };
    let outcome = Race::new(planted).await.run(5_000).await;
    assert!(
        outcome.violations.iter().any(|v| v.contains("write")),
        "{outcome:?}"
    );
}

/// A race about one of the coachee's records, which the coach created while connected, or the administrator if coaches may
/// not. `path` is the list it is in, and `sort` the beginning of its sort key.
async fn of_record(
    path: &str,
    sort: &str,
    record: Value,
    target: impl Fn(&str, &str, Target) -> Target,
) -> Arc<Race> {
    let world = World::with_own_database().await;
    let (coach, coachee) = Race::people(&world).await;
    world.connect(&coach, &coachee).await;
    let list = coachee.path(path);
    let made = world.as_person(&coach).post(&list, record).await;
    let id = if made.status.is_success() {
        made.body
    } else {
        world
            .ava()
            .post(&list, made_by_ava(path))
            .await
            .is(201)
            .body
    };
    let id = id["id"].as_str().unwrap().to_owned();
    world.disconnect(&coach, &coachee).await;
    let read = format!("{list}/{id}");
    let usual = Target {
        list: format!("{list}?limit=1"),
        read: read.clone(),
        is_shown: |answer| answer.status == 200,
        write: (Method::PATCH, read.clone(), |text| json!({"title": text})),
        version_of: Some(read.clone()),
        hidden: Hidden::Nowhere,
        watched: (format!("#USER#{}", coachee.id), format!("{sort}#{id}")),
    };
    let target = target(&list, &read, usual);
    Race::of(world, coach, coachee, target)
}

/// A record of a kind that coaches only read.
fn made_by_ava(path: &str) -> Value {
    if path == "/credentials" {
        a_credential()
    } else {
        json!({"title": "Questioning"})
    }
}

/// How many removals there are for each kind of record.
fn share() -> usize {
    (removals() / 20).max(50)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_a_goal_is_allowed_after_a_removal() {
    let race = of_record("/goals", "GOAL", a_goal(), |list, read, usual| Target {
        list: format!("{read}/comments?limit=1"),
        hidden: Hidden::After(vec![(
            Method::POST,
            format!("{read}/comments"),
            |text| json!({"text": text}),
        )]),
        read: list.to_owned(),
        ..usual
    });
    nothing_is_allowed(race.await, share()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_a_conference_is_allowed_after_a_removal() {
    let race = of_record(
        "/conferences",
        "CONFERENCE",
        a_conference(None),
        |_, read, usual| Target {
            write: (
                Method::PATCH,
                read.to_owned(),
                |text| json!({"place": text}),
            ),
            hidden: Hidden::After(vec![(
                Method::PATCH,
                read.to_owned(),
                |text| json!({"notes": text}),
            )]),
            ..usual
        },
    );
    nothing_is_allowed(race.await, share()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_private_notes_is_allowed_after_a_removal() {
    let race = of_record(
        "/conferences",
        "CONFERENCE",
        a_conference(None),
        |_, read, usual| Target {
            list: format!("{read}/private-notes"),
            read: format!("{read}/invitation.ics"),
            write: (
                Method::PUT,
                format!("{read}/private-notes"),
                |text| json!({"text": text}),
            ),
            version_of: None,
            ..usual
        },
    );
    let mut race = race.await;
    let conference = race.target.watched.1.replace("CONFERENCE", "PRIVATE");
    let of_coach = format!("#USER#{}", race.coach.id);
    Arc::get_mut(&mut race).unwrap().target.watched = (of_coach, conference);
    nothing_is_allowed(race, share()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_an_observation_is_allowed_after_a_removal() {
    let race = of_record(
        "/observations",
        "OBSERVATION",
        an_observation(),
        |list, _, usual| Target {
            hidden: Hidden::After(vec![
                (
                    Method::POST,
                    list.to_owned(),
                    |text| json!({"kind": "announced", "observed_at": "2026-09-01T13:00:00Z", "glow": text}),
                ),
                (
                    Method::POST,
                    format!("{list}/{{made}}/share"),
                    |_| json!({}),
                ),
            ]),
            ..usual
        },
    );
    nothing_is_allowed(race.await, share()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_evidence_is_allowed_after_a_removal() {
    let race = of_record(
        "/observations",
        "OBSERVATION",
        an_observation(),
        |_, read, usual| Target {
            list: format!("{read}/evidence"),
            write: (Method::PATCH, read.to_owned(), |text| json!({"glow": text})),
            ..usual
        },
    );
    nothing_is_allowed(race.await, share()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_learning_and_credentials_is_seen_after_a_removal() {
    let kinds: [(&str, &str, Body); 2] = [
        ("/learning", "LEARNING", |text| json!({"title": text})),
        (
            "/credentials",
            "CREDENTIAL",
            |text| json!({"kind": "licence", "title": text}),
        ),
    ];
    for (path, sort, record) in kinds {
        let race = of_record(path, sort, json!({}), |list, _, usual| Target {
            // Coaches don't write these records, so the write is of goals.
            read: list.replace(path, "/progress"),
            write: (
                Method::POST,
                list.replace(path, "/goals"),
                |text| json!({"title": text}),
            ),
            version_of: None,
            hidden: Hidden::After(vec![(Method::POST, list.to_owned(), record)]),
            ..usual
        });
        nothing_is_allowed(race.await, share().min(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_in_a_caseload_after_a_removal() {
    let race = Race::new(|id| Target {
        read: "/me/caseload".to_owned(),
        is_shown: |answer| !answer.items().is_empty(),
        ..profile(id)
    });
    nothing_is_allowed(race.await, share()).await;
}
