// The Permissions tab: what the person may do with whom, and whether they are active.

import { Box, Button, Group, List, Text, Title } from '@mantine/core';
import '@mantine/core/styles/List.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { body, type Schemas } from '../../api/client';
import { keys } from '../../api/keys';
import { useApi } from '../../context';
import { useAct } from '../../frame/act';
import { Confirm } from '../../frame/Confirm';
import { Loaded } from '../../frame/Loaded';
import { ErrorAlert } from '../../frame/ErrorAlert';
import { notify } from '../../frame/notify';
import { inWords } from '../../format';

type Person = Schemas['Profile'];

export function PermissionsTab({ person }: { person: Person }) {
  const api = useApi();
  const permissions = useQuery({
    queryKey: keys.permissions(person.id),
    queryFn: async ({ signal }) =>
      body(await api.GET('/users/{user_id}/permissions', { params: { path: { user_id: person.id } }, signal })),
  });
  return (
    <Loaded query={permissions} what="the permissions">
      {(data) => <Permissions person={person} permissions={data} />}
    </Loaded>
  );
}

function Permissions({ person, permissions }: { person: Person; permissions: Schemas['Permissions'] }) {
  const { role, with_everyone, with_own, with_coachees } = permissions;
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
        <Actions title="With everyone in the organization" actions={with_everyone} none="Nothing." />
        <Actions title="With their own records" actions={more(with_own)} none="Nothing more." />
        <Actions
          title="With coachees, while they coach them"
          actions={more(with_coachees)}
          none={person.coach_status === 'granted' ? 'Nothing more.' : 'Nothing, because there is no coaching access.'}
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

/** Deactivates the person, which ends all their access at once, or activates them again. */
function ActiveToggle({ person }: { person: Person }) {
  const api = useApi();
  const queries = useQueryClient();
  const [isConfirming, setConfirming] = useState(false);
  const isActive = person.status !== 'inactive';
  const change = useMutation({
    mutationFn: async () => {
      const params = { path: { user_id: person.id } };
      return body(await api.PUT('/users/{user_id}/status', { params, body: { status: isActive ? 'inactive' : 'active' } }));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.person(person.id) }),
  });
  const act = useAct({
    send: () => change.mutateAsync(),
    tell: () => notify(isActive ? `${person.name} is inactive.` : `${person.name} is active again.`),
    done: () => setConfirming(false),
    failed: `${person.name} is still ${isActive ? 'active' : 'inactive'}`,
  });
  return (
    <>
      <Button
        size="xs"
        variant="default"
        loading={!isActive && act.isPending}
        onClick={() => (isActive ? setConfirming(true) : act.start(undefined))}
      >
        {isActive ? 'Make inactive' : 'Make active'}
      </Button>
      {!isActive && act.error && <ErrorAlert error={act.error} />}
      {isConfirming && (
        <Confirm
          question={`Make ${person.name} inactive?`}
          explanation={`${person.name} can’t use Coachwork any more and loses all access at once. All coaching of and by ${person.name} ends. Records stay. You can make the person active again; coaching must then be assigned again.`}
          label="Make inactive"
          confirm={() => act.start(undefined)}
          error={act.error}
          isPending={act.isPending}
          close={() => setConfirming(false)}
        />
      )}
    </>
  );
}
