// Asks before a coach or a coachee is removed, and offers Undo afterward.

import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { useAct } from '../../frame/act';
import { Confirm } from '../../frame/Confirm';
import { notifyFailure, notifyRemoved } from '../../frame/notify';
import { pairOf, type Side, useRemove, useReopen } from './assignments';

interface Props {
  person: Schemas['Profile'];
  side: Side;
  other: Schemas['UserLine'];
  close: () => void;
}

export function RemoveWindow({ person, side, other, close }: Props) {
  const [reason, setReason] = useState('');
  const remove = useRemove(person.id, side);
  const reopen = useReopen((error) => notifyFailure('Not undone', error));
  const [coach, coachee] = side === 'coachees' ? [person.name, other.name] : [other.name, person.name];
  const label = side === 'coachees' ? 'Remove coachee' : 'Remove coach';
  const question = side === 'coachees' ? `Remove ${coachee} as coachee of ${coach}?` : `Remove ${coach} as coach of ${coachee}?`;
  const act = useAct({
    send: (sent: { reason: string }) => remove.mutateAsync({ other: other.id, ...sent }),
    tell: () => notifyRemoved(`${coach} no longer coaches ${coachee}.`, () => reopen.mutate(pairOf(side, person.id, other.id))),
    done: close,
    failed: `${coach} still coaches ${coachee}`,
  });
  return (
    <Confirm
      question={question}
      explanation={`${coach} will lose access to ${coachee}’s goals, conferences, observations and profile at once. Records stay with ${coachee}.`}
      label={label}
      confirm={() => act.start({ reason: reason.trim() })}
      error={act.error}
      isPending={act.isPending}
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
