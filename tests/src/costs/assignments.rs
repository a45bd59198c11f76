//! What operations on assignments and the log cost.

use super::{Scale, call, send};
use crate::world::Person;
use serde_json::json;

impl Scale {
    /// Making, editing, ending, listing and transferring assignments.
    pub(super) async fn assignments(&mut self) {
        let (thomas, adam, samantha, mia) = (
            self.thomas.clone(),
            self.adam.clone(),
            self.samantha.clone(),
            self.mia.clone(),
        );
        let by_mia = mia.coachee(&adam);
        self.measure_one(send(
            "assignments.assign_coachee",
            "",
            mia.coachee(&samantha),
            json!({}),
        ))
        .await;
        self.world.disconnect(&mia, &samantha).await;
        self.measure_one(send(
            "assignments.assign_coach",
            "",
            samantha.coach(&mia),
            json!({}),
        ))
        .await;
        self.world.disconnect(&mia, &samantha).await;
        self.measure([
            send(
                "assignments.assign_coachee",
                "beside a primary coach",
                &by_mia,
                json!({}),
            ),
            send(
                "assignments.assign_coachee",
                "that exists already",
                &by_mia,
                json!({}),
            ),
            send(
                "assignments.edit",
                "",
                &by_mia,
                json!({"ends_on": self.world.day(90)}),
            ),
            send(
                "assignments.edit",
                "another kind",
                thomas.coachee(&adam),
                json!({"kind": "secondary"}),
            ),
        ])
        .await;
        self.set_kind(&thomas.coachee(&adam), "primary").await;
        self.primary_instead_of_another().await;
        self.world.end_yesterday(&thomas, &adam).await;
        self.measure_one(send(
            "assignments.edit",
            "primary after an expired one",
            &by_mia,
            json!({"kind": "primary"}),
        ))
        .await;
        self.set_kind(&by_mia, "secondary").await;
        self.world.connect(&thomas, &adam).await;
        self.measure([
            call("assignments.remove_coachee", "", &by_mia),
            send(
                "assignments.reopen",
                "",
                format!("{by_mia}/reopen"),
                json!({}),
            ),
            call("assignments.remove_coach", "", adam.coach(&mia)),
            send(
                "assignments.assign_coach",
                "beside a primary coach",
                adam.coach(&mia),
                json!({}),
            ),
        ])
        .await;
        self.after_an_expired_term().await;
        self.measure([
            call(
                "assignments.list_coaches",
                "two coaches",
                adam.path("/coaches"),
            ),
            call(
                "assignments.list_coachees",
                "a page of one",
                thomas.path("/coachees?limit=1"),
            ),
            call(
                "assignments.list_history",
                "a page of three",
                adam.path("/coaching-history?limit=3"),
            ),
            send(
                "assignments.transfer",
                "one whom the other coaches already",
                mia.path("/coachees/transfer"),
                json!({"to_coach_id": thomas.id, "coachee_ids": [adam.id]}),
            ),
        ])
        .await;
        self.world.connect(&mia, &samantha).await;
        self.measure([
            send(
                "assignments.transfer",
                "a caseload of one",
                mia.path("/coachees/transfer"),
                json!({"to_coach_id": thomas.id}),
            ),
            send(
                "assignments.assign_many",
                "one line",
                "/assignments/bulk",
                json!({"assignments": [{"coach_id": mia.id, "coachee_id": samantha.id, "kind": "secondary"}]}),
            ),
        ])
        .await;
        self.world.disconnect(&mia, &samantha).await;
    }

    async fn set_kind(&self, assignment: &str, kind: &str) {
        self.world
            .ava()
            .patch(assignment, json!({"kind": kind}))
            .await
            .is(200);
    }

    /// Mia becomes Adam's primary coach in Thomas's place, in each way that there is. Thomas is primary again after each.
    async fn primary_instead_of_another(&mut self) {
        let (thomas, adam, mia) = (self.thomas.clone(), self.adam.clone(), self.mia.clone());
        let by_mia = mia.coachee(&adam);
        let instead = json!({"kind": "primary", "replaces_primary": true});
        let lines = json!({"assignments": [{"coach_id": mia.id, "coachee_id": adam.id, "kind": "primary", "replaces_primary": true}]});
        let ways = [
            ("assignments.edit", by_mia.clone(), instead.clone()),
            (
                "assignments.assign_coachee",
                by_mia.clone(),
                instead.clone(),
            ),
            (
                "assignments.assign_coach",
                adam.coach(&mia),
                instead.clone(),
            ),
            (
                "assignments.reopen",
                format!("{by_mia}/reopen"),
                instead.clone(),
            ),
            (
                "assignments.assign_many",
                "/assignments/bulk".to_owned(),
                lines,
            ),
        ];
        for (operation, path, body) in ways {
            if operation != "assignments.edit" {
                self.world.disconnect(&mia, &adam).await;
            }
            self.measure_one(send(operation, "primary instead of another", path, body))
                .await;
            let by_thomas = thomas.coachee(&adam);
            self.world
                .ava()
                .patch(&by_thomas, instead.clone())
                .await
                .is(200);
        }
    }

    /// New assignments of a coach whose capacity of one is taken by an expired assignment, which is ended first.
    async fn after_an_expired_term(&mut self) {
        let (samantha, adam, mia) = (self.samantha.clone(), self.adam.clone(), self.mia.clone());
        let by_mia = mia.coachee(&adam);
        let line = json!({"assignments": [{"coach_id": mia.id, "coachee_id": adam.id}]});
        self.world.disconnect(&mia, &adam).await;
        self.world.set_capacity(&mia, 1).await;
        for (operation, path, body) in [
            ("assignments.assign_coachee", by_mia.clone(), json!({})),
            ("assignments.assign_coach", adam.coach(&mia), json!({})),
            ("assignments.reopen", format!("{by_mia}/reopen"), json!({})),
            (
                "assignments.assign_many",
                "/assignments/bulk".to_owned(),
                line,
            ),
        ] {
            self.expired_assignment_of_mia(&samantha).await;
            if operation == "assignments.reopen" {
                // The assignment to reopen. It takes the place of the expired one, which has to be made again.
                self.world
                    .ava()
                    .put(&adam.coach(&mia), json!({}))
                    .await
                    .is(201);
                self.world.disconnect(&mia, &adam).await;
                self.expired_assignment_of_mia(&samantha).await;
            }
            self.measure_one(send(
                operation,
                "to a coach with an expired assignment",
                path,
                body,
            ))
            .await;
            self.world.disconnect(&mia, &adam).await;
        }
        self.world.set_capacity(&mia, 12).await;
        self.world.connect(&mia, &adam).await;
    }

    async fn expired_assignment_of_mia(&self, coachee: &Person) {
        self.world
            .ava()
            .put(&self.mia.coachee(coachee), self.world.past_term())
            .await
            .is(201);
    }

    pub(super) async fn activity(&mut self) {
        let of_adam = self.adam.path("/activity?limit=3");
        self.measure([
            call("activity.list", "a page of three", "/activity?limit=3"),
            call(
                "activity.download",
                "a month without entries",
                "/activity.csv?from=2020-01-02&to=2020-01-03",
            ),
            call("activity.list_of_user", "a page of three", of_adam),
        ])
        .await;
    }
}
