// Asks before a record of a person is deleted, and then goes back to the tab that lists such records.

import type { UseMutationResult } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Schemas } from '../api/client';
import { useAct } from '../frame/act';
import { Confirm } from '../frame/Confirm';

interface Props {
  person: Schemas['Profile'];
  /** The tab of the profile that lists such records. */
  tab: string;
  /** The request that deletes the record. */
  remove: UseMutationResult<unknown, Error, void>;
  question: string;
  explanation: string;
  label: string;
  /** Called once the record is deleted. */
  deleted: () => void;
  close: () => void;
}

export function DeleteDialog({ person, tab, remove, deleted, ...texts }: Props) {
  const navigate = useNavigate();
  const act = useAct({
    send: () => remove.mutateAsync(),
    tell: deleted,
    done: () => void navigate({ to: '/people/$userId/$tab', params: { userId: person.id, tab } }),
    failed: 'Not deleted',
  });
  return <Confirm {...texts} confirm={() => act.start(undefined)} error={act.error} isPending={act.isPending} />;
}
