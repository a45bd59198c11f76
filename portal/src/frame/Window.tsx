// Every window of the portal. While something that was begun in it is under way, it can be neither changed nor closed.
// The focus is never lost: after an action it returns to where it was, and after the window to what opened it.

import { Box, Modal, type ModalProps } from '@mantine/core';
import { type Mutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';

interface Props extends Pick<ModalProps, 'title' | 'size' | 'zIndex'> {
  /** Without it, the window can't be closed, and requests of the screen behind it don't freeze it. */
  close?: () => void;
  children: ReactNode;
}

export function Window({ close, children, ...modal }: Props) {
  const isActing = useIsActing();
  const isBusy = useSyncExternalStore(isActing.subscribe, isActing.now) && close !== undefined;
  const box = useRef<HTMLDivElement>(null);
  useFocusAfterAction(box, isBusy);
  useFocusOnOpener();
  return (
    <Modal
      opened
      {...modal}
      onClose={() => !isActing.now() && close?.()}
      withCloseButton={close !== undefined}
      closeButtonProps={{ 'aria-label': 'Close', disabled: isBusy }}
      closeOnEscape={close !== undefined}
      closeOnClickOutside={close !== undefined}
      // `useFocusOnOpener` does this, because windows are removed rather than closed.
      returnFocus={false}
    >
      <Box ref={box} tabIndex={-1} className="window" aria-busy={isBusy}>
        <div inert={isBusy}>{children}</div>
      </Box>
    </Modal>
  );
}

/** Whether a request that changes something is under way that was sent after the window opened. */
function useIsActing() {
  const cache = useQueryClient().getMutationCache();
  const [earlier] = useState(() => new Set<unknown>(cache.getAll()));
  const subscribe = useCallback((changed: () => void) => cache.subscribe(changed), [cache]);
  const isOwn = (mutation: Mutation) => mutation.state.status === 'pending' && !earlier.has(mutation) && !mutation.meta?.isBackground;
  return { subscribe, now: () => cache.getAll().some(isOwn) };
}

/** While the window is busy, the focus is on the window. Then it is where it was, or else where it began. */
function useFocusAfterAction(box: RefObject<HTMLDivElement | null>, isBusy: boolean): void {
  const before = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    if (isBusy) {
      if (!box.current?.contains(document.activeElement)) return;
      before.current = document.activeElement as HTMLElement;
      box.current.focus({ preventScroll: true });
    } else if (before.current) {
      if (!isLost(document.activeElement) && document.activeElement !== box.current) return;
      before.current.focus();
      before.current = null;
    }
  }, [box, isBusy]);
  // What had the focus may have been removed with the action, such as a button that is no longer needed.
  useEffect(() => {
    if (isBusy) return;
    const timer = setTimeout(() => {
      if (isLost(document.activeElement) || document.activeElement === box.current)
        box.current?.querySelector<HTMLElement>('[data-autofocus], input, textarea, button')?.focus();
    });
    return () => clearTimeout(timer);
  });
}

/** When the window is gone, the focus is on what opened it; if that is gone too, on the screen's content. */
function useFocusOnOpener(): void {
  useEffect(() => {
    const opener = openerOf(document.activeElement);
    return () =>
      queueMicrotask(() => {
        if (!isLost(document.activeElement)) return;
        if (opener?.isConnected) opener.focus({ preventScroll: true });
        else document.getElementById('content')?.focus({ preventScroll: true });
      });
  }, []);
}

const isLost = (focused: Element | null) => focused === null || focused === document.body;

/** An item of a menu disappears with its menu; the menu's button stays. */
function openerOf(focused: Element | null): HTMLElement | null {
  const menu = focused?.closest('[role=menu]');
  return menu ? document.querySelector<HTMLElement>(`[aria-controls=${CSS.escape(menu.id)}]`) : (focused as HTMLElement | null);
}
