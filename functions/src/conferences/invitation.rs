//! Helper: the calendar file of a conference, for its download and for mails.

use super::schedule::both;
use crate::assignments::distinct;
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};
use shared::{
    domain::{Conference, ConferenceKind, ConferenceState, Moment, OrganisationId, User, UserId},
    permission::Viewer,
};

/// The address that calendars show for a person without one.
const NO_ADDRESS: &str = "invalid:nomail";

/// A conference as an invitation for calendars (RFC 5545, RFC 5546). Times are in UTC, so that no calendar
/// needs to know the time zone. People whose address the viewer may not see are shown by name only.
pub(crate) fn invitation(
    organisation: &OrganisationId,
    conference: &Conference,
    coachee: &User,
    invited: &[User],
    viewer: Viewer,
) -> String {
    let fields = &conference.fields;
    let is_cancelled = fields.state == ConferenceState::Cancelled;
    let mut event = Event::new();
    event
        .uid(&format!("{}@{organisation}.coachwork", conference.id))
        .sequence(conference.sequence)
        .add_property("DTSTAMP", utc(conference.stamp.updated_at))
        .add_property("DTSTART", utc(fields.starts_at))
        .add_property("DTEND", utc(fields.ends_at))
        .summary(&format!("{} with {}", kind(fields.kind), coachee.name()))
        .status(if is_cancelled {
            EventStatus::Cancelled
        } else {
            EventStatus::Confirmed
        });
    if let Some(place) = &fields.place {
        event.location(place);
    }
    if let Some(agenda) = &fields.agenda {
        event.description(&agenda.replace('\r', ""));
    }
    // Inactive people are left out, except for the coach: without an organizer, calendars accept neither an
    // invitation nor its cancellation.
    for person in invited
        .iter()
        .filter(|person| Some(person.id) == fields.coach_id || viewer.knows(person))
    {
        if Some(person.id) == fields.coach_id {
            event.append_property(address("ORGANIZER", person, viewer).done());
        } else {
            event.append_multi_property(
                address("ATTENDEE", person, viewer)
                    .add_parameter("ROLE", "REQ-PARTICIPANT")
                    .done(),
            );
        }
    }
    let mut calendar = Calendar::empty();
    for (name, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//Coachwork//Coachwork//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", if is_cancelled { "CANCEL" } else { "REQUEST" }),
    ] {
        calendar.append_property((name, value));
    }
    calendar.push(event.done()).to_string()
}

fn kind(kind: ConferenceKind) -> &'static str {
    match kind {
        ConferenceKind::PreObservation => "Pre-observation conference",
        ConferenceKind::PostObservation => "Post-observation conference",
        ConferenceKind::CheckIn => "Check-in",
    }
}

/// A person with address and name. A parameter can't contain a quotation mark.
fn address(property: &str, person: &User, viewer: Viewer) -> Property {
    let uri = viewer
        .address(person)
        .map_or_else(|| NO_ADDRESS.to_owned(), |email| format!("mailto:{email}"));
    let mut address = Property::new(property, uri);
    address
        .add_parameter("CN", &person.name().replace('"', "’"))
        .done()
}

/// `20260901T083000Z`.
fn utc(moment: Moment) -> String {
    let digits = moment.to_string().replace(['-', ':'], "");
    format!("{}Z", digits.split(['.', 'Z']).next().unwrap_or_default())
}

/// The people invited, each once: coachee, coach and attendees.
pub(crate) fn invited(conference: &Conference, owner: UserId) -> Vec<UserId> {
    distinct(
        both(owner, conference)
            .into_iter()
            .chain(conference.fields.attendee_ids.iter().copied()),
    )
}
