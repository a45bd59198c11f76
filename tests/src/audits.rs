//! The audit of coaching assignments: it finds what is wrong and nothing else, however often it is
//! killed, and what it proposes mends it.

use crate::{
    events::event,
    lambda::function,
    world::{TIME_ZONE, World, fields},
};
use functions::audits::{due::due, walk::walk};
use serde_json::{Value, json};
use shared::{
    domain::{
        Actor, Assignment, AuditId, CoachStatus, Credential, CredentialFields, Day, FindingKind, Kind, Moment, Pair, Status, Terms, User,
        UserId, audit::SHARDS,
    },
    table::{Changes, MAX_ACTIONS, Table, keys},
};
use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

/// How many of each kind are planted.
const OF_EACH: usize = 20;

/// How many assignments there are; `make audit` has a hundred thousand.
fn assignments() -> usize {
    std::env::var("AUDIT_ASSIGNMENTS").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000)
}

/// Writes items straight to the table, many at a time.
pub struct Planter {
    table: Table,
    now: Moment,
    today: Day,
    changes: Changes,
    /// The ids of what is to be found.
    expected: BTreeSet<String>,
    number: usize,
}

/// A coach and a coachee, before they are written.
struct Cell {
    coach: User,
    coachee: User,
    of_coachee: Option<Assignment>,
    of_coach: Option<Assignment>,
}

impl Planter {
    pub fn new(world: &World) -> Self {
        let now = world.now();
        let table = world.app.store.of(&world.organisation);
        Self { table, now, today: now.day_in(TIME_ZONE), changes: Changes::without_caller(), expected: BTreeSet::new(), number: 0 }
    }

    fn user(&mut self, given: &str) -> User {
        self.number += 1;
        let fields = fields(given, &format!("Number{}", self.number));
        User::new(UserId::new(self.now), fields, self.now)
    }

    fn coach(&mut self, coachees: u32) -> User {
        let coach = self.user("Coach");
        User { coach_status: CoachStatus::Granted, capacity: Some(20), coachee_count: coachees, ..coach }
    }

    fn assignment(&self, coach: &User, coachee: &User) -> Assignment {
        let terms = Terms { kind: Some(Kind::Primary), starts_on: Some(self.today.plus_days(-10)), ends_on: None };
        let pair = Pair::new(coach.id, coachee.id).unwrap();
        Assignment::start(pair, &terms, &Actor::system(), self.now, self.today).unwrap()
    }

    fn cell(&mut self) -> Cell {
        let (coach, coachee) = (self.coach(1), User { coach_count: 1, ..self.user("Coachee") });
        let assignment = self.assignment(&coach, &coachee);
        Cell { coach, coachee, of_coachee: Some(assignment.clone()), of_coach: Some(assignment) }
    }

    async fn put(&mut self, key: keys::Key, record: Value) {
        let changes = std::mem::replace(&mut self.changes, Changes::without_caller());
        self.changes = changes.set(key, &record).unwrap();
        if self.changes.len() == MAX_ACTIONS {
            self.flush().await;
        }
    }

    pub async fn flush(&mut self) {
        let changes = std::mem::replace(&mut self.changes, Changes::without_caller());
        if !changes.is_empty() {
            self.table.commit(changes).await.unwrap();
        }
    }

    async fn profile(&mut self, user: &User) {
        self.put(keys::profile(&user.id), json!(user)).await;
    }

    async fn sides(&mut self, coach: &UserId, coachee: &UserId, own: Option<&Assignment>, theirs: Option<&Assignment>) {
        if let Some(own) = own {
            self.put(keys::coach_of(coachee, coach), json!(own)).await;
        }
        if let Some(theirs) = theirs {
            self.put(keys::coachee_of(coach, coachee), json!(theirs)).await;
        }
    }

    async fn write(&mut self, cell: &Cell) {
        let Cell { coach, coachee, of_coachee, of_coach } = cell;
        self.profile(coach).await;
        self.profile(coachee).await;
        self.sides(&coach.id, &coachee.id, of_coachee.as_ref(), of_coach.as_ref()).await;
    }

