import type { Schemas } from '../api/client';

export interface Place {
  name: string;
  to: string;
  /** The key that goes there, after `g`. */
  letter: string;
  isFor: (me: Schemas['Me']) => boolean;
}

/** The places of the portal, in the order of the side navigation, and to whom each is open. */
export const PLACES: Place[] = [
  { name: 'People', to: '/people', letter: 'p', isFor: (me) => me.may.includes('manage_users') },
  { name: 'My coachees', to: '/caseload', letter: 'c', isFor: (me) => me.user.coach_status === 'granted' },
  { name: 'Reviews', to: '/reviews', letter: 'v', isFor: (me) => me.may.includes('manage_assignments') },
  { name: 'Rubrics', to: '/rubrics', letter: 'r', isFor: (me) => me.may.includes('read_rubrics') },
  { name: 'Audits', to: '/audits', letter: 'u', isFor: (me) => me.may.includes('manage_assignments') },
  { name: 'Activity', to: '/activity', letter: 'a', isFor: (me) => me.may.includes('manage_users') },
  { name: 'Organisation', to: '/organisation', letter: 'o', isFor: (me) => me.may.includes('edit_organisation') },
];

/** Where this person can go. */
export function placesOf(me: Schemas['Me'] | undefined): Place[] {
  if (!me) return [];
  const own: Place = { name: 'My profile', to: `/people/${me.user.id}`, letter: 'm', isFor: () => true };
  return [...PLACES.filter((place) => place.isFor(me)), own];
}

/** In the top bar rather than in the side navigation. */
export const NOTIFICATIONS: Place = { name: 'Notifications', to: '/notifications', letter: 'n', isFor: () => true };

/** Where this person can go by a key. */
export function byKeys(me: Schemas['Me'] | undefined): Place[] {
  return [...placesOf(me), NOTIFICATIONS];
}
