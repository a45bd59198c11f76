// Keeps the end of the script and its input in view while the coach writes.

import { type RefObject, useCallback, useLayoutEffect, useRef } from 'react';

/** Within this many pixels of the end, the list counts as scrolled to its end. */
const END_TOLERANCE = 24;

/**
 * Scrolls to the end of the script and to the field below it when lines arrive, when the window or an on-screen keyboard
 * changes size, and when the coach writes. After scrolling up or while editing a line, nothing scrolls until the coach
 * writes again.
 */
export function useAutoScroll(lines: unknown[], unsent: unknown[]) {
  const sides = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const isAtEnd = useRef(true);
  const follow = useCallback(() => {
    const focused = document.activeElement;
    // A line that is being edited must not scroll away.
    if (!list.current || !isAtEnd.current || (list.current.contains(focused) && focused?.closest('form'))) return;
    list.current.scrollTop = list.current.scrollHeight;
    // With the focus in another field, the page must not scroll away from it.
    if (focused === field.current || focused === document.body) field.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  useLayoutEffect(follow, [follow, lines, unsent]);
  useSizes(sides, list, follow);
  const onScroll = () => {
    if (list.current) isAtEnd.current = list.current.scrollHeight - list.current.scrollTop - list.current.clientHeight < END_TOLERANCE;
  };
  const onWrite = () => {
    isAtEnd.current = true;
    follow();
  };
  return { sides, list, field, onScroll, onWrite };
}

/** Sets the style sheet's variables: the visible height of the window, and the position of the two sides on the page. */
function useSizes(sides: RefObject<HTMLElement | null>, list: RefObject<HTMLElement | null>, changed: () => void): void {
  useLayoutEffect(() => {
    const viewport = window.visualViewport;
    const measure = () => {
      if (!sides.current) return;
      const { style } = sides.current;
      style.setProperty('--visible-height', `${Math.round(visibleHeight())}px`);
      style.setProperty('--sides-top', `${Math.round(sides.current.getBoundingClientRect().top + window.scrollY)}px`);
      changed();
    };
    measure();
    let frame = 0;
    const measureSoon = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(measure);
    };
    // An alert above the sides moves them down.
    const observer = new ResizeObserver(measureSoon);
    for (const element of [sides.current?.parentElement, list.current]) if (element) observer.observe(element);
    viewport?.addEventListener('resize', measureSoon);
    window.addEventListener('resize', measureSoon);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      viewport?.removeEventListener('resize', measureSoon);
      window.removeEventListener('resize', measureSoon);
    };
  }, [sides, list, changed]);
}

/** An on-screen keyboard reduces the visible height; zooming in doesn’t. */
export function visibleHeight(): number {
  const viewport = window.visualViewport;
  return viewport ? viewport.height * viewport.scale : window.innerHeight;
}
