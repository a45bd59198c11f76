// The ground on which the signed-in person sees another, to choose what to show. The API decides what is allowed.

import type { Schemas } from '../api/client';

export function groundOf(me: Schemas['Me'] | undefined, person: Schemas['Profile']): Schemas['Ground'] {
  if (me?.user.id === person.id) return 'own';
  if (me?.user.role === 'administrator') return 'administrator';
  return person.tabs.includes('goals') ? 'coach' : 'member';
}
