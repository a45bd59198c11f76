//! Every operation and worker answers its sample event, parsed as Lambda's runtime parses it.

use crate::world::{a_credential, fields, with};
use functions::{Background, WORKERS};
use http_body_util::BodyExt;
use local::{engine, mailbox::Mailbox};
use serde_json::{Value, json};
use shared::{
    App,
    domain::{
        Activity, ActivityKind, Actor, Clock, CoachStatus, Conference, Credential, EmailOf, Error,
        EvidenceLine, FindingKind, Goal, Learning, Moment, Observation, ObservationId,
        Organisation, OrganisationId, Role, RubricId, User, UserFields, UserId,
    },
    http::Seal,
    operation::{Access, Operation},
    table::{Changes, Store, keys},
};
use std::{fs, path::PathBuf};
use tower::ServiceExt;

/// The people whom the sample events name: id, given name and family name.
pub const PEOPLE: [(&str, &str, &str); 4] = [
    ("01K5S0Q0000000000000000AVA", "Ava", "Morgan"),
    ("01K5S0Q000000000000THMAS00", "Thomas", "Blankenship"),
    ("01K5S0Q00000000000000ADAM0", "Adam", "Anderson"),
    ("01K5S0Q00000000000SAMANTHA", "Samantha", "Adams"),
];

pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../events")
}

pub fn event(id: &str) -> Value {
    let path = folder().join(format!("{id}.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|_| {
        panic!("{id} has no sample event: write events/{id}.json like those beside it")
    });
    serde_json::from_str(&text).unwrap()
}

/// Writes the organization that the sample events are about: Thomas coaches Adam, and used to coach Samantha.
pub async fn seed(store: &Store) {
    let table = store.of(&OrganisationId::try_from("lakeside".to_owned()).unwrap());
    let now = Clock::default().now();
    let mut organisation = Organisation::new(
        table.organisation().clone(),
        "Lakeside School District",
        "the help desk",
        now,
    );
    organisation.administrator_count = Some(2);
    let mut changes = Changes::by_system(founding())
        .unwrap()
        .create(keys::organisation(), &organisation, Error::EmailTaken(None))
        .unwrap();
    for (id, given, family) in PEOPLE {
        let id: UserId = id.parse().unwrap();
        let mut user = User::new(
            id,
            UserFields {
                role: role(given),
                ..fields(given, family)
            },
            now,
        );
        if given == "Thomas" || given == "Ava" {
            (user.coach_status, user.capacity) = (CoachStatus::Granted, Some(12));
        }
        // The wrong counter that the audit's finding is about.
        user.coach_count = u32::from(given == "Samantha");
        changes = changes
            .create(
                keys::email(&user.fields.email),
                &EmailOf::new(id),
                Error::EmailTaken(None),
            )
            .unwrap()
            .create(keys::profile(&id), &user, Error::EmailTaken(None))
            .unwrap()
            .directory(None, &user)
            .unwrap();
    }
    table.commit(changes).await.unwrap();
    table.commit(records()).await.unwrap();
    table.commit(an_audit()).await.unwrap();
    table.commit(some_reviews()).await.unwrap();
    table.commit(a_notice()).await.unwrap();
    for (coachee, ends) in [(PEOPLE[3].0, true), (PEOPLE[2].0, false)] {
        call("assignments.assign_coachee", store, coachee).await;
        if ends {
            call("assignments.remove_coachee", store, coachee).await;
        }
    }
}

