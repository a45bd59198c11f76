import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { Refused } from '../../frame/Refused';
import { say } from '../../frame/say';
import { type Connection, type Side, useEditAssignment } from './side';
import { TermsFields } from './TermsFields';

interface Props {
  person: Schemas['Profile'];
  side: Side;
  connection: Connection;
  close: () => void;
}

/** Changes the kind and the days of an assignment. */
export function EditAssignmentWindow({ person, side, connection, close }: Props) {
  const { user, kind, starts_on, ends_on, version } = connection;
  const [terms, setTerms] = useState<Schemas['Terms']>({ kind, starts_on, ends_on });
  const edit = useEditAssignment(person.id, side);
  const [coach, coachee] = side === 'coachees' ? [person.name, user.name] : [user.name, person.name];
  return (
    <Modal opened onClose={close} title={`${coach} coaches ${coachee}`}>
      <Stack
        component="form"
        gap="sm"
        onSubmit={(event) => {
          event.preventDefault();
          edit.mutate(
            { other: user.id, terms, version },
            {
              onSuccess: () => {
                say('The assignment is changed.');
                close();
              },
            },
          );
        }}
      >
        <TermsFields terms={terms} error={edit.error} set={(part) => setTerms({ ...terms, ...part })} />
        <Text size="xs" c="dimmed">
          Before the first day and after the last, {coach} has no access to {coachee}’s records.
        </Text>
        {edit.error && <Refused error={edit.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={edit.isPending}>
            Save Changes
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
