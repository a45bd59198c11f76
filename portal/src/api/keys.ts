// The query keys under which responses of the API are cached. Invalidating a key also invalidates every key that begins
// with it.

type Id = string;
/** The filters of a list. */
type Filters = object;

const person = (user_id: Id | undefined) => ['people', user_id] as const;
const goals = (user_id: Id) => [...person(user_id), 'goals'] as const;
const conferences = (user_id: Id) => [...person(user_id), 'conferences'] as const;
const observations = (user_id: Id) => [...person(user_id), 'observations'] as const;

export const keys = {
  me: ['me'],
  preferences: ['preferences'],
  organization: ['organization'],
  caseload: ['caseload'],
  activity: (period: Filters) => ['activity', period],

  notices: ['notices'],
  noticeList: ['notices', 'list'],
  unreadNotices: ['notices', 'unread'],

  rubrics: ['rubrics'],
  rubricList: ['rubrics', 'list'],
  rubricsInUse: ['rubrics', 'in-use'],
  rubric: (rubric_id: Id | null | undefined, version: number | 'newest') => ['rubrics', rubric_id, version],

  audits: ['audits'],
  audit: (audit_id: Id) => ['audits', audit_id],
  findings: (audit_id: Id, ...filters: [Filters?]) => ['audits', audit_id, 'findings', ...filters],

  reviews: ['reviews'],
  reviewList: ['reviews', 'list'],
  myReviews: ['reviews', 'mine'],
  review: (review_id: Id) => ['reviews', review_id],
  reviewItems: (review_id: Id, filters: Filters) => ['reviews', review_id, 'items', filters],

  searches: ['search'],
  search: (text: string) => ['search', text],

  people: ['people'],
  peopleList: (...filters: [Filters?]) => ['people', 'list', ...filters],
  person,
  profile: (user_id: Id) => [...person(user_id), 'profile'],
  permissions: (user_id: Id) => [...person(user_id), 'permissions'],
  access: (user_id: Id, actor_id: Id) => [...person(user_id), 'access', actor_id],
  personnel: (user_id: Id) => [...person(user_id), 'personnel'],
  progress: (user_id: Id, period: Filters) => [...person(user_id), 'progress', period],
  activityOf: (user_id: Id) => [...person(user_id), 'activity'],
  connections: (user_id: Id, side: 'coaches' | 'coachees') => [...person(user_id), side],
  primaryCoach: (user_id: Id | undefined) => [...person(user_id), 'primary'],
  coachingHistory: (user_id: Id) => [...person(user_id), 'coaching-history'],
  records: (user_id: Id, kind: 'learning' | 'credentials') => [...person(user_id), kind],

  goals,
  goal: (user_id: Id, goal_id: Id) => [...goals(user_id), goal_id],
  measures: (user_id: Id, goal_id: Id) => [...goals(user_id), goal_id, 'progress'],
  comments: (user_id: Id, goal_id: Id) => [...goals(user_id), goal_id, 'comments'],

  conferences,
  conference: (user_id: Id, conference_id: Id) => [...conferences(user_id), conference_id],
  privateNotes: (user_id: Id, conference_id: Id) => [...conferences(user_id), conference_id, 'private-notes'],

  observations,
  observation: (user_id: Id, observation_id: Id) => [...observations(user_id), observation_id],
  evidence: (user_id: Id, observation_id: Id) => [...observations(user_id), observation_id, 'evidence'],
  revisions: (user_id: Id, observation_id: Id) => [...observations(user_id), observation_id, 'revisions'],
};
