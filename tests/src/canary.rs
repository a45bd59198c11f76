//! What a card hides is hidden everywhere. Each of several people sends every read about everybody. No answer, file or
//! mail may hold an e-mail address, a status, a draft or an inactive person that its reader may not know: neither in its
//! content nor through the number of pages.

use crate::{
    mail::recipient,
    world::{
        Answer, Person, UNKNOWN_ID, World, a_conference, a_goal, an_observation, fields, id, reads,
    },
};
use http::Method;
use serde_json::{Value, json};
use shared::domain::UserFields;
use std::collections::{BTreeMap, BTreeSet};

/// Everybody in the organization, each with an e-mail address that occurs nowhere else.
struct District {
    world: World,
    thomas: Person,
    adam: Person,
    /// Has no coach and no coachee.
    zoe: Person,
    /// Also coaches Adam.
    samantha: Person,
    /// Was coached by Thomas.
    former: Person,
    /// Never had a coach or a coachee.
    inactive: Person,
    /// Coached Adam, and was made inactive while a review has the assignment.
    gone_coach: Person,
    /// Was coached by Thomas, and was made inactive while a review has the assignment.
    gone_coachee: Person,
    /// A member who reviews every assignment.
    reviewer: Person,
    draft: String,
}

/// A member with an e-mail address and a telephone number that occur nowhere else.
async fn member(world: &World, given: &str, family: &str) -> Person {
    let email = format!(
        "canary-{}-{}@lakeside.example",
        family.to_lowercase(),
        fastrand::u32(..)
    );
    world
        .person_with(UserFields {
            email,
            phone: Some(format!("canary-phone-{family}")),
            ..fields(given, family)
        })
        .await
}

impl District {
    async fn new() -> Self {
        let world = World::new().await;
        let (thomas, adam) = world.pair().await;
        let zoe = member(&world, "Zoe", "Quill").await;
        let samantha = member(&world, "Samantha", "Lee").await;
        world.grant_coach_status(&samantha).await;
        world.connect(&samantha, &adam).await;
        let former = member(&world, "Fred", "Former").await;
        world.connect(&thomas, &former).await;
        world.disconnect(&thomas, &former).await;
        let inactive = member(&world, "Ines", "Inert").await;
        world.deactivate(&inactive).await;
        let gone_coach = member(&world, "Ida", "Iverson").await;
        world.grant_coach_status(&gone_coach).await;
        world.connect(&gone_coach, &adam).await;
        let gone_coachee = member(&world, "Ingo", "Ingram").await;
        world.connect(&thomas, &gone_coachee).await;
        let reviewer = member(&world, "Paula", "Principal").await;
        world
            .as_person(&thomas)
            .post(&adam.path("/goals"), a_goal())
            .await
            .is(201);
        for kind in 0..3 {
            // A shared one between drafts, so that a page of one that is filtered after it was read would be empty.
            let observation = world
                .create(&samantha, &adam.path("/observations"), an_observation())
                .await;
            if kind == 1 {
                world.share(&samantha, &observation).await;
            }
        }
        let draft = world
            .as_person(&samantha)
            .post(&adam.path("/observations"), an_observation())
            .await
            .is(201);
        let draft = draft.id().to_owned();
        let mut conference = a_conference(Some(&thomas));
        conference["attendee_ids"] = json!([zoe.id, samantha.id]);
        (conference["starts_at"], conference["ends_at"]) =
            (json!("2027-09-01T13:00:00Z"), json!("2027-09-01T13:30:00Z"));
        world
            .as_person(&adam)
            .post(&adam.path("/conferences"), conference)
            .await
            .is(201);
        world.process_stream().await;
        let gone = [&gone_coach, &gone_coachee];
        leave(&world, &adam, &reviewer, gone).await;
        Self {
            world,
            thomas,
            adam,
            zoe,
            samantha,
            former,
            inactive,
            gone_coach,
            gone_coachee,
            reviewer,
            draft,
        }
    }

