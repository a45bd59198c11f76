// Observations with their script and revisions: drafts, texts and requests.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { putInCache } from '../../api/cache';
import { useChange } from '../../api/change';
import { body, idempotencyKey, ifMatch, type Schemas } from '../../api/client';
import { keys } from '../../api/keys';
import { itemsOf, usePages } from '../../api/pages';
import { useApi } from '../../context';
import { useSave } from '../../forms/save';
import type { FieldText } from '../../forms/SaveError';
import { inWords } from '../../format';

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
export function textsOf(observation: ObservationDraft): FieldText[] {
  return [
    ['Title', observation.title ?? ''],
    ['Kind', inWords(observation.kind)],
    ['What went well', observation.glow ?? ''],
    ['What could go better', observation.grow ?? ''],
    ['Next step', observation.next_step ?? ''],
    ['Scores', observation.scores.map(({ score, note }) => [score, note].filter(Boolean).join(' ')).join(', ')],
  ];
}

/** The name of an observation. */
export function nameOf(observation: Pick<Observation, 'title' | 'kind'>): string {
  return observation.title ?? inWords(observation.kind);
}

export function useObservations(user_id: string) {
  const api = useApi();
  return usePages(keys.observations(user_id), (cursor, signal) =>
    api.GET('/users/{user_id}/observations', { params: { path: { user_id }, query: { cursor } }, signal }),
  );
}

export function useObservation(user_id: string, observation_id: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.observation(user_id, observation_id),
    queryFn: async ({ signal }) =>
      body(await api.GET('/users/{user_id}/observations/{observation_id}', { params: { path: { user_id, observation_id } }, signal })),
  });
}

/** Sorts lines as the service does: by the time they were observed, then in the order they were sent. */
export function inOrder(lines: Line[]): Line[] {
  return [...lines].sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.id < b.id ? -1 : 1));
}

/** All lines of the script, oldest first. There are at most 500. */
export function useLines(user_id: string, observation_id: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.evidence(user_id, observation_id),
    queryFn: async ({ signal }) => {
      const request = (cursor: string | undefined) => {
        const params = { path: { user_id, observation_id }, query: { cursor, limit: 100 } };
        return api.GET('/users/{user_id}/observations/{observation_id}/evidence', { params, signal });
      };
      const lines: Line[] = [];
      for await (const line of itemsOf(request)) lines.push(line);
      return inOrder(lines);
    },
  });
}

export function useCreateObservation(user_id: string) {
  const api = useApi();
  return useSave<ObservationDraft, Observation>(
    (fields, { create }) => api.POST('/users/{user_id}/observations', { params: { path: { user_id }, header: create }, body: fields }),
    [keys.observations(user_id)],
  );
}

/** Caches the observation that the service returned, so that the next save is based on its version. */
function useCacheObservation(user_id: string, observation_id: string) {
  const queries = useQueryClient();
  return (observation: Observation) => {
    void putInCache(queries, keys.observation(user_id, observation_id), () => observation);
    void queries.invalidateQueries({ queryKey: keys.observations(user_id), exact: true });
  };
}

export function useSaveObservation(user_id: string, observation_id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useSave<ObservationDraft, Observation>(
    (fields, { edit }) => {
      const params = { path: { user_id, observation_id }, header: edit };
      return api.PATCH('/users/{user_id}/observations/{observation_id}', { params, body: fields });
    },
    [],
    {
      // Without a network, saving fails at once instead of waiting. The draft keeps what was typed.
      networkMode: 'always',
      meta: { isBackground: true },
      onSuccess: useCacheObservation(user_id, observation_id),
      onError: () => queries.invalidateQueries({ queryKey: keys.observation(user_id, observation_id), exact: true }),
    },
  );
}

export function useShare(user_id: string, observation_id: string) {
  const api = useApi();
  return useMutation({
    mutationFn: async (key: string) => {
      const params = { path: { user_id, observation_id }, header: idempotencyKey(key) };
      return body(await api.POST('/users/{user_id}/observations/{observation_id}/share', { params, body: {} }));
    },
    onSuccess: useCacheObservation(user_id, observation_id),
  });
}

export function useAcknowledge(user_id: string, observation_id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ comment, version, key }: { comment: string; version: number; key: string }) => {
      const params = { path: { user_id, observation_id }, header: { ...idempotencyKey(key), ...ifMatch(version) } };
      return body(
        await api.POST('/users/{user_id}/observations/{observation_id}/acknowledge', { params, body: { comment: comment || null } }),
      );
    },
    onSuccess: useCacheObservation(user_id, observation_id),
    // It may have been revised since it was read.
    onError: () => queries.invalidateQueries({ queryKey: keys.observation(user_id, observation_id), exact: true }),
  });
}

export function useRevise(user_id: string, observation_id: string) {
  const api = useApi();
  return useSave<RevisionDraft, Observation>(
    (fields, { create }) => {
      const params = { path: { user_id, observation_id }, header: create };
      return api.POST('/users/{user_id}/observations/{observation_id}/revisions', { params, body: fields });
    },
    [keys.revisions(user_id, observation_id)],
    { onSuccess: useCacheObservation(user_id, observation_id) },
  );
}

export function useRevisions(user_id: string, observation_id: string) {
  const api = useApi();
  return usePages(keys.revisions(user_id, observation_id), (cursor, signal) => {
    const params = { path: { user_id, observation_id }, query: { cursor } };
    return api.GET('/users/{user_id}/observations/{observation_id}/revisions', { params, signal });
  });
}

export function usePlanNextStep(user_id: string, observation_id: string) {
  const api = useApi();
  return useChange(
    async ({ goal_id, key }: { goal_id: string; key: string }) => {
      const params = { path: { user_id, observation_id }, header: idempotencyKey(key) };
      return body(
        await api.POST('/users/{user_id}/observations/{observation_id}/next-step', {
          params,
          body: { goal_id, owner: 'coachee', check_back_on: null },
        }),
      );
    },
    { queryKey: keys.person(user_id) },
  );
}

export function useDeleteDraft(user_id: string, observation_id: string) {
  const api = useApi();
  return useChange(() => api.DELETE('/users/{user_id}/observations/{observation_id}', { params: { path: { user_id, observation_id } } }), {
    queryKey: keys.observations(user_id),
    exact: true,
  });
}
