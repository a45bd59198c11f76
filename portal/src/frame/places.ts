// The screens that the side navigation and the keyboard shortcuts lead to.

import type { Schemas } from '../api/client';

export interface Place {
  name: string;
  to: string;
  /** The keyboard shortcut is `g` and this letter. */
  letter: string;
  /** Whether this person may open it. */
  isFor: (me: Schemas['Me']) => boolean;
}

/** In the order of the side navigation. */
export const PLACES: Place[] = [
  { name: 'People', to: '/people', letter: 'p', isFor: (me) => me.may.includes('manage_users') },
  { name: 'My coachees', to: '/caseload', letter: 'c', isFor: (me) => me.user.coach_status === 'granted' },
  { name: 'Reviews', to: '/reviews', letter: 'v', isFor: (me) => me.may.includes('manage_assignments') },
  { name: 'Rubrics', to: '/rubrics', letter: 'r', isFor: (me) => me.may.includes('read_rubrics') },
  { name: 'Audits', to: '/audits', letter: 'u', isFor: (me) => me.may.includes('manage_assignments') },
  { name: 'Activity', to: '/activity', letter: 'a', isFor: (me) => me.may.includes('manage_users') },
  { name: 'Organization', to: '/organization', letter: 'o', isFor: (me) => me.may.includes('edit_organisation') },
];

/** The places that this person may open. */
export function placesOf(me: Schemas['Me'] | undefined): Place[] {
  if (!me) return [];
  const own: Place = { name: 'My profile', to: `/people/${me.user.id}`, letter: 'm', isFor: () => true };
  return [...PLACES.filter((place) => place.isFor(me)), own];
}

/** Reached from the top bar, not from the side navigation. */
export const NOTIFICATIONS: Place = { name: 'Notifications', to: '/notifications', letter: 'n', isFor: () => true };

/** The places that have a keyboard shortcut for this person. */
export function placesByKey(me: Schemas['Me'] | undefined): Place[] {
  return [...placesOf(me), NOTIFICATIONS];
}
