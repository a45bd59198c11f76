//! Coaching assignments and their terms.

use super::{Actor, Day, Error, Moment, Result, UserId};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whether a coach is the coachee's main coach or a further one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The main coach, of whom there is at most one.
    Primary,
    /// A further coach.
    Secondary,
}

/// A coach and a coachee, who are not the same person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The person who coaches.
    pub coach: UserId,
    /// The person who is coached.
    pub coachee: UserId,
}

impl Pair {
    /// The pair.
    ///
    /// # Errors
    /// `SelfCoaching` if both are the same person.
    pub fn new(coach: UserId, coachee: UserId) -> Result<Self> {
        if coach == coachee {
            return Err(Error::SelfCoaching);
        }
        Ok(Self { coach, coachee })
    }
}

/// The terms of an assignment, as an administrator sets them. An empty body means all defaults.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Default: `primary`, or `secondary` if the person has a primary coach.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// The first day of the coach's rights. Default: today.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_on: Option<Day>,
    /// The last day of the coach's rights. Default: no end.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_on: Option<Day>,
    /// Makes the current primary coach secondary in the same transaction. Default: an assignment as
    /// `primary` is refused while there is another primary coach.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub replaces_primary: bool,
}

impl Terms {
    fn kind_or(&self, default: Kind) -> Result<Kind> {
        match self.kind.unwrap_or(default) {
            Kind::Secondary if self.replaces_primary => Err(Error::field(
                "/replaces_primary",
                "A secondary coach replaces nobody. Choose the kind primary, or leave this out.",
            )),
            kind => Ok(kind),
        }
    }
}

/// Whether an assignment is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Its first day is in the future; it gives no authority yet.
    Upcoming,
    /// It is in force.
    Active,
    /// Its last day has passed; it gives no authority any more.
    Over,
}

/// A coach coaches a coachee. Stored twice, in the partition of each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Assignment {
    /// The coach.
    pub coach_id: UserId,
    /// The coachee.
    pub coachee_id: UserId,
    /// Primary or secondary.
    pub kind: Kind,
    /// The first day of the coach's rights.
    pub starts_on: Day,
    /// The last day of the coach's rights; none for no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_on: Option<Day>,
    /// When it was made.
    pub since: Moment,
    /// Who made it.
    pub assigned_by: Actor,
    /// Rises with each edit; the number in `ETag` and `If-Match`.
    pub version: u64,
}

impl Assignment {
    /// A new assignment on these terms.
    ///
    /// # Errors
    /// `Invalid` when the terms contradict each other.
    pub fn start(pair: Pair, terms: &Terms, by: &Actor, now: Moment, today: Day) -> Result<Self> {
        let starts_on = terms.starts_on.unwrap_or(today);
        in_order(starts_on, terms.ends_on)?;
        Ok(Self {
            coach_id: pair.coach,
            coachee_id: pair.coachee,
            kind: terms.kind_or(Kind::Primary)?,
            starts_on,
            ends_on: terms.ends_on,
            since: now,
            assigned_by: by.clone(),
            version: 1,
        })
    }

    /// The same assignment on other terms.
    ///
    /// # Errors
    /// `Invalid` when the terms contradict each other.
    pub fn on_terms(&self, terms: &Terms) -> Result<Self> {
        let starts_on = terms.starts_on.unwrap_or(self.starts_on);
        in_order(starts_on, terms.ends_on)?;
        Ok(Self {
            kind: terms.kind_or(self.kind)?,
            starts_on,
            ends_on: terms.ends_on,
            version: self.version + 1,
            ..self.clone()
        })
    }

    /// The same assignment with another coach, from today on, or from its first day if that is later.
    pub fn handed_to(&self, coach: UserId, by: &Actor, now: Moment, today: Day) -> Self {
        Self {
            coach_id: coach,
            starts_on: self.starts_on.max(today),
            since: now,
            assigned_by: by.clone(),
            version: 1,
            ..self.clone()
        }
    }

    /// The same assignment after its coach has also taken over this one of another coach: it begins today at the
    /// latest if that one is in force, ends with the later of the two, and is primary if that one is.
    pub fn taking_over(&self, other: &Self, today: Day) -> Self {
        let terms = Self {
            kind: match other.kind {
                Kind::Primary => Kind::Primary,
                Kind::Secondary => self.kind,
            },
            starts_on: self.starts_on.min(other.starts_on.max(today)),
            ends_on: self
                .ends_on
                .zip(other.ends_on)
                .map(|(one, two)| one.max(two)),
            ..self.clone()
        };
        if terms == *self {
            return terms;
        }
        Self {
            version: self.version + 1,
            ..terms
        }
    }

