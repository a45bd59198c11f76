// Asks for confirmation of a change that affects others or can't be undone. The focus is on Cancel.

import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { DialogButtons } from './DialogButtons';
import { ErrorAlert } from './ErrorAlert';
import { Window } from './Window';

interface Props {
  /** The question, with the name of the person or thing. */
  question: string;
  /** What the change does, and what stays. */
  explanation: string;
  /** The label of the button that confirms; without one, there is only Cancel. */
  label?: string;
  /** Red if something is taken away. */
  color?: string;
  confirm: () => void;
  error: Error | null;
  isPending: boolean;
  close: () => void;
  children?: ReactNode;
}

export function Confirm({ question, explanation, label, color = 'red', confirm, error, isPending, close, children }: Props) {
  return (
    <Window close={close} title={question}>
      <Stack gap="sm">
        <Text size="sm" className="name">
          {explanation}
        </Text>
        {children}
        {error && <ErrorAlert error={error} />}
        <DialogButtons close={close} label={label} act={confirm} color={color} loading={isPending} focusesCancel />
      </Stack>
    </Window>
  );
}
