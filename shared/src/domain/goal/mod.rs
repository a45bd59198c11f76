//! Goals with their action steps.

mod entries;

pub use entries::{
    Comment, CommentFields, MAX_COMMENTS, MAX_ENTRIES, ProgressEntry, ProgressFields,
};

use super::{
    Caller, ComponentId, Day, Error, FieldError, GoalId, ProgressId, Result, RubricId, Stamp,
    StepId, field, rubric::Rubric, signals::GoalSignal,
};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most open goals of one person. Achieved and dropped ones count only toward [`MAX_GOALS_IN_ALL`].
pub const MAX_GOALS: u32 = 200;
/// The most goals of one person in all: twenty a year for fifty years.
pub const MAX_GOALS_IN_ALL: u32 = 1000;

/// Where a goal is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum GoalState {
    /// It is being written.
    #[default]
    Draft,
    /// It is worked on.
    Active,
    /// It was reached.
    Achieved,
    /// It was given up.
    Dropped,
}

impl GoalState {
    /// Whether it is still worked on, so that its check-back dates count.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Active)
    }
}

/// Which of the two does an action step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepOwner {
    /// The coachee.
    #[default]
    Coachee,
    /// The coach.
    Coach,
}

/// A step toward a goal, and when to check whether it is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ActionStep {
    /// Leave it out for a new step.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<StepId>,
    /// What to do.
    #[garde(custom(field::name))]
    #[schemars(length(min = 1, max = 200), regex(pattern = field::NAME))]
    #[serde(deserialize_with = "field::tidy")]
    pub text: String,
    /// Who does it.
    #[garde(skip)]
    #[serde(default)]
    pub owner: StepOwner,
    /// The day on which coach and coachee check whether it is done. A new one is not before today.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_back_on: Option<Day>,
    /// The day on which it was done, today at the latest.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_on: Option<Day>,
}

/// What people set of a goal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct GoalFields {
    /// The goal in one line.
    #[garde(custom(field::name))]
    #[schemars(length(min = 1, max = 200), regex(pattern = field::NAME))]
    #[serde(deserialize_with = "field::tidy")]
    pub title: String,
    /// What it is about.
    #[garde(inner(custom(field::prose::<4000>)))]
    #[schemars(length(max = 4000), regex(pattern = field::PROSE))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "field::tidy_or_none"
    )]
    pub description: Option<String>,
    /// What is measured, such as “pupils who answer”.
    #[garde(inner(custom(field::text)))]
    #[schemars(length(max = 200), regex(pattern = field::TEXT))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "field::tidy_or_none"
    )]
    pub unit: Option<String>,
    /// The measurement at the start.
    #[garde(inner(range(min = -1e9, max = 1e9)))]
    #[schemars(range(min = -1_000_000_000, max = 1_000_000_000))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "field::amount_or_none"
    )]
    pub baseline: Option<f64>,
    /// The measurement at which the goal is achieved.
    #[garde(inner(range(min = -1e9, max = 1e9)))]
    #[schemars(range(min = -1_000_000_000, max = 1_000_000_000))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "field::amount_or_none"
    )]
    pub target: Option<f64>,
    /// The day by which it should be achieved.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Day>,
    /// Where the goal is.
    #[garde(skip)]
    #[serde(default)]
    pub state: GoalState,
    /// The rubric of the components.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rubric_id: Option<RubricId>,
    /// The components of the rubric that the goal works on.
    #[garde(length(max = 20))]
    #[schemars(length(max = 20))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub component_ids: Vec<ComponentId>,
    /// What to do toward it.
    #[garde(length(max = 20), dive)]
    #[schemars(length(max = 20))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<ActionStep>,
}

impl GoalFields {
    /// The same with an id for each new step. Every other step must be in `before`.
    fn with_step_ids(mut self, before: &[ActionStep], caller: &Caller) -> Result<Self> {
        let mut errors = Vec::new();
        let mut seen = Vec::new();
        for (at, step) in self.steps.iter_mut().enumerate() {
            let old = before
                .iter()
                .find(|old| old.id == step.id && step.id.is_some());
            let mut refuse = |field: &str, detail: &str| {
                errors.push(FieldError {
                    pointer: format!("/steps/{at}/{field}"),
                    detail: detail.to_owned(),
                });
            };
            if step.id.is_some() && (old.is_none() || seen.contains(&step.id)) {
                refuse(
                    "id",
                    "The goal has no such step, or it is repeated. Leave the id out for a new step.",
                );
            }
            let is_new_day = step.check_back_on != old.and_then(|old| old.check_back_on);
            if is_new_day && step.check_back_on.is_some_and(|day| day < caller.today) {
                refuse(
                    "check_back_on",
                    "This day has passed. Choose today or a later one.",
                );
            }
            let is_new_day = step.done_on != old.and_then(|old| old.done_on);
            if is_new_day && step.done_on.is_some_and(|day| day > caller.today) {
                refuse(
                    "done_on",
                    "This day is in the future. Choose today or an earlier one.",
                );
            }
            seen.push(step.id);
            step.id = step.id.or_else(|| Some(StepId::new(caller.now)));
        }
        if errors.is_empty() {
            Ok(self)
        } else {
            Err(Error::Invalid(errors))
        }
    }
}

