//! What operations on people, their coach status and the organization cost.

use super::{By, Scale, call, send};
use crate::world::fields;
use serde_json::json;
use shared::domain::{Role, UserFields};

impl Scale {
    /// Signing in, the caller's own settings, and finding, creating and editing people.
    pub(super) async fn people(&mut self) {
        self.authorizer().await;
        let (thomas, adam, samantha) = (
            self.thomas.clone(),
            self.adam.clone(),
            self.samantha.clone(),
        );
        self.measure([
            call("health.read", "", "/health"),
            call("me.read", "", "/me"),
            call("me.read_preferences", "", "/me/preferences"),
            send(
                "me.edit_preferences",
                "",
                "/me/preferences",
                json!({"conferences": "daily"}),
            ),
            call("users.list", "one person", "/users?q=samantha%20ad"),
            call(
                "users.list",
                "a coach",
                "/users?q=blankensh&coach_status=granted",
            ),
            call(
                "users.list",
                "no match, even misspelled",
                "/users?q=%C3%BEj%C3%BEjq%20%C3%BExqz",
            ),
            call("users.list", "a page of everybody", "/users?limit=3"),
            call("users.read", "by an administrator", adam.path("")),
        ])
        .await;
        let by_coach = call("users.read", "by a coach", adam.path(""));
        self.measure_one_as(&By::member(&thomas), by_coach).await;
        let administrator = json!(UserFields {
            role: Role::Administrator,
            ..fields("Paula", "Raman")
        });
        let access = format!("/access?actor={}", thomas.id);
        self.measure([
            send(
                "users.create",
                "a member",
                "/users",
                json!(fields("Priya", "Raman")),
            ),
            send(
                "users.create",
                "an administrator",
                "/users",
                administrator.clone(),
            ),
            send(
                "users.create",
                "refused, as the e-mail is taken",
                "/users",
                administrator,
            ),
            send(
                "users.edit",
                "a telephone number",
                adam.path(""),
                json!({"phone": "555-0101"}),
            ),
            send(
                "users.edit",
                "a title",
                adam.path(""),
                json!({"title": "Grade 6 teacher"}),
            ),
            send(
                "users.edit",
                "name and e-mail",
                samantha.path(""),
                json!({"family_name": "Addams", "email": "s.addams@lakeside.example"}),
            ),
            send(
                "users.edit",
                "role",
                samantha.path(""),
                json!({"role": "administrator"}),
            ),
            call("users.read_permissions", "", thomas.path("/permissions")),
            call("users.read_access", "", adam.path(&access)),
        ])
        .await;
    }

    async fn authorizer(&mut self) {
        let token = format!("Bearer {}", self.mia.token);
        let first_sign_in = self.world.authorizer.context(Some(&token)).await;
        assert!(first_sign_in.is_ok());
        for case in ["a subject it has not seen", "a subject it has seen"] {
            self.world.meter.take();
            self.world.authorizer.context(Some(&token)).await.unwrap();
            let calls = self.world.meter.take();
            self.note("authorizer", case, &calls);
        }
    }

    /// Granting and withdrawing coach status, and making a coach inactive.
    pub(super) async fn coach_status(&mut self) {
        let (mia, samantha) = (self.mia.clone(), self.samantha.clone());
        let coach_status = mia.path("/coach-status");
        let inactive = || json!({"status": "inactive"});
        self.measure([
            call("users.withdraw_coach_status", "no coachees", &coach_status),
            send("users.grant_coach_status", "", &coach_status, json!({})),
            send(
                "users.grant_coach_status",
                "another capacity",
                &coach_status,
                json!({"capacity": 30}),
            ),
        ])
        .await;
        self.world.connect(&mia, &samantha).await;
        self.measure_one(call(
            "users.withdraw_coach_status",
            "and end one assignment",
            format!("{coach_status}?end_assignments=true"),
        ))
        .await;
        self.world.grant_coach_status(&mia).await;
        self.world.connect(&mia, &samantha).await;
        self.world.interrupted_withdrawal(&mia).await;
        self.measure([
            send(
                "users.grant_coach_status",
                "after an interrupted withdrawal",
                &coach_status,
                json!({}),
            ),
            send(
                "users.edit_status",
                "inactive",
                mia.path("/status"),
                inactive(),
            ),
            send(
                "users.edit_status",
                "active",
                mia.path("/status"),
                json!({"status": "active"}),
            ),
        ])
        .await;
        self.world.connect(&mia, &samantha).await;
        self.measure_one(send(
            "users.edit_status",
            "inactive, ending one assignment",
            mia.path("/status"),
            inactive(),
        ))
        .await;
    }

    pub(super) async fn organisation(&mut self) {
        self.measure([
            call("organisation.read", "", "/organisation"),
            send(
                "organisation.edit",
                "",
                "/organisation",
                json!({"default_capacity": 20}),
            ),
        ])
        .await;
    }
}
