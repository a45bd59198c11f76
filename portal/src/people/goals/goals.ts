// Goals with their measures and comments: drafts, texts and requests.

import { useQuery } from '@tanstack/react-query';
import { useChange } from '../../api/change';
import { body, idempotencyKey, type Schemas } from '../../api/client';
import { keys } from '../../api/keys';
import { usePages } from '../../api/pages';
import { useApi } from '../../context';
import { useSave } from '../../forms/save';
import type { FieldText } from '../../forms/SaveError';
import { day, inWords } from '../../format';

export type Goal = Schemas['Goal'];
export type Step = Schemas['ActionStep'];
export const STATES = ['draft', 'active', 'achieved', 'dropped'] as const;

/** The fields of a goal's form, and the version of the goal that they were read from. */
export type GoalDraft = Schemas['GoalFields'] & { steps: Step[]; version: number };

export function draftOf(goal: Goal): GoalDraft {
  const { title, description, unit, baseline, target, due_on, state, steps, version } = goal;
  return { title, description, unit, baseline, target, due_on, state, steps: steps ?? [], version };
}

export const NEW_GOAL: GoalDraft = { title: '', state: 'active', steps: [], version: 0 };

/** A goal as text, field by field, to compare or to copy. */
export function textsOf(goal: GoalDraft): FieldText[] {
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
  return usePages(keys.goals(user_id), (cursor, signal) =>
    api.GET('/users/{user_id}/goals', { params: { path: { user_id }, query: { cursor } }, signal }),
  );
}

export function useGoal(user_id: string, goal_id: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.goal(user_id, goal_id),
    queryFn: async ({ signal }) =>
      body(await api.GET('/users/{user_id}/goals/{goal_id}', { params: { path: { user_id, goal_id } }, signal })),
  });
}

/** Creates a goal, or edits the version that the draft was read from. */
export function useSaveGoal(user_id: string, goal_id: string | undefined) {
  const api = useApi();
  return useSave<GoalDraft, Goal>(
    (fields, { create, edit }) =>
      goal_id
        ? api.PATCH('/users/{user_id}/goals/{goal_id}', { params: { path: { user_id, goal_id }, header: edit }, body: fields })
        : api.POST('/users/{user_id}/goals', { params: { path: { user_id }, header: create }, body: fields }),
    [keys.goals(user_id)],
  );
}

export function useDeleteGoal(user_id: string, goal_id: string) {
  const api = useApi();
  return useChange(() => api.DELETE('/users/{user_id}/goals/{goal_id}', { params: { path: { user_id, goal_id } } }), {
    queryKey: keys.goals(user_id),
    exact: true,
  });
}

export function useMeasures(user_id: string, goal_id: string) {
  const api = useApi();
  return usePages(keys.measures(user_id, goal_id), (cursor, signal) =>
    api.GET('/users/{user_id}/goals/{goal_id}/progress', { params: { path: { user_id, goal_id }, query: { cursor } }, signal }),
  );
}

export function useAddMeasure(user_id: string, goal_id: string) {
  const api = useApi();
  return useChange(
    ({ fields, key }: { fields: Schemas['ProgressFields']; key: string }) => {
      const params = { path: { user_id, goal_id }, header: idempotencyKey(key) };
      return api.POST('/users/{user_id}/goals/{goal_id}/progress', { params, body: fields });
    },
    { queryKey: keys.goals(user_id) },
  );
}

export function useComments(user_id: string, goal_id: string) {
  const api = useApi();
  return usePages(keys.comments(user_id, goal_id), (cursor, signal) =>
    api.GET('/users/{user_id}/goals/{goal_id}/comments', { params: { path: { user_id, goal_id }, query: { cursor } }, signal }),
  );
}

export function useAddComment(user_id: string, goal_id: string) {
  const api = useApi();
  return useChange(
    ({ text, key }: { text: string; key: string }) => {
      const params = { path: { user_id, goal_id }, header: idempotencyKey(key) };
      return api.POST('/users/{user_id}/goals/{goal_id}/comments', { params, body: { text } });
    },
    { queryKey: keys.comments(user_id, goal_id) },
  );
}

/** How far the latest measure is from the start to the target, from 0 to 1; null if that is undefined. */
export function partOf({ baseline, target, latest }: Goal): number | null {
  if (target == null || !latest || target === (baseline ?? 0)) return null;
  const start = baseline ?? 0;
  return Math.min(1, Math.max(0, (latest.value - start) / (target - start)));
}

/** How many steps are not done although their check-back date has passed. */
export function overdue(steps: Step[] | undefined, today = new Date().toLocaleDateString('en-CA')): number {
  return steps?.filter(({ check_back_on, done_on }) => check_back_on && check_back_on < today && !done_on).length ?? 0;
}
