// A window that asks to sign in again when the session has ended. The screen below it keeps what was typed.

import { Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Session } from '../auth';
import { Window } from './Window';

export default function SignInAgain({ session }: { session: Session }) {
  const [isBlocked, setBlocked] = useState(false);
  return (
    <Window title="Your sign-in has ended" zIndex={1000}>
      <Stack gap="sm">
        <Text size="sm">Sign in again to continue where you were. What you typed is still here.</Text>
        {isBlocked && (
          <Text size="sm" role="alert">
            The browser blocked the sign-in window. Allow pop-ups for this address, and try again.
          </Text>
        )}
        <Button data-autofocus onClick={() => setBlocked(!session.signInInWindow())}>
          Sign in again
        </Button>
      </Stack>
    </Window>
  );
}
