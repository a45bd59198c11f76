//! Mails: to whom they go, when, and what must not be in them.

use crate::world::{Person, World, a_conference, a_goal};
use functions::{
    Scheduled,
    mail::{daily, send},
};
use mail_parser::{Message, MessageParser, MimeHeaders};
use serde_json::json;
use shared::table::{StreamAnswer, StreamEvent};
use std::collections::BTreeSet;

/// The address that a mail is sent to.
pub fn recipient(mail: &Message<'_>) -> String {
    let to = mail.to().unwrap().first().unwrap();
    to.address().unwrap().to_owned()
}

fn parsed(mail: &[u8]) -> Message<'_> {
    MessageParser::default().parse(mail).unwrap()
}

/// The subjects of somebody's mails, in the order in which they were sent.
fn mailed(world: &World, person: &Person) -> Vec<String> {
    let mails = world.mailbox.all();
    mails
        .iter()
        .map(|mail| parsed(mail))
        .filter(|mail| recipient(mail) == person.email)
        .map(|mail| mail.subject().unwrap().to_owned())
        .collect()
}

/// Runs the daily mail at an hour of tomorrow.
pub async fn daily_mail_at(world: &World, hour: i64) -> daily::Mailed {
    let background = world.background_at("mail.daily", 1, hour);
    daily::handle(&background, Scheduled {}).await.unwrap()
}

#[tokio::test]
async fn people_are_mailed_about_what_concerns_them() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    world.process_stream().await;
    // Mails of one batch may overtake each other.
    let of_thomas: BTreeSet<String> = mailed(&world, &thomas).into_iter().collect();
    assert_eq!(
        of_thomas,
        [
            "You now coach Adam Anderson",
            "You were granted coaching access"
        ]
        .map(str::to_owned)
        .into()
    );
    assert_eq!(
        mailed(&world, &adam),
        ["Thomas Blankenship is now your coach"]
    );
    assert_eq!(mailed(&world, &world.ava), Vec::<String>::new());

    let mails = world.mailbox.all();
    let mail = parsed(mails.last().unwrap());
    let link = format!("https://portal.example/people/{}", adam.id);
    let (text, html) = (mail.body_text(0).unwrap(), mail.body_html(0).unwrap());
    assert!(
        text.contains("https://portal.example/") && html.contains("https://portal.example/"),
        "{link}: {text}"
    );
    assert!(text.contains("Lakeside School District") && html.contains("<html lang=\"en\">"));
    assert_eq!(
        mail.header_raw("List-Unsubscribe").unwrap().trim(),
        "<https://portal.example/preferences>"
    );
    assert_eq!(
        mail.from().unwrap().first().unwrap().address(),
        Some("no-reply@coachwork.example")
    );
    assert!(mail.header_raw("Message-ID").is_some() && mail.date().is_some());
}

#[tokio::test]
async fn the_mails_of_a_conference_have_its_invitation_and_its_cancellation_attached() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let conference = world
        .as_person(&thomas)
        .post(&adam.path("/conferences"), a_conference(Some(&thomas)))
        .await
        .is(201);
    world.process_stream().await;
    let path = format!("/users/{}/conferences/{}", adam.id, conference.id());
    world
        .as_person(&thomas)
        .put(
            &format!("{path}/private-notes"),
            json!({"text": "Nobody's business."}),
        )
        .await;
    world
        .as_person(&thomas)
        .patch(&path, json!({"state": "cancelled"}))
        .await
        .is(200);
    world.process_stream().await;
    let mails = world.mailbox.all();
    let invitations: Vec<_> = mails
        .iter()
        .map(|mail| parsed(mail))
        .filter(|mail| mail.attachment_count() > 0)
        .collect();
    assert!(invitations.len() >= 2, "one scheduled and one canceled");
    for mail in &invitations {
        let invitation = mail.attachment(0).unwrap();
        assert_eq!(invitation.attachment_name(), Some("invitation.ics"));
        let kind = invitation.content_type().unwrap();
        assert_eq!((kind.ctype(), kind.subtype()), ("text", Some("calendar")));
        let text = String::from_utf8(invitation.contents().to_vec()).unwrap();
        assert!(
            text.contains(&format!("METHOD:{}", kind.attribute("method").unwrap())),
            "{text}"
        );
    }
    assert!(
        mails
            .iter()
            .all(|mail| !String::from_utf8_lossy(mail).contains("business"))
    );
    assert!(
        mailed(&world, &adam)
            .last()
            .unwrap()
            .ends_with("was canceled")
    );
}

