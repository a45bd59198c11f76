// The form that starts an observation. It is short, because the lesson has already begun.

import { NativeSelect } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { fieldError } from '../../api/client';
import { useDraft } from '../../forms/draft';
import { Choice, MomentField, TextField } from '../../forms/fields';
import { RecordForm } from '../../forms/RecordForm';
import { Screen } from '../../frame/Screen';
import { useRubricsInUse } from '../../rubrics/rubrics';
import { useProfile } from '../useProfile';
import { KINDS, type ObservationDraft, textsOf, useCreateObservation } from './observations';
import { ScreenFallback } from '../../frame/ScreenFallback';

export function NewObservation() {
  const { userId } = useParams({ from: '/people/$userId/observations/new' });
  const person = useProfile(userId);
  const rubrics = useRubricsInUse();
  const [now] = useState(() => new Date().toISOString());
  const proposed: ObservationDraft = {
    kind: 'announced',
    observed_at: now,
    rubric_id: rubrics.data?.[0]?.id ?? null,
    scores: [],
    version: 0,
  };
  const draft = useDraft(`observation/new/${userId}`, proposed);
  const create = useCreateObservation(userId);
  const navigate = useNavigate();
  if (!person.data || !rubrics.data) return <ScreenFallback what="the rubrics" queries={[rubrics, person]} />;
  const { value, set } = draft;
  const errorOf = (name: string) => fieldError(create.error, name);
  const choices = [
    { value: '', label: 'None: evidence and feedback only' },
    ...rubrics.data.map(({ id, title }) => ({ value: id, label: title })),
  ];
  return (
    <Screen title={`Observation of ${person.data.name}`} parents={[{ name: person.data.name, to: `/people/${userId}/observations` }]}>
      {/* `isChanged`: the proposed values can be saved as they are. */}
      <RecordForm
        draft={{ ...draft, isChanged: true }}
        save={create}
        draftOf={({ id }) => `observation/${id}`}
        texts={textsOf}
        label="Begin"
        done={({ id }) =>
          void navigate({ to: '/people/$userId/observations/$observationId', params: { userId, observationId: id }, replace: true })
        }
      >
        <TextField
          label="Title"
          description="The lesson or the occasion."
          autoFocus
          value={value.title}
          error={errorOf('title')}
          onChange={(title) => set({ title: title || null })}
        />
        <Choice label="Kind" value={value.kind} choices={KINDS} error={errorOf('kind')} onChange={(kind) => set({ kind })} />
        <NativeSelect
          label="Rubric"
          data={choices}
          value={value.rubric_id ?? ''}
          error={errorOf('rubric_id')}
          onChange={(event) => set({ rubric_id: event.currentTarget.value || null })}
        />
        <MomentField
          label="Observed at"
          value={value.observed_at}
          error={errorOf('observed_at')}
          onChange={(observed_at) => set({ observed_at })}
        />
      </RecordForm>
    </Screen>
  );
}
