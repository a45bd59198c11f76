//! Review campaigns: every assignment of a scope is put before a reviewer, who keeps it, ends it or
//! hands it to another coach. What was decided is done when the review closes.

use super::{Actor, Assignment, Cadence, Day, Error, Kind, Moment, Person, Result, ReviewId, State, User, UserId, field};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The most assignments of one review: its package is one answer of the API.
pub const MAX_ITEMS: u32 = 20_000;
/// How many days before the last one reviewers with open items are reminded.
pub const REMINDERS: [i64; 3] = [7, 3, 1];
/// The furthest last day, in days from the launch.
const LONGEST: i64 = 366;

/// Which assignments are reviewed: those for which all of these hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// The coachee's site; any, when there are none.
    #[garde(length(max = 100), inner(custom(field::name)))]
    #[schemars(length(max = 100), inner(length(min = 1, max = 200), regex(pattern = field::NAME)))]
    #[serde(default)]
    pub sites: Vec<String>,
    /// Any coach, when there are none.
    #[garde(length(max = 100))]
    #[schemars(length(max = 100))]
    #[serde(default)]
    pub coach_ids: Vec<UserId>,
    /// Both kinds, when there is none.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
}

impl Scope {
    pub fn has(&self, assignment: &Assignment, coachee: &User) -> bool {
        let site = coachee.fields.site.as_ref();
        (self.sites.is_empty() || site.is_some_and(|site| self.sites.contains(site)))
            && (self.coach_ids.is_empty() || self.coach_ids.contains(&assignment.coach_id))
            && self.kind.is_none_or(|kind| kind == assignment.kind)
    }
}

/// Who reviews the assignments of a site, of a coach, or of a coach at a site. The first that fits is
/// taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Reviewing {
    /// The coachee's site; any, when there is none.
    #[garde(inner(custom(field::name)))]
    #[schemars(length(min = 1, max = 200), regex(pattern = field::NAME))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Any coach, when there is none.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coach_id: Option<UserId>,
    #[garde(skip)]
    pub reviewer_id: UserId,
}

/// What is done with an assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    Keep,
    End,
    Transfer,
}

/// What becomes of assignments about which nobody has decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    #[default]
    Keep,
    End,
}

/// What an administrator says of a review when launching it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ReviewFields {
    #[garde(custom(field::name))]
    #[schemars(length(min = 1, max = 200), regex(pattern = field::NAME))]
    pub name: String,
    /// The last day for decisions.
    #[garde(skip)]
    pub due_on: Day,
    #[garde(dive)]
    #[serde(default)]
    pub scope: Scope,
    #[garde(length(max = 90), dive)]
    #[schemars(length(max = 90))]
    #[serde(default)]
    pub reviewers: Vec<Reviewing>,
    /// Who reviews what no other does, or what a reviewer has a part in.
    #[garde(skip)]
    pub fallback_reviewer_id: UserId,
    #[garde(skip)]
    #[serde(default)]
    pub on_silence: Silence,
    /// How many assignments of a hundred silence may end; with more the review stops when it is to close.
    #[garde(range(max = 50))]
    #[schemars(range(max = 50))]
    #[serde(default = "silence_limit", deserialize_with = "field::whole")]
    pub silence_limit: u32,
    /// Whether it closes when its last day is over, without anybody doing it.
    #[garde(skip)]
    #[serde(default)]
    pub closes_by_itself: bool,
    /// How long after its launch the next one is launched like it.
    #[garde(skip)]
    #[serde(default = "never")]
    pub repeats: Cadence,
}

fn silence_limit() -> u32 {
    10
}

fn never() -> Cadence {
    Cadence::Never
}

impl ReviewFields {
    /// Whether it can be launched on this day.
    pub fn on(self, today: Day) -> Result<Self> {
        let days = self.due_on.days_since(today);
        if days < 1 {
            return Err(Error::field("/due_on", "Choose a day after today, so that there is time to decide."));
        }
        if days > LONGEST {
            return Err(Error::field("/due_on", "Choose a day within a year."));
        }
        if self.repeats.days().is_some_and(|repeats| repeats <= days) {
            return Err(Error::field("/repeats", "The next review would begin before this one is over. Choose an earlier last day."));
        }
        Ok(self)
    }

