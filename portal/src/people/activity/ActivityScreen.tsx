import { Box, Text, Title } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { body, type Schemas } from '../../api/client';
import { usePages } from '../../api/pages';
import { useApi } from '../../context';
import { Listed } from '../../frame/Listed';
import { Screen } from '../../frame/Screen';
import { inWords } from '../../words';
import { useProfile } from '../useProfile';
import { NotYet } from '../../frame/NotYet';

type Line = Schemas['ActivityLine'];

/** What was done, as what somebody did: “Ava Morgan … Adam Anderson”. `{}` is whom it was done to, `{coach}` the coach. */
const SENTENCES: Record<Schemas['ActivityKind'], string> = {
  organisation_changed: 'changed the organisation’s settings',
  user_created: 'added {}',
  user_changed: 'changed the profile of {}',
  user_activated: 'made {} active',
  user_deactivated: 'made {} inactive',
  sign_in_linked: 'linked a sign-in to {}',
  coach_status_granted: 'granted {} coaching access',
  coach_status_withdrawn: 'withdrew coaching access from {}',
  capacity_changed: 'changed the capacity of {}',
  assigned: 'assigned {coach} to {}',
  assignment_changed: 'changed the assignment of {coach} to {}',
  assignment_ended: 'removed {coach} from {}',
  assignment_reopened: 'assigned {coach} to {} again',
  assignment_transferred: 'handed {} on to {coach}',
  goal_created: 'added a goal for {}',
  goal_changed: 'changed a goal of {}',
  goal_deleted: 'deleted a goal of {}',
  goal_measured: 'took a measure of a goal of {}',
  goal_commented: 'commented on a goal of {}',
  conference_scheduled: 'scheduled a conference with {}',
  conference_changed: 'changed a conference with {}',
  conference_deleted: 'deleted a conference with {}',
  private_notes_written: 'wrote private notes of a conference with {}',
  observation_begun: 'began an observation of {}',
  observation_changed: 'changed an observation of {}',
  observation_deleted: 'deleted an observation of {}',
  observation_shared: 'shared an observation with {}',
  observation_acknowledged: 'acknowledged an observation',
  observation_revised: 'revised an observation of {}',
  next_step_planned: 'planned a next step for {}',
  evidence_added: 'added evidence to an observation of {}',
  evidence_changed: 'changed evidence of an observation of {}',
  evidence_deleted: 'deleted evidence of an observation of {}',
  rubric_created: 'made a rubric',
  rubric_replaced: 'made a new version of a rubric',
  rubric_retired: 'retired a rubric',
  learning_added: 'added a learning record of {}',
  learning_changed: 'changed a learning record of {}',
  learning_deleted: 'deleted a learning record of {}',
  credential_added: 'added a credential of {}',
  credential_changed: 'changed a credential of {}',
  credential_deleted: 'deleted a credential of {}',
  personnel_changed: 'changed the personnel information of {}',
};

/** What was done to a person: who, what, when, from where. */
export function ActivityScreen() {
  const { userId } = useParams({ from: '/people/$userId/activity' });
  const api = useApi();
  const person = useProfile(userId);
  const lines = usePages(['people', userId, 'activity'], async (cursor, signal) =>
    body(await api.GET('/users/{user_id}/activity', { params: { path: { user_id: userId }, query: { limit: 50, cursor } }, signal })),
  );
  if (!person.data) return <NotYet what="the activity" error={person.error} again={() => person.refetch()} />;
  const { name } = person.data;
  return (
    <Screen title={`Activity of ${name}`} above={[{ name, to: `/people/${userId}` }]}>
      <Listed pages={lines} what="the activity" empty="Nothing has been done yet.">
        {(items) => byDay(items).map(([title, ofDay]) => <Day key={title} title={title} lines={ofDay} name={name} />)}
      </Listed>
    </Screen>
  );
}

/** The lines of each day, in their order. */
function byDay(lines: Line[]): [day: string, lines: Line[]][] {
  const days = new Map<string, Line[]>();
  for (const line of lines) {
    const title = new Date(line.at).toLocaleDateString(undefined, { dateStyle: 'full' });
    days.set(title, [...(days.get(title) ?? []), line]);
  }
  return [...days];
}

function Day({ title, lines, name }: { title: string; lines: Line[]; name: string }) {
  return (
    <Box component="section" aria-label={title} mb="lg">
      <Title order={2} size="h5">
        {title}
      </Title>
      {lines.map((line) => (
        <Box key={line.id} className="row">
          <Box className="name">
            <Text dir="auto">{sentence(line, name)}</Text>
            <Text size="xs" c="dimmed">
              {[
                new Date(line.at).toLocaleTimeString(undefined, { timeStyle: 'short' }),
                line.fields?.map(inWords).join(', '),
                line.address && `from ${line.address}`,
              ]
                .filter(Boolean)
                .join(' · ')}
            </Text>
          </Box>
        </Box>
      ))}
    </Box>
  );
}

function sentence({ by, kind, coach }: Line, name: string): string {
  return `${by.name} ${SENTENCES[kind].replace('{coach}', () => coach?.name ?? 'the coach').replace('{}', () => name)}`;
}
