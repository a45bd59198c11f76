import { Box, Stack } from '@mantine/core';
import type { UseMutationResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Draft } from './draft';
import { NotSaved, type Typed } from './NotSaved';
import { SaveBar } from './SaveBar';

export type Save<T, S> = UseMutationResult<S, Error, { draft: T; key: string }>;

interface Props<T extends { version: number }, S> {
  draft: Draft<T>;
  save: Save<T, S>;
  /** What is saved now; none when it is new. */
  saved?: T;
  /** The record as text, field by field, to compare or to copy. */
  texts: (value: T) => Typed[];
  /** The words on the button. */
  label: string;
  /** What to do when it is saved. */
  done: (saved: S) => void;
  children: ReactNode;
}

/** A form of a record: saved on the version it was read from, and nothing typed is lost when that fails. */
export function RecordForm<T extends { version: number }, S>({ draft, save, saved, texts, label, done, children }: Props<T, S>) {
  const submit = (value = draft.value) =>
    save.mutate(
      { draft: value, key: draft.key },
      {
        onSuccess: (answer) => {
          draft.drop();
          done(answer);
        },
      },
    );
  const keepMine = () => {
    const value = { ...draft.value, version: saved?.version ?? 0 };
    draft.set(value);
    submit(value);
  };
  const takeTheirs = () => {
    draft.drop();
    save.reset();
  };
  return (
    <Box
      component="form"
      maw={640}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="md">
        {children}
        {save.error && (
          <NotSaved
            error={save.error}
            mine={texts(draft.value)}
            theirs={saved && texts(saved)}
            keepMine={keepMine}
            takeTheirs={takeTheirs}
            again={() => submit()}
          />
        )}
        <SaveBar label={label} isChanged={draft.isChanged} isSaving={save.isPending} drop={takeTheirs} />
      </Stack>
    </Box>
  );
}
