// An action of a window or a row: assigning, deciding, removing. Its request, its answer and its messages belong to what
// was chosen when it was sent. It is sent once. Its outcome is said even after its window or screen is gone.

import { useEffect, useRef, useState } from 'react';
import { notifyFailure } from './notify';
import { UnderWay } from './underWay';

/** The latest attempt: under way, or failed. */
interface Attempt<Input> {
  input: Input;
  error: Error | null;
}

export interface Act<Input> {
  /** Sends the request, unless one about the same subject is under way. */
  start: (input: Input) => void;
  /** The input of the latest attempt, until it is done. */
  input: Input | null;
  isPending: boolean;
  /** Why the latest attempt failed. It belongs to `input`. */
  error: Error | null;
  /** Forgets a failure. What is under way stays. */
  forget: () => void;
  /** Every attempt that is under way or failed, by subject. */
  attempts: Record<string, Attempt<Input>>;
}

interface Options<Input, Output> {
  send: (input: Input, key: string) => Promise<Output>;
  /** Says that it is done. Called also after the window or screen is gone; `isShown` tells which. */
  tell?: (output: Output, input: Input, isShown: boolean) => void;
  /** Called after `tell`, if the window or screen is still there. */
  done?: (output: Output, input: Input) => void;
  /** Called when it failed, if the window or screen is still there. */
  refused?: (error: Error, input: Input) => void;
  /** The title of the message about a failure, if the window or screen is gone. */
  failed: string;
  /** What an input acts on, if several can be acted on at the same time. */
  subjectOf?: (input: Input) => string;
}

export function useAct<Input, Output = unknown>({ send, tell, done, refused, failed, subjectOf }: Options<Input, Output>): Act<Input> {
  const [attempts, setAttempts] = useState<Record<string, Attempt<Input>>>({});
  const [underWay] = useState(() => new UnderWay());
  const isShown = useRef(true);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  const start = (input: Input) => {
    const subject = subjectOf?.(input) ?? '';
    const answer = underWay.start(subject, input, (key) => send(input, key));
    if (!answer) return;
    const set = (attempt: Attempt<Input> | null) =>
      setAttempts((before) => {
        const others = Object.entries(before).filter(([other]) => other !== subject);
        return Object.fromEntries(attempt ? [...others, [subject, attempt]] : others);
      });
    set({ input, error: null });
    answer.then(
      (output) => {
        set(null);
        tell?.(output, input, isShown.current);
        if (isShown.current) done?.(output, input);
      },
      (error: unknown) => {
        set({ input, error: error as Error });
        if (isShown.current) refused?.(error as Error, input);
        else notifyFailure(failed, error as Error);
      },
    );
  };
  const latest = Object.values(attempts).at(-1) ?? null;
  return {
    start,
    input: latest?.input ?? null,
    isPending: latest !== null && latest.error === null,
    error: latest?.error ?? null,
    forget: () => setAttempts((before) => Object.fromEntries(Object.entries(before).filter(([, { error }]) => error === null))),
    attempts,
  };
}
