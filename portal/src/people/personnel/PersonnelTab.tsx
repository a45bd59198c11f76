// The Personnel Information tab: the person's employment. Only administrators read and edit it.

import { Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { body, type Schemas, fieldError } from '../../api/client';
import { keys } from '../../api/keys';
import { useApi } from '../../context';
import { useSave } from '../../forms/save';
import { useDraft } from '../../forms/draft';
import { Choice, DayField, ProseField, TextField } from '../../forms/fields';
import type { FieldText } from '../../forms/SaveError';
import { RecordForm } from '../../forms/RecordForm';
import { Loaded } from '../../frame/Loaded';
import { notify } from '../../frame/notify';
import { day, inWords } from '../../format';

type Person = Schemas['Profile'];
type Personnel = Schemas['Personnel'];

const CONTRACTS = {
  none: 'Not specified',
  permanent: 'Permanent',
  probationary: 'Probationary',
  temporary: 'Temporary',
  substitute: 'Substitute',
};

const textsOf = (personnel: Personnel): FieldText[] => [
  ['Employee number', personnel.employee_number ?? ''],
  ['Position', personnel.position ?? ''],
  ['Site', personnel.site ?? ''],
  ['Hired on', day(personnel.hired_on)],
  ['Contract', personnel.contract ? inWords(personnel.contract) : ''],
  ['Notes', personnel.notes ?? ''],
];

export function PersonnelTab({ person }: { person: Person }) {
  const api = useApi();
  const personnel = useQuery({
    queryKey: keys.personnel(person.id),
    queryFn: async ({ signal }) => body(await api.GET('/users/{user_id}/personnel', { params: { path: { user_id: person.id } }, signal })),
  });
  return (
    <Loaded query={personnel} what="the personnel information">
      {(data) => <PersonnelForm person={person} personnel={data} />}
    </Loaded>
  );
}

function useSavePersonnel(user_id: string) {
  const api = useApi();
  return useSave<Personnel, Personnel>(
    (fields, { edit }) => api.PUT('/users/{user_id}/personnel', { params: { path: { user_id }, header: edit }, body: fields }),
    [keys.personnel(user_id)],
  );
}

function PersonnelForm({ person, personnel }: { person: Person; personnel: Personnel }) {
  const draft = useDraft(`personnel/${person.id}`, personnel);
  const save = useSavePersonnel(person.id);
  const { value, set } = draft;
  const errorOf = (name: string) => fieldError(save.error, name);
  return (
    <RecordForm
      draft={draft}
      save={save}
      saved={personnel}
      texts={textsOf}
      label="Save Changes"
      done={() => notify('Personnel information saved.')}
    >
      <Group grow align="start" className="fields">
        <TextField
          label="Employee number"
          value={value.employee_number}
          error={errorOf('employee_number')}
          onChange={(employee_number) => set({ employee_number: employee_number || null })}
        />
        <DayField label="Hired on" value={value.hired_on} error={errorOf('hired_on')} onChange={(hired_on) => set({ hired_on })} />
        <Choice
          label="Contract"
          value={value.contract ?? 'none'}
          choices={CONTRACTS}
          error={errorOf('contract')}
          onChange={(contract) => set({ contract: contract === 'none' ? null : contract })}
        />
      </Group>
      <Group grow align="start" className="fields">
        <TextField
          label="Position"
          value={value.position}
          error={errorOf('position')}
          onChange={(position) => set({ position: position || null })}
        />
        <TextField label="Site" value={value.site} error={errorOf('site')} onChange={(site) => set({ site: site || null })} />
      </Group>
      <ProseField
        label="Notes"
        rows={3}
        description={`Only administrators can read them; ${person.name} and the coaches can’t.`}
        value={value.notes}
        error={errorOf('notes')}
        onChange={(notes) => set({ notes: notes || null })}
      />
    </RecordForm>
  );
}
