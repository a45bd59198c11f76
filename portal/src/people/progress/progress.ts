import { useQuery } from '@tanstack/react-query';
import { body, type Schemas } from '../../api/client';
import { sameWhileFiltered } from '../../api/pages';
import { useApi } from '../../context';
import { day } from '../../words';

export type ComponentProgress = Schemas['ComponentProgress'];

/** A period of days; either end may be left to the service. */
export interface Period {
  from?: string;
  to?: string;
}

export function useProgress(user_id: string, period: Period) {
  const api = useApi();
  const queryKey = ['people', user_id, 'progress', period];
  return useQuery({
    queryKey,
    placeholderData: sameWhileFiltered(queryKey),
    queryFn: async ({ signal }) =>
      body(await api.GET('/users/{user_id}/progress', { params: { path: { user_id }, query: period }, signal })),
  });
}

/** How a component went, in a sentence. */
export function summaryOf({ points }: ComponentProgress, levels: string[]): string {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return 'Not scored.';
  const said = (score: number) => levels[score - 1] ?? String(score);
  if (points.length === 1) return `Scored once: ${said(first.score)} on ${day(first.on)}.`;
  const way = last.score > first.score ? 'Rose' : last.score < first.score ? 'Fell' : 'Stayed';
  const between = last.score === first.score ? `at ${said(last.score)}` : `from ${said(first.score)} to ${said(last.score)}`;
  return `${way} ${between} in ${points.length} observations, ${day(first.on)} to ${day(last.on)}.`;
}
