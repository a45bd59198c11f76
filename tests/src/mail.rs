//! E-mail: who is mailed, how they want it, and never what they may not know.

use crate::{
    practice::{a_conference, a_goal},
    world::{Person, World},
};
use functions::{
    feed::notify,
    mail::{Post, daily::daily, handle},
};
use mail_parser::{Message, MessageParser, MimeHeaders};
use serde_json::json;
use shared::table::{StreamAnswer, StreamEvent};
use std::collections::BTreeSet;

/// To whom a mail is, and its subject.
fn to_and_subject(mail: &[u8]) -> (String, String) {
    let mail = parsed(mail);
    let to = mail.to().unwrap().first().unwrap().address().unwrap().to_owned();
    (to, mail.subject().unwrap().to_owned())
}

fn parsed(mail: &[u8]) -> Message<'_> {
    MessageParser::default().parse(mail).unwrap()
}

/// The subjects of what somebody was mailed.
fn mailed(world: &World, person: &Person) -> Vec<String> {
    let mails = world.mailbox.all();
    mails.iter().map(|mail| to_and_subject(mail)).filter(|(to, _)| *to == person.email).map(|(_, subject)| subject).collect()
}

/// The service as it is so many hours from the beginning of tomorrow.
fn at_hour(world: &World, hour: i64) -> Post {
    Post { feed: world.feed_in(1, hour), mailer: Some(world.mailer.clone()) }
}

#[tokio::test]
async fn people_are_mailed_of_what_concerns_them() {
    let world = World::new().await;
    let (thomas, adam) = (world.coach("Thomas", "Blankenship").await, world.person("Adam", "Anderson").await);
    world.connect(&thomas, &adam).await;
    world.follow().await;
    // Mails of one batch may overtake each other.
    let of_thomas: BTreeSet<String> = mailed(&world, &thomas).into_iter().collect();
    assert_eq!(of_thomas, ["You now coach Adam Anderson", "You were granted coaching access"].map(str::to_owned).into());
    assert_eq!(mailed(&world, &adam), ["Thomas Blankenship is now your coach"]);
    assert_eq!(mailed(&world, &world.ava), Vec::<String>::new());

    let mails = world.mailbox.all();
    let mail = parsed(mails.last().unwrap());
    let link = format!("https://portal.example/people/{}", adam.id);
    let (text, html) = (mail.body_text(0).unwrap(), mail.body_html(0).unwrap());
    assert!(text.contains("https://portal.example/") && html.contains("https://portal.example/"), "{link}: {text}");
    assert!(text.contains("Lakeside School District") && html.contains("<html lang=\"en\">"));
    assert_eq!(mail.header_raw("List-Unsubscribe").unwrap().trim(), "<https://portal.example/preferences>");
    assert_eq!(mail.from().unwrap().first().unwrap().address(), Some("no-reply@coachwork.example"));
    assert!(mail.header_raw("Message-ID").is_some() && mail.date().is_some());
}

#[tokio::test]
async fn an_invitation_is_attached_and_cancelled() {
    let world = World::new().await;
    let (thomas, adam) = (world.coach("Thomas", "Blankenship").await, world.person("Adam", "Anderson").await);
    world.connect(&thomas, &adam).await;
    let conference = world.asking(&thomas).post(&format!("/users/{}/conferences", adam.id), a_conference(Some(&thomas))).await.is(201);
    world.follow().await;
    let path = format!("/users/{}/conferences/{}", adam.id, conference.body["id"].as_str().unwrap());
    world.asking(&thomas).put(&format!("{path}/private-notes"), json!({"text": "Nobody's business."})).await;
    world.asking(&thomas).patch(&path, json!({"state": "cancelled"})).await.is(200);
    world.follow().await;
    let mails = world.mailbox.all();
    let invitations: Vec<_> = mails.iter().map(|mail| parsed(mail)).filter(|mail| mail.attachment_count() > 0).collect();
    assert!(invitations.len() >= 2, "one scheduled and one cancelled");
    for mail in &invitations {
        let invitation = mail.attachment(0).unwrap();
        assert_eq!(invitation.attachment_name(), Some("invitation.ics"));
        let kind = invitation.content_type().unwrap();
        assert_eq!((kind.ctype(), kind.subtype()), ("text", Some("calendar")));
        let text = String::from_utf8(invitation.contents().to_vec()).unwrap();
        assert!(text.contains(&format!("METHOD:{}", kind.attribute("method").unwrap())), "{text}");
    }
    assert!(mails.iter().all(|mail| !String::from_utf8_lossy(mail).contains("business")));
    assert!(mailed(&world, &adam).last().unwrap().ends_with("was cancelled"));
}

