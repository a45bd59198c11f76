//! The audit of coaching assignments: what can be wrong with them, told from a person's items and
//! their coaches'. Pure, so that it says the same however often and wherever it is resumed.

use super::{Assignment, AuditId, Credential, Day, Kind, Moment, Person, Settings, State, User, UserId, records::Standing};
use crate::domain::Actor;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// Into how many parts an organisation is walked.
pub const SHARDS: u32 = 16;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Somebody may be thought to have a right, or to lack it, who doesn't.
    High,
    /// A rule is broken, or what lists show is not so.
    Medium,
    /// Worth a look.
    Low,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// An assignment of a coach whose coach status has been withdrawn.
    NoCoachStatus,
    InactiveCoach,
    /// One of the two items of an assignment is missing.
    OneSided,
    /// The two items of an assignment differ.
    Disagreeing,
    InactiveCoachee,
    /// The last day of an assignment has passed.
    PastEnd,
    /// A number of coachees or coaches is not what there are.
    WrongCounter,
    OverCapacity,
    TwoPrimaries,
    ExpiredCredential,
    /// People coach each other in a circle.
    Circle,
    NoContact,
    /// Somebody who should have a coach, by the organisation's settings, and has none.
    NoCoach,
    DifferentSites,
}

impl FindingKind {
    pub const ALL: [Self; 14] = [
        Self::NoCoachStatus,
        Self::InactiveCoach,
        Self::OneSided,
        Self::Disagreeing,
        Self::InactiveCoachee,
        Self::PastEnd,
        Self::WrongCounter,
        Self::OverCapacity,
        Self::TwoPrimaries,
        Self::ExpiredCredential,
        Self::Circle,
        Self::NoContact,
        Self::NoCoach,
        Self::DifferentSites,
    ];

    pub fn severity(self) -> Severity {
        match self {
            Self::NoCoachStatus | Self::InactiveCoach | Self::OneSided | Self::Disagreeing => Severity::High,
            Self::NoContact | Self::NoCoach | Self::DifferentSites => Severity::Low,
            _ => Severity::Medium,
        }
    }

    /// What an administrator can have done about it here.
    pub fn remedy(self) -> Option<Remedy> {
        match self {
            Self::NoCoachStatus | Self::InactiveCoach | Self::InactiveCoachee | Self::PastEnd => Some(Remedy::EndAssignment),
            Self::OneSided | Self::Disagreeing => Some(Remedy::RepairAssignment),
            Self::WrongCounter => Some(Remedy::Recount),
            Self::TwoPrimaries => Some(Remedy::MakeSecondary),
            _ => None,
        }
    }

    /// As it stands in an id.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoCoachStatus => "no_coach_status",
            Self::InactiveCoach => "inactive_coach",
            Self::OneSided => "one_sided",
            Self::Disagreeing => "disagreeing",
            Self::InactiveCoachee => "inactive_coachee",
            Self::PastEnd => "past_end",
            Self::WrongCounter => "wrong_counter",
            Self::OverCapacity => "over_capacity",
            Self::TwoPrimaries => "two_primaries",
            Self::ExpiredCredential => "expired_credential",
            Self::Circle => "circle",
            Self::NoContact => "no_contact",
            Self::NoCoach => "no_coach",
            Self::DifferentSites => "different_sites",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// Ends the assignment, as by hand.
    EndAssignment,
    /// Makes both items say what the coachee's says, or takes away the one that is alone.
    RepairAssignment,
    /// Sets the number to what there are.
    Recount,
    /// Leaves the earliest primary coach and makes the others secondary.
    MakeSecondary,
}

/// What was found of one thing, as it was then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// The kind and what it is about: the same in each run that finds it.
    pub id: String,
    pub kind: FindingKind,
    pub severity: Severity,
    /// In words.
    pub what: String,
    /// Whom it is about: the coachee of an assignment.
    pub person: Person,
    /// The coach of the assignment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coach: Option<Person>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<Remedy>,
    /// Whether the run before did not find it.
    #[serde(default)]
    pub is_new: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedied_at: Option<Moment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedied_by: Option<Actor>,
}

impl Finding {
    fn new(kind: FindingKind, person: Person, coach: Option<Person>, more: &str, what: String) -> Self {
        let parts = [Some(person.id.to_string()), coach.as_ref().map(|coach| coach.id.to_string()), Some(more.to_owned())];
        let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        Self {
            id: format!("{}.{}", kind.name(), parts.join(".")),
            kind,
            severity: kind.severity(),
            what,
            person,
            coach,
            remedy: kind.remedy(),
            is_new: false,
            remedied_at: None,
            remedied_by: None,
        }
    }
}

