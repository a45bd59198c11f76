import { Button, Group, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import { Refused } from '../frame/Refused';
import { say } from '../frame/say';
import type { Person } from '../people/PersonList';
import { PersonSearch } from '../people/PersonSearch';
import { type Item, useReassign } from './reviews';

/** Puts an assignment before somebody else. */
export function ReassignWindow({ item, close }: { item: Item; close: () => void }) {
  const reassign = useReassign();
  const [chosen, setChosen] = useState<Person | null>(null);
  const whyNot = (person: Person) => {
    if (person.id === item.coach.id || person.id === item.coachee.id) return 'Nobody reviews their own assignment.';
    if (person.id === item.reviewer?.id) return 'The reviewer already.';
    return person.status === 'inactive' ? 'Inactive.' : undefined;
  };
  const isReady = chosen !== null && whyNot(chosen) === undefined;
  const confirm = () => {
    if (!isReady) return;
    const done = () => {
      say(`${chosen.name} decides about ${item.coachee.name} now, and was told.`);
      close();
    };
    reassign.mutate({ item, reviewer_id: chosen.id }, { onSuccess: done });
  };
  return (
    <Modal opened onClose={close} title={`Another reviewer for ${item.coachee.name}, coached by ${item.coach.name}`} size="lg">
      <Stack gap="sm">
        <PersonSearch id="to-review" chosen={chosen} choose={setChosen} confirm={confirm} does="hands it over" reason={whyNot} />
        {reassign.error && <Refused error={reassign.error} again={confirm} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button onClick={confirm} disabled={!isReady} loading={reassign.isPending}>
            Hand over
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