/// The records that the sample events name: Adam's, most of them by Thomas.
fn records() -> Changes {
    let (thomas, adam): (UserId, UserId) =
        (PEOPLE[1].0.parse().unwrap(), PEOPLE[2].0.parse().unwrap());
    let component = "01K5S0Q0000000000000C0MP00";
    let stamped = |record: Value, id: &str| {
        let stamp = json!({"id": id, "created_by": {"id": thomas, "name": "Thomas Blankenship"}, "created_at": AT, "updated_at": AT, "version": 1});
        with(record, stamp)
    };
    let components = json!([{"id": component, "name": "Questioning", "descriptors": ["Asks and answers alone.", "Asks for facts."]}]);
    let levels = json!(["Beginning", "Developing", "Proficient", "Distinguished"]);
    let mut rubric = json!({"title": "Teaching", "levels": levels, "domains": [{"name": "Instruction", "components": components}]});
    rubric["domains"][0]["components"][0]["descriptors"] =
        json!(["Alone.", "Facts.", "Reasons.", "Each other."]);
    rubric["state"] = json!("in_use");
    let rubric_id: RubricId = "01K5S0Q00000000000000RYBR0".parse().unwrap();
    let rubric = stamped(rubric, &rubric_id.to_string());
    let line = stamped(
        json!({"title": "Teaching", "state": "in_use", "component_count": 1}),
        &rubric_id.to_string(),
    );

    let mut changes = Changes::without_caller()
        .set(keys::rubric(rubric_id).of_type(), &rubric)
        .and_then(|changes| changes.set(keys::rubric_version(rubric_id, 1).of_type(), &rubric))
        .and_then(|changes| changes.set(keys::rubric_line(rubric_id).of_type(), &line))
        .unwrap();
    for (id, state) in [
        ("01K5S0Q0000000000000DRAFT0", "draft"),
        ("01K5S0Q0000000000000SHARED", "shared"),
    ] {
        let observation = json!({
            "observer_id": thomas, "observer": "Thomas Blankenship", "kind": "announced", "observed_at": AT, "rubric_id": rubric_id,
            "rubric_version": 1, "component_ids": [component], "next_step": "Wait longer for an answer", "state": state,
        });
        let mut observation = observation;
        observation["evidence_count"] = json!(u32::from(state == "draft"));
        let id: ObservationId = id.parse().unwrap();
        changes = changes
            .set(
                keys::record::<Observation>(&adam, id).of_type(),
                &stamped(observation, &id.to_string()),
            )
            .and_then(|changes| changes.set(keys::scale(&adam, id).of_type(), &rubric))
            .unwrap();
    }
    let draft = "01K5S0Q0000000000000DRAFT0".parse().unwrap();
    let evidence = "01K5S0Q0000000000000EV1D00".parse().unwrap();
    let line = stamped(
        json!({"at": AT, "text": "Teacher waits."}),
        "01K5S0Q0000000000000EV1D00",
    );
    changes = changes
        .set(
            keys::part::<EvidenceLine>(&adam, draft, evidence).of_type(),
            &line,
        )
        .unwrap();
    for id in ["01K5S0Q00000000000000G0A10", "01K5S0Q0000000000000YNSED0"] {
        let goal = stamped(
            json!({"title": "More pupils answer", "state": "active"}),
            id,
        );
        changes = changes
            .set(
                keys::record::<Goal>(&adam, id.parse().unwrap()).of_type(),
                &goal,
            )
            .unwrap();
    }
    for (id, state) in [
        ("01K5S0Q0000000000000C0NF00", "scheduled"),
        ("01K5S0Q0000000000000CANCE0", "cancelled"),
    ] {
        let conference = json!({
            "kind": "check_in", "starts_at": AT, "ends_at": "2026-09-01T14:00:00Z", "time_zone": "America/Chicago", "coach_id": thomas,
            "state": state, "sequence": 0,
        });
        changes = changes
            .set(
                keys::record::<Conference>(&adam, id.parse().unwrap()).of_type(),
                &stamped(conference, id),
            )
            .unwrap();
    }
    let (learning, credential) = ("01K5S0Q00000000000000KEARN", "01K5S0Q0000000000000CRED00");
    let course = stamped(json!({"title": "Questioning"}), learning);
    let license = stamped(a_credential(), credential);
    changes
        .set(
            keys::record::<Learning>(&adam, learning.parse().unwrap()).of_type(),
            &course,
        )
        .and_then(|changes| {
            changes.set(
                keys::record::<Credential>(&adam, credential.parse().unwrap()).of_type(),
                &license,
            )
        })
        .unwrap()
}

/// An audit that is done and found that Samantha's count of coaches is wrong.
fn an_audit() -> Changes {
    let id = "01K5S0Q0000000000000AVD1T0";
    let audit = json!({
        "id": id, "state": "done", "started_at": AT, "finished_at": AT, "by": {"name": "Coachwork"}, "shards_done": 16, "resolved": 0,
        "rules": {"today": "2026-09-01", "contact_days": 45, "coached_titles": []},
        "people": 4, "assignments": 1, "high": 0, "medium": 1, "low": 0, "new": 1,
    });
    let shard = json!({
        "number": 1, "is_done": false, "waits": true, "after": "", "version": 1,
        "people": 0, "assignments": 0, "high": 0, "medium": 0, "low": 0, "new": 0,
    });
    let finding_id = format!("wrong_counter.{}.coach_count", PEOPLE[3].0);
    let finding = json!({
        "id": finding_id, "kind": "wrong_counter", "severity": "medium", "what": "Samantha Adams is said to have 1 coach and has 0.",
        "person": {"id": PEOPLE[3].0, "name": "Samantha Adams"}, "remedy": "recount", "is_new": true,
    });
    let id = id.parse().unwrap();
    Changes::without_caller()
        .set(keys::audit(&id).of_type(), &audit)
        .and_then(|changes| changes.set(keys::audit_shard(&id, 1).of_type(), &shard))
        .and_then(|changes| {
            changes.set(
                keys::finding(&id, FindingKind::WrongCounter, &finding_id).of_type(),
                &finding,
            )
        })
        .unwrap()
}

