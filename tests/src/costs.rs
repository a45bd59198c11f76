//! What each operation costs at the database: round trips and capacity units, exactly, from the
//! engine's own figures. The table stands in docs/costs.md; the figures are the same with a
//! thousand and with twenty thousand people, and with a coach of one and of a thousand coachees.

use crate::{
    practice,
    world::{Calls, Person, World, fields, is_embedded},
};
use aws_sdk_dynamodb::types::AttributeValue;
use axum::body::Body;
use http::{Method, Request};
use http_body_util::BodyExt;
use lambda_http::{
    aws_lambda_events::apigw::{ApiGatewayRequestAuthorizer, ApiGatewayV2httpRequestContext},
    request::RequestContext,
};
use serde_json::{Value, json};
use shared::{
    domain::{Activity, ActivityKind, Actor, Error, Moment, Role, User, UserFields, UserId},
    http::Context,
    operation::Use,
    table::{Changes, keys},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
    path::Path,
};
use tower::ServiceExt;

/// What one case of an operation cost.
#[derive(Clone, Debug, PartialEq)]
struct Cost {
    operation: &'static str,
    case: &'static str,
    round_trips: usize,
    requests: usize,
    read_units: f64,
    write_units: f64,
    uses: BTreeSet<Use>,
}

/// A world that is measured.
struct Scale {
    world: World,
    thomas: Person,
    adam: Person,
    samantha: Person,
    mia: Person,
    costs: Vec<Cost>,
}

impl Scale {
    /// An organisation of about so many people, in which Thomas has so many coachees.
    async fn new(people: usize, coachees: usize) -> Self {
        let world = World::apart().await;
        let thomas = world.coach("Thomas", "Blankenship").await;
        let adam = world.person("Adam", "Anderson").await;
        let samantha = world.person("Samantha", "Adams").await;
        let mia = world.coach("Mia", "Middleton").await;
        world.ava().put(&format!("/users/{}/coach-status", thomas.id), json!({"capacity": 5000})).await.is(200);
        world.connect(&thomas, &adam).await;
        crowd(&world, people, &thomas, coachees - 1).await;
        Self { world, thomas, adam, samantha, mia, costs: Vec::new() }
    }

    /// Calls one operation as the administrator, behind the authorizer, and notes what it cost.
    async fn measure(&mut self, operation: &'static str, case: &'static str, path: &str, body: Value) -> Value {
        let ava = self.world.ava.clone();
        self.measure_as(&ava, Role::Administrator, operation, case, path, body).await
    }

    async fn measure_as(
        &mut self,
        caller: &Person,
        role: Role,
        operation: &'static str,
        case: &'static str,
        path: &str,
        body: Value,
    ) -> Value {
        let line = functions::operations().into_iter().find(|line| line.id == operation).unwrap();
        let mut request =
            Request::builder().method(line.method.clone()).uri(format!("/v1{path}")).header("content-type", "application/json");
        if matches!(operation, "users.edit" | "goals.edit" | "observations.edit") {
            let there = self.world.asking(caller).get(path).await.is(200);
            request = request.header("if-match", there.etag());
        }
        if line.method == Method::POST {
            request = request.header("idempotency-key", format!("{operation}{case}").replace([' ', ','], "-"));
        }
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let mut request = request.body(body).unwrap();
        request.extensions_mut().insert(self.context(caller, role));
        self.world.meter.take();
        let response = functions::router(self.world.app.clone(), &[line]).oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let is_as_said = status.is_success() != case.starts_with("refused");
        assert!(is_as_said, "{operation} {case}: {status} {}", String::from_utf8_lossy(&bytes));
        let calls = self.world.meter.take();
        self.note(operation, case, &calls);
        serde_json::from_slice(&bytes).unwrap_or(Value::Null)
    }

    fn note(&mut self, operation: &'static str, case: &'static str, calls: &Calls) {
        self.costs.push(Cost {
            operation,
            case,
            round_trips: calls.round_trips(),
            requests: calls.0.len(),
            read_units: calls.read_units(),
            write_units: calls.write_units(),
            uses: calls.uses(),
        });
    }

