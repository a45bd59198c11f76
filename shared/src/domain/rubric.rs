//! Rubrics, their versions, and scores against them.

use super::{Caller, ComponentId, Error, FieldError, Result, RubricId, Stamp, field};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most components of a rubric, in all of its domains together.
pub const MAX_COMPONENTS: usize = 60;
/// The most rubrics that an organization has in use.
pub const MAX_RUBRICS: u32 = 200;

/// What practice is scored against: domains of components, each described at every level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct RubricFields {
    /// The rubric's name.
    #[garde(custom(field::name))]
    #[schemars(length(min = 1, max = 200), regex(pattern = field::NAME))]
    #[serde(deserialize_with = "field::tidy")]
    pub title: String,
    /// What it is for.
    #[garde(inner(custom(field::prose::<4000>)))]
    #[schemars(length(max = 4000), regex(pattern = field::PROSE))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "field::tidy_or_none"
    )]
    pub description: Option<String>,
    /// The names of the levels of performance, lowest first. The first is the score 1.
    #[garde(length(min = 2, max = 6), inner(custom(field::name)))]
    #[schemars(length(min = 2, max = 6), inner(length(min = 1, max = 200), regex(pattern = field::NAME)))]
    #[serde(deserialize_with = "field::tidy_each")]
    pub levels: Vec<String>,
    /// Its parts.
    #[garde(length(min = 1, max = 12), dive)]
    #[schemars(length(min = 1, max = 12))]
    pub domains: Vec<Domain>,
}

/// A part of a rubric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Domain {
    /// The domain's name.
    #[garde(custom(field::name))]
    #[schemars(length(min = 1, max = 200), regex(pattern = field::NAME))]
    #[serde(deserialize_with = "field::tidy")]
    pub name: String,
    /// What is scored in it.
    #[garde(length(min = 1, max = 20), dive)]
    #[schemars(length(min = 1, max = 20))]
    pub components: Vec<Component>,
}

/// Something that is scored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// Stays the same in all versions. Leave it out for a new component.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<ComponentId>,
    /// The component's name.
    #[garde(custom(field::name))]
    #[schemars(length(min = 1, max = 200), regex(pattern = field::NAME))]
    #[serde(deserialize_with = "field::tidy")]
    pub name: String,
    /// What the component looks like at each level, lowest first: one text for each level.
    #[garde(length(min = 2, max = 6), inner(custom(field::prose::<1000>)))]
    #[schemars(length(min = 2, max = 6), inner(length(max = 1000), regex(pattern = field::PROSE)))]
    #[serde(deserialize_with = "field::tidy_each")]
    pub descriptors: Vec<String>,
}

/// Whether a rubric is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RubricState {
    /// It can be chosen.
    InUse,
    /// It stays readable, and nothing new is scored against it.
    Retired,
}

/// One version of a rubric. Versions never change, and an observation keeps the version that it was scored
/// against.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rubric {
    /// The rubric.
    pub id: RubricId,
    /// What administrators set.
    #[serde(flatten)]
    pub fields: RubricFields,
    /// Whether it is in use.
    pub state: RubricState,
    /// Who made it, when, and its version.
    #[serde(flatten)]
    pub stamp: Stamp,
}

/// A rubric in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RubricLine {
    /// The rubric.
    pub id: RubricId,
    /// Its name.
    pub title: String,
    /// Whether it is in use.
    pub state: RubricState,
    /// How many components it has.
    pub component_count: u32,
    /// Who made it, when, and its version.
    #[serde(flatten)]
    pub stamp: Stamp,
}

/// A component's score, with the words of the rubric version against which it was scored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Score {
    /// The component.
    pub component_id: ComponentId,
    /// The component's name.
    pub component: String,
    /// The score; 1 is the lowest level.
    pub score: u32,
    /// The number of levels.
    pub of: u32,
    /// The name of the level.
    pub level: String,
    /// What the level looks like in this component.
    pub descriptor: String,
    /// The observer's note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A score as an observer gives it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ScoreFields {
    /// The component.
    #[garde(skip)]
    pub component_id: ComponentId,
    /// From 1, the lowest level, to the number of levels.
    #[garde(range(min = 1, max = 6))]
    #[schemars(range(min = 1, max = 6))]
    #[serde(deserialize_with = "field::whole")]
    pub score: u32,
    /// A note on the score.
    #[garde(inner(custom(field::prose::<1000>)))]
    #[schemars(length(max = 1000), regex(pattern = field::PROSE))]
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "field::tidy_or_none"
    )]
    pub note: Option<String>,
}

impl Rubric {
    /// The first version of a rubric.
    ///
    /// # Errors
    /// `Invalid` when descriptors, ids or their number are wrong.
    pub fn new(fields: RubricFields, caller: &Caller) -> Result<Self> {
        let fields = fields.with_component_ids(&[], caller)?;
        Ok(Self {
            id: RubricId::new(caller.now),
            fields,
            state: RubricState::InUse,
            stamp: Stamp::new(caller),
        })
    }

