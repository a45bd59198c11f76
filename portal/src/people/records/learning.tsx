// A person's learning records: courses and workshops.

import { Group } from '@mantine/core';
import { type Schemas, fieldError } from '../../api/client';
import { DayField, NumberField, ProseField, TextField } from '../../forms/fields';
import { day } from '../../format';
import type { FieldsProps, RecordKind } from './RecordsTab';

type Fields = Schemas['LearningFields'];

export const LEARNING: RecordKind<Schemas['Learning'], Fields> = {
  key: 'learning',
  words: { one: 'learning', a: 'learning', many: 'learning records', contents: 'Courses and workshops' },
  requests: (api, user_id) => ({
    list: (cursor, signal) => api.GET('/users/{user_id}/learning', { params: { path: { user_id }, query: { cursor } }, signal }),
    create: (fields, header) => api.POST('/users/{user_id}/learning', { params: { path: { user_id }, header }, body: fields }),
    edit: (learning_id, fields, header) =>
      api.PATCH('/users/{user_id}/learning/{learning_id}', { params: { path: { user_id, learning_id }, header }, body: fields }),
    remove: (learning_id, header) =>
      api.DELETE('/users/{user_id}/learning/{learning_id}', { params: { path: { user_id, learning_id }, header } }),
  }),
  fieldsOf: ({ title, provider, hours, completed_on, notes }) => ({ title, provider, hours, completed_on, notes }),
  blank: { title: '' },
  textsOf: ({ title, provider, hours, completed_on, notes }) => [
    ['Title', title],
    ['Provider', provider ?? ''],
    ['Hours', hours?.toString() ?? ''],
    ['Completed on', day(completed_on)],
    ['Notes', notes ?? ''],
  ],
  detailsOf: ({ provider, hours, completed_on, notes }) => [provider, hours != null && `${hours} hours`, day(completed_on), notes],
  Fields: LearningFields,
};

function LearningFields({ value, set, error }: FieldsProps<Fields>) {
  const errorOf = (name: string) => fieldError(error, name);
  return (
    <>
      <TextField label="Title" required data-autofocus value={value.title} error={errorOf('title')} onChange={(title) => set({ title })} />
      <TextField
        label="Provider"
        value={value.provider}
        error={errorOf('provider')}
        onChange={(provider) => set({ provider: provider || null })}
      />
      <Group grow align="start" className="fields">
        <NumberField label="Hours" value={value.hours} error={errorOf('hours')} onChange={(hours) => set({ hours })} />
        <DayField
          label="Completed on"
          value={value.completed_on}
          error={errorOf('completed_on')}
          onChange={(completed_on) => set({ completed_on })}
        />
      </Group>
      <ProseField label="Notes" value={value.notes} error={errorOf('notes')} onChange={(notes) => set({ notes: notes || null })} />
    </>
  );
}
