import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { Refused } from '../../frame/Refused';
import { pairOf, type Side, useRemove, useReopen } from './side';

const UNDO_MS = 10_000;

interface Props {
  person: Schemas['Profile'];
  side: Side;
  other: Schemas['UserLine'];
  close: () => void;
}

/** Asks before a right is taken away, and offers to undo it after. */
export function RemoveWindow({ person, side, other, close }: Props) {
  const [reason, setReason] = useState('');
  const remove = useRemove(person.id, side);
  const reopen = useReopen();
  const [coach, coachee] = side === 'coachees' ? [person.name, other.name] : [other.name, person.name];
  const label = side === 'coachees' ? 'Remove coachee' : 'Remove coach';
  const question =
    side === 'coachees' ? `Remove ${coachee} as coachee of ${coach}?` : `Remove ${coach} as coach of ${coachee}?`;
  const confirm = () =>
    remove.mutate(
      { other: other.id, reason: reason.trim() },
      {
        onSuccess: () => {
          const id = `removed-${other.id}`;
          const undo = () => {
            notifications.hide(id);
            reopen.mutate(pairOf(side, person.id, other.id));
          };
          notifications.show({
            id,
            autoClose: UNDO_MS,
            message: (
              <Group justify="space-between" wrap="nowrap">
                <Text size="sm">
                  {coach} doesn’t coach {coachee} any more.
                </Text>
                <Button size="compact-sm" variant="default" onClick={undo}>
                  Undo
                </Button>
              </Group>
            ),
          });
          close();
        },
      },
    );
  return (
    <Modal opened onClose={close} title={question}>
      <Stack gap="sm">
        <Text size="sm" className="name">
          {coach} will lose access to {coachee}’s goals, conferences, observations and profile at once. Records stay with {coachee}.
        </Text>
        <TextInput
          label="Reason"
          description="Optional. Both see it in the coaching history."
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {remove.error && <Refused error={remove.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus>
            Cancel
          </Button>
          <Button color="red" onClick={confirm} loading={remove.isPending}>
            {label}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
