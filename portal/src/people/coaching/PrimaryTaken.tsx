// Asks how to assign a coach when the coachee already has a primary coach: replace them, or become secondary.

import { Alert, Box, Button, Group, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { Schemas } from '../../api/client';
import type { Act } from '../../frame/act';
import { ErrorAlert } from '../../frame/ErrorAlert';
import { isPrimaryTaken, REPLACE_PRIMARY, SECONDARY, usePrimary } from './primary';

interface Props {
  coachee: { id: string; name: string };
  /** The name of the coach who is being assigned. */
  coach: string;
  /** Sends the refused request again with the chosen terms. */
  choose: (terms: Schemas['Reopening']) => void;
  /** That request. Why it failed is shown here. */
  act: Pick<Act<unknown>, 'isPending' | 'error'>;
  /** The label of the button that makes the coach secondary. */
  label?: string;
}

/** It gets the focus when it appears, but Enter does nothing before the focus is on one of the buttons. */
export function PrimaryTaken({ coachee, coach, choose, act, label = 'Add as secondary' }: Props) {
  const current = usePrimary(coachee.id).data?.user;
  const [chosen, setChosen] = useState<Schemas['Reopening'] | null>(null);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const choice = (terms: Schemas['Reopening'], text: string) => (
    <Button
      size="xs"
      variant="default"
      loading={act.isPending && chosen === terms}
      disabled={act.isPending && chosen !== terms}
      onClick={() => {
        setChosen(terms);
        choose(terms);
      }}
    >
      {text}
    </Button>
  );
  return (
    <Alert
      variant="default"
      title={current ? `${current.name} is the primary coach of ${coachee.name}` : `${coachee.name} has a primary coach`}
      role="group"
      aria-describedby="primary-taken"
      ref={box}
      tabIndex={-1}
    >
      <Text className="name" id="primary-taken">
        A coachee has at most one primary coach. Nothing has been changed yet.
        {current && ` If ${coach} becomes the primary coach, ${current.name} stays as a secondary coach.`}
      </Text>
      <Group gap="xs" mt="sm">
        {choice(REPLACE_PRIMARY, 'Replace the primary coach')}
        {choice(SECONDARY, label)}
      </Group>
      {act.error && !isPrimaryTaken(act.error) && (
        <Box mt="sm">
          <ErrorAlert error={act.error} />
        </Box>
      )}
    </Alert>
  );
}
