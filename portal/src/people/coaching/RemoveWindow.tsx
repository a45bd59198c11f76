import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { Confirm } from '../../frame/Confirm';
import { sayRemoved } from '../../frame/say';
import { pairOf, type Side, useRemove, useReopen } from './side';

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
  const question = side === 'coachees' ? `Remove ${coachee} as coachee of ${coach}?` : `Remove ${coach} as coach of ${coachee}?`;
  const confirm = () =>
    remove.mutate(
      { other: other.id, reason: reason.trim() },
      {
        onSuccess: () => {
          sayRemoved(`${coach} doesn’t coach ${coachee} any more.`, () => reopen.mutate(pairOf(side, person.id, other.id)));
          close();
        },
      },
    );
  return (
    <Confirm
      question={question}
      says={`${coach} will lose access to ${coachee}’s goals, conferences, observations and profile at once. Records stay with ${coachee}.`}
      label={label}
      confirm={confirm}
      error={remove.error}
      isPending={remove.isPending}
      close={close}
    >
      <TextInput
        label="Reason"
        description="Optional. Both see it in the coaching history."
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </Confirm>
  );
}
