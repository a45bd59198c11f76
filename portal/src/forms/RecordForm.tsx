// The frame of a form for a record: its fields, why saving failed, and the buttons. Neither a failure nor saving loses
// anything that was typed.

import { Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useAct } from '../frame/act';
import { notify } from '../frame/notify';
import type { Draft } from './draft';
import { DraftSaveError, type FieldText } from './SaveError';
import { Form } from './Form';
import type { Save } from './save';
import { SaveBar } from './SaveBar';

interface Props<D extends { version: number }, S> {
  draft: Draft<D>;
  save: Save<D, S>;
  /** The record as it is saved now; absent for a new one. */
  saved?: D;
  /**
   * The name of the draft of the record that was created: what is typed while it is being created goes on there. Without
   * it, nothing can be typed while a record is being created.
   */
  draftOf?: (saved: S) => string;
  /** The record as text, field by field, to compare or to copy. */
  texts: (value: D) => FieldText[];
  /** The label of the button. */
  label: string;
  /** Called after saving, unless the person has left the form. */
  done: (saved: S) => void;
  children: ReactNode;
}

export function RecordForm<D extends { version: number }, S>(props: Props<D, S>) {
  const { draft, save, saved, draftOf, texts, label, done, children } = props;
  const act = useAct<D, S>({
    send: (value) => save.mutateAsync({ draft: value, key: draft.key }),
    tell: (result, value, isShown) => {
      draft.saved(value, versionOf<D>(result), draftOf?.(result));
      if (!isShown) notify(`${label}: done.`);
    },
    done,
    failed: `${label}: not done. What you typed is kept in this tab`,
  });
  const discard = () => {
    draft.discard();
    save.reset();
  };
  const isFrozen = act.isPending && !saved && !draftOf;
  return (
    <Form submit={() => act.start(draft.value)} inert={isFrozen} maw={640}>
      <Stack gap="md">
        {children}
        <DraftSaveError draft={draft} save={save} saved={saved} texts={texts} retry={act.start} />
        <SaveBar label={label} isChanged={draft.isChanged} isSaving={act.isPending} discard={discard} />
      </Stack>
    </Form>
  );
}

/** The version that the service returned, on which the next save is based. */
function versionOf<D extends { version: number }>(result: unknown): Partial<D> {
  const isVersioned = typeof result === 'object' && result !== null && 'version' in result && typeof result.version === 'number';
  return isVersioned ? ({ version: result.version } as Partial<D>) : {};
}