/// By what an audit judges, as it was when the run began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rules {
    pub today: Day,
    /// After how many days without contact an assignment is found.
    pub contact_days: u32,
    /// The titles of those who should have a coach.
    pub coached_titles: Vec<String>,
}

impl Rules {
    pub fn of(settings: &Settings, today: Day) -> Self {
        Self { today, contact_days: settings.contact_days, coached_titles: settings.coached_titles.clone() }
    }

    fn should_have_a_coach(&self, user: &User) -> bool {
        let title = user.fields.title.as_deref().unwrap_or_default().to_lowercase();
        user.is_active() && self.coached_titles.iter().any(|coached| coached.to_lowercase() == title)
    }
}

/// A run of the audit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Audit {
    pub id: AuditId,
    pub state: AuditState,
    pub started_at: Moment,
    /// Who asked for it; Coachwork itself by the organisation's cadence.
    pub by: Actor,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Moment>,
    pub rules: Rules,
    /// The run that findings are compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<AuditId>,
    /// How many of 16 parts are done.
    pub shards_done: u32,
    #[serde(flatten)]
    pub totals: Totals,
    /// How many findings of the run before are no longer found.
    #[serde(default)]
    pub resolved: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuditState {
    Running,
    Done,
}

/// What was gone through and found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Totals {
    pub people: u32,
    pub assignments: u32,
    pub high: u32,
    pub medium: u32,
    pub low: u32,
    /// How many the run before did not find.
    pub new: u32,
}

impl Totals {
    pub fn count(&mut self, finding: &Finding) {
        *match finding.severity {
            Severity::High => &mut self.high,
            Severity::Medium => &mut self.medium,
            Severity::Low => &mut self.low,
        } += 1;
        self.new += u32::from(finding.is_new);
    }

    pub fn findings(&self) -> u32 {
        self.high + self.medium + self.low
    }
}

/// A part of a run, and how far it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shard {
    pub number: u32,
    pub is_done: bool,
    /// Whether it is to be gone on with: what the stream starts the walk by.
    pub waits: bool,
    /// The index key behind which to go on.
    pub after: String,
    /// Rises with each step.
    pub version: u64,
    #[serde(flatten)]
    pub totals: Totals,
}

impl Shard {
    pub fn new(number: u32) -> Self {
        Self { number, is_done: false, waits: true, after: String::new(), version: 1, totals: Totals::default() }
    }
}

/// Both items of an assignment, as far as they are there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sides {
    pub of_coachee: Option<Assignment>,
    pub of_coach: Option<Assignment>,
}

/// A person with all that makes assignments of them a coachee.
#[derive(Clone, Debug, Default)]
pub struct Coached {
    pub user: Option<User>,
    /// By coach.
    pub sides: BTreeMap<UserId, Sides>,
    /// The day of each coach's last contact.
    pub contacts: BTreeMap<UserId, Day>,
}

/// What is wrong with a person's coaching, as a coachee. `coaches` has everyone who is named in it.
pub fn of_coachee(rules: &Rules, id: UserId, coached: &Coached, coaches: &HashMap<UserId, User>) -> Vec<Finding> {
    let person = Person { id, name: coached.user.as_ref().map(User::name).unwrap_or_default() };
    let mut findings = Vec::new();
    for (coach_id, sides) in &coached.sides {
        let coach = coaches.get(coach_id);
        let named = Person { id: *coach_id, name: coach.map(User::name).unwrap_or_default() };
        let kind_and_words = of_pair(rules, coached, coach, (&person.name, &named.name), sides);
        findings.extend(kind_and_words.into_iter().map(|(kind, what)| Finding::new(kind, person.clone(), Some(named.clone()), "", what)));
    }
    let Some(user) = &coached.user else { return findings };
    let there = coached.sides.values().filter(|sides| sides.of_coachee.is_some()).count();
    if user.coach_count as usize != there {
        let what = format!("{} is said to have {} and has {there}.", person.name, plural(user.coach_count as usize, "coach", "coaches"));
        findings.push(Finding::new(FindingKind::WrongCounter, person.clone(), None, "coach_count", what));
    }
    let primaries = primaries(rules.today, coached);
    if primaries.len() > 1 {
        let what = format!("{} has {} primary coaches.", person.name, primaries.len());
        findings.push(Finding::new(FindingKind::TwoPrimaries, person.clone(), None, "", what));
    }
    if coached.sides.is_empty() && rules.should_have_a_coach(user) {
        let what = format!("{}, {}, has no coach.", person.name, user.fields.title.as_deref().unwrap_or_default());
        findings.push(Finding::new(FindingKind::NoCoach, person, None, "", what));
    }
    findings
}