/// What a coachee works toward.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Goal {
    /// The record.
    pub id: GoalId,
    /// What people set.
    #[serde(flatten)]
    pub fields: GoalFields,
    /// The version of the rubric from which the components were chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rubric_version: Option<u64>,
    /// The latest measurement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<Measured>,
    /// Who made it, when, and its version.
    #[serde(flatten)]
    pub stamp: Stamp,
}

/// A measurement and its day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Measured {
    /// The day.
    pub on: Day,
    /// The measurement, in the goal's unit.
    pub value: f64,
    /// The progress entry with it. Of two entries of the same day, the one that was begun later is the latest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry_id: Option<ProgressId>,
}

impl Goal {
    /// A new goal. `rubric` is the current version of the one that it names.
    ///
    /// # Errors
    /// `Invalid` for steps or components that can't be; `RubricRetired`.
    pub fn new(fields: GoalFields, rubric: Option<&Rubric>, caller: &Caller) -> Result<Self> {
        let fields = fields.with_step_ids(&[], caller)?;
        let rubric_version = linked(&fields, None, rubric)?;
        Ok(Self {
            id: GoalId::new(caller.now),
            fields,
            rubric_version,
            latest: None,
            stamp: Stamp::new(caller),
        })
    }

    /// The same goal with other fields. `rubric` is the current version of the one that they name.
    ///
    /// # Errors
    /// As those of [`Self::new`].
    pub fn edited(
        &self,
        fields: GoalFields,
        rubric: Option<&Rubric>,
        caller: &Caller,
    ) -> Result<Self> {
        let fields = fields.with_step_ids(&self.fields.steps, caller)?;
        let rubric_version = linked(&fields, Some(self), rubric)?;
        Ok(Self {
            fields,
            rubric_version,
            stamp: self.stamp.edited(caller.now),
            ..self.clone()
        })
    }

    /// The same goal with one more step.
    ///
    /// # Errors
    /// `Invalid` if it can't take the step.
    pub fn with_step(&self, step: ActionStep, caller: &Caller) -> Result<Self> {
        let mut fields = self.fields.clone();
        fields.steps.push(step);
        if fields.validate().is_err() {
            return Err(Error::field(
                "/goal_id",
                "This goal has as many steps as it can have. Choose another goal, or remove a step of this one.",
            ));
        }
        self.edited(fields, None, caller)
    }

    /// The same goal after a progress entry.
    pub fn measured(&self, entry: &ProgressEntry, caller: &Caller) -> Self {
        let measured = Measured {
            on: entry.fields.on.unwrap_or(caller.today),
            value: entry.fields.value,
            entry_id: Some(entry.id),
        };
        let order = |measured: &Measured| (measured.on, measured.entry_id);
        let latest = self
            .latest
            .filter(|latest| order(latest) > order(&measured))
            .unwrap_or(measured);
        Self {
            latest: Some(latest),
            stamp: self.stamp.edited(caller.now),
            ..self.clone()
        }
    }

    /// Whether it is still worked on.
    pub fn is_open(&self) -> bool {
        self.fields.state.is_open()
    }

    /// What lists show of it.
    pub fn signal(&self) -> GoalSignal {
        let is_open = self.is_open();
        let open = self
            .fields
            .steps
            .iter()
            .filter(|step| is_open && step.done_on.is_none());
        GoalSignal {
            state: self.fields.state,
            check_backs: open.filter_map(|step| step.check_back_on).collect(),
        }
    }
}

/// The rubric version of the goal's components. They are checked when they or the rubric change; `rubric`
/// is the current version of the one that the new fields name.
fn linked(
    fields: &GoalFields,
    before: Option<&Goal>,
    rubric: Option<&Rubric>,
) -> Result<Option<u64>> {
    let Some(id) = fields.rubric_id else {
        return if fields.component_ids.is_empty() {
            Ok(None)
        } else {
            Err(Error::field(
                "/rubric_id",
                "Name the rubric of the components.",
            ))
        };
    };
    if let Some(goal) = before.filter(|goal| {
        goal.fields.rubric_id == Some(id) && goal.fields.component_ids == fields.component_ids
    }) {
        return Ok(goal.rubric_version);
    }
    if rubric.is_none() && before.is_some_and(|goal| goal.fields.rubric_id == Some(id)) {
        return Err(Error::field(
            "/rubric_id",
            "To change component_ids, send rubric_id, too.",
        ));
    }
    let rubric = rubric
        .filter(|rubric| rubric.id == id)
        .ok_or_else(|| Error::field("/rubric_id", "There is no such rubric."))?;
    rubric.must_be_in_use()?;
    rubric.must_have(&fields.component_ids, "/component_ids")?;
    Ok(Some(rubric.stamp.version))
}
