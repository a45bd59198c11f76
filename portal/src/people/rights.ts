import type { Schemas } from '../api/client';

/** By what right somebody looks at a person, as far as the screens show. The API decides each time. */
export function groundOf(me: Schemas['Me'] | undefined, person: Schemas['Profile']): Schemas['Ground'] {
  if (me?.user.id === person.id) return 'own';
  if (me?.user.role === 'administrator') return 'administrator';
  return person.tabs.includes('goals') ? 'coach' : 'member';
}
