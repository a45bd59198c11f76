// Requests that change something, and the cached responses that are outdated afterward.

import { type InvalidateQueryFilters, useMutation, useQueryClient } from '@tanstack/react-query';

/**
 * A mutation that sends a change and then invalidates the queries in `outdated`. With `settled` it does so after a
 * failure too, because outdated data may be the cause.
 */
export function useChange<Input = void, Output = unknown>(
  send: (input: Input) => Promise<Output>,
  outdated: InvalidateQueryFilters,
  after: 'success' | 'settled' = 'success',
) {
  const queries = useQueryClient();
  const invalidate = () => queries.invalidateQueries(outdated);
  return useMutation({ mutationFn: send, ...(after === 'success' ? { onSuccess: invalidate } : { onSettled: invalidate }) });
}
