import { Badge, Box, Group, Text, UnstyledButton } from '@mantine/core';
import { type KeyboardEvent, useEffect, useState } from 'react';
import type { Schemas } from '../api/client';
import { titleAndSite } from './find';

export type Person = Schemas['UserLine'];

/** Arrow keys and Enter over a list of people, for the field above it. */
export function useChosen(people: Person[], choose: (person: Person) => void) {
  const [at, setAt] = useState(0);
  useEffect(() => setAt(0), [people.map((person) => person.id).join()]);
  const onKeyDown = (event: KeyboardEvent) => {
    const move = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const person = people[at];
    if (move && people.length > 0) {
      event.preventDefault();
      setAt((at + move + people.length) % people.length);
    } else if (event.key === 'Enter' && person) {
      event.preventDefault();
      choose(person);
    }
  };
  return { at, onKeyDown };
}

interface Props {
  id: string;
  label: string;
  people: Person[];
  at: number;
  choose: (person: Person) => void;
  /** Why a person can't be chosen, if so. */
  reason?: (person: Person) => string | undefined;
}

/** People to choose from, for a combobox that has the focus. */
export function PersonList({ id, label, people, at, choose, reason }: Props) {
  return (
    <Box id={id} role="listbox" aria-label={label}>
      {people.map((person, index) => {
        const why = reason?.(person);
        return (
          <UnstyledButton
            key={person.id}
            id={`${id}-${index}`}
            className="option"
            role="option"
            aria-selected={index === at}
            aria-disabled={why !== undefined}
            tabIndex={-1}
            w="100%"
            px="sm"
            py={6}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(person)}
          >
            <Group justify="space-between" wrap="nowrap">
              <Box className="name">
                <Text size="sm" fw={500} c={why ? 'dimmed' : undefined}>
                  {person.name}
                </Text>
                <Text size="xs" c="dimmed">
                  {why ?? titleAndSite(person)}
                </Text>
              </Box>
              <Group gap={4} wrap="nowrap">
                {person.status === 'inactive' && <Badge color="gray">Inactive</Badge>}
                {person.coach_status === 'granted' && <Badge>Coach</Badge>}
              </Group>
            </Group>
          </UnstyledButton>
        );
      })}
    </Box>
  );
}
