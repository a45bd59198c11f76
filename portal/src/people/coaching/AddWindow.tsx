import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Refusal, type Schemas } from '../../api/client';
import { Refused } from '../../frame/Refused';
import { say } from '../../frame/say';
import { hint, useFound } from '../find';
import { type Person, PersonList, useChosen } from '../PersonList';
import { type Side, useAssign, useCoachStatus } from './side';

interface Props {
  person: Schemas['Profile'];
  side: Side;
  /** Who is connected already. */
  there: string[];
  close: () => void;
  added: (id: string) => void;
}

/** The search window: find, choose, assign. Who can't be chosen stays visible, with the reason. */
export function AddWindow({ person, side, there, close, added }: Props) {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<Person | null>(null);
  const found = useFound(text);
  const { people } = found;
  const assign = useAssign(person.id, side);
  const isOfCoaches = side === 'coaches';
  const reason = (other: Person) => {
    if (other.id === person.id) return 'Nobody coaches themselves.';
    if (there.includes(other.id)) return isOfCoaches ? `Coaches ${person.name} already.` : `Is coached by ${person.name} already.`;
    if (other.status === 'inactive') return 'Inactive. Make the person active first.';
    if (isOfCoaches && other.coach_status !== 'granted') return 'No coaching access.';
    return undefined;
  };
  const choose = (other: Person) => {
    assign.reset();
    setChosen(other);
  };
  const { at, onKeyDown } = useChosen(people, choose);
  const why = chosen ? reason(chosen) : undefined;
  const confirm = () => {
    if (!chosen || why) return;
    assign.mutate(chosen.id, {
      onSuccess: () => {
        added(chosen.id);
        say(isOfCoaches ? `${chosen.name} coaches ${person.name} now.` : `${person.name} coaches ${chosen.name} now.`);
        close();
      },
    });
  };
  return (
    <Modal opened onClose={close} title={isOfCoaches ? `Add a coach for ${person.name}` : `Add a coachee for ${person.name}`} size="lg">
      <Stack gap="sm">
        <TextInput
          data-autofocus
          label="Name or e-mail"
          value={text}
          role="combobox"
          aria-expanded={people.length > 0}
          aria-controls="to-add"
          aria-activedescendant={people.length > 0 ? `to-add-${at}` : undefined}
          autoComplete="off"
          onChange={(event) => {
            setText(event.currentTarget.value);
            setChosen(null);
          }}
          onKeyDown={(event) => {
            // A second Enter on the chosen one assigns.
            if (event.key === 'Enter' && chosen && chosen.id === people[at]?.id) {
              event.preventDefault();
              confirm();
            } else onKeyDown(event);
          }}
        />
        <PersonList id="to-add" label="People to choose from" people={people} at={at} choose={choose} reason={reason} />
        <Text size="xs" c="dimmed" role="status">
          {hint(found, 'Enter chooses, a second Enter assigns.')}
        </Text>
        {chosen && why === 'No coaching access.' && <Grant person={chosen} granted={() => setChosen({ ...chosen, coach_status: 'granted' })} />}
        {chosen && !why && (
          <Text size="sm">
            {isOfCoaches
              ? `${chosen.name} will see and work on ${person.name}’s goals, conferences and observations at once.`
              : `${person.name} will see and work on ${chosen.name}’s goals, conferences and observations at once.`}
          </Text>
        )}
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
      <Text size="sm">{person.name} has no coaching access.</Text>
      <Button size="xs" variant="light" loading={grant.isPending} onClick={() => grant.mutate({ isCoach: true }, { onSuccess: granted })}>
        Grant it
      </Button>
      {grant.error instanceof Refusal && <Refused error={grant.error} />}
    </Group>
  );
}
