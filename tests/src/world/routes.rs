//! For each route of the table a request that succeeds, and the records that it needs.

use super::{
    Answer, Client, Person, UNKNOWN_ID, World, a_conference, a_credential, a_goal, a_rubric,
    an_observation, fields, number, some_evidence, with,
};
use axum::body::Body;
use http::Method;
use serde_json::{Value, json};
use shared::{domain::Clock, operation::Operation, permission::Action};

/// The row of a route in the authorization matrix: the action that its caller must have the right to, and a request
/// that succeeds when the caller has it.
pub struct Row {
    pub action: Option<Action>,
    pub path: String,
    pub body: Value,
}

/// The ids that a request names besides the owner's.
pub struct Fixture {
    /// A coach without coachees.
    cora: Person,
    /// One of the owner's coaches, where the request needs one.
    dora: Option<Person>,
    /// The goal, conference, observation, rubric or other record in the path.
    pub record: String,
    /// What the path names below the record: a line of evidence, a finding or a review item.
    part: String,
    goal: String,
}

impl Fixture {
    /// A coach and no records: for routes that need none, and for requests that must be refused before they get to one.
    pub fn without_records(cora: &Person) -> Self {
        Self {
            cora: cora.clone(),
            dora: None,
            record: UNKNOWN_ID.to_owned(),
            part: UNKNOWN_ID.to_owned(),
            goal: UNKNOWN_ID.to_owned(),
        }
    }
}

