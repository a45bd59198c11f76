//! The local feed is killed again and again, and resumes from the table: every change is sealed, notified and mailed, every
//! audit and review is walked to its end, and nothing is done twice.

use crate::world::{Person, World, is_entry};
use functions::{
    Background,
    feed::{notify, verify},
};
use local::{
    engine::{PATIENT, TABLE_NAME},
    feed,
    resume::{self, Mailed},
};
use serde_json::{Value, json};
use shared::{
    domain::UserId,
    table::{Store, StreamAnswer, StreamEvent, StreamRecord, keys},
};
use std::{collections::BTreeSet, time::Duration};
use tokio::{sync::mpsc::unbounded_channel, task::JoinHandle};

const COACHES: usize = 4;
const EACH: usize = 10;
const KILLS: u64 = 16;

/// Starts a feed that works on these records, and on those that follow from them.
fn process(
    world: &World,
    mailed: &Mailed,
    left: Vec<StreamRecord>,
    committed: Vec<StreamRecord>,
) -> (Store, JoinHandle<()>) {
    let (sender, receiver) = unbounded_channel();
    for record in committed {
        sender.send(record).unwrap();
    }
    let seen = move |record| {
        let _ = sender.send(record);
    };
    let store = Store::local(
        TABLE_NAME,
        &world.endpoint,
        feed::observed(local::engine::http(), seen),
        PATIENT,
    );
    let background = Background {
        store: store.clone(),
        clock: world.app.clock.clone(),
        organisations: Vec::new(),
        mailer: Some(world.mailer.clone()),
    };
    (
        store,
        tokio::spawn(feed::run(background, mailed.clone(), left, receiver)),
    )
}

/// Every notice: its recipient, its sort key, and whether it was mailed.
async fn notices(world: &World, people: &[Person]) -> BTreeSet<(String, String, bool)> {
    let table = world.app.store.of(&world.organisation);
    let mut notices = BTreeSet::new();
    for person in people {
        let user: UserId = person.id.parse().unwrap();
        let page = table
            .items(&keys::notices(&user), 100, None)
            .await
            .unwrap()
            .to_change();
        notices.extend(
            page.items
                .into_iter()
                .map(|(sort, item)| (person.id.clone(), sort, item.contains_key("mailed_at"))),
        );
    }
    notices
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_kill_the_local_feed_resumes_what_was_under_way() {
    let world = World::with_own_database().await;
    let folder = std::env::temp_dir().join(format!("mailed-{}", fastrand::u64(..)));
    let mailed = Mailed { file: folder };
    mailed.up_to(world.now());
    let mut people = Vec::new();
    for c in 0..COACHES {
        let coach = world.coach(&format!("Coach{c}"), "Person").await;
        for n in 0..EACH {
            let coachee = world.person(&format!("Coachee{c}x{n}"), "Person").await;
            world.connect(&coach, &coachee).await;
            people.push(coachee);
        }
        people.push(coach);
    }
    world.ava().post("/audits", json!({})).await.is(201);
    let due_on = world.day(30);
    world
        .ava()
        .post(
            "/reviews",
            json!({"name": "Review", "due_on": due_on, "fallback_reviewer_id": world.ava.id}),
        )
        .await
        .is(201);
    let written = world.take_records();
    let entries = written.iter().filter(|record| is_entry(record)).count();

    let (mut left, mut committed) = (Vec::new(), written.clone());
    for kill in 0..KILLS {
        let (store, process) = process(&world, &mailed, left, committed);
        tokio::time::sleep(Duration::from_millis(fastrand::u64(10..50))).await;
        process.abort();
        let _ = process.await;
        committed = Vec::new();
        left = resume::left(
            &store,
            std::slice::from_ref(&world.organisation),
            mailed.since(),
        )
        .await
        .unwrap();
        println!("{} left after kill {kill}", left.len());
        assert!(
            kill > 0 || left.len() > entries / 4,
            "the first kill came when nearly everything was done"
        );
    }
    let (store, process) = process(&world, &mailed, left, committed);
    let mut rounds = 0;
    while !resume::left(
        &store,
        std::slice::from_ref(&world.organisation),
        mailed.since(),
    )
    .await
    .unwrap()
    .is_empty()
    {
        rounds += 1;
        assert!(rounds < 200, "it does not catch up");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    process.abort();
    std::fs::remove_file(&mailed.file).unwrap();

    let table = world.app.store.of(&world.organisation);
    let verified = verify(&table, &[], &world.app.clock).await.unwrap();
    assert_eq!(
        (verified.broken.as_slice(), verified.late.len()),
        ([].as_slice(), 0)
    );
    assert!(
        verified.entries >= entries,
        "{} of {entries} entries are sealed",
        verified.entries
    );
    assert_eq!(
        world.ava().get("/audits").await.is(200).items()[0]["state"],
        "done"
    );
    let review = world.ava().get("/reviews").await.is(200).items()[0].clone();
    assert_eq!(review["state"], "open", "{review}");

    let stored = notices(&world, &people).await;
    let expected = COACHES * (1 + EACH) + COACHES * EACH;
    assert_eq!(
        stored.len(),
        expected,
        "one for each coach status, and two for each pair"
    );
    assert!(
        stored.iter().all(|(_, _, is_mailed)| *is_mailed),
        "not every notice was mailed"
    );
    let mails = world.mailbox.all().len() as u64;
    // A mail that was being sent when the feed was killed is sent again.
    assert!(
        (expected as u64..=expected as u64 + KILLS + 1).contains(&mails),
        "{mails} mails of {expected} notices"
    );

    // Given all entries once more, the feed does nothing.
    let records = written.into_iter().filter(is_entry).collect();
    let answer = notify::handle(&world.background("feed.notify"), StreamEvent { records }).await;
    assert_eq!(answer, Ok(StreamAnswer::default()));
    assert_eq!(notices(&world, &people).await, stored);
    assert_eq!(
        verify(&table, &[], &world.app.clock).await.unwrap().entries,
        verified.entries
    );
    let read: Value = world
        .as_person(&people[0])
        .get("/me/notifications")
        .await
        .is(200)
        .body;
    assert_eq!(read["unread"], 1);
}
