//! The authorization matrix: every route as every kind of caller, about people of their own and of another organization.
//! The route table and the permission function say what to expect; a route without a row fails.

use crate::world::{
    Answer, CALLERS, Fixture, Row, UNKNOWN_ID, Who, World, caller, prepare, records, row, send,
};
use http::Method;
use serde_json::json;
use shared::{
    domain::Error,
    operation::{Access, Operation},
    permission::{Action, Relation, judge},
};

/// Whether the route's path names a person.
fn is_about_somebody(operation: &Operation) -> bool {
    ["{user_id}", "{coach_id}", "{coachee_id}"]
        .iter()
        .any(|name| operation.path.contains(name))
}

#[tokio::test]
async fn every_route_answers_every_caller_as_the_permission_function_decides() {
    // One organization for each route, because audits and reviews walk all of it.
    for operation in functions::operations() {
        let world = World::new().await;
        for who in CALLERS {
            let owner = world.namesake("Owner", "Person").await;
            let cora = world.another_coach("Cora").await;
            let caller = caller(&world, who, &owner).await;
            prepare(&world, &operation, &owner, &cora).await;
            let may_observe = matches!(who, Who::Coach | Who::Administrator);
            let author = caller
                .clone()
                .filter(|_| may_observe)
                .unwrap_or_else(|| world.ava.clone());
            let mut fixture = Fixture::without_records(&cora);
            records(&world, &operation, &author, &owner, &mut fixture).await;
            let etag = world.ava().get(&owner.path("")).await.etag();
            let etag = if operation.id == "users.edit" {
                etag
            } else {
                "\"1\"".to_owned()
            };
            let row = row(&operation, &owner.id, &fixture);
            let client = caller
                .as_ref()
                .map_or_else(|| world.anonymous(), |person| world.as_person(person));
            let answer = send(client, &operation, &row, &etag).await;
            let expected = expected(&operation, who, row.action);
            assert_eq!(
                answer.status.as_u16(),
                expected,
                "{} as {who:?}: its action is {:?}, which means {expected}. If another success is right, add it to `expected`; if something has to exist first, create it in `prepare`. {}",
                operation.id,
                row.action,
                answer.body
            );
        }
    }
}

/// The status that follows from the permission function.
fn expected(operation: &Operation, who: Who, action: Option<Action>) -> u16 {
    let Some(action) = action else { return 204 };
    // A route whose path names nobody is about the caller.
    let own = who.relation().own || !is_about_somebody(operation);
    match (
        who,
        judge(
            Relation {
                own,
                ..who.relation()
            },
            true,
            action,
        ),
    ) {
        (Who::Anonymous, _) => 401,
        // Only its reviewer and administrators may know of a review item.
        (who, Err(Error::NotPermitted))
            if who != Who::Inactive
                && matches!(operation.id, "reviews.decide" | "reviews.reassign") =>
        {
            404
        }
        (Who::Inactive, _) | (_, Err(Error::NotPermitted)) => 403,
        (_, Ok(_)) => match (operation.method.as_str(), operation.id) {
            ("DELETE", _) => 204,
            (
                _,
                "assignments.transfer"
                | "assignments.assign_many"
                | "me.mark_notifications_read"
                | "audits.remedy"
                | "me.edit_preferences"
                | "reviews.decide"
                | "reviews.reassign"
                | "reviews.close"
                | "observations.share"
                | "observations.acknowledge"
                | "observations.plan_next_step",
            ) => 200,
            ("POST", _) => 201,
            (
                _,
                "users.edit_status"
                | "rubrics.edit"
                | "personnel.edit"
                | "conferences.edit_private_notes",
            ) => 200,
            ("PUT", _) => 201,
            _ => 200,
        },
        (_, Err(other)) => panic!("{other:?}"),
    }
}

/// Without the right to a kind of record, a caller doesn't learn whether one exists.
#[tokio::test]
async fn without_a_right_a_record_that_does_not_exist_is_refused_as_one_that_does() {
    let world = World::new().await;
    let (owner, cora) = (
        world.namesake("Owner", "Person").await,
        world.another_coach("Cora").await,
    );
    let records = |operation: &&Operation| {
        operation.path.contains("{user_id}") && operation.path.matches('{').count() > 1
    };
    let mut routes = 0;
    for operation in functions::operations().iter().filter(records) {
        let row = row(operation, &owner.id, &Fixture::without_records(&cora));
        let refused = send(world.as_person(&cora), operation, &row, "\"1\"").await;
        assert_eq!(refused.status, 403, "{}: {}", operation.id, refused.body);
        let missing = send(world.ava(), operation, &row, "\"1\"").await;
        let is_not_for_administrators = matches!(
            row.action,
            Some(Action::KeepPrivateNotes | Action::AcknowledgeObservations)
        );
        assert_eq!(
            missing.status,
            if is_not_for_administrators { 403 } else { 404 },
            "{}: {}",
            operation.id,
            missing.body
        );
        routes += 1;
    }
    assert!(routes > 20, "only {routes} routes name a record");
}

/// Fields that only the service sets, and one that doesn't exist.
const READ_ONLY_FIELDS: [&str; 7] = [
    "id",
    "version",
    "created_at",
    "created_by",
    "organisation",
    "observer_id",
    "nonsense",
];

