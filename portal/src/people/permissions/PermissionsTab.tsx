import { Box, Button, Group, List, Text, Title } from '@mantine/core';
import '@mantine/core/styles/List.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { body, type Schemas } from '../../api/client';
import { useApi } from '../../context';
import { Confirm } from '../../frame/Confirm';
import { Refused } from '../../frame/Refused';
import { say } from '../../frame/say';
import { Waiting } from '../../frame/Waiting';
import { inWords } from '../../words';

type Person = Schemas['Profile'];

/** What the person may do, with whom; and whether the person may do anything at all. */
export function PermissionsTab({ person }: { person: Person }) {
  const api = useApi();
  const permissions = useQuery({
    queryKey: ['people', person.id, 'permissions'],
    queryFn: async ({ signal }) =>
      body(await api.GET('/users/{user_id}/permissions', { params: { path: { user_id: person.id } }, signal })),
  });
  if (!permissions.data)
    return permissions.error ? (
      <Refused error={permissions.error} again={() => permissions.refetch()} />
    ) : (
      <Waiting what="the permissions" />
    );
  const { role, with_everyone, with_own, with_coachees } = permissions.data;
  const more = (actions: Schemas['Action'][]) => actions.filter((action) => !with_everyone.includes(action));
  return (
    <>
      <Group justify="space-between" mb="md">
        <Text>
          {inWords(role)}, {person.status === 'inactive' ? 'inactive: may do nothing' : 'active'}
        </Text>
        <ActiveToggle person={person} />
      </Group>
      <div className="multiples">
        <Actions title="With everyone of the organisation" actions={with_everyone} none="Nothing." />
        <Actions title="With their own records" actions={more(with_own)} none="Nothing more." />
        <Actions
          title="With coachees, while they coach them"
          actions={more(with_coachees)}
          none={person.coach_status === 'granted' ? 'Nothing more.' : 'Nothing: there is no coaching access.'}
        />
      </div>
    </>
  );
}

function Actions({ title, actions, none }: { title: string; actions: Schemas['Action'][]; none: string }) {
  return (
    <Box component="section" aria-label={title}>
      <Title order={2} size="h5" mb={4}>
        {title}
      </Title>
      {actions.length === 0 ? (
        <Text c="dimmed">{none}</Text>
      ) : (
        <List size="sm">
          {actions.map((action) => (
            <List.Item key={action}>{inWords(action)}</List.Item>
          ))}
        </List>
      )}
    </Box>
  );
}

/** Takes every right from the person at once, or gives them back. */
function ActiveToggle({ person }: { person: Person }) {
  const api = useApi();
  const queries = useQueryClient();
  const [asks, setAsks] = useState(false);
  const isActive = person.status !== 'inactive';
  const change = useMutation({
    mutationFn: async () => {
      const params = { path: { user_id: person.id } };
      return body(await api.PUT('/users/{user_id}/status', { params, body: { status: isActive ? 'inactive' : 'active' } }));
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['people', person.id] });
      setAsks(false);
      say(isActive ? `${person.name} is inactive.` : `${person.name} is active again.`);
    },
  });
  return (
    <>
      <Button
        size="xs"
        variant="default"
        loading={!isActive && change.isPending}
        onClick={() => (isActive ? setAsks(true) : change.mutate())}
      >
        {isActive ? 'Make inactive' : 'Make active'}
      </Button>
      {!isActive && change.error && <Refused error={change.error} />}
      {asks && (
        <Confirm
          question={`Make ${person.name} inactive?`}
          says={`${person.name} can’t sign in to anything here, and loses every right at once. All coaching of and by ${person.name} ends. Records stay, and the person can be made active again; the coaching has to be connected anew.`}
          label="Make inactive"
          confirm={() => change.mutate()}
          error={change.error}
          isPending={change.isPending}
          close={() => setAsks(false)}
        />
      )}
    </>
  );
}
