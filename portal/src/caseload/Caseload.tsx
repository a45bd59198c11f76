import { Anchor, Badge, Box, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { body, type Schemas } from '../api/client';
import { useApi } from '../context';
import { Refused } from '../frame/Refused';
import { Screen } from '../frame/Screen';
import { Waiting } from '../frame/Waiting';
import { titleAndSite } from '../people/find';
import { dayAndTime } from '../words';

/** My coachees, and what to know before the next conversation. */
export function Caseload() {
  const api = useApi();
  const caseload = useQuery({
    queryKey: ['caseload'],
    queryFn: async ({ signal }) => body(await api.GET('/me/caseload', { params: { query: { limit: 24 } }, signal })),
  });
  return (
    <Screen title="My coachees">
      {caseload.error && <Refused error={caseload.error} again={() => caseload.refetch()} />}
      {!caseload.data && !caseload.error && <Waiting what="your coachees" />}
      {caseload.data?.items.length === 0 && (
        <Text c="dimmed">You coach nobody at the moment. An administrator can assign a coachee to you.</Text>
      )}
      {caseload.data && caseload.data.items.length > 0 && (
        <Table.ScrollContainer minWidth={640}>
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
              {caseload.data.items.map((coachee) => (
                <Row key={coachee.user.id} coachee={coachee} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Screen>
  );
}

function Row({ coachee }: { coachee: Schemas['Coachee'] }) {
  const { user, next_conference: next, days_since_last_contact: days, latest_scores: latest } = coachee;
  return (
    <Table.Tr>
      <Table.Td className="name">
        <Anchor component={Link} to={`/people/${user.id}/goals`} size="sm" fw={500}>
          {user.name}
        </Anchor>
        <Text size="xs" c="dimmed">
          {titleAndSite(user)}
        </Text>
      </Table.Td>
      <Table.Td>{next ? dayAndTime(next.starts_at) : 'None'}</Table.Td>
      <Table.Td>{days == null ? 'Never' : days === 0 ? 'Today' : `${days} ${days === 1 ? 'day' : 'days'} ago`}</Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        {coachee.goals.active} active
        {coachee.overdue_check_backs > 0 && (
          <Badge color="yellow" ml={6}>
            {coachee.overdue_check_backs} overdue
          </Badge>
        )}
      </Table.Td>
      <Table.Td>
        <Box>{latest ? latest.scores.map((score) => `${score.component} ${score.score}/${score.of}`).join(', ') : 'None'}</Box>
      </Table.Td>
    </Table.Tr>
  );
}