    fn context(&self, caller: &Person, role: Role) -> RequestContext {
        let known = Context::Known {
            organisation: self.world.organisation.clone(),
            user_id: caller.id.parse().unwrap(),
            name: "Ava Morgan".into(),
            role,
            time_zone: "America/Chicago".into(),
            expires_at: i64::MAX,
        };
        let mut authorizer = ApiGatewayRequestAuthorizer::default();
        authorizer.fields = serde_json::from_value(serde_json::to_value(known).unwrap()).unwrap();
        let mut gateway = ApiGatewayV2httpRequestContext::default();
        gateway.authorizer = Some(authorizer);
        RequestContext::ApiGatewayV2(gateway)
    }

    /// Every operation once, and where it matters in several cases.
    async fn all(mut self) -> Vec<Cost> {
        let (thomas, adam, samantha, mia) = (self.thomas.clone(), self.adam.clone(), self.samantha.clone(), self.mia.clone());
        let user = |person: &Person, rest: &str| format!("/users/{}{rest}", person.id);
        let pair = |coach: &Person, coachee: &Person| format!("/users/{}/coachees/{}", coach.id, coachee.id);
        let coach = |coachee: &Person, coach: &Person| format!("/users/{}/coaches/{}", coachee.id, coach.id);
        let none = Value::Null;

        let token = format!("Bearer {}", mia.token);
        let signed_in_first = self.world.authorizer.context(Some(&token)).await;
        assert!(signed_in_first.is_ok());
        for case in ["a subject it has not seen", "a subject it has seen"] {
            self.world.meter.take();
            self.world.authorizer.context(Some(&token)).await.unwrap();
            let calls = self.world.meter.take();
            self.note("authorizer", case, &calls);
        }

        self.measure("health.check", "", "/health", none.clone()).await;
        self.measure("me.read", "", "/me", none.clone()).await;
        self.measure("me.preferences", "", "/me/preferences", none.clone()).await;
        self.measure("me.set_preferences", "", "/me/preferences", json!({"conferences": "daily"})).await;
        self.measure("users.search", "one person", "/users?q=samantha%20ad", none.clone()).await;
        self.measure("users.search", "a coach", "/users?q=blankensh&coach_status=granted", none.clone()).await;
        self.measure("users.search", "nobody, even misspelt", "/users?q=%C3%BEj%C3%BEjq%20%C3%BExqz", none.clone()).await;
        self.measure("users.search", "a page of everybody", "/users?limit=3", none.clone()).await;
        self.measure("users.read", "by an administrator", &user(&adam, ""), none.clone()).await;
        self.measure_as(&thomas, Role::Member, "users.read", "by a coach", &user(&adam, ""), none.clone()).await;
        self.measure("users.create", "a member", "/users", json!(fields("Priya", "Raman"))).await;
        let administrator = UserFields { role: Role::Administrator, ..fields("Paula", "Raman") };
        self.measure("users.create", "an administrator", "/users", json!(administrator)).await;
        self.measure("users.edit", "a telephone number", &user(&adam, ""), json!({"phone": "555-0101"})).await;
        self.measure("users.edit", "a title", &user(&adam, ""), json!({"title": "Grade 6 teacher"})).await;
        self.measure(
            "users.edit",
            "name and e-mail",
            &user(&samantha, ""),
            json!({"family_name": "Addams", "email": "s.addams@lakeside.example"}),
        )
        .await;
        self.measure("users.edit", "role", &user(&samantha, ""), json!({"role": "administrator"})).await;
        self.measure("users.read_permissions", "", &user(&thomas, "/permissions"), none.clone()).await;
        self.measure("users.explain_access", "", &user(&adam, &format!("/access?actor={}", thomas.id)), none.clone()).await;

        self.measure("assignments.add_coachee", "", &pair(&mia, &adam), json!({})).await;
        self.measure("assignments.add_coachee", "was there", &pair(&mia, &adam), json!({})).await;
        self.measure("assignments.edit", "", &pair(&mia, &adam), json!({"kind": "secondary"})).await;
        self.measure("assignments.remove_coachee", "", &pair(&mia, &adam), none.clone()).await;
        self.measure("assignments.reopen", "", &format!("{}/reopen", pair(&mia, &adam)), json!({})).await;
        self.measure("assignments.remove_coach", "", &coach(&adam, &mia), none.clone()).await;
        self.measure("assignments.assign_coach", "", &coach(&adam, &mia), json!({})).await;
        self.measure("assignments.list_coaches", "two coaches", &user(&adam, "/coaches"), none.clone()).await;
        self.measure("assignments.list_coachees", "a page of one", &user(&thomas, "/coachees?limit=1"), none.clone()).await;
        self.measure("assignments.list_history", "a page of three", &user(&adam, "/coaching-history?limit=3"), none.clone()).await;
        let transfer = json!({"to_coach_id": thomas.id, "coachee_ids": [adam.id]});
        self.measure("assignments.transfer", "one whom the other coaches already", &user(&mia, "/coachees/transfer"), transfer).await;
        self.world.connect(&mia, &samantha).await;
        let transfer = json!({"to_coach_id": thomas.id});
        self.measure("assignments.transfer", "a caseload of one", &user(&mia, "/coachees/transfer"), transfer).await;

        let lines = json!({"assignments": [{"coach_id": mia.id, "coachee_id": samantha.id}]});
        self.measure("assignments.bulk", "one line", "/assignments/bulk", lines).await;
        self.world.disconnect(&mia, &samantha).await;

        self.measure("activity.list", "a page of three", "/activity?limit=3", none.clone()).await;
        self.measure("activity.download", "a month without entries", "/activity.csv?from=2020-01-02&to=2020-01-03", none.clone()).await;
        self.measure("activity.list_of_user", "a page of three", &user(&adam, "/activity?limit=3"), none.clone()).await;

        self.auditing(&samantha, &mia).await;
        self.reviewing(&samantha, &mia).await;
        self.practice(&thomas, &adam).await;
        self.measure("users.withdraw_coach_status", "no coachees", &user(&mia, "/coach-status"), none.clone()).await;
        self.measure("users.grant_coach_status", "", &user(&mia, "/coach-status"), json!({})).await;
        self.measure("users.grant_coach_status", "another capacity", &user(&mia, "/coach-status"), json!({"capacity": 30})).await;
        self.world.connect(&mia, &samantha).await;
        let withdrawal = user(&mia, "/coach-status?end_assignments=true");
        self.measure("users.withdraw_coach_status", "and end one assignment", &withdrawal, none.clone()).await;
        self.interrupted(&mia, &samantha).await;
        self.measure("users.grant_coach_status", "after an interrupted withdrawal", &user(&mia, "/coach-status"), json!({})).await;
        self.measure("users.set_status", "inactive", &user(&mia, "/status"), json!({"status": "inactive"})).await;
        self.measure("users.set_status", "active", &user(&mia, "/status"), json!({"status": "active"})).await;
        self.world.connect(&mia, &samantha).await;
        self.measure("users.set_status", "inactive, ending one assignment", &user(&mia, "/status"), json!({"status": "inactive"})).await;
        self.measure("organisation.read", "", "/organisation", none).await;
        self.measure("organisation.edit", "", "/organisation", json!({"default_capacity": 20})).await;
        self.costs
    }

