// What is typed and not yet saved. It is kept for this tab, by person, until it is saved or dropped: a
// reload, a lost network, an ended sign-in or an ended right takes none of it.

import { useState } from 'react';
import { useSession } from '../context';

export interface Draft<T extends object> {
  /** What the form shows: what was typed, or else what is saved. */
  value: T;
  /** Whether there is anything typed that is not saved. */
  isChanged: boolean;
  set: (part: Partial<T>) => void;
  /** Forgets what was typed: it is saved, or not wanted. */
  drop: () => void;
}

/**
 * A draft of what `saved` shows. `key` names the thing that is edited, as `goal/<id>`. Put the version
 * that was read into the value: the draft keeps it, so a save tells when somebody else was faster.
 */
export function useDraft<T extends object>(key: string, saved: T): Draft<T> {
  const place = `draft/${useSession().subject()}/${key}`;
  const [typed, setTyped] = useState<T | null>(() => kept<T>(place));
  const set = (part: Partial<T>) =>
    setTyped((before) => {
      const next = { ...(before ?? saved), ...part };
      window.sessionStorage.setItem(place, JSON.stringify(next));
      return next;
    });
  const drop = () => {
    window.sessionStorage.removeItem(place);
    setTyped(null);
  };
  return { value: typed ?? saved, isChanged: typed !== null, set, drop };
}

function kept<T>(place: string): T | null {
  const text = window.sessionStorage.getItem(place);
  return text === null ? null : (JSON.parse(text) as T);
}
