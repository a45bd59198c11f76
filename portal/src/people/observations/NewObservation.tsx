import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { body, wrongWith } from '../../api/client';
import { useApi } from '../../context';
import { useDraft } from '../../forms/draft';
import { Choice, MomentField, TextField } from '../../forms/fields';
import { RecordForm } from '../../forms/RecordForm';
import { Screen } from '../../frame/Screen';
import { useProfile } from '../useProfile';
import { KINDS, type ObservationDraft, textsOf, useBegin } from './observations';
import { NotYet } from '../../frame/NotYet';

function useRubricsInUse() {
  const api = useApi();
  return useQuery({
    queryKey: ['rubrics', 'in-use'],
    queryFn: async ({ signal }) =>
      body(await api.GET('/rubrics', { params: { query: { limit: 100 } }, signal })).items.filter(({ state }) => state === 'in_use'),
  });
}

/** What is asked before one begins to write: little, since the lesson has begun. */
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
  const begin = useBegin(userId);
  const navigate = useNavigate();
  const error = person.error ?? rubrics.error;
  if (!person.data || !rubrics.data) return <NotYet what="the rubrics" error={error} again={() => rubrics.refetch()} />;
  const { value, set } = draft;
  const wrong = (name: string) => wrongWith(begin.error, name);
  const choices = [
    { value: '', label: 'None: evidence and feedback alone' },
    ...rubrics.data.map(({ id, title }) => ({ value: id, label: title })),
  ];
  return (
    <Screen title={`Observation of ${person.data.name}`} above={[{ name: person.data.name, to: `/people/${userId}/observations` }]}>
      {/* What is proposed can be begun as it stands. */}
      <RecordForm
        draft={{ ...draft, isChanged: true }}
        save={begin}
        texts={textsOf}
        label="Begin"
        done={({ id }) =>
          void navigate({ to: '/people/$userId/observations/$observationId', params: { userId, observationId: id }, replace: true })
        }
      >
        <TextField
          label="Title"
          description="The lesson or the occasion."
          data-autofocus
          value={value.title}
          error={wrong('title')}
          onChange={(title) => set({ title: title || null })}
        />
        <Choice label="Kind" value={value.kind} choices={KINDS} error={wrong('kind')} onChange={(kind) => set({ kind })} />
        <NativeSelect
          label="Rubric"
          data={choices}
          value={value.rubric_id ?? ''}
          error={wrong('rubric_id')}
          onChange={(event) => set({ rubric_id: event.currentTarget.value || null })}
        />
        <MomentField
          label="Observed at"
          value={value.observed_at}
          error={wrong('observed_at')}
          onChange={(observed_at) => set({ observed_at })}
        />
      </RecordForm>
    </Screen>
  );
}