    /// Two runs that find a number that is wrong and an assignment that is over.
    async fn auditing(&mut self, person: &Person, coach: &Person) {
        let none = Value::Null;
        let client = self.world.app.store.raw();
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let wrong = client.0.update_item().table_name(client.1).update_expression("SET coach_count = :it");
        let wrong = wrong.key("pk", text(&format!("ORG#{}#USER#{}", self.world.organisation, person.id))).key("sk", text("PROFILE"));
        wrong.expression_attribute_values(":it", AttributeValue::N("99".to_owned())).send().await.unwrap();
        let over = json!({"starts_on": self.world.day(-9), "ends_on": self.world.day(-1)});
        self.world.ava().put(&format!("/users/{}/coachees/{}", coach.id, person.id), over).await.is(201);
        self.world.records();
        self.measure("audits.start", "the first", "/audits", json!({})).await;
        self.world.follow().await;
        let audit = self.measure("audits.start", "compared with the first", "/audits", json!({})).await;
        self.world.follow().await;
        let path = format!("/audits/{}", audit["id"].as_str().unwrap());
        self.measure("audits.list", "a page of one", "/audits?limit=1", none.clone()).await;
        self.measure("audits.read", "", &path, none.clone()).await;
        self.measure("audits.findings", "two", &format!("{path}/findings"), none.clone()).await;
        self.measure("audits.findings_csv", "two", &format!("{path}/findings.csv"), none.clone()).await;
        self.measure("audits.resolved", "none", &format!("{path}/resolved"), none.clone()).await;
        let remedy = format!("{path}/findings/past_end.{}.{}/remedy", person.id, coach.id);
        self.measure("audits.remedy", "an assignment that is over", &remedy, json!({})).await;
        let remedy = format!("{path}/findings/wrong_counter.{}.coach_count/remedy", person.id);
        self.measure("audits.remedy", "a number", &remedy, json!({})).await;
    }