    fn expect(&mut self, kind: FindingKind, parts: &[String]) {
        let fits = |id: &String| id.starts_with(kind.name());
        let id = format!("{}.{}", kind.name(), parts.join("."));
        assert!(self.expected.insert(id), "planted twice");
        assert!(self.expected.iter().any(fits));
    }

    /// Coaches of a dozen each, with nothing wrong.
    pub async fn sound(&mut self, assignments: usize) {
        for at in 0..assignments.div_ceil(12) {
            let size = 12.min(assignments - at * 12);
            let coach = self.coach(u32::try_from(size).unwrap());
            self.profile(&coach).await;
            for _ in 0..size {
                let coachee = User { coach_count: 1, ..self.user("Coachee") };
                let assignment = self.assignment(&coach, &coachee);
                self.profile(&coachee).await;
                self.sides(&coach.id, &coachee.id, Some(&assignment), Some(&assignment)).await;
            }
        }
    }

    /// Somebody with more items than a page of the index has, and nothing wrong.
    async fn widely_coached(&mut self) {
        let coachee = User { coach_count: 140, ..self.user("Coachee") };
        self.profile(&coachee).await;
        for _ in 0..coachee.coach_count {
            let coach = self.coach(1);
            let assignment = Assignment { kind: Kind::Secondary, ..self.assignment(&coach, &coachee) };
            self.profile(&coach).await;
            self.sides(&coach.id, &coachee.id, Some(&assignment), Some(&assignment)).await;
        }
    }

    /// One fault of this kind, and no other by it.
    async fn plant(&mut self, kind: FindingKind, n: usize) {
        let mut cell = self.cell();
        let pair = [cell.coachee.id.to_string(), cell.coach.id.to_string()];
        let of_coachee = [cell.coachee.id.to_string()];
        let of_coach = [cell.coach.id.to_string()];
        let both = |cell: &mut Cell, alter: &dyn Fn(&mut Assignment)| {
            [&mut cell.of_coachee, &mut cell.of_coach].into_iter().flatten().for_each(alter);
        };
        let mut about: Vec<String> = pair.to_vec();
        match kind {
            FindingKind::NoCoachStatus => cell.coach.coach_status = CoachStatus::None,
            FindingKind::InactiveCoach => cell.coach.status = Status::Inactive,
            FindingKind::InactiveCoachee => cell.coachee.status = Status::Inactive,
            FindingKind::PastEnd => both(&mut cell, &|a| a.ends_on = Some(a.starts_on.plus_days(9))),
            FindingKind::NoContact => both(&mut cell, &|a| a.starts_on = a.starts_on.plus_days(-90)),
            FindingKind::DifferentSites => cell.coachee.fields.site = Some("Osprey High School".to_owned()),
            FindingKind::OneSided if n.is_multiple_of(2) => (cell.of_coach, cell.coach.coachee_count) = (None, 0),
            FindingKind::OneSided => (cell.of_coachee, cell.coachee.coach_count) = (None, 0),
            FindingKind::Disagreeing => cell.of_coach.as_mut().unwrap().kind = Kind::Secondary,
            FindingKind::WrongCounter if n.is_multiple_of(2) => {
                cell.coach.coachee_count = 7;
                about = vec![of_coach[0].clone(), "coachee_count".to_owned()];
            }
            FindingKind::WrongCounter => {
                cell.coachee.coach_count = 5;
                about = vec![of_coachee[0].clone(), "coach_count".to_owned()];
            }
            FindingKind::OverCapacity => {
                (cell.coach.capacity, cell.coach.coachee_count) = (Some(1), 2);
                let other = User { coach_count: 1, ..self.user("Coachee") };
                let assignment = self.assignment(&cell.coach, &other);
                self.profile(&other).await;
                self.sides(&cell.coach.id, &other.id, Some(&assignment), Some(&assignment)).await;
                about = of_coach.to_vec();
            }
            FindingKind::TwoPrimaries => {
                cell.coachee.coach_count = 2;
                let other = self.coach(1);
                let assignment = self.assignment(&other, &cell.coachee);
                self.profile(&other).await;
                self.sides(&other.id, &cell.coachee.id, Some(&assignment), Some(&assignment)).await;
                about = of_coachee.to_vec();
            }
            FindingKind::ExpiredCredential => {
                let credential = self.expired();
                self.put(keys::record::<Credential>(&cell.coach.id, credential.id), json!(credential)).await;
                about = vec![of_coach[0].clone(), credential.id.to_string()];
            }
            FindingKind::Circle => return self.circle(2 + n % 2).await,
            FindingKind::NoCoach => {
                let mut alone = self.user("Alone");
                alone.fields.title = Some("New teacher".to_owned());
                self.profile(&alone).await;
                about = vec![alone.id.to_string()];
            }
        }
        self.write(&cell).await;
        self.expect(kind, &about);
    }

