// The fields of a profile: their labels, and which of them the signed-in person may edit.

import type { Schemas } from '../api/client';
import type { FieldText } from '../forms/SaveError';
import { inWords } from '../format';

type Person = Schemas['Profile'];

/** The fields of a profile in their order, with their labels. */
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

/** The fields that people may edit of their own profile. */
const CONTACT: Field[] = ['preferred_name', 'phone'];

/** The fields that the signed-in person may edit. The API decides; this only chooses what to show. */
export function editable(ground: Schemas['Ground'], isAdministrator: boolean, coachFields: Schemas['CoachField'][]): Field[] {
  if (isAdministrator) return Object.keys(FIELDS) as Field[];
  if (ground === 'own') return CONTACT;
  return ground === 'coach' ? coachFields : [];
}

export type ProfileDraft = Partial<Record<Field, string | null>> & { role?: Schemas['Role']; version: number };

export function draftOf(person: Person, fields: Field[]): ProfileDraft {
  const values = Object.fromEntries(fields.map((field) => [field, person[field] ?? null]));
  return { ...values, version: person.version };
}

export const textsOf = (draft: ProfileDraft): FieldText[] => [
  ...(Object.keys(FIELDS) as Field[]).filter((field) => field in draft).map((field): FieldText => [FIELDS[field], draft[field] ?? '']),
  ...(draft.role ? [['Role', inWords(draft.role)] as FieldText] : []),
];