    /// A review of one assignment.
    async fn reviewing(&mut self, person: &Person, coach: &Person) {
        let none = Value::Null;
        self.world.connect(coach, person).await;
        let ava = self.world.ava.id.clone();
        let fields = json!({
            "name": "Review", "due_on": self.world.day(8), "scope": {"coach_ids": [coach.id]}, "fallback_reviewer_id": ava,
        });
        self.world.records();
        let review = self.measure("reviews.launch", "", "/reviews", fields).await;
        self.world.follow().await;
        let path = format!("/reviews/{}", review["id"].as_str().unwrap());
        let item = format!("{path}/items/{}.{}", person.id, coach.id);
        self.measure("reviews.list", "a page of one", "/reviews?limit=1", none.clone()).await;
        self.measure("reviews.read", "one reviewer", &path, none.clone()).await;
        self.measure("reviews.items", "one", &format!("{path}/items"), none.clone()).await;
        self.measure("me.reviews", "one", "/me/reviews", none.clone()).await;
        let thomas = self.world.ava().get("/users?q=thomas").await.items()[0]["id"].clone();
        self.measure("reviews.reassign", "", &format!("{item}/reviewer"), json!({"reviewer_id": thomas})).await;
        self.measure("reviews.decide", "", &format!("{item}/decision"), json!({"choice": "keep"})).await;
        let end = json!({"choice": "end", "justification": "Over."});
        self.measure("reviews.decide", "otherwise", &format!("{item}/decision"), end).await;
        self.measure("reviews.close", "", &format!("{path}/close"), json!({})).await;
        self.world.follow().await;
        self.measure("reviews.package", "of one", &format!("{path}/package"), none).await;
    }

