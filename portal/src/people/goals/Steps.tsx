// The fields of a goal's action steps: what to do, who does it, and when to check back.

import { Box, Button, Checkbox, CloseButton, Fieldset, Group, Text } from '@mantine/core';
import { fieldError } from '../../api/client';
import { Choice, DayField, TextField } from '../../forms/fields';
import type { Step } from './goals';

const OWNERS = { coachee: 'Coachee', coach: 'Coach' };
const today = () => new Date().toLocaleDateString('en-CA');

interface Props {
  steps: Step[];
  error: Error | null;
  change: (steps: Step[]) => void;
}

export function Steps({ steps, error, change }: Props) {
  const set = (at: number, part: Partial<Step>) => change(steps.map((step, index) => (index === at ? { ...step, ...part } : step)));
  return (
    <Fieldset legend="Action steps" variant="unstyled">
      {steps.length === 0 && <Text c="dimmed">Small things to do toward the goal, each with a day to check back on it.</Text>}
      {steps.map((step, at) => (
        <StepFields
          // A new step gets its id when it is saved. Until then, its position identifies it.
          key={step.id ?? `new-${at}`}
          step={step}
          name={`Step ${at + 1}`}
          error={fieldError(error, `steps/${at}`)}
          set={(part) => set(at, part)}
          remove={() => change(steps.filter((_, index) => index !== at))}
        />
      ))}
      <Button mt="sm" size="xs" variant="default" onClick={() => change([...steps, { text: '', owner: 'coachee' }])}>
        Add step
      </Button>
    </Fieldset>
  );
}

interface StepProps {
  step: Step;
  name: string;
  error?: string;
  set: (part: Partial<Step>) => void;
  remove: () => void;
}

function StepFields({ step, name, error, set, remove }: StepProps) {
  return (
    <Box role="group" aria-label={name} className="step">
      <Checkbox
        mt={30}
        aria-label={`${name} is done`}
        checked={step.done_on != null}
        onChange={(event) => set({ done_on: event.currentTarget.checked ? today() : null })}
      />
      <TextField
        label={name}
        required
        value={step.text}
        error={error}
        description={step.done_on ? `Done on ${step.done_on}` : undefined}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        onChange={(text) => set({ text })}
      />
      <Group gap="xs" align="end" wrap="nowrap">
        <Choice label="Who" value={step.owner} choices={OWNERS} onChange={(owner) => set({ owner })} />
        <DayField label="Check back on" value={step.check_back_on} onChange={(check_back_on) => set({ check_back_on })} />
        <CloseButton aria-label={`Remove ${name.toLowerCase()}`} onClick={remove} size="lg" />
      </Group>
    </Box>
  );
}
