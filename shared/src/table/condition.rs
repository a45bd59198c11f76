use super::Item;
use crate::domain::Error;
use aws_sdk_dynamodb::types::AttributeValue;
use std::{borrow::Cow, cmp::Ordering, collections::HashMap};

/// What must hold of an item for a change to be made.
///
/// Each condition has two forms made from one value: an expression for DynamoDB, which decides, and
/// [`Condition::holds`], which finds from the item that DynamoDB returned *which* condition failed.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// The item exists.
    Exists,
    /// The item doesn't exist.
    Absent,
    /// The attribute doesn't exist.
    Lacks(&'static str),
    /// The attribute has this value. Sets are equal in any order.
    Equals(&'static str, AttributeValue),
    /// The attribute exists and is at most the value.
    AtMost(&'static str, AttributeValue),
    /// The attribute doesn't exist or is at least the value.
    AbsentOrAtLeast(&'static str, AttributeValue),
    /// The item or the attribute doesn't exist, or it is below the value.
    AbsentOrBelow(Cow<'static, str>, AttributeValue),
    /// Both attributes exist, and the first is below the second.
    Below(&'static str, &'static str),
    /// The attribute exists and is above the value.
    Above(&'static str, AttributeValue),
    /// The list or set contains the value.
    Contains(&'static str, AttributeValue),
    /// At least one of the two holds.
    Either(Box<Condition>, Box<Condition>),
}

/// A condition, and the error that its failure means.
#[derive(Clone, Debug)]
pub struct Rule {
    /// What must hold.
    pub condition: Condition,
    /// What its failure means.
    pub otherwise: Otherwise,
}

/// The error for a failed condition.
#[derive(Clone, Debug)]
pub enum Otherwise {
    /// This error.
    Is(Error),
    /// An error that depends on the item as found; `NotFound` if there was none.
    From(fn(&Item) -> Error),
}

/// A rule with a fixed error.
pub fn must(condition: Condition, error: Error) -> Rule {
    Rule {
        condition,
        otherwise: Otherwise::Is(error),
    }
}

/// A rule whose error depends on the item as found.
pub fn must_or(condition: Condition, error: fn(&Item) -> Error) -> Rule {
    Rule {
        condition,
        otherwise: Otherwise::From(error),
    }
}

/// [`Condition::Equals`].
pub fn equals(name: &'static str, value: impl Into<Value>) -> Condition {
    Condition::Equals(name, value.into().0)
}

/// [`Condition::AtMost`].
pub fn at_most(name: &'static str, value: impl Into<Value>) -> Condition {
    Condition::AtMost(name, value.into().0)
}

/// [`Condition::AbsentOrAtLeast`].
pub fn absent_or_at_least(name: &'static str, value: impl Into<Value>) -> Condition {
    Condition::AbsentOrAtLeast(name, value.into().0)
}

/// [`Condition::AbsentOrBelow`].
pub fn absent_or_below(name: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Condition {
    Condition::AbsentOrBelow(name.into(), value.into().0)
}

/// [`Condition::Above`].
pub fn above(name: &'static str, value: impl Into<Value>) -> Condition {
    Condition::Above(name, value.into().0)
}

/// [`Condition::Contains`].
pub fn contains(name: &'static str, value: impl Into<Value>) -> Condition {
    Condition::Contains(name, value.into().0)
}

/// That a set contains exactly these texts; without any, that the attribute doesn't exist.
pub fn set_is(name: &'static str, texts: &[String]) -> Condition {
    if texts.is_empty() {
        Condition::Lacks(name)
    } else {
        Condition::Equals(name, AttributeValue::Ss(texts.to_vec()))
    }
}

/// [`Condition::Either`].
pub fn either(one: Condition, other: Condition) -> Condition {
    Condition::Either(Box::new(one), Box::new(other))
}

/// A value of the domain, to compare with or to set.
pub struct Value(pub(super) AttributeValue);

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self(AttributeValue::N(number.to_string()))
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        u64::from(number).into()
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self(AttributeValue::N(number.to_string()))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self(AttributeValue::S(text.to_owned()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self(AttributeValue::S(text))
    }
}

impl From<crate::domain::Day> for Value {
    fn from(day: crate::domain::Day) -> Self {
        day.to_string().into()
    }
}

impl Condition {
    /// Whether the condition holds of the item as DynamoDB returned it.
    pub fn holds(&self, item: Option<&Item>) -> bool {
        let get = |name: &str| item.and_then(|i| i.get(name));
        let compare =
            |name: &str, value: &AttributeValue| get(name).and_then(|v| ordering(v, value));
        match self {
            Self::Exists => item.is_some(),
            Self::Absent => item.is_none(),
            Self::Lacks(name) => get(name).is_none(),
            Self::Equals(name, value) => get(name).is_some_and(|found| same(found, value)),
            Self::AtMost(name, value) => compare(name, value).is_some_and(Ordering::is_le),
            Self::AbsentOrAtLeast(name, value) => {
                get(name).is_none() || compare(name, value).is_some_and(Ordering::is_ge)
            }
            Self::AbsentOrBelow(name, value) => {
                get(name).is_none() || compare(name, value).is_some_and(Ordering::is_lt)
            }
            Self::Below(name, other) => get(other)
                .and_then(|o| compare(name, o))
                .is_some_and(Ordering::is_lt),
            Self::Above(name, value) => compare(name, value).is_some_and(Ordering::is_gt),
            Self::Contains(name, value) => get(name).is_some_and(|found| has(found, value)),
            Self::Either(one, other) => one.holds(item) || other.holds(item),
        }
    }

    fn write(&self, names: &mut Placeholders) -> String {
        match self {
            Self::Exists => format!("attribute_exists({})", names.name("pk")),
            Self::Absent => format!("attribute_not_exists({})", names.name("pk")),
            Self::Lacks(name) => format!("attribute_not_exists({})", names.name(name)),
            Self::Equals(name, value) => format!("{} = {}", names.name(name), names.value(value)),
            Self::AtMost(name, value) => format!("{} <= {}", names.name(name), names.value(value)),
            Self::AbsentOrAtLeast(name, value) => names.absent_or(name, ">=", value),
            Self::AbsentOrBelow(name, value) => names.absent_or(name, "<", value),
            Self::Below(name, other) => format!("{} < {}", names.name(name), names.name(other)),
            Self::Above(name, value) => format!("{} > {}", names.name(name), names.value(value)),
            Self::Contains(name, value) => {
                format!("contains({}, {})", names.name(name), names.value(value))
            }
            Self::Either(one, other) => format!("({} OR {})", one.write(names), other.write(names)),
        }
    }
}

impl Rule {
    fn error(&self, item: Option<&Item>) -> Error {
        match (&self.otherwise, item) {
            (Otherwise::Is(error), _) => error.clone(),
            (Otherwise::From(error), Some(item)) => error(item),
            (Otherwise::From(_), None) => Error::NotFound,
        }
    }
}

/// The error of the first rule that doesn't hold.
pub(super) fn first_failure(rules: &[Rule], item: Option<&Item>) -> Option<Error> {
    rules
        .iter()
        .find(|rule| !rule.condition.holds(item))
        .map(|rule| rule.error(item))
}

/// All rules as one condition expression; none without rules.
pub(super) fn expression(rules: &[Rule], names: &mut Placeholders) -> Option<String> {
    let all: Vec<String> = rules
        .iter()
        .map(|rule| rule.condition.write(names))
        .collect();
    (!all.is_empty()).then(|| all.join(" AND "))
}

/// Sets are equal in any order.
fn same(one: &AttributeValue, other: &AttributeValue) -> bool {
    match (one, other) {
        (AttributeValue::Ss(one), AttributeValue::Ss(other)) => {
            one.len() == other.len() && one.iter().all(|text| other.contains(text))
        }
        _ => one == other,
    }
}

fn has(list: &AttributeValue, value: &AttributeValue) -> bool {
    match (list, value) {
        (AttributeValue::L(list), value) => list.contains(value),
        (AttributeValue::Ss(set), AttributeValue::S(text)) => set.contains(text),
        _ => false,
    }
}

fn ordering(a: &AttributeValue, b: &AttributeValue) -> Option<Ordering> {
    match (a, b) {
        (AttributeValue::S(a), AttributeValue::S(b)) => Some(a.cmp(b)),
        (AttributeValue::N(a), AttributeValue::N(b)) => {
            a.parse::<i64>().ok()?.partial_cmp(&b.parse::<i64>().ok()?)
        }
        _ => None,
    }
}

/// The names and values of the expressions of one request.
#[derive(Default)]
pub(super) struct Placeholders {
    pub names: HashMap<String, String>,
    pub values: HashMap<String, AttributeValue>,
}

impl Placeholders {
    pub fn name(&mut self, name: &str) -> String {
        let placeholder = format!("#{name}");
        self.names.insert(placeholder.clone(), name.to_owned());
        placeholder
    }

    pub fn value(&mut self, value: &AttributeValue) -> String {
        let placeholder = format!(":v{}", self.values.len());
        self.values.insert(placeholder.clone(), value.clone());
        placeholder
    }

    fn absent_or(&mut self, name: &str, compared: &str, value: &AttributeValue) -> String {
        let name = self.name(name);
        let value = self.value(value);
        format!("(attribute_not_exists({name}) OR {name} {compared} {value})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(count: u32, capacity: u32) -> Item {
        [("count", count), ("capacity", capacity)]
            .map(|(n, v)| (n.to_owned(), Value::from(v).0))
            .into()
    }

    #[test]
    fn the_first_rule_that_fails_names_the_error() {
        let rules = [
            must(Condition::Exists, Error::NotFound),
            must(equals("capacity", 9_u32), Error::InactiveUser),
            must(Condition::Below("count", "capacity"), Error::AtCapacity),
        ];
        assert_eq!(first_failure(&rules, None), Some(Error::NotFound));
        assert_eq!(
            first_failure(&rules, Some(&item(10, 8))),
            Some(Error::InactiveUser)
        );
        assert_eq!(
            first_failure(&rules, Some(&item(10, 9))),
            Some(Error::AtCapacity)
        );
        assert_eq!(first_failure(&rules, Some(&item(8, 9))), None);
    }

    #[test]
    fn numbers_compare_as_numbers_and_absence_is_its_own_case() {
        let there = item(9, 10);
        assert!(Condition::Below("count", "capacity").holds(Some(&there)));
        assert!(!Condition::Below("count", "missing").holds(Some(&there)));
        assert!(absent_or_at_least("missing", 1_u32).holds(Some(&there)));
        assert!(!absent_or_at_least("count", 10_u32).holds(Some(&there)));
        assert!(
            absent_or_below("count", 10_u32).holds(Some(&there))
                && absent_or_below("count", 1_u32).holds(None)
        );
        assert!(
            at_most("count", 9_u32).holds(Some(&there))
                && !at_most("missing", 9_u32).holds(Some(&there))
        );
        assert!(
            above("count", 8_u32).holds(Some(&there)) && !above("count", 9_u32).holds(Some(&there))
        );
        assert!(either(Condition::Absent, Condition::Exists).holds(None));
    }
}
