use super::{
    Caller, CommentId, ComponentId, Day, Error, FieldError, GoalId, ProgressId, Result, RubricId, Stamp, StepId, field, rubric::Rubric,
    signals::GoalSignal,
};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most goals of one person.
pub const MAX_GOALS: u32 = 200;
/// The most progress entries of one goal.
pub const MAX_ENTRIES: u32 = 1000;
/// The most comments on one goal.
pub const MAX_COMMENTS: u32 = 1000;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GoalState {
    #[default]
    Draft,
    Active,
    Achieved,
    Dropped,
}

impl GoalState {
    /// Whether it is still worked on, so that its check-backs count.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Active)
    }
}

/// Who of the two does an action step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepOwner {
    #[default]
    Coachee,
    Coach,
}

/// Something to do towards a goal, and when to look whether it was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ActionStep {
    /// Leave it out of a new step.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<StepId>,
    #[garde(custom(field::name))]
    #[schemars(length(min = 1, max = 200), regex(pattern = field::NAME))]
    #[serde(deserialize_with = "field::tidy")]
    pub text: String,
    #[garde(skip)]
    #[serde(default)]
    pub owner: StepOwner,
    /// When coach and coachee look whether it was done. Not before today.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_back_on: Option<Day>,
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_on: Option<Day>,
}

/// What people set of a goal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct GoalFields {
    #[garde(custom(field::name))]
    #[schemars(length(min = 1, max = 200), regex(pattern = field::NAME))]
    #[serde(deserialize_with = "field::tidy")]
    pub title: String,
    #[garde(inner(custom(field::prose::<4000>)))]
    #[schemars(length(max = 4000), regex(pattern = field::PROSE))]
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::tidy_or_none")]
    pub description: Option<String>,
    /// What is measured, such as “pupils who answer”.
    #[garde(inner(custom(field::text)))]
    #[schemars(length(max = 200), regex(pattern = field::TEXT))]
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::tidy_or_none")]
    pub unit: Option<String>,
    /// The measure at the start.
    #[garde(inner(range(min = -1e9, max = 1e9)))]
    #[schemars(range(min = -1_000_000_000, max = 1_000_000_000))]
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::amount_or_none")]
    pub baseline: Option<f64>,
    /// The measure that makes the goal achieved.
    #[garde(inner(range(min = -1e9, max = 1e9)))]
    #[schemars(range(min = -1_000_000_000, max = 1_000_000_000))]
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::amount_or_none")]
    pub target: Option<f64>,
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Day>,
    #[garde(skip)]
    #[serde(default)]
    pub state: GoalState,
    /// The rubric that the components are of.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rubric_id: Option<RubricId>,
    /// The components of the rubric that the goal works on.
    #[garde(length(max = 20))]
    #[schemars(length(max = 20))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub component_ids: Vec<ComponentId>,
    #[garde(length(max = 20), dive)]
    #[schemars(length(max = 20))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<ActionStep>,
}

impl GoalFields {
    /// The same with an id for each new step, where every other step was in `before`.
    fn with_step_ids(mut self, before: &[ActionStep], caller: &Caller) -> Result<Self> {
        let mut errors = Vec::new();
        let mut seen = Vec::new();
        for (at, step) in self.steps.iter_mut().enumerate() {
            let old = before.iter().find(|old| old.id == step.id && step.id.is_some());
            let mut refuse = |field: &str, detail: &str| {
                errors.push(FieldError { pointer: format!("/steps/{at}/{field}"), detail: detail.to_owned() });
            };
            if step.id.is_some() && (old.is_none() || seen.contains(&step.id)) {
                refuse("id", "The goal has no such step, or it is here twice. Leave the id out of a new step.");
            }
            let is_new_day = step.check_back_on != old.and_then(|old| old.check_back_on);
            if is_new_day && step.check_back_on.is_some_and(|day| day < caller.today) {
                refuse("check_back_on", "This day has passed. Choose today or a later one.");
            }
            if step.done_on.is_some_and(|day| day > caller.today) {
                refuse("done_on", "This day has not come. Choose today or an earlier one.");
            }
            seen.push(step.id);
            step.id = step.id.or_else(|| Some(StepId::new(caller.now)));
        }
        if errors.is_empty() { Ok(self) } else { Err(Error::Invalid(errors)) }
    }
}

/// What a coachee works towards.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Goal {
    pub id: GoalId,
    #[serde(flatten)]
    pub fields: GoalFields,
    /// The version of the rubric that the components were chosen from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rubric_version: Option<u64>,
    /// The last measure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<Measured>,
    #[serde(flatten)]
    pub stamp: Stamp,
}

/// A measure and its day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Measured {
    pub on: Day,
    pub value: f64,
}

