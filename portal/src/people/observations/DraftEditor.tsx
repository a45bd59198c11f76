import { Box, Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import '@mantine/core/styles/FloatingIndicator.css';
import '@mantine/core/styles/SegmentedControl.css';
import '@mantine/core/styles/Radio.css';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Refusal, type Schemas } from '../../api/client';
import { useAutosave } from '../../forms/autosave';
import { type Draft, useDraft } from '../../forms/draft';
import { ProseField, TextField } from '../../forms/fields';
import { NotSaved } from '../../forms/NotSaved';
import { Confirm } from '../../frame/Confirm';
import { Refused } from '../../frame/Refused';
import { say } from '../../frame/say';
import { Screen } from '../../frame/Screen';
import { Waiting } from '../../frame/Waiting';
import {
  draftOf,
  nameOf,
  type Observation,
  type ObservationDraft,
  textsOf,
  useDeleteDraft,
  useRubric,
  useSaveObservation,
  useShare,
} from './observations';
import { Scoring } from './Scoring';
import { ScriptInput } from './ScriptInput';
import { ScriptLines, timeOf } from './ScriptLines';
import { type Script, useScript } from './useScript';

interface Props {
  person: Schemas['Profile'];
  observation: Observation;
}

/** Where an observation is written: the script on one side, scores and feedback on the other. */
export function DraftEditor({ person, observation }: Props) {
  const saved = draftOf(observation);
  const draft = useDraft(`observation/${observation.id}`, saved);
  const save = useSaveObservation(person.id, observation.id);
  useAutosave(draft, save);
  const script = useScript(person.id, observation.id);
  const rubric = useRubric(observation.rubric_id, observation.rubric_version);
  const [side, setSide] = useState('script');
  const [asks, setAsks] = useState<'share' | 'delete' | null>(null);
  const components = rubric.data?.domains.flatMap((domain) => domain.components) ?? [];
  const lines = script.lines.data ?? [];
  const isAllSaved = script.kept.length === 0 && !draft.isChanged;
  const keepMine = () => {
    draft.set({ version: observation.version });
    save.reset();
  };
  const takeTheirs = () => {
    draft.drop();
    save.reset();
  };
  return (
    <Screen
      title={nameOf(observation)}
      above={[{ name: person.name, to: `/people/${person.id}/observations` }]}
      beside={<Saving script={script} draft={draft} isFailing={save.error !== null} />}
      action={
        <Group gap="xs">
          <Button variant="default" onClick={() => setAsks('delete')}>
            Delete draft
          </Button>
          <Button onClick={() => setAsks('share')} disabled={!isAllSaved}>
            Share
          </Button>
        </Group>
      }
    >
      {save.error && !isOffline(save.error) && (
        <Box mb="md">
          <NotSaved
            error={save.error}
            mine={textsOf(draft.value)}
            theirs={textsOf(saved)}
            keepMine={keepMine}
            takeTheirs={takeTheirs}
            again={save.reset}
          />
        </Box>
      )}
      {script.refused && (
        <Box mb="md">
          <NotSaved error={script.refused} mine={script.kept.map(({ at, text }) => [timeOf(at), text])} />
        </Box>
      )}
      <SegmentedControl
        className="sides"
        fullWidth
        mb="md"
        value={side}
        onChange={setSide}
        aria-label="What to see"
        data={[
          { value: 'script', label: 'Script' },
          { value: 'scores', label: 'Scores and feedback' },
        ]}
      />
      <div className="side-by-side" data-side={side}>
        <Box component="section" aria-label="Script" className="script-side">
          {script.lines.error && !script.lines.data && <Refused error={script.lines.error} again={() => script.lines.refetch()} />}
          {script.lines.isPending && <Waiting what="the script" />}
          <ScriptLines user_id={person.id} observation_id={observation.id} lines={lines} kept={script.kept} components={components} />
          {lines.length + script.kept.length === 0 && !script.lines.isPending && (
            <Text c="dimmed" mb="sm">
              Write what you see and hear. Each Enter makes a line with the time.
            </Text>
          )}
          <ScriptInput components={components} add={script.add} />
        </Box>
        <Box component="section" aria-label="Scores and feedback" className="scores-side">
          {rubric.error && <Refused error={rubric.error} again={() => rubric.refetch()} />}
          {rubric.data && (
            <Scoring rubric={rubric.data} scores={draft.value.scores} lines={lines} change={(scores) => draft.set({ scores })} />
          )}
          <Feedback draft={draft} />
        </Box>
      </div>
      {asks === 'share' && <Sharing person={person} observation={observation} close={() => setAsks(null)} />}
      {asks === 'delete' && <Deletion person={person} observation={observation} close={() => setAsks(null)} />}
    </Screen>
  );
}

const isOffline = (error: Error) => error instanceof Refusal && error.problem.status === 0;

/** Quietly, where everything typed is. */
function Saving({ script, draft, isFailing }: { script: Script; draft: Draft<ObservationDraft>; isFailing: boolean }) {
  const count = script.kept.length;
  const words =
    count > 0
      ? `Offline: ${count} ${count === 1 ? 'line' : 'lines'} kept on this device`
      : draft.isChanged
        ? isFailing
          ? 'Not saved yet; kept in this tab'
          : 'Saving'
        : script.savedAt
          ? `Saved ${script.savedAt.toLocaleTimeString(undefined, { timeStyle: 'short' })}`
          : 'Draft: only you see it';
  return (
    <Text size="xs" c="dimmed" role="status">
      {words}
    </Text>
  );
}

function Feedback({ draft }: { draft: Draft<ObservationDraft> }) {
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
        description="Once shared, it can be made an action step of a goal."
        value={value.next_step}
        onChange={(next_step) => set({ next_step: next_step || null })}
      />
    </Stack>
  );
}

function Sharing({ person, observation, close }: Props & { close: () => void }) {
  const share = useShare(person.id, observation.id);
  const [key] = useState(() => crypto.randomUUID());
  return (
    <Confirm
      question={`Share this observation with ${person.name}?`}
      says={`${person.name}, the coaches and administrators will read the script, the scores and the feedback. The script can’t be changed after that; scores and feedback can be revised with a reason.`}
      label="Share"
      color="indigo"
      confirm={() => share.mutate(key, { onSuccess: () => say(`Shared with ${person.name}.`) })}
      error={share.error}
      isPending={share.isPending}
      close={close}
    />
  );
}

function Deletion({ person, observation, close }: Props & { close: () => void }) {
  const remove = useDeleteDraft(person.id, observation.id);
  const navigate = useNavigate();
  const confirm = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        void navigate({ to: '/people/$userId/$tab', params: { userId: person.id, tab: 'observations' } });
        say('The draft is deleted.');
      },
    });
  return (
    <Confirm
      question={`Delete “${nameOf(observation)}”?`}
      says="The script, scores and feedback go with it and can’t be brought back. Nobody but you has seen them."
      label="Delete draft"
      confirm={confirm}
      error={remove.error}
      isPending={remove.isPending}
      close={close}
    />
  );
}
