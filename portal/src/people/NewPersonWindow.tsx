// Adds a person to the organization. The person then signs in with this e-mail.

import { Group, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type Schemas, fieldError } from '../api/client';
import { useDraft } from '../forms/draft';
import { Choice } from '../forms/fields';
import { RecordForm } from '../forms/RecordForm';
import { notify } from '../frame/notify';
import { Window } from '../frame/Window';
import { inWords } from '../format';
import { FIELDS, type Field } from './profileFields';
import { type PersonDraft, useCreatePerson } from './people';

const NONE: PersonDraft = { given_name: '', family_name: '', email: '', role: 'member', version: 0 };
const REQUIRED: Field[] = ['given_name', 'family_name', 'email'];

export function NewPersonWindow({ close }: { close: () => void }) {
  const draft = useDraft('person/new', NONE);
  const create = useCreatePerson();
  const navigate = useNavigate();
  const { value, set } = draft;
  const done = ({ id }: Schemas['User']) => {
    notify('Person added.');
    void navigate({ to: '/people/$userId/$tab', params: { userId: id, tab: 'coaching' } });
  };
  const field = (name: Field) => (
    <TextInput
      key={name}
      label={FIELDS[name]}
      description={name === 'email' ? 'The person signs in with it.' : undefined}
      required={REQUIRED.includes(name)}
      type={name === 'email' ? 'email' : 'text'}
      data-autofocus={name === 'given_name' || undefined}
      maxLength={name === 'email' ? 254 : 200}
      dir="auto"
      value={value[name] ?? ''}
      error={fieldError(create.error, name)}
      onChange={(event) => set({ [name]: event.currentTarget.value || (REQUIRED.includes(name) ? '' : null) })}
    />
  );
  return (
    <Window close={close} title="New person" size="lg">
      <RecordForm
        draft={draft}
        save={create}
        texts={(typed) => [
          ...(Object.keys(FIELDS) as Field[]).map((name): [string, string] => [FIELDS[name], typed[name] ?? '']),
          ['Role', inWords(typed.role)],
        ]}
        label="Add person"
        done={done}
      >
        <Group grow align="start" className="fields">
          {field('given_name')}
          {field('family_name')}
        </Group>
        {field('email')}
        <Group grow align="start" className="fields">
          {field('title')}
          {field('site')}
        </Group>
        <Choice label="Role" value={value.role} choices={['member', 'administrator'] as const} onChange={(role) => set({ role })} />
      </RecordForm>
    </Window>
  );
}
