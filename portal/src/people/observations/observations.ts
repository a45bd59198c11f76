import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { body, type Schemas } from '../../api/client';
import { usePages } from '../../api/pages';
import { useApi } from '../../context';
import type { Typed } from '../../forms/NotSaved';
import { inWords } from '../../words';

export type Observation = Schemas['Observation'];
export type Line = Schemas['EvidenceLine'];
export type Score = Schemas['ScoreFields'];
export const KINDS = ['announced', 'unannounced', 'walkthrough'] as const;

export type RevisionDraft = Schemas['RevisionFields'] & { scores: Score[]; version: number };
export type ObservationDraft = Schemas['ObservationFields'] & { scores: Score[]; version: number };

export function draftOf(observation: Observation): ObservationDraft {
  const { kind, observed_at, title, rubric_id, glow, grow, next_step, scores, version } = observation;
  const given = (scores ?? []).map(({ component_id, score, note }) => ({ component_id, score, note }));
  return { kind, observed_at, title, rubric_id, glow, grow, next_step, scores: given, version };
}

/** An observation as text, field by field, to compare or to copy. */
export function textsOf(observation: ObservationDraft): Typed[] {
  return [
    ['Title', observation.title ?? ''],
    ['Kind', inWords(observation.kind)],
    ['What went well', observation.glow ?? ''],
    ['What could go better', observation.grow ?? ''],
    ['Next step', observation.next_step ?? ''],
    ['Scores', observation.scores.map(({ score, note }) => [score, note].filter(Boolean).join(' ')).join(', ')],
  ];
}

/** What the list calls it. */
export function nameOf(observation: Pick<Observation, 'title' | 'kind'>): string {
  return observation.title ?? inWords(observation.kind);
}

const keyOf = (user_id: string, observation_id: string) => ['people', user_id, 'observations', observation_id];

export function useObservations(user_id: string) {
  const api = useApi();
  return usePages(['people', user_id, 'observations'], async (cursor, signal) =>
    body(await api.GET('/users/{user_id}/observations', { params: { path: { user_id }, query: { cursor } }, signal })),
  );
}

export function useObservation(user_id: string, observation_id: string) {
  const api = useApi();
  return useQuery({
    queryKey: keyOf(user_id, observation_id),
    queryFn: async ({ signal }) =>
      body(await api.GET('/users/{user_id}/observations/{observation_id}', { params: { path: { user_id, observation_id } }, signal })),
  });
}

/** Every line of the script, oldest first: there are at most 500. */
export function useLines(user_id: string, observation_id: string) {
  const api = useApi();
  return useQuery({
    queryKey: [...keyOf(user_id, observation_id), 'evidence'],
    queryFn: async ({ signal }) => {
      const lines: Line[] = [];
      let cursor: string | undefined;
      do {
        const params = { path: { user_id, observation_id }, query: { cursor, limit: 100 } };
        const page = body(await api.GET('/users/{user_id}/observations/{observation_id}/evidence', { params, signal }));
        lines.push(...page.items);
        cursor = page.next_cursor ?? undefined;
      } while (cursor);
      return lines.sort((a, b) => a.at.localeCompare(b.at));
    },
  });
}

export function useRubric(rubric_id: string | null | undefined, version?: number | null) {
  const api = useApi();
  return useQuery({
    queryKey: ['rubrics', rubric_id, version ?? 'newest'],
    enabled: Boolean(rubric_id),
    queryFn: async ({ signal }) => {
      const params = { path: { rubric_id: rubric_id ?? '' }, query: version ? { version } : {} };
      return body(await api.GET('/rubrics/{rubric_id}', { params, signal }));
    },
  });
}

export function useBegin(user_id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ draft, key }: { draft: ObservationDraft; key: string }) => {
      const { version: _, ...fields } = draft;
      const params = { path: { user_id }, header: { 'Idempotency-Key': key } };
      return body(await api.POST('/users/{user_id}/observations', { params, body: fields }));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['people', user_id, 'observations'] }),
  });
}

