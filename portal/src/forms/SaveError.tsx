// Why a form was not saved. In a conflict and after the end of access, what was typed can be copied.

import { Alert, Box, Button, CopyButton, Group, Stack, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { ApiError } from '../api/client';
import { ErrorAlert } from '../frame/ErrorAlert';
import type { Draft } from './draft';
import type { Save } from './save';

/** A field's label and its text. */
export type FieldText = [label: string, text: string];

interface Props {
  error: Error;
  /** What was typed. */
  mine: FieldText[];
  /** What is saved now, in the same order, to compare in a conflict. */
  theirs?: FieldText[];
  /** Overwrites what is saved now with what was typed. */
  keepMine?: () => void;
  /** Discards what was typed. */
  takeTheirs?: () => void;
  /** Sends the same request again. */
  retry?: () => void;
}

export function SaveError({ error, mine, theirs, keepMine, takeTheirs, retry }: Props) {
  const status = error instanceof ApiError ? error.problem.status : 0;
  if (status === 412 && theirs && keepMine && takeTheirs) return <Conflict {...{ mine, theirs, keepMine, takeTheirs }} />;
  if (status === 403 || status === 404) return <AccessEnded error={error} mine={mine} />;
  return <ErrorAlert error={error} retry={retry} />;
}

interface DraftProps<D extends { version: number }, S> {
  draft: Draft<D>;
  save: Save<D, S>;
  /** The record as it is saved now; absent for a new one. */
  saved?: D;
  texts: (value: D) => FieldText[];
  /** Saves this value. */
  retry: (value: D) => void;
}

/** The same for a draft. In a conflict, the person overwrites what is saved with the draft, or discards the draft. */
export function DraftSaveError<D extends { version: number }, S>({ draft, save, saved, texts, retry }: DraftProps<D, S>) {
  if (!save.error) return null;
  const keepMine = () => {
    const value = { ...draft.value, version: saved?.version ?? 0 };
    draft.set(value);
    retry(value);
  };
  const takeTheirs = () => {
    draft.discard();
    save.reset();
  };
  return (
    <SaveError
      error={save.error}
      mine={texts(draft.value)}
      theirs={saved && texts(saved)}
      keepMine={keepMine}
      takeTheirs={takeTheirs}
      retry={() => retry(draft.value)}
    />
  );
}

function Conflict({ mine, theirs, keepMine, takeTheirs }: Required<Pick<Props, 'mine' | 'theirs' | 'keepMine' | 'takeTheirs'>>) {
  const changed = mine
    .map(([label, text], at) => ({ label, mine: text, theirs: theirs[at]?.[1] ?? '' }))
    .filter((both) => both.mine !== both.theirs);
  return (
    <Alert color="yellow" title="Somebody saved this while you were typing" role="alert">
      <Stack gap="sm">
        <Text size="sm">Nothing you typed is lost. Choose which version to keep. You can still change the fields first.</Text>
        {changed.map((both) => (
          <Box key={both.label} component="section" aria-label={both.label}>
            <Text size="sm" fw={600}>
              {both.label}
            </Text>
            <div className="two-columns two-texts">
              <Version title="Saved now" text={both.theirs} />
              <Version title="Yours" text={both.mine} />
            </div>
          </Box>
        ))}
        <Group>
          <Button size="xs" onClick={keepMine}>
            Save mine
          </Button>
          <Button size="xs" variant="default" onClick={takeTheirs}>
            Use what is saved
          </Button>
          <Copy mine={mine} />
        </Group>
      </Stack>
    </Alert>
  );
}

function Version({ title, text }: { title: string; text: string }) {
  return (
    <Box>
      <Text size="xs" c="dimmed">
        {title}
      </Text>
      <Text size="sm" className="typed">
        {text || 'Empty'}
      </Text>
    </Box>
  );
}

/** Comes into view, because it may be far from where the person types. */
function AccessEnded({ error, mine }: { error: Error; mine: FieldText[] }) {
  const alert = useRef<HTMLDivElement>(null);
  useEffect(() => alert.current?.scrollIntoView({ block: 'nearest' }), []);
  return (
    <Alert ref={alert} color="yellow" title="Your access has ended" role="alert" style={{ scrollMargin: 'calc(var(--bar) + 15px) 0 16px' }}>
      <Stack gap="sm">
        <Text size="sm">{error.message} What you typed is not saved. You can copy it until you close this tab.</Text>
        {mine.map(([label, text]) => text && <Version key={label} title={label} text={text} />)}
        <Group>
          <Copy mine={mine} />
        </Group>
      </Stack>
    </Alert>
  );
}

function Copy({ mine }: { mine: FieldText[] }) {
  const all = mine.flatMap(([label, text]) => (text ? [`${label}\n${text}`] : [])).join('\n\n');
  return (
    <CopyButton value={all}>
      {({ copied, copy }) => (
        <Button size="xs" variant="default" onClick={copy}>
          {copied ? 'Copied' : 'Copy what I typed'}
        </Button>
      )}
    </CopyButton>
  );
}
