//! A year of one coach and ten coachees, through the API alone. The test records what it does in a book, and computes
//! every number in the final answers a second time from that.

use crate::world::{Person, TIME_ZONE, World};
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};

const WEEKS: u32 = 40;
const COACHEES: usize = 10;
const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// What was done with one coachee.
#[derive(Default)]
struct Book {
    conferences_held: u32,
    /// Component, day and score, oldest first.
    scores: Vec<(String, String, u64)>,
    observations: u32,
    contacts: Vec<String>,
    /// The state of each goal, and the check-back dates of its open steps.
    goals: BTreeMap<String, (&'static str, Vec<String>)>,
}

struct Year {
    world: World,
    coach: Person,
    coachees: Vec<(Person, Book)>,
    rubric: String,
    components: Vec<String>,
    random: fastrand::Rng,
}

impl Year {
    async fn begin() -> Self {
        let world = World::new().await;
        let mut coach = world.coach("Thomas", "Blankenship").await;
        coach.token = world.lasting_token(&coach).await;
        let (rubric, components) = world.rubric().await;
        let mut coachees = Vec::new();
        for number in 0..COACHEES {
            let mut coachee = world
                .person(
                    &format!("Coachee{}", char::from(b'a' + number as u8)),
                    "Person",
                )
                .await;
            coachee.token = world.lasting_token(&coachee).await;
            world.connect(&coach, &coachee).await;
            coachees.push((coachee, Book::default()));
        }
        Self {
            world,
            coach,
            coachees,
            rubric,
            components,
            random: fastrand::Rng::with_seed(2026),
        }
    }

    async fn week(&mut self, week: u32) {
        self.world.app.clock.advance(WEEK);
        for number in 0..self.coachees.len() {
            match (week as usize + number) % 8 {
                0 => self.set_a_goal(number).await,
                2 | 6 => self.meet(number).await,
                4 => self.observe(number).await,
                7 => self.follow_up_goals(number).await,
                _ => {}
            }
        }
    }

    async fn set_a_goal(&mut self, number: usize) {
        let (coachee, book) = &mut self.coachees[number];
        let days: Vec<String> = [10, 60, 200]
            .iter()
            .map(|days| self.world.day(*days))
            .collect();
        let steps: Vec<Value> = days
            .iter()
            .map(|day| json!({"text": "Try it", "check_back_on": day}))
            .collect();
        let goal = json!({"title": "Better questions", "state": "active", "steps": steps});
        let made = self
            .world
            .as_person(&self.coach)
            .post(&coachee.path("/goals"), goal)
            .await
            .is(201);
        book.goals.insert(made.id().to_owned(), ("active", days));
    }

    /// Half of the conferences take place.
    async fn meet(&mut self, number: usize) {
        let (coachee, book) = &mut self.coachees[number];
        let conferences = coachee.path("/conferences");
        let at = |hours: i64| self.world.now().plus_seconds(hours * 3600).to_string();
        let planned = json!({"kind": "check_in", "starts_at": at(-2), "ends_at": at(-1), "time_zone": "America/Chicago"});
        let made = self
            .world
            .as_person(&self.coach)
            .post(&conferences, planned)
            .await
            .is(201);
        let state = if self.random.bool() {
            "held"
        } else {
            "no_show"
        };
        let day = self
            .world
            .now()
            .plus_seconds(-2 * 3600)
            .day_in(TIME_ZONE)
            .to_string();
        self.world
            .as_person(&self.coach)
            .patch(
                &format!("{conferences}/{}", made.id()),
                json!({"state": state}),
            )
            .await
            .is(200);
        if state == "held" {
            book.conferences_held += 1;
            book.contacts.push(day);
        }
    }

    async fn observe(&mut self, number: usize) {
        let (coachee, book) = &mut self.coachees[number];
        let at = self.world.now().plus_seconds(-3600);
        let day = at.day_in(TIME_ZONE).to_string();
        let scores: Vec<Value> = self
            .components
            .iter()
            .map(|component| json!({"component_id": component, "score": self.random.u64(1..=4)}))
            .collect();
        let observed = json!({"kind": "walkthrough", "observed_at": at.to_string(), "rubric_id": self.rubric, "scores": scores});
        let observations = coachee.path("/observations");
        let made = self
            .world
            .as_person(&self.coach)
            .post(&observations, observed)
            .await
            .is(201);
        // Every fourth stays a draft, which isn't counted.
        if self.random.u8(0..4) > 0 {
            let path = format!("{observations}/{}", made.id());
            self.world.share(&self.coach, &path).await;
            self.world
                .as_person(coachee)
                .post(&format!("{path}/acknowledge"), json!({}))
                .await
                .is(200);
            book.observations += 1;
            book.contacts.push(day.clone());
            for score in scores {
                let component = score["component_id"].as_str().unwrap().to_owned();
                book.scores
                    .push((component, day.clone(), score["score"].as_u64().unwrap()));
            }
        }
    }