/// Thomas's notice that he coaches Adam.
fn a_notice() -> Changes {
    let image = &event("mail.send")["Records"][0]["dynamodb"]["NewImage"];
    let text = |name: &str| image[name]["S"].clone();
    let person = |name: &str| json!({"id": image[name]["M"]["id"]["S"], "name": image[name]["M"]["name"]["S"]});
    let notice = json!({
        "id": text("id"), "kind": text("kind"), "at": text("at"), "by": person("by"), "person": person("person"), "expires_at": 4_102_444_800_i64,
    });
    let thomas: UserId = PEOPLE[1].0.parse().unwrap();
    let id = text("id").as_str().unwrap().parse().unwrap();
    Changes::without_caller()
        .set(keys::notice(&thomas, &id).of_type(), &notice)
        .unwrap()
}

/// Three reviews: one open, in which Ava decides about Thomas and Adam; one closed; and one that waits for its items to be
/// gathered.
fn some_reviews() -> Changes {
    let item = format!("{}.{}", PEOPLE[2].0, PEOPLE[1].0);
    let person =
        |n: usize| json!({"id": PEOPLE[n].0, "name": format!("{} {}", PEOPLE[n].1, PEOPLE[n].2)});
    let mut changes = Changes::without_caller();
    for (id, state, items) in [
        ("01K5S0Q0000000000000REVEW0", "open", 1),
        ("01K5S0Q0000000000000C10SED", "closed", 1),
        ("01K5S0Q0000000000000GATHER", "launching", 0),
    ] {
        let id = id.parse().unwrap();
        let review = json!({
            "id": id, "name": "Spring review", "due_on": "2099-06-30", "fallback_reviewer_id": PEOPLE[0].0, "state": state,
            "launched_at": AT, "launched_on": "2026-09-01", "by": person(0), "items": items, "version": 1,
        });
        let phase = if items == 0 { "gathering" } else { "done" };
        let work = json!({"phase": phase, "waits": items == 0, "shard": 1, "after": "", "version": 1, "items": items});
        changes = changes
            .set(keys::review(&id).of_type(), &review)
            .and_then(|changes| changes.set(keys::review_work(&id).of_type(), &work))
            .unwrap();
        if items == 0 {
            continue;
        }
        let assignment = json!({
            "coach_id": PEOPLE[1].0, "coachee_id": PEOPLE[2].0, "kind": "primary", "starts_on": "2026-09-01", "since": AT,
            "assigned_by": person(0), "version": 1,
        });
        let signals = json!({
            "coach_inactive": false, "coachee_inactive": false, "no_coach_status": false, "over_capacity": false, "past_end": false,
            "different_sites": false,
        });
        let record = json!({
            "id": item, "review_id": id, "coach": person(1), "coachee": person(2), "assignment": assignment, "signals": signals,
            "reviewer": person(0), "version": 1,
        });
        let ava: UserId = PEOPLE[0].0.parse().unwrap();
        changes = changes
            .set(keys::review_item(&id, &item).of_type(), &record)
            .and_then(|changes| {
                changes.set(
                    keys::reviewing(&ava, &id, &item).of_type(),
                    &json!({"review_id": id, "item_id": item}),
                )
            })
            .and_then(|changes| {
                changes.set(
                    keys::reviewer(&id, &ava).of_type(),
                    &json!({"person": person(0), "items": 1, "open": 1}),
                )
            })
            .unwrap();
    }
    changes
}

const AT: &str = "2026-09-01T13:00:00Z";

fn role(given: &str) -> Role {
    if given == "Ava" {
        Role::Administrator
    } else {
        Role::Member
    }
}

fn founding() -> Activity {
    Activity::new(
        ActivityKind::UserCreated,
        Actor::system(),
        Clock::default().now(),
    )
}

/// Calls an operation on the assignment of Thomas and this coachee.
async fn call(id: &str, store: &Store, coachee: &str) {
    let mut event = event(id);
    let path = format!("/v1/users/{}/coachees/{coachee}", PEOPLE[1].0);
    event["rawPath"] = json!(path);
    event["requestContext"]["http"]["path"] = json!(path);
    event["rawQueryString"] = json!("");
    assert!(drive(&operation(id), store.clone(), &event).await.0 < 300);
}

fn operation(id: &str) -> Operation {
    functions::operations()
        .into_iter()
        .find(|operation| operation.id == id)
        .unwrap()
}

