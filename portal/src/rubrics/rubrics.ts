// Rubrics: drafts, texts and requests.

import { useQuery } from '@tanstack/react-query';
import { useChange } from '../api/change';
import { body, type Schemas } from '../api/client';
import { keys } from '../api/keys';
import { itemsOf, usePages } from '../api/pages';
import { useApi } from '../context';
import { useSave } from '../forms/save';
import type { FieldText } from '../forms/SaveError';

export type Rubric = Schemas['Rubric'];
export type Domain = Schemas['Domain'];
export type Component = Schemas['Component'];
export type RubricDraft = Schemas['RubricFields'] & { version: number };

/** The API's limits. */
export const LIMITS = { domains: 12, components: 20, levels: 6 };

export const draftOf = ({ title, description, levels, domains, version }: Rubric): RubricDraft => ({
  title,
  description,
  levels,
  domains,
  version,
});

export function newComponent(levels: number): Component {
  return { name: '', descriptors: Array<string>(levels).fill('') };
}

export function newRubric(): RubricDraft {
  const levels = ['Beginning', 'Developing', 'Proficient', 'Leading'];
  return { title: '', levels, domains: [{ name: '', components: [newComponent(levels.length)] }], version: 0 };
}

export const textsOf = (rubric: RubricDraft): FieldText[] => [
  ['Title', rubric.title],
  ['Description', rubric.description ?? ''],
  ['Levels', rubric.levels.join(', ')],
  ...rubric.domains.map((domain, at): FieldText => [
    `Domain ${at + 1}`,
    [domain.name, ...domain.components.map(({ name, descriptors }) => `${name}: ${descriptors.join(' / ')}`)].join('\n'),
  ]),
];

/** A copy of the list in which the item at `at` is moved up or down by one. */
export function moved<T>(list: T[], at: number, by: -1 | 1): T[] {
  const next = [...list];
  const [item] = next.splice(at, 1);
  if (item !== undefined) next.splice(at + by, 0, item);
  return next;
}

export function useRubrics() {
  const api = useApi();
  return usePages(keys.rubricList, (cursor, signal) => api.GET('/rubrics', { params: { query: { cursor } }, signal }));
}

/** The rubrics that a new observation can be scored against. */
export function useRubricsInUse() {
  const api = useApi();
  return useQuery({
    queryKey: keys.rubricsInUse,
    queryFn: async ({ signal }) => {
      const inUse: Schemas['RubricLine'][] = [];
      const request = (cursor: string | undefined) => api.GET('/rubrics', { params: { query: { cursor, limit: 100 } }, signal });
      for await (const rubric of itemsOf(request)) if (rubric.state === 'in_use') inUse.push(rubric);
      return inUse;
    },
  });
}

/** A version of a rubric; without a version, the newest. */
export function useRubric(rubric_id: string | null | undefined, version?: number | null) {
  const api = useApi();
  return useQuery({
    queryKey: keys.rubric(rubric_id, version ?? 'newest'),
    enabled: Boolean(rubric_id),
    queryFn: async ({ signal }) => {
      const params = { path: { rubric_id: rubric_id ?? '' }, query: version ? { version } : {} };
      return body(await api.GET('/rubrics/{rubric_id}', { params, signal }));
    },
  });
}

/** Creates a rubric, or the next version of one. */
export function useSaveRubric(rubric_id: string | undefined) {
  const api = useApi();
  return useSave<RubricDraft, Rubric>(
    (fields, { create, edit }) =>
      rubric_id
        ? api.PUT('/rubrics/{rubric_id}', { params: { path: { rubric_id }, header: edit }, body: fields })
        : api.POST('/rubrics', { params: { header: create }, body: fields }),
    [keys.rubrics],
  );
}

export function useRetire(rubric_id: string) {
  const api = useApi();
  return useChange(() => api.DELETE('/rubrics/{rubric_id}', { params: { path: { rubric_id } } }), { queryKey: keys.rubrics });
}
