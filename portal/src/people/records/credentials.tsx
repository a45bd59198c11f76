// A person's licenses and certificates, and how long they are valid.

import { Badge, Group } from '@mantine/core';
import { type Schemas, fieldError } from '../../api/client';
import { Choice, DayField, TextField } from '../../forms/fields';
import { day, inWords } from '../../format';
import type { FieldsProps, RecordKind } from './RecordsTab';

type Fields = Schemas['CredentialFields'];

/** Whether the credential is valid, as the text and the color of its badge. */
const STANDINGS: Record<Schemas['Standing'], [text: string, color: string]> = {
  valid: ['Valid', 'green'],
  expiring: ['Expires soon', 'yellow'],
  expired: ['Expired', 'red'],
};

export const CREDENTIALS: RecordKind<Schemas['CredentialAndStanding'], Fields> = {
  key: 'credentials',
  words: { one: 'credential', a: 'a credential', many: 'credentials', contents: 'Licenses and certificates' },
  requests: (api, user_id) => ({
    list: (cursor, signal) => api.GET('/users/{user_id}/credentials', { params: { path: { user_id }, query: { cursor } }, signal }),
    create: (fields, header) => api.POST('/users/{user_id}/credentials', { params: { path: { user_id }, header }, body: fields }),
    edit: (credential_id, fields, header) =>
      api.PATCH('/users/{user_id}/credentials/{credential_id}', { params: { path: { user_id, credential_id }, header }, body: fields }),
    remove: (credential_id, header) =>
      api.DELETE('/users/{user_id}/credentials/{credential_id}', { params: { path: { user_id, credential_id }, header } }),
  }),
  fieldsOf: ({ kind, title, number, issued_by, issued_on, expires_on }) => ({ kind, title, number, issued_by, issued_on, expires_on }),
  blank: { kind: 'licence', title: '' },
  textsOf: ({ kind, title, number, issued_by, issued_on, expires_on }) => [
    ['Kind', inWords(kind)],
    ['Title', title],
    ['Number', number ?? ''],
    ['Issued by', issued_by ?? ''],
    ['Issued on', day(issued_on)],
    ['Expires on', day(expires_on)],
  ],
  detailsOf: ({ kind, number, issued_by, expires_on }) => [inWords(kind), number, issued_by, expires_on && `until ${day(expires_on)}`],
  badgeOf: ({ standing }) => <Badge color={STANDINGS[standing][1]}>{STANDINGS[standing][0]}</Badge>,
  Fields: CredentialFields,
};

function CredentialFields({ value, set, error }: FieldsProps<Fields>) {
  const errorOf = (name: string) => fieldError(error, name);
  return (
    <>
      <TextField label="Title" required data-autofocus value={value.title} error={errorOf('title')} onChange={(title) => set({ title })} />
      <Group grow align="start" className="fields">
        <Choice
          label="Kind"
          value={value.kind}
          choices={['licence', 'certificate'] as const}
          error={errorOf('kind')}
          onChange={(kind) => set({ kind })}
        />
        <TextField label="Number" value={value.number} error={errorOf('number')} onChange={(number) => set({ number: number || null })} />
      </Group>
      <TextField
        label="Issued by"
        value={value.issued_by}
        error={errorOf('issued_by')}
        onChange={(issued_by) => set({ issued_by: issued_by || null })}
      />
      <Group grow align="start" className="fields">
        <DayField label="Issued on" value={value.issued_on} error={errorOf('issued_on')} onChange={(issued_on) => set({ issued_on })} />
        <DayField
          label="Expires on"
          value={value.expires_on}
          error={errorOf('expires_on')}
          onChange={(expires_on) => set({ expires_on })}
        />
      </Group>
    </>
  );
}