    fn expired(&self) -> Credential {
        let fields = json!({"kind": "licence", "title": "Elementary", "expires_on": self.today.plus_days(-3)});
        let fields: CredentialFields = serde_json::from_value(fields).unwrap();
        let mut credential = json!(fields);
        credential["id"] = json!(AuditId::new(self.now));
        let stamp = json!({"created_by": {"name": "Ava"}, "created_at": self.now, "updated_at": self.now, "version": 1});
        credential.as_object_mut().unwrap().extend(stamp.as_object().unwrap().clone());
        serde_json::from_value(credential).unwrap()
    }

    /// So many people, each of whom coaches the next, and the last the first.
    async fn circle(&mut self, size: usize) {
        let members: Vec<User> = (0..size).map(|_| User { coach_count: 1, ..self.coach(1) }).collect();
        for (at, coach) in members.iter().enumerate() {
            let coachee = &members[(at + 1) % size];
            let assignment = self.assignment(coach, coachee);
            self.profile(coach).await;
            self.sides(&coach.id, &coachee.id, Some(&assignment), Some(&assignment)).await;
        }
        let least = members.iter().map(|member| member.id).min().unwrap();
        self.expect(FindingKind::Circle, &[least.to_string()]);
    }
}

/// An organisation with so many assignments and twenty faults of each kind; the ids of what is to be
/// found.
async fn planted(world: &World, sound: usize) -> BTreeSet<String> {
    world.ava().patch("/organisation", json!({"coached_titles": ["New teacher"]})).await.is(200);
    let mut planter = Planter::new(world);
    planter.sound(sound).await;
    planter.widely_coached().await;
    for kind in FindingKind::ALL {
        for n in 0..OF_EACH {
            planter.plant(kind, n).await;
        }
    }
    planter.flush().await;
    world.meter.take();
    planter.expected
}

/// Starts a run, which nobody walks yet.
async fn start(world: &World) -> AuditId {
    let started = world.ava().post("/audits", json!({})).await.is(201);
    assert_eq!((&started.body["state"], &started.body["shards_done"]), (&json!("running"), &json!(0)));
    started.body["id"].as_str().unwrap().parse().unwrap()
}

async fn audited(world: &World) -> (AuditId, Value) {
    let id = start(world).await;
    world.follow().await;
    let audit = world.ava().get(&format!("/audits/{id}")).await.is(200).body;
    assert_eq!(audit["state"], "done", "{audit}");
    (id, audit)
}

async fn findings(world: &World, audit: AuditId) -> Vec<Value> {
    world.all(&format!("/audits/{audit}/findings?limit=100")).await
}

