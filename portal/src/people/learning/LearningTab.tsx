import { Button, Group, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { body, type Schemas, wrongWith } from '../../api/client';
import { usePages } from '../../api/pages';
import { useApi, useMe } from '../../context';
import { useDraft } from '../../forms/draft';
import { DayField, NumberField, ProseField, TextField } from '../../forms/fields';
import type { Typed } from '../../forms/NotSaved';
import { RecordForm } from '../../forms/RecordForm';
import { Listed } from '../../frame/Listed';
import { say, sayNot, sayRemoved } from '../../frame/say';
import { day } from '../../words';
import { RecordRow } from '../RecordRow';
import { groundOf } from '../rights';

type Person = Schemas['Profile'];
type Learning = Schemas['Learning'];
type LearningDraft = Schemas['LearningFields'] & { version: number };

const draftOf = ({ title, provider, hours, completed_on, notes, version }: Learning): LearningDraft => ({
  title,
  provider,
  hours,
  completed_on,
  notes,
  version,
});

const textsOf = (learning: LearningDraft): Typed[] => [
  ['Title', learning.title],
  ['Provider', learning.provider ?? ''],
  ['Hours', learning.hours?.toString() ?? ''],
  ['Completed on', day(learning.completed_on)],
  ['Notes', learning.notes ?? ''],
];

function useSave(user_id: string, learning_id?: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ draft, key }: { draft: LearningDraft; key: string }) => {
      const { version, ...fields } = draft;
      if (!learning_id)
        return body(
          await api.POST('/users/{user_id}/learning', { params: { path: { user_id }, header: { 'Idempotency-Key': key } }, body: fields }),
        );
      const params = { path: { user_id, learning_id }, header: { 'If-Match': `"${version}"` } };
      return body(await api.PATCH('/users/{user_id}/learning/{learning_id}', { params, body: fields }));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['people', user_id, 'learning'] }),
  });
}

function useRemove(user_id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, version }: Learning) => {
      const params = { path: { user_id, learning_id: id }, header: { 'If-Match': `"${version}"` } };
      await api.DELETE('/users/{user_id}/learning/{learning_id}', { params });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['people', user_id, 'learning'] }),
  });
}

/** What the person learned: courses, workshops, hours. */
export function LearningTab({ person }: { person: Person }) {
  const api = useApi();
  const ground = groundOf(useMe().data, person);
  const mayEdit = ground === 'own' || ground === 'administrator';
  const all = usePages(['people', person.id, 'learning'], async (cursor, signal) =>
    body(await api.GET('/users/{user_id}/learning', { params: { path: { user_id: person.id }, query: { cursor } }, signal })),
  );
  const [editing, setEditing] = useState<Learning | 'new' | null>(null);
  const remove = useRemove(person.id);
  const bringBack = useSave(person.id);
  const removeAndSay = (learning: Learning) =>
    remove.mutate(learning, {
      onSuccess: () =>
        sayRemoved(`“${learning.title}” is deleted.`, () => bringBack.mutate({ draft: draftOf(learning), key: crypto.randomUUID() })),
      onError: (error) => sayNot('Not deleted', error),
    });
  return (
    <>
      {mayEdit && (
        <Group justify="flex-end" mb="xs">
          <Button size="xs" onClick={() => setEditing('new')}>
            Add learning
          </Button>
        </Group>
      )}
      <Listed
        pages={all}
        what="the learning records"
        empty={`Courses and workshops of ${person.name} stand here.${mayEdit ? ' Add the first one.' : ' None is written down yet.'}`}
      >
        {(items) =>
          items.map((learning) => (
            <RecordRow
              key={learning.id}
              title={learning.title}
              detail={[learning.provider, learning.hours != null && `${learning.hours} hours`, day(learning.completed_on), learning.notes]
                .filter(Boolean)
                .join(' · ')}
              edit={mayEdit ? () => setEditing(learning) : undefined}
              remove={mayEdit ? () => removeAndSay(learning) : undefined}
            />
          ))
        }
      </Listed>
      {editing && <LearningWindow person={person} learning={editing === 'new' ? undefined : editing} close={() => setEditing(null)} />}
    </>
  );
}

function LearningWindow({ person, learning, close }: { person: Person; learning?: Learning; close: () => void }) {
  const saved = learning && draftOf(learning);
  const draft = useDraft<LearningDraft>(`learning/${learning?.id ?? `new/${person.id}`}`, saved ?? { title: '', version: 0 });
  const save = useSave(person.id, learning?.id);
  const { value, set } = draft;
  const wrong = (name: string) => wrongWith(save.error, name);
  const done = () => {
    say('Learning saved.');
    close();
  };
  return (
    <Modal opened onClose={close} title={learning ? 'Edit learning' : `Add learning for ${person.name}`} size="lg">
      <RecordForm draft={draft} save={save} saved={saved} texts={textsOf} label={learning ? 'Save learning' : 'Add learning'} done={done}>
        <TextField label="Title" required data-autofocus value={value.title} error={wrong('title')} onChange={(title) => set({ title })} />
        <TextField
          label="Provider"
          value={value.provider}
          error={wrong('provider')}
          onChange={(provider) => set({ provider: provider || null })}
        />
        <Group grow align="start" className="fields">
          <NumberField label="Hours" value={value.hours} error={wrong('hours')} onChange={(hours) => set({ hours })} />
          <DayField
            label="Completed on"
            value={value.completed_on}
            error={wrong('completed_on')}
            onChange={(completed_on) => set({ completed_on })}
          />
        </Group>
        <ProseField label="Notes" value={value.notes} error={wrong('notes')} onChange={(notes) => set({ notes: notes || null })} />
      </RecordForm>
    </Modal>
  );
}
