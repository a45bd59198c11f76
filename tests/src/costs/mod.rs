//! What each operation costs at the database, from the engine's own figures: round trips and capacity units, exactly.
//! docs/costs.md has them as a table. They are the same with a thousand and with twenty thousand people, and with a coach
//! of one and of a thousand coachees.

mod assignments;
mod oversight;
mod people;
mod practice;
mod records;

use crate::world::{Calls, Person, TIME_ZONE, World, fields, id, is_embedded, requires_if_match};
use axum::body::Body;
use http::{Method, Request};
use http_body_util::BodyExt;
use lambda_http::{
    aws_lambda_events::apigw::{ApiGatewayRequestAuthorizer, ApiGatewayV2httpRequestContext},
    request::RequestContext,
};
use serde_json::{Value, json};
use shared::{
    domain::{
        Activity, ActivityKind, Actor, EmailOf, Error, Moment, Role, User, UserFields, UserId,
    },
    http::Context,
    operation::Grant,
    table::{Changes, keys},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
    path::Path,
};
use tower::ServiceExt;

/// What one case of an operation cost.
#[derive(Clone, Debug, PartialEq)]
struct Cost {
    operation: &'static str,
    case: &'static str,
    round_trips: usize,
    requests: usize,
    read_units: f64,
    write_units: f64,
    uses: BTreeSet<Grant>,
}

/// One request to measure. A case whose name begins with “refused” must fail, and every other must succeed.
struct Case {
    operation: &'static str,
    /// What distinguishes it from other cases of the operation; empty for the usual one.
    name: &'static str,
    path: String,
    /// Null for none.
    body: Value,
}

/// A case with a body.
fn send(operation: &'static str, name: &'static str, path: impl Into<String>, body: Value) -> Case {
    Case {
        operation,
        name,
        path: path.into(),
        body,
    }
}

/// A case without a body.
fn call(operation: &'static str, name: &'static str, path: impl Into<String>) -> Case {
    send(operation, name, path, Value::Null)
}

/// The case of a request that takes two round trips more, because the caller's role has changed since the authorizer
/// read it.
const OUTDATED_ROLE: &str = "by a coach who was administrator";

/// Who calls, and the role that the authorizer's context gives as a hint.
#[derive(Clone)]
struct By {
    person: Person,
    role: Role,
}

impl By {
    fn member(person: &Person) -> Self {
        Self {
            person: person.clone(),
            role: Role::Member,
        }
    }

    /// A member whom the authorizer still takes for an administrator.
    fn outdated(person: &Person) -> Self {
        Self {
            person: person.clone(),
            role: Role::Administrator,
        }
    }
}

/// An organization of some size, and what was measured in it.
struct Scale {
    world: World,
    /// A coach of Adam and of as many others as the scale says.
    thomas: Person,
    adam: Person,
    samantha: Person,
    /// A coach without coachees.
    mia: Person,
    costs: Vec<Cost>,
}

impl Scale {
    /// An organization with about this many people, in which Thomas has this many coachees.
    async fn new(people: usize, coachees: usize) -> Self {
        let world = World::with_own_database().await;
        let thomas = world.coach("Thomas", "Blankenship").await;
        let adam = world.person("Adam", "Anderson").await;
        let samantha = world.person("Samantha", "Adams").await;
        let mia = world.coach("Mia", "Middleton").await;
        world.set_capacity(&thomas, 5000).await;
        world.connect(&thomas, &adam).await;
        crowd(&world, people, &thomas, coachees - 1).await;
        Self {
            world,
            thomas,
            adam,
            samantha,
            mia,
            costs: Vec::new(),
        }
    }

    /// Measures every operation, and where the cost depends on it, in several cases.
    async fn all(mut self) -> Vec<Cost> {
        self.people().await;
        self.assignments().await;
        self.activity().await;
        self.audits().await;
        self.reviews().await;
        self.practice().await;
        self.records().await;
        self.coach_status().await;
        self.organisation().await;
        self.costs
    }

