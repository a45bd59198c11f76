import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Refused } from './Refused';

interface Props {
  /** The question, with the name of what it is about. */
  question: string;
  /** What happens then, and what stays. */
  says: string;
  /** The words on the button: what is done. */
  label: string;
  /** Red for what takes away. */
  color?: string;
  confirm: () => void;
  error: Error | null;
  isPending: boolean;
  close: () => void;
  children?: ReactNode;
}

/** Asks before something is done that others feel. The cursor is on Cancel; Esc closes. */
export function Confirm({ question, says, label, color = 'red', confirm, error, isPending, close, children }: Props) {
  return (
    <Modal opened onClose={close} title={question}>
      <Stack gap="sm">
        <Text size="sm" className="name">
          {says}
        </Text>
        {children}
        {error && <Refused error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus>
            Cancel
          </Button>
          <Button color={color} onClick={confirm} loading={isPending}>
            {label}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
