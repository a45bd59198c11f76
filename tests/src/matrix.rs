//! The authorisation matrix: every route × every kind of caller × own and foreign people. What is
//! expected comes from the permission function; a route without a row fails.

use crate::world::{Answer, Asking, Person, World, fields};
use http::Method;
use serde_json::{Value, json};
use shared::{
    domain::{Error, UserFields},
    operation::{Access, Operation},
    permission::{Action, Relation, judge},
};

/// How the caller stands to the owner of what the route is about.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Who {
    Anonymous,
    Inactive,
    Administrator,
    Themselves,
    Coach,
    CoachFromTomorrow,
    CoachUntilYesterday,
    FormerCoach,
    CoachWithoutStatus,
    CoachOfAnother,
    Stranger,
}

const CALLERS: [Who; 11] = [
    Who::Anonymous,
    Who::Inactive,
    Who::Administrator,
    Who::Themselves,
    Who::Coach,
    Who::CoachFromTomorrow,
    Who::CoachUntilYesterday,
    Who::FormerCoach,
    Who::CoachWithoutStatus,
    Who::CoachOfAnother,
    Who::Stranger,
];

impl Who {
    fn relation(self) -> Relation {
        Relation { administrator: self == Self::Administrator, own: self == Self::Themselves, coach: self == Self::Coach }
    }
}

/// The row of a route: what it asks to be allowed, and a request that succeeds when it is.
struct Row {
    action: Option<Action>,
    path: String,
    body: Value,
}

/// `owner` is whom the route is about, `cora` a coach without coachees.
fn row(operation: &Operation, owner: &str, cora: &str) -> Row {
    let row = |action, path: String, body| Row { action: Some(action), path, body };
    let user = |rest: &str| format!("/users/{owner}{rest}");
    let by_cora = format!("/users/{cora}/coachees/{owner}");
    let of_cora = format!("/users/{owner}/coaches/{cora}");
    match operation.id {
        "health.check" => Row { action: None, path: "/health".into(), body: Value::Null },
        "me.read" => row(Action::ReadCard, "/me".into(), Value::Null),
        "users.search" => row(Action::FindPeople, "/users?q=owner".into(), Value::Null),
        "users.create" => row(Action::ManageUsers, "/users".into(), json!(fields("New", &format!("Person{}", fastrand::u32(..))))),
        "users.read" => row(Action::ReadCard, user(""), Value::Null),
        "users.edit" => row(Action::EditCoachFields, user(""), json!({"title": "Edited"})),
        "users.set_status" => row(Action::ManageUsers, user("/status"), json!({"status": "inactive"})),
        "users.grant_coach_status" => row(Action::ManageUsers, user("/coach-status"), json!({})),
        "users.withdraw_coach_status" => row(Action::ManageUsers, user("/coach-status"), Value::Null),
        "users.read_permissions" => row(Action::ReadPermissions, user("/permissions"), Value::Null),
        "users.explain_access" => row(Action::ReadPermissions, user(&format!("/access?actor={cora}")), Value::Null),
        "assignments.list_coaches" => row(Action::ReadCoaching, user("/coaches"), Value::Null),
        "assignments.list_coachees" => row(Action::ReadCoaching, user("/coachees"), Value::Null),
        "assignments.list_history" => row(Action::ReadCoaching, user("/coaching-history"), Value::Null),
        "assignments.add_coachee" | "assignments.remove_coachee" => row(Action::ManageAssignments, by_cora, json!({})),
        "assignments.edit" => row(Action::ManageAssignments, by_cora, json!({"kind": "secondary"})),
        "assignments.assign_coach" | "assignments.remove_coach" => row(Action::ManageAssignments, of_cora, json!({})),
        "assignments.reopen" => row(Action::ManageAssignments, format!("{by_cora}/reopen"), json!({})),
        "assignments.transfer" => row(Action::ManageAssignments, user("/coachees/transfer"), json!({"to_coach_id": cora})),
        "organisation.read" => row(Action::ReadOrganisation, "/organisation".into(), Value::Null),
        "organisation.edit" => row(Action::EditOrganisation, "/organisation".into(), json!({"default_capacity": 9})),
        other => panic!("{other} has no row in the authorisation matrix: add it to `row` in tests/src/matrix.rs"),
    }
}

/// Whether the route is about a certain person.
fn is_about_somebody(operation: &Operation) -> bool {
    operation.path.contains('{')
}

