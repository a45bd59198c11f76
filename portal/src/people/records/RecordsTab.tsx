// The tab for a kind of small records of a person, such as credentials. A kind defines the names of its records, the
// requests that list and change them, and their fields. The rest is the same for all kinds.

import { Button, Group } from '@mantine/core';
import { type FunctionComponent, type ReactNode, useState } from 'react';
import { useChange } from '../../api/change';
import { type Api, ifMatch, idempotencyKey, type Schemas } from '../../api/client';
import { keys } from '../../api/keys';
import { usePages } from '../../api/pages';
import { useApi, useMe } from '../../context';
import { type Draft, useDraft } from '../../forms/draft';
import type { FieldText } from '../../forms/SaveError';
import { RecordForm } from '../../forms/RecordForm';
import { useSave } from '../../forms/save';
import { PagedList } from '../../frame/PagedList';
import { notify, notifyFailure, notifyRemoved } from '../../frame/notify';
import { Window } from '../../frame/Window';
import { groundOf } from '../rights';
import { RecordRow } from './RecordRow';

type Person = Schemas['Profile'];
type ApiResponse<T> = Promise<{ data?: T }>;

interface Saved {
  id: string;
  title: string;
  version: number;
}

interface Requests<Item, Fields> {
  list: (cursor: string | undefined, signal: AbortSignal) => ApiResponse<{ items: Item[]; next_cursor?: string | null }>;
  create: (fields: Fields, header: ReturnType<typeof idempotencyKey>) => ApiResponse<unknown>;
  edit: (id: string, fields: Fields, header: ReturnType<typeof ifMatch>) => ApiResponse<unknown>;
  remove: (id: string, header: ReturnType<typeof ifMatch>) => Promise<unknown>;
}

/** A kind of records. `Item` is a record as the API lists it, `Fields` are those that people edit. */
export interface RecordKind<Item extends Saved, Fields extends object> {
  key: 'learning' | 'credentials';
  /** One record (“credential”), the same with an article, several of them, and what they are in words. */
  words: { one: string; a: string; many: string; contents: string };
  requests: (api: Api, user_id: string) => Requests<Item, Fields>;
  fieldsOf: (item: Item) => Fields;
  /** The fields of a new record. */
  blank: Fields;
  /** The fields as text, to compare or to copy. */
  textsOf: (fields: Fields) => FieldText[];
  /** The parts of the line below the title. */
  detailsOf: (item: Item) => (string | null | undefined | false)[];
  badgeOf?: (item: Item) => ReactNode;
  Fields: FunctionComponent<FieldsProps<Fields>>;
}

export interface FieldsProps<Fields> {
  value: Fields;
  set: (part: Partial<Fields>) => void;
  error: Error | null;
}

function useSaveRecord<Item extends Saved, Fields extends object>(kind: RecordKind<Item, Fields>, user_id: string, id?: string) {
  const requests = kind.requests(useApi(), user_id);
  return useSave<Fields & { version: number }, unknown>(
    // Without its version, the draft consists of the fields.
    (draft, { create, edit }) => {
      const fields = draft as unknown as Fields;
      return id === undefined ? requests.create(fields, create) : requests.edit(id, fields, edit);
    },
    [keys.records(user_id, kind.key)],
  );
}

function useRemoveRecord<Item extends Saved, Fields extends object>(kind: RecordKind<Item, Fields>, user_id: string) {
  const requests = kind.requests(useApi(), user_id);
  const send = ({ id, version }: Item) => requests.remove(id, ifMatch(version));
  return useChange(send, { queryKey: keys.records(user_id, kind.key) }, 'settled');
}

const draftOf = <Item extends Saved, Fields extends object>(kind: RecordKind<Item, Fields>, item: Item) => ({
  ...kind.fieldsOf(item),
  version: item.version,
});

interface Props<Item extends Saved, Fields extends object> {
  kind: RecordKind<Item, Fields>;
  person: Person;
}

/** Lists a person's records of a kind. The person and administrators can add, edit and delete them. */
export function RecordsTab<Item extends Saved, Fields extends object>({ kind, person }: Props<Item, Fields>) {
  const { words } = kind;
  const { list } = kind.requests(useApi(), person.id);
  const ground = groundOf(useMe().data, person);
  const mayEdit = ground === 'own' || ground === 'administrator';
  const records = usePages(keys.records(person.id, kind.key), list);
  const [editing, setEditing] = useState<Item | 'new' | null>(null);
  const remove = useRemoveRecord(kind, person.id);
  const restore = useSaveRecord(kind, person.id);
  const removeWithUndo = (item: Item) =>
    remove.mutate(item, {
      onSuccess: () =>
        notifyRemoved(`“${item.title}” is deleted.`, () => restore.mutate({ draft: draftOf(kind, item), key: crypto.randomUUID() })),
      onError: (error) => notifyFailure('Not deleted', error),
    });
  return (
    <>
      {mayEdit && (
        <Group justify="flex-end" mb="xs">
          <Button size="xs" onClick={() => setEditing('new')}>
            Add {words.one}
          </Button>
        </Group>
      )}
      <PagedList
        pages={records}
        what={`the ${words.many}`}
        empty={`${words.contents} of ${person.name} are listed here.${mayEdit ? ' Add the first one.' : ' There are none yet.'}`}
      >
        {(items) =>
          items.map((item) => (
            <RecordRow
              key={item.id}
              title={item.title}
              detail={kind.detailsOf(item).filter(Boolean).join(' · ')}
              badge={kind.badgeOf?.(item)}
              edit={mayEdit ? () => setEditing(item) : undefined}
              remove={mayEdit ? () => removeWithUndo(item) : undefined}
            />
          ))
        }
      </PagedList>
      {editing && (
        <RecordWindow kind={kind} person={person} item={editing === 'new' ? undefined : editing} close={() => setEditing(null)} />
      )}
    </>
  );
}

type WindowProps<Item extends Saved, Fields extends object> = Props<Item, Fields> & { item?: Item; close: () => void };

function RecordWindow<Item extends Saved, Fields extends object>({ kind, person, item, close }: WindowProps<Item, Fields>) {
  const { words, Fields } = kind;
  const saved = item && draftOf(kind, item);
  const draft: Draft<Fields & { version: number }> = useDraft(
    `${kind.key}/${item?.id ?? `new/${person.id}`}`,
    saved ?? { ...kind.blank, version: 0 },
  );
  const save = useSaveRecord(kind, person.id, item?.id);
  const done = () => {
    notify(`${words.one.charAt(0).toUpperCase()}${words.one.slice(1)} saved.`);
    close();
  };
  return (
    <Window close={close} title={item ? `Edit ${words.one}` : `Add ${words.a} for ${person.name}`} size="lg">
      <RecordForm
        draft={draft}
        save={save}
        saved={saved}
        texts={kind.textsOf}
        label={item ? `Save ${words.one}` : `Add ${words.one}`}
        done={done}
      >
        <Fields value={draft.value} set={(part) => draft.set(part as Partial<Fields & { version: number }>)} error={save.error} />
      </RecordForm>
    </Window>
  );
}