fn ids(findings: &[Value]) -> BTreeSet<String> {
    findings.iter().map(|finding| finding["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_audit_finds_what_is_wrong_and_no_more_however_often_it_is_killed() {
    let world = World::apart().await;
    let expected = planted(&world, assignments()).await;
    let began = Instant::now();
    let (whole, audit) = audited(&world).await;
    let took = began.elapsed();
    let found = findings(&world, whole).await;
    assert_eq!(ids(&found), expected);
    assert_eq!(found.len(), expected.len());
    let of_severity = |severity: &str| found.iter().filter(|finding| finding["severity"] == severity).count();
    for severity in ["high", "medium", "low"] {
        assert_eq!(audit[severity], of_severity(severity), "{severity}");
    }
    let walked = audit["assignments"].as_u64().unwrap();
    println!("{walked} assignments in {took:?}: {:.0} a second", walked as f64 / took.as_secs_f64());

    let killed = start(&world).await;
    world.records();
    let (feed, mut kills) = (world.feed(), 0);
    while kills < 50 {
        let walking = walk(&feed, &world.organisation, killed, fastrand::u32(1..=SHARDS), Instant::now() + Duration::from_secs(60));
        let most = took.as_micros() as u64 / u64::from(SHARDS) / 3 + 1;
        kills += usize::from(tokio::time::timeout(Duration::from_micros(fastrand::u64(..most)), walking).await.is_err());
    }
    for number in 1..=SHARDS {
        // Out of time before it began, it says that it waits.
        walk(&feed, &world.organisation, killed, number, Instant::now()).await.unwrap();
        walk(&feed, &world.organisation, killed, number, Instant::now() + Duration::from_secs(600)).await.unwrap();
    }
    let again = world.ava().get(&format!("/audits/{killed}")).await.is(200).body;
    assert_eq!(again["state"], "done", "{again}");
    let same = |finding: &Value| {
        let mut finding = finding.clone();
        finding.as_object_mut().unwrap().remove("is_new");
        finding
    };
    let report: Vec<Value> = findings(&world, killed).await.iter().map(same).collect();
    assert_eq!(report, found.iter().map(same).collect::<Vec<_>>());
    assert_eq!(totals(&again), totals(&audit));
    assert_eq!((&again["new"], &again["resolved"], &again["previous"]), (&json!(0), &json!(0), &json!(whole)));

    by_two(&world, &audit, &expected).await;
    as_deployed(&world, &found).await;
    mended(&world, killed, &expected).await;
}

fn totals(audit: &Value) -> [&Value; 5] {
    ["people", "assignments", "high", "medium", "low"].map(|number| &audit[number])
}

/// Two walks of each part at once: what one has written, the other doesn't count again.
async fn by_two(world: &World, alone: &Value, expected: &BTreeSet<String>) {
    let run = start(world).await;
    world.records();
    let (feed, until) = (world.feed(), Instant::now() + Duration::from_secs(600));
    for number in 1..=SHARDS {
        let walking = || walk(&feed, &world.organisation, run, number, until);
        let (one, other) = tokio::join!(walking(), walking());
        one.and(other).unwrap();
    }
    let audit = world.ava().get(&format!("/audits/{run}")).await.is(200).body;
    assert_eq!(audit["state"], "done", "{audit}");
    assert_eq!(totals(&audit), totals(alone));
    assert_eq!(ids(&findings(world, run).await), *expected);
}

/// The walk of the release bootstrap, to see what memory it takes.
async fn as_deployed(world: &World, found: &[Value]) {
    let audit = start(world).await;
    world.records();
    let mut function = function("audits.walk", &world.endpoint, &json!({})).await;
    let began = Instant::now();
    for number in 1..=SHARDS {
        let mut event = event("audits.walk");
        let keys = &mut event["Records"][0]["dynamodb"]["Keys"];
        keys["pk"]["S"] = json!(format!("ORG#{}#AUDIT#{audit}", world.organisation));
        keys["sk"]["S"] = json!(format!("SHARD#{number:02}"));
        // What fails is sent again, as the stream does.
        let mut tries = 0;
        while function.invoke(&event).await.unwrap().json != json!({"batchItemFailures": []}) {
            tries += 1;
            assert!(tries < 6, "{}", function.log());
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    assert_eq!(ids(&findings(world, audit).await), ids(found));
    let walked = world.ava().get(&format!("/audits/{audit}")).await.is(200).body["assignments"].as_u64().unwrap();
    let peak = function.peak_resident().unwrap_or_default() / 1024 / 1024;
    println!("as deployed: {:.0} assignments a second, {peak} MB at most", walked as f64 / seconds);
    assert!(peak < 64, "{peak} MB");
}

/// All remedies, and what the audit finds after them.
async fn mended(world: &World, audit: AuditId, expected: &BTreeSet<String>) {
    let mut covered = BTreeSet::new();
    for finding in findings(world, audit).await.iter().filter(|finding| finding["remedy"].is_string()) {
        let id = finding["id"].as_str().unwrap();
        let path = format!("/audits/{audit}/findings/{id}/remedy");
        let after = world.ava().post(&path, json!({})).await.is(200);
        assert_eq!(after.body["remedied_by"]["name"], "Ava Morgan", "{id}");
        world.ava().post(&path, json!({})).await.is(200);
        covered.insert(id.to_owned());
    }
    assert_eq!(covered.len(), OF_EACH * 8, "eight kinds have a remedy");
    let (after, audit) = audited(world).await;
    let left = findings(world, after).await;
    assert!(left.iter().all(|finding| finding["remedy"].is_null()), "{left:?}");
    assert_eq!(ids(&left), expected.difference(&covered).cloned().collect());
    assert_eq!((&audit["new"], &audit["resolved"]), (&json!(0), &json!(covered.len())));
    assert_eq!(ids(&world.all(&format!("/audits/{after}/resolved?limit=100")).await), covered);
}

#[tokio::test]
async fn findings_are_filtered_downloaded_and_compared() {
    let world = World::new().await;
    let (thomas, adam) = (world.coach("Thomas", "Blankenship").await, world.person("=Adam", "Anderson").await);
    world.connect(&thomas, &adam).await;
    let (first, _) = audited(&world).await;
    assert_eq!(findings(&world, first).await, Vec::<Value>::new());
    world.interrupted_withdrawal(&thomas).await;
    let (second, audit) = audited(&world).await;
    assert_eq!((&audit["high"], &audit["new"], &audit["resolved"]), (&json!(1), &json!(1), &json!(0)));
    let found = findings(&world, second).await;
    assert_eq!(found[0]["what"], "Thomas Blankenship coaches =Adam Anderson without coaching access.");
    assert_eq!((&found[0]["is_new"], &found[0]["remedy"]), (&json!(true), &json!("end_assignment")));
    let path = format!("/audits/{second}/findings");
    for (filter, count) in [
        ("severity=high", 1),
        ("severity=low", 0),
        ("kind=no_coach_status", 1),
        ("kind=past_end", 0),
        ("is_new=true", 1),
        ("is_new=false", 0),
    ] {
        assert_eq!(world.all(&format!("{path}?{filter}")).await.len(), count, "{filter}");
    }
    let csv = world.ava().get(&format!("{path}.csv")).await.is(200);
    let text = String::from_utf8(csv.bytes.to_vec()).unwrap();
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    assert!(text.contains("high,no_coach_status,\"'=Adam Anderson\","), "{text}");

    let remedy = format!("{path}/{}/remedy", found[0]["id"].as_str().unwrap());
    world.ava().put(&format!("/users/{}/coach-status", thomas.id), json!({})).await;
    world.ava().post(&remedy, json!({})).await.refused(409, "settled");
    world.ava().post(&format!("{path}/circle.x/remedy"), json!({})).await.refused(404, "not-found");
    world.ava().post(&format!("{path}/x/remedy"), json!({})).await.refused(404, "not-found");
    let running = start(&world).await;
    assert_eq!(world.ava().get("/audits").await.is(200).items()[0]["id"], json!(running));
    world.asking(&adam).get("/audits").await.refused(403, "not-permitted");
}

#[tokio::test]
async fn an_audit_that_is_due_is_started_once() {
    let world = World::new().await;
    let organisations = std::slice::from_ref(&world.organisation);
    assert_eq!(due(&world.feed(), organisations).await.unwrap().started, organisations);
    assert_eq!(due(&world.feed(), organisations).await.unwrap().started, []);
    world.follow().await;
    let audits = world.ava().get("/audits").await.is(200);
    assert_eq!((audits.items().len(), &audits.items()[0]["by"]["name"]), (1, &json!("Coachwork")));
    assert_eq!(audits.items()[0]["state"], "done");
    assert_eq!(due(&world.feed_in(7, 12), organisations).await.unwrap().started, organisations);
}
