//! Rules about the attributes that most items have: their version and their counters.

use super::{Condition, Rule, absent_or_below, either, equals, item::number, must, must_or};
use crate::domain::Error;
use std::borrow::Cow;

/// The rule that the item still has this version; version 0 means that it doesn't exist. Its failure is
/// `Stale`.
pub fn version_is(version: u64) -> Rule {
    let condition = if version == 0 {
        Condition::Absent
    } else {
        equals("version", version)
    };
    must_or(condition, |item| Error::Stale {
        current: number(item, "version").into(),
    })
}

/// The rule that the item has one of these versions. Without any, it must not exist.
pub fn version_is_one_of(versions: &[u64]) -> Rule {
    let is = |version: &u64| equals("version", *version);
    let none = Condition::Absent;
    let condition = versions.iter().map(is).reduce(either).unwrap_or(none);
    must_or(condition, |item| Error::Stale {
        current: number(item, "version").into(),
    })
}

/// The rule that a counter has room for `more` up to `most`. Its failure is `TooMany` of what is counted,
/// with what to do next.
pub fn at_most_in_all(
    counter: impl Into<Cow<'static, str>>,
    more: u32,
    most: u32,
    (of, next): (&'static str, &'static str),
) -> Rule {
    must(
        absent_or_below(counter, most + 1 - more),
        Error::TooMany { most, of, next },
    )
}