/// The primary assignments that are not over, the earliest first.
pub fn primaries(today: Day, coached: &Coached) -> Vec<&Assignment> {
    let own = coached.sides.values().filter_map(|sides| sides.of_coachee.as_ref());
    let mut primaries: Vec<&Assignment> = own.filter(|a| a.kind == Kind::Primary && a.state(today) != State::Over).collect();
    primaries.sort_by_key(|assignment| (assignment.since, assignment.coach_id));
    primaries
}

fn of_pair(
    rules: &Rules,
    coached: &Coached,
    coach: Option<&User>,
    (coachee_name, coach_name): (&str, &str),
    sides: &Sides,
) -> Vec<(FindingKind, String)> {
    let own = match (&sides.of_coachee, &sides.of_coach) {
        (Some(own), Some(_)) => own,
        (Some(_), None) => {
            return vec![(FindingKind::OneSided, format!("{coachee_name} is coached by {coach_name}, who doesn’t coach them."))];
        }
        (None, _) => return vec![(FindingKind::OneSided, format!("{coach_name} coaches {coachee_name}, who isn’t coached by them."))],
    };
    let differ = format!("The items of the assignment of {coach_name} to {coachee_name} differ.");
    let differing = (sides.of_coach.as_ref() != Some(own)).then_some((FindingKind::Disagreeing, differ));
    differing.into_iter().chain(judged(rules, coached, coach, (coachee_name, coach_name), own)).collect()
}

/// The first that is wrong with an assignment, the gravest first: what gives no authority needs no
/// contact.
fn judged(
    rules: &Rules,
    coached: &Coached,
    coach: Option<&User>,
    (coachee_name, coach_name): (&str, &str),
    assignment: &Assignment,
) -> Option<(FindingKind, String)> {
    let coachee = coached.user.as_ref();
    let site = |user: Option<&User>| user.and_then(|user| user.fields.site.clone());
    if !coach.is_some_and(User::is_active) {
        return Some((FindingKind::InactiveCoach, format!("{coach_name}, who coaches {coachee_name}, is inactive.")));
    }
    if !coach.is_some_and(User::is_active_coach) {
        return Some((FindingKind::NoCoachStatus, format!("{coach_name} coaches {coachee_name} without coaching access.")));
    }
    if !coachee.is_some_and(User::is_active) {
        return Some((FindingKind::InactiveCoachee, format!("{coachee_name}, whom {coach_name} coaches, is inactive.")));
    }
    if let (State::Over, Some(last)) = (assignment.state(rules.today), assignment.ends_on) {
        return Some((FindingKind::PastEnd, format!("The assignment of {coach_name} to {coachee_name} was to end on {last}.")));
    }
    let last = coached.contacts.get(&assignment.coach_id).copied().unwrap_or(assignment.starts_on).max(assignment.starts_on);
    let days = rules.today.days_since(last);
    if days > i64::from(rules.contact_days) {
        return Some((FindingKind::NoContact, format!("{coach_name} and {coachee_name} have had no contact for {days} days.")));
    }
    match (site(coachee), site(coach)) {
        (Some(own), Some(theirs)) if own != theirs => {
            Some((FindingKind::DifferentSites, format!("{coachee_name} is at {own}; the coach, {coach_name}, is at {theirs}.")))
        }
        _ => None,
    }
}

/// What is wrong with a person as a coach: of `coachees`, who are there, and credentials.
pub fn of_coach(rules: &Rules, coach: &User, coachees: usize, credentials: &[Credential]) -> Vec<Finding> {
    let person = Person { id: coach.id, name: coach.name() };
    let mut findings = Vec::new();
    if coach.coachee_count as usize != coachees {
        let what =
            format!("{} is said to have {} and has {coachees}.", person.name, plural(coach.coachee_count as usize, "coachee", "coachees"));
        findings.push(Finding::new(FindingKind::WrongCounter, person.clone(), None, "coachee_count", what));
    }
    if !coach.is_active_coach() {
        return findings;
    }
    if let Some(capacity) = coach.capacity.filter(|capacity| coachees > *capacity as usize) {
        let what = format!("{} has {} and room for {capacity}.", person.name, plural(coachees, "coachee", "coachees"));
        findings.push(Finding::new(FindingKind::OverCapacity, person.clone(), None, "", what));
    }
    for expired in credentials.iter().filter(|credential| is_lapsed(rules.today, credential, credentials)) {
        let title = &expired.fields.title;
        let on = expired.fields.expires_on.map(|day| day.to_string()).unwrap_or_default();
        let what = format!("The credential “{title}” of {}, a coach, expired on {on}.", person.name);
        findings.push(Finding::new(FindingKind::ExpiredCredential, person.clone(), None, &expired.id.to_string(), what));
    }
    findings
}

