// Transfers a coach's whole caseload to another coach.

import { Text } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { TextField } from '../../forms/fields';
import { useAct } from '../../frame/act';
import { notify } from '../../frame/notify';
import { ChoosePersonWindow } from '../ChoosePersonWindow';
import type { Person } from '../usePersonSearch';
import { useTransfer } from './assignments';
import { whyNotCoach } from './eligibility';

export function TransferWindow({ person, count, close }: { person: Schemas['Profile']; count: number; close: () => void }) {
  const [reason, setReason] = useState('');
  const transfer = useTransfer(person.id);
  const act = useAct({
    send: ({ person: to, reason }: { person: Person; reason: string }, key) => transfer.mutateAsync({ to: to.id, reason, key }),
    tell: ({ transferred, already_coached: already }, { person: to }) => {
      const also = already.length > 0 ? ` ${already.length} already had ${to.name} as a coach; ${person.name} was removed.` : '';
      notify(`${to.name} took over ${transferred.length} ${transferred.length === 1 ? 'coachee' : 'coachees'}.${also}`);
    },
    done: close,
    failed: `The caseload of ${person.name} was not transferred`,
  });
  return (
    <ChoosePersonWindow
      id="to-take-over"
      title={`Transfer the caseload of ${person.name}`}
      action="transfers"
      label={() => 'Transfer caseload'}
      whyNot={(other) => (other.id === person.id ? 'This caseload is already theirs.' : whyNotCoach(other))}
      act={act}
      inputFor={(to) => ({ person: to, reason: reason.trim() })}
      close={close}
    >
      {(_, chosen) => (
        <>
          <TextField
            label="Reason"
            maxLength={500}
            description="Optional. Both coaches and the coachees see it in the coaching history."
            value={reason}
            onChange={setReason}
          />
          {chosen && (
            <Text className="name">
              {chosen.name} takes over {count === 1 ? 'one coachee' : `all ${count} coachees`}. {person.name} loses access to them at once;
              their records stay with them.
            </Text>
          )}
        </>
      )}
    </ChoosePersonWindow>
  );
}