    fn everybody(&self) -> [&Person; 10] {
        [
            &self.world.ava,
            &self.thomas,
            &self.adam,
            &self.zoe,
            &self.samantha,
            &self.former,
            &self.inactive,
            &self.gone_coach,
            &self.gone_coachee,
            &self.reviewer,
        ]
    }

    /// The inactive people, each with the paths that may name them to this viewer. A coach who left is still the author
    /// of their coachee's records; the history of each of two people names the other to those who may read it; and the
    /// reviewer of an assignment sees the names of both. Nobody else may learn that such a person exists.
    fn left(&self, viewer: &Person) -> [(&Person, Vec<String>); 3] {
        let reads = |owner: &Person| {
            let coaches = [&self.thomas, &self.samantha];
            let is_coach = owner.id == self.adam.id && coaches.iter().any(|it| it.id == viewer.id);
            viewer.id == owner.id || is_coach
        };
        let of = |owner: &Person, rest: &str| reads(owner).then(|| owner.path(&format!("/{rest}")));
        let review = (viewer.id == self.reviewer.id).then(|| "/me/reviews".to_owned());
        let records = [
            "coaching-history",
            "goals",
            "observations",
            "conferences",
            "progress",
        ];
        let of_adam = records.iter().filter_map(|rest| of(&self.adam, rest));
        // A notice about one's own coaching is kept.
        let notices =
            |owner: &Person| (viewer.id == owner.id).then(|| "/me/notifications".to_owned());
        let of_coachee = of(&self.thomas, "coaching-history");
        [
            (&self.inactive, Vec::new()),
            (
                &self.gone_coach,
                of_adam
                    .chain(notices(&self.adam))
                    .chain(review.clone())
                    .collect(),
            ),
            (
                &self.gone_coachee,
                of_coachee
                    .into_iter()
                    .chain(notices(&self.thomas))
                    .chain(review)
                    .collect(),
            ),
        ]
    }

    /// The e-mail addresses that somebody may know: their own, and their coachees'.
    fn may_know<'a>(&'a self, viewer: &'a Person) -> Vec<&'a str> {
        match viewer.id.as_str() {
            id if id == self.thomas.id || id == self.samantha.id => {
                vec![&viewer.email, &self.adam.email]
            }
            _ => vec![&viewer.email],
        }
    }

    /// The answer to every read as this person, by path, and to searches for the people who must not be found.
    async fn reads(&self, viewer: &Person) -> BTreeMap<String, Answer> {
        let mut answers = reads(&self.world, viewer, &self.everybody(), 100).await;
        for query in [
            "canary",
            "canary-quill",
            "secret.a",
            "zo",
            "qui",
            "iverson",
            "ingr",
            "iversen",
            "inert",
            "ines",
            "inrt",
            "lee",
            "@lakeside",
        ] {
            for filter in [
                "",
                "&status=active",
                "&status=inactive",
                "&coach_status=granted",
                "&coach_status=none",
                "&site=Nowhere",
            ] {
                let path = format!("/users?q={query}{filter}");
                answers.insert(path.clone(), self.world.as_person(viewer).get(&path).await);
            }
        }
        answers
    }
}

/// The hidden fields in an answer, each with the id of its person.
fn hidden_fields(value: &Value, found: &mut Vec<(String, String)>) {
    if let Value::Object(object) = value {
        let id = object.get("id").and_then(Value::as_str);
        for name in [
            "email",
            "phone",
            "role",
            "status",
            "coach_status",
            "capacity",
        ] {
            if let (Some(id), true) = (id, object.contains_key(name)) {
                found.push((id.to_owned(), name.to_owned()));
            }
        }
        object
            .values()
            .for_each(|inner| hidden_fields(inner, found));
    }
    if let Value::Array(all) = value {
        all.iter().for_each(|inner| hidden_fields(inner, found));
    }
}

