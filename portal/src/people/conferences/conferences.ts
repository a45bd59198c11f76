// Conferences: drafts, texts and requests.

import { useQuery } from '@tanstack/react-query';
import { useChange } from '../../api/change';
import { body, type Schemas } from '../../api/client';
import { keys } from '../../api/keys';
import { useDownload } from '../../api/download';
import { usePages } from '../../api/pages';
import { useApi } from '../../context';
import { useSave } from '../../forms/save';
import type { FieldText } from '../../forms/SaveError';
import { dayAndTime, inWords } from '../../format';

export type Conference = Schemas['Conference'];
export const KINDS = ['pre_observation', 'post_observation', 'check_in'] as const;
export const STATES = ['scheduled', 'held', 'cancelled', 'no_show'] as const;
/** The reader's time zone. A function, because the first call takes a browser many milliseconds. */
export const timeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

export type ConferenceDraft = Schemas['ConferenceFields'] & { version: number };

/** The fields of the form. Other fields, such as the observation, are not sent and stay unchanged. */
export function draftOf(conference: Conference): ConferenceDraft {
  const { kind, starts_at, ends_at, time_zone, place, agenda, notes, state, coach_id, version } = conference;
  return { kind, starts_at, ends_at, time_zone, place, agenda, notes, state, coach_id, version };
}

/** Proposes half an hour tomorrow, at the current hour. */
export function newConference(now = new Date()): ConferenceDraft {
  const start = new Date(now.getTime() + 24 * 3_600_000);
  start.setMinutes(0, 0, 0);
  const end = new Date(start.getTime() + 30 * 60_000);
  return {
    kind: 'check_in',
    starts_at: start.toISOString(),
    ends_at: end.toISOString(),
    time_zone: timeZone(),
    state: 'scheduled',
    version: 0,
  };
}

/** A conference as text, field by field, to compare or to copy. */
export function textsOf(conference: ConferenceDraft): FieldText[] {
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
  return usePages(keys.conferences(user_id), (cursor, signal) =>
    api.GET('/users/{user_id}/conferences', { params: { path: { user_id }, query: { cursor } }, signal }),
  );
}

export function useConference(user_id: string, conference_id: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.conference(user_id, conference_id),
    queryFn: async ({ signal }) =>
      body(await api.GET('/users/{user_id}/conferences/{conference_id}', { params: { path: { user_id, conference_id } }, signal })),
  });
}

/** Schedules a conference, or edits the version that the draft was read from. */
export function useSaveConference(user_id: string, conference_id: string | undefined) {
  const api = useApi();
  return useSave<ConferenceDraft, Schemas['Scheduled']>(
    (fields, { create, edit }) => {
      if (!conference_id) return api.POST('/users/{user_id}/conferences', { params: { path: { user_id }, header: create }, body: fields });
      const params = { path: { user_id, conference_id }, header: edit };
      return api.PATCH('/users/{user_id}/conferences/{conference_id}', { params, body: fields });
    },
    [keys.conferences(user_id), keys.caseload],
  );
}

export function useDeleteConference(user_id: string, conference_id: string) {
  const api = useApi();
  return useChange(() => api.DELETE('/users/{user_id}/conferences/{conference_id}', { params: { path: { user_id, conference_id } } }), {
    queryKey: keys.conferences(user_id),
    exact: true,
  });
}

/** Downloads the invitation for a calendar. */
export function useInvitation(user_id: string, conference_id: string) {
  const api = useApi();
  const params = { path: { user_id, conference_id } };
  return useDownload('invitation.ics', () =>
    api.GET('/users/{user_id}/conferences/{conference_id}/invitation.ics', { params, parseAs: 'blob' }),
  );
}

export function usePrivateNotes(user_id: string, conference_id: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.privateNotes(user_id, conference_id),
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
  return useSave<Schemas['PrivateNotes'], Schemas['PrivateNotes']>(
    ({ text }, { edit }) => {
      const params = { path: { user_id, conference_id }, header: edit };
      return api.PUT('/users/{user_id}/conferences/{conference_id}/private-notes', { params, body: { text } });
    },
    [keys.privateNotes(user_id, conference_id)],
  );
}
