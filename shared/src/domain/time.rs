//! Days and moments, and the limits within which both are accepted.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use std::{
    borrow::Cow,
    fmt,
    time::{Duration, SystemTime},
};

/// A day of the calendar, in the organization's time zone. Written `2026-09-01`.
///
/// Days are accepted from [`Day::FIRST`] to [`Day::LAST`]. Every accepted moment falls on one of them in
/// every time zone, so whatever is derived from accepted input and stored can be read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Day(Date);

/// Accepts only one way of writing a day, because conditions of the table compare days as text.
impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let day = text
            .parse::<Date>()
            .ok()
            .filter(|date| date.year() >= 0 && date.to_string() == text)
            .map(Self);
        match day {
            Some(day) if (Self::FIRST..=Self::LAST).contains(&day) => Ok(day),
            Some(_) => Err(D::Error::custom(format!(
                "choose a day from {} to {}",
                Self::FIRST,
                Self::LAST
            ))),
            None => Err(D::Error::custom("write a day such as 2026-09-01")),
        }
    }
}

impl Day {
    /// The first day that is accepted.
    pub const FIRST: Self = Self::new(1900, 1, 1);
    /// The last day that is accepted.
    pub const LAST: Self = Self::new(2199, 12, 31);

    /// The day of this date, for constants and tests.
    pub const fn new(year: i16, month: i8, day: i8) -> Self {
        Self(jiff::civil::date(year, month, day))
    }

    /// The days from `earlier` to this one; negative when that is later.
    pub fn days_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).get_days().into()
    }

    /// The day as in a letter: `December 1, 2026`.
    pub fn in_words(self) -> String {
        self.0.strftime("%B %-d, %Y").to_string()
    }

    /// The day this many days later, or earlier when negative.
    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().days(days)))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl JsonSchema for Day {
    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let (first, last) = (Self::FIRST.to_string(), Self::LAST.to_string());
        json_schema!({"type": "string", "format": "date", "x-earliest": first, "x-latest": last, "example": "2026-09-01"})
    }
}

/// A month of a year, in UTC. Written `2026-09`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    /// The month before.
    pub fn before(self) -> Self {
        if self.month == 1 {
            Self {
                year: self.year - 1,
                month: 12,
            }
        } else {
            Self {
                month: self.month - 1,
                ..self
            }
        }
    }
}

impl std::str::FromStr for Month {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (year, month) = text.split_once('-').ok_or(())?;
        Ok(Self {
            year: year.parse().map_err(|_| ())?,
            month: month.parse().map_err(|_| ())?,
        })
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// A moment in UTC, to the millisecond. Written `2026-09-01T08:30:00Z`.
///
/// Moments are accepted from [`Moment::FIRST`], 1970, because ids count from there and sort by time, to
/// [`Moment::LAST`], up to which every time zone has a [`Day`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Moment(pub(super) Timestamp);

/// Accepts what RFC 3339 allows, with any offset.
impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let moment = text
            .parse::<Timestamp>()
            .ok()
            .filter(|_| is_rfc_3339(&text));
        let moment =
            moment.ok_or_else(|| D::Error::custom("write a time such as 2026-09-01T08:30:00Z"))?;
        let moment = Self::from_millisecond(moment.as_millisecond());
        if !(Self::FIRST..=Self::LAST).contains(&moment) {
            return Err(D::Error::custom(format!(
                "choose a time from {} to {}",
                Self::FIRST,
                Self::LAST
            )));
        }
        Ok(moment)
    }
}

