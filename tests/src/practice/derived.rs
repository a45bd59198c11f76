//! Signals, scores and timelines agree with the records that they are derived from: after revisions, after a change of
//! the organization's time zone, and after a deletion.

use crate::world::{Person, World, a_conference, an_observation, id, some_evidence};
use serde_json::{Value, json};

/// A coach and a coachee, and a rubric to score against.
struct Observing {
    world: World,
    thomas: Person,
    adam: Person,
    rubric: String,
    component: String,
}

impl Observing {
    async fn new() -> Self {
        let world = World::with_own_database().await;
        let (thomas, adam) = world.pair().await;
        let (rubric, components) = world.rubric().await;
        Self {
            world,
            thomas,
            adam,
            rubric,
            component: components[0].clone(),
        }
    }

    fn path(&self, rest: &str) -> String {
        self.adam.path(rest)
    }

    /// The scores of an observation: none, or one of the first component.
    fn scores(&self, score: Option<u32>) -> Value {
        json!(
            score
                .map(|score| json!({"component_id": self.component, "score": score}))
                .into_iter()
                .collect::<Vec<_>>()
        )
    }

    /// Shares an observation of a day in September, and returns its path.
    async fn shared(&self, day: u32, score: Option<u32>) -> String {
        let mut body = an_observation();
        body["observed_at"] = json!(format!("2026-09-{day:02}T13:00:00Z"));
        (body["rubric_id"], body["scores"]) = (json!(self.rubric), self.scores(score));
        let observation = self
            .world
            .create(&self.thomas, &self.path("/observations"), body)
            .await;
        self.world.share(&self.thomas, &observation).await;
        observation
    }

    async fn revise(&self, observation: &str, score: Option<u32>) {
        let body = json!({"reason": "Anew.", "scores": self.scores(score)});
        self.world
            .as_person(&self.thomas)
            .post(&format!("{observation}/revisions"), body)
            .await
            .is(201);
    }

    /// The latest score on the coach's caseload.
    async fn latest(&self) -> Value {
        let caseload = self
            .world
            .as_person(&self.thomas)
            .get("/me/caseload")
            .await
            .is(200);
        caseload.items()[0]["latest_scores"]["scores"][0]["score"].clone()
    }
}

#[tokio::test]
async fn the_latest_scores_are_those_of_the_newest_observation_that_has_some() {
    let it = Observing::new().await;
    let old = it.shared(1, Some(1)).await;
    let newer = it.shared(3, Some(3)).await;
    let newest = it.shared(4, None).await;
    assert_eq!(it.latest().await, 3);
    it.revise(&old, Some(2)).await;
    assert_eq!(
        it.latest().await,
        3,
        "an old one that is revised isn't the latest"
    );
    it.revise(&newer, None).await;
    assert_eq!(it.latest().await, 2, "scores that were withdrawn are gone");
    it.revise(&newest, Some(4)).await;
    assert_eq!(it.latest().await, 4);
    it.shared(2, Some(1)).await;
    assert_eq!(
        it.latest().await,
        4,
        "an old one that is shared late isn't the latest"
    );
    for observation in [&newest, &old] {
        it.revise(observation, None).await;
    }
    assert_eq!(it.latest().await, 1);
}

/// How many conferences the progress counts as held.
async fn held(it: &Observing) -> u64 {
    it.world
        .as_person(&it.thomas)
        .get(&it.path("/progress"))
        .await
        .is(200)
        .body["conferences_held"]
        .as_u64()
        .unwrap()
}

#[tokio::test]
async fn a_change_of_the_time_zone_moves_no_entry_of_the_timeline() {
    let it = Observing::new().await;
    let mut late = a_conference(Some(&it.thomas));
    // In Chicago the evening of the 1st, in Kiritimati the 2nd.
    (late["starts_at"], late["ends_at"], late["state"]) = (
        json!("2026-09-02T03:00:00Z"),
        json!("2026-09-02T04:00:00Z"),
        json!("held"),
    );
    let made = it
        .world
        .as_person(&it.thomas)
        .post(&it.path("/conferences"), late)
        .await
        .is(201);
    assert_eq!(made.body["filed_on"], "2026-09-01");
    let conference = it.path(&format!("/conferences/{}", made.id()));
    let observation = it.shared(5, Some(2)).await;
    it.world.set_time_zone("Pacific/Kiritimati").await;
    it.revise(&observation, Some(3)).await;
    it.world
        .as_person(&it.thomas)
        .patch(&conference, json!({"notes": "Later."}))
        .await
        .is(200);
    assert_eq!(held(&it).await, 1);
    it.world
        .as_person(&it.thomas)
        .patch(&conference, json!({"starts_at": "2026-09-02T03:30:00Z"}))
        .await
        .is(200);
    assert_eq!(held(&it).await, 1);
    it.world
        .as_person(&it.thomas)
        .patch(&conference, json!({"state": "no_show"}))
        .await
        .is(200);
    assert_eq!(held(&it).await, 0);
    let entries = it.world.count_items("TIMELINE#").await;
    assert_eq!(entries, 1, "only the observation's");
}

