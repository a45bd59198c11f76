// Why a person can't be assigned as a coach, and what to do about it.

import type { Person } from '../usePersonSearch';

export const INACTIVE = 'Inactive. Make the person active first.';

/** The reason, or nothing if the person can be assigned. Whether there is capacity is known only to the service. */
export function whyNotCoach(person: Person): string | undefined {
  if (person.status === 'inactive') return INACTIVE;
  return person.coach_status === 'granted' ? undefined : 'No coaching access. Grant it on the person’s Coaching tab first.';
}