    /// What Thomas does with Adam all week. Where the role that the authorizer knew has changed since,
    /// a request takes two round trips more.
    async fn practice(&mut self, thomas: &Person, adam: &Person) {
        const STALE: &str = "by a coach who was administrator";
        let member = Role::Member;
        let none = Value::Null;
        let user = |rest: &str| format!("/users/{}{rest}", adam.id);
        let id = |record: &Value| record["id"].as_str().unwrap().to_owned();

        let rubric = self.measure("rubrics.create", "of two components", "/rubrics", practice::a_rubric()).await;
        let path = format!("/rubrics/{}", id(&rubric));
        self.measure("rubrics.read", "", &path, none.clone()).await;
        self.measure("rubrics.list", "a page of one", "/rubrics?limit=1", none.clone()).await;
        self.measure("rubrics.replace", "", &path, practice::a_rubric()).await;
        let retired = self.world.ava().post("/rubrics", practice::a_rubric()).await.is(201).body;
        self.measure("rubrics.retire", "", &format!("/rubrics/{}", id(&retired)), none.clone()).await;

        let mut linked = practice::a_goal();
        linked["rubric_id"] = json!(id(&rubric));
        let goal = self.measure_as(thomas, member, "goals.create", "", &user("/goals"), practice::a_goal()).await;
        self.measure_as(thomas, member, "goals.create", "with a rubric", &user("/goals"), linked).await;
        self.measure_as(thomas, Role::Administrator, "goals.create", STALE, &user("/goals"), practice::a_goal()).await;
        let path = user(&format!("/goals/{}", id(&goal)));
        self.measure_as(thomas, member, "goals.list", "a page of one", &user("/goals?limit=1"), none.clone()).await;
        self.measure_as(thomas, member, "goals.read", "", &path, none.clone()).await;
        self.measure_as(thomas, member, "goals.edit", "", &path, json!({"state": "active"})).await;
        self.measure_as(thomas, member, "goals.delete", "", &path, none.clone()).await;
        let goal = self.world.ava().post(&user("/goals"), practice::a_goal()).await.is(201).body;
        self.measure_as(thomas, Role::Administrator, "goals.delete", STALE, &user(&format!("/goals/{}", id(&goal))), none.clone()).await;
        let goal = self.world.ava().post(&user("/goals"), practice::a_goal()).await.is(201).body;
        let path = user(&format!("/goals/{}", id(&goal)));
        self.measure_as(thomas, member, "goals.add_progress", "", &format!("{path}/progress"), json!({"value": 5})).await;
        self.measure_as(thomas, member, "goals.list_progress", "", &format!("{path}/progress"), none.clone()).await;
        let comments = format!("{path}/comments");
        self.measure_as(thomas, member, "goals.add_comment", "", &comments, json!({"text": "Good."})).await;
        self.measure_as(thomas, Role::Administrator, "goals.add_comment", STALE, &comments, json!({"text": "Good."})).await;
        self.measure_as(thomas, member, "goals.list_comments", "", &comments, none.clone()).await;

        let conferences = user("/conferences");
        let planned = practice::a_conference(None);
        let conference = self.measure_as(thomas, member, "conferences.create", "", &conferences, planned.clone()).await;
        let mut past = planned;
        past["state"] = json!("held");
        self.measure_as(thomas, member, "conferences.create", "held already", &conferences, past).await;
        let path = format!("{conferences}/{}", id(&conference));
        self.measure_as(thomas, member, "conferences.list", "a page of one", &format!("{conferences}?limit=1"), none.clone()).await;
        self.measure_as(thomas, member, "conferences.read", "", &path, none.clone()).await;
        self.measure_as(thomas, member, "conferences.read_invitation", "", &format!("{path}/invitation.ics"), none.clone()).await;
        self.measure_as(thomas, member, "conferences.edit", "a place", &path, json!({"place": "Room 12"})).await;
        self.measure_as(thomas, member, "conferences.edit", "held", &path, json!({"state": "held"})).await;
        let notes = format!("{path}/private-notes");
        self.measure_as(thomas, member, "conferences.write_private_notes", "", &notes, json!({"text": "For me."})).await;
        self.measure_as(thomas, member, "conferences.read_private_notes", "", &notes, none.clone()).await;
        self.measure_as(thomas, member, "conferences.edit", "cancelled", &path, json!({"state": "cancelled"})).await;
        self.measure_as(thomas, member, "conferences.delete", "", &path, none.clone()).await;
        let cancelled = self.world.asking(thomas).post(&conferences, practice::a_conference(None)).await.is(201).body;
        let path = format!("{conferences}/{}", id(&cancelled));
        self.world.asking(thomas).patch(&path, json!({"state": "cancelled"})).await.is(200);
        self.measure_as(thomas, Role::Administrator, "conferences.delete", STALE, &path, none.clone()).await;

        self.observing(thomas, adam, &id(&rubric), &id(&goal)).await;

        self.measure_as(thomas, member, "progress.read", "", &user("/progress"), none.clone()).await;
        self.world.records();
        self.world.asking(adam).post(&user("/conferences"), practice::a_conference(Some(thomas))).await.is(201);
        self.world.follow().await;
        self.world.meter.take();
        self.measure_as(thomas, member, "me.notifications", "one", "/me/notifications", none.clone()).await;
        let listed = self.world.asking(thomas).get("/me/notifications").await.is(200);
        let read = json!({"ids": [listed.items()[0]["id"]]});
        self.measure_as(thomas, member, "me.read_notifications", "one", "/me/notifications/read", read).await;
        self.measure_as(thomas, member, "me.caseload", "a page of one", "/me/caseload?limit=1", none.clone()).await;

        let course = json!({"title": "Questioning"});
        let learning = self.measure_as(adam, member, "learning.add", "", &user("/learning"), course.clone()).await;
        let licence = json!({"kind": "licence", "title": "Elementary"});
        let credential = self.measure_as(adam, member, "credentials.add", "", &user("/credentials"), licence.clone()).await;
        self.measure_as(thomas, member, "learning.add", "refused to a coach", &user("/learning"), course).await;
        self.measure_as(thomas, member, "credentials.add", "refused to a coach", &user("/credentials"), licence).await;
        let path = user(&format!("/learning/{}", id(&learning)));
        self.measure_as(adam, member, "learning.edit", "", &path, json!({"hours": 3})).await;
        self.measure_as(thomas, member, "learning.list", "a page of one", &user("/learning?limit=1"), none.clone()).await;
        self.measure_as(thomas, member, "learning.delete", "refused to a coach", &path, none.clone()).await;
        self.measure_as(adam, member, "learning.delete", "", &path, none.clone()).await;
        let path = user(&format!("/credentials/{}", id(&credential)));
        self.measure_as(adam, member, "credentials.edit", "", &path, json!({"number": "E-1"})).await;
        self.measure_as(thomas, member, "credentials.list", "a page of one", &user("/credentials?limit=1"), none.clone()).await;
        self.measure_as(thomas, member, "credentials.delete", "refused to a coach", &path, none.clone()).await;
        self.measure_as(adam, member, "credentials.delete", "", &path, none.clone()).await;
        self.measure("personnel.replace", "", &user("/personnel"), json!({"position": "Teacher"})).await;
        self.measure("personnel.read", "", &user("/personnel"), none).await;
    }