    /// Measures cases one after another as the administrator.
    async fn measure(&mut self, cases: impl IntoIterator<Item = Case>) {
        for case in cases {
            self.measure_one(case).await;
        }
    }

    /// Measures a case as the administrator, and returns the answer.
    async fn measure_one(&mut self, case: Case) -> Value {
        let ava = By {
            person: self.world.ava.clone(),
            role: Role::Administrator,
        };
        self.measure_one_as(&ava, case).await
    }

    /// Measures cases one after another as somebody.
    async fn measure_as(&mut self, by: &By, cases: impl IntoIterator<Item = Case>) {
        for case in cases {
            self.measure_one_as(by, case).await;
        }
    }

    /// Calls one operation behind the authorizer, notes what it cost, and returns the answer.
    async fn measure_one_as(&mut self, by: &By, case: Case) -> Value {
        let (operation, name, path) = (case.operation, case.name, &case.path);
        let line = functions::operations()
            .into_iter()
            .find(|line| line.id == operation)
            .unwrap();
        let mut request = Request::builder()
            .method(line.method.clone())
            .uri(format!("/v1{path}"))
            .header("content-type", "application/json");
        if requires_if_match(&line) {
            let current = self.world.as_person(&by.person).get(path).await.is(200);
            request = request.header("if-match", current.etag());
        }
        if line.method == Method::POST {
            let key = format!("{operation}{name}").replace([' ', ','], "-");
            request = request.header("idempotency-key", key);
        }
        let body = match &case.body {
            Value::Null => Body::empty(),
            body => Body::from(body.to_string()),
        };
        let mut request = request.body(body).unwrap();
        request.extensions_mut().insert(self.context(by));
        self.world.meter.take();
        let response = functions::router(self.world.app.clone(), &[line])
            .oneshot(request)
            .await
            .unwrap();
        let status = response.status();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(
            status.is_success(),
            !name.starts_with("refused"),
            "{operation} {name}: {status} {}",
            String::from_utf8_lossy(&bytes)
        );
        let calls = self.world.meter.take();
        self.note(operation, name, &calls);
        serde_json::from_slice(&bytes).unwrap_or(Value::Null)
    }

    fn note(&mut self, operation: &'static str, case: &'static str, calls: &Calls) {
        self.costs.push(Cost {
            operation,
            case,
            round_trips: calls.round_trips(),
            requests: calls.0.len(),
            read_units: calls.read_units(),
            write_units: calls.write_units(),
            uses: calls.grants(),
        });
    }

    /// What the gateway hands to the operation when the authorizer knows the caller.
    fn context(&self, by: &By) -> RequestContext {
        let known = Context::Known {
            organisation: self.world.organisation.clone(),
            user_id: by.person.id.parse().unwrap(),
            name: "Ava Morgan".into(),
            role: by.role,
            time_zone: TIME_ZONE.into(),
            expires_at: i64::MAX,
        };
        let mut authorizer = ApiGatewayRequestAuthorizer::default();
        authorizer.fields = serde_json::from_value(serde_json::to_value(known).unwrap()).unwrap();
        let mut gateway = ApiGatewayV2httpRequestContext::default();
        gateway.authorizer = Some(authorizer);
        RequestContext::ApiGatewayV2(gateway)
    }

    /// Creates a record without measuring it, and returns it.
    async fn create(&self, by: &Person, list: &str, record: Value) -> Value {
        self.world
            .as_person(by)
            .post(list, record)
            .await
            .is(201)
            .body
    }
}

/// The path of a record in its list.
fn at(list: &str, record: &Value) -> String {
    format!("{list}/{}", id(record))
}

/// How many people fit in one transaction, with everything that is stored for each.
const AT_ONCE: usize = 10;

