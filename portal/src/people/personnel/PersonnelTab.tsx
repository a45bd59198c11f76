import { Group } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { body, type Schemas, wrongWith } from '../../api/client';
import { useApi } from '../../context';
import { useDraft } from '../../forms/draft';
import { Choice, DayField, ProseField, TextField } from '../../forms/fields';
import type { Typed } from '../../forms/NotSaved';
import { RecordForm } from '../../forms/RecordForm';
import { Refused } from '../../frame/Refused';
import { say } from '../../frame/say';
import { Waiting } from '../../frame/Waiting';
import { day, inWords } from '../../words';

type Person = Schemas['Profile'];
type Personnel = Schemas['Personnel'];

const CONTRACTS = {
  none: 'Not said',
  permanent: 'Permanent',
  probationary: 'Probationary',
  temporary: 'Temporary',
  substitute: 'Substitute',
};

const textsOf = (personnel: Personnel): Typed[] => [
  ['Employee number', personnel.employee_number ?? ''],
  ['Position', personnel.position ?? ''],
  ['Site', personnel.site ?? ''],
  ['Hired on', day(personnel.hired_on)],
  ['Contract', personnel.contract ? inWords(personnel.contract) : ''],
  ['Notes', personnel.notes ?? ''],
];

/** What the organisation keeps of the person's employment. Administrators alone read and write it. */
export function PersonnelTab({ person }: { person: Person }) {
  const api = useApi();
  const personnel = useQuery({
    queryKey: ['people', person.id, 'personnel'],
    queryFn: async ({ signal }) => body(await api.GET('/users/{user_id}/personnel', { params: { path: { user_id: person.id } }, signal })),
  });
  if (personnel.data) return <PersonnelForm person={person} personnel={personnel.data} />;
  return personnel.error ? (
    <Refused error={personnel.error} again={() => personnel.refetch()} />
  ) : (
    <Waiting what="the personnel information" />
  );
}

function useSave(user_id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ draft }: { draft: Personnel; key: string }) => {
      const { version, ...fields } = draft;
      const params = { path: { user_id }, header: { 'If-Match': `"${version}"` } };
      return body(await api.PUT('/users/{user_id}/personnel', { params, body: fields }));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['people', user_id, 'personnel'] }),
  });
}

function PersonnelForm({ person, personnel }: { person: Person; personnel: Personnel }) {
  const draft = useDraft(`personnel/${person.id}`, personnel);
  const save = useSave(person.id);
  const { value, set } = draft;
  const wrong = (name: string) => wrongWith(save.error, name);
  return (
    <RecordForm
      draft={draft}
      save={save}
      saved={personnel}
      texts={textsOf}
      label="Save Changes"
      done={() => say('Personnel information saved.')}
    >
      <Group grow align="start" className="fields">
        <TextField
          label="Employee number"
          value={value.employee_number}
          error={wrong('employee_number')}
          onChange={(employee_number) => set({ employee_number: employee_number || null })}
        />
        <DayField label="Hired on" value={value.hired_on} error={wrong('hired_on')} onChange={(hired_on) => set({ hired_on })} />
        <Choice
          label="Contract"
          value={value.contract ?? 'none'}
          choices={CONTRACTS}
          error={wrong('contract')}
          onChange={(contract) => set({ contract: contract === 'none' ? null : contract })}
        />
      </Group>
      <Group grow align="start" className="fields">
        <TextField
          label="Position"
          value={value.position}
          error={wrong('position')}
          onChange={(position) => set({ position: position || null })}
        />
        <TextField label="Site" value={value.site} error={wrong('site')} onChange={(site) => set({ site: site || null })} />
      </Group>
      <ProseField
        label="Notes"
        rows={3}
        description={`Administrators alone read them; neither ${person.name} nor coaches do.`}
        value={value.notes}
        error={wrong('notes')}
        onChange={(notes) => set({ notes: notes || null })}
      />
    </RecordForm>
  );
}