    async fn observing(&mut self, thomas: &Person, adam: &Person, rubric: &str, goal: &str) {
        const STALE: &str = "by a coach who was administrator";
        let (member, none) = (Role::Member, Value::Null);
        let observations = format!("/users/{}/observations", adam.id);
        let id = |record: &Value| record["id"].as_str().unwrap().to_owned();
        let mut observed = practice::an_observation();
        self.measure_as(thomas, member, "observations.create", "without a rubric", &observations, observed.clone()).await;
        observed["rubric_id"] = json!(rubric);
        let draft = self.measure_as(thomas, member, "observations.create", "", &observations, observed.clone()).await;
        let path = format!("{observations}/{}", id(&draft));
        let evidence = format!("{path}/evidence");
        let lines = practice::some_evidence();
        let added = self.measure_as(thomas, member, "observations.add_evidence", "a line", &evidence, lines.clone()).await;
        self.measure_as(
            thomas,
            Role::Administrator,
            "observations.add_evidence",
            "a line, by a coach who was administrator",
            &evidence,
            lines.clone(),
        )
        .await;
        self.measure_as(thomas, member, "observations.list_evidence", "two lines", &evidence, none.clone()).await;
        let line = format!("{evidence}/{}", id(&added["lines"][0]));
        self.measure_as(thomas, member, "observations.edit_evidence", "", &line, json!({"text": "Teacher waits longer."})).await;
        self.measure_as(thomas, member, "observations.delete_evidence", "", &line, none.clone()).await;
        let added = self.world.asking(thomas).post(&evidence, lines).await.is(201).body;
        let line = format!("{evidence}/{}", id(&added["lines"][0]));
        self.measure_as(thomas, Role::Administrator, "observations.delete_evidence", STALE, &line, none.clone()).await;
        let component = &draft["component_ids"][0];
        let scores = json!({"scores": [{"component_id": component, "score": 3}]});
        self.measure_as(thomas, member, "observations.edit", "scores", &path, scores.clone()).await;
        self.measure_as(thomas, member, "observations.edit", "another rubric", &path, json!({"rubric_id": null, "scores": []})).await;
        self.measure_as(thomas, member, "observations.edit", "and back", &path, json!({"rubric_id": rubric})).await;
        self.measure_as(thomas, member, "observations.plan_next_step", "", &format!("{path}/next-step"), json!({"goal_id": goal})).await;
        self.measure_as(thomas, member, "observations.share", "", &format!("{path}/share"), json!({})).await;
        self.measure_as(adam, member, "observations.acknowledge", "", &format!("{path}/acknowledge"), json!({})).await;
        let revision = json!({"reason": "A score was wrong.", "scores": scores["scores"]});
        self.measure_as(thomas, member, "observations.revise", "", &format!("{path}/revisions"), revision).await;
        self.measure_as(thomas, member, "observations.list_revisions", "one", &format!("{path}/revisions"), none.clone()).await;
        self.measure_as(thomas, member, "observations.read", "", &path, none.clone()).await;
        self.measure_as(thomas, member, "observations.list", "a page of one", &format!("{observations}?limit=1"), none.clone()).await;
        let draft = self.world.asking(thomas).post(&observations, observed).await.is(201).body;
        let path = format!("{observations}/{}", id(&draft));
        let lines = json!({"lines": vec![practice::some_evidence()["lines"][0].clone(); 25]});
        for _ in 0..4 {
            self.world.asking(thomas).post(&format!("{path}/evidence"), lines.clone()).await.is(201);
        }
        self.measure_as(
            thomas,
            Role::Administrator,
            "observations.delete",
            "with a hundred lines, by a coach who was administrator",
            &path,
            none,
        )
        .await;
    }