    /// The next version. Components that remain keep their ids.
    ///
    /// # Errors
    /// `RubricRetired`; `Invalid` when descriptors, ids or their number are wrong.
    pub fn replaced(&self, fields: RubricFields, caller: &Caller) -> Result<Self> {
        self.must_be_in_use()?;
        let fields = fields.with_component_ids(&self.component_ids(), caller)?;
        Ok(Self {
            fields,
            stamp: self.stamp.edited(caller.now),
            ..self.clone()
        })
    }

    /// The rubric as lists show it.
    pub fn line(&self) -> RubricLine {
        RubricLine {
            id: self.id,
            title: self.fields.title.clone(),
            state: self.state,
            component_count: u32::try_from(self.component_ids().len()).unwrap_or(u32::MAX),
            stamp: self.stamp.clone(),
        }
    }

    /// The ids of all components, in order.
    pub fn component_ids(&self) -> Vec<ComponentId> {
        self.components()
            .filter_map(|component| component.id)
            .collect()
    }

    fn components(&self) -> impl Iterator<Item = &Component> {
        self.fields
            .domains
            .iter()
            .flat_map(|domain| &domain.components)
    }

    /// # Errors
    /// `RubricRetired` if it isn't in use.
    pub fn must_be_in_use(&self) -> Result<()> {
        if self.state == RubricState::InUse {
            Ok(())
        } else {
            Err(Error::RubricRetired)
        }
    }

    /// # Errors
    /// `Invalid` for components of another rubric or version, and for one that is repeated.
    pub fn must_have(&self, ids: &[ComponentId], pointer: &str) -> Result<()> {
        let known = self.component_ids();
        let wrong = |(at, id): (usize, &ComponentId)| {
            (!known.contains(id) || ids[..at].contains(id)).then_some(at)
        };
        let errors: Vec<FieldError> = ids
            .iter()
            .enumerate()
            .filter_map(wrong)
            .map(|at| FieldError {
                pointer: format!("{pointer}/{at}"),
                detail: "This version of the rubric has no such component, or it is repeated."
                    .to_owned(),
            })
            .collect();
        if errors.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(errors))
        }
    }

    /// The scores with the rubric's words.
    ///
    /// # Errors
    /// `Invalid` for components or levels that this version doesn't have, and for a component that is
    /// scored twice.
    pub fn scored(&self, scores: &[ScoreFields]) -> Result<Vec<Score>> {
        let levels = &self.fields.levels;
        let mut errors = Vec::new();
        let mut scored: Vec<Score> = Vec::new();
        for (at, given) in scores.iter().enumerate() {
            let mut refuse = |field: &str, detail: String| {
                errors.push(FieldError {
                    pointer: format!("/scores/{at}/{field}"),
                    detail,
                })
            };
            let is_again = scored
                .iter()
                .any(|score| score.component_id == given.component_id);
            let Some(component) = self
                .components()
                .find(|c| c.id == Some(given.component_id) && !is_again)
            else {
                refuse(
                    "component_id",
                    "This version of the rubric has no such component, or it is scored twice."
                        .to_owned(),
                );
                continue;
            };
            let place = given.score as usize - 1;
            let (Some(level), Some(descriptor)) =
                (levels.get(place), component.descriptors.get(place))
            else {
                refuse(
                    "score",
                    format!("Choose a level of the rubric: 1 to {}.", levels.len()),
                );
                continue;
            };
            scored.push(Score {
                component_id: given.component_id,
                component: component.name.clone(),
                score: given.score,
                of: u32::try_from(levels.len()).unwrap_or(u32::MAX),
                level: level.clone(),
                descriptor: descriptor.clone(),
                note: given.note.clone(),
            });
        }
        if errors.is_empty() {
            Ok(scored)
        } else {
            Err(Error::Invalid(errors))
        }
    }
}

impl RubricFields {
    /// The same with an id for each new component, if all is consistent.
    fn with_component_ids(mut self, known: &[ComponentId], caller: &Caller) -> Result<Self> {
        let (levels, mut errors, mut seen) = (self.levels.len(), Vec::new(), Vec::new());
        for (d, domain) in self.domains.iter_mut().enumerate() {
            for (c, component) in domain.components.iter_mut().enumerate() {
                let mut refuse = |field: &str, detail: String| {
                    errors.push(FieldError {
                        pointer: format!("/domains/{d}/components/{c}/{field}"),
                        detail,
                    });
                };
                if component.descriptors.len() != levels {
                    refuse(
                        "descriptors",
                        format!("Write one descriptor for each of the {levels} levels."),
                    );
                }
                if component
                    .id
                    .is_some_and(|id| !known.contains(&id) || seen.contains(&id))
                {
                    refuse("id", "The rubric has no such component, or it is repeated. Leave the id out for a new one.".to_owned());
                }
                let id = component.id.unwrap_or_else(|| ComponentId::new(caller.now));
                seen.push(id);
                component.id = Some(id);
            }
        }
        if seen.len() > MAX_COMPONENTS {
            errors.push(FieldError {
                pointer: "/domains".to_owned(),
                detail: format!("At most {MAX_COMPONENTS} components in all."),
            });
        }
        if errors.is_empty() {
            Ok(self)
        } else {
            Err(Error::Invalid(errors))
        }
    }
}
