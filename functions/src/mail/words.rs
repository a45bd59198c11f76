//! Helper: the words of a mail about a notice. They have only names, kinds, days and times, and nothing of a note, an
//! observation or a goal.

use shared::domain::{Day, Notice, NoticeKind, UserId};

/// A notice in words, and a link to what it is about.
#[derive(Debug, PartialEq)]
pub struct Message {
    /// Ends with a full stop.
    pub sentence: String,
    /// The text of the link.
    pub label: &'static str,
    /// The path in the portal.
    pub path: String,
}

/// The message for the recipient `to`, with times in this time zone.
pub fn message(notice: &Notice, to: UserId, time_zone: &str) -> Message {
    let (label, path) = link(notice, to);
    Message {
        sentence: sentence(notice, time_zone),
        label,
        path,
    }
}

fn sentence(notice: &Notice, time_zone: &str) -> String {
    let name = notice
        .person
        .as_ref()
        .map(|person| person.name.as_str())
        .unwrap_or_default();
    let by = &notice.by.name;
    let at = notice
        .starts_at
        .map(|at| at.in_words(time_zone))
        .unwrap_or_default();
    let with = if name.is_empty() {
        format!("Your conference with {by}")
    } else {
        format!("The conference with {name}")
    };
    let review = notice.review.as_deref().unwrap_or_default();
    let assignments = counted(notice.count, "assignment", "assignments");
    let wait = if notice.count == Some(1) {
        "waits"
    } else {
        "wait"
    };
    let due = notice.due_on.map(Day::in_words).unwrap_or_default();
    match notice.kind {
        NoticeKind::CoachAssigned => format!("{name} is now your coach."),
        NoticeKind::CoacheeAssigned => format!("You now coach {name}."),
        NoticeKind::CoachRemoved => format!("{name} is no longer your coach."),
        NoticeKind::CoacheeRemoved => format!("You no longer coach {name}."),
        NoticeKind::CoachStatusGranted => "You were granted coaching access.".to_owned(),
        NoticeKind::CoachStatusWithdrawn => "Your coaching access was withdrawn.".to_owned(),
        NoticeKind::ConferenceScheduled if name.is_empty() => {
            format!("{by} scheduled a conference with you for {at}.")
        }
        NoticeKind::ConferenceScheduled => {
            format!("A conference with {name} was scheduled for {at}.")
        }
        NoticeKind::ConferenceMoved => format!("{with} was changed: it begins {at}."),
        NoticeKind::ConferenceCancelled => format!("{with} on {at} was canceled."),
        NoticeKind::ObservationShared => format!("{by} shared an observation with you."),
        NoticeKind::ObservationAcknowledged => format!("{name} acknowledged your observation."),
        NoticeKind::ReviewAssigned => {
            format!("{assignments} of “{review}” {wait} for your decision, until {due}.")
        }
        NoticeKind::ReviewReminder => format!(
            "{assignments} of “{review}” still {wait} for your decision; the last day is {due}."
        ),
        NoticeKind::ReviewWaits => format!(
            "“{review}” is over and waits for you: {} not decided.",
            assignments.to_lowercase()
        ),
        NoticeKind::ReviewClosed => format!("“{review}” is closed."),
        NoticeKind::CheckBackDue if name.is_empty() => {
            "A step of one of your goals has its check-back today.".to_owned()
        }
        NoticeKind::CheckBackDue => format!("A step of a goal of {name} has its check-back today."),
        NoticeKind::AuditDone => match notice.count {
            None | Some(0) => {
                "The audit of coaching assignments is done and found nothing wrong.".to_owned()
            }
            found => format!(
                "The audit of coaching assignments is done: {}.",
                counted(found, "finding", "findings").to_lowercase()
            ),
        },
    }
}

/// A count with its noun, as the beginning of a sentence.
fn counted(count: Option<u32>, one: &str, more: &str) -> String {
    match count {
        Some(1) => format!("One {one}"),
        Some(count) => format!("{count} {more}"),
        None => format!("No {more}"),
    }
}

/// The text and the path of the link.
fn link(notice: &Notice, to: UserId) -> (&'static str, String) {
    let owner = notice.person.as_ref().map_or(to, |person| person.id);
    let record = notice.record_id.as_deref().unwrap_or_default();
    match notice.kind {
        NoticeKind::CoacheeAssigned => ("Open the profile", format!("/people/{owner}")),
        NoticeKind::ConferenceScheduled
        | NoticeKind::ConferenceMoved
        | NoticeKind::ConferenceCancelled => (
            "Open the conference",
            format!("/people/{owner}/conferences/{record}"),
        ),
        NoticeKind::ObservationShared | NoticeKind::ObservationAcknowledged => (
            "Open the observation",
            format!("/people/{owner}/observations/{record}"),
        ),
        NoticeKind::CheckBackDue => ("Open the goal", format!("/people/{owner}/goals/{record}")),
        NoticeKind::ReviewAssigned | NoticeKind::ReviewReminder => {
            ("Decide now", "/reviews/mine".to_owned())
        }
        NoticeKind::ReviewWaits | NoticeKind::ReviewClosed => {
            ("Open the review", format!("/reviews/{record}"))
        }
        NoticeKind::AuditDone => ("Open the audit", format!("/audits/{record}")),
        NoticeKind::CoachAssigned
        | NoticeKind::CoachRemoved
        | NoticeKind::CoacheeRemoved
        | NoticeKind::CoachStatusGranted
        | NoticeKind::CoachStatusWithdrawn => {
            ("Open your profile", format!("/people/{to}/coaching"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// A notice with every field.
    fn notice(kind: NoticeKind, person: bool) -> Notice {
        let mut notice = json!({
            "id": "01K5S0Q0000000000000000AVA", "kind": kind, "at": "2026-09-01T08:30:00Z", "by": {"name": "Ava Morgan"},
            "record_id": "01K5S0Q0000000000000C0NF00", "starts_at": "2026-12-01T16:00:00Z", "review": "Spring", "count": 3,
            "due_on": "2026-12-08", "expires_at": 0,
        });
        if person {
            notice["person"] = json!({"id": "01K5S0Q00000000000000ADAM0", "name": "Adam Anderson"});
        }
        serde_json::from_value(notice).expect("a notice")
    }

    #[test]
    fn every_notice_has_a_whole_sentence_and_a_link() {
        let to: UserId = "01K5S0Q000000000000THMAS00".parse().expect("an id");
        for kind in NoticeKind::ALL {
            for person in [true, false] {
                let message = message(&notice(kind, person), to, "America/Chicago");
                assert!(
                    message.sentence.ends_with('.') && !message.sentence.contains(['{', '}']),
                    "{kind:?}: {}",
                    message.sentence
                );
                assert!(
                    message.path.starts_with('/') && !message.path.contains("//"),
                    "{kind:?}: {}",
                    message.path
                );
            }
        }
    }

    #[test]
    fn times_are_in_the_organizations_time_zone() {
        let sentence = |kind, person| sentence(&notice(kind, person), "America/Chicago");
        let scheduled = sentence(NoticeKind::ConferenceScheduled, false);
        assert_eq!(
            scheduled,
            "Ava Morgan scheduled a conference with you for Tuesday, December 1, 2026 at 10:00 AM CST."
        );
        assert_eq!(
            sentence(NoticeKind::ReviewAssigned, false),
            "3 assignments of “Spring” wait for your decision, until December 8, 2026."
        );
    }
}