/// A person with an e-mail, and so a subject at the provider, of their own.
async fn named(world: &World, given: &str, family: &str) -> Person {
    let email = format!("{}@lakeside.example", fastrand::u64(..));
    world.person_with(UserFields { email, ..fields(given, family) }).await
}

async fn coach(world: &World, given: &str) -> Person {
    let coach = named(world, given, "Coach").await;
    world.ava().put(&format!("/users/{}/coach-status", coach.id), json!({})).await.is(201);
    coach
}

/// A caller of this kind towards the owner.
async fn caller(world: &World, who: Who, owner: &Person) -> Option<Person> {
    let coach = || coach(world, "Caller");
    let assign = |coach: Person, terms: Value| async move {
        world.ava().put(&format!("/users/{}/coachees/{}", coach.id, owner.id), terms).await.is(201);
        coach
    };
    let coach = match who {
        Who::Anonymous => return None,
        Who::Administrator => return Some(world.ava.clone()),
        Who::Themselves => return Some(owner.clone()),
        Who::Stranger => return Some(named(world, "Caller", "Stranger").await),
        Who::Inactive => {
            let person = named(world, "Caller", "Inactive").await;
            world.ava().put(&format!("/users/{}/status", person.id), json!({"status": "inactive"})).await.is(200);
            return Some(person);
        }
        Who::Coach => assign(coach().await, json!({})).await,
        Who::CoachFromTomorrow => assign(coach().await, json!({"starts_on": world.day(1)})).await,
        Who::CoachUntilYesterday => assign(coach().await, json!({"starts_on": world.day(-9), "ends_on": world.day(-1)})).await,
        Who::FormerCoach => {
            let former = assign(coach().await, json!({})).await;
            world.disconnect(&former, owner).await;
            former
        }
        Who::CoachWithoutStatus => {
            let coach = assign(coach().await, json!({})).await;
            world.interrupted_withdrawal(&coach).await;
            coach
        }
        Who::CoachOfAnother => {
            let coach = coach().await;
            let other = named(world, "Other", "Coachee").await;
            world.connect(&coach, &other).await;
            coach
        }
    };
    Some(coach)
}

async fn send(asking: Asking<'_>, operation: &Operation, row: &Row, etag: &str) -> Answer {
    let asking = if operation.id == "users.edit" { asking.header("if-match", etag.to_owned()) } else { asking };
    if row.body.is_null() || operation.method == Method::DELETE {
        asking.send(operation.method.clone(), &row.path, axum::body::Body::empty()).await
    } else {
        asking.json(operation.method.clone(), &row.path, row.body.clone()).await
    }
}

/// What must be there for an allowed request to succeed.
async fn prepare(world: &World, operation: &Operation, owner: &Person, cora: &Person) {
    let pair = format!("/users/{}/coachees/{}", cora.id, owner.id);
    match operation.id {
        "users.withdraw_coach_status" => {
            world.ava().put(&format!("/users/{}/coach-status", owner.id), json!({})).await.is(201);
        }
        "assignments.edit" | "assignments.remove_coachee" | "assignments.remove_coach" => {
            world.ava().put(&pair, json!({})).await.is(201);
        }
        "assignments.reopen" => {
            world.ava().put(&pair, json!({})).await.is(201);
            world.ava().delete(&pair).await.is(204);
        }
        _ => {}
    }
}

#[tokio::test]
async fn every_route_answers_every_caller_as_the_permission_function_says() {
    let world = World::new().await;
    for operation in shared_operations() {
        for who in CALLERS {
            let owner = named(&world, "Owner", "Person").await;
            let cora = coach(&world, "Cora").await;
            let caller = caller(&world, who, &owner).await;
            prepare(&world, &operation, &owner, &cora).await;
            let etag = world.ava().get(&format!("/users/{}", owner.id)).await.etag();
            let row = row(&operation, &owner.id, &cora.id);
            let asking = caller.as_ref().map_or_else(|| world.anonymous(), |person| world.asking(person));
            let answer = send(asking, &operation, &row, &etag).await;
            let expected = expected(&operation, who, row.action);
            assert_eq!(
                answer.status.as_u16(),
                expected,
                "{} as {who:?}: its row asks for {:?}, which means {expected}. If another success is right, add it to `expected`; what must be there first, to `prepare`. {}",
                operation.id,
                row.action,
                answer.body
            );
        }
    }
}

