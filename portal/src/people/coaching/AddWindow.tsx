import { Box, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { Refused } from '../../frame/Refused';
import { say } from '../../frame/say';
import type { Person } from '../PersonList';
import { PersonSearch } from '../PersonSearch';
import { type Side, useAssign, useCoachStatus } from './side';
import { TermsFields } from './TermsFields';

interface Props {
  person: Schemas['Profile'];
  side: Side;
  /** Who is connected already. */
  there: string[];
  close: () => void;
  added: (id: string) => void;
}

const NO_ACCESS = 'No coaching access.';

/** The search window: find, choose, assign. */
export function AddWindow({ person, side, there, close, added }: Props) {
  const [chosen, setChosen] = useState<Person | null>(null);
  const [terms, setTerms] = useState<Schemas['Terms']>({});
  const assign = useAssign(person.id, side);
  const isOfCoaches = side === 'coaches';
  const reason = (other: Person) => {
    if (other.id === person.id) return 'Nobody coaches themselves.';
    if (there.includes(other.id)) return isOfCoaches ? `Coaches ${person.name} already.` : `Is coached by ${person.name} already.`;
    if (other.status === 'inactive') return 'Inactive. Make the person active first.';
    if (isOfCoaches && other.coach_status !== 'granted') return NO_ACCESS;
    return undefined;
  };
  const why = chosen ? reason(chosen) : undefined;
  const [coach, coachee] = isOfCoaches ? [chosen?.name, person.name] : [person.name, chosen?.name];
  const confirm = () => {
    if (!chosen || why) return;
    assign.mutate(
      { other: chosen.id, terms },
      {
        onSuccess: () => {
          added(chosen.id);
          say(`${coach} coaches ${coachee} now.`);
          close();
        },
      },
    );
  };
  return (
    <Modal opened onClose={close} title={isOfCoaches ? `Add a coach for ${person.name}` : `Add a coachee for ${person.name}`} size="lg">
      <Stack gap="sm">
        <PersonSearch
          id="to-add"
          chosen={chosen}
          choose={(other) => {
            assign.reset();
            setChosen(other);
          }}
          confirm={confirm}
          does="assigns"
          reason={reason}
        />
        {chosen && why === NO_ACCESS && <Grant person={chosen} granted={() => setChosen({ ...chosen, coach_status: 'granted' })} />}
        {!isOfCoaches && person.coach_status !== 'granted' && (
          <Text>{person.name} has no coaching access. Close this and edit the coach status first.</Text>
        )}
        {chosen && !why && (
          <Text className="name">
            {coach} will see and work on {coachee}’s goals, conferences and observations{' '}
            {terms.starts_on ? 'from the first day' : 'at once'}.
          </Text>
        )}
        <Box component="details">
          <Text component="summary" size="sm">
            Dates and kind
          </Text>
          <TermsFields terms={terms} error={assign.error} set={(part) => setTerms({ ...terms, ...part })} />
        </Box>
        {assign.error && <Refused error={assign.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button onClick={confirm} disabled={!chosen || why !== undefined} loading={assign.isPending}>
            {isOfCoaches ? 'Add coach' : 'Add coachee'}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** The way out for somebody without coaching access. */
function Grant({ person, granted }: { person: Person; granted: () => void }) {
  const grant = useCoachStatus(person.id);
  return (
    <Group gap="xs">
      <Text className="name">{person.name} has no coaching access.</Text>
      <Button size="xs" variant="light" loading={grant.isPending} onClick={() => grant.mutate({ isCoach: true }, { onSuccess: granted })}>
        Grant it
      </Button>
      {grant.error && <Refused error={grant.error} />}
    </Group>
  );
}