impl Goal {
    /// A new goal. `rubric` is the one that it names, as it is now.
    pub fn new(fields: GoalFields, rubric: Option<&Rubric>, caller: &Caller) -> Result<Self> {
        let fields = fields.with_step_ids(&[], caller)?;
        let rubric_version = linked(&fields, None, rubric)?;
        Ok(Self { id: GoalId::new(caller.now), fields, rubric_version, latest: None, stamp: Stamp::new(caller) })
    }

    /// The same goal with other fields.
    pub fn edited(&self, fields: GoalFields, rubric: Option<&Rubric>, caller: &Caller) -> Result<Self> {
        let fields = fields.with_step_ids(&self.fields.steps, caller)?;
        let rubric_version = linked(&fields, Some(self), rubric)?;
        Ok(Self { fields, rubric_version, stamp: self.stamp.edited(caller.now), ..self.clone() })
    }

    /// The same goal with one more step.
    pub fn with_step(&self, step: ActionStep, caller: &Caller) -> Result<Self> {
        let mut fields = self.fields.clone();
        fields.steps.push(step);
        if let Err(report) = fields.validate() {
            return Err(Error::field("/goal_id", report.to_string().trim_start_matches("steps: ")));
        }
        self.edited(fields, None, caller)
    }

    /// The same goal after a measure.
    pub fn measured(&self, entry: &ProgressEntry, caller: &Caller) -> Self {
        let measured = Measured { on: entry.fields.on.unwrap_or(caller.today), value: entry.fields.value };
        let latest = self.latest.filter(|latest| latest.on > measured.on).unwrap_or(measured);
        Self { latest: Some(latest), stamp: self.stamp.edited(caller.now), ..self.clone() }
    }

    /// What lists of many people show of it.
    pub fn signal(&self) -> GoalSignal {
        let is_open = self.fields.state.is_open();
        let open = self.fields.steps.iter().filter(|step| is_open && step.done_on.is_none());
        GoalSignal { state: self.fields.state, check_backs: open.filter_map(|step| step.check_back_on).collect() }
    }
}

/// The version of the rubric that the goal's components are of. They are looked at when they or the
/// rubric change; `rubric` is what the new fields name, as it is now.
fn linked(fields: &GoalFields, before: Option<&Goal>, rubric: Option<&Rubric>) -> Result<Option<u64>> {
    let Some(id) = fields.rubric_id else {
        return if fields.component_ids.is_empty() {
            Ok(None)
        } else {
            Err(Error::field("/rubric_id", "Say which rubric the components are of."))
        };
    };
    if let Some(goal) = before.filter(|goal| goal.fields.rubric_id == Some(id) && goal.fields.component_ids == fields.component_ids) {
        return Ok(goal.rubric_version);
    }
    if rubric.is_none() && before.is_some_and(|goal| goal.fields.rubric_id == Some(id)) {
        return Err(Error::field("/rubric_id", "Send the rubric_id along with other component_ids."));
    }
    let rubric = rubric.filter(|rubric| rubric.id == id).ok_or_else(|| Error::field("/rubric_id", "There is no such rubric."))?;
    rubric.must_be_in_use()?;
    rubric.must_have(&fields.component_ids, "/component_ids")?;
    Ok(Some(rubric.stamp.version))
}

/// A measure taken on the way to a goal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ProgressFields {
    /// Default: today.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Day>,
    #[garde(range(min = -1e9, max = 1e9))]
    #[schemars(range(min = -1_000_000_000, max = 1_000_000_000))]
    #[serde(deserialize_with = "field::amount")]
    pub value: f64,
    #[garde(inner(custom(field::prose::<1000>)))]
    #[schemars(length(max = 1000), regex(pattern = field::PROSE))]
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::tidy_or_none")]
    pub note: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProgressEntry {
    pub id: ProgressId,
    #[serde(flatten)]
    pub fields: ProgressFields,
    #[serde(flatten)]
    pub stamp: Stamp,
}

impl ProgressEntry {
    pub fn new(mut fields: ProgressFields, caller: &Caller) -> Result<Self> {
        let on = *fields.on.get_or_insert(caller.today);
        if on > caller.today {
            return Err(Error::field("/on", "This day has not come. Choose today or an earlier one."));
        }
        Ok(Self { id: ProgressId::new(caller.now), fields, stamp: Stamp::new(caller) })
    }
}

/// What somebody says of a goal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CommentFields {
    #[garde(custom(field::prose::<2000>), length(min = 1))]
    #[schemars(length(min = 1, max = 2000), regex(pattern = field::PROSE_WITH_SOMETHING))]
    #[serde(deserialize_with = "field::tidy")]
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Comment {
    pub id: CommentId,
    #[serde(flatten)]
    pub fields: CommentFields,
    #[serde(flatten)]
    pub stamp: Stamp,
}

impl Comment {
    pub fn new(fields: CommentFields, caller: &Caller) -> Self {
        Self { id: CommentId::new(caller.now), fields, stamp: Stamp::new(caller) }
    }
}
