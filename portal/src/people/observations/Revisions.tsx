// The form that revises a shared observation, and the list of its revisions with what each replaced.

import { Box, Stack, Text, Title } from '@mantine/core';
import '@mantine/core/styles/Radio.css';
import { type Schemas, fieldError } from '../../api/client';
import { useDraft } from '../../forms/draft';
import { ProseField, TextField } from '../../forms/fields';
import { RecordForm } from '../../forms/RecordForm';
import { PagedList } from '../../frame/PagedList';
import { notify } from '../../frame/notify';
import { dayAndTime } from '../../format';
import { useRubric } from '../../rubrics/rubrics';
import { Feedback } from './Feedback';
import { draftOf, type Observation, type RevisionDraft, useLines, useRevise, useRevisions } from './observations';
import { Scoring } from './Scoring';

interface Props {
  person: Schemas['Profile'];
  observation: Observation;
}

/** The form that changes scores and feedback after sharing, with a reason that the coachee sees. */
export function Revise({ person, observation, close }: Props & { close: () => void }) {
  const { glow, grow, next_step, scores, version } = draftOf(observation);
  const draft = useDraft<RevisionDraft>(`revise/${observation.id}`, { reason: '', glow, grow, next_step, scores, version });
  const revise = useRevise(person.id, observation.id);
  const rubric = useRubric(observation.rubric_id, observation.rubric_version);
  const lines = useLines(person.id, observation.id);
  const { value, set } = draft;
  return (
    <Box mb="lg" component="section" aria-label="Revise">
      <RecordForm
        draft={draft}
        save={revise}
        texts={(typed) => [
          ['Reason', typed.reason],
          ['What went well', typed.glow ?? ''],
          ['What could go better', typed.grow ?? ''],
          ['Next step', typed.next_step ?? ''],
        ]}
        label="Save revision"
        done={() => {
          notify(`Revised. ${person.name} sees what changed.`);
          close();
        }}
      >
        <TextField
          label="Why it is revised"
          maxLength={500}
          description={`${person.name} sees it.`}
          required
          value={value.reason}
          error={fieldError(revise.error, 'reason')}
          onChange={(reason) => set({ reason })}
        />
        {rubric.data && (
          <Scoring rubric={rubric.data} scores={value.scores} lines={lines.data ?? []} change={(next) => set({ scores: next })} />
        )}
        <ProseField label="What went well" value={value.glow} onChange={(glow) => set({ glow: glow || null })} />
        <ProseField label="What could go better" value={value.grow} onChange={(grow) => set({ grow: grow || null })} />
        <TextField label="Next step" value={value.next_step} onChange={(next_step) => set({ next_step: next_step || null })} />
      </RecordForm>
    </Box>
  );
}

export function Revisions({ person, observation }: Props) {
  const revisions = useRevisions(person.id, observation.id);
  return (
    <Box component="section" aria-label="Revisions">
      <Title order={2} size="h4" mb="xs">
        Revisions
      </Title>
      <PagedList pages={revisions} what="the revisions" empty="No revisions yet.">
        {(items) =>
          items.map(({ reason, revised_at, before }) => (
            <Box component="details" key={revised_at} mb="sm">
              <Text component="summary" className="name">
                {dayAndTime(revised_at)}: {reason}
              </Text>
              <Stack gap="xs" mt="xs">
                <Text size="xs" c="dimmed">
                  Before:
                </Text>
                {before.scores?.map((score) => (
                  <Text key={score.component_id} size="sm" className="name" dir="auto">
                    {score.component}: {score.level}
                  </Text>
                ))}
                <Feedback observation={before} />
              </Stack>
            </Box>
          ))
        }
      </PagedList>
    </Box>
  );
}
