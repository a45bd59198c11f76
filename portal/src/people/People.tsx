import { Anchor, Badge, Button, Checkbox, Group, NativeSelect, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Listed } from '../frame/Listed';
import { Screen } from '../frame/Screen';
import { Wide } from '../frame/Wide';
import { Address } from './Address';
import { AssignManyWindow } from './AssignManyWindow';
import { NewPersonWindow } from './NewPersonWindow';
import type { Person } from './PersonList';
import { type Filters, usePeople } from './people';

/** So many rows fill a screen. */
const ENOUGH = 20;

/** Everybody of the organisation, by family name: to filter, to choose from, to assign a coach to many. */
export function People() {
  const filters = useSearch({ from: '/people' });
  const people = usePeople(filters);
  // A filter that leaves few is looked for further on.
  const { more, isLoadingMore } = people;
  const isShort = (people.items?.length ?? ENOUGH) < ENOUGH;
  useEffect(() => {
    if (isShort && more && !isLoadingMore) more();
  }, [isShort, more, isLoadingMore]);
  const [chosen, setChosen] = useState<Person[]>([]);
  const [asks, setAsks] = useState<'new' | 'assign' | null>(null);
  const close = () => setAsks(null);
  const sites = [...new Set(people.items?.flatMap(({ site }) => site ?? []))].sort();
  const isChosen = (person: Person) => chosen.some(({ id }) => id === person.id);
  const toggle = (person: Person) => setChosen(isChosen(person) ? chosen.filter(({ id }) => id !== person.id) : [...chosen, person]);
  return (
    <Screen title="People" action={<Button onClick={() => setAsks('new')}>New person</Button>}>
      <FilterFields filters={filters} sites={sites} />
      <Group mih={36} className={chosen.length > 0 ? 'chosen' : undefined} role="status">
        {chosen.length > 0 && (
          <>
            <Text>{chosen.length} chosen</Text>
            <Button size="xs" onClick={() => setAsks('assign')}>
              Assign a coach
            </Button>
            <Button size="xs" variant="subtle" color="gray" onClick={() => setChosen([])}>
              Choose none
            </Button>
          </>
        )}
      </Group>
      <Listed pages={people} what="the people" empty="Nobody fits. Take a filter away, or add a person.">
        {(items) => (
          <Wide what="People" least={720}>
            <Table verticalSpacing={6}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th w={36}>
                    <Checkbox
                      aria-label="Choose all that are shown"
                      checked={items.length > 0 && items.every(isChosen)}
                      onChange={(event) => setChosen(event.currentTarget.checked ? items : [])}
                    />
                  </Table.Th>
                  <Table.Th>Name</Table.Th>
                  <Table.Th>Title</Table.Th>
                  <Table.Th>Site</Table.Th>
                  <Table.Th>Status</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {items.map((person) => (
                  <Row key={person.id} person={person} isChosen={isChosen(person)} toggle={() => toggle(person)} />
                ))}
              </Table.Tbody>
            </Table>
          </Wide>
        )}
      </Listed>
      {asks === 'new' && <NewPersonWindow close={close} />}
      {asks === 'assign' && <AssignManyWindow people={chosen} close={close} assigned={() => setChosen([])} />}
    </Screen>
  );
}

function Row({ person, isChosen, toggle }: { person: Person; isChosen: boolean; toggle: () => void }) {
  return (
    <Table.Tr className={isChosen ? 'is-new' : undefined}>
      <Table.Td>
        <Checkbox aria-label={`Choose ${person.name}`} checked={isChosen} onChange={toggle} />
      </Table.Td>
      <Table.Td className="name">
        <Anchor component={Link} to={`/people/${person.id}/coaching`} fw={500} dir="auto">
          {person.name}
        </Anchor>
        <Text size="xs" c="dimmed">
          {person.email && <Address of={person.email} />}
        </Text>
      </Table.Td>
      <Table.Td className="name" dir="auto">
        {person.title}
      </Table.Td>
      <Table.Td className="name" dir="auto">
        {person.site}
      </Table.Td>
      <Table.Td>
        <Group gap={4}>
          {person.coach_status === 'granted' && <Badge>Coach</Badge>}
          {person.status === 'inactive' && <Badge color="gray">Inactive</Badge>}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

/** The filters, which stand in the address. */
function FilterFields({ filters, sites }: { filters: Filters; sites: string[] }) {
  const navigate = useNavigate({ from: '/people' });
  const set = (part: Filters) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const [site, setSite] = useState(filters.site ?? '');
  const setSiteSoon = useDebouncedCallback((text: string) => set({ site: text.trim() || undefined }), 400);
  return (
    <Group align="end" mb="sm">
      <NativeSelect
        label="Status"
        value={filters.status ?? ''}
        data={[
          { value: '', label: 'Active and inactive' },
          { value: 'active', label: 'Active' },
          { value: 'inactive', label: 'Inactive' },
        ]}
        onChange={(event) => set({ status: (event.currentTarget.value || undefined) as Filters['status'] })}
      />
      <NativeSelect
        label="Coaching access"
        value={filters.coach_status ?? ''}
        data={[
          { value: '', label: 'With and without' },
          { value: 'granted', label: 'With' },
          { value: 'none', label: 'Without' },
        ]}
        onChange={(event) => set({ coach_status: (event.currentTarget.value || undefined) as Filters['coach_status'] })}
      />
      <TextInput
        label="Site"
        list="sites"
        placeholder="All sites"
        maxLength={200}
        dir="auto"
        value={site}
        onChange={(event) => {
          setSite(event.currentTarget.value);
          setSiteSoon(event.currentTarget.value);
        }}
      />
      <datalist id="sites">
        {sites.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </Group>
  );
}
