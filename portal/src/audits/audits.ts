// Audits: the texts for their findings and remedies, and their requests.

import { useQuery } from '@tanstack/react-query';
import { useChange } from '../api/change';
import { body, idempotencyKey, type Schemas } from '../api/client';
import { keys } from '../api/keys';
import { useDownload } from '../api/download';
import { usePages } from '../api/pages';
import { useApi } from '../context';

export type Audit = Schemas['Audit'];
export type Finding = Schemas['Finding'];

/** Which findings are shown. `resolved` are findings of the previous audit that are fixed. */
export interface Filters {
  severity?: Schemas['Severity'];
  kind?: Schemas['FindingKind'];
  show?: 'new' | 'resolved';
}

export const KINDS: Record<Schemas['FindingKind'], string> = {
  unreadable: 'A record can’t be read',
  no_coach_status: 'Coach without coaching access',
  inactive_coach: 'Inactive coach',
  one_sided: 'One-sided assignment',
  disagreeing: 'Inconsistent assignment',
  inactive_coachee: 'Inactive coachee',
  past_end: 'Past its last day',
  wrong_counter: 'Wrong count',
  over_capacity: 'Over capacity',
  two_primaries: 'Two primary coaches',
  expired_credential: 'Expired credential',
  circle: 'Circular coaching',
  no_contact: 'No contact',
  no_coach: 'No coach',
  different_sites: 'Different sites',
};

/** The labels of the buttons for the remedies. */
export const REMEDIES: Record<Schemas['Remedy'], string> = {
  end_assignment: 'End assignment',
  repair_assignment: 'Repair',
  recount: 'Recount',
  make_secondary: 'Make others secondary',
};

/** What a remedy does, for the confirmation. */
export const EFFECTS: Record<Schemas['Remedy'], string> = {
  end_assignment: 'The assignment ends, as if you removed it. The coaching history keeps the reason.',
  repair_assignment: 'Both people’s lists will match the coachee’s; an entry in only one of them is removed.',
  recount: 'The stored count is set to the actual number.',
  make_secondary: 'The coach who was assigned first stays primary; the others become secondary.',
};

export const COLORS: Record<Schemas['Severity'], string> = { high: 'red', medium: 'yellow', low: 'gray' };

export function useAudits() {
  const api = useApi();
  return usePages(keys.audits, (cursor, signal) => api.GET('/audits', { params: { query: { cursor } }, signal }));
}

/** An audit; polled until it is done. */
export function useAudit(audit_id: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.audit(audit_id),
    queryFn: async ({ signal }) => body(await api.GET('/audits/{audit_id}', { params: { path: { audit_id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? 1_000 : false),
  });
}

export function useFindings(audit_id: string, { severity, kind, show }: Filters, isDone: boolean) {
  const api = useApi();
  return usePages(keys.findings(audit_id, { severity, kind, show, isDone }), (cursor, signal) => {
    const path = { audit_id };
    if (show === 'resolved') {
      return api.GET('/audits/{audit_id}/resolved', { params: { path, query: { limit: 50, cursor } }, signal });
    }
    const query = { severity, kind, is_new: show === 'new' ? true : undefined, limit: 50, cursor };
    return api.GET('/audits/{audit_id}/findings', { params: { path, query }, signal });
  });
}

export function useStartAudit() {
  const api = useApi();
  return useChange(
    async (key: string) => body(await api.POST('/audits', { params: { header: idempotencyKey(key) }, body: {} })),
    { queryKey: keys.audits },
    'settled',
  );
}

export function useRemedy(audit_id: string) {
  const api = useApi();
  return useChange(
    (finding_id: string) =>
      api.POST('/audits/{audit_id}/findings/{finding_id}/remedy', { params: { path: { audit_id, finding_id } }, body: {} }),
    { queryKey: keys.findings(audit_id) },
    'settled',
  );
}

/** Downloads all findings for a spreadsheet. */
export function useFindingsDownload(audit_id: string) {
  const api = useApi();
  return useDownload(`audit-${audit_id}.csv`, () =>
    api.GET('/audits/{audit_id}/findings.csv', { params: { path: { audit_id } }, parseAs: 'blob' }),
  );
}

/** What an audit found, in words. */
export function summary({ state, high, medium, low, shards_done, assignments }: Audit): string {
  if (state === 'running') return `Running: ${shards_done} of 16 parts are done`;
  const of = `${assignments} ${assignments === 1 ? 'assignment' : 'assignments'}`;
  if (high + medium + low === 0) return `No findings in ${of}`;
  return `${high} high, ${medium} medium, ${low} low, in ${of}`;
}
