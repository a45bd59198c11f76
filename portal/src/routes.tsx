import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { Refused } from './frame/Refused';
import { Screen } from './frame/Screen';
import { Shell } from './frame/Shell';
import type { Filters as FindingFilters } from './audits/audits';
import type { Filters } from './people/people';
import type { Filters as ItemFilters } from './reviews/reviews';

const root = createRootRoute({
  component: Shell,
  notFoundComponent: () => (
    <Screen title="Not found">
      <p>There is nothing at this address. Search for a person above.</p>
    </Screen>
  ),
});
const home = createRoute({ getParentRoute: () => root, path: '/', component: lazyRouteComponent(() => import('./frame/Home'), 'Home') });
type Order = 'name' | 'contact' | 'overdue';
const caseload = createRoute({
  getParentRoute: () => root,
  path: '/caseload',
  component: lazyRouteComponent(() => import('./caseload/Caseload'), 'Caseload'),
  validateSearch: ({ order }): { order?: Order } => ({ order: order === 'contact' || order === 'overdue' ? order : undefined }),
});
const person = createRoute({
  getParentRoute: () => root,
  path: '/people/$userId',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/people/$userId/$tab', params: { ...params, tab: 'coaching' } });
  },
});
const profile = createRoute({
  getParentRoute: () => root,
  path: '/people/$userId/$tab',
  component: lazyRouteComponent(() => import('./people/Profile'), 'Profile'),
});

const goalScreens = () => import('./people/goals/GoalScreen');
const goal = createRoute({
  getParentRoute: () => root,
  path: '/people/$userId/goals/$goalId',
  component: lazyRouteComponent(goalScreens, 'GoalScreen'),
});
const newGoal = createRoute({
  getParentRoute: () => root,
  path: '/people/$userId/goals/new',
  component: lazyRouteComponent(goalScreens, 'NewGoal'),
});
const conferenceScreens = () => import('./people/conferences/ConferenceScreen');
const conference = createRoute({
  getParentRoute: () => root,
  path: '/people/$userId/conferences/$conferenceId',
  component: lazyRouteComponent(conferenceScreens, 'ConferenceScreen'),
});
const newConference = createRoute({
  getParentRoute: () => root,
  path: '/people/$userId/conferences/new',
  component: lazyRouteComponent(conferenceScreens, 'NewConference'),
});
const observationScreens = () => import('./people/observations/ObservationScreen');
const observation = createRoute({
  getParentRoute: () => root,
  path: '/people/$userId/observations/$observationId',
  component: lazyRouteComponent(observationScreens, 'ObservationScreen'),
});
const newObservation = createRoute({
  getParentRoute: () => root,
  path: '/people/$userId/observations/new',
  component: lazyRouteComponent(observationScreens, 'NewObservation'),
});

/** A text in the address, or nothing. */
const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined);
const progress = createRoute({
  getParentRoute: () => root,
  path: '/people/$userId/progress',
  component: lazyRouteComponent(() => import('./people/progress/ProgressScreen'), 'ProgressScreen'),
  validateSearch: ({ from, to, view }): { from?: string; to?: string; view?: 'tables' } => ({
    from: text(from),
    to: text(to),
    view: view === 'tables' ? view : undefined,
  }),
});
const rubrics = createRoute({
  getParentRoute: () => root,
  path: '/rubrics',
  component: lazyRouteComponent(() => import('./rubrics/Rubrics'), 'Rubrics'),
});
const rubricScreens = () => import('./rubrics/RubricScreen');
const rubric = createRoute({
  getParentRoute: () => root,
  path: '/rubrics/$rubricId',
  component: lazyRouteComponent(rubricScreens, 'RubricScreen'),
});
const newRubric = createRoute({
  getParentRoute: () => root,
  path: '/rubrics/new',
  component: lazyRouteComponent(rubricScreens, 'NewRubric'),
});
const organisation = createRoute({
  getParentRoute: () => root,
  path: '/organisation',
  component: lazyRouteComponent(() => import('./organisation/OrganisationScreen'), 'OrganisationScreen'),
});
const people = createRoute({
  getParentRoute: () => root,
  path: '/people',
  component: lazyRouteComponent(() => import('./people/People'), 'People'),
  validateSearch: ({ status, coach_status, site }): Filters => ({
    status: status === 'active' || status === 'inactive' ? status : undefined,
    coach_status: coach_status === 'granted' || coach_status === 'none' ? coach_status : undefined,
    site: text(site),
  }),
});
const activity = createRoute({
  getParentRoute: () => root,
  path: '/people/$userId/activity',
  component: lazyRouteComponent(() => import('./activity/ActivityOfPerson'), 'ActivityOfPerson'),
});

const log = createRoute({
  getParentRoute: () => root,
  path: '/activity',
  component: lazyRouteComponent(() => import('./activity/Activity'), 'Activity'),
  validateSearch: ({ from, to }): { from?: string; to?: string } => ({ from: text(from), to: text(to) }),
});
const notices = createRoute({
  getParentRoute: () => root,
  path: '/notifications',
  component: lazyRouteComponent(() => import('./notices/Notices'), 'Notices'),
});

const preferences = createRoute({
  getParentRoute: () => root,
  path: '/preferences',
  component: lazyRouteComponent(() => import('./notices/Preferences'), 'Preferences'),
});

const audits = createRoute({
  getParentRoute: () => root,
  path: '/audits',
  component: lazyRouteComponent(() => import('./audits/Audits'), 'Audits'),
});
const audit = createRoute({
  getParentRoute: () => root,
  path: '/audits/$auditId',
  component: lazyRouteComponent(() => import('./audits/AuditScreen'), 'AuditScreen'),
  validateSearch: ({ severity, kind, show }): FindingFilters => ({
    severity: severity === 'high' || severity === 'medium' || severity === 'low' ? severity : undefined,
    kind: text(kind) as FindingFilters['kind'],
    show: show === 'new' || show === 'resolved' ? show : undefined,
  }),
});

const reviews = createRoute({
  getParentRoute: () => root,
  path: '/reviews',
  component: lazyRouteComponent(() => import('./reviews/Reviews'), 'Reviews'),
});
const newReview = createRoute({
  getParentRoute: () => root,
  path: '/reviews/new',
  component: lazyRouteComponent(() => import('./reviews/NewReview'), 'NewReview'),
});
const myReviews = createRoute({
  getParentRoute: () => root,
  path: '/reviews/mine',
  component: lazyRouteComponent(() => import('./reviews/Mine'), 'Mine'),
});
const SHOWN = ['open', 'keep', 'end', 'transfer', 'not_done'] as const;
const review = createRoute({
  getParentRoute: () => root,
  path: '/reviews/$reviewId',
  component: lazyRouteComponent(() => import('./reviews/ReviewScreen'), 'ReviewScreen'),
  validateSearch: ({ show, reviewer }): ItemFilters => ({ show: SHOWN.find((one) => one === show), reviewer: text(reviewer) }),
});

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    people,
    caseload,
    person,
    profile,
    goal,
    newGoal,
    conference,
    newConference,
    observation,
    newObservation,
    progress,
    rubrics,
    rubric,
    newRubric,
    organisation,
    activity,
    log,
    notices,
    preferences,
    audits,
    audit,
    reviews,
    newReview,
    myReviews,
    review,
  ]),
  defaultPreload: false,
  defaultErrorComponent: ({ error, reset }) => <Refused error={error as Error} again={reset} />,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
