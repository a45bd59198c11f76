// A person's progress: the request, and the summary of a component's scores.

import { useQuery } from '@tanstack/react-query';
import { body, type Schemas } from '../../api/client';
import { keys } from '../../api/keys';
import { keepWhileFiltered } from '../../api/pages';
import { useApi } from '../../context';
import { day } from '../../format';

export type ComponentProgress = Schemas['ComponentProgress'];

/** A period of days. The service chooses a day that is absent. */
export interface Period {
  from?: string;
  to?: string;
}

export function useProgress(user_id: string, period: Period) {
  const api = useApi();
  const queryKey = keys.progress(user_id, period);
  return useQuery({
    queryKey,
    placeholderData: keepWhileFiltered(queryKey),
    queryFn: async ({ signal }) =>
      body(await api.GET('/users/{user_id}/progress', { params: { path: { user_id }, query: period }, signal })),
  });
}

/** How the scores of a component developed, in a sentence. */
export function summaryOf({ points }: ComponentProgress, levels: string[]): string {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return 'Not scored.';
  const levelName = (score: number) => levels[score - 1] ?? String(score);
  if (points.length === 1) return `Scored once: ${levelName(first.score)} on ${day(first.on)}.`;
  const change = last.score > first.score ? 'Rose' : last.score < first.score ? 'Fell' : 'Stayed';
  const levelText =
    last.score === first.score ? `at ${levelName(last.score)}` : `from ${levelName(first.score)} to ${levelName(last.score)}`;
  return `${change} ${levelText} in ${points.length} observations, ${day(first.on)} to ${day(last.on)}.`;
}