#[tokio::test]
async fn deleting_a_conference_deletes_every_coachs_private_notes() {
    let it = Observing::new().await;
    let samantha = it.world.coach("Samantha", "Lee").await;
    it.world.connect(&samantha, &it.adam).await;
    let conference = it
        .world
        .create(&it.thomas, &it.path("/conferences"), a_conference(None))
        .await;
    for coach in [&it.thomas, &samantha] {
        it.world
            .as_person(coach)
            .put(
                &format!("{conference}/private-notes"),
                json!({"text": "Mine."}),
            )
            .await
            .is(200);
    }
    let shown = it
        .world
        .as_person(&it.adam)
        .get(&conference)
        .await
        .is(200)
        .body
        .to_string();
    assert!(
        !shown.contains("noted_by") && !shown.contains(&samantha.id),
        "the conference shows who keeps notes: {shown}"
    );
    it.world
        .as_person(&it.adam)
        .patch(&conference, json!({"state": "cancelled"}))
        .await
        .is(200);
    it.world
        .as_person(&it.adam)
        .delete(&conference)
        .await
        .is(204);
    assert_eq!(it.world.count_items("PRIVATE#").await, 0);
}

#[tokio::test]
async fn evidence_added_while_its_draft_is_shared_or_deleted_is_not_orphaned() {
    for round in 0..40 {
        let it = Observing::new().await;
        let observation = it
            .world
            .create(&it.thomas, &it.path("/observations"), an_observation())
            .await;
        let adding = async {
            for _ in 0..4 {
                let answer = it
                    .world
                    .as_person(&it.thomas)
                    .post(&format!("{observation}/evidence"), some_evidence())
                    .await;
                assert!(
                    matches!(answer.status.as_u16(), 201 | 404 | 409),
                    "{}",
                    answer.body
                );
            }
        };
        let ending = async {
            tokio::time::sleep(std::time::Duration::from_micros(fastrand::u64(0..8000))).await;
            match round % 2 {
                0 => {
                    let thomas = it.world.as_person(&it.thomas);
                    drop(thomas.delete(&observation).await.is(204));
                }
                _ => it.world.share(&it.thomas, &observation).await,
            }
        };
        tokio::join!(adding, ending);
        if round % 2 == 0 {
            assert_eq!(it.world.count_items("EVIDENCE#").await, 0);
        }
    }
}

/// With the time zone, today's date goes back by one, so that an entry is filed under tomorrow.
#[tokio::test]
async fn the_last_contact_counts_an_entry_that_is_filed_under_tomorrow() {
    let mut world = World::with_own_database().await;
    let (mut thomas, adam) = world.pair().await;
    world.assign_since(&thomas, &adam, -9).await;
    thomas.token = world.lasting_token(&thomas).await;
    world.ava.token = world.lasting_token(&world.ava).await;
    world.set_time_zone("Pacific/Kiritimati").await;
    let mut body = a_conference(Some(&thomas));
    let now = world.now();
    (body["starts_at"], body["ends_at"]) = (
        json!(now.plus_seconds(-60).to_string()),
        json!(now.to_string()),
    );
    body["state"] = json!("held");
    let one = world
        .as_person(&thomas)
        .post(&adam.path("/conferences"), body.clone())
        .await
        .is(201)
        .body;
    let two = world
        .as_person(&thomas)
        .post(&adam.path("/conferences"), body)
        .await
        .is(201)
        .body;
    world.set_time_zone("Etc/GMT+12").await;
    world
        .as_person(&thomas)
        .patch(
            &adam.path(&format!("/conferences/{}", id(&one))),
            json!({"state": "no_show"}),
        )
        .await
        .is(200);
    let caseload = world.as_person(&thomas).get("/me/caseload").await.is(200);
    assert_eq!(caseload.items()[0]["last_contact_on"], two["filed_on"]);
}

#[tokio::test]
async fn the_latest_scores_go_by_the_time_of_the_observation_and_not_by_the_day_it_is_filed_under()
{
    let mut world = World::with_own_database().await;
    let (mut thomas, adam) = world.pair().await;
    world.assign_since(&thomas, &adam, -9).await;
    thomas.token = world.lasting_token(&thomas).await;
    world.ava.token = world.lasting_token(&world.ava).await;
    let (rubric, components) = world.rubric().await;
    let scores = |score: u32| json!([{"component_id": components[0], "score": score}]);
    let shared = async |at: &str, score: u32| {
        let mut body = an_observation();
        (body["observed_at"], body["rubric_id"], body["scores"]) =
            (json!(at), json!(rubric), scores(score));
        let path = world
            .create(&thomas, &adam.path("/observations"), body)
            .await;
        world.share(&thomas, &path).await;
        path
    };
    world.set_time_zone("Pacific/Kiritimati").await;
    shared("2026-09-01T12:00:00Z", 1).await; // the 2nd there
    world.set_time_zone("Etc/GMT+12").await;
    shared("2026-09-01T20:00:00Z", 2).await; // the 1st there
    let newest = shared("2026-09-09T20:00:00Z", 3).await;
    world
        .as_person(&thomas)
        .post(
            &format!("{newest}/revisions"),
            json!({"reason": "Withdrawn."}),
        )
        .await
        .is(201);
    let caseload = world.as_person(&thomas).get("/me/caseload").await.is(200);
    assert_eq!(
        caseload.items()[0]["latest_scores"]["scores"][0]["score"],
        2
    );
}
