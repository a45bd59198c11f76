import { Box, Button, Group, Modal, Progress, Stack, Text } from '@mantine/core';
import '@mantine/core/styles/Progress.css';
import { useState } from 'react';
import type { Schemas } from '../api/client';
import { Refused } from '../frame/Refused';
import { TermsFields } from './coaching/TermsFields';
import { type Person } from './PersonList';
import { PersonSearch } from './PersonSearch';
import { useAssignMany } from './people';

interface Props {
  people: Person[];
  close: () => void;
  /** Called when somebody was assigned. */
  assigned: () => void;
}

/** Assigns one coach to many people at once, and says what became of each. */
export function AssignManyWindow({ people: chosen, close, assigned }: Props) {
  // Those who were chosen when it opened: they are chosen no more once they are assigned.
  const [people] = useState(chosen);
  const [coach, setCoach] = useState<Person | null>(null);
  const [terms, setTerms] = useState<Schemas['Terms']>({});
  const { assign, done } = useAssignMany();
  const reason = (person: Person) => {
    if (person.status === 'inactive') return 'Inactive. Make the person active first.';
    return person.coach_status === 'granted' ? undefined : 'No coaching access. Grant it on the person’s Coaching tab first.';
  };
  const isReady = coach !== null && reason(coach) === undefined;
  const confirm = () => {
    if (isReady) assign.mutate({ coach_id: coach.id, coachees: people.map(({ id }) => id), terms }, { onSuccess: assigned });
  };
  return (
    <Modal
      opened
      onClose={close}
      title={`Assign a coach to ${people.length === 1 ? people[0]?.name : `${people.length} people`}`}
      size="lg"
    >
      {assign.data ? (
        <Results results={assign.data} people={people} close={close} />
      ) : (
        <Stack gap="sm">
          <PersonSearch id="coach-of-many" chosen={coach} choose={setCoach} confirm={confirm} does="assigns" reason={reason} />
          <TermsFields terms={terms} error={assign.error} set={(part) => setTerms({ ...terms, ...part })} />
          {isReady && (
            <Text className="name">
              {coach.name} will see and work on the goals, conferences and observations of{' '}
              {people.length === 1 ? 'one person' : `${people.length} people`}. Who is connected already stays so, and whoever can’t be
              assigned is named after.
            </Text>
          )}
          {assign.isPending && <Progress value={(100 * done) / people.length} aria-label={`${done} of ${people.length} done`} />}
          {assign.error && <Refused error={assign.error} again={confirm} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button onClick={confirm} disabled={!isReady} loading={assign.isPending}>
              Assign coach
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

function Results({ results, people, close }: { results: Schemas['LineResult'][]; people: Person[]; close: () => void }) {
  const count = (outcome: Schemas['Outcome']) => results.filter((line) => line.outcome === outcome).length;
  const said = [
    `${count('assigned')} assigned`,
    count('already_connected') > 0 && `${count('already_connected')} connected already`,
    count('refused') > 0 && `${count('refused')} refused`,
  ];
  return (
    <Stack gap="sm">
      <Text role="status" fw={600}>
        {said.filter(Boolean).join(', ')}.
      </Text>
      {results.map(
        (line) =>
          line.problem && (
            <Box key={line.coachee_id} className="evidence">
              <Text fw={500} className="name" dir="auto">
                {people.find(({ id }) => id === line.coachee_id)?.name}
              </Text>
              <Text>{line.problem.detail}</Text>
            </Box>
          ),
      )}
      <Group justify="flex-end">
        <Button onClick={close} data-autofocus>
          Close
        </Button>
      </Group>
    </Stack>
  );
}