    /// Everybody who may be asked to review.
    pub fn reviewer_ids(&self) -> Vec<UserId> {
        self.reviewers.iter().map(|rule| rule.reviewer_id).chain([self.fallback_reviewer_id]).collect()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReviewState {
    /// The assignments are being gathered.
    Launching,
    /// Reviewers decide.
    Open,
    /// It was to close, and silence would have ended too much.
    Held,
    /// What was decided is being done.
    Closing,
    Closed,
}

/// How many of a review's items stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    pub items: u32,
    #[serde(default)]
    pub keep: u32,
    #[serde(default)]
    pub end: u32,
    #[serde(default)]
    pub transfer: u32,
    /// How many have been dealt with since the review began to close.
    #[serde(default)]
    pub dealt_with: u32,
    /// How many of them could not be done as decided.
    #[serde(default)]
    pub not_done: u32,
}

impl Counts {
    pub fn undecided(&self) -> u32 {
        self.items.saturating_sub(self.keep + self.end + self.transfer)
    }
}

/// A review campaign.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Review {
    pub id: ReviewId,
    #[serde(flatten)]
    pub fields: ReviewFields,
    pub state: ReviewState,
    pub launched_at: Moment,
    pub launched_on: Day,
    /// Who launched it, or the first of those it repeats.
    pub by: Actor,
    #[serde(flatten)]
    pub counts: Counts,
    /// Why it stopped, when it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<String>,
    /// What silence came to when it closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silence: Option<Silence>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Moment>,
    /// Who closed it; Coachwork itself when it was over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_by: Option<Actor>,
    /// The review that it repeats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeats_review: Option<ReviewId>,
    /// The review that repeats it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeated_by: Option<ReviewId>,
    /// Rises with each change and each decision.
    pub version: u64,
}

impl Review {
    pub fn launch(id: ReviewId, fields: ReviewFields, by: Actor, now: Moment, today: Day) -> Self {
        Self {
            id,
            fields,
            state: ReviewState::Launching,
            launched_at: now,
            launched_on: today,
            by,
            counts: Counts::default(),
            stopped: None,
            silence: None,
            closed_at: None,
            closed_by: None,
            repeats_review: None,
            repeated_by: None,
            version: 1,
        }
    }

    /// The next one like it, launched on this day.
    pub fn again(&self, id: ReviewId, now: Moment, today: Day) -> Self {
        let due_on = today.plus_days(self.fields.due_on.days_since(self.launched_on));
        let fields = ReviewFields { due_on, ..self.fields.clone() };
        Self { repeats_review: Some(self.id), ..Self::launch(id, fields, self.by.clone(), now, today) }
    }

    /// Whether decisions can be made.
    pub fn takes_decisions(&self) -> bool {
        matches!(self.state, ReviewState::Open | ReviewState::Held)
    }

    /// Whether the next one like it is to be launched.
    pub fn is_to_be_repeated(&self, today: Day) -> bool {
        let is_time = self.fields.repeats.days().is_some_and(|days| today.days_since(self.launched_on) >= days);
        is_time && self.repeated_by.is_none() && self.state == ReviewState::Closed
    }

    /// Whether silence may decide about so many; or why not, in words.
    pub fn guard(&self, silence: Silence) -> Result<(), String> {
        let (silent, items) = (self.counts.undecided(), self.counts.items);
        let most = u64::from(items) * u64::from(self.fields.silence_limit) / 100;
        if silence == Silence::Keep || u64::from(silent) <= most {
            return Ok(());
        }
        Err(format!(
            "Nobody has decided about {silent} of {items} assignments. Silence may end {most} of them at most, so nothing was ended. \
             Have them decided, or close the review with those kept."
        ))
    }

    /// Whom an assignment is put before: the first that fits, is active and has no part in it; in the end
    /// who launched the review. None, when they have a part in it too.
    pub fn reviewer_of(&self, assignment: &Assignment, site: Option<&str>, active: &HashMap<UserId, Person>) -> Option<Person> {
        let fits = |rule: &&Reviewing| {
            rule.site.as_deref().is_none_or(|wanted| Some(wanted) == site)
                && rule.coach_id.is_none_or(|wanted| wanted == assignment.coach_id)
        };
        let named = self.fields.reviewers.iter().filter(fits).map(|rule| rule.reviewer_id);
        self.first_able(named.chain([self.fields.fallback_reviewer_id]), assignment, active)
    }

