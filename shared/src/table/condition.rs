use super::Item;
use crate::domain::Error;
use aws_sdk_dynamodb::types::AttributeValue;
use std::{borrow::Cow, cmp::Ordering, collections::HashMap};

/// What must hold of an item for a change to be made.
///
/// Each condition is said twice from one value: as an expression for DynamoDB, which decides, and
/// as [`Condition::holds`], which tells from the item that DynamoDB returned *which* one failed.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    Exists,
    Absent,
    /// The attribute is not there.
    Lacks(&'static str),
    Equals(&'static str, AttributeValue),
    /// The attribute is there and not above the value.
    AtMost(&'static str, AttributeValue),
    /// The attribute is not there, or not below the value.
    AbsentOrAtLeast(&'static str, AttributeValue),
    /// The item or the attribute is not there, or it is below the value.
    AbsentOrBelow(Cow<'static, str>, AttributeValue),
    /// The first attribute is below the second.
    Below(&'static str, &'static str),
    /// The attribute is above the value.
    Above(&'static str, AttributeValue),
    /// The list in the attribute has the value.
    Contains(&'static str, AttributeValue),
    /// Either of two conditions.
    Either(Box<Condition>, Box<Condition>),
}

/// A condition, and the error that its failure means.
#[derive(Clone, Debug)]
pub struct Rule {
    pub condition: Condition,
    pub otherwise: Otherwise,
}

/// The error for a failed condition.
#[derive(Clone, Debug)]
pub enum Otherwise {
    Is(Error),
    /// Told from the item as it was found.
    Tells(fn(&Item) -> Error),
}

/// A rule: `must(condition, error)`.
pub fn must(condition: Condition, error: Error) -> Rule {
    Rule { condition, otherwise: Otherwise::Is(error) }
}

/// A rule whose error depends on the item that was found.
pub fn must_or(condition: Condition, tell: fn(&Item) -> Error) -> Rule {
    Rule { condition, otherwise: Otherwise::Tells(tell) }
}

pub fn equals(name: &'static str, value: impl Into<Value>) -> Condition {
    Condition::Equals(name, value.into().0)
}

pub fn at_most(name: &'static str, value: impl Into<Value>) -> Condition {
    Condition::AtMost(name, value.into().0)
}

pub fn absent_or_at_least(name: &'static str, value: impl Into<Value>) -> Condition {
    Condition::AbsentOrAtLeast(name, value.into().0)
}

pub fn absent_or_below(name: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Condition {
    Condition::AbsentOrBelow(name.into(), value.into().0)
}

pub fn above(name: &'static str, value: impl Into<Value>) -> Condition {
    Condition::Above(name, value.into().0)
}

pub fn contains(name: &'static str, value: impl Into<Value>) -> Condition {
    Condition::Contains(name, value.into().0)
}

pub fn either(one: Condition, other: Condition) -> Condition {
    Condition::Either(Box::new(one), Box::new(other))
}

/// A value to compare with or to set, from what the domain has.
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
    /// Whether the condition holds of the item, as DynamoDB has it.
    pub fn holds(&self, item: Option<&Item>) -> bool {
        let get = |name: &str| item.and_then(|i| i.get(name));
        let compare = |name: &str, value: &AttributeValue| get(name).and_then(|v| ordering(v, value));
        match self {
            Self::Exists => item.is_some(),
            Self::Absent => item.is_none(),
            Self::Lacks(name) => get(name).is_none(),
            Self::Equals(name, value) => get(name) == Some(value),
            Self::AtMost(name, value) => compare(name, value).is_some_and(Ordering::is_le),
            Self::AbsentOrAtLeast(name, value) => get(name).is_none() || compare(name, value).is_some_and(Ordering::is_ge),
            Self::AbsentOrBelow(name, value) => get(name).is_none() || compare(name, value).is_some_and(Ordering::is_lt),
            Self::Below(name, other) => get(other).and_then(|o| compare(name, o)).is_some_and(Ordering::is_lt),
            Self::Above(name, value) => compare(name, value).is_some_and(Ordering::is_gt),
            Self::Contains(name, value) => get(name).and_then(|v| v.as_l().ok()).is_some_and(|list| list.contains(value)),
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
            Self::Contains(name, value) => format!("contains({}, {})", names.name(name), names.value(value)),
            Self::Either(one, other) => format!("({} OR {})", one.write(names), other.write(names)),
        }
    }
}

impl Rule {
    fn error(&self, item: Option<&Item>) -> Error {
        match (&self.otherwise, item) {
            (Otherwise::Is(error), _) => error.clone(),
            (Otherwise::Tells(tell), Some(item)) => tell(item),
            (Otherwise::Tells(_), None) => Error::NotFound,
        }
    }
}

/// The error of the first rule that doesn't hold.
pub(super) fn first_failure(rules: &[Rule], item: Option<&Item>) -> Option<Error> {
    rules.iter().find(|rule| !rule.condition.holds(item)).map(|rule| rule.error(item))
}

/// All rules as one condition expression; none when there are no rules.
pub(super) fn expression(rules: &[Rule], names: &mut Placeholders) -> Option<String> {
    let all: Vec<String> = rules.iter().map(|rule| rule.condition.write(names)).collect();
    (!all.is_empty()).then(|| all.join(" AND "))
}

fn ordering(a: &AttributeValue, b: &AttributeValue) -> Option<Ordering> {
    match (a, b) {
        (AttributeValue::S(a), AttributeValue::S(b)) => Some(a.cmp(b)),
        (AttributeValue::N(a), AttributeValue::N(b)) => a.parse::<i64>().ok()?.partial_cmp(&b.parse::<i64>().ok()?),
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
        [("count", count), ("capacity", capacity)].map(|(n, v)| (n.to_owned(), Value::from(v).0)).into()
    }

    #[test]
    fn the_first_rule_that_fails_names_the_error() {
        let rules = [
            must(Condition::Exists, Error::NotFound),
            must(equals("capacity", 9_u32), Error::InactiveUser),
            must(Condition::Below("count", "capacity"), Error::AtCapacity),
        ];
        assert_eq!(first_failure(&rules, None), Some(Error::NotFound));
        assert_eq!(first_failure(&rules, Some(&item(10, 8))), Some(Error::InactiveUser));
        assert_eq!(first_failure(&rules, Some(&item(10, 9))), Some(Error::AtCapacity));
        assert_eq!(first_failure(&rules, Some(&item(8, 9))), None);
    }

    #[test]
    fn numbers_compare_as_numbers_and_absence_is_its_own_case() {
        let there = item(9, 10);
        assert!(Condition::Below("count", "capacity").holds(Some(&there)));
        assert!(!Condition::Below("count", "missing").holds(Some(&there)));
        assert!(absent_or_at_least("missing", 1_u32).holds(Some(&there)));
        assert!(!absent_or_at_least("count", 10_u32).holds(Some(&there)));
        assert!(absent_or_below("count", 10_u32).holds(Some(&there)) && absent_or_below("count", 1_u32).holds(None));
        assert!(at_most("count", 9_u32).holds(Some(&there)) && !at_most("missing", 9_u32).holds(Some(&there)));
        assert!(above("count", 8_u32).holds(Some(&there)) && !above("count", 9_u32).holds(Some(&there)));
        assert!(either(Condition::Absent, Condition::Exists).holds(None));
    }
}
