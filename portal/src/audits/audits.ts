import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { body, type Schemas } from '../api/client';
import { useKeep } from '../api/keep';
import { usePages } from '../api/pages';
import { useApi } from '../context';

export type Audit = Schemas['Audit'];
export type Finding = Schemas['Finding'];

/** Which findings are shown. `resolved` are those of the run before. */
export interface Filters {
  severity?: Schemas['Severity'];
  kind?: Schemas['FindingKind'];
  show?: 'new' | 'resolved';
}

/** What each kind of finding is called. */
export const KINDS: Record<Schemas['FindingKind'], string> = {
  no_coach_status: 'Coach without coaching access',
  inactive_coach: 'Inactive coach',
  one_sided: 'One-sided assignment',
  disagreeing: 'Assignment that differs',
  inactive_coachee: 'Inactive coachee',
  past_end: 'Past its end',
  wrong_counter: 'Wrong number',
  over_capacity: 'Over capacity',
  two_primaries: 'Two primary coaches',
  expired_credential: 'Expired credential',
  circle: 'Coaching in a circle',
  no_contact: 'No contact',
  no_coach: 'Without a coach',
  different_sites: 'Different sites',
};

/** What each remedy does, as a button says it. */
export const REMEDIES: Record<Schemas['Remedy'], string> = {
  end_assignment: 'End assignment',
  repair_assignment: 'Repair',
  recount: 'Recount',
  make_secondary: 'Make others secondary',
};

export const WHAT_FOLLOWS: Record<Schemas['Remedy'], string> = {
  end_assignment: 'The assignment ends, as if you removed it; its history keeps why.',
  repair_assignment: 'Both people’s lists will say what the coachee’s says; what stands in one of them alone is taken away.',
  recount: 'The number is set to what there are.',
  make_secondary: 'The coach who was assigned first stays primary; the others become secondary.',
};

export const COLOURS: Record<Schemas['Severity'], string> = { high: 'red', medium: 'yellow', low: 'gray' };

export function useAudits() {
  const api = useApi();
  return usePages(['audits'], async (cursor, signal) => body(await api.GET('/audits', { params: { query: { cursor } }, signal })));
}

/** A run, asked for again and again until it is done. */
export function useAudit(audit_id: string) {
  const api = useApi();
  return useQuery({
    queryKey: ['audits', audit_id],
    queryFn: async ({ signal }) => body(await api.GET('/audits/{audit_id}', { params: { path: { audit_id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? 1_000 : false),
  });
}

export function useFindings(audit_id: string, { severity, kind, show }: Filters, isDone: boolean) {
  const api = useApi();
  return usePages(['audits', audit_id, 'findings', { severity, kind, show, isDone }], async (cursor, signal) => {
    const path = { audit_id };
    if (show === 'resolved') {
      return body(await api.GET('/audits/{audit_id}/resolved', { params: { path, query: { limit: 50, cursor } }, signal }));
    }
    const query = { severity, kind, is_new: show === 'new' ? true : undefined, limit: 50, cursor };
    return body(await api.GET('/audits/{audit_id}/findings', { params: { path, query }, signal }));
  });
}

export function useStart() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (key: string) => body(await api.POST('/audits', { params: { header: { 'Idempotency-Key': key } }, body: {} })),
    onSettled: () => queries.invalidateQueries({ queryKey: ['audits'] }),
  });
}

export function useRemedy(audit_id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (finding_id: string) =>
      body(await api.POST('/audits/{audit_id}/findings/{finding_id}/remedy', { params: { path: { audit_id, finding_id } }, body: {} })),
    onSettled: () => queries.invalidateQueries({ queryKey: ['audits', audit_id, 'findings'] }),
  });
}

/** All findings, for a spreadsheet. */
export function useDownload(audit_id: string) {
  const api = useApi();
  return useKeep(`audit-${audit_id}.csv`, () =>
    api.GET('/audits/{audit_id}/findings.csv', { params: { path: { audit_id } }, parseAs: 'blob' }),
  );
}

/** What a run found, in words. */
export function summary({ state, high, medium, low, shards_done, assignments }: Audit): string {
  if (state === 'running') return `Running: ${shards_done} of 16 parts`;
  const of = `${assignments} ${assignments === 1 ? 'assignment' : 'assignments'}`;
  if (high + medium + low === 0) return `Nothing wrong with ${of}`;
  return `${high} high, ${medium} medium, ${low} low, of ${of}`;
}
