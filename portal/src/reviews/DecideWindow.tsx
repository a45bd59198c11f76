// Asks for what a decision about a review item needs: the reason, and for a transfer the other coach.

import { Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../api/client';
import { Form } from '../forms/Form';
import { TextField } from '../forms/fields';
import { useAct } from '../frame/act';
import { DialogButtons } from '../frame/DialogButtons';
import { ErrorAlert } from '../frame/ErrorAlert';
import { notify } from '../frame/notify';
import { Window } from '../frame/Window';
import { ChoosePersonWindow } from '../people/ChoosePersonWindow';
import type { Person } from '../people/usePersonSearch';
import { CHOICES, type Item, useDecide } from './reviews';

interface Props {
  item: Item;
  choice: Schemas['Choice'];
  decided: (item: Item) => void;
  close: () => void;
}

export function DecideWindow(props: Props) {
  return props.choice === 'transfer' ? <TransferItem {...props} /> : <KeepOrEnd {...props} choice={props.choice} />;
}

interface Deciding {
  justification: string;
}

/** `person` takes over, if the decision is a transfer. */
function useDecision<Input extends Deciding & { person?: Person }>({ item, choice, decided, close }: Props) {
  const decide = useDecide();
  return useAct<Input, Item>({
    send: ({ justification, person }, key) => {
      const decision = { choice, justification: justification.trim() || null, to_coach_id: person?.id ?? null };
      return decide.mutateAsync({ item, decision, key });
    },
    tell: (after, _, isShown) => {
      decided(after);
      if (!isShown) notify(`${CHOICES[choice]}: ${item.coachee.name}, coached by ${item.coach.name}.`);
    },
    done: close,
    failed: `Not decided about ${item.coachee.name}`,
  });
}

const titleOf = ({ item, choice }: Props) => `${CHOICES[choice]}: ${item.coachee.name}, coached by ${item.coach.name}`;

function KeepOrEnd(props: Props) {
  const { item, choice, close } = props;
  const [justification, setJustification] = useState(item.decision?.justification ?? '');
  const act = useDecision<Deciding>(props);
  const submit = () => act.start({ justification });
  return (
    <Window close={close} title={titleOf(props)} size="lg">
      <Form submit={submit}>
        <Stack gap="sm">
          <Text size="sm">{EXPLANATIONS[choice]}</Text>
          <Reason value={justification} onChange={setJustification} required={choice !== 'keep'} isFirst />
          {act.error && <ErrorAlert error={act.error} retry={submit} />}
          <DialogButtons close={close} label={CHOICES[choice]} loading={act.isPending} />
        </Stack>
      </Form>
    </Window>
  );
}

function TransferItem(props: Props) {
  const { item, choice, close } = props;
  const [justification, setJustification] = useState(item.decision?.justification ?? '');
  const act = useDecision<Deciding & { person: Person }>(props);
  return (
    <ChoosePersonWindow
      id="takes-over"
      title={titleOf(props)}
      action="decides"
      label={() => CHOICES[choice]}
      whyNot={(person) => whyNot(item, person)}
      act={act}
      inputFor={(person) => ({ person, justification })}
      close={close}
    >
      {() => (
        <>
          <Text size="sm">{EXPLANATIONS[choice]}</Text>
          <Reason value={justification} onChange={setJustification} required />
        </>
      )}
    </ChoosePersonWindow>
  );
}

interface ReasonProps {
  value: string;
  onChange: (text: string) => void;
  required: boolean;
  isFirst?: boolean;
}

function Reason({ isFirst, ...field }: ReasonProps) {
  return (
    <TextField
      label="Reason"
      maxLength={500}
      // Not only spaces.
      pattern={field.required ? '.*\\S.*' : undefined}
      data-autofocus={isFirst}
      description="Coach and coachee see it in the coaching history; auditors see it too."
      {...field}
    />
  );
}

const EXPLANATIONS: Record<Schemas['Choice'], string> = {
  keep: 'The assignment stays as it is.',
  end: 'The assignment ends when the review closes: the coach then loses access. You can change your decision until then.',
  transfer: 'Another coach takes over when the review closes. You can change your decision until then.',
};

function whyNot(item: Item, person: Person): string | undefined {
  if (person.id === item.coach.id) return 'Already the coach.';
  if (person.id === item.coachee.id) return 'This is the coachee.';
  if (person.status === 'inactive') return 'Inactive.';
  // Only administrators can see others' coach status here. For everybody else, the service checks it.
  return person.coach_status === 'none' ? 'No coaching access. An administrator can grant it.' : undefined;
}
