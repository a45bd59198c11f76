import { List, Modal, Stack, Text } from '@mantine/core';
import '@mantine/core/styles/List.css';
import { useQuery } from '@tanstack/react-query';
import { body, type Schemas } from '../../api/client';
import { useApi } from '../../context';
import { Refused } from '../../frame/Refused';
import { Waiting } from '../../frame/Waiting';

interface Props {
  /** Whose records it is about. */
  user: { id: string; name: string };
  /** Who may do something to them. */
  actor: { id: string; name: string };
  close: () => void;
}

/** What somebody may do to a person's records at this moment, and why. */
export function WhyWindow({ user, actor, close }: Props) {
  const api = useApi();
  const access = useQuery({
    queryKey: ['people', user.id, 'access', actor.id],
    staleTime: 0,
    queryFn: async ({ signal }) =>
      body(await api.GET('/users/{user_id}/access', { params: { path: { user_id: user.id }, query: { actor: actor.id } }, signal })),
  });
  return (
    <Modal opened onClose={close} title={`What ${actor.name} may do for ${user.name}`}>
      {!access.data && (access.error ? <Refused error={access.error} again={() => access.refetch()} /> : <Waiting what="the access" />)}
      {access.data && <Explained access={access.data} />}
    </Modal>
  );
}

function Explained({ access }: { access: Schemas['Access'] }) {
  const allowed = access.actions.filter((action) => action.allowed);
  const refused = access.actions.filter((action) => !action.allowed);
  return (
    <Stack gap="sm">
      {access.because.map((reason) => (
        <Text key={reason} className="name">
          {reason}
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
