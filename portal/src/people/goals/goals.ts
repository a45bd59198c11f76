import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { body, type Schemas } from '../../api/client';
import { usePages } from '../../api/pages';
import { useApi } from '../../context';
import type { Typed } from '../../forms/NotSaved';
import { day, inWords } from '../../words';

export type Goal = Schemas['Goal'];
export type Step = Schemas['ActionStep'];
export const STATES = ['draft', 'active', 'achieved', 'dropped'] as const;

/** What the form of a goal holds, and the version that it was read from. */
export type GoalDraft = Schemas['GoalFields'] & { steps: Step[]; version: number };

export function draftOf(goal: Goal): GoalDraft {
  const { title, description, unit, baseline, target, due_on, state, steps, version } = goal;
  return { title, description, unit, baseline, target, due_on, state, steps: steps ?? [], version };
}

export const NEW_GOAL: GoalDraft = { title: '', state: 'active', steps: [], version: 0 };

/** A goal as text, field by field, to compare or to copy. */
export function textsOf(goal: GoalDraft): Typed[] {
  return [
    ['Title', goal.title],
    ['Description', goal.description ?? ''],
    ['What is measured', goal.unit ?? ''],
    ['At the start', goal.baseline?.toString() ?? ''],
    ['Target', goal.target?.toString() ?? ''],
    ['Due', day(goal.due_on)],
    ['State', inWords(goal.state)],
    ['Action steps', goal.steps.map(stepInWords).join('\n')],
  ];
}

function stepInWords({ text, owner, check_back_on, done_on }: Step): string {
  const facts = [inWords(owner), check_back_on && `check back on ${day(check_back_on)}`, done_on && `done on ${day(done_on)}`];
  return `${text} (${facts.filter(Boolean).join(', ')})`;
}

export function useGoals(user_id: string) {
  const api = useApi();
  return usePages(['people', user_id, 'goals'], async (cursor, signal) =>
    body(await api.GET('/users/{user_id}/goals', { params: { path: { user_id }, query: { cursor } }, signal })),
  );
}

export function useGoal(user_id: string, goal_id: string) {
  const api = useApi();
  return useQuery({
    queryKey: ['people', user_id, 'goals', goal_id],
    queryFn: async ({ signal }) =>
      body(await api.GET('/users/{user_id}/goals/{goal_id}', { params: { path: { user_id, goal_id } }, signal })),
  });
}

/** Makes the goal, or changes the version of it that the draft was read from. */
export function useSaveGoal(user_id: string, goal_id: string | undefined) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ draft, key }: { draft: GoalDraft; key: string }) => {
      const { version, ...fields } = draft;
      if (!goal_id) {
        const params = { path: { user_id }, header: { 'Idempotency-Key': key } };
        return body(await api.POST('/users/{user_id}/goals', { params, body: fields }));
      }
      const params = { path: { user_id, goal_id }, header: { 'If-Match': `"${version}"` } };
      return body(await api.PATCH('/users/{user_id}/goals/{goal_id}', { params, body: fields }));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['people', user_id, 'goals'] }),
  });
}

export function useDeleteGoal(user_id: string, goal_id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      await api.DELETE('/users/{user_id}/goals/{goal_id}', { params: { path: { user_id, goal_id } } });
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['people', user_id, 'goals'], exact: true }),
  });
}

export function useMeasures(user_id: string, goal_id: string) {
  const api = useApi();
  return usePages(['people', user_id, 'goals', goal_id, 'progress'], async (cursor, signal) =>
    body(await api.GET('/users/{user_id}/goals/{goal_id}/progress', { params: { path: { user_id, goal_id }, query: { cursor } }, signal })),
  );
}

export function useAddMeasure(user_id: string, goal_id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ fields, key }: { fields: Schemas['ProgressFields']; key: string }) => {
      const params = { path: { user_id, goal_id }, header: { 'Idempotency-Key': key } };
      return body(await api.POST('/users/{user_id}/goals/{goal_id}/progress', { params, body: fields }));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['people', user_id, 'goals'] }),
  });
}

export function useComments(user_id: string, goal_id: string) {
  const api = useApi();
  return usePages(['people', user_id, 'goals', goal_id, 'comments'], async (cursor, signal) =>
    body(await api.GET('/users/{user_id}/goals/{goal_id}/comments', { params: { path: { user_id, goal_id }, query: { cursor } }, signal })),
  );
}

export function useAddComment(user_id: string, goal_id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ text, key }: { text: string; key: string }) => {
      const params = { path: { user_id, goal_id }, header: { 'Idempotency-Key': key } };
      return body(await api.POST('/users/{user_id}/goals/{goal_id}/comments', { params, body: { text } }));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['people', user_id, 'goals', goal_id, 'comments'] }),
  });
}

/** How far the last measure is from the start to the target, from 0 to 1; none when that can't be said. */
export function partOf({ baseline, target, latest }: Goal): number | null {
  if (target == null || !latest || target === (baseline ?? 0)) return null;
  const start = baseline ?? 0;
  return Math.min(1, Math.max(0, (latest.value - start) / (target - start)));
}

/** Steps whose check-back day has passed and that are not done. */
export function overdue(steps: Step[] | undefined, today = new Date().toLocaleDateString('en-CA')): number {
  return steps?.filter(({ check_back_on, done_on }) => check_back_on && check_back_on < today && !done_on).length ?? 0;
}
