import { Button, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Session } from '../auth';

/** What stands before the screen when the sign-in has ended. The screen behind keeps what was typed. */
export default function SignInAgain({ session }: { session: Session }) {
  const [isShut, setShut] = useState(false);
  return (
    <Modal
      opened
      onClose={() => {}}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title="Your sign-in has ended"
      zIndex={1000}
    >
      <Stack gap="sm">
        <Text size="sm">Sign in again to go on where you were. What you typed is still here.</Text>
        {isShut && (
          <Text size="sm" role="alert">
            The browser kept the window for signing in shut. Allow it for this address, and try again.
          </Text>
        )}
        <Button data-autofocus onClick={() => setShut(!session.signInBeside())}>
          Sign in again
        </Button>
      </Stack>
    </Modal>
  );
}