#[tokio::test]
async fn everybody_chooses_what_comes_and_when() {
    let world = World::new().await;
    let (thomas, adam) = (world.coach("Thomas", "Blankenship").await, world.person("Adam", "Anderson").await);
    let asked = world.asking(&adam).get("/me/preferences").await.is(200);
    assert_eq!((&asked.body["assignments"], &asked.body["check_backs"]), (&json!("at_once"), &json!("daily")));
    world.asking(&adam).put("/me/preferences", json!({"assignments": "daily"})).await.is(200);
    world.asking(&thomas).put("/me/preferences", json!({"assignments": "never"})).await.is(200);
    world.asking(&adam).put("/me/preferences", json!({"assignments": "sometimes"})).await.is(422);
    assert_eq!(world.asking(&adam).get("/me/preferences").await.is(200).body["assignments"], "daily");
    world.follow().await;
    let before = world.mailbox.all().len();
    for _ in 0..2 {
        world.connect(&thomas, &adam).await;
        world.disconnect(&thomas, &adam).await;
    }
    world.follow().await;
    assert_eq!(world.mailbox.all().len(), before, "nothing at once");

    let organisations = std::slice::from_ref(&world.organisation);
    assert_eq!(daily(&at_hour(&world, 5), organisations).await.unwrap().organisations, 0, "not before six");
    let morning = daily(&at_hour(&world, 6), organisations).await.unwrap();
    assert_eq!((morning.organisations, morning.mails), (1, 1));
    assert_eq!(daily(&at_hour(&world, 7), organisations).await.unwrap().organisations, 0, "once a day");
    let mails = world.mailbox.all();
    let mail = parsed(mails.last().unwrap());
    let text = mail.body_text(0).unwrap();
    assert!(mail.subject().unwrap().starts_with("2 things to know, "), "{:?}", mail.subject());
    assert!(text.contains("Thomas Blankenship is no longer your coach.") && !text.contains("is now your coach"), "{text}");
    assert!(mailed(&world, &thomas).iter().all(|subject| !subject.contains("coach Adam")), "never");
}

#[tokio::test]
async fn who_loses_a_right_before_the_mail_is_sent_is_mailed_nothing_of_it() {
    let world = World::new().await;
    let (thomas, adam) = (world.coach("Thomas", "Blankenship").await, world.person("Adam", "Anderson").await);
    world.connect(&thomas, &adam).await;
    world.asking(&thomas).put("/me/preferences", json!({"conferences": "daily"})).await.is(200);

    world.follow().await;
    let before = mailed(&world, &thomas).len();
    world.ava().post(&format!("/users/{}/conferences", adam.id), a_conference(Some(&thomas))).await.is(201);
    world.follow().await;
    world.disconnect(&thomas, &adam).await;
    world.follow().await;
    assert_eq!(daily(&at_hour(&world, 6), std::slice::from_ref(&world.organisation)).await.unwrap().mails, 0);
    let after = mailed(&world, &thomas);
    assert_eq!(after[before..], ["You no longer coach Adam Anderson"]);
}

#[tokio::test]
async fn a_mail_that_is_on_its_way_is_not_sent_to_who_has_lost_the_right() {
    let world = World::new().await;
    let (thomas, adam) = (world.coach("Thomas", "Blankenship").await, world.person("Adam", "Anderson").await);
    world.connect(&thomas, &adam).await;
    world.follow().await;
    let before = (mailed(&world, &thomas).len(), mailed(&world, &adam).len());
    world.ava().post(&format!("/users/{}/conferences", adam.id), a_conference(Some(&thomas))).await.is(201);
    notify(&world.feed(), StreamEvent { records: world.records() }).await;
    let notices = world.records();
    assert_eq!(notices.len(), 2, "one for each of them");
    world.disconnect(&thomas, &adam).await;
    world.records();
    let answer = handle(&world.post(), StreamEvent { records: notices }).await;
    assert_eq!(answer, StreamAnswer::default());
    assert_eq!((mailed(&world, &thomas).len(), mailed(&world, &adam).len()), (before.0, before.1 + 1));
}

#[tokio::test]
async fn a_check_back_that_is_due_is_told_in_the_morning() {
    let world = World::new().await;
    let (thomas, adam) = (world.coach("Thomas", "Blankenship").await, world.person("Adam", "Anderson").await);
    world.connect(&thomas, &adam).await;
    let mut goal = a_goal();
    goal["steps"] = json!([{"text": "Wait longer", "owner": "coachee", "check_back_on": world.day(1)}]);
    goal["state"] = json!("active");
    world.asking(&thomas).post(&format!("/users/{}/goals", adam.id), goal).await.is(201);
    world.follow().await;
    let organisations = std::slice::from_ref(&world.organisation);
    assert_eq!(daily(&at_hour(&world, 6), organisations).await.unwrap().mails, 2);
    let notices = world.asking(&adam).get("/me/notifications").await.is(200);
    assert_eq!(notices.items()[0]["kind"], "check_back_due");
    world.follow().await;
    assert_eq!(daily(&at_hour(&world, 30), organisations).await.unwrap().mails, 0, "told once");
    assert_eq!(mailed(&world, &adam).last().unwrap(), "A step of one of your goals is to be looked at today");
    assert_eq!(mailed(&world, &thomas).last().unwrap(), "A step of a goal of Adam Anderson is to be looked at today");
}

#[tokio::test]
async fn administrators_are_mailed_when_an_audit_is_done() {
    let world = World::new().await;
    world.ava().post("/audits", json!({})).await.is(201);
    world.follow().await;
    assert_eq!(mailed(&world, &world.ava), ["The audit of coaching assignments is done and found nothing wrong"]);
}
