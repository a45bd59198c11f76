use jiff::{Timestamp, civil::Date, tz::TimeZone};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use std::{
    borrow::Cow,
    fmt,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime},
};

/// A day of the calendar, as the organisation's time zone has it. Written `2026-09-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Day(Date);

/// Takes the one way of writing it, as days are compared as text in the table's conditions.
impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.parse::<Date>() {
            Ok(date) if date.year() >= 0 && date.to_string() == text => Ok(Self(date)),
            _ => Err(D::Error::custom("write a day such as 2026-09-01")),
        }
    }
}

impl Day {
    pub const fn new(year: i16, month: i8, day: i8) -> Self {
        Self(jiff::civil::date(year, month, day))
    }

    /// How many days there are from `earlier` to this one; negative when it is later.
    pub fn days_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).get_days().into()
    }

    /// As a letter writes it: `December 1, 2026`.
    pub fn in_words(self) -> String {
        self.0.strftime("%B %-d, %Y").to_string()
    }

    /// The day `days` later, or earlier when negative.
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
        json_schema!({"type": "string", "format": "date", "example": "2026-09-01"})
    }
}

/// A month of a year. Written `2026-09`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    pub fn before(self) -> Self {
        if self.month == 1 { Self { year: self.year - 1, month: 12 } } else { Self { month: self.month - 1, ..self } }
    }
}

impl std::str::FromStr for Month {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (year, month) = text.split_once('-').ok_or(())?;
        Ok(Self { year: year.parse().map_err(|_| ())?, month: month.parse().map_err(|_| ())? })
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// A moment in UTC, to the millisecond. Written `2026-09-01T08:30:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Moment(Timestamp);

/// Takes what RFC 3339 takes, in any offset.
impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let moment = text.parse::<Timestamp>().ok().filter(|_| is_rfc_3339(&text));
        let moment = moment.ok_or_else(|| D::Error::custom("write a time such as 2026-09-01T08:30:00Z"))?;
        Ok(Self::from_millisecond(moment.as_millisecond()))
    }
}

/// Whether the parts of a time are parted as RFC 3339 has it; whether they are right is for others.
fn is_rfc_3339(text: &str) -> bool {
    let at = |place: usize| text.as_bytes().get(place).copied().unwrap_or_default();
    let zone = text.len().saturating_sub(6);
    let ends = matches!(text.as_bytes().last(), Some(b'Z' | b'z')) || (matches!(at(zone), b'+' | b'-') && at(zone + 3) == b':');
    let parts = [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')].into_iter().all(|(place, sign)| at(place) == sign);
    parts && ends && matches!(at(10), b'T' | b't') && text.len() <= MAX_TIME
}

/// The most characters of a time: nine decimals and an offset.
const MAX_TIME: usize = 35;

impl Moment {
    pub fn from_millisecond(millisecond: i64) -> Self {
        Self(Timestamp::from_millisecond(millisecond).unwrap_or(Timestamp::UNIX_EPOCH))
    }

    /// As a letter writes it, in a time zone: `Tuesday, December 1, 2026 at 10:00 AM CST`.
    pub fn in_words(self, time_zone: &str) -> String {
        let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
        let there = zone.to_datetime(self.0).strftime("%A, %B %-d, %Y at %-I:%M %p");
        format!("{there} {}", zone.to_offset_info(self.0).abbreviation())
    }

    /// Milliseconds since 1970.
    pub fn millisecond(self) -> u64 {
        u64::try_from(self.0.as_millisecond()).unwrap_or(0)
    }

    /// The month in UTC.
    pub fn month(self) -> Month {
        let date = TimeZone::UTC.to_datetime(self.0).date();
        Month { year: date.year(), month: date.month() }
    }

    /// Seconds since 1970, as tokens and the table's TTL count.
    pub fn as_second(self) -> i64 {
        self.0.as_second()
    }

    pub fn plus_seconds(self, seconds: i64) -> Self {
        self.plus_milliseconds(seconds * 1000)
    }

    pub fn plus_milliseconds(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(jiff::SignedDuration::from_millis(milliseconds)).unwrap_or(self.0))
    }

    /// The day that this moment falls on in a time zone; in UTC when the zone is not known.
    pub fn day_in(self, time_zone: &str) -> Day {
        let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
        Day(zone.to_datetime(self.0).date())
    }
}

impl Day {
    /// The first moment of the day in a time zone; in UTC when the zone is not known.
    pub fn begins_in(self, time_zone: &str) -> Moment {
        let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
        Moment(zone.to_timestamp(self.0.to_datetime(jiff::civil::Time::midnight())).unwrap_or(Timestamp::MIN))
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
        json_schema!({"type": "string", "format": "date-time", "maxLength": MAX_TIME, "example": "2026-09-01T08:30:00Z"})
    }
}

/// Whether the IANA database knows the time zone.
pub fn is_time_zone(name: &str) -> bool {
    TimeZone::get(name).is_ok()
}

/// The system's clock, which a test may set ahead or back.
#[derive(Clone, Default)]
pub struct Clock {
    ahead_ms: Arc<AtomicI64>,
}

impl Clock {
    pub fn now(&self) -> Moment {
        let ms = Timestamp::now().as_millisecond() + self.ahead_ms.load(Ordering::Relaxed);
        Moment::from_millisecond(ms)
    }

    /// A clock that says this now, and goes on from it.
    pub fn at(moment: Moment) -> Self {
        let ahead = moment.0.as_millisecond() - Timestamp::now().as_millisecond();
        Self { ahead_ms: Arc::new(AtomicI64::new(ahead)) }
    }

    /// Moves this clock and its clones ahead.
    pub fn advance(&self, by: Duration) {
        self.ahead_ms.fetch_add(by.as_millis() as i64, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_the_organisations_day() {
        let late = Moment::from_millisecond(1_788_220_800_000 + 3 * 3_600_000); // 2026-09-01T03:00Z
        assert_eq!(late.day_in("America/Chicago").to_string(), "2026-08-31");
        assert_eq!(late.day_in("Europe/Berlin").to_string(), "2026-09-01");
        assert_eq!(late.day_in("no such zone"), late.day_in("UTC"));
    }

    #[test]
    fn a_day_is_written_in_one_way() {
        let read = |text: &str| serde_json::from_value::<Day>(text.into());
        assert_eq!(read("2026-09-01").ok(), Some(Day::new(2026, 9, 1)));
        for other in ["20260901", "+002026-09-01", "2026-09-01T08:00", "2026-09-01T08:00[UTC]", "-000400-01-01", "2026-9-1", "2026-02-30"] {
            assert!(read(other).is_err(), "{other}");
        }
    }

    #[test]
    fn a_moment_is_read_as_rfc_3339_has_it() {
        let read = |text: &str| serde_json::from_value::<Moment>(text.into()).ok();
        let noon = read("2026-09-01T12:00:00Z");
        assert!(noon.is_some());
        for same in ["2026-09-01t12:00:00z", "2026-09-01T12:00:00.0004Z", "2026-09-01T07:00:00-05:00"] {
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

    #[test]
    fn moments_are_written_in_utc() {
        let json = serde_json::to_string(&Moment::from_millisecond(0)).expect("a string");
        assert_eq!(json, "\"1970-01-01T00:00:00Z\"");
    }
}