    /// Who takes over from a reviewer who has left.
    pub fn fallback_of(&self, item: &ReviewItem, active: &HashMap<UserId, Person>) -> Option<Person> {
        self.first_able([self.fields.fallback_reviewer_id].into_iter(), &item.assignment, active)
    }

    fn first_able(
        &self,
        candidates: impl Iterator<Item = UserId>,
        assignment: &Assignment,
        active: &HashMap<UserId, Person>,
    ) -> Option<Person> {
        let mut able = candidates.chain(self.by.id).filter(|id| !has_a_part(*id, assignment)).filter_map(|id| active.get(&id));
        able.next().cloned()
    }
}

/// Whether somebody is the coach or the coachee: nobody reviews their own.
pub fn has_a_part(id: UserId, assignment: &Assignment) -> bool {
    id == assignment.coach_id || id == assignment.coachee_id
}

/// What to know of an assignment before deciding about it, as it was when the review was launched.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewSignals {
    /// The last day that the two met or the coach observed the coachee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_contact_on: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_since_last_contact: Option<i64>,
    pub coach_inactive: bool,
    pub coachee_inactive: bool,
    pub no_coach_status: bool,
    /// The coach has more coachees than room for them.
    pub over_capacity: bool,
    /// Its last day has passed.
    pub past_end: bool,
    pub different_sites: bool,
}

impl ReviewSignals {
    pub fn of(assignment: &Assignment, coach: Option<&User>, coachee: &User, last_contact_on: Option<Day>, today: Day) -> Self {
        let sites = (coach.and_then(|coach| coach.fields.site.as_ref()), coachee.fields.site.as_ref());
        Self {
            last_contact_on,
            days_since_last_contact: last_contact_on.map(|day| today.days_since(day)),
            coach_inactive: !coach.is_some_and(User::is_active),
            coachee_inactive: !coachee.is_active(),
            no_coach_status: coach.is_some_and(|coach| coach.is_active() && !coach.is_active_coach()),
            over_capacity: coach.is_some_and(|coach| coach.capacity.is_some_and(|capacity| coach.coachee_count > capacity)),
            past_end: assignment.state(today) == State::Over,
            different_sites: matches!(sites, (Some(one), Some(other)) if one != other),
        }
    }
}

/// What was decided about an assignment, by whom and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Decision {
    pub choice: Choice,
    /// Who takes over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_coach: Option<Person>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub justification: Option<String>,
    pub by: Actor,
    pub at: Moment,
}

/// What was done about an assignment when the review closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    Kept,
    Ended,
    Transferred,
    /// It had been ended or made anew meanwhile, so it was left as it was.
    GoneMeanwhile,
    /// It could not be done as decided, so it was left as it was.
    NotDone,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewOutcome {
    pub done: Done,
    /// Whether nobody had decided.
    pub by_silence: bool,
    pub at: Moment,
    /// Why it could not be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// An assignment in a review.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewItem {
    /// The coachee and the coach: `<coachee_id>.<coach_id>`.
    pub id: String,
    pub review_id: ReviewId,
    pub coach: Person,
    pub coachee: Person,
    /// The coachee's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// As it was when the review was launched.
    pub assignment: Assignment,
    pub signals: ReviewSignals,
    /// None, when everybody who might has a part in it: then administrators decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewer: Option<Person>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<ReviewOutcome>,
    /// Rises with each change; the number in `ETag`.
    pub version: u64,
}

impl ReviewItem {
    /// What is done about it: the decision, or what silence comes to.
    pub fn choice(&self, silence: Silence) -> Choice {
        match (&self.decision, silence) {
            (Some(decision), _) => decision.choice,
            (None, Silence::Keep) => Choice::Keep,
            (None, Silence::End) => Choice::End,
        }
    }
}

/// The name of an item in its review.
pub fn item_id(assignment: &Assignment) -> String {
    format!("{}.{}", assignment.coachee_id, assignment.coach_id)
}

/// How far a reviewer is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewerProgress {
    pub person: Person,
    /// How many assignments are put before them.
    pub items: u32,
    /// How many of them are not decided.
    pub open: u32,
}

