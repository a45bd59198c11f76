import type { Schemas } from '../api/client';
import type { Typed } from '../forms/NotSaved';
import { inWords } from '../words';

type Person = Schemas['Profile'];

/** The fields of a profile, in order, with their words. */
export const FIELDS = {
  given_name: 'Given name',
  family_name: 'Family name',
  preferred_name: 'Preferred name',
  email: 'E-mail',
  phone: 'Phone',
  title: 'Title',
  site: 'Site',
} as const;

export type Field = keyof typeof FIELDS;

/** Those that oneself may edit. */
const CONTACT: Field[] = ['preferred_name', 'phone'];

/** The fields that may be edited, by the right of who edits. The API decides each time. */
export function editable(ground: Schemas['Ground'], isAdministrator: boolean, coachFields: Schemas['CoachField'][]): Field[] {
  if (isAdministrator) return Object.keys(FIELDS) as Field[];
  if (ground === 'own') return CONTACT;
  return ground === 'coach' ? coachFields : [];
}

export type ProfileDraft = Partial<Record<Field, string | null>> & { role?: Schemas['Role']; version: number };

export function draftOf(person: Person, fields: Field[]): ProfileDraft {
  const values = Object.fromEntries(fields.map((field) => [field, person[field] ?? null]));
  return { ...values, version: person.version ?? 0 };
}

export const textsOf = (draft: ProfileDraft): Typed[] => [
  ...(Object.keys(FIELDS) as Field[]).filter((field) => field in draft).map((field): Typed => [FIELDS[field], draft[field] ?? '']),
  ...(draft.role ? [['Role', inWords(draft.role)] as Typed] : []),
];