    /// Coach status withdrawn, with the assignment still there.
    async fn interrupted(&self, coach: &Person, coachee: &Person) {
        self.world.ava().put(&format!("/users/{}/coach-status", coach.id), json!({})).await.is(201);
        self.world.connect(coach, coachee).await;
        self.world.interrupted_withdrawal(coach).await;
    }
}

/// How many people fit into one transaction, with all that is kept of a person.
const AT_ONCE: usize = 10;

/// More people, and coachees for one coach, straight into the table by the same changes.
async fn crowd(world: &World, people: usize, coach: &Person, coachees: usize) {
    let table = world.app.store.of(&world.organisation);
    let now = world.now();
    let users: Vec<User> = (0..people).map(|number| one_of_the_crowd(number, now)).collect();
    for some in users.chunks(AT_ONCE) {
        let changes = some.iter().try_fold(Changes::without_caller(), |changes, user| created(changes, user, now));
        table.commit(changes.unwrap()).await.unwrap();
    }
    for user in users.iter().take(coachees) {
        world.ava().put(&format!("/users/{}/coachees/{}", coach.id, user.id), json!({})).await.is(201);
    }
}

fn one_of_the_crowd(number: usize, now: Moment) -> User {
    let given = format!("Person{}", char::from(b'a' + (number % 26) as u8));
    let fields = UserFields { email: format!("n{number}@lakeside.example"), ..fields(&given, &format!("Number{number}")) };
    User::new(UserId::new(now), fields, now)
}

fn created(changes: Changes, user: &User, now: Moment) -> Result<Changes, Error> {
    changes
        .record(Activity { user_id: Some(user.id), ..Activity::new(ActivityKind::UserCreated, Actor::system(), now) })?
        .create(keys::email(&user.fields.email), &json!({"user_id": user.id}), Error::EmailTaken)?
        .create(keys::profile(&user.id), user, Error::EmailTaken)?
        .directory(None, user)
}

fn table(costs: &[Cost]) -> String {
    let mut text = String::from(
        "# What each operation costs\n\nMade by `make costs` from the engine's own figures. Round trips are requests that wait for one another;\ncapacity is in read and write units. The same with 1,000 and 20,000 people, and with a coach of 1 and of\n1,000 coachees. Every request through the gateway also costs the authorizer's line, once a minute for a\ntoken.\n\n| operation | case | round trips | requests | read units | write units |\n|---|---|---|---|---|---|\n",
    );
    for c in costs {
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} | {} | {} |",
            c.operation, c.case, c.round_trips, c.requests, c.read_units, c.write_units
        );
    }
    text
}

#[tokio::test]
async fn every_operation_costs_what_the_docs_say_at_any_size() {
    if !is_embedded() {
        return crate::deviation("capacity figures are asserted on the embedded engine alone");
    }
    let small = Scale::new(3, 1).await.all().await;
    uses_are_declared(&small);
    let text = table(&small);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/costs.md");
    if std::env::var_os("WRITE_COSTS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), text, "docs/costs.md is stale: run `make costs`");

    for (people, coachees) in [(1_000, 1_000), (20_000, 1)] {
        let large = Scale::new(people, coachees).await.all().await;
        for (a, b) in small.iter().zip(&large) {
            assert_eq!(a, b, "with {people} people and {coachees} coachees");
        }
    }
}

/// What an operation was seen to do is what its line of the route table, and so its role, allows.
fn uses_are_declared(costs: &[Cost]) {
    let mut seen: BTreeMap<&str, BTreeSet<Use>> = BTreeMap::new();
    for cost in costs {
        seen.entry(cost.operation).or_default().extend(&cost.uses);
    }
    for operation in functions::operations() {
        let declared: BTreeSet<Use> = operation.uses.iter().copied().collect();
        let seen = seen.get(operation.id).unwrap_or_else(|| panic!("{} is not measured: add it to tests/src/costs.rs", operation.id));
        let id = operation.id;
        assert_eq!(
            *seen, declared,
            "{id} was seen to do {seen:?}, and its line in functions/src/lib.rs says {declared:?}: make the line say what it does, or measure the case that does the rest"
        );
    }
}
