//! What the operations of a coach's week cost: rubrics, goals, conferences, observations and the caseload.

use super::{By, OUTDATED_ROLE, Scale, at, call, send};
use crate::world::{a_conference, a_goal, a_rubric, an_observation, id, some_evidence, with};
use serde_json::{Value, json};

impl Scale {
    /// What Thomas does with Adam.
    pub(super) async fn practice(&mut self) {
        let rubric = self.rubrics().await;
        let goal = self.goals(&rubric).await;
        self.conferences().await;
        self.observations(&rubric, &goal).await;
        self.overviews().await;
    }

    /// Returns the id of a rubric that is in use.
    async fn rubrics(&mut self) -> String {
        let rubric = self
            .measure_one(send(
                "rubrics.create",
                "of two components",
                "/rubrics",
                a_rubric(),
            ))
            .await;
        let path = at("/rubrics", &rubric);
        self.measure([
            call("rubrics.read", "", &path),
            call("rubrics.list", "a page of one", "/rubrics?limit=1"),
            send("rubrics.edit", "", &path, a_rubric()),
        ])
        .await;
        let ava = self.world.ava.clone();
        let other = self.create(&ava, "/rubrics", a_rubric()).await;
        self.measure_one(call("rubrics.retire", "", at("/rubrics", &other)))
            .await;
        id(&rubric).to_owned()
    }

    /// Returns the id of a goal of Adam's.
    async fn goals(&mut self, rubric: &str) -> String {
        let (ava, thomas) = (self.world.ava.clone(), By::member(&self.thomas));
        let outdated = By::outdated(&self.thomas);
        let goals = self.adam.path("/goals");
        let goal = self
            .measure_one_as(&thomas, send("goals.create", "", &goals, a_goal()))
            .await;
        let linked = with(a_goal(), json!({"rubric_id": rubric}));
        self.measure_one_as(
            &thomas,
            send("goals.create", "with a rubric", &goals, linked),
        )
        .await;
        self.measure_one_as(
            &outdated,
            send("goals.create", OUTDATED_ROLE, &goals, a_goal()),
        )
        .await;
        let path = at(&goals, &goal);
        self.measure_as(
            &thomas,
            [
                call("goals.list", "a page of one", format!("{goals}?limit=1")),
                call("goals.read", "", &path),
                send("goals.edit", "", &path, json!({"state": "achieved"})),
                call("goals.delete", "", &path),
            ],
        )
        .await;
        let goal = self.create(&ava, &goals, a_goal()).await;
        self.measure_one_as(
            &outdated,
            call("goals.delete", OUTDATED_ROLE, at(&goals, &goal)),
        )
        .await;
        let goal = self.create(&ava, &goals, a_goal()).await;
        let path = at(&goals, &goal);
        let (progress, comments) = (format!("{path}/progress"), format!("{path}/comments"));
        let comment = || json!({"text": "Good."});
        self.measure_as(
            &thomas,
            [
                send("goals.create_progress", "", &progress, json!({"value": 5})),
                call("goals.list_progress", "", &progress),
                send("goals.create_comment", "", &comments, comment()),
            ],
        )
        .await;
        self.measure_one_as(
            &outdated,
            send("goals.create_comment", OUTDATED_ROLE, &comments, comment()),
        )
        .await;
        self.measure_one_as(&thomas, call("goals.list_comments", "", &comments))
            .await;
        id(&goal).to_owned()
    }

    async fn conferences(&mut self) {
        let thomas = By::member(&self.thomas);
        let conferences = self.adam.path("/conferences");
        let state = |state: &str| json!({"state": state});
        let planned = a_conference(None);
        let conference = self
            .measure_one_as(
                &thomas,
                send("conferences.create", "", &conferences, planned.clone()),
            )
            .await;
        let path = at(&conferences, &conference);
        let notes = format!("{path}/private-notes");
        self.measure_as(
            &thomas,
            [
                send(
                    "conferences.create",
                    "held already",
                    &conferences,
                    with(planned, state("held")),
                ),
                call(
                    "conferences.list",
                    "a page of one",
                    format!("{conferences}?limit=1"),
                ),
                call("conferences.read", "", &path),
                call(
                    "conferences.download_invitation",
                    "",
                    format!("{path}/invitation.ics"),
                ),
                send(
                    "conferences.edit",
                    "a place",
                    &path,
                    json!({"place": "Room 12"}),
                ),
                send("conferences.edit", "held", &path, state("held")),
                send(
                    "conferences.edit_private_notes",
                    "",
                    &notes,
                    json!({"text": "For me."}),
                ),
                call("conferences.read_private_notes", "", &notes),
                send("conferences.edit", "canceled", &path, state("cancelled")),
                call("conferences.delete", "", &path),
            ],
        )
        .await;
        let other = self
            .create(&self.thomas, &conferences, a_conference(None))
            .await;
        let path = at(&conferences, &other);
        self.world
            .as_person(&self.thomas)
            .patch(&path, state("cancelled"))
            .await
            .is(200);
        self.measure_one_as(
            &By::outdated(&self.thomas),
            call("conferences.delete", OUTDATED_ROLE, &path),
        )
        .await;
    }