/// Whether the separators are where RFC 3339 puts them. Parsing checks the rest.
fn is_rfc_3339(text: &str) -> bool {
    let at = |place: usize| text.as_bytes().get(place).copied().unwrap_or_default();
    let zone = text.len().saturating_sub(6);
    let hours = text.get(zone + 1..zone + 3).unwrap_or_default();
    let ends = matches!(text.as_bytes().last(), Some(b'Z' | b'z'))
        || (matches!(at(zone), b'+' | b'-') && hours < "24" && at(zone + 3) == b':');
    let parts = [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')]
        .into_iter()
        .all(|(place, sign)| at(place) == sign);
    let is_short = text.len() <= MAX_TIME && !text.contains(',');
    parts && ends && matches!(at(10), b'T' | b't') && is_short
}

/// The most characters of a time: nine decimals and an offset.
const MAX_TIME: usize = 35;

impl Moment {
    /// The first moment that is accepted: 1970-01-01T00:00:00Z.
    pub const FIRST: Self = Self(Timestamp::UNIX_EPOCH);
    /// The last moment that is accepted: 2199-12-31T00:00:00Z.
    pub const LAST: Self = Self(Timestamp::constant(7_258_032_000, 0));

    /// The moment this many milliseconds after 1970.
    pub fn from_millisecond(millisecond: i64) -> Self {
        Self(Timestamp::from_millisecond(millisecond).unwrap_or(Timestamp::UNIX_EPOCH))
    }

    /// The moment as in a letter, in a time zone: `Tuesday, December 1, 2026 at 10:00 AM CST`.
    pub fn in_words(self, time_zone: &str) -> String {
        let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
        let there = zone
            .to_datetime(self.0)
            .strftime("%A, %B %-d, %Y at %-I:%M %p");
        format!("{there} {}", zone.to_offset_info(self.0).abbreviation())
    }

    /// Milliseconds since 1970.
    pub fn millisecond(self) -> u64 {
        u64::try_from(self.0.as_millisecond()).unwrap_or(0)
    }

    /// The month in UTC.
    pub fn month(self) -> Month {
        let date = TimeZone::UTC.to_datetime(self.0).date();
        Month {
            year: date.year(),
            month: date.month(),
        }
    }

    /// Seconds since 1970, as tokens and the table's TTL count.
    pub fn as_second(self) -> i64 {
        self.0.as_second()
    }

    /// The moment this many seconds later.
    pub fn plus_seconds(self, seconds: i64) -> Self {
        self.plus_milliseconds(seconds * 1000)
    }

    /// The moment this many milliseconds later.
    pub fn plus_milliseconds(self, milliseconds: i64) -> Self {
        Self(
            self.0
                .saturating_add(jiff::SignedDuration::from_millis(milliseconds))
                .unwrap_or(self.0),
        )
    }

    /// The day of this moment in a time zone; in UTC when the zone is unknown.
    pub fn day_in(self, time_zone: &str) -> Day {
        let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
        Day(zone.to_datetime(self.0).date())
    }
}

impl Day {
    /// The first moment of the day in a time zone; in UTC when the zone is unknown.
    pub fn begins_in(self, time_zone: &str) -> Moment {
        let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
        Moment(
            zone.to_timestamp(self.0.to_datetime(jiff::civil::Time::midnight()))
                .unwrap_or(Timestamp::MIN),
        )
    }
}

impl From<Moment> for SystemTime {
    fn from(moment: Moment) -> Self {
        let since_1970 = u64::try_from(moment.0.as_millisecond()).unwrap_or(0);
        SystemTime::UNIX_EPOCH + Duration::from_millis(since_1970)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl JsonSchema for Moment {
    fn schema_name() -> Cow<'static, str> {
        "Moment".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let (first, last) = (Self::FIRST.to_string(), Self::LAST.to_string());
        json_schema!({
            "type": "string", "format": "date-time", "x-earliest": first, "x-latest": last, "maxLength": MAX_TIME,
            "example": "2026-09-01T08:30:00Z",
        })
    }
}

/// Whether the IANA database knows the time zone.
pub fn is_time_zone(name: &str) -> bool {
    // In the database, but not zones that a clock could show.
    let is_placeholder = ["Etc/Unknown", "Factory"]
        .iter()
        .any(|placeholder| placeholder.eq_ignore_ascii_case(name));
    !is_placeholder && TimeZone::get(name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_depends_on_the_time_zone() {
        let late = Moment::from_millisecond(1_788_220_800_000 + 3 * 3_600_000); // 2026-09-01T03:00Z
        assert_eq!(late.day_in("America/Chicago").to_string(), "2026-08-31");
        assert_eq!(late.day_in("Europe/Berlin").to_string(), "2026-09-01");
        assert_eq!(late.day_in("no such zone"), late.day_in("UTC"));
    }

    #[test]
    fn a_day_is_written_in_one_way() {
        let read = |text: &str| serde_json::from_value::<Day>(text.into());
        assert_eq!(read("2026-09-01").ok(), Some(Day::new(2026, 9, 1)));
        for other in [
            "20260901",
            "+002026-09-01",
            "2026-09-01T08:00",
            "2026-09-01T08:00[UTC]",
            "-000400-01-01",
            "2026-9-1",
            "2026-02-30",
        ] {
            assert!(read(other).is_err(), "{other}");
        }
    }

    #[test]
    fn a_moment_is_parsed_as_rfc_3339_defines_it() {
        let read = |text: &str| serde_json::from_value::<Moment>(text.into()).ok();
        let noon = read("2026-09-01T12:00:00Z");
        assert!(noon.is_some());
        for same in [
            "2026-09-01t12:00:00z",
            "2026-09-01T12:00:00.0004Z",
            "2026-09-01T07:00:00-05:00",
        ] {
            assert_eq!(read(same), noon, "{same}");
        }
        for other in [
            "2026-09-01",
            "20260901T120000Z",
            "2026-09-01 12:00:00Z",
            "2026-09-01T12:00:00",
            "2026-09-01T12:00Z",
            "2026-02-30T12:00:00Z",
            "2026-09-01T12:00:00Z[UTC]",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }

    /// Every time zone, at both ends of the accepted range.
    #[test]
    fn whatever_is_accepted_falls_on_a_day_that_can_be_read_back() {
        let read = |text: &str| serde_json::from_value::<Moment>(text.into()).ok();
        let zones: Vec<String> = jiff::tz::db()
            .available()
            .map(|zone| zone.to_string())
            .collect();
        assert!(zones.len() > 400, "only {} zones", zones.len());
        for edge in [Moment::FIRST, Moment::LAST] {
            assert_eq!(read(&edge.to_string()), Some(edge));
            for zone in &zones {
                let day = edge.day_in(zone);
                assert!(
                    serde_json::from_value::<Day>(day.to_string().into()).is_ok(),
                    "{edge} in {zone} is {day}"
                );
            }
        }
        for edge in [Day::FIRST, Day::LAST] {
            assert_eq!(
                serde_json::from_value::<Day>(edge.to_string().into()).ok(),
                Some(edge)
            );
            for zone in &zones {
                assert_eq!(edge.begins_in(zone).day_in(zone), edge, "{edge} in {zone}");
            }
        }
        assert_eq!(Moment::LAST.to_string(), "2199-12-31T00:00:00Z");
        for beyond in [
            "0000-01-01T00:00:00+01:00",
            "0000-01-01T00:00:00Z",
            "1969-12-31T23:59:59.999Z",
            "2199-12-31T00:00:00.001Z",
        ] {
            assert_eq!(read(beyond), None, "{beyond}");
        }
        for beyond in ["0000-01-01", "1899-12-31", "2200-01-01", "9999-12-31"] {
            assert!(
                serde_json::from_value::<Day>(beyond.into()).is_err(),
                "{beyond}"
            );
        }
    }

    #[test]
    fn moments_are_written_in_utc() {
        let json = serde_json::to_string(&Moment::from_millisecond(0)).expect("a string");
        assert_eq!(json, "\"1970-01-01T00:00:00Z\"");
    }
}