#[tokio::test]
async fn fields_that_only_the_service_sets_are_refused_on_every_route() {
    let mut routes = 0;
    for operation in functions::operations() {
        let world = World::new().await;
        let who = match operation.id {
            "conferences.edit_private_notes" => Who::Coach,
            "observations.acknowledge" => Who::Themselves,
            _ => Who::Administrator,
        };
        let (owner, cora) = (
            world.namesake("Owner", "Person").await,
            world.another_coach("Cora").await,
        );
        let caller = caller(&world, who, &owner).await.unwrap();
        let mut fixture = Fixture::without_records(&cora);
        records(&world, &operation, &world.ava, &owner, &mut fixture).await;
        prepare(&world, &operation, &owner, &cora).await;
        let etag = world.ava().get(&owner.path("")).await.etag();
        let etag = if operation.id == "users.edit" {
            etag
        } else {
            "\"1\"".to_owned()
        };
        let row = row(&operation, &owner.id, &fixture);
        if row.body.is_null() || operation.method == Method::DELETE {
            continue;
        }
        routes += 1;
        for field in READ_ONLY_FIELDS {
            let mut body = row.body.clone();
            body[field] = json!("x");
            let row = Row {
                body,
                path: row.path.clone(),
                action: row.action,
            };
            let answer = send(world.as_person(&caller), &operation, &row, &etag).await;
            assert_eq!(
                answer.status, 422,
                "{} accepts {field}: {}",
                operation.id, answer.body
            );
            assert_eq!(
                answer.body["errors"][0]["pointer"],
                format!("/{field}"),
                "{}: {}",
                operation.id,
                answer.body
            );
        }
    }
    assert!(routes > 30, "only {routes} routes have a body");
}

#[tokio::test]
async fn people_of_another_organization_are_answered_as_nonexistent() {
    let world = World::new().await;
    let other = World::new().await;
    let foreign = other.coach("Owner", "Person").await;
    let cora = world.another_coach("Cora").await;

    for operation in functions::operations()
        .iter()
        .filter(|operation| is_about_somebody(operation))
    {
        for who in [
            Who::Anonymous,
            Who::Inactive,
            Who::Administrator,
            Who::CoachOfAnother,
            Who::Stranger,
        ] {
            let caller = caller(&world, who, &cora).await;
            let client = || {
                caller
                    .as_ref()
                    .map_or_else(|| world.anonymous(), |person| world.as_person(person))
                    .request_id("same")
            };
            world.meter.take();
            let theirs = send(
                client(),
                operation,
                &row(operation, &foreign.id, &Fixture::without_records(&cora)),
                "\"1\"",
            )
            .await;
            let prefix = format!("ORG#{}", world.organisation);
            for partition in world.meter.take().partitions() {
                let own = partition == prefix
                    || partition.starts_with(&format!("{prefix}#"))
                    || partition.starts_with("IDP#");
                assert!(own, "{} as {who:?} uses {partition}", operation.id);
            }
            let nobodys = send(
                client(),
                operation,
                &row(operation, UNKNOWN_ID, &Fixture::without_records(&cora)),
                "\"1\"",
            )
            .await;
            assert!(
                theirs.status.is_client_error(),
                "{} as {who:?}",
                operation.id
            );
            assert_eq!(
                (theirs.status, &theirs.bytes),
                (nobodys.status, &nobodys.bytes),
                "{} as {who:?}",
                operation.id
            );
            let names = |answer: &Answer| {
                answer
                    .headers
                    .iter()
                    .map(|(n, v)| format!("{n}: {v:?}"))
                    .collect::<Vec<_>>()
            };
            assert_eq!(
                names(&theirs),
                names(&nobodys),
                "{} as {who:?}",
                operation.id
            );
            if who == Who::Administrator {
                theirs.refused(404, "not-found");
            }
        }
    }
}

#[tokio::test]
async fn an_inactive_person_is_visible_only_to_administrators() {
    let world = World::new().await;
    let cora = world.another_coach("Cora").await;
    let reads =
        |operation: &&Operation| operation.method == Method::GET && is_about_somebody(operation);
    for operation in functions::operations().iter().filter(reads) {
        for who in [
            Who::Administrator,
            Who::Coach,
            Who::CoachOfAnother,
            Who::Stranger,
        ] {
            let owner = world.namesake("Owner", "Person").await;
            let caller = caller(&world, who, &owner).await.unwrap();
            let mut fixture = Fixture::without_records(&cora);
            records(&world, operation, &world.ava, &owner, &mut fixture).await;
            world.deactivate(&owner).await;
            let row = row(operation, &owner.id, &fixture);
            let answer = send(world.as_person(&caller), operation, &row, "").await;
            // The deactivation has ended the assignment.
            let relation = Relation {
                administrator: who == Who::Administrator,
                ..Relation::default()
            };
            let expected = match judge(relation, false, row.action.unwrap()) {
                Ok(_) => 200,
                Err(Error::NotPermitted) => 403,
                Err(_) => 404,
            };
            assert_eq!(
                answer.status.as_u16(),
                expected,
                "{} as {who:?}: {}",
                operation.id,
                answer.body
            );
        }
    }
}

#[test]
fn only_health_answers_without_a_token() {
    let mut schemas = local::generate::schemas();
    for (operation, (_, describe)) in functions::operations()
        .into_iter()
        .zip(functions::descriptions())
    {
        let mut description = shared::http::Description::new(&mut schemas);
        describe(&mut description);
        assert_eq!(
            description.has_caller,
            operation.access() != Access::Anyone,
            "{}",
            operation.id
        );
    }
}
