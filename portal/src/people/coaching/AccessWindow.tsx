// Explains what somebody may do with a person's records at this moment, and why.

import { List, Stack, Text } from '@mantine/core';
import '@mantine/core/styles/List.css';
import { useQuery } from '@tanstack/react-query';
import { body, type Schemas } from '../../api/client';
import { keys } from '../../api/keys';
import { useApi } from '../../context';
import { day } from '../../format';
import { Loaded } from '../../frame/Loaded';
import { Window } from '../../frame/Window';

interface Props {
  /** The owner of the records. */
  user: { id: string; name: string };
  /** The person who may act on them. */
  actor: { id: string; name: string };
  close: () => void;
}

export function AccessWindow({ user, actor, close }: Props) {
  const api = useApi();
  const access = useQuery({
    queryKey: keys.access(user.id, actor.id),
    staleTime: 0,
    queryFn: async ({ signal }) =>
      body(await api.GET('/users/{user_id}/access', { params: { path: { user_id: user.id }, query: { actor: actor.id } }, signal })),
  });
  return (
    <Window close={close} title={`What ${actor.name} may do for ${user.name}`}>
      <Loaded query={access} what="the permissions">
        {(data) => <Explanation access={data} />}
      </Loaded>
    </Window>
  );
}

function Explanation({ access }: { access: Schemas['Access'] }) {
  const allowed = access.actions.filter((action) => action.allowed);
  const refused = access.actions.filter((action) => !action.allowed);
  return (
    <Stack gap="sm">
      {access.because.map((reason) => (
        <Text key={reason} className="name">
          {reason.replace(/\d{4}-\d\d-\d\d/g, day)}
        </Text>
      ))}
      <Actions title="May" actions={allowed} />
      <Actions title="May not" actions={refused} />
    </Stack>
  );
}

function Actions({ title, actions }: { title: string; actions: Schemas['Explained'][] }) {
  if (actions.length === 0) return null;
  return (
    <section aria-label={title}>
      <Text fw={600}>{title}</Text>
      <List size="sm">
        {actions.map(({ action, words }) => (
          <List.Item key={action}>{words}</List.Item>
        ))}
      </List>
    </section>
  );
}
