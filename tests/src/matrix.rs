//! The authorisation matrix: every route × every kind of caller × own and foreign people. What is
//! expected comes from the permission function; a route without a row fails.

use crate::{
    practice::{a_conference, a_goal, a_rubric, an_observation, some_evidence},
    world::{Answer, Asking, Person, World, fields},
};
use aws_sdk_dynamodb::types::AttributeValue;
use http::Method;
use serde_json::{Value, json};
use shared::{
    domain::{Clock, Error, UserFields},
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

/// What is there for a request to be about.
struct Fixture {
    /// A coach without coachees.
    cora: Person,
    /// A coach of the owner's.
    dora: Option<Person>,
    /// The goal, conference, observation, rubric or other record that the path names.
    record: String,
    /// The line of evidence that it names.
    part: String,
    goal: String,
}

impl Fixture {
    /// Nothing but a coach: for requests that must not get as far as to a record.
    fn of_nothing(cora: &Person) -> Self {
        let nothing = || "01ARZ3NDEKTSV4RRFFQ69G5FAV".to_owned();
        Self { cora: cora.clone(), dora: None, record: nothing(), part: nothing(), goal: nothing() }
    }
}

/// `owner` is whom the route is about.
fn row(operation: &Operation, owner: &str, fixture: &Fixture) -> Row {
    let cora = &fixture.cora.id;
    let row = |action, path: String, body| Row { action: Some(action), path, body };
    let user = |rest: &str| format!("/users/{owner}{rest}");
    let by_cora = format!("/users/{cora}/coachees/{owner}");
    let of_cora = format!("/users/{owner}/coaches/{cora}");
    let record = |action, body| {
        let mut path = operation.path.replace("{user_id}", owner).replace("{evidence_id}", &fixture.part);
        for id in ["goal", "conference", "observation", "rubric", "learning", "credential"] {
            path = path.replace(&format!("{{{id}_id}}"), &fixture.record);
        }
        row(action, path, body)
    };
    let audit = |rest: &str| format!("/audits/{}{rest}", fixture.record);
    let review = |rest: &str| format!("/reviews/{}{rest}", fixture.record);
    let none = Value::Null;
    match operation.id {
        "health.check" => Row { action: None, path: "/health".into(), body: Value::Null },
        "me.read" => row(Action::ReadCard, "/me".into(), Value::Null),
        "me.notifications" => row(Action::ReadProfile, "/me/notifications".into(), Value::Null),
        "me.read_notifications" => {
            row(Action::ReadProfile, "/me/notifications/read".into(), json!({"ids": ["01K5S0Q0000000000000000AVA"]}))
        }
        "me.preferences" => row(Action::ReadProfile, "/me/preferences".into(), Value::Null),
        "me.set_preferences" => row(Action::ReadProfile, "/me/preferences".into(), json!({"conferences": "daily"})),
        "me.caseload" => row(Action::ReadCoaching, "/me/caseload".into(), Value::Null),
        "users.search" => row(Action::FindPeople, "/users?q=owner".into(), Value::Null),
        "users.create" => row(Action::ManageUsers, "/users".into(), json!(fields("New", &format!("Person{}", fastrand::u32(..))))),
        "users.read" => row(Action::ReadCard, user(""), Value::Null),
        "users.edit" => row(Action::EditCoachFields, user(""), json!({"title": "Edited"})),
        "users.set_status" => row(Action::ManageUsers, user("/status"), json!({"status": "inactive"})),
        "users.grant_coach_status" => row(Action::ManageUsers, user("/coach-status"), json!({})),
        "users.withdraw_coach_status" => row(Action::ManageUsers, user("/coach-status"), Value::Null),
        "users.read_permissions" => row(Action::ReadPermissions, user("/permissions"), Value::Null),
        "users.explain_access" => row(Action::ReadPermissions, user(&format!("/access?actor={cora}")), Value::Null),
        "audits.start" => row(Action::ManageAssignments, "/audits".into(), json!({})),
        "audits.list" => row(Action::ManageAssignments, "/audits".into(), Value::Null),
        "audits.read" => row(Action::ManageAssignments, audit(""), Value::Null),
        "audits.findings" => row(Action::ManageAssignments, audit("/findings"), Value::Null),
        "audits.findings_csv" => row(Action::ManageAssignments, audit("/findings.csv"), Value::Null),
        "audits.resolved" => row(Action::ManageAssignments, audit("/resolved"), Value::Null),
        "audits.remedy" => row(Action::ManageAssignments, audit(&format!("/findings/{}/remedy", fixture.part)), json!({})),
        "me.reviews" => row(Action::ReadCard, "/me/reviews".into(), Value::Null),
        "reviews.launch" => row(Action::ManageAssignments, "/reviews".into(), a_review(cora)),
        "reviews.list" => row(Action::ManageAssignments, "/reviews".into(), Value::Null),
        "reviews.read" => row(Action::ManageAssignments, review(""), Value::Null),
        "reviews.items" => row(Action::ManageAssignments, review("/items"), Value::Null),
        "reviews.decide" => row(Action::ManageAssignments, review(&format!("/items/{}/decision", fixture.part)), json!({"choice": "keep"})),
        "reviews.reassign" => {
            row(Action::ManageAssignments, review(&format!("/items/{}/reviewer", fixture.part)), json!({"reviewer_id": cora}))
        }
        "reviews.close" => row(Action::ManageAssignments, review("/close"), json!({})),
        "reviews.package" => row(Action::ManageAssignments, review("/package"), Value::Null),
        "activity.list" => row(Action::ReadActivity, "/activity".into(), Value::Null),
        "activity.download" => row(Action::ReadActivity, "/activity.csv".into(), Value::Null),
        "activity.list_of_user" => row(Action::ReadActivity, user("/activity"), Value::Null),
        "assignments.list_coaches" => row(Action::ReadCoaching, user("/coaches"), Value::Null),
        "assignments.list_coachees" => row(Action::ReadCoaching, user("/coachees"), Value::Null),
        "assignments.list_history" => row(Action::ReadCoaching, user("/coaching-history"), Value::Null),
        "assignments.add_coachee" | "assignments.remove_coachee" => row(Action::ManageAssignments, by_cora, json!({})),
        "assignments.edit" => row(Action::ManageAssignments, by_cora, json!({"kind": "secondary"})),
        "assignments.assign_coach" | "assignments.remove_coach" => row(Action::ManageAssignments, of_cora, json!({})),
        "assignments.reopen" => row(Action::ManageAssignments, format!("{by_cora}/reopen"), json!({})),
        "assignments.bulk" => {
            row(Action::ManageAssignments, "/assignments/bulk".into(), json!({"assignments": [{"coach_id": cora, "coachee_id": owner}]}))
        }
        "assignments.transfer" => row(Action::ManageAssignments, user("/coachees/transfer"), json!({"to_coach_id": cora})),
        "goals.list" | "goals.read" | "goals.list_progress" | "goals.list_comments" => record(Action::ReadGoals, none),
        "goals.create" => record(Action::EditGoals, a_goal()),
        "goals.edit" => record(Action::EditGoals, json!({"state": "active"})),
        "goals.delete" => record(Action::EditGoals, none),
        "goals.add_progress" => record(Action::EditGoals, json!({"value": 50})),
        "goals.add_comment" => record(Action::EditGoals, json!({"text": "Well done."})),
        "conferences.list" | "conferences.read" | "conferences.read_invitation" => record(Action::ReadConferences, none),
        "conferences.create" => record(Action::EditConferences, a_conference(fixture.dora.as_ref())),
        "conferences.edit" => record(Action::EditConferences, json!({"place": "Room 12"})),
        "conferences.delete" => record(Action::EditConferences, none),
        "conferences.read_private_notes" => record(Action::KeepPrivateNotes, none),
        "conferences.write_private_notes" => record(Action::KeepPrivateNotes, json!({"text": "For me."})),
        "observations.list" | "observations.read" | "observations.list_evidence" | "observations.list_revisions" => {
            record(Action::ReadObservations, none)
        }
        "observations.create" => record(Action::EditObservations, an_observation()),
        "observations.edit" => record(Action::EditObservations, json!({"glow": "Calm."})),
        "observations.delete" | "observations.delete_evidence" => record(Action::EditObservations, none),
        "observations.share" => record(Action::EditObservations, json!({})),
        "observations.acknowledge" => record(Action::AcknowledgeObservations, json!({"comment": "Thank you."})),
        "observations.revise" => record(Action::EditObservations, json!({"reason": "A word was wrong."})),
        "observations.plan_next_step" => record(Action::EditObservations, json!({"goal_id": fixture.goal})),
        "observations.add_evidence" => record(Action::EditObservations, some_evidence()),
        "observations.edit_evidence" => record(Action::EditObservations, json!({"text": "Teacher waits longer."})),
        "rubrics.list" | "rubrics.read" => record(Action::ReadRubrics, none),
        "rubrics.create" | "rubrics.replace" => record(Action::EditRubrics, a_rubric()),
        "rubrics.retire" => record(Action::EditRubrics, none),
        "progress.read" => record(Action::ReadProgress, none),
        "learning.list" => record(Action::ReadLearning, none),
        "learning.add" => record(Action::EditLearning, json!({"title": "Questioning"})),
        "learning.edit" => record(Action::EditLearning, json!({"hours": 3})),
        "learning.delete" => record(Action::EditLearning, none),
        "credentials.list" => record(Action::ReadCredentials, none),
        "credentials.add" => record(Action::EditCredentials, json!({"kind": "licence", "title": "Elementary"})),
        "credentials.edit" => record(Action::EditCredentials, json!({"number": "E-1"})),
        "credentials.delete" => record(Action::EditCredentials, none),
        "personnel.read" => record(Action::ReadPersonnel, none),
        "personnel.replace" => record(Action::EditPersonnel, json!({"position": "Teacher"})),
        "organisation.read" => row(Action::ReadOrganisation, "/organisation".into(), Value::Null),
        "organisation.edit" => row(Action::EditOrganisation, "/organisation".into(), json!({"default_capacity": 9})),
        other => panic!("{other} has no row in the authorisation matrix: add it to `row` in tests/src/matrix.rs"),
    }
}

fn a_review(reviewer: &str) -> Value {
    let due_on = Clock::default().now().day_in("UTC").plus_days(30);
    json!({"name": "Review", "due_on": due_on, "fallback_reviewer_id": reviewer})
}

fn is_reading(operation: &Operation) -> bool {
    matches!(operation.id, "observations.read" | "observations.list_evidence" | "observations.list_revisions")
}

/// The record that the route names, made by `author` where they may, so that they may go on with it.
async fn records(world: &World, operation: &Operation, author: &Person, owner: &Person, fixture: &mut Fixture) {
    let user = |rest: &str| format!("/users/{}{rest}", owner.id);
    let id = |answer: Answer| answer.is(201).body["id"].as_str().unwrap().to_owned();
    match operation.resource() {
        "goals" => fixture.record = id(world.ava().post(&user("/goals"), a_goal()).await),
        "conferences" => {
            let dora = coach(world, "Dora").await;
            world.connect(&dora, owner).await;
            fixture.record = id(world.ava().post(&user("/conferences"), a_conference(Some(&dora))).await);
            if operation.id == "conferences.delete" {
                world.ava().patch(&user(&format!("/conferences/{}", fixture.record)), json!({"state": "cancelled"})).await.is(200);
            }
            fixture.dora = Some(dora);
        }
        "observations" => {
            fixture.goal = id(world.ava().post(&user("/goals"), a_goal()).await);
            fixture.record = id(world.asking(author).post(&user("/observations"), an_observation()).await);
            let observation = user(&format!("/observations/{}", fixture.record));
            let evidence = world.asking(author).post(&format!("{observation}/evidence"), some_evidence()).await.is(201);
            fixture.part = evidence.body["lines"][0]["id"].as_str().unwrap().to_owned();
            if is_reading(operation) || matches!(operation.id, "observations.acknowledge" | "observations.revise") {
                world.asking(author).post(&format!("{observation}/share"), json!({})).await.is(200);
            }
        }
        "audits" => {
            let client = world.app.store.raw();
            let key = |name: &str| AttributeValue::S(name.to_owned());
            let wrong = client.0.update_item().table_name(client.1).update_expression("SET coach_count = :it");
            let wrong = wrong.key("pk", key(&format!("ORG#{}#USER#{}", world.organisation, owner.id))).key("sk", key("PROFILE"));
            wrong.expression_attribute_values(":it", AttributeValue::N("99".to_owned())).send().await.unwrap();
            fixture.record = id(world.ava().post("/audits", json!({})).await);
            fixture.part = format!("wrong_counter.{}.coach_count", owner.id);
            world.follow().await;
        }
        "reviews" => {
            let dora = coach(world, "Dora").await;
            world.connect(&dora, owner).await;
            let of_dora = json!({"scope": {"coach_ids": [dora.id]}, "fallback_reviewer_id": world.ava.id});
            let mut fields = a_review(&dora.id);
            fields.as_object_mut().unwrap().extend(of_dora.as_object().unwrap().clone());
            fixture.record = id(world.ava().post("/reviews", fields).await);
            fixture.part = format!("{}.{}", owner.id, dora.id);
            world.follow().await;
            if operation.id == "reviews.package" {
                world.ava().post(&format!("/reviews/{}/close", fixture.record), json!({})).await.is(200);
                world.follow().await;
            }
        }
        "rubrics" => fixture.record = id(world.ava().post("/rubrics", a_rubric()).await),
        "learning" => fixture.record = id(world.ava().post(&user("/learning"), json!({"title": "Questioning"})).await),
        "credentials" => {
            fixture.record = id(world.ava().post(&user("/credentials"), json!({"kind": "licence", "title": "Elementary"})).await);
        }
        _ => {}
    }
}

/// Whether the route is about a certain person.
fn is_about_somebody(operation: &Operation) -> bool {
    ["{user_id}", "{coach_id}", "{coachee_id}"].iter().any(|name| operation.path.contains(name))
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
    let asking = if matches!(operation.id, "users.edit" | "goals.edit" | "observations.edit") {
        asking.header("if-match", etag.to_owned())
    } else {
        asking
    };
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
    // An organisation for each route: audits and reviews walk all of it, and all that happened in it.
    for operation in shared_operations() {
        let world = World::new().await;
        for who in CALLERS {
            let owner = named(&world, "Owner", "Person").await;
            let cora = coach(&world, "Cora").await;
            let caller = caller(&world, who, &owner).await;
            prepare(&world, &operation, &owner, &cora).await;
            let may_observe = matches!(who, Who::Coach | Who::Administrator);
            let author = caller.clone().filter(|_| may_observe).unwrap_or_else(|| world.ava.clone());
            let mut fixture = Fixture::of_nothing(&cora);
            records(&world, &operation, &author, &owner, &mut fixture).await;
            let etag = world.ava().get(&format!("/users/{}", owner.id)).await.etag();
            let etag = if operation.id == "users.edit" { etag } else { "\"1\"".to_owned() };
            let row = row(&operation, &owner.id, &fixture);
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
        // An assignment in a review is there for its reviewer and for administrators alone.
        (who, Err(Error::NotPermitted)) if who != Who::Inactive && matches!(operation.id, "reviews.decide" | "reviews.reassign") => 404,
        (Who::Inactive, _) | (_, Err(Error::NotPermitted)) => 403,
        (_, Ok(_)) => match (operation.method.as_str(), operation.id) {
            ("DELETE", _) => 204,
            (
                _,
                "assignments.transfer"
                | "assignments.bulk"
                | "me.read_notifications"
                | "audits.remedy"
                | "me.set_preferences"
                | "reviews.decide"
                | "reviews.reassign"
                | "reviews.close"
                | "observations.share"
                | "observations.acknowledge"
                | "observations.plan_next_step",
            ) => 200,
            ("POST", _) => 201,
            (_, "users.set_status" | "rubrics.replace" | "personnel.replace" | "conferences.write_private_notes") => 200,
            ("PUT", _) => 201,
            _ => 200,
        },
        (_, Err(other)) => panic!("{other:?}"),
    }
}

fn shared_operations() -> Vec<Operation> {
    functions::operations()
}

/// What the record is that a path names, is nobody's to know without the right to it.
#[tokio::test]
async fn without_a_right_a_record_that_is_not_there_is_refused_as_one_that_is() {
    let world = World::new().await;
    let (owner, cora) = (named(&world, "Owner", "Person").await, coach(&world, "Cora").await);
    let records = |operation: &&Operation| operation.path.contains("{user_id}") && operation.path.matches('{').count() > 1;
    let mut routes = 0;
    for operation in shared_operations().iter().filter(records) {
        let row = row(operation, &owner.id, &Fixture::of_nothing(&cora));
        let refused = send(world.asking(&cora), operation, &row, "\"1\"").await;
        assert_eq!(refused.status, 403, "{}: {}", operation.id, refused.body);
        let missing = send(world.ava(), operation, &row, "\"1\"").await;
        let is_for_others = matches!(row.action, Some(Action::KeepPrivateNotes | Action::AcknowledgeObservations));
        assert_eq!(missing.status, if is_for_others { 403 } else { 404 }, "{}: {}", operation.id, missing.body);
        routes += 1;
    }
    assert!(routes > 20, "only {routes} routes name a record");
}

/// What the service sets, or nobody.
const NOT_TO_BE_SENT: [&str; 7] = ["id", "version", "created_at", "created_by", "organisation", "observer_id", "nonsense"];

#[tokio::test]
async fn fields_that_the_service_sets_are_refused_on_every_route() {
    let mut routes = 0;
    for operation in shared_operations() {
        let world = World::new().await;
        let who = match operation.id {
            "conferences.write_private_notes" => Who::Coach,
            "observations.acknowledge" => Who::Themselves,
            _ => Who::Administrator,
        };
        let (owner, cora) = (named(&world, "Owner", "Person").await, coach(&world, "Cora").await);
        let caller = caller(&world, who, &owner).await.unwrap();
        let mut fixture = Fixture::of_nothing(&cora);
        records(&world, &operation, &world.ava, &owner, &mut fixture).await;
        prepare(&world, &operation, &owner, &cora).await;
        let etag = world.ava().get(&format!("/users/{}", owner.id)).await.etag();
        let etag = if operation.id == "users.edit" { etag } else { "\"1\"".to_owned() };
        let row = row(&operation, &owner.id, &fixture);
        if row.body.is_null() || operation.method == Method::DELETE {
            continue;
        }
        routes += 1;
        for field in NOT_TO_BE_SENT {
            let mut body = row.body.clone();
            body[field] = json!("x");
            let row = Row { body, path: row.path.clone(), action: row.action };
            let answer = send(world.asking(&caller), &operation, &row, &etag).await;
            assert_eq!(answer.status, 422, "{} takes {field}: {}", operation.id, answer.body);
            assert_eq!(answer.body["errors"][0]["pointer"], format!("/{field}"), "{}: {}", operation.id, answer.body);
        }
    }
    assert!(routes > 30, "only {routes} routes take a body");
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
            let theirs = send(asking(), operation, &row(operation, &foreign.id, &Fixture::of_nothing(&cora)), "\"1\"").await;
            let prefix = format!("ORG#{}", world.organisation);
            for partition in world.meter.take().partitions() {
                let own = partition == prefix || partition.starts_with(&format!("{prefix}#")) || partition.starts_with("IDP#");
                assert!(own, "{} as {who:?} named {partition}", operation.id);
            }
            let nobodys = send(asking(), operation, &row(operation, nobody, &Fixture::of_nothing(&cora)), "\"1\"").await;
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
            let mut fixture = Fixture::of_nothing(&cora);
            records(&world, operation, &world.ava, &owner, &mut fixture).await;
            world.ava().put(&format!("/users/{}/status", owner.id), json!({"status": "inactive"})).await.is(200);
            let row = row(operation, &owner.id, &fixture);
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
