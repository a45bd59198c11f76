import { Badge, Button, Group, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { body, type Schemas, wrongWith } from '../../api/client';
import { usePages } from '../../api/pages';
import { useApi, useMe } from '../../context';
import { useDraft } from '../../forms/draft';
import { Choice, DayField, TextField } from '../../forms/fields';
import type { Typed } from '../../forms/NotSaved';
import { RecordForm } from '../../forms/RecordForm';
import { Listed } from '../../frame/Listed';
import { say, sayNot, sayRemoved } from '../../frame/say';
import { day, inWords } from '../../words';
import { RecordRow } from '../RecordRow';
import { groundOf } from '../rights';

type Person = Schemas['Profile'];
type Credential = Schemas['CredentialAndStanding'];
type CredentialDraft = Schemas['CredentialFields'] & { version: number };

/** How long it still holds, in words and in a colour. */
const STANDINGS: Record<Schemas['Standing'], [words: string, colour: string]> = {
  valid: ['Valid', 'green'],
  expiring: ['Expires soon', 'yellow'],
  expired: ['Expired', 'red'],
};

const draftOf = ({ kind, title, number, issued_by, issued_on, expires_on, version }: Credential): CredentialDraft => ({
  kind,
  title,
  number,
  issued_by,
  issued_on,
  expires_on,
  version,
});

const textsOf = (credential: CredentialDraft): Typed[] => [
  ['Kind', inWords(credential.kind)],
  ['Title', credential.title],
  ['Number', credential.number ?? ''],
  ['Issued by', credential.issued_by ?? ''],
  ['Issued on', day(credential.issued_on)],
  ['Expires on', day(credential.expires_on)],
];

function useSave(user_id: string, credential_id?: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ draft, key }: { draft: CredentialDraft; key: string }) => {
      const { version, ...fields } = draft;
      if (!credential_id)
        return body(
          await api.POST('/users/{user_id}/credentials', {
            params: { path: { user_id }, header: { 'Idempotency-Key': key } },
            body: fields,
          }),
        );
      const params = { path: { user_id, credential_id }, header: { 'If-Match': `"${version}"` } };
      return body(await api.PATCH('/users/{user_id}/credentials/{credential_id}', { params, body: fields }));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['people', user_id, 'credentials'] }),
  });
}

function useRemove(user_id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, version }: Credential) => {
      const params = { path: { user_id, credential_id: id }, header: { 'If-Match': `"${version}"` } };
      await api.DELETE('/users/{user_id}/credentials/{credential_id}', { params });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['people', user_id, 'credentials'] }),
  });
}

/** Licences and certificates, and how long they hold. */
export function CredentialsTab({ person }: { person: Person }) {
  const api = useApi();
  const ground = groundOf(useMe().data, person);
  const mayEdit = ground === 'own' || ground === 'administrator';
  const all = usePages(['people', person.id, 'credentials'], async (cursor, signal) =>
    body(await api.GET('/users/{user_id}/credentials', { params: { path: { user_id: person.id }, query: { cursor } }, signal })),
  );
  const [editing, setEditing] = useState<Credential | 'new' | null>(null);
  const remove = useRemove(person.id);
  const bringBack = useSave(person.id);
  const removeAndSay = (credential: Credential) =>
    remove.mutate(credential, {
      onSuccess: () =>
        sayRemoved(`“${credential.title}” is deleted.`, () => bringBack.mutate({ draft: draftOf(credential), key: crypto.randomUUID() })),
      onError: (error) => sayNot('Not deleted', error),
    });
  return (
    <>
      {mayEdit && (
        <Group justify="flex-end" mb="xs">
          <Button size="xs" onClick={() => setEditing('new')}>
            Add credential
          </Button>
        </Group>
      )}
      <Listed
        pages={all}
        what="the credentials"
        empty={`Licences and certificates of ${person.name} stand here.${mayEdit ? ' Add the first one.' : ' None is written down yet.'}`}
      >
        {(items) =>
          items.map((credential) => (
            <RecordRow
              key={credential.id}
              title={credential.title}
              detail={[
                inWords(credential.kind),
                credential.number,
                credential.issued_by,
                credential.expires_on && `until ${day(credential.expires_on)}`,
              ]
                .filter(Boolean)
                .join(' · ')}
              badge={<Badge color={STANDINGS[credential.standing][1]}>{STANDINGS[credential.standing][0]}</Badge>}
              edit={mayEdit ? () => setEditing(credential) : undefined}
              remove={mayEdit ? () => removeAndSay(credential) : undefined}
            />
          ))
        }
      </Listed>
      {editing && <CredentialWindow person={person} credential={editing === 'new' ? undefined : editing} close={() => setEditing(null)} />}
    </>
  );
}

function CredentialWindow({ person, credential, close }: { person: Person; credential?: Credential; close: () => void }) {
  const saved = credential && draftOf(credential);
  const draft = useDraft<CredentialDraft>(
    `credential/${credential?.id ?? `new/${person.id}`}`,
    saved ?? { kind: 'licence', title: '', version: 0 },
  );
  const save = useSave(person.id, credential?.id);
  const { value, set } = draft;
  const wrong = (name: string) => wrongWith(save.error, name);
  const done = () => {
    say('Credential saved.');
    close();
  };
  return (
    <Modal opened onClose={close} title={credential ? 'Edit credential' : `Add a credential for ${person.name}`} size="lg">
      <RecordForm
        draft={draft}
        save={save}
        saved={saved}
        texts={textsOf}
        label={credential ? 'Save credential' : 'Add credential'}
        done={done}
      >
        <TextField label="Title" required data-autofocus value={value.title} error={wrong('title')} onChange={(title) => set({ title })} />
        <Group grow align="start" className="fields">
          <Choice
            label="Kind"
            value={value.kind}
            choices={['licence', 'certificate'] as const}
            error={wrong('kind')}
            onChange={(kind) => set({ kind })}
          />
          <TextField label="Number" value={value.number} error={wrong('number')} onChange={(number) => set({ number: number || null })} />
        </Group>
        <TextField
          label="Issued by"
          value={value.issued_by}
          error={wrong('issued_by')}
          onChange={(issued_by) => set({ issued_by: issued_by || null })}
        />
        <Group grow align="start" className="fields">
          <DayField label="Issued on" value={value.issued_on} error={wrong('issued_on')} onChange={(issued_on) => set({ issued_on })} />
          <DayField
            label="Expires on"
            value={value.expires_on}
            error={wrong('expires_on')}
            onChange={(expires_on) => set({ expires_on })}
          />
        </Group>
      </RecordForm>
    </Modal>
  );
}
