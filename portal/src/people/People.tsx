// The list of all people with filters, and assigning a coach to those who are selected. For administrators only.

import { Anchor, Badge, Button, Checkbox, Group, NativeSelect, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { Link, useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { may, useMe } from '../context';
import { PagedList } from '../frame/PagedList';
import { ScreenFallback } from '../frame/ScreenFallback';
import { Screen } from '../frame/Screen';
import { HorizontalScroll } from '../frame/HorizontalScroll';
import { EmailAddress } from './EmailAddress';
import { AssignManyWindow } from './AssignManyWindow';
import { NewPersonWindow } from './NewPersonWindow';
import type { Person } from './usePersonSearch';
import { type Filters, usePeople } from './people';

/** The number of rows that fills a screen. */
const ROWS_PER_SCREEN = 20;

export function People() {
  const me = useMe();
  if (!me.data) return <ScreenFallback what="the people" queries={[me]} />;
  if (may(me.data, 'manage_users')) return <AllPeople />;
  return (
    <Screen title="People">
      <Text>The list of all people is for administrators. Find a colleague by name with the search above.</Text>
    </Screen>
  );
}

function AllPeople() {
  const filters = useSearch({ from: '/people' });
  const people = usePeople(filters);
  // Filters may leave few rows on a page, so more pages are loaded until the screen is full.
  const { more, isLoadingMore } = people;
  const isShort = (people.items?.length ?? ROWS_PER_SCREEN) < ROWS_PER_SCREEN;
  useEffect(() => {
    if (isShort && more && !isLoadingMore) more();
  }, [isShort, more, isLoadingMore]);
  const [selected, setSelected] = useState<Person[]>([]);
  const [dialog, setDialog] = useState<'new' | 'assign' | null>(null);
  const close = () => setDialog(null);
  const sites = [...new Set(people.items?.flatMap(({ site }) => site ?? []))].sort();
  const isSelected = (person: Person) => selected.some(({ id }) => id === person.id);
  const toggle = (person: Person) =>
    setSelected(isSelected(person) ? selected.filter(({ id }) => id !== person.id) : [...selected, person]);
  return (
    <Screen title="People" action={<Button onClick={() => setDialog('new')}>New person</Button>}>
      <FilterFields filters={filters} sites={sites} />
      <Group mih={36} className={selected.length > 0 ? 'selection' : undefined} role="status">
        {selected.length > 0 && (
          <>
            <Text>{selected.length} selected</Text>
            <Button size="xs" onClick={() => setDialog('assign')}>
              Assign a coach
            </Button>
            <Button size="xs" variant="subtle" color="gray" onClick={() => setSelected([])}>
              Clear selection
            </Button>
          </>
        )}
      </Group>
      <PagedList pages={people} what="the people" empty="Nobody matches. Remove a filter, or add a person.">
        {(items) => (
          <HorizontalScroll label="People" minWidth={720}>
            <Table verticalSpacing={6}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th w={36}>
                    <Checkbox
                      aria-label="Select all that are shown"
                      checked={items.length > 0 && items.every(isSelected)}
                      onChange={(event) => {
                        // People who were selected under other filters stay selected.
                        const others = selected.filter(({ id }) => !items.some((item) => item.id === id));
                        setSelected(event.currentTarget.checked ? [...others, ...items] : others);
                      }}
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
                  <Row key={person.id} person={person} isSelected={isSelected(person)} toggle={() => toggle(person)} />
                ))}
              </Table.Tbody>
            </Table>
          </HorizontalScroll>
        )}
      </PagedList>
      {dialog === 'new' && <NewPersonWindow close={close} />}
      {dialog === 'assign' && <AssignManyWindow people={selected} close={close} assigned={() => setSelected([])} />}
    </Screen>
  );
}

function Row({ person, isSelected, toggle }: { person: Person; isSelected: boolean; toggle: () => void }) {
  return (
    <Table.Tr className={isSelected ? 'is-new' : undefined}>
      <Table.Td>
        <Checkbox aria-label={`Select ${person.name}`} checked={isSelected} onChange={toggle} />
      </Table.Td>
      <Table.Td className="name">
        <Anchor component={Link} to={`/people/${person.id}/coaching`} fw={500} dir="auto">
          {person.name}
        </Anchor>
        <Text size="xs" c="dimmed">
          {person.email && <EmailAddress of={person.email} />}
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

/** The filters, which are kept in the address. */
function FilterFields({ filters, sites }: { filters: Filters; sites: string[] }) {
  const navigate = useNavigate({ from: '/people' });
  const set = (part: Filters) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const router = useRouter();
  const [site, setSite] = useState(filters.site ?? '');
  // The site that was in the address last, and the one that this field put there.
  const [inAddress, setInAddress] = useState(filters.site);
  const [sent, setSent] = useState(filters.site);
  if (filters.site !== inAddress) {
    setInAddress(filters.site);
    // A link changed it.
    if (filters.site !== sent) setSite(filters.site ?? '');
  }
  const setSiteSoon = useDebouncedCallback((text: string) => {
    // The person may be leaving for another screen.
    if (router.latestLocation.pathname !== '/people') return;
    const next = text.trim() || undefined;
    setSent(next);
    set({ site: next });
  }, 400);
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
