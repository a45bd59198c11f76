import { Group, Modal, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type Schemas, wrongWith } from '../api/client';
import { useDraft } from '../forms/draft';
import { Choice } from '../forms/fields';
import { RecordForm } from '../forms/RecordForm';
import { say } from '../frame/say';
import { inWords } from '../words';
import { FIELDS, type Field } from './fields';
import { useCreatePerson } from './people';

type PersonDraft = Schemas['UserFields'] & { version: number };

const NONE: PersonDraft = { given_name: '', family_name: '', email: '', role: 'member', version: 0 };
const REQUIRED: Field[] = ['given_name', 'family_name', 'email'];

/** Adds a person to the organisation. They sign in with this e-mail. */
export function NewPersonWindow({ close }: { close: () => void }) {
  const draft = useDraft('person/new', NONE);
  const create = useCreatePerson();
  const navigate = useNavigate();
  const { value, set } = draft;
  const done = ({ id }: Schemas['User']) => {
    say('Person added.');
    void navigate({ to: '/people/$userId/$tab', params: { userId: id, tab: 'coaching' } });
  };
  const field = (name: Field) => (
    <TextInput
      key={name}
      label={FIELDS[name]}
      description={name === 'email' ? 'They sign in with it.' : undefined}
      required={REQUIRED.includes(name)}
      type={name === 'email' ? 'email' : 'text'}
      data-autofocus={name === 'given_name' || undefined}
      maxLength={name === 'email' ? 254 : 200}
      dir="auto"
      value={value[name] ?? ''}
      error={wrongWith(create.error, name)}
      onChange={(event) => set({ [name]: event.currentTarget.value || (REQUIRED.includes(name) ? '' : null) })}
    />
  );
  return (
    <Modal opened onClose={close} title="New person" size="lg">
      <RecordForm
        draft={draft}
        save={create}
        texts={(typed) => [
          ...(Object.keys(FIELDS) as Field[]).map((name): [string, string] => [FIELDS[name], typed[name] ?? '']),
          ['Role', inWords(typed.role ?? 'member')],
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
        <Choice
          label="Role"
          value={value.role ?? 'member'}
          choices={['member', 'administrator'] as const}
          onChange={(role) => set({ role })}
        />
      </RecordForm>
    </Modal>
  );
}
