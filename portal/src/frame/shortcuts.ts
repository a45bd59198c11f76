// Keyboard shortcuts of every screen: `g` and a letter goes to a place, `?` lists all of them.

import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useMe } from '../context';
import { isComposing } from './composing';
import { placesByKey } from './places';

/** How long after `g` the letter may follow. */
const PAUSE_MS = 1_500;

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

export function useShortcuts(help: () => void): void {
  const navigate = useNavigate();
  const me = useMe().data;
  const gPressedAt = useRef(0);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const isAfterG = Date.now() - gPressedAt.current < PAUSE_MS;
      gPressedAt.current = event.key === 'g' ? Date.now() : 0;
      const place = isAfterG ? placesByKey(me).find(({ letter }) => letter === event.key) : undefined;
      if (place) void navigate({ to: place.to });
      else if (event.key === '?') help();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [navigate, me, help]);
}
