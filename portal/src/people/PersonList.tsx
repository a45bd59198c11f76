// The list of results below a search field for people.

import { Badge, Box, Group, Text, UnstyledButton } from '@mantine/core';
import { type Person, titleAndSite, type usePersonSearch } from './usePersonSearch';

interface Props {
  id: string;
  label: string;
  list: ReturnType<typeof usePersonSearch>['list'];
  /** Why a person can't be chosen, if so. */
  whyNot?: (person: Person) => string | undefined;
}

export function PersonList({ id, label, list, whyNot }: Props) {
  const { people, highlighted, isStale, choose, ...pointer } = list;
  return (
    <Box id={id} role="listbox" aria-label={label} aria-busy={isStale} {...pointer}>
      {people.map((person) => {
        const why = whyNot?.(person);
        return (
          <UnstyledButton
            key={person.id}
            id={optionOf(id, person)}
            className="option"
            role="option"
            aria-selected={person.id === highlighted?.id}
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
              <Group gap={4} wrap="nowrap" style={{ flexShrink: 0 }}>
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

/** The element id of a person's option, for the field's `aria-activedescendant`. */
export function optionOf(list: string, person: Person | undefined): string | undefined {
  return person && `${list}-${person.id}`;
}
