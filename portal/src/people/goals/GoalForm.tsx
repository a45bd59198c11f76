import { Group, Textarea, TextInput } from '@mantine/core';
import { wrongWith } from '../../api/client';
import type { Draft } from '../../forms/draft';
import { Choice, DayField, NumberField } from '../../forms/fields';
import { type GoalDraft, STATES } from './goals';
import { Steps } from './Steps';

/** The fields of a goal. */
export function GoalForm({ draft, error }: { draft: Draft<GoalDraft>; error: Error | null }) {
  const { value, set } = draft;
  const wrong = (name: string) => wrongWith(error, name);
  return (
    <>
      <TextInput
        label="Title"
        required
        maxLength={200}
        dir="auto"
        value={value.title}
        error={wrong('title')}
        onChange={(event) => set({ title: event.currentTarget.value })}
      />
      <Textarea
        label="Description"
        autosize
        minRows={3}
        maxLength={4000}
        dir="auto"
        value={value.description ?? ''}
        error={wrong('description')}
        onChange={(event) => set({ description: event.currentTarget.value || null })}
      />
      <TextInput
        label="What is measured"
        description="Such as “pupils who answer”. Empty when the goal has no measure."
        maxLength={200}
        dir="auto"
        value={value.unit ?? ''}
        error={wrong('unit')}
        onChange={(event) => set({ unit: event.currentTarget.value || null })}
      />
      <Group grow align="start" className="fields">
        <NumberField label="At the start" value={value.baseline} error={wrong('baseline')} onChange={(baseline) => set({ baseline })} />
        <NumberField label="Target" value={value.target} error={wrong('target')} onChange={(target) => set({ target })} />
        <DayField label="Due" value={value.due_on} error={wrong('due_on')} onChange={(due_on) => set({ due_on })} />
        <Choice label="State" value={value.state} choices={STATES} error={wrong('state')} onChange={(state) => set({ state })} />
      </Group>
      <Steps steps={value.steps} error={error} change={(steps) => set({ steps })} />
    </>
  );
}
