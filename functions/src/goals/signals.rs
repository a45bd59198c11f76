//! Helper: goals in their owner's signals, which show them at a glance and count them for their limits.

use shared::{
    domain::{Goal, MAX_GOALS, MAX_GOALS_IN_ALL, Result, Signals},
    table::{Edit, Rule, at_most_in_all},
};

/// The edit of the signals that shows the goal as it is now.
pub(crate) fn signal(goal: &Goal) -> Result<Edit> {
    Edit::put(Signals::of_goal(goal.id), &goal.signal())
}

/// The edit of the signals that counts a goal that a change opens or closes.
pub(super) fn opened(before: Option<&Goal>, after: &Goal) -> Edit {
    let by = i64::from(after.is_open()) - i64::from(before.is_some_and(Goal::is_open));
    if by == 0 {
        Edit::default()
    } else {
        Edit::add("goal_count", by)
    }
}

/// The rule that there is room for one more open goal, if the change opens one.
pub(super) fn room_for_open(before: Option<&Goal>, after: &Goal) -> Vec<Rule> {
    let opens = after.is_open() && !before.is_some_and(Goal::is_open);
    let room = || {
        at_most_in_all(
            "goal_count",
            1,
            MAX_GOALS,
            ("open goals", "Achieve or drop one, then repeat."),
        )
    };
    opens.then(room).into_iter().collect()
}

/// The rule that there is room for one more goal, open or not.
pub(super) fn room_in_all() -> Rule {
    at_most_in_all(
        "goals_in_all",
        1,
        MAX_GOALS_IN_ALL,
        (
            "goals",
            "Delete one that nobody has worked on, then repeat.",
        ),
    )
}