/// The row of a route about this owner.
///
/// # Panics
/// When the route has no row yet.
pub fn row(operation: &Operation, owner: &str, fixture: &Fixture) -> Row {
    let cora = &fixture.cora.id;
    let action = match operation.id {
        // The assignment's reviewer may, and so may those who manage assignments; no caller of the matrix reviews.
        "reviews.decide" | "reviews.reassign" => Some(Action::ManageAssignments),
        _ => operation.action,
    };
    let row = |path: String, body| Row { action, path, body };
    let user = |rest: &str| format!("/users/{owner}{rest}");
    let by_cora = format!("/users/{cora}/coachees/{owner}");
    let of_cora = format!("/users/{owner}/coaches/{cora}");
    let record = |body| {
        let mut path = operation
            .path
            .replace("{user_id}", owner)
            .replace("{evidence_id}", &fixture.part);
        for id in [
            "goal",
            "conference",
            "observation",
            "rubric",
            "learning",
            "credential",
        ] {
            path = path.replace(&format!("{{{id}_id}}"), &fixture.record);
        }
        row(path, body)
    };
    let audit = |rest: &str| format!("/audits/{}{rest}", fixture.record);
    let review = |rest: &str| format!("/reviews/{}{rest}", fixture.record);
    let none = Value::Null;
    match operation.id {
        "health.read" => row("/health".into(), none),
        "me.read" => row("/me".into(), none),
        "me.list_notifications" => row("/me/notifications".into(), none),
        "me.mark_notifications_read" => row(
            "/me/notifications/read".into(),
            json!({"ids": ["01K5S0Q0000000000000000AVA"]}),
        ),
        "me.read_preferences" => row("/me/preferences".into(), none),
        "me.edit_preferences" => row("/me/preferences".into(), json!({"conferences": "daily"})),
        "me.read_caseload" => row("/me/caseload".into(), none),
        "users.list" => row("/users?q=owner".into(), none),
        "users.create" => row(
            "/users".into(),
            json!(fields("New", &format!("Person{}", fastrand::u32(..)))),
        ),
        "users.read" => row(user(""), none),
        "users.edit" => row(user(""), json!({"title": "Edited"})),
        "users.edit_status" => row(user("/status"), json!({"status": "inactive"})),
        "users.grant_coach_status" => row(user("/coach-status"), json!({})),
        "users.withdraw_coach_status" => row(user("/coach-status"), none),
        "users.read_permissions" => row(user("/permissions"), none),
        "users.read_access" => row(user(&format!("/access?actor={cora}")), none),
        "audits.start" => row("/audits".into(), json!({})),
        "audits.list" => row("/audits".into(), none),
        "audits.read" => row(audit(""), none),
        "audits.list_findings" => row(audit("/findings"), none),
        "audits.download_findings" => row(audit("/findings.csv"), none),
        "audits.list_resolved" => row(audit("/resolved"), none),
        "audits.remedy" => row(
            audit(&format!("/findings/{}/remedy", fixture.part)),
            json!({}),
        ),
        "me.list_reviews" => row("/me/reviews".into(), none),
        "reviews.launch" => row("/reviews".into(), a_review(cora)),
        "reviews.list" => row("/reviews".into(), none),
        "reviews.read" => row(review(""), none),
        "reviews.list_items" => row(review("/items"), none),
        "reviews.decide" => row(
            review(&format!("/items/{}/decision", fixture.part)),
            json!({"choice": "keep"}),
        ),
        "reviews.reassign" => row(
            review(&format!("/items/{}/reviewer", fixture.part)),
            json!({"reviewer_id": cora}),
        ),
        "reviews.close" => row(review("/close"), json!({})),
        "reviews.download_package" => row(review("/package"), none),
        "activity.list" => row("/activity".into(), none),
        "activity.download" => row("/activity.csv".into(), none),
        "activity.list_of_user" => row(user("/activity"), none),
        "assignments.list_coaches" => row(user("/coaches"), none),
        "assignments.list_coachees" => row(user("/coachees"), none),
        "assignments.list_history" => row(user("/coaching-history"), none),
        "assignments.assign_coachee" | "assignments.remove_coachee" => row(by_cora, json!({})),
        "assignments.edit" => row(by_cora, json!({"kind": "secondary"})),
        "assignments.assign_coach" | "assignments.remove_coach" => row(of_cora, json!({})),
        "assignments.reopen" => row(format!("{by_cora}/reopen"), json!({})),
        "assignments.assign_many" => row(
            "/assignments/bulk".into(),
            json!({"assignments": [{"coach_id": cora, "coachee_id": owner}]}),
        ),
        "assignments.transfer" => row(user("/coachees/transfer"), json!({"to_coach_id": cora})),
        "goals.list" | "goals.read" | "goals.list_progress" | "goals.list_comments" => record(none),
        "goals.create" => record(a_goal()),
        "goals.edit" => record(json!({"state": "active"})),
        "goals.delete" => record(none),
        "goals.create_progress" => record(json!({"value": 50})),
        "goals.create_comment" => record(json!({"text": "Well done."})),
        "conferences.list" | "conferences.read" | "conferences.download_invitation" => record(none),
        "conferences.create" => record(a_conference(fixture.dora.as_ref())),
        "conferences.edit" => record(json!({"place": "Room 12"})),
        "conferences.delete" => record(none),
        "conferences.read_private_notes" => record(none),
        "conferences.edit_private_notes" => record(json!({"text": "For me."})),
        "observations.list"
        | "observations.read"
        | "observations.list_evidence"
        | "observations.list_revisions" => record(none),
        "observations.create" => record(an_observation()),
        "observations.edit" => record(json!({"glow": "Calm."})),
        "observations.delete" | "observations.delete_evidence" => record(none),
        "observations.share" => record(json!({})),
        "observations.acknowledge" => record(json!({"comment": "Thank you."})),
        "observations.revise" => record(json!({"reason": "A word was wrong."})),
        "observations.plan_next_step" => record(json!({"goal_id": fixture.goal})),
        "observations.create_evidence" => record(some_evidence()),
        "observations.edit_evidence" => record(json!({"text": "Teacher waits longer."})),
        "rubrics.list" | "rubrics.read" => record(none),
        "rubrics.create" | "rubrics.edit" => record(a_rubric()),
        "rubrics.retire" => record(none),
        "progress.read" => record(none),
        "learning.list" => record(none),
        "learning.create" => record(json!({"title": "Questioning"})),
        "learning.edit" => record(json!({"hours": 3})),
        "learning.delete" => record(none),
        "credentials.list" => record(none),
        "credentials.create" => record(a_credential()),
        "credentials.edit" => record(json!({"number": "E-1"})),
        "credentials.delete" => record(none),
        "personnel.read" => record(none),
        "personnel.edit" => record(json!({"position": "Teacher"})),
        "organisation.read" => row("/organisation".into(), none),
        "organisation.edit" => row("/organisation".into(), json!({"default_capacity": 9})),
        other => panic!(
            "{other} has no row in the authorization matrix: add it to `row` in tests/src/world/routes.rs"
        ),
    }
}

/// A review campaign that is due in a month.
fn a_review(reviewer: &str) -> Value {
    let due_on = Clock::default().now().day_in("UTC").plus_days(30);
    json!({"name": "Review", "due_on": due_on, "fallback_reviewer_id": reviewer})
}

