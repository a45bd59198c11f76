import { Box, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type Api, body, type Schemas } from '../api/client';
import { useApi } from '../context';
import { Refused } from '../frame/Refused';
import { Waiting } from '../frame/Waiting';
import { day, inWords } from '../words';

interface Line {
  key: string;
  title: string;
  detail: string;
}

const parts = (...all: (string | null | undefined | false)[]) => all.filter(Boolean).join(' · ');

/** How each tab is read, and what a line of it says. */
const READERS: Record<string, (api: Api, user_id: string, signal: AbortSignal) => Promise<Line[]>> = {
  learning: async (api, user_id, signal) =>
    body(await api.GET('/users/{user_id}/learning', { params: { path: { user_id } }, signal })).items.map((learning) => ({
      key: learning.id,
      title: learning.title,
      detail: parts(learning.provider, learning.hours != null && `${learning.hours} hours`, day(learning.completed_on)),
    })),
  credentials: async (api, user_id, signal) =>
    body(await api.GET('/users/{user_id}/credentials', { params: { path: { user_id } }, signal })).items.map((credential) => ({
      key: credential.id,
      title: credential.title,
      detail: parts(inWords(credential.kind), credential.number, credential.expires_on && `${standing(credential)} ${day(credential.expires_on)}`),
    })),
  personnel: async (api, user_id, signal) => {
    const personnel = body(await api.GET('/users/{user_id}/personnel', { params: { path: { user_id } }, signal }));
    const { employee_number, position, site, hired_on, contract, notes } = personnel;
    const all = { 'Employee number': employee_number, Position: position, Site: site, 'Hired on': day(hired_on), Contract: contract, Notes: notes };
    return Object.entries(all).flatMap(([title, detail]) => (detail ? [{ key: title, title, detail }] : []));
  },
  permissions: async (api, user_id, signal) => {
    const permissions = body(await api.GET('/users/{user_id}/permissions', { params: { path: { user_id } }, signal }));
    const line = (detail: string) => (action: Schemas['Action']) => ({ key: `${detail} ${action}`, title: inWords(action), detail });
    const { with_everyone, with_coachees } = permissions;
    const more = with_coachees.filter((action) => !with_everyone.includes(action));
    return [...with_everyone.map(line('With everyone')), ...more.map(line('With coachees'))];
  },
};

function standing(credential: Schemas['CredentialAndStanding']): string {
  return { valid: 'until', expiring: 'expires soon,', expired: 'expired' }[credential.standing];
}

/** A tab that is read: its newest lines. */
export function RecordTab({ person, tab }: { person: Schemas['Profile']; tab: string }) {
  const api = useApi();
  const read = READERS[tab];
  const lines = useQuery({
    queryKey: ['people', person.id, tab],
    enabled: read !== undefined,
    queryFn: ({ signal }) => read?.(api, person.id, signal) ?? [],
  });
  if (lines.error) return <Refused error={lines.error} again={() => lines.refetch()} />;
  if (!lines.data) return <Waiting what="the tab" />;
  if (lines.data.length === 0) return <Text c="dimmed">Nothing has been written down here yet.</Text>;
  return (
    <Stack gap={0}>
      {lines.data.map((line) => (
        <Box key={line.key} className="row name">
          <Box>
            <Text size="sm" fw={500}>
              {line.title}
            </Text>
            <Text size="xs" c="dimmed">
              {line.detail}
            </Text>
          </Box>
        </Box>
      ))}
    </Stack>
  );
}
