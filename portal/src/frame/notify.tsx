// Short messages at the edge of the window: what was done or failed, and Undo.

import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';

/** How long a message offers Undo. */
const UNDO_MS = 10_000;

export function notify(message: string): void {
  notifications.show({ message });
}

/** Shows an error for which there is no place on the screen, such as that of a closed window. */
export function notifyFailure(title: string, error: Error): void {
  notifications.show({ color: 'red', title, message: error.message, autoClose: UNDO_MS });
}

/** Shows that something was removed, and offers Undo. */
export function notifyRemoved(message: string, undo: () => void): void {
  const id = crypto.randomUUID();
  let isUndone = false;
  const undoOnce = () => {
    // The button stays for a moment while the message disappears.
    if (isUndone) return;
    isUndone = true;
    notifications.hide(id);
    undo();
  };
  notifications.show({
    id,
    autoClose: UNDO_MS,
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" className="name">
          {message}
        </Text>
        <Button size="compact-sm" variant="default" onClick={undoOnce} style={{ flexShrink: 0 }}>
          Undo
        </Button>
      </Group>
    ),
  });
}