#[tokio::test]
async fn preferences_decide_what_is_mailed_and_when() {
    let world = World::new().await;
    let (thomas, adam) = (
        world.coach("Thomas", "Blankenship").await,
        world.person("Adam", "Anderson").await,
    );
    let defaults = world.as_person(&adam).get("/me/preferences").await.is(200);
    assert_eq!(
        (&defaults.body["assignments"], &defaults.body["check_backs"]),
        (&json!("at_once"), &json!("daily"))
    );
    world
        .set_preferences(&adam, json!({"assignments": "daily"}))
        .await;
    world
        .set_preferences(&thomas, json!({"assignments": "never"}))
        .await;
    world
        .as_person(&adam)
        .put("/me/preferences", json!({"assignments": "sometimes"}))
        .await
        .is(422);
    assert_eq!(
        world
            .as_person(&adam)
            .get("/me/preferences")
            .await
            .is(200)
            .body["assignments"],
        "daily"
    );
    world.process_stream().await;
    let before = world.mailbox.all().len();
    for _ in 0..2 {
        world.connect(&thomas, &adam).await;
        world.disconnect(&thomas, &adam).await;
    }
    world.process_stream().await;
    assert_eq!(world.mailbox.all().len(), before, "nothing at once");

    assert_eq!(
        daily_mail_at(&world, 5).await.organisations,
        0,
        "not before six"
    );
    let morning = daily_mail_at(&world, 6).await;
    assert_eq!((morning.organisations, morning.mails), (1, 1));
    assert_eq!(
        daily_mail_at(&world, 7).await.organisations,
        0,
        "once a day"
    );
    let mails = world.mailbox.all();
    let mail = parsed(mails.last().unwrap());
    let text = mail.body_text(0).unwrap();
    assert!(
        mail.subject().unwrap().starts_with("2 things to know, "),
        "{:?}",
        mail.subject()
    );
    assert!(
        text.contains("Thomas Blankenship is no longer your coach.")
            && !text.contains("is now your coach"),
        "{text}"
    );
    assert!(
        mailed(&world, &thomas)
            .iter()
            .all(|subject| !subject.contains("coach Adam")),
        "never"
    );
}

#[tokio::test]
async fn the_daily_mail_leaves_out_what_its_reader_may_no_longer_know() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    world
        .set_preferences(&thomas, json!({"conferences": "daily"}))
        .await;

    world.process_stream().await;
    let before = mailed(&world, &thomas).len();
    world
        .ava()
        .post(&adam.path("/conferences"), a_conference(Some(&thomas)))
        .await
        .is(201);
    world.process_stream().await;
    world.disconnect(&thomas, &adam).await;
    world.process_stream().await;
    assert_eq!(daily_mail_at(&world, 6).await.mails, 0);
    let after = mailed(&world, &thomas);
    assert_eq!(after[before..], ["You no longer coach Adam Anderson"]);
}

#[tokio::test]
async fn a_mail_is_not_sent_to_somebody_who_lost_the_right_after_the_notice() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    world.process_stream().await;
    let before = (mailed(&world, &thomas).len(), mailed(&world, &adam).len());
    world
        .ava()
        .post(&adam.path("/conferences"), a_conference(Some(&thomas)))
        .await
        .is(201);
    world.notify(world.take_records()).await;
    let notices = world.take_records();
    assert_eq!(notices.len(), 2, "one for each of them");
    world.disconnect(&thomas, &adam).await;
    world.take_records();
    let answer = send::handle(
        &world.background("mail.send"),
        StreamEvent { records: notices },
    )
    .await;
    assert_eq!(answer, Ok(StreamAnswer::default()));
    assert_eq!(
        (mailed(&world, &thomas).len(), mailed(&world, &adam).len()),
        (before.0, before.1 + 1)
    );
}

#[tokio::test]
async fn a_due_check_back_is_notified_and_mailed_in_the_morning() {
    let world = World::new().await;
    let (thomas, adam) = world.pair().await;
    let mut goal = a_goal();
    goal["steps"] =
        json!([{"text": "Wait longer", "owner": "coachee", "check_back_on": world.day(1)}]);
    goal["state"] = json!("active");
    world
        .as_person(&thomas)
        .post(&adam.path("/goals"), goal)
        .await
        .is(201);
    world.process_stream().await;
    assert_eq!(daily_mail_at(&world, 6).await.mails, 2);
    let notices = world
        .as_person(&adam)
        .get("/me/notifications")
        .await
        .is(200);
    assert_eq!(notices.items()[0]["kind"], "check_back_due");
    world.process_stream().await;
    assert_eq!(daily_mail_at(&world, 30).await.mails, 0, "notified once");
    assert_eq!(
        mailed(&world, &adam).last().unwrap(),
        "A step of one of your goals has its check-back today"
    );
    assert_eq!(
        mailed(&world, &thomas).last().unwrap(),
        "A step of a goal of Adam Anderson has its check-back today"
    );
}

#[tokio::test]
async fn administrators_are_mailed_when_an_audit_is_done() {
    let world = World::new().await;
    world.ava().post("/audits", json!({})).await.is(201);
    world.process_stream().await;
    assert_eq!(
        mailed(&world, &world.ava),
        ["The audit of coaching assignments is done and found nothing wrong"]
    );
}