/// How far the gathering or the closing of a review is. The table's stream drives it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Work {
    pub phase: Phase,
    /// Whether it is to be gone on with: what the stream starts the walk by.
    pub waits: bool,
    /// The part of the index that is gathered; the first is 1.
    pub shard: u32,
    /// The key behind which to go on.
    pub after: String,
    /// Rises with each step.
    pub version: u64,
    /// How many were gathered.
    pub items: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    Gathering,
    Telling,
    Closing,
    Done,
}

impl Work {
    pub fn begin() -> Self {
        Self { phase: Phase::Gathering, waits: true, shard: 1, after: String::new(), version: 1, items: 0 }
    }

    /// On to the next phase, from its beginning.
    pub fn on_to(&mut self, phase: Phase) {
        self.phase = phase;
        self.after = String::new();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{CoachStatus, Pair, Role, Status, Terms, UserFields};
    use serde_json::json;

    fn id(n: i64) -> UserId {
        UserId::new(Moment::from_millisecond(n))
    }

    struct Cast {
        people: HashMap<UserId, Person>,
        principal: UserId,
        fallback: UserId,
        launcher: UserId,
        coach: UserId,
        coachee: UserId,
    }

    fn cast() -> Cast {
        let ids: Vec<UserId> = (1..=5).map(id).collect();
        let people = ids.iter().map(|id| (*id, Person { id: *id, name: id.to_string() })).collect();
        Cast { people, principal: ids[0], fallback: ids[1], launcher: ids[2], coach: ids[3], coachee: ids[4] }
    }

    fn review(cast: &Cast, reviewers: serde_json::Value) -> Review {
        let fields = json!({
            "name": "Spring", "due_on": "2026-09-30", "reviewers": reviewers, "fallback_reviewer_id": cast.fallback,
        });
        let fields: ReviewFields = serde_json::from_value(fields).expect("fields");
        let by = Actor { id: Some(cast.launcher), name: "Ava".to_owned() };
        Review::launch(ReviewId::new(Moment::from_millisecond(1)), fields, by, Moment::from_millisecond(1), Day::new(2026, 9, 1))
    }

    fn between(coach: UserId, coachee: UserId) -> Assignment {
        let pair = Pair::new(coach, coachee).expect("two");
        let today = Day::new(2026, 9, 1);
        Assignment::start(pair, &Terms::default(), &Actor::system(), Moment::from_millisecond(1), today).expect("in order")
    }

    fn user(id: UserId, site: &str) -> User {
        let fields = json!({"email": "a@b.example", "given_name": "A", "family_name": "B", "site": site, "role": "member"});
        let fields: UserFields = serde_json::from_value(fields).expect("fields");
        User::new(id, fields, Moment::from_millisecond(1))
    }

    #[test]
    fn the_first_rule_that_fits_names_the_reviewer_and_the_fallback_takes_the_rest() {
        let cast = cast();
        let by_site = json!([{"site": "Hillside", "reviewer_id": cast.principal}]);
        let review = review(&cast, by_site);
        let assignment = between(cast.coach, cast.coachee);
        let reviewer = |site| review.reviewer_of(&assignment, site, &cast.people).map(|person| person.id);
        assert_eq!(reviewer(Some("Hillside")), Some(cast.principal));
        assert_eq!(reviewer(Some("Riverside")), Some(cast.fallback));
        assert_eq!(reviewer(None), Some(cast.fallback));
    }

    #[test]
    fn nobody_reviews_their_own_and_nobody_who_is_gone_reviews_at_all() {
        let cast = cast();
        let review = review(&cast, json!([{"reviewer_id": cast.principal}]));
        let reviewer = |coach, coachee, people: &HashMap<UserId, Person>| {
            review.reviewer_of(&between(coach, coachee), None, people).map(|person| person.id)
        };
        assert_eq!(reviewer(cast.principal, cast.coachee, &cast.people), Some(cast.fallback));
        assert_eq!(reviewer(cast.coach, cast.principal, &cast.people), Some(cast.fallback));
        assert_eq!(reviewer(cast.principal, cast.fallback, &cast.people), Some(cast.launcher));
        let mut few = cast.people.clone();
        few.remove(&cast.principal);
        assert_eq!(reviewer(cast.coach, cast.coachee, &few), Some(cast.fallback));
        few.remove(&cast.fallback);
        assert_eq!(reviewer(cast.coach, cast.launcher, &few), None);
    }

    #[test]
    fn silence_ends_no_more_than_its_limit_and_keeps_as_many_as_it_likes() {
        let mut review = review(&cast(), json!([]));
        for (decided, allowed) in [(100, true), (90, true), (89, false), (0, false)] {
            review.counts = Counts { items: 100, keep: decided, ..Counts::default() };
            assert_eq!(review.guard(Silence::End).is_ok(), allowed, "{decided}");
            assert!(review.guard(Silence::Keep).is_ok());
        }
        review.fields.silence_limit = 0;
        review.counts = Counts { items: 100, keep: 60, end: 30, transfer: 9, ..Counts::default() };
        assert!(review.guard(Silence::End).is_err_and(|why| why.contains("1 of 100")));
    }

    #[test]
    fn a_scope_is_every_condition_at_once() {
        let cast = cast();
        let (assignment, coachee) = (between(cast.coach, cast.coachee), user(cast.coachee, "Hillside"));
        let has = |scope: serde_json::Value| serde_json::from_value::<Scope>(scope).expect("a scope").has(&assignment, &coachee);
        assert!(has(json!({})));
        assert!(has(json!({"sites": ["Hillside"], "coach_ids": [cast.coach], "kind": "primary"})));
        assert!(!has(json!({"sites": ["Riverside"]})));
        assert!(!has(json!({"sites": ["Hillside"], "coach_ids": [cast.coachee]})));
        assert!(!has(json!({"kind": "secondary"})));
    }

    #[test]
    fn a_review_ends_after_it_begins_and_before_it_is_repeated() {
        let fields = review(&cast(), json!([])).fields;
        let today = Day::new(2026, 9, 1);
        let on = |days: i64, repeats| ReviewFields { due_on: today.plus_days(days), repeats, ..fields.clone() }.on(today).is_ok();
        assert!(on(1, Cadence::Never) && on(366, Cadence::Never) && on(6, Cadence::Weekly));
        assert!(!on(0, Cadence::Never) && !on(-1, Cadence::Never) && !on(367, Cadence::Never) && !on(7, Cadence::Weekly));
    }

    #[test]
    fn the_next_review_has_as_many_days() {
        let mut first = review(&cast(), json!([]));
        first.fields.repeats = Cadence::Quarterly;
        let after = |days| first.launched_on.plus_days(days);
        assert!(!first.is_to_be_repeated(after(91)), "not while it is open");
        first.state = ReviewState::Closed;
        assert!(!first.is_to_be_repeated(after(90)) && first.is_to_be_repeated(after(91)));
        let next = first.again(ReviewId::new(Moment::from_millisecond(2)), Moment::from_millisecond(2), after(91));
        assert_eq!(next.fields.due_on.days_since(next.launched_on), 29);
        assert_eq!((next.state, next.repeats_review), (ReviewState::Launching, Some(first.id)));
        first.repeated_by = Some(next.id);
        assert!(!first.is_to_be_repeated(after(200)));
    }

    #[test]
    fn signals_say_what_is_to_be_known() {
        let cast = cast();
        let today = Day::new(2026, 9, 30);
        let (mut coach, coachee) = (user(cast.coach, "Riverside"), user(cast.coachee, "Hillside"));
        let assignment = Assignment { ends_on: Some(Day::new(2026, 9, 29)), ..between(cast.coach, cast.coachee) };
        let of = |coach: Option<&User>| ReviewSignals::of(&assignment, coach, &coachee, Some(Day::new(2026, 9, 20)), today);
        let signals = of(Some(&coach));
        assert!(signals.no_coach_status && signals.past_end && signals.different_sites && !signals.coach_inactive);
        assert_eq!(signals.days_since_last_contact, Some(10));
        coach.coach_status = CoachStatus::Granted;
        (coach.capacity, coach.coachee_count) = (Some(2), 3);
        let signals = of(Some(&coach));
        assert!(signals.over_capacity && !signals.no_coach_status);
        coach.status = Status::Inactive;
        assert!(of(Some(&coach)).coach_inactive && of(None).coach_inactive);
        assert_eq!(coach.fields.role, Role::Member);
    }
}