    /// A draft with evidence, which is scored, shared, acknowledged and revised; and one that is deleted.
    async fn observations(&mut self, rubric: &str, goal: &str) {
        let (thomas, outdated) = (By::member(&self.thomas), By::outdated(&self.thomas));
        let observations = self.adam.path("/observations");
        let scored = with(an_observation(), json!({"rubric_id": rubric}));
        self.measure_one_as(
            &thomas,
            send(
                "observations.create",
                "without a rubric",
                &observations,
                an_observation(),
            ),
        )
        .await;
        let draft = self
            .measure_one_as(
                &thomas,
                send("observations.create", "", &observations, scored.clone()),
            )
            .await;
        let path = at(&observations, &draft);
        self.evidence(&format!("{path}/evidence")).await;
        let component = &draft["component_ids"][0];
        let scores = json!([{"component_id": component, "score": 3}]);
        let revisions = format!("{path}/revisions");
        self.measure_as(
            &thomas,
            [
                send(
                    "observations.edit",
                    "scores",
                    &path,
                    json!({"scores": scores}),
                ),
                send(
                    "observations.edit",
                    "without a rubric",
                    &path,
                    json!({"rubric_id": null, "scores": []}),
                ),
                send(
                    "observations.edit",
                    "another rubric",
                    &path,
                    json!({"rubric_id": rubric}),
                ),
                send(
                    "observations.plan_next_step",
                    "",
                    format!("{path}/next-step"),
                    json!({"goal_id": goal}),
                ),
                send("observations.share", "", format!("{path}/share"), json!({})),
            ],
        )
        .await;
        let acknowledge = format!("{path}/acknowledge");
        self.measure_one_as(
            &By::member(&self.adam),
            send("observations.acknowledge", "", acknowledge, json!({})),
        )
        .await;
        self.measure_as(
            &thomas,
            [
                send(
                    "observations.revise",
                    "",
                    &revisions,
                    json!({"reason": "A score was wrong.", "scores": scores}),
                ),
                send(
                    "observations.revise",
                    "without the scores",
                    &revisions,
                    json!({"reason": "The scores were wrong.", "scores": []}),
                ),
                call("observations.list_revisions", "two", &revisions),
                call("observations.read", "", &path),
                call(
                    "observations.list",
                    "a page of one",
                    format!("{observations}?limit=1"),
                ),
            ],
        )
        .await;
        let draft = self.create(&self.thomas, &observations, scored).await;
        let path = at(&observations, &draft);
        let lines = json!({"lines": vec![some_evidence()["lines"][0].clone(); 25]});
        for _ in 0..4 {
            self.create(&self.thomas, &format!("{path}/evidence"), lines.clone())
                .await;
        }
        self.measure_one_as(
            &outdated,
            call(
                "observations.delete",
                "with a hundred lines, by a coach who was administrator",
                path,
            ),
        )
        .await;
    }

    async fn evidence(&mut self, evidence: &str) {
        let (thomas, outdated) = (By::member(&self.thomas), By::outdated(&self.thomas));
        let path_of = |added: &Value| at(evidence, &added["lines"][0]);
        let added = self
            .measure_one_as(
                &thomas,
                send(
                    "observations.create_evidence",
                    "a line",
                    evidence,
                    some_evidence(),
                ),
            )
            .await;
        self.measure_one_as(
            &outdated,
            send(
                "observations.create_evidence",
                "a line, by a coach who was administrator",
                evidence,
                some_evidence(),
            ),
        )
        .await;
        let line = path_of(&added);
        self.measure_as(
            &thomas,
            [
                call("observations.list_evidence", "two lines", evidence),
                send(
                    "observations.edit_evidence",
                    "",
                    &line,
                    json!({"text": "Teacher waits longer."}),
                ),
                send(
                    "observations.edit_evidence",
                    "another time",
                    &line,
                    json!({"at": "2026-09-01T13:01:00Z"}),
                ),
                call("observations.delete_evidence", "", &line),
            ],
        )
        .await;
        let added = self.create(&self.thomas, evidence, some_evidence()).await;
        self.measure_one_as(
            &outdated,
            call(
                "observations.delete_evidence",
                OUTDATED_ROLE,
                path_of(&added),
            ),
        )
        .await;
    }

    /// Progress, notifications and the caseload.
    async fn overviews(&mut self) {
        let thomas = By::member(&self.thomas);
        self.measure_one_as(
            &thomas,
            call("progress.read", "", self.adam.path("/progress")),
        )
        .await;
        self.world.take_records();
        let conference = a_conference(Some(&self.thomas));
        self.create(&self.adam, &self.adam.path("/conferences"), conference)
            .await;
        self.world.process_stream().await;
        self.world.meter.take();
        self.measure_one_as(
            &thomas,
            call("me.list_notifications", "one", "/me/notifications"),
        )
        .await;
        let listed = self
            .world
            .as_person(&self.thomas)
            .get("/me/notifications")
            .await
            .is(200);
        self.measure_as(
            &thomas,
            [
                send(
                    "me.mark_notifications_read",
                    "one",
                    "/me/notifications/read",
                    json!({"ids": [listed.items()[0]["id"]]}),
                ),
                call("me.read_caseload", "a page of one", "/me/caseload?limit=1"),
            ],
        )
        .await;
    }
}
