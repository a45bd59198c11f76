// A shared observation, to read, acknowledge or revise: the script beside the scores and feedback.

import { Badge, Box, Button, Group, NativeSelect, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { useMe } from '../../context';
import { useDraft } from '../../forms/draft';
import { ProseField } from '../../forms/fields';
import { Form } from '../../forms/Form';
import { SaveError } from '../../forms/SaveError';
import { useAct } from '../../frame/act';
import { ErrorAlert } from '../../frame/ErrorAlert';
import { notify } from '../../frame/notify';
import { Screen } from '../../frame/Screen';
import { Loading } from '../../frame/Loading';
import { day, dayAndTime, inWords } from '../../format';
import { useGoals } from '../goals/goals';
import { Feedback } from './Feedback';
import { COLORS } from './ObservationsTab';
import { type Line, nameOf, type Observation, useAcknowledge, useLines, usePlanNextStep } from './observations';
import { Revise, Revisions } from './Revisions';
import { ScriptLine } from './ScriptLines';

interface Props {
  person: Schemas['Profile'];
  observation: Observation;
}

export function SharedView({ person, observation }: Props) {
  const me = useMe().data?.user.id;
  const lines = useLines(person.id, observation.id);
  const isObserver = me === observation.observer_id;
  const [isRevising, setRevising] = useState(false);
  return (
    <Screen
      title={nameOf(observation)}
      parents={[{ name: person.name, to: `/people/${person.id}/observations` }]}
      status={<Badge color={COLORS[observation.state]}>{inWords(observation.state)}</Badge>}
      action={
        isObserver && !isRevising ? (
          <Button variant="default" onClick={() => setRevising(true)}>
            Revise
          </Button>
        ) : undefined
      }
    >
      <Text c="dimmed" mt={-12} mb="md" className="name">
        {[inWords(observation.kind), dayAndTime(observation.observed_at), `by ${observation.observer}`].join(' · ')}
      </Text>
      {me === person.id && observation.state === 'shared' && <Acknowledge person={person} observation={observation} />}
      {observation.acknowledged_at && <Acknowledged person={person} observation={observation} />}
      {isRevising && <Revise person={person} observation={observation} close={() => setRevising(false)} />}
      <div className="two-columns">
        <Box component="section" aria-label="Script">
          <Title order={2} size="h4" mb="xs">
            Script
          </Title>
          {lines.error && !lines.data && <ErrorAlert error={lines.error} retry={() => void lines.refetch()} />}
          {lines.isPending && <Loading what="the script" />}
          {lines.data?.length === 0 && <Text c="dimmed">The script has no lines.</Text>}
          <Box component="ol" className="script">
            {lines.data?.map((line) => (
              <Box component="li" key={line.id} className="line">
                <ScriptLine at={line.at} text={line.text} />
              </Box>
            ))}
          </Box>
        </Box>
        <Stack gap="lg">
          <Scores observation={observation} lines={lines.data ?? []} />
          <Feedback observation={observation} />
          {isObserver && observation.next_step && !observation.next_step_goal_id && (
            <PlanNextStep person={person} observation={observation} />
          )}
          {observation.revision > 0 && <Revisions person={person} observation={observation} />}
        </Stack>
      </div>
    </Screen>
  );
}

function Scores({ observation, lines }: { observation: Observation; lines: Line[] }) {
  const scores = observation.scores ?? [];
  if (scores.length === 0) return null;
  return (
    <Box component="section" aria-label="Scores">
      <Title order={2} size="h4" mb="xs">
        Scores
      </Title>
      {scores.map((score) => (
        <Box key={score.component_id} mb="md">
          <Group justify="space-between" wrap="nowrap" align="start">
            <Text fw={600} className="name" dir="auto">
              {score.component}
            </Text>
            <Text fw={600} className="name" ta="end" maw="50%" dir="auto">
              {score.level} ({score.score} of {score.of})
            </Text>
          </Group>
          <Text size="xs" c="dimmed" className="name" dir="auto">
            {score.descriptor}
          </Text>
          {score.note && (
            <Text className="text" dir="auto">
              {score.note}
            </Text>
          )}
          <Box className="evidence">
            {lines
              .filter(({ component_ids }) => component_ids?.includes(score.component_id))
              .map((line) => (
                <ScriptLine key={line.id} at={line.at} text={line.text} />
              ))}
          </Box>
        </Box>
      ))}
    </Box>
  );
}

function Acknowledge({ person, observation }: Props) {
  const acknowledge = useAcknowledge(person.id, observation.id);
  const draft = useDraft(`acknowledge/${observation.id}`, { comment: '' });
  const { comment } = draft.value;
  const act = useAct({
    send: (sent: { comment: string }) => acknowledge.mutateAsync({ ...sent, version: observation.version, key: draft.key }),
    tell: (_, sent) => {
      draft.saved(sent, {});
      notify(`Acknowledged. ${observation.observer} sees it.`);
    },
    failed: 'Not acknowledged. Your comment is kept in this tab',
  });
  const submit = () => act.start({ comment });
  return (
    <Form submit={submit} inert={act.isPending} maw={640} mb="lg">
      <ProseField
        label="Your comment"
        description="Optional. Acknowledging means that you have read it, not that you agree."
        value={comment}
        onChange={(comment) => draft.set({ comment })}
      />
      {act.error && <SaveError error={act.error} mine={[['Comment', comment]]} retry={submit} />}
      <Button type="submit" mt="xs" loading={act.isPending}>
        Acknowledge
      </Button>
    </Form>
  );
}

function Acknowledged({ person, observation }: Props) {
  return (
    <Box mb="lg" className="evidence">
      <Text size="xs" c="dimmed" className="name">
        {person.name} acknowledged it on {day(observation.acknowledged_at)}
      </Text>
      {observation.comment && (
        <Text className="text" dir="auto">
          {observation.comment}
        </Text>
      )}
    </Box>
  );
}

function PlanNextStep({ person, observation }: Props) {
  const goals = useGoals(person.id);
  const plan = usePlanNextStep(person.id, observation.id);
  const [goal, setGoal] = useState('');
  const [key] = useState(() => crypto.randomUUID());
  const open = goals.items?.filter(({ state }) => state === 'active' || state === 'draft') ?? [];
  if (open.length === 0) return null;
  return (
    <Box component="section" aria-label="Plan the next step">
      <Group align="end" gap="xs">
        <NativeSelect
          label="Make the next step an action step of"
          data={[{ value: '', label: 'Choose a goal' }, ...open.map(({ id, title }) => ({ value: id, label: title }))]}
          value={goal}
          onChange={(event) => setGoal(event.currentTarget.value)}
          maw="100%"
        />
        <Button
          variant="default"
          disabled={!goal}
          loading={plan.isPending}
          onClick={() => plan.mutate({ goal_id: goal, key }, { onSuccess: ({ title }) => notify(`Added to “${title}”.`) })}
        >
          Plan it
        </Button>
      </Group>
      {plan.error && <ErrorAlert error={plan.error} />}
    </Box>
  );
}