/// Whether the route needs an observation that was shared.
fn is_about_a_shared_observation(operation: &Operation) -> bool {
    matches!(
        operation.id,
        "observations.read"
            | "observations.list_evidence"
            | "observations.list_revisions"
            | "observations.acknowledge"
            | "observations.revise"
    )
}

/// Creates the record in the route's path, and what else the request names. An observation is by `author`, because only
/// its observer may edit it.
pub async fn records(
    world: &World,
    operation: &Operation,
    author: &Person,
    owner: &Person,
    fixture: &mut Fixture,
) {
    let user = |rest: &str| owner.path(rest);
    let create = async |by: &Person, list: &str, record: Value| {
        let made = world.as_person(by).post(list, record).await.is(201);
        made.id().to_owned()
    };
    let ava = &world.ava;
    match operation.resource() {
        "goals" => fixture.record = create(ava, &user("/goals"), a_goal()).await,
        "conferences" => {
            let dora = world.another_coach("Dora").await;
            world.connect(&dora, owner).await;
            let conference = a_conference(Some(&dora));
            fixture.record = create(ava, &user("/conferences"), conference).await;
            if operation.id == "conferences.delete" {
                let conference = user(&format!("/conferences/{}", fixture.record));
                let cancelled = json!({"state": "cancelled"});
                world.ava().patch(&conference, cancelled).await.is(200);
            }
            fixture.dora = Some(dora);
        }
        "observations" => {
            fixture.goal = create(ava, &user("/goals"), a_goal()).await;
            fixture.record = create(author, &user("/observations"), an_observation()).await;
            let observation = user(&format!("/observations/{}", fixture.record));
            let evidence = world
                .as_person(author)
                .post(&format!("{observation}/evidence"), some_evidence())
                .await
                .is(201);
            fixture.part = super::id(&evidence.body["lines"][0]).to_owned();
            if is_about_a_shared_observation(operation) {
                world.share(author, &observation).await;
            }
        }
        "audits" => {
            world
                .set_attribute(owner, "PROFILE", "coach_count", number(99))
                .await;
            fixture.record = create(ava, "/audits", json!({})).await;
            fixture.part = format!("wrong_counter.{}.coach_count", owner.id);
            world.process_stream().await;
        }
        "reviews" => {
            let dora = world.another_coach("Dora").await;
            world.connect(&dora, owner).await;
            let of_dora =
                json!({"scope": {"coach_ids": [dora.id]}, "fallback_reviewer_id": world.ava.id});
            fixture.record = create(ava, "/reviews", with(a_review(&dora.id), of_dora)).await;
            fixture.part = format!("{}.{}", owner.id, dora.id);
            world.process_stream().await;
            if operation.id == "reviews.download_package" {
                let close = format!("/reviews/{}/close", fixture.record);
                world.ava().post(&close, json!({})).await.is(200);
                world.process_stream().await;
            }
        }
        "rubrics" => fixture.record = create(ava, "/rubrics", a_rubric()).await,
        "learning" => {
            let course = json!({"title": "Questioning"});
            fixture.record = create(ava, &user("/learning"), course).await;
        }
        "credentials" => {
            fixture.record = create(ava, &user("/credentials"), a_credential()).await;
        }
        _ => {}
    }
}

/// Creates the coach status or the assignment that a request needs to succeed.
pub async fn prepare(world: &World, operation: &Operation, owner: &Person, cora: &Person) {
    match operation.id {
        "users.withdraw_coach_status" => world.grant_coach_status(owner).await,
        "assignments.edit" | "assignments.remove_coachee" | "assignments.remove_coach" => {
            world.connect(cora, owner).await;
        }
        "assignments.reopen" => {
            world.connect(cora, owner).await;
            world.disconnect(cora, owner).await;
        }
        _ => {}
    }
}

/// Whether the operation is refused without `If-Match`.
pub fn requires_if_match(operation: &Operation) -> bool {
    matches!(
        operation.id,
        "users.edit" | "goals.edit" | "observations.edit"
    )
}

/// Sends the request of a row, with `etag` where an `If-Match` is required.
pub async fn send(client: Client<'_>, operation: &Operation, row: &Row, etag: &str) -> Answer {
    let client = match requires_if_match(operation) {
        true => client.header("if-match", etag),
        false => client,
    };
    let method = operation.method.clone();
    if row.body.is_null() || method == Method::DELETE {
        client.send(method, &row.path, Body::empty()).await
    } else {
        client.json(method, &row.path, row.body.clone()).await
    }
}