    /// Its coach and coachee.
    pub fn pair(&self) -> Pair {
        Pair {
            coach: self.coach_id,
            coachee: self.coachee_id,
        }
    }

    /// Its terms.
    pub fn terms(&self) -> Terms {
        Terms {
            kind: Some(self.kind),
            starts_on: Some(self.starts_on),
            ends_on: self.ends_on,
            replaces_primary: false,
        }
    }

    /// Whether its last day has passed.
    pub fn is_over(&self, today: Day) -> bool {
        self.state(today) == State::Over
    }

    /// Whether it is in force on this day.
    pub fn state(&self, today: Day) -> State {
        if today < self.starts_on {
            State::Upcoming
        } else if self.ends_on.is_some_and(|last| last < today) {
            State::Over
        } else {
            State::Active
        }
    }
}

/// The last terms of a pair. They outlive the assignment, so that it can be reopened on them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LastTerms {
    /// Primary or secondary.
    pub kind: Kind,
    /// The last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_on: Option<Day>,
}

impl LastTerms {
    /// The terms to remember.
    pub fn of(assignment: &Assignment) -> Self {
        Self {
            kind: assignment.kind,
            ends_on: assignment.ends_on,
        }
    }

    /// The terms for reopening today. The last day is kept unless it has passed.
    pub fn reopened(&self, today: Day) -> Terms {
        Terms {
            kind: Some(self.kind),
            starts_on: Some(today),
            ends_on: self.ends_on.filter(|last| *last >= today),
            replaces_primary: false,
        }
    }
}

fn in_order(starts_on: Day, ends_on: Option<Day>) -> Result<()> {
    match ends_on {
        Some(last) if last < starts_on => Err(Error::field(
            "/ends_on",
            format!("The last day is before the first, {starts_on}. Choose a later one."),
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: i64) -> UserId {
        UserId::new(Moment::from_millisecond(n))
    }

    fn assignment(starts_on: Day, ends_on: Option<Day>) -> Result<Assignment> {
        let pair = Pair::new(id(1), id(2))?;
        let terms = Terms {
            kind: None,
            starts_on: Some(starts_on),
            ends_on,
            replaces_primary: false,
        };
        let by = Actor {
            id: Some(id(3)),
            name: "Ava Morgan".into(),
        };
        Assignment::start(pair, &terms, &by, Moment::from_millisecond(0), starts_on)
    }

    #[test]
    fn nobody_coaches_themselves() {
        let same = id(1);
        assert_eq!(Pair::new(same, same), Err(Error::SelfCoaching));
    }

    #[test]
    fn first_and_last_day_are_both_in_force() {
        let first = Day::new(2026, 9, 1);
        let last = Day::new(2026, 9, 3);
        let a = assignment(first, Some(last)).expect("in order");
        let states = [-1, 0, 2, 3].map(|n| a.state(first.plus_days(n)));
        assert_eq!(
            states,
            [State::Upcoming, State::Active, State::Active, State::Over]
        );
        let open = assignment(first, None).expect("in order");
        assert_eq!(open.state(first.plus_days(10_000)), State::Active);
    }

    #[test]
    fn the_end_is_not_before_the_start() {
        let first = Day::new(2026, 9, 1);
        assert!(matches!(
            assignment(first, Some(first.plus_days(-1))),
            Err(Error::Invalid(_))
        ));
        let a = assignment(first, Some(first)).expect("one day");
        let later = Terms {
            starts_on: Some(first.plus_days(1)),
            ..a.terms()
        };
        assert!(matches!(a.on_terms(&later), Err(Error::Invalid(_))));
    }

    #[test]
    fn a_handover_begins_today_unless_the_assignment_is_yet_to_come() {
        let today = Day::new(2026, 9, 10);
        let by = Actor::system();
        let handed = |first: i64, last: Option<i64>| {
            let a = assignment(today.plus_days(first), last.map(|n| today.plus_days(n)))
                .expect("in order");
            a.handed_to(id(9), &by, Moment::from_millisecond(0), today)
        };
        assert_eq!(handed(-5, None).starts_on, today);
        assert_eq!(handed(3, None).starts_on, today.plus_days(3));
    }

    #[test]
    fn reopening_forgets_an_end_that_has_passed() {
        let today = Day::new(2026, 9, 10);
        let past = LastTerms {
            kind: Kind::Secondary,
            ends_on: Some(today.plus_days(-1)),
        };
        assert_eq!(past.reopened(today).ends_on, None);
        let coming = LastTerms {
            ends_on: Some(today),
            ..past
        };
        assert_eq!(coming.reopened(today).ends_on, Some(today));
    }
}
