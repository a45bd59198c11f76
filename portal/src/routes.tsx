// Every screen of the portal, by its address.

import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { ErrorAlert } from './frame/ErrorAlert';
import { Screen } from './frame/Screen';
import { Shell } from './frame/Shell';
import { Bell } from './notices/Bell';
import { SearchBar } from './people/SearchBar';
import { caseloadOrder, findingFilters, itemFilters, peopleFilters, period, progressView } from './searchParams';

const root = createRootRoute({
  component: () => (
    <Shell
      tools={
        <>
          <SearchBar />
          <Bell />
        </>
      }
    />
  ),
  notFoundComponent: () => (
    <Screen title="Not found">
      <p>There is nothing at this address. Search for a person above.</p>
    </Screen>
  ),
});

/** The route of a screen. Its code is loaded when it is opened. `search` parses its query string. */
function screen<const Path extends string, Module extends Record<string, unknown>, Search extends object = object>(
  path: Path,
  load: () => Promise<Module>,
  name: keyof Module & string,
  search?: (raw: Record<string, unknown>) => Search,
) {
  return createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load, name), validateSearch: search });
}

/** A profile opens on its Coaching tab. */
const person = createRoute({
  getParentRoute: () => root,
  path: '/people/$userId',
  beforeLoad: ({ params }) => redirect({ to: '/people/$userId/$tab', params: { ...params, tab: 'coaching' }, throw: true }),
});

export const router = createRouter({
  routeTree: root.addChildren([
    person,
    screen('/', () => import('./home/Home'), 'Home'),
    screen('/caseload', () => import('./caseload/Caseload'), 'Caseload', caseloadOrder),
    screen('/notifications', () => import('./notices/Notices'), 'Notices'),
    screen('/preferences', () => import('./notices/Preferences'), 'Preferences'),
    screen('/activity', () => import('./activity/Activity'), 'Activity', period),
    screen('/organization', () => import('./organization/OrganizationScreen'), 'OrganizationScreen'),

    screen('/people', () => import('./people/People'), 'People', peopleFilters),
    screen('/people/$userId/$tab', () => import('./people/Profile'), 'Profile'),
    screen('/people/$userId/activity', () => import('./activity/ActivityOfPerson'), 'ActivityOfPerson'),
    screen('/people/$userId/progress', () => import('./people/progress/ProgressScreen'), 'ProgressScreen', progressView),
    screen('/people/$userId/goals/new', () => import('./people/goals/GoalScreen'), 'NewGoal'),
    screen('/people/$userId/goals/$goalId', () => import('./people/goals/GoalScreen'), 'GoalScreen'),
    screen('/people/$userId/conferences/new', () => import('./people/conferences/ConferenceScreen'), 'NewConference'),
    screen('/people/$userId/conferences/$conferenceId', () => import('./people/conferences/ConferenceScreen'), 'ConferenceScreen'),
    screen('/people/$userId/observations/new', () => import('./people/observations/NewObservation'), 'NewObservation'),
    screen('/people/$userId/observations/$observationId', () => import('./people/observations/ObservationScreen'), 'ObservationScreen'),

    screen('/rubrics', () => import('./rubrics/Rubrics'), 'Rubrics'),
    screen('/rubrics/new', () => import('./rubrics/RubricScreen'), 'NewRubric'),
    screen('/rubrics/$rubricId', () => import('./rubrics/RubricScreen'), 'RubricScreen'),

    screen('/audits', () => import('./audits/Audits'), 'Audits'),
    screen('/audits/$auditId', () => import('./audits/AuditScreen'), 'AuditScreen', findingFilters),

    screen('/reviews', () => import('./reviews/Reviews'), 'Reviews'),
    screen('/reviews/new', () => import('./reviews/NewReview'), 'NewReview'),
    screen('/reviews/mine', () => import('./reviews/MyReviews'), 'MyReviews'),
    screen('/reviews/$reviewId', () => import('./reviews/ReviewScreen'), 'ReviewScreen', itemFilters),
  ]),
  defaultPreload: false,
  // Another person, goal or observation is another screen: nothing that was typed or begun on one is on the other. The tabs
  // of a profile are one screen.
  defaultRemountDeps: ({ params }) => ({ ...params, tab: undefined }),
  defaultErrorComponent: ({ error, reset }) => <ErrorAlert error={error as Error} retry={reset} />,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