/** Writes an answer over what is known of the observation, so that the next save is made to it. */
function useKnown(user_id: string, observation_id: string) {
  const queries = useQueryClient();
  return (observation: Observation) => {
    queries.setQueryData(keyOf(user_id, observation_id), observation);
    void queries.invalidateQueries({ queryKey: ['people', user_id, 'observations'], exact: true });
  };
}

export function useSaveObservation(user_id: string, observation_id: string) {
  const api = useApi();
  const queries = useQueryClient();
  const known = useKnown(user_id, observation_id);
  return useMutation({
    // Without a network it fails at once, and what was typed waits in the draft.
    networkMode: 'always',
    mutationFn: async ({ draft }: { draft: ObservationDraft }) => {
      const { version, ...fields } = draft;
      const params = { path: { user_id, observation_id }, header: { 'If-Match': `"${version}"` } };
      return body(await api.PATCH('/users/{user_id}/observations/{observation_id}', { params, body: fields }));
    },
    onSuccess: known,
    onError: () => queries.invalidateQueries({ queryKey: keyOf(user_id, observation_id), exact: true }),
  });
}

/** Sharing, acknowledging and revising: each answers with the observation as it then is. */
export function useShare(user_id: string, observation_id: string) {
  const api = useApi();
  return useMutation({
    mutationFn: async (key: string) => {
      const params = { path: { user_id, observation_id }, header: { 'Idempotency-Key': key } };
      return body(await api.POST('/users/{user_id}/observations/{observation_id}/share', { params, body: {} }));
    },
    onSuccess: useKnown(user_id, observation_id),
  });
}

export function useAcknowledge(user_id: string, observation_id: string) {
  const api = useApi();
  return useMutation({
    mutationFn: async ({ comment, key }: { comment: string; key: string }) => {
      const params = { path: { user_id, observation_id }, header: { 'Idempotency-Key': key } };
      return body(
        await api.POST('/users/{user_id}/observations/{observation_id}/acknowledge', { params, body: { comment: comment || null } }),
      );
    },
    onSuccess: useKnown(user_id, observation_id),
  });
}

export function useRevise(user_id: string, observation_id: string) {
  const api = useApi();
  const queries = useQueryClient();
  const known = useKnown(user_id, observation_id);
  return useMutation({
    mutationFn: async ({ draft, key }: { draft: RevisionDraft; key: string }) => {
      const { version: _, ...fields } = draft;
      const params = { path: { user_id, observation_id }, header: { 'Idempotency-Key': key } };
      return body(await api.POST('/users/{user_id}/observations/{observation_id}/revisions', { params, body: fields }));
    },
    onSuccess: (observation) => {
      known(observation);
      void queries.invalidateQueries({ queryKey: [...keyOf(user_id, observation_id), 'revisions'] });
    },
  });
}

export function useRevisions(user_id: string, observation_id: string) {
  const api = useApi();
  return usePages([...keyOf(user_id, observation_id), 'revisions'], async (cursor, signal) => {
    const params = { path: { user_id, observation_id }, query: { cursor } };
    return body(await api.GET('/users/{user_id}/observations/{observation_id}/revisions', { params, signal }));
  });
}

export function usePlanNextStep(user_id: string, observation_id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ goal_id, key }: { goal_id: string; key: string }) => {
      const params = { path: { user_id, observation_id }, header: { 'Idempotency-Key': key } };
      return body(
        await api.POST('/users/{user_id}/observations/{observation_id}/next-step', {
          params,
          body: { goal_id, owner: 'coachee', check_back_on: null },
        }),
      );
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['people', user_id] }),
  });
}

export function useDeleteDraft(user_id: string, observation_id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      await api.DELETE('/users/{user_id}/observations/{observation_id}', { params: { path: { user_id, observation_id } } });
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['people', user_id, 'observations'], exact: true }),
  });
}
