import { useMutation, useQueryClient } from '@tanstack/react-query';
import { body, type Schemas } from '../api/client';
import { usePages } from '../api/pages';
import { useApi } from '../context';
import type { Typed } from '../forms/NotSaved';

export type Rubric = Schemas['Rubric'];
export type Domain = Schemas['Domain'];
export type Component = Schemas['Component'];
export type RubricDraft = Schemas['RubricFields'] & { version: number };

/** The most that a rubric holds, as the API has it. */
export const MOST = { domains: 12, components: 20, levels: 6 };

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

export const textsOf = (rubric: RubricDraft): Typed[] => [
  ['Title', rubric.title],
  ['Description', rubric.description ?? ''],
  ['Levels', rubric.levels.join(', ')],
  ...rubric.domains.map((domain, at): Typed => [
    `Domain ${at + 1}`,
    [domain.name, ...domain.components.map(({ name, descriptors }) => `${name}: ${descriptors.join(' / ')}`)].join('\n'),
  ]),
];

/** The same list with one thing a place up or down. */
export function moved<T>(list: T[], at: number, by: -1 | 1): T[] {
  const next = [...list];
  const [one] = next.splice(at, 1);
  if (one !== undefined) next.splice(at + by, 0, one);
  return next;
}

export function useRubrics() {
  const api = useApi();
  return usePages(['rubrics', 'list'], async (cursor, signal) =>
    body(await api.GET('/rubrics', { params: { query: { cursor } }, signal })),
  );
}

/** Makes a rubric, or the next version of one. */
export function useSaveRubric(rubric_id: string | undefined) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ draft, key }: { draft: RubricDraft; key: string }) => {
      const { version, ...fields } = draft;
      if (!rubric_id) return body(await api.POST('/rubrics', { params: { header: { 'Idempotency-Key': key } }, body: fields }));
      const params = { path: { rubric_id }, header: { 'If-Match': `"${version}"` } };
      return body(await api.PUT('/rubrics/{rubric_id}', { params, body: fields }));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['rubrics'] }),
  });
}

export function useRetire(rubric_id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      await api.DELETE('/rubrics/{rubric_id}', { params: { path: { rubric_id } } });
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['rubrics'] }),
  });
}