#[tokio::test]
async fn nobody_reads_what_a_card_hides() {
    let district = District::new().await;
    let mut named = BTreeSet::new();
    for viewer in [
        &district.thomas,
        &district.adam,
        &district.zoe,
        &district.samantha,
        &district.former,
        &district.reviewer,
    ] {
        let may_know = district.may_know(viewer);
        let answers = district.reads(viewer).await;
        assert!(answers.len() > 80, "{} reads", answers.len());
        for (path, answer) in &answers {
            // Invitations fold long lines.
            let text = String::from_utf8_lossy(&answer.bytes).replace("\r\n ", "");
            for person in district.everybody() {
                let is_leaked =
                    text.contains(&person.email) && !may_know.contains(&person.email.as_str());
                assert!(
                    !is_leaked,
                    "{} reads the address of {} at {path}: {text}",
                    viewer.email, person.email
                );
            }
            for (person, places) in district.left(viewer) {
                let is_named = text.contains(&person.id) || text.contains(family_name(person));
                let may_be = places.iter().any(|place| path.starts_with(place.as_str()));
                assert!(
                    !is_named || may_be,
                    "{} learns of {} at {path}: {text}",
                    viewer.email,
                    person.email
                );
                if is_named {
                    named.insert((&viewer.id, &person.id));
                }
            }
            let knows_draft = viewer.id == district.samantha.id;
            assert!(
                knows_draft || !text.contains(&district.draft),
                "{} learns of a draft at {path}: {text}",
                viewer.email
            );
            let mut hidden = Vec::new();
            hidden_fields(&answer.body, &mut hidden);
            for (id, what) in hidden {
                let person = district
                    .everybody()
                    .into_iter()
                    .find(|person| person.id == id);
                let is_known =
                    person.is_none_or(|person| may_know.contains(&person.email.as_str()));
                assert!(
                    is_known,
                    "{} reads the {what} of {:?} at {path}: {text}",
                    viewer.email,
                    person.map(|person| &person.email)
                );
            }
        }
        // An inactive person leaves no trace in a search.
        for query in ["inert", "ines", "inrt", "iverson", "ingr", "iversen"] {
            let found = &answers[&format!("/users?q={query}")];
            assert_eq!(
                (
                    found.status.as_u16(),
                    found.items().len(),
                    &found.body["next_cursor"]
                ),
                (200, 0, &Value::Null),
                "{query}"
            );
        }
    }
    // The reviewer does see the people to decide about, and the coachee the coach who left. Otherwise this test would
    // have checked nothing.
    let (coach, coachee) = (&district.gone_coach.id, &district.gone_coachee.id);
    for (viewer, person) in [
        (&district.reviewer, coach),
        (&district.reviewer, coachee),
        (&district.adam, coach),
        (&district.thomas, coachee),
    ] {
        assert!(named.contains(&(&viewer.id, person)), "{}", viewer.email);
    }
}

/// The coach writes a record of each kind, a review begins, and then both people are made inactive.
async fn leave(world: &World, adam: &Person, reviewer: &Person, gone: [&Person; 2]) {
    let client = || world.as_person(gone[0]);
    let goal = client().post(&adam.path("/goals"), a_goal()).await.is(201);
    let goal = adam.path(&format!("/goals/{}", goal.id()));
    for (rest, body) in [
        ("comments", json!({"text": "Well."})),
        ("progress", json!({"value": 50})),
    ] {
        client().post(&format!("{goal}/{rest}"), body).await.is(201);
    }
    let seen = client()
        .post(&adam.path("/observations"), an_observation())
        .await
        .is(201);
    let share = adam.path(&format!("/observations/{}/share", seen.id()));
    client().post(&share, json!({})).await.is(200);
    let held = a_conference(Some(gone[0]));
    client()
        .post(&adam.path("/conferences"), held)
        .await
        .is(201);
    let review = json!({
        "name": "Review", "due_on": world.day(30), "fallback_reviewer_id": reviewer.id,
    });
    world.ava().post("/reviews", review).await.is(201);
    world.process_stream().await;
    for person in gone {
        world.deactivate(person).await;
    }
    world.process_stream().await;
}

/// The family name of an inactive person, which [`member`] put into the e-mail address.
fn family_name(person: &Person) -> &'static str {
    ["Inert", "Iverson", "Ingram"]
        .into_iter()
        .find(|name| person.email.contains(&name.to_lowercase()))
        .unwrap()
}