async fn drive(operation: &Operation, store: Store, event: &Value) -> (u16, Value) {
    // At the time in the event, because the days in it will be in the past one day.
    let at = event["requestContext"]["timeEpoch"].as_i64().unwrap();
    let app = App {
        store,
        seal: Seal::new("events"),
        clock: Clock::at(Moment::from_millisecond(at)),
    };
    let request = lambda_http::request::from_str(&event.to_string()).unwrap();
    let service = functions::router(app, std::slice::from_ref(operation));
    let response = service
        .oneshot(request.map(functions::to_body))
        .await
        .unwrap();
    let status = response.status().as_u16();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (
        status,
        serde_json::from_slice(&bytes).unwrap_or(Value::Null),
    )
}

#[tokio::test]
async fn every_operation_answers_its_sample_event() {
    for operation in functions::operations() {
        let event = event(operation.id);
        assert_eq!(
            event["routeKey"],
            format!("{} {}", operation.method, operation.full_path()),
            "events/{}.json",
            operation.id
        );
        let store = engine::store(&engine::start(None).await.unwrap());
        engine::create_table(&store).await.unwrap();
        seed(&store).await;
        let (status, body) = drive(&operation, store.clone(), &event).await;
        assert!(
            (200..300).contains(&status),
            "{}: {status} {body}",
            operation.id
        );

        let mut anonymous = event.clone();
        anonymous["requestContext"]
            .as_object_mut()
            .unwrap()
            .remove("authorizer");
        let (status, _) = drive(&operation, store, &anonymous).await;
        assert_eq!(
            status == 401,
            operation.access() != Access::Anyone,
            "{}",
            operation.id
        );
    }
}

/// Runs a worker on its sample event.
async fn run(id: &str, background: &Background) -> Value {
    let worker = WORKERS.iter().find(|worker| worker.id == id).unwrap();
    functions::run(worker, background, event(id)).await.unwrap()
}

/// What workers run with, on a table with the items of the sample events.
async fn background() -> Background {
    let store = engine::store(&engine::start(None).await.unwrap());
    engine::create_table(&store).await.unwrap();
    seed(&store).await;
    Background {
        store,
        clock: Clock::default(),
        organisations: vec![OrganisationId::try_from("lakeside".to_owned()).unwrap()],
        mailer: None,
    }
}

fn nothing_failed() -> Value {
    json!({"batchItemFailures": []})
}

#[tokio::test]
async fn the_feed_handles_its_sample_events() {
    let background = background().await;
    assert_eq!(run("feed.notify", &background).await, nothing_failed());
    let mut list = event("me.list_notifications");
    list["requestContext"]["authorizer"]["lambda"]["user_id"] = json!(PEOPLE[2].0);
    let notifications = operation("me.list_notifications");
    let (_, stored) = drive(&notifications, background.store.clone(), &list).await;
    assert_eq!(
        (&stored["items"][0]["kind"], &stored["unread"]),
        (&json!("coach_assigned"), &json!(1))
    );
    assert_eq!(run("feed.replay", &background).await["replayed"], 0);
}

#[tokio::test]
async fn the_audit_handles_its_sample_events() {
    let background = background().await;
    assert_eq!(run("audits.walk", &background).await, nothing_failed());
    let read = event("audits.read");
    let (_, audit) = drive(&operation("audits.read"), background.store.clone(), &read).await;
    assert_eq!(audit["shards_done"], 17, "one more than in the seed");
    let answer = run("audits.due", &background).await;
    assert_eq!(answer["started"], json!(["lakeside"]));
}

#[tokio::test]
async fn reviews_handle_their_sample_events() {
    let background = background().await;
    assert_eq!(run("reviews.walk", &background).await, nothing_failed());
    let read = event("reviews.read")
        .to_string()
        .replace("REVEW0", "GATHER");
    let read = serde_json::from_str(&read).unwrap();
    let (_, review) = drive(&operation("reviews.read"), background.store.clone(), &read).await;
    assert_eq!(
        (&review["state"], &review["items"]),
        (&json!("open"), &json!(1))
    );
    assert_eq!(run("reviews.due", &background).await["reviews"], 3);
}

#[tokio::test]
async fn mail_handles_its_sample_events() {
    let mailbox = Mailbox::default();
    let without = background().await;
    let background = Background {
        mailer: Some(mailbox.mailer("https://portal.example").await.unwrap()),
        ..without.clone()
    };
    for what in ["a new notice", "a record that comes twice"] {
        assert_eq!(run("mail.send", &background).await, nothing_failed());
        assert_eq!(mailbox.all().len(), 1, "{what}");
    }
    assert_eq!(run("mail.send", &without).await, nothing_failed());
    run("mail.daily", &background).await;
}

#[test]
fn every_sample_event_belongs_to_an_operation_or_worker() {
    let ids: Vec<&str> = functions::operations()
        .iter()
        .map(|operation| operation.id)
        .collect();
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let id = name.trim_end_matches(".json");
        assert!(
            functions::WORKERS.iter().any(|worker| worker.id == id) || ids.contains(&id),
            "events/{name} belongs to no operation or worker: remove it"
        );
    }
}
