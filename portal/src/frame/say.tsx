import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';

/** How long something can be undone from its toast. */
const UNDO_MS = 10_000;

/** Says that something was done. */
export function say(message: string): void {
  notifications.show({ message });
}

/** Says that something was not done that the person has already turned away from, and what to do. */
export function sayNot(title: string, error: Error): void {
  notifications.show({ color: 'red', title, message: error.message, autoClose: UNDO_MS });
}

/** Says that something was removed, with Undo beside it. */
export function sayRemoved(message: string, undo: () => void): void {
  const id = crypto.randomUUID();
  const undoOnce = () => {
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
