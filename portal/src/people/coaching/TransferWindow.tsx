import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { Refused } from '../../frame/Refused';
import { TextField } from '../../forms/fields';
import { say } from '../../frame/say';
import type { Person } from '../PersonList';
import { PersonSearch } from '../PersonSearch';
import { useTransfer } from './side';

/** Hands the whole caseload of a coach to another. */
export function TransferWindow({ person, count, close }: { person: Schemas['Profile']; count: number; close: () => void }) {
  const [chosen, setChosen] = useState<Person | null>(null);
  const [reason, setReason] = useState('');
  const transfer = useTransfer(person.id);
  const whyNot = (other: Person) => {
    if (other.id === person.id) return 'The caseload is theirs already.';
    if (other.status === 'inactive') return 'Inactive. Make the person active first.';
    if (other.coach_status !== 'granted') return 'No coaching access. Grant it on the person’s Coaching tab first.';
    return undefined;
  };
  const isReady = chosen !== null && whyNot(chosen) === undefined;
  const [key] = useState(() => crypto.randomUUID());
  const confirm = () => {
    if (!isReady) return;
    transfer.mutate(
      { to: chosen.id, reason: reason.trim(), key },
      {
        onSuccess: ({ transferred, already_coached }) => {
          const also = already_coached.length > 0 ? ` ${already_coached.length} had both coaches; ${person.name} was removed there.` : '';
          say(`${chosen.name} took over ${transferred.length} ${transferred.length === 1 ? 'coachee' : 'coachees'}.${also}`);
          close();
        },
      },
    );
  };
  return (
    <Modal opened onClose={close} title={`Transfer the caseload of ${person.name}`} size="lg">
      <Stack gap="sm">
        <PersonSearch id="to-take-over" chosen={chosen} choose={setChosen} confirm={confirm} does="transfers" reason={whyNot} />
        <TextField
          label="Reason"
          most={500}
          description="Optional. All of them see it in the coaching history."
          value={reason}
          onChange={setReason}
        />
        {isReady && (
          <Text className="name">
            {chosen.name} takes over {count === 1 ? 'one coachee' : `all ${count} coachees`}. {person.name} loses access to them at once;
            their records stay with them.
          </Text>
        )}
        {transfer.error && <Refused error={transfer.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button onClick={confirm} disabled={!isReady} loading={transfer.isPending}>
            Transfer caseload
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
