// Saves drafts: the mutation that all forms use.

import { type QueryKey, useMutation, type UseMutationOptions, type UseMutationResult, useQueryClient } from '@tanstack/react-query';
import { body, ifMatch, idempotencyKey } from '../api/client';

interface Saving<D> {
  draft: D;
  /** The draft's `Idempotency-Key`. */
  key: string;
}

/** A mutation that saves a draft of type `D` and returns the saved record, of type `S`. */
export type Save<D, S> = UseMutationResult<S, Error, Saving<D>>;

/** The headers for a request that saves; it uses one of them. */
interface Headers {
  /** For a request that creates: a retry creates nothing. */
  create: ReturnType<typeof idempotencyKey>;
  /** For a request that edits: it fails if somebody else has saved since the draft was read. */
  edit: ReturnType<typeof ifMatch>;
}

/** Saves a draft with `send`. Then invalidates the keys in `outdated`, also if saving failed. */
export function useSave<D extends { version: number }, S>(
  send: (fields: Omit<D, 'version'>, headers: Headers) => Promise<{ data?: S }>,
  outdated: QueryKey[],
  options: Pick<UseMutationOptions<S, Error, Saving<D>>, 'networkMode' | 'meta' | 'onSuccess' | 'onError'> = {},
): Save<D, S> {
  const queries = useQueryClient();
  return useMutation({
    ...options,
    mutationFn: async ({ draft: { version, ...fields }, key }: Saving<D>) =>
      body(await send(fields, { create: idempotencyKey(key), edit: ifMatch(version) })),
    onSettled: () => Promise.all(outdated.map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}