    /// Marks a step of each goal as done, or closes the goal.
    async fn follow_up_goals(&mut self, number: usize) {
        let (coachee, book) = &mut self.coachees[number];
        for (goal, (state, open)) in &mut book.goals {
            let path = coachee.path(&format!("/goals/{goal}"));
            let read = self.world.as_person(&self.coach).get(&path).await.is(200);
            let change = if let Some(at) = read.body["steps"]
                .as_array()
                .unwrap()
                .iter()
                .position(|step| step["done_on"].is_null())
                && self.random.bool()
            {
                let mut steps = read.body["steps"].clone();
                let done = steps[at]["check_back_on"].as_str().unwrap().to_owned();
                open.retain(|day| *day != done);
                steps[at]["done_on"] = json!(self.world.day(0));
                json!({"steps": steps})
            } else {
                *state = if self.random.bool() {
                    "achieved"
                } else {
                    "dropped"
                };
                json!({"state": *state})
            };
            self.world
                .as_person(&self.coach)
                .header("if-match", read.etag())
                .patch(&path, change)
                .await
                .is(200);
        }
    }
}

impl Book {
    fn goals_in(&self, state: &str) -> usize {
        self.goals.values().filter(|(s, _)| *s == state).count()
    }

    fn overdue(&self, today: &str) -> usize {
        self.goals
            .values()
            .filter(|(state, _)| *state == "active")
            .flat_map(|(_, days)| days)
            .filter(|day| day.as_str() < today)
            .count()
    }

    fn goals(&self) -> Value {
        json!({
            "draft": 0, "active": self.goals_in("active"), "achieved": self.goals_in("achieved"), "dropped": self.goals_in("dropped"),
        })
    }
}

#[tokio::test]
async fn a_year_of_coaching_ends_in_progress_that_adds_up() {
    let mut year = Year::begin().await;
    let first = year.world.day(0);
    for week in 0..WEEKS {
        year.week(week).await;
    }
    let today = year.world.day(0);
    let caseload = year
        .world
        .as_person(&year.coach)
        .get("/me/caseload?limit=24")
        .await
        .is(200);
    assert_eq!(caseload.items().len(), COACHEES);
    let mut points = 0;
    for (coachee, book) in &year.coachees {
        let path = coachee.path(&format!("/progress?from={first}&to={today}"));
        let progress = year.world.as_person(coachee).get(&path).await.is(200).body;
        let last = book.contacts.iter().max();
        assert_eq!(progress["conferences_held"], book.conferences_held);
        assert_eq!(progress["observations_shared"], book.observations);
        assert_eq!(progress["goals"], book.goals());
        assert_eq!(progress["overdue_check_backs"], book.overdue(&today));
        assert_eq!(
            progress["last_contact_on"].as_str(),
            last.map(String::as_str)
        );
        assert_eq!(progress["is_complete"], true);
        let mut seen = Vec::new();
        for component in progress["components"].as_array().unwrap() {
            for point in component["points"].as_array().unwrap() {
                let text = |value: &Value| value.as_str().unwrap().to_owned();
                seen.push((
                    text(&component["component_id"]),
                    text(&point["on"]),
                    point["score"].as_u64().unwrap(),
                ));
            }
        }
        let mut expected = book.scores.clone();
        expected.sort_by_key(|(component, day, _)| {
            (
                year.components.iter().position(|c| c == component),
                day.clone(),
            )
        });
        assert_eq!(seen, expected);
        points += seen.len();

        let line = caseload
            .items()
            .iter()
            .find(|line| line["user"]["id"] == coachee.id)
            .unwrap();
        assert_eq!(
            (&line["goals"], &line["overdue_check_backs"]),
            (&book.goals(), &json!(book.overdue(&today)))
        );
        assert_eq!(line["last_contact_on"].as_str(), last.map(String::as_str));
        for (of, side, other) in [
            (&year.coach, "coachees", coachee),
            (coachee, "coaches", &year.coach),
        ] {
            let list = year
                .world
                .as_person(of)
                .get(&of.path(&format!("/{side}?limit=24")))
                .await
                .is(200);
            let row = list
                .items()
                .iter()
                .find(|row| row["user"]["id"] == other.id)
                .expect("a row");
            assert_eq!(
                row["last_contact_on"].as_str(),
                last.map(String::as_str),
                "{side}"
            );
        }
        let newest = book.scores.last().map(|(_, _, score)| *score);
        assert_eq!(line["latest_scores"]["scores"][1]["score"].as_u64(), newest);
    }
    assert!(points > 40, "only {points} scores in the year");
}
