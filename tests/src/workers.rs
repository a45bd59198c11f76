//! Each worker uses everything that its role allows, measured over scenarios that drive every path of each. No worker uses
//! more: in all tests a worker's client refuses what its role doesn't allow (see `world::meter`).

use crate::{
    mail::daily_mail_at,
    world::{Planter, ROLES, ReviewDistrict, World, a_conference, a_goal, engine, number, text},
};
use aws_sdk_dynamodb::types::AttributeValue;
use functions::{
    Scheduled, WORKERS,
    audits::{due as audits_due, walk as audits_walk},
    feed::replay::{self, Replay},
};
use serde_json::json;
use shared::{
    auth::Authorizer,
    domain::{FindingKind, OrganisationId, audit::SHARDS},
    operation::Grant,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

/// Grants that these scenarios can't use, each with the reason.
const NOT_DRIVEN: [(&str, Grant, &str); 0] = [];

type Seen = BTreeMap<&'static str, BTreeSet<Grant>>;

#[tokio::test]
async fn every_worker_uses_everything_that_its_role_allows() {
    let mut seen = Seen::new();
    for used in [
        sign_in().await,
        feed().await,
        audit().await,
        reviews().await,
        mail().await,
    ] {
        for (id, grants) in used {
            seen.entry(id).or_default().extend(grants);
        }
    }
    let mut wrong = Vec::new();
    for worker in WORKERS {
        let used = seen.remove(worker.id).unwrap_or_default();
        let excused = |grant: &Grant| {
            NOT_DRIVEN
                .iter()
                .any(|(id, it, _)| *id == worker.id && it == grant)
        };
        let unused: Vec<Grant> = ROLES[worker.id]
            .grants
            .difference(&used)
            .filter(|it| !excused(it))
            .copied()
            .collect();
        if !unused.is_empty() {
            wrong.push(format!(
                "{} is allowed {unused:?} and was not seen to use it",
                worker.id
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}: correct the worker's line in functions/src/lib.rs, or extend the scenario here",
        wrong.join("; ")
    );
}

/// The check that no worker uses more than its role allows must be able to fail.
#[tokio::test]
async fn a_worker_that_does_what_its_role_does_not_allow_panics() {
    let world = World::new().await;
    let background = world.background("mail.send");
    let walking = tokio::spawn(async move {
        replay::handle(
            &background,
            Replay {
                organisation: OrganisationId::try_from("lakeside".to_owned()).unwrap(),
            },
        )
        .await
    });
    let panic = walking.await.unwrap_err().into_panic();
    let message = panic.downcast_ref::<String>().unwrap();
    assert!(
        message.starts_with("mail.send may not [(Query, OfOrganisations)]"),
        "{message}"
    );
}

/// What each worker used since the last call.
fn seen(world: &World) -> Seen {
    let mut seen = Seen::new();
    for call in world.meter.take().0 {
        if let Some(id) = call.function {
            seen.entry(id).or_default().extend(call.grants());
        }
    }
    seen
}

/// The first sign-in, which links the subject and stores the provider's keys; a second one; a stranger's; and a start of
/// the authorizer that finds the stored keys.
async fn sign_in() -> Seen {
    let world = World::new().await;
    let adam = world.person("Adam", "Anderson").await;
    for _ in 0..2 {
        world.as_person(&adam).get("/me").await.is(200);
    }
    let stranger = world.token("nobody@lakeside.example", "").await;
    world.with_token(&stranger).get("/me").await.is(403);
    let issuers = engine()
        .openid
        .issuers(std::slice::from_ref(&world.organisation));
    Authorizer::new(
        issuers,
        world.background("authorizer").store,
        world.app.clock.clone(),
    )
    .warm_up()
    .await;
    seen(&world)
}

/// Changes that cause notices, records that are unreadable until they are repaired, and conferences that are canceled
/// with an assignment.
async fn feed() -> Seen {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    world.process_stream().await;
    let conferences = adam.path("/conferences");
    let mut made = world
        .create(&thomas, &conferences, a_conference(Some(&thomas)))
        .await;
    let set = async |conference: &str, value: AttributeValue| {
        let sort = format!("CONFERENCE#{}", conference.rsplit('/').next().unwrap());
        world.set_attribute(&adam, &sort, "sequence", value).await;
    };
    set(&made, text("not a number")).await;
    world.process_stream().await;
    set(&made, number(0)).await;

    assert_eq!(world.replay().await.replayed, 1);
    // The conferences of an assignment that ends are canceled: at once, and by a replay when one was unreadable.
    for is_unreadable in [false, true] {
        let ahead = world.conference_in(5, &thomas);
        made = world.create(&thomas, &conferences, ahead).await;
        world.process_stream().await;
        if is_unreadable {
            set(&made, text("not a number")).await;
        }
        world.disconnect(&thomas, &adam).await;
        world.process_stream().await;
        if is_unreadable {
            set(&made, number(0)).await;
            assert_eq!(world.replay().await.replayed, 1);
        }
        world.connect(&thomas, &adam).await;
        world.process_stream().await;
    }
    seen(&world)
}

/// A scheduled audit with findings of every kind; and one that is compared with it, runs out of time, and is walked twice
/// at once.
async fn audit() -> Seen {
    let world = World::with_own_database().await;
    world
        .ava()
        .patch("/organisation", json!({"coached_titles": ["New teacher"]}))
        .await
        .is(200);
    let mut planter = Planter::new(&world);
    for kind in FindingKind::ALL {
        planter.plant(kind, 0).await;
    }
    planter.flush().await;
    assert_eq!(
        audits_due::handle(&world.background("audits.due"), Scheduled {})
            .await
            .unwrap()
            .started
            .len(),
        1
    );
    world.process_stream().await;
    let run = world.start_audit().await;
    world.take_records();
    let background = world.background("audits.walk");
    for number in 1..=SHARDS {
        let walking = |seconds: u64| {
            let until = Instant::now() + Duration::from_secs(seconds);
            let run = run.parse().unwrap();
            audits_walk::walk(&background, &world.organisation, run, number, until)
        };
        walking(0).await.unwrap();
        let (one, other) = tokio::join!(walking(60), walking(60));
        one.and(other).unwrap();
    }
    world.done_audit(&run).await;
    seen(&world)
}

/// A review from its launch to its repetition, with reminders, a reviewer who leaves, and assignments that are ended,
/// transferred and left to silence.
async fn reviews() -> Seen {
    let district = ReviewDistrict::new().await;
    let ReviewDistrict {
        world,
        samantha,
        principal,
        adam,
        beth,
        ..
    } = &district;
    let by_itself = json!({"closes_by_itself": true, "repeats": "monthly"});
    let id = district.launched(by_itself).await;
    district.days_later(1).await;
    district
        .decide(
            principal,
            &id,
            adam,
            json!({"choice": "end", "justification": "Over."}),
        )
        .await
        .is(200);
    let transfer = district.transfer_to(samantha);
    district
        .decide(principal, &id, beth, transfer)
        .await
        .is(200);
    // Undecided items go to the fallback when their reviewer leaves.
    district.launched(json!({"name": "Undecided"})).await;
    let stuck = world
        .ava()
        .post("/reviews", district.fields(json!({"name": "Not gathered"})))
        .await
        .is(201)
        .body;
    world.take_records();
    world.deactivate(principal).await;
    // The schedule starts the lost walk again.
    district.days_later(1).await;
    assert_eq!(
        district.review(stuck["id"].as_str().unwrap()).await["state"],
        "open"
    );
    district.days_later(9).await;
    assert_eq!(district.review(&id).await["state"], "closed");
    district.days_later(28).await;
    let all = world.ava().get("/reviews").await.is(200);
    assert_eq!(all.items().len(), 4, "the monthly review is repeated");
    seen(world)
}

/// A notice that is mailed at once, and others in the morning, with a check-back that is due.
async fn mail() -> Seen {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    world
        .set_preferences(&adam, json!({"assignments": "daily"}))
        .await;
    let mut goal = a_goal();
    goal["steps"] =
        json!([{"text": "Wait longer", "owner": "coachee", "check_back_on": world.day(1)}]);
    world
        .as_person(&thomas)
        .post(&adam.path("/goals"), goal)
        .await
        .is(201);
    world
        .as_person(&thomas)
        .post(&adam.path("/conferences"), a_conference(Some(&thomas)))
        .await
        .is(201);
    world.process_stream().await;
    let morning = daily_mail_at(&world, 6).await;
    assert_eq!(morning.mails, 2);
    seen(&world)
}