/// Adds people, written straight to the table as the service writes them, and gives the coach some of them as coachees.
async fn crowd(world: &World, people: usize, coach: &Person, coachees: usize) {
    let table = world.app.store.of(&world.organisation);
    let now = world.now();
    let users: Vec<User> = (0..people)
        .map(|number| one_of_the_crowd(number, now))
        .collect();
    for some in users.chunks(AT_ONCE) {
        let changes = some
            .iter()
            .try_fold(Changes::without_caller(), |changes, user| {
                created(changes, user, now)
            });
        table.commit(changes.unwrap()).await.unwrap();
    }
    for user in users.iter().take(coachees) {
        let assignment = coach.path(&format!("/coachees/{}", user.id));
        world.ava().put(&assignment, json!({})).await.is(201);
    }
}

fn one_of_the_crowd(number: usize, now: Moment) -> User {
    let given = format!("Person{}", char::from(b'a' + (number % 26) as u8));
    let fields = UserFields {
        email: format!("n{number}@lakeside.example"),
        ..fields(&given, &format!("Number{number}"))
    };
    User::new(UserId::new(now), fields, now)
}

fn created(changes: Changes, user: &User, now: Moment) -> Result<Changes, Error> {
    changes
        .record(Activity {
            user_id: Some(user.id),
            ..Activity::new(ActivityKind::UserCreated, Actor::system(), now)
        })?
        .create(
            keys::email(&user.fields.email),
            &EmailOf::new(user.id),
            Error::EmailTaken(None),
        )?
        .create(keys::profile(&user.id), user, Error::EmailTaken(None))?
        .directory(None, user)
}

/// The text of docs/costs.md.
fn table(costs: &[Cost]) -> String {
    let mut text = String::from(
        "# What each operation costs\n\nMade by `make costs` from the engine's own figures. Round trips are requests that wait for one another;\ncapacity is in read and write units. The same with 1,000 and 20,000 people, and with a coach of 1 and of\n1,000 coachees. Through the gateway, a token's first request in each minute also costs the authorizer's\nline.\n\n| operation | case | round trips | requests | read units | write units |\n|---|---|---|---|---|---|\n",
    );
    for cost in costs {
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} | {} | {} |",
            cost.operation,
            cost.case,
            cost.round_trips,
            cost.requests,
            cost.read_units,
            cost.write_units
        );
    }
    text
}

#[tokio::test]
async fn costs_are_as_in_the_docs_at_any_size() {
    if !is_embedded() {
        return crate::deviation("capacity figures are asserted on the embedded engine alone");
    }
    let small = Scale::new(3, 1).await.all().await;
    uses_are_declared(&small);
    let text = table(&small);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/costs.md");
    if std::env::var_os("WRITE_COSTS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    assert_eq!(
        fs::read_to_string(&path).unwrap_or_default(),
        text,
        "docs/costs.md is stale: run `make costs`"
    );

    for (people, coachees) in [(1_000, 1_000), (20_000, 1)] {
        let large = Scale::new(people, coachees).await.all().await;
        for (a, b) in small.iter().zip(&large) {
            assert_eq!(a, b, "with {people} people and {coachees} coachees");
        }
    }
}

/// What an operation was seen to do must be what its line of the route table, and so its role, allows.
fn uses_are_declared(costs: &[Cost]) {
    let mut seen: BTreeMap<&str, BTreeSet<Grant>> = BTreeMap::new();
    for cost in costs {
        seen.entry(cost.operation).or_default().extend(&cost.uses);
    }
    for operation in functions::operations() {
        let (id, declared) = (operation.id, operation.grants());
        let seen = seen
            .get(id)
            .unwrap_or_else(|| panic!("{id} is not measured: add a case to tests/src/costs"));
        assert_eq!(
            *seen, declared,
            "{id} was seen to do {seen:?}, and its line in functions/src/lib.rs declares {declared:?}: correct the line, or measure a case that does the rest"
        );
    }
}