/// The status that the permission function leads to.
fn expected(operation: &Operation, who: Who, action: Option<Action>) -> u16 {
    let Some(action) = action else { return 204 };
    // What is not about a certain person is about the caller.
    let own = who.relation().own || !is_about_somebody(operation);
    match (who, judge(Relation { own, ..who.relation() }, true, action)) {
        (Who::Anonymous, _) => 401,
        (Who::Inactive, _) | (_, Err(Error::NotPermitted)) => 403,
        (_, Ok(_)) => match (operation.method.as_str(), operation.id) {
            ("DELETE", _) => 204,
            (_, "assignments.transfer") => 200,
            ("POST", _) => 201,
            ("PUT", id) if id != "users.set_status" => 201,
            _ => 200,
        },
        (_, Err(other)) => panic!("{other:?}"),
    }
}

fn shared_operations() -> Vec<Operation> {
    functions::operations()
}

#[tokio::test]
async fn people_of_another_organisation_are_as_unknown_as_nobody() {
    let world = World::new().await;
    let other = World::new().await;
    let foreign = other.coach("Owner", "Person").await;
    let cora = coach(&world, "Cora").await;
    let nobody = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
    for operation in shared_operations().iter().filter(|operation| is_about_somebody(operation)) {
        for who in [Who::Anonymous, Who::Inactive, Who::Administrator, Who::CoachOfAnother, Who::Stranger] {
            let caller = caller(&world, who, &cora).await;
            let asking = || caller.as_ref().map_or_else(|| world.anonymous(), |person| world.asking(person)).request_id("same");
            world.meter.take();
            let theirs = send(asking(), operation, &row(operation, &foreign.id, &cora.id), "\"1\"").await;
            let prefix = format!("ORG#{}", world.organisation);
            for partition in world.meter.take().partitions() {
                let own = partition == prefix || partition.starts_with(&format!("{prefix}#")) || partition.starts_with("IDP#");
                assert!(own, "{} as {who:?} named {partition}", operation.id);
            }
            let nobodys = send(asking(), operation, &row(operation, nobody, &cora.id), "\"1\"").await;
            assert!(theirs.status.is_client_error(), "{} as {who:?}", operation.id);
            assert_eq!((theirs.status, &theirs.bytes), (nobodys.status, &nobodys.bytes), "{} as {who:?}", operation.id);
            let names = |answer: &Answer| answer.headers.iter().map(|(n, v)| format!("{n}: {v:?}")).collect::<Vec<_>>();
            assert_eq!(names(&theirs), names(&nobodys), "{} as {who:?}", operation.id);
            if who == Who::Administrator {
                theirs.refused(404, "not-found");
            }
        }
    }
}

#[tokio::test]
async fn an_inactive_person_is_known_to_administrators_alone() {
    let world = World::new().await;
    let cora = coach(&world, "Cora").await;
    let reads = |operation: &&Operation| operation.method == Method::GET && is_about_somebody(operation);
    for operation in shared_operations().iter().filter(reads) {
        for who in [Who::Administrator, Who::Coach, Who::CoachOfAnother, Who::Stranger] {
            let owner = named(&world, "Owner", "Person").await;
            let caller = caller(&world, who, &owner).await.unwrap();
            world.ava().put(&format!("/users/{}/status", owner.id), json!({"status": "inactive"})).await.is(200);
            let row = row(operation, &owner.id, &cora.id);
            let answer = send(world.asking(&caller), operation, &row, "").await;
            // Whoever coached the person doesn't any more.
            let relation = Relation { administrator: who == Who::Administrator, ..Relation::default() };
            let expected = match judge(relation, false, row.action.unwrap()) {
                Ok(_) => 200,
                Err(Error::NotPermitted) => 403,
                Err(_) => 404,
            };
            assert_eq!(answer.status.as_u16(), expected, "{} as {who:?}: {}", operation.id, answer.body);
        }
    }
}

#[test]
fn only_health_answers_without_a_token() {
    let mut schemas = local::generate::schemas();
    for (operation, (_, describe)) in shared_operations().into_iter().zip(functions::descriptions()) {
        let mut description = shared::http::Description::new(&mut schemas);
        describe(&mut description);
        assert_eq!(description.has_caller, operation.access != Access::Anyone, "{}", operation.id);
    }
}
