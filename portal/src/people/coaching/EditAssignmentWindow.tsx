// Edits the kind and the dates of a coaching assignment.

import { Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { Form } from '../../forms/Form';
import { useAct } from '../../frame/act';
import { DialogButtons } from '../../frame/DialogButtons';
import { ErrorAlert } from '../../frame/ErrorAlert';
import { notify } from '../../frame/notify';
import { Window } from '../../frame/Window';
import { isPrimaryTaken } from './primary';
import { PrimaryTaken } from './PrimaryTaken';
import { type Connection, type Side, useEditAssignment } from './assignments';
import { TermsFields } from './TermsFields';

interface Props {
  person: Schemas['Profile'];
  side: Side;
  connection: Connection;
  close: () => void;
}

export function EditAssignmentWindow({ person, side, connection, close }: Props) {
  const { user, kind, starts_on, ends_on, version } = connection;
  const [terms, setTerms] = useState<Schemas['Terms']>({ kind, starts_on, ends_on });
  const edit = useEditAssignment(person.id, side);
  const [isTaken, setTaken] = useState(false);
  const [coach, coachee] = side === 'coachees' ? [person, user] : [user, person];
  const act = useAct({
    send: (sent: Schemas['Terms']) => edit.mutateAsync({ other: user.id, terms: sent, version }),
    tell: () => notify('The assignment is changed.'),
    done: close,
    refused: (error) => isPrimaryTaken(error) && setTaken(true),
    failed: 'The assignment is not changed',
  });
  const submit = () => {
    if (!isTaken) act.start(terms);
  };
  const set = (part: Schemas['Terms']) => {
    setTerms({ ...terms, ...part });
    if ('kind' in part) setTaken(false);
  };
  return (
    <Window close={close} title={`${coach.name} coaches ${coachee.name}`}>
      <Form submit={submit}>
        <Stack gap="sm">
          <TermsFields terms={terms} error={act.error} set={set} />
          <Text size="xs" c="dimmed">
            Before the first day and after the last, {coach.name} has no access to {coachee.name}’s records.
          </Text>
          {act.error && !isTaken && <ErrorAlert error={act.error} />}
          {isTaken && (
            <PrimaryTaken
              coachee={coachee}
              coach={coach.name}
              choose={(override) => act.start({ ...terms, ...override })}
              act={act}
              label="Keep as secondary"
            />
          )}
          <DialogButtons close={close} label={isTaken ? undefined : 'Save Changes'} loading={act.isPending} />
        </Stack>
      </Form>
    </Window>
  );
}
