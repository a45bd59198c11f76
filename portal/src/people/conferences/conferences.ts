import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { body, type Schemas } from '../../api/client';
import { useKeep } from '../../api/keep';
import { usePages } from '../../api/pages';
import { useApi } from '../../context';
import type { Typed } from '../../forms/NotSaved';
import { dayAndTime, inWords } from '../../words';

export type Conference = Schemas['Conference'];
export const KINDS = ['pre_observation', 'post_observation', 'check_in'] as const;
export const STATES = ['scheduled', 'held', 'cancelled', 'no_show'] as const;
/** The time zone here; asked for when it is needed, as the first question costs a browser many milliseconds. */
export const here = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

export type ConferenceDraft = Schemas['ConferenceFields'] & { version: number };

export function draftOf(conference: Conference): ConferenceDraft {
  const { kind, starts_at, ends_at, time_zone, place, agenda, notes, state, coach_id, observation_id, version } = conference;
  return { kind, starts_at, ends_at, time_zone, place, agenda, notes, state, coach_id, observation_id, version };
}

/** Half an hour at the next full hour of tomorrow. */
export function newConference(now = new Date()): ConferenceDraft {
  const start = new Date(now.getTime() + 24 * 3_600_000);
  start.setMinutes(0, 0, 0);
  const end = new Date(start.getTime() + 30 * 60_000);
  return {
    kind: 'check_in',
    starts_at: start.toISOString(),
    ends_at: end.toISOString(),
    time_zone: here(),
    state: 'scheduled',
    version: 0,
  };
}

/** A conference as text, field by field, to compare or to copy. */
export function textsOf(conference: ConferenceDraft): Typed[] {
  return [
    ['Kind', inWords(conference.kind)],
    ['Starts', dayAndTime(conference.starts_at)],
    ['Ends', dayAndTime(conference.ends_at)],
    ['Place', conference.place ?? ''],
    ['Agenda', conference.agenda ?? ''],
    ['Notes', conference.notes ?? ''],
    ['State', inWords(conference.state)],
  ];
}

export function useConferences(user_id: string) {
  const api = useApi();
  return usePages(['people', user_id, 'conferences'], async (cursor, signal) =>
    body(await api.GET('/users/{user_id}/conferences', { params: { path: { user_id }, query: { cursor } }, signal })),
  );
}

export function useConference(user_id: string, conference_id: string) {
  const api = useApi();
  return useQuery({
    queryKey: ['people', user_id, 'conferences', conference_id],
    queryFn: async ({ signal }) =>
      body(await api.GET('/users/{user_id}/conferences/{conference_id}', { params: { path: { user_id, conference_id } }, signal })),
  });
}

/** What a changed conference makes stale. */
function useForget(user_id: string) {
  const queries = useQueryClient();
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ['people', user_id, 'conferences'] }),
      queries.invalidateQueries({ queryKey: ['caseload'] }),
    ]);
}

/** Schedules the conference, or changes the version of it that the draft was read from. */
export function useSaveConference(user_id: string, conference_id: string | undefined) {
  const api = useApi();
  const forget = useForget(user_id);
  return useMutation({
    mutationFn: async ({ draft, key }: { draft: ConferenceDraft; key: string }) => {
      const { version, ...fields } = draft;
      if (!conference_id) {
        const params = { path: { user_id }, header: { 'Idempotency-Key': key } };
        return body(await api.POST('/users/{user_id}/conferences', { params, body: fields }));
      }
      const params = { path: { user_id, conference_id }, header: { 'If-Match': `"${version}"` } };
      return body(await api.PATCH('/users/{user_id}/conferences/{conference_id}', { params, body: fields }));
    },
    onSettled: forget,
  });
}

export function useDeleteConference(user_id: string, conference_id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      await api.DELETE('/users/{user_id}/conferences/{conference_id}', { params: { path: { user_id, conference_id } } });
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['people', user_id, 'conferences'], exact: true }),
  });
}

/** The invitation, for a calendar. */
export function useInvitation(user_id: string, conference_id: string) {
  const api = useApi();
  const params = { path: { user_id, conference_id } };
  return useKeep('invitation.ics', () =>
    api.GET('/users/{user_id}/conferences/{conference_id}/invitation.ics', { params, parseAs: 'blob' }),
  );
}

export function usePrivateNotes(user_id: string, conference_id: string, isOpen: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: ['people', user_id, 'conferences', conference_id, 'private-notes'],
    enabled: isOpen,
    queryFn: async ({ signal }) =>
      body(
        await api.GET('/users/{user_id}/conferences/{conference_id}/private-notes', {
          params: { path: { user_id, conference_id } },
          signal,
        }),
      ),
  });
}

export function useSavePrivateNotes(user_id: string, conference_id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ draft }: { draft: { text: string; version: number }; key: string }) => {
      const params = { path: { user_id, conference_id }, header: { 'If-Match': `"${draft.version}"` } };
      return body(await api.PUT('/users/{user_id}/conferences/{conference_id}/private-notes', { params, body: { text: draft.text } }));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['people', user_id, 'conferences', conference_id, 'private-notes'] }),
  });
}
