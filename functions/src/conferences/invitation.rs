use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};
use shared::domain::{Conference, ConferenceKind, ConferenceState, Moment, OrganisationId, User};

/// A conference as an invitation for calendars (RFC 5545, RFC 5546). Times are in UTC, so that no
/// calendar needs to know the zone.
pub(crate) fn invitation(organisation: &OrganisationId, conference: &Conference, coachee: &User, invited: &[User]) -> String {
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
        .status(if is_cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed });
    if let Some(place) = &fields.place {
        event.location(place);
    }
    if let Some(agenda) = &fields.agenda {
        event.description(&agenda.replace('\r', ""));
    }
    for person in invited {
        if Some(person.id) == fields.coach_id {
            event.append_property(address("ORGANIZER", person).done());
        } else {
            event.append_multi_property(address("ATTENDEE", person).add_parameter("ROLE", "REQ-PARTICIPANT").done());
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

/// A person with address and name. A name in a parameter can't have a quotation mark.
fn address(property: &str, person: &User) -> Property {
    let mut address = Property::new(property, format!("mailto:{}", person.fields.email));
    address.add_parameter("CN", &person.name().replace('"', "’")).done()
}

/// `20260901T083000Z`.
fn utc(moment: Moment) -> String {
    let digits = moment.to_string().replace(['-', ':'], "");
    format!("{}Z", digits.split(['.', 'Z']).next().unwrap_or_default())
}
