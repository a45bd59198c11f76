// The fields of a goal.

import { Group } from '@mantine/core';
import { fieldError } from '../../api/client';
import type { Draft } from '../../forms/draft';
import { Choice, DayField, NumberField, ProseField, TextField } from '../../forms/fields';
import { type GoalDraft, STATES } from './goals';
import { Steps } from './Steps';

export function GoalForm({ draft, error }: { draft: Draft<GoalDraft>; error: Error | null }) {
  const { value, set } = draft;
  const errorOf = (name: string) => fieldError(error, name);
  return (
    <>
      <TextField label="Title" required value={value.title} error={errorOf('title')} onChange={(title) => set({ title })} />
      <ProseField
        label="Description"
        rows={3}
        value={value.description}
        error={errorOf('description')}
        onChange={(description) => set({ description: description || null })}
      />
      <TextField
        label="What is measured"
        description="Such as “students who answer”. Empty when the goal has no measure."
        value={value.unit}
        error={errorOf('unit')}
        onChange={(unit) => set({ unit: unit || null })}
      />
      <Group grow align="start" className="fields">
        <NumberField label="At the start" value={value.baseline} error={errorOf('baseline')} onChange={(baseline) => set({ baseline })} />
        <NumberField label="Target" value={value.target} error={errorOf('target')} onChange={(target) => set({ target })} />
        <DayField label="Due" value={value.due_on} error={errorOf('due_on')} onChange={(due_on) => set({ due_on })} />
        <Choice label="State" value={value.state} choices={STATES} error={errorOf('state')} onChange={(state) => set({ state })} />
      </Group>
      <Steps steps={value.steps} error={error} change={(steps) => set({ steps })} />
    </>
  );
}