/// Whether a credential has expired and no other of the same kind and title holds instead.
fn is_lapsed(today: Day, credential: &Credential, all: &[Credential]) -> bool {
    let same = |other: &Credential| other.fields.kind == credential.fields.kind && other.fields.title == credential.fields.title;
    credential.standing(today) == Standing::Expired && !all.iter().any(|other| same(other) && other.standing(today) != Standing::Expired)
}

/// A circle, told of the one of its members whose id is the least. Each is coached by the next, and the
/// last by the first.
pub fn of_circle(members: &[Person]) -> Option<Finding> {
    let first = members.first()?;
    let is_told_here = members.iter().all(|member| member.id >= first.id);
    let names: Vec<&str> = members.iter().chain([first]).map(|member| member.name.as_str()).collect();
    let what = format!("Coaching goes in a circle: {}.", names.join(", coached by "));
    is_told_here.then(|| Finding::new(FindingKind::Circle, first.clone(), None, "", what))
}

fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Caller, CoachStatus, CredentialFields, Pair, Role, Status, Terms, UserFields};

    const TODAY: Day = Day::new(2026, 9, 1);

    fn now() -> Moment {
        Moment::from_millisecond(1_790_000_000_000)
    }

    fn rules() -> Rules {
        Rules { today: TODAY, contact_days: 45, coached_titles: vec!["New teacher".to_owned()] }
    }

    fn user(given: &str) -> User {
        let fields = UserFields {
            email: format!("{given}@lakeside.example"),
            given_name: given.to_owned(),
            family_name: "X".to_owned(),
            preferred_name: None,
            title: None,
            site: Some("Heron".to_owned()),
            phone: None,
            role: Role::Member,
        };
        User::new(UserId::new(now()), fields, now())
    }

    fn coach() -> User {
        User { coach_status: CoachStatus::Granted, capacity: Some(2), coachee_count: 1, ..user("Thomas") }
    }

    struct Case {
        coach: User,
        coached: Coached,
    }

    /// Adam, whom Thomas coaches, with nothing wrong.
    fn case() -> Case {
        let (coach, coachee) = (coach(), User { coach_count: 1, ..user("Adam") });
        let terms = Terms { kind: None, starts_on: Some(TODAY.plus_days(-10)), ends_on: None };
        let pair = Pair::new(coach.id, coachee.id).expect("two people");
        let assignment = Assignment::start(pair, &terms, &Actor::system(), now(), TODAY).expect("an assignment");
        let sides = Sides { of_coachee: Some(assignment.clone()), of_coach: Some(assignment) };
        let coached = Coached { user: Some(coachee), sides: [(coach.id, sides)].into(), contacts: BTreeMap::new() };
        Case { coach, coached }
    }

    impl Case {
        fn kinds(&self) -> Vec<FindingKind> {
            let id = self.coached.user.as_ref().expect("Adam").id;
            let coaches = [(self.coach.id, self.coach.clone())].into();
            of_coachee(&rules(), id, &self.coached, &coaches).into_iter().map(|finding| finding.kind).collect()
        }

        fn both(&mut self, alter: impl Fn(&mut Assignment)) {
            let sides = self.coached.sides.get_mut(&self.coach.id).expect("sides");
            [&mut sides.of_coachee, &mut sides.of_coach].into_iter().flatten().for_each(alter);
        }

        fn coachee(&mut self) -> &mut User {
            self.coached.user.as_mut().expect("Adam")
        }
    }

    #[test]
    fn nothing_is_found_where_nothing_is_wrong() {
        assert_eq!(case().kinds(), []);
        assert_eq!(of_coach(&rules(), &coach(), 1, &[]), []);
    }

    #[test]
    fn of_an_assignment_the_gravest_is_found() {
        let found = |alter: &dyn Fn(&mut Case)| {
            let mut case = case();
            alter(&mut case);
            case.kinds()
        };
        let old = |case: &mut Case| case.both(|a| a.starts_on = TODAY.plus_days(-100));
        assert_eq!(found(&|case| case.coach.coach_status = CoachStatus::None), [FindingKind::NoCoachStatus]);
        assert_eq!(found(&|case| case.coach.status = Status::Inactive), [FindingKind::InactiveCoach]);
        assert_eq!(found(&|case| case.coachee().status = Status::Inactive), [FindingKind::InactiveCoachee]);
        assert_eq!(found(&|case| case.both(|a| a.ends_on = Some(TODAY.plus_days(-1)))), [FindingKind::PastEnd]);
        assert_eq!(found(&|case| case.both(|a| a.ends_on = Some(TODAY))), []);
        assert_eq!(found(&old), [FindingKind::NoContact]);
        assert_eq!(found(&|case| case.coachee().fields.site = Some("Osprey".to_owned())), [FindingKind::DifferentSites]);
        assert_eq!(found(&|case| case.coachee().fields.site = None), []);
        let all = |case: &mut Case| {
            old(case);
            case.coachee().fields.site = Some("Osprey".to_owned());
            case.coach.coach_status = CoachStatus::None;
        };
        assert_eq!(found(&all), [FindingKind::NoCoachStatus]);
    }

    #[test]
    fn contact_is_counted_from_the_last_one_and_for_that_coach() {
        let mut case = case();
        case.both(|a| a.starts_on = TODAY.plus_days(-100));
        for (days, expected) in [(45, vec![]), (46, vec![FindingKind::NoContact])] {
            case.coached.contacts = [(case.coach.id, TODAY.plus_days(-days))].into();
            assert_eq!(case.kinds(), expected, "{days}");
        }
        case.coached.contacts = [(UserId::new(now()), TODAY)].into();
        assert_eq!(case.kinds(), [FindingKind::NoContact]);
    }

    #[test]
    fn sides_that_are_missing_or_differ_are_found() {
        let id = |case: &Case| case.coach.id;
        let mut lone = case();
        lone.coached.sides.get_mut(&lone.coach.id.clone()).expect("sides").of_coach = None;
        assert_eq!(lone.kinds(), [FindingKind::OneSided]);
        let mut lone = case();
        let coach = id(&lone);
        lone.coached.sides.get_mut(&coach).expect("sides").of_coachee = None;
        lone.coachee().coach_count = 0;
        assert_eq!(lone.kinds(), [FindingKind::OneSided]);
        let mut differing = case();
        let coach = id(&differing);
        let theirs = &mut differing.coached.sides.get_mut(&coach).expect("sides").of_coach;
        theirs.as_mut().expect("a side").kind = Kind::Secondary;
        assert_eq!(differing.kinds(), [FindingKind::Disagreeing]);
    }

    #[test]
    fn counters_capacity_and_primaries_are_counted() {
        let mut case = case();
        case.coachee().coach_count = 2;
        assert_eq!(case.kinds(), [FindingKind::WrongCounter]);
        let kinds = |coachees, credentials: &[Credential]| -> Vec<FindingKind> {
            let coach = User { coachee_count: u32::try_from(coachees).unwrap_or(0), ..coach() };
            of_coach(&rules(), &coach, coachees, credentials).into_iter().map(|finding| finding.kind).collect()
        };
        assert_eq!((kinds(2, &[]), kinds(3, &[])), (vec![], vec![FindingKind::OverCapacity]));
        let caller = Caller::of_tests(now(), TODAY);
        let credential = |title: &str, days: i64| {
            let fields = serde_json::json!({"kind": "licence", "title": title, "expires_on": TODAY.plus_days(days)});
            let fields: CredentialFields = serde_json::from_value(fields).expect("fields");
            Credential::new(fields, &caller).expect("a credential")
        };
        assert_eq!(kinds(1, &[credential("A", -1), credential("B", 0)]), [FindingKind::ExpiredCredential]);
        assert_eq!(kinds(1, &[credential("A", -1), credential("A", 300)]), [], "it was renewed");
    }

    #[test]
    fn who_should_have_a_coach_is_told_by_title() {
        let mut case = case();
        case.coached.sides.clear();
        case.coachee().coach_count = 0;
        assert_eq!(case.kinds(), []);
        case.coachee().fields.title = Some("new Teacher".to_owned());
        assert_eq!(case.kinds(), [FindingKind::NoCoach]);
        case.coachee().status = Status::Inactive;
        assert_eq!(case.kinds(), []);
    }

    #[test]
    fn a_circle_is_told_once() {
        let person = |name: &str| Person { id: UserId::new(now()), name: name.to_owned() };
        let mut members = vec![person("A"), person("B"), person("C")];
        let told = (0..3).filter(|_| {
            members.rotate_left(1);
            of_circle(&members).is_some()
        });
        assert_eq!(told.count(), 1);
    }

    #[test]
    fn each_kind_has_a_name_of_its_own_which_is_its_spelling() {
        for kind in FindingKind::ALL {
            assert_eq!(serde_json::to_value(kind).expect("text"), kind.name());
        }
    }
}
