// Parses the query strings of the screens. Unknown values are ignored.

import type { Filters as FindingFilters } from './audits/audits';
import type { Filters as PeopleFilters } from './people/people';
import type { Filters as ItemFilters } from './reviews/reviews';

type Raw = Record<string, unknown>;

const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined);
const oneOf = <T extends string>(value: unknown, ...known: T[]) => known.find((one) => one === value);

export const caseloadOrder = ({ order }: Raw): { order?: 'name' | 'contact' | 'overdue' } => ({
  order: oneOf(order, 'contact', 'overdue'),
});

export const period = ({ from, to }: Raw): { from?: string; to?: string } => ({ from: text(from), to: text(to) });

export const progressView = ({ from, to, view }: Raw): { from?: string; to?: string; view?: 'tables' } => ({
  ...period({ from, to }),
  view: oneOf(view, 'tables'),
});

export const peopleFilters = ({ status, coach_status, site }: Raw): PeopleFilters => ({
  status: oneOf(status, 'active', 'inactive'),
  coach_status: oneOf(coach_status, 'granted', 'none'),
  site: text(site),
});

export const findingFilters = ({ severity, kind, show }: Raw): FindingFilters => ({
  severity: oneOf(severity, 'high', 'medium', 'low'),
  kind: text(kind) as FindingFilters['kind'],
  show: oneOf(show, 'new', 'resolved'),
});

export const itemFilters = ({ show, reviewer }: Raw): ItemFilters => ({
  show: oneOf(show, 'open', 'keep', 'end', 'transfer', 'not_done'),
  reviewer: text(reviewer),
});
