import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../api/client';
import { TextField } from '../forms/fields';
import { Refused } from '../frame/Refused';
import type { Person } from '../people/PersonList';
import { PersonSearch } from '../people/PersonSearch';
import { CHOICES, type Item, useDecide } from './reviews';

interface Props {
  item: Item;
  choice: Schemas['Choice'];
  decided: (item: Item) => void;
  close: () => void;
}

/** Asks why an assignment is to end, or who takes over; or keeps it after all. */
export function DecideWindow({ item, choice, decided, close }: Props) {
  const decide = useDecide();
  const [key] = useState(() => crypto.randomUUID());
  const [justification, setJustification] = useState(item.decision?.justification ?? '');
  const [coach, setCoach] = useState<Person | null>(null);
  const isReady = choice === 'keep' || (justification.trim() !== '' && (choice === 'end' || (coach !== null && !reason(item, coach))));
  const confirm = () => {
    if (!isReady) return;
    const decision = { choice, justification: justification.trim() || null, to_coach_id: choice === 'transfer' && coach ? coach.id : null };
    decide.mutate(
      { item, decision, key },
      {
        onSuccess: (after) => {
          decided(after);
          close();
        },
      },
    );
  };
  return (
    <Modal opened onClose={close} title={`${CHOICES[choice]}: ${item.coachee.name}, coached by ${item.coach.name}`} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          confirm();
        }}
      >
        <Stack gap="sm">
          <Text size="sm">{SAYS[choice]}</Text>
          {choice === 'transfer' && (
            <PersonSearch
              id="takes-over"
              chosen={coach}
              choose={setCoach}
              confirm={confirm}
              does="decides"
              reason={(person) => reason(item, person)}
            />
          )}
          <TextField
            label="Why"
            most={500}
            required={choice !== 'keep'}
            data-autofocus={choice !== 'transfer' || undefined}
            description="Both of them read it in their coaching history, and so do auditors."
            value={justification}
            onChange={setJustification}
          />
          {decide.error && <Refused error={decide.error} again={confirm} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" disabled={!isReady} loading={decide.isPending}>
              {CHOICES[choice]}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

const SAYS: Record<Schemas['Choice'], string> = {
  keep: 'The assignment stays as it is.',
  end: 'The assignment ends when the review closes: the coach then loses access at once. You can decide otherwise until then.',
  transfer: 'Another coach takes over when the review closes. You can decide otherwise until then.',
};

function reason(item: Item, person: Person): string | undefined {
  if (person.id === item.coach.id) return 'The coach already.';
  if (person.id === item.coachee.id) return 'The coachee.';
  if (person.status === 'inactive') return 'Inactive.';
  // Who is no administrator isn't told of others whether they are coaches; the service says it then.
  return person.coach_status === 'none' ? 'No coaching access. An administrator can grant it.' : undefined;
}
