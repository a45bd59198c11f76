// The editor of a draft observation: the script on one side, scores and feedback on the other.

import { Alert, Box, Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import '@mantine/core/styles/FloatingIndicator.css';
import '@mantine/core/styles/SegmentedControl.css';
import '@mantine/core/styles/Radio.css';
import { useState } from 'react';
import { ApiError, type Schemas } from '../../api/client';
import { useAutosave } from '../../forms/autosave';
import { type Draft, useDraft, useHasDraft } from '../../forms/draft';
import { ProseField, TextField } from '../../forms/fields';
import { DraftSaveError, type FieldText, SaveError } from '../../forms/SaveError';
import { useAct } from '../../frame/act';
import { Confirm } from '../../frame/Confirm';
import { ErrorAlert } from '../../frame/ErrorAlert';
import { notify } from '../../frame/notify';
import { Screen } from '../../frame/Screen';
import { Loading } from '../../frame/Loading';
import { DeleteDialog } from '../DeleteDialog';
import { useRubric } from '../../rubrics/rubrics';
import {
  draftOf,
  type Line,
  nameOf,
  type Observation,
  type ObservationDraft,
  textsOf,
  useDeleteDraft,
  useSaveObservation,
  useShare,
} from './observations';
import { Scoring } from './Scoring';
import { type HalfLine, ScriptInput } from './ScriptInput';
import { draftOfLine, ScriptLines, timeOf } from './ScriptLines';
import { useAutoScroll } from './useAutoScroll';
import { type Script, useScript } from './useScript';

interface Props {
  person: Schemas['Profile'];
  observation: Observation;
}

/** One array for all renderings, so that its identity doesn't change while the lines load. */
const NO_LINES: Line[] = [];

export function DraftEditor({ person, observation }: Props) {
  const saved = draftOf(observation);
  const draft = useDraft(`observation/${observation.id}`, saved);
  const save = useSaveObservation(person.id, observation.id);
  useAutosave(draft, save);
  const script = useScript(person.id, observation.id);
  const rubric = useRubric(observation.rubric_id, observation.rubric_version);
  const [side, setSide] = useState('script');
  const [dialog, setDialog] = useState<'share' | 'delete' | null>(null);
  const components = rubric.data?.domains.flatMap((domain) => domain.components) ?? [];
  const lines = script.lines.data ?? NO_LINES;
  const { sides, list, field, onScroll, onWrite } = useAutoScroll(lines, script.unsent);
  const half = useDraft<HalfLine>(`half-line/${observation.id}`, { text: '', component_ids: [] });
  const accessEnded = [...script.refused.values()].find(isAccessEnded);
  return (
    <Screen
      title={nameOf(observation)}
      parents={[{ name: person.name, to: `/people/${person.id}/observations` }]}
      status={<SaveStatus script={script} draft={draft} isFailing={save.error !== null} />}
      action={
        <Group gap="xs">
          <Button variant="default" onClick={() => setDialog('delete')}>
            Delete draft
          </Button>
          <Button onClick={() => setDialog('share')}>Share</Button>
        </Group>
      }
    >
      {save.error && !isOffline(save.error) && (
        <Box mb="md">
          <DraftSaveError draft={draft} save={save} saved={saved} texts={textsOf} retry={save.reset} />
        </Box>
      )}
      {accessEnded && (
        <Box mb="md">
          <SaveError
            error={accessEnded}
            mine={[...script.unsent.map(({ at, text }): FieldText => [timeOf(at), text]), ['Not finished', half.value.text]]}
          />
        </Box>
      )}
      <SegmentedControl
        className="sides"
        fullWidth
        mb="md"
        value={side}
        onChange={setSide}
        aria-label="What to show"
        data={[
          { value: 'script', label: 'Script' },
          { value: 'scores', label: 'Scores and feedback' },
        ]}
      />
      <div className="side-by-side" data-side={side} ref={sides}>
        <Box component="section" aria-label="Script" className="script-side">
          {script.lines.error && !script.lines.data && <ErrorAlert error={script.lines.error} retry={() => void script.lines.refetch()} />}
          {script.lines.isPending && <Loading what="the script" />}
          <ScriptLines
            user_id={person.id}
            observation_id={observation.id}
            lines={lines}
            script={script}
            components={components}
            list={list}
            onScroll={onScroll}
            onRemoved={() => field.current?.focus()}
          />
          {lines.length + script.unsent.length === 0 && !script.lines.isPending && (
            <Text c="dimmed" mb="sm">
              Write what you see and hear. Each Enter makes a line with the time.
            </Text>
          )}
          <ScriptInput draft={half} components={components} add={script.add} field={field} onWrite={onWrite} />
        </Box>
        <Box component="section" aria-label="Scores and feedback" className="scores-side">
          {rubric.error && <ErrorAlert error={rubric.error} retry={() => void rubric.refetch()} />}
          {rubric.data && (
            <Scoring rubric={rubric.data} scores={draft.value.scores} lines={lines} change={(scores) => draft.set({ scores })} />
          )}
          <FeedbackFields draft={draft} />
        </Box>
      </div>
      {dialog === 'share' && (
        <ShareDialog
          person={person}
          observation={observation}
          script={script}
          isChanged={draft.isChanged}
          half={half}
          close={() => setDialog(null)}
        />
      )}
      {dialog === 'delete' && <DeleteDraftDialog person={person} observation={observation} close={() => setDialog(null)} />}
    </Screen>
  );
}

const isAccessEnded = (error: Error) => error instanceof ApiError && [403, 404].includes(error.problem.status);

const isOffline = (error: Error) => error instanceof ApiError && error.problem.status === 0;

/** Where the latest changes are: on the service, or still on this device. */
function SaveStatus({ script, draft, isFailing }: { script: Script; draft: Draft<ObservationDraft>; isFailing: boolean }) {
  const lines = (count: number) => `${count} ${count === 1 ? 'line' : 'lines'}`;
  const waiting = script.unsent.length - script.refused.size;
  const text =
    waiting > 0
      ? script.isOffline
        ? `Offline: ${lines(waiting)} kept on this device`
        : `Sending ${lines(waiting)}`
      : script.refused.size > 0
        ? `${lines(script.refused.size)} not accepted`
        : draft.isChanged
          ? isFailing
            ? 'Not saved yet; kept in this tab'
            : 'Saving'
          : script.savedAt
            ? `Saved ${script.savedAt.toLocaleTimeString(undefined, { timeStyle: 'short' })}`
            : 'Draft: only you see it';
  return (
    <Text size="xs" c="dimmed" role="status">
      {text}
    </Text>
  );
}

function FeedbackFields({ draft }: { draft: Draft<ObservationDraft> }) {
  const { value, set } = draft;
  return (
    <Stack gap="sm">
      <Title order={2} size="h5">
        Feedback
      </Title>
      <ProseField label="What went well" value={value.glow} onChange={(glow) => set({ glow: glow || null })} />
      <ProseField label="What could go better" value={value.grow} onChange={(grow) => set({ grow: grow || null })} />
      <TextField
        label="Next step"
        description="Once shared, it can become an action step of a goal."
        value={value.next_step}
        onChange={(next_step) => set({ next_step: next_step || null })}
      />
    </Stack>
  );
}

interface ShareProps extends Props {
  script: Script;
  /** Whether scores or feedback are not saved yet. */
  isChanged: boolean;
  half: Draft<HalfLine>;
  close: () => void;
}

/** Says what is not part of the script yet, and shares only what the service has. */
function ShareDialog({ person, observation, script, isChanged, half, close }: ShareProps) {
  const hasDraft = useHasDraft();
  const isCorrecting = script.lines.data?.some(({ id }) => hasDraft(draftOfLine(id))) ?? false;
  const unfinished = half.value.text.trim();
  const waits = [
    ...script.unsent.map(({ at, text }) => `The line of ${timeOf(at)} is only on this device: “${text}”`),
    isCorrecting && 'A line is being corrected. Save or cancel it first.',
    isChanged && 'Scores or feedback are not saved yet.',
  ].filter((text) => text !== false);
  const share = useShare(person.id, observation.id);
  const act = useAct({
    send: (_: undefined, key) => share.mutateAsync(key),
    tell: () => notify(`Shared with ${person.name}.`),
    failed: `Not shared with ${person.name}`,
  });
  return (
    <Confirm
      question={`Share this observation with ${person.name}?`}
      explanation={`${person.name}, the coaches and administrators will read the script, the scores and the feedback. The script can’t be changed after that; scores and feedback can be revised with a reason.`}
      label={waits.length > 0 ? undefined : unfinished ? 'Share without the unfinished line' : 'Share'}
      color="indigo"
      confirm={() => act.start(undefined)}
      error={act.error}
      isPending={act.isPending}
      close={close}
    >
      {(waits.length > 0 || unfinished) && (
        <Alert color="yellow" title={waits.length > 0 ? 'It can’t be shared yet' : 'A line is not finished'}>
          {waits.map((text) => (
            <Text key={text} size="sm" className="name">
              {text}
            </Text>
          ))}
          {unfinished && (
            <Text size="sm" className="name">
              You have not finished this line, so it isn’t in the script: “{unfinished}”. Press Enter in the script to add it.
            </Text>
          )}
        </Alert>
      )}
    </Confirm>
  );
}

function DeleteDraftDialog({ person, observation, close }: Props & { close: () => void }) {
  const remove = useDeleteDraft(person.id, observation.id);
  return (
    <DeleteDialog
      person={person}
      tab="observations"
      remove={remove}
      question={`Delete “${nameOf(observation)}”?`}
      explanation="The script, scores and feedback are deleted with it and can’t be restored. Nobody but you has seen them."
      label="Delete draft"
      deleted={() => notify('The draft is deleted.')}
      close={close}
    />
  );
}
