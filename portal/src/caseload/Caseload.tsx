// The caseload: the signed-in coach's coachees with their signals.

import { Anchor, Badge, Button, Group, NativeSelect, Table, Text } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { Schemas } from '../api/client';
import { PagedList } from '../frame/PagedList';
import { Screen } from '../frame/Screen';
import { HorizontalScroll } from '../frame/HorizontalScroll';
import { KindBadge } from '../people/coaching/KindBadge';
import { titleAndSite } from '../people/usePersonSearch';
import { ago, dayAndTime } from '../format';
import { useCaseload } from './useCaseload';

type Coachee = Schemas['Coachee'];

/** After more days without contact, a coachee is highlighted. */
const LONG_DAYS = 30;

const ORDERS = { name: 'Name', contact: 'Longest without contact', overdue: 'Most overdue' };
type Order = keyof typeof ORDERS;

const COMPARE: Record<Order, (a: Coachee, b: Coachee) => number> = {
  name: (a, b) => a.user.name.localeCompare(b.user.name),
  contact: (a, b) => (b.days_since_last_contact ?? Infinity) - (a.days_since_last_contact ?? Infinity) || 0,
  overdue: (a, b) => b.overdue_check_backs - a.overdue_check_backs,
};

export function Caseload() {
  const caseload = useCaseload();
  const { order = 'name' } = useSearch({ from: '/caseload' });
  const navigate = useNavigate({ from: '/caseload' });
  return (
    <Screen title="My coachees">
      <PagedList
        pages={caseload}
        what="your coachees"
        empty="You coach nobody at the moment. An administrator can assign a coachee to you."
      >
        {(items) => (
          <>
            <NativeSelect
              label="Sort by"
              size="xs"
              w={220}
              mb="sm"
              value={order}
              data={Object.entries(ORDERS).map(([value, label]) => ({ value, label }))}
              onChange={(event) => void navigate({ search: { order: event.currentTarget.value as Order }, replace: true })}
            />
            <HorizontalScroll label="Your coachees" minWidth={760}>
              <Table verticalSpacing="xs">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Name</Table.Th>
                    <Table.Th>Next conference</Table.Th>
                    <Table.Th>Last contact</Table.Th>
                    <Table.Th>Goals</Table.Th>
                    <Table.Th>Latest scores</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {[...items].sort(COMPARE[order]).map((coachee) => (
                    <Row key={coachee.user.id} coachee={coachee} />
                  ))}
                </Table.Tbody>
              </Table>
            </HorizontalScroll>
          </>
        )}
      </PagedList>
    </Screen>
  );
}

function Row({ coachee }: { coachee: Coachee }) {
  const { user, next_conference: next, days_since_last_contact: days, latest_scores: latest } = coachee;
  const link = (part: string) => `/people/${user.id}/${part}`;
  return (
    <Table.Tr>
      <Table.Td className="name">
        <Anchor component={Link} to={link('goals')} fw={500} dir="auto">
          {user.name}
        </Anchor>
        <Text size="xs" c="dimmed" dir="auto">
          {titleAndSite(user)}
        </Text>
        <Group gap={4} mt={2}>
          <KindBadge kind={coachee.kind} />
          <Button
            component={Link}
            to={link('observations/new')}
            size="compact-xs"
            variant="default"
            aria-label={`New observation of ${user.name}`}
          >
            Observe
          </Button>
          {!next && (
            <Button
              component={Link}
              to={link('conferences/new')}
              size="compact-xs"
              variant="default"
              aria-label={`Schedule a conference with ${user.name}`}
            >
              Schedule
            </Button>
          )}
        </Group>
      </Table.Td>
      <Table.Td>
        {next ? (
          <Anchor component={Link} to={link(`conferences/${next.id}`)}>
            {dayAndTime(next.starts_at)}
          </Anchor>
        ) : (
          'None'
        )}
      </Table.Td>
      <Table.Td>
        {ago(days)}
        {(days == null || days > LONG_DAYS) && (
          <Badge color="yellow" ml={6}>
            Long ago
          </Badge>
        )}
      </Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        {coachee.goals.active} active
        {coachee.overdue_check_backs > 0 && (
          <Badge color="yellow" ml={6}>
            {coachee.overdue_check_backs} overdue
          </Badge>
        )}
      </Table.Td>
      <Table.Td className="name">
        {latest ? latest.scores.map((score) => `${score.component} ${score.score}/${score.of}`).join(', ') : 'None'}
      </Table.Td>
    </Table.Tr>
  );
}
