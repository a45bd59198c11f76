//! A year of work between the demonstration's coach and coachees, so that each tab and chart has something to show.

use super::{Seeder, rubric::starter_rubric};
use crate::engine::Result;
use http::Method;
use serde_json::{Value, json};
use shared::domain::{Day, Moment, User};

/// What Thomas does with Adam, whose profile is the fullest, and with his other coachees.
pub(super) async fn seed(
    administrator: &Seeder,
    thomas: &User,
    adam: &User,
    others: &[User],
    now: Moment,
) -> Result<()> {
    let rubric = administrator
        .send(Method::POST, "/rubrics", starter_rubric())
        .await?;
    let coach = administrator.acting(thomas)?;
    let practice = Practice {
        coach: &coach,
        rubric: &rubric,
        now,
    };
    practice.year_of(administrator, adam).await?;
    for (number, other) in others.iter().enumerate() {
        practice.term_of(other, number).await?;
    }
    Ok(())
}

/// How many days ago a lesson was, its topic, the scores of components, glow and grow.
type Lesson = (
    i64,
    &'static str,
    &'static [(usize, u32)],
    &'static str,
    &'static str,
);

struct Practice<'a> {
    coach: &'a Seeder,
    rubric: &'a Value,
    now: Moment,
}

impl Practice<'_> {
    fn day(&self, days: i64) -> Day {
        self.now.day_in("America/Chicago").plus_days(days)
    }

    /// A moment on the day this many days from today, at an hour in UTC.
    fn time(&self, days: i64, hour: i64) -> String {
        let midnight = self.now.as_second() / 86_400 * 86_400;
        Moment::from_millisecond((midnight + days * 86_400 + hour * 3600) * 1000).to_string()
    }

    fn component(&self, number: usize) -> &Value {
        let domains = self.rubric["domains"].as_array().into_iter().flatten();
        let all: Vec<&Value> = domains
            .flat_map(|domain| domain["components"].as_array().into_iter().flatten())
            .collect();
        &all[number % all.len()]["id"]
    }

    fn scores(&self, of: &[(usize, u32)]) -> Value {
        of.iter().map(|(component, score)| json!({"component_id": self.component(*component), "score": score})).collect()
    }

    async fn post(&self, path: &str, body: Value) -> Result<String> {
        let made = self.coach.send(Method::POST, path, body).await?;
        Ok(made["id"].as_str().unwrap_or_default().to_owned())
    }

    async fn year_of(&self, administrator: &Seeder, adam: &User) -> Result<()> {
        let path = |rest: &str| format!("/users/{}{rest}", adam.id);
        let himself = administrator.acting(adam)?;
        let speaking = self.post(&path("/goals"), self.speaking_goal()).await?;
        for (days, share, note) in [
            (-150, 42, "First count, in the reading lesson."),
            (-110, 48, "Sentence starters on the wall."),
            (-70, 57, "Partner talk before hands go up."),
            (-30, 66, "Most of the class, most of the time."),
            (-6, 71, "Counted twice, the same both times."),
        ] {
            let entry = json!({"on": self.day(days), "value": share, "note": note});
            self.coach
                .send(
                    Method::POST,
                    &path(&format!("/goals/{speaking}/progress")),
                    entry,
                )
                .await?;
        }
        let comment = json!({"text": "The starters help those who used to answer in one word. I keep them up."});
        himself
            .send(
                Method::POST,
                &path(&format!("/goals/{speaking}/comments")),
                comment,
            )
            .await?;
        let done = json!({"title": "Greet every pupil at the door", "state": "achieved", "due_on": self.day(-60)});
        self.post(&path("/goals"), done).await?;

        let lessons: [Lesson; 5] = [
            (
                -160,
                "Fractions on a number line",
                &[(3, 1), (4, 2), (5, 2), (7, 2)],
                "Warm start; every name was said.",
                "Questions had one right word for an answer.",
            ),
            (
                -120,
                "Comparing fractions",
                &[(3, 2), (4, 2), (5, 2), (7, 3)],
                "Pupils explained with drawings.",
                "Three pupils gave most of the answers.",
            ),
            (
                -80,
                "Reading: what a character wants",
                &[(3, 2), (4, 3), (5, 3), (6, 2)],
                "Partner talk had a clear question.",
                "Time for writing ran out.",
            ),
            (
                -40,
                "Decimals and money",
                &[(3, 3), (4, 3), (5, 2), (7, 3)],
                "“How do you know?” came from pupils, too.",
                "Exit ticket was read, and not used yet.",
            ),
            (
                -9,
                "Reading: evidence from the text",
                &[(3, 3), (4, 4), (5, 3), (6, 3)],
                "Pupils built on each other's answers.",
                "Name what a strong answer has before they write.",
            ),
        ];
        for (number, (days, title, scores, glow, grow)) in lessons.into_iter().enumerate() {
            let next_step = (number == 4)
                .then_some("Show two sample answers and let pupils say which is stronger");
            let observed = json!({
                "kind": if number.is_multiple_of(2) { "announced" } else { "walkthrough" }, "observed_at": self.time(days, 15), "title": title,
                "rubric_id": self.rubric["id"], "scores": self.scores(scores), "glow": glow, "grow": grow, "next_step": next_step,
            });
            let id = self.post(&path("/observations"), observed).await?;
            self.coach
                .send(
                    Method::POST,
                    &path(&format!("/observations/{id}/evidence")),
                    self.evidence(days),
                )
                .await?;
            self.coach
                .send(
                    Method::POST,
                    &path(&format!("/observations/{id}/share")),
                    json!({}),
                )
                .await?;
            if number < 4 {
                let read = json!({"comment": "Read, thank you. Let's talk about the second part."});
                himself
                    .send(
                        Method::POST,
                        &path(&format!("/observations/{id}/acknowledge")),
                        read,
                    )
                    .await?;
            } else {
                let plan =
                    json!({"goal_id": speaking, "owner": "coachee", "check_back_on": self.day(12)});
                self.coach
                    .send(
                        Method::POST,
                        &path(&format!("/observations/{id}/next-step")),
                        plan,
                    )
                    .await?;
            }
        }
        let draft = json!({"kind": "unannounced", "observed_at": self.time(-1, 14), "title": "Morning meeting", "rubric_id": self.rubric["id"]});
        let draft = self.post(&path("/observations"), draft).await?;
        self.coach
            .send(
                Method::POST,
                &path(&format!("/observations/{draft}/evidence")),
                self.evidence(-1),
            )
            .await?;

        self.conferences(adam).await?;
        self.records(administrator, adam).await
    }

    fn speaking_goal(&self) -> Value {
        json!({
            "title": "More pupils answer in full sentences",
            "description": "In discussions, pupils say what they think and why, so that others can build on it.",
            "unit": "% of pupils", "baseline": 40, "target": 80, "due_on": self.day(140), "state": "active",
            "rubric_id": self.rubric["id"], "component_ids": [self.component(3), self.component(4)],
            "steps": [
                {"text": "Put sentence starters where all can see them", "owner": "coachee", "done_on": self.day(-112)},
                {"text": "Model partner talk in a lesson together", "owner": "coach", "done_on": self.day(-75)},
                {"text": "Count full answers in one lesson a week", "owner": "coachee", "check_back_on": self.day(21)},
            ],
        })
    }

    fn evidence(&self, days: i64) -> Value {
        let line = |minute: i64, text: &str, component: Option<usize>| {
            let at = Moment::from_millisecond(0).plus_seconds(
                self.now.as_second() / 86_400 * 86_400 + days * 86_400 + 15 * 3600 + minute * 60,
            );
            let components: Vec<&Value> = component
                .map(|number| self.component(number))
                .into_iter()
                .collect();
            json!({"at": at.to_string(), "text": text, "component_ids": components})
        };
        json!({"lines": [
            line(0, "22 pupils, desks in pairs. The goal of the lesson is on the board.", None),
            line(3, "T: “Who can say it in their own words?” Six hands. T waits, four more.", Some(4)),
            line(9, "P1: “It’s bigger because the pieces are bigger.” T: “How do you know?”", Some(3)),
            line(17, "Pairs talk. T listens to four of them and writes down what they say.", Some(5)),
            line(31, "Exit ticket: 18 of 22 explain with a drawing or a sentence.", Some(7)),
        ]})
    }

    async fn conferences(&self, adam: &User) -> Result<()> {
        let path = format!("/users/{}/conferences", adam.id);
        for (days, kind, state) in [
            (-161, "pre_observation", "held"),
            (-118, "post_observation", "held"),
            (-79, "post_observation", "held"),
            (-55, "check_in", "no_show"),
            (-38, "post_observation", "held"),
            (-8, "post_observation", "held"),
            (6, "check_in", "scheduled"),
        ] {
            let notes =
                (state == "held").then_some("Adam chose one thing to try until we meet again.");
            let conference = json!({
                "kind": kind, "starts_at": self.time(days, 20), "ends_at": self.time(days, 21), "time_zone": "America/Chicago",
                "place": "Room 12", "agenda": "What went well\nWhat the exit tickets say\nOne thing to try next", "notes": notes, "state": state,
            });
            let id = self.post(&path, conference).await?;
            if days == -8 {
                let notes = json!({"text": "Gives himself too little credit. Start with what pupils said."});
                self.coach
                    .send(Method::PUT, &format!("{path}/{id}/private-notes"), notes)
                    .await?;
            }
        }
        Ok(())
    }

    async fn records(&self, administrator: &Seeder, adam: &User) -> Result<()> {
        let path = |rest: &str| format!("/users/{}{rest}", adam.id);
        for (title, provider, hours, days) in [
            (
                "Talk moves in mathematics",
                "Lakeside School District",
                6.0,
                -200,
            ),
            (
                "Questioning for understanding",
                "State university, extension",
                30.0,
                -95,
            ),
            (
                "Reading assessments and what follows from them",
                "Lakeside School District",
                3.5,
                -20,
            ),
        ] {
            let learning = json!({"title": title, "provider": provider, "hours": hours, "completed_on": self.day(days)});
            administrator
                .send(Method::POST, &path("/learning"), learning)
                .await?;
        }
        for (kind, title, number, expires) in [
            (
                "licence",
                "Elementary and middle level, K–9",
                "L-204418",
                58,
            ),
            ("certificate", "First aid for schools", "FA-7731", -12),
            (
                "certificate",
                "English learners, grades K–6",
                "EL-1190",
                900,
            ),
        ] {
            let credential = json!({
                "kind": kind, "title": title, "number": number, "issued_by": "State Department of Public Instruction",
                "issued_on": self.day(expires - 1826), "expires_on": self.day(expires),
            });
            administrator
                .send(Method::POST, &path("/credentials"), credential)
                .await?;
        }
        let personnel = json!({
            "employee_number": "10442", "position": "Grade 5 teacher", "site": adam.fields.site, "hired_on": self.day(-2650),
            "contract": "permanent",
        });
        administrator
            .send(Method::PUT, &path("/personnel"), personnel)
            .await?;
        Ok(())
    }

    /// Less, and different for each: some are seen often, some not for a long time, some have overdue
    /// steps.
    async fn term_of(&self, other: &User, number: usize) -> Result<()> {
        let path = |rest: &str| format!("/users/{}{rest}", other.id);
        let back = 12 + 17 * number as i64;
        let titles = [
            "Pupils know why they learn it",
            "Fewer interruptions",
            "Exit tickets decide the next lesson",
            "Every pupil reads daily",
        ];
        let goal = json!({
            "title": titles[number % titles.len()], "state": "active", "due_on": self.day(90),
            "steps": [{"text": "Try it in one lesson", "check_back_on": self.day(7 * (number as i64 % 3))}],
        });
        self.post(&path("/goals"), goal).await?;
        if number == 3 {
            return Ok(());
        }
        for (round, score) in [(0, 1 + number as u32 % 3), (1, 2 + number as u32 % 3)] {
            let observed = json!({
                "kind": "walkthrough", "observed_at": self.time(-back - 40 + 40 * round, 16), "rubric_id": self.rubric["id"],
                "scores": self.scores(&[(3, score), (5, 2), (7 + number, score.min(4))]), "glow": "A calm room.",
            });
            let id = self.post(&path("/observations"), observed).await?;
            self.coach
                .send(
                    Method::POST,
                    &path(&format!("/observations/{id}/share")),
                    json!({}),
                )
                .await?;
        }
        if number.is_multiple_of(2) {
            let conference = json!({
                "kind": "check_in", "starts_at": self.time(2 + number as i64, 19), "ends_at": self.time(2 + number as i64, 20),
                "time_zone": "America/Chicago", "place": "Library",
            });
            self.post(&path("/conferences"), conference).await?;
        }
        Ok(())
    }
}