/// A reviewer can't find out about inactive people by trying to hand an assignment to them.
#[tokio::test]
async fn review_decisions_do_not_reveal_inactive_people() {
    let district = District::new().await;
    let waiting = district
        .world
        .as_person(&district.reviewer)
        .get("/me/reviews")
        .await
        .is(200);
    let to_decide = &waiting.items()[0];
    let item = format!(
        "/reviews/{}/items/{}",
        id(&to_decide["review"]),
        id(&to_decide["item"])
    );
    let client = || {
        district
            .world
            .as_person(&district.reviewer)
            .request_id("same")
    };
    let nobody = UNKNOWN_ID;
    for (method, act, body) in [
        (
            Method::POST,
            "decision",
            json!({"choice": "transfer", "to_coach_id": "WHO", "justification": "Because."}),
        ),
        (Method::PUT, "reviewer", json!({"reviewer_id": "WHO"})),
    ] {
        let with = |id: &str| serde_json::from_str(&body.to_string().replace("WHO", id)).unwrap();
        let path = format!("{item}/{act}");
        let unknown = client()
            .json(method.clone(), &path, with(nobody))
            .await
            .is(422);
        for person in [&district.inactive, &district.gone_coach] {
            let answer = client().json(method.clone(), &path, with(&person.id)).await;
            assert_eq!(answer.body, unknown.body, "{act} to {}", person.email);
        }
    }
}

/// The pages are as many and as full as if there were no drafts of others.
#[tokio::test]
async fn drafts_leave_no_trace_in_pages() {
    let district = District::new().await;
    let path = district.adam.path("/observations?limit=1");
    for (viewer, sees) in [
        (&district.adam, 2),
        (&district.thomas, 2),
        (&district.samantha, 5),
    ] {
        let pages = district.world.pages(viewer, &path).await;
        let sizes: Vec<usize> = pages.iter().map(|page| page.items().len()).collect();
        assert_eq!(sizes, vec![1; sees], "{}", viewer.email);
    }
}

#[tokio::test]
async fn a_conference_can_be_saved_as_it_was_read() {
    let district = District::new().await;
    let path = district.adam.path("/conferences");
    let mut about_draft = a_conference(Some(&district.samantha));
    about_draft["observation_id"] = json!(district.draft);
    district
        .world
        .as_person(&district.samantha)
        .post(&path, about_draft)
        .await
        .refused_field("/observation_id");
    let conference = district
        .world
        .as_person(&district.adam)
        .get(&path)
        .await
        .is(200)
        .items()[0]
        .clone();
    let names = [
        "kind",
        "starts_at",
        "ends_at",
        "time_zone",
        "coach_id",
        "attendee_ids",
        "state",
    ];
    let same: serde_json::Map<String, Value> = names
        .iter()
        .map(|name| ((*name).to_owned(), conference[*name].clone()))
        .collect();
    district
        .world
        .as_person(&district.adam)
        .patch(&format!("{path}/{}", id(&conference)), Value::Object(same))
        .await
        .is(200);
}

#[tokio::test]
async fn no_mail_holds_an_address_that_its_reader_may_not_know() {
    let district = District::new().await;
    let mails = district.world.mailbox.all();
    assert!(mails.len() > 3, "{} mails", mails.len());
    for mail in &mails {
        let mail = mail_parser::MessageParser::default().parse(mail).unwrap();
        let to = recipient(&mail);
        let reader = district
            .everybody()
            .into_iter()
            .find(|person| person.email == to)
            .unwrap();
        let parts: Vec<String> = mail
            .parts
            .iter()
            .map(|part| String::from_utf8_lossy(part.contents()).into_owned())
            .collect();
        // Invitations fold long lines.
        let text = parts.join("\n").replace("\r\n ", "");
        let may_know = district.may_know(reader);
        for person in district.everybody() {
            let is_leaked =
                text.contains(&person.email) && !may_know.contains(&person.email.as_str());
            assert!(!is_leaked, "a mail to {to} holds {}: {text}", person.email);
        }
    }
}
